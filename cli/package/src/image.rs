//! An image in memory: blobs by digest, and the descriptor from which all of them are reached.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::spec::{self, Descriptor, Index, Manifest, media_type};
use crate::{Digest, Error, Name, Result};

/// Deepest nesting of indexes that is followed.
const DEPTH_MAX: usize = 4;

/// Blobs by the digest that they are known by. For blobs from elsewhere nothing has checked yet that it is theirs.
#[derive(Clone, Debug, Default)]
pub struct Blobs(BTreeMap<Digest, Arc<[u8]>>);

impl Blobs {
    /// Adds a blob of our own and hands back how to refer to it.
    pub fn add(&mut self, media_type: &str, bytes: Vec<u8>) -> Descriptor {
        let digest = Digest::of(&bytes);
        let descriptor = Descriptor {
            media_type: media_type.to_owned(),
            digest: digest.clone(),
            size: bytes.len() as u64,
            platform: None,
            artifact_type: None,
            annotations: BTreeMap::new(),
        };
        self.0.insert(digest, bytes.into());
        descriptor
    }

    /// Adds a blob from elsewhere under the digest that it has there.
    pub fn insert(&mut self, digest: Digest, bytes: impl Into<Arc<[u8]>>) {
        self.0.insert(digest, bytes.into());
    }

    /// The blob that is known by `digest`.
    pub fn get(&self, digest: &Digest) -> Result<&Arc<[u8]>> {
        self.0.get(digest).ok_or_else(|| Error::Missing(digest.clone()))
    }

    /// The document in the blob that is known by `digest`.
    pub fn document<T: DeserializeOwned>(&self, digest: &Digest) -> Result<T> {
        spec::from_json(self.get(digest)?).map_err(|error| Error::Malformed(digest.clone(), error))
    }

    /// What the blob that is known by `digest`, and is of this kind, refers to.
    pub fn references(&self, kind: NodeKind, digest: &Digest) -> Result<Vec<(NodeKind, Descriptor)>> {
        match kind {
            NodeKind::Index => {
                let entries = self.document::<Index>(digest)?.manifests.into_iter();
                entries.map(|entry| Ok((NodeKind::of_entry(&entry)?, entry))).collect()
            }
            NodeKind::Manifest => {
                let manifest: Manifest = self.document(digest)?;
                let layers = manifest.layers.into_iter().map(|layer| (NodeKind::Layer, layer));
                Ok([(NodeKind::Config, manifest.config)].into_iter().chain(layers).collect())
            }
            NodeKind::Config | NodeKind::Layer => Ok(Vec::new()),
        }
    }

    /// All, sorted by digest.
    pub fn iter(&self) -> impl Iterator<Item = (&Digest, &Arc<[u8]>)> {
        self.0.iter()
    }
}

/// An image for several platforms, or an artifact.
#[derive(Clone, Debug)]
pub struct Image {
    name: Option<Name>,
    root: Descriptor,
    blobs: Blobs,
}

/// A blob in the place from which it is referred to.
#[derive(Clone, Debug)]
pub struct Node {
    /// How it is referred to.
    pub descriptor: Descriptor,
    /// What it is.
    pub kind: NodeKind,
    /// The index or manifest that refers to it; `None` for the root.
    pub parent: Option<Digest>,
}

/// What a blob of an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A list of manifests.
    Index,
    /// A manifest.
    Manifest,
    /// The config of a manifest.
    Config,
    /// A layer of a manifest.
    Layer,
}

impl Image {
    /// An image whose parts are reached from `root`, an index or a manifest.
    pub fn new(name: Option<Name>, root: Descriptor, blobs: Blobs) -> Image {
        Image { name, root, blobs }
    }

    /// What it is called.
    pub fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// The descriptor of the index or manifest from which all else is reached.
    pub fn root(&self) -> &Descriptor {
        &self.root
    }

    /// Its blobs; in one from elsewhere there may be more than are reached from the root.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// The document of the root, where that is an index.
    pub fn index(&self) -> Result<Index> {
        self.blobs.document(&self.root.digest)
    }

    /// The manifests of the root index, or the root itself where that is a manifest.
    pub fn manifests(&self) -> Result<Vec<Descriptor>> {
        match NodeKind::of_entry(&self.root)? {
            NodeKind::Index => Ok(self.index()?.manifests),
            _ => Ok(vec![self.root.clone()]),
        }
    }

    /// Everything that is reached from the root, each before what it refers to; the reverse is the order in which
    /// a registry accepts it. What several refer to comes several times. Configs and layers may be missing; that is
    /// not looked at here.
    pub fn nodes(&self) -> Result<Vec<Node>> {
        let mut nodes = Vec::new();
        self.visit(&self.root, None, 0, &mut nodes)?;
        Ok(nodes)
    }

    fn visit(
        &self,
        at: &Descriptor,
        parent: Option<&Digest>,
        depth: usize,
        nodes: &mut Vec<Node>,
    ) -> Result<()> {
        let kind = NodeKind::of_entry(at)?;
        nodes.push(Node { descriptor: at.clone(), kind, parent: parent.cloned() });
        if depth > DEPTH_MAX {
            return Err(Error::NotAnImage(format!("indexes are nested more than {DEPTH_MAX} deep")));
        }
        for (kind, descriptor) in self.blobs.references(kind, &at.digest)? {
            if let NodeKind::Index | NodeKind::Manifest = kind {
                self.visit(&descriptor, Some(&at.digest), depth + 1, nodes)?;
            } else {
                nodes.push(Node { descriptor, kind, parent: Some(at.digest.clone()) });
            }
        }
        Ok(())
    }
}

impl NodeKind {
    /// Which of both the root, or an entry of an index, is.
    pub fn of_entry(descriptor: &Descriptor) -> Result<NodeKind> {
        match descriptor.media_type.as_str() {
            media_type::INDEX => Ok(NodeKind::Index),
            media_type::MANIFEST => Ok(NodeKind::Manifest),
            other => Err(Error::NotAnImage(format!(
                "{} is of the type {other:?}, expected an OCI index or manifest",
                descriptor.digest
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::tests::image;
    use crate::spec::Annotations;

    #[test]
    fn nodes_come_before_what_they_refer_to() {
        let image = image();
        let nodes = image.nodes().unwrap();
        let kinds: Vec<_> = nodes.iter().map(|node| node.kind).collect();
        assert_eq!(kinds, [NodeKind::Index, NodeKind::Manifest, NodeKind::Config, NodeKind::Layer]);
        assert_eq!(nodes[0].parent, None);
        for node in &nodes[1..] {
            let parent = node.parent.as_ref().unwrap();
            assert!(nodes.iter().any(|other| other.descriptor.digest == *parent));
        }
    }

    #[test]
    fn what_is_missing_or_nested_too_deep_is_told() {
        let root = image().root().clone();
        let missing = Image::new(None, root.clone(), Blobs::default());
        assert_eq!(missing.nodes().unwrap_err(), Error::Missing(root.digest));

        let mut blobs = Blobs::default();
        let mut root = blobs.add(media_type::INDEX, spec::to_json(&Index::new(vec![], Annotations::new())));
        for _ in 0..=DEPTH_MAX {
            root = blobs.add(media_type::INDEX, spec::to_json(&Index::new(vec![root], Annotations::new())));
        }
        assert!(matches!(Image::new(None, root, blobs).nodes(), Err(Error::NotAnImage(_))));
    }
}
