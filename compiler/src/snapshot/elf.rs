//! An executable taken apart and put together again with other writable sections.
//!
//! In: an executable of our own linker. Out: one with the same read-only segments at the same addresses, with
//! the writable ones that are given, each a load segment, and with the sections that are not loaded. The
//! tables of segments and sections come last in the file: there are more of them than there was room for.

use object::elf::{
    FileHeader64, PF_R, PF_W, PF_X, PT_GNU_STACK, PT_LOAD, ProgramHeader64, SHF_ALLOC, SHF_WRITE, SHN_ABS,
    SHN_LORESERVE, SHN_UNDEF, SHT_NOBITS, SHT_PROGBITS, SHT_STRTAB, SHT_SYMTAB, SectionHeader64, Sym64,
};
use object::pod::{self, Pod};
use object::read::elf::{FileHeader as _, ProgramHeader as _, SectionHeader as _};
use object::{LittleEndian, U32, U64};

use crate::info::{self, Info};
use crate::{Error, Result};

const LE: LittleEndian = LittleEndian;
/// Name of the section that holds the names.
const NAMES: &str = ".shstrtab";

/// An executable, in parts.
pub(super) struct Executable<'a> {
    header: FileHeader64<LittleEndian>,
    /// The load segments that cannot be written, and the initial contents of those that can.
    pub(super) segments: Vec<Segment>,
    sections: Vec<Old<'a>>,
    /// Alignment of load segments in bytes.
    pub(super) align_bytes: u64,
}

/// A load segment.
pub(super) struct Segment {
    pub(super) address: u64,
    /// Such as [`PF_X`].
    pub(super) flags: u32,
    /// What the file has of it.
    pub(super) bytes: Vec<u8>,
    memory_bytes: u64,
    offset: u64,
}

/// A section of the executable that was read.
struct Old<'a> {
    name: &'a str,
    header: SectionHeader64<LittleEndian>,
    /// What is not loaded.
    bytes: &'a [u8],
}

impl Old<'_> {
    fn has(&self, flag: u32) -> bool {
        self.header.sh_flags.get(LE) & u64::from(flag) != 0
    }
}

/// A new writable section, page-aligned, which is a load segment of its own.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) address: u64,
    pub(super) bytes: Vec<u8>,
    /// Bytes of zeros that take no room in the file; 0 where there are `bytes`.
    pub(super) zeros: u64,
}

impl Section {
    /// Its end (exclusive).
    pub(super) fn end(&self) -> u64 {
        self.address + self.bytes.len() as u64 + self.zeros
    }
}

impl<'a> Executable<'a> {
    /// Takes `file` apart.
    pub(super) fn read(file: &'a [u8]) -> Result<Executable<'a>> {
        Executable::parse(file)
            .map_err(|error| Error::invalid(format!("the artifact does not read: {error}")))
    }

    fn parse(file: &'a [u8]) -> std::result::Result<Executable<'a>, String> {
        let text = |error: object::read::Error| error.to_string();
        let header = FileHeader64::<LittleEndian>::parse(file).map_err(text)?;
        let endian = header.endian().map_err(text)?;
        let mut align_bytes = 1;
        let mut segments = Vec::new();
        for segment in header.program_headers(endian, file).map_err(text)? {
            if segment.p_type(endian) != PT_LOAD {
                continue;
            }
            align_bytes = align_bytes.max(segment.p_align(endian));
            let bytes = segment.data(endian, file);
            let bytes = bytes.map_err(|()| "a segment ends behind the file".to_owned())?;
            segments.push(Segment {
                address: segment.p_vaddr(endian),
                flags: segment.p_flags(endian),
                bytes: bytes.to_vec(),
                memory_bytes: segment.p_memsz(endian),
                offset: segment.p_offset(endian),
            });
        }
        let table = header.sections(endian, file).map_err(text)?;
        let mut sections = Vec::new();
        for section in table.iter() {
            let name = table.section_name(endian, section).map_err(text)?;
            let name = std::str::from_utf8(name).unwrap_or_default();
            let bytes = section.data(endian, file).map_err(text)?;
            sections.push(Old { name, header: *section, bytes });
        }
        Ok(Executable { header: *header, segments, sections, align_bytes })
    }

    /// The segment that holds the byte at `address` in the file.
    pub(super) fn segment(&self, address: u64) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.holds(address, 1))
    }

    /// `len` bytes at `address`.
    pub(super) fn bytes(&self, address: u64, len: usize) -> Result<&[u8]> {
        let segment = self.segments.iter().find(|segment| segment.holds(address, len));
        let segment = segment.ok_or_else(|| not_there(address))?;
        Ok(&segment.bytes[(address - segment.address) as usize..][..len])
    }

