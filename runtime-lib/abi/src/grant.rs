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
//! | [`EMBEDDED`] | guest path | a directory within the artifact, see [`embed`](crate::embed) |

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
/// A directory within the artifact: guest path.
pub const EMBEDDED: u8 = 32;

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
        ENV_INHERIT | ARG | ARGV0 | EMBEDDED => Some(1),
        ENV_INHERIT_ALL => Some(0),
        _ => None,
    }
}
