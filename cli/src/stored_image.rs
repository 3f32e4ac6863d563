//! Reads images from where they are stored: an archive or a directory.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;
use precast_package::{Image, archive, layout};

use crate::failure::Failure;

/// Most bytes of an archive or of a file in a directory that are read.
const BYTES_MAX: u64 = 4 << 30;

/// Bytes at the beginning of a file from which an archive can be told.
const HEADER_BYTES: u64 = 512;

/// Whether there is an image, or something that could only be one, at `path`.
pub(crate) fn is_image(path: &Path) -> bool {
    let mut header = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEADER_BYTES).read_to_end(&mut header));
    path.is_dir() || read.is_ok() && archive::is_archive(&header)
}

/// Reads the image at `path`.
pub(crate) fn read(path: &Path) -> anyhow::Result<Image> {
    let shown = path.display();
    let refused = |error: precast_package::Error| Failure::new(format!("{shown} is no image: {error}"));
    if path.is_dir() {
        return layout::read(|name, _| read_file(&path.join(name))).map_err(|error: anyhow::Error| {
            match error.downcast::<precast_package::Error>() {
                Ok(error) => refused(error).into(),
                Err(error) => error,
            }
        });
    }
    let bytes = read_file(path)?.with_context(|| format!("cannot read {shown}: there is no such file"))?;
    if !archive::is_archive(&bytes) {
        return Err(
            Failure::new(format!("{shown} is neither an archive nor a directory with an image")).into()
        );
    }
    Ok(archive::read(&bytes).map_err(refused)?)
}

/// The contents of a file; `None` where there is none.
fn read_file(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let shown = path.display();
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot open {shown}")),
        Ok(file) => {
            let mut bytes = Vec::new();
            file.take(BYTES_MAX + 1)
                .read_to_end(&mut bytes)
                .with_context(|| format!("cannot read {shown}"))?;
            if bytes.len() as u64 > BYTES_MAX {
                let most = BYTES_MAX >> 30;
                return Err(Failure::new(format!(
                    "{shown} is larger than {most} GiB, the most that precast reads"
                ))
                .into());
            }
            Ok(Some(bytes))
        }
    }
}
