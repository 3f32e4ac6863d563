//! The options of initialisation ahead of time, and how they become the compiler's [`Preinit`].

use std::path::PathBuf;

use clap::{Args, ValueHint};
use precast_compiler::preinit::{Preinit, Rename};
use precast_compiler::{Answers, EnvGrant};

use super::parse;
use crate::failure::Failure;

const HEADING: &str = "Initialisation";

/// Running an initialiser when the program is built.
#[derive(Args, Debug)]
pub(crate) struct PreinitOptions {
    /// Run an exported function now, once, on this machine; what it leaves in memories, globals and tables is
    /// what the program begins with, on every target. Default: `wizer.initialize`, or `_initialize` of a
    /// reactor without it
    #[arg(
        long,
        value_name = "EXPORT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "",
        help_heading = HEADING
    )]
    preinit: Option<String>,
    /// Afterwards, call the exported function OLD by the name NEW. Repeatable
    #[arg(
        long,
        value_name = "NEW=OLD",
        value_parser = parse::rename,
        requires = "preinit",
        help_heading = HEADING
    )]
    preinit_rename: Vec<Rename>,
    /// Let the initialiser read a directory as it is now, as GUEST (default: HOST). Repeatable
    #[arg(
        long,
        value_name = "HOST[::GUEST]",
        value_parser = parse::embed,
        value_hint = ValueHint::AnyPath,
        requires = "preinit",
        help_heading = HEADING
    )]
    pub(crate) preinit_dir: Vec<(PathBuf, String)>,
    /// Give the initialiser an environment variable: with this value, or with that which it has now. It may
    /// end up in the executable. Repeatable
    #[arg(
        long,
        value_name = "NAME[=VALUE]",
        value_parser = parse::env,
        requires = "preinit",
        help_heading = HEADING
    )]
    preinit_env: Vec<EnvGrant>,
    /// What the initialiser can read on standard input; `-` is that of precast
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        requires = "preinit",
        help_heading = HEADING
    )]
    pub(crate) preinit_stdin: Option<PathBuf>,
    /// What the initialiser gets that asks for the time: `refuse` fails the build, `fixed` or
    /// `fixed:SECONDS` (since 1970) is the same in each build, `allow` is not
    #[arg(
        long,
        value_name = "CHOICE",
        value_parser = parse::clock,
        default_value = "refuse",
        requires = "preinit",
        help_heading = HEADING
    )]
    preinit_clock: Answers,
    /// What the initialiser gets that asks for random numbers: `refuse` fails the build, `fixed` or
    /// `fixed:SEED` gives the same numbers in each build, `allow` other ones; all starts of the executable
    /// share them
    #[arg(
        long,
        value_name = "CHOICE",
        value_parser = parse::random,
        default_value = "refuse",
        requires = "preinit",
        help_heading = HEADING
    )]
    preinit_random: Answers,
}

impl PreinitOptions {
    /// What is to be done, with so many bytes of standard input; `None` where nothing is.
    pub(crate) fn preinit(&self, stdin_bytes: Option<u64>) -> Result<Option<Preinit>, Failure> {
        let Some(export) = &self.preinit else { return Ok(None) };
        let env = self.preinit_env.iter().map(|variable| {
            let name = &variable.name;
            let value = variable.value.clone().map_or_else(|| std::env::var(name), Ok);
            value.map(|value| (name.clone(), value)).map_err(|error| {
                Failure::new(format!("--preinit-env {name} takes the value that it has now: {error}"))
                    .hint("--preinit-env NAME=VALUE gives it another")
            })
        });
        Ok(Some(Preinit {
            export: Some(export.clone()).filter(|name| !name.is_empty()),
            renames: self.preinit_rename.clone(),
            env: env.collect::<Result<_, _>>()?,
            stdin_bytes,
            clocks: self.preinit_clock,
            random: self.preinit_random,
        }))
    }
}
