//! Addresses a little beyond others: folds the distance into the access.
//!
//! `a[i]` and `a[i + 1]` are accesses at the indices `p` and `p + 8`, and as wasm adds modulo 2³², the second one
//! needs an addition of its own. But where the access at `p` has been made, `p` lies within the memory. If
//! the memory ends below 4 GiB (see [`INDEX_SLACK_BYTES`](crate::limits::INDEX_SLACK_BYTES)), `p + 8` does not wrap
//! around, and the access is that at `p` with the offset 8, which is part of the instruction.
//!
//! Comes in: a function behind Cranelift's optimisation. Goes out: the same with fewer addresses. Nothing here
//! is trusted with the sandbox: index and offset have the bounds of any other access, which the memory
//! check proves.

use std::collections::{HashMap, HashSet};

use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::immediates::Offset32;
use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Opcode, Value, types};
use cranelift_codegen::loop_analysis::LoopAnalysis;
use precast_abi::address::{INDEX_SPACE_BYTES, MEMORY0_BASE};

use super::clif::{carried, heap_access, index_and_base, integer, summand_and_constant, summands};
use crate::options::Options;
use crate::program::Program;

/// What the pass knows of a program.
pub(super) struct OffsetFolding {
    /// Those with guard pages.
    memories: Vec<GuardedMemory>,
    /// Offsets below this are part of an access.
    offset_max: u32,
}

/// A memory with guard pages.
struct GuardedMemory {
    base: u64,
    /// Address of the `u64` that code may load the base from.
    base_cell: u64,
    /// The most that it can have.
    bytes_max: u64,
}

impl OffsetFolding {
    pub(super) fn new(program: &Program<'_>, options: &Options) -> OffsetFolding {
        let guarded = program.memories.iter().filter(|memory| memory.guarded);
        let memories = guarded.map(|memory| GuardedMemory {
            base: memory.base,
            base_cell: memory.base_cell(),
            bytes_max: if memory.fixed_size { memory.initial_bytes } else { memory.max_bytes },
        });
        OffsetFolding { memories: memories.collect(), offset_max: options.target.access_offset_max_bytes }
    }

    /// Folds what it can.
    pub(super) fn run(&self, func: &mut Function, tree: &DominatorTree, loops: &LoopAnalysis) {
        // These are in registers in any case.
        let carried: HashSet<Value> = carried(func, loops).into_iter().map(|(_, value)| value).collect();
        let mut anchors = Anchors::default();
        let mut replaced = Vec::new();
        let mut pending: Vec<Block> = func.layout.entry_block().into_iter().collect();
        while let Some(block) = pending.pop() {
            anchors.enter(block, tree.idom(block));
            let mut next = func.layout.first_inst(block);
            while let Some(inst) = next {
                next = func.layout.next_inst(inst);
                let Some(access) = self.access(func, inst) else { continue };
                let folded = self.fold(func, loops, &anchors, block, &access);
                match folded.filter(|_| !carried.contains(&access.index.value)) {
                    Some((address, offset)) => {
                        replaced.push(access.address);
                        redirect(func, inst, address, offset);
                    }
                    None => anchors.add(block, &access),
                }
            }
            pending.extend(tree.children(block));
        }
        if !replaced.is_empty() {
            remove_unused(func, replaced);
        }
    }

    /// The linear-memory access that `inst` makes.
    fn access(&self, func: &Function, inst: Inst) -> Option<Access> {
        let dfg = &func.dfg;
        let (address, offset, accessed) = heap_access(func, inst)?;
        let (base, index) = self.base_and_index(func, address)?;
        let memory_bytes_max = self.memories.iter().find(|memory| memory.base == base)?.bytes_max;
        let offset = u32::try_from(offset).ok()?;
        let index = Index::of(func, index);
        let bytes =
            super::memory_check::access_bytes(dfg.insts[inst].opcode(), dfg.value_type(accessed).bytes());
        Some(Access { address, base, index, offset, reach: u64::from(offset) + bytes, memory_bytes_max })
    }

