//! wasm bytes in, executable bytes out. This crate opens no file, prints nothing, starts no process.
//!
//! Data flows one way, each phase takes immutable data and returns new data:
//!
//! wasm bytes → [`Module`](wasm::Module) (validated, described) → [`Program`](program::Program) (closed
//! world: instances, resolved imports, addresses, facts) → CLIF per function → machine code →
//! relocatable object → executable.

mod codegen;
mod error;
mod limits;
mod link;
mod object;
mod options;
mod program;
mod report;
pub mod script;
mod translate;
mod wasm;

use std::time::Instant;

pub use error::{Error, ErrorKind, Result};
pub use object::info;
pub use options::*;
pub use report::{NoObserver, Observer, Phase, Report};

/// The version of Cranelift that compiles functions.
pub const CRANELIFT_VERSION: &str = cranelift_codegen::VERSION;

/// What a build produces.
#[derive(Debug)]
pub struct Output {
    /// The executable, object or text that [`Options::emit`] asked for.
    pub bytes: Vec<u8>,
    /// How it came about.
    pub report: Report,
}

/// Reads the text format, or hands binary input through. The input is text where it does not begin
/// with the magic number of a module or component.
pub fn read(input: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>> {
    wasm::text::read(input)
}

/// Compiles a module. `wasm` is a binary module, see [`read`].
pub fn compile(wasm: &[u8], options: &Options, observer: &dyn Observer) -> Result<Output> {
    let mut phases = Phases { observer, report: Report::default() };
    let module = phases.run("validate", |_| wasm::Module::read(wasm, observer), |_| wasm.len())?;
    let program = phases.run(
        "resolve",
        |_| program::Program::resolve(&module, options),
        |program| program.image_bytes(),
    )?;
    phases.report.functions = program.defined_functions();
    phases.report.functions_unreachable = program.unreachable_functions();
    if let Emit::Clif | Emit::Assembly = options.emit {
        let text = phases.run("compile", |_| codegen::text(&program, options, observer), Vec::len)?;
        return Ok(Output { bytes: text, report: phases.report });
    }
    let code =
        phases.run("compile", |_| codegen::compile(&program, options, observer), |code| code.text.len())?;
    let object = phases.run("object", |_| object::write(&program, &code, wasm, options), Vec::len)?;
    drop(code);
    if options.emit == Emit::Object {
        return Ok(Output { bytes: object, report: phases.report });
    }
    let executable = phases.run("link", |_| link::link(object, &program, options), Vec::len)?;
    Ok(Output { bytes: executable, report: phases.report })
}

/// Runs phases and records what they took.
struct Phases<'a> {
    observer: &'a dyn Observer,
    report: Report,
}

impl Phases<'_> {
    fn run<T>(
        &mut self,
        name: &'static str,
        phase: impl FnOnce(&Report) -> Result<T>,
        size: impl FnOnce(&T) -> usize,
    ) -> Result<T> {
        self.observer.phase(name);
        let start = Instant::now();
        let product = phase(&self.report)?;
        self.report.phases.push(Phase { name, duration: start.elapsed(), output_bytes: size(&product) });
        Ok(product)
    }
}
