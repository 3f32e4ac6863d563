//! How a manifest came about, as <https://slsa.dev/spec/v1.0/provenance> describes it.
//!
//! It says what whoever packs says: nobody has signed it. There is no time and no place in it, so that the
//! same build says the same; a build elsewhere with the same parameters and dependencies gives the same
//! digests, which is how to check it.

use serde::Serialize;
use serde_json::{Value, json};

use crate::Digest;
use crate::attestation::Statement;
use crate::origin::{Origin, VERSION};

/// The type of the statement's predicate.
pub const PREDICATE_TYPE: &str = "https://slsa.dev/provenance/v1";
/// What the parameters mean: those of an executable are its description, as `precast inspect --json` shows
/// it.
const BUILD_TYPE: &str = "urn:precast:pack:v1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Provenance {
    build_definition: BuildDefinition,
    run_details: RunDetails,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BuildDefinition {
    build_type: &'static str,
    external_parameters: Value,
    resolved_dependencies: Vec<Resource>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RunDetails {
    builder: Builder,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    byproducts: Vec<Resource>,
}

#[derive(Serialize)]
struct Builder {
    id: String,
    version: Value,
}

#[derive(Serialize)]
struct Resource {
    name: String,
    digest: Value,
}

impl Resource {
    fn new(name: &str, sha256: &str) -> Resource {
        Resource { name: name.to_owned(), digest: json!({ "sha256": sha256 }) }
    }
}

/// The statement about the manifest of `origin`.
pub fn statement(origin: &Origin<'_>) -> Statement {
    let title = origin.title();
    let mut dependencies = vec![Resource::new(&format!("{title}.wasm"), origin.module.digest.hex())];
    let mut byproducts = Vec::new();
    let mut parameters = json!({ "platform": origin.platform.to_string() });
    let mut version = json!({ "precast": VERSION });
    if let Some(executable) = &origin.executable {
        let info = executable.info();
        let linked = info.linked.iter();
        dependencies.extend(linked.map(|module| Resource::new(&module.name, &module.source_sha256)));
        let runtime = info.runtime_sha256.iter();
        dependencies.extend(runtime.map(|sha256| Resource::new("precast runtime library", sha256)));
        byproducts.push(Resource::new(title, Digest::of(executable.bytes()).hex()));
        parameters["executable"] = serde_json::to_value(info).expect("strings and numbers always serialise");
        version["cranelift"] = info.cranelift.clone().into();
    }
    let files = origin.files.iter();
    dependencies.extend(files.map(|(path, digest): &(String, Digest)| Resource::new(path, digest.hex())));
    let provenance = Provenance {
        build_definition: BuildDefinition {
            build_type: BUILD_TYPE,
            external_parameters: parameters,
            resolved_dependencies: dependencies,
        },
        run_details: RunDetails {
            builder: Builder { id: format!("pkg:generic/precast@{VERSION}"), version },
            byproducts,
        },
    };
    let predicate = serde_json::to_value(provenance).expect("strings and numbers always serialise");
    Statement::new(&origin.package_url(), origin.manifest, PREDICATE_TYPE, predicate)
}
