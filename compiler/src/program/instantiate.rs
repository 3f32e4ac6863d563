//! Instantiation at build time, as far as it is known what it does: constant expressions evaluated, active
//! segments applied, in the order of the specification (§4.5.4): globals, tables, element segments, data
//! segments, one instance after the other.
//!
//! Constant expressions are known always: they refer to immutable globals only. An active segment is applied
//! here unless code may have changed what it goes to by the time its instance is made; then it becomes a
//! [`Step`].

use precast_abi::Trap;
use wasmparser::ValType;

use super::facts::Facts;
use super::image::Copied;
use super::initial::{Contents, GlobalContents};
use super::world::{FuncId, Linked, World};
use super::{FuncRefId, GlobalId, InstanceId, MemoryId, Step, TableId, Value};
use crate::limits::TABLE_ELEMENTS_MAX;
use crate::wasm::{
    ConstExpr, ConstOp, Data, DataIndex, Element, ElementIndex, ElementItems, FuncIndex, GlobalOrigin,
    SegmentMode,
};
use crate::{Error, Result};

/// What the items of a world hold when the process begins, and what is left to do for each instance.
pub(super) struct State<'a> {
    /// By global.
    pub(super) globals: Vec<Value>,
    /// By table: elements up to the last one that was set; empty where reached code does not read the table.
    pub(super) tables: Vec<Vec<Option<FuncRefId>>>,
    /// By table: the number of elements.
    pub(super) table_lens: Vec<u64>,
    /// By memory: what active segments copy, in their order.
    pub(super) memories: Vec<Vec<Copied<'a>>>,
    /// By memory: the size.
    pub(super) memory_bytes: Vec<u64>,
    /// By instance: active segments that are applied when the process runs, or the trap of one that does not
    /// fit. What the segments before it did stays done.
    pub(super) steps: Vec<Vec<Step>>,
}

impl<'a> State<'a> {
    /// The state that an initialiser left: there is nothing left to do.
    pub(super) fn initialised(
        world: &World<'_>,
        facts: &Facts,
        func_refs: &[Option<FuncRefId>],
        contents: &'a Contents,
    ) -> Result<State<'a>> {
        check_table_elements(facts, contents.tables.iter().map(|table| table.len))?;
        let reference = |function: Option<FuncId>| function.and_then(|function| func_refs[function.index()]);
        let ids = (0..world.globals.len() as u32).map(GlobalId);
        let globals = ids.zip(&contents.globals).map(|(id, contents)| match *contents {
            GlobalContents::Bits(bits) => number(world.global(id).ty, bits),
            GlobalContents::Reference(function) => {
                Ok(reference(function).map_or(Value::RefNull, Value::RefFunc))
            }
        });
        let tables = contents.tables.iter().zip(&facts.tables).map(|(table, used)| {
            let read = if used.read { &table.elements[..] } else { &[] };
            read.iter().map(|function| reference(*function)).collect()
        });
        let copied = |(offset, bytes): &'a (u64, Vec<u8>)| Copied { offset: *offset, bytes };
        Ok(State {
            globals: globals.collect::<Result<_>>()?,
            tables: tables.collect(),
            table_lens: contents.tables.iter().map(|table| table.len).collect(),
            memories: contents
                .memories
                .iter()
                .map(|memory| memory.runs.iter().map(copied).collect())
                .collect(),
            memory_bytes: contents.memories.iter().map(|memory| memory.len_bytes).collect(),
            steps: vec![Vec::new(); world.instances.len()],
        })
    }
}

/// The value of a number or vector type that these bits are.
fn number(ty: ValType, bits: u128) -> Result<Value> {
    Ok(match ty {
        ValType::I32 => Value::I32((bits as u32).cast_signed()),
        ValType::I64 => Value::I64((bits as u64).cast_signed()),
        ValType::F32 => Value::F32(bits as u32),
        ValType::F64 => Value::F64(bits as u64),
        ValType::V128 => Value::V128(bits),
        ValType::Ref(_) => return Err(Error::internal("bits as the value of a reference")),
    })
}

/// Which active segments of an instance are applied when the process runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apply {
    /// None: no code has run before.
    AtBuild,
    /// Those that go to tables and memories of other instances. Where an instance cannot be made, the process
    /// ends, so that nobody sees what it holds itself.
    OthersAtRun,
    /// All of them.
    AtRun,
}

impl Apply {
    fn at_run(self, imported: bool) -> bool {
        match self {
            Apply::AtBuild => false,
            Apply::OthersAtRun => imported,
            Apply::AtRun => true,
        }
    }
}

/// When each active segment of an instance is applied.
pub(super) struct Schedule<'w> {
    world: &'w World<'w>,
    instance: InstanceId,
    apply: Apply,
}

