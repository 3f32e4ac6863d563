//! Values as sums: a constant and multiples of other values, equal to the value modulo 2⁶⁴.
//!
//! What is known of an index must be found again in an address, which optimisation has rearranged: `base +
//! (x + 8)` becomes `x + (base + 8)`. Both are the same sum. Comes in: a value of a function. Goes out: its
//! sum; the bounds of that sum; how it follows from another one. A sum that is not understood to its end has
//! terms that could be taken apart further, which makes proofs fail, never succeed.

use cranelift_codegen::entity::packed_option::ReservedValue;
use cranelift_codegen::ir::{Function, InstructionData, Opcode, Value, types};

use super::facts::Bases;
use super::interval::{Interval, Intervals};

/// How far back definitions are followed; values beyond are terms.
const DEPTH_MAX: u32 = 6;

/// How far back two values are compared.
const SAME_DEPTH_MAX: u32 = 4;

/// A constant plus terms, modulo 2⁶⁴. A term of fewer bits counts with zeros in front.
#[derive(Clone, Debug, Default)]
pub(super) struct Sum {
    pub(super) constant: u64,
    /// Values, each once, with what they are multiplied by: never 0.
    pub(super) terms: Vec<(Value, i64)>,
}

/// Takes values apart.
#[derive(Clone, Copy)]
pub(super) struct Splitter<'a> {
    pub(super) func: &'a Function,
    pub(super) bases: &'a Bases,
    /// A value that stays a term.
    pub(super) kept: Option<Value>,
    /// A value in whose place another one is taken.
    pub(super) replaced: Option<(Value, Value)>,
}

impl<'a> Splitter<'a> {
    pub(super) fn new(func: &'a Function, bases: &'a Bases) -> Splitter<'a> {
        Splitter { func, bases, kept: None, replaced: None }
    }

    /// The sum that `value` is.
    pub(super) fn split(&self, value: Value) -> Sum {
        let mut sum = Sum::default();
        self.add(&mut sum, value, 1, 0);
        sum
    }

    /// Adds `factor` times `value`.
    fn add(&self, sum: &mut Sum, value: Value, factor: i64, depth: u32) {
        let dfg = &self.func.dfg;
        let value = dfg.resolve_aliases(value);
        if let Some((old, new)) = self.replaced
            && old == value
        {
            return Splitter { replaced: None, ..*self }.add(sum, new, factor, depth);
        }
        if self.kept != Some(value)
            && depth < DEPTH_MAX
            && let Some(inst) = dfg.value_def(value).inst()
        {
            let args = dfg.inst_args(inst);
            let wide = dfg.value_type(value) == types::I64;
            match dfg.insts[inst].opcode() {
                Opcode::Iconst | Opcode::GetPinnedReg | Opcode::Load => {
                    if let Some(constant) = self.constant(value) {
                        return sum.add_constant(constant.wrapping_mul(factor.cast_unsigned()));
                    }
                }
                Opcode::Uextend if wide => return self.add(sum, args[0], factor, depth + 1),
                Opcode::Iadd | Opcode::UaddOverflowTrap if wide => {
                    self.add(sum, args[0], factor, depth + 1);
                    return self.add(sum, args[1], factor, depth + 1);
                }
                Opcode::Isub if wide => {
                    self.add(sum, args[0], factor, depth + 1);
                    return self.add(sum, args[1], factor.wrapping_neg(), depth + 1);
                }
                Opcode::Ineg if wide => return self.add(sum, args[0], factor.wrapping_neg(), depth + 1),
                // `!x` is `-x - 1`.
                Opcode::Bnot if wide => {
                    sum.add_constant(factor.wrapping_neg().cast_unsigned());
                    return self.add(sum, args[0], factor.wrapping_neg(), depth + 1);
                }
                Opcode::Imul if wide => {
                    if let Some(by) = self.constant(args[1]) {
                        return self.add(sum, args[0], factor.wrapping_mul(by.cast_signed()), depth + 1);
                    }
                }
                Opcode::Ishl if wide => {
                    if let Some(distance) = self.constant(args[1]) {
                        // Shifts count modulo the width of the value.
                        let by = 1_i64.wrapping_shl((distance % 64) as u32);
                        return self.add(sum, args[0], factor.wrapping_mul(by), depth + 1);
                    }
                }
                _ => {}
            }
        }
        sum.add_term(value, factor);
    }

    /// The number that a value is, where it is constant, with zeros in front.
    fn constant(&self, value: Value) -> Option<u64> {
        let dfg = &self.func.dfg;
        let value = dfg.resolve_aliases(value);
        match dfg.insts[dfg.value_def(value).inst()?] {
            InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => {
                let unused_bits = u64::BITS - dfg.value_type(value).bits();
                Some(imm.bits().cast_unsigned() << unused_bits >> unused_bits)
            }
            InstructionData::NullAry { opcode: Opcode::GetPinnedReg } => self.bases.pinned,
            InstructionData::Load { opcode: Opcode::Load, arg, offset, .. }
                if dfg.value_type(value) == types::I64 && !self.bases.cells.is_empty() =>
            {
                self.bases.loaded(self.constant(arg)?.wrapping_add_signed(offset.into()))
            }
            _ => None,
        }
    }

    /// `whole` as `factor * part + rest`, where no other terms are left.
    pub(super) fn multiple(&self, whole: &Sum, part: &Sum) -> Option<(i64, u64)> {
        if whole.terms.len() != part.terms.len() {
            return None;
        }
        if part.terms.is_empty() {
            return Some((1, whole.constant.wrapping_sub(part.constant)));
        }
        let counterpart = |&(value, factor): &(Value, i64)| {
            let of_whole = whole.terms.iter().find(|(term, _)| self.same(*term, value, 0))?;
            let quotient = of_whole.1.checked_div(factor)?;
            (quotient > 0 && quotient.checked_mul(factor) == Some(of_whole.1)).then_some(quotient)
        };
        let factor = counterpart(part.terms.first()?)?;
        if part.terms.iter().any(|term| counterpart(term) != Some(factor)) {
            return None;
        }
        let rest = whole.constant.wrapping_sub(part.constant.wrapping_mul(factor.cast_unsigned()));
        Some((factor, rest))
    }

    /// Whether two values are equal: the same, or made by equal instructions without effects. Cranelift
    /// makes cheap instructions anew in each block that uses them.
    fn same(&self, left: Value, right: Value, depth: u32) -> bool {
        let dfg = &self.func.dfg;
        let (left, right) = (dfg.resolve_aliases(left), dfg.resolve_aliases(right));
        if left == right {
            return true;
        }
        if depth == SAME_DEPTH_MAX || dfg.value_type(left) != dfg.value_type(right) {
            return false;
        }
        let (Some(left), Some(right)) = (dfg.value_def(left).inst(), dfg.value_def(right).inst()) else {
            return false;
        };
        let equal_arguments = || {
            let pairs = dfg.inst_args(left).iter().zip(dfg.inst_args(right));
            pairs.into_iter().all(|(&left, &right)| self.same(left, right, depth + 1))
        };
        match (dfg.insts[left], dfg.insts[right]) {
            (
                InstructionData::UnaryImm { opcode: Opcode::Iconst, imm: left },
                InstructionData::UnaryImm { opcode: Opcode::Iconst, imm: right },
            ) => left == right,
            (InstructionData::Binary { opcode: left, .. }, InstructionData::Binary { opcode: right, .. }) => {
                is_pure(left) && left == right && equal_arguments()
            }
            (InstructionData::Unary { opcode: left, .. }, InstructionData::Unary { opcode: right, .. }) => {
                is_pure(left) && left == right && equal_arguments()
            }
            _ => false,
        }
    }

    /// The values that `value` is made of by arithmetic, itself first, the innermost last: where to look up
    /// what is known. Constants are all the same here: no value at all.
    pub(super) fn parts(&self, value: Value) -> Vec<Value> {
        let mut parts = Vec::new();
        if self.split(value).terms.is_empty() {
            parts.push(Value::reserved_value());
        } else {
            self.collect(value, &mut parts, 0);
        }
        parts
    }

    fn collect(&self, value: Value, parts: &mut Vec<Value>, depth: u32) {
        let dfg = &self.func.dfg;
        let value = dfg.resolve_aliases(value);
        if self.constant(value).is_some() {
            return;
        }
        parts.push(value);
        if depth < DEPTH_MAX
            && let Some(inst) = dfg.value_def(value).inst()
            && is_pure(dfg.insts[inst].opcode())
        {
            for &arg in dfg.inst_args(inst) {
                self.collect(arg, parts, depth + 1);
            }
        }
    }
}

