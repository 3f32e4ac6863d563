//! The layouts that the compiler writes and the runtime reads. All numbers are little-endian, all
//! pointers 64-bit addresses of the artifact.

use core::mem::{offset_of, size_of};

use crate::cpu::FeatureSet;

/// The root of an artifact's tables, at symbol [`PROGRAM_SYMBOL`](crate::PROGRAM_SYMBOL), read-only.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Program {
    /// [`ABI_VERSION`](crate::ABI_VERSION) of the compiler.
    pub abi_version: u32,
    /// Bit set of `FLAG_…`.
    pub flags: u32,
    /// `extern "C" fn()` compiled for this program: runs the start function, then the entry.
    pub entry: u64,
    /// First address of the compiled wasm code; site offsets count from here.
    pub text_start: u64,
    /// End (exclusive) of the compiled wasm code.
    pub text_end: u64,
    /// Address of `memories_len` [`MemoryPlan`]s.
    pub memories: u64,
    /// Number of memories.
    pub memories_len: u64,
    /// Lowest address of the guest's stack; nothing is mapped in the
    /// [`STACK_GUARD_BYTES`](crate::address::STACK_GUARD_BYTES) below it.
    pub stack_low: u64,
    /// Initial stack pointer, 16-byte aligned.
    pub stack_high: u64,
    /// Address of `functions_len` [`Function`]s, ascending by `text_offset`.
    pub functions: u64,
    /// Number of compiled functions.
    pub functions_len: u64,
    /// Address of the site table (see [`site`](crate::site)).
    pub sites: u64,
    /// Bytes of the site table.
    pub sites_len: u64,
    /// Address of the names, concatenated UTF-8; a [`Function`] points into it.
    pub names: u64,
    /// Bytes of the names.
    pub names_len: u64,
    /// Address of the grants (see [`grant`](crate::grant)).
    pub grants: u64,
    /// Bytes of the grants.
    pub grants_len: u64,
    /// Value of the pinned register (aarch64: x21) while the guest runs: the base of memory 0.
    pub pinned: u64,
    /// Addresses of functions of the runtime that only some programs need, by `LAUNCH_…`; 0 for those that
    /// this one does not. Nothing else refers to them, so that the linker leaves them out.
    pub launch: [u64; LAUNCH_LEN],
    /// Address of the system-call filter, instructions of 8 bytes (`struct sock_filter`).
    pub filter: u64,
    /// Number of its instructions; 0 without a filter.
    pub filter_len: u64,
    /// What the CPU must have.
    pub cpu_features: FeatureSet,
    /// Address of the initial state that start copies; what exec maps of the state is complete but for it.
    pub state_image: u64,
    /// Where it belongs.
    pub state_start: u64,
    /// Bytes of it: a multiple of 8, at most [`STATE_IMAGE_BYTES_MAX`], 0 where the file holds the state.
    pub state_image_len: u64,
    /// An address that start writes to, 0 for none: most programs read the page and then write it, and the
    /// write alone takes one fault.
    pub first_write: u64,
    /// What is there already.
    pub first_written: u64,
    /// End (exclusive) of the stack of start itself, 16-byte aligned: that of the guest, which saves a page.
    /// 0: start stays on the initial stack, because that of the guest is part of a snapshot.
    pub start_stack_high: u64,
}

/// Most bytes of state that start copies: a page of untouched zeros costs less than a page of the file that
/// is written, as long as little has to be copied.
pub const STATE_IMAGE_BYTES_MAX: u64 = 384;

/// From this size on a memory is given huge pages. The first touch of one costs about 80 µs, as much as a
/// small program takes from start to end.
pub const HUGE_PAGES_FROM_BYTES: u64 = 32 << 20;

/// A program that starts even where the kernel cannot confine it.
pub const FLAG_HARDEN_BEST_EFFORT: u32 = 1;

/// Number of functions in [`Program::launch`].
pub const LAUNCH_LEN: usize = 5;
/// In [`Program::launch`]: reads grants that an operator adds at launch.
pub const LAUNCH_GRANTS: usize = 0;
/// In [`Program::launch`]: replaces standard streams that the guest does not get.
pub const LAUNCH_STREAMS: usize = 1;
/// In [`Program::launch`]: makes listening sockets, or takes over those of the launcher.
pub const LAUNCH_LISTEN: usize = 2;
/// In [`Program::launch`]: prepares to record a snapshot, or to go on from one.
pub const LAUNCH_SNAPSHOT: usize = 3;
/// In [`Program::launch`]: gives up what the process does not need. The last, because the others may need it.
pub const LAUNCH_HARDEN: usize = 4;
/// The symbols of the functions in [`Program::launch`]. The first is called with a number and returns the
/// grant of that number, if there is one; the others take and return nothing.
pub const LAUNCH_SYMBOLS: [&str; LAUNCH_LEN] = [
    "precast_launch_grants",
    "precast_launch_streams",
    "precast_launch_listen",
    "precast_launch_snapshot",
    "precast_launch_harden",
];

