//! `precast completions`: a script for the user's shell.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::output;

const EXAMPLES: &str = "\
Examples:
  precast completions bash > ~/.local/share/bash-completion/completions/precast
  precast completions zsh > \"${fpath[1]}/_precast\"
  precast completions fish > ~/.config/fish/completions/precast.fish";

/// Print a completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell
    shell: Shell,
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut crate::args::Cli::command(), "precast", &mut script);
    output::print(script)
}
