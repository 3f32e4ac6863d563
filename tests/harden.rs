//! `--harden`: what a confined process cannot do any more, that it can do what it should (the programs of
//! `programs/` and
//! `real/` run confined too, see there), and what happens where the kernel has no means.
//!
//! A program cannot be made to break out, so the breaking in is done here: GNU ld replaces the runtime's
//! `fd_write` by a few instructions that make one system call and end the process with its error number.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::{Finished, HELLO, TARGETS, Target, build, hello, precast, require_tool, run, scratch};

/// Exit status of an artifact that cannot be started as asked.
const STATUS_CANNOT_START: i32 = 125;
const SIGSYS: i32 = 31;
const EACCES: i32 = 13;
const EISCONN: i32 = 106;

/// A system call with its numbers on x86_64 and elsewhere.
struct SystemCall(u64, u64);

const OPENAT: SystemCall = SystemCall(257, 56);
const MMAP: SystemCall = SystemCall(9, 222);
const MPROTECT: SystemCall = SystemCall(10, 226);
const KILL: SystemCall = SystemCall(62, 129);
const SOCKET: SystemCall = SystemCall(41, 198);
const CONNECT: SystemCall = SystemCall(42, 203);
const EXIT_GROUP: SystemCall = SystemCall(231, 94);
const GETPID: SystemCall = SystemCall(39, 172);

const WORKING_DIRECTORY: u64 = -100i64 as u64;
const O_RDONLY: u64 = 0;
const O_WRONLY: u64 = 1;
const O_CREAT: u64 = 0o100;

/// An argument of a system call.
enum Argument {
    Number(u64),
    /// The address of the path that the probe is about.
    Path,
}
use Argument::{Number, Path as ThePath};

/// Assembly that makes a system call and ends the process with the negated result.
fn probe(target: &Target, call: &SystemCall, arguments: &[Argument], path: &str) -> String {
    let number = |call: &SystemCall| if target.arch == "x86_64" { call.0 } else { call.1 };
    let mut lines = Vec::new();
    for (index, argument) in arguments.iter().enumerate() {
        let value = match argument {
            Number(number) => (*number as i64).to_string(),
            ThePath => "path".to_owned(),
        };
        lines.push(match (target.arch, argument) {
            ("x86_64", _) => format!("movabs ${value}, %{}", ["rdi", "rsi", "rdx", "r10", "r8", "r9"][index]),
            ("aarch64", _) => format!("ldr x{index}, ={value}"),
            ("riscv64", Number(_)) => format!("li a{index}, {value}"),
            ("riscv64", ThePath) => format!("la a{index}, {value}"),
            (other, _) => panic!("no assembly for {other}"),
        });
    }
    let exit = number(&EXIT_GROUP);
    let call = number(call);
    lines.push(match target.arch {
        "x86_64" => {
            format!("mov ${call}, %eax\n syscall\n neg %eax\n mov %eax, %edi\n mov ${exit}, %eax\n syscall")
        }
        "aarch64" => format!("mov x8, #{call}\n svc #0\n neg x0, x0\n mov x8, #{exit}\n svc #0\n .ltorg"),
        _ => format!("li a7, {call}\n ecall\n neg a0, a0\n li a7, {exit}\n ecall"),
    });
    format!(
        ".section .text.probe,\"ax\",%progbits\n.globl {WRAPPED}\n{WRAPPED}:\n {}\n.section .rodata.probe,\"a\",%progbits\n\
         path: .asciz \"{path}\"\n.section .note.GNU-stack,\"\",%progbits\n",
        lines.join("\n ")
    )
}

const WRAPPED: &str = "__wrap_precast_wasi_fd_write";

