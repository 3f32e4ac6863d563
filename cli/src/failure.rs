//! How a failure is told: one line `precast: error: …` on standard error, a line `hint: …` where
//! there is something to do about it, and the exit status.

use std::fmt;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// Exit status when a command failed.
const STATUS_FAILED: u8 = 1;
/// Exit status when the command line makes no sense.
const STATUS_USAGE: u8 = 2;

/// A failure that a user can do something about, or that is a matter of the command line.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    status: u8,
}

impl Failure {
    /// A failure while doing what was asked.
    pub(crate) fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, status: STATUS_FAILED }
    }

    /// Options or arguments that do not go together.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure { status: STATUS_USAGE, ..Failure::new(message) }
    }

    /// A signal that asked to stop, told with the status that a shell gives to it.
    pub(crate) fn interrupted(signal: i32) -> Failure {
        let status = u8::try_from(128 + signal).unwrap_or(STATUS_FAILED);
        Failure { status, ..Failure::new("interrupted") }
    }

    /// The same failure with a line that says what to do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// Prints an error and says with which status to exit. A reader that has closed our standard output
/// has seen what it wanted: that is silence and success.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    let closed_pipe = error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe);
    if closed_pipe {
        return ExitCode::SUCCESS;
    }
    let failure = error.chain().find_map(|cause| cause.downcast_ref::<Failure>());
    let mut text = format!("precast: error: {error:#}\n");
    if let Some(hint) = failure.and_then(|failure| failure.hint.as_deref()) {
        text.push_str("hint: ");
        text.push_str(hint);
        text.push('\n');
    }
    // Nobody is left to tell when standard error is closed.
    let _ = io::stderr().write_all(text.as_bytes());
    ExitCode::from(failure.map_or(STATUS_FAILED, |failure| failure.status))
}

/// Prints what the parser of the command line has to say: help and version too come this way.
pub(crate) fn exit_with_usage(error: &clap::Error) -> ! {
    if error.use_stderr() {
        let _ = io::stderr().write_all(b"precast: ");
    }
    error.exit()
}

/// A warning, where the work goes on.
pub(crate) fn warn(message: &str) {
    let _ = writeln!(io::stderr(), "precast: warning: {message}");
}

/// Makes an error of a panic, in place of Rust's own message and status. A panic that somebody else
/// catches stays silent: whoever does that has something better to say.
pub(crate) fn catch_panics(work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    static LAST: Mutex<String> = Mutex::new(String::new());
    panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!(" at {place}")).unwrap_or_default();
        let what = info.payload_as_str().unwrap_or("unknown cause");
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = format!("{what}{place}");
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        Err(anyhow::anyhow!("internal error (a defect of precast, please report it): {last}"))
    })
}
