//! How generated code addresses memory, globals, tables and functions.
//!
//! This is the one place that knows an artifact's instance data to lie at constant addresses. A mode with an
//! instance base in a register would change this file and no other.

use std::borrow::Cow;
use std::collections::HashMap;

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    self, AbiParam, AliasRegion, AliasRegionData, Endianness, ExtFuncData, ExternalName, InstBuilder,
    InstructionData, MemFlagsData, Opcode, SigRef, Signature, TrapCode, Type, UserExternalName, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::FunctionBuilder;
use precast_abi::{Trap, VectorHelper, address, helper, wasi};
use precast_targets::{AtomicGaps, Cpu, MemoryBase};
use wasmparser::ValType;

use crate::options::{Options, RelaxedSimd, Spectre};
use crate::program::{CodeId, GlobalId, Instance, InstanceId, Memory, MemoryId, Program, TypeId};
use crate::wasm::FuncType;

/// Namespace of external names: the index is a [`CodeId`].
pub(crate) const NAMESPACE_CODE: u32 = 0;
/// Namespace of external names: the index is a position in [`wasi::FUNCTIONS`].
pub(crate) const NAMESPACE_WASI: u32 = 1;
/// Namespace of external names: the index is a position in [`HELPERS`].
pub(crate) const NAMESPACE_HELPER: u32 = 2;
/// Namespace of external names: the index is a position in [`VectorHelper::ALL`].
pub(crate) const NAMESPACE_VECTOR_HELPER: u32 = 3;

/// The helper functions of the runtime, as external names number them.
pub(crate) const HELPERS: &[&str] = &[
    helper::MEMORY_GROW,
    helper::MEMORY_MOVE,
    helper::MEMORY_SET,
    helper::MEMORY_WAIT32,
    helper::MEMORY_WAIT64,
    helper::MEMORY_NOTIFY,
    helper::TABLE_GROW,
    helper::TABLE_FILL,
    helper::ARGUMENT_COUNT,
    helper::ARGUMENT_I32,
    helper::ARGUMENT_I64,
    helper::ARGUMENT_F32,
    helper::ARGUMENT_F64,
    helper::PRINT_I32,
    helper::PRINT_I64,
    helper::PRINT_F32,
    helper::PRINT_F64,
    helper::SCRIPT,
];

/// Cranelift's number for a trap. Those that Cranelift's own instructions raise have reserved numbers.
pub(crate) fn trap_code(trap: Trap) -> TrapCode {
    match trap {
        Trap::MemoryOutOfBounds => TrapCode::HEAP_OUT_OF_BOUNDS,
        Trap::IntegerOverflow => TrapCode::INTEGER_OVERFLOW,
        Trap::IntegerDivideByZero => TrapCode::INTEGER_DIVISION_BY_ZERO,
        Trap::InvalidConversionToInteger => TrapCode::BAD_CONVERSION_TO_INTEGER,
        Trap::CallStackExhausted => TrapCode::STACK_OVERFLOW,
        trap => TrapCode::unwrap_user(trap as u8),
    }
}

/// The inverse of [`trap_code`]; `None` for a code that no translation uses.
pub(crate) fn trap_of(code: TrapCode) -> Option<Trap> {
    Trap::ALL.iter().copied().find(|&trap| trap_code(trap) == code)
}

/// The CLIF type of a wasm type on a CPU. References are addresses, 0 for null.
pub(crate) fn clif_type(ty: ValType, cpu: &Cpu) -> Type {
    match ty {
        ValType::I32 => types::I32,
        ValType::I64 | ValType::Ref(_) => types::I64,
        ValType::F32 => types::F32,
        ValType::F64 => types::F64,
        ValType::V128 => super::simd::value_type(cpu),
    }
}

/// The signature of a wasm function: parameters and results only, no context.
///
/// All functions of a program have one convention, since any may be called through a table. A tail call may
/// need more room for arguments than its caller got, so there the callee must remove them, which costs the
/// others a little.
pub(crate) fn signature(program: &Program<'_>, cpu: &Cpu, ty: TypeId) -> Signature {
    let FuncType { params, results } = &program.types[ty.index()];
    let param = |&ty: &ValType| AbiParam::new(clif_type(ty, cpu));
    Signature {
        params: params.iter().map(param).collect(),
        returns: results.iter().map(param).collect(),
        call_conv: if program.tail_calls { CallConv::Tail } else { CallConv::SystemV },
    }
}