/// Builds hello with `options`, in which a probe has taken the place of `fd_write`, and runs it.
fn run_probe(directory: &Path, options: &[String], assembly: &str) -> Finished {
    let target = Target::host();
    let place = |name: &str| directory.join(name);
    fs::write(place("probe.s"), assembly).expect("a file");
    let mut assembler = Command::new(format!("{}-as", target.binutils));
    assembler.arg("-o").arg(place("probe.o")).arg(place("probe.s"));
    run(assembler, b"").expect_success();
    let emit = |what: &str| {
        options.iter().cloned().chain(["--emit".to_owned(), what.to_owned()]).collect::<Vec<_>>()
    };
    build(&hello(), &target, &emit("obj"), &place("app.o"));
    build(&hello(), &target, &emit("runtime"), &place("runtime.a"));
    let linker = format!("{}-ld", target.binutils);
    require_tool(&linker);
    let mut command = Command::new(linker);
    for argument in inspect(&place("app.o"))["info"]["linker_arguments"].as_array().expect("a list") {
        command.arg(argument.as_str().expect("a string"));
    }
    command.arg("--wrap=precast_wasi_fd_write").arg("-o").arg(place("linked"));
    command.args(["app.o", "probe.o", "runtime.a"].map(place));
    run(command, b"").expect_success();
    run(target.command(place("linked")), b"")
}

/// What `precast inspect` says of a file.
fn inspect(file: &Path) -> Value {
    let mut command = precast();
    command.args(["inspect", "--json"]).arg(file);
    serde_json::from_str(&run(command, b"").expect_success().stdout()).expect("JSON")
}

fn options(options: &[&str]) -> Vec<String> {
    options.iter().map(|&option| option.to_owned()).collect()
}

fn program(name: &str) -> PathBuf {
    support::tests_directory().join("programs").join(name)
}

/// What a program that only writes has no use for kills it, and did nothing before.
#[test]
fn a_forbidden_system_call_kills() {
    let scratch = scratch();
    let path = scratch.path().join("created");
    let path = path.to_str().expect("a path in UTF-8");
    let open = [Number(WORKING_DIRECTORY), ThePath, Number(O_WRONLY | O_CREAT), Number(0o600)];
    // Below a descriptor, too: it never opens files.
    let open_below = [Number(3), ThePath, Number(O_RDONLY), Number(0)];
    let executable = [Number(0), Number(4096), Number(7), Number(0x4022), Number(u64::MAX), Number(0)];
    let text_writable = [Number(0x400000), Number(4096), Number(3)];
    for (call, arguments) in [
        (&OPENAT, &open[..]),
        (&OPENAT, &open_below),
        (&MMAP, &executable),
        (&MPROTECT, &text_writable),
        (&KILL, &[Number(1), Number(0)]),
        (&SOCKET, &[Number(2), Number(1), Number(0)]),
    ] {
        let assembly = probe(&Target::host(), call, arguments, path);
        let finished = run_probe(scratch.path(), &options(&["--harden=full"]), &assembly);
        assert_eq!(finished.signal, Some(SIGSYS), "system call {}: {}", call.0, finished.describe());
        assert!(!Path::new(path).exists());
    }
    // The probe itself works: what is allowed is done, and without a filter everything is.
    let assembly = probe(&Target::host(), &GETPID, &[], "");
    assert_eq!(run_probe(scratch.path(), &options(&["--harden=full"]), &assembly).signal, None);
    let assembly = probe(&Target::host(), &OPENAT, &open, path);
    assert_eq!(run_probe(scratch.path(), &[], &assembly).signal, None);
    assert!(Path::new(path).exists());
}

