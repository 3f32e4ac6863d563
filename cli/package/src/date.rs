//! The one date in an image: that of `SOURCE_DATE_EPOCH`, or the beginning of 1970.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// Seconds since the beginning of 1970, within what an image and a tar header can say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceDate(u32);

impl SourceDate {
    /// The name of the variable that sets it, see <https://reproducible-builds.org/specs/source-date-epoch/>.
    pub const VARIABLE: &str = "SOURCE_DATE_EPOCH";

    /// The seconds.
    pub fn seconds(self) -> u64 {
        self.0.into()
    }
}

/// As RFC 3339 writes it: `1970-01-01T00:00:00Z`.
impl fmt::Display for SourceDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = jiff::Timestamp::from_second(self.0.into()).map_err(|_| fmt::Error)?;
        write!(f, "{date}")
    }
}

impl FromStr for SourceDate {
    type Err = Error;

    fn from_str(text: &str) -> Result<SourceDate, Error> {
        // A plus sign would be a number too.
        let seconds = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        seconds.map(SourceDate).ok_or_else(|| {
            let name = SourceDate::VARIABLE;
            Error::Invalid(format!("{name} is {text:?}, expected a number of seconds from 0 to {}", u32::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds_since_1970() {
        assert_eq!(SourceDate::default().to_string(), "1970-01-01T00:00:00Z");
        assert_eq!("1700000000".parse::<SourceDate>().unwrap().to_string(), "2023-11-14T22:13:20Z");
        assert_eq!("4294967295".parse::<SourceDate>().unwrap().to_string(), "2106-02-07T06:28:15Z");
        for text in ["", "-1", "+1", "now", "1.5", "4294967296"] {
            assert!(text.parse::<SourceDate>().is_err(), "{text}");
        }
    }
}
