//! User names and passwords, from where `podman login` and `docker login` leave them.
//!
//! The files are JSON of one form: `auths` has a login for each registry, `credHelpers` a program to ask
//! for each registry, `credsStore` one for all of them. The first file that knows the registry decides. An
//! entry may be for a part of a registry, as podman allows: the one for `host/team` goes before the one for
//! `host`.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::Deserialize;

use super::Reference;
use super::error::{Error, Result, quote};

/// What docker's files call Docker Hub.
const DOCKER_HUB_KEYS: [&str; 3] = ["https://index.docker.io/v1/", "index.docker.io", "docker.io"];
/// Podman's file within the directories of a user.
const PODMAN_FILE: &str = "containers/auth.json";
/// What a helper calls the user when the secret is a token.
const TOKEN_USER: &str = "<token>";
/// What a helper says where it has nothing, which is no failure.
const HELPER_HAS_NONE: &str = "credentials not found";

/// Base64 as the files have it, with or without `=` at the end.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What lets us into a registry.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Credentials {
    /// A user and a password.
    Login {
        /// Name of the user.
        user: String,
        /// What only that user knows.
        password: String,
    },
    /// A token that is exchanged for one that lets us in.
    IdentityToken(String),
}

/// Shows who, and never the secret.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Credentials::Login { user, .. } => write!(f, "Login({user})"),
            Credentials::IdentityToken(_) => f.write_str("IdentityToken"),
        }
    }
}

/// A file of podman or docker.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AuthFile {
    auths: BTreeMap<String, Entry>,
    cred_helpers: BTreeMap<String, String>,
    creds_store: String,
}

/// A login; both tools leave empty ones behind for logins that a helper keeps.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    auth: String,
    username: String,
    password: String,
    identitytoken: String,
}

/// What a helper answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HelperAnswer {
    username: String,
    secret: String,
}

/// The credentials for `reference` in the files of this user; `None` where there are none.
pub(super) fn find(reference: &Reference) -> Result<Option<Credentials>> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    for path in auth_files(variable) {
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                continue;
            }
            Err(error) => return Err(unusable(&path, &error.to_string())),
        };
        let file = AuthFile::parse(&text).map_err(|message| unusable(&path, &message))?;
        if let Some(found) = file.find(reference).map_err(|message| unusable(&path, &message))? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Where files may be, the first one that decides first; `variable` reads the environment.
fn auth_files(variable: impl Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    // Whoever names a file means that one and no other.
    if let Some(file) = variable("REGISTRY_AUTH_FILE") {
        return vec![file];
    }
    let home = |path: &str| variable("HOME").map(|home| home.join(path));
    // As podman does where there is no session, such as that of the superuser.
    let runtime = || user_id().map(|user| PathBuf::from(format!("/run/containers/{user}/auth.json")));
    let runtime = variable("XDG_RUNTIME_DIR").map(|directory| directory.join(PODMAN_FILE)).or_else(runtime);
    let config = variable("XDG_CONFIG_HOME").or_else(|| home(".config"));
    let docker = variable("DOCKER_CONFIG").or_else(|| home(".docker"));
    let config = config.map(|directory| directory.join(PODMAN_FILE));
    let docker = docker.map(|directory| directory.join("config.json"));
    [runtime, config, docker].into_iter().flatten().collect()
}

/// Who this process runs as.
fn user_id() -> Option<u32> {
    fs::metadata("/proc/self").ok().map(|process| process.uid())
}

fn unusable(path: &Path, why: &str) -> Error {
    Error::Credentials(format!("the file of credentials {} is not usable: {why}", path.display()))
}

impl AuthFile {
    /// The error says where the text is wrong, and nothing of it: there are secrets in it.
    fn parse(text: &[u8]) -> std::result::Result<AuthFile, String> {
        serde_json::from_slice(text).map_err(|error| {
            let what = if error.is_data() { "unexpected JSON" } else { "no JSON" };
            format!("{what} at line {}, column {}", error.line(), error.column())
        })
    }

