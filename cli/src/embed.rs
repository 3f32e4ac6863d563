//! Directories of `--embed`, in the compiler's form.

use std::path::Path;

use precast_compiler::{EmbeddedContents, EmbeddedDirectory, EmbeddedEntry};

use crate::directory::{self, Contents, Entry, Purpose};
use crate::failure::Failure;

/// Reads the directory `host`, which the program is to see as `guest`.
pub(crate) fn read(host: &Path, guest: &str) -> anyhow::Result<EmbeddedDirectory> {
    let no_directory = || Failure::new(format!("cannot embed {}: it is not a directory", host.display()));
    // Known before its bytes are read, which may be many.
    if host.is_file() {
        return Err(no_directory().into());
    }
    match directory::read(host, Purpose::Embed)? {
        Contents::Directory(entries) => {
            Ok(EmbeddedDirectory { guest: guest.to_owned(), entries: embedded(entries) })
        }
        Contents::File { .. } => Err(no_directory().into()),
    }
}

fn embedded(entries: Vec<Entry>) -> Vec<EmbeddedEntry> {
    let embedded = |entry: Entry| {
        let contents = match entry.contents {
            Contents::Directory(entries) => EmbeddedContents::Directory(embedded(entries)),
            Contents::File { bytes, .. } => EmbeddedContents::File(bytes),
        };
        EmbeddedEntry { name: entry.name, contents }
    };
    entries.into_iter().map(embedded).collect()
}

/// The names and bytes of a directory, one after another and told apart, for a digest.
pub(crate) fn parts(directory: &EmbeddedDirectory) -> Vec<&[u8]> {
    fn add<'a>(entries: &'a [EmbeddedEntry], parts: &mut Vec<&'a [u8]>) {
        for entry in entries {
            match &entry.contents {
                EmbeddedContents::Directory(entries) => {
                    parts.extend([b"directory", &entry.name[..]]);
                    add(entries, parts);
                }
                EmbeddedContents::File(bytes) => parts.extend([b"file", &entry.name[..], bytes]),
            }
        }
        parts.push(b"end");
    }
    let mut parts = vec![b"embedded", directory.guest.as_bytes()];
    add(&directory.entries, &mut parts);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_directories_have_different_parts() {
        let file = |name: &str| EmbeddedEntry { name: name.into(), contents: EmbeddedContents::File(vec![]) };
        let directory = |name: &str, entries| EmbeddedEntry {
            name: name.into(),
            contents: EmbeddedContents::Directory(entries),
        };
        let root = |entries| EmbeddedDirectory { guest: "/".to_owned(), entries };
        let nested = root(vec![directory("a", vec![file("b")])]);
        let beside = root(vec![directory("a", vec![]), file("b")]);
        assert_ne!(parts(&nested), parts(&beside));
    }
}
