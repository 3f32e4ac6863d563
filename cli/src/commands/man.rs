//! `precast man`: manual pages, from the definitions of the command line.

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, CommandFactory};

use crate::output;
use crate::output::file::{Kind, OutputFile};

const EXAMPLES: &str = "\
Examples:
  precast man | man -l -
  precast man -o ~/.local/share/man/man1/";

/// Print the manual page, or write those of all commands
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Directory to write the pages of precast and of each command into
    #[arg(short, long, value_name = "DIRECTORY")]
    output: Option<PathBuf>,
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut command = crate::args::Cli::command();
    command.build();
    let Some(directory) = &arguments.output else {
        return output::print(page(command)?);
    };
    fs::create_dir_all(directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        commands.extend(command.get_subcommands().cloned());
        let name = format!("{}.1", command.get_display_name().unwrap_or(command.get_name()));
        let mut file = OutputFile::create(&directory.join(name), Kind::Data)?;
        file.write(page(command)?)?;
        file.commit()?;
    }
    Ok(())
}

fn page(command: clap::Command) -> anyhow::Result<Vec<u8>> {
    let mut page = Vec::new();
    // The version has several lines, which the heading of a page has not.
    let source = concat!("precast ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command).source(source).manual("precast").render(&mut page)?;
    Ok(page)
}
