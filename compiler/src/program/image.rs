//! The initial contents of a memory as a list of non-zero runs.

/// A part of a memory's initial contents that is not all zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Offset in bytes from the base of the memory, page-aligned.
    pub(crate) offset: u64,
    pub(crate) bytes: Vec<u8>,
}
