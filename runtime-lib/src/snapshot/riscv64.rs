//! riscv64: calls on their way through the recorder, and going on at one.
//!
//! The registers, by position: address of the function that was called, sp, the arguments in a0 to a7, ra,
//! then s0 to s11 and fs0 to fs11, which a callee preserves, and the rounding mode. Further arguments lie on
//! the stack.

use core::arch::naked_asm;
use core::mem::offset_of;

use precast_abi::snapshot::{RECORD, Record, THAW};

use super::{Registers, STACK_HIGH, calls, precast_snapshot_record};

/// The body of a function that takes the place of the WASI function `$function`.
macro_rules! by_way_of_the_recorder {
    ($function:path, $number:expr) => {
        core::arch::naked_asm!(
            "lla t0, {function}",
            "li t1, {number}",
            "lla t2, {recorded}",
            "jr t2",
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

/// Goes on to the function in t0, where nothing is recorded; else hands the call, with the number in t1, to
/// [`calls::precast_recorded_call`] on the recorder's stack and returns what that returns.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn recorded() {
    naked_asm!(
        "lla t2, {record}",
        "lw t2, {mode}(t2)",
        "li t3, {RECORD}",
        "beq t2, t3, 2f",
        "jr t0",
        "2:",
        "mv t2, sp",
        "li sp, {stack}",
        "addi sp, sp, -{bytes}",
        "sd t0, 0(sp)",
        "sd t2, 8(sp)",
        "sd a0, 16(sp)",
        "sd a1, 24(sp)",
        "sd a2, 32(sp)",
        "sd a3, 40(sp)",
        "sd a4, 48(sp)",
        "sd a5, 56(sp)",
        "sd a6, 64(sp)",
        "sd a7, 72(sp)",
        "sd ra, 80(sp)",
        "sd s0, 88(sp)",
        "sd s1, 96(sp)",
        "sd s2, 104(sp)",
        "sd s3, 112(sp)",
        "sd s4, 120(sp)",
        "sd s5, 128(sp)",
        "sd s6, 136(sp)",
        "sd s7, 144(sp)",
        "sd s8, 152(sp)",
        "sd s9, 160(sp)",
        "sd s10, 168(sp)",
        "sd s11, 176(sp)",
        "fsd fs0, 184(sp)",
        "fsd fs1, 192(sp)",
        "fsd fs2, 200(sp)",
        "fsd fs3, 208(sp)",
        "fsd fs4, 216(sp)",
        "fsd fs5, 224(sp)",
        "fsd fs6, 232(sp)",
        "fsd fs7, 240(sp)",
        "fsd fs8, 248(sp)",
        "fsd fs9, 256(sp)",
        "fsd fs10, 264(sp)",
        "fsd fs11, 272(sp)",
        "frrm t2",
        "sd t2, 280(sp)",
        "mv a0, sp",
        "mv a1, t1",
        // The chain of frame pointers ends here: what is above lies on another stack.
        "mv s0, zero",
        "call {call}",
        "ld ra, 80(sp)",
        "ld s0, 88(sp)",
        "ld sp, 8(sp)",
        "ret",
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
        "addi sp, sp, -32",
        "sd ra, 24(sp)",
        "sd s0, 16(sp)",
        "addi s0, sp, 32",
        // As many arguments on the stack as any WASI function has.
        "ld t1, 8(a0)",
        "ld t2, 0(t1)",
        "sd t2, 0(sp)",
        "ld t2, 8(t1)",
        "sd t2, 8(sp)",
        "ld t0, 0(a0)",
        "ld a1, 24(a0)",
        "ld a2, 32(a0)",
        "ld a3, 40(a0)",
        "ld a4, 48(a0)",
        "ld a5, 56(a0)",
        "ld a6, 64(a0)",
        "ld a7, 72(a0)",
        "ld a0, 16(a0)",
        "jalr t0",
        "ld ra, 24(sp)",
        "ld s0, 16(sp)",
        "addi sp, sp, 32",
        "ret",
    )
}

/// Takes the place of the program's entry: calls that with registers that are the same each time, and is a
/// mark when it returns; or goes on at the call of the record.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_snapshot_enter() {
    naked_asm!(
        "lla t0, {record}",
        "lw t1, {mode}(t0)",
        "li t2, {THAW}",
        "beq t1, t2, 2f",
        "mv s1, zero",
        "mv s2, zero",
        "mv s3, zero",
        "mv s4, zero",
        "mv s5, zero",
        "mv s6, zero",
        "mv s7, zero",
        "mv s8, zero",
        "mv s9, zero",
        "mv s10, zero",
        "mv s11, zero",
        "fmv.d.x fs0, zero",
        "fmv.d.x fs1, zero",
        "fmv.d.x fs2, zero",
        "fmv.d.x fs3, zero",
        "fmv.d.x fs4, zero",
        "fmv.d.x fs5, zero",
        "fmv.d.x fs6, zero",
        "fmv.d.x fs7, zero",
        "fmv.d.x fs8, zero",
        "fmv.d.x fs9, zero",
        "fmv.d.x fs10, zero",
        "fmv.d.x fs11, zero",
        "ld t0, {entry}(t0)",
        "addi sp, sp, -16",
        "sd ra, 8(sp)",
        "jalr t0",
        "ld ra, 8(sp)",
        "addi sp, sp, 16",
        // In the process that has gone on from a mark, this is the end.
        "lla t0, {record}",
        "lw t1, {mode}(t0)",
        "li t2, {THAW}",
        "beq t1, t2, 3f",
        "li t1, {returned}",
        "lla t2, {recorded}",
        "jr t2",
        "3:",
        "ret",
        "2:",
        "addi t0, t0, {registers}",
        "ld t1, 280(t0)",
        "fsrm t1",
        "ld sp, 8(t0)",
        "ld a0, 16(t0)",
        "ld a1, 24(t0)",
        "ld a2, 32(t0)",
        "ld a3, 40(t0)",
        "ld a4, 48(t0)",
        "ld a5, 56(t0)",
        "ld a6, 64(t0)",
        "ld a7, 72(t0)",
        "ld ra, 80(t0)",
        "ld s0, 88(t0)",
        "ld s1, 96(t0)",
        "ld s2, 104(t0)",
        "ld s3, 112(t0)",
        "ld s4, 120(t0)",
        "ld s5, 128(t0)",
        "ld s6, 136(t0)",
        "ld s7, 144(t0)",
        "ld s8, 152(t0)",
        "ld s9, 160(t0)",
        "ld s10, 168(t0)",
        "ld s11, 176(t0)",
        "fld fs0, 184(t0)",
        "fld fs1, 192(t0)",
        "fld fs2, 200(t0)",
        "fld fs3, 208(t0)",
        "fld fs4, 216(t0)",
        "fld fs5, 224(t0)",
        "fld fs6, 232(t0)",
        "fld fs7, 240(t0)",
        "fld fs8, 248(t0)",
        "fld fs9, 256(t0)",
        "fld fs10, 264(t0)",
        "fld fs11, 272(t0)",
        "ld t0, 0(t0)",
        "jr t0",
        record = sym precast_snapshot_record,
        mode = const offset_of!(Record, mode),
        entry = const offset_of!(Record, entry),
        registers = const offset_of!(Record, registers),
        THAW = const THAW,
        returned = const calls::RETURNED,
        recorded = sym recorded,
    )
}