/// Landlock alone: opening is no forbidden call then, but it fails outside of what was granted.
#[test]
fn landlock_denies_what_was_not_granted() {
    let scratch = scratch();
    for name in ["read", "write", "other"] {
        fs::create_dir(scratch.path().join(name)).expect("a directory");
        fs::write(scratch.path().join(name).join("file"), "contents").expect("a file");
    }
    let at = |name: &str| scratch.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let dirs = [
        "--dir".to_owned(),
        format!("{}::/read:ro", at("read")),
        "--dir".to_owned(),
        format!("{}::/write", at("write")),
    ];
    let open = |path: &str, flags: u64, harden: &[&str]| {
        let arguments = [Number(WORKING_DIRECTORY), ThePath, Number(flags), Number(0o600)];
        let assembly = probe(&Target::host(), &OPENAT, &arguments, &at(path));
        let options: Vec<String> = dirs.iter().cloned().chain(options(harden)).collect();
        run_probe(scratch.path(), &options, &assembly).status
    };
    for (path, flags, denied) in [
        ("read/file", O_RDONLY, false),
        ("read/file", O_WRONLY, true),
        ("read/new", O_WRONLY | O_CREAT, true),
        ("write/file", O_WRONLY, false),
        ("write/new", O_WRONLY | O_CREAT, false),
        ("other/file", O_RDONLY, true),
        ("other", O_RDONLY, true),
        ("other/new", O_WRONLY | O_CREAT, true),
    ] {
        let status = open(path, flags, &["--harden=landlock"]);
        assert_eq!(status == EACCES, denied, "{path} {flags:#o}: status {status}");
    }
    assert_ne!(open("other/file", O_RDONLY, &[]), EACCES);
}

/// A granted socket accepts connections, but makes none: Landlock denies TCP from its fourth version on,
/// Linux 6.7.
#[test]
fn landlock_denies_connections() {
    let scratch = scratch();
    // `struct sockaddr_in`: AF_INET, port 80, 127.0.0.1, padding.
    let address = format!(r"\002\000\000\120\177\000\000\001{}", r"\000".repeat(8));
    let assembly = probe(&Target::host(), &CONNECT, &[Number(3), ThePath, Number(16)], &address);
    let status = |harden: &[&str]| {
        let granted = ["--listen=127.0.0.1:0"].iter().chain(harden).copied().collect::<Vec<_>>();
        run_probe(scratch.path(), &options(&granted), &assembly).status
    };
    assert_eq!(status(&["--harden=landlock"]), EACCES);
    assert_eq!(status(&[]), EISCONN);
}

/// What is allowed is derived from what is imported, and `inspect` shows it.
#[test]
fn the_filter_follows_the_imports() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let calls = |input: &str, target: &Target| {
        build(&program(input), target, &["--harden=full"], &output);
        let shown = inspect(&output);
        assert_eq!(shown["info"]["harden"]["level"], "Full");
        let calls = shown["info"]["system_calls"].as_array().expect("a list");
        calls.iter().map(|call| call.as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    for target in TARGETS {
        let least = calls("hello-wat/module.wat", target);
        assert_eq!(
            least,
            ["exit_group", "getpid", "rt_sigaction", "rt_sigreturn", "sendmsg", "write", "writev"]
        );
        let files = calls("files-c/module.wasm", target);
        assert!(["openat", "openat2", "mkdirat"].iter().all(|&call| files.iter().any(|name| name == call)));
        let none = ["socket", "connect", "execve", "clone", "ptrace"];
        assert!(!files.iter().any(|name| none.contains(&name.as_str())), "{files:?}");
    }
    let mut command = precast();
    command.arg("inspect").arg(&output);
    let shown = run(command, b"").expect_success().stdout();
    assert!(shown.contains("Landlock") && shown.contains("openat2"), "{shown}");
}

/// Traps are reported as ever; the handler of the fault may do what it needs.
#[test]
fn traps_are_reported_under_the_filter() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    for (name, arguments, message) in [
        ("recursion.wat", &["0"][..], "call stack exhausted"),
        ("integer-division.wat", &["0", "7", "0"], "integer divide by zero"),
    ] {
        let input = support::tests_directory().join("traps").join(name);
        build(&input, &Target::host(), &["--harden=full", "--invoke", "test"], &output);
        let mut command = Target::host().command(&output);
        command.args(arguments);
        let finished = run(command, b"");
        assert_eq!(finished.status, 134, "{name}: {}", finished.describe());
        assert!(finished.stderr().contains(message), "{name}: {}", finished.describe());
    }
}

