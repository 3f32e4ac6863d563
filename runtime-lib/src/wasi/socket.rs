//! `sock_*`: sockets that were handed over at launch, and connections accepted from them. WASI preview1
//! cannot make a socket of its own. What is no socket is refused with ENOTSOCK, whatever rights it has.

use linux_raw_sys::general::O_NONBLOCK;
use linux_raw_sys::net::{MSG_PEEK, MSG_TRUNC, MSG_WAITALL, SHUT_RD, SHUT_RDWR, SHUT_WR};

use super::errno::Errno;
use super::guest::GuestMemory;
use super::io::{require_one_message, send_from, uninterrupted};
use super::table::{self, Descriptor};
use super::types::{FileType, fdflags, rights, rights_of};
use crate::sandbox::OwnedFd;
use crate::sys::file;

/// `riflags`: leave what is received in the queue.
const RECEIVE_PEEK: u32 = 1;
/// `riflags`: wait until all ranges are full.
const RECEIVE_WAITALL: u32 = 2;
/// `roflags`: the message was longer than the room for it.
const RECEIVED_TRUNCATED: u16 = 1;

/// `SOCK_CLOEXEC`, which the kernel defines as `O_CLOEXEC` on every machine.
const SOCK_CLOEXEC: u32 = linux_raw_sys::general::O_CLOEXEC;
/// `SOCK_NONBLOCK`, likewise.
const SOCK_NONBLOCK: u32 = O_NONBLOCK;

pub(super) fn sock_accept(memory: &GuestMemory, fd: u32, flags: u32, accepted: u32) -> Result<(), Errno> {
    let listener = table::get_socket(fd, rights::SOCK_ACCEPT)?;
    let nonblocking = match flags {
        0 => 0,
        fdflags::NONBLOCK => SOCK_NONBLOCK,
        _ => return Err(Errno::INVAL),
    };
    memory.range(accepted, 4)?;
    let connection = OwnedFd::new(uninterrupted(|| file::accept(listener, SOCK_CLOEXEC | nonblocking))?);
    let host = table::above_stdio(connection)?;
    let descriptor = Descriptor::new(host, Some(FileType::SocketStream), rights_of::SOCKET, 0);
    memory.write_u32(accepted, table::insert(descriptor)?)
}

pub(super) fn sock_recv(
    memory: &GuestMemory,
    fd: u32,
    ri_data: u32,
    ri_data_len: u32,
    ri_flags: u32,
    ro_datalen: u32,
    ro_flags: u32,
) -> Result<(), Errno> {
    let host = table::get_socket(fd, rights::FD_READ)?;
    if ri_flags & !(RECEIVE_PEEK | RECEIVE_WAITALL) != 0 {
        return Err(Errno::INVAL);
    }
    let mut flags = 0;
    if ri_flags & RECEIVE_PEEK != 0 {
        flags |= MSG_PEEK;
    }
    if ri_flags & RECEIVE_WAITALL != 0 {
        flags |= MSG_WAITALL;
    }
    memory.range(ro_datalen, 4)?;
    memory.range(ro_flags, 2)?;
    require_one_message(ri_data_len)?;
    let (count, received) = memory.with_batch(ri_data, ri_data_len, 0, |batch| {
        Ok(uninterrupted(|| file::receive(host, batch.vectors, flags))?)
    })?;
    memory.write_u32(ro_datalen, count as u32)?;
    memory.write_u16(ro_flags, if received & MSG_TRUNC != 0 { RECEIVED_TRUNCATED } else { 0 })
}

pub(super) fn sock_send(
    memory: &GuestMemory,
    fd: u32,
    si_data: u32,
    si_data_len: u32,
    si_flags: u32,
    so_datalen: u32,
) -> Result<(), Errno> {
    let host = table::get_socket(fd, rights::FD_WRITE)?;
    if si_flags != 0 {
        return Err(Errno::INVAL);
    }
    send_from(memory, host, (si_data, si_data_len), so_datalen)
}

pub(super) fn sock_shutdown(_memory: &GuestMemory, fd: u32, how: u32) -> Result<(), Errno> {
    let host = table::get_socket(fd, rights::SOCK_SHUTDOWN)?;
    let how = match how {
        1 => SHUT_RD,
        2 => SHUT_WR,
        3 => SHUT_RDWR,
        _ => return Err(Errno::INVAL),
    };
    Ok(file::shutdown(host, how)?)
}
