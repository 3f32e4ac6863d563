//! The system-call filter of a program built with `--harden=full`: derived from the functions of the runtime
//! that its code calls, so that a program which never opens files cannot make the calls that open files.
//!
//! In: the symbols that the compiled code refers to. Out: [`Filter`]: the names of the allowed calls, for
//! `inspect`, and the instructions that the runtime hands to the kernel. Which function needs which calls
//! stands in [`precast_abi::harden`]; how the kernel is told, in [`bpf`].

mod bpf;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use precast_abi::harden::{ALWAYS, Check, Rule, SystemCall, needs};
use precast_targets::Target;

use crate::codegen::Code;
use crate::{Error, Result};

/// The allowed calls and, for each, sets of checks of which one must hold.
type Allowed = BTreeMap<SystemCall, Vec<&'static [Check]>>;

/// A filter of system calls.
pub(crate) struct Filter {
    /// Names of the allowed calls, sorted.
    pub(crate) system_calls: Vec<String>,
    /// Instructions of 8 bytes, as the kernel takes them.
    pub(crate) instructions: Vec<u8>,
}

impl Filter {
    /// The filter for a program with this code.
    pub(crate) fn new(code: &Code, target: &Target) -> Result<Filter> {
        let allowed = allowed(code.relocations.iter().map(|relocation| relocation.symbol))?;
        Ok(Filter {
            system_calls: allowed.keys().map(|call| call.name.to_owned()).collect(),
            instructions: bpf::filter(&allowed, target),
        })
    }
}

/// The calls that functions of the runtime with these symbols make.
fn allowed<'a>(symbols: impl Iterator<Item = &'a str>) -> Result<Allowed> {
    let mut allowed = Allowed::new();
    let mut allow = |rule: Rule| {
        let alternatives = allowed.entry(rule.call).or_default();
        if rule.checks.is_empty() {
            // Whatever the arguments: what others ask of them does not matter.
            alternatives.clear();
        }
        if !alternatives.iter().any(|checks| checks.is_empty() || *checks == rule.checks) {
            alternatives.push(rule.checks);
        }
    };
    ALWAYS.iter().copied().for_each(&mut allow);
    for symbol in symbols {
        let rules = needs(symbol)
            .ok_or_else(|| Error::internal(format!("the system calls of `{symbol}` are not known")))?;
        rules.for_each(&mut allow);
    }
    Ok(allowed)
}
