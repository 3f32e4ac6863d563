//! Function bodies to CLIF: one function at a time, from wasm operators to Cranelift's intermediate
//! representation. The module is valid; nothing is validated here.
//!
//! [`operator`] is the table, a line per instruction; the logic is in the rooms beside it. How memory,
//! globals, tables and functions are addressed is decided in [`environ`] alone.

mod bulk;
mod call;
mod control;
mod convert;
mod entry;
pub(crate) mod environ;
mod function;
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
use crate::program::{CodeId, Program};

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

    /// Fills the empty `func` with what the runtime calls first, an `extern "C" fn()`; see
    /// [`Entry`](crate::program::Entry).
    pub(crate) fn entry(&mut self, func: &mut ir::Function) -> Result<()> {
        entry::translate(self, func)
    }
}
