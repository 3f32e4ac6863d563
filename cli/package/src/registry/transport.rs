//! One HTTP request after the other to one registry: how it is reached, and what a broken connection means.
//!
//! Knows nothing of images and nothing of credentials.

use std::cell::Cell;
use std::io::{self, Read};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::CertificateError;
use ureq::http::{self, HeaderMap, Method, StatusCode, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy, ResponseExt as _, SendBody};

use super::error::Error;

/// How long a registry may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);
/// How long it may take to begin its answer; after an upload it computes a digest first.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(120);
/// How long it may neither take nor hand over a byte.
const SILENCE_TIMEOUT: Duration = Duration::from_secs(60);
/// How much of an upload is written before progress is told.
const STEP_BYTES: usize = 64 << 10;

const HINT_PLAIN: &str = "if the registry speaks plain HTTP, --insecure does so, too";
const HINT_CERTIFICATE: &str = "SSL_CERT_FILE may name a file with the certificates of the authorities to trust; without it, those of the system are";
/// How the TLS library says that a certificate is not for hosts, for which it has no variant.
const CA_AS_HOST: &str = "CaUsedAsEndEntity";
const HINT_NAME: &str = "check the name of the registry, and whether it runs";

/// An error, and whether the same request may succeed later.
pub(super) struct Trouble {
    pub(super) error: Error,
    pub(super) passing: bool,
    /// How long the registry wants to be left alone.
    pub(super) wait: Duration,
}

impl Trouble {
    pub(super) fn new(error: Error, passing: bool) -> Trouble {
        Trouble { error, passing, wait: Duration::ZERO }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Trouble {
        Trouble::new(error, false)
    }
}

/// Either comes to something or to trouble.
pub(super) type Attempt<T> = Result<T, Trouble>;

/// What is asked of the registry, as often as necessary.
pub(super) struct Request<'a> {
    pub(super) method: Method,
    pub(super) url: String,
    /// The media types that the answer may have.
    pub(super) accept: Option<&'a str>,
    /// The body and its type; requests that send nothing have none.
    pub(super) body: Option<(&'a str, &'a [u8])>,
}

/// An answer whose body has not been read yet.
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Who answered, which may be somebody to whom the registry has led.
    pub(super) url: String,
    body: ureq::Body,
}

/// A way to a registry.
pub(super) struct Transport {
    agent: Agent,
    scheme: &'static str,
    /// Host and port to connect to.
    host: String,
    /// Whether anything has come back yet: before that, a failure is more likely a wrong name than a
    /// passing one.
    answered: Cell<bool>,
}

impl Transport {
    /// Finds out how to speak to `host`: with TLS, or without it where `insecure` says so. Without it, too,
    /// where the registry is on this machine and has no TLS, as docker does.
    pub(super) fn connect(host: &str, insecure: bool) -> Attempt<Transport> {
        let transport = |scheme| Transport {
            agent: agent(scheme, is_loopback(host)),
            scheme,
            host: host.to_owned(),
            answered: Cell::new(false),
        };
        if insecure {
            return Ok(transport("http"));
        }
        let secure = transport("https");
        if !is_loopback(host) {
            return Ok(secure);
        }
        let probe = Request { method: Method::GET, url: secure.url("/v2/"), accept: None, body: None };
        match secure.exchange(&probe, None, &|_| {}) {
            Ok(_) => Ok(secure),
            // It does speak TLS: this must not end without it.
            Err(error) if certificate_error(&error).is_some() => Err(secure.trouble(&error, "connect")),
            Err(_) => Ok(transport("http")),
        }
    }

    /// The address of a path of the registry.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.host)
    }

    /// Whether credentials for the registry may be sent to `url`.
    pub(super) fn is_own(&self, url: &str) -> bool {
        url.strip_prefix(&self.url("")).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// Sends `request` once; `sent` is told how many bytes of the body have gone.
    pub(super) fn send(
        &self,
        doing: &str,
        request: &Request<'_>,
        authorization: Option<&str>,
        sent: &dyn Fn(u64),
    ) -> Attempt<Response> {
        let response =
            self.exchange(request, authorization, sent).map_err(|error| self.trouble(&error, doing))?;
        self.answered.set(true);
        let url = response.get_uri().to_string();
        let (head, body) = response.into_parts();
        Ok(Response { status: head.status, headers: head.headers, url, body })
    }

    fn exchange(
        &self,
        request: &Request<'_>,
        authorization: Option<&str>,
        sent: &dyn Fn(u64),
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let mut head = http::Request::builder().method(&request.method).uri(&request.url);
        if let Some(accept) = request.accept {
            head = head.header(header::ACCEPT, accept);
        }
        if let Some(authorization) = authorization {
            head = head.header(header::AUTHORIZATION, authorization);
        }
        match request.body {
            Some((media_type, bytes)) => {
                let head =
                    head.header(header::CONTENT_TYPE, media_type).header(header::CONTENT_LENGTH, bytes.len());
                let mut upload = Upload { bytes, position: 0, sent };
                self.agent.run(head.body(SendBody::from_reader(&mut upload))?)
            }
            None if request.method == Method::POST => {
                self.agent.run(head.header(header::CONTENT_LENGTH, 0).body(&[][..])?)
            }
            None => self.agent.run(head.body(())?),
        }
    }

    /// What a failure to get an answer means.
    fn trouble(&self, error: &ureq::Error, doing: &str) -> Trouble {
        let unreachable = |cause: String, hint| Error::Unreachable {
            registry: self.host.clone(),
            doing: doing.to_owned(),
            cause,
            hint,
        };
        let nonsense =
            |answer: String| Error::Nonsense { registry: self.host.clone(), doing: doing.to_owned(), answer };
        if let Some(error) = certificate_error(error) {
            return unreachable(certificate_message(error), Some(HINT_CERTIFICATE)).into();
        }
        match error {
            ureq::Error::Io(error) if tls_error(error).is_some() => {
                unreachable(reason(error), Some(HINT_PLAIN)).into()
            }
            ureq::Error::Io(error) if is_hang_up(error) => {
                Trouble::new(unreachable(reason(error), None), true)
            }
            ureq::Error::Io(error) => {
                Trouble::new(unreachable(reason(error), Some(HINT_NAME)), self.answered.get())
            }
            ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => {
                let cause = "there is no host of that name".to_owned();
                Trouble::new(unreachable(cause, Some(HINT_NAME)), self.answered.get())
            }
            ureq::Error::Rustls(_) | ureq::Error::Tls(_) | ureq::Error::TlsRequired => {
                unreachable(error.to_string(), Some(HINT_PLAIN)).into()
            }
            ureq::Error::Timeout(_) => {
                let cause = "it does not answer in time".to_owned();
                Trouble::new(unreachable(cause, None), self.answered.get())
            }
            ureq::Error::RequireHttpsOnly(_) => {
                nonsense("it leads to an address without HTTPS".to_owned()).into()
            }
            ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => unreachable(
                error.to_string(),
                Some("the variables HTTPS_PROXY and NO_PROXY say how to get out"),
            )
            .into(),
            _ => nonsense(error.to_string()).into(),
        }
    }
}

