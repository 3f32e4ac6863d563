//! Embedded files: directories to the bytes of the section that the runtime reads (`precast_abi::embed`).
//!
//! Entries are sorted by name, so that the same files make the same bytes in whatever order they come.
//! Names that no file system has are refused; the runtime relies on it.

use std::collections::VecDeque;

use precast_abi::address::{FILES, STACK_GUARD_BYTES};
use precast_abi::embed::{DIRECTORY, FILE, NAME_BYTES_MAX, Node};

use super::layout::Section;
use super::{Program, SectionContents};
use crate::{EmbeddedContents, EmbeddedDirectory, EmbeddedEntry, Error, Result};

impl Program<'_> {
    /// Adds a section that holds `directories`, if there are any, to the layout.
    pub(crate) fn embed(mut self, directories: &[EmbeddedDirectory]) -> Result<Self> {
        if directories.is_empty() {
            return Ok(self);
        }
        let bytes = section(directories)?;
        let guard = self.layout.stack_low - STACK_GUARD_BYTES;
        let next = self.layout.sections.first().map_or(guard, |section| section.address.min(guard));
        let room = next - FILES;
        if bytes.len() as u64 > room {
            return Err(Error::limit(format!(
                "{} MiB of embedded files do not fit the {} MiB that this artifact has for them",
                bytes.len() >> 20,
                room >> 20
            )));
        }
        let contents = SectionContents::Bytes(bytes, Vec::new());
        let section = Section { name: ".wasm.files".to_owned(), address: FILES, writable: false, contents };
        self.layout.sections.insert(0, section);
        Ok(self)
    }
}

/// The bytes of the section: nodes level by level, the roots first, then names and contents in their order.
fn section(directories: &[EmbeddedDirectory]) -> Result<Vec<u8>> {
    let mut nodes = Nodes::default();
    for directory in directories {
        nodes.add(nodes.list.len() as u32, &[], What::Directory(&directory.entries));
    }
    while let Some((number, entries)) = nodes.unlisted.pop_front() {
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        check_names(&entries)?;
        nodes.list[number as usize].children = (nodes.list.len() as u64, entries.len() as u64);
        for entry in entries {
            let what = match &entry.contents {
                EmbeddedContents::Directory(entries) => What::Directory(entries),
                EmbeddedContents::File(bytes) => What::File(bytes),
            };
            nodes.add(number, &entry.name, what);
        }
    }
    Ok(nodes.encode())
}

/// Refuses what cannot be the names of entries of one directory, in order.
fn check_names(entries: &[&EmbeddedEntry]) -> Result<()> {
    let refuse = |name: &[u8], why: &str| {
        let name = String::from_utf8_lossy(name);
        Err(Error::invalid(format!("an embedded file cannot be called {name:?}: {why}")))
    };
    for entry in entries {
        match &entry.name[..] {
            b"" | b"." | b".." => return refuse(&entry.name, "that stands for a directory"),
            name if name.contains(&b'/') || name.contains(&0) => {
                return refuse(name, "names hold neither slash nor NUL");
            }
            name if name.len() > NAME_BYTES_MAX => return refuse(name, "names have at most 255 bytes"),
            _ => {}
        }
    }
    match entries.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => refuse(&pair[0].name, "another file in the same directory is"),
        None => Ok(()),
    }
}

/// What a node is.
enum What<'a> {
    Directory(&'a [EmbeddedEntry]),
    File(&'a [u8]),
}

/// A node before it has an offset.
struct Listed<'a> {
    kind: u32,
    parent: u32,
    name: &'a [u8],
    contents: &'a [u8],
    /// Number of the first entry, and how many there are.
    children: (u64, u64),
}

/// Nodes in their order, and the directories among them whose entries are still to come.
#[derive(Default)]
struct Nodes<'a> {
    list: Vec<Listed<'a>>,
    unlisted: VecDeque<(u32, &'a [EmbeddedEntry])>,
}

impl<'a> Nodes<'a> {
    fn add(&mut self, parent: u32, name: &'a [u8], what: What<'a>) {
        let (kind, contents) = match what {
            What::Directory(entries) => {
                self.unlisted.push_back((self.list.len() as u32, entries));
                (DIRECTORY, &[][..])
            }
            What::File(bytes) => (FILE, bytes),
        };
        self.list.push(Listed { kind, parent, name, contents, children: (0, 0) });
    }

    fn encode(&self) -> Vec<u8> {
        let mut table = Vec::with_capacity(self.list.len() * size_of::<Node>());
        let table_bytes = (self.list.len() * size_of::<Node>()) as u64;
        let mut rest = Vec::new();
        let mut place = |bytes: &[u8]| {
            let offset = table_bytes + rest.len() as u64;
            rest.extend_from_slice(bytes);
            (offset, bytes.len() as u64)
        };
        for node in &self.list {
            let name = place(node.name);
            let (start, len) = if node.kind == FILE { place(node.contents) } else { node.children };
            table.extend_from_slice(&node.kind.to_le_bytes());
            table.extend_from_slice(&node.parent.to_le_bytes());
            for number in [name.0, name.1, start, len] {
                table.extend_from_slice(&number.to_le_bytes());
            }
        }
        table.extend_from_slice(&rest);
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, bytes: &[u8]) -> EmbeddedEntry {
        EmbeddedEntry { name: name.into(), contents: EmbeddedContents::File(bytes.to_vec()) }
    }

    fn root(entries: Vec<EmbeddedEntry>) -> EmbeddedDirectory {
        EmbeddedDirectory { guest: "/".to_owned(), entries }
    }

    #[test]
    fn the_order_of_entries_changes_nothing() {
        let directory = || EmbeddedEntry {
            name: b"d".to_vec(),
            contents: EmbeddedContents::Directory(vec![file("x", b"1")]),
        };
        let one = section(&[root(vec![file("a", b"first"), directory()])]).unwrap();
        let other = section(&[root(vec![directory(), file("a", b"first")])]).unwrap();
        assert_eq!(one, other);
        let nodes = 4;
        assert_eq!(&one[nodes * size_of::<Node>()..], b"afirstdx1");
        // The root: a directory, its own parent, without a name, two entries from node 1 on.
        let numbers = |at: usize| u64::from_le_bytes(one[at..at + 8].try_into().unwrap());
        assert_eq!([numbers(0), numbers(16), numbers(24), numbers(32)], [0, 0, 1, 2]);
    }

    #[test]
    fn names_that_no_file_system_has_are_refused() {
        for name in ["", ".", "..", "a/b", "a\0b", &"n".repeat(256)] {
            let error = section(&[root(vec![file(name, b"")])]).unwrap_err();
            assert!(error.message.contains("cannot be called"), "{name:?}: {}", error.message);
        }
        let twice = section(&[root(vec![file("a", b"1"), file("a", b"2")])]).unwrap_err();
        assert!(twice.message.contains("another file"), "{}", twice.message);
    }
}
