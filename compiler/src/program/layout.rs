//! Where everything lies: computes the address plan of `precast_abi::address` downward from memory 0,
//! and lists the sections that the object file needs at those addresses.

use precast_abi::address::{
    MEMORY0_BASE, NEAR, PLAN_LOW, REACH_BYTES, REGION_ALIGN_BYTES, RUNTIME_STATE_BYTES, STACK_GUARD_BYTES,
    STACK_TOP_BYTES, WASM_PAGE_BYTES,
};
use precast_abi::program::{NULL_TYPE_ID, STATE_IMAGE_BYTES_MAX};

use super::image::{self, Part};
use super::script;
use super::{CodePointer, Entry, FuncRef, FuncRefId, Global, Memory, Program, Table, TableKind, Value};
use crate::limits::{
    GAPS_SHARE_OF_USER_SPACE, MEMORY_GROWTH_BYTES_MAX, MEMORY_ZERO_MAPPED_BYTES_MAX, NEAR_TABLES_BYTES_MAX,
    USER_SPACE_SPARE_BYTES,
};
use crate::options::{MemoryGuard, Options};
use crate::{Error, Result};

/// The address plan of a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// See [`precast_abi::Program::stack_low`].
    pub(crate) stack_low: u64,
    /// See [`precast_abi::Program::stack_high`].
    pub(crate) stack_high: u64,
    /// First address of the program's own state, which lies behind the variables of the runtime.
    pub(crate) state_start: u64,
    /// Its end (exclusive).
    pub(crate) state_end: u64,
    /// The initial state from there on where start copies it, whole words; empty where the file holds it.
    pub(crate) state_image: Vec<u8>,
    /// See [`precast_abi::Program::first_write`], with what is there.
    pub(crate) first_write: Option<(u64, u64)>,
    /// Where read-only data that the linker places can begin, if it is little.
    pub(crate) near_constants: u64,
    /// Sections with an address of their own, ascending, not overlapping.
    pub(crate) sections: Vec<Section>,
}

/// A section that the linker must place at an address.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// `.wasm.state` and the like; unique within the program.
    pub(crate) name: String,
    pub(crate) address: u64,
    pub(crate) writable: bool,
    pub(crate) contents: SectionContents,
}

/// What a section holds.
#[derive(Clone, Debug)]
pub(crate) enum SectionContents {
    /// This many zero bytes that take no room in the file.
    Zero(u64),
    /// These bytes. At each offset of the second list an 8-byte field holds the address of code, filled in
    /// by the linker.
    Bytes(Vec<u8>, Vec<(u64, CodePointer)>),
}

/// Name of the section with the read-only tables of a program that has any. What the runtime reads at start
/// is appended to it, so that start touches one page of read-only data.
pub(crate) const TABLES: &str = ".wasm.tables";
/// Name of the section with the writable state.
pub(crate) const STATE: &str = ".wasm.state";

/// Room at the end of [`TABLES`] for the root of the tables, the initial state, the plans of this many
/// memories and what is to be recorded.
fn start_tables_bytes(memories: usize, options: &Options) -> u64 {
    let recorded = options.recording.as_ref().map_or(0, |_| size_of::<precast_abi::snapshot::Record>());
    let bytes =
        size_of::<precast_abi::Program>() + memories * size_of::<precast_abi::MemoryPlan>() + recorded;
    align_up(bytes as u64 + STATE_IMAGE_BYTES_MAX, START_TABLES_ALIGN_BYTES) + START_TABLES_ALIGN_BYTES
}

/// Alignment of read-only data that the linker places.
const CONSTANTS_ALIGN_BYTES: u64 = 64;

/// Alignment of what is appended to [`TABLES`].
pub(crate) const START_TABLES_ALIGN_BYTES: u64 = 8;

