//! Initialisation ahead of time: programs that begin with what their initialiser has left
//! (`tests/preinit/`), on every target; what is refused, and why.

mod support;

use std::fs;
use std::path::PathBuf;

use libtest_mimic::{Arguments, Trial};
use support::case::{Variant, trials};
use support::{Finished, TARGETS, Target, build, hello, precast, run, scratch, tests_directory, try_build};

const VARIANTS: &[Variant] = &[
    Variant { name: "default", options: &[], host_only: false },
    Variant { name: "plain", options: &["-O0", "--memory-guard=none"], host_only: false },
    Variant { name: "hardened", options: &["--harden=full"], host_only: true },
];

/// A function of this file as a trial.
macro_rules! functions {
    ($($name:ident)*) => {
        vec![$(Trial::test(stringify!($name), || { $name(); Ok(()) })),*]
    };
}

fn main() {
    let arguments = Arguments::from_args();
    let mut all = trials(&cases(), VARIANTS);
    all.extend(functions! {
        equal_builds_have_equal_bytes
        only_what_is_not_zero_is_stored
        the_initialiser_is_dropped_and_facts_are_found_anew
        an_initialiser_that_fails_is_told
        states_that_cannot_be_stored_are_refused
        answers_that_differ_are_refused
        exports_that_do_not_fit_are_refused
        options_that_do_not_fit_are_refused
        inspect_tells
        run_keeps_what_was_initialised
        outputs_of_the_initialiser_go_to_standard_error
        a_snapshot_goes_on_from_what_was_initialised
    });
    libtest_mimic::run(&arguments, all).exit();
}

fn cases() -> PathBuf {
    tests_directory().join("preinit")
}

/// Builds `wat` for this machine with `--preinit` and `options`.
#[track_caller]
fn preinit(wat: &str, options: &[&str]) -> Finished {
    let scratch = scratch();
    let input = scratch.path().join("program.wat");
    fs::write(&input, wat).expect("a file");
    let output = scratch.path().join("program");
    // One of the options may name the initialiser.
    let named = options.iter().any(|option| option.starts_with("--preinit="));
    let preinit: &[&str] = if named { &[] } else { &["--preinit"] };
    let finished = try_build(&input, &Target::host(), &[preinit, options].concat(), &output);
    assert_eq!(finished.status == 0, output.exists(), "output and success differ: {}", finished.describe());
    finished
}

/// Fails unless the build of `wat` fails and says all of `expected`.
#[track_caller]
fn refused(wat: &str, options: &[&str], expected: &[&str]) {
    let finished = preinit(wat, options);
    assert_ne!(finished.status, 0, "this was built: {wat}");
    for part in expected {
        assert!(finished.stderr().contains(part), "expected {part:?}: {}", finished.describe());
    }
}

