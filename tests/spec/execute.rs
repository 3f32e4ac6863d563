//! A script on one target in one mode: compiled in this process, run as an executable, and what came of each
//! of its assertions.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::OnceLock;
use std::time::Duration;

use precast_compiler::script::{self, Outcome as Decided, Script, ScriptOutput};
use precast_compiler::{MemoryGuard, NoObserver, OptLevel, Options, Pass, RelaxedSimd};
use precast_targets::Cpu;

use crate::convert::{Converted, Outcome, Verdict};
use crate::files::File;
use crate::support::{Finished, LIMITS, Limits, Target, run_within, scratch};

/// A way of compiling that must not change what a script does.
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    opt_level: OptLevel,
    /// An optimisation that is left out.
    without: Option<Pass>,
    memory_guard: MemoryGuard,
    relaxed_simd: RelaxedSimd,
    /// Another CPU than the default, and what tells the emulator to be one.
    cpu: Option<(&'static str, &'static [&'static str])>,
}

impl Mode {
    const DEFAULT: Mode = Mode {
        name: "default",
        opt_level: OptLevel::All,
        without: None,
        memory_guard: MemoryGuard::Auto,
        relaxed_simd: RelaxedSimd::Deterministic,
        cpu: None,
    };

    const fn on(name: &'static str, cpu: &'static str, emulator: &'static [&'static str]) -> Mode {
        Mode { name, cpu: Some((cpu, emulator)), ..Mode::DEFAULT }
    }

    const fn without(name: &'static str, pass: Pass) -> Mode {
        Mode { name, without: Some(pass), ..Mode::DEFAULT }
    }

    pub(crate) fn leaves_out_a_pass(&self) -> bool {
        self.without.is_some()
    }

    pub(crate) fn is_of_a_cpu(&self) -> bool {
        self.cpu.is_some()
    }

    /// The CPU of `target` to compile for; `None` where the mode is about another target.
    pub(crate) fn cpu(&self, target: &Target) -> Option<&'static Cpu> {
        let target = compilers_target(target);
        match self.cpu {
            None => Some(&target.cpus[0]),
            Some((name, _)) => target.cpu(name),
        }
    }
}

/// Every mode; the first is the one that users get.
pub(crate) const MODES: &[Mode] = &[
    Mode::DEFAULT,
    Mode { name: "unguarded", memory_guard: MemoryGuard::None, ..Mode::DEFAULT },
    Mode { name: "plain", opt_level: OptLevel::None, ..Mode::DEFAULT },
    Mode::without("without-widen-loads", Pass::WidenLoads),
    Mode::without("without-widen-params", Pass::WidenParams),
    Mode::without("without-unroll-and-jam", Pass::UnrollAndJam),
    Mode::without("without-loop-values", Pass::LoopValues),
    Mode::without("without-fold-offsets", Pass::FoldOffsets),
    Mode::without("without-vector-pairs", Pass::VectorPairs),
    Mode { name: "native", relaxed_simd: RelaxedSimd::Native, ..Mode::DEFAULT },
    Mode::on("x86-64-v3", "x86-64-v3", &[]),
    Mode::on("rv64gcv", "rv64gcv", &["-cpu", "rv64,v=true,vext_spec=v1.0,vlen=128"]),
    Mode::on("rv64gcv-256", "rv64gcv", &["-cpu", "rv64,v=true,vext_spec=v1.0,vlen=256"]),
];

/// The guest's stack in bytes: scripts use it up on purpose, which takes time under an emulator.
const STACK_BYTES: u64 = 1 << 20;
/// How long an executable may run.
const DURATION_MAX: Duration = Duration::from_secs(120);
/// Stack in bytes of the threads that parse and compile: both recurse with the nesting of their input.
const COMPILER_STACK_BYTES: usize = 64 << 20;

/// The threads that parse and compile.
fn compilers() -> &'static rayon::ThreadPool {
    static POOL: OnceLock<rayon::ThreadPool> = OnceLock::new();
    POOL.get_or_init(|| {
        rayon::ThreadPoolBuilder::new()
            .stack_size(COMPILER_STACK_BYTES)
            .build()
            .expect("threads can be started")
    })
}

