//! `precast pack --push`, `inspect` and `verify` with a registry: what they print, and who they say they are.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::double::{Door, Double, Fault, IDENTITY};
use crate::support::{hello, precast, run, scratch};

/// A command that finds no logins but those in `home`.
fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = precast();
    for variable in ["REGISTRY_AUTH_FILE", "DOCKER_CONFIG", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"] {
        command.env_remove(variable);
    }
    command.env("HOME", home).current_dir(home).args(arguments);
    command
}

/// Packs a program, for one machine so that it is quick.
fn push(home: &Path, name: &str) -> Command {
    let mut command = command(home, &["pack", "--platform", "linux/amd64", "--push", name]);
    command.arg(hello());
    command
}

/// A command that must fail with one error: words of it, and of its hint.
#[track_caller]
fn refused(command: Command, words: &[&str]) {
    let finished = run(command, b"");
    assert_eq!(finished.status, 1, "{}", finished.describe());
    assert_eq!(finished.stdout(), "");
    let stderr = finished.stderr();
    let errors = stderr.lines().filter(|line| line.starts_with("precast: error: "));
    assert_eq!(errors.count(), 1, "{stderr}");
    for word in words {
        assert!(stderr.contains(word), "{stderr:?} lacks {word:?}");
    }
}

#[test]
fn what_is_pushed_is_inspected_and_verified() {
    let (home, double) = (scratch(), Double::start());
    let name = double.name("app:1.2");
    let pushed = run(push(home.path(), &name), b"").expect_success().stdout();
    let digest = pushed.trim_end().strip_prefix(&format!("{name}@")).expect("name@digest").to_owned();
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "no file unless there is --output");
    let again = run(push(home.path(), &name), b"").expect_success().stdout();
    assert_eq!(again, pushed);

    double.take_log(&[]);
    let shown = run(command(home.path(), &["inspect", &name]), b"").expect_success().stdout();
    for word in [digest.as_str(), "linux/amd64", "a bill of materials (SPDX)", "provenance (SLSA)"] {
        assert!(shown.contains(word), "{shown}");
    }
    // A description needs none of the program.
    let layers = double.take_log(&["GET"]);
    let pinned = double.name(&format!("app@{digest}"));
    let verified = run(command(home.path(), &["verify", &pinned]), b"").expect_success().stdout();
    assert!(verified.contains("is whole") && verified.contains(&digest), "{verified}");
    assert!(double.take_log(&["GET"]).len() > layers.len());

    // The same under another name, and in an archive.
    let mut both = push(home.path(), &double.name("app:other"));
    both.args(["-o", "app.oci.tar"]);
    let other = run(both, b"").expect_success().stdout();
    assert!(other.ends_with(&format!("@{digest}\n")), "{other}");
    let archived = command(home.path(), &["inspect", "app.oci.tar"]);
    assert!(run(archived, b"").expect_success().stdout().contains(&digest));
}

#[test]
fn a_failure_is_one_error_with_a_hint() {
    let (home, double) = (scratch(), Double::start());
    let name = double.name("app:1");
    double.fail("PUT", "/manifests/1", usize::MAX, Fault::Status(403, "{}"));
    refused(
        push(home.path(), &name),
        &["denies access: 403 Forbidden", "hint: there are no credentials", "login"],
    );
    refused(command(home.path(), &["verify", &name]), &["there is no image", &name]);
    refused(
        command(home.path(), &["inspect", "missing.example/x"]),
        &["missing.example", "hint: check the name"],
    );
    double.fail("HEAD", "", usize::MAX, Fault::Bytes(b"\x00\x01garbage\r\n\r\n".to_vec()));
    refused(push(home.path(), &name), &["does not answer as a registry does"]);
    double.behave();
    double.fail("GET", "/blobs/", usize::MAX, Fault::Altered);
    double.fail("PUT", "/manifests/1", 1, Fault::HangUp);
    let pushed = run(push(home.path(), &name), b"").expect_success();
    assert!(
        pushed.stderr().contains("precast: warning: cannot push the manifest 1: no connection"),
        "{}",
        pushed.stderr()
    );
    refused(command(home.path(), &["verify", &name]), &["hands out other bytes than those of sha256:"]);

    let mut nowhere = command(home.path(), &["pack", "--push", "team/app:1"]);
    nowhere.arg(hello());
    let finished = run(nowhere, b"");
    assert_eq!(finished.status, 2, "{}", finished.describe());
    assert!(finished.stderr().contains("names no registry"), "{}", finished.stderr());
    assert!(fs::read_dir(home.path()).unwrap().next().is_none(), "no partial output");
}

