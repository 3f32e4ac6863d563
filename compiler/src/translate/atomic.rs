//! Atomic accesses, fences, waiting and waking: the threads proposal, sequentially consistent throughout.
//!
//! An access must be aligned: that is checked first, as the proposal has it, then come its bounds, as for any
//! other.

use cranelift_codegen::ir::{AtomicRmwOp, InstBuilder, MemFlagsData, Type, Value, types};
use precast_abi::{Trap, helper};
use wasmparser::MemArg;

use super::environ::trap_code;
use super::function::FunctionTranslator;
use crate::Result;
use crate::wasm::MemoryIndex;

/// Where an aligned atomic access goes.
struct AtomicPlace {
    /// The whole address: atomic instructions have no offset.
    address: Value,
    flags: MemFlagsData,
    /// Whether the atomic instruction must not be the one that traps.
    probe: bool,
}

impl FunctionTranslator<'_, '_> {
    /// An atomic load of an `access`, widened with zeros to `ty`.
    pub(super) fn atomic_load(&mut self, ty: Type, access: Type, memarg: MemArg) -> Result<()> {
        let place = self.atomic_place(access, memarg);
        let value = if place.probe {
            // What the target's atomic load consists of, with a load that may trap; as for stores.
            self.builder.ins().fence();
            let value = self.builder.ins().load(access, place.flags, place.address, 0);
            self.builder.ins().fence();
            value
        } else {
            self.builder.ins().atomic_load(access, place.flags, place.address)
        };
        self.push_widened(ty, value);
        Ok(())
    }

    /// An atomic store of the low bits of a value, as many as an `access` has.
    pub(super) fn atomic_store(&mut self, access: Type, memarg: MemArg) -> Result<()> {
        let value = self.pop_narrowed(access);
        let place = self.atomic_place(access, memarg);
        if place.probe {
            self.builder.ins().fence();
            self.builder.ins().store(place.flags, value, place.address, 0);
        } else {
            self.builder.ins().atomic_store(place.flags, value, place.address);
        }
        Ok(())
    }

    /// Replaces an `access` by what `op` makes of it and an operand; the old value, widened to `ty`, is the
    /// result.
    pub(super) fn atomic_rmw(
        &mut self,
        op: AtomicRmwOp,
        ty: Type,
        access: Type,
        memarg: MemArg,
    ) -> Result<()> {
        let operand = self.pop_narrowed(access);
        let place = self.atomic_place(access, memarg);
        self.probe(&place);
        let old = self.builder.ins().atomic_rmw(access, place.flags, op, place.address, operand);
        self.push_widened(ty, old);
        Ok(())
    }

    /// Replaces an `access` if it has the expected value; the old value, widened to `ty`, is the result. Of
    /// the expected value only as many bits count as the access has.
    pub(super) fn atomic_cmpxchg(&mut self, ty: Type, access: Type, memarg: MemArg) -> Result<()> {
        let replacement = self.pop_narrowed(access);
        let mut expected = self.pop_narrowed(access);
        if access == types::I32 && self.environ.atomic_gaps().registers_compared {
            // An addition of 32 bits leaves zeros above its sum; one that also has a carry is not optimised
            // away.
            let zero = self.builder.ins().iconst(types::I32, 0);
            (expected, _) = self.builder.ins().uadd_overflow(expected, zero);
        }
        let place = self.atomic_place(access, memarg);
        self.probe(&place);
        let old = self.builder.ins().atomic_cas(place.flags, place.address, expected, replacement);
        self.push_widened(ty, old);
        Ok(())
    }

    pub(super) fn atomic_fence(&mut self) -> Result<()> {
        self.builder.ins().fence();
        Ok(())
    }

