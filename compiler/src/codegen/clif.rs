//! What passes ask of CLIF.

use cranelift_codegen::ir::{
    Block, Function, Inst, InstructionData, Opcode, TrapCode, Value, ValueDef, types,
};
use cranelift_codegen::loop_analysis::LoopAnalysis;

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
    let index = |value: Value| match func.dfg.insts[func.dfg.value_def(value).inst()?] {
        InstructionData::Unary { opcode: Opcode::Uextend, arg } => {
            let arg = func.dfg.resolve_aliases(arg);
            (func.dfg.value_type(arg) == types::I32).then_some(arg)
        }
        _ => None,
    };
    index(left).map(|index| (index, right)).or_else(|| Some((index(right)?, left)))
}
