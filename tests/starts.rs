//! Starting: ten thousand times in a row without one failure, and where resources are tight.

mod support;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::elf::MEMORY0_BASE;
use support::{HELLO, TARGETS, Target, build, hello, run, scratch};

const NO_OPTIONS: &[&str] = &[];
const STARTS_NATIVE: usize = 10_000;
const STARTS_EMULATED: usize = 300;
/// Below this address lie code and data of the image, above it what the program has for itself.
const PLAN_LOW: u64 = 0x1000_0000;
/// Numbers of `read` and `readv`: on x86_64, then on the others.
const READ_CALLS: [&str; 2] = if cfg!(target_arch = "x86_64") { ["0", "19"] } else { ["63", "65"] };
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

/// A limit of address space below what accesses to memory reach is none for a small program. One that it stops
/// says so in one line.
#[test]
fn address_space_limit() {
    let scratch = scratch();
    let artifact = scratch.path().join("program");
    let limited = || {
        let mut command = Command::new("prlimit");
        command.arg(format!("--as={}", 1 << 30)).arg("--").arg(&artifact);
        run(command, b"")
    };
    build(&hello(), &Target::host(), NO_OPTIONS, &artifact);
    assert_eq!(limited().expect_success().stdout(), HELLO);
    // 2 GiB at first.
    let input = scratch.path().join("large.wat");
    std::fs::write(&input, "(module (memory 32768) (func (export \"_start\")))").expect("a file");
    build(&input, &Target::host(), NO_OPTIONS, &artifact);
    let finished = limited();
    assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
    let stderr = finished.stderr();
    assert!(
        stderr.starts_with("precast: cannot map ") && stderr.contains("ulimit -v"),
        "{}",
        finished.describe()
    );
    assert_eq!(stderr.lines().count(), 1, "{}", finished.describe());
}

/// What the kernel tells in `/proc/PID/<file>` of an artifact that waits for its input, and then ends well.
/// `wrapper` are the words of a command that executes it.
fn while_it_reads(artifact: &Path, wrapper: &[&str], file: &str) -> String {
    let words: Vec<&OsStr> = wrapper.iter().map(OsStr::new).chain([artifact.as_os_str()]).collect();
    let mut child = Command::new(words[0])
        .args(&words[1..])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the artifact starts");
    let process = format!("/proc/{}", child.id());
    let deadline = Instant::now() + Duration::from_secs(10);
    let system_call = || std::fs::read_to_string(format!("{process}/syscall")).unwrap_or_default();
    // A wrapper reads, too, before it executes the artifact.
    let program = artifact.canonicalize().expect("a path");
    let executed = || std::fs::read_link(format!("{process}/exe")).is_ok_and(|path| path == program);
    while !executed() || !READ_CALLS.contains(&system_call().split(' ').next().unwrap_or_default()) {
        assert!(Instant::now() < deadline, "it does not read: {}", system_call());
        thread::yield_now();
    }
    let told = std::fs::read_to_string(format!("{process}/{file}")).expect("the kernel tells");
    drop(child.stdin.take());
    assert!(child.wait().expect("it ends").success());
    told
}

