//! Numbers and layouts of WASI preview1: file types, flags, rights, and the structures that cross
//! guest memory. Nothing here acts; the rooms beside this file do.

/// Kind of a file, as `fdstat`, `filestat` and `dirent` report it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum FileType {
    /// A pipe, or something that has no number in WASI.
    Unknown = 0,
    BlockDevice = 1,
    CharacterDevice = 2,
    Directory = 3,
    RegularFile = 4,
    SocketDatagram = 5,
    SocketStream = 6,
    SymbolicLink = 7,
}

macro_rules! rights {
    ($($name:ident = $bit:literal;)*) => {
        /// What a file descriptor may be used for; a bit each.
        #[allow(dead_code, reason = "the whole table of the specification, whichever are used")]
        pub(crate) mod rights {
            $(pub(crate) const $name: u64 = 1 << $bit;)*
        }
    };
}

rights! {
    FD_DATASYNC = 0;
    FD_READ = 1;
    FD_SEEK = 2;
    FD_FDSTAT_SET_FLAGS = 3;
    FD_SYNC = 4;
    FD_TELL = 5;
    FD_WRITE = 6;
    FD_ADVISE = 7;
    FD_ALLOCATE = 8;
    PATH_CREATE_DIRECTORY = 9;
    PATH_CREATE_FILE = 10;
    PATH_LINK_SOURCE = 11;
    PATH_LINK_TARGET = 12;
    PATH_OPEN = 13;
    FD_READDIR = 14;
    PATH_READLINK = 15;
    PATH_RENAME_SOURCE = 16;
    PATH_RENAME_TARGET = 17;
    PATH_FILESTAT_GET = 18;
    PATH_FILESTAT_SET_SIZE = 19;
    PATH_FILESTAT_SET_TIMES = 20;
    FD_FILESTAT_GET = 21;
    FD_FILESTAT_SET_SIZE = 22;
    FD_FILESTAT_SET_TIMES = 23;
    PATH_SYMLINK = 24;
    PATH_REMOVE_DIRECTORY = 25;
    PATH_UNLINK_FILE = 26;
    POLL_FD_READWRITE = 27;
    SOCK_SHUTDOWN = 28;
    SOCK_ACCEPT = 29;
}

/// Sets of rights by kind of file: what makes sense for it, whatever was asked for.
pub(crate) mod rights_of {
    use super::FileType;
    use super::rights::*;

    /// Every right that there is.
    pub(crate) const ALL: u64 = (1 << 30) - 1;

    /// Of files with a position.
    pub(crate) const FILE: u64 = STREAM | FD_SEEK | FD_TELL | FD_ADVISE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;

    /// Of terminals and pipes. C libraries recognise a terminal by the lack of `FD_SEEK` and `FD_TELL`.
    pub(crate) const STREAM: u64 = FD_READ
        | FD_WRITE
        | FD_DATASYNC
        | FD_SYNC
        | FD_FDSTAT_SET_FLAGS
        | FD_FILESTAT_GET
        | FD_FILESTAT_SET_TIMES
        | POLL_FD_READWRITE;

    /// Of sockets.
    pub(crate) const SOCKET: u64 = FD_READ
        | FD_WRITE
        | FD_FDSTAT_SET_FLAGS
        | FD_FILESTAT_GET
        | POLL_FD_READWRITE
        | SOCK_SHUTDOWN
        | SOCK_ACCEPT;

    /// Of directories themselves.
    pub(crate) const DIRECTORY: u64 = FD_DATASYNC
        | FD_FDSTAT_SET_FLAGS
        | FD_SYNC
        | FD_READDIR
        | FD_FILESTAT_GET
        | FD_FILESTAT_SET_TIMES
        | PATH_CREATE_DIRECTORY
        | PATH_CREATE_FILE
        | PATH_LINK_SOURCE
        | PATH_LINK_TARGET
        | PATH_OPEN
        | PATH_READLINK
        | PATH_RENAME_SOURCE
        | PATH_RENAME_TARGET
        | PATH_FILESTAT_GET
        | PATH_FILESTAT_SET_SIZE
        | PATH_FILESTAT_SET_TIMES
        | PATH_SYMLINK
        | PATH_REMOVE_DIRECTORY
        | PATH_UNLINK_FILE
        | POLL_FD_READWRITE;

    /// What files opened in a granted directory may get at most.
    pub(crate) const INHERITED: u64 = DIRECTORY | FILE;

    /// What would change a file or its description.
    pub(crate) const CHANGE: u64 = FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE | FD_FDSTAT_SET_FLAGS;

    /// The rights that make sense for a kind of file.
    pub(crate) fn kind(kind: FileType, terminal: bool) -> u64 {
        match kind {
            FileType::Directory => DIRECTORY,
            FileType::SocketDatagram | FileType::SocketStream => SOCKET,
            FileType::Unknown => STREAM,
            FileType::CharacterDevice if terminal => STREAM,
            _ => FILE,
        }
    }
}

/// `lookupflags`: follow a symbolic link at the end of a path.
pub(crate) const LOOKUP_SYMLINK_FOLLOW: u32 = 1;

/// `oflags` of `path_open`.
pub(crate) mod oflags {
    pub(crate) const CREAT: u32 = 1;
    pub(crate) const DIRECTORY: u32 = 2;
    pub(crate) const EXCL: u32 = 4;
    pub(crate) const TRUNC: u32 = 8;
    /// All that are defined.
    pub(crate) const ALL: u32 = 15;
}

/// `fdflags`.
pub(crate) mod fdflags {
    pub(crate) const APPEND: u32 = 1;
    pub(crate) const DSYNC: u32 = 2;
    pub(crate) const NONBLOCK: u32 = 4;
    pub(crate) const RSYNC: u32 = 8;
    pub(crate) const SYNC: u32 = 16;
    /// All that are defined.
    pub(crate) const ALL: u32 = 31;
}

/// `fstflags`: which times to set, and whether to the present.
pub(crate) mod fstflags {
    pub(crate) const ATIM: u32 = 1;
    pub(crate) const ATIM_NOW: u32 = 2;
    pub(crate) const MTIM: u32 = 4;
    pub(crate) const MTIM_NOW: u32 = 8;
    /// All that are defined.
    pub(crate) const ALL: u32 = 15;
}

/// Bytes of a `filestat`.
pub(crate) const FILESTAT_BYTES: usize = 64;
/// Bytes of a `filestat` of the older snapshot.
pub(crate) const UNSTABLE_FILESTAT_BYTES: usize = 56;
/// Bytes of an `fdstat`.
pub(crate) const FDSTAT_BYTES: usize = 24;
/// Bytes of a `dirent`, before the name.
pub(crate) const DIRENT_BYTES: usize = 24;
/// Bytes of an `event`.
pub(crate) const EVENT_BYTES: u32 = 32;

/// A structure of guest memory being laid out, little-endian as wasm is.
pub(crate) struct Layout<const BYTES: usize>(pub(crate) [u8; BYTES]);

impl<const BYTES: usize> Layout<BYTES> {
    /// All zero, padding included.
    pub(crate) const fn new() -> Self {
        Layout([0; BYTES])
    }

    /// Puts a field at its offset.
    #[inline(always)]
    pub(crate) fn put<const LEN: usize>(mut self, offset: usize, field: [u8; LEN]) -> Self {
        self.0[offset..offset + LEN].copy_from_slice(&field);
        self
    }
}
