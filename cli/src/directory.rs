//! Reads directories that become part of an executable or image, whole, before anything else is done.
//!
//! A symbolic link becomes a copy of what it leads to, if that lies within the directory. One that leads out
//! of it, to nothing or round in a circle is refused, and so is what is neither directory nor file: the
//! program would not find there what the person who named the directory sees.

use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use precast_package::{GuestPath, Owner, Tree};

use crate::failure::Failure;

/// Most bytes that are read: more than fit an artifact.
const BYTES_MAX: u64 = 1 << 30;
/// The bits of a mode that permit somebody to execute a file.
const ANY_EXECUTE: u32 = 0o111;

/// What a directory is read for; errors say it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// To be part of an executable.
    Embed,
    /// To be part of an image.
    Include,
}

impl Purpose {
    fn verb(self) -> &'static str {
        match self {
            Purpose::Embed => "embed",
            Purpose::Include => "include",
        }
    }
}

/// An entry of a directory.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its name.
    pub(crate) name: Vec<u8>,
    /// What it is.
    pub(crate) contents: Contents,
}

/// What an entry is.
#[derive(Debug)]
pub(crate) enum Contents {
    /// A directory, its entries sorted by name.
    Directory(Vec<Entry>),
    /// A file, and whether anybody may execute it.
    File { bytes: Vec<u8>, executable: bool },
}

/// Reads the directory or file `host`.
pub(crate) fn read(host: &Path, purpose: Purpose) -> anyhow::Result<Contents> {
    let root =
        fs::canonicalize(host).with_context(|| format!("cannot {} {}", purpose.verb(), host.display()))?;
    let mut reader = Reader { purpose, given: host, root: &root, bytes_left: BYTES_MAX };
    reader.contents(host, &mut Vec::new())
}

impl Contents {
    /// Adds all of it to the files of an image, as `path`.
    pub(crate) fn add_to(
        self,
        tree: &mut Tree,
        path: &GuestPath,
        owner: Owner,
    ) -> precast_package::Result<()> {
        match self {
            Contents::File { bytes, executable } => tree.add_file(path, bytes, executable, owner),
            Contents::Directory(entries) => {
                tree.add_directory(path, owner)?;
                for Entry { name, contents } in entries {
                    let name = String::from_utf8(name).map_err(|error| {
                        let name = String::from_utf8_lossy(error.as_bytes()).into_owned();
                        precast_package::Error::Invalid(format!("the name {name:?} in {path} is not UTF-8"))
                    })?;
                    contents.add_to(tree, &path.join(&name), owner)?;
                }
                Ok(())
            }
        }
    }
}

struct Reader<'a> {
    purpose: Purpose,
    given: &'a Path,
    root: &'a Path,
    bytes_left: u64,
}

impl Reader<'_> {
    /// Reads the last of `within`, the directories that lead here without links.
    fn directory(&mut self, within: &mut Vec<PathBuf>) -> anyhow::Result<Vec<Entry>> {
        let directory = within.last().expect("the root at least").clone();
        let verb = self.purpose.verb();
        let refused = || format!("cannot {verb} {}", directory.display());
        let mut names = Vec::new();
        for entry in fs::read_dir(&directory).with_context(refused)? {
            names.push(entry.with_context(refused)?.file_name());
        }
        names.sort();
        let mut entries = Vec::with_capacity(names.len());
        for name in names {
            let contents = self.contents(&directory.join(&name), within)?;
            entries.push(Entry { name: name.into_vec(), contents });
        }
        Ok(entries)
    }

    /// Reads what `path` leads to.
    fn contents(&mut self, path: &Path, within: &mut Vec<PathBuf>) -> anyhow::Result<Contents> {
        let verb = self.purpose.verb();
        let refused = || format!("cannot {verb} {}", path.display());
        let refuse = |why: &str| Failure::new(format!("{}: {why}", refused()));
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
            return Ok(Contents::Directory(entries));
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
        let bytes = fs::read(&real).with_context(refused)?;
        let executable = metadata.permissions().mode() & ANY_EXECUTE != 0;
        Ok(Contents::File { bytes, executable })
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn names(entries: &[Entry]) -> Vec<String> {
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
        let read_all = || read(&root, Purpose::Embed).map_err(|error| format!("{error:#}"));
        let Contents::Directory(entries) = read_all().unwrap() else { panic!("a directory") };
        assert_eq!(names(&entries), ["absent", "link", "sub"]);
        let Contents::Directory(linked) = &entries[1].contents else { panic!("a copy") };
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
}
