//! `clock_gettime` of the kernel's vDSO: reads a clock without entering the kernel.
//!
//! In: the image that the auxiliary vector points to, an ELF shared object that the kernel has mapped and
//! keeps. Out: the address of one function, looked up after a few calls, because a program that
//! asks once or twice is done sooner with the system call. Where there is no vDSO (qemu-user before 8.2)
//! or it is not as expected, the answer is `None` and the caller makes the system call.

use core::ffi::CStr;
use core::sync::atomic::Ordering;

use linux_raw_sys::auxvec::AT_SYSINFO_EHDR;

use crate::process;
use crate::state::state;
use crate::sys::file::Timespec;

#[cfg(target_arch = "aarch64")]
const NAME: &CStr = c"__kernel_clock_gettime";
#[cfg(not(target_arch = "aarch64"))]
const NAME: &CStr = c"__vdso_clock_gettime";

/// Calls answered with `None` before the image is looked at: reading it touches two or three pages.
const CALLS_BEFORE: usize = 8;
/// There is no such function. No function lies at so low an address.
const ABSENT: usize = CALLS_BEFORE + 1;

type ClockGettime = unsafe extern "C" fn(i32, *mut Timespec) -> i32;

/// What a clock shows, if the vDSO can tell.
#[inline]
pub(super) fn clock_gettime(clock: u32) -> Option<Timespec> {
    // Number of calls up to `CALLS_BEFORE`, then `ABSENT` or the address of the function.
    let known = &state().vdso;
    let address = match known.load(Ordering::Relaxed) {
        calls @ 0..CALLS_BEFORE => {
            known.store(calls + 1, Ordering::Relaxed);
            return None;
        }
        CALLS_BEFORE => {
            let found = find().unwrap_or(ABSENT);
            known.store(found, Ordering::Relaxed);
            found
        }
        address => address,
    };
    if address == ABSENT {
        return None;
    }
    // SAFETY: the address is that of the kernel's function of this name, which has this type.
    let function: ClockGettime = unsafe { core::mem::transmute::<usize, ClockGettime>(address) };
    let mut time = Timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the function writes a timespec; it needs a few hundred bytes of stack, as any function.
    let answer = unsafe { function(clock as i32, &raw mut time) };
    (answer == 0).then_some(time)
}

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const DT_HASH: u64 = 4;
const DT_STRTAB: u64 = 5;
const DT_SYMTAB: u64 = 6;
const DT_GNU_HASH: u64 = 0x6fff_fef5;

/// Where things lie in an ELF64 image: header, program headers (56 bytes each), symbols (24 bytes each).
mod offset {
    pub(super) const PROGRAM_HEADERS: usize = 32;
    pub(super) const PROGRAM_HEADERS_LEN: usize = 56;
    pub(super) const PROGRAM_HEADER_BYTES: usize = 56;
    pub(super) const SEGMENT_OFFSET: usize = 8;
    pub(super) const SEGMENT_ADDRESS: usize = 16;
    pub(super) const SYMBOL_BYTES: usize = 24;
    pub(super) const SYMBOL_SECTION: usize = 6;
    pub(super) const SYMBOL_VALUE: usize = 8;
}

/// Reads a value of the image.
///
/// # Safety
/// `address` must lie in the mapped image, with room for the value.
unsafe fn read<T: Copy>(address: usize) -> T {
    // SAFETY: the caller's promise.
    unsafe { (address as *const T).read_unaligned() }
}

/// Address of the function, if the image has it.
fn find() -> Option<usize> {
    let image = process::auxv(AT_SYSINFO_EHDR).filter(|&image| image != 0)?;
    // SAFETY: the kernel maps a well-formed ELF64 shared object there; all offsets below are its own.
    unsafe {
        let headers = image + read::<u64>(image + offset::PROGRAM_HEADERS) as usize;
        let headers_len = read::<u16>(image + offset::PROGRAM_HEADERS_LEN) as usize;
        let mut bias = None;
        let mut dynamic = None;
        for index in 0..headers_len {
            let header = headers + index * offset::PROGRAM_HEADER_BYTES;
            let file_offset = read::<u64>(header + offset::SEGMENT_OFFSET) as usize;
            match read::<u32>(header) {
                PT_LOAD if bias.is_none() => {
                    let address = read::<u64>(header + offset::SEGMENT_ADDRESS) as usize;
                    bias = Some(image.wrapping_add(file_offset).wrapping_sub(address));
                }
                PT_DYNAMIC => dynamic = Some(image + file_offset),
                _ => {}
            }
        }
        let (bias, mut entry) = (bias?, dynamic?);
        let (mut hash, mut gnu_hash, mut strings, mut symbols) = (None, None, None, None);
        loop {
            let value = bias.wrapping_add(read::<u64>(entry + 8) as usize);
            match read::<u64>(entry) {
                0 => break,
                DT_HASH => hash = Some(value),
                DT_GNU_HASH => gnu_hash = Some(value),
                DT_STRTAB => strings = Some(value),
                DT_SYMTAB => symbols = Some(value),
                _ => {}
            }
            entry += 16;
        }
        let (strings, symbols) = (strings?, symbols?);
        let len = match (hash, gnu_hash) {
            // The second word is the number of symbols.
            (Some(table), _) => read::<u32>(table + 4),
            (None, Some(table)) => gnu_symbols(table),
            (None, None) => return None,
        };
        for index in 0..len as usize {
            let symbol = symbols + index * offset::SYMBOL_BYTES;
            let name = CStr::from_ptr((strings + read::<u32>(symbol) as usize) as *const _);
            if read::<u16>(symbol + offset::SYMBOL_SECTION) != 0 && name == NAME {
                let value = read::<u64>(symbol + offset::SYMBOL_VALUE) as usize;
                return Some(bias.wrapping_add(value));
            }
        }
        None
    }
}

/// Number of symbols that a GNU hash table covers: the highest that a bucket starts with, and the chain from
/// there on, whose end has its lowest bit set.
///
/// # Safety
/// `table` must be the address of such a table.
unsafe fn gnu_symbols(table: usize) -> u32 {
    // SAFETY: the caller's promise; the counts are the table's own.
    unsafe {
        let buckets_len = read::<u32>(table) as usize;
        let first = read::<u32>(table + 4);
        let bloom_len = read::<u32>(table + 8) as usize;
        let buckets = table + 16 + bloom_len * 8;
        let chains = buckets + buckets_len * 4;
        let mut last = 0;
        for bucket in 0..buckets_len {
            last = last.max(read::<u32>(buckets + bucket * 4));
        }
        if last < first {
            return first;
        }
        while read::<u32>(chains + (last - first) as usize * 4) & 1 == 0 {
            last += 1;
        }
        last + 1
    }
}
