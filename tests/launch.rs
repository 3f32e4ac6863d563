//! What happens between exec and the guest's first instruction, counted: system calls, instructions, pages
//! touched, page faults, peak memory. None may depend on how large a program is.
//!
//! What is expected here stands, with its reasons, in `runtime-lib/src/start/mod.rs`.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::elf::{MEMORY0_BASE, readelf, segments};
use support::launcher::compiled;
use support::{
    HELLO, LIMITS, TARGETS, Target, big_input, build, hello, require_tool, run, scratch, tests_directory,
};

const NO_OPTIONS: &[&str] = &[];

/// What a program with one memory does, on this machine.
const SYSTEM_CALLS: &[&str] = if cfg!(target_arch = "x86_64") {
    &["prlimit64", "sigaltstack", "rt_sigaction", "rt_sigaction", "rt_sigaction", "getpid"]
} else {
    &["prlimit64", "sigaltstack", "rt_sigaction", "rt_sigaction", "getpid"]
};
/// The most for any program without grants that have their own.
const SYSTEM_CALLS_MAX: usize = 9;

/// Instructions before the guest's first; the goal is 3000, this is near to what they are.
const INSTRUCTIONS_MAX: u64 = 500;

/// Page faults from exec to the end of a program that writes a line from memory: code, stack and state, its
/// data, read-only tables.
const FAULTS_WAT_MAX: u64 = 4;
/// The same of one with a C library, which uses three pages of its stack.
const FAULTS_C_MAX: u64 = 7;
/// How often they are counted: interrupted system calls and the like may add some, but not each time.
const FAULT_RUNS: &str = "20";

/// Peak resident memory in bytes of a small program.
const PEAK_BYTES_MAX: u64 = 500 << 10;
/// How far such figures of the kernel may be off, which counts pages in batches for each CPU.
const PEAK_BYTES_SLACK: u64 = 64 << 10;

