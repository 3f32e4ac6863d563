//! x86_64: features by CPUID.

use core::arch::asm;
use core::arch::x86_64::{__cpuid, __cpuid_count, CpuidResult};

use precast_abi::cpu::{Feature, FeatureSet};

/// `ud2`.
pub(super) const TRAP_INSTRUCTION: [u8; 2] = [0x0f, 0x0b];

/// Bits of leaf 1, register ecx.
const LEAF_1_ECX: &[(Feature, u32)] = &[
    (Feature::Sse3, 0),
    (Feature::Ssse3, 9),
    (Feature::Fma, 12),
    (Feature::Cmpxchg16b, 13),
    (Feature::Sse41, 19),
    (Feature::Sse42, 20),
    (Feature::Popcnt, 23),
    (Feature::Avx, 28),
];
/// Bits of leaf 7, register ebx.
const LEAF_7_EBX: &[(Feature, u32)] = &[
    (Feature::Bmi1, 3),
    (Feature::Avx2, 5),
    (Feature::Bmi2, 8),
    (Feature::Avx512f, 16),
    (Feature::Avx512dq, 17),
    (Feature::Avx512vl, 31),
];
/// Bits of leaf 0x8000_0001, register ecx.
const EXTENDED_1_ECX: &[(Feature, u32)] = &[(Feature::Lzcnt, 5)];

/// Features whose registers the kernel must save: by bits of XCR0, those of the halves of `ymm`, and those of
/// `zmm` and the mask registers.
const SAVED_BY_KERNEL: &[(FeatureSet, u64)] = &[
    (FeatureSet::of(&[Feature::Avx, Feature::Avx2, Feature::Fma]), 0b110),
    (FeatureSet::of(&[Feature::Avx512f, Feature::Avx512dq, Feature::Avx512vl]), 0b1110_0110),
];
/// Bit of leaf 1, register ecx: XCR0 can be read.
const OSXSAVE: u32 = 27;

/// Those of the `wanted` features that the CPU has; no CPUID that they do not need.
pub(super) fn present(wanted: FeatureSet) -> FeatureSet {
    let mut present = FeatureSet::default();
    let mut add = |table: &[(Feature, u32)], register: fn() -> u32| {
        if table.iter().any(|(feature, _)| wanted.contains(*feature)) {
            let register = register();
            for (feature, _) in table.iter().filter(|(_, bit)| register & 1 << bit != 0) {
                present = present.union(FeatureSet::of(&[*feature]));
            }
        }
    };
    add(LEAF_1_ECX, || __cpuid(1).ecx);
    add(LEAF_7_EBX, || leaf(0, 7).ebx);
    add(EXTENDED_1_ECX, || leaf(0x8000_0000, 0x8000_0001).ecx);
    for &(features, needed) in SAVED_BY_KERNEL {
        if !wanted.intersection(features).is_empty() && saved_registers() & needed != needed {
            present = present.without(features);
        }
    }
    present.intersection(wanted)
}

/// A leaf of CPUID, all zero where there is none; the leaf `first` tells which is the last of its kind.
fn leaf(first: u32, leaf: u32) -> CpuidResult {
    if __cpuid(first).eax < leaf {
        CpuidResult { eax: 0, ebx: 0, ecx: 0, edx: 0 }
    } else {
        __cpuid_count(leaf, 0)
    }
}

/// XCR0: the registers that the kernel saves.
fn saved_registers() -> u64 {
    if __cpuid(1).ecx & 1 << OSXSAVE == 0 {
        return 0;
    }
    let (low, high): (u32, u32);
    // SAFETY: the instruction exists where OSXSAVE is set, and only reads.
    unsafe {
        asm!("xgetbv", in("ecx") 0, out("eax") low, out("edx") high, options(nomem, nostack, preserves_flags));
    }
    u64::from(high) << 32 | u64::from(low)
}
