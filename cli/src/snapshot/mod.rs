//! Runs an artifact that records itself: natively, or under an emulator for another machine, in the sandbox
//! that it has like any artifact.
//!
//! In: the artifact, what it may read on standard input. Out: the dump that it writes to standard output.
//! What the program itself writes, and what it says of a trap, goes to our standard error. Its streams are
//! pipes or files whatever ours are, so that the dump does not depend on a terminal.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsRawFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use precast_compiler::info::{self, SnapshotInfo};
use precast_compiler::preinit::InitialState;
use precast_compiler::snapshot::{Recorded, Refusal, thaw};
use precast_compiler::{Answers, Options, Output};
use precast_targets::Target;
use rustix::process::{Pid, Resource, Rlimit, prlimit};

use crate::compile;
use crate::failure::{self, Failure};
use crate::input::Program;
use crate::output::{file, printable};

/// Bounds of a process that is recorded.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// How long it may take to the mark.
    duration: Duration,
    /// Largest dump in bytes.
    dump_bytes: u64,
}

/// Nothing larger fits an artifact.
const LIMITS: Limits = Limits { duration: Duration::from_secs(600), dump_bytes: 2 << 30 };
/// Exit status of a trap.
const STATUS_TRAP: i32 = 134;

/// A process to record.
pub(crate) struct Recording<'a> {
    /// The executable.
    pub(crate) artifact: &'a [u8],
    /// What it was built for.
    pub(crate) target: &'static Target,
    /// The name that the program sees as its own, unless it was granted another.
    pub(crate) program_name: &'a str,
    /// Its standard input, empty without one.
    pub(crate) stdin: Option<File>,
}

/// Compiles `program`, to begin with `initial`; where `options` ask for a recording, it is made, and the
/// artifact goes on from the mark. `stdin` is what the program may read before it.
pub(crate) fn compile(
    program: &Program,
    initial: Option<&InitialState>,
    options: &Options,
    stdin: Option<&Path>,
    threads: &rayon::ThreadPool,
) -> anyhow::Result<Output> {
    let mut output = compile::compile(program, initial, options, threads)?;
    if options.recording.is_some() {
        let stdin =
            stdin.map(|path| File::open(path).with_context(|| format!("cannot open {}", path.display())));
        let (artifact, program_name) = (&output.bytes[..], program.main.stem());
        let recording =
            Recording { artifact, target: options.target, program_name, stdin: stdin.transpose()? };
        output.bytes = thawed(recording)?;
    }
    Ok(output)
}

/// Runs the process to its mark and returns the artifact that goes on from there.
fn thawed(recording: Recording<'_>) -> anyhow::Result<Vec<u8>> {
    let (artifact, name) = (recording.artifact, recording.program_name.to_owned());
    let bytes = recording.run()?;
    match Recorded::read(&bytes)? {
        Recorded::State(dump) => Ok(thaw(artifact, &dump)?),
        Recorded::Refused(refusal, why) => Err(refused(&name, refusal, &why).into()),
    }
}

/// Warns of what an artifact holds of the surroundings of the build.
pub(crate) fn warn(artifact: &[u8]) {
    let Some(snapshot) = info::read(artifact).and_then(|info| info.snapshot) else { return };
    let read: Vec<String> = secrets(&snapshot).collect();
    if !read.is_empty() {
        failure::warn(&format!(
            "what the program has read before the mark is part of the executable: {}",
            printable(&read.join(", "), &[])
        ));
    }
    if snapshot.random && snapshot.recording.random == Answers::Allow {
        failure::warn("the random numbers that the program got before the mark are the same in each start");
    }
}

/// What the program has read that may be nobody else's business.
pub(crate) fn secrets(snapshot: &SnapshotInfo) -> impl Iterator<Item = String> {
    let variables = snapshot.variables.iter().map(|name| format!("the environment variable {name}"));
    let stdin = snapshot.stdin.then(|| "standard input".to_owned());
    variables.chain(stdin)
}

/// The failure of a process that cannot be kept.
fn refused(name: &str, refusal: Refusal, why: &str) -> Failure {
    let failure = Failure::new(format!("there is no snapshot of {name}: {why}"));
    match refusal {
        Refusal::Random => failure.hint(
            "--snapshot-random=fixed:SEED gives it the same numbers in each build, allow gives it other ones",
        ),
        Refusal::Stdin => failure.hint("--snapshot-stdin FILE gives it something to read"),
        Refusal::State | Refusal::Clock | Refusal::Ended => failure,
    }
}

