//! THE TABLE of vector instructions: as that of all others, one line per instruction. The visitor has a
//! method for every one of them: what does not stand here does not build.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use wasmparser::{MemArg, V128, VisitSimdOperator};

use super::operation::{Binary, Half, Product, Shift, Sign, Ternary, Test, Unary};
use crate::Result;
use crate::translate::function::FunctionTranslator;

macro_rules! table {
    ($($visit:ident($($arg:ident: $ty:ty),*) => $room:ident($($operand:expr),*);)*) => {
        $(fn $visit(&mut self, $($arg: $ty),*) -> Result<()> {
            self.$room($($operand),*)
        })*
    };
}

impl<'a> VisitSimdOperator<'a> for FunctionTranslator<'_, '_> {
    table! {
        // Memory
        visit_v128_load(memarg: MemArg) => vector_load(memarg);
        visit_v128_load8x8_s(memarg: MemArg) => load_extend(I16X8, Sign::Signed, memarg);
        visit_v128_load8x8_u(memarg: MemArg) => load_extend(I16X8, Sign::Unsigned, memarg);
        visit_v128_load16x4_s(memarg: MemArg) => load_extend(I32X4, Sign::Signed, memarg);
        visit_v128_load16x4_u(memarg: MemArg) => load_extend(I32X4, Sign::Unsigned, memarg);
        visit_v128_load32x2_s(memarg: MemArg) => load_extend(I64X2, Sign::Signed, memarg);
        visit_v128_load32x2_u(memarg: MemArg) => load_extend(I64X2, Sign::Unsigned, memarg);
        visit_v128_load8_splat(memarg: MemArg) => load_splat(I8X16, memarg);
        visit_v128_load16_splat(memarg: MemArg) => load_splat(I16X8, memarg);
        visit_v128_load32_splat(memarg: MemArg) => load_splat(I32X4, memarg);
        visit_v128_load64_splat(memarg: MemArg) => load_splat(I64X2, memarg);
        visit_v128_load32_zero(memarg: MemArg) => load_zero(I32X4, memarg);
        visit_v128_load64_zero(memarg: MemArg) => load_zero(I64X2, memarg);
        visit_v128_store(memarg: MemArg) => vector_store(memarg);
        visit_v128_load8_lane(memarg: MemArg, lane: u8) => load_lane(I8X16, memarg, lane);
        visit_v128_load16_lane(memarg: MemArg, lane: u8) => load_lane(I16X8, memarg, lane);
        visit_v128_load32_lane(memarg: MemArg, lane: u8) => load_lane(I32X4, memarg, lane);
        visit_v128_load64_lane(memarg: MemArg, lane: u8) => load_lane(I64X2, memarg, lane);
        visit_v128_store8_lane(memarg: MemArg, lane: u8) => store_lane(I8X16, memarg, lane);
        visit_v128_store16_lane(memarg: MemArg, lane: u8) => store_lane(I16X8, memarg, lane);
        visit_v128_store32_lane(memarg: MemArg, lane: u8) => store_lane(I32X4, memarg, lane);
        visit_v128_store64_lane(memarg: MemArg, lane: u8) => store_lane(I64X2, memarg, lane);

        // Whole vectors
        visit_v128_const(value: V128) => vector_const(value.i128().cast_unsigned());
        visit_v128_not() => vector_unary(Unary::Not, I8X16);
        visit_v128_and() => vector_binary(Binary::And, I8X16);
        visit_v128_andnot() => vector_binary(Binary::AndNot, I8X16);
        visit_v128_or() => vector_binary(Binary::Or, I8X16);
        visit_v128_xor() => vector_binary(Binary::Xor, I8X16);
        visit_v128_bitselect() => vector_ternary(Ternary::Bitselect, I8X16);
        visit_v128_any_true() => vector_test(Test::AnyTrue, I8X16);

        // i8x16
        visit_i8x16_shuffle(lanes: [u8; 16]) => shuffle(lanes);
        visit_i8x16_extract_lane_s(lane: u8) => extract_lane(I8X16, Sign::Signed, lane);
        visit_i8x16_extract_lane_u(lane: u8) => extract_lane(I8X16, Sign::Unsigned, lane);
        visit_i8x16_replace_lane(lane: u8) => replace_lane(I8X16, lane);
        visit_i8x16_swizzle() => vector_binary(Binary::Swizzle, I8X16);
        visit_i8x16_splat() => splat(I8X16);
        visit_i8x16_eq() => vector_binary(Binary::Compare(IntCC::Equal), I8X16);
        visit_i8x16_ne() => vector_binary(Binary::Compare(IntCC::NotEqual), I8X16);
        visit_i8x16_lt_s() => vector_binary(Binary::Compare(IntCC::SignedLessThan), I8X16);
        visit_i8x16_lt_u() => vector_binary(Binary::Compare(IntCC::UnsignedLessThan), I8X16);
        visit_i8x16_gt_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThan), I8X16);
        visit_i8x16_gt_u() => vector_binary(Binary::Compare(IntCC::UnsignedGreaterThan), I8X16);
        visit_i8x16_le_s() => vector_binary(Binary::Compare(IntCC::SignedLessThanOrEqual), I8X16);
        visit_i8x16_le_u() => vector_binary(Binary::Compare(IntCC::UnsignedLessThanOrEqual), I8X16);
        visit_i8x16_ge_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThanOrEqual), I8X16);
        visit_i8x16_ge_u() => vector_binary(Binary::Compare(IntCC::UnsignedGreaterThanOrEqual), I8X16);
        visit_i8x16_abs() => vector_unary(Unary::Abs, I8X16);
        visit_i8x16_neg() => vector_unary(Unary::Neg, I8X16);
        visit_i8x16_popcnt() => vector_unary(Unary::Popcnt, I8X16);
        visit_i8x16_all_true() => vector_test(Test::AllTrue, I8X16);
        visit_i8x16_bitmask() => vector_test(Test::Bitmask, I8X16);
        visit_i8x16_narrow_i16x8_s() => vector_binary(Binary::Narrow(Sign::Signed), I8X16);
        visit_i8x16_narrow_i16x8_u() => vector_binary(Binary::Narrow(Sign::Unsigned), I8X16);
        visit_i8x16_shl() => vector_shift(Shift::Left, I8X16);
        visit_i8x16_shr_s() => vector_shift(Shift::Right(Sign::Signed), I8X16);
        visit_i8x16_shr_u() => vector_shift(Shift::Right(Sign::Unsigned), I8X16);
        visit_i8x16_add() => vector_binary(Binary::Add, I8X16);
        visit_i8x16_add_sat_s() => vector_binary(Binary::AddSat(Sign::Signed), I8X16);
        visit_i8x16_add_sat_u() => vector_binary(Binary::AddSat(Sign::Unsigned), I8X16);
        visit_i8x16_sub() => vector_binary(Binary::Sub, I8X16);
        visit_i8x16_sub_sat_s() => vector_binary(Binary::SubSat(Sign::Signed), I8X16);
        visit_i8x16_sub_sat_u() => vector_binary(Binary::SubSat(Sign::Unsigned), I8X16);
        visit_i8x16_min_s() => vector_binary(Binary::Min(Sign::Signed), I8X16);
        visit_i8x16_min_u() => vector_binary(Binary::Min(Sign::Unsigned), I8X16);
        visit_i8x16_max_s() => vector_binary(Binary::Max(Sign::Signed), I8X16);
        visit_i8x16_max_u() => vector_binary(Binary::Max(Sign::Unsigned), I8X16);
        visit_i8x16_avgr_u() => vector_binary(Binary::AverageRounded, I8X16);

        // i16x8
        visit_i16x8_extract_lane_s(lane: u8) => extract_lane(I16X8, Sign::Signed, lane);
        visit_i16x8_extract_lane_u(lane: u8) => extract_lane(I16X8, Sign::Unsigned, lane);
        visit_i16x8_replace_lane(lane: u8) => replace_lane(I16X8, lane);
        visit_i16x8_splat() => splat(I16X8);
        visit_i16x8_eq() => vector_binary(Binary::Compare(IntCC::Equal), I16X8);
        visit_i16x8_ne() => vector_binary(Binary::Compare(IntCC::NotEqual), I16X8);
        visit_i16x8_lt_s() => vector_binary(Binary::Compare(IntCC::SignedLessThan), I16X8);
        visit_i16x8_lt_u() => vector_binary(Binary::Compare(IntCC::UnsignedLessThan), I16X8);
        visit_i16x8_gt_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThan), I16X8);
        visit_i16x8_gt_u() => vector_binary(Binary::Compare(IntCC::UnsignedGreaterThan), I16X8);
        visit_i16x8_le_s() => vector_binary(Binary::Compare(IntCC::SignedLessThanOrEqual), I16X8);
        visit_i16x8_le_u() => vector_binary(Binary::Compare(IntCC::UnsignedLessThanOrEqual), I16X8);
        visit_i16x8_ge_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThanOrEqual), I16X8);
        visit_i16x8_ge_u() => vector_binary(Binary::Compare(IntCC::UnsignedGreaterThanOrEqual), I16X8);
        visit_i16x8_extadd_pairwise_i8x16_s() => vector_unary(Unary::ExtendAddPairwise(Sign::Signed), I16X8);
        visit_i16x8_extadd_pairwise_i8x16_u() => vector_unary(Unary::ExtendAddPairwise(Sign::Unsigned), I16X8);
        visit_i16x8_abs() => vector_unary(Unary::Abs, I16X8);
        visit_i16x8_neg() => vector_unary(Unary::Neg, I16X8);
        visit_i16x8_q15mulr_sat_s() => vector_binary(Binary::Q15MultiplyRoundedSat, I16X8);
        visit_i16x8_all_true() => vector_test(Test::AllTrue, I16X8);
        visit_i16x8_bitmask() => vector_test(Test::Bitmask, I16X8);
        visit_i16x8_narrow_i32x4_s() => vector_binary(Binary::Narrow(Sign::Signed), I16X8);
        visit_i16x8_narrow_i32x4_u() => vector_binary(Binary::Narrow(Sign::Unsigned), I16X8);
        visit_i16x8_extend_low_i8x16_s() => vector_unary(Unary::Extend(Half::Low, Sign::Signed), I16X8);
        visit_i16x8_extend_high_i8x16_s() => vector_unary(Unary::Extend(Half::High, Sign::Signed), I16X8);
        visit_i16x8_extend_low_i8x16_u() => vector_unary(Unary::Extend(Half::Low, Sign::Unsigned), I16X8);
        visit_i16x8_extend_high_i8x16_u() => vector_unary(Unary::Extend(Half::High, Sign::Unsigned), I16X8);
        visit_i16x8_shl() => vector_shift(Shift::Left, I16X8);
        visit_i16x8_shr_s() => vector_shift(Shift::Right(Sign::Signed), I16X8);
        visit_i16x8_shr_u() => vector_shift(Shift::Right(Sign::Unsigned), I16X8);
        visit_i16x8_add() => vector_binary(Binary::Add, I16X8);
        visit_i16x8_add_sat_s() => vector_binary(Binary::AddSat(Sign::Signed), I16X8);
        visit_i16x8_add_sat_u() => vector_binary(Binary::AddSat(Sign::Unsigned), I16X8);
        visit_i16x8_sub() => vector_binary(Binary::Sub, I16X8);
        visit_i16x8_sub_sat_s() => vector_binary(Binary::SubSat(Sign::Signed), I16X8);
        visit_i16x8_sub_sat_u() => vector_binary(Binary::SubSat(Sign::Unsigned), I16X8);
        visit_i16x8_mul() => vector_binary(Binary::Mul, I16X8);
        visit_i16x8_min_s() => vector_binary(Binary::Min(Sign::Signed), I16X8);
        visit_i16x8_min_u() => vector_binary(Binary::Min(Sign::Unsigned), I16X8);
        visit_i16x8_max_s() => vector_binary(Binary::Max(Sign::Signed), I16X8);
        visit_i16x8_max_u() => vector_binary(Binary::Max(Sign::Unsigned), I16X8);
        visit_i16x8_avgr_u() => vector_binary(Binary::AverageRounded, I16X8);
        visit_i16x8_extmul_low_i8x16_s() => vector_binary(Binary::ExtendMultiply(Half::Low, Sign::Signed), I16X8);
        visit_i16x8_extmul_high_i8x16_s() => vector_binary(Binary::ExtendMultiply(Half::High, Sign::Signed), I16X8);
        visit_i16x8_extmul_low_i8x16_u() => vector_binary(Binary::ExtendMultiply(Half::Low, Sign::Unsigned), I16X8);
        visit_i16x8_extmul_high_i8x16_u() => vector_binary(Binary::ExtendMultiply(Half::High, Sign::Unsigned), I16X8);

        // i32x4
        visit_i32x4_extract_lane(lane: u8) => extract_lane(I32X4, Sign::Unsigned, lane);
        visit_i32x4_replace_lane(lane: u8) => replace_lane(I32X4, lane);
        visit_i32x4_splat() => splat(I32X4);
        visit_i32x4_eq() => vector_binary(Binary::Compare(IntCC::Equal), I32X4);
        visit_i32x4_ne() => vector_binary(Binary::Compare(IntCC::NotEqual), I32X4);
        visit_i32x4_lt_s() => vector_binary(Binary::Compare(IntCC::SignedLessThan), I32X4);
        visit_i32x4_lt_u() => vector_binary(Binary::Compare(IntCC::UnsignedLessThan), I32X4);
        visit_i32x4_gt_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThan), I32X4);
        visit_i32x4_gt_u() => vector_binary(Binary::Compare(IntCC::UnsignedGreaterThan), I32X4);
        visit_i32x4_le_s() => vector_binary(Binary::Compare(IntCC::SignedLessThanOrEqual), I32X4);
        visit_i32x4_le_u() => vector_binary(Binary::Compare(IntCC::UnsignedLessThanOrEqual), I32X4);
        visit_i32x4_ge_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThanOrEqual), I32X4);
        visit_i32x4_ge_u() => vector_binary(Binary::Compare(IntCC::UnsignedGreaterThanOrEqual), I32X4);
        visit_i32x4_extadd_pairwise_i16x8_s() => vector_unary(Unary::ExtendAddPairwise(Sign::Signed), I32X4);
        visit_i32x4_extadd_pairwise_i16x8_u() => vector_unary(Unary::ExtendAddPairwise(Sign::Unsigned), I32X4);
        visit_i32x4_abs() => vector_unary(Unary::Abs, I32X4);
        visit_i32x4_neg() => vector_unary(Unary::Neg, I32X4);
        visit_i32x4_all_true() => vector_test(Test::AllTrue, I32X4);
        visit_i32x4_bitmask() => vector_test(Test::Bitmask, I32X4);
        visit_i32x4_extend_low_i16x8_s() => vector_unary(Unary::Extend(Half::Low, Sign::Signed), I32X4);
        visit_i32x4_extend_high_i16x8_s() => vector_unary(Unary::Extend(Half::High, Sign::Signed), I32X4);
        visit_i32x4_extend_low_i16x8_u() => vector_unary(Unary::Extend(Half::Low, Sign::Unsigned), I32X4);
        visit_i32x4_extend_high_i16x8_u() => vector_unary(Unary::Extend(Half::High, Sign::Unsigned), I32X4);
        visit_i32x4_shl() => vector_shift(Shift::Left, I32X4);
        visit_i32x4_shr_s() => vector_shift(Shift::Right(Sign::Signed), I32X4);
        visit_i32x4_shr_u() => vector_shift(Shift::Right(Sign::Unsigned), I32X4);
        visit_i32x4_add() => vector_binary(Binary::Add, I32X4);
        visit_i32x4_sub() => vector_binary(Binary::Sub, I32X4);
        visit_i32x4_mul() => vector_binary(Binary::Mul, I32X4);
        visit_i32x4_min_s() => vector_binary(Binary::Min(Sign::Signed), I32X4);
        visit_i32x4_min_u() => vector_binary(Binary::Min(Sign::Unsigned), I32X4);
        visit_i32x4_max_s() => vector_binary(Binary::Max(Sign::Signed), I32X4);
        visit_i32x4_max_u() => vector_binary(Binary::Max(Sign::Unsigned), I32X4);
        visit_i32x4_dot_i16x8_s() => vector_binary(Binary::Dot, I32X4);
        visit_i32x4_extmul_low_i16x8_s() => vector_binary(Binary::ExtendMultiply(Half::Low, Sign::Signed), I32X4);
        visit_i32x4_extmul_high_i16x8_s() => vector_binary(Binary::ExtendMultiply(Half::High, Sign::Signed), I32X4);
        visit_i32x4_extmul_low_i16x8_u() => vector_binary(Binary::ExtendMultiply(Half::Low, Sign::Unsigned), I32X4);
        visit_i32x4_extmul_high_i16x8_u() => vector_binary(Binary::ExtendMultiply(Half::High, Sign::Unsigned), I32X4);

        // i64x2
        visit_i64x2_extract_lane(lane: u8) => extract_lane(I64X2, Sign::Unsigned, lane);
        visit_i64x2_replace_lane(lane: u8) => replace_lane(I64X2, lane);
        visit_i64x2_splat() => splat(I64X2);
        visit_i64x2_eq() => vector_binary(Binary::Compare(IntCC::Equal), I64X2);
        visit_i64x2_ne() => vector_binary(Binary::Compare(IntCC::NotEqual), I64X2);
        visit_i64x2_lt_s() => vector_binary(Binary::Compare(IntCC::SignedLessThan), I64X2);
        visit_i64x2_gt_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThan), I64X2);
        visit_i64x2_le_s() => vector_binary(Binary::Compare(IntCC::SignedLessThanOrEqual), I64X2);
        visit_i64x2_ge_s() => vector_binary(Binary::Compare(IntCC::SignedGreaterThanOrEqual), I64X2);
        visit_i64x2_abs() => vector_unary(Unary::Abs, I64X2);
        visit_i64x2_neg() => vector_unary(Unary::Neg, I64X2);
        visit_i64x2_all_true() => vector_test(Test::AllTrue, I64X2);
        visit_i64x2_bitmask() => vector_test(Test::Bitmask, I64X2);
        visit_i64x2_extend_low_i32x4_s() => vector_unary(Unary::Extend(Half::Low, Sign::Signed), I64X2);
        visit_i64x2_extend_high_i32x4_s() => vector_unary(Unary::Extend(Half::High, Sign::Signed), I64X2);
        visit_i64x2_extend_low_i32x4_u() => vector_unary(Unary::Extend(Half::Low, Sign::Unsigned), I64X2);
        visit_i64x2_extend_high_i32x4_u() => vector_unary(Unary::Extend(Half::High, Sign::Unsigned), I64X2);
        visit_i64x2_shl() => vector_shift(Shift::Left, I64X2);
        visit_i64x2_shr_s() => vector_shift(Shift::Right(Sign::Signed), I64X2);
        visit_i64x2_shr_u() => vector_shift(Shift::Right(Sign::Unsigned), I64X2);
        visit_i64x2_add() => vector_binary(Binary::Add, I64X2);
        visit_i64x2_sub() => vector_binary(Binary::Sub, I64X2);
        visit_i64x2_mul() => vector_binary(Binary::Mul, I64X2);
        visit_i64x2_extmul_low_i32x4_s() => vector_binary(Binary::ExtendMultiply(Half::Low, Sign::Signed), I64X2);
        visit_i64x2_extmul_high_i32x4_s() => vector_binary(Binary::ExtendMultiply(Half::High, Sign::Signed), I64X2);
        visit_i64x2_extmul_low_i32x4_u() => vector_binary(Binary::ExtendMultiply(Half::Low, Sign::Unsigned), I64X2);
        visit_i64x2_extmul_high_i32x4_u() => vector_binary(Binary::ExtendMultiply(Half::High, Sign::Unsigned), I64X2);

        // f32x4
        visit_f32x4_extract_lane(lane: u8) => extract_lane(F32X4, Sign::Unsigned, lane);
        visit_f32x4_replace_lane(lane: u8) => replace_lane(F32X4, lane);
        visit_f32x4_splat() => splat(F32X4);
        visit_f32x4_eq() => vector_binary(Binary::CompareFloat(FloatCC::Equal), F32X4);
        visit_f32x4_ne() => vector_binary(Binary::CompareFloat(FloatCC::NotEqual), F32X4);
        visit_f32x4_lt() => vector_binary(Binary::CompareFloat(FloatCC::LessThan), F32X4);
        visit_f32x4_gt() => vector_binary(Binary::CompareFloat(FloatCC::GreaterThan), F32X4);
        visit_f32x4_le() => vector_binary(Binary::CompareFloat(FloatCC::LessThanOrEqual), F32X4);
        visit_f32x4_ge() => vector_binary(Binary::CompareFloat(FloatCC::GreaterThanOrEqual), F32X4);
        visit_f32x4_ceil() => vector_unary(Unary::Ceil, F32X4);
        visit_f32x4_floor() => vector_unary(Unary::Floor, F32X4);
        visit_f32x4_trunc() => vector_unary(Unary::Trunc, F32X4);
        visit_f32x4_nearest() => vector_unary(Unary::Nearest, F32X4);
        visit_f32x4_abs() => vector_unary(Unary::Abs, F32X4);
        visit_f32x4_neg() => vector_unary(Unary::Neg, F32X4);
        visit_f32x4_sqrt() => vector_unary(Unary::Sqrt, F32X4);
        visit_f32x4_add() => vector_binary(Binary::Add, F32X4);
        visit_f32x4_sub() => vector_binary(Binary::Sub, F32X4);
        visit_f32x4_mul() => vector_binary(Binary::Mul, F32X4);
        visit_f32x4_div() => vector_binary(Binary::Div, F32X4);
        visit_f32x4_min() => vector_binary(Binary::FloatMin, F32X4);
        visit_f32x4_max() => vector_binary(Binary::FloatMax, F32X4);
        visit_f32x4_pmin() => vector_binary(Binary::PseudoMin, F32X4);
        visit_f32x4_pmax() => vector_binary(Binary::PseudoMax, F32X4);

        // f64x2
        visit_f64x2_extract_lane(lane: u8) => extract_lane(F64X2, Sign::Unsigned, lane);
        visit_f64x2_replace_lane(lane: u8) => replace_lane(F64X2, lane);
        visit_f64x2_splat() => splat(F64X2);
        visit_f64x2_eq() => vector_binary(Binary::CompareFloat(FloatCC::Equal), F64X2);
        visit_f64x2_ne() => vector_binary(Binary::CompareFloat(FloatCC::NotEqual), F64X2);
        visit_f64x2_lt() => vector_binary(Binary::CompareFloat(FloatCC::LessThan), F64X2);
        visit_f64x2_gt() => vector_binary(Binary::CompareFloat(FloatCC::GreaterThan), F64X2);
        visit_f64x2_le() => vector_binary(Binary::CompareFloat(FloatCC::LessThanOrEqual), F64X2);
        visit_f64x2_ge() => vector_binary(Binary::CompareFloat(FloatCC::GreaterThanOrEqual), F64X2);
        visit_f64x2_ceil() => vector_unary(Unary::Ceil, F64X2);
        visit_f64x2_floor() => vector_unary(Unary::Floor, F64X2);
        visit_f64x2_trunc() => vector_unary(Unary::Trunc, F64X2);
        visit_f64x2_nearest() => vector_unary(Unary::Nearest, F64X2);
        visit_f64x2_abs() => vector_unary(Unary::Abs, F64X2);
        visit_f64x2_neg() => vector_unary(Unary::Neg, F64X2);
        visit_f64x2_sqrt() => vector_unary(Unary::Sqrt, F64X2);
        visit_f64x2_add() => vector_binary(Binary::Add, F64X2);
        visit_f64x2_sub() => vector_binary(Binary::Sub, F64X2);
        visit_f64x2_mul() => vector_binary(Binary::Mul, F64X2);
        visit_f64x2_div() => vector_binary(Binary::Div, F64X2);
        visit_f64x2_min() => vector_binary(Binary::FloatMin, F64X2);
        visit_f64x2_max() => vector_binary(Binary::FloatMax, F64X2);
        visit_f64x2_pmin() => vector_binary(Binary::PseudoMin, F64X2);
        visit_f64x2_pmax() => vector_binary(Binary::PseudoMax, F64X2);

        // Conversions
        visit_i32x4_trunc_sat_f32x4_s() => vector_unary(Unary::TruncSat(Sign::Signed), I32X4);
        visit_i32x4_trunc_sat_f32x4_u() => vector_unary(Unary::TruncSat(Sign::Unsigned), I32X4);
        visit_f32x4_convert_i32x4_s() => vector_unary(Unary::Convert(Sign::Signed), F32X4);
        visit_f32x4_convert_i32x4_u() => vector_unary(Unary::Convert(Sign::Unsigned), F32X4);
        visit_i32x4_trunc_sat_f64x2_s_zero() => vector_unary(Unary::TruncSatZero(Sign::Signed), I32X4);
        visit_i32x4_trunc_sat_f64x2_u_zero() => vector_unary(Unary::TruncSatZero(Sign::Unsigned), I32X4);
        visit_f64x2_convert_low_i32x4_s() => vector_unary(Unary::ConvertLow(Sign::Signed), F64X2);
        visit_f64x2_convert_low_i32x4_u() => vector_unary(Unary::ConvertLow(Sign::Unsigned), F64X2);
        visit_f32x4_demote_f64x2_zero() => vector_unary(Unary::DemoteZero, F32X4);
        visit_f64x2_promote_low_f32x4() => vector_unary(Unary::PromoteLow, F64X2);

        // Relaxed
        visit_i8x16_relaxed_swizzle() => relaxed_swizzle();
        visit_i32x4_relaxed_trunc_f32x4_s() => relaxed_trunc(Sign::Signed);
        visit_i32x4_relaxed_trunc_f32x4_u() => relaxed_trunc(Sign::Unsigned);
        visit_i32x4_relaxed_trunc_f64x2_s_zero() => relaxed_trunc_zero(Sign::Signed);
        visit_i32x4_relaxed_trunc_f64x2_u_zero() => relaxed_trunc_zero(Sign::Unsigned);
        visit_f32x4_relaxed_madd() => relaxed_multiply_add(F32X4, Product::Added);
        visit_f32x4_relaxed_nmadd() => relaxed_multiply_add(F32X4, Product::Subtracted);
        visit_f64x2_relaxed_madd() => relaxed_multiply_add(F64X2, Product::Added);
        visit_f64x2_relaxed_nmadd() => relaxed_multiply_add(F64X2, Product::Subtracted);
        visit_i8x16_relaxed_laneselect() => relaxed_laneselect(I8X16);
        visit_i16x8_relaxed_laneselect() => relaxed_laneselect(I16X8);
        visit_i32x4_relaxed_laneselect() => relaxed_laneselect(I32X4);
        visit_i64x2_relaxed_laneselect() => relaxed_laneselect(I64X2);
        visit_f32x4_relaxed_min() => relaxed_min(F32X4);
        visit_f32x4_relaxed_max() => relaxed_max(F32X4);
        visit_f64x2_relaxed_min() => relaxed_min(F64X2);
        visit_f64x2_relaxed_max() => relaxed_max(F64X2);
        visit_i16x8_relaxed_q15mulr_s() => relaxed_q15mulr();
        visit_i16x8_relaxed_dot_i8x16_i7x16_s() => relaxed_dot();
        visit_i32x4_relaxed_dot_i8x16_i7x16_add_s() => relaxed_dot_add();
    }
}
