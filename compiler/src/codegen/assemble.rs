//! What the threads compiled, put together: the functions one behind the other in the order of the program,
//! calls among them resolved.

use std::ops::Range;

use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::ir::{ExternalName, Function, UserExternalName, UserExternalNameRef};
use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::{CompiledCode, FinalizedMachReloc, FinalizedRelocTarget};
use cranelift_control::ControlPlane;
use precast_abi::{VectorHelper, wasi};

use super::placement::{self, InnerLoop};
use super::{Code, CompiledFunction, Compiler, Relocation, libcall, sites};
use crate::options::OptLevel;
use crate::program::CodeId;
use crate::translate::environ::{
    HELPERS, NAMESPACE_CODE, NAMESPACE_HELPER, NAMESPACE_VECTOR_HELPER, NAMESPACE_WASI,
};
use crate::{Error, Result};

/// What a thread has compiled: of all its functions, one behind the other, the code, the relocations and the
/// sites. Memory of large buffers returns to the system when they are freed. That of a buffer for each function
/// would stay with the allocator, of no use to the phases that follow: as much again as the program has code.
pub(super) struct Store {
    thread: usize,
    code: Vec<u8>,
    relocations: Vec<FunctionRelocation>,
    sites: Vec<u8>,
}

/// A compiled function, before it has a place in the text: where in the store of a thread it is.
pub(super) struct Compiled {
    thread: usize,
    code: Range<usize>,
    align_bytes: u32,
    relocations: Range<usize>,
    sites: Range<usize>,
    /// Empty where they make no difference to its place.
    loops: Vec<InnerLoop>,
}

/// A reference from the code of a function.
struct FunctionRelocation {
    /// From the start of the function, in bytes.
    offset: u32,
    kind: Reloc,
    target: CallTarget,
    addend: i64,
}

/// What a call goes to.
#[derive(Clone, Copy)]
enum CallTarget {
    Code(CodeId),
    Runtime(&'static str),
}

impl Store {
    /// That of the thread with this number.
    pub(super) fn new(thread: usize) -> Store {
        Store { thread, code: Vec::new(), relocations: Vec::new(), sites: Vec::new() }
    }

