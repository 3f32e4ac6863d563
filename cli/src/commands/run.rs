//! `precast run`: builds a program into the cache and becomes it.

use std::ffi::OsString;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process;

use clap::Args;
use precast_compiler::Emit;

use crate::args::{BuildOptions, PreinitOptions, ProgramOptions, targets};
use crate::cache::{Cache, Key};
use crate::compile;
use crate::failure::{self, Failure};
use crate::input::Program;
use crate::output::{file, report};
use crate::preinit;

const EXAMPLES: &str = "\
Examples:
  precast run app.wasm
  precast run app.wasm -- --verbose input.txt         with arguments
  precast run app.wasm --dir . -- input.txt           with the working directory
  precast run sums.wasm --invoke add -- 2 3           call an exported function

Executables are kept in $XDG_CACHE_HOME/precast (default ~/.cache/precast), at most PRECAST_CACHE_SIZE
of them (default 1G; 0 keeps none). See `precast cache`.";

/// Build a program and run it on this machine
///
/// The executable is kept, and used again as long as the program, the options and precast are the same.
/// The exit status is that of the program.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    program: ProgramOptions,
    /// Arguments for the program
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
    #[command(flatten)]
    pub(super) options: BuildOptions,
    #[command(flatten)]
    preinit: PreinitOptions,
}

/// See the module. Returns only on failure.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let file = arguments.program.file()?;
    let host = targets(&[])?;
    arguments.options.check_cpus(&host)?;
    let options = arguments.options.options(host[0], Emit::Executable)?;
    let program = Program::read(file, &arguments.options, &arguments.preinit)?;
    let key = Key::new(&program, &options)?;
    let cache = usable_cache()?;
    let cached = cache.as_ref().and_then(|cache| cache.find(&key));
    let executable = match cached {
        Some(executable) => executable,
        None => {
            let threads = compile::threads(&arguments.options)?;
            let initial = preinit::run(&program, &arguments.options, &threads)?;
            let output = compile::compile(&program, initial.as_ref(), &options, &threads)?;
            if arguments.options.verbose {
                let title = format!("{} ({})", file.display(), options.cpu.name);
                report::print(&output.report, &title, output.bytes.len() as u64);
            }
            store(cache.as_ref(), &key, &output.bytes)?
        }
    };
    // The descriptor closes itself at exec: the program gets none but the three that we were given.
    let path = format!("/proc/self/fd/{}", executable.as_raw_fd());
    let error = process::Command::new(path).arg0(file).args(&arguments.arguments).exec();
    Err(Failure::new(format!("cannot run {}: {error}", file.display()))
        .hint("`precast build` writes an executable that can be started without /proc or files in memory")
        .into())
}

/// The cache, unless it is switched off or, after a warning, cannot be used.
fn usable_cache() -> anyhow::Result<Option<Cache>> {
    let cache = match Cache::locate() {
        Ok(cache) if cache.size_max() == 0 => return Ok(None),
        Ok(cache) => cache,
        // A value that makes no sense is the user's mistake; a missing home directory is not.
        Err(error) if std::env::var_os(crate::cache::SIZE_VARIABLE).is_some() => return Err(error),
        Err(_) => return Ok(None),
    };
    if let Err(error) = cache.prepare() {
        failure::warn(&format!("going on without the cache: {error:#}"));
        return Ok(None);
    }
    Ok(Some(cache))
}

/// Puts an executable into the cache and opens it there; without a cache, it lives in memory only.
fn store(cache: Option<&Cache>, key: &Key, executable: &[u8]) -> anyhow::Result<OwnedFd> {
    if let Some(cache) = cache {
        match cache.insert(key, executable) {
            // Not found where it was too large, or where another process has evicted it meanwhile.
            Ok(()) => {
                if let Some(file) = cache.find(key) {
                    return Ok(file);
                }
            }
            Err(error) => failure::warn(&format!("going on without the cache: {error:#}")),
        }
    }
    file::in_memory("precast-run", executable)
}
