//! Snapshots, the part of the process: runs the guest up to a mark and tells what its state is there, or goes
//! on from there. Linked only into artifacts that are built for it, see `precast_abi::snapshot`.
//!
//! In: the [`Record`] of the artifact, the guest's calls. Out: a dump on standard output, or the guest
//! running on as if its call of a WASI function at the mark had just been made.
//!
//! Until the mark, every WASI call of the guest comes by here first ([`calls`]), and the runtime's functions
//! run on a stack of their own: so the guest's holds nothing but what compiled code has put there, no
//! address of the kernel's choice, no time of day, and equal programs have equal dumps. What the process
//! knows of descriptors is not dumped as bytes but told as typed records; everything else of the runtime
//! begins anew in the process that goes on.

#[cfg_attr(target_arch = "x86_64", path = "x86_64.rs")]
#[cfg_attr(target_arch = "aarch64", path = "aarch64.rs")]
#[cfg_attr(target_arch = "riscv64", path = "riscv64.rs")]
mod arch;
mod calls;
mod dump;
mod notes;

use core::cell::UnsafeCell;

use linux_raw_sys::general::{MAP_NORESERVE, PROT_READ, PROT_WRITE};
use precast_abi::address::{RECORDER, RECORDER_BYTES};
use precast_abi::snapshot::{CLOCK_STEP_NANOSECONDS, DESCRIPTORS_AS_LAUNCHED, RECORD, REGISTERS_MAX, Record};

use crate::{memory, start, wasi};

/// The state of the machine at a call, in the order of the machine's file.
type Registers = [u64; REGISTERS_MAX];

/// Where the stack of the runtime's functions begins while a process is recorded.
const STACK_HIGH: u64 = RECORDER + RECORDER_BYTES;
/// Room for notes, from [`RECORDER`] on, behind the [`Recorder`]; the rest is the stack.
const NOTES_END: u64 = RECORDER + RECORDER_BYTES / 2;

unsafe extern "C" {
    /// Defined by the compiler's object file, in artifacts of snapshots only.
    static precast_snapshot_record: Record;
}

/// What is to be recorded, or restored.
fn record() -> &'static Record {
    // SAFETY: only artifacts of snapshots refer to this room, and there the compiler defines the symbol.
    unsafe { &precast_snapshot_record }
}

/// What is remembered while a process is recorded, at [`RECORDER`], all zero at first.
struct Recorder {
    /// The host's descriptors of the three standard streams.
    streams: [i32; 3],
    /// WASI's `fdflags` of each, which are not set: all streams may be one, and others read it, too.
    stream_flags: [u16; 3],
    /// How often fixed clocks have been read.
    clock_readings: u64,
    /// How many numbers of the fixed sequence have been taken.
    random_numbers: u64,
    /// Address behind the last note, or 0.
    notes_end: u64,
    read_arguments: bool,
    read_environment: bool,
    read_stdin: bool,
    read_random: bool,
    read_clock: bool,
}

impl Recorder {
    /// What fixed clocks have shown last, in nanoseconds, but for that of the day.
    fn clock_shown(&self) -> u64 {
        self.clock_readings * CLOCK_STEP_NANOSECONDS
    }
}

/// The variables of the recorder; only where the record's mode is [`RECORD`].
fn recorder() -> *mut Recorder {
    // Mapped by `precast_launch_snapshot`, before the guest runs.
    UnsafeCell::raw_get(RECORDER as *const UnsafeCell<Recorder>)
}

/// Runs `body` on the variables of the recorder.
fn with_recorder<T>(body: impl FnOnce(&mut Recorder) -> T) -> T {
    // SAFETY: mapped since launch, zero is a value of each field; there is one thread, and no `body` comes
    // back here.
    body(unsafe { &mut *recorder() })
}

/// Prepares what the record asks for, before the guest runs.
#[unsafe(no_mangle)]
extern "C" fn precast_launch_snapshot() {
    let record = record();
    if record.mode == RECORD {
        let mapped = memory::map_gap_at(RECORDER, STACK_HIGH, PROT_READ | PROT_WRITE, MAP_NORESERVE).is_ok();
        if !mapped {
            start::fail("no room to record a snapshot: the program is too large");
        }
        let streams = wasi::keep_stdout_apart();
        with_recorder(|recorder| recorder.streams = streams);
    } else if record.descriptors_len != DESCRIPTORS_AS_LAUNCHED {
        let len = record.descriptors_len as usize;
        wasi::thaw_descriptors(record.descriptors.get(..len).unwrap_or_default());
    }
}
