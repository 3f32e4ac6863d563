//! `random_get`: the kernel's random numbers, straight into guest memory.

use super::errno::Errno;
use super::guest::GuestMemory;
use crate::sys::{self, file};

/// Most bytes asked for at once. The kernel hands out up to 256 without being interrupted and cuts
/// longer requests at 32 MiB; this much keeps a huge request interruptible by signals.
const CHUNK_BYTES_MAX: u32 = 1 << 20;

pub(super) fn random_get(memory: &GuestMemory, buf: u32, buf_len: u32) -> Result<(), Errno> {
    memory.range(buf, buf_len)?;
    let mut done = 0;
    while done < buf_len {
        let chunk = memory.range(buf + done, (buf_len - done).min(CHUNK_BYTES_MAX))?;
        match file::getrandom(chunk) {
            Ok(count) => done += count as u32,
            Err(sys::Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}
