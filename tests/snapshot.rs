//! Snapshots (`tests/snapshot/*.wat`): programs that are frozen at a mark when they are built, and go on from
//! there when they are started; what cannot be frozen, each with its reason; that equal programs give equal
//! files of the same code; CPython. Each file says in comments how it is built and what must come of it.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};
use object::{Object, ObjectSection};
use support::{TARGETS, Target, big_input, precast, run, scratch, tests_directory, try_build};

/// What a file says.
#[derive(Debug, Default)]
struct Case {
    build: Vec<String>,
    /// What the program writes while it is built.
    before: String,
    /// What the build says when it fails.
    errors: Vec<String>,
    /// A file that has other contents when the artifact is started.
    changed: Option<String>,
    /// What the artifact says when it traps.
    traps: Vec<String>,
    stdin: String,
    stdout: String,
}

/// A test of every target.
type Function = fn(&Target);

const FUNCTIONS: &[(&str, Function)] = &[
    ("equal-builds-are-equal", equal_builds_are_equal),
    ("code-does-not-depend-on-the-mark", code_does_not_depend_on_the_mark),
    ("what-was-read-is-listed", what_was_read_is_listed),
    ("arguments-are-those-of-the-launch-for-who-asks-later", arguments_of_the_launch),
    ("hardened", hardened),
    ("cpython", cpython),
];

/// A test of the tool.
const TOOL: &[(&str, fn())] = &[
    ("an-emulator-is-asked-for", an_emulator_is_asked_for),
    ("options-that-do-not-go-together", options_that_do_not_go_together),
    ("the-import-does-nothing-without-a-snapshot", the_import_does_nothing_without_a_snapshot),
];

