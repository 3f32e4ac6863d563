//! What comes of running programs when they are built does not depend on the machine that builds: states of
//! initialisers are the same on every target, snapshots the same natively and under an emulator.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use precast_compiler::preinit::{InitialState, Preinit, prepare};
use precast_compiler::snapshot::{Recorded, thaw};
use precast_compiler::{
    Answers, DirGrant, EmbeddedContents, EmbeddedDirectory, EmbeddedEntry, EnvGrant, Grants, Mark,
    NoObserver, Options, Recording, Sources, compile, compile_linked,
};
use support::{TARGETS, Target, big_input, build, require_tool, run, scratch, tests_directory};

fn initialised() -> PathBuf {
    tests_directory().join("preinit")
}

/// The state that an initialiser leaves on `target`, of a module alone that may read `directories`.
fn state(wasm: &[u8], target: &Target, directories: &[EmbeddedDirectory], setup: &Preinit) -> InitialState {
    let sources = Sources { main: wasm, linked: Vec::new(), embedded: directories, initial: None };
    let options = Options::new(precast_targets::Target::find(target.name).expect("a target"));
    let initializer = prepare(&sources, setup, &options, &NoObserver).expect("an initialiser");
    let scratch = scratch();
    let artifact = scratch.path().join("initializer");
    write_executable(&artifact, &initializer.executable);
    let dump = run(target.command(&artifact), b"").expect_success().stdout;
    match Recorded::read(&dump).expect("a dump") {
        Recorded::State(dump) => initializer.state(&dump).expect("a state"),
        Recorded::Refused(_, why) => panic!("refused: {why}"),
    }
}

fn write_executable(path: &Path, bytes: &[u8]) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(path, bytes).expect("a file");
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("a mode");
}

/// The initialiser runs natively and under emulators of the other machines: what it leaves is the same, and
/// so is what is built with it, by the tool too.
#[test]
fn equal_states_on_every_machine() {
    let main_js = fs::read(initialised().join("quickjs/app/main.js")).expect("a script");
    let script = EmbeddedEntry { name: b"main.js".to_vec(), contents: EmbeddedContents::File(main_js) };
    let app = [EmbeddedDirectory { guest: "/app".to_owned(), entries: vec![script] }];
    let fixed = Preinit { clocks: Answers::Fixed(0), random: Answers::Fixed(0), ..Preinit::default() };
    let state_wat = wat::parse_file(initialised().join("state/module.wat")).expect("a module");
    let table = fs::read(initialised().join("table-rust/module.wasm")).expect("a module");
    let quickjs = fs::read(big_input("quickjs.wasm")).expect("a module");
    for (name, wasm, directories) in
        [("state", &state_wat, &app[..0]), ("table-rust", &table, &app[..0]), ("quickjs", &quickjs, &app[..])]
    {
        let states: Vec<InitialState> =
            TARGETS.iter().map(|target| state(wasm, target, directories, &fixed)).collect();
        for (target, state) in TARGETS.iter().zip(&states) {
            assert!(
                *state == states[0],
                "{name}: {} left another state than {}",
                target.name,
                TARGETS[0].name
            );
        }
        assert!(states[0].memory_bytes() > 0, "{name} left nothing");
    }
    // The tool's own run of an initialiser, and that under an emulator.
    let foreign = TARGETS.iter().find(|target| !target.is_host()).expect("another machine");
    let state = state(&state_wat, foreign, &[], &Preinit::default());
    let scratch = scratch();
    for target in TARGETS {
        let artifact = scratch.path().join(target.name);
        build(&initialised().join("state/module.wat"), target, &["--preinit"], &artifact);
        let sources = Sources { main: &state_wat, linked: Vec::new(), embedded: &[], initial: Some(&state) };
        let options = Options::new(precast_targets::Target::find(target.name).expect("a target"));
        let output = compile_linked(&sources, &options, &NoObserver).expect("an artifact");
        assert!(output.bytes == fs::read(&artifact).expect("a file"), "{} differs", target.name);
    }
}

