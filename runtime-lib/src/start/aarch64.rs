//! aarch64: the first and the last instructions of the process.

use core::arch::naked_asm;
use core::mem::offset_of;

use linux_raw_sys::general::__NR_exit_group;
use precast_abi::Program;

/// Where the kernel enters: sp points to argc, every other register is undefined.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn _start() -> ! {
    naked_asm!(
        // The chain of frame pointers ends here.
        "mov x29, xzr",
        "mov x30, xzr",
        // First argument: what the kernel left on the stack.
        "mov x0, sp",
        // The guest's own stack, unless start must leave no trace on it.
        "adrp x1, {program}",
        "add x1, x1, :lo12:{program}",
        "ldr x1, [x1, #{start_stack_high}]",
        "cbz x1, 2f",
        "mov sp, x1",
        "2:",
        "bl {begin}",
        // It does not return.
        "udf #0",
        program = sym crate::process::precast_program,
        start_stack_high = const offset_of!(Program, start_stack_high),
        begin = sym super::begin,
    )
}

/// Calls `entry` on the stack that ends at `stack_high` with `pinned` in x21, and ends the process
/// with 0 when it returns.
///
/// # Safety
/// The stack is mapped, and `entry` is a function without arguments.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn enter(stack_high: u64, entry: u64, pinned: u64) -> ! {
    naked_asm!(
        // The guest's own stack, 16-byte aligned.
        "mov sp, x0",
        // The base of memory 0: compiled code finds it in x21, the runtime's functions preserve it.
        "mov x21, x2",
        // Backtraces end at the entry.
        "mov x29, xzr",
        "blr x1",
        // exit_group(0).
        "mov x0, xzr",
        "mov x8, #{exit_group}",
        "svc #0",
        // It does not return.
        "udf #0",
        exit_group = const __NR_exit_group,
    )
}
