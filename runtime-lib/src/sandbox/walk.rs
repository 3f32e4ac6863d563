//! Resolution by ourselves, component by component, for kernels without `openat2`.
//!
//! Each directory on the way is opened from the one before it with `O_NOFOLLOW`, so that the kernel never
//! follows a link; a link's target is read and put in front of what is left of the path. ".." goes
//! back to the directory that we came through, which is still open, not to what the file system says
//! lies above: so a directory that is moved while we stand in it cannot take us out. Whatever is
//! swapped on the way, every step leads from a directory inside to an entry of it.

use core::ffi::CStr;
use core::mem::MaybeUninit;

use linux_raw_sys::general::{
    O_CLOEXEC, O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_PATH, S_IFDIR, S_IFLNK, S_IFMT,
};

use super::path::{GuestPath, PATH_BYTES_MAX};
use super::{How, OwnedFd, Refusal};
use crate::sys::{Errno, file};

/// Symbolic links followed on one path, as many as the kernel follows. Entries that change between link
/// and directory while we look count, too, so that nobody can keep us busy for ever.
const LINKS_MAX: u32 = 40;

/// Directories entered on one path: no path of [`PATH_BYTES_MAX`] has more components, and links that
/// pile up more of them are refused.
const DEPTH_MAX: usize = PATH_BYTES_MAX / 2;

/// The directories between the root, which is not ours, and the place where we are.
struct Trail {
    root: i32,
    entered: [MaybeUninit<i32>; DEPTH_MAX],
    depth: usize,
}

impl Trail {
    fn new(root: i32) -> Trail {
        Trail { root, entered: [MaybeUninit::uninit(); DEPTH_MAX], depth: 0 }
    }

    /// Descriptor of the directory where we are.
    fn current(&self) -> i32 {
        match self.entered[..self.depth].last() {
            // SAFETY: elements below `depth` were written by `enter`.
            Some(fd) => unsafe { fd.assume_init() },
            None => self.root,
        }
    }

    /// Goes down into a directory.
    fn enter(&mut self, directory: OwnedFd) -> Result<(), Errno> {
        let slot = self.entered.get_mut(self.depth).ok_or(Errno::ENAMETOOLONG)?;
        slot.write(directory.into_number());
        self.depth += 1;
        Ok(())
    }

    /// Goes back to where we came from.
    fn leave(&mut self) -> Result<(), Refusal> {
        if self.depth == 0 {
            return Err(Refusal::Escape);
        }
        let current = OwnedFd::new(self.current());
        self.depth -= 1;
        drop(current);
        Ok(())
    }
}

impl Drop for Trail {
    fn drop(&mut self) {
        while self.leave().is_ok() {}
    }
}

/// What is left of the path: the end of a buffer, so that link targets can be put in front.
struct Rest {
    bytes: [MaybeUninit<u8>; PATH_BYTES_MAX],
    start: usize,
}

/// Longest name of a directory entry with its NUL.
const NAME_BYTES_MAX: usize = 256;

/// The next component of the path.
struct Component {
    /// The name and a NUL behind it.
    name: [u8; NAME_BYTES_MAX],
    len: usize,
    /// A slash follows.
    slash: bool,
    /// Nothing but slashes follows.
    last: bool,
}

impl Component {
    fn name(&self) -> Result<&CStr, Errno> {
        CStr::from_bytes_with_nul(&self.name[..=self.len]).map_err(|_| Errno::EINVAL)
    }
}

impl Rest {
    fn new(path: &[u8]) -> Result<Rest, Errno> {
        let mut rest = Rest { bytes: [MaybeUninit::uninit(); PATH_BYTES_MAX], start: PATH_BYTES_MAX };
        rest.put_in_front(path)?;
        Ok(rest)
    }

