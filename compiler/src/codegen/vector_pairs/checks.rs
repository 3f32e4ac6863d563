//! What must hold in front of a loop for its accesses to change places.
//!
//! Indices are computed modulo 2³², and so are distances: accesses of which indices and offsets are so far apart
//! modulo 2³² are at least as far apart in the address space.

use std::collections::HashMap;

use cranelift_codegen::cursor::FuncCursor;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, Function, Inst, InstBuilder, InstructionData, Opcode, Value, types};

use super::super::clif::{copied, definition, index_and_base, integer, summand_and_constant};
use super::{Access, DEPTH_MAX, LANE_BYTES, Latch, Pair, Plan};

const PAIR_BYTES: i32 = 2 * LANE_BYTES;

/// A test; distances are in bytes.
#[derive(PartialEq)]
pub(super) enum Check {
    /// The first index plus `distance` is not within the bytes of a pair of the second one.
    Apart { indices: [Value; 2], distance: i32 },
    /// The first index plus `distance` is nowhere where a pair at the second one comes to lie, which moves up by
    /// `step` bytes each time around.
    Ahead { indices: [Value; 2], distance: i32, step: u32, times: Times },
}

/// How often a loop goes around: until `value`, to which a power of two `step` is added each time, is `end`.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Times {
    value: Value,
    end: Option<Value>,
    step: i32,
}

/// Two lanes that are accessed at once, or one that is loaded in front of the loop.
struct Group {
    address: Value,
    offset: i32,
    /// Where its lanes were among the accesses.
    before: [usize; 2],
    /// Where they are accessed now.
    now: usize,
}

/// The tests that a plan needs; `None` where none would help.
pub(super) fn needed(func: &Function, plan: &Plan, accesses: &[Access]) -> Option<Vec<Check>> {
    let position: HashMap<Inst, usize> =
        accesses.iter().enumerate().map(|(position, access)| (access.inst, position)).collect();
    let group = |insts: [Inst; 2], moves_to: usize| {
        let before = insts.map(|inst| position[&inst]);
        let Access { address, offset, .. } = accesses[before[0]];
        Group { address, offset, before, now: before[moves_to] }
    };
    let stores: Vec<Group> = plan.stores.iter().map(|pair| group(pair.stores, 1)).collect();
    let loads = plan.pairs.iter().filter_map(|pair| match *pair {
        Pair::Load(insts) => Some(group(insts, 0)),
        _ => None,
    });
    let loads: Vec<Group> = loads.collect();
    let mut checks = Vec::new();
    for (number, store) in stores.iter().enumerate() {
        for other in loads.iter().chain(&stores[number + 1..]) {
            order(func, plan, store, other, &mut checks)?;
        }
        for &load in &plan.hoisted {
            let Access { address, offset, .. } = accesses[position[&load]];
            hoist(func, plan, store, (address, offset), &mut checks)?;
        }
    }
    Some(checks)
}

/// Adds what is needed for `store` and `other` to be accessed in the order in which they are now.
fn order(func: &Function, plan: &Plan, store: &Group, other: &Group, checks: &mut Vec<Check>) -> Option<()> {
    for (lane, &before) in store.before.iter().enumerate() {
        for (other_lane, &other_before) in other.before.iter().enumerate() {
            if (before < other_before) == (store.now < other.now) {
                continue;
            }
            if store.address != other.address {
                return apart(func, plan, store, (other.address, other.offset), checks);
            }
            let offset = |group: &Group, lane: usize| group.offset + LANE_BYTES * lane as i32;
            if offset(store, lane).abs_diff(offset(other, other_lane)) < LANE_BYTES.unsigned_abs() {
                return None;
            }
        }
    }
    Some(())
}

/// Adds what is needed for a load to come before all times around with `store`.
fn hoist(
    func: &Function,
    plan: &Plan,
    store: &Group,
    (address, offset): (Value, i32),
    checks: &mut Vec<Check>,
) -> Option<()> {
    if address == store.address {
        let apart = offset + LANE_BYTES <= store.offset || store.offset + PAIR_BYTES <= offset;
        return apart.then_some(());
    }
    let moving = index_and_base(func, store.address)?.0;
    let step = step(func, plan, moving, 0)?;
    if step == 0 {
        return apart(func, plan, store, (address, offset), checks);
    }
    let check = Check::Ahead {
        indices: [index_and_base(func, address)?.0, moving],
        distance: offset.wrapping_sub(store.offset),
        step: u32::try_from(step).ok()?,
        times: times(func, plan)?,
    };
    add(checks, check);
    Some(())
}

/// Adds the test for accesses that keep their distance.
fn apart(
    func: &Function,
    plan: &Plan,
    store: &Group,
    (address, offset): (Value, i32),
    checks: &mut Vec<Check>,
) -> Option<()> {
    let indices = [index_and_base(func, address)?.0, index_and_base(func, store.address)?.0];
    let [Some(one), Some(other)] = indices.map(|index| step(func, plan, index, 0)) else { return None };
    let check = Check::Apart { indices, distance: offset.wrapping_sub(store.offset) };
    (one == other).then(|| add(checks, check))
}

fn add(checks: &mut Vec<Check>, check: Check) {
    if !checks.contains(&check) {
        checks.push(check);
    }
}

