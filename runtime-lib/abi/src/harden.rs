//! Which system calls each function of the runtime makes: what the filter of a program built with
//! `--harden=full` is derived from.
//!
//! The one place for this. A function that makes a further call gets it here, or programs that use it are
//! killed under the filter; a function that is missing here fails the build of programs that use it. Calls
//! made before the filter is installed need no line: mapping memory, handlers, granted directories,
//! sockets.

use crate::address::MEMORY0_BASE;
use crate::helper;

/// A system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SystemCall {
    /// Its name, that of the kernel's `__NR_…`.
    pub name: &'static str,
    /// Its number on x86_64.
    pub x86_64: u32,
    /// Its number on machines that came later and share one numbering: aarch64, riscv64.
    pub generic: u32,
}

macro_rules! system_calls {
    ($($constant:ident $name:ident = $x86_64:literal, $generic:literal;)*) => {
        /// Calls a macro with all calls below, each with its name in the kernel's headers: `ACCEPT4
        /// __NR_accept4;`.
        #[macro_export]
        macro_rules! for_each_system_call {
            ($use:ident) => { $use! { $($constant $name;)* } };
        }

        $(
            /// The call of this name.
            pub const $constant: SystemCall = SystemCall {
                name: stringify!($name).split_at("__NR_".len()).1,
                x86_64: $x86_64,
                generic: $generic,
            };
        )*
    };
}

system_calls! {
    ACCEPT4 __NR_accept4 = 288, 242;
    CLOCK_GETRES __NR_clock_getres = 229, 114;
    CLOCK_GETTIME __NR_clock_gettime = 228, 113;
    CLOCK_NANOSLEEP __NR_clock_nanosleep = 230, 115;
    CLOSE __NR_close = 3, 57;
    EXIT_GROUP __NR_exit_group = 231, 94;
    FADVISE64 __NR_fadvise64 = 221, 223;
    FALLOCATE __NR_fallocate = 285, 47;
    FCNTL __NR_fcntl = 72, 25;
    FDATASYNC __NR_fdatasync = 75, 83;
    FSTAT __NR_fstat = 5, 80;
    FSYNC __NR_fsync = 74, 82;
    FTRUNCATE __NR_ftruncate = 77, 46;
    FUTEX __NR_futex = 202, 98;
    GETDENTS64 __NR_getdents64 = 217, 61;
    GETPID __NR_getpid = 39, 172;
    GETRANDOM __NR_getrandom = 318, 278;
    GETSOCKOPT __NR_getsockopt = 55, 209;
    GETTID __NR_gettid = 186, 178;
    IOCTL __NR_ioctl = 16, 29;
    LINKAT __NR_linkat = 265, 37;
    LSEEK __NR_lseek = 8, 62;
    MADVISE __NR_madvise = 28, 233;
    MKDIRAT __NR_mkdirat = 258, 34;
    MMAP __NR_mmap = 9, 222;
    MPROTECT __NR_mprotect = 10, 226;
    MUNMAP __NR_munmap = 11, 215;
    NEWFSTATAT __NR_newfstatat = 262, 79;
    OPENAT __NR_openat = 257, 56;
    OPENAT2 __NR_openat2 = 437, 437;
    PPOLL __NR_ppoll = 271, 73;
    PREADV __NR_preadv = 295, 69;
    PWRITEV __NR_pwritev = 296, 70;
    READLINKAT __NR_readlinkat = 267, 78;
    READV __NR_readv = 19, 65;
    RECVMSG __NR_recvmsg = 47, 212;
    RENAMEAT2 __NR_renameat2 = 316, 276;
    RESTART_SYSCALL __NR_restart_syscall = 219, 128;
    RT_SIGACTION __NR_rt_sigaction = 13, 134;
    RT_SIGRETURN __NR_rt_sigreturn = 15, 139;
    SCHED_YIELD __NR_sched_yield = 24, 124;
    SENDMSG __NR_sendmsg = 46, 211;
    SHUTDOWN __NR_shutdown = 48, 210;
    SYMLINKAT __NR_symlinkat = 266, 36;
    TGKILL __NR_tgkill = 234, 131;
    UNLINKAT __NR_unlinkat = 263, 35;
    UTIMENSAT __NR_utimensat = 280, 88;
    WRITE __NR_write = 1, 64;
    WRITEV __NR_writev = 20, 66;
}

