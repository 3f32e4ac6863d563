//! The guest's WASI calls while it is recorded: which one is the mark, which are answered here so that equal
//! programs get equal answers, and which cannot be made before the mark.

use precast_abi::Memory;
use precast_abi::snapshot::{
    CLOCK_STEP_NANOSECONDS, FLAG_STDIN, MARK_CALL, MARK_PATH, MARK_RETURNED, MARK_STDIN, RECORD, REGISTER_SP,
    THAW, policy, refusal,
};
use precast_abi::wasi::{FUNCTIONS, position};

use super::{Registers, arch, dump, notes, record, with_recorder};
use crate::wasi::{self, Errno, GuestMemory};

/// Stands for the number of a function where the entry has returned.
pub(super) const RETURNED: u32 = 0xffff;

macro_rules! recorded {
    ($($name:ident($($param:ident: $ty:ident),*);)*) => {
        /// The exported symbols, each in the place of that of the WASI function of its name.
        mod symbols {
            $(
                #[unsafe(naked)]
                #[unsafe(export_name = concat!("precast_recorded_", stringify!($name)))]
                unsafe extern "C" fn $name() {
                    super::arch::by_way_of_the_recorder!(
                        super::functions::$name,
                        precast_abi::wasi::position(stringify!($name))
                    )
                }
            )*
        }
    };
}
precast_abi::wasi_functions!(recorded);

/// What calls come to in the end.
mod functions {
    use super::{GuestMemory, Memory, THAW, record};
    pub(super) use crate::wasi::symbols::*;

    /// In a process that goes on, the monotonic clock of a machine that has just started, and the clocks of
    /// processor time, may be behind what the guest has seen: then they stand still until they are not.
    ///
    /// # Safety
    /// As for the function in whose place it stands.
    pub(super) unsafe extern "C" fn clock_time_get(
        memory: *const Memory,
        id: u64,
        precision: u64,
        time: u64,
    ) -> i32 {
        // SAFETY: the caller's promise.
        let (errno, memory) = unsafe {
            (crate::wasi::symbols::clock_time_get(memory, id, precision, time), GuestMemory::new(memory))
        };
        let mut shown = [0; 8];
        if errno == 0 && record().mode == THAW && memory.read_bytes(time as u32, &mut shown).is_ok() {
            let shown = u64::from_le_bytes(shown).max(record().clock_start);
            // It was written there before.
            let _ = memory.write_u64(time as u32, shown);
        }
        errno
    }
}

/// Numbers of parameters, by position.
static PARAMS: [u8; FUNCTIONS.len()] = {
    let mut params = [0; FUNCTIONS.len()];
    let mut number = 0;
    while number < params.len() {
        params[number] = FUNCTIONS[number].params.len() as u8;
        number += 1;
    }
    params
};

const ARGS_GET: u32 = position("args_get");
const CLOCK_RES_GET: u32 = position("clock_res_get");
const CLOCK_TIME_GET: u32 = position("clock_time_get");
const ENVIRON_GET: u32 = position("environ_get");
const FD_FDSTAT_GET: u32 = position("fd_fdstat_get");
const FD_FDSTAT_SET_FLAGS: u32 = position("fd_fdstat_set_flags");
const FD_FILESTAT_GET: u32 = position("fd_filestat_get");
const FD_PREAD: u32 = position("fd_pread");
const FD_READ: u32 = position("fd_read");
const PATH_OPEN: u32 = position("path_open");
const POLL_ONEOFF: u32 = position("poll_oneoff");
const PROC_EXIT: u32 = position("proc_exit");
const PROC_RAISE: u32 = position("proc_raise");
const RANDOM_GET: u32 = position("random_get");
const SNAPSHOT: u32 = position(precast_abi::wasi::MARK);
const SOCK_ACCEPT: u32 = position("sock_accept");
const SOCK_RECV: u32 = position("sock_recv");
const SOCK_SEND: u32 = position("sock_send");
const SOCK_SHUTDOWN: u32 = position("sock_shutdown");
const UNSTABLE_FD_FILESTAT_GET: u32 = position("unstable_fd_filestat_get");
const UNSTABLE_POLL_ONEOFF: u32 = position("unstable_poll_oneoff");

/// A call, by its number and the state of the machine.
struct Call<'r> {
    number: u32,
    registers: &'r Registers,
}