impl Response {
    /// The first value of a header, if it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body if it has up to `bytes_max` bytes, the beginning of one that has more.
    pub(super) fn read(&mut self, bytes_max: u64, read: &dyn Fn(u64)) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut body = self.body.as_reader().take(bytes_max);
        loop {
            let count = body.by_ref().take(STEP_BYTES as u64).read_to_end(&mut bytes)?;
            read(bytes.len() as u64);
            if count == 0 {
                return Ok(bytes);
            }
        }
    }
}

/// Why a connection does not come about, or breaks.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nothing listens there".to_owned(),
        _ if is_hang_up(error) => "it hung up".to_owned(),
        _ => error.to_string(),
    }
}

/// Whether somebody was there and has gone.
fn is_hang_up(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
    )
}

/// The bytes of a body, which tell how far they have got.
struct Upload<'a> {
    bytes: &'a [u8],
    position: usize,
    sent: &'a dyn Fn(u64),
}

impl Read for Upload<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let step = buffer.len().min(STEP_BYTES);
        let count = (&self.bytes[self.position..]).read(&mut buffer[..step])?;
        self.position += count;
        (self.sent)(self.position as u64);
        Ok(count)
    }
}

/// The client. Nothing but HTTPS where the registry is reached that way, whatever it redirects to; its
/// answers are looked at whatever their status; credentials are not carried along to other places.
fn agent(scheme: &str, is_loopback: bool) -> Agent {
    // What of the system cannot be read is as if it were not there: the hint for a certificate says where to look.
    let system = rustls_native_certs::load_native_certs().certs;
    let roots = system.iter().map(|certificate| Certificate::from_der(certificate).to_owned());
    // For plain HTTP, too, which may lead to an address with TLS.
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots.collect())))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = Agent::config_builder()
        .user_agent(concat!("precast/", env!("CARGO_PKG_VERSION")))
        .http_status_as_error(false)
        .https_only(scheme == "https")
        .timeout_connect(Some(CONNECT_TIMEOUT))
        .timeout_recv_response(Some(ANSWER_TIMEOUT))
        .timeout_per_read(Some(SILENCE_TIMEOUT))
        .timeout_per_write(Some(SILENCE_TIMEOUT))
        .proxy(if is_loopback { None } else { Proxy::try_from_env() })
        .tls_config(tls.build());
    config.build().into()
}

/// Whether `host`, with its port, is this machine.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or(host),
    };
    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// What is wrong with the certificate, where that is the trouble.
fn certificate_error(error: &ureq::Error) -> Option<&CertificateError> {
    let error = match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => tls_error(error),
        _ => None,
    };
    match error {
        Some(rustls::Error::InvalidCertificate(error)) => Some(error),
        _ => None,
    }
}

fn certificate_message(error: &CertificateError) -> String {
    let why = match error {
        CertificateError::UnknownIssuer => "nobody vouches for it whom this machine trusts".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host".to_owned()
        }
        // What `openssl req -x509` makes without further options.
        CertificateError::Other(error) if error.to_string().contains(CA_AS_HOST) => {
            "it is that of an authority (CA:TRUE), where one for the host is expected".to_owned()
        }
        other => other.to_string(),
    };
    format!("its certificate is not accepted: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_recognised() {
        for host in ["localhost", "localhost:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]:80", "[::1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example", "registry.example:5000", "10.0.0.1", "[::2]:80", "128.0.0.1"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn credentials_stay_with_their_registry() {
        let transport = Transport::connect("registry.example", false).ok().unwrap();
        assert!(transport.is_own("https://registry.example/v2/"));
        for url in [
            "http://registry.example/v2/",
            "https://registry.example.evil/v2/",
            "https://registry.example:444/v2/",
            "https://registry.example@evil/v2/",
            "https://other/v2/",
        ] {
            assert!(!transport.is_own(url), "{url}");
        }
    }
}
