//! What a user can choose for a build. Everything that influences the output bytes is here.

pub use precast_info::{
    DirGrant, Entry, EnvGrant, Grants, Harden, HardenLevel, ListenGrant, MemoryGuard, Names, OptLevel,
    RelaxedSimd, Spectre, Stream, Unresolved,
};
use precast_targets::{Cpu, Target};
use serde::{Deserialize, Serialize};

/// All choices of one build.
#[derive(Clone, Debug)]
pub struct Options {
    /// The machine to build for.
    pub target: &'static Target,
    /// Its CPU level.
    pub cpu: &'static Cpu,
    /// How much effort goes into the code.
    pub opt_level: OptLevel,
    /// Whether function names are kept for backtraces and debuggers.
    pub names: Names,
    /// What instructions of relaxed SIMD do where they have a choice.
    pub relaxed_simd: RelaxedSimd,
    /// How linear memory is protected.
    pub memory_guard: MemoryGuard,
    /// Whether checks hold for a processor that runs ahead of them, too.
    pub spectre: Spectre,
    /// Upper bound in bytes for each linear memory, whatever the module declares.
    pub max_memory_bytes: Option<u64>,
    /// Size in bytes of the guest's stack; rounded up to 64 KiB.
    pub stack_size_bytes: u64,
    /// What becomes of imports that nothing serves.
    pub unresolved: Unresolved,
    /// Where the program starts.
    pub entry: Entry,
    /// What the program may use when it runs.
    pub grants: Grants,
    /// Whether the process confines itself, beside what compiled code and the runtime deny.
    pub harden: Harden,
    /// What to produce.
    pub emit: Emit,
}

/// The default size of the guest's stack in bytes: that of a Linux main thread.
pub const STACK_SIZE_BYTES_DEFAULT: u64 = 8 << 20;

impl Options {
    /// The defaults for a target.
    pub fn new(target: &'static Target) -> Options {
        Options {
            target,
            cpu: &target.cpus[0],
            opt_level: OptLevel::All,
            names: Names::Backtrace,
            relaxed_simd: RelaxedSimd::Deterministic,
            memory_guard: MemoryGuard::Auto,
            spectre: Spectre::On,
            max_memory_bytes: None,
            stack_size_bytes: STACK_SIZE_BYTES_DEFAULT,
            unresolved: Unresolved::Error,
            entry: Entry::Command,
            grants: Grants::default(),
            harden: Harden::default(),
            emit: Emit::Executable,
        }
    }
}

/// What to produce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Emit {
    /// An executable.
    Executable,
    /// The relocatable ELF object before linking.
    Object,
    /// Cranelift's intermediate representation of every function, as text.
    Clif,
    /// The machine code of every function, as text.
    Assembly,
}
