//! From instances to a program: which functions are compiled, and every item of the program with its
//! contents. Addresses come last, from `layout`.

use std::collections::HashMap;

use precast_abi::address::{INDEX_SPACE_BYTES, MEMORY0_BASE, WASM_PAGE_BYTES};
use wasmparser::ValType;

use super::facts::{Facts, Roots};
use super::initial::Contents;
use super::instantiate::{Apply, Schedule, State, Values, instantiate};
use super::layout::Layout;
use super::world::{FuncId, FunctionKind, World};
use super::*;
use crate::limits::{INDEX_SLACK_BYTES, READ_ONLY_TABLE_SPARSE_BYTES_MAX, TABLE_GROWTH_ELEMENTS};
use crate::options::{OptLevel, Options};
use crate::wasm::SegmentMode;
use crate::{Error, Result};

/// What the process of a world does. Lists are by instance.
#[derive(Default)]
pub(super) struct Plan<'a> {
    pub(super) names: Vec<Option<&'a str>>,
    /// When active segments are applied.
    pub(super) apply: Vec<Apply>,
    /// What is called once an instance is made, each of type `[] -> []`.
    pub(super) calls: Vec<Vec<FuncId>>,
    /// What the process runs, but for active segments.
    pub(super) roots: Roots,
    /// The function to run at the end; none in a test script.
    pub(super) main: Option<(InstanceId, FuncIndex)>,
    /// What an initialiser left, instead of what the modules say.
    pub(super) initial: Option<&'a Contents>,
}

impl<'a> Plan<'a> {
    /// Adds the next instance.
    pub(super) fn add(&mut self, name: Option<&'a str>, apply: Apply, calls: Vec<FuncId>) {
        self.names.push(name);
        self.apply.push(apply);
        self.calls.push(calls);
    }
}

impl<'a> Program<'a> {
    /// Resolves a module, with other modules linked to it by name. Also tells which function of the world has
    /// which descriptor.
    pub(crate) fn resolve(
        main: &'a Module<'a>,
        linked: &[(&'a str, &'a Module<'a>)],
        purpose: Purpose<'a>,
        options: &Options,
    ) -> Result<(Program<'a>, Vec<Option<FuncRefId>>)> {
        let (world, plan) = link::link(main, linked, purpose, options)?;
        let (program, func_refs) = Program::assemble(&world, plan, options)?;
        Ok((program.place(options)?, func_refs))
    }

    /// The program of a world, without addresses, and which function of the world has which descriptor.
    /// Without a main function the entry is that of an empty test script.
    pub(super) fn assemble(
        world: &World<'a>,
        mut plan: Plan<'a>,
        options: &Options,
    ) -> Result<(Program<'a>, Vec<Option<FuncRefId>>)> {
        let schedules: Vec<Schedule<'_>> = world
            .instance_ids()
            .zip(&plan.apply)
            .map(|(id, apply)| Schedule::new(world, id, *apply))
            .collect();
        for (id, schedule) in world.instance_ids().zip(&schedules) {
            let elements = world.instance(id).module.elements.iter().enumerate();
            let at_run = elements.filter(|(_, element)| schedule.element_at_run(element));
            plan.roots.elements.extend(at_run.map(|(index, _)| (id, ElementIndex(index as u32))));
        }
        let facts = facts::find(world, &plan.roots, plan.initial, options.opt_level);
        let types = Types::intern(world);
        let functions = Functions::number(world, &facts, &types);
        let func_refs = &functions.func_ref_ids;
        let state = match plan.initial {
            Some(contents) => State::initialised(world, &facts, func_refs, contents)?,
            None => instantiate(world, &facts, func_refs, &plan.apply)?,
        };
        let segments = Segments::used(world, &facts, &state, &schedules, &functions.func_ref_ids)?;
        let entry = match plan.main {
            Some((instance, func)) => Entry::Main {
                callee: functions.callee(world, instance, func),
                ty: types.of_function(world, instance, func),
            },
            None => Entry::Script(script::Table::default()),
        };
        let mut program = Program {
            instances: Vec::with_capacity(world.instances.len()),
            memories: memories(world, &facts, &state, options)?,
            tables: tables(world, &facts, state.tables, &state.table_lens),
            globals: globals(world, &facts, &state.globals, options),
            code: functions.code.clone(),
            func_refs: functions.func_refs.clone(),
            types: types.types,
            data_segments: segments.data,
            element_segments: segments.elements,
            tail_calls: facts.tail_calls,
            layout: Layout::default(),
            entry,
            glue: vec![Glue::Entry],
        };
        let parts = types.ids.into_iter().zip(segments.data_ids).zip(segments.element_ids).zip(state.steps);
        for (id, (((types, data), elements), applied)) in world.instance_ids().zip(parts) {
            let linked = world.instance(id);
            let mut steps = linked.requirements.clone();
            let fits = !matches!(applied.last(), Some(Step::Trap(_)));
            steps.extend(applied);
            if fits {
                let calls = plan.calls[id.index()].iter();
                steps.extend(calls.map(|call| Step::Call(functions.callees[call.index()])));
            }
            program.instances.push(Instance {
                module: linked.module,
                name: plan.names[id.index()],
                functions: linked.functions.iter().map(|func| functions.callees[func.index()]).collect(),
                types,
                memories: linked.memories.clone(),
                tables: linked.tables.clone(),
                globals: linked.globals.clone(),
                func_refs: functions.func_refs_of(&linked.functions),
                data,
                elements,
                steps,
            });
        }
        Ok((program, functions.func_ref_ids))
    }

    /// The same program with addresses.
    pub(super) fn place(mut self, options: &Options) -> Result<Program<'a>> {
        layout::place(&mut self, options)?;
        Ok(self)
    }
}

/// The function types of a program: equal types have equal numbers.
struct Types {
    types: Vec<FuncType>,
    /// By instance and type index.
    ids: Vec<Vec<TypeId>>,
}

impl Types {
    fn intern(world: &World<'_>) -> Types {
        let mut types = Vec::new();
        let mut known = HashMap::new();
        let mut intern = |ty| {
            *known.entry(ty).or_insert_with(|| {
                types.push(FuncType::clone(ty));
                TypeId(types.len() as u32 - 1)
            })
        };
        let ids = world.instances.iter().map(|linked| linked.module.types.iter().map(&mut intern).collect());
        let ids = ids.collect();
        Types { types, ids }
    }

