//! Images: what is in them, that they are the same everywhere, whole or not there; and what `precast verify`
//! finds. What container engines make of them is the matter of another test.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use precast_package::spec::{self, Index, Manifest, Platform, media_type};
use precast_package::{Blobs, Digest, Draft, Image, archive, layout};
use serde_json::Value;
use support::disk::small_file_system;
use support::{Finished, HELLO, TARGETS, Target, big_input, build, hello, precast, run, scratch};

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
fn includes_that_make_no_sense_are_refused() {
    let scratch = workplace();
    let place = |name: &str| scratch.path().join(name);
    for (name, target) in [("out", "../.."), ("dangling", "nothing"), ("round", ".")] {
        fs::create_dir(place(name)).expect("a directory");
        symlink(target, place(name).join("link")).expect("a link");
    }
    let cases = [
        ("missing:/data", 1, "cannot include missing"),
        ("out:/data", 1, "leads out of out"),
        ("dangling:/data", 1, "dangling/link"),
        ("round:/data", 1, "that it lies in"),
        ("/proc/self/mem:/data", 1, "cannot include /proc/self/mem"),
        ("app.wat:/app", 1, "two things in the image would be /app"),
        ("app.wat:/app.wasm", 1, "two things in the image would be /app.wasm"),
        ("round:/../data", STATUS_USAGE, "could lead out"),
        ("round:data", STATUS_USAGE, "expected an absolute one"),
        ("round", STATUS_USAGE, "expected HOST:GUEST"),
    ];
    for (include, status, message) in cases {
        let finished = try_pack(scratch.path(), &["app.wat", "--include", include]);
        assert_eq!(finished.status, status, "{include}: {}", finished.describe());
        assert!(finished.stderr().contains(message), "{include}: {}", finished.describe());
        assert!(!place("app.oci.tar").exists(), "{include}");
    }
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
fn executables_that_do_not_belong_together_are_refused() {
    let scratch = workplace();
    let directory = scratch.path();
    let host = Target::host();
    let place = |name: &str| directory.join(name);
    build(&place("app.wat"), &TARGETS[0], &["-O0"], &place("x86"));
    build(&place("app.wat"), &TARGETS[0], &["--strip"], &place("x86-too"));
    build(&place("app.wat"), &TARGETS[1], &["-O0"], &place("arm"));
    build(&place("app.wat"), &host, &["--emit", "obj"], &place("object.o"));
    fs::write(place("other.wat"), "(module (func (export \"_start\")))").expect("a file");
    build(&place("other.wat"), &TARGETS[2], &["-O0"], &place("other"));
    // The machine in the header of the file is another one than that which it was built for.
    let mut wrong = fs::read(place("arm")).expect("an executable");
    wrong[18] = 62;
    wrong[19] = 0;
    fs::write(place("wrong"), wrong).expect("a file");
    fs::write(place("text"), "text").expect("a file");
    let cases: [(&[&str], i32, &str); 10] = [
        (
            &["--executable", "wrong"],
            1,
            "wrong: the file says that it was built for aarch64-linux, but its code is for x86_64-linux",
        ),
        (&["--executable", "text"], 1, "text: not an executable: it is no ELF file"),
        (&["--executable", env!("CARGO_BIN_EXE_precast")], 1, "it has no description of itself"),
        (&["--executable", "object.o"], 1, "it is an object"),
        (&["--executable", "missing"], 1, "cannot read missing"),
        (&["--executable", "x86", "--executable", "x86-too"], 1, "two executables are for linux/amd64"),
        (&["--executable", "x86", "--executable", "other"], 1, "were built from different modules"),
        (&["other.wat", "--executable", "x86"], 1, "were built from another module"),
        (&["--executable", "x86", "--platform", "linux/amd64"], STATUS_USAGE, "cannot be used with"),
        (&["--executable", "x86", "--dir", "/data"], STATUS_USAGE, "cannot be used with"),
    ];
    for (arguments, status, message) in cases {
        let finished = try_pack(directory, &[arguments, &["-o", "image.tar"]].concat());
        assert_eq!(finished.status, status, "{arguments:?}: {}", finished.describe());
        assert!(finished.stderr().contains(message), "{arguments:?}: {}", finished.describe());
        assert!(!place("image.tar").exists(), "{arguments:?}");
    }
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
    write("cut.tar", &whole[..whole.len() / 2]);
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

#[test]
fn options_that_make_no_sense_are_refused() {
    let scratch = workplace();
    let cases: [&[&str]; 15] = [
        &["--user", "root"],
        &["--port", "http"],
        &["--name", "App"],
        &["--name", "app@sha256:00"],
        &["--annotation", "titel=x"],
        &["--annotation", "module.wasm.image/variant=compat"],
        &["--label", "x"],
        &["--launch-env", "=x"],
        &["--entrypoint", "app"],
        &["--entrypoint", "/"],
        &["--workdir", "/a/../b"],
        &["--wasm-arch", "wasm64"],
        &["--cpu", "rv64gcv", "--platform", "linux/amd64"],
        &["-o", "-", "--also-artifact"],
        &["--link", "x"],
    ];
    for arguments in cases {
        let finished = try_pack(scratch.path(), &[&["app.wat"], arguments].concat());
        assert!([1, STATUS_USAGE].contains(&finished.status), "{arguments:?}: {}", finished.describe());
        assert!(!finished.stderr.is_empty(), "{arguments:?}");
        assert_eq!(entries(scratch.path()), ["app.wat"], "{arguments:?}");
    }
    let finished = try_pack(scratch.path(), &[]);
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
    assert!(finished.stderr().contains("precast init"), "{}", finished.describe());
}

#[test]
fn other_directories_and_inputs_are_left_alone() {
    let scratch = workplace();
    let place = |name: &str| scratch.path().join(name);
    fs::create_dir(place("photos")).expect("a directory");
    fs::write(place("photos/one"), "x").expect("a file");
    let finished = try_pack(scratch.path(), &["app.wat", "-o", "photos"]);
    assert_eq!(finished.status, 1, "{}", finished.describe());
    assert!(
        finished.stderr().contains("holds something else than an image layout"),
        "{}",
        finished.describe()
    );
    assert_eq!(entries(&place("photos")), ["one"]);
    // Nor are images that somebody keeps together.
    pack(scratch.path(), &["app.wat", "-o", "kept/"]);
    let index = place("kept/index.json");
    let mut document: Value = serde_json::from_slice(&fs::read(&index).expect("a file")).expect("JSON");
    let entry = document["manifests"][0].clone();
    document["manifests"].as_array_mut().expect("an array").push(entry);
    fs::write(&index, document.to_string()).expect("a file");
    let finished = try_pack(scratch.path(), &["app.wat", "-o", "kept", "--platform", "wasi/wasm"]);
    assert_eq!(finished.status, 1, "{}", finished.describe());
    assert!(finished.stderr().contains("holds several images"), "{}", finished.describe());
    assert_eq!(entries(&place("kept/blobs/sha256")).len(), 29);
    let finished = try_pack(scratch.path(), &["app.wat", "-o", "app.wat"]);
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
    assert!(finished.stderr().contains("would overwrite an input"), "{}", finished.describe());
    for output in ["/proc/image.tar", "/proc/image/", "app.wat/"] {
        let finished = try_pack(scratch.path(), &["app.wat", "-o", output]);
        assert_eq!(finished.status, 1, "{output}: {}", finished.describe());
        let stderr = finished.stderr();
        let told = stderr.contains("cannot write") || stderr.contains("cannot create the directory");
        assert!(told && stderr.contains(output.trim_end_matches('/')), "{output}: {}", finished.describe());
    }
}

#[test]
fn killed_pack_leaves_nothing() {
    let input = big_input("lua.wasm");
    let scratch = scratch();
    for output in ["lua.tar", "lua/"] {
        for delay_ms in [5, 200, 600, 1200] {
            let mut command = precast();
            command.arg("pack").arg(&input).arg("-o").arg(scratch.path().join(output));
            command.stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("precast starts");
            std::thread::sleep(Duration::from_millis(delay_ms));
            child.kill().expect("the child can be killed");
            let status = child.wait().expect("the child ends");
            let path = scratch.path().join(output.trim_end_matches('/'));
            if status.success() {
                verify(&path).expect_success();
                break;
            }
            // Without its index a layout is none, whatever it has already.
            let nothing = if path.is_dir() { !path.join("index.json").exists() } else { !path.exists() };
            assert!(nothing, "{output} killed after {delay_ms} ms");
            let others: Vec<_> = entries(scratch.path()).into_iter().filter(|name| name != "lua").collect();
            assert!(others.is_empty(), "{output} killed after {delay_ms} ms: {others:?}");
        }
        let path = scratch.path().join(output.trim_end_matches('/'));
        let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    }
}

#[test]
fn full_disk_leaves_nothing() {
    let scratch = workplace();
    let directory = scratch.path().join("disk");
    fs::create_dir(&directory).expect("a directory");
    let outputs = ["image.tar", "image/"].map(|name| directory.join(name));
    let lua = big_input("lua.wasm");
    if let Some(_mount) = small_file_system(&directory, 256 << 10) {
        // An image that is there stays.
        pack(scratch.path(), &["app.wat", "-o", text(&directory.join("old/"))]);
        for output in outputs.iter().chain([&directory.join("old/")]) {
            let finished = try_pack(scratch.path(), &[text(&lua), "-o", text(output)]);
            assert_eq!(finished.status, 1, "{}", finished.describe());
            assert!(finished.stderr().contains("No space left"), "{}", finished.describe());
            assert_eq!(entries(&directory), ["old"]);
            verify(&directory.join("old")).expect_success();
        }
    }
    // A limit on the size of files has the same effect and needs no rights.
    for output in &outputs {
        let mut command = Command::new("prlimit");
        command
            .args(["--fsize=20000", "--", env!("CARGO_BIN_EXE_precast"), "pack"])
            .arg(&lua)
            .arg("-o")
            .arg(output);
        let finished = run(command, b"");
        assert_ne!(finished.status, 0, "{}", finished.describe());
        assert_eq!(entries(&directory), Vec::<String>::new());
    }
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
