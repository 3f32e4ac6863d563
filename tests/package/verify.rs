//! `precast verify`: what is damaged, contradicts itself or is hostile.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use precast_package::spec::{self, Index, Manifest, Platform, media_type};
use precast_package::{Blobs, Digest, Draft, Image, archive, layout};
use serde_json::Value;

use crate::support::run;
use crate::{PLATFORMS, entries, in_directory, pack, packed, platforms, read_image, verify, workplace};

/// Every blob of an image is damaged in turn, in each way; each time it is told which.
#[test]
fn verify_finds_all_damage() {
    let scratch = workplace();
    pack(scratch.path(), &["app.wat", "-o", "image/", "--platform", "linux/amd64,wasi/wasm"]);
    let directory = scratch.path().join("image/blobs/sha256");
    let blobs = entries(&directory);
    assert_eq!(blobs.len(), 15);
    for name in &blobs {
        let path = directory.join(name);
        let whole = fs::read(&path).expect("a blob");
        let mut flipped = whole.clone();
        // Within text, so that documents stay readable.
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        let longer = [&whole[..], b" "].concat();
        let cases = [
            (Some(flipped), "damaged"),
            (Some(longer), "expected"),
            (Some(Vec::new()), "expected"),
            (None, "missing"),
        ];
        for (damaged, message) in cases {
            match &damaged {
                Some(bytes) => fs::write(&path, bytes).expect("a blob"),
                None => fs::remove_file(&path).expect("a blob"),
            }
            let finished = verify(&scratch.path().join("image"));
            assert_eq!(finished.status, 1, "{}", finished.describe());
            let stderr = finished.stderr();
            assert!(stderr.contains(name.as_str()) && stderr.contains(message), "{}", finished.describe());
        }
        fs::write(&path, whole).expect("a blob");
    }
    verify(&scratch.path().join("image")).expect_success();
}

