//! All that differs from machine to machine, and nowhere else: a file per target, each a [`Target`].
//!
//! A new target is a file here, its `start` and `sys` files in the runtime library, and a line in
//! the tests' list of targets. This crate holds data, no logic; it knows neither Cranelift nor ELF
//! writing, only the names and numbers that those need.

mod aarch64_linux;
mod riscv64_linux;
mod x86_64_linux;

/// Every target, the order in which they are listed to users.
pub const ALL: &[&Target] = &[&x86_64_linux::TARGET, &aarch64_linux::TARGET, &riscv64_linux::TARGET];

/// A machine that artifacts are built for.
#[derive(Debug)]
pub struct Target {
    /// The name users give: `x86_64-linux`.
    pub name: &'static str,
    /// The triple that selects the code generator.
    pub triple: &'static str,
    /// What Rust calls it on this host (`std::env::consts::ARCH`), to find the host's own target.
    pub arch: &'static str,
    /// `e_machine` of its ELF files.
    pub elf_machine: u16,
    /// `e_flags` of its ELF files (riscv64: the floating-point ABI and compressed instructions).
    pub elf_flags: u32,
    /// What container images call it: `linux/` and a name of Go's `GOARCH`.
    pub container_platform: &'static str,
    /// The version of the architecture, where container engines expect one.
    pub container_variant: Option<&'static str>,
    /// How its kernels number system calls.
    pub system_call_numbers: SystemCallNumbers,
    /// The linker's emulation (`-m`).
    pub linker_emulation: &'static str,
    /// Alignment of load segments in bytes: the largest page size of the target's kernels.
    pub segment_align_bytes: u64,
    /// How generated code gets the base of memory 0.
    pub memory_base: MemoryBase,
    /// How a constant address divides into a base, which takes one instruction to materialise, and an
    /// offset, which the load or store holds.
    pub constant_address: ConstantAddress,
    /// Offsets below this are part of an access of any width, at no cost.
    pub access_offset_max_bytes: u32,
    /// Whether accesses cannot extend an index of 32 bits, while most instructions of 32 bits leave their result
    /// extended with zeros.
    pub indices_come_extended: bool,
    /// Length in bytes of the lines in which processors keep instructions, where it pays to count them.
    pub instruction_line_bytes: Option<u32>,
    /// What Cranelift's atomic instructions lack, for translation to make up for.
    pub atomic_gaps: AtomicGaps,
    /// Smallest user address space of the target's kernels, in bits.
    pub user_space_bits: u32,
    /// CPUs that can be built for; the first is the default.
    pub cpus: &'static [Cpu],
    /// The runtime library, where it could be built together with precast.
    pub runtime: Option<Runtime>,
    /// What to do where it could not.
    pub mend: &'static str,
}

/// A numbering of system calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemCallNumbers {
    /// That of x86_64.
    X86_64,
    /// That of the machines that came later.
    Generic,
}

/// How generated code gets the base of memory 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryBase {
    /// A constant, folded into the instruction or materialised in one.
    Constant,
    /// The register that Cranelift keeps out of allocation, read once in a function.
    PinnedRegister,
    /// Loaded from the memory's descriptor, once in a function. Sums with constants are made anew in each block
    /// that needs them; this one is none.
    Descriptor,
}

/// How a constant address divides into base and offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConstantAddress {
    /// Bases are multiples of this many bytes, a power of two.
    pub base_align_bytes: u64,
    /// Whether offsets may be negative, so that the base is the nearest multiple and not that below.
    pub signed_offset: bool,
}

/// Defects of Cranelift's atomic instructions on a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtomicGaps {
    /// None of them is known to trap: a fault there would be nobody's.
    pub traps_lost: bool,
    /// Compare-and-swap of 32 bits compares the expected value with all 64 bits of its register.
    pub registers_compared: bool,
}

/// A CPU level of a target.
#[derive(Debug)]
pub struct Cpu {
    /// The name users give: `x86-64-v3`.
    pub name: &'static str,
    /// Cranelift's names of the settings that it enables beyond the target's defaults.
    pub features: &'static [&'static str],
    /// Which vector instructions Cranelift has for it.
    pub vectors: Vectors,
}

/// Vectors of 128 bits, as Cranelift knows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vectors {
    /// None: its code generator fails on vector types.
    None,
    /// The instructions that all machines with vectors share.
    General,
    /// Those, and the ones that only x86 has (`x86_pshufb` and the like).
    X86,
}

/// A built runtime library.
#[derive(Clone, Copy, Debug)]
pub struct Runtime {
    /// The static library (`ar` archive of relocatable ELF objects).
    pub archive: &'static [u8],
    /// SHA-256 of the archive, in hexadecimal.
    pub sha256: &'static str,
    /// Version line of the compiler that built it.
    pub compiler: &'static str,
}

impl ConstantAddress {
    /// The base that goes with `address`.
    pub fn base(self, address: u64) -> u64 {
        let bias = if self.signed_offset { self.base_align_bytes / 2 } else { 0 };
        (address + bias) & !(self.base_align_bytes - 1)
    }
}

impl Target {
    /// The target that users call `name`.
    pub fn find(name: &str) -> Option<&'static Target> {
        ALL.iter().copied().find(|target| target.name == name)
    }

    /// The target of the machine that this code runs on, if it is one of [`ALL`].
    pub fn host() -> Option<&'static Target> {
        let arch = if cfg!(target_os = "linux") { std::env::consts::ARCH } else { return None };
        ALL.iter().copied().find(|target| target.arch == arch)
    }

    /// The CPU that users call `name`.
    pub fn cpu(&self, name: &str) -> Option<&'static Cpu> {
        self.cpus.iter().find(|cpu| cpu.name == name)
    }
}
