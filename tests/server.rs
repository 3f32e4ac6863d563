//! Sockets that a program was granted: an HTTP server (`server/http.rs`) answers curl and several connections
//! at once, whoever makes its socket; it ends when it is told to; and a socket that cannot be had is told in
//! one line.

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use support::{TARGETS, Target, build, precast, require_tool, run, scratch};

/// Exit status of an artifact that cannot be started as asked.
const STATUS_CANNOT_START: i32 = 125;
const SIGTERM: i32 = 15;
/// How long a server may take to start, to answer, to end.
const PATIENCE: Duration = Duration::from_secs(30);
const GREETING: &str = "Hello from wasm\n";
const LARGE_BYTES: usize = 1 << 20;
const CONNECTIONS: usize = 20;

fn server() -> PathBuf {
    support::tests_directory().join("server/http.wasm")
}

/// An address of this machine that nobody listens on: the kernel has just handed it out.
fn free_address(host: &str) -> SocketAddr {
    TcpListener::bind((host, 0)).and_then(|listener| listener.local_addr()).expect("a free port")
}

/// A server that is stopped at the end of the test, whichever way.
struct Running(Child);

impl Running {
    /// Starts `command`; says what it says to the test's own standard error.
    fn start(mut command: Command) -> Running {
        Running(command.stdin(Stdio::null()).spawn().expect("the server starts"))
    }

    fn send(&self, signal: &str) {
        send(signal, self.0.id());
    }

    /// Waits for the end, but not for ever.
    fn end(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().expect("a child") {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the server runs on");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn send(signal: &str, pid: u32) {
    let status = Command::new("kill").arg(format!("-{signal}")).arg(pid.to_string()).status();
    assert!(status.expect("kill starts").success(), "kill -{signal} {pid}");
}

/// Connects as soon as somebody listens.
fn connect(address: SocketAddr) -> TcpStream {
    let start = Instant::now();
    loop {
        match TcpStream::connect(address) {
            Ok(stream) => {
                stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
                return stream;
            }
            Err(error) => assert!(start.elapsed() < PATIENCE, "nobody listens on {address}: {error}"),
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads an answer to its end and returns the body.
fn read_answer(stream: &mut impl Read) -> String {
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("the head of an answer");
        answer.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&answer).into_owned();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
    let mut body = vec![0; length.parse().expect("a number")];
    stream.read_exact(&mut body).expect("the body of an answer");
    String::from_utf8(body).expect("text")
}

/// What curl prints for these paths, fetched one after another.
fn curl(address: SocketAddr, paths: &[&str]) -> String {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--max-time", "60", "--noproxy", "*"]);
    command.args(paths.iter().map(|path| format!("http://{address}{path}")));
    run(command, b"").expect_success().stdout()
}

/// Everything that is asked of a server that listens.
fn exercise(address: SocketAddr) {
    require_tool("curl");
    drop(connect(address));
    assert_eq!(curl(address, &["/"]), GREETING);
    assert_eq!(curl(address, &["/absent"]), "not found\n");
    // Many requests on one connection.
    assert_eq!(curl(address, &["/"; 200]), GREETING.repeat(200));
    several_at_once(address);
    // A client that hangs up in the middle of a large answer.
    let mut rude = connect(address);
    rude.write_all(b"GET /large HTTP/1.1\r\n\r\n").expect("a request");
    drop(rude);
    // Many connections, from several clients.
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let mut stream = connect(address);
                    stream.write_all(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").expect("a request");
                    assert_eq!(read_answer(&mut stream), GREETING);
                }
            });
        }
    });
    let count: usize = curl(address, &["/count"]).trim().parse().expect("a number");
    assert!(count > 300 + CONNECTIONS, "{count} requests");
}

/// Connections whose requests are half there keep nobody waiting, nor does one that does not read its answer.
fn several_at_once(address: SocketAddr) {
    let mut slow = connect(address);
    slow.write_all(b"GET /large HTTP/1.1\r\n\r\n").expect("a request");
    let mut waiting: Vec<TcpStream> = (0..CONNECTIONS).map(|_| connect(address)).collect();
    for stream in &mut waiting {
        stream.write_all(b"GET / HTTP/1.1\r\nHost: ").expect("half a request");
    }
    assert_eq!(curl(address, &["/"]), GREETING);
    for stream in waiting.iter_mut().rev() {
        stream.write_all(b"here\r\n\r\n").expect("the rest of a request");
        assert_eq!(read_answer(stream), GREETING);
    }
    assert_eq!(read_answer(&mut slow).len(), LARGE_BYTES);
}

