//! Values of the options of `precast bench`.

use std::path::PathBuf;
use std::time::Duration;

use precast_bench::results::Metric;
use precast_bench::runtimes::Directory;

use super::parse;

/// Most runs that can be asked for.
const RUNS_MAX: usize = 100_000;

/// Reads `PROGRAM=PATH`.
pub(crate) fn against(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((program, path)) if !program.is_empty() && !path.is_empty() => {
            Ok((program.to_owned(), path.into()))
        }
        _ => Err("expected PROGRAM=PATH, such as wasmtime=/opt/wasmtime/wasmtime".to_owned()),
    }
}

/// Reads `[NAME=]PATH`. A path with `=` needs a name, or a `/` before it.
pub(crate) fn native(text: &str) -> Result<(Option<String>, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.contains('/') => match (name, path) {
            ("", _) | (_, "") => Err("expected [NAME=]PATH".to_owned()),
            (name, path) => Ok((Some(name.to_owned()), path.into())),
        },
        _ if text.is_empty() => Err("expected [NAME=]PATH".to_owned()),
        _ => Ok((None, text.into())),
    }
}

/// Reads a directory as `precast build` does.
pub(crate) fn dir(text: &str) -> Result<Directory, String> {
    let grant = parse::dir(text)?;
    Ok(Directory { host: grant.host, guest: grant.guest, read_only: grant.read_only })
}

/// Reads `NAME=VALUE`, or `NAME` for a variable as it is now.
pub(crate) fn env(text: &str) -> Result<(String, String), String> {
    let grant = parse::env(text)?;
    let value = match grant.value {
        Some(value) => value,
        None => std::env::var(&grant.name).map_err(|error| format!("{}: {error}", grant.name))?,
    };
    Ok((grant.name, value))
}

/// Reads a number of runs.
pub(crate) fn runs(text: &str) -> Result<usize, String> {
    let expected = || format!("expected a number from 1 to {RUNS_MAX}");
    text.parse().ok().filter(|runs| (1..=RUNS_MAX).contains(runs)).ok_or_else(expected)
}

/// Reads a number of seconds.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let expected = || "expected a number of seconds above 0, such as 0.5 or 60".to_owned();
    let seconds: f64 = text.strip_suffix('s').unwrap_or(text).parse().map_err(|_| expected())?;
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| expected())?;
    // Sums with a point in time must not overflow.
    (!duration.is_zero() && duration < Duration::from_secs(1 << 32)).then_some(duration).ok_or_else(expected)
}

/// Reads `[FIGURE=]PERCENT` into a part.
pub(crate) fn regression(text: &str) -> Result<(Option<Metric>, f64), String> {
    let (metric, percent) = match text.split_once('=') {
        None => (None, text),
        Some((name, percent)) => {
            let mut metrics = Metric::SHOWN.iter().map(|(metric, _)| *metric);
            let metric = metrics.find(|metric| metric.option_name().as_deref() == Some(name));
            let names = || Metric::SHOWN.iter().filter_map(|(metric, _)| metric.option_name());
            let unknown =
                || format!("no figure {name}, expected one of {}", names().collect::<Vec<_>>().join(", "));
            (Some(metric.ok_or_else(unknown)?), percent)
        }
    };
    let number = percent.strip_suffix('%').unwrap_or(percent).trim().parse::<f64>().ok();
    let number = number.filter(|number| number.is_finite() && *number >= 0.0);
    let part = number.ok_or("expected [FIGURE=]PERCENT, such as 5% or run-time=2.5%")? / 100.0;
    Ok((metric, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes_and_natives_have_paths() {
        assert_eq!(against("wasmtime=/a=b"), Ok(("wasmtime".to_owned(), "/a=b".into())));
        assert!(against("wasmtime").is_err() && against("=x").is_err() && against("x=").is_err());
        assert_eq!(native("./a=b"), Ok((None, "./a=b".into())));
        assert_eq!(native("gcc=./a"), Ok((Some("gcc".to_owned()), "./a".into())));
        assert!(native("").is_err() && native("=a").is_err() && native("a=").is_err());
    }

    #[test]
    fn limits_are_percentages_of_all_or_one_figure() {
        assert_eq!(regression("5%"), Ok((None, 0.05)));
        assert_eq!(regression("cold-start=20 %"), Ok((Some(Metric::ColdStart), 0.2)));
        assert!(regression("speed=5%").unwrap_err().contains("run-time"));
        assert!(regression("-1%").is_err() && regression("").is_err() && regression("NaN").is_err());
    }

    #[test]
    fn times_and_counts_are_above_zero() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(seconds("60s"), Ok(Duration::from_secs(60)));
        for text in ["0", "-1", "", "1e30", "inf", "x"] {
            assert!(seconds(text).is_err(), "{text}");
        }
        assert_eq!(runs("10"), Ok(10));
        assert!(runs("0").is_err() && runs("100001").is_err() && runs("x").is_err());
    }
}
