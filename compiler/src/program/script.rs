//! Test scripts: their instances as one program, and the table of their commands for the runtime's driver.

use std::collections::HashMap;

use precast_abi::script::{self as abi, Expected, Slot};

use super::facts::Roots;
use super::instantiate::Apply;
use super::resolve::Plan;
use super::world::{CompareSizes, FuncId, World};
use super::{CodePointer, Entry, FuncRefId, GlobalId, Glue, InstanceId, Program};
use crate::options::Options;
use crate::script::{Action, Command, Expectation, Outcome, Script, Value, Verdict};
use crate::wasm::{FuncType, Item, Module};
use crate::{Error, ErrorKind, Result};

/// The table of commands, as bytes: the header, the commands, then what they point to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// Address of the table, read-only.
    pub(crate) address: u64,
    /// Its contents, but for the fields below.
    pub(super) bytes: Vec<u8>,
    /// Offsets of fields that hold an offset in the table, to become an address.
    pub(super) local: Vec<u64>,
    /// Offsets of fields for the address of a global that code writes.
    pub(super) global_addresses: Vec<(u64, GlobalId)>,
    /// Offsets of fields for the value of a global that never changes.
    pub(super) global_values: Vec<(u64, GlobalId)>,
    /// Offsets of fields for the address of code.
    pub(super) code: Vec<(u64, CodePointer)>,
}

/// What is known of an instance that a command asks for.
enum Known {
    Made(InstanceId),
    /// It cannot be made; the outcome of every command that needs it.
    Absent(Outcome),
}

/// The program of `script`, and the commands that are decided already. `modules` are those of the script,
/// read.
pub(crate) fn resolve<'a>(
    script: &Script<'_>,
    modules: &'a [Result<Module<'a>>],
    options: &Options,
) -> Result<(Program<'a>, Vec<Verdict>)> {
    let mut linker = Linker {
        modules,
        options,
        world: World::default(),
        plan: Plan::default(),
        instances: Vec::new(),
        verdicts: Vec::new(),
        pending: Vec::new(),
        code_ran: false,
    };
    for (number, command) in script.commands.iter().enumerate() {
        linker.command(number, command);
    }
    let Linker { world, mut plan, verdicts, pending, .. } = linker;
    plan.roots = roots(&world, &plan, &pending);
    let (mut program, func_refs) = Program::assemble(&world, plan, options)?;
    let mut writer = Writer::new(&mut program, &func_refs, pending.len());
    for item in &pending {
        writer.command(&script.commands[item.number], item);
    }
    program.entry = Entry::Script(writer.finish());
    Ok((program.place(options)?, verdicts))
}

/// A command that is carried out when the process runs.
struct Pending {
    /// Position in the script.
    number: usize,
    target: Target,
}

/// What a pending command is about.
enum Target {
    Instance(InstanceId),
    Function { id: FuncId, ty: FuncType },
    Global(GlobalId),
}

/// All exported functions are compiled, and those that commands invoke are values, whose code has an address.
fn roots(world: &World<'_>, plan: &Plan<'_>, pending: &[Pending]) -> Roots {
    let exported = world.instances.iter().flat_map(|linked| {
        linked.module.exports.iter().filter_map(|export| match export.item {
            Item::Function(function) => Some(linked.functions[function.index()]),
            _ => None,
        })
    });
    let invoked = pending.iter().filter_map(|item| match item.target {
        Target::Function { id, .. } => Some(id),
        _ => None,
    });
    Roots {
        called: exported.chain(plan.calls.iter().flatten().copied()).collect(),
        referenced: invoked.collect(),
        ..Roots::default()
    }
}

/// Walks through a script and links its instances.
struct Linker<'s, 'a> {
    modules: &'a [Result<Module<'a>>],
    options: &'s Options,
    world: World<'a>,
    plan: Plan<'a>,
    instances: Vec<Known>,
    verdicts: Vec<Verdict>,
    pending: Vec<Pending>,
    /// Whether code may have run before the current command.
    code_ran: bool,
}

