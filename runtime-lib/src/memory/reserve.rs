//! Reserving the guest's address space, the first thing that a process does.

use core::slice;

use linux_raw_sys::general::{
    __NR_madvise, MADV_NOHUGEPAGE, MAP_NORESERVE, PROT_NONE, PROT_READ, PROT_WRITE,
};
use precast_abi::{EXIT_STATUS_START, Memory, MemoryPlan, Program};

use super::{accessible_end, huge, map_gap_at, page_bytes, page_up};
use crate::sys::{self, Errno};
use crate::text::{self, STDERR, Text};

/// Reserves what the memories may grow to and what lies in reach of their accesses; where the guards below
/// the stack and below memory 0 are, [nothing is mapped](precast_abi::address). Ends the process with a clear
/// message where the kernel refuses.
pub(crate) fn reserve(program: &Program) {
    // SAFETY: the compiler wrote that many plans there.
    let plans = unsafe {
        slice::from_raw_parts(program.memories as *const MemoryPlan, program.memories_len as usize)
    };
    for plan in plans {
        reserve_memory(plan);
        // Only where more of the file lies above can the loader have filled what is between.
        if plan.reservation_bytes == 0 && plans.len() > 1 {
            adopt_gap(plan);
        }
    }
}

/// Lets a memory that grows in place use the inaccessible pages with which qemu-user fills gaps between
/// segments: where they cover all that it may grow to, growing is a matter of protection. A kernel maps
/// nothing there, and then this changes nothing.
fn adopt_gap(plan: &MemoryPlan) {
    // SAFETY: the compiler wrote the address of a descriptor; the guest does not run yet.
    let memory = unsafe { &mut *(plan.descriptor as *mut Memory) };
    let start = accessible_end(memory.base, memory.len_bytes);
    let end = accessible_end(memory.base, memory.max_bytes);
    if start < end {
        // SAFETY: the range is the memory's own room, of which nothing is in use.
        let filled = unsafe { sys::mprotect(start as usize, (end - start) as usize, PROT_NONE) };
        memory.reserved = u32::from(filled.is_ok());
    }
}

/// Reserves the address space of one memory and makes its initial size accessible.
fn reserve_memory(plan: &MemoryPlan) {
    // SAFETY: the compiler wrote the address of a descriptor; the guest does not run yet.
    let memory = unsafe { &*(plan.descriptor as *const Memory) };
    let page_bytes = page_bytes();
    let accessible_end = accessible_end(memory.base, memory.len_bytes);
    let end = accessible_end.max(memory.base + plan.reservation_bytes);
    // What exec has mapped stays; the gaps between are filled.
    let mut gap = page_up(memory.base + plan.mapped_bytes, page_bytes);
    for range in plan.far.iter().take(plan.far_len as usize) {
        map_gap(gap, (memory.base + range.start) & !(page_bytes - 1), accessible_end);
        gap = page_up(memory.base + range.end, page_bytes);
    }
    map_gap(gap, end, accessible_end);
    let small = &plan.small_pages;
    if small.start < small.end {
        let (start, len) = (memory.base + small.start, small.end - small.start);
        // SAFETY: advice about pages of the memory, which leaves their contents alone. A kernel that
        // knows no huge pages refuses, and that is as good.
        unsafe { sys::syscall3(__NR_madvise, start as usize, len as usize, MADV_NOHUGEPAGE as usize) };
    }
    huge::advise(memory, 0);
}

/// Maps a part of a memory that exec has not mapped: accessible up to `accessible_end`, reserved behind it.
fn map_gap(start: u64, end: u64, accessible_end: u64) {
    let border = accessible_end.clamp(start, end.max(start));
    if let Err(error) = map_gap_at(start, border, PROT_READ | PROT_WRITE, 0) {
        refuse(start, border, error);
    }
    if let Err(error) = map_gap_at(border, end, PROT_NONE, MAP_NORESERVE) {
        refuse(border, end, error);
    }
}

/// Ends the process: the address space cannot be reserved.
#[cold]
fn refuse(start: u64, end: u64, error: Errno) -> ! {
    let mut buffer = text::buffer::<256>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: cannot reserve ")
        .decimal((end - start).div_ceil(1 << 10))
        .str(" KiB of address space at ");
    text.hexadecimal(start).str(match error {
        Errno::ENOMEM => " (a limit of address space or memory, see `ulimit -v`)",
        Errno::EEXIST => " (the addresses are in use)",
        _ => " (the kernel refused)",
    });
    text.str("; a program built with --memory-guard=none reserves none").exit(EXIT_STATUS_START)
}