    /// The number of 4 or 8 bytes at `address`.
    pub(super) fn number(&self, address: u64, len: usize) -> Result<u64> {
        let mut bytes = [0; 8];
        bytes[..len].copy_from_slice(self.bytes(address, len)?);
        Ok(u64::from_le_bytes(bytes))
    }

    /// Replaces bytes at `address`, which are no code.
    pub(super) fn put(&mut self, address: u64, bytes: &[u8]) -> Result<()> {
        let segment = self.segments.iter_mut().find(|segment| segment.holds(address, bytes.len()));
        let segment =
            segment.filter(|segment| segment.flags & PF_X == 0).ok_or_else(|| not_there(address))?;
        segment.bytes[(address - segment.address) as usize..][..bytes.len()].copy_from_slice(bytes);
        Ok(())
    }

    /// Puts the file together, with these writable sections and this description.
    pub(super) fn write(self, writable: &[Section], info: &Info) -> Result<Vec<u8>> {
        let mut file = File { bytes: Vec::new(), segments: Vec::new(), align_bytes: self.align_bytes };
        let mut moved = Vec::new();
        for segment in self.segments.iter().filter(|segment| segment.flags & PF_W == 0) {
            let offset = file.load(segment.address, &segment.bytes, segment.memory_bytes, segment.flags);
            moved.push((segment.offset..segment.offset + segment.bytes.len() as u64, offset));
        }
        if moved.first().is_none_or(|(range, offset)| range.start != 0 || *offset != 0) {
            return Err(Error::internal("the first segment of an artifact does not hold its header"));
        }
        // The old tables of segments and sections are part of what is loaded, and of no use to anybody.
        let tables = [
            (self.header.e_phoff.get(LE), self.header.e_phnum.get(LE) * self.header.e_phentsize.get(LE)),
            (self.header.e_shoff.get(LE), self.header.e_shnum.get(LE) * self.header.e_shentsize.get(LE)),
        ];
        for (start, len) in tables {
            if let Some(bytes) = file.bytes.get_mut(start as usize..).and_then(|at| at.get_mut(..len.into()))
            {
                let loaded = moved[0].0.contains(&start);
                if loaded {
                    bytes.fill(0);
                }
            }
        }
        let mut sections = Sections::default();
        // Old numbers of sections to new ones; those that are gone are 0, which stands for none.
        let mut numbers = vec![0_u32; self.sections.len()];
        let kept = |old: &Old<'_>| !old.has(SHF_WRITE) && old.name != NAMES;
        for (old, number) in self.sections.iter().zip(&mut numbers).filter(|(old, _)| kept(old)) {
            *number = sections.headers.len() as u32;
            sections.push(old.name, old.header);
        }
        for section in writable {
            let (len, kind) = match section.zeros {
                0 => (section.bytes.len() as u64, SHT_PROGBITS),
                zeros => (zeros, SHT_NOBITS),
            };
            let offset = file.load(section.address, &section.bytes, len, PF_R | PF_W);
            let mut header = empty_section(kind, SHF_ALLOC | SHF_WRITE, offset, len);
            header.sh_addr = U64::new(LE, section.address);
            header.sh_addralign = U64::new(LE, self.align_bytes);
            sections.push(&section.name, header);
        }
        for (old, &number) in self.sections.iter().zip(&numbers).filter(|(old, _)| kept(old)).skip(1) {
            let header = &mut sections.headers[number as usize];
            let linked = numbers.get(header.sh_link.get(LE) as usize).copied().unwrap_or_default();
            header.sh_link = U32::new(LE, linked);
            if old.has(SHF_ALLOC) {
                let offset = header.sh_offset.get(LE);
                let home = moved.iter().find(|(range, _)| range.contains(&offset) || range.end == offset);
                let (range, new) = home.ok_or_else(|| Error::internal("a section in no segment"))?;
                header.sh_offset = U64::new(LE, offset - range.start + new);
                continue;
            }
            let bytes = match old.name {
                info::SECTION => info.to_bytes(),
                _ if header.sh_type.get(LE) == SHT_SYMTAB => renumbered(old.bytes, &numbers),
                _ => old.bytes.to_vec(),
            };
            file.pad(header.sh_addralign.get(LE));
            header.sh_offset = U64::new(LE, file.bytes.len() as u64);
            header.sh_size = U64::new(LE, bytes.len() as u64);
            file.bytes.extend_from_slice(&bytes);
        }
        Ok(file.finish(self.header, sections))
    }
}

fn not_there(address: u64) -> Error {
    Error::invalid(format!("the artifact has nothing at {address:#x}, where the dump says it has"))
}

impl Segment {
    fn holds(&self, address: u64, len: usize) -> bool {
        let offset = address.checked_sub(self.address);
        offset
            .and_then(|offset| offset.checked_add(len as u64))
            .is_some_and(|end| end <= self.bytes.len() as u64)
    }
}

