//! A real registry between precast and others.

use std::process::Command;

use crate::contents::image;
use crate::platform::Platform;
use crate::support::run;
use crate::world::{Test, World};

pub(crate) const TESTS: &[Test] = &[("registry::skopeo-pushes", skopeo_pushes)];

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

/// What skopeo has pushed is the same as before, and others run it.
fn skopeo_pushes(world: &World) {
    let name = world.registry().name("team/copied:1");
    let mut command = Command::new("skopeo");
    command.args(["copy", "--quiet", "--all", "--preserve-digests", "--dest-tls-verify=false"]);
    command.arg(image(world).transport()).arg(format!("docker://{name}"));
    run(command, b"").expect_success();
    assert_eq!(root(&format!("docker://{name}")), root(&image(world).transport()));
    others_run(world, &name);
}
