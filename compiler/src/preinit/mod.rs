//! Initialisation ahead of time: an exported function of the main module runs once, when the program is
//! built, and what it leaves is what the program begins with, on every target.
//!
//! [`prepare`] compiles an artifact that runs the initialiser. Whoever runs it - this crate starts no
//! process - hands over what its process had in memory; [`Initializer::state`] makes an [`InitialState`] of
//! it. That is in terms of the modules, without any address, and goes into
//! [`Sources::initial`](crate::Sources) of each build.
//!
//! The state is the same whatever machine the initialiser ran on: NaNs are canonical, relaxed SIMD is
//! deterministic, memories cannot grow beyond 1 GiB unless told otherwise, and clocks and random numbers are
//! refused or fixed unless they are allowed.

mod capture;
mod exports;
#[cfg(test)]
mod tests;

use std::ops::Range;

use precast_abi::snapshot::{DESCRIPTOR_GRANTED, DESCRIPTOR_STREAM, Descriptor, STREAM_RIGHTS};
pub use precast_info::{PreinitInfo, Rename};
use serde::{Deserialize, Serialize};

use crate::limits::PREINIT_MEMORY_BYTES_MAX;
use crate::object::info::embedded;
use crate::options::{
    Answers, Emit, EnvGrant, Grants, Harden, HardenLevel, Mark, Nans, Options, Recording, RelaxedSimd,
};
use crate::program::initial::Contents;
use crate::program::{Program, Purpose};
use crate::snapshot::Dump;
use crate::wasm::Module;
use crate::{EmbeddedDirectory, Error, Observer, Phases, Report, Result, Sources, produce, read_all};
use capture::Capture;

/// How a module is initialised ahead of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preinit {
    /// The exported function that does it; `None`: `wizer.initialize`, or `_initialize` of a reactor that does
    /// not export that.
    pub export: Option<String>,
    /// What exports are called afterwards.
    pub renames: Vec<Rename>,
    /// The environment that the initialiser sees: names and values.
    pub env: Vec<(String, String)>,
    /// How many bytes it can read from standard input; `None`: it may not ask.
    pub stdin_bytes: Option<u64>,
    /// What becomes of calls that ask for the time.
    pub clocks: Answers,
    /// What becomes of calls that ask for random numbers.
    pub random: Answers,
}

impl Default for Preinit {
    /// That of Wizer, which must not ask for what differs from run to run.
    fn default() -> Preinit {
        Preinit {
            export: None,
            renames: Vec::new(),
            env: Vec::new(),
            stdin_bytes: None,
            clocks: Answers::Refuse,
            random: Answers::Refuse,
        }
    }
}

/// What an initialiser left: what the program begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitialState {
    info: PreinitInfo,
    /// Digest of the modules that it is of.
    modules: [u8; 32],
    contents: Contents,
}

/// What an artifact says of it.
fn describe(preinit: &Preinit, export: String, directories: &[EmbeddedDirectory]) -> PreinitInfo {
    PreinitInfo {
        export,
        renames: preinit.renames.clone(),
        directories: directories.iter().map(embedded).collect(),
        env: preinit.env.iter().map(|(name, _)| name.clone()).collect(),
        stdin_bytes: preinit.stdin_bytes,
        clocks: preinit.clocks,
        random: preinit.random,
    }
}

/// An artifact that runs an initialiser and hands over what it left.
#[derive(Debug)]
pub struct Initializer {
    /// The executable.
    pub executable: Vec<u8>,
    /// How it came about.
    pub report: Report,
    info: PreinitInfo,
    modules: [u8; 32],
    capture: Capture,
}

