//! Starting: ten thousand times in a row without one failure, and where resources are tight.

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use support::{HELLO, TARGETS, Target, build, hello, run, scratch};

const NO_OPTIONS: &[&str] = &[];
const STARTS_NATIVE: usize = 10_000;
const STARTS_EMULATED: usize = 300;
/// Exit status of an artifact that cannot be started as asked.
const STATUS_CANNOT_START: i32 = 125;

/// Starts `artifact` so many times, two at a time; each must print what it has to.
fn start_often(target: &Target, artifact: &Path, times: usize) {
    thread::scope(|scope| {
        for first in 0..2 {
            scope.spawn(move || {
                for number in (first..times).step_by(2) {
                    let output =
                        target.command(artifact).stdin(Stdio::null()).output().expect("the artifact starts");
                    let good = output.status.code() == Some(0)
                        && output.stdout == HELLO.as_bytes()
                        && output.stderr.is_empty();
                    assert!(good, "start {number} on {}: {output:?}", target.name);
                }
            });
        }
    });
}

/// With the whole of address-space randomisation: image, stack and heap lie elsewhere each time, and
/// none may ever get into the way of the fixed addresses.
#[test]
fn ten_thousand_starts() {
    let scratch = scratch();
    for target in TARGETS {
        let artifact = scratch.path().join(target.name);
        build(&hello(), target, NO_OPTIONS, &artifact);
        start_often(target, &artifact, if target.is_host() { STARTS_NATIVE } else { STARTS_EMULATED });
    }
}

#[test]
fn explicit_checks_start_often_too() {
    let scratch = scratch();
    let artifact = scratch.path().join("hello");
    build(&hello(), &Target::host(), &["--memory-guard=none"], &artifact);
    start_often(&Target::host(), &artifact, 1000);
}

/// What the operator's limits are does not matter for the guest's stack.
#[test]
fn stack_limits_of_the_operator_do_not_matter() {
    let scratch = scratch();
    let artifact = scratch.path().join("hello");
    build(&hello(), &Target::host(), NO_OPTIONS, &artifact);
    for limit in ["65536", "1048576", "unlimited"] {
        let mut command = Command::new("prlimit");
        command.arg(format!("--stack={limit}")).arg("--").arg(&artifact);
        assert_eq!(run(command, b"").expect_success().stdout(), HELLO, "stack limit {limit}");
    }
}

/// Where address space is limited, the default artifact says in one line what helps, and that helps.
#[test]
fn address_space_limit() {
    let scratch = scratch();
    let artifact = scratch.path().join("hello");
    let limited = || {
        let mut command = Command::new("prlimit");
        command.arg(format!("--as={}", 1 << 30)).arg("--").arg(&artifact);
        run(command, b"")
    };
    build(&hello(), &Target::host(), NO_OPTIONS, &artifact);
    let finished = limited();
    assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
    let stderr = finished.stderr();
    assert!(
        stderr.starts_with("precast: ") && stderr.contains("--memory-guard=none"),
        "{}",
        finished.describe()
    );
    assert_eq!(stderr.lines().count(), 1, "{}", finished.describe());
    build(&hello(), &Target::host(), &["--memory-guard=none"], &artifact);
    assert_eq!(limited().expect_success().stdout(), HELLO);
}

/// What artifacts for better CPUs say on a lesser one, which the emulator plays: in one line, which features it lacks.
#[test]
fn missing_cpu_features_are_named() {
    // Its first vector instruction is a load: where that is refused, it is no access out of bounds.
    const VECTORS: &str = "(module (memory 1)
        (func (export \"_start\") (v128.store (i32.const 0) (v128.load8x8_s (i32.const 8)))))";
    const ATOMICS: &str = "(module (memory 1 1 shared)
        (func (export \"_start\") (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))))";
    const NOTHING: &str = "(module (func (export \"_start\")))";
    for (target, cpu, program, lesser, missing) in [
        // Asked for at start: LZCNT and BMI1 would compute wrongly.
        ("x86_64-linux", "x86-64-v3", NOTHING, "Nehalem", "AVX, AVX2, FMA, BMI1, BMI2, LZCNT"),
        ("x86_64-linux", "x86-64-v2", VECTORS, "core2duo", "SSE4.1, SSE4.2, POPCNT"),
        ("aarch64-linux", "armv8.1-a", ATOMICS, "cortex-a53", "LSE"),
        ("riscv64-linux", "rv64gcv", VECTORS, "rv64", "V"),
    ] {
        let scratch = scratch();
        let input = scratch.path().join("program.wat");
        std::fs::write(&input, program).expect("a file");
        let artifact = scratch.path().join("program");
        let target = TARGETS.iter().find(|candidate| candidate.name == target).expect("a target");
        build(&input, target, &["--cpu", cpu], &artifact);
        let mut command = Command::new(target.emulator);
        command.args(["-cpu", lesser]).arg(&artifact);
        let finished = run(command, b"");
        let expected =
            format!("precast: the CPU of this machine lacks what this executable was built for: {missing}\n");
        assert_eq!(finished.stderr(), expected, "{cpu}: {}", finished.describe());
        assert_eq!(finished.status, STATUS_CANNOT_START, "{cpu}");
    }
}

/// Closed standard streams are no reason to crash.
#[test]
fn closed_standard_streams() {
    let scratch = scratch();
    let artifact = scratch.path().join("hello");
    build(&hello(), &Target::host(), NO_OPTIONS, &artifact);
    let mut command = Command::new("sh");
    command.args(["-c", "\"$0\" <&- >&- 2>&-"]).arg(&artifact);
    run(command, b"").expect_success();
}

/// A start needs no files of the machine: an empty root will do.
#[test]
fn nothing_of_the_machine_is_needed() {
    let scratch = scratch();
    let artifact = scratch.path().join("hello");
    build(&hello(), &Target::host(), NO_OPTIONS, &artifact);
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--root"]).arg(scratch.path()).arg("/hello");
    assert_eq!(run(command, b"").expect_success().stdout(), HELLO);
}
