//! Proves, for every load, store and atomic access of a function about to become machine code, that it stays
//! where it may go; a function for which the proof fails is not compiled.
//!
//! This is the sandbox's last line: it looks at the CLIF behind all passes, trusts nothing that the
//! translator meant, and knows only the address plan. What it proves of an access:
//!
//! * One that may fault as "out of bounds" ([`TrapCode::HEAP_OUT_OF_BOUNDS`]) lies in a memory's reach
//!   for every value that its index can take, or, where guard pages do not cover it, depends on a
//!   comparison with that memory's own length.
//! * Any other lies in a section of precast's own data, writable where it is a store; table
//!   elements by a comparison with the table's length in the same way.
//! * An access depends on a comparison by a `select_spectre_guard`, which puts a number in the place of the
//!   index (or the whole address) that is in bounds, or at address 0. Where accesses are not masked
//!   (`--spectre=off`), also by a `trapnz` that dominates it ([`established`]).
//! * Reads through a function reference (marked `readonly`) go through a value that came from memory, a
//!   parameter or a call as a whole; no arithmetic makes references. Indirect calls take their
//!   code address from such a read.
//!
//! The proof is by intervals ([`interval`]): an address is a sum ([`sum`]) whose parts have known bounds.
//! What bounds them does not matter, so optimisations may rewrite an address as they like, as long as its
//! bounds remain evident; where they do not, the build fails, and the arithmetic belongs into those two.

mod established;
mod facts;
mod interval;
mod sum;
#[cfg(test)]
mod tests;

use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::flowgraph::ControlFlowGraph;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    Block, Function, Inst, InstructionData, MemFlagsData, Opcode, TrapCode, Value, ValueDef,
};

use crate::{Error, Result};

pub(super) use facts::MemoryCheck;
pub(super) use interval::Scratch;

use established::Established;
use facts::{Length, LengthCell};
use interval::{Interval, Intervals};
use sum::Splitter;

/// Bytes from address 0 that no process has mapped: an access there always faults.
const NULL_PAGE_BYTES: u64 = 4096;

/// One access to memory.
#[derive(Clone, Copy)]
struct Access {
    address: Value,
    offset: i64,
    bytes: u64,
    store: bool,
    flags: MemFlagsData,
}

impl MemoryCheck {
    /// Checks every instruction of `func`. What is said to be below 2³² is tried, not believed.
    pub(super) fn check(&self, func: &Function, below_4g: &[Value], scratch: &mut Scratch) -> Result<()> {
        let mut checker = Checker {
            facts: self,
            func,
            intervals: Intervals::new(func, &self.bases, below_4g, scratch),
            established: Established::default(),
        };
        if self.masked {
            return func.layout.blocks().try_for_each(|block| checker.block(block));
        }
        let tree = DominatorTree::with_function(func, &ControlFlowGraph::with_function(func));
        let mut pending: Vec<Block> = func.layout.entry_block().into_iter().collect();
        while let Some(block) = pending.pop() {
            checker.established.enter(block, tree.idom(block));
            checker.block(block)?;
            pending.extend(tree.children(block));
        }
        for block in func.layout.blocks().filter(|block| !tree.is_reachable(*block)) {
            checker.established.enter(block, None);
            checker.block(block)?;
        }
        Ok(())
    }
}

/// The error with the wasm offset of an instruction.
fn at(error: Error, func: &Function, inst: Inst) -> Error {
    let location = func.srcloc(inst);
    if location.is_default() { error } else { error.at(location.bits() as usize) }
}

/// What is known beside the CLIF of a value, because a comparison said so: it is at least `min` and at most
/// `max`, and at most the current `length` less `less`.
#[derive(Clone, Copy, Debug)]
struct Assumption {
    value: Value,
    min: u64,
    max: u64,
    length: LengthCell,
    less: u64,
}

impl Assumption {
    /// Whether it says as much as `other` does.
    fn implies(&self, other: &Assumption) -> bool {
        let same = self.value == other.value && self.length == other.length;
        same && self.min >= other.min && self.max <= other.max && self.less >= other.less
    }
}

/// Under which circumstances an address is looked at.
#[derive(Clone, Copy, Default)]
struct Case<'c> {
    /// A guard that is part of the address, and which of its arms is taken.
    chosen: Option<(Value, Value)>,
    assumption: Option<&'c Assumption>,
}

