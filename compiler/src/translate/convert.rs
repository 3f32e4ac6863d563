//! Conversions between number types. The trapping ones raise Cranelift's own codes, which are those of
//! wasm: a NaN is a bad conversion, a value out of range an overflow.

use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Opcode, Type};

use super::function::FunctionTranslator;
use crate::Result;

impl FunctionTranslator<'_, '_> {
    /// One operand, result of type `to`.
    pub(super) fn convert(&mut self, opcode: Opcode, to: Type) -> Result<()> {
        let value = self.pop();
        let (inst, dfg) = self.builder.ins().Unary(opcode, to, value);
        let result = dfg.first_result(inst);
        self.push(result);
        Ok(())
    }

    /// The low `from` bits, sign-extended to the operand's own width.
    pub(super) fn extend_within(&mut self, from: Type) -> Result<()> {
        let value = self.pop();
        let ty = self.builder.func.dfg.value_type(value);
        let low = self.builder.ins().ireduce(from, value);
        let result = self.builder.ins().sextend(ty, low);
        self.push(result);
        Ok(())
    }

    /// The same bits as another type.
    pub(super) fn reinterpret(&mut self, to: Type) -> Result<()> {
        let value = self.pop();
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        let result = self.builder.ins().bitcast(to, flags, value);
        self.push(result);
        Ok(())
    }
}
