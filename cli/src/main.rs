//! The command-line tool: reads arguments and files, calls the compiler, writes what it hands back.
//!
//! Every file that precast opens and every line that it prints is in this crate. Exit status: 0 done,
//! 1 failed, 2 wrong usage; `precast run` ends with the status of the program that it runs.

mod args;
mod cache;
mod commands;
mod compile;
mod directory;
mod embed;
mod environment;
mod failure;
mod input;
mod output;
mod preinit;
mod project;
mod registry;
mod snapshot;
mod stored_image;

use std::process::ExitCode;

fn main() -> ExitCode {
    let work = || {
        let cli = args::parse()?;
        environment::shed_linker_variables()?;
        commands::run(cli.command)
    };
    match failure::catch_panics(work) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failure::report(&error),
    }
}
