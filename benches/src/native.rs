//! Programs that compute, against the same sources compiled by `gcc -O2`: CPU time of whole runs.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::inputs::{Inputs, succeed};
use crate::measure::{Side, interleave, print};

/// A program on both sides.
struct Program {
    wasm: PathBuf,
    build_options: &'static [&'static str],
    gcc_arguments: Vec<OsString>,
    arguments: &'static [&'static str],
}

pub(crate) fn run(inputs: &Inputs, name: &str, pairs: usize) -> anyhow::Result<()> {
    let program = match name {
        "coremark" => coremark(inputs)?,
        "lua" => lua(inputs)?,
        _ => sqlite(inputs)?,
    };
    let artifact = inputs.build(&program.wasm, program.build_options, name)?;
    let native = inputs.built(&format!("{name}-native"));
    succeed(Command::new("gcc").args(["-O2", "-w", "-o"]).arg(&native).args(&program.gcc_arguments))?;
    let directory = inputs.checkout.join("benches/programs");
    let command = |path: &Path| {
        let mut command = Command::new(path);
        command.args(program.arguments).current_dir(&directory);
        command
    };
    let sides = [
        &Side { name: "precast", command: &|| command(&artifact) },
        &Side { name: "gcc -O2", command: &|| command(&native) },
    ];
    println!("arguments: {}", program.arguments.join(" "));
    let samples = interleave(sides, pairs)?;
    print(&format!("{name} CPU time"), ("ms", 1e3), sides, &samples, |sample| sample.cpu);
    Ok(())
}

/// The port is the one for 64-bit pointers; it differs from that of the wasm in this alone.
fn coremark(inputs: &Inputs) -> anyhow::Result<Program> {
    let source = inputs.cache.join("src/coremark");
    let mut gcc_arguments = vec![include(&source), include(&source.join("linux64"))];
    gcc_arguments.extend(["-DPERFORMANCE_RUN=1", "-DFLAGS_STR=\"-O2\""].map(OsString::from));
    gcc_arguments.extend(c_files(&source)?.into_iter().filter(|path| {
        Path::new(path).file_name().is_some_and(|name| name.to_string_lossy().starts_with("core_"))
    }));
    gcc_arguments.push(source.join("linux64/core_portme.c").into());
    Ok(Program {
        wasm: inputs.cache.join("inputs/coremark.wasm"),
        build_options: &[],
        gcc_arguments,
        arguments: &["0x0", "0x0", "0x66", "20000", "7", "1", "2000"],
    })
}

fn lua(inputs: &Inputs) -> anyhow::Result<Program> {
    let crates = inputs.cache.join("src/crates/lua-src");
    let source = subdirectory(&crates, "lua-5.4")?;
    let mut gcc_arguments = vec![include(&source), inputs.cache.join("src/lua-main/main.c").into()];
    gcc_arguments.extend(c_files(&source)?);
    gcc_arguments.push("-lm".into());
    Ok(Program {
        wasm: inputs.cache.join("inputs/lua.wasm"),
        build_options: &["--dir", ".::.:ro"],
        gcc_arguments,
        arguments: &["work.lua"],
    })
}

fn sqlite(inputs: &Inputs) -> anyhow::Result<Program> {
    let source = inputs.cache.join("src/crates/libsqlite3-sys/sqlite3");
    let mut gcc_arguments = vec![include(&source)];
    gcc_arguments.extend(["-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION"].map(OsString::from));
    gcc_arguments.push(inputs.cache.join("src/speedtest1.c").into());
    gcc_arguments.extend([source.join("sqlite3.c").into(), "-lm".into()]);
    Ok(Program {
        wasm: inputs.cache.join("inputs/speedtest1.wasm"),
        build_options: &[],
        gcc_arguments,
        arguments: &["--memdb", "--size", "40"],
    })
}

fn include(directory: &Path) -> OsString {
    let mut argument = OsString::from("-I");
    argument.push(directory);
    argument
}

/// The C files of a directory in alphabetical order, without the main programs that Lua brings.
fn c_files(directory: &Path) -> anyhow::Result<Vec<OsString>> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory)
        .with_context(|| format!("cannot read {}", directory.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "c"))
        .filter(|path| !path.ends_with("lua.c") && !path.ends_with("luac.c"))
        .collect();
    files.sort();
    Ok(files.into_iter().map(PathBuf::into_os_string).collect())
}

/// The one directory in `parent` whose name begins with `prefix`.
fn subdirectory(parent: &Path, prefix: &str) -> anyhow::Result<PathBuf> {
    fs::read_dir(parent)
        .with_context(|| format!("cannot read {}", parent.display()))?
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path())
        .with_context(|| format!("no {prefix} in {}", parent.display()))
}
