//! Unroll and jam: does several passes of an outer loop at once, so that its inner loops go around once for all of them.
//!
//! ```text
//!   for j { for k { c[j] += a[k] * b[k][j] } }
//! ```
//!
//! Each pass adds up one sum, and an addition has to wait for the one before; and each goes through memory in large
//! steps, of which the next pass touches the neighbours. Several passes at once have as many sums under way, find the
//! neighbours in the cache, and load them with vectors.
//!
//! A *lane* is one of these passes. What is the same in all of them is computed once, and what a lane has apart from the
//! first one by a constant is an addition; all else is done for each lane. All lanes take the same way through the
//! loop, so conditions must be the same in all. No lane may access what another one stores: where the compiler cannot
//! tell, a test in front of the outer loop does, and where it fails, or few passes lie ahead, the loop stays as it was.
//! That loop also does the last passes, at least one, and so all that leaves the nest leaves it as ever.
//!
//! Comes in: a function behind Cranelift's optimisation. Goes out: the same with other loops. Sums are added up in
//! the order that they always had. The memory check proves each access, as ever. A trap may come before the stores of
//! earlier passes.

mod checks;
mod emit;
mod form;
mod lanes;
mod packed;
mod rewrite;

use std::collections::{HashMap, HashSet};

use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Value};
use cranelift_codegen::loop_analysis::{Loop, LoopAnalysis};

use super::clif::{Branch, definition, heap_access};
use super::memory_check::access_bytes;
use checks::Checks;
use form::{Count, Form, Forms};
use lanes::Lanes;
use packed::Packed;

/// Passes that are done at once.
const LANES: i32 = 4;
/// The same where they have their sums in vectors.
const PACKED_LANES: i32 = 8;
/// Nests of which the outer loop goes around less often are left alone, and so are those of which the inner loops do so
/// less often than [`INNER_MIN`]: the tests cost some hundred instructions.
const OUTER_MIN: i64 = 9;
/// See [`OUTER_MIN`].
const INNER_MIN: i64 = 8;
/// Nests of more instructions are left alone.
const NEST_INSTS_MAX: usize = 160;
/// Nests of a function that are looked at.
const NESTS_MAX: usize = 64;
/// How deep what is computed in front of a nest may be.
const KNOWN_DEPTH_MAX: usize = 6;
/// Steps through memory of this many bytes leave the line of a cache.
const FAR_BYTES: u64 = 64;
/// Lanes that are so many bytes apart have neighbours in the line of a cache.
const NEAR_BYTES: u64 = 16;

/// Unrolls and jams what gains from it, with vectors if there are any. Whether blocks have changed.
pub(super) fn unroll_and_jam(func: &mut Function, loops: &LoopAnalysis, vectors: bool) -> bool {
    let nests = nests(func, loops);
    if nests.is_empty() {
        return false;
    }
    func.dfg.resolve_all_aliases();
    let mut changed = false;
    for blocks in nests {
        if let Some(nest) = Nest::new(func, blocks)
            && let Some(plan) = Plan::new(func, nest, vectors)
        {
            rewrite::rewrite(func, &plan);
            changed = true;
        }
    }
    changed
}

/// Loops in which all others are of a single block.
fn nests(func: &Function, loops: &LoopAnalysis) -> Vec<NestBlocks> {
    if loops.loops().all(|inner| loops.loop_parent(inner).is_none()) {
        return Vec::new();
    }
    let mut blocks_of: HashMap<Loop, Vec<Block>> = HashMap::new();
    for block in func.layout.blocks() {
        if let Some(of) = loops.innermost_loop(block) {
            blocks_of.entry(of).or_default().push(block);
        }
    }
    let mut inner_of: HashMap<Loop, Vec<Loop>> = HashMap::new();
    for inner in loops.loops() {
        if let Some(outer) = loops.loop_parent(inner) {
            inner_of.entry(outer).or_default().push(inner);
        }
    }
    let single = |inner: &Loop| !inner_of.contains_key(inner) && blocks_of[inner].len() == 1;
    let found = loops.loops().filter_map(|outer| {
        let inner = inner_of.get(&outer).filter(|inner| inner.iter().all(single))?;
        let header = loops.loop_header(outer);
        let inner: HashSet<Block> = inner.iter().map(|&inner| loops.loop_header(inner)).collect();
        Some(NestBlocks { header, all: blocks_of[&outer].iter().chain(&inner).copied().collect(), inner })
    });
    found.take(NESTS_MAX).collect()
}

