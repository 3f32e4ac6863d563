//! Allowed system calls as a program for the kernel's packet filter (`seccomp(2)`, classic BPF).
//!
//! ```text
//! the architecture is not this one?        kill
//! number = call 1?  its checks hold?       allow, otherwise kill
//! number = call 2?  …
//! kill
//! ```
//!
//! Each instruction is 8 bytes: `u16` operation, `u8` distance when true, `u8` distance when false, `u32`
//! operand.

use precast_abi::harden::Check;
use precast_targets::{SystemCallNumbers, Target};

use super::Allowed;

/// Loads the word at an offset of `struct seccomp_data`.
pub(super) const LOAD: u16 = 0x20;
/// Jumps by whether the word loaded equals the operand.
pub(super) const JUMP_EQUAL: u16 = 0x15;
/// Jumps by whether the word loaded is at least the operand.
pub(super) const JUMP_AT_LEAST: u16 = 0x35;
/// Jumps by whether the word loaded is greater than the operand.
pub(super) const JUMP_GREATER: u16 = 0x25;
/// Ends with a verdict.
pub(super) const RETURN: u16 = 0x06;

/// `SECCOMP_RET_KILL_PROCESS`
pub(super) const KILL: u32 = 0x8000_0000;
/// `SECCOMP_RET_ALLOW`
pub(super) const ALLOW: u32 = 0x7fff_0000;

/// Offsets in `struct seccomp_data`: the number, the architecture, then the arguments of 8 bytes each.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;

fn lower_half(argument: u32) -> u32 {
    16 + 8 * argument
}

fn upper_half(argument: u32) -> u32 {
    lower_half(argument) + 4
}

/// An instruction within a set of checks.
#[derive(Clone, Copy)]
enum Step {
    Load(u32),
    /// Operation, operand, where to go when it is true and when it is false.
    Jump(u16, u32, To, To),
}

/// Where a jump goes.
#[derive(Clone, Copy)]
enum To {
    /// The next instruction.
    Next,
    /// So many instructions behind the next.
    Skip(usize),
    /// Behind the set of checks: they do not hold.
    End,
}

/// The filter for one target.
pub(super) fn filter(allowed: &Allowed, target: &Target) -> Vec<u8> {
    let mut program = Program::default();
    program.emit(LOAD, [0, 0], ARCHITECTURE);
    // Below the kernel's `__AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE` stands the number of ELF.
    program.emit(JUMP_EQUAL, [1, 0], 0xc000_0000 | u32::from(target.elf_machine));
    program.emit(RETURN, [0, 0], KILL);
    program.emit(LOAD, [0, 0], NUMBER);
    for (call, alternatives) in allowed {
        let number = match target.system_call_numbers {
            SystemCallNumbers::X86_64 => call.x86_64,
            SystemCallNumbers::Generic => call.generic,
        };
        let body = body(alternatives);
        program.emit(JUMP_EQUAL, [0, body.len()], number);
        program.0.extend(body.0);
    }
    program.emit(RETURN, [0, 0], KILL);
    program.0.concat()
}

/// What is asked of the arguments of one call, up to a verdict: sets of checks, of which one must hold.
fn body(alternatives: &[&[Check]]) -> Program {
    let mut body = Program::default();
    for checks in alternatives {
        let set: Vec<Step> = checks.iter().flat_map(|&check| steps(check)).collect();
        for (index, step) in set.iter().enumerate() {
            let distance = |to| match to {
                To::Next => 0,
                To::Skip(count) => count,
                // The verdict follows the set.
                To::End => set.len() - index,
            };
            match *step {
                Step::Load(offset) => body.emit(LOAD, [0, 0], offset),
                Step::Jump(operation, operand, yes, no) => {
                    body.emit(operation, [distance(yes), distance(no)], operand);
                }
            }
        }
        body.emit(RETURN, [0, 0], ALLOW);
        if checks.is_empty() {
            return body;
        }
    }
    body.emit(RETURN, [0, 0], KILL);
    body
}

/// The instructions of one check: they end at the next one where it holds.
fn steps(check: Check) -> Vec<Step> {
    match check {
        Check::OneOf(argument, values) => {
            let mut steps = vec![Step::Load(lower_half(argument))];
            steps.extend(values.iter().enumerate().map(|(index, &value)| {
                let rest = values.len() - index - 1;
                Step::Jump(JUMP_EQUAL, value, To::Skip(rest), if rest == 0 { To::End } else { To::Next })
            }));
            steps
        }
        Check::Not(argument, value) => {
            vec![Step::Load(lower_half(argument)), Step::Jump(JUMP_EQUAL, value, To::End, To::Next)]
        }
        Check::AtMost(argument, value) => {
            vec![Step::Load(lower_half(argument)), Step::Jump(JUMP_GREATER, value, To::End, To::Next)]
        }
        Check::AtLeast(argument, value) => {
            let (upper, lower) = ((value >> 32) as u32, value as u32);
            vec![
                Step::Load(upper_half(argument)),
                Step::Jump(JUMP_GREATER, upper, To::Skip(3), To::Next),
                Step::Jump(JUMP_EQUAL, upper, To::Next, To::End),
                Step::Load(lower_half(argument)),
                Step::Jump(JUMP_AT_LEAST, lower, To::Next, To::End),
            ]
        }
    }
}

/// Instructions.
#[derive(Default)]
struct Program(Vec<[u8; 8]>);

impl Program {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn emit(&mut self, operation: u16, distances: [usize; 2], operand: u32) {
        let [yes, no] = distances.map(|distance| u8::try_from(distance).expect("a call has few checks"));
        let [o0, o1] = operation.to_le_bytes();
        let [k0, k1, k2, k3] = operand.to_le_bytes();
        self.0.push([o0, o1, yes, no, k0, k1, k2, k3]);
    }
}
