//! Runs one process and measures it: wall time, CPU time, what it printed and how it ended.
//!
//! One process at a time: CPU time is the difference of what all ended children took, which is that of this
//! child and of those that it has waited for. However a run ends, nothing of its process group is left.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::MemfdFlags;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};

use crate::{Error, Interrupts, Launch};

/// What a process took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// From the call that starts it until its end, or its first byte of output.
    pub wall: Duration,
    /// CPU time outside of the kernel, of all its threads and ended children.
    pub user: Duration,
    /// CPU time within the kernel.
    pub system: Duration,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    /// With this exit status.
    Status(i32),
    /// By this signal.
    Signal(i32),
    /// By us, when its time was up.
    TimeLimit,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Status(status) => write!(f, "ended with status {status}"),
            End::Signal(signal) => write!(f, "was ended by signal {signal}"),
            End::TimeLimit => f.write_str("took longer than the time limit"),
        }
    }
}

/// A process that has ended.
#[derive(Clone, Debug)]
pub struct Run {
    /// What it took.
    pub sample: Sample,
    /// How it ended.
    pub end: End,
    /// What it printed on standard output; after a measurement of the first byte, nothing.
    pub stdout: Vec<u8>,
    /// What it printed on standard error.
    pub stderr: Vec<u8>,
}

/// How long to measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Until {
    /// Until the process ends.
    Exit,
    /// Until its first byte on standard output, after which it is killed; a process that ends without one
    /// ends as usual, with no output.
    FirstByte,
}

/// Only one process is measured at a time, whatever the threads of this one do.
static TURN: Mutex<()> = Mutex::new(());

pub(crate) fn take_turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a process, for no longer than `limit`.
///
/// # Errors
/// If it cannot be started, or a signal has come meanwhile.
pub fn run(launch: &Launch, until: Until, limit: Duration, interrupts: &Interrupts) -> Result<Run, Error> {
    let _turn = take_turn();
    interrupts.check()?;
    let (stdout, stderr) = (in_memory()?, in_memory()?);
    let (reader, writer) =
        rustix::pipe::pipe_with(rustix::pipe::PipeFlags::CLOEXEC).map_err(Error::system("make a pipe"))?;
    let mut command = launch.command()?;
    match until {
        Until::Exit => command.stdout(duplicate(&stdout)?),
        Until::FirstByte => command.stdout(writer),
    };
    command.stderr(duplicate(&stderr)?);
    let before = ended_children()?;
    let start = Instant::now();
    let child = command.spawn();
    let child = child.map_err(|source| Error::Start { program: launch.program.clone(), source })?;
    let mut child = Group(child);
    // The command holds the write end of the pipe.
    drop(command);
    let pidfd = child.pidfd()?;
    let first_byte = (until == Until::FirstByte).then_some(reader.as_fd());
    let woken = wait(pidfd.as_fd(), first_byte, start + limit, interrupts)?;
    let wall = start.elapsed();
    interrupts.check()?;
    let status = child.end()?;
    let (user, system) = ended_children()?;
    let sample = Sample { wall, user: user - before.0, system: system - before.1 };
    let end = match woken {
        Woken::Time => End::TimeLimit,
        Woken::Output => End::Status(0),
        Woken::Exit => end_of(status),
    };
    // A process may have printed and ended before we looked: its first byte was there in time.
    let mut first = [0];
    let printed = match until {
        Until::FirstByte => woken == Woken::Output || matches!(rustix::io::read(&reader, &mut first), Ok(1)),
        Until::Exit => true,
    };
    if !printed && woken == Woken::Exit && end == End::Status(0) {
        let message = b"it printed nothing".to_vec();
        return Ok(Run { sample, end: End::Status(-1), stdout: Vec::new(), stderr: message });
    }
    Ok(Run { sample, end, stdout: contents(stdout)?, stderr: contents(stderr)? })
}

#[derive(Clone, Copy, PartialEq)]
enum Woken {
    Exit,
    Output,
    Time,
}

/// Waits for the end of a process, output, a signal (both as `Exit`: the caller checks) or the deadline.
fn wait(
    pidfd: BorrowedFd<'_>,
    output: Option<BorrowedFd<'_>>,
    deadline: Instant,
    interrupts: &Interrupts,
) -> Result<Woken, Error> {
    loop {
        let mut fds = vec![
            PollFd::from_borrowed_fd(pidfd, PollFlags::IN),
            PollFd::from_borrowed_fd(interrupts.as_fd(), PollFlags::IN),
        ];
        fds.extend(output.map(|output| PollFd::from_borrowed_fd(output, PollFlags::IN)));
        let left = deadline.saturating_duration_since(Instant::now());
        let left = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: i64::from(left.subsec_nanos()) };
        match poll(&mut fds, Some(&left)) {
            Ok(0) => return Ok(Woken::Time),
            Ok(_) if fds.get(2).is_some_and(|output| output.revents().contains(PollFlags::IN)) => {
                return Ok(Woken::Output);
            }
            // A closed output without a byte: the end is what remains to wait for.
            Ok(_) if fds[0].revents().is_empty() && fds[1].revents().is_empty() => {
                return wait(pidfd, None, deadline, interrupts);
            }
            Ok(_) => return Ok(Woken::Exit),
            Err(rustix::io::Errno::INTR) => interrupts.check()?,
            Err(error) => return Err(Error::system("wait for a process")(error)),
        }
    }
}

/// A child that leads a process group. Dropping it leaves nothing of the group behind.
pub(crate) struct Group(Child);

