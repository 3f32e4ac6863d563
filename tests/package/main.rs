//! Images: what is in them (`contents.rs`), that they are the same everywhere (`forms.rs`), whole or not there
//! (`refusals.rs`); and what `precast verify` finds (`verify.rs`). What container engines make of them is the
//! matter of another test.

#[path = "../support/mod.rs"]
mod support;

mod contents;
mod forms;
mod refusals;
mod verify;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::Command;

use precast_package::spec::{self, Manifest, Platform};
use precast_package::{Image, archive};
use serde_json::Value;
use support::{Finished, hello, precast, run, scratch};

/// Exit status of wrong usage.
const STATUS_USAGE: i32 = 2;
/// What the platforms of an image are called, in their order, each with its target, and where the program lies.
const PLATFORMS: [(&str, Option<&str>, &str); 4] = [
    ("linux/amd64", Some("x86_64-linux"), "/app"),
    ("linux/arm64/v8", Some("aarch64-linux"), "/app"),
    ("linux/riscv64", Some("riscv64-linux"), "/app"),
    ("wasi/wasm", None, "/app.wasm"),
];

/// `precast pack ARGUMENTS…` in `directory`, whatever comes of it.
fn try_pack(directory: &Path, arguments: &[&str]) -> Finished {
    let mut command = precast();
    command.arg("pack").args(arguments).current_dir(directory).env_remove("SOURCE_DATE_EPOCH");
    run(command, b"")
}

/// As [`try_pack`]; failure fails the test.
#[track_caller]
fn pack(directory: &Path, arguments: &[&str]) {
    let finished = try_pack(directory, arguments).expect_success();
    assert!(finished.stdout.is_empty() && finished.stderr.is_empty(), "{}", finished.describe());
}

/// A folder with the program that most tests use, as `app.wat`.
fn workplace() -> tempfile::TempDir {
    let scratch = scratch();
    fs::copy(hello(), scratch.path().join("app.wat")).expect("a copy");
    scratch
}

fn read_image(path: &Path) -> Image {
    archive::read(&fs::read(path).expect("an archive")).expect("an image")
}

/// The image in `directory/app.oci.tar` that `precast pack app.wat ARGUMENTS…` makes.
#[track_caller]
fn packed(directory: &Path, arguments: &[&str]) -> Image {
    pack(directory, &[&["app.wat", "-o", "app.oci.tar"], arguments].concat());
    read_image(&directory.join("app.oci.tar"))
}

/// The manifest and the config for each platform; what is said about them is the matter of another test.
fn platforms(image: &Image) -> Vec<(String, Manifest, Value)> {
    let manifests = image.manifests().expect("manifests").into_iter();
    let platforms = manifests.filter(|entry| entry.platform != Some(Platform::unknown())).map(|entry| {
        let manifest: Manifest = image.blobs().document(&entry.digest).expect("a manifest");
        let config = image.blobs().document(&manifest.config.digest).expect("a config");
        (entry.platform.expect("a platform").to_string(), manifest, config)
    });
    platforms.collect()
}

/// Files in a layer, with mode, owner and time, and their contents.
fn files(image: &Image, layer: &spec::Descriptor) -> BTreeMap<String, (String, Vec<u8>)> {
    let bytes = image.blobs().get(&layer.digest).expect("a layer");
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&bytes[..]));
    let mut files = BTreeMap::new();
    for entry in archive.entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let header = entry.header();
        let (mode, time) = (header.mode().unwrap(), header.mtime().unwrap());
        let facts = format!("{mode:o} {}:{} {time}", header.uid().unwrap(), header.gid().unwrap());
        let name = String::from_utf8(entry.path_bytes().into_owned()).expect("a name");
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents).expect("contents");
        assert!(files.insert(name, (facts, contents)).is_none(), "a file comes twice");
    }
    files
}

fn entries(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// `precast ARGUMENTS…` in `directory`.
fn in_directory(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = precast();
    command.args(arguments).current_dir(directory);
    command
}

#[track_caller]
fn verify(path: &Path) -> Finished {
    let mut command = precast();
    command.arg("verify").arg(path);
    run(command, b"")
}
