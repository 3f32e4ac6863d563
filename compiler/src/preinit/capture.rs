//! Where the items of the world lie in an artifact that runs an initialiser, and what they hold according to
//! the memory of its process. Addresses come in, [`Contents`] without any go out.

use std::collections::HashMap;

use precast_abi::program::{FuncRef, Memory, Table as TableDescriptor};
use wasmparser::ValType;

use super::Process;
use crate::Result;
use crate::program::initial::{Contents, GlobalContents, MemoryContents, TableContents};
use crate::program::{FuncId, FuncRefId, Global, Instance, Program, Table, TableKind, Value};

/// Granularity in bytes of what is stored of a memory: whole pieces that are not zero.
const PIECE_BYTES: u64 = 4096;

/// See the module. Lists are those of the world.
#[derive(Debug)]
pub(super) struct Capture {
    memories: Vec<MemoryPlace>,
    tables: Vec<TablePlace>,
    globals: Vec<GlobalPlace>,
    /// By instance and index.
    data: Vec<Vec<SegmentPlace>>,
    elements: Vec<Vec<SegmentPlace>>,
    /// Functions by the addresses that references to them are.
    functions: HashMap<u64, FuncId>,
}

#[derive(Debug)]
struct MemoryPlace {
    base: u64,
    descriptor: u64,
}

#[derive(Debug)]
enum TablePlace {
    /// Code cannot have changed it.
    Constant(TableContents),
    /// This many references.
    Fixed { base: u64, len: u64 },
    /// As many as its descriptor says.
    Growing { base: u64, descriptor: u64 },
}

#[derive(Debug)]
enum GlobalPlace {
    /// Code cannot have changed it.
    Constant(GlobalContents),
    Number {
        address: u64,
        bytes: usize,
    },
    Reference {
        address: u64,
    },
}

/// A segment: where its current length stands, for those that code can drop and that are not empty anyway.
type SegmentPlace = Option<u64>;

impl Capture {
    /// Of a program with addresses; `func_refs` are its descriptors by function.
    pub(super) fn new(program: &Program<'_>, func_refs: &[Option<FuncRefId>]) -> Capture {
        let mut functions = HashMap::new();
        let mut by_reference = HashMap::new();
        for (index, id) in func_refs.iter().enumerate() {
            if let Some(id) = id {
                functions.insert(program.func_refs[id.index()].address, FuncId::new(index));
                by_reference.insert(*id, FuncId::new(index));
            }
        }
        let function = |id: Option<FuncRefId>| id.map(|id| by_reference[&id]);
        // Each element of a read-only table is a descriptor of its own.
        for table in program.tables.iter().filter(|table| table.used && table.kind == TableKind::ReadOnly) {
            for (address, id) in (table.base..).step_by(size_of::<FuncRef>()).zip(&table.contents) {
                if let Some(function) = function(*id) {
                    functions.insert(address, function);
                }
            }
        }
        // Behind those of the world there can be one for functions of the runtime.
        let in_world = program.instances.iter().flat_map(|instance| &instance.memories).max();
        let memories = &program.memories[..in_world.map_or(0, |last| last.index() + 1)];
        let segments = |places: fn(&Program<'_>, &Instance<'_>) -> Vec<SegmentPlace>| {
            program.instances.iter().map(|instance| places(program, instance)).collect()
        };
        Capture {
            memories: memories
                .iter()
                .map(|memory| MemoryPlace { base: memory.base, descriptor: memory.descriptor })
                .collect(),
            tables: program.tables.iter().map(|table| TablePlace::of(table, function)).collect(),
            globals: program.globals.iter().map(|global| GlobalPlace::of(global, function)).collect(),
            data: segments(data_segments),
            elements: segments(element_segments),
            functions,
        }
    }

    /// What `process` left.
    pub(super) fn contents(&self, process: &impl Process) -> Result<Contents> {
        let dropped = |segments: &[Vec<SegmentPlace>]| -> Vec<Vec<bool>> {
            let dropped = |place: &SegmentPlace| place.is_some_and(|address| read_u64(process, address) == 0);
            segments.iter().map(|segments| segments.iter().map(dropped).collect()).collect()
        };
        Ok(Contents {
            memories: self.memories.iter().map(|memory| memory.contents(process)).collect(),
            tables: self
                .tables
                .iter()
                .enumerate()
                .map(|(number, table)| self.table(process, number, table))
                .collect::<Result<_>>()?,
            globals: self
                .globals
                .iter()
                .enumerate()
                .map(|(number, global)| self.global(process, number, global))
                .collect::<Result<_>>()?,
            data_dropped: dropped(&self.data),
            elements_dropped: dropped(&self.elements),
        })
    }

    fn table(&self, process: &impl Process, number: usize, place: &TablePlace) -> Result<TableContents> {
        let (base, len) = match *place {
            TablePlace::Constant(ref contents) => return Ok(contents.clone()),
            TablePlace::Fixed { base, len } => (base, len),
            TablePlace::Growing { base, descriptor } => {
                (base, read_u64(process, descriptor + std::mem::offset_of!(TableDescriptor, len) as u64))
            }
        };
        let bytes = process.read(base, 8 * len as usize);
        let (references, _) = bytes.as_chunks();
        let elements = references.iter().enumerate().map(|(index, bits)| {
            self.reference(u64::from_le_bytes(*bits), || format!("element {index} of table {number}"))
        });
        let mut elements: Vec<_> = elements.collect::<Result<_>>()?;
        let used = elements.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        elements.truncate(used);
        Ok(TableContents { len, elements })
    }

