//! The tables of results, in Markdown: what precast's executables take, and the ratio to each other side.

use std::fmt::Write;

use super::measure::{Measured, Side, Suite};
use super::programs::Kind;

/// A table: its heading, the figure that it shows, and of which programs.
struct Table {
    title: &'static str,
    figure: &'static str,
    unit: &'static str,
    /// How many units of the figure are one of the table.
    scale: f64,
    kinds: &'static [Kind],
    /// Sides that have the figure, or all.
    without: &'static [&'static str],
}

const ALL: &[Kind] = &Kind::ALL;
const COMPUTING: &[Kind] = &[Kind::Real, Kind::Kernel, Kind::Rust, Kind::Vectors];

const TABLES: &[Table] = &[
    Table {
        title: "CPU time of a run",
        figure: "cpu_time_ns",
        unit: "ms",
        scale: 1e6,
        kinds: COMPUTING,
        without: &[],
    },
    Table {
        title: "Time from start to end of a program that ends at once",
        figure: "run_time_ns",
        unit: "ms",
        scale: 1e6,
        kinds: &[Kind::Start],
        without: &[],
    },
    Table {
        title: "Peak memory",
        figure: "peak_memory_bytes",
        unit: "KiB",
        scale: 1024.0,
        kinds: ALL,
        without: &[],
    },
    Table {
        title: "CPU time of compiling",
        figure: "compile_cpu_time_ns",
        unit: "ms",
        scale: 1e6,
        kinds: ALL,
        without: &["native", "wasm2c"],
    },
    Table {
        title: "Size of what is compiled",
        figure: "compiled_bytes",
        unit: "KiB",
        scale: 1024.0,
        kinds: ALL,
        without: &[],
    },
];

/// Everything, with the machine above.
pub(crate) fn markdown(suite: &Suite) -> String {
    let mut text = String::from("# Results of the suite\n\n");
    text.push_str(&suite.machine.markdown());
    // Strings take what is written.
    let _ = writeln!(text, "* command: `{}`", suite.command);
    for (title, version) in versions(suite) {
        let _ = writeln!(text, "* {title}: {version}");
    }
    text.push_str(
        "\nThe first column is precast's median. The others are ratios, precast to that side, computed pair by \
         pair: below 1, precast takes less. A mean is geometric, over the programs that both sides ran.\n",
    );
    for table in TABLES {
        table.write(suite, &mut text);
    }
    text
}

/// The versions of the sides, each once.
fn versions(suite: &Suite) -> Vec<(String, String)> {
    let mut versions = Vec::new();
    for side in suite.programs.iter().flat_map(|program| &program.sides) {
        let version = side.version.lines().next().unwrap_or_default();
        let entry = (side.title.clone(), version.to_owned());
        if !version.is_empty() && !versions.contains(&entry) {
            versions.push(entry);
        }
    }
    versions
}

impl Table {
    fn write(&self, suite: &Suite, text: &mut String) {
        let programs: Vec<_> = suite.programs.iter().filter(|program| self.shows(program)).collect();
        let sides = self.sides(&programs);
        if programs.is_empty() {
            return;
        }
        let heads: String = sides.iter().map(|(_, title)| format!(" {title} |")).collect();
        let _ = writeln!(text, "\n## {}\n\n| program | precast, {} |{heads}", self.title, self.unit);
        let _ = writeln!(text, "|---|---:|{}", "---:|".repeat(sides.len()));
        for program in &programs {
            let ours = program.sides.iter().find(|side| side.name == "precast");
            let median =
                ours.and_then(|side| side.figures.get(self.figure)).map(|figure| figure.median / self.scale);
            let median = median.map_or("–".to_owned(), |median| format!("{median:.*}", digits(median)));
            let cells = sides.iter().map(|(name, _)| cell(self.ratio(program, name)));
            let _ = writeln!(text, "| {} | {median} |{}", program.name, cells.collect::<String>());
        }
        for (name, kinds) in means(&programs) {
            let of_kinds = || programs.iter().filter(|program| kinds.contains(&program.kind));
            let cells = sides.iter().map(|(side, _)| {
                let ratios: Vec<_> = of_kinds().filter_map(|program| self.ratio(program, side)).collect();
                match (geometric_mean(&ratios), ratios.len() == of_kinds().count()) {
                    (Some(mean), false) => format!(" **{mean:.3}** of {} |", ratios.len()),
                    (mean, _) => mean.map_or(" – |".to_owned(), |mean| format!(" **{mean:.3}** |")),
                }
            });
            let _ = writeln!(
                text,
                "| **mean, {name}** ({}) | |{}",
                of_kinds().count(),
                cells.collect::<String>()
            );
        }
    }

    fn shows(&self, program: &Measured) -> bool {
        self.kinds.iter().any(|kind| kind.name() == program.kind)
    }

    /// Names and titles of the other sides, in the order in which they come.
    fn sides(&self, programs: &[&Measured]) -> Vec<(String, String)> {
        let mut sides = Vec::new();
        for side in programs.iter().flat_map(|program| &program.sides) {
            let entry = (side.name.clone(), side.title.clone());
            let shown = side.name != "precast" && !self.without.contains(&side.name.as_str());
            if shown && side.figures.contains_key(self.figure) && !sides.contains(&entry) {
                sides.push(entry);
            }
        }
        sides
    }

    /// Precast's figure in relation to that of a side.
    fn ratio(&self, program: &Measured, side: &str) -> Option<f64> {
        let measured = |other: &&Side| other.name == side && other.status == "measured";
        let figure = program.sides.iter().find(measured)?.figures.get(self.figure)?;
        figure.ratio.as_ref().map(|ratio| 1.0 / ratio.median).filter(|ratio| ratio.is_finite())
    }
}

/// The means below a table: one for each kind, and one for real programs and kernels together.
fn means(programs: &[&Measured]) -> Vec<(String, Vec<&'static str>)> {
    let mut means = Vec::new();
    for kind in Kind::ALL.map(Kind::name) {
        if programs.iter().any(|program| program.kind == kind) {
            means.push((kind.to_owned(), vec![kind]));
        }
    }
    let both = [Kind::Real.name(), Kind::Kernel.name()];
    if both.iter().all(|kind| programs.iter().any(|program| program.kind == *kind)) {
        means.push((both.join(" and "), both.to_vec()));
    }
    means
}

fn cell(ratio: Option<f64>) -> String {
    ratio.map_or(" – |".to_owned(), |ratio| format!(" {ratio:.3} |"))
}

/// Digits behind the point that make three in all, or more before it.
fn digits(value: f64) -> usize {
    if value >= 99.95 {
        0
    } else if value >= 9.995 {
        1
    } else {
        2
    }
}

fn geometric_mean(ratios: &[f64]) -> Option<f64> {
    let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
    (!ratios.is_empty()).then(|| (sum / ratios.len() as f64).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_geometric() {
        assert_eq!(geometric_mean(&[]), None);
        let mean = geometric_mean(&[0.5, 2.0, 1.0]).expect("a mean");
        assert!((mean - 1.0).abs() < 1e-12);
    }
}
