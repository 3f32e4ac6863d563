//! Vectors: fixed-width SIMD and relaxed SIMD.
//!
//! A v128 is one operand of one CLIF type everywhere, so that locals, calls, branches and blocks need not
//! know of it. Which type that is depends on the CPU, and so does how an instruction is lowered:
//!
//! * with vectors, `i8x16`, and Cranelift's instructions on [`lanes`];
//! * without, `i128`, which is two integer registers and no more: [`pair`] makes each instruction of
//!   operations on
//!   two `i64`, as Cranelift fails on vector types there.
//!
//! [`operator`] is the table, [`operation`] has the words for what its lines mean. Here is what both
//! lowerings share: operands are taken from the stack, and results put onto it.

mod lanes;
mod memory;
mod operation;
mod operator;
mod pair;
mod permute;
mod relaxed;

use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use precast_targets::{Cpu, Vectors};

use super::function::FunctionTranslator;
use crate::Result;
use crate::program;
use operation::{Binary, Shift, Sign, Ternary, Test, Unary};

/// The CLIF type of a v128.
pub(super) fn value_type(cpu: &Cpu) -> Type {
    match cpu.vectors {
        Vectors::None => types::I128,
        Vectors::General | Vectors::X86 => types::I8X16,
    }
}

/// The type that wasm has for a lane of `shape` outside of a vector.
fn scalar_type(shape: Type) -> Type {
    match shape.lane_type() {
        types::I8 | types::I16 => types::I32,
        lane => lane,
    }
}

impl FunctionTranslator<'_, '_> {
    /// Whether the CPU has vectors.
    fn has_vectors(&self) -> bool {
        self.environ.cpu().vectors != Vectors::None
    }

    pub(super) fn vector_const(&mut self, bits: u128) -> Result<()> {
        let value = self.constant(program::Value::V128(bits));
        self.push(value);
        Ok(())
    }

    /// A v128 with these bits, lane 0 in the lowest.
    pub(super) fn vector_constant(&mut self, bits: u128) -> Value {
        if self.has_vectors() { self.lanes_constant(bits) } else { self.pair_constant(bits) }
    }

    fn vector_unary(&mut self, operation: Unary, shape: Type) -> Result<()> {
        let value = self.pop();
        if self.has_vectors() {
            let result = self.lanes_unary(operation, shape, value);
            self.push_lanes(result);
        } else {
            let value = self.pair(value);
            let result = self.pair_unary(operation, shape, value);
            self.push_pair(result);
        }
        Ok(())
    }

    fn vector_binary(&mut self, operation: Binary, shape: Type) -> Result<()> {
        let right = self.pop();
        let left = self.pop();
        if self.has_vectors() {
            let result = self.lanes_binary(operation, shape, left, right);
            self.push_lanes(result);
        } else {
            let [left, right] = [left, right].map(|value| self.pair(value));
            let result = self.pair_binary(operation, shape, left, right);
            self.push_pair(result);
        }
        Ok(())
    }

    fn vector_ternary(&mut self, operation: Ternary, shape: Type) -> Result<()> {
        let third = self.pop();
        let second = self.pop();
        let first = self.pop();
        let operands = [first, second, third];
        if self.has_vectors() {
            let result = self.lanes_ternary(operation, shape, operands);
            self.push_lanes(result);
        } else {
            let operands = operands.map(|value| self.pair(value));
            let result = self.pair_ternary(operation, shape, operands);
            self.push_pair(result);
        }
        Ok(())
    }

    fn vector_shift(&mut self, operation: Shift, shape: Type) -> Result<()> {
        let count = self.pop();
        let value = self.pop();
        if self.has_vectors() {
            let result = self.lanes_shift(operation, shape, value, count);
            self.push_lanes(result);
        } else {
            let value = self.pair(value);
            let result = self.pair_shift(operation, shape, value, count);
            self.push_pair(result);
        }
        Ok(())
    }

    fn vector_test(&mut self, test: Test, shape: Type) -> Result<()> {
        let value = self.pop();
        let result = if self.has_vectors() {
            self.lanes_test(test, shape, value)
        } else {
            let value = self.pair(value);
            self.pair_test(test, shape, value)
        };
        self.push(result);
        Ok(())
    }

    /// `lanes` number the bytes of the result in those of both operands.
    fn shuffle(&mut self, lanes: [u8; 16]) -> Result<()> {
        let right = self.pop();
        let left = self.pop();
        if self.has_vectors() {
            let result = self.lanes_shuffle(lanes, left, right);
            self.push_lanes(result);
        } else {
            let [left, right] = [left, right].map(|value| self.pair(value));
            let result = self.pair_shuffle(lanes, left, right);
            self.push_pair(result);
        }
        Ok(())
    }

    fn splat(&mut self, shape: Type) -> Result<()> {
        let scalar = self.pop();
        if self.has_vectors() {
            let lane = self.narrow_to_lane(shape, scalar);
            let result = self.builder.ins().splat(shape, lane);
            self.push_lanes(result);
        } else {
            let result = self.pair_splat(shape, scalar);
            self.push_pair(result);
        }
        Ok(())
    }

    fn extract_lane(&mut self, shape: Type, sign: Sign, lane: u8) -> Result<()> {
        let value = self.pop();
        let result = if self.has_vectors() {
            self.lanes_extract(shape, sign, lane, value)
        } else {
            let value = self.pair(value);
            self.pair_extract(shape, sign, lane, value)
        };
        self.push(result);
        Ok(())
    }

    fn replace_lane(&mut self, shape: Type, lane: u8) -> Result<()> {
        let scalar = self.pop();
        let value = self.pop();
        if self.has_vectors() {
            let scalar = self.narrow_to_lane(shape, scalar);
            let result = self.lanes_replace(shape, lane, value, scalar);
            self.push_lanes(result);
        } else {
            let value = self.pair(value);
            let result = self.pair_replace(shape, lane, value, scalar);
            self.push_pair(result);
        }
        Ok(())
    }
}
