//! Executables, wasm, files to include and settings → manifests in a draft; or an artifact.

use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::executable::Executable;
use crate::settings::Settings;
use crate::spec::{
    self, Annotations, Config, Descriptor, Empty, Execution, History, Manifest, Platform, RootFs, annotation,
    media_type,
};
use crate::tree::{GuestPath, Owner, Tree};
use crate::{Blobs, Digest, Draft, Error, Image, Name, Result, gzip};

/// The value of [`annotation::WASM_VARIANT`] for an image with a wasm file as its entry point.
const WASM_VARIANT: &str = "compat";
/// The operating system that the config of a wasm artifact names for WASI preview 1.
const WASM_OS: &str = "wasip1";

/// What goes into an image. There is at least one of the first two.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Executables, each for another platform. The order is that of the index.
    pub executables: Vec<Executable>,
    /// The wasm that they were built from, to be an entry of its own.
    pub wasm: Option<Arc<[u8]>>,
    /// Files that all platforms have.
    pub include: Tree,
}

/// A program for a platform.
struct Program {
    platform: Platform,
    /// Where it lies.
    path: GuestPath,
    /// The file alone.
    file: Tree,
    /// Annotations of the manifest that others do not have.
    annotations: Annotations,
}

/// A layer in a draft.
#[derive(Clone, Debug)]
struct Layer {
    descriptor: Descriptor,
    /// The digest before compression.
    diff_id: Digest,
}

/// Puts together the manifests of all platforms. Compression takes nearly all of the time, and is done in parallel.
pub fn build(contents: &Contents, settings: &Settings) -> Result<Draft> {
    check(contents)?;
    let programs = programs(contents, settings)?;
    let include = Some(&contents.include).filter(|include| !include.is_empty());
    let trees: Vec<&Tree> = include.into_iter().chain(programs.iter().map(|program| &program.file)).collect();
    let mut draft = Draft::new();
    let compressed: Vec<_> = trees.par_iter().map(|tree| compress(tree, settings)).collect();
    let mut layers = compressed.into_iter().map(|(bytes, diff_id)| Layer {
        descriptor: draft.blobs().add(media_type::LAYER_GZIP, bytes),
        diff_id,
    });
    let include: Vec<Layer> = layers.by_ref().take(include.iter().count()).collect();
    let layers: Vec<Layer> = layers.collect();
    for (program, layer) in programs.into_iter().zip(layers) {
        let layers = include.iter().cloned().chain([layer]).collect();
        add(&mut draft, program, layers, settings);
    }
    Ok(draft)
}

/// The programs in the order of the index.
fn programs(contents: &Contents, settings: &Settings) -> Result<Vec<Program>> {
    let executables = contents.executables.iter().map(|executable| {
        Ok(Program {
            platform: executable.platform(),
            path: settings.entrypoint.clone(),
            file: file(&settings.entrypoint, executable.bytes(), true, &contents.include)?,
            annotations: Annotations::new(),
        })
    });
    let wasm = contents.wasm.iter().map(|wasm| {
        let path = settings.entrypoint.with_suffix(".wasm");
        Ok(Program {
            platform: settings.wasm_arch.platform(),
            file: file(&path, wasm, false, &contents.include)?,
            path,
            // Never on a manifest with an executable: engines would run that as wasm.
            annotations: [(annotation::WASM_VARIANT.to_owned(), WASM_VARIANT.to_owned())].into(),
        })
    });
    executables.chain(wasm).collect()
}

