//! What an image is: its platforms, what a container gets, and the attestations.

use precast_package::attestation::{self, Statement};
use precast_package::sbom::Format;
use precast_package::spec::{
    Annotations, Config, Descriptor, Execution, Manifest, Platform, annotation, media_type,
};
use precast_package::{Digest, Image, NodeKind, Result, provenance};
use serde::Serialize;

use crate::output::{self, units};

/// All that is shown.
#[derive(Serialize)]
struct Description {
    name: Option<String>,
    digest: Digest,
    media_type: String,
    /// Size of all blobs.
    size_bytes: u64,
    annotations: Annotations,
    manifests: Vec<Entry>,
}

/// A manifest.
#[derive(Serialize)]
struct Entry {
    platform: Option<Platform>,
    digest: Digest,
    /// Size of the manifest and of all that it refers to: what a machine of this platform downloads.
    size_bytes: u64,
    annotations: Annotations,
    /// What a container gets; for images only.
    config: Option<Execution>,
    layers: Vec<Descriptor>,
    /// What is stated about another manifest; for attestations only.
    attestation: Option<Attestation>,
}

#[derive(Serialize)]
struct Attestation {
    /// The manifest that it is about.
    subject: String,
    /// The kinds of the statements, in the order of the layers.
    predicates: Vec<String>,
    /// The statements themselves.
    statements: Vec<Statement>,
}

/// Describes an image, as JSON or as text.
pub(super) fn describe(image: &Image, json: bool) -> anyhow::Result<String> {
    let description = Description::new(image)?;
    if json {
        return Ok(serde_json::to_string_pretty(&description)? + "\n");
    }
    Ok(description.text())
}

impl Description {
    fn new(image: &Image) -> Result<Description> {
        let root = image.root();
        let annotations = match root.media_type.as_str() {
            media_type::INDEX => image.index()?.annotations,
            _ => image.blobs().document::<Manifest>(&root.digest)?.annotations,
        };
        let nodes = image.nodes()?;
        let mut sizes: Vec<_> =
            nodes.iter().map(|node| (&node.descriptor.digest, node.descriptor.size)).collect();
        sizes.sort();
        sizes.dedup();
        // Those of indexes within the index, too.
        let manifests = nodes.iter().filter(|node| node.kind == NodeKind::Manifest);
        let manifests = manifests.map(|node| Entry::new(image, &node.descriptor));
        Ok(Description {
            name: image.name().map(ToString::to_string),
            digest: root.digest.clone(),
            media_type: root.media_type.clone(),
            size_bytes: total(sizes.iter().map(|(_, size)| *size)),
            annotations,
            manifests: manifests.collect::<Result<_>>()?,
        })
    }

    fn text(&self) -> String {
        let mut rows = Vec::new();
        rows.extend(self.name.as_ref().map(|name| row(&["image", name])));
        rows.push(row(&["digest", &self.digest.to_string()]));
        rows.push(row(&["size", &units::size(self.size_bytes)]));
        rows.extend(self.annotations.iter().map(|(key, value)| row(&[key, value])));
        let mut text = output::table(&rows);
        text.push('\n');
        let mut rows = vec![row(&["PLATFORM", "SIZE", "DIGEST"])];
        for entry in self.manifests.iter().filter(|entry| entry.attestation.is_none()) {
            let size = units::size(entry.size_bytes);
            rows.push(row(&[&entry.platform(), &size, &entry.digest.to_string()]));
        }
        text.push_str(&output::table(&rows));
        for entry in &self.manifests {
            text.push_str(&entry.text(self));
        }
        text
    }
}

