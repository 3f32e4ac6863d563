//! What a user can choose for a build. Everything that influences the output bytes is here.

use std::net::SocketAddr;

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

/// How much effort goes into the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OptLevel {
    /// `-O0`: no optimisation by Cranelift, no passes of precast.
    None,
    /// `-O1`: Cranelift's optimisation for speed, no passes of precast.
    Cranelift,
    /// `-O2`: everything.
    All,
}

/// An optimisation of precast's own, beside those of Cranelift. Each can be left out, to measure what it
/// gains and to find out whether it is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pass {
    /// Loads of addresses extend them to 64 bits.
    WidenLoads,
    /// Addresses are handed from block to block as 64 bits, on x86_64.
    WidenParams,
}

impl Pass {
    /// Every optimisation.
    pub const ALL: [Pass; 2] = [Pass::WidenLoads, Pass::WidenParams];

    /// Its name, as in `-Z NAME=off`.
    pub fn name(self) -> &'static str {
        match self {
            Pass::WidenLoads => "widen-loads",
            Pass::WidenParams => "widen-params",
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

/// Which names an artifact carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Names {
    /// `--strip`: none; backtraces show function indices.
    Stripped,
    /// The default: names for backtraces.
    Backtrace,
    /// `-g`: additionally an ELF symbol for each function, for debuggers and profilers.
    Symbols,
}

/// What instructions of relaxed SIMD do where the specification leaves them a choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelaxedSimd {
    /// What the specification's deterministic profile says: the same on every machine.
    #[default]
    Deterministic,
    /// What is fastest on the machine.
    Native,
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

/// How linear memory is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemoryGuard {
    /// Guard pages, with explicit checks where they do not suffice.
    Auto,
    /// Explicit checks everywhere; no address space is reserved, memory grows in place.
    None,
}

/// Whether checks hold for a processor that runs ahead of them, too: then what it reads there, for a program
/// that measures its own time, is never data outside of the program's memory (Spectre).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spectre {
    /// Indices that explicit checks, accesses to tables and branch tables refuse are masked.
    On,
    /// They are not.
    Off,
}

/// What becomes of imports that nothing serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unresolved {
    /// The build fails.
    Error,
    /// Functions trap when called; anything else still fails the build.
    Trap,
}

/// Where the program starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// The export `_start`, of type `[] -> []`.
    Command,
    /// Another exported function; its arguments are taken from the command line at launch, its
    /// results are printed.
    Invoke(String),
}

/// What the program may use when it runs. All else is denied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// Directories, in the order of their file descriptors.
    pub dirs: Vec<DirGrant>,
    /// Environment variables.
    pub env: Vec<EnvGrant>,
    /// Whether the whole environment at launch is handed on.
    pub inherit_env: bool,
    /// Arguments that precede those given at launch.
    pub args: Vec<String>,
    /// The program name that the guest sees, instead of that given at launch.
    pub argv0: Option<String>,
    /// Whether arguments given at launch are withheld.
    #[serde(default)]
    pub args_withheld: bool,
    /// Listening sockets, in the order of their file descriptors, which follow those of the directories.
    #[serde(default)]
    pub listen: Vec<ListenGrant>,
    /// Standard input, output and error.
    #[serde(default)]
    pub streams: [Stream; 3],
    /// Whether an operator may grant more at launch.
    #[serde(default)]
    pub runtime_grants: bool,
}

/// A listening socket that the program may accept connections from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListenGrant {
    /// A TCP socket at this address.
    Tcp(SocketAddr),
    /// A Unix socket at this path; relative ones count from the working directory at launch.
    Unix(String),
    /// The sockets that the launcher hands over, as systemd does.
    Inherit,
}

/// What a standard stream is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// That of the launch.
    #[default]
    Inherit,
    /// Always at its end, and swallows what is written.
    Null,
}

/// How a process confines itself before the program begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Harden {
    /// By what means.
    pub level: HardenLevel,
    /// Whether the program starts where the kernel cannot do so.
    pub best_effort: bool,
}

/// By what means a process confines itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HardenLevel {
    /// Not at all.
    #[default]
    None,
    /// Landlock: files outside of the granted directories, TCP and other processes are out of reach.
    Landlock,
    /// Landlock, and a filter that kills the process when it makes a system call which the program has no use
    /// for.
    Full,
}

/// A directory that the program may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirGrant {
    /// Path on the machine where the artifact runs; relative ones count from its working directory.
    pub host: String,
    /// Path that the guest sees.
    pub guest: String,
    /// Whether writing is denied.
    pub read_only: bool,
}

/// An environment variable that the program gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvGrant {
    /// Its name.
    pub name: String,
    /// Its value; `None`: that at launch, if there is one.
    pub value: Option<String>,
}

/// How an artifact is to record itself: it runs up to a mark, writes its state to standard output as a
/// [dump](crate::snapshot::Dump) and ends. Its own standard output goes to standard error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Where to.
    pub mark: Mark,
    /// What asking for random numbers before the mark gets.
    pub random: Answers,
    /// What asking for the time before the mark gets.
    pub clocks: Answers,
    /// Whether standard input may be read before the mark.
    pub stdin: bool,
}

/// A place in the run of a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// The entry has returned.
    Returned,
    /// The first read of standard input, or the first wait for it.
    Stdin,
    /// The first time that the guest opens this path.
    Open(String),
    /// The first call of the import `snapshot` of `precast`.
    Call,
}

/// What becomes of a question whose answer would differ from run to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answers {
    /// The recording fails.
    Refuse,
    /// Random numbers of the sequence that this number determines; clocks that show so many nanoseconds, and
    /// a little more each time.
    Fixed(u64),
    /// The answers of the machine.
    Allow,
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
