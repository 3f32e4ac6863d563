//! `proc_exit`, `proc_raise` and `sched_yield`.

use linux_raw_sys::general as linux;

use super::errno::Errno;
use super::guest::GuestMemory;
use crate::sys::{self, file};

/// Ends the process. The kernel hands the low eight bits of the status to the parent.
pub(super) fn proc_exit(_memory: &GuestMemory, status: u32) -> Result<(), Errno> {
    sys::exit_group(status as i32)
}

/// Linux's number for each signal of WASI, and whether its default action ends the process.
static SIGNALS: [(u32, bool); 31] = [
    (0, false),
    (linux::SIGHUP, true),
    (linux::SIGINT, true),
    (linux::SIGQUIT, true),
    (linux::SIGILL, true),
    (linux::SIGTRAP, true),
    (linux::SIGABRT, true),
    (linux::SIGBUS, true),
    (linux::SIGFPE, true),
    (linux::SIGKILL, true),
    (linux::SIGUSR1, true),
    (linux::SIGSEGV, true),
    (linux::SIGUSR2, true),
    (linux::SIGPIPE, true),
    (linux::SIGALRM, true),
    (linux::SIGTERM, true),
    (linux::SIGCHLD, false),
    (linux::SIGCONT, false),
    (linux::SIGSTOP, false),
    (linux::SIGTSTP, false),
    (linux::SIGTTIN, false),
    (linux::SIGTTOU, false),
    (linux::SIGURG, false),
    (linux::SIGXCPU, true),
    (linux::SIGXFSZ, true),
    (linux::SIGVTALRM, true),
    (linux::SIGPROF, true),
    (linux::SIGWINCH, false),
    (linux::SIGPOLL, true),
    (linux::SIGPWR, true),
    (linux::SIGSYS, true),
];

/// Sends the process a signal. Returns only if the signal does not end it.
pub(super) fn proc_raise(_memory: &GuestMemory, signal: u32) -> Result<(), Errno> {
    let &(signal, ends) = SIGNALS.get(signal as usize).ok_or(Errno::INVAL)?;
    if signal == 0 {
        return Ok(());
    }
    // The runtime's handlers of faults are for faults; a raised signal ends the process as usual.
    if matches!(signal, linux::SIGSEGV | linux::SIGBUS | linux::SIGILL | linux::SIGFPE | linux::SIGTRAP) {
        file::default_action(signal)?;
    }
    file::raise(signal)?;
    // The kernel drops signals with default action for the first process of a container.
    if ends && sys::getpid() == 1 {
        sys::exit_group(128 + signal as i32)
    }
    Ok(())
}

pub(super) fn sched_yield(_memory: &GuestMemory) -> Result<(), Errno> {
    file::sched_yield();
    Ok(())
}
