//! The address space of the guest: what is mapped at start, and how memories grow.
//!
//! exec has mapped the segments of the file: the stack, the writable state, the first part of each
//! memory. More of a memory is mapped at addresses that must be free: nothing that exists is ever replaced.
//! Guards are gaps, see `precast_abi::address`.

mod grow;
mod huge;
mod initial;
mod wait;

pub(crate) use initial::prepare;
pub(crate) use wait::{precast_memory_wait32, precast_memory_wait64};

use core::slice;

use linux_raw_sys::general::{MAP_FIXED_NOREPLACE, MAP_NORESERVE, PROT_READ, PROT_WRITE};
use precast_abi::address::REGION_ALIGN_BYTES;
use precast_abi::{Memory, MemoryPlan, Program};

use crate::process;
use crate::sys::{self, Errno};

/// Size in bytes of the kernel's pages.
#[cfg(not(target_arch = "aarch64"))]
pub(crate) fn page_bytes() -> u64 {
    4 << 10
}

/// Size in bytes of the kernel's pages, which is a choice of who built the kernel.
#[cfg(target_arch = "aarch64")]
pub(crate) fn page_bytes() -> u64 {
    crate::process::auxv(linux_raw_sys::auxvec::AT_PAGESZ).map_or(4 << 10, |bytes| bytes as u64)
}

/// The first page boundary at or above an address.
fn page_up(address: u64, page_bytes: u64) -> u64 {
    (address + page_bytes - 1) & !(page_bytes - 1)
}

/// Where the accessible part of a memory of `len_bytes` bytes ends. Whole pages of any kernel, so that it
/// depends on the length alone; the bytes behind the length are zeros that the guest cannot see before it
/// grows.
fn accessible_end(base: u64, len_bytes: u64) -> u64 {
    page_up(base + len_bytes, REGION_ALIGN_BYTES)
}

/// What the compiler says of each memory.
pub(crate) fn plans(program: &Program) -> &[MemoryPlan] {
    // SAFETY: the compiler wrote that many plans there, for good.
    unsafe { slice::from_raw_parts(program.memories as *const MemoryPlan, program.memories_len as usize) }
}

/// The end of what accesses without checks reach; 0 where there are none.
fn reach_end(program: &Program) -> u64 {
    let guarded = plans(program).iter().filter(|plan| plan.reach_bytes != 0);
    let ends = guarded.map(|plan| {
        // SAFETY: the compiler wrote the address of a descriptor, whose base never changes.
        unsafe { (*(plan.descriptor as *const Memory)).base + plan.reach_bytes }
    });
    ends.max().unwrap_or(0)
}

/// Maps readable and writable memory for the runtime itself, at an address of the kernel's choice but out of
/// reach of the guest.
pub(crate) fn map_anywhere(bytes: usize) -> Result<usize, Errno> {
    // SAFETY: the kernel replaces nothing that exists.
    let address = unsafe { sys::mmap_anonymous(0, bytes, PROT_READ | PROT_WRITE, MAP_NORESERVE)? };
    if address as u64 >= reach_end(process::program()) {
        return Ok(address);
    }
    // SAFETY: the range has just been mapped and nobody knows it.
    unsafe { sys::munmap(address, bytes)? };
    Err(Errno::ENOMEM)
}

/// Maps anonymous memory at exactly `start..end`, which must be free. An empty range is fine.
fn map_at(start: u64, end: u64, protection: u32, flags: u32) -> Result<(), Errno> {
    if start >= end {
        return Ok(());
    }
    let (address, len) = (start as usize, (end - start) as usize);
    // SAFETY: the kernel replaces nothing that exists.
    let mapped = unsafe { sys::mmap_anonymous(address, len, protection, flags | MAP_FIXED_NOREPLACE)? };
    if mapped == address {
        return Ok(());
    }
    // Kernels before 4.17 and qemu-user before 8 take the address for a wish.
    // SAFETY: the range has just been mapped and nobody knows it.
    unsafe { sys::munmap(mapped, len)? };
    Err(Errno::EEXIST)
}

/// As [`map_at`], for a gap between segments of this executable: qemu-user fills such gaps with
/// inaccessible pages when it loads a file. Those need another protection at most. Anything else that
/// might be in the way does not cover the whole gap, and is left alone: the kernel changes nothing
/// where part of the range is not mapped.
pub(crate) fn map_gap_at(start: u64, end: u64, protection: u32, flags: u32) -> Result<(), Errno> {
    match map_at(start, end, protection, flags) {
        // SAFETY: nothing is in use there, as above.
        Err(Errno::EEXIST) => unsafe { sys::mprotect(start as usize, (end - start) as usize, protection) }
            .map_err(|_| Errno::EEXIST),
        result => result,
    }
}