/// What follows from a comparison being false.
enum Negation {
    /// A value has an upper bound.
    Bounds(Assumption),
    /// It is never false, so that nothing is to be proven of what happens then.
    Impossible,
    /// Nothing that is of use.
    Unknown,
}

struct Checker<'a> {
    facts: &'a MemoryCheck,
    func: &'a Function,
    intervals: Intervals<'a>,
    /// Empty where accesses must be masked.
    established: Established,
}

impl<'a> Checker<'a> {
    fn block(&mut self, block: Block) -> Result<()> {
        let func = self.func;
        func.layout
            .block_insts(block)
            .try_for_each(|inst| self.instruction(inst).map_err(|error| at(error, func, inst)))
    }

    fn instruction(&mut self, inst: Inst) -> Result<()> {
        let dfg = &self.func.dfg;
        let data = &dfg.insts[inst];
        let opcode = data.opcode();
        let refuse = |why: &str| {
            let text = dfg.display_inst(inst);
            Err(Error::internal(format!("memory check: {why}: {text}")))
        };
        match *data {
            // Its flags only say in which order the lanes of a vector lie.
            _ if opcode == Opcode::Bitcast => return Ok(()),
            InstructionData::Load { .. }
            | InstructionData::LoadNoOffset { .. }
            | InstructionData::Store { .. }
            | InstructionData::StoreNoOffset { .. }
            | InstructionData::AtomicRmw { .. }
            | InstructionData::AtomicCas { .. } => {}
            InstructionData::CallIndirect { ref args, .. } => {
                let callee = args.first(&dfg.value_lists);
                return if callee.is_some_and(|callee| self.is_code_address(callee)) {
                    Ok(())
                } else {
                    refuse("call of an address that does not come from a function reference")
                };
            }
            InstructionData::CondTrap { opcode: Opcode::Trapnz, arg, .. } => {
                self.establish(dfg.resolve_aliases(arg));
                return Ok(());
            }
            _ if opcode.is_call() => return Ok(()),
            _ if opcode.can_load() || opcode.can_store() || data.memflags().is_some() => {
                return refuse("access of a kind that is not known here");
            }
            _ => return Ok(()),
        }
        let access = self.access(inst);
        let proven = if access.flags.trap_code() == Some(TrapCode::HEAP_OUT_OF_BOUNDS) {
            self.in_memory(access)
        } else if access.flags.trap_code().is_some() {
            false
        } else {
            self.in_own_data(access) || (is_reference_read(access) && self.is_reference(access, 0))
        };
        if proven { Ok(()) } else { refuse("access that is not known to stay in bounds") }
    }

    /// The access of a load, store or atomic instruction.
    fn access(&self, inst: Inst) -> Access {
        let dfg = &self.func.dfg;
        let (address, offset, value, store, flags) = match dfg.insts[inst] {
            InstructionData::Load { arg, offset, flags, .. } => {
                (arg, offset.into(), dfg.first_result(inst), false, flags)
            }
            InstructionData::Store { args, offset, flags, .. } => {
                (args[1], offset.into(), args[0], true, flags)
            }
            InstructionData::LoadNoOffset { arg, flags, .. } => {
                (arg, 0, dfg.first_result(inst), false, flags)
            }
            InstructionData::StoreNoOffset { args, flags, .. } => (args[1], 0, args[0], true, flags),
            // Where the comparison of a `cmpxchg` fails, some machines write the old value back.
            InstructionData::AtomicRmw { args: [address, ..], flags, .. }
            | InstructionData::AtomicCas { args: [address, ..], flags, .. } => {
                (address, 0, dfg.first_result(inst), true, flags)
            }
            _ => unreachable!("the caller has a load, store or atomic access"),
        };
        let opcode = dfg.insts[inst].opcode();
        Access {
            address: dfg.resolve_aliases(address),
            offset,
            bytes: access_bytes(opcode, dfg.value_type(value).bytes()),
            store,
            flags: dfg.mem_flags[flags],
        }
    }

