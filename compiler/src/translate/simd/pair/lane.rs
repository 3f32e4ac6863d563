//! Splats, and one lane out of a vector or into it.

use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Type, Value, types};

use super::Pair;
use super::register::ones;
use crate::translate::function::FunctionTranslator;
use crate::translate::simd::operation::Sign;

impl FunctionTranslator<'_, '_> {
    /// The same bits as a float or as an integer of the same width.
    pub(super) fn bits_as(&mut self, ty: Type, value: Value) -> Value {
        if self.builder.func.dfg.value_type(value) == ty {
            return value;
        }
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        self.builder.ins().bitcast(ty, flags, value)
    }

    /// The bits of a lane of `shape`, given in the type that wasm has for it, zeros above.
    fn lane_bits(&mut self, shape: Type, scalar: Value) -> Value {
        let bits = self.bits_as(self.builder.func.dfg.value_type(scalar).as_int(), scalar);
        let lane = shape.lane_type().as_int();
        let bits = if self.builder.func.dfg.value_type(bits) == lane {
            bits
        } else {
            self.builder.ins().ireduce(lane, bits)
        };
        if lane == types::I64 { bits } else { self.builder.ins().uextend(types::I64, bits) }
    }

    pub(in crate::translate::simd) fn pair_splat(&mut self, shape: Type, scalar: Value) -> Pair {
        let lane = self.lane_bits(shape, scalar);
        let half = match shape.lane_bits() {
            64 => lane,
            32 => {
                let mut lanes = self.register(shape);
                let high = lanes.left(lane, 32);
                lanes.or(lane, high)
            }
            bits => {
                let ones = self.builder.ins().iconst(types::I64, ones(bits).cast_signed());
                self.builder.ins().imul(lane, ones)
            }
        };
        Pair { low: half, high: half }
    }

    pub(in crate::translate::simd) fn pair_extract(
        &mut self,
        shape: Type,
        sign: Sign,
        lane: u8,
        value: Pair,
    ) -> Value {
        let (half, distance) = if u32::from(lane) < shape.lane_count() / 2 {
            (value.low, u32::from(lane) * shape.lane_bits())
        } else {
            (value.high, u32::from(lane) * shape.lane_bits() - u64::BITS)
        };
        let ty = shape.lane_type().as_int();
        let mut bits = half;
        if distance > 0 {
            bits = self.register(shape).right(bits, distance);
        }
        if ty != types::I64 {
            bits = self.builder.ins().ireduce(ty, bits);
        }
        match (ty, sign) {
            (types::I8 | types::I16, Sign::Signed) => self.builder.ins().sextend(types::I32, bits),
            (types::I8 | types::I16, Sign::Unsigned) => self.builder.ins().uextend(types::I32, bits),
            _ => self.bits_as(shape.lane_type(), bits),
        }
    }

    pub(in crate::translate::simd) fn pair_replace(
        &mut self,
        shape: Type,
        lane: u8,
        value: Pair,
        scalar: Value,
    ) -> Pair {
        let bits = self.lane_bits(shape, scalar);
        let distance = u32::from(lane) * shape.lane_bits() % u64::BITS;
        let mut replaced = |half| {
            if shape.lane_bits() == u64::BITS {
                return bits;
            }
            let mut lanes = self.register(shape);
            let others = !(((1 << shape.lane_bits()) - 1) << distance);
            let rest = lanes.and_number(half, others);
            let bits = if distance > 0 { lanes.left(bits, distance) } else { bits };
            lanes.or(rest, bits)
        };
        if u32::from(lane) < shape.lane_count() / 2 {
            Pair { low: replaced(value.low), ..value }
        } else {
            Pair { high: replaced(value.high), ..value }
        }
    }
}
