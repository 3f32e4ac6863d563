//! What an artifact says of itself: a section that is not loaded, holding JSON, for `inspect`.

use object::{Object as _, ObjectSection as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::harden::Filter;
use crate::options::{
    Entry, Grants, Harden, MemoryGuard, Names, OptLevel, Options, RelaxedSimd, Spectre, Unresolved,
};
use crate::program::Program;
use crate::{EmbeddedContents, EmbeddedDirectory, EmbeddedEntry, LinkedModule, Sources};

/// Name of the section.
pub(super) const SECTION: &str = ".precast";

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

impl EmbeddedInfo {
    fn new(directory: &EmbeddedDirectory) -> EmbeddedInfo {
        let mut info = EmbeddedInfo { guest: directory.guest.clone(), files: 0, bytes: 0 };
        info.count(&directory.entries);
        info
    }

    fn count(&mut self, entries: &[EmbeddedEntry]) {
        for entry in entries {
            match &entry.contents {
                EmbeddedContents::Directory(entries) => self.count(entries),
                EmbeddedContents::File(bytes) => {
                    self.files += 1;
                    self.bytes += bytes.len() as u64;
                }
            }
        }
    }
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
    pub(super) fn new(
        program: &Program<'_>,
        sources: &Sources<'_>,
        options: &Options,
        filter: Option<Filter>,
    ) -> Info {
        let target = options.target;
        let sha256 = |wasm: &[u8]| hexadecimal(&Sha256::digest(wasm));
        let linked = |module: &LinkedModule<'_>| LinkedInfo {
            name: module.name.to_owned(),
            source_sha256: sha256(module.wasm),
        };
        Info {
            format: 1,
            precast: env!("CARGO_PKG_VERSION").to_owned(),
            cranelift: crate::CRANELIFT_VERSION.to_owned(),
            target: target.name.to_owned(),
            cpu: options.cpu.name.to_owned(),
            cpu_features: options.cpu.features.iter().map(|&feature| feature.to_owned()).collect(),
            source_sha256: sha256(sources.main),
            linked: sources.linked.iter().map(linked).collect(),
            embedded: sources.embedded.iter().map(EmbeddedInfo::new).collect(),
            opt_level: options.opt_level,
            names: options.names,
            relaxed_simd: options.relaxed_simd,
            memory_guard: options.memory_guard,
            spectre: options.spectre,
            max_memory_bytes: options.max_memory_bytes,
            stack_size_bytes: options.stack_size_bytes,
            unresolved: options.unresolved,
            entry: options.entry.clone(),
            grants: options.grants.clone(),
            harden: options.harden,
            system_calls: filter.map(|filter| filter.system_calls),
            runtime_sha256: target.runtime.map(|runtime| runtime.sha256.to_owned()),
            runtime_compiler: target.runtime.map(|runtime| runtime.compiler.to_owned()),
            linker_arguments: crate::link::arguments(target, &program.layout, None),
            notices: notices(),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings and numbers always serialise")
    }
}

/// What the runtime library consists of.
fn notices() -> Vec<Notice> {
    let notice = |component: &str, licence: &str, source: &str| Notice {
        component: component.to_owned(),
        licence: licence.to_owned(),
        source: source.to_owned(),
    };
    vec![
        notice("precast runtime library", "Apache-2.0 WITH LLVM-exception", "precast"),
        notice("core", "MIT OR Apache-2.0", "The Rust Project Developers"),
        notice(
            "compiler-builtins",
            "MIT AND Apache-2.0 WITH LLVM-exception AND (MIT OR Apache-2.0)",
            "The Rust Project Developers",
        ),
        notice("libm", "MIT", "the authors of libm"),
        notice(
            "linux-raw-sys",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "the authors of linux-raw-sys",
        ),
    ]
}

/// Bytes as lower-case hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}

/// What the artifact or object `elf` says of itself; `None` where it is not one of ours.
pub fn read(elf: &[u8]) -> Option<Info> {
    let file = object::File::parse(elf).ok()?;
    let section = file.section_by_name(SECTION)?;
    serde_json::from_slice(section.data().ok()?).ok()
}
