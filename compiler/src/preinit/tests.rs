//! From a recording's addresses to a state without any, and from there to programs. The process is a made-up
//! one; real ones run in the workspace's integration tests.

use std::collections::BTreeMap;
use std::ops::Range;

use precast_targets::Target;

use super::*;
use crate::NoObserver;
use crate::program::initial::{GlobalContents, MemoryContents, TableContents};
use crate::program::{Callee, FuncId, Initialization, SectionContents, TableKind, Value};
use crate::wasm::FuncIndex;

/// A module with everything that an initialiser can change, none of which it changes itself. `_start` uses
/// what `$init` uses, but writes less.
const EVERYTHING: &str = r#"(module
  (type $f (func))
  (memory $m (export "memory") 1 20) (memory $n 1)
  (table $fixed 4 funcref) (table $growing 2 funcref) (table $constant 2 funcref) (table $host 1 externref)
  (elem (table $fixed) (i32.const 1) func $a)
  (elem (table $constant) (i32.const 0) func $b $b)
  (elem $items func $b) (elem declare func $only_init) (data $bytes "passive") (data (i32.const 8) "active")
  (global $count (mut i32) (i32.const 7)) (global $wide (mut i64) (i64.const -2))
  (global $half (mut f32) (f32.const 0.5)) (global $real (mut f64) (f64.const -0.25))
  (global $vector (mut v128) (v128.const i64x2 3 4)) (global $callee (mut funcref) (ref.func $b))
  (global $never (mut i32) (i32.const 9)) (global $outside (mut externref) (ref.null extern))
  (func $a) (func $b) (func $only_init)
  (func $init (export "wizer.initialize")
    (drop (memory.grow (i32.const 1)))
    (table.set $fixed (i32.const 0) (ref.func $only_init))
    (drop (table.grow $growing (ref.null func) (i32.const 1)))
    (table.set $host (i32.const 0) (global.get $outside))
    (elem.drop $items) (data.drop $bytes)
    (global.set $count (i32.const 1)) (global.set $wide (i64.const 1)) (global.set $half (f32.const 1))
    (global.set $real (f64.const 1)) (global.set $vector (v128.const i64x2 1 1))
    (global.set $callee (ref.null func)) (global.set $outside (table.get $host (i32.const 0))))
  (func (export "_start")
    (call_indirect $fixed (type $f) (i32.const 0)) (call_indirect $growing (type $f) (i32.const 0))
    (call_indirect $constant (type $f) (i32.const 0))
    (table.init $fixed $items (i32.const 0) (i32.const 0) (i32.const 1))
    (memory.init $m $bytes (i32.const 0) (i32.const 0) (i32.const 1))
    (i32.store $n (i32.const 0) (global.get $never))
    (drop (global.get $count)) (drop (global.get $wide)) (drop (global.get $half)) (drop (global.get $real))
    (drop (global.get $vector)) (drop (global.get $callee)) (drop (global.get $outside))))"#;

/// A process that has done nothing yet: its memory is what the file says.
#[derive(Clone, Default)]
struct Untouched(BTreeMap<u64, Vec<u8>>);

impl Untouched {
    fn new(program: &Program<'_>) -> Untouched {
        let sections = program.layout.sections.iter().filter_map(|section| match &section.contents {
            SectionContents::Bytes(bytes, _) => Some((section.address, bytes.clone())),
            SectionContents::Zero(_) => None,
        });
        let mut process = Untouched(sections.collect());
        // What start copies, where it does.
        let layout = &program.layout;
        process.0.entry(layout.state_start).or_insert_with(|| layout.state_image.clone());
        process
    }

    fn write_u64(&mut self, address: u64, value: u64) {
        self.0.insert(address, value.to_le_bytes().to_vec());
    }
}

impl Process for Untouched {
    /// What begins last counts most: sections begin before what is written to them.
    fn read(&self, address: u64, len: usize) -> Vec<u8> {
        let mut read = vec![0; len];
        for (start, bytes) in self.0.range(..address + len as u64) {
            for (offset, byte) in bytes.iter().enumerate() {
                let at = start + offset as u64;
                if (address..address + len as u64).contains(&at) {
                    read[(at - address) as usize] = *byte;
                }
            }
        }
        read
    }

    fn touched(&self, start: u64, end: u64) -> impl Iterator<Item = Range<u64>> {
        self.0.range(start..end).map(|(address, bytes)| *address..address + bytes.len() as u64)
    }
}

fn options(target: &str) -> Options {
    Options::new(Target::find(target).unwrap())
}

