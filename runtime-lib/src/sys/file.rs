//! Typed system calls about files, directories and sockets, for the WASI rooms and the sandbox.
//!
//! In: file descriptors, terminated strings, slices, and [`IoVector`]s that only checked guest memory
//! makes. Out: values or the kernel's error. Nothing here knows of WASI, of rights or of path
//! rules: whoever calls has decided that the call is allowed.

use core::ffi::CStr;
use core::mem::MaybeUninit;

use linux_raw_sys::general::{self, __kernel_timespec, open_how, pollfd, stat};

use super::{Errno, check, syscall0, syscall1, syscall2, syscall3, syscall4, syscall5, syscall6};

/// A range of memory that the kernel may read or write, as `readv` and its kin take it.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct IoVector {
    base: *mut u8,
    len: usize,
}

impl IoVector {
    /// No bytes; what unused elements of an array hold.
    pub(crate) const EMPTY: IoVector = IoVector { base: core::ptr::null_mut(), len: 0 };

    /// A range that a system call is to read or to fill.
    ///
    /// # Safety
    /// `len` bytes at `base` must be readable and writable until the last use of the value, and
    /// must not be borrowed as Rust references meanwhile.
    pub(crate) unsafe fn new(base: *mut u8, len: usize) -> IoVector {
        IoVector { base, len }
    }

    /// Number of bytes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Copies `bytes` to the front of the range, as far as there is room.
    pub(crate) fn fill(&self, bytes: &[u8]) {
        let len = bytes.len().min(self.len);
        // SAFETY: the constructor's promise for the range; a borrowed slice is no part of it.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.base, len) };
    }

    /// Address of the first byte.
    pub(crate) fn base(&self) -> *mut u8 {
        self.base
    }
}

/// A point in time or a duration, in seconds and nanoseconds.
pub(crate) type Timespec = __kernel_timespec;

/// What `stat` tells of a file.
pub(crate) type Stat = stat;

/// One descriptor to wait for.
pub(crate) type PollFd = pollfd;

fn unit(answer: isize) -> Result<(), Errno> {
    check(answer).map(drop)
}

fn descriptor(answer: isize) -> Result<i32, Errno> {
    check(answer).map(|fd| fd as i32)
}

/// Opens `path` below the directory `dir` by the kernel's ordinary rules.
pub(crate) fn openat(dir: i32, path: &CStr, flags: u32, mode: u32) -> Result<i32, Errno> {
    // SAFETY: the kernel reads a terminated string.
    descriptor(unsafe {
        syscall4(general::__NR_openat, dir as usize, path.as_ptr() as usize, flags as usize, mode as usize)
    })
}

/// Opens `path` below the directory `dir` with restrictions `resolve` (`RESOLVE_…`) on the way.
pub(crate) fn openat2(dir: i32, path: &CStr, flags: u32, mode: u32, resolve: u32) -> Result<i32, Errno> {
    let how = open_how { flags: flags.into(), mode: mode.into(), resolve: resolve.into() };
    // SAFETY: the kernel reads a terminated string and a structure of the size given.
    descriptor(unsafe {
        syscall4(
            general::__NR_openat2,
            dir as usize,
            path.as_ptr() as usize,
            &raw const how as usize,
            size_of::<open_how>(),
        )
    })
}

/// Closes a descriptor. Linux has released it even where this reports an error.
pub(crate) fn close(fd: i32) -> Result<(), Errno> {
    // SAFETY: the call touches no memory.
    unit(unsafe { syscall1(general::__NR_close, fd as usize) })
}

/// Duplicates a descriptor to the lowest free one from `lowest` on, closed at exec.
pub(crate) fn duplicate_from(fd: i32, lowest: i32) -> Result<i32, Errno> {
    // SAFETY: this command of fcntl takes numbers only.
    descriptor(unsafe {
        syscall3(general::__NR_fcntl, fd as usize, general::F_DUPFD_CLOEXEC as usize, lowest as usize)
    })
}

