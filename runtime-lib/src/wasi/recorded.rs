//! What the [recorder of snapshots](crate::snapshot) wants to know of the arguments of the guest's calls, and
//! how it answers some of them. None of this changes what a call does.

use super::errno::Errno;
use super::guest::GuestMemory;
use super::poll;
use super::table;
use crate::sandbox::GuestPath;

/// Whether a descriptor is a standard stream.
pub(crate) fn is_stream(fd: u32) -> bool {
    table::get(fd).is_ok_and(|descriptor| descriptor.inherited)
}

/// Whether one of these subscriptions waits for input on descriptor 0.
pub(crate) fn polls_stdin(memory: &GuestMemory, subscriptions: u32, len: u32, unstable: bool) -> bool {
    poll::read_descriptors(memory, subscriptions, len, unstable, |fd| fd == 0)
}

/// Calls `body` with the guest's name of an open directory, as far as it is a granted one, and a path below.
pub(crate) fn with_path<T>(
    memory: &GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
    body: impl FnOnce([&[u8]; 2]) -> T,
) -> Option<T> {
    let directory = table::get(fd).ok()?.granted_as.unwrap_or_default();
    let mut name = GuestPath::new();
    memory.path(path, path_len, &mut name).ok()?;
    Some(body([directory, name.as_c_str().to_bytes()]))
}

/// Whether a path below an open directory is `wanted`, whatever slashes and dots stand before and between
/// the names.
pub(crate) fn names_path(memory: &GuestMemory, fd: u32, path: u32, path_len: u32, wanted: &[u8]) -> bool {
    let granted = || table::get(fd).is_ok_and(|directory| directory.granted_as.is_some());
    let same = with_path(memory, fd, path, path_len, |[directory, name]| {
        names(directory).chain(names(name)).eq(names(wanted))
    });
    same == Some(true) && granted()
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
