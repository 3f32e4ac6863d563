//! The other compiler: Wasmtime, from the path or by its Python package.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;

use crate::inputs::{Inputs, succeed};

/// Compiles a module as `wasmtime compile` does, with Wasmtime's Python package.
const COMPILE: &str = "\
import sys, wasmtime
module = wasmtime.Module(wasmtime.Engine(), open(sys.argv[1], 'rb').read())
open(sys.argv[2], 'wb').write(module.serialize())";

/// Runs a module as `wasmtime run` does.
const RUN: &str = "\
import sys, wasmtime
engine = wasmtime.Engine()
linker, store, config = wasmtime.Linker(engine), wasmtime.Store(engine), wasmtime.WasiConfig()
linker.define_wasi()
config.argv = sys.argv[1:]
config.inherit_stdout()
store.set_wasi(config)
module = wasmtime.Module.from_file(engine, sys.argv[1])
try:
    linker.instantiate(store, module).exports(store)['_start'](store)
except wasmtime.ExitTrap as end:
    sys.exit(end.code)";

/// How Wasmtime is reached.
pub(crate) enum Wasmtime {
    /// `wasmtime` on the path.
    Tool,
    /// A Python interpreter with the package.
    Python(PathBuf),
}

impl Wasmtime {
    /// Finds it and prints its version.
    pub(crate) fn find(inputs: &Inputs) -> anyhow::Result<Wasmtime> {
        if let Ok(version) = succeed(Command::new("wasmtime").arg("--version")) {
            println!("against: {}", version.trim());
            return Ok(Wasmtime::Tool);
        }
        let named = std::env::var_os("PRECAST_BENCH_PYTHON").map(PathBuf::from);
        let version = "import importlib.metadata, wasmtime; print(importlib.metadata.version('wasmtime'))";
        for python in named.into_iter().chain([inputs.cache.join("venv/bin/python"), "python3".into()]) {
            if let Ok(version) = succeed(Command::new(&python).args(["-c", version])) {
                println!("against: Python package wasmtime {}", version.trim());
                return Ok(Wasmtime::Python(python));
            }
        }
        bail!("no Wasmtime: install it, or its Python package for the interpreter PRECAST_BENCH_PYTHON")
    }

    /// Compiles a module to a file.
    pub(crate) fn compile(&self, wasm: &Path, output: &Path) -> Command {
        match self {
            Wasmtime::Tool => {
                let mut command = Command::new("wasmtime");
                command.arg("compile").arg(wasm).arg("-o").arg(output);
                command
            }
            Wasmtime::Python(python) => {
                let mut command = Command::new(python);
                command.args(["-c", COMPILE]).arg(wasm).arg(output);
                command
            }
        }
    }

    /// Runs a module with arguments.
    pub(crate) fn run(&self, wasm: &Path, arguments: &[&str]) -> Command {
        let mut command = match self {
            Wasmtime::Tool => {
                let mut command = Command::new("wasmtime");
                command.arg("run").arg(wasm);
                command
            }
            Wasmtime::Python(python) => {
                let mut command = Command::new(python);
                command.args(["-c", RUN]).arg(wasm);
                command
            }
        };
        command.args(arguments);
        command
    }
}
