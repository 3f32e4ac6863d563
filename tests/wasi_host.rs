//! WASI towards what the rest of the system does: directories that are swapped for links while they are used,
//! pipes that break, sockets, signals, processes that are stopped. The guests are in `wasi_host/`.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use rustix::fs::{CWD, FileType, Mode, RenameFlags, mknodat, renameat_with};
use rustix::process::{Pid, Resource, Rlimit, Signal, geteuid, kill_process, prlimit};
use support::launcher::{Way, command, refusing};
use support::{Finished, TARGETS, Target, build, run, scratch, tests_directory};
use tempfile::TempDir;

/// Builds the guest `name` for `target` into `scratch`.
#[track_caller]
fn guest(name: &str, target: &Target, options: &[String], scratch: &TempDir) -> PathBuf {
    let artifact = scratch.path().join(format!("{name}-{}", target.name));
    build(&tests_directory().join(format!("wasi_host/{name}.wasm")), target, options, &artifact);
    artifact
}

/// How long the tests go on that could go on for ever: `PRECAST_TEST_SECONDS`, or a few seconds.
fn patience() -> Duration {
    let seconds = std::env::var("PRECAST_TEST_SECONDS").ok();
    Duration::from_secs(seconds.map_or(3, |seconds| seconds.parse().expect("a number of seconds")))
}

/// Everything below a directory: paths, sizes, times of modification.
fn inventory(directory: &Path) -> Vec<(PathBuf, u64, i64, i64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let metadata = entry.path().symlink_metadata().expect("an entry");
        found.push((entry.path(), metadata.size(), metadata.mtime(), metadata.mtime_nsec()));
        if metadata.is_dir() {
            found.extend(inventory(&entry.path()));
        }
    }
    found.sort();
    found
}

/// What the guest of a race may use, and what it must not reach, side by side in `scratch`.
fn lay_out_race(scratch: &Path) {
    let granted = scratch.join("granted");
    for directory in ["granted/d", "granted/d2/sub", "granted/moving", "outside", "secret/empty"] {
        fs::create_dir_all(scratch.join(directory)).expect("a directory");
    }
    for file in ["granted/d/file", "granted/moving/file", "granted/mine"] {
        fs::write(scratch.join(file), "mine").expect("a file");
    }
    for file in ["secret/file", "secret/victim", "secret.txt"] {
        fs::write(scratch.join(file), "SECRET\n").expect("a file");
    }
    symlink("../secret", granted.join("evil")).expect("a link");
    symlink(scratch.join("secret"), granted.join("evil-absolute")).expect("a link");
    symlink("nowhere", scratch.join("secret/link")).expect("a link");
}

/// Runs the guest while threads of ours swap and move its directories.
fn race(target: &Target, way: Way) {
    let scratch = scratch();
    lay_out_race(scratch.path());
    let granted = scratch.path().join("granted");
    let options = ["--dir".to_owned(), format!("{}::/", granted.display())];
    let artifact = guest("race", target, &options, &scratch);
    let before = inventory(&scratch.path().join("secret"));
    let (over, swaps) = (AtomicBool::new(false), AtomicU64::new(0));
    let swap = |one: PathBuf, other: PathBuf, flags: RenameFlags| {
        let (mut one, mut other) = (one, other);
        while !over.load(Ordering::Relaxed) {
            renameat_with(CWD, &one, CWD, &other, flags).expect("a rename");
            if flags.is_empty() {
                std::mem::swap(&mut one, &mut other);
            }
            swaps.fetch_add(1, Ordering::Relaxed);
        }
        // Everything back where it was.
        if flags.is_empty() && other == granted.join("d2/sub") {
            renameat_with(CWD, &one, CWD, &other, flags).ok();
        }
    };
    let finished = thread::scope(|scope| {
        scope.spawn(|| swap(granted.join("d"), granted.join("evil"), RenameFlags::EXCHANGE));
        scope.spawn(|| swap(granted.join("moving"), granted.join("evil-absolute"), RenameFlags::EXCHANGE));
        let (inside, outside) = (granted.join("d2/sub"), scratch.path().join("outside/sub"));
        scope.spawn(|| swap(inside, outside, RenameFlags::empty()));
        let mut command = command(target, way, &artifact);
        command.arg(patience().as_millis().to_string());
        let finished = run(command, b"");
        over.store(true, Ordering::Relaxed);
        finished
    });
    let finished = finished.expect_success();
    assert_eq!(before, inventory(&scratch.path().join("secret")), "{way:?}: what lies outside has changed");
    let counts: Vec<u64> =
        finished.stdout().split_whitespace().map(|count| count.parse().expect("a number")).collect();
    // Otherwise nothing has raced.
    assert!(swaps.load(Ordering::Relaxed) > 1000 && counts[0] > 1000 && counts[1] > 100, "{counts:?}");
}

