//! Small programs of our own (`tests/programs/`), on every target: built with all optimisations, without any
//! and with explicit bounds checks, with such checks that are not masked, and confined by the kernel, they do
//! what another engine does.

mod support;

use libtest_mimic::Arguments;
use support::case::{Variant, trials};

const VARIANTS: &[Variant] = &[
    Variant { name: "default", options: &[], host_only: false },
    Variant { name: "plain", options: &["-O0", "--memory-guard=none"], host_only: false },
    Variant { name: "unmasked", options: &["--memory-guard=none", "--spectre=off"], host_only: false },
    Variant { name: "hardened", options: &["--harden=full"], host_only: true },
    Variant {
        name: "plain-hardened",
        options: &["-O0", "--memory-guard=none", "--harden=full"],
        host_only: true,
    },
];

fn main() {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials(&support::tests_directory().join("programs"), VARIANTS)).exit();
}
