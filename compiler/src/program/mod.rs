//! The closed world: which instances there are, which import is served by what, where everything
//! lies and what it contains when the process begins, and facts that hold for the whole run.
//!
//! Everything here is decided before a single function is translated. A program may hold several
//! instances; index spaces of an instance map to items of the program, so that two instances share what
//! one imports from the other.

pub(crate) mod entry;
mod facts;
mod files;
pub(crate) mod image;
mod imports;
pub(crate) mod initial;
mod instantiate;
pub(crate) mod layout;
mod link;
mod resolve;
pub(crate) mod script;
mod world;

pub(crate) use world::FuncId;

use std::collections::HashMap;

use precast_abi::wasi::WasiFunction;
use wasmparser::ValType;

use crate::wasm::{DataIndex, ElementIndex, FuncIndex, FuncType, Module};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) u32);

        impl $name {
            pub(crate) fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

id! {
    /// An instance of a module.
    InstanceId
    /// A function that is compiled: a position in [`Program::code`].
    CodeId
    /// A memory of the program.
    MemoryId
    /// A table of the program.
    TableId
    /// A global of the program.
    GlobalId
    /// A function type of the program; equal types have equal numbers.
    TypeId
    /// A function reference descriptor of the program: a position in [`Program::func_refs`].
    FuncRefId
    /// A passive data segment: a position in [`Program::data_segments`].
    DataId
    /// A passive element segment: a position in [`Program::element_segments`].
    ElementId
}

/// What a program is made for.
#[derive(Clone, Copy)]
pub(crate) enum Purpose<'a> {
    /// To run, beginning with what its modules say.
    Run,
    /// To run, beginning with what an initialiser left.
    Resume(&'a initial::Contents),
    /// To run an initialiser, so that what it leaves can be recorded.
    Record(&'a Initialization),
}

/// How the main module is initialised ahead of time, by functions of type `[] -> []`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Initialization {
    /// What runs first, in this order.
    pub(crate) before: Vec<FuncIndex>,
    /// The initialiser.
    pub(crate) function: FuncIndex,
}

/// The closed world.
pub(crate) struct Program<'a> {
    pub(crate) instances: Vec<Instance<'a>>,
    /// Every function type, by [`TypeId`].
    pub(crate) types: Vec<FuncType>,
    /// The functions to compile: those that can be reached, in the order of their instances and indices.
    pub(crate) code: Vec<Code>,
    pub(crate) memories: Vec<Memory>,
    pub(crate) tables: Vec<Table>,
    pub(crate) globals: Vec<Global>,
    /// Functions that are values somewhere, each with one descriptor.
    pub(crate) func_refs: Vec<FuncRef>,
    /// Passive data segments that code uses.
    pub(crate) data_segments: Vec<DataSegment<'a>>,
    /// Passive element segments that code uses.
    pub(crate) element_segments: Vec<ElementSegment>,
    /// Reached code makes tail calls, which need a calling convention of their own.
    pub(crate) tail_calls: bool,
    /// What the process does.
    pub(crate) entry: Entry,
    /// Code of precast itself, compiled behind that of the program; the entry is the first.
    pub(crate) glue: Vec<Glue>,
    /// Where everything lies.
    pub(crate) layout: layout::Layout,
}

/// An instance: index spaces of its module, mapped to items of the program.
pub(crate) struct Instance<'a> {
    pub(crate) module: &'a Module<'a>,
    /// What imports of other instances call it; `None` for the main one.
    pub(crate) name: Option<&'a str>,
    /// By [`FuncIndex`](crate::wasm::FuncIndex).
    pub(crate) functions: Vec<Callee>,
    /// By [`TypeIndex`](crate::wasm::TypeIndex).
    pub(crate) types: Vec<TypeId>,
    pub(crate) memories: Vec<MemoryId>,
    pub(crate) tables: Vec<TableId>,
    pub(crate) globals: Vec<GlobalId>,
    /// Which function indices have a descriptor.
    pub(crate) func_refs: HashMap<FuncIndex, FuncRefId>,
    /// Data segments by index: passive ones, and active ones that are applied when the process runs. Absent
    /// ones are dropped from the start (applied at build time, or unused).
    pub(crate) data: HashMap<DataIndex, DataId>,
    /// As `data`.
    pub(crate) elements: HashMap<ElementIndex, ElementId>,
    /// What the process does to make the instance, in this order.
    pub(crate) steps: Vec<Step>,
}

