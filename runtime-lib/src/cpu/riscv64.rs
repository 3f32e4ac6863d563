//! riscv64: features by what the kernel tells in the auxiliary vector, which is extensions of one letter. Of
//! others it says nothing: where an instruction is refused, they count as missing.

use linux_raw_sys::auxvec::AT_HWCAP;
use precast_abi::cpu::{Feature, FeatureSet};

use crate::process;

/// What Cranelift traps with: no instruction at all.
pub(super) const TRAP_INSTRUCTION: [u8; 2] = [0, 0];

/// Features that belong to an extension of one letter.
const LETTERS: &[(u8, FeatureSet)] =
    &[(b'C', FeatureSet::of(&[Feature::Zca, Feature::Zcd])), (b'V', FeatureSet::of(&[Feature::V]))];

/// Those of the `wanted` features that the CPU is known to have.
pub(super) fn present(wanted: FeatureSet) -> FeatureSet {
    let letters = process::auxv(AT_HWCAP).unwrap_or(0);
    let mut present = FeatureSet::default();
    for (_, features) in LETTERS.iter().filter(|(letter, _)| letters & 1 << (letter - b'A') != 0) {
        present = present.union(*features);
    }
    wanted.intersection(present)
}
