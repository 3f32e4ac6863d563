//! How grants are written into an artifact: a sequence of records, each a tag byte followed by
//! length-prefixed strings (`u32`, little-endian, then that many bytes).
//!
//! | tag | strings | meaning |
//! |---|---|---|
//! | [`DIR`] | host path, guest path | the guest may use this directory |
//! | [`DIR_READ_ONLY`] | host path, guest path | as above, without writing |
//! | [`ENV`] | name, value | a variable with a fixed value |
//! | [`ENV_INHERIT`] | name | a variable whose value is taken at launch; absent there, absent in the guest |
//! | [`ENV_INHERIT_ALL`] | | all variables are handed on |
//! | [`ARG`] | value | an argument before those given at launch |
//! | [`ARGV0`] | value | the program name that the guest sees; without it, that given at launch |
//! | [`ARGS_WITHHELD`] | | arguments given at launch do not reach the guest |
//! | [`LISTEN`] | address | a listening socket, made at launch: `127.0.0.1:80`, `[::1]:80`, `unix:PATH`, or [`LISTEN_INHERIT`] |
//! | [`NULL_STREAM`] | `0`, `1` or `2` | this standard stream of the guest is empty and swallows what is written |
//! | [`EMBEDDED`] | guest path | a directory within the artifact, see [`embed`](crate::embed) |
//!
//! What an operator adds at launch, where that is allowed, stands in environment variables whose names are
//! one of [`variable`] or begin with one and `_`; their values are those of the options of `precast build`.

/// A directory: host path, guest path.
pub const DIR: u8 = 1;
/// A directory that the guest may only read: host path, guest path.
pub const DIR_READ_ONLY: u8 = 2;
/// A variable: name, value.
pub const ENV: u8 = 3;
/// A variable whose value is taken at launch: name.
pub const ENV_INHERIT: u8 = 4;
/// All variables of the launching environment.
pub const ENV_INHERIT_ALL: u8 = 5;
/// An argument that precedes those given at launch: value.
pub const ARG: u8 = 6;
/// The program name that the guest sees: value.
pub const ARGV0: u8 = 7;
/// Arguments given at launch do not reach the guest.
pub const ARGS_WITHHELD: u8 = 8;
/// A listening socket: address.
pub const LISTEN: u8 = 9;
/// A standard stream that is not that of the launch: its number, in one digit.
pub const NULL_STREAM: u8 = 10;
/// A directory within the artifact: guest path.
pub const EMBEDDED: u8 = 11;

/// The address of [`LISTEN`] that stands for the sockets which the launcher hands over, in `LISTEN_FDS`.
pub const LISTEN_INHERIT: &str = "inherit";
/// What the address of a Unix socket begins with; the path follows.
pub const LISTEN_UNIX: &str = "unix:";

/// Variables in which an operator grants more at launch.
pub mod variable {
    /// `HOST[::GUEST][:ro]`.
    pub const DIR: &str = "PRECAST_DIR";
    /// `NAME[=VALUE]`.
    pub const ENV: &str = "PRECAST_ENV";
    /// An address, as [`LISTEN`](super::LISTEN) has it.
    pub const LISTEN: &str = "PRECAST_LISTEN";
}

/// Reads the records of a grant table one after another.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes }
    }

    /// The tag of the next record, or `None` at the end.
    pub fn tag(&mut self) -> Option<u8> {
        let (&tag, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(tag)
    }

    /// The next string of the current record; `None` where the table is cut short.
    pub fn string(&mut self) -> Option<&'a [u8]> {
        let (len, rest) = self.bytes.split_first_chunk::<4>()?;
        let (string, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        self.bytes = rest;
        Some(string)
    }
}

/// How many strings follow a tag; `None` for an unknown tag.
pub const fn strings(tag: u8) -> Option<usize> {
    match tag {
        DIR | DIR_READ_ONLY | ENV => Some(2),
        ENV_INHERIT | ARG | ARGV0 | LISTEN | NULL_STREAM | EMBEDDED => Some(1),
        ENV_INHERIT_ALL | ARGS_WITHHELD => Some(0),
        _ => None,
    }
}
