//! The command-line tool: reads arguments and files, calls the compiler, writes what it hands back.
//!
//! Every file that precast opens and every line that it prints is in this crate. Exit status: 0 done,
//! 1 failed, 2 wrong usage; `precast run` ends with the status of the program that it runs.

mod args;
mod cache;
mod commands;
mod compile;
mod embed;
mod environment;
mod failure;
mod input;
mod output;
mod preinit;
mod snapshot;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

fn main() -> ExitCode {
    let parsed =
        args::Cli::command().try_get_matches().and_then(|matches| args::Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => failure::exit_with_usage(&error),
    };
    let work = || environment::shed_linker_variables().and_then(|()| commands::run(cli.command));
    match failure::catch_panics(work) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}