    fn bytes(&self) -> &[u8] {
        let bytes = &self.bytes[self.start..];
        // SAFETY: everything from `start` on was written by `put_in_front`.
        unsafe { core::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
    }

    fn put_in_front(&mut self, path: &[u8]) -> Result<(), Errno> {
        let start = self.start.checked_sub(path.len()).ok_or(Errno::ENAMETOOLONG)?;
        for (slot, &byte) in self.bytes[start..self.start].iter_mut().zip(path) {
            slot.write(byte);
        }
        self.start = start;
        Ok(())
    }

    /// Takes the next component off; `None` at the end. A trailing slash is told by the component before.
    fn next(&mut self) -> Result<Option<Component>, Errno> {
        let bytes = self.bytes();
        let from = bytes.iter().position(|&byte| byte != b'/').unwrap_or(bytes.len());
        let bytes = &bytes[from..];
        if bytes.is_empty() {
            return Ok(None);
        }
        let len = bytes.iter().position(|&byte| byte == b'/').unwrap_or(bytes.len());
        if len >= NAME_BYTES_MAX {
            return Err(Errno::ENAMETOOLONG);
        }
        let mut name = [0; NAME_BYTES_MAX];
        name[..len].copy_from_slice(&bytes[..len]);
        let last = bytes[len..].iter().all(|&byte| byte == b'/');
        let slash = bytes.len() > len;
        // The slash stays, so that a link's target put in front of it is separated from what follows.
        self.start += from + len;
        Ok(Some(Component { name, len, slash, last }))
    }
}

/// Opens `path` below `root`.
pub(super) fn open(root: i32, path: &CStr, how: How) -> Result<OwnedFd, Refusal> {
    let mut trail = Trail::new(root);
    let mut rest = Rest::new(path.to_bytes())?;
    let mut links = 0;
    while let Some(component) = rest.next()? {
        let name = component.name()?;
        match name.to_bytes() {
            b"." => continue,
            b".." => {
                trail.leave()?;
                continue;
            }
            _ => {}
        }
        let failure = if component.last {
            if component.slash && how.flags & O_CREAT != 0 {
                return Err(Errno::EISDIR.into());
            }
            let slash = if component.slash { O_DIRECTORY } else { 0 };
            match open_last(trail.current(), name, How { flags: how.flags | slash, ..how }) {
                Ok(fd) => return Ok(fd),
                Err(failure) if how.follow || component.slash => failure,
                Err(failure) => return Err(failure.into()),
            }
        } else {
            let flags = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
            match file::openat(trail.current(), name, flags, 0) {
                Ok(fd) => {
                    trail.enter(OwnedFd::new(fd))?;
                    continue;
                }
                Err(failure) => failure,
            }
        };
        // What O_NOFOLLOW says of a link, with O_DIRECTORY and without.
        if failure != Errno::ENOTDIR && failure != Errno::ELOOP {
            return Err(failure.into());
        }
        links += 1;
        if links > LINKS_MAX {
            return Err(Errno::ELOOP.into());
        }
        follow(trail.current(), name, failure, &mut rest)?;
    }
    // The path ended where we stand, in "." or "..".
    if how.flags & O_EXCL != 0 && how.flags & O_CREAT != 0 {
        return Err(Errno::EEXIST.into());
    }
    Ok(OwnedFd::new(file::openat(trail.current(), c".", how.flags, how.mode)?))
}

/// Opens the last component; ELOOP stands for a symbolic link that is to be followed.
fn open_last(directory: i32, name: &CStr, how: How) -> Result<OwnedFd, Errno> {
    let fd = OwnedFd::new(file::openat(directory, name, how.flags | O_NOFOLLOW, how.mode)?);
    // O_PATH opens a link itself instead of refusing.
    if how.follow && how.flags & O_PATH != 0 && file::fstat(fd.number())?.st_mode & S_IFMT == S_IFLNK {
        return Err(Errno::ELOOP);
    }
    Ok(fd)
}

/// Puts the target of the link `name` in front of `rest`. If it is none, `failure` was meant; but if it has
/// ceased to be one since, `name` itself comes in front, to be tried again.
fn follow(directory: i32, name: &CStr, failure: Errno, rest: &mut Rest) -> Result<(), Refusal> {
    let mut target = GuestPath::new();
    let room = target.room(PATH_BYTES_MAX - 1)?;
    // SAFETY: the range is the buffer's, which is not touched before the call has returned.
    let range = unsafe { file::IoVector::new(room.as_mut_ptr().cast(), room.len()) };
    let len = match file::readlinkat(directory, name, range) {
        Ok(len) if len < PATH_BYTES_MAX - 1 => len,
        Ok(_) => return Err(Errno::ENAMETOOLONG.into()),
        // ELOOP was said of a link; ENOTDIR may have been said of a file, and then still holds.
        Err(Errno::EINVAL) if failure == Errno::ELOOP || is_directory(directory, name) => {
            return Ok(rest.put_in_front(name.to_bytes())?);
        }
        Err(_) => return Err(failure.into()),
    };
    // SAFETY: the kernel has written that many bytes.
    unsafe { target.finish(len) }?;
    match target.as_c_str().to_bytes() {
        [] => Err(Errno::ENOENT.into()),
        [b'/', ..] => Err(Refusal::Escape),
        bytes => Ok(rest.put_in_front(bytes)?),
    }
}

fn is_directory(directory: i32, name: &CStr) -> bool {
    file::fstatat_no_follow(directory, name).is_ok_and(|stat| stat.st_mode & S_IFMT == S_IFDIR)
}
