//! Bytes picked by constant numbers: in line where that takes few operations, else by the runtime.
//!
//! A half of the result is an or of source registers, each shifted by whole bytes and masked: one for each
//! pair of source and distance. Interleaving words takes four, rotating two, exchanging the bytes of a
//! register eight. Where a half repeats its first bytes, as a splat of a lane does, those are made and then
//! multiplied.

use cranelift_codegen::ir::{InstBuilder, Value, types};
use precast_abi::VectorHelper;

use super::Pair;
use super::register::ones;
use crate::translate::function::FunctionTranslator;

/// More operations than this for a whole vector are not compiled in line: the runtime takes about a hundred,
/// and a call.
const OPERATIONS_MAX: usize = 36;

/// Bytes of a register.
const BYTES: usize = 8;

/// How half of a vector is made.
struct Plan {
    parts: Vec<Part>,
    /// How many bytes the parts make, which are then repeated; 8 for all.
    period: usize,
}

/// What comes from one source by one distance.
struct Part {
    /// Which register of the two operands, from 0 to 3.
    source: usize,
    /// Bytes to the left; negative to the right.
    distance: isize,
    /// Which bytes of the result.
    bytes: u8,
}

impl Part {
    /// Bytes of the result that the shift alone leaves.
    fn shifted_in(&self) -> u8 {
        match self.distance {
            0.. => u8::MAX << self.distance,
            _ => u8::MAX >> -self.distance,
        }
    }

    fn operations(&self) -> usize {
        usize::from(self.distance != 0) + usize::from(self.bytes != self.shifted_in())
    }

    /// The bytes that are taken, all bits of each.
    fn mask(&self) -> u64 {
        (0..BYTES)
            .filter(|byte| self.bytes & (1 << byte) != 0)
            .fold(0, |mask, byte| mask | 0xff << (8 * byte))
    }
}

impl Plan {
    /// The plan for a half whose bytes have these numbers.
    fn new(numbers: &[u8]) -> Plan {
        let repeats =
            |period: &usize| numbers.iter().zip(&numbers[*period..]).all(|(left, right)| left == right);
        let period = [1, 2, 4].into_iter().find(repeats).unwrap_or(BYTES);
        let mut parts: Vec<Part> = Vec::new();
        for (byte, &number) in numbers[..period].iter().enumerate() {
            let source = usize::from(number) / BYTES;
            let distance = byte as isize - (usize::from(number) % BYTES) as isize;
            match parts.iter_mut().find(|part| part.source == source && part.distance == distance) {
                Some(part) => part.bytes |= 1 << byte,
                None => parts.push(Part { source, distance, bytes: 1 << byte }),
            }
        }
        Plan { parts, period }
    }

    fn operations(&self) -> usize {
        let parts: usize = self.parts.iter().map(Part::operations).sum();
        parts + self.parts.len() - 1 + usize::from(self.period < BYTES)
    }
}

impl FunctionTranslator<'_, '_> {
    pub(in crate::translate::simd) fn pair_shuffle(
        &mut self,
        numbers: [u8; 2 * BYTES],
        left: Pair,
        right: Pair,
    ) -> Pair {
        let sources = [left.low, left.high, right.low, right.high];
        let (low, high) = numbers.split_at(BYTES);
        let (low, high) = (Plan::new(low), Plan::new(high));
        if low.operations() + high.operations() <= OPERATIONS_MAX {
            return Pair { low: self.planned(&low, sources), high: self.planned(&high, sources) };
        }
        let numbers = u128::from_le_bytes(numbers);
        let [low, high] =
            [numbers as i64, (numbers >> 64) as i64].map(|half| self.builder.ins().iconst(types::I64, half));
        let arguments = [left.low, left.high, right.low, right.high, low, high];
        self.vector_helper(VectorHelper::i8x16_shuffle, &arguments)
    }

    fn planned(&mut self, plan: &Plan, sources: [Value; 4]) -> Value {
        let mut half = None;
        for part in &plan.parts {
            let bytes = self.part(part, sources[part.source]);
            half = Some(match half {
                None => bytes,
                Some(half) => self.builder.ins().bor(half, bytes),
            });
        }
        let half = half.expect("a half has bytes");
        if plan.period == BYTES {
            return half;
        }
        let ones = self.builder.ins().iconst(types::I64, ones(8 * plan.period as u32).cast_signed());
        self.builder.ins().imul(half, ones)
    }

    fn part(&mut self, part: &Part, source: Value) -> Value {
        let mut lanes = self.register(types::I8X16);
        let bits = 8 * part.distance.unsigned_abs() as u32;
        let moved = if part.distance < 0 { lanes.right(source, bits) } else { lanes.left(source, bits) };
        if part.bytes == part.shifted_in() { moved } else { lanes.and_number(moved, part.mask()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the operations of a plan make of four registers.
    fn carried_out(plan: &Plan, sources: [u64; 4]) -> u64 {
        let half = plan.parts.iter().fold(0, |half, part| {
            let bits = 8 * part.distance.unsigned_abs();
            let source = sources[part.source];
            let moved = if part.distance < 0 { source >> bits } else { source << bits };
            half | if part.bytes == part.shifted_in() { moved } else { moved & part.mask() }
        });
        if plan.period == BYTES { half } else { half.wrapping_mul(ones(8 * plan.period as u32)) }
    }

    #[track_caller]
    fn check(numbers: [u8; BYTES], operations: usize) {
        let plan = Plan::new(&numbers);
        let bytes: [u8; 4 * BYTES] = std::array::from_fn(|number| 0xa0 + number as u8);
        let sources = std::array::from_fn(|source| {
            u64::from_le_bytes(bytes[source * BYTES..][..BYTES].try_into().expect("eight bytes"))
        });
        let expected = numbers.map(|number| bytes[usize::from(number)]);
        assert_eq!(carried_out(&plan, sources).to_le_bytes(), expected, "{numbers:?}");
        assert_eq!(plan.operations(), operations, "{numbers:?}");
    }

    #[test]
    fn common_shuffles_take_few_operations() {
        // A whole register, and eight bytes across two.
        check([8, 9, 10, 11, 12, 13, 14, 15], 0);
        check([11, 12, 13, 14, 15, 16, 17, 18], 3);
        // Words interleaved, and exchanged.
        check([0, 1, 2, 3, 16, 17, 18, 19], 3);
        check([4, 5, 6, 7, 0, 1, 2, 3], 3);
        // Lanes of two operands mixed without a shift.
        check([0, 17, 2, 19, 4, 21, 6, 23], 3);
        // Splats of lanes: shifted, masked and multiplied.
        check([29; BYTES], 3);
        check([2, 3, 2, 3, 2, 3, 2, 3], 3);
        check([4, 5, 6, 7, 4, 5, 6, 7], 2);
        // Each byte comes by a distance of its own.
        check([7, 6, 5, 4, 3, 2, 1, 0], 21);
    }
}
