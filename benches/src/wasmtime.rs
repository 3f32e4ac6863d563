//! The other compiler: Wasmtime, from the path or by its Python package; and where runtimes are looked for.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::inputs::{Inputs, succeed};

/// Stands in for the tool where only the package is there.
const SCRIPT: &str = include_str!("wasmtime.py");

/// How Wasmtime is reached.
pub(crate) struct Wasmtime(PathBuf);

impl Wasmtime {
    /// Finds it and prints its version.
    pub(crate) fn find(inputs: &Inputs) -> anyhow::Result<Wasmtime> {
        let path = path_with_peers(inputs)?;
        let Some(program) = on_path("wasmtime", &path) else {
            bail!("no Wasmtime: install it, or its Python package for the interpreter PRECAST_BENCH_PYTHON")
        };
        println!("against: {}", succeed(Command::new(&program).arg("--version"))?.trim());
        Ok(Wasmtime(program))
    }

    /// Compiles a module to a file.
    pub(crate) fn compile(&self, wasm: &Path, output: &Path) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("compile").arg(wasm).arg("-o").arg(output);
        command
    }

    /// Runs with arguments what [`compile`](Wasmtime::compile) has made.
    pub(crate) fn run_precompiled(&self, compiled: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.args(["run", "--allow-precompiled"]).arg(compiled).args(arguments);
        command
    }

    /// Runs a module with arguments.
    pub(crate) fn run(&self, wasm: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("run").arg(wasm).args(arguments);
        command
    }
}

/// Where runtimes are looked for: what `benches/peers.sh` installed, then PATH.
pub(crate) fn path_of_peers(inputs: &Inputs) -> anyhow::Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths([inputs.peers.join("bin")].into_iter().chain(env::split_paths(&path)))?)
}

/// As [`path_of_peers`], then the Python package of Wasmtime if there is no other.
pub(crate) fn path_with_peers(inputs: &Inputs) -> anyhow::Result<OsString> {
    let found = path_of_peers(inputs)?;
    let mut directories: Vec<PathBuf> = env::split_paths(&found).collect();
    if on_path("wasmtime", &found).is_none()
        && let Some(python) = python_with_package(inputs)
    {
        let stand_in = inputs.built("stand-in");
        fs::create_dir_all(&stand_in)?;
        let program = stand_in.join("wasmtime");
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o755).open(&program)?;
        write!(file, "#!{}\n{SCRIPT}", python.display()).context("cannot write the stand-in for wasmtime")?;
        directories.push(stand_in);
    }
    Ok(env::join_paths(&directories)?)
}

/// The absolute path of a Python interpreter that has the package.
fn python_with_package(inputs: &Inputs) -> Option<PathBuf> {
    let named = env::var_os("PRECAST_BENCH_PYTHON").map(PathBuf::from);
    let candidates = named.into_iter().chain([inputs.peers.join("venv/bin/python"), "python3".into()]);
    let script = "import sys, wasmtime; print(sys.executable)";
    candidates
        .filter_map(|python| succeed(Command::new(python).args(["-c", script])).ok())
        .map(|path| path.trim().into())
        .next()
}

/// The first file of that name in the directories of `path`.
pub(crate) fn on_path(program: &str, path: &OsString) -> Option<PathBuf> {
    env::split_paths(path).map(|directory| directory.join(program)).find(|program| program.is_file())
}
