//! What the runtime calls first: instantiation's end, start functions, then the program's entry with
//! arguments from the command line, whose results are printed.

use cranelift_codegen::ir::{self, InstBuilder, Signature, types};
use cranelift_codegen::isa::CallConv;
use precast_abi::helper;
use wasmparser::ValType;

use super::Translator;
use super::environ::Environ;
use super::function::FunctionTranslator;
use crate::program::InstanceId;
use crate::{Error, Result};

/// See [`Translator::entry`].
pub(super) fn translate(translator: &mut Translator<'_>, func: &mut ir::Function) -> Result<()> {
    func.signature = Signature::new(CallConv::SystemV);
    let program = translator.program;
    let entry = &program.entry;
    let mut state = FunctionTranslator::new(translator, InstanceId(0), func);
    if let Some(trap) = entry.trap {
        state.builder.ins().trap(super::environ::trap_code(trap));
        state.finish();
        return Ok(());
    }
    let main_type = &program.types[entry.main_type.index()];
    // Arguments first: a mistake on the command line is told before anything runs.
    if !main_type.params.is_empty() || !main_type.results.is_empty() {
        let count = state.builder.ins().iconst(types::I32, main_type.params.len() as i64);
        state.call_helper(helper::ARGUMENT_COUNT, &[count], None);
    }
    let mut arguments = Vec::new();
    for (index, &ty) in main_type.params.iter().enumerate() {
        let (parse, _) = conversions(ty)?;
        let index = state.builder.ins().iconst(types::I32, index as i64);
        let value = state.call_helper(parse, &[index], Some(super::environ::clif_type(ty)));
        arguments.push(value.expect("the helper returns the argument"));
    }
    let nothing = Environ::no_type();
    for &start in &entry.starts {
        if state.reachable {
            state.call_start(start, &nothing)?;
        }
    }
    if state.reachable {
        state.stack = arguments;
        state.call_callee(entry.main, entry.main_type)?;
    }
    if state.reachable {
        let results = std::mem::take(&mut state.stack);
        for (value, &ty) in results.into_iter().zip(&main_type.results) {
            let (_, print) = conversions(ty)?;
            state.call_helper(print, &[value], None);
        }
        state.builder.ins().return_(&[]);
    }
    state.finish();
    Ok(())
}

/// The helpers that parse an argument and print a result of type `ty`.
fn conversions(ty: ValType) -> Result<(&'static str, &'static str)> {
    Ok(match ty {
        ValType::I32 => (helper::ARGUMENT_I32, helper::PRINT_I32),
        ValType::I64 => (helper::ARGUMENT_I64, helper::PRINT_I64),
        ValType::F32 => (helper::ARGUMENT_F32, helper::PRINT_F32),
        ValType::F64 => (helper::ARGUMENT_F64, helper::PRINT_F64),
        ty => return Err(Error::internal(format!("entry with a parameter or result of type {ty}"))),
    })
}
