//! The lanes of one `i64`, all at once: arithmetic of the whole register in which no carry leaves its lane.
//!
//! A mask has all bits of a lane set or none, as the comparisons of wasm give it. Where only the sign bit of
//! each lane says something, the other bits are anything.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{DataFlowGraph, InstBuilder, InstructionData, Opcode, Value, types};
use cranelift_frontend::FunctionBuilder;

use crate::translate::simd::operation::Sign;

/// Operations on lanes of `bits` bits: 8, 16, 32 or 64.
pub(super) struct Lanes<'t, 'f> {
    builder: &'t mut FunctionBuilder<'f>,
    bits: u32,
}

/// A number with the lowest bit of each lane of `bits` bits set.
pub(super) fn ones(bits: u32) -> u64 {
    u64::MAX / (u64::MAX >> (u64::BITS - bits))
}

/// The sign bits in lanes of `bits` bits.
fn sign_bits(bits: u32) -> u64 {
    ones(bits) << (bits - 1)
}

/// The instruction that made a value, if one did.
pub(super) fn definition(dfg: &DataFlowGraph, value: Value) -> Option<InstructionData> {
    Some(dfg.insts[dfg.value_def(value).inst()?])
}

/// The operands of the instruction that made a value, if it is one with this opcode.
pub(super) fn operands_of(dfg: &DataFlowGraph, opcode: Opcode, value: Value) -> Option<[Value; 2]> {
    match definition(dfg, value)? {
        InstructionData::Binary { opcode: actual, args } if actual == opcode => Some(args),
        _ => None,
    }
}

/// The number that a value is, if it is constant.
pub(super) fn number_of(dfg: &DataFlowGraph, value: Value) -> Option<u64> {
    match definition(dfg, value)? {
        InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => Some(imm.bits().cast_unsigned()),
        _ => None,
    }
}

impl<'t, 'f> Lanes<'t, 'f> {
    pub(super) fn new(builder: &'t mut FunctionBuilder<'f>, bits: u32) -> Lanes<'t, 'f> {
        Lanes { builder, bits }
    }

    fn whole(&self) -> bool {
        self.bits == u64::BITS
    }

    /// The sign bit of each lane.
    pub(super) fn signs(&self) -> u64 {
        sign_bits(self.bits)
    }

    pub(super) fn number(&mut self, number: u64) -> Value {
        self.builder.ins().iconst(types::I64, number.cast_signed())
    }

    pub(super) fn not(&mut self, value: Value) -> Value {
        self.builder.ins().bnot(value)
    }

    pub(super) fn and(&mut self, left: Value, right: Value) -> Value {
        self.builder.ins().band(left, right)
    }

    pub(super) fn and_not(&mut self, left: Value, right: Value) -> Value {
        let right = self.not(right);
        self.and(left, right)
    }

    pub(super) fn or(&mut self, left: Value, right: Value) -> Value {
        self.builder.ins().bor(left, right)
    }

    pub(super) fn xor(&mut self, left: Value, right: Value) -> Value {
        self.builder.ins().bxor(left, right)
    }

    pub(super) fn and_number(&mut self, value: Value, number: u64) -> Value {
        let number = self.number(number);
        self.and(value, number)
    }

    fn or_number(&mut self, value: Value, number: u64) -> Value {
        let number = self.number(number);
        self.or(value, number)
    }

    fn xor_number(&mut self, value: Value, number: u64) -> Value {
        let number = self.number(number);
        self.xor(value, number)
    }

    /// The sum of whole registers.
    fn plus(&mut self, left: Value, right: Value) -> Value {
        self.builder.ins().iadd(left, right)
    }

    fn plus_number(&mut self, value: Value, number: u64) -> Value {
        let number = self.number(number);
        self.plus(value, number)
    }

    /// The difference of whole registers.
    fn minus(&mut self, left: Value, right: Value) -> Value {
        self.builder.ins().isub(left, right)
    }

    /// The whole register shifted left.
    pub(super) fn left(&mut self, value: Value, bits: u32) -> Value {
        if bits == 0 {
            return value;
        }
        let bits = self.number(bits.into());
        self.builder.ins().ishl(value, bits)
    }

