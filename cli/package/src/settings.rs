//! What a user can choose about an image, apart from what is in it.

use std::fmt;
use std::str::FromStr;

use crate::spec::{self, Annotations, Platform};
use crate::tree::{GuestPath, Owner};
use crate::{Error, Result, SourceDate};

/// What `--annotation` may leave out.
pub const ANNOTATION_PREFIX: &str = "org.opencontainers.image.";

/// The annotations that the image specification defines, without their prefix. Those that say what the image
/// itself says elsewhere (`ref.name`, `base.…`) are not for users to set.
pub const ANNOTATIONS: [&str; 11] = [
    "authors",
    "created",
    "description",
    "documentation",
    "licenses",
    "revision",
    "source",
    "title",
    "url",
    "vendor",
    "version",
];

/// What engines would misunderstand in another place than where precast puts it.
const RESERVED: [&str; 3] =
    [spec::annotation::WASM_VARIANT, spec::annotation::REF_NAME, spec::annotation::CONTAINERD_NAME];

/// All choices about an image.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the executable lies; the wasm lies beside it and ends in `.wasm`.
    pub entrypoint: GuestPath,
    /// Arguments, where a launch names no others.
    pub args: Vec<String>,
    /// Environment variables: name and value.
    pub env: Vec<(String, String)>,
    /// The working directory.
    pub workdir: GuestPath,
    /// Who the program runs as.
    pub user: User,
    /// Labels of the config.
    pub labels: Annotations,
    /// Annotations of the index and of all manifests.
    pub annotations: Annotations,
    /// Ports that the program listens on.
    pub ports: Vec<Port>,
    /// What the platform of the wasm is called.
    pub wasm_arch: WasmArch,
    /// The one date of the image.
    pub date: SourceDate,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            entrypoint: "/app".parse().expect("a path"),
            args: Vec::new(),
            env: Vec::new(),
            workdir: "/".parse().expect("a path"),
            user: User::default(),
            labels: Annotations::new(),
            annotations: Annotations::new(),
            ports: Vec::new(),
            wasm_arch: WasmArch::default(),
            date: SourceDate::default(),
        }
    }
}

/// Numbers of user and group: in an image with nothing but the program there are no names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User(Owner);

impl User {
    /// As the owner of files.
    pub fn owner(self) -> Owner {
        self.0
    }
}

/// Neither the superuser nor anybody whom a machine knows.
impl Default for User {
    fn default() -> User {
        const NOBODY: u32 = 65532;
        User(Owner { user: NOBODY, group: NOBODY })
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0.user, self.0.group)
    }
}

impl FromStr for User {
    type Err = Error;

    /// Reads `USER` or `USER:GROUP`; the group without one is that of the same number.
    fn from_str(text: &str) -> Result<User> {
        let refused = || {
            Error::Invalid(format!(
                "{text:?} is no USER or USER:GROUP in numbers, such as 65532:65532; the image has no list of names"
            ))
        };
        // A plus sign would be a number too.
        let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => text.parse().map_err(|_| refused()),
            false => Err(refused()),
        };
        let (user, group) = text.split_once(':').unwrap_or((text, text));
        Ok(User(Owner { user: number(user)?, group: number(group)? }))
    }
}

/// A port with its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port(String);

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Port {
    type Err = Error;

    /// Reads `PORT` or `PORT/PROTOCOL`.
    fn from_str(text: &str) -> Result<Port> {
        let (number, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        let number = number.parse::<u16>().ok().filter(|&number| number > 0 && digits);
        match (number, protocol) {
            (Some(number), "tcp" | "udp" | "sctp") => Ok(Port(format!("{number}/{protocol}"))),
            _ => Err(Error::Invalid(format!(
                "{text:?} is no port, expected a number from 1 to 65535 with an optional /tcp, /udp or /sctp"
            ))),
        }
    }
}

/// What the platform of the wasm is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WasmArch {
    /// `wasi/wasm`
    #[default]
    Wasm,
    /// `wasi/wasm32`, as it was called before.
    Wasm32,
}

impl WasmArch {
    /// The platform.
    pub fn platform(self) -> Platform {
        let architecture = match self {
            WasmArch::Wasm => "wasm",
            WasmArch::Wasm32 => "wasm32",
        };
        Platform { architecture: architecture.to_owned(), os: "wasi".to_owned(), variant: None }
    }
}

/// Reads `KEY=VALUE` of an annotation. A key without a dot is one of [`ANNOTATIONS`].
pub fn annotation(text: &str) -> Result<(String, String)> {
    let (key, value) = key_value(text)?;
    if RESERVED.contains(&key.as_str()) {
        return Err(Error::Invalid(format!("{key:?} is set by precast itself, where it belongs")));
    }
    if key.contains('.') {
        return Ok((key, value));
    }
    if ANNOTATIONS.contains(&key.as_str()) {
        return Ok((format!("{ANNOTATION_PREFIX}{key}"), value));
    }
    let known = ANNOTATIONS.join(", ");
    Err(Error::Invalid(format!(
        "{key:?} is no annotation, expected one with a dot in its name, or one of {known}"
    )))
}

/// Reads `KEY=VALUE` with a key that is not empty.
pub fn key_value(text: &str) -> Result<(String, String)> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() && !text.contains('\0') => {
            Ok((key.to_owned(), value.to_owned()))
        }
        _ => Err(Error::Invalid(format!("{text:?} is no KEY=VALUE"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_numbers() {
        let user = |text: &str| text.parse::<User>().map(|user| user.to_string());
        assert_eq!(user("0").unwrap(), "0:0");
        assert_eq!(user("1000:4294967295").unwrap(), "1000:4294967295");
        for text in ["", ":", "1:", ":1", "nobody", "+1", "-1", "1:2:3", "4294967296"] {
            assert!(user(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ports_have_a_protocol() {
        let port = |text: &str| text.parse::<Port>().map(|port| port.to_string());
        assert_eq!(port("80").unwrap(), "80/tcp");
        assert_eq!(port("0053/udp").unwrap(), "53/udp");
        for text in ["", "0", "65536", "+80", "80/", "80/TCP", "http", "80/tcp/x"] {
            assert!(port(text).is_err(), "{text}");
        }
    }

    #[test]
    fn annotations_have_short_names() {
        let pair = |key: &str, value: &str| Ok((key.to_owned(), value.to_owned()));
        assert_eq!(annotation("title=A=b"), pair("org.opencontainers.image.title", "A=b"));
        assert_eq!(annotation("com.example.x="), pair("com.example.x", ""));
        for text in ["", "=", "=x", "title", "titel=x", "module.wasm.image/variant=compat"] {
            assert!(annotation(text).is_err(), "{text}");
        }
    }
}
