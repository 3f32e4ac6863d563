//! `path_*` calls: everything that takes a name below an open directory.
//!
//! The sandbox resolves the name; what is done to it is done to an entry of a directory that it has
//! opened, and never follows a link there. Two paths are needed for links and renames; each
//! has its own directory, rights and rules.

use linux_raw_sys::general::{
    AT_REMOVEDIR, O_CREAT, O_DIRECTORY, O_EXCL, O_NOCTTY, O_PATH, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY,
};

use super::embedded::Entry;
use super::errno::Errno;
use super::fd::open_flags;
use super::filestat::follows;
use super::guest::GuestMemory;
use super::table::{self, Descriptor, File};
use super::types::{FileType, oflags, rights};
use crate::sandbox::{self, GuestPath, How, OwnedFd, Refusal};
use crate::sys::{self, file};

/// Permissions of new directories and files, from which the launcher's umask takes away.
const DIRECTORY_MODE: u32 = 0o777;
const FILE_MODE: u32 = 0o666;

pub(super) fn path_create_directory(
    memory: &GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let root = table::get_writable_directory(fd, rights::PATH_CREATE_DIRECTORY)?.host()?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    let parent = sandbox::parent(root, &mut name)?;
    Ok(file::mkdirat(parent.directory(), parent.last, DIRECTORY_MODE)?)
}

pub(super) fn path_remove_directory(
    memory: &GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let root = table::get_writable_directory(fd, rights::PATH_REMOVE_DIRECTORY)?.host()?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    let parent = sandbox::parent(root, &mut name)?;
    Ok(file::unlinkat(parent.directory(), parent.last, AT_REMOVEDIR)?)
}

pub(super) fn path_unlink_file(memory: &GuestMemory, fd: u32, path: u32, path_len: u32) -> Result<(), Errno> {
    let root = table::get_writable_directory(fd, rights::PATH_UNLINK_FILE)?.host()?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    let parent = sandbox::parent(root, &mut name)?;
    Ok(file::unlinkat(parent.directory(), parent.last, 0)?)
}

