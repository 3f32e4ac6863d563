//! From the kernel's jump to the first instruction of the guest.
//!
//! System calls on the way, for a program with one memory, however large (each is needed by every program;
//! whatever can wait for its first use does):
//!
//! | count | call | why |
//! |---|---|---|
//! | 1 | `prlimit64` | the initial stack must not grow into what accesses to memory 0 reach |
//! | 1 | `sigaltstack` | traps are reported when the guest's stack is used up, too |
//! | 2 or 3 | `rt_sigaction` | SIGSEGV, SIGILL, and on x86_64 SIGFPE |
//! | 1 | `getpid` | the first process of a container must handle SIGTERM itself |
//!
//! What adds to them:
//!
//! | with | calls | why |
//! |---|---|---|
//! | an initial memory of which zeros hold an aligned block of 2 MiB | 1 `madvise` | they stay out of huge pages, which take long to clear; not from 32 MiB on, nor for a C compiler's stack before the data |
//! | an initial memory of 32 MiB or more | 1 `madvise` | it gets huge pages |
//! | an initial memory with more than 32 MiB of zeros | 1 `mmap` each gap | exec maps no more |
//! | two or more memories | 1 `mprotect` for each that can grow | whether an emulator has filled the gap behind it |
//! | a hard limit of the stack below 64 MiB | 1 `mmap` | it cannot be set to that, so a mapping keeps the stack away |
//! | `--memory-guard=none` | 1 `prlimit64` less | accesses reach memories alone |
//! | `--stdin=null` and the like | 1 `openat` each | `/dev/null` takes their place |
//! | `--listen ADDRESS` | `socket`, `setsockopt`, `bind`, `listen`; `getsockname` and `write` for port 0 | connections queue while the program starts |
//! | `--harden=landlock` | `prctl`, 2 `landlock_create_ruleset`, `landlock_restrict_self`, `close` | confinement |
//! | a directory as well | `openat`, `landlock_add_rule` | otherwise it is opened when the guest first asks for files |
//! | `--harden=full` | `seccomp`, and those of `landlock` | the filter |
//!
//! A program that was built for CPU features whose lack would make it compute wrongly asks the CPU (see
//! [`cpu`]); no other executes CPUID.
//!
//! Pages that are touched on the way: one of code, one of the stack with the state and the runtime's
//! variables, one of read-only tables; and the page with the data of a program that has no more, see
//! [`Program::first_write`]. The initial stack is not written, but by programs of snapshots. Nothing is
//! relocated or allocated; what is copied is the state where it is at most
//! [`STATE_IMAGE_BYTES_MAX`](precast_abi::program::STATE_IMAGE_BYTES_MAX) bytes.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;

use precast_abi::program::LAUNCH_STREAMS;
use precast_abi::{ABI_VERSION, EXIT_STATUS_START, Program};

use crate::text::{self, STDERR, Text};
use crate::{cpu, memory, process, trap};

/// Prepares the process and enters the guest. Called by `_start`, on the stack that
/// [`Program::start_stack_high`] tells of.
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
    // SAFETY: the compiler wrote these addresses, and the guest does not run yet.
    unsafe { complete_state(program) };
    memory::prepare(program);
    cpu::check_at_start(program);
    // SAFETY: nothing runs on the initial stack but this function and its callees, perhaps.
    unsafe { trap::install(stack as usize) };
    launch(program);
    // SAFETY: the compiler wrote an entry of this type and the stack it may use, which is mapped.
    unsafe { arch::enter(program.stack_high, program.entry, program.pinned) }
}

/// Completes what exec has mapped of the state, and of the memory.
///
/// # Safety
/// The addresses of `program` are those of mapped pages, with words at multiples of 8.
unsafe fn complete_state(program: &Program) {
    let (source, target) = (program.state_image as *const u64, program.state_start as *mut u64);
    for word in 0..program.state_image_len as usize / 8 {
        // SAFETY: the caller's promise.
        unsafe { target.add(word).write(source.add(word).read()) };
    }
    if program.first_write != 0 {
        // SAFETY: the caller's promise. It must not be read before, so it stays as it is.
        unsafe { (program.first_write as *mut u64).write_volatile(program.first_written) };
    }
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
