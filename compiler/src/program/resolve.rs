//! From a module to a program: which functions are compiled, and every item of the program with its
//! contents. Addresses come last, from `layout`.

use std::collections::HashMap;

use precast_abi::address::{MEMORY0_BASE, WASM_PAGE_BYTES};
use precast_abi::wasi::WasiFunction;
use wasmparser::ValType;

use super::facts::Facts;
use super::instantiate::{State, instantiate};
use super::layout::{Layout, MEMORY_BYTES_MAX};
use super::*;
use crate::limits::{READ_ONLY_TABLE_SPARSE_BYTES_MAX, TABLE_GROWTH_ELEMENTS};
use crate::options::{OptLevel, Options};
use crate::wasm::{FunctionOrigin, SegmentMode};
use crate::{Error, Result};

impl<'a> Program<'a> {
    /// Resolves a module on its own: a program of one instance.
    pub(crate) fn resolve(module: &'a Module<'a>, options: &Options) -> Result<Program<'a>> {
        let wasi = imports::serve(module, options)?;
        let chosen = entry::choose(module, &options.entry)?;
        let roots: Vec<FuncIndex> = chosen.starts.iter().chain([&chosen.main]).copied().collect();
        let facts = facts::find(module, &roots, options.opt_level);
        let (types, type_ids) = intern_types(module);
        let functions = Functions::number(module, &facts, &wasi, &type_ids);
        let state = instantiate(module, &facts, &functions.func_ref_ids)?;
        let trap = state.trap;
        let segments = Segments::used(module, &facts, &state, &functions.func_ref_ids)?;
        let main = chosen.main;
        let mut program = Program {
            entry: Entry {
                trap,
                starts: chosen.starts.iter().map(|start| functions.callees[start.index()]).collect(),
                main: functions.callees[main.index()],
                main_type: type_ids[module.functions[main.index()].ty.index()],
            },
            types,
            memories: memories(module, &facts, &state, wasi.iter().any(Option::is_some), options)?,
            tables: tables(module, &facts, state.tables),
            globals: globals(module, &facts, &state.globals, options),
            code: functions.code,
            func_refs: functions.func_refs,
            data_segments: segments.data,
            element_segments: segments.elements,
            layout: Layout::default(),
            instances: Vec::new(),
        };
        program.instances.push(Instance {
            module,
            functions: functions.callees,
            types: type_ids,
            memories: (0..module.memories.len() as u32).map(MemoryId).collect(),
            tables: (0..module.tables.len() as u32).map(TableId).collect(),
            globals: (0..module.globals.len() as u32).map(GlobalId).collect(),
            func_refs: functions.func_ref_ids,
            data: segments.data_ids,
            elements: segments.element_ids,
        });
        layout::place(&mut program, options)?;
        Ok(program)
    }
}

/// Equal types get equal numbers.
fn intern_types(module: &Module<'_>) -> (Vec<FuncType>, Vec<TypeId>) {
    let mut types = Vec::new();
    let mut known = HashMap::new();
    let mut intern = |ty| {
        *known.entry(ty).or_insert_with(|| {
            types.push(FuncType::clone(ty));
            TypeId(types.len() as u32 - 1)
        })
    };
    let ids = module.types.iter().map(&mut intern).collect();
    (types, ids)
}

/// The functions of an instance: what calls them, and which are compiled.
struct Functions {
    callees: Vec<Callee>,
    code: Vec<Code>,
    func_refs: Vec<FuncRef>,
    func_ref_ids: HashMap<FuncIndex, FuncRefId>,
}

