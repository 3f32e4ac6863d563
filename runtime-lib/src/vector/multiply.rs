//! Products of lanes of 8 and 16 bits, and sums of such products.

use super::lanes::{by_halves, byte, halves, join, short, shorts, words};

pub(super) fn i16x8_mul(left: u128, right: u128) -> u128 {
    by_halves(left, right, |left, right| shorts(|index| short(left, index).wrapping_mul(short(right, index))))
}

/// Saturates a number of which is known that it fits or is 2¹⁵. No branch, other than with `min`.
fn one_too_large_to_greatest(number: i32) -> i16 {
    (number - i32::from(number == 1 << 15)) as i16
}

/// Products of numbers with 15 fractional bits, rounded; only −1 times −1 saturates.
pub(super) fn i16x8_q15mulr_sat_s(left: u128, right: u128) -> u128 {
    by_halves(left, right, |left, right| {
        shorts(|index| {
            let product = i32::from(short(left, index)) * i32::from(short(right, index));
            one_too_large_to_greatest((product + (1 << 14)) >> 15)
        })
    })
}

/// The products of the eight lanes of a half vector.
fn widening_bytes(left: u64, right: u64, product: impl Fn(i8, i8) -> i16) -> u128 {
    let half = |first| shorts(|index| product(byte(left, first + index), byte(right, first + index)));
    join(half(0), half(4))
}

/// The products of the four lanes of a half vector.
fn widening_shorts(left: u64, right: u64, product: impl Fn(i16, i16) -> i32) -> u128 {
    let half = |first| words(|index| product(short(left, first + index), short(right, first + index)));
    join(half(0), half(2))
}

pub(super) fn i16x8_extmul_i8x8_s(left: u64, right: u64) -> u128 {
    widening_bytes(left, right, |left, right| i16::from(left) * i16::from(right))
}

pub(super) fn i16x8_extmul_i8x8_u(left: u64, right: u64) -> u128 {
    widening_bytes(left, right, |left, right| (u16::from(left as u8) * u16::from(right as u8)) as i16)
}

pub(super) fn i32x4_extmul_i16x4_s(left: u64, right: u64) -> u128 {
    widening_shorts(left, right, |left, right| i32::from(left) * i32::from(right))
}

pub(super) fn i32x4_extmul_i16x4_u(left: u64, right: u64) -> u128 {
    widening_shorts(left, right, |left, right| (u32::from(left as u16) * u32::from(right as u16)) as i32)
}

/// Sums of neighbouring products; the sum of two greatest products wraps.
pub(super) fn i32x4_dot_i16x8_s(left: u128, right: u128) -> u128 {
    by_halves(left, right, |left, right| {
        let product = |index| i32::from(short(left, index)) * i32::from(short(right, index));
        words(|index| product(2 * index).wrapping_add(product(2 * index + 1)))
    })
}

/// Sums of neighbouring products, both operands signed, the sums saturating: the choice of the deterministic
/// profile.
pub(super) fn i16x8_relaxed_dot_i8x16_i7x16_s(left: u128, right: u128) -> u128 {
    let ([left_low, left_high], [right_low, right_high]) = (halves(left), halves(right));
    let half = |left, right| {
        let product = |index| i32::from(byte(left, index)) * i32::from(byte(right, index));
        shorts(|index| one_too_large_to_greatest(product(2 * index) + product(2 * index + 1)))
    };
    join(half(left_low, right_low), half(left_high, right_high))
}
