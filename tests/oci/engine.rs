//! The engines: each runs the entry point of an image in a container, with arguments, and hands back how it ended.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::case::Image;
use crate::platform::Platform;
use crate::support::{Finished, require_tool, run};
use crate::world::World;

/// An engine. A new one is a line of the table and a function.
pub(crate) struct Engine {
    pub(crate) name: &'static str,
    /// Whether it runs programs of this machine only.
    pub(crate) host_only: bool,
    run: fn(&World, &Image, Platform, &[String]) -> Finished,
}

/// All of them.
pub(crate) const ENGINES: &[Engine] = &[
    Engine { name: "chroot", host_only: false, run: changed_root },
    Engine { name: "runc", host_only: false, run: runc },
    Engine { name: "crun", host_only: false, run: crun },
    Engine { name: "podman", host_only: false, run: podman },
    Engine { name: "containerd", host_only: true, run: containerd },
    Engine { name: "docker", host_only: true, run: docker },
];

impl Engine {
    /// Runs the entry point of `image`. Where no engine can run programs of the platform, that is done in a changed
    /// root; the end of the report says so.
    #[track_caller]
    pub(crate) fn run(
        &self,
        world: &World,
        image: &Image,
        platform: Platform,
        arguments: &[String],
    ) -> Finished {
        let run = if world.store(platform).is_ok() { self.run } else { changed_root };
        run(world, image, platform, arguments)
    }
}

/// What umoci makes of one platform of an image: a root file system and a configuration for runtimes.
pub(crate) struct Bundle {
    pub(crate) directory: PathBuf,
    pub(crate) config: Value,
}

impl Bundle {
    /// skopeo chooses the platform, umoci unpacks it.
    #[track_caller]
    pub(crate) fn unpack(world: &World, image: &Image, platform: Platform) -> Bundle {
        let (layout, directory) = (world.fresh_path(), world.fresh_path());
        copy_platform(image, platform, &layout);
        require_tool("umoci");
        let mut command = Command::new("umoci");
        command.args(["unpack", "--image"]).arg(format!("{}:app", layout.display())).arg(&directory);
        run(command, b"").expect_success();
        let text = fs::read(directory.join("config.json")).expect("a configuration");
        let config = serde_json::from_slice(&text).expect("JSON");
        Bundle { directory, config }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.directory.join("rootfs")
    }

    /// The command line of the image.
    pub(crate) fn command_line(&self) -> Vec<String> {
        serde_json::from_value(self.config["process"]["args"].clone()).expect("an array of strings")
    }

    /// Gives the configuration further arguments, and no terminal: there is none.
    fn set(&mut self, arguments: &[String]) {
        let command_line = [self.command_line(), arguments.to_vec()].concat();
        self.config["process"]["args"] = json!(command_line);
        self.config["process"]["terminal"] = json!(false);
        fs::write(self.directory.join("config.json"), self.config.to_string()).expect("a file");
    }
}

/// Copies one platform out of an image, as `app` in a layout of its own.
#[track_caller]
pub(crate) fn copy_platform(image: &Image, platform: Platform, layout: &Path) {
    require_tool("skopeo");
    let mut command = Command::new("skopeo");
    command.args(["--override-os", platform.os, "--override-arch", platform.architecture, "copy", "--quiet"]);
    command.arg(image.transport()).arg(format!("oci:{}:app", layout.display()));
    run(command, b"").expect_success();
}

/// No container: the root file system is that of the image, as for the emulator, which lies in it, too.
fn changed_root(world: &World, image: &Image, platform: Platform, arguments: &[String]) -> Finished {
    run(changed_root_command(world, image, platform, arguments), b"")
}

/// As above, yet to be run.
pub(crate) fn changed_root_command(
    world: &World,
    image: &Image,
    platform: Platform,
    arguments: &[String],
) -> Command {
    let bundle = Bundle::unpack(world, image, platform);
    require_tool("chroot");
    let mut command = Command::new("chroot");
    let user = &bundle.config["process"]["user"];
    command.arg(format!("--userspec={}:{}", user["uid"], user["gid"])).arg(bundle.root());
    if !platform.is_host() {
        let emulator = format!("qemu-{}-static", platform.target.expect("a platform of programs").arch);
        require_tool(&emulator);
        fs::copy(Path::new("/usr/bin").join(&emulator), bundle.root().join("emulator")).expect("a copy");
        command.arg("/emulator");
    }
    command.args(bundle.command_line()).args(arguments);
    command
}

fn runc(world: &World, image: &Image, platform: Platform, arguments: &[String]) -> Finished {
    let mut bundle = Bundle::unpack(world, image, platform);
    bundle.set(arguments);
    let mut command = world.command(platform, "runc").expect("a place to run");
    command.arg("--root").arg(world.fresh_path());
    command.args(["run", "--bundle"]).arg(&bundle.directory).arg(world.fresh_name());
    run(command, b"")
}

/// crun refuses machines with both versions of control groups, so it gets to see those of the first only.
const WITHOUT_SECOND_CGROUPS: &str = r#"
hybrid=/sys/fs/cgroup/unified
! mountpoint -q $hybrid || mount -t tmpfs none $hybrid
exec "$@""#;

fn crun(world: &World, image: &Image, platform: Platform, arguments: &[String]) -> Finished {
    let mut bundle = Bundle::unpack(world, image, platform);
    bundle.set(arguments);
    require_tool("crun");
    let mut command = world.command(platform, "unshare").expect("a place to run");
    command.args(["--mount", "sh", "-c", WITHOUT_SECOND_CGROUPS, "sh", "crun", "--cgroup-manager=disabled"]);
    command.arg("--root").arg(world.fresh_path());
    command.args(["run", "--bundle"]).arg(&bundle.directory).arg(world.fresh_name());
    run(command, b"")
}

/// As little as a container can have.
const HARDENED: &[&str] =
    &["--rm", "--network=none", "--read-only", "--cap-drop=all", "--security-opt=no-new-privileges"];

fn podman(world: &World, image: &Image, platform: Platform, arguments: &[String]) -> Finished {
    let store = world.store(platform).expect("a place to run");
    let id = store.pull(&image.transport(), &platform.name());
    let mut command = store.podman(&["run"]);
    command.args(HARDENED).arg(id).args(arguments);
    run(command, b"")
}

fn containerd(world: &World, image: &Image, platform: Platform, arguments: &[String]) -> Finished {
    // ctr puts arguments into the place of the whole command line.
    let command_line = Bundle::unpack(world, image, platform).command_line();
    let containerd = world.containerd();
    let name = containerd.import(&image.archive);
    containerd.run(world, &name, &[command_line, arguments.to_vec()].concat())
}

fn docker(world: &World, image: &Image, _host: Platform, arguments: &[String]) -> Finished {
    let docker = world.docker();
    let name = docker.load(&image.archive);
    let mut command = docker.docker(&["run"]);
    command.args(HARDENED).arg(name).args(arguments);
    run(command, b"")
}
