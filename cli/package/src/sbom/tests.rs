//! Both forms for the same facts; validators from elsewhere read them in `tests/supply.rs`.

use std::collections::BTreeSet;

use object::write::Object;
use object::{Architecture, BinaryFormat, Endianness, SectionKind};

use super::*;
use crate::settings::annotation;
use crate::spec::{Manifest, media_type};
use crate::{
    Attestations, Contents, Draft, Executable, Image, Settings, SourceDate, attest, attestation, build,
};

/// A module whose tools are known.
const WASM: &[u8] = b"\0asm\x01\0\0\0\0\x34\x09producers\x02\x08language\x01\x04Rust\x00\x0cprocessed-by\x01\x05rustc\x041.95";

/// What precast would build of it, without its code.
fn executable() -> Executable {
    let info = serde_json::json!({
        "format": 1, "precast": env!("CARGO_PKG_VERSION"), "cranelift": "0.135.8", "target": "x86_64-linux",
        "cpu": "x86-64-v2", "cpu_features": [], "source_sha256": crate::Digest::of(WASM).hex(),
        "linked": [{ "name": "math", "source_sha256": "22".repeat(32) }],
        "opt_level": "All", "names": "Backtrace", "memory_guard": "Auto", "spectre": "On", "stack_size_bytes": 1,
        "unresolved": "Error", "entry": "Command",
        "grants": { "dirs": [], "env": [], "inherit_env": false, "args": [], "argv0": null, "args_withheld": false },
        "runtime_sha256": "33".repeat(32), "runtime_compiler": "rustc 1.95.0 (abc 2026-01-01)",
        "linker_arguments": [],
        "notices": [
            { "component": "precast runtime library", "licence": "Apache-2.0 WITH LLVM-exception", "source": "precast" },
            { "component": "core", "licence": "MIT OR Apache-2.0", "source": "The Rust Project Developers" },
        ],
    });
    let mut elf = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
    let section = elf.add_section(Vec::new(), precast_info::SECTION.into(), SectionKind::Note);
    elf.append_section_data(section, &serde_json::to_vec(&info).unwrap(), 1);
    let mut bytes = elf.write().unwrap();
    // An executable, as far as the header goes.
    bytes[16] = 2;
    Executable::read(bytes).unwrap()
}

fn image(attestations: Attestations, date: &str) -> Image {
    let mut contents =
        Contents { executables: vec![executable()], wasm: Some(WASM.into()), ..Contents::default() };
    let file = "/data/a b".parse().unwrap();
    contents.include.add_file(&file, *b"included", false, Default::default()).unwrap();
    let annotations = ["title=greet", "version=1.2"].map(|text| annotation(text).unwrap());
    let date = date.parse::<SourceDate>().unwrap();
    let settings = Settings { date, annotations: annotations.into(), ..Settings::default() };
    let mut draft: Draft = build(&contents, &settings).unwrap();
    attest(&mut draft, &contents, &settings, Some(WASM), attestations).unwrap();
    draft.finish(None, Default::default())
}

/// The statements about each platform.
fn statements(image: &Image) -> Vec<(String, Vec<Statement>)> {
    let entries = image.manifests().unwrap();
    let attestations = entries.iter().filter_map(|entry| Some((entry, attestation::subject(entry)?)));
    let statements = attestations.map(|(entry, subject)| {
        let about = attestation::find_subject(&entries, subject).unwrap();
        let manifest: Manifest = image.blobs().document(&entry.digest).unwrap();
        let layers = manifest.layers.iter().map(|layer| image.blobs().document(&layer.digest).unwrap());
        let statements: Vec<Statement> = layers.collect();
        assert!(statements.iter().all(|statement| statement.is_about(&about.digest)));
        (about.platform.as_ref().unwrap().to_string(), statements)
    });
    statements.collect()
}

