//! What is measured and said of runtimes.

use std::fs;
use std::path::Path;

use super::support::{Finished, tests_directory};
use super::*;

/// Every program that a runtime needs.
const PROGRAMS: &[&str] = &["wasmtime", "wasmer", "wasmedge", "iwasm", "wamrc", "wasm3", "node"];
/// Every runtime, in the order in which they run.
const RUNTIMES: &[&str] = &[
    "precast",
    "wasmtime",
    "wasmtime-compiled",
    "wasmer",
    "wasmedge",
    "wasmedge-compiled",
    "iwasm",
    "wasm3",
    "node",
];
const METRICS: &[&str] =
    &["cold_start_ns", "run_time_ns", "cpu_time_ns", "user_time_ns", "system_time_ns", "peak_memory_bytes"];

/// A directory with fake programs: each notes how it was called, and behaves as `behaviour` says.
fn fakes(directory: &Path, behaviour: &str) {
    let log = directory.join("log");
    for program in PROGRAMS {
        let text = format!(
            r#"name={program}
[ "$name $1" = 'wasmedge --version' ] && {{ echo "$0 1.2.3"; exit; }}
[ "$1" = --version ] && {{ echo "$name 1.2.3"; exit; }}
echo "$name $*" >>'{log}'
case "$name $1" in
    'wasmtime compile') exec /bin/cp "$2" "$4" ;;
    'wasmedge compile') exec /bin/cp "$2" "$3" ;;
    'wasmedge run') [ "$2" = --help ] && {{ echo '--run-mode'; exit; }} ;;
    'wamrc -o') exec /bin/cp "$3" "$2" ;;
esac
{behaviour}
"#,
            log = log.display()
        );
        script(&directory.join(program), &text);
    }
}

/// What the program of these tests prints.
const HELLO: &str = "echo 'hello from wat'\n";

fn hello_with(directory: &Path, options: &[&str]) -> Finished {
    let mut command = bench_with(directory);
    command.arg(tests_directory().join("programs/hello-wat/module.wat"));
    command.args(["--json", "--runs=3", "--start-runs=2"]).args(options);
    run(command, b"")
}

#[test]
fn every_known_runtime_is_measured_in_turns() {
    let directory = scratch();
    fakes(directory.path(), HELLO);
    let results = results(hello_with(directory.path(), &[]));
    let names: Vec<_> =
        results["sides"].as_array().expect("sides").iter().map(|side| &side["name"]).collect();
    assert_eq!(names, RUNTIMES);
    for name in RUNTIMES {
        let side = side(&results, name);
        assert_eq!(side["status"], "measured", "{side:#}");
        assert!(side["message"].is_null(), "{side:#}");
        for metric in METRICS {
            let figure = &side["figures"][metric];
            let runs = if *metric == "cold_start_ns" { 2 } else { 3 };
            assert_eq!(figure["samples"].as_array().map(Vec::len), Some(runs), "{name} {metric}");
            // Precast's user or system time alone may be 0, which gives no ratio.
            let ratio = !["user_time_ns", "system_time_ns"].contains(metric);
            assert!(!ratio || figure["ratio"].is_null() == (*name == "precast"), "{name} {metric}");
        }
        let compiles = ["precast", "wasmtime-compiled", "wasmedge-compiled", "iwasm"].contains(name);
        assert_eq!(side["figures"].get("compiled_bytes").is_some(), compiles, "{name}");
        assert_eq!(side["figures"].get("compile_time_ns").is_some(), compiles, "{name}");
        assert_eq!(side["figures"].get("runtime_bytes").is_some(), *name != "precast", "{name}");
        if *name != "precast" {
            let version = side["version"].as_str().expect("a version");
            assert!(version.ends_with(" 1.2.3") && !version.contains('/'), "{name}: {version}");
        }
    }
    // Two runs to check, three for memory, three that are timed; then two starts and one to warm up.
    let log = fs::read_to_string(directory.path().join("log")).expect("a log");
    let module =
        |line: &&str| line.contains("/module/") && !line.contains(" compile ") && !line.starts_with("wamrc");
    let runs: Vec<&str> = log.lines().filter(module).collect();
    let round = &runs[..RUNTIMES.len() - 1];
    assert_eq!(runs.len(), round.len() * 8, "{log}");
    for other in runs.chunks(round.len()) {
        assert_eq!(other, round, "{log}");
    }
    let starts = log.lines().filter(|line| line.contains("/start/") && line.starts_with("wasm3"));
    assert_eq!(starts.count(), 3, "{log}");
}

