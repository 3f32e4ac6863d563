//! The runtimes that are known: a line each says how its command looks.
//!
//! A command is written as it would be typed; the first word is a program that is looked for, other words in
//! braces are filled in: see [`command`]. An option in brackets is given where `--help` names it.

mod command;
mod find;

pub use command::{Directory, Guest, Place};
pub use find::{Programs, Side, find};

/// How a runtime is used.
#[derive(Debug)]
pub struct Runtime {
    /// What it is called in results and options.
    pub name: &'static str,
    /// What it is called in tables.
    pub title: &'static str,
    /// Compiles `{module}` to `{output}`, for those that do so beforehand.
    pub(crate) compile: Option<&'static str>,
    /// Extension of what is compiled; some look at it.
    pub(crate) extension: &'static str,
    /// Runs `{module}`, or `{output}` where it was compiled.
    pub(crate) run: &'static str,
    /// Grants a directory. Without, the program sees the machine's directories as they are.
    pub(crate) dir: Option<&'static str>,
    /// Grants a directory for reading; where there is nothing of the kind, `dir` has to do.
    pub(crate) dir_read_only: Option<&'static str>,
    /// Sets a variable. Without, the program gets those of the process, if any.
    pub(crate) env: Option<&'static str>,
    /// Variables of the process, as `NAME=VALUE`.
    pub(crate) environment: &'static str,
    /// Why it cannot give a program what it is to be given.
    pub(crate) refusal: fn(&Guest) -> Option<String>,
}

/// The name of what everything is compared with.
pub const PRECAST: &str = "precast";

const NONE: Runtime = Runtime {
    name: "",
    title: "",
    compile: None,
    extension: "",
    run: "",
    dir: None,
    dir_read_only: None,
    env: None,
    environment: "",
    refusal: |_| None,
};

/// All that are known, in the order in which they run and are listed.
pub const ALL: &[Runtime] = &[
    Runtime {
        name: PRECAST,
        title: "precast",
        compile: Some("precast build {module} -o {output} {dirs} {envs} {options}"),
        run: "{output} {arguments}",
        dir: Some("--dir {host}::{guest}"),
        dir_read_only: Some("--dir {host}::{guest}:ro"),
        env: Some("--env {name}={value}"),
        ..NONE
    },
    // Wasmtime 14 and later. Without its cache: every start compiles.
    Runtime {
        name: "wasmtime",
        title: "wasmtime run",
        run: "wasmtime run -C cache=n {dirs} {envs} {module} {arguments}",
        dir: Some("--dir {host}::{guest}"),
        env: Some("--env {name}={value}"),
        ..NONE
    },
    Runtime {
        name: "wasmtime-compiled",
        title: "wasmtime precompiled",
        compile: Some("wasmtime compile {module} -o {output}"),
        extension: "cwasm",
        run: "wasmtime run --allow-precompiled {dirs} {envs} {output} {arguments}",
        dir: Some("--dir {host}::{guest}"),
        env: Some("--env {name}={value}"),
        ..NONE
    },
    // Wasmer 7 and later. It keeps what it has compiled; the first run, which is not timed, fills its cache.
    Runtime {
        name: "wasmer",
        title: "wasmer run",
        run: "wasmer run {dirs} {envs} {module} -- {arguments}",
        dir: Some("--volume {host}:{guest}"),
        env: Some("--env {name}={value}"),
        environment: "WASMER_CACHE_DIR={scratch}/wasmer",
        ..NONE
    },
    // WasmEdge 0.13 and later; `run` interprets a module, and executes what `compile` made.
    Runtime {
        name: "wasmedge",
        title: "wasmedge run",
        run: "wasmedge run {dirs} {envs} {module} {arguments}",
        dir: Some("--dir {guest}:{host}"),
        dir_read_only: Some("--dir {guest}:{host}:readonly"),
        env: Some("--env {name}={value}"),
        ..NONE
    },
    Runtime {
        name: "wasmedge-compiled",
        title: "wasmedge compiled",
        compile: Some("wasmedge compile {module} {output}"),
        extension: "so",
        // Since 0.17 it has to be told, before that it could not be.
        run: "wasmedge run [--run-mode=aot] {dirs} {envs} {output} {arguments}",
        dir: Some("--dir {guest}:{host}"),
        dir_read_only: Some("--dir {guest}:{host}:readonly"),
        env: Some("--env {name}={value}"),
        ..NONE
    },
    // WAMR 2 and later.
    Runtime {
        name: "iwasm",
        title: "iwasm, wamrc",
        compile: Some("wamrc -o {output} {module}"),
        extension: "aot",
        run: "iwasm {envs} {dirs} {output} {arguments}",
        dir: Some("--map-dir={guest}::{host}"),
        env: Some("--env={name}={value}"),
        ..NONE
    },
    // Wasm3 0.5 and later. Its own stack is 64 KiB, too little for a nested expression in Lua.
    Runtime {
        name: "wasm3",
        title: "wasm3",
        run: "wasm3 --stack-size 1048576 {module} {arguments}",
        refusal: command::beyond_wasm3,
        ..NONE
    },
    // Node 20 and later, by a script of ours: it has no command of its own for WASI.
    Runtime {
        name: "node",
        title: "node WASI",
        run: "node --no-warnings {script} {dirs} {envs} {module} {arguments}",
        dir: Some("--dir {host}::{guest}"),
        env: Some("--env {name}={value}"),
        ..NONE
    },
];

/// An executable that needs no runtime: the program as another compiler makes it.
pub(crate) const NATIVE: Runtime = Runtime {
    name: "native",
    title: "native",
    run: "{output} {arguments}",
    refusal: command::renamed_directory,
    ..NONE
};

impl Runtime {
    /// The programs that its commands begin with.
    pub fn programs(&self) -> Vec<&'static str> {
        let first = |command: &'static str| command.split(' ').next().filter(|word| !word.starts_with('{'));
        let mut programs: Vec<_> = self.compile.into_iter().chain([self.run]).filter_map(first).collect();
        programs.reverse();
        programs.dedup();
        programs
    }

    /// The option in brackets of the command that runs the program, and the name of the command that has it or not.
    fn newer_option(&self) -> Option<(&'static str, &'static str)> {
        let option = self.run.split(' ').find_map(command::bracketed)?;
        let subcommand = self.run.split(' ').nth(1)?;
        Some((subcommand, option.split('=').next().unwrap_or(option)))
    }
}

/// What `node` runs: see [`ALL`].
pub(crate) const NODE_SCRIPT: &str = include_str!("node.mjs");
