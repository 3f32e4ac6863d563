//! THE TABLE: one line per instruction, naming the function that translates it. The logic is in the
//! rooms beside this file; so adding an instruction is a line here and a function there.
//!
//! The table implements wasmparser's visitor, which has a method for every operator of every proposal: an
//! operator that stands neither here nor in the list of unsupported proposals does not build. Vectors have a
//! table of their own, in [`simd`](super::simd).

use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32, F64, I8, I16, I32, I64};
use cranelift_codegen::ir::{AtomicRmwOp, Opcode};
use wasmparser::{
    BlockType, BrTable, HeapType, Ieee32, Ieee64, MemArg, ValType, VisitOperator, VisitSimdOperator,
};

use super::function::FunctionTranslator;
use crate::{Error, Result};

macro_rules! table {
    ($($visit:ident($($arg:ident: $ty:ty),*) => $room:ident($($operand:expr),*);)*) => {
        $(fn $visit(&mut self, $($arg: $ty),*) -> Result<()> {
            self.$room($($operand),*)
        })*
    };
}

/// The operators of proposals that validation refuses: reached only if validation and this table
/// disagree, and then still no wrong code.
macro_rules! refuse {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        $(refuse!(one $proposal $visit $({ $($arg: $ty),* })?);)*
    };
    // What the table holds.
    (one mvp $($rest:tt)*) => {};
    (one sign_extension $($rest:tt)*) => {};
    (one saturating_float_to_int $($rest:tt)*) => {};
    (one bulk_memory $($rest:tt)*) => {};
    (one reference_types $($rest:tt)*) => {};
    (one tail_call $($rest:tt)*) => {};
    (one threads $($rest:tt)*) => {};
    (one wide_arithmetic $($rest:tt)*) => {};
    // What is not supported yet; a proposal that is missing here does not build.
    (one gc $($rest:tt)*) => { refuse!(method "gc" $($rest)*); };
    (one custom_descriptors $($rest:tt)*) => { refuse!(method "custom-descriptors" $($rest)*); };
    (one memory_control $($rest:tt)*) => { refuse!(method "memory-control" $($rest)*); };
    (one exceptions $($rest:tt)*) => { refuse!(method "exception-handling" $($rest)*); };
    (one legacy_exceptions $($rest:tt)*) => { refuse!(method "legacy-exceptions" $($rest)*); };
    (one shared_everything_threads $($rest:tt)*) => { refuse!(method "shared-everything-threads" $($rest)*); };
    (one function_references $($rest:tt)*) => { refuse!(method "function-references" $($rest)*); };
    (one stack_switching $($rest:tt)*) => { refuse!(method "stack-switching" $($rest)*); };
    (method $proposal:literal $visit:ident $({ $($arg:ident: $ty:ty),* })?) => {
        fn $visit(&mut self, $($(_: $ty),*)?) -> Result<()> {
            self.unsupported($proposal)
        }
    };
}

impl<'a> VisitOperator<'a> for FunctionTranslator<'_, '_> {
    type Output = Result<()>;

