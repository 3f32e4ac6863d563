//! The suite builds, and every program of it prints the same as a precast executable and natively.

use std::path::Path;
use std::process::Command;

#[test]
fn all_programs_print_the_same_on_both_sides() {
    let benches = Path::new(env!("CARGO_BIN_EXE_precast-benches"));
    let output = Command::new(benches).args(["suite", "--check"]).output().expect("the suite starts");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    // Programs in Rust need a target that not every toolchain can get; all others are always there.
    let checked: usize = stdout.split(' ').next().and_then(|count| count.parse().ok()).expect("a count");
    assert!(checked >= 30, "{stdout}{stderr}");
}

#[test]
fn unknown_programs_are_named() {
    let benches = env!("CARGO_BIN_EXE_precast-benches");
    let output =
        Command::new(benches).args(["suite", "--check", "--only", "nothing"]).output().expect("it starts");
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && message.contains("no program or kind nothing"), "{message}");
}
