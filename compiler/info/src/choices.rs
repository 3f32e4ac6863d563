//! What a user can choose for a build, as far as the artifact says so.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

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

/// How linear memory is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemoryGuard {
    /// Addresses that stay free, with explicit checks where they do not suffice.
    Auto,
    /// Explicit checks everywhere.
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
/// dump and ends. Its own standard output goes to standard error.
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
