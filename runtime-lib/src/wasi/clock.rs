//! `clock_*`: the clocks of WASI, which are numbered as Linux numbers its own.

use super::errno::Errno;
use super::guest::GuestMemory;
use super::vdso;
use crate::sys::file::{self, Timespec};

/// Wall-clock time since 1970.
pub(super) const REALTIME: u32 = 0;
/// Time since some moment, never set back.
pub(super) const MONOTONIC: u32 = 1;
/// The largest number of a clock: 2 and 3 are the processor time of the process and of the thread.
pub(super) const CLOCK_MAX: u32 = 3;

pub(super) const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;

/// Nanoseconds as WASI counts; times before 1970 and after 2554 cannot be told.
fn nanoseconds(time: Timespec) -> Result<u64, Errno> {
    u64::try_from(time.tv_sec)
        .ok()
        .and_then(|seconds| seconds.checked_mul(NANOSECONDS_PER_SECOND))
        .and_then(|nanoseconds| nanoseconds.checked_add(time.tv_nsec as u64))
        .ok_or(Errno::OVERFLOW)
}

/// What a clock shows.
pub(super) fn now(clock: u32) -> Result<u64, Errno> {
    if clock > CLOCK_MAX {
        return Err(Errno::INVAL);
    }
    match vdso::clock_gettime(clock) {
        Some(time) => nanoseconds(time),
        None => nanoseconds(file::clock_gettime(clock)?),
    }
}

pub(super) fn clock_res_get(memory: &GuestMemory, id: u32, resolution: u32) -> Result<(), Errno> {
    if id > CLOCK_MAX {
        return Err(Errno::INVAL);
    }
    memory.write_u64(resolution, nanoseconds(file::clock_getres(id)?)?)
}

/// Tells the time. The precision that the guest would be content with saves nothing on Linux.
pub(super) fn clock_time_get(memory: &GuestMemory, id: u32, _precision: u64, time: u32) -> Result<(), Errno> {
    memory.write_u64(time, now(id)?)
}
