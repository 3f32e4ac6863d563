//! A progress line on standard error, for work that a person waits for: only on a terminal, and only
//! once it has lasted a while.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use precast_compiler::Observer;
#[cfg(feature = "registry")]
use precast_package::registry;

#[cfg(feature = "registry")]
use crate::failure;

/// Work that takes less shows nothing: a line that flashes up tells nobody anything.
const DELAY: Duration = Duration::from_millis(500);
/// What the line counts.
const FUNCTIONS: &str = "{prefix}: {msg} {wide_bar} {human_pos}/{human_len} functions";
const ROUNDS: &str = "{prefix}: {msg} {wide_bar} {human_pos}/{human_len} rounds";
#[cfg(feature = "registry")]
const BYTES: &str = "{prefix} {wide_bar} {binary_bytes}/{binary_total_bytes}";

/// Watches one compilation, or one push or pull.
pub(crate) struct Progress {
    label: &'static str,
    template: &'static str,
    start: Instant,
    terminal: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Begins to watch a compilation; `label` stands at the front of the line.
    pub(crate) fn new(label: &'static str) -> Progress {
        Progress::showing(label, FUNCTIONS)
    }

    /// Begins to watch bytes that go somewhere.
    #[cfg(feature = "registry")]
    pub(crate) fn of_bytes(label: &'static str) -> Progress {
        Progress::showing(label, BYTES)
    }

    fn showing(label: &'static str, template: &'static str) -> Progress {
        let terminal = io::stderr().is_terminal();
        Progress { label, template, start: Instant::now(), terminal, bar: OnceLock::new() }
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }

    /// The line, once it is due.
    fn bar(&self) -> Option<&ProgressBar> {
        if !self.terminal || self.start.elapsed() < DELAY {
            return None;
        }
        Some(self.bar.get_or_init(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            // The templates are constants without errors; without one, the default style is shown.
            if let Ok(style) = ProgressStyle::with_template(self.template) {
                bar.set_style(style);
            }
            bar.set_prefix(self.label);
            bar.set_message("compile");
            bar
        }))
    }
}

/// Watches a measurement.
pub(crate) struct Rounds(Progress);

impl Rounds {
    /// Begins to watch.
    pub(crate) fn new() -> Rounds {
        Rounds(Progress::showing("bench", ROUNDS))
    }

    /// Shows how many rounds of a phase are done.
    pub(crate) fn show(&self, phase: &str, done: usize, total: usize) {
        if let Some(bar) = self.0.bar() {
            bar.set_message(phase.to_owned());
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        self.0.finish();
    }
}

impl Observer for Progress {
    fn phase(&self, name: &'static str) {
        if let Some(bar) = self.bar() {
            bar.set_message(name);
            bar.tick();
        }
    }

    fn functions(&self, done: usize, total: usize) {
        if let Some(bar) = self.bar() {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        }
    }
}

#[cfg(feature = "registry")]
impl registry::Observer for Progress {
    fn transfers(&self, done_bytes: u64, total_bytes: u64) {
        if let Some(bar) = self.bar() {
            bar.set_length(total_bytes);
            bar.set_position(done_bytes);
        }
    }

    fn waits(&self, error: &registry::Error, wait: Duration) {
        let tell = || failure::warn(&format!("{error}; trying again in {} s", wait.as_secs_f32()));
        match self.bar.get() {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }
}
