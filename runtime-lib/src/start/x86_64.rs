//! x86_64: the first and the last instructions of the process.

use core::arch::naked_asm;
use core::mem::offset_of;

use linux_raw_sys::general::__NR_exit_group;
use precast_abi::Program;

/// Where the kernel enters: rsp points to argc, every other register is undefined.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn _start() -> ! {
    naked_asm!(
        // The chain of frame pointers ends here.
        "xor ebp, ebp",
        // First argument: what the kernel left on the stack.
        "mov rdi, rsp",
        // The guest's own stack, unless start must leave no trace on it.
        "mov rax, [rip + {program} + {start_stack_high}]",
        "test rax, rax",
        "cmovnz rsp, rax",
        "call {begin}",
        // It does not return.
        "ud2",
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
        "mov rsp, rdi",
        // Backtraces end at the entry.
        "xor ebp, ebp",
        "call rsi",
        // exit_group(0).
        "xor edi, edi",
        "mov eax, {exit_group}",
        "syscall",
        // It does not return.
        "ud2",
        exit_group = const __NR_exit_group,
    )
}