    /// The address that an earlier access has, and the offset with which it is that of `access`.
    fn fold(
        &self,
        func: &Function,
        loops: &LoopAnalysis,
        anchors: &Anchors,
        block: Block,
        access: &Access,
    ) -> Option<(Value, u32)> {
        let near = anchors.of(access).filter_map(|anchor| {
            let distance = access.index.constant.wrapping_sub(anchor.constant);
            let offset = distance.checked_add(access.offset)?;
            // What has been accessed ends within the memory: its index is at most this.
            let index_max = access.memory_bytes_max.saturating_sub(anchor.reach);
            let wraps = index_max + u64::from(distance) >= INDEX_SPACE_BYTES;
            // Registers are for what a loop needs each time around; a plain value is there in any case.
            let at_hand = access.index.terms[1].is_none() && anchor.constant == 0
                || loops.innermost_loop(anchor.block) == loops.innermost_loop(block);
            let fits = distance == 0 || offset < self.offset_max;
            (fits && !wraps && at_hand).then_some((distance, anchor.address, offset))
        });
        let (_, address, offset) = near.min_by_key(|&(distance, ..)| distance)?;
        let same = self.base_and_index(func, address) == self.base_and_index(func, access.address);
        (!same).then_some((address, offset))
    }

    /// The base address of a memory and the index, of 32 bits, that an address is the sum of.
    fn base_and_index(&self, func: &Function, address: Value) -> Option<(u64, Value)> {
        let (index, base) = index_and_base(func, address)?;
        Some((self.base(func, base)?, index))
    }

    /// The base address of a memory that a value is.
    fn base(&self, func: &Function, value: Value) -> Option<u64> {
        match func.dfg.insts[func.dfg.value_def(value).inst()?] {
            InstructionData::NullAry { opcode: Opcode::GetPinnedReg } => Some(MEMORY0_BASE),
            InstructionData::Load { opcode: Opcode::Load, arg, offset, .. }
                if func.dfg.value_type(value) == types::I64 =>
            {
                let cell = integer(func, arg)?.cast_unsigned().wrapping_add_signed(offset.into());
                self.memories.iter().find(|memory| memory.base_cell == cell).map(|memory| memory.base)
            }
            _ => integer(func, value).map(i64::cast_unsigned),
        }
    }
}

/// An access to a memory with guard pages.
struct Access {
    address: Value,
    /// Of the memory.
    base: u64,
    index: Index,
    offset: u32,
    /// End of what is accessed, from the index on.
    reach: u64,
    memory_bytes_max: u64,
}

/// An index: a sum of values and a constant, modulo 2³².
struct Index {
    value: Value,
    terms: Terms,
    constant: u32,
}

/// One or two values of 32 bits, in the order of their numbers.
type Terms = [Option<Value>; 2];

impl Index {
    fn of(func: &Function, value: Value) -> Index {
        let (rest, mut constant) = without_constants(func, value);
        let mut terms = [Some(rest), None];
        if let Some([left, right]) = summands(func, rest) {
            let (left, one) = without_constants(func, left);
            let (right, other) = without_constants(func, right);
            constant = constant.wrapping_add(one).wrapping_add(other);
            terms = [Some(left.min(right)), Some(left.max(right))];
        }
        Index { value, terms, constant }
    }
}

/// What constants are added to, and their sum.
fn without_constants(func: &Function, value: Value) -> (Value, u32) {
    let mut value = func.dfg.resolve_aliases(value);
    let mut constant = 0_u32;
    while let Some((rest, added)) = summand_and_constant(func, value) {
        constant = constant.wrapping_add(added as u32);
        value = rest;
    }
    (value, constant)
}

/// An access that has been made on every path to the current block.
struct Anchor {
    block: Block,
    /// Of its index.
    constant: u32,
    address: Value,
    /// End of what was accessed, from the index on.
    reach: u64,
}

/// The base address of a memory, and what constants are added to.
type Key = (u64, Terms);

/// All of them, in scopes.
#[derive(Default)]
struct Anchors {
    by_key: HashMap<Key, Vec<Anchor>>,
    /// The keys of the anchors, older ones first.
    keys: Vec<Key>,
    /// The current block and those that dominate it, outermost first, with the number of keys before each.
    scopes: Vec<(Block, usize)>,
}

