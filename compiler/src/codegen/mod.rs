//! CLIF to machine code: functions in parallel, the result independent of the number of threads.
//!
//! Comes in: a [`Program`]. Goes out: one blob of code in the order of [`Program::code`], calls among its
//! functions resolved, with what the object file needs beside it: where functions lie, which calls leave the
//! blob, where code may trap. Every function passes the [memory check](memory_check) or the build fails.

mod assemble;
mod clif;
mod fold_offsets;
mod isa;
mod libcall;
mod loop_values;
mod memory_check;
mod placement;
mod sites;
#[cfg(test)]
mod tests;
mod text;
mod unroll_and_jam;
mod vector_pairs;
mod widen;
mod widen_params;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::isa::{OwnedTargetIsa, TargetIsa};
use cranelift_codegen::{CodegenError, Context};
use cranelift_control::ControlPlane;

use precast_targets::Vectors;

use crate::options::{Nans, Options, Pass};
use crate::program::{CodeId, Glue, Program};
use crate::report::Observer;
use crate::translate::Translator;
use crate::wasm::FunctionOrigin;
use crate::{Error, Result};

use assemble::{Compiled, Store};
use fold_offsets::OffsetFolding;
use isa::RegisterAllocation;
use memory_check::MemoryCheck;
pub(crate) use text::text;

/// After how many functions the observer is told again.
const PROGRESS_STEP: usize = 64;

/// Functions of more instructions get their registers in a single pass: with 50,000 values alive at once the
/// better allocator takes a minute. The largest function of CPython, 106 KB of wasm, has less than half of
/// this.
const SINGLE_PASS_INSTS_MIN: usize = 150_000;

/// The machine code of a program.
pub(crate) struct Code {
    /// All functions, one behind the other.
    pub(crate) text: Vec<u8>,
    /// Alignment in bytes that `text` needs.
    pub(crate) align_bytes: u32,
    /// By [`CodeId`], then the glue of the program; ascending in `text`.
    pub(crate) functions: Vec<CompiledFunction>,
    /// Calls of the runtime library, ascending by offset.
    pub(crate) relocations: Vec<Relocation>,
    /// The site table.
    pub(crate) sites: Vec<u8>,
}

impl Code {
    /// The function that the runtime calls first.
    pub(crate) fn entry(&self, program: &Program<'_>) -> &CompiledFunction {
        // The first of the glue.
        &self.functions[program.code.len()]
    }
}

/// Where a function lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CompiledFunction {
    /// Offset in the text, in bytes.
    pub(crate) offset: u32,
    pub(crate) len: u32,
    /// Offset of its first site in the site table, in bytes.
    pub(crate) sites_offset: u32,
    /// Offset of its body in the wasm file, in bytes; 0 for code of precast itself.
    pub(crate) wasm_offset: u32,
}

/// A call of the runtime library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relocation {
    /// Offset of the field in the text, in bytes.
    pub(crate) offset: u32,
    pub(crate) kind: Reloc,
    pub(crate) symbol: &'static str,
    pub(crate) addend: i64,
}

/// What is compiled: a function of the program, or glue, which comes behind them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Function(CodeId),
    Glue(Glue),
}

/// Compiles every function of a program.
pub(crate) fn compile(program: &Program<'_>, options: &Options, observer: &dyn Observer) -> Result<Code> {
    let compiler = Compiler::new(program, options)?;
    let (compiled, stores) = compiler.for_each(observer, |worker, unit| worker.compile(unit))?;
    assemble::assemble(&compiler, &compiled, &stores)
}

/// What all threads share.
struct Compiler<'p> {
    program: &'p Program<'p>,
    options: &'p Options,
    isa: OwnedTargetIsa,
    /// The same, for functions of more than [`SINGLE_PASS_INSTS_MIN`] instructions.
    huge_function_isa: OwnedTargetIsa,
    memory_check: MemoryCheck,
    offset_folding: OffsetFolding,
}

