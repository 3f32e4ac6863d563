//! The driver of test scripts: runs their commands one after the other, says which did not do what they
//! should, and ends the process.
//!
//! In: the table that the compiler wrote (`precast_abi::script`). Out: on standard output a line
//! `LINE: expected …, got …` for each command that failed, then `N passed, M failed`; exit status 0 or 1.
//! A trap of a command ends the command, not the process: where the trap handler finds a recovery point
//! it goes on there instead of reporting. An internal fault still ends the process.
//!
//! Linked only into executables that were compiled from scripts. Allocates nothing.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;
mod compare;
mod describe;

use core::slice;
use core::sync::atomic::Ordering;

use precast_abi::Trap;
use precast_abi::script::{
    ACTION_INSTANTIATE, ACTION_INVOKE, Command, EXPECT_RESULTS, EXPECT_SUCCESS, EXPECT_TRAP,
    EXPECT_UNLINKABLE, Expected, RESULTS_MAX, SHAPE_F32X4, SHAPE_F64X2, SHAPE_V128, Script, Slot, UNLINKABLE,
};

use crate::state::state;
use crate::text::{self, STDOUT, Text};
use crate::{process, sys, trap};

/// Room for a line of the report; longer ones are written in pieces.
const LINE_BYTES: usize = 4 << 10;

/// How a command ended.
#[derive(Clone, Copy)]
enum Outcome {
    Done,
    Unlinkable,
    Trapped(Trap),
}

/// Carries out a script and ends the process.
///
/// # Safety
/// `script` is the table that the compiler wrote.
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_script(script: *const Script) -> ! {
    // SAFETY: the caller's promise; the table is read-only.
    let commands: &[Command] = unsafe { array((*script).commands, (*script).commands_len) };
    let mut results = [[0; 2]; RESULTS_MAX];
    let mut buffer = text::buffer::<LINE_BYTES>();
    let mut text = Text::new(STDOUT, &mut buffer);
    let (mut passed, mut failed) = (0, 0);
    for command in commands {
        let outcome = perform(command, &mut results);
        let results = results.get(..command.results_len as usize).unwrap_or_default();
        if meets(command, outcome, results) {
            passed += 1;
        } else {
            failed += 1;
            complain(command, outcome, results, &mut text);
        }
    }
    text.decimal(passed).str(" passed, ").decimal(failed).str(" failed\n").flush();
    sys::exit_group(i32::from(failed != 0))
}

/// Does what a command says; its results are the first `results_len` of `results`.
fn perform(command: &Command, results: &mut [Slot; RESULTS_MAX]) -> Outcome {
    match command.action {
        ACTION_INSTANTIATE => match call(command.code, 0, 0, 0) {
            Ok(UNLINKABLE) => Outcome::Unlinkable,
            Ok(_) => Outcome::Done,
            Err(trap) => Outcome::Trapped(trap),
        },
        ACTION_INVOKE => {
            let results = results.as_mut_ptr() as u64;
            match call(command.code, command.callee, command.arguments, results) {
                Ok(_) => Outcome::Done,
                Err(trap) => Outcome::Trapped(trap),
            }
        }
        _ => {
            results[0] = global(command);
            Outcome::Done
        }
    }
}

/// Calls the code of a command; `Ok` with what it returns, which means nothing where it returns nothing.
fn call(code: u64, first: u64, second: u64, third: u64) -> Result<u32, Trap> {
    let pinned = process::program().pinned;
    let recovery_point = &state().recovery_point;
    // SAFETY: the compiler wrote the address of a function that takes these arguments, or none. A trap
    // passes over its frames and those of the runtime's functions that it calls; nothing waits there.
    let returned = unsafe { arch::call(code, first, second, third, pinned, recovery_point.as_ptr()) };
    recovery_point.store(0, Ordering::Relaxed);
    trap::recovered(returned).map_or(Ok(returned as u32), Err)
}

/// The current value of a global.
fn global(command: &Command) -> Slot {
    let vector = expected(command)
        .first()
        .is_some_and(|expected| matches!(expected.shape, SHAPE_V128 | SHAPE_F32X4 | SHAPE_F64X2));
    // SAFETY: the compiler wrote the address of a global: 16 bytes for a vector, 8 otherwise, aligned.
    unsafe {
        let low = command.callee as *const u64;
        [low.read(), if vector { low.add(1).read() } else { 0 }]
    }
}

/// What the results must be; empty where something else is expected.
fn expected(command: &Command) -> &'static [Expected] {
    match command.expectation {
        // SAFETY: the compiler wrote so many there.
        EXPECT_RESULTS => unsafe { array(command.expected, command.expected_len) },
        _ => &[],
    }
}

/// The words that a trap or a refused import is expected to have.
fn words(command: &Command) -> &'static [u8] {
    match command.expectation {
        // SAFETY: the compiler wrote so many bytes there.
        EXPECT_TRAP | EXPECT_UNLINKABLE => unsafe { array(command.expected, command.expected_len) },
        _ => &[],
    }
}

/// An array of the compiler's tables.
///
/// # Safety
/// `len` values of this type lie at `address`, if there are any, and are never written.
unsafe fn array<T>(address: u64, len: u64) -> &'static [T] {
    if len == 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { slice::from_raw_parts(address as *const T, len as usize) }
}

/// Whether a command ended as it should.
fn meets(command: &Command, outcome: Outcome, results: &[Slot]) -> bool {
    match (command.expectation, outcome) {
        (EXPECT_SUCCESS, Outcome::Done) | (EXPECT_UNLINKABLE, Outcome::Unlinkable) => true,
        (EXPECT_RESULTS, Outcome::Done) => compare::all(expected(command), results),
        (EXPECT_TRAP, Outcome::Trapped(trap)) => same_trap(words(command), trap.message().as_bytes()),
        _ => false,
    }
}

/// Whether the words of a script mean a trap with this message: scripts add details (`uninitialized
/// element 2`) or leave some out (`unreachable` of `unreachable executed`).
fn same_trap(words: &[u8], message: &[u8]) -> bool {
    words.starts_with(message) || message.starts_with(words)
}

/// Writes the line about a command that failed.
fn complain(command: &Command, outcome: Outcome, results: &[Slot], text: &mut Text<'_>) {
    text.decimal(command.line.into()).str(": expected ");
    match command.expectation {
        EXPECT_RESULTS => describe::expected(expected(command), text),
        EXPECT_TRAP => {
            text.str("trap: ").foreign(words(command));
        }
        EXPECT_UNLINKABLE => {
            text.str("unlinkable: ").foreign(words(command));
        }
        _ => {
            text.str("success");
        }
    }
    text.str(", got ");
    match outcome {
        Outcome::Done if command.expectation == EXPECT_RESULTS => {
            describe::results(expected(command), results, text);
        }
        Outcome::Done => {
            text.str("success");
        }
        Outcome::Unlinkable => {
            text.str("unlinkable: an imported table or memory is too small");
        }
        Outcome::Trapped(trap) => {
            text.str("trap: ").str(trap.message());
        }
    }
    text.byte(b'\n').flush();
}
