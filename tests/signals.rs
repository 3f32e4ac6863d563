//! Signals: as the first process of a container, an artifact ends when it is told to; elsewhere signals do
//! what they always do, and a fault that somebody has sent is no trap.

mod support;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::{Target, build, require_tool, scratch};

const NO_OPTIONS: &[&str] = &[];
/// How long an artifact may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints a byte, so that its start can be seen, and spins for ever.
const SPINNING: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\01\00\00\00.")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
    (loop (br 0))))"#;

/// Waits in a read of standard input, in the kernel.
const READING: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\01\00\00\00.")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
    (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))))"#;

fn artifact(scratch: &tempfile::TempDir, text: &str) -> PathBuf {
    let input = scratch.path().join("program.wat");
    fs::write(&input, text).expect("a file");
    let output = scratch.path().join("program");
    build(&input, &Target::host(), NO_OPTIONS, &output);
    output
}

/// Starts `command` and waits for its first byte.
fn started(mut command: Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().expect("the command starts");
    let mut byte = [0];
    let output = child.stdout.as_mut().expect("a pipe");
    std::io::Read::read_exact(output, &mut byte).expect("the program prints a byte");
    child
}

fn send(signal: &str, pid: u32) {
    let status = Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status();
    assert!(status.expect("kill starts").success(), "kill -{signal} {pid}");
}

/// Waits for the end, but not for ever.
fn end_of(child: &mut Child, what: &str) -> std::process::ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child") {
            return status;
        }
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            panic!("{what}: still running after {PATIENCE:?}");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The only child of a process, as soon as there is one.
fn child_of(pid: u32) -> u32 {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().expect("a number");
        }
        thread::sleep(Duration::from_millis(2));
    }
    panic!("process {pid} has no child");
}

#[test]
fn first_process_of_a_container_ends_on_signals() {
    require_tool("unshare");
    let scratch = scratch();
    for text in [SPINNING, READING] {
        let artifact = artifact(&scratch, text);
        for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
            let mut command = Command::new("unshare");
            command.args(["--map-root-user", "--pid", "--fork", "--kill-child"]).arg(&artifact);
            let mut unshare = started(command);
            send(name, child_of(unshare.id()));
            let status = end_of(&mut unshare, name);
            assert_eq!(status.code(), Some(128 + number), "SIG{name}: {status:?}");
        }
    }
}

#[test]
fn elsewhere_signals_do_what_they_always_do() {
    let scratch = scratch();
    let artifact = artifact(&scratch, SPINNING);
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1)] {
        let mut child = started(Command::new(&artifact));
        send(name, child.id());
        assert_eq!(end_of(&mut child, name).signal(), Some(number), "SIG{name}");
    }
}

#[test]
fn fault_signals_that_were_sent_are_no_traps() {
    let scratch = scratch();
    let artifact = artifact(&scratch, SPINNING);
    for (name, number) in [("SEGV", 11), ("BUS", 7), ("FPE", 8), ("ILL", 4)] {
        let mut command = Command::new(&artifact);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the artifact starts");
        let mut byte = [0];
        std::io::Read::read_exact(child.stdout.as_mut().expect("a pipe"), &mut byte).expect("a byte");
        send(name, child.id());
        let status = end_of(&mut child, name);
        let output = child.wait_with_output().expect("its output");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(status.signal(), Some(number), "SIG{name}: {stderr}");
        assert!(!stderr.contains("trap"), "SIG{name}: {stderr}");
        // Of the others, every trap might be one; SIGBUS has no handler.
        assert_eq!(stderr.starts_with("precast: internal fault"), name != "BUS", "SIG{name}: {stderr}");
    }
}