/// Gives everything in `program` its address and fills in its layout.
pub(super) fn place(program: &mut Program<'_>, options: &Options) -> Result<()> {
    place_memories(&mut program.memories, options)?;
    // The first pass measures, the second gives the addresses. All bases are aligned to the region size,
    // so that alignment within the regions is the same; address 0 means that there is none yet.
    let before_state = STACK_TOP_BYTES + RUNTIME_STATE_BYTES;
    let measured =
        assign(program, Bases { state: REGION_ALIGN_BYTES + before_state, constants: REGION_ALIGN_BYTES });
    let stack_bytes = align_up(options.stack_size_bytes.max(1), REGION_ALIGN_BYTES);
    let state_bytes = align_up(measured.state - REGION_ALIGN_BYTES, REGION_ALIGN_BYTES);
    let start_bytes = start_tables_bytes(program.memories.len(), options);
    let constant_bytes = align_up(measured.constants - REGION_ALIGN_BYTES + start_bytes, REGION_ALIGN_BYTES);
    let room = NEAR - PLAN_LOW - STACK_GUARD_BYTES;
    if state_bytes.saturating_add(constant_bytes).saturating_add(stack_bytes) > room {
        return Err(Error::limit(format!(
            "{} MiB of stack, {} MiB of writable tables and globals and {} MiB of read-only tables and passive segments \
             do not fit the {} MiB that an artifact has for them",
            stack_bytes >> 20,
            state_bytes >> 20,
            constant_bytes >> 20,
            room >> 20,
        )));
    }
    let state = NEAR - state_bytes;
    let stack_low = state - stack_bytes;
    let near = constant_bytes <= NEAR_TABLES_BYTES_MAX;
    let constants = if near { NEAR } else { stack_low - STACK_GUARD_BYTES - constant_bytes };
    let state_start = state + before_state;
    let ends = assign(program, Bases { state: state_start, constants });
    let stack_high = state + STACK_TOP_BYTES;
    let mut layout =
        Layout { stack_low, stack_high, state_start, state_end: ends.state, ..Layout::default() };
    layout.near_constants = NEAR;
    if ends.constants > constants {
        if near {
            layout.near_constants = align_up(ends.constants + start_bytes, CONSTANTS_ALIGN_BYTES);
        }
        let (bytes, code) = constant_contents(program, constants, ends.constants);
        layout.push(TABLES, constants, false, SectionContents::Bytes(bytes, code));
    }
    layout.push(".wasm.stack", stack_low, true, SectionContents::Zero(stack_bytes));
    push_state(&mut layout, program, state..state + state_bytes, options.target.segment_align_bytes);
    push_memories(&mut layout, program);
    layout.sections.sort_by_key(|section| section.address);
    program.layout = layout;
    Ok(())
}

impl Layout {
    fn push(&mut self, name: impl Into<String>, address: u64, writable: bool, contents: SectionContents) {
        self.sections.push(Section { name: name.into(), address, writable, contents });
    }
}

fn align_up(size: u64, align: u64) -> u64 {
    size.checked_next_multiple_of(align).unwrap_or(u64::MAX / align * align)
}

/// Chooses bases, and whether guard pages protect a memory: as long as the address space suffices,
/// memory 0 first. The others get as much room as they may grow to, or what there is.
fn place_memories(memories: &mut [Memory], options: &Options) -> Result<()> {
    let user_space_bytes = 1_u64 << options.target.user_space_bits;
    let end = user_space_bytes - USER_SPACE_SPARE_BYTES;
    let guard = |memory: &Memory| options.memory_guard == MemoryGuard::Auto && can_guard(memory);
    let least = |memory: &Memory| if guard(memory) { REACH_BYTES } else { room(memory.initial_bytes) };
    let gaps_bytes = memories.iter().filter(|memory| guard(memory)).count() as u64 * REACH_BYTES;
    let guard_all = gaps_bytes <= user_space_bytes / GAPS_SHARE_OF_USER_SPACE - MEMORY0_BASE
        && memories.iter().map(least).sum::<u64>() <= end - MEMORY0_BASE;
    for (number, memory) in memories.iter_mut().enumerate() {
        memory.guarded = guard(memory) && (guard_all || number == 0);
    }
    let order = order(memories);
    keep_near(memories, &order);
    let Some(growth) = growth_room(memories, end - MEMORY0_BASE) else {
        return Err(Error::limit(format!(
            "{} memories do not fit the address space of {}, {} GiB",
            memories.len(),
            options.target.name,
            (end - MEMORY0_BASE) >> 30,
        )));
    };
    let mut base = MEMORY0_BASE;
    for number in order {
        let memory = &mut memories[number];
        memory.base = base;
        if !memory.guarded {
            memory.max_bytes = memory.max_bytes.min(memory.initial_bytes.saturating_add(growth));
        }
        base += if memory.guarded { REACH_BYTES } else { room(memory.max_bytes) };
    }
    Ok(())
}

/// The memories in the order of their addresses. Those with guard pages come first; that which may grow most
/// comes last, with all the room that is left.
fn order(memories: &[Memory]) -> Vec<usize> {
    let growth = |memory: &Memory| memory.max_bytes - memory.initial_bytes;
    let mut order: Vec<usize> = (0..memories.len()).collect();
    order.sort_by_key(|&number| (!memories[number].guarded, growth(&memories[number]), number));
    order
}

