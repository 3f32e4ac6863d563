//! An executable taken apart and put together again with other writable sections.
//!
//! In: an executable of our own linker. Out: one with the same read-only sections at the same addresses, with
//! the writable ones that are given, and with the sections that are not loaded, packed as it was.

use std::borrow::Cow;

use object::elf::{
    FileHeader64, PT_LOAD, SHF_ALLOC, SHF_EXECINSTR, SHF_WRITE, SHN_ABS, SHN_LORESERVE, SHN_UNDEF,
    SHT_NOBITS, SHT_PROGBITS, SHT_STRTAB, SHT_SYMTAB, SectionHeader64, Sym64,
};
use object::pod;
use object::read::elf::{FileHeader as _, ProgramHeader as _, SectionHeader as _};
use object::{LittleEndian, U16, U32, U64};

use crate::info::{self, Info};
use crate::link::pack;
use crate::{Error, Result};

const LE: LittleEndian = LittleEndian;
/// Name of the section that holds the names.
const NAMES: &str = ".shstrtab";

/// An executable, in parts.
pub(super) struct Executable<'a> {
    header: FileHeader64<LittleEndian>,
    sections: Vec<Old<'a>>,
    /// Alignment of load segments in bytes.
    pub(super) align_bytes: u64,
}

/// A section of the executable that was read.
struct Old<'a> {
    name: &'a str,
    header: SectionHeader64<LittleEndian>,
    /// What the file has of it.
    bytes: Cow<'a, [u8]>,
}

impl Old<'_> {
    fn has(&self, flag: u32) -> bool {
        self.header.sh_flags.get(LE) & u64::from(flag) != 0
    }

    /// Where in it `len` bytes at `address` are, if it is loaded and holds them.
    fn offset_of(&self, address: u64, len: usize) -> Option<usize> {
        let offset = address.checked_sub(self.header.sh_addr.get(LE)).filter(|_| self.has(SHF_ALLOC))?;
        let end = offset.checked_add(len as u64)?;
        (end <= self.header.sh_size.get(LE)).then_some(offset as usize)
    }
}

/// A new writable section, page-aligned.
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
        let segments = header.program_headers(endian, file).map_err(text)?;
        let loads = segments.iter().filter(|segment| segment.p_type(endian) == PT_LOAD);
        let align_bytes = loads.map(|segment| segment.p_align(endian)).max().unwrap_or(1);
        let table = header.sections(endian, file).map_err(text)?;
        let mut sections = Vec::new();
        for section in table.iter() {
            let name = table.section_name(endian, section).map_err(text)?;
            let name = std::str::from_utf8(name).unwrap_or_default();
            let bytes = section.data(endian, file).map_err(text)?.into();
            sections.push(Old { name, header: *section, bytes });
        }
        Ok(Executable { header: *header, sections, align_bytes })
    }

    /// The sections of code: address and contents.
    pub(super) fn code(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let code = self.sections.iter().filter(|section| section.has(SHF_EXECINSTR));
        code.map(|section| (section.header.sh_addr.get(LE), &*section.bytes))
    }

    /// `len` bytes at `address`, as exec maps them.
    pub(super) fn bytes(&self, address: u64, len: usize) -> Result<Cow<'_, [u8]>> {
        let mut found = self.sections.iter().filter_map(|section| {
            let offset = section.offset_of(address, len)?;
            match section.header.sh_type.get(LE) {
                SHT_NOBITS => Some(Cow::Owned(vec![0; len])),
                _ => section.bytes.get(offset..)?.get(..len).map(Cow::Borrowed),
            }
        });
        found.next().ok_or_else(|| not_there(address))
    }

    /// The number of 4 or 8 bytes at `address`.
    pub(super) fn number(&self, address: u64, len: usize) -> Result<u64> {
        let mut bytes = [0; 8];
        bytes[..len].copy_from_slice(&self.bytes(address, len)?);
        Ok(u64::from_le_bytes(bytes))
    }

    /// Replaces bytes at `address`, which are no code.
    pub(super) fn put(&mut self, address: u64, bytes: &[u8]) -> Result<()> {
        let mut found = self.sections.iter_mut().filter(|section| !section.has(SHF_EXECINSTR));
        let place = found.find_map(|section| {
            let offset = section.offset_of(address, bytes.len())?;
            section.bytes.to_mut().get_mut(offset..)?.get_mut(..bytes.len())
        });
        place.ok_or_else(|| not_there(address))?.copy_from_slice(bytes);
        Ok(())
    }

    /// Puts the file together, with these writable sections and this description.
    pub(super) fn write(self, writable: Vec<Section>, info: &Info) -> Vec<u8> {
        let mut sections = Sections::default();
        // Old numbers of sections to new ones; those that are gone are 0, which stands for none.
        let mut numbers = vec![0_u32; self.sections.len()];
        let kept = |old: &Old<'_>| !old.has(SHF_WRITE) && old.name != NAMES;
        for (old, number) in self.sections.into_iter().zip(&mut numbers).filter(|(old, _)| kept(old)) {
            *number = sections.list.len() as u32;
            let bytes = if old.name == info::SECTION { info.to_bytes().into() } else { old.bytes };
            sections.push(old.name, old.header, bytes);
        }
        for (header, bytes) in &mut sections.list {
            let linked = numbers.get(header.sh_link.get(LE) as usize).copied().unwrap_or_default();
            header.sh_link.set(LE, linked);
            if header.sh_type.get(LE) == SHT_SYMTAB {
                renumber(bytes.to_mut(), &numbers);
            }
        }
        for section in writable {
            let kind = if section.zeros == 0 { SHT_PROGBITS } else { SHT_NOBITS };
            let mut header = section_header(kind, SHF_ALLOC | SHF_WRITE, section.zeros);
            header.sh_addr.set(LE, section.address);
            header.sh_addralign.set(LE, self.align_bytes);
            sections.push(&section.name, header, section.bytes.into());
        }
        let mut header = self.header;
        header.e_shstrndx = U16::new(LE, sections.list.len() as u16);
        sections.push(NAMES, section_header(SHT_STRTAB, 0, 0), Cow::default());
        if let Some((header, bytes)) = sections.list.last_mut() {
            header.sh_size.set(LE, sections.names.len() as u64);
            *bytes = sections.names.into();
        }
        pack::pack(header, sections.list, self.align_bytes)
    }
}