#[test]
fn each_gets_what_the_program_is_given_in_its_own_words() {
    let directory = scratch();
    // Prints what a program would that sees its arguments, its variable and its input.
    fakes(
        directory.path(),
        "printf '%s\\n' \"$*\" | /bin/grep -q -- '--second=2 the third$' || exit 1\n/bin/cat\n",
    );
    let (data, stdin) = (directory.path().join("data"), directory.path().join("stdin"));
    fs::create_dir(&data).expect("a directory");
    fs::write(&stdin, "some input\n").expect("a file");
    let mut command = bench_with(directory.path());
    command.arg(tests_directory().join("programs/hello-wat/module.wat"));
    command.args(["--json", "--runs=1", "--start-runs=1", "--env=COLOUR=green", "--dir"]);
    command.arg(format!("{}::/data:ro", data.display())).arg("--stdin").arg(&stdin);
    command.args(["--", "--second=2", "the third"]);
    let finished = run(command, b"").expect_success();
    let log = fs::read_to_string(directory.path().join("log")).expect("a log");
    let host = data.display();
    let expected = [
        format!("wasmtime run -C cache=n --dir {host}::/data --env COLOUR=green "),
        format!("wasmtime run --allow-precompiled --dir {host}::/data --env COLOUR=green "),
        format!("wasmer run --volume {host}:/data --env COLOUR=green "),
        format!("wasmedge run --dir /data:{host}:readonly --env COLOUR=green "),
        format!("wasmedge run --run-mode=aot --dir /data:{host}:readonly --env COLOUR=green "),
        format!("iwasm --env=COLOUR=green --map-dir=/data::{host} "),
        "node --no-warnings ".to_owned(),
        format!("node.mjs --dir {host}::/data --env COLOUR=green "),
    ];
    for words in &expected {
        assert!(log.lines().any(|line| line.contains(words.as_str())), "no `{words}` in {log}");
    }
    let results: Value = serde_json::from_slice(&finished.stdout).expect("JSON");
    // It cannot give the directory another name, and says so.
    let message = side(&results, "wasm3")["message"].as_str().expect("a message");
    assert!(message.contains("/data"), "{message}");
    assert_eq!(side(&results, "wasm3")["status"], "failed");
    // All but precast print their input, and are the majority.
    assert_eq!(side(&results, "node")["status"], "measured");
    let ours = side(&results, "precast");
    assert_eq!(ours["status"], "different");
    assert_eq!(ours["message"], "it prints \"hello from wat\" in line 1, where most print \"some input\"",);
}

