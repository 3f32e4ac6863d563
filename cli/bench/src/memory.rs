//! Peak memory of a process: `VmHWM`, read while the kernel holds the process at its very end.
//!
//! `ru_maxrss` would not do: over exec it keeps the peak of the process that started this one. A shell starts
//! the program once we watch it, so that no end is missed; exec gives it fresh memory, and the shell's own
//! peak is gone. Of several processes, the largest counts. Not for timing: watching costs time.

use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::process::{End, Group, take_turn};
use crate::{Error, Interrupts, Launch};

/// Waits for a line, then becomes the program of its arguments, with the file `$0` as standard input.
const LAUNCHER: &str = r#"read -r line && exec "$@" <"$0""#;

/// Between looks at what the process does. It is held meanwhile.
const PAUSE: Duration = Duration::from_micros(200);

/// Highest peak in bytes of any process that the launch started.
///
/// # Errors
/// If it cannot be started or watched (some containers forbid it), or a signal has come meanwhile.
pub fn peak(launch: &Launch, limit: Duration, interrupts: &Interrupts) -> Result<(u64, End), Error> {
    let _turn = take_turn();
    interrupts.check()?;
    let mut arguments = vec![OsString::from("-c"), LAUNCHER.into(), launch.stdin_path().into()];
    arguments.push(launch.program.clone().into());
    arguments.extend(launch.arguments.iter().cloned());
    let shell = Launch { arguments, ..Launch::new("/bin/sh") };
    let shell = Launch { env: launch.env.clone(), ..shell };
    let mut command: Command = shell.command()?;
    command.stdin(Stdio::piped());
    let child = command.spawn().map_err(|source| Error::Start { program: shell.program.clone(), source })?;
    let leader = Pid::from_raw(child.id() as i32);
    let mut group = Group::new(child);
    let options = Options::PTRACE_O_TRACEEXIT
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_EXITKILL;
    ptrace::seize(leader, options)
        .map_err(Error::system(format!("watch {} for its peak memory", launch.program.display())))?;
    let stdin = group.child().stdin.take();
    stdin
        .map_or(Ok(()), |mut stdin| stdin.write_all(b"go\n"))
        .map_err(Error::system("start a process that is watched"))?;
    let watched = Watched { leader, _group: group };
    let deadline = Instant::now() + limit;
    let mut peak_bytes = 0;
    loop {
        interrupts.check()?;
        if Instant::now() > deadline {
            return Ok((peak_bytes, End::TimeLimit));
        }
        match watched.step()? {
            Step::None => std::thread::sleep(PAUSE),
            Step::Peak(bytes) => peak_bytes = peak_bytes.max(bytes),
            Step::Other => {}
            Step::End(end) => return Ok((peak_bytes, end)),
        }
    }
}

/// The processes that are watched. Dropping it ends them all.
struct Watched {
    leader: Pid,
    _group: Group,
}

/// What one of them did.
enum Step {
    None,
    Peak(u64),
    Other,
    End(End),
}

impl Watched {
    /// Looks once, and lets go on who was held.
    fn step(&self) -> Result<Step, Error> {
        // Those that have left the process group are not ours to wait for in this way; they die with us.
        let flags = WaitPidFlag::__WALL | WaitPidFlag::WNOHANG;
        let status = match waitpid(Pid::from_raw(-self.leader.as_raw()), Some(flags)) {
            Ok(WaitStatus::StillAlive) | Err(Errno::EINTR) => return Ok(Step::None),
            status => status.map_err(Error::system("wait for a process that is watched"))?,
        };
        Ok(match status {
            WaitStatus::PtraceEvent(pid, _, event) => {
                let ends = event == ptrace::Event::PTRACE_EVENT_EXIT as i32;
                let peak = if ends { high_water(pid) } else { None };
                go_on(pid, None)?;
                peak.map_or(Step::Other, Step::Peak)
            }
            WaitStatus::Stopped(pid, signal) => {
                go_on(pid, Some(signal))?;
                Step::Other
            }
            WaitStatus::Exited(pid, status) if pid == self.leader => Step::End(End::Status(status)),
            WaitStatus::Signaled(pid, signal, _) if pid == self.leader => {
                Step::End(End::Signal(signal as i32))
            }
            _ => Step::Other,
        })
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // A process that is killed is held once more before its end; the last error is that none is left.
        let _ = killpg(self.leader, Signal::SIGKILL);
        loop {
            match self.step() {
                Ok(Step::None) => std::thread::sleep(PAUSE),
                Ok(_) => {}
                Err(_) => return,
            }
        }
    }
}

/// Lets a process go on that was held. One that was killed meanwhile has nothing to go on with.
fn go_on(pid: Pid, signal: Option<Signal>) -> Result<(), Error> {
    match ptrace::cont(pid, signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(Error::system("let a process go on that was held")(error)),
    }
}

/// Peak resident memory in bytes of a process that is still there.
fn high_water(pid: Pid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(60);

    fn peak_of(program: &str, arguments: &[&str]) -> (u64, End) {
        let arguments = arguments.iter().map(OsString::from).collect();
        let launch = Launch { arguments, ..Launch::new(program) };
        peak(&launch, LIMIT, &Interrupts::catch().expect("signals")).expect("a peak")
    }

    #[test]
    fn the_peak_is_that_of_the_program_and_not_of_who_starts_it() {
        let hoard = vec![1u8; 100 << 20];
        let (small, end) = peak_of("/bin/true", &[]);
        assert_eq!(end, End::Status(0));
        assert!(small > 64 << 10 && small < 20 << 20, "{small} bytes with {} held here", hoard.len());
    }

    #[test]
    fn memory_that_was_given_back_counts_and_so_does_a_child() {
        // dd has one buffer of the given size.
        let script = "dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null; exit 5";
        let (peak, end) = peak_of("/bin/sh", &["-c", script]);
        assert_eq!(end, End::Status(5));
        assert!((64 << 20..90 << 20).contains(&peak), "{peak}");
    }

    #[test]
    fn signals_reach_a_process_that_is_watched() {
        let (peak, end) = peak_of("/bin/sh", &["-c", "trap 'exit 7' USR1; kill -USR1 $$; sleep 10"]);
        assert!(peak > 0 && end == End::Status(7), "{end:?}");
        assert_eq!(peak_of("/bin/sh", &["-c", "kill -SEGV $$"]).1, End::Signal(11));
    }

    #[test]
    fn a_time_limit_ends_a_process_that_is_watched() {
        let launch = Launch { arguments: vec!["1000.125".into()], ..Launch::new("/bin/sleep") };
        let interrupts = Interrupts::catch().expect("signals");
        let (_, end) = peak(&launch, Duration::from_millis(100), &interrupts).expect("a peak");
        assert_eq!(end, End::TimeLimit);
        let processes = fs::read_dir("/proc").expect("processes").flatten();
        let left = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
        assert_eq!(left.filter(|line| line.windows(8).any(|part| part == b"1000.125")).count(), 0);
    }
}