impl Functions {
    fn number(
        module: &Module<'_>,
        facts: &Facts,
        wasi: &[Option<&'static WasiFunction>],
        type_ids: &[TypeId],
    ) -> Functions {
        let mut functions = Functions {
            callees: Vec::with_capacity(module.functions.len()),
            code: Vec::new(),
            func_refs: Vec::new(),
            func_ref_ids: HashMap::new(),
        };
        let instance = InstanceId(0);
        for (index, function) in module.functions.iter().enumerate() {
            let func = FuncIndex(index as u32);
            let ty = type_ids[function.ty.index()];
            let id = CodeId(functions.code.len() as u32);
            let import = match function.origin {
                FunctionOrigin::Import(number) => Some(wasi[number]),
                FunctionOrigin::Body(_) => None,
            };
            let referenced = facts.referenced[index];
            // An import needs code only where it is a value: a stub that calls it.
            if referenced || (import.is_none() && facts.reached[index]) {
                functions.code.push(Code { instance, func, ty });
            }
            functions.callees.push(match import {
                Some(Some(wasi)) => Callee::Wasi(wasi, MemoryId(0)),
                Some(None) => Callee::Unresolved,
                None if facts.reached[index] => Callee::Code(id),
                None => Callee::Unreachable,
            });
            if referenced {
                let func_ref = FuncRefId(functions.func_refs.len() as u32);
                functions.func_refs.push(FuncRef { func, ty, code: id, address: 0 });
                functions.func_ref_ids.insert(func, func_ref);
            }
        }
        functions
    }
}

/// The passive segments that reached code copies from.
struct Segments<'a> {
    data: Vec<DataSegment<'a>>,
    data_ids: HashMap<DataIndex, DataId>,
    elements: Vec<ElementSegment>,
    element_ids: HashMap<ElementIndex, ElementId>,
}

impl<'a> Segments<'a> {
    fn used(
        module: &'a Module<'a>,
        facts: &Facts,
        state: &State<'a>,
        func_refs: &HashMap<FuncIndex, FuncRefId>,
    ) -> Result<Segments<'a>> {
        let mut segments = Segments {
            data: Vec::new(),
            data_ids: HashMap::new(),
            elements: Vec::new(),
            element_ids: HashMap::new(),
        };
        for (index, data) in module.data.iter().enumerate() {
            if matches!(data.mode, SegmentMode::Passive) && facts.data_used[index] {
                segments.data_ids.insert(DataIndex(index as u32), DataId(segments.data.len() as u32));
                segments.data.push(DataSegment { bytes: data.bytes, address: 0, len_address: 0 });
            }
        }
        let values = instantiate::Values { globals: state.globals.clone(), func_refs };
        for (index, element) in module.elements.iter().enumerate() {
            if matches!(element.mode, SegmentMode::Passive) && facts.elements_used[index] {
                segments
                    .element_ids
                    .insert(ElementIndex(index as u32), ElementId(segments.elements.len() as u32));
                let items = values.items(element)?;
                segments.elements.push(ElementSegment { items, address: 0, len_address: 0 });
            }
        }
        Ok(segments)
    }
}

/// The memories of the program. A module that imports WASI functions but has no memory gets an empty
/// one: those functions get a memory as an argument, and find every pointer out of its bounds.
fn memories(
    module: &Module<'_>,
    facts: &Facts,
    state: &State<'_>,
    wasi: bool,
    options: &Options,
) -> Result<Vec<Memory>> {
    let mut memories = Vec::with_capacity(module.memories.len());
    for (index, memory) in module.memories.iter().enumerate() {
        let initial_bytes = memory.initial.saturating_mul(WASM_PAGE_BYTES);
        let declared = memory.maximum.map_or(u64::MAX, |pages| pages.saturating_mul(WASM_PAGE_BYTES));
        let allowed = options.max_memory_bytes.unwrap_or(u64::MAX) / WASM_PAGE_BYTES * WASM_PAGE_BYTES;
        let max_bytes = declared.min(allowed).min(MEMORY_BYTES_MAX);
        if initial_bytes > max_bytes {
            return Err(Error::invalid(format!(
                "memory {index} begins with {initial_bytes} bytes, but may not exceed {max_bytes} bytes"
            )));
        }
        memories.push(Memory {
            base: MEMORY0_BASE,
            descriptor: 0,
            initial_bytes,
            max_bytes,
            guarded: false,
            fixed_size: !facts.memories_grown[index] || initial_bytes == max_bytes,
            image: image::runs(&state.memories[index], options.target.segment_align_bytes)?,
            mapped_bytes: 0,
            far: Vec::new(),
        });
    }
    if memories.is_empty() && wasi {
        memories.push(Memory {
            base: MEMORY0_BASE,
            descriptor: 0,
            initial_bytes: 0,
            max_bytes: 0,
            guarded: false,
            fixed_size: true,
            image: Vec::new(),
            mapped_bytes: 0,
            far: Vec::new(),
        });
    }
    Ok(memories)
}

