//! The rounds of each phase.

use std::fs;

use super::agreement::Agreement;
use super::contestant::{Contestant, complaint};
use super::{Plan, Progress};
use crate::process::{self, End, Run, Sample, Until};
use crate::results::{ColdStart, Comparison, Metric, Outcome, SideResult, Status};
use crate::{Error, Interrupts, Launch, memory};

/// Most rounds of compiling, which may take long.
const COMPILE_ROUNDS: usize = 5;
/// Most rounds of peak memory, which varies little.
const MEMORY_ROUNDS: usize = 3;
/// Runs that show whether outputs change from run to run; they also warm caches.
const CHECK_ROUNDS: usize = 2;

/// All sides, and how far they have come.
pub(super) struct Rounds<'a, 'p> {
    plan: &'a Plan,
    contestants: Vec<Contestant>,
    interrupts: &'a Interrupts,
    progress: &'a mut Progress<'p>,
    agreement: Option<Agreement>,
}

impl<'a, 'p> Rounds<'a, 'p> {
    pub(super) fn new(
        plan: &'a Plan,
        contestants: Vec<Contestant>,
        interrupts: &'a Interrupts,
        progress: &'a mut Progress<'p>,
    ) -> Rounds<'a, 'p> {
        Rounds { plan, contestants, interrupts, progress, agreement: None }
    }

    pub(super) fn results(self) -> Vec<SideResult> {
        self.contestants.into_iter().map(Contestant::result).collect()
    }

    /// One process of a side.
    fn process(&self, launch: &Launch, until: Until) -> Result<Run, Error> {
        match process::run(launch, until, self.plan.time_limit, self.interrupts) {
            // Of an executable that the kernel refuses to start, or a runtime that is gone.
            Err(error @ Error::Start { .. }) => Ok(Run {
                sample: Sample::default(),
                end: End::Status(-1),
                stdout: Vec::new(),
                stderr: error.to_string().into_bytes(),
            }),
            result => result,
        }
    }

