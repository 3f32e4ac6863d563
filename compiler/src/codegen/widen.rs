//! Loads of addresses: makes a load extend what the program then uses as an index.
//!
//! Pointers that a program follows are loaded as `i32` and then extended with zeros. Every target has a load
//! that extends at no cost, but Cranelift extends in a second instruction, and keeps both values in
//! registers. This runs behind all other optimisation: a load of another kind would hide from it that a value
//! is known already.

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{Function, Inst, InstBuilder, InstructionData, Opcode, Value, types};

/// Replaces each 32-bit load whose result is extended to 64 bits, and the extension with it.
pub(super) fn widen_loads(func: &mut Function) {
    let mut cursor = FuncCursor::new(func);
    while cursor.next_block().is_some() {
        while let Some(inst) = cursor.next_inst() {
            if let Some(wide) = extended_load(cursor.func, inst) {
                let extended = cursor.func.dfg.first_result(inst);
                cursor.func.dfg.clear_results(inst);
                cursor.func.dfg.change_to_alias(extended, wide);
                cursor.remove_inst_and_step_back();
            }
        }
    }
    // What follows expects none.
    func.dfg.resolve_all_aliases();
}

/// The extended value where `inst` extends what a load brought in.
fn extended_load(func: &mut Function, inst: Inst) -> Option<Value> {
    let InstructionData::Unary { opcode: Opcode::Uextend, arg } = func.dfg.insts[inst] else { return None };
    if func.dfg.value_type(func.dfg.first_result(inst)) != types::I64 {
        return None;
    }
    let value = func.dfg.resolve_aliases(arg);
    let source = func.dfg.value_def(value).inst()?;
    match func.dfg.insts[source] {
        InstructionData::Load { opcode: Opcode::Load, .. } if func.dfg.value_type(value) == types::I32 => {
            Some(widen(func, source, value))
        }
        // The load was widened for another extension of it.
        InstructionData::Unary { opcode: Opcode::Ireduce, arg } => {
            let wide = func.dfg.value_def(arg).inst()?;
            (func.dfg.insts[wide].opcode() == Opcode::Uload32).then_some(arg)
        }
        _ => None,
    }
}

/// Makes a load bring in 32 bits as an `i64`, of which `value`, its result so far, is the lower half.
fn widen(func: &mut Function, load: Inst, value: Value) -> Value {
    let InstructionData::Load { flags, arg, offset, .. } = func.dfg.insts[load] else {
        unreachable!("the caller has found a load")
    };
    let flags = func.dfg.mem_flags[flags];
    func.dfg.clear_results(load);
    let wide = func.replace(load).uload32(flags, arg, offset);
    let mut cursor = FuncCursor::new(func).after_inst(load);
    let srcloc = cursor.func.srcloc(load);
    cursor.set_srcloc(srcloc);
    let narrow = cursor.ins().ireduce(types::I32, wide);
    cursor.func.dfg.change_to_alias(value, narrow);
    wide
}

#[cfg(test)]
mod tests {
    use precast_targets::Target;

    use crate::options::{Emit, OptLevel, Options};
    use crate::{NoObserver, compile};

    /// Machine code, as text, of a program that stores a pointer where it points to: index and value are one
    /// load.
    fn assembly(opt_level: OptLevel) -> String {
        let wasm = wat::parse_str(
            "(module (memory 1) (func (export \"_start\") (local i32)
               i32.const 0 i32.load local.tee 0 local.get 0 i32.store))",
        )
        .unwrap();
        let target = Target::find("riscv64-linux").unwrap();
        let options = Options { emit: Emit::Assembly, opt_level, ..Options::new(target) };
        String::from_utf8(compile(&wasm, &options, &NoObserver).unwrap().bytes).unwrap()
    }

    #[test]
    fn a_loaded_pointer_is_extended_by_its_load() {
        let (with, without) = (assembly(OptLevel::All), assembly(OptLevel::Cranelift));
        assert!(with.contains("lwu ") && !with.contains("srli "), "{with}");
        assert!(!without.contains("lwu ") && without.contains("srli "), "{without}");
    }
}
