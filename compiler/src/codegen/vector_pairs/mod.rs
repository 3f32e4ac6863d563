//! Pairs of neighbours: a loop that does the same with two `f64` side by side does it with vectors.
//!
//! Compilers unroll small loops, so that a pass through the body makes `c[i] += x * b[i]` and
//! `c[i + 1] += x * b[i + 1]`. What leads to two stores side by side is paired, operation by operation: two
//! loads side by side, the same arithmetic in both, or one number for both that is the same each time around.
//!
//! The second load of a pair moves up to the first, the first store down to the second, and what is the same each
//! time around is loaded in front of the loop. In wasm, nothing says that `b` and `c` are different arrays. So a test
//! in front of the loop decides, for each two accesses that change their order, whether they are apart; where they
//! are not, the loop stays as it was. As all move on alike, or stand still, one test holds for all times around.
//!
//! Comes in: a function behind Cranelift's optimisation. Goes out: the same with other loops. The memory check
//! proves each access, as ever. A trap may come before the stores of the same time around.

mod checks;
mod rewrite;

use std::collections::{HashMap, HashSet};

use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Opcode, Value, types};
use cranelift_codegen::loop_analysis::{Loop, LoopAnalysis};

use super::clif::{Branch, Edge, definition, heap_access, is_arithmetic};
use checks::Check;

/// Bytes of a lane.
const LANE_BYTES: i32 = 8;
/// Loops of more instructions are left alone: their second form would cost more than it gains.
const LOOP_INSTS_MAX: usize = 120;
/// Loops of a function that get vectors: each takes a look at the whole function.
const LOOPS_MAX: usize = 64;
/// Tests in front of a loop.
const CHECKS_MAX: usize = 6;
/// How deep expressions are compared.
const DEPTH_MAX: usize = 8;

/// Makes vectors of pairs. Whether blocks have changed.
pub(super) fn make_vectors(func: &mut Function, loops: &LoopAnalysis) -> bool {
    let mut changed = false;
    let candidates = single_block_loops(func, loops);
    if candidates.is_empty() {
        return false;
    }
    func.dfg.resolve_all_aliases();
    let uses = uses(func);
    let mut left = LOOPS_MAX;
    for block in candidates {
        if left > 0
            && let Some(plan) = Plan::new(func, block, &uses)
        {
            rewrite::rewrite(func, &plan);
            left -= 1;
            changed = true;
        }
    }
    changed
}

/// How often each value is used.
fn uses(func: &Function) -> SecondaryMap<Value, u32> {
    let mut uses = SecondaryMap::new();
    for inst in func.layout.blocks().flat_map(|block| func.layout.block_insts(block)) {
        for value in func.dfg.inst_values(inst) {
            uses[value] += 1;
        }
    }
    uses
}

/// Loops of one block.
fn single_block_loops(func: &Function, loops: &LoopAnalysis) -> Vec<Block> {
    let outer: HashSet<Loop> = loops.loops().filter_map(|inner| loops.loop_parent(inner)).collect();
    let mut blocks_of: HashMap<Loop, usize> = HashMap::new();
    for of in func.layout.blocks().filter_map(|block| loops.innermost_loop(block)) {
        *blocks_of.entry(of).or_default() += 1;
    }
    let single = |of: Loop| blocks_of[&of] == 1 && !outer.contains(&of);
    func.layout.blocks().filter(|&block| loops.is_loop_header(block).is_some_and(single)).collect()
}

/// How a loop of one block goes on and ends.
struct Latch {
    condition: Value,
    /// Whether it goes on where the condition holds, or where it does not.
    goes_on_if: bool,
    /// The parameters of the next time around.
    carried: Vec<Value>,
    exit: Block,
    exit_args: Vec<Value>,
}

impl Latch {
    fn of(func: &Function, block: Block) -> Option<Latch> {
        let Branch { condition: Some(condition), edges } = Branch::of(func, block)? else { return None };
        let [then, otherwise]: [Edge; 2] = edges.try_into().ok()?;
        let goes_on_if = then.to == block;
        let (back, out) = if goes_on_if { (then, otherwise) } else { (otherwise, then) };
        (back.to == block && out.to != block).then_some(Latch {
            condition,
            goes_on_if,
            carried: back.args,
            exit: out.to,
            exit_args: out.args,
        })
    }
}

/// Two values as one vector.
#[derive(Clone, Copy)]
enum Pair {
    /// The same number, known in front of the loop, in both lanes.
    Splat(Value),
    /// Two neighbours in memory.
    Load([Inst; 2]),
    /// The same arithmetic, with other pairs, of which these are the numbers.
    Arithmetic([Inst; 2], [usize; 2]),
}

