//! Builds programs: wasm, native executables, and executables by way of wasm2c. What was built is kept in a
//! cache, by a digest of the commands and of our own files, so that a second run builds nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::programs::{Kind, Program, Source};
use crate::inputs::{Inputs, succeed};

/// Names are kept, debug information is not.
const WASM_FLAGS: &str = "-target wasm32-wasi -O2 -w -Wl,--strip-debug";
/// For programs that are not about vectors: those that every engine can run.
const WITHOUT_VECTORS: &str = "-mno-simd128";
const NATIVE_FLAGS: &str = "-O2 -w";
/// Where Debian's package wabt has the part of wasm2c that is linked in.
const WASM2C_RUNTIME: &str = "/usr/share/wabt/wasm2c";
const WASM_TARGET: &str = "wasm32-wasip1";

/// A program, built.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) program: &'static Program,
    pub(crate) wasm: PathBuf,
    pub(crate) native: PathBuf,
    /// By wasm2c and the native compiler, where wasm2c is there and can translate the program.
    pub(crate) wasm2c: Option<PathBuf>,
}

/// What builds programs.
pub(crate) struct Builder<'a> {
    inputs: &'a Inputs,
    /// Products, by digest.
    cache: PathBuf,
    /// Digest of our own files and of what the tests' setup made.
    sources: String,
    /// Tells apart what wasm2c makes, if it is to be used and there: its version and a digest of what runs it.
    wasm2c: Option<String>,
}

