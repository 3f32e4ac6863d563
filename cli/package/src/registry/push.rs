//! An image to a registry.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Arc;

use ureq::http::Method;

use super::error::Result;
use super::session::{Access, Session, percent};
use super::transport::Request;
use super::{Observer, Options, Reference, referrers};
use crate::spec::{self, Descriptor, Index, media_type};
use crate::{Digest, Image, NodeKind};

/// What a registry may answer where a manifest is asked for.
pub(super) const ACCEPT_MANIFESTS: &str =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
/// Largest index or manifest that is read, in bytes; registries need not take any larger than this.
pub(super) const MANIFEST_BYTES_MAX: u64 = 4 << 20;
/// The header by which a registry says what a tag stands for.
pub(super) const CONTENT_DIGEST: &str = "Docker-Content-Digest";

/// What became of a push.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Blobs and manifests that were sent.
    pub sent: usize,
    /// Bytes of these.
    pub sent_bytes: u64,
    /// Blobs and manifests that were there already.
    pub present: usize,
    /// Whether the tag has changed, or is new.
    pub tagged: bool,
}

/// Sends `image` to where `reference` says, and what is attached to its parts.
///
/// Blobs go first and the tag last, so that whatever the tag stands for is whole at any time.
pub fn push(
    image: &Image,
    reference: &Reference,
    options: &Options,
    observer: &dyn Observer,
) -> Result<Pushed> {
    let referrers = referrers::of_image(image)?;
    let parts = parts([image].into_iter().chain(&referrers))?;
    let session = Session::begin(reference, Access::Push, options, observer)?;
    let total_bytes = parts.iter().map(|part| part.bytes.len() as u64).sum();
    let mut push =
        Push { session: &session, done_bytes: Cell::new(0), total_bytes, pushed: Pushed::default() };
    for part in &parts {
        push.part(part)?;
    }
    for (subject, entries) in referrers::by_subject(&referrers)? {
        push.list(&subject, &entries)?;
    }
    push.tag(image)?;
    Ok(push.pushed)
}

/// A blob or manifest to send.
struct Part {
    /// Index or manifest; configs and layers are blobs to a registry.
    is_manifest: bool,
    media_type: String,
    digest: Digest,
    bytes: Arc<[u8]>,
}

/// All parts of `images`: blobs, then manifests; each once, and behind what it refers to.
fn parts<'a>(images: impl IntoIterator<Item = &'a Image>) -> Result<Vec<Part>> {
    let mut known = HashSet::new();
    let mut parts = Vec::new();
    for image in images {
        for node in image.nodes()?.into_iter().rev() {
            if !known.insert(node.descriptor.digest.clone()) {
                continue;
            }
            let digest = node.descriptor.digest;
            let bytes = image.blobs().get(&digest)?.clone();
            if Digest::of(&bytes) != digest {
                let why = "its bytes have another digest".to_owned();
                return Err(crate::Error::Malformed(digest, why).into());
            }
            parts.push(Part {
                is_manifest: matches!(node.kind, NodeKind::Index | NodeKind::Manifest),
                media_type: node.descriptor.media_type,
                digest,
                bytes,
            });
        }
    }
    parts.sort_by_key(|part| part.is_manifest);
    Ok(parts)
}

/// A push under way.
struct Push<'a> {
    session: &'a Session<'a>,
    done_bytes: Cell<u64>,
    total_bytes: u64,
    pushed: Pushed,
}

