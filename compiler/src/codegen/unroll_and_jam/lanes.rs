//! How a value of one lane comes from that of another.

use std::collections::HashMap;

use cranelift_codegen::ir::{Function, InstructionData, Opcode, Value, types};

use super::super::clif::{integer, summand_and_constant};
use super::Nest;

/// What a value is in the lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lane {
    /// An `i32`, in each lane so much more than in the one before, modulo 2³²; any value for which this is 0, the same
    /// in all lanes.
    Apart(i32),
    /// Each lane has its own.
    Own,
}

impl Lane {
    pub(super) const SAME: Lane = Lane::Apart(0);

    /// What a value is that is one or the other.
    fn or(self, other: Lane) -> Lane {
        if self == other { self } else { Lane::Own }
    }
}

/// What the values of a nest are in the lanes.
pub(super) struct Lanes {
    of: HashMap<Value, Lane>,
}

impl Lanes {
    /// `None` where lanes would go different ways, or have something of the lane before.
    pub(super) fn new(func: &Function, nest: &Nest) -> Option<Lanes> {
        let mut lanes = Lanes { of: HashMap::new() };
        for (&param, &next) in func.dfg.block_params(nest.blocks.header).iter().zip(nest.carried()) {
            lanes.of.insert(param, Lane::Apart(step(func, param, next)?));
        }
        // Each starts out unknown and goes on to what it is, at most by two steps.
        while lanes.advance(func, nest) {}
        for (&block, branch) in &nest.branches {
            if block != nest.latch
                && branch.condition.is_some_and(|condition| lanes.of(condition) != Lane::SAME)
            {
                return None;
            }
        }
        Some(lanes)
    }

    /// What a value is; those from outside of the nest are the same in all lanes.
    pub(super) fn of(&self, value: Value) -> Lane {
        self.of.get(&value).copied().unwrap_or(Lane::SAME)
    }

    pub(super) fn is_own(&self, value: Value) -> bool {
        self.of(value) == Lane::Own
    }

    /// Takes in what is known of arguments. Whether anything has changed.
    fn advance(&mut self, func: &Function, nest: &Nest) -> bool {
        let mut changed = false;
        let mut known = |lanes: &mut Lanes, value: Value, lane: Option<Lane>| {
            if let Some(lane) = lane {
                changed |= lanes.of.insert(value, lane) != Some(lane);
            }
        };
        for &block in &nest.order {
            for (number, &param) in func.dfg.block_params(block).iter().enumerate() {
                let edges = nest.incoming.get(&block).into_iter().flatten();
                let args = edges.filter_map(|&edge| self.known(func, nest, nest.args(edge)[number]));
                let lane = args.reduce(Lane::or);
                if block != nest.blocks.header {
                    known(self, param, lane);
                }
            }
            for inst in func.layout.block_insts(block) {
                let lane = self.computed(func, nest, &func.dfg.insts[inst], func.dfg.inst_args(inst));
                for &result in func.dfg.inst_results(inst) {
                    known(self, result, lane);
                }
            }
        }
        changed
    }

    /// What a value is, where that is known so far.
    fn known(&self, func: &Function, nest: &Nest, value: Value) -> Option<Lane> {
        let inside = nest.contains(func, value);
        if inside { self.of.get(&value).copied() } else { Some(Lane::SAME) }
    }

    /// What the results of an instruction are.
    fn computed(&self, func: &Function, nest: &Nest, data: &InstructionData, args: &[Value]) -> Option<Lane> {
        let of: Vec<Lane> = args.iter().map(|&arg| self.known(func, nest, arg)).collect::<Option<_>>()?;
        if of.iter().all(|&lane| lane == Lane::SAME) {
            return Some(Lane::SAME);
        }
        if let (InstructionData::Unary { opcode: Opcode::Ineg, .. }, [Lane::Apart(of)]) = (data, &of[..]) {
            return Some(Lane::Apart(of.wrapping_neg()));
        }
        let (InstructionData::Binary { opcode, .. }, [Lane::Apart(left), Lane::Apart(right)]) =
            (data, &of[..])
        else {
            return Some(Lane::Own);
        };
        let constant = integer(func, args[1]).map(|constant| constant as i32);
        let apart = match (opcode, constant) {
            _ if func.dfg.value_type(args[0]) != types::I32 => None,
            (Opcode::Iadd, _) => Some(left.wrapping_add(*right)),
            (Opcode::Isub, _) => Some(left.wrapping_sub(*right)),
            (Opcode::Imul, Some(constant)) => Some(left.wrapping_mul(constant)),
            (Opcode::Ishl, Some(constant)) => Some(left.wrapping_shl(constant.cast_unsigned())),
            _ => None,
        };
        Some(apart.map_or(Lane::Own, Lane::Apart))
    }
}

/// What is added to a parameter of a loop each time around; `None` where it does something else.
pub(super) fn step(func: &Function, param: Value, next: Value) -> Option<i32> {
    if next == param {
        return Some(0);
    }
    let counts = |value: Value| value == param && func.dfg.value_type(param) == types::I32;
    match func.dfg.insts[func.dfg.value_def(next).inst()?] {
        InstructionData::Binary { opcode: Opcode::Isub, args: [left, right] } if counts(left) => {
            Some((integer(func, right)? as i32).wrapping_neg())
        }
        _ => {
            let (summand, constant) = summand_and_constant(func, next)?;
            counts(summand).then_some(constant as i32)
        }
    }
}
