//! x86_64: the registers of a signal's context, and what a frame looks like.

use core::arch::naked_asm;
use core::ops::Range;

use linux_raw_sys::general::{__NR_rt_sigreturn, SA_RESTORER, kernel_sigaction};

use super::Registers;

/// Offsets in bytes in `ucontext_t`: flags, link and alternate stack take 40, then come the registers in
/// the order r8 … r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip.
const RBP: usize = 40 + 10 * 8;
const RAX: usize = 40 + 13 * 8;
const RSP: usize = 40 + 15 * 8;
const RIP: usize = 40 + 16 * 8;

/// Offsets in a compiled function at which its frame is not set up and an instruction can fault: `push rbp`,
/// the first instruction.
pub(super) const FRAMELESS_PROLOGUE: Range<u32> = 0..1;

/// The registers at the time of a signal.
///
/// # Safety
/// `context` is what the kernel passed to a handler.
pub(super) unsafe fn registers(context: *const u8) -> Registers {
    // SAFETY: the offsets lie in the `ucontext_t` of this architecture.
    let register = |offset| unsafe { context.add(offset).cast::<u64>().read() };
    Registers { pc: register(RIP), fp: register(RBP), link: register(RSP) }
}

/// Makes a handler return to a recovery point, with `result` in the result register.
///
/// # Safety
/// `context` is what the kernel passed to a handler; `stack_pointer` points to the address to go on at.
pub(super) unsafe fn resume(context: *mut u8, stack_pointer: u64, result: u64) {
    // SAFETY: the caller's promise; the offsets lie in the `ucontext_t` of this architecture.
    unsafe {
        let set = |offset, value| context.add(offset).cast::<u64>().write(value);
        set(RIP, (stack_pointer as *const u64).read());
        set(RSP, stack_pointer);
        set(RAX, result);
    }
}

/// What a call has left on top of the stack.
pub(super) fn link(registers: &Registers, on_stack: impl Fn(u64) -> bool) -> Option<u64> {
    // SAFETY: the word lies on the guest's stack, which is mapped.
    on_stack(registers.link).then(|| unsafe { (registers.link as *const u64).read() })
}

/// Address of a pair of words: the caller's frame pointer, and the return address above it.
pub(super) fn frame_record(fp: u64, _compiled: bool) -> Option<u64> {
    Some(fp)
}

/// What to tell the kernel about a handler: this architecture wants to know how to return from it.
pub(super) fn action(handler: Option<unsafe extern "C" fn(i32)>, flags: u64) -> kernel_sigaction {
    kernel_sigaction {
        sa_handler_kernel: handler,
        sa_flags: flags | u64::from(SA_RESTORER),
        sa_restorer: Some(return_from_signal),
        ..super::NO_ACTION
    }
}

/// Where a handler returns to.
#[unsafe(naked)]
unsafe extern "C" fn return_from_signal() {
    naked_asm!(
        // The kernel finds the context at the stack pointer.
        "mov eax, {number}",
        "syscall",
        // It does not return.
        "ud2",
        number = const __NR_rt_sigreturn,
    )
}
