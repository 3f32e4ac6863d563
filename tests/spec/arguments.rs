//! The command line: that of every test here, and what chooses scripts, targets and modes.

use std::path::PathBuf;

use clap::Parser;

use crate::support::{TARGETS, Target};

/// See `tests/README.md`.
#[derive(Parser)]
pub(crate) struct Arguments {
    /// Run the scripts of this folder instead; relative to the top of the checkout
    #[arg(long, value_name = "PATH")]
    pub(crate) dir: Option<PathBuf>,
    /// Run on one target only
    #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(TARGETS.iter().map(|target| target.name)))]
    target: Option<String>,
    /// Run every mode of compilation on every target
    #[arg(long)]
    pub(crate) all_modes: bool,
    #[command(flatten)]
    pub(crate) runner: libtest_mimic::Arguments,
    /// Further filters: a trial is run whose name contains one of them
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
}

impl Arguments {
    /// Reads the command line.
    pub(crate) fn parse() -> Arguments {
        let mut arguments = <Arguments as Parser>::parse();
        // The runner knows one filter, and all that contain it must pass there too: it is applied here.
        arguments.filters.extend(arguments.runner.filter.take());
        let checkout = crate::support::tests_directory().join("..");
        arguments.dir = arguments.dir.map(|dir| checkout.join(dir));
        arguments
    }

    pub(crate) fn wants_target(&self, target: &Target) -> bool {
        self.target.as_ref().is_none_or(|name| name == target.name)
    }

    pub(crate) fn wants_name(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter))
    }

    /// Whether nothing is left out.
    pub(crate) fn everything(&self) -> bool {
        self.target.is_none() && self.filters.is_empty() && self.runner.skip.is_empty()
    }
}