/// The blocks of an outer loop.
struct NestBlocks {
    header: Block,
    all: HashSet<Block>,
    /// Each is a loop of its own.
    inner: HashSet<Block>,
}

/// An outer loop with inner ones.
struct Nest {
    blocks: NestBlocks,
    /// All blocks, what is needed before what needs it.
    order: Vec<Block>,
    branches: HashMap<Block, Branch>,
    /// For each block but the header, the branches to it: from where, and which edge.
    incoming: HashMap<Block, Vec<(Block, usize)>>,
    /// The block that goes back to the header, or leaves.
    latch: Block,
    /// The edge that goes back.
    back: usize,
}

impl Nest {
    fn new(func: &Function, blocks: NestBlocks) -> Option<Nest> {
        let mut branches = HashMap::new();
        let mut incoming: HashMap<Block, Vec<(Block, usize)>> = HashMap::new();
        let (mut latch, mut insts) = (None, 0);
        for block in func.layout.blocks().filter(|block| blocks.all.contains(block)) {
            insts += func.layout.block_insts(block).take(NEST_INSTS_MAX + 1).count();
            let branch = Branch::of(func, block).filter(|_| insts <= NEST_INSTS_MAX)?;
            for (number, edge) in branch.edges.iter().enumerate() {
                if edge.to == blocks.header {
                    // Where both ways lead back, the loop has no end here.
                    if branch.condition.is_none() || latch.replace((block, number)).is_some() {
                        return None;
                    }
                } else if blocks.all.contains(&edge.to) {
                    incoming.entry(edge.to).or_default().push((block, number));
                }
            }
            branches.insert(block, branch);
        }
        let (latch, back) = latch?;
        let stays = |block: Block| {
            branches[&block]
                .edges
                .iter()
                .all(|edge| edge.to != blocks.header && blocks.all.contains(&edge.to))
        };
        let leaves = !blocks.all.contains(&branches[&latch].edges[1 - back].to);
        if !leaves || !blocks.all.iter().all(|&block| block == latch || stays(block)) {
            return None;
        }
        let order = order(&blocks, &branches);
        let nest = Nest { blocks, order, branches, incoming, latch, back };
        (nest.order.len() == nest.blocks.all.len()).then_some(nest)
    }

    /// Whether a value is one of the nest.
    fn contains(&self, func: &Function, value: Value) -> bool {
        definition(func, value).is_some_and(|block| self.blocks.all.contains(&block))
    }

    /// Whether a value is the same in all passes, and can be computed in front of the nest.
    fn is_known_ahead(&self, func: &Function, value: Value, depth: usize) -> bool {
        if !self.contains(func, value) {
            return true;
        }
        let Some(inst) = func.dfg.value_def(value).inst() else {
            let mut params = func.dfg.block_params(self.blocks.header).iter().zip(self.carried());
            return params.any(|(&param, &next)| param == value && next == value);
        };
        depth < KNOWN_DEPTH_MAX
            && !func.dfg.insts[inst].opcode().can_load()
            && func.dfg.inst_args(inst).iter().all(|&arg| self.is_known_ahead(func, arg, depth + 1))
    }

    /// The values that the parameters of a block have from one of the branches to it.
    fn args(&self, (from, edge): (Block, usize)) -> &[Value] {
        &self.branches[&from].edges[edge].args
    }

    /// What the parameters of the outer loop are the next time around.
    fn carried(&self) -> &[Value] {
        self.args((self.latch, self.back))
    }

