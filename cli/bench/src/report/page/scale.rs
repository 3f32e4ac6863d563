//! Axes: from values to parts of the width, and the values to write below.

/// Fewest and most lines of an axis.
const TICKS: std::ops::RangeInclusive<usize> = 2..=5;

/// An axis.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
    /// The values that are marked.
    pub(super) ticks: Vec<f64>,
}

impl Scale {
    /// From zero to `high`; `step_unit` is what round numbers are multiples of a power of, times 1, 2 or 5:
    /// 1 for times, a power of 1024 for bytes.
    pub(super) fn linear(high: f64, step_unit: f64) -> Scale {
        let high = if high > 0.0 { high } else { 1.0 };
        let step = round_steps(step_unit).find(|step| high / step <= *TICKS.end() as f64).unwrap_or(high);
        let count = (high / step).floor() as usize;
        let ticks = (0..=count).map(|index| index as f64 * step).collect();
        Scale { low: 0.0, high, logarithmic: false, ticks }
    }

    /// From below `low` to above `high`, equal distances for equal ratios.
    pub(super) fn logarithmic(low: f64, high: f64) -> Scale {
        let (low, high) = (low / 1.15, high * 1.15);
        // From many lines to few: the first that is not too many.
        let tenths: Vec<f64> = (10..100).map(|number| f64::from(number) / 10.0).collect();
        let halves: Vec<f64> = (2..20).map(|number| f64::from(number) / 2.0).collect();
        let choices: [(&[f64], i32); 7] = [
            (&tenths, 1),
            (&halves, 1),
            (&[1.0, 2.0, 3.0, 5.0], 1),
            (&[1.0, 2.0, 5.0], 1),
            (&[1.0, 3.0], 1),
            (&[1.0], 1),
            (&[1.0], 2),
        ];
        let ticks_of = |(numbers, step): (&[f64], i32)| {
            let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
            let powers = (first..=last).filter(|power| power.rem_euclid(step) == 0);
            let ticks = powers.flat_map(|power| numbers.iter().map(move |n| n * 10f64.powi(power)));
            ticks.filter(|tick| (low..=high).contains(tick)).collect::<Vec<_>>()
        };
        let ticks = choices.map(ticks_of).into_iter().find(|ticks| TICKS.contains(&ticks.len()));
        let ticks = ticks.unwrap_or_default();
        Scale { low, high, logarithmic: true, ticks }
    }

    /// Where a value lies, in percent of the width.
    pub(super) fn percent(&self, value: f64) -> f64 {
        let part = if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        (part * 100.0).clamp(0.0, 100.0)
    }
}

/// 1, 2, 5, 10, … times a unit, or 1, 2, 4, … for units of bytes, rising.
fn round_steps(unit: f64) -> impl Iterator<Item = f64> {
    let decimal = unit == 1.0;
    (0..64).map(move |index| {
        if decimal {
            [1.0, 2.0, 5.0][index % 3] * 10f64.powi((index / 3) as i32)
        } else {
            2f64.powi(index as i32)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_axes_begin_at_zero_and_have_few_round_lines() {
        for high in [3.0, 812.0, 1e6, 4.2e9, 9.99e9] {
            let scale = Scale::linear(high, 1.0);
            assert!((3..=6).contains(&scale.ticks.len()), "{high}: {:?}", scale.ticks);
            assert_eq!((scale.ticks[0], scale.percent(0.0), scale.percent(high)), (0.0, 0.0, 100.0));
        }
        assert_eq!(Scale::linear(4.2e9, 1.0).ticks, [0.0, 1e9, 2e9, 3e9, 4e9]);
        assert_eq!(Scale::linear(9.0 * 1024.0, 1024.0).ticks, [0.0, 2048.0, 4096.0, 6144.0, 8192.0]);
    }

    #[test]
    fn logarithmic_axes_have_few_lines_whatever_their_range() {
        for (low, high) in [(1e6, 1.02e6), (1e6, 1.5e6), (8e5, 6e6), (3e5, 8e7), (1e3, 2e9), (1.0, 1e9)] {
            let scale = Scale::logarithmic(low, high);
            assert!((1..=6).contains(&scale.ticks.len()), "{low} {high}: {:?}", scale.ticks);
            assert!(scale.percent(low) > 0.0 && scale.percent(high) < 100.0);
            let middle = scale.percent((low * high).sqrt());
            assert!((middle - 50.0).abs() < 1e-6, "{middle}");
        }
    }
}