    /// Remembers that `condition` was false, where that is of use.
    fn establish(&mut self, condition: Value) {
        if self.facts.masked {
            return;
        }
        match self.assume_false(condition) {
            Negation::Bounds(fact) => {
                // By what it is about, and by what that is made of, should it be made anew elsewhere.
                let parts = self.splitter().parts(fact.value);
                if let (Some(&first), Some(&innermost)) = (parts.first(), parts.last()) {
                    self.established.add(fact, [first, innermost]);
                }
            }
            Negation::Impossible => self.established.add_dead(),
            Negation::Unknown => {}
        }
    }

    /// Whether a linear-memory access stays in a memory.
    fn in_memory(&mut self, access: Access) -> bool {
        self.proven(access, |checker, access, case| {
            let Some((start, end)) = checker.range(access, case) else { return false };
            let mut memories = checker.facts.memories.iter();
            memories.any(|memory| start >= memory.base && end <= memory.base + memory.accessible_bytes)
                || case.assumption.is_some_and(|assumption| checker.below_length(access, case, assumption))
        })
    }

    /// Whether an access stays below the current length of a memory, whatever that is, because of an
    /// assumption about a value: the access must not reach farther beyond the value than the comparison did.
    fn below_length(&mut self, access: Access, case: Case<'_>, assumption: &Assumption) -> bool {
        let LengthCell::Memory { base } = assumption.length else { return false };
        let Some((1, distance, address)) = self.relative_to_assumed(access.address, case, assumption) else {
            return false;
        };
        let offset = i128::from(access.offset);
        let starts_within = i128::from(address.min) + offset >= i128::from(base);
        let reach = distance + offset + i128::from(access.bytes) - i128::from(base);
        starts_within && reach <= i128::from(assumption.less)
    }

    /// Whether an access stays in precast's own data: anywhere in it where the address is constant, in
    /// one table where the guest has a say.
    fn in_own_data(&mut self, access: Access) -> bool {
        self.proven(access, |checker, access, case| {
            let Some((start, end)) = checker.range(access, case) else { return false };
            let facts = checker.facts;
            let regions = if end - start == access.bytes { &facts.sections } else { &facts.tables };
            regions.iter().any(|region| {
                start >= region.start && end <= region.end && (region.writable || !access.store)
            })
        })
    }

    /// Whether `within` holds of an access: in any case, for both arms of a guard on a comparison, or
    /// because of a comparison that control depended on.
    fn proven(&mut self, access: Access, within: impl Fn(&mut Self, Access, Case<'_>) -> bool) -> bool {
        let within = |checker: &mut Self, case: Case<'_>| {
            // Dead code behind a check that always traps, or a fallback: either never gets there or faults.
            let null = matches!(checker.range(access, case), Some((_, end)) if end <= NULL_PAGE_BYTES);
            null || within(checker, access, case)
        };
        within(self, Case::default())
            || self.proven_by_guard(access, &within)
            || self.proven_by_trap(access, &within)
    }