    /// The branches to a block, but for that of an inner loop to itself.
    fn entries(&self, block: Block) -> impl Iterator<Item = (Block, usize)> + '_ {
        self.incoming.get(&block).into_iter().flatten().copied().filter(move |&(from, _)| from != block)
    }

    /// What the parameters of an inner loop are the next time around.
    fn carried_by(&self, inner: Block) -> Option<&[Value]> {
        let &edge = self.incoming.get(&inner)?.iter().find(|&&(from, _)| from == inner)?;
        Some(self.args(edge))
    }

    /// Numbers that each lane hands from one time around an inner loop to the next.
    fn sums<'f>(&'f self, func: &'f Function, lanes: &'f Lanes) -> impl Iterator<Item = Value> + 'f {
        let inner = self.order.iter().filter(|block| self.blocks.inner.contains(block));
        let params = inner.flat_map(|&inner| func.dfg.block_params(inner).iter().copied());
        params.filter(|&param| func.dfg.value_type(param).is_float() && lanes.is_own(param))
    }

    fn insts<'f>(&'f self, func: &'f Function) -> impl Iterator<Item = (Block, Inst)> + 'f {
        self.order
            .iter()
            .flat_map(move |&block| func.layout.block_insts(block).map(move |inst| (block, inst)))
    }
}

/// All blocks that the header leads to, what is needed before what needs it.
fn order(blocks: &NestBlocks, branches: &HashMap<Block, Branch>) -> Vec<Block> {
    let mut seen = HashSet::from([blocks.header]);
    let mut order = Vec::new();
    let mut pending = vec![(blocks.header, 0)];
    while let Some((block, edge)) = pending.pop() {
        match branches[&block].edges.get(edge) {
            Some(to) => {
                pending.push((block, edge + 1));
                if blocks.all.contains(&to.to) && seen.insert(to.to) {
                    pending.push((to.to, 0));
                }
            }
            None => order.push(block),
        }
    }
    order.reverse();
    order
}

/// An access to linear memory.
struct Access {
    block: Block,
    index: Form,
    /// The part of the address that does not wrap around, and the bytes of the access.
    offset: i64,
    bytes: i64,
    is_store: bool,
}

/// What becomes of a nest.
struct Plan {
    nest: Nest,
    /// Passes that are done at once.
    width: i32,
    lanes: Lanes,
    packed: Packed,
    checks: Checks,
    outer: Count,
    inner: Vec<(Block, Count)>,
}

impl Plan {
    fn new(func: &Function, nest: Nest, vectors: bool) -> Option<Plan> {
        if !nest.insts(func).all(|(_, inst)| may_be_jammed(func, inst)) {
            return None;
        }
        let lanes = Lanes::new(func, &nest)?;
        let mut forms = Forms::new(func, &nest, &lanes);
        let accesses: Option<Vec<Access>> = nest
            .insts(func)
            .filter_map(|(block, inst)| Some((block, inst, heap_access(func, inst)?)))
            .map(|(block, inst, access)| forms.access(block, inst, access))
            .collect();
        let accesses = accesses?;
        if !gains(func, &nest, &lanes, &accesses) {
            return None;
        }
        let outer = forms.outer_count()?;
        let mut inner = Vec::new();
        for &block in nest.order.iter().filter(|block| nest.blocks.inner.contains(block)) {
            inner.push((block, forms.inner_count(block)?));
        }
        let packed = if vectors { Packed::new(func, &nest, &lanes) } else { Packed::default() };
        let sums: Vec<Value> = nest.sums(func, &lanes).collect();
        let all_packed = !sums.is_empty() && sums.into_iter().all(|sum| packed.has_value(sum));
        let checks = |width: i32| Some((width, Checks::new(&forms, &accesses, width)?));
        let wide = if all_packed { checks(PACKED_LANES) } else { None };
        let (width, checks) = wide.or_else(|| checks(LANES))?;
        Some(Plan { nest, width, lanes, packed, checks, outer, inner })
    }
}

