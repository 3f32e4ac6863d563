//! The four kinds of failure, each with the place in the wasm file where it arose.

use std::fmt;

/// Why a build failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Whose fault it is.
    pub kind: ErrorKind,
    /// What was wrong and what was expected: lower case, no full stop.
    pub message: String,
    /// Byte offset in the wasm file.
    pub offset: Option<usize>,
    /// The function concerned: its index, and its name where it has one.
    pub function: Option<(u32, Option<String>)>,
    /// The name of the linked module that the error is about; `None` for the main module.
    pub module: Option<String>,
}

/// Whose fault an [`Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input is not a valid program, or does not fit the options.
    Invalid,
    /// The input uses a proposal that precast does not support yet.
    Unsupported,
    /// The input is valid but larger than an artifact can be.
    LimitExceeded,
    /// A defect of precast.
    Internal,
}

impl Error {
    /// An error of the input.
    pub fn invalid(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Invalid, message)
    }

    /// A feature that is not supported yet.
    pub fn unsupported(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Unsupported, message)
    }

    /// A limit of artifacts.
    pub fn limit(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::LimitExceeded, message)
    }

    /// A defect of precast.
    pub fn internal(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Internal, message)
    }

    fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), offset: None, function: None, module: None }
    }

    /// The same error at a byte offset of the wasm file.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Error {
        self.offset = Some(offset);
        self
    }

    /// The same error within a function.
    #[must_use]
    pub fn in_function(mut self, index: u32, name: Option<&str>) -> Error {
        self.function = Some((index, name.map(str::to_owned)));
        self
    }

    /// The same error about a linked module.
    #[must_use]
    pub(crate) fn in_module(mut self, name: &str) -> Error {
        self.module = Some(name.to_owned());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Invalid => {}
            ErrorKind::Unsupported => f.write_str("unsupported: ")?,
            ErrorKind::LimitExceeded => f.write_str("limit exceeded: ")?,
            ErrorKind::Internal => f.write_str("internal error (a defect of precast, please report it): ")?,
        }
        f.write_str(&self.message)?;
        if let Some((index, name)) = &self.function {
            write!(f, " (in function {index}")?;
            if let Some(name) = name {
                write!(f, " `{name}`")?;
            }
            f.write_str(")")?;
        }
        if let Some(offset) = self.offset {
            write!(f, " (at offset 0x{offset:x})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// What every phase returns.
pub type Result<T> = std::result::Result<T, Error>;
