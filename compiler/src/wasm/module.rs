//! A validated module: its index spaces, described. Borrowed from the wasm bytes.

use precast_abi::address::INDEX_SPACE_BYTES;
use wasmparser::{FunctionBody, ValType};

use super::Fact;

/// Names an index space: `FuncIndex(3)` is function 3 of its module.
macro_rules! index {
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

index! {
    /// A type of the module.
    TypeIndex
    /// A function, imported ones first.
    FuncIndex
    /// A table, imported ones first.
    TableIndex
    /// A memory, imported ones first.
    MemoryIndex
    /// A global, imported ones first.
    GlobalIndex
    /// An element segment.
    ElementIndex
    /// A data segment.
    DataIndex
}

/// A validated module.
pub(crate) struct Module<'a> {
    /// Function types, by [`TypeIndex`].
    pub(crate) types: Vec<FuncType>,
    /// All imports in their order.
    pub(crate) imports: Vec<Import<'a>>,
    /// Functions, imported ones first.
    pub(crate) functions: Vec<Function<'a>>,
    /// Tables, imported ones first.
    pub(crate) tables: Vec<Table>,
    /// Memories, imported ones first.
    pub(crate) memories: Vec<Memory>,
    /// Globals, imported ones first.
    pub(crate) globals: Vec<Global>,
    /// Exports by their order.
    pub(crate) exports: Vec<Export<'a>>,
    /// The start function.
    pub(crate) start: Option<FuncIndex>,
    /// Element segments.
    pub(crate) elements: Vec<Element>,
    /// Data segments.
    pub(crate) data: Vec<Data<'a>>,
    /// What each defined function refers to, by its number among the defined ones; ascending, each fact once.
    pub(crate) facts: Vec<Box<[Fact]>>,
}

/// A function type. Structural: equal types are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FuncType {
    pub(crate) params: Vec<ValType>,
    pub(crate) results: Vec<ValType>,
}

/// An import.
pub(crate) struct Import<'a> {
    pub(crate) module: &'a str,
    pub(crate) field: &'a str,
    /// What is imported, an entry of an index space of this module.
    pub(crate) item: Item,
    /// Byte offset of the import.
    pub(crate) offset: usize,
}

/// An entry of one of the index spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    Function(FuncIndex),
    Table(TableIndex),
    Memory(MemoryIndex),
    Global(GlobalIndex),
}

/// A function.
pub(crate) struct Function<'a> {
    pub(crate) ty: TypeIndex,
    /// From the name section, if it has one for this function.
    pub(crate) name: Option<&'a str>,
    pub(crate) origin: FunctionOrigin<'a>,
}

/// Where a function comes from.
pub(crate) enum FunctionOrigin<'a> {
    /// One of the imports.
    Import,
    /// Defined here.
    Body(FunctionBody<'a>),
}

/// A table.
pub(crate) struct Table {
    pub(crate) element: ValType,
    /// Indices and sizes are `i64`, not `i32`.
    pub(crate) index_64: bool,
    pub(crate) initial: u64,
    pub(crate) maximum: Option<u64>,
    /// Initial value of each element; `None` for null.
    pub(crate) init: Option<ConstExpr>,
}

/// A memory; sizes in pages.
pub(crate) struct Memory {
    pub(crate) initial: u64,
    pub(crate) maximum: Option<u64>,
    /// Declared to be shared among threads.
    pub(crate) shared: bool,
    /// Indices and sizes are `i64`, not `i32`.
    pub(crate) index_64: bool,
    /// Binary logarithm of the page size in bytes.
    pub(crate) page_size_log2: u32,
}

impl Memory {
    /// The initial size in bytes; `u64::MAX` for one that no address space holds.
    pub(crate) fn initial_bytes(&self) -> u64 {
        self.bytes(self.initial)
    }

    /// The size in bytes that it can never exceed: what is declared, or what indices reach. A size in pages
    /// is an index too, which counts where pages are single bytes.
    pub(crate) fn maximum_bytes(&self) -> u64 {
        let pages_max = if self.index_64 { u64::MAX } else { u64::from(u32::MAX) };
        let reach = if self.index_64 { u64::MAX } else { INDEX_SPACE_BYTES };
        self.bytes(self.maximum.unwrap_or(pages_max).min(pages_max)).min(reach)
    }

    fn bytes(&self, pages: u64) -> u64 {
        pages.saturating_mul(1 << self.page_size_log2)
    }
}

/// A global.
pub(crate) struct Global {
    pub(crate) ty: ValType,
    pub(crate) mutable: bool,
    pub(crate) origin: GlobalOrigin,
}

/// Where a global comes from.
pub(crate) enum GlobalOrigin {
    /// One of the imports.
    Import,
    /// Defined here, with this initial value.
    Init(ConstExpr),
}

/// An export.
pub(crate) struct Export<'a> {
    pub(crate) name: &'a str,
    pub(crate) item: Item,
}

/// An element segment.
pub(crate) struct Element {
    pub(crate) mode: SegmentMode<TableIndex>,
    pub(crate) items: ElementItems,
}

/// The elements of an element segment.
pub(crate) enum ElementItems {
    /// Functions: by far the most common, and compact.
    Functions(Vec<FuncIndex>),
    Expressions(Vec<ConstExpr>),
}

/// A data segment.
pub(crate) struct Data<'a> {
    pub(crate) mode: SegmentMode<MemoryIndex>,
    pub(crate) bytes: &'a [u8],
}

/// When a segment is applied.
pub(crate) enum SegmentMode<I> {
    /// At instantiation, at this offset of this table or memory.
    Active(I, ConstExpr),
    /// By `table.init` or `memory.init`.
    Passive,
    /// Never; it only declares that functions may be referred to.
    Declared,
}

/// A constant expression: the operators of the extended-const proposal in postfix order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ConstExpr(pub(crate) Vec<ConstOp>);

/// One operator of a constant expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ConstOp {
    I32(i32),
    I64(i64),
    /// Bits.
    F32(u32),
    /// Bits.
    F64(u64),
    /// Bits.
    V128(u128),
    RefNull,
    RefFunc(FuncIndex),
    Global(GlobalIndex),
    I32Add,
    I32Sub,
    I32Mul,
    I64Add,
    I64Sub,
    I64Mul,
}
