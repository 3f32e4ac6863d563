//! A registry in memory, on a port of this machine, that can be told to misbehave. It speaks just enough
//! HTTP, and writes down what it was asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use precast_package::Digest;

/// What it does instead of what it should.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// Answers with a status and a body.
    Status(u16, &'static str),
    /// Answers with these bytes, whatever they are, and hangs up.
    Bytes(Vec<u8>),
    /// Hangs up when it has read the request and half of its body.
    HangUp,
    /// Hangs up in the middle of the body of its answer.
    HangUpAnswering,
    /// Answers with a body that does not end.
    Endless,
    /// Answers with other bytes of the same length.
    Altered,
}

/// Misbehaviour in answer to some requests.
struct Rule {
    method: &'static str,
    path: String,
    /// Requests of the kind that go well before.
    after: usize,
    times: usize,
    fault: Fault,
}

/// Whom it lets in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Door {
    /// Everybody.
    Open,
    /// Whoever sends [`LOGIN`].
    Login,
    /// Whoever has a token, which is good for so many requests; it is handed out for [`LOGIN`] or [`IDENTITY`].
    Token(usize),
}

/// `user` with the password `sesame`, as a header has it.
pub(crate) const LOGIN: &str = "Basic dXNlcjpzZXNhbWU=";
/// What is exchanged for a token, too.
pub(crate) const IDENTITY: &str = "id-1";

/// What it has and what it was asked.
pub(crate) struct State {
    /// Whom it lets in.
    pub(crate) door: Door,
    /// What its tokens were asked for.
    pub(crate) scopes: Vec<String>,
    /// Tokens that were handed out, and what is left of the last one.
    tokens: usize,
    token_uses: usize,
    /// Bytes by `blobs/DIGEST`.
    pub(crate) blobs: BTreeMap<String, Vec<u8>>,
    /// Media type and bytes by digest or tag.
    pub(crate) manifests: BTreeMap<String, (String, Vec<u8>)>,
    /// Method, path and status of each request.
    pub(crate) log: Vec<String>,
    rules: Vec<Rule>,
    /// Whether it has lists of referrers.
    referrers: bool,
    uploads: usize,
    /// Host and port.
    address: String,
}

/// A running registry; it ends with the process.
pub(crate) struct Double {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

struct Request {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: u16) -> Answer {
        Answer { status, headers: Vec::new(), body: Vec::new() }
    }

    fn header(mut self, name: &'static str, value: impl ToString) -> Answer {
        self.headers.push((name, value.to_string()));
        self
    }
}

impl Double {
    /// Starts an empty one.
    pub(crate) fn start() -> Double {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::new(Mutex::new(State::new(address.to_string())));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                thread::spawn(move || serve(&stream, &state));
            }
        });
        Double { address, state }
    }

    /// Starts one with lists of referrers.
    pub(crate) fn with_referrers() -> Double {
        let double = Double::start();
        double.state().referrers = true;
        double
    }

    /// A name for an image in it.
    pub(crate) fn name(&self, rest: &str) -> String {
        format!("{}/{rest}", self.address)
    }

    /// What it has, and what it was asked.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no test holds it while it fails")
    }

    /// Makes the next requests of this kind, as many as `times`, come to `fault`.
    pub(crate) fn fail(&self, method: &'static str, path: &str, times: usize, fault: Fault) {
        self.state().rules.push(Rule { method, path: path.to_owned(), after: 0, times, fault });
    }

    /// Hangs up on all requests of this kind, once `after` of them have gone well.
    pub(crate) fn disappear(&self, method: &'static str, path: &str, after: usize) {
        let rule = Rule { method, path: path.to_owned(), after, times: usize::MAX, fault: Fault::HangUp };
        self.state().rules.push(rule);
    }

    /// Behaves from now on.
    pub(crate) fn behave(&self) {
        self.state().rules.clear();
    }

    /// The requests with this method, in order, and forgets all.
    pub(crate) fn take_log(&self, methods: &[&str]) -> Vec<String> {
        let log = std::mem::take(&mut self.state().log);
        log.into_iter().filter(|line| methods.iter().any(|method| line.starts_with(method))).collect()
    }
}

