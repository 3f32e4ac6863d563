//! seccomp: a system call that the program has no use for ends the process.
//!
//! The filter was made by the compiler; here it is handed to the kernel. It answers with
//! `SECCOMP_RET_KILL_PROCESS`: the process ends with SIGSYS, and the kernel's log names the call.

use linux_raw_sys::general::{self, __NR_seccomp};
use linux_raw_sys::ptrace::{SECCOMP_SET_MODE_FILTER, sock_fprog};
use precast_abi::{Program, harden};

use crate::sys::{Errno, check, syscall3};

/// The compiler's table of numbers says what this machine's headers say.
macro_rules! compare {
    ($($call:ident $number:ident;)*) => {$(
        const _: () = assert!(number(harden::$call) == general::$number);
    )*};
}

const fn number(call: harden::SystemCall) -> u32 {
    if cfg!(target_arch = "x86_64") { call.x86_64 } else { call.generic }
}

precast_abi::for_each_system_call!(compare);

/// Installs the filter of the program, if it has one.
pub(super) fn install(program: &Program) -> Result<(), Errno> {
    if program.filter_len == 0 {
        return Ok(());
    }
    let filter = sock_fprog { len: program.filter_len as u16, filter: program.filter as *mut _ };
    // SAFETY: the kernel reads the instructions that the compiler wrote there, and checks them.
    check(unsafe { syscall3(__NR_seccomp, SECCOMP_SET_MODE_FILTER as usize, 0, &raw const filter as usize) })
        .map(drop)
}
