//! The address plan of an artifact (design: one closed world, static non-PIE, image in the low gigabyte).
//!
//! From high to low:
//!
//! ```text
//!                       further memories, each as memory 0
//!   REACH_BYTES         a gap above memory 0, which its accesses reach and into which it grows
//! MEMORY0_BASE          memory 0
//!   LOW_GUARD_BYTES     a gap
//! NEAR_END
//! NEAR_TEXT             code, where it is small
//! NEAR                  read-only tables, function descriptors, what start reads (.wasm.tables), and
//!                       read-only data, where they are small
//!                       memory descriptors, globals, writable tables (.wasm.state)
//!   RUNTIME_STATE_BYTES the runtime's variables (.wasm.state)
//! stack_high            the guest's stack, grows down:
//!   STACK_TOP_BYTES     its first part (.wasm.state)
//!                       the rest (.wasm.stack)
//! stack_low
//!   STACK_GUARD_BYTES   a gap
//!                       .wasm.tables, where they are large
//!                       embedded files, where there are any (.wasm.files, from FILES upward)
//! PLAN_LOW
//!                       code and read-only data, where they are large
//! ```
//!
//! What a small program touches lies within one aligned block of 2 MiB: stack, state, tables, code and the
//! first MiB of memory 0 share one page of the kernel's page tables, and each further one would take 2 µs.
//! The end of the stack within that block is too small a part of it for a huge page, and so is the end of a
//! stack that a C compiler has put at the beginning of memory 0, in whole MiB.
//!
//! The kernel keeps the mappings of a process, and the gaps between them, in a tree with 16 to a node. A process of a
//! small program has about that many, and a second node takes 5 µs at start: so the state reaches up to the
//! read-only tables, with no gap between.
//!
//! Every program writes to its stack, to the runtime's variables and to its first globals: they share a
//! page, because the first touch of one takes as long as a dozen system calls.
//!
//! Gaps guard as well as inaccessible mappings do, and cost nothing at start, where one mapping takes 2 µs and
//! as long again if it is large. They need no address space either, which may be limited. Nothing can come to
//! lie in one:
//!
//! * Segments lie where the compiler has put them, which it checks after linking.
//! * The heap that `brk` makes would begin above all segments: nothing calls it.
//! * For mappings without a fixed address, those of the kernel included, the kernel searches downward from the
//!   initial stack, or upward from a third or a quarter of the address space (`ulimit -s unlimited`). It would
//!   come down here only if everything above were taken, of which the plan leaves gigabytes free, or if the
//!   operator's limit for the stack leaves no room above. Where memories would reach
//!   beyond an eighth of the address space, all but memory 0 have explicit checks.
//! * The runtime maps at addresses of its choice in memories alone, each where it grows, and never replaces
//!   what exists; where it leaves the choice to the kernel, it makes sure that the place is no gap.
//! * Only the initial stack grows by itself, which is the next mapping above the last gap: without a limit,
//!   and where the kernel promises more memory than there is, an access to the gap would make it grow
//!   there. So it gets a limit at start, [`INITIAL_STACK_BYTES_MAX`].

/// Fixed virtual address of memory 0: near the end of the first GiB, so that what most programs touch
/// of it shares the kernel's page tables with the rest of the image.
pub const MEMORY0_BASE: u64 = 0x3e0c_0000;
/// Where read-only data of small programs begins; the state ends here.
pub const NEAR: u64 = 0x3e03_0000;
/// Where code of small programs begins.
pub const NEAR_TEXT: u64 = 0x3e06_0000;
/// End (exclusive) of code of small programs.
pub const NEAR_END: u64 = MEMORY0_BASE - LOW_GUARD_BYTES;
/// Bytes that a 32-bit memory can address.
pub const INDEX_SPACE_BYTES: u64 = 1 << 32;
/// Static offsets below this need no explicit check: they stay within reach.
pub const OFFSET_GUARD_BYTES: u64 = 1 << 30;
/// Slack behind index and offset, for the width of the access itself.
pub const ACCESS_GUARD_BYTES: u64 = 64 << 10;
/// What accesses to a guarded 32-bit memory reach, from its base on.
pub const REACH_BYTES: u64 = INDEX_SPACE_BYTES + OFFSET_GUARD_BYTES + ACCESS_GUARD_BYTES;
/// What the initial stack may grow to, in bytes: it holds arguments and environment, of which kernels take 6 MiB,
/// and signal handlers run on it.
pub const INITIAL_STACK_BYTES_MAX: u64 = 64 << 20;
/// Bytes directly below memory 0 where nothing is mapped.
pub const LOW_GUARD_BYTES: u64 = 64 << 10;
/// Bytes directly below the guest's stack where nothing is mapped.
pub const STACK_GUARD_BYTES: u64 = 1 << 20;
/// Alignment of everything that gets a page protection of its own: aarch64 kernels may have 64 KiB pages.
pub const REGION_ALIGN_BYTES: u64 = 64 << 10;
/// Lowest address that the plan may use; the linker puts what of the image is not near memory 0 below it.
pub const PLAN_LOW: u64 = 0x1000_0000;
/// Where a process that records a snapshot keeps its notes and the stack of the runtime's functions.
pub const RECORDER: u64 = 0x0f00_0000;
/// Bytes from [`RECORDER`] on.
pub const RECORDER_BYTES: u64 = PLAN_LOW - RECORDER;
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
