//! What can go wrong between here and a registry, in words that name the registry and say what to do.

use std::fmt;

use crate::Digest;

/// Either comes to something or to an [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// Longest text of a registry that is repeated, in characters.
const QUOTE_CHARS_MAX: usize = 300;

/// Why an image did not get there, or not from there.
#[derive(Debug)]
pub enum Error {
    /// The reference is none, or none that names a registry.
    Reference(String),
    /// A file of credentials, or what is in it, or a helper, is not usable.
    Credentials(String),
    /// There is no connection, or it broke, more often than is tried again.
    Unreachable {
        /// Host and port.
        registry: String,
        /// What was being done.
        doing: String,
        /// Why it did not work.
        cause: String,
        /// What may help.
        hint: Option<&'static str>,
    },
    /// The registry does not let us in.
    Denied {
        /// Host and port.
        registry: String,
        /// What was being done.
        doing: String,
        /// What the registry says.
        answer: String,
        /// Whether there were credentials for it.
        had_credentials: bool,
    },
    /// The registry says no, or that it is broken.
    Refused {
        /// Host and port.
        registry: String,
        /// What was being done.
        doing: String,
        /// What the registry says.
        answer: String,
    },
    /// The registry answers what no registry may answer.
    Nonsense {
        /// Host and port.
        registry: String,
        /// What was being done.
        doing: String,
        /// What is wrong with the answer.
        answer: String,
    },
    /// There is no such image.
    NotFound(String),
    /// What was to be pushed is incomplete, or what was pulled is not what it should be.
    Image(crate::Error),
    /// A blob is there with other bytes than its digest says.
    Altered(String, Digest),
}

impl Error {
    /// What may be done about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::Unreachable { hint, .. } => hint.map(str::to_owned),
            Error::Denied { registry, had_credentials: false, .. } => Some(format!(
                "there are no credentials for {registry}; `podman login {registry}` or `docker login {registry}` saves some"
            )),
            Error::Denied { registry, .. } => Some(format!(
                "the saved credentials for {registry} are refused or do not cover this; log in again"
            )),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Reference(message) | Error::Credentials(message) => f.write_str(message),
            Error::Unreachable { registry, doing, cause, .. } => {
                write!(f, "cannot {doing}: no connection to the registry {registry}: {cause}")
            }
            Error::Denied { registry, doing, answer, .. } => {
                write!(f, "cannot {doing}: the registry {registry} denies access: {answer}")
            }
            Error::Refused { registry, doing, answer } => {
                write!(f, "cannot {doing}: the registry {registry} answers {answer}")
            }
            Error::Nonsense { registry, doing, answer } => {
                write!(f, "cannot {doing}: {registry} does not answer as a registry does: {answer}")
            }
            Error::NotFound(reference) => write!(f, "there is no image {reference}"),
            Error::Image(error) => error.fmt(f),
            Error::Altered(registry, digest) => {
                write!(f, "the registry {registry} hands out other bytes than those of {digest}")
            }
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Error {
        Error::Image(error)
    }
}

/// Text from elsewhere, short, on one line and without control characters.
pub(super) fn quote(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean = one_line.chars().filter(|character| !character.is_control());
    let mut quoted: String = clean.take(QUOTE_CHARS_MAX + 1).collect();
    if quoted.chars().count() > QUOTE_CHARS_MAX {
        quoted = quoted.chars().take(QUOTE_CHARS_MAX).chain(['…']).collect();
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_short_and_harmless() {
        assert_eq!(quote(" a\n\tb\u{1b}[31m "), "a b[31m");
        assert_eq!(quote(&"é".repeat(1000)), format!("{}…", "é".repeat(QUOTE_CHARS_MAX)));
    }
}
