//! riscv64: aligned words of eight bytes only; unaligned accesses may be emulated by the machine's
//! firmware, hundreds of times slower.
//!
//! The destination is aligned byte by byte. Where the source then is aligned, too, words are copied as
//! they are; otherwise each word is put together from two aligned words of the source, every one of
//! which holds at least one byte of the range, so that no page is touched that the range does not touch.

use core::arch::naked_asm;

/// Copies `a2` bytes from `a1` to `a0`, which may overlap; returns the destination.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(destination: *mut u8, source: *const u8, len: usize) -> *mut u8 {
    naked_asm!(
        // The same code serves as memcpy.
        ".globl memcpy",
        ".type memcpy, @function",
        "memcpy:",
        // Distance from source to destination, as an unsigned number: below the length only where the
        // destination begins inside the source.
        "sub t0, a0, a1",
        "bltu t0, a2, 50f",
        // Forward: t1 runs through the destination, a1 through the source, a3 is the destination's end.
        "mv t1, a0",
        "add a3, a0, a2",
        "sltiu t0, a2, 16",
        "bnez t0, 40f",
        // Bytes until the destination is aligned.
        "20:",
        "andi t0, t1, 7",
        "beqz t0, 21f",
        "lbu t2, 0(a1)",
        "sb t2, 0(t1)",
        "addi a1, a1, 1",
        "addi t1, t1, 1",
        "j 20b",
        "21:",
        "andi t3, a1, 7",
        // a4: end of the whole words of the destination.
        "andi a4, a3, -8",
        "bnez t3, 30f",
        // Both aligned: eight words at a time. a5: up to where that is possible.
        "sub a5, a4, t1",
        "andi a5, a5, -64",
        "add a5, t1, a5",
        "beq t1, a5, 23f",
        "22:",
        "ld t0, 0(a1)",
        "ld t2, 8(a1)",
        "ld t3, 16(a1)",
        "ld t4, 24(a1)",
        "ld t5, 32(a1)",
        "ld t6, 40(a1)",
        "ld a6, 48(a1)",
        "ld a7, 56(a1)",
        "sd t0, 0(t1)",
        "sd t2, 8(t1)",
        "sd t3, 16(t1)",
        "sd t4, 24(t1)",
        "sd t5, 32(t1)",
        "sd t6, 40(t1)",
        "sd a6, 48(t1)",
        "sd a7, 56(t1)",
        "addi a1, a1, 64",
        "addi t1, t1, 64",
        "bne t1, a5, 22b",
        // Then word by word.
        "23:",
        "beq t1, a4, 40f",
        "ld t0, 0(a1)",
        "sd t0, 0(t1)",
        "addi a1, a1, 8",
        "addi t1, t1, 8",
        "j 23b",
        // The source is not aligned: t4 and t5 are the shifts, t6 the word whose upper bytes are next.
        "30:",
        "slli t4, t3, 3",
        "neg t5, t4",
        "sub a1, a1, t3",
        "ld t6, 0(a1)",
        "31:",
        "beq t1, a4, 32f",
        "ld t2, 8(a1)",
        "srl t0, t6, t4",
        "sll a6, t2, t5",
        "or t0, t0, a6",
        "sd t0, 0(t1)",
        "mv t6, t2",
        "addi a1, a1, 8",
        "addi t1, t1, 8",
        "j 31b",
        // Back to the exact place in the source.
        "32:",
        "add a1, a1, t3",
        // The last bytes.
        "40:",
        "beq t1, a3, 41f",
        "lbu t0, 0(a1)",
        "sb t0, 0(t1)",
        "addi a1, a1, 1",
        "addi t1, t1, 1",
        "j 40b",
        "41:",
        "ret",
        // Backward: t1 runs down from the end of the destination, a1 from that of the source.
        "50:",
        "add t1, a0, a2",
        "add a1, a1, a2",
        "sltiu t0, a2, 16",
        "bnez t0, 70f",
        // Bytes until the destination is aligned.
        "51:",
        "andi t0, t1, 7",
        "beqz t0, 52f",
        "addi a1, a1, -1",
        "addi t1, t1, -1",
        "lbu t2, 0(a1)",
        "sb t2, 0(t1)",
        "j 51b",
        "52:",
        "andi t3, a1, 7",
        // a4: begin of the whole words of the destination.
        "addi a4, a0, 7",
        "andi a4, a4, -8",
        "bnez t3, 60f",
        // Both aligned: eight words at a time. a5: down to where that is possible.
        "sub a5, t1, a4",
        "andi a5, a5, -64",
        "sub a5, t1, a5",
        "beq t1, a5, 54f",
        "53:",
        "addi a1, a1, -64",
        "addi t1, t1, -64",
        "ld t0, 56(a1)",
        "ld t2, 48(a1)",
        "ld t3, 40(a1)",
        "ld t4, 32(a1)",
        "ld t5, 24(a1)",
        "ld t6, 16(a1)",
        "ld a6, 8(a1)",
        "ld a7, 0(a1)",
        "sd t0, 56(t1)",
        "sd t2, 48(t1)",
        "sd t3, 40(t1)",
        "sd t4, 32(t1)",
        "sd t5, 24(t1)",
        "sd t6, 16(t1)",
        "sd a6, 8(t1)",
        "sd a7, 0(t1)",
        "bne t1, a5, 53b",
        // Then word by word.
        "54:",
        "beq t1, a4, 70f",
        "addi a1, a1, -8",
        "addi t1, t1, -8",
        "ld t0, 0(a1)",
        "sd t0, 0(t1)",
        "j 54b",
        // The source is not aligned: t4 and t5 are the shifts, t6 the word whose lower bytes are next.
        "60:",
        "slli t4, t3, 3",
        "neg t5, t4",
        "sub a1, a1, t3",
        "ld t6, 0(a1)",
        "61:",
        "beq t1, a4, 62f",
        "ld t2, -8(a1)",
        "sll t0, t6, t5",
        "srl a6, t2, t4",
        "or t0, t0, a6",
        "addi a1, a1, -8",
        "addi t1, t1, -8",
        "sd t0, 0(t1)",
        "mv t6, t2",
        "j 61b",
        // Back to the exact place in the source.
        "62:",
        "add a1, a1, t3",
        // The first bytes.
        "70:",
        "beq t1, a0, 71f",
        "addi a1, a1, -1",
        "addi t1, t1, -1",
        "lbu t0, 0(a1)",
        "sb t0, 0(t1)",
        "j 70b",
        "71:",
        "ret",
    )
}

