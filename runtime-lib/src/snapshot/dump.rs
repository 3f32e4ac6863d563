//! The dump: the state of the guest, written to standard output at the mark, and the end of the process.

use core::mem::MaybeUninit;
use core::slice;

use precast_abi::snapshot::{
    CONTENTS_GRANULE_BYTES, DESCRIPTORS_MAX, DUMP_MAGIC, Descriptor, DumpHeader, PART_CONTENTS,
    PART_DESCRIPTORS, PART_END, PART_OPENED, PART_READ_ARGUMENTS, PART_READ_CLOCK, PART_READ_RANDOM,
    PART_READ_STDIN, PART_READ_VARIABLE, PART_REFUSED, PART_REGISTERS, Part, REGISTER_SP, refusal,
};
use precast_abi::{ABI_VERSION, EXIT_STATUS_START, Memory};

use super::{Registers, arch, notes, record, recorder};
use crate::sys::{self, Errno};
use crate::text::{self, STDERR, STDOUT, Text};
use crate::{memory, process, wasi};

/// Tells the state of the guest, which is about to make the call that `registers` tell of, with so many
/// arguments, and ends the process.
pub(super) fn freeze(registers: &Registers, arguments: usize) -> ! {
    let mut registers = *registers;
    // The others hold what the runtime left there, such as addresses that are the kernel's choice.
    for left in registers.iter_mut().take(2 + arch::ARGUMENT_REGISTERS).skip(2 + arguments) {
        *left = 0;
    }
    // SAFETY: mapped since launch; there is one thread, and nothing below changes it.
    let recorder = unsafe { &*recorder() };
    let mut descriptors = [Descriptor::default(); DESCRIPTORS_MAX];
    let frozen = wasi::freeze_descriptors(recorder.streams, recorder.stream_flags, &mut descriptors)
        .unwrap_or_else(|fault| match fault {
            wasi::FreezeFault::Open(number) => refuse_open(number),
            wasi::FreezeFault::TooMany => refuse(refusal::STATE, "more than 64 files are open or granted"),
        });
    begin();
    write_part(PART_REGISTERS, 0, bytes_of(&registers));
    if let Some(count) = frozen {
        // SAFETY: the elements below `count` are written, their layout has no gaps.
        let bytes = unsafe {
            slice::from_raw_parts(descriptors.as_ptr().cast::<u8>(), count * size_of::<Descriptor>())
        };
        write_part(PART_DESCRIPTORS, 0, bytes);
    }
    let (program, record) = (process::program(), record());
    write_contents(registers[REGISTER_SP], program.stack_high);
    write_contents(record.state_start, record.state_end);
    for plan in memory::plans(program) {
        // SAFETY: the compiler wrote the address of a descriptor.
        let memory = unsafe { &*(plan.descriptor as *const Memory) };
        write_contents(memory.base, memory.base + memory.len_bytes);
    }
    if recorder.read_environment {
        let _ = wasi::for_each_variable(|(name, _)| {
            write_part(PART_READ_VARIABLE, 0, name);
            Ok::<(), ()>(())
        });
    }
    for note in notes::all() {
        write_part(PART_OPENED, 0, note.path);
    }
    for (kind, happened) in [
        (PART_READ_ARGUMENTS, recorder.read_arguments),
        (PART_READ_STDIN, recorder.read_stdin),
        (PART_READ_RANDOM, recorder.read_random),
    ] {
        if happened {
            write_part(kind, 0, &[]);
        }
    }
    if recorder.read_clock {
        write_part(PART_READ_CLOCK, 0, &recorder.clock_shown().to_le_bytes());
    }
    write_part(PART_END, 0, &[]);
    sys::exit_group(0)
}

/// Tells why the guest cannot be kept, and ends the process.
pub(super) fn refuse(reason: u64, why: &str) -> ! {
    begin_refusal(reason, &mut text::buffer::<512>()).str(why).exit(EXIT_STATUS_START)
}

/// As [`refuse`], because this descriptor of the guest is neither a standard stream nor a granted directory.
fn refuse_open(number: u32) -> ! {
    let mut buffer = text::buffer::<512>();
    let mut text = begin_refusal(refusal::STATE, &mut buffer);
    text.str("file descriptor ").decimal(number.into()).str(" is open");
    if let Some(path) = notes::path_of(number) {
        text.str(" (").foreign(path).byte(b')');
    }
    text.str("; only standard streams, granted directories and embedded files can be").exit(EXIT_STATUS_START)
}

/// As [`refuse`], because the guest has ended.
pub(super) fn refuse_ended(status: u32) -> ! {
    let mut buffer = text::buffer::<512>();
    begin_refusal(refusal::ENDED, &mut buffer)
        .str("the program ended with status ")
        .decimal(status.into())
        .str(" before the mark")
        .exit(EXIT_STATUS_START)
}

/// Begins a dump that says nothing but a text, which follows.
fn begin_refusal(reason: u64, buffer: &mut [MaybeUninit<u8>]) -> Text<'_> {
    begin();
    write_part(PART_REFUSED, reason, &[]);
    Text::new(STDOUT, buffer)
}

fn begin() {
    let header = DumpHeader {
        magic: DUMP_MAGIC,
        abi_version: ABI_VERSION.into(),
        record: core::ptr::from_ref(record()) as u64,
    };
    write(bytes_of(&header));
}

/// The bytes of a value without padding.
fn bytes_of<T>(value: &T) -> &[u8] {
    // SAFETY: called with structures of 8-byte numbers and bytes only, all of them written.
    unsafe { slice::from_raw_parts(core::ptr::from_ref(value).cast(), size_of::<T>()) }
}

/// Writes what lies from `start` to `end` but for granules of zeros.
fn write_contents(start: u64, end: u64) {
    let mut run = start;
    let mut next = start;
    while next < end {
        let granule_end = (next / CONTENTS_GRANULE_BYTES + 1) * CONTENTS_GRANULE_BYTES;
        let granule_end = granule_end.min(end);
        if contents(next, granule_end).iter().all(|&byte| byte == 0) {
            write_run(run, next);
            run = granule_end;
        }
        next = granule_end;
    }
    write_run(run, end);
}

fn write_run(start: u64, end: u64) {
    if start < end {
        write_part(PART_CONTENTS, start, contents(start, end));
    }
}

/// Memory of the guest, which stands still.
fn contents(start: u64, end: u64) -> &'static [u8] {
    // SAFETY: the stack from its pointer up, the state, or a memory within its length: all of it is readable.
    unsafe { slice::from_raw_parts(start as *const u8, (end - start) as usize) }
}

fn write_part(kind: u64, address: u64, bytes: &[u8]) {
    write(bytes_of(&Part { kind, address, len: bytes.len() as u64 }));
    write(bytes);
}

fn write(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match sys::write(STDOUT, bytes) {
            Ok(taken) => bytes = bytes.get(taken..).unwrap_or_default(),
            Err(Errno::EINTR) => {}
            Err(_) => Text::new(STDERR, &mut text::buffer::<128>())
                .str("precast: the snapshot cannot be written")
                .exit(EXIT_STATUS_START),
        }
    }
}
