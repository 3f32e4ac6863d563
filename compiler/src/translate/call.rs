//! Calls: of compiled functions, of the runtime library, and through tables; each also as tail call.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, SigRef, Type, Value, types};
use precast_abi::{FuncRef, NULL_TYPE_ID, Trap};

use super::environ::trap_code;
use super::function::FunctionTranslator;
use crate::program::{Callee, TableKind, TypeId};
use crate::wasm::{FuncIndex, FuncType, TableIndex, TypeIndex};
use crate::{Error, Result};

const CODE_OFFSET: i32 = std::mem::offset_of!(FuncRef, code) as i32;
const TYPE_OFFSET: i32 = std::mem::offset_of!(FuncRef, type_id) as i32;

/// A call through a table about to be made.
struct IndirectCall {
    signature: SigRef,
    /// Address of the code.
    code: Value,
    arguments: Vec<Value>,
}

impl FunctionTranslator<'_, '_> {
    pub(super) fn call(&mut self, func: u32) -> Result<()> {
        let instance = self.environ.instance();
        let func = FuncIndex(func);
        let ty = instance.types[instance.module.functions[func.index()].ty.index()];
        self.call_callee(instance.functions[func.index()], ty)
    }

    /// Calls `callee` of type `ty`: arguments from the operand stack, results onto it.
    pub(super) fn call_callee(&mut self, callee: Callee, ty: TypeId) -> Result<()> {
        let program = self.environ.program;
        let FuncType { params, results: _ } = &program.types[ty.index()];
        let mut arguments = self.pop_many(params.len());
        let function = match callee {
            Callee::Code(id) => self.environ.code(&mut self.builder, id),
            Callee::Wasi(function, memory) => {
                let descriptor = self.environ.memory(memory).descriptor;
                arguments.insert(0, self.environ.address(&mut self.builder, descriptor));
                self.environ.wasi(&mut self.builder, function)
            }
            Callee::Unresolved => return self.trap(trap_code(Trap::UnresolvedImport)),
            Callee::Unreachable => {
                return Err(Error::internal("call of a function that was taken to be unreachable"));
            }
        };
        let call = self.builder.ins().call(function, &arguments);
        self.stack.extend_from_slice(self.builder.inst_results(call));
        Ok(())
    }

    /// A call in place of the function's own frame. What is not compiled code has another convention, and
    /// calls nothing: there a call and a return do.
    pub(super) fn return_call(&mut self, func: u32) -> Result<()> {
        let instance = self.environ.instance();
        let func = FuncIndex(func);
        let ty = instance.types[instance.module.functions[func.index()].ty.index()];
        let callee = instance.functions[func.index()];
        if let Callee::Code(id) = callee {
            let program = self.environ.program;
            let arguments = self.pop_many(program.types[ty.index()].params.len());
            let function = self.environ.code(&mut self.builder, id);
            self.builder.ins().return_call(function, &arguments);
            self.reachable = false;
            return Ok(());
        }
        self.call_callee(callee, ty)?;
        if self.reachable { self.return_() } else { Ok(()) }
    }

    /// Calls a start function, of type `[] -> []`.
    pub(super) fn call_start(&mut self, start: Callee, ty: &FuncType) -> Result<()> {
        let program = self.environ.program;
        let id = program.types.iter().position(|candidate| candidate == ty);
        let id = id.ok_or_else(|| Error::internal("start function of an unknown type"))?;
        self.call_callee(start, TypeId(id as u32))
    }

    /// Calls a helper of the runtime with arguments of their own types.
    pub(super) fn call_helper(
        &mut self,
        symbol: &'static str,
        arguments: &[Value],
        result: Option<Type>,
    ) -> Option<Value> {
        let dfg = &self.builder.func.dfg;
        let params: Vec<Type> = arguments.iter().map(|&argument| dfg.value_type(argument)).collect();
        let helper = self.environ.helper(&mut self.builder, symbol, &params, result);
        let call = self.builder.ins().call(helper, arguments);
        self.builder.inst_results(call).first().copied()
    }

    pub(super) fn call_indirect(&mut self, ty: u32, table: u32) -> Result<()> {
        let IndirectCall { signature, code, arguments } = self.indirect_call(ty, table);
        let call = self.builder.ins().call_indirect(signature, code, &arguments);
        self.stack.extend_from_slice(self.builder.inst_results(call));
        Ok(())
    }

    pub(super) fn return_call_indirect(&mut self, ty: u32, table: u32) -> Result<()> {
        let IndirectCall { signature, code, arguments } = self.indirect_call(ty, table);
        self.builder.ins().return_call_indirect(signature, code, &arguments);
        self.reachable = false;
        Ok(())
    }

    /// What a call through a table takes, behind the checks of element and type.
    fn indirect_call(&mut self, ty: u32, table: u32) -> IndirectCall {
        let instance = self.environ.instance();
        let ty = instance.types[TypeIndex(ty).index()];
        let program = self.environ.program;
        let index = self.pop();
        let table_id = instance.tables[TableIndex(table).index()];
        let table = &program.tables[table_id.index()];
        let place = self.table_element(table_id, index, Trap::UndefinedElement);
        let flags = self.environ.func_ref_flags(&mut self.builder);
        let descriptor = match table.kind {
            // The table is an array of descriptors; a null element has a type of its own.
            TableKind::ReadOnly => place.address,
            TableKind::Fixed | TableKind::Growing { .. } => {
                let reference = self.builder.ins().load(types::I64, place.flags, place.address, place.offset);
                self.builder.ins().trapz(reference, trap_code(Trap::UninitializedElement));
                reference
            }
        };
        let actual = self.builder.ins().load(types::I32, flags, descriptor, TYPE_OFFSET);
        let expected = self.builder.ins().iconst(types::I32, i64::from(ty.0));
        let differs = self.builder.ins().icmp(IntCC::NotEqual, actual, expected);
        if table.kind == TableKind::ReadOnly {
            let mismatch = self.cold_block();
            let matches = self.builder.create_block();
            self.builder.ins().brif(differs, mismatch, &[], matches, &[]);
            self.builder.seal_block(mismatch);
            self.builder.seal_block(matches);
            self.builder.switch_to_block(mismatch);
            let null = self.builder.ins().iconst(types::I32, i64::from(NULL_TYPE_ID));
            let is_null = self.builder.ins().icmp(IntCC::Equal, actual, null);
            self.builder.ins().trapnz(is_null, trap_code(Trap::UninitializedElement));
            self.builder.ins().trap(trap_code(Trap::IndirectCallTypeMismatch));
            self.builder.switch_to_block(matches);
        } else {
            self.builder.ins().trapnz(differs, trap_code(Trap::IndirectCallTypeMismatch));
        }
        let code = self.builder.ins().load(types::I64, flags, descriptor, CODE_OFFSET);
        let arguments = self.pop_many(program.types[ty.index()].params.len());
        let signature = self.environ.signature(&mut self.builder, ty);
        IndirectCall { signature, code, arguments }
    }
}
