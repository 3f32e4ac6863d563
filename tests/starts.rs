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
