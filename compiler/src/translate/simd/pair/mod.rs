//! Vector instructions on two `i64`, for CPUs without vectors.
//!
//! Here each instruction finds the room that lowers it. What is short becomes arithmetic on whole registers;
//! what takes more than some twenty operations for each half is a helper of the runtime ([`VectorHelper`]),
//! in general registers too. Floats are computed lane by lane in float registers, which every such CPU has.
//!
//! | room | what |
//! |---|---|
//! | [`register`] | the lanes of one `i64`, all at once |
//! | [`integer`] | integer instructions that look at both halves, or widen lanes |
//! | [`float`] | floats and conversions |
//! | [`lane`] | splats, one lane out of or into a vector |
//! | [`shuffle`] | bytes picked by constant numbers |

mod float;
mod integer;
mod lane;
mod register;
mod shuffle;

use cranelift_codegen::ir::types::{I8X16, I16X8, I32X4};
use cranelift_codegen::ir::{InstBuilder, InstructionData, Opcode, Type, Value, types};
use precast_abi::VectorHelper;

use super::operation::{Binary, Half, Sign, Ternary, Unary};
use crate::translate::function::FunctionTranslator;
use register::Lanes;

/// A v128 as two `i64`.
#[derive(Clone, Copy, Debug)]
pub(in crate::translate) struct Pair {
    /// Bits 0 to 63.
    pub(super) low: Value,
    /// Bits 64 to 127.
    pub(super) high: Value,
}

impl Pair {
    fn half(self, half: Half) -> Value {
        match half {
            Half::Low => self.low,
            Half::High => self.high,
        }
    }
}