    fn global(&self, process: &impl Process, number: usize, place: &GlobalPlace) -> Result<GlobalContents> {
        match *place {
            GlobalPlace::Constant(contents) => Ok(contents),
            GlobalPlace::Number { address, bytes } => {
                let mut bits = [0; 16];
                bits[..bytes].copy_from_slice(&process.read(address, bytes));
                Ok(GlobalContents::Bits(u128::from_le_bytes(bits)))
            }
            GlobalPlace::Reference { address } => {
                let function = self.reference(read_u64(process, address), || format!("global {number}"))?;
                Ok(GlobalContents::Reference(function))
            }
        }
    }

    fn reference(&self, bits: u64, holder: impl Fn() -> String) -> Result<Option<FuncId>> {
        if bits == 0 {
            return Ok(None);
        }
        self.functions.get(&bits).map(|function| Some(*function)).ok_or_else(|| {
            super::not_stored(&format!("{} refers to something outside of the program", holder()))
        })
    }
}

impl MemoryPlace {
    fn contents(&self, process: &impl Process) -> MemoryContents {
        let len_bytes = read_u64(process, self.descriptor + std::mem::offset_of!(Memory, len_bytes) as u64);
        let pieces = process.touched(self.base, self.base + len_bytes).flat_map(|touched| {
            (touched.start - self.base) / PIECE_BYTES..(touched.end - self.base).div_ceil(PIECE_BYTES)
        });
        let mut runs: Vec<(u64, Vec<u8>)> = Vec::new();
        let mut before = None;
        for piece in pieces {
            // One piece may be touched in several places.
            if before.replace(piece) == Some(piece) {
                continue;
            }
            let offset = piece * PIECE_BYTES;
            let bytes = process.read(self.base + offset, PIECE_BYTES.min(len_bytes - offset) as usize);
            match runs.last_mut() {
                _ if bytes.iter().all(|byte| *byte == 0) => {}
                Some((start, run)) if *start + run.len() as u64 == offset => run.extend(bytes),
                _ => runs.push((offset, bytes)),
            }
        }
        MemoryContents { len_bytes, runs }
    }
}

impl TablePlace {
    fn of(table: &Table, function: impl Fn(Option<FuncRefId>) -> Option<FuncId>) -> TablePlace {
        match table.kind {
            _ if !table.used => {
                TablePlace::Constant(TableContents { len: table.initial, elements: Vec::new() })
            }
            TableKind::ReadOnly => {
                let elements = table.contents.iter().map(|id| function(*id)).collect();
                TablePlace::Constant(TableContents { len: table.initial, elements })
            }
            TableKind::Fixed => TablePlace::Fixed { base: table.base, len: table.initial },
            TableKind::Growing { descriptor, .. } => TablePlace::Growing { base: table.base, descriptor },
        }
    }
}

impl GlobalPlace {
    fn of(global: &Global, function: impl Fn(Option<FuncRefId>) -> Option<FuncId>) -> GlobalPlace {
        let address = global.address;
        match global.value {
            _ if !global.constant && matches!(global.ty, ValType::Ref(_)) => {
                GlobalPlace::Reference { address }
            }
            _ if !global.constant => {
                let bytes = match global.ty {
                    ValType::I32 | ValType::F32 => 4,
                    ValType::V128 => 16,
                    _ => 8,
                };
                GlobalPlace::Number { address, bytes }
            }
            Value::I32(value) => GlobalPlace::bits(value.cast_unsigned()),
            Value::I64(value) => GlobalPlace::bits(value.cast_unsigned()),
            Value::F32(bits) => GlobalPlace::bits(bits),
            Value::F64(bits) => GlobalPlace::bits(bits),
            Value::V128(bits) => GlobalPlace::bits(bits),
            Value::RefNull => GlobalPlace::Constant(GlobalContents::Reference(None)),
            Value::RefFunc(id) => GlobalPlace::Constant(GlobalContents::Reference(function(Some(id)))),
        }
    }

    fn bits(bits: impl Into<u128>) -> GlobalPlace {
        GlobalPlace::Constant(GlobalContents::Bits(bits.into()))
    }
}

fn data_segments(program: &Program<'_>, instance: &Instance<'_>) -> Vec<SegmentPlace> {
    let mut places = vec![None; instance.module.data.len()];
    for (index, id) in &instance.data {
        let segment = &program.data_segments[id.index()];
        places[index.index()] = Some(segment.len_address).filter(|_| !segment.bytes.is_empty());
    }
    places
}

fn element_segments(program: &Program<'_>, instance: &Instance<'_>) -> Vec<SegmentPlace> {
    let mut places = vec![None; instance.module.elements.len()];
    for (index, id) in &instance.elements {
        let segment = &program.element_segments[id.index()];
        places[index.index()] = Some(segment.len_address).filter(|_| !segment.items.is_empty());
    }
    places
}

fn read_u64(process: &impl Process, address: u64) -> u64 {
    let bytes = process.read(address, 8);
    u64::from_le_bytes(bytes.try_into().expect("8 bytes were asked for"))
}
