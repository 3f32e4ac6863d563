//! Tables: access to elements and the bulk operations on them.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, Value, types};
use precast_abi::{FuncRef, Trap, helper};

use super::environ::{Place, trap_code};
use super::function::FunctionTranslator;
use crate::program::{TableId, TableKind};
use crate::wasm::{ElementIndex, TableIndex};
use crate::{Error, Result};

/// Bytes of an element of a table that is written.
const REFERENCE_BYTES: u64 = 8;

impl FunctionTranslator<'_, '_> {
    fn table_id(&self, table: u32) -> TableId {
        self.environ.instance().tables[TableIndex(table).index()]
    }

    /// The current number of elements, an `i64`.
    pub(super) fn table_len(&mut self, id: TableId) -> Value {
        let table = &self.environ.program.tables[id.index()];
        match table.kind {
            TableKind::ReadOnly | TableKind::Fixed => {
                self.builder.ins().iconst(types::I64, table.initial as i64)
            }
            TableKind::Growing { descriptor, .. } => {
                let len = descriptor + std::mem::offset_of!(precast_abi::Table, len) as u64;
                let place = self.environ.descriptor_field(&mut self.builder, len);
                self.builder.ins().load(types::I64, place.flags, place.address, place.offset)
            }
        }
    }

    /// The place of the element at `index`, of the table's index type; `trap` where there is none. A
    /// processor that runs ahead of the check sees element 0.
    pub(super) fn table_element(&mut self, id: TableId, index: Value, trap: Trap) -> Place {
        let table = &self.environ.program.tables[id.index()];
        let index = if table.index_64 { index } else { self.builder.ins().uextend(types::I64, index) };
        let flags = self.environ.table_flags(&mut self.builder);
        if !matches!(table.kind, TableKind::Growing { .. }) && table.initial == 1 {
            self.builder.ins().trapnz(index, trap_code(trap));
            return Place { address: self.environ.address(&mut self.builder, table.base), offset: 0, flags };
        }
        let len = self.table_len(id);
        let out_of_bounds = self.builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
        self.builder.ins().trapnz(out_of_bounds, trap_code(trap));
        let index = self.environ.masked(&mut self.builder, out_of_bounds, index);
        let element_bytes = match table.kind {
            TableKind::ReadOnly => size_of::<FuncRef>() as u64,
            TableKind::Fixed | TableKind::Growing { .. } => REFERENCE_BYTES,
        };
        let shift = self.builder.ins().iconst(types::I32, i64::from(element_bytes.ilog2()));
        let distance = self.builder.ins().ishl(index, shift);
        let base = self.environ.address(&mut self.builder, table.base);
        let address = self.builder.ins().iadd(base, distance);
        Place { address, offset: 0, flags }
    }

    pub(super) fn table_get(&mut self, table: u32) -> Result<()> {
        let index = self.pop();
        let id = self.table_id(table);
        let kind = self.environ.program.tables[id.index()].kind;
        let place = self.table_element(id, index, Trap::TableOutOfBounds);
        let value = if kind == TableKind::ReadOnly {
            // The element is a descriptor: the reference is its address, unless it is null.
            let flags = self.environ.func_ref_flags(&mut self.builder);
            let code = self.builder.ins().load(
                types::I64,
                flags,
                place.address,
                std::mem::offset_of!(FuncRef, code) as i32,
            );
            self.builder.ins().select(code, place.address, code)
        } else {
            self.builder.ins().load(types::I64, place.flags, place.address, place.offset)
        };
        self.push(value);
        Ok(())
    }

    pub(super) fn table_set(&mut self, table: u32) -> Result<()> {
        let value = self.pop();
        let index = self.pop();
        let id = self.table_id(table);
        self.require_writable(id)?;
        let place = self.table_element(id, index, Trap::TableOutOfBounds);
        self.builder.ins().store(place.flags, value, place.address, place.offset);
        Ok(())
    }

    /// The facts of the program must agree with the code: a table that is written, or read in bulk, is
    /// not an array of descriptors.
    fn require_writable(&self, id: TableId) -> Result<()> {
        match self.environ.program.tables[id.index()].kind {
            TableKind::ReadOnly => {
                Err(Error::internal("table was taken to be read-only, but is written or copied"))
            }
            TableKind::Fixed | TableKind::Growing { .. } => Ok(()),
        }
    }

