//! The error numbers of WASI preview1, and which of them stands for which error of Linux.
//!
//! One table gives names, numbers and the translation. What the kernel reports and the table does not
//! name becomes [`Errno::IO`].

use crate::sys;

/// An error number of WASI preview1; success is the absence of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(u16);

impl Errno {
    /// The number that a guest gets.
    pub(crate) fn code(self) -> u16 {
        self.0
    }

    /// The error of which a guest gets this number.
    pub(crate) fn from_code(code: u16) -> Errno {
        Errno(code)
    }
}

macro_rules! errnos {
    ($($name:ident = $code:literal $($linux:ident)?,)*) => {
        #[allow(dead_code, reason = "the whole table of the specification, whichever are used")]
        impl Errno {
            $(pub(crate) const $name: Errno = Errno($code);)*
        }

        /// WASI's number for each error of Linux, by the number that Linux gives it.
        static FROM_LINUX: [u8; LINUX_LEN] = {
            let mut table = [Errno::IO.0 as u8; LINUX_LEN];
            $($(table[sys::Errno::$linux.0 as usize] = $code;)?)*
            table
        };
    };
}

/// More than the largest number that Linux gives an error.
const LINUX_LEN: usize = 134;

errnos! {
    TOO_BIG = 1 E2BIG,
    ACCES = 2 EACCES,
    ADDRINUSE = 3 EADDRINUSE,
    ADDRNOTAVAIL = 4 EADDRNOTAVAIL,
    AFNOSUPPORT = 5 EAFNOSUPPORT,
    AGAIN = 6 EAGAIN,
    ALREADY = 7 EALREADY,
    BADF = 8 EBADF,
    BADMSG = 9 EBADMSG,
    BUSY = 10 EBUSY,
    CANCELED = 11 ECANCELED,
    CHILD = 12 ECHILD,
    CONNABORTED = 13 ECONNABORTED,
    CONNREFUSED = 14 ECONNREFUSED,
    CONNRESET = 15 ECONNRESET,
    DEADLK = 16 EDEADLK,
    DESTADDRREQ = 17 EDESTADDRREQ,
    DOM = 18 EDOM,
    DQUOT = 19 EDQUOT,
    EXIST = 20 EEXIST,
    FAULT = 21 EFAULT,
    FBIG = 22 EFBIG,
    HOSTUNREACH = 23 EHOSTUNREACH,
    IDRM = 24 EIDRM,
    ILSEQ = 25 EILSEQ,
    INPROGRESS = 26 EINPROGRESS,
    INTR = 27 EINTR,
    INVAL = 28 EINVAL,
    IO = 29 EIO,
    ISCONN = 30 EISCONN,
    ISDIR = 31 EISDIR,
    LOOP = 32 ELOOP,
    MFILE = 33 EMFILE,
    MLINK = 34 EMLINK,
    MSGSIZE = 35 EMSGSIZE,
    MULTIHOP = 36 EMULTIHOP,
    NAMETOOLONG = 37 ENAMETOOLONG,
    NETDOWN = 38 ENETDOWN,
    NETRESET = 39 ENETRESET,
    NETUNREACH = 40 ENETUNREACH,
    NFILE = 41 ENFILE,
    NOBUFS = 42 ENOBUFS,
    NODEV = 43 ENODEV,
    NOENT = 44 ENOENT,
    NOEXEC = 45 ENOEXEC,
    NOLCK = 46 ENOLCK,
    NOLINK = 47 ENOLINK,
    NOMEM = 48 ENOMEM,
    NOMSG = 49 ENOMSG,
    NOPROTOOPT = 50 ENOPROTOOPT,
    NOSPC = 51 ENOSPC,
    NOSYS = 52 ENOSYS,
    NOTCONN = 53 ENOTCONN,
    NOTDIR = 54 ENOTDIR,
    NOTEMPTY = 55 ENOTEMPTY,
    NOTRECOVERABLE = 56 ENOTRECOVERABLE,
    NOTSOCK = 57 ENOTSOCK,
    NOTSUP = 58 EOPNOTSUPP,
    NOTTY = 59 ENOTTY,
    NXIO = 60 ENXIO,
    OVERFLOW = 61 EOVERFLOW,
    OWNERDEAD = 62 EOWNERDEAD,
    PERM = 63 EPERM,
    PIPE = 64 EPIPE,
    PROTO = 65 EPROTO,
    PROTONOSUPPORT = 66 EPROTONOSUPPORT,
    PROTOTYPE = 67 EPROTOTYPE,
    RANGE = 68 ERANGE,
    ROFS = 69 EROFS,
    SPIPE = 70 ESPIPE,
    SRCH = 71 ESRCH,
    STALE = 72 ESTALE,
    TIMEDOUT = 73 ETIMEDOUT,
    TXTBSY = 74 ETXTBSY,
    XDEV = 75 EXDEV,
    NOTCAPABLE = 76,
}

impl From<sys::Errno> for Errno {
    fn from(errno: sys::Errno) -> Errno {
        FROM_LINUX.get(errno.0 as usize).map_or(Errno::IO, |&code| Errno(code.into()))
    }
}

impl From<crate::sandbox::Refusal> for Errno {
    fn from(refusal: crate::sandbox::Refusal) -> Errno {
        match refusal {
            crate::sandbox::Refusal::Escape => Errno::NOTCAPABLE,
            crate::sandbox::Refusal::System(errno) => errno.into(),
        }
    }
}
