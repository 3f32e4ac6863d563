//! What vector instructions do, apart from the shape of their operands: the words in which the table and both
//! lowerings speak of them. Each lowering matches every one of these, so that none can be forgotten.
//!
//! The shape that goes with an operation is the one that its name in wasm begins with: that of the result
//! where operand and result differ.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};

/// How an integer lane is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Sign {
    Signed,
    Unsigned,
}

/// Which lanes of an operand that has twice as many as the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Half {
    Low,
    High,
}

/// What becomes of the product in a fused multiplication and addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Product {
    Added,
    Subtracted,
}

/// One vector to one vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Unary {
    Not,
    /// Of integers or floats.
    Abs,
    /// Of integers or floats.
    Neg,
    Popcnt,
    Sqrt,
    Ceil,
    Floor,
    Trunc,
    Nearest,
    /// Lanes of half the width, widened.
    Extend(Half, Sign),
    /// Sums of neighbours, which are lanes of half the width, widened first.
    ExtendAddPairwise(Sign),
    /// f32x4 to i32x4.
    TruncSat(Sign),
    /// f64x2 to the low lanes of i32x4.
    TruncSatZero(Sign),
    /// i32x4 to f32x4.
    Convert(Sign),
    /// The low lanes of i32x4 to f64x2.
    ConvertLow(Sign),
    /// f64x2 to the low lanes of f32x4.
    DemoteZero,
    /// The low lanes of f32x4 to f64x2.
    PromoteLow,
}

/// Two vectors to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Binary {
    And,
    AndNot,
    Or,
    Xor,
    /// Of integers or floats.
    Add,
    /// Of integers or floats.
    Sub,
    /// Of integers or floats.
    Mul,
    /// Of floats.
    Div,
    AddSat(Sign),
    SubSat(Sign),
    /// Of integers.
    Min(Sign),
    /// Of integers.
    Max(Sign),
    /// Unsigned, rounded up.
    AverageRounded,
    Q15MultiplyRoundedSat,
    /// Signed lanes of twice the width to lanes that saturate as this sign has it.
    Narrow(Sign),
    /// Products of lanes of half the width, widened first.
    ExtendMultiply(Half, Sign),
    /// i16x8 to sums of two products in i32x4.
    Dot,
    /// i8x16 to sums of two products in i16x8, both operands signed, sums saturated.
    RelaxedDot,
    /// A NaN where an operand is one.
    FloatMin,
    /// A NaN where an operand is one.
    FloatMax,
    /// The second operand where it is less, else the first.
    PseudoMin,
    /// The second operand where it is greater, else the first.
    PseudoMax,
    Swizzle,
    /// All bits of a lane set where the comparison holds.
    Compare(IntCC),
    /// All bits of a lane set where the comparison holds.
    CompareFloat(FloatCC),
}

/// Three vectors to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Ternary {
    /// Bits of the first operand where those of the third are set, else of the second.
    Bitselect,
    /// The product of the first two, added to the third or subtracted from it, rounded once.
    MultiplyAdd(Product),
    /// [`Binary::RelaxedDot`] of the first two, neighbours added up in i32x4, plus the third.
    RelaxedDotAdd,
}

/// A vector and a number of bits, which counts modulo the width of a lane, to a vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Shift {
    Left,
    Right(Sign),
}

/// A vector to an i32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::translate) enum Test {
    /// Whether a bit is set.
    AnyTrue,
    /// Whether no lane is zero.
    AllTrue,
    /// The sign bits of the lanes.
    Bitmask,
}
