//! Whether results are what a script expects: bit for bit, but for NaNs of which only a pattern is given.

use precast_abi::script::{
    Expected, LANE_ARITHMETIC_NAN, LANE_CANONICAL_NAN, SHAPE_F32, SHAPE_F32X4, SHAPE_F64, SHAPE_F64X2,
    SHAPE_I32, SHAPE_NULL, SHAPE_REFERENCE, SHAPE_V128, Slot,
};

/// Whether each result is one of its alternatives, and there are as many as expected.
pub(super) fn all(expected: &[Expected], results: &[Slot]) -> bool {
    let mut results = results.iter();
    Alternatives(expected).all(|alternatives| {
        results.next().is_some_and(|result| alternatives.iter().any(|expected| one(expected, result)))
    }) && results.len() == 0
}

/// The alternatives of one result after the other.
pub(super) struct Alternatives<'a>(pub(super) &'a [Expected]);

impl<'a> Iterator for Alternatives<'a> {
    type Item = &'a [Expected];

    fn next(&mut self) -> Option<&'a [Expected]> {
        let last = self.0.iter().position(|expected| expected.alternative == 0)?;
        let (alternatives, rest) = self.0.split_at_checked(last + 1)?;
        self.0 = rest;
        Some(alternatives)
    }
}

/// Whether a result is what is expected.
fn one(expected: &Expected, result: &Slot) -> bool {
    let (bits, patterns) = (&expected.bits, expected.lanes);
    let floats32 = |lanes| patterns.into_iter().zip(lanes32(bits)).zip(lanes32(result)).take(lanes);
    let floats64 = |lanes| patterns.into_iter().zip(*bits).zip(*result).take(lanes);
    match expected.shape {
        SHAPE_I32 => lanes32(bits)[0] == lanes32(result)[0],
        SHAPE_V128 => bits == result,
        SHAPE_F32 => floats32(1).all(float32),
        SHAPE_F64 => floats64(1).all(float64),
        SHAPE_F32X4 => floats32(4).all(float32),
        SHAPE_F64X2 => floats64(2).all(float64),
        SHAPE_NULL => result[0] == 0,
        SHAPE_REFERENCE => result[0] != 0,
        // 64-bit integers, and references to external values.
        _ => bits[0] == result[0],
    }
}

/// The lanes of 32 bits.
pub(super) fn lanes32(&[low, high]: &Slot) -> [u32; 4] {
    [low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32]
}

fn float32(((pattern, expected), bits): ((u8, u32), u32)) -> bool {
    const QUIET_NAN: u32 = 0x7fc0_0000;
    match pattern {
        LANE_CANONICAL_NAN => bits & (u32::MAX >> 1) == QUIET_NAN,
        LANE_ARITHMETIC_NAN => bits & QUIET_NAN == QUIET_NAN,
        _ => bits == expected,
    }
}

fn float64(((pattern, expected), bits): ((u8, u64), u64)) -> bool {
    const QUIET_NAN: u64 = 0x7ff8_0000_0000_0000;
    match pattern {
        LANE_CANONICAL_NAN => bits & (u64::MAX >> 1) == QUIET_NAN,
        LANE_ARITHMETIC_NAN => bits & QUIET_NAN == QUIET_NAN,
        _ => bits == expected,
    }
}
