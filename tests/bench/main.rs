//! `precast bench`: what is measured and said of runtimes, with fake ones and with Node; the page in a browser;
//! comparisons with a baseline; what is left when it is interrupted; the files of the guide.

#[path = "../support/mod.rs"]
mod support;

mod baseline;
mod browser;
mod guide;
mod interrupt;
mod runtimes;
mod terminal;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use support::{Finished, precast, run, scratch, tests_directory};

/// Results of several sides, made up.
fn example() -> PathBuf {
    tests_directory().join("bench/results.json")
}

/// `precast bench` with a PATH that has `directory` and nothing else.
fn bench_with(directory: &Path) -> Command {
    let mut command = precast();
    command.arg("bench").env("PATH", directory);
    command
}

/// Writes a script that can be executed.
fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}")).expect("a script");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a mode");
}

/// The results that a command has printed.
#[track_caller]
fn results(finished: Finished) -> Value {
    let finished = finished.expect_success();
    serde_json::from_slice(&finished.stdout).expect("JSON")
}

/// The entry of a side.
fn side<'a>(results: &'a Value, name: &str) -> &'a Value {
    let sides = results["sides"].as_array().expect("sides");
    sides.iter().find(|side| side["name"] == name).unwrap_or_else(|| panic!("no {name} in {results:#}"))
}