    /// The whole register shifted right, zeros coming in.
    pub(super) fn right(&mut self, value: Value, bits: u32) -> Value {
        if bits == 0 {
            return value;
        }
        let bits = self.number(bits.into());
        self.builder.ins().ushr(value, bits)
    }

    /// The bits of `then` where `mask` is set, those of `otherwise` elsewhere.
    pub(super) fn choose(&mut self, mask: Value, then: Value, otherwise: Value) -> Value {
        let difference = self.xor(then, otherwise);
        let difference = self.and(difference, mask);
        self.xor(otherwise, difference)
    }

    /// All bits of the lanes of which `signs` has the sign bit; it has no others.
    fn spread(&mut self, signs: Value) -> Value {
        // Per lane 2^bits − 1: over all lanes, what is subtracted is never more than what the lane has added.
        let next = self.left(signs, 1);
        let lowest = self.right(signs, self.bits - 1);
        self.minus(next, lowest)
    }

    /// The sign bits that [`spread`](Self::spread) has made `mask` of, and the width of their lanes.
    fn spread_from(&self, mask: Value) -> Option<(Value, u32)> {
        let dfg = &self.builder.func.dfg;
        let [next, lowest] = operands_of(dfg, Opcode::Isub, mask)?;
        let [signs, one] = operands_of(dfg, Opcode::Ishl, next)?;
        let [same, distance] = operands_of(dfg, Opcode::Ushr, lowest)?;
        // Anybody may have written this sum: it is a mask only if there are no other bits.
        let [_, all_signs] = operands_of(dfg, Opcode::Band, signs)?;
        let bits =
            [8, 16, 32].into_iter().find(|&bits| number_of(dfg, all_signs) == Some(sign_bits(bits)))?;
        let spread = same == signs
            && number_of(dfg, one) == Some(1)
            && number_of(dfg, distance) == Some(u64::from(bits) - 1);
        spread.then_some((signs, bits))
    }

    /// A value that is 0 if and only if `value` is.
    pub(super) fn any(&self, value: Value) -> Value {
        self.spread_from(value).map_or(value, |(signs, _)| signs)
    }

    /// The sign bits of the lanes.
    fn signs_of(&mut self, value: Value) -> Value {
        match self.spread_from(value) {
            Some((signs, bits)) if bits == self.bits => signs,
            _ => self.and_number(value, self.signs()),
        }
    }

    pub(super) fn add(&mut self, left: Value, right: Value) -> Value {
        if self.whole() {
            return self.plus(left, right);
        }
        let signs = self.signs();
        let (low_left, low_right) = (self.and_number(left, !signs), self.and_number(right, !signs));
        let sum = self.plus(low_left, low_right);
        let differ = self.xor(left, right);
        let differ = self.and_number(differ, signs);
        self.xor(sum, differ)
    }

    /// In the sign bit of each lane whether the rest of `left` is not less than that of `right`; below, their
    /// difference.
    fn low_difference(&mut self, left: Value, right: Value) -> Value {
        let signs = self.signs();
        let left = self.or_number(left, signs);
        let right = self.and_number(right, !signs);
        self.minus(left, right)
    }

    pub(super) fn sub(&mut self, left: Value, right: Value) -> Value {
        if self.whole() {
            return self.minus(left, right);
        }
        let difference = self.low_difference(left, right);
        let differ = self.xor(left, right);
        let same = self.not(differ);
        let same = self.and_number(same, self.signs());
        self.xor(difference, same)
    }

    pub(super) fn neg(&mut self, value: Value) -> Value {
        let zero = self.number(0);
        self.sub(zero, value)
    }

    pub(super) fn abs(&mut self, value: Value) -> Value {
        if self.whole() {
            return self.builder.ins().iabs(value);
        }
        let signs = self.signs_of(value);
        let mask = self.spread(signs);
        let inverted = self.xor(value, mask);
        // What was inverted is at most the greatest number: one more stays in its lane.
        let one = self.right(signs, self.bits - 1);
        self.plus(inverted, one)
    }

    /// Of floats, the absolute values.
    pub(super) fn without_signs(&mut self, value: Value) -> Value {
        self.and_number(value, !self.signs())
    }

    /// Of floats, the negated values.
    pub(super) fn with_other_signs(&mut self, value: Value) -> Value {
        self.xor_number(value, self.signs())
    }

