//! A real registry between precast and others: what one pushes the others pull, with equal digests.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::contents::{image, index_of};
use crate::platform::Platform;
use crate::support::{precast, run, tests_directory};
use crate::world::{Test, World};

pub(crate) const TESTS: &[Test] = &[
    ("registry::precast-pushes", precast_pushes),
    ("registry::skopeo-pushes", skopeo_pushes),
    ("registry::artifact", artifact),
];

const PRINTED: &str = "file hello from a layer\n";

/// What an image is reached from, byte for byte, and so by its digest.
#[track_caller]
fn root(image: &str) -> String {
    let mut command = Command::new("skopeo");
    command.args(["inspect", "--raw", "--tls-verify=false", image]);
    run(command, b"").expect_success().stdout()
}

/// podman and containerd get from a name in the registry what they run.
#[track_caller]
fn others_run(world: &World, name: &str) {
    for platform in Platform::native() {
        let Ok(store) = world.store(platform) else { continue };
        let id = store.pull(name, &platform.name());
        let mut command = store.podman(&["run", "--rm", "--network=none"]);
        command.arg(id);
        let stdout = run(command, b"").expect_success().stdout();
        assert!(stdout.contains(PRINTED), "{}: {stdout}", platform.name());
    }
    let containerd = world.containerd();
    let pull = containerd.ctr(&["images", "pull", "--plain-http", "--snapshotter", "native", name]);
    run(pull, b"").expect_success();
    let stdout = containerd.run(world, name, &[]).expect_success().stdout();
    assert!(stdout.contains(PRINTED), "{stdout}");
}

/// `precast pack --push`: the registry has what an archive of the same has, and others run it.
fn precast_pushes(world: &World) {
    let name = world.registry().name("pushed:1");
    let folder = tests_directory().join("oci/probe");
    let mut command = precast();
    command.arg("pack").arg(folder.join("module.wasm")).args(["--push", &name, "--insecure"]);
    command.args(crate::contents::options());
    run(command, b"").expect_success();
    let remote = format!("docker://{name}");
    assert_eq!(root(&remote), root(&image(world).transport()));
    let copy = world.fresh_path();
    let mut command = Command::new("skopeo");
    command.args(["copy", "--quiet", "--all", "--preserve-digests", "--src-tls-verify=false", &remote]);
    command.arg(format!("oci:{}:copy", copy.display()));
    run(command, b"").expect_success();
    verified(copy.to_str().expect("UTF-8"));
    verified(&name);
    others_run(world, &name);
}

/// What skopeo has pushed, precast reads; and again it is the same.
fn skopeo_pushes(world: &World) {
    let name = world.registry().name("team/copied:1");
    let mut command = Command::new("skopeo");
    command.args(["copy", "--quiet", "--all", "--preserve-digests", "--dest-tls-verify=false"]);
    command.arg(image(world).transport()).arg(format!("docker://{name}"));
    run(command, b"").expect_success();
    assert_eq!(root(&format!("docker://{name}")), root(&image(world).transport()));
    verified(&name);
    let mut command = precast();
    command.args(["inspect", "--insecure", &name]);
    let stdout = run(command, b"").expect_success().stdout();
    for platform in Platform::all() {
        assert!(stdout.contains(&platform.name()), "{stdout}");
    }
}

/// The artifact has a tag of its own, and neither podman nor containerd sees anything of it at the image's.
fn artifact(world: &World) {
    let name = world.registry().name("with-artifact:1");
    let module = tests_directory().join("oci/probe/module.wasm");
    let mut command = precast();
    command.arg("pack").arg(&module).args(["--push", &name, "--insecure", "--also-artifact"]);
    command.args(crate::contents::options());
    run(command, b"").expect_success();
    let manifest: Value = index_of(&format!("docker://{name}-wasm"));
    assert_eq!(manifest["config"]["mediaType"], "application/vnd.wasm.config.v0+json", "{manifest}");
    assert_eq!(manifest["layers"].as_array().map(Vec::len), Some(1), "{manifest}");
    assert_eq!(manifest["layers"][0]["mediaType"], "application/wasm", "{manifest}");
    let copy = world.fresh_path();
    let mut command = Command::new("skopeo");
    command.args(["copy", "--quiet", "--src-tls-verify=false", &format!("docker://{name}-wasm")]);
    command.arg(format!("dir:{}", copy.display()));
    run(command, b"").expect_success();
    let layer = manifest["layers"][0]["digest"].as_str().and_then(|digest| digest.strip_prefix("sha256:"));
    let pulled = fs::read(copy.join(layer.expect("a digest")));
    assert!(pulled.ok() == fs::read(Path::new(&module)).ok(), "the module as it was given");
    others_run(world, &name);
}

/// `precast verify` finds nothing wrong.
#[track_caller]
fn verified(image: &str) {
    let mut command = precast();
    command.args(["verify", "--insecure", image]);
    run(command, b"").expect_success();
}
