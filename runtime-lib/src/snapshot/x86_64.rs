//! x86_64: calls on their way through the recorder, and going on at one.
//!
//! The registers, by position: address of the function that was called, rsp, the arguments in rdi, rsi, rdx,
//! rcx, r8, r9, then rbx, rbp, r12 to r15, which a callee preserves, and mxcsr with the control word
//! of the x87. A call has its return address on top of the stack, and further arguments above.

use core::arch::naked_asm;
use core::mem::offset_of;

use precast_abi::snapshot::{RECORD, Record, THAW};

use super::{Registers, STACK_HIGH, calls, precast_snapshot_record};

/// The body of a function that takes the place of the WASI function `$function`.
macro_rules! by_way_of_the_recorder {
    ($function:path, $number:expr) => {
        core::arch::naked_asm!(
            "lea r11, [rip + {function}]",
            "mov r10d, {number}",
            "jmp {recorded}",
            function = sym $function,
            number = const $number,
            recorded = sym $crate::snapshot::arch::recorded,
        )
    };
}
pub(super) use by_way_of_the_recorder;

/// How many arguments are in registers.
pub(super) const ARGUMENT_REGISTERS: usize = 6;
/// Where the first of the others lies, from the stack pointer on, in words.
pub(super) const STACK_ARGUMENTS: usize = 1;

/// Goes on to the function in r11, where nothing is recorded; else hands the call, with the number in r10d,
/// to [`calls::precast_recorded_call`] on the recorder's stack and returns what that returns.
#[unsafe(naked)]
pub(super) unsafe extern "C" fn recorded() {
    naked_asm!(
        "cmp dword ptr [rip + {record} + {mode}], {RECORD}",
        "je 2f",
        "jmp r11",
        "2:",
        "mov rax, rsp",
        "mov esp, {stack}",
        "sub rsp, {bytes}",
        "mov [rsp], r11",
        "mov [rsp + 8], rax",
        "mov [rsp + 16], rdi",
        "mov [rsp + 24], rsi",
        "mov [rsp + 32], rdx",
        "mov [rsp + 40], rcx",
        "mov [rsp + 48], r8",
        "mov [rsp + 56], r9",
        "mov [rsp + 64], rbx",
        "mov [rsp + 72], rbp",
        "mov [rsp + 80], r12",
        "mov [rsp + 88], r13",
        "mov [rsp + 96], r14",
        "mov [rsp + 104], r15",
        "stmxcsr [rsp + 112]",
        // Control, not the flags of exceptions that have happened.
        "and dword ptr [rsp + 112], 0xffc0",
        "mov dword ptr [rsp + 116], 0",
        "fnstcw [rsp + 116]",
        "mov rdi, rsp",
        "mov esi, r10d",
        // The chain of frame pointers ends here: what is above lies on another stack.
        "xor ebp, ebp",
        "call {call}",
        "mov rbp, [rsp + 72]",
        "mov rsp, [rsp + 8]",
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
        "push rbp",
        "mov rbp, rsp",
        // As many arguments on the stack as any WASI function has.
        "mov rax, [rdi + 8]",
        "push [rax + 32]",
        "push [rax + 24]",
        "push [rax + 16]",
        "push [rax + 8]",
        "mov r11, [rdi]",
        "mov rsi, [rdi + 24]",
        "mov rdx, [rdi + 32]",
        "mov rcx, [rdi + 40]",
        "mov r8, [rdi + 48]",
        "mov r9, [rdi + 56]",
        "mov rdi, [rdi + 16]",
        "call r11",
        "mov rsp, rbp",
        "pop rbp",
        "ret",
    )
}

/// Takes the place of the program's entry: calls that with registers that are the same each time, and is a
/// mark when it returns; or goes on at the call of the record.
#[unsafe(naked)]
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_snapshot_enter() {
    naked_asm!(
        "cmp dword ptr [rip + {record} + {mode}], {THAW}",
        "je 2f",
        "xor ebx, ebx",
        "xor r12d, r12d",
        "xor r13d, r13d",
        "xor r14d, r14d",
        "xor r15d, r15d",
        "sub rsp, 8",
        "call [rip + {record} + {entry}]",
        "add rsp, 8",
        // In the process that has gone on from a mark, this is the end.
        "cmp dword ptr [rip + {record} + {mode}], {THAW}",
        "je 3f",
        "mov r10d, {returned}",
        "jmp {recorded}",
        "3:",
        "ret",
        "2:",
        "lea rax, [rip + {record} + {registers}]",
        "ldmxcsr [rax + 112]",
        "fldcw [rax + 116]",
        "mov rsp, [rax + 8]",
        "mov rdi, [rax + 16]",
        "mov rsi, [rax + 24]",
        "mov rdx, [rax + 32]",
        "mov rcx, [rax + 40]",
        "mov r8, [rax + 48]",
        "mov r9, [rax + 56]",
        "mov rbx, [rax + 64]",
        "mov rbp, [rax + 72]",
        "mov r12, [rax + 80]",
        "mov r13, [rax + 88]",
        "mov r14, [rax + 96]",
        "mov r15, [rax + 104]",
        "jmp [rax]",
        record = sym precast_snapshot_record,
        mode = const offset_of!(Record, mode),
        entry = const offset_of!(Record, entry),
        registers = const offset_of!(Record, registers),
        THAW = const THAW,
        returned = const calls::RETURNED,
        recorded = sym recorded,
    )
}
