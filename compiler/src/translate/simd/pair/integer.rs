//! Integer instructions that need both halves, or widen lanes.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use precast_abi::VectorHelper;

use super::Pair;
use super::register::{Lanes, ones};
use crate::translate::function::FunctionTranslator;
use crate::translate::simd::operation::{Shift, Sign, Test};

impl FunctionTranslator<'_, '_> {
    /// Cranelift takes the number of bits modulo the width of a register; here it is that of a lane.
    pub(in crate::translate::simd) fn pair_shift(
        &mut self,
        operation: Shift,
        shape: Type,
        value: Pair,
        count: Value,
    ) -> Pair {
        let bits = shape.lane_bits();
        if shape == I64X2 {
            return self.each_half_with(value, |translator, half| {
                let ins = translator.builder.ins();
                match operation {
                    Shift::Left => ins.ishl(half, count),
                    Shift::Right(Sign::Signed) => ins.sshr(half, count),
                    Shift::Right(Sign::Unsigned) => ins.ushr(half, count),
                }
            });
        }
        let modulus = self.builder.ins().iconst(types::I32, i64::from(bits) - 1);
        let count = self.builder.ins().band(count, modulus);
        let count = self.builder.ins().uextend(types::I64, count);
        // The bits of each lane that come from the same lane, before a shift to the left or after one to the
        // right.
        let kept = self.shifted_in_each_lane(shape, (1 << bits) - 1, count);
        match operation {
            Shift::Left => self.each_half_with(value, |translator, half| {
                let half = translator.builder.ins().band(half, kept);
                translator.builder.ins().ishl(half, count)
            }),
            Shift::Right(Sign::Unsigned) => self.each_half_with(value, |translator, half| {
                let half = translator.builder.ins().ushr(half, count);
                translator.builder.ins().band(half, kept)
            }),
            Shift::Right(Sign::Signed) => {
                let sign = self.shifted_in_each_lane(shape, 1 << (bits - 1), count);
                let one = self.builder.ins().iconst(types::I64, 1);
                let above = self.builder.ins().iadd(count, one);
                self.each_half_with(value, |translator, half| {
                    let half = translator.builder.ins().ushr(half, count);
                    let half = translator.builder.ins().band(half, kept);
                    // From the bit above the sign to the end of the lane.
                    let signs = translator.builder.ins().band(half, sign);
                    let next = translator.builder.ins().ishl(signs, above);
                    let fill = translator.builder.ins().isub(next, signs);
                    translator.builder.ins().bor(half, fill)
                })
            }
        }
    }

    fn each_half_with(&mut self, value: Pair, work: impl Fn(&mut Self, Value) -> Value) -> Pair {
        Pair { low: work(self, value.low), high: work(self, value.high) }
    }

    /// `lane` shifted to the right by `count`, in each lane.
    fn shifted_in_each_lane(&mut self, shape: Type, lane: u64, count: Value) -> Value {
        let lane = self.builder.ins().iconst(types::I64, lane.cast_signed());
        let shifted = self.builder.ins().ushr(lane, count);
        let ones = self.builder.ins().iconst(types::I64, ones(shape.lane_bits()).cast_signed());
        self.builder.ins().imul(shifted, ones)
    }

    pub(in crate::translate::simd) fn pair_test(&mut self, test: Test, shape: Type, value: Pair) -> Value {
        let Pair { low, high } = value;
        let truth = match test {
            Test::Bitmask => {
                let Pair { low, high } = self.each_half(shape, value, Lanes::bitmask);
                let mut lanes = self.register(shape);
                let high = lanes.left(high, shape.lane_count() / 2);
                let both = lanes.or(low, high);
                return self.builder.ins().ireduce(types::I32, both);
            }
            Test::AnyTrue => {
                let lanes = self.register(shape);
                let (low, high) = (lanes.any(low), lanes.any(high));
                let any = self.builder.ins().bor(low, high);
                self.compare_with(IntCC::NotEqual, any, 0)
            }
            Test::AllTrue if shape == I64X2 => {
                let low = self.compare_with(IntCC::NotEqual, low, 0);
                let high = self.compare_with(IntCC::NotEqual, high, 0);
                self.builder.ins().band(low, high)
            }
            Test::AllTrue => {
                let Pair { low, high } = self.each_half(shape, value, Lanes::signs_of_nonzero);
                let both = self.builder.ins().band(low, high);
                let signs = self.register(shape).signs();
                self.compare_with(IntCC::Equal, both, signs)
            }
        };
        self.builder.ins().uextend(types::I32, truth)
    }

    fn compare_with(&mut self, condition: IntCC, value: Value, number: u64) -> Value {
        let number = self.builder.ins().iconst(types::I64, number.cast_signed());
        self.builder.ins().icmp(condition, value, number)
    }

    /// Widens the lanes of half a vector to those of `shape`.
    pub(in crate::translate::simd) fn pair_extend(&mut self, shape: Type, sign: Sign, half: Value) -> Pair {
        if shape == I64X2 {
            let [low, high] = self.words(half);
            return Pair { low: self.extend_word(sign, low), high: self.extend_word(sign, high) };
        }
        let mut lanes = self.register(shape);
        let low = lanes.and_number(half, u32::MAX.into());
        let high = lanes.right(half, 32);
        Pair { low: lanes.widen_low(sign, low), high: lanes.widen_low(sign, high) }
    }

    fn extend_word(&mut self, sign: Sign, word: Value) -> Value {
        match sign {
            Sign::Signed => self.builder.ins().sextend(types::I64, word),
            Sign::Unsigned => self.builder.ins().uextend(types::I64, word),
        }
    }

    /// Products of the lanes of two half vectors, widened to those of `shape` first.
    pub(super) fn extend_multiply(&mut self, shape: Type, sign: Sign, left: Value, right: Value) -> Pair {
        let helper = match (shape, sign) {
            (I16X8, Sign::Signed) => VectorHelper::i16x8_extmul_i8x8_s,
            (I16X8, Sign::Unsigned) => VectorHelper::i16x8_extmul_i8x8_u,
            (I32X4, Sign::Signed) => VectorHelper::i32x4_extmul_i16x4_s,
            (I32X4, Sign::Unsigned) => VectorHelper::i32x4_extmul_i16x4_u,
            _ => {
                let [left, right] = [left, right].map(|half| self.pair_extend(shape, sign, half));
                return self.each_halves(shape, left, right, Lanes::mul);
            }
        };
        self.vector_helper(helper, &[left, right])
    }
}