#[test]
fn a_granted_socket_serves_curl_and_many_at_once() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    for target in TARGETS {
        let address = free_address("127.0.0.1");
        build(&server(), target, &[format!("--listen={address}")], &output);
        let mut running = Running::start(target.command(&output));
        exercise(address);
        running.send("TERM");
        assert_eq!(running.end().signal(), Some(SIGTERM), "{}", target.name);
    }
}

#[test]
fn a_hardened_server_serves_too() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    let address = free_address("127.0.0.1");
    let options = [format!("--listen={address}"), "--harden=full".to_owned()];
    build(&server(), &Target::host(), &options, &output);
    let mut running = Running::start(Command::new(&output));
    exercise(address);
    // What the kernel does to go on waiting after a stop is no forbidden call.
    for signal in ["STOP", "CONT", "STOP", "CONT"] {
        running.send(signal);
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(curl(address, &["/"]), GREETING);
    running.send("TERM");
    assert_eq!(running.end().signal(), Some(SIGTERM));
}

/// IPv6; behind a granted directory; and as a runtime grant.
#[test]
fn sockets_follow_directories() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    let address = free_address("::1");
    let directory = format!("--dir={}::/data:ro", scratch.path().display());
    for target in TARGETS {
        build(&server(), target, &[format!("--listen={address}"), directory.clone()], &output);
        let running = Running::start(target.command(&output));
        let mut stream = connect(address);
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("a request");
        assert_eq!(read_answer(&mut stream), GREETING, "{}", target.name);
        drop(running);

        build(&server(), target, &["--allow-runtime-grants"], &output);
        let mut command = target.command(&output);
        command.env("PRECAST_LISTEN", address.to_string()).env("PRECAST_DIR_DATA", scratch.path());
        let _running = Running::start(command);
        let mut stream = connect(address);
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("a request");
        assert_eq!(read_answer(&mut stream), GREETING, "{}", target.name);
    }
}

/// As the first process of a container a server ends on SIGTERM, while it waits.
#[test]
fn the_first_process_of_a_container_ends() {
    require_tool("unshare");
    let scratch = scratch();
    let output = scratch.path().join("server");
    let address = free_address("127.0.0.1");
    for harden in [&[][..], &["--harden=full".to_owned()]] {
        let mut options = vec![format!("--listen={address}")];
        options.extend_from_slice(harden);
        build(&server(), &Target::host(), &options, &output);
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--pid", "--fork", "--kill-child"]).arg(&output);
        let mut unshare = Running::start(command);
        let mut stream = connect(address);
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("a request");
        assert_eq!(read_answer(&mut stream), GREETING);
        let pid = unshare.0.id();
        let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).expect("a list");
        send("TERM", children.trim().parse().expect("one child"));
        assert_eq!(unshare.end().code(), Some(128 + SIGTERM));
    }
}

