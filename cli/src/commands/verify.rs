//! `precast verify`: reads an image back and says whether it is whole.

use std::path::PathBuf;

use clap::Args;

use crate::failure::Failure;
use crate::output::{self, units};
use crate::stored_image::Source;

const EXAMPLES: &str = "\
Examples:
  precast verify app.oci.tar
  precast verify image/
  precast verify registry.example/team/app:1.2";

/// Check that an image is whole and holds what it says
///
/// Every digest and size is computed anew. Each executable must be for its platform, and all of them, and the
/// WebAssembly module, must come from the same module.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// An archive, a directory with an OCI image layout, or the name of an image in a registry
    image: PathBuf,
    #[command(flatten)]
    source: Source,
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let shown = arguments.image.display();
    let image = arguments.source.read(&arguments.image, true)?;
    let report = precast_package::verify(&image);
    if let [first, others @ ..] = &report.problems[..] {
        let mut message = format!("{shown}: {first}");
        for other in others {
            message.push_str(&format!("\n{shown}: {other}"));
        }
        return Err(Failure::new(output::printable(&message, &['\n'])).into());
    }
    let platforms: Vec<_> = report.programs.iter().map(|(platform, _)| platform.to_string()).collect();
    let source = report.programs.first().map(|(_, source)| source.as_str()).unwrap_or_default();
    let text = format!(
        "{shown} is whole: {} blobs, {}\n{}, from the wasm sha256 {source}\n{}\n",
        report.blobs,
        units::size(report.bytes),
        output::printable(&platforms.join(", "), &[]),
        image.root().digest,
    );
    output::print(text)
}
