//! Makes the archive that rustc writes small and the same everywhere.
//!
//! In: a static library of the runtime, of which rustc has made one object file, together with every
//! object of the compiler's support library, most of which nothing calls. Out: an archive of that object
//! and those that it needs, directly or not, without debug information and unwind tables (nothing
//! here unwinds), with fixed names and no dates, and with calls that the linker can make direct.

use std::collections::{BTreeSet, HashMap};

use object::build::elf::{Builder, SectionData, Sections};
use object::elf::{EM_X86_64, R_X86_64_GOTPCREL, R_X86_64_GOTPCRELX, R_X86_64_REX_GOTPCRELX, SHT_STRTAB};
use object::read::archive::ArchiveFile;
use object::{Object, ObjectSymbol};

/// A member of the archive.
struct Member {
    bytes: Vec<u8>,
    defined: Vec<Vec<u8>>,
    undefined: Vec<Vec<u8>>,
}

/// Reduces `archive` to the members whose name begins with `root`, and what they need.
pub(crate) fn reduce(archive: &[u8], root: &str) -> Result<Vec<u8>, object::Error> {
    let file = ArchiveFile::parse(archive)?;
    let mut members = Vec::new();
    let mut needed = BTreeSet::new();
    for member in file.members() {
        let member = member?;
        if member.name().starts_with(root.as_bytes()) {
            needed.insert(members.len());
        }
        members.push(read_member(member.data(archive)?)?);
    }
    let mut definitions = HashMap::new();
    for (index, member) in members.iter().enumerate() {
        for name in &member.defined {
            definitions.entry(name.as_slice()).or_insert(index);
        }
    }
    let mut open: Vec<usize> = needed.iter().copied().collect();
    while let Some(index) = open.pop() {
        for name in &members[index].undefined {
            if let Some(&other) = definitions.get(name.as_slice())
                && needed.insert(other)
            {
                open.push(other);
            }
        }
    }
    let kept: Vec<Member> = members
        .into_iter()
        .enumerate()
        .filter(|(index, _)| needed.contains(index))
        .map(|(_, member)| Ok(Member { bytes: rewrite(&member.bytes)?, ..member }))
        .collect::<Result<_, object::Error>>()?;
    Ok(write(&kept))
}

/// The global symbols of an object file.
fn read_member(bytes: &[u8]) -> Result<Member, object::Error> {
    let mut member = Member { bytes: bytes.to_vec(), defined: Vec::new(), undefined: Vec::new() };
    // What is no object file (metadata of the compiler) defines and needs nothing.
    let Ok(object) = object::File::parse(bytes) else { return Ok(member) };
    for symbol in object.symbols().filter(|symbol| symbol.is_global()) {
        let list = if symbol.is_undefined() { &mut member.undefined } else { &mut member.defined };
        list.push(symbol.name_bytes()?.to_vec());
    }
    Ok(member)
}

/// Removes debug information, unwind tables and the compiler's signature, and lets the linker make calls
/// direct.
fn rewrite(bytes: &[u8]) -> Result<Vec<u8>, object::Error> {
    let error = |error: &dyn std::fmt::Display| {
        println!("cargo::warning=cannot strip the runtime library: {error}");
    };
    let mut builder = match Builder::read(bytes) {
        Ok(builder) => builder,
        Err(problem) => {
            // As good as it is, only larger.
            error(&problem);
            return Ok(bytes.to_vec());
        }
    };
    for section in &mut builder.sections {
        let name = section.name.as_slice();
        let name = name.strip_prefix(b".rela").unwrap_or(name);
        section.delete = name.starts_with(b".debug_") || name == b".eh_frame" || name == b".comment";
    }
    builder.delete_orphans();
    if builder.header.e_machine == EM_X86_64 {
        relax_calls(&mut builder.sections);
    }
    // LLVM keeps the names of sections and symbols in one table, this writer in two.
    if !builder.sections.iter().any(|section| matches!(section.data, SectionData::SectionString)) {
        let names = builder.sections.add();
        names.name = b".shstrtab"[..].into();
        names.sh_type = SHT_STRTAB;
        names.sh_addralign = 1;
        names.data = SectionData::SectionString;
    }
    let mut stripped = Vec::new();
    match builder.write(&mut stripped) {
        Ok(()) => Ok(stripped),
        Err(problem) => {
            error(&problem);
            Ok(bytes.to_vec())
        }
    }
}

/// For x86_64 rustc calls `memcpy` and the like through a table of addresses, and asks for entries of it in a
/// way that forbids the linker to do without: the table would be a writable segment of its own, of 8 bytes,
/// which costs each start more than all that the runtime does. The psABI has further numbers for the same
/// relocation, by which the linker may turn `call *entry` into `call function` and `mov entry, register` into
/// `lea function, register`.
fn relax_calls(sections: &mut Sections<'_>) {
    let code: Vec<_> = sections
        .iter()
        .filter_map(|section| match &section.data {
            SectionData::Data(bytes) => Some((section.id(), bytes.clone())),
            _ => None,
        })
        .collect();
    for section in sections {
        let SectionData::Relocation(relocations) = &mut section.data else { continue };
        let target = section.sh_info_section;
        let Some((_, code)) = code.iter().find(|(id, _)| Some(*id) == target) else { continue };
        for relocation in relocations.iter_mut().filter(|found| found.r_type == R_X86_64_GOTPCREL) {
            relocation.r_type = match &code[..relocation.r_offset as usize] {
                // call and jmp.
                [.., 0xff, 0x15 | 0x25] => R_X86_64_GOTPCRELX,
                // mov to any of the sixteen registers, relative to the instruction pointer.
                [.., 0x48 | 0x4c, 0x8b, operands] if operands & 0xc7 == 0x05 => R_X86_64_REX_GOTPCRELX,
                _ => R_X86_64_GOTPCREL,
            };
        }
    }
}

/// An archive in the GNU format, with an index of symbols.
fn write(members: &[Member]) -> Vec<u8> {
    const MAGIC: &[u8] = b"!<arch>\n";
    const HEADER_BYTES: usize = 60;
    let padded = |len: usize| len.next_multiple_of(2);
    let symbols = || members.iter().flat_map(|member| &member.defined);
    let index_bytes = 4 + symbols().map(|name| 4 + name.len() + 1).sum::<usize>();

    let mut out = MAGIC.to_vec();
    let mut offset = MAGIC.len() + HEADER_BYTES + padded(index_bytes);
    header(&mut out, "/", index_bytes);
    out.extend((symbols().count() as u32).to_be_bytes());
    for member in members {
        for _ in &member.defined {
            out.extend((offset as u32).to_be_bytes());
        }
        offset += HEADER_BYTES + padded(member.bytes.len());
    }
    for name in symbols() {
        out.extend(name);
        out.push(0);
    }
    pad(&mut out);
    for (index, member) in members.iter().enumerate() {
        header(&mut out, &format!("precast{index}.o/"), member.bytes.len());
        out.extend(&member.bytes);
        pad(&mut out);
    }
    out
}

/// Appends the header of a member: name, date, owner, group, mode, size.
fn header(out: &mut Vec<u8>, name: &str, len: usize) {
    out.extend(format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{len:<10}`\n", 0, 0, 0, 644).as_bytes());
}

/// Members begin at even offsets.
fn pad(out: &mut Vec<u8>) {
    if out.len() % 2 == 1 {
        out.push(b'\n');
    }
}
