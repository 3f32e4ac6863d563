//! The command line: every command, the cache of `precast run`, and what a program is granted.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;
use support::{Finished, HELLO, TARGETS, Target, build, hello, precast, run, scratch, try_build};

const NO_OPTIONS: &[&str] = &[];
/// Exit status of an artifact that cannot be started as asked.
const STATUS_CANNOT_START: i32 = 125;
/// Exit status of wrong usage.
const STATUS_USAGE: i32 = 2;

fn program(name: &str) -> PathBuf {
    support::tests_directory().join("programs").join(name)
}

/// Runs `precast` with these arguments.
fn tool(arguments: &[&str]) -> Finished {
    let mut command = precast();
    command.args(arguments);
    run(command, b"")
}

/// `precast` with a cache of its own.
fn with_cache(cache: &Path, arguments: &[&str]) -> Finished {
    let mut command = precast();
    command.args(arguments).env("XDG_CACHE_HOME", cache);
    run(command, b"")
}

/// The entries of a cache, wherever below it they lie: executables.
fn cache_entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            entries.extend(cache_entries(&entry.path()));
        } else if fs::read(entry.path()).is_ok_and(|bytes| bytes.starts_with(b"\x7fELF")) {
            entries.push(entry.path());
        }
    }
    entries
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[test]
fn build_names_its_output_after_the_input() {
    let scratch = scratch();
    fs::copy(hello(), scratch.path().join("greeting.wat")).expect("a copy");
    let mut command = precast();
    command.args(["build", "greeting.wat"]).current_dir(&scratch);
    let finished = run(command, b"").expect_success();
    // On success, to a pipe, it says nothing.
    assert!(finished.stdout.is_empty() && finished.stderr.is_empty(), "{}", finished.describe());
    assert_eq!(run(Command::new(scratch.path().join("greeting")), b"").expect_success().stdout(), HELLO);
}

#[test]
fn verbose_names_the_phases() {
    let scratch = scratch();
    let finished =
        try_build(&hello(), &Target::host(), &["-v"], &scratch.path().join("app")).expect_success();
    for phase in ["validate", "compile", "link"] {
        assert!(finished.stderr().contains(phase), "no {phase}: {}", finished.describe());
    }
}

#[test]
fn text_outputs_show_the_program() {
    for target in TARGETS {
        let emit = |what| {
            tool(&["build", text(&hello()), "--target", target.name, "--emit", what, "-o", "-"])
                .expect_success()
                .stdout()
        };
        let clif = emit("clif");
        assert!(clif.contains("function") && clif.contains("block0"), "{clif}");
        let assembly = emit("asm");
        assert!(assembly.contains("main"), "{assembly}");
    }
}

#[test]
fn optimisation_levels_and_cpus_build_the_same_program() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let input = program("compute-c/module.wasm");
    let expected = fs::read_to_string(program("compute-c/stdout")).expect("stdout");
    for (target, options) in [
        ("x86_64-linux", ["-O0", "--cpu=x86-64-v2"]),
        ("x86_64-linux", ["-O1", "--cpu=x86-64-v3"]),
        ("aarch64-linux", ["-O1", "--cpu=armv8.1-a"]),
        ("riscv64-linux", ["-O1", "--cpu=rv64gc"]),
    ] {
        let target = TARGETS.iter().find(|known| known.name == target).expect("a target");
        build(&input, target, &options, &output);
        assert_eq!(
            run(target.command(&output), b"").expect_success().stdout(),
            expected,
            "{} {options:?}",
            target.name
        );
    }
    let finished = try_build(&input, &Target::host(), &["--cpu=imaginary"], &output);
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
    assert!(finished.stderr().contains("imaginary"), "{}", finished.describe());
}

