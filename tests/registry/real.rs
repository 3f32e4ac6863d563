//! Debian's docker-registry, with HTTPS and a password; skopeo is the other client.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{hello, precast, require_tool, run, scratch};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// `user` with the password `sesame`, as the registry wants it.
const PASSWORDS: &str = "user:$2b$04$M6QKjI/XmwWmhOZYFejDfOJ/QDRk3HUCEVHMj50kd/qAykhM99itq\n";
const LOGIN: &str = "dXNlcjpzZXNhbWU=";

/// A registry that is stopped with the value.
struct Registry {
    child: Child,
    host: String,
}

impl Registry {
    /// Starts one that has its files in `folder`, with the certificate there if there is to be HTTPS.
    #[track_caller]
    fn start(folder: &Path, secure: bool) -> Registry {
        require_tool("docker-registry");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a port")
            .port();
        let at = folder.display();
        let tls = match secure {
            true => format!("  tls:\n    certificate: {at}/certificate.pem\n    key: {at}/key.pem\n"),
            false => String::new(),
        };
        let config = format!(
            "version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: {at}/storage\n\
             auth:\n  htpasswd:\n    realm: test\n    path: {at}/passwords\n\
             http:\n  addr: 127.0.0.1:{port}\n  secret: of-the-test\n{tls}"
        );
        fs::write(folder.join("passwords"), PASSWORDS).expect("a file");
        fs::write(folder.join("config.yml"), config).expect("a file");
        let mut command = Command::new("docker-registry");
        // It takes every variable REGISTRY_… for a setting, that of podman's logins too.
        command
            .env_remove("REGISTRY_AUTH_FILE")
            .arg("serve")
            .arg(folder.join("config.yml"))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let child = command.spawn().expect("the registry starts");
        let registry = Registry { child, host: format!("127.0.0.1:{port}") };
        let start = Instant::now();
        while TcpStream::connect(&registry.host).is_err() {
            assert!(start.elapsed() < PATIENCE, "the registry does not listen");
            thread::sleep(Duration::from_millis(20));
        }
        registry
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A key, and a certificate that nobody vouches for but itself.
#[track_caller]
fn certificate(folder: &Path, constraints: &str) {
    let fixed = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=test \
                 -addext subjectAltName=IP:127.0.0.1";
    let mut openssl = Command::new("openssl");
    openssl
        .args(fixed.split_whitespace())
        .args(["-addext", &format!("basicConstraints=critical,{constraints}")]);
    openssl.arg("-keyout").arg(folder.join("key.pem")).arg("-out").arg(folder.join("certificate.pem"));
    run(openssl, b"").expect_success();
}

/// precast, with the login for `registry`.
fn command(folder: &Path, registry: &Registry, arguments: &[&str]) -> Command {
    let file = folder.join("auth.json");
    fs::write(&file, format!(r#"{{"auths":{{"{}":{{"auth":"{LOGIN}"}}}}}}"#, registry.host)).expect("a file");
    let mut command = precast();
    command.env("REGISTRY_AUTH_FILE", file).env_remove("SSL_CERT_FILE").args(arguments);
    command
}

/// skopeo, which has no use for the certificate.
#[track_caller]
fn skopeo(arguments: &[&str]) -> Vec<u8> {
    require_tool("skopeo");
    let mut command = Command::new("skopeo");
    command.args(arguments);
    run(command, b"").expect_success().stdout
}

#[test]
fn a_real_registry_has_what_was_pushed() {
    for secure in [false, true] {
        let folder = scratch();
        certificate(folder.path(), "CA:FALSE");
        let registry = Registry::start(folder.path(), secure);
        let name = format!("{}/team/app:1.2", registry.host);
        let certificate = folder.path().join("certificate.pem");
        let precast = |arguments: &[&str]| {
            let mut command = command(folder.path(), &registry, arguments);
            command.env("SSL_CERT_FILE", &certificate).current_dir(folder.path());
            run(command, b"").expect_success().stdout()
        };
        let hello = hello();
        let hello = hello.to_str().expect("UTF-8");
        let pushed = precast(&["pack", hello, "--push", &name, "-o", "app.oci.tar"]);
        assert_eq!(precast(&["pack", hello, "--push", &name]), pushed);
        let digest = pushed.trim_end().rsplit('@').next().expect("a digest").to_owned();
        precast(&["verify", &name]);

        // Byte for byte the same for others, statements about its parts included.
        let remote = format!("docker://{name}");
        let source = ["--src-tls-verify=false", "--src-creds=user:sesame"];
        let copy = format!("oci:{}/copy:1.2", folder.path().display());
        skopeo(&["copy", "--quiet", "--all", "--preserve-digests", source[0], source[1], &remote, &copy]);
        let inspect = ["inspect", "--raw", "--tls-verify=false", "--creds=user:sesame"];
        let index = skopeo(&[&inspect[..], &[&remote]].concat());
        assert_eq!(precast_package::Digest::of(&index).to_string(), digest);
        assert!(precast(&["verify", "copy/"]).contains(&digest));
        let index: serde_json::Value = serde_json::from_slice(&index).expect("JSON");
        let manifests = index["manifests"].as_array().expect("a list");
        assert_eq!(manifests.len(), 8, "three machines, wasm, and what is said about each: {index:#}");

        // This registry has no lists of referrers: there is a tag for each.
        for manifest in &manifests[..4] {
            let tag = manifest["digest"].as_str().expect("a digest").replace(':', "-");
            let list = format!("docker://{}/team/app:{tag}", registry.host);
            let list: serde_json::Value =
                serde_json::from_slice(&skopeo(&[&inspect[..], &[&list]].concat())).expect("JSON");
            let types: Vec<_> = list["manifests"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|entry| &entry["artifactType"])
                .collect();
            assert_eq!(types, ["application/spdx+json", "application/vnd.in-toto+json"], "{list:#}");
        }

        // The other way around.
        let archive = format!("oci-archive:{}/app.oci.tar", folder.path().display());
        let other = format!("{}/other:1", registry.host);
        let target = ["--dest-tls-verify=false", "--dest-creds=user:sesame"];
        let remote = format!("docker://{other}");
        skopeo(&["copy", "--quiet", "--all", "--preserve-digests", target[0], target[1], &archive, &remote]);
        assert!(precast(&["verify", &other]).contains(&digest));
    }
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    let cases =
        [("CA:FALSE", false, "nobody vouches for it"), ("CA:TRUE", true, "it is that of an authority")];
    for (constraints, trusted, why) in cases {
        let folder = scratch();
        certificate(folder.path(), constraints);
        let registry = Registry::start(folder.path(), true);
        let name = format!("{}/app:1", registry.host);
        let mut command = command(folder.path(), &registry, &["inspect", &name]);
        if trusted {
            command.env("SSL_CERT_FILE", folder.path().join("certificate.pem"));
        }
        let finished = run(command, b"");
        assert_eq!(finished.status, 1, "{}", finished.describe());
        let stderr = finished.stderr();
        for word in ["its certificate is not accepted", why, "hint: SSL_CERT_FILE"] {
            assert!(stderr.contains(word), "{stderr}");
        }
    }
}
