//! What a measurement found, and its form as JSON: `cli/guide/bench.schema.json` describes it.
//!
//! Times are nanoseconds, sizes bytes; every sample is kept, so that whoever reads the file can compute anew.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::machine::Machine;
use crate::statistics::{self, Estimate};

/// What the field `schema` says.
pub const SCHEMA: &str = "precast-bench";
/// Version of the form: another one where a reader of this one would go wrong.
pub const VERSION: u32 = 1;

/// All of a measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// [`SCHEMA`].
    pub schema: String,
    /// [`VERSION`].
    pub version: u32,
    /// When it began, in seconds since 1970, UTC.
    pub unix_time_s: u64,
    /// What was measured.
    pub program: Program,
    /// Where.
    pub machine: Machine,
    /// How.
    pub settings: Settings,
    /// What the sides that agree do.
    pub outcome: Option<Outcome>,
    /// One entry a side, in the order of the runs.
    pub sides: Vec<SideResult>,
}

/// The program that was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// The name of its file.
    pub name: String,
    /// Size of the module, in the binary format.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// The arguments that it was given.
    pub arguments: Vec<String>,
}

/// How it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Timed runs of each side.
    pub runs: usize,
    /// Timed starts of each side.
    pub start_runs: usize,
    /// What a cold start is.
    pub cold_start: ColdStart,
    /// Longest that a run may take, in milliseconds.
    pub time_limit_ms: u64,
    /// Probability of the intervals.
    pub confidence: f64,
    /// How outputs were compared.
    pub comparison: Comparison,
    /// What ratios are to.
    pub reference: String,
}

/// What is timed as a cold start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColdStart {
    /// From exec to exit of the program, changed to return at once.
    EarlyReturn,
    /// From exec to exit of the program with arguments that were named for this.
    Arguments,
    /// From exec to the first byte on standard output.
    FirstByte,
    /// Nothing: the program has no memory, hence nothing to change.
    None,
}

/// How outputs were compared, from strict to lenient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// Byte for byte.
    Exact,
    /// But for numbers and the width of blanks: the program prints other numbers each time.
    NumbersMasked,
    /// The exit status only.
    Status,
}

/// What the sides that agree do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Exit status.
    pub status: i32,
    /// Bytes on standard output.
    pub stdout_bytes: u64,
}

/// What was found about one side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideResult {
    /// The name for options.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// What it says of itself.
    pub version: String,
    /// Whether there are figures.
    pub status: Status,
    /// Why there are none, or not all.
    pub message: Option<String>,
    /// The figures.
    pub figures: BTreeMap<Metric, Figure>,
}

/// What became of a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It has figures.
    Measured,
    /// It does something else than most: it is not ranked.
    Different,
    /// It cannot compile or run the program.
    Failed,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Metric {
    /// From exec to exit of a run that does nothing, or to the first byte.
    #[serde(rename = "cold_start_ns")]
    ColdStart,
    /// From exec to exit.
    #[serde(rename = "run_time_ns")]
    RunTime,
    /// CPU time of such a run.
    #[serde(rename = "cpu_time_ns")]
    CpuTime,
    /// The part outside of the kernel.
    #[serde(rename = "user_time_ns")]
    UserTime,
    /// The part within.
    #[serde(rename = "system_time_ns")]
    SystemTime,
    /// Highest resident memory.
    #[serde(rename = "peak_memory_bytes")]
    PeakMemory,
    /// Wall time of compiling beforehand.
    #[serde(rename = "compile_time_ns")]
    CompileTime,
    /// CPU time of it.
    #[serde(rename = "compile_cpu_time_ns")]
    CompileCpuTime,
    /// Size of what was compiled.
    #[serde(rename = "compiled_bytes")]
    CompiledSize,
    /// Size of the program that must be there to run it, without its libraries.
    #[serde(rename = "runtime_bytes")]
    RuntimeSize,
}

impl Metric {
    /// Those that a table shows and a baseline is compared by, with their headings.
    pub const SHOWN: [(Metric, &str); 6] = [
        (Metric::ColdStart, "cold start"),
        (Metric::RunTime, "run time"),
        (Metric::CpuTime, "CPU time"),
        (Metric::PeakMemory, "peak memory"),
        (Metric::CompileTime, "compile time"),
        (Metric::CompiledSize, "compiled size"),
    ];

    /// Its name for people; `None` for one that is not shown.
    pub fn title(self) -> Option<&'static str> {
        Self::SHOWN.iter().find(|(metric, _)| *metric == self).map(|(_, title)| *title)
    }

    /// The name for options: the title with `-`.
    pub fn option_name(self) -> Option<String> {
        self.title().map(|title| title.to_lowercase().replace(' ', "-"))
    }

    /// Whether it is a time, which depends on the machine.
    pub fn is_time(self) -> bool {
        !matches!(self, Metric::PeakMemory | Metric::CompiledSize | Metric::RuntimeSize)
    }

    /// The value for people.
    pub fn show(self, value: f64) -> String {
        if self.is_time() { show_time(value) } else { show_bytes(value) }
    }
}

/// Nanoseconds with three digits: `812 ns`, `4.21 ms`, `17.2 s`.
pub(crate) fn show_time(nanoseconds: f64) -> String {
    let units = [(1e3, "ns"), (1e3, "µs"), (1e3, "ms"), (f64::INFINITY, "s")];
    show_in(nanoseconds, &units)
}

