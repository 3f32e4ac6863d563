//! x86_64: a call of compiled code that a trap may end.

use core::arch::naked_asm;

/// Calls `code` with three arguments and returns the low half of its result, zero-extended.
///
/// While the call lasts, the word at `recovery_point` holds a stack pointer, and the word on top of that
/// stack an address. Execution may go on with both, and with a number in the result register, whatever
/// the other registers hold: then that number is returned.
///
/// # Safety
/// `code` follows the platform's convention and takes such arguments.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn call(
    code: u64,
    first: u64,
    second: u64,
    third: u64,
    pinned: u64,
    recovery_point: *mut u64,
) -> u64 {
    naked_asm!(
        // Registers that the caller wants back; with the return address seven words.
        "push rbp",
        "mov rbp, rsp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        // The address to go on at is the eighth: the stack is aligned again.
        "lea rax, [rip + 2f]",
        "push rax",
        "mov [r9], rsp",
        // The arguments.
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov rsi, rdx",
        "mov rdx, rcx",
        "call rax",
        "mov eax, eax",
        // Here a trap goes on.
        "2:",
        "add rsp, 8",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}