    pub(super) fn table_size(&mut self, table: u32) -> Result<()> {
        let id = self.table_id(table);
        let len = self.table_len(id);
        self.push_size(len, self.environ.program.tables[id.index()].index_64);
        Ok(())
    }

    pub(super) fn table_grow(&mut self, table: u32) -> Result<()> {
        let table = &self.environ.program.tables[self.table_id(table).index()];
        let delta = self.pop_index(table.index_64);
        let value = self.pop();
        let TableKind::Growing { descriptor, .. } = table.kind else {
            return Err(Error::internal("table was taken to be of fixed size, but grows"));
        };
        let descriptor = self.environ.address(&mut self.builder, descriptor);
        let old = self.call_helper(helper::TABLE_GROW, &[descriptor, delta, value], Some(types::I64));
        let old = old.expect("the helper returns the old size");
        self.push_size(old, table.index_64);
        Ok(())
    }

    /// The address of a checked range of `len` elements at `start`, and its bytes.
    fn table_range(&mut self, id: TableId, start: Value, len: Value) -> Result<Value> {
        self.require_writable(id)?;
        let limit = self.table_len(id);
        let table = &self.environ.program.tables[id.index()];
        self.check_range(start, len, limit, table.index_64, Trap::TableOutOfBounds);
        Ok(self.element_address(table.base, start))
    }

    /// `base` plus the bytes of `index` references.
    fn element_address(&mut self, base: u64, index: Value) -> Value {
        let base = self.environ.address(&mut self.builder, base);
        let distance = self.reference_bytes(index);
        self.builder.ins().iadd(base, distance)
    }

    fn reference_bytes(&mut self, count: Value) -> Value {
        let shift = self.builder.ins().iconst(types::I32, i64::from(REFERENCE_BYTES.ilog2()));
        self.builder.ins().ishl(count, shift)
    }

    pub(super) fn table_fill(&mut self, table: u32) -> Result<()> {
        let id = self.table_id(table);
        let index_64 = self.environ.program.tables[id.index()].index_64;
        let len = self.pop_index(index_64);
        let value = self.pop();
        let start = self.pop_index(index_64);
        let start = self.table_range(id, start, len)?;
        self.call_helper(helper::TABLE_FILL, &[start, value, len], None);
        Ok(())
    }

    pub(super) fn table_copy(&mut self, destination: u32, source: u32) -> Result<()> {
        let (destination, source) = (self.table_id(destination), self.table_id(source));
        let to_64 = self.environ.program.tables[destination.index()].index_64;
        let from_64 = self.environ.program.tables[source.index()].index_64;
        let len = self.pop_index(to_64 && from_64);
        let from = self.pop_index(from_64);
        let to = self.pop_index(to_64);
        let to = self.table_range(destination, to, len)?;
        let from = self.table_range(source, from, len)?;
        let bytes = self.reference_bytes(len);
        self.call_helper(helper::MEMORY_MOVE, &[to, from, bytes], None);
        Ok(())
    }

    pub(super) fn table_init(&mut self, element: u32, table: u32) -> Result<()> {
        let table = self.table_id(table);
        let len = self.pop_index(false);
        let from = self.pop_index(false);
        let to = self.pop_index(self.environ.program.tables[table.index()].index_64);
        let segment = self.environ.instance().elements.get(&ElementIndex(element)).copied();
        let program = self.environ.program;
        let (address, limit) = match segment {
            Some(id) => {
                let segment = &program.element_segments[id.index()];
                let place = self.environ.segment_len(&mut self.builder, segment.len_address);
                let limit = self.builder.ins().load(types::I64, place.flags, place.address, place.offset);
                (segment.address, limit)
            }
            // An active or declared segment: dropped before any code ran.
            None => (0, self.builder.ins().iconst(types::I64, 0)),
        };
        self.check_range(from, len, limit, false, Trap::TableOutOfBounds);
        let to = self.table_range(table, to, len)?;
        let from = self.element_address(address, from);
        let bytes = self.reference_bytes(len);
        self.call_helper(helper::MEMORY_MOVE, &[to, from, bytes], None);
        Ok(())
    }

    pub(super) fn elem_drop(&mut self, element: u32) -> Result<()> {
        if let Some(id) = self.environ.instance().elements.get(&ElementIndex(element)).copied() {
            let address = self.environ.program.element_segments[id.index()].len_address;
            self.drop_segment(address);
        }
        Ok(())
    }
}
