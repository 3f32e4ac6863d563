//! What passes ask of CLIF.

use std::collections::HashMap;

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    Block, BlockArg, Function, Inst, InstructionData, Opcode, TrapCode, Value, ValueDef, types,
};
use cranelift_codegen::loop_analysis::LoopAnalysis;

/// Where a branch leads, and what the parameters of the block are given.
pub(super) struct Edge {
    pub(super) to: Block,
    pub(super) args: Vec<Value>,
}

/// A jump, or a branch with a condition: then the first edge is for where it holds.
pub(super) struct Branch {
    pub(super) condition: Option<Value>,
    pub(super) edges: Vec<Edge>,
}

impl Branch {
    /// How a block ends, if in such a way.
    pub(super) fn of(func: &Function, block: Block) -> Option<Branch> {
        let dfg = &func.dfg;
        let (condition, calls) = match dfg.insts[func.layout.last_inst(block)?] {
            InstructionData::Jump { destination, .. } => (None, vec![destination]),
            InstructionData::Brif { arg, blocks, .. } => (Some(dfg.resolve_aliases(arg)), blocks.to_vec()),
            _ => return None,
        };
        let edges = calls.into_iter().map(|call| {
            let args = call.args(&dfg.value_lists).map(|arg| Some(dfg.resolve_aliases(arg.as_value()?)));
            Some(Edge { to: call.block(&dfg.value_lists), args: args.collect::<Option<_>>()? })
        });
        Some(Branch { condition, edges: edges.collect::<Option<_>>()? })
    }
}

/// The two summands where `value` is a sum.
pub(super) fn summands(func: &Function, value: Value) -> Option<[Value; 2]> {
    match func.dfg.insts[func.dfg.value_def(value).inst()?] {
        InstructionData::Binary { opcode: Opcode::Iadd, args } => {
            Some(args.map(|arg| func.dfg.resolve_aliases(arg)))
        }
        _ => None,
    }
}

/// The summand and the constant where one is added to the other.
pub(super) fn summand_and_constant(func: &Function, value: Value) -> Option<(Value, i64)> {
    let [left, right] = summands(func, value)?;
    match (integer(func, left), integer(func, right)) {
        (None, Some(constant)) => Some((left, constant)),
        (Some(constant), None) => Some((right, constant)),
        _ => None,
    }
}

/// The number that a value is, where it is constant.
pub(super) fn integer(func: &Function, value: Value) -> Option<i64> {
    match func.dfg.insts[func.dfg.value_def(value).inst()?] {
        InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => Some(imm.bits()),
        _ => None,
    }
}

/// Parameters of loops, and the values that they have the next time around.
pub(super) fn carried(func: &Function, loops: &LoopAnalysis) -> Vec<(Value, Value)> {
    let dfg = &func.dfg;
    let mut carried = Vec::new();
    for from in func.layout.blocks() {
        let Some(branch) = func.layout.last_inst(from) else { continue };
        for call in dfg.insts[branch].branch_destination(&dfg.jump_tables, &dfg.exception_tables) {
            let to = call.block(&dfg.value_lists);
            if loops.is_loop_header(to).is_some_and(|closed| loops.is_in_loop(from, closed)) {
                let pairs = dfg.block_params(to).iter().zip(call.args(&dfg.value_lists));
                carried.extend(pairs.filter_map(|(&param, arg)| {
                    let arg = arg.as_value()?;
                    Some((param, dfg.resolve_aliases(arg)))
                }));
            }
        }
    }
    carried
}

/// The block that defines a value.
pub(super) fn definition(func: &Function, value: Value) -> Option<Block> {
    match func.dfg.value_def(value) {
        ValueDef::Param(block, _) => Some(block),
        ValueDef::Result(inst, _) => func.layout.inst_block(inst),
        ValueDef::Union(..) => None,
    }
}

/// Whether an instruction computes with numbers, and does the same with each lane of vectors.
pub(super) fn is_arithmetic(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Fadd
            | Opcode::Fsub
            | Opcode::Fmul
            | Opcode::Fdiv
            | Opcode::Fneg
            | Opcode::Fabs
            | Opcode::Sqrt
    )
}

/// Arguments of a branch.
pub(super) fn block_args(values: &[Value]) -> Vec<BlockArg> {
    values.iter().map(|&value| BlockArg::Value(value)).collect()
}

