//! Vector instructions on two `i64`, for CPUs without vectors.

use cranelift_codegen::ir::{InstBuilder, InstructionData, Opcode, Type, Value, types};

use super::operation::{Binary, Shift, Sign, Ternary, Test, Unary};
use crate::translate::function::FunctionTranslator;

/// A v128 as two `i64`.
#[derive(Clone, Copy, Debug)]
pub(in crate::translate) struct Pair {
    /// Bits 0 to 63.
    pub(super) low: Value,
    /// Bits 64 to 127.
    pub(super) high: Value,
}

impl FunctionTranslator<'_, '_> {
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

    pub(super) fn pair_unary(&mut self, operation: Unary, shape: Type, value: Pair) -> Pair {
        let _ = (operation, shape, value);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_binary(&mut self, operation: Binary, shape: Type, left: Pair, right: Pair) -> Pair {
        let _ = (operation, shape, left, right);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_ternary(&mut self, operation: Ternary, shape: Type, operands: [Pair; 3]) -> Pair {
        let _ = (operation, shape, operands);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_shift(&mut self, operation: Shift, shape: Type, value: Pair, count: Value) -> Pair {
        let _ = (operation, shape, value, count);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_test(&mut self, test: Test, shape: Type, value: Pair) -> Value {
        let _ = (test, shape, value);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_shuffle(&mut self, lanes: [u8; 16], left: Pair, right: Pair) -> Pair {
        let _ = (lanes, left, right);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_splat(&mut self, shape: Type, scalar: Value) -> Pair {
        let _ = (shape, scalar);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_extract(&mut self, shape: Type, sign: Sign, lane: u8, value: Pair) -> Value {
        let _ = (shape, sign, lane, value);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_replace(&mut self, shape: Type, lane: u8, value: Pair, scalar: Value) -> Pair {
        let _ = (shape, lane, value, scalar);
        unimplemented!("the pair lowering")
    }

    pub(super) fn pair_extend(&mut self, shape: Type, sign: Sign, half: Value) -> Pair {
        let _ = (shape, sign, half);
        unimplemented!("the pair lowering")
    }
}
