//! The files of an image layout: a directory, or what is in an [`archive`](crate::archive).
//!
//! `index.json` has exactly one entry, the root of the image: with more, engines that are given the whole layout
//! do not know which one is meant.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::image::NodeKind;
use crate::spec::{self, Descriptor, Index, annotation};
use crate::{Blobs, Error, Image, Result};

/// The file that says that a directory is an image layout.
pub const MARKER: &str = "oci-layout";
/// The file that says where to begin.
pub const INDEX: &str = "index.json";
/// The version of layouts that is written and read.
const VERSION: &str = "1.0.0";
/// Most bytes of a layout's own files.
const DOCUMENT_BYTES_MAX: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marker {
    image_layout_version: String,
}

/// The files of the layout by their paths in it: [`MARKER`] first, so that a directory which is not complete is known
/// for what it is going to be; blobs, sorted; [`INDEX`] last, without which there is no image.
pub fn files(image: &Image) -> Vec<(String, Arc<[u8]>)> {
    let marker = spec::to_json(&Marker { image_layout_version: VERSION.to_owned() });
    let mut files: Vec<(_, Arc<[u8]>)> = vec![(MARKER.to_owned(), marker.into())];
    files.extend(image.blobs().iter().map(|(digest, bytes)| (digest.path(), bytes.clone())));
    let index = Index::new(vec![entry(image)], spec::Annotations::new());
    files.push((INDEX.to_owned(), spec::to_json(&index).into()));
    files
}

/// The root, with the name of the image in the forms in which engines look for it.
fn entry(image: &Image) -> Descriptor {
    let mut entry = image.root().clone();
    if let Some(name) = image.name() {
        entry.annotations.insert(annotation::REF_NAME.to_owned(), name.tag().to_owned());
        entry.annotations.insert(annotation::CONTAINERD_NAME.to_owned(), name.full());
    }
    entry
}

/// Reads an image. `read` hands over the file at a path of the layout, `None` where there is none.
pub fn read<E>(
    mut read: impl FnMut(&str) -> std::result::Result<Option<Vec<u8>>, E>,
) -> std::result::Result<Image, E>
where
    E: From<Error>,
{
    let mut document = |path: &str| {
        let refused = |why: String| E::from(Error::NotAnImage(why));
        match read(path)? {
            Some(bytes) if bytes.len() > DOCUMENT_BYTES_MAX => {
                Err(refused(format!("{path} has more than {DOCUMENT_BYTES_MAX} bytes")))
            }
            Some(bytes) => Ok(bytes),
            None => Err(refused(format!("there is no {path}, which every image layout has"))),
        }
    };
    let malformed = |path: &str, error: String| Error::NotAnImage(format!("{path} is malformed: {error}"));
    let marker = document(MARKER)?;
    let marker: Marker = spec::from_json(&marker).map_err(|error| malformed(MARKER, error))?;
    if marker.image_layout_version != VERSION {
        let found = marker.image_layout_version;
        return Err(
            Error::NotAnImage(format!("the image layout has version {found:?}, expected {VERSION}")).into()
        );
    }
    let index = document(INDEX)?;
    let index: Index = spec::from_json(&index).map_err(|error| malformed(INDEX, error))?;
    let root = one(index)?;
    let mut pending = vec![(NodeKind::of_entry(&root)?, root.clone())];
    let mut blobs = Blobs::default();
    while let Some((kind, descriptor)) = pending.pop() {
        if blobs.get(&descriptor.digest).is_ok() {
            continue;
        }
        // What is missing or malformed is left for whoever needs it: `verify` tells all of it.
        let Some(bytes) = read(&descriptor.digest.path())? else { continue };
        blobs.insert(descriptor.digest.clone(), bytes);
        pending.extend(blobs.references(kind, &descriptor.digest).unwrap_or_default());
    }
    let name = root.annotations.get(annotation::CONTAINERD_NAME).and_then(|name| name.parse().ok());
    Ok(Image::new(name, root, blobs))
}

/// The one image in the layout.
fn one(index: Index) -> Result<Descriptor> {
    let found = index.manifests.len();
    let mut entries = index.manifests.into_iter();
    match (entries.next(), entries.next()) {
        (Some(entry), None) => Ok(entry),
        _ => Err(Error::NotAnImage(format!("{INDEX} has {found} entries, expected exactly one"))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Name;
    use crate::draft::tests::image;

    fn read_files(files: &BTreeMap<String, Arc<[u8]>>) -> Result<Image> {
        read(|path| Ok(files.get(path).map(|bytes| bytes.to_vec())))
    }

    #[test]
    fn a_layout_reads_as_it_was_written() {
        let image = image();
        let files = files(&image);
        let names = [files.first(), files.last()].map(|file| file.unwrap().0.as_str());
        assert_eq!(names, [MARKER, INDEX]);
        let files: BTreeMap<_, _> = files.into_iter().collect();
        let read = read_files(&files).unwrap();
        assert_eq!(read.root().digest, image.root().digest);
        assert_eq!(read.name().map(Name::full), image.name().map(Name::full));
        assert!(read.blobs().iter().eq(image.blobs().iter()));
    }

    #[test]
    fn what_is_no_layout_is_refused() {
        let whole: BTreeMap<_, _> = files(&image()).into_iter().collect();
        let refused = |path: &str, text: Option<&str>, why: &str| {
            let mut files = whole.clone();
            files.remove(path);
            files.extend(text.map(|text| (path.to_owned(), text.as_bytes().into())));
            let error = read_files(&files).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        };
        refused(MARKER, None, "there is no oci-layout");
        refused(MARKER, Some("{}"), "oci-layout is malformed");
        refused(MARKER, Some(r#"{"imageLayoutVersion":"2.0.0"}"#), "version \"2.0.0\"");
        refused(INDEX, None, "there is no index.json");
        refused(INDEX, Some(&" ".repeat(DOCUMENT_BYTES_MAX + 1)), "more than");
        refused(INDEX, Some("[]"), "index.json is malformed");
        refused(INDEX, Some(r#"{"schemaVersion":2,"manifests":[]}"#), "0 entries");
    }

    #[test]
    fn missing_blobs_are_left_for_later() {
        let image = image();
        let mut files: BTreeMap<_, _> = files(&image).into_iter().collect();
        let layer = image.nodes().unwrap().pop().unwrap().descriptor.digest;
        files.remove(&layer.path());
        let read = read_files(&files).unwrap();
        assert_eq!(read.blobs().get(&layer).unwrap_err(), Error::Missing(layer));
        assert_eq!(read.nodes().unwrap().len(), 4);
    }
}