/// Where an access goes: an address value, a constant to add to it, and how the access behaves.
pub(super) struct Place {
    pub(super) address: Value,
    pub(super) offset: i32,
    pub(super) flags: MemFlagsData,
}

/// Categories of storage that never overlap, so that a store to one leaves what is known of the others.
/// The numbers are those of alias regions.
#[derive(Clone, Copy)]
enum Storage {
    Descriptor,
    Table,
    FuncRef,
    Segment,
    Memory(MemoryId),
    Global(GlobalId),
}

impl Storage {
    fn region(self) -> AliasRegionData {
        let (user_id, description) = match self {
            Storage::Descriptor => (0, Cow::Borrowed("descriptors")),
            Storage::Table => (1, Cow::Borrowed("tables")),
            Storage::FuncRef => (2, Cow::Borrowed("function references")),
            Storage::Segment => (3, Cow::Borrowed("segment lengths")),
            Storage::Memory(id) => (16 + 2 * id.0, Cow::Owned(format!("memory {}", id.0))),
            Storage::Global(id) => (17 + 2 * id.0, Cow::Owned(format!("global {}", id.0))),
        };
        AliasRegionData { user_id, description }
    }
}

/// The surroundings of the function being translated.
pub(super) struct Environ<'p> {
    pub(super) program: &'p Program<'p>,
    instance: InstanceId,
    options: &'p Options,
    regions: HashMap<u32, AliasRegion>,
    functions: HashMap<(u32, u32), ir::FuncRef>,
    signatures: HashMap<TypeId, SigRef>,
    /// What the function reads of the pinned register, once it needs it.
    pinned: Option<Value>,
}

impl<'p> Environ<'p> {
    pub(super) fn new(program: &'p Program<'p>, instance: InstanceId, options: &'p Options) -> Environ<'p> {
        Environ {
            program,
            instance,
            options,
            regions: HashMap::new(),
            functions: HashMap::new(),
            signatures: HashMap::new(),
            pinned: None,
        }
    }

    /// The instance that the function belongs to.
    pub(super) fn instance(&self) -> &'p Instance<'p> {
        &self.program.instances[self.instance.index()]
    }

    /// Goes on with another instance, where one function has code of several.
    pub(super) fn enter_instance(&mut self, instance: InstanceId) {
        self.instance = instance;
    }

    /// The CPU that is compiled for.
    pub(super) fn cpu(&self) -> &'static Cpu {
        self.options.cpu
    }

    /// What instructions of relaxed SIMD do where they have a choice.
    pub(super) fn relaxed_simd(&self) -> RelaxedSimd {
        self.options.relaxed_simd
    }

    /// The CLIF type of a wasm type. References are addresses, 0 for null.
    pub(super) fn clif_type(&self, ty: ValType) -> Type {
        clif_type(ty, self.cpu())
    }

    /// The type of functions without parameters and results.
    pub(super) fn no_type() -> FuncType {
        FuncType { params: Vec::new(), results: Vec::new() }
    }

    fn region(&mut self, builder: &mut FunctionBuilder<'_>, storage: Storage) -> AliasRegion {
        let data = storage.region();
        *self.regions.entry(data.user_id).or_insert_with(|| builder.func.dfg.alias_regions.insert(data))
    }

    /// Flags of an access to data of precast's own: aligned, never faulting.
    fn trusted(&mut self, builder: &mut FunctionBuilder<'_>, storage: Storage) -> MemFlagsData {
        let region = self.region(builder, storage);
        MemFlagsData::trusted().with_alias_region(Some(region)).with_endianness(Endianness::Little)
    }

    /// A place at a constant address: a base that takes one instruction to materialise on every target,
    /// and an offset that fits into the access.
    fn constant_place(&self, builder: &mut FunctionBuilder<'_>, address: u64, flags: MemFlagsData) -> Place {
        let base = self.options.target.constant_address.base(address);
        let offset = address.wrapping_sub(base) as i64 as i32;
        Place { address: builder.ins().iconst(types::I64, base as i64), offset, flags }
    }