impl Push<'_> {
    /// Sends a part that is not there yet.
    fn part(&mut self, part: &Part) -> Result<()> {
        if self.is_present(part)? {
            self.pushed.present += 1;
        } else {
            if part.is_manifest {
                self.manifest(part, &part.digest.to_string())?;
            } else {
                self.blob(part)?;
            }
            self.pushed.sent += 1;
            self.pushed.sent_bytes += part.bytes.len() as u64;
        }
        self.done_bytes.set(self.done_bytes.get() + part.bytes.len() as u64);
        self.progress(0);
        Ok(())
    }

    fn progress(&self, more_bytes: u64) {
        self.session.observer.transfers(self.done_bytes.get() + more_bytes, self.total_bytes);
    }

    fn is_present(&self, part: &Part) -> Result<bool> {
        let kind = if part.is_manifest { "manifests" } else { "blobs" };
        let doing = format!("look for {}", part.digest);
        let request = Request {
            method: Method::HEAD,
            url: self.session.url(&format!("{kind}/{}", part.digest)),
            accept: part.is_manifest.then_some(ACCEPT_MANIFESTS),
            body: None,
        };
        self.session.persist(|| {
            let response = self.session.send(&doing, &request, &|_| {})?;
            Ok(self.session.expect(&doing, response, &[200, 404])?.status == 200)
        })
    }

    /// Sends a blob in one piece: a registry says where to, and takes it there. What breaks off begins anew.
    fn blob(&self, part: &Part) -> Result<()> {
        let doing = format!("push the blob {}", part.digest);
        let begin = Request {
            method: Method::POST,
            url: self.session.url("blobs/uploads/"),
            accept: None,
            body: None,
        };
        self.session.persist(|| {
            let response = self.session.send(&doing, &begin, &|_| {})?;
            let response = self.session.expect(&doing, response, &[202])?;
            let location = self.session.location(&doing, &response)?;
            let separator = if location.contains('?') { '&' } else { '?' };
            let upload = Request {
                method: Method::PUT,
                url: format!("{location}{separator}digest={}", percent(&part.digest.to_string())),
                accept: None,
                body: Some(("application/octet-stream", &part.bytes)),
            };
            let response = self.session.send(&doing, &upload, &|bytes| self.progress(bytes))?;
            self.session.expect(&doing, response, &[201]).map(drop)
        })
    }

    /// Sends a manifest under its digest or a tag.
    fn manifest(&self, part: &Part, name: &str) -> Result<()> {
        let doing = format!("push the manifest {name}");
        let request = Request {
            method: Method::PUT,
            url: self.session.url(&format!("manifests/{name}")),
            accept: None,
            body: Some((&part.media_type, &part.bytes)),
        };
        self.session.persist(|| {
            let response = self.session.send(&doing, &request, &|_| {})?;
            let response = self.session.expect(&doing, response, &[201])?;
            match response.header(CONTENT_DIGEST) {
                Some(digest) if digest != part.digest.to_string() => {
                    Err(self.session.nonsense(&doing, "it has stored something else"))
                }
                _ => Ok(()),
            }
        })
    }

    /// Lists what refers to `subject` under a tag, where the registry has no list of its own.
    fn list(&self, subject: &Digest, entries: &[Descriptor]) -> Result<()> {
        let doing = format!("look for what is attached to {subject}");
        let get = |what: String| Request {
            method: Method::GET,
            url: self.session.url(&what),
            accept: Some(media_type::INDEX),
            body: None,
        };
        let own = get(format!("referrers/{subject}"));
        let is_listed = self.session.persist(|| {
            let response = self.session.send(&doing, &own, &|_| {})?;
            let is_found = response.status == 200;
            // Registries that have no lists answer 404, others some page or other.
            let body = self.session.body(&doing, response, MANIFEST_BYTES_MAX, &|_| {})?;
            Ok(is_found && spec::from_json::<Index>(&body).is_ok())
        })?;
        if is_listed {
            return Ok(());
        }
        let tag = referrers::tag(subject);
        let tagged = get(format!("manifests/{tag}"));
        let list = self.session.persist(|| {
            let response = self.session.send(&doing, &tagged, &|_| {})?;
            let response = self.session.expect(&doing, response, &[200, 404])?;
            if response.status == 404 {
                return Ok(None);
            }
            self.session.body(&doing, response, MANIFEST_BYTES_MAX, &|_| {}).map(Some)
        })?;
        let list = referrers::extend(list.as_deref(), entries).map_err(|error| {
            self.session.nonsense(&doing, &format!("under the tag {tag} it has {error}")).error
        })?;
        let Some(bytes) = list else { return Ok(()) };
        let part = Part {
            is_manifest: true,
            media_type: media_type::INDEX.to_owned(),
            digest: Digest::of(&bytes),
            bytes: bytes.into(),
        };
        self.manifest(&part, &tag)
    }

    /// Lets the tag stand for the image.
    fn tag(&mut self, image: &Image) -> Result<()> {
        let root = image.root();
        let tag = self.session.reference.name().tag();
        let doing = format!("look for the tag {tag}");
        let request = Request {
            method: Method::HEAD,
            url: self.session.url(&format!("manifests/{tag}")),
            accept: Some(ACCEPT_MANIFESTS),
            body: None,
        };
        let is_set = self.session.persist(|| {
            let response = self.session.send(&doing, &request, &|_| {})?;
            let response = self.session.expect(&doing, response, &[200, 404])?;
            Ok(response.status == 200 && response.header(CONTENT_DIGEST) == Some(&root.digest.to_string()))
        })?;
        if is_set {
            return Ok(());
        }
        let part = Part {
            is_manifest: true,
            media_type: root.media_type.clone(),
            digest: root.digest.clone(),
            bytes: image.blobs().get(&root.digest)?.clone(),
        };
        self.pushed.tagged = true;
        self.manifest(&part, tag)
    }
}
