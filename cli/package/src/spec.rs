//! The documents of an OCI image, as
//! <https://github.com/opencontainers/image-spec> describes them.
//!
//! Maps are sorted and fields have one order, so that a value has one text, and a text one digest.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::Digest;

/// Media types, those that precast writes or reads.
pub mod media_type {
    /// A list of manifests.
    pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
    /// An image for one platform, or an artifact.
    pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
    /// How to run an image.
    pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
    /// Files, as a tar archive.
    pub const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
    /// The same, compressed.
    pub const LAYER_GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
    /// The config of an artifact that is a wasm module.
    pub const WASM_CONFIG: &str = "application/vnd.wasm.config.v0+json";
    /// A wasm module.
    pub const WASM: &str = "application/wasm";
}

/// Annotations with a meaning, those that precast writes or reads.
pub mod annotation {
    /// The tag, in an image layout.
    pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
    /// The whole name, as BuildKit writes it and containerd and podman read it.
    pub const CONTAINERD_NAME: &str = "io.containerd.image.name";
    /// `compat`: crun, and others after it, run the entry point in a wasm engine.
    pub const WASM_VARIANT: &str = "module.wasm.image/variant";
    /// The digest of the manifest that an attestation is about, in the form of BuildKit.
    pub const ATTESTATION_SUBJECT: &str = "vnd.docker.reference.digest";
    /// The kind of the statement in a layer of an attestation.
    pub const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
}

/// The version of indexes and manifests.
pub const SCHEMA_VERSION: u32 = 2;

/// Text by name, sorted.
pub type Annotations = BTreeMap<String, String>;

/// A reference to a blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What it is.
    pub media_type: String,
    /// Its SHA-256.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// Where it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// What kind of artifact it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Further facts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

/// A kind of machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Platform {
    /// The CPU, in the names of Go: `amd64`.
    pub architecture: String,
    /// The operating system: `linux`.
    pub os: String,
    /// The version of the architecture, where engines expect one: `v8`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// That of entries that run nowhere.
    pub fn unknown() -> Platform {
        Platform { architecture: "unknown".to_owned(), os: "unknown".to_owned(), variant: None }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        self.variant.as_ref().map_or(Ok(()), |variant| write!(f, "/{variant}"))
    }
}

/// A list of manifests, for several platforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// [`media_type::INDEX`].
    #[serde(default = "index_media_type")]
    pub media_type: String,
    /// Engines take the first that fits.
    pub manifests: Vec<Descriptor>,
    /// Further facts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

impl Index {
    /// An index of `manifests`.
    pub fn new(manifests: Vec<Descriptor>, annotations: Annotations) -> Index {
        Index { schema_version: SCHEMA_VERSION, media_type: index_media_type(), manifests, annotations }
    }
}

fn index_media_type() -> String {
    media_type::INDEX.to_owned()
}

/// An image for one platform, or an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// [`media_type::MANIFEST`].
    #[serde(default = "manifest_media_type")]
    pub media_type: String,
    /// What kind of artifact it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// How to run it.
    pub config: Descriptor,
    /// Its contents.
    pub layers: Vec<Descriptor>,
    /// The manifest that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Further facts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

impl Manifest {
    /// A manifest of an image.
    pub fn new(config: Descriptor, layers: Vec<Descriptor>) -> Manifest {
        Manifest {
            schema_version: SCHEMA_VERSION,
            media_type: manifest_media_type(),
            artifact_type: None,
            config,
            layers,
            subject: None,
            annotations: Annotations::new(),
        }
    }
}

fn manifest_media_type() -> String {
    media_type::MANIFEST.to_owned()
}

/// How to run an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// When it was made, as RFC 3339 writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// Where it runs.
    #[serde(flatten)]
    pub platform: Platform,
    /// What a container gets.
    #[serde(default)]
    pub config: Execution,
    /// The layers.
    pub rootfs: RootFs,
    /// How each layer came about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<History>,
}

/// What a container of an image gets. Others write `null` where there is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Execution {
    /// User and group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Ports that it listens on: `80/tcp`, each with an empty object.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "or_empty")]
    pub exposed_ports: BTreeMap<String, Empty>,
    /// `NAME=VALUE`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub env: Vec<String>,
    /// The program, and arguments that stay.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub entrypoint: Vec<String>,
    /// Arguments, where a launch names no others.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_empty")]
    pub cmd: Vec<String>,
    /// The working directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub working_dir: Option<String>,
    /// Further facts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "or_empty")]
    pub labels: Annotations,
}

fn or_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// `{}`
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {}

/// The layers of an image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootFs {
    /// `layers`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The digest of each layer before it was compressed.
    pub diff_ids: Vec<Digest>,
}

impl RootFs {
    /// Of layers with these digests.
    pub fn new(diff_ids: Vec<Digest>) -> RootFs {
        RootFs { kind: "layers".to_owned(), diff_ids }
    }
}

/// How a layer came about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct History {
    /// When, as RFC 3339 writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// By what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
}

/// The text of a document.
pub fn to_json(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("strings and numbers always serialise")
}

/// The document of a text; the error says what is wrong with it.
pub fn from_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_nothing() {
        let nulls =
            br#"{"Entrypoint":null,"Cmd":["a"],"Env":null,"Labels":null,"ExposedPorts":null,"User":null}"#;
        let execution: Execution = from_json(nulls).unwrap();
        assert_eq!(execution, Execution { cmd: vec!["a".to_owned()], ..Execution::default() });
    }
}
