//! An image in memory: blobs by digest, and the descriptor from which all of them are reached.

use std::collections::{BTreeMap, HashSet};
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
}

/// What a blob of an image is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

    /// Everything that is reached from the root, each before what it refers to; the reverse is the order in
    /// which a registry accepts it. What several refer to comes several times, what that refers to but once.
    /// Configs and layers may be missing; that is not looked at here.
    pub fn nodes(&self) -> Result<Vec<Node>> {
        let (nodes, problems) = self.reachable();
        problems.into_iter().next().map_or(Ok(nodes), Err)
    }

    /// As [`nodes`](Image::nodes), of an image that may not be whole; and why what is missing is.
    pub(crate) fn reachable(&self) -> (Vec<Node>, Vec<Error>) {
        let mut walk =
            Walk { blobs: &self.blobs, entered: HashSet::new(), nodes: Vec::new(), problems: Vec::new() };
        match NodeKind::of_entry(&self.root) {
            Ok(kind) => walk.visit(self.root.clone(), kind, 0),
            Err(error) => walk.problems.push(error),
        }
        walk.nodes.reverse();
        walk.problems.reverse();
        (walk.nodes, walk.problems)
    }
}

/// A walk through an image, the last things first.
struct Walk<'a> {
    blobs: &'a Blobs,
    /// What has been looked into: a few small indexes can name each other so often that nobody comes to an
    /// end.
    entered: HashSet<(NodeKind, Digest)>,
    nodes: Vec<Node>,
    problems: Vec<Error>,
}

impl Walk<'_> {
    fn visit(&mut self, descriptor: Descriptor, kind: NodeKind, depth: usize) {
        let has_parts = matches!(kind, NodeKind::Index | NodeKind::Manifest);
        if has_parts && self.entered.insert((kind, descriptor.digest.clone())) {
            if depth > DEPTH_MAX {
                let problem = format!("indexes are nested more than {DEPTH_MAX} deep");
                self.problems.push(Error::NotAnImage(problem));
            } else {
                match self.blobs.references(kind, &descriptor.digest) {
                    Ok(parts) => {
                        for (kind, part) in parts.into_iter().rev() {
                            self.visit(part, kind, depth + 1);
                        }
                    }
                    Err(error) => self.problems.push(error),
                }
            }
        }
        self.nodes.push(Node { descriptor, kind });
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
    }

    fn index(blobs: &mut Blobs, entries: &[&Descriptor]) -> Descriptor {
        let entries = entries.iter().map(|&entry| entry.clone()).collect();
        blobs.add(media_type::INDEX, spec::to_json(&Index::new(entries, Annotations::new())))
    }

    #[test]
    fn what_is_shared_comes_behind_all_that_refer_to_it() {
        let mut blobs = Blobs::default();
        let lowest = index(&mut blobs, &[]);
        let middle = index(&mut blobs, &[&lowest]);
        let other = index(&mut blobs, &[&middle, &lowest]);
        let root = index(&mut blobs, &[&lowest, &middle, &other]);
        let nodes = Image::new(None, root.clone(), blobs).nodes().unwrap();
        let last = |of: &Descriptor| nodes.iter().rposition(|node| node.descriptor == *of).unwrap();
        let places = [&root, &other, &middle, &lowest].map(last);
        assert!(places.is_sorted(), "{places:?}");
        // A reference each, and the root.
        assert_eq!(nodes.len(), 7);
    }

    #[test]
    fn what_names_itself_often_comes_to_an_end() {
        let mut blobs = Blobs::default();
        let mut root = index(&mut blobs, &[]);
        for _ in 0..DEPTH_MAX {
            root = index(&mut blobs, &[&root; 1000]);
        }
        let nodes = Image::new(None, root, blobs).nodes().unwrap();
        assert_eq!(nodes.len(), 1 + 1000 * DEPTH_MAX);
        // Nobody has checked the digests.
        let mut blobs = Blobs::default();
        let mut root = index(&mut blobs, &[]);
        let text = spec::to_json(&Index::new(vec![root.clone(), root.clone()], Annotations::new()));
        root.size = text.len() as u64;
        blobs.insert(root.digest.clone(), text);
        assert_eq!(Image::new(None, root, blobs).nodes().unwrap().len(), 3);
    }

    #[test]
    fn what_is_missing_or_nested_too_deep_is_told() {
        let root = image().root().clone();
        let missing = Image::new(None, root.clone(), Blobs::default());
        assert_eq!(missing.nodes().unwrap_err(), Error::Missing(root.digest));

        let mut blobs = Blobs::default();
        let mut root = index(&mut blobs, &[]);
        for _ in 0..=DEPTH_MAX {
            root = index(&mut blobs, &[&root]);
        }
        assert!(matches!(Image::new(None, root, blobs).nodes(), Err(Error::NotAnImage(_))));
    }
}
