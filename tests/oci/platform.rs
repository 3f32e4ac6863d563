//! The platforms of an image.

use crate::support::{TARGETS, Target};

/// A platform, as images call it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Platform {
    pub(crate) os: &'static str,
    pub(crate) architecture: &'static str,
    /// What its programs are built for; `None` for WebAssembly itself.
    pub(crate) target: Option<Target>,
}

/// WebAssembly itself.
pub(crate) const WASM: Platform = Platform { os: "wasi", architecture: "wasm", target: None };

impl Platform {
    /// Those of executables.
    pub(crate) fn native() -> impl Iterator<Item = Platform> {
        let platform = |&target: &Target| Platform {
            os: "linux",
            architecture: target.oci_architecture,
            target: Some(target),
        };
        TARGETS.iter().map(platform)
    }

    /// All that an image has where nothing else is asked for, in its order.
    pub(crate) fn all() -> impl Iterator<Item = Platform> {
        Self::native().chain([WASM])
    }

    /// That of this machine.
    pub(crate) fn host() -> Platform {
        Self::native().find(Self::is_host).expect("the tests run on a machine that is a target")
    }

    /// Whether its programs run here without an emulator.
    pub(crate) fn is_host(&self) -> bool {
        self.target.is_some_and(|target| target.is_host())
    }

    /// As in `linux/amd64`.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.os, self.architecture)
    }
}
