//! Vector instructions by Cranelift's own, on CPUs that have vectors.
//!
//! On the operand stack a vector is an `i8x16`. An instruction reads it with lanes of its own shape, by a
//! `bitcast`, which is no machine instruction.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{
    ConstantData, Endianness, InstBuilder, InstructionData, MemFlagsData, Opcode, Type, Value, types,
};

use super::operation::{Binary, Half, Product, Shift, Sign, Ternary, Test, Unary};
use super::scalar_type;
use crate::translate::function::FunctionTranslator;

/// The shape with lanes of half the width.
fn halved(shape: Type) -> Type {
    match shape {
        I16X8 => I8X16,
        I32X4 => I16X8,
        _ => I32X4,
    }
}

/// The shape with lanes of twice the width.
fn doubled(shape: Type) -> Type {
    match shape {
        I8X16 => I16X8,
        I16X8 => I32X4,
        _ => I64X2,
    }
}

impl FunctionTranslator<'_, '_> {
    /// The same bits with the lanes of `shape`.
    pub(super) fn lanes(&mut self, shape: Type, value: Value) -> Value {
        let dfg = &self.builder.func.dfg;
        if dfg.value_type(value) == shape {
            return value;
        }
        // Patterns of the code generator do not look through a bitcast: there should be none where another
        // value has the bits with these lanes.
        match dfg.value_def(value).inst().map(|inst| dfg.insts[inst]) {
            Some(InstructionData::LoadNoOffset { opcode: Opcode::Bitcast, arg, .. })
                if dfg.value_type(arg) == shape =>
            {
                return arg;
            }
            Some(InstructionData::UnaryConst { opcode: Opcode::Vconst, constant_handle }) => {
                return self.builder.ins().vconst(shape, constant_handle);
            }
            _ => {}
        }
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        self.builder.ins().bitcast(shape, flags, value)
    }

    pub(super) fn push_lanes(&mut self, value: Value) {
        let value = self.lanes(I8X16, value);
        self.push(value);
    }

    pub(super) fn lanes_constant(&mut self, bits: u128) -> Value {
        let data = ConstantData::from(bits.to_le_bytes().as_slice());
        let constant = self.builder.func.dfg.constants.insert(data);
        self.builder.ins().vconst(I8X16, constant)
    }

    pub(super) fn zero_of(&mut self, shape: Type) -> Value {
        let zero = self.lanes_constant(0);
        self.lanes(shape, zero)
    }

    /// A value of the type that wasm has for it, as a lane of `shape`.
    pub(super) fn narrow_to_lane(&mut self, shape: Type, scalar: Value) -> Value {
        let lane = shape.lane_type();
        if scalar_type(shape) == lane { scalar } else { self.builder.ins().ireduce(lane, scalar) }
    }

    pub(super) fn lanes_unary(&mut self, operation: Unary, shape: Type, value: Value) -> Value {
        let operand_shape = match operation {
            Unary::Extend(..) | Unary::ExtendAddPairwise(_) => halved(shape),
            Unary::TruncSat(_) | Unary::PromoteLow => F32X4,
            Unary::TruncSatZero(_) | Unary::DemoteZero => F64X2,
            Unary::Convert(_) | Unary::ConvertLow(_) => I32X4,
            _ => shape,
        };
        let value = self.lanes(operand_shape, value);
        let float = shape.lane_type().is_float();
        let ins = self.builder.ins();
        match operation {
            Unary::Not => ins.bnot(value),
            Unary::Abs if float => ins.fabs(value),
            Unary::Abs => ins.iabs(value),
            Unary::Neg if float => ins.fneg(value),
            Unary::Neg => ins.ineg(value),
            Unary::Popcnt => ins.popcnt(value),
            Unary::Sqrt => ins.sqrt(value),
            Unary::Ceil => ins.ceil(value),
            Unary::Floor => ins.floor(value),
            Unary::Trunc => ins.trunc(value),
            Unary::Nearest => ins.nearest(value),
            Unary::Extend(half, sign) => self.extend_half(half, sign, value),
            Unary::ExtendAddPairwise(sign) => {
                let low = self.extend_half(Half::Low, sign, value);
                let high = self.extend_half(Half::High, sign, value);
                self.builder.ins().iadd_pairwise(low, high)
            }
            Unary::TruncSat(Sign::Signed) => ins.fcvt_to_sint_sat(I32X4, value),
            Unary::TruncSat(Sign::Unsigned) => ins.fcvt_to_uint_sat(I32X4, value),
            Unary::TruncSatZero(sign) => self.trunc_sat_zero(sign, value),
            Unary::Convert(Sign::Signed) => ins.fcvt_from_sint(F32X4, value),
            Unary::Convert(Sign::Unsigned) => ins.fcvt_from_uint(F32X4, value),
            Unary::ConvertLow(sign) => {
                let low = self.extend_half(Half::Low, sign, value);
                match sign {
                    Sign::Signed => self.builder.ins().fcvt_from_sint(F64X2, low),
                    Sign::Unsigned => self.builder.ins().fcvt_from_uint(F64X2, low),
                }
            }
            Unary::DemoteZero => ins.fvdemote(value),
            Unary::PromoteLow => ins.fvpromote_low(value),
        }
    }

