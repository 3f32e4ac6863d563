//! The table of WASI preview1 functions: a line each. The compiler reads names and types from it to
//! resolve imports; the runtime generates its exported symbols from it, so that a line without an
//! implementation does not build.
//!
//! Each function gets the address of the calling instance's [`Memory`](crate::Memory) as an additional first
//! argument and returns an errno (but for `proc_exit`, which does not return).
//!
//! `wasi_unstable`, the snapshot before preview1, has the same functions, but for some that have a line of
//! their own, named `unstable_…`: file statistics and subscriptions had another layout, the origins
//! of `fd_seek` other numbers. `precast_snapshot` is no function of WASI but the import of
//! [`MARK_IMPORT`](crate::snapshot::MARK_IMPORT).

use crate::snapshot::MARK_IMPORT;

/// Calls the macro `$use` with the whole table. A line: name, then the parameters with the types of
/// the wasm signature.
#[macro_export]
macro_rules! wasi_functions {
    ($use:ident) => {
        $use! {
            args_get(argv: i32, argv_buf: i32);
            args_sizes_get(argc: i32, argv_buf_size: i32);
            environ_get(environ: i32, environ_buf: i32);
            environ_sizes_get(count: i32, buf_size: i32);
            clock_res_get(id: i32, resolution: i32);
            clock_time_get(id: i32, precision: i64, time: i32);
            fd_advise(fd: i32, offset: i64, len: i64, advice: i32);
            fd_allocate(fd: i32, offset: i64, len: i64);
            fd_close(fd: i32);
            fd_datasync(fd: i32);
            fd_fdstat_get(fd: i32, stat: i32);
            fd_fdstat_set_flags(fd: i32, flags: i32);
            fd_fdstat_set_rights(fd: i32, rights_base: i64, rights_inheriting: i64);
            fd_filestat_get(fd: i32, stat: i32);
            fd_filestat_set_size(fd: i32, size: i64);
            fd_filestat_set_times(fd: i32, atim: i64, mtim: i64, fst_flags: i32);
            fd_pread(fd: i32, iovs: i32, iovs_len: i32, offset: i64, nread: i32);
            fd_prestat_get(fd: i32, prestat: i32);
            fd_prestat_dir_name(fd: i32, path: i32, path_len: i32);
            fd_pwrite(fd: i32, iovs: i32, iovs_len: i32, offset: i64, nwritten: i32);
            fd_read(fd: i32, iovs: i32, iovs_len: i32, nread: i32);
            fd_readdir(fd: i32, buf: i32, buf_len: i32, cookie: i64, used: i32);
            fd_renumber(from: i32, to: i32);
            fd_seek(fd: i32, offset: i64, whence: i32, position: i32);
            fd_sync(fd: i32);
            fd_tell(fd: i32, position: i32);
            fd_write(fd: i32, iovs: i32, iovs_len: i32, nwritten: i32);
            path_create_directory(fd: i32, path: i32, path_len: i32);
            path_filestat_get(fd: i32, flags: i32, path: i32, path_len: i32, stat: i32);
            path_filestat_set_times(fd: i32, flags: i32, path: i32, path_len: i32, atim: i64, mtim: i64, fst_flags: i32);
            path_link(old_fd: i32, old_flags: i32, old_path: i32, old_path_len: i32, new_fd: i32, new_path: i32, new_path_len: i32);
            path_open(fd: i32, dirflags: i32, path: i32, path_len: i32, oflags: i32, rights_base: i64, rights_inheriting: i64, fdflags: i32, opened: i32);
            path_readlink(fd: i32, path: i32, path_len: i32, buf: i32, buf_len: i32, used: i32);
            path_remove_directory(fd: i32, path: i32, path_len: i32);
            path_rename(old_fd: i32, old_path: i32, old_path_len: i32, new_fd: i32, new_path: i32, new_path_len: i32);
            path_symlink(old_path: i32, old_path_len: i32, fd: i32, new_path: i32, new_path_len: i32);
            path_unlink_file(fd: i32, path: i32, path_len: i32);
            poll_oneoff(subscriptions: i32, events: i32, nsubscriptions: i32, nevents: i32);
            proc_exit(status: i32);
            proc_raise(signal: i32);
            random_get(buf: i32, buf_len: i32);
            sched_yield();
            sock_accept(fd: i32, flags: i32, accepted: i32);
            sock_recv(fd: i32, ri_data: i32, ri_data_len: i32, ri_flags: i32, ro_datalen: i32, ro_flags: i32);
            sock_send(fd: i32, si_data: i32, si_data_len: i32, si_flags: i32, so_datalen: i32);
            sock_shutdown(fd: i32, how: i32);
            unstable_fd_filestat_get(fd: i32, stat: i32);
            unstable_fd_seek(fd: i32, offset: i64, whence: i32, position: i32);
            unstable_path_filestat_get(fd: i32, flags: i32, path: i32, path_len: i32, stat: i32);
            unstable_poll_oneoff(subscriptions: i32, events: i32, nsubscriptions: i32, nevents: i32);
            precast_snapshot();
        }
    };
}

