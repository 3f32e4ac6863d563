//! Pushing to and pulling from registries. Here: one in memory that refuses, talks nonsense or disappears
//! (`double.rs`). What comes to a bad end is one clear error, and leaves no broken tag. `commands.rs`: the commands
//! that do so, and logins. `real.rs`: a real registry, with HTTPS and a password.

#[path = "../support/mod.rs"]
mod support;

mod commands;
mod double;
mod real;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use double::{Double, Fault};
use precast_package::attestation::{self, Statement};
use precast_package::registry::{self, Error, Extent, Observer, Options, Pushed, Reference};
use precast_package::sbom::Format;
use precast_package::spec::{Annotations, Manifest, Platform, media_type};
use precast_package::{Blobs, Draft, Image};

/// Something that writes, or answers, as a registry with one tag, one index, two manifests and two
/// attestations.
fn image() -> Image {
    let mut draft = Draft::new();
    let mut entries = Vec::new();
    for architecture in ["amd64", "arm64"] {
        let config =
            draft.blobs().add(media_type::CONFIG, format!("{{\"for\":\"{architecture}\"}}").into_bytes());
        let bytes: Vec<u8> = architecture.bytes().cycle().take(300_000).collect();
        let layer = draft.blobs().add(media_type::LAYER, bytes);
        let platform =
            Platform { architecture: architecture.to_owned(), os: "linux".to_owned(), variant: None };
        entries.push(draft.add(&Manifest::new(config, vec![layer]), platform, Annotations::new()));
    }
    for entry in &entries {
        let kinds = [Format::Spdx.predicate_type(), "https://slsa.dev/provenance/v1"];
        let said = serde_json::json!({ "about": entry.digest.to_string() });
        let statements = kinds.map(|kind| Statement::new("app", &entry.digest, kind, said.clone()));
        attestation::attach(&mut draft, entry, &statements);
    }
    draft.finish(None, Annotations::new())
}

/// Remembers what was told.
#[derive(Default)]
struct Told {
    waits: RefCell<Vec<String>>,
    transfers: RefCell<Vec<(u64, u64)>>,
}

impl Observer for Told {
    fn transfers(&self, done_bytes: u64, total_bytes: u64) {
        self.transfers.borrow_mut().push((done_bytes, total_bytes));
    }

    fn waits(&self, error: &Error, _: Duration) {
        self.waits.borrow_mut().push(error.to_string());
    }
}

fn push(double: &Double, image: &Image) -> registry::Result<Pushed> {
    let reference: Reference = double.name("app:1").parse().unwrap();
    registry::push(image, &reference, &Options::default(), &Told::default())
}

fn pull(double: &Double, rest: &str) -> registry::Result<Image> {
    let reference: Reference = double.name(rest).parse().unwrap();
    registry::pull(&reference, Extent::Everything, &Options::default(), &Told::default())
}

#[track_caller]
fn refusal<T: std::fmt::Debug>(result: registry::Result<T>, words: &[&str]) {
    let error = result.unwrap_err();
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "{message:?} lacks {word:?}");
    }
    assert!(!message.contains('\n'), "{message:?}");
}

#[test]
fn what_was_pushed_is_pulled() {
    let double = Double::start();
    let image = image();
    let pushed = push(&double, &image).unwrap();
    assert!(pushed.tagged && pushed.present == 0 && pushed.sent_bytes > 600_000, "{pushed:?}");
    let pulled = pull(&double, "app:1").unwrap();
    assert_eq!(pulled.root().digest, image.root().digest);
    assert!(pulled.blobs().iter().eq(image.blobs().iter()));
    let pinned = pull(&double, &format!("app@{}", image.root().digest)).unwrap();
    assert!(pinned.blobs().iter().eq(image.blobs().iter()));
}

#[test]
fn the_tag_comes_last_and_parts_come_first() {
    let double = Double::start();
    push(&double, &image()).unwrap();
    // The double refuses a manifest whose parts are not there.
    let puts = double.take_log(&["PUT"]);
    assert!(puts.iter().all(|line| line.ends_with(" 201")), "{puts:#?}");
    assert_eq!(puts.last().unwrap(), "PUT app/manifests/1 201");
    assert_eq!(puts.iter().filter(|line| line.contains("manifests/1 ")).count(), 1);
}