/// Serves a call of the guest; returns its result.
///
/// # Safety
/// The number is the position of a WASI function or [`RETURNED`], the registers are those of its call.
pub(super) unsafe extern "C" fn precast_recorded_call(registers: &Registers, number: u32) -> u64 {
    let call = Call { number, registers };
    if call.is_mark() {
        // The memory comes first.
        dump::freeze(registers, PARAMS.get(number as usize).map_or(0, |params| 1 + usize::from(*params)));
    }
    match call.serve() {
        Ok(()) => 0,
        Err(errno) => u64::from(errno.code()),
    }
}

impl Call<'_> {
    /// An argument of the machine's calling convention.
    fn argument(&self, index: usize) -> u64 {
        let Some(on_stack) = index.checked_sub(arch::ARGUMENT_REGISTERS) else {
            // Address of the function and stack pointer come first.
            return self.registers[2 + index];
        };
        let words = self.registers[REGISTER_SP] as *const u64;
        // SAFETY: the caller has put the argument there.
        unsafe { words.add(arch::STACK_ARGUMENTS + on_stack).read() }
    }

    /// A parameter, counted behind the memory.
    fn param(&self, index: usize) -> u32 {
        self.argument(1 + index) as u32
    }

    fn memory(&self) -> GuestMemory {
        let memory = self.argument(0) as *const Memory;
        // SAFETY: compiled code passes the descriptor of its own memory.
        unsafe { GuestMemory::new(memory) }
    }

    /// Makes the call itself.
    fn make(&self) -> Result<(), Errno> {
        // SAFETY: the registers are those of this call.
        match unsafe { arch::make_call(self.registers) } as u16 {
            0 => Ok(()),
            code => Err(Errno::from_code(code)),
        }
    }

    fn is_mark(&self) -> bool {
        match (record().mark, self.number) {
            (MARK_RETURNED, RETURNED) | (MARK_CALL, SNAPSHOT) => true,
            (MARK_STDIN, FD_READ | FD_PREAD) => is_stdin(self.param(0)),
            (MARK_STDIN, POLL_ONEOFF | UNSTABLE_POLL_ONEOFF) => {
                let unstable = self.number == UNSTABLE_POLL_ONEOFF;
                wasi::polls_for_input(&self.memory(), self.param(0), self.param(2), unstable, is_stdin)
            }
            (MARK_PATH, PATH_OPEN) => {
                let record = record();
                // SAFETY: the compiler put that many bytes into read-only data there.
                let wanted = unsafe {
                    core::slice::from_raw_parts(record.path as *const u8, record.path_len as usize)
                };
                wasi::names_path(&self.memory(), self.param(0), self.param(2), self.param(3), wanted)
            }
            _ => false,
        }
    }

    fn serve(&self) -> Result<(), Errno> {
        match self.number {
            RETURNED => dump::refuse_ended(0),
            PROC_EXIT => dump::refuse_ended(self.param(0)),
            PROC_RAISE => dump::refuse(refusal::STATE, "the program raises a signal before the mark"),
            POLL_ONEOFF | UNSTABLE_POLL_ONEOFF => {
                dump::refuse(refusal::STATE, "the program waits (poll_oneoff) before the mark")
            }
            SOCK_ACCEPT | SOCK_RECV | SOCK_SEND | SOCK_SHUTDOWN => {
                dump::refuse(refusal::STATE, "the program uses a socket before the mark")
            }
            FD_FDSTAT_GET => self.status(),
            FD_FDSTAT_SET_FLAGS => self.set_flags(),
            FD_READ | FD_PREAD if is_stdin(self.param(0)) => self.read_stdin(),
            RANDOM_GET => self.random(),
            CLOCK_TIME_GET | CLOCK_RES_GET => self.clock(),
            ARGS_GET => {
                with_recorder(|recorder| recorder.read_arguments = true);
                self.make()
            }
            ENVIRON_GET => {
                with_recorder(|recorder| recorder.read_environment = true);
                self.make()
            }
            PATH_OPEN => self.open(),
            FD_FILESTAT_GET => self.stat(&[0, 8, 40, 48, 56]),
            UNSTABLE_FD_FILESTAT_GET => self.stat(&[0, 8, 32, 40, 48]),
            _ => self.make(),
        }
    }

    fn read_stdin(&self) -> Result<(), Errno> {
        if record().flags & FLAG_STDIN == 0 {
            dump::refuse(refusal::STDIN, "the program reads standard input before the mark");
        }
        with_recorder(|recorder| recorder.read_stdin = true);
        self.make()
    }

    /// Tells the flags of a standard stream that the guest has set.
    fn status(&self) -> Result<(), Errno> {
        self.make()?;
        let Some(stream) = stream(self.param(0)) else { return Ok(()) };
        let flags = with_recorder(|recorder| recorder.stream_flags.get(stream).copied());
        self.memory().write_u16(self.param(1) + 2, flags.unwrap_or_default())
    }

    /// Remembers flags of a standard stream, which are set when the guest goes on.
    fn set_flags(&self) -> Result<(), Errno> {
        let Some(stream) = stream(self.param(0)) else {
            if wasi::is_granted(self.param(0)) {
                dump::refuse(
                    refusal::STATE,
                    "the program changes the flags of a granted directory before the mark",
                );
            }
            return self.make();
        };
        wasi::may_have_flags(self.param(0), self.param(1))?;
        with_recorder(|recorder| {
            if let Some(flags) = recorder.stream_flags.get_mut(stream) {
                *flags = self.param(1) as u16;
            }
        });
        Ok(())
    }

    /// Of a standard stream, device, inode and times say more of the build than of the stream: they are 0.
    /// `fields` are their offsets in the result.
    fn stat(&self, fields: &[u32]) -> Result<(), Errno> {
        self.make()?;
        if stream(self.param(0)).is_some() {
            for offset in fields {
                self.memory().write_u64(self.param(1) + offset, 0)?;
            }
        }
        Ok(())
    }

    fn open(&self) -> Result<(), Errno> {
        self.make()?;
        let memory = self.memory();
        let opened = self.param(8);
        let mut number = [0; 4];
        memory.read_bytes(opened, &mut number)?;
        wasi::with_path(&memory, self.param(0), self.param(2), self.param(3), |(directory, name)| {
            let directory = directory.or_else(|| notes::path_of(self.param(0))).unwrap_or_default();
            notes::opened(u32::from_le_bytes(number), [directory, name]);
        });
        Ok(())
    }

    fn random(&self) -> Result<(), Errno> {
        match record().random {
            policy::ALLOW => {}
            policy::FIXED => {
                let seed = record().random_seed;
                return wasi::fill(&self.memory(), self.param(0), self.param(1), || {
                    with_recorder(|recorder| {
                        recorder.random_numbers += 1;
                        split_mix(seed, recorder.random_numbers)
                    })
                })
                .inspect(|()| with_recorder(|recorder| recorder.read_random = true));
            }
            _ => dump::refuse(refusal::RANDOM, "the program asks for random numbers before the mark"),
        }
        with_recorder(|recorder| recorder.read_random = true);
        self.make()
    }

    fn clock(&self) -> Result<(), Errno> {
        if !wasi::is_clock(self.param(0)) {
            return self.make();
        }
        with_recorder(|recorder| recorder.read_clock = true);
        match (record().clocks, self.number) {
            (policy::ALLOW, _) => self.make(),
            (policy::FIXED, CLOCK_RES_GET) => self.memory().write_u64(self.param(1), CLOCK_STEP_NANOSECONDS),
            (policy::FIXED, _) => {
                let shown = with_recorder(|recorder| {
                    recorder.clock_readings += 1;
                    recorder.clock_shown()
                });
                let start = if wasi::is_clock_of_day(self.param(0)) { record().clock_start } else { 0 };
                self.memory().write_u64(self.param(2), start.saturating_add(shown))
            }
            _ => dump::refuse(refusal::CLOCK, "the program reads a clock before the mark"),
        }
    }
}

