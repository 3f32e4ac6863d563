//! Faults of compiled code, and what is said about them.
//!
//! Compiled code does not test for traps where the machine does: an access outside memory or below the
//! stack, a division by zero, an instruction that does not exist raise a signal. In: the signal's
//! context. Out: a message with a backtrace on standard error and [`EXIT_STATUS_TRAP`].
//!
//! What counts as a trap is narrow, so that a mistake of precast is never sold as one of the program:
//! the instruction must stand in the site table as one that may trap, and a faulting address must lie
//! in reach of a memory's accesses. A fault in the guard below the guest's stack is stack exhaustion,
//! wherever it happens in this executable: prologues of compiled functions, and functions of the
//! runtime, which run on the same stack. Everything else is an internal fault and ends with the
//! signal's default action, which can leave a core dump. SIGBUS, for a page of the artifact that cannot be
//! read, is never a trap and has no handler.
//!
//! Where a recovery point is set, a trap goes on there, without a message: test scripts expect traps.
//!
//! Handlers allocate nothing and use an alternate stack: the part of the initial stack, which the
//! kernel made for the process, below what it left there. The guest does not use that stack; it
//! grows on demand and has the kernel's guard gap below it, so it costs neither a system call nor a page.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;
mod backtrace;
mod code;

use core::mem::size_of;
use core::ptr::null;
use core::sync::atomic::Ordering;

use linux_raw_sys::general::{
    __NR_kill, __NR_rt_sigaction, __NR_sigaltstack, SA_ONSTACK, SA_SIGINFO, SIGFPE, SIGHUP, SIGILL, SIGINT,
    SIGSEGV, SIGTERM, kernel_sigaction, sigaltstack,
};
use precast_abi::address::{MEMORY0_BASE, STACK_GUARD_BYTES};
use precast_abi::{EXIT_STATUS_TRAP, Memory, Program, Trap};

use crate::state::state;
use crate::text::{self, STDERR, Text};
use crate::{cpu, memory, process, sys};

/// Size in bytes of the alternate stack: the largest signal frames (AVX-512 with AMX, SVE) and ours.
const SIGNAL_STACK_BYTES: usize = 96 << 10;
/// A message with a full backtrace fits, unless names are very long.
const MESSAGE_BYTES: usize = 8 << 10;

/// Added to the code of the trap that led to a recovery point; above all 32-bit results.
const RECOVERED: u64 = 1 << 32;

/// The trap after which a call returned `result`, if it returned from a recovery point.
pub(crate) fn recovered(result: u64) -> Option<Trap> {
    Trap::from_code(u8::try_from(result.checked_sub(RECOVERED)?).ok()?)
}

/// What a fault looked like.
pub(crate) struct Registers {
    /// Address of the instruction that faulted.
    pub(crate) pc: u64,
    /// Frame pointer.
    pub(crate) fp: u64,
    /// Where a call leaves the return address: the link register, or on x86_64 the stack pointer.
    pub(crate) link: u64,
}

/// The beginning of `siginfo_t`.
#[repr(C)]
struct SignalInfo {
    number: i32,
    errno: i32,
    /// Positive where the kernel itself raised the signal.
    code: i32,
    padding: i32,
    /// The faulting address.
    address: u64,
}

/// Installs the handlers.
///
/// # Safety
/// `initial_stack` is the stack pointer with which the kernel entered the process, and nothing uses
/// the stack below it, now or later, but the caller until it enters the guest: while it runs there, the
/// kernel puts its frames below it.
pub(crate) unsafe fn install(initial_stack: usize) {
    let top = initial_stack & !15;
    let stack = sigaltstack {
        ss_sp: (top - SIGNAL_STACK_BYTES) as *mut _,
        ss_flags: 0,
        ss_size: SIGNAL_STACK_BYTES as _,
    };
    // SAFETY: the kernel reads the structure; the caller answers for the stack.
    unsafe { sys::syscall2(__NR_sigaltstack, &raw const stack as usize, 0) };
    handle(SIGSEGV, fault);
    handle(SIGILL, fault);
    // Only x86 raises it for a division.
    if cfg!(target_arch = "x86_64") {
        handle(SIGFPE, fault);
    }
    if sys::getpid() == 1 {
        // The kernel drops signals without handler for the first process of a namespace, and a
        // container could not be stopped.
        handle(SIGTERM, end);
        handle(SIGINT, end);
        handle(SIGHUP, end);
    }
}

/// A signal handler.
type Handler = unsafe extern "C" fn(i32, *const SignalInfo, *mut u8);

