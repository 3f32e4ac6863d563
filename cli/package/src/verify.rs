//! Reads an image back: every digest and size is computed anew, every executable looked at.
//!
//! Nothing that the image says of itself is taken for granted, and all that is wrong is told, not only the first.

use std::collections::BTreeMap;
use std::io::Read as _;

use crate::executable::{self, Executable};
use crate::spec::{Config, Descriptor, Manifest, Platform, annotation, media_type};
use crate::{Blobs, Digest, Error, Image, Node, NodeKind, Result, attestation, gzip};

/// Text that the wasm of an artifact and of an image begins with.
const WASM_MAGIC: &[u8] = b"\0asm";

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is wrong, a line each.
    pub problems: Vec<String>,
    /// Blobs that were looked at.
    pub blobs: usize,
    /// Their size in bytes.
    pub bytes: u64,
    /// Programs that were looked at, by their platforms, each with the SHA-256 of the wasm that it was built from.
    pub programs: Vec<(Platform, String)>,
}

/// Verifies an image.
pub fn verify(image: &Image) -> Report {
    let mut report = Report::default();
    let nodes = match image.nodes() {
        Ok(nodes) => nodes,
        Err(error) => {
            report.problems.push(error.to_string());
            // What can be reached is looked at nevertheless.
            reachable(image)
        }
    };
    let mut seen = BTreeMap::new();
    for node in &nodes {
        let descriptor = &node.descriptor;
        if seen.insert(descriptor.digest.clone(), descriptor.size).is_some_and(|size| size == descriptor.size)
        {
            continue;
        }
        match blob(image.blobs(), node) {
            Ok(bytes) => {
                report.blobs += 1;
                report.bytes += bytes;
            }
            Err(problem) => report.problems.push(problem),
        }
    }
    // A program is looked at only where it is whole.
    if report.problems.is_empty() {
        look_at_programs(image, &nodes, &mut report);
        report.problems.extend(attestation::problems(image).unwrap_or_else(|error| vec![error.to_string()]));
    }
    report
}

/// Nodes of an image that is not whole.
fn reachable(image: &Image) -> Vec<Node> {
    let mut nodes = Vec::new();
    let root = image.root();
    let mut pending = Vec::new();
    if let Ok(kind) = NodeKind::of_entry(root) {
        pending.push(Node { descriptor: root.clone(), kind, parent: None });
    }
    while let Some(node) = pending.pop() {
        let digest = &node.descriptor.digest;
        if nodes.iter().all(|other: &Node| other.descriptor != node.descriptor) {
            let references = image.blobs().references(node.kind, digest).unwrap_or_default();
            let parent = Some(digest.clone());
            let child = |(kind, descriptor)| Node { descriptor, kind, parent: parent.clone() };
            pending.extend(references.into_iter().map(child));
            nodes.push(node);
        }
    }
    nodes
}

/// Checks that a blob is there and is what its descriptor says; its size in bytes.
fn blob(blobs: &Blobs, node: &Node) -> std::result::Result<u64, String> {
    let Descriptor { digest, size, .. } = &node.descriptor;
    let what = what(node.kind);
    let bytes = blobs.get(digest).map_err(|_| format!("the {what} {digest} is missing"))?;
    let found = bytes.len() as u64;
    if found != *size {
        return Err(format!("the {what} {digest} has {found} bytes, expected {size}"));
    }
    let actual = Digest::of(bytes);
    if actual != *digest {
        return Err(format!("the {what} {digest} is damaged: its digest is {actual}"));
    }
    Ok(found)
}

fn what(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Index => "index",
        NodeKind::Manifest => "manifest",
        NodeKind::Config => "config",
        NodeKind::Layer => "layer",
    }
}

/// Looks at the program of each manifest, and whether all come from the same wasm.
fn look_at_programs(image: &Image, nodes: &[Node], report: &mut Report) {
    for node in nodes.iter().filter(|node| node.kind == NodeKind::Manifest) {
        let descriptor = &node.descriptor;
        let found = program(image.blobs(), descriptor);
        match found {
            Ok(found) => report.programs.extend(found),
            Err(error) => {
                let platform = descriptor.platform.as_ref().map(|platform| format!(" for {platform}"));
                let platform = platform.unwrap_or_default();
                report.problems.push(format!("the manifest {}{platform}: {error}", descriptor.digest));
            }
        }
    }
    let mut programs = report.programs.iter();
    let Some((first, source)) = programs.next() else {
        report.problems.push("there is no program in the image".to_owned());
        return;
    };
    for (platform, other) in programs.filter(|(_, other)| other != source) {
        let problem =
            format!("{first} was built from the wasm {source}, but {platform} from another, {other}");
        report.problems.push(problem);
    }
}

