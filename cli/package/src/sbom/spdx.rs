//! The inventory as an SPDX 2.3 document, see <https://spdx.github.io/spdx-spec/v2.3/>.

use serde::Serialize;
use serde_json::Value;

use super::inventory::{Component, Inventory, Kind, Relation};
use crate::origin::VERSION;
use crate::{Digest, spec};

/// What SPDX says where nothing is known.
const NO_ASSERTION: &str = "NOASSERTION";
const DOCUMENT_ID: &str = "SPDXRef-DOCUMENT";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    spdx_version: &'static str,
    data_license: &'static str,
    #[serde(rename = "SPDXID")]
    spdx_id: &'static str,
    name: &'a str,
    document_namespace: String,
    creation_info: CreationInfo<'a>,
    packages: Vec<Package<'a>>,
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct CreationInfo<'a> {
    created: &'a str,
    creators: [String; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Package<'a> {
    #[serde(rename = "SPDXID")]
    spdx_id: String,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_info: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_package_purpose: Option<&'static str>,
    download_location: &'static str,
    files_analyzed: bool,
    license_concluded: &'static str,
    license_declared: &'a str,
    copyright_text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    originator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checksums: Option<[Checksum<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_refs: Option<[ExternalRef<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Checksum<'a> {
    algorithm: &'static str,
    checksum_value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExternalRef<'a> {
    reference_category: &'static str,
    reference_type: &'static str,
    reference_locator: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship {
    spdx_element_id: String,
    relationship_type: &'static str,
    related_spdx_element: String,
}

/// See the module.
pub(super) fn document(inventory: &Inventory) -> Value {
    let id = |place: usize| spdx_id(&inventory.components[place]);
    let mut relationships = vec![Relationship {
        spdx_element_id: DOCUMENT_ID.to_owned(),
        relationship_type: "DESCRIBES",
        related_spdx_element: id(0),
    }];
    relationships.extend(inventory.relations.iter().map(|&(from, relation, to)| {
        // A tool is one of what it built: SPDX has that the other way around.
        let (relationship_type, from, to) = match relation {
            Relation::Contains => ("CONTAINS", from, to),
            Relation::GeneratedFrom => ("GENERATED_FROM", from, to),
            Relation::BuiltWith => ("BUILD_TOOL_OF", to, from),
        };
        Relationship { spdx_element_id: id(from), relationship_type, related_spdx_element: id(to) }
    }));
    let mut document = Document {
        spdx_version: "SPDX-2.3",
        data_license: "CC0-1.0",
        spdx_id: DOCUMENT_ID,
        name: &inventory.title,
        document_namespace: String::new(),
        creation_info: CreationInfo {
            created: &inventory.date,
            creators: [format!("Tool: precast-{VERSION}")],
        },
        packages: inventory.components.iter().map(package).collect(),
        relationships,
    };
    // A namespace is one document's own: the digest of all else tells them apart, and is the same for the
    // same.
    let digest = Digest::of(&spec::to_json(&document));
    document.document_namespace = format!("https://spdx.org/spdxdocs/precast-{}", digest.hex());
    serde_json::to_value(document).expect("strings and numbers always serialise")
}

fn package(component: &Component) -> Package<'_> {
    let purpose = match component.kind {
        Kind::Image => Some("CONTAINER"),
        Kind::Executable | Kind::Tool => Some("APPLICATION"),
        Kind::Library => Some("LIBRARY"),
        Kind::File => Some("FILE"),
        Kind::Module => None,
    };
    let checksum = |value| [Checksum { algorithm: "SHA256", checksum_value: value }];
    let external_ref = |locator| {
        [ExternalRef {
            reference_category: "PACKAGE-MANAGER",
            reference_type: "purl",
            reference_locator: locator,
        }]
    };
    Package {
        spdx_id: spdx_id(component),
        name: &component.name,
        version_info: component.version.as_deref(),
        primary_package_purpose: purpose,
        download_location: NO_ASSERTION,
        files_analyzed: false,
        license_concluded: NO_ASSERTION,
        license_declared: component.licence.as_deref().unwrap_or(NO_ASSERTION),
        copyright_text: NO_ASSERTION,
        originator: component.supplier.as_ref().map(|supplier| format!("Organization: {supplier}")),
        checksums: component.sha256.as_deref().map(checksum),
        external_refs: component.package_url.as_deref().map(external_ref),
        comment: component.comment.as_deref(),
    }
}

fn spdx_id(component: &Component) -> String {
    format!("SPDXRef-{}", component.id)
}
