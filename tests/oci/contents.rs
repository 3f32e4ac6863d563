//! What others read in an image: its index, its platforms, its files.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::case::Image;
use crate::engine::{Bundle, copy_platform};
use crate::platform::{Platform, WASM};
use crate::store::text;
use crate::support::{self, precast, require_tool, run};
use crate::world::{Test, World};

pub(crate) const TESTS: &[Test] = &[
    ("contents::index", index),
    ("contents::layout", layout),
    ("contents::platforms", platforms),
    ("contents::attestations", attestations),
    ("contents::docker-archive", docker_archive),
    ("contents::files", files),
    ("contents::wasm", wasm),
    ("contents::base-image", base_image),
];

/// The name of the image that these tests look at.
const NAME: &str = "localhost/contents:1";
/// The key and value that make a runtime run an image as wasm, and no other.
const WASM_VARIANT: (&str, &str) = ("module.wasm.image/variant", "compat");
const ATTESTATION: &str = "vnd.docker.reference.type";
const ATTESTED: &str = "vnd.docker.reference.digest";

/// The program with a file, in all platforms.
pub(crate) fn image(world: &World) -> &'static Image {
    static IMAGE: OnceLock<Image> = OnceLock::new();
    IMAGE.get_or_init(|| {
        let name = ["--name", NAME];
        Image::pack(world, &module(), &[&name.map(str::to_owned)[..], &options()].concat())
    })
}

fn module() -> std::path::PathBuf {
    folder().join("module.wasm")
}

fn folder() -> std::path::PathBuf {
    support::tests_directory().join("oci/probe")
}

/// What is also asked for in other forms than an archive.
pub(crate) fn options() -> Vec<String> {
    vec![
        format!("--include={}:/data", folder().join("data").display()),
        "--dir=/data::/data:ro".to_owned(),
        "--label=purpose=tests".to_owned(),
        "--workdir=/data".to_owned(),
    ]
}

/// skopeo, with its output as JSON.
#[track_caller]
fn skopeo(arguments: &[&str]) -> Value {
    require_tool("skopeo");
    let mut command = Command::new("skopeo");
    command.args(arguments);
    let text = text(run(command, b""));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("skopeo prints JSON: {error}: {text}"))
}

/// The index of an image, by any transport.
#[track_caller]
pub(crate) fn index_of(image: &str) -> Value {
    skopeo(&["inspect", "--raw", "--tls-verify=false", image])
}

/// The entries of an index, those of attestations apart.
fn entries(index: &Value) -> (Vec<&Value>, Vec<&Value>) {
    let all = index["manifests"].as_array().expect("an index").iter();
    all.partition(|entry| entry["annotations"][ATTESTATION].is_null())
}

#[track_caller]
fn string(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a string: {value}"))
}

fn platform_of(entry: &Value) -> String {
    format!("{}/{}", string(&entry["platform"]["os"]), string(&entry["platform"]["architecture"]))
}

/// Each platform is there once, the first is that of most machines; all attestations say whose they are.
fn index(world: &World) {
    let index = index_of(&image(world).transport());
    assert_eq!(index["mediaType"], "application/vnd.oci.image.index.v1+json");
    let (images, attestations) = entries(&index);
    let found: Vec<String> = images.iter().map(|entry| platform_of(entry)).collect();
    let expected: Vec<String> = Platform::all().map(|platform| platform.name()).collect();
    assert_eq!(found, expected);
    let attested: BTreeSet<&str> =
        attestations.iter().map(|entry| string(&entry["annotations"][ATTESTED])).collect();
    let digests: BTreeSet<&str> = images.iter().map(|entry| string(&entry["digest"])).collect();
    assert!(!attested.is_empty() && attested.is_subset(&digests), "{attested:?} of {digests:?}");
    for entry in attestations {
        assert_eq!(platform_of(entry), "unknown/unknown");
    }
}

