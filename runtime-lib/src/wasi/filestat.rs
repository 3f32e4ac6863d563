//! What a file is: `fd_filestat_get`, `fd_filestat_set_times`, and their siblings for paths.

use linux_raw_sys::general::{
    AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW, O_PATH, S_IFLNK, S_IFMT, UTIME_NOW, UTIME_OMIT,
};

use super::clock::NANOSECONDS_PER_SECOND;
use super::errno::Errno;
use super::guest::GuestMemory;
use super::table::{self, file_type};
use super::types::{FILESTAT_BYTES, LOOKUP_SYMLINK_FOLLOW, Layout, fstflags, rights};
use crate::sandbox::{self, GuestPath, How};
use crate::sys::file::{self, Stat, Timespec};

/// Times before 1970 become 0, those after 2554 the last that can be told.
fn nanoseconds(seconds: i64, nanoseconds: u64) -> u64 {
    u64::try_from(seconds)
        .map_or(0, |seconds| seconds.saturating_mul(NANOSECONDS_PER_SECOND).saturating_add(nanoseconds))
}

/// Writes a `filestat`. `fd` is the open file, if there is one, to tell the type of a socket.
// The fields differ in width from machine to machine; each fits what it is widened to.
#[allow(clippy::unnecessary_cast, reason = "needed on some machines, not on others")]
fn write_filestat(memory: &GuestMemory, pointer: u32, stat: &Stat, fd: Option<i32>) -> Result<(), Errno> {
    let atim = nanoseconds(stat.st_atime as i64, stat.st_atime_nsec as u64);
    let mtim = nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as u64);
    let ctim = nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as u64);
    let layout = Layout::<FILESTAT_BYTES>::new()
        .put(0, (stat.st_dev as u64).to_le_bytes())
        .put(8, (stat.st_ino as u64).to_le_bytes())
        .put(16, [file_type(stat.st_mode, fd) as u8])
        .put(24, (stat.st_nlink as u64).to_le_bytes())
        .put(32, (stat.st_size as u64).to_le_bytes())
        .put(40, atim.to_le_bytes())
        .put(48, mtim.to_le_bytes())
        .put(56, ctim.to_le_bytes());
    memory.write_bytes(pointer, &layout.0)
}

pub(super) fn fd_filestat_get(memory: &GuestMemory, fd: u32, stat: u32) -> Result<(), Errno> {
    let host = table::get_for(fd, rights::FD_FILESTAT_GET)?.host;
    write_filestat(memory, stat, &file::fstat(host)?, Some(host))
}

/// Access and modification time as the kernel takes them.
fn times(atim: u64, mtim: u64, fst_flags: u32) -> Result<[Timespec; 2], Errno> {
    if fst_flags & !fstflags::ALL != 0 {
        return Err(Errno::INVAL);
    }
    let time = |time: u64, set: u32, now: u32| match (fst_flags & set != 0, fst_flags & now != 0) {
        (true, true) => Err(Errno::INVAL),
        (true, false) => Ok(Timespec {
            tv_sec: (time / NANOSECONDS_PER_SECOND) as i64,
            tv_nsec: (time % NANOSECONDS_PER_SECOND) as i64,
        }),
        (false, true) => Ok(Timespec { tv_sec: 0, tv_nsec: UTIME_NOW.into() }),
        (false, false) => Ok(Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT.into() }),
    };
    Ok([time(atim, fstflags::ATIM, fstflags::ATIM_NOW)?, time(mtim, fstflags::MTIM, fstflags::MTIM_NOW)?])
}

pub(super) fn fd_filestat_set_times(
    _memory: &GuestMemory,
    fd: u32,
    atim: u64,
    mtim: u64,
    fst_flags: u32,
) -> Result<(), Errno> {
    let descriptor = table::get_for(fd, rights::FD_FILESTAT_SET_TIMES)?;
    let times = times(atim, mtim, fst_flags)?;
    if descriptor.read_only {
        return Err(Errno::ROFS);
    }
    Ok(file::set_times(descriptor.host, &times)?)
}

/// Whether `lookupflags` ask to follow a symbolic link at the end.
pub(super) fn follows(flags: u32) -> Result<bool, Errno> {
    if flags & !LOOKUP_SYMLINK_FOLLOW != 0 { Err(Errno::INVAL) } else { Ok(flags != 0) }
}

/// For looking at a file without reading it, which needs no permission on the file itself.
const LOOK: How = How { flags: O_PATH, mode: 0, follow: true };

pub(super) fn path_filestat_get(
    memory: &GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    stat: u32,
) -> Result<(), Errno> {
    let root = table::get_directory(fd, rights::PATH_FILESTAT_GET)?.host;
    let follow = follows(flags)?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    if !name.is_single() {
        let opened = sandbox::open(root, name.as_c_str(), How { follow, ..LOOK })?;
        return write_filestat(memory, stat, &file::fstat(opened.number())?, None);
    }
    // An entry of the directory itself, which most paths of most programs are: one call, unless it
    // turns out to be a link that is to be followed.
    let found = file::fstatat_no_follow(root, name.as_c_str())?;
    if follow && found.st_mode & S_IFMT == S_IFLNK {
        let opened = sandbox::open(root, name.as_c_str(), LOOK)?;
        return write_filestat(memory, stat, &file::fstat(opened.number())?, None);
    }
    write_filestat(memory, stat, &found, None)
}

#[allow(clippy::too_many_arguments, reason = "the signature is that of the specification")]
pub(super) fn path_filestat_set_times(
    memory: &GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    atim: u64,
    mtim: u64,
    fst_flags: u32,
) -> Result<(), Errno> {
    let root = table::get_writable_directory(fd, rights::PATH_FILESTAT_SET_TIMES)?.host;
    let follow = follows(flags)?;
    let times = times(atim, mtim, fst_flags)?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    let parent = sandbox::parent(root, &mut name)?;
    let is_link = || -> Result<bool, Errno> {
        let found = file::fstatat_no_follow(parent.directory(), parent.last)?;
        Ok(found.st_mode & S_IFMT == S_IFLNK)
    };
    if parent.needs_directory() || (follow && is_link()?) {
        // `parent` has cut the first copy in two.
        let mut whole = GuestPath::new();
        memory.path(path, path_len, &mut whole)?;
        let opened = sandbox::open(root, whole.as_c_str(), LOOK)?;
        return Ok(file::set_times_at(opened.number(), c"", &times, AT_EMPTY_PATH)?);
    }
    Ok(file::set_times_at(parent.directory(), parent.last, &times, AT_SYMLINK_NOFOLLOW)?)
}
