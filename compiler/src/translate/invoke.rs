//! Calls on behalf of the driver of test scripts, which knows a function by the address of its code and
//! hands over arguments and results in slots of 16 bytes.

use cranelift_codegen::ir::{self, AbiParam, Endianness, InstBuilder, MemFlagsData, Signature, types};
use cranelift_codegen::isa::CallConv;
use precast_abi::script::Slot;

use super::Translator;
use super::function::FunctionTranslator;
use crate::Result;
use crate::program::{InstanceId, TypeId};

/// See [`Glue::Invoke`](crate::program::Glue).
pub(super) fn translate(translator: &mut Translator<'_>, ty: TypeId, func: &mut ir::Function) -> Result<()> {
    func.signature = Signature::new(CallConv::SystemV);
    func.signature.params = vec![AbiParam::new(types::I64); 3];
    let func_type = &translator.program.types[ty.index()];
    let mut state = FunctionTranslator::new(translator, InstanceId(0), func);
    let [callee, arguments, results] = state.first_block_params()[..] else {
        unreachable!("three were declared")
    };
    // Not aligned to the 16 bytes that a vector has.
    let flags = MemFlagsData::new().with_notrap().with_endianness(Endianness::Little);
    let slot = |index: usize| (index * size_of::<Slot>()) as i32;
    let values: Vec<ir::Value> = func_type
        .params
        .iter()
        .enumerate()
        .map(|(index, &ty)| {
            let ty = state.environ.clif_type(ty);
            state.builder.ins().load(ty, flags, arguments, slot(index))
        })
        .collect();
    let signature = state.environ.signature(&mut state.builder, ty);
    let call = state.builder.ins().call_indirect(signature, callee, &values);
    let values = state.builder.inst_results(call).to_vec();
    for (index, value) in values.into_iter().enumerate() {
        state.builder.ins().store(flags, value, results, slot(index));
    }
    state.builder.ins().return_(&[]);
    state.finish();
    Ok(())
}
