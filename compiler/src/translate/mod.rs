//! Function bodies to CLIF: one function at a time, from wasm operators to Cranelift's intermediate
//! representation. The module is valid; nothing is validated here.
//!
//! [`operator`] is the table, a line per instruction; the logic is in the rooms beside it. How memory,
//! globals, tables and functions are addressed is decided in [`environ`] alone.

mod atomic;
mod bulk;
mod call;
mod control;
mod convert;
mod entry;
pub(crate) mod environ;
mod function;
mod instantiate;
mod invoke;
mod location;
mod memory;
mod numeric;
mod operator;
mod switch;
mod table;
mod variable;

use cranelift_codegen::ir;
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::FunctionBuilderContext;

use crate::Result;
use crate::options::Options;
use crate::program::{CodeId, Glue, Program};

/// Translates functions one after another, keeping allocations between them. One per thread.
pub(crate) struct Translator<'p> {
    program: &'p Program<'p>,
    options: &'p Options,
    frontend: TargetFrontendConfig,
    builder_context: FunctionBuilderContext,
}

impl<'p> Translator<'p> {
    /// `frontend` is that of the code generator in use.
    pub(crate) fn new(
        program: &'p Program<'p>,
        options: &'p Options,
        frontend: TargetFrontendConfig,
    ) -> Translator<'p> {
        Translator { program, options, frontend, builder_context: FunctionBuilderContext::new() }
    }

    /// Fills the empty `func` with the translation of a function. Source locations are byte offsets in
    /// the wasm file.
    pub(crate) fn function(&mut self, code: CodeId, func: &mut ir::Function) -> Result<()> {
        function::translate(self, code, func)
    }

    /// Fills the empty `func` with a function of precast itself.
    pub(crate) fn glue(&mut self, glue: Glue, func: &mut ir::Function) -> Result<()> {
        match glue {
            Glue::Entry => entry::translate(self, func),
            Glue::Instantiate(instance) => instantiate::translate(self, instance, func),
            Glue::Invoke(ty) => invoke::translate(self, ty, func),
        }
    }
}
