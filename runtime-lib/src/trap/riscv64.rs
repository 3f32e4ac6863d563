//! riscv64: the registers of a signal's context, and what a frame looks like.

use core::ops::Range;

use linux_raw_sys::general::kernel_sigaction;

use super::Registers;

/// Offsets in bytes in `ucontext_t`: flags, link and alternate stack take 40, the signal mask 128, then,
/// 16-byte aligned, pc, ra, sp, gp, tp, t0, t1, t2, s0, s1, a0.
const PC: usize = 176;
const RA: usize = PC + 8;
const SP: usize = PC + 2 * 8;
const S0: usize = PC + 8 * 8;
const A0: usize = PC + 10 * 8;

/// Offsets in a compiled function at which its frame is not set up and an instruction can fault: in `sd ra,
/// 8(sp)`, the second instruction, behind one of two or four bytes.
pub(super) const FRAMELESS_PROLOGUE: Range<u32> = 0..5;

/// The registers at the time of a signal.
///
/// # Safety
/// `context` is what the kernel passed to a handler.
pub(super) unsafe fn registers(context: *const u8) -> Registers {
    // SAFETY: the offsets lie in the `ucontext_t` of this architecture.
    let register = |offset| unsafe { context.add(offset).cast::<u64>().read() };
    Registers { pc: register(PC), fp: register(S0), link: register(RA) }
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
        set(A0, result);
    }
}

/// What a call has left in the link register.
pub(super) fn link(registers: &Registers, _on_stack: impl Fn(u64) -> bool) -> Option<u64> {
    Some(registers.link)
}

/// Address of a pair of words: the caller's frame pointer, and the return address above it. Cranelift's
/// frame pointer points to the pair, as on other machines; that of the platform's convention, which
/// the runtime follows, points behind it.
pub(super) fn frame_record(fp: u64, compiled: bool) -> Option<u64> {
    if compiled { Some(fp) } else { fp.checked_sub(16) }
}

/// What to tell the kernel about a handler. It returns from it by way of the vDSO.
pub(super) fn action(handler: Option<unsafe extern "C" fn(i32)>, flags: u64) -> kernel_sigaction {
    kernel_sigaction { sa_handler_kernel: handler, sa_flags: flags, ..super::NO_ACTION }
}
