//! A progress line on standard error, for builds that a person waits for: only on a terminal, and only
//! once a build has lasted a while.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use precast_compiler::Observer;

/// Builds that take less show nothing: a line that flashes up tells nobody anything.
const DELAY: Duration = Duration::from_millis(500);

/// Watches one compilation.
pub(crate) struct Progress {
    label: &'static str,
    start: Instant,
    terminal: bool,
    bar: OnceLock<ProgressBar>,
}

impl Progress {
    /// Begins to watch; `label` stands at the front of the line.
    pub(crate) fn new(label: &'static str) -> Progress {
        Progress { label, start: Instant::now(), terminal: io::stderr().is_terminal(), bar: OnceLock::new() }
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
            if let Ok(style) =
                ProgressStyle::with_template("{prefix}: {msg} {wide_bar} {human_pos}/{human_len} functions")
            {
                bar.set_style(style);
            }
            bar.set_prefix(self.label);
            bar.set_message("compile");
            bar
        }))
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