/// The launcher has made the socket and hands it over as descriptor 3, as systemd does.
#[test]
fn inherited_sockets_are_served() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = listener.local_addr().expect("its address");
    rustix::io::fcntl_setfd(&listener, rustix::io::FdFlags::empty()).expect("a socket that exec keeps");
    let shell = |script: &str, program: Command| {
        // Other shells than this one take descriptors of one digit only.
        let mut command = Command::new("bash");
        let script = format!("{script} exec \"$@\" 3<&{}", listener.as_raw_fd());
        command.args(["-c", &script, "bash"]).arg(program.get_program()).args(program.get_args());
        command.env_remove("LISTEN_FDS").env_remove("LISTEN_PID");
        command
    };
    for target in TARGETS {
        build(&server(), target, &["--listen=inherit"], &output);
        let mut running = Running::start(shell("LISTEN_FDS=1 LISTEN_PID=$$", target.command(&output)));
        assert_eq!(curl(address, &["/", "/"]), GREETING.repeat(2), "{}", target.name);
        running.send("TERM");
        assert_eq!(running.end().signal(), Some(SIGTERM));
        for wrong in [
            "",
            "LISTEN_FDS=1 LISTEN_PID=1",
            "LISTEN_PID=$$",
            "LISTEN_FDS=x LISTEN_PID=$$",
            "LISTEN_FDS=99 LISTEN_PID=$$",
        ] {
            let finished = run(shell(wrong, target.command(&output)), b"");
            assert_eq!(finished.status, STATUS_CANNOT_START, "{wrong}: {}", finished.describe());
            assert!(
                finished.stderr().contains("LISTEN_FDS") && finished.stderr().lines().count() == 1,
                "{}",
                finished.describe()
            );
        }
    }
    // `precast run` becomes the program and hands them on.
    let mut precast = precast();
    precast.arg("run").arg(server()).arg("--listen=inherit");
    let mut command = shell("LISTEN_FDS=1 LISTEN_PID=$$", precast);
    command.env("XDG_CACHE_HOME", scratch.path());
    let _running = Running::start(command);
    assert_eq!(curl(address, &["/"]), GREETING);
}

/// A path counts from the working directory; a socket that is left behind is replaced, one in use is not.
#[test]
fn unix_sockets_are_served() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    let launch = |target: &Target| {
        let mut command = target.command(&output);
        command.current_dir(scratch.path());
        command
    };
    let connect = || {
        let start = Instant::now();
        loop {
            match UnixStream::connect(scratch.path().join("app.sock")) {
                Ok(stream) => return stream,
                Err(error) => assert!(start.elapsed() < PATIENCE, "nobody listens: {error}"),
            }
            thread::sleep(Duration::from_millis(5));
        }
    };
    for target in TARGETS {
        build(&server(), target, &["--listen=unix:app.sock"], &output);
        for _ in 0..2 {
            let _running = Running::start(launch(target));
            let mut stream = connect();
            stream.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("a request");
            assert_eq!(read_answer(&mut stream), GREETING, "{}", target.name);
            let finished = run(launch(target), b"");
            assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
            assert_eq!(
                finished.stderr(),
                "precast: cannot listen on unix:app.sock: Address already in use\n"
            );
        }
    }
}

/// Port 0 is one of the kernel's choice, which the operator is told.
#[test]
fn a_port_of_the_kernels_choice_is_told() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    build(&server(), &Target::host(), &["--listen=127.0.0.1:0"], &output);
    let mut command = Command::new(&output);
    command.stderr(Stdio::piped());
    let mut running = Running::start(command);
    let mut line = String::new();
    let mut stderr = std::io::BufReader::new(running.0.stderr.take().expect("a pipe"));
    std::io::BufRead::read_line(&mut stderr, &mut line).expect("a line");
    let port = line.strip_prefix("precast: 127.0.0.1:0 is port ").expect("the port");
    let port: u16 = port.trim().parse().expect("a number");
    assert_eq!(curl(SocketAddr::from(([127, 0, 0, 1], port)), &["/"]), GREETING);
}

#[test]
fn a_socket_that_cannot_be_had_is_told() {
    let scratch = scratch();
    let output = scratch.path().join("server");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a socket");
    let address = taken.local_addr().expect("its address").to_string();
    for target in TARGETS {
        for (listen, reason) in [
            (address.as_str(), "Address already in use"),
            ("192.0.2.1:80", "This machine does not have the address"),
            ("unix:missing/app.sock", "No such file or directory"),
        ] {
            build(&server(), target, &["--listen", listen], &output);
            let finished = run(target.command(&output), b"");
            assert_eq!(finished.status, STATUS_CANNOT_START, "{}", finished.describe());
            assert_eq!(finished.stderr(), format!("precast: cannot listen on {listen}: {reason}\n"));
        }
    }
    without_a_socket(&output);
}

/// Nothing is handed over unasked, whatever the launcher sets.
fn without_a_socket(output: &Path) {
    build(&server(), &Target::host(), &[] as &[&str], output);
    let mut command = Command::new(output);
    command.env("LISTEN_FDS", "1").env("PRECAST_LISTEN", "127.0.0.1:0");
    let finished = run(command, b"");
    assert_eq!((finished.status, finished.stderr().as_str()), (1, "no socket was handed over\n"));
}
