//! Bounds of integer values: the least and the greatest that a value can be, read as unsigned.
//!
//! Sound and simple: what an instruction does to bounds is stated where that is useful for addresses, and
//! any other value can be anything of its type. Sums that may wrap can be anything.

use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::{Function, Inst, InstructionData, Opcode, Value, ValueDef};

use super::facts::LengthCell;

/// The values from `min` to `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) min: u64,
    pub(super) max: u64,
}

/// What is known beside the CLIF of a value: `value` is at most `max`, because a comparison with
/// `length` said so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assumption {
    pub(super) value: Value,
    pub(super) max: u64,
    pub(super) length: LengthCell,
}

/// Allocations to be used for one function after the other.
#[derive(Default)]
pub(in crate::codegen) struct Scratch {
    known: SecondaryMap<Value, Option<Interval>>,
}

/// The intervals of the values of one function, found when asked for.
pub(super) struct Intervals<'a> {
    func: &'a Function,
    pinned: Option<u64>,
    scratch: &'a mut Scratch,
}

/// How far back a definition is followed; values beyond can be anything of their type.
const DEPTH_MAX: u32 = 64;

/// How far back two values are compared.
const SAME_DEPTH_MAX: u32 = 4;

impl Interval {
    fn exact(value: u64) -> Interval {
        Interval { min: value, max: value }
    }

    fn up_to(max: u64) -> Interval {
        Interval { min: 0, max }
    }

