//! aarch64: a call of compiled code that a trap may end.

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
        // Registers that the caller wants back, above the address to go on at.
        "sub sp, sp, #176",
        "stp x29, x30, [sp, #16]",
        "stp x19, x20, [sp, #32]",
        "stp x21, x22, [sp, #48]",
        "stp x23, x24, [sp, #64]",
        "stp x25, x26, [sp, #80]",
        "stp x27, x28, [sp, #96]",
        "stp d8, d9, [sp, #112]",
        "stp d10, d11, [sp, #128]",
        "stp d12, d13, [sp, #144]",
        "stp d14, d15, [sp, #160]",
        "add x29, sp, #16",
        "adr x9, 2f",
        "str x9, [sp]",
        "mov x9, sp",
        "str x9, [x5]",
        // Compiled code finds the base of memory 0 in x21, which the runtime's functions use as they like.
        "mov x21, x4",
        // The arguments.
        "mov x9, x0",
        "mov x0, x1",
        "mov x1, x2",
        "mov x2, x3",
        "blr x9",
        "mov w0, w0",
        // Here a trap goes on.
        "2:",
        "ldp x29, x30, [sp, #16]",
        "ldp x19, x20, [sp, #32]",
        "ldp x21, x22, [sp, #48]",
        "ldp x23, x24, [sp, #64]",
        "ldp x25, x26, [sp, #80]",
        "ldp x27, x28, [sp, #96]",
        "ldp d8, d9, [sp, #112]",
        "ldp d10, d11, [sp, #128]",
        "ldp d12, d13, [sp, #144]",
        "ldp d14, d15, [sp, #160]",
        "add sp, sp, #176",
        "ret",
    )
}