/// Most hosts answer plain HTTP with the way to HTTPS, which this one does not have.
#[test]
fn plain_http_may_lead_to_https() {
    let (home, double) = (scratch(), Double::start());
    let name = double.name("app:1");
    let host = name.split('/').next().unwrap();
    let way = format!("HTTP/1.1 301 Moved\r\nLocation: https://{host}/v2/\r\nContent-Length: 0\r\n\r\n");
    double.fail("GET", "", usize::MAX, Fault::Bytes(way.into_bytes()));
    refused(command(home.path(), &["inspect", "--insecure", &name]), &["cannot pull", host, "it hung up"]);
}

#[test]
fn a_verified_image_is_about_itself() {
    let (home, double) = (scratch(), Double::start());
    let name = double.name("app:1");
    run(push(home.path(), &name), b"").expect_success();
    let stale = {
        let state = double.state();
        let (_, index) = &state.manifests["1"];
        let mut index: serde_json::Value = serde_json::from_slice(index).unwrap();
        // The program is another one than that of which something is said.
        index["manifests"][1]["annotations"]["vnd.docker.reference.digest"] =
            format!("sha256:{}", "0".repeat(64)).into();
        index.to_string().into_bytes()
    };
    let media_type = "application/vnd.oci.image.index.v1+json".to_owned();
    double.state().manifests.insert("stale".to_owned(), (media_type, stale));
    refused(command(home.path(), &["verify", &double.name("app:stale")]), &["which is not in the index"]);
}

#[test]
fn the_module_is_pushed_as_an_artifact_too() {
    let (home, double) = (scratch(), Double::start());
    let name = double.name("app:1");
    let pack = |output: &str| {
        let program = hello();
        let options = ["pack", "--platform", "wasi/wasm", "--also-artifact", "-o", output, "--push", &name];
        let mut command = command(home.path(), &options);
        command.arg(program);
        command
    };
    let pushed = run(pack("app.tar"), b"").expect_success().stdout();
    let lines: Vec<_> = pushed.lines().collect();
    for (line, tag) in lines.iter().zip(["1", "1-wasm"]) {
        let name = double.name(&format!("app:{tag}"));
        assert!(line.starts_with(&format!("{name}@sha256:")), "{pushed}");
        run(command(home.path(), &["verify", line]), b"").expect_success();
    }
    assert_eq!(lines.len(), 2, "{pushed}");

    // What cannot be pushed is in the files.
    double.fail("HEAD", "", usize::MAX, Fault::Status(403, "{}"));
    refused(pack("other.tar"), &["denies access"]);
    for file in ["app.tar", "app-wasm.tar", "other.tar", "other-wasm.tar"] {
        run(command(home.path(), &["verify", file]), b"").expect_success();
    }
}

