//! Locals, globals, references, `drop` and `select`.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::immediates::{Ieee32, Ieee64};
use cranelift_codegen::ir::{InstBuilder, Value as ClifValue, types};

use super::function::FunctionTranslator;
use crate::program::Value;
use crate::wasm::{FuncIndex, GlobalIndex};
use crate::{Error, Result};

impl FunctionTranslator<'_, '_> {
    pub(super) fn local_get(&mut self, index: u32) -> Result<()> {
        let value = self.builder.use_var(self.locals[index as usize].0);
        self.push(value);
        Ok(())
    }

    pub(super) fn local_set(&mut self, index: u32) -> Result<()> {
        let value = self.pop();
        self.builder.def_var(self.locals[index as usize].0, value);
        Ok(())
    }

    pub(super) fn local_tee(&mut self, index: u32) -> Result<()> {
        let value = self.pop();
        self.builder.def_var(self.locals[index as usize].0, value);
        self.push(value);
        Ok(())
    }

    pub(super) fn global_get(&mut self, index: u32) -> Result<()> {
        let id = self.environ.instance().globals[GlobalIndex(index).index()];
        let global = &self.environ.program.globals[id.index()];
        let value = if global.constant {
            self.constant(global.value)
        } else {
            let place = self.environ.global(&mut self.builder, id);
            let ty = self.environ.clif_type(global.ty);
            self.builder.ins().load(ty, place.flags, place.address, place.offset)
        };
        self.push(value);
        Ok(())
    }

    pub(super) fn global_set(&mut self, index: u32) -> Result<()> {
        let id = self.environ.instance().globals[GlobalIndex(index).index()];
        let value = self.pop();
        let place = self.environ.global(&mut self.builder, id);
        self.builder.ins().store(place.flags, value, place.address, place.offset);
        Ok(())
    }

    pub(super) fn constant(&mut self, value: Value) -> ClifValue {
        match value {
            Value::I32(value) => self.builder.ins().iconst(types::I32, i64::from(value)),
            Value::I64(value) => self.builder.ins().iconst(types::I64, value),
            Value::F32(bits) => self.builder.ins().f32const(Ieee32::with_bits(bits)),
            Value::F64(bits) => self.builder.ins().f64const(Ieee64::with_bits(bits)),
            Value::V128(bits) => self.vector_constant(bits),
            Value::RefNull => self.builder.ins().iconst(types::I64, 0),
            Value::RefFunc(id) => {
                let address = self.environ.program.func_refs[id.index()].address;
                self.environ.address(&mut self.builder, address)
            }
        }
    }

    pub(super) fn i32_const(&mut self, value: i32) -> Result<()> {
        let value = self.constant(Value::I32(value));
        self.push(value);
        Ok(())
    }

    pub(super) fn i64_const(&mut self, value: i64) -> Result<()> {
        let value = self.constant(Value::I64(value));
        self.push(value);
        Ok(())
    }

    pub(super) fn f32_const(&mut self, bits: u32) -> Result<()> {
        let value = self.constant(Value::F32(bits));
        self.push(value);
        Ok(())
    }

    pub(super) fn f64_const(&mut self, bits: u64) -> Result<()> {
        let value = self.constant(Value::F64(bits));
        self.push(value);
        Ok(())
    }

    pub(super) fn ref_null(&mut self) -> Result<()> {
        let value = self.constant(Value::RefNull);
        self.push(value);
        Ok(())
    }

    pub(super) fn ref_is_null(&mut self) -> Result<()> {
        let value = self.pop();
        let zero = self.builder.ins().iconst(types::I64, 0);
        let is_null = self.builder.ins().icmp(IntCC::Equal, value, zero);
        let is_null = self.builder.ins().uextend(types::I32, is_null);
        self.push(is_null);
        Ok(())
    }

    pub(super) fn ref_func(&mut self, func: u32) -> Result<()> {
        let id = self.environ.instance().func_refs.get(&FuncIndex(func)).copied();
        let id =
            id.ok_or_else(|| Error::internal(format!("reference to function {func} without descriptor")))?;
        let value = self.constant(Value::RefFunc(id));
        self.push(value);
        Ok(())
    }

    pub(super) fn drop_(&mut self) -> Result<()> {
        self.pop();
        Ok(())
    }

    pub(super) fn select(&mut self) -> Result<()> {
        let condition = self.pop();
        let otherwise = self.pop();
        let then = self.pop();
        let value = self.builder.ins().select(condition, then, otherwise);
        self.push(value);
        Ok(())
    }
}
