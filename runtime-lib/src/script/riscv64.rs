//! riscv64: a call of compiled code that a trap may end.

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
        "addi sp, sp, -208",
        "sd ra, 200(sp)",
        "sd s0, 192(sp)",
        "sd s1, 184(sp)",
        "sd s2, 176(sp)",
        "sd s3, 168(sp)",
        "sd s4, 160(sp)",
        "sd s5, 152(sp)",
        "sd s6, 144(sp)",
        "sd s7, 136(sp)",
        "sd s8, 128(sp)",
        "sd s9, 120(sp)",
        "sd s10, 112(sp)",
        "sd s11, 104(sp)",
        "fsd fs0, 96(sp)",
        "fsd fs1, 88(sp)",
        "fsd fs2, 80(sp)",
        "fsd fs3, 72(sp)",
        "fsd fs4, 64(sp)",
        "fsd fs5, 56(sp)",
        "fsd fs6, 48(sp)",
        "fsd fs7, 40(sp)",
        "fsd fs8, 32(sp)",
        "fsd fs9, 24(sp)",
        "fsd fs10, 16(sp)",
        "fsd fs11, 8(sp)",
        // The platform's frame pointer points behind the pair of return address and frame pointer.
        "addi s0, sp, 208",
        "lla t0, 2f",
        "sd t0, 0(sp)",
        "sd sp, 0(a5)",
        // The arguments.
        "mv t0, a0",
        "mv a0, a1",
        "mv a1, a2",
        "mv a2, a3",
        "jalr t0",
        "slli a0, a0, 32",
        "srli a0, a0, 32",
        // Here a trap goes on.
        "2:",
        "ld ra, 200(sp)",
        "ld s0, 192(sp)",
        "ld s1, 184(sp)",
        "ld s2, 176(sp)",
        "ld s3, 168(sp)",
        "ld s4, 160(sp)",
        "ld s5, 152(sp)",
        "ld s6, 144(sp)",
        "ld s7, 136(sp)",
        "ld s8, 128(sp)",
        "ld s9, 120(sp)",
        "ld s10, 112(sp)",
        "ld s11, 104(sp)",
        "fld fs0, 96(sp)",
        "fld fs1, 88(sp)",
        "fld fs2, 80(sp)",
        "fld fs3, 72(sp)",
        "fld fs4, 64(sp)",
        "fld fs5, 56(sp)",
        "fld fs6, 48(sp)",
        "fld fs7, 40(sp)",
        "fld fs8, 32(sp)",
        "fld fs9, 24(sp)",
        "fld fs10, 16(sp)",
        "fld fs11, 8(sp)",
        "addi sp, sp, 208",
        "ret",
    )
}
