//! Runs the compiler for a command: threads, progress, the context of errors.

use std::borrow::Cow;

use anyhow::Context;
use precast_compiler::preinit::{self, InitialState, Initializer};
use precast_compiler::{EmbeddedDirectory, Emit, Error, LinkedModule, Options, Output, Sources};
use precast_targets::Target;

use crate::args::BuildOptions;
use crate::failure::Failure;
use crate::input::{Input, Program};
use crate::output::printable;
use crate::output::progress::Progress;

/// Stack of each compiling thread in bytes. Code generation recurses with the nesting of the input;
/// untouched pages cost nothing.
const THREAD_STACK_BYTES: usize = 64 << 20;

/// The threads that compile, started once for all targets of a command.
pub(crate) fn threads(options: &BuildOptions) -> anyhow::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.jobs.map_or(0, usize::from))
        .thread_name(|index| format!("precast-{index}"))
        .stack_size(THREAD_STACK_BYTES)
        .build()
        .context("cannot start threads")
}

/// Compiles `program` once, to begin with `initial`.
pub(crate) fn compile(
    program: &Program,
    initial: Option<&InitialState>,
    options: &Options,
    threads: &rayon::ThreadPool,
) -> anyhow::Result<Output> {
    if options.emit == Emit::Executable {
        require_runtime(options.target)?;
    }
    let progress = Progress::new(options.target.name);
    with_sources(program, &program.embedded, threads, |sources| {
        let output = precast_compiler::compile_linked(&Sources { initial, ..sources }, options, &progress);
        progress.finish();
        output
    })
}

/// Compiles what runs the initialiser of `program`.
pub(crate) fn initializer(
    program: &Program,
    input: &crate::preinit::Input,
    options: &Options,
    threads: &rayon::ThreadPool,
) -> anyhow::Result<Initializer> {
    let progress = Progress::new("initialiser");
    with_sources(program, &input.directories, threads, |sources| {
        let initializer = preinit::prepare(&sources, &input.preinit, options, &progress);
        progress.finish();
        initializer
    })
}

/// Has the compiler work on the modules of `program`.
fn with_sources<T: Send>(
    program: &Program,
    embedded: &[EmbeddedDirectory],
    threads: &rayon::ThreadPool,
    work: impl FnOnce(Sources<'_>) -> precast_compiler::Result<T> + Send,
) -> anyhow::Result<T> {
    threads.install(|| {
        let main = binary(&program.main)?;
        let linked: Vec<_> =
            program.linked.iter().map(|(_, input)| binary(input)).collect::<Result<_, _>>()?;
        let modules = program.linked.iter().zip(&linked);
        let modules = modules.map(|((name, _), wasm)| LinkedModule { name, wasm });
        let sources = Sources { main: &main, linked: modules.collect(), embedded, initial: None };
        work(sources).map_err(|error| explain(program.about(&error), &error).into())
    })
}

/// The binary form of a module.
pub(crate) fn binary(input: &Input) -> Result<Cow<'_, [u8]>, Failure> {
    precast_compiler::read(&input.bytes).map_err(|error| explain(input, &error))
}

/// Fails where the runtime library of a target is not part of this precast, and says how to get it.
pub(crate) fn require_runtime(target: &Target) -> Result<precast_targets::Runtime, Failure> {
    target.runtime.ok_or_else(|| {
        Failure::new(format!(
            "this precast cannot build for {}: its runtime library could not be compiled when precast was built",
            target.name
        ))
        .hint(target.mend)
    })
}

/// The compiler's error with the file that it is about.
fn explain(input: &Input, error: &Error) -> Failure {
    let name =
        if input.path.as_os_str() == "-" { "standard input".into() } else { input.path.to_string_lossy() };
    // Errors of the text format show a line of the source, and a caret below.
    Failure::new(format!("{name}: {}", printable(&error.to_string(), &['\n', '\t'])))
}
