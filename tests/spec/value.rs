//! Arguments and expected results of a script, as the compiler wants them.

use precast_abi::script::{
    Expected, LANE_ARITHMETIC_NAN, LANE_BITS, LANE_CANONICAL_NAN, SHAPE_EXTERN, SHAPE_F32, SHAPE_F32X4,
    SHAPE_F64, SHAPE_F64X2, SHAPE_I32, SHAPE_I64, SHAPE_NULL, SHAPE_REFERENCE, SHAPE_V128,
};
use precast_compiler::script::Value;
use wast::core::{NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::token::{F32, F64};
use wast::{WastArg, WastRet};

/// An argument; an error names the proposal that it belongs to.
pub(crate) fn argument(argument: &WastArg<'_>) -> Result<Value, String> {
    let WastArg::Core(argument) = argument else { return Err("the component-model proposal".to_owned()) };
    Ok(match argument {
        WastArgCore::I32(value) => Value::I32(*value),
        WastArgCore::I64(value) => Value::I64(*value),
        WastArgCore::F32(value) => Value::F32(value.bits),
        WastArgCore::F64(value) => Value::F64(value.bits),
        WastArgCore::V128(value) => Value::V128(u128::from_le_bytes(value.to_le_bytes())),
        WastArgCore::RefNull(_) => Value::Null,
        WastArgCore::RefExtern(number) => Value::Extern(*number),
        WastArgCore::RefHost(_) => return Err("the gc proposal: host references".to_owned()),
    })
}

/// The alternatives of one result; an error names the proposal that it belongs to.
pub(crate) fn result(result: &WastRet<'_>) -> Result<Vec<Expected>, String> {
    let WastRet::Core(result) = result else { return Err("the component-model proposal".to_owned()) };
    let mut alternatives = Vec::new();
    collect(result, &mut alternatives);
    if let Some((_, others)) = alternatives.split_last_mut() {
        others.iter_mut().for_each(|expected| expected.alternative = 1);
    }
    Ok(alternatives)
}

fn collect(result: &WastRetCore<'_>, alternatives: &mut Vec<Expected>) {
    match result {
        WastRetCore::Either(choices) => choices.iter().for_each(|choice| collect(choice, alternatives)),
        result => alternatives.push(one(result)),
    }
}

fn one(result: &WastRetCore<'_>) -> Expected {
    match result {
        WastRetCore::I32(value) => bits(SHAPE_I32, u128::from(*value as u32)),
        WastRetCore::I64(value) => bits(SHAPE_I64, u128::from(*value as u64)),
        WastRetCore::F32(pattern) => floats(SHAPE_F32, std::slice::from_ref(pattern)),
        WastRetCore::F64(pattern) => floats(SHAPE_F64, std::slice::from_ref(pattern)),
        WastRetCore::V128(pattern) => vector(pattern),
        WastRetCore::RefNull(_) => bits(SHAPE_NULL, 0),
        WastRetCore::RefExtern(Some(number)) => bits(SHAPE_EXTERN, u128::from(*number) + 1),
        WastRetCore::RefExtern(None)
        | WastRetCore::RefHost(_)
        | WastRetCore::RefFunc(_)
        | WastRetCore::RefAny
        | WastRetCore::RefEq
        | WastRetCore::RefArray
        | WastRetCore::RefStruct
        | WastRetCore::RefI31
        | WastRetCore::RefI31Shared => bits(SHAPE_REFERENCE, 0),
        WastRetCore::Either(_) => unreachable!("taken apart before"),
    }
}

/// A value that is given bit for bit.
fn bits(shape: u8, value: u128) -> Expected {
    Expected {
        shape,
        alternative: 0,
        lanes: [LANE_BITS; 4],
        padding: 0,
        bits: [value as u64, (value >> 64) as u64],
    }
}

/// One to four floats, each its bits or a pattern.
fn floats<T: Float>(shape: u8, patterns: &[NanPattern<T>]) -> Expected {
    let mut expected = bits(shape, 0);
    let mut value = 0;
    for (lane, pattern) in patterns.iter().enumerate() {
        match pattern {
            NanPattern::CanonicalNan => expected.lanes[lane] = LANE_CANONICAL_NAN,
            NanPattern::ArithmeticNan => expected.lanes[lane] = LANE_ARITHMETIC_NAN,
            NanPattern::Value(float) => value |= float.bits() << (lane * T::BITS),
        }
    }
    expected.bits = bits(shape, value).bits;
    expected
}

fn vector(pattern: &V128Pattern) -> Expected {
    let integers =
        |bytes: Vec<u8>| bits(SHAPE_V128, u128::from_le_bytes(bytes.try_into().expect("lanes of 16 bytes")));
    match pattern {
        V128Pattern::I8x16(lanes) => integers(lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()),
        V128Pattern::I16x8(lanes) => integers(lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()),
        V128Pattern::I32x4(lanes) => integers(lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()),
        V128Pattern::I64x2(lanes) => integers(lanes.iter().flat_map(|lane| lane.to_le_bytes()).collect()),
        V128Pattern::F32x4(lanes) => floats(SHAPE_F32X4, lanes),
        V128Pattern::F64x2(lanes) => floats(SHAPE_F64X2, lanes),
    }
}

/// A float of the text format.
trait Float {
    /// Its width.
    const BITS: usize;
    fn bits(&self) -> u128;
}

impl Float for F32 {
    const BITS: usize = 32;
    fn bits(&self) -> u128 {
        self.bits.into()
    }
}

impl Float for F64 {
    const BITS: usize = 64;
    fn bits(&self) -> u128 {
        self.bits.into()
    }
}
