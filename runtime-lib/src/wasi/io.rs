//! `fd_*` calls that move data and positions: read, write, seek, sync, storage.
//!
//! The guest's ranges are checked and copied in batches, as many as the kernel takes at once. A write goes on
//! with the next batch as long as the kernel takes everything; a read stops after a batch, because asking for
//! more could block although there is something to report. A message of a socket is neither cut nor split:
//! one of more ranges than that is EMSGSIZE.
//!
//! SIGPIPE is left as the launcher set it: by default a closed pipe ends the program as it ends any other,
//! where it is ignored the guest gets EPIPE. Sockets never raise it: a server must survive a client that
//! hangs up. A standard stream counts as a stream, whatever it is made of (some shells make pipes of
//! sockets), until the program makes a `sock_*` call on it; so nothing need be found out before the first
//! write.

use linux_raw_sys::general::{
    POSIX_FADV_DONTNEED, POSIX_FADV_NOREUSE, POSIX_FADV_NORMAL, POSIX_FADV_RANDOM, POSIX_FADV_SEQUENTIAL,
    POSIX_FADV_WILLNEED, SEEK_CUR, SEEK_END, SEEK_SET,
};
use linux_raw_sys::net::MSG_NOSIGNAL;

use super::embedded::Entry;
use super::errno::Errno;
use super::guest::{GuestMemory, VECTORS_MAX};
use super::table::{self, Descriptor, File};
use super::types::{FileType, rights};
use crate::sys::{self, file};

/// Repeats a call that a signal has interrupted before it did anything. The guest has no handlers that it
/// would want to run, but stopping and continuing a process may interrupt it, too.
pub(super) fn uninterrupted<T>(mut call: impl FnMut() -> Result<T, sys::Errno>) -> Result<T, sys::Errno> {
    loop {
        match call() {
            Err(sys::Errno::EINTR) => {}
            answer => return answer,
        }
    }
}

/// Reads into the guest's ranges and reports how much came.
fn read_into(
    memory: &GuestMemory,
    (iovs, iovs_len): (u32, u32),
    nread: u32,
    read: impl Fn(&[file::IoVector]) -> Result<usize, sys::Errno>,
) -> Result<(), Errno> {
    memory.range(nread, 4)?;
    let count = memory.with_batch(iovs, iovs_len, 0, |batch| Ok(uninterrupted(|| read(batch.vectors))?))?;
    memory.write_u32(nread, count as u32)
}

/// Copies contents of an embedded file, from `offset` on, into the guest's ranges and reports how much came.
fn read_embedded(
    memory: &GuestMemory,
    (iovs, iovs_len): (u32, u32),
    nread: u32,
    entry: Entry,
    offset: u64,
) -> Result<usize, Errno> {
    if entry.kind() == FileType::Directory {
        return Err(Errno::ISDIR);
    }
    memory.range(nread, 4)?;
    let contents = entry.contents();
    let start = usize::try_from(offset).map_or(contents.len(), |offset| offset.min(contents.len()));
    let count = memory.with_batch(iovs, iovs_len, 0, |batch| {
        let mut rest = &contents[start..];
        for vector in batch.vectors {
            let (bytes, behind) = rest.split_at(vector.len().min(rest.len()));
            vector.fill(bytes);
            rest = behind;
        }
        Ok(contents.len() - start - rest.len())
    })?;
    memory.write_u32(nread, count as u32)?;
    Ok(count)
}

/// Writes from the guest's ranges and reports how much was taken. `write` gets the number of bytes that
/// were taken before.
fn write_from(
    memory: &GuestMemory,
    (iovs, iovs_len): (u32, u32),
    nwritten: u32,
    write: impl Fn(&[file::IoVector], u64) -> Result<usize, sys::Errno>,
) -> Result<(), Errno> {
    memory.range(nwritten, 4)?;
    let mut taken: u64 = 0;
    for from in (0..iovs_len.max(1)).step_by(VECTORS_MAX) {
        let written = memory.with_batch(iovs, iovs_len, from, |batch| {
            if taken + batch.bytes as u64 > u64::from(u32::MAX) {
                return Ok((0, false));
            }
            let count = uninterrupted(|| write(batch.vectors, taken))?;
            Ok((count as u64, count == batch.bytes))
        });
        match written {
            Ok((count, complete)) => {
                taken += count;
                if !complete {
                    break;
                }
            }
            // What was taken must be reported; the error comes with the next call.
            Err(_) if taken > 0 => break,
            Err(errno) => return Err(errno),
        }
    }
    memory.write_u32(nwritten, taken as u32)
}

