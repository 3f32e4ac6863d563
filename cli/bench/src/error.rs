//! What can go wrong while measuring, apart from what a runtime does wrong: that is a result.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a measurement was given up.
#[derive(Debug)]
pub enum Error {
    /// This signal asked to stop. All processes that were started are gone.
    Interrupted(i32),
    /// A program could not be started.
    Start {
        /// The program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file or a call of the system failed.
    System {
        /// What was attempted.
        what: String,
        /// Why it failed.
        source: io::Error,
    },
    /// Something that was asked for makes no sense; the message says what would.
    Request(String),
}

impl Error {
    /// For `map_err`: an error of the system with what was attempted.
    pub(crate) fn system<E: Into<io::Error>>(what: impl Into<String>) -> impl FnOnce(E) -> Error {
        let what = what.into();
        move |source| Error::System { what, source: source.into() }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Interrupted(signal) => write!(f, "interrupted by signal {signal}"),
            Error::Start { program, source } => write!(f, "cannot start {}: {source}", program.display()),
            Error::System { what, source } => write!(f, "cannot {what}: {source}"),
            Error::Request(message) => f.write_str(message),
        }
    }
}

// The display text already holds the cause.
impl std::error::Error for Error {}
