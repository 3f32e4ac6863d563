//! What the memory check knows of a program: its address plan, and nothing else.

use precast_abi::address::{MEMORY0_BASE, REACH_BYTES};
use precast_targets::MemoryBase;

use crate::options::{Options, Spectre};
use crate::program::{Program, SectionContents, TableKind};

/// Bytes of an element of a table that is written.
const REFERENCE_BYTES: u64 = 8;

/// The address plan, in the form in which the check asks for it.
pub(in crate::codegen) struct MemoryCheck {
    pub(super) memories: Vec<MemoryRange>,
    /// Precast's own data, but for the guest's stack.
    pub(super) sections: Vec<Region>,
    /// The tables among it.
    pub(super) tables: Vec<Region>,
    /// The lengths in writable state.
    pub(super) lengths: Vec<Length>,
    /// Whether a check must hold for a processor that runs ahead of it, too. Otherwise it suffices that the
    /// check traps.
    pub(super) masked: bool,
    pub(super) bases: Bases,
}

/// Where code gets bases of memories from, if they are no constants in it.
#[derive(Default)]
pub(super) struct Bases {
    /// What the pinned register holds.
    pub(super) pinned: Option<u64>,
    /// Addresses of `u64`s that nothing writes, and what they hold.
    pub(super) cells: Vec<(u64, u64)>,
}

impl Bases {
    /// What the `u64` at `address` holds, if nothing writes it.
    pub(super) fn loaded(&self, address: u64) -> Option<u64> {
        self.cells.iter().find(|cell| cell.0 == address).map(|cell| cell.1)
    }
}

/// Where accesses to a memory may go.
pub(super) struct MemoryRange {
    pub(super) base: u64,
    /// From `base` on, what an access without a check may touch.
    pub(super) accessible_bytes: u64,
}

/// A part of precast's own data.
pub(super) struct Region {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) writable: bool,
}

/// A length in writable state, which never becomes less.
#[derive(Clone, Copy)]
pub(super) struct Length {
    /// Address of the `u64`.
    pub(super) at: u64,
    /// What it is the length of.
    pub(super) cell: LengthCell,
    /// What it is at first.
    pub(super) min: u64,
    pub(super) max: u64,
}

/// What an upper bound in a comparison is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LengthCell {
    /// The current length in bytes of the memory at `base`.
    Memory { base: u64 },
    /// The current length in elements of a table.
    Table,
    /// A constant, or anything else.
    Other,
}

impl MemoryCheck {
    /// The facts of `program`.
    pub(in crate::codegen) fn new(program: &Program<'_>, options: &Options) -> MemoryCheck {
        let layout = &program.layout;
        let memories = program.memories.iter().map(|memory| MemoryRange {
            base: memory.base,
            // A memory never shrinks.
            accessible_bytes: if memory.guarded { REACH_BYTES } else { memory.initial_bytes },
        });
        let sections = layout.sections.iter().filter_map(|section| {
            let bytes = match &section.contents {
                SectionContents::Zero(bytes) => *bytes,
                SectionContents::Bytes(bytes, _) => bytes.len() as u64,
            };
            // The stack and the variables of the runtime are nothing that code may name by address.
            let hidden = layout.stack_low..layout.state_start;
            let start = if hidden.contains(&section.address) { layout.state_start } else { section.address };
            let end = section.address + bytes;
            let own = section.address < MEMORY0_BASE && start < end;
            own.then_some(Region { start, end, writable: section.writable })
        });
        let tables = program.tables.iter().filter(|table| table.used).map(|table| {
            let bytes = match table.kind {
                TableKind::ReadOnly => size_of::<precast_abi::FuncRef>() as u64 * table.initial,
                TableKind::Fixed => REFERENCE_BYTES * table.initial,
                TableKind::Growing { capacity, .. } => REFERENCE_BYTES * capacity,
            };
            Region { start: table.base, end: table.base + bytes, writable: table.kind != TableKind::ReadOnly }
        });
        // Where a table has no elements, each access of one is dead code behind a trap, at its base.
        let empty =
            program.tables.iter().filter(|table| table.used && table.initial == 0).map(|table| Region {
                start: table.base,
                end: table.base + size_of::<precast_abi::FuncRef>() as u64,
                writable: table.kind != TableKind::ReadOnly,
            });
        let memory_lengths = program.memories.iter().map(|memory| {
            let at = memory.descriptor + std::mem::offset_of!(precast_abi::Memory, len_bytes) as u64;
            let cell = LengthCell::Memory { base: memory.base };
            Length { at, cell, min: memory.initial_bytes, max: memory.max_bytes }
        });
        let table_lengths = program.tables.iter().filter_map(|table| match table.kind {
            TableKind::Growing { descriptor, capacity } => {
                let at = descriptor + std::mem::offset_of!(precast_abi::program::Table, len) as u64;
                Some(Length { at, cell: LengthCell::Table, min: table.initial, max: capacity })
            }
            TableKind::ReadOnly | TableKind::Fixed => None,
        });
        let bases = match options.target.memory_base {
            MemoryBase::Constant => Bases::default(),
            MemoryBase::PinnedRegister => Bases { pinned: Some(MEMORY0_BASE), ..Bases::default() },
            MemoryBase::Descriptor => {
                let cells = program.memories.iter().map(|memory| (memory.base_cell(), memory.base));
                Bases { cells: cells.collect(), ..Bases::default() }
            }
        };
        MemoryCheck {
            memories: memories.collect(),
            sections: join(sections.collect()).into_iter().chain(empty).collect(),
            tables: tables.collect(),
            lengths: memory_lengths.chain(table_lengths).collect(),
            masked: options.spectre == Spectre::On,
            bases,
        }
    }
}

/// Joins sections that touch and may be used alike: a table may begin in one and end in the next, which
/// holds its zeros.
fn join(sections: Vec<Region>) -> Vec<Region> {
    let mut joined: Vec<Region> = Vec::new();
    for section in sections {
        match joined.last_mut() {
            Some(last) if last.end == section.start && last.writable == section.writable => {
                last.end = section.end;
            }
            _ => joined.push(section),
        }
    }
    joined
}
