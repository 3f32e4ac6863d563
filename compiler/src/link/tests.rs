//! Whole builds of a made-up program, read back with another ELF reader's eyes. Whether artifacts run is
//! tested by the workspace's integration tests.

use object::read::archive::ArchiveFile;
use object::{Object as _, ObjectSection as _, ObjectSegment as _, ObjectSymbol as _, SectionKind};
use precast_targets::Target;

use super::{RUNTIME_CONSTANTS_BYTES_MAX, RUNTIME_TEXT_BYTES_MAX};

use crate::options::{Emit, Names, Options};
use crate::{ErrorKind, NoObserver, Result, compile, info};

/// A program with many functions that call one another, use memory and a table, and write a line.
fn program() -> Vec<u8> {
    const FUNCTIONS: usize = 400;
    let mut text = String::from(
        r#"(module
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (type $f (func (param i32) (result i32)))
        (memory (export "memory") 2) (data (i32.const 1024) "hello") (data (i32.const 70000) "far")
        (global $g (mut i32) (i32.const 7))
        (table 3 funcref) (elem (i32.const 0) $f1 $f2 $f3)"#,
    );
    for index in 0..FUNCTIONS {
        let next = (index + 1) % FUNCTIONS;
        text.push_str(&format!(
            "(func $f{index} (param i32) (result i32) {} local.get 0 i32.eqz if local.get 0 return end
             local.get 0 i32.const 1 i32.sub call $f{next}
             local.get 0 i32.load offset={index} i32.add global.get $g i32.add global.set $g
             local.get 0 local.get 0 i32.const 3 i32.rem_u call_indirect (type $f))",
            "local.get 0 i32.const 3 i32.mul drop ".repeat(index % 50),
        ));
    }
    text.push_str(
        r#"(func (export "_start") i32.const 5 call $f0 drop i32.const 1 i32.const 0 i32.const 0 i32.const 8 call $write drop))"#,
    );
    wat::parse_str(text).unwrap()
}

fn build(wasm: &[u8], options: &Options) -> Result<Vec<u8>> {
    compile(wasm, options, &NoObserver).map(|output| output.bytes)
}

/// Every target for which this build has a runtime library.
fn targets() -> impl Iterator<Item = &'static Target> {
    precast_targets::ALL.iter().copied().filter(|target| target.runtime.is_some())
}

#[test]
fn bytes_are_the_same_for_any_number_of_threads() {
    let wasm = program();
    for target in targets() {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| build(&wasm, &Options::new(target)).unwrap())
        };
        let one = with(1);
        for threads in [2, 3, 8] {
            assert!(with(threads) == one, "{} with {threads} threads", target.name);
        }
    }
}

#[test]
fn segments_are_where_and_what_they_should_be() {
    let wasm = program();
    for target in targets() {
        let executable = build(&wasm, &Options::new(target)).unwrap();
        let file = object::File::parse(&*executable).unwrap();
        assert_eq!(file.kind(), object::ObjectKind::Executable);
        for segment in file.segments() {
            let object::SegmentFlags::Elf { p_flags } = segment.flags() else { panic!("an ELF file") };
            assert_ne!(p_flags & 3, 3, "writable and executable at {:#x}", segment.address());
            assert!(segment.align() >= target.segment_align_bytes);
        }
        let memory = file.section_by_name(".wasm.mem0.0").unwrap();
        assert_eq!(memory.address(), precast_abi::address::MEMORY0_BASE);
        let entry = file.section_by_name(".text").unwrap();
        assert!((entry.address()..entry.address() + entry.size()).contains(&file.entry()));
        // The null header is null.
        let table = u64::from_le_bytes(executable[0x28..0x30].try_into().unwrap()) as usize;
        assert!(executable[table..table + 64].iter().all(|&byte| byte == 0));
    }
}

#[test]
fn names_are_kept_as_asked() {
    let wasm = program();
    for target in targets() {
        let with = |names| build(&wasm, &Options { names, ..Options::new(target) }).unwrap();
        let contains =
            |file: &[u8], text: &str| file.windows(text.len()).any(|bytes| bytes == text.as_bytes());
        let symbols = |bytes: &[u8]| object::File::parse(bytes).unwrap().symbols().count();
        let (stripped, backtrace, debug) =
            (with(Names::Stripped), with(Names::Backtrace), with(Names::Symbols));
        assert!(!contains(&stripped, "f399") && symbols(&stripped) == 0);
        assert!(contains(&backtrace, "f399") && symbols(&backtrace) == 0);
        let file = object::File::parse(&*debug).unwrap();
        let symbol = file.symbols().find(|symbol| symbol.name() == Ok("wasm[400]::f399")).unwrap();
        assert!(symbol.kind() == object::SymbolKind::Text && symbol.size() > 0);
    }
}

#[test]
fn objects_and_executables_describe_themselves() {
    let wasm = program();
    for target in targets() {
        let with = |emit| build(&wasm, &Options { emit, ..Options::new(target) }).unwrap();
        let (object, executable) = (with(Emit::Object), with(Emit::Executable));
        let description = info::read(&object).unwrap();
        assert_eq!(info::read(&executable), Some(description.clone()));
        assert_eq!(description.target, target.name);
        let expected = "--section-start=.wasm.mem0.0=0x3e0c0000";
        assert!(description.linker_arguments.iter().any(|argument| argument == expected));
        assert_eq!(info::read(&wasm), None);
        // Calls within the program need no linker.
        let file = object::File::parse(&*object).unwrap();
        let text = file
            .sections()
            .find(|section| section.name().is_ok_and(|name| name.starts_with(".text")))
            .unwrap();
        assert_eq!(text.relocations().count(), 1, "the call of fd_write");
    }
}

#[test]
fn runtime_libraries_fit_the_room_that_is_left_for_them() {
    for target in targets() {
        let archive = target.runtime.as_ref().unwrap().archive;
        let (mut text, mut constants) = (0, 0);
        for member in ArchiveFile::parse(archive).unwrap().members() {
            let file = object::File::parse(member.unwrap().data(archive).unwrap()).unwrap();
            for section in file.sections() {
                let bytes = section.size().next_multiple_of(section.align());
                match section.kind() {
                    SectionKind::Text => text += bytes,
                    SectionKind::ReadOnlyData | SectionKind::ReadOnlyString => constants += bytes,
                    _ => {}
                }
            }
        }
        let name = target.name;
        assert!((1..=RUNTIME_TEXT_BYTES_MAX).contains(&text), "{name}: {text} bytes of code");
        assert!((1..=RUNTIME_CONSTANTS_BYTES_MAX).contains(&constants), "{name}: {constants} bytes");
    }
}

#[test]
fn a_panic_or_error_of_the_linker_is_an_internal_error() {
    let garbage = vec![("program.o", super::Bytes::Static(b"\x7fELF, but no object"))];
    let error = super::run(vec!["-static".to_owned()], garbage).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Internal);
    let unknown = super::run(vec!["--no-such-argument".to_owned()], Vec::new()).unwrap_err();
    assert!(unknown.message.contains("no-such-argument"), "{unknown}");
}