impl Entry {
    fn new(image: &Image, descriptor: &Descriptor) -> Result<Entry> {
        let manifest: Manifest = image.blobs().document(&descriptor.digest)?;
        let subject = attestation::subject(descriptor);
        let attestation = match subject {
            None => None,
            Some(subject) => Some(Attestation {
                subject: subject.to_owned(),
                predicates: manifest.layers.iter().filter_map(predicate).collect(),
                statements: attestation::statements(image, descriptor)?,
            }),
        };
        let config = match manifest.config.media_type.as_str() {
            media_type::CONFIG if attestation.is_none() => {
                Some(image.blobs().document::<Config>(&manifest.config.digest)?.config)
            }
            _ => None,
        };
        let layers = manifest.layers.iter().map(|layer| layer.size);
        let size_bytes = total([descriptor.size, manifest.config.size].into_iter().chain(layers));
        Ok(Entry {
            platform: descriptor.platform.clone(),
            digest: descriptor.digest.clone(),
            size_bytes,
            annotations: manifest.annotations,
            config,
            layers: manifest.layers,
            attestation,
        })
    }

    fn platform(&self) -> String {
        self.platform.as_ref().map_or("any (an artifact)".to_owned(), ToString::to_string)
    }

    /// What sets this manifest apart.
    fn text(&self, image: &Description) -> String {
        if let Some(attestation) = &self.attestation {
            let subject = attestation.subject.parse::<Digest>().ok();
            let about = image.manifests.iter().find(|entry| Some(&entry.digest) == subject.as_ref());
            let about = about.map_or(attestation.subject.clone(), Entry::platform);
            let said = attestation.statements.iter().map(statement).collect::<Vec<_>>();
            return output::printable(&format!("\nattested of {about}: {}\n", said.join(", ")), &['\n']);
        }
        let mut rows = Vec::new();
        if let Some(config) = &self.config {
            let command: Vec<_> = config.entrypoint.iter().chain(&config.cmd).map(String::as_str).collect();
            rows.push(row(&["  starts", &command.join(" ")]));
            rows.extend(config.user.as_ref().map(|user| row(&["  as user", user])));
            rows.extend(config.working_dir.as_ref().map(|directory| row(&["  in", directory])));
            rows.extend(config.env.iter().map(|variable| row(&["  with", variable])));
            rows.extend(config.exposed_ports.keys().map(|port| row(&["  listens on", port])));
            rows.extend(
                config.labels.iter().map(|(key, value)| row(&["  label", &format!("{key}={value}")])),
            );
        }
        let own = self.annotations.iter().filter(|(key, _)| !image.annotations.contains_key(*key));
        rows.extend(own.map(|(key, value)| row(&["  annotation", &format!("{key}={value}")])));
        rows.extend(
            self.layers
                .iter()
                .map(|layer| row(&["  layer", &format!("{} ({})", layer.digest, units::size(layer.size))])),
        );
        format!("\n{}\n{}", output::printable(&self.platform(), &[]), output::table(&rows))
    }
}

/// The sum of sizes, which are what the image says.
fn total(sizes: impl Iterator<Item = u64>) -> u64 {
    sizes.fold(0, u64::saturating_add)
}

/// The kind of the statement in a layer of an attestation.
fn predicate(layer: &Descriptor) -> Option<String> {
    layer.annotations.get(annotation::PREDICATE_TYPE).cloned()
}

/// A statement in few words.
fn statement(statement: &Statement) -> String {
    let kind = &statement.predicate_type;
    let list = |key: &str, of: &str| {
        let count = statement.predicate[key].as_array().map_or(0, Vec::len);
        format!("{of} with {count} {key}")
    };
    match Format::ALL.into_iter().find(|format| format.predicate_type() == kind) {
        Some(Format::Spdx) => list("packages", "a bill of materials (SPDX)"),
        Some(Format::CycloneDx) => list("components", "a bill of materials (CycloneDX)"),
        None if kind == provenance::PREDICATE_TYPE => "provenance (SLSA)".to_owned(),
        None => kind.clone(),
    }
}

/// A row of a table, harmless for a terminal.
fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| output::printable(cell, &[])).collect()
}