fn tables(module: &Module<'_>, facts: &Facts, contents: Vec<Vec<Option<FuncRefId>>>) -> Vec<Table> {
    let growing = facts.tables.iter().filter(|used| used.grown).count() as u64;
    let room = TABLE_GROWTH_ELEMENTS / growing.max(1);
    let items = module.tables.iter().zip(&facts.tables).zip(contents);
    items
        .map(|((table, used), contents)| {
            let max = table.maximum.unwrap_or(u64::from(u32::MAX));
            let kind = if used.grown {
                TableKind::Growing { descriptor: 0, capacity: max.min(table.initial + room) }
            } else if !used.written && !used.copied && is_dense(table, &contents) {
                TableKind::ReadOnly
            } else {
                TableKind::Fixed
            };
            let (initial, used) = (table.initial, used.any());
            Table { base: 0, initial, max, contents, kind, used }
        })
        .collect()
}

/// Whether a table that nothing writes is worth being kept read-only, which takes 16 bytes of the file
/// for each element, null or not.
fn is_dense(table: &crate::wasm::Table, contents: &[Option<FuncRefId>]) -> bool {
    let bytes = table.initial.saturating_mul(size_of::<precast_abi::program::FuncRef>() as u64);
    let dense = bytes <= READ_ONLY_TABLE_SPARSE_BYTES_MAX || contents.len() as u64 >= table.initial / 2;
    table.element == ValType::FUNCREF && dense
}

