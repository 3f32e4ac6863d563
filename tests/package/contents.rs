//! What is in an image: programs, settings, files, platforms.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::fs::symlink;

use precast_package::spec::{Index, Manifest, media_type};
use serde_json::Value;

use crate::support::{HELLO, TARGETS, build, precast, run, scratch};
use crate::{
    PLATFORMS, STATUS_USAGE, entries, files, pack, packed, platforms, read_image, try_pack, verify, workplace,
};

#[test]
fn every_platform_has_its_program() {
    let scratch = workplace();
    let image = packed(scratch.path(), &[]);
    let found = platforms(&image);
    let names: Vec<_> = found.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, PLATFORMS.map(|(name, ..)| name));
    for ((_, manifest, config), (name, target, path)) in found.iter().zip(PLATFORMS) {
        let [layer] = &manifest.layers[..] else { panic!("{name} has one layer") };
        assert_eq!(layer.media_type, media_type::LAYER_GZIP);
        assert_eq!(config["config"]["Entrypoint"], serde_json::json!([path]), "{name}");
        assert_eq!(config["config"]["User"], "65532:65532");
        assert_eq!(config["created"], "1970-01-01T00:00:00Z");
        let files = files(&image, layer);
        let (facts, program) = &files[&path[1..]];
        assert_eq!(files.len(), 1);
        // An engine that sees this on a native image runs the executable as wasm.
        let variant = manifest.annotations.get("module.wasm.image/variant").map(String::as_str);
        match target {
            Some(target) => {
                assert_eq!((facts.as_str(), variant), ("755 0:0 0", None), "{name}");
                let target = TARGETS.iter().find(|known| known.name == target).expect("a target");
                let executable = scratch.path().join(target.name);
                fs::write(&executable, program).expect("a file");
                fs::set_permissions(&executable, fs::Permissions::from_mode(0o755)).expect("a mode");
                assert_eq!(run(target.command(&executable), b"").expect_success().stdout(), HELLO, "{name}");
            }
            None => {
                assert_eq!((facts.as_str(), variant), ("644 0:0 0", Some("compat")), "{name}");
                assert!(program.starts_with(b"\0asm"), "{name}");
            }
        }
    }
    let finished = verify(&scratch.path().join("app.oci.tar")).expect_success();
    assert!(finished.stdout().contains("linux/amd64, linux/arm64/v8, linux/riscv64, wasi/wasm"));
}

