//! `memcpy`, `memmove`, `memset`, `memcmp`, `bcmp` and `strlen`: for the runtime's own code, into whose loops
//! the compiler puts calls of them, and for the guest's `memory.copy` and `memory.fill`.
//!
//! Written in assembly language, a file per architecture: compiled from Rust they would be recognised
//! for what they are and turned into calls of themselves. `memcpy` is `memmove`, which decides about
//! the direction with one comparison. No function uses the stack or reads outside its ranges, but for
//! riscv64, which reads whole aligned words that hold at least one byte of the range.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;
