//! podman and buildah with a store of their own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::{Finished, require_tool, run};

/// A store of images and containers.
pub(crate) struct Store {
    root: PathBuf,
    /// A command that runs the command that follows where this store's containers run.
    prefix: Vec<String>,
}

/// podman's configuration: without limits of its own it raises those of the machine, which needs rights that not
/// every root has.
const CONFIGURATION: &str = r#"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
runtime = "runc"
"#;

impl Store {
    pub(crate) fn new(root: PathBuf, prefix: Vec<String>) -> Store {
        assert!(
            rustix::process::geteuid().is_root(),
            "container engines are tested as root; run the tests as root"
        );
        for tool in ["podman", "buildah", "runc"] {
            require_tool(tool);
        }
        fs::create_dir_all(&root).expect("a folder");
        fs::write(root.join("containers.conf"), CONFIGURATION).expect("a file");
        Store { root, prefix }
    }

    /// A command that runs where containers run.
    pub(crate) fn command(&self, program: &str) -> Command {
        match &self.prefix[..] {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg("--").arg(program);
                command
            }
        }
    }

    /// A command with this store, and with this configuration instead of the user's.
    fn with_store(&self, program: &str) -> Command {
        let mut command = self.command(program);
        command.env("HOME", &self.root).env_remove("XDG_RUNTIME_DIR");
        command.env("CONTAINERS_CONF", self.root.join("containers.conf"));
        command.arg("--root").arg(self.root.join("root")).arg("--runroot").arg(self.root.join("run"));
        command
    }

    pub(crate) fn podman(&self, arguments: &[&str]) -> Command {
        let mut command = self.with_store("podman");
        command.arg("--tmpdir").arg(self.root.join("tmp")).args(arguments);
        command
    }

    pub(crate) fn buildah(&self, arguments: &[&str]) -> Command {
        let mut command = self.with_store("buildah");
        command.args(arguments);
        command
    }

    /// Puts one platform of an image, which others may refer to by any transport, into the store; hands back its ID.
    #[track_caller]
    pub(crate) fn pull(&self, image: &str, platform: &str) -> String {
        let command = self.podman(&["pull", "--quiet", "--tls-verify=false", "--platform", platform, image]);
        let id = text(run(command, b""));
        assert!(!id.is_empty() && !id.contains('\n'), "podman pull prints one ID: {id:?}");
        id
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Where a trial has failed its containers may still run.
        for arguments in [&["rm", "--all", "--force", "--time", "0"][..], &["rmi", "--all", "--force"]] {
            let _ = self.podman(arguments).output();
        }
    }
}

/// What a successful command prints, without white space at the end.
#[track_caller]
pub(crate) fn text(finished: Finished) -> String {
    finished.expect_success().stdout().trim_end().to_owned()
}
