//! A server in a container: it answers, runs as who the image says, and ends when it is told to.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsRawFd;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::case::Image;
use crate::daemon::free_address;
use crate::engine::changed_root_command;
use crate::platform::Platform;
use crate::store::{Store, text};
use crate::support::{require_tool, run, tests_directory};
use crate::world::{Test, World};

pub(crate) const TESTS: &[Test] =
    &[("server::published-port", published_port), ("server::inherited-socket", inherited_socket)];

pub(crate) const GREETING: &str = "Hello from wasm\n";
/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long `podman stop` may take. An engine that gets no answer to SIGTERM kills after ten seconds.
const STOP_DURATION_MAX: Duration = Duration::from_secs(1);
/// So often a machine that is busy with something else may take longer.
const STOP_TRIES: usize = 5;
/// 128 + SIGTERM.
const STATUS_TERMINATED: &str = "143";
/// Who programs run as where nothing else was asked for: user and group.
const USER: &str = "65532\t65532\t65532\t65532";

/// The server, packed to listen on a port of every address, and the port.
pub(crate) fn server(world: &World) -> (&'static Image, u16) {
    static SERVER: OnceLock<(Image, u16)> = OnceLock::new();
    let (image, port) = SERVER.get_or_init(|| {
        let port = free_address().port();
        let module = tests_directory().join("server/http.wasm");
        let options = [
            "--name=localhost/server:1".to_owned(),
            format!("--listen=0.0.0.0:{port}"),
            format!("--port={port}"),
        ];
        (Image::pack(world, &module, &options), port)
    });
    (image, *port)
}

/// A container that is removed with the value.
struct Container<'a> {
    store: &'a Store,
    name: String,
}

impl Container<'_> {
    /// `podman run --detach OPTIONS… IMAGE`
    #[track_caller]
    fn start<'a>(world: &World, store: &'a Store, options: &[&str], image: &str) -> Container<'a> {
        let name = world.fresh_name();
        let mut command = store.podman(&["run", "--detach", "--name", &name]);
        command.args(options).arg(image);
        text(run(command, b""));
        Container { store, name }
    }

    #[track_caller]
    fn inspect(&self, what: &str) -> String {
        text(run(self.store.podman(&["container", "inspect", "--format", what, &self.name]), b""))
    }

    /// How long `podman stop` takes.
    #[track_caller]
    fn stop(&self) -> Duration {
        run(self.store.podman(&["stop", &self.name]), b"").expect_success().duration
    }
}

impl Drop for Container<'_> {
    fn drop(&mut self) {
        let _ = self.store.podman(&["rm", "--force", "--time", "0", &self.name]).output();
    }
}

/// What curl gets at `/` as soon as somebody listens; `prefix` runs it where the server is.
#[track_caller]
pub(crate) fn curl(prefix: &[&str], port: u16) -> String {
    require_tool("curl");
    let [program, arguments @ ..] = &[prefix, &["curl"]].concat()[..] else { unreachable!("curl is there") };
    let mut command = Command::new(program);
    command.args(arguments).args(["--silent", "--show-error", "--noproxy", "*", "--max-time", "60"]);
    command.args(["--retry", "100", "--retry-delay", "0", "--retry-max-time", "60", "--retry-connrefused"]);
    command.arg(format!("http://127.0.0.1:{port}/"));
    run(command, b"").expect_success().stdout()
}

/// In a network of its own it answers whoever is there, and `podman stop` does not have to wait for it.
pub(crate) fn serves_and_stops(world: &World, platform: Platform) {
    let (image, port) = server(world);
    let Ok(store) = world.store(platform) else { return serves_and_stops_without_engine(world, platform) };
    let id = store.pull(&image.transport(), &platform.name());
    let options = ["--network=none", "--read-only", "--cap-drop=all", "--security-opt=no-new-privileges"];
    let mut durations = Vec::new();
    for _ in 0..STOP_TRIES {
        let container = Container::start(world, store, &options, &id);
        let pid = container.inspect("{{.State.Pid}}");
        assert_eq!(curl(&["nsenter", "--net", "--target", &pid], port), GREETING);
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("a running server");
        for who in ["Uid", "Gid"] {
            assert!(status.contains(&format!("{who}:\t{USER}\n")), "{status}");
        }
        durations.push(container.stop());
        assert_eq!(container.inspect("{{.State.ExitCode}}"), STATUS_TERMINATED);
        if durations.iter().any(|&duration| duration < STOP_DURATION_MAX) {
            return;
        }
    }
    panic!("podman stop took {durations:?}");
}

/// The same where no engine runs programs of the platform: as the first process of a namespace.
fn serves_and_stops_without_engine(world: &World, platform: Platform) {
    let (image, port) = server(world);
    let server = changed_root_command(world, image, platform, &[]);
    let mut command = Command::new("unshare");
    command.args(["--pid", "--fork", "--kill-child"]).arg(server.get_program()).args(server.get_args());
    let mut unshare = Killed(command.stdin(Stdio::null()).spawn().expect("unshare starts"));
    assert_eq!(curl(&[], port), GREETING);
    let pid = unshare.0.id();
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).expect("a list");
    let told = Instant::now();
    run(kill(children.trim()), b"").expect_success();
    let status = unshare.0.wait().expect("a child");
    assert!(told.elapsed() < PATIENCE);
    assert_eq!(status.code().map(|code| code.to_string()).as_deref(), Some(STATUS_TERMINATED));
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn kill(pid: &str) -> Command {
    let mut command = Command::new("kill");
    command.args(["-TERM", pid]);
    command
}

/// Through a port that podman publishes, on loopback, by the bridge of its default network.
fn published_port(world: &World) {
    let (image, port) = server(world);
    let store = world.store(Platform::host()).expect("a place to run");
    let id = store.pull(&image.transport(), &Platform::host().name());
    let outside = free_address().port();
    let publish = format!("--publish=127.0.0.1:{outside}:{port}");
    let _container = Container::start(world, store, &[&publish], &id);
    assert_eq!(curl(&[], outside), GREETING);
}

/// A socket that the launcher of podman has made, as systemd does, is served without any network.
fn inherited_socket(world: &World) {
    let module = tests_directory().join("server/http.wasm");
    let options =
        ["--name=localhost/inherited:1", "--listen=inherit", "--platform", &Platform::host().name()];
    let image = Image::pack(world, &module, &options.map(str::to_owned));
    let store = world.store(Platform::host()).expect("a place to run");
    let id = store.pull(&image.transport(), &Platform::host().name());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a socket");
    rustix::io::fcntl_setfd(&listener, rustix::io::FdFlags::empty()).expect("a socket that exec keeps");
    let name = world.fresh_name();
    let podman = store.podman(&["run", "--detach", "--network=none", "--name", &name, &id]);
    let mut command = Command::new("bash");
    let script = format!("export LISTEN_FDS=1 LISTEN_PID=$$; exec \"$@\" 3<&{}", listener.as_raw_fd());
    command.args(["-c", &script, "bash"]).arg(podman.get_program()).args(podman.get_args());
    for (name, value) in podman.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    text(run(command, b""));
    let _container = Container { store, name };
    assert_eq!(request(listener.local_addr().expect("its address")), GREETING);
}

/// The body of the answer to a request.
#[track_caller]
fn request(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).expect("the socket listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer in text");
    answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("an answer: {answer:?}")).1.to_owned()
}