/// The status flags (`O_…`) and access mode of an open file.
pub(crate) fn status_flags(fd: i32) -> Result<u32, Errno> {
    // SAFETY: this command of fcntl takes no further argument.
    check(unsafe { syscall2(general::__NR_fcntl, fd as usize, general::F_GETFL as usize) })
        .map(|flags| flags as u32)
}

/// Sets the status flags that can be changed (`O_APPEND`, `O_NONBLOCK`).
pub(crate) fn set_status_flags(fd: i32, flags: u32) -> Result<(), Errno> {
    // SAFETY: this command of fcntl takes a number.
    unit(unsafe { syscall3(general::__NR_fcntl, fd as usize, general::F_SETFL as usize, flags as usize) })
}

/// What there is to know of an open file.
pub(crate) fn fstat(fd: i32) -> Result<Stat, Errno> {
    let mut stat = MaybeUninit::<Stat>::uninit();
    // SAFETY: the kernel fills a structure of its own layout.
    unit(unsafe { syscall2(general::__NR_fstat, fd as usize, stat.as_mut_ptr() as usize) })?;
    // SAFETY: a successful call has written the whole structure.
    Ok(unsafe { stat.assume_init() })
}

/// Number of the driver of a device, from `st_rdev`.
pub(crate) fn major(device: u64) -> u64 {
    device >> 8 & 0xfff
}

/// The driver of `/dev/null`, `/dev/zero`, `/dev/full` and others that are no terminals (Linux's
/// `admin-guide/devices`).
pub(crate) const MEMORY_DEVICES: u64 = 1;

/// What there is to know of the file `path` below `dir`; a symbolic link at its end is not followed.
pub(crate) fn fstatat_no_follow(dir: i32, path: &CStr) -> Result<Stat, Errno> {
    let mut stat = MaybeUninit::<Stat>::uninit();
    // SAFETY: the kernel reads a terminated string and fills a structure of its own layout.
    unit(unsafe {
        syscall4(
            general::__NR_newfstatat,
            dir as usize,
            path.as_ptr() as usize,
            stat.as_mut_ptr() as usize,
            general::AT_SYMLINK_NOFOLLOW as usize,
        )
    })?;
    // SAFETY: a successful call has written the whole structure.
    Ok(unsafe { stat.assume_init() })
}

/// Reads the target of the symbolic link `path` below `dir`, or of `dir` itself if `path` is empty.
/// Targets longer than `buffer` are cut.
pub(crate) fn readlinkat(dir: i32, path: &CStr, buffer: IoVector) -> Result<usize, Errno> {
    // SAFETY: the kernel reads a terminated string and writes into a range that `IoVector` vouches for.
    check(unsafe {
        syscall4(
            general::__NR_readlinkat,
            dir as usize,
            path.as_ptr() as usize,
            buffer.base as usize,
            buffer.len,
        )
    })
}

/// Creates a directory.
pub(crate) fn mkdirat(dir: i32, path: &CStr, mode: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads a terminated string.
    unit(unsafe { syscall3(general::__NR_mkdirat, dir as usize, path.as_ptr() as usize, mode as usize) })
}

/// Removes a name; with `AT_REMOVEDIR` in `flags`, that of an empty directory.
pub(crate) fn unlinkat(dir: i32, path: &CStr, flags: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads a terminated string.
    unit(unsafe { syscall3(general::__NR_unlinkat, dir as usize, path.as_ptr() as usize, flags as usize) })
}

/// Creates a symbolic link at `path` below `dir`.
pub(crate) fn symlinkat(target: &CStr, dir: i32, path: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads two terminated strings.
    unit(unsafe {
        syscall3(general::__NR_symlinkat, target.as_ptr() as usize, dir as usize, path.as_ptr() as usize)
    })
}

/// Creates a further name for a file; a symbolic link gets the name itself, it is not followed.
pub(crate) fn linkat(old_dir: i32, old: &CStr, new_dir: i32, new: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads two terminated strings.
    unit(unsafe {
        syscall5(
            general::__NR_linkat,
            old_dir as usize,
            old.as_ptr() as usize,
            new_dir as usize,
            new.as_ptr() as usize,
            0,
        )
    })
}

