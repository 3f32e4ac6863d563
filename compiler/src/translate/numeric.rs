//! Arithmetic, comparisons and bit operations on integers and floats: shapes that take one CLIF
//! instruction each. Conversions are next door. Numbers of 128 bits are pairs of operands, the low half
//! first.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, Opcode, Value, types};

use super::function::FunctionTranslator;
use crate::Result;

impl FunctionTranslator<'_, '_> {
    /// One operand, result of the same type.
    pub(super) fn unary(&mut self, opcode: Opcode) -> Result<()> {
        let value = self.pop();
        let ty = self.builder.func.dfg.value_type(value);
        let (inst, dfg) = self.builder.ins().Unary(opcode, ty, value);
        let result = dfg.first_result(inst);
        self.push(result);
        Ok(())
    }

    /// Two operands of one type, result of the same type. Cranelift takes shift counts modulo the width, as
    /// wasm does.
    pub(super) fn binary(&mut self, opcode: Opcode) -> Result<()> {
        let right = self.pop();
        let left = self.pop();
        let ty = self.builder.func.dfg.value_type(left);
        let (inst, dfg) = self.builder.ins().Binary(opcode, ty, left, right);
        let result = dfg.first_result(inst);
        self.push(result);
        Ok(())
    }

    /// Two operands of 128 bits, result of 128 bits.
    pub(super) fn binary_128(&mut self, opcode: Opcode) -> Result<()> {
        let right = self.pop_128();
        let left = self.pop_128();
        let (inst, dfg) = self.builder.ins().Binary(opcode, types::I128, left, right);
        let result = dfg.first_result(inst);
        self.push_128(result);
        Ok(())
    }

    /// The whole product of two operands, which `extend` widens first. Cranelift knows this shape: no
    /// multiplication of 128 bits comes of it.
    pub(super) fn multiply_wide(&mut self, extend: Opcode) -> Result<()> {
        let mut operand = || {
            let value = self.pop();
            let (inst, dfg) = self.builder.ins().Unary(extend, types::I128, value);
            dfg.first_result(inst)
        };
        let (right, left) = (operand(), operand());
        let product = self.builder.ins().imul(left, right);
        self.push_128(product);
        Ok(())
    }

    fn pop_128(&mut self) -> Value {
        let high = self.pop();
        let low = self.pop();
        self.builder.ins().iconcat(low, high)
    }

    fn push_128(&mut self, value: Value) {
        let (low, high) = self.builder.ins().isplit(value);
        self.push(low);
        self.push(high);
    }

    /// Integer comparison, result 0 or 1.
    pub(super) fn compare(&mut self, condition: IntCC) -> Result<()> {
        let right = self.pop();
        let left = self.pop();
        let result = self.builder.ins().icmp(condition, left, right);
        let result = self.builder.ins().uextend(types::I32, result);
        self.push(result);
        Ok(())
    }

    /// Comparison with zero, result 0 or 1.
    pub(super) fn equal_zero(&mut self) -> Result<()> {
        let value = self.pop();
        let ty = self.builder.func.dfg.value_type(value);
        let zero = self.builder.ins().iconst(ty, 0);
        let result = self.builder.ins().icmp(IntCC::Equal, value, zero);
        let result = self.builder.ins().uextend(types::I32, result);
        self.push(result);
        Ok(())
    }

    /// Float comparison, result 0 or 1.
    pub(super) fn compare_float(&mut self, condition: FloatCC) -> Result<()> {
        let right = self.pop();
        let left = self.pop();
        let result = self.builder.ins().fcmp(condition, left, right);
        let result = self.builder.ins().uextend(types::I32, result);
        self.push(result);
        Ok(())
    }
}