/// Bounds the room of all memories but the last, so that no segments of the file lie terabytes apart: a
/// loader that takes the span between them for itself, as qemu-user does, would work for seconds.
fn keep_near(memories: &mut [Memory], order: &[usize]) {
    for &number in order.iter().rev().skip(1) {
        let memory = &mut memories[number];
        if !memory.guarded {
            memory.max_bytes = memory.max_bytes.min(memory.initial_bytes + MEMORY_GROWTH_BYTES_MAX);
        }
    }
}

/// Whether guard pages can stand in for all checks: not where an index reaches beyond any gap, nor
/// where a memory ends within a page of the kernel. A memory that can never have a byte needs no
/// gap.
fn can_guard(memory: &Memory) -> bool {
    !memory.index_64 && 1 << memory.page_size_log2 == WASM_PAGE_BYTES && memory.max_bytes > 0
}

/// The room for a memory of `bytes` bytes without guard pages, and room behind it, so that an address just
/// beyond one memory is not in the next.
fn room(bytes: u64) -> u64 {
    align_up(bytes.saturating_add(REGION_ALIGN_BYTES), REGION_ALIGN_BYTES)
}

/// The most by which every memory without guard pages can grow so that all of them fit into `bytes`; `None`
/// where not even their initial sizes do. Whole wasm pages.
fn growth_room(memories: &[Memory], bytes: u64) -> Option<u64> {
    let guarded = memories.iter().filter(|memory| memory.guarded).count() as u64 * REACH_BYTES;
    let unguarded = || memories.iter().filter(|memory| !memory.guarded);
    let initial = unguarded().fold(0_u64, |sum, memory| sum.saturating_add(room(memory.initial_bytes)));
    let mut left = bytes.checked_sub(guarded)?.checked_sub(initial)?;
    let mut wishes: Vec<u64> = unguarded()
        .map(|memory| align_up(memory.max_bytes - memory.initial_bytes, REGION_ALIGN_BYTES))
        .collect();
    wishes.sort_unstable();
    let mut waiting = wishes.len() as u64;
    for wish in wishes {
        // The smallest wish first: what it does not use of its share is for the others.
        if wish > left / waiting {
            return Some(left / waiting / WASM_PAGE_BYTES * WASM_PAGE_BYTES);
        }
        left -= wish;
        waiting -= 1;
    }
    Some(u64::MAX)
}

/// Where the writable and the read-only region begin, or how far they reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bases {
    state: u64,
    constants: u64,
}

impl Bases {
    fn state(&mut self, bytes: u64, align: u64) -> u64 {
        take(&mut self.state, bytes, align)
    }

    fn constant(&mut self, bytes: u64, align: u64) -> u64 {
        take(&mut self.constants, bytes, align)
    }
}

fn take(next: &mut u64, bytes: u64, align: u64) -> u64 {
    let address = align_up(*next, align);
    *next = address.saturating_add(bytes);
    address
}

/// Gives addresses upward from `next`; returns the ends. Small and often used things come first: they
/// share cache lines and pages.
fn assign(program: &mut Program<'_>, mut next: Bases) -> Bases {
    for memory in &mut program.memories {
        memory.descriptor = next.state(size_of::<precast_abi::Memory>() as u64, 8);
    }
    for global in program.globals.iter_mut().filter(|global| !global.constant) {
        global.address = next.state(global.bytes(), global.bytes());
    }
    for segment in &mut program.data_segments {
        segment.len_address = next.state(8, 8);
    }
    for segment in &mut program.element_segments {
        segment.len_address = next.state(8, 8);
    }
    for table in &mut program.tables {
        if let TableKind::Growing { descriptor, .. } = &mut table.kind {
            *descriptor = next.state(size_of::<precast_abi::program::Table>() as u64, 8);
        }
    }
    assign_tables(&mut program.tables, &mut program.func_refs, &mut next);
    for func_ref in program.func_refs.iter_mut().filter(|func_ref| func_ref.address == 0) {
        func_ref.address = next.constant(FUNC_REF_BYTES, 16);
    }
    for segment in &mut program.element_segments {
        segment.address = next.constant(8 * segment.items.len() as u64, 8);
    }
    for segment in &mut program.data_segments {
        segment.address = next.constant(segment.bytes.len() as u64, 16);
    }
    if let Entry::Script(table) = &mut program.entry {
        table.address = next.constant(table.bytes.len() as u64, 16);
    }
    next
}

const FUNC_REF_BYTES: u64 = size_of::<precast_abi::program::FuncRef>() as u64;

