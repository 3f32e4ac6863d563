//! WASI preview1: programs in the layout of WebAssembly/wasi-testsuite, as native executables.
//!
//! `cargo test --release --test wasi -- [--dir PATH] [--target NAME] [NAME…]` runs every `NAME.wasm` (or
//! `.wat`) below PATH (default: our own, `tests/wasi/`) on each target, as the `NAME.json` beside it says. On
//! this machine each runs six times: with `openat2`, where the kernel says that there is no such call, and
//! where a filter forbids it, as those of old containers do; and all of this with `--harden=full`, too.

mod support;

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use support::launcher::{Way, command};
use support::{TARGETS, Target, build, run, scratch};

fn main() {
    let words = Words::read(std::env::args().collect());
    let directory = words.directory.unwrap_or_else(|| support::tests_directory().join("wasi"));
    let targets: Vec<_> = TARGETS
        .iter()
        .filter(|target| words.target.as_ref().is_none_or(|name| target.name.starts_with(name.as_str())))
        .collect();
    assert!(!targets.is_empty(), "no target is called {:?}", words.target);
    let mut programs = Vec::new();
    find_programs(&directory, &mut programs);
    programs.sort();
    assert!(!programs.is_empty(), "{} has no programs", directory.display());
    let mut trials = Vec::new();
    for program in &programs {
        for &target in &targets {
            let case = program.strip_prefix(&directory).expect("a file below").with_extension("");
            let name = format!("{}::{}", case.display(), target.name);
            if words.names.is_empty() || words.names.iter().any(|wanted| name.contains(wanted.as_str())) {
                let program = program.clone();
                trials.push(Trial::test(name, move || check(&program, target)));
            }
        }
    }
    libtest_mimic::run(&Arguments::from_iter(words.rest), trials).exit();
}

/// The command line: words of ours, and the rest, for the test harness.
struct Words {
    directory: Option<PathBuf>,
    target: Option<String>,
    names: Vec<String>,
    rest: Vec<String>,
}

impl Words {
    fn read(arguments: Vec<String>) -> Words {
        const WITH_VALUE: &[&str] = &["--test-threads", "--skip", "--logfile", "--color", "--format"];
        let mut words = Words { directory: None, target: None, names: Vec::new(), rest: Vec::new() };
        let mut arguments = arguments.into_iter();
        words.rest.extend(arguments.next());
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--dir" => words.directory = Some(arguments.next().expect("a path after --dir").into()),
                "--target" => words.target = Some(arguments.next().expect("a name after --target")),
                option if WITH_VALUE.contains(&option) => {
                    words.rest.push(argument);
                    words.rest.extend(arguments.next());
                }
                option if option.starts_with('-') => words.rest.push(argument),
                _ => words.names.push(argument),
            }
        }
        words
    }
}

/// Adds every program below `directory`.
fn find_programs(directory: &Path, programs: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            find_programs(&path, programs);
        } else if path.extension().is_some_and(|extension| extension == "wasm" || extension == "wat") {
            programs.push(path);
        }
    }
}

/// What a `NAME.json` says; see `tests/README.md`.
#[derive(Default)]
struct Specification {
    args: Vec<String>,
    env: Vec<(String, String)>,
    /// The directory of which the program gets a fresh copy.
    root: Option<String>,
    /// Whether it sees it as `/`; otherwise `build` says what becomes of `{root}`.
    root_granted: bool,
    /// Directories that it sees by these very names.
    dirs: Vec<String>,
    stdin: String,
    stdout: Option<String>,
    stderr: Option<String>,
    exit_code: i64,
    /// Further options of the build, with `{root}` for the copy and `{beside}` for the folder of the program.
    build: Vec<String>,
}

impl Specification {
    /// Reads the file beside `program`, if there is one.
    fn beside(program: &Path) -> Result<Specification, Failed> {
        let mut specification = Specification::default();
        let path = program.with_extension("json");
        if !path.exists() {
            return Ok(specification);
        }
        let value: Value = serde_json::from_slice(&fs::read(&path)?)?;
        for (key, value) in value.as_object().ok_or("expected an object")? {
            match key.as_str() {
                "args" => specification.args = strings(value)?,
                "env" => specification.env = variables(value)?,
                "root" if value.is_null() => {}
                "root" | "copy" => {
                    specification.root = Some(string(value)?);
                    specification.root_granted = key == "root";
                }
                "dirs" => specification.dirs = strings(value)?,
                "stdin" => specification.stdin = string(value)?,
                "stdout" => specification.stdout = Some(string(value)?),
                "stderr" => specification.stderr = Some(string(value)?),
                "exit_code" => specification.exit_code = value.as_i64().ok_or("expected a number")?,
                "build" => specification.build = strings(value)?,
                other => return Err(format!("{}: what is {other:?}?", path.display()).into()),
            }
        }
        Ok(specification)
    }