/// What the runtime must know of one memory, read-only.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct MemoryPlan {
    /// Address of the writable [`Memory`] descriptor.
    pub descriptor: u64,
    /// How far accesses reach, in bytes from `base` on: nothing but the memory itself lies there. 0 where the
    /// memory has explicit checks.
    pub reach_bytes: u64,
    /// Bytes from `base` on that exec has already mapped as segments of the file, page-aligned up.
    pub mapped_bytes: u64,
    /// How many entries of `far` are in use; 0 but for memories whose initial contents have wide gaps.
    pub far_len: u64,
    /// Further parts that exec has already mapped, all above `mapped_bytes`, ascending, not touching.
    pub far: [MappedRange; FAR_RANGES_MAX],
    /// The part to keep out of huge pages, empty for none.
    pub small_pages: MappedRange,
}

/// Most parts of a memory that exec maps beside those at its beginning.
pub const FAR_RANGES_MAX: usize = 16;

/// A part of a memory, in bytes from its base, page-aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct MappedRange {
    /// Its first byte.
    pub start: u64,
    /// Its end (exclusive).
    pub end: u64,
}

/// The changing part of a memory, in writable state at an address that the compiler chose.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Memory {
    /// Address of byte 0.
    pub base: u64,
    /// Current size in bytes, a multiple of the page size. The file holds the initial size.
    pub len_bytes: u64,
    /// Bytes that the memory may grow to.
    pub max_bytes: u64,
    /// Binary logarithm of the page size in bytes: 16, or 0 with custom page sizes.
    pub page_size_log2: u32,
    /// Non-zero where all that the memory may grow to is mapped without access, so that growing is
    /// `mprotect`: emulators do that.
    pub reserved: u32,
}

/// The changing part of a table that can grow, in writable state at an address that the compiler chose.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Table {
    /// Address of element 0. Elements are 8 bytes: the address of a [`FuncRef`], an external value, or 0 for
    /// null.
    pub base: u64,
    /// Current number of elements.
    pub len: u64,
    /// Elements that the table may grow to. The compiler reserved room for `capacity`.
    pub max: u64,
    /// Elements for which there is room at `base`.
    pub capacity: u64,
}

/// What a function reference points to, read-only; read-only tables are arrays of them.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct FuncRef {
    /// Address of the code; 0 for a null element.
    pub code: u64,
    /// Number of the function's type in this program: equal types have equal numbers.
    pub type_id: u32,
    /// Index of the function within its module, for messages.
    pub func_index: u32,
}

/// `FuncRef::type_id` of a null element of a read-only table.
pub const NULL_TYPE_ID: u32 = u32::MAX;

/// One compiled function, read-only, for traps and backtraces.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Function {
    /// Offset of the first byte of its code from [`Program::text_start`].
    pub text_offset: u32,
    /// Offset of its first site in the site table; its sites end where those of the next function begin.
    pub sites_offset: u32,
    /// Offset of its name in the names.
    pub name_offset: u32,
    /// Bytes of its name; 0 where names were stripped.
    pub name_len: u32,
    /// Index of the function within its module; `u32::MAX` for code of precast itself.
    pub func_index: u32,
    /// Offset of the function's body in the wasm file, in bytes.
    pub wasm_offset: u32,
}

const _: () = {
    assert!(size_of::<Program>() == 8 * (26 + LAUNCH_LEN) && offset_of!(Program, entry) == 8);
    assert!(size_of::<MemoryPlan>() == 48 + 16 * FAR_RANGES_MAX);
    assert!(size_of::<Memory>() == 32 && offset_of!(Memory, len_bytes) == 8);
    assert!(size_of::<Table>() == 32 && offset_of!(Table, len) == 8);
    assert!(size_of::<FuncRef>() == 16 && offset_of!(FuncRef, type_id) == 8);
    assert!(size_of::<Function>() == 24);
};