/// Gives tables their addresses, and functions that stand in a read-only table the address of their
/// element there: it is a descriptor like any other.
fn assign_tables(tables: &mut [Table], func_refs: &mut [FuncRef], next: &mut Bases) {
    func_refs.iter_mut().for_each(|func_ref| func_ref.address = 0);
    for table in tables.iter_mut().filter(|table| table.used) {
        match table.kind {
            TableKind::ReadOnly => {
                table.base = next.constant(FUNC_REF_BYTES * table.initial, 16);
                for (number, id) in table.contents.iter().enumerate() {
                    if let Some(id) = id
                        && func_refs[id.index()].address == 0
                    {
                        func_refs[id.index()].address = table.base + FUNC_REF_BYTES * number as u64;
                    }
                }
            }
            TableKind::Fixed => table.base = next.state(8 * table.initial, 16),
            TableKind::Growing { capacity, .. } => table.base = next.state(8 * capacity, 16),
        }
    }
}

/// Bytes of a region, written at addresses.
struct Contents {
    base: u64,
    bytes: Vec<u8>,
}

impl Contents {
    /// Zeros are not written: a region ends with its last byte that is not zero.
    fn put(&mut self, address: u64, bytes: &[u8]) {
        if bytes.iter().all(|byte| *byte == 0) {
            return;
        }
        let start = (address - self.base) as usize;
        let end = start + bytes.len();
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes[start..end].copy_from_slice(bytes);
    }

    fn put_u64(&mut self, address: u64, value: u64) {
        self.put(address, &value.to_le_bytes());
    }
}

/// The read-only region: read-only tables, descriptors, passive segments.
fn constant_contents(program: &Program<'_>, base: u64, end: u64) -> (Vec<u8>, Vec<(u64, CodePointer)>) {
    let mut contents = Contents { base, bytes: Vec::with_capacity((end - base) as usize) };
    let mut code = Vec::new();
    let mut descriptor = |contents: &mut Contents, address: u64, id: Option<FuncRefId>| {
        let (type_id, func_index) = match id {
            Some(id) => {
                let func_ref = &program.func_refs[id.index()];
                code.push((address - base, CodePointer::Function(func_ref.code)));
                (func_ref.ty.0, func_ref.func.0)
            }
            None => (NULL_TYPE_ID, 0),
        };
        contents.put_u64(address + 8, u64::from(func_index) << 32 | u64::from(type_id));
    };
    let mut table_ends = base;
    for table in program.tables.iter().filter(|table| table.used && table.kind == TableKind::ReadOnly) {
        for number in 0..table.initial {
            let id = table.contents.get(number as usize).copied().flatten();
            descriptor(&mut contents, table.base + FUNC_REF_BYTES * number, id);
        }
        table_ends = table.base + FUNC_REF_BYTES * table.initial;
    }
    // Those below stand in a read-only table.
    for (number, func_ref) in
        program.func_refs.iter().enumerate().filter(|(_, func_ref)| func_ref.address >= table_ends)
    {
        descriptor(&mut contents, func_ref.address, Some(FuncRefId(number as u32)));
    }
    for segment in &program.element_segments {
        for (address, item) in (segment.address..).step_by(8).zip(&segment.items) {
            contents.put_u64(address, reference(program, *item));
        }
    }
    for segment in &program.data_segments {
        contents.put(segment.address, segment.bytes);
    }
    if let Entry::Script(table) = &program.entry {
        put_script(&mut contents, program, table);
        code.extend(table.code.iter().map(|(offset, pointer)| (table.address - base + offset, *pointer)));
    }
    contents.bytes.resize((end - base) as usize, 0);
    (contents.bytes, code)
}

/// The table of a test script, with its addresses.
fn put_script(contents: &mut Contents, program: &Program<'_>, table: &script::Table) {
    contents.put(table.address, &table.bytes);
    for &offset in &table.local {
        let field = &table.bytes[offset as usize..][..8];
        let target = u64::from_le_bytes(field.try_into().expect("a field of 8 bytes"));
        contents.put_u64(table.address + offset, table.address + target);
    }
    for (offset, id) in &table.global_addresses {
        contents.put_u64(table.address + offset, program.globals[id.index()].address);
    }
    for (offset, id) in &table.global_values {
        let bits = bits(program, &program.globals[id.index()]);
        contents.put(table.address + offset, &bits.to_le_bytes());
    }
}

/// The bits of a reference.
fn reference(program: &Program<'_>, id: Option<FuncRefId>) -> u64 {
    id.map_or(0, |id| program.func_refs[id.index()].address)
}

