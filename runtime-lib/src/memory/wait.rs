//! `memory.atomic.wait32`, `memory.atomic.wait64` and `memory.atomic.notify` on the kernel's futexes, called
//! by compiled code, which has checked that the address is aligned and accessible.
//!
//! The kernel compares 32 bits. Waiting for 64 compares them here first and sleeps on the low half; that
//! leaves a gap only for a thread that changes nothing but the high half in between, and there is one thread.

use core::ptr::null;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use linux_raw_sys::general::{
    __NR_clock_gettime, __NR_futex, CLOCK_MONOTONIC, FUTEX_BITSET_MATCH_ANY, FUTEX_PRIVATE_FLAG,
    FUTEX_WAIT_BITSET, FUTEX_WAKE, timespec,
};

use crate::sys::{self, Errno};

/// Results of the waiting instructions.
const WOKEN: u32 = 0;
const NOT_EQUAL: u32 = 1;
const TIMED_OUT: u32 = 2;

const NANOSECONDS_PER_SECOND: i64 = 1_000_000_000;

/// Waits for at most `timeout` nanoseconds, or without end where that is negative, unless there is something
/// else than
/// `expected` at `address`.
///
/// # Safety
/// `address` is aligned and lies in a memory.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn precast_memory_wait32(address: *mut u32, expected: u32, timeout: i64) -> u32 {
    // SAFETY: the caller's promise.
    wait(unsafe { AtomicU32::from_ptr(address) }, expected, timeout)
}

/// As [`precast_memory_wait32`], for a value of 64 bits.
///
/// # Safety
/// `address` is aligned and lies in a memory.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn precast_memory_wait64(address: *mut u64, expected: u64, timeout: i64) -> u32 {
    // SAFETY: the caller's promise.
    if unsafe { AtomicU64::from_ptr(address) }.load(Ordering::SeqCst) != expected {
        return NOT_EQUAL;
    }
    // SAFETY: all targets are little-endian: the low half lies at the same address.
    wait(unsafe { AtomicU32::from_ptr(address.cast()) }, expected as u32, timeout)
}

/// Wakes at most `count` of those that wait at `address` and returns how many that were.
///
/// # Safety
/// `address` is aligned and lies in a memory.
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_memory_notify(address: *mut u32, count: u32) -> u32 {
    // Some kernels wake one where none is asked for. Their counts are signed.
    let count = count.min(i32::MAX as u32);
    if count == 0 {
        return 0;
    }
    let operation = FUTEX_WAKE | FUTEX_PRIVATE_FLAG;
    // SAFETY: the kernel does not touch what lies at the address.
    let woken = unsafe { sys::syscall3(__NR_futex, address as usize, operation as usize, count as usize) };
    sys::check(woken).map_or(0, |woken| woken as u32)
}

fn wait(futex: &AtomicU32, expected: u32, timeout: i64) -> u32 {
    // The end is a point in time, so that a wait which a signal interrupts ends no later.
    let deadline = (timeout >= 0).then(|| after(timeout));
    let deadline = deadline.as_ref().map_or(null(), |deadline| &raw const *deadline);
    loop {
        // SAFETY: the kernel reads both the futex and the deadline, which outlive the call.
        let answer = sys::check(unsafe {
            sys::syscall6(
                __NR_futex,
                futex.as_ptr() as usize,
                (FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG) as usize,
                expected as usize,
                deadline as usize,
                0,
                FUTEX_BITSET_MATCH_ANY as usize,
            )
        });
        match answer {
            Ok(_) => return WOKEN,
            Err(Errno::EAGAIN) => return NOT_EQUAL,
            Err(Errno::EINTR) => {}
            // The kernel knows no other reason for a good address.
            Err(_) => return TIMED_OUT,
        }
    }
}

/// The time `nanoseconds` from now.
fn after(nanoseconds: i64) -> timespec {
    let mut time = timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes the structure. It knows this clock.
    unsafe { sys::syscall2(__NR_clock_gettime, CLOCK_MONOTONIC as usize, &raw mut time as usize) };
    let nanosecond = time.tv_nsec + nanoseconds % NANOSECONDS_PER_SECOND;
    timespec {
        tv_sec: time.tv_sec + nanoseconds / NANOSECONDS_PER_SECOND + nanosecond / NANOSECONDS_PER_SECOND,
        tv_nsec: nanosecond % NANOSECONDS_PER_SECOND,
    }
}
