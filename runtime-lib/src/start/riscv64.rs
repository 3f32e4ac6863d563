//! riscv64: the first and the last instructions of the process.

use core::arch::naked_asm;
use core::mem::offset_of;

use linux_raw_sys::general::__NR_exit_group;
use precast_abi::Program;

/// Where the kernel enters: sp points to argc, every other register is undefined.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn _start() -> ! {
    naked_asm!(
        // gp, which the linker may use to shorten addresses; loading it must not itself be shortened.
        ".weak __global_pointer$",
        ".hidden __global_pointer$",
        ".option push",
        ".option norelax",
        "lla gp, __global_pointer$",
        ".option pop",
        // The chain of frame pointers ends here.
        "mv s0, zero",
        "mv ra, zero",
        // First argument: what the kernel left on the stack.
        "mv a0, sp",
        // The guest's own stack, unless start must leave no trace on it.
        "lla t0, {program}",
        "ld t0, {start_stack_high}(t0)",
        "beqz t0, 2f",
        "mv sp, t0",
        "2:",
        "call {begin}",
        // It does not return.
        "unimp",
        program = sym crate::process::precast_program,
        start_stack_high = const offset_of!(Program, start_stack_high),
        begin = sym super::begin,
    )
}

/// Calls `entry` on the stack that ends at `stack_high`, and ends the process with 0 when it returns.
///
/// # Safety
/// The stack is mapped, and `entry` is a function without arguments.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn enter(stack_high: u64, entry: u64, pinned: u64) -> ! {
    naked_asm!(
        // The guest's own stack, 16-byte aligned.
        "mv sp, a0",
        // Backtraces end at the entry.
        "mv s0, zero",
        "jalr a1",
        // exit_group(0).
        "mv a0, zero",
        "li a7, {exit_group}",
        "ecall",
        // It does not return.
        "unimp",
        exit_group = const __NR_exit_group,
    )
}
