//! aarch64: calls on their way through the recorder, and going on at one.
//!
//! The registers, by position: address of the function that was called, sp, the arguments in x0 to x7, then
//! x19 to x30 and d8 to d15, which a callee preserves (x30 is where it returns), and fpcr. Further
//! arguments lie on the stack.

use core::arch::naked_asm;
use core::mem::offset_of;

use precast_abi::snapshot::{RECORD, Record, THAW};

use super::{Registers, STACK_HIGH, calls, precast_snapshot_record};

/// The body of a function that takes the place of the WASI function `$function`. Not x16 and x17, which
/// linkers use on the way between functions.
macro_rules! by_way_of_the_recorder {
    ($function:path, $number:expr) => {
        core::arch::naked_asm!(
            "adrp x14, {function}",
            "add x14, x14, :lo12:{function}",
            "mov w15, #{number}",
            "b {recorded}",
            function = sym $function,
            number = const $number,
            recorded = sym $crate::snapshot::arch::recorded,
        )
    };
}
pub(super) use by_way_of_the_recorder;

/// How many arguments are in registers.
pub(super) const ARGUMENT_REGISTERS: usize = 8;
/// Where the first of the others lies, from the stack pointer on, in words.
pub(super) const STACK_ARGUMENTS: usize = 0;

/// Goes on to the function in x14, where nothing is recorded; else hands the call, with the number in w15,
/// to [`calls::precast_recorded_call`] on the recorder's stack and returns what that returns.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn recorded() {
    naked_asm!(
        "adrp x9, {record}",
        "add x9, x9, :lo12:{record}",
        "ldr w9, [x9, #{mode}]",
        "cmp w9, #{RECORD}",
        "b.eq 2f",
        "br x14",
        "2:",
        "mov x9, sp",
        "ldr x10, ={stack}",
        "mov sp, x10",
        "sub sp, sp, #{bytes}",
        "stp x14, x9, [sp]",
        "stp x0, x1, [sp, #16]",
        "stp x2, x3, [sp, #32]",
        "stp x4, x5, [sp, #48]",
        "stp x6, x7, [sp, #64]",
        "stp x19, x20, [sp, #80]",
        "stp x21, x22, [sp, #96]",
        "stp x23, x24, [sp, #112]",
        "stp x25, x26, [sp, #128]",
        "stp x27, x28, [sp, #144]",
        "stp x29, x30, [sp, #160]",
        "stp d8, d9, [sp, #176]",
        "stp d10, d11, [sp, #192]",
        "stp d12, d13, [sp, #208]",
        "stp d14, d15, [sp, #224]",
        "mrs x9, fpcr",
        "str x9, [sp, #240]",
        "mov x0, sp",
        "mov w1, w15",
        // The chain of frame pointers ends here: what is above lies on another stack.
        "mov x29, xzr",
        "bl {call}",
        "ldp x29, x30, [sp, #160]",
        "ldr x9, [sp, #8]",
        "mov sp, x9",
        "ret",
        ".ltorg",
        record = sym precast_snapshot_record,
        mode = const offset_of!(Record, mode),
        RECORD = const RECORD,
        stack = const STACK_HIGH,
        bytes = const size_of::<Registers>(),
        call = sym calls::precast_recorded_call,
    )
}

/// Makes the call that `registers` tell of, here and now, and returns its result.
///
/// # Safety
/// The registers are those of a call of a WASI function.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn make_call(registers: &Registers) -> u64 {
    naked_asm!(
        "sub sp, sp, #32",
        "stp x29, x30, [sp, #16]",
        "add x29, sp, #16",
        // As many arguments on the stack as any WASI function has.
        "ldr x9, [x0, #8]",
        "ldp x10, x11, [x9]",
        "stp x10, x11, [sp]",
        "ldr x14, [x0]",
        "ldp x2, x3, [x0, #32]",
        "ldp x4, x5, [x0, #48]",
        "ldp x6, x7, [x0, #64]",
        "ldp x0, x1, [x0, #16]",
        "blr x14",
        "ldp x29, x30, [sp, #16]",
        "add sp, sp, #32",
        "ret",
    )
}

/// Takes the place of the program's entry: calls that with registers that are the same each time, and is a
/// mark when it returns; or goes on at the call of the record.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_snapshot_enter() {
    naked_asm!(
        "adrp x9, {record}",
        "add x9, x9, :lo12:{record}",
        "ldr w10, [x9, #{mode}]",
        "cmp w10, #{THAW}",
        "b.eq 2f",
        // x21 is pinned and has its value.
        "mov x19, xzr",
        "mov x20, xzr",
        "mov x22, xzr",
        "mov x23, xzr",
        "mov x24, xzr",
        "mov x25, xzr",
        "mov x26, xzr",
        "mov x27, xzr",
        "mov x28, xzr",
        "fmov d8, xzr",
        "fmov d9, xzr",
        "fmov d10, xzr",
        "fmov d11, xzr",
        "fmov d12, xzr",
        "fmov d13, xzr",
        "fmov d14, xzr",
        "fmov d15, xzr",
        "ldr x9, [x9, #{entry}]",
        "stp x29, x30, [sp, #-16]!",
        "blr x9",
        "ldp x29, x30, [sp], #16",
        // In the process that has gone on from a mark, this is the end.
        "adrp x9, {record}",
        "add x9, x9, :lo12:{record}",
        "ldr w10, [x9, #{mode}]",
        "cmp w10, #{THAW}",
        "b.eq 3f",
        "mov w15, #{returned}",
        "b {recorded}",
        "3:",
        "ret",
        "2:",
        "add x9, x9, #{registers}",
        "ldr x10, [x9, #240]",
        "msr fpcr, x10",
        "ldp x14, x10, [x9]",
        "mov sp, x10",
        "ldp x0, x1, [x9, #16]",
        "ldp x2, x3, [x9, #32]",
        "ldp x4, x5, [x9, #48]",
        "ldp x6, x7, [x9, #64]",
        "ldp x19, x20, [x9, #80]",
        "ldp x21, x22, [x9, #96]",
        "ldp x23, x24, [x9, #112]",
        "ldp x25, x26, [x9, #128]",
        "ldp x27, x28, [x9, #144]",
        "ldp x29, x30, [x9, #160]",
        "ldp d8, d9, [x9, #176]",
        "ldp d10, d11, [x9, #192]",
        "ldp d12, d13, [x9, #208]",
        "ldp d14, d15, [x9, #224]",
        "br x14",
        record = sym precast_snapshot_record,
        mode = const offset_of!(Record, mode),
        entry = const offset_of!(Record, entry),
        registers = const offset_of!(Record, registers),
        THAW = const THAW,
        returned = const calls::RETURNED,
        recorded = sym recorded,
    )
}
