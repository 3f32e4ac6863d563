//! What is said about each manifest of a draft: what it consists of, and how it came about.

use crate::origin::Origin;
use crate::sbom::{self, Format};
use crate::spec::Descriptor;
use crate::{Contents, Digest, Draft, Module, Result, Settings, attestation, provenance};

/// What is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attestations {
    /// The form of the bill of materials, if there is to be one.
    pub sbom: Option<Format>,
    /// Whether provenance is to be there.
    pub provenance: bool,
}

impl Default for Attestations {
    fn default() -> Attestations {
        Attestations { sbom: Some(Format::Spdx), provenance: true }
    }
}

/// Adds statements about each manifest of `draft`, which [`build`](crate::build()) has made of `contents`
/// for `settings`. `module` is what the executables were built from; without it, no more is known of it
/// than its digest.
pub fn attest(
    draft: &mut Draft,
    contents: &Contents,
    settings: &Settings,
    module: Option<&[u8]>,
    attestations: Attestations,
) -> Result<()> {
    let module = match (module, contents.executables.first()) {
        (Some(wasm), _) => Module::read(wasm),
        (None, Some(executable)) => {
            Module::unread(format!("sha256:{}", executable.info().source_sha256).parse()?)
        }
        (None, None) => return Ok(()),
    };
    let files = contents.include.files();
    let files: Vec<_> = files.map(|(path, bytes)| (path.to_string(), Digest::of(bytes))).collect();
    let entries: Vec<Descriptor> = draft.manifests().to_vec();
    for entry in entries {
        let Some(platform) = &entry.platform else { continue };
        let origin = Origin {
            annotations: &settings.annotations,
            platform,
            manifest: &entry.digest,
            module: &module,
            executable: contents.executables.iter().find(|executable| executable.platform() == *platform),
            files: &files,
            date: settings.date,
        };
        let sbom = attestations.sbom.map(|format| sbom::statement(&origin, format));
        let provenance = attestations.provenance.then(|| provenance::statement(&origin));
        let statements: Vec<_> = sbom.into_iter().chain(provenance).collect();
        if !statements.is_empty() {
            attestation::attach(draft, &entry, &statements);
        }
    }
    Ok(())
}