/// Checks the program of a manifest; `None` for what is no program, such as an attestation.
fn program(blobs: &Blobs, descriptor: &Descriptor) -> Result<Option<(Platform, String)>> {
    let manifest: Manifest = blobs.document(&descriptor.digest)?;
    match manifest.config.media_type.as_str() {
        media_type::WASM_CONFIG => {
            let layer = match &manifest.layers[..] {
                [layer] if layer.media_type == media_type::WASM => layer,
                _ => return Err(invalid("expected one layer with a wasm module")),
            };
            let platform = descriptor.platform.clone().unwrap_or(wasm_platform());
            Ok(Some((platform, source_of_wasm(blobs.get(&layer.digest)?)?)))
        }
        media_type::CONFIG if descriptor.platform.as_ref() != Some(&Platform::unknown()) => {
            let config: Config = blobs.document(&manifest.config.digest)?;
            if descriptor.platform.as_ref().is_some_and(|platform| *platform != config.platform) {
                return Err(invalid(&format!("the config says that it is for {}", config.platform)));
            }
            if config.platform.os == "linux" && manifest.annotations.contains_key(annotation::WASM_VARIANT) {
                let name = annotation::WASM_VARIANT;
                return Err(invalid(&format!("it has the annotation {name}: engines would run it as wasm")));
            }
            let layers = layers(blobs, &manifest, &config)?;
            let source = source_of_program(&layers, &config)?;
            Ok(Some((config.platform, source)))
        }
        _ => Ok(None),
    }
}

/// The platform of a wasm module that has none.
fn wasm_platform() -> Platform {
    crate::settings::WasmArch::default().platform()
}

/// The layers, decompressed and checked against the config.
fn layers(blobs: &Blobs, manifest: &Manifest, config: &Config) -> Result<Vec<Vec<u8>>> {
    let diff_ids = &config.rootfs.diff_ids;
    if diff_ids.len() != manifest.layers.len() {
        let (layers, named) = (manifest.layers.len(), diff_ids.len());
        return Err(invalid(&format!("it has {layers} layers, but its config names {named}")));
    }
    let layers = manifest.layers.iter().zip(diff_ids).map(|(layer, diff_id)| {
        let bytes = blobs.get(&layer.digest)?;
        let archive = match layer.media_type.as_str() {
            media_type::LAYER => bytes.to_vec(),
            media_type::LAYER_GZIP => gzip::decompress(bytes)?,
            other => return Err(invalid(&format!("a layer of the type {other:?} cannot be read"))),
        };
        if Digest::of(&archive) != *diff_id {
            return Err(invalid(&format!("the layer {} is not the one that the config names", layer.digest)));
        }
        Ok(archive)
    });
    layers.collect()
}

/// The SHA-256 of the wasm that the entry point was built from, or is.
fn source_of_program(layers: &[Vec<u8>], config: &Config) -> Result<String> {
    let Some(entrypoint) = config.config.entrypoint.first() else {
        return Err(invalid("it has no entry point"));
    };
    let file = layers.iter().rev().find_map(|layer| file(layer, entrypoint).transpose());
    let Some(file) = file.transpose()? else {
        return Err(invalid(&format!("its entry point {entrypoint} is in none of its layers")));
    };
    if config.platform.os != "linux" {
        return source_of_wasm(&file);
    }
    let executable = Executable::read(file).map_err(|error| invalid(&format!("{entrypoint}: {error}")))?;
    let platform = executable::platform(executable.target());
    if platform != config.platform {
        return Err(invalid(&format!("{entrypoint} is an executable for {platform}")));
    }
    Ok(executable.info().source_sha256.clone())
}

fn source_of_wasm(wasm: &[u8]) -> Result<String> {
    if !wasm.starts_with(WASM_MAGIC) {
        return Err(invalid("its program is no wasm module"));
    }
    Ok(Digest::of(wasm).hex().to_owned())
}

/// The contents of a file in a layer.
fn file(layer: &[u8], path: &str) -> Result<Option<Vec<u8>>> {
    let damaged = |error: std::io::Error| invalid(&format!("a layer is damaged: {error}"));
    for entry in tar::Archive::new(layer).entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = entry.path_bytes();
        let name = name.strip_prefix(b"./").unwrap_or(&name);
        if entry.header().entry_type().is_file() && name == path.trim_start_matches('/').as_bytes() {
            let mut contents = Vec::new();
            entry.read_to_end(&mut contents).map_err(damaged)?;
            return Ok(Some(contents));
        }
    }
    Ok(None)
}

fn invalid(message: &str) -> Error {
    Error::Invalid(message.to_owned())
}