    /// A constant address as a value.
    pub(super) fn address(&self, builder: &mut FunctionBuilder<'_>, address: u64) -> Value {
        builder.ins().iconst(types::I64, address as i64)
    }

    /// The place of a global that is not constant.
    pub(super) fn global(&mut self, builder: &mut FunctionBuilder<'_>, id: GlobalId) -> Place {
        let flags = self.trusted(builder, Storage::Global(id));
        self.constant_place(builder, self.program.globals[id.index()].address, flags)
    }

    /// The current length of a passive segment, a `u64` at `address`.
    pub(super) fn segment_len(&mut self, builder: &mut FunctionBuilder<'_>, address: u64) -> Place {
        let flags = self.trusted(builder, Storage::Segment);
        self.constant_place(builder, address, flags)
    }

    /// A `u64` field of a memory or table descriptor.
    pub(super) fn descriptor_field(&mut self, builder: &mut FunctionBuilder<'_>, address: u64) -> Place {
        let flags = self.trusted(builder, Storage::Descriptor);
        self.constant_place(builder, address, flags)
    }

    /// Flags of an access to an element of a writable table.
    pub(super) fn table_flags(&mut self, builder: &mut FunctionBuilder<'_>) -> MemFlagsData {
        self.trusted(builder, Storage::Table)
    }

    /// Flags of a read of a function reference's descriptor.
    pub(super) fn func_ref_flags(&mut self, builder: &mut FunctionBuilder<'_>) -> MemFlagsData {
        self.trusted(builder, Storage::FuncRef).with_readonly()
    }

