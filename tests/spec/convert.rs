//! From the text of a script to what the compiler takes: modules, and commands that are carried out by the
//! executable. What needs no execution is decided here: modules that must be malformed or invalid, and
//! directives that nothing can be compiled for.

use std::collections::{BTreeMap, HashMap};

use precast_compiler::ErrorKind;
use precast_compiler::script::{Action, Command, Expectation};
use wast::lexer::Lexer;
use wast::parser::{ParseBuffer, parse};
use wast::token::{Id, Span};
use wast::{QuoteWat, Wast, WastDirective, WastExecute, WastInvoke, Wat};

use crate::{spectest, value};

/// A script in the compiler's terms.
#[derive(Debug, Default)]
pub(crate) struct Converted {
    pub(crate) modules: Vec<Vec<u8>>,
    pub(crate) commands: Vec<Command>,
    /// What was decided here.
    pub(crate) outcomes: Vec<Outcome>,
}

/// What came of assertions.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// Line of the script; 0 where it is about several.
    pub(crate) line: u32,
    pub(crate) verdict: Verdict,
    /// Number of assertions.
    pub(crate) count: usize,
}

/// See [`Outcome`].
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    Passed,
    Failed(String),
    /// The words name the proposal.
    Unsupported(String),
    /// As [`Verdict::Unsupported`], where the script says that the module must be refused.
    RefusedAsUnsupported(String),
}

impl Outcome {
    /// About one assertion.
    pub(crate) fn new(line: u32, verdict: Verdict) -> Outcome {
        Outcome { line, verdict, count: 1 }
    }
}

/// What a script may rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Conventions {
    /// Modules import from those that were registered.
    Official,
    /// And from those that have the name as an identifier, where none was registered, as scripts of other
    /// engines do.
    Common,
}

/// Converts a script; an error where it cannot be parsed.
pub(crate) fn convert(text: &str, conventions: Conventions) -> Result<Converted, String> {
    let mut lexer = Lexer::new(text);
    // Names in the suite hold every kind of character.
    lexer.allow_confusing_unicode(true);
    let buffer = ParseBuffer::new_with_lexer(lexer).map_err(|error| error.to_string())?;
    let script = parse::<Wast<'_>>(&buffer).map_err(|error| error.to_string())?;
    let mut converter = Converter::new(text, conventions);
    for directive in script.directives {
        converter.directive(directive);
    }
    Ok(converter.finish())
}

/// An instance that commands may refer to, or why there is none.
#[derive(Clone)]
enum Subject {
    Instance(usize),
    Missing(Verdict),
}

struct Converter {
    conventions: Conventions,
    /// Whether the script has started a thread.
    several_threads: bool,
    /// Offset of the first byte of each line.
    line_starts: Vec<usize>,
    converted: Converted,
    /// Number of instances that commands have made so far.
    instances_len: usize,
    /// What importing modules find, the latest last.
    registered: Vec<(String, usize)>,
    /// The latest instance, and those that have names.
    current: Subject,
    named: BTreeMap<String, Subject>,
    /// The latest definition, and those that have names, as positions of modules.
    definition: Result<usize, Verdict>,
    definitions: HashMap<String, Result<usize, Verdict>>,
}

