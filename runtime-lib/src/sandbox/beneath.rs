//! Resolution by the kernel: `openat2` with `RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS` (Linux 5.6).

use core::ffi::CStr;

use linux_raw_sys::general::{O_CLOEXEC, O_PATH, RESOLVE_BENEATH, RESOLVE_NO_MAGICLINKS};

use super::{How, OwnedFd, Refusal, no_follow};
use crate::sys::{Errno, file};

/// How often a resolution that raced with a rename is tried again before we walk ourselves.
const ATTEMPTS_MAX: usize = 16;

const RESOLVE: u32 = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;

/// What came of asking the kernel.
pub(super) enum Outcome {
    /// The file is open.
    Done(OwnedFd),
    /// The kernel's verdict on this path.
    Refused(Refusal),
    /// Renames elsewhere kept the kernel from a verdict.
    Contended,
    /// This kernel has no such call, or a filter forbids it: it is of no use for any path.
    Unavailable,
}

/// Opens `path` below `root`.
pub(super) fn open(root: i32, path: &CStr, how: How) -> Outcome {
    let flags = how.flags | no_follow(how);
    for _ in 0..ATTEMPTS_MAX {
        return match file::openat2(root, path, flags, how.mode, RESOLVE) {
            Ok(fd) => Outcome::Done(OwnedFd::new(fd)),
            // The kernel has seen ".." while something was renamed and cannot be sure where it is.
            Err(Errno::EAGAIN) => continue,
            Err(Errno::EXDEV) => Outcome::Refused(Refusal::Escape),
            Err(Errno::ENOSYS) => Outcome::Unavailable,
            Err(Errno::EPERM) if !permitted(root) => Outcome::Unavailable,
            Err(errno) => Outcome::Refused(errno.into()),
        };
    }
    Outcome::Contended
}

/// Whether the call may be made at all: old container filters answer EPERM to any call that they do not
/// know, which is told from a file's own EPERM by asking for the directory itself.
fn permitted(root: i32) -> bool {
    match file::openat2(root, c".", O_PATH | O_CLOEXEC, 0, RESOLVE) {
        Ok(fd) => {
            drop(OwnedFd::new(fd));
            true
        }
        Err(errno) => errno != Errno::EPERM,
    }
}