/// Records a program twice here and once under the emulator of this machine, and compares the artifacts.
fn check_snapshots(name: &str, wasm: &[u8], mark: Mark, grants: Grants) {
    let target = Target::host();
    require_tool(target.emulator);
    let recording = Recording { mark, random: Answers::Fixed(7), clocks: Answers::Fixed(0), stdin: false };
    let options = Options {
        recording: Some(recording),
        grants: Grants { argv0: Some("program".to_owned()), args_withheld: true, ..grants },
        ..Options::new(precast_targets::Target::find(target.name).expect("a target"))
    };
    let artifact = compile(wasm, &options, &NoObserver).expect("an artifact").bytes;
    let scratch = scratch();
    let path = scratch.path().join("program");
    write_executable(&path, &artifact);
    let mut crowded = target.command(&path);
    crowded.env("SURROUNDINGS", "x".repeat(5000)).arg("argument");
    let mut emulated = Command::new(target.emulator);
    emulated.arg(&path);
    let [native, crowded, emulated] = [target.command(&path), crowded, emulated].map(|command| {
        let recorded = run(command, b"");
        match Recorded::read(&recorded.stdout).expect("a dump") {
            Recorded::State(dump) => thaw(&artifact, &dump).expect("a snapshot"),
            Recorded::Refused(_, why) => panic!("{name} is refused: {why}"),
        }
    });
    assert!(native == crowded, "{name}: two snapshots differ");
    assert!(native == emulated, "{name}: the snapshot made under an emulator differs");
}

/// A directory that programs find as `/data`.
fn granted(host: &Path) -> DirGrant {
    let host = host.to_str().expect("a path in UTF-8").to_owned();
    DirGrant { host, guest: "/data".to_owned(), read_only: true }
}

fn variable(name: &str, value: &str) -> EnvGrant {
    EnvGrant { name: name.to_owned(), value: Some(value.to_owned()) }
}

fn frozen() -> PathBuf {
    tests_directory().join("snapshot")
}

fn module(text: &str) -> Vec<u8> {
    let prelude = fs::read_to_string(frozen().join("prelude.wat.part")).expect("the prelude");
    wat::parse_str(format!("(module {prelude} {text})")).expect("a module")
}

#[test]
fn equal_snapshots_natively_and_emulated() {
    for (name, mark) in [
        ("state", Mark::Call),
        ("clock", Mark::Call),
        ("random-fixed", Mark::Call),
        ("stdin-poll", Mark::Stdin),
    ] {
        let text = fs::read_to_string(frozen().join(name).with_extension("wat")).expect("a case");
        check_snapshots(name, &module(&text), mark, Grants::default());
    }
}

/// Each call is followed by the mark at once: what the runtime has left in registers is not kept.
#[test]
fn what_the_runtime_leaves_is_not_part_of_snapshots() {
    let directory = scratch();
    fs::write(directory.path().join("text"), "one two three").expect("a file");
    for call in [
        "(call $environ_get (i32.const 2048) (i32.const 3072))",
        "(call $fd_write (i32.const 2) (i32.const 2048) (i32.const 1) (i32.const 2056))",
        "(call $path_open (i32.const 3) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 0) (i64.const 2)
           (i64.const 0) (i32.const 0) (i32.const 128)) (drop) (call $fd_close (i32.const 4))",
        "(call $clock_time_get (i32.const 1) (i64.const 0) (i32.const 2048))",
        "(memory.grow (i32.const 700))",
    ] {
        let text = format!(
            "(data (i32.const 1024) \"text\")
             (func (export \"_start\")
               (call $check (call $args_get (i32.const 4096) (i32.const 5120))) {call} (drop) (call $mark))"
        );
        let grants = Grants {
            env: vec![variable("NAME", "value")],
            dirs: vec![granted(directory.path())],
            ..Grants::default()
        };
        check_snapshots(call, &module(&text), Mark::Call, grants);
    }
}

#[test]
fn equal_snapshots_of_cpython() {
    let directory = scratch();
    fs::write(directory.path().join("main.py"), "print(6 * 7)").expect("a file");
    let grants = Grants {
        args: vec!["/data/main.py".to_owned()],
        env: vec![variable("PYTHONHASHSEED", "0")],
        dirs: vec![granted(directory.path())],
        ..Grants::default()
    };
    let wasm = fs::read(big_input("python.wasm")).expect("a module");
    check_snapshots("CPython", &wasm, Mark::Open("/data/main.py".to_owned()), grants);
}