impl<'w> Schedule<'w> {
    pub(super) fn new(world: &'w World<'w>, instance: InstanceId, apply: Apply) -> Schedule<'w> {
        Schedule { world, instance, apply }
    }

    /// Whether the process applies an active element segment when it runs.
    pub(super) fn element_at_run(&self, element: &Element) -> bool {
        let SegmentMode::Active(table, _) = &element.mode else { return false };
        let id = self.world.instance(self.instance).tables[table.index()];
        self.apply.at_run(self.world.tables[id.index()].0 != self.instance)
    }

    /// Whether the process applies an active data segment when it runs.
    pub(super) fn data_at_run(&self, data: &Data<'_>) -> bool {
        let SegmentMode::Active(memory, _) = &data.mode else { return false };
        let id = self.world.instance(self.instance).memories[memory.index()];
        self.apply.at_run(self.world.memories[id.index()].0 != self.instance)
    }
}

/// Instantiates a world. `func_refs` are the descriptors of functions by their ids; functions that have none
/// are values that nothing reads, and are replaced by null. `apply` tells by instance when its active
/// segments are applied.
pub(super) fn instantiate<'a>(
    world: &World<'a>,
    facts: &Facts,
    func_refs: &[Option<FuncRefId>],
    apply: &[Apply],
) -> Result<State<'a>> {
    let mut globals = Vec::with_capacity(world.globals.len());
    for &(instance, global) in &world.globals {
        let linked = world.instance(instance);
        let GlobalOrigin::Init(init) = &linked.module.globals[global.index()].origin else {
            return Err(Error::internal("an imported global was not resolved"));
        };
        let value = Values { linked, globals: &globals, func_refs }.evaluate(init)?;
        globals.push(value);
    }
    let table_ids = (0..world.tables.len() as u32).map(TableId);
    let memory_ids = (0..world.memories.len() as u32).map(MemoryId);
    let mut state = State {
        tables: initial_tables(world, facts, &globals, func_refs)?,
        table_lens: table_ids.map(|id| world.table(id).initial).collect(),
        globals,
        memories: vec![Vec::new(); world.memories.len()],
        memory_bytes: memory_ids.map(|id| world.memory(id).initial_bytes()).collect(),
        steps: Vec::with_capacity(world.instances.len()),
    };
    for id in world.instance_ids() {
        let linked = world.instance(id);
        let schedule = Schedule::new(world, id, apply[id.index()]);
        let mut instance =
            Instantiation { schedule, facts, linked, func_refs, state: &mut state, steps: Vec::new() };
        if instance.apply_elements()? {
            instance.apply_data()?;
        }
        let steps = instance.steps;
        state.steps.push(steps);
    }
    Ok(state)
}

fn initial_tables(
    world: &World<'_>,
    facts: &Facts,
    globals: &[Value],
    func_refs: &[Option<FuncRefId>],
) -> Result<Vec<Vec<Option<FuncRefId>>>> {
    let lens = (0..world.tables.len() as u32).map(|id| world.table(TableId(id)).initial);
    check_table_elements(facts, lens)?;
    let mut tables = Vec::with_capacity(world.tables.len());
    for (&(instance, index), used) in world.tables.iter().zip(&facts.tables) {
        let linked = world.instance(instance);
        let table = &linked.module.tables[index.index()];
        let values = Values { linked, globals, func_refs };
        tables.push(match &table.init {
            Some(init) if used.read => vec![values.reference(init)?; table.initial as usize],
            _ => Vec::new(),
        });
    }
    Ok(tables)
}

/// Refuses tables of so many elements, by id, that an artifact cannot hold those that are used.
fn check_table_elements(facts: &Facts, lens: impl Iterator<Item = u64>) -> Result<()> {
    let used = lens.zip(&facts.tables).filter(|(_, used)| used.any());
    let elements = used.fold(0_u64, |sum, (len, _)| sum.saturating_add(len));
    if elements > TABLE_ELEMENTS_MAX {
        return Err(Error::limit(format!(
            "tables of {elements} elements in all, an artifact can hold {TABLE_ELEMENTS_MAX}"
        )));
    }
    Ok(())
}

/// One instance being instantiated.
struct Instantiation<'s, 'w, 'a> {
    schedule: Schedule<'w>,
    facts: &'w Facts,
    linked: &'w Linked<'a>,
    func_refs: &'w [Option<FuncRefId>],
    state: &'s mut State<'a>,
    steps: Vec<Step>,
}

impl<'a> Instantiation<'_, '_, 'a> {
    /// Whether all element segments fit, as far as that is known.
    fn apply_elements(&mut self) -> Result<bool> {
        for (index, element) in self.linked.module.elements.iter().enumerate() {
            let SegmentMode::Active(table, offset) = &element.mode else { continue };
            let values = self.values();
            let offset = values.offset(offset)?;
            if self.schedule.element_at_run(element) {
                self.steps.push(Step::ApplyElements { segment: ElementIndex(index as u32), offset });
                continue;
            }
            let items = values.items(element)?;
            let id = self.linked.tables[table.index()];
            let end = offset.checked_add(element.len() as u64);
            let Some(end) = end.filter(|end| *end <= self.schedule.world.table(id).initial) else {
                self.steps.push(Step::Trap(Trap::TableOutOfBounds));
                return Ok(false);
            };
            if !self.facts.tables[id.index()].read {
                continue;
            }
            let contents = &mut self.state.tables[id.index()];
            if contents.len() < end as usize {
                contents.resize(end as usize, None);
            }
            contents[offset as usize..end as usize].copy_from_slice(&items);
        }
        Ok(true)
    }

