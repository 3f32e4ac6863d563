//! aarch64: the registers of a signal's context, and what a frame looks like.

use core::ops::Range;

use linux_raw_sys::general::kernel_sigaction;

use super::Registers;

/// Offsets in bytes in `ucontext_t`: flags, link and alternate stack take 40, the signal mask 128, then,
/// 16-byte aligned, the faulting address, x0 … x30, sp, pc.
const X0: usize = 176 + 8;
const X29: usize = X0 + 29 * 8;
const X30: usize = X0 + 30 * 8;
const SP: usize = X0 + 31 * 8;
const PC: usize = X0 + 32 * 8;

/// Offsets in a compiled function at which its frame is not set up and an instruction can fault: in
/// `stp x29, x30, [sp, #-16]!`, the first instruction.
pub(super) const FRAMELESS_PROLOGUE: Range<u32> = 0..1;

/// The registers at the time of a signal.
///
/// # Safety
/// `context` is what the kernel passed to a handler.
pub(super) unsafe fn registers(context: *const u8) -> Registers {
    // SAFETY: the offsets lie in the `ucontext_t` of this architecture.
    let register = |offset| unsafe { context.add(offset).cast::<u64>().read() };
    Registers { pc: register(PC), fp: register(X29), link: register(X30) }
}

/// Makes a handler return to a recovery point, with `result` in the result register.
///
/// # Safety
/// `context` is what the kernel passed to a handler; `stack_pointer` points to the address to go on at.
pub(super) unsafe fn resume(context: *mut u8, stack_pointer: u64, result: u64) {
    // SAFETY: the caller's promise; the offsets lie in the `ucontext_t` of this architecture.
    unsafe {
        let set = |offset, value| context.add(offset).cast::<u64>().write(value);
        set(PC, (stack_pointer as *const u64).read());
        set(SP, stack_pointer);
        set(X0, result);
    }
}

/// What a call has left in the link register.
pub(super) fn link(registers: &Registers, _on_stack: impl Fn(u64) -> bool) -> Option<u64> {
    Some(registers.link)
}

/// Address of a pair of words: the caller's frame pointer, and the return address above it.
pub(super) fn frame_record(fp: u64, _compiled: bool) -> Option<u64> {
    Some(fp)
}

/// What to tell the kernel about a handler. It returns from it by way of the vDSO.
pub(super) fn action(handler: Option<unsafe extern "C" fn(i32)>, flags: u64) -> kernel_sigaction {
    kernel_sigaction { sa_handler_kernel: handler, sa_flags: flags, ..super::NO_ACTION }
}
