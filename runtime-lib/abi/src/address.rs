//! The address plan of an artifact (design: one closed world, static non-PIE, image in the low gigabyte).
//!
//! From high to low, below [`MEMORY0_BASE`]:
//!
//! ```text
//! MEMORY0_BASE          memory 0, then its reservation of RESERVATION_BYTES
//!   LOW_GUARD_BYTES     PROT_NONE
//! state_end             memory descriptors, globals, writable tables (.wasm.state)
//!   RUNTIME_STATE_BYTES the runtime's variables (.wasm.state)
//! stack_high            the guest's stack, grows down:
//!   STACK_TOP_BYTES     its first part (.wasm.state)
//!                       the rest (.wasm.stack)
//! stack_low
//!   STACK_GUARD_BYTES   PROT_NONE
//!                       read-only tables, function descriptors, what start reads (.wasm.tables)
//!                       embedded files, where there are any (.wasm.files, from FILES upward)
//! ```
//!
//! Every program writes to its stack, to the runtime's variables and to its first globals: they share a
//! page, because the first touch of one takes as long as a dozen system calls.

/// Fixed virtual address of memory 0.
pub const MEMORY0_BASE: u64 = 0x4000_0000;
/// Bytes that a 32-bit memory can address.
pub const INDEX_SPACE_BYTES: u64 = 1 << 32;
/// Static offsets below this need no explicit check: the reservation covers them.
pub const OFFSET_GUARD_BYTES: u64 = 1 << 30;
/// Slack behind index and offset, for the width of the access itself.
pub const ACCESS_GUARD_BYTES: u64 = 64 << 10;
/// Whole reservation of a guarded 32-bit memory.
pub const RESERVATION_BYTES: u64 = INDEX_SPACE_BYTES + OFFSET_GUARD_BYTES + ACCESS_GUARD_BYTES;
/// Inaccessible bytes directly below memory 0.
pub const LOW_GUARD_BYTES: u64 = 64 << 10;
/// Inaccessible bytes directly below the guest's stack.
pub const STACK_GUARD_BYTES: u64 = 1 << 20;
/// Alignment of everything that gets a page protection of its own: aarch64 kernels may have 64 KiB pages.
pub const REGION_ALIGN_BYTES: u64 = 64 << 10;
/// Lowest address that the plan may use; the linker puts the image below it.
pub const PLAN_LOW: u64 = 0x1000_0000;
/// Where embedded files begin.
pub const FILES: u64 = PLAN_LOW;
/// Bytes at the top of the guest's stack that lie in one page with the state: programs that call few
/// functions deep touch no other page of the stack.
pub const STACK_TOP_BYTES: u64 = 3328;
/// Bytes of the runtime's own variables, all zero at first, at symbol
/// [`RUNTIME_STATE_SYMBOL`](crate::RUNTIME_STATE_SYMBOL).
pub const RUNTIME_STATE_BYTES: u64 = 384;
/// Bytes of a page of linear memory (without the custom-page-sizes proposal).
pub const WASM_PAGE_BYTES: u64 = 64 << 10;
