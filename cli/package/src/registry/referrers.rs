//! What is attached to the manifests of an image, for those who ask a registry what refers to a manifest.
//!
//! The statements beside a manifest are in the index already; here each becomes an artifact of its own,
//! with the manifest as its subject and a type by which tools look for it: a bill of materials as such,
//! provenance as a statement. See
//! <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-referrers>.

use serde_json::Value;

use super::error::Result;
use crate::attestation::{self, Statement};
use crate::sbom::Format;
use crate::spec::{self, Annotations, Descriptor, Manifest, SCHEMA_VERSION, annotation, media_type};
use crate::{Blobs, Digest, Image};

/// The config of an artifact that needs none, and its type.
const EMPTY_CONFIG: (&str, &[u8]) = ("application/vnd.oci.empty.v1+json", b"{}");
/// What an artifact that is a file is called as one.
const TITLE: &str = "org.opencontainers.image.title";
/// What a statement is called as a file.
const STATEMENT_FILE_NAME: &str = "provenance.intoto.json";

/// An artifact for each statement in `image`.
pub(super) fn of_image(image: &Image) -> Result<Vec<Image>> {
    let entries = image.manifests()?;
    let mut referrers = Vec::new();
    for entry in &entries {
        let Some(subject) = attestation::subject(entry) else { continue };
        let Some(subject) = attestation::find_subject(&entries, subject) else { continue };
        let manifest: Manifest = image.blobs().document(&entry.digest)?;
        for layer in &manifest.layers {
            if let Some(predicate_type) = attestation::predicate_type(layer) {
                referrers.push(referrer(image, subject, layer, predicate_type)?);
            }
        }
    }
    Ok(referrers)
}

fn referrer(image: &Image, subject: &Descriptor, layer: &Descriptor, predicate_type: &str) -> Result<Image> {
    let mut blobs = Blobs::default();
    let format = Format::ALL.into_iter().find(|format| format.predicate_type() == predicate_type);
    let (bytes, artifact_type, file_name) = match format {
        Some(format) => {
            let statement: Statement = image.blobs().document(&layer.digest)?;
            (spec::to_json(&statement.predicate), format.media_type(), format.file_name())
        }
        None => (image.blobs().get(&layer.digest)?.to_vec(), attestation::MEDIA_TYPE, STATEMENT_FILE_NAME),
    };
    let one = |name: &str, value: &str| Annotations::from([(name.to_owned(), value.to_owned())]);
    let layer = blobs.add(artifact_type, bytes);
    let layer = Descriptor { annotations: one(TITLE, file_name), ..layer };
    let config = blobs.add(EMPTY_CONFIG.0, EMPTY_CONFIG.1.to_vec());
    let manifest = Manifest {
        artifact_type: Some(artifact_type.to_owned()),
        subject: Some(Descriptor { platform: None, annotations: Annotations::new(), ..subject.clone() }),
        annotations: one(annotation::PREDICATE_TYPE, predicate_type),
        ..Manifest::new(config, vec![layer])
    };
    let root = blobs.add(media_type::MANIFEST, spec::to_json(&manifest));
    Ok(Image::new(None, root, blobs))
}

/// The entries of a list for each manifest that `referrers` refer to.
pub(super) fn by_subject(referrers: &[Image]) -> Result<Vec<(Digest, Vec<Descriptor>)>> {
    let mut lists: Vec<(Digest, Vec<Descriptor>)> = Vec::new();
    for referrer in referrers {
        let root = referrer.root();
        let manifest: Manifest = referrer.blobs().document(&root.digest)?;
        let Some(subject) = manifest.subject else { continue };
        let entry = Descriptor {
            artifact_type: manifest.artifact_type,
            annotations: manifest.annotations,
            ..root.clone()
        };
        match lists.iter_mut().find(|(digest, _)| *digest == subject.digest) {
            Some((_, entries)) => entries.push(entry),
            None => lists.push((subject.digest, vec![entry])),
        }
    }
    Ok(lists)
}

/// The tag of the list for `subject`, in registries that keep none themselves.
pub(super) fn tag(subject: &Digest) -> String {
    subject.to_string().replace(':', "-")
}

/// The text of `list`, an index, with `entries`; `None` if it has them. What others have put there stays as
/// it is. The error says what `list` is instead.
pub(super) fn extend(
    list: Option<&[u8]>,
    entries: &[Descriptor],
) -> std::result::Result<Option<Vec<u8>>, String> {
    let mut list: Value = match list {
        Some(text) => spec::from_json(text).map_err(|error| format!("no JSON: {error}"))?,
        None => serde_json::json!({
            "schemaVersion": SCHEMA_VERSION,
            "mediaType": media_type::INDEX,
            "manifests": [],
        }),
    };
    let Some(manifests) = list.get_mut("manifests").and_then(Value::as_array_mut) else {
        return Err("no list of manifests".to_owned());
    };
    let count = manifests.len();
    for entry in entries {
        let digest = entry.digest.to_string();
        if !manifests.iter().any(|other| other.get("digest").and_then(Value::as_str) == Some(&digest)) {
            manifests.push(serde_json::to_value(entry).expect("strings and numbers always serialise"));
        }
    }
    Ok((manifests.len() > count).then(|| spec::to_json(&list)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Draft;
    use crate::spec::Platform;

    #[test]
    fn statements_become_artifacts() {
        let mut draft = Draft::new();
        let config = draft.blobs().add(media_type::CONFIG, b"{}".to_vec());
        let subject = draft.add(&Manifest::new(config, vec![]), Platform::unknown(), Annotations::new());
        let sbom = serde_json::json!({ "spdxVersion": "SPDX-2.3" });
        let kinds = [Format::Spdx.predicate_type(), "https://slsa.dev/provenance/v1"];
        let statements = kinds.map(|kind| Statement::new("app", &subject.digest, kind, sbom.clone()));
        attestation::attach(&mut draft, &subject, &statements);
        let image = draft.finish(None, Annotations::new());

        let referrers = of_image(&image).unwrap();
        let lists = by_subject(&referrers).unwrap();
        let [(digest, entries)] = &lists[..] else { panic!("one subject") };
        assert_eq!(*digest, subject.digest);
        let types: Vec<_> = entries.iter().map(|entry| entry.artifact_type.as_deref().unwrap()).collect();
        assert_eq!(types, ["application/spdx+json", "application/vnd.in-toto+json"]);
        let layer = |referrer: &Image| {
            let manifest: Manifest = referrer.blobs().document(&referrer.root().digest).unwrap();
            referrer.blobs().get(&manifest.layers[0].digest).unwrap().to_vec()
        };
        assert_eq!(layer(&referrers[0]), br#"{"spdxVersion":"SPDX-2.3"}"#);
        assert!(layer(&referrers[1]).starts_with(br#"{"_type":"#));

        let list = extend(None, entries).unwrap().unwrap();
        assert_eq!(extend(Some(&list), entries), Ok(None));
        let others = br#"{"manifests":[{"digest":"sha256:0","urls":["x"]}],"schemaVersion":2}"#;
        let list = String::from_utf8(extend(Some(others), entries).unwrap().unwrap()).unwrap();
        assert!(list.contains(r#"{"digest":"sha256:0","urls":["x"]}"#), "{list}");
        assert!(extend(Some(b"<html>"), entries).is_err() && extend(Some(b"{}"), entries).is_err());
    }
}
