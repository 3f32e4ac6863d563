//! The digest of a blob, by which everything in an image is named.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::Error;

/// `sha256:` is in front of the digits.
const ALGORITHM: &str = "sha256";
/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// A SHA-256. The text is always well formed, so that it can be part of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    /// That of `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest::of_hasher(Sha256::new_with_prefix(bytes))
    }

    /// That of what `hasher` was given.
    pub(crate) fn of_hasher(hasher: Sha256) -> Digest {
        use fmt::Write as _;
        let mut digits = String::with_capacity(DIGITS);
        for byte in hasher.finalize() {
            write!(digits, "{byte:02x}").expect("a String takes everything");
        }
        Digest(digits)
    }

    /// The hexadecimal digits alone.
    pub fn hex(&self) -> &str {
        &self.0
    }

    /// Where an image layout has the blob.
    pub fn path(&self) -> String {
        format!("blobs/{ALGORITHM}/{}", self.0)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ALGORITHM}:{}", self.0)
    }
}

impl FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Digest, Error> {
        let digits = text.strip_prefix(ALGORITHM).and_then(|rest| rest.strip_prefix(':'));
        let is_digit = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        match digits {
            Some(digits) if digits.len() == DIGITS && digits.bytes().all(is_digit) => {
                Ok(Digest(digits.to_owned()))
            }
            _ => Err(Error::NotAnImage(format!(
                "{text:?} is no digest that precast knows, expected {ALGORITHM}: and {DIGITS} digits"
            ))),
        }
    }
}

impl TryFrom<String> for Digest {
    type Error = Error;

    fn try_from(text: String) -> Result<Digest, Error> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_digest_go_both_ways() {
        let digest = Digest::of(b"");
        let text = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest.to_string(), text);
        assert_eq!(text.parse(), Ok(digest));
    }

    #[test]
    fn what_could_lead_out_of_a_directory_is_no_digest() {
        let long = "a".repeat(64);
        let other = format!("sha512:{long}{long}");
        let upper = format!("sha256:{}", "A".repeat(64));
        let dots = format!("sha256:../{}", &long[3..]);
        for text in ["", "sha256", "sha256:", "sha256:abc", &long, &other, &upper, &dots] {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
    }
}
