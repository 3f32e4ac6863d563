//! The system-call instruction of x86_64: number in rax, arguments in rdi, rsi, rdx, r10, r8, r9, the
//! result in rax; the kernel overwrites rcx and r11.

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
            "syscall",
            inlateout("rax") number as usize as isize => result,
            in("rdi") a,
            in("rsi") b,
            in("rdx") c,
            in("r10") d,
            in("r8") e,
            in("r9") f,
            lateout("rcx") _,
            lateout("r11") _,
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
            "syscall",
            inlateout("rax") number as usize as isize => result,
            in("rdi") a,
            in("rsi") b,
            in("rdx") c,
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack, preserves_flags)
        );
    }
    result
}
