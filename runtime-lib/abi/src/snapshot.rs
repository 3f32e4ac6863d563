//! Snapshots: what a program that is run at build time up to a mark tells of itself there, and what one that
//! goes on from there is given.
//!
//! An artifact built for it has a [`Record`]. While its mode is [`RECORD`], the process runs up to the mark,
//! writes a dump to standard output and ends; its standard output proper goes to standard error. The compiler
//! makes an artifact of the same code from a dump: memory contents are those of the dump, and the record, its
//! mode now [`THAW`], holds what is to be restored beside them.
//!
//! A dump is a [`DumpHeader`], then parts, each a [`Part`] and that many bytes. The last is [`PART_END`], or
//! [`PART_REFUSED`] where the process has no state that can be kept.

use core::mem::{offset_of, size_of};

/// Symbol of the [`Record`], which the compiler defines.
pub const RECORD_SYMBOL: &str = "precast_snapshot_record";
/// Symbol of the function that takes the place of [`Program::entry`](crate::Program::entry).
pub const ENTER_SYMBOL: &str = "precast_snapshot_enter";
/// Takes the place of [`MEMORY_WAIT32`](crate::helper::MEMORY_WAIT32), as
/// [`recorded_symbol`](crate::wasi::WasiFunction::recorded_symbol) does for WASI functions.
pub const RECORDED_MEMORY_WAIT32: &str = "precast_recorded_memory_wait32";
/// As [`RECORDED_MEMORY_WAIT32`].
pub const RECORDED_MEMORY_WAIT64: &str = "precast_recorded_memory_wait64";
/// Module and name of the import that is a mark: a function without parameters and results.
pub const MARK_IMPORT: (&str, &str) = ("precast", "snapshot");

/// The first bytes of a [`Record`].
pub const RECORD_MAGIC: [u8; 16] = *b"precast snapshot";
/// The first bytes of a dump.
pub const DUMP_MAGIC: [u8; 16] = *b"precast dump 01\n";

/// [`Record::mode`]: run up to the mark.
pub const RECORD: u32 = 1;
/// [`Record::mode`]: go on from the mark.
pub const THAW: u32 = 2;

/// [`Record::mark`]: the entry has returned.
pub const MARK_RETURNED: u32 = 1;
/// [`Record::mark`]: the first call that reads standard input, or waits for it.
pub const MARK_STDIN: u32 = 2;
/// [`Record::mark`]: the first `path_open` of [`Record::path`].
pub const MARK_PATH: u32 = 3;
/// [`Record::mark`]: the first call of [`MARK_IMPORT`].
pub const MARK_CALL: u32 = 4;

/// What comes of asking for random numbers, or the time, before the mark.
pub mod policy {
    /// The snapshot fails.
    pub const REFUSE: u32 = 1;
    /// A sequence that a number determines.
    pub const FIXED: u32 = 2;
    /// The answer of the machine.
    pub const ALLOW: u32 = 3;
}

/// Why a process cannot be kept.
pub mod refusal {
    /// It is in a state, or did something before the mark, that nothing can be done about.
    pub const STATE: u64 = 0;
    /// It asked for random numbers.
    pub const RANDOM: u64 = 1;
    /// It asked for the time.
    pub const CLOCK: u64 = 2;
    /// It read standard input.
    pub const STDIN: u64 = 3;
    /// It ended before the mark.
    pub const ENDED: u64 = 4;
}

/// In [`Record::flags`]: standard input is part of the build, and may be read before the mark.
pub const FLAG_STDIN: u32 = 1;

/// In [`Record::flags`]: [`FLAG_HARDEN_BEST_EFFORT`](crate::program::FLAG_HARDEN_BEST_EFFORT) is set for the
/// recording alone, because an emulator may not be able to confine.
pub const FLAG_HARDEN_AFTERWARDS: u32 = 2;

/// By how much clocks advance with each reading while they are [`policy::FIXED`], in nanoseconds: programs
/// that wait for time to pass see it pass.
pub const CLOCK_STEP_NANOSECONDS: u64 = 1_000_000;

/// Room for registers, whichever a machine has.
pub const REGISTERS_MAX: usize = 40;
/// Position of the address to go on at among the registers of every machine.
pub const REGISTER_PC: usize = 0;
/// Position of the stack pointer.
pub const REGISTER_SP: usize = 1;

/// Most descriptors that a snapshot holds.
pub const DESCRIPTORS_MAX: usize = 64;

