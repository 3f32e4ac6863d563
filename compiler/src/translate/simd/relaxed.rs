//! Relaxed SIMD: instructions whose results the machine may choose among a few.
//!
//! The default is the choice of the specification's deterministic profile, the same on all targets: there
//! each of these is an instruction of fixed-width SIMD or has one exact meaning. `--relaxed-simd=native`
//! takes what the machine does in one instruction instead.

use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};
use cranelift_codegen::ir::{InstBuilder, Type, Value};
use precast_targets::Vectors;

use super::operation::{Binary, Product, Sign, Ternary, Unary};
use crate::Result;
use crate::options::RelaxedSimd;
use crate::translate::function::FunctionTranslator;

impl FunctionTranslator<'_, '_> {
    /// Whether instructions that only x86 has are wanted. Elsewhere the deterministic choice is as fast as
    /// any, but for [`relaxed_multiply_add`](Self::relaxed_multiply_add) without a machine instruction.
    fn relaxed_x86(&self) -> bool {
        self.environ.relaxed_simd() == RelaxedSimd::Native && self.environ.cpu().vectors == Vectors::X86
    }

    fn pop_lanes<const N: usize>(&mut self, shape: Type) -> [Value; N] {
        let mut operands = [(); N].map(|()| self.pop());
        operands.reverse();
        operands.map(|value| self.lanes(shape, value))
    }

    pub(super) fn relaxed_swizzle(&mut self) -> Result<()> {
        if !self.relaxed_x86() {
            return self.vector_binary(Binary::Swizzle, I8X16);
        }
        let [value, lanes] = self.pop_lanes(I8X16);
        let result = self.builder.ins().x86_pshufb(value, lanes);
        self.push_lanes(result);
        Ok(())
    }

    pub(super) fn relaxed_trunc(&mut self, sign: Sign) -> Result<()> {
        if !self.relaxed_x86() || sign == Sign::Unsigned {
            return self.vector_unary(Unary::TruncSat(sign), I32X4);
        }
        let [value] = self.pop_lanes(F32X4);
        let result = self.builder.ins().x86_cvtt2dq(I32X4, value);
        self.push_lanes(result);
        Ok(())
    }

    pub(super) fn relaxed_trunc_zero(&mut self, sign: Sign) -> Result<()> {
        if !self.relaxed_x86() || sign == Sign::Unsigned {
            return self.vector_unary(Unary::TruncSatZero(sign), I32X4);
        }
        let [value] = self.pop_lanes(F64X2);
        // One instruction, which Cranelift knows in this shape.
        let wide = self.builder.ins().x86_cvtt2dq(I64X2, value);
        let zero = self.zero_of(I64X2);
        let result = self.builder.ins().snarrow(wide, zero);
        self.push_lanes(result);
        Ok(())
    }

    /// x86 without FMA has to call the runtime for a fused operation, lane by lane.
    pub(super) fn relaxed_multiply_add(&mut self, shape: Type, product: Product) -> Result<()> {
        if !self.relaxed_x86() || self.environ.cpu().features.contains(&"has_fma") {
            return self.vector_ternary(Ternary::MultiplyAdd(product), shape);
        }
        let [left, right, sum] = self.pop_lanes(shape);
        let multiplied = self.builder.ins().fmul(left, right);
        let result = match product {
            Product::Added => self.builder.ins().fadd(multiplied, sum),
            Product::Subtracted => self.builder.ins().fsub(sum, multiplied),
        };
        self.push_lanes(result);
        Ok(())
    }

    pub(super) fn relaxed_laneselect(&mut self, shape: Type) -> Result<()> {
        // There is none that looks at the sign bits of 16-bit lanes.
        if !self.relaxed_x86() || shape == I16X8 {
            return self.vector_ternary(Ternary::Bitselect, shape);
        }
        // The instructions for 32 and 64 bits are those of floats.
        let [then, otherwise, mask] = self.pop_lanes(shape);
        let result = self.builder.ins().blendv(mask, then, otherwise);
        self.push_lanes(result);
        Ok(())
    }

    pub(super) fn relaxed_min(&mut self, shape: Type) -> Result<()> {
        let operation = if self.relaxed_x86() { Binary::PseudoMin } else { Binary::FloatMin };
        self.vector_binary(operation, shape)
    }

    pub(super) fn relaxed_max(&mut self, shape: Type) -> Result<()> {
        let operation = if self.relaxed_x86() { Binary::PseudoMax } else { Binary::FloatMax };
        self.vector_binary(operation, shape)
    }

    pub(super) fn relaxed_q15mulr(&mut self) -> Result<()> {
        if !self.relaxed_x86() {
            return self.vector_binary(Binary::Q15MultiplyRoundedSat, I16X8);
        }
        let [left, right] = self.pop_lanes(I16X8);
        let result = self.builder.ins().x86_pmulhrsw(left, right);
        self.push_lanes(result);
        Ok(())
    }

    pub(super) fn relaxed_dot(&mut self) -> Result<()> {
        if !self.relaxed_x86() {
            return self.vector_binary(Binary::RelaxedDot, I16X8);
        }
        let [left, right] = self.pop_lanes(I8X16);
        let result = self.x86_dot(left, right);
        self.push_lanes(result);
        Ok(())
    }

    pub(super) fn relaxed_dot_add(&mut self) -> Result<()> {
        if !self.relaxed_x86() {
            return self.vector_ternary(Ternary::RelaxedDotAdd, I32X4);
        }
        let [left, right, sum] = self.pop_lanes(I8X16);
        let dot = self.x86_dot(left, right);
        let dot = self.lanes_unary(Unary::ExtendAddPairwise(Sign::Signed), I32X4, dot);
        let sum = self.lanes(I32X4, sum);
        let result = self.builder.ins().iadd(dot, sum);
        self.push_lanes(result);
        Ok(())
    }

    /// The machine takes the bytes of the right operand, which have seven bits, as unsigned.
    fn x86_dot(&mut self, left: Value, right: Value) -> Value {
        self.builder.ins().x86_pmaddubsw(left, right)
    }
}