#[test]
fn memory_can_be_bounded() {
    let scratch = scratch();
    let input = scratch.path().join("grow.wat");
    fs::write(
        &input,
        r#"(module (memory 1) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#,
    )
    .expect("a file");
    let output = scratch.path().join("grow");
    let grow = |pages: &str| {
        let mut command = Command::new(&output);
        command.arg(pages);
        run(command, b"").expect_success().stdout()
    };
    for guard in ["--memory-guard=auto", "--memory-guard=none"] {
        build(&input, &Target::host(), &["--invoke", "grow", "--max-memory", "1M", guard], &output);
        assert_eq!(grow("15"), "1\n", "{guard}");
        assert_eq!(grow("16"), "-1\n", "{guard}");
    }
    build(&input, &Target::host(), &["--invoke", "grow"], &output);
    assert_eq!(grow("20000"), "1\n");
}

#[test]
fn masks_are_made_unless_switched_off() {
    let scratch = scratch();
    let input = program("memory64/module.wat");
    for target in TARGETS {
        for (spectre, masked) in [("on", true), ("off", false)] {
            let option = format!("--spectre={spectre}");
            let options = ["--invoke", "test", "--target", target.name, &option];
            let clif = [&["build", text(&input), "--emit", "clif", "-o", "-"], &options[..]].concat();
            let clif = tool(&clif).expect_success().stdout();
            assert_eq!(clif.contains("select_spectre_guard"), masked, "{} {spectre}", target.name);
            let output = scratch.path().join("masks");
            build(&input, target, &["--invoke", "test", &option], &output);
            let shown = tool(&["inspect", text(&output)]).expect_success().stdout();
            assert_eq!(shown.contains("not masked against Spectre"), !masked, "{shown}");
        }
    }
}

#[test]
fn invoked_functions_check_their_arguments() {
    let scratch = scratch();
    for target in TARGETS {
        let output = scratch.path().join("mixed");
        build(&program("invoke/module.wat"), target, &["--invoke", "mixed"], &output);
        let call = |arguments: &[&str]| {
            let mut command = target.command(&output);
            command.args(arguments);
            run(command, b"")
        };
        assert_eq!(
            call(&["-2", "0x10", "1e3", "-0.5"]).expect_success().stdout(),
            "-1\n-32\n999.5\n",
            "{}",
            target.name
        );
        for (arguments, named) in [
            (&["1", "2", "3"][..], "4"),
            (&["1", "2", "3", "4", "5"], "4"),
            (&["one", "2", "3", "4"], "one"),
            (&["4294967296", "2", "3", "4"], "4294967296"),
            (&["1", "2", "3", "4x"], "4x"),
        ] {
            let finished = call(arguments);
            assert_eq!(finished.status, STATUS_CANNOT_START, "{arguments:?}: {}", finished.describe());
            assert!(finished.stderr().contains(named), "{arguments:?}: {}", finished.describe());
            assert!(finished.stdout.is_empty());
        }
    }
}

#[test]
fn run_builds_once_and_then_finds() {
    let cache = scratch();
    for _ in 0..2 {
        let finished = with_cache(cache.path(), &["run", text(&hello())]).expect_success();
        assert_eq!(finished.stdout(), HELLO);
        assert!(finished.stderr.is_empty());
        assert_eq!(cache_entries(cache.path()).len(), 1);
    }
    // Other options are another program.
    with_cache(cache.path(), &["run", text(&hello()), "-O0"]).expect_success();
    with_cache(cache.path(), &["run", text(&hello()), "--env", "A=b"]).expect_success();
    assert_eq!(cache_entries(cache.path()).len(), 3);
    let mode = fs::metadata(cache.path().join("precast")).expect("the cache").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);

    let stat = with_cache(cache.path(), &["cache", "stat"]).expect_success().stdout();
    assert!(
        stat.contains(text(cache.path()))
            && stat.lines().any(|line| line.contains("entries") && line.contains('3')),
        "{stat}"
    );
    let clean = with_cache(cache.path(), &["cache", "clean"]).expect_success().stdout();
    assert!(clean.contains("3 entries"), "{clean}");
    assert!(cache_entries(cache.path()).is_empty());
    with_cache(cache.path(), &["run", text(&hello())]).expect_success();
}

