//! Filters are carried out here as the kernel does: what they allow and what they kill, for every target.

use super::bpf::{ALLOW, JUMP_AT_LEAST, JUMP_EQUAL, JUMP_GREATER, KILL, LOAD, RETURN};
use super::*;
use precast_abi::address::MEMORY0_BASE;
use precast_abi::harden;
use precast_abi::wasi::FUNCTIONS;
use precast_targets::SystemCallNumbers;

const WORKING_DIRECTORY: u64 = -100i64 as u64;

/// A filter and whom it is for.
struct Subject {
    target: &'static Target,
    filter: Vec<u8>,
}

fn subjects(symbols: &[&str]) -> Vec<Subject> {
    let allowed = allowed(symbols.iter().copied()).unwrap();
    let subject = |&target| Subject { target, filter: bpf::filter(&allowed, target) };
    precast_targets::ALL.iter().map(subject).collect()
}

impl Subject {
    fn allows(&self, call: SystemCall, arguments: &[u64]) -> bool {
        let number = match self.target.system_call_numbers {
            SystemCallNumbers::X86_64 => call.x86_64,
            SystemCallNumbers::Generic => call.generic,
        };
        self.verdict(0xc000_0000 | u32::from(self.target.elf_machine), number, arguments) == ALLOW
    }

    fn verdict(&self, architecture: u32, number: u32, arguments: &[u64]) -> u32 {
        let word = |offset: u32| match offset {
            0 => number,
            4 => architecture,
            offset => {
                let argument = arguments.get((offset as usize - 16) / 8).copied().unwrap_or(0);
                (argument >> (offset % 8 * 8)) as u32
            }
        };
        let (mut accumulator, mut at) = (0, 0);
        loop {
            let instruction = &self.filter[at * 8..][..8];
            let operand = u32::from_le_bytes(instruction[4..].try_into().unwrap());
            let mut jump = |yes| at += usize::from(instruction[if yes { 2 } else { 3 }]);
            match u16::from_le_bytes([instruction[0], instruction[1]]) {
                LOAD => accumulator = word(operand),
                JUMP_EQUAL => jump(accumulator == operand),
                JUMP_GREATER => jump(accumulator > operand),
                JUMP_AT_LEAST => jump(accumulator >= operand),
                RETURN => return operand,
                other => panic!("operation {other:#x}"),
            }
            at += 1;
        }
    }
}

#[test]
fn every_wasi_function_has_a_line() {
    for function in FUNCTIONS {
        assert!(needs(function.symbol).is_some(), "{}", function.name);
    }
    let error = allowed(["precast_unheard_of"].into_iter()).unwrap_err();
    assert!(error.to_string().contains("precast_unheard_of"), "{error}");
}

#[test]
fn a_program_that_writes_may_write_and_end() {
    for subject in subjects(&["precast_wasi_fd_write", "precast_wasi_proc_exit"]) {
        assert!(subject.allows(harden::WRITEV, &[7]));
        assert!(subject.allows(harden::EXIT_GROUP, &[]));
        // Messages of the runtime go to standard streams.
        assert!(subject.allows(harden::WRITE, &[2]) && !subject.allows(harden::WRITE, &[3]));
        for call in [harden::OPENAT, harden::OPENAT2, harden::READV, harden::MMAP, harden::MPROTECT] {
            assert!(!subject.allows(call, &[3, 0, 3, 0x4022]), "{} on {}", call.name, subject.target.name);
        }
    }
}

#[test]
fn other_architectures_and_numbers_are_killed() {
    for subject in subjects(&["precast_wasi_path_open"]) {
        let own = 0xc000_0000 | u32::from(subject.target.elf_machine);
        // i386, and x32's bit in the number.
        assert_eq!(subject.verdict(0x4000_0003, 1, &[]), KILL);
        assert_eq!(subject.verdict(own, 0x4000_0000 | 231, &[]), KILL);
        // execve, as x86_64 and as the others number it.
        assert_eq!([59, 221].map(|number| subject.verdict(own, number, &[])), [KILL; 2]);
    }
}

#[test]
fn files_are_opened_below_a_descriptor() {
    for subject in subjects(&["precast_wasi_path_open", "precast_wasi_path_rename"]) {
        for (descriptor, allowed) in
            [(3, true), (WORKING_DIRECTORY, false), (u64::from(WORKING_DIRECTORY as u32), false)]
        {
            assert_eq!(subject.allows(harden::OPENAT, &[descriptor]), allowed, "{descriptor:#x}");
            assert_eq!(subject.allows(harden::OPENAT2, &[descriptor]), allowed, "{descriptor:#x}");
            assert_eq!(subject.allows(harden::RENAMEAT2, &[3, 0, descriptor]), allowed, "{descriptor:#x}");
            assert_eq!(subject.allows(harden::RENAMEAT2, &[descriptor, 0, 3]), allowed, "{descriptor:#x}");
        }
        // Duplicating is one set of checks; other commands are not.
        assert!(subject.allows(harden::FCNTL, &[3, 1030]) && !subject.allows(harden::FCNTL, &[3, 4]));
    }
}

#[test]
fn memory_never_becomes_executable_nor_replaces_anything() {
    for subject in subjects(&["precast_memory_grow"]) {
        for (protection, flags, allowed) in [
            (3, 0x4022, true),
            (3, 0x10_0022, true),
            (7, 0x4022, false),
            (5, 0x4022, false),
            (3, 0x4032, false),
            (3, 2, false),
        ] {
            assert_eq!(
                subject.allows(harden::MMAP, &[0, 4096, protection, flags]),
                allowed,
                "{protection} {flags:#x}"
            );
        }
        for (address, protection, allowed) in [
            (MEMORY0_BASE, 3, true),
            (0x1_2345_0000, 3, true),
            (MEMORY0_BASE - 4096, 3, false),
            (0, 3, false),
            (MEMORY0_BASE, 7, false),
            (MEMORY0_BASE, 1, false),
        ] {
            assert_eq!(
                subject.allows(harden::MPROTECT, &[address, 4096, protection]),
                allowed,
                "{address:#x}"
            );
        }
    }
}

#[test]
fn one_of_several_sets_of_checks_is_enough() {
    for subject in
        subjects(&["precast_wasi_fd_fdstat_set_flags", "precast_wasi_poll_oneoff", "precast_wasi_proc_raise"])
    {
        for command in [3, 4] {
            assert!(subject.allows(harden::FCNTL, &[0, command]));
        }
        assert!(!subject.allows(harden::FCNTL, &[0, 1030]) && !subject.allows(harden::FCNTL, &[0, 0]));
        assert!(subject.allows(harden::IOCTL, &[0, 0x541b]) && !subject.allows(harden::IOCTL, &[0, 0x5412]));
        for (signal, allowed) in [(4, true), (5, true), (7, true), (8, true), (11, true), (15, false)] {
            assert_eq!(subject.allows(harden::RT_SIGACTION, &[signal]), allowed, "{signal}");
        }
    }
}
