//! The system-call instruction of riscv64: number in a7, arguments in a0 to a5, the result in a0; the
//! kernel preserves every other register.

use core::arch::asm;

/// Performs system call `number` with six arguments and returns what the kernel answers.
///
/// # Safety
/// As for the system call itself: what its arguments point to must be valid for what it does.
#[inline(always)]
pub(crate) unsafe fn syscall6(
    number: u32,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) -> isize {
    let result: isize;
    // SAFETY: the registers are those of the kernel's convention; the caller answers for the arguments.
    unsafe {
        asm!(
            "ecall",
            in("a7") number as usize,
            inlateout("a0") a as isize => result,
            in("a1") b,
            in("a2") c,
            in("a3") d,
            in("a4") e,
            in("a5") f,
            options(nostack, preserves_flags)
        );
    }
    result
}

/// Performs system call `number` with three arguments: fewer registers to fill, which is most calls.
///
/// # Safety
/// As for [`syscall6`].
#[inline(always)]
pub(crate) unsafe fn syscall3(number: u32, a: usize, b: usize, c: usize) -> isize {
    let result: isize;
    // SAFETY: the registers are those of the kernel's convention; the caller answers for the arguments.
    unsafe {
        asm!(
            "ecall",
            in("a7") number as usize,
            inlateout("a0") a as isize => result,
            in("a1") b,
            in("a2") c,
            options(nostack, preserves_flags)
        );
    }
    result
}