impl Converter {
    fn new(text: &str, conventions: Conventions) -> Converter {
        let nothing = Verdict::Failed("there is no module before".to_owned());
        // `spectest` is the first module and the first instance; which of its parts are needed is known last.
        let instantiate = Command {
            line: 0,
            action: Action::Instantiate { module: 0, imports: Vec::new() },
            expectation: Expectation::Success,
        };
        Converter {
            conventions,
            several_threads: false,
            line_starts: std::iter::once(0)
                .chain(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1))
                .collect(),
            converted: Converted {
                modules: vec![Vec::new()],
                commands: vec![instantiate],
                outcomes: Vec::new(),
            },
            instances_len: 1,
            registered: vec![(spectest::NAME.to_owned(), 0)],
            current: Subject::Missing(nothing.clone()),
            named: BTreeMap::new(),
            definition: Err(nothing),
            definitions: HashMap::new(),
        }
    }

    fn finish(mut self) -> Converted {
        self.converted.modules[0] = spectest::module(self.converted.modules[1..].iter().map(Vec::as_slice));
        self.converted
    }

    fn line(&self, span: Span) -> u32 {
        self.line_starts.partition_point(|&start| start <= span.offset()) as u32
    }

    fn decide(&mut self, line: u32, verdict: Verdict) {
        self.converted.outcomes.push(Outcome::new(line, verdict));
    }

    fn command(&mut self, line: u32, action: Action, expectation: Expectation) {
        self.converted.commands.push(Command { line, action, expectation });
    }

    fn directive(&mut self, directive: WastDirective<'_>) {
        let line = self.line(directive.span());
        // What threads would have done is missing from here on.
        if self.several_threads {
            self.decide(line, several_threads());
            return;
        }
        match directive {
            WastDirective::Module(wat) => self.module(line, wat),
            WastDirective::ModuleDefinition(wat) => self.module_definition(line, wat),
            WastDirective::ModuleInstance { instance, module, .. } => {
                self.module_instance(line, instance, module);
            }
            WastDirective::Register { name, module, .. } => self.register(line, name, module),
            WastDirective::Invoke(invoke) => self.invoke(line, &invoke, Expectation::Success),
            WastDirective::AssertReturn { exec, results, .. } => {
                match results.iter().map(value::result).collect() {
                    Ok(results) => self.execute(line, exec, Expectation::Results(results)),
                    Err(why) => self.decide(line, Verdict::Unsupported(why)),
                }
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                self.execute(line, exec, Expectation::Trap(message.to_owned()));
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                self.invoke(line, &call, Expectation::Trap(message.to_owned()));
            }
            WastDirective::AssertUnlinkable { module, message, .. } => {
                self.instantiate_once(line, module, Expectation::Unlinkable(message.to_owned()));
            }
            WastDirective::AssertMalformed { mut module, message, .. }
            | WastDirective::AssertInvalid { mut module, message, .. } => {
                let verdict = refused(&mut module, message);
                self.decide(line, verdict);
            }
            WastDirective::AssertMalformedCustom { mut module, message, .. }
            | WastDirective::AssertInvalidCustom { mut module, message, .. } => {
                // Contents of custom sections make no module invalid: only text that cannot be read counts.
                let verdict = match refused(&mut module, message) {
                    Verdict::Failed(_) => Verdict::Unsupported("checks of custom sections".to_owned()),
                    verdict => verdict,
                };
                self.decide(line, verdict);
            }
            WastDirective::AssertException { .. } => self.unsupported(line, "exception-handling"),
            WastDirective::AssertSuspension { .. } => self.unsupported(line, "stack-switching"),
            WastDirective::Thread(_) | WastDirective::Wait { .. } => {
                self.several_threads = true;
                self.decide(line, several_threads());
            }
        }
    }

    fn unsupported(&mut self, line: u32, proposal: &str) {
        self.decide(line, Verdict::Unsupported(format!("the {proposal} proposal")));
    }

    /// `(module …)`: a definition and its instance.
    fn module(&mut self, line: u32, mut module: QuoteWat<'_>) {
        let name = module.name();
        let definition = self.define(&mut module);
        self.remember_definition(name, definition.clone());
        let subject = match definition {
            Ok(module) => Subject::Instance(self.instantiate(line, module, Expectation::Success)),
            Err(verdict) => {
                self.decide(line, verdict.clone());
                Subject::Missing(verdict)
            }
        };
        self.remember_instance(name, subject);
    }

    /// `(module definition …)`: valid, and not yet instantiated.
    fn module_definition(&mut self, line: u32, mut module: QuoteWat<'_>) {
        let name = module.name();
        let definition = self.define(&mut module);
        let verdict = match &definition {
            Ok(module) => match precast_compiler::validate(&self.converted.modules[*module]) {
                Ok(()) => Verdict::Passed,
                Err(error) if error.kind == ErrorKind::Unsupported => Verdict::Unsupported(error.to_string()),
                Err(error) => Verdict::Failed(error.to_string()),
            },
            Err(verdict) => verdict.clone(),
        };
        self.decide(line, verdict);
        self.remember_definition(name, definition);
    }

    /// `(module instance $instance $module)`.
    fn module_instance(&mut self, line: u32, instance: Option<Id<'_>>, module: Option<Id<'_>>) {
        let definition = match module {
            None => self.definition.clone(),
            Some(name) => self.definitions.get(name.name()).cloned().unwrap_or_else(|| Err(unknown(name))),
        };
        let subject = match definition {
            Ok(module) => Subject::Instance(self.instantiate(line, module, Expectation::Success)),
            Err(verdict) => {
                self.decide(line, verdict.clone());
                Subject::Missing(verdict)
            }
        };
        self.remember_instance(instance, subject);
    }

    /// A module of an assertion: nothing else refers to it.
    fn instantiate_once(&mut self, line: u32, module: Wat<'_>, expectation: Expectation) {
        match self.define(&mut QuoteWat::Wat(module)) {
            Ok(module) => {
                self.instantiate(line, module, expectation);
            }
            Err(verdict) => self.decide(line, verdict),
        }
    }

    /// Adds a module and returns its position.
    fn define(&mut self, module: &mut QuoteWat<'_>) -> Result<usize, Verdict> {
        if is_component(module) {
            return Err(component());
        }
        let wasm = module.encode().map_err(|error| Verdict::Failed(error.message()))?;
        self.converted.modules.push(wasm);
        Ok(self.converted.modules.len() - 1)
    }

    /// Adds the command that instantiates a module and returns the number of the instance.
    fn instantiate(&mut self, line: u32, module: usize, expectation: Expectation) -> usize {
        let mut imports = self.registered.clone();
        if self.conventions == Conventions::Common {
            for (name, subject) in &self.named {
                if let Subject::Instance(instance) = subject
                    && self.registered.iter().all(|(registered, _)| registered != name)
                {
                    imports.push((name.clone(), *instance));
                }
            }
        }
        self.command(line, Action::Instantiate { module, imports }, expectation);
        self.instances_len += 1;
        self.instances_len - 1
    }

    fn remember_definition(&mut self, name: Option<Id<'_>>, definition: Result<usize, Verdict>) {
        if let Some(name) = name {
            self.definitions.insert(name.name().to_owned(), definition.clone());
        }
        self.definition = definition;
    }

    fn remember_instance(&mut self, name: Option<Id<'_>>, subject: Subject) {
        if let Some(name) = name {
            self.named.insert(name.name().to_owned(), subject.clone());
        }
        self.current = subject;
    }

    /// The instance that a name stands for; without name the latest.
    fn instance(&self, name: Option<Id<'_>>) -> Result<usize, Verdict> {
        let subject = match name {
            None => Some(&self.current),
            Some(name) => self.named.get(name.name()),
        };
        match (subject, name) {
            (Some(Subject::Instance(instance)), _) => Ok(*instance),
            (Some(Subject::Missing(verdict)), _) => Err(verdict.clone()),
            (None, Some(name)) => Err(unknown(name)),
            (None, None) => unreachable!("there is always a latest"),
        }
    }

    fn register(&mut self, line: u32, name: &str, module: Option<Id<'_>>) {
        match self.instance(module) {
            Ok(instance) => {
                self.registered.retain(|(other, _)| other != name);
                self.registered.push((name.to_owned(), instance));
            }
            Err(verdict) => self.decide(line, verdict),
        }
    }

    fn execute(&mut self, line: u32, execute: WastExecute<'_>, expectation: Expectation) {
        match execute {
            WastExecute::Invoke(invoke) => self.invoke(line, &invoke, expectation),
            WastExecute::Wat(module) => self.instantiate_once(line, module, expectation),
            WastExecute::Get { module, global, .. } => match self.instance(module) {
                Ok(instance) => {
                    self.command(line, Action::Get { instance, export: global.to_owned() }, expectation);
                }
                Err(verdict) => self.decide(line, verdict),
            },
        }
    }

    fn invoke(&mut self, line: u32, invoke: &WastInvoke<'_>, expectation: Expectation) {
        let arguments = invoke.args.iter().map(value::argument).collect::<Result<Vec<_>, _>>();
        let subject = self.instance(invoke.module);
        match (subject, arguments.map_err(Verdict::Unsupported)) {
            (Ok(instance), Ok(arguments)) => {
                let action = Action::Invoke { instance, export: invoke.name.to_owned(), arguments };
                self.command(line, action, expectation);
            }
            (Err(verdict), _) | (_, Err(verdict)) => self.decide(line, verdict),
        }
    }
}

