//! What a manifest consists of and how it came about: the facts from which SBOM and provenance are made.

use crate::spec::Platform;
use crate::wasm::Module;
use crate::{Digest, Executable, Name, SourceDate};

/// The version of precast that packs.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The facts about one manifest of an image.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// What the image is called.
    pub name: Option<&'a Name>,
    /// Where the manifest's program runs.
    pub platform: &'a Platform,
    /// The manifest.
    pub manifest: &'a Digest,
    /// The program as it was before it was compiled.
    pub module: &'a Module,
    /// What it was compiled to; `None` where the image has the module itself.
    pub executable: Option<&'a Executable>,
    /// Further files in the image, by their paths.
    pub files: &'a [(String, Digest)],
    /// The date in all documents.
    pub date: SourceDate,
}

impl Origin<'_> {
    /// What the program is called, without a registry.
    pub(crate) fn title(&self) -> &str {
        let name = self.name.map(|name| name.repository().rsplit('/').next().unwrap_or_default());
        name.or(self.module.name.as_deref()).unwrap_or("app")
    }

    /// The image as a package URL, which names it for tools that look for it: that of BuildKit's statements.
    pub(crate) fn package_url(&self) -> String {
        let platform = self.platform.to_string().replace('/', "%2F");
        match self.name {
            None => format!("pkg:docker/{}?platform={platform}", encode(self.title())),
            Some(name) => {
                let registry = name.registry().map(|registry| format!("{}/", encode(registry)));
                let (registry, repository) = (registry.unwrap_or_default(), encode(name.repository()));
                format!("pkg:docker/{registry}{repository}@{}?platform={platform}", encode(name.tag()))
            }
        }
    }
}

/// A part of a package URL: what could be taken for another part is encoded.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}