impl<'p> Compiler<'p> {
    fn new(program: &'p Program<'p>, options: &'p Options) -> Result<Compiler<'p>> {
        let isa = isa::target_isa(options, RegisterAllocation::Backtracking)?;
        let huge_function_isa = isa::target_isa(options, RegisterAllocation::SinglePass)?;
        Ok(Compiler {
            program,
            options,
            isa,
            huge_function_isa,
            memory_check: MemoryCheck::new(program, options),
            offset_folding: OffsetFolding::new(program, options),
        })
    }

    /// Runs `work` on every function and all glue, on all threads of the pool. The results come in
    /// the order of the functions, with the stores of the threads. Where several fail, the error is that
    /// of the first of them, whichever was found first.
    fn for_each<T: Send>(
        &self,
        observer: &dyn Observer,
        work: impl Fn(&mut Worker<'_, 'p>, Unit) -> Result<T> + Sync,
    ) -> Result<(Vec<T>, Vec<Store>)> {
        let total = self.program.code.len() + self.program.glue.len();
        // Large functions first, so that none of them is left for the end, when other threads are idle.
        let mut order: Vec<usize> = (0..total).collect();
        order.sort_by_key(|&index| (std::cmp::Reverse(self.body_len(index)), index));
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        observer.functions(0, total);
        let per_thread = rayon::broadcast(|thread| {
            let mut results = Vec::new();
            let mut worker = Worker::new(self, thread.index());
            while let Some(&index) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                let unit = self.unit(index);
                let result = catch_unwind(AssertUnwindSafe(|| work(&mut worker, unit)));
                let result = result.unwrap_or_else(|panic| {
                    // What the panic left behind is of no use any more.
                    worker = Worker::new(self, thread.index());
                    Err(Error::internal(format!("the code generator panicked: {}", panic_message(&*panic))))
                });
                results.push((index, result.map_err(|error| self.locate(error, unit))));
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                if done.is_multiple_of(PROGRESS_STEP) || done == total {
                    observer.functions(done, total);
                }
            }
            (results, worker.store)
        });
        let (results, stores): (Vec<_>, Vec<_>) = per_thread.into_iter().unzip();
        let mut results: Vec<(usize, Result<T>)> = results.into_iter().flatten().collect();
        results.sort_unstable_by_key(|&(index, _)| index);
        let results = results.into_iter().map(|(_, result)| result).collect::<Result<_>>()?;
        Ok((results, stores))
    }

    /// What is compiled at a position.
    fn unit(&self, index: usize) -> Unit {
        match index.checked_sub(self.program.code.len()) {
            None => Unit::Function(CodeId(index as u32)),
            Some(position) => Unit::Glue(self.program.glue[position]),
        }
    }

    /// Bytes of the body of a function, a measure of the work that it makes.
    fn body_len(&self, index: usize) -> usize {
        self.program.code.get(index).map_or(0, |code| {
            let function = &self.program.instance(code.instance).module.functions[code.func.index()];
            match &function.origin {
                FunctionOrigin::Body(body) => body.range().len(),
                FunctionOrigin::Import => 0,
            }
        })
    }

    /// Offset of the body of a function in the wasm file.
    fn wasm_offset(&self, unit: Unit) -> u32 {
        let Unit::Function(id) = unit else { return 0 };
        let code = self.program.code[id.index()];
        match &self.program.instance(code.instance).module.functions[code.func.index()].origin {
            FunctionOrigin::Body(body) => body.range().start as u32,
            FunctionOrigin::Import => 0,
        }
    }

    /// Index and name of a function within its module.
    fn name(&self, id: CodeId) -> (u32, Option<&'p str>) {
        let code = self.program.code[id.index()];
        let function = &self.program.instances[code.instance.index()].module.functions[code.func.index()];
        (code.func.0, function.name)
    }

    /// The same error, with the place that it is about.
    fn locate(&self, error: Error, unit: Unit) -> Error {
        let Unit::Function(id) = unit else { return error };
        let error = match error.offset {
            Some(_) => error,
            None => error.at(self.wasm_offset(unit) as usize),
        };
        if error.function.is_some() {
            return error;
        }
        let (index, name) = self.name(id);
        error.in_function(index, name)
    }
}

/// What a thread keeps from function to function.
struct Worker<'c, 'p> {
    compiler: &'c Compiler<'p>,
    translator: Translator<'p>,
    context: Context,
    checker: memory_check::Scratch,
    /// What it has compiled.
    store: Store,
}