#[test]
fn pushing_again_sends_nothing() {
    for double in [Double::start(), Double::with_referrers()] {
        let first = push(&double, &image()).unwrap();
        double.take_log(&[]);
        let second = push(&double, &image()).unwrap();
        assert_eq!(second, Pushed { present: first.sent, ..Pushed::default() });
        assert_eq!(double.take_log(&["PUT", "POST", "PATCH"]), [""; 0]);
    }
}

#[test]
fn documents_alone_are_pulled() {
    let double = Double::start();
    let image = image();
    push(&double, &image).unwrap();
    let reference: Reference = double.name("app:1").parse().unwrap();
    let pulled =
        registry::pull(&reference, Extent::Documents, &Options::default(), &Told::default()).unwrap();
    let nodes = pulled.nodes().unwrap();
    for node in nodes {
        let is_here = pulled.blobs().get(&node.descriptor.digest).is_ok();
        assert_eq!(is_here, node.descriptor.media_type != media_type::LAYER, "{node:?}");
    }
}

#[test]
fn progress_ends_with_everything() {
    let double = Double::start();
    let reference: Reference = double.name("app:1").parse().unwrap();
    let told = Told::default();
    registry::push(&image(), &reference, &Options::default(), &told).unwrap();
    let transfers = told.transfers.take();
    assert!(transfers.len() > 10 && transfers.is_sorted(), "{transfers:?}");
    let (done, total) = *transfers.last().unwrap();
    assert!(done == total && total > 600_000, "{done} of {total}");
}

/// Each statement is found through the manifest that it is about.
#[test]
fn statements_are_attached_with_and_without_lists_of_referrers() {
    let subject = image().manifests().unwrap()[0].digest.to_string();
    let types = |list: &serde_json::Value| {
        let entries = list["manifests"].as_array().unwrap().iter();
        let mut types: Vec<_> =
            entries.map(|entry| entry["artifactType"].as_str().unwrap().to_owned()).collect();
        types.sort();
        types
    };
    let expected = ["application/spdx+json", "application/vnd.in-toto+json"];

    let double = Double::start();
    push(&double, &image()).unwrap();
    let tag = subject.replace(':', "-");
    let (media_type, list) = double.state().manifests[&tag].clone();
    assert_eq!(media_type, media_type::INDEX);
    let list: serde_json::Value = serde_json::from_slice(&list).unwrap();
    assert_eq!(types(&list), expected);
    // What others have attached stays.
    double.state().manifests.insert("sha256:0".to_owned(), (String::new(), Vec::new()));
    let others =
        br#"{"schemaVersion":2,"manifests":[{"digest":"sha256:0","artifactType":"a/other"}]}"#.to_vec();
    double.state().manifests.insert(tag.clone(), (media_type::INDEX.to_owned(), others));
    push(&double, &image()).unwrap();
    let list: serde_json::Value = serde_json::from_slice(&double.state().manifests[&tag].1).unwrap();
    assert_eq!(types(&list), ["a/other", expected[0], expected[1]]);
    let nonsense = ("text/html".to_owned(), b"<html>".to_vec());
    double.state().manifests.insert(tag.clone(), nonsense);
    refusal(push(&double, &image()), &["does not answer as a registry does", &tag, "no JSON"]);

    let double = Double::with_referrers();
    push(&double, &image()).unwrap();
    assert!(!double.state().manifests.keys().any(|name| name.starts_with("sha256-")));
    let attached = double
        .state()
        .manifests
        .values()
        .filter(|(_, bytes)| {
            let document: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            document["subject"]["digest"] == *subject
        })
        .count();
    // Under its digest only.
    assert_eq!(attached, 2);
}

#[test]
fn who_is_refused_is_not_asked_twice() {
    let double = Double::start();
    let body = r#"{"errors":[{"code":"DENIED","message":"not\u001b[31m yours"}]}"#;
    double.fail("POST", "", usize::MAX, Fault::Status(403, body));
    let error = push(&double, &image()).unwrap_err();
    assert!(error.hint().unwrap().contains("login"), "{error:?}");
    refusal(Err::<(), _>(error), &["push the blob", "denies access", "403 Forbidden", "not[31m yours"]);
    assert_eq!(double.take_log(&["POST"]).len(), 1);
    assert!(double.state().manifests.is_empty());

    let double = Double::start();
    double.fail("PUT", "/manifests/", usize::MAX, Fault::Status(400, ""));
    refusal(push(&double, &image()), &["push the manifest", "400 Bad Request"]);
    assert_eq!(double.take_log(&["PUT app/manifests"]).len(), 1);
}

