//! The table of a test script: what an executable that was compiled from one does instead of running
//! a program. Read-only, written by the compiler, carried out by the runtime's driver.
//!
//! Values travel in [`Slot`]s of 16 bytes, the low bytes first: an `i32` or `f32` in the first 4, an `i64`,
//! `f64` or reference in the first 8, a `v128` in all. A reference to an external value `n` is `n + 1`; 0 is
//! null.

/// Room for one value of any type.
pub type Slot = [u64; 2];

/// The argument of the helper [`SCRIPT`](crate::helper::SCRIPT).
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Script {
    /// Address of `commands_len` [`Command`]s, in the order in which they run.
    pub commands: u64,
    /// Number of commands.
    pub commands_len: u64,
}

/// One command.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Command {
    /// Line of the script, counted from 1.
    pub line: u32,
    /// `ACTION_…`
    pub action: u32,
    /// `EXPECT_…`
    pub expectation: u32,
    /// Number of results of what is invoked; at most [`RESULTS_MAX`].
    pub results_len: u32,
    /// [`ACTION_INSTANTIATE`]: an `extern "C" fn() -> u32` that ends with [`INSTANTIATED`] or [`UNLINKABLE`].
    /// [`ACTION_INVOKE`]: an `extern "C" fn(callee: u64, arguments: *const Slot, results: *mut Slot)` that
    /// calls `callee`.
    pub code: u64,
    /// [`ACTION_INVOKE`]: address of the code to call. [`ACTION_GET`]: address of the [`Slot`] or of the 8
    /// bytes of a global, see `results_len`: 1.
    pub callee: u64,
    /// Address of the [`Slot`]s of the arguments.
    pub arguments: u64,
    /// [`EXPECT_RESULTS`]: address of `expected_len` [`Expected`]. [`EXPECT_TRAP`], [`EXPECT_UNLINKABLE`]:
    /// address of the words of the script, UTF-8.
    pub expected: u64,
    /// Number of [`Expected`], or of bytes.
    pub expected_len: u64,
}

/// Most results of an invoked function.
pub const RESULTS_MAX: usize = 1000;

/// Instantiates a module.
pub const ACTION_INSTANTIATE: u32 = 0;
/// Calls a function.
pub const ACTION_INVOKE: u32 = 1;
/// Reads a global.
pub const ACTION_GET: u32 = 2;

/// Any results will do, a trap will not.
pub const EXPECT_SUCCESS: u32 = 0;
/// These results.
pub const EXPECT_RESULTS: u32 = 1;
/// A trap with these words. The words of the script may be longer or shorter than those of the trap.
pub const EXPECT_TRAP: u32 = 2;
/// The module cannot be instantiated because an import is too small.
pub const EXPECT_UNLINKABLE: u32 = 3;

/// The instance is there.
pub const INSTANTIATED: u32 = 0;
/// The current size of an imported table or memory is below what the import asks for.
pub const UNLINKABLE: u32 = 1;

/// What a result must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Expected {
    /// `SHAPE_…`
    pub shape: u8,
    /// Not 0 where the next entry is another choice for the same result.
    pub alternative: u8,
    /// For each lane of a float (scalars have one) `LANE_…`.
    pub lanes: [u8; 4],
    /// Not used.
    pub padding: u16,
    /// The value, but for lanes that are not [`LANE_BITS`].
    pub bits: Slot,
}

/// A 32-bit integer.
pub const SHAPE_I32: u8 = 0;
/// A 64-bit integer.
pub const SHAPE_I64: u8 = 1;
/// A 32-bit float.
pub const SHAPE_F32: u8 = 2;
/// A 64-bit float.
pub const SHAPE_F64: u8 = 3;
/// A vector, bit for bit.
pub const SHAPE_V128: u8 = 4;
/// A vector of four floats.
pub const SHAPE_F32X4: u8 = 5;
/// A vector of two floats.
pub const SHAPE_F64X2: u8 = 6;
/// A null reference.
pub const SHAPE_NULL: u8 = 7;
/// Any reference that is not null.
pub const SHAPE_REFERENCE: u8 = 8;
/// The reference to this external value.
pub const SHAPE_EXTERN: u8 = 9;

/// Equal bits.
pub const LANE_BITS: u8 = 0;
/// A NaN whose payload has the top bit set and no other.
pub const LANE_CANONICAL_NAN: u8 = 1;
/// A NaN whose payload has the top bit set.
pub const LANE_ARITHMETIC_NAN: u8 = 2;

const _: () = {
    assert!(size_of::<Command>() == 56);
    assert!(size_of::<Expected>() == 24);
};
