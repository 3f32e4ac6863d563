//! Programs of other machines: a user namespace of our own has a table of interpreters (binfmt_misc) of its own, in
//! which qemu is registered; what is done there changes nothing for the machine.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::platform::Platform;

/// Where the table of interpreters is mounted.
const TABLE: &str = "/proc/sys/fs/binfmt_misc";
/// What Debian's package of the emulators would register, a file for each.
const ENTRIES: &str = "/usr/lib/binfmt.d";
/// So many users and groups mean the same inside as outside.
const USERS: u32 = 65536;

/// Waits for its map of users, with which the second shell gets its capabilities; mounts and fills the table;
/// lives until its input ends.
const SCRIPT: &str = r#"
echo unmapped
read -r _
exec sh -euc '
    mount -t binfmt_misc binfmt_misc "$1"
    shift
    for entry; do cat "$entry" >/proc/sys/fs/binfmt_misc/register; done
    echo ready
    read -r _' sh "$@"
"#;

/// The namespace, as long as the value lives.
pub(crate) struct Namespace(Child);

impl Namespace {
    /// Makes it, or says why that is not possible here.
    pub(crate) fn enter() -> Result<Namespace, String> {
        let entries: Vec<String> = Platform::native()
            .filter(|platform| !platform.is_host())
            .filter_map(|platform| platform.target)
            .map(|target| format!("{ENTRIES}/qemu-{}.conf", target.arch))
            .collect();
        for needed in entries.iter().map(String::as_str).chain([TABLE]) {
            if !Path::new(needed).exists() {
                return Err(format!("there is no {needed}"));
            }
        }
        let mut command = Command::new("unshare");
        command.args(["--user", "--mount", "sh", "-c", SCRIPT, "sh", TABLE]).args(&entries);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut namespace = Namespace(command.spawn().map_err(|error| format!("unshare: {error}"))?);
        namespace.fill().map_err(|error| {
            // It has ended, or does now: what it had to say is all there.
            drop(namespace.0.stdin.take());
            let said = namespace.0.stderr.take().map(std::io::read_to_string);
            let said = said.and_then(Result::ok).unwrap_or_default();
            format!("{error}: {}", said.trim())
        })?;
        Ok(namespace)
    }

    fn fill(&mut self) -> Result<(), String> {
        let pid = self.pid();
        let mut output = BufReader::new(self.0.stdout.take().expect("a pipe"));
        let mut expect = |word: &str| {
            let mut line = String::new();
            output.read_line(&mut line).map_err(|error| error.to_string())?;
            if line.trim() == word { Ok(()) } else { Err(format!("expected {word:?}, got {line:?}")) }
        };
        expect("unmapped")?;
        for map in ["uid_map", "gid_map"] {
            let map = format!("/proc/{pid}/{map}");
            fs::write(&map, format!("0 0 {USERS}")).map_err(|error| format!("{map}: {error}"))?;
        }
        let input = self.0.stdin.as_mut().expect("a pipe");
        input.write_all(b"\n").map_err(|error| error.to_string())?;
        expect("ready")
    }

    fn pid(&self) -> u32 {
        self.0.id()
    }

    /// The command that runs another one, which follows, inside.
    pub(crate) fn prefix(&self) -> Vec<String> {
        ["nsenter", "--user", "--mount", "--target"]
            .map(str::to_owned)
            .into_iter()
            .chain([self.pid().to_string()])
            .collect()
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
