//! The checked view of guest memory: the only way from a guest's number to an address.
//!
//! In: 32-bit guest pointers and lengths. Out: copies of what lies there, or ranges that a system call
//! may use. They are 32 bits wide in every module: of a memory with 64-bit addresses they reach the first 4 GiB.
//! Each is compared with the memory's size at the time of use; what does not fit
//! is EFAULT. Guest memory is never borrowed as a Rust reference: it is read and written through raw
//! pointers, at any alignment.

use core::ptr;

use precast_abi::Memory;

use super::errno::Errno;
use crate::sandbox::GuestPath;
use crate::sys::file::IoVector;

/// Ranges handed to the kernel at once; longer lists are worked off in batches of this many. They lie on the
/// guest's stack, whose first page is to suffice for a program that prints.
pub(crate) const VECTORS_MAX: usize = 16;

/// The memory of the instance that made the call.
#[derive(Clone, Copy)]
pub(crate) struct GuestMemory {
    descriptor: *const Memory,
}

/// A batch of checked ranges.
pub(crate) struct Batch {
    vectors: [IoVector; VECTORS_MAX],
    len: usize,
    /// Bytes of all ranges.
    pub(crate) bytes: usize,
}

impl Batch {
    /// The ranges.
    pub(crate) fn vectors(&self) -> &[IoVector] {
        &self.vectors[..self.len]
    }
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
    /// `pointer` on.
    #[inline]
    pub(crate) fn batch(&self, pointer: u32, count: u32, from: u32) -> Result<Batch, Errno> {
        let array = self.range(pointer, count.checked_mul(8).ok_or(Errno::FAULT)?)?;
        let len = (count.saturating_sub(from) as usize).min(VECTORS_MAX);
        let mut batch = Batch { vectors: [IoVector::EMPTY; VECTORS_MAX], len, bytes: 0 };
        for (index, vector) in batch.vectors[..len].iter_mut().enumerate() {
            // SAFETY: `from + index < count`, so the element lies in the range that was checked.
            let [start, bytes] =
                unsafe { array.base().add((from as usize + index) * 8).cast::<[u32; 2]>().read_unaligned() };
            *vector = self.range(start, bytes)?;
            batch.bytes += bytes as usize;
        }
        // The sum must fit the guest's 32-bit count.
        if batch.bytes > u32::MAX as usize { Err(Errno::INVAL) } else { Ok(batch) }
    }
}

/// A length as guests count; one that no guest can have is EOVERFLOW.
pub(crate) fn len_u32(len: usize) -> Result<u32, Errno> {
    u32::try_from(len).map_err(|_| Errno::OVERFLOW)
}
