//! Proves, for every load, store and atomic access of a function about to become machine code, that it stays where it
//! may go; a function for which the proof fails is not compiled.
//!
//! This is the sandbox's last line: it looks at the CLIF behind all passes, trusts nothing that the
//! translator meant, and knows only the address plan. What it proves of an access:
//!
//! * One that may fault as "out of bounds" ([`TrapCode::HEAP_OUT_OF_BOUNDS`]) lies in a memory's reservation
//!   for every value that its index can take, or, where guard pages do not cover it, is redirected to
//!   address 0 by a `select_spectre_guard` on a comparison with that memory's own length.
//! * Any other lies in a section of precast's own data, writable where it is a store; table
//!   elements by a comparison with the table's length in the same way.
//! * Reads through a function reference (marked `readonly`) go through a value that came from memory, a
//!   parameter or a call as a whole; no arithmetic makes references. Indirect calls take their
//!   code address from such a read.
//!
//! The proof is by intervals ([`interval`]): an address is a sum whose parts have known bounds. What bounds
//! them does not matter, so optimisations may rewrite an address as they like, as long as its bounds
//! remain evident; where they do not, the build fails, and the arithmetic belongs into [`interval`].

mod facts;
mod interval;
#[cfg(test)]
mod tests;

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    Function, Inst, InstructionData, MemFlagsData, Opcode, TrapCode, Value, ValueDef,
};

use crate::{Error, Result};

pub(super) use facts::MemoryCheck;
pub(super) use interval::Scratch;

use facts::LengthCell;
use interval::{Assumption, Intervals};

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
    /// Checks every instruction of `func`.
    pub(super) fn check(&self, func: &Function, scratch: &mut Scratch) -> Result<()> {
        let mut checker =
            Checker { facts: self, func, intervals: Intervals::new(func, self.pinned, scratch) };
        for block in func.layout.blocks() {
            for inst in func.layout.block_insts(block) {
                checker.instruction(inst).map_err(|error| at(error, func, inst))?;
            }
        }
        Ok(())
    }
}

/// The error with the wasm offset of an instruction.
fn at(error: Error, func: &Function, inst: Inst) -> Error {
    let location = func.srcloc(inst);
    if location.is_default() { error } else { error.at(location.bits() as usize) }
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
}

impl Checker<'_> {
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

    /// Whether a linear-memory access stays in a memory.
    fn in_memory(&mut self, access: Access) -> bool {
        self.proven(access, |checker, access, assumption| {
            let Some((start, end)) = checker.range(access, assumption) else { return false };
            checker.facts.memories.iter().any(|memory| {
                let accessible = match assumption.map(|assumption| assumption.length) {
                    // Below the memory's length at this moment, whatever that is.
                    Some(LengthCell::Memory { base }) if base == memory.base => memory.max_bytes,
                    _ => memory.accessible_bytes,
                };
                start >= memory.base && end <= memory.base + accessible
            })
        })
    }

    /// Whether an access stays in precast's own data: anywhere in it where the address is constant, in
    /// one table where the guest has a say.
    fn in_own_data(&mut self, access: Access) -> bool {
        self.proven(access, |checker, access, assumption| {
            let Some((start, end)) = checker.range(access, assumption) else { return false };
            let facts = checker.facts;
            let regions = if end - start == access.bytes { &facts.sections } else { &facts.tables };
            regions.iter().any(|region| {
                start >= region.start && end <= region.end && (region.writable || !access.store)
            })
        })
    }

    /// Whether `within` holds of an access, or of both addresses that a guard on a comparison chooses
    /// from.
    fn proven(
        &mut self,
        access: Access,
        within: impl Fn(&mut Self, Access, Option<&Assumption>) -> bool,
    ) -> bool {
        // Dead code behind a check that always traps, or a fallback: either never gets there or faults.
        let null = |checker: &mut Self, access| matches!(checker.range(access, None), Some((_, end)) if end <= NULL_PAGE_BYTES);
        if null(self, access) || within(self, access, None) {
            return true;
        }
        let Some([condition, guarded, address]) = self.guard(access.address) else { return false };
        let fallback = Access { address: guarded, ..access };
        if !null(self, fallback) && !within(self, fallback, None) {
            return false;
        }
        match self.assume_false(condition) {
            Negation::Bounds(assumption) => within(self, Access { address, ..access }, Some(&assumption)),
            Negation::Impossible => true,
            Negation::Unknown => false,
        }
    }

    /// Operands of the `select_spectre_guard` that an address is the result of.
    fn guard(&self, address: Value) -> Option<[Value; 3]> {
        let dfg = &self.func.dfg;
        let inst = dfg.value_def(address).inst()?;
        match dfg.insts[inst] {
            InstructionData::Ternary { opcode: Opcode::SelectSpectreGuard, args } => {
                Some(args.map(|arg| dfg.resolve_aliases(arg)))
            }
            _ => None,
        }
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
            return Negation::Bounds(Assumption { value: condition, max: 0, length: LengthCell::Other });
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
        let (length, max) = self.length(large);
        let Some(max) = max.checked_sub(u64::from(strict)) else { return Negation::Impossible };
        if self.intervals.of(small).min > max {
            return Negation::Impossible;
        }
        Negation::Bounds(Assumption { value: small, max, length })
    }

    /// What an upper bound is: a memory's or table's current length, or some value; and how large it
    /// can be.
    fn length(&mut self, value: Value) -> (LengthCell, u64) {
        let max = self.intervals.of(value).max;
        let dfg = &self.func.dfg;
        if let Some(inst) = dfg.value_def(value).inst()
            && let InstructionData::Load { opcode: Opcode::Load, arg, offset, .. } = dfg.insts[inst]
        {
            let address = self.intervals.of(dfg.resolve_aliases(arg));
            let at = address.min.wrapping_add_signed(i64::from(offset));
            if address.min == address.max
                && dfg.value_type(value).bits() == 64
                && let Some(&(_, cell, cell_max)) = self.facts.lengths.iter().find(|(cell, ..)| *cell == at)
            {
                return (cell, cell_max.min(max));
            }
        }
        (LengthCell::Other, max)
    }

    /// First address and end of everything that an access may touch; `None` where the sum may wrap.
    fn range(&mut self, access: Access, assumption: Option<&Assumption>) -> Option<(u64, u64)> {
        let address = self.intervals.of_assuming(access.address, assumption);
        let start = address.min.checked_add_signed(access.offset)?;
        let end = address.max.checked_add_signed(access.offset)?.checked_add(access.bytes)?;
        (address.min <= address.max && start < end).then_some((start, end))
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
fn access_bytes(opcode: Opcode, value_bytes: u32) -> u64 {
    let bytes = match opcode {
        Opcode::Uload8 | Opcode::Sload8 | Opcode::Istore8 => 1,
        Opcode::Uload16 | Opcode::Sload16 | Opcode::Istore16 => 2,
        Opcode::Uload32 | Opcode::Sload32 | Opcode::Istore32 => 4,
        // Those that widen vectors load less than their result holds.
        _ => value_bytes,
    };
    u64::from(bytes)
}