impl State {
    fn new(address: String) -> State {
        State {
            door: Door::Open,
            scopes: Vec::new(),
            tokens: 0,
            token_uses: 0,
            blobs: BTreeMap::new(),
            manifests: BTreeMap::new(),
            log: Vec::new(),
            rules: Vec::new(),
            referrers: false,
            uploads: 0,
            address,
        }
    }

    /// What it says to those whom it does not let in.
    fn refuses(&mut self, request: &Request) -> Option<Answer> {
        let authorization = request.headers.get("authorization").map_or("", String::as_str);
        let challenge = match self.door {
            Door::Open => return None,
            Door::Login if authorization == LOGIN => return None,
            Door::Login => "Basic realm=\"double\"".to_owned(),
            Door::Token(_) if self.token_uses > 0 && authorization == format!("Bearer t{}", self.tokens) => {
                self.token_uses -= 1;
                return None;
            }
            Door::Token(_) => {
                format!("Bearer realm=\"http://{}/token\",service=\"the double\"", self.address)
            }
        };
        Some(Answer::new(401).header("WWW-Authenticate", challenge))
    }

    /// Hands out a token.
    fn token(&mut self, request: &Request, body: &[u8]) -> Answer {
        let form = if request.method == "POST" {
            String::from_utf8_lossy(body).into_owned()
        } else {
            request.query.clone()
        };
        let field = |name: &str| {
            form.split('&').find_map(|part| part.strip_prefix(name)).unwrap_or_default().to_owned()
        };
        let is_known = match request.method.as_str() {
            "POST" => field("refresh_token=") == IDENTITY && field("grant_type=") == "refresh_token",
            _ => request.headers.get("authorization").is_some_and(|login| login == LOGIN),
        };
        if let (true, Door::Token(uses)) = (is_known && field("service=") == "the%20double", self.door) {
            self.scopes.push(field("scope="));
            self.tokens += 1;
            self.token_uses = uses;
            let body = format!("{{\"token\":\"t{}\"}}", self.tokens).into_bytes();
            return Answer { body, ..Answer::new(200) };
        }
        Answer::new(401)
    }
}

/// Answers the requests of one connection.
fn serve(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read_head(&mut reader) {
        let length = request.headers.get("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
        let fault = {
            let mut state = state.lock().expect("no thread fails while it holds it");
            let rules = &mut state.rules;
            let found = rules.iter_mut().find(|rule| {
                rule.times > 0 && rule.method == request.method && request.path.contains(&rule.path)
            });
            found.and_then(|rule| {
                if rule.after > 0 {
                    rule.after -= 1;
                    return None;
                }
                rule.times -= 1;
                Some(rule.fault.clone())
            })
        };
        if matches!(fault, Some(Fault::HangUp)) {
            let mut half = vec![0; length / 2];
            let _ = reader.read_exact(&mut half);
            note(state, &request, 0);
            return;
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            note(state, &request, 0);
            return;
        }
        let mut answer = match &fault {
            Some(Fault::Status(status, body)) => {
                Answer { body: body.as_bytes().to_vec(), ..Answer::new(*status) }
            }
            _ => answer(&mut state.lock().expect("no thread fails while it holds it"), &request, body),
        };
        note(state, &request, answer.status);
        let mut stream = stream;
        if let Some(Fault::Altered) = fault {
            answer.body.iter_mut().for_each(|byte| *byte ^= 1);
        }
        let sent = match fault {
            Some(Fault::Bytes(bytes)) => {
                let _ = stream.write_all(&bytes);
                return;
            }
            Some(Fault::Endless) => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
                while stream.write_all(&[b' '; 4096]).is_ok() {}
                return;
            }
            Some(Fault::HangUpAnswering) => {
                let text = text(&request, &answer);
                let _ = stream.write_all(&text[..text.len() - answer.body.len() / 2]);
                return;
            }
            _ => stream.write_all(&text(&request, &answer)),
        };
        if sent.is_err() {
            return;
        }
    }
}

fn note(state: &Mutex<State>, request: &Request, status: u16) {
    let path = request.path.strip_prefix("/v2/").unwrap_or(&request.path);
    let line = format!("{} {path} {status}", request.method);
    state.lock().expect("no thread fails while it holds it").log.push(line);
}

fn read_head(reader: &mut impl BufRead) -> Option<Request> {
    let mut line = String::new();
    // What is no text is no HTTP: a client that tries TLS.
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    Some(Request { method, path: path.to_owned(), query: query.to_owned(), headers })
}

