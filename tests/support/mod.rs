//! What all integration tests share: the list of targets, running programs with a time limit and a
//! watched peak of memory, building artifacts, and where inputs lie.
//!
//! Nothing here decides whether a test passes, but that a process may neither hang nor grow without
//! bound: that is a panic with what the process had said until then.

#![allow(dead_code, reason = "every test binary compiles this module and uses a part of it")]

pub(crate) mod case;
pub(crate) mod disk;
pub(crate) mod elf;
pub(crate) mod launcher;

use std::ffi::OsStr;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A target of precast and what the tests need to know of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// As `precast targets` calls it.
    pub(crate) name: &'static str,
    /// As Rust calls the machine.
    pub(crate) arch: &'static str,
    /// Runs its programs on other machines.
    pub(crate) emulator: &'static str,
    /// GNU's linker and assembler for it are called `<prefix>-ld` and `<prefix>-as`.
    pub(crate) binutils: &'static str,
    /// Alignment of load segments: a file has at least that size for each.
    pub(crate) segment_align_bytes: u64,
    /// As `readelf -h` calls the machine.
    pub(crate) elf_machine: &'static str,
    /// As images call the machine.
    pub(crate) oci_architecture: &'static str,
}

/// Every target. A new one is a line here.
pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "x86_64-linux",
        arch: "x86_64",
        emulator: "qemu-x86_64",
        binutils: "x86_64-linux-gnu",
        segment_align_bytes: 4 << 10,
        elf_machine: "Advanced Micro Devices X86-64",
        oci_architecture: "amd64",
    },
    Target {
        name: "aarch64-linux",
        arch: "aarch64",
        emulator: "qemu-aarch64",
        binutils: "aarch64-linux-gnu",
        segment_align_bytes: 64 << 10,
        elf_machine: "AArch64",
        oci_architecture: "arm64",
    },
    Target {
        name: "riscv64-linux",
        arch: "riscv64",
        emulator: "qemu-riscv64",
        binutils: "riscv64-linux-gnu",
        segment_align_bytes: 4 << 10,
        elf_machine: "RISC-V",
        oci_architecture: "riscv64",
    },
];

impl Target {
    /// The target of this machine.
    pub(crate) fn host() -> Target {
        *TARGETS.iter().find(|target| target.is_host()).expect("the tests run on a machine that is a target")
    }

    /// Whether its programs run here without an emulator.
    pub(crate) fn is_host(&self) -> bool {
        self.arch == std::env::consts::ARCH
    }

    /// A command that runs `program`, under the emulator where one is needed.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        self.command_on(&[], program)
    }

    /// As [`command`](Self::command), with options for the emulator.
    pub(crate) fn command_on(&self, emulator: &[&str], program: impl AsRef<OsStr>) -> Command {
        if self.is_host() {
            return Command::new(program);
        }
        let mut command = Command::new(self.emulator);
        command.args(emulator).arg(program);
        command
    }
}

/// How a process ended and what it said.
#[derive(Debug)]
pub(crate) struct Finished {
    /// Exit status, or 128 + signal as a shell has it.
    pub(crate) status: i32,
    /// The signal that ended it, if one did.
    pub(crate) signal: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// Largest resident set that was seen, in bytes; 0 for a process too short-lived to be seen.
    pub(crate) peak_bytes: u64,
    pub(crate) duration: Duration,
}

impl Finished {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }

    /// Everything, for the message of a failed test.
    pub(crate) fn describe(&self) -> String {
        let signal = self.signal.map(|signal| format!(" (signal {signal})")).unwrap_or_default();
        let end = |text: String| match text.char_indices().nth_back(3000) {
            Some((start, _)) => format!("... {}", &text[start..]),
            None => text,
        };
        format!(
            "status {}{signal} after {:.1?}\n--- stdout\n{}\n--- stderr\n{}\n---",
            self.status,
            self.duration,
            end(self.stdout()),
            end(self.stderr())
        )
    }

    /// Panics unless the process exited with 0.
    #[track_caller]
    pub(crate) fn expect_success(self) -> Finished {
        assert!(self.status == 0, "expected success: {}", self.describe());
        self
    }
}

/// Bounds of a process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) duration: Duration,
    pub(crate) peak_bytes: u64,
}

/// Generous for anything that works, even under an emulator on a busy machine.
pub(crate) const LIMITS: Limits = Limits { duration: Duration::from_secs(180), peak_bytes: 4 << 30 };

/// Runs a command to its end with `stdin`.
#[track_caller]
pub(crate) fn run(command: Command, stdin: &[u8]) -> Finished {
    run_within(command, stdin, LIMITS)
}