impl<'f> FunctionTranslator<'f, '_> {
    /// The halves of a v128.
    pub(super) fn pair(&mut self, value: Value) -> Pair {
        let dfg = &self.builder.func.dfg;
        // Where it was made of halves, they are as good, and known to optimisations.
        if let Some(inst) = dfg.value_def(value).inst()
            && let InstructionData::Binary { opcode: Opcode::Iconcat, args: [low, high] } = dfg.insts[inst]
        {
            return Pair { low, high };
        }
        let (low, high) = self.builder.ins().isplit(value);
        Pair { low, high }
    }

    pub(super) fn push_pair(&mut self, Pair { low, high }: Pair) {
        let value = self.builder.ins().iconcat(low, high);
        self.push(value);
    }

    pub(super) fn pair_constant(&mut self, bits: u128) -> Value {
        let low = self.builder.ins().iconst(types::I64, bits as i64);
        let high = self.builder.ins().iconst(types::I64, (bits >> 64) as i64);
        self.builder.ins().iconcat(low, high)
    }

    /// The low half alone; the other is 0.
    fn zero_extended(&mut self, low: Value) -> Pair {
        Pair { low, high: self.builder.ins().iconst(types::I64, 0) }
    }

    /// Operations on the lanes of one register that is half of a vector of `shape`.
    fn register(&mut self, shape: Type) -> Lanes<'_, 'f> {
        Lanes::new(&mut self.builder, shape.lane_bits())
    }

    /// The same for both halves.
    fn each_half<'t>(
        &'t mut self,
        shape: Type,
        value: Pair,
        work: impl Fn(&mut Lanes<'t, 'f>, Value) -> Value,
    ) -> Pair {
        let mut lanes = self.register(shape);
        Pair { low: work(&mut lanes, value.low), high: work(&mut lanes, value.high) }
    }

    /// The same for the low halves of both operands and for the high ones.
    fn each_halves<'t>(
        &'t mut self,
        shape: Type,
        left: Pair,
        right: Pair,
        work: impl Fn(&mut Lanes<'t, 'f>, Value, Value) -> Value,
    ) -> Pair {
        let mut lanes = self.register(shape);
        Pair { low: work(&mut lanes, left.low, right.low), high: work(&mut lanes, left.high, right.high) }
    }

    /// Calls a helper of the runtime.
    fn vector_helper(&mut self, helper: VectorHelper, arguments: &[Value]) -> Pair {
        let function = self.environ.vector_helper(&mut self.builder, helper);
        let call = self.builder.ins().call(function, arguments);
        let results = self.builder.inst_results(call);
        Pair { low: results[0], high: results[1] }
    }

    fn vector_helper_of_two(&mut self, helper: VectorHelper, left: Pair, right: Pair) -> Pair {
        self.vector_helper(helper, &[left.low, left.high, right.low, right.high])
    }

    pub(super) fn pair_unary(&mut self, operation: Unary, shape: Type, value: Pair) -> Pair {
        let float = shape.lane_type().is_float();
        match operation {
            Unary::Not => self.each_half(shape, value, Lanes::not),
            Unary::Abs if float => self.each_half(shape, value, Lanes::without_signs),
            Unary::Abs => self.each_half(shape, value, Lanes::abs),
            Unary::Neg if float => self.each_half(shape, value, Lanes::with_other_signs),
            Unary::Neg => self.each_half(shape, value, Lanes::neg),
            Unary::Popcnt => self.each_half(shape, value, Lanes::popcnt),
            Unary::Sqrt => self.float_unary(Opcode::Sqrt, shape, value),
            Unary::Ceil => self.float_unary(Opcode::Ceil, shape, value),
            Unary::Floor => self.float_unary(Opcode::Floor, shape, value),
            Unary::Trunc => self.float_unary(Opcode::Trunc, shape, value),
            Unary::Nearest => self.float_unary(Opcode::Nearest, shape, value),
            Unary::Extend(half, sign) => self.pair_extend(shape, sign, value.half(half)),
            Unary::ExtendAddPairwise(sign) => {
                self.each_half(shape, value, |lanes, half| lanes.sums_of_narrow(sign, half))
            }
            Unary::TruncSat(sign) => self.trunc_sat(sign, value),
            Unary::TruncSatZero(sign) => self.pair_trunc_sat_zero(sign, value),
            Unary::Convert(sign) => self.convert_words(sign, value),
            Unary::ConvertLow(sign) => self.convert_low(sign, value),
            Unary::DemoteZero => self.demote_zero(value),
            Unary::PromoteLow => self.promote_low(value),
        }
    }

    pub(super) fn pair_binary(&mut self, operation: Binary, shape: Type, left: Pair, right: Pair) -> Pair {
        let float = shape.lane_type().is_float();
        match operation {
            Binary::And => self.each_halves(shape, left, right, Lanes::and),
            Binary::AndNot => self.each_halves(shape, left, right, Lanes::and_not),
            Binary::Or => self.each_halves(shape, left, right, Lanes::or),
            Binary::Xor => self.each_halves(shape, left, right, Lanes::xor),
            Binary::Add if float => self.float_binary(Opcode::Fadd, shape, left, right),
            Binary::Add => self.each_halves(shape, left, right, Lanes::add),
            Binary::Sub if float => self.float_binary(Opcode::Fsub, shape, left, right),
            Binary::Sub => self.each_halves(shape, left, right, Lanes::sub),
            Binary::Mul if float => self.float_binary(Opcode::Fmul, shape, left, right),
            Binary::Mul if shape == I16X8 => self.vector_helper_of_two(VectorHelper::i16x8_mul, left, right),
            Binary::Mul => self.each_halves(shape, left, right, Lanes::mul),
            Binary::Div => self.float_binary(Opcode::Fdiv, shape, left, right),
            Binary::AddSat(Sign::Unsigned) => self.each_halves(shape, left, right, Lanes::add_sat_u),
            Binary::SubSat(Sign::Unsigned) => self.each_halves(shape, left, right, Lanes::sub_sat_u),
            Binary::Min(sign) => {
                self.each_halves(shape, left, right, |lanes, left, right| lanes.min(sign, left, right))
            }
            Binary::Max(sign) => {
                self.each_halves(shape, left, right, |lanes, left, right| lanes.max(sign, left, right))
            }
            Binary::AverageRounded => self.each_halves(shape, left, right, Lanes::average_rounded),
            Binary::AddSat(Sign::Signed)
            | Binary::SubSat(Sign::Signed)
            | Binary::Q15MultiplyRoundedSat
            | Binary::Narrow(_)
            | Binary::Dot
            | Binary::RelaxedDot
            | Binary::Swizzle => self.vector_helper_of_two(helper_of(operation, shape), left, right),
            Binary::ExtendMultiply(half, sign) => {
                self.extend_multiply(shape, sign, left.half(half), right.half(half))
            }
            Binary::FloatMin => self.float_binary(Opcode::Fmin, shape, left, right),
            Binary::FloatMax => self.float_binary(Opcode::Fmax, shape, left, right),
            Binary::PseudoMin => self.right_where_less(shape, [right, left], left, right),
            Binary::PseudoMax => self.right_where_less(shape, [left, right], left, right),
            Binary::Compare(condition) => self
                .each_halves(shape, left, right, |lanes, left, right| lanes.compare(condition, left, right)),
            Binary::CompareFloat(condition) => self.compare_floats(condition, shape, left, right),
        }
    }

    pub(super) fn pair_ternary(
        &mut self,
        operation: Ternary,
        shape: Type,
        [first, second, third]: [Pair; 3],
    ) -> Pair {
        match operation {
            Ternary::Bitselect => self.choose(shape, third, first, second),
            Ternary::MultiplyAdd(product) => self.multiply_add(product, shape, [first, second, third]),
            Ternary::RelaxedDotAdd => {
                let sums = self.pair_binary(Binary::RelaxedDot, I16X8, first, second);
                let sums = self.pair_unary(Unary::ExtendAddPairwise(Sign::Signed), shape, sums);
                self.pair_binary(Binary::Add, shape, sums, third)
            }
        }
    }

    /// The bits of `then` where `mask` is set, those of `otherwise` elsewhere.
    fn choose(&mut self, shape: Type, mask: Pair, then: Pair, otherwise: Pair) -> Pair {
        let mut lanes = self.register(shape);
        Pair {
            low: lanes.choose(mask.low, then.low, otherwise.low),
            high: lanes.choose(mask.high, then.high, otherwise.high),
        }
    }
}