    fn apply_data(&mut self) -> Result<()> {
        for (index, data) in self.linked.module.data.iter().enumerate() {
            let SegmentMode::Active(memory, offset) = &data.mode else { continue };
            let offset = self.values().offset(offset)?;
            if self.schedule.data_at_run(data) {
                self.steps.push(Step::ApplyData { segment: DataIndex(index as u32), offset });
                continue;
            }
            let id = self.linked.memories[memory.index()];
            let end = offset.checked_add(data.bytes.len() as u64);
            if end.is_none_or(|end| end > self.schedule.world.memory(id).initial_bytes()) {
                self.steps.push(Step::Trap(Trap::MemoryOutOfBounds));
                return Ok(());
            }
            self.state.memories[id.index()].push(Copied { offset, bytes: data.bytes });
        }
        Ok(())
    }

    fn values(&self) -> Values<'_> {
        Values { linked: self.linked, globals: &self.state.globals, func_refs: self.func_refs }
    }
}

impl Element {
    pub(crate) fn len(&self) -> usize {
        match &self.items {
            ElementItems::Functions(functions) => functions.len(),
            ElementItems::Expressions(expressions) => expressions.len(),
        }
    }
}

/// Evaluates constant expressions of an instance.
pub(super) struct Values<'p> {
    pub(super) linked: &'p Linked<'p>,
    /// By id, those that were evaluated so far.
    pub(super) globals: &'p [Value],
    pub(super) func_refs: &'p [Option<FuncRefId>],
}

impl Values<'_> {
    /// The elements of a segment.
    pub(super) fn items(&self, element: &Element) -> Result<Vec<Option<FuncRefId>>> {
        match &element.items {
            ElementItems::Functions(functions) => {
                Ok(functions.iter().map(|function| self.func_ref(*function)).collect())
            }
            ElementItems::Expressions(items) => items.iter().map(|item| self.reference(item)).collect(),
        }
    }

    fn func_ref(&self, function: FuncIndex) -> Option<FuncRefId> {
        self.func_refs[self.linked.functions[function.index()].index()]
    }

    fn reference(&self, expression: &ConstExpr) -> Result<Option<FuncRefId>> {
        match self.evaluate(expression)? {
            Value::RefFunc(id) => Ok(Some(id)),
            Value::RefNull => Ok(None),
            other => Err(Error::internal(format!("{other:?} as a table element"))),
        }
    }

    /// Offsets are unsigned.
    fn offset(&self, expression: &ConstExpr) -> Result<u64> {
        match self.evaluate(expression)? {
            Value::I32(offset) => Ok(u64::from(offset.cast_unsigned())),
            Value::I64(offset) => Ok(offset.cast_unsigned()),
            other => Err(Error::internal(format!("{other:?} as the offset of a segment"))),
        }
    }

    fn evaluate(&self, expression: &ConstExpr) -> Result<Value> {
        let mut stack = Vec::with_capacity(1);
        for operator in &expression.0 {
            let value = match *operator {
                ConstOp::I32(value) => Some(Value::I32(value)),
                ConstOp::I64(value) => Some(Value::I64(value)),
                ConstOp::F32(bits) => Some(Value::F32(bits)),
                ConstOp::F64(bits) => Some(Value::F64(bits)),
                ConstOp::V128(bits) => Some(Value::V128(bits)),
                ConstOp::RefNull => Some(Value::RefNull),
                ConstOp::RefFunc(function) => {
                    Some(self.func_ref(function).map_or(Value::RefNull, Value::RefFunc))
                }
                ConstOp::Global(global) => {
                    self.globals.get(self.linked.globals[global.index()].index()).copied()
                }
                ConstOp::I32Add => binary_i32(&mut stack, i32::wrapping_add),
                ConstOp::I32Sub => binary_i32(&mut stack, i32::wrapping_sub),
                ConstOp::I32Mul => binary_i32(&mut stack, i32::wrapping_mul),
                ConstOp::I64Add => binary_i64(&mut stack, i64::wrapping_add),
                ConstOp::I64Sub => binary_i64(&mut stack, i64::wrapping_sub),
                ConstOp::I64Mul => binary_i64(&mut stack, i64::wrapping_mul),
            };
            stack.push(value.ok_or_else(ill_typed)?);
        }
        stack.pop().ok_or_else(ill_typed)
    }
}

fn binary_i32(stack: &mut Vec<Value>, operation: fn(i32, i32) -> i32) -> Option<Value> {
    match (stack.pop()?, stack.pop()?) {
        (Value::I32(right), Value::I32(left)) => Some(Value::I32(operation(left, right))),
        _ => None,
    }
}

fn binary_i64(stack: &mut Vec<Value>, operation: fn(i64, i64) -> i64) -> Option<Value> {
    match (stack.pop()?, stack.pop()?) {
        (Value::I64(right), Value::I64(left)) => Some(Value::I64(operation(left, right))),
        _ => None,
    }
}

/// Validation has seen to it that this does not happen.
fn ill_typed() -> Error {
    Error::internal("an ill-typed constant expression passed validation")
}