    /// Options of the build: what the program is granted, all of it below `scratch`.
    fn options(&self, beside: &Path, scratch: &Path) -> Vec<OsString> {
        let root = scratch.join("root");
        let mut options: Vec<String> = Vec::new();
        if self.root_granted {
            options.extend(["--dir".to_owned(), format!("{}::/", root.display())]);
        }
        for dir in &self.dirs {
            options.extend(["--dir".to_owned(), format!("{}::{dir}", scratch.join(dir).display())]);
        }
        for (name, value) in &self.env {
            options.extend(["--env".to_owned(), format!("{name}={value}")]);
        }
        let text = |path: &Path| path.to_str().expect("a path in UTF-8").to_owned();
        let (root, beside) = (text(&root), text(beside));
        let place = |option: &String| option.replace("{root}", &root).replace("{beside}", &beside);
        options.extend(self.build.iter().map(place));
        options.into_iter().map(OsString::from).collect()
    }
}

fn string(value: &Value) -> Result<String, Failed> {
    Ok(value.as_str().ok_or("expected a string")?.to_owned())
}

fn strings(value: &Value) -> Result<Vec<String>, Failed> {
    value.as_array().ok_or("expected a list")?.iter().map(string).collect()
}

fn variables(value: &Value) -> Result<Vec<(String, String)>, Failed> {
    let object = value.as_object().ok_or("expected an object")?;
    object.iter().map(|(name, value)| Ok((name.clone(), string(value)?))).collect()
}

/// Builds a program and runs it in every way that the target has, each time in fresh directories.
fn check(program: &Path, target: &Target) -> Result<(), Failed> {
    let specification = Specification::beside(program)?;
    let scratch = scratch();
    let artifact = scratch.path().join("artifact");
    let beside = program.parent().expect("a file has a directory");
    // Emulators have no means to confine a program.
    let harden: &[&str] = if target.is_host() { &["none", "full"] } else { &["none"] };
    for &level in harden {
        lay_out(&specification, beside, scratch.path())?;
        let mut options = specification.options(beside, scratch.path());
        if level != "none" {
            options.push(format!("--harden={level}").into());
        }
        build(program, target, &options, &artifact);
        support::elf::check(&artifact, target);
        for &way in Way::of(target) {
            lay_out(&specification, beside, scratch.path())?;
            check_run(&specification, command(target, way, &artifact))
                .map_err(|error| format!("{way:?}, hardening {level}: {error}"))?;
        }
    }
    Ok(())
}

/// Puts fresh copies of the directories that a program gets into `scratch`.
fn lay_out(specification: &Specification, beside: &Path, scratch: &Path) -> std::io::Result<()> {
    let dirs = specification.dirs.iter().map(|dir| (dir.as_str(), dir.as_str()));
    for (from, to) in specification.root.iter().map(|root| (root.as_str(), "root")).chain(dirs) {
        let to = scratch.join(to);
        if to.exists() {
            fs::remove_dir_all(&to)?;
        }
        copy_tree(&beside.join(from), &to)?;
    }
    Ok(())
}

/// Copies a directory with all that is in it, links as links.
fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, copy) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_symlink() {
            symlink(fs::read_link(entry.path())?, copy)?;
        } else if kind.is_dir() {
            copy_tree(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// One run: does it end and say what it should?
fn check_run(specification: &Specification, mut command: Command) -> Result<(), String> {
    command.args(&specification.args);
    let finished = run(command, specification.stdin.as_bytes());
    let mut wrong = Vec::new();
    if i64::from(finished.status) != specification.exit_code {
        wrong.push(format!("expected status {}", specification.exit_code));
    }
    let streams = [
        ("stdout", &specification.stdout, &finished.stdout),
        ("stderr", &specification.stderr, &finished.stderr),
    ];
    for (name, expected, found) in streams {
        if expected.as_ref().is_some_and(|expected| expected.as_bytes() != &found[..]) {
            wrong.push(format!("expected on {name}\n{}", expected.as_deref().unwrap_or_default()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{}", wrong.join("\n"), finished.describe())) }
}
