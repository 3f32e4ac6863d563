//! Runs a program's initialiser ahead of time: on this machine, in the sandbox, once for all targets.
//!
//! In: a program, and what its initialiser may see. Out: the state that builds begin with.

use std::fs::File;
use std::io::{Seek, Write};

use anyhow::Context;
use precast_compiler::preinit::{InitialState, Initializer, Preinit};
use precast_compiler::snapshot::{Recorded, Refusal};
use precast_compiler::{EmbeddedDirectory, Emit};
use precast_targets::Target;

use crate::args::{BuildOptions, PreinitOptions};
use crate::compile;
use crate::embed;
use crate::failure::Failure;
use crate::input::{self, Program};
use crate::output::{printable, report};
use crate::snapshot::Recording;

/// How to initialise a program, with all that the initialiser may see.
pub(crate) struct Input {
    pub(crate) preinit: Preinit,
    pub(crate) directories: Vec<EmbeddedDirectory>,
    stdin: Option<Vec<u8>>,
}

impl Input {
    /// Reads what the options name; `None` where nothing is to be initialised.
    pub(crate) fn read(options: &PreinitOptions) -> anyhow::Result<Option<Input>> {
        let stdin = options.preinit_stdin.as_deref().map(input::read_all).transpose()?;
        let stdin_bytes = stdin.as_ref().map(|stdin| stdin.len() as u64);
        let Some(preinit) = options.preinit(stdin_bytes)? else { return Ok(None) };
        let directories = options.preinit_dir.iter().map(|(host, guest)| embed::read(host, guest));
        Ok(Some(Input { preinit, directories: directories.collect::<anyhow::Result<_>>()?, stdin }))
    }

    /// All that was read, one after another and told apart, for a digest.
    pub(crate) fn parts(&self) -> Vec<&[u8]> {
        let stdin = self.stdin.iter().flat_map(|stdin| [b"stdin", &stdin[..]]);
        self.directories.iter().flat_map(embed::parts).chain(stdin).collect()
    }
}

/// The state that the initialiser of `program` leaves, if it is to be run.
pub(crate) fn run(
    program: &Program,
    options: &BuildOptions,
    threads: &rayon::ThreadPool,
) -> anyhow::Result<Option<InitialState>> {
    let Some(input) = &program.preinit else { return Ok(None) };
    let host = Target::host().ok_or_else(|| {
        Failure::new("an initialiser runs on the machine that builds, and precast cannot build for this one")
    })?;
    compile::require_runtime(host)?;
    let compiler_options = options.options(host, Emit::Executable)?;
    let initializer = compile::initializer(program, input, &compiler_options, threads)?;
    let failed = || {
        let path = program.main.path.display();
        format!("{path}: the initialiser `{}` failed", printable(initializer.export(), &[]))
    };
    let dump = record(&initializer, input, host, program).with_context(failed)?;
    let state = match Recorded::read(&dump).with_context(failed)? {
        Recorded::State(dump) => initializer.state(&dump).with_context(failed)?,
        Recorded::Refused(refusal, why) => return Err(refused(refusal, &why)).with_context(failed),
    };
    if options.verbose {
        let title = format!("initialiser `{}` ({})", printable(initializer.export(), &[]), host.name);
        report::print(&initializer.report, &title, initializer.executable.len() as u64);
    }
    Ok(Some(state))
}

/// Runs the process; returns what it tells of itself.
fn record(
    initializer: &Initializer,
    input: &Input,
    target: &'static Target,
    program: &Program,
) -> anyhow::Result<Vec<u8>> {
    let stdin = input.stdin.as_deref().map(|bytes| -> std::io::Result<File> {
        let mut file = tempfile::tempfile()?;
        file.write_all(bytes)?;
        file.rewind()?;
        Ok(file)
    });
    let stdin = stdin.transpose().context("cannot write a temporary file")?;
    let (artifact, program_name) = (&initializer.executable[..], program.main.stem());
    Recording { artifact, target, program_name, stdin }.run()
}

/// The failure of an initialiser whose process cannot be kept.
fn refused(refusal: Refusal, why: &str) -> Failure {
    match refusal {
        Refusal::Random => Failure::new("it asks for random numbers, which would be others in each build").hint(
            "--preinit-random=fixed gives it the same in each build, --preinit-random=allow those of this machine",
        ),
        Refusal::Clock => Failure::new("it asks for the time, which is another in each build").hint(
            "--preinit-clock=fixed gives it the same in each build, --preinit-clock=allow that of this machine",
        ),
        Refusal::Stdin => Failure::new("it reads standard input, of which it has none")
            .hint("--preinit-stdin FILE gives it something to read"),
        Refusal::State | Refusal::Ended => Failure::new(why.trim_end_matches(" before the mark")),
    }
}