#[test]
fn swapped_directories_lead_nowhere_where_the_kernel_resolves() {
    race(&Target::host(), Way::Kernel);
}

#[test]
fn swapped_directories_lead_nowhere_where_the_runtime_walks() {
    race(&Target::host(), Way::Unknown);
}

#[test]
fn swapped_directories_lead_nowhere_on_other_machines() {
    for target in TARGETS.iter().filter(|target| !target.is_host()) {
        race(target, Way::Kernel);
    }
}

#[test]
fn a_broken_pipe_ends_a_program_in_silence() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = guest("pipe", target, &[], &scratch);
        let mut command = target.command(&artifact);
        command.arg("endless").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut first = [0; 100];
        child.stdout.as_mut().expect("a pipe").read_exact(&mut first).expect("some output");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        assert_eq!((signal, &output.stderr[..]), (Some(13), &b""[..]), "{}", target.name);
    }
}

#[test]
fn where_the_signal_is_ignored_a_broken_pipe_is_an_error() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = guest("pipe", target, &[], &scratch);
        let program = target.command(&artifact);
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' PIPE; exec \"$@\" closed", "sh"]).arg(program.get_program());
        command.args(program.get_args()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}: {}", target.name, String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_pipe_that_does_not_wait_takes_a_part() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = guest("pipe", target, &[], &scratch);
        let mut command = target.command(&artifact);
        command.arg("partial").stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        assert!(child.wait().expect("it ends").success());
        let output = child.wait_with_output().expect("it has ended");
        let said = u32::from_le_bytes(output.stderr[..].try_into().expect("four bytes"));
        assert_eq!(output.stdout.len(), said as usize, "{}", target.name);
    }
}

/// Starts the guest `socket` with a socket as standard input.
fn with_socket(what: &str, target: &Target, socket: impl Into<OwnedFd>, scratch: &TempDir) -> Child {
    let artifact = guest("socket", target, &[], scratch);
    let mut command = target.command(&artifact);
    command.arg(what).stdin(socket.into()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("it starts")
}

#[track_caller]
fn expect_ok(child: Child, target: &Target) {
    let output = child.wait_with_output().expect("it ends");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.stdout == b"ok\n", "{}: {}: {errors}", target.name, output.status);
}

#[test]
fn streams_are_sent_and_received() {
    for target in TARGETS {
        let scratch = scratch();
        let (ours, theirs) = UnixStream::pair().expect("two sockets");
        let child = with_socket("stream", target, theirs, &scratch);
        let mut ours = ours;
        ours.write_all(b"hello ").expect("sent");
        thread::sleep(Duration::from_millis(50));
        ours.write_all(b"world").expect("sent");
        let mut answer = [0; 6];
        ours.read_exact(&mut answer).expect("an answer");
        assert_eq!(&answer, b"answer");
        drop(ours);
        expect_ok(child, target);
    }
}

#[test]
fn datagrams_are_cut_and_say_so() {
    for target in TARGETS {
        let scratch = scratch();
        let (ours, theirs) = UnixDatagram::pair().expect("two sockets");
        for message in ["0123456789", "ab"] {
            ours.send(message.as_bytes()).expect("sent");
        }
        expect_ok(with_socket("datagram", target, theirs, &scratch), target);
    }
}