/// Renames a file, replacing what has the new name. (riscv64 has this form of the call only.)
pub(crate) fn renameat(old_dir: i32, old: &CStr, new_dir: i32, new: &CStr) -> Result<(), Errno> {
    // SAFETY: the kernel reads two terminated strings.
    unit(unsafe {
        syscall5(
            general::__NR_renameat2,
            old_dir as usize,
            old.as_ptr() as usize,
            new_dir as usize,
            new.as_ptr() as usize,
            0,
        )
    })
}

/// Sets access and modification time of an open file.
pub(crate) fn set_times(fd: i32, times: &[Timespec; 2]) -> Result<(), Errno> {
    // SAFETY: a null path means the descriptor itself; the kernel reads two timespecs.
    unit(unsafe { syscall4(general::__NR_utimensat, fd as usize, 0, times.as_ptr() as usize, 0) })
}

/// Sets the times of the file `path` below `dir`: `flags` are `AT_SYMLINK_NOFOLLOW` or `AT_EMPTY_PATH`.
pub(crate) fn set_times_at(dir: i32, path: &CStr, times: &[Timespec; 2], flags: u32) -> Result<(), Errno> {
    // SAFETY: the kernel reads a terminated string and two timespecs.
    unit(unsafe {
        syscall4(
            general::__NR_utimensat,
            dir as usize,
            path.as_ptr() as usize,
            times.as_ptr() as usize,
            flags as usize,
        )
    })
}

/// Reads directory entries (`linux_dirent64`) from the descriptor's position on.
pub(crate) fn getdents(fd: i32, buffer: &mut [MaybeUninit<u8>]) -> Result<usize, Errno> {
    // SAFETY: the kernel writes at most the length given into a live buffer.
    check(unsafe {
        syscall3(general::__NR_getdents64, fd as usize, buffer.as_mut_ptr() as usize, buffer.len())
    })
}

/// Moves the position of an open file and returns the new one.
pub(crate) fn lseek(fd: i32, offset: i64, whence: u32) -> Result<u64, Errno> {
    // SAFETY: the call touches no memory.
    check(unsafe { syscall3(general::__NR_lseek, fd as usize, offset as usize, whence as usize) })
        .map(|position| position as u64)
}

/// Reads into the ranges one after another.
pub(crate) fn readv(fd: i32, vectors: &[IoVector]) -> Result<usize, Errno> {
    // SAFETY: the kernel reads the array and writes into ranges that `IoVector` vouches for.
    check(unsafe { syscall3(general::__NR_readv, fd as usize, vectors.as_ptr() as usize, vectors.len()) })
}

/// Writes the ranges one after another.
pub(crate) fn writev(fd: i32, vectors: &[IoVector]) -> Result<usize, Errno> {
    // SAFETY: the kernel reads the array and ranges that `IoVector` vouches for.
    check(unsafe { syscall3(general::__NR_writev, fd as usize, vectors.as_ptr() as usize, vectors.len()) })
}

/// As [`readv`], from `offset` on, leaving the position alone.
pub(crate) fn preadv(fd: i32, vectors: &[IoVector], offset: u64) -> Result<usize, Errno> {
    // SAFETY: as for `readv`; on 64-bit machines the low half of the offset is the whole of it.
    check(unsafe {
        syscall5(
            general::__NR_preadv,
            fd as usize,
            vectors.as_ptr() as usize,
            vectors.len(),
            offset as usize,
            0,
        )
    })
}

/// As [`writev`], from `offset` on, leaving the position alone.
pub(crate) fn pwritev(fd: i32, vectors: &[IoVector], offset: u64) -> Result<usize, Errno> {
    // SAFETY: as for `writev`; on 64-bit machines the low half of the offset is the whole of it.
    check(unsafe {
        syscall5(
            general::__NR_pwritev,
            fd as usize,
            vectors.as_ptr() as usize,
            vectors.len(),
            offset as usize,
            0,
        )
    })
}

/// Flushes a file's contents, and with `metadata` all that belongs to it.
pub(crate) fn sync(fd: i32, metadata: bool) -> Result<(), Errno> {
    let number = if metadata { general::__NR_fsync } else { general::__NR_fdatasync };
    // SAFETY: the calls touch no memory.
    unit(unsafe { syscall1(number, fd as usize) })
}

