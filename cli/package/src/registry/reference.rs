//! Which image of which registry: `registry.example/team/app:1.2` or `…/app@sha256:…`.

use std::fmt;
use std::str::FromStr;

use super::error::{Error, Result};
use crate::{Digest, Name};

/// The registry that is called `docker.io` answers here.
const DOCKER_HUB: (&str, &str) = ("docker.io", "registry-1.docker.io");

/// An image in a registry, by its tag or digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The registry as the user calls it.
    registry: String,
    /// The path within the registry.
    repository: String,
    /// The name, without a digest.
    name: Name,
    /// Which of the images with that name.
    digest: Option<Digest>,
}

impl Reference {
    /// The image with this name, which must have a registry.
    pub fn new(name: &Name) -> Result<Reference> {
        let Some(registry) = name.registry() else {
            return Err(Error::Reference(format!(
                "{name} names no registry, expected something like registry.example/{name}, or docker.io/{name}"
            )));
        };
        // The full name has the namespace that Docker Hub adds to names without one.
        let full = name.full();
        let repository = full[registry.len() + 1..full.len() - name.tag().len() - 1].to_owned();
        Ok(Reference { registry: registry.to_owned(), repository, name: name.clone(), digest: None })
    }

    /// Host and port as the user gave them.
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The name, without a digest.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// The digest, if it says which image must be there.
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// Host and port to connect to.
    pub(super) fn host(&self) -> &str {
        if self.registry == DOCKER_HUB.0 { DOCKER_HUB.1 } else { &self.registry }
    }

    /// The path within the registry.
    pub(super) fn repository(&self) -> &str {
        &self.repository
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.digest {
            None => write!(f, "{}", self.name),
            Some(digest) => write!(f, "{}/{}@{digest}", self.registry, self.repository),
        }
    }
}

impl FromStr for Reference {
    type Err = Error;

    fn from_str(text: &str) -> Result<Reference> {
        let (name, digest) = match text.split_once('@') {
            None => (text, None),
            Some((name, digest)) => (name, Some(digest)),
        };
        let refused = |error: crate::Error| Error::Reference(error.to_string());
        let digest = digest.map(str::parse).transpose().map_err(refused)?;
        let name: Name = name.parse().map_err(refused)?;
        Ok(Reference { digest, ..Reference::new(&name)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_says_where_to_look() {
        let digest = Digest::of(b"");
        let pinned = format!("registry.example/a@{digest}");
        let cases = [
            ("registry.example:5000/team/app:1", "registry.example:5000", "team/app"),
            ("docker.io/app", "registry-1.docker.io", "library/app"),
            ("docker.io/team/app:2", "registry-1.docker.io", "team/app"),
            ("localhost/app", "localhost", "app"),
            (&pinned, "registry.example", "a"),
        ];
        for (text, host, repository) in cases {
            let reference: Reference = text.parse().unwrap();
            assert_eq!((reference.host(), reference.repository()), (host, repository), "{text}");
        }
        let reference: Reference = pinned.parse().unwrap();
        assert_eq!((reference.digest(), reference.to_string()), (Some(&digest), pinned));
    }

    #[test]
    fn what_names_no_registry_is_refused() {
        for text in ["app", "team/app:1", "registry.example/app@sha256:00", "registry.example/App", ""] {
            let error = text.parse::<Reference>().unwrap_err();
            assert!(matches!(error, Error::Reference(_)), "{text}: {error}");
        }
        let error = "team/app:1".parse::<Reference>().unwrap_err().to_string();
        assert!(error.contains("docker.io/team/app:1"), "{error}");
    }
}
