//! The system-call instruction of aarch64: number in x8, arguments in x0 to x5, the result in x0; the
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
            "svc #0",
            in("x8") number as usize,
            inlateout("x0") a as isize => result,
            in("x1") b,
            in("x2") c,
            in("x3") d,
            in("x4") e,
            in("x5") f,
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
            "svc #0",
            in("x8") number as usize,
            inlateout("x0") a as isize => result,
            in("x1") b,
            in("x2") c,
            options(nostack, preserves_flags)
        );
    }
    result
}
