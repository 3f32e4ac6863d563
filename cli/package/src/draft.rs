//! An image that is being put together: manifests come one by one, the index that lists them last.

use crate::spec::{self, Annotations, Descriptor, Index, Manifest, Platform, media_type};
use crate::{Blobs, Image, Name};

/// Blobs, and the entries of the index so far.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    blobs: Blobs,
    manifests: Vec<Descriptor>,
}

impl Draft {
    /// Nothing yet.
    pub fn new() -> Draft {
        Draft::default()
    }

    /// To add blobs, which manifests then refer to, and to read what is there.
    pub fn blobs(&mut self) -> &mut Blobs {
        &mut self.blobs
    }

    /// The entries of the index so far.
    pub fn manifests(&self) -> &[Descriptor] {
        &self.manifests
    }

    /// Adds a manifest and its entry in the index, which has `annotations`; hands back the entry.
    pub fn add(&mut self, manifest: &Manifest, platform: Platform, annotations: Annotations) -> Descriptor {
        let descriptor = self.blobs.add(media_type::MANIFEST, spec::to_json(manifest));
        let entry = Descriptor {
            platform: Some(platform),
            artifact_type: manifest.artifact_type.clone(),
            annotations,
            ..descriptor
        };
        self.manifests.push(entry.clone());
        entry
    }

    /// The image, whose index has `annotations`.
    pub fn finish(mut self, name: Option<Name>, annotations: Annotations) -> Image {
        let index = Index::new(self.manifests, annotations);
        let root = self.blobs.add(media_type::INDEX, spec::to_json(&index));
        Image::new(name, root, self.blobs)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The smallest image that has everything.
    pub(crate) fn image() -> Image {
        let mut draft = Draft::new();
        let config = draft.blobs().add(media_type::CONFIG, b"{}".to_vec());
        let layer = draft.blobs().add(media_type::LAYER, b"layer".to_vec());
        draft.add(&Manifest::new(config, vec![layer]), Platform::unknown(), Annotations::new());
        draft.finish(Some("team/app:1".parse().unwrap()), Annotations::new())
    }

    #[test]
    fn the_index_lists_manifests_in_the_order_in_which_they_came() {
        let mut draft = Draft::new();
        let config = draft.blobs().add(media_type::CONFIG, b"{}".to_vec());
        let manifest = Manifest::new(config, Vec::new());
        let platform = |os: &str| Platform { os: os.to_owned(), ..Platform::unknown() };
        for os in ["wasi", "linux"] {
            draft.add(&manifest, platform(os), Annotations::new());
        }
        let entries = draft.finish(None, Annotations::new()).manifests().unwrap();
        let platforms: Vec<_> = entries.into_iter().filter_map(|entry| entry.platform).collect();
        assert_eq!(platforms, [platform("wasi"), platform("linux")]);
    }
}
