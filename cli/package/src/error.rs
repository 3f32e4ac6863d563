//! What can go wrong between executables and an image.

use std::fmt;

use crate::Digest;

/// Either comes to something or to an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Why there is no image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// An executable, a file to include or a setting makes no sense, or does not go with another one.
    Invalid(String),
    /// What was read is no image, or one of a kind that precast does not know.
    NotAnImage(String),
    /// The image refers to a blob that is not there.
    Missing(Digest),
    /// A blob, here with its digest, does not hold what its media type says.
    Malformed(Digest, String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Invalid(message) | Error::NotAnImage(message) => f.write_str(message),
            Error::Missing(digest) => write!(f, "the blob {digest} is missing"),
            Error::Malformed(digest, message) => write!(f, "the blob {digest} is malformed: {message}"),
        }
    }
}

impl std::error::Error for Error {}
