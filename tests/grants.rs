//! What a program is granted, when it is built and when it is launched: arguments, standard streams, what an
//! operator adds, and what is said where a grant cannot be had. Sockets have tests of their own, in
//! `server.rs`.

mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use support::{Finished, TARGETS, Target, build, precast, run, scratch, try_build};

/// Exit status of an artifact that cannot be started as asked.
const STATUS_CANNOT_START: i32 = 125;
/// Exit status of wrong usage.
const STATUS_USAGE: i32 = 2;

fn program(name: &str) -> PathBuf {
    support::tests_directory().join("programs").join(name).join("module.wasm")
}

/// Builds the program that prints its arguments and variables, and runs it with two arguments and these
/// variables.
fn arguments_and_variables(target: &Target, options: &[&str], variables: &[(&str, &str)]) -> Finished {
    let scratch = scratch();
    let output = scratch.path().join("app");
    build(&program("arguments-rust"), target, options, &output);
    let mut command = target.command(&output);
    command.args(["one", "two"]).env_clear().envs(variables.iter().copied());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    run(command, b"")
}

/// The lines that such a run prints.
fn printed(target: &Target, options: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    let finished = arguments_and_variables(target, options, variables);
    assert_eq!(finished.status, 7, "{} {options:?}: {}", target.name, finished.describe());
    finished.stdout().lines().map(str::to_owned).collect()
}

#[test]
fn arguments_of_the_launch_can_be_withheld() {
    const BOTH: [&str; 2] = ["argument 1: \"one\"", "argument 2: \"two\""];
    for target in TARGETS {
        assert_eq!(printed(target, &[], &[]), BOTH);
        assert_eq!(printed(target, &["--inherit-args"], &[]), BOTH);
        assert_eq!(printed(target, &["--inherit-args=yes"], &[]), BOTH);
        assert_eq!(printed(target, &["--inherit-args=no"], &[]), Vec::<String>::new());
        assert_eq!(printed(target, &["--inherit-args=no", "--arg", "only"], &[]), ["argument 1: \"only\""]);
    }
}

#[test]
fn operators_add_variables_where_that_is_allowed() {
    let added =
        [("PRECAST_ENV", "COLOUR=green"), ("PRECAST_ENV_2", "SHAPE"), ("SHAPE", "round"), ("SECRET", "x")];
    for target in TARGETS {
        let withheld = ["--inherit-args=no", "--allow-runtime-grants"];
        assert_eq!(printed(target, &withheld[..1], &added), Vec::<String>::new());
        let mut lines = printed(target, &withheld, &added);
        lines.sort();
        assert_eq!(lines, ["COLOUR=green", "SHAPE=round"]);
        // The operator has the last word.
        let built = ["--inherit-args=no", "--allow-runtime-grants", "--env", "COLOUR=red"];
        assert_eq!(printed(target, &built, &[("PRECAST_ENV", "COLOUR=green")]), ["COLOUR=green"]);
    }
}

#[test]
fn what_makes_no_sense_is_told_at_launch() {
    for target in TARGETS {
        for (name, value, expected) in [
            ("PRECAST_DIR", "", "HOST[::GUEST][:ro]"),
            ("PRECAST_DIR_DATA", "::/data", "HOST[::GUEST][:ro]"),
            ("PRECAST_DIR", "/tmp::", "HOST[::GUEST][:ro]"),
            ("PRECAST_ENV", "=x", "NAME[=VALUE]"),
            ("PRECAST_LISTEN", "localhost:80", "IP:PORT, unix:PATH or inherit"),
        ] {
            let finished = arguments_and_variables(target, &["--allow-runtime-grants"], &[(name, value)]);
            assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
            assert_eq!(finished.stderr(), format!("precast: {name} is \"{value}\", expected {expected}\n"));
            assert!(finished.stdout.is_empty());
            // Without the option they are variables like others.
            assert_eq!(arguments_and_variables(target, &[], &[(name, value)]).status, 7);
        }
    }
}

#[test]
fn operators_add_directories_where_that_is_allowed() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let data = scratch.path().join("data");
    fs::create_dir(&data).expect("a directory");
    fs::write(data.join("input.txt"), "first line\n").expect("a file");
    for target in TARGETS {
        let launch = |value: &str| {
            let mut command = target.command(&output);
            command.env("PRECAST_DIR", value).current_dir(scratch.path());
            run(command, b"")
        };
        build(&program("files-c"), target, &["--allow-runtime-grants"], &output);
        let finished = launch("data::/data:ro");
        assert!(
            finished.stdout().starts_with("open input: ok\nread: first line\nmkdir: "),
            "{}",
            finished.describe()
        );
        assert!(!finished.stdout().contains("mkdir: ok"), "{}", finished.describe());
        let finished = launch("absent::/data");
        assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
        assert_eq!(
            finished.stderr(),
            "precast: cannot open granted directory \"absent\": No such file or directory\n"
        );
        build(&program("files-c"), target, &[] as &[&str], &output);
        assert!(!launch("data::/data:ro").stdout().contains("open input: ok"));
    }
}

