//! The commands: a file each, with its arguments and what it does.

mod bench;
mod build;
mod cache;
mod completions;
mod init;
mod inspect;
mod man;
mod pack;
mod run;
mod targets;
mod verify;

use clap::Subcommand;

use crate::args::BuildOptions;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(build::Arguments),
    Run(run::Arguments),
    // By far the largest.
    Pack(Box<pack::Arguments>),
    Targets(targets::Arguments),
    Init(init::Arguments),
    Inspect(inspect::Arguments),
    Verify(verify::Arguments),
    Bench(Box<bench::Arguments>),
    Cache(cache::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

impl Command {
    /// Whether the command of that name has a project file.
    pub(crate) fn has_project(name: &str) -> bool {
        ["build", "run", "pack"].contains(&name)
    }

    /// The options of a command that builds.
    pub(crate) fn build_options(&mut self) -> Option<&mut BuildOptions> {
        match self {
            Command::Build(arguments) => Some(&mut arguments.options),
            Command::Run(arguments) => Some(&mut arguments.options),
            Command::Pack(arguments) => Some(&mut arguments.options),
            _ => None,
        }
    }
}

/// Does it.
pub(crate) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Pack(arguments) => pack::run(&arguments),
        Command::Targets(arguments) => targets::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Cache(arguments) => cache::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }
}
