//! x86_64-linux: 64-bit x86; the default level is that of machines since 2009.

use crate::{AtomicGaps, ConstantAddress, Cpu, MemoryBase, SystemCallNumbers, Target, Vectors};

/// See the module.
pub(crate) static TARGET: Target = Target {
    name: "x86_64-linux",
    triple: "x86_64-unknown-linux-gnu",
    arch: "x86_64",
    elf_machine: 62,
    elf_flags: 0,
    container_platform: "linux/amd64",
    container_variant: None,
    system_call_numbers: SystemCallNumbers::X86_64,
    linker_emulation: "elf_x86_64",
    segment_align_bytes: 4 << 10,
    memory_base: MemoryBase::Constant,
    // Any base and offset do; this one suits all that lies together.
    constant_address: ConstantAddress { base_align_bytes: 64 << 10, signed_offset: false },
    access_offset_max_bytes: 1 << 30,
    indices_come_extended: true,
    instruction_line_bytes: Some(64),
    atomic_gaps: AtomicGaps { traps_lost: false, registers_compared: false },
    user_space_bits: 47,
    cpus: &[
        Cpu {
            name: "x86-64-v2",
            features: &["has_sse3", "has_ssse3", "has_cmpxchg16b", "has_sse41", "has_sse42", "has_popcnt"],
            vectors: Vectors::X86,
        },
        Cpu {
            name: "x86-64-v3",
            features: &[
                "has_sse3",
                "has_ssse3",
                "has_cmpxchg16b",
                "has_sse41",
                "has_sse42",
                "has_popcnt",
                "has_avx",
                "has_avx2",
                "has_fma",
                "has_bmi1",
                "has_bmi2",
                "has_lzcnt",
            ],
            vectors: Vectors::X86,
        },
        Cpu {
            name: "x86-64-v4",
            features: &[
                "has_sse3",
                "has_ssse3",
                "has_cmpxchg16b",
                "has_sse41",
                "has_sse42",
                "has_popcnt",
                "has_avx",
                "has_avx2",
                "has_fma",
                "has_bmi1",
                "has_bmi2",
                "has_lzcnt",
                "has_avx512f",
                "has_avx512dq",
                "has_avx512vl",
            ],
            vectors: Vectors::X86,
        },
    ],
    runtime: include!(concat!(env!("OUT_DIR"), "/x86_64_linux.rs")),
    mend: "`rustup target add x86_64-unknown-linux-gnu`, or on Debian `apt-get install rustc-web cargo-web rust-web-src`; \
           then build precast again",
};
