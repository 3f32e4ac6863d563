//! A path as the kernel takes it: a copy in a buffer of our own, without NUL inside and with one at its
//! end, so that the guest cannot change it after it was looked at.

use core::ffi::CStr;
use core::mem::MaybeUninit;

use crate::sys::Errno;

/// Longest path with its NUL, as in the kernel (`PATH_MAX`).
pub(crate) const PATH_BYTES_MAX: usize = 4096;

/// A path that came from outside.
pub(crate) struct GuestPath {
    bytes: [MaybeUninit<u8>; PATH_BYTES_MAX],
    /// Bytes before the NUL. All of them, and the NUL, are initialised once `finish` has succeeded.
    len: usize,
}

impl GuestPath {
    /// The empty path.
    #[inline(always)]
    pub(crate) fn new() -> GuestPath {
        let mut path = GuestPath { bytes: [MaybeUninit::uninit(); PATH_BYTES_MAX], len: 0 };
        path.bytes[0].write(0);
        path
    }

    /// Room for a path of `len` bytes, to be filled before [`finish`](GuestPath::finish).
    pub(crate) fn room(&mut self, len: usize) -> Result<&mut [MaybeUninit<u8>], Errno> {
        if len < PATH_BYTES_MAX { Ok(&mut self.bytes[..len]) } else { Err(Errno::ENAMETOOLONG) }
    }

    /// Makes the first `len` bytes of the room the path; with a NUL among them they are none.
    ///
    /// # Safety
    /// These bytes must have been written.
    pub(crate) unsafe fn finish(&mut self, len: usize) -> Result<(), Errno> {
        // SAFETY: the caller's promise.
        let written = unsafe { core::slice::from_raw_parts(self.bytes.as_ptr().cast::<u8>(), len) };
        if written.contains(&0) {
            return Err(Errno::EINVAL);
        }
        self.bytes[len].write(0);
        self.len = len;
        Ok(())
    }

    /// The path for a system call.
    pub(crate) fn as_c_str(&self) -> &CStr {
        self.string(0, self.len)
    }

    /// The string from `start` to the NUL at `end`.
    fn string(&self, start: usize, end: usize) -> &CStr {
        let pointer = self.bytes[start..].as_ptr().cast::<u8>();
        // SAFETY: `finish` has seen to it that these bytes are written and hold no NUL, and `finish` or
        // `split` has put one at `end`.
        unsafe { CStr::from_bytes_with_nul_unchecked(core::slice::from_raw_parts(pointer, end - start + 1)) }
    }

    /// Where the last component begins and ends, slashes not counted.
    fn last_component(&self) -> (usize, usize) {
        let bytes = self.as_c_str().to_bytes();
        let end = bytes.iter().rposition(|&byte| byte != b'/').map_or(0, |index| index + 1);
        let start = bytes[..end].iter().rposition(|&byte| byte == b'/').map_or(0, |index| index + 1);
        (start, end)
    }

    /// Whether the last component is "." or "..", which name no entry of their parent.
    pub(crate) fn ends_in_dots(&self) -> bool {
        let (start, end) = self.last_component();
        matches!(&self.as_c_str().to_bytes()[start..end], b"." | b"..")
    }

    /// Whether the path is the name of an entry of the directory that it starts from, nothing more.
    pub(crate) fn is_single(&self) -> bool {
        let bytes = self.as_c_str().to_bytes();
        !bytes.is_empty() && !bytes.contains(&b'/') && bytes != b".."
    }

    /// Cuts the path before its last component: the directory (`None` for the one that the path starts
    /// from), and the component with the slashes behind it.
    pub(crate) fn split(&mut self) -> (Option<&CStr>, &CStr) {
        let (start, _) = self.last_component();
        if start == 0 {
            return (None, self.as_c_str());
        }
        // The slash before the component; the path is not needed in one piece any more.
        self.bytes[start - 1].write(0);
        (Some(self.string(0, start - 1)), self.string(start, self.len))
    }
}