/// Whether an instruction may be done for all lanes before the next one is done for any.
fn may_be_jammed(func: &Function, inst: Inst) -> bool {
    let data = &func.dfg.insts[inst];
    if let InstructionData::Load { flags, .. } = data {
        let flags = func.dfg.mem_flags[*flags];
        if flags.readonly() && flags.notrap() {
            return true;
        }
    }
    let opcode = data.opcode();
    let does_more = opcode.can_load()
        || opcode.can_store()
        || opcode.can_trap()
        || opcode.is_call()
        || opcode.other_side_effects();
    heap_access(func, inst).is_some() || opcode.is_terminator() || !does_more
}

/// Whether lanes have something of each other: sums that are added up at the same time, or neighbours in a cache.
fn gains(func: &Function, nest: &Nest, lanes: &Lanes, accesses: &[Access]) -> bool {
    let adds_up = nest.sums(func, lanes).next().is_some();
    let neighbours = accesses.iter().any(|access| {
        let apart = access.index.outer().unsigned_abs();
        nest.blocks.inner.contains(&access.block)
            && access.index.inner(access.block).unsigned_abs() >= FAR_BYTES
            && (1..=NEAR_BYTES).contains(&apart)
    });
    adds_up || neighbours
}

#[cfg(test)]
mod tests {
    use crate::codegen::tests::with_and_without;
    use crate::options::Pass;

    /// An inner loop with an end.
    struct Inner {
        body: String,
        /// What is added to the count, local 5, each time around, and whether that goes on.
        step: i32,
        again: &'static str,
    }

    /// Goes around as often as parameter 3 says.
    fn times(body: &str) -> Inner {
        Inner { body: body.to_owned(), step: 1, again: "(i32.ne (local.get 5) (local.get 3))" }
    }

    /// How many multiplications a nest becomes on x86_64, with and without the pass: those of a number, and those of
    /// a vector. The function has the parameters `c`, `a`, `b` and how often loops go around; local 4 counts for the
    /// outer loop, and 6 is the sum.
    fn products(head: &str, inner: &Inner, tail: &str) -> [[usize; 2]; 2] {
        let Inner { body, step, again } = inner;
        let wasm = wat::parse_str(format!(
            "(module (import \"wasi_snapshot_preview1\" \"sched_yield\" (func $yield (result i32))) (memory 1)
               (func $f (param i32 i32 i32 i32) (local i32 i32 f64)
                 (loop
                   (local.set 6 (f64.const 0))
                   (local.set 5 (select (i32.const 0) (local.get 3) (i32.gt_s (i32.const {step}) (i32.const 0))))
                   {head}
                   (loop {body}
                     (local.set 5 (i32.add (local.get 5) (i32.const {step})))
                     (br_if 0 {again}))
                   {tail}
                   (local.set 4 (i32.add (local.get 4) (i32.const 1)))
                   (br_if 0 (i32.ne (local.get 4) (local.get 3)))))
               (func (export \"_start\")
                 i32.const 0 i32.load i32.const 4 i32.load i32.const 8 i32.load i32.const 12 i32.load call $f))"
        ))
        .unwrap();
        with_and_without(Pass::UnrollAndJam, &wasm)
            .map(|text| ["mulsd", "mulpd"].map(|name| text.matches(name).count()))
    }

    /// The address of a number of what local `of` points to: local `row` times 80 bytes and `column` times 8 on.
    fn at(of: u32, row: u32, column: u32) -> String {
        let row = format!("(i32.mul (local.get {row}) (i32.const 80))");
        format!("(i32.add (local.get {of}) (i32.add {row} (i32.shl (local.get {column}) (i32.const 3))))")
    }

    /// Adds a number times another one to the sum.
    fn add(factor: &str, address: &str) -> String {
        format!("(local.set 6 (f64.add (local.get 6) (f64.mul {factor} (f64.load {address}))))")
    }

    /// Adds what is in a column of `a`, times what `b` points to.
    fn add_column() -> String {
        add("(f64.load (local.get 2))", &at(1, 5, 4))
    }

