//! The command line as one definition: parsing, help, man pages and completions all come from here
//! and from the argument structures of [`crate::commands`].

pub(crate) mod bench;
mod build;
mod parse;
mod preinit;
mod snapshot;

use std::fmt::Write as _;
use std::sync::LazyLock;

use clap::Parser;

pub(crate) use build::{BuildOptions, target_names, targets};
pub(crate) use parse::size;
pub(crate) use snapshot::SnapshotOptions;

use crate::commands::Command;

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
  precast inspect app                            what an executable is and what it may do
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
