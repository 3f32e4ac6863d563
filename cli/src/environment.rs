//! The environment that precast itself runs in: rid of variables that change how the linker library works.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// Variables of the linker library begin with this. They change its output, and one of them makes it
/// replace a directory; it has no other switch to ignore them.
const LINKER_PREFIX: &str = "WILD_";

/// Starts precast anew without the linker's variables, where there are any. Comes back where there are
/// none, or with an error where that is impossible.
pub(crate) fn shed_linker_variables() -> anyhow::Result<()> {
    let names: Vec<_> = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_string_lossy().starts_with(LINKER_PREFIX))
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let mut arguments = std::env::args_os();
    let mut command = Command::new(std::env::current_exe()?);
    if let Some(name) = arguments.next() {
        command.arg0(name);
    }
    command.args(arguments);
    for name in names {
        command.env_remove(name);
    }
    Err(anyhow::Error::new(command.exec()).context("cannot start anew without the linker's variables"))
}
