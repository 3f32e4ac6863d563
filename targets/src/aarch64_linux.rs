//! aarch64-linux: 64-bit Arm, from armv8.0 on.

use crate::{AtomicGaps, ConstantAddress, Cpu, MemoryBase, SystemCallNumbers, Target, Vectors};

/// See the module.
pub(crate) static TARGET: Target = Target {
    name: "aarch64-linux",
    triple: "aarch64-unknown-linux-gnu",
    arch: "aarch64",
    elf_machine: 183,
    elf_flags: 0,
    container_platform: "linux/arm64",
    container_variant: Some("v8"),
    system_call_numbers: SystemCallNumbers::Generic,
    linker_emulation: "aarch64linux",
    segment_align_bytes: 64 << 10,
    memory_base: MemoryBase::PinnedRegister,
    // `movz` makes multiples of 64 KiB, accesses have unsigned scaled offsets.
    constant_address: ConstantAddress { base_align_bytes: 64 << 10, signed_offset: false },
    access_offset_max_bytes: 256,
    indices_come_extended: false,
    instruction_line_bytes: None,
    atomic_gaps: AtomicGaps { traps_lost: false, registers_compared: true },
    user_space_bits: 39,
    cpus: &[
        Cpu { name: "armv8-a", features: &[], vectors: Vectors::General },
        Cpu { name: "armv8.1-a", features: &["has_lse"], vectors: Vectors::General },
    ],
    runtime: include!(concat!(env!("OUT_DIR"), "/aarch64_linux.rs")),
    mend: "`rustup target add aarch64-unknown-linux-gnu`, or on Debian `apt-get install rustc-web cargo-web rust-web-src`; \
           then build precast again",
};