impl Recording<'_> {
    /// Runs the process to its mark. Returns what it wrote, to be read by
    /// [`Recorded::read`].
    pub(crate) fn run(self) -> anyhow::Result<Vec<u8>> {
        let name = self.program_name;
        let executable = file::in_memory("precast-record", self.artifact)?;
        // The emulator opens it, so it must be found by another process too.
        let path = format!("/proc/{}/fd/{}", std::process::id(), executable.as_raw_fd());
        let mut command = self.command(&path)?;
        let shown = command.get_program().to_string_lossy().into_owned();
        command.stdin(self.stdin.map_or_else(Stdio::null, Stdio::from));
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("cannot start {shown} to record {name}"))?;
        limit_processor_time(&child, LIMITS.duration);
        let (dump, status) = gather(&mut child, name, LIMITS)?;
        // One that was killed meanwhile has not told everything.
        if dump.is_empty() || status.signal().is_some() {
            return Err(ended_early(name, status).into());
        }
        Ok(dump)
    }

    fn command(&self, path: &str) -> Result<Command, Failure> {
        if Target::host().is_some_and(|host| host.name == self.target.name) {
            let mut command = Command::new(path);
            command.arg0(self.program_name);
            return Ok(command);
        }
        let mut command = Command::new(emulator(self.target)?);
        command.arg("-0").arg(self.program_name).arg(path);
        Ok(command)
    }
}

/// The emulator of user programs for a target.
fn emulator(target: &Target) -> Result<PathBuf, Failure> {
    let arch = target.name.split('-').next().unwrap_or(target.name);
    let names = [format!("qemu-{arch}"), format!("qemu-{arch}-static")];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let candidates =
        std::env::split_paths(&path).flat_map(|directory| names.clone().map(|name| directory.join(name)));
    candidates.into_iter().find(|candidate| candidate.is_file()).ok_or_else(|| {
        let (name, emulator) = (target.name, &names[0]);
        Failure::new(format!("to run a program for {name} here, {emulator} is needed, and is not on PATH"))
            .hint("on Debian: apt-get install qemu-user; or build on such a machine")
    })
}

/// Lets the kernel end a process that goes on although this one has been killed and does not wait any more.
fn limit_processor_time(child: &Child, duration: Duration) {
    let seconds = Some(duration.as_secs() + 1);
    // Where less is allowed than that, it stays so.
    let _ =
        prlimit(Some(Pid::from_child(child)), Resource::Cpu, Rlimit { current: seconds, maximum: seconds });
}

/// Everything that a process writes to standard output, and how it ended.
fn gather(child: &mut Child, name: &str, limits: Limits) -> anyhow::Result<(Vec<u8>, ExitStatus)> {
    let output = child.stdout.take().context("standard output is a pipe")?;
    let mut errors = child.stderr.take().context("standard error is a pipe")?;
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut dump = Vec::new();
        let result = output.take(limits.dump_bytes + 1).read_to_end(&mut dump).map(|_| dump);
        // Nobody waits any more where the time is over.
        let _ = sender.send(result);
    });
    let forward = thread::spawn(move || io::copy(&mut errors, &mut io::stderr()));
    let dump = receiver.recv_timeout(limits.duration);
    let in_bounds = matches!(&dump, Ok(Ok(dump)) if dump.len() as u64 <= limits.dump_bytes);
    if !in_bounds {
        let _ = child.kill();
    }
    let status = child.wait().context("cannot wait for the recorded process")?;
    let _ = reader.join();
    let _ = forward.join();
    let dump = match dump {
        Ok(dump) => dump.context("cannot read the dump")?,
        Err(_) => {
            let seconds = limits.duration.as_secs();
            return Err(
                Failure::new(format!("{name} did not get to the mark within {seconds} seconds")).into()
            );
        }
    };
    if !in_bounds {
        let most = limits.dump_bytes >> 20;
        return Err(Failure::new(format!("{name} uses more than {most} MiB of memory at the mark")).into());
    }
    Ok((dump, status))
}

/// The failure of a process that wrote no dump.
fn ended_early(name: &str, status: ExitStatus) -> Failure {
    match (status.code(), status.signal()) {
        (Some(STATUS_TRAP), _) => Failure::new(format!("{name} trapped before the mark")),
        (Some(status), _) => Failure::new(format!("{name} ended with status {status} before the mark")),
        (None, signal) => {
            let signal = signal.map(|signal| format!(" {signal}")).unwrap_or_default();
            Failure::new(format!("{name} was ended by the signal{signal} before the mark"))
        }
    }
}