/// Gives a block the parameters that another one has.
pub(super) fn like_params(func: &mut Function, of: Block, block: Block) -> Vec<Value> {
    let types: Vec<_> = func.dfg.block_params(of).iter().map(|&param| func.dfg.value_type(param)).collect();
    types.into_iter().map(|ty| func.dfg.append_block_param(block, ty)).collect()
}

/// Lets all blocks but those of a loop that enter it at its header enter `instead`.
pub(super) fn enter_at(
    func: &mut Function,
    header: Block,
    instead: Block,
    is_inside: impl Fn(Block) -> bool,
) {
    let outside: Vec<Block> = func.layout.blocks().filter(|&from| !is_inside(from)).collect();
    for from in outside {
        if let Some(inst) = func.layout.last_inst(from) {
            func.rewrite_branch_destination(inst, header, instead);
        }
    }
}

/// Appends a copy of an instruction with the values of `now`, and adds its results to them.
pub(super) fn copy_inst(cursor: &mut FuncCursor<'_>, now: &mut HashMap<Value, Value>, inst: Inst) {
    let clone = cursor.func.dfg.clone_inst(inst);
    for number in 0..cursor.func.dfg.inst_args(clone).len() {
        let arg = cursor.func.dfg.resolve_aliases(cursor.func.dfg.inst_args(clone)[number]);
        cursor.func.dfg.inst_args_mut(clone)[number] = *now.get(&arg).unwrap_or(&arg);
    }
    let place = cursor.func.srcloc(inst);
    cursor.func.set_srcloc(clone, place);
    cursor.insert_inst(clone);
    let results = cursor.func.dfg.inst_results(inst).to_vec();
    now.extend(results.into_iter().zip(cursor.func.dfg.inst_results(clone).to_vec()));
}

/// Computes a value of the blocks that are `inside` where `cursor` is; `now` has what is known there.
pub(super) fn copied(
    cursor: &mut FuncCursor<'_>,
    inside: &impl Fn(Block) -> bool,
    now: &mut HashMap<Value, Value>,
    value: Value,
) -> Value {
    let value = cursor.func.dfg.resolve_aliases(value);
    if let Some(&known) = now.get(&value) {
        return known;
    }
    if !definition(cursor.func, value).is_some_and(inside) {
        return value;
    }
    let inst = cursor.func.dfg.value_def(value).inst().expect("parameters are known");
    for arg in cursor.func.dfg.inst_args(inst).to_vec() {
        copied(cursor, inside, now, arg);
    }
    copy_inst(cursor, now, inst);
    now[&value]
}

/// Removes an instruction, the result of which `value` is, too.
pub(super) fn replace(func: &mut Function, inst: Inst, value: Value) {
    let result = func.dfg.first_result(inst);
    func.dfg.clear_results(inst);
    func.dfg.change_to_alias(result, value);
    func.layout.remove_inst(inst);
}

/// Address, offset and value of an access to linear memory.
pub(super) fn heap_access(func: &Function, inst: Inst) -> Option<(Value, i32, Value)> {
    let dfg = &func.dfg;
    let (address, offset, flags, value) = match dfg.insts[inst] {
        InstructionData::Load { arg, offset, flags, .. } => (arg, offset, flags, dfg.first_result(inst)),
        InstructionData::Store { args, offset, flags, .. } => (args[1], offset, flags, args[0]),
        _ => return None,
    };
    let heap = dfg.mem_flags[flags].trap_code() == Some(TrapCode::HEAP_OUT_OF_BOUNDS);
    heap.then(|| (dfg.resolve_aliases(address), offset.into(), value))
}

/// The index, of 32 bits, that an address is the sum of with a base, and the base.
pub(super) fn index_and_base(func: &Function, address: Value) -> Option<(Value, Value)> {
    let [left, right] = summands(func, address)?;
    let index = |value| extended(func, value);
    index(left).map(|index| (index, right)).or_else(|| Some((index(right)?, left)))
}

/// The value of 32 bits that `value` is with zeros in front.
pub(super) fn extended(func: &Function, value: Value) -> Option<Value> {
    match func.dfg.insts[func.dfg.value_def(value).inst()?] {
        InstructionData::Unary { opcode: Opcode::Uextend, arg } => {
            let arg = func.dfg.resolve_aliases(arg);
            (func.dfg.value_type(arg) == types::I32).then_some(arg)
        }
        _ => None,
    }
}