fn text(request: &Request, answer: &Answer) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {} X\r\nContent-Length: {}\r\n", answer.status, answer.body.len());
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    let mut text = text.into_bytes();
    if request.method != "HEAD" {
        text.extend(&answer.body);
    }
    text
}

/// What a registry that behaves answers.
fn answer(state: &mut State, request: &Request, body: Vec<u8>) -> Answer {
    if request.path == "/token" {
        return state.token(request, &body);
    }
    if let Some(refusal) = state.refuses(request) {
        return refusal;
    }
    let path = request.path.strip_prefix("/v2/app/").unwrap_or_default();
    let (kind, name) = path.split_once('/').unwrap_or_default();
    match (request.method.as_str(), kind) {
        ("POST", "blobs") => {
            state.uploads += 1;
            Answer::new(202).header("Location", format!("/v2/app/uploads/{}?state=1", state.uploads))
        }
        ("PUT", "uploads") => {
            let digest = request.query.split('&').find_map(|part| part.strip_prefix("digest="));
            let digest = digest.unwrap_or_default().replace("%3A", ":");
            if digest != Digest::of(&body).to_string() {
                return Answer::new(400);
            }
            state.blobs.insert(digest.clone(), body);
            Answer::new(201).header("Location", format!("/v2/app/blobs/{digest}"))
        }
        ("HEAD" | "GET", "blobs") => match state.blobs.get(name) {
            Some(bytes) => Answer { body: bytes.clone(), ..Answer::new(200) },
            None => Answer::new(404),
        },
        ("PUT", "manifests") => put_manifest(state, request, name, body),
        ("HEAD" | "GET", "manifests") => match state.manifests.get(name) {
            Some((media_type, bytes)) => Answer { body: bytes.clone(), ..Answer::new(200) }
                .header("Content-Type", media_type)
                .header("Docker-Content-Digest", Digest::of(bytes)),
            None => Answer {
                body: br#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#.to_vec(),
                ..Answer::new(404)
            },
        },
        ("GET", "referrers") if state.referrers => referrers(state, name),
        _ => Answer::new(404),
    }
}

/// Takes a manifest, if all that it refers to is there.
fn put_manifest(state: &mut State, request: &Request, name: &str, body: Vec<u8>) -> Answer {
    let document: serde_json::Value = match serde_json::from_slice(&body) {
        Ok(document) => document,
        Err(_) => return Answer::new(400),
    };
    let digests = |list: &str| {
        let entries = document[list].as_array().into_iter().flatten();
        entries.map(|entry| entry["digest"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    let config = document["config"]["digest"].as_str().map(str::to_owned);
    let mut blobs = digests("layers").into_iter().chain(config);
    let has_all = blobs.all(|digest| state.blobs.contains_key(&digest))
        && digests("manifests").iter().all(|digest| state.manifests.contains_key(digest));
    if !has_all {
        return Answer {
            body: br#"{"errors":[{"code":"MANIFEST_BLOB_UNKNOWN","message":"blob unknown"}]}"#.to_vec(),
            ..Answer::new(404)
        };
    }
    let digest = Digest::of(&body).to_string();
    let media_type = request.headers.get("content-type").cloned().unwrap_or_default();
    for name in [name, &digest] {
        state.manifests.insert(name.to_owned(), (media_type.clone(), body.clone()));
    }
    // No Location, which some registries do not send either.
    Answer::new(201).header("Docker-Content-Digest", digest)
}

fn referrers(state: &State, subject: &str) -> Answer {
    let by_digest = state.manifests.iter().filter(|(name, _)| name.starts_with("sha256:"));
    let entries = by_digest.filter_map(|(digest, (media_type, bytes))| {
        let document: serde_json::Value = serde_json::from_slice(bytes).ok()?;
        (document["subject"]["digest"] == subject).then(|| {
            serde_json::json!({
                "mediaType": media_type, "digest": digest, "size": bytes.len(),
                "artifactType": document["artifactType"],
            })
        })
    });
    let index = serde_json::json!({
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": entries.collect::<Vec<_>>(),
    });
    Answer { body: index.to_string().into_bytes(), ..Answer::new(200) }
        .header("Content-Type", "application/vnd.oci.image.index.v1+json")
}