/// Bytes with three digits: `812 B`, `4.21 KiB`, `17.2 MiB`.
pub(crate) fn show_bytes(bytes: f64) -> String {
    show_in(bytes, &[(1024.0, "B"), (1024.0, "KiB"), (1024.0, "MiB"), (f64::INFINITY, "GiB")])
}

fn show_in(mut value: f64, units: &[(f64, &str)]) -> String {
    for (index, &(size, unit)) in units.iter().enumerate() {
        let digits = match value {
            _ if index == 0 || value >= 99.95 => 0,
            _ if value >= 9.995 => 1,
            _ => 2,
        };
        // What rounds up to the next unit belongs there.
        if (value * 10f64.powi(digits)).round() / 10f64.powi(digits) < size {
            return format!("{value:.*} {unit}", digits as usize);
        }
        value /= size;
    }
    format!("{value:.0}")
}

/// The samples of one figure and what follows from them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Their median.
    pub median: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// How many times as much as the reference, computed from the pairs of each round.
    pub ratio: Option<Ratio>,
    /// In the order of the rounds.
    pub samples: Vec<u64>,
}

/// A ratio with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ratio {
    /// The median of the ratios.
    pub median: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

impl Figure {
    /// Computes what follows from samples, of which there must be one at least.
    pub fn new(samples: Vec<u64>) -> Figure {
        let Estimate { median, low, high } = statistics::median(&floats(&samples));
        Figure { median, low, high, ratio: None, samples }
    }

    /// The samples as numbers to compute with.
    pub fn values(&self) -> Vec<f64> {
        floats(&self.samples)
    }
}

fn floats(samples: &[u64]) -> Vec<f64> {
    samples.iter().map(|&sample| sample as f64).collect()
}

impl Results {
    /// The entry of a side.
    pub fn side(&self, name: &str) -> Option<&SideResult> {
        self.sides.iter().find(|side| side.name == name)
    }

    /// The entries with figures.
    pub fn measured(&self) -> impl Iterator<Item = &SideResult> {
        self.sides.iter().filter(|side| side.status == Status::Measured)
    }

    /// Fills in the ratios to the reference, for all but itself.
    pub fn compute_ratios(&mut self) {
        let name = self.settings.reference.clone();
        let reference = self.side(&name).filter(|side| side.status == Status::Measured);
        let Some(reference) = reference.map(|side| side.figures.clone()) else { return };
        for side in self.sides.iter_mut().filter(|side| side.name != name) {
            for (metric, figure) in &mut side.figures {
                let values = reference.get(metric).map(Figure::values).unwrap_or_default();
                let ratio = statistics::paired_ratio(&figure.values(), &values);
                figure.ratio = ratio.map(|Estimate { median, low, high }| Ratio { median, low, high });
            }
        }
    }

    /// The text of the JSON file.
    pub fn to_json(&self) -> String {
        // Numbers, strings and enums as keys: nothing that JSON cannot hold.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// Reads a JSON file.
    ///
    /// # Errors
    /// If it is none of ours, or of another version.
    pub fn from_json(text: &[u8]) -> Result<Results, Error> {
        #[derive(Deserialize)]
        struct Header {
            schema: String,
            version: u32,
        }
        let refuse = |error: serde_json::Error| {
            Error::Request(format!("not what `precast bench --json` writes: {error}"))
        };
        let header: Header = serde_json::from_slice(text).map_err(refuse)?;
        if header.schema != SCHEMA {
            return Err(Error::Request(format!("its schema is {:?}, expected {SCHEMA:?}", header.schema)));
        }
        if header.version != VERSION {
            let message = format!("its version is {}, this precast reads {VERSION}", header.version);
            return Err(Error::Request(format!("{message}: measure it again")));
        }
        let results: Results = serde_json::from_slice(text).map_err(refuse)?;
        let figures = results.sides.iter().flat_map(|side| side.figures.values());
        if figures.clone().any(|figure| figure.samples.is_empty()) {
            return Err(Error::Request("a figure has no samples".to_owned()));
        }
        Ok(results)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_three_digits_and_the_largest_unit() {
        let times = [
            (812.0, "812 ns"),
            (999.6, "1.00 µs"),
            (4_210.0, "4.21 µs"),
            (42_100_000.0, "42.1 ms"),
            (999_960_000.0, "1.00 s"),
            (17_234_000_000.0, "17.2 s"),
            (1_723_400_000_000.0, "1723 s"),
        ];
        for (value, text) in times {
            assert_eq!(show_time(value), text, "{value}");
        }
        assert_eq!(show_bytes(1023.0), "1023 B");
        assert_eq!(show_bytes(20_000.0), "19.5 KiB");
        assert_eq!(show_bytes(3.5 * 1024.0 * 1024.0), "3.50 MiB");
    }

    #[test]
    fn other_files_are_refused() {
        let message = |text: &str| Results::from_json(text.as_bytes()).expect_err("a refusal").to_string();
        assert!(message("[]").contains("not what `precast bench --json` writes"));
        assert!(message(r#"{"schema": "other", "version": 1}"#).contains("\"other\""));
        assert!(message(r#"{"schema": "precast-bench", "version": 2}"#).contains("version is 2"));
    }

    #[test]
    fn names_of_options_are_those_of_the_table() {
        let names: Vec<_> = Metric::SHOWN.iter().filter_map(|(metric, _)| metric.option_name()).collect();
        assert_eq!(
            names,
            ["cold-start", "run-time", "cpu-time", "peak-memory", "compile-time", "compiled-size"]
        );
    }
}
