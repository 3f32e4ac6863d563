//! All that the runtime remembers, in one place: the compiler sets the room aside in a page that every
//! program writes anyway, and the runtime has no writable data of its own.
//!
//! Everything in it is zero at first. There is one thread; what signal handlers read is atomic or written
//! before they are installed.

use core::sync::atomic::{AtomicPtr, AtomicU8, AtomicU64, AtomicUsize};

use precast_abi::address::RUNTIME_STATE_BYTES;

use crate::wasi;

/// The variables, each the affair of one room.
#[repr(C, align(16))]
pub(crate) struct State {
    /// Of [`process`](crate::process): address of `argc` on the initial stack.
    pub(crate) initial_stack: AtomicPtr<usize>,
    /// Of [`sandbox`](crate::sandbox): which way this kernel opens files.
    pub(crate) way: AtomicU8,
    /// Of the clocks: what is known of the vDSO.
    pub(crate) vdso: AtomicUsize,
    /// Of [`trap`](crate::trap): where to go on after a trap instead of ending the process: a stack pointer,
    /// with the address on top of that stack; 0, but while the driver of test scripts calls compiled code.
    pub(crate) recovery_point: AtomicU64,
    /// The guest's descriptors.
    pub(crate) descriptors: wasi::Descriptors,
}

const _: () = assert!(size_of::<State>() as u64 <= RUNTIME_STATE_BYTES);

#[allow(improper_ctypes, reason = "the compiler sets room aside, only the runtime knows the type")]
unsafe extern "C" {
    /// Defined by the compiler's object file, where the guest's stack ends.
    static precast_runtime_state: State;
}

/// The variables.
#[inline(always)]
pub(crate) fn state() -> &'static State {
    // SAFETY: the compiler defines the symbol with room and alignment for the type, in writable memory that
    // is zero at first, which is a value of each field.
    unsafe { &precast_runtime_state }
}