/// Installs `handler` for a signal.
fn handle(signal: u32, handler: Handler) {
    // SAFETY: with SA_SIGINFO the kernel calls the handler with these three arguments, whatever type the
    // field has.
    let handler = Some(unsafe { core::mem::transmute::<Handler, unsafe extern "C" fn(i32)>(handler) });
    let action = arch::action(handler, u64::from(SA_SIGINFO | SA_ONSTACK));
    set_action(signal, &action);
}

/// Restores the default action for a signal.
fn set_default(signal: u32) {
    set_action(signal, &arch::action(None, 0));
}

fn set_action(signal: u32, action: &kernel_sigaction) {
    let mask_bytes = size_of::<u64>();
    // SAFETY: the kernel reads the structure, and the number and the size of the mask are right.
    unsafe {
        sys::syscall4(
            __NR_rt_sigaction,
            signal as usize,
            &raw const *action as usize,
            null::<kernel_sigaction>() as usize,
            mask_bytes,
        )
    };
}

/// Handles SIGTERM and the like as the first process of a container.
unsafe extern "C" fn end(signal: i32, _info: *const SignalInfo, _context: *mut u8) {
    sys::exit_group(128 + signal)
}

/// Handles a fault.
unsafe extern "C" fn fault(signal: i32, info: *const SignalInfo, context: *mut u8) {
    // SAFETY: the kernel passes both, valid while the handler runs.
    let (info, registers) = unsafe { (&*info, arch::registers(context)) };
    let program = process::program();
    // Numbers and addresses of signals that somebody has sent mean nothing.
    let raised_by_kernel = info.code > 0;
    let trap =
        if raised_by_kernel { classify(program, signal as u32, info.address, &registers) } else { None };
    let Some((trap, exact)) = trap else { return internal(signal as u32, info, &registers) };
    let recovery_point = state().recovery_point.load(Ordering::Relaxed);
    if recovery_point != 0 {
        // SAFETY: the kernel lets the handler change the context; the point is that of a call under way.
        return unsafe { arch::resume(context, recovery_point, RECOVERED + trap as u64) };
    }
    let mut buffer = text::buffer::<MESSAGE_BYTES>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: trap: ").str(trap.message()).byte(b'\n');
    backtrace::write(program, &registers, exact, &mut text);
    text.flush();
    sys::exit_group(EXIT_STATUS_TRAP)
}

/// Which trap a fault is, if it is one, and whether the instruction has its own line in the site table.
fn classify(program: &Program, signal: u32, address: u64, registers: &Registers) -> Option<(Trap, bool)> {
    let memory_fault = signal == SIGSEGV;
    let guard = program.stack_low - STACK_GUARD_BYTES..program.stack_low;
    if memory_fault && guard.contains(&address) && registers.pc < MEMORY0_BASE {
        return Some((Trap::CallStackExhausted, false));
    }
    if signal == SIGILL && !cpu::is_trap_instruction(registers.pc) {
        return None;
    }
    let (trap, _) = code::place(program, registers.pc)?.trap()?;
    (!memory_fault || in_reach(program, address)).then_some((trap, true))
}

/// Whether an address lies where accesses to a memory reach.
fn in_reach(program: &Program, address: u64) -> bool {
    memory::plans(program).iter().any(|plan| {
        // SAFETY: the descriptor's address is the compiler's; the guest, which might write it, has stopped.
        let base = unsafe { (*(plan.descriptor as *const Memory)).base };
        (base..base + plan.reach_bytes).contains(&address)
    })
}

/// Reports what is no trap, and lets the signal do what it does by default.
#[cold]
fn internal(signal: u32, info: &SignalInfo, registers: &Registers) {
    if signal == SIGILL && info.code > 0 {
        cpu::explain_refusal(process::program());
    }
    let mut buffer = text::buffer::<256>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: internal fault: ");
    match signal {
        SIGSEGV => text.str("SIGSEGV"),
        SIGILL => text.str("SIGILL"),
        _ => text.str("SIGFPE"),
    };
    text.str(" at pc ").hexadecimal(registers.pc).str(", address ").hexadecimal(info.address);
    text.byte(b'\n').flush();
    set_default(signal);
    if info.code <= 0 {
        // Sent by somebody: returning would not raise it again.
        // SAFETY: sends a signal, which is blocked until the handler returns, to this process.
        unsafe { sys::syscall2(__NR_kill, sys::getpid() as usize, signal as usize) };
    }
}

/// A signal action without handler, for [`arch::action`].
const NO_ACTION: kernel_sigaction = kernel_sigaction {
    sa_handler_kernel: None,
    sa_flags: 0,
    #[cfg(not(target_arch = "riscv64"))]
    sa_restorer: None,
    // SAFETY: a signal set is a number, for which zero is the empty set.
    sa_mask: unsafe { core::mem::zeroed() },
};