/// Two neighbours in memory that are written, and the number of the pair.
struct StorePair {
    stores: [Inst; 2],
    value: usize,
}

/// What becomes of a loop.
struct Plan {
    block: Block,
    latch: Latch,
    pairs: Vec<Pair>,
    stores: Vec<StorePair>,
    /// Loads of what is the same each time around, to be done in front of the loop.
    hoisted: Vec<Inst>,
    /// What must hold for it.
    checks: Vec<Check>,
}

impl Plan {
    fn new(func: &Function, block: Block, uses: &SecondaryMap<Value, u32>) -> Option<Plan> {
        let accesses = accesses(func, block)?;
        let mut search = Search { func, block, pairs: Vec::new(), numbers: HashMap::new() };
        let stores = search.stores(&accesses)?;
        let lanes = search.lanes(&stores)?;
        let is_lane = |inst: Inst| lanes.contains_key(&inst);
        let hoisted: Vec<Inst> =
            accesses.iter().filter(|access| !is_lane(access.inst)).map(|access| access.inst).collect();
        let fixed = |&inst: &Inst| search.is_fixed(func.dfg.first_result(inst), 0);
        if !hoisted.iter().all(fixed) || used_elsewhere(func, &lanes, uses) {
            return None;
        }
        let latch = Latch::of(func, block)?;
        let pairs = search.pairs;
        let mut plan = Plan { block, latch, pairs, stores, hoisted, checks: Vec::new() };
        plan.checks = checks::needed(func, &plan, &accesses)?;
        (plan.checks.len() <= CHECKS_MAX).then_some(plan)
    }
}

/// An access to linear memory.
#[derive(Clone, Copy)]
struct Access {
    inst: Inst,
    address: Value,
    offset: i32,
    is_store: bool,
}

/// The accesses of a loop, in their order; `None` where it does anything that cannot change places, or accesses
/// anything but `f64`.
fn accesses(func: &Function, block: Block) -> Option<Vec<Access>> {
    let mut accesses = Vec::new();
    for (number, inst) in func.layout.block_insts(block).enumerate() {
        let opcode = func.dfg.insts[inst].opcode();
        if let Some((address, offset, value)) = heap_access(func, inst) {
            let plain = matches!(opcode, Opcode::Load | Opcode::Store);
            if !plain || func.dfg.value_type(value) != types::F64 {
                return None;
            }
            accesses.push(Access { inst, address, offset, is_store: opcode == Opcode::Store });
        } else if opcode.can_load()
            || opcode.can_store()
            || opcode.can_trap()
            || opcode.is_call()
            || opcode.other_side_effects() && !opcode.is_terminator()
            || number > LOOP_INSTS_MAX
        {
            return None;
        }
    }
    accesses.iter().any(|access| access.is_store).then_some(accesses)
}

/// Looks for pairs.
struct Search<'f> {
    func: &'f Function,
    block: Block,
    pairs: Vec<Pair>,
    /// The numbers of pairs, by their values.
    numbers: HashMap<[Value; 2], usize>,
}

