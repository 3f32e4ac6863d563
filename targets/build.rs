//! Builds the runtime library for every target and hands it to the crate as bytes.
//!
//! In: `runtime-lib/` beside this crate, and whatever Rust toolchains the machine has. Out, for each
//! target, `OUT_DIR/<target>.rs` with an expression of type `Option<Runtime>`: the archive, its digest
//! and the compiler that made it, or `None` where no toolchain serves that target, with a warning that
//! says what to install. A runtime that does not compile fails the build: only a toolchain that is not
//! there is excused.
//!
//! The archive depends on the sources and the compiler, not on where the checkout, Cargo's home or the
//! target directory lie: paths are remapped, and nothing of the outer build's flags is inherited.

#[path = "build/archive.rs"]
mod archive;

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use sha2::{Digest, Sha256};

/// What building the runtime for one target needs to know.
struct Target {
    /// Name of the file in `src/` that includes the result.
    file: &'static str,
    /// First part of the triple, as Rust spells it.
    arch: &'static str,
    /// Code-generation flags of this target alone.
    flags: &'static [&'static str],
}

const TARGETS: &[Target] = &[
    Target { file: "x86_64_linux", arch: "x86_64", flags: &[] },
    // Outlined atomics ask libc for the CPU's features; the runtime has one thread and no libc.
    Target { file: "aarch64_linux", arch: "aarch64", flags: &["-Ctarget-feature=-outline-atomics"] },
    Target { file: "riscv64_linux", arch: "riscv64gc", flags: &[] },
];

/// Flags of every target. Artifacts are never position-independent, and backtraces follow frame pointers.
const FLAGS: &[&str] = &["-Cforce-frame-pointers=yes", "-Crelocation-model=static"];