    /// Products of lanes of 32 or 64 bits.
    pub(super) fn mul(&mut self, left: Value, right: Value) -> Value {
        let product = self.builder.ins().imul(left, right);
        if self.whole() {
            return product;
        }
        const HIGH: u64 = !0 << 32;
        let low = self.and_number(product, !HIGH);
        let left = self.right(left, 32);
        // Where it lies, the factor shifts the product to its place.
        let right = self.and_number(right, HIGH);
        let high = self.builder.ins().imul(left, right);
        self.or(low, high)
    }

    /// In the sign bit of each lane whether `value` is not 0 there.
    fn nonzero(&mut self, value: Value) -> Value {
        let low = !self.signs();
        let carried = self.and_number(value, low);
        let carried = self.plus_number(carried, low);
        self.or(carried, value)
    }

    /// The sign bits of the lanes in which `value` is not 0.
    pub(super) fn signs_of_nonzero(&mut self, value: Value) -> Value {
        if let Some((signs, bits)) = self.spread_from(value)
            && bits == self.bits
        {
            return signs;
        }
        let nonzero = self.nonzero(value);
        self.and_number(nonzero, self.signs())
    }

    /// In the sign bit of each lane whether `left` is less than `right` there.
    fn less(&mut self, sign: Sign, left: Value, right: Value) -> Value {
        let low = self.low_difference(left, right);
        let differ = self.xor(left, right);
        // Where the sign bits differ, one of them tells; elsewhere, the bits below.
        let told = self.and(differ, if sign == Sign::Signed { left } else { right });
        let not_less = self.or(differ, low);
        let less = self.not(not_less);
        self.or(told, less)
    }

    /// A mask of the lanes in which `condition` holds.
    pub(super) fn compare(&mut self, condition: IntCC, left: Value, right: Value) -> Value {
        if self.whole() {
            let truth = self.builder.ins().icmp(condition, left, right);
            let truth = self.builder.ins().uextend(types::I64, truth);
            return self.builder.ins().ineg(truth);
        }
        let (told, holds) = match condition {
            IntCC::Equal | IntCC::NotEqual => {
                let differ = self.xor(left, right);
                (self.nonzero(differ), condition == IntCC::NotEqual)
            }
            IntCC::SignedLessThan => (self.less(Sign::Signed, left, right), true),
            IntCC::SignedGreaterThanOrEqual => (self.less(Sign::Signed, left, right), false),
            IntCC::SignedGreaterThan => (self.less(Sign::Signed, right, left), true),
            IntCC::SignedLessThanOrEqual => (self.less(Sign::Signed, right, left), false),
            IntCC::UnsignedLessThan => (self.less(Sign::Unsigned, left, right), true),
            IntCC::UnsignedGreaterThanOrEqual => (self.less(Sign::Unsigned, left, right), false),
            IntCC::UnsignedGreaterThan => (self.less(Sign::Unsigned, right, left), true),
            IntCC::UnsignedLessThanOrEqual => (self.less(Sign::Unsigned, right, left), false),
        };
        let told = if holds { told } else { self.not(told) };
        let signs = self.and_number(told, self.signs());
        self.spread(signs)
    }

    /// In the lanes where `left` is less than `right` all bits in which they differ, else none.
    fn difference_where_less(&mut self, sign: Sign, left: Value, right: Value) -> Value {
        let less = self.less(sign, left, right);
        let less = self.and_number(less, self.signs());
        let mask = self.spread(less);
        let differ = self.xor(left, right);
        self.and(differ, mask)
    }

    pub(super) fn min(&mut self, sign: Sign, left: Value, right: Value) -> Value {
        let difference = self.difference_where_less(sign, left, right);
        self.xor(right, difference)
    }

    pub(super) fn max(&mut self, sign: Sign, left: Value, right: Value) -> Value {
        let difference = self.difference_where_less(sign, left, right);
        self.xor(left, difference)
    }

    /// Sums of unsigned lanes, the greatest number where they are too large.
    pub(super) fn add_sat_u(&mut self, left: Value, right: Value) -> Value {
        let sum = self.add(left, right);
        // A carry out of the lane: of both sign bits, or of one of them and the bits below.
        let both = self.and(left, right);
        let either = self.or(left, right);
        let carried = self.and_not(either, sum);
        let carried = self.or(both, carried);
        let carried = self.and_number(carried, self.signs());
        let mask = self.spread(carried);
        self.or(sum, mask)
    }

