//! Executables, and the wasm that they were built from, in; an OCI image out.
//!
//! Data flows one way:
//!
//! executables, wasm, settings → layers, configs and manifests in a [`Draft`] → (attestations, which refer to
//! these manifests) → [`Image`], content-addressed and in memory → [`layout`] files, an [`archive`], or a
//! registry; and from any of these back to an [`Image`], to look at and verify.
//!
//! The image is a function of what comes in: there is no clock, no name of a user and no order of a file system
//! in it. This crate knows nothing of the compiler: what it must know of an executable it reads from the file. It
//! opens no file and prints nothing.

pub mod archive;
mod date;
mod digest;
mod draft;
mod error;
mod image;
pub mod layout;
mod name;
pub mod spec;

pub use date::SourceDate;
pub use digest::Digest;
pub use draft::Draft;
pub use error::{Error, Result};
pub use image::{Blobs, Image, Node, NodeKind};
pub use name::Name;
