//! System calls, and nothing between them and the kernel: no libc, no errno variable, no retries.
//!
//! The numbers come from `linux_raw_sys::general::__NR_…`, the instruction from the file of the
//! architecture. In: a number and its arguments. Out: what the kernel answered, with [`check`] as a
//! `Result`. Typed wrappers stand here only for calls that more than one room makes.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;
pub(crate) mod file;
pub(crate) mod socket;

use linux_raw_sys::{errno, general};

pub(crate) use arch::{syscall3, syscall6};

/// Performs system call `number` without arguments.
///
/// # Safety
/// As for [`syscall6`].
#[inline(always)]
pub(crate) unsafe fn syscall0(number: u32) -> isize {
    // SAFETY: the caller's promise; a call without arguments ignores the registers.
    unsafe { syscall3(number, 0, 0, 0) }
}

/// Performs system call `number` with one argument.
///
/// # Safety
/// As for [`syscall6`].
#[inline(always)]
pub(crate) unsafe fn syscall1(number: u32, a: usize) -> isize {
    // SAFETY: the caller's promise; the call ignores the further registers.
    unsafe { syscall3(number, a, 0, 0) }
}

/// Performs system call `number` with two arguments.
///
/// # Safety
/// As for [`syscall6`].
#[inline(always)]
pub(crate) unsafe fn syscall2(number: u32, a: usize, b: usize) -> isize {
    // SAFETY: the caller's promise; the call ignores the further registers.
    unsafe { syscall3(number, a, b, 0) }
}

/// Performs system call `number` with four arguments.
///
/// # Safety
/// As for [`syscall6`].
#[inline(always)]
pub(crate) unsafe fn syscall4(number: u32, a: usize, b: usize, c: usize, d: usize) -> isize {
    // SAFETY: the caller's promise; the call ignores the further registers.
    unsafe { syscall6(number, a, b, c, d, 0, 0) }
}

/// Performs system call `number` with five arguments.
///
/// # Safety
/// As for [`syscall6`].
#[inline(always)]
pub(crate) unsafe fn syscall5(number: u32, a: usize, b: usize, c: usize, d: usize, e: usize) -> isize {
    // SAFETY: the caller's promise; the call ignores the further registers.
    unsafe { syscall6(number, a, b, c, d, e, 0) }
}

/// An error number of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(pub(crate) i32);

macro_rules! errno_names {
    ($($name:ident)*) => {
        #[allow(dead_code, reason = "the whole table of error numbers, whichever are asked for")]
        impl Errno {
            $(pub(crate) const $name: Errno = Errno(errno::$name as i32);)*
        }
    };
}

errno_names! {
    E2BIG EACCES EADDRINUSE EADDRNOTAVAIL EAFNOSUPPORT EAGAIN EALREADY EBADF EBADMSG EBUSY ECANCELED
    ECHILD ECONNABORTED ECONNREFUSED ECONNRESET EDEADLK EDESTADDRREQ EDOM EDQUOT EEXIST EFAULT EFBIG
    EHOSTUNREACH EIDRM EILSEQ EINPROGRESS EINTR EINVAL EIO EISCONN EISDIR ELOOP EMFILE EMLINK
    EMSGSIZE EMULTIHOP ENAMETOOLONG ENETDOWN ENETRESET ENETUNREACH ENFILE ENOBUFS ENODEV ENOENT
    ENOEXEC ENOLCK ENOLINK ENOMEM ENOMSG ENOPROTOOPT ENOSPC ENOSYS ENOTCONN ENOTDIR ENOTEMPTY
    ENOTRECOVERABLE ENOTSOCK EOPNOTSUPP ENOTTY ENXIO EOVERFLOW EOWNERDEAD EPERM EPIPE EPROTO
    EPROTONOSUPPORT EPROTOTYPE ERANGE EROFS ESPIPE ESRCH ESTALE ETIMEDOUT ETXTBSY EXDEV
}

/// Separates the kernel's answer into value and error: the last 4095 values of the range are errors.
#[inline(always)]
pub(crate) fn check(answer: isize) -> Result<usize, Errno> {
    if (-4095..0).contains(&answer) { Err(Errno(-answer as i32)) } else { Ok(answer as usize) }
}

/// Ends the process, all its threads, with `status`.
pub(crate) fn exit_group(status: i32) -> ! {
    loop {
        // SAFETY: the call takes a number and touches no memory.
        unsafe { syscall1(general::__NR_exit_group, status as usize) };
    }
}

/// Writes `bytes` to a file descriptor and returns how many were taken.
pub(crate) fn write(fd: i32, bytes: &[u8]) -> Result<usize, Errno> {
    // SAFETY: the kernel reads `bytes.len()` bytes of a live slice.
    check(unsafe { syscall3(general::__NR_write, fd as usize, bytes.as_ptr() as usize, bytes.len()) })
}

/// Identity of this process within its pid namespace; 1 for the first process of a container.
pub(crate) fn getpid() -> i32 {
    // SAFETY: the call has no arguments and cannot fail.
    unsafe { syscall0(general::__NR_getpid) as i32 }
}

/// Maps `len` bytes of anonymous memory.
///
/// # Safety
/// With `MAP_FIXED` in `flags`, nothing that is in use may lie in the range.
pub(crate) unsafe fn mmap_anonymous(
    address: usize,
    len: usize,
    protection: u32,
    flags: u32,
) -> Result<usize, Errno> {
    let flags = flags | general::MAP_PRIVATE | general::MAP_ANONYMOUS;
    // SAFETY: the caller's promise; no file is involved.
    check(unsafe {
        syscall6(general::__NR_mmap, address, len, protection as usize, flags as usize, usize::MAX, 0)
    })
}

/// Removes mappings.
///
/// # Safety
/// Nothing in the range may be in use.
pub(crate) unsafe fn munmap(address: usize, len: usize) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    check(unsafe { syscall2(general::__NR_munmap, address, len) }).map(drop)
}

/// Changes the protection of pages.
///
/// # Safety
/// Nothing in the range may be in use in a way that the new protection forbids.
pub(crate) unsafe fn mprotect(address: usize, len: usize, protection: u32) -> Result<(), Errno> {
    // SAFETY: the caller's promise.
    check(unsafe { syscall3(general::__NR_mprotect, address, len, protection as usize) }).map(drop)
}
