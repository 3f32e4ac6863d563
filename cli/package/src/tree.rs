//! The files of a layer: a tree of directories and files, and the tar archive of it.
//!
//! Entries are sorted, owners are numbers, and there is one time for all.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::layer::WHITEOUT;
use crate::{Error, Result, SourceDate};

/// Mode of directories, and of files that can be executed.
const MODE_EXECUTABLE: u32 = 0o755;
/// Mode of other files.
const MODE_DATA: u32 = 0o644;

/// An absolute path in an image, without `.` and `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GuestPath(String);

impl GuestPath {
    /// What a tar archive calls it: relative to the root, which is empty.
    fn relative(&self) -> &str {
        &self.0[1..]
    }

    /// The path of something in this directory. `name` is a single name.
    #[must_use]
    pub fn join(&self, name: &str) -> GuestPath {
        let separator = if self.0 == "/" { "" } else { "/" };
        GuestPath(format!("{}{separator}{name}", self.0))
    }

    /// The same path with something behind its last name.
    #[must_use]
    pub fn with_suffix(&self, suffix: &str) -> GuestPath {
        GuestPath(format!("{}{suffix}", self.0))
    }

    /// The directories that it lies in, from the outermost below the root.
    fn parents(&self) -> impl Iterator<Item = GuestPath> {
        self.0.match_indices('/').skip(1).map(|(end, _)| GuestPath(self.0[..end].to_owned()))
    }
}

impl fmt::Display for GuestPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for GuestPath {
    type Err = Error;

    fn from_str(text: &str) -> Result<GuestPath> {
        let refused = |why: &str| Error::Invalid(format!("{text:?} is no path in an image: {why}"));
        if !text.starts_with('/') {
            return Err(refused("expected an absolute one, such as /data"));
        }
        if text.contains('\0') {
            return Err(refused("it contains a NUL character"));
        }
        let mut path = String::new();
        for name in text.split('/').filter(|name| !name.is_empty() && *name != ".") {
            if name == ".." {
                return Err(refused("`..` could lead out of it"));
            }
            path.push('/');
            path.push_str(name);
        }
        if path.is_empty() {
            path.push('/');
        }
        Ok(GuestPath(path))
    }
}

/// Who a file belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// Number of the user.
    pub user: u32,
    /// Number of the group.
    pub group: u32,
}

/// Directories and files by their paths.
#[derive(Clone, Debug, Default)]
pub struct Tree(BTreeMap<GuestPath, Entry>);

#[derive(Clone, Debug)]
struct Entry {
    contents: Contents,
    owner: Owner,
}

#[derive(Clone, Debug)]
enum Contents {
    Directory,
    File { bytes: Arc<[u8]>, executable: bool },
}

impl Tree {
    /// Adds a directory, which may be there. The directories that it lies in belong to the superuser, unless they
    /// have been added with another owner.
    pub fn add_directory(&mut self, path: &GuestPath, owner: Owner) -> Result<()> {
        if path.relative().is_empty() {
            return Ok(());
        }
        self.add_parents(path)?;
        match self.0.get(path) {
            Some(Entry { contents: Contents::File { .. }, .. }) => Err(taken(path)),
            _ => {
                self.0.insert(path.clone(), Entry { contents: Contents::Directory, owner });
                Ok(())
            }
        }
    }

    /// Adds a file, for which there must be room.
    pub fn add_file(
        &mut self,
        path: &GuestPath,
        bytes: impl Into<Arc<[u8]>>,
        executable: bool,
        owner: Owner,
    ) -> Result<()> {
        if path.relative().is_empty() {
            return Err(Error::Invalid("a file cannot be the root of the image".to_owned()));
        }
        self.add_parents(path)?;
        if self.0.contains_key(path) {
            return Err(taken(path));
        }
        let contents = Contents::File { bytes: bytes.into(), executable };
        self.0.insert(path.clone(), Entry { contents, owner });
        Ok(())
    }

    fn add_parents(&mut self, path: &GuestPath) -> Result<()> {
        if path.relative().split('/').any(|name| name.starts_with(WHITEOUT)) {
            return Err(Error::Invalid(format!(
                "engines would take {path} for an order to hide files: a name in an image cannot begin with {WHITEOUT}"
            )));
        }
        for parent in path.parents() {
            let directory = Entry { contents: Contents::Directory, owner: Owner::default() };
            if let Contents::File { .. } = self.0.entry(parent.clone()).or_insert(directory).contents {
                return Err(taken(&parent));
            }
        }
        Ok(())
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files with their contents.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&GuestPath, &[u8])> {
        self.0.iter().filter_map(|(path, entry)| match &entry.contents {
            Contents::Directory => None,
            Contents::File { bytes, .. } => Some((path, &**bytes)),
        })
    }

    /// What lies above `below`: the same without directories that are there.
    pub(crate) fn above(mut self, below: &Tree) -> Result<Tree> {
        for (path, entry) in &below.0 {
            let Some(same) = self.0.get(path) else { continue };
            match (&same.contents, &entry.contents) {
                (Contents::Directory, Contents::Directory) => self.0.remove(path),
                _ => return Err(taken(path)),
            };
        }
        Ok(self)
    }

