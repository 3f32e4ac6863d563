//! Starts of small programs from spawn to exit: all sides in turn, as often as asked, so that a change of the
//! machine's speed meets each. And peak memory where a large program has just printed a line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::inputs::{Inputs, succeed};
use crate::measure::{self, Sample, peak_at_output, peak_at_output_after};
use crate::wasmtime::{Wasmtime, on_path, path_of_peers};

/// A program that only writes a line and ends, without any library.
const ASM: &str = if cfg!(target_arch = "x86_64") {
    ".globl _start\n_start: mov $1, %eax\n mov $1, %edi\n lea line(%rip), %rsi\n mov $15, %edx\n syscall\n\
     mov $231, %eax\n xor %edi, %edi\n syscall\n.section .rodata\nline: .ascii \"hello from asm\\n\"\n"
} else if cfg!(target_arch = "aarch64") {
    ".globl _start\n_start: mov x8, #64\n mov x0, #1\n adr x1, line\n mov x2, #15\n svc #0\n\
     mov x8, #94\n mov x0, #0\n svc #0\nline: .ascii \"hello from asm\\n\"\n"
} else {
    ".globl _start\n_start: li a7, 64\n li a0, 1\n lla a1, line\n li a2, 15\n ecall\n\
     li a7, 94\n li a0, 0\n ecall\nline: .ascii \"hello from asm\\n\"\n"
};

/// Another engine.
struct Engine {
    name: &'static str,
    /// What comes before the module: the first of these with which it runs, for versions differ.
    run: &'static [&'static [&'static str]],
    /// What comes before the module where it is compiled ahead of time, and between it and the output.
    compile: Option<[&'static [&'static str]; 2]>,
    /// How what it compiles must be called.
    extension: &'static str,
}

const ENGINES: &[Engine] = &[
    Engine {
        name: "wasmtime",
        run: &[&["run", "--allow-precompiled"]],
        compile: Some([&["compile"], &["-o"]]),
        extension: "cwasm",
    },
    Engine { name: "wasmer", run: &[&["run"]], compile: None, extension: "wasm" },
    Engine {
        name: "wasmedge",
        run: &[&["run", "--run-mode=aot"], &["run"]],
        compile: Some([&["compile"], &[]]),
        extension: "so",
    },
    Engine { name: "iwasm", run: &[&[]], compile: None, extension: "wasm" },
    Engine { name: "wasm3", run: &[&[]], compile: None, extension: "wasm" },
];

/// What node is told to do with the module that is its argument.
const NODE: &str = "\
const { WASI } = require('wasi'), fs = require('fs');
const wasi = new WASI({ version: 'preview1', args: [], env: {} });
WebAssembly.instantiate(fs.readFileSync(process.argv[1]), wasi.getImportObject())
  .then(({ instance }) => wasi.start(instance));";

/// More than either side of CPython takes to come to its output.
const PYTHON_TIME: Duration = Duration::from_secs(5);

/// Runs an engine fewer times than what starts a thousand times as fast.
const ENGINE_SHARE: usize = 50;

/// A program to start.
struct Starter {
    name: String,
    command: Box<dyn Fn() -> Command>,
}

impl Starter {
    fn new(name: &str, program: &Path) -> Starter {
        let program = program.to_owned();
        Starter { name: name.to_owned(), command: Box::new(move || Command::new(&program)) }
    }
}

pub(crate) fn run(inputs: &Inputs, rounds: usize) -> anyhow::Result<()> {
    let programs = inputs.checkout.join("tests/programs");
    let wasm = programs.join("hello-c/module.wasm");
    let musl = inputs.built("hello-musl");
    let source = programs.join("hello-c/hello.c");
    succeed(Command::new("musl-gcc").args(["-O2", "-static", "-s", "-o"]).arg(&musl).arg(source))?;
    let fast = [
        Starter::new("static musl", &musl),
        Starter::new("precast", &inputs.build(&wasm, &["--strip"], "hello-c")?),
        Starter::new("asm", &asm(inputs)?),
        Starter::new(
            "precast, write only",
            &inputs.build(&programs.join("hello-wat/module.wat"), &["--strip"], "hello-wat")?,
        ),
        Starter::new("precast, 20 KB of data", &with_data(inputs, 20 << 10)?),
        Starter::new("precast, 20 MB of data", &with_data(inputs, 20 << 20)?),
    ];
    let fast_medians = interleave(&fast, rounds)?;
    for (one, of, most) in [(1, 0, 1.10), (3, 2, 1.25), (5, 4, 1.10)] {
        let ratio = fast_medians[one] / fast_medians[of];
        println!("{} / {}: ratio of medians {ratio:.3}, goal {most:.2}", fast[one].name, fast[of].name);
    }
    let engines = engines(inputs, &wasm)?;
    if !engines.is_empty() {
        let medians = interleave(&engines, (rounds / ENGINE_SHARE).max(3))?;
        for (engine, median) in engines.iter().zip(medians) {
            println!("{} / precast: ratio of medians {:.1}", engine.name, median / fast_medians[1]);
        }
    }
    for starter in &fast[..4] {
        println!("{}: peak memory {} KiB", starter.name, peak_at_output((starter.command)())?);
    }
    python(inputs, &wasm)
}