/// A condition on an argument, counted from 0. But for [`AtLeast`](Check::AtLeast) it is about the lower half
/// of the register, which is all that the kernel looks at in an `int`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// One of these.
    OneOf(u32, &'static [u32]),
    /// Anything but this.
    Not(u32, u32),
    /// No more than this, without sign.
    AtMost(u32, u32),
    /// No less than this, without sign, all 64 bits.
    AtLeast(u32, u64),
}

/// A system call as a function of the runtime makes it: all checks hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The call.
    pub call: SystemCall,
    /// What is true of its arguments; the kernel is told, so that the call is of no use for more.
    pub checks: &'static [Check],
}

const fn any(call: SystemCall) -> Rule {
    Rule { call, checks: &[] }
}

const fn with(call: SystemCall, checks: &'static [Check]) -> Rule {
    Rule { call, checks }
}

/// `AT_FDCWD`: the working directory, where nothing is granted.
const WORKING_DIRECTORY: u32 = -100i32 as u32;
const BELOW_DESCRIPTOR: &[Check] = &[Check::Not(0, WORKING_DIRECTORY)];
const BELOW_TWO_DESCRIPTORS: &[Check] = &[Check::Not(0, WORKING_DIRECTORY), Check::Not(2, WORKING_DIRECTORY)];

/// SIGILL, SIGFPE, SIGSEGV: their default action is restored when a fault is no trap.
const FAULTS: &[u32] = &[4, 8, 11];
/// `PROT_READ | PROT_WRITE`: nothing ever becomes executable.
const READ_WRITE: &[u32] = &[3];
/// Anonymous and private; with `MAP_NORESERVE`, or with `MAP_FIXED_NOREPLACE`, never with `MAP_FIXED`.
const ANONYMOUS: &[u32] = &[0x4022, 0x10_0022];

const MAP: Rule = with(MMAP, &[Check::OneOf(2, READ_WRITE), Check::OneOf(3, ANONYMOUS)]);
/// Code and read-only data lie below memory 0.
const UNMAP: Rule = with(MUNMAP, &[Check::AtLeast(0, MEMORY0_BASE)]);
/// `MADV_HUGEPAGE`, for memories.
const ADVISE: Rule = with(MADVISE, &[Check::AtLeast(0, MEMORY0_BASE), Check::OneOf(2, &[14])]);
const PROTECT: Rule = with(MPROTECT, &[Check::AtLeast(0, MEMORY0_BASE), Check::OneOf(2, READ_WRITE)]);
/// `F_GETFL`.
const GET_FLAGS: Rule = with(FCNTL, &[Check::OneOf(1, &[3])]);
/// `F_SETFL`.
const SET_FLAGS: Rule = with(FCNTL, &[Check::OneOf(1, &[4])]);
/// `F_DUPFD_CLOEXEC`.
const DUPLICATE: Rule = with(FCNTL, &[Check::OneOf(1, &[1030])]);
/// `TCGETS`.
const IS_TERMINAL: Rule = with(IOCTL, &[Check::OneOf(1, &[0x5401])]);
/// `FIONREAD`.
const AVAILABLE: Rule = with(IOCTL, &[Check::OneOf(1, &[0x541b])]);
/// `SOL_SOCKET`, `SO_TYPE`.
const SOCKET_TYPE: Rule = with(GETSOCKOPT, &[Check::OneOf(1, &[1]), Check::OneOf(2, &[3])]);
const STAT_AT: Rule = with(NEWFSTATAT, BELOW_DESCRIPTOR);
const READ_LINK: Rule = with(READLINKAT, BELOW_DESCRIPTOR);
const SET_TIMES: Rule = with(UTIMENSAT, BELOW_DESCRIPTOR);
const UNLINK: Rule = with(UNLINKAT, BELOW_DESCRIPTOR);