    fn union(self, other: Interval) -> Interval {
        Interval { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// The value, where there is only one.
    fn constant(self) -> Option<u64> {
        (self.min == self.max).then_some(self.min)
    }
}

/// The greatest number of `bits` bits.
fn mask(bits: u32) -> u64 {
    u64::MAX.checked_shr(64 - bits).unwrap_or(0)
}

/// The greatest number with as many bits as `value` has.
fn all_bits_of(value: u64) -> u64 {
    mask(u64::BITS - value.leading_zeros())
}

impl<'a> Intervals<'a> {
    pub(super) fn new(func: &'a Function, pinned: Option<u64>, scratch: &'a mut Scratch) -> Intervals<'a> {
        scratch.known.clear();
        Intervals { func, pinned, scratch }
    }

    /// The interval of a value.
    pub(super) fn of(&mut self, value: Value) -> Interval {
        self.find(value, None, 0)
    }

    /// The interval of a value under an assumption.
    pub(super) fn of_assuming(&mut self, value: Value, assumption: Option<&Assumption>) -> Interval {
        match assumption {
            None => self.of(value),
            Some(assumption) => {
                let assumptions = self.consequences(assumption);
                self.find(value, Some(&assumptions), 0)
            }
        }
    }

    /// An assumption about a sum with a constant says something about the other summand too.
    fn consequences(&mut self, assumption: &Assumption) -> Vec<(Value, u64)> {
        let mut known = vec![(assumption.value, assumption.max)];
        let dfg = &self.func.dfg;
        if let Some(inst) = dfg.value_def(assumption.value).inst()
            && let InstructionData::Binary { opcode: Opcode::Iadd, args } = dfg.insts[inst]
        {
            let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
            let top = mask(dfg.value_type(assumption.value).bits());
            for (part, other) in [(left, right), (right, left)] {
                let (part_max, other_min) = (self.of(part).max, self.of(other));
                let Some(constant) = other_min.constant() else { continue };
                // Only a sum that cannot wrap is as large as its parts.
                if part_max <= top - constant {
                    known.push((part, assumption.max.saturating_sub(constant)));
                }
            }
        }
        known
    }

    fn find(&mut self, value: Value, assumptions: Option<&[(Value, u64)]>, depth: u32) -> Interval {
        let dfg = &self.func.dfg;
        let value = dfg.resolve_aliases(value);
        let ty = dfg.value_type(value);
        if !ty.is_int() || ty.bits() > 64 {
            return Interval::up_to(u64::MAX);
        }
        // Without assumptions, what was found once holds.
        if assumptions.is_none()
            && let Some(known) = self.scratch.known[value]
        {
            return known;
        }
        let any = Interval::up_to(mask(ty.bits()));
        let mut interval = match dfg.value_def(value) {
            ValueDef::Result(inst, 0) if depth < DEPTH_MAX => {
                self.result(inst, ty.bits(), assumptions, depth + 1).unwrap_or(any)
            }
            _ => any,
        };
        if interval.max > any.max {
            interval = any;
        }
        match assumptions {
            None => self.scratch.known[value] = Some(interval),
            Some(assumptions) => {
                for &(assumed, max) in assumptions {
                    if max < interval.max && self.same(assumed, value, 0) {
                        interval.max = max;
                    }
                }
            }
        }
        interval
    }

    /// The interval of an instruction's only result of `bits` bits; `None` for anything.
    fn result(
        &mut self,
        inst: Inst,
        bits: u32,
        assumptions: Option<&[(Value, u64)]>,
        depth: u32,
    ) -> Option<Interval> {
        let dfg = &self.func.dfg;
        let data = dfg.insts[inst];
        let args = dfg.inst_args(inst);
        let mut arg = |number: usize| self.find(args[number], assumptions, depth);
        let top = mask(bits);
        Some(match data.opcode() {
            Opcode::Iconst => match data {
                InstructionData::UnaryImm { imm, .. } => Interval::exact(imm.bits() as u64 & top),
                _ => return None,
            },
            Opcode::GetPinnedReg => Interval::exact(self.pinned?),
            Opcode::Iadd => {
                let (left, right) = (arg(0), arg(1));
                let max = left.max.checked_add(right.max).filter(|&max| max <= top)?;
                Interval { min: left.min + right.min, max }
            }
            Opcode::Isub => {
                let (left, right) = (arg(0), arg(1));
                Interval { min: left.min.checked_sub(right.max)?, max: left.max.checked_sub(right.min)? }
            }
            Opcode::Imul => {
                let (left, right) = (arg(0), arg(1));
                let max = left.max.checked_mul(right.max).filter(|&max| max <= top)?;
                Interval { min: left.min.checked_mul(right.min)?, max }
            }
            Opcode::Udiv => {
                let (left, right) = (arg(0), arg(1));
                Interval { min: left.min.checked_div(right.max)?, max: left.max / right.min.max(1) }
            }
            Opcode::Urem => {
                let (left, right) = (arg(0), arg(1));
                Interval::up_to(left.max.min(right.max.saturating_sub(1)))
            }
            Opcode::Ishl => {
                let value = arg(0);
                let shift = shift_of(arg(1), bits)?;
                let max = value.max.checked_mul(1 << shift).filter(|&max| max <= top)?;
                Interval { min: value.min << shift, max }
            }
            Opcode::Ushr => {
                let value = arg(0);
                match shift_of(arg(1), bits) {
                    Some(shift) => Interval { min: value.min >> shift, max: value.max >> shift },
                    None => Interval::up_to(value.max),
                }
            }
            Opcode::Band => {
                let (left, right) = (arg(0), arg(1));
                match (left.constant(), right.constant()) {
                    (Some(left), Some(right)) => Interval::exact(left & right),
                    _ => Interval::up_to(left.max.min(right.max)),
                }
            }
            Opcode::Bor => {
                let (left, right) = (arg(0), arg(1));
                Interval { min: left.min.max(right.min), max: all_bits_of(left.max | right.max) }
            }
            Opcode::Bxor => Interval::up_to(all_bits_of(arg(0).max | arg(1).max)),
            Opcode::Umin => {
                let (left, right) = (arg(0), arg(1));
                Interval { min: left.min.min(right.min), max: left.max.min(right.max) }
            }
            Opcode::Umax => {
                let (left, right) = (arg(0), arg(1));
                Interval { min: left.min.max(right.min), max: left.max.max(right.max) }
            }
            Opcode::Uextend => arg(0),
            Opcode::Sextend => {
                // The same as `uextend` for a value without sign bit.
                let from = dfg.value_type(args[0]).bits();
                let value = arg(0);
                (value.max <= mask(from - 1)).then_some(value)?
            }
            Opcode::Ireduce => {
                let value = arg(0);
                (value.max <= top).then_some(value)?
            }
            Opcode::Select | Opcode::SelectSpectreGuard => arg(1).union(arg(2)),
            Opcode::Icmp | Opcode::Fcmp => Interval::up_to(1),
            Opcode::Clz | Opcode::Ctz | Opcode::Popcnt => Interval::up_to(u64::from(bits)),
            Opcode::Uload8 => Interval::up_to(mask(8)),
            Opcode::Uload16 => Interval::up_to(mask(16)),
            Opcode::Uload32 => Interval::up_to(mask(32)),
            _ => return None,
        })
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
                let pure = matches!(
                    left,
                    Opcode::Iadd
                        | Opcode::Isub
                        | Opcode::Imul
                        | Opcode::Band
                        | Opcode::Bor
                        | Opcode::Bxor
                        | Opcode::Ishl
                        | Opcode::Ushr
                );
                pure && left == right && equal_arguments()
            }
            (InstructionData::Unary { opcode: left, .. }, InstructionData::Unary { opcode: right, .. }) => {
                left == Opcode::Uextend && left == right && equal_arguments()
            }
            _ => false,
        }
    }
}

/// The distance of a shift, where it is constant.
fn shift_of(interval: Interval, bits: u32) -> Option<u32> {
    // Shifts count modulo the width of the value.
    interval.constant().map(|shift| (shift % u64::from(bits)) as u32)
}
