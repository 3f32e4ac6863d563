//! Bounds of integer values: the least and the greatest that a value can be, read as unsigned.
//!
//! Sound and simple: what an instruction does to bounds is stated where that is useful for addresses, and
//! any other value can be anything of its type. Sums that may wrap can be anything.

use std::collections::HashSet;

use cranelift_codegen::entity::SecondaryMap;
use cranelift_codegen::ir::{Function, Inst, InstructionData, Opcode, Value, ValueDef};

use super::facts::Bases;

/// The values from `min` to `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) min: u64,
    pub(super) max: u64,
}

/// Allocations to be used for one function after the other.
#[derive(Default)]
pub(in crate::codegen) struct Scratch {
    /// Block parameters that are below 2³².
    below_4g: HashSet<Value>,
    known: SecondaryMap<Value, Option<Interval>>,
}

/// The intervals of the values of one function, found when asked for.
pub(super) struct Intervals<'a> {
    func: &'a Function,
    bases: &'a Bases,
    scratch: &'a mut Scratch,
}

/// How far back a definition is followed; values beyond can be anything of their type.
const DEPTH_MAX: u32 = 64;

impl Interval {
    pub(super) fn exact(value: u64) -> Interval {
        Interval { min: value, max: value }
    }

    fn up_to(max: u64) -> Interval {
        Interval { min: 0, max }
    }

    fn union(self, other: Interval) -> Interval {
        Interval { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// The value, where there is only one.
    pub(super) fn constant(self) -> Option<u64> {
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
    /// The block parameters `below_4g` are taken to be below 2³², as far as that holds.
    pub(super) fn new(
        func: &'a Function,
        bases: &'a Bases,
        below_4g: &[Value],
        scratch: &'a mut Scratch,
    ) -> Intervals<'a> {
        scratch.known.clear();
        scratch.below_4g.clear();
        scratch.below_4g.extend(below_4g);
        let mut intervals = Intervals { func, bases, scratch };
        while !intervals.scratch.below_4g.is_empty() && intervals.drop_params_above_4g() {
            intervals.scratch.known.clear();
        }
        intervals
    }

    /// Takes out parameters that something flows into which is not below 2³², if all that are left are taken to
    /// be; whether there were any. When there are none, those left are below 2³² by induction: the
    /// first time that control enters their blocks, and each time after.
    fn drop_params_above_4g(&mut self) -> bool {
        let dfg = &self.func.dfg;
        let mut above = Vec::new();
        for block in self.func.layout.blocks() {
            let Some(branch) = self.func.layout.last_inst(block) else { continue };
            for call in dfg.insts[branch].branch_destination(&dfg.jump_tables, &dfg.exception_tables) {
                let params = dfg.block_params(call.block(&dfg.value_lists));
                for (param, arg) in params.iter().zip(call.args(&dfg.value_lists)) {
                    if self.scratch.below_4g.contains(param)
                        && arg.as_value().is_none_or(|arg| self.of(arg).max > mask(32))
                    {
                        above.push(*param);
                    }
                }
            }
        }
        above.iter().for_each(|param| {
            self.scratch.below_4g.remove(param);
        });
        !above.is_empty()
    }

    /// The interval of a value.
    pub(super) fn of(&mut self, value: Value) -> Interval {
        self.find(value, 0)
    }

    fn find(&mut self, value: Value, depth: u32) -> Interval {
        let dfg = &self.func.dfg;
        let value = dfg.resolve_aliases(value);
        let ty = dfg.value_type(value);
        if !ty.is_int() || ty.bits() > 64 {
            return Interval::up_to(u64::MAX);
        }
        if let Some(known) = self.scratch.known[value] {
            return known;
        }
        let any = Interval::up_to(mask(ty.bits()));
        let found = match dfg.value_def(value) {
            ValueDef::Param(..) if self.scratch.below_4g.contains(&value) => Some(Interval::up_to(mask(32))),
            ValueDef::Result(inst, 0) if depth < DEPTH_MAX => self.result(inst, ty.bits(), depth + 1),
            _ => None,
        };
        let interval = found.filter(|found| found.max <= any.max).unwrap_or(any);
        self.scratch.known[value] = Some(interval);
        interval
    }

    /// The interval of an instruction's only result of `bits` bits; `None` for anything.
    fn result(&mut self, inst: Inst, bits: u32, depth: u32) -> Option<Interval> {
        let dfg = &self.func.dfg;
        let data = dfg.insts[inst];
        let args = dfg.inst_args(inst);
        let bases = self.bases;
        let mut arg = |number: usize| self.find(args[number], depth);
        let top = mask(bits);
        Some(match data.opcode() {
            Opcode::Iconst => match data {
                InstructionData::UnaryImm { imm, .. } => Interval::exact(imm.bits() as u64 & top),
                _ => return None,
            },
            Opcode::GetPinnedReg => Interval::exact(bases.pinned?),
            Opcode::Load => match data {
                InstructionData::Load { offset, .. } if bits == u64::BITS && !bases.cells.is_empty() => {
                    let base = arg(0);
                    let address = base.min.wrapping_add_signed(offset.into());
                    Interval::exact(bases.loaded(address).filter(|_| base.min == base.max)?)
                }
                _ => return None,
            },
            Opcode::Iadd => {
                let (left, right) = (arg(0), arg(1));
                let max = left.max.checked_add(right.max).filter(|&max| max <= top)?;
                Interval { min: left.min + right.min, max }
            }
            // Where it wraps, nothing that uses the result is reached.
            Opcode::UaddOverflowTrap => {
                let (left, right) = (arg(0), arg(1));
                let max = left.max.saturating_add(right.max).min(top);
                Interval { min: left.min.checked_add(right.min).filter(|&min| min <= top)?, max }
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
}

/// The distance of a shift, where it is constant.
fn shift_of(interval: Interval, bits: u32) -> Option<u32> {
    // Shifts count modulo the width of the value.
    interval.constant().map(|shift| (shift % u64::from(bits)) as u32)
}
