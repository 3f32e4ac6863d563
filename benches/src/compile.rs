//! Compiling big programs, against Wasmtime: CPU time of all threads, wall time, peak memory.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;

use crate::inputs::{Inputs, succeed};
use crate::measure::{Side, interleave, peak_while_running, print};

/// Compiles a module as `wasmtime compile` does, with Wasmtime's Python package.
const PYTHON: &str = "\
import sys, wasmtime
module = wasmtime.Module(wasmtime.Engine(), open(sys.argv[1], 'rb').read())
open(sys.argv[2], 'wb').write(module.serialize())";

/// How Wasmtime is reached.
enum Wasmtime {
    /// `wasmtime` on the path.
    Tool,
    /// A Python interpreter with the package.
    Python(PathBuf),
}

pub(crate) fn run(inputs: &Inputs, pairs: usize) -> anyhow::Result<()> {
    let wasmtime = Wasmtime::find(inputs)?;
    for name in ["python", "speedtest1"] {
        let wasm = inputs.cache.join("inputs").join(name).with_extension("wasm");
        let output = inputs.built("compiled");
        let precast = || {
            let mut command = Command::new(&inputs.precast);
            command.arg("build").arg(&wasm).arg("-o").arg(&output);
            command
        };
        let other = || wasmtime.command(&wasm, &inputs.built("compiled.cwasm"));
        let sides =
            [&Side { name: "precast", command: &precast }, &Side { name: "wasmtime", command: &other }];
        let samples = interleave(sides, pairs)?;
        print(&format!("{name} CPU time"), ("ms", 1e3), sides, &samples, |sample| sample.cpu);
        print(&format!("{name} wall time"), ("ms", 1e3), sides, &samples, |sample| sample.wall);
        for side in sides {
            let peak = peak_while_running((side.command)())?;
            println!("{name}, {}: peak memory {} MiB", side.name, peak >> 10);
        }
    }
    Ok(())
}

impl Wasmtime {
    /// Finds it and prints its version.
    fn find(inputs: &Inputs) -> anyhow::Result<Wasmtime> {
        if let Ok(version) = succeed(Command::new("wasmtime").arg("--version")) {
            println!("against: {}", version.trim());
            return Ok(Wasmtime::Tool);
        }
        let named = std::env::var_os("PRECAST_BENCH_PYTHON").map(PathBuf::from);
        let version = "import importlib.metadata, wasmtime; print(importlib.metadata.version('wasmtime'))";
        for python in named.into_iter().chain([inputs.cache.join("venv/bin/python"), "python3".into()]) {
            if let Ok(version) = succeed(Command::new(&python).args(["-c", version])) {
                println!("against: Python package wasmtime {} (its start-up included)", version.trim());
                return Ok(Wasmtime::Python(python));
            }
        }
        bail!("no Wasmtime: install it, or its Python package for the interpreter PRECAST_BENCH_PYTHON")
    }

    fn command(&self, wasm: &Path, output: &Path) -> Command {
        match self {
            Wasmtime::Tool => {
                let mut command = Command::new("wasmtime");
                command.arg("compile").arg(wasm).arg("-o").arg(output);
                command
            }
            Wasmtime::Python(python) => {
                let mut command = Command::new(python);
                command.args(["-c", PYTHON]).arg(wasm).arg(output);
                command
            }
        }
    }
}
