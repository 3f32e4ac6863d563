//! What is said when the CPU lacks features that the program was built for.
//!
//! To ask an x86 what it can do takes as long as dozens of system calls where it is a virtual one. So that is
//! asked at start only by programs built for features whose lack would make them compute wrongly; all others
//! meet an instruction that the CPU refuses, and the question is why.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;

use precast_abi::cpu::{Feature, FeatureSet};
use precast_abi::{EXIT_STATUS_START, Program};

use crate::text::{self, STDERR, Text};

/// Ends the process if the program would compute wrongly here.
pub(crate) fn check_at_start(program: &Program) {
    let silent = program.cpu_features.intersection(FeatureSet::SILENT);
    if !silent.is_empty() && !silent.without(arch::present(silent)).is_empty() {
        refuse(program.cpu_features.without(arch::present(program.cpu_features)));
    }
}

/// Ends the process if it may have come to an instruction that the CPU refuses for lack of a feature.
pub(crate) fn explain_refusal(program: &Program) {
    let missing = program.cpu_features.without(arch::present(program.cpu_features));
    if !missing.is_empty() {
        refuse(missing);
    }
}

/// Whether the instruction at `pc` is the one that traps are made of.
pub(crate) fn is_trap_instruction(pc: u64) -> bool {
    // SAFETY: the process was about to execute it.
    let bytes = unsafe { (pc as *const [u8; arch::TRAP_INSTRUCTION.len()]).read() };
    bytes == arch::TRAP_INSTRUCTION
}

/// Names the features and ends the process.
#[cold]
fn refuse(missing: FeatureSet) -> ! {
    let mut buffer = text::buffer::<512>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: the CPU of this machine lacks what this executable was built for: ");
    let mut separator = "";
    for feature in Feature::ALL.iter().filter(|feature| missing.contains(**feature)) {
        text.str(separator).str(feature.words());
        separator = ", ";
    }
    text.exit(EXIT_STATUS_START)
}
