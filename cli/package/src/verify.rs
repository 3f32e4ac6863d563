//! Reads an image back: every digest and size is computed anew, every executable looked at.
//!
//! Nothing that the image says of itself is taken for granted, and all that is wrong is told, not only the first.

use std::collections::BTreeSet;

use crate::executable::{self, Executable};
use crate::layer::Search;
use crate::spec::{Config, Descriptor, Manifest, Platform, annotation, media_type};
use crate::{Blobs, Digest, Error, Image, Node, NodeKind, Result, attestation};

/// Text that the wasm of an artifact and of an image begins with.
const WASM_MAGIC: &[u8] = b"\0asm";
/// Most bytes that all layers that are read may have before compression.
const LAYERS_BYTES_MAX: u64 = 16 << 30;

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
    let (nodes, problems) = image.reachable();
    // What is missing is told below, with what it is.
    let problems = problems.into_iter().filter(|problem| !matches!(problem, Error::Missing(_)));
    report.problems.extend(problems.map(|problem| problem.to_string()));
    let mut seen = BTreeSet::new();
    for node in &nodes {
        if !seen.insert((&node.descriptor.digest, node.descriptor.size)) {
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
    let mut bytes_left = LAYERS_BYTES_MAX;
    let mut seen = BTreeSet::new();
    for node in nodes.iter().filter(|node| node.kind == NodeKind::Manifest) {
        let descriptor = &node.descriptor;
        if !seen.insert((&descriptor.digest, &descriptor.platform)) {
            continue;
        }
        let found = program(image.blobs(), descriptor, &mut bytes_left);
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
fn program(
    blobs: &Blobs,
    descriptor: &Descriptor,
    bytes_left: &mut u64,
) -> Result<Option<(Platform, String)>> {
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
            let source = source_of_program(blobs, &manifest, &config, bytes_left)?;
            Ok(Some((config.platform, source)))
        }
        _ => Ok(None),
    }
}

/// The platform of a wasm module that has none.
fn wasm_platform() -> Platform {
    crate::settings::WasmArch::default().platform()
}

/// The SHA-256 of the wasm that the entry point was built from, or is. The layers are checked against the config.
fn source_of_program(
    blobs: &Blobs,
    manifest: &Manifest,
    config: &Config,
    bytes_left: &mut u64,
) -> Result<String> {
    let diff_ids = &config.rootfs.diff_ids;
    if diff_ids.len() != manifest.layers.len() {
        let (layers, named) = (manifest.layers.len(), diff_ids.len());
        return Err(invalid(&format!("it has {layers} layers, but its config names {named}")));
    }
    let Some(entrypoint) = config.config.entrypoint.first() else {
        return Err(invalid("it has no entry point"));
    };
    let mut search = Search::new(entrypoint)?;
    for (layer, diff_id) in manifest.layers.iter().zip(diff_ids) {
        let found = search.layer(&layer.media_type, blobs.get(&layer.digest)?, bytes_left)?;
        if found != *diff_id {
            return Err(invalid(&format!("the layer {} is not the one that the config names", layer.digest)));
        }
    }
    let file = search.finish()?;
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

fn invalid(message: &str) -> Error {
    Error::Invalid(message.to_owned())
}
