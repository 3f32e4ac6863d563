//! The kinds of traps: one table for the numbers in generated code and the words that users read.

macro_rules! traps {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $message:literal;)*) => {
        /// Why a program trapped. The numbers stand in the site table of an artifact.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Trap { $($(#[$doc])* $name = $code,)* }

        impl Trap {
            /// Every kind, in the order of the numbers.
            pub const ALL: &[Trap] = &[$(Trap::$name),*];

            /// The kind with this number, if there is one.
            pub const fn from_code(code: u8) -> Option<Trap> {
                match code { $($code => Some(Trap::$name),)* _ => None }
            }

            /// The words of the specification's test suite for this kind.
            pub const fn message(self) -> &'static str {
                match self { $(Trap::$name => $message,)* }
            }
        }
    };
}

traps! {
    /// The `unreachable` instruction.
    Unreachable = 1, "unreachable";
    /// A linear-memory access beyond the memory's current size.
    MemoryOutOfBounds = 2, "out of bounds memory access";
    /// A table access beyond the table's current size.
    TableOutOfBounds = 3, "out of bounds table access";
    /// `call_indirect` with an index beyond the table.
    UndefinedElement = 4, "undefined element";
    /// `call_indirect` of a null element.
    UninitializedElement = 5, "uninitialized element";
    /// `call_indirect` of a function of another type.
    IndirectCallTypeMismatch = 6, "indirect call type mismatch";
    /// Signed division overflow, or a conversion out of range.
    IntegerOverflow = 7, "integer overflow";
    /// Division or remainder by zero.
    IntegerDivideByZero = 8, "integer divide by zero";
    /// Conversion of a NaN to an integer.
    InvalidConversionToInteger = 9, "invalid conversion to integer";
    /// The guest's stack ran into its guard.
    CallStackExhausted = 10, "call stack exhausted";
    /// A call of an import that nothing serves, built with `--unresolved=trap`.
    UnresolvedImport = 11, "call of an unresolved import";
    /// An atomic access that is not naturally aligned.
    UnalignedAtomic = 12, "unaligned atomic";
    /// `call_ref` or another use of a null reference that must not be null.
    NullReference = 13, "null reference";
    /// `memory.atomic.wait32` or `memory.atomic.wait64` on a memory that is not shared.
    ExpectedSharedMemory = 14, "expected shared memory";
}