/// What is added to an `i32` each time around, modulo 2³²; `None` where it does something else.
fn step(func: &Function, plan: &Plan, value: Value, depth: usize) -> Option<i32> {
    if definition(func, value) != Some(plan.block) {
        return Some(0);
    }
    let params = func.dfg.block_params(plan.block);
    if let Some(number) = params.iter().position(|&param| param == value) {
        let next = plan.latch.carried[number];
        return match summand_and_constant(func, next) {
            _ if next == value => Some(0),
            Some((param, constant)) if param == value => Some(constant as i32),
            _ => None,
        };
    }
    if integer(func, value).is_some() {
        return Some(0);
    }
    let InstructionData::Binary { opcode, args } = func.dfg.insts[func.dfg.value_def(value).inst()?] else {
        return None;
    };
    if depth == DEPTH_MAX {
        return None;
    }
    let args = args.map(|arg| func.dfg.resolve_aliases(arg));
    let steps = args.map(|arg| step(func, plan, arg, depth + 1));
    match (opcode, steps[0]?, steps[1]?) {
        (Opcode::Iadd, left, right) => Some(left.wrapping_add(right)),
        (Opcode::Isub, left, right) => Some(left.wrapping_sub(right)),
        (Opcode::Ishl, left, _) => Some(left.wrapping_shl(integer(func, args[1])? as u32)),
        (_, 0, 0) => Some(0),
        _ => None,
    }
}

/// How often the loop goes around, where it counts.
fn times(func: &Function, plan: &Plan) -> Option<Times> {
    let Latch { condition, goes_on_if, .. } = plan.latch;
    let inst = func.dfg.value_def(condition).inst();
    let (value, end) = match inst.map(|inst| func.dfg.insts[inst]) {
        Some(InstructionData::IntCompare { cond, args, .. }) => {
            let unequal = if goes_on_if { IntCC::NotEqual } else { IntCC::Equal };
            let [left, right] = args.map(|arg| func.dfg.resolve_aliases(arg));
            if cond != unequal {
                return None;
            }
            if step(func, plan, right, 0) == Some(0) { (left, Some(right)) } else { (right, Some(left)) }
        }
        _ if goes_on_if => (condition, None),
        _ => return None,
    };
    let fixed = |end: Value| step(func, plan, end, 0) == Some(0);
    let step = step(func, plan, value, 0)?;
    let counts = func.dfg.value_type(value) == types::I32 && step.unsigned_abs().is_power_of_two();
    (counts && end.is_none_or(fixed)).then_some(Times { value, end, step })
}

/// Emits a test: the value that is not zero where it holds. `entry` has what parameters of the loop, of `block`, are
/// when it is entered.
pub(super) fn emit(
    check: &Check,
    cursor: &mut FuncCursor<'_>,
    block: Block,
    entry: &mut HashMap<Value, Value>,
) -> Value {
    match *check {
        Check::Apart { indices, distance } => {
            let between = difference(cursor, block, entry, indices, distance.wrapping_add(PAIR_BYTES - 1));
            let most = cursor.ins().iconst(types::I32, i64::from(2 * PAIR_BYTES - 2));
            cursor.ins().icmp(IntCC::UnsignedGreaterThan, between, most)
        }
        Check::Ahead { indices, distance, step, times } => {
            let between = difference(cursor, block, entry, indices, distance.wrapping_add(LANE_BYTES - 1));
            let (last, whole) = emit_times(times, cursor, block, entry);
            // The end of the pair when the loop goes around for the last time.
            let step = cursor.ins().iconst(types::I64, i64::from(step));
            let reach = cursor.ins().imul(last, step);
            let end = cursor.ins().iconst(types::I64, i64::from(PAIR_BYTES + LANE_BYTES - 1));
            let end = cursor.ins().iadd(reach, end);
            let between = cursor.ins().uextend(types::I64, between);
            let ahead = cursor.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, between, end);
            cursor.ins().band(ahead, whole)
        }
    }
}

/// The first index less the second plus a constant, when the loop is entered.
fn difference(
    cursor: &mut FuncCursor<'_>,
    block: Block,
    entry: &mut HashMap<Value, Value>,
    indices: [Value; 2],
    constant: i32,
) -> Value {
    let [left, right] = indices.map(|index| copied(cursor, &|of| of == block, entry, index));
    let difference = cursor.ins().isub(left, right);
    let constant = cursor.ins().iconst(types::I32, i64::from(constant.cast_unsigned()));
    cursor.ins().iadd(difference, constant)
}

/// How often the loop goes around after the first time, as an `i64`, and whether that comes out even.
fn emit_times(
    times: Times,
    cursor: &mut FuncCursor<'_>,
    block: Block,
    entry: &mut HashMap<Value, Value>,
) -> (Value, Value) {
    let value = copied(cursor, &|of| of == block, entry, times.value);
    let end = match times.end {
        Some(end) => copied(cursor, &|of| of == block, entry, end),
        None => cursor.ins().iconst(types::I32, 0),
    };
    let left = if times.step > 0 { cursor.ins().isub(end, value) } else { cursor.ins().isub(value, end) };
    let step = times.step.unsigned_abs();
    let mask = cursor.ins().iconst(types::I32, i64::from(step - 1));
    let rest = cursor.ins().band(left, mask);
    let zero = cursor.ins().iconst(types::I32, 0);
    let whole = cursor.ins().icmp(IntCC::Equal, rest, zero);
    let shift = cursor.ins().iconst(types::I32, i64::from(step.trailing_zeros()));
    let last = cursor.ins().ushr(left, shift);
    (cursor.ins().uextend(types::I64, last), whole)
}