/// Sets the size of an open file.
pub(crate) fn ftruncate(fd: i32, size: i64) -> Result<(), Errno> {
    // SAFETY: the call touches no memory.
    unit(unsafe { syscall2(general::__NR_ftruncate, fd as usize, size as usize) })
}

/// Makes sure that a range of a file has storage, growing the file where it ends earlier.
pub(crate) fn fallocate(fd: i32, offset: i64, len: i64) -> Result<(), Errno> {
    // SAFETY: the call touches no memory.
    unit(unsafe { syscall4(general::__NR_fallocate, fd as usize, 0, offset as usize, len as usize) })
}

/// Tells the kernel how a range of a file will be used (`POSIX_FADV_…`).
pub(crate) fn fadvise(fd: i32, offset: i64, len: i64, advice: u32) -> Result<(), Errno> {
    // SAFETY: the call touches no memory.
    unit(unsafe {
        syscall4(general::__NR_fadvise64, fd as usize, offset as usize, len as usize, advice as usize)
    })
}

/// Number of bytes that can be read at once.
pub(crate) fn bytes_available(fd: i32) -> Result<u32, Errno> {
    let mut count: i32 = 0;
    // SAFETY: this request writes an int.
    unit(unsafe {
        syscall3(
            general::__NR_ioctl,
            fd as usize,
            linux_raw_sys::ioctl::FIONREAD as usize,
            &raw mut count as usize,
        )
    })?;
    Ok(count.max(0) as u32)
}

/// Whether a descriptor is a terminal.
pub(crate) fn is_terminal(fd: i32) -> bool {
    let mut settings = MaybeUninit::<general::termios>::uninit();
    // SAFETY: this request fills the kernel's `struct termios`.
    let answer = unsafe {
        syscall3(
            general::__NR_ioctl,
            fd as usize,
            linux_raw_sys::ioctl::TCGETS as usize,
            settings.as_mut_ptr() as usize,
        )
    };
    check(answer).is_ok()
}

/// Waits until one of the descriptors is ready or `timeout` is over, and returns how many are ready.
/// `None` waits for ever.
///
/// # Safety
/// `fds` and `len` must be an array that lives and that nothing else uses during the call.
pub(crate) unsafe fn ppoll(
    fds: *mut PollFd,
    len: usize,
    timeout: Option<&mut Timespec>,
) -> Result<usize, Errno> {
    let timeout = timeout.map_or(0, |timeout| timeout as *mut Timespec as usize);
    // SAFETY: the caller's promise; the kernel may rewrite the timespec, which is borrowed mutably. A
    // null mask leaves the signals alone.
    check(unsafe { syscall5(general::__NR_ppoll, fds as usize, len, timeout, 0, 0) })
}

/// Accepts a connection; `flags` are `SOCK_…`.
pub(crate) fn accept(fd: i32, flags: u32) -> Result<i32, Errno> {
    // SAFETY: null pointers ask for no address.
    descriptor(unsafe { syscall4(general::__NR_accept4, fd as usize, 0, 0, flags as usize) })
}

/// The kernel's `struct user_msghdr` with neither address nor control data.
#[repr(C)]
struct MessageHeader {
    name: usize,
    name_len: u64,
    vectors: *const IoVector,
    vectors_len: usize,
    control: usize,
    control_len: usize,
    flags: u64,
}

impl MessageHeader {
    fn new(vectors: &[IoVector]) -> MessageHeader {
        MessageHeader {
            name: 0,
            name_len: 0,
            vectors: vectors.as_ptr(),
            vectors_len: vectors.len(),
            control: 0,
            control_len: 0,
            flags: 0,
        }
    }
}

/// Receives into the ranges; returns the count of bytes and the flags (`MSG_…`) of the message.
pub(crate) fn receive(fd: i32, vectors: &[IoVector], flags: u32) -> Result<(usize, u32), Errno> {
    let mut header = MessageHeader::new(vectors);
    // SAFETY: the kernel reads and updates the header and writes into ranges that `IoVector` vouches for.
    let count = check(unsafe {
        syscall3(general::__NR_recvmsg, fd as usize, &raw mut header as usize, flags as usize)
    })?;
    Ok((count, header.flags as u32))
}

