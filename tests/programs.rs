//! Small programs of our own (`tests/programs/`), on every target: built with all optimisations, and
//! without any and with explicit bounds checks, they do what another engine does.

mod support;

use libtest_mimic::Arguments;
use support::case::{Variant, trials};

const VARIANTS: &[Variant] = &[
    Variant { name: "default", options: &[] },
    Variant { name: "plain", options: &["-O0", "--memory-guard=none"] },
];

fn main() {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, trials(&support::tests_directory().join("programs"), VARIANTS)).exit();
}