    /// Adds what became of `func`, a function whose body lies at `wasm_offset` of the wasm file.
    pub(super) fn add(
        &mut self,
        func: &Function,
        code: &CompiledCode,
        wasm_offset: u32,
        loops: Vec<InnerLoop>,
    ) -> Result<Compiled> {
        let starts = [self.code.len(), self.relocations.len(), self.sites.len()];
        let names = func.params.user_named_funcs();
        self.code.extend_from_slice(code.buffer.data());
        for relocation in code.buffer.relocs() {
            self.relocations.push(function_relocation(relocation, |name| names[name].clone())?);
        }
        sites::encode(&code.buffer, wasm_offset, &mut self.sites)?;
        Ok(Compiled {
            thread: self.thread,
            code: starts[0]..self.code.len(),
            align_bytes: code.buffer.alignment,
            relocations: starts[1]..self.relocations.len(),
            sites: starts[2]..self.sites.len(),
            loops,
        })
    }
}

/// Reads Cranelift's relocation; any kind of reference that translation does not make is a defect.
fn function_relocation(
    relocation: &FinalizedMachReloc,
    name: impl Fn(UserExternalNameRef) -> UserExternalName,
) -> Result<FunctionRelocation> {
    let target = match &relocation.target {
        FinalizedRelocTarget::ExternalName(ExternalName::User(reference)) => {
            let UserExternalName { namespace, index } = name(*reference);
            match namespace {
                NAMESPACE_CODE => Some(CallTarget::Code(CodeId(index))),
                NAMESPACE_WASI => {
                    wasi::FUNCTIONS.get(index as usize).map(|function| CallTarget::Runtime(function.symbol))
                }
                NAMESPACE_HELPER => HELPERS.get(index as usize).map(|&symbol| CallTarget::Runtime(symbol)),
                NAMESPACE_VECTOR_HELPER => {
                    VectorHelper::ALL.get(index as usize).map(|helper| CallTarget::Runtime(helper.symbol()))
                }
                _ => None,
            }
        }
        FinalizedRelocTarget::ExternalName(ExternalName::LibCall(call)) => {
            libcall::symbol(*call).map(CallTarget::Runtime)
        }
        _ => None,
    };
    let target = target.ok_or_else(|| {
        let name = relocation.target.display(None);
        Error::internal(format!("machine code refers to {name}, which no part of the runtime serves"))
    })?;
    Ok(FunctionRelocation {
        offset: relocation.offset,
        kind: relocation.kind,
        target,
        addend: relocation.addend,
    })
}

/// Lays the functions, which are in `stores`, one behind the other and resolves the calls among them.
pub(super) fn assemble(compiler: &Compiler<'_>, compiled: &[Compiled], stores: &[Store]) -> Result<Code> {
    let isa: &dyn TargetIsa = &*compiler.isa;
    let alignment = isa.function_alignment();
    let align_bytes = match compiler.options.opt_level {
        OptLevel::None => alignment.minimum,
        OptLevel::Cranelift | OptLevel::All => alignment.preferred.max(alignment.minimum),
    };
    let line_bytes = compiler.options.instruction_line_bytes();
    let room = u64::from(align_bytes + line_bytes.unwrap_or(0));
    // Offsets in the text are 32 bits, in Cranelift's builder and in the tables of an artifact.
    let total: u64 = compiled.iter().map(|function| function.code.len() as u64 + room).sum();
    if total > u64::from(u32::MAX / 2) {
        return Err(Error::limit(format!(
            "{} MiB of machine code are more than an artifact can hold",
            total >> 20
        )));
    }
    let mut control = ControlPlane::default();
    let mut builder = isa.text_section_builder(compiled.len());
    let mut code = Code {
        text: Vec::new(),
        align_bytes,
        functions: Vec::with_capacity(compiled.len()),
        relocations: Vec::new(),
        sites: Vec::new(),
    };
    let mut end = 0_u32;
    for (index, function) in compiled.iter().enumerate() {
        let store = &stores[function.thread];
        let align = function.align_bytes.max(align_bytes);
        code.align_bytes = code.align_bytes.max(align);
        if let Some(line_bytes) = line_bytes
            && !function.loops.is_empty()
        {
            code.align_bytes = code.align_bytes.max(line_bytes);
            let start = end.next_multiple_of(align);
            let padding = placement::padding(start, &function.loops, align, line_bytes);
            if padding > 0 {
                builder.append(false, &vec![0; padding as usize], align, &mut control);
            }
        }
        let offset = builder.append(true, &store.code[function.code.clone()], align, &mut control);
        let offset = u32::try_from(offset).map_err(|_| Error::limit("more than 4 GiB of machine code"))?;
        end = offset + function.code.len() as u32;
        let unit = compiler.unit(index);
        for relocation in &store.relocations[function.relocations.clone()] {
            let at = offset + relocation.offset;
            match relocation.target {
                CallTarget::Code(id) => {
                    if !builder.resolve_reloc(u64::from(at), relocation.kind, relocation.addend, id.index()) {
                        let kind = relocation.kind;
                        return Err(Error::internal(format!(
                            "internal reference of kind {kind} in machine code"
                        )));
                    }
                }
                CallTarget::Runtime(symbol) => code.relocations.push(Relocation {
                    offset: at,
                    kind: relocation.kind,
                    symbol,
                    addend: relocation.addend,
                }),
            }
        }
        code.functions.push(CompiledFunction {
            offset,
            len: function.code.len() as u32,
            sites_offset: u32::try_from(code.sites.len())
                .map_err(|_| Error::limit("more than 4 GiB of trap sites"))?,
            wasm_offset: compiler.wasm_offset(unit),
        });
        code.sites.extend_from_slice(&store.sites[function.sites.clone()]);
    }
    code.text = builder.finish(&mut control);
    Ok(code)
}
