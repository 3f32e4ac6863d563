//! `precast init`: a project file to begin with.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::failure::Failure;
use crate::output;
use crate::output::file::{Kind, OutputFile};
use crate::project;

const EXAMPLES: &str = "\
Examples:
  precast init app.wasm
  precast build                     then builds it with the options of the file
  precast pack --platform wasi/wasm";

/// Write a project file
///
/// The file, precast.toml in the working directory, holds options of `precast build`, `precast run` and `precast
/// pack`: it has each as a comment that says what it means. A file that is there is left alone.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The program: a WebAssembly module, binary or text
    #[arg(default_value = "app.wasm")]
    file: PathBuf,
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let Some(module) = arguments.file.to_str() else {
        return Err(Failure::usage(format!(
            "{} is not UTF-8, as a project file is",
            arguments.file.display()
        ))
        .into());
    };
    let mut file = OutputFile::create(Path::new(project::FILE_NAME), Kind::Data)?;
    file.write(project::template(module).into_bytes())?;
    file.commit_new()?;
    output::print(format!("{} names {module} and has all options as comments\n", project::FILE_NAME))
}
