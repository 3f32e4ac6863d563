//! Test cases that are folders: a program, how to build and run it, what it must do. `tests/README.md`
//! describes the files. Comes in: a folder of cases. Goes out: a trial per case, target and variant.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use super::{TARGETS, Target, big_input, build, run, scratch};

/// A way of building that must not change what a program does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Variant {
    /// Part of the trial's name.
    pub(crate) name: &'static str,
    pub(crate) options: &'static [&'static str],
    /// Only where programs run without an emulator: it depends on the kernel.
    pub(crate) host_only: bool,
}

/// A trial for each folder in `folder`, each target and each variant.
pub(crate) fn trials(folder: &Path, variants: &'static [Variant]) -> Vec<Trial> {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    assert!(!cases.is_empty(), "{} has no cases", folder.display());
    let mut trials = Vec::new();
    for case in &cases {
        for target in TARGETS {
            for variant in variants.iter().filter(|variant| !variant.host_only || target.is_host()) {
                let name = case.file_name().expect("a name").to_string_lossy();
                let case = case.clone();
                trials.push(Trial::test(format!("{name}::{}::{}", target.name, variant.name), move || {
                    check(&case, target, variant)
                }));
            }
        }
    }
    trials
}

/// Builds a case once and does its runs.
fn check(case: &Path, target: &Target, variant: &Variant) -> Result<(), Failed> {
    let scratch = scratch();
    let granted = scratch.path().join("granted");
    let text = |path: &Path| path.to_str().expect("a path in UTF-8").to_owned();
    let place = |option: String| option.replace("{dir}", &text(&granted)).replace("{case}", &text(case));
    let mut options: Vec<String> = lines(&case.join("build_args")).into_iter().map(place).collect();
    options.extend(variant.options.iter().map(|&option| option.to_owned()));
    options.extend(links(case));
    let artifact = scratch.path().join("artifact");
    build(&module(case), target, &options, &artifact);
    super::elf::check(&artifact, target);
    let mut runs: Vec<PathBuf> = fs::read_dir(case)?.flatten().map(|entry| entry.path()).collect();
    runs.retain(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("run-")));
    runs.sort();
    if runs.is_empty() {
        runs.push(case.to_owned());
    }
    for directory in runs {
        let _ = fs::remove_dir_all(&granted);
        fs::create_dir(&granted)?;
        copy_files(&case.join("dir"), &granted)?;
        check_run(&directory, &artifact, target)
            .map_err(|error| format!("{}: {error}", directory.display()))?;
    }
    Ok(())
}

/// The program of a case: its own, or one of the big inputs.
pub(crate) fn module(case: &Path) -> PathBuf {
    if let [name] = &lines(&case.join("input"))[..] {
        return big_input(name);
    }
    let candidates = ["module.wat", "module.wasm"].map(|name| case.join(name));
    candidates.into_iter().find(|path| path.exists()).expect("a module.wat, a module.wasm or an input")
}

/// Options that link the modules of a case, in reverse: their order must not matter.
fn links(case: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(case.join("linked")).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let option = |file: PathBuf| {
        let name = file.file_stem().expect("a name").to_string_lossy();
        format!("--link={name}={}", file.display())
    };
    files.into_iter().rev().map(option).collect()
}

/// One run: does it end with the status and print what the case says?
fn check_run(directory: &Path, artifact: &Path, target: &Target) -> Result<(), String> {
    let mut command = target.command(artifact);
    command.args(lines(&directory.join("args")));
    let finished = run(command, &read(&directory.join("stdin")));
    let mut wrong = Vec::new();
    let status: i32 =
        lines(&directory.join("status")).first().map_or(0, |status| status.parse().expect("a number"));
    if finished.status != status {
        wrong.push(format!("expected status {status}"));
    }
    let sequence = directory.join("stdout_lines");
    if sequence.exists() {
        let stdout = finished.stdout();
        let mut printed = stdout.lines();
        for line in lines(&sequence) {
            if !printed.any(|printed| printed == line) {
                wrong.push(format!("expected the line {line:?} on stdout (after those before it)"));
                break;
            }
        }
    } else if finished.stdout != read(&directory.join("stdout")) {
        wrong.push(format!(
            "expected on stdout\n{}",
            String::from_utf8_lossy(&read(&directory.join("stdout")))
        ));
    }
    for line in lines(&directory.join("stderr_lines")) {
        if !finished.stderr().lines().any(|printed| printed == line) {
            wrong.push(format!("expected the line {line:?} on stderr"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{}", wrong.join("\n"), finished.describe())) }
}

/// The lines of a file; none where there is no file.
pub(crate) fn lines(path: &Path) -> Vec<String> {
    if !path.exists() {
        return Vec::new();
    }
    let text = fs::read_to_string(path).expect("a text file");
    text.strip_suffix('\n').unwrap_or(&text).split('\n').map(str::to_owned).collect()
}

/// The bytes of a file; none where there is no file.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    if path.exists() { fs::read(path).expect("a readable file") } else { Vec::new() }
}

/// Copies the plain files of a folder, if there is one.
fn copy_files(from: &Path, to: &Path) -> std::io::Result<()> {
    if from.is_dir() {
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
