//! Executables, wasm, files to include and settings → manifests in a draft; or an artifact.

use std::sync::Arc;

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

/// A layer in a draft.
#[derive(Clone, Debug)]
struct Layer {
    descriptor: Descriptor,
    /// The digest before compression.
    diff_id: Digest,
}

/// Puts together the manifests of all platforms.
pub fn build(contents: &Contents, settings: &Settings) -> Result<Draft> {
    check(contents)?;
    let mut draft = Draft::new();
    let include = match contents.include.is_empty() {
        true => None,
        false => Some(add_layer(draft.blobs(), &contents.include, settings)),
    };
    for executable in &contents.executables {
        let file = program(&settings.entrypoint, executable.bytes(), true, &contents.include)?;
        let layers = include.clone().into_iter().chain([add_layer(draft.blobs(), &file, settings)]).collect();
        add(&mut draft, executable.platform(), &settings.entrypoint, layers, settings, Annotations::new());
    }
    if let Some(wasm) = &contents.wasm {
        let path = settings.entrypoint.with_suffix(".wasm");
        let file = program(&path, wasm, false, &contents.include)?;
        let layers = include.into_iter().chain([add_layer(draft.blobs(), &file, settings)]).collect();
        // Never on a manifest with an executable: engines would run that as wasm.
        let variant = (annotation::WASM_VARIANT.to_owned(), WASM_VARIANT.to_owned());
        add(&mut draft, settings.wasm_arch.platform(), &path, layers, settings, [variant].into());
    }
    Ok(draft)
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
fn program(path: &GuestPath, bytes: &Arc<[u8]>, executable: bool, include: &Tree) -> Result<Tree> {
    let mut tree = Tree::default();
    tree.add_file(path, bytes.clone(), executable, Owner::default())?;
    tree.above(include)
}

fn add_layer(blobs: &mut Blobs, tree: &Tree, settings: &Settings) -> Layer {
    let archive = tree.archive(settings.date);
    let diff_id = Digest::of(&archive);
    Layer { descriptor: blobs.add(media_type::LAYER_GZIP, gzip::compress(&archive)), diff_id }
}

/// Adds the image of one platform.
fn add(
    draft: &mut Draft,
    platform: Platform,
    entrypoint: &GuestPath,
    layers: Vec<Layer>,
    settings: &Settings,
    mut annotations: Annotations,
) {
    let created = settings.date.to_string();
    let history = layers.iter().map(|_| History {
        created: Some(created.clone()),
        created_by: Some(concat!("precast ", env!("CARGO_PKG_VERSION")).to_owned()),
    });
    let config = Config {
        created: Some(created.clone()),
        platform: platform.clone(),
        config: execution(entrypoint, settings),
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
