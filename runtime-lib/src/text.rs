//! Messages for people: pieces of text gathered in a buffer of fixed size and written to a file
//! descriptor at once, so that lines of several processes do not mix.
//!
//! Usable in a signal handler: allocates nothing, takes no lock. `core::fmt` is avoided because it
//! would be most of a small artifact.

use core::fmt;
use core::mem::MaybeUninit;

use crate::sys::{self, Errno};

/// Standard output.
pub(crate) const STDOUT: i32 = 1;
/// Standard error.
pub(crate) const STDERR: i32 = 2;

/// Room for a message.
pub(crate) type Buffer<const BYTES: usize> = [MaybeUninit<u8>; BYTES];

/// Room for a message of `BYTES` bytes; on the stack, where it costs nothing until it is filled.
pub(crate) fn buffer<const BYTES: usize>() -> Buffer<BYTES> {
    [const { MaybeUninit::uninit() }; BYTES]
}

/// A message that is being put together. What does not fit is written early.
///
/// Nothing is inlined: all of this runs at most once in a process, and counts by its size.
pub(crate) struct Text<'b> {
    fd: i32,
    len: usize,
    bytes: &'b mut [MaybeUninit<u8>],
}

impl<'b> Text<'b> {
    /// An empty message for a file descriptor.
    pub(crate) fn new(fd: i32, bytes: &'b mut [MaybeUninit<u8>]) -> Text<'b> {
        Text { fd, len: 0, bytes }
    }

    /// Appends one byte.
    #[inline(never)]
    pub(crate) fn byte(&mut self, byte: u8) -> &mut Self {
        if self.len == self.bytes.len() {
            self.flush();
        }
        if let Some(place) = self.bytes.get_mut(self.len) {
            place.write(byte);
            self.len += 1;
        }
        self
    }

    /// Appends text as it is.
    #[inline(never)]
    pub(crate) fn str(&mut self, text: &str) -> &mut Self {
        for &byte in text.as_bytes() {
            self.byte(byte);
        }
        self
    }

    /// Appends text from outside: control characters, which a terminal would obey, become `?`.
    #[inline(never)]
    pub(crate) fn foreign(&mut self, text: &[u8]) -> &mut Self {
        for &byte in text {
            self.byte(if byte < b' ' || byte == 0x7f { b'?' } else { byte });
        }
        self
    }

    /// Appends a number in decimal.
    #[inline(never)]
    pub(crate) fn decimal(&mut self, number: u64) -> &mut Self {
        self.digits(number, 10)
    }

    /// Appends a number in hexadecimal, with `0x`.
    #[inline(never)]
    pub(crate) fn hexadecimal(&mut self, number: u64) -> &mut Self {
        self.str("0x").digits(number, 16)
    }

    #[inline(never)]
    fn digits(&mut self, mut number: u64, radix: u64) -> &mut Self {
        // The longest: 2^64 - 1 in decimal.
        let mut digits = [0u8; 20];
        let mut len = 0;
        for place in &mut digits {
            *place = b"0123456789abcdef"[(number % radix) as usize];
            number /= radix;
            len += 1;
            if number == 0 {
                break;
            }
        }
        for &digit in digits.iter().take(len).rev() {
            self.byte(digit);
        }
        self
    }

    /// Writes what has been gathered. Errors are final: there is nobody else to tell.
    #[inline(never)]
    pub(crate) fn flush(&mut self) {
        let len = core::mem::take(&mut self.len);
        // SAFETY: the first `len` bytes have been written by `byte`.
        let mut rest = unsafe { core::slice::from_raw_parts(self.bytes.as_ptr().cast::<u8>(), len) };
        while !rest.is_empty() {
            match sys::write(self.fd, rest) {
                Ok(taken) => rest = rest.get(taken..).unwrap_or_default(),
                Err(Errno::EINTR) => {}
                Err(_) => return,
            }
        }
    }

    /// Ends the message and the process.
    #[inline(never)]
    pub(crate) fn exit(&mut self, status: i32) -> ! {
        self.byte(b'\n').flush();
        sys::exit_group(status)
    }
}

/// For the few that format numbers other than natural ones. Never fails.
impl fmt::Write for Text<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.str(text);
        Ok(())
    }
}
