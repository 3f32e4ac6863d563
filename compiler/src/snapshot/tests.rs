//! Dumps and what is made of them, without a process: a made-up dump for an artifact that would record
//! itself. Whether what comes of it runs is tested by the workspace's integration tests.

use object::{Object as _, ObjectSegment as _};
use precast_abi::ABI_VERSION;
use precast_abi::address::MEMORY0_BASE;
use precast_abi::snapshot::{
    DUMP_MAGIC, PART_CONTENTS, PART_END, PART_READ_VARIABLE, PART_REFUSED, PART_REGISTERS, RECORD_MAGIC,
    REGISTERS_MAX, refusal,
};
use precast_targets::Target;

use super::{Executable, Recorded, Refusal, Tables, thaw};
use crate::options::{Answers, Mark, Names, Options, Recording};
use crate::{NoObserver, compile, info};

const PROGRAM: &str = r#"(module
    (import "precast" "snapshot" (func $mark)) (memory 2) (data (i32.const 8) "initial")
    (global $g (mut i32) (i32.const 7)) (table 3 funcref)
    (func (export "_start") (call $mark) (global.set $g (i32.const 1)) (table.set (i32.const 0) (ref.null func))))"#;

fn artifact(target: &str, names: Names) -> Vec<u8> {
    let recording =
        Recording { mark: Mark::Call, random: Answers::Refuse, clocks: Answers::Fixed(0), stdin: false };
    let target = Target::find(target).unwrap();
    let options = Options { recording: Some(recording), names, ..Options::new(target) };
    compile(&wat::parse_str(PROGRAM).unwrap(), &options, &NoObserver).unwrap().bytes
}

/// Addresses and contents of all segments.
fn segments(artifact: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let file = object::File::parse(artifact).unwrap();
    file.segments().map(|segment| (segment.address(), segment.data().unwrap().to_vec())).collect()
}

fn part(kind: u64, address: u64, bytes: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &address.to_le_bytes(), &(bytes.len() as u64).to_le_bytes(), bytes].concat()
}

/// What the artifact says of itself.
fn tables(artifact: &[u8]) -> Tables {
    let nothing = [header(artifact), part(PART_END, 0, &[])].concat();
    let Recorded::State(dump) = Recorded::read(&nothing).unwrap() else { panic!("a state") };
    Tables::find(&Executable::read(artifact).unwrap(), &dump).unwrap()
}

fn header(artifact: &[u8]) -> Vec<u8> {
    let record = segments(artifact).into_iter().find_map(|(address, bytes)| {
        let at = bytes.windows(RECORD_MAGIC.len()).position(|window| window == RECORD_MAGIC)?;
        Some(address + at as u64)
    });
    [&DUMP_MAGIC[..], &u64::from(ABI_VERSION).to_le_bytes(), &record.unwrap().to_le_bytes()].concat()
}

/// A dump with the state of the artifact as start copies it, registers that may be, and these parts.
fn dump(artifact: &[u8], parts: &[Vec<u8>]) -> Vec<u8> {
    let file = object::File::parse(artifact).unwrap();
    let tables = tables(artifact);
    let len = (tables.copied.end - tables.copied.start) as usize;
    let state = Executable::read(artifact).unwrap().bytes(tables.copied_from, len).unwrap().into_owned();
    let mut registers = [0; REGISTERS_MAX];
    registers[0] = file.entry();
    registers[1] = tables.stack_high - 64;
    let registers: Vec<u8> = registers.iter().flat_map(|register: &u64| register.to_le_bytes()).collect();
    let first = [
        header(artifact),
        part(PART_REGISTERS, 0, &registers),
        part(PART_CONTENTS, tables.stack_high - 64, b"a frame"),
        part(PART_CONTENTS, tables.copied.start, &state),
        part(PART_READ_VARIABLE, 0, b"TOKEN"),
    ];
    [&first, parts, &[part(PART_END, 0, &[])]].concat().concat()
}

fn thawed(artifact: &[u8], dump: &[u8]) -> Result<Vec<u8>, String> {
    match Recorded::read(dump).map_err(|error| error.message)? {
        Recorded::State(dump) => thaw(artifact, &dump).map_err(|error| error.message),
        Recorded::Refused(_, why) => Err(why),
    }
}