/// Sends the ranges as one message.
pub(crate) fn send(fd: i32, vectors: &[IoVector], flags: u32) -> Result<usize, Errno> {
    let header = MessageHeader::new(vectors);
    // SAFETY: the kernel reads the header and ranges that `IoVector` vouches for.
    check(unsafe { syscall3(general::__NR_sendmsg, fd as usize, &raw const header as usize, flags as usize) })
}

/// Ends one or both directions of a connection; `how` is `SHUT_…`.
pub(crate) fn shutdown(fd: i32, how: u32) -> Result<(), Errno> {
    // SAFETY: the call touches no memory.
    unit(unsafe { syscall2(general::__NR_shutdown, fd as usize, how as usize) })
}

/// The type of a socket (`SOCK_…`).
pub(crate) fn socket_type(fd: i32) -> Result<u32, Errno> {
    let mut kind: u32 = 0;
    let mut len: u32 = size_of::<u32>() as u32;
    // SAFETY: the kernel writes an int and its length.
    unit(unsafe {
        syscall5(
            general::__NR_getsockopt,
            fd as usize,
            linux_raw_sys::net::SOL_SOCKET as usize,
            linux_raw_sys::net::SO_TYPE as usize,
            &raw mut kind as usize,
            &raw mut len as usize,
        )
    })?;
    Ok(kind)
}

/// Fills a range with random bytes and returns how many came; large requests may be cut by signals.
pub(crate) fn getrandom(buffer: IoVector) -> Result<usize, Errno> {
    // SAFETY: the kernel writes into a range that `IoVector` vouches for.
    check(unsafe { syscall3(general::__NR_getrandom, buffer.base as usize, buffer.len, 0) })
}

/// The time of a clock (`CLOCK_…`).
pub(crate) fn clock_gettime(clock: u32) -> Result<Timespec, Errno> {
    let mut time = Timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes a timespec.
    unit(unsafe { syscall2(general::__NR_clock_gettime, clock as usize, &raw mut time as usize) })?;
    Ok(time)
}

/// The resolution of a clock.
pub(crate) fn clock_getres(clock: u32) -> Result<Timespec, Errno> {
    let mut time = Timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes a timespec.
    unit(unsafe { syscall2(general::__NR_clock_getres, clock as usize, &raw mut time as usize) })?;
    Ok(time)
}

/// Sleeps until a clock shows `deadline`.
pub(crate) fn sleep_until(clock: u32, deadline: &Timespec) -> Result<(), Errno> {
    // SAFETY: the kernel reads a timespec; an absolute sleep reports no remainder.
    unit(unsafe {
        syscall4(
            general::__NR_clock_nanosleep,
            clock as usize,
            general::TIMER_ABSTIME as usize,
            deadline as *const Timespec as usize,
            0,
        )
    })
}

/// Lets another thread run.
pub(crate) fn sched_yield() {
    // SAFETY: the call has no arguments and cannot fail.
    unsafe { syscall0(general::__NR_sched_yield) };
}

/// Gives a signal its default action.
pub(crate) fn default_action(signal: u32) -> Result<(), Errno> {
    // All zero is SIG_DFL with no flags and an empty mask; the structure has at most 32 bytes.
    let action = [0u64; 4];
    // SAFETY: the kernel reads its `struct sigaction` from a zeroed array that is large enough.
    unit(unsafe {
        syscall6(
            general::__NR_rt_sigaction,
            signal as usize,
            action.as_ptr() as usize,
            0,
            size_of::<u64>(),
            0,
            0,
        )
    })
}

/// Sends a signal to the calling thread.
pub(crate) fn raise(signal: u32) -> Result<(), Errno> {
    // SAFETY: the calls take numbers only.
    unit(unsafe {
        let thread = syscall0(general::__NR_gettid);
        syscall3(general::__NR_tgkill, super::getpid() as usize, thread as usize, signal as usize)
    })
}
