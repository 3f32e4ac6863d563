//! An image from a registry.

use std::collections::HashSet;

use ureq::http::{Method, header};

use super::error::{Error, Result};
use super::push::{ACCEPT_MANIFESTS, CONTENT_DIGEST, MANIFEST_BYTES_MAX};
use super::session::{Access, Session};
use super::transport::Request;
use super::{Observer, Options, Reference};
use crate::spec::{Descriptor, media_type};
use crate::{Blobs, Digest, Image, NodeKind};

/// Most bytes of an image, and most blobs.
const IMAGE_BYTES_MAX: u64 = 4 << 30;
const BLOBS_MAX: usize = 10_000;

/// How much of an image is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What describes it: all but archives of files and modules.
    Documents,
    /// All of it.
    Everything,
}

/// Gets the image that `reference` names.
///
/// Each blob has the digest and the size by which it is referred to; the root has the digest of the
/// reference, where that has one.
pub fn pull(
    reference: &Reference,
    extent: Extent,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Image> {
    let session = Session::begin(reference, Access::Pull, options, observer)?;
    let (root, bytes) = root(&session)?;
    let mut blobs = Blobs::default();
    blobs.insert(root.digest.clone(), bytes);
    let mut known = HashSet::from([root.digest.clone()]);
    let mut progress = Progress { observer, done_bytes: root.size, total_bytes: root.size };
    let mut pending = blobs.references(NodeKind::of_entry(&root)?, &root.digest)?;
    while !pending.is_empty() {
        pending.retain(|(kind, descriptor)| {
            (extent == Extent::Everything || is_document(*kind, descriptor))
                && known.insert(descriptor.digest.clone())
        });
        for (_, descriptor) in &pending {
            progress.total_bytes = progress.total_bytes.saturating_add(descriptor.size);
        }
        if progress.total_bytes > IMAGE_BYTES_MAX || known.len() > BLOBS_MAX {
            let limit = format!("{} GiB in {BLOBS_MAX} blobs", IMAGE_BYTES_MAX >> 30);
            return Err(crate::Error::NotAnImage(format!("{reference} is larger than {limit}")).into());
        }
        let mut next = Vec::new();
        for (kind, descriptor) in pending {
            let bytes = part(&session, kind, &descriptor, &progress)?;
            progress.done_bytes += descriptor.size;
            blobs.insert(descriptor.digest.clone(), bytes);
            next.extend(blobs.references(kind, &descriptor.digest)?);
        }
        pending = next;
    }
    Ok(Image::new(Some(reference.name().clone()), root, blobs))
}

/// How far it has got.
struct Progress<'a> {
    observer: &'a dyn Observer,
    done_bytes: u64,
    total_bytes: u64,
}

impl Progress<'_> {
    fn more(&self, bytes: u64) {
        self.observer.transfers(self.done_bytes + bytes, self.total_bytes);
    }
}

/// Whether a blob describes something, instead of being it.
fn is_document(kind: NodeKind, descriptor: &Descriptor) -> bool {
    kind != NodeKind::Layer || descriptor.media_type.ends_with("+json")
}

/// The index or manifest that the reference stands for.
fn root(session: &Session<'_>) -> Result<(Descriptor, Vec<u8>)> {
    let reference = session.reference;
    let doing = format!("pull {reference}");
    let name = reference.digest().map_or_else(|| reference.name().tag().to_owned(), Digest::to_string);
    let request = Request {
        method: Method::GET,
        url: session.url(&format!("manifests/{name}")),
        accept: Some(ACCEPT_MANIFESTS),
        body: None,
    };
    session.persist(|| {
        let response = session.send(&doing, &request, &|_| {})?;
        let response = session.expect(&doing, response, &[200, 404])?;
        if response.status == 404 {
            return Err(Error::NotFound(reference.to_string()).into());
        }
        let told = response.header(CONTENT_DIGEST).map(str::to_owned);
        let content_type = response.header(header::CONTENT_TYPE.as_str()).unwrap_or_default().to_owned();
        let bytes = session.body(&doing, response, MANIFEST_BYTES_MAX, &|_| {})?;
        let digest = Digest::of(&bytes);
        for expected in [reference.digest().map(Digest::to_string), told].into_iter().flatten() {
            if expected != digest.to_string() {
                return Err(session.nonsense(&doing, &format!("instead of {expected} it sends {digest}")));
            }
        }
        let media_type = media_type_of(&bytes, &content_type);
        let root = Descriptor {
            media_type: media_type
                .ok_or_else(|| session.nonsense(&doing, "it sends no OCI index or manifest"))?,
            digest,
            size: bytes.len() as u64,
            platform: None,
            artifact_type: None,
            annotations: Default::default(),
        };
        Ok((root, bytes))
    })
}

/// What a document says that it is, or its header.
fn media_type_of(bytes: &[u8], content_type: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Typed {
        media_type: Option<String>,
    }
    let typed: Typed = serde_json::from_slice(bytes).ok()?;
    let media_type = typed.media_type.unwrap_or_else(|| content_type.to_owned());
    let is_known = [media_type::INDEX, media_type::MANIFEST].contains(&media_type.as_str());
    is_known.then_some(media_type)
}

/// Any other part of an image.
fn part(
    session: &Session<'_>,
    kind: NodeKind,
    descriptor: &Descriptor,
    progress: &Progress<'_>,
) -> Result<Vec<u8>> {
    let digest = &descriptor.digest;
    let doing = format!("pull {digest}");
    let is_manifest = matches!(kind, NodeKind::Index | NodeKind::Manifest);
    if is_manifest && descriptor.size > MANIFEST_BYTES_MAX {
        return Err(session.nonsense(&doing, &format!("a manifest of {} bytes", descriptor.size)).error);
    }
    let request = Request {
        method: Method::GET,
        url: session.url(&format!("{}/{digest}", if is_manifest { "manifests" } else { "blobs" })),
        accept: is_manifest.then_some(ACCEPT_MANIFESTS),
        body: None,
    };
    session.persist(|| {
        let response = session.send(&doing, &request, &|_| {})?;
        let response = session.expect(&doing, response, &[200])?;
        let bytes = session.body(&doing, response, descriptor.size, &|bytes| progress.more(bytes))?;
        if bytes.len() as u64 != descriptor.size || Digest::of(&bytes) != *digest {
            return Err(Error::Altered(session.reference.registry().to_owned(), digest.clone()).into());
        }
        Ok(bytes)
    })
}
