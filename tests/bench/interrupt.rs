//! What is left when a measurement is interrupted: nothing.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::*;

/// Starts a measurement in which a runtime hangs from its `hang`th start on, sends `signal` to precast alone, and
/// looks at what is left.
fn interrupted(hang: usize, signal: &str, status: i32) {
    let directory = scratch();
    let temporary = directory.path().join("tmp");
    fs::create_dir(&temporary).expect("a directory");
    let count = directory.path().join("count");
    fs::write(&count, "").expect("a file");
    // It ignores the signal, and has a child of its own.
    let text = format!(
        "[ \"$1\" = --version ] && exit
        trap '' INT TERM HUP
        echo x >>'{count}'
        if [ $(/usr/bin/wc -l <'{count}') -ge {hang} ]; then
            /bin/sleep 1000.5 &
            echo $$ $! >'{pids}.new'; /bin/mv '{pids}.new' '{pids}'
            wait
        fi
        echo 'hello from wat'\n",
        count = count.display(),
        pids = directory.path().join("pids").display(),
    );
    script(&directory.path().join("wasmtime"), &text);
    let html = directory.path().join("page.html");
    let mut command = bench_with(directory.path());
    command.arg(tests_directory().join("programs/hello-wat/module.wat"));
    command.args(["--only=wasmtime", "--runs=3", "--start-runs=3", "--html"]).arg(&html);
    command.env("TMPDIR", &temporary).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("precast");
    let pids = wait_for(&directory.path().join("pids"));
    assert!(fs::read_dir(&temporary).expect("a directory").count() > 0, "files are elsewhere");
    let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "precast: error: interrupted\n");
    assert!(output.stdout.is_empty() && !html.exists());
    assert_eq!(fs::read_dir(&temporary).expect("a directory").count(), 0, "files are left");
    for pid in pids.split_whitespace() {
        assert!(gone(pid), "process {pid} is left");
    }
}

fn wait_for(path: &Path) -> String {
    let start = Instant::now();
    loop {
        if let Ok(text) = fs::read_to_string(path) {
            return text;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "the runtime was not started");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a process has ended; its parent may have it to take away yet.
fn gone(pid: &str) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(10) {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if matches!(stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()), None | Some('Z' | 'X'))
        {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

#[test]
fn an_interrupt_while_outputs_are_compared_leaves_nothing() {
    interrupted(2, "INT", 130);
}

#[test]
fn an_interrupt_while_memory_is_watched_leaves_nothing() {
    interrupted(4, "TERM", 143);
}

#[test]
fn an_interrupt_while_runs_are_timed_leaves_nothing() {
    interrupted(7, "HUP", 129);
}