/// Compiles an artifact that runs the initialiser of `sources` on the machine of `options`. The directories
/// of `sources` are those that it can read. Of the other options those count that say what the program is.
pub fn prepare(
    sources: &Sources<'_>,
    preinit: &Preinit,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Initializer> {
    let mut phases = Phases { observer, report: Report::default() };
    let mut modules = phases.run("validate", || read_all(sources, observer), |_| sources.bytes())?;
    let (initialization, export) = exports::find(&modules[0], preinit.export.as_deref())?;
    exports::rename(&mut modules[0], &export, &preinit.renames)?;
    let options = recording_options(&modules, &export, preinit, options);
    let linked = sources.named(&modules);
    let (program, capture) = phases.run(
        "resolve",
        || {
            let purpose = Purpose::Record(&initialization);
            let (program, func_refs) = Program::resolve(&modules[0], &linked, purpose, &options)?;
            let capture = Capture::new(&program, &func_refs);
            Ok((program.embed(sources.embedded)?, capture))
        },
        |(program, _)| program.image_bytes(),
    )?;
    let executable = produce(&mut phases, &program, sources, &options)?;
    let info = describe(preinit, export, sources.embedded);
    Ok(Initializer { executable, report: phases.report, info, modules: sources.digest(), capture })
}

/// The options of an artifact that runs an initialiser: what it leaves must not depend on the machine.
fn recording_options(modules: &[Module<'_>], export: &str, preinit: &Preinit, options: &Options) -> Options {
    let begin_bytes = modules.iter().flat_map(|module| &module.memories).map(|memory| memory.initial_bytes());
    let limit_bytes = options.max_memory_bytes.unwrap_or(PREINIT_MEMORY_BYTES_MAX);
    let env =
        preinit.env.iter().map(|(name, value)| EnvGrant { name: name.clone(), value: Some(value.clone()) });
    Options {
        cpu: &options.target.cpus[0],
        nans: Nans::Canonical,
        relaxed_simd: RelaxedSimd::Deterministic,
        max_memory_bytes: Some(begin_bytes.fold(limit_bytes, u64::max)),
        grants: Grants {
            env: env.collect(),
            argv0: Some(export.to_owned()),
            args_withheld: true,
            ..Grants::default()
        },
        recording: Some(Recording {
            mark: Mark::Returned,
            random: preinit.random,
            clocks: preinit.clocks,
            stdin: preinit.stdin_bytes.is_some(),
        }),
        harden: Harden { level: HardenLevel::Landlock, best_effort: true },
        emit: Emit::Executable,
        ..options.clone()
    }
}

impl Initializer {
    /// The name of the exported function that it runs.
    pub fn export(&self) -> &str {
        &self.info.export
    }

    /// The state that its process told of when the initialiser had returned.
    pub fn state(&self, dump: &Dump<'_>) -> Result<InitialState> {
        check_open_files(dump)?;
        let contents = self.capture.contents(dump)?;
        Ok(InitialState { info: self.info.clone(), modules: self.modules, contents })
    }
}

/// Refuses open files: the program does not begin with them. Directories may go, which are those of the
/// initialiser alone.
fn check_open_files(dump: &Dump<'_>) -> Result<()> {
    let Some(open) = dump.open_files() else { return Ok(()) };
    let mut streams = 0;
    for file in open {
        let launched = Descriptor {
            number: streams,
            kind: DESCRIPTOR_STREAM,
            index: streams.into(),
            rights_base: STREAM_RIGHTS,
            ..Descriptor::default()
        };
        if file == launched {
            streams += 1;
        } else if file.number < STREAMS {
            break;
        } else if file.kind != DESCRIPTOR_GRANTED {
            return Err(not_stored(&format!("file descriptor {} is open", file.number)));
        }
    }
    if streams < STREAMS {
        return Err(not_stored(&format!(
            "file descriptor {streams} is no longer the standard stream that it was"
        )));
    }
    Ok(())
}

/// Number of the standard streams.
const STREAMS: u32 = 3;

/// The error for a state that a program cannot begin with.
fn not_stored(why: &str) -> Error {
    Error::unsupported(format!("what the initialiser left cannot be stored: {why}"))
}

impl InitialState {
    /// What an artifact says of it.
    pub fn info(&self) -> &PreinitInfo {
        &self.info
    }

    /// Bytes that it stores of memories.
    pub fn memory_bytes(&self) -> u64 {
        let runs = self.contents.memories.iter().flat_map(|memory| &memory.runs);
        runs.map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// Prepares the modules of `sources`, of which the main one comes first, and tells what the program
    /// begins with.
    pub(crate) fn resume<'m>(
        &'m self,
        sources: &Sources<'_>,
        modules: &mut [Module<'m>],
    ) -> Result<Purpose<'m>> {
        if sources.digest() != self.modules {
            return Err(Error::invalid("the initial state is that of another program"));
        }
        exports::rename(&mut modules[0], &self.info.export, &self.info.renames)?;
        Ok(Purpose::Resume(&self.contents))
    }
}

impl Process for Dump<'_> {
    fn read(&self, address: u64, len: usize) -> Vec<u8> {
        self.memory(address, len)
    }

    fn touched(&self, start: u64, end: u64) -> impl Iterator<Item = Range<u64>> {
        Dump::touched(self, start, end)
    }
}

/// What a process had in memory.
trait Process {
    /// `len` bytes from `address` on.
    fn read(&self, address: u64, len: usize) -> Vec<u8>;

    /// The parts of a range that are not zero, ascending, or more than those.
    fn touched(&self, start: u64, end: u64) -> impl Iterator<Item = Range<u64>>;
}
