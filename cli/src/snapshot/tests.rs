//! Bounds of recorded processes, with other processes in their place.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{Limits, gather, limit_processor_time};

const LIMITS: Limits = Limits { duration: Duration::from_secs(60), dump_bytes: 1 << 20 };

fn spawned(program: &str, arguments: &[&str]) -> Child {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn a_process_that_takes_too_long_is_killed() {
    let mut child = spawned("sleep", &["1000"]);
    let limits = Limits { duration: Duration::from_secs(1), ..LIMITS };
    let error = gather(&mut child, "app", limits).unwrap_err();
    assert_eq!(error.to_string(), "app did not get to the mark within 1 seconds");
    assert!(child.try_wait().unwrap().is_some(), "it is still there");
}

#[test]
fn a_process_that_writes_too_much_is_killed() {
    let mut child = spawned("cat", &["/dev/zero"]);
    let error = gather(&mut child, "app", LIMITS).unwrap_err();
    assert_eq!(error.to_string(), "app uses more than 1 MiB of memory at the mark");
    assert!(child.try_wait().unwrap().is_some(), "it is still there");
    // So much is allowed.
    let mut child = spawned("head", &["-c", "1048576", "/dev/zero"]);
    let (dump, status) = gather(&mut child, "app", LIMITS).unwrap();
    assert!(dump.len() == 1 << 20 && status.success());
}

#[test]
fn nobody_computes_for_ever() {
    let mut child = spawned("sleep", &["1000"]);
    limit_processor_time(&child, Duration::from_secs(600));
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max cpu time")).unwrap();
    let seconds = line.split_whitespace().nth(3).unwrap();
    assert!(seconds.parse::<u64>().is_ok_and(|seconds| seconds <= 601), "{line}");
}
