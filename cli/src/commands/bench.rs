//! `precast bench`: a program as a precast executable and on other runtimes, compared.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use precast_bench::baseline::{self, Limits};
use precast_bench::results::Metric;
use precast_bench::runtimes::{self, Directory, Guest, Programs};
use precast_bench::{Error, Interrupts, Plan, Results, Start, report};

use crate::args::bench as values;
use crate::failure::{Failure, warn};
use crate::input::Input;
use crate::output;
use crate::output::file::{Kind, OutputFile};
use crate::output::progress::Rounds;

const EXAMPLES: &str = "\
Examples:
  precast bench app.wasm                              against what is on PATH
  precast bench app.wasm --dir data -- data/input     with a directory and an argument
  precast bench app.wasm --against wasmtime=./wasmtime --native gcc=./app
  precast bench app.wasm --json=now.json --html now.html
  precast bench app.wasm --baseline before.json --max-regression 5%
  precast bench --load now.json --html now.html       show earlier results again

Known runtimes, by the programs that they need: wasmtime, wasmer, wasmedge, iwasm with wamrc, wasm3, node.

Exit status: 0 done, 1 failed, or a figure is worse than the baseline allows, 2 wrong usage.";

/// Compare a program as a precast executable with other runtimes
///
/// Measured are cold start, run time, CPU time, peak memory, compile time and compiled size. Runs take turns, so
/// that whatever slows the machine down meets all of them; a runtime that prints something else than most
/// is reported and not ranked. Ratios are computed pair by pair.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The program: a WebAssembly module with `_start`, binary or text; `-` reads standard input
    #[arg(required_unless_present = "load")]
    file: Option<PathBuf>,
    /// Arguments for the program
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,

    /// A program of a runtime that is not on PATH, or is to be used instead. Repeatable
    #[arg(long, value_name = "PROGRAM=PATH", value_parser = values::against, help_heading = "Sides")]
    against: Vec<(String, PathBuf)>,
    /// Measure these runtimes only, beside precast; see the names in the results. `precast` alone for none
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', help_heading = "Sides")]
    only: Vec<String>,
    /// An executable to compare with, such as the same source compiled by another compiler. Repeatable
    #[arg(long, value_name = "[NAME=]PATH", value_parser = values::native, help_heading = "Sides")]
    native: Vec<(Option<String>, PathBuf)>,
    /// An option for `precast build`, such as --build-option=--cpu=x86-64-v3. Repeatable
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true, help_heading = "Sides")]
    build_option: Vec<OsString>,

    /// Let the program use a directory, as `precast build --dir` does; each runtime gets it in its own way, and
    /// those that know no `:ro` let it write
    #[arg(long, value_name = "HOST[::GUEST][:ro]", value_parser = values::dir, help_heading = "Program")]
    dir: Vec<Directory>,
    /// Give the program an environment variable: with this value, or as it is now
    #[arg(long, value_name = "NAME[=VALUE]", value_parser = values::env, help_heading = "Program")]
    env: Vec<(String, String)>,
    /// Standard input of each run; default: an empty one
    #[arg(long, value_name = "FILE", help_heading = "Program")]
    stdin: Option<PathBuf>,

    /// Timed runs of each side
    #[arg(long, value_name = "N", value_parser = values::runs, default_value = "10", help_heading = "Measurement")]
    runs: usize,
    /// Timed cold starts of each side
    #[arg(long, value_name = "N", value_parser = values::runs, default_value = "40", help_heading = "Measurement")]
    start_runs: usize,
    /// Longest that one run may take; who takes longer has failed
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds, default_value = "120", help_heading = "Measurement")]
    time_limit: Duration,
    /// Measure cold starts up to the first byte on standard output. Otherwise they are runs of the program
    /// changed to return at once: loaded and compiled, but not executed
    #[arg(long, conflicts_with = "start_arg", help_heading = "Measurement")]
    first_byte: bool,
    /// Measure cold starts as runs of the program with this argument, such as --start-arg=--version.
    /// Repeatable
    #[arg(long, value_name = "ARGUMENT", allow_hyphen_values = true, help_heading = "Measurement")]
    start_arg: Vec<OsString>,
    /// Compare exit statuses only, not what is printed
    #[arg(long, help_heading = "Measurement")]
    ignore_output: bool,

    /// Print the results as JSON, or write them to FILE beside the table
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "-",
        help_heading = "Results"
    )]
    json: Option<PathBuf>,
    /// Write a page with charts
    #[arg(long, value_name = "FILE", help_heading = "Results")]
    html: Option<PathBuf>,
    /// Compare precast's figures with those of an earlier --json=FILE, and end with status 1 if one is worse
    #[arg(long, value_name = "FILE", help_heading = "Results")]
    baseline: Option<PathBuf>,
    /// How much worse figures may be, all or one of cold-start, run-time, cpu-time, peak-memory, compile-time,
    /// compiled-size. Only what is worse beyond the noise counts. Repeatable
    #[arg(
        long,
        value_name = "[FIGURE=]PERCENT",
        value_parser = values::regression,
        requires = "baseline",
        help_heading = "Results"
    )]
    max_regression: Vec<(Option<Metric>, f64)>,
    /// Measure nothing, and show the results of an earlier --json=FILE
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["file", "arguments", "against", "only", "native", "build_option", "dir", "env",
            "stdin", "runs", "start_runs", "time_limit", "first_byte", "start_arg", "ignore_output"],
        help_heading = "Results"
    )]
    load: Option<PathBuf>,
}