    fn of_function(&self, world: &World<'_>, instance: InstanceId, func: FuncIndex) -> TypeId {
        let ty = world.instance(instance).module.functions[func.index()].ty;
        self.ids[instance.index()][ty.index()]
    }
}

/// The functions of a program: what calls them, and which are compiled.
struct Functions {
    /// By [`FuncId`].
    callees: Vec<Callee>,
    code: Vec<Code>,
    func_refs: Vec<FuncRef>,
    /// By [`FuncId`].
    func_ref_ids: Vec<Option<FuncRefId>>,
}

impl Functions {
    fn number(world: &World<'_>, facts: &Facts, types: &Types) -> Functions {
        let mut functions = Functions {
            callees: Vec::with_capacity(world.functions.len()),
            code: Vec::new(),
            func_refs: Vec::new(),
            func_ref_ids: Vec::with_capacity(world.functions.len()),
        };
        for (index, function) in world.functions.iter().enumerate() {
            let (instance, func) = (function.instance, function.func);
            let ty = types.of_function(world, instance, func);
            let id = CodeId(functions.code.len() as u32);
            let defined = matches!(function.kind, FunctionKind::Defined);
            let referenced = facts.referenced[index];
            // An import needs code only where it is a value: a stub that calls it.
            if referenced || (defined && facts.reached[index]) {
                functions.code.push(Code { instance, func, ty });
            }
            functions.callees.push(match function.kind {
                FunctionKind::Wasi(wasi) => Callee::Wasi(wasi, wasi_memory(world, instance)),
                FunctionKind::Unresolved => Callee::Unresolved,
                FunctionKind::Defined if facts.reached[index] => Callee::Code(id),
                FunctionKind::Defined => Callee::Unreachable,
            });
            functions.func_ref_ids.push(referenced.then(|| {
                functions.func_refs.push(FuncRef { func, ty, code: id, address: 0 });
                FuncRefId(functions.func_refs.len() as u32 - 1)
            }));
        }
        functions
    }

    fn callee(&self, world: &World<'_>, instance: InstanceId, func: FuncIndex) -> Callee {
        self.callees[world.instance(instance).functions[func.index()].index()]
    }