    /// The error says what is wrong.
    fn find(&self, reference: &Reference) -> std::result::Result<Option<Credentials>, String> {
        let keys = keys(reference);
        // A helper keeps what it is for; an entry in `auths` is then an empty one.
        let helper = keys.iter().find_map(|key| Some((key, self.cred_helpers.get(key)?)));
        if let Some((key, helper)) = helper.filter(|(_, helper)| !helper.is_empty()) {
            return ask_helper(helper, key);
        }
        for key in &keys {
            let entry = self.auths.iter().find(|(other, _)| *other == key || host_of(other) == key);
            if let Some(found) = entry.map(|(_, entry)| entry.credentials()).transpose()?.flatten() {
                return Ok(Some(found));
            }
        }
        if self.creds_store.is_empty() {
            return Ok(None);
        }
        let key = if reference.registry() == "docker.io" { DOCKER_HUB_KEYS[0] } else { reference.registry() };
        ask_helper(&self.creds_store, key)
    }
}

/// What an entry for `reference` may be called, the most particular first.
fn keys(reference: &Reference) -> Vec<String> {
    let mut keys = Vec::new();
    let mut path = format!("{}/{}", reference.registry(), reference.repository());
    while let Some(end) = path.rfind('/') {
        keys.push(path.clone());
        path.truncate(end);
    }
    keys.push(path);
    if reference.registry() == "docker.io" {
        keys.extend(DOCKER_HUB_KEYS.map(str::to_owned));
    }
    keys
}

/// Docker writes some registries as addresses: `https://host/v1/`.
fn host_of(key: &str) -> &str {
    match key.strip_prefix("https://").or_else(|| key.strip_prefix("http://")) {
        Some(rest) => rest.split('/').next().unwrap_or(rest),
        None => key,
    }
}

