//! Daemons of our own, each on its own socket or port and with its own files.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::store::text;
use crate::support::{Finished, require_tool, run};
use crate::world::World;

/// How long a daemon may take to start, and to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that is ended with the value.
struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts it and waits until `ready`.
    #[track_caller]
    fn start(mut command: Command, log: PathBuf, ready: impl Fn() -> bool) -> Daemon {
        let file = fs::File::create(&log).expect("a log");
        command.stdin(Stdio::null()).stdout(file.try_clone().expect("a copy")).stderr(file);
        let mut daemon = Daemon { child: command.spawn().expect("the daemon starts"), log };
        let start = Instant::now();
        while !ready() {
            let ended = daemon.child.try_wait().expect("a child");
            assert!(
                ended.is_none() && start.elapsed() < PATIENCE,
                "{command:?} does not answer ({ended:?}): {}",
                fs::read_to_string(&daemon.log).unwrap_or_default()
            );
            thread::sleep(Duration::from_millis(20));
        }
        daemon
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let start = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) {
            if start.elapsed() > PATIENCE {
                let _ = self.child.kill();
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// containerd, as Kubernetes uses it, with the snapshotter that needs no overlay file system.
pub(crate) struct Containerd {
    _daemon: Daemon,
    socket: PathBuf,
}

impl Containerd {
    #[track_caller]
    pub(crate) fn start(folder: &Path) -> Containerd {
        for tool in ["containerd", "ctr", "runc"] {
            require_tool(tool);
        }
        fs::create_dir_all(folder).expect("a folder");
        let (at, socket) = (folder.display(), folder.join("socket"));
        let config = format!(
            "version = 2\nroot = \"{at}/root\"\nstate = \"{at}/state\"\n\
             disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n[grpc]\naddress = \"{}\"\n",
            socket.display()
        );
        let file = folder.join("config.toml");
        fs::write(&file, config).expect("a file");
        let mut command = Command::new("containerd");
        command.arg("--config").arg(file);
        let answers = || {
            let mut ctr = Command::new("ctr");
            ctr.arg("--address").arg(&socket).arg("version").stdout(Stdio::null()).stderr(Stdio::null());
            ctr.status().is_ok_and(|status| status.success())
        };
        Containerd { _daemon: Daemon::start(command, folder.join("log"), answers), socket }
    }

    pub(crate) fn ctr(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("ctr");
        command.arg("--address").arg(&self.socket).args(arguments);
        command
    }

    /// Puts an archive into its store; hands back the name that it has there.
    #[track_caller]
    pub(crate) fn import(&self, archive: &Path) -> String {
        let mut command = self.ctr(&["images", "import", "--snapshotter", "native"]);
        command.arg(archive);
        let said = text(run(command, b""));
        let name = said.strip_prefix("unpacking ").and_then(|rest| rest.split_once(" ("));
        name.unwrap_or_else(|| panic!("ctr names one image: {said}")).0.to_owned()
    }

    /// Runs an image of its store; the command line replaces that of the image, unless it is empty. ctr itself may
    /// lose what a program prints that ends at once, so a file takes it: standard output with standard error.
    #[track_caller]
    pub(crate) fn run(&self, world: &World, name: &str, command_line: &[String]) -> Finished {
        let log = world.fresh_path();
        fs::write(&log, "").expect("a file");
        let mut command = self.ctr(&["run", "--rm", "--snapshotter", "native"]);
        command.arg(format!("--log-uri=file://{}", log.display()));
        command.args([name, &world.fresh_name()]).args(command_line);
        let finished = run(command, b"");
        Finished { stdout: fs::read(log).expect("a log"), ..finished }
    }
}

/// Docker, without networks.
pub(crate) struct Docker {
    _daemon: Daemon,
    socket: PathBuf,
}

impl Docker {
    #[track_caller]
    pub(crate) fn start(folder: &Path) -> Docker {
        for tool in ["dockerd", "docker"] {
            require_tool(tool);
        }
        fs::create_dir_all(folder).expect("a folder");
        let socket = folder.join("socket");
        let mut command = Command::new("dockerd");
        command.args(["--bridge=none", "--iptables=false", "--ip6tables=false"]);
        command.arg("--host").arg(format!("unix://{}", socket.display()));
        for (option, name) in [("--data-root", "root"), ("--exec-root", "run"), ("--pidfile", "pid")] {
            command.arg(option).arg(folder.join(name));
        }
        let answers = || {
            let mut docker = docker(&socket, &["version"]);
            docker.stdout(Stdio::null()).stderr(Stdio::null());
            docker.status().is_ok_and(|status| status.success())
        };
        Docker { _daemon: Daemon::start(command, folder.join("log"), answers), socket }
    }

    pub(crate) fn docker(&self, arguments: &[&str]) -> Command {
        docker(&self.socket, arguments)
    }

    /// Puts an archive into its store; hands back the name that it has there.
    #[track_caller]
    pub(crate) fn load(&self, archive: &Path) -> String {
        let mut command = self.docker(&["load", "--quiet", "--input"]);
        command.arg(archive);
        let said = text(run(command, b""));
        said.strip_prefix("Loaded image: ")
            .unwrap_or_else(|| panic!("docker names one image: {said}"))
            .to_owned()
    }
}

fn docker(socket: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("docker");
    command.arg("--host").arg(format!("unix://{}", socket.display())).args(arguments);
    command
}

/// docker-registry, without encryption, on a port of this machine.
pub(crate) struct Registry {
    _daemon: Daemon,
    address: SocketAddr,
}

impl Registry {
    #[track_caller]
    pub(crate) fn start(folder: &Path) -> Registry {
        require_tool("docker-registry");
        fs::create_dir_all(folder).expect("a folder");
        let address = free_address();
        let config = format!(
            "version: 0.1\nlog: {{level: warn}}\nstorage: {{filesystem: {{rootdirectory: {}/blobs}}}}\n\
             http: {{addr: '{address}'}}\n",
            folder.display()
        );
        let file = folder.join("config.yml");
        fs::write(&file, config).expect("a file");
        let mut command = Command::new("docker-registry");
        // It takes every variable REGISTRY_… for a setting, podman's REGISTRY_AUTH_FILE too.
        command.env_remove("REGISTRY_AUTH_FILE").arg("serve").arg(file);
        let answers = || TcpStream::connect(address).is_ok();
        Registry { _daemon: Daemon::start(command, folder.join("log"), answers), address }
    }

    /// A name for an image there.
    pub(crate) fn name(&self, image: &str) -> String {
        format!("{}/{image}", self.address)
    }
}

/// An address of this machine that nobody listens on: the kernel has just handed it out.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}
