//! `precast inspect`: what an executable or image is, and what it may do.

mod executable;
mod image;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::failure::Failure;
use crate::output;
use crate::stored_image::{self, Source};

const EXAMPLES: &str = "\
Examples:
  precast inspect app
  precast inspect app --json | jq .info.grants
  precast inspect app.oci.tar                   an image, or a directory with one
  precast inspect app.oci.tar --json | jq '.manifests[].platform'
  precast inspect registry.example/team/app:1.2
  precast inspect app.oci.tar --json | jq '.manifests[].attestation.statements[]?.predicate'";

/// Show what an executable or image is and what it may do
///
/// Reads the description that precast wrote into the file. It is what the file says of itself: whoever can
/// change the file can change the description. `precast verify` compares what an image says with what it holds.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// An executable or object that precast built, an archive or a directory with an image, or the name of an image
    /// in a registry
    file: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    source: Source,
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let path = &arguments.file;
    let shown = path.display();
    if stored_image::is_image(path) {
        let described = image::describe(&arguments.source.read(path, false)?, arguments.json);
        return output::print(described.with_context(|| format!("cannot inspect {shown}"))?);
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    match executable::describe(&bytes, arguments.json)? {
        Some(text) => output::print(text),
        None => Err(Failure::new(format!("{shown} is not an executable or image that precast built")).into()),
    }
}
