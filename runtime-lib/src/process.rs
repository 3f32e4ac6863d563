//! What the kernel handed to the process: arguments, environment, auxiliary vector; and the root of the
//! artifact's tables.
//!
//! The words lie where exec put them, on the initial stack, which stays mapped for the whole run (the
//! guest has a stack of its own). Nothing is copied; strings are read when somebody asks.

use core::ffi::{CStr, c_char};
use core::slice;
use core::sync::atomic::Ordering;

use precast_abi::Program;

use crate::state::state;

unsafe extern "C" {
    /// Defined by the compiler's object file.
    pub(crate) static precast_program: Program;
}

/// Remembers where the kernel put arguments, environment and auxiliary vector.
///
/// # Safety
/// `stack` is the stack pointer with which the kernel entered the process.
pub(crate) unsafe fn set_initial_stack(stack: *mut usize) {
    state().initial_stack.store(stack, Ordering::Relaxed);
}

/// The root of the artifact's tables.
pub(crate) fn program() -> &'static Program {
    // SAFETY: the compiler defines the symbol in read-only data with this type; `start` has compared
    // `abi_version` before anybody else asks.
    unsafe { &precast_program }
}

/// Number of arguments and the address of the first pointer to one.
fn arguments() -> (usize, *const *const c_char) {
    let stack = state().initial_stack.load(Ordering::Relaxed);
    // SAFETY: `start` stored the address before anything else; exec puts argc there and argv behind it.
    unsafe { (stack.read(), stack.add(1).cast()) }
}

/// The arguments, the program's name first. May be empty.
pub(crate) fn args() -> Strings {
    let (count, first) = arguments();
    // SAFETY: `count` pointers to terminated strings follow argc.
    Strings { pointers: unsafe { slice::from_raw_parts(first, count) } }
}

/// The launching environment, as `NAME=value`.
pub(crate) fn environment() -> Strings {
    let (count, first) = arguments();
    // SAFETY: behind the arguments' null pointer lie the variables, up to another null pointer.
    unsafe {
        let first = first.add(count + 1);
        let mut len = 0;
        while !(*first.add(len)).is_null() {
            len += 1;
        }
        Strings { pointers: slice::from_raw_parts(first, len) }
    }
}

/// The entry of the auxiliary vector with this key (`AT_…`), if the kernel gave one.
pub(crate) fn auxv(key: u32) -> Option<usize> {
    let variables = environment();
    // SAFETY: the vector of pairs begins behind the null pointer that ends the environment, and ends
    // with a pair whose key is AT_NULL (0).
    unsafe {
        let mut pair = variables.pointers.as_ptr().add(variables.pointers.len() + 1).cast::<usize>();
        while pair.read() != 0 {
            if pair.read() == key as usize {
                return Some(pair.add(1).read());
            }
            pair = pair.add(2);
        }
    }
    None
}

/// Strings of the initial stack, in order.
#[derive(Clone)]
pub(crate) struct Strings {
    pointers: &'static [*const c_char],
}

impl Strings {
    /// The string at `index`.
    pub(crate) fn get(&self, index: usize) -> Option<&'static CStr> {
        // SAFETY: exec terminates each string and leaves it in place for the life of the process.
        self.pointers.get(index).map(|&string| unsafe { CStr::from_ptr(string) })
    }
}

impl Iterator for Strings {
    type Item = &'static CStr;

    fn next(&mut self) -> Option<&'static CStr> {
        let first = self.get(0)?;
        self.pointers = &self.pointers[1..];
        Some(first)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.pointers.len(), Some(self.pointers.len()))
    }
}

impl ExactSizeIterator for Strings {}
