//! Kernels on vectors, one source on all sides: precast and `gcc -O2`, each for two levels of CPU, and
//! Wasmtime for all that this machine can do. Each prints how long its loop took, so that no side's start
//! counts, and a checksum.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::inputs::{Inputs, succeed};
use crate::wasmtime::Wasmtime;

/// The kernels, and rounds that take some hundred milliseconds.
const KERNELS: &[(&str, &str)] = &[
    ("dot-i8", "15000"),
    ("dot-f32", "15000"),
    ("blur", "2500"),
    ("base64", "5000"),
    ("utf8", "7500"),
    ("chacha20", "1500"),
    ("matmul", "1500"),
];
const CPUS: [&str; 2] = ["x86-64-v2", "x86-64-v3"];

/// The command for a kernel and rounds.
type KernelCommand<'a> = Box<dyn Fn(&str, &str) -> Command + 'a>;

/// One side: its name, and the command for a kernel and rounds.
struct Side<'a> {
    name: String,
    command: KernelCommand<'a>,
}

pub(crate) fn run(inputs: &Inputs, times: usize) -> anyhow::Result<()> {
    if std::env::consts::ARCH != "x86_64" {
        println!("only on x86_64");
        return Ok(());
    }
    let wasmtime = Wasmtime::find(inputs)?;
    let sides = sides(inputs, &wasmtime)?;
    // By side, the product of ratios with the first of a pair below.
    let pairs = [(0, 1), (2, 3), (2, 4)];
    let mut products = [1.0; 3];
    for (kernel, rounds) in KERNELS {
        let medians = measure(&sides, kernel, rounds, times)?;
        for (product, (ours, other)) in products.iter_mut().zip(pairs) {
            *product *= medians[ours] / medians[other];
        }
    }
    for (product, (ours, other)) in products.into_iter().zip(pairs) {
        let mean = f64::powf(product, 1.0 / KERNELS.len() as f64);
        println!("{} against {}: geometric mean of ratios {mean:.3}", sides[ours].name, sides[other].name);
    }
    Ok(())
}

/// Builds all sides: precast and gcc for each CPU in turn, then Wasmtime.
fn sides<'a>(inputs: &Inputs, wasmtime: &'a Wasmtime) -> anyhow::Result<Vec<Side<'a>>> {
    let source = inputs.checkout.join("benches/programs/vectors/kernels.c");
    let wasm = inputs.built("kernels.wasm");
    let mut zig = Command::new(inputs.cache.join("venv/bin/python"));
    zig.args(["-m", "ziglang", "cc", "-target", "wasm32-wasi", "-O2", "-msimd128", "-o"]);
    succeed(zig.arg(&wasm).arg(&source))?;
    let program = |path: &Path, name: String| {
        let path = path.to_owned();
        let command = move |kernel: &str, rounds: &str| {
            let mut command = Command::new(&path);
            command.args([kernel, rounds]);
            command
        };
        Side { name, command: Box::new(command) as KernelCommand<'_> }
    };
    let mut sides = Vec::new();
    for cpu in CPUS {
        let artifact = inputs.build(&wasm, &["--cpu", cpu], &format!("kernels-{cpu}"))?;
        sides.push(program(&artifact, format!("precast {cpu}")));
        let native = inputs.built(&format!("kernels-gcc-{cpu}"));
        let mut gcc = Command::new("gcc");
        // wasm rounds products and sums alike, one by one.
        gcc.args(["-O2", "-w", "-ffp-contract=off", &format!("-march={cpu}"), "-o"]);
        succeed(gcc.arg(&native).arg(&source))?;
        sides.push(program(&native, format!("gcc -O2 {cpu}")));
    }
    let command = move |kernel: &str, rounds: &str| wasmtime.run(&wasm, &[kernel, rounds]);
    sides.push(Side { name: "wasmtime".to_owned(), command: Box::new(command) });
    Ok(sides)
}

/// Runs a kernel on all sides in turn, so many times; prints raw figures and returns the medians in
/// milliseconds.
fn measure(sides: &[Side<'_>], kernel: &str, rounds: &str, times: usize) -> anyhow::Result<Vec<f64>> {
    let mut figures = vec![Vec::new(); sides.len()];
    let mut checksums = Vec::new();
    for _ in 0..times {
        for (side, figures) in sides.iter().zip(&mut figures) {
            let output = (side.command)(kernel, rounds).output()?;
            let time = String::from_utf8(output.stderr)?;
            checksums.push(output.stdout);
            let time: f64 = time.trim().parse().with_context(|| format!("{}: {time}", side.name))?;
            figures.push(time / 1e6);
        }
    }
    if checksums.iter().any(|checksum| *checksum != checksums[0]) {
        let checksums: Vec<_> = checksums.iter().map(|sum| String::from_utf8_lossy(sum)).collect();
        bail!("{kernel} computes different things: {checksums:?}");
    }
    let mut medians = Vec::new();
    for (side, figures) in sides.iter().zip(&mut figures) {
        let raw: Vec<String> = figures.iter().map(|figure| format!("{figure:.1}")).collect();
        figures.sort_by(f64::total_cmp);
        let median = (figures[(figures.len() - 1) / 2] + figures[figures.len() / 2]) / 2.0;
        println!("{kernel}, {}: median {median:.1} ms, raw: {}", side.name, raw.join(" "));
        medians.push(median);
    }
    Ok(medians)
}
