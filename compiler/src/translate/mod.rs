//! Function bodies to CLIF: one function at a time, from wasm operators to Cranelift's intermediate
//! representation.
//!
//! [`operator`] is the table, a line per instruction; the logic is in the rooms beside it. How memory,
//! globals, tables and functions are addressed is decided in [`environ`] alone.

pub(crate) mod environ;

/// The function that the runtime calls first; see [`crate::program::Entry`].
pub(crate) mod entry;
/// A function body or an import's stub.
pub(crate) mod function;
