//! Results as people read them: a table for a terminal, a page for a browser.

mod page;
mod table;

pub use page::page;
pub use table::{Style, table};

use crate::results::{Figure, Metric, Results, Settings, SideResult, Status};
use crate::statistics::CONFIDENCE;

/// The sides with figures, fastest first.
fn ranked(results: &Results) -> Vec<&SideResult> {
    let time = |side: &SideResult| side.figures.get(&Metric::RunTime).map_or(f64::INFINITY, |f| f.median);
    let mut sides: Vec<&SideResult> = results.measured().collect();
    sides.sort_by(|one, other| time(one).total_cmp(&time(other)));
    sides
}

/// The others, with what is to be said of them.
fn unranked(results: &Results) -> Vec<(&SideResult, String)> {
    let unranked = results.sides.iter().filter(|side| side.status != Status::Measured);
    unranked
        .map(|side| {
            let what = match side.status {
                Status::Different => "not ranked",
                _ => "failed",
            };
            (side, format!("{what}: {}", side.message.as_deref().unwrap_or("no reason is known")))
        })
        .collect()
}

/// What is to be said of sides that have figures, but not all.
fn remarks(results: &Results) -> Vec<(&SideResult, &str)> {
    results.measured().filter_map(|side| Some((side, side.message.as_deref()?))).collect()
}

/// Half of the width of the interval, as a part of the median: `±2.0 %`; `None` where it would be zero.
fn spread(figure: &Figure) -> Option<String> {
    let percent = (figure.high - figure.low) / 2.0 / figure.median * 100.0;
    (percent.is_finite() && percent >= 0.05)
        .then(|| if percent < 9.95 { format!("±{percent:.1} %") } else { format!("±{percent:.0} %") })
}

/// A figure in one line: `4.10 ms ±2.0 % ×10.0`.
fn summary(metric: Metric, figure: &Figure) -> String {
    let parts = [Some(metric.show(figure.median)), spread(figure), figure.ratio.map(|r| times(r.median))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A ratio with three digits: `×1.24`, `×37.1`, `×214`.
fn times(ratio: f64) -> String {
    let digits = match ratio {
        _ if ratio < 9.995 => 2,
        _ if ratio < 99.95 => 1,
        _ => 0,
    };
    format!("×{ratio:.digits$}")
}

/// What was measured: the program with its arguments.
fn command(results: &Results) -> String {
    let mut words = vec![results.program.name.clone()];
    for word in &results.program.arguments {
        let plain = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "'\"\\$`".contains(c));
        words.push(if plain { word.clone() } else { format!("'{}'", word.replace('\'', "'\\''")) });
    }
    words.join(" ")
}

/// Where it was measured.
fn place(results: &Results) -> String {
    let machine = &results.machine;
    let cpus = if machine.cpus == 1 { "1 CPU".to_owned() } else { format!("{} CPUs", machine.cpus) };
    format!("{}, {cpus}, Linux {}", machine.cpu, machine.kernel)
}

/// How it was measured.
fn method(settings: &Settings) -> String {
    let confidence = (CONFIDENCE * 100.0).round();
    format!(
        "{} runs and {} starts of each, in turns. Medians, ± half of their {confidence} % interval; × is the \
         median ratio to {}, pair by pair. Cold start: {}.",
        settings.runs,
        settings.start_runs,
        settings.reference,
        crate::baseline::describe(settings.cold_start),
    )
}

/// Says that the machine was busy, if it was.
fn busy(results: &Results) -> Option<String> {
    let [one, ..] = results.machine.load_average;
    let cpus = results.machine.cpus;
    results.machine.is_busy().then(|| {
        let load = format!("the machine was busy when this began (load average {one:.2} on {cpus} CPUs)");
        format!("{load}: ratios may hold, times are worth little")
    })
}

/// How outputs were compared, where it was not byte for byte.
fn leniency(settings: &Settings) -> Option<&'static str> {
    use crate::results::Comparison;
    match settings.comparison {
        Comparison::Exact => None,
        Comparison::NumbersMasked => {
            Some("the output changes from run to run: numbers in it were not compared")
        }
        Comparison::Status => Some("outputs were not compared, only exit statuses"),
    }
}

/// The date and time of a number of seconds since 1970, in UTC.
fn date(unix_time_s: u64) -> String {
    let (days, seconds) = (unix_time_s / 86_400, unix_time_s % 86_400);
    // Years begin in March, so that the leap day is the last: days since 0000-03-01, in eras of 400 years.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months + 2) / 5 + 1;
    let month = if months < 10 { months + 3 } else { months - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year}-{month:02}-{day:02} {:02}:{:02} UTC", seconds / 3600, seconds / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let cases = [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_709_251_200, "2024-03-01 00:00 UTC"),
            (4_102_444_799, "2099-12-31 23:59 UTC"),
        ];
        for (seconds, text) in cases {
            assert_eq!(date(seconds), text);
        }
    }

    #[test]
    fn ratios_have_three_digits() {
        let shown = [0.5, 1.0, 9.996, 37.14, 99.96, 2140.0].map(times);
        assert_eq!(shown, ["×0.50", "×1.00", "×10.0", "×37.1", "×100", "×2140"]);
    }
}