/// Runs a command to its end with `stdin`; one that breaks a limit is killed and fails the test.
#[track_caller]
pub(crate) fn run_within(mut command: Command, stdin: &[u8], limits: Limits) -> Finished {
    let start = Instant::now();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = loop {
        match command.spawn() {
            Ok(child) => break child,
            // Another test has just forked: until its child execs, that holds our executable open for
            // writing.
            Err(error)
                if error.kind() == ErrorKind::ExecutableFileBusy && start.elapsed() < limits.duration =>
            {
                thread::sleep(Duration::from_millis(1));
            }
            Err(error) => panic!("cannot start {command:?}: {error}"),
        }
    };
    let mut input = child.stdin.take().expect("stdin is a pipe");
    let (mut output, mut errors) =
        (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    let (status, peak_bytes, stdout, stderr) = thread::scope(|scope| {
        // A program that does not read its input closes the pipe: no failure.
        scope.spawn(move || drop(input.write_all(stdin)));
        let stdout = scope.spawn(move || read_all(&mut output));
        let stderr = scope.spawn(move || read_all(&mut errors));
        let (status, peak_bytes) = wait(&mut child, start, limits);
        (status, peak_bytes, stdout.join().expect("reads"), stderr.join().expect("reads"))
    });
    let (code, signal, broken) = match status {
        Ok(status) => (status.code(), status.signal(), None),
        Err(broken) => (None, Some(9), Some(broken)),
    };
    let status = code.unwrap_or_else(|| 128 + signal.unwrap_or_default());
    let finished = Finished { status, signal, stdout, stderr, peak_bytes, duration: start.elapsed() };
    if let Some(broken) = broken {
        panic!("{command:?} {broken} and was killed: {}", finished.describe());
    }
    finished
}

fn read_all(pipe: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A read error is the end of what can be known.
    let _ = pipe.read_to_end(&mut bytes);
    bytes
}

/// Waits for the end, with the largest resident set seen; or kills what breaks a limit and says which.
fn wait(
    child: &mut Child,
    start: Instant,
    limits: Limits,
) -> (Result<std::process::ExitStatus, String>, u64) {
    let mut peak = 0;
    let mut pause = Duration::from_micros(200);
    loop {
        peak = peak.max(resident_peak(child.id()));
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            return (Ok(status), peak);
        }
        let broken = if start.elapsed() > limits.duration {
            format!("ran for more than {:?}", limits.duration)
        } else if peak > limits.peak_bytes {
            format!("used more than {} MiB", limits.peak_bytes >> 20)
        } else {
            thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
            continue;
        };
        let _ = child.kill();
        let _ = child.wait();
        return (Err(broken), peak);
    }
}

/// VmHWM of a process in bytes, 0 once it has ended. Not `ru_maxrss`: that starts from the spawner's.
fn resident_peak(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes =
        line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|size| size.parse::<u64>().ok());
    kibibytes.unwrap_or(0) << 10
}

/// The command-line tool under test.
pub(crate) fn precast() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_precast"));
    command.env_remove("PRECAST_CACHE_SIZE");
    command
}

/// `precast build INPUT OPTIONS… --target NAME -o OUTPUT`, whatever comes of it.
#[track_caller]
pub(crate) fn try_build(
    input: &Path,
    target: &Target,
    options: &[impl AsRef<OsStr>],
    output: &Path,
) -> Finished {
    let mut command = precast();
    command.arg("build").arg(input).args(options).args(["--target", target.name, "-o"]).arg(output);
    run(command, b"")
}

/// As [`try_build`]; failure fails the test.
#[track_caller]
pub(crate) fn build(input: &Path, target: &Target, options: &[impl AsRef<OsStr>], output: &Path) {
    let finished = try_build(input, target, options, output);
    assert!(
        finished.status == 0,
        "building {} for {}: {}",
        input.display(),
        target.name,
        finished.describe()
    );
}

/// The folder `tests/` of the checkout.
pub(crate) fn tests_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests").canonicalize().expect("the folder tests/")
}

/// The program that most tests use: prints a line, exits with 0.
pub(crate) fn hello() -> PathBuf {
    tests_directory().join("programs/hello-wat/module.wat")
}

/// What [`hello`] prints.
pub(crate) const HELLO: &str = "hello from wat\n";

/// Where `tests/setup.sh` puts what it makes.
pub(crate) fn cache() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("PRECAST_TEST_CACHE").unwrap_or_else(|| {
        let base = variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")));
        base.expect("HOME is set").join("precast/tests")
    })
}

/// A big input that `tests/setup.sh` has fetched or built.
#[track_caller]
pub(crate) fn big_input(name: &str) -> PathBuf {
    prepared(&Path::new("inputs").join(name))
}

/// A file that `tests/setup.sh` has put into its cache.
#[track_caller]
pub(crate) fn prepared(file: &Path) -> PathBuf {
    let path = cache().join(file);
    assert!(path.exists(), "{} is missing: run tests/setup.sh", path.display());
    path
}

/// A folder of its own that goes away with the value.
pub(crate) fn scratch() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("precast-test-").tempdir().expect("a temporary directory")
}

/// Fails the test where a tool is missing: nothing is skipped in silence.
#[track_caller]
pub(crate) fn require_tool(name: &str) {
    let found = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|at| at.join(name).exists()));
    assert!(found, "{name} is not installed: run tests/setup.sh");
}
