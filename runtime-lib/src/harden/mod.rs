//! The process gives up, for good, what its program has no use for (`--harden`).
//!
//! The last thing before the guest runs: granted directories and sockets are open by then. Nothing here is a
//! condition of the sandbox; it is a second wall, in case that compiled code or this library is wrong. Where
//! the kernel has no means for it, the process ends, unless the program was built to go on then.

mod landlock;
mod seccomp;

use linux_raw_sys::general::__NR_prctl;
use linux_raw_sys::prctl::PR_SET_NO_NEW_PRIVS;
use precast_abi::EXIT_STATUS_START;
use precast_abi::program::FLAG_HARDEN_BEST_EFFORT;

use crate::sys::{self, Errno};
use crate::text::{self, STDERR, Text};
use crate::{process, start, wasi};

/// Confines the process.
#[unsafe(no_mangle)]
extern "C" fn precast_launch_harden() {
    let program = process::program();
    let best_effort = program.flags & FLAG_HARDEN_BEST_EFFORT != 0;
    // Without it only root may install what follows. It has been there since Linux 3.5.
    // SAFETY: this request takes numbers only.
    if sys::check(unsafe { sys::syscall5(__NR_prctl, PR_SET_NO_NEW_PRIVS as usize, 1, 0, 0, 0) }).is_err() {
        start::fail("the kernel does not let a process give up privileges");
    }
    // By path, from the working directory: that is forbidden later, also where there is a filter but no
    // Landlock.
    wasi::open_granted_directories();
    if let Err(errno) = landlock::confine()
        && !best_effort
    {
        refuse("Landlock", errno);
    }
    if let Err(errno) = seccomp::install(program)
        && !best_effort
    {
        refuse("a filter of system calls", errno);
    }
}

/// Ends the process: the kernel cannot do what the program was built to ask for.
#[cold]
fn refuse(means: &str, errno: Errno) -> ! {
    let mut buffer = text::buffer::<256>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: the kernel cannot confine this program with ").str(means).str(" (");
    match errno {
        Errno::ENOSYS => text.str("it has no such call"),
        Errno::EOPNOTSUPP => text.str("it is switched off"),
        errno => text.str("error ").decimal(errno.0 as u64),
    };
    text.str("), as --harden demands; one built with --harden-best-effort starts").exit(EXIT_STATUS_START)
}
