//! `fd_*` calls about descriptors themselves: state, flags, rights, numbers, granted directories.

use linux_raw_sys::general::{O_APPEND, O_DSYNC, O_NONBLOCK, O_SYNC};

use super::errno::Errno;
use super::guest::{GuestMemory, len_u32};
use super::table;
use super::types::{FDSTAT_BYTES, Layout, fdflags, rights};
use crate::sys::file;

pub(super) fn fd_close(_memory: &GuestMemory, fd: u32) -> Result<(), Errno> {
    table::remove(fd)?.close()
}

pub(super) fn fd_renumber(_memory: &GuestMemory, from: u32, to: u32) -> Result<(), Errno> {
    if let Some(replaced) = table::renumber(from, to)? {
        // The move is done; that an earlier write failed is nothing that the guest asked about here.
        let _ = replaced.close();
    }
    Ok(())
}

/// Linux's flags for `fdflags`. Linux reads synchronously whenever it writes so.
pub(super) fn open_flags(flags: u32) -> Result<u32, Errno> {
    if flags & !fdflags::ALL != 0 {
        return Err(Errno::INVAL);
    }
    let mut open = 0;
    for (flag, value) in [
        (fdflags::APPEND, O_APPEND),
        (fdflags::DSYNC, O_DSYNC),
        (fdflags::NONBLOCK, O_NONBLOCK),
        (fdflags::RSYNC, O_SYNC),
        (fdflags::SYNC, O_SYNC),
    ] {
        if flags & flag != 0 {
            open |= value;
        }
    }
    Ok(open)
}

/// `fdflags` for Linux's flags.
fn fdflags(open: u32) -> u16 {
    let mut flags = 0;
    if open & O_APPEND != 0 {
        flags |= fdflags::APPEND;
    }
    if open & O_NONBLOCK != 0 {
        flags |= fdflags::NONBLOCK;
    }
    // O_SYNC contains the bit of O_DSYNC.
    match open & O_SYNC {
        O_SYNC => flags |= fdflags::SYNC,
        O_DSYNC => flags |= fdflags::DSYNC,
        _ => {}
    }
    flags as u16
}

pub(super) fn fd_fdstat_get(memory: &GuestMemory, fd: u32, stat: u32) -> Result<(), Errno> {
    let kind = table::kind(fd)?;
    let descriptor = table::get(fd)?;
    let open = descriptor.status_flags()?;
    let flags = fdflags(open);
    let (base, inheriting) = descriptor.effective_rights(open)?;
    let layout = Layout::<FDSTAT_BYTES>::new()
        .put(0, [kind as u8])
        .put(2, flags.to_le_bytes())
        .put(8, base.to_le_bytes())
        .put(16, inheriting.to_le_bytes());
    memory.write_bytes(stat, &layout.0)
}

pub(super) fn fd_fdstat_set_flags(_memory: &GuestMemory, fd: u32, flags: u32) -> Result<(), Errno> {
    let host = table::get_for(fd, rights::FD_FDSTAT_SET_FLAGS)?.host()?;
    let wanted = open_flags(flags)?;
    let present = file::status_flags(host)?;
    // Linux would ignore a change of these in silence.
    if (wanted ^ present) & O_SYNC != 0 {
        return Err(Errno::NOTSUP);
    }
    let changeable = O_APPEND | O_NONBLOCK;
    if (wanted ^ present) & changeable == 0 {
        return Ok(());
    }
    Ok(file::set_status_flags(host, present & !changeable | wanted & changeable)?)
}

/// Gives rights up; there is no way back.
pub(super) fn fd_fdstat_set_rights(
    _memory: &GuestMemory,
    fd: u32,
    rights_base: u64,
    rights_inheriting: u64,
) -> Result<(), Errno> {
    table::kind(fd)?;
    let descriptor = table::get(fd)?;
    let (base, inheriting) = descriptor.effective_rights(descriptor.status_flags()?)?;
    if rights_base & !base != 0 || rights_inheriting & !inheriting != 0 {
        return Err(Errno::NOTCAPABLE);
    }
    table::set_rights(fd, rights_base, rights_inheriting);
    Ok(())
}

/// Tells that a descriptor is a granted directory, and how long its name is. C libraries ask from 3 on
/// until the answer is EBADF.
pub(super) fn fd_prestat_get(memory: &GuestMemory, fd: u32, prestat: u32) -> Result<(), Errno> {
    let name = table::get(fd)?.granted_as.ok_or(Errno::BADF)?;
    // Tag 0 is a directory, the only kind there is.
    let layout = Layout::<8>::new().put(4, len_u32(name.len())?.to_le_bytes());
    memory.write_bytes(prestat, &layout.0)
}

/// Tells the guest's name of a granted directory, without a NUL.
pub(super) fn fd_prestat_dir_name(
    memory: &GuestMemory,
    fd: u32,
    path: u32,
    path_len: u32,
) -> Result<(), Errno> {
    let name = table::get(fd)?.granted_as.ok_or(Errno::BADF)?;
    if (path_len as usize) < name.len() {
        return Err(Errno::NAMETOOLONG);
    }
    memory.range(path, path_len)?;
    memory.write_bytes(path, name)
}