/// The writable region: descriptors, globals, segment lengths, writable tables.
fn state_contents(program: &Program<'_>, base: u64) -> Vec<u8> {
    let mut contents = Contents { base, bytes: Vec::new() };
    for memory in &program.memories {
        contents.put_u64(memory.descriptor, memory.base);
        contents.put_u64(memory.descriptor + 8, memory.initial_bytes);
        contents.put_u64(memory.descriptor + 16, memory.max_bytes);
        // The upper half is `reserved`, which is for the runtime to find out.
        contents.put_u64(memory.descriptor + 24, memory.page_size_log2.into());
    }
    for global in program.globals.iter().filter(|global| !global.constant) {
        let bits = bits(program, global).to_le_bytes();
        contents.put(global.address, &bits[..global.bytes() as usize]);
    }
    for segment in &program.data_segments {
        contents.put_u64(segment.len_address, segment.bytes.len() as u64);
    }
    for segment in &program.element_segments {
        contents.put_u64(segment.len_address, segment.items.len() as u64);
    }
    for table in program.tables.iter().filter(|table| table.used && table.kind != TableKind::ReadOnly) {
        if let TableKind::Growing { descriptor, capacity } = table.kind {
            for (address, value) in
                (descriptor..).step_by(8).zip([table.base, table.initial, table.max, capacity])
            {
                contents.put_u64(address, value);
            }
        }
        for (address, item) in (table.base..).step_by(8).zip(&table.contents) {
            contents.put_u64(address, reference(program, *item));
        }
    }
    contents.bytes
}

/// The initial contents of a global.
fn bits(program: &Program<'_>, global: &Global) -> u128 {
    match global.value {
        Value::I32(value) => value.cast_unsigned().into(),
        Value::I64(value) => value.cast_unsigned().into(),
        Value::F32(bits) => bits.into(),
        Value::F64(bits) => bits.into(),
        Value::V128(bits) => bits,
        Value::RefNull => 0,
        Value::RefFunc(id) => reference(program, Some(id)).into(),
    }
}

/// The state. Where little of it is not zero, exec maps zeros, to the end of the region, and start copies that.
/// Otherwise it is stored up to the last byte that is not zero, then zeros take no room in the file.
fn push_state(layout: &mut Layout, program: &Program<'_>, region: std::ops::Range<u64>, segment_align: u64) {
    let mut bytes = state_contents(program, region.start);
    let before = (layout.state_start - region.start) as usize;
    if bytes.len() <= before + STATE_IMAGE_BYTES_MAX as usize {
        layout.push(STATE, region.start, true, SectionContents::Zero(region.end - region.start));
        layout.state_image = bytes.split_off(before.min(bytes.len()));
        layout.state_image.resize(layout.state_image.len().next_multiple_of(8), 0);
        return;
    }
    // Whole pages, so that what follows is a mapping of its own.
    bytes.resize(align_up(bytes.len() as u64, segment_align) as usize, 0);
    let zeros = region.start + bytes.len() as u64;
    layout.push(STATE, region.start, true, SectionContents::Bytes(bytes, Vec::new()));
    let end = align_up(layout.state_end, segment_align);
    if zeros < end {
        layout.push(".wasm.state.zero", zeros, true, SectionContents::Zero(end - zeros));
    }
}

/// What exec maps of the memories.
fn push_memories(layout: &mut Layout, program: &mut Program<'_>) {
    let mut zeros_left = MEMORY_ZERO_MAPPED_BYTES_MAX;
    for (index, memory) in program.memories.iter_mut().enumerate() {
        // Whole pages of the kernel, also where those of the memory are smaller.
        let accessible_bytes = align_up(memory.initial_bytes, REGION_ALIGN_BYTES);
        let parts = image::parts(&memory.image, accessible_bytes, &mut zeros_left);
        let mut far = image::mapped(&parts, &memory.image);
        memory.mapped_bytes = match far.first() {
            Some(range) if range.start == 0 => far.remove(0).end,
            _ => 0,
        };
        memory.far = far;
        memory.small_pages = image::small_pages(&parts, memory.base, memory.initial_bytes);
        layout.first_write = layout.first_write.or(image::first_write(&memory.image, memory.base));
        for (number, part) in parts.iter().enumerate() {
            let (offset, contents) = match part {
                Part::Run(run) => {
                    let run = &memory.image[*run];
                    (run.offset, SectionContents::Bytes(run.bytes.clone(), Vec::new()))
                }
                Part::Zero { offset, bytes } => (*offset, SectionContents::Zero(*bytes)),
            };
            layout.push(format!(".wasm.mem{index}.{number}"), memory.base + offset, true, contents);
        }
    }
}