/// A module that writes a line with bytes of its data, of which there are so many.
fn module_with_data(bytes: usize) -> String {
    let data = "data".repeat(bytes / 4);
    format!(
        "(module
          (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
          (memory (export \"memory\") {})
          (data (i32.const 0) \"\\10\\00\\00\\00\\04\\00\\00\\00\") (data (i32.const 16) \"{data}\")
          (func (export \"_start\")
            (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))",
        (bytes + 32).div_ceil(64 << 10)
    )
}

/// A module with so many functions, all of them in a table.
fn module_with_functions(count: usize) -> String {
    let mut text = String::from(
        "(module
          (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
          (type $f (func (param i32) (result i32)))
          (memory (export \"memory\") 1)",
    );
    for number in 0..count {
        text.push_str(&format!(
            "(func $f{number} (type $f) (i32.store (local.get 0) (i32.const {number}))
               (i32.mul (local.get 0) (i32.const {number})))"
        ));
    }
    let names: String = (0..count).map(|number| format!(" $f{number}")).collect();
    text.push_str(&format!(
        "(table {count} funcref) (elem (i32.const 0){names})
         (func (export \"_start\")
           (drop (call_indirect (type $f) (i32.const 64) (i32.const 7)))
           (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"
    ));
    text
}

/// Builds a module from text for this machine.
fn build_text(text: &str, options: &[&str], directory: &Path) -> PathBuf {
    let (input, output) = (directory.join("module.wat"), directory.join("module"));
    fs::write(&input, text).expect("a file");
    build(&input, &Target::host(), options, &output);
    output
}

/// The system calls that an artifact makes between exec and `first`, the first that the guest asks for.
fn system_calls(artifact: &Path, first: &str) -> Vec<String> {
    require_tool("strace");
    let trace = artifact.with_extension("strace");
    let mut command = Command::new("strace");
    command.arg("-o").arg(&trace).arg(artifact);
    run(command, b"");
    let trace = fs::read_to_string(trace).expect("a trace");
    let mut calls = trace.lines().map(|line| line.split('(').next().unwrap_or_default());
    assert_eq!(calls.next(), Some("execve"), "{trace}");
    let calls: Vec<String> = calls.map(str::to_owned).collect();
    let end = calls.iter().position(|call| call == first).unwrap_or_else(|| panic!("no {first}: {trace}"));
    calls[..end].to_vec()
}

/// Those of every program, with `others` behind them.
fn and(others: &[&str]) -> Vec<String> {
    SYSTEM_CALLS.iter().chain(others).map(|&call| call.to_owned()).collect()
}

#[test]
fn system_calls_are_those_of_the_table_whatever_the_size() {
    let scratch = scratch();
    let path = scratch.path();
    for text in [module_with_data(20 << 10), module_with_data(20 << 20), module_with_functions(3000)] {
        assert_eq!(system_calls(&build_text(&text, NO_OPTIONS, path), "writev"), and(&[]));
    }
    let artifact = path.join("program");
    let c = tests_directory().join("programs/hello-c/module.wasm");
    // One asks what kind of file standard output is, one makes its memory grow.
    for (input, first) in [(hello(), "writev"), (c, "fstat"), (big_input("lua.wasm"), "mmap")] {
        build(&input, &Target::host(), NO_OPTIONS, &artifact);
        let calls = system_calls(&artifact, first);
        assert_eq!(calls, and(&[]), "{}", input.display());
    }
}

/// What goes on from a snapshot starts as any other program does.
#[test]
fn snapshots_start_with_the_same_system_calls_and_few_segments() {
    let scratch = scratch();
    let text = |initial: usize| {
        format!(
            r#"(module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "precast" "snapshot" (func $mark))
              (memory (export "memory") {initial})
              (data (i32.const 16) "line")
              (func (export "_start")
                (i32.store (i32.const 0) (i32.const 16)) (i32.store (i32.const 4) (i32.const 4))
                (call $mark)
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#
        )
    };
    // Of the second, zeros hold a block that a huge page could take.
    for (pages, first) in [(1, None), (128, Some("madvise"))] {
        let artifact = build_text(&text(pages), &["--snapshot-at=import"], scratch.path());
        let mut expected = and(&[]);
        expected.splice(0..0, first.map(str::to_owned));
        assert_eq!(system_calls(&artifact, "writev"), expected, "{pages} pages");
        let segments = segments(&artifact);
        // Read-only data, code, the unused part of the stack, the rest of it with the state, the memory.
        assert_eq!(segments.iter().filter(|segment| segment.kind == "LOAD").count(), 5, "{segments:#?}");
        let faults = page_faults(&compiled("meter.c", &[]), &artifact);
        assert!((1..=FAULTS_WAT_MAX).contains(&faults), "{faults}");
    }
}

#[test]
fn large_memories_add_few_system_calls() {
    let scratch = scratch();
    let module = |pages: u32| {
        format!(
            "(module
              (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export \"memory\") {pages})
              (func (export \"_start\")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"
        )
    };
    // Too small for a huge page, with pages that one could take, so large that it gets them, and more than exec
    // maps.
    let cases = [(16, &[][..]), (256, &["madvise"]), (512, &["madvise"]), (1024, &["mmap", "madvise"])];
    for (pages, further) in cases {
        let mut expected = and(&[]);
        expected.splice(0..0, further.iter().map(|&call| call.to_owned()));
        let calls = system_calls(&build_text(&module(pages), NO_OPTIONS, scratch.path()), "writev");
        assert_eq!(calls, expected, "{pages} pages");
        assert!(calls.len() <= SYSTEM_CALLS_MAX);
    }
}

#[test]
fn grants_and_confinement_add_what_the_table_says() {
    let scratch = scratch();
    let path = scratch.path();
    let directory = format!("{}::/data", path.display());
    let socket = format!("unix:{}", path.join("socket").display());
    let confine =
        ["prctl", "landlock_create_ruleset", "landlock_create_ruleset", "landlock_restrict_self", "close"];
    let mut with_directory = confine.to_vec();
    with_directory.insert(1, "openat");
    with_directory.insert(4, "landlock_add_rule");
    let filtered = |calls: &[&'static str]| [calls, &["seccomp"]].concat();
    let artifact = path.join("program");
    for (options, expected) in [
        (&["--dir", &directory][..], vec![]),
        (&["--env", "A=B", "--inherit-env", "--arg", "x", "--allow-runtime-grants"], vec![]),
        (&["--stdin=null", "--stderr=null"], vec!["openat", "openat"]),
        (&["--listen", &socket], vec!["socket", "setsockopt", "bind", "listen"]),
        (&["--harden=landlock"], confine.to_vec()),
        (&["--harden=full"], filtered(&confine)),
        (&["--harden=full", "--dir", &directory], filtered(&with_directory)),
    ] {
        build(&hello(), &Target::host(), options, &artifact);
        assert_eq!(system_calls(&artifact, "writev"), and(&expected), "{options:?}");
    }
    build(&hello(), &Target::host(), &["--memory-guard=none"], &artifact);
    assert_eq!(system_calls(&artifact, "writev"), and(&[])[1..]);
}

/// What an emulator saw before the guest's first instruction.
#[derive(Debug)]
struct Seen {
    instructions: u64,
    /// Addresses of pages that were read or written.
    pages: Vec<u64>,
    /// How often the CPU was asked for its features.
    cpuid: usize,
}

/// Runs an artifact, which has symbols, on an emulator that counts.
fn watch(target: &Target, plugin: &Path, artifact: &Path) -> Seen {
    let symbols = readelf(&["--symbols", "--wide"], artifact);
    let functions = symbols.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let name = words.get(7)?;
        (name.starts_with("wasm[") || *name == "wasm::entry")
            .then(|| (words[1].to_owned(), *name == "wasm::entry"))
    });
    // The functions of the program come first, then code that starts it.
    let functions: Vec<(String, bool)> = functions.collect();
    let first = functions.iter().map(|(address, _)| address).min().expect("functions");
    let (entry, _) = functions.iter().find(|(_, entry)| *entry).expect("an entry");
    let mut command = Command::new(target.emulator);
    if target.arch == "x86_64" {
        command.args(["-cpu", "max"]);
    }
    command.arg("-plugin").arg(format!("{},guest={first}-{entry}", plugin.display())).arg(artifact);
    let stderr = run(command, b"").expect_success().stderr();
    let after = |prefix: &'static str| stderr.lines().filter_map(move |line| line.strip_prefix(prefix));
    Seen {
        instructions: after("instructions ").next().and_then(|count| count.parse().ok()).expect("a count"),
        pages: after("page ").map(|page| u64::from_str_radix(page, 16).expect("an address")).collect(),
        cpuid: after("cpuid").count(),
    }
}

#[test]
fn few_instructions_and_pages_before_the_guest() {
    let scratch = scratch();
    let plugin = compiled("plugin.c", &["-shared", "-fPIC"]);
    let artifact = scratch.path().join("program");
    let large = scratch.path().join("large.wat");
    fs::write(&large, module_with_data(1 << 20)).expect("a file");
    let c = tests_directory().join("programs/hello-c/module.wasm");
    let mut counts = Vec::new();
    for target in TARGETS {
        for input in [&hello(), &c, &large] {
            build(input, target, &["-g"], &artifact);
            let seen = watch(target, &plugin, &artifact);
            let context = format!("{} for {}: {seen:x?}", input.display(), target.name);
            assert!((50..INSTRUCTIONS_MAX).contains(&seen.instructions), "{context}");
            assert_eq!(seen.cpuid, 0, "{context}");
            // The stack with the state, read-only tables, the one page of data that there may be; on aarch64
            // the initial stack, which says how large pages are. The code is not counted.
            let of_memory =
                seen.pages.iter().filter(|page| (MEMORY0_BASE..MEMORY0_BASE + (5 << 30)).contains(page));
            assert!(of_memory.count() <= 1, "{context}");
            assert!((2..=4).contains(&seen.pages.len()), "{context}");
            counts.push((target.name, seen.instructions));
        }
    }
    // As many for much data as for little, but for the write to the only page of it.
    for (target, of_large) in counts.iter().skip(2).step_by(3) {
        let of_hello = counts.iter().find(|(name, _)| name == target).expect("a count").1;
        assert!(of_large.abs_diff(of_hello) < 20, "{counts:?}");
    }
    // One that must ask: the plugin sees it.
    let target = TARGETS.iter().find(|target| target.arch == "x86_64").expect("a target");
    build(&hello(), target, &["-g", "--cpu", "x86-64-v3"], &artifact);
    assert!(watch(target, &plugin, &artifact).cpuid > 0);
}

/// Page faults of an artifact from exec to its end.
fn page_faults(meter: &Path, artifact: &Path) -> u64 {
    let mut command = Command::new(meter);
    command.arg(FAULT_RUNS).arg(artifact);
    run(command, b"").expect_success().stdout().trim().parse().expect("a number")
}

#[test]
fn page_faults_are_few_whatever_the_size() {
    let scratch = scratch();
    let meter = compiled("meter.c", &[]);
    let artifact = scratch.path().join("program");
    let c = tests_directory().join("programs/hello-c/module.wasm");
    for (input, most) in [(hello(), FAULTS_WAT_MAX), (c, FAULTS_C_MAX)] {
        build(&input, &Target::host(), NO_OPTIONS, &artifact);
        let faults = page_faults(&meter, &artifact);
        assert!((1..=most).contains(&faults), "{}: {faults}", input.display());
    }
    let of_data =
        |bytes| page_faults(&meter, &build_text(&module_with_data(bytes), NO_OPTIONS, scratch.path()));
    assert_eq!(of_data(20 << 10), of_data(20 << 20));
}

/// Peak resident memory in bytes of an artifact that writes a line and ends: it is held up at its write by a
/// full pipe. Not `ru_maxrss`, which starts from that of the process before exec.
fn peak_at_write(artifact: &Path) -> u64 {
    let (mut reader, mut writer) = std::io::pipe().expect("a pipe");
    let output = writer.try_clone().expect("a second end");
    const FILLING: usize = 4 << 20;
    // Fills the pipe, however large it is, and waits for the reader.
    let filler = thread::spawn(move || writer.write_all(&[b'.'; FILLING]).expect("the reader reads it all"));
    thread::sleep(Duration::from_millis(100));
    let mut child =
        Command::new(artifact).stdin(Stdio::null()).stdout(output).spawn().expect("the artifact starts");
    let deadline = Instant::now() + LIMITS.duration;
    let peak = loop {
        assert!(Instant::now() < deadline, "it does not wait at its output");
        let file = |name| fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap_or_default();
        let number = file("syscall").split(' ').next().and_then(|number| number.parse::<u32>().ok());
        // writev: on x86_64, then on the others.
        if number == Some(if cfg!(target_arch = "x86_64") { 20 } else { 66 }) {
            let status = file("status");
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
            break line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10;
        }
        thread::yield_now();
    };
    let mut output = Vec::new();
    reader.read_to_end(&mut output).expect("output");
    filler.join().expect("it wrote everything");
    assert!(child.wait().expect("it ends").success());
    output.retain(|byte| *byte != b'.');
    assert_eq!(String::from_utf8_lossy(&output), HELLO);
    peak
}

#[test]
fn peak_memory_is_small_whatever_the_spawner_holds() {
    let scratch = scratch();
    let artifact = scratch.path().join("hello");
    build(&hello(), &Target::host(), NO_OPTIONS, &artifact);
    let alone = peak_at_write(&artifact);
    let held = vec![1_u8; 200 << 20];
    let beside = peak_at_write(&artifact);
    assert!(held.iter().all(|byte| *byte == 1));
    assert!((1..PEAK_BYTES_MAX).contains(&alone), "{alone} bytes");
    assert!(alone.abs_diff(beside) <= PEAK_BYTES_SLACK, "{alone} bytes, then {beside}");
}
