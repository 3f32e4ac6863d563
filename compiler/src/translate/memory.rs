//! Loads, stores, `memory.size` and `memory.grow`.

use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value, types};
use precast_abi::helper;
use wasmparser::MemArg;

use super::function::FunctionTranslator;
use crate::Result;
use crate::program::MemoryId;
use crate::wasm::MemoryIndex;

impl FunctionTranslator<'_, '_> {
    pub(super) fn memory_id(&self, memory: u32) -> MemoryId {
        self.environ.instance().memories[MemoryIndex(memory).index()]
    }

    /// A load with `opcode`, result of type `ty`.
    pub(super) fn load(&mut self, opcode: Opcode, ty: Type, memarg: MemArg) -> Result<()> {
        let index = self.pop();
        let bytes = access_bytes(opcode, ty);
        let id = self.memory_id(memarg.memory);
        let place = self.environ.memory_access(&mut self.builder, id, index, memarg.offset, bytes);
        let (flags, address, offset) = (place.flags, place.address, place.offset);
        let ins = self.builder.ins();
        let value = match opcode {
            Opcode::Uload8 => ins.uload8(ty, flags, address, offset),
            Opcode::Sload8 => ins.sload8(ty, flags, address, offset),
            Opcode::Uload16 => ins.uload16(ty, flags, address, offset),
            Opcode::Sload16 => ins.sload16(ty, flags, address, offset),
            Opcode::Uload32 => ins.uload32(flags, address, offset),
            Opcode::Sload32 => ins.sload32(flags, address, offset),
            _ => ins.load(ty, flags, address, offset),
        };
        self.push(value);
        Ok(())
    }

    /// A store with `opcode` of a value of type `ty`.
    pub(super) fn store(&mut self, opcode: Opcode, ty: Type, memarg: MemArg) -> Result<()> {
        let value = self.pop();
        let index = self.pop();
        let bytes = access_bytes(opcode, ty);
        let id = self.memory_id(memarg.memory);
        let place = self.environ.memory_access(&mut self.builder, id, index, memarg.offset, bytes);
        let (flags, address, offset) = (place.flags, place.address, place.offset);
        let ins = self.builder.ins();
        match opcode {
            Opcode::Istore8 => ins.istore8(flags, value, address, offset),
            Opcode::Istore16 => ins.istore16(flags, value, address, offset),
            Opcode::Istore32 => ins.istore32(flags, value, address, offset),
            _ => ins.store(flags, value, address, offset),
        };
        Ok(())
    }

    pub(super) fn memory_size(&mut self, memory: u32) -> Result<()> {
        let id = self.memory_id(memory);
        let memory = self.environ.memory(id);
        let len = self.environ.memory_len(&mut self.builder, id);
        let shift = self.builder.ins().iconst(types::I32, i64::from(memory.page_size_log2));
        let pages = self.builder.ins().ushr(len, shift);
        self.push_size(pages, memory.index_64);
        Ok(())
    }

    pub(super) fn memory_grow(&mut self, memory: u32) -> Result<()> {
        let memory = self.environ.memory(self.memory_id(memory));
        let delta = self.pop_index(memory.index_64);
        let descriptor = self.environ.address(&mut self.builder, memory.descriptor);
        let old = self.call_helper(helper::MEMORY_GROW, &[descriptor, delta], Some(types::I64));
        let old = old.expect("the helper returns the old size");
        self.push_size(old, memory.index_64);
        Ok(())
    }

    /// Takes an index or a size, of the index type of a memory or table, as `i64`.
    pub(super) fn pop_index(&mut self, index_64: bool) -> Value {
        let value = self.pop();
        if index_64 { value } else { self.builder.ins().uextend(types::I64, value) }
    }

    /// Pushes a size, an `i64`, in the index type of a memory or table.
    pub(super) fn push_size(&mut self, size: Value, index_64: bool) {
        let size = if index_64 { size } else { self.builder.ins().ireduce(types::I32, size) };
        self.push(size);
    }
}

/// Bytes that an access touches.
fn access_bytes(opcode: Opcode, ty: Type) -> u32 {
    match opcode {
        Opcode::Uload8 | Opcode::Sload8 | Opcode::Istore8 => 1,
        Opcode::Uload16 | Opcode::Sload16 | Opcode::Istore16 => 2,
        Opcode::Uload32 | Opcode::Sload32 | Opcode::Istore32 => 4,
        _ => ty.bytes(),
    }
}