/// A part of the instantiation of a module that is left for when the process runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// A memory must have this size by now, or the module cannot be linked. Only in test scripts.
    RequireMemory { memory: MemoryId, bytes: u64 },
    /// As `RequireMemory`, of a table.
    RequireTable { table: TableId, elements: u64 },
    /// Copies an active element segment to `offset` of its table, and drops it.
    ApplyElements { segment: ElementIndex, offset: u64 },
    /// Copies an active data segment to `offset` of its memory, and drops it.
    ApplyData { segment: DataIndex, offset: u64 },
    /// An active segment does not fit.
    Trap(precast_abi::Trap),
    /// Calls a function of type `[] -> []`.
    Call(Callee),
}

/// What a function index of an instance stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Callee {
    /// Compiled code.
    Code(CodeId),
    /// A function of the runtime library, which gets the descriptor of this memory as first argument.
    Wasi(&'static WasiFunction, MemoryId),
    /// An import that nothing serves: traps when called.
    Unresolved,
    /// Defined, but nothing can reach it: it is not compiled.
    Unreachable,
}

/// A function to compile. An import stands here only where it is a value somewhere: then a stub is
/// compiled that calls it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code {
    pub(crate) instance: InstanceId,
    pub(crate) func: FuncIndex,
    pub(crate) ty: TypeId,
}

/// A memory.
pub(crate) struct Memory {
    /// Address of byte 0.
    pub(crate) base: u64,
    /// Address of its writable [`precast_abi::Memory`] descriptor.
    pub(crate) descriptor: u64,
    pub(crate) initial_bytes: u64,
    /// Bytes that it may grow to: no more than there is room for at its base.
    pub(crate) max_bytes: u64,
    /// Indices and sizes are `i64`, not `i32`.
    pub(crate) index_64: bool,
    /// Binary logarithm of the page size in bytes.
    pub(crate) page_size_log2: u32,
    /// Guard pages cover every access with a static offset below
    /// [`OFFSET_GUARD_BYTES`](precast_abi::address::OFFSET_GUARD_BYTES); otherwise all accesses are checked.
    pub(crate) guarded: bool,
    /// `initial_bytes` and current size are equal at all times: nothing grows it.
    pub(crate) fixed_size: bool,
    /// Non-zero parts of the initial contents, ascending, page-aligned, not touching.
    pub(crate) image: Vec<image::Run>,
    /// Bytes from `base` on that exec maps as segments of the file.
    pub(crate) mapped_bytes: u64,
    /// What exec maps above that, ascending, not touching.
    pub(crate) far: Vec<precast_abi::program::MappedRange>,
    /// See [`precast_abi::MemoryPlan::small_pages`].
    pub(crate) small_pages: precast_abi::program::MappedRange,
}

/// A table.
pub(crate) struct Table {
    /// Address of element 0.
    pub(crate) base: u64,
    pub(crate) initial: u64,
    pub(crate) max: u64,
    /// Indices and sizes are `i64`, not `i32`.
    pub(crate) index_64: bool,
    /// Initial contents; elements behind its end are null.
    pub(crate) contents: Vec<Option<FuncRefId>>,
    pub(crate) kind: TableKind,
    /// Reached code reads, writes or grows it; otherwise at most its size matters and it has no address.
    pub(crate) used: bool,
}

impl Memory {
    /// Address of the `u64` of writable state that holds `base`, which nothing writes.
    pub(crate) fn base_cell(&self) -> u64 {
        self.descriptor + std::mem::offset_of!(precast_abi::Memory, base) as u64
    }

    /// What the runtime must do for it at start.
    pub(crate) fn plan(&self) -> precast_abi::MemoryPlan {
        let mut far = [precast_abi::program::MappedRange::default(); precast_abi::program::FAR_RANGES_MAX];
        // At most as many as there are runs.
        far[..self.far.len()].copy_from_slice(&self.far);
        precast_abi::MemoryPlan {
            descriptor: self.descriptor,
            reach_bytes: if self.guarded { precast_abi::address::REACH_BYTES } else { 0 },
            mapped_bytes: self.mapped_bytes,
            far_len: self.far.len() as u64,
            far,
            small_pages: self.small_pages,
        }
    }
}