/// Creates a further name for a file. A link that leads out of a directory granted for reading would be a
/// way to write to it, so both must be writable.
#[allow(clippy::too_many_arguments, reason = "the signature is that of the specification")]
pub(super) fn path_link(
    memory: &GuestMemory,
    old_fd: u32,
    old_flags: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result<(), Errno> {
    let old_root = table::get_writable_directory(old_fd, rights::PATH_LINK_SOURCE)?.host()?;
    let new_root = table::get_writable_directory(new_fd, rights::PATH_LINK_TARGET)?.host()?;
    // Following is left to guests, which can read the link; Linux itself would leave the directory.
    if follows(old_flags)? {
        return Err(Errno::INVAL);
    }
    let mut old = GuestPath::new();
    memory.path(old_path, old_path_len, &mut old)?;
    let mut new = GuestPath::new();
    memory.path(new_path, new_path_len, &mut new)?;
    if old.as_c_str().to_bytes().ends_with(b"/") {
        // The kernel would follow a link before the slash. Only a directory can be meant, and
        // directories have one name.
        sandbox::open(old_root, old.as_c_str(), How { flags: O_PATH | O_DIRECTORY, mode: 0, follow: true })?;
        return Err(Errno::PERM);
    }
    let old = sandbox::parent(old_root, &mut old)?;
    let new = sandbox::parent(new_root, &mut new)?;
    Ok(file::linkat(old.directory(), old.last, new.directory(), new.last)?)
}

pub(super) fn path_rename(
    memory: &GuestMemory,
    old_fd: u32,
    old_path: u32,
    old_path_len: u32,
    new_fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result<(), Errno> {
    let old_root = table::get_writable_directory(old_fd, rights::PATH_RENAME_SOURCE)?.host()?;
    let new_root = table::get_writable_directory(new_fd, rights::PATH_RENAME_TARGET)?.host()?;
    let mut old = GuestPath::new();
    memory.path(old_path, old_path_len, &mut old)?;
    let mut new = GuestPath::new();
    memory.path(new_path, new_path_len, &mut new)?;
    let old = sandbox::parent(old_root, &mut old)?;
    let new = sandbox::parent(new_root, &mut new)?;
    Ok(file::renameat(old.directory(), old.last, new.directory(), new.last)?)
}

/// Creates a symbolic link. One with an absolute target could never be followed by the guest, but could
/// lead others astray: it is refused.
pub(super) fn path_symlink(
    memory: &GuestMemory,
    old_path: u32,
    old_path_len: u32,
    fd: u32,
    new_path: u32,
    new_path_len: u32,
) -> Result<(), Errno> {
    let root = table::get_writable_directory(fd, rights::PATH_SYMLINK)?.host()?;
    let mut target = GuestPath::new();
    memory.path(old_path, old_path_len, &mut target)?;
    if target.as_c_str().to_bytes().starts_with(b"/") {
        return Err(Errno::NOTCAPABLE);
    }
    let mut name = GuestPath::new();
    memory.path(new_path, new_path_len, &mut name)?;
    let parent = sandbox::parent(root, &mut name)?;
    Ok(file::symlinkat(target.as_c_str(), parent.directory(), parent.last)?)
}

/// Reads the target of a symbolic link, cut to the room that the guest has.
pub(super) fn path_readlink(
    memory: &GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
    buf: u32,
    buf_len: u32,
    used: u32,
) -> Result<(), Errno> {
    let directory = table::get_directory(fd, rights::PATH_READLINK)?;
    let range = memory.range(buf, buf_len)?;
    memory.range(used, 4)?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    if let File::Embedded(root) = directory.file {
        root.resolve(name.as_c_str().to_bytes())?;
        return Err(Errno::INVAL);
    }
    let root = directory.host()?;
    if name.as_c_str().to_bytes().ends_with(b"/") {
        // What has a slash behind it is a directory, whatever links lead there, and no link.
        sandbox::open(root, name.as_c_str(), How { flags: O_PATH | O_DIRECTORY, mode: 0, follow: true })?;
        return Err(Errno::INVAL);
    }
    let parent = sandbox::parent(root, &mut name)?;
    if buf_len == 0 {
        // The kernel wants room for something; what it says of the name still counts.
        let mut byte = 0;
        // SAFETY: one byte, used by nothing else before the call returns.
        let room = unsafe { file::IoVector::new(&raw mut byte, 1) };
        file::readlinkat(parent.directory(), parent.last, room)?;
        return memory.write_u32(used, 0);
    }
    let len = file::readlinkat(parent.directory(), parent.last, range)?;
    memory.write_u32(used, len as u32)
}

/// What the guest asks of `path_open`, as the kernel takes it.
fn how_to_open(oflags: u32, fdflags: u32, rights_base: u64, follow: bool) -> Result<How, Errno> {
    if oflags & !oflags::ALL != 0 {
        return Err(Errno::INVAL);
    }
    // Kernels differ in what they make of this one.
    if oflags & oflags::CREAT != 0 && oflags & oflags::DIRECTORY != 0 {
        return Err(Errno::INVAL);
    }
    let access = match (rights_base & rights::FD_READ != 0, rights_base & rights::FD_WRITE != 0) {
        (true, true) => O_RDWR,
        (false, true) => O_WRONLY,
        _ => O_RDONLY,
    };
    // A terminal that is opened must not become the one that controls the process.
    let mut flags = access | open_flags(fdflags)? | O_NOCTTY;
    for (flag, value) in [
        (oflags::CREAT, O_CREAT),
        (oflags::DIRECTORY, O_DIRECTORY),
        (oflags::EXCL, O_EXCL),
        (oflags::TRUNC, O_TRUNC),
    ] {
        if oflags & flag != 0 {
            flags |= value;
        }
    }
    // Linux leaves O_EXCL without O_CREAT undefined but for devices.
    if flags & O_CREAT == 0 {
        flags &= !O_EXCL;
    }
    Ok(How { flags, mode: if flags & O_CREAT != 0 { FILE_MODE } else { 0 }, follow })
}

/// Opens below a directory granted for reading only, as on a file system that is mounted so: what exists can
/// be opened for reading, anything else is EROFS.
fn open_read_only(root: i32, path: &GuestPath, how: How) -> Result<OwnedFd, Errno> {
    if how.flags & (O_WRONLY | O_RDWR | O_TRUNC) != 0 {
        // Whether it is there at all is said first.
        if how.flags & O_CREAT == 0 {
            sandbox::open(root, path.as_c_str(), How { flags: O_PATH, mode: 0, follow: how.follow })?;
        }
        return Err(Errno::ROFS);
    }
    let existing = How { flags: how.flags & !(O_CREAT | O_EXCL), mode: 0, ..how };
    match sandbox::open(root, path.as_c_str(), existing) {
        Ok(_) if how.flags & O_EXCL != 0 => Err(Errno::EXIST),
        Err(Refusal::System(sys::Errno::ENOENT)) if how.flags & O_CREAT != 0 => Err(Errno::ROFS),
        opened => Ok(opened?),
    }
}

/// Opens below an embedded directory, by the rules of one that is granted for reading only.
fn open_embedded(root: Entry, path: &GuestPath, how: How) -> Result<Entry, Errno> {
    let path = path.as_c_str().to_bytes();
    let creates = how.flags & O_CREAT != 0;
    if creates && path.ends_with(b"/") {
        return Err(Errno::ISDIR);
    }
    let entry = match root.resolve(path) {
        Err(Errno::NOENT) if creates && !path.is_empty() => return Err(Errno::ROFS),
        found => found?,
    };
    if creates && how.flags & O_EXCL != 0 {
        return Err(Errno::EXIST);
    }
    if how.flags & (O_WRONLY | O_RDWR | O_TRUNC) != 0 {
        return Err(Errno::ROFS);
    }
    if how.flags & O_DIRECTORY != 0 && entry.kind() != FileType::Directory {
        return Err(Errno::NOTDIR);
    }
    Ok(entry)
}

/// Opens below a directory of the host. A pipe's end may wait for the other one, and be interrupted.
fn open_host(directory: &Descriptor, path: &GuestPath, how: How) -> Result<i32, Errno> {
    let root = directory.host()?;
    loop {
        let opened = if directory.read_only {
            open_read_only(root, path, how)
        } else {
            sandbox::open(root, path.as_c_str(), how).map_err(Errno::from)
        };
        match opened {
            Err(Errno::INTR) => {}
            opened => return table::above_stdio(opened?),
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "the signature is that of the specification")]
pub(super) fn path_open(
    memory: &GuestMemory,
    fd: u32,
    dirflags: u32,
    path: u32,
    path_len: u32,
    oflags: u32,
    rights_base: u64,
    rights_inheriting: u64,
    fdflags: u32,
    opened: u32,
) -> Result<(), Errno> {
    let mut needed = rights::PATH_OPEN;
    if oflags & oflags::CREAT != 0 {
        needed |= rights::PATH_CREATE_FILE;
    }
    if oflags & oflags::TRUNC != 0 {
        needed |= rights::PATH_FILESTAT_SET_SIZE;
    }
    let directory = table::get_directory(fd, needed)?;
    // Rights that the directory does not hand on are left out, as C libraries do themselves.
    let rights_base = rights_base & directory.rights_inheriting;
    let rights_inheriting = rights_inheriting & directory.rights_inheriting;
    let how = how_to_open(oflags, fdflags, rights_base, follows(dirflags)?)?;
    memory.range(opened, 4)?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    let descriptor = if let File::Embedded(root) = directory.file {
        Descriptor::embedded(open_embedded(root, &name, how)?, rights_base, rights_inheriting)
    } else {
        let host = open_host(&directory, &name, how)?;
        let kind = (oflags & oflags::DIRECTORY != 0).then_some(FileType::Directory);
        let mut descriptor = Descriptor::new(host, kind, rights_base, rights_inheriting);
        descriptor.read_only = directory.read_only;
        descriptor
    };
    memory.write_u32(opened, table::insert(descriptor)?)
}
