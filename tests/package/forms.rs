//! Archive and directory, and that the same input makes the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use precast_package::spec::media_type;
use precast_package::{Digest, layout};
use serde_json::Value;

use crate::support::{hello, precast, run, scratch};
use crate::{STATUS_USAGE, entries, files, pack, packed, platforms, read_image, try_pack, verify, workplace};

#[test]
fn the_archive_is_one_that_engines_read() {
    let scratch = workplace();
    pack(scratch.path(), &["app.wat", "--name", "registry.example:5000/team/app:1.2"]);
    let bytes = fs::read(scratch.path().join("app.oci.tar")).expect("an archive");
    let mut documents = BTreeMap::new();
    let mut names = Vec::new();
    for entry in tar::Archive::new(&bytes[..]).entries().expect("an archive") {
        let mut entry = entry.expect("an entry");
        let name = String::from_utf8(entry.path_bytes().into_owned()).expect("a name");
        assert_eq!((entry.header().mtime().unwrap(), entry.header().uid().unwrap()), (0, 0), "{name}");
        let mut contents = Vec::new();
        entry.read_to_end(&mut contents).expect("contents");
        documents.extend(serde_json::from_slice::<Value>(&contents).ok().map(|value| (name.clone(), value)));
        names.push(name);
    }
    assert!(names.is_sorted());
    let index = &documents["index.json"];
    assert_eq!(index["manifests"].as_array().map(Vec::len), Some(1), "{index}");
    let entry = &index["manifests"][0];
    assert_eq!(entry["mediaType"], media_type::INDEX);
    assert_eq!(entry["annotations"]["org.opencontainers.image.ref.name"], "1.2");
    assert_eq!(entry["annotations"]["io.containerd.image.name"], "registry.example:5000/team/app:1.2");
    let docker = &documents["manifest.json"][0];
    assert_eq!(docker["RepoTags"], serde_json::json!(["registry.example:5000/team/app:1.2"]));
    let config = &documents[docker["Config"].as_str().expect("a path")];
    assert_eq!(config["architecture"], "amd64");
    assert!(names.contains(&docker["Layers"][0].as_str().expect("a path").to_owned()));
}

#[test]
fn the_same_input_is_the_same_image_everywhere() {
    let scratch = scratch();
    let mut archives = Vec::new();
    for (place, jobs, umask) in [("a", "1", "022"), ("somewhere/else", "2", "077")] {
        let directory = scratch.path().join(place);
        fs::create_dir_all(directory.join("data")).expect("a directory");
        fs::copy(hello(), directory.join("app.wat")).expect("a copy");
        // Made in another order, at another time.
        for name in if jobs == "1" { ["x", "y"] } else { ["y", "x"] } {
            fs::write(directory.join("data").join(name), name).expect("a file");
        }
        std::thread::sleep(Duration::from_millis(1100));
        let mut command = Command::new("sh");
        let line = "umask $1; exec $2 pack app.wat --include data:/data -j $3";
        command.args(["-c", line, "sh", umask, env!("CARGO_BIN_EXE_precast"), jobs]);
        command
            .current_dir(&directory)
            .env("TZ", "Asia/Tokyo")
            .env("HOME", place)
            .env_remove("SOURCE_DATE_EPOCH");
        run(command, b"").expect_success();
        archives.push(fs::read(directory.join("app.oci.tar")).expect("an archive"));
    }
    assert!(archives[0] == archives[1]);

    let directory = scratch.path().join("a");
    let dated = |date: &str| {
        let mut command = precast();
        command
            .args(["pack", "app.wat", "-o", "dated.tar"])
            .current_dir(&directory)
            .env("SOURCE_DATE_EPOCH", date);
        run(command, b"")
    };
    dated("1700000000").expect_success();
    let image = read_image(&directory.join("dated.tar"));
    for (name, manifest, config) in platforms(&image) {
        assert_eq!(config["created"], "2023-11-14T22:13:20Z", "{name}");
        let files = files(&image, &manifest.layers[0]);
        assert!(files.values().all(|(facts, _)| facts.ends_with(" 1700000000")), "{name}");
    }
    let refused = dated("yesterday");
    assert_eq!(refused.status, STATUS_USAGE, "{}", refused.describe());
    assert!(refused.stderr().contains("SOURCE_DATE_EPOCH is \"yesterday\""), "{}", refused.describe());
}