    /// Writes the sum where the outer loop is in `c`.
    const STORE: &str =
        "(f64.store (i32.add (local.get 0) (i32.shl (local.get 4) (i32.const 3))) (local.get 6))";
    /// With the pass, lanes in four vectors; and the nest as it was.
    const PACKED: [[usize; 2]; 2] = [[1, 4], [1, 0]];
    /// With the pass, four lanes; and the nest as it was.
    const JAMMED: [[usize; 2]; 2] = [[5, 0], [1, 0]];
    const AS_IT_WAS: [[usize; 2]; 2] = [[1, 0], [1, 0]];

    #[test]
    fn sums_are_added_up_at_once() {
        assert_eq!(products("", &times(&add_column()), STORE), PACKED);
        assert_eq!(products(STORE, &times(&(add_column() + STORE)), ""), PACKED);
        // Rows are not side by side.
        let row = add("(f64.load (local.get 2))", &at(1, 4, 5));
        assert_eq!(products("", &times(&row), STORE), JAMMED);
        // What is the same in all lanes is computed once.
        let square =
            "(local.set 6 (f64.add (local.get 6) (f64.mul {} {})))".replace("{}", "(f64.load (local.get 2))");
        assert_eq!(products("", &times(&(row + &square)), STORE), [[6 + 1, 0], [2, 0]]);
    }

    #[test]
    fn columns_are_neighbours_in_the_cache() {
        let scale =
            |to: &str, from: &str| format!("(f64.store {to} (f64.mul (f64.load {from}) (f64.const 3)))");
        let column = at(1, 5, 4);
        let packed = [[1, 2], [1, 0]];
        assert_eq!(products("", &times(&scale(&column, &column)), ""), packed);
        assert_eq!(products("", &times(&scale(&at(0, 5, 4), &column)), ""), packed);
        // Rows are far apart, and there is no sum.
        assert_eq!(products("", &times(&scale(&at(0, 4, 5), &at(1, 4, 5))), ""), AS_IT_WAS);
    }

    #[test]
    fn ends_are_told_by_any_comparison() {
        let with = |step, again| Inner { body: add_column(), step, again };
        for (step, again) in [
            (1, "(i32.lt_s (local.get 5) (local.get 3))"),
            (2, "(i32.le_u (local.get 5) (local.get 3))"),
            (-1, "(local.get 5)"),
            (-4, "(i32.gt_s (local.get 5) (i32.const 3))"),
            (-1, "(i32.lt_u (i32.const 2) (local.get 5))"),
        ] {
            assert_eq!(products("", &with(step, again), STORE), PACKED, "{again}");
        }
        for (step, again) in [
            // Not by a power of two.
            (3, "(i32.ne (local.get 5) (local.get 3))"),
            // In another direction.
            (1, "(i32.gt_s (local.get 5) (local.get 3))"),
            // What lanes do not have in common.
            (1, "(i32.ne (local.get 5) (local.get 4))"),
            (1, "(f64.lt (local.get 6) (f64.const 1))"),
        ] {
            assert_eq!(products("", &with(step, again), STORE), AS_IT_WAS, "{again}");
        }
    }

    #[test]
    fn what_one_lane_has_of_another_stays_in_order() {
        let inner = times(&add_column());
        let store = |address: &str| format!("(f64.store {address} (local.get 6))");
        // One place for all, places that touch those of the next lane, or that are somewhere.
        for address in ["(local.get 0)", "(i32.add (local.get 0) (i32.shl (local.get 4) (i32.const 2)))"] {
            assert_eq!(products("", &inner, &store(address)), AS_IT_WAS, "{address}");
        }
        assert_eq!(
            products("", &inner, &store("(i32.load (i32.shl (local.get 4) (i32.const 2)))")),
            AS_IT_WAS
        );
        // What the lane before has written.
        let behind = format!(
            "(f64.store offset=8 {} (f64.mul (f64.load {}) (f64.const 3)))",
            at(0, 5, 4),
            at(0, 5, 4)
        );
        assert_eq!(products("", &times(&behind), ""), AS_IT_WAS);
        // Anything may happen in a call.
        assert_eq!(products("(drop (call $yield))", &inner, STORE), AS_IT_WAS);
    }
}