/// A layout has the same image as an archive; skopeo copies either whole and changes nothing.
fn layout(world: &World) {
    let archive = image(world);
    let directory = world.fresh_path();
    let mut command = precast();
    command.arg("pack").arg(module()).args(["--name", NAME]).args(options());
    // The slash at the end makes it a layout.
    command.arg("-o").arg(directory.join(""));
    run(command, b"").expect_success();
    let root = |layout: &Path| -> Value {
        let text = fs::read(layout.join("index.json")).expect("a layout");
        let index: Value = serde_json::from_slice(&text).expect("JSON");
        let entries = index["manifests"].as_array().expect("an index");
        assert_eq!(entries.len(), 1, "index.json names the image and nothing else: {index}");
        entries[0]["digest"].clone()
    };
    let blobs = |layout: &Path| -> BTreeSet<String> {
        let entries = fs::read_dir(layout.join("blobs/sha256")).expect("blobs");
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a digest")).collect()
    };
    for source in [archive.transport(), format!("oci:{}", directory.display())] {
        let copy = world.fresh_path();
        let mut command = Command::new("skopeo");
        command.args(["copy", "--quiet", "--all", "--preserve-digests", &source]);
        command.arg(format!("oci:{}:copy", copy.display()));
        run(command, b"").expect_success();
        assert_eq!(root(&copy), root(&directory), "{source}");
        assert_eq!(blobs(&copy), blobs(&directory), "{source}");
    }
}

/// Whoever asks for a platform gets it, with what the image says about itself.
fn platforms(world: &World) {
    for platform in Platform::all() {
        let chosen = ["--override-os", platform.os, "--override-arch", platform.architecture];
        let image = image(world).transport();
        let summary = skopeo(&[&chosen[..], &["inspect", &image]].concat());
        assert_eq!(summary["Os"], platform.os);
        assert_eq!(summary["Architecture"], platform.architecture);
        assert_eq!(summary["Labels"]["purpose"], "tests");
        let config = skopeo(&[&chosen[..], &["inspect", "--config", &image]].concat());
        assert_eq!(config["config"]["WorkingDir"], "/data", "{config}");
        assert_eq!(config["config"]["User"], "65532:65532", "{config}");
        assert_eq!(config["created"], "1970-01-01T00:00:00Z", "{config}");
        // On an executable the annotation would make a runtime take it for wasm.
        let layout = world.fresh_path();
        copy_platform(self::image(world), platform, &layout);
        let manifest = index_of(&format!("oci:{}:app", layout.display()));
        let (key, value) = WASM_VARIANT;
        let expected = if platform.target.is_none() { Value::from(value) } else { Value::Null };
        assert_eq!(manifest["annotations"][key], expected, "{}: {manifest}", platform.name());
    }
}

/// Attestations are statements about the manifest that they belong to, in the form of BuildKit.
fn attestations(world: &World) {
    let layout = world.fresh_path();
    let mut command = Command::new("skopeo");
    command.args(["copy", "--quiet", "--all", "--preserve-digests", &image(world).transport()]);
    command.arg(format!("oci:{}:copy", layout.display()));
    run(command, b"").expect_success();
    let blob = |digest: &Value| -> Value {
        let digest = string(digest).strip_prefix("sha256:").expect("a digest");
        serde_json::from_slice(&fs::read(layout.join("blobs/sha256").join(digest)).expect("a blob"))
            .expect("JSON")
    };
    let index = index_of(&image(world).transport());
    let (images, attestations) = entries(&index);
    for entry in images {
        let mut of_this =
            attestations.iter().filter(|other| other["annotations"][ATTESTED] == entry["digest"]);
        let manifest = blob(&of_this.next().expect("an attestation")["digest"]);
        assert_eq!(of_this.next(), None, "one manifest holds all statements");
        let layers = manifest["layers"].as_array().expect("statements");
        let mut kinds = BTreeSet::new();
        for layer in layers {
            assert_eq!(layer["mediaType"], "application/vnd.in-toto+json");
            let statement = blob(&layer["digest"]);
            assert_eq!(statement["predicateType"], layer["annotations"]["in-toto.io/predicate-type"]);
            let of = format!("sha256:{}", string(&statement["subject"][0]["digest"]["sha256"]));
            assert_eq!(entry["digest"], of, "{statement}");
            kinds.insert(string(&layer["annotations"]["in-toto.io/predicate-type"]).to_owned());
        }
        for kind in ["https://slsa.dev/provenance/v1", "https://spdx.dev/Document"] {
            assert!(kinds.contains(kind), "{kinds:?}");
        }
    }
}

