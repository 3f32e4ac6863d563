//! Huge pages for memories that are large: fewer faults, and fewer misses where a program jumps about.

use linux_raw_sys::general::{__NR_madvise, MADV_HUGEPAGE};
use precast_abi::Memory;
use precast_abi::program::HUGE_PAGES_FROM_BYTES;

use super::{accessible_end, page_bytes};
use crate::sys;

/// Asks the kernel for huge pages once a memory that had `old_bytes` is large. What has been touched stays as
/// it is.
pub(super) fn advise(memory: &Memory, old_bytes: u64) {
    // Kernels with larger pages have huge ones of 32 or 512 MiB.
    if memory.len_bytes < HUGE_PAGES_FROM_BYTES || page_bytes() > 4 << 10 {
        return;
    }
    let was_large = old_bytes >= HUGE_PAGES_FROM_BYTES;
    let (start, end) = match (memory.reserved != 0, was_large) {
        // What it may grow to is mapped, and has been advised.
        (true, true) => return,
        (true, false) => (memory.base, accessible_end(memory.base, memory.max_bytes)),
        (false, true) => {
            (accessible_end(memory.base, old_bytes), accessible_end(memory.base, memory.len_bytes))
        }
        (false, false) => (memory.base, accessible_end(memory.base, memory.len_bytes)),
    };
    if start < end {
        let len = (end - start) as usize;
        // SAFETY: advice about pages of the memory, which leaves their contents alone. A kernel that has no huge
        // pages refuses, and that is as good.
        unsafe { sys::syscall3(__NR_madvise, start as usize, len, MADV_HUGEPAGE as usize) };
    }
}