/// Which of the standard streams a descriptor stands for, whatever its number.
fn stream(fd: u32) -> Option<usize> {
    wasi::stream(fd, with_recorder(|recorder| recorder.streams))
}

fn is_stdin(fd: u32) -> bool {
    stream(fd) == Some(0)
}

/// Number `index` of the sequence that begins at `seed`: SplitMix64.
fn split_mix(seed: u64, index: u64) -> u64 {
    let mut mixed = seed.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

macro_rules! waits {
    ($($name:ident($expected:ty) instead of $function:path, $symbol:literal;)*) => {$(
        /// A waiting instruction: there is nobody else who could wake the guest before the mark.
        ///
        /// # Safety
        /// As for the function in whose place it stands.
        #[unsafe(export_name = $symbol)]
        unsafe extern "C" fn $name(address: *mut $expected, expected: $expected, timeout: i64) -> u32 {
            if record().mode == RECORD {
                dump::refuse(refusal::STATE, "the program waits (memory.atomic.wait) before the mark");
            }
            // SAFETY: the caller's promise.
            unsafe { $function(address, expected, timeout) }
        }
    )*};
}
waits! {
    wait32(u32) instead of crate::memory::precast_memory_wait32, "precast_recorded_memory_wait32";
    wait64(u64) instead of crate::memory::precast_memory_wait64, "precast_recorded_memory_wait64";
}
