//! Reads what a recorded process has told of itself.

use std::collections::BTreeSet;
use std::mem::offset_of;
use std::ops::Range;

use precast_abi::ABI_VERSION;
use precast_abi::snapshot::{
    DESCRIPTORS_MAX, DUMP_MAGIC, Descriptor, DumpHeader, PART_CONTENTS, PART_DESCRIPTORS, PART_END,
    PART_OPENED, PART_READ_ARGUMENTS, PART_READ_CLOCK, PART_READ_RANDOM, PART_READ_STDIN, PART_READ_VARIABLE,
    PART_REFUSED, PART_REGISTERS, Part, REGISTERS_MAX, refusal,
};

use crate::{Error, Result};

/// What came of recording a process.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one of them")]
pub enum Recorded<'a> {
    /// Its state at the mark.
    State(Dump<'a>),
    /// It cannot be kept.
    Refused(Refusal, String),
}

/// Why a process cannot be kept; a text tells more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is in a state, or did something before the mark, that nothing can be done about.
    State,
    /// It asked for random numbers.
    Random,
    /// It asked for the time.
    Clock,
    /// It read standard input.
    Stdin,
    /// It ended before the mark.
    Ended,
}

/// The state of a process at the mark.
#[derive(Clone, Debug)]
pub struct Dump<'a> {
    /// Address of the record of the artifact.
    pub(super) record: u64,
    /// The state of the machine, see the record.
    pub(super) registers: [u64; REGISTERS_MAX],
    /// The open files of the guest, a [`Descriptor`] each; `None`: those of the launch.
    pub(super) descriptors: Option<&'a [u8]>,
    /// Ascending, not overlapping.
    pub(super) contents: Vec<Contents<'a>>,
    /// Names of the variables that the guest has read.
    pub variables: BTreeSet<String>,
    /// Paths that the guest has opened.
    pub opened: BTreeSet<String>,
    /// Whether it has read its arguments.
    pub arguments: bool,
    /// Whether it has read standard input.
    pub stdin: bool,
    /// Whether it has got random numbers.
    pub random: bool,
    /// Whether it has read a clock.
    pub clock: bool,
    /// What clocks must show at least from now on, in nanoseconds.
    pub(super) clock_shown: u64,
}

/// Memory that is not zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contents<'a> {
    pub(super) address: u64,
    pub(super) bytes: &'a [u8],
}

impl Contents<'_> {
    pub(super) fn end(&self) -> u64 {
        self.address.saturating_add(self.bytes.len() as u64)
    }
}

