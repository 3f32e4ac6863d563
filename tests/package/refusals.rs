//! What is refused, and that whatever ends badly leaves nothing behind.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::support::disk::small_file_system;
use crate::support::{TARGETS, Target, big_input, build, precast, run, scratch};
use crate::{STATUS_USAGE, entries, pack, text, try_pack, verify, workplace};

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
