//! Arithmetic, comparisons and bit operations on integers and floats: shapes that take one CLIF
//! instruction each. Conversions are next door.

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, Opcode, types};

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

    /// Two operands of one type, result of the same type. Cranelift takes shift counts modulo the width, as wasm does.
    pub(super) fn binary(&mut self, opcode: Opcode) -> Result<()> {
        let right = self.pop();
        let left = self.pop();
        let ty = self.builder.func.dfg.value_type(left);
        let (inst, dfg) = self.builder.ins().Binary(opcode, ty, left, right);
        let result = dfg.first_result(inst);
        self.push(result);
        Ok(())
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
