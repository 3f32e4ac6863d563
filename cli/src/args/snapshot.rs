//! The options of snapshots, and how they become the compiler's [`Recording`].

use std::path::PathBuf;

use clap::{Args, ValueHint};
use precast_compiler::{Answers, Mark, Options, Recording};

use super::parse;
use crate::failure::Failure;

/// Running a program at build time up to a mark.
#[derive(Args, Debug)]
pub(crate) struct SnapshotOptions {
    /// Run the program now, up to the mark; the executable goes on from there: `stdin`, where it first reads
    /// standard input; `open:PATH`, where it first opens that file; `import`, where it first calls the
    /// import `precast` `snapshot`
    #[arg(long, value_name = "MARK", value_parser = mark, help_heading = "Snapshots")]
    snapshot_at: Option<Mark>,
    /// What the program gets that asks for random numbers before the mark: `refuse` fails the build,
    /// `fixed` or `fixed:SEED` gives the same numbers in each build, `allow` other ones, which each start of the
    /// executable then shares
    #[arg(
        long,
        value_name = "CHOICE",
        value_parser = parse::random,
        default_value = "refuse",
        requires = "snapshot_at",
        help_heading = "Snapshots"
    )]
    snapshot_random: Answers,
    /// What the program may read on standard input before the mark; without it, reading fails the build
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, requires = "snapshot_at", help_heading = "Snapshots")]
    pub(crate) snapshot_stdin: Option<PathBuf>,
}

impl SnapshotOptions {
    /// Whether there is to be one.
    pub(crate) fn wanted(&self) -> bool {
        self.snapshot_at.is_some()
    }

    /// Whether the mark is a call that only precast knows.
    pub(crate) fn at_import(&self) -> bool {
        self.snapshot_at == Some(Mark::Call)
    }

    /// Adds to `options` what is to be recorded.
    pub(crate) fn apply(&self, options: Options) -> Result<Options, Failure> {
        let Some(mark) = self.snapshot_at.clone() else { return Ok(options) };
        let grants = &options.grants;
        for (given, option, reason) in [
            (!grants.listen.is_empty(), "--listen", "sockets cannot be part of it"),
            (grants.runtime_grants, "--allow-runtime-grants", "what is granted is part of it"),
            (
                options.entry != precast_compiler::Entry::Command,
                "--invoke",
                "arguments are known at launch only",
            ),
        ] {
            if given {
                return Err(Failure::usage(format!("{option} does not go with --snapshot-at: {reason}")));
            }
        }
        if mark == Mark::Stdin && self.snapshot_stdin.is_some() {
            return Err(Failure::usage("with --snapshot-at=stdin nothing of --snapshot-stdin would be read"));
        }
        let recording = Recording {
            mark,
            random: self.snapshot_random,
            // Time goes on from here: what the process shows later is never earlier.
            clocks: Answers::Fixed(0),
            stdin: self.snapshot_stdin.is_some(),
        };
        Ok(Options { recording: Some(recording), ..options })
    }
}

fn mark(text: &str) -> Result<Mark, String> {
    match text.split_once(':') {
        None if text == "stdin" => Ok(Mark::Stdin),
        None if text == "import" => Ok(Mark::Call),
        Some(("open", path)) if path.contains(|letter| !matches!(letter, '/' | '.')) => {
            Ok(Mark::Open(path.to_owned()))
        }
        _ => Err("expected stdin, open:PATH or import".to_owned()),
    }
}