/// Refuses what does not belong into one image.
fn check(contents: &Contents) -> Result<()> {
    let mut executables = contents.executables.iter();
    let Some(first) = executables.next() else {
        return match contents.wasm {
            Some(_) => Ok(()),
            None => Err(Error::Invalid("there is nothing to pack".to_owned())),
        };
    };
    for (index, executable) in contents.executables.iter().enumerate() {
        let platform = executable.platform();
        if contents.executables[..index].iter().any(|other| other.platform() == platform) {
            return Err(Error::Invalid(format!("two executables are for {platform}")));
        }
    }
    let source = |executable: &Executable| {
        let info = executable.info();
        (info.source_sha256.clone(), info.linked.clone())
    };
    if let Some(other) = executables.find(|other| source(other) != source(first)) {
        let [first, other] = [first, other].map(Executable::platform);
        let message = format!("the executables for {first} and {other} were built from different modules");
        return Err(Error::Invalid(message));
    }
    let wasm = contents.wasm.as_ref().map(|wasm| Digest::of(wasm));
    if wasm.is_some_and(|digest| digest.hex() != first.info().source_sha256) {
        return Err(Error::Invalid(
            "the executables were built from another module than the one given".to_owned(),
        ));
    }
    Ok(())
}

/// The program alone, to lie above what is included.
fn file(path: &GuestPath, bytes: &Arc<[u8]>, executable: bool, include: &Tree) -> Result<Tree> {
    let mut tree = Tree::default();
    tree.add_file(path, bytes.clone(), executable, Owner::default())?;
    tree.above(include)
}

/// The layer, and its digest before compression.
fn compress(tree: &Tree, settings: &Settings) -> (Vec<u8>, Digest) {
    let archive = tree.archive(settings.date);
    (gzip::compress(&archive), Digest::of(&archive))
}

/// Adds the image of one platform.
fn add(draft: &mut Draft, program: Program, layers: Vec<Layer>, settings: &Settings) {
    let Program { platform, path, mut annotations, .. } = program;
    let created = settings.date.to_string();
    let history = layers.iter().map(|_| History {
        created: Some(created.clone()),
        created_by: Some(concat!("precast ", env!("CARGO_PKG_VERSION")).to_owned()),
    });
    let config = Config {
        created: Some(created.clone()),
        platform: platform.clone(),
        config: execution(&path, settings),
        history: history.collect(),
        rootfs: RootFs::new(layers.iter().map(|layer| layer.diff_id.clone()).collect()),
    };
    let config = draft.blobs().add(media_type::CONFIG, spec::to_json(&config));
    let layers = layers.into_iter().map(|layer| layer.descriptor).collect();
    annotations.extend(settings.annotations.clone());
    let manifest = Manifest { annotations, ..Manifest::new(config, layers) };
    draft.add(&manifest, platform, Annotations::new());
}

fn execution(entrypoint: &GuestPath, settings: &Settings) -> Execution {
    Execution {
        user: Some(settings.user.to_string()),
        exposed_ports: settings.ports.iter().map(|port| (port.to_string(), Empty {})).collect(),
        env: settings.env.iter().map(|(name, value)| format!("{name}={value}")).collect(),
        entrypoint: vec![entrypoint.to_string()],
        cmd: settings.args.clone(),
        working_dir: Some(settings.workdir.to_string()),
        labels: settings.labels.clone(),
    }
}

/// The config of a wasm artifact.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WasmConfig {
    created: String,
    architecture: &'static str,
    os: &'static str,
    layer_digests: Vec<Digest>,
}

/// The wasm as an artifact, in the form of the CNCF, see
/// <https://tag-runtime.cncf.io/wgs/wasm/deliverables/wasm-oci-artifact/>. It is an image of its own: within an
/// index, podman and containerd fail on it.
pub fn wasm_artifact(wasm: &[u8], name: Option<Name>, settings: &Settings) -> Image {
    let mut blobs = Blobs::default();
    let layer = blobs.add(media_type::WASM, wasm.to_vec());
    let config = WasmConfig {
        created: settings.date.to_string(),
        architecture: "wasm",
        os: WASM_OS,
        layer_digests: vec![layer.digest.clone()],
    };
    let config = blobs.add(media_type::WASM_CONFIG, spec::to_json(&config));
    let annotations = settings.annotations.clone();
    let manifest = Manifest { annotations, ..Manifest::new(config, vec![layer]) };
    let root = blobs.add(media_type::MANIFEST, spec::to_json(&manifest));
    Image::new(name, root, blobs)
}
