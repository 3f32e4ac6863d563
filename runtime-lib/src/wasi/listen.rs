//! Listening sockets that the program was granted: made at launch, or taken over from the launcher.
//!
//! At launch and not when the guest asks, so that an address that cannot be had is told at once, connections
//! can queue while the program starts, and a hardened process makes no sockets later. The guest finds them
//! behind the granted directories: the first socket is 3 where there are none. WASI has no call that would
//! tell it of sockets; C libraries take the first number that is no directory for the end of the directories.

use core::net::SocketAddr;
use core::str::FromStr;

use linux_raw_sys::general::O_NONBLOCK;
use linux_raw_sys::net::{AF_UNIX, SOCK_DGRAM};
use precast_abi::EXIT_STATUS_START;
use precast_abi::grant::{LISTEN_INHERIT, LISTEN_UNIX};

use super::errno::Errno;
use super::grants::{Grant, grants, launched};
use super::table::{self, Descriptor};
use super::types::{FileType, rights_of};
use crate::sandbox::OwnedFd;
use crate::start;
use crate::sys::socket::{self, Address};
use crate::sys::{self, file};
use crate::text::{self, STDERR, Text};

/// The first descriptor that a launcher hands over, as systemd has it.
const FIRST_INHERITED: i32 = 3;

/// Makes each granted socket.
#[unsafe(no_mangle)]
extern "C" fn precast_launch_listen() {
    for grant in grants() {
        let Grant::Listener(text) = grant else { continue };
        if text == LISTEN_INHERIT.as_bytes() {
            inherit();
        } else if let Err(errno) = listen(text) {
            refuse(text, errno);
        }
    }
}

/// Whether a text is something that can be listened on.
pub(super) fn is_address(text: &[u8]) -> bool {
    text == LISTEN_INHERIT.as_bytes() || address(text).is_some()
}

/// Reads an address.
fn address(text: &[u8]) -> Option<Address> {
    match text.strip_prefix(LISTEN_UNIX.as_bytes()) {
        Some(path) => Address::unix(path),
        None => SocketAddr::from_str(core::str::from_utf8(text).ok()?).ok().map(Address::internet),
    }
}

/// Makes a socket that listens at an address and gives it to the guest.
fn listen(text: &[u8]) -> Result<(), Errno> {
    let address = address(text).ok_or(Errno::INVAL)?;
    let fd = table::above_stdio(OwnedFd::new(socket::stream(&address)?))?;
    socket::reuse_address(fd)?;
    match socket::bind(fd, &address) {
        Err(sys::Errno::EADDRINUSE) if address.family() == AF_UNIX => rebind(fd, &address)?,
        bound => bound?,
    }
    socket::listen(fd)?;
    if address.port() == Some(0) {
        tell_port(fd, text)?;
    }
    give(fd, FileType::SocketStream)
}

/// Binds to a path where a socket was left behind by a process that is gone.
fn rebind(fd: i32, address: &Address) -> Result<(), Errno> {
    let probe = OwnedFd::new(socket::stream(address)?);
    // Somebody who listens may have a full queue.
    file::set_status_flags(probe.number(), O_NONBLOCK)?;
    if socket::connect(probe.number(), address) != Err(sys::Errno::ECONNREFUSED) {
        return Err(sys::Errno::EADDRINUSE.into());
    }
    address.unlink()?;
    Ok(socket::bind(fd, address)?)
}

/// Tells the operator which port the kernel has chosen.
fn tell_port(fd: i32, text: &[u8]) -> Result<(), Errno> {
    let port = socket::name(fd)?.port().unwrap_or(0);
    let mut buffer = text::buffer::<128>();
    let mut line = Text::new(STDERR, &mut buffer);
    line.str("precast: ").foreign(text).str(" is port ").decimal(port.into()).byte(b'\n').flush();
    Ok(())
}

/// Gives the guest the sockets that the launcher hands over: `LISTEN_FDS` of them, if `LISTEN_PID` is this
/// process.
fn inherit() {
    let number = |wanted: &[u8]| -> Option<i32> {
        let (_, value) = launched().find(|(name, _)| *name == wanted)?;
        core::str::from_utf8(value).ok()?.parse().ok()
    };
    let count = number(b"LISTEN_FDS").filter(|&count| count > 0);
    let (Some(count), Some(true)) = (count, number(b"LISTEN_PID").map(|pid| pid == sys::getpid())) else {
        start::fail(
            "the launcher hands over no sockets: LISTEN_FDS and LISTEN_PID are not set for this process",
        )
    };
    for fd in FIRST_INHERITED..FIRST_INHERITED.saturating_add(count) {
        let given = file::socket_type(fd).map_err(Errno::from).and_then(|kind| {
            give(fd, if kind == SOCK_DGRAM { FileType::SocketDatagram } else { FileType::SocketStream })
        });
        if given.is_err() {
            start::fail("a descriptor that the launcher hands over in LISTEN_FDS is no socket");
        }
    }
}

/// Gives a socket to the guest.
fn give(fd: i32, kind: FileType) -> Result<(), Errno> {
    table::insert(Descriptor::new(fd, Some(kind), rights_of::SOCKET, 0)).map(drop)
}

/// Ends the process: a socket cannot be made.
#[cold]
fn refuse(address: &[u8], errno: Errno) -> ! {
    let mut buffer = text::buffer::<512>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: cannot listen on ").foreign(address).str(": ");
    match errno {
        Errno::ADDRINUSE => text.str("Address already in use"),
        Errno::ADDRNOTAVAIL => text.str("This machine does not have the address"),
        Errno::ACCES => text.str("Permission denied"),
        Errno::AFNOSUPPORT => text.str("Address family not supported"),
        Errno::NOENT => text.str("No such file or directory"),
        other => text.str("error ").decimal(other.code().into()),
    };
    text.exit(EXIT_STATUS_START)
}
