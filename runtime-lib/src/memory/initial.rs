//! Memories before the guest runs: what exec has not mapped of them, and what must stay free around them.

use core::ptr::null_mut;

use linux_raw_sys::general::{
    __NR_madvise, __NR_prlimit64, MADV_NOHUGEPAGE, PROT_NONE, PROT_READ, PROT_WRITE, RLIMIT_STACK, rlimit64,
};
use precast_abi::address::{INITIAL_STACK_BYTES_MAX, REGION_ALIGN_BYTES};
use precast_abi::{EXIT_STATUS_START, Memory, MemoryPlan, Program};

use super::{accessible_end, huge, map_at, map_gap_at, page_bytes, page_up, plans, reach_end};
use crate::sys::{self, Errno};
use crate::text::{self, STDERR, Text};

/// Makes all memories accessible in their initial size, and sees to it that what their accesses reach beyond
/// [stays free](precast_abi::address). Ends the process with a clear message where the kernel refuses.
pub(crate) fn prepare(program: &Program) {
    let plans = plans(program);
    for plan in plans {
        // SAFETY: the compiler wrote the address of a descriptor; the guest does not run yet.
        let memory = unsafe { &mut *(plan.descriptor as *mut Memory) };
        map(plan, memory);
        // Only where more of the file lies above can the loader have filled what is between.
        if plans.len() > 1 {
            adopt_gap(memory);
        }
    }
    let reach_end = reach_end(program);
    if reach_end != 0 {
        keep_initial_stack_above(reach_end);
    }
}

/// Maps what exec has not mapped of the initial size of a memory.
fn map(plan: &MemoryPlan, memory: &Memory) {
    let page_bytes = page_bytes();
    let mut gap = page_up(memory.base + plan.mapped_bytes, page_bytes);
    for range in plan.far.iter().take(plan.far_len as usize) {
        map_gap(gap, (memory.base + range.start) & !(page_bytes - 1));
        gap = page_up(memory.base + range.end, page_bytes);
    }
    map_gap(gap, accessible_end(memory.base, memory.len_bytes));
    let small = &plan.small_pages;
    if small.start < small.end {
        let (start, len) = (memory.base + small.start, small.end - small.start);
        // SAFETY: advice about pages of the memory, which leaves their contents alone. A kernel that
        // knows no huge pages refuses, and that is as good.
        unsafe { sys::syscall3(__NR_madvise, start as usize, len as usize, MADV_NOHUGEPAGE as usize) };
    }
    huge::advise(memory, 0);
}

/// Maps zeros between parts of a memory that exec has mapped, or behind them.
fn map_gap(start: u64, end: u64) {
    if let Err(error) = map_gap_at(start, end, PROT_READ | PROT_WRITE, 0) {
        refuse(start, end, error);
    }
}

/// Lets a memory grow into the inaccessible pages with which qemu-user fills gaps between segments: where they
/// cover all that it may grow to, growing is a matter of protection. A kernel maps nothing there, and then
/// this changes nothing.
fn adopt_gap(memory: &mut Memory) {
    let start = accessible_end(memory.base, memory.len_bytes);
    let end = accessible_end(memory.base, memory.max_bytes);
    if start < end {
        // SAFETY: the range is the memory's own room, of which nothing is in use.
        let filled = unsafe { sys::mprotect(start as usize, (end - start) as usize, PROT_NONE) };
        memory.reserved = u32::from(filled.is_ok());
    }
}

/// Keeps the initial stack, the one mapping that grows by itself, from growing to below `reach_end`.
fn keep_initial_stack_above(reach_end: u64) {
    let limit = rlimit64 { rlim_cur: INITIAL_STACK_BYTES_MAX, rlim_max: INITIAL_STACK_BYTES_MAX };
    // SAFETY: the kernel reads the limit, and writes none.
    let set = unsafe {
        sys::syscall4(
            __NR_prlimit64,
            0,
            RLIMIT_STACK as usize,
            &raw const limit as usize,
            null_mut::<rlimit64>() as usize,
        )
    };
    // It cannot be set where the hard limit is lower still, which is as good, or under a filter that refuses
    // the call. A stack does not grow across a mapping.
    let start = reach_end - REGION_ALIGN_BYTES;
    if sys::check(set).is_err()
        && let Err(error) = map_at(start, reach_end, PROT_NONE, 0)
    {
        refuse(start, reach_end, error);
    }
}

/// Ends the process: the memory cannot be mapped.
#[cold]
fn refuse(start: u64, end: u64, error: Errno) -> ! {
    let mut buffer = text::buffer::<256>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: cannot map ").decimal((end - start).div_ceil(1 << 10)).str(" KiB of memory at ");
    text.hexadecimal(start)
        .str(match error {
            Errno::ENOMEM => ": there is none, or a limit of address space (see `ulimit -v`) is too low",
            Errno::EEXIST => ": the addresses are in use",
            _ => ": the kernel refused",
        })
        .exit(EXIT_STATUS_START)
}