impl<'a> Builder<'a> {
    /// Looks at what there is to build with.
    pub(crate) fn new(inputs: &'a Inputs, with_wasm2c: bool) -> anyhow::Result<Builder<'a>> {
        let cache = inputs.cache.join("suite");
        fs::create_dir_all(&cache).with_context(|| format!("cannot create {}", cache.display()))?;
        let programs = inputs.checkout.join("benches/programs");
        let (mut files, mut runner) = (Vec::new(), Vec::new());
        list(&programs, &mut files)?;
        list(&programs.join("wasm2c"), &mut runner)?;
        files.retain(|file| !runner.contains(file));
        files.push(inputs.cache.join("stamp"));
        let mut sources = digest(&files)?;
        sources.update(succeed(Command::new("gcc").arg("--version"))?);
        let wasm2c = with_wasm2c.then(|| succeed(Command::new("wasm2c").arg("--version")).ok()).flatten();
        let runner = hex(digest(&runner)?);
        let wasm2c = wasm2c.map(|version| format!("{} {runner}", version.trim()));
        Ok(Builder { inputs, cache, sources: hex(sources), wasm2c })
    }

    /// Whether the toolchain can build programs in Rust for wasm.
    pub(crate) fn has_rust_for_wasm() -> bool {
        let libraries =
            succeed(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]));
        libraries.is_ok_and(|directory| Path::new(directory.trim()).is_dir())
    }

    /// Builds all, several at a time, and names each.
    pub(crate) fn build(&self, programs: &[&'static Program]) -> anyhow::Result<Vec<Built>> {
        if programs.iter().any(|program| matches!(program.source, Source::Rust)) {
            self.cargo()?;
        }
        // Several programs are one executable with several arguments.
        let mut seen = BTreeSet::new();
        let first: Vec<_> = programs.iter().filter(|program| seen.insert(self.key(program))).collect();
        first.par_iter().try_for_each(|program| self.build_one(program).map(drop))?;
        programs.iter().map(|program| self.build_one(program)).collect()
    }

    fn build_one(&self, program: &'static Program) -> anyhow::Result<Built> {
        let (wasm, native) = match program.source {
            Source::C { files, flags, wasm, native } => {
                let files = self.files(files)?;
                let wasm = self.product(program, "wasm", "", |output| {
                    let mut zig = Command::new(self.inputs.cache.join("venv/bin/python"));
                    zig.args(["-m", "ziglang", "cc"])
                        .args(words(WASM_FLAGS))
                        .arg("-o")
                        .arg(output)
                        .args(&files);
                    for name in ["ZIG_LOCAL_CACHE_DIR", "ZIG_GLOBAL_CACHE_DIR"] {
                        zig.env(name, self.inputs.cache.join("zig"));
                    }
                    zig.args((program.kind != Kind::Vectors).then_some(WITHOUT_VECTORS));
                    succeed(zig.args(self.words(flags)).args(self.words(wasm)))
                })?;
                let native = self.product(program, "native", "", |output| {
                    let mut gcc = Command::new("gcc");
                    gcc.args(words(NATIVE_FLAGS)).arg("-o").arg(output).args(&files);
                    succeed(gcc.args(self.words(native)).args(self.words(flags)))
                })?;
                (wasm, native)
            }
            Source::Rust => {
                let release = |target: &str| self.cache.join("rust").join(target).join("release");
                let wasm = release(WASM_TARGET).join(program.name).with_extension("wasm");
                (wasm, release("").join(program.name))
            }
        };
        let wasm2c = match &self.wasm2c {
            Some(key) => self.by_wasm2c(program, &wasm, key)?,
            None => None,
        };
        Ok(Built { program, wasm, native, wasm2c })
    }

    /// Translates to C and compiles that. None if wasm2c does not know an instruction of the program.
    fn by_wasm2c(&self, program: &Program, wasm: &Path, key: &str) -> anyhow::Result<Option<PathBuf>> {
        let directory = tempfile::Builder::new().prefix("wasm2c.").tempdir()?;
        let c = directory.path().join("program.c");
        let mut translate = Command::new("wasm2c");
        translate.args(["-n", "program"]).arg(wasm).arg("-o").arg(&c);
        if let Err(error) = succeed(&mut translate) {
            eprintln!("{}: left out for wasm2c: {error:#}", program.name);
            return Ok(None);
        }
        let product = self.product(program, "wasm2c", key, |output| {
            let mut gcc = Command::new("gcc");
            gcc.args(words(NATIVE_FLAGS)).arg("-I").arg(directory.path()).arg(format!("-I{WASM2C_RUNTIME}"));
            gcc.arg(c).arg(self.inputs.checkout.join("benches/programs/wasm2c/wasi.c"));
            succeed(gcc.arg(format!("{WASM2C_RUNTIME}/wasm-rt-impl.c")).arg("-lm").arg("-o").arg(output))
        })?;
        Ok(Some(product))
    }

    /// Builds the Rust programs for wasm and for this machine.
    fn cargo(&self) -> anyhow::Result<()> {
        let manifest = self.inputs.checkout.join("benches/programs/rust/Cargo.toml");
        for target in [None, Some(WASM_TARGET)] {
            let mut cargo = Command::new("cargo");
            cargo.args(["build", "--quiet", "--release", "--locked", "--manifest-path"]).arg(&manifest);
            cargo.arg("--target-dir").arg(self.cache.join("rust"));
            // What a caller's cargo has set for its own build is not meant for this one.
            cargo.env_remove("CARGO_BUILD_TARGET").env_remove("RUSTFLAGS");
            succeed(cargo.args(target.map(|target| format!("--target={target}"))))?;
        }
        Ok(())
    }

    /// The product of a build, from the cache if it is there. It appears whole or not at all.
    fn product(
        &self,
        program: &Program,
        kind: &str,
        key: &str,
        build: impl FnOnce(&Path) -> anyhow::Result<String>,
    ) -> anyhow::Result<PathBuf> {
        let mut digest = Sha256::new();
        digest.update(format!(
            "{}\n{kind}\n{key}\n{WASM_FLAGS}\n{WITHOUT_VECTORS}\n{NATIVE_FLAGS}\n",
            self.key(program)
        ));
        let product = self.cache.join(hex(digest)).with_extension(kind);
        if !product.exists() {
            eprintln!("building {}, {kind}", program.name);
            let output = tempfile::Builder::new().prefix("building.").tempdir_in(&self.cache)?;
            let output = output.path().join("output");
            build(&output).with_context(|| format!("building {}", program.name))?;
            fs::rename(&output, &product).with_context(|| format!("cannot write {}", product.display()))?;
        }
        Ok(product)
    }

    /// Tells apart what is built from other sources.
    fn key(&self, program: &Program) -> String {
        let Program { name, source, .. } = program;
        match source {
            Source::C { .. } => format!("{source:?} {}", self.sources),
            Source::Rust => format!("{name} {}", self.sources),
        }
    }

    /// A path or an option with the names of directories filled in.
    pub(crate) fn word(&self, word: &str) -> String {
        let Inputs { checkout, cache, .. } = self.inputs;
        [
            ("{programs}", checkout.join("benches/programs")),
            ("{tests}", checkout.join("tests")),
            ("{sources}", cache.join("src")),
            ("{crates}", cache.join("src/crates")),
        ]
        .iter()
        .fold(word.to_owned(), |word, (name, path)| word.replace(name, &path.to_string_lossy()))
    }

    fn words(&self, text: &str) -> Vec<String> {
        words(text).map(|word| self.word(word)).collect()
    }

    /// C files; those of a directory in alphabetical order, without the main programs that Lua brings.
    fn files(&self, text: &str) -> anyhow::Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for word in self.words(text) {
            let Some(directory) = word.strip_suffix("/*.c") else {
                files.push(PathBuf::from(word));
                continue;
            };
            let mut found = Vec::new();
            list(Path::new(directory), &mut found)?;
            found.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
            found.retain(|path| !path.ends_with("lua.c") && !path.ends_with("luac.c"));
            files.extend(found);
        }
        Ok(files)
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace()
}

/// All files below a directory, in alphabetical order.
fn list(directory: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() { list(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

/// A digest of what is in all these files.
fn digest(files: &[PathBuf]) -> anyhow::Result<Sha256> {
    let mut digest = Sha256::new();
    for file in files {
        let contents = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        digest.update(Sha256::digest(contents));
    }
    Ok(digest)
}

fn hex(digest: Sha256) -> String {
    digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