/// Allowed where `--max-regression` says nothing.
const MAX_REGRESSION: f64 = 0.05;

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // Before any work: a file that cannot be read or written is told at once.
    let baseline = arguments.baseline.as_deref().map(load).transpose()?;
    let json_file = arguments.json.as_deref().filter(|path| *path != Path::new("-"));
    let json_file = json_file.map(|path| OutputFile::create(path, Kind::Data)).transpose()?;
    let html_file = arguments.html.as_deref().map(|path| OutputFile::create(path, Kind::Data)).transpose()?;
    let results = match (&arguments.load, &arguments.file) {
        (Some(path), _) => load(path)?,
        (None, Some(file)) => arguments.measure(file)?,
        (None, None) => return Err(Failure::usage("name a program to measure").into()),
    };
    let mut files = Vec::new();
    for (file, text) in [(json_file, Results::to_json as fn(&Results) -> String), (html_file, report::page)] {
        if let Some(mut file) = file {
            file.write(text(&results).into_bytes())?;
            files.push(file);
        }
    }
    for file in files {
        file.commit()?;
    }
    if arguments.json.as_deref() == Some(Path::new("-")) {
        output::print(results.to_json())?;
    } else {
        output::print(report::table(&results, style()))?;
    }
    match baseline {
        Some(baseline) => arguments.judge(&baseline, &results),
        None => Ok(()),
    }
}

impl Arguments {
    fn measure(&self, file: &Path) -> anyhow::Result<Results> {
        let input = Input::read(file)?;
        let wasm = precast_compiler::read(&input.bytes).map_err(|error| {
            Failure::new(format!(
                "{}: {}",
                file.display(),
                output::printable(&error.to_string(), &['\n', '\t'])
            ))
        })?;
        let plan = Plan {
            wasm: wasm.into_owned(),
            name: if file == Path::new("-") { "stdin.wasm".to_owned() } else { file_name(file) },
            guest: Guest {
                arguments: self.arguments.clone(),
                dirs: self.dir.clone(),
                env: self.env.clone(),
                stdin: self.stdin.clone(),
                build_options: self.build_option.clone(),
            },
            runs: self.runs,
            start_runs: self.start_runs,
            start: match (self.first_byte, self.start_arg.is_empty()) {
                (true, _) => Start::FirstByte,
                (false, false) => Start::Arguments(self.start_arg.clone()),
                (false, true) => Start::EarlyReturn,
            },
            time_limit: self.time_limit,
            status_only: self.ignore_output,
        };
        if let Some(stdin) = &self.stdin {
            fs::File::open(stdin).with_context(|| format!("cannot open {}", stdin.display()))?;
        }
        let interrupts = Interrupts::catch().map_err(failure)?;
        let scratch = tempfile::Builder::new().prefix("precast-bench.").tempdir();
        let scratch = scratch.context("cannot make a temporary directory")?;
        let sides = || -> Result<_, Error> {
            let programs = Programs::locate(std::env::current_exe().unwrap_or_default(), &self.against)?;
            let sides = runtimes::find(&programs, &self.only, &self.native, &interrupts)?;
            Ok((programs, sides))
        };
        let (programs, sides) = sides().map_err(failure)?;
        let rounds = Rounds::new();
        let mut progress = |phase: &str, done: usize, total: usize| rounds.show(phase, done, total);
        let results =
            precast_bench::measure(&plan, &sides, &programs, scratch.path(), &interrupts, &mut progress);
        rounds.finish();
        let scratch_path = scratch.path().display().to_string();
        scratch.close().with_context(|| format!("cannot remove {scratch_path}"))?;
        results.map_err(failure)
    }

    /// Fails if a figure is worse than allowed; says on standard error what was compared.
    fn judge(&self, before: &Results, now: &Results) -> anyhow::Result<()> {
        let mut limits = Limits { all: MAX_REGRESSION, single: BTreeMap::new() };
        for (metric, limit) in &self.max_regression {
            match metric {
                Some(metric) => drop(limits.single.insert(*metric, *limit)),
                None => limits.all = *limit,
            }
        }
        let comparison = baseline::compare(before, now, &limits).map_err(failure)?;
        for note in &comparison.notes {
            warn(&output::printable(note, &[]));
        }
        let mut text = String::from("against the baseline:\n");
        for change in &comparison.changes {
            let verdict = if change.is_regression() { "worse" } else { "ok" };
            text.push_str(&format!("  {verdict:<5}  {change}\n"));
        }
        let _ = io::stderr().write_all(output::printable(&text, &['\n']).as_bytes());
        if comparison.changes.is_empty() {
            return Err(Failure::new("nothing could be compared with the baseline").into());
        }
        let worse: Vec<_> = comparison.regressions().filter_map(|change| change.metric.title()).collect();
        if worse.is_empty() {
            return Ok(());
        }
        let hint = "measure the baseline anew where this is meant, or allow more with --max-regression";
        Err(Failure::new(format!("worse than the baseline: {}", worse.join(", "))).hint(hint).into())
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn load(path: &Path) -> anyhow::Result<Results> {
    let shown = path.display();
    let text = fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    Results::from_json(&text).map_err(|error| Failure::new(format!("{shown}: {error}")).into())
}

/// An error of the measurement as one of the command line.
fn failure(error: Error) -> anyhow::Error {
    match error {
        Error::Interrupted(signal) => Failure::interrupted(signal).into(),
        Error::Request(message) => Failure::usage(message).into(),
        other => anyhow::Error::new(other),
    }
}

/// How the table is to look on this standard output.
fn style() -> report::Style {
    let terminal = io::stdout().is_terminal();
    let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = || rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| usize::from(size.ws_col));
    let width = columns.or_else(|| size().filter(|_| terminal)).filter(|width| *width > 0);
    report::Style { width, colour: terminal && !no_colour }
}