/// Resolves `wat` to run its initialiser, and hands over the program and where its items lie.
fn recorded<T>(wat: &str, options: &Options, check: impl FnOnce(&Program<'_>, &Capture) -> T) -> T {
    let wasm = wat::parse_str(wat).unwrap();
    let module = Module::read(&wasm, &NoObserver).unwrap();
    let (initialization, _) = exports::find(&module, None).unwrap();
    let (program, func_refs) =
        Program::resolve(&module, &[], Purpose::Record(&initialization), options).unwrap();
    check(&program, &Capture::new(&program, &func_refs))
}

/// Resolves `wat` to go on from `contents`.
fn resumed<T>(wat: &str, contents: &Contents, options: &Options, check: impl FnOnce(&Program<'_>) -> T) -> T {
    let wasm = wat::parse_str(wat).unwrap();
    let module = Module::read(&wasm, &NoObserver).unwrap();
    check(&Program::resolve(&module, &[], Purpose::Resume(contents), options).unwrap().0)
}

/// The function with this index: the modules here have no imports.
fn function(index: usize) -> Option<FuncId> {
    Some(FuncId::new(index))
}

#[test]
fn what_nobody_has_changed_is_what_the_module_says_on_every_target() {
    let expected = Contents {
        memories: vec![
            MemoryContents {
                len_bytes: 1 << 16,
                runs: vec![(0, [&[0; 8], &b"active"[..], &[0; 4082]].concat())],
            },
            MemoryContents { len_bytes: 1 << 16, runs: Vec::new() },
        ],
        tables: vec![
            TableContents { len: 4, elements: vec![None, function(0)] },
            TableContents { len: 2, elements: Vec::new() },
            TableContents { len: 2, elements: vec![function(1), function(1)] },
            TableContents { len: 1, elements: Vec::new() },
        ],
        globals: vec![
            GlobalContents::Bits(7),
            GlobalContents::Bits(u128::from(u64::MAX - 1)),
            GlobalContents::Bits(0.5_f32.to_bits().into()),
            GlobalContents::Bits((-0.25_f64).to_bits().into()),
            GlobalContents::Bits(3 | 4 << 64),
            GlobalContents::Reference(function(1)),
            GlobalContents::Bits(9),
            GlobalContents::Reference(None),
        ],
        data_dropped: vec![vec![false, false]],
        elements_dropped: vec![vec![false; 4]],
    };
    for target in precast_targets::ALL {
        recorded(EVERYTHING, &Options::new(target), |program, capture| {
            assert_eq!(program.tables[2].kind, TableKind::ReadOnly);
            assert_eq!(capture.contents(&Untouched::new(program)).unwrap(), expected, "{}", target.name);
        });
    }
}

#[test]
fn changes_are_found() {
    recorded(EVERYTHING, &options("x86_64-linux"), |program, capture| {
        let mut process = Untouched::new(program);
        let memory = &program.memories[0];
        process.write_u64(memory.descriptor + 8, 3 << 16);
        process.0.insert(memory.base + (2 << 16), vec![1; 4096]);
        let TableKind::Growing { descriptor, .. } = program.tables[1].kind else { panic!() };
        process.write_u64(descriptor + 8, 3);
        // An element of a read-only table is a reference as good as any.
        process.write_u64(program.tables[1].base + 16, program.tables[2].base + 16);
        process.write_u64(program.data_segments[0].len_address, 0);
        process.write_u64(program.element_segments[0].len_address, 0);
        process.write_u64(program.globals[1].address, 5);
        let contents = capture.contents(&process).unwrap();
        let [memory, _] = &contents.memories[..] else { panic!() };
        assert_eq!((memory.len_bytes, memory.runs.len(), memory.runs[1].0), (3 << 16, 2, 2 << 16));
        let grown = TableContents { len: 3, elements: vec![None, None, function(1)] };
        assert_eq!(contents.tables[1], grown);
        assert_eq!(contents.globals[1], GlobalContents::Bits(5));
        assert_eq!(
            (&contents.data_dropped[0], &contents.elements_dropped[0]),
            (&vec![true, false], &vec![false, false, true, false])
        );
    });
}

#[test]
fn references_to_what_is_not_of_the_program_are_refused() {
    recorded(EVERYTHING, &options("x86_64-linux"), |program, capture| {
        let mut process = Untouched::new(program);
        process.write_u64(program.tables[3].base, 0x1234);
        let error = capture.contents(&process).unwrap_err();
        assert!(error.message.contains("element 0 of table 3 refers to something outside"), "{error}");
        let mut process = Untouched::new(program);
        process.write_u64(program.globals[7].address, 0x1234);
        let error = capture.contents(&process).unwrap_err();
        assert!(error.message.contains("global 7 refers to something outside"), "{error}");
    });
}

/// A program that goes on from a state: facts are those of what still runs.
#[test]
fn the_program_is_what_is_left_to_do() {
    let mut contents = recorded(EVERYTHING, &options("x86_64-linux"), |program, capture| {
        capture.contents(&Untouched::new(program))
    })
    .unwrap();
    resumed(EVERYTHING, &contents, &options("riscv64-linux"), |program| {
        // Only `_start` and what the tables hold; nothing refers to what the initialiser alone uses.
        assert!(matches!(program.instances[0].functions[2..4], [Callee::Unreachable, Callee::Unreachable]));
        assert!(matches!(program.instances[0].functions[..2], [Callee::Code(_), Callee::Code(_)]));
        // Nothing is written by what is left.
        assert!(program.globals.iter().all(|global| global.constant));
        assert!(program.memories[0].fixed_size && program.instances[0].steps.is_empty());
        assert_eq!(program.tables[1].kind, TableKind::ReadOnly);
        assert_eq!((program.data_segments.len(), program.element_segments.len()), (1, 1));
    });
    contents.memories[0] = MemoryContents { len_bytes: 5 << 16, runs: vec![(4 << 16, vec![1; 4096])] };
    contents.tables[0].elements = vec![function(2), None, None, function(0)];
    contents.tables[1] = TableContents { len: 9, elements: vec![function(0)] };
    contents.globals[0] = GlobalContents::Bits(0xffff_fffe);
    contents.globals[5] = GlobalContents::Reference(function(2));
    contents.data_dropped[0][0] = true;
    contents.elements_dropped[0][2] = true;
    resumed(EVERYTHING, &contents, &options("aarch64-linux"), |program| {
        assert!(matches!(program.instances[0].functions[2..4], [Callee::Code(_), Callee::Unreachable]));
        let memory = &program.memories[0];
        assert_eq!((memory.initial_bytes, memory.image.len(), memory.image[0].offset), (5 << 16, 1, 4 << 16));
        assert_eq!(program.globals[0].value, Value::I32(-2));
        let named = program.func_refs.iter().position(|func_ref| func_ref.func == FuncIndex(2)).unwrap();
        assert!(matches!(program.globals[5].value, Value::RefFunc(id) if id.index() == named));
        assert_eq!(
            (program.tables[0].contents[0].unwrap().index(), program.tables[0].contents.len()),
            (named, 4)
        );
        assert_eq!((program.tables[1].initial, program.tables[1].contents.len()), (9, 1));
        assert!(program.data_segments.is_empty() && program.element_segments.is_empty());
    });
    let small = Options { max_memory_bytes: Some(1 << 18), ..options("x86_64-linux") };
    let wasm = wat::parse_str(EVERYTHING).unwrap();
    let module = Module::read(&wasm, &NoObserver).unwrap();
    let error = Program::resolve(&module, &[], Purpose::Resume(&contents), &small).err().unwrap();
    assert!(error.message.contains("begins with 327680 bytes, but may not exceed 262144"), "{error}");
}

#[test]
fn recordings_do_not_depend_on_the_machine() {
    let wasm = wat::parse_str(EVERYTHING).unwrap();
    let module = [Module::read(&wasm, &NoObserver).unwrap()];
    let preinit = Preinit { env: vec![("NAME".to_owned(), "value".to_owned())], ..Preinit::default() };
    for target in precast_targets::ALL {
        let host = Options {
            cpu: target.cpus.last().unwrap(),
            relaxed_simd: RelaxedSimd::Native,
            ..Options::new(target)
        };
        let options = recording_options(&module, "f", &preinit, &host);
        assert_eq!((options.nans, options.relaxed_simd), (Nans::Canonical, RelaxedSimd::Deterministic));
        assert_eq!(options.cpu.name, target.cpus[0].name);
        assert_eq!(options.max_memory_bytes, Some(PREINIT_MEMORY_BYTES_MAX));
        assert!(options.grants.dirs.is_empty() && options.grants.args_withheld);
    }
    let limited = Options { max_memory_bytes: Some(5), ..options("x86_64-linux") };
    // A memory may always have what it begins with.
    assert_eq!(recording_options(&module, "f", &preinit, &limited).max_memory_bytes, Some(1 << 16));
}

#[test]
fn a_state_belongs_to_its_modules() {
    let (one, other) = (wat::parse_str("(module)").unwrap(), wat::parse_str("(module (memory 1))").unwrap());
    fn sources(main: &[u8]) -> Sources<'_> {
        Sources { main, linked: Vec::new(), embedded: &[], initial: None }
    }
    let state = InitialState {
        info: describe(&Preinit::default(), "wizer.initialize".to_owned(), &[]),
        modules: sources(&one).digest(),
        contents: Contents::default(),
    };
    let resume = |wasm: &[u8]| {
        let mut modules = [Module::read(wasm, &NoObserver).unwrap()];
        state.resume(&sources(wasm), &mut modules).map(drop)
    };
    assert_eq!(resume(&one), Ok(()));
    assert!(resume(&other).unwrap_err().message.contains("another program"));
}

#[test]
fn the_start_function_runs_before_the_initialiser() {
    let wat =
        "(module (func $first) (start $first) (func (export \"_initialize\")) (func (export \"_start\")))";
    let wasm = wat::parse_str(wat).unwrap();
    let module = Module::read(&wasm, &NoObserver).unwrap();
    let (found, name) = exports::find(&module, None).unwrap();
    let expected = Initialization { before: vec![FuncIndex(0)], function: FuncIndex(1) };
    assert_eq!((found, name.as_str()), (expected, "_initialize"));
}
