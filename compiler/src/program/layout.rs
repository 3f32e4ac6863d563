//! Where everything lies: computes the address plan of `precast_abi::address` downward from memory 0,
//! and lists the sections that the object file needs at those addresses.

/// The address plan of a program.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// See [`precast_abi::Program::stack_low`].
    pub(crate) stack_low: u64,
    /// See [`precast_abi::Program::stack_high`].
    pub(crate) stack_high: u64,
    /// See [`precast_abi::Program::state_end`].
    pub(crate) state_end: u64,
    /// Sections with an address of their own, ascending, not overlapping.
    pub(crate) sections: Vec<Section>,
}

/// A section that the linker must place at an address.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// `.wasm.state` and the like; unique within the program.
    pub(crate) name: String,
    pub(crate) address: u64,
    pub(crate) writable: bool,
    pub(crate) contents: SectionContents,
}

/// What a section holds.
#[derive(Clone, Debug)]
pub(crate) enum SectionContents {
    /// This many zero bytes that take no room in the file.
    Zero(u64),
    /// These bytes. At each `(offset, id)` of the second list an 8-byte field holds the address of the code
    /// of a function reference, filled in by the linker.
    Bytes(Vec<u8>, Vec<(u64, super::FuncRefId)>),
}
