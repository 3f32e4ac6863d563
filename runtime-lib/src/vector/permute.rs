//! Bytes picked by number: the number of each byte of the result is a byte of `selectors`.

use super::lanes::{Lanes, by_halves, join};

/// What the 16 numbers in `selectors` pick by `pick`.
fn picked(selectors: u128, pick: impl Fn(usize) -> u8) -> u128 {
    let selectors = selectors.to_le_bytes();
    let half = |first: usize| {
        let byte = |index: usize| u64::from(pick(selectors[first + index].into())) << (8 * index);
        byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7)
    };
    join(half(0), half(8))
}

/// Byte 0 for a number that is too large.
pub(super) fn i8x16_swizzle(bytes: u128, selectors: u128) -> u128 {
    let table = bytes.to_le_bytes();
    let picked = picked(selectors, |index| table[index & 15]);
    by_halves(picked, selectors, |picked, selectors| {
        picked & !Lanes::<8>::nonzero_masks(selectors & (Lanes::<8>::ONES * 0xf0))
    })
}

/// Numbers from 16 on pick from `high`; the compiler has validated that none is above 31.
pub(super) fn i8x16_shuffle(low: u128, high: u128, selectors: u128) -> u128 {
    let mut table = [0; 32];
    table[..16].copy_from_slice(&low.to_le_bytes());
    table[16..].copy_from_slice(&high.to_le_bytes());
    picked(selectors, |index| table[index & 31])
}