    /// `memory.atomic.wait32` or `memory.atomic.wait64`, by the type of the expected value.
    pub(super) fn memory_atomic_wait(&mut self, ty: Type, memarg: MemArg) -> Result<()> {
        let timeout = self.pop();
        let expected = self.pop();
        let address = self.accessible_address(ty, memarg);
        if !self.is_shared(memarg) {
            return self.trap(trap_code(Trap::ExpectedSharedMemory));
        }
        let symbol = if ty == types::I32 { helper::MEMORY_WAIT32 } else { helper::MEMORY_WAIT64 };
        let result = self.call_helper(symbol, &[address, expected, timeout], Some(types::I32));
        self.push(result.expect("the helper returns how the waiting ended"));
        Ok(())
    }

    /// `memory.atomic.notify`. Nobody can wait on a memory that is not shared.
    pub(super) fn memory_atomic_notify(&mut self, memarg: MemArg) -> Result<()> {
        let count = self.pop();
        let address = self.accessible_address(types::I32, memarg);
        let woken = if self.is_shared(memarg) {
            let woken = self.call_helper(helper::MEMORY_NOTIFY, &[address, count], Some(types::I32));
            woken.expect("the helper returns how many were woken")
        } else {
            self.builder.ins().iconst(types::I32, 0)
        };
        self.push(woken);
        Ok(())
    }

    /// An import of a memory says the same of it as its definition.
    fn is_shared(&self, memarg: MemArg) -> bool {
        self.environ.instance().module.memories[MemoryIndex(memarg.memory).index()].shared
    }

    /// Pops the index of an access, checks its alignment and finds its place.
    fn atomic_place(&mut self, access: Type, memarg: MemArg) -> AtomicPlace {
        let index = self.pop();
        let bytes = access.bytes();
        self.check_alignment(index, memarg.offset, bytes);
        let id = self.memory_id(memarg.memory);
        let place = self.environ.memory_access(&mut self.builder, id, index, memarg.offset, bytes);
        let mut address = place.address;
        // Behind an explicit check there is none, and the memory check wants to see the guard itself.
        if place.offset != 0 {
            let offset = self.builder.ins().iconst(types::I64, i64::from(place.offset));
            address = self.builder.ins().iadd(address, offset);
        }
        let probe = self.environ.memory(id).guarded && self.environ.atomic_gaps().traps_lost;
        AtomicPlace { address, flags: place.flags, probe }
    }

    /// Traps unless the sum of `index` and `offset` is a multiple of `bytes`.
    fn check_alignment(&mut self, index: Value, offset: u64, bytes: u32) {
        if bytes == 1 {
            return;
        }
        let ty = self.builder.func.dfg.value_type(index);
        let mut sum = index;
        // Only the low bits count: that the sum wraps does no harm.
        let offset = offset % u64::from(bytes);
        if offset != 0 {
            let offset = self.builder.ins().iconst(ty, offset as i64);
            sum = self.builder.ins().iadd(sum, offset);
        }
        let mask = self.builder.ins().iconst(ty, i64::from(bytes - 1));
        let misaligned = self.builder.ins().band(sum, mask);
        self.builder.ins().trapnz(misaligned, trap_code(Trap::UnalignedAtomic));
    }

    /// The address of an `access` for the runtime, known to be aligned and in bounds.
    fn accessible_address(&mut self, access: Type, memarg: MemArg) -> Value {
        let place = self.atomic_place(access, memarg);
        self.builder.ins().load(access, place.flags, place.address, 0);
        place.address
    }

    /// Traps where the access would, on targets whose atomic instructions must not. A byte is enough: an
    /// aligned access does not cross the end of a page.
    fn probe(&mut self, place: &AtomicPlace) {
        if place.probe {
            self.builder.ins().load(types::I8, place.flags, place.address, 0);
        }
    }

    fn pop_narrowed(&mut self, access: Type) -> Value {
        let value = self.pop();
        let ty = self.builder.func.dfg.value_type(value);
        if ty == access { value } else { self.builder.ins().ireduce(access, value) }
    }

    fn push_widened(&mut self, ty: Type, value: Value) {
        let narrow = self.builder.func.dfg.value_type(value);
        let value = if narrow == ty { value } else { self.builder.ins().uextend(ty, value) };
        self.push(value);
    }
}