    /// The memory with this id.
    pub(super) fn memory(&self, id: MemoryId) -> &'p Memory {
        &self.program.memories[id.index()]
    }

    /// The current size in bytes of a memory.
    pub(super) fn memory_len(&mut self, builder: &mut FunctionBuilder<'_>, id: MemoryId) -> Value {
        let memory = self.memory(id);
        if memory.fixed_size {
            return builder.ins().iconst(types::I64, memory.initial_bytes as i64);
        }
        let len = memory.descriptor + std::mem::offset_of!(precast_abi::Memory, len_bytes) as u64;
        let place = self.descriptor_field(builder, len);
        builder.ins().load(types::I64, place.flags, place.address, place.offset)
    }

    /// What the target's atomic instructions lack.
    pub(super) fn atomic_gaps(&self) -> AtomicGaps {
        self.options.target.atomic_gaps
    }

    /// The base address of a memory.
    pub(super) fn memory_base(&mut self, builder: &mut FunctionBuilder<'_>, id: MemoryId) -> Value {
        let base = self.memory(id).base;
        match self.options.target.memory_base {
            MemoryBase::PinnedRegister if base == address::MEMORY0_BASE => {
                *self.pinned.get_or_insert_with(|| read_pinned(builder))
            }
            MemoryBase::Descriptor => {
                let cell = self.memory(id).base_cell();
                let place = self.descriptor_field(builder, cell);
                let flags = place.flags.with_readonly().with_can_move();
                builder.ins().load(types::I64, flags, place.address, place.offset)
            }
            MemoryBase::Constant | MemoryBase::PinnedRegister => {
                builder.ins().iconst(types::I64, base as i64)
            }
        }
    }

    /// The place of an access of `bytes` bytes at `index`, of the memory's index type, plus `offset` in a
    /// memory.
    ///
    /// Every access has the shape base + zero-extended index + offset, so that the gap behind a guarded
    /// memory covers all of them. Where it does not, the end of the access is compared with the
    /// memory's size; a processor that runs ahead of the comparison sees index 0, or address 0.
    pub(super) fn memory_access(
        &mut self,
        builder: &mut FunctionBuilder<'_>,
        id: MemoryId,
        index: Value,
        offset: u64,
        bytes: u32,
    ) -> Place {
        let region = self.region(builder, Storage::Memory(id));
        let flags = MemFlagsData::new()
            .with_alias_region(Some(region))
            .with_endianness(Endianness::Little)
            .with_trap_code(Some(TrapCode::HEAP_OUT_OF_BOUNDS));
        let memory = self.memory(id);
        let index = if memory.index_64 { index } else { builder.ins().uextend(types::I64, index) };
        if memory.guarded && offset < address::OFFSET_GUARD_BYTES {
            let base = self.memory_base(builder, id);
            let address = builder.ins().iadd(base, index);
            return Place { address, offset: offset as i32, flags };
        }
        let reach = offset.checked_add(u64::from(bytes)).filter(|&reach| reach <= memory.max_bytes);
        let Some(reach) = reach else { return self.never_in_bounds(builder, flags) };
        if let Some(constant) = constant(builder, index)
            && constant.checked_add(reach).is_some_and(|end| end <= memory.initial_bytes)
        {
            return self.constant_place(builder, memory.base + constant + offset, flags);
        }
        if memory.fixed_size && reach == memory.initial_bytes {
            builder.ins().trapnz(index, TrapCode::HEAP_OUT_OF_BOUNDS);
            return self.constant_place(builder, memory.base + offset, flags);
        }
        let out_of_bounds = self.out_of_bounds(builder, id, index, reach);
        builder.ins().trapnz(out_of_bounds, TrapCode::HEAP_OUT_OF_BOUNDS);
        let offset_of_instruction = i32::try_from(offset).ok().filter(|_| reach <= memory.initial_bytes);
        if let Some(offset) = offset_of_instruction {
            // The offset alone is in bounds, so it suffices to mask the index.
            let index = self.masked(builder, out_of_bounds, index);
            let base = self.memory_base(builder, id);
            return Place { address: builder.ins().iadd(base, index), offset, flags };
        }
        let base = builder.ins().iconst(types::I64, (memory.base + offset) as i64);
        let address = builder.ins().iadd(base, index);
        Place { address: self.masked(builder, out_of_bounds, address), offset: 0, flags }
    }

    /// Whether the first `reach` bytes from `index` (an `i64`) on are not all within a memory.
    fn out_of_bounds(
        &mut self,
        builder: &mut FunctionBuilder<'_>,
        id: MemoryId,
        index: Value,
        reach: u64,
    ) -> Value {
        let memory = self.memory(id);
        let (small, large) = if memory.fixed_size && reach <= memory.initial_bytes {
            (index, builder.ins().iconst(types::I64, (memory.initial_bytes - reach) as i64))
        } else {
            let len = self.memory_len(builder, id);
            let reach_value = builder.ins().iconst(types::I64, reach as i64);
            if !memory.index_64 {
                // 32 bits and a number that is at most the memory's largest size.
                (builder.ins().iadd(index, reach_value), len)
            } else if reach <= memory.initial_bytes {
                // A memory never shrinks: this cannot wrap, the sum could.
                (index, builder.ins().isub(len, reach_value))
            } else {
                let code = TrapCode::HEAP_OUT_OF_BOUNDS;
                (builder.ins().uadd_overflow_trap(index, reach_value, code), len)
            }
        };
        builder.ins().icmp(IntCC::UnsignedGreaterThan, small, large)
    }

    /// The place of an access that no index brings into bounds: a trap, and code that is never reached.
    fn never_in_bounds(&self, builder: &mut FunctionBuilder<'_>, flags: MemFlagsData) -> Place {
        let always = builder.ins().iconst(types::I8, 1);
        builder.ins().trapnz(always, TrapCode::HEAP_OUT_OF_BOUNDS);
        Place { address: builder.ins().iconst(types::I64, 0), offset: 0, flags }
    }

    /// `value` (an `i64`), and 0 for a processor that runs ahead of the check that `refused` it.
    pub(super) fn masked(&self, builder: &mut FunctionBuilder<'_>, refused: Value, value: Value) -> Value {
        match self.options.spectre {
            Spectre::On => {
                let zero = builder.ins().iconst(types::I64, 0);
                builder.ins().select_spectre_guard(refused, zero, value)
            }
            Spectre::Off => value,
        }
    }

    fn external(
        &mut self,
        builder: &mut FunctionBuilder<'_>,
        namespace: u32,
        index: u32,
        signature: impl FnOnce() -> Signature,
    ) -> ir::FuncRef {
        *self.functions.entry((namespace, index)).or_insert_with(|| {
            let signature = builder.import_signature(signature());
            let name = builder.func.declare_imported_user_function(UserExternalName { namespace, index });
            builder.import_function(ExtFuncData {
                name: ExternalName::user(name),
                signature,
                colocated: true,
                patchable: false,
            })
        })
    }

    /// A compiled function, to call.
    pub(super) fn code(&mut self, builder: &mut FunctionBuilder<'_>, id: CodeId) -> ir::FuncRef {
        let (program, cpu) = (self.program, self.cpu());
        let ty = program.code[id.index()].ty;
        self.external(builder, NAMESPACE_CODE, id.0, || signature(program, cpu, ty))
    }

    /// A WASI function, to call with the descriptor of a memory as first argument.
    pub(super) fn wasi(
        &mut self,
        builder: &mut FunctionBuilder<'_>,
        function: &'static wasi::WasiFunction,
    ) -> ir::FuncRef {
        let index = wasi::FUNCTIONS.iter().position(|line| line.name == function.name);
        let index = index.expect("the function is a line of the table") as u32;
        self.external(builder, NAMESPACE_WASI, index, || {
            let params = function.params.iter().map(|param| match param {
                wasi::Param::i32 => types::I32,
                wasi::Param::i64 => types::I64,
            });
            let params = [types::I64].into_iter().chain(params);
            c_signature(params, function.returns_errno.then_some(types::I32))
        })
    }

    /// A helper function of the runtime, to call.
    pub(super) fn helper(
        &mut self,
        builder: &mut FunctionBuilder<'_>,
        symbol: &'static str,
        params: &[Type],
        result: Option<Type>,
    ) -> ir::FuncRef {
        let index = HELPERS.iter().position(|&helper| helper == symbol);
        let index = index.expect("the helper is a line of the table") as u32;
        self.external(builder, NAMESPACE_HELPER, index, || c_signature(params.iter().copied(), result))
    }

    /// A helper for vectors in pairs of integers, to call with halves of vectors. It returns two.
    pub(super) fn vector_helper(
        &mut self,
        builder: &mut FunctionBuilder<'_>,
        helper: VectorHelper,
    ) -> ir::FuncRef {
        self.external(builder, NAMESPACE_VECTOR_HELPER, helper as u32, || {
            let params = std::iter::repeat_n(types::I64, helper.parameter_registers());
            c_signature(params, [types::I64; 2])
        })
    }

    /// The signature of a wasm type, for an indirect call.
    pub(super) fn signature(&mut self, builder: &mut FunctionBuilder<'_>, ty: TypeId) -> SigRef {
        let (program, cpu) = (self.program, self.cpu());
        *self.signatures.entry(ty).or_insert_with(|| builder.import_signature(signature(program, cpu, ty)))
    }
}

