//! The command line as one definition: parsing, help, man pages and completions all come from here
//! and from the argument structures of [`crate::commands`].

pub(crate) mod bench;
mod build;
mod image;
mod parse;
mod preinit;
mod snapshot;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::sync::LazyLock;

use anyhow::Context as _;
use clap::{CommandFactory, FromArgMatches, Parser};

pub(crate) use build::{BuildOptions, ProgramOptions, TargetOptions, targets};
pub(crate) use image::{ImageOptions, Selection};
pub(crate) use parse::size;
pub(crate) use preinit::PreinitOptions;
pub(crate) use snapshot::SnapshotOptions;

use crate::commands::Command;
use crate::{failure, project};

/// `--version`: all that an artifact depends on beside its input and options.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut version =
        format!("{}\ncranelift {}", env!("CARGO_PKG_VERSION"), precast_compiler::CRANELIFT_VERSION);
    for target in precast_targets::ALL {
        let _ = match target.runtime {
            Some(runtime) => {
                write!(version, "\nruntime {} {} ({})", target.name, runtime.sha256, runtime.compiler)
            }
            None => write!(version, "\nruntime {} not built", target.name),
        };
    }
    version
});

const EXAMPLES: &str = "\
Examples:
  precast build app.wasm                         ./app, an executable for this machine
  precast build app.wasm --target riscv64-linux  for another machine
  precast build app.wasm --target all -o dist/   dist/app-x86_64-linux and so on
  precast build app.wasm --dir ./data::/data:ro  may read ./data, and sees it as /data
  precast run app.wasm -- --verbose input.txt    build into the cache and run
  precast pack app.wasm                          app.oci.tar, an image for every container engine
  precast inspect app                            what an executable or image is and what it may do
  precast bench app.wasm                         compare it with other runtimes

Exit status: 0 done, 1 failed, 2 wrong usage; `precast run` ends with that of the program.";

/// Compiles WebAssembly programs ahead of time into static, self-contained Linux executables
///
/// The executables need no runtime, no linker and no libc on the machine where they run. They may use
/// arguments, standard input and output, clocks and random numbers; files, directories and environment
/// variables only as far as options of `precast build` grant them.
#[derive(Debug, Parser)]
#[command(
    name = "precast",
    version,
    long_version = VERSION.as_str(),
    after_help = EXAMPLES,
    max_term_width = 100,
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Reads the command line, and the project file for the commands that have one. Wrong usage, and what prints
/// something instead of doing it, does not come back.
pub(crate) fn parse() -> anyhow::Result<Cli> {
    let mut command = Cli::command();
    let mut arguments: Vec<OsString> = std::env::args_os().collect();
    let matches = command.try_get_matches_from_mut(&arguments);
    let mut matches = matches.unwrap_or_else(|error| failure::exit_with_usage(&error));
    let (name, of_command) = matches.subcommand().context("clap accepts no line without a command")?;
    let mut cpu_of_project = false;
    if Command::has_project(name) {
        let subcommand = command.find_subcommand(name).context("clap knows the command that it has found")?;
        let of_project = project::arguments(subcommand, of_command)?;
        cpu_of_project = of_project.cpu;
        if !of_project.arguments.is_empty() {
            // The tool itself has no options that take values: the command comes first.
            let at = 1 + arguments.iter().position(|argument| argument == name).unwrap_or(0);
            arguments.splice(at..at, of_project.arguments);
            let again = command.try_get_matches_from_mut(&arguments);
            matches = again.unwrap_or_else(|error| failure::exit_with_usage(&error));
        }
    }
    let mut cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| failure::exit_with_usage(&error));
    if let Some(options) = cli.command.build_options() {
        options.cpu_of_project = cpu_of_project;
    }
    Ok(cli)
}