/// What the symbols of the runtime's WASI functions begin with; the name follows.
pub const SYMBOL_PREFIX: &str = "precast_wasi_";

/// A parameter type of a WASI function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "the names of the wasm types, as they stand in the table")]
pub enum Param {
    /// 32 bits: a number, or an address in linear memory.
    i32,
    /// 64 bits.
    i64,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct WasiFunction {
    /// Name of the import, for a function of the older snapshot with [`UNSTABLE`] before it.
    pub name: &'static str,
    /// Symbol of the runtime library.
    pub symbol: &'static str,
    /// What takes its place in artifacts of [snapshots](crate::snapshot).
    pub recorded_symbol: &'static str,
    /// Parameters, without the leading memory descriptor.
    pub params: &'static [Param],
    /// Whether it returns an errno; `proc_exit` never returns, and a mark returns nothing.
    pub returns_errno: bool,
}

macro_rules! table {
    ($($name:ident($($param:ident: $ty:ident),*);)*) => {
        /// Every function of both snapshots.
        pub const FUNCTIONS: &[WasiFunction] = &[$(WasiFunction {
            name: stringify!($name),
            symbol: concat!("precast_wasi_", stringify!($name)),
            recorded_symbol: concat!("precast_recorded_", stringify!($name)),
            params: &[$(Param::$ty),*],
            returns_errno: !matches!(stringify!($name).as_bytes(), b"proc_exit" | b"precast_snapshot"),
        }),*];
    };
}
wasi_functions!(table);

/// What names of functions begin with that the older snapshot has in a form of its own.
pub const UNSTABLE: &str = "unstable_";
/// The line of the import that is a mark.
pub const MARK: &str = "precast_snapshot";
/// Functions that the older snapshot lacks.
const ADDED_LATER: &[&str] = &["sock_accept"];

/// The function that an import of `name` from `module` means.
pub fn find(module: &str, name: &str) -> Option<&'static WasiFunction> {
    if (module, name) == MARK_IMPORT {
        return FUNCTIONS.iter().find(|function| function.name == MARK);
    }
    if name.starts_with(UNSTABLE) || name == MARK {
        return None;
    }
    let preview1 = || FUNCTIONS.iter().find(|function| function.name == name);
    match module {
        "wasi_snapshot_preview1" => preview1(),
        "wasi_unstable" if ADDED_LATER.contains(&name) => None,
        "wasi_unstable" => FUNCTIONS
            .iter()
            .find(|function| function.name.strip_prefix(UNSTABLE) == Some(name))
            .or_else(preview1),
        _ => None,
    }
}

/// The position of a function in [`FUNCTIONS`]; fails where there is none.
pub const fn position(name: &str) -> u32 {
    let mut index = 0;
    while index < FUNCTIONS.len() {
        if equal(FUNCTIONS[index].name.as_bytes(), name.as_bytes()) {
            return index as u32;
        }
        index += 1;
    }
    panic!("no such function")
}

/// `a == b`, which a `const fn` cannot say of slices.
const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut index = 0;
    while index < a.len() && index < b.len() && a[index] == b[index] {
        index += 1;
    }
    index == a.len() && index == b.len()
}
