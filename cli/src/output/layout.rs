//! Writes an image layout: a directory that holds the old image or the new one, at no time anything else.
//!
//! All bytes are on disk, in files without names, before the first name appears. Blobs have their digests as
//! names, so that those of two images cannot be in each other's way; `index.json`, which says which image is
//! meant, comes last.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use precast_package::spec::{self, Index};
use precast_package::{Image, layout};

use super::file::{Kind, OutputFile};
use crate::failure::Failure;

/// An image layout to be written.
pub(crate) struct LayoutDirectory {
    path: PathBuf,
}

impl LayoutDirectory {
    /// Refuses what neither is an image layout nor can become one.
    pub(crate) fn create(path: &Path) -> anyhow::Result<LayoutDirectory> {
        let shown = path.display();
        match fs::read_dir(path) {
            Ok(mut entries) => {
                if entries.next().is_some() && !path.join(layout::MARKER).is_file() {
                    let refusal = format!("{shown} holds something else than an image layout");
                    return Err(Failure::new(refusal).hint("name a new directory with -o").into());
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot write {shown}")),
        }
        let index = fs::read(path.join(layout::INDEX)).ok();
        let index = index.and_then(|bytes| spec::from_json::<Index>(&bytes).ok());
        if index.is_some_and(|index| index.manifests.len() > 1) {
            let refusal = format!("{shown} holds several images, which one would take the place of");
            return Err(Failure::new(refusal).hint("name a new directory with -o").into());
        }
        // Fails now where nothing could be written later.
        OutputFile::create_within(existing(path), path.to_owned(), Kind::Data)?;
        Ok(LayoutDirectory { path: path.to_owned() })
    }

    /// Writes the files that are not there yet, without names.
    pub(crate) fn stage(self, image: &Image) -> anyhow::Result<StagedLayout> {
        let mut pending = Vec::new();
        let mut paths = BTreeSet::new();
        for (name, bytes) in layout::files(image) {
            let path = self.path.join(name);
            let mut file = OutputFile::create_within(existing(&self.path), path.clone(), Kind::Data)?;
            if !file.is_in_place(&bytes) {
                file.write(bytes.to_vec())?;
                pending.push(file);
            }
            paths.insert(path);
        }
        Ok(StagedLayout { path: self.path, pending, paths })
    }
}

/// An image layout whose files are written, but have no names.
pub(crate) struct StagedLayout {
    path: PathBuf,
    pending: Vec<OutputFile>,
    /// All files of the layout.
    paths: BTreeSet<PathBuf>,
}

impl StagedLayout {
    /// Gives the files their names, and removes blobs of an image that was there before. With the same image
    /// nothing changes.
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        for file in self.pending {
            let directory = file.path().parent().unwrap_or(&self.path).to_owned();
            fs::create_dir_all(&directory)
                .with_context(|| format!("cannot create the directory {}", directory.display()))?;
            file.commit()?;
        }
        remove_others(&self.path, &self.paths)
    }
}

/// Removes blobs that are not among `paths`, the files of the layout in `root`.
fn remove_others(root: &Path, paths: &BTreeSet<PathBuf>) -> anyhow::Result<()> {
    let directories: BTreeSet<_> = paths.iter().filter_map(|path| path.parent()).collect();
    for directory in directories.into_iter().filter(|directory| *directory != root) {
        let failed = || format!("cannot read the directory {}", directory.display());
        for entry in fs::read_dir(directory).with_context(failed)? {
            let path = entry.with_context(failed)?.path();
            if !paths.contains(&path) {
                fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
    }
    Ok(())
}

/// The directory, or the nearest one above it that exists.
fn existing(path: &Path) -> &Path {
    let there = path.ancestors().find(|path| path.is_dir());
    there.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