/// A Rust compiler with its Cargo.
struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// Whether `core` must be compiled too: the toolchain ships it as source only.
    builds_core: bool,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let out = PathBuf::from(variable("OUT_DIR")?);
    let manifest = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let workspace = manifest.parent().ok_or("the targets crate has no parent directory")?;
    for input in ["runtime-lib", "Cargo.toml", "Cargo.lock", "targets/build.rs", "targets/build"] {
        println!("cargo::rerun-if-changed={}", workspace.join(input).display());
    }
    let own =
        Toolchain { cargo: variable("CARGO")?.into(), rustc: variable("RUSTC")?.into(), builds_core: false };
    let sysroot = PathBuf::from(output(Command::new(&own.rustc).args(["--print", "sysroot"]))?.trim());
    // rustup rewrites this list when a target is added.
    let components = sysroot.join("lib/rustlib/components");
    if components.exists() {
        println!("cargo::rerun-if-changed={}", components.display());
    }
    for target in TARGETS {
        let gnu = format!("{}-unknown-linux-gnu", target.arch);
        let source = if has_core(&sysroot.join("lib/rustlib").join(&gnu).join("lib")) {
            build(&own, target, &gnu, workspace, &out)?
        } else if let Some(debian) = debian_toolchain() {
            // Debian's toolchain builds `core` from source, for which the libc part of the triple
            // only has to be one that links statically.
            build(&debian, target, &format!("{}-unknown-linux-musl", target.arch), workspace, &out)?
        } else {
            // Whatever is installed to mend this should be noticed.
            println!("cargo::rerun-if-changed=/usr/bin");
            println!(
                "cargo::warning=precast will not build for {}: this toolchain cannot build its runtime library; \
                 `rustup target add {gnu}`, or on Debian `apt-get install rustc-web cargo-web rust-web-src`, \
                 then build precast again",
                target.file.replace('_', "-").replace("x86-64", "x86_64"),
            );
            "None".to_owned()
        };
        let path = out.join(target.file).with_extension("rs");
        fs::write(&path, source).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

/// Whether a directory of a sysroot holds a compiled `core`.
fn has_core(lib: &Path) -> bool {
    fs::read_dir(lib).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

/// Debian's compiler, where its source package is installed as well.
fn debian_toolchain() -> Option<Toolchain> {
    let toolchain =
        Toolchain { cargo: "/usr/bin/cargo".into(), rustc: "/usr/bin/rustc".into(), builds_core: true };
    let sysroot = output(Command::new(&toolchain.rustc).args(["--print", "sysroot"])).ok()?;
    let core = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/core/src/lib.rs");
    (toolchain.cargo.exists() && core.exists()).then_some(toolchain)
}

/// Builds the runtime for `triple` and returns the expression that embeds it.
fn build(
    toolchain: &Toolchain,
    target: &Target,
    triple: &str,
    workspace: &Path,
    out: &Path,
) -> Result<String, String> {
    let target_dir = out.join("runtime");
    let mut command = clean_cargo(&toolchain.cargo);
    command
        .current_dir(workspace)
        .args(["build", "--package", "precast-runtime", "--lib", "--profile", "runtime"])
        .args(["--target", triple])
        .arg("--target-dir")
        .arg(&target_dir)
        .env("RUSTC", &toolchain.rustc)
        .env("CARGO_ENCODED_RUSTFLAGS", flags(target, workspace, out)?.join("\x1f"));
    if workspace.join("Cargo.lock").exists() {
        command.arg("--locked");
    }
    if toolchain.builds_core {
        command.arg("-Zbuild-std=core,panic_abort").env("RUSTC_BOOTSTRAP", "1");
    }
    let result =
        command.output().map_err(|error| format!("cannot start {}: {error}", toolchain.cargo.display()))?;
    if !result.status.success() {
        return Err(format!(
            "the runtime library for {triple} does not build:\n{}",
            String::from_utf8_lossy(&result.stderr)
        ));
    }
    let built = target_dir.join(triple).join("runtime/libprecast_runtime.a");
    let archive = fs::read(&built).map_err(|error| format!("cannot read {}: {error}", built.display()))?;
    let archive = archive::reduce(&archive, "precast_runtime")
        .map_err(|error| format!("cannot read the members of {}: {error}", built.display()))?;
    let copy = out.join(target.file).with_extension("a");
    fs::write(&copy, &archive).map_err(|error| format!("cannot write {}: {error}", copy.display()))?;
    let mut sha256 = String::new();
    for byte in Sha256::digest(&archive) {
        let _ = write!(sha256, "{byte:02x}");
    }
    let compiler = output(Command::new(&toolchain.rustc).arg("--version"))?;
    Ok(format!(
        "Some(crate::Runtime {{ archive: include_bytes!({copy:?}), sha256: {sha256:?}, compiler: {:?} }})",
        compiler.trim()
    ))
}

/// The compiler flags for a target, with every path of this machine replaced by a fixed one.
fn flags(target: &Target, workspace: &Path, out: &Path) -> Result<Vec<String>, String> {
    let mut flags: Vec<String> = FLAGS.iter().chain(target.flags).map(|&flag| flag.to_owned()).collect();
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    let mappings = [(Some(workspace), "/precast"), (Some(out), "/build"), (home.as_deref(), "/cargo")];
    for (from, to) in mappings {
        let Some(from) = from else { continue };
        let from = from.to_str().ok_or_else(|| format!("{} is not valid UTF-8", from.display()))?;
        flags.push(format!("--remap-path-prefix={from}={to}"));
    }
    Ok(flags)
}

/// Cargo as if it was started from a shell: without what the outer Cargo tells its build scripts, and
/// without anybody's flags or wrappers, which would make the archive depend on them. Where packages
/// come from stays as the user has configured it.
fn clean_cargo(cargo: &Path) -> Command {
    let mut command = Command::new(cargo);
    let kept = ["CARGO_HOME", "CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTR", "CARGO_SOURCE_", "CARGO_TERM_"];
    let outer = [
        "CARGO",
        "RUSTC",
        "RUSTDOC",
        "RUSTFLAGS",
        "MAKEFLAGS",
        "MFLAGS",
        "TARGET",
        "HOST",
        "OUT_DIR",
        "PROFILE",
        "OPT_LEVEL",
        "DEBUG",
        "NUM_JOBS",
        "__CARGO",
    ];
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        if outer.iter().any(|prefix| text.starts_with(prefix))
            && !kept.iter().any(|prefix| text.starts_with(prefix))
        {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command and returns what it prints.
fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let result = command.output().map_err(|error| format!("cannot start {program}: {error}"))?;
    if !result.status.success() {
        return Err(format!("{program} failed: {}", String::from_utf8_lossy(&result.stderr)));
    }
    String::from_utf8(result.stdout).map_err(|_| format!("{program} printed no text"))
}

/// A variable that Cargo sets for build scripts.
fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