    /// Whether `within` holds for both addresses that a `select_spectre_guard` chooses from.
    fn proven_by_guard(&mut self, access: Access, within: &impl Fn(&mut Self, Case<'_>) -> bool) -> bool {
        let Some((guard, [condition, fallback, address])) = self.guard(access.address) else { return false };
        if !within(self, Case { chosen: Some((guard, fallback)), assumption: None }) {
            return false;
        }
        match self.assume_false(condition) {
            Negation::Bounds(assumption) => {
                within(self, Case { chosen: Some((guard, address)), assumption: Some(&assumption) })
            }
            Negation::Impossible => true,
            Negation::Unknown => false,
        }
    }

    /// Whether `within` holds because of a condition that has been trapped on.
    fn proven_by_trap(&mut self, access: Access, within: &impl Fn(&mut Self, Case<'_>) -> bool) -> bool {
        if self.facts.masked {
            return false;
        }
        if self.established.is_dead() {
            return true;
        }
        let parts = self.splitter().parts(access.address);
        let facts: Vec<Assumption> =
            parts.iter().flat_map(|part| self.established.about(*part)).copied().collect();
        facts.iter().any(|fact| within(self, Case { chosen: None, assumption: Some(fact) }))
    }

    fn splitter(&self) -> Splitter<'a> {
        Splitter::new(self.func, &self.facts.bases)
    }

    /// The `select_spectre_guard` that an address depends on, and its operands.
    fn guard(&self, address: Value) -> Option<(Value, [Value; 3])> {
        let dfg = &self.func.dfg;
        let sum = self.splitter().split(address);
        sum.terms.iter().find_map(|&(term, _)| match dfg.insts[dfg.value_def(term).inst()?] {
            InstructionData::Ternary { opcode: Opcode::SelectSpectreGuard, args } => {
                Some((term, args.map(|arg| dfg.resolve_aliases(arg))))
            }
            _ => None,
        })
    }

    /// What is known where the comparison `condition` turned out false. This is the place to extend for
    /// another shape of explicit bounds check.
    fn assume_false(&mut self, condition: Value) -> Negation {
        let dfg = &self.func.dfg;
        let comparison = dfg.value_def(condition).inst().map(|inst| dfg.insts[inst]);
        let Some(InstructionData::IntCompare { cond, args, .. }) = comparison else {
            // A number serves as condition too: `x > 0` may have become `x`, and is false where x is 0.
            if self.intervals.of(condition).min > 0 {
                return Negation::Impossible;
            }
            let (length, less) = (LengthCell::Other, 0);
            return Negation::Bounds(Assumption { value: condition, min: 0, max: 0, length, less });
        };
        let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
        let (small, large, strict) = match cond {
            IntCC::UnsignedGreaterThan => (left, right, false),
            IntCC::UnsignedGreaterThanOrEqual => (left, right, true),
            IntCC::UnsignedLessThan => (right, left, false),
            IntCC::UnsignedLessThanOrEqual => (right, left, true),
            // `x > 0` and `x >= 1` may have become this, and `x + 8 != 0` this with −8.
            IntCC::NotEqual if self.intervals.of(left).max < self.intervals.of(right).min => {
                return Negation::Impossible;
            }
            IntCC::NotEqual => (left, right, false),
            _ => return Negation::Unknown,
        };
        let (length, less, max) = self.length(large);
        let Some(max) = max.checked_sub(u64::from(strict)) else { return Negation::Impossible };
        if self.intervals.of(small).min > max {
            return Negation::Impossible;
        }
        let min = if cond == IntCC::NotEqual { self.intervals.of(large).min } else { 0 };
        let less = less + u64::from(strict);
        Negation::Bounds(Assumption { value: small, min, max, length, less })
    }

    /// What an upper bound is: a memory's or table's current length less a constant, or some value; and how
    /// large it can be.
    fn length(&mut self, value: Value) -> (LengthCell, u64, u64) {
        let sum = self.splitter().split(value);
        if let [(term, 1)] = sum.terms[..]
            && let Some(length) = self.loaded_length(term)
            // What is subtracted from a length that may be less would wrap.
            && let less = sum.constant.wrapping_neg()
            && less <= length.min
        {
            return (length.cell, less, length.max - less);
        }
        (LengthCell::Other, 0, self.intervals.of(value).max)
    }

    /// The length that a value was loaded from.
    fn loaded_length(&mut self, value: Value) -> Option<Length> {
        let dfg = &self.func.dfg;
        let inst = dfg.value_def(value).inst()?;
        let InstructionData::Load { opcode: Opcode::Load, arg, offset, .. } = dfg.insts[inst] else {
            return None;
        };
        let address = self.intervals.of(dfg.resolve_aliases(arg)).constant()?;
        let at = address.wrapping_add_signed(i64::from(offset));
        let whole = dfg.value_type(value).bits() == 64;
        self.facts.lengths.iter().find(|length| whole && length.at == at).copied()
    }

    /// First address and end of everything that an access may touch; `None` where the sum may wrap.
    fn range(&mut self, access: Access, case: Case<'_>) -> Option<(u64, u64)> {
        let address = self.address(access.address, case)?;
        let start = address.min.checked_add_signed(access.offset)?;
        let end = address.max.checked_add_signed(access.offset)?.checked_add(access.bytes)?;
        (address.min <= address.max && start < end).then_some((start, end))
    }

    /// The bounds of an address; `None` where it may be anything.
    fn address(&mut self, address: Value, case: Case<'_>) -> Option<Interval> {
        let Some(assumption) = case.assumption else {
            let splitter = Splitter { replaced: case.chosen, ..self.splitter() };
            return match case.chosen {
                None => Some(self.intervals.of(address)),
                Some(_) => splitter.split(address).interval(&mut self.intervals),
            };
        };
        self.relative_to_assumed(address, case, assumption).map(|(_, _, address)| address)
    }

    /// An address as a multiple of an assumed value and a distance, and its bounds; `None` where it is none,
    /// or may wrap.
    fn relative_to_assumed(
        &mut self,
        address: Value,
        case: Case<'_>,
        assumption: &Assumption,
    ) -> Option<(i64, i128, Interval)> {
        let known = self.intervals.of(assumption.value);
        let known = Interval { min: known.min.max(assumption.min), max: known.max.min(assumption.max) };
        // First the value as it is; then what it is made of, in case that optimisation took it apart.
        [Some(assumption.value), None].into_iter().find_map(|kept| {
            let plain = Splitter { kept, ..self.splitter() };
            let splitter = Splitter { replaced: case.chosen, ..plain };
            let (factor, rest) =
                splitter.multiple(&splitter.split(address), &plain.split(assumption.value))?;
            let address = sum::affine(known, factor, rest)?;
            let distance = i128::from(address.min) - i128::from(known.min) * i128::from(factor);
            Some((factor, distance, address))
        })
    }

    /// Whether the address of a read of `access` is a reference as a whole: loaded from precast's own data
    /// (which the check of that load proves), given by a caller or a callee, or chosen among such.
    fn is_reference(&mut self, access: Access, depth: u32) -> bool {
        const DEPTH_MAX: u32 = 8;
        let dfg = &self.func.dfg;
        let value = dfg.resolve_aliases(access.address);
        let inst = match dfg.value_def(value) {
            ValueDef::Param(..) => return dfg.value_type(value).bits() == 64,
            ValueDef::Result(inst, _) => inst,
            ValueDef::Union(..) => return false,
        };
        match dfg.insts[inst] {
            InstructionData::Load { opcode: Opcode::Load, flags, .. } => {
                let flags = dfg.mem_flags[flags];
                flags.trap_code().is_none() && !flags.readonly()
            }
            InstructionData::Ternary { opcode: Opcode::Select, args } if depth < DEPTH_MAX => {
                let [condition, chosen, other] = args.map(|arg| dfg.resolve_aliases(arg));
                // `x ? y : x` is y or null: the element of a read-only table.
                let other_is_null = condition == other;
                self.is_reference(Access { address: chosen, ..access }, depth + 1)
                    && (other_is_null || self.is_reference(Access { address: other, ..access }, depth + 1))
            }
            ref data => data.opcode().is_call() || self.in_own_data(access),
        }
    }

    /// Whether a value is the code address of a function reference.
    fn is_code_address(&self, value: Value) -> bool {
        let dfg = &self.func.dfg;
        let Some(inst) = dfg.value_def(dfg.resolve_aliases(value)).inst() else { return false };
        matches!(dfg.insts[inst], InstructionData::Load { opcode: Opcode::Load, .. })
            && is_reference_read(self.access(inst))
    }
}

/// Whether an access reads a field of what a function reference points to.
fn is_reference_read(access: Access) -> bool {
    let fields = 0..size_of::<precast_abi::FuncRef>() as i64;
    access.flags.readonly()
        && access.flags.trap_code().is_none()
        && !access.store
        && fields.contains(&access.offset)
        && access.offset + access.bytes as i64 <= fields.end
}

/// Bytes that a load or store touches.
pub(super) fn access_bytes(opcode: Opcode, value_bytes: u32) -> u64 {
    let bytes = match opcode {
        Opcode::Uload8 | Opcode::Sload8 | Opcode::Istore8 => 1,
        Opcode::Uload16 | Opcode::Sload16 | Opcode::Istore16 => 2,
        Opcode::Uload32 | Opcode::Sload32 | Opcode::Istore32 => 4,
        // These widen lanes to those of a vector.
        Opcode::Uload8x8
        | Opcode::Sload8x8
        | Opcode::Uload16x4
        | Opcode::Sload16x4
        | Opcode::Uload32x2
        | Opcode::Sload32x2 => 8,
        _ => value_bytes,
    };
    u64::from(bytes)
}
