//! The options that `build` and `run` share, and how they become the compiler's [`Options`].

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum, ValueHint};
use precast_compiler::{
    DirGrant, Emit, Entry, EnvGrant, Grants, Harden, HardenLevel, ListenGrant, MemoryGuard, Names, Nans,
    OptLevel, Options, Pass, RelaxedSimd, Spectre, Stream, Unresolved,
};
use precast_targets::{Cpu, Target};

use super::parse;
use crate::failure::Failure;

/// The name that stands for every target.
const ALL_TARGETS: &str = "all";

/// Which program it is about.
#[derive(Args, Debug)]
pub(crate) struct ProgramOptions {
    /// The program: a WebAssembly module, binary or text; `-` reads standard input. Default: the `module` of the
    /// project file
    file: Option<PathBuf>,
    /// Project file, which holds options; those of the command line win. Default: precast.toml in the working
    /// directory, if no FILE is given, or that which it names. `precast init` writes one
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
}

impl ProgramOptions {
    /// The module, if there is one.
    pub(crate) fn given(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The module.
    pub(crate) fn file(&self) -> Result<&Path, Failure> {
        self.given().ok_or_else(|| {
            let hint = "name a FILE, or write a project file with `precast init`";
            Failure::usage("there is no program: no FILE is given, and no project file names a `module`")
                .hint(hint)
        })
    }
}

/// Which machines it is about.
#[derive(Args, Debug)]
pub(crate) struct TargetOptions {
    /// Machine to build for, repeatable; `all` for every one. Default: this machine, and for images every one
    #[arg(long, value_name = "NAME", value_parser = target_names())]
    pub(crate) target: Vec<String>,
}

/// Everything about a build but its input, its targets and its output.
#[derive(Args, Debug)]
pub(crate) struct BuildOptions {
    /// Effort spent on the code: 0 none, 1 Cranelift's optimisation, 2 also precast's own passes
    #[arg(short = 'O', long, value_name = "LEVEL", default_value = "2", value_parser = ["0", "1", "2"], help_heading = "Code")]
    opt_level: String,
    /// Leave out one of precast's own optimisations, to measure what it gains: widen-loads, widen-params,
    /// unroll-and-jam, loop-values, fold-offsets, vector-pairs, place-loops
    #[arg(short = 'Z', value_name = "NAME=off", value_parser = parse::without)]
    without: Vec<Pass>,
    /// Level of CPU to build for, on which the executable then relies; `precast targets` says which
    /// belongs to which machine, and the default. With several targets, one for each may be given
    #[arg(long, value_name = "NAME", value_parser = cpu_names(), hide_possible_values = true, help_heading = "Code")]
    cpu: Vec<String>,
    /// What instructions of relaxed SIMD do where the specification leaves them a choice
    #[arg(long, value_name = "CHOICE", value_enum, default_value_t = RelaxedSimdArg::Deterministic, help_heading = "Code")]
    relaxed_simd: RelaxedSimdArg,
    /// Keep an ELF symbol for each function, for debuggers and profilers
    #[arg(short = 'g', long, conflicts_with = "strip", help_heading = "Code")]
    debug: bool,
    /// Leave out all function names; backtraces then show function indices
    #[arg(long, help_heading = "Code")]
    strip: bool,
    /// Start at this exported function instead of `_start`; its arguments are read from the command
    /// line at launch, its results are printed
    #[arg(long, value_name = "EXPORT", help_heading = "Code")]
    invoke: Option<String>,
    /// Link another module: imports from NAME are served by its exports. Repeatable; a linked module may
    /// import from others. Each is one instance, made before those that import from it; its `_initialize`, if
    /// it has one, is called
    #[arg(long, value_name = "NAME=FILE", value_parser = parse::link, value_hint = ValueHint::AnyPath, help_heading = "Code")]
    pub(crate) link: Vec<(String, PathBuf)>,
    /// What becomes of imported functions that nothing serves: fail the build, or trap when called
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = UnresolvedArg::Error, help_heading = "Code")]
    unresolved: UnresolvedArg,
    /// How accesses outside of linear memory are caught: by addresses that stay free (5 GiB behind each
    /// memory), or by explicit checks. Memories with 64-bit indices or pages of one byte always have explicit
    /// checks
    #[arg(long, value_name = "HOW", value_enum, default_value_t = MemoryGuardArg::Auto, help_heading = "Memory")]
    memory_guard: MemoryGuardArg,
    /// Whether indices are masked after explicit checks, for accesses to tables and in branch tables, so that
    /// a processor that runs ahead of a check cannot read what is not the program's (Spectre)
    #[arg(long, value_name = "WHETHER", value_enum, default_value_t = SpectreArg::On, help_heading = "Memory")]
    spectre: SpectreArg,
    /// Upper bound for each linear memory, in bytes or with a suffix K, M or G; default: what the module
    /// declares, or as much as the target's address space has room for
    #[arg(long, value_name = "SIZE", value_parser = parse::size, help_heading = "Memory")]
    max_memory: Option<u64>,
    /// Size of the program's call stack, in bytes or with a suffix K, M or G; rounded up to 64K
    #[arg(long, value_name = "SIZE", value_parser = parse::size_above_zero, default_value = "8M", help_heading = "Memory")]
    stack_size: u64,
    /// Let the program use a directory of the machine where it runs, seen as GUEST (default: HOST);
    /// a relative HOST counts from the working directory at launch; `:ro` denies writing
    #[arg(long, value_name = "HOST[::GUEST][:ro]", value_parser = parse::dir, help_heading = "Grants")]
    dir: Vec<DirGrant>,
    /// Store a directory within the executable, which the program can read, but not change, as GUEST
    /// (default: HOST). Symbolic links become what they lead to, which must lie within the directory
    #[arg(long, value_name = "HOST[::GUEST]", value_parser = parse::embed, value_hint = ValueHint::AnyPath, help_heading = "Grants")]
    pub(crate) embed: Vec<(PathBuf, String)>,
    /// Give the program an environment variable: with a fixed value, or with that at launch
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = parse::env, help_heading = "Grants")]
    env: Vec<EnvGrant>,
    /// Give the program all environment variables at launch
    #[arg(long, help_heading = "Grants")]
    inherit_env: bool,
    /// Argument that the program gets before those given at launch
    #[arg(long, value_name = "ARG", value_parser = parse::c_string, allow_hyphen_values = true, help_heading = "Grants")]
    arg: Vec<String>,
    /// Program name that the program sees, instead of that given at launch
    #[arg(long, value_name = "NAME", value_parser = parse::c_string, help_heading = "Grants")]
    argv0: Option<String>,
    /// Whether the program gets the arguments given at launch
    #[arg(
        long,
        value_name = "yes|no",
        value_enum,
        default_value_t = YesNo::Yes,
        num_args = 0..=1,
        default_missing_value = "yes",
        require_equals = true,
        help_heading = "Grants"
    )]
    inherit_args: YesNo,
    /// Open a listening socket at launch and hand it to the program: a TCP address such as 127.0.0.1:8080 or
    /// [::1]:8080, `unix:PATH`, or `inherit` for the sockets that the launcher hands over in LISTEN_FDS.
    /// For port 0 the kernel chooses one, which the executable prints on standard error. Repeatable; sockets
    /// get the file descriptors behind those of the directories, the first is 3 without any
    #[arg(long, value_name = "ADDRESS", value_parser = parse::listen, help_heading = "Grants")]
    listen: Vec<ListenGrant>,
    /// Standard input of the program: that of the launch, or one that is empty
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = StreamArg::Inherit, help_heading = "Grants")]
    stdin: StreamArg,
    /// Standard output of the program: that of the launch, or one that swallows everything
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = StreamArg::Inherit, help_heading = "Grants")]
    stdout: StreamArg,
    /// Standard error of the program, likewise; what the executable itself has to say is still printed
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = StreamArg::Inherit, help_heading = "Grants")]
    stderr: StreamArg,
    /// Let whoever launches the program grant more, in the environment: PRECAST_DIR, PRECAST_ENV and
    /// PRECAST_LISTEN, and variables whose names begin with one of these and `_`, are read as --dir, --env
    /// and --listen
    #[arg(long, help_heading = "Grants")]
    allow_runtime_grants: bool,
    /// Let the process confine itself before the program begins: with Landlock to the granted directories,
    /// and with
    /// `full` also by a filter that kills it for a system call which the program has no use for
    #[arg(long, value_name = "HOW", value_enum, help_heading = "Grants")]
    harden: Option<HardenArg>,
    /// Start even where the kernel cannot do what --harden asks for
    #[arg(long, requires = "harden", help_heading = "Grants")]
    harden_best_effort: bool,
    /// Whether the CPUs come from a project file, which may name some for machines that a command is not about.
    #[arg(skip)]
    pub(crate) cpu_of_project: bool,
    /// Threads that compile; default: one for each CPU. The output is the same for any number
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
    /// Print time and size of each phase on standard error
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum RelaxedSimdArg {
    /// The same on every machine
    Deterministic,
    /// Whatever is fastest on the machine
    Native,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum UnresolvedArg {
    /// The build fails and names the import
    Error,
    /// The program traps when it calls the function
    Trap,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum YesNo {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum StreamArg {
    /// That of the launch
    Inherit,
    /// Nothing comes in, what goes out is lost
    Null,
}

impl From<StreamArg> for Stream {
    fn from(argument: StreamArg) -> Stream {
        match argument {
            StreamArg::Inherit => Stream::Inherit,
            StreamArg::Null => Stream::Null,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum HardenArg {
    /// Files outside of the granted directories, TCP and other processes are out of reach
    Landlock,
    /// In addition, a system call that the program has no use for kills it
    Full,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum MemoryGuardArg {
    /// Addresses that stay free, and explicit checks where they do not suffice
    Auto,
    /// Explicit checks everywhere, which takes time: for emulators that map something of their own in that space
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum SpectreArg {
    /// Masked
    On,
    /// Not masked, for programs that are trusted not to look for secrets
    Off,
}

impl BuildOptions {
    /// The compiler's options for one of `targets`.
    pub(crate) fn options(&self, target: &'static Target, emit: Emit) -> Result<Options, Failure> {
        let opt_level = match self.opt_level.as_str() {
            "0" => OptLevel::None,
            "1" => OptLevel::Cranelift,
            _ => OptLevel::All,
        };
        let names = match (self.strip, self.debug) {
            (true, _) => Names::Stripped,
            (false, true) => Names::Symbols,
            (false, false) => Names::Backtrace,
        };
        if self.invoke.is_some() && self.inherit_args == YesNo::No {
            let conflict = "the arguments of the function to --invoke are those of the launch, which --inherit-args=no withholds";
            return Err(Failure::usage(conflict));
        }
        Ok(Options {
            target,
            cpu: self.cpu(target)?,
            opt_level,
            without: self.without.iter().copied().collect(),
            names,
            relaxed_simd: match self.relaxed_simd {
                RelaxedSimdArg::Deterministic => RelaxedSimd::Deterministic,
                RelaxedSimdArg::Native => RelaxedSimd::Native,
            },
            nans: Nans::Machine,
            memory_guard: match self.memory_guard {
                MemoryGuardArg::Auto => MemoryGuard::Auto,
                MemoryGuardArg::None => MemoryGuard::None,
            },
            spectre: match self.spectre {
                SpectreArg::On => Spectre::On,
                SpectreArg::Off => Spectre::Off,
            },
            max_memory_bytes: self.max_memory,
            stack_size_bytes: self.stack_size,
            unresolved: match self.unresolved {
                UnresolvedArg::Error => Unresolved::Error,
                UnresolvedArg::Trap => Unresolved::Trap,
            },
            entry: self.invoke.clone().map_or(Entry::Command, Entry::Invoke),
            grants: Grants {
                dirs: self.dir.clone(),
                env: self.env.clone(),
                inherit_env: self.inherit_env,
                args: self.arg.clone(),
                argv0: self.argv0.clone(),
                args_withheld: self.inherit_args == YesNo::No,
                listen: self.listen.clone(),
                streams: [self.stdin, self.stdout, self.stderr].map(Stream::from),
                runtime_grants: self.allow_runtime_grants,
            },
            harden: Harden {
                level: match self.harden {
                    None => HardenLevel::None,
                    Some(HardenArg::Landlock) => HardenLevel::Landlock,
                    Some(HardenArg::Full) => HardenLevel::Full,
                },
                best_effort: self.harden_best_effort,
            },
            recording: None,
            emit,
        })
    }

    /// Whether the program starts elsewhere than at `_start`.
    pub(crate) fn invokes(&self) -> bool {
        self.invoke.is_some()
    }

    /// Refuses a CPU that belongs to none of `targets`.
    pub(crate) fn check_cpus(&self, targets: &[&'static Target]) -> Result<(), Failure> {
        for name in self.cpu.iter().filter(|_| !self.cpu_of_project) {
            if targets.iter().all(|target| target.cpu(name).is_none()) {
                let known: Vec<&str> =
                    targets.iter().flat_map(|target| target.cpus).map(|cpu| cpu.name).collect();
                return Err(Failure::usage(format!(
                    "{name} is no CPU of {}, expected one of {}",
                    targets.iter().map(|target| target.name).collect::<Vec<_>>().join(" or "),
                    known.join(", ")
                )));
            }
        }
        Ok(())
    }

    /// The CPU to build for on `target`: the one named, or the default.
    fn cpu(&self, target: &'static Target) -> Result<&'static Cpu, Failure> {
        let mut named = self.cpu.iter().filter_map(|name| target.cpu(name));
        let cpu = named.next().unwrap_or(&target.cpus[0]);
        match named.next() {
            None => Ok(cpu),
            Some(other) => Err(Failure::usage(format!(
                "two CPUs are named for {}: {} and {}",
                target.name, cpu.name, other.name
            ))),
        }
    }
}

/// What `--target` accepts.
fn target_names() -> PossibleValuesParser {
    precast_targets::ALL.iter().map(|target| target.name).chain([ALL_TARGETS]).collect::<Vec<_>>().into()
}

/// What `--cpu` accepts.
fn cpu_names() -> PossibleValuesParser {
    precast_targets::ALL.iter().flat_map(|target| target.cpus).map(|cpu| cpu.name).collect::<Vec<_>>().into()
}

/// The targets that names of the command line stand for, each once. No name stands for this machine.
pub(crate) fn targets(names: &[String]) -> Result<Vec<&'static Target>, Failure> {
    if names.is_empty() {
        let host = Target::host().ok_or_else(|| {
            Failure::usage("precast cannot build for this machine, name another with --target")
        })?;
        return Ok(vec![host]);
    }
    let named =
        |target: &&&'static Target| names.iter().any(|name| name == target.name || name == ALL_TARGETS);
    Ok(precast_targets::ALL.iter().filter(named).copied().collect())
}
