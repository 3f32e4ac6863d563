//! What a registry is asked for about one image: with credentials where it wants them, again where that may
//! help.

use std::cell::{Cell, RefCell};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use ureq::http::{Method, StatusCode, header};

use super::credentials::{self, Credentials};
use super::error::{Error, Result, quote};
use super::transport::{self, Attempt, Request, Response, Transport, Trouble};
use super::{Observer, Options, Reference};

/// How often a request is sent before a passing failure is final, and the first wait, which doubles each
/// time.
const ATTEMPTS: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(300);
/// Longest wait that a registry can ask for, so that what it refuses is tried again.
const WAIT_MAX: Duration = Duration::from_secs(60);
/// Most bytes that are read of an error or of a token.
const ANSWER_BYTES_MAX: u64 = 64 << 10;

/// What is going to be done, which a token must allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Pull,
    Push,
}

/// A conversation about one image.
pub(super) struct Session<'a> {
    pub(super) reference: &'a Reference,
    pub(super) observer: &'a dyn Observer,
    transport: Transport,
    access: Access,
    /// The header that lets us in, once the registry has asked for one.
    authorization: RefCell<Option<String>>,
    had_credentials: Cell<bool>,
}

impl<'a> Session<'a> {
    /// Begins to speak to the registry of `reference`.
    pub(super) fn begin(
        reference: &'a Reference,
        access: Access,
        options: &Options,
        observer: &'a dyn Observer,
    ) -> Result<Session<'a>> {
        let transport =
            Transport::connect(reference.host(), options.insecure).map_err(|trouble| trouble.error)?;
        Ok(Session {
            reference,
            observer,
            transport,
            access,
            authorization: RefCell::default(),
            had_credentials: Cell::new(false),
        })
    }

    /// The address of something of the image's repository: `blobs/…`, `manifests/…`.
    pub(super) fn url(&self, what: &str) -> String {
        self.transport.url(&format!("/v2/{}/{what}", self.reference.repository()))
    }

    /// An address that the registry hands out, which may be a path.
    pub(super) fn location(&self, doing: &str, response: &Response) -> Attempt<String> {
        let location = response.header(header::LOCATION.as_str()).unwrap_or_default();
        if location.starts_with("https://") || location.starts_with("http://") {
            Ok(location.to_owned())
        } else if location.starts_with('/') && !location.starts_with("//") {
            Ok(self.transport.url(location))
        } else {
            Err(self.nonsense(doing, "it does not say where to go on (no usable header Location)"))
        }
    }

    /// Does something until it succeeds, or fails in a way that another attempt would not mend.
    pub(super) fn persist<T>(&self, work: impl Fn() -> Attempt<T>) -> Result<T> {
        let mut wait = FIRST_WAIT;
        for _ in 1..ATTEMPTS {
            match work() {
                Err(trouble) if trouble.passing && trouble.wait <= WAIT_MAX => {
                    let wait = wait.max(trouble.wait);
                    self.observer.waits(&trouble.error, wait);
                    thread::sleep(wait);
                }
                result => return result.map_err(|trouble| trouble.error),
            }
            wait *= 2;
        }
        work().map_err(|trouble| trouble.error)
    }

    /// Sends a request, with credentials if the registry asks for them.
    pub(super) fn send(&self, doing: &str, request: &Request<'_>, sent: &dyn Fn(u64)) -> Attempt<Response> {
        let own = self.transport.is_own(&request.url);
        let authorization = self.authorization.borrow().clone().filter(|_| own);
        let mut response = self.transport.send(doing, request, authorization.as_deref(), sent)?;
        // Whoever it has led to elsewhere is told nothing, however much he asks.
        if response.status != StatusCode::UNAUTHORIZED || !own || !self.transport.is_own(&response.url) {
            return Ok(response);
        }
        // A token may have run out meanwhile: once more with a fresh one.
        let Some(authorization) = self.authorize(doing, &response)? else { return Ok(response) };
        // Read, so that the connection can be used again.
        let _ = response.read(ANSWER_BYTES_MAX, &|_| {});
        let response = self.transport.send(doing, request, Some(&authorization), sent)?;
        *self.authorization.borrow_mut() = Some(authorization);
        Ok(response)
    }

    /// `response` if its status is one of `expected`.
    pub(super) fn expect(&self, doing: &str, mut response: Response, expected: &[u16]) -> Attempt<Response> {
        let status = response.status;
        if expected.contains(&status.as_u16()) {
            return Ok(response);
        }
        // What cannot be read of an explanation is not missed.
        let body = response.read(ANSWER_BYTES_MAX, &|_| {}).unwrap_or_default();
        let answer = explanation(status, &body);
        let is_busy = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
        let wait = response.header(header::RETRY_AFTER.as_str()).and_then(|seconds| seconds.parse().ok());
        let (registry, doing) = (self.reference.registry().to_owned(), doing.to_owned());
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let had_credentials = self.had_credentials.get();
                Error::Denied { registry, doing, answer, had_credentials }.into()
            }
            _ if status.is_success() || status.is_informational() => {
                Error::Nonsense { registry, doing, answer }.into()
            }
            _ => Trouble {
                error: Error::Refused { registry, doing, answer },
                passing: status.is_server_error() || is_busy,
                wait: Duration::from_secs(wait.unwrap_or(0)),
            },
        })
    }

    /// The body of an answer, which may have up to `bytes_max` bytes.
    pub(super) fn body(
        &self,
        doing: &str,
        mut response: Response,
        bytes_max: u64,
        read: &dyn Fn(u64),
    ) -> Attempt<Vec<u8>> {
        let bytes = response.read(bytes_max + 1, read).map_err(|error| {
            let error = Error::Unreachable {
                registry: self.reference.registry().to_owned(),
                doing: doing.to_owned(),
                cause: transport::reason(&error),
                hint: None,
            };
            Trouble::new(error, true)
        })?;
        if bytes.len() as u64 > bytes_max {
            return Err(self.nonsense(doing, &format!("the answer is longer than {bytes_max} bytes")));
        }
        Ok(bytes)
    }

    /// An answer that is none.
    pub(super) fn nonsense(&self, doing: &str, answer: &str) -> Trouble {
        Error::Nonsense {
            registry: self.reference.registry().to_owned(),
            doing: doing.to_owned(),
            answer: answer.to_owned(),
        }
        .into()
    }

    /// The header that lets us in, by the challenge of `response`; `None` where there is nothing that could
    /// help.
    fn authorize(&self, doing: &str, response: &Response) -> Attempt<Option<String>> {
        let credentials = credentials::find(self.reference)?;
        self.had_credentials.set(credentials.is_some());
        let challenges = response.headers.get_all(header::WWW_AUTHENTICATE).iter();
        let challenges: Vec<_> = challenges
            .filter_map(|value| http_auth::parse_challenges(value.to_str().ok()?).ok())
            .flatten()
            .map(|challenge| {
                let parameters = challenge.params.iter();
                let parameter = |name: &str| {
                    let found = parameters.clone().find(|(other, _)| other.eq_ignore_ascii_case(name));
                    found.map(|(_, value)| value.to_unescaped())
                };
                let scheme = challenge.scheme.to_ascii_lowercase();
                (scheme, parameter("realm"), parameter("service"))
            })
            .collect();
        for (scheme, realm, service) in &challenges {
            match (scheme.as_str(), realm, &credentials) {
                ("bearer", Some(realm), _) => {
                    let token = self.token(doing, realm, service.as_deref(), credentials.as_ref())?;
                    return Ok(Some(format!("Bearer {token}")));
                }
                ("basic", _, Some(Credentials::Login { user, password })) => {
                    return Ok(Some(basic(user, password)));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// A token from where the registry says, see
    /// <https://distribution.github.io/distribution/spec/auth/token/>.
    fn token(
        &self,
        doing: &str,
        realm: &str,
        service: Option<&str>,
        credentials: Option<&Credentials>,
    ) -> Attempt<String> {
        let actions = match self.access {
            Access::Pull => "pull",
            Access::Push => "pull,push",
        };
        let scope = format!("repository:{}:{actions}", self.reference.repository());
        let mut form = vec![("scope", scope.as_str())];
        form.extend(service.map(|service| ("service", service)));
        let mut authorization = None;
        let response = if let Some(Credentials::IdentityToken(token)) = credentials {
            form.extend([
                ("grant_type", "refresh_token"),
                ("refresh_token", token),
                ("client_id", "precast"),
            ]);
            let body = encode(&form);
            let body = Some(("application/x-www-form-urlencoded", body.as_bytes()));
            let request = Request { method: Method::POST, url: realm.to_owned(), accept: None, body };
            self.transport.send(doing, &request, None, &|_| {})?
        } else {
            if let Some(Credentials::Login { user, password }) = credentials {
                authorization = Some(basic(user, password));
            }
            let separator = if realm.contains('?') { '&' } else { '?' };
            let url = format!("{realm}{separator}{}", encode(&form));
            let request = Request { method: Method::GET, url, accept: None, body: None };
            self.transport.send(doing, &request, authorization.as_deref(), &|_| {})?
        };
        let response = self.expect(doing, response, &[200])?;
        let body = self.body(doing, response, ANSWER_BYTES_MAX, &|_| {})?;
        let answer: TokenAnswer = serde_json::from_slice(&body).unwrap_or_default();
        let token = [answer.token, answer.access_token].into_iter().find(|token| !token.is_empty());
        let token = token.filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic()));
        token.ok_or_else(|| self.nonsense(doing, "it hands out no token"))
    }
}

/// What hands out tokens answers one of these.
#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenAnswer {
    token: String,
    access_token: String,
}