fn not_there(address: u64) -> Error {
    Error::invalid(format!("the artifact has nothing at {address:#x}, where the dump says it has"))
}

/// Gives a table of symbols new numbers of sections. What lay in a section that is gone is an address.
fn renumber(symbols: &mut [u8], numbers: &[u32]) {
    let count = symbols.len() / size_of::<Sym64<LittleEndian>>();
    let Ok((symbols, _)) = pod::slice_from_bytes_mut::<Sym64<LittleEndian>>(symbols, count) else { return };
    for symbol in symbols {
        let section = symbol.st_shndx.get(LE);
        if section != SHN_UNDEF && section < SHN_LORESERVE {
            let number = numbers.get(usize::from(section)).copied().filter(|number| *number != 0);
            symbol.st_shndx.set(LE, number.map_or(SHN_ABS, |number| number as u16));
        }
    }
}

/// Sections, and their names.
#[derive(Default)]
struct Sections<'a> {
    list: Vec<(SectionHeader64<LittleEndian>, Cow<'a, [u8]>)>,
    names: Vec<u8>,
}

impl<'a> Sections<'a> {
    /// Adds a section, of which the size is that of its bytes, where it has any.
    fn push(&mut self, name: &str, mut header: SectionHeader64<LittleEndian>, bytes: Cow<'a, [u8]>) {
        header.sh_name.set(LE, self.names.len() as u32);
        self.names.extend_from_slice(name.as_bytes());
        self.names.push(0);
        if !bytes.is_empty() {
            header.sh_size.set(LE, bytes.len() as u64);
        }
        self.list.push((header, bytes));
    }
}

fn section_header(kind: u32, flags: u32, len: u64) -> SectionHeader64<LittleEndian> {
    SectionHeader64 {
        sh_name: U32::new(LE, 0),
        sh_type: U32::new(LE, kind),
        sh_flags: U64::new(LE, flags.into()),
        sh_addr: U64::new(LE, 0),
        sh_offset: U64::new(LE, 0),
        sh_size: U64::new(LE, len),
        sh_link: U32::new(LE, 0),
        sh_info: U32::new(LE, 0),
        sh_addralign: U64::new(LE, 1),
        sh_entsize: U64::new(LE, 0),
    }
}
