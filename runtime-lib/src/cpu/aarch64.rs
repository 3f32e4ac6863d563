//! aarch64: features by what the kernel tells in the auxiliary vector.

use linux_raw_sys::auxvec::AT_HWCAP;
use precast_abi::cpu::{Feature, FeatureSet};

use crate::process;

/// `udf #0xc11f`, as Cranelift has it.
pub(super) const TRAP_INSTRUCTION: [u8; 4] = 0xc11f_u32.to_le_bytes();

/// HWCAP_ATOMICS.
const ATOMICS: usize = 1 << 8;

/// Those of the `wanted` features that the CPU has.
pub(super) fn present(wanted: FeatureSet) -> FeatureSet {
    let capabilities = process::auxv(AT_HWCAP).unwrap_or(0);
    let atomics =
        if capabilities & ATOMICS != 0 { FeatureSet::of(&[Feature::Lse]) } else { FeatureSet::default() };
    wanted.intersection(atomics)
}
