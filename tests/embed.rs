//! Directories embedded in executables: whole, for good, the same bytes for the same files; what is said of
//! them. What programs find there is tested by `wasi/embedded.c`.

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{Finished, TARGETS, Target, build, hello, precast, run, scratch, tests_directory, try_build};

/// Copies the plain files and directories of a tree, in the order of `order`.
fn copy(from: &Path, to: &Path, order: fn(&mut Vec<PathBuf>)) {
    fs::create_dir_all(to).expect("a directory");
    let mut entries: Vec<PathBuf> =
        fs::read_dir(from).expect("a directory").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    order(&mut entries);
    for entry in entries {
        let copied = to.join(entry.file_name().expect("a name"));
        if entry.is_symlink() {
            symlink(fs::read_link(&entry).expect("a link"), copied).expect("a link");
        } else if entry.is_dir() {
            copy(&entry, &copied, order);
        } else {
            fs::copy(&entry, copied).expect("a file");
        }
    }
}

/// The guest `wasi/embedded.wasm`, and the options that give it what it expects, below `scratch`.
fn guest(scratch: &Path) -> (PathBuf, Vec<String>) {
    let wasi = tests_directory().join("wasi");
    for directory in ["files.dir", "embedded.dir"] {
        copy(&wasi.join(directory), &scratch.join(directory), |_| {});
    }
    copy(&wasi.join("files.dir"), &scratch.join("root"), |_| {});
    let place = |name: &str, guest: &str| format!("{}::{guest}", scratch.join(name).display());
    let options = [
        ("--dir", place("root", "/")),
        ("--embed", place("embedded.dir", "/embedded")),
        ("--embed", place("files.dir", "/second")),
    ];
    let options = options.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect();
    (wasi.join("embedded.wasm"), options)
}

#[track_caller]
fn expect_ok(finished: Finished) {
    assert!(finished.stdout == b"ok\n", "{}", finished.describe());
}

#[test]
fn embedded_files_outlive_those_that_they_were_read_from() {
    for target in TARGETS {
        let scratch = scratch();
        let (input, options) = guest(scratch.path());
        let artifact = scratch.path().join("artifact");
        build(&input, target, &options, &artifact);
        support::elf::check(&artifact, target);
        for directory in ["files.dir", "embedded.dir"] {
            fs::remove_dir_all(scratch.path().join(directory)).expect("removed");
        }
        expect_ok(run(target.command(&artifact), b""));
    }
}

#[test]
fn the_same_files_make_the_same_bytes() {
    let scratch = scratch();
    let path = |name: &str| scratch.path().join(name);
    let source = tests_directory().join("wasi/embedded.dir");
    copy(&source, &path("one"), |_| {});
    copy(&source, &path("other"), |entries| entries.reverse());
    let built = |directory: &str| {
        let option = format!("--embed={}::/", path(directory).display());
        build(&hello(), &Target::host(), &[option], &path("artifact"));
        fs::read(path("artifact")).expect("an artifact")
    };
    let one = built("one");
    assert!(one == built("other"), "order and times must not matter");
    fs::write(path("other/file"), "TEXT\n").expect("a file");
    assert!(one != built("other"), "contents must matter");
}

#[test]
fn another_linker_puts_them_at_their_place() {
    let (scratch, target) = (scratch(), Target::host());
    let (input, options) = guest(scratch.path());
    let path = |name: &str| scratch.path().join(name);
    let with = |emit: &str| [options.clone(), vec![format!("--emit={emit}")]].concat();
    build(&input, &target, &with("obj"), &path("app.o"));
    build(&input, &target, &with("runtime"), &path("runtime.a"));
    let mut inspect = precast();
    inspect.args(["inspect", "--json"]).arg(path("app.o"));
    let description: serde_json::Value =
        serde_json::from_slice(&run(inspect, b"").expect_success().stdout).expect("JSON");
    let arguments = description["info"]["linker_arguments"].as_array().expect("arguments");
    let mut linker = Command::new(format!("{}-ld", target.binutils));
    linker.args(arguments.iter().map(|argument| argument.as_str().expect("a string")));
    linker.arg("-o").arg(path("app")).arg(path("app.o")).arg(path("runtime.a"));
    run(linker, b"").expect_success();
    expect_ok(run(target.command(path("app")), b""));
}

#[test]
fn inspect_shows_what_is_embedded() {
    let scratch = scratch();
    let (input, options) = guest(scratch.path());
    let artifact = scratch.path().join("artifact");
    build(&input, &Target::host(), &options, &artifact);
    let inspect = |option: &[&str]| {
        let mut command = precast();
        command.arg("inspect").args(option).arg(&artifact);
        run(command, b"").expect_success().stdout()
    };
    let text = inspect(&[]);
    for line in [
        "read 4 files (20 B) within itself, which it sees as /embedded",
        "read 3 files (21 B) within itself, which it sees as /second",
    ] {
        assert!(text.contains(line), "{line:?} is not in {text}");
    }
    let description: serde_json::Value = serde_json::from_str(&inspect(&["--json"])).expect("JSON");
    assert_eq!(description["info"]["embedded"][1]["files"], 3);
}

#[test]
fn what_cannot_be_embedded_is_told() {
    let scratch = scratch();
    let root = scratch.path().join("root");
    fs::create_dir(&root).expect("a directory");
    fs::File::create(root.join("large")).and_then(|file| file.set_len(2 << 30)).expect("a large file");
    symlink("/etc", scratch.path().join("link")).expect("a link");
    fs::create_dir(scratch.path().join("links")).expect("a directory");
    symlink("/etc/passwd", scratch.path().join("links/out")).expect("a link");
    let cases = [
        ("nothing", "cannot embed"),
        ("root", "more than 1024 MiB"),
        ("links", "leads out of"),
        ("root/large", "cannot embed"),
    ];
    for (directory, message) in cases {
        let option = format!("--embed={}", scratch.path().join(directory).display());
        let finished = try_build(&hello(), &Target::host(), &[option], &scratch.path().join("artifact"));
        assert!(finished.status == 1 && finished.stderr().contains(message), "{}", finished.describe());
        assert!(!scratch.path().join("artifact").exists());
    }
}

#[test]
fn the_cache_of_run_tells_embedded_files_apart() {
    let scratch = scratch();
    let path = |name: &str| scratch.path().join(name);
    fs::create_dir(path("files")).expect("a directory");
    fs::write(path("main.wat"), PRINT).expect("a file");
    for text in ["first", "other"] {
        fs::write(path("files/text"), text).expect("a file");
        let mut command = precast();
        command
            .arg("run")
            .arg(path("main.wat"))
            .args(["--embed", &format!("{}::/", path("files").display())]);
        command.env("XDG_CACHE_HOME", path("cache"));
        assert_eq!(run(command, b"").expect_success().stdout(), text);
    }
}

/// Prints the first five bytes of `/text`.
const PRINT: &str = r#"
(module
  (import "wasi_snapshot_preview1" "path_open"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\40\00\00\00\05\00\00\00text")
  (func (export "_start")
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 8) (i32.const 4) (i32.const 0)
      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 32)))
    (drop (call $read (i32.load (i32.const 32)) (i32.const 0) (i32.const 1) (i32.const 36)))
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 36)))))
"#;