/// Compiles and runs a script.
pub(crate) fn run(file: &File, target: &Target, mode: &Mode) -> Vec<Outcome> {
    let converted = match file.converted(compilers()) {
        Ok(converted) => converted,
        // Syntax that the parser does not know, in a suite that is newer or another engine's.
        Err(error) => {
            return vec![Outcome::new(1, Verdict::Unsupported(format!("the script's syntax: {error}")))];
        }
    };
    let mut outcomes = converted.outcomes.clone();
    match compilers().install(|| compile(converted, target, mode)) {
        Ok(output) => {
            let decided = output.verdicts.iter().map(|verdict| {
                let line = converted.commands[verdict.command].line;
                Outcome::new(
                    line,
                    match &verdict.outcome {
                        Decided::Passed => Verdict::Passed,
                        Decided::Failed(why) => Verdict::Failed(why.clone()),
                        Decided::Unsupported(why) => Verdict::Unsupported(why.clone()),
                    },
                )
            });
            outcomes.extend(decided);
            let remaining = converted.commands.len() - output.verdicts.len();
            outcomes.extend(execute(&output.executable, target, mode, remaining));
        }
        Err(error) => {
            let why = Verdict::Failed(format!("the script does not compile: {error}"));
            outcomes.push(Outcome { line: 0, verdict: why, count: converted.commands.len() });
        }
    }
    outcomes
}

/// The target as precast knows it.
fn compilers_target(target: &Target) -> &'static precast_targets::Target {
    precast_targets::Target::find(target.name).expect("the tests' targets are precast's")
}

fn compile(converted: &Converted, target: &Target, mode: &Mode) -> precast_compiler::Result<ScriptOutput> {
    let script = Script {
        modules: converted.modules.iter().map(Vec::as_slice).collect(),
        commands: converted.commands.clone(),
    };
    let options = Options {
        cpu: mode.cpu(target).expect("a mode is run on targets that it is about"),
        opt_level: mode.opt_level,
        without: mode.without.into_iter().collect(),
        memory_guard: mode.memory_guard,
        relaxed_simd: mode.relaxed_simd,
        stack_size_bytes: STACK_BYTES,
        ..Options::new(compilers_target(target))
    };
    script::compile(&script, &options, &NoObserver)
}

/// Runs an executable that has `commands` commands to carry out.
fn execute(executable: &[u8], target: &Target, mode: &Mode, commands: usize) -> Vec<Outcome> {
    let scratch = scratch();
    let path = scratch.path().join("script");
    fs::write(&path, executable).expect("the temporary directory is writable");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let limits = Limits { duration: DURATION_MAX, ..LIMITS };
    let finished =
        run_within(target.command_on(mode.cpu.map_or(&[], |(_, emulator)| emulator), &path), b"", limits);
    read_report(&finished, commands).unwrap_or_else(|why| {
        let verdict = Verdict::Failed(format!("{why}: {}", finished.describe()));
        vec![Outcome { line: 0, verdict, count: commands }]
    })
}

/// What the executable printed: `LINE: what happened` for each failure, then `N passed, M failed`.
fn read_report(finished: &Finished, commands: usize) -> Result<Vec<Outcome>, String> {
    let stdout = finished.stdout();
    let mut lines: Vec<&str> = stdout.lines().collect();
    let summary = lines.pop().and_then(|line| line.strip_suffix(" failed")?.split_once(" passed, "));
    let number = |text: &str| text.parse::<usize>().ok();
    let numbers = summary.and_then(|(passed, failed)| Some((number(passed)?, number(failed)?)));
    let (passed, failed) = numbers.ok_or("the executable did not come to its end")?;
    // Making `spectest`, the first command, is no work of the script.
    let mut outcomes = vec![Outcome { line: 0, verdict: Verdict::Passed, count: passed.saturating_sub(1) }];
    for line in lines {
        let (line, why) = line.split_once(": ").ok_or("a line of the report has no number")?;
        let line = line.parse().map_err(|_| "a line of the report has no number")?;
        outcomes.push(Outcome::new(line, Verdict::Failed(why.to_owned())));
    }
    let status = i32::from(failed > 0);
    if passed + failed == commands
        && outcomes.len() == 1 + failed
        && finished.status == status
        && finished.stderr.is_empty()
    {
        Ok(outcomes)
    } else {
        Err(format!("the report does not add up to {commands} commands"))
    }
}
