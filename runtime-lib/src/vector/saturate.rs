//! Saturating sums and differences of signed lanes. Those of unsigned lanes are short enough to be compiled
//! in line.

use super::lanes::{Lanes, by_halves, choose};

/// The sum of two half vectors.
fn add_sat<const BITS: u32>(left: u64, right: u64) -> u64 {
    let sum = Lanes::<BITS>::add(left, right);
    // It overflowed where both operands have the sign that the sum has not.
    saturate::<BITS>(left, sum, !(left ^ right) & (left ^ sum))
}

/// The difference of two half vectors.
fn sub_sat<const BITS: u32>(left: u64, right: u64) -> u64 {
    let difference = Lanes::<BITS>::sub(left, right);
    saturate::<BITS>(left, difference, (left ^ right) & (left ^ difference))
}

/// `result`, but where `overflow` has the sign bit set, the bound on the side of `left`.
fn saturate<const BITS: u32>(left: u64, result: u64, overflow: u64) -> u64 {
    let bound = !Lanes::<BITS>::SIGNS + ((left & Lanes::<BITS>::SIGNS) >> (BITS - 1));
    choose(Lanes::<BITS>::sign_masks(overflow), bound, result)
}

pub(super) fn i8x16_add_sat_s(left: u128, right: u128) -> u128 {
    by_halves(left, right, add_sat::<8>)
}

pub(super) fn i8x16_sub_sat_s(left: u128, right: u128) -> u128 {
    by_halves(left, right, sub_sat::<8>)
}

pub(super) fn i16x8_add_sat_s(left: u128, right: u128) -> u128 {
    by_halves(left, right, add_sat::<16>)
}

pub(super) fn i16x8_sub_sat_s(left: u128, right: u128) -> u128 {
    by_halves(left, right, sub_sat::<16>)
}