/// Emulators have neither Landlock nor filters: there a confined program refuses to start, unless it was
/// built not to.
#[test]
fn without_means_it_refuses_or_goes_on() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    for target in TARGETS.iter().filter(|target| !target.is_host()) {
        for level in ["--harden=landlock", "--harden=full"] {
            build(&hello(), target, &[level], &output);
            let finished = run(target.command(&output), b"");
            assert_eq!(finished.status, STATUS_CANNOT_START, "{}: {}", target.name, finished.describe());
            let stderr = finished.stderr();
            assert!(
                stderr.starts_with("precast: ")
                    && stderr.contains("--harden-best-effort")
                    && stderr.lines().count() == 1,
                "{}",
                finished.describe()
            );
            assert!(finished.stdout.is_empty());
            build(&hello(), target, &[level, "--harden-best-effort"], &output);
            assert_eq!(run(target.command(&output), b"").expect_success().stdout(), HELLO);
        }
    }
}

/// Other machines cannot install filters here; but their emulators tell which calls a program makes, and each
/// must be one that its filter would allow.
#[test]
fn emulated_programs_make_allowed_calls_only() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let data = scratch.path().join("data");
    for target in TARGETS.iter().filter(|target| !target.is_host()) {
        for name in ["files-c", "clock-c", "hello-rust", "stdin-c", "memory-grow", "deny-c"] {
            let input = ["module.wasm", "module.wat"].map(|file| program(name).join(file));
            let input = input.iter().find(|path| path.exists()).expect("a module");
            let _ = fs::remove_dir_all(&data);
            fs::create_dir(&data).expect("a directory");
            fs::write(data.join("input.txt"), "first\nsecond\n").expect("a file");
            let grant = format!("{}::/data", data.display());
            build(input, target, &["--harden=full", "--harden-best-effort", "--dir", &grant], &output);
            let shown = inspect(&output);
            let allowed = shown["info"]["system_calls"].as_array().expect("a list").clone();
            let mut command = Command::new(target.emulator);
            command.arg("-strace").arg(&output);
            let traced = run(command, b"a 1\n").expect_success().stderr();
            // Lines are `PID name(arguments) = result`; what comes before the process confines itself is not
            // filtered.
            let lines = traced.lines().filter_map(|line| line.split_once(' ').map(|pair| pair.1));
            let confined: Vec<&str> =
                lines.skip_while(|line| !line.starts_with("seccomp(")).skip(1).collect();
            assert!(confined.iter().any(|line| line.starts_with("exit_group(")), "{traced}");
            for line in confined {
                // The emulator has no name for what it does not know.
                let call = match line {
                    "Unknown syscall 437" => "openat2",
                    line => line.split('(').next().unwrap_or_default(),
                };
                assert!(
                    allowed.iter().any(|name| name == call) && !line.contains("AT_FDCWD"),
                    "{name} for {}: {line}; allowed are {allowed:?}: {traced}",
                    target.name
                );
            }
        }
    }
}

/// A call that the runtime makes anywhere is in the table of calls, or is one that it makes before it
/// confines itself.
#[test]
fn the_table_knows_every_call_of_the_runtime() {
    const BEFORE: &[&str] = &[
        // Start: handlers, limits, memory; the runtime's own abort.
        "prlimit64",
        "sigaltstack",
        "madvise",
        "kill",
        // Grants and confinement.
        "bind",
        "connect",
        "getsockname",
        "listen",
        "setsockopt",
        "socket",
        "prctl",
        "seccomp",
        "landlock_create_ruleset",
        "landlock_add_rule",
        "landlock_restrict_self",
    ];
    let runtime = support::tests_directory().join("../runtime-lib");
    let table = fs::read_to_string(runtime.join("abi/src/harden.rs")).expect("the table");
    let mut files = vec![runtime.join("src")];
    let mut found = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                fs::read_dir(&path).expect("a directory").map(|entry| entry.expect("an entry").path()),
            );
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file");
        for after in text.split("__NR_").skip(1) {
            let name =
                after.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
            if name.is_empty() {
                continue;
            }
            found += 1;
            assert!(
                BEFORE.contains(&name) || table.contains(&format!(" __NR_{name} = ")),
                "{}: the call {name} is missing in runtime-lib/abi/src/harden.rs",
                path.display()
            );
        }
    }
    assert!(found > 50);
}
