//! Splats, one lane out of a vector or into it, and halves as two words.
//!
//! Where a value was made in the same function by the opposite of what is asked for, that is undone rather
//! than done again: a chain of float instructions stays in float registers.

use cranelift_codegen::ir::{
    Endianness, InstBuilder, InstructionData, MemFlagsData, Opcode, Type, Value, types,
};

use super::Pair;
use super::register::{definition, number_of, ones, operands_of};
use crate::translate::function::FunctionTranslator;
use crate::translate::simd::operation::{Half, Sign};

/// Bits of each of the two words in a register.
const WORD_BITS: i64 = 32;

impl FunctionTranslator<'_, '_> {
    /// The same bits as a float or as an integer of the same width.
    pub(super) fn bits_as(&mut self, ty: Type, value: Value) -> Value {
        let dfg = &self.builder.func.dfg;
        if dfg.value_type(value) == ty {
            return value;
        }
        if let Some(InstructionData::LoadNoOffset { opcode: Opcode::Bitcast, arg, .. }) =
            definition(dfg, value)
            && dfg.value_type(arg) == ty
        {
            return arg;
        }
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        self.builder.ins().bitcast(ty, flags, value)
    }

    /// The two `i32` that a register holds.
    pub(super) fn words(&mut self, half: Value) -> [Value; 2] {
        if let Some(words) = self.joined_words(half) {
            return words;
        }
        let distance = self.builder.ins().iconst(types::I64, WORD_BITS);
        let high = self.builder.ins().ushr(half, distance);
        [half, high].map(|word| self.builder.ins().ireduce(types::I32, word))
    }

    /// A register that holds two `i32`.
    pub(super) fn join_words(&mut self, [low, high]: [Value; 2]) -> Value {
        let low = self.builder.ins().uextend(types::I64, low);
        // Any extension does; machines keep words sign-extended.
        let high = self.builder.ins().sextend(types::I64, high);
        let distance = self.builder.ins().iconst(types::I64, WORD_BITS);
        let high = self.builder.ins().ishl(high, distance);
        self.builder.ins().bor(low, high)
    }

    /// The words that [`join_words`](Self::join_words) has made `half` of.
    fn joined_words(&self, half: Value) -> Option<[Value; 2]> {
        let dfg = &self.builder.func.dfg;
        let extended = |extension: Opcode, value: Value| match definition(dfg, value)? {
            InstructionData::Unary { opcode, arg } if opcode == extension => {
                (dfg.value_type(arg) == types::I32).then_some(arg)
            }
            _ => None,
        };
        let [low, high] = operands_of(dfg, Opcode::Bor, half)?;
        let [high, distance] = operands_of(dfg, Opcode::Ishl, high)?;
        let words = [extended(Opcode::Uextend, low)?, extended(Opcode::Sextend, high)?];
        (number_of(dfg, distance) == Some(WORD_BITS.cast_unsigned())).then_some(words)
    }

    pub(in crate::translate::simd) fn pair_splat(&mut self, shape: Type, scalar: Value) -> Pair {
        let half = match shape.lane_bits() {
            64 => self.bits_as(types::I64, scalar),
            32 => {
                let word = self.bits_as(types::I32, scalar);
                self.join_words([word; 2])
            }
            bits => {
                let lane = self.narrow_lane_bits(shape, scalar);
                let ones = self.builder.ins().iconst(types::I64, ones(bits).cast_signed());
                self.builder.ins().imul(lane, ones)
            }
        };
        Pair { low: half, high: half }
    }

    /// The bits of a lane of 8 or 16 bits, which wasm has in an `i32`, zeros above.
    fn narrow_lane_bits(&mut self, shape: Type, scalar: Value) -> Value {
        let lane = self.builder.ins().ireduce(shape.lane_type(), scalar);
        self.builder.ins().uextend(types::I64, lane)
    }

    pub(in crate::translate::simd) fn pair_extract(
        &mut self,
        shape: Type,
        sign: Sign,
        lane: u8,
        value: Pair,
    ) -> Value {
        let (half, lane) = place(shape, lane);
        let half = value.half(half);
        let ty = shape.lane_type();
        match ty.bits() {
            64 => self.bits_as(ty, half),
            32 => {
                let words = self.words(half);
                self.bits_as(ty, words[lane as usize])
            }
            bits => {
                let shifted = self.register(shape).right(half, lane * bits);
                let bits = self.builder.ins().ireduce(ty, shifted);
                match sign {
                    Sign::Signed => self.builder.ins().sextend(types::I32, bits),
                    Sign::Unsigned => self.builder.ins().uextend(types::I32, bits),
                }
            }
        }
    }

    pub(in crate::translate::simd) fn pair_replace(
        &mut self,
        shape: Type,
        lane: u8,
        mut value: Pair,
        scalar: Value,
    ) -> Pair {
        let (half, lane) = place(shape, lane);
        let old = value.half(half);
        let new = match shape.lane_bits() {
            64 => self.bits_as(types::I64, scalar),
            32 => {
                let mut words = self.words(old);
                words[lane as usize] = self.bits_as(types::I32, scalar);
                self.join_words(words)
            }
            bits => {
                let scalar = self.narrow_lane_bits(shape, scalar);
                let mut lanes = self.register(shape);
                let others = lanes.and_number(old, !(((1 << bits) - 1) << (lane * bits)));
                let moved = lanes.left(scalar, lane * bits);
                lanes.or(others, moved)
            }
        };
        match half {
            Half::Low => value.low = new,
            Half::High => value.high = new,
        }
        value
    }
}

/// The half that lane number `lane` lies in, and its number there.
fn place(shape: Type, lane: u8) -> (Half, u32) {
    let in_half = shape.lane_count() / 2;
    let lane = u32::from(lane);
    if lane < in_half { (Half::Low, lane) } else { (Half::High, lane - in_half) }
}
