//! Compares results with earlier ones: which figures of precast have become worse by more than is allowed.
//!
//! A figure is worse only where its whole interval is: the ratio of the medians, with its bootstrap interval,
//! must lie beyond the limit. Times of two machines say nothing about each other. Where the machine is
//! another one, the ratio to a runtime that both results have is compared, and without one, times are not.

use std::collections::BTreeMap;
use std::fmt;

use crate::results::{ColdStart, Figure, Metric, Results, SideResult, Status};
use crate::statistics::{self, Estimate};
use crate::{Error, machine::Machine};

/// Fewer samples of a time say nothing: of three on each side, all of one are above all of the other once in twenty
/// times, by chance alone; of four, once in seventy.
const TIME_SAMPLES_MIN: usize = 4;

/// How much worse figures may become, as a part: 0.05 for 5 %.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// For figures without a limit of their own.
    pub all: f64,
    /// For these.
    pub single: BTreeMap<Metric, f64>,
}

impl Limits {
    fn of(&self, metric: Metric) -> f64 {
        self.single.get(&metric).copied().unwrap_or(self.all)
    }
}

/// One figure in both results.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which figure.
    pub metric: Metric,
    /// How many times as much as before.
    pub ratio: Estimate,
    /// How much more is allowed, as a part.
    pub limit: f64,
    /// The median before, and now.
    pub medians: [f64; 2],
    /// The side that both are divided by, where machines differ.
    pub relative_to: Option<String>,
}

impl Change {
    /// Whether it is worse than allowed beyond doubt.
    pub fn is_regression(&self) -> bool {
        self.ratio.low > 1.0 + self.limit
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |ratio: f64| format!("{:+.1} %", (ratio - 1.0) * 100.0);
        let Estimate { median, low, high } = self.ratio;
        let title = self.metric.title().unwrap_or("figure");
        write!(f, "{title} {} (between {} and {})", percent(median), percent(low), percent(high))?;
        match &self.relative_to {
            None => {
                let [before, now] = self.medians.map(|median| self.metric.show(median));
                write!(f, ", from {before} to {now}")?;
            }
            Some(other) => {
                write!(f, ", from {:.3} to {:.3} times {other}", self.medians[0], self.medians[1])?;
            }
        }
        write!(f, ", {:.1} % allowed", self.limit * 100.0)
    }
}

/// All that was compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The figures that both results have.
    pub changes: Vec<Change>,
    /// What could not be compared, and why.
    pub notes: Vec<String>,
}

impl Comparison {
    /// The figures that are worse than allowed.
    pub fn regressions(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.is_regression())
    }
}

