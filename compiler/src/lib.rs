//! wasm bytes in, executable bytes out. This crate opens no file, prints nothing, starts no process.
//!
//! Data flows one way, each phase takes immutable data and returns new data:
//!
//! wasm bytes → [`Module`](wasm::Module) (validated, described) → [`Program`](program::Program) (closed
//! world: instances, resolved imports, addresses, facts) → CLIF per function → machine code →
//! relocatable object → executable.

mod codegen;
mod error;
mod harden;
mod limits;
mod link;
mod object;
mod options;
pub mod preinit;
mod program;
mod report;
pub mod script;
pub mod snapshot;
mod translate;
mod wasm;

use std::time::Instant;

use sha2::{Digest, Sha256};

pub use error::{Error, ErrorKind, Result};
pub use options::*;
pub use precast_info as info;
use preinit::InitialState;
use program::{Program, Purpose};
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

/// What a program is made of: binary modules, see [`read`].
#[derive(Clone, Debug)]
pub struct Sources<'a> {
    /// The module whose `_start` runs, or what [`Options::entry`] names.
    pub main: &'a [u8],
    /// Modules that others import from by name. One that exports `_initialize` gets it called when it is
    /// made.
    pub linked: Vec<LinkedModule<'a>>,
    /// Directories that become part of the artifact, for the program to read.
    pub embedded: &'a [EmbeddedDirectory],
    /// What an initialiser left, to begin with.
    pub initial: Option<&'a InitialState>,
}

/// A directory to embed.
#[derive(Clone, Debug)]
pub struct EmbeddedDirectory {
    /// Path that the guest sees.
    pub guest: String,
    /// What is in it, in any order.
    pub entries: Vec<EmbeddedEntry>,
}

/// An entry of an embedded directory.
#[derive(Clone, Debug)]
pub struct EmbeddedEntry {
    /// Its name, unique within the directory.
    pub name: Vec<u8>,
    /// What it is.
    pub contents: EmbeddedContents,
}

/// What an embedded entry is.
#[derive(Clone, Debug)]
pub enum EmbeddedContents {
    /// A directory, with its entries in any order.
    Directory(Vec<EmbeddedEntry>),
    /// A file, with its bytes.
    File(Vec<u8>),
}

/// A module that others import from.
#[derive(Clone, Copy, Debug)]
pub struct LinkedModule<'a> {
    /// What imports call it.
    pub name: &'a str,
    /// Its bytes.
    pub wasm: &'a [u8],
}

/// Whether `wasm`, a binary module, is valid and uses nothing that is not supported.
pub fn validate(wasm: &[u8]) -> Result<()> {
    wasm::Module::read(wasm, &NoObserver).map(drop)
}

/// Compiles a module on its own. `wasm` is a binary module, see [`read`].
pub fn compile(wasm: &[u8], options: &Options, observer: &dyn Observer) -> Result<Output> {
    let sources = Sources { main: wasm, linked: Vec::new(), embedded: &[], initial: None };
    compile_linked(&sources, options, observer)
}

/// Compiles a module with others linked to it.
pub fn compile_linked(sources: &Sources<'_>, options: &Options, observer: &dyn Observer) -> Result<Output> {
    let mut phases = Phases { observer, report: Report::default() };
    let mut modules = phases.run("validate", || read_all(sources, observer), |_| sources.bytes())?;
    let purpose = match sources.initial {
        Some(initial) => initial.resume(sources, &mut modules)?,
        None => Purpose::Run,
    };
    let linked = sources.named(&modules);
    let program = phases.run(
        "resolve",
        || Program::resolve(&modules[0], &linked, purpose, options)?.0.embed(sources.embedded),
        |program| program.image_bytes(),
    )?;
    let bytes = produce(&mut phases, &program, sources, options)?;
    Ok(Output { bytes, report: phases.report })
}

/// Reads the main module, then the linked ones.
fn read_all<'a>(sources: &Sources<'a>, observer: &dyn Observer) -> Result<Vec<wasm::Module<'a>>> {
    let main = wasm::Module::read(sources.main, observer)?;
    let mut modules = vec![main];
    for module in &sources.linked {
        let read = wasm::Module::read(module.wasm, observer);
        modules.push(read.map_err(|error| error.in_module(module.name))?);
    }
    Ok(modules)
}

/// From a program to what the options ask for.
fn produce(
    phases: &mut Phases<'_>,
    program: &Program<'_>,
    sources: &Sources<'_>,
    options: &Options,
) -> Result<Vec<u8>> {
    let observer = phases.observer;
    phases.report.functions = program.defined_functions();
    phases.report.functions_unreachable = program.unreachable_functions();
    if let Emit::Clif | Emit::Assembly = options.emit {
        return phases.run("compile", || codegen::text(program, options, observer), Vec::len);
    }
    let code =
        phases.run("compile", || codegen::compile(program, options, observer), |code| code.text.len())?;
    let object = phases.run(
        "object",
        || object::write(program, &code, sources, options),
        |object| object.bytes.len(),
    )?;
    drop(code);
    if options.emit == Emit::Object {
        return Ok(object.bytes);
    }
    phases.run("link", || link::link(object, program, options), Vec::len)
}

impl<'a> Sources<'a> {
    /// Size of all modules.
    fn bytes(&self) -> usize {
        self.main.len() + self.linked.iter().map(|module| module.wasm.len()).sum::<usize>()
    }

    /// The linked ones of `modules`, which are these, with their names.
    fn named<'m>(&self, modules: &'m [wasm::Module<'m>]) -> Vec<(&'m str, &'m wasm::Module<'m>)>
    where
        'a: 'm,
    {
        self.linked.iter().map(|module| module.name).zip(&modules[1..]).collect()
    }

    /// Tells these modules from others.
    fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        let linked = self.linked.iter().flat_map(|module| [module.name.as_bytes(), module.wasm]);
        for part in [self.main].into_iter().chain(linked) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
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
        phase: impl FnOnce() -> Result<T>,
        size: impl FnOnce(&T) -> usize,
    ) -> Result<T> {
        self.observer.phase(name);
        let start = Instant::now();
        let product = phase()?;
        self.report.phases.push(Phase { name, duration: start.elapsed(), output_bytes: size(&product) });
        Ok(product)
    }
}