    fn extend_half(&mut self, half: Half, sign: Sign, value: Value) -> Value {
        let ins = self.builder.ins();
        match (half, sign) {
            (Half::Low, Sign::Signed) => ins.swiden_low(value),
            (Half::Low, Sign::Unsigned) => ins.uwiden_low(value),
            (Half::High, Sign::Signed) => ins.swiden_high(value),
            (Half::High, Sign::Unsigned) => ins.uwiden_high(value),
        }
    }

    /// Both conversions saturate: to 64 bits, then to 32. Cranelift knows the shape.
    fn trunc_sat_zero(&mut self, sign: Sign, value: Value) -> Value {
        let zero = self.zero_of(I64X2);
        match sign {
            Sign::Signed => {
                let wide = self.builder.ins().fcvt_to_sint_sat(I64X2, value);
                self.builder.ins().snarrow(wide, zero)
            }
            Sign::Unsigned => {
                let wide = self.builder.ins().fcvt_to_uint_sat(I64X2, value);
                self.builder.ins().uunarrow(wide, zero)
            }
        }
    }

    pub(super) fn lanes_binary(
        &mut self,
        operation: Binary,
        shape: Type,
        left: Value,
        right: Value,
    ) -> Value {
        let operand_shape = match operation {
            Binary::Narrow(_) => doubled(shape),
            Binary::ExtendMultiply(..) | Binary::Dot | Binary::RelaxedDot => halved(shape),
            _ => shape,
        };
        let left = self.lanes(operand_shape, left);
        let right = self.lanes(operand_shape, right);
        let float = shape.lane_type().is_float();
        let ins = self.builder.ins();
        match operation {
            Binary::And => ins.band(left, right),
            Binary::AndNot => {
                let right = ins.bnot(right);
                self.builder.ins().band(left, right)
            }
            Binary::Or => ins.bor(left, right),
            Binary::Xor => ins.bxor(left, right),
            Binary::Add if float => ins.fadd(left, right),
            Binary::Add => ins.iadd(left, right),
            Binary::Sub if float => ins.fsub(left, right),
            Binary::Sub => ins.isub(left, right),
            Binary::Mul if float => ins.fmul(left, right),
            Binary::Mul => ins.imul(left, right),
            Binary::Div => ins.fdiv(left, right),
            Binary::AddSat(Sign::Signed) => ins.sadd_sat(left, right),
            Binary::AddSat(Sign::Unsigned) => ins.uadd_sat(left, right),
            Binary::SubSat(Sign::Signed) => ins.ssub_sat(left, right),
            Binary::SubSat(Sign::Unsigned) => ins.usub_sat(left, right),
            Binary::Min(Sign::Signed) => ins.smin(left, right),
            Binary::Min(Sign::Unsigned) => ins.umin(left, right),
            Binary::Max(Sign::Signed) => ins.smax(left, right),
            Binary::Max(Sign::Unsigned) => ins.umax(left, right),
            Binary::AverageRounded => ins.avg_round(left, right),
            Binary::Q15MultiplyRoundedSat => ins.sqmul_round_sat(left, right),
            Binary::Narrow(Sign::Signed) => ins.snarrow(left, right),
            Binary::Narrow(Sign::Unsigned) => ins.unarrow(left, right),
            Binary::ExtendMultiply(half, sign) => self.extended_product(half, sign, left, right),
            Binary::Dot => self.dot(left, right),
            Binary::RelaxedDot => self.dot_saturated(left, right),
            Binary::FloatMin => ins.fmin(left, right),
            Binary::FloatMax => ins.fmax(left, right),
            Binary::PseudoMin => self.select_by(right, left, [right, left]),
            Binary::PseudoMax => self.select_by(left, right, [right, left]),
            Binary::Swizzle => self.lanes_swizzle(left, right),
            Binary::Compare(condition) => ins.icmp(condition, left, right),
            Binary::CompareFloat(condition) => ins.fcmp(condition, left, right),
        }
    }

