//! Values of loops: takes back what Cranelift computes anew where that costs instructions in a loop.
//!
//! Cranelift makes constants, and arithmetic with a constant, anew in each block that uses them, to need fewer
//! registers. In two places that is the worse choice:
//!
//! * An innermost loop makes the same number each time around: a floating-point constant in two instructions,
//!   a bound like `n & -2` in two. In a small loop there are registers for them.
//! * `i + 1`, what a loop goes on with, is made again behind the loop. So `i` is still needed when `i + 1` is
//!   there, both have registers, and each time around ends with a move and one jump more.
//!
//! This runs behind Cranelift's optimisation.

use std::collections::{HashMap, HashSet};

use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Opcode, Type, Value, types};
use cranelift_codegen::loop_analysis::{Loop, LoopAnalysis};

use super::clif::{carried, definition, integer, replace, summand_and_constant};

/// Loops of more instructions keep what Cranelift has decided: their registers are all in use.
const LOOP_INSTS_MAX: usize = 120;

/// How many values of a kind a loop gets computed in front of it.
const HOISTED_MAX: usize = 4;

/// Takes back what costs.
pub(super) fn keep_loop_values(func: &mut Function, tree: &DominatorTree, loops: &LoopAnalysis) {
    if loops.loops().next().is_none() {
        return;
    }
    let updates = updates(func, loops);
    if !updates.is_empty() {
        use_updates(func, tree, &updates);
    }
    for small in small_loops(func, loops) {
        hoist(func, tree, loops, &small);
    }
    // What follows expects none.
    func.dfg.resolve_all_aliases();
}

/// A loop parameter and a constant that is added to it.
type Sum = (Value, i64);

/// Sums with loop parameters that are the same parameters the next time around.
fn updates(func: &Function, loops: &LoopAnalysis) -> HashMap<Sum, Inst> {
    let mut updates = HashMap::new();
    for (param, value) in carried(func, loops) {
        if let Some(inst) = func.dfg.value_def(value).inst()
            && let Some(sum) = summand_and_constant(func, value)
            && sum.0 == param
        {
            updates.entry(sum).or_insert(inst);
        }
    }
    updates
}

/// Has what computes a sum of `updates` again, behind it, use it.
fn use_updates(func: &mut Function, tree: &DominatorTree, updates: &HashMap<Sum, Inst>) {
    let blocks: Vec<Block> = func.layout.blocks().collect();
    for block in blocks {
        let mut next = func.layout.first_inst(block);
        while let Some(inst) = next {
            next = func.layout.next_inst(inst);
            if let Some(&value) = func.dfg.inst_results(inst).first()
                && let Some(&update) = summand_and_constant(func, value).and_then(|sum| updates.get(&sum))
                && update != inst
                && tree.dominates(update, inst, &func.layout)
            {
                replace(func, inst, func.dfg.first_result(update));
            }
        }
    }
}

/// A loop without others in it.
struct SmallLoop {
    of: Loop,
    blocks: Vec<Block>,
}

/// The innermost loops that are small and call nothing.
fn small_loops(func: &Function, loops: &LoopAnalysis) -> Vec<SmallLoop> {
    let outer: HashSet<Loop> = loops.loops().filter_map(|inner| loops.loop_parent(inner)).collect();
    let mut blocks_of: HashMap<Loop, Vec<Block>> = HashMap::new();
    let mut order = Vec::new();
    for block in func.layout.blocks() {
        if let Some(innermost) = loops.innermost_loop(block)
            && !outer.contains(&innermost)
        {
            let blocks = blocks_of.entry(innermost).or_insert_with(|| {
                order.push(innermost);
                Vec::new()
            });
            blocks.push(block);
        }
    }
    let found = order.into_iter().filter_map(|of| Some(SmallLoop { of, blocks: blocks_of.remove(&of)? }));
    found.filter(|small| is_small(func, &small.blocks)).collect()
}

fn is_small(func: &Function, blocks: &[Block]) -> bool {
    let insts = || blocks.iter().flat_map(|&block| func.layout.block_insts(block));
    insts().take(LOOP_INSTS_MAX + 1).count() <= LOOP_INSTS_MAX
        && !insts().any(|inst| func.dfg.insts[inst].opcode().is_call())
}

/// Computes in front of a loop what is the same each time around.
fn hoist(func: &mut Function, tree: &DominatorTree, loops: &LoopAnalysis, small: &SmallLoop) {
    let Some(before) = block_before(tree, loops, small.of) else { return };
    let Some(end) = func.layout.last_inst(before) else { return };
    let summand = addresses_and_summands(func, &small.blocks);
    // By what they are, since each block makes its own.
    let mut hoisted: HashMap<Computation, Value> = HashMap::new();
    let mut counts: [usize; 2] = [0; 2];
    for &block in &small.blocks {
        let mut next = func.layout.first_inst(block);
        while let Some(inst) = next {
            next = func.layout.next_inst(inst);
            let Some(computation) = computation(func, inst) else { continue };
            let result = func.dfg.first_result(inst);
            let free = summand[result] && computation.opcode == Opcode::Iadd;
            let known = computation.of.is_none_or(|value| {
                definition(func, value).is_some_and(|block| tree.block_dominates(block, before))
            });
            if free || !known {
                continue;
            }
            if let Some(&value) = hoisted.get(&computation) {
                replace(func, inst, value);
                continue;
            }
            let count = &mut counts[usize::from(computation.ty.is_float())];
            if *count < HOISTED_MAX {
                *count += 1;
                hoisted.insert(computation, move_before(func, inst, end));
            }
        }
    }
}