impl Group {
    pub(crate) fn new(child: Child) -> Group {
        Group(child)
    }

    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.0
    }

    fn pidfd(&self) -> Result<OwnedFd, Error> {
        let pid = Pid::from_child(&self.0);
        pidfd_open(pid, PidfdFlags::empty()).map_err(Error::system("watch a process"))
    }

    /// Ends what is left of the group, then takes the child away: as long as that has not happened, its
    /// number cannot belong to another group.
    fn end(&mut self) -> Result<ExitStatus, Error> {
        let _ = kill_process_group(Pid::from_child(&self.0), Signal::KILL);
        self.0.wait().map_err(Error::system("wait for a process"))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Where it has been taken away already, its number is not ours any more.
        if matches!(self.0.try_wait(), Ok(None)) {
            let _ = self.end();
        }
    }
}

pub(crate) fn end_of(status: ExitStatus) -> End {
    match (status.code(), status.signal()) {
        (Some(status), _) => End::Status(status),
        (None, signal) => End::Signal(signal.unwrap_or(0)),
    }
}

/// User and system time of all children that have ended.
fn ended_children() -> Result<(Duration, Duration), Error> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(Error::system("read CPU times"))?;
    let duration = |time: nix::sys::time::TimeVal| {
        Duration::from_secs(time.tv_sec() as u64) + Duration::from_micros(time.tv_usec() as u64)
    };
    Ok((duration(usage.user_time()), duration(usage.system_time())))
}

/// A file in memory: output that costs every process the same, and leaves nothing behind.
fn in_memory() -> Result<File, Error> {
    let file = rustix::fs::memfd_create("output", MemfdFlags::CLOEXEC);
    file.map(File::from).map_err(Error::system("make a file in memory"))
}

fn duplicate(file: &File) -> Result<File, Error> {
    file.try_clone().map_err(Error::system("duplicate a file"))
}

fn contents(mut file: File) -> Result<Vec<u8>, Error> {
    let mut contents = Vec::new();
    file.rewind()
        .and_then(|()| file.read_to_end(&mut contents))
        .map_err(Error::system("read the output of a process"))?;
    Ok(contents)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sh(script: &str) -> Launch {
        Launch { arguments: vec!["-c".into(), script.into()], ..Launch::new("/bin/sh") }
    }

    fn limited(script: &str, until: Until, limit: Duration) -> Run {
        let interrupts = Interrupts::catch().expect("signals");
        run(&sh(script), until, limit, &interrupts).expect("a run")
    }

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn output_and_status_come_back() {
        let run = limited("echo out; echo err >&2; exit 3", Until::Exit, LONG);
        assert_eq!(
            (run.end, &run.stdout[..], &run.stderr[..]),
            (End::Status(3), &b"out\n"[..], &b"err\n"[..])
        );
        assert_eq!(limited("kill -9 $$", Until::Exit, LONG).end, End::Signal(9));
    }

    #[test]
    fn standard_input_is_a_file_or_empty() {
        assert_eq!(limited("cat", Until::Exit, LONG).stdout, b"");
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        std::io::Write::write_all(&mut file, b"hello").expect("a write");
        let launch = Launch { stdin: Some(file.path().into()), ..sh("cat") };
        let interrupts = Interrupts::catch().expect("signals");
        assert_eq!(run(&launch, Until::Exit, LONG, &interrupts).expect("a run").stdout, b"hello");
    }

    #[test]
    fn cpu_time_is_that_of_the_process() {
        let busy = limited("i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done", Until::Exit, LONG);
        let idle = limited("sleep 0.2", Until::Exit, LONG);
        assert!(busy.sample.user > idle.sample.user + idle.sample.system, "{busy:?} {idle:?}");
        assert!(idle.sample.wall >= Duration::from_millis(200));
    }

    #[test]
    fn a_time_limit_ends_the_whole_group() {
        let start = Instant::now();
        let run = limited("sleep 1000 & echo $!; sleep 1000", Until::Exit, Duration::from_millis(200));
        assert_eq!(run.end, End::TimeLimit);
        assert!(start.elapsed() < Duration::from_secs(30));
        let pid = String::from_utf8(run.stdout).expect("a number");
        assert!(gone(pid.trim()), "process {pid} is left");
    }

    #[test]
    fn what_a_process_leaves_running_is_ended() {
        let run = limited("sleep 1000 & echo $!", Until::Exit, LONG);
        assert_eq!(run.end, End::Status(0));
        assert!(gone(String::from_utf8(run.stdout).expect("a number").trim()));
    }

    #[test]
    fn the_first_byte_ends_the_measurement() {
        let run = limited("echo first; sleep 1000", Until::FirstByte, LONG);
        assert_eq!(run.end, End::Status(0));
        assert!(run.sample.wall < Duration::from_secs(30));
        assert_eq!(limited("exit 0", Until::FirstByte, LONG).end, End::Status(-1));
        assert_eq!(limited("exec >&-; exit 4", Until::FirstByte, LONG).end, End::Status(4));
    }

    #[test]
    fn a_missing_program_is_an_error_that_names_it() {
        let interrupts = Interrupts::catch().expect("signals");
        let error =
            run(&Launch::new("/no/such/program"), Until::Exit, LONG, &interrupts).expect_err("no run");
        assert!(error.to_string().contains("/no/such/program"), "{error}");
    }

    /// Whether a process has ended; who takes it away is not our matter.
    fn gone(pid: &str) -> bool {
        (0..100).any(|_| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let state = stat.rsplit_once(") ").map(|(_, rest)| rest.chars().next());
            let gone = matches!(state, None | Some(Some('Z')));
            if !gone {
                std::thread::sleep(Duration::from_millis(50));
            }
            gone
        })
    }
}