/// Fails where a message of a socket has more ranges than the kernel takes at once.
pub(super) fn require_one_message(iovs_len: u32) -> Result<(), Errno> {
    if iovs_len as usize > VECTORS_MAX { Err(Errno::MSGSIZE) } else { Ok(()) }
}

/// Sends the guest's ranges as one message and reports how much was taken.
pub(super) fn send_from(
    memory: &GuestMemory,
    host: i32,
    (iovs, iovs_len): (u32, u32),
    nwritten: u32,
) -> Result<(), Errno> {
    require_one_message(iovs_len)?;
    write_from(memory, (iovs, iovs_len), nwritten, |vectors, _| file::send(host, vectors, MSG_NOSIGNAL))
}

pub(super) fn fd_read(
    memory: &GuestMemory,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    nread: u32,
) -> Result<(), Errno> {
    let descriptor = table::get_for(fd, rights::FD_READ)?;
    if let File::Embedded(entry) = descriptor.file {
        let count = read_embedded(memory, (iovs, iovs_len), nread, entry, descriptor.position)?;
        table::set_position(fd, descriptor.position + count as u64);
        return Ok(());
    }
    let host = descriptor.host()?;
    if descriptor.is_known_socket() {
        require_one_message(iovs_len)?;
    }
    read_into(memory, (iovs, iovs_len), nread, |vectors| file::readv(host, vectors))
}

pub(super) fn fd_pread(
    memory: &GuestMemory,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    offset: u64,
    nread: u32,
) -> Result<(), Errno> {
    let descriptor = table::get_for(fd, rights::FD_READ)?;
    signed(offset)?;
    if let File::Embedded(entry) = descriptor.file {
        return read_embedded(memory, (iovs, iovs_len), nread, entry, offset).map(drop);
    }
    let host = descriptor.host()?;
    read_into(memory, (iovs, iovs_len), nread, |vectors| file::preadv(host, vectors, offset))
}

pub(super) fn fd_write(
    memory: &GuestMemory,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    nwritten: u32,
) -> Result<(), Errno> {
    let descriptor = table::get_for(fd, rights::FD_WRITE)?;
    let host = descriptor.host()?;
    if descriptor.is_known_socket() {
        return send_from(memory, host, (iovs, iovs_len), nwritten);
    }
    write_from(memory, (iovs, iovs_len), nwritten, |vectors, _| file::writev(host, vectors))
}

pub(super) fn fd_pwrite(
    memory: &GuestMemory,
    fd: u32,
    iovs: u32,
    iovs_len: u32,
    offset: u64,
    nwritten: u32,
) -> Result<(), Errno> {
    let host = table::get_for(fd, rights::FD_WRITE)?.host()?;
    write_from(memory, (iovs, iovs_len), nwritten, |vectors, taken| {
        file::pwritev(host, vectors, offset.saturating_add(taken))
    })
}

/// Moves the position of a file that has one; Linux would let a directory have one, too.
fn seek(fd: u32, descriptor: &Descriptor, offset: i64, whence: u32) -> Result<u64, Errno> {
    if table::kind(fd)? == FileType::Directory {
        return Err(Errno::ISDIR);
    }
    let File::Embedded(entry) = descriptor.file else {
        return Ok(file::lseek(descriptor.host()?, offset, whence)?);
    };
    let origin = match whence {
        SEEK_SET => 0,
        SEEK_CUR => descriptor.position as i64,
        _ => entry.contents().len() as i64,
    };
    let position = origin.checked_add(offset).ok_or(Errno::OVERFLOW)?;
    let position = u64::try_from(position).map_err(|_| Errno::INVAL)?;
    table::set_position(fd, position);
    Ok(position)
}

