//! Reads the directories of `--embed`, whole, before anything is compiled.
//!
//! A symbolic link becomes a copy of what it leads to, if that lies within the directory. One that leads out
//! of it, to nothing or round in a circle is refused, and so is what is neither directory nor file: the
//! program would not find there what the person who embedded it sees.

use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use precast_compiler::{EmbeddedContents, EmbeddedDirectory, EmbeddedEntry};

use crate::failure::Failure;

/// Most bytes that are read: more than fit an artifact.
const BYTES_MAX: u64 = 1 << 30;

/// Reads the directory `host`, which the program is to see as `guest`.
pub(crate) fn read(host: &Path, guest: &str) -> anyhow::Result<EmbeddedDirectory> {
    let shown = host.display();
    let root = fs::canonicalize(host).with_context(|| format!("cannot embed {shown}"))?;
    let mut reader = Reader { given: host, root: &root, bytes_left: BYTES_MAX };
    let entries = reader.directory(&mut vec![root.clone()])?;
    Ok(EmbeddedDirectory { guest: guest.to_owned(), entries })
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

struct Reader<'a> {
    given: &'a Path,
    root: &'a Path,
    bytes_left: u64,
}

impl Reader<'_> {
    /// Reads the last of `within`, the directories that lead here without links.
    fn directory(&mut self, within: &mut Vec<PathBuf>) -> anyhow::Result<Vec<EmbeddedEntry>> {
        let directory = within.last().expect("the root at least").clone();
        let refused = || format!("cannot embed {}", directory.display());
        let mut names = Vec::new();
        for entry in fs::read_dir(&directory).with_context(refused)? {
            names.push(entry.with_context(refused)?.file_name());
        }
        names.sort();
        let mut entries = Vec::with_capacity(names.len());
        for name in names {
            let contents = self.contents(&directory.join(&name), within)?;
            entries.push(EmbeddedEntry { name: name.into_vec(), contents });
        }
        Ok(entries)
    }

    /// Reads what `path` leads to.
    fn contents(&mut self, path: &Path, within: &mut Vec<PathBuf>) -> anyhow::Result<EmbeddedContents> {
        let refused = || format!("cannot embed {}", path.display());
        let refuse = |why: &str| Failure::new(format!("cannot embed {}: {why}", path.display()));
        let real = fs::canonicalize(path).with_context(refused)?;
        if !real.starts_with(self.root) {
            let why = format!("this link leads out of {}", self.given.display());
            return Err(refuse(&why).into());
        }
        let metadata = fs::metadata(&real).with_context(refused)?;
        if metadata.is_dir() {
            if within.contains(&real) {
                return Err(refuse("this link leads to a directory that it lies in").into());
            }
            within.push(real);
            let entries = self.directory(within)?;
            within.pop();
            return Ok(EmbeddedContents::Directory(entries));
        }
        if !metadata.is_file() {
            return Err(refuse("neither a directory nor a file").into());
        }
        self.bytes_left = self.bytes_left.checked_sub(metadata.len()).ok_or_else(|| {
            let most = BYTES_MAX >> 20;
            Failure::new(format!(
                "{} has more than {most} MiB, the most that precast reads",
                self.given.display()
            ))
        })?;
        Ok(EmbeddedContents::File(fs::read(&real).with_context(refused)?))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn names(entries: &[EmbeddedEntry]) -> Vec<String> {
        entries.iter().map(|entry| String::from_utf8_lossy(&entry.name).into_owned()).collect()
    }

    #[test]
    fn links_are_followed_within_the_directory_only() {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("root");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(root.join("sub/file"), "text").unwrap();
        symlink("sub", root.join("link")).unwrap();
        symlink("sub/file", root.join("absent")).unwrap();
        let read_all = || read(&root, "/").map_err(|error| format!("{error:#}"));
        let directory = read_all().unwrap();
        assert_eq!(names(&directory.entries), ["absent", "link", "sub"]);
        let EmbeddedContents::Directory(linked) = &directory.entries[1].contents else { panic!("a copy") };
        assert_eq!(names(linked), ["file"]);

        for (target, why) in [("..", "leads out"), ("nothing", "No such file"), (".", "that it lies in")] {
            symlink(target, root.join("bad")).unwrap();
            let message = read_all().unwrap_err();
            assert!(message.contains(why) && message.contains("root/bad"), "{message}");
            fs::remove_file(root.join("bad")).unwrap();
        }
        let socket = std::os::unix::net::UnixListener::bind(root.join("socket")).unwrap();
        assert!(read_all().unwrap_err().contains("neither a directory nor a file"));
        drop(socket);
    }

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
