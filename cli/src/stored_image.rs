//! Reads images from where they are stored: an archive, a directory or a registry.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;
use clap::Args;
use precast_package::{Image, archive, layout};

use crate::failure::Failure;
use crate::registry;

/// Most bytes of an archive, or of all files in a directory, that are read.
const BYTES_MAX: u64 = 4 << 30;

/// Bytes at the beginning of a file from which an archive can be told.
const HEADER_BYTES: u64 = 512;

/// Whether there is an image, or something that could only be one, at `path`; where there is nothing, too,
/// there may be one in a registry.
pub(crate) fn is_image(path: &Path) -> bool {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEADER_BYTES).read_to_end(&mut header));
    path.is_dir() || !path.exists() || read.is_ok() && archive::is_archive(&header)
}

/// Which image, and how to get it.
#[derive(Args, Debug)]
pub(crate) struct Source {
    /// Speak plain HTTP to the registry; one on this machine that has no HTTPS is spoken to that way in any
    /// case
    #[arg(long)]
    insecure: bool,
}

impl Source {
    /// Reads the image at `path`, or the one of that name in a registry where there is no such file: all of
    /// it if it is to be `whole`, else what describes it.
    pub(crate) fn read(&self, path: &Path, whole: bool) -> anyhow::Result<Image> {
        if !path.exists() {
            let name = path.to_str().unwrap_or_default();
            if let Some(pulled) = registry::pull(name, whole, self.insecure) {
                return pulled
                    .with_context(|| format!("there is no file {name}, and of the image of that name"));
            }
        }
        read(path)
    }
}

/// Reads the image at `path`.
fn read(path: &Path) -> anyhow::Result<Image> {
    let shown = path.display();
    let refused = |error: precast_package::Error| Failure::new(format!("{shown} is no image: {error}"));
    let mut bytes_left = BYTES_MAX;
    if path.is_dir() {
        return layout::read(|name| read_file(&path.join(name), &mut bytes_left)).map_err(
            |error: anyhow::Error| match error.downcast::<precast_package::Error>() {
                Ok(error) => refused(error).into(),
                Err(error) => error,
            },
        );
    }
    let bytes = read_file(path, &mut bytes_left)?;
    let bytes = bytes.with_context(|| format!("cannot read {shown}: there is no such file"))?;
    if !archive::is_archive(&bytes) {
        return Err(
            Failure::new(format!("{shown} is neither an archive nor a directory with an image")).into()
        );
    }
    Ok(archive::read(&bytes).map_err(refused)?)
}

/// The contents of a file; `None` where there is none. `bytes_left` is what may still be read.
fn read_file(path: &Path, bytes_left: &mut u64) -> anyhow::Result<Option<Vec<u8>>> {
    let shown = path.display();
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot open {shown}")),
        // A pipe without a writer would never end.
        Ok(metadata) if !metadata.is_file() => {
            return Err(Failure::new(format!("cannot read {shown}: it is not a file")).into());
        }
        Ok(_) => {}
    }
    let file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
    let mut bytes = Vec::new();
    file.take(*bytes_left + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {shown}"))?;
    *bytes_left = bytes_left.checked_sub(bytes.len() as u64).ok_or_else(|| {
        Failure::new(format!(
            "with {shown} there are more than {} GiB, the most that precast reads",
            BYTES_MAX >> 30
        ))
    })?;
    Ok(Some(bytes))
}
