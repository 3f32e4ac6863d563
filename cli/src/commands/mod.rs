//! The commands: a file each, with its arguments and what it does.

mod bench;
mod build;
mod cache;
mod completions;
mod inspect;
mod man;
mod run;
mod targets;

use clap::Subcommand;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(build::Arguments),
    Run(run::Arguments),
    Targets(targets::Arguments),
    Inspect(inspect::Arguments),
    Bench(Box<bench::Arguments>),
    Cache(cache::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// Does it.
pub(crate) fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Build(arguments) => build::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Targets(arguments) => targets::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Cache(arguments) => cache::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
    }
}