/// Whether an instruction is arithmetic: equal arguments give equal results.
fn is_pure(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Iadd
            | Opcode::UaddOverflowTrap
            | Opcode::Isub
            | Opcode::Imul
            | Opcode::Ineg
            | Opcode::Band
            | Opcode::Bor
            | Opcode::Bxor
            | Opcode::Bnot
            | Opcode::Ishl
            | Opcode::Ushr
            | Opcode::Uextend
    )
}

impl Sum {
    fn add_constant(&mut self, constant: u64) {
        self.constant = self.constant.wrapping_add(constant);
    }

    fn add_term(&mut self, value: Value, factor: i64) {
        match self.terms.iter_mut().find(|(term, _)| *term == value) {
            Some((_, known)) => *known = known.wrapping_add(factor),
            None => self.terms.push((value, factor)),
        }
        self.terms.retain(|(_, factor)| *factor != 0);
    }

    /// The bounds of the sum; `None` where it may wrap.
    pub(super) fn interval(&self, intervals: &mut Intervals<'_>) -> Option<Interval> {
        let (mut min, mut max) = (0_i128, 0_i128);
        for &(term, factor) in &self.terms {
            let interval = intervals.of(term);
            let ends =
                [interval.min, interval.max].map(|end| i128::from(end).checked_mul(i128::from(factor)));
            let [one, other] = [ends[0]?, ends[1]?];
            min = min.checked_add(one.min(other))?;
            max = max.checked_add(one.max(other))?;
        }
        modulo(min, max, self.constant)
    }
}

/// The bounds of `factor * value + rest` modulo 2⁶⁴; `None` where it may wrap.
pub(super) fn affine(value: Interval, factor: i64, rest: u64) -> Option<Interval> {
    let ends = [value.min, value.max].map(|end| i128::from(end).checked_mul(i128::from(factor)));
    modulo(ends[0]?, ends[1]?, rest)
}

/// The bounds, modulo 2⁶⁴, of the numbers from `min` to `max` with `constant` added; `None` where a multiple
/// of 2⁶⁴ lies among them.
fn modulo(min: i128, max: i128, constant: u64) -> Option<Interval> {
    const MODULUS: i128 = 1 << 64;
    let [min, max] = [min, max].map(|end| end.checked_add(i128::from(constant)));
    let (min, max) = (min?, max?);
    let fits = min <= max && min.div_euclid(MODULUS) == max.div_euclid(MODULUS);
    fits.then(|| Interval { min: min.rem_euclid(MODULUS) as u64, max: max.rem_euclid(MODULUS) as u64 })
}
