//! `fd_readdir`: the entries of a directory, with the kernel's positions as cookies.
//!
//! A cookie is the `d_off` of an entry, which file systems keep valid while a directory is open, whatever
//! is created or removed meanwhile. Each call starts by seeking to the cookie, so that nothing has to be
//! remembered. "." and ".." are listed; the number of ".." is that of the directory itself, because what
//! lies above a granted directory is none of the guest's business.

use core::ffi::CStr;
use core::mem::{MaybeUninit, offset_of};

use linux_raw_sys::general::{
    DT_BLK, DT_CHR, DT_DIR, DT_FIFO, DT_LNK, DT_REG, DT_SOCK, SEEK_SET, linux_dirent64,
};

use super::embedded;
use super::errno::Errno;
use super::guest::{GuestMemory, len_u32};
use super::table::{self, File, file_type};
use super::types::{DIRENT_BYTES, FileType, Layout, rights};
use crate::sys::{self, file};

/// Bytes of entries fetched at once; an entry has at most 280.
const BUFFER_BYTES: usize = 4096;

/// The guest's buffer, filled up to the last byte.
struct Filling<'memory> {
    memory: &'memory GuestMemory,
    start: u32,
    len: u32,
    used: u32,
}

impl Filling<'_> {
    fn is_full(&self) -> bool {
        self.used == self.len
    }

    /// Appends an entry: where the list goes on, the file's number, kind and name.
    fn append_entry(&mut self, cookie: u64, inode: u64, kind: FileType, name: &[u8]) -> Result<(), Errno> {
        let layout = Layout::<DIRENT_BYTES>::new()
            .put(0, cookie.to_le_bytes())
            .put(8, inode.to_le_bytes())
            .put(16, len_u32(name.len())?.to_le_bytes())
            .put(20, [kind as u8]);
        self.append(&layout.0)?;
        self.append(name)
    }

    /// Appends as much of `bytes` as there is room for.
    fn append(&mut self, bytes: &[u8]) -> Result<(), Errno> {
        let room = (self.len - self.used) as usize;
        let bytes = bytes.get(..room).unwrap_or(bytes);
        // The whole buffer was checked, so its end is below 2^32.
        self.memory.write_bytes(self.start.wrapping_add(self.used), bytes)?;
        self.used += bytes.len() as u32;
        Ok(())
    }
}

/// One entry as the kernel tells it.
struct Entry<'buffer> {
    inode: u64,
    cookie: u64,
    kind: u8,
    name: &'buffer CStr,
    bytes: usize,
}

/// Reads the first entry of what the kernel has written.
fn first_entry(bytes: &[u8]) -> Option<Entry<'_>> {
    fn field<const LEN: usize>(bytes: &[u8], offset: usize) -> Option<[u8; LEN]> {
        bytes.get(offset..offset + LEN)?.try_into().ok()
    }
    let len = u16::from_ne_bytes(field(bytes, offset_of!(linux_dirent64, d_reclen))?) as usize;
    let name = bytes.get(offset_of!(linux_dirent64, d_name)..len)?;
    Some(Entry {
        inode: u64::from_ne_bytes(field(bytes, offset_of!(linux_dirent64, d_ino))?),
        cookie: u64::from_ne_bytes(field(bytes, offset_of!(linux_dirent64, d_off))?),
        kind: *bytes.get(offset_of!(linux_dirent64, d_type))?,
        name: CStr::from_bytes_until_nul(name).ok()?,
        bytes: len,
    })
}

/// Kind of an entry; where the file system does not list it, the file is asked.
fn entry_kind(directory: i32, entry: &Entry) -> FileType {
    match u32::from(entry.kind) {
        DT_REG => FileType::RegularFile,
        DT_DIR => FileType::Directory,
        DT_LNK => FileType::SymbolicLink,
        DT_CHR => FileType::CharacterDevice,
        DT_BLK => FileType::BlockDevice,
        DT_SOCK => FileType::SocketStream,
        DT_FIFO => FileType::Unknown,
        _ => match entry.name.to_bytes() {
            b"." | b".." => FileType::Directory,
            _ => file::fstatat_no_follow(directory, entry.name)
                .map_or(FileType::Unknown, |stat| file_type(stat.st_mode, None)),
        },
    }
}

pub(super) fn fd_readdir(
    memory: &GuestMemory,
    fd: u32,
    buf: u32,
    buf_len: u32,
    cookie: u64,
    used: u32,
) -> Result<(), Errno> {
    let directory = table::get_directory(fd, rights::FD_READDIR)?;
    memory.range(buf, buf_len)?;
    memory.range(used, 4)?;
    let mut filling = Filling { memory, start: buf, len: buf_len, used: 0 };
    match directory.file {
        File::Embedded(directory) => list_embedded(&mut filling, directory, cookie)?,
        _ => list(&mut filling, directory.host()?, cookie)?,
    }
    memory.write_u32(used, filling.used)
}

/// Lists an embedded directory. The cookie is the number of the entry.
fn list_embedded(filling: &mut Filling, directory: embedded::Entry, cookie: u64) -> Result<(), Errno> {
    for number in cookie..u64::MAX {
        let (entry, name) = match number {
            0 => (directory, &b"."[..]),
            1 => (directory, &b".."[..]),
            _ => match directory.child(number - 2) {
                Some(child) => (child, child.name()),
                None => break,
            },
        };
        if filling.is_full() {
            break;
        }
        filling.append_entry(number + 1, entry.inode(), entry.kind(), name)?;
    }
    Ok(())
}

/// Lists a directory of the host.
fn list(filling: &mut Filling, directory: i32, cookie: u64) -> Result<(), Errno> {
    let cookie = i64::try_from(cookie).map_err(|_| Errno::INVAL)?;
    match file::lseek(directory, cookie, SEEK_SET) {
        // A granted directory that may be passed through, but not listed, is open for that only.
        Err(sys::Errno::EBADF) => return Err(Errno::ACCES),
        answer => answer?,
    };
    let mut buffer = [MaybeUninit::<u8>::uninit(); BUFFER_BYTES];
    while !filling.is_full() {
        let len = file::getdents(directory, &mut buffer)?;
        if len == 0 {
            break;
        }
        // SAFETY: the kernel has written `len` bytes.
        let mut entries = unsafe { core::slice::from_raw_parts(buffer.as_ptr().cast::<u8>(), len) };
        while let Some(entry) = first_entry(entries).filter(|_| !filling.is_full()) {
            let name = entry.name.to_bytes();
            let inode = match name {
                b".." => file::fstat(directory)?.st_ino,
                _ => entry.inode,
            };
            filling.append_entry(entry.cookie, inode, entry_kind(directory, &entry), name)?;
            entries = &entries[entry.bytes..];
        }
    }
    Ok(())
}