/// What every program may do: end, report a trap, return from a handler. `abort` of the runtime itself needs
/// `kill`, which could be aimed at others: under the filter it ends with SIGSYS instead of SIGABRT.
pub const ALWAYS: &[Rule] = &[
    any(EXIT_GROUP),
    with(WRITE, &[Check::AtMost(0, 2)]),
    any(RT_SIGRETURN),
    with(RT_SIGACTION, &[Check::OneOf(0, FAULTS)]),
    any(GETPID),
];

/// Finding out the kind of an open file.
const KIND: &[Rule] = &[any(FSTAT), SOCKET_TYPE];
/// A further descriptor in the table of the guest, which may grow, away from the standard streams.
const INSERT: &[Rule] = &[DUPLICATE, any(CLOSE), MAP, UNMAP];
/// Opening below a directory: by the kernel, and where it does not know how, component by component.
const RESOLVE: &[Rule] = &[
    any(FSTAT),
    SOCKET_TYPE,
    with(OPENAT2, BELOW_DESCRIPTOR),
    with(OPENAT, BELOW_DESCRIPTOR),
    any(CLOSE),
    READ_LINK,
    STAT_AT,
];
/// What a clock shows, where the vDSO cannot tell.
const CLOCK: &[Rule] = &[any(CLOCK_GETTIME)];
/// `FUTEX_WAKE` and `FUTEX_WAIT_BITSET`, both with `FUTEX_PRIVATE_FLAG`.
const FUTEX_PRIVATE: Rule = with(FUTEX, &[Check::OneOf(1, &[129, 137])]);
/// Waiting for a futex; the kernel itself goes on with the other call after the process was stopped.
const WAIT: &[Rule] = &[FUTEX_PRIVATE, any(RESTART_SYSCALL)];
const POLL: &[&[Rule]] = &[CLOCK, &[any(PPOLL), any(CLOCK_NANOSLEEP), AVAILABLE, MAP, UNMAP]];
const NOTHING: &[&[Rule]] = &[];

