//! Landlock: files outside of the granted directories, TCP sockets, and other processes get out of reach.
//!
//! The kernel's version decides how much of it there is; all that it knows is asked for. What is open already
//! stays as it is.

use core::ptr::null;

use linux_raw_sys::general::{
    __NR_landlock_add_rule, __NR_landlock_create_ruleset, __NR_landlock_restrict_self,
};
use linux_raw_sys::landlock::*;

use crate::sandbox::OwnedFd;
use crate::sys::{Errno, check, syscall2, syscall3, syscall4};
use crate::wasi;

/// What the first version can deny.
const FIRST_VERSION: u32 = LANDLOCK_ACCESS_FS_EXECUTE
    | LANDLOCK_ACCESS_FS_WRITE_FILE
    | LANDLOCK_ACCESS_FS_READ_FILE
    | LANDLOCK_ACCESS_FS_READ_DIR
    | LANDLOCK_ACCESS_FS_REMOVE_DIR
    | LANDLOCK_ACCESS_FS_REMOVE_FILE
    | LANDLOCK_ACCESS_FS_MAKE_CHAR
    | LANDLOCK_ACCESS_FS_MAKE_DIR
    | LANDLOCK_ACCESS_FS_MAKE_REG
    | LANDLOCK_ACCESS_FS_MAKE_SOCK
    | LANDLOCK_ACCESS_FS_MAKE_FIFO
    | LANDLOCK_ACCESS_FS_MAKE_BLOCK
    | LANDLOCK_ACCESS_FS_MAKE_SYM;

/// What may be done in a directory that is granted for reading.
const READ: u32 = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;

/// What may be done in any other granted directory: all that WASI has calls for.
const WRITE: u32 = READ
    | LANDLOCK_ACCESS_FS_WRITE_FILE
    | LANDLOCK_ACCESS_FS_TRUNCATE
    | LANDLOCK_ACCESS_FS_REMOVE_DIR
    | LANDLOCK_ACCESS_FS_REMOVE_FILE
    | LANDLOCK_ACCESS_FS_MAKE_DIR
    | LANDLOCK_ACCESS_FS_MAKE_REG
    | LANDLOCK_ACCESS_FS_MAKE_SYM
    | LANDLOCK_ACCESS_FS_REFER;

/// What a version of Landlock can deny.
fn deniable(version: usize) -> landlock_ruleset_attr {
    let since = |first: usize, what: u32| if version >= first { what } else { 0 };
    let files = FIRST_VERSION
        | since(2, LANDLOCK_ACCESS_FS_REFER)
        | since(3, LANDLOCK_ACCESS_FS_TRUNCATE)
        | since(5, LANDLOCK_ACCESS_FS_IOCTL_DEV);
    landlock_ruleset_attr {
        handled_access_fs: files.into(),
        handled_access_net: since(4, LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP).into(),
        scoped: since(6, LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL).into(),
    }
}

/// Confines the process to its granted directories.
pub(super) fn confine() -> Result<(), Errno> {
    // SAFETY: with this flag the kernel takes no structure and answers with its version.
    let version = check(unsafe {
        syscall3(
            __NR_landlock_create_ruleset,
            null::<landlock_ruleset_attr>() as usize,
            0,
            LANDLOCK_CREATE_RULESET_VERSION as usize,
        )
    })?;
    let denied = deniable(version);
    // SAFETY: the kernel reads a structure of the size given; of one larger than it knows the rest must be
    // zero, and is.
    let ruleset = check(unsafe {
        syscall3(
            __NR_landlock_create_ruleset,
            &raw const denied as usize,
            size_of::<landlock_ruleset_attr>(),
            0,
        )
    })?;
    let ruleset = OwnedFd::new(ruleset as i32);
    wasi::for_each_granted(|directory, read_only| {
        let allowed = u64::from(if read_only { READ } else { WRITE }) & denied.handled_access_fs;
        allow(&ruleset, directory, allowed)
    })?;
    // SAFETY: the call takes numbers only.
    check(unsafe { syscall2(__NR_landlock_restrict_self, ruleset.number() as usize, 0) }).map(drop)
}

/// Allows something in a directory and all that is below it.
fn allow(ruleset: &OwnedFd, directory: i32, allowed: u64) -> Result<(), Errno> {
    let beneath = landlock_path_beneath_attr { allowed_access: allowed, parent_fd: directory };
    // SAFETY: the kernel reads a structure of its own layout.
    check(unsafe {
        syscall4(
            __NR_landlock_add_rule,
            ruleset.number() as usize,
            landlock_rule_type::LANDLOCK_RULE_PATH_BENEATH as usize,
            &raw const beneath as usize,
            0,
        )
    })
    .map(drop)
}