impl Anchors {
    /// Goes on with `block`, which `dominator` dominates immediately.
    fn enter(&mut self, block: Block, dominator: Option<Block>) {
        while let Some((_, keys)) = self.scopes.pop_if(|(scope, _)| Some(*scope) != dominator) {
            for key in self.keys.drain(keys..) {
                if let Some(anchors) = self.by_key.get_mut(&key) {
                    anchors.pop();
                }
            }
        }
        self.scopes.push((block, self.keys.len()));
    }

    fn add(&mut self, block: Block, access: &Access) {
        let key = (access.base, access.index.terms);
        let (constant, address, reach) = (access.index.constant, access.address, access.reach);
        self.by_key.entry(key).or_default().push(Anchor { block, constant, address, reach });
        self.keys.push(key);
    }

    /// Those with the same memory and terms as `access`.
    fn of(&self, access: &Access) -> impl Iterator<Item = &Anchor> {
        self.by_key.get(&(access.base, access.index.terms)).into_iter().flatten()
    }
}

/// Gives a load or store another address and offset.
fn redirect(func: &mut Function, inst: Inst, new_address: Value, new_offset: u32) {
    match &mut func.dfg.insts[inst] {
        InstructionData::Load { arg: address, offset, .. }
        | InstructionData::Store { args: [_, address], offset, .. } => {
            *address = new_address;
            *offset = Offset32::new(new_offset.cast_signed());
        }
        _ => unreachable!("the caller has a load or store"),
    }
}

/// Removes arithmetic that only addresses in `pending` needed.
fn remove_unused(func: &mut Function, mut pending: Vec<Value>) {
    let mut uses: SecondaryMap<Value, u32> = SecondaryMap::new();
    for inst in func.layout.blocks().flat_map(|block| func.layout.block_insts(block)) {
        for value in func.dfg.inst_values(inst) {
            uses[func.dfg.resolve_aliases(value)] += 1;
        }
    }
    while let Some(value) = pending.pop() {
        let Some(inst) = func.dfg.value_def(value).inst() else { continue };
        let arithmetic =
            matches!(func.dfg.insts[inst].opcode(), Opcode::Iadd | Opcode::Uextend | Opcode::Iconst);
        if uses[value] != 0 || !arithmetic || func.layout.inst_block(inst).is_none() {
            continue;
        }
        for &arg in func.dfg.inst_args(inst) {
            let arg = func.dfg.resolve_aliases(arg);
            uses[arg] -= 1;
            pending.push(arg);
        }
        func.layout.remove_inst(inst);
    }
}

#[cfg(test)]
mod tests {
    use crate::codegen::tests::with_and_without;
    use crate::options::Pass;

    /// How many addresses the machine code of a function computes on x86_64, with and without the pass. It loads
    /// bytes at two parameters plus each of `distances`, one after the other.
    fn addresses(memory: &str, distances: &[i32]) -> [usize; 2] {
        let load = |distance: &i32| {
            format!("(i32.load8_u (i32.add (i32.add (local.get 0) (local.get 1)) (i32.const {distance})))")
        };
        let sum = distances.iter().map(load).reduce(|sum, load| format!("(i32.xor {sum} {load})")).unwrap();
        let wasm = wat::parse_str(format!(
            "(module (memory {memory}) (func $f (param i32 i32) (result i32) {sum})
               (func (export \"_start\")
                 i32.const 0 i32.load i32.const 4 i32.load call $f memory.grow drop))"
        ))
        .unwrap();
        with_and_without(Pass::FoldOffsets, &wasm)
            .map(|text| text.lines().filter(|line| line.contains("leal")).count())
    }

    #[test]
    fn what_lies_beyond_an_access_is_that_with_an_offset() {
        assert_eq!(addresses("1", &[0, 8, 4, 4096]), [1, 4]);
        assert_eq!(addresses("1", &[-8, 0, -4]), [1, 3]);
    }

    #[test]
    fn what_lies_before_all_accesses_has_its_own_address() {
        assert_eq!(addresses("1", &[16, 8, 0]), [3, 3]);
    }

    #[test]
    fn an_index_that_may_wrap_around_is_added_to() {
        assert_eq!(addresses("65536", &[0, 8]), [2, 2]);
        assert_eq!(addresses("1 65536", &[0, 8]), [2, 2]);
        assert_eq!(addresses("1 65535", &[0, 8, 65536]), [1, 3]);
        assert_eq!(addresses("1 65535", &[0, 65538]), [2, 2]);
    }
}