/// Compares the reference's figures `now` with those `before`.
///
/// # Errors
/// If they belong to different programs, or one of them has no figures.
pub fn compare(before: &Results, now: &Results, limits: &Limits) -> Result<Comparison, Error> {
    if before.program.name != now.program.name || before.program.arguments != now.program.arguments {
        let shown = |results: &Results| {
            let words = [&results.program.name].into_iter().chain(&results.program.arguments);
            words.cloned().collect::<Vec<_>>().join(" ")
        };
        return Err(Error::Request(format!(
            "the baseline is of `{}`, not of `{}`: name the same program and arguments",
            shown(before),
            shown(now)
        )));
    }
    let (old, new) = (reference(before, "the baseline")?, reference(now, "this measurement")?);
    let mut comparison = Comparison::default();
    let same_machine = before.machine.is_like(&now.machine);
    let yardstick = if same_machine { None } else { yardstick(before, now) };
    if !same_machine {
        comparison.notes.push(other_machine(&before.machine, &now.machine, yardstick));
    }
    for machine in [("the baseline", &before.machine), ("this measurement", &now.machine)] {
        if let (name, Machine { load_average: [load, ..], cpus, .. }) = machine
            && machine.1.is_busy()
        {
            let busy = format!("{name} was made on a busy machine (load {load:.1} on {cpus} CPUs)");
            comparison.notes.push(format!("{busy}: its times are worth little"));
        }
    }
    for (metric, title) in Metric::SHOWN {
        let (Some(was), Some(is)) = (old.figures.get(&metric), new.figures.get(&metric)) else {
            if old.figures.contains_key(&metric) {
                comparison.notes.push(format!("{title} is in the baseline, but was not measured now"));
            }
            continue;
        };
        if metric == Metric::ColdStart && before.settings.cold_start != now.settings.cold_start {
            let [was, is] = [before, now].map(|results| describe(results.settings.cold_start));
            comparison.notes.push(format!("cold start was {was} and is now {is}: not compared"));
            continue;
        }
        let samples = was.samples.len().min(is.samples.len());
        if metric.is_time() && samples < TIME_SAMPLES_MIN && (same_machine || yardstick.is_some()) {
            comparison.notes.push(format!(
                "{title} was measured {samples} times only, too few to tell a change from noise: not compared; \
                 --runs {TIME_SAMPLES_MIN} or more would do"
            ));
            continue;
        }
        let change = |ratio, medians, relative_to| Change {
            metric,
            ratio,
            limit: limits.of(metric),
            medians,
            relative_to,
        };
        if same_machine || !metric.is_time() {
            let ratio = statistics::ratio_of_medians(&is.values(), &was.values());
            comparison.changes.push(change(ratio, [was.median, is.median], None));
        } else if let Some((old_stick, new_stick)) = yardstick {
            let ratios = (relative(was, old_stick, metric), relative(is, new_stick, metric));
            if let (Some(was), Some(is)) = ratios {
                let ratio = statistics::ratio_of_medians(&is, &was);
                let medians = [statistics::quantile(&was, 0.5), statistics::quantile(&is, 0.5)];
                comparison.changes.push(change(ratio, medians, Some(new_stick.title.clone())));
            } else {
                let other = &new_stick.title;
                comparison.notes.push(format!("{other} has no {title} to divide by: not compared"));
            }
        }
    }
    Ok(comparison)
}

fn reference<'a>(results: &'a Results, what: &str) -> Result<&'a SideResult, Error> {
    let name = &results.settings.reference;
    let side = results.side(name).filter(|side| side.status == Status::Measured);
    side.ok_or_else(|| {
        let why = results.side(name).and_then(|side| side.message.clone()).unwrap_or_default();
        Error::Request(format!("{what} has no figures of {name}: {why}"))
    })
}

/// A side that both results have in the same version, other than the reference.
fn yardstick<'a>(before: &'a Results, now: &'a Results) -> Option<(&'a SideResult, &'a SideResult)> {
    now.measured().filter(|side| side.name != now.settings.reference).find_map(|new| {
        let old = before.side(&new.name).filter(|old| old.status == Status::Measured)?;
        (old.version == new.version).then_some((old, new))
    })
}

fn other_machine(before: &Machine, now: &Machine, yardstick: Option<(&SideResult, &SideResult)>) -> String {
    let shown = |machine: &Machine| format!("{} with {} CPUs", machine.cpu, machine.cpus);
    let differ = format!("the baseline was made on {}, this is {}", shown(before), shown(now));
    match yardstick {
        Some((_, side)) => format!("{differ}: times are compared by their ratio to {}", side.title),
        None => {
            format!("{differ}, and no other runtime is in both in the same version: times are not compared")
        }
    }
}

/// The ratios of the pairs of a side and a yardstick.
fn relative(figure: &Figure, stick: &SideResult, metric: Metric) -> Option<Vec<f64>> {
    let stick = stick.figures.get(&metric)?.values();
    let ratios: Vec<f64> = figure.values().iter().zip(stick).map(|(ours, theirs)| ours / theirs).collect();
    (!ratios.is_empty() && ratios.iter().all(|ratio| ratio.is_finite())).then_some(ratios)
}

/// What a cold start is, in words.
pub(crate) fn describe(cold_start: ColdStart) -> &'static str {
    match cold_start {
        ColdStart::EarlyReturn => "exec to exit of the program, changed to return at once",
        ColdStart::Arguments => "exec to exit with arguments of its own",
        ColdStart::FirstByte => "exec to the first byte of output",
        ColdStart::None => "not measured",
    }
}
