//! `memory.grow`, called by compiled code.

use linux_raw_sys::general::{PROT_READ, PROT_WRITE};
use precast_abi::Memory;

use super::{accessible_end, huge, map_at};
use crate::sys;

/// Adds `delta_pages` pages of zeros and returns the old size in pages, or `u64::MAX` where the
/// memory may not grow so far or the kernel has no memory.
///
/// # Safety
/// `memory` is the descriptor of a memory.
#[unsafe(no_mangle)]
unsafe extern "C" fn precast_memory_grow(memory: *mut Memory, delta_pages: u64) -> u64 {
    // SAFETY: the caller's promise; there is one thread, so nobody else looks at the descriptor.
    let memory = unsafe { &mut *memory };
    grow(memory, delta_pages).unwrap_or(u64::MAX)
}

/// As [`precast_memory_grow`], with `None` for failure.
fn grow(memory: &mut Memory, delta_pages: u64) -> Option<u64> {
    let old_bytes = memory.len_bytes;
    let delta_bytes = delta_pages.checked_mul(1u64.checked_shl(memory.page_size_log2)?)?;
    let new_bytes = old_bytes.checked_add(delta_bytes).filter(|&bytes| bytes <= memory.max_bytes)?;
    let old_end = accessible_end(memory.base, old_bytes);
    let new_end = accessible_end(memory.base, new_bytes);
    if new_end > old_end {
        if memory.reserved != 0 {
            let len = (new_end - old_end) as usize;
            // SAFETY: the range is the memory's own room, behind its accessible part.
            unsafe { sys::mprotect(old_end as usize, len, PROT_READ | PROT_WRITE) }.ok()?;
        } else {
            map_at(old_end, new_end, PROT_READ | PROT_WRITE, 0).ok()?;
        }
    }
    memory.len_bytes = new_bytes;
    huge::advise(memory, old_bytes);
    Some(old_bytes >> memory.page_size_log2)
}
