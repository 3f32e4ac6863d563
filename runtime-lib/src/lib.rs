//! The runtime library of every artifact: starts the process, prepares its memory, reports its traps and
//! serves its WASI calls with nothing but Linux system calls.
//!
//! In: the tables that the compiler wrote (`precast_abi::Program`), the calls of compiled code. Out:
//! system calls. There is no libc, no heap, no thread, no unwinding and no dynamic linking; the
//! linker drops every function that a program does not use. Nothing is done at start that is not
//! needed by every program: files, environment and clocks are looked at when the guest asks.

#![no_std]

mod bytes;
mod cpu;
mod float;
mod harden;
mod invoke;
mod memory;
mod panic;
mod process;
mod sandbox;
mod script;
mod snapshot;
mod start;
mod state;
mod sys;
mod table;
mod text;
mod trap;
// The other machines have vector registers.
#[cfg(target_arch = "riscv64")]
mod vector;
mod wasi;