/// The helper for an instruction that is one for each shape that it has.
fn helper_of(operation: Binary, shape: Type) -> VectorHelper {
    use VectorHelper as Helper;
    match (operation, shape) {
        (Binary::AddSat(_), I8X16) => Helper::i8x16_add_sat_s,
        (Binary::AddSat(_), _) => Helper::i16x8_add_sat_s,
        (Binary::SubSat(_), I8X16) => Helper::i8x16_sub_sat_s,
        (Binary::SubSat(_), _) => Helper::i16x8_sub_sat_s,
        (Binary::Narrow(Sign::Signed), I8X16) => Helper::i8x16_narrow_i16x8_s,
        (Binary::Narrow(Sign::Unsigned), I8X16) => Helper::i8x16_narrow_i16x8_u,
        (Binary::Narrow(Sign::Signed), _) => Helper::i16x8_narrow_i32x4_s,
        (Binary::Narrow(Sign::Unsigned), _) => Helper::i16x8_narrow_i32x4_u,
        (Binary::Q15MultiplyRoundedSat, _) => Helper::i16x8_q15mulr_sat_s,
        (Binary::Dot, I32X4) => Helper::i32x4_dot_i16x8_s,
        (Binary::RelaxedDot, _) => Helper::i16x8_relaxed_dot_i8x16_i7x16_s,
        (Binary::Swizzle, _) => Helper::i8x16_swizzle,
        (operation, shape) => unreachable!("{operation:?} of {shape} is compiled in line"),
    }
}