/// Peak memory of CPython that prints a number, by precast and by Wasmtime, both compiled before; and of
/// Wasmtime alone, as far as a program that prints a line shows it.
fn python(inputs: &Inputs, hello: &Path) -> anyhow::Result<()> {
    const ARGUMENTS: [&str; 2] = ["-c", "print(1)"];
    let wasm = inputs.cache.join("inputs/python.wasm");
    let artifact = inputs.build(&wasm, &["--strip"], "python")?;
    let mut command = Command::new(artifact);
    command.args(ARGUMENTS);
    let own = peak_at_output_after(command, PYTHON_TIME)?;
    println!("CPython at print(1), precast: peak memory {own} KiB");
    let wasmtime = match Wasmtime::find(inputs) {
        Ok(wasmtime) => wasmtime,
        Err(error) => {
            println!("CPython at print(1), no other side: {error:#}");
            return Ok(());
        }
    };
    let precompiled = |wasm: &Path, name: &str| {
        let compiled = inputs.built(name);
        succeed(&mut wasmtime.compile(wasm, &compiled)).map(|_| compiled)
    };
    let small = precompiled(hello, "hello-of-wasmtime.cwasm")?;
    let alone = peak_at_output_after(wasmtime.run_precompiled(&small, &[]), PYTHON_TIME)?;
    println!("wasmtime with a small program: peak memory {alone} KiB");
    let command = wasmtime.run_precompiled(&precompiled(&wasm, "python.cwasm")?, &ARGUMENTS);
    let other = peak_at_output_after(command, PYTHON_TIME)?;
    println!("CPython at print(1), wasmtime: peak memory {other} KiB");
    println!("CPython at print(1): ratio of peak memory {:.3}, goal 0.60", own as f64 / other as f64);
    Ok(())
}

/// Assembles and links the program without a library.
fn asm(inputs: &Inputs) -> anyhow::Result<PathBuf> {
    let (source, output) = (inputs.built("asm.s"), inputs.built("asm"));
    std::fs::write(&source, ASM)?;
    succeed(Command::new("gcc").args(["-nostdlib", "-static", "-s", "-o"]).arg(&output).arg(&source))?;
    Ok(output)
}

/// A program that writes four bytes of its data, of which there are so many.
fn with_data(inputs: &Inputs, bytes: usize) -> anyhow::Result<PathBuf> {
    let input = inputs.built(&format!("data-{bytes}.wat"));
    let pages = (bytes + 32).div_ceil(64 << 10);
    let data = "data".repeat(bytes / 4);
    std::fs::write(
        &input,
        format!(
            r#"(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") {pages})
  (data (i32.const 0) "\10\00\00\00\04\00\00\00") (data (i32.const 16) "{data}")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))"#
        ),
    )?;
    inputs.build(&input, &["--strip"], &format!("data-{bytes}"))
}

/// The engines that are there, each with the module, compiled where it can be.
fn engines(inputs: &Inputs, wasm: &Path) -> anyhow::Result<Vec<Starter>> {
    let path = path_of_peers(inputs)?;
    let mut found = Vec::new();
    for &Engine { name, run, compile, extension } in ENGINES {
        let Some(program) = on_path(name, &path) else {
            println!("not on the path: {name}");
            continue;
        };
        let version = succeed(Command::new(&program).arg("--version"))?;
        let version = version.lines().next().unwrap_or_default();
        let mut module = wasm.to_owned();
        if let Some([before, between]) = compile {
            module = inputs.built(&format!("hello.{extension}"));
            succeed(Command::new(&program).args(before).arg(wasm).args(between).arg(&module))?;
        }
        let ways = run.iter().map(|&words| {
            let (program, module) = (program.clone(), module.clone());
            move || {
                let mut command = Command::new(&program);
                command.args(words).arg(&module);
                command
            }
        });
        let mut refusal = None;
        // Some are built without what runs such a file.
        let works = ways.into_iter().find(|way| match succeed(&mut way()) {
            Ok(_) => true,
            Err(error) => {
                refusal = Some(error);
                false
            }
        });
        match works {
            Some(command) => {
                println!("against: {name} {version}");
                found.push(Starter { name: name.to_owned(), command: Box::new(command) });
            }
            None => println!("left out: {name} {version}: {:#}", refusal.expect("an error of each way")),
        }
    }
    match on_path("node", &path) {
        Some(program) => {
            println!("against: node {}", succeed(Command::new(&program).arg("--version"))?.trim());
            let module = wasm.to_owned();
            let command = move || {
                let mut command = Command::new(&program);
                command.args(["--no-warnings", "-e", NODE]).arg(&module);
                command
            };
            found.push(Starter { name: "node".to_owned(), command: Box::new(command) });
        }
        None => println!("not on the path: node"),
    }
    Ok(found)
}

/// Runs each in turn, `rounds` times, every round in another order; prints raw figures and returns the
/// medians in microseconds.
fn interleave(starters: &[Starter], rounds: usize) -> anyhow::Result<Vec<f64>> {
    let mut samples: Vec<Vec<f64>> = vec![Vec::new(); starters.len()];
    // The first round warms caches and is not counted.
    for round in 0..=rounds {
        for turn in 0..starters.len() {
            let number = (turn + round) % starters.len();
            let number = if round % 2 == 0 { number } else { starters.len() - 1 - number };
            let Sample { wall, .. } = measure::run(&mut (starters[number].command)())?;
            if round > 0 {
                samples[number].push(wall.as_secs_f64() * 1e6);
            }
        }
    }
    let mut medians = Vec::new();
    for (starter, samples) in starters.iter().zip(&mut samples) {
        let raw: Vec<String> = samples.iter().map(|sample| format!("{sample:.1}")).collect();
        println!("spawn to exit, {}, µs, raw: {}", starter.name, raw.join(" "));
        samples.sort_by(f64::total_cmp);
        let (minimum, middle) = (samples[0], samples.len() / 2);
        let median = (samples[(samples.len() - 1) / 2] + samples[middle]) / 2.0;
        println!("spawn to exit, {}: minimum {minimum:.1} µs, median {median:.1} µs", starter.name);
        medians.push(median);
    }
    Ok(medians)
}