fn globals(module: &Module<'_>, facts: &Facts, values: &[Value], options: &Options) -> Vec<Global> {
    let globals = module.globals.iter().zip(values).zip(&facts.globals_written);
    globals
        .map(|((global, value), written)| {
            // Without our passes a global is what the module says it is.
            let constant = if options.opt_level == OptLevel::All { !written } else { !global.mutable };
            Global { ty: global.ty, value: *value, constant, address: 0 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::layout::Section;
    use super::*;
    use crate::NoObserver;
    use crate::options::{Entry, MemoryGuard, Unresolved};

    fn options() -> Options {
        Options::new(precast_targets::Target::find("x86_64-linux").unwrap())
    }

    fn with<T>(wat: &str, options: &Options, check: impl FnOnce(Result<Program<'_>>) -> T) -> T {
        let wasm = wat::parse_str(wat).unwrap();
        let module = Module::read(&wasm, &NoObserver).unwrap();
        check(Program::resolve(&module, options))
    }

    #[test]
    fn unresolved_functions_trap_on_request() {
        let wat = "(module (import \"env\" \"f\" (func $f)) (table 1 funcref) (elem (i32.const 0) $f)
                   (func (export \"_start\") call $f i32.const 0 call_indirect))";
        let options = Options { unresolved: Unresolved::Trap, ..options() };
        with(wat, &options, |program| {
            let program = program.unwrap();
            assert!(matches!(
                program.instances[0].functions[..],
                [Callee::Unresolved, Callee::Code(CodeId(1))]
            ));
            // The stub of the import, which is a value, and the main function.
            assert_eq!(program.code.len(), 2);
            assert_eq!(program.func_refs[0].code, CodeId(0));
            assert_eq!(program.tables[0].kind, TableKind::ReadOnly);
            assert_eq!(program.func_refs[0].address, program.tables[0].base);
        });
    }

    #[test]
    fn sections_ascend_without_overlap_and_hold_what_they_should() {
        let wat = "(module (memory 1 20) (memory 2) (table $ro 3 funcref) (table $rw 4 funcref) (table $grow 1 externref)
             (global $g (mut i64) (i64.const 0x1122334455667788)) (global $c (mut i32) (i32.const 7))
             (elem (table $ro) (i32.const 1) func $f) (elem (table $rw) (i32.const 2) func $f) (elem $p func $f)
             (data (i32.const 65530) \"end\") (data (memory 1) (i32.const 70000) \"second\") (data $d \"passive\")
             (func $f)
             (func (export \"_start\")
               i64.const 1 global.set $g  global.get $c drop
               i32.const 0 call_indirect $ro
               i32.const 0 i32.const 0 i32.const 1 table.init $rw $p
               i32.const 0 table.get $rw drop
               ref.null extern i32.const 1 table.grow $grow drop
               i32.const 0 i32.const 0 i32.const 1 memory.init $d))";
        with(wat, &options(), |program| {
            let program = program.unwrap();
            let layout = &program.layout;
            let size = |section: &Section| match &section.contents {
                SectionContents::Zero(bytes) => *bytes,
                SectionContents::Bytes(bytes, _) => bytes.len() as u64,
            };
            for pair in layout.sections.windows(2) {
                assert!(
                    pair[0].address + size(&pair[0]) <= pair[1].address,
                    "{} {}",
                    pair[0].name,
                    pair[1].name
                );
            }
            let at = |address: u64| {
                let holds = |section: &&Section| {
                    (section.address..section.address + size(section)).contains(&address)
                };
                let section = layout.sections.iter().find(holds).unwrap();
                let SectionContents::Bytes(bytes, code) = &section.contents else { return (0, None) };
                let offset = (address - section.address) as usize;
                let value = u64::from_le_bytes(bytes[offset..offset + 8].try_into().unwrap());
                (value, code.iter().find(|(place, _)| *place == offset as u64).map(|(_, id)| *id))
            };
            let f = FuncRefId(0);
            let [ro, rw, grow] = &program.tables[..] else { panic!() };
            assert_eq!((ro.kind, rw.kind), (TableKind::ReadOnly, TableKind::Fixed));
            assert_eq!(at(ro.base), (0, None));
            assert_eq!(at(ro.base + 8).0 as u32, precast_abi::program::NULL_TYPE_ID);
            assert_eq!(at(ro.base + 16), (0, Some(f)));
            let descriptor = program.func_refs[0].address;
            assert_eq!(descriptor, ro.base + 16);
            assert_eq!((at(rw.base + 8).0, at(rw.base + 16).0), (0, descriptor));
            assert_eq!(at(program.element_segments[0].address).0, descriptor);
            assert_eq!(at(program.element_segments[0].len_address).0, 1);
            assert_eq!(at(program.data_segments[0].len_address).0, 7);
            let TableKind::Growing { descriptor, capacity } = grow.kind else { panic!() };
            assert_eq!(
                (at(descriptor).0, at(descriptor + 8).0, at(descriptor + 24).0),
                (grow.base, 1, capacity)
            );
            assert_eq!(at(program.globals[0].address).0, 0x1122_3344_5566_7788);
            assert!(program.globals[1].constant && !program.globals[0].constant);
            let [first, second] = &program.memories[..] else { panic!() };
            assert_eq!((at(first.descriptor).0, at(first.descriptor + 8).0), (MEMORY0_BASE, 65536));
            assert_eq!((first.max_bytes, second.max_bytes), (20 << 16, 1 << 32));
            assert_eq!((first.mapped_bytes, second.mapped_bytes), (1 << 16, 2 << 16));
            assert_eq!(at(second.base + 70000).0.to_le_bytes()[..6], *b"second");
            assert!(first.guarded && second.guarded && second.base % 65536 == 0);
            assert_eq!(layout.stack_high - layout.stack_low, crate::options::STACK_SIZE_BYTES_DEFAULT);
        });
    }

    #[test]
    fn a_segment_that_does_not_fit_traps_after_those_before_it() {
        let wat = "(module (memory 1) (data (i32.const 0) \"kept\") (data (i32.const 65533) \"long\") \
                   (data (i32.const 8) \"dropped\") (func (export \"_start\")))";
        with(wat, &options(), |program| {
            let program = program.unwrap();
            assert_eq!(program.entry.trap, Some(precast_abi::Trap::MemoryOutOfBounds));
            assert_eq!(program.memories[0].image[0].bytes[..12], *b"kept\0\0\0\0\0\0\0\0");
        });
        let wat = "(module (table 1 funcref) (elem (i32.const 1) 0) (func (export \"_start\")))";
        with(wat, &options(), |program| {
            assert_eq!(program.unwrap().entry.trap, Some(precast_abi::Trap::TableOutOfBounds));
        });
    }

    #[test]
    fn large_memories() {
        let wat = "(module (memory 65536) (data (i32.const 0xc0000000) \"far\") (func (export \"_start\")))";
        with(wat, &options(), |program| {
            let memory = &program.unwrap().memories[0];
            assert_eq!((memory.initial_bytes, memory.mapped_bytes), (1 << 32, 0));
            assert_eq!((memory.far.len(), memory.far[0].start), (1, 3 << 30));
            assert_eq!(memory.plan().far[0], memory.far[0]);
        });
        let small = Options { max_memory_bytes: Some(1 << 20), ..options() };
        with(wat, &small, |program| {
            assert!(program.err().unwrap().message.contains("may not exceed 1048576"))
        });
        let none = Options { memory_guard: MemoryGuard::None, ..options() };
        with(wat, &none, |program| {
            let memory = &program.unwrap().memories[0];
            assert!(!memory.guarded && memory.plan().reservation_bytes == 0);
        });
    }

    #[test]
    fn what_does_not_fit_the_plan_is_a_limit() {
        let wat = "(module (func (export \"_start\")))";
        let deep = Options { stack_size_bytes: u64::MAX, ..options() };
        with(wat, &deep, |program| assert_eq!(program.err().unwrap().kind, crate::ErrorKind::LimitExceeded));
        let wat = "(module (table 4000000000 funcref) (func (export \"_start\") i32.const 0 call_indirect))";
        with(wat, &options(), |program| {
            assert_eq!(program.err().unwrap().kind, crate::ErrorKind::LimitExceeded)
        });
        let memories = "(memory 1)".repeat(100);
        let wat = format!("(module {memories} (func (export \"_start\")))");
        with(&wat, &options(), |program| {
            assert!(program.unwrap().memories.iter().all(|memory| memory.guarded))
        });
        let sv39 = Options::new(precast_targets::Target::find("riscv64-linux").unwrap());
        with(&wat, &sv39, |program| {
            assert!(program.err().unwrap().message.contains("does not fit the address space"))
        });
        let wat = wat.replace("(memory 1)", "(memory 1 16)");
        with(&wat, &sv39, |program| {
            let memories = program.unwrap().memories;
            assert!(memories[0].guarded && !memories[1].guarded && !memories[99].guarded);
        });
    }

    #[test]
    fn wasi_without_a_memory_gets_an_empty_one() {
        let wat = "(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func (param i32)))
                   (func (export \"main\") i32.const 3 call 0))";
        let options = Options { entry: Entry::Invoke("main".to_owned()), ..options() };
        with(wat, &options, |program| {
            let program = program.unwrap();
            assert_eq!((program.memories.len(), program.memories[0].max_bytes), (1, 0));
            assert_eq!(program.unreachable_functions(), 0);
        });
    }
}
