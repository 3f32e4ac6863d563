//! The sandbox of paths: names that a guest gives are resolved below a directory that it was granted,
//! and never leave it.
//!
//! In: the descriptor of a directory and a [`GuestPath`]. Out: an open file ([`open`]), or the directory
//! that holds the last component together with that component ([`parent`]), so that the caller can act on
//! it without following. Two ways lead there: `openat2` with `RESOLVE_BENEATH`, where the kernel
//! enforces the rule ([`beneath`]), and a walk of our own, component by component ([`walk`]), where the
//! kernel has no such call or a container's filter forbids it. Which one is found out by trying.
//! Nothing here knows of rights, or of grants.

mod beneath;
mod path;
mod walk;

use core::ffi::CStr;
use core::mem;
use core::sync::atomic::Ordering;

use linux_raw_sys::general::{O_CLOEXEC, O_CREAT, O_DIRECTORY, O_NOFOLLOW, O_PATH};

use crate::state::state;
use crate::sys::{Errno, file};
pub(crate) use path::GuestPath;

/// Why a path was not resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It leads out of the directory, or would if it were followed.
    Escape,
    /// The kernel's reason, or one that the kernel would have given.
    System(Errno),
}

impl From<Errno> for Refusal {
    fn from(errno: Errno) -> Refusal {
        Refusal::System(errno)
    }
}

/// A file descriptor of the host, closed when dropped.
#[derive(Debug)]
pub(crate) struct OwnedFd(i32);

impl OwnedFd {
    /// Takes over a descriptor that a system call has just returned.
    pub(crate) fn new(fd: i32) -> OwnedFd {
        OwnedFd(fd)
    }

    /// The number.
    pub(crate) fn number(&self) -> i32 {
        self.0
    }

    /// Gives the descriptor up to somebody who will close it.
    pub(crate) fn into_number(self) -> i32 {
        let fd = self.0;
        mem::forget(self);
        fd
    }
}

impl Drop for OwnedFd {
    fn drop(&mut self) {
        // The descriptor is gone whatever the answer, and nothing was written through it here.
        let _ = file::close(self.0);
    }
}

/// How to open what a path names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct How {
    /// `O_…`, without `O_NOFOLLOW`.
    pub(crate) flags: u32,
    /// Permissions of a file that is created.
    pub(crate) mode: u32,
    /// Whether a symbolic link at the end is followed. One before a trailing slash always is.
    pub(crate) follow: bool,
}

/// The kernel resolves. Before the first try the way is 0.
const BENEATH: u8 = 1;
/// We walk.
const WALK: u8 = 2;

/// Opens what `path` names below the directory `root`.
pub(crate) fn open(root: i32, path: &CStr, how: How) -> Result<OwnedFd, Refusal> {
    let how = How { flags: how.flags | O_CLOEXEC, ..how };
    check(path, how)?;
    let way = &state().way;
    if way.load(Ordering::Relaxed) != WALK {
        match beneath::open(root, path, how) {
            beneath::Outcome::Done(fd) => {
                way.store(BENEATH, Ordering::Relaxed);
                return Ok(fd);
            }
            beneath::Outcome::Refused(refusal) => return Err(refusal),
            beneath::Outcome::Contended => {}
            beneath::Outcome::Unavailable => way.store(WALK, Ordering::Relaxed),
        }
    }
    walk::open(root, path, how)
}

/// Rules that hold before any file is looked at.
fn check(path: &CStr, how: How) -> Result<(), Refusal> {
    match path.to_bytes() {
        [] => Err(Errno::ENOENT.into()),
        [b'/', ..] => Err(Refusal::Escape),
        // What open() says of creating a file with such a name; with O_DIRECTORY kernels differ.
        [.., b'/'] if how.flags & O_CREAT != 0 => Err(Errno::EISDIR.into()),
        _ => Ok(()),
    }
}

/// The directory that holds the last component of a path.
pub(crate) struct Parent<'path> {
    root: i32,
    opened: Option<OwnedFd>,
    /// The last component with the slashes that follow it; "." where the path ends in "." or "..", which
    /// the directory itself then stands for. It holds no other slash.
    ///
    /// Calls that create, remove or rename a name do not follow a symbolic link there, slash or not, and
    /// may be given it as it is. Calls that look at a file do follow a link before a slash: for them
    /// [`needs_directory`](Parent::needs_directory) says to [`open`] the path instead.
    pub(crate) last: &'path CStr,
}

impl Parent<'_> {
    /// The directory's descriptor.
    pub(crate) fn directory(&self) -> i32 {
        self.opened.as_ref().map_or(self.root, OwnedFd::number)
    }

    /// Whether a slash follows the last component, so that it must be a directory.
    pub(crate) fn needs_directory(&self) -> bool {
        self.last.to_bytes().ends_with(b"/")
    }
}

/// Opens the directory that holds the last component of `path`.
pub(crate) fn parent(root: i32, path: &mut GuestPath) -> Result<Parent<'_>, Refusal> {
    const DIRECTORY: How = How { flags: O_PATH | O_DIRECTORY, mode: 0, follow: true };
    match path.as_c_str().to_bytes() {
        [] => return Err(Errno::ENOENT.into()),
        [b'/', ..] => return Err(Refusal::Escape),
        _ => {}
    }
    if path.ends_in_dots() {
        let opened = open(root, path.as_c_str(), DIRECTORY)?;
        return Ok(Parent { root, opened: Some(opened), last: c"." });
    }
    let (directory, last) = path.split();
    let opened = match directory {
        Some(directory) => Some(open(root, directory, DIRECTORY)?),
        None => None,
    };
    Ok(Parent { root, opened, last })
}

/// The flag that keeps the kernel from following a link at the end, where `how` says so.
fn no_follow(how: How) -> u32 {
    if how.follow { 0 } else { O_NOFOLLOW }
}
