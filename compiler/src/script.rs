//! Test scripts: several modules, and commands that instantiate them, call their exports and say what must
//! come of it. A script becomes one executable, which runs the commands and reports.
//!
//! All instances of a script are one [`Program`](crate::program::Program), linked to each other by the
//! same means as the modules of a user's program.

use crate::wasm::Module;
use crate::{NoObserver, Observer, Options, Phases, Report, Result, Sources, produce};

/// A script.
#[derive(Clone, Debug, Default)]
pub struct Script<'a> {
    /// Binary modules. One may be instantiated several times, or never.
    pub modules: Vec<&'a [u8]>,
    /// What to do, in this order.
    pub commands: Vec<Command>,
}

/// A command.
#[derive(Clone, Debug)]
pub struct Command {
    /// Line of the script, counted from 1.
    pub line: u32,
    /// What is done.
    pub action: Action,
    /// What must come of it.
    pub expectation: Expectation,
}

/// What a command does. Instances are numbered by the [`Action::Instantiate`] that makes them, whether it
/// succeeds or not.
#[derive(Clone, Debug)]
pub enum Action {
    /// Makes an instance.
    Instantiate {
        /// Position in [`Script::modules`].
        module: usize,
        /// Names of modules in imports, and the instances that they stand for at this point.
        imports: Vec<(String, usize)>,
    },
    /// Calls an exported function.
    Invoke {
        /// Number of the instance.
        instance: usize,
        /// Name of the export.
        export: String,
        /// Arguments.
        arguments: Vec<Value>,
    },
    /// Reads an exported global.
    Get {
        /// Number of the instance.
        instance: usize,
        /// Name of the export.
        export: String,
    },
}

/// A value that a script hands to a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A 32-bit integer.
    I32(i32),
    /// A 64-bit integer.
    I64(i64),
    /// The bits of a 32-bit float.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// A vector, lane 0 in the low bits.
    V128(u128),
    /// A null reference of any type.
    Null,
    /// A reference to an external value that the script calls by this number.
    Extern(u32),
}

/// What must come of a command.
#[derive(Clone, Debug)]
pub enum Expectation {
    /// No trap.
    Success,
    /// For each result, the values that it may have.
    Results(Vec<Vec<Expected>>),
    /// A trap, the exhaustion of the stack included, with these words.
    Trap(String),
    /// The imports of the module cannot be served; these are the words of the script.
    Unlinkable(String),
}

/// What a result may be; the type stands in [`precast_abi`].
pub use precast_abi::script::Expected;

/// What comes of compiling a script.
#[derive(Debug)]
pub struct ScriptOutput {
    /// The executable. It prints a line for each command that fails, `LINE: what happened`, then `N passed, M
    /// failed`, and ends with status 0 if none failed.
    pub executable: Vec<u8>,
    /// The commands that were decided at build time and are not in the executable, ascending.
    pub verdicts: Vec<Verdict>,
    /// How it came about.
    pub report: Report,
}

/// The outcome of a command that was decided at build time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Position in [`Script::commands`].
    pub command: usize,
    /// What came of it.
    pub outcome: Outcome,
}

/// See [`Verdict`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As expected.
    Passed,
    /// Not as expected; the words say why.
    Failed(String),
    /// The module uses a proposal that is not supported; the words name it.
    Unsupported(String),
}

/// Compiles a script. Its entry and what it may use are not those of the options: a script has neither.
pub fn compile(script: &Script<'_>, options: &Options, observer: &dyn Observer) -> Result<ScriptOutput> {
    let mut phases = Phases { observer, report: Report::default() };
    let read = || -> Result<Vec<Result<Module<'_>>>> {
        Ok(script.modules.iter().map(|wasm| Module::read(wasm, &NoObserver)).collect())
    };
    let modules = phases.run("validate", read, Vec::len)?;
    let (program, verdicts) = phases.run(
        "resolve",
        || crate::program::script::resolve(script, &modules, options),
        |(program, _)| program.image_bytes(),
    )?;
    let sources = Sources { main: &[], linked: Vec::new(), embedded: &[], initial: None };
    let executable = produce(&mut phases, &program, &sources, options)?;
    Ok(ScriptOutput { executable, verdicts, report: phases.report })
}