#[test]
fn run_hands_on_arguments_status_and_streams() {
    let cache = scratch();
    let arguments = program("arguments-rust/module.wasm");
    let finished = with_cache(cache.path(), &["run", text(&arguments), "--", "--flag", "two words"]);
    assert_eq!(finished.status, 7, "{}", finished.describe());
    assert_eq!(finished.stdout(), "argument 1: \"--flag\"\nargument 2: \"two words\"\n");
    assert_eq!(finished.stderr(), "this goes to stderr\n");

    let mut command = precast();
    command.arg("run").arg(program("stdin-c/module.wasm")).env("XDG_CACHE_HOME", cache.path());
    assert_eq!(
        run(command, b"a 12\nb 30\n").expect_success().stdout(),
        "2 lines, 4 words, 10 bytes, sum 42\n"
    );
}

#[test]
fn run_rebuilds_entries_that_were_tampered_with() {
    let cache = scratch();
    let run_hello = || with_cache(cache.path(), &["run", text(&hello())]).expect_success().stdout();
    assert_eq!(run_hello(), HELLO);
    let [entry] = &cache_entries(cache.path())[..] else { panic!("one entry") };
    let sound = fs::read(entry).expect("an entry");
    // Another program in its place, a changed byte, and a part of it.
    let other = scratch();
    let output = other.path().join("other");
    build(&program("exit-status/module.wat"), &Target::host(), NO_OPTIONS, &output);
    let mut changed = sound.clone();
    let text_at = changed.windows(HELLO.len()).position(|bytes| bytes == HELLO.as_bytes()).expect("the text");
    changed[text_at] = b'J';
    for tampered in [fs::read(&output).expect("an artifact"), changed, sound[..sound.len() / 2].to_vec()] {
        let _ = fs::remove_file(entry);
        fs::write(entry, tampered).expect("an entry");
        fs::set_permissions(entry, fs::Permissions::from_mode(0o700)).expect("a mode");
        assert_eq!(run_hello(), HELLO);
    }
    let entries = cache_entries(cache.path());
    assert_eq!(entries.len(), 1);
    assert!(fs::read(&entries[0]).expect("an entry") == sound);
}

#[test]
fn concurrent_runs_do_not_disturb_each_other() {
    let cache = scratch();
    thread::scope(|scope| {
        let cache = cache.path();
        for runner in 0..8 {
            scope.spawn(move || {
                for round in 0..10 {
                    let level = ["-O0", "-O1", "-O2"][(runner + round) % 3];
                    let finished = with_cache(cache, &["run", text(&hello()), level]);
                    assert!(
                        finished.status == 0 && finished.stdout() == HELLO && finished.stderr.is_empty(),
                        "{}",
                        finished.describe()
                    );
                    if runner == 0 {
                        with_cache(cache, &["cache", "clean"]).expect_success();
                    }
                }
            });
        }
    });
    assert!(cache_entries(cache.path()).len() <= 3);
}

#[test]
fn cache_stays_within_its_bound() {
    let cache = scratch();
    let inputs = [
        "hello-wat/module.wat",
        "exit-status/module.wat",
        "memory-grow/module.wat",
        "references/module.wat",
        "bulk-memory/module.wat",
    ];
    let one = {
        with_cache(cache.path(), &["run", text(&hello())]).expect_success();
        fs::metadata(&cache_entries(cache.path())[0]).expect("an entry").len()
    };
    let bound = one * 3;
    for input in inputs {
        let mut command = precast();
        command
            .arg("run")
            .arg(program(input))
            .env("XDG_CACHE_HOME", cache.path())
            .env("PRECAST_CACHE_SIZE", bound.to_string());
        run(command, b"");
        let total: u64 = cache_entries(cache.path())
            .iter()
            .map(|entry| fs::metadata(entry).expect("an entry").len())
            .sum();
        assert!(total <= bound, "{total} bytes, {bound} allowed");
    }
    assert!(!cache_entries(cache.path()).is_empty());
}

#[test]
fn targets_are_listed_and_all_can_be_built() {
    let listed = tool(&["targets"]).expect_success().stdout();
    for target in TARGETS {
        let line = listed
            .lines()
            .find(|line| line.contains(target.name))
            .unwrap_or_else(|| panic!("no {}: {listed}", target.name));
        assert!(!line.contains("missing"), "{line}");
    }
    let finished = tool(&["build", text(&hello()), "--target", "vax-linux"]);
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
    assert!(
        finished.stderr().contains("vax-linux") && finished.stderr().contains("riscv64-linux"),
        "{}",
        finished.describe()
    );
}