impl<'a> Recorded<'a> {
    /// Reads what a recorded process wrote. What is cut short or damaged is an error.
    pub fn read(bytes: &'a [u8]) -> Result<Recorded<'a>> {
        let mut reader = Reader { rest: bytes };
        let magic = reader.bytes(DUMP_MAGIC.len() as u64)?;
        let (version, record) = (reader.number()?, reader.number()?);
        if magic != DUMP_MAGIC || version != u64::from(ABI_VERSION) {
            return Err(Error::invalid("it is no dump of a program that this precast has built"));
        }
        debug_assert_eq!(bytes.len() - reader.rest.len(), size_of::<DumpHeader>());
        let mut dump = Dump {
            record,
            registers: [0; REGISTERS_MAX],
            descriptors: None,
            contents: Vec::new(),
            variables: BTreeSet::new(),
            opened: BTreeSet::new(),
            arguments: false,
            stdin: false,
            random: false,
            clock: false,
            clock_shown: 0,
        };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        loop {
            let part = Part { kind: reader.number()?, address: reader.number()?, len: reader.number()? };
            let bytes = reader.bytes(part.len)?;
            match part.kind {
                PART_END => break,
                PART_REFUSED => {
                    let why = text(reader.rest).trim_end().to_owned();
                    return Ok(Recorded::Refused(Refusal::new(part.address), why));
                }
                PART_REGISTERS => dump.registers = registers(bytes)?,
                PART_DESCRIPTORS => dump.descriptors = Some(bytes),
                PART_CONTENTS => dump.contents.push(Contents { address: part.address, bytes }),
                PART_READ_VARIABLE => drop(dump.variables.insert(text(bytes))),
                PART_OPENED => drop(dump.opened.insert(text(bytes))),
                PART_READ_ARGUMENTS => dump.arguments = true,
                PART_READ_STDIN => dump.stdin = true,
                PART_READ_RANDOM => dump.random = true,
                PART_READ_CLOCK => {
                    dump.clock = true;
                    dump.clock_shown = Reader { rest: bytes }.number()?;
                }
                kind => {
                    return Err(Error::invalid(format!("the dump has a part of the unknown kind {kind}")));
                }
            }
        }
        if !reader.rest.is_empty() {
            return Err(Error::invalid("the dump goes on behind its end"));
        }
        dump.contents.sort_by_key(|contents| contents.address);
        if dump.contents.windows(2).any(|pair| pair[0].end() > pair[1].address) {
            return Err(Error::invalid("parts of the dump overlap"));
        }
        let descriptor_bytes = size_of::<Descriptor>();
        if dump.descriptors.is_some_and(|bytes| {
            bytes.len() % descriptor_bytes != 0 || bytes.len() > DESCRIPTORS_MAX * descriptor_bytes
        }) {
            return Err(Error::invalid("the dump has descriptors of another size"));
        }
        Ok(Recorded::State(dump))
    }
}

impl Refusal {
    fn new(reason: u64) -> Refusal {
        match reason {
            refusal::RANDOM => Refusal::Random,
            refusal::CLOCK => Refusal::Clock,
            refusal::STDIN => Refusal::Stdin,
            refusal::ENDED => Refusal::Ended,
            _ => Refusal::State,
        }
    }
}

impl Dump<'_> {
    /// What lay in `len` bytes of memory at `address`: 0 where nothing was told of it.
    pub(crate) fn memory(&self, address: u64, len: usize) -> Vec<u8> {
        let mut memory = vec![0; len];
        let end = address.saturating_add(len as u64);
        let first = self.contents.partition_point(|contents| contents.end() <= address);
        for contents in self.contents[first..].iter().take_while(|contents| contents.address < end) {
            let (from, to) = (contents.address.max(address), contents.end().min(end));
            let source =
                &contents.bytes[(from - contents.address) as usize..(to - contents.address) as usize];
            memory[(from - address) as usize..(to - address) as usize].copy_from_slice(source);
        }
        memory
    }

    /// The parts of a range of memory that something was told of, ascending.
    pub(crate) fn touched(&self, start: u64, end: u64) -> impl Iterator<Item = Range<u64>> {
        let first = self.contents.partition_point(|contents| contents.end() <= start);
        let within = self.contents[first..].iter().take_while(move |contents| contents.address < end);
        within.map(move |contents| contents.address.max(start)..contents.end().min(end))
    }

    /// The open files of the guest; `None`: those of the launch.
    pub(crate) fn open_files(&self) -> Option<impl Iterator<Item = Descriptor>> {
        let records = self.descriptors?.chunks_exact(size_of::<Descriptor>());
        Some(records.map(move |record| {
            let short = |offset: usize| u32::from_le_bytes(*record[offset..].first_chunk().expect("4 bytes"));
            let long = |offset: usize| u64::from_le_bytes(*record[offset..].first_chunk().expect("8 bytes"));
            Descriptor {
                number: short(offset_of!(Descriptor, number)),
                kind: short(offset_of!(Descriptor, kind)),
                index: long(offset_of!(Descriptor, index)),
                position: long(offset_of!(Descriptor, position)),
                rights_base: long(offset_of!(Descriptor, rights_base)),
                rights_inheriting: long(offset_of!(Descriptor, rights_inheriting)),
                flags: long(offset_of!(Descriptor, flags)),
            }
        }))
    }

    /// The 8-byte number at `address`.
    pub(crate) fn number(&self, address: u64) -> u64 {
        let bytes = self.memory(address, 8);
        u64::from_le_bytes(bytes.try_into().expect("8 bytes were asked for"))
    }
}

fn registers(bytes: &[u8]) -> Result<[u64; REGISTERS_MAX]> {
    let mut registers = [0; REGISTERS_MAX];
    let mut reader = Reader { rest: bytes };
    for register in &mut registers {
        *register = reader.number()?;
    }
    Ok(registers)
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn bytes(&mut self, len: u64) -> Result<&'a [u8]> {
        let parts = usize::try_from(len).ok().and_then(|len| self.rest.split_at_checked(len));
        let (bytes, rest) = parts.ok_or_else(|| Error::invalid("the dump is cut short"))?;
        self.rest = rest;
        Ok(bytes)
    }

    fn number(&mut self) -> Result<u64> {
        let bytes = self.bytes(8)?;
        Ok(u64::from_le_bytes(bytes.try_into().expect("8 bytes")))
    }
}
