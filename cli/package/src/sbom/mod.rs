//! What an image consists of and was made with, as a software bill of materials: in one of two forms, from
//! one inventory.
//!
//! [`statement`] is all that others need; `inventory` says what there is, `spdx` and `cyclonedx` how each
//! form writes it.

mod cyclonedx;
mod inventory;
mod spdx;

use serde_json::Value;

use crate::attestation::Statement;
use crate::origin::Origin;
use inventory::Inventory;

/// The forms of a bill of materials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// SPDX 2.3, see <https://spdx.github.io/spdx-spec/v2.3/>.
    Spdx,
    /// CycloneDX 1.6, see <https://cyclonedx.org/docs/1.6/json/>.
    CycloneDx,
}

impl Format {
    /// All.
    pub const ALL: [Format; 2] = [Format::Spdx, Format::CycloneDx];

    /// The type of a statement's predicate that is such a document.
    pub fn predicate_type(self) -> &'static str {
        match self {
            Format::Spdx => "https://spdx.dev/Document",
            Format::CycloneDx => "https://cyclonedx.org/bom",
        }
    }

    /// The media type of such a document.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Spdx => "application/spdx+json",
            Format::CycloneDx => "application/vnd.cyclonedx+json",
        }
    }

    /// What such a document is called as a file.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Spdx => "sbom.spdx.json",
            Format::CycloneDx => "sbom.cdx.json",
        }
    }
}

/// The bill of materials of the manifest of `origin`, as a statement about it.
pub fn statement(origin: &Origin<'_>, format: Format) -> Statement {
    let document = document(origin, format);
    Statement::new(&origin.package_url(), origin.manifest, format.predicate_type(), document)
}

/// The document alone.
fn document(origin: &Origin<'_>, format: Format) -> Value {
    let inventory = Inventory::new(origin);
    match format {
        Format::Spdx => spdx::document(&inventory),
        Format::CycloneDx => cyclonedx::document(&inventory),
    }
}

#[cfg(test)]
mod tests;