fn documents(format: Format) -> Vec<(String, Value)> {
    let all = image(Attestations { sbom: Some(format), provenance: false }, "86400");
    let documents = statements(&all).into_iter().map(|(platform, mut statements)| {
        let statement = statements.remove(0);
        assert!(statements.is_empty() && statement.predicate_type == format.predicate_type());
        (platform, statement.predicate)
    });
    documents.collect()
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

#[test]
fn spdx_lists_what_is_there_and_how_it_belongs_together() {
    let documents = documents(Format::Spdx);
    let [(native, document), (wasi, module)] = &documents[..] else { panic!("two platforms") };
    assert_eq!((native.as_str(), wasi.as_str()), ("linux/amd64", "wasi/wasm"));
    assert_eq!(
        names(&document["packages"]),
        [
            "greet",
            "precast",
            "greet",
            "greet.wasm",
            "rustc",
            "math",
            "cranelift-codegen",
            "precast runtime library",
            "core",
            "rustc",
            "/data/a b"
        ]
    );
    assert_eq!(names(&module["packages"]), ["greet", "precast", "greet.wasm", "rustc", "/data/a b"]);
    let packages = document["packages"].as_array().unwrap();
    let ids: BTreeSet<_> = packages.iter().map(|package| package["SPDXID"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), packages.len(), "each has its own identifier");
    let name = |id: &Value| {
        let package = packages.iter().find(|package| package["SPDXID"] == *id);
        package.map_or(id.as_str().unwrap(), |package| package["name"].as_str().unwrap()).to_owned()
    };
    let relationships: Vec<_> = document["relationships"]
        .as_array()
        .unwrap()
        .iter()
        .map(|relationship| {
            let kind = relationship["relationshipType"].as_str().unwrap();
            format!(
                "{} {kind} {}",
                name(&relationship["spdxElementId"]),
                name(&relationship["relatedSpdxElement"])
            )
        })
        .collect();
    assert_eq!(
        relationships,
        [
            "SPDXRef-DOCUMENT DESCRIBES greet",
            "precast BUILD_TOOL_OF greet",
            "greet CONTAINS greet",
            "rustc BUILD_TOOL_OF greet.wasm",
            "greet GENERATED_FROM greet.wasm",
            "greet GENERATED_FROM math",
            "precast BUILD_TOOL_OF greet",
            "cranelift-codegen BUILD_TOOL_OF greet",
            "greet CONTAINS precast runtime library",
            "precast runtime library CONTAINS core",
            "rustc BUILD_TOOL_OF precast runtime library",
            "greet CONTAINS /data/a b",
        ]
    );
    assert_eq!(document["creationInfo"]["created"], "1970-01-02T00:00:00Z");
    assert_eq!(packages[3]["comment"], "written in Rust");
    assert_eq!(packages[3]["checksums"][0]["checksumValue"], crate::Digest::of(WASM).hex());
    assert_eq!(
        packages[0]["externalRefs"][0]["referenceLocator"],
        format!(
            "pkg:oci/greet@sha256%3A{}?arch=amd64",
            packages[0]["checksums"][0]["checksumValue"].as_str().unwrap()
        )
    );
}

#[test]
fn cyclonedx_lists_the_same() {
    let documents = documents(Format::CycloneDx);
    let (_, document) = &documents[0];
    assert_eq!(document["metadata"]["component"]["name"], "greet");
    assert_eq!(
        names(&document["components"]),
        ["greet", "greet.wasm", "math", "precast runtime library", "core", "/data/a b"]
    );
    assert_eq!(
        names(&document["formulation"][0]["components"]),
        ["precast", "rustc", "cranelift-codegen", "rustc"]
    );
    assert_eq!(document["dependencies"][0]["dependsOn"], serde_json::json!(["2-greet", "10-data-a-b"]));
}

#[test]
fn the_same_facts_give_the_same_digest_and_others_another() {
    let digest = |attestations, date| image(attestations, date).root().digest.clone();
    let spdx = Attestations::default();
    let cyclonedx = Attestations { sbom: Some(Format::CycloneDx), ..spdx };
    assert_eq!(digest(spdx, "0"), digest(spdx, "0"));
    assert_ne!(digest(spdx, "0"), digest(spdx, "1"));
    assert_eq!(digest(cyclonedx, "7"), digest(cyclonedx, "7"));
    // What identifies a document is made of the document.
    let ids = |date, format, key: &str| {
        let image = image(Attestations { sbom: Some(format), provenance: false }, date);
        statements(&image).iter().map(|(_, said)| said[0].predicate[key].to_string()).collect::<Vec<_>>()
    };
    for (format, key) in [(Format::Spdx, "documentNamespace"), (Format::CycloneDx, "serialNumber")] {
        let all: BTreeSet<_> = ["0", "1"].iter().flat_map(|date| ids(date, format, key)).collect();
        assert_eq!(all.len(), 4, "{all:?}");
    }
}

#[test]
fn provenance_names_what_a_build_depends_on() {
    let image = image(Attestations { sbom: None, provenance: true }, "0");
    let all = statements(&image);
    let provenance = &all[0].1[0].predicate;
    let definition = &provenance["buildDefinition"];
    let dependencies = names(&definition["resolvedDependencies"]);
    assert_eq!(dependencies, ["greet.wasm", "math", "precast runtime library", "/data/a b"]);
    assert_eq!(definition["externalParameters"]["executable"]["cpu"], "x86-64-v2");
    assert_eq!(provenance["runDetails"]["builder"]["version"]["cranelift"], "0.135.8");
    assert_eq!(names(&provenance["runDetails"]["byproducts"]), ["greet"]);
    let module = &all[1].1[0].predicate["buildDefinition"];
    assert_eq!(names(&module["resolvedDependencies"]), ["greet.wasm", "/data/a b"]);
}

#[test]
fn nothing_is_said_where_nothing_is_wanted() {
    let image = image(Attestations { sbom: None, provenance: false }, "0");
    assert!(statements(&image).is_empty());
    assert_eq!(image.manifests().unwrap().len(), 2);
    let types = image.nodes().unwrap().into_iter().map(|node| node.descriptor.media_type);
    assert!(types.into_iter().all(|kind| kind != attestation::MEDIA_TYPE && kind != media_type::WASM));
}
