//! The guide's manifests for Kubernetes: they follow its schemas, and podman, which reads them too, runs what they
//! describe.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::daemon::free_address;
use crate::platform::Platform;
use crate::server::{GREETING, curl, server};
use crate::support::{Finished, prepared, run};
use crate::world::{Test, World};

pub(crate) const TESTS: &[Test] = &[
    ("guide::kubernetes", kubernetes),
    ("guide::kubernetes-mistakes", kubernetes_mistakes),
    ("guide::deployment", deployment),
];

/// Versions of Kubernetes whose schemas the manifests follow: what is still in use, and the newest.
const VERSIONS: &[&str] = &["1.25", "1.31", "1.37"];
/// Text of each manifest, and a mistake in its place that the schemas do not permit.
const MISTAKES: &[(&str, &str)] = &[
    ("apiVersion: batch/v1", "apiVersion: batch/v2"),
    ("backoffLimit: ", "backoffLimits: "),
    ("runAsNonRoot: true", "runAsNonRoot: always"),
    ("containerPort: 8080", "containerPort: http"),
    ("kubernetes.io/arch", "{}"),
];

fn manifests() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("guide/kubernetes");
    let entries = fs::read_dir(folder).expect("the guide's manifests");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert_eq!(files.len(), 2, "a job and a deployment: {files:?}");
    files
}

/// Whether a manifest follows the schemas of a version and has no unknown fields; and what the checker says.
fn validate(manifest: &Path, version: &str) -> (bool, Finished) {
    let mut command = Command::new(prepared(Path::new("oci/bin/python")));
    command.args(["-m", "kubernetes_validate", "--strict", "--kubernetes-version", version]);
    command.arg(manifest);
    let finished = run(command, b"");
    // A kind that it does not know is only warned of.
    (finished.status == 0 && finished.stdout().contains(" passed for resource "), finished)
}

fn kubernetes(_world: &World) {
    for manifest in manifests() {
        for version in VERSIONS {
            let (valid, finished) = validate(&manifest, version);
            assert!(valid, "{}", finished.describe());
        }
    }
}

/// The checker does notice mistakes.
fn kubernetes_mistakes(world: &World) {
    for (right, wrong) in MISTAKES {
        let mut found = 0;
        for manifest in manifests() {
            let text = fs::read_to_string(manifest).expect("a manifest");
            if text.contains(right) {
                found += 1;
                let copy = world.fresh_path().with_extension("yaml");
                fs::write(&copy, text.replace(right, wrong)).expect("a file");
                let (valid, finished) = validate(&copy, VERSIONS[0]);
                assert!(!valid, "{wrong}: {}", finished.describe());
            }
        }
        assert!(found > 0, "{right:?} is in no manifest");
    }
}

/// podman runs a pod of the deployment, as it stands there but for what belongs to this machine.
fn deployment(world: &World) {
    let (image, port) = server(world);
    let store = world.store(Platform::host()).expect("a place to run");
    let id = store.pull(&image.transport(), &Platform::host().name());
    let name = format!("localhost/{}:1", world.fresh_name());
    run(store.podman(&["tag", &id, &name]), b"").expect_success();
    let manifest = manifests().into_iter().find(|manifest| manifest.ends_with("deployment.yaml"));
    let mut text = fs::read_to_string(manifest.expect("a deployment")).expect("a manifest");
    let outside = free_address().port();
    let ports = format!(
        "containerPort: {port}\n              hostPort: {outside}\n              hostIP: 127.0.0.1\n"
    );
    for (there, here) in [
        ("registry.example/hello:1.2\n", format!("{name}\n")),
        ("replicas: 3\n", "replicas: 1\n".to_owned()),
        ("containerPort: 8080\n", ports),
    ] {
        assert!(text.contains(there), "{there:?} is not in the deployment");
        text = text.replace(there, &here);
    }
    let copy = world.fresh_path().with_extension("yaml");
    fs::write(&copy, text).expect("a file");
    let copy = copy.to_str().expect("UTF-8");
    run(store.podman(&["kube", "play", copy]), b"").expect_success();
    assert_eq!(curl(&[], outside), GREETING);
    run(store.podman(&["kube", "down", copy]), b"").expect_success();
}
