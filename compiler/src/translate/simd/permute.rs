//! Bytes of vectors in another order, on CPUs that have vectors: by constants (`i8x16.shuffle`) or as another
//! vector says (`i8x16.swizzle`).
//!
//! What compilers write is looked at twice here, since Cranelift does not: a shuffle may not look at one of
//! its operands, or only at zeros; indices may be known to be small.

use cranelift_codegen::ir::types::I8X16;
use cranelift_codegen::ir::{ConstantData, InstBuilder, InstructionData, Opcode, Value};
use precast_targets::Vectors;

use crate::translate::function::FunctionTranslator;

/// Bytes of a vector: indices below are those of the first operand of a shuffle.
const BYTES: u8 = 16;
/// An index for which a swizzle gives zero, on x86 as in wasm.
const INDEX_OF_ZERO: u8 = 0x80;
/// Bits of an index that are set in none that x86 and wasm read differently: x86 looks at the lowest four
/// bits, unless the highest is set.
const DIFFERENT: u8 = 0x70;
/// How far back the definition of an index is followed.
const DEPTH_MAX: u32 = 4;

impl FunctionTranslator<'_, '_> {
    /// `lanes` number the bytes of the result in those of both operands, all of them `i8x16`.
    pub(super) fn lanes_shuffle(&mut self, mut lanes: [u8; 16], left: Value, right: Value) -> Value {
        let (mut left, mut right) = (self.lanes(I8X16, left), self.lanes(I8X16, right));
        if lanes.iter().all(|&lane| lane < BYTES) {
            // The other operand is any that is at hand, maybe the result of all that comes before.
            right = left;
        } else if lanes.iter().all(|&lane| lane >= BYTES) {
            lanes = lanes.map(|lane| lane - BYTES);
            left = right;
        } else if self.is_zero(right) {
            let indices = lanes.map(|lane| if lane < BYTES { lane } else { INDEX_OF_ZERO });
            let indices = self.lanes_constant(u128::from_le_bytes(indices));
            return self.swizzle_by_known(left, indices);
        }
        let mask = self.builder.func.dfg.immediates.push(ConstantData::from(lanes.as_slice()));
        self.builder.ins().shuffle(left, right, mask)
    }

    /// Both operands are `i8x16`.
    pub(super) fn lanes_swizzle(&mut self, table: Value, indices: Value) -> Value {
        if self.are_indices_known(indices, 0) {
            self.swizzle_by_known(table, indices)
        } else {
            self.builder.ins().swizzle(table, indices)
        }
    }

    /// A swizzle by indices that are below 16 or above 127.
    fn swizzle_by_known(&mut self, table: Value, indices: Value) -> Value {
        if self.environ.cpu().vectors == Vectors::X86 {
            self.builder.ins().x86_pshufb(table, indices)
        } else {
            self.builder.ins().swizzle(table, indices)
        }
    }

    /// Whether all bytes are known to be below 16 or above 127.
    fn are_indices_known(&self, indices: Value, depth: u32) -> bool {
        let dfg = &self.builder.func.dfg;
        let definition = |value: Value| dfg.value_def(value).inst().map(|inst| dfg.insts[inst]);
        let known = |value: Value| self.are_indices_known(value, depth + 1);
        if depth == DEPTH_MAX {
            return false;
        }
        match definition(indices) {
            Some(InstructionData::UnaryConst { opcode: Opcode::Vconst, constant_handle }) => {
                dfg.constants.get(constant_handle).iter().all(|byte| byte & DIFFERENT == 0)
            }
            Some(InstructionData::Binary { opcode: Opcode::Band, args: [left, right] }) => {
                known(left) || known(right)
            }
            Some(InstructionData::Binary { opcode: Opcode::Bor, args: [left, right] }) => {
                known(left) && known(right)
            }
            Some(InstructionData::Binary { opcode: Opcode::Ushr, args: [value, count] }) => {
                let four_bits = matches!(
                    definition(count),
                    Some(InstructionData::UnaryImm { opcode: Opcode::Iconst, imm }) if imm.bits() & 7 >= 4
                );
                four_bits && dfg.value_type(value) == I8X16
            }
            _ => false,
        }
    }

    fn is_zero(&self, value: Value) -> bool {
        let dfg = &self.builder.func.dfg;
        let definition = dfg.value_def(value).inst().map(|inst| dfg.insts[inst]);
        matches!(
            definition,
            Some(InstructionData::UnaryConst { opcode: Opcode::Vconst, constant_handle })
                if dfg.constants.get(constant_handle).iter().all(|byte| *byte == 0)
        )
    }
}
