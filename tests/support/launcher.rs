//! Runs programs on a kernel that seems to have no `openat2`, to forbid it, or to refuse other calls: a small
//! launcher, compiled from `launcher.c` when it is first needed, installs a filter that answers for the
//! kernel and becomes the program.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::{Target, run, tests_directory};

/// How the runtime gets to resolve paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// As the kernel has it. Emulators have no `openat2`, so that there the runtime walks.
    Kernel,
    /// `openat2` is unknown: the runtime walks.
    Unknown,
    /// A filter forbids `openat2`, as those of old containers do: the runtime walks.
    Forbidden,
}

impl Way {
    /// The ways that differ for a target.
    pub(crate) fn of(target: &Target) -> &'static [Way] {
        if target.is_host() { &[Way::Kernel, Way::Unknown, Way::Forbidden] } else { &[Way::Kernel] }
    }
}

/// A command that runs `program`, which must be one for this machine in other ways than [`Way::Kernel`].
pub(crate) fn command(target: &Target, way: Way, program: &Path) -> Command {
    let refusal = match way {
        Way::Kernel => return target.command(program),
        Way::Unknown => "openat2=38",
        Way::Forbidden => "openat2=1",
    };
    refusing(target, &[refusal], program)
}

/// A command that runs `program` on a kernel that answers some calls with errors: `CALL=ERRNO`, see
/// `launcher.c`.
pub(crate) fn refusing(target: &Target, refusals: &[&str], program: &Path) -> Command {
    let program = target.command(program);
    let mut command = Command::new(launcher());
    command.args(refusals).arg(program.get_program()).args(program.get_args());
    command
}

/// The launcher, compiled once for a test binary.
fn launcher() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| compiled("launcher.c", &[]))
}

/// Compiles a file of this folder. Several test binaries may do so at a time.
pub(crate) fn compiled(source: &str, options: &[&str]) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let name = source.trim_end_matches(".c");
    let (path, fresh) = (directory.join(name), directory.join(format!("{name}-{}", std::process::id())));
    let mut compiler = Command::new("gcc");
    let source = tests_directory().join("support").join(source);
    compiler.args(["-O1", "-Wall", "-Werror"]).args(options).arg("-o").arg(&fresh).arg(source);
    run(compiler, b"").expect_success();
    std::fs::rename(&fresh, &path).expect("a compiled program");
    path
}
