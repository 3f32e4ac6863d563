//! riscv64-linux: 64-bit RISC-V with the extensions that Linux distributions assume.

use crate::{AtomicGaps, ConstantAddress, Cpu, MemoryBase, SystemCallNumbers, Target, Vectors};

/// See the module.
pub(crate) static TARGET: Target = Target {
    name: "riscv64-linux",
    triple: "riscv64gc-unknown-linux-gnu",
    arch: "riscv64",
    elf_machine: 243,
    elf_flags: 5,
    container_platform: "linux/riscv64",
    container_variant: None,
    system_call_numbers: SystemCallNumbers::Generic,
    linker_emulation: "elf64lriscv",
    segment_align_bytes: 4 << 10,
    memory_base: MemoryBase::Descriptor,
    // `lui` makes multiples of 4 KiB, accesses have signed 12-bit offsets.
    constant_address: ConstantAddress { base_align_bytes: 4 << 10, signed_offset: true },
    access_offset_max_bytes: 2 << 10,
    indices_come_extended: false,
    instruction_line_bytes: None,
    atomic_gaps: AtomicGaps { traps_lost: true, registers_compared: false },
    user_space_bits: 38,
    cpus: &[
        Cpu { name: "rv64gc", features: &["has_zca", "has_zcd"], vectors: Vectors::None },
        Cpu {
            name: "rva22",
            features: &["has_zca", "has_zcd", "has_zba", "has_zbb", "has_zbs"],
            vectors: Vectors::None,
        },
        Cpu { name: "rv64gcv", features: &["has_zca", "has_zcd", "has_v"], vectors: Vectors::General },
    ],
    runtime: include!(concat!(env!("OUT_DIR"), "/riscv64_linux.rs")),
    mend: "`rustup target add riscv64gc-unknown-linux-gnu`, or on Debian `apt-get install rustc-web cargo-web rust-web-src`; \
           then build precast again",
};