#[test]
fn inspect_tells_what_an_artifact_is() {
    let scratch = scratch();
    for target in TARGETS {
        let output = scratch.path().join("app");
        let options = ["--dir", "/srv/data::/data:ro", "--env", "COLOUR=green", "--env", "TERM"];
        build(&hello(), target, &options, &output);
        let shown = tool(&["inspect", text(&output)]).expect_success().stdout();
        for part in [target.name, "/srv/data", "/data", "COLOUR", "green", "TERM", ".wasm.mem0", "cranelift"]
        {
            assert!(shown.contains(part), "no {part}: {shown}");
        }
        // The licence of what is linked into users' executables.
        assert!(shown.contains("Apache-2.0") || shown.contains("MIT"), "{shown}");
        let json: Value =
            serde_json::from_str(&tool(&["inspect", "--json", text(&output)]).expect_success().stdout())
                .expect("JSON");
        assert_eq!(json["info"]["target"], target.name);
        assert_eq!(json["file_bytes"].as_u64(), Some(fs::metadata(&output).expect("an artifact").len()));
        let mut digest = Command::new("sha256sum");
        digest.arg(hello());
        let digest = run(digest, b"").expect_success().stdout();
        let source = json["info"]["source_sha256"].as_str().expect("a digest");
        // Of the binary module, or of the text that was given.
        let binary = scratch.path().join("module.wasm");
        fs::write(&binary, wat::parse_file(hello()).expect("valid")).expect("a file");
        let mut command = Command::new("sha256sum");
        command.arg(&binary);
        let binary_digest = run(command, b"").expect_success().stdout();
        assert!(digest.starts_with(source) || binary_digest.starts_with(source), "{source}");
    }
    let finished = tool(&["inspect", env!("CARGO_BIN_EXE_precast")]);
    assert_eq!(finished.status, 1);
    assert!(finished.stderr().contains("that precast built"), "{}", finished.describe());
    assert_eq!(tool(&["inspect", text(&hello())]).status, 1);
}