/// Sets `a2` bytes from `a0` on to the low byte of `a1`; returns the destination.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(destination: *mut u8, byte: i32, len: usize) -> *mut u8 {
    naked_asm!(
        "mv t1, a0",
        "add a3, a0, a2",
        "sltiu t0, a2, 16",
        "bnez t0, 40f",
        // The byte eight times.
        "andi a1, a1, 255",
        "slli t0, a1, 8",
        "or a1, a1, t0",
        "slli t0, a1, 16",
        "or a1, a1, t0",
        "slli t0, a1, 32",
        "or a1, a1, t0",
        // Bytes until the destination is aligned.
        "20:",
        "andi t0, t1, 7",
        "beqz t0, 21f",
        "sb a1, 0(t1)",
        "addi t1, t1, 1",
        "j 20b",
        // Eight words at a time. a5: up to where that is possible; a4: end of the whole words.
        "21:",
        "andi a4, a3, -8",
        "sub a5, a4, t1",
        "andi a5, a5, -64",
        "add a5, t1, a5",
        "beq t1, a5, 31f",
        "30:",
        "sd a1, 0(t1)",
        "sd a1, 8(t1)",
        "sd a1, 16(t1)",
        "sd a1, 24(t1)",
        "sd a1, 32(t1)",
        "sd a1, 40(t1)",
        "sd a1, 48(t1)",
        "sd a1, 56(t1)",
        "addi t1, t1, 64",
        "bne t1, a5, 30b",
        // Then word by word.
        "31:",
        "beq t1, a4, 40f",
        "sd a1, 0(t1)",
        "addi t1, t1, 8",
        "j 31b",
        // The last bytes.
        "40:",
        "beq t1, a3, 41f",
        "sb a1, 0(t1)",
        "addi t1, t1, 1",
        "j 40b",
        "41:",
        "ret",
    )
}

/// Compares `a2` bytes at `a0` and `a1`: the difference of the first that are not equal, or 0.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, len: usize) -> i32 {
    naked_asm!(
        // The same code serves as bcmp, which only has to tell equal from different.
        ".globl bcmp",
        ".type bcmp, @function",
        "bcmp:",
        "add a3, a0, a2",
        // Words while both are aligned and equal; the bytes of the first different word tell the order.
        "or t0, a0, a1",
        "andi t0, t0, 7",
        "bnez t0, 30f",
        "andi a4, a2, -8",
        "add a4, a0, a4",
        "20:",
        "beq a0, a4, 30f",
        "ld t0, 0(a0)",
        "ld t1, 0(a1)",
        "bne t0, t1, 30f",
        "addi a0, a0, 8",
        "addi a1, a1, 8",
        "j 20b",
        "30:",
        "beq a0, a3, 31f",
        "lbu t0, 0(a0)",
        "lbu t1, 0(a1)",
        "addi a0, a0, 1",
        "addi a1, a1, 1",
        "beq t0, t1, 30b",
        "sub a0, t0, t1",
        "ret",
        "31:",
        "mv a0, zero",
        "ret",
    )
}

/// Bytes before the zero that ends a string: a name or an argument, read once.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(string: *const u8) -> usize {
    naked_asm!(
        "mv a1, a0",
        "20:",
        "lbu a2, 0(a1)",
        "addi a1, a1, 1",
        "bnez a2, 20b",
        // One too far.
        "sub a0, a1, a0",
        "addi a0, a0, -1",
        "ret",
    )
}
