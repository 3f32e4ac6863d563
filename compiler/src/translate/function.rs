//! One function: its signature, locals and the walk over its operators.

use cranelift_codegen::ir::{self, Block, InstBuilder, SourceLoc, Value};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, Variable};
use wasmparser::{FunctionBody, ValType};

use super::Translator;
use super::control::Frame;
use super::environ::{self, Environ};
use super::location;
use crate::program::{Callee, CodeId, InstanceId, TypeId};
use crate::wasm::FunctionOrigin;
use crate::{Error, Result};

/// The state of one translation.
pub(super) struct FunctionTranslator<'f, 'p> {
    pub(super) builder: FunctionBuilder<'f>,
    pub(super) environ: Environ<'p>,
    /// The operand stack.
    pub(super) stack: Vec<Value>,
    /// The open blocks, outermost (the function itself) first.
    pub(super) frames: Vec<Frame>,
    /// The locals, parameters first.
    pub(super) locals: Vec<(Variable, ir::Type)>,
    /// Whether control can get to the current operator.
    pub(super) reachable: bool,
    /// Blocks opened since control was lost; they have no frames.
    pub(super) unreachable_depth: u32,
    frontend: TargetFrontendConfig,
}

/// See [`Translator::function`].
pub(super) fn translate(translator: &mut Translator<'_>, id: CodeId, func: &mut ir::Function) -> Result<()> {
    let program = translator.program;
    let code = program.code[id.index()];
    let instance = program.instance(code.instance);
    let function = &instance.module.functions[code.func.index()];
    func.signature = environ::signature(program, code.ty);
    let mut state = FunctionTranslator::new(translator, code.instance, func);
    match &function.origin {
        FunctionOrigin::Import => state.stub(instance.functions[code.func.index()], code.ty)?,
        FunctionOrigin::Body(body) => state.body(body, code.ty).map_err(|error| {
            if error.function.is_none() { error.in_function(code.func.0, function.name) } else { error }
        })?,
    }
    state.finish();
    location::of_branches_to_traps(func);
    Ok(())
}

impl<'f, 'p> FunctionTranslator<'f, 'p> {
    /// Begins `func`, whose signature is set, in a first block that holds the parameters.
    pub(super) fn new<'t: 'f>(
        translator: &'f mut Translator<'p>,
        instance: InstanceId,
        func: &'f mut ir::Function,
    ) -> FunctionTranslator<'f, 'p> {
        let environ = Environ::new(translator.program, instance, translator.options);
        let frontend = translator.frontend;
        let mut builder = FunctionBuilder::new(func, &mut translator.builder_context);
        let first = builder.create_block();
        builder.append_block_params_for_function_params(first);
        builder.switch_to_block(first);
        builder.seal_block(first);
        FunctionTranslator {
            builder,
            environ,
            stack: Vec::new(),
            frames: Vec::new(),
            locals: Vec::new(),
            reachable: true,
            unreachable_depth: 0,
            frontend,
        }
    }

    /// A function with the type `ty` that only calls `callee`.
    fn stub(&mut self, callee: Callee, ty: TypeId) -> Result<()> {
        self.stack.extend(self.first_block_params());
        self.call_callee(callee, ty)?;
        if self.reachable {
            let results = std::mem::take(&mut self.stack);
            self.builder.ins().return_(&results);
        }
        Ok(())
    }

    pub(super) fn first_block_params(&self) -> Vec<Value> {
        let first = self.builder.current_block().expect("translation begins in the first block");
        self.builder.block_params(first).to_vec()
    }

    /// The body of a defined function.
    fn body(&mut self, body: &FunctionBody<'_>, ty: TypeId) -> Result<()> {
        let program = self.environ.program;
        let func_type = &program.types[ty.index()];
        for (param, &ty) in self.first_block_params().into_iter().zip(&func_type.params) {
            self.declare_local(ty, param);
        }
        let mut locals = body.get_locals_reader().map_err(malformed)?;
        for _ in 0..locals.get_count() {
            let (count, ty) = locals.read().map_err(malformed)?;
            let zero = self.zero(ty);
            for _ in 0..count {
                self.declare_local(ty, zero);
            }
        }
        self.push_function_frame(&func_type.results);
        let mut operators = body.get_operators_reader().map_err(malformed)?;
        while !operators.eof() {
            let offset = operators.original_position();
            self.builder.set_srcloc(SourceLoc::new(offset as u32));
            if self.reachable {
                operators
                    .visit_operator(self)
                    .map_err(malformed)?
                    .map_err(|error| if error.offset.is_none() { error.at(offset) } else { error })?;
            } else {
                self.skip(&operators.read().map_err(malformed)?);
            }
        }
        Ok(())
    }

    fn declare_local(&mut self, ty: ValType, value: Value) {
        let ty = environ::clif_type(ty);
        let variable = self.builder.declare_var(ty);
        self.builder.def_var(variable, value);
        self.locals.push((variable, ty));
    }

    /// The value that a local or a new table element has by default.
    pub(super) fn zero(&mut self, ty: ValType) -> Value {
        match ty {
            ValType::F32 => self.builder.ins().f32const(0.0),
            ValType::F64 => self.builder.ins().f64const(0.0),
            ty => self.builder.ins().iconst(environ::clif_type(ty), 0),
        }
    }

    /// Ends the function.
    pub(super) fn finish(self) {
        self.builder.finalize(self.frontend);
    }

    pub(super) fn push(&mut self, value: Value) {
        self.stack.push(value);
    }

    /// Takes the topmost operand. Validation guarantees that there is one.
    pub(super) fn pop(&mut self) -> Value {
        self.stack.pop().expect("a validated body has the operands of its operators")
    }

    /// Takes the topmost `count` operands, the deepest first.
    pub(super) fn pop_many(&mut self, count: usize) -> Vec<Value> {
        self.stack.split_off(self.stack.len() - count)
    }

    /// A block that control reaches rarely: moved out of the way.
    pub(super) fn cold_block(&mut self) -> Block {
        let block = self.builder.create_block();
        self.builder.set_cold_block(block);
        block
    }
}

/// A decoding error, which validation must have found before.
fn malformed(error: wasmparser::BinaryReaderError) -> Error {
    Error::internal(format!("validated body does not decode: {}", error.message())).at(error.offset())
}