/// What a registry says of an error, see
/// <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes>.
#[derive(Deserialize)]
struct ErrorAnswer {
    errors: Vec<ErrorEntry>,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ErrorEntry {
    code: String,
    message: String,
}

/// A status, and what the registry says about it.
fn explanation(status: StatusCode, body: &[u8]) -> String {
    let mut text = status.to_string();
    let entries = serde_json::from_slice(body).map(|answer: ErrorAnswer| answer.errors).unwrap_or_default();
    if let Some(ErrorEntry { code, message }) = entries.first() {
        let said = if message.is_empty() { code } else { message };
        text = format!("{text}: {}", quote(said));
    }
    text
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// A form as a query or body.
fn encode(form: &[(&str, &str)]) -> String {
    let parts = form.iter().map(|(name, value)| format!("{name}={}", percent(value)));
    parts.collect::<Vec<_>>().join("&")
}

/// A value within a query.
pub(super) fn percent(value: &str) -> String {
    value.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explanations_hold_what_the_registry_says() {
        let status = StatusCode::NOT_FOUND;
        let body = br#"{"errors":[{"code":"NAME_UNKNOWN","message":"no such\nrepository","detail":{}}]}"#;
        assert_eq!(explanation(status, body), "404 Not Found: no such repository");
        let body = br#"{"errors":[{"code":"NAME_UNKNOWN"}]}"#;
        assert_eq!(explanation(status, body), "404 Not Found: NAME_UNKNOWN");
        assert_eq!(explanation(status, b"<html>"), "404 Not Found");
    }

    #[test]
    fn forms_are_encoded() {
        let form = encode(&[("scope", "repository:a/b:pull,push"), ("service", "ü &")]);
        assert_eq!(form, "scope=repository%3Aa%2Fb%3Apull%2Cpush&service=%C3%BC%20%26");
    }
}
