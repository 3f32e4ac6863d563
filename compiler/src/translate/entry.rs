//! What the runtime calls first: it makes the instances, then calls the program's main function with
//! arguments from the command line and prints the results; or it hands a test script to the runtime's driver.

use cranelift_codegen::ir::{self, InstBuilder, Signature, types};
use cranelift_codegen::isa::CallConv;
use precast_abi::helper;
use wasmparser::ValType;

use super::Translator;
use super::function::FunctionTranslator;
use crate::program::{Callee, Entry, InstanceId, TypeId};
use crate::{Error, Result};

/// See [`Glue::Entry`](crate::program::Glue).
pub(super) fn translate(translator: &mut Translator<'_>, func: &mut ir::Function) -> Result<()> {
    func.signature = Signature::new(CallConv::SystemV);
    let program = translator.program;
    let mut state = FunctionTranslator::new(translator, InstanceId(0), func);
    match &program.entry {
        Entry::Main { callee, ty } => state.main(*callee, *ty)?,
        Entry::Script(table) => {
            let table = state.environ.address(&mut state.builder, table.address);
            state.call_helper(helper::SCRIPT, &[table], None);
        }
    }
    if state.reachable {
        state.builder.ins().return_(&[]);
    }
    state.finish();
    Ok(())
}

impl FunctionTranslator<'_, '_> {
    fn main(&mut self, callee: Callee, ty: TypeId) -> Result<()> {
        let program = self.environ.program;
        let ty_of_main = &program.types[ty.index()];
        // Arguments first: a mistake on the command line is told before anything runs.
        if !ty_of_main.params.is_empty() || !ty_of_main.results.is_empty() {
            let count = self.builder.ins().iconst(types::I32, ty_of_main.params.len() as i64);
            self.call_helper(helper::ARGUMENT_COUNT, &[count], None);
        }
        let mut arguments = Vec::new();
        for (index, &ty) in ty_of_main.params.iter().enumerate() {
            let (parse, _) = conversions(ty)?;
            let index = self.builder.ins().iconst(types::I32, index as i64);
            let ty = self.environ.clif_type(ty);
            let value = self.call_helper(parse, &[index], Some(ty));
            arguments.push(value.expect("the helper returns the argument"));
        }
        for id in (0..program.instances.len() as u32).map(InstanceId) {
            self.make_instance(id)?;
        }
        if self.reachable {
            self.stack = arguments;
            self.call_callee(callee, ty)?;
        }
        if self.reachable {
            let results = std::mem::take(&mut self.stack);
            for (value, &ty) in results.into_iter().zip(&ty_of_main.results) {
                let (_, print) = conversions(ty)?;
                self.call_helper(print, &[value], None);
            }
        }
        Ok(())
    }
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