/// Engines that know Docker's form alone get the first platform from the archive.
fn docker_archive(world: &World) {
    let archive = format!("docker-archive:{}", image(world).archive.display());
    let config = skopeo(&["inspect", "--config", &archive]);
    assert_eq!(config["architecture"], "amd64");
    let tags = skopeo(&["list-tags", &archive]);
    assert_eq!(tags["Tags"], serde_json::json!([NAME]), "{tags}");
}

/// The root file system of an executable: it, byte for byte as `precast build` writes it, what was included, and
/// nothing else; everything is root's and may be changed by nobody else.
fn files(world: &World) {
    for platform in Platform::native() {
        let target = platform.target.expect("a platform of programs");
        let bundle = Bundle::unpack(world, image(world), platform);
        let built = world.fresh_path();
        support::build(&module(), &target, &options()[1..2], &built);
        assert_eq!(bundle.command_line(), ["/app"]);
        assert_eq!(bundle.config["process"]["cwd"], "/data");
        assert_eq!(bundle.config["process"]["user"]["uid"], 65532);
        let root = bundle.root();
        assert!(fs::read(root.join("app")).ok() == fs::read(built).ok(), "{}", platform.name());
        let expected = [("app", 0o100755), ("data", 0o40755), ("data/greeting.txt", 0o100644)];
        check_files(&root, &expected);
    }
}

/// The root file system of the wasm, which umoci unpacks raw: it makes no configuration for that platform.
fn wasm(world: &World) {
    let (layout, root) = (world.fresh_path(), world.fresh_path());
    copy_platform(image(world), WASM, &layout);
    let mut command = Command::new("umoci");
    command.args(["raw", "unpack", "--image"]).arg(format!("{}:app", layout.display())).arg(&root);
    run(command, b"").expect_success();
    assert!(fs::read(root.join("app.wasm")).ok() == fs::read(module()).ok(), "the module as it was given");
    check_files(&root, &[("app.wasm", 0o100644), ("data", 0o40755), ("data/greeting.txt", 0o100644)]);
}

/// These files with these types and permissions, and no others.
#[track_caller]
fn check_files(root: &Path, expected: &[(&str, u32)]) {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let metadata = fs::symlink_metadata(&path).expect("a file");
            let name = path.strip_prefix(root).expect("below").to_str().expect("UTF-8").to_owned();
            assert_eq!((metadata.uid(), metadata.gid(), metadata.mtime()), (0, 0, 0), "{name}");
            found.push((name, metadata.permissions().mode()));
            if metadata.is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    let expected: Vec<_> = expected.iter().map(|&(name, mode)| (name.to_owned(), mode)).collect();
    assert_eq!(found, expected);
}

/// buildah puts more on top, as a Dockerfile with FROM would, and podman runs what comes of it.
fn base_image(world: &World) {
    let store = world.store(Platform::host()).expect("a place to run");
    let container = text(run(store.buildah(&["from", &image(world).transport()]), b""));
    let name = format!("localhost/{}:1", world.fresh_name());
    let greeting = world.fresh_path();
    fs::write(&greeting, "hello from above\n").expect("a file");
    let greeting = greeting.to_str().expect("UTF-8");
    for arguments in [
        &["copy", "--chmod", "644", &container, greeting, "/data/greeting.txt"][..],
        &["commit", "--quiet", "--rm", &container, &name],
    ] {
        run(store.buildah(arguments), b"").expect_success();
    }
    let mut command = store.podman(&["run", "--rm", "--network=none"]);
    command.args([&name, "one"]);
    let stdout = run(command, b"").expect_success().stdout();
    assert!(stdout.contains("argument one\n") && stdout.contains("file hello from above\n"), "{stdout}");
}