#[test]
fn passing_failures_are_waited_out() {
    let double = Double::start();
    double.fail("HEAD", "/blobs/", 1, Fault::Status(503, ""));
    double.fail("PUT", "/uploads/", 2, Fault::HangUp);
    double.fail("PUT", "/manifests/", 1, Fault::Status(500, ""));
    let told = Told::default();
    let reference: Reference = double.name("app:1").parse().unwrap();
    registry::push(&image(), &reference, &Options::default(), &told).unwrap();
    let waits = told.waits.take();
    assert_eq!(waits.len(), 4, "{waits:#?}");
    assert!(waits[0].contains("503 Service Unavailable") && waits[1].contains("hung up"), "{waits:#?}");
    assert!(pull(&double, "app:1").is_ok());

    double.fail("GET", "/blobs/", 2, Fault::HangUpAnswering);
    assert!(pull(&double, "app:1").is_ok());
}

/// Whoever asks too often is told to wait, and for how long.
#[test]
fn a_busy_registry_is_left_alone_for_a_while() {
    let double = Double::start();
    let busy = |seconds: u32| {
        let head = format!("HTTP/1.1 429 Too Many\r\nRetry-After: {seconds}\r\nContent-Length: 0\r\n\r\n");
        Fault::Bytes(head.into_bytes())
    };
    double.fail("HEAD", "/blobs/", 1, busy(1));
    let begin = Instant::now();
    push(&double, &image()).unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));
    // Nobody waits for an hour.
    double.take_log(&[]);
    double.fail("HEAD", "", usize::MAX, busy(3600));
    refusal(push(&double, &image()), &["look for sha256:", "429 Too Many Requests"]);
    assert_eq!(double.take_log(&["HEAD"]).len(), 1);
}

#[test]
fn lasting_failures_are_told_after_some_attempts() {
    let double = Double::start();
    double.fail("PUT", "/uploads/", usize::MAX, Fault::Status(500, "<html>oops</html>"));
    let begin = Instant::now();
    refusal(push(&double, &image()), &["push the blob", "500 Internal Server Error"]);
    assert_eq!(double.take_log(&["PUT"]).len(), 5);
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert!(double.state().manifests.is_empty());
}

/// A registry that disappears leaves a tag as it was; pushing again sends the rest only.
#[test]
fn a_push_that_is_cut_off_can_be_repeated() {
    let double = Double::start();
    let old = {
        let mut draft = Draft::new();
        let config = draft.blobs().add(media_type::CONFIG, b"{\"old\":1}".to_vec());
        draft.add(&Manifest::new(config, vec![]), Platform::unknown(), Annotations::new());
        draft.finish(None, Annotations::new())
    };
    push(&double, &old).unwrap();
    let whole = push(&Double::start(), &image()).unwrap();
    let mut sent = 0;
    // Everywhere: in the first blobs, between manifests, before the tag.
    let places = [
        ("/uploads/", 0),
        ("/uploads/", 2),
        ("/manifests/sha256:", 3),
        ("/manifests/sha256-", 1),
        ("/manifests/1", 0),
    ];
    for (place, after) in places {
        double.take_log(&[]);
        double.disappear("PUT", place, after);
        refusal(push(&double, &image()), &["hung up"]);
        assert_eq!(pull(&double, "app:1").unwrap().root().digest, old.root().digest, "{place}");
        double.behave();
        let log = double.take_log(&["PUT"]);
        sent += log.iter().filter(|line| line.ends_with(" 201") && !line.contains("sha256-")).count();
    }
    let rest = push(&double, &image()).unwrap();
    assert!(rest.tagged && rest.sent < whole.sent && rest.present > 0, "{rest:?} of {whole:?}");
    assert_eq!(rest.sent + sent, whole.sent);
    assert!(pull(&double, "app:1").unwrap().blobs().iter().eq(image().blobs().iter()));
}