#[test]
fn settings_are_what_containers_get() {
    let scratch = workplace();
    let options = "--entrypoint /usr/bin/tool --launch-arg -v --launch-arg x --launch-env A=b=c --workdir /srv \
                   --user 1000:7 --port 8080 --port 53/udp --label com.example.a=b --annotation title=App \
                   --annotation com.example.x=y --wasm-arch wasm32 --name team/app:1";
    let image = packed(scratch.path(), &options.split_whitespace().collect::<Vec<_>>());
    let annotations: BTreeMap<_, _> = [("com.example.x", "y"), ("org.opencontainers.image.title", "App")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into();
    let index: Index = image.index().expect("an index");
    assert_eq!(index.annotations, annotations);
    let found = platforms(&image);
    assert_eq!(found[3].0, "wasi/wasm32");
    assert_eq!(found[3].2["architecture"], "wasm32");
    for (name, mut manifest, config) in found {
        let program = if name.starts_with("wasi") { "/usr/bin/tool.wasm" } else { "/usr/bin/tool" };
        let expected = serde_json::json!({
            "User": "1000:7",
            "ExposedPorts": { "8080/tcp": {}, "53/udp": {} },
            "Env": ["A=b=c"],
            "Entrypoint": [program],
            "Cmd": ["-v", "x"],
            "WorkingDir": "/srv",
            "Labels": { "com.example.a": "b" },
        });
        assert_eq!(config["config"], expected, "{name}");
        manifest.annotations.remove("module.wasm.image/variant");
        assert_eq!(manifest.annotations, annotations, "{name}");
        let names: Vec<_> = files(&image, &manifest.layers[0]).into_keys().collect();
        assert_eq!(names, ["usr/", "usr/bin/", &program[1..]], "{name}");
    }
    let mut command = precast();
    command.args(["inspect", "app.oci.tar"]).current_dir(&scratch);
    let shown = run(command, b"").expect_success().stdout();
    for part in ["team/app:1", "wasi/wasm32", "1000:7", "8080/tcp", "com.example.a=b", "App", "A=b=c"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let mut command = precast();
    command.args(["inspect", "--json", "app.oci.tar"]).current_dir(&scratch);
    let json: Value = serde_json::from_str(&run(command, b"").expect_success().stdout()).expect("JSON");
    assert_eq!(json["digest"], image.root().digest.to_string());
    assert_eq!(json["manifests"][1]["platform"]["variant"], "v8");
    assert_eq!(json["manifests"][1]["config"]["User"], "1000:7");
}

#[test]
fn included_files_are_a_layer_that_platforms_share() {
    let scratch = workplace();
    let place = |name: &str| scratch.path().join(name);
    fs::create_dir_all(place("assets/sub")).expect("a directory");
    fs::create_dir_all(place("state")).expect("a directory");
    fs::write(place("assets/sub/page"), "text").expect("a file");
    fs::write(place("assets/run.sh"), "#!/bin/sh\n").expect("a file");
    fs::set_permissions(place("assets/run.sh"), fs::Permissions::from_mode(0o700)).expect("a mode");
    symlink("sub/page", place("assets/link")).expect("a link");
    let image = packed(
        scratch.path(),
        &[
            "--include",
            "assets:/srv/assets",
            "--include",
            "state:/state:rw",
            "--include",
            "app.wat:/srv/source",
        ],
    );
    let found = platforms(&image);
    for (name, manifest, _) in &found {
        assert_eq!(manifest.layers.len(), 2, "{name}");
        assert_eq!(manifest.layers[0], found[0].1.layers[0], "{name}");
    }
    let files = files(&image, &found[0].1.layers[0]);
    let facts: Vec<_> = files.iter().map(|(name, (facts, _))| format!("{name} {facts}")).collect();
    assert_eq!(
        facts,
        [
            "srv/ 755 0:0 0",
            "srv/assets/ 755 0:0 0",
            "srv/assets/link 644 0:0 0",
            "srv/assets/run.sh 755 0:0 0",
            "srv/assets/sub/ 755 0:0 0",
            "srv/assets/sub/page 644 0:0 0",
            "srv/source 644 0:0 0",
            "state/ 755 65532:65532 0",
        ]
    );
    assert_eq!(files["srv/assets/link"].1, b"text");
    verify(&place("app.oci.tar")).expect_success();
}

#[test]
fn finished_executables_make_the_same_image() {
    let scratch = workplace();
    let directory = scratch.path();
    for target in TARGETS {
        build(&directory.join("app.wat"), target, &["--env", "A=b"], &directory.join(target.name));
    }
    pack(directory, &["app.wat", "--env", "A=b", "-o", "built.tar"]);
    let taken = "app.wat -o taken.tar --executable riscv64-linux --executable x86_64-linux --executable aarch64-linux";
    pack(directory, &taken.split_whitespace().collect::<Vec<_>>());
    assert!(fs::read(directory.join("built.tar")).unwrap() == fs::read(directory.join("taken.tar")).unwrap());

    // Without the module there is no entry for it, and the name is that of an executable.
    pack(directory, &["--executable", "riscv64-linux"]);
    let image = read_image(&directory.join("riscv64-linux.oci.tar"));
    assert_eq!(platforms(&image).into_iter().map(|(name, ..)| name).collect::<Vec<_>>(), ["linux/riscv64"]);
    verify(&directory.join("riscv64-linux.oci.tar")).expect_success();
}

#[test]
fn platforms_can_be_chosen() {
    let scratch = workplace();
    let names = |arguments: &[&str]| {
        let image = packed(scratch.path(), arguments);
        platforms(&image).into_iter().map(|(name, ..)| name).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--platform", "wasi/wasm,linux/arm64"]), ["linux/arm64/v8", "wasi/wasm"]);
    assert_eq!(names(&["--platform", "linux/riscv64"]), ["linux/riscv64"]);
    assert_eq!(names(&["--target", "aarch64-linux"]), ["linux/arm64/v8", "wasi/wasm"]);
    for arguments in [&["--platform", "linux/mips"][..], &["--target", "all", "--platform", "wasi/wasm"]] {
        let finished = try_pack(scratch.path(), &[&["app.wat"], arguments].concat());
        assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
    }

    // Without the modules that are linked to it, the module is not the program.
    fs::write(scratch.path().join("other.wat"), "(module)").expect("a file");
    let linked = ["app.wat", "--link", "other=other.wat"];
    let finished = try_pack(scratch.path(), &[&linked[..], &["-o", "linked.tar"]].concat()).expect_success();
    assert!(finished.stderr().contains("leaving out wasi/wasm"), "{}", finished.describe());
    assert_eq!(platforms(&read_image(&scratch.path().join("linked.tar"))).len(), 3);
    let finished = try_pack(scratch.path(), &[&linked[..], &["--platform", "wasi/wasm"]].concat());
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
}

/// Programs that have run when they are packed: each platform's executable goes on from there, and the module, which
/// would not, is left out.
#[test]
fn initialised_programs_and_snapshots_can_be_packed() {
    let scratch = scratch();
    let program = r#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "precast" "snapshot" (func $mark))
        (global $status (mut i32) (i32.const 0))
        (func (export "wizer.initialize") (global.set $status (i32.const 40)))
        (func (export "_start")
          (call $mark)
          (call $exit (i32.add (global.get $status) (i32.const 2))))
        (memory (export "memory") 1))"#;
    fs::write(scratch.path().join("app.wat"), program).expect("a file");
    for (option, status) in [("--preinit", 42), ("--snapshot-at=import", 2)] {
        let finished = try_pack(scratch.path(), &["app.wat", "-o", "image.tar", option]).expect_success();
        assert!(finished.stderr().contains("leaving out wasi/wasm"), "{}", finished.describe());
        let image = read_image(&scratch.path().join("image.tar"));
        let platforms = platforms(&image);
        assert_eq!(platforms.len(), 3);
        for ((_, manifest, _), target) in platforms.iter().zip(TARGETS) {
            let (_, executable) = &files(&image, &manifest.layers[0])["app"];
            let path = scratch.path().join("app");
            fs::write(&path, executable).expect("a file");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the mode");
            assert_eq!(run(target.command(&path), b"").status, status, "{option} {}", target.name);
        }
        let refused = try_pack(scratch.path(), &["app.wat", option, "--platform", "wasi/wasm"]);
        assert_eq!(refused.status, STATUS_USAGE, "{}", refused.describe());
    }
}

#[test]
fn the_module_can_be_an_artifact_too() {
    let scratch = workplace();
    let directory = scratch.path();
    pack(
        directory,
        &["app.wat", "--name", "app:1", "--also-artifact", "--platform", "linux/amd64,wasi/wasm"],
    );
    assert_eq!(entries(directory), ["app-wasm.oci.tar", "app.oci.tar", "app.wat"]);
    let artifact = read_image(&directory.join("app-wasm.oci.tar"));
    assert_eq!(artifact.name().map(ToString::to_string).as_deref(), Some("docker.io/library/app:1-wasm"));
    assert_eq!(artifact.root().media_type, media_type::MANIFEST);
    let manifest: Manifest = artifact.blobs().document(&artifact.root().digest).expect("a manifest");
    let [layer] = &manifest.layers[..] else { panic!("one layer") };
    assert_eq!(
        (manifest.config.media_type.as_str(), layer.media_type.as_str()),
        (media_type::WASM_CONFIG, media_type::WASM)
    );
    let config: Value = artifact.blobs().document(&manifest.config.digest).expect("a config");
    assert_eq!((&config["architecture"], &config["os"]), (&"wasm".into(), &"wasip1".into()));
    assert_eq!(config["layerDigests"][0], layer.digest.to_string());
    verify(&directory.join("app-wasm.oci.tar")).expect_success();
    // Nothing of it is in the image.
    let image = read_image(&directory.join("app.oci.tar"));
    assert!(image.blobs().get(&layer.digest).is_err());
    // A layout lies beside a layout, the first time and again.
    for output in ["image/", "image"] {
        pack(directory, &["app.wat", "-o", output, "--also-artifact", "--platform", "wasi/wasm"]);
        verify(&directory.join("image-wasm")).expect_success();
        assert!(directory.join("image-wasm").is_dir());
        fs::remove_dir_all(directory.join("image-wasm")).expect("a layout");
    }

    let refused =
        try_pack(directory, &["app.wat", "--also-artifact", "--platform", "linux/amd64", "-o", "x.tar"]);
    assert_eq!(refused.status, STATUS_USAGE, "{}", refused.describe());
    assert!(!directory.join("x.tar").exists());
}
