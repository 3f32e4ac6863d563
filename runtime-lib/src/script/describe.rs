//! Values as people read them: type, bits, and the number that they stand for.

use core::fmt::{Arguments, Write};

use precast_abi::script::{
    Expected, LANE_ARITHMETIC_NAN, LANE_CANONICAL_NAN, SHAPE_EXTERN, SHAPE_F32, SHAPE_F32X4, SHAPE_F64,
    SHAPE_F64X2, SHAPE_I32, SHAPE_I64, SHAPE_NULL, SHAPE_REFERENCE, SHAPE_V128, Slot,
};

use super::compare::{Alternatives, lanes32};
use crate::text::Text;

/// What is expected, alternatives joined by `or`.
pub(super) fn expected(expected: &[Expected], text: &mut Text<'_>) {
    text.byte(b'(');
    for (index, alternatives) in Alternatives(expected).enumerate() {
        text.str(if index == 0 { "" } else { ", " });
        for (choice, expected) in alternatives.iter().enumerate() {
            text.str(if choice == 0 { "" } else { " or " });
            pattern(expected, text);
        }
    }
    text.byte(b')');
}

/// What came of it; the types are those of what was expected.
pub(super) fn results(expected: &[Expected], results: &[Slot], text: &mut Text<'_>) {
    let mut expected = Alternatives(expected);
    text.byte(b'(');
    for (index, result) in results.iter().enumerate() {
        let shape = expected.next().and_then(|alternatives| alternatives.first()).map(|first| first.shape);
        text.str(if index == 0 { "" } else { ", " });
        value(shape.unwrap_or(SHAPE_V128), [0; 4], result, text);
    }
    text.byte(b')');
}

fn pattern(expected: &Expected, text: &mut Text<'_>) {
    match expected.shape {
        SHAPE_NULL => {
            text.str("null");
        }
        SHAPE_REFERENCE => {
            text.str("reference");
        }
        shape => value(shape, expected.lanes, &expected.bits, text),
    }
}

/// A value, with a pattern instead where `patterns` has one.
fn value(shape: u8, patterns: [u8; 4], bits: &Slot, text: &mut Text<'_>) {
    let [low, high] = *bits;
    match shape {
        SHAPE_I32 => lane(0, low as u32 as u64, format_args!("{}", low as i32), text.str("i32:")),
        SHAPE_I64 => lane(0, low, format_args!("{}", low as i64), text.str("i64:")),
        SHAPE_F32 => lane(
            patterns[0],
            low as u32 as u64,
            format_args!("{:?}", f32::from_bits(low as u32)),
            text.str("f32:"),
        ),
        SHAPE_F64 => lane(patterns[0], low, format_args!("{:?}", f64::from_bits(low)), text.str("f64:")),
        SHAPE_F32X4 => {
            text.str("f32x4");
            for (pattern, bits) in patterns.into_iter().zip(lanes32(bits)) {
                lane(pattern, bits.into(), format_args!("{:?}", f32::from_bits(bits)), text.byte(b' '));
            }
        }
        SHAPE_F64X2 => {
            text.str("f64x2");
            for (pattern, bits) in patterns.into_iter().zip(*bits) {
                lane(pattern, bits, format_args!("{:?}", f64::from_bits(bits)), text.byte(b' '));
            }
        }
        SHAPE_V128 => {
            text.str("v128:").hexadecimal(high).byte(b'_').hexadecimal(low);
        }
        _ if low == 0 => {
            text.str("null");
        }
        SHAPE_EXTERN => {
            text.str("extern ").decimal(low - 1);
        }
        _ => {
            text.str("reference ").hexadecimal(low);
        }
    }
}

/// A number: its bits, and itself in brackets.
fn lane(pattern: u8, bits: u64, number: Arguments<'_>, text: &mut Text<'_>) {
    match pattern {
        LANE_CANONICAL_NAN => {
            text.str("nan:canonical");
        }
        LANE_ARITHMETIC_NAN => {
            text.str("nan:arithmetic");
        }
        _ => {
            // The formatter cannot fail: the text takes everything.
            let _ = write!(text.hexadecimal(bits), " ({number})");
        }
    }
}