impl<'a> Linker<'_, 'a> {
    fn command(&mut self, number: usize, command: &Command) {
        let target = match &command.action {
            Action::Instantiate { module, imports } => self.instantiate(*module, imports),
            Action::Invoke { instance, export, arguments } => {
                self.function(*instance, export, arguments.len())
            }
            Action::Get { instance, export } => self.global(*instance, export),
        };
        match target {
            Ok(target) => {
                self.code_ran |= match target {
                    Target::Instance(id) => !self.plan.calls[id.index()].is_empty(),
                    Target::Function { .. } => true,
                    Target::Global(_) => false,
                };
                self.pending.push(Pending { number, target });
            }
            Err(outcome) => {
                self.verdicts.push(Verdict { command: number, outcome: self.judge(command, outcome) })
            }
        }
    }

    /// The outcome of a command that cannot be carried out.
    fn judge(&self, command: &Command, outcome: Refusal) -> Outcome {
        match (outcome, &command.expectation) {
            (Refusal::Unlinkable(_), Expectation::Unlinkable(_)) => Outcome::Passed,
            (Refusal::Unlinkable(why), _) => Outcome::Failed(why),
            (Refusal::Other(outcome), _) => outcome,
        }
    }

    fn instantiate(
        &mut self,
        module: usize,
        imports: &[(String, usize)],
    ) -> std::result::Result<Target, Refusal> {
        let made = self.make(module, imports);
        self.instances.push(match &made {
            Ok(id) => Known::Made(*id),
            Err(Refusal::Other(outcome)) => Known::Absent(outcome.clone()),
            Err(Refusal::Unlinkable(why)) => {
                Known::Absent(Outcome::Failed(format!("the instance cannot be made: {why}")))
            }
        });
        made.map(Target::Instance)
    }

    fn make(
        &mut self,
        module: usize,
        imports: &[(String, usize)],
    ) -> std::result::Result<InstanceId, Refusal> {
        let modules = self.modules;
        let module = modules[module].as_ref().map_err(|error| Refusal::Other(outcome_of(error)))?;
        let mut names = HashMap::new();
        for (name, instance) in imports {
            match &self.instances[*instance] {
                Known::Made(id) => {
                    names.insert(name.as_str(), *id);
                }
                Known::Absent(outcome) if module.imports.iter().any(|import| import.module == name) => {
                    return Err(Refusal::Other(outcome.clone()));
                }
                Known::Absent(_) => {}
            }
        }
        // An instance is part of the initial image as long as nothing has run, and nothing could see parts of
        // it.
        let (sizes, apply) = if self.code_ran {
            (CompareSizes::AtRun, Apply::AtRun)
        } else {
            (CompareSizes::AtBuild, Apply::AtBuild)
        };
        let find = |name: &str| names.get(name).copied();
        let id = self.world.add(module, find, sizes, self.options).map_err(|error| match error.kind {
            ErrorKind::Invalid => Refusal::Unlinkable(error.to_string()),
            _ => Refusal::Other(outcome_of(&error)),
        })?;
        let start = module.start.map(|start| self.world.instance(id).functions[start.index()]);
        self.plan.add(None, apply, start.into_iter().collect());
        Ok(id)
    }

    /// An item that an instance exports.
    fn export(&self, instance: usize, name: &str) -> std::result::Result<(InstanceId, Item), Refusal> {
        let id = match &self.instances[instance] {
            Known::Made(id) => *id,
            Known::Absent(outcome) => return Err(Refusal::Other(outcome.clone())),
        };
        let exports = &self.world.instance(id).module.exports;
        let export = exports.iter().find(|export| export.name == name);
        export.map(|export| (id, export.item)).ok_or_else(|| failed(format!("there is no export `{name}`")))
    }

    fn function(
        &self,
        instance: usize,
        name: &str,
        arguments: usize,
    ) -> std::result::Result<Target, Refusal> {
        let (id, item) = self.export(instance, name)?;
        let Item::Function(func) = item else { return Err(failed(format!("`{name}` is no function"))) };
        let linked = self.world.instance(id);
        let ty = &linked.module.types[linked.module.functions[func.index()].ty.index()];
        if ty.params.len() != arguments {
            return Err(failed(format!(
                "`{name}` takes {} arguments, {arguments} are given",
                ty.params.len()
            )));
        }
        if ty.results.len() > abi::RESULTS_MAX {
            return Err(failed(format!("`{name}` has more than {} results", abi::RESULTS_MAX)));
        }
        Ok(Target::Function { id: linked.functions[func.index()], ty: ty.clone() })
    }

    fn global(&self, instance: usize, name: &str) -> std::result::Result<Target, Refusal> {
        let (id, item) = self.export(instance, name)?;
        let Item::Global(global) = item else { return Err(failed(format!("`{name}` is no global"))) };
        Ok(Target::Global(self.world.instance(id).globals[global.index()]))
    }
}