#[test]
fn nonsense_is_told_as_such() {
    let garbage = [
        b"\x16\x03\x01\x02\x00garbage\r\n\r\n".to_vec(),
        b"HTTP/1.1 abc\r\n\r\n".to_vec(),
        b"SSH-2.0-OpenSSH\r\n".to_vec(),
    ];
    for bytes in garbage {
        let double = Double::start();
        double.fail("HEAD", "", usize::MAX, Fault::Bytes(bytes.clone()));
        double.fail("GET", "", usize::MAX, Fault::Bytes(bytes));
        refusal(push(&double, &image()), &["look for sha256:", "does not answer as a registry does"]);
        refusal(pull(&double, "app:1"), &["does not answer as a registry does"]);
        assert_eq!(double.take_log(&["HEAD"]).len(), 1, "another attempt would not help");
    }
    let double = Double::start();
    double.fail("POST", "", 1, Fault::Status(202, ""));
    refusal(push(&double, &image()), &["does not say where to go on"]);
    double.fail("POST", "", 1, Fault::Status(200, "<html>a login page</html>"));
    refusal(push(&double, &image()), &["does not answer as a registry does", "200 OK"]);
    for (status, body, words) in [
        (200, "<html>", "no OCI index or manifest"),
        (200, "{}", "no OCI index or manifest"),
        (200, r#"{"mediaType":"application/vnd.docker.distribution.manifest.v2+json"}"#, "no OCI index"),
        (200, r#"{"mediaType":"application/vnd.oci.image.index.v1+json"}"#, "malformed"),
        (204, "", "204 No Content"),
    ] {
        double.fail("GET", "/manifests/", 1, Fault::Status(status, body));
        refusal(pull(&double, "app:1"), &[words]);
    }
}

#[test]
fn what_is_pulled_is_verified_and_bounded() {
    let double = Double::start();
    push(&double, &image()).unwrap();
    double.fail("GET", "/blobs/", 1, Fault::Altered);
    refusal(pull(&double, "app:1"), &["other bytes than those of sha256:"]);
    double.fail("GET", "/manifests/sha256:", 1, Fault::Altered);
    refusal(pull(&double, "app:1"), &["other bytes than those of sha256:"]);
    double.fail("GET", "/manifests/1", 1, Fault::Altered);
    refusal(pull(&double, "app:1"), &["instead of sha256:"]);
    for place in ["/manifests/1", "/manifests/sha256:", "/blobs/"] {
        double.fail("GET", place, 1, Fault::Endless);
        refusal(pull(&double, "app:1"), &["the answer is longer than"]);
    }
    let other = format!("app@{}", precast_package::Digest::of(b"other"));
    refusal(pull(&double, &other), &["there is no image", &other]);
    refusal(pull(&double, "app:2"), &["there is no image", "app:2"]);
    // Sizes that nobody has memory for.
    let digest = precast_package::Digest::of(b"");
    let huge = format!(
        r#"{{"schemaVersion":2,"mediaType":"{}","config":{{"mediaType":"{}","digest":"{digest}","size":2}},"layers":[{{"mediaType":"{}","digest":"{}","size":18446744073709551615}}]}}"#,
        media_type::MANIFEST,
        media_type::CONFIG,
        media_type::LAYER,
        precast_package::Digest::of(b"2"),
    );
    double.state().manifests.insert("huge".to_owned(), (media_type::MANIFEST.to_owned(), huge.into_bytes()));
    refusal(pull(&double, "app:huge"), &["is larger than 4 GiB"]);
}

#[test]
fn an_image_that_is_not_whole_is_not_pushed() {
    let image = image();
    let double = Double::start();
    let layer = image.nodes().unwrap().pop().unwrap().descriptor.digest;
    let mut blobs = Blobs::default();
    for (digest, bytes) in image.blobs().iter().filter(|(digest, _)| **digest != layer) {
        blobs.insert(digest.clone(), bytes.clone());
    }
    let missing = Image::new(None, image.root().clone(), blobs.clone());
    refusal(push(&double, &missing), &[&layer.to_string(), "missing"]);
    blobs.insert(layer.clone(), b"{}".to_vec());
    let altered = Image::new(None, image.root().clone(), blobs);
    refusal(push(&double, &altered), &[&layer.to_string(), "malformed"]);
    assert_eq!(double.take_log(&["PUT", "POST", "HEAD"]), [""; 0]);
}

#[test]
fn nobody_there_is_told_at_once() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let begin = Instant::now();
    for (host, words) in [(free.to_string(), "nothing listens there"), ("registry.invalid".to_owned(), "")] {
        let reference: Reference = format!("{host}/app:1").parse().unwrap();
        let result = registry::push(&image(), &reference, &Options::default(), &Told::default());
        let error = result.unwrap_err();
        assert!(error.hint().unwrap().contains("check the name"), "{error:?}");
        refusal(Err::<(), _>(error), &["no connection to the registry", &host, words]);
    }
    assert!(begin.elapsed() < Duration::from_secs(30));
}