#[test]
fn messages_of_many_parts_stay_whole() {
    for target in TARGETS {
        let scratch = scratch();
        let (ours, theirs) = UnixDatagram::pair().expect("two sockets");
        let child = with_socket("many", target, theirs, &scratch);
        let mut message = [0; 4096];
        for len in [100, 1024, 1024] {
            assert_eq!(ours.recv(&mut message).expect("received"), len, "{}", target.name);
            ours.send(&message[..len]).expect("sent");
        }
        expect_ok(child, target);
    }
}

#[test]
fn a_socket_is_a_stream_until_it_is_used_as_one() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = guest("socket", target, &[], &scratch);
        let sockets = [(); 2].map(|()| UnixStream::pair().expect("two sockets").1);
        let [input, errors] = sockets.map(OwnedFd::from);
        let mut command = target.command(&artifact);
        command.arg("standard").stdin(input).stderr(errors).stdout(Stdio::piped());
        let output = command.spawn().expect("it starts").wait_with_output().expect("it ends");
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        assert_eq!((signal, &output.stdout[..]), (Some(13), &b"ok\n"[..]), "{}", target.name);
    }
}

#[test]
fn connections_are_accepted() {
    for target in TARGETS {
        let scratch = scratch();
        let path = scratch.path().join("socket");
        let listener = UnixListener::bind(&path).expect("a listener");
        let mut peers = [(); 2].map(|()| UnixStream::connect(&path).expect("connected"));
        let child = with_socket("listener", target, listener, &scratch);
        let mut text = String::new();
        peers[1].read_to_string(&mut text).ok();
        assert_eq!(text, "second", "{}", target.name);
        text.clear();
        peers[0].read_to_string(&mut text).ok();
        assert!(text == "first", "{}: {text:.20}", target.name);
        drop(peers);
        expect_ok(child, target);
    }
}

#[test]
fn being_stopped_is_no_error() {
    for target in TARGETS {
        let scratch = scratch();
        let (mut ours, theirs) = UnixStream::pair().expect("two sockets");
        // With a time limit the kernel does not go on by itself.
        theirs.set_read_timeout(Some(Duration::from_secs(60))).expect("a limit");
        let child = with_socket("patient", target, theirs, &scratch);
        let pid = Pid::from_child(&child);
        for part in [&b"la"[..], b"te"] {
            for _ in 0..20 {
                kill_process(pid, Signal::STOP).expect("stopped");
                thread::sleep(Duration::from_millis(2));
                kill_process(pid, Signal::CONT).expect("continued");
                thread::sleep(Duration::from_millis(3));
            }
            ours.write_all(part).expect("sent");
        }
        ours.shutdown(Shutdown::Write).expect("shut down");
        expect_ok(child, target);
    }
}

#[test]
fn raised_signals_end_the_program() {
    // WASI counts like Linux up to 15, and one less from 17 on.
    let ending = (1..=15).chain(23..=26).chain(28..=30);
    for target in TARGETS {
        let scratch = scratch();
        let artifact = guest("raise", target, &[], &scratch);
        for signal in ending.clone() {
            let mut command = target.command(&artifact);
            command.arg(signal.to_string()).current_dir(scratch.path());
            let finished: Finished = run(command, b"");
            let expected = if signal > 15 { signal + 1 } else { signal };
            assert_eq!(finished.signal, Some(expected), "{} {signal}", target.name);
        }
    }
}

/// A fresh directory, and the options that grant it.
fn small_directory(scratch: &TempDir) -> [String; 2] {
    let granted = scratch.path().join("granted");
    fs::create_dir_all(granted.join("sub")).expect("a directory");
    fs::write(granted.join("file"), "text").expect("a file");
    ["--dir".to_owned(), format!("{}::/", granted.display())]
}

/// The guest `limits` with a fresh directory and the one of the host that is called `second`.
fn limits(target: &Target, second: &str, scratch: &TempDir) -> PathBuf {
    let options = small_directory(scratch);
    let second = ["--dir".to_owned(), format!("{second}::/second")];
    guest("limits", target, &[options, second].concat(), scratch)
}

/// Runs the guest `limits` by way of a shell that sets limits first.
#[track_caller]
fn expect_limits(target: &Target, script: &str, what: &str, program: &Path) {
    let program = target.command(program);
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{script} \"$@\""), "sh"]);
    command.arg(program.get_program()).args(program.get_args()).arg(what);
    let finished = run(command, b"");
    assert!(finished.stdout == b"ok\n", "{}: {}", target.name, finished.describe());
}

