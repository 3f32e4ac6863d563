//! WASI preview1: the functions that compiled code calls, on system calls and nothing else.
//!
//! The table in `precast_abi::wasi` says which functions there are; [`export`] makes the
//! exported symbol of each, which calls the function of that name in one of the rooms below. A line without
//! a function does not build. Numbers become addresses in [`guest`] only, descriptors of the host in
//! [`table`] only, names become files in [`crate::sandbox`] only.
//!
//! | room | functions |
//! |---|---|
//! | [`args`] | `args_*`, `environ_*` |
//! | [`clock`] | `clock_*` |
//! | [`fd`] | `fd_*` about descriptors: close, flags, rights, renumber, prestat |
//! | [`io`] | `fd_*` that move data and positions |
//! | [`filestat`] | `*_filestat_get`, `*_filestat_set_times` |
//! | [`readdir`] | `fd_readdir` |
//! | [`path`] | `path_*` |
//! | [`poll`] | `poll_oneoff` |
//! | [`process`] | `proc_*`, `sched_yield` |
//! | [`random`] | `random_get` |
//! | [`socket`] | `sock_*` |
//!
//! Functions named `unstable_*` stand beside those of the same name and differ from them in layouts and
//! numbers. Files embedded in the artifact are served by [`embedded`].
//!
//! For snapshots, [`recorded`] looks at calls before they are made, and [`frozen`] tells which files are
//! open.
//!
//! What only some programs are granted is set up before the guest runs, by functions that the compiler names
//! in [`Program::launch`](precast_abi::Program::launch): [`listen`], [`operator`], [`streams`].

mod args;
mod clock;
mod embedded;
mod errno;
mod fd;
mod filestat;
mod frozen;
mod grants;
mod guest;
mod io;
mod listen;
mod operator;
mod path;
mod poll;
mod process;
mod random;
mod readdir;
mod recorded;
mod socket;
mod streams;
mod table;
mod types;
mod vdso;

pub(crate) use errno::Errno;
pub(crate) use frozen::{FreezeFault, freeze_descriptors, keep_stdout_apart, thaw_descriptors};
pub(crate) use grants::for_each_variable;
pub(crate) use guest::GuestMemory;
pub(crate) use poll::polls_for_input;
use precast_abi::Memory;
pub(crate) use recorded::{
    fill, is_clock, is_clock_of_day, is_granted, may_have_flags, names_path, stream, with_path,
};
pub(crate) use table::{Descriptors, for_each_granted, open_granted_directories};

/// The type in which a parameter arrives. Compiled code need not extend 32-bit numbers to the width of a
/// register as C does, so they are taken at full width and cut.
macro_rules! cut {
    ($param:ident, i32) => {
        $param as u32
    };
    ($param:ident, i64) => {
        $param
    };
}

macro_rules! export {
    ($($name:ident($($param:ident: $ty:ident),*);)*) => {
        /// The exported symbols.
        #[allow(clippy::too_many_arguments, reason = "the signatures are those of the specification")]
        pub(crate) mod symbols {
            use super::{Memory, GuestMemory};
            $(
                /// The function of this name in WASI preview1; returns an errno.
                ///
                /// # Safety
                /// `memory` is the descriptor of the calling instance's memory.
                #[unsafe(export_name = concat!("precast_wasi_", stringify!($name)))]
                pub(crate) unsafe extern "C" fn $name(memory: *const Memory $(, $param: u64)*) -> i32 {
                    // SAFETY: compiled code passes the descriptor of its own memory.
                    let memory = unsafe { GuestMemory::new(memory) };
                    match super::rooms::$name(&memory $(, cut!($param, $ty))*) {
                        Ok(()) => 0,
                        Err(errno) => i32::from(errno.code()),
                    }
                }
            )*
        }
    };
}

precast_abi::wasi_functions!(export);

/// Every function under its own name.
mod rooms {
    pub(super) use super::args::*;
    pub(super) use super::clock::*;
    pub(super) use super::fd::*;
    pub(super) use super::filestat::*;
    pub(super) use super::io::*;
    pub(super) use super::path::*;
    pub(super) use super::poll::*;
    pub(super) use super::process::*;
    pub(super) use super::random::*;
    pub(super) use super::readdir::*;
    pub(super) use super::recorded::precast_snapshot;
    pub(super) use super::socket::*;
}
