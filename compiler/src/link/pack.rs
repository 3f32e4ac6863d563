//! Packs the sections of an executable into as few load segments as possible.
//!
//! The kernel takes more than a microsecond for each mapping that it makes when a program starts. Sections
//! that follow one another with the same permissions become one segment, zeros stand behind the contents that
//! they follow, and read-only data shares a page with the headers of the file where it leaves room for them.
//! Addresses and contents stay as they are; offsets and program headers are made anew.

use std::borrow::Cow;

use object::LittleEndian as LE;
use object::elf::{
    FileHeader64, PF_R, PF_W, PF_X, PT_GNU_STACK, PT_LOAD, ProgramHeader64, SHF_ALLOC, SHF_EXECINSTR,
    SHF_WRITE, SHT_NOBITS, SHT_NULL, SectionHeader64,
};
use object::endian::{U16, U32, U64};
use object::pod::{bytes_of, bytes_of_mut, bytes_of_slice};
use object::read::elf::{FileHeader as _, SectionHeader as _};

use crate::{Error, Result};

type Header = FileHeader64<LE>;
pub(crate) type Section = SectionHeader64<LE>;
type Segment = ProgramHeader64<LE>;

const HEADER_BYTES: u64 = size_of::<Header>() as u64;

/// Packs `linked`, a whole executable, into segments that begin at multiples of `align` bytes.
pub(super) fn pack_linked(linked: &[u8], align: u64) -> Result<Vec<u8>> {
    let refuse = |error| Error::internal(format!("the linked file does not read back: {error}"));
    let header = Header::parse(linked).map_err(refuse)?;
    let sections = header.sections(LE, linked).map_err(refuse)?.iter();
    let sections = sections.map(|section| Ok((*section, Cow::Borrowed(section.data(LE, linked)?))));
    Ok(pack(*header, sections.collect::<object::Result<_>>().map_err(refuse)?, align))
}

