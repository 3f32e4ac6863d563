//! What must hold for every artifact's ELF file, as GNU readelf sees it.

use std::path::Path;
use std::process::Command;

use super::{Target, run};

/// Address of memory 0 (design, section 2).
pub(crate) const MEMORY0_BASE: u64 = 0x3e0c_0000;

/// A line of the program header table.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) kind: String,
    pub(crate) address: u64,
    pub(crate) file_bytes: u64,
    pub(crate) memory_bytes: u64,
    /// Such as `R E` or `RW`, without spaces.
    pub(crate) flags: String,
}

/// What readelf prints of a file.
#[track_caller]
pub(crate) fn readelf(options: &[&str], path: &Path) -> String {
    let mut command = Command::new("readelf");
    command.args(options).arg(path).env("LC_ALL", "C");
    run(command, b"").expect_success().stdout()
}

/// The program headers.
#[track_caller]
pub(crate) fn segments(path: &Path) -> Vec<Segment> {
    let text = readelf(&["--program-headers", "--wide"], path);
    let mut segments = Vec::new();
    for line in text.lines().skip_while(|line| !line.trim_start().starts_with("Type ")).skip(1) {
        // Type, offset, virtual address, physical address, size in file, size in memory, flags …, alignment.
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |index: usize| {
            words.get(index).and_then(|word| u64::from_str_radix(word.strip_prefix("0x")?, 16).ok())
        };
        let (Some(address), Some(file_bytes), Some(memory_bytes)) = (number(2), number(4), number(5)) else {
            // Section-to-segment mapping follows the table; an interpreter's line stands within it.
            if line.trim().is_empty() {
                break;
            }
            continue;
        };
        let flags = words[6..words.len() - 1].concat();
        segments.push(Segment { kind: words[0].to_owned(), address, file_bytes, memory_bytes, flags });
    }
    assert!(!segments.is_empty(), "no program headers: {text}");
    segments
}

/// Checks an artifact: static, for the right machine, no segment writable and executable, a stack
/// that is not executable, no gigabytes for the kernel to set up, text below memory 0.
#[track_caller]
pub(crate) fn check(path: &Path, target: &Target) {
    let header = readelf(&["--file-header", "--wide"], path);
    let field = |name: &str| {
        let line = header.lines().find_map(|line| line.trim().strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {header}")).trim().to_owned()
    };
    assert!(field("Type:").starts_with("EXEC "), "not ET_EXEC: {header}");
    assert_eq!(field("Machine:"), target.elf_machine);
    assert_eq!(field("Class:"), "ELF64");
    let segments = segments(path);
    let described = || format!("{} has {segments:#?}", path.display());
    for segment in &segments {
        let flags = &segment.flags;
        assert!(
            !(flags.contains('W') && flags.contains('E')),
            "a segment is writable and executable: {}",
            described()
        );
        assert!(!["INTERP", "DYNAMIC"].contains(&segment.kind.as_str()), "not static: {}", described());
        if segment.kind == "LOAD" {
            assert!(segment.memory_bytes <= 1 << 30, "a segment asks for gigabytes: {}", described());
            if flags.contains('E') {
                assert!(
                    segment.address + segment.memory_bytes < MEMORY0_BASE,
                    "text above memory 0: {}",
                    described()
                );
            }
        }
    }
    let stacks: Vec<_> = segments.iter().filter(|segment| segment.kind == "GNU_STACK").collect();
    assert!(stacks.len() == 1 && !stacks[0].flags.contains('E'), "PT_GNU_STACK must say RW: {}", described());
    let entry =
        u64::from_str_radix(field("Entry point address:").trim_start_matches("0x"), 16).expect("an address");
    let text = segments.iter().find(|segment| segment.kind == "LOAD" && segment.flags.contains('E'));
    let text = text.unwrap_or_else(|| panic!("no text: {}", described()));
    assert!(
        (text.address..text.address + text.file_bytes).contains(&entry),
        "entry {entry:#x} outside text: {}",
        described()
    );
}
