//! Floats and conversions, lane by lane in float registers. NaNs come out as the scalar instructions make
//! them.

use cranelift_codegen::ir::condcodes::FloatCC;
use cranelift_codegen::ir::types::{F32, F32X4, F64, I32, I32X4, I64};
use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value};

use super::Pair;
use crate::translate::function::FunctionTranslator;
use crate::translate::simd::operation::{Product, Sign};

impl FunctionTranslator<'_, '_> {
    /// The lanes of a half vector.
    fn lanes_of_half(&mut self, shape: Type, half: Value) -> Vec<Value> {
        let lane = shape.lane_type();
        if lane.bits() == u64::BITS {
            return vec![self.bits_as(lane, half)];
        }
        self.words(half).into_iter().map(|word| self.bits_as(lane, word)).collect()
    }

    /// The half vector with these lanes: one of 64 bits, or two of 32.
    fn half_of_lanes(&mut self, lanes: &[Value]) -> Value {
        match *lanes {
            [low, high] => {
                let words = [low, high].map(|lane| self.bits_as(I32, lane));
                self.join_words(words)
            }
            [lane] => self.bits_as(I64, lane),
            _ => unreachable!("a half has one or two lanes of this width"),
        }
    }

    /// What `work` makes of each lane, or of the lanes at the same place in several operands.
    fn each_lane<const N: usize>(
        &mut self,
        shape: Type,
        operands: [Pair; N],
        work: impl Fn(&mut Self, [Value; N]) -> Value,
    ) -> Pair {
        let mut half = |halves: [Value; N]| {
            let operands = halves.map(|half| self.lanes_of_half(shape, half));
            let results: Vec<Value> = (0..operands[0].len())
                .map(|lane| work(self, operands.each_ref().map(|lanes| lanes[lane])))
                .collect();
            self.half_of_lanes(&results)
        };
        Pair {
            low: half(operands.map(|operand| operand.low)),
            high: half(operands.map(|operand| operand.high)),
        }
    }

    /// An instruction from one float to one of the same type.
    pub(super) fn float_unary(&mut self, opcode: Opcode, shape: Type, value: Pair) -> Pair {
        self.each_lane(shape, [value], |translator, [lane]| {
            let (inst, dfg) = translator.builder.ins().Unary(opcode, shape.lane_type(), lane);
            dfg.first_result(inst)
        })
    }

    /// An instruction from two floats to one of the same type.
    pub(super) fn float_binary(&mut self, opcode: Opcode, shape: Type, left: Pair, right: Pair) -> Pair {
        self.each_lane(shape, [left, right], |translator, [left, right]| {
            let (inst, dfg) = translator.builder.ins().Binary(opcode, shape.lane_type(), left, right);
            dfg.first_result(inst)
        })
    }

    pub(super) fn multiply_add(&mut self, product: Product, shape: Type, operands: [Pair; 3]) -> Pair {
        self.each_lane(shape, operands, |translator, [left, right, sum]| {
            let left = match product {
                Product::Added => left,
                Product::Subtracted => translator.builder.ins().fneg(left),
            };
            translator.builder.ins().fma(left, right, sum)
        })
    }

    /// A mask of the lanes in which `condition` holds.
    pub(super) fn compare_floats(
        &mut self,
        condition: FloatCC,
        shape: Type,
        left: Pair,
        right: Pair,
    ) -> Pair {
        let mut half = |left, right| {
            let (left, right) = (self.lanes_of_half(shape, left), self.lanes_of_half(shape, right));
            let truths: Vec<Value> = left
                .into_iter()
                .zip(right)
                .map(|(left, right)| {
                    let truth = self.builder.ins().fcmp(condition, left, right);
                    self.builder.ins().uextend(I64, truth)
                })
                .collect();
            self.masks(&truths)
        };
        Pair { low: half(left.low, right.low), high: half(left.high, right.high) }
    }

    /// A mask of each lane, by numbers that are 0 or 1.
    fn masks(&mut self, truths: &[Value]) -> Value {
        match *truths {
            [low, high] => {
                let mut lanes = self.register(F32X4);
                let high = lanes.left(high, 32);
                let both = lanes.or(low, high);
                // Times 2³² − 1.
                let next = lanes.left(both, 32);
                self.builder.ins().isub(next, both)
            }
            [truth] => self.builder.ins().ineg(truth),
            _ => unreachable!("a half has one or two lanes of this width"),
        }
    }

    /// The lanes of `right` where the first of `compared` is less than the second, else those of `left`.
    pub(super) fn right_where_less(
        &mut self,
        shape: Type,
        compared: [Pair; 2],
        left: Pair,
        right: Pair,
    ) -> Pair {
        let mask = self.compare_floats(FloatCC::LessThan, shape, compared[0], compared[1]);
        self.choose(shape, mask, right, left)
    }

    fn trunc_sat_lane(&mut self, sign: Sign, float: Value) -> Value {
        match sign {
            Sign::Signed => self.builder.ins().fcvt_to_sint_sat(I32, float),
            Sign::Unsigned => self.builder.ins().fcvt_to_uint_sat(I32, float),
        }
    }

    /// f32x4 to i32x4.
    pub(super) fn trunc_sat(&mut self, sign: Sign, value: Pair) -> Pair {
        self.each_lane(F32X4, [value], |translator, [lane]| translator.trunc_sat_lane(sign, lane))
    }

    /// f64x2 to the low lanes of i32x4.
    pub(super) fn pair_trunc_sat_zero(&mut self, sign: Sign, value: Pair) -> Pair {
        let lanes = [value.low, value.high].map(|half| {
            let float = self.bits_as(F64, half);
            self.trunc_sat_lane(sign, float)
        });
        let low = self.half_of_lanes(&lanes);
        self.zero_extended(low)
    }

    fn convert_lane(&mut self, sign: Sign, to: Type, word: Value) -> Value {
        match sign {
            Sign::Signed => self.builder.ins().fcvt_from_sint(to, word),
            Sign::Unsigned => self.builder.ins().fcvt_from_uint(to, word),
        }
    }

    /// i32x4 to f32x4.
    pub(super) fn convert_words(&mut self, sign: Sign, value: Pair) -> Pair {
        self.each_lane(I32X4, [value], |translator, [lane]| translator.convert_lane(sign, F32, lane))
    }

    /// The low lanes of i32x4 to f64x2.
    pub(super) fn convert_low(&mut self, sign: Sign, value: Pair) -> Pair {
        let [low, high] = self.words(value.low).map(|word| {
            let float = self.convert_lane(sign, F64, word);
            self.bits_as(I64, float)
        });
        Pair { low, high }
    }

    /// f64x2 to the low lanes of f32x4.
    pub(super) fn demote_zero(&mut self, value: Pair) -> Pair {
        let lanes = [value.low, value.high].map(|half| {
            let float = self.bits_as(F64, half);
            self.builder.ins().fdemote(F32, float)
        });
        let low = self.half_of_lanes(&lanes);
        self.zero_extended(low)
    }

    /// The low lanes of f32x4 to f64x2.
    pub(super) fn promote_low(&mut self, value: Pair) -> Pair {
        let [low, high] = self.words(value.low).map(|word| {
            let float = self.bits_as(F32, word);
            let float = self.builder.ins().fpromote(F64, float);
            self.bits_as(I64, float)
        });
        Pair { low, high }
    }
}
