//! Constant expressions: from operators to [`ConstExpr`].

use wasmparser::Operator;

use super::{ConstExpr, ConstOp, FuncIndex, GlobalIndex};
use crate::{Error, Result};

/// Reads a validated constant expression.
pub(super) fn read(expression: &wasmparser::ConstExpr<'_>) -> Result<ConstExpr> {
    let mut reader = expression.get_operators_reader();
    let mut operators = Vec::with_capacity(1);
    while !reader.eof() {
        let (operator, offset) = reader.read_with_offset().map_err(super::sections::malformed)?;
        operators.push(match operator {
            Operator::I32Const { value } => ConstOp::I32(value),
            Operator::I64Const { value } => ConstOp::I64(value),
            Operator::F32Const { value } => ConstOp::F32(value.bits()),
            Operator::F64Const { value } => ConstOp::F64(value.bits()),
            Operator::V128Const { value } => ConstOp::V128(value.i128().cast_unsigned()),
            Operator::RefNull { .. } => ConstOp::RefNull,
            Operator::RefFunc { function_index } => ConstOp::RefFunc(FuncIndex(function_index)),
            Operator::GlobalGet { global_index } => ConstOp::Global(GlobalIndex(global_index)),
            Operator::I32Add => ConstOp::I32Add,
            Operator::I32Sub => ConstOp::I32Sub,
            Operator::I32Mul => ConstOp::I32Mul,
            Operator::I64Add => ConstOp::I64Add,
            Operator::I64Sub => ConstOp::I64Sub,
            Operator::I64Mul => ConstOp::I64Mul,
            Operator::End => break,
            other => {
                return Err(Error::unsupported(format!("{other:?} in a constant expression")).at(offset));
            }
        });
    }
    Ok(ConstExpr(operators))
}