/// Images in which every digest is right, and something else is not.
#[test]
fn verify_compares_what_images_say_with_what_they_hold() {
    let scratch = workplace();
    let directory = scratch.path();
    let good = packed(directory, &[]);
    fs::write(directory.join("other.wat"), "(module (func (export \"_start\")))").expect("a file");
    pack(directory, &["other.wat", "-o", "other.tar"]);
    let other = read_image(&directory.join("other.tar"));
    let manifest = |image: &Image, index: usize| platforms(image)[index].1.clone();
    let platform = |image: &Image, index: usize| image.manifests().unwrap()[index].platform.clone().unwrap();
    let (x86, arm, wasm) = (manifest(&good, 0), manifest(&good, 1), manifest(&good, 3));

    let mut foreign_layer = x86.clone();
    foreign_layer.layers = arm.layers.clone();
    let mut no_layer = x86.clone();
    no_layer.layers.clear();
    let mut as_text = x86.clone();
    as_text.layers[0].media_type = "text/plain".to_owned();
    let cases = [
        (vec![(foreign_layer, platform(&good, 0))], "is not the one that the config names"),
        (vec![(no_layer, platform(&good, 0))], "it has 0 layers, but its config names 1"),
        (vec![(as_text, platform(&good, 0))], "of the type \"text/plain\" cannot be read"),
        (vec![(arm.clone(), platform(&good, 0))], "the config says that it is for linux/arm64/v8"),
        (
            vec![(x86.clone(), platform(&good, 0)), (manifest(&other, 1), platform(&good, 1))],
            "was built from the wasm",
        ),
        (
            vec![(x86.clone(), platform(&good, 0)), (manifest(&other, 3), platform(&good, 3))],
            "was built from the wasm",
        ),
        (vec![(x86.clone(), Platform::unknown())], "there is no program"),
        (vec![], "there is no program"),
    ];
    let check = |draft: Draft, message: &str| {
        let path = directory.join("case.tar");
        let mut bytes = Vec::new();
        archive::write(&draft.finish(None, spec::Annotations::new()), &mut bytes).expect("an archive");
        fs::write(&path, bytes).expect("a file");
        let finished = verify(&path);
        assert_eq!(finished.status, 1, "{message}: {}", finished.describe());
        assert!(finished.stderr().contains(message), "{message}: {}", finished.describe());
    };
    let blobs = || {
        let mut draft = Draft::new();
        for (digest, bytes) in good.blobs().iter().chain(other.blobs().iter()) {
            draft.blobs().insert(digest.clone(), bytes.clone());
        }
        draft
    };
    for (manifests, message) in cases {
        let mut draft = blobs();
        for (manifest, platform) in manifests {
            draft.add(&manifest, platform, spec::Annotations::new());
        }
        check(draft, message);
    }
    // An attestation of nothing that is there.
    let mut draft = blobs();
    draft.add(&x86, platform(&good, 0), spec::Annotations::new());
    let kind = ("vnd.docker.reference.type".to_owned(), "attestation-manifest".to_owned());
    let subject = ("vnd.docker.reference.digest".to_owned(), Digest::of(b"").to_string());
    draft.add(&wasm, Platform::unknown(), [kind.clone(), subject].into());
    check(draft, "which is not in the index");
    // One that is said to be of another platform.
    let entries = good.manifests().expect("manifests");
    let said: Manifest = good.blobs().document(&entries[4].digest).expect("a manifest");
    let mut draft = blobs();
    draft.add(&x86, platform(&good, 0), spec::Annotations::new());
    let arm_entry = draft.add(&arm, platform(&good, 1), spec::Annotations::new());
    let subject = ("vnd.docker.reference.digest".to_owned(), arm_entry.digest.to_string());
    draft.add(&said, Platform::unknown(), [kind, subject].into());
    check(draft, &format!("is not about {}", arm_entry.digest));
    // An engine that sees this runs the executable as wasm.
    let mut as_wasm = x86.clone();
    as_wasm.annotations.insert("module.wasm.image/variant".to_owned(), "compat".to_owned());
    let mut draft = blobs();
    draft.add(&as_wasm, platform(&good, 0), spec::Annotations::new());
    check(draft, "engines would run it as wasm");
    // A config that lies about its platform, and programs that are none.
    let with_config = |source: &Manifest, change: &dyn Fn(&mut Value)| {
        let mut draft = blobs();
        let mut config: Value = draft.blobs().document(&source.config.digest).expect("a config");
        change(&mut config);
        let mut manifest = source.clone();
        manifest.config = draft.blobs().add(media_type::CONFIG, spec::to_json(&config));
        let config: spec::Config = draft.blobs().document(&manifest.config.digest).expect("a config");
        draft.add(&manifest, config.platform, spec::Annotations::new());
        draft
    };
    let lies = with_config(&x86, &|config| config["architecture"] = "riscv64".into());
    check(lies, "/app is an executable for linux/amd64");
    let elsewhere = with_config(&x86, &|config| config["config"]["Entrypoint"][0] = "/other".into());
    check(elsewhere, "its entry point /other is in none of its layers");
    let nothing = with_config(&x86, &|config| config["config"]["Entrypoint"] = serde_json::json!([]));
    check(nothing, "it has no entry point");
    let unmarked = Manifest { annotations: spec::Annotations::new(), ..wasm.clone() };
    let native = with_config(&unmarked, &|config| config["os"] = "linux".into());
    check(native, "/app.wasm: not an executable: it is no ELF file");
    let foreign = with_config(&x86, &|config| config["os"] = "wasi".into());
    check(foreign, "its program is no wasm module");
}