fn is_component(module: &QuoteWat<'_>) -> bool {
    matches!(module, QuoteWat::Wat(Wat::Component(_)) | QuoteWat::QuoteComponent(..))
}

fn several_threads() -> Verdict {
    Verdict::Unsupported("scripts of several threads".to_owned())
}

fn component() -> Verdict {
    Verdict::Unsupported("the component-model proposal".to_owned())
}

fn unknown(name: Id<'_>) -> Verdict {
    Verdict::Failed(format!("there is no module ${}", name.name()))
}

/// Whether a module that must not be accepted is refused.
fn refused(module: &mut QuoteWat<'_>, message: &str) -> Verdict {
    if is_component(module) {
        return component();
    }
    // What the parser of the text format refuses is malformed, or refers to what is not there.
    let Ok(wasm) = module.encode() else { return Verdict::Passed };
    match precast_compiler::validate(&wasm) {
        Ok(()) => Verdict::Failed(format!("expected to be refused: {message}, got accepted")),
        Err(error) => match error.kind {
            ErrorKind::Invalid => Verdict::Passed,
            ErrorKind::Unsupported => Verdict::RefusedAsUnsupported(error.to_string()),
            ErrorKind::LimitExceeded | ErrorKind::Internal => {
                Verdict::Failed(format!("expected to be refused: {message}, got {error}"))
            }
        },
    }
}
