//! Source locations of traps that the optimiser moves into branches.
//!
//! Where a branch leads to a block that does nothing but trap, Cranelift puts a conditional trap in place of
//! the branch, and the trap takes the branch's location: a backtrace would name the `br_if` before an
//! `unreachable`. A branch itself never shows in a backtrace, so it may have the location of the trap from
//! the beginning.

use cranelift_codegen::ir::{Block, Function, InstructionData, Opcode, SourceLoc};

/// Gives branches to blocks that only trap the location of the trap.
pub(super) fn of_branches_to_traps(func: &mut Function) {
    let mut moved = Vec::new();
    for block in func.layout.blocks() {
        let Some(branch) = func.layout.last_inst(block) else { continue };
        let InstructionData::Brif { blocks, .. } = func.dfg.insts[branch] else { continue };
        let targets = blocks.iter().map(|call| call.block(&func.dfg.value_lists));
        if let Some(location) = targets.into_iter().find_map(|target| of_trap(func, target)) {
            moved.push((branch, location));
        }
    }
    for (branch, location) in moved {
        func.set_srcloc(branch, location);
    }
}

/// Where the trap is that `block` consists of, if it does nothing else that matters.
fn of_trap(func: &Function, block: Block) -> Option<SourceLoc> {
    let last = func.layout.last_inst(block)?;
    let InstructionData::Trap { opcode: Opcode::Trap, .. } = func.dfg.insts[last] else { return None };
    let matters = |opcode: Opcode| {
        opcode.is_call()
            || opcode.can_load()
            || opcode.can_store()
            || opcode.can_trap()
            || opcode.other_side_effects()
    };
    let only =
        func.layout.block_insts(block).all(|inst| inst == last || !matters(func.dfg.insts[inst].opcode()));
    only.then(|| func.srcloc(last))
}
