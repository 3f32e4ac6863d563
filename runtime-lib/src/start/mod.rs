//! From the kernel's jump to the first instruction of the guest.
//!
//! System calls on the way, for a program with one memory (each is needed by every program; whatever
//! can wait for its first use does):
//!
//! | count | call | why |
//! |---|---|---|
//! | 1 | mmap | the reservation of memory 0 |
//! | 1 | sigaltstack | traps are reported when the guest's stack is used up, too |
//! | 3 or 4 | rt_sigaction | SIGSEGV, SIGBUS, SIGILL, and on x86_64 SIGFPE |
//! | 1 | getpid | the first process of a container must handle SIGTERM itself |
//!
//! Memories beyond the first add one each, as do contents that exec has not mapped entirely, and an initial
//! memory that holds an aligned block of 2 MiB: madvise keeps it out of huge pages. Where there are several,
//! each that grows in place adds an mprotect, which tells whether an emulator has filled the gap behind it.
//! Grants that only some programs have add what their functions do, see [`Program::launch`].
//!
//! A program that was built for CPU features whose lack would make it compute wrongly asks the CPU (see
//! [`cpu`]).
//!
//! Pages that are touched on the way: one of code, one of the state with the top of the guest's stack and the
//! runtime's variables, one of read-only tables.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;

use precast_abi::program::LAUNCH_STREAMS;
use precast_abi::{ABI_VERSION, EXIT_STATUS_START, Program};

use crate::text::{self, STDERR, Text};
use crate::{cpu, memory, process, trap};

/// Prepares the process and enters the guest. Runs on the initial stack, called by `_start`.
///
/// # Safety
/// `stack` is the stack pointer with which the kernel entered the process; called once.
unsafe extern "C" fn begin(stack: *mut usize) -> ! {
    // SAFETY: the caller's promise.
    unsafe { process::set_initial_stack(stack) };
    let program = process::program();
    if program.abi_version != ABI_VERSION {
        fail("the program was compiled for another version of the runtime library");
    }
    // First of all, before anything could come to lie in the address space of the guest.
    memory::reserve(program);
    cpu::check_at_start(program);
    // SAFETY: the guest runs on a stack of its own, the initial one is free below this function's frame.
    unsafe { trap::install(stack as usize) };
    launch(program);
    // SAFETY: the compiler wrote an entry of this type and the stack it may use, which is mapped.
    unsafe { arch::enter(program.stack_high, program.entry, program.pinned) }
}

/// Sets up what only some programs are granted, in the order of the functions.
fn launch(program: &Program) {
    for &function in program.launch.iter().skip(LAUNCH_STREAMS).filter(|&&function| function != 0) {
        // SAFETY: the compiler wrote the address of a function of this type, or 0.
        let function = unsafe { core::mem::transmute::<u64, extern "C" fn()>(function) };
        function();
    }
}

/// Ends the process because it cannot be started.
pub(crate) fn fail(why: &str) -> ! {
    Text::new(STDERR, &mut text::buffer::<256>()).str("precast: ").str(why).exit(EXIT_STATUS_START)
}
