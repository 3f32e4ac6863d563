//! Bulk operations on memories: `memory.copy`, `memory.fill`, `memory.init`, `data.drop`.
//!
//! The whole range is checked before the first byte is written, as the specification asks; the
//! runtime's own `memmove` and `memset` then do the work.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use precast_abi::{Trap, helper};

use super::environ::trap_code;
use super::function::FunctionTranslator;
use crate::Result;
use crate::program::MemoryId;
use crate::wasm::DataIndex;

impl FunctionTranslator<'_, '_> {
    /// Traps unless `start + len <= limit`, all of them `i64`; the first two hold 32 bits unless `index_64`.
    pub(super) fn check_range(&mut self, start: Value, len: Value, limit: Value, index_64: bool, trap: Trap) {
        let end = if index_64 {
            self.builder.ins().uadd_overflow_trap(start, len, trap_code(trap))
        } else {
            self.builder.ins().iadd(start, len)
        };
        let out_of_bounds = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, end, limit);
        self.builder.ins().trapnz(out_of_bounds, trap_code(trap));
    }

    /// The address of a checked range of `len` bytes at `start` in a memory.
    fn memory_range(&mut self, id: MemoryId, start: Value, len: Value) -> Value {
        let index_64 = self.environ.memory(id).index_64;
        let limit = self.environ.memory_len(&mut self.builder, id);
        self.check_range(start, len, limit, index_64, Trap::MemoryOutOfBounds);
        let base = self.environ.memory_base(&mut self.builder, id);
        self.builder.ins().iadd(base, start)
    }

    pub(super) fn memory_copy(&mut self, destination: u32, source: u32) -> Result<()> {
        let (destination, source) = (self.memory_id(destination), self.memory_id(source));
        let to_64 = self.environ.memory(destination).index_64;
        let from_64 = self.environ.memory(source).index_64;
        let len = self.pop_index(to_64 && from_64);
        let from = self.pop_index(from_64);
        let to = self.pop_index(to_64);
        let to = self.memory_range(destination, to, len);
        let from = self.memory_range(source, from, len);
        self.call_helper(helper::MEMORY_MOVE, &[to, from, len], None);
        Ok(())
    }

    pub(super) fn memory_fill(&mut self, memory: u32) -> Result<()> {
        let id = self.memory_id(memory);
        let index_64 = self.environ.memory(id).index_64;
        let len = self.pop_index(index_64);
        let byte = self.pop();
        let start = self.pop_index(index_64);
        let start = self.memory_range(id, start, len);
        self.call_helper(helper::MEMORY_SET, &[start, byte, len], None);
        Ok(())
    }

    pub(super) fn memory_init(&mut self, data: u32, memory: u32) -> Result<()> {
        let memory = self.memory_id(memory);
        let len = self.pop_index(false);
        let from = self.pop_index(false);
        let to = self.pop_index(self.environ.memory(memory).index_64);
        let segment = self.environ.instance().data.get(&DataIndex(data)).copied();
        let program = self.environ.program;
        let (address, limit) = match segment {
            Some(id) => {
                let segment = &program.data_segments[id.index()];
                let place = self.environ.segment_len(&mut self.builder, segment.len_address);
                let limit = self.builder.ins().load(types::I64, place.flags, place.address, place.offset);
                (segment.address, limit)
            }
            // An active segment: dropped before any code ran.
            None => (0, self.builder.ins().iconst(types::I64, 0)),
        };
        self.check_range(from, len, limit, false, Trap::MemoryOutOfBounds);
        let to = self.memory_range(memory, to, len);
        let address = self.environ.address(&mut self.builder, address);
        let from = self.builder.ins().iadd(address, from);
        self.call_helper(helper::MEMORY_MOVE, &[to, from, len], None);
        Ok(())
    }

    pub(super) fn data_drop(&mut self, data: u32) -> Result<()> {
        if let Some(id) = self.environ.instance().data.get(&DataIndex(data)).copied() {
            let address = self.environ.program.data_segments[id.index()].len_address;
            self.drop_segment(address);
        }
        Ok(())
    }

    /// Sets the current length of a segment to 0.
    pub(super) fn drop_segment(&mut self, len_address: u64) {
        let zero = self.builder.ins().iconst(types::I64, 0);
        let place = self.environ.segment_len(&mut self.builder, len_address);
        self.builder.ins().store(place.flags, zero, place.address, place.offset);
    }
}