    /// Runs one phase: `turn` once a round for each side that is still measured.
    fn rounds(
        &mut self,
        phase: &str,
        count: usize,
        mut turn: impl FnMut(&Self, &mut Contestant, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for round in 0..count {
            (self.progress)(phase, round, count);
            let mut contestants = std::mem::take(&mut self.contestants);
            let result = contestants
                .iter_mut()
                .filter(|contestant| contestant.is_measured())
                .try_for_each(|contestant| turn(self, contestant, round));
            self.contestants = contestants;
            result?;
        }
        Ok(())
    }

    pub(super) fn compile(&mut self) -> Result<(), Error> {
        let count = self.plan.runs.min(COMPILE_ROUNDS);
        self.rounds("compile", count, |rounds, contestant, round| {
            let Some(launch) = contestant.compile.clone() else { return Ok(()) };
            // Each writes its output anew: replacing a file costs something else than making one.
            if let Some(output) = &contestant.output {
                let _ = fs::remove_file(output);
            }
            let run = rounds.process(&launch, Until::Exit)?;
            if run.end != End::Status(0) {
                contestant.fail(Status::Failed, complaint("its compiler", &run));
                return Ok(());
            }
            contestant.record(Metric::CompileTime, run.sample.wall.as_nanos() as u64);
            contestant
                .record(Metric::CompileCpuTime, (run.sample.user + run.sample.system).as_nanos() as u64);
            match (&contestant.compile_start, round) {
                (Some(launch), 0) => {
                    let run = rounds.process(launch, Until::Exit)?;
                    if run.end != End::Status(0) {
                        contestant.note(complaint("no cold start: its compiler", &run));
                        contestant.start = None;
                    }
                    Ok(())
                }
                _ => Ok(()),
            }
        })?;
        self.rounds("compile", 1, |_, contestant, _| {
            contestant.record_sizes();
            Ok(())
        })
    }

    /// Finds out what most sides do, and who does something else.
    pub(super) fn check(&mut self) -> Result<(Comparison, Option<Outcome>), Error> {
        self.rounds("check", CHECK_ROUNDS, |rounds, contestant, _| {
            let run = rounds.process(&contestant.run, Until::Exit)?;
            match run.end {
                End::Status(status) if status >= 0 => contestant.checked.push(run),
                _ => contestant.fail(Status::Failed, complaint("it", &run)),
            }
            Ok(())
        })?;
        let candidates: Vec<(&str, &[Run])> = self
            .contestants
            .iter()
            .filter(|contestant| contestant.is_measured())
            .map(|contestant| (contestant.name(), &contestant.checked[..]))
            .collect();
        let Some(agreement) = Agreement::find(&candidates, self.plan.status_only) else {
            return Ok((Comparison::Exact, None));
        };
        for contestant in self.contestants.iter_mut().filter(|contestant| contestant.is_measured()) {
            let difference = contestant.checked.iter().find_map(|run| agreement.difference(run));
            if let Some(difference) = difference {
                contestant.fail(Status::Different, difference);
            }
        }
        let found = (agreement.comparison, Some(agreement.outcome()));
        self.agreement = Some(agreement);
        Ok(found)
    }

    pub(super) fn memory(&mut self) -> Result<(), Error> {
        let count = self.plan.runs.min(MEMORY_ROUNDS);
        self.rounds("memory", count, |rounds, contestant, _| {
            match memory::peak(&contestant.run, rounds.plan.time_limit, rounds.interrupts) {
                Ok((peak, End::Status(_))) => contestant.record(Metric::PeakMemory, peak),
                Ok((_, end)) => contestant.note(format!("no peak memory: watched, it {end}")),
                Err(error @ Error::Interrupted(_)) => return Err(error),
                Err(error) => contestant.note(format!("no peak memory: {error}")),
            }
            Ok(())
        })
    }

    pub(super) fn run(&mut self) -> Result<(), Error> {
        self.rounds("run", self.plan.runs, |rounds, contestant, round| {
            let run = rounds.process(&contestant.run, Until::Exit)?;
            let difference = match (&rounds.agreement, run.end) {
                (Some(agreement), End::Status(_)) => agreement.difference(&run),
                _ => Some(complaint("it", &run)),
            };
            if let Some(difference) = difference {
                let status = if run.end == End::TimeLimit { Status::Failed } else { Status::Different };
                contestant.fail(status, format!("in run {}, {difference}", round + 1));
                return Ok(());
            }
            let Sample { wall, user, system } = run.sample;
            for (metric, time) in [
                (Metric::RunTime, wall),
                (Metric::CpuTime, user + system),
                (Metric::UserTime, user),
                (Metric::SystemTime, system),
            ] {
                contestant.record(metric, time.as_nanos() as u64);
            }
            Ok(())
        })
    }

    pub(super) fn start(&mut self, cold_start: ColdStart) -> Result<(), Error> {
        let until = match cold_start {
            ColdStart::FirstByte => Until::FirstByte,
            ColdStart::EarlyReturn | ColdStart::Arguments => Until::Exit,
            ColdStart::None => return Ok(()),
        };
        // The first round warms caches and is not counted.
        self.rounds("start", self.plan.start_runs + 1, |rounds, contestant, round| {
            let Some(launch) = contestant.start.clone() else { return Ok(()) };
            let run = rounds.process(&launch, until)?;
            match run.end {
                End::Status(status) if status == 0 || cold_start == ColdStart::Arguments && status > 0 => {
                    if round > 0 {
                        contestant.record(Metric::ColdStart, run.sample.wall.as_nanos() as u64);
                    }
                }
                _ => {
                    contestant.start = None;
                    contestant.forget(Metric::ColdStart);
                    contestant.note(complaint("no cold start: it", &run));
                }
            }
            Ok(())
        })
    }
}