/// Seeks from the origin that `whence` stands for among `origins`.
fn seek_from(
    memory: &GuestMemory,
    fd: u32,
    offset: u64,
    (whence, origins): (u32, [u32; 3]),
    position: u32,
) -> Result<(), Errno> {
    let offset = offset as i64;
    let descriptor = table::get(fd)?;
    let &whence = origins.get(whence as usize).ok_or(Errno::INVAL)?;
    // The right to seek includes that to tell; telling is seeking to where one is.
    if !(offset == 0 && whence == SEEK_CUR && descriptor.require(rights::FD_TELL).is_ok()) {
        descriptor.require(rights::FD_SEEK)?;
    }
    memory.range(position, 8)?;
    memory.write_u64(position, seek(fd, &descriptor, offset, whence)?)
}

pub(super) fn fd_seek(
    memory: &GuestMemory,
    fd: u32,
    offset: u64,
    whence: u32,
    position: u32,
) -> Result<(), Errno> {
    seek_from(memory, fd, offset, (whence, [SEEK_SET, SEEK_CUR, SEEK_END]), position)
}

pub(super) fn unstable_fd_seek(
    memory: &GuestMemory,
    fd: u32,
    offset: u64,
    whence: u32,
    position: u32,
) -> Result<(), Errno> {
    seek_from(memory, fd, offset, (whence, [SEEK_CUR, SEEK_END, SEEK_SET]), position)
}

pub(super) fn fd_tell(memory: &GuestMemory, fd: u32, position: u32) -> Result<(), Errno> {
    let descriptor = table::get(fd)?;
    if descriptor.require(rights::FD_SEEK).is_err() {
        descriptor.require(rights::FD_TELL)?;
    }
    memory.write_u64(position, seek(fd, &descriptor, 0, SEEK_CUR)?)
}

/// Flushes a file; what is embedded never changes.
fn sync(descriptor: &Descriptor, metadata: bool) -> Result<(), Errno> {
    if let File::Embedded(_) = descriptor.file {
        return Ok(());
    }
    let host = descriptor.host()?;
    Ok(uninterrupted(|| file::sync(host, metadata))?)
}

pub(super) fn fd_sync(_memory: &GuestMemory, fd: u32) -> Result<(), Errno> {
    sync(&table::get_for(fd, rights::FD_SYNC)?, true)
}

pub(super) fn fd_datasync(_memory: &GuestMemory, fd: u32) -> Result<(), Errno> {
    sync(&table::get_for(fd, rights::FD_DATASYNC)?, false)
}

/// An offset or a length for the kernel, which counts with a sign.
fn signed(number: u64) -> Result<i64, Errno> {
    i64::try_from(number).map_err(|_| Errno::INVAL)
}

pub(super) fn fd_advise(
    _memory: &GuestMemory,
    fd: u32,
    offset: u64,
    len: u64,
    advice: u32,
) -> Result<(), Errno> {
    let descriptor = table::get_for(fd, rights::FD_ADVISE)?;
    let advice = match advice {
        0 => POSIX_FADV_NORMAL,
        1 => POSIX_FADV_SEQUENTIAL,
        2 => POSIX_FADV_RANDOM,
        3 => POSIX_FADV_WILLNEED,
        4 => POSIX_FADV_DONTNEED,
        5 => POSIX_FADV_NOREUSE,
        _ => return Err(Errno::INVAL),
    };
    let (offset, len) = (signed(offset)?, signed(len)?);
    if let File::Embedded(_) = descriptor.file {
        return Ok(());
    }
    Ok(file::fadvise(descriptor.host()?, offset, len, advice)?)
}

pub(super) fn fd_allocate(_memory: &GuestMemory, fd: u32, offset: u64, len: u64) -> Result<(), Errno> {
    let host = table::get_for(fd, rights::FD_ALLOCATE)?.host()?;
    let (offset, len) = (signed(offset)?, signed(len)?);
    Ok(uninterrupted(|| file::fallocate(host, offset, len))?)
}

pub(super) fn fd_filestat_set_size(_memory: &GuestMemory, fd: u32, size: u64) -> Result<(), Errno> {
    let host = table::get_for(fd, rights::FD_FILESTAT_SET_SIZE)?.host()?;
    let size = signed(size)?;
    Ok(uninterrupted(|| file::ftruncate(host, size))?)
}
