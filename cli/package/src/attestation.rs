//! Statements about a manifest, as entries of the index beside it.
//!
//! A statement has the form of in-toto
//! (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>); a manifest whose layers are
//! statements, and its entry for the platform `unknown/unknown`, have that of BuildKit
//! (<https://docs.docker.com/build/metadata/attestations/attestation-storage/>), which engines pass over.

use serde::{Deserialize, Serialize};

use crate::spec::{self, Config, Descriptor, Execution, Manifest, Platform, RootFs, annotation, media_type};
use crate::{Digest, Draft, Image, Result};

/// The type of a layer that is a statement.
pub const MEDIA_TYPE: &str = "application/vnd.in-toto+json";
/// The annotation of an entry that says what kind of manifest it is.
const REFERENCE_TYPE: (&str, &str) = ("vnd.docker.reference.type", "attestation-manifest");
/// The version of the statement's form.
const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";

/// Something that is said about a manifest.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    #[serde(rename = "_type")]
    statement_type: String,
    subject: Vec<Subject>,
    /// What kind of statement it is.
    pub predicate_type: String,
    /// The statement itself.
    pub predicate: serde_json::Value,
}

/// What a statement is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Subject {
    name: String,
    digest: DigestSet,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct DigestSet {
    sha256: String,
}

impl Statement {
    /// That `predicate` is true of `subject`, which is called `name`.
    pub fn new(
        name: &str,
        subject: &Digest,
        predicate_type: &str,
        predicate: serde_json::Value,
    ) -> Statement {
        let digest = DigestSet { sha256: subject.hex().to_owned() };
        Statement {
            statement_type: STATEMENT_TYPE.to_owned(),
            subject: vec![Subject { name: name.to_owned(), digest }],
            predicate_type: predicate_type.to_owned(),
            predicate,
        }
    }

    /// Whether it is about `digest`.
    pub fn is_about(&self, digest: &Digest) -> bool {
        self.subject.iter().any(|subject| subject.digest.sha256 == digest.hex())
    }
}

/// Adds an entry with what is said about the manifest `subject`, which is in the draft already.
pub fn attach(draft: &mut Draft, subject: &Descriptor, statements: &[Statement]) {
    let layers: Vec<_> = statements
        .iter()
        .map(|statement| {
            let layer = draft.blobs().add(MEDIA_TYPE, spec::to_json(statement));
            let kind = (annotation::PREDICATE_TYPE.to_owned(), statement.predicate_type.clone());
            Descriptor { annotations: [kind].into(), ..layer }
        })
        .collect();
    let config = Config {
        created: None,
        platform: Platform::unknown(),
        config: Execution::default(),
        rootfs: RootFs::new(layers.iter().map(|layer| layer.digest.clone()).collect()),
        history: Vec::new(),
    };
    let config = draft.blobs().add(media_type::CONFIG, spec::to_json(&config));
    let annotations = [
        (REFERENCE_TYPE.0.to_owned(), REFERENCE_TYPE.1.to_owned()),
        (annotation::ATTESTATION_SUBJECT.to_owned(), subject.digest.to_string()),
    ];
    draft.add(&Manifest::new(config, layers), Platform::unknown(), annotations.into());
}

/// The manifest that an entry of an index says it is about; `None` for one that is no attestation.
pub fn subject(entry: &Descriptor) -> Option<&str> {
    let is_attestation =
        entry.annotations.get(REFERENCE_TYPE.0).is_some_and(|value| value == REFERENCE_TYPE.1);
    entry.annotations.get(annotation::ATTESTATION_SUBJECT).filter(|_| is_attestation).map(String::as_str)
}

/// The one among `entries` that the attestation about `subject` is about.
pub fn find_subject<'a>(entries: &'a [Descriptor], subject: &str) -> Option<&'a Descriptor> {
    let subject: Digest = subject.parse().ok()?;
    entries.iter().find(|entry| entry.digest == subject)
}

/// The statements in the attestation `entry`.
pub fn statements(image: &Image, entry: &Descriptor) -> Result<Vec<Statement>> {
    let manifest: Manifest = image.blobs().document(&entry.digest)?;
    let layers = manifest.layers.iter().filter(|layer| layer.media_type == MEDIA_TYPE);
    layers.map(|layer| image.blobs().document(&layer.digest)).collect()
}

/// What is wrong with the attestations of an image, a line each: they must be about manifests that are in it.
pub(crate) fn problems(image: &Image) -> Result<Vec<String>> {
    let entries = image.manifests()?;
    let mut problems = Vec::new();
    for entry in &entries {
        let Some(subject) = subject(entry) else { continue };
        let digest = &entry.digest;
        let Some(found) = find_subject(&entries, subject) else {
            problems.push(format!("the attestation {digest} is about {subject}, which is not in the index"));
            continue;
        };
        let statements = statements(image, entry)?;
        for statement in statements.iter().filter(|statement| !statement.is_about(&found.digest)) {
            let kind = &statement.predicate_type;
            problems.push(format!("the statement {kind} in {digest} is not about {subject}"));
        }
    }
    Ok(problems)
}

/// What a layer of an attestation says, without reading it.
pub fn predicate_type(layer: &Descriptor) -> Option<&str> {
    (layer.media_type == MEDIA_TYPE)
        .then(|| layer.annotations.get(annotation::PREDICATE_TYPE))
        .flatten()
        .map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Annotations;

    #[test]
    fn an_attestation_is_found_again() {
        let mut draft = Draft::new();
        let config = draft.blobs().add(media_type::CONFIG, b"{}".to_vec());
        let entry = draft.add(&Manifest::new(config, vec![]), Platform::unknown(), Annotations::new());
        let said = Statement::new("app", &entry.digest, "https://example/p", serde_json::json!({ "a": 1 }));
        assert!(said.is_about(&entry.digest));
        attach(&mut draft, &entry, &[said]);
        let image = draft.finish(None, Annotations::new());

        let [first, second] = &image.manifests().unwrap()[..] else { panic!("two entries") };
        assert_eq!(subject(first), None);
        assert_eq!(subject(second), Some(first.digest.to_string().as_str()));
        assert_eq!(second.platform.as_ref().unwrap().to_string(), "unknown/unknown");
        let manifest: Manifest = image.blobs().document(&second.digest).unwrap();
        assert_eq!(predicate_type(&manifest.layers[0]), Some("https://example/p"));
        let config: Config = image.blobs().document(&manifest.config.digest).unwrap();
        assert_eq!(config.rootfs.diff_ids, [manifest.layers[0].digest.clone()]);
        let layer = image.blobs().get(&manifest.layers[0].digest).unwrap();
        let expected = format!(
            r#"{{"_type":"https://in-toto.io/Statement/v1","subject":[{{"name":"app","digest":{{"sha256":"{}"}}}}],"predicateType":"https://example/p","predicate":{{"a":1}}}}"#,
            first.digest.hex()
        );
        assert_eq!(std::str::from_utf8(layer).unwrap(), expected);
    }
}
