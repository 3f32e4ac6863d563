//! What a manifest consists of and how it came about: the facts from which SBOM and provenance are made.

use crate::settings::ANNOTATION_PREFIX;
use crate::spec::{Annotations, Platform};
use crate::wasm::Module;
use crate::{Digest, Executable, SourceDate};

/// The version of precast that packs.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The facts about one manifest of an image. What the image is called is none of them: it is the same under
/// any name.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// What the program is called, and its version, in the annotations of the image.
    pub annotations: &'a Annotations,
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
    /// What the program is called.
    pub(crate) fn title(&self) -> &str {
        self.annotation("title")
            .or(self.module.name.as_deref())
            .filter(|title| !title.is_empty())
            .unwrap_or("app")
    }

    /// Its version, where somebody says so.
    pub(crate) fn version(&self) -> Option<&str> {
        self.annotation("version")
    }

    fn annotation(&self, name: &str) -> Option<&str> {
        self.annotations.get(&format!("{ANNOTATION_PREFIX}{name}")).map(String::as_str)
    }

    /// The manifest as a package URL, see
    /// <https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md>.
    pub(crate) fn package_url(&self) -> String {
        let title = encode(&self.title().to_lowercase());
        let (digest, arch) = (encode(&self.manifest.to_string()), encode(&self.platform.architecture));
        format!("pkg:oci/{title}@{digest}?arch={arch}")
    }
}

/// A part of a package URL: what could be taken for another part is encoded.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}