/// Reads the pinned register, once, where the function begins: no two reads are one to the optimiser, nor are
/// the addresses that are made with them.
fn read_pinned(builder: &mut FunctionBuilder<'_>) -> Value {
    let entry = builder.func.layout.entry_block().expect("the translator makes one first");
    let mut cursor = FuncCursor::new(builder.func).at_first_insertion_point(entry);
    cursor.ins().get_pinned_reg(types::I64)
}

/// The number that a value is known to be, with zeros in front.
fn constant(builder: &FunctionBuilder<'_>, value: Value) -> Option<u64> {
    let dfg = &builder.func.dfg;
    let inst = dfg.value_def(value).inst()?;
    match dfg.insts[inst] {
        InstructionData::UnaryImm { opcode: Opcode::Iconst, imm } => {
            let unused_bits = u64::BITS - dfg.value_type(value).bits();
            Some(imm.bits().cast_unsigned() << unused_bits >> unused_bits)
        }
        InstructionData::Unary { opcode: Opcode::Uextend, arg } => constant(builder, arg),
        _ => None,
    }
}

/// The signature of a function written in Rust or C. riscv64 wants 32-bit arguments sign-extended,
/// whatever their signedness; the others do not mind.
fn c_signature(params: impl Iterator<Item = Type>, results: impl IntoIterator<Item = Type>) -> Signature {
    let param = |ty| if ty == types::I32 { AbiParam::new(ty).sext() } else { AbiParam::new(ty) };
    Signature {
        params: params.map(param).collect(),
        returns: results.into_iter().map(AbiParam::new).collect(),
        call_conv: CallConv::SystemV,
    }
}