    fn extended_product(&mut self, half: Half, sign: Sign, left: Value, right: Value) -> Value {
        let left = self.extend_half(half, sign, left);
        let right = self.extend_half(half, sign, right);
        self.builder.ins().imul(left, right)
    }

    /// Sums of two products of neighbours, modulo the width of a lane.
    fn dot(&mut self, left: Value, right: Value) -> Value {
        let low = self.extended_product(Half::Low, Sign::Signed, left, right);
        let high = self.extended_product(Half::High, Sign::Signed, left, right);
        self.builder.ins().iadd_pairwise(low, high)
    }

    /// As [`dot`](Self::dot) of i8x16, saturated. Only the greatest sum overflows, and nothing else comes out
    /// as what it wraps to: there one is to be subtracted.
    fn dot_saturated(&mut self, left: Value, right: Value) -> Value {
        let sum = self.dot(left, right);
        let least = self.builder.ins().iconst(types::I16, i64::from(i16::MIN.cast_unsigned()));
        let least = self.builder.ins().splat(I16X8, least);
        let wrapped = self.builder.ins().icmp(IntCC::Equal, sum, least);
        self.builder.ins().iadd(sum, wrapped)
    }

    /// Lanes of the first of `choices` where `less` is less than `than`, else of the second.
    fn select_by(&mut self, less: Value, than: Value, choices: [Value; 2]) -> Value {
        let shape = self.builder.func.dfg.value_type(less);
        let condition = self.builder.ins().fcmp(FloatCC::LessThan, less, than);
        let condition = self.lanes(shape, condition);
        self.builder.ins().bitselect(condition, choices[0], choices[1])
    }

    pub(super) fn lanes_ternary(
        &mut self,
        operation: Ternary,
        shape: Type,
        [first, second, third]: [Value; 3],
    ) -> Value {
        match operation {
            Ternary::Bitselect => {
                let [first, second, third] = [first, second, third].map(|value| self.lanes(shape, value));
                self.builder.ins().bitselect(third, first, second)
            }
            Ternary::MultiplyAdd(product) => {
                let [first, second, third] = [first, second, third].map(|value| self.lanes(shape, value));
                let first = match product {
                    Product::Added => first,
                    Product::Subtracted => self.builder.ins().fneg(first),
                };
                self.builder.ins().fma(first, second, third)
            }
            Ternary::RelaxedDotAdd => {
                let sums = self.lanes_binary(Binary::RelaxedDot, I16X8, first, second);
                let sums = self.lanes_unary(Unary::ExtendAddPairwise(Sign::Signed), I32X4, sums);
                let third = self.lanes(I32X4, third);
                self.builder.ins().iadd(sums, third)
            }
        }
    }

    /// Cranelift takes the number of bits modulo the width of a lane, as wasm does.
    pub(super) fn lanes_shift(&mut self, operation: Shift, shape: Type, value: Value, count: Value) -> Value {
        let value = self.lanes(shape, value);
        let ins = self.builder.ins();
        match operation {
            Shift::Left => ins.ishl(value, count),
            Shift::Right(Sign::Signed) => ins.sshr(value, count),
            Shift::Right(Sign::Unsigned) => ins.ushr(value, count),
        }
    }

    pub(super) fn lanes_test(&mut self, test: Test, shape: Type, value: Value) -> Value {
        let value = self.lanes(shape, value);
        let truth = match test {
            Test::AnyTrue => self.builder.ins().vany_true(value),
            Test::AllTrue => self.builder.ins().vall_true(value),
            Test::Bitmask => return self.builder.ins().vhigh_bits(types::I32, value),
        };
        self.builder.ins().uextend(types::I32, truth)
    }

    pub(super) fn lanes_extract(&mut self, shape: Type, sign: Sign, lane: u8, value: Value) -> Value {
        let value = self.lanes(shape, value);
        let result = self.builder.ins().extractlane(value, lane);
        let ty = scalar_type(shape);
        match sign {
            _ if ty == shape.lane_type() => result,
            Sign::Signed => self.builder.ins().sextend(ty, result),
            Sign::Unsigned => self.builder.ins().uextend(ty, result),
        }
    }

    /// `scalar` has the type of a lane.
    pub(super) fn lanes_replace(&mut self, shape: Type, lane: u8, value: Value, scalar: Value) -> Value {
        let value = self.lanes(shape, value);
        self.builder.ins().insertlane(value, scalar, lane)
    }
}
