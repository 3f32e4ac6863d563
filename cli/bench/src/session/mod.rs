//! A measurement from beginning to end, in rounds: each round runs every side once, A B C A B C …, so that
//! whatever slows the machine down meets all of them.
//!
//! compile → check (do all print the same?) → memory → run → start. A side that fails or differs takes no
//! part in what follows. Files lie in the scratch directory, which the caller removes.

mod agreement;
mod contestant;
mod rounds;

use std::ffi::OsString;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};

use crate::machine::Machine;
use crate::results::{ColdStart, Program, Results, SCHEMA, Settings, VERSION};
use crate::runtimes::{Guest, PRECAST, Programs, Side};
use crate::{Error, Interrupts, early_return, statistics};
use contestant::{Contestant, Files};
use rounds::Rounds;

/// What to measure, and how.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The module, in the binary format.
    pub wasm: Vec<u8>,
    /// The name of its file.
    pub name: String,
    /// What it is given.
    pub guest: Guest,
    /// Timed runs of each side.
    pub runs: usize,
    /// Timed starts of each side.
    pub start_runs: usize,
    /// What a cold start is.
    pub start: Start,
    /// Longest that a process may run.
    pub time_limit: Duration,
    /// Whether only exit statuses are compared.
    pub status_only: bool,
}

/// What to measure as a cold start.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// The program, changed to return at once.
    EarlyReturn,
    /// The program with these arguments.
    Arguments(Vec<OsString>),
    /// The program until its first byte of output.
    FirstByte,
}

/// Told what happens: the phase, and how many of its rounds are done, of how many.
pub type Progress<'a> = dyn FnMut(&str, usize, usize) + 'a;

/// Measures.
///
/// # Errors
/// If the module makes no sense, a file cannot be written, or a signal has come. What a runtime does wrong
/// is part of the results.
pub fn measure(
    plan: &Plan,
    sides: &[Side],
    programs: &Programs,
    scratch: &Path,
    interrupts: &Interrupts,
    progress: &mut Progress<'_>,
) -> Result<Results, Error> {
    let machine = Machine::this();
    let unix_time_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let early =
        early_return(&plan.wasm).map_err(|error| Error::Request(format!("{}: {error}", plan.name)))?;
    let cold_start = match (&plan.start, &early) {
        (Start::EarlyReturn, Some(_)) => ColdStart::EarlyReturn,
        (Start::EarlyReturn, None) => ColdStart::None,
        (Start::Arguments(_), _) => ColdStart::Arguments,
        (Start::FirstByte, _) => ColdStart::FirstByte,
    };
    let files = Files::write(plan, early.as_deref(), scratch)?;
    let contestants = sides.iter().enumerate();
    let contestants =
        contestants.map(|(index, side)| Contestant::new(plan, side, programs, cold_start, &files, index));
    let mut rounds = Rounds::new(plan, contestants.collect::<Result<_, _>>()?, interrupts, progress);
    rounds.compile()?;
    let (comparison, outcome) = rounds.check()?;
    rounds.memory()?;
    rounds.run()?;
    rounds.start(cold_start)?;
    let mut results = Results {
        schema: SCHEMA.to_owned(),
        version: VERSION,
        unix_time_s,
        program: Program {
            name: plan.name.clone(),
            bytes: plan.wasm.len() as u64,
            sha256: Sha256::digest(&plan.wasm).iter().map(|byte| format!("{byte:02x}")).collect(),
            arguments: plan.guest.arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect(),
        },
        machine,
        settings: Settings {
            runs: plan.runs,
            start_runs: plan.start_runs,
            cold_start,
            time_limit_ms: plan.time_limit.as_millis() as u64,
            confidence: statistics::CONFIDENCE,
            comparison,
            reference: PRECAST.to_owned(),
        },
        outcome,
        sides: rounds.results(),
    };
    results.compute_ratios();
    Ok(results)
}