#[test]
fn logins_are_those_of_podman_and_docker() {
    let login = r#"{"auth":"dXNlcjpzZXNhbWU="}"#;
    let token = format!(r#"{{"identitytoken":"{IDENTITY}"}}"#);
    for (door, entry) in [(Door::Login, login), (Door::Token(7), login), (Door::Token(1000), &token)] {
        let (home, double) = (scratch(), Double::start());
        double.state().door = door;
        let name = double.name("app:1");
        refused(
            push(home.path(), &name),
            &["401 Unauthorized", "no credentials for 127.0.0.1", "podman login"],
        );
        assert!(double.state().blobs.is_empty());

        let registry = name.split('/').next().unwrap();
        fs::create_dir(home.path().join(".docker")).unwrap();
        let file = home.path().join(".docker/config.json");
        fs::write(&file, format!(r#"{{"auths":{{"{registry}":{entry}}}}}"#)).unwrap();
        run(push(home.path(), &name), b"").expect_success();
        run(command(home.path(), &["verify", &name]), b"").expect_success();
        if door != Door::Login {
            let mut scopes = double.state().scopes.clone();
            scopes.dedup();
            assert_eq!(
                scopes,
                ["repository%3Aapp%3Apull%2Cpush", "repository%3Aapp%3Apull"],
                "no more than needed"
            );
        }
        fs::write(&file, format!(r#"{{"auths":{{"{registry}":{{"auth":"dXNlcjp3cm9uZw=="}}}}}}"#)).unwrap();
        refused(push(home.path(), &name), &["401 Unauthorized", "refused or do not cover this"]);
        // The file that is named goes before the others.
        let named = home.path().join("named.json");
        fs::write(&named, format!(r#"{{"auths":{{"{registry}":{entry}}}}}"#)).unwrap();
        let mut command = push(home.path(), &name);
        command.env("REGISTRY_AUTH_FILE", &named);
        run(command, b"").expect_success();
        fs::write(&named, "{").unwrap();
        let mut command = push(home.path(), &name);
        command.env("REGISTRY_AUTH_FILE", &named);
        refused(command, &["named.json is not usable"]);
    }
}

/// A registry may lead to a store that is somebody else's, who asks for the password, too.
#[test]
fn logins_are_for_nobody_else() {
    for door in [Door::Login, Door::Token(7)] {
        let (home, double, other) = (scratch(), Double::start(), Double::start());
        other.state().door = door;
        let (name, elsewhere) = (double.name("app:1"), other.name("v2/app/manifests/1"));
        let way = format!("HTTP/1.1 307 X\r\nLocation: http://{elsewhere}\r\nContent-Length: 0\r\n\r\n");
        double.fail("GET", "/manifests/", usize::MAX, Fault::Bytes(way.into_bytes()));
        let registry = name.split('/').next().unwrap();
        let logins = format!(r#"{{"auths":{{"{registry}":{{"auth":"dXNlcjpzZXNhbWU="}}}}}}"#);
        fs::create_dir(home.path().join(".docker")).unwrap();
        fs::write(home.path().join(".docker/config.json"), logins).unwrap();
        refused(command(home.path(), &["inspect", &name]), &["401 Unauthorized"]);
        assert_eq!(other.take_log(&[""]), ["GET app/manifests/1 401"]);
    }
}

#[test]
fn helpers_are_asked() {
    let (home, double) = (scratch(), Double::start());
    double.state().door = Door::Login;
    let name = double.name("app:1");
    let registry = name.split('/').next().unwrap();
    let helper = home.path().join("docker-credential-double");
    let script = format!(
        "#!/bin/sh\nread -r asked\n[ \"$1 $asked\" = \"get {registry}\" ] || exit 1\n\
         echo '{{\"ServerURL\":\"x\",\"Username\":\"user\",\"Secret\":\"sesame\"}}'\n"
    );
    fs::write(&helper, script).unwrap();
    fs::set_permissions(&helper, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", home.path().display(), std::env::var("PATH").unwrap());
    fs::create_dir(home.path().join(".docker")).unwrap();
    let file = home.path().join(".docker/config.json");
    for config in
        [format!(r#"{{"credHelpers":{{"{registry}":"double"}}}}"#), r#"{"credsStore":"double"}"#.to_owned()]
    {
        fs::write(&file, config).unwrap();
        let mut command = push(home.path(), &name);
        command.env("PATH", &path);
        run(command, b"").expect_success();
    }
    fs::write(&helper, "#!/bin/sh\necho 'credentials not found in native keychain'\nexit 1\n").unwrap();
    let mut command = push(home.path(), &name);
    command.env("PATH", &path);
    refused(command, &["401 Unauthorized", "no credentials"]);
    fs::write(&helper, "#!/bin/sh\necho locked >&2\nexit 1\n").unwrap();
    let mut command = push(home.path(), &name);
    command.env("PATH", &path);
    refused(command, &["docker-credential-double fails", "locked"]);
}