/// What is to be recorded, or restored. Read-only for the process.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Record {
    /// [`RECORD_MAGIC`].
    pub magic: [u8; 16],
    /// [`RECORD`] or [`THAW`].
    pub mode: u32,
    /// `MARK_…`.
    pub mark: u32,
    /// Policy for random numbers.
    pub random: u32,
    /// Policy for clocks.
    pub clocks: u32,
    /// Where the fixed sequence of random numbers begins.
    pub random_seed: u64,
    /// What the fixed clock of the day shows first, in nanoseconds; the others begin at 0. In a process that
    /// goes on: what every clock shows at least, so that none goes back behind the mark.
    pub clock_start: u64,
    /// Bit set of `FLAG_…`.
    pub flags: u32,
    /// Bytes of the guest's path of [`MARK_PATH`].
    pub path_len: u32,
    /// Its address.
    pub path: u64,
    /// The entry that the compiler has made, an `extern "C" fn()`.
    pub entry: u64,
    /// Address of the [`Program`](crate::Program).
    pub program: u64,
    /// First address of the program's state behind the runtime's variables.
    pub state_start: u64,
    /// Its end (exclusive).
    pub state_end: u64,
    /// What to go on with: the state of the machine at a call of a WASI function, which is then made.
    pub registers: [u64; REGISTERS_MAX],
    /// Number of `descriptors`, or [`DESCRIPTORS_AS_LAUNCHED`].
    pub descriptors_len: u64,
    /// The open files of the guest.
    pub descriptors: [Descriptor; DESCRIPTORS_MAX],
}

/// [`Record::descriptors_len`] of a program that has the descriptors of its launch, unchanged.
pub const DESCRIPTORS_AS_LAUNCHED: u64 = u64::MAX;

/// An open file of the guest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Descriptor {
    /// The guest's number.
    pub number: u32,
    /// `DESCRIPTOR_…`.
    pub kind: u32,
    /// Which of the streams, grants or embedded files.
    pub index: u64,
    /// Position in an embedded file.
    pub position: u64,
    /// Its rights.
    pub rights_base: u64,
    /// Rights of what is opened through it.
    pub rights_inheriting: u64,
    /// WASI's `fdflags` that the guest has set of a standard stream.
    pub flags: u64,
}

/// [`Descriptor::kind`]: the standard stream with this index.
pub const DESCRIPTOR_STREAM: u32 = 1;
/// [`Descriptor::rights_base`] of a standard stream at launch: every right that there is.
pub const STREAM_RIGHTS: u64 = (1 << 30) - 1;
/// [`Descriptor::kind`]: the granted or embedded directory with this index among the grants of directories.
pub const DESCRIPTOR_GRANTED: u32 = 2;
/// [`Descriptor::kind`]: something within an embedded directory: the index of its node.
pub const DESCRIPTOR_EMBEDDED: u32 = 3;

/// What a dump begins with.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct DumpHeader {
    /// [`DUMP_MAGIC`].
    pub magic: [u8; 16],
    /// [`ABI_VERSION`](crate::ABI_VERSION) of the runtime.
    pub abi_version: u64,
    /// Address of the [`Record`].
    pub record: u64,
}

/// What stands before each part of a dump.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Part {
    /// `PART_…`.
    pub kind: u64,
    /// Address of what follows; 0 where it has none.
    pub address: u64,
    /// Number of bytes that follow.
    pub len: u64,
}

/// Nothing follows: the dump is complete.
pub const PART_END: u64 = 1;
/// The process cannot be kept: the address is one of [`refusal`], a text of unknown length follows.
pub const PART_REFUSED: u64 = 2;
/// The registers, 8 bytes each.
pub const PART_REGISTERS: u64 = 3;
/// The [`Descriptor`]s; without this part they are those of the launch.
pub const PART_DESCRIPTORS: u64 = 4;
/// Contents of memory at the address. What no part covers is zero: the stack from the stack pointer up, the
/// state, and each memory up to its current length.
pub const PART_CONTENTS: u64 = 5;
/// The name of an environment variable that the guest has read.
pub const PART_READ_VARIABLE: u64 = 6;
/// The guest's path of a file or directory that it has opened.
pub const PART_OPENED: u64 = 7;
/// The guest has read its arguments.
pub const PART_READ_ARGUMENTS: u64 = 8;
/// The guest has read standard input.
pub const PART_READ_STDIN: u64 = 9;
/// The guest has got random numbers.
pub const PART_READ_RANDOM: u64 = 10;
/// The guest has read a clock. What follows is the latest time that fixed clocks other than that of the day
/// have shown, 8 bytes of nanoseconds.
pub const PART_READ_CLOCK: u64 = 11;

/// Granularity of [`PART_CONTENTS`] in bytes: a run of zeros is left out where it fills such a block of
/// addresses.
pub const CONTENTS_GRANULE_BYTES: u64 = 4 << 10;

const _: () = {
    assert!(size_of::<Descriptor>() == 48 && offset_of!(Descriptor, index) == 8);
    assert!(size_of::<Record>() == 96 + 8 * (REGISTERS_MAX + 1) + 48 * DESCRIPTORS_MAX);
    assert!(offset_of!(Record, mode) == 16 && offset_of!(Record, registers) == 96);
    assert!(size_of::<DumpHeader>() == 32 && size_of::<Part>() == 24);
};
