//! Executables, and the wasm that they were built from, in; an OCI image out.
//!
//! Data flows one way:
//!
//! [`Executable`]s, wasm, files to include, [`Settings`] → [`build()`] → layers, configs and manifests in a
//! [`Draft`] → [`attest()`] adds what is said about these manifests → [`Image`], content-addressed and in memory →
//! [`layout`] files, an [`archive`], or a [`registry`]; and from any of these back to an [`Image`], to look at and
//! to [`verify()`].
//!
//! The image is a function of what comes in: there is no clock, no name of a user and no order of a file system
//! in it. This crate knows nothing of the compiler: what it must know of an executable it reads from the file. It
//! prints nothing and opens no file; only `registry`, a feature that can be left out, has to do with the system.

pub mod archive;
mod attest;
pub mod attestation;
mod build;
mod date;
mod digest;
mod draft;
mod error;
mod executable;
mod gzip;
mod image;
mod layer;
pub mod layout;
mod name;
mod origin;
pub mod provenance;
#[cfg(feature = "registry")]
pub mod registry;
pub mod sbom;
pub mod settings;
pub mod spec;
mod tree;
mod verify;
mod wasm;

pub use attest::{Attestations, attest};
pub use build::{Contents, build, wasm_artifact};
pub use date::SourceDate;
pub use digest::Digest;
pub use draft::Draft;
pub use error::{Error, Result};
pub use executable::{Executable, platform};
pub use image::{Blobs, Image, Node, NodeKind};
pub use name::Name;
pub use origin::Origin;
pub use settings::Settings;
pub use tree::{GuestPath, Owner, Tree};
pub use verify::{Report, verify};
pub use wasm::{Module, Producer};
