//! Files embedded in the artifact: trees that exec has mapped read-only, see `precast_abi::embed`.
//!
//! In: numbers of roots from the grants, names from guests. Out: entries, their contents and what
//! there is to know of them. Nothing is read, copied or set up before a guest asks, and no system call is
//! made. Names are resolved by the rules of the sandbox: what leads above the directory where it starts is
//! refused. There are no links, and nothing can be changed.

use core::slice;

use precast_abi::address::FILES;
use precast_abi::embed::{self, Node};

use super::errno::Errno;
use super::filestat::FileStat;
use super::types::FileType;

/// An embedded directory or file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry(u32);

impl Entry {
    /// The directory of the `number`-th grant of one.
    pub(super) fn root(number: u32) -> Entry {
        Entry(number)
    }

    /// The entry with this number, which came from [`number`](Entry::number).
    pub(super) fn numbered(number: u32) -> Entry {
        Entry(number)
    }

    /// What tells it from others.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    fn node(self) -> &'static Node {
        // SAFETY: entries come from the grants and from nodes, which the compiler wrote for each other; where
        // there are any, the section is mapped for the whole run.
        unsafe { &*(FILES as *const Node).add(self.0 as usize) }
    }

    /// The bytes from `offset` on.
    fn section(offset: u64, len: u64) -> &'static [u8] {
        // SAFETY: the compiler wrote offsets and lengths within the section, which never changes.
        unsafe { slice::from_raw_parts((FILES + offset) as *const u8, len as usize) }
    }

    /// Its name in the directory that holds it.
    pub(super) fn name(self) -> &'static [u8] {
        Entry::section(self.node().name, self.node().name_len)
    }

    pub(super) fn kind(self) -> FileType {
        if self.node().kind == embed::DIRECTORY { FileType::Directory } else { FileType::RegularFile }
    }

    /// Contents of a file; a directory has none.
    pub(super) fn contents(self) -> &'static [u8] {
        match self.kind() {
            FileType::Directory => &[],
            _ => Entry::section(self.node().start, self.node().len),
        }
    }

    /// The number that tells it from others.
    pub(super) fn inode(self) -> u64 {
        u64::from(self.0) + 1
    }

    /// Entry number `index` of a directory.
    pub(super) fn child(self, index: u64) -> Option<Entry> {
        let node = self.node();
        (node.kind == embed::DIRECTORY && index < node.len).then(|| Entry((node.start + index) as u32))
    }

    /// The entry of a directory that has this name.
    fn find(self, name: &[u8]) -> Option<Entry> {
        let (mut low, mut high) = (0, self.node().len);
        while low < high {
            let middle = low + (high - low) / 2;
            let child = self.child(middle)?;
            match child.name().cmp(name) {
                core::cmp::Ordering::Less => low = middle + 1,
                core::cmp::Ordering::Greater => high = middle,
                core::cmp::Ordering::Equal => return Some(child),
            }
        }
        None
    }

    /// What `path` names below this directory.
    pub(super) fn resolve(self, path: &[u8]) -> Result<Entry, Errno> {
        match path {
            [] => return Err(Errno::NOENT),
            [b'/', ..] => return Err(Errno::NOTCAPABLE),
            _ => {}
        }
        let mut entry = self;
        for component in path.split(|&byte| byte == b'/') {
            // Also what stands between two slashes, or behind the last, is to be found in a directory.
            if entry.kind() != FileType::Directory {
                return Err(Errno::NOTDIR);
            }
            entry = match component {
                b"" | b"." => entry,
                b".." if entry == self => return Err(Errno::NOTCAPABLE),
                b".." => Entry(entry.node().parent),
                name if name.len() > embed::NAME_BYTES_MAX => return Err(Errno::NAMETOOLONG),
                name => entry.find(name).ok_or(Errno::NOENT)?,
            };
        }
        Ok(entry)
    }

    /// What there is to know of it. All times are 0: the artifact's own would differ from copy to copy.
    pub(super) fn stat(self) -> FileStat {
        FileStat {
            dev: 0,
            ino: self.inode(),
            kind: self.kind(),
            nlink: 1,
            size: self.contents().len() as u64,
            atim: 0,
            mtim: 0,
            ctim: 0,
        }
    }
}