fn main() {
    let arguments = Arguments::from_args();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()).expect("tests/snapshot").flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "wat"));
    files.sort();
    let mut trials = Vec::new();
    for target in TARGETS {
        for file in files.clone() {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            trials.push(Trial::test(format!("{name}::{}", target.name), move || check(&file, target)));
        }
        for (name, function) in FUNCTIONS {
            trials.push(Trial::test(format!("{name}::{}", target.name), || {
                function(target);
                Ok(())
            }));
        }
    }
    for (name, function) in TOOL {
        trials.push(Trial::test(*name, || {
            function();
            Ok(())
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn folder() -> PathBuf {
    tests_directory().join("snapshot")
}

/// Reads the directives in the comments.
fn parse(text: &str) -> Case {
    let mut case = Case::default();
    for line in text.lines().filter_map(|line| line.strip_prefix(";; ")) {
        let Some((directive, rest)) = line.split_once(": ") else { continue };
        match directive {
            "build" => case.build = rest.split_whitespace().map(str::to_owned).collect(),
            "before" => case.before = rest.to_owned(),
            "error" => case.errors.push(rest.to_owned()),
            "trap" => case.traps.push(rest.to_owned()),
            "changed" => case.changed = Some(rest.to_owned()),
            "stdin" => case.stdin = format!("{rest}\n"),
            "stdout" => case.stdout.push_str(&format!("{rest}\n")),
            _ => {}
        }
    }
    assert!(!case.build.is_empty(), "the file has no `;; build: OPTIONS`");
    case
}

/// The module of a case: what is common to all, and what the file adds.
fn module(text: &str) -> String {
    let prelude = fs::read_to_string(folder().join("prelude.wat.part")).expect("the prelude");
    format!("(module\n{prelude}\n{text}\n)")
}

/// Writes a module into a folder, beside a copy of the files that programs may be granted.
fn prepare(scratch: &Path, text: &str) -> PathBuf {
    let granted = scratch.join("granted");
    fs::create_dir(&granted).expect("a directory");
    for name in ["text", "late"] {
        fs::write(granted.join(name), "one two three\n").expect("a file");
    }
    let input = scratch.join("program.wat");
    fs::write(&input, module(text)).expect("a file");
    input
}

fn options(case: &Case, scratch: &Path) -> Vec<String> {
    let granted = scratch.join("granted");
    let place = |option: &String| option.replace("{dir}", granted.to_str().expect("a path in UTF-8"));
    case.build.iter().map(place).collect()
}

/// Builds a program, and starts it twice.
fn check(file: &Path, target: &Target) -> Result<(), Failed> {
    let text = fs::read_to_string(file)?;
    let case = parse(&text);
    let scratch = scratch();
    let input = prepare(scratch.path(), &text);
    let artifact = scratch.path().join("artifact");
    let built = try_build(&input, target, &options(&case, scratch.path()), &artifact);
    if !case.errors.is_empty() {
        let told = case.errors.iter().all(|error| built.stderr().contains(error));
        assert!(built.status == 1 && told, "{:?} is not said: {}", case.errors, built.describe());
        assert!(!artifact.exists(), "a build that failed has left something");
        return Ok(());
    }
    let built = built.expect_success();
    assert!(built.stderr().contains(&case.before), "before the mark: {}", built.describe());
    support::elf::check(&artifact, target);
    if let Some(name) = &case.changed {
        fs::write(scratch.path().join("granted").join(name), "changed after the build\n")?;
    }
    for _ in 0..2 {
        let finished = run(target.command(&artifact), case.stdin.as_bytes());
        let (status, silent) = if case.traps.is_empty() { (0, true) } else { (134, false) };
        assert!(
            finished.status == status
                && finished.stdout() == case.stdout
                && finished.stderr.is_empty() == silent
                && case.traps.iter().all(|text| finished.stderr().contains(text)),
            "{}",
            finished.describe()
        );
    }
    Ok(())
}

/// Text of a case, by its name.
fn case(name: &str) -> String {
    fs::read_to_string(folder().join(name).with_extension("wat")).expect("a case")
}

/// Builds a case with further options and returns the file. Its name is part of it: the program sees it.
fn file_of(name: &str, target: &Target, adapt: impl FnOnce(&mut Command)) -> Vec<u8> {
    let scratch = scratch();
    let text = case(name);
    let input = prepare(scratch.path(), &text);
    let artifact = scratch.path().join("artifact");
    let mut command = precast();
    command.arg("build").arg(&input).args(options(&parse(&text), scratch.path()));
    command.args(["--target", target.name, "-o"]).arg(&artifact);
    adapt(&mut command);
    run(command, b"").expect_success();
    fs::read(&artifact).expect("the artifact")
}

/// Neither where the kernel puts things, nor what surrounds the build, nor when it is, is part of the file.
fn equal_builds_are_equal(target: &Target) {
    for name in ["state", "clock", "random-fixed", "stdin-poll"] {
        let first = file_of(name, target, |_| {});
        let second = file_of(name, target, |command| {
            command.env("SURROUNDINGS", "x".repeat(5000)).arg("-j1");
        });
        assert!(first == second, "{name}: two builds differ");
    }
    let seeded = |seed: &str| {
        let option = format!("--snapshot-random=fixed:{seed}");
        let text = case("random-fixed").replace("--snapshot-random=fixed:7", &option);
        let scratch = scratch();
        let input = prepare(scratch.path(), &text);
        let artifact = scratch.path().join("artifact");
        try_build(&input, target, &options(&parse(&text), scratch.path()), &artifact).expect_success();
        fs::read(artifact).expect("the artifact")
    };
    assert!(seeded("1") != seeded("2"), "the seed makes no difference");
}

/// The code of the snapshot is the code that was run, whatever it has done by then.
fn code_does_not_depend_on_the_mark(target: &Target) {
    let text = |file: Vec<u8>| {
        let file = object::File::parse(&*file).expect("an ELF file");
        file.section_by_name(".text").expect("code").data().expect("contents").to_vec()
    };
    let of = |mark: &str, body: &str| {
        let scratch = scratch();
        let input = prepare(scratch.path(), body);
        let artifact = scratch.path().join("artifact");
        try_build(&input, target, &[mark], &artifact).expect_success();
        text(fs::read(artifact).expect("the artifact"))
    };
    const BODY: &str = "(func (export \"_start\")
        (call $mark) (memory.fill (i32.const 1024) (i32.const 7) (i32.const 100000)) (drop (call $copy (i32.const 0) (i32.const 9))))";
    assert!(of("--snapshot-at=import", BODY) == of("--snapshot-at=stdin", BODY), "the code differs");
}

/// What a program has read before the mark is in the file: the build warns of it, and `inspect` lists it by
/// name.
fn what_was_read_is_listed(target: &Target) {
    const BODY: &str = "(data (i32.const 1024) \"text.late\")
        (func (export \"_start\")
          (call $check (call $environ_get (i32.const 2048) (i32.const 3072)))
          (call $check (call $args_get (i32.const 4096) (i32.const 5120)))
          (drop (call $copy (i32.const 0) (i32.const 64)))
          (call $check (call $fd_close (call $open (i32.const 1024) (i32.const 4))))
          ;; Below a directory that was not granted itself.
          (call $check
            (call $path_open (i32.const 3) (i32.const 0) (i32.const 1028) (i32.const 1) (i32.const 2)
              (i64.const 8192) (i64.const 2) (i32.const 0) (i32.const 128)))
          (call $check
            (call $path_open (i32.load (i32.const 128)) (i32.const 0) (i32.const 1029) (i32.const 4) (i32.const 0)
              (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 132)))
          (call $check (call $fd_close (i32.load (i32.const 128))))
          (call $check (call $fd_close (i32.load (i32.const 132))))
          (call $mark)
          (call $print (i32.const 3072) (i32.const 15))
          (call $print (i32.const 5120) (i32.const 7)))";
    let scratch = scratch();
    let input = prepare(scratch.path(), BODY);
    let artifact = scratch.path().join("artifact");
    let stdin = scratch.path().join("stdin");
    fs::write(&stdin, "read at build time\n").expect("a file");
    let grant = format!("{}::/data", scratch.path().join("granted").display());
    let mut command = precast();
    command.arg("build").arg(&input).args(["--snapshot-at=import", "--env=TOKEN", "--dir", &grant]);
    command.arg("--snapshot-stdin").arg(&stdin).args(["--target", target.name, "-o"]).arg(&artifact);
    command.env("TOKEN", "secret\n--").env("OTHER", "not granted");
    let built = run(command, b"").expect_success();
    let warned =
        |text: &str| built.stderr().lines().any(|line| line.contains("warning") && line.contains(text));
    assert!(warned("TOKEN") && warned("standard input"), "{}", built.describe());
    let finished = run(target.command(&artifact), b"not read").expect_success();
    assert!(finished.stdout().starts_with("TOKEN=secret\n--"), "{}", finished.describe());
    assert!(finished.stdout().contains("program"), "the name of the build: {}", finished.describe());
    let mut command = precast();
    command.arg("inspect").arg(&artifact);
    let shown = run(command, b"").expect_success().stdout();
    for listed in ["snapshot", "TOKEN", "/data/text", "/data/./late", "standard input", "arguments"] {
        assert!(shown.contains(listed), "{listed} is not in {shown}");
    }
    assert!(!shown.contains("OTHER") && !shown.contains("secret"), "{shown}");
}

/// Who asks for arguments and variables after the mark only gets those of the launch.
fn arguments_of_the_launch(target: &Target) {
    const BODY: &str = "(func (export \"_start\")
          (call $mark)
          (call $check (call $args_get (i32.const 4096) (i32.const 5120)))
          (call $print (i32.load (i32.const 4100)) (i32.const 4))
          (call $check (call $environ_get (i32.const 2048) (i32.const 3072)))
          (call $print (i32.const 3072) (i32.const 9)))";
    let scratch = scratch();
    let input = prepare(scratch.path(), BODY);
    let artifact = scratch.path().join("artifact");
    let options = ["--snapshot-at=import", "--env=TIME"];
    let built = try_build(&input, target, &options, &artifact).expect_success();
    assert!(built.stderr.is_empty(), "{}", built.describe());
    for (argument, time) in [("four", "noon"), ("five", "dusk")] {
        let mut command = target.command(&artifact);
        command.arg(argument).env("TIME", time);
        let finished = run(command, b"").expect_success();
        assert_eq!(finished.stdout(), format!("{argument}TIME={time}"), "{}", finished.describe());
    }
}

/// A process that goes on confines itself as one that begins.
fn hardened(target: &Target) {
    let scratch = scratch();
    let text = case("open");
    let input = prepare(scratch.path(), &text);
    let artifact = scratch.path().join("artifact");
    let mut options = options(&parse(&text), scratch.path());
    options.push("--harden=full".to_owned());
    try_build(&input, target, &options, &artifact).expect_success();
    let finished = run(target.command(&artifact), b"");
    if target.is_host() {
        assert_eq!(finished.expect_success().stdout(), "one two three\n");
    } else {
        // The emulator cannot: it was no obstacle to the build, and is one to the start.
        assert!(finished.stderr().contains("--harden-best-effort"), "{}", finished.describe());
    }
}

/// CPython, frozen where it opens its script: the script can be another one each time.
fn cpython(target: &Target) {
    let scratch = scratch();
    let granted = scratch.path().join("granted");
    fs::create_dir(&granted).expect("a directory");
    let script = |text: &str| fs::write(granted.join("main.py"), text).expect("a file");
    script("raise SystemExit(1)");
    let artifact = scratch.path().join("python");
    let mut options: Vec<String> =
        ["--arg=/app/main.py", "--env=PYTHONHASHSEED=0", "--snapshot-at=open:/app/main.py"]
            .map(str::to_owned)
            .to_vec();
    options.push(format!("--dir={}::/app", granted.display()));
    try_build(&big_input("python.wasm"), target, &options, &artifact).expect_success();
    if target.is_host() {
        let again = scratch.path().join("again");
        try_build(&big_input("python.wasm"), target, &options, &again).expect_success();
        assert!(
            fs::read(again).expect("a file") == fs::read(&artifact).expect("a file"),
            "two builds differ"
        );
    }
    support::elf::check(&artifact, target);
    script(
        "import sys, json, time\nprint(json.dumps([sys.argv, hash('text'), 6 * 7]))\nassert time.time() > 1e9\n",
    );
    let first = run(target.command(&artifact), b"").expect_success().stdout();
    assert!(first.starts_with("[[\"/app/main.py\"], ") && first.ends_with(", 42]\n"), "{first}");
    assert_eq!(run(target.command(&artifact), b"").expect_success().stdout(), first);
    script("print(input())");
    assert_eq!(run(target.command(&artifact), b"a line\n").expect_success().stdout(), "a line\n");
}

/// Without an emulator there is no snapshot for another machine, and nothing is left behind.
fn an_emulator_is_asked_for() {
    let scratch = scratch();
    let text = case("state");
    let input = prepare(scratch.path(), &text);
    let artifact = scratch.path().join("artifact");
    for target in TARGETS.iter().filter(|target| !target.is_host()) {
        let mut command = precast();
        command.arg("build").arg(&input).args(["--snapshot-at=import", "--target", target.name, "-o"]);
        command.arg(&artifact).env("PATH", scratch.path());
        let finished = run(command, b"");
        let told = [target.name, target.emulator, "apt-get install qemu-user"]
            .iter()
            .all(|text| finished.stderr().contains(text));
        assert!(finished.status == 1 && told && !artifact.exists(), "{}", finished.describe());
    }
}

fn options_that_do_not_go_together() {
    let scratch = scratch();
    let input = prepare(scratch.path(), &case("state"));
    for (options, said) in [
        (&["--snapshot-at=import", "--listen=127.0.0.1:0"][..], "--listen"),
        (&["--snapshot-at=import", "--allow-runtime-grants"], "--allow-runtime-grants"),
        (&["--snapshot-at=import", "--invoke=_start"], "--invoke"),
        (&["--snapshot-at=import", "--emit=obj"], "--emit"),
        (&["--snapshot-at=stdin", "--snapshot-stdin=file"], "--snapshot-stdin"),
        (&["--snapshot-random=allow"], "--snapshot-at"),
        (&["--snapshot-at=sometime"], "open:PATH"),
        (&["--snapshot-at=open:/"], "open:PATH"),
        (&["--snapshot-at=import", "--snapshot-random=fixed:x"], "number"),
    ] {
        let finished = try_build(&input, &Target::host(), options, &scratch.path().join("artifact"));
        assert!(
            finished.status == 2 && finished.stderr().contains(said),
            "{options:?}: {}",
            finished.describe()
        );
    }
}

/// The same program runs from its beginning where no snapshot is asked for.
fn the_import_does_nothing_without_a_snapshot() {
    for target in TARGETS {
        let scratch = scratch();
        let text = case("state");
        let input = prepare(scratch.path(), &text);
        let artifact = scratch.path().join("artifact");
        try_build(&input, target, &[] as &[&str], &artifact).expect_success();
        let expected = format!("before the mark\n{}", parse(&text).stdout);
        assert_eq!(run(target.command(&artifact), b"").expect_success().stdout(), expected);
    }
}