/// The nearest block that comes before a loop and is executed no more often than the loop is entered.
fn block_before(tree: &DominatorTree, loops: &LoopAnalysis, of: Loop) -> Option<Block> {
    let outer = loops.loop_parent(of);
    let mut block = tree.idom(loops.loop_header(of))?;
    while loops.innermost_loop(block) != outer {
        block = tree.idom(block)?;
    }
    Some(block)
}

/// What an instruction computes.
#[derive(PartialEq, Eq, Hash)]
struct Computation {
    opcode: Opcode,
    ty: Type,
    /// Bits of a number.
    constant: i64,
    /// Another operand.
    of: Option<Value>,
}

/// What `inst` computes, where that is of the kinds that Cranelift makes anew and costs instructions.
fn computation(func: &Function, inst: Inst) -> Option<Computation> {
    let found = match func.dfg.insts[inst] {
        InstructionData::UnaryIeee32 { opcode, imm } => {
            Computation { opcode, ty: types::F32, constant: imm.bits().into(), of: None }
        }
        InstructionData::UnaryIeee64 { opcode, imm } => {
            Computation { opcode, ty: types::F64, constant: imm.bits().cast_signed(), of: None }
        }
        InstructionData::Binary {
            opcode: opcode @ (Opcode::Iadd | Opcode::Isub | Opcode::Band | Opcode::Bor | Opcode::Bxor),
            args,
        } => {
            let [left, right] = args.map(|arg| func.dfg.resolve_aliases(arg));
            let constant = integer(func, right)?;
            Computation { opcode, ty: func.dfg.value_type(left), constant, of: Some(left) }
        }
        _ => return None,
    };
    // Zero is made by one instruction that takes no time.
    let zero = found.ty.is_float() && found.constant == 0;
    let scalar = [types::I32, types::I64, types::F32, types::F64].contains(&found.ty);
    (scalar && !zero).then_some(found)
}

/// Addresses of accesses, and what sums are made of: one more constant in these costs nothing.
fn addresses_and_summands(func: &Function, blocks: &[Block]) -> SecondaryMap<Value, bool> {
    let mut found = SecondaryMap::new();
    for inst in blocks.iter().flat_map(|&block| func.layout.block_insts(block)) {
        match func.dfg.insts[inst] {
            InstructionData::Load { arg, .. } => found[func.dfg.resolve_aliases(arg)] = true,
            InstructionData::Store { args, .. } => found[func.dfg.resolve_aliases(args[1])] = true,
            InstructionData::Binary { opcode: Opcode::Iadd, args } => {
                args.into_iter().for_each(|arg| found[func.dfg.resolve_aliases(arg)] = true);
            }
            _ => {}
        }
    }
    found
}

/// Moves an instruction, with the constants that it uses, in front of another one, and returns its result.
fn move_before(func: &mut Function, inst: Inst, end: Inst) -> Value {
    for number in 0..func.dfg.inst_args(inst).len() {
        let arg = func.dfg.resolve_aliases(func.dfg.inst_args(inst)[number]);
        if integer(func, arg).is_some()
            && let Some(constant) = func.dfg.value_def(arg).inst()
        {
            let copy = func.dfg.clone_inst(constant);
            func.layout.insert_inst(copy, end);
            func.dfg.inst_args_mut(inst)[number] = func.dfg.first_result(copy);
        }
    }
    func.layout.remove_inst(inst);
    func.layout.insert_inst(inst, end);
    func.dfg.first_result(inst)
}

#[cfg(test)]
mod tests {
    use crate::codegen::tests::from_loop_with_and_without;
    use crate::options::Pass;

    /// How many lines the machine code of a function has from its loop on, with and without the pass. `body`
    /// has two `i32` parameters, another `i32`, and an `f64`.
    fn lines_from_loop(body: &str) -> [usize; 2] {
        let wasm = wat::parse_str(format!(
            "(module (import \"wasi_snapshot_preview1\" \"sched_yield\" (func $yield (result i32))) (memory 1)
               (func $f (param i32 i32) (result i32) (local i32 f64) {body})
               (func (export \"_start\") i32.const 0 i32.load i32.const 4 i32.load call $f drop))"
        ))
        .unwrap();
        from_loop_with_and_without(Pass::LoopValues, &wasm)
            .map(|from_loop| from_loop.lines().take_while(|line| !line.contains("retq")).count())
    }

    /// A loop that goes on while `condition` holds.
    fn scale(inside: &str, condition: &str) -> String {
        format!(
            "(loop
               (f64.store (local.get 0) (f64.mul (f64.load (local.get 0)) (f64.const 1.5)))
               {inside}
               (local.set 0 (i32.add (local.get 0) (i32.const 8)))
               (br_if 0 {condition}))
             (local.get 0)"
        )
    }

    #[test]
    fn numbers_and_bounds_are_computed_in_front_of_the_loop() {
        let bound = "(i32.ne (local.get 0) (i32.and (local.get 1) (i32.const -16)))";
        let [with, without] = lines_from_loop(&scale("", bound));
        assert!(with + 3 <= without, "{with} {without}");
    }

    #[test]
    fn what_an_access_adds_at_no_cost_is_left_alone() {
        let [with, without] = lines_from_loop(
            "(loop
               (i32.store offset=4 (local.get 1) (i32.load offset=8 (local.get 1)))
               (br_if 0 (i32.load (local.get 0))))
             (local.get 2)",
        );
        assert_eq!(with, without);
    }

    #[test]
    fn loops_with_calls_keep_their_registers() {
        let [with, without] = lines_from_loop(&scale("(local.set 2 (call $yield))", "(local.get 2)"));
        assert_eq!(with, without);
    }
}
