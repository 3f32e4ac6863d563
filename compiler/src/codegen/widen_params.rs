//! Block parameters that are addresses: 32 bits that the program uses as an index are handed on as 64.
//!
//! A pointer that a loop moves on is a block parameter of type `i32`, and each access extends it with zeros,
//! which on x86_64 takes an instruction and a register, because nothing says what the upper half of a
//! parameter holds. What comes in along the edges is extended at no cost where an instruction of 32 bits has made
//! it. So the parameter becomes an `i64`, extended on each edge, and is an index as it is.
//!
//! This runs behind all other optimisation, and before [`widen_loads`](super::widen), which has a load on an edge
//! bring in 64 bits.

use std::collections::{HashMap, HashSet};

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::ir::{Block, BlockArg, Function, Inst, InstBuilder, Opcode, Value, ValueDef, types};

/// What flows into a parameter from a branch.
struct Edge {
    param: Value,
    /// `None`: not a value of this function.
    arg: Option<Value>,
    /// The edge closes a loop.
    back: bool,
}

/// Widens parameters that are extended, where that costs nothing within loops. Returns the new ones, each of
/// which is below 2³².
pub(super) fn widen_params(func: &mut Function, tree: &DominatorTree) -> Vec<Value> {
    let extensions = extensions_of_params(func);
    if extensions.is_empty() {
        return Vec::new();
    }
    let edges = edges(func, tree);
    let in_loops: HashSet<Value> = edges.iter().filter(|edge| edge.back).map(|edge| edge.param).collect();
    let mut free: HashSet<Value> = edges.iter().map(|edge| edge.param).collect();
    loop {
        let costs = |edge: &&Edge| {
            let counts = edge.back || !in_loops.contains(&edge.param);
            counts && free.contains(&edge.param) && !is_free(func, edge.arg, &free)
        };
        let costly: Vec<Value> = edges.iter().filter(costs).map(|edge| edge.param).collect();
        if costly.is_empty() {
            break;
        }
        for param in costly {
            free.remove(&param);
        }
    }
    let chosen = chosen(&extensions, &edges, &free);
    rewrite(func, &extensions, &chosen)
}

/// The extensions to 64 bits of parameters of blocks other than the first, by parameter.
fn extensions_of_params(func: &Function) -> HashMap<Value, Vec<Inst>> {
    let mut extensions: HashMap<Value, Vec<Inst>> = HashMap::new();
    for block in func.layout.blocks() {
        for inst in func.layout.block_insts(block) {
            if func.dfg.insts[inst].opcode() != Opcode::Uextend {
                continue;
            }
            let arg = func.dfg.resolve_aliases(func.dfg.inst_args(inst)[0]);
            let wide = func.dfg.value_type(func.dfg.first_result(inst)) == types::I64;
            if wide && is_candidate(func, arg) {
                extensions.entry(arg).or_default().push(inst);
            }
        }
    }
    extensions
}

/// Whether a value is a parameter that could be widened.
fn is_candidate(func: &Function, value: Value) -> bool {
    let ValueDef::Param(block, _) = func.dfg.value_def(value) else { return false };
    func.dfg.value_type(value) == types::I32 && Some(block) != func.layout.entry_block()
}

/// Everything that flows into parameters of 32 bits, but those of the function.
fn edges(func: &Function, tree: &DominatorTree) -> Vec<Edge> {
    let dfg = &func.dfg;
    let mut edges = Vec::new();
    for from in func.layout.blocks() {
        let Some(branch) = func.layout.last_inst(from) else { continue };
        for call in dfg.insts[branch].branch_destination(&dfg.jump_tables, &dfg.exception_tables) {
            let to = call.block(&dfg.value_lists);
            let back = tree.is_reachable(from) && tree.block_dominates(to, from);
            for (&param, arg) in dfg.block_params(to).iter().zip(call.args(&dfg.value_lists)) {
                if dfg.value_type(param) == types::I32 {
                    let arg = arg.as_value().map(|arg| dfg.resolve_aliases(arg));
                    edges.push(Edge { param, arg, back });
                }
            }
        }
    }
    edges
}

/// Whether the extension of a value takes no instruction, where the parameters in `free` are extended.
fn is_free(func: &Function, value: Option<Value>, free: &HashSet<Value>) -> bool {
    let Some(value) = value else { return false };
    if free.contains(&value) {
        return true;
    }
    let Some(inst) = func.dfg.value_def(value).inst() else { return false };
    // Those of which Cranelift knows that they leave zeros in the upper half.
    matches!(
        func.dfg.insts[inst].opcode(),
        Opcode::Iadd
            | Opcode::Isub
            | Opcode::Imul
            | Opcode::Band
            | Opcode::Bor
            | Opcode::Bxor
            | Opcode::Ishl
            | Opcode::Ushr
            | Opcode::Iconst
            | Opcode::Load
    )
}

/// Parameters that are extended, and those that flow into them.
fn chosen(extensions: &HashMap<Value, Vec<Inst>>, edges: &[Edge], free: &HashSet<Value>) -> HashSet<Value> {
    let mut sources: HashMap<Value, Vec<Value>> = HashMap::new();
    for Edge { param, arg, .. } in edges {
        sources.entry(*param).or_default().extend(arg.filter(|arg| free.contains(arg)));
    }
    let mut pending: Vec<Value> = extensions.keys().copied().filter(|param| free.contains(param)).collect();
    let mut chosen = HashSet::new();
    while let Some(param) = pending.pop() {
        if chosen.insert(param) {
            pending.extend(sources.get(&param).into_iter().flatten());
        }
    }
    chosen
}

