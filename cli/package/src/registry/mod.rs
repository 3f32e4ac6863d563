//! Images to and from a registry, over HTTP as
//! <https://github.com/opencontainers/distribution-spec/blob/main/spec.md> describes it.
//!
//! [`push`] sends what is not there yet, parts before what refers to them and the tag last of all: a push
//! that is cut off leaves the tag as it was, and repeating it sends only the rest. [`pull`] believes
//! nothing: every blob must have the size and digest by which it was asked for. This module is the only one
//! of the crate that opens connections, reads files (those with credentials) and starts processes (helpers
//! that have credentials).

mod credentials;
mod error;
mod pull;
mod push;
mod reference;
mod referrers;
mod session;
mod transport;

use std::time::Duration;

pub use error::{Error, Result};
pub use pull::{Extent, pull};
pub use push::{Pushed, push};
pub use reference::Reference;

/// How registries are spoken to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Plain HTTP, whatever the registry is.
    pub insecure: bool,
}

/// Who wants to know how it goes.
pub trait Observer {
    /// `done` of `total` bytes are there.
    fn transfers(&self, done_bytes: u64, total_bytes: u64);

    /// Something did not work and is tried again after a while.
    fn waits(&self, error: &Error, wait: Duration);
}