#[test]
fn what_is_no_image_is_refused() {
    let scratch = workplace();
    let directory = scratch.path();
    pack(directory, &["app.wat"]);
    let whole = fs::read(directory.join("app.oci.tar")).expect("an archive");
    let write = |name: &str, bytes: &[u8]| fs::write(directory.join(name), bytes).expect("a file");
    // Within a file or its header: between two, an archive may end.
    write("cut.tar", &whole[..(whole.len() / 2).next_multiple_of(512) + 100]);
    write("empty", b"");
    fs::create_dir(directory.join("folder")).expect("a directory");
    let mut archive = tar::Builder::new(Vec::new());
    archive.append_path_with_name(directory.join("app.wat"), "app.wat").expect("an archive");
    write("files.tar", &archive.into_inner().expect("an archive"));
    let image = read_image(&directory.join("app.oci.tar"));
    let two = {
        let mut files: BTreeMap<_, _> = layout::files(&image).into_iter().collect();
        let entry = image.root().clone();
        let index = Index::new(vec![entry.clone(), entry], spec::Annotations::new());
        files.insert("index.json".to_owned(), spec::to_json(&index).into());
        files
    };
    fs::create_dir_all(directory.join("two/blobs/sha256")).expect("a directory");
    for (name, bytes) in two {
        fs::write(directory.join("two").join(name), bytes).expect("a file");
    }
    let odd = {
        let mut blobs = Blobs::default();
        let root = blobs.add("application/vnd.docker.distribution.manifest.list.v2+json", b"{}".to_vec());
        let mut bytes = Vec::new();
        archive::write(&Image::new(None, root, blobs), &mut bytes).expect("an archive");
        bytes
    };
    write("odd.tar", &odd);
    fs::create_dir(directory.join("pipe")).expect("a directory");
    let mut mkfifo = Command::new("mkfifo");
    mkfifo.arg(directory.join("pipe/oci-layout"));
    run(mkfifo, b"").expect_success();
    let cases = [
        ("cut.tar", "is no image: the archive is damaged"),
        ("empty", "is neither an archive nor a directory with an image"),
        ("folder", "is no image: there is no oci-layout"),
        ("files.tar", "is no image: there is no oci-layout"),
        ("two", "has 2 entries, expected exactly one"),
        ("odd.tar", "expected an OCI index or manifest"),
        ("pipe", "oci-layout: it is not a file"),
        ("missing", "cannot read missing: there is no such file"),
        ("app.wat", "is neither an archive nor a directory with an image"),
    ];
    for (name, message) in cases {
        let finished = run(in_directory(directory, &["verify", name]), b"");
        assert_eq!(finished.status, 1, "{name}: {}", finished.describe());
        assert!(finished.stderr().contains(message), "{name}: {}", finished.describe());
        let finished = run(in_directory(directory, &["inspect", name]), b"");
        assert_eq!(finished.status, 1, "{name}: {}", finished.describe());
        assert!(finished.stderr().contains(name), "{name}: {}", finished.describe());
    }
}

/// An image can say what it likes, and is shown without harm.
#[test]
fn hostile_images_are_harmless() {
    let scratch = workplace();
    let directory = scratch.path();
    let good = packed(directory, &["--platform", "wasi/wasm"]);
    let (_, wasm, _) = platforms(&good).remove(0);
    let write = |draft: Draft| {
        let mut bytes = Vec::new();
        archive::write(&draft.finish(None, spec::Annotations::new()), &mut bytes).expect("an archive");
        fs::write(directory.join("case.tar"), bytes).expect("a file");
    };
    let blobs = || {
        let mut draft = Draft::new();
        good.blobs().iter().for_each(|(digest, bytes)| draft.blobs().insert(digest.clone(), bytes.clone()));
        draft
    };
    // A sum that does not fit.
    let mut huge = wasm.clone();
    huge.layers[0].size = u64::MAX;
    huge.config.size = u64::MAX;
    let mut draft = blobs();
    draft.add(&huge, Platform::unknown(), spec::Annotations::new());
    write(draft);
    let shown =
        run(in_directory(directory, &["inspect", "--json", "case.tar"]), b"").expect_success().stdout();
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(
        (&shown["size_bytes"], &shown["manifests"][0]["size_bytes"]),
        (&u64::MAX.into(), &u64::MAX.into())
    );
    // A platform that writes on the terminal.
    let mut draft = blobs();
    let mut config: spec::Config = draft.blobs().document(&wasm.config.digest).expect("a config");
    config.platform.os = "wasi\u{1b}[31m".to_owned();
    let manifest = Manifest { config: draft.blobs().add(media_type::CONFIG, spec::to_json(&config)), ..wasm };
    draft.add(&manifest, config.platform, spec::Annotations::new());
    write(draft);
    for command in ["verify", "inspect"] {
        let shown = run(in_directory(directory, &[command, "case.tar"]), b"").expect_success().stdout();
        assert!(shown.contains("\\u{1b}[31m/wasm") && !shown.contains('\u{1b}'), "{shown:?}");
    }
}

/// Others keep an index within an index.
#[test]
fn nested_indexes_are_looked_into() {
    let scratch = workplace();
    let good = packed(scratch.path(), &[]);
    let index = Index::new(vec![good.root().clone()], spec::Annotations::new());
    let mut blobs = good.blobs().clone();
    let root = blobs.add(media_type::INDEX, spec::to_json(&index));
    let mut bytes = Vec::new();
    archive::write(&Image::new(None, root, blobs), &mut bytes).expect("an archive");
    fs::write(scratch.path().join("nested.tar"), bytes).expect("a file");
    for command in ["inspect", "verify"] {
        let shown =
            run(in_directory(scratch.path(), &[command, "nested.tar"]), b"").expect_success().stdout();
        for (platform, ..) in PLATFORMS {
            assert!(shown.contains(platform), "{shown}");
        }
    }
}
