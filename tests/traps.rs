//! Traps (`tests/traps/*.wat`): kind, exit status and backtrace on every target, with guard pages, and with
//! explicit checks that are masked or not. Each file says in comments how it is run and what must come of it;
//! the expectations were checked against another engine. The bytes at the offsets of a backtrace must be
//! those of the instruction that is meant to be there.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Finished, TARGETS, Target, build, run, scratch};

const STATUS_TRAP: i32 = 134;

const VARIANTS: &[(&str, &[&str])] = &[
    ("default", &[]),
    ("plain", &["-O0", "--memory-guard=none"]),
    ("unmasked", &["--memory-guard=none", "--spectre=off"]),
];

/// What a file says.
#[derive(Debug, Default)]
struct Case {
    build: Vec<String>,
    runs: Vec<Run>,
}

/// One run of a case.
#[derive(Debug)]
struct Run {
    arguments: Vec<String>,
    /// `trap: KIND`, or what is printed.
    expected: String,
    stdout: String,
    /// The first lines of the backtrace.
    frames: Vec<Frame>,
}

/// A line of the backtrace: a function's name and the bytes of the instruction; none (`*`) for any.
#[derive(Debug)]
struct Frame {
    name: String,
    opcode: Vec<u8>,
}

fn main() {
    let arguments = Arguments::from_args();
    let mut files: Vec<PathBuf> = fs::read_dir(support::tests_directory().join("traps"))
        .expect("tests/traps")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "wat"));
    files.sort();
    let mut trials = Vec::new();
    for target in TARGETS {
        for &(variant, options) in VARIANTS {
            for file in files.clone() {
                let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
                trials.push(Trial::test(format!("{name}::{}::{variant}", target.name), move || {
                    let text = fs::read_to_string(&file)?;
                    check(&text, &parse(&text), target, options)
                }));
            }
        }
        trials.push(Trial::test(format!("frame-of-50000-locals::{}", target.name), || {
            let text = many_locals();
            check(&text, &parse(&text), target, &[])
        }));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// Reads the directives in the comments.
fn parse(text: &str) -> Case {
    let mut case = Case::default();
    for line in text.lines().filter_map(|line| line.strip_prefix(";; ")) {
        let Some((directive, rest)) = line.split_once(": ") else { continue };
        let words = || rest.split_whitespace().map(str::to_owned);
        match directive {
            "build" => case.build = words().collect(),
            "run" => {
                let (arguments, expected) = rest.split_once("->").expect("run: ARGUMENTS -> RESULT");
                let arguments = arguments.split_whitespace().map(str::to_owned).collect();
                let expected = expected.trim().to_owned();
                case.runs.push(Run { arguments, expected, stdout: String::new(), frames: Vec::new() });
            }
            "stdout" => case.runs.last_mut().expect("a run before").stdout = format!("{rest}\n"),
            "frame" => {
                let mut words = words();
                let name = words.next().expect("a name");
                let bytes = words.filter(|word| word != "*");
                let opcode = bytes.map(|byte| u8::from_str_radix(&byte, 16).expect("a byte")).collect();
                case.runs.last_mut().expect("a run before").frames.push(Frame { name, opcode });
            }
            _ => {}
        }
    }
    assert!(!case.runs.is_empty(), "the file has no `;; run: ARGUMENTS -> RESULT`");
    case
}

/// Builds the program once and does its runs; all that is wrong is told together.
fn check(text: &str, case: &Case, target: &Target, options: &[&str]) -> Result<(), Failed> {
    let scratch = scratch();
    let wasm = wat::parse_str(text).expect("a valid test");
    // Binary, so that the offsets are those of bytes that the test knows.
    let input = scratch.path().join("case.wasm");
    fs::write(&input, &wasm)?;
    let artifact = scratch.path().join("case");
    let options: Vec<&str> = case.build.iter().map(String::as_str).chain(options.iter().copied()).collect();
    build(&input, target, &options, &artifact);
    let mut wrong = String::new();
    for expected in &case.runs {
        let finished = once(target, &artifact, &expected.arguments);
        if let Err(problem) = compare(expected, &finished, &wasm) {
            let _ = writeln!(wrong, "arguments {:?}: {problem}\n{}", expected.arguments, finished.describe());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

fn once(target: &Target, artifact: &Path, arguments: &[String]) -> Finished {
    let mut command = target.command(artifact);
    command.args(arguments);
    run(command, b"")
}

fn compare(expected: &Run, finished: &Finished, wasm: &[u8]) -> Result<(), String> {
    let Some(kind) = expected.expected.strip_prefix("trap: ") else {
        let printed = finished.stdout();
        let good =
            finished.status == 0 && printed.trim_end() == expected.expected && finished.stderr.is_empty();
        return if good { Ok(()) } else { Err(format!("expected the result {}", expected.expected)) };
    };
    if finished.status != STATUS_TRAP || finished.signal.is_some() {
        return Err(format!("expected exit status {STATUS_TRAP}"));
    }
    if finished.stdout() != expected.stdout {
        return Err(format!("expected on stdout {:?}", expected.stdout));
    }
    let stderr = finished.stderr();
    let mut lines = stderr.lines();
    if lines.next() != Some(&format!("precast: trap: {kind}")) {
        return Err(format!("expected the first line `precast: trap: {kind}`"));
    }
    for (index, frame) in expected.frames.iter().enumerate() {
        let line = lines.next().unwrap_or_default();
        compare_frame(index, frame, line, wasm)
            .map_err(|problem| format!("backtrace line {line:?}: {problem}"))?;
    }
    Ok(())
}

/// A line such as ` 0: name (wasm offset 0x1f)`.
fn compare_frame(index: usize, frame: &Frame, line: &str, wasm: &[u8]) -> Result<(), String> {
    let place = line.trim_start().strip_prefix(&format!("{index}: {} (wasm offset 0x", frame.name));
    let place = place.ok_or_else(|| format!("expected function {} at {index}", frame.name))?;
    let offset = place.strip_suffix(')').and_then(|digits| usize::from_str_radix(digits, 16).ok());
    let offset = offset.ok_or("expected an offset")?;
    let bytes = wasm.get(offset..).ok_or("the offset lies outside the module")?;
    if bytes.starts_with(&frame.opcode) {
        return Ok(());
    }
    let found = &bytes[..bytes.len().min(4)];
    Err(format!("expected the instruction {:02x?} at {offset:#x}, found {found:02x?}", frame.opcode))
}

/// A function whose 50,000 locals are all alive over a call needs a frame of some 400 KB: it must find
/// the guard, not what lies beyond, and work where the stack suffices.
fn many_locals() -> String {
    const LOCALS: usize = 50_000 - 1;
    let mut text = String::from(
        ";; build: --invoke test --stack-size 2M\n;; run: 1 -> 2499950001\n;; run: 1000 -> trap: call stack exhausted\n;; frame: large *\n\
         (module (memory 7) (func $large (param i32) (result i64) (local",
    );
    text.push_str(&" i64".repeat(LOCALS));
    text.push_str(")\n");
    for local in 1..=LOCALS {
        // Loaded, each from its own address, so that no value can be computed again instead of being kept.
        let _ = writeln!(
            text,
            "(local.set {local} (i64.add (i64.load offset={} (i32.const 0)) (i64.const {local})))",
            local * 8
        );
    }
    text.push_str("(if (result i64) (local.get 0) (then (call $large (i32.sub (local.get 0) (i32.const 1)))) (else (i64.const 1)))\n");
    text.push_str("(i64.store (i32.const 0) (i64.const 0))\n");
    for local in 1..=LOCALS {
        let _ = writeln!(text, "(i64.add (local.get {local}))");
    }
    text.push_str(")\n(func (export \"test\") (param i32) (result i64) (i64.add (i64.const 0) (call $large (local.get 0)))))");
    text
}
