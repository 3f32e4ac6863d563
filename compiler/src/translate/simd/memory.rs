//! Loads and stores of vectors and of their lanes.

use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value, types};
use wasmparser::MemArg;

use super::operation::Sign;
use super::pair::Pair;
use super::scalar_type;
use crate::Result;
use crate::translate::environ::Place;
use crate::translate::function::FunctionTranslator;

/// Bytes of a vector.
const VECTOR_BYTES: u32 = 16;
/// Bytes of one half of a [`Pair`].
const HALF_BYTES: i32 = 8;

/// The load that widens a lane of `shape` with zeros to the type that wasm has for it.
fn scalar_load(shape: Type) -> Opcode {
    match shape.lane_type() {
        types::I8 => Opcode::Uload8,
        types::I16 => Opcode::Uload16,
        _ => Opcode::Load,
    }
}

impl FunctionTranslator<'_, '_> {
    /// The place of an access of `bytes` bytes, whose index is taken from the stack.
    fn vector_place(&mut self, memarg: MemArg, bytes: u32) -> Place {
        let index = self.pop();
        let id = self.memory_id(memarg.memory);
        self.environ.memory_access(&mut self.builder, id, index, memarg.offset, bytes)
    }

    pub(super) fn vector_load(&mut self, memarg: MemArg) -> Result<()> {
        let ty = super::value_type(self.environ.cpu());
        self.load(Opcode::Load, ty, memarg)
    }

    pub(super) fn vector_store(&mut self, memarg: MemArg) -> Result<()> {
        if self.has_vectors() {
            return self.store(Opcode::Store, types::I8X16, memarg);
        }
        let value = self.pop();
        let Pair { low, high } = self.pair(value);
        let Place { address, offset, flags } = self.vector_place(memarg, VECTOR_BYTES);
        // What does not fit into the memory lacks room for the high half at least: nothing is written if that
        // traps.
        self.builder.ins().store(flags, high, address, offset + HALF_BYTES);
        self.builder.ins().store(flags, low, address, offset);
        Ok(())
    }

    /// Loads half a vector, the lanes of which are widened to those of `shape`.
    pub(super) fn load_extend(&mut self, shape: Type, sign: Sign, memarg: MemArg) -> Result<()> {
        let Place { address, offset, flags } = self.vector_place(memarg, HALF_BYTES as u32);
        if self.has_vectors() {
            let ins = self.builder.ins();
            let value = match (shape, sign) {
                (types::I16X8, Sign::Signed) => ins.sload8x8(flags, address, offset),
                (types::I16X8, Sign::Unsigned) => ins.uload8x8(flags, address, offset),
                (types::I32X4, Sign::Signed) => ins.sload16x4(flags, address, offset),
                (types::I32X4, Sign::Unsigned) => ins.uload16x4(flags, address, offset),
                (_, Sign::Signed) => ins.sload32x2(flags, address, offset),
                (_, Sign::Unsigned) => ins.uload32x2(flags, address, offset),
            };
            self.push_lanes(value);
        } else {
            let half = self.builder.ins().load(types::I64, flags, address, offset);
            let value = self.pair_extend(shape, sign, half);
            self.push_pair(value);
        }
        Ok(())
    }

    /// Loads a lane that is repeated in all lanes.
    pub(super) fn load_splat(&mut self, shape: Type, memarg: MemArg) -> Result<()> {
        if self.has_vectors() {
            let lane = self.load_one_lane(shape, memarg);
            let value = self.builder.ins().splat(shape, lane);
            self.push_lanes(value);
            return Ok(());
        }
        self.load(scalar_load(shape), scalar_type(shape), memarg)?;
        self.splat(shape)
    }

    /// Loads lane 0; the others become zero.
    pub(super) fn load_zero(&mut self, shape: Type, memarg: MemArg) -> Result<()> {
        if self.has_vectors() {
            let lane = self.load_one_lane(shape, memarg);
            let value = self.builder.ins().scalar_to_vector(shape, lane);
            self.push_lanes(value);
            return Ok(());
        }
        let opcode = if shape == types::I32X4 { Opcode::Uload32 } else { Opcode::Load };
        self.load(opcode, types::I64, memarg)?;
        let low = self.pop();
        let high = self.builder.ins().iconst(types::I64, 0);
        self.push_pair(Pair { low, high });
        Ok(())
    }

    /// Loads a lane in place of that of a vector.
    pub(super) fn load_lane(&mut self, shape: Type, memarg: MemArg, lane: u8) -> Result<()> {
        let value = self.pop();
        if self.has_vectors() {
            let scalar = self.load_one_lane(shape, memarg);
            let value = self.lanes_replace(shape, lane, value, scalar);
            self.push_lanes(value);
            return Ok(());
        }
        self.load(scalar_load(shape), scalar_type(shape), memarg)?;
        let scalar = self.pop();
        self.push(value);
        self.push(scalar);
        self.replace_lane(shape, lane)
    }

    fn load_one_lane(&mut self, shape: Type, memarg: MemArg) -> Value {
        let lane = shape.lane_type();
        let Place { address, offset, flags } = self.vector_place(memarg, lane.bytes());
        self.builder.ins().load(lane, flags, address, offset)
    }

    /// Stores one lane of a vector.
    pub(super) fn store_lane(&mut self, shape: Type, memarg: MemArg, lane: u8) -> Result<()> {
        if self.has_vectors() {
            let value = self.pop();
            let value = self.lanes(shape, value);
            let lane = self.builder.ins().extractlane(value, lane);
            let Place { address, offset, flags } = self.vector_place(memarg, shape.lane_type().bytes());
            self.builder.ins().store(flags, lane, address, offset);
            return Ok(());
        }
        self.extract_lane(shape, Sign::Unsigned, lane)?;
        let opcode = match shape.lane_type() {
            types::I8 => Opcode::Istore8,
            types::I16 => Opcode::Istore16,
            _ => Opcode::Store,
        };
        self.store(opcode, scalar_type(shape), memarg)
    }
}
