//! What a file is: `fd_filestat_get`, `fd_filestat_set_times`, and their siblings for paths.

use linux_raw_sys::general::{
    AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW, O_NOCTTY, O_NONBLOCK, O_PATH, O_RDONLY, S_IFLNK, S_IFMT, UTIME_NOW,
    UTIME_OMIT,
};

use super::clock::NANOSECONDS_PER_SECOND;
use super::errno::Errno;
use super::guest::GuestMemory;
use super::table::{self, File, file_type};
use super::types::{
    FILESTAT_BYTES, FileType, LOOKUP_SYMLINK_FOLLOW, Layout, UNSTABLE_FILESTAT_BYTES, fstflags, rights,
};
use crate::sandbox::{self, GuestPath, How};
use crate::sys::{
    self,
    file::{self, Stat, Timespec},
};

/// Times before 1970 become 0, those after 2554 the last that can be told.
fn nanoseconds(seconds: i64, nanoseconds: u64) -> u64 {
    u64::try_from(seconds)
        .map_or(0, |seconds| seconds.saturating_mul(NANOSECONDS_PER_SECOND).saturating_add(nanoseconds))
}

/// What there is to know of a file. Times are nanoseconds since 1970.
pub(super) struct FileStat {
    pub(super) dev: u64,
    pub(super) ino: u64,
    pub(super) kind: FileType,
    pub(super) nlink: u64,
    pub(super) size: u64,
    pub(super) atim: u64,
    pub(super) mtim: u64,
    pub(super) ctim: u64,
}

impl FileStat {
    /// What the kernel says. `fd` is the open file, if there is one, to tell the type of a socket.
    // The fields differ in width from machine to machine; each fits what it is widened to.
    #[allow(clippy::unnecessary_cast, reason = "needed on some machines, not on others")]
    fn new(stat: &Stat, fd: Option<i32>) -> FileStat {
        FileStat {
            dev: stat.st_dev as u64,
            ino: stat.st_ino as u64,
            kind: file_type(stat.st_mode, fd),
            nlink: stat.st_nlink as u64,
            size: stat.st_size as u64,
            atim: nanoseconds(stat.st_atime as i64, stat.st_atime_nsec as u64),
            mtim: nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as u64),
            ctim: nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as u64),
        }
    }

    /// Writes a `filestat`.
    fn write(&self, memory: &GuestMemory, pointer: u32) -> Result<(), Errno> {
        let layout = Layout::<FILESTAT_BYTES>::new()
            .put(0, self.dev.to_le_bytes())
            .put(8, self.ino.to_le_bytes())
            .put(16, [self.kind as u8])
            .put(24, self.nlink.to_le_bytes())
            .put(32, self.size.to_le_bytes())
            .put(40, self.atim.to_le_bytes())
            .put(48, self.mtim.to_le_bytes())
            .put(56, self.ctim.to_le_bytes());
        memory.write_bytes(pointer, &layout.0)
    }

    /// Writes a `filestat` of the older snapshot, which counts links in 32 bits.
    fn write_unstable(&self, memory: &GuestMemory, pointer: u32) -> Result<(), Errno> {
        let nlink = u32::try_from(self.nlink).unwrap_or(u32::MAX);
        let layout = Layout::<UNSTABLE_FILESTAT_BYTES>::new()
            .put(0, self.dev.to_le_bytes())
            .put(8, self.ino.to_le_bytes())
            .put(16, [self.kind as u8])
            .put(20, nlink.to_le_bytes())
            .put(24, self.size.to_le_bytes())
            .put(32, self.atim.to_le_bytes())
            .put(40, self.mtim.to_le_bytes())
            .put(48, self.ctim.to_le_bytes());
        memory.write_bytes(pointer, &layout.0)
    }
}

/// What there is to know of an open file.
fn of_descriptor(fd: u32) -> Result<FileStat, Errno> {
    let descriptor = table::get_for(fd, rights::FD_FILESTAT_GET)?;
    match descriptor.file {
        File::Embedded(entry) => Ok(entry.stat()),
        _ => {
            let host = descriptor.host()?;
            Ok(FileStat::new(&file::fstat(host)?, Some(host)))
        }
    }
}

pub(super) fn fd_filestat_get(memory: &GuestMemory, fd: u32, stat: u32) -> Result<(), Errno> {
    of_descriptor(fd)?.write(memory, stat)
}

pub(super) fn unstable_fd_filestat_get(memory: &GuestMemory, fd: u32, stat: u32) -> Result<(), Errno> {
    of_descriptor(fd)?.write_unstable(memory, stat)
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
    Ok(file::set_times(descriptor.host()?, &times)?)
}

/// Whether `lookupflags` ask to follow a symbolic link at the end.
pub(super) fn follows(flags: u32) -> Result<bool, Errno> {
    if flags & !LOOKUP_SYMLINK_FOLLOW != 0 { Err(Errno::INVAL) } else { Ok(flags != 0) }
}

/// For looking at a file without reading it, which needs no permission on the file itself.
const LOOK: How = How { flags: O_PATH, mode: 0, follow: true };

/// What there is to know of the file that a path names.
fn of_path(
    memory: &GuestMemory,
    fd: u32,
    flags: u32,
    (path, path_len): (u32, u32),
) -> Result<FileStat, Errno> {
    let directory = table::get_directory(fd, rights::PATH_FILESTAT_GET)?;
    let follow = follows(flags)?;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name)?;
    if let File::Embedded(root) = directory.file {
        return Ok(root.resolve(name.as_c_str().to_bytes())?.stat());
    }
    let root = directory.host()?;
    if name.is_single() {
        // An entry of the directory itself, which most paths of most programs are: one call, unless it
        // turns out to be a link that is to be followed.
        let found = file::fstatat_no_follow(root, name.as_c_str())?;
        if !follow || found.st_mode & S_IFMT != S_IFLNK {
            return Ok(FileStat::new(&found, None));
        }
    }
    let opened = sandbox::open(root, name.as_c_str(), How { follow, ..LOOK })?;
    Ok(FileStat::new(&file::fstat(opened.number())?, None))
}

pub(super) fn path_filestat_get(
    memory: &GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    stat: u32,
) -> Result<(), Errno> {
    of_path(memory, fd, flags, (path, path_len))?.write(memory, stat)
}

pub(super) fn unstable_path_filestat_get(
    memory: &GuestMemory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    stat: u32,
) -> Result<(), Errno> {
    of_path(memory, fd, flags, (path, path_len))?.write_unstable(memory, stat)
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
    let root = table::get_writable_directory(fd, rights::PATH_FILESTAT_SET_TIMES)?.host()?;
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
        return match file::set_times_at(opened.number(), c"", &times, AT_EMPTY_PATH) {
            // Before Linux 5.8 the file must be open for something.
            Err(sys::Errno::EINVAL) => {
                let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
                let opened = sandbox::open(root, whole.as_c_str(), How { flags, ..LOOK })?;
                Ok(file::set_times(opened.number(), &times)?)
            }
            answer => Ok(answer?),
        };
    }
    Ok(file::set_times_at(parent.directory(), parent.last, &times, AT_SYMLINK_NOFOLLOW)?)
}