impl<'c, 'p> Worker<'c, 'p> {
    fn new(compiler: &'c Compiler<'p>, thread: usize) -> Worker<'c, 'p> {
        let frontend = compiler.isa.frontend_config();
        Worker {
            compiler,
            translator: Translator::new(compiler.program, compiler.options, frontend),
            context: Context::new(),
            checker: memory_check::Scratch::default(),
            store: Store::new(thread),
        }
    }

    /// Fills the context with the CLIF of `unit`.
    fn translate(&mut self, unit: Unit) -> Result<()> {
        self.context.clear();
        match unit {
            Unit::Function(id) => self.translator.function(id, &mut self.context.func),
            Unit::Glue(glue) => self.translator.glue(glue, &mut self.context.func),
        }
    }

    /// Optimises and checks what is in the context.
    fn generate(&mut self, unit: Unit) -> Result<()> {
        let isa = &*self.compiler.isa;
        let mut control = ControlPlane::default();
        self.context.verify_if(isa).map_err(|error| generator_error(&error))?;
        self.context.optimize(isa, &mut control).map_err(|error| generator_error(&error))?;
        let options = self.compiler.options;
        // Canonical NaNs have been made of scalars by now.
        let vectors = options.cpu.vectors != Vectors::None && options.nans == Nans::Machine;
        let Context { func, loop_analysis, .. } = &mut self.context;
        if options.runs(Pass::UnrollAndJam) && unroll_and_jam::unroll_and_jam(func, loop_analysis, vectors) {
            self.context.compute_cfg();
            self.context.compute_domtree();
            self.context.compute_loop_analysis();
        }
        let Context { func, domtree, loop_analysis, .. } = &mut self.context;
        if options.runs(Pass::LoopValues) {
            loop_values::keep_loop_values(func, domtree, loop_analysis);
        }
        if options.runs(Pass::FoldOffsets) {
            self.compiler.offset_folding.run(func, domtree, loop_analysis);
        }
        if options.runs(Pass::VectorPairs) && vectors && vector_pairs::make_vectors(func, loop_analysis) {
            self.context.compute_cfg();
            self.context.compute_domtree();
        }
        let Context { func, domtree, .. } = &mut self.context;
        let mut wide_params = Vec::new();
        if options.runs(Pass::WidenParams) && options.target.indices_come_extended {
            wide_params = widen_params::widen_params(func, domtree);
        }
        if options.runs(Pass::WidenLoads) {
            widen::widen_loads(func);
        }
        // No guest has a say in it: the driver's own addresses come in as arguments.
        if let Unit::Glue(Glue::Invoke(_)) = unit {
            return Ok(());
        }
        self.compiler.memory_check.check(&self.context.func, &wide_params, &mut self.checker)
    }

    /// What makes machine code of the optimised function in the context.
    fn back_end(&self) -> &'c dyn TargetIsa {
        let huge = self.context.func.dfg.num_insts() > SINGLE_PASS_INSTS_MIN;
        &**if huge { &self.compiler.huge_function_isa } else { &self.compiler.isa }
    }

    fn compile(&mut self, unit: Unit) -> Result<Compiled> {
        self.translate(unit)?;
        self.generate(unit)?;
        let isa = self.back_end();
        let context = &self.context;
        let mut control = ControlPlane::default();
        let stencil = isa
            // Keeping the register allocator's allocations between functions was measured: no gain.
            .compile_function(&context.func, &context.domtree, &mut Default::default(), false, &mut control)
            .map_err(|error| generator_error(&error))?;
        let compiled = stencil.apply_params(&context.func.params);
        let loops = match self.compiler.options.instruction_line_bytes() {
            Some(line_bytes) => placement::inner_loops(&compiled, line_bytes),
            None => Vec::new(),
        };
        self.store.add(&context.func, &compiled, self.compiler.wasm_offset(unit), loops)
    }
}

/// What Cranelift's error means for the user.
fn generator_error(error: &CodegenError) -> Error {
    match error {
        CodegenError::ImplLimitExceeded => Error::limit("the function is too complex for the code generator"),
        CodegenError::CodeTooLarge => Error::limit("the machine code of the function is too large"),
        error => Error::internal(format!("code generation failed: {error}")),
    }
}

/// The words of a panic.
pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    if let Some(message) = panic.downcast_ref::<&'static str>() {
        message
    } else if let Some(message) = panic.downcast_ref::<String>() {
        message
    } else {
        "no message"
    }
}