impl Entry {
    /// `None` for an empty one.
    fn credentials(&self) -> std::result::Result<Option<Credentials>, String> {
        if !self.identitytoken.is_empty() {
            return Ok(Some(Credentials::IdentityToken(self.identitytoken.clone())));
        }
        if !self.auth.is_empty() {
            let text = BASE64.decode(self.auth.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let login = text.as_deref().and_then(|text| text.split_once(':'));
            let (user, password) = login.ok_or("an entry `auth` is not the Base64 of user:password")?;
            return Ok(Some(login_of(user, password)));
        }
        if !self.username.is_empty() {
            return Ok(Some(login_of(&self.username, &self.password)));
        }
        Ok(None)
    }
}

fn login_of(user: &str, password: &str) -> Credentials {
    if user == TOKEN_USER {
        return Credentials::IdentityToken(password.to_owned());
    }
    // Docker pads with zeros.
    Credentials::Login { user: user.to_owned(), password: password.trim_end_matches('\0').to_owned() }
}

/// Runs `docker-credential-HELPER get`, with the registry on its standard input.
fn ask_helper(helper: &str, registry: &str) -> std::result::Result<Option<Credentials>, String> {
    let program = format!("docker-credential-{helper}");
    if helper.contains('/') {
        return Err(format!("{helper:?} is no name of a credential helper"));
    }
    let mut child = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the credential helper {program} does not start: {error}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that does not read what it is asked shows that by its answer.
        let _ = stdin.write_all(registry.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| format!("the credential helper {program} does not answer: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        if text.contains(HELPER_HAS_NONE) {
            return Ok(None);
        }
        let said = format!("{text} {}", String::from_utf8_lossy(&output.stderr));
        return Err(format!("the credential helper {program} fails ({}): {}", output.status, quote(&said)));
    }
    // The answer is a secret: nothing of it goes into the message.
    let answer: HelperAnswer = serde_json::from_slice(&output.stdout)
        .map_err(|_| format!("the credential helper {program} answers no JSON with Username and Secret"))?;
    Ok(Some(login_of(&answer.username, &answer.secret)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(file: &str, reference: &str) -> std::result::Result<Option<Credentials>, String> {
        let file = AuthFile::parse(file.as_bytes()).unwrap();
        file.find(&reference.parse().unwrap())
    }

    fn login(user: &str, password: &str) -> Credentials {
        login_of(user, password)
    }

    #[test]
    fn logins_are_found_in_every_form() {
        // user:pass:word
        let auth = r#"{"auths": {"registry.example:5000": {"auth": "dXNlcjpwYXNzOndvcmQ="}}}"#;
        assert_eq!(found(auth, "registry.example:5000/app"), Ok(Some(login("user", "pass:word"))));
        assert_eq!(found(auth, "registry.example/app"), Ok(None));
        let address = r#"{"auths": {"https://registry.example/v1/": {"username": "a", "password": "b"}}}"#;
        assert_eq!(found(address, "registry.example/app"), Ok(Some(login("a", "b"))));
        let token = r#"{"auths": {"registry.example": {"auth": "", "identitytoken": "secret"}}}"#;
        let expected = Credentials::IdentityToken("secret".to_owned());
        assert_eq!(found(token, "registry.example/app"), Ok(Some(expected)));
        let hub = r#"{"auths": {"https://index.docker.io/v1/": {"auth": "YTpi"}}}"#;
        assert_eq!(found(hub, "docker.io/app"), Ok(Some(login("a", "b"))));
        let empty = r#"{"auths": {"registry.example": {}}}"#;
        assert_eq!(found(empty, "registry.example/app"), Ok(None));
    }

    #[test]
    fn the_most_particular_entry_decides() {
        let file = r#"{"auths": {"r.example": {"auth": "YTpi"}, "r.example/team": {"auth": "Yzpk"}}}"#;
        assert_eq!(found(file, "r.example/app"), Ok(Some(login("a", "b"))));
        assert_eq!(found(file, "r.example/team/app:1"), Ok(Some(login("c", "d"))));
        assert_eq!(found(file, "r.example/teams/app"), Ok(Some(login("a", "b"))));
    }

    #[test]
    fn what_is_malformed_is_told_without_the_secret() {
        let error = found(r#"{"auths": {"r.example": {"auth": "c2VjcmV0"}}}"#, "r.example/app").unwrap_err();
        assert!(error.contains("Base64") && !error.contains("c2VjcmV0"), "{error}");
        for text in [r#"{"auths": {"r.example": "c2VjcmV0"}}"#, r#"{"auths": c2VjcmV0}"#] {
            let error = AuthFile::parse(text.as_bytes()).err().unwrap();
            assert!(error.contains("JSON at line 1") && !error.contains("c2Vj"), "{error}");
        }
        let error =
            found(r#"{"credHelpers": {"r.example": "missing-helper"}}"#, "r.example/app").unwrap_err();
        assert!(error.contains("docker-credential-missing-helper does not start"), "{error}");
        let error = found(r#"{"credsStore": "../evil"}"#, "r.example/app").unwrap_err();
        assert!(error.contains("no name of a credential helper"), "{error}");
        assert_eq!(format!("{:?}", login("a", "hidden")), "Login(a)");
    }

    #[test]
    fn files_are_where_podman_and_docker_keep_them() {
        let with = |variables: &[(&str, &str)]| {
            let value = |name: &str| {
                variables.iter().find(|(other, _)| *other == name).map(|(_, value)| value.into())
            };
            let paths = auth_files(value).into_iter();
            paths.map(|path| path.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let user = fs::metadata("/proc/self").unwrap().uid();
        let runtime = format!("/run/containers/{user}/auth.json");
        let home = [&runtime, "/h/.config/containers/auth.json", "/h/.docker/config.json"];
        assert_eq!(with(&[("HOME", "/h")]), home);
        assert_eq!(
            with(&[
                ("HOME", "/h"),
                ("XDG_RUNTIME_DIR", "/r"),
                ("XDG_CONFIG_HOME", "/x"),
                ("DOCKER_CONFIG", "/d")
            ]),
            ["/r/containers/auth.json", "/x/containers/auth.json", "/d/config.json"]
        );
        assert_eq!(with(&[("HOME", "/h"), ("REGISTRY_AUTH_FILE", "/f")]), ["/f"]);
        assert_eq!(with(&[]), [runtime]);
    }
}