#[test]
fn a_missing_directory_is_named() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    for target in TARGETS {
        build(&program("files-c"), target, &["--dir=/missing/here::/data"], &output);
        let finished = run(target.command(&output), b"");
        assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
        assert_eq!(
            finished.stderr(),
            "precast: cannot open granted directory \"/missing/here\": No such file or directory\n"
        );
    }
}

#[test]
fn standard_streams_can_be_null() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    for target in TARGETS {
        let with = |name: &str, options: &[&str]| {
            build(&program(name), target, options, &output);
            run(target.command(&output), b"a 12\nb 30\n")
        };
        assert_eq!(with("stdin-c", &[]).stdout(), "2 lines, 4 words, 10 bytes, sum 42\n");
        assert_eq!(with("stdin-c", &["--stdin=inherit"]).stdout(), "2 lines, 4 words, 10 bytes, sum 42\n");
        assert_eq!(with("stdin-c", &["--stdin=null"]).stdout(), "0 lines, 0 words, 0 bytes, sum 0\n");
        assert_eq!(with("stdin-c", &["--stdout=null"]).expect_success().stdout(), "");
        let finished = with("arguments-rust", &["--stderr=null"]);
        assert_eq!((finished.status, finished.stderr().as_str()), (7, ""));
        assert_eq!(with("arguments-rust", &[]).stderr(), "this goes to stderr\n");
    }
    // What the executable itself has to say is said.
    let trap = support::tests_directory().join("traps/unreachable.wat");
    build(&trap, &Target::host(), &["--stderr=null"], &output);
    let finished = run(Command::new(&output), b"");
    assert!(finished.stderr().starts_with("precast: "), "{}", finished.describe());
}

/// A null stream needs a device of the machine; a start otherwise needs nothing.
#[test]
fn a_null_stream_that_cannot_be_had_is_told() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    build(&program("stdin-c"), &Target::host(), &["--stdin=null"], &output);
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--root"]).arg(scratch.path()).arg("/app");
    let finished = run(command, b"");
    assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
    assert!(finished.stderr().starts_with("precast: cannot open /dev/null"), "{}", finished.describe());
}

#[test]
fn run_takes_the_same_options() {
    let cache = scratch();
    let run_with = |options: &[&str]| {
        let mut command = precast();
        command.arg("run").arg(program("arguments-rust")).args(options).args(["--", "one"]);
        command.env("XDG_CACHE_HOME", cache.path()).env("PRECAST_ENV", "COLOUR=green");
        run(command, b"")
    };
    assert_eq!(run_with(&[]).stdout(), "argument 1: \"one\"\n");
    // Each is another entry of the cache.
    assert_eq!(run_with(&["--inherit-args=no"]).stdout(), "");
    assert_eq!(run_with(&["--stdout=null"]).stdout(), "");
    assert_eq!(run_with(&["--allow-runtime-grants"]).stdout(), "argument 1: \"one\"\nCOLOUR=green\n");
    assert_eq!(run_with(&["--harden=full"]).stdout(), "argument 1: \"one\"\n");
}

#[test]
fn inspect_tells_what_was_granted() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let shown = |options: &[&str]| {
        build(&program("arguments-rust"), &Target::host(), options, &output);
        let mut command = precast();
        command.arg("inspect").arg(&output);
        run(command, b"").expect_success().stdout()
    };
    let plain = shown(&[]);
    for line in
        ["standard input, standard output, standard error", "no files", "no network", "no (--harden would)"]
    {
        assert!(plain.contains(line), "no {line}: {plain}");
    }
    let granted = shown(&[
        "--listen=127.0.0.1:80",
        "--listen=unix:app.sock",
        "--listen=inherit",
        "--stdin=null",
        "--inherit-args=no",
        "--allow-runtime-grants",
        "--harden=landlock",
        "--harden-best-effort",
    ]);
    for line in [
        "standard output, standard error, but no standard input",
        "accept connections to 127.0.0.1:80",
        "the Unix socket app.sock (from the working directory at launch)",
        "LISTEN_FDS",
        "no arguments",
        "PRECAST_DIR",
        "by Landlock",
        "it starts nevertheless",
    ] {
        assert!(granted.contains(line), "no {line}: {granted}");
    }
    assert!(!granted.contains("no network"), "{granted}");
}

#[test]
fn options_that_make_no_sense_are_wrong_usage() {
    let scratch = scratch();
    for option in
        ["--listen=localhost:80", "--listen=unix:", "--stdin=file", "--harden=most", "--harden-best-effort"]
    {
        let finished =
            try_build(&program("files-c"), &Target::host(), &[option], &scratch.path().join("app"));
        assert_eq!(finished.status, STATUS_USAGE, "{option}: {}", finished.describe());
    }
    let options = ["--invoke=add", "--inherit-args=no"];
    let finished = try_build(&program("files-c"), &Target::host(), &options, &scratch.path().join("app"));
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
}
