//! The state in which a program begins, where that is not what its modules say but what an initialiser left.
//!
//! Everything is told in terms of the world - its memories, tables, globals and functions -, so that it holds
//! for every target: no address occurs.

use super::world::FuncId;

/// What memories, tables, globals and segments hold. The lists are those of the world, segments by instance
/// and index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    pub(crate) memories: Vec<MemoryContents>,
    pub(crate) tables: Vec<TableContents>,
    pub(crate) globals: Vec<GlobalContents>,
    /// Which passive segments were dropped.
    pub(crate) data_dropped: Vec<Vec<bool>>,
    pub(crate) elements_dropped: Vec<Vec<bool>>,
}

/// A memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct MemoryContents {
    pub(crate) len_bytes: u64,
    /// What is not zero: offsets and bytes, ascending, not touching.
    pub(crate) runs: Vec<(u64, Vec<u8>)>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableContents {
    pub(crate) len: u64,
    /// Elements up to the last that is not null.
    pub(crate) elements: Vec<Option<FuncId>>,
}

/// The value of a global.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GlobalContents {
    /// The bits of a number or vector.
    Bits(u128),
    Reference(Option<FuncId>),
}