    /// The tar archive.
    pub(crate) fn archive(&self, date: SourceDate) -> Vec<u8> {
        let mut archive = tar::Builder::new(Vec::new());
        for (path, entry) in &self.0 {
            // The form of GNU: any length of names, and read by everything that reads layers.
            let mut header = tar::Header::new_gnu();
            header.set_mtime(date.seconds());
            header.set_uid(entry.owner.user.into());
            header.set_gid(entry.owner.group.into());
            let (name, bytes): (_, &[u8]) = match &entry.contents {
                Contents::Directory => {
                    header.set_entry_type(tar::EntryType::Directory);
                    header.set_mode(MODE_EXECUTABLE);
                    (format!("{}/", path.relative()), &[])
                }
                Contents::File { bytes, executable } => {
                    header.set_entry_type(tar::EntryType::Regular);
                    header.set_mode(if *executable { MODE_EXECUTABLE } else { MODE_DATA });
                    (path.relative().to_owned(), bytes)
                }
            };
            header.set_size(bytes.len() as u64);
            archive.append_data(&mut header, name, bytes).expect("memory takes everything");
        }
        archive.into_inner().expect("memory takes everything")
    }
}

fn taken(path: &GuestPath) -> Error {
    Error::Invalid(format!("two things in the image would be {path}"))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn path(text: &str) -> GuestPath {
        text.parse().unwrap()
    }

    /// Name, mode, owner, time and contents of each entry.
    fn entries(tree: &Tree) -> Vec<String> {
        let bytes = tree.archive("9".parse().unwrap());
        let mut archive = tar::Archive::new(&bytes[..]);
        let entries = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let header = entry.header();
            let (mode, time) = (header.mode().unwrap(), header.mtime().unwrap());
            let (user, group) = (header.uid().unwrap(), header.gid().unwrap());
            let name = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
            format!("{name} {mode:o} {user}:{group} {time} {text}").trim_end().to_owned()
        });
        entries.collect()
    }

    #[test]
    fn paths_stay_in_the_image() {
        for (text, normal) in [("/", "/"), ("/a", "/a"), ("//a/./b/", "/a/b")] {
            assert_eq!(path(text).to_string(), normal);
        }
        for text in ["", "a", "./a", "/..", "/a/../b", "/a\0"] {
            assert!(text.parse::<GuestPath>().is_err(), "{text:?}");
        }
        assert_eq!(path("/").join("a").join("b").to_string(), "/a/b");
    }

    #[test]
    fn archives_are_sorted_and_have_directories() {
        let owner = Owner { user: 7, group: 8 };
        let mut tree = Tree::default();
        tree.add_file(&path("/usr/bin/tool"), *b"tool", true, Owner::default()).unwrap();
        tree.add_directory(&path("/data"), owner).unwrap();
        tree.add_file(&path("/data/x"), *b"text", false, owner).unwrap();
        let long = format!("/data/{}", "n".repeat(200));
        tree.add_file(&path(&long), *b"", false, owner).unwrap();
        let expected = [
            "data/ 755 7:8 9".to_owned(),
            format!("{} 644 7:8 9", &long[1..]),
            "data/x 644 7:8 9 text".to_owned(),
            "usr/ 755 0:0 9".to_owned(),
            "usr/bin/ 755 0:0 9".to_owned(),
            "usr/bin/tool 755 0:0 9 tool".to_owned(),
        ];
        assert_eq!(entries(&tree), expected);

        let mut above = Tree::default();
        above.add_file(&path("/usr/lib/x"), *b"", false, owner).unwrap();
        assert_eq!(entries(&above.above(&tree).unwrap()), ["usr/lib/ 755 0:0 9", "usr/lib/x 644 7:8 9"]);
    }

    #[test]
    fn one_place_has_one_thing() {
        let mut tree = Tree::default();
        let owner = Owner::default();
        tree.add_file(&path("/a/b"), *b"", false, owner).unwrap();
        for (refused, why) in [("/a/b", "two"), ("/a", "two"), ("/a/b/c", "two"), ("/", "root")] {
            let error = tree.clone().add_file(&path(refused), *b"", false, owner).unwrap_err();
            assert!(error.to_string().contains(why), "{refused}");
        }
        assert!(tree.add_directory(&path("/a/b"), owner).is_err());
        for whiteout in ["/.wh.a", "/a/.wh..wh..opq", "/.wh.x/y"] {
            let error = tree.add_file(&path(whiteout), *b"", false, owner).unwrap_err();
            assert!(error.to_string().contains(".wh."), "{error}");
            assert!(tree.add_directory(&path(whiteout), owner).is_err());
        }
        tree.add_directory(&path("/a"), Owner { user: 1, group: 1 }).unwrap();
        let mut above = Tree::default();
        above.add_file(&path("/a/b/c"), *b"", false, owner).unwrap();
        assert!(above.above(&tree).is_err());
    }
}
