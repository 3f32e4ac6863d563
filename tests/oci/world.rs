//! What trials share, each part made when it is first needed: a folder, stores of images, daemons.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::daemon::{Containerd, Docker, Registry};
use crate::foreign::Namespace;
use crate::platform::Platform;
use crate::store::Store;
use crate::support;

/// A test that no table makes: its name, and what it does.
pub(crate) type Test = (&'static str, fn(&World));

/// All of it. Fields are dropped in this order: containers, their namespaces, daemons, files.
pub(crate) struct World {
    host: OnceLock<Store>,
    foreign: OnceLock<Result<Foreign, String>>,
    containerd: OnceLock<Containerd>,
    docker: OnceLock<Docker>,
    registry: OnceLock<Registry>,
    next: AtomicU32,
    scratch: TempDir,
}

struct Foreign {
    store: Store,
    /// Outlives the store's containers.
    _namespace: Namespace,
}

impl World {
    pub(crate) fn new() -> World {
        World {
            host: OnceLock::new(),
            foreign: OnceLock::new(),
            containerd: OnceLock::new(),
            docker: OnceLock::new(),
            registry: OnceLock::new(),
            next: AtomicU32::new(0),
            scratch: support::scratch(),
        }
    }

    /// A name that nobody else has.
    pub(crate) fn fresh_name(&self) -> String {
        format!("precast-test-{}-{}", std::process::id(), self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// A path that nobody else has, of nothing yet.
    pub(crate) fn fresh_path(&self) -> PathBuf {
        self.scratch().join(self.fresh_name())
    }

    fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Where containers of the platform run; an error says why they cannot.
    pub(crate) fn store(&self, platform: Platform) -> Result<&Store, &str> {
        if platform.is_host() {
            return Ok(self.host.get_or_init(|| Store::new(self.scratch().join("host"), Vec::new())));
        }
        let foreign = self.foreign.get_or_init(|| {
            let namespace = Namespace::enter()?;
            let store = Store::new(self.scratch().join("foreign"), namespace.prefix());
            Ok(Foreign { store, _namespace: namespace })
        });
        foreign.as_ref().map(|foreign| &foreign.store).map_err(String::as_str)
    }

    /// A command that runs where containers of the platform run.
    pub(crate) fn command(&self, platform: Platform, program: &str) -> Result<Command, &str> {
        self.store(platform).map(|store| store.command(program))
    }

    /// How programs of other machines ran, if they did.
    pub(crate) fn foreign_way(&self) -> Option<String> {
        Some(match self.foreign.get()? {
            Ok(_) => "other platforms: run by runc, crun and podman, qemu-user-static registered through \
                 binfmt_misc in a user namespace, and in a changed root under qemu-user-static"
                .to_owned(),
            Err(why) => format!(
                "other platforms: run in a changed root under qemu-user-static only; binfmt_misc cannot be had: {why}"
            ),
        })
    }

    pub(crate) fn containerd(&self) -> &Containerd {
        self.containerd.get_or_init(|| Containerd::start(&self.scratch().join("containerd")))
    }

    pub(crate) fn docker(&self) -> &Docker {
        self.docker.get_or_init(|| Docker::start(&self.scratch().join("docker")))
    }

    pub(crate) fn registry(&self) -> &Registry {
        self.registry.get_or_init(|| Registry::start(&self.scratch().join("registry")))
    }
}