#[test]
fn limits_of_the_machine_are_errors() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = limits(target, "/dev", &scratch);
        let pipe = scratch.path().join("granted/pipe");
        mknodat(CWD, pipe, FileType::Fifo, Mode::from_raw_mode(0o666), 0).expect("a pipe");
        expect_limits(target, "ulimit -n 40; exec", "files", &artifact);
        expect_limits(target, "trap '' XFSZ; ulimit -f 64; exec", "size", &artifact);
        expect_limits(target, "exec", "devices", &artifact);
    }
}

#[test]
fn every_error_of_the_kernel_has_its_number() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = guest("errnos", target, &small_directory(&scratch), &scratch);
        let refusals = ["lseek=0", "linkat=31", "mkdirat=31", "renameat2=31"];
        for (refusals, what) in [(&refusals[..1], "every"), (&refusals[1..], "links")] {
            let mut command = refusing(target, refusals, &artifact);
            command.arg(what);
            let finished = run(command, b"");
            assert!(finished.stdout == b"ok\n", "{} {what}: {}", target.name, finished.describe());
        }
    }
}

/// Emulators need memory themselves.
#[test]
fn memory_that_is_used_up_is_an_error() {
    let scratch = scratch();
    let artifact = limits(&Target::host(), "/dev", &scratch);
    let mut command = Command::new(artifact);
    command.arg("memory").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut ready = [0; 6];
    child.stdout.as_mut().expect("a pipe").read_exact(&mut ready).expect("a line");
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    prlimit(Some(Pid::from_child(&child)), Resource::As, none).expect("a limit");
    child.stdin.take().expect("a pipe").write_all(b"x").expect("written");
    expect_ok(child, &Target::host());
}

#[test]
fn a_running_program_cannot_be_written_to() {
    let scratch = scratch();
    let artifact = limits(&Target::host(), "/dev", &scratch);
    let running = scratch.path().join("granted/running");
    fs::copy(artifact, &running).expect("a copy");
    expect_limits(&Target::host(), "exec", "text", &running);
}

#[test]
fn magic_links_are_not_followed() {
    for target in TARGETS {
        let scratch = scratch();
        let artifact = limits(target, "/proc", &scratch);
        for &way in Way::of(target) {
            let mut command = command(target, way, &artifact);
            command.arg("magic");
            let finished = run(command, b"");
            assert!(finished.stdout == b"ok\n", "{} {way:?}: {}", target.name, finished.describe());
        }
    }
}

#[test]
fn permissions_of_files_hold() {
    for target in TARGETS {
        let scratch = scratch();
        let passage = scratch.path().join("passage");
        let artifact = limits(target, passage.to_str().expect("UTF-8"), &scratch);
        for directory in ["granted/closed", "passage"] {
            fs::create_dir(scratch.path().join(directory)).expect("a directory");
            fs::write(scratch.path().join(directory).join("file"), "text").expect("a file");
        }
        fs::write(scratch.path().join("granted/secret"), "text").expect("a file");
        let modes = [
            ("granted/secret", 0),
            ("granted/closed", 0),
            ("passage", 0o111),
            ("granted", 0o555),
            ("", 0o755),
        ];
        let set = |name: &str, mode| {
            fs::set_permissions(scratch.path().join(name), fs::Permissions::from_mode(mode)).expect("a mode");
        };
        modes.iter().for_each(|&(name, mode)| set(name, mode));
        // Permissions do not hold for root; for somebody else the files are somebody else's, too.
        let (script, what) = if geteuid().is_root() {
            ("exec setpriv --reuid 65534 --regid 65534 --clear-groups", "stranger")
        } else {
            ("exec", "denied")
        };
        let finished = std::panic::catch_unwind(|| expect_limits(target, script, what, &artifact));
        // So that the directory can be removed.
        modes.iter().for_each(|&(name, _)| set(name, 0o755));
        if let Err(panic) = finished {
            std::panic::resume_unwind(panic);
        }
    }
}