/// A table of symbols with new numbers of sections. What lay in a section that is gone is an address.
fn renumbered(symbols: &[u8], numbers: &[u32]) -> Vec<u8> {
    let mut bytes = symbols.to_vec();
    let count = bytes.len() / size_of::<Sym64<LittleEndian>>();
    if let Ok((symbols, _)) = pod::slice_from_bytes_mut::<Sym64<LittleEndian>>(&mut bytes, count) {
        for symbol in symbols {
            let section = symbol.st_shndx.get(LE);
            if section != SHN_UNDEF && section < SHN_LORESERVE {
                let number = numbers.get(usize::from(section)).copied().filter(|number| *number != 0);
                symbol.st_shndx.set(LE, number.map_or(SHN_ABS, |number| number as u16));
            }
        }
    }
    bytes
}

/// Headers of sections, and their names.
#[derive(Default)]
struct Sections {
    headers: Vec<SectionHeader64<LittleEndian>>,
    names: Vec<u8>,
}

impl Sections {
    fn push(&mut self, name: &str, mut header: SectionHeader64<LittleEndian>) {
        header.sh_name = U32::new(LE, self.names.len() as u32);
        self.names.extend_from_slice(name.as_bytes());
        self.names.push(0);
        self.headers.push(header);
    }
}

fn empty_section(kind: u32, flags: u32, offset: u64, len: u64) -> SectionHeader64<LittleEndian> {
    SectionHeader64 {
        sh_name: U32::new(LE, 0),
        sh_type: U32::new(LE, kind),
        sh_flags: U64::new(LE, flags.into()),
        sh_addr: U64::new(LE, 0),
        sh_offset: U64::new(LE, offset),
        sh_size: U64::new(LE, len),
        sh_link: U32::new(LE, 0),
        sh_info: U32::new(LE, 0),
        sh_addralign: U64::new(LE, 1),
        sh_entsize: U64::new(LE, 0),
    }
}

/// A file that is being put together.
struct File {
    bytes: Vec<u8>,
    segments: Vec<ProgramHeader64<LittleEndian>>,
    align_bytes: u64,
}

impl File {
    fn pad(&mut self, align: u64) {
        let len = (self.bytes.len() as u64).next_multiple_of(align.max(1));
        self.bytes.resize(len as usize, 0);
    }

    /// Adds a load segment and returns its offset, which agrees with the address within a page.
    fn load(&mut self, address: u64, bytes: &[u8], memory_bytes: u64, flags: u32) -> u64 {
        self.pad(self.align_bytes);
        let within = address % self.align_bytes;
        self.bytes.resize(self.bytes.len() + within as usize, 0);
        let offset = self.bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        let (file_bytes, align) = (bytes.len() as u64, self.align_bytes);
        self.segment(PT_LOAD, flags, [offset, address, file_bytes, memory_bytes, align]);
        offset
    }

    fn segment(
        &mut self,
        kind: u32,
        flags: u32,
        [offset, address, file_bytes, memory_bytes, align]: [u64; 5],
    ) {
        self.segments.push(ProgramHeader64 {
            p_type: U32::new(LE, kind),
            p_flags: U32::new(LE, flags),
            p_offset: U64::new(LE, offset),
            p_vaddr: U64::new(LE, address),
            p_paddr: U64::new(LE, address),
            p_filesz: U64::new(LE, file_bytes),
            p_memsz: U64::new(LE, memory_bytes),
            p_align: U64::new(LE, align),
        });
    }

    /// Appends the tables and fills in the header.
    fn finish(mut self, mut header: FileHeader64<LittleEndian>, mut sections: Sections) -> Vec<u8> {
        // Loaders want them ascending.
        self.segments.sort_by_key(|segment| segment.p_vaddr.get(LE));
        self.segment(PT_GNU_STACK, PF_R | PF_W, [0, 0, 0, 0, 16]);
        sections.push(NAMES, empty_section(SHT_STRTAB, 0, self.bytes.len() as u64, 0));
        if let Some(names) = sections.headers.last_mut() {
            names.sh_size = U64::new(LE, sections.names.len() as u64);
        }
        self.bytes.extend_from_slice(&sections.names);
        self.pad(8);
        header.e_phoff.set(LE, self.bytes.len() as u64);
        header.e_phnum.set(LE, self.segments.len() as u16);
        append(&mut self.bytes, &self.segments);
        header.e_shoff.set(LE, self.bytes.len() as u64);
        header.e_shnum.set(LE, sections.headers.len() as u16);
        header.e_shstrndx.set(LE, sections.headers.len() as u16 - 1);
        append(&mut self.bytes, &sections.headers);
        let bytes = pod::bytes_of(&header);
        self.bytes[..bytes.len()].copy_from_slice(bytes);
        self.bytes
    }
}

fn append<T: Pod>(file: &mut Vec<u8>, table: &[T]) {
    file.extend_from_slice(pod::bytes_of_slice(table));
}
