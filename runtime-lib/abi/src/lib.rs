//! What the compiler and the runtime library agree on, and nothing else.
//!
//! The compiler lays out an artifact and writes the tables described here into its object file; the
//! runtime reads them through [`Program`], the one symbol that it imports. Both sides use these very
//! types, so that a change of layout cannot be made on one side only. This crate holds no logic
//! beyond the names, numbers and the encoding of the site table; it allocates nothing.

#![no_std]

pub mod address;
pub mod cpu;
pub mod embed;
pub mod grant;
pub mod harden;
pub mod program;
pub mod script;
pub mod site;
pub mod snapshot;
pub mod trap;
pub mod vector;
pub mod wasi;

pub use program::{FuncRef, Function, Memory, MemoryPlan, NULL_TYPE_ID, Program, Table};
pub use trap::Trap;
pub use vector::VectorHelper;

/// The version of everything in this crate. The runtime refuses a [`Program`] of another version,
/// which can only happen when somebody links an emitted object with a foreign runtime archive.
pub const ABI_VERSION: u32 = 7;

/// Symbol of the [`Program`] that the compiler defines and the runtime reads.
pub const PROGRAM_SYMBOL: &str = "precast_program";

/// Symbol of the [`RUNTIME_STATE_BYTES`](address::RUNTIME_STATE_BYTES) that the compiler sets aside for the
/// variables of the runtime.
pub const RUNTIME_STATE_SYMBOL: &str = "precast_runtime_state";

/// Helper functions of the runtime that generated code calls, all with the C calling convention of
/// the target. `Memory` arguments are addresses of [`Memory`] descriptors.
pub mod helper {
    /// `fn(memory: *Memory, delta_pages: u64) -> u64`: the old size in pages, or `u64::MAX`.
    pub const MEMORY_GROW: &str = "precast_memory_grow";
    /// `fn(destination: *u8, source: *const u8, len: usize)`: overlapping copy, ranges checked by the caller.
    pub const MEMORY_MOVE: &str = "memmove";
    /// `fn(destination: *u8, byte: i32, len: usize)`: fill, range checked by the caller.
    pub const MEMORY_SET: &str = "memset";
    /// `fn(address: *u32, expected: u32, timeout: i64) -> u32`: `memory.atomic.wait32` at an address that the
    /// caller has checked; the instruction's result.
    pub const MEMORY_WAIT32: &str = "precast_memory_wait32";
    /// As [`MEMORY_WAIT32`], with an `expected` of 64 bits.
    pub const MEMORY_WAIT64: &str = "precast_memory_wait64";
    /// `fn(address: *u32, count: u32) -> u32`: `memory.atomic.notify` at an address that the caller has
    /// checked.
    pub const MEMORY_NOTIFY: &str = "precast_memory_notify";
    /// `fn(table: *Table, delta: u64, value: u64) -> u64`: the old size in elements, or `u64::MAX`.
    pub const TABLE_GROW: &str = "precast_table_grow";
    /// `fn(destination: *u64, value: u64, len: usize)`: fills table elements, range checked by the caller.
    pub const TABLE_FILL: &str = "precast_table_fill";
    /// `fn(index: u32) -> i32`: the program argument at `index` (0 is the first after the name),
    /// parsed for an invoked export; ends the process with a clear message where it does not parse.
    pub const ARGUMENT_I32: &str = "precast_argument_i32";
    /// As [`ARGUMENT_I32`], for `i64`.
    pub const ARGUMENT_I64: &str = "precast_argument_i64";
    /// As [`ARGUMENT_I32`], for `f32`.
    pub const ARGUMENT_F32: &str = "precast_argument_f32";
    /// As [`ARGUMENT_I32`], for `f64`.
    pub const ARGUMENT_F64: &str = "precast_argument_f64";
    /// `fn(count: u32)`: ends the process with a clear message unless it got `count` arguments.
    pub const ARGUMENT_COUNT: &str = "precast_argument_count";
    /// `fn(value: i32)`: prints a result of an invoked export on a line of its own.
    pub const PRINT_I32: &str = "precast_print_i32";
    /// As [`PRINT_I32`], for `i64`.
    pub const PRINT_I64: &str = "precast_print_i64";
    /// As [`PRINT_I32`], for `f32`.
    pub const PRINT_F32: &str = "precast_print_f32";
    /// As [`PRINT_I32`], for `f64`.
    pub const PRINT_F64: &str = "precast_print_f64";
    /// `fn(script: *Script) -> !`: carries out a test [`Script`](crate::script::Script), reports and ends the
    /// process.
    pub const SCRIPT: &str = "precast_script";
}

/// Functions that Cranelift calls where a machine has no instruction, with the C calling convention of the
/// target.
pub mod libcall {
    /// `fn(x: f32) -> f32`: rounds up.
    pub const CEIL_F32: &str = "precast_ceil_f32";
    /// As [`CEIL_F32`], for `f64`.
    pub const CEIL_F64: &str = "precast_ceil_f64";
    /// `fn(x: f32) -> f32`: rounds down.
    pub const FLOOR_F32: &str = "precast_floor_f32";
    /// As [`FLOOR_F32`], for `f64`.
    pub const FLOOR_F64: &str = "precast_floor_f64";
    /// `fn(x: f32) -> f32`: rounds towards zero.
    pub const TRUNC_F32: &str = "precast_trunc_f32";
    /// As [`TRUNC_F32`], for `f64`.
    pub const TRUNC_F64: &str = "precast_trunc_f64";
    /// `fn(x: f32) -> f32`: rounds to the nearest integer, to the even one of two.
    pub const NEAREST_F32: &str = "precast_nearest_f32";
    /// As [`NEAREST_F32`], for `f64`.
    pub const NEAREST_F64: &str = "precast_nearest_f64";
    /// `fn(x: f32, y: f32, z: f32) -> f32`: `x * y + z`, rounded once.
    pub const FMA_F32: &str = "precast_fma_f32";
    /// As [`FMA_F32`], for `f64`.
    pub const FMA_F64: &str = "precast_fma_f64";
    /// As that of C.
    pub const MEMCPY: &str = "memcpy";
    /// As that of C.
    pub const MEMSET: &str = "memset";
    /// As that of C.
    pub const MEMMOVE: &str = "memmove";
    /// As that of C.
    pub const MEMCMP: &str = "memcmp";
}

/// Exit status of a trap: that of a process ended by SIGABRT, as a shell reports it.
pub const EXIT_STATUS_TRAP: i32 = 134;
/// Exit status when the artifact cannot be started as asked: bad arguments of an invoked export,
/// a granted directory that is missing, memory that cannot be mapped.
pub const EXIT_STATUS_START: i32 = 125;
