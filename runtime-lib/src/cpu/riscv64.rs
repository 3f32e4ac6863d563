//! riscv64: features by what the kernel tells: extensions of one letter in the auxiliary vector, others by a system call.

use linux_raw_sys::auxvec::AT_HWCAP;
use linux_raw_sys::general::__NR_riscv_hwprobe;
use precast_abi::cpu::{Feature, FeatureSet};

use crate::{process, sys};

/// What Cranelift traps with: no instruction at all.
pub(super) const TRAP_INSTRUCTION: [u8; 2] = [0, 0];

/// Features that belong to an extension of one letter.
const LETTERS: &[(u8, FeatureSet)] =
    &[(b'C', FeatureSet::of(&[Feature::Zca, Feature::Zcd])), (b'V', FeatureSet::of(&[Feature::V]))];

/// `RISCV_HWPROBE_KEY_IMA_EXT_0`.
const EXTENSIONS: i64 = 4;
/// Bits of its value.
const EXTENSION_BITS: &[(Feature, u32)] =
    &[(Feature::V, 2), (Feature::Zba, 3), (Feature::Zbb, 4), (Feature::Zbs, 5)];

/// `struct riscv_hwprobe`.
#[repr(C)]
struct Probe {
    key: i64,
    value: u64,
}

/// Those of the `wanted` features that the CPU is known to have.
pub(super) fn present(wanted: FeatureSet) -> FeatureSet {
    let letters = process::auxv(AT_HWCAP).unwrap_or(0);
    let mut present = FeatureSet::default();
    for (_, features) in LETTERS.iter().filter(|(letter, _)| letters & 1 << (letter - b'A') != 0) {
        present = present.union(*features);
    }
    let extensions = extensions();
    for (feature, _) in EXTENSION_BITS.iter().filter(|(_, bit)| extensions & 1 << bit != 0) {
        present = present.union(FeatureSet::of(&[*feature]));
    }
    wanted.intersection(present)
}

/// What `riscv_hwprobe` says of all CPUs; nothing where the kernel does not know the call or the key.
fn extensions() -> u64 {
    let mut probe = Probe { key: EXTENSIONS, value: 0 };
    // SAFETY: the kernel writes one structure; no set of CPUs stands for all of them.
    let answer = unsafe { sys::syscall5(__NR_riscv_hwprobe, &raw mut probe as usize, 1, 0, 0, 0) };
    if sys::check(answer).is_err() || probe.key != EXTENSIONS { 0 } else { probe.value }
}