/// Makes the chosen parameters `i64`, and returns these.
fn rewrite(
    func: &mut Function,
    extensions: &HashMap<Value, Vec<Inst>>,
    chosen: &HashSet<Value>,
) -> Vec<Value> {
    let mut replaced: Vec<(Block, Value, Value)> = Vec::new();
    let blocks: Vec<Block> = func.layout.blocks().collect();
    for &block in &blocks {
        for param in func.dfg.block_params(block).to_vec() {
            if chosen.contains(&param) {
                replaced.push((block, param, func.dfg.replace_block_param(param, types::I64)));
            }
        }
    }
    let wide_of: HashMap<Value, Value> = replaced.iter().map(|&(_, param, wide)| (param, wide)).collect();
    for &block in &blocks {
        if let Some(branch) = func.layout.last_inst(block) {
            extend_arguments(func, branch, &wide_of);
        }
    }
    for &(block, param, wide) in &replaced {
        for &extension in extensions.get(&param).into_iter().flatten() {
            let extended = func.dfg.first_result(extension);
            func.dfg.clear_results(extension);
            func.dfg.change_to_alias(extended, wide);
            func.layout.remove_inst(extension);
        }
        let mut cursor = FuncCursor::new(func).at_first_insertion_point(block);
        let narrow = cursor.ins().ireduce(types::I32, wide);
        cursor.func.dfg.change_to_alias(param, narrow);
    }
    func.dfg.resolve_all_aliases();
    replaced.into_iter().map(|(_, _, wide)| wide).collect()
}

/// Extends what a branch hands to widened parameters.
fn extend_arguments(func: &mut Function, branch: Inst, wide_of: &HashMap<Value, Value>) {
    let dfg = &func.dfg;
    let calls = dfg.insts[branch].branch_destination(&dfg.jump_tables, &dfg.exception_tables).to_vec();
    for (number, call) in calls.into_iter().enumerate() {
        let params = func.dfg.block_params(call.block(&func.dfg.value_lists)).to_vec();
        let args: Vec<BlockArg> = call.args(&func.dfg.value_lists).collect();
        let mut extended = Vec::with_capacity(args.len());
        for (param, arg) in params.into_iter().zip(args) {
            let narrow = arg.as_value().filter(|&arg| {
                func.dfg.value_type(param) == types::I64 && func.dfg.value_type(arg) == types::I32
            });
            extended.push(match narrow {
                Some(value) => BlockArg::Value(extend(func, branch, value, wide_of)),
                None => arg,
            });
        }
        let dfg = &mut func.dfg;
        let calls = dfg.insts[branch].branch_destination_mut(&mut dfg.jump_tables, &mut dfg.exception_tables);
        let mut extended = extended.into_iter();
        calls[number].update_args(&mut dfg.value_lists, |arg| extended.next().unwrap_or(arg));
    }
}

/// `value` extended, in front of `branch`.
fn extend(func: &mut Function, branch: Inst, value: Value, wide_of: &HashMap<Value, Value>) -> Value {
    let value = func.dfg.resolve_aliases(value);
    if let Some(&wide) = wide_of.get(&value) {
        return wide;
    }
    let mut cursor = FuncCursor::new(func).at_inst(branch);
    cursor.ins().uextend(types::I64, value)
}

#[cfg(test)]
mod tests {
    use crate::codegen::tests::from_loop_with_and_without;
    use crate::options::Pass;

    /// How many registers the machine code of a program extends from 32 to 64 bits in its loop, with and
    /// without the pass. `body` has an `i32` parameter and three locals.
    fn extensions(body: &str) -> [usize; 2] {
        let wasm = wat::parse_str(format!(
            "(module (import \"wasi_snapshot_preview1\" \"sched_yield\" (func $yield (result i32))) (memory 1)
               (func $f (param i32) (result i32) (local i32 i32 i32) {body})
               (func (export \"_start\") i32.const 0 i32.load call $f drop))"
        ))
        .unwrap();
        from_loop_with_and_without(Pass::WidenParams, &wasm).map(|from_loop| {
            // A move of 32 bits from a register to a register.
            let moves = from_loop.lines().filter_map(|line| line.trim().strip_prefix("movl"));
            moves.filter(|operands| !operands.contains('(') && !operands.contains('$')).count()
        })
    }

    #[test]
    fn pointers_of_loops_are_extended_once() {
        let walk = "(loop (result i32)
            (local.set 1 (i32.add (local.get 1) (i32.load (local.get 0))))
            (local.set 0 (i32.add (local.get 0) (i32.const 4)))
            (br_if 0 (i32.lt_u (local.get 0) (i32.const 4000)))
            (local.get 1))";
        let [with, without] = extensions(walk);
        assert!(with < without, "{with} {without}");
    }

    #[test]
    fn what_costs_in_the_loop_is_left_alone() {
        // The result of a call would be extended for each time around, as the access does.
        let [with, without] = extensions(
            "(loop (result i32)
               (local.set 1 (i32.add (local.get 1) (i32.load (local.get 0))))
               (local.set 0 (call $yield))
               (br_if 0 (local.get 1))
               (local.get 1))",
        );
        assert_eq!(with, without);
    }
}
