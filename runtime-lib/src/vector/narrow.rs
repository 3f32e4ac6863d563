//! Lanes to half their width. The source lanes are signed; what does not fit becomes the nearest that does.

use super::lanes::{Lanes, choose, halves, join};

/// The low half of each lane, without gaps. The high halves are 0.
fn pack<const BITS: u32>(value: u64) -> u64 {
    let mut packed = value;
    let mut width = BITS / 2;
    // Each step joins neighbours to a group of twice the width.
    while width < 32 {
        packed = (packed | packed >> width) & (u64::MAX / ((1 << (2 * width)) + 1));
        width *= 2;
    }
    packed
}

/// Lanes of `BITS` bits to signed ones of half of that.
fn narrow_s<const BITS: u32>(value: u64) -> u64 {
    let low = u64::MAX / ((1 << (BITS / 2)) + 1);
    // A lane fits where each bit from the narrow sign on equals the next one.
    let differs = Lanes::<BITS>::nonzero_masks((value ^ value << 1) & !low);
    let greatest = Lanes::<BITS>::ONES * ((1 << (BITS / 2 - 1)) - 1);
    let bound = greatest ^ Lanes::<BITS>::sign_masks(value);
    pack::<BITS>(choose(differs, bound, value) & low)
}

/// Lanes of `BITS` bits, which are signed, to unsigned ones of half of that.
fn narrow_u<const BITS: u32>(value: u64) -> u64 {
    let low = u64::MAX / ((1 << (BITS / 2)) + 1);
    let not_negative = value & !Lanes::<BITS>::sign_masks(value);
    let too_large = Lanes::<BITS>::nonzero_masks(not_negative & !low);
    pack::<BITS>((not_negative | too_large) & low)
}

/// The lanes of `low`, then those of `high`, each by `narrow`.
fn narrow(low: u128, high: u128, narrow: impl Fn(u64) -> u64) -> u128 {
    let [first, second] = [low, high].map(|vector| {
        let [low, high] = halves(vector);
        narrow(low) | narrow(high) << 32
    });
    join(first, second)
}

pub(super) fn i8x16_narrow_i16x8_s(low: u128, high: u128) -> u128 {
    narrow(low, high, narrow_s::<16>)
}

pub(super) fn i8x16_narrow_i16x8_u(low: u128, high: u128) -> u128 {
    narrow(low, high, narrow_u::<16>)
}

pub(super) fn i16x8_narrow_i32x4_s(low: u128, high: u128) -> u128 {
    narrow(low, high, narrow_s::<32>)
}

pub(super) fn i16x8_narrow_i32x4_u(low: u128, high: u128) -> u128 {
    narrow(low, high, narrow_u::<32>)
}