    /// Differences of unsigned lanes, 0 where they are negative.
    pub(super) fn sub_sat_u(&mut self, left: Value, right: Value) -> Value {
        let difference = self.sub(left, right);
        let mask = self.compare(IntCC::UnsignedGreaterThanOrEqual, left, right);
        self.and(difference, mask)
    }

    /// Averages of unsigned lanes, rounded up: what both have or either has, less half of what they do not
    /// share.
    pub(super) fn average_rounded(&mut self, left: Value, right: Value) -> Value {
        let either = self.or(left, right);
        let differ = self.xor(left, right);
        let differ = self.and_number(differ, !ones(self.bits));
        let half = self.right(differ, 1);
        self.minus(either, half)
    }

    /// Number of bits set in each lane of 8 bits: in groups of two, four and eight.
    pub(super) fn popcnt(&mut self, value: Value) -> Value {
        let odd = self.right(value, 1);
        let odd = self.and_number(odd, ones(8) * 0x55);
        let pairs = self.minus(value, odd);
        let even = self.and_number(pairs, ones(8) * 0x33);
        let odd = self.right(pairs, 2);
        let odd = self.and_number(odd, ones(8) * 0x33);
        let nibbles = self.plus(even, odd);
        let odd = self.right(nibbles, 4);
        let sums = self.plus(nibbles, odd);
        self.and_number(sums, ones(8) * 0x0f)
    }

    /// Sums of the two lanes of half the width that make up each lane.
    pub(super) fn sums_of_narrow(&mut self, sign: Sign, value: Value) -> Value {
        let narrow = self.bits / 2;
        let low = ones(self.bits) * ((1 << narrow) - 1);
        // A signed lane with its sign bit inverted is the unsigned one that is greater by half of the range.
        let value = match sign {
            Sign::Signed => self.xor_number(value, ones(narrow) << (narrow - 1)),
            Sign::Unsigned => value,
        };
        let even = self.and_number(value, low);
        let odd = self.right(value, narrow);
        let odd = self.and_number(odd, low);
        let sum = self.plus(even, odd);
        match sign {
            Sign::Unsigned => sum,
            // Less the whole of the narrow range, with a sign bit to borrow from, which is inverted behind.
            Sign::Signed => {
                let sum = self.plus_number(sum, self.signs() - (ones(self.bits) << narrow));
                self.xor_number(sum, self.signs())
            }
        }
    }

    /// Widens the lanes of half the width in the low 32 bits of `value`; its other bits are 0.
    pub(super) fn widen_low(&mut self, sign: Sign, value: Value) -> Value {
        let narrow = self.bits / 2;
        let mut width = 16;
        let mut apart = value;
        // First to two groups of 16 bits apart, then, if lanes are narrower, those to lanes.
        while width >= narrow {
            let moved = self.left(apart, width);
            let both = self.or(apart, moved);
            apart = self.and_number(both, ones(2 * width) * ((1 << width) - 1));
            width /= 2;
        }
        match sign {
            Sign::Unsigned => apart,
            Sign::Signed => {
                let signs = self.and_number(apart, ones(self.bits) << (narrow - 1));
                let above = self.left(signs, narrow + 1);
                let below = self.left(signs, 1);
                let fill = self.minus(above, below);
                self.or(apart, fill)
            }
        }
    }

    /// The sign bits of the lanes as a number.
    pub(super) fn bitmask(&mut self, value: Value) -> Value {
        let lanes = u64::BITS / self.bits;
        let signs = self.signs_of(value);
        // Each summand moves the sign bit of one lane to its place among the uppermost bits; no two bits of
        // the product come from more than one place.
        let first = u64::BITS - lanes - (self.bits - 1);
        let factor =
            (0..lanes).map(|lane| 1 << (first - lane * (self.bits - 1))).fold(0, |sum, bit: u64| sum | bit);
        let factor = self.number(factor);
        let gathered = self.builder.ins().imul(signs, factor);
        self.right(gathered, u64::BITS - lanes)
    }
}