/// A function of the runtime and the groups of system calls that it makes beside [`ALWAYS`].
type Line = (&'static str, &'static [&'static [Rule]]);

/// WASI functions by name, and helpers of generated code by symbol.
const NEEDS: &[Line] = &[
    ("args_get", NOTHING),
    ("args_sizes_get", NOTHING),
    ("environ_get", NOTHING),
    ("environ_sizes_get", NOTHING),
    ("clock_res_get", &[&[any(CLOCK_GETRES)]]),
    ("clock_time_get", &[CLOCK]),
    ("fd_advise", &[&[any(FADVISE64)]]),
    ("fd_allocate", &[&[any(FALLOCATE)]]),
    ("fd_close", &[&[any(CLOSE)]]),
    ("fd_datasync", &[&[any(FDATASYNC)]]),
    ("fd_fdstat_get", &[KIND, &[GET_FLAGS, IS_TERMINAL]]),
    ("fd_fdstat_set_flags", &[&[GET_FLAGS, SET_FLAGS]]),
    ("fd_fdstat_set_rights", &[KIND, &[GET_FLAGS, IS_TERMINAL]]),
    ("fd_filestat_get", &[KIND]),
    ("fd_filestat_set_size", &[&[any(FTRUNCATE)]]),
    ("fd_filestat_set_times", &[&[SET_TIMES]]),
    ("fd_pread", &[&[any(PREADV)]]),
    ("fd_prestat_get", NOTHING),
    ("fd_prestat_dir_name", NOTHING),
    ("fd_pwrite", &[&[any(PWRITEV)]]),
    ("fd_read", &[&[any(READV)]]),
    ("fd_readdir", &[KIND, &[any(LSEEK), any(GETDENTS64), STAT_AT]]),
    ("fd_renumber", &[&[any(CLOSE)]]),
    ("fd_seek", &[KIND, &[any(LSEEK)]]),
    ("fd_sync", &[&[any(FSYNC)]]),
    ("fd_tell", &[KIND, &[any(LSEEK)]]),
    ("fd_write", &[&[any(WRITEV), any(SENDMSG)]]),
    ("path_create_directory", &[RESOLVE, &[with(MKDIRAT, BELOW_DESCRIPTOR)]]),
    ("path_filestat_get", &[RESOLVE]),
    ("path_filestat_set_times", &[RESOLVE, &[SET_TIMES]]),
    ("path_link", &[RESOLVE, &[with(LINKAT, BELOW_TWO_DESCRIPTORS)]]),
    ("path_open", &[RESOLVE, INSERT]),
    ("path_readlink", &[RESOLVE]),
    ("path_remove_directory", &[RESOLVE, &[UNLINK]]),
    ("path_rename", &[RESOLVE, &[with(RENAMEAT2, BELOW_TWO_DESCRIPTORS)]]),
    ("path_symlink", &[RESOLVE, &[with(SYMLINKAT, &[Check::Not(1, WORKING_DIRECTORY)])]]),
    ("path_unlink_file", &[RESOLVE, &[UNLINK]]),
    ("poll_oneoff", POLL),
    ("proc_exit", NOTHING),
    // The process cannot be told from others here; Landlock confines signals where the kernel's version can.
    ("proc_raise", &[&[any(GETTID), any(TGKILL), with(RT_SIGACTION, &[Check::OneOf(0, &[5, 7])])]]),
    ("random_get", &[&[any(GETRANDOM)]]),
    ("sched_yield", &[&[any(SCHED_YIELD)]]),
    ("sock_accept", &[&[any(ACCEPT4)], INSERT]),
    ("sock_recv", &[&[any(RECVMSG)]]),
    ("sock_send", &[&[any(SENDMSG)]]),
    ("sock_shutdown", &[&[any(SHUTDOWN)]]),
    // The forms of the older snapshot make the calls of those that came later.
    ("unstable_fd_filestat_get", &[KIND]),
    ("unstable_fd_seek", &[KIND, &[any(LSEEK)]]),
    ("unstable_path_filestat_get", &[RESOLVE]),
    ("unstable_poll_oneoff", POLL),
    ("precast_snapshot", NOTHING),
    (helper::MEMORY_GROW, &[&[PROTECT, MAP, UNMAP, ADVISE]]),
    (helper::MEMORY_MOVE, NOTHING),
    (helper::MEMORY_SET, NOTHING),
    (helper::MEMORY_WAIT32, &[CLOCK, WAIT]),
    (helper::MEMORY_WAIT64, &[CLOCK, WAIT]),
    (helper::MEMORY_NOTIFY, &[&[FUTEX_PRIVATE]]),
    (helper::TABLE_GROW, NOTHING),
    (helper::TABLE_FILL, NOTHING),
    (helper::ARGUMENT_I32, NOTHING),
    (helper::ARGUMENT_I64, NOTHING),
    (helper::ARGUMENT_F32, NOTHING),
    (helper::ARGUMENT_F64, NOTHING),
    (helper::ARGUMENT_COUNT, NOTHING),
    (helper::PRINT_I32, NOTHING),
    (helper::PRINT_I64, NOTHING),
    (helper::PRINT_F32, NOTHING),
    (helper::PRINT_F64, NOTHING),
];

/// The system calls that the function of the runtime with this symbol makes beside [`ALWAYS`]; `None` for one
/// that is not known here.
pub fn needs(symbol: &str) -> Option<impl Iterator<Item = Rule>> {
    let name = symbol.strip_prefix(crate::wasi::SYMBOL_PREFIX).unwrap_or(symbol);
    let (_, groups) = NEEDS.iter().find(|line| line.0 == name)?;
    Some(groups.iter().flat_map(|group| group.iter().copied()))
}
