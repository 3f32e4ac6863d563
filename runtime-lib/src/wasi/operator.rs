//! Grants that an operator adds at launch, in programs built with `--allow-runtime-grants`.
//!
//! In: the environment of the launch; `precast_abi::grant::variable` has the names. A variable whose name is
//! one of them, or begins with one and `_`, is read like the option of `precast build`. Out: grants, after
//! those of the build. What makes no sense ends the process with a line that names the variable.

use precast_abi::EXIT_STATUS_START;
use precast_abi::grant::variable;

use super::grants::{AddedGrant, Grant, Variable, launched};
use super::listen;
use crate::text::{self, STDERR, Text};

const _: AddedGrant = precast_launch_grants;

/// The grant with this number, counted over all variables. Reading one checks those before it.
#[unsafe(no_mangle)]
fn precast_launch_grants(number: usize) -> Option<Grant> {
    launched().filter_map(grant).nth(number)
}

/// The grant that a variable stands for, if it does.
fn grant(variable: Variable) -> Option<Grant> {
    let (name, value) = variable;
    let (parsed, expected) = if is(name, variable::DIR) {
        (directory(value), "HOST[::GUEST][:ro]")
    } else if is(name, variable::ENV) {
        (environment(value), "NAME[=VALUE]")
    } else if is(name, variable::LISTEN) {
        (listen::is_address(value).then_some(Grant::Listener(value)), "IP:PORT, unix:PATH or inherit")
    } else {
        return None;
    };
    parsed.or_else(|| refuse(variable, expected))
}

/// Whether a variable's name is `kind`, or begins with it and `_`.
fn is(name: &[u8], kind: &str) -> bool {
    matches!(name.strip_prefix(kind.as_bytes()), Some([] | [b'_', ..]))
}

/// Reads `HOST[::GUEST][:ro]`, as `--dir` does.
fn directory(text: &'static [u8]) -> Option<Grant> {
    let (paths, read_only) = match text.strip_suffix(b":ro") {
        Some(paths) => (paths, true),
        None => (text, false),
    };
    let separator = paths.windows(2).position(|bytes| bytes == b"::");
    let (host, guest) = match separator {
        Some(at) => (&paths[..at], &paths[at + 2..]),
        None => (paths, paths),
    };
    (!host.is_empty() && !guest.is_empty()).then_some(Grant::Directory { host, guest, read_only })
}

/// Reads `NAME[=VALUE]`, as `--env` does.
fn environment(text: &'static [u8]) -> Option<Grant> {
    let equals = text.iter().position(|&byte| byte == b'=');
    let grant = match equals {
        Some(at) => Grant::Variable { name: &text[..at], value: &text[at + 1..] },
        None => Grant::InheritedVariable { name: text },
    };
    (!text.is_empty() && equals != Some(0)).then_some(grant)
}

/// Ends the process: a variable makes no sense.
#[cold]
fn refuse((name, value): Variable, expected: &str) -> ! {
    let mut buffer = text::buffer::<512>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: ").foreign(name).str(" is \"").foreign(value).str("\", expected ").str(expected);
    text.exit(EXIT_STATUS_START)
}
