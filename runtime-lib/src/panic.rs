//! What happens when the runtime itself is wrong: one line with the place, then SIGABRT.

use core::panic::PanicInfo;

use linux_raw_sys::general::{__NR_kill, SIGABRT};

use crate::sys;
use crate::text::{self, STDERR, Text};

#[panic_handler]
fn panic(info: &PanicInfo) -> ! {
    let mut buffer = text::buffer::<512>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: internal error");
    // The message itself would need `core::fmt`, which is larger than most artifacts; the place suffices.
    if let Some(location) = info.location() {
        text.str(": ").str(location.file()).byte(b':').decimal(location.line().into());
    }
    text.byte(b'\n').flush();
    abort()
}

/// Ends the process as `abort` of C does.
pub(crate) fn abort() -> ! {
    // SAFETY: sends a signal to this process and touches no memory.
    unsafe { sys::syscall2(__NR_kill, sys::getpid() as usize, SIGABRT as usize) };
    // The first process of a container gets here: the kernel drops signals without handler for it.
    sys::exit_group(128 + SIGABRT as i32)
}
