//! A small HTTP server: answers GET requests on the listening socket that it was handed, several connections
//! at once, in one thread. `tests/server.rs` runs it; `tests/programs/build.sh` compiles it.
//!
//! The socket is the first file descriptor from 3 on that is one: granted directories come before it.
//! `GET /` is a greeting, `/count` the number of requests so far, `/large` a megabyte, and all else is not
//! found.

use std::collections::HashMap;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, FromRawFd};

/// The two calls of WASI that the standard library does not offer.
mod wasi {
    /// A `subscription` to a file descriptor; clocks would be longer.
    #[derive(Clone, Copy, Default)]
    #[repr(C)]
    pub struct Subscription {
        pub userdata: u64,
        /// A byte and padding.
        pub kind: u64,
        /// Four bytes and padding.
        pub fd: u64,
        pub rest: [u64; 3],
    }

    pub const READ: u64 = 1;
    pub const WRITE: u64 = 2;

    #[derive(Clone, Copy, Default)]
    #[repr(C)]
    pub struct Event {
        pub userdata: u64,
        pub error: u16,
        pub kind: u8,
        pub nbytes: u64,
        pub flags: u16,
    }

    #[derive(Default)]
    #[repr(C)]
    pub struct FdStat {
        pub kind: u8,
        pub flags: u16,
        pub rights: [u64; 2],
    }

    pub const SOCKET_STREAM: u8 = 6;

    const _: () =
        assert!(size_of::<Subscription>() == 48 && size_of::<Event>() == 32 && size_of::<FdStat>() == 24);

    #[link(wasm_import_module = "wasi_snapshot_preview1")]
    unsafe extern "C" {
        pub fn poll_oneoff(
            subscriptions: *const Subscription,
            events: *mut Event,
            len: usize,
            count: *mut usize,
        ) -> i32;
        pub fn fd_fdstat_get(fd: i32, stat: *mut FdStat) -> i32;
    }
}

/// A client, and what is known of its request and left of the answer.
struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
    sent: usize,
    close: bool,
}

fn listener() -> TcpListener {
    for fd in 3.. {
        let mut stat = wasi::FdStat::default();
        if unsafe { wasi::fd_fdstat_get(fd, &mut stat) } != 0 {
            break;
        }
        if stat.kind == wasi::SOCKET_STREAM {
            return unsafe { TcpListener::from_raw_fd(fd) };
        }
    }
    eprintln!("no socket was handed over");
    std::process::exit(1)
}

/// Waits until the listener or one of the connections can go on, and returns their descriptors.
fn ready(listener: &TcpListener, connections: &HashMap<i32, Connection>) -> Vec<i32> {
    let subscribe =
        |fd: i32, kind| wasi::Subscription { userdata: fd as u64, kind, fd: fd as u64, rest: [0; 3] };
    let mut subscriptions = vec![subscribe(listener.as_raw_fd(), wasi::READ)];
    subscriptions.extend(connections.values().map(|connection| {
        let waits_to_write = connection.sent < connection.answer.len();
        subscribe(connection.stream.as_raw_fd(), if waits_to_write { wasi::WRITE } else { wasi::READ })
    }));
    let mut events = vec![wasi::Event::default(); subscriptions.len()];
    let mut count = 0;
    let errno = unsafe {
        wasi::poll_oneoff(subscriptions.as_ptr(), events.as_mut_ptr(), subscriptions.len(), &mut count)
    };
    assert!(errno == 0, "poll_oneoff: {errno}");
    events[..count].iter().map(|event| event.userdata as i32).collect()
}

/// The answer to a request whose head is complete.
fn answer(head: &str, count: usize) -> (Vec<u8>, bool) {
    let close = head.to_ascii_lowercase().contains("connection: close");
    let mut words = head.split_whitespace();
    let (status, body) = match (words.next(), words.next()) {
        (Some("GET"), Some("/")) => ("200 OK", b"Hello from wasm\n".to_vec()),
        (Some("GET"), Some("/count")) => ("200 OK", format!("{count}\n").into_bytes()),
        (Some("GET"), Some("/large")) => ("200 OK", vec![b'x'; 1 << 20]),
        (Some("GET"), Some(_)) => ("404 Not Found", b"not found\n".to_vec()),
        _ => ("405 Method Not Allowed", b"only GET\n".to_vec()),
    };
    let mut bytes =
        format!("HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n", body.len())
            .into_bytes();
    bytes.extend(body);
    (bytes, close)
}

impl Connection {
    /// Does what can be done without waiting; returns whether the connection stays.
    fn go_on(&mut self, count: &mut usize) -> std::io::Result<bool> {
        loop {
            while self.sent < self.answer.len() {
                match self.stream.write(&self.answer[self.sent..]) {
                    Ok(taken) => self.sent += taken,
                    Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                    Err(error) => return Err(error),
                }
            }
            if self.close {
                return Ok(false);
            }
            if let Some(end) = self.request.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                let head: Vec<u8> = self.request.drain(..end + 4).collect();
                *count += 1;
                (self.answer, self.close) = answer(&String::from_utf8_lossy(&head), *count);
                self.sent = 0;
                continue;
            }
            let mut buffer = [0; 4096];
            match self.stream.read(&mut buffer) {
                Ok(0) => return Ok(false),
                Ok(len) => self.request.extend(&buffer[..len]),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(true),
                Err(error) => return Err(error),
            }
        }
    }
}

fn main() {
    let listener = listener();
    let mut connections: HashMap<i32, Connection> = HashMap::new();
    let mut count = 0;
    loop {
        for fd in ready(&listener, &connections) {
            if fd == listener.as_raw_fd() {
                let (stream, _) = listener.accept().expect("a connection");
                stream.set_nonblocking(true).expect("a socket can be told not to block");
                let connection =
                    Connection { stream, request: Vec::new(), answer: Vec::new(), sent: 0, close: false };
                connections.insert(connection.stream.as_raw_fd(), connection);
            } else if let Some(connection) = connections.get_mut(&fd) {
                // A client that hangs up is no reason to stop.
                if !connection.go_on(&mut count).unwrap_or(false) {
                    connections.remove(&fd);
                }
            }
        }
    }
}