/// Why a command is not carried out.
enum Refusal {
    /// Its imports cannot be served.
    Unlinkable(String),
    Other(Outcome),
}

fn failed(why: String) -> Refusal {
    Refusal::Other(Outcome::Failed(why))
}

fn outcome_of(error: &Error) -> Outcome {
    match error.kind {
        ErrorKind::Unsupported => Outcome::Unsupported(error.to_string()),
        _ => Outcome::Failed(error.to_string()),
    }
}

/// Writes the table.
struct Writer<'w, 'a> {
    program: &'w mut Program<'a>,
    func_refs: &'w [Option<FuncRefId>],
    glue: HashMap<Glue, usize>,
    table: Table,
    /// Offset of the next command.
    next: usize,
}

impl<'w, 'a> Writer<'w, 'a> {
    fn new(
        program: &'w mut Program<'a>,
        func_refs: &'w [Option<FuncRefId>],
        commands: usize,
    ) -> Writer<'w, 'a> {
        let mut table = Table::default();
        let header = size_of::<abi::Script>();
        table.bytes.resize(header + commands * size_of::<abi::Command>(), 0);
        let mut writer = Writer { program, func_refs, glue: HashMap::new(), table, next: header };
        writer.put_local(std::mem::offset_of!(abi::Script, commands), header as u64);
        writer.put(std::mem::offset_of!(abi::Script, commands_len), &(commands as u64).to_le_bytes());
        writer
    }

    fn finish(self) -> Table {
        self.table
    }

