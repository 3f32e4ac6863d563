//! What an image says of itself, as others read it: bills of materials by the tools of SPDX and the schemas of
//! CycloneDX, statements and provenance by in-toto's own types (`attestations/check.py`).

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::{hello, precast, prepared, run, scratch, tests_directory};

/// Where `setup.sh` has put what reads attestations.
fn checker() -> Command {
    let mut command = Command::new(prepared(Path::new("attestations/bin/python")));
    command.arg(tests_directory().join("attestations/check.py"));
    command
}

/// Packs a program with one more file into `archive`; returns what `inspect` says of it.
#[track_caller]
fn packed(folder: &Path, archive: &str, options: &[&str], date: &str) -> String {
    fs::write(folder.join("data"), "included").expect("a file");
    let mut pack = precast();
    pack.arg("pack").arg(hello()).args(["-o", archive, "--include", "data:/data/a b"]).args(options);
    run(pack_in(pack, folder, date), b"").expect_success();
    let mut inspect = precast();
    inspect.args(["inspect", "--json", archive]);
    run(pack_in(inspect, folder, date), b"").expect_success().stdout()
}

fn pack_in(mut command: Command, folder: &Path, date: &str) -> Command {
    command.current_dir(folder).env("SOURCE_DATE_EPOCH", date);
    command
}

#[test]
fn their_own_tools_find_nothing_wrong() {
    let folder = scratch();
    for (form, kind) in [("spdx", "https://spdx.dev/Document"), ("cyclonedx", "https://cyclonedx.org/bom")] {
        let options = ["--sbom", form, "--annotation", "title=Größe & co", "--annotation", "version=1.2"];
        let description = packed(folder.path(), "app.oci.tar", &options, "1700000000");
        let file = folder.path().join("description.json");
        fs::write(&file, &description).expect("a file");
        let mut command = checker();
        command.arg(&file);
        let checked = run(command, b"").expect_success().stdout();
        // For three machines and the module.
        for kind in [kind, "https://slsa.dev/provenance/v1"] {
            let count = checked.lines().filter(|line| line.starts_with(kind)).count();
            assert_eq!(count, 4, "{checked}");
        }
        assert!(description.contains("2023-11-14T22:13:20Z"), "the date of SOURCE_DATE_EPOCH");
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let folder = scratch();
    let description = packed(folder.path(), "app.oci.tar", &[], "0");
    for (right, wrong) in [
        ("SPDX-2.3", "SPDX-9"),
        ("BUILD_TOOL_OF", "BUILT_BY"),
        ("\"buildDefinition\"", "\"definition\""),
        ("\"_type\": \"https://in-toto.io/Statement/v1\"", "\"_type\": \"x\""),
    ] {
        assert!(description.contains(right), "{right}");
        let file = folder.path().join("description.json");
        fs::write(&file, description.replace(right, wrong)).expect("a file");
        let mut command = checker();
        command.arg(&file);
        let finished = run(command, b"");
        assert_ne!(finished.status, 0, "{wrong}: {}", finished.describe());
    }
}

#[test]
fn the_same_input_says_the_same() {
    let folder = scratch();
    let digest = |archive: &str, options: &[&str], date: &str| {
        let description: serde_json::Value =
            serde_json::from_str(&packed(folder.path(), archive, options, date)).expect("JSON");
        description["digest"].to_string()
    };
    let first = digest("first.oci.tar", &[], "0");
    assert_eq!(
        digest("second.oci.tar", &["--name", "registry.example/other:2"], "0"),
        first,
        "under any name"
    );
    let others = [
        digest("date.oci.tar", &[], "1"),
        digest("form.oci.tar", &["--sbom", "cyclonedx"], "0"),
        digest("none.oci.tar", &["--sbom", "none"], "0"),
        digest("neither.oci.tar", &["--sbom", "none", "--no-provenance"], "0"),
    ];
    for other in &others {
        assert!(
            *other != first && others.iter().filter(|digest| *digest == other).count() == 1,
            "{others:?}"
        );
    }
}

#[test]
fn without_statements_there_are_no_attestations() {
    let folder = scratch();
    let description = packed(folder.path(), "app.oci.tar", &["--sbom", "none", "--no-provenance"], "0");
    let description: serde_json::Value = serde_json::from_str(&description).expect("JSON");
    let manifests = description["manifests"].as_array().expect("a list");
    assert_eq!(manifests.len(), 4);
    assert!(manifests.iter().all(|manifest| manifest["attestation"].is_null()), "{description:#}");
}