    table! {
        // Control
        visit_unreachable() => unreachable();
        visit_nop() => nop();
        visit_block(blockty: BlockType) => block(blockty);
        visit_loop(blockty: BlockType) => loop_(blockty);
        visit_if(blockty: BlockType) => if_(blockty);
        visit_else() => else_();
        visit_end() => end();
        visit_br(depth: u32) => br(depth);
        visit_br_if(depth: u32) => br_if(depth);
        visit_br_table(targets: BrTable<'a>) => br_table(&targets);
        visit_return() => return_();
        visit_call(func: u32) => call(func);
        visit_call_indirect(ty: u32, table: u32) => call_indirect(ty, table);
        visit_return_call(func: u32) => return_call(func);
        visit_return_call_indirect(ty: u32, table: u32) => return_call_indirect(ty, table);

        // Operands and variables
        visit_drop() => drop_();
        visit_select() => select();
        visit_typed_select(_ty: ValType) => select();
        visit_typed_select_multi(_tys: Vec<ValType>) => unsupported("gc");
        visit_local_get(local: u32) => local_get(local);
        visit_local_set(local: u32) => local_set(local);
        visit_local_tee(local: u32) => local_tee(local);
        visit_global_get(global: u32) => global_get(global);
        visit_global_set(global: u32) => global_set(global);
        visit_i32_const(value: i32) => i32_const(value);
        visit_i64_const(value: i64) => i64_const(value);
        visit_f32_const(value: Ieee32) => f32_const(value.bits());
        visit_f64_const(value: Ieee64) => f64_const(value.bits());
        visit_ref_null(_ty: HeapType) => ref_null();
        visit_ref_is_null() => ref_is_null();
        visit_ref_func(func: u32) => ref_func(func);

        // Memory
        visit_i32_load(memarg: MemArg) => load(Opcode::Load, I32, memarg);
        visit_i64_load(memarg: MemArg) => load(Opcode::Load, I64, memarg);
        visit_f32_load(memarg: MemArg) => load(Opcode::Load, F32, memarg);
        visit_f64_load(memarg: MemArg) => load(Opcode::Load, F64, memarg);
        visit_i32_load8_s(memarg: MemArg) => load(Opcode::Sload8, I32, memarg);
        visit_i32_load8_u(memarg: MemArg) => load(Opcode::Uload8, I32, memarg);
        visit_i32_load16_s(memarg: MemArg) => load(Opcode::Sload16, I32, memarg);
        visit_i32_load16_u(memarg: MemArg) => load(Opcode::Uload16, I32, memarg);
        visit_i64_load8_s(memarg: MemArg) => load(Opcode::Sload8, I64, memarg);
        visit_i64_load8_u(memarg: MemArg) => load(Opcode::Uload8, I64, memarg);
        visit_i64_load16_s(memarg: MemArg) => load(Opcode::Sload16, I64, memarg);
        visit_i64_load16_u(memarg: MemArg) => load(Opcode::Uload16, I64, memarg);
        visit_i64_load32_s(memarg: MemArg) => load(Opcode::Sload32, I64, memarg);
        visit_i64_load32_u(memarg: MemArg) => load(Opcode::Uload32, I64, memarg);
        visit_i32_store(memarg: MemArg) => store(Opcode::Store, I32, memarg);
        visit_i64_store(memarg: MemArg) => store(Opcode::Store, I64, memarg);
        visit_f32_store(memarg: MemArg) => store(Opcode::Store, F32, memarg);
        visit_f64_store(memarg: MemArg) => store(Opcode::Store, F64, memarg);
        visit_i32_store8(memarg: MemArg) => store(Opcode::Istore8, I32, memarg);
        visit_i32_store16(memarg: MemArg) => store(Opcode::Istore16, I32, memarg);
        visit_i64_store8(memarg: MemArg) => store(Opcode::Istore8, I64, memarg);
        visit_i64_store16(memarg: MemArg) => store(Opcode::Istore16, I64, memarg);
        visit_i64_store32(memarg: MemArg) => store(Opcode::Istore32, I64, memarg);
        visit_memory_size(memory: u32) => memory_size(memory);
        visit_memory_grow(memory: u32) => memory_grow(memory);
        visit_memory_init(data: u32, memory: u32) => memory_init(data, memory);
        visit_data_drop(data: u32) => data_drop(data);
        visit_memory_copy(destination: u32, source: u32) => memory_copy(destination, source);
        visit_memory_fill(memory: u32) => memory_fill(memory);

        // Atomic accesses
        visit_atomic_fence() => atomic_fence();
        visit_memory_atomic_wait32(memarg: MemArg) => memory_atomic_wait(I32, memarg);
        visit_memory_atomic_wait64(memarg: MemArg) => memory_atomic_wait(I64, memarg);
        visit_memory_atomic_notify(memarg: MemArg) => memory_atomic_notify(memarg);
        visit_i32_atomic_load(memarg: MemArg) => atomic_load(I32, I32, memarg);
        visit_i64_atomic_load(memarg: MemArg) => atomic_load(I64, I64, memarg);
        visit_i32_atomic_load8_u(memarg: MemArg) => atomic_load(I32, I8, memarg);
        visit_i32_atomic_load16_u(memarg: MemArg) => atomic_load(I32, I16, memarg);
        visit_i64_atomic_load8_u(memarg: MemArg) => atomic_load(I64, I8, memarg);
        visit_i64_atomic_load16_u(memarg: MemArg) => atomic_load(I64, I16, memarg);
        visit_i64_atomic_load32_u(memarg: MemArg) => atomic_load(I64, I32, memarg);
        visit_i32_atomic_store(memarg: MemArg) => atomic_store(I32, memarg);
        visit_i64_atomic_store(memarg: MemArg) => atomic_store(I64, memarg);
        visit_i32_atomic_store8(memarg: MemArg) => atomic_store(I8, memarg);
        visit_i32_atomic_store16(memarg: MemArg) => atomic_store(I16, memarg);
        visit_i64_atomic_store8(memarg: MemArg) => atomic_store(I8, memarg);
        visit_i64_atomic_store16(memarg: MemArg) => atomic_store(I16, memarg);
        visit_i64_atomic_store32(memarg: MemArg) => atomic_store(I32, memarg);
        visit_i32_atomic_rmw_add(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I32, I32, memarg);
        visit_i64_atomic_rmw_add(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I64, I64, memarg);
        visit_i32_atomic_rmw8_add_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I32, I8, memarg);
        visit_i32_atomic_rmw16_add_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I32, I16, memarg);
        visit_i64_atomic_rmw8_add_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I64, I8, memarg);
        visit_i64_atomic_rmw16_add_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I64, I16, memarg);
        visit_i64_atomic_rmw32_add_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Add, I64, I32, memarg);
        visit_i32_atomic_rmw_sub(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I32, I32, memarg);
        visit_i64_atomic_rmw_sub(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I64, I64, memarg);
        visit_i32_atomic_rmw8_sub_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I32, I8, memarg);
        visit_i32_atomic_rmw16_sub_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I32, I16, memarg);
        visit_i64_atomic_rmw8_sub_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I64, I8, memarg);
        visit_i64_atomic_rmw16_sub_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I64, I16, memarg);
        visit_i64_atomic_rmw32_sub_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Sub, I64, I32, memarg);
        visit_i32_atomic_rmw_and(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I32, I32, memarg);
        visit_i64_atomic_rmw_and(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I64, I64, memarg);
        visit_i32_atomic_rmw8_and_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I32, I8, memarg);
        visit_i32_atomic_rmw16_and_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I32, I16, memarg);
        visit_i64_atomic_rmw8_and_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I64, I8, memarg);
        visit_i64_atomic_rmw16_and_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I64, I16, memarg);
        visit_i64_atomic_rmw32_and_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::And, I64, I32, memarg);
        visit_i32_atomic_rmw_or(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I32, I32, memarg);
        visit_i64_atomic_rmw_or(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I64, I64, memarg);
        visit_i32_atomic_rmw8_or_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I32, I8, memarg);
        visit_i32_atomic_rmw16_or_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I32, I16, memarg);
        visit_i64_atomic_rmw8_or_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I64, I8, memarg);
        visit_i64_atomic_rmw16_or_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I64, I16, memarg);
        visit_i64_atomic_rmw32_or_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Or, I64, I32, memarg);
        visit_i32_atomic_rmw_xor(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I32, I32, memarg);
        visit_i64_atomic_rmw_xor(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I64, I64, memarg);
        visit_i32_atomic_rmw8_xor_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I32, I8, memarg);
        visit_i32_atomic_rmw16_xor_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I32, I16, memarg);
        visit_i64_atomic_rmw8_xor_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I64, I8, memarg);
        visit_i64_atomic_rmw16_xor_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I64, I16, memarg);
        visit_i64_atomic_rmw32_xor_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xor, I64, I32, memarg);
        visit_i32_atomic_rmw_xchg(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I32, I32, memarg);
        visit_i64_atomic_rmw_xchg(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I64, I64, memarg);
        visit_i32_atomic_rmw8_xchg_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I32, I8, memarg);
        visit_i32_atomic_rmw16_xchg_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I32, I16, memarg);
        visit_i64_atomic_rmw8_xchg_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I64, I8, memarg);
        visit_i64_atomic_rmw16_xchg_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I64, I16, memarg);
        visit_i64_atomic_rmw32_xchg_u(memarg: MemArg) => atomic_rmw(AtomicRmwOp::Xchg, I64, I32, memarg);
        visit_i32_atomic_rmw_cmpxchg(memarg: MemArg) => atomic_cmpxchg(I32, I32, memarg);
        visit_i64_atomic_rmw_cmpxchg(memarg: MemArg) => atomic_cmpxchg(I64, I64, memarg);
        visit_i32_atomic_rmw8_cmpxchg_u(memarg: MemArg) => atomic_cmpxchg(I32, I8, memarg);
        visit_i32_atomic_rmw16_cmpxchg_u(memarg: MemArg) => atomic_cmpxchg(I32, I16, memarg);
        visit_i64_atomic_rmw8_cmpxchg_u(memarg: MemArg) => atomic_cmpxchg(I64, I8, memarg);
        visit_i64_atomic_rmw16_cmpxchg_u(memarg: MemArg) => atomic_cmpxchg(I64, I16, memarg);
        visit_i64_atomic_rmw32_cmpxchg_u(memarg: MemArg) => atomic_cmpxchg(I64, I32, memarg);

        // Tables
        visit_table_get(table: u32) => table_get(table);
        visit_table_set(table: u32) => table_set(table);
        visit_table_size(table: u32) => table_size(table);
        visit_table_grow(table: u32) => table_grow(table);
        visit_table_fill(table: u32) => table_fill(table);
        visit_table_copy(destination: u32, source: u32) => table_copy(destination, source);
        visit_table_init(element: u32, table: u32) => table_init(element, table);
        visit_elem_drop(element: u32) => elem_drop(element);

        // i32
        visit_i32_eqz() => equal_zero();
        visit_i32_eq() => compare(IntCC::Equal);
        visit_i32_ne() => compare(IntCC::NotEqual);
        visit_i32_lt_s() => compare(IntCC::SignedLessThan);
        visit_i32_lt_u() => compare(IntCC::UnsignedLessThan);
        visit_i32_gt_s() => compare(IntCC::SignedGreaterThan);
        visit_i32_gt_u() => compare(IntCC::UnsignedGreaterThan);
        visit_i32_le_s() => compare(IntCC::SignedLessThanOrEqual);
        visit_i32_le_u() => compare(IntCC::UnsignedLessThanOrEqual);
        visit_i32_ge_s() => compare(IntCC::SignedGreaterThanOrEqual);
        visit_i32_ge_u() => compare(IntCC::UnsignedGreaterThanOrEqual);
        visit_i32_clz() => unary(Opcode::Clz);
        visit_i32_ctz() => unary(Opcode::Ctz);
        visit_i32_popcnt() => unary(Opcode::Popcnt);
        visit_i32_add() => binary(Opcode::Iadd);
        visit_i32_sub() => binary(Opcode::Isub);
        visit_i32_mul() => binary(Opcode::Imul);
        visit_i32_div_s() => binary(Opcode::Sdiv);
        visit_i32_div_u() => binary(Opcode::Udiv);
        visit_i32_rem_s() => binary(Opcode::Srem);
        visit_i32_rem_u() => binary(Opcode::Urem);
        visit_i32_and() => binary(Opcode::Band);
        visit_i32_or() => binary(Opcode::Bor);
        visit_i32_xor() => binary(Opcode::Bxor);
        visit_i32_shl() => binary(Opcode::Ishl);
        visit_i32_shr_s() => binary(Opcode::Sshr);
        visit_i32_shr_u() => binary(Opcode::Ushr);
        visit_i32_rotl() => binary(Opcode::Rotl);
        visit_i32_rotr() => binary(Opcode::Rotr);
        visit_i32_extend8_s() => extend_within(I8);
        visit_i32_extend16_s() => extend_within(I16);

        // i64
        visit_i64_eqz() => equal_zero();
        visit_i64_eq() => compare(IntCC::Equal);
        visit_i64_ne() => compare(IntCC::NotEqual);
        visit_i64_lt_s() => compare(IntCC::SignedLessThan);
        visit_i64_lt_u() => compare(IntCC::UnsignedLessThan);
        visit_i64_gt_s() => compare(IntCC::SignedGreaterThan);
        visit_i64_gt_u() => compare(IntCC::UnsignedGreaterThan);
        visit_i64_le_s() => compare(IntCC::SignedLessThanOrEqual);
        visit_i64_le_u() => compare(IntCC::UnsignedLessThanOrEqual);
        visit_i64_ge_s() => compare(IntCC::SignedGreaterThanOrEqual);
        visit_i64_ge_u() => compare(IntCC::UnsignedGreaterThanOrEqual);
        visit_i64_clz() => unary(Opcode::Clz);
        visit_i64_ctz() => unary(Opcode::Ctz);
        visit_i64_popcnt() => unary(Opcode::Popcnt);
        visit_i64_add() => binary(Opcode::Iadd);
        visit_i64_sub() => binary(Opcode::Isub);
        visit_i64_mul() => binary(Opcode::Imul);
        visit_i64_div_s() => binary(Opcode::Sdiv);
        visit_i64_div_u() => binary(Opcode::Udiv);
        visit_i64_rem_s() => binary(Opcode::Srem);
        visit_i64_rem_u() => binary(Opcode::Urem);
        visit_i64_and() => binary(Opcode::Band);
        visit_i64_or() => binary(Opcode::Bor);
        visit_i64_xor() => binary(Opcode::Bxor);
        visit_i64_shl() => binary(Opcode::Ishl);
        visit_i64_shr_s() => binary(Opcode::Sshr);
        visit_i64_shr_u() => binary(Opcode::Ushr);
        visit_i64_rotl() => binary(Opcode::Rotl);
        visit_i64_rotr() => binary(Opcode::Rotr);
        visit_i64_extend8_s() => extend_within(I8);
        visit_i64_extend16_s() => extend_within(I16);
        visit_i64_extend32_s() => extend_within(I32);
        visit_i64_add128() => binary_128(Opcode::Iadd);
        visit_i64_sub128() => binary_128(Opcode::Isub);
        visit_i64_mul_wide_s() => multiply_wide(Opcode::Sextend);
        visit_i64_mul_wide_u() => multiply_wide(Opcode::Uextend);

        // f32
        visit_f32_eq() => compare_float(FloatCC::Equal);
        visit_f32_ne() => compare_float(FloatCC::NotEqual);
        visit_f32_lt() => compare_float(FloatCC::LessThan);
        visit_f32_gt() => compare_float(FloatCC::GreaterThan);
        visit_f32_le() => compare_float(FloatCC::LessThanOrEqual);
        visit_f32_ge() => compare_float(FloatCC::GreaterThanOrEqual);
        visit_f32_abs() => unary(Opcode::Fabs);
        visit_f32_neg() => unary(Opcode::Fneg);
        visit_f32_ceil() => unary(Opcode::Ceil);
        visit_f32_floor() => unary(Opcode::Floor);
        visit_f32_trunc() => unary(Opcode::Trunc);
        visit_f32_nearest() => unary(Opcode::Nearest);
        visit_f32_sqrt() => unary(Opcode::Sqrt);
        visit_f32_add() => binary(Opcode::Fadd);
        visit_f32_sub() => binary(Opcode::Fsub);
        visit_f32_mul() => binary(Opcode::Fmul);
        visit_f32_div() => binary(Opcode::Fdiv);
        visit_f32_min() => binary(Opcode::Fmin);
        visit_f32_max() => binary(Opcode::Fmax);
        visit_f32_copysign() => binary(Opcode::Fcopysign);

        // f64
        visit_f64_eq() => compare_float(FloatCC::Equal);
        visit_f64_ne() => compare_float(FloatCC::NotEqual);
        visit_f64_lt() => compare_float(FloatCC::LessThan);
        visit_f64_gt() => compare_float(FloatCC::GreaterThan);
        visit_f64_le() => compare_float(FloatCC::LessThanOrEqual);
        visit_f64_ge() => compare_float(FloatCC::GreaterThanOrEqual);
        visit_f64_abs() => unary(Opcode::Fabs);
        visit_f64_neg() => unary(Opcode::Fneg);
        visit_f64_ceil() => unary(Opcode::Ceil);
        visit_f64_floor() => unary(Opcode::Floor);
        visit_f64_trunc() => unary(Opcode::Trunc);
        visit_f64_nearest() => unary(Opcode::Nearest);
        visit_f64_sqrt() => unary(Opcode::Sqrt);
        visit_f64_add() => binary(Opcode::Fadd);
        visit_f64_sub() => binary(Opcode::Fsub);
        visit_f64_mul() => binary(Opcode::Fmul);
        visit_f64_div() => binary(Opcode::Fdiv);
        visit_f64_min() => binary(Opcode::Fmin);
        visit_f64_max() => binary(Opcode::Fmax);
        visit_f64_copysign() => binary(Opcode::Fcopysign);

        // Conversions
        visit_i32_wrap_i64() => convert(Opcode::Ireduce, I32);
        visit_i64_extend_i32_s() => convert(Opcode::Sextend, I64);
        visit_i64_extend_i32_u() => convert(Opcode::Uextend, I64);
        visit_i32_trunc_f32_s() => convert(Opcode::FcvtToSint, I32);
        visit_i32_trunc_sat_f32_s() => convert(Opcode::FcvtToSintSat, I32);
        visit_i32_trunc_f32_u() => convert(Opcode::FcvtToUint, I32);
        visit_i32_trunc_sat_f32_u() => convert(Opcode::FcvtToUintSat, I32);
        visit_i32_trunc_f64_s() => convert(Opcode::FcvtToSint, I32);
        visit_i32_trunc_sat_f64_s() => convert(Opcode::FcvtToSintSat, I32);
        visit_i32_trunc_f64_u() => convert(Opcode::FcvtToUint, I32);
        visit_i32_trunc_sat_f64_u() => convert(Opcode::FcvtToUintSat, I32);
        visit_i64_trunc_f32_s() => convert(Opcode::FcvtToSint, I64);
        visit_i64_trunc_sat_f32_s() => convert(Opcode::FcvtToSintSat, I64);
        visit_i64_trunc_f32_u() => convert(Opcode::FcvtToUint, I64);
        visit_i64_trunc_sat_f32_u() => convert(Opcode::FcvtToUintSat, I64);
        visit_i64_trunc_f64_s() => convert(Opcode::FcvtToSint, I64);
        visit_i64_trunc_sat_f64_s() => convert(Opcode::FcvtToSintSat, I64);
        visit_i64_trunc_f64_u() => convert(Opcode::FcvtToUint, I64);
        visit_i64_trunc_sat_f64_u() => convert(Opcode::FcvtToUintSat, I64);
        visit_f32_convert_i32_s() => convert(Opcode::FcvtFromSint, F32);
        visit_f32_convert_i32_u() => convert(Opcode::FcvtFromUint, F32);
        visit_f32_convert_i64_s() => convert(Opcode::FcvtFromSint, F32);
        visit_f32_convert_i64_u() => convert(Opcode::FcvtFromUint, F32);
        visit_f64_convert_i32_s() => convert(Opcode::FcvtFromSint, F64);
        visit_f64_convert_i32_u() => convert(Opcode::FcvtFromUint, F64);
        visit_f64_convert_i64_s() => convert(Opcode::FcvtFromSint, F64);
        visit_f64_convert_i64_u() => convert(Opcode::FcvtFromUint, F64);
        visit_f32_demote_f64() => convert(Opcode::Fdemote, F32);
        visit_f64_promote_f32() => convert(Opcode::Fpromote, F64);
        visit_i32_reinterpret_f32() => reinterpret(I32);
        visit_i64_reinterpret_f64() => reinterpret(I64);
        visit_f32_reinterpret_i32() => reinterpret(F32);
        visit_f64_reinterpret_i64() => reinterpret(F64);
    }

    fn simd_visitor(&mut self) -> Option<&mut dyn VisitSimdOperator<'a, Output = Result<()>>> {
        Some(self)
    }

    wasmparser::for_each_visit_operator!(refuse);
}

impl FunctionTranslator<'_, '_> {
    fn nop(&mut self) -> Result<()> {
        Ok(())
    }

    fn unsupported(&mut self, proposal: &str) -> Result<()> {
        Err(Error::unsupported(format!("the {proposal} proposal")))
    }
}
