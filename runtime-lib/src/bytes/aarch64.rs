//! aarch64: pairs of 16-byte registers; unaligned accesses are cheap on every such machine.
//!
//! Short ranges are covered by loads from both ends that may overlap, all done before the first store,
//! so that direction does not matter.

use core::arch::naked_asm;

/// Copies `x2` bytes from `x1` to `x0`, which may overlap; returns the destination.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(destination: *mut u8, source: *const u8, len: usize) -> *mut u8 {
    naked_asm!(
        // The same code serves as memcpy.
        ".globl memcpy",
        ".type memcpy, @function",
        "memcpy:",
        // Ends of both ranges.
        "add x4, x1, x2",
        "add x5, x0, x2",
        "cmp x2, #16",
        "b.lo 20f",
        "cmp x2, #32",
        "b.hi 10f",
        // 16 to 32 bytes.
        "ldr q0, [x1]",
        "ldur q1, [x4, #-16]",
        "str q0, [x0]",
        "stur q1, [x5, #-16]",
        "ret",
        "10:",
        "cmp x2, #64",
        "b.hi 30f",
        // 33 to 64 bytes.
        "ldp q0, q1, [x1]",
        "ldp q2, q3, [x4, #-32]",
        "stp q0, q1, [x0]",
        "stp q2, q3, [x5, #-32]",
        "ret",
        // Fewer than 16 bytes.
        "20:",
        "tbz x2, #3, 21f",
        "ldr x6, [x1]",
        "ldur x7, [x4, #-8]",
        "str x6, [x0]",
        "stur x7, [x5, #-8]",
        "ret",
        "21:",
        "tbz x2, #2, 22f",
        "ldr w6, [x1]",
        "ldur w7, [x4, #-4]",
        "str w6, [x0]",
        "stur w7, [x5, #-4]",
        "ret",
        "22:",
        "cbz x2, 23f",
        // One to three bytes: the first, the middle and the last, which may be the same.
        "lsr x8, x2, #1",
        "ldrb w6, [x1]",
        "ldrb w7, [x1, x8]",
        "ldurb w9, [x4, #-1]",
        "strb w6, [x0]",
        "strb w7, [x0, x8]",
        "sturb w9, [x5, #-1]",
        "23:",
        "ret",
        // More than 64 bytes. Distance from source to destination, as an unsigned number: below the
        // length only where the destination begins inside the source.
        "30:",
        "sub x6, x0, x1",
        "cmp x6, x2",
        "b.lo 50f",
        // Forward. The last 64 bytes first: the loop may overwrite their source.
        "ldp q4, q5, [x4, #-64]",
        "ldp q6, q7, [x4, #-32]",
        "sub x7, x5, #64",
        "mov x3, x0",
        "40:",
        "ldp q0, q1, [x1]",
        "ldp q2, q3, [x1, #32]",
        "stp q0, q1, [x3]",
        "stp q2, q3, [x3, #32]",
        "add x1, x1, #64",
        "add x3, x3, #64",
        "cmp x3, x7",
        "b.lo 40b",
        "stp q4, q5, [x7]",
        "stp q6, q7, [x7, #32]",
        "ret",
        // Backward. The first 64 bytes first: the loop may overwrite their source.
        "50:",
        "ldp q4, q5, [x1]",
        "ldp q6, q7, [x1, #32]",
        "add x7, x0, #64",
        "51:",
        "ldp q0, q1, [x4, #-32]",
        "ldp q2, q3, [x4, #-64]",
        "stp q0, q1, [x5, #-32]",
        "stp q2, q3, [x5, #-64]",
        "sub x4, x4, #64",
        "sub x5, x5, #64",
        "cmp x5, x7",
        "b.hi 51b",
        "stp q4, q5, [x0]",
        "stp q6, q7, [x0, #32]",
        "ret",
    )
}

/// Sets `x2` bytes from `x0` on to the low byte of `w1`; returns the destination.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(destination: *mut u8, byte: i32, len: usize) -> *mut u8 {
    naked_asm!(
        // The byte sixteen times.
        "dup v0.16b, w1",
        "add x5, x0, x2",
        "cmp x2, #16",
        "b.lo 20f",
        "cmp x2, #64",
        "b.hi 30f",
        // 16 to 64 bytes: four stores that may overlap.
        "str q0, [x0]",
        "stur q0, [x5, #-16]",
        "cmp x2, #32",
        "b.ls 10f",
        "str q0, [x0, #16]",
        "stur q0, [x5, #-32]",
        "10:",
        "ret",
        // Fewer than 16 bytes.
        "20:",
        "tbz x2, #3, 21f",
        "str d0, [x0]",
        "stur d0, [x5, #-8]",
        "ret",
        "21:",
        "tbz x2, #2, 22f",
        "str s0, [x0]",
        "stur s0, [x5, #-4]",
        "ret",
        "22:",
        "cbz x2, 23f",
        "lsr x8, x2, #1",
        "strb w1, [x0]",
        "strb w1, [x0, x8]",
        "sturb w1, [x5, #-1]",
        "23:",
        "ret",
        // More than 64 bytes: both ends, then from an aligned address on.
        "30:",
        "stp q0, q0, [x0]",
        "stp q0, q0, [x0, #32]",
        "sub x7, x5, #64",
        "stp q0, q0, [x7]",
        "stp q0, q0, [x7, #32]",
        "add x3, x0, #64",
        "and x3, x3, #-64",
        "cmp x3, x7",
        "b.hs 41f",
        "40:",
        "stp q0, q0, [x3]",
        "stp q0, q0, [x3, #32]",
        "add x3, x3, #64",
        "cmp x3, x7",
        "b.lo 40b",
        "41:",
        "ret",
    )
}

/// Compares `x2` bytes at `x0` and `x1`: the difference of the first that are not equal, or 0.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, len: usize) -> i32 {
    naked_asm!(
        // The same code serves as bcmp, which only has to tell equal from different.
        ".globl bcmp",
        ".type bcmp, @function",
        "bcmp:",
        // Eight bytes at a time.
        "10:",
        "subs x2, x2, #8",
        "b.lo 20f",
        "ldr x3, [x0], #8",
        "ldr x4, [x1], #8",
        "cmp x3, x4",
        "b.eq 10b",
        // Different: the first byte in memory becomes the highest, then numbers compare like strings.
        "rev x3, x3",
        "rev x4, x4",
        "cmp x3, x4",
        "cset w0, hi",
        "csinv w0, w0, wzr, hs",
        "ret",
        // The rest byte by byte.
        "20:",
        "add x2, x2, #8",
        "21:",
        "cbz x2, 22f",
        "ldrb w3, [x0], #1",
        "ldrb w4, [x1], #1",
        "sub x2, x2, #1",
        "subs w5, w3, w4",
        "b.eq 21b",
        "mov w0, w5",
        "ret",
        "22:",
        "mov w0, wzr",
        "ret",
    )
}

/// Bytes before the zero that ends a string: a name or an argument, read once.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(string: *const u8) -> usize {
    naked_asm!(
        "mov x1, x0",
        "10:",
        "ldrb w2, [x1], #1",
        "cbnz w2, 10b",
        // One too far.
        "sub x0, x1, x0",
        "sub x0, x0, #1",
        "ret",
    )
}
