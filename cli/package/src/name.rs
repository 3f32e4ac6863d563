//! What an image is called: `app`, `app:1.2`, `registry.example:5000/team/app:1.2`.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// The tag of a name that has none.
const TAG_DEFAULT: &str = "latest";
/// Where engines look for names without a registry, and what they put before a name without a slash.
const REGISTRY_DEFAULT: &str = "docker.io";
const NAMESPACE_DEFAULT: &str = "library";
/// Longest tag and longest name without its tag, as the distribution specification has them.
const TAG_BYTES_MAX: usize = 128;
const REPOSITORY_BYTES_MAX: usize = 255;

/// A name with a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Host and port, if the name has them.
    registry: Option<String>,
    /// The path within the registry.
    repository: String,
    /// The tag.
    tag: String,
}

impl Name {
    /// Host and port of the registry; `None` for a name that has a meaning on one machine only.
    pub fn registry(&self) -> Option<&str> {
        self.registry.as_deref()
    }

    /// The path within the registry.
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The tag.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The same name with something behind the tag.
    #[must_use]
    pub fn with_tag_suffix(&self, suffix: &str) -> Name {
        Name { tag: format!("{}{suffix}", self.tag), ..self.clone() }
    }

    /// The name as engines store it, which have a default for everything that it leaves out.
    pub fn full(&self) -> String {
        let registry = self.registry.as_deref().unwrap_or(REGISTRY_DEFAULT);
        let namespace = match registry {
            REGISTRY_DEFAULT if !self.repository.contains('/') => format!("{NAMESPACE_DEFAULT}/"),
            _ => String::new(),
        };
        format!("{registry}/{namespace}{}:{}", self.repository, self.tag)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(registry) = &self.registry {
            write!(f, "{registry}/")?;
        }
        write!(f, "{}:{}", self.repository, self.tag)
    }
}

impl FromStr for Name {
    type Err = Error;

    fn from_str(text: &str) -> Result<Name, Error> {
        let refused = |why: &str| Error::Invalid(format!("{text:?} is no name for an image: {why}"));
        if text.contains('@') {
            return Err(refused("the digest is what comes out, leave it out"));
        }
        // A colon before the last slash belongs to a port.
        let (path, tag) = match text.rsplit_once(':') {
            Some((path, tag)) if !tag.contains('/') => (path, tag),
            _ => (text, TAG_DEFAULT),
        };
        // The rule of all engines: the first part is a host if it could not be a part of a path, or is this host.
        let (registry, repository) = match path.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), rest),
            _ => (None, path),
        };
        if path.len() > REPOSITORY_BYTES_MAX {
            return Err(refused("it is too long"));
        }
        if !repository.split('/').all(is_component) {
            return Err(refused(
                "parts of a path are lower-case letters and digits, with single '.', '_' or '-' between them",
            ));
        }
        if let Some(host) = registry.filter(|host| !is_host(host)) {
            return Err(refused(&format!("{host:?} is no host with an optional port")));
        }
        if !is_tag(tag) {
            return Err(refused(
                "a tag has up to 128 letters, digits, '.', '_' and '-', and begins with none of the latter two",
            ));
        }
        Ok(Name {
            registry: registry.map(str::to_owned),
            repository: repository.to_owned(),
            tag: tag.to_owned(),
        })
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = text.as_bytes();
    let between = |part: &[u8]| part.iter().all(|&byte| byte == b'-') || matches!(part, b"." | b"_" | b"__");
    bytes.first().is_some_and(|&byte| word(byte))
        && bytes.last().is_some_and(|&byte| word(byte))
        && bytes.split(|&byte| word(byte)).all(between)
}

/// A host name, IPv4 address or IPv6 address in brackets, with an optional port.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let host_is_good = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(|label| {
            let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(good)
        }),
    };
    let is_number =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok();
    host_is_good && port.is_none_or(is_number)
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.bytes().next().is_some_and(word)
        && text.len() <= TAG_BYTES_MAX
        && text.bytes().all(|byte| word(byte) || matches!(byte, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_defaults() {
        let cases = [
            ("app", "app:latest", "docker.io/library/app:latest"),
            ("app:1.2", "app:1.2", "docker.io/library/app:1.2"),
            ("team/app", "team/app:latest", "docker.io/team/app:latest"),
            ("localhost/app", "localhost/app:latest", "localhost/app:latest"),
            ("127.0.0.1:5000/app:a", "127.0.0.1:5000/app:a", "127.0.0.1:5000/app:a"),
            ("[::1]:5000/a/b", "[::1]:5000/a/b:latest", "[::1]:5000/a/b:latest"),
            ("ghcr.io/a/b__c-d.e:V_1", "ghcr.io/a/b__c-d.e:V_1", "ghcr.io/a/b__c-d.e:V_1"),
        ];
        for (text, shown, full) in cases {
            let name: Name = text.parse().unwrap();
            assert_eq!((name.to_string().as_str(), name.full().as_str()), (shown, full));
        }
        let name: Name = "registry.example/app:1.2".parse().unwrap();
        assert_eq!(
            (name.registry(), name.repository(), name.tag()),
            (Some("registry.example"), "app", "1.2")
        );
        assert_eq!(name.with_tag_suffix("-wasm").to_string(), "registry.example/app:1.2-wasm");
    }

    #[test]
    fn other_text_is_refused() {
        let long = "a".repeat(256);
        for text in [
            "",
            ":1",
            "App",
            "a//b",
            "/a",
            "a/",
            "a:",
            "a:-x",
            "a:b c",
            "a..b",
            "a._b",
            "-a",
            "a___b",
            &long,
            "host:port/a",
            "host:+80/a",
            "host.:80/a",
            "a@sha256:00",
            "[::g]:1/a",
            "../a",
            "a:.x",
        ] {
            assert!(text.parse::<Name>().is_err(), "{text}");
        }
    }
}
