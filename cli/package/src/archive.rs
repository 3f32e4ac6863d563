//! An image layout as a tar archive, which skopeo, `podman load` and `ctr images import` read, with a
//! `manifest.json` for engines that know Docker's own form only: that has one platform, the first.

use std::collections::HashMap;
use std::io::{self, Read as _, Write};

use serde::Serialize;

use crate::spec::{self, Manifest, media_type};
use crate::{Error, Image, Name, Result, layout};

/// Docker's file that says where to begin.
const DOCKER_MANIFEST: &str = "manifest.json";
/// Most bytes of all files of an archive that is read.
const BYTES_MAX: u64 = 4 << 30;

/// An entry of Docker's `manifest.json`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DockerManifest {
    config: String,
    repo_tags: Vec<String>,
    layers: Vec<String>,
}

/// Writes the archive. It depends on the image alone: files are sorted, the times in it are those of 1970.
pub fn write(image: &Image, output: impl Write) -> io::Result<()> {
    let mut files = layout::files(image);
    if let Some(manifest) = docker_manifest(image) {
        files.push((DOCKER_MANIFEST.to_owned(), manifest.into()));
    }
    files.sort();
    let mut archive = tar::Builder::new(output);
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, path, &*bytes)?;
    }
    archive.into_inner()?.flush()
}

/// Docker's description of the first platform; `None` for an artifact, which Docker cannot load.
fn docker_manifest(image: &Image) -> Option<Vec<u8>> {
    let first = image.manifests().ok()?.into_iter().next()?;
    let manifest: Manifest = image.blobs().document(&first.digest).ok()?;
    if manifest.config.media_type != media_type::CONFIG {
        return None;
    }
    let docker = DockerManifest {
        config: manifest.config.digest.path(),
        repo_tags: image.name().map(Name::full).into_iter().collect(),
        layers: manifest.layers.iter().map(|layer| layer.digest.path()).collect(),
    };
    Some(spec::to_json(&[docker]))
}

/// Whether `bytes`, the first ones of a file, are those of an archive.
pub fn is_archive(bytes: &[u8]) -> bool {
    const MAGIC: std::ops::Range<usize> = 257..262;
    bytes.get(MAGIC) == Some(b"ustar")
}

/// Reads an image.
pub fn read(bytes: &[u8]) -> Result<Image> {
    let damaged = |error: io::Error| Error::NotAnImage(format!("the archive is damaged: {error}"));
    let mut files = HashMap::new();
    let mut bytes_left = BYTES_MAX;
    for entry in tar::Archive::new(bytes).entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        bytes_left = bytes_left.checked_sub(entry.size()).ok_or_else(|| {
            Error::NotAnImage(format!("the archive holds more than {} GiB", BYTES_MAX >> 30))
        })?;
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents).map_err(damaged)?;
        let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
        files.insert(path, contents);
    }
    layout::read(|path| Ok(files.remove(path)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::tests::image;

    fn written(image: &Image) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(image, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn an_archive_reads_as_it_was_written() {
        let image = image();
        let bytes = written(&image);
        assert!(is_archive(&bytes));
        let read = read(&bytes).unwrap();
        assert!(read.blobs().iter().eq(image.blobs().iter()));
        assert!(written(&read) == bytes);
    }

    #[test]
    fn the_first_platform_is_described_as_docker_does() {
        let bytes = written(&image());
        let mut archive = tar::Archive::new(&bytes[..]);
        let mut entries = archive.entries().unwrap().map(|entry| entry.unwrap());
        let mut entry = entries.find(|entry| *entry.path_bytes() == *b"manifest.json").unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        let [config, layer] = [&b"{}"[..], b"layer"].map(|bytes| crate::Digest::of(bytes).path());
        let expected =
            format!(r#"[{{"Config":"{config}","RepoTags":["docker.io/team/app:1"],"Layers":["{layer}"]}}]"#);
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_cut_off_is_refused() {
        let bytes = written(&image());
        assert!(read(&bytes[..1500]).unwrap_err().to_string().contains("damaged"));
        assert!(read(b"").unwrap_err().to_string().contains("there is no oci-layout"));
    }
}