#[test]
fn who_prints_something_else_or_fails_is_reported_and_not_ranked() {
    let directory = scratch();
    let behaviour = "case $name in
        wasmtime) echo 'hello from mars' ;;
        wasmer) echo 'cannot do that' >&2; exit 3 ;;
        wasmedge) /bin/sleep 1000 ;;
        wasm3) kill -SEGV $$ ;;
        iwasm) echo 'hello from wat'; case $* in */start/*) exit 9 ;; esac ;;
        *) echo 'hello from wat' ;;
    esac\n";
    fakes(directory.path(), behaviour);
    script(&directory.path().join("wamrc"), "[ \"$1\" = --version ] || exec /bin/cp \"$3\" \"$2\"\n");
    let results = results(hello_with(directory.path(), &["--time-limit=1"]));
    let expected = [
        (
            "wasmtime",
            "different",
            "it prints \"hello from mars\" in line 1, where most print \"hello from wat\"",
        ),
        ("wasmer", "different", "it ended with status 3, where most end with status 0"),
        ("wasmedge", "failed", "it took longer than the time limit"),
        ("wasm3", "failed", "it was ended by signal 11"),
        ("iwasm", "measured", "no cold start: it ended with status 9: hello from wat"),
    ];
    for (name, status, message) in expected {
        let side = side(&results, name);
        assert_eq!((&side["status"], &side["message"]), (&status.into(), &message.into()), "{name}");
        assert_eq!(side["figures"].as_object().expect("figures").is_empty(), status != "measured", "{name}");
    }
    assert!(side(&results, "iwasm")["figures"].get("cold_start_ns").is_none());
    assert_eq!(side(&results, "node")["status"], "measured");
    // For people: below the table, with the reason.
    let mut command = bench_with(directory.path());
    command.arg(tests_directory().join("programs/hello-wat/module.wat"));
    command.args(["--runs=1", "--start-runs=1", "--only=wasmtime"]);
    let text = run(command, b"").expect_success().stdout();
    assert!(text.contains("wasmtime run\n  not ranked: it prints \"hello from mars\""), "{text}");
}

#[test]
fn outputs_that_change_are_compared_without_numbers() {
    let directory = scratch();
    // Different numbers each time, and from time to time other words.
    let behaviour = "case $name in wasmer) echo \"took $$ hours\" ;; *) echo \"took $$ s\" ;; esac\n";
    fakes(directory.path(), behaviour);
    let module = r#"(module
        (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "\10\00\00\00\08\00\00\00") (data (i32.const 16) "took 0 s\n")
        (func (export "_start")
            (drop (call $time (i32.const 1) (i64.const 1) (i32.const 32)))
            (i32.store8 (i32.const 21) (i32.add (i32.const 48) (i32.rem_u (i32.load (i32.const 32)) (i32.const 10))))
            (i32.store (i32.const 4) (i32.const 9))
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 40)))))"#;
    let path = directory.path().join("clock.wat");
    fs::write(&path, module).expect("a module");
    // The last digit of the clock is the same twice in a row once in ten tries.
    let masked = (0..10).any(|_| {
        let mut command = bench_with(directory.path());
        command.arg(&path).args(["--json", "--runs=1", "--start-runs=1", "--only=wasmtime,wasmer"]);
        let results = results(run(command, b""));
        let masked = results["settings"]["comparison"] == "numbers-masked";
        if masked {
            assert_eq!(side(&results, "wasmtime")["status"], "measured");
            assert_eq!(side(&results, "wasmer")["status"], "different");
        }
        masked
    });
    assert!(masked);
    let mut command = bench_with(directory.path());
    command.arg(&path).args(["--json", "--runs=1", "--start-runs=1", "--ignore-output"]);
    assert_eq!(side(&results(run(command, b"")), "wasmer")["status"], "measured");
}

#[test]
fn node_runs_programs_with_directories_variables_arguments_and_input() {
    let programs = tests_directory().join("programs");
    let stdin = programs.join("stdin-c/stdin").display().to_string();
    let dir = scratch();
    fs::copy(programs.join("files-c/dir/input.txt"), dir.path().join("input.txt")).expect("a file");
    let data = format!("{}::/data", dir.path().display());
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("hello-rust", &[], &[]),
        ("stdin-c", &["--stdin", &stdin], &[]),
        ("files-c", &["--dir", &data], &[]),
    ];
    for (name, options, arguments) in cases {
        let mut command = precast();
        command.arg("bench").arg(programs.join(name).join("module.wasm"));
        command.args(["--json", "--runs=1", "--start-runs=1", "--only=node"]).args(*options);
        command.arg("--").args(*arguments);
        let results = results(run(command, b""));
        for name in ["precast", "node"] {
            assert_eq!(side(&results, name)["status"], "measured", "{results:#}");
        }
        assert_eq!(results["outcome"]["status"], 0);
        let printed = fs::metadata(programs.join(name).join("stdout")).expect("what is expected").len();
        assert_eq!(results["outcome"]["stdout_bytes"], printed, "{name}");
    }
}

#[test]
fn native_executables_take_part_and_start_with_arguments_of_their_own() {
    let directory = scratch();
    let native = directory.path().join("hello");
    script(&native, "[ \"$1\" = --quiet ] || echo 'hello from wat'\n");
    let native = native.display().to_string();
    let results_of = |options: &[&str]| results(hello_with(directory.path(), options));
    let plain = results_of(&["--native", &native]);
    let figures = &side(&plain, "native")["figures"];
    assert!(figures.get("cold_start_ns").is_none() && figures["run_time_ns"].is_object(), "{figures:#}");
    let quiet = results_of(&["--native", &format!("by-hand={native}"), "--start-arg=--quiet"]);
    assert_eq!(quiet["settings"]["cold_start"], "arguments");
    assert!(side(&quiet, "by-hand")["figures"]["cold_start_ns"].is_object());
    let first = results_of(&["--native", &native, "--first-byte"]);
    assert_eq!(first["settings"]["cold_start"], "first-byte");
    for name in ["native", "precast"] {
        assert!(side(&first, name)["figures"]["cold_start_ns"].is_object(), "{name}");
    }
}

#[test]
fn peak_memory_is_that_of_the_program() {
    let directory = scratch();
    fakes(directory.path(), HELLO);
    let script_text = "/bin/dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null\necho 'hello from wat'\n";
    let native = directory.path().join("large");
    script(&native, script_text);
    let results =
        results(hello_with(directory.path(), &["--only=precast", "--native", &native.to_string_lossy()]));
    let peak =
        |name: &str| side(&results, name)["figures"]["peak_memory_bytes"]["median"].as_f64().expect("bytes");
    assert!(peak("precast") < 1e6, "{} bytes", peak("precast"));
    assert!((64e6..100e6).contains(&peak("native")), "{} bytes", peak("native"));
}

#[test]
fn requests_that_make_no_sense_are_refused_at_once() {
    let directory = scratch();
    let refused: &[(&[&str], &str)] = &[
        (&["--against=wasmtime=/no/such/file"], "/no/such/file"),
        (&["--against=lua=/bin/true"], "no runtime needs a program lua, expected"),
        (&["--only=wasmtime"], "wasmtime is not on PATH"),
        (&["--only=wasmtim"], "no runtime wasmtim is known"),
        (&["--native=/etc/passwd"], "cannot be executed"),
        (&["--native=/bin/true", "--native=a=/bin/true", "--native=a=/bin/true"], "two sides are called a"),
        (&["--stdin=/no/such/file"], "/no/such/file"),
        (&["--html=/no/such/directory/page.html"], "/no/such/directory"),
        (&["--env=NO_SUCH_VARIABLE_HERE"], "NO_SUCH_VARIABLE_HERE"),
        (&["--runs=0"], "expected a number from 1"),
        (&["--max-regression=5%"], "--baseline"),
        (&["--first-byte", "--start-arg=-v"], "cannot be used with"),
    ];
    for (options, message) in refused {
        let mut command = bench_with(directory.path());
        command.arg(tests_directory().join("programs/hello-wat/module.wat")).args(*options);
        let finished = run(command, b"");
        assert!(finished.status == 1 || finished.status == 2, "{options:?}: {}", finished.describe());
        assert!(finished.stderr().contains(message), "{options:?}: {}", finished.describe());
        assert!(finished.stdout.is_empty(), "{options:?}");
    }
    let mut command = bench_with(directory.path());
    command.arg(tests_directory().join("bench/main.rs"));
    assert!(run(command, b"").stderr().contains("main.rs:"), "a file that is no module");
}