#[test]
fn what_is_writable_is_that_of_the_dump() {
    for target in precast_targets::ALL {
        let artifact = artifact(target.name, Names::Symbols);
        let contents = [part(PART_CONTENTS, MEMORY0_BASE + 70_000, b"kept")];
        let thawed = thawed(&artifact, &dump(&artifact, &contents)).unwrap();
        let align = target.segment_align_bytes;
        let memory: Vec<(u64, Vec<u8>)> = segments(&thawed)
            .into_iter()
            .filter(|(address, bytes)| *address >= MEMORY0_BASE && !bytes.is_empty())
            .collect();
        let page = (MEMORY0_BASE + 70_000) / align * align;
        // What the program had at first is not there any more.
        assert_eq!(memory.len(), 1, "{}", target.name);
        assert_eq!((memory[0].0, memory[0].1.len() as u64), (page, align), "{}", target.name);
        assert!(memory[0].1[(MEMORY0_BASE + 70_000 - page) as usize..].starts_with(b"kept\0"));
        let snapshot = info::read(&thawed).unwrap().snapshot.unwrap();
        assert_eq!((snapshot.variables, snapshot.recording.mark), (vec!["TOKEN".to_owned()], Mark::Call));
        // Symbols are still those of their sections, as far as these are still there.
        let symbols = |file: &[u8]| {
            let file = object::File::parse(file).unwrap();
            object::Object::symbols(&file)
                .map(|symbol| {
                    use object::ObjectSymbol as _;
                    let section = symbol.section_index().and_then(|index| file.section_by_index(index).ok());
                    let section = section
                        .and_then(|section| Some(object::ObjectSection::name(&section).ok()?.to_owned()))
                        .filter(|section| [".text", ".rodata", ".wasm.tables"].contains(&section.as_str()));
                    (symbol.name().unwrap().to_owned(), symbol.address(), section, symbol.is_undefined())
                })
                .filter(|(_, _, section, _)| section.is_some())
                .collect::<Vec<_>>()
        };
        assert!(symbols(&thawed).len() > 3 && symbols(&thawed) == symbols(&artifact), "{}", target.name);
    }
}

#[test]
fn refusals_are_told_apart() {
    let artifact = artifact("x86_64-linux", Names::Stripped);
    let refused = [header(&artifact), part(PART_REFUSED, refusal::RANDOM, &[]), b"why\n".to_vec()].concat();
    let Recorded::Refused(reason, why) = Recorded::read(&refused).unwrap() else { panic!("a refusal") };
    assert_eq!((reason, why.as_str()), (Refusal::Random, "why"));
}

#[test]
fn dumps_that_do_not_fit_are_errors() {
    let artifact = artifact("x86_64-linux", Names::Stripped);
    let whole = dump(&artifact, &[]);
    for len in 0..whole.len() {
        Recorded::read(&whole[..len]).map(drop).expect_err("it is cut short");
    }
    let message = |parts: &[Vec<u8>]| thawed(&artifact, &dump(&artifact, parts)).unwrap_err();
    let at = |address: u64| message(&[part(PART_CONTENTS, address, b"x")]);
    let tables = tables(&artifact);
    assert!(at(object::File::parse(&*artifact).unwrap().entry()).contains("outside"), "code");
    assert!(at(MEMORY0_BASE + (2 << 16)).contains("outside"), "behind the memory");
    assert!(at(tables.stack_high - 65).contains("below the stack pointer"), "what is no more in use");
    assert!(at(tables.stack_high - 64).contains("overlap"), "twice");
    let ending = message(&[part(PART_END, 0, &[]), part(PART_CONTENTS, MEMORY0_BASE, b"x")]);
    assert!(ending.contains("goes on behind its end"), "{ending}");
    assert!(message(&[part(99, 0, &[])]).contains("unknown kind 99"));
    let mut elsewhere = whole.clone();
    elsewhere[24] ^= 8;
    assert!(thawed(&artifact, &elsewhere).unwrap_err().contains("not of this artifact"));
    let mut nowhere = whole.clone();
    nowhere[32 + 24..][..8].copy_from_slice(&MEMORY0_BASE.to_le_bytes());
    assert!(thawed(&artifact, &nowhere).unwrap_err().contains("not made at a call"));
    // Whatever is damaged: an answer, not a panic.
    for position in 0..whole.len().min(4096) {
        for bit in [1, 128] {
            let mut damaged = whole.clone();
            damaged[position] ^= bit;
            let _ = thawed(&artifact, &damaged);
        }
    }
}
