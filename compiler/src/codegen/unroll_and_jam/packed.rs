//! Which values of the lanes lie side by side in vectors.

use std::collections::HashSet;

use cranelift_codegen::ir::{Function, Inst, Opcode, Type, Value, ValueDef, types};

use super::super::clif::{heap_access, index_and_base, is_arithmetic};
use super::Nest;
use super::lanes::{Lane, Lanes};

/// Bytes of a vector.
const VECTOR_BYTES: u32 = 16;

/// Numbers that all lanes have in vectors, and stores that write these.
#[derive(Default)]
pub(super) struct Packed {
    values: HashSet<Value>,
    stores: HashSet<Inst>,
}

impl Packed {
    /// All loads and stores of neighbours, and the arithmetic between them.
    pub(super) fn new(func: &Function, nest: &Nest, lanes: &Lanes) -> Packed {
        let mut packed = Packed::default();
        for &block in nest.order.iter().filter(|&&block| block != nest.blocks.header) {
            packed
                .values
                .extend(func.dfg.block_params(block).iter().filter(|&&param| is_number(func, param)));
        }
        for (_, inst) in nest.insts(func) {
            if is_arithmetic(func.dfg.insts[inst].opcode())
                || is_of_neighbours(func, lanes, inst, Opcode::Load)
            {
                packed
                    .values
                    .extend(func.dfg.inst_results(inst).iter().filter(|&&result| is_number(func, result)));
            }
        }
        packed.values.retain(|&value| lanes.is_own(value));
        // What is made of something else is none, nor is what that makes.
        loop {
            let fits = |&value: &Value| packed.has(lanes, value);
            let made_of = |&value: &Value| match func.dfg.value_def(value) {
                ValueDef::Param(block, number) => {
                    let edges = nest.incoming.get(&block).into_iter().flatten();
                    edges.into_iter().all(|&edge| fits(&nest.args(edge)[number]))
                }
                ValueDef::Result(inst, _) => {
                    let loaded = heap_access(func, inst).is_some();
                    loaded || func.dfg.inst_args(inst).iter().all(fits)
                }
                ValueDef::Union(..) => false,
            };
            let left: HashSet<Value> = packed.values.iter().copied().filter(made_of).collect();
            if left.len() == packed.values.len() {
                break;
            }
            packed.values = left;
        }
        for (_, inst) in nest.insts(func) {
            if is_of_neighbours(func, lanes, inst, Opcode::Store)
                && packed.has(lanes, func.dfg.inst_args(inst)[0])
            {
                packed.stores.insert(inst);
            }
        }
        packed
    }

    /// Whether a value is in vectors, or in a register of which a vector can be made.
    fn has(&self, lanes: &Lanes, value: Value) -> bool {
        self.values.contains(&value) || lanes.of(value) == Lane::SAME
    }

    pub(super) fn has_value(&self, value: Value) -> bool {
        self.values.contains(&value)
    }

    pub(super) fn has_store(&self, inst: Inst) -> bool {
        self.stores.contains(&inst)
    }
}

/// The vector of numbers of a type, and how many have `width` lanes.
pub(super) fn vectors_of(ty: Type, width: i32) -> (Type, usize) {
    let lanes = VECTOR_BYTES / ty.bytes();
    let vector = ty.by(lanes).expect("Cranelift has vectors of 16 bytes");
    (vector, (width.unsigned_abs() / lanes) as usize)
}

fn is_number(func: &Function, value: Value) -> bool {
    [types::F32, types::F64].contains(&func.dfg.value_type(value))
}

/// Whether an instruction, with which each lane loads or stores a number, does so side by side with the next lane.
fn is_of_neighbours(func: &Function, lanes: &Lanes, inst: Inst, opcode: Opcode) -> bool {
    let Some((address, _, value)) = heap_access(func, inst) else { return false };
    let bytes = func.dfg.value_type(value).bytes() as i32;
    let index = index_and_base(func, address).map(|(index, _)| lanes.of(index));
    func.dfg.insts[inst].opcode() == opcode && is_number(func, value) && index == Some(Lane::Apart(bytes))
}
