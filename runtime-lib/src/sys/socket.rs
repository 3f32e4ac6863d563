//! Typed system calls that make listening sockets.
//!
//! In: an [`Address`] in the kernel's layout, descriptors. Out: descriptors or the kernel's error. What is
//! done with connections stands in [`file`](super::file).

use core::ffi::CStr;
use core::net::SocketAddr;

use linux_raw_sys::general::{self, AT_FDCWD, O_CLOEXEC};
use linux_raw_sys::net::{AF_INET, AF_INET6, AF_UNIX, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET};

use super::{Errno, check, file, syscall2, syscall3, syscall5};

/// Size in bytes of the largest address, `struct sockaddr_un`.
const ADDRESS_BYTES: usize = 110;
/// Connections that may wait for the program; the kernel cuts it to the machine's own bound.
const BACKLOG: usize = 4096;
/// Where the port of an internet address lies, and the path of a Unix one.
const PORT_OR_PATH: usize = 2;

/// An address as the kernel takes it (`struct sockaddr_…`).
pub(crate) struct Address {
    bytes: [u8; ADDRESS_BYTES],
    len: usize,
}

impl Address {
    fn new(family: u32) -> Address {
        let mut address = Address { bytes: [0; ADDRESS_BYTES], len: 0 };
        address.append(&(family as u16).to_ne_bytes());
        address
    }

    /// Appends a field; the structures have no gaps.
    fn append(&mut self, field: &[u8]) {
        for (slot, &byte) in self.bytes.iter_mut().skip(self.len).zip(field) {
            *slot = byte;
        }
        self.len += field.len();
    }

    /// The address of an internet socket.
    pub(crate) fn internet(socket: SocketAddr) -> Address {
        let mut address = Address::new(if socket.is_ipv4() { AF_INET } else { AF_INET6 });
        address.append(&socket.port().to_be_bytes());
        match socket {
            SocketAddr::V4(socket) => {
                address.append(&socket.ip().octets());
                address.append(&[0; 8]);
            }
            SocketAddr::V6(socket) => {
                address.append(&socket.flowinfo().to_be_bytes());
                address.append(&socket.ip().octets());
                address.append(&socket.scope_id().to_ne_bytes());
            }
        }
        address
    }

    /// The address of a Unix socket; `None` where the path is empty or too long.
    pub(crate) fn unix(path: &[u8]) -> Option<Address> {
        if path.is_empty() || path.len() >= ADDRESS_BYTES - PORT_OR_PATH {
            return None;
        }
        let mut address = Address::new(AF_UNIX);
        address.append(path);
        address.append(&[0]);
        Some(address)
    }

    /// `AF_…`
    pub(crate) fn family(&self) -> u32 {
        u16::from_ne_bytes([self.bytes[0], self.bytes[1]]).into()
    }

    /// The port of an internet socket.
    pub(crate) fn port(&self) -> Option<u16> {
        let port = [self.bytes[PORT_OR_PATH], self.bytes[PORT_OR_PATH + 1]];
        (self.family() != AF_UNIX).then_some(u16::from_be_bytes(port))
    }

    /// Removes the path of a Unix socket.
    pub(crate) fn unlink(&self) -> Result<(), Errno> {
        let path = CStr::from_bytes_until_nul(&self.bytes[PORT_OR_PATH..]).map_err(|_| Errno::EINVAL)?;
        file::unlinkat(AT_FDCWD, path, 0)
    }
}

/// Makes a stream socket of the family of an address, closed at exec.
pub(crate) fn stream(address: &Address) -> Result<i32, Errno> {
    // `SOCK_CLOEXEC` is defined as `O_CLOEXEC` on every machine.
    let kind = SOCK_STREAM | O_CLOEXEC;
    // SAFETY: the call takes numbers only.
    check(unsafe { syscall3(general::__NR_socket, address.family() as usize, kind as usize, 0) })
        .map(|fd| fd as i32)
}

/// Lets a socket have the address of one that was closed a moment ago.
pub(crate) fn reuse_address(fd: i32) -> Result<(), Errno> {
    let yes: i32 = 1;
    // SAFETY: the kernel reads an int.
    check(unsafe {
        syscall5(
            general::__NR_setsockopt,
            fd as usize,
            SOL_SOCKET as usize,
            SO_REUSEADDR as usize,
            &raw const yes as usize,
            size_of::<i32>(),
        )
    })
    .map(drop)
}

/// Gives a socket its address.
pub(crate) fn bind(fd: i32, address: &Address) -> Result<(), Errno> {
    // SAFETY: the kernel reads an address of the length given.
    check(unsafe { syscall3(general::__NR_bind, fd as usize, address.bytes.as_ptr() as usize, address.len) })
        .map(drop)
}

/// Connects a socket.
pub(crate) fn connect(fd: i32, address: &Address) -> Result<(), Errno> {
    // SAFETY: the kernel reads an address of the length given.
    check(unsafe {
        syscall3(general::__NR_connect, fd as usize, address.bytes.as_ptr() as usize, address.len)
    })
    .map(drop)
}

/// Lets a socket accept connections.
pub(crate) fn listen(fd: i32) -> Result<(), Errno> {
    // SAFETY: the call takes numbers only.
    check(unsafe { syscall2(general::__NR_listen, fd as usize, BACKLOG) }).map(drop)
}

/// The address that a socket has.
pub(crate) fn name(fd: i32) -> Result<Address, Errno> {
    let mut address = Address { bytes: [0; ADDRESS_BYTES], len: 0 };
    let mut len = ADDRESS_BYTES as u32;
    // SAFETY: the kernel writes at most the length given, and the length itself.
    check(unsafe {
        syscall3(
            general::__NR_getsockname,
            fd as usize,
            address.bytes.as_mut_ptr() as usize,
            &raw mut len as usize,
        )
    })?;
    address.len = (len as usize).min(ADDRESS_BYTES);
    Ok(address)
}
