//! The checked view of guest memory: the only way from a guest's number to an address.
//!
//! In: 32-bit guest pointers and lengths. Out: copies of what lies there, or ranges that a system call
//! may use. They are 32 bits wide in every module: of a memory with 64-bit addresses they reach the first 4
//! GiB. Each is compared with the memory's size at the time of use; what does not fit
//! is EFAULT. Guest memory is never borrowed as a Rust reference: it is read and written through raw
//! pointers, at any alignment.

use core::ptr;

use precast_abi::Memory;

use super::errno::Errno;
use crate::sandbox::GuestPath;
use crate::sys::file::IoVector;

/// Most ranges that the kernel takes at once (`UIO_MAXIOV`); longer lists are worked off in batches.
pub(crate) const VECTORS_MAX: usize = 1024;

/// Ranges that there is always room for on the guest's stack, whose first page is to suffice for a program
/// that prints.
const VECTORS_FEW: usize = 16;

/// The memory of the instance that made the call.
#[derive(Clone, Copy)]
pub(crate) struct GuestMemory {
    descriptor: *const Memory,
}

/// A batch of checked ranges.
pub(crate) struct Batch<'a> {
    pub(crate) vectors: &'a [IoVector],
    /// Bytes of all ranges.
    pub(crate) bytes: usize,
}

impl GuestMemory {
    /// The view of a memory.
    ///
    /// # Safety
    /// `descriptor` must be the address of a descriptor that generated code passes: it stays valid, and
    /// `len_bytes` bytes from its `base` on are readable and writable at any time.
    pub(crate) unsafe fn new(descriptor: *const Memory) -> GuestMemory {
        GuestMemory { descriptor }
    }

    /// The range of `len` bytes at `pointer`, if it lies in the memory.
    #[inline]
    pub(crate) fn range(&self, pointer: u32, len: u32) -> Result<IoVector, Errno> {
        // SAFETY: the constructor's promise. Volatile, because `memory.grow` changes it behind our back.
        let (base, len_bytes) = unsafe {
            (
                ptr::read_volatile(&raw const (*self.descriptor).base),
                ptr::read_volatile(&raw const (*self.descriptor).len_bytes),
            )
        };
        // Two 32-bit numbers cannot overflow 64 bits.
        if u64::from(pointer) + u64::from(len) > len_bytes {
            return Err(Errno::FAULT);
        }
        let start = (base + u64::from(pointer)) as *mut u8;
        // SAFETY: the range was just compared with the size, and memories never shrink.
        Ok(unsafe { IoVector::new(start, len as usize) })
    }

    /// Copies `buffer.len()` bytes out.
    pub(crate) fn read_bytes(&self, pointer: u32, buffer: &mut [u8]) -> Result<(), Errno> {
        let range = self.range(pointer, len_u32(buffer.len())?)?;
        // SAFETY: the range is checked and `buffer` is not guest memory.
        unsafe { ptr::copy_nonoverlapping(range.base(), buffer.as_mut_ptr(), buffer.len()) };
        Ok(())
    }

    /// Copies bytes in.
    pub(crate) fn write_bytes(&self, pointer: u32, bytes: &[u8]) -> Result<(), Errno> {
        let range = self.range(pointer, len_u32(bytes.len())?)?;
        // SAFETY: the range is checked and `bytes` is not guest memory.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), range.base(), bytes.len()) };
        Ok(())
    }

    /// Writes a 16-bit number.
    pub(crate) fn write_u16(&self, pointer: u32, value: u16) -> Result<(), Errno> {
        self.write_bytes(pointer, &value.to_le_bytes())
    }

    /// Writes a 32-bit number.
    pub(crate) fn write_u32(&self, pointer: u32, value: u32) -> Result<(), Errno> {
        self.write_bytes(pointer, &value.to_le_bytes())
    }

    /// Writes a 64-bit number.
    pub(crate) fn write_u64(&self, pointer: u32, value: u64) -> Result<(), Errno> {
        self.write_bytes(pointer, &value.to_le_bytes())
    }

    /// Copies a path out into `path`, which refuses what cannot be one.
    pub(crate) fn path(&self, pointer: u32, len: u32, path: &mut GuestPath) -> Result<(), Errno> {
        let range = self.range(pointer, len)?;
        let room = path.room(range.len())?;
        // SAFETY: the range is checked, `room` has exactly its length and is not guest memory.
        unsafe { ptr::copy_nonoverlapping(range.base(), room.as_mut_ptr().cast(), range.len()) };
        // SAFETY: all bytes of the room have just been written.
        Ok(unsafe { path.finish(range.len()) }?)
    }

    /// Copies and checks up to [`VECTORS_MAX`] `iovec`s or `ciovec`s from number `from` of the `count` at
    /// `pointer` on, and passes them to `body`.
    #[inline]
    pub(crate) fn with_batch<T>(
        &self,
        pointer: u32,
        count: u32,
        from: u32,
        body: impl FnOnce(Batch) -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        let array = self.range(pointer, count.checked_mul(8).ok_or(Errno::FAULT)?)?;
        let array = array.base().cast::<[u32; 2]>().cast_const().wrapping_add(from as usize);
        let len = count.saturating_sub(from) as usize;
        if len > VECTORS_FEW {
            // SAFETY: `from + len <= count`, so the elements lie in the range that was checked.
            return unsafe { self.with_long_batch(array, len.min(VECTORS_MAX), body) };
        }
        let mut vectors = [IoVector::EMPTY; VECTORS_FEW];
        // SAFETY: likewise.
        body(unsafe { self.batch(array, &mut vectors[..len]) }?)
    }

    /// The rest of [`GuestMemory::with_batch`] for more than a few ranges, with a frame of its own.
    ///
    /// # Safety
    /// As for [`GuestMemory::batch`], with `len` elements; `len` is at most [`VECTORS_MAX`].
    #[cold]
    #[inline(never)]
    unsafe fn with_long_batch<T>(
        &self,
        array: *const [u32; 2],
        len: usize,
        body: impl FnOnce(Batch) -> Result<T, Errno>,
    ) -> Result<T, Errno> {
        let mut vectors = [IoVector::EMPTY; VECTORS_MAX];
        // SAFETY: the caller's promise.
        body(unsafe { self.batch(array, &mut vectors[..len]) }?)
    }

    /// Fills `vectors` with the ranges that the elements of `array` stand for.
    ///
    /// # Safety
    /// As many elements must lie at `array` in the guest's memory, at any alignment.
    #[inline]
    unsafe fn batch<'a>(
        &self,
        array: *const [u32; 2],
        vectors: &'a mut [IoVector],
    ) -> Result<Batch<'a>, Errno> {
        let mut bytes = 0;
        for (index, vector) in vectors.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            let [start, len] = unsafe { array.add(index).read_unaligned() };
            *vector = self.range(start, len)?;
            bytes += len as usize;
        }
        // The sum must fit the guest's 32-bit count.
        if bytes > u32::MAX as usize { Err(Errno::INVAL) } else { Ok(Batch { vectors, bytes }) }
    }
}

/// A length as guests count; one that no guest can have is EOVERFLOW.
pub(crate) fn len_u32(len: usize) -> Result<u32, Errno> {
    u32::try_from(len).map_err(|_| Errno::OVERFLOW)
}