/// The compressed form is part of the digest: nothing but a decision may change it.
#[test]
fn digests_stay_as_they_are() {
    let scratch = workplace();
    let plain = ["--sbom", "none", "--no-provenance"];
    let expected = [
        (&plain[..], "d323dd44219082e3785d19fa251c870fa59f9cfa8dafb5a2379324c5b8929406"),
        (&[], "5fd2f2b26c1f1b89c06e77825b49be2787ee2e82ba1afac1b674f4b865a5bb08"),
    ];
    for (options, expected) in expected {
        let image = packed(scratch.path(), &[options, &["--platform", "wasi/wasm"]].concat());
        assert_eq!(image.root().digest.hex(), expected, "images of this version have other digests: say so");
    }
}

#[test]
fn packing_again_writes_nothing() {
    let scratch = workplace();
    let outputs = ["app.oci.tar", "image/"];
    let facts = |path: &Path| {
        let metadata = fs::metadata(path).expect("a file");
        (metadata.ino(), metadata.mtime_nsec(), metadata.ctime_nsec())
    };
    let all = || {
        let image = scratch.path().join("image");
        let blobs = entries(&image.join("blobs/sha256"))
            .into_iter()
            .map(|name| image.join("blobs/sha256").join(name));
        let files = ["index.json", "oci-layout"].map(|name| image.join(name)).into_iter().chain(blobs);
        let files = files.chain([scratch.path().join("app.oci.tar")]);
        files.map(|path| (facts(&path), path)).collect::<Vec<_>>()
    };
    for output in outputs {
        pack(scratch.path(), &["app.wat", "-o", output]);
    }
    let first = all();
    assert_eq!(first.len(), 32, "{first:?}");
    for output in outputs {
        pack(scratch.path(), &["app.wat", "-o", output]);
    }
    assert_eq!(all(), first);

    // What was cut off is completed.
    let image = scratch.path().join("image");
    fs::remove_file(image.join("index.json")).expect("a file");
    let blobs = image.join("blobs/sha256");
    fs::remove_file(blobs.join(&entries(&blobs)[0])).expect("a file");
    pack(scratch.path(), &["app.wat", "-o", "image/"]);
    verify(&image).expect_success();

    // Another image takes the place of the first; nothing of that stays.
    pack(scratch.path(), &["app.wat", "-o", "image", "--platform", "wasi/wasm"]);
    verify(&image).expect_success();
    assert_eq!(entries(&image.join("blobs/sha256")).len(), 8);
    assert_eq!(entries(&image), ["blobs", "index.json", "oci-layout"]);
}

#[test]
fn archive_and_directory_hold_the_same() {
    let scratch = workplace();
    let image = packed(scratch.path(), &[]);
    pack(scratch.path(), &["app.wat", "-o", "image/"]);
    let directory = scratch.path().join("image");
    for (name, bytes) in layout::files(&image) {
        assert!(fs::read(directory.join(&name)).expect("a file") == *bytes, "{name}");
    }
    let finished = try_pack(scratch.path(), &["app.wat", "-o", "-"]).expect_success();
    assert!(finished.stdout == fs::read(scratch.path().join("app.oci.tar")).expect("an archive"));
}

/// The digest of a blob is its name; both tools agree on it.
#[test]
fn digests_are_those_of_coreutils() {
    let scratch = workplace();
    pack(scratch.path(), &["app.wat", "-o", "image/", "--platform", "wasi/wasm"]);
    let directory = scratch.path().join("image/blobs/sha256");
    let names: Vec<PathBuf> = entries(&directory).into_iter().map(|name| directory.join(name)).collect();
    let mut command = Command::new("sha256sum");
    command.args(&names);
    let listed = run(command, b"").expect_success().stdout();
    for (line, path) in listed.lines().zip(&names) {
        let name = path.file_name().expect("a name").to_string_lossy();
        assert!(line.starts_with(&*name), "{line}");
        assert_eq!(Digest::of(&fs::read(path).expect("a blob")).hex(), name);
    }
}
