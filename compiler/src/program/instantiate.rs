//! Instantiation at build time: constant expressions evaluated, active segments applied, in the order
//! of the specification (§4.5.4): globals, tables, element segments, data segments.

use std::collections::HashMap;

use precast_abi::Trap;

use super::facts::Facts;
use super::image::Copied;
use super::{FuncRefId, Value};
use crate::limits::TABLE_ELEMENTS_MAX;
use crate::wasm::{ConstExpr, ConstOp, Element, ElementItems, FuncIndex, GlobalOrigin, Module, SegmentMode};
use crate::{Error, Result};

/// The state of an instance before its start function runs.
pub(super) struct State<'a> {
    /// By global.
    pub(super) globals: Vec<Value>,
    /// By table: elements up to the last one that was set; empty where reached code does not read the table.
    pub(super) tables: Vec<Vec<Option<FuncRefId>>>,
    /// By memory: what active segments copy, in their order.
    pub(super) memories: Vec<Vec<Copied<'a>>>,
    /// An active segment does not fit. What the segments before it did stays done.
    pub(super) trap: Option<Trap>,
}

/// Instantiates a module without imported globals, tables and memories. Functions that have no
/// descriptor in `func_refs` are values that nothing reads; they are replaced by null.
pub(super) fn instantiate<'a>(
    module: &'a Module<'a>,
    facts: &Facts,
    func_refs: &HashMap<FuncIndex, FuncRefId>,
) -> Result<State<'a>> {
    let mut values = Values { globals: Vec::with_capacity(module.globals.len()), func_refs };
    for global in &module.globals {
        let GlobalOrigin::Init(init) = &global.origin else {
            return Err(Error::internal("an imported global was not resolved"));
        };
        let value = values.evaluate(init)?;
        values.globals.push(value);
    }
    let mut state = State {
        globals: Vec::new(),
        tables: initial_tables(module, facts, &values)?,
        memories: vec![Vec::new(); module.memories.len()],
        trap: None,
    };
    state.trap = match apply_elements(module, facts, &values, &mut state.tables)? {
        Some(trap) => Some(trap),
        None => apply_data(module, &values, &mut state.memories)?,
    };
    state.globals = values.globals;
    Ok(state)
}

fn initial_tables(
    module: &Module<'_>,
    facts: &Facts,
    values: &Values<'_>,
) -> Result<Vec<Vec<Option<FuncRefId>>>> {
    let used = || module.tables.iter().zip(&facts.tables).filter(|(_, used)| used.any());
    let elements = used().fold(0_u64, |sum, (table, _)| sum.saturating_add(table.initial));
    if elements > TABLE_ELEMENTS_MAX {
        let message =
            format!("tables of {elements} elements in all, an artifact can hold {TABLE_ELEMENTS_MAX}");
        return Err(Error::limit(message));
    }
    let initial = |(table, used): (&crate::wasm::Table, &super::facts::TableUse)| match &table.init {
        Some(init) if used.read => Ok(vec![values.reference(init)?; table.initial as usize]),
        _ => Ok(Vec::new()),
    };
    module.tables.iter().zip(&facts.tables).map(initial).collect()
}

fn apply_elements(
    module: &Module<'_>,
    facts: &Facts,
    values: &Values<'_>,
    tables: &mut [Vec<Option<FuncRefId>>],
) -> Result<Option<Trap>> {
    for element in &module.elements {
        let SegmentMode::Active(table, offset) = &element.mode else { continue };
        let offset = values.offset(offset)?;
        let end = offset + element.len() as u64;
        if end > module.tables[table.index()].initial {
            return Ok(Some(Trap::TableOutOfBounds));
        }
        if !facts.tables[table.index()].read {
            continue;
        }
        let contents = &mut tables[table.index()];
        if contents.len() < end as usize {
            contents.resize(end as usize, None);
        }
        contents[offset as usize..end as usize].copy_from_slice(&values.items(element)?);
    }
    Ok(None)
}

fn apply_data<'a>(
    module: &'a Module<'a>,
    values: &Values<'_>,
    memories: &mut [Vec<Copied<'a>>],
) -> Result<Option<Trap>> {
    for data in &module.data {
        let SegmentMode::Active(memory, offset) = &data.mode else { continue };
        let offset = values.offset(offset)?;
        let size =
            module.memories[memory.index()].initial.saturating_mul(precast_abi::address::WASM_PAGE_BYTES);
        if offset + data.bytes.len() as u64 > size {
            return Ok(Some(Trap::MemoryOutOfBounds));
        }
        memories[memory.index()].push(Copied { offset, bytes: data.bytes });
    }
    Ok(None)
}

impl Element {
    pub(super) fn len(&self) -> usize {
        match &self.items {
            ElementItems::Functions(functions) => functions.len(),
            ElementItems::Expressions(expressions) => expressions.len(),
        }
    }
}

/// Evaluates constant expressions.
pub(super) struct Values<'p> {
    /// Those that were evaluated so far.
    pub(super) globals: Vec<Value>,
    pub(super) func_refs: &'p HashMap<FuncIndex, FuncRefId>,
}

impl Values<'_> {
    /// The elements of a segment.
    pub(super) fn items(&self, element: &Element) -> Result<Vec<Option<FuncRefId>>> {
        match &element.items {
            ElementItems::Functions(functions) => {
                Ok(functions.iter().map(|function| self.func_refs.get(function).copied()).collect())
            }
            ElementItems::Expressions(items) => items.iter().map(|item| self.reference(item)).collect(),
        }
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
                ConstOp::RefNull => Some(Value::RefNull),
                ConstOp::RefFunc(function) => {
                    Some(self.func_refs.get(&function).map_or(Value::RefNull, |id| Value::RefFunc(*id)))
                }
                ConstOp::Global(global) => self.globals.get(global.index()).copied(),
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