    fn put(&mut self, offset: usize, bytes: &[u8]) {
        self.table.bytes[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    /// A field with the address of what stands at an offset of the table.
    fn put_local(&mut self, offset: usize, target: u64) {
        self.put(offset, &target.to_le_bytes());
        self.table.local.push(offset as u64);
    }

    fn put_glue(&mut self, offset: usize, glue: Glue) {
        let all = &mut self.program.glue;
        let position = *self.glue.entry(glue).or_insert_with(|| {
            all.push(glue);
            all.len() - 1
        });
        self.table.code.push((offset as u64, CodePointer::Glue(position)));
    }

    /// Adds bytes behind all others, aligned for any field, and returns their offset.
    fn append(&mut self, bytes: &[u8]) -> u64 {
        let offset = self.table.bytes.len().next_multiple_of(align_of::<Slot>());
        self.table.bytes.resize(offset, 0);
        self.table.bytes.extend_from_slice(bytes);
        offset as u64
    }

    fn command(&mut self, command: &Command, pending: &Pending) {
        macro_rules! at {
            ($field:ident) => {
                self.next + std::mem::offset_of!(abi::Command, $field)
            };
        }
        self.put(at!(line), &command.line.to_le_bytes());
        let (action, results) = match &pending.target {
            Target::Instance(id) => {
                self.put_glue(at!(code), Glue::Instantiate(*id));
                (abi::ACTION_INSTANTIATE, 0)
            }
            Target::Function { id, ty } => {
                self.invoke(*id, ty, at!(code), at!(callee));
                let Action::Invoke { arguments, .. } = &command.action else {
                    unreachable!("it has a function")
                };
                let slots: Vec<u8> = arguments.iter().flat_map(|value| slot_bytes(slot(*value))).collect();
                let offset = self.append(&slots);
                self.put_local(at!(arguments), offset);
                (abi::ACTION_INVOKE, ty.results.len())
            }
            Target::Global(id) => {
                self.global(*id, at!(callee));
                (abi::ACTION_GET, 1)
            }
        };
        self.put(at!(action), &action.to_le_bytes());
        self.put(at!(results_len), &(results as u32).to_le_bytes());
        let (expectation, bytes, len) = expectation_bytes(&command.expectation);
        self.put(at!(expectation), &expectation.to_le_bytes());
        let offset = self.append(&bytes);
        self.put_local(at!(expected), offset);
        self.put(at!(expected_len), &len.to_le_bytes());
        self.next += size_of::<abi::Command>();
    }

    fn invoke(&mut self, id: FuncId, ty: &FuncType, code: usize, callee: usize) {
        let func_ref = self.func_refs[id.index()].expect("what a script invokes is a root");
        let func_ref = &self.program.func_refs[func_ref.index()];
        debug_assert!(
            self.program.types[func_ref.ty.index()] == *ty,
            "an export has the type of its function"
        );
        let (function, ty) = (func_ref.code, func_ref.ty);
        self.table.code.push((callee as u64, CodePointer::Function(function)));
        self.put_glue(code, Glue::Invoke(ty));
    }

    fn global(&mut self, id: GlobalId, callee: usize) {
        if self.program.globals[id.index()].constant {
            let slot = self.append(&[0; size_of::<Slot>()]);
            self.table.global_values.push((slot, id));
            self.put_local(callee, slot);
        } else {
            self.table.global_addresses.push((callee as u64, id));
        }
    }
}

/// A value as the driver hands it to a function.
fn slot(value: Value) -> Slot {
    match value {
        Value::I32(value) => [u64::from(value.cast_unsigned()), 0],
        Value::I64(value) => [value.cast_unsigned(), 0],
        Value::F32(bits) => [u64::from(bits), 0],
        Value::F64(bits) => [bits, 0],
        Value::V128(bits) => [bits as u64, (bits >> 64) as u64],
        Value::Null => [0, 0],
        Value::Extern(number) => [u64::from(number) + 1, 0],
    }
}

fn slot_bytes(slot: Slot) -> [u8; 16] {
    let bits = u128::from(slot[0]) | u128::from(slot[1]) << 64;
    bits.to_le_bytes()
}

/// The number of an expectation, what its `expected` points to, and `expected_len`.
fn expectation_bytes(expectation: &Expectation) -> (u32, Vec<u8>, u64) {
    match expectation {
        Expectation::Success => (abi::EXPECT_SUCCESS, Vec::new(), 0),
        Expectation::Results(results) => {
            let mut bytes = Vec::new();
            let mut count = 0;
            for choices in results {
                for (position, expected) in choices.iter().enumerate() {
                    let more = position + 1 < choices.len();
                    bytes.extend(expected_bytes(&Expected { alternative: more.into(), ..*expected }));
                    count += 1;
                }
            }
            (abi::EXPECT_RESULTS, bytes, count)
        }
        Expectation::Trap(words) => (abi::EXPECT_TRAP, words.as_bytes().to_vec(), words.len() as u64),
        Expectation::Unlinkable(words) => {
            (abi::EXPECT_UNLINKABLE, words.as_bytes().to_vec(), words.len() as u64)
        }
    }
}

fn expected_bytes(expected: &Expected) -> Vec<u8> {
    let Expected { shape, alternative, lanes, padding, bits } = expected;
    let mut bytes = vec![*shape, *alternative];
    bytes.extend_from_slice(lanes);
    bytes.extend_from_slice(&padding.to_le_bytes());
    bytes.extend_from_slice(&slot_bytes(*bits));
    bytes
}
