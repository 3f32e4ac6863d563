//! Medians, quartiles, and confidence intervals by resampling.
//!
//! The interval of a median is that of its bootstrap distribution: so many medians of samples drawn from the
//! samples, of which the middle 95 % remain. The generator's seed is fixed: the same samples give the same
//! interval. No normal distribution is assumed; times of processes have none.

/// Resamplings for each interval.
const RESAMPLES: usize = 2000;
/// What part of the resampled medians lies within the interval.
pub const CONFIDENCE: f64 = 0.95;
const SEED: u64 = 0x7072_6563_6173_7431;

/// A value and the interval that it lies in, with the probability [`CONFIDENCE`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The median.
    pub median: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// The median of samples, which must not be empty, with its interval.
pub fn median(samples: &[f64]) -> Estimate {
    estimate(samples, samples.len(), |random| {
        let mut drawn: Vec<f64> = (0..samples.len()).map(|_| samples[random.below(samples.len())]).collect();
        middle(&mut drawn)
    })
}

/// The median of the ratios of pairs: what a common change of the machine's speed does to both sides of a
/// pair cancels out. Surplus samples of one side are left out; `None` without any pair.
pub fn paired_ratio(numerators: &[f64], denominators: &[f64]) -> Option<Estimate> {
    let ratios: Vec<f64> =
        numerators.iter().zip(denominators).map(|(numerator, denominator)| numerator / denominator).collect();
    (!ratios.is_empty() && ratios.iter().all(|ratio| ratio.is_finite())).then(|| median(&ratios))
}

/// The ratio of two medians whose samples are not pairs; neither may be empty.
pub fn ratio_of_medians(numerators: &[f64], denominators: &[f64]) -> Estimate {
    let mut random = Random(SEED);
    let mut draw = |samples: &[f64]| {
        let mut drawn: Vec<f64> = (0..samples.len()).map(|_| samples[random.below(samples.len())]).collect();
        middle(&mut drawn)
    };
    let ratios = (0..RESAMPLES).map(|_| draw(numerators) / draw(denominators)).collect();
    let ratio = middle(&mut numerators.to_vec()) / middle(&mut denominators.to_vec());
    interval(ratio, ratios)
}

/// The value below which the part `part` of the samples lies, by linear interpolation.
pub fn quantile(samples: &[f64], part: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile_of_sorted(&sorted, part)
}

fn quantile_of_sorted(sorted: &[f64], part: f64) -> f64 {
    let position = part * (sorted.len() - 1) as f64;
    let below = position.floor() as usize;
    let above = position.ceil() as usize;
    sorted[below] + (sorted[above] - sorted[below]) * (position - below as f64)
}

fn estimate(samples: &[f64], count: usize, mut resample: impl FnMut(&mut Random) -> f64) -> Estimate {
    let median = middle(&mut samples.to_vec());
    if count == 1 {
        return Estimate { median, low: median, high: median };
    }
    let mut random = Random(SEED);
    interval(median, (0..RESAMPLES).map(|_| resample(&mut random)).collect())
}

fn interval(median: f64, mut resampled: Vec<f64>) -> Estimate {
    resampled.sort_by(f64::total_cmp);
    let tail = (1.0 - CONFIDENCE) / 2.0;
    Estimate {
        median,
        low: quantile_of_sorted(&resampled, tail),
        high: quantile_of_sorted(&resampled, 1.0 - tail),
    }
}

fn middle(samples: &mut [f64]) -> f64 {
    samples.sort_by(f64::total_cmp);
    (samples[(samples.len() - 1) / 2] + samples[samples.len() / 2]) / 2.0
}

/// SplitMix64: small, and good enough to draw samples.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; the bias of a product is below 2^-32 for any number of samples.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Samples of a known, skewed distribution with the median `ln 2`: exponential.
    fn exponential(random: &mut Random, count: usize) -> Vec<f64> {
        (0..count).map(|_| -(1.0 - random.next() as f64 / 2f64.powi(64)).ln()).collect()
    }

    #[test]
    fn medians_and_quantiles() {
        assert_eq!(middle(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(middle(&mut [4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(quantile(&[4.0, 0.0, 2.0, 1.0, 3.0], 0.25), 1.0);
        assert_eq!(quantile(&[0.0, 1.0], 0.75), 0.75);
        assert_eq!(median(&[7.0]), Estimate { median: 7.0, low: 7.0, high: 7.0 });
    }

    #[test]
    fn intervals_hold_the_true_median_about_as_often_as_they_say() {
        let mut random = Random(1);
        let trials = 400;
        let held = (0..trials).filter(|_| {
            let estimate = median(&exponential(&mut random, 30));
            (estimate.low..=estimate.high).contains(&2f64.ln())
        });
        let part = held.count() as f64 / f64::from(trials);
        assert!((0.90..=0.99).contains(&part), "{part}");
    }

    #[test]
    fn the_same_samples_give_the_same_interval() {
        let samples = exponential(&mut Random(2), 20);
        assert_eq!(median(&samples), median(&samples));
        let estimate = median(&samples);
        assert!(estimate.low < estimate.median && estimate.median < estimate.high);
    }

    #[test]
    fn pairs_cancel_what_meets_both_sides() {
        // The machine slows down by half in the middle; one side always takes 1.5 times the other.
        let right: Vec<f64> = (0..20).map(|round| if round < 10 { 1.0 } else { 2.0 }).collect();
        let left: Vec<f64> = right.iter().map(|time| time * 1.5).collect();
        let paired = paired_ratio(&left, &right).expect("pairs");
        assert_eq!((paired.low, paired.median, paired.high), (1.5, 1.5, 1.5));
        let unpaired = ratio_of_medians(&left, &right);
        assert!(unpaired.low < 1.0 && unpaired.high > 2.0, "{unpaired:?}");
        assert_eq!(paired_ratio(&[], &[1.0]), None);
    }
}