impl Search<'_> {
    /// Pairs all stores, and what they store.
    fn stores(&mut self, accesses: &[Access]) -> Option<Vec<StorePair>> {
        let mut left: Vec<Access> = accesses.iter().copied().filter(|access| access.is_store).collect();
        let mut found = Vec::new();
        while !left.is_empty() {
            let first = left.remove(0);
            let neighbour = left.iter().position(|access| {
                access.address == first.address && access.offset == first.offset + LANE_BYTES
            })?;
            let stores = [first.inst, left.remove(neighbour).inst];
            let values = stores.map(|store| self.func.dfg.resolve_aliases(self.func.dfg.inst_args(store)[0]));
            found.push(StorePair { stores, value: self.pair(values, 0)? });
        }
        Some(found)
    }

    /// The number of the pair of two values.
    fn pair(&mut self, values: [Value; 2], depth: usize) -> Option<usize> {
        if let Some(&number) = self.numbers.get(&values) {
            return Some(number);
        }
        let pair = self.make_pair(values, depth)?;
        self.pairs.push(pair);
        self.numbers.insert(values, self.pairs.len() - 1);
        Some(self.pairs.len() - 1)
    }

    fn make_pair(&mut self, values: [Value; 2], depth: usize) -> Option<Pair> {
        let func = self.func;
        if depth > DEPTH_MAX || values.iter().any(|&value| func.dfg.value_type(value) != types::F64) {
            return None;
        }
        if self.is_fixed(values[0], 0) && is_same(func, values, 0) {
            return Some(Pair::Splat(values[0]));
        }
        let insts = [self.inst(values[0])?, self.inst(values[1])?];
        if let [Some(first), Some(second)] = insts.map(|inst| heap_access(func, inst)) {
            let neighbours = first.0 == second.0 && second.1 == first.1 + LANE_BYTES;
            // What stands still is loaded in front of the loop, or not at all.
            return (neighbours && !self.is_fixed(values[0], 0)).then_some(Pair::Load(insts));
        }
        let opcodes = insts.map(|inst| func.dfg.insts[inst].opcode());
        if !is_arithmetic(opcodes[0]) || opcodes[0] != opcodes[1] {
            return None;
        }
        let args = |lane: usize, arg: usize| {
            let args = func.dfg.inst_args(insts[lane]);
            func.dfg.resolve_aliases(args[arg.min(args.len() - 1)])
        };
        let operands = [[args(0, 0), args(1, 0)], [args(0, 1), args(1, 1)]];
        let first = self.pair(operands[0], depth + 1)?;
        Some(Pair::Arithmetic(insts, [first, self.pair(operands[1], depth + 1)?]))
    }

    /// The instruction of the loop that makes a value.
    fn inst(&self, value: Value) -> Option<Inst> {
        let inst = self.func.dfg.value_def(value).inst()?;
        (self.func.layout.inst_block(inst) == Some(self.block)).then_some(inst)
    }

    /// Whether a value is the same each time around, if loads are.
    fn is_fixed(&self, value: Value, depth: usize) -> bool {
        let func = self.func;
        if definition(func, value) != Some(self.block) {
            return true;
        }
        let Some(inst) = self.inst(value) else { return false };
        depth < DEPTH_MAX
            && func
                .dfg
                .inst_args(inst)
                .iter()
                .all(|&arg| self.is_fixed(func.dfg.resolve_aliases(arg), depth + 1))
    }

    /// The instructions that become lanes, and which; `None` where one would be in two places.
    fn lanes(&self, stores: &[StorePair]) -> Option<HashMap<Inst, usize>> {
        let of_pairs = self.pairs.iter().filter_map(|pair| match pair {
            Pair::Splat(_) => None,
            Pair::Load(insts) | Pair::Arithmetic(insts, _) => Some(*insts),
        });
        let mut lanes = HashMap::new();
        for insts in of_pairs.chain(stores.iter().map(|pair| pair.stores)) {
            for (lane, inst) in insts.into_iter().enumerate() {
                if lanes.insert(inst, lane).is_some() {
                    return None;
                }
            }
        }
        Some(lanes)
    }
}

/// Whether two values are the same number, if loads of the same place are.
fn is_same(func: &Function, values: [Value; 2], depth: usize) -> bool {
    if values[0] == values[1] {
        return true;
    }
    let [Some(left), Some(right)] = values.map(|value| func.dfg.value_def(value).inst()) else {
        return false;
    };
    let alike = match (&func.dfg.insts[left], &func.dfg.insts[right]) {
        (
            InstructionData::Load { opcode, offset, flags, .. },
            InstructionData::Load { opcode: other, offset: other_offset, flags: other_flags, .. },
        ) => opcode == other && offset == other_offset && flags == other_flags,
        (InstructionData::UnaryIeee64 { imm, .. }, InstructionData::UnaryIeee64 { imm: other, .. }) => {
            imm.bits() == other.bits()
        }
        (InstructionData::Binary { opcode, .. }, InstructionData::Binary { opcode: other, .. })
        | (InstructionData::Unary { opcode, .. }, InstructionData::Unary { opcode: other, .. }) => {
            opcode == other && func.dfg.value_type(values[0]) == func.dfg.value_type(values[1])
        }
        _ => false,
    };
    let args = func.dfg.inst_args(left).iter().zip(func.dfg.inst_args(right));
    alike
        && depth < DEPTH_MAX
        && args.into_iter().all(|(&left, &right)| {
            is_same(func, [left, right].map(|arg| func.dfg.resolve_aliases(arg)), depth + 1)
        })
}