/// An executable of these sections, in this order, with what the file holds of each. Of `header`, all that
/// depends on where in the file something lies is filled in.
pub(crate) fn pack(mut header: Header, sections: Vec<(Section, Cow<'_, [u8]>)>, align: u64) -> Vec<u8> {
    let (mut sections, contents): (Vec<Section>, Vec<Cow<'_, [u8]>>) = sections.into_iter().unzip();
    let mut loads = loads(&sections, align);
    let headers_bytes = HEADER_BYTES + ((loads.len() + 1) * size_of::<Segment>()) as u64;
    loads.sort_by_key(|load| !load.has_room(headers_bytes, align));
    // Where all that has a place by now ends.
    let mut end = headers_bytes;
    for (number, load) in loads.iter_mut().enumerate() {
        if number == 0 && load.has_room(headers_bytes, align) {
            load.start -= load.start % align;
        } else if load.stored_end > load.start {
            load.offset = congruent(end, load.start, align);
        }
        end = end.max(load.offset + load.stored_end - load.start);
        for &number in &load.sections {
            let section = &mut sections[number];
            // Zeros that the file does not hold come after what it does.
            let at = load.offset + section.sh_addr(LE).min(load.stored_end) - load.start;
            section.sh_offset = U64::new(LE, at);
        }
    }
    for (section, contents) in sections.iter_mut().zip(&contents).filter(|(section, _)| !is_loaded(section)) {
        if section.sh_type(LE) == SHT_NULL {
            // Describes no section and is all zero, says ELF; this linker counts the file's header as one.
            bytes_of_mut(section).fill(0);
            continue;
        }
        let at = end.next_multiple_of(section.sh_addralign(LE).max(1));
        section.sh_offset = U64::new(LE, at);
        end = at + contents.len() as u64;
    }
    let section_headers = end.next_multiple_of(8);
    // At once as large as it gets: one that grows is twice in memory while it moves.
    let mut file = vec![0; section_headers as usize + size_of_val(&sections[..])];
    for (section, contents) in
        sections.iter().zip(contents).filter(|(section, _)| section.sh_type(LE) != SHT_NULL)
    {
        file[section.sh_offset(LE) as usize..][..contents.len()].copy_from_slice(&contents);
    }
    file[section_headers as usize..].copy_from_slice(bytes_of_slice(&sections));
    loads.sort_by_key(|load| load.start);
    let mut segments: Vec<Segment> = loads.iter().map(|load| load.header(align)).collect();
    segments.push(segment(PT_GNU_STACK, PF_R | PF_W, [0; 4], STACK_ALIGN));
    header.e_phoff = U64::new(LE, HEADER_BYTES);
    header.e_phnum = U16::new(LE, segments.len() as u16);
    header.e_shoff = U64::new(LE, section_headers);
    header.e_shnum = U16::new(LE, sections.len() as u16);
    file[..HEADER_BYTES as usize].copy_from_slice(bytes_of(&header));
    file[HEADER_BYTES as usize..headers_bytes as usize].copy_from_slice(bytes_of_slice(&segments));
    file
}

/// What a linker leaves of a page for headers of its own before the first section.
const LINKER_HEADERS_BYTES_MAX: u64 = 4 << 10;

/// What linkers write as alignment of `PT_GNU_STACK`.
const STACK_ALIGN: u64 = 16;

/// A load segment.
struct Load {
    flags: u32,
    /// Its first address.
    start: u64,
    /// End (exclusive) of the addresses of which the file holds the contents.
    stored_end: u64,
    end: u64,
    /// Numbers of its sections, ascending by address.
    sections: Vec<usize>,
    /// Where in the file it begins.
    offset: u64,
}

impl Load {
    /// Whether the headers of the file can stand before it in its first page.
    fn has_room(&self, headers_bytes: u64, align: u64) -> bool {
        self.flags == PF_R && self.start % align >= headers_bytes
    }

    /// Whether `section` can be its next: with the same permissions, and little more than a page behind it,
    /// which the file fills. Contents cannot follow zeros that are not stored, nor do those begin within a
    /// page: the kernel would have to clear its rest.
    fn takes(&self, section: &Section, align: u64) -> bool {
        let start = section.sh_addr(LE);
        let adjoins = if section.sh_type(LE) == SHT_NOBITS {
            start == self.end && (self.stored_end < self.end || start.is_multiple_of(align))
        } else {
            self.stored_end == self.end && start - self.end < align + LINKER_HEADERS_BYTES_MAX
        };
        adjoins && self.flags == permissions(section)
    }

    fn add(&mut self, number: usize, section: &Section) {
        self.end = section.sh_addr(LE) + section.sh_size(LE);
        if section.sh_type(LE) != SHT_NOBITS {
            self.stored_end = self.end;
        }
        self.sections.push(number);
    }

    fn header(&self, align: u64) -> Segment {
        let bytes = [self.offset, self.start, self.stored_end - self.start, self.end - self.start];
        segment(PT_LOAD, self.flags, bytes, align)
    }
}

/// The load segments, ascending.
fn loads(sections: &[Section], align: u64) -> Vec<Load> {
    let mut numbers: Vec<usize> =
        (0..sections.len()).filter(|&number| is_loaded(&sections[number])).collect();
    numbers.sort_by_key(|&number| sections[number].sh_addr(LE));
    let mut loads: Vec<Load> = Vec::new();
    for number in numbers {
        let section = &sections[number];
        match loads.last_mut() {
            Some(load) if load.takes(section, align) => load.add(number, section),
            _ => {
                let start = section.sh_addr(LE);
                let mut load = Load {
                    flags: permissions(section),
                    start,
                    stored_end: start,
                    end: start,
                    sections: Vec::new(),
                    offset: 0,
                };
                load.add(number, section);
                loads.push(load);
            }
        }
    }
    loads
}

fn is_loaded(section: &Section) -> bool {
    section.sh_flags(LE) as u32 & SHF_ALLOC != 0 && section.sh_size(LE) > 0
}

fn permissions(section: &Section) -> u32 {
    let flags = section.sh_flags(LE) as u32;
    let write = if flags & SHF_WRITE != 0 { PF_W } else { 0 };
    PF_R | write | if flags & SHF_EXECINSTR != 0 { PF_X } else { 0 }
}

/// The lowest offset from `from` on at which `address` can be mapped.
fn congruent(from: u64, address: u64, align: u64) -> u64 {
    let offset = from - from % align + address % align;
    if offset < from { offset + align } else { offset }
}

/// A program header with offset, address, and sizes in file and memory.
fn segment(p_type: u32, flags: u32, [offset, address, stored, bytes]: [u64; 4], align: u64) -> Segment {
    let word = |value| U64::new(LE, value);
    Segment {
        p_type: U32::new(LE, p_type),
        p_flags: U32::new(LE, flags),
        p_offset: word(offset),
        p_vaddr: word(address),
        p_paddr: word(address),
        p_filesz: word(stored),
        p_memsz: word(bytes),
        p_align: word(align),
    }
}
