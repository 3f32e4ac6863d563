//! What the [recorder of snapshots](crate::snapshot) wants to know of the arguments of the guest's calls, and
//! how it answers some of them. None of this changes what a call does.

use linux_raw_sys::general::O_SYNC;

use super::errno::Errno;
use super::guest::GuestMemory;
use super::types::rights;
use super::{clock, table};
use crate::sandbox::GuestPath;

/// Which of the standard streams, which the host knows by these numbers, a descriptor stands for.
pub(crate) fn stream(fd: u32, hosts: [i32; 3]) -> Option<usize> {
    let descriptor = table::get(fd).ok().filter(|descriptor| descriptor.inherited)?;
    let host = descriptor.host().ok()?;
    hosts.iter().position(|&stream| stream == host)
}

/// Whether a descriptor is a granted directory.
pub(crate) fn is_granted(fd: u32) -> bool {
    table::get(fd).is_ok_and(|descriptor| descriptor.granted_as.is_some())
}

/// Whether a standard stream, of which no flag is set, may be given these.
pub(crate) fn may_have_flags(fd: u32, flags: u32) -> Result<(), Errno> {
    table::get_for(fd, rights::FD_FDSTAT_SET_FLAGS)?;
    if super::fd::open_flags(flags)? & O_SYNC != 0 { Err(Errno::NOTSUP) } else { Ok(()) }
}

/// Whether there is a clock of this number.
pub(crate) fn is_clock(id: u32) -> bool {
    id <= clock::CLOCK_MAX
}

/// Whether a clock shows the time of day, which may be set.
pub(crate) fn is_clock_of_day(id: u32) -> bool {
    id == clock::REALTIME
}

/// Calls `body` with the guest's name of an open directory, if it is a granted one, and a path below.
pub(crate) fn with_path<T>(
    memory: &GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
    body: impl FnOnce((Option<&'static [u8]>, &[u8])) -> T,
) -> Option<T> {
    let directory = table::get(fd).ok()?.granted_as;
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name).ok()?;
    Some(body((directory, name.as_c_str().to_bytes())))
}

/// Whether a path below an open directory is `wanted`, whatever slashes and dots stand before and between
/// the names.
pub(crate) fn names_path(memory: &GuestMemory, fd: u32, path: u32, path_len: u32, wanted: &[u8]) -> bool {
    let same = with_path(memory, fd, path, path_len, |(directory, name)| {
        directory.is_some_and(|directory| names(directory).chain(names(name)).eq(names(wanted)))
    });
    same == Some(true)
}

fn names(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    path.split(|&byte| byte == b'/').filter(|name| !matches!(*name, b"" | b"."))
}

/// Fills a range with numbers, 8 bytes each.
pub(crate) fn fill(
    memory: &GuestMemory,
    pointer: u32,
    len: u32,
    mut next: impl FnMut() -> u64,
) -> Result<(), Errno> {
    memory.range(pointer, len)?;
    for offset in (0..len).step_by(8) {
        let bytes = next().to_le_bytes();
        memory.write_bytes(pointer + offset, &bytes[..(len - offset).min(8) as usize])?;
    }
    Ok(())
}

/// The import that is a mark. Wherever it is none, nothing happens.
pub(super) fn precast_snapshot(_memory: &GuestMemory) -> Result<(), Errno> {
    Ok(())
}
