//! Programs that others wrote (`tests/real/`): CPython, Lua, SQLite, CoreMark, Go. On every target they
//! do what they do on another engine. `tests/setup.sh` fetches or builds them.

mod support;

use libtest_mimic::Arguments;
use support::case::{Variant, trials};

const VARIANTS: &[Variant] = &[
    Variant { name: "default", options: &[], host_only: false },
    Variant { name: "hardened", options: &["--harden=full"], host_only: true },
];

fn main() {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials(&support::tests_directory().join("real"), VARIANTS)).exit();
}
