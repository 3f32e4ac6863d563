//! What an artifact says of itself: a section that is not loaded, holding JSON.
//!
//! The compiler writes it, `inspect` and the packager read it. This crate holds the description and the way to
//! find it in a file, nothing that compiles or packs.

mod choices;

use object::{Object as _, ObjectSection as _};
use serde::{Deserialize, Serialize};

pub use choices::*;

/// Name of the section.
pub const SECTION: &str = ".precast";

/// Everything that an artifact says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Info {
    /// Version of this description; readers ignore what they do not know.
    pub format: u32,
    /// Version of precast.
    pub precast: String,
    /// Version of Cranelift.
    pub cranelift: String,
    /// Name of the target.
    pub target: String,
    /// Name of the CPU level.
    pub cpu: String,
    /// CPU features beyond the target's baseline, in Cranelift's names.
    pub cpu_features: Vec<String>,
    /// SHA-256 of the binary wasm module, in hexadecimal.
    pub source_sha256: String,
    /// The modules that are linked to it.
    #[serde(default)]
    pub linked: Vec<LinkedInfo>,
    /// The directories that it holds.
    #[serde(default)]
    pub embedded: Vec<EmbeddedInfo>,
    /// How it was initialised ahead of time, if it was.
    #[serde(default)]
    pub preinit: Option<PreinitInfo>,
    /// Effort of optimisation.
    pub opt_level: OptLevel,
    /// Which names it carries.
    pub names: Names,
    /// What instructions of relaxed SIMD do.
    #[serde(default)]
    pub relaxed_simd: RelaxedSimd,
    /// How linear memory is protected.
    pub memory_guard: MemoryGuard,
    /// Whether checks hold for a processor that runs ahead of them, too.
    pub spectre: Spectre,
    /// Upper bound in bytes for each linear memory, where one was set.
    pub max_memory_bytes: Option<u64>,
    /// Size of the guest's stack in bytes.
    pub stack_size_bytes: u64,
    /// What became of imports that nothing serves.
    pub unresolved: Unresolved,
    /// Where the program starts.
    pub entry: Entry,
    /// What the program may use.
    pub grants: Grants,
    /// How the process confines itself.
    #[serde(default)]
    pub harden: Harden,
    /// The system calls that it can make once it has confined itself; `None` without a filter.
    #[serde(default)]
    pub system_calls: Option<Vec<String>>,
    /// What it records, where it was built to record itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording: Option<Recording>,
    /// Where it goes on, where it is a snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<SnapshotInfo>,
    /// SHA-256 of the runtime library, in hexadecimal.
    pub runtime_sha256: Option<String>,
    /// The compiler that built the runtime library.
    pub runtime_compiler: Option<String>,
    /// What makes GNU ld link the emitted object as precast does, beside the two input files.
    pub linker_arguments: Vec<String>,
    /// What is linked into the artifact beside the program, and under which licence.
    pub notices: Vec<Notice>,
}

/// A module that is linked to the main one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedInfo {
    /// What imports call it.
    pub name: String,
    /// SHA-256 of the binary wasm module, in hexadecimal.
    pub source_sha256: String,
}

/// A directory within an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbeddedInfo {
    /// Path that the guest sees.
    pub guest: String,
    /// Number of files.
    pub files: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

/// What an artifact says of its initialisation ahead of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreinitInfo {
    /// The exported function that ran.
    pub export: String,
    /// What exports were called before.
    pub renames: Vec<Rename>,
    /// The directories that it could read.
    pub directories: Vec<EmbeddedInfo>,
    /// Names of the environment variables that it could see.
    pub env: Vec<String>,
    /// Bytes that it could read from standard input.
    pub stdin_bytes: Option<u64>,
    /// What became of calls that ask for the time.
    pub clocks: Answers,
    /// What became of calls that ask for random numbers.
    pub random: Answers,
}

/// A new name of an exported function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// What it is called; an export that had this name is none any more.
    pub new: String,
    /// What it was called.
    pub old: String,
}

/// A run of the program at build time, and what of its surroundings then is now part of the artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotInfo {
    /// How far it went, and how questions were answered.
    pub recording: Recording,
    /// Names of the environment variables that it read.
    pub variables: Vec<String>,
    /// Guest's paths of the files and directories that it opened.
    pub opened: Vec<String>,
    /// Whether it read its arguments.
    pub arguments: bool,
    /// Whether it read standard input.
    pub stdin: bool,
    /// Whether it got random numbers.
    pub random: bool,
    /// Whether it read a clock.
    pub clock: bool,
}

/// A component of an artifact and its licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Name of the component.
    pub component: String,
    /// SPDX expression.
    pub licence: String,
    /// Where it comes from.
    pub source: String,
}

impl Info {
    /// The contents of the section.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings and numbers always serialise")
    }
}

/// What the artifact or object `elf` says of itself; `None` where it is not one of ours.
pub fn read(elf: &[u8]) -> Option<Info> {
    let file = object::File::parse(elf).ok()?;
    let section = file.section_by_name(SECTION)?;
    serde_json::from_slice(section.data().ok()?).ok()
}