    /// The descriptors of the functions of an instance.
    fn func_refs_of(&self, functions: &[FuncId]) -> HashMap<FuncIndex, FuncRefId> {
        let descriptors = functions.iter().enumerate().filter_map(|(index, function)| {
            Some((FuncIndex(index as u32), self.func_ref_ids[function.index()]?))
        });
        descriptors.collect()
    }
}

/// The memory that WASI functions which an instance imports work on. Without one it is an empty one behind
/// those of the world: they get a memory as an argument, and find every pointer out of its bounds.
fn wasi_memory(world: &World<'_>, instance: InstanceId) -> MemoryId {
    let first = world.instance(instance).memories.first();
    first.copied().unwrap_or(MemoryId(world.memories.len() as u32))
}

/// The segments that code copies from, by instance and index.
struct Segments<'a> {
    data: Vec<DataSegment<'a>>,
    data_ids: Vec<HashMap<DataIndex, DataId>>,
    elements: Vec<ElementSegment>,
    element_ids: Vec<HashMap<ElementIndex, ElementId>>,
}

impl<'a> Segments<'a> {
    fn used(
        world: &World<'a>,
        facts: &Facts,
        state: &State<'_>,
        schedules: &[Schedule<'_>],
        func_refs: &[Option<FuncRefId>],
    ) -> Result<Segments<'a>> {
        let mut segments = Segments {
            data: Vec::new(),
            data_ids: Vec::new(),
            elements: Vec::new(),
            element_ids: Vec::new(),
        };
        for (id, schedule) in world.instance_ids().zip(schedules) {
            let linked = world.instance(id);
            let mut ids = HashMap::new();
            for (index, data) in linked.module.data.iter().enumerate() {
                let passive = matches!(data.mode, SegmentMode::Passive) && facts.data_used[id.index()][index];
                if passive || schedule.data_at_run(data) {
                    ids.insert(DataIndex(index as u32), DataId(segments.data.len() as u32));
                    segments.data.push(DataSegment { bytes: data.bytes, address: 0, len_address: 0 });
                }
            }
            segments.data_ids.push(ids);
            let values = Values { linked, globals: &state.globals, func_refs };
            let mut ids = HashMap::new();
            for (index, element) in linked.module.elements.iter().enumerate() {
                let passive =
                    matches!(element.mode, SegmentMode::Passive) && facts.elements_used[id.index()][index];
                if passive || schedule.element_at_run(element) {
                    ids.insert(ElementIndex(index as u32), ElementId(segments.elements.len() as u32));
                    let items = values.items(element)?;
                    segments.elements.push(ElementSegment { items, address: 0, len_address: 0 });
                }
            }
            segments.element_ids.push(ids);
        }
        Ok(segments)
    }
}

/// The memories of the program, and the empty one where an instance that imports WASI functions has none.
fn memories(world: &World<'_>, facts: &Facts, state: &State<'_>, options: &Options) -> Result<Vec<Memory>> {
    let mut memories = Vec::with_capacity(world.memories.len());
    for (index, (instance, number)) in world.memories.iter().enumerate() {
        let memory = &world.instance(*instance).module.memories[number.index()];
        let initial_bytes = state.memory_bytes[index];
        if initial_bytes >> options.target.user_space_bits != 0 {
            return Err(Error::limit(format!(
                "memory {} begins with {initial_bytes} bytes, more than the address space of {} has",
                number.index(),
                options.target.name
            )));
        }
        let allowed = options.max_memory_bytes.unwrap_or(u64::MAX) >> memory.page_size_log2;
        let mut max_bytes = memory.maximum_bytes().min(allowed << memory.page_size_log2);
        if memory.maximum.is_none() && max_bytes == INDEX_SPACE_BYTES {
            // Growing may fail for any reason, and code is shorter where it fails a little below 4 GiB.
            max_bytes = max_bytes.min((INDEX_SPACE_BYTES - INDEX_SLACK_BYTES).max(initial_bytes));
        }
        if initial_bytes > max_bytes {
            return Err(Error::invalid(format!(
                "memory {} begins with {initial_bytes} bytes, but may not exceed {max_bytes} bytes",
                number.index()
            )));
        }
        memories.push(Memory {
            initial_bytes,
            max_bytes,
            index_64: memory.index_64,
            page_size_log2: memory.page_size_log2,
            fixed_size: !facts.memories_grown[index] || initial_bytes == max_bytes,
            image: image::runs(&state.memories[index], options.target.segment_align_bytes)?,
            ..empty_memory()
        });
    }
    let needs_one = |function: &world::Function| {
        matches!(function.kind, FunctionKind::Wasi(_))
            && world.instance(function.instance).memories.is_empty()
    };
    if world.functions.iter().any(needs_one) {
        memories.push(empty_memory());
    }
    Ok(memories)
}

