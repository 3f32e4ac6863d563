//! Files embedded in an artifact: trees of directories and files in one read-only section at
//! [`FILES`](crate::address::FILES), which exec maps and nobody reads before the guest asks.
//!
//! First comes an array of [`Node`]s, then names and contents, which nodes point to. The node of number `n`
//! is the root of the `n`-th [`EMBEDDED`](crate::grant::EMBEDDED) grant. Entries of a directory are nodes in
//! a row, ascending by name, without "." and "..".

use core::mem::size_of;

/// A directory or a file. Offsets count from the start of the section.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Node {
    /// [`DIRECTORY`] or [`FILE`].
    pub kind: u32,
    /// Number of the directory that holds it; a root holds itself.
    pub parent: u32,
    /// Offset of its name; that of a root is empty.
    pub name: u64,
    /// Bytes of its name.
    pub name_len: u64,
    /// Offset of a file's first byte; number of a directory's first entry.
    pub start: u64,
    /// Bytes of a file; number of a directory's entries.
    pub len: u64,
}

/// A node that has entries.
pub const DIRECTORY: u32 = 0;
/// A node that has contents.
pub const FILE: u32 = 1;

/// Longest name of an entry in bytes, as on most file systems.
pub const NAME_BYTES_MAX: usize = 255;

const _: () = assert!(size_of::<Node>() == 40);