/// Whether anything but lanes uses a lane.
fn used_elsewhere(func: &Function, lanes: &HashMap<Inst, usize>, uses: &SecondaryMap<Value, u32>) -> bool {
    let mut used_by_lanes: HashMap<Value, u32> = HashMap::new();
    for value in lanes.keys().flat_map(|&inst| func.dfg.inst_values(inst)) {
        *used_by_lanes.entry(value).or_default() += 1;
    }
    let results = lanes.keys().flat_map(|&inst| func.dfg.inst_results(inst));
    results.into_iter().any(|result| uses[*result] != used_by_lanes.get(result).copied().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use crate::codegen::tests::with_and_without;
    use crate::options::Pass;

    /// How many instructions with two lanes a loop becomes on x86_64, with and without the pass. The function has the
    /// parameters `c`, `a`, `b` and a count of bytes; local 4 counts.
    fn packed(body: &str, condition: &str) -> [usize; 2] {
        let wasm = wat::parse_str(format!(
            "(module (import \"wasi_snapshot_preview1\" \"sched_yield\" (func $yield (result i32))) (memory 1)
               (func $f (param i32 i32 i32 i32) (local i32 f64)
                 (loop {body} (local.set 4 (i32.add (local.get 4) (i32.const 16))) (br_if 0 {condition})))
               (func (export \"_start\")
                 i32.const 0 i32.load i32.const 4 i32.load i32.const 8 i32.load i32.const 12 i32.load call $f))"
        ))
        .unwrap();
        with_and_without(Pass::VectorPairs, &wasm).map(|text| {
            let packed =
                |line: &&str| ["addpd", "mulpd", "movupd", "movdqu"].iter().any(|name| line.contains(name));
            text.lines().filter(packed).count()
        })
    }

    const UNTIL_ALL: &str = "(i32.ne (local.get 4) (local.get 3))";

    /// `f64` number `lane` of what local `of` points to, this time around.
    fn load(of: u32, lane: u32) -> String {
        format!("(f64.load offset={} (i32.add (local.get {of}) (local.get 4)))", 8 * lane)
    }

    fn store(lane: u32, value: &str) -> String {
        format!("(f64.store offset={} (i32.add (local.get 0) (local.get 4)) {value})", 8 * lane)
    }

    /// The same for both lanes.
    fn pair(value: impl Fn(u32) -> String) -> String {
        [0, 1].map(|lane| store(lane, &value(lane))).concat()
    }

    #[test]
    fn what_is_done_with_neighbours_is_done_with_vectors() {
        let sum = |lane| {
            format!("(f64.add (f64.mul (f64.load (local.get 2)) {}) {})", load(1, lane), load(0, lane))
        };
        // Two loads, one store, a product and a sum.
        assert_eq!(packed(&pair(sum), UNTIL_ALL), [5, 0]);
        assert_eq!(packed(&pair(|lane| load(1, lane)), UNTIL_ALL), [2, 0]);
    }

    #[test]
    fn what_needs_the_first_lane_first_is_left_alone() {
        assert_eq!(packed(&[store(0, &load(1, 0)), store(1, &load(0, 0))].concat(), UNTIL_ALL), [0, 0]);
        assert_eq!(packed(&[store(1, &load(0, 0)), store(2, &load(0, 1))].concat(), UNTIL_ALL), [0, 0]);
    }

    #[test]
    fn other_loops_are_left_alone() {
        let copy = pair(|lane| load(1, lane));
        let with = |more: &str| packed(&format!("{copy} {more}"), UNTIL_ALL);
        assert_eq!(with("(drop (call $yield))"), [0, 0]);
        assert_eq!(with("(i32.store8 (local.get 2) (i32.const 1))"), [0, 0]);
        // A lane that something else uses, too.
        let kept = [store(0, &load(1, 0)), store(1, &format!("(local.tee 5 {})", load(1, 1)))].concat();
        let until = |other: &str| format!("(i32.and {UNTIL_ALL} (f64.ne (local.get 5) {other}))");
        assert_eq!(packed(&kept, &until("(f64.const 0)")), [0, 0]);
        assert_eq!(packed(&copy, &until("(f64.const 0)"))[0], 2);
        assert_eq!(with("(if (local.get 2) (then (drop (call $yield))))"), [0, 0]);
        // Neighbours the other way around, and one that is none.
        assert_eq!(packed(&pair(|lane| load(1, 1 - lane)), UNTIL_ALL), [0, 0]);
        assert_eq!(packed(&[copy.clone(), store(2, &load(1, 2))].concat(), UNTIL_ALL), [0, 0]);
    }

    #[test]
    fn a_number_that_stands_still_needs_a_count() {
        let scaled = pair(|lane| format!("(f64.mul (f64.load (local.get 2)) {})", load(1, lane)));
        assert_eq!(packed(&scaled, UNTIL_ALL)[0], 3);
        assert_eq!(packed(&scaled, "(i32.lt_u (local.get 4) (local.get 3))"), [0, 0]);
    }

    #[test]
    fn an_address_may_be_used_behind_the_loop() {
        let at = |distance: i32| format!("(i32.add (local.get 0) (i32.const {distance}))");
        let copy = |to, from| format!("(f64.store {} (f64.load {}))", at(to), at(from));
        let body = format!("{} {} (local.set 0 {})", copy(-64, 0), copy(-56, 8), at(64));
        let behind = format!("{UNTIL_ALL}) (f64.store {} (f64.const 1)", at(-64));
        assert_eq!(packed(&body, &behind), [2, 0]);
    }
}