fn empty_memory() -> Memory {
    Memory {
        base: MEMORY0_BASE,
        descriptor: 0,
        initial_bytes: 0,
        max_bytes: 0,
        index_64: false,
        page_size_log2: WASM_PAGE_BYTES.ilog2(),
        guarded: false,
        fixed_size: true,
        image: Vec::new(),
        mapped_bytes: 0,
        far: Vec::new(),
        small_pages: Default::default(),
    }
}

fn tables(
    world: &World<'_>,
    facts: &Facts,
    contents: Vec<Vec<Option<FuncRefId>>>,
    lens: &[u64],
) -> Vec<Table> {
    let growing = facts.tables.iter().filter(|used| used.grown).count() as u64;
    let room = TABLE_GROWTH_ELEMENTS / growing.max(1);
    let definitions = (0..world.tables.len() as u32).map(|id| world.table(TableId(id)));
    let items = definitions.zip(&facts.tables).zip(contents).zip(lens);
    items
        .map(|(((table, used), contents), &initial)| {
            let max = table.maximum.unwrap_or(if table.index_64 { u64::MAX } else { u64::from(u32::MAX) });
            let kind = if used.grown {
                TableKind::Growing { descriptor: 0, capacity: max.min(initial + room) }
            } else if !used.written && !used.copied && is_dense(table.element, initial, &contents) {
                TableKind::ReadOnly
            } else {
                TableKind::Fixed
            };
            let used = used.any();
            Table { base: 0, initial, max, index_64: table.index_64, contents, kind, used }
        })
        .collect()
}

/// Whether a table that nothing writes is worth being kept read-only, which takes 16 bytes of the file
/// for each element, null or not.
fn is_dense(element: ValType, len: u64, contents: &[Option<FuncRefId>]) -> bool {
    let bytes = len.saturating_mul(size_of::<precast_abi::program::FuncRef>() as u64);
    let dense = bytes <= READ_ONLY_TABLE_SPARSE_BYTES_MAX || contents.len() as u64 >= len / 2;
    element == ValType::FUNCREF && dense
}

