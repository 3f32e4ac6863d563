//! What a user can choose for a build. Everything that influences the output bytes is here.

pub use precast_info::{
    Answers, DirGrant, Entry, EnvGrant, Grants, Harden, HardenLevel, ListenGrant, Mark, MemoryGuard, Names,
    OptLevel, Recording, RelaxedSimd, Spectre, Stream, Unresolved,
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
    /// Which of its optimisations precast leaves out, of those that [`OptLevel::All`] stands for.
    pub without: PassSet,
    /// Whether function names are kept for backtraces and debuggers.
    pub names: Names,
    /// What instructions of relaxed SIMD do where they have a choice.
    pub relaxed_simd: RelaxedSimd,
    /// Which NaN a computation yields.
    pub nans: Nans,
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
    /// What to run up to at build time, for an artifact that [`snapshot`](crate::snapshot) makes another of.
    pub recording: Option<Recording>,
    /// What to produce.
    pub emit: Emit,
}

/// The default size of the guest's stack in bytes: that of a Linux main thread.
pub const STACK_SIZE_BYTES_DEFAULT: u64 = 8 << 20;

impl Options {
    /// Whether an optimisation is made.
    pub fn runs(&self, pass: Pass) -> bool {
        self.opt_level == OptLevel::All && !self.without.contains(pass)
    }

    /// Length of the lines in which loops are to lie, where that is an aim.
    pub(crate) fn instruction_line_bytes(&self) -> Option<u32> {
        self.target.instruction_line_bytes.filter(|_| self.runs(Pass::PlaceLoops))
    }

    /// The defaults for a target.
    pub fn new(target: &'static Target) -> Options {
        Options {
            target,
            cpu: &target.cpus[0],
            opt_level: OptLevel::All,
            without: PassSet::default(),
            names: Names::Backtrace,
            relaxed_simd: RelaxedSimd::Deterministic,
            nans: Nans::Machine,
            memory_guard: MemoryGuard::Auto,
            spectre: Spectre::On,
            max_memory_bytes: None,
            stack_size_bytes: STACK_SIZE_BYTES_DEFAULT,
            unresolved: Unresolved::Error,
            entry: Entry::Command,
            grants: Grants::default(),
            harden: Harden::default(),
            recording: None,
            emit: Emit::Executable,
        }
    }
}

/// An optimisation of precast's own, beside those of Cranelift. Each can be left out, to measure what it
/// gains and to find out whether it is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pass {
    /// Loads of addresses extend them to 64 bits.
    WidenLoads,
    /// Addresses are handed from block to block as 64 bits, on x86_64.
    WidenParams,
    /// Four passes of an outer loop are done at once.
    UnrollAndJam,
    /// What a loop needs each time around is computed in front of it, or once.
    LoopValues,
    /// Addresses a little beyond others are these with an offset.
    FoldOffsets,
    /// Loops that do the same with two neighbouring `f64` do it with vectors.
    VectorPairs,
    /// Functions begin where their loops lie in few lines of the instruction cache, on x86_64.
    PlaceLoops,
}

impl Pass {
    /// Every optimisation.
    pub const ALL: [Pass; 7] = [
        Pass::WidenLoads,
        Pass::WidenParams,
        Pass::UnrollAndJam,
        Pass::LoopValues,
        Pass::FoldOffsets,
        Pass::VectorPairs,
        Pass::PlaceLoops,
    ];

    /// Its name, as in `-Z NAME=off`.
    pub fn name(self) -> &'static str {
        match self {
            Pass::WidenLoads => "widen-loads",
            Pass::WidenParams => "widen-params",
            Pass::UnrollAndJam => "unroll-and-jam",
            Pass::LoopValues => "loop-values",
            Pass::FoldOffsets => "fold-offsets",
            Pass::VectorPairs => "vector-pairs",
            Pass::PlaceLoops => "place-loops",
        }
    }
}

/// A set of optimisations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PassSet(u32);

impl PassSet {
    /// Whether `pass` is in the set.
    pub fn contains(self, pass: Pass) -> bool {
        self.0 & (1 << pass as u32) != 0
    }
}

impl FromIterator<Pass> for PassSet {
    fn from_iter<I: IntoIterator<Item = Pass>>(passes: I) -> PassSet {
        PassSet(passes.into_iter().fold(0, |set, pass| set | 1 << pass as u32))
    }
}

/// Which of the NaNs a computation yields that the specification allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nans {
    /// That of the machine.
    #[default]
    Machine,
    /// The canonical one, the same on every machine.
    Canonical,
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