/// A module whose initialiser does this.
fn initialising(body: &str) -> String {
    let import = |name: &str, params: &str| {
        format!("(import \"wasi_snapshot_preview1\" \"{name}\" (func ${name} (param {params}) (result i32)))")
    };
    let imports = [
        import("fd_close", "i32"),
        import("fd_renumber", "i32 i32"),
        import("fd_fdstat_set_flags", "i32 i32"),
        import("fd_fdstat_set_rights", "i32 i64 i64"),
        import("fd_read", "i32 i32 i32 i32"),
        import("path_open", "i32 i32 i32 i32 i32 i64 i64 i32 i32"),
        import("clock_time_get", "i32 i64 i32"),
        import("random_get", "i32 i32"),
        import("poll_oneoff", "i32 i32 i32 i32"),
    ];
    format!(
        "(module {} (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $proc_exit (param i32)))
           (memory (export \"memory\") 1 1 shared) (data (i32.const 0) \"word.txt\")
           (func $init (export \"wizer.initialize\") {body}) (func (export \"_start\")))",
        imports.concat()
    )
}

fn equal_builds_have_equal_bytes() {
    let scratch = scratch();
    let case = cases().join("wizer-c");
    let options: Vec<String> = fs::read_to_string(case.join("build_args"))
        .expect("options")
        .replace("{case}", case.to_str().expect("a path in UTF-8"))
        .lines()
        .map(str::to_owned)
        .collect();
    let built = |name: &str, jobs: &str| {
        let artifact = scratch.path().join(name);
        let options = [&options[..], &[jobs.to_owned()]].concat();
        build(&case.join("module.wasm"), &Target::host(), &options, &artifact);
        fs::read(artifact).expect("a file")
    };
    assert!(built("one", "-j1") == built("other", "-j4"), "two builds differ");
}

/// A heap of 48 MiB of which a few pages are in use.
fn only_what_is_not_zero_is_stored() {
    let wat = "(module (memory 1) (func (export \"wizer.initialize\") (local $at i32)
          (drop (memory.grow (i32.const 767)))
          (memory.fill (i32.const 0) (i32.const 1) (i32.const 50331648))
          (memory.fill (i32.const 0) (i32.const 0) (i32.const 50331648))
          (loop $next
            (i32.store (local.get $at) (i32.const 1))
            (local.set $at (i32.add (local.get $at) (i32.const 8388608)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 50331648)))))
        (func (export \"sum\") (result i32) (local $at i32) (local $sum i32)
          (loop $next
            (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
            (local.set $at (i32.add (local.get $at) (i32.const 4)))
            (br_if $next (i32.lt_u (local.get $at) (i32.const 50331648))))
          (local.get $sum)))";
    let scratch = scratch();
    let input = scratch.path().join("heap.wat");
    fs::write(&input, wat).expect("a file");
    for target in TARGETS {
        let artifact = scratch.path().join(target.name);
        build(&input, target, &["--preinit", "--invoke", "sum"], &artifact);
        support::elf::check(&artifact, target);
        let bytes = fs::metadata(&artifact).expect("a file").len();
        assert!(bytes < 32 * target.segment_align_bytes, "{} holds {bytes} bytes", target.name);
        assert_eq!(run(target.command(&artifact), b"").expect_success().stdout(), "6\n", "{}", target.name);
    }
}

/// Nothing of the code that only the initialiser needs is left, and what it alone writes is constant.
fn the_initialiser_is_dropped_and_facts_are_found_anew() {
    let wat = "(module (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
        (memory 1) (global $status (mut i32) (i32.const 0))
        (func $only_init (global.set $status (i32.const 11)))
        (func (export \"wizer.initialize\") (call $only_init))
        (func (export \"_start\") (call $exit (global.get $status))))";
    let scratch = scratch();
    let input = scratch.path().join("program.wat");
    fs::write(&input, wat).expect("a file");
    let text = scratch.path().join("program.clif");
    build(&input, &Target::host(), &["--preinit", "--emit", "clif"], &text);
    let text = fs::read_to_string(text).expect("text");
    assert!(text.contains("iconst.i32 11") && !text.contains("only_init"), "{text}");
    let artifact = scratch.path().join("program");
    build(&input, &Target::host(), &["--preinit"], &artifact);
    assert_eq!(run(Target::host().command(&artifact), b"").status, 11);
}

fn an_initialiser_that_fails_is_told() {
    let trap = initialising("(drop (i32.div_s (i32.const 1) (i32.const 0)))");
    refused(
        &trap,
        &[],
        &[
            "precast: trap: integer divide by zero",
            "init (wasm offset",
            "the initialiser `wizer.initialize` failed",
            "trapped",
        ],
    );
    let exit = initialising("(call $proc_exit (i32.const 3))");
    refused(&exit, &[], &["`wizer.initialize` failed", "ended with status 3"]);
    let start = "(module (func $s unreachable) (start $s) (func (export \"go\")) (func (export \"_start\")))";
    refused(start, &["--preinit=go"], &["precast: trap: unreachable", "`go` failed"]);
    let deep = "(module (func $f (export \"wizer.initialize\") (call $f) (drop (i32.const 1))) (func (export \"_start\")))";
    refused(deep, &[], &["precast: trap: call stack exhausted"]);
}

fn states_that_cannot_be_stored_are_refused() {
    let open = "(drop (call $path_open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 0)
        (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))";
    let given = format!("{}::/given", cases().join("wizer-c/given").display());
    let options = ["--preinit-dir", &given];
    refused(&initialising(open), &options, &["cannot be stored: file descriptor 4 is open"]);
    let closed = format!("{open} (drop (call $fd_close (i32.const 4)))");
    assert_eq!(preinit(&initialising(&closed), &options).status, 0);
    refused(
        &initialising("(drop (call $fd_close (i32.const 1)))"),
        &[],
        &["file descriptor 1 is no longer the standard stream"],
    );
    let moved = "(drop (call $fd_renumber (i32.const 2) (i32.const 0)))";
    refused(&initialising(moved), &[], &["file descriptor 0 is no longer the standard stream"]);
    let directory = "(drop (call $fd_renumber (i32.const 3) (i32.const 0)))";
    refused(&initialising(directory), &options, &["file descriptor 0 is no longer the standard stream"]);
    // All three are there, but not where they were: input becomes 1, output 0.
    let swapped = format!(
        "(drop (call $fd_renumber (i32.const 0) (i32.const 3))) {open}
        (drop (call $fd_renumber (i32.const 1) (i32.load (i32.const 16)))) {open}
        (drop (call $fd_renumber (i32.const 3) (i32.load (i32.const 16))))",
        open = open.replace("(i32.const 3)", "(i32.const 4)")
    );
    refused(
        &initialising(&swapped),
        &["--preinit-dir", &given, "--preinit-dir", &given.replace("::/given", "::/other")],
        &["file descriptor 0 is no longer the standard stream"],
    );
    let flags = "(drop (call $fd_fdstat_set_flags (i32.const 2) (i32.const 1)))";
    refused(&initialising(flags), &[], &["file descriptor 2 is no longer the standard stream"]);
    let rights = "(drop (call $fd_fdstat_set_rights (i32.const 0) (i64.const 0) (i64.const 0)))";
    refused(&initialising(rights), &[], &["file descriptor 0 is no longer the standard stream"]);
    let wait = "(drop (memory.atomic.wait32 (i32.const 0) (i32.load (i32.const 0)) (i64.const 1)))";
    refused(&initialising(wait), &[], &["waits (memory.atomic.wait)"]);
}

fn answers_that_differ_are_refused() {
    let random = initialising("(drop (call $random_get (i32.const 0) (i32.const 4)))");
    refused(&random, &[], &["it asks for random numbers", "hint: --preinit-random=fixed"]);
    let clock = initialising("(drop (call $clock_time_get (i32.const 0) (i64.const 1) (i32.const 0)))");
    refused(&clock, &[], &["it asks for the time", "hint: --preinit-clock=fixed"]);
    let stdin =
        initialising("(drop (call $fd_read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 32)))");
    refused(&stdin, &[], &["it reads standard input", "hint: --preinit-stdin"]);
    let poll = initialising(
        "(drop (call $poll_oneoff (i32.const 64) (i32.const 128) (i32.const 1) (i32.const 32)))",
    );
    refused(&poll, &[], &["waits (poll_oneoff)"]);
    for (wat, option) in [(&random, "--preinit-random=allow"), (&clock, "--preinit-clock=allow")] {
        assert_eq!(preinit(wat, &[option]).status, 0, "{option}");
    }
    let program = cases().join("wizer-c/given/word.txt");
    assert_eq!(preinit(&stdin, &["--preinit-stdin", program.to_str().expect("UTF-8")]).status, 0);
}

fn exports_that_do_not_fit_are_refused() {
    let start = "(func (export \"_start\"))";
    refused(&format!("(module {start})"), &[], &["does not export a function `wizer.initialize`, nor"]);
    let typed = format!("(module {start} (func (export \"wizer.initialize\") (param i32)))");
    refused(&typed, &[], &["`wizer.initialize` has the type [i32] -> [], expected [] -> []"]);
    let wat = format!("(module {start} (func (export \"wizer.initialize\")))");
    refused(
        &wat,
        &["--preinit-rename", "a=b"],
        &["`b` cannot be renamed to `a`: the module does not export"],
    );
    refused(&wat, &["--invoke", "wizer.initialize"], &["does not export a function `wizer.initialize`"]);
    refused("(module (func (export \"wizer.initialize\")))", &[], &["does not export a function `_start`"]);
}

fn options_that_do_not_fit_are_refused() {
    let scratch = scratch();
    let output = scratch.path().join("output");
    for (options, expected) in [
        (&["--preinit-env", "A=b"][..], "--preinit"),
        (&["--preinit", "--preinit-clock=now"], "expected refuse, fixed, fixed:SECONDS"),
        (&["--preinit", "--preinit-rename", "a"], "expected NEW=OLD"),
        (
            &["--preinit", "--preinit-env", "NO_SUCH_VARIABLE"],
            "--preinit-env NO_SUCH_VARIABLE takes the value",
        ),
        (&["--preinit", "--preinit-dir", "/no/such"], "/no/such"),
        (&["--preinit", "--preinit-stdin", "/no/such"], "/no/such"),
    ] {
        let finished = try_build(&hello(), &Target::host(), options, &output);
        assert!(finished.status != 0 && finished.stderr().contains(expected), "{}", finished.describe());
    }
    let mut command = precast();
    command.args(["build", "-", "--preinit", "--preinit-stdin", "-"]);
    let finished = run(command, b"(module)");
    assert!(finished.stderr().contains("cannot be both"), "{}", finished.describe());
}

fn inspect_tells() {
    let scratch = scratch();
    let artifact = scratch.path().join("artifact");
    let given = format!("{}::/given", cases().join("wizer-c/given").display());
    let line = cases().join("wizer-c/line.txt").display().to_string();
    let options = [
        "--preinit",
        "--preinit-rename=_start=wizer.resume",
        "--preinit-dir",
        &given,
        "--preinit-env=NAME=value",
        "--preinit-stdin",
        &line,
        "--preinit-clock=fixed",
        "--preinit-random=allow",
    ];
    build(&cases().join("wizer-c/module.wasm"), &Target::host(), &options, &artifact);
    let mut command = precast();
    command.arg("inspect").arg(&artifact);
    let text = run(command, b"").expect_success().stdout();
    for line in [
        "It begins with what an initialiser has left, which ran when it was built:",
        "  the export \"wizer.initialize\"",
        "  the export \"wizer.resume\" has since been called \"_start\"",
        "  it could read 1 file (3 B) as /given",
        "  it could see the environment variables NAME",
        "  it could read 16 B from standard input",
        "  it could ask for the time, the same in each build",
        "  it could ask for random numbers, others in each build",
    ] {
        assert!(text.lines().any(|printed| printed == line), "expected {line:?} in {text}");
    }
    build(&hello(), &Target::host(), &[] as &[&str], &artifact);
    let mut command = precast();
    command.arg("inspect").arg(&artifact);
    assert!(!run(command, b"").expect_success().stdout().contains("initialiser"));
}

/// `precast run` runs the initialiser when it builds, and builds again when what the initialiser reads is
/// another.
fn run_keeps_what_was_initialised() {
    let scratch = scratch();
    let given = scratch.path().join("given");
    fs::create_dir(&given).expect("a directory");
    let run_with = |word: &str, name: &str| {
        fs::write(given.join("word.txt"), word).expect("a file");
        let mut command = precast();
        command.env("XDG_CACHE_HOME", scratch.path()).arg("run").arg(cases().join("wizer-c/module.wasm"));
        command.args(["--preinit", "--preinit-rename=_start=wizer.resume", "--preinit-dir"]);
        command.arg(format!("{}::/given", given.display())).arg(format!("--preinit-env=NAME={name}"));
        command.args(["--preinit-stdin", "-", "--preinit-clock=fixed", "--preinit-random=fixed"]);
        let finished = run(command, b"line\n").expect_success();
        (finished.stderr().contains("initialised"), finished.stdout())
    };
    let (first, again) = (run_with("word\n", "a"), run_with("word\n", "a"));
    assert!(first.0 && !again.0 && first.1 == again.1, "{first:?} {again:?}");
    assert!(first.1.starts_with("word\nline\na "), "{first:?}");
    assert!(run_with("other\n", "a").1.starts_with("other\n"));
    let renamed = run_with("word\n", "b");
    assert!(renamed.0 && renamed.1.starts_with("word\nline\nb "), "{renamed:?}");
}

fn outputs_of_the_initialiser_go_to_standard_error() {
    let case = cases().join("wizer-c");
    let mut command = precast();
    command.arg("build").arg(case.join("module.wasm")).args(["--preinit", "--preinit-stdin", "-", "-o", "-"]);
    command.args([
        "--preinit-env=NAME=value",
        "--preinit-clock=fixed",
        "--preinit-random=fixed",
        "--preinit-dir",
    ]);
    command.arg(format!("{}::/given", case.join("given").display()));
    let finished = run(command, b"a line\n").expect_success();
    assert!(finished.stdout.starts_with(b"\x7fELF") && finished.stderr().contains("initialised\n"));
}

/// The run up to the mark begins with what the initialiser has left, on every target.
fn a_snapshot_goes_on_from_what_was_initialised() {
    let wat = "(module (import \"precast\" \"snapshot\" (func $mark))
        (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
        (memory 2) (global $sum (mut i32) (i32.const 1)) (table 1 funcref) (elem declare func $three)
        (func $three (result i32) (i32.const 3))
        (func (export \"wizer.initialize\")
          (global.set $sum (i32.add (global.get $sum) (i32.const 10)))
          (i32.store8 (i32.const 70000) (i32.const 20))
          (table.set (i32.const 0) (ref.func $three)))
        (func (export \"_start\")
          (global.set $sum (i32.add (global.get $sum) (i32.load8_u (i32.const 70000))))
          (call $mark)
          (call $exit (i32.add (global.get $sum) (call_indirect (result i32) (i32.const 0))))))";
    let scratch = scratch();
    let input = scratch.path().join("program.wat");
    fs::write(&input, wat).expect("a file");
    for target in TARGETS {
        let artifact = scratch.path().join(target.name);
        build(&input, target, &["--preinit", "--snapshot-at=import"], &artifact);
        assert_eq!(run(target.command(&artifact), b"").status, 34, "{}", target.name);
    }
    let mut command = precast();
    command.arg("inspect").arg(scratch.path().join(TARGETS[0].name));
    let text = run(command, b"").expect_success().stdout();
    assert!(text.contains("what an initialiser has left") && text.contains("from a snapshot"), "{text}");
}