fn globals(world: &World<'_>, facts: &Facts, values: &[Value], options: &Options) -> Vec<Global> {
    let definitions = (0..world.globals.len() as u32).map(|id| world.global(GlobalId(id)));
    let globals = definitions.zip(values).zip(&facts.globals_written);
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
        check(Program::resolve(&module, &[], Purpose::Run, options).map(|(program, _)| program))
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
                if let Some(offset) = address.checked_sub(layout.state_start)
                    && let Some(bytes) = layout.state_image.get(offset as usize..)
                    && let Some(word) = bytes.first_chunk()
                {
                    return (u64::from_le_bytes(*word), None);
                }
                let holds = |section: &&Section| {
                    (section.address..section.address + size(section)).contains(&address)
                };
                let section = layout.sections.iter().find(holds).unwrap();
                let SectionContents::Bytes(bytes, code) = &section.contents else { return (0, None) };
                let offset = (address - section.address) as usize;
                let value = u64::from_le_bytes(bytes[offset..offset + 8].try_into().unwrap());
                (value, code.iter().find(|(place, _)| *place == offset as u64).map(|(_, pointer)| *pointer))
            };
            let f = CodePointer::Function(program.func_refs[0].code);
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
            let most = (1 << 32) - INDEX_SLACK_BYTES;
            assert_eq!((first.max_bytes, second.max_bytes), (20 << 16, most));
            assert_eq!((first.mapped_bytes, second.mapped_bytes), (1 << 16, 2 << 16));
            assert_eq!(at(second.base + 70000).0.to_le_bytes()[..6], *b"second");
            assert!(first.guarded && second.guarded && second.base % 65536 == 0);
            let stack_bytes = layout.stack_high - layout.stack_low;
            let top = precast_abi::address::STACK_TOP_BYTES;
            assert_eq!(stack_bytes, crate::options::STACK_SIZE_BYTES_DEFAULT + top);
        });
    }

    #[test]
    fn a_segment_that_does_not_fit_traps_after_those_before_it() {
        let wat = "(module (memory 1) (data (i32.const 0) \"kept\") (data (i32.const 65533) \"long\") \
                   (data (i32.const 8) \"dropped\") (func (export \"_start\")))";
        with(wat, &options(), |program| {
            let program = program.unwrap();
            assert!(matches!(
                program.instances[0].steps[..],
                [Step::Trap(precast_abi::Trap::MemoryOutOfBounds)]
            ));
            assert_eq!(program.memories[0].image[0].bytes[..12], *b"kept\0\0\0\0\0\0\0\0");
        });
        let wat = "(module (table 1 funcref) (elem (i32.const 1) 0) (func (export \"_start\")))";
        with(wat, &options(), |program| {
            let program = program.unwrap();
            assert!(matches!(
                program.instances[0].steps[..],
                [Step::Trap(precast_abi::Trap::TableOutOfBounds)]
            ));
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
            assert!(!memory.guarded && memory.plan().reach_bytes == 0);
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
            let memories = program.unwrap().memories;
            assert!(memories[0].guarded && !memories[1].guarded && !memories[99].guarded);
            // What is left is shared; those that want less get what they want.
            let share = memories[1].max_bytes;
            assert!(
                (2 << 30..4 << 30).contains(&share) && share % 65536 == 0 && memories[99].max_bytes == share
            );
            assert!(memories[99].base + memories[99].max_bytes < 1 << 38);
        });
        // Guards are where no kernel maps anything else: an eighth of 256 GiB holds six.
        for (count, guarded) in [(6, 6), (7, 1)] {
            let wat = format!("(module {} (func (export \"_start\")))", "(memory 1)".repeat(count));
            with(&wat, &sv39, |program| {
                let memories = program.unwrap().memories;
                assert_eq!(memories.iter().filter(|memory| memory.guarded).count(), guarded);
            });
        }
        let half = wat.replacen("(memory 1)", "(memory 1 16)", 80);
        with(&half, &sv39, |program| {
            let memories = program.unwrap().memories;
            let most = (1 << 32) - INDEX_SLACK_BYTES;
            assert_eq!((memories[1].max_bytes, memories[99].max_bytes), (16 << 16, most));
        });
        let wat = wat.replace("(memory 1)", "(memory 65536)");
        with(&wat, &sv39, |program| {
            assert!(program.err().unwrap().message.contains("do not fit the address space"))
        });
    }

    #[test]
    fn memories_with_64_bit_indices_get_the_room_that_there_is() {
        let wat = "(module (memory i64 1) (memory i64 1 0x1000000000000) (memory i64 3 4) (func (export \"_start\")))";
        for target in precast_targets::ALL {
            let room = 1_u64 << target.user_space_bits;
            with(wat, &Options::new(target), |program| {
                let memories = program.unwrap().memories;
                let [first, second, third] = &memories[..] else { panic!() };
                // The one that wants most is the last.
                assert!(third.base < first.base && first.base < second.base);
                assert_eq!((third.max_bytes, first.max_bytes), (4 << 16, (16 << 30) + (1 << 16)));
                assert!((room / 2..room).contains(&second.max_bytes) && second.max_bytes % 65536 == 0);
                assert!(memories.iter().all(|memory| !memory.guarded));
                assert!(second.base + second.max_bytes < room);
            });
            let bounded = Options { max_memory_bytes: Some(1 << 33), ..Options::new(target) };
            with(wat, &bounded, |program| assert_eq!(program.unwrap().memories[1].max_bytes, 1 << 33));
        }
        let wat =
            "(module (memory i64 0x1000000000000) (data (i64.const -5) \"end\") (func (export \"_start\")))";
        with(wat, &options(), |program| {
            assert_eq!(program.err().unwrap().kind, crate::ErrorKind::LimitExceeded)
        });
    }

    #[test]
    fn memories_may_end_within_a_page() {
        let wat = "(module (memory 65541 (pagesize 1)) (memory 3 9 (pagesize 1)) (memory 2 (pagesize 65536))
             (data (i32.const 65536) \"01234\") (func (export \"_start\")))";
        with(wat, &options(), |program| {
            let memories = program.unwrap().memories;
            let [first, second, third] = &memories[..] else { panic!() };
            assert_eq!((first.initial_bytes, first.max_bytes), (65541, u64::from(u32::MAX)));
            assert_eq!((first.mapped_bytes, second.mapped_bytes), (2 << 16, 1 << 16));
            assert_eq!((second.max_bytes, third.max_bytes), (9, (1 << 32) - INDEX_SLACK_BYTES));
            assert!(!first.guarded && !second.guarded && third.guarded);
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