/// The kernel is asked for huge pages once a memory is large, and not before: they cost time at start.
#[test]
fn large_memories_get_huge_pages() {
    let program = |pages: u32, grown: u32| {
        format!(
            "(module
               (import \"wasi_snapshot_preview1\" \"fd_read\"
                 (func $read (param i32 i32 i32 i32) (result i32)))
               (memory (export \"memory\") {pages} 4096)
               (func (export \"_start\")
                 (if (i32.eqz (i32.load8_u (memory.grow (i32.const {grown})))) (then nop) (else unreachable))
                 (i32.store (i32.const 4) (i32.const 1))
                 (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))"
        )
    };
    // Where the kernel was built without them, it says nothing of them.
    let has_huge_pages = Path::new("/sys/kernel/mm/transparent_hugepage").exists();
    let scratch = scratch();
    for (pages, grown, large) in [(1, 511, true), (512, 1, true), (600, 0, true), (1, 255, false)] {
        let input = scratch.path().join("program.wat");
        std::fs::write(&input, program(pages, grown)).expect("a file");
        for options in [NO_OPTIONS, &["--memory-guard=none"], &["--harden=full", "--harden-best-effort"]] {
            let artifact = scratch.path().join("program");
            build(&input, &Target::host(), options, &artifact);
            let mappings = while_it_reads(&artifact, &[], "smaps");
            let advised = mappings.lines().any(|line| line.starts_with("VmFlags:") && line.contains(" hg"));
            assert_eq!(advised, large && has_huge_pages, "{pages} + {grown} {options:?}:\n{mappings}");
        }
    }
}

/// The mappings of a process, as the kernel lists them: from, to, protection.
fn mappings(maps: &str) -> Vec<(u64, u64, &str)> {
    maps.lines()
        .map(|line| {
            let (range, rest) = line.split_once(' ').expect("a range and more");
            let (start, end) = range.split_once('-').expect("two addresses");
            let number = |digits| u64::from_str_radix(digits, 16).expect("a hexadecimal number");
            (number(start), number(end), &rest[..4])
        })
        .collect()
}

/// Below the guest's stack, below memory 0 and where accesses to it reach nothing is mapped, however the
/// operator has the kernel lay out address space: it is asked where everything lies while a program waits for
/// input. The initial stack, which is above, cannot grow there: it has a limit or, where that cannot be set,
/// a mapping in its way.
#[test]
fn nothing_lies_in_the_guards() {
    let scratch = scratch();
    let artifact = scratch.path().join("reader");
    let program = support::tests_directory().join("programs/stdin-c/module.wasm");
    build(&program, &Target::host(), NO_OPTIONS, &artifact);
    const LAYOUTS: &[&[&str]] = &[
        &[],
        &["prlimit", "--stack=unlimited"],
        &["prlimit", "--stack=1099511627776"],
        &["setarch", "--addr-no-randomize"],
        &["setarch", "--addr-compat-layout"],
        &["setarch", "--3gb"],
    ];
    let check = |wrapper: &[&str]| {
        // Once it waits for input, it has mapped what it will.
        let maps = while_it_reads(&artifact, wrapper, "maps");
        let mappings = mappings(&maps);
        let inside = |start: u64, end: u64| mappings.iter().filter(move |map| start < map.1 && map.0 < end);
        let free = |start: u64, end: u64| inside(start, end).count() == 0;
        assert!(free(MEMORY0_BASE - (64 << 10), MEMORY0_BASE), "below memory 0, {wrapper:?}:\n{maps}");
        // The first mapping above the image and the read-only tables is the stack.
        let stack = mappings.iter().find(|map| map.0 > PLAN_LOW && map.2 == "rw-p").expect("a stack");
        assert!(free(stack.0 - (1 << 20), stack.0), "below the stack, {wrapper:?}:\n{maps}");
        let memory_end =
            inside(MEMORY0_BASE, MEMORY0_BASE + (5 << 30)).map(|map| map.1).max().expect("memory 0");
        assert!(memory_end <= MEMORY0_BASE + (32 << 20), "above memory 0, {wrapper:?}:\n{maps}");
        let fence = MEMORY0_BASE + (5 << 30);
        let limits = while_it_reads(&artifact, wrapper, "limits");
        let limit = limits.lines().find(|line| line.starts_with("Max stack size")).expect("a limit");
        (limit.contains(&(64 << 20).to_string()), mappings.contains(&(fence, fence + (64 << 10), "---p")))
    };
    for wrapper in LAYOUTS {
        // Each time at random.
        for _ in 0..20 {
            assert_eq!(check(wrapper), (true, false), "{wrapper:?}");
        }
    }
    // Who may not raise a limit cannot set this one.
    let unprivileged = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"];
    let lower = [&["prlimit", "--stack=8388608:16777216"][..], &unprivileged].concat();
    assert_eq!(check(&lower), (false, true));
}

/// What artifacts for better CPUs say on a lesser one, which the emulator plays: in one line, which features
/// it lacks.
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