#[test]
fn version_names_cranelift_and_the_runtimes() {
    let version = tool(&["--version"]).expect_success().stdout();
    assert!(version.starts_with("precast ") && version.contains("cranelift 0."), "{version}");
    for target in TARGETS {
        let line = version
            .lines()
            .find(|line| line.contains(target.name))
            .unwrap_or_else(|| panic!("no {}: {version}", target.name));
        let digest = line
            .split_whitespace()
            .find(|word| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(digest.is_some(), "no digest: {line}");
    }
}

#[test]
fn completions_and_manual_come_from_the_definitions() {
    for shell in ["bash", "zsh", "fish"] {
        let script = tool(&["completions", shell]).expect_success().stdout();
        assert!(script.contains("memory-guard") && script.contains("inspect"), "{shell}: {script}");
    }
    assert!(tool(&["man"]).expect_success().stdout().contains(".TH precast"));
    let scratch = scratch();
    tool(&["man", "-o", text(scratch.path())]).expect_success();
    let page = fs::read_to_string(scratch.path().join("precast-build.1")).expect("a page");
    assert!(page.contains("memory\\-guard"), "{page}");
    // The help of each command names an example.
    for command in ["build", "run", "pack", "init", "inspect", "verify", "cache", "targets"] {
        assert!(tool(&[command, "--help"]).expect_success().stdout().contains("precast"), "{command}");
    }
}

#[test]
fn wrong_usage_is_told_with_its_own_status() {
    for arguments in [
        &[][..],
        &["bild"],
        &["build"],
        &["build", "x.wasm", "--emit", "art"],
        &["build", "x.wasm", "-O9"],
        &["build", "x.wasm", "--stack-size", "much"],
    ] {
        let finished = tool(arguments);
        assert_eq!(finished.status, STATUS_USAGE, "{arguments:?}: {}", finished.describe());
        assert!(finished.stdout.is_empty() && !finished.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn closed_pipe_is_silent() {
    let mut command = precast();
    command.args(["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("precast starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("its output");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A program that prints its environment, and one that tries to open files, with the grants of each case.
#[test]
fn grants_are_what_was_granted() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    for target in TARGETS {
        let environment = |options: &[&str]| {
            build(&program("arguments-rust/module.wasm"), target, options, &output);
            let mut command = target.command(&output);
            command
                .env_clear()
                .env("COLOUR", "red")
                .env("SECRET", "x")
                .env("PATH", std::env::var_os("PATH").unwrap_or_default());
            let finished = run(command, b"");
            assert_eq!(finished.status, 7, "{}: {}", target.name, finished.describe());
            finished
                .stdout()
                .lines()
                .filter(|line| !line.starts_with("PATH="))
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(environment(NO_OPTIONS), Vec::<String>::new());
        assert_eq!(environment(&["--env", "COLOUR"]), ["COLOUR=red"]);
        assert_eq!(environment(&["--env", "ABSENT"]), Vec::<String>::new());
        assert_eq!(environment(&["--env", "COLOUR=blue", "--env", "SECRET"]), ["COLOUR=blue", "SECRET=x"]);
        assert_eq!(environment(&["--inherit-env"]), ["COLOUR=red", "SECRET=x"]);
        assert_eq!(
            environment(&["--arg", "--baked", "--arg", "in"]),
            ["argument 1: \"--baked\"", "argument 2: \"in\""]
        );
    }
}

#[test]
fn read_only_directories_stay_as_they_are() {
    let scratch = scratch();
    let data = scratch.path().join("data");
    fs::create_dir(&data).expect("a directory");
    fs::write(data.join("input.txt"), "first line\nsecond line\n").expect("a file");
    for target in TARGETS {
        let output = scratch.path().join("app");
        build(
            &program("files-c/module.wasm"),
            target,
            &["--dir", &format!("{}::/data:ro", text(&data))],
            &output,
        );
        let finished = run(target.command(&output), b"");
        assert!(
            finished.stdout().starts_with("open input: ok\nread: first line\nread: second line\nmkdir: "),
            "{}",
            finished.describe()
        );
        assert!(!finished.stdout().contains("mkdir: ok"), "{}", finished.describe());
        let left: Vec<_> = fs::read_dir(&data)
            .expect("a directory")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(left, ["input.txt"], "{}", target.name);
    }
}

#[test]
fn missing_granted_directory_is_told() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let missing = scratch.path().join("missing");
    build(
        &program("files-c/module.wasm"),
        &Target::host(),
        &["--dir", &format!("{}::/data", text(&missing))],
        &output,
    );
    let finished = run(Command::new(&output), b"");
    assert_ne!(finished.status, 0, "{}", finished.describe());
    let said = finished.stdout() + &finished.stderr();
    assert!(said.contains("missing") || said.contains("open input: No such file"), "{}", finished.describe());
}

/// A relative directory counts from where the program is started.
#[test]
fn relative_directories_are_those_of_the_launch() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    fs::create_dir_all(scratch.path().join("there/data")).expect("a directory");
    fs::write(scratch.path().join("there/data/input.txt"), "from there\n").expect("a file");
    build(&program("files-c/module.wasm"), &Target::host(), &["--dir", "data::/data"], &output);
    let mut command = Command::new(&output);
    command.current_dir(scratch.path().join("there"));
    assert!(run(command, b"").stdout().starts_with("open input: ok\nread: from there\n"));
}

/// The linker library takes orders from the environment, one of which replaces a directory.
#[test]
fn variables_of_the_linker_are_without_effect() {
    let scratch = scratch();
    let kept = scratch.path().join("directory/file");
    fs::create_dir(scratch.path().join("directory")).expect("a directory");
    fs::write(&kept, b"kept").expect("a file");
    let artifact = scratch.path().join("artifact");
    let mut command = precast();
    command.arg("build").arg(hello()).arg("-o").arg(&artifact);
    command.env("WILD_SAVE_DIR", scratch.path().join("directory"));
    run(command, b"").expect_success();
    assert_eq!(fs::read(&kept).expect("the file"), b"kept");
    assert_eq!(run(Command::new(&artifact), b"").stdout(), HELLO);
}