/// How a table is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableKind {
    /// Nothing writes it or copies from it: an array of [`precast_abi::FuncRef`], 16 bytes an element,
    /// read-only, of constant size.
    ReadOnly,
    /// Written but never grown: an array of 8-byte references, of constant size.
    Fixed,
    /// Can grow, within the capacity reserved at `base`: an array of 8-byte references.
    Growing {
        /// Address of its writable [`precast_abi::Table`] descriptor.
        descriptor: u64,
        /// Elements there is room for.
        capacity: u64,
    },
}

/// A global.
pub(crate) struct Global {
    pub(crate) ty: ValType,
    /// The initial value; the value at all times where `constant`.
    pub(crate) value: Value,
    /// Nothing ever writes it.
    pub(crate) constant: bool,
    /// Address of its [`bytes`](Global::bytes) of writable state; meaningless where `constant`.
    pub(crate) address: u64,
}

impl Global {
    /// Bytes of its state, which are also its alignment.
    pub(crate) fn bytes(&self) -> u64 {
        if self.ty == ValType::V128 { 16 } else { 8 }
    }
}

/// A value known at build time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    I32(i32),
    I64(i64),
    /// Bits.
    F32(u32),
    /// Bits.
    F64(u64),
    /// Bits.
    V128(u128),
    RefNull,
    RefFunc(FuncRefId),
}

/// A function that is a value somewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FuncRef {
    pub(crate) func: FuncIndex,
    pub(crate) ty: TypeId,
    /// Its code; for an import, a stub with the wasm type that calls it.
    pub(crate) code: CodeId,
    /// Address of its [`precast_abi::FuncRef`].
    pub(crate) address: u64,
}

/// A passive data segment that code uses.
pub(crate) struct DataSegment<'a> {
    pub(crate) bytes: &'a [u8],
    /// Address of its bytes, read-only.
    pub(crate) address: u64,
    /// Address of its current length in bytes, a `u64` of writable state: `data.drop` makes it 0.
    pub(crate) len_address: u64,
}

/// A passive element segment that code uses.
pub(crate) struct ElementSegment {
    pub(crate) items: Vec<Option<FuncRefId>>,
    /// Address of its items, 8 bytes each, read-only.
    pub(crate) address: u64,
    /// Address of its current length in elements, a `u64` of writable state: `elem.drop` makes it 0.
    pub(crate) len_address: u64,
}

/// What the process does.
pub(crate) enum Entry {
    /// Makes the instances in their order, then runs a function.
    Main {
        callee: Callee,
        /// Its type. Arguments come from the command line, results are printed.
        ty: TypeId,
    },
    /// Carries out a test script.
    Script(script::Table),
}

/// A function of precast itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Glue {
    /// What the runtime calls first.
    Entry,
    /// Makes an instance of a test script: an `extern "C" fn() -> u32`, see
    /// [`Command::code`](precast_abi::script::Command).
    Instantiate(InstanceId),
    /// Calls a function of this type for a test script: an `extern "C" fn(callee, arguments, results)`,
    /// likewise.
    Invoke(TypeId),
}

/// Code that an 8-byte field of the initial data holds the address of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodePointer {
    Function(CodeId),
    /// Position in [`Program::glue`].
    Glue(usize),
}

pub(crate) use layout::{Layout, SectionContents};

impl Program<'_> {
    /// The instance with this id.
    pub(crate) fn instance(&self, id: InstanceId) -> &Instance<'_> {
        &self.instances[id.index()]
    }

    /// Functions defined by the modules, reachable or not.
    pub(crate) fn defined_functions(&self) -> usize {
        let defined = |callee: &&Callee| matches!(callee, Callee::Code(_) | Callee::Unreachable);
        self.instances.iter().map(|instance| instance.functions.iter().filter(defined).count()).sum()
    }

    /// Functions defined by the modules that are not compiled.
    pub(crate) fn unreachable_functions(&self) -> usize {
        let unreachable = |callee: &&Callee| matches!(callee, Callee::Unreachable);
        self.instances.iter().map(|instance| instance.functions.iter().filter(unreachable).count()).sum()
    }

    /// Bytes of initial data that the file will hold.
    pub(crate) fn image_bytes(&self) -> usize {
        self.memories.iter().flat_map(|memory| &memory.image).map(|run| run.bytes.len()).sum()
    }
}
