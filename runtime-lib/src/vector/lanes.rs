//! Lanes of a 64-bit register: four of 16 bits, say.
//!
//! [`Lanes`] works on all of them at once with the arithmetic of the whole register, where care is taken that
//! no carry leaves its lane. Masks are what the comparisons of wasm give: all bits of a lane, or none.

/// The lanes of `BITS` bits.
pub(super) struct Lanes<const BITS: u32>;

impl<const BITS: u32> Lanes<BITS> {
    /// The lowest bit of each lane.
    pub(super) const ONES: u64 = u64::MAX / (u64::MAX >> (u64::BITS - BITS));
    /// The sign bit of each lane.
    pub(super) const SIGNS: u64 = Self::ONES << (BITS - 1);

    /// All bits of the lanes whose sign bit is set in `value`.
    pub(super) const fn sign_masks(value: u64) -> u64 {
        let signs = value & Self::SIGNS;
        // Per lane 2^BITS − 1: the sum over the lanes never borrows from beyond what it added.
        (signs << 1).wrapping_sub(signs >> (BITS - 1))
    }

    pub(super) const fn add(left: u64, right: u64) -> u64 {
        ((left & !Self::SIGNS) + (right & !Self::SIGNS)) ^ ((left ^ right) & Self::SIGNS)
    }

    pub(super) const fn sub(left: u64, right: u64) -> u64 {
        ((left | Self::SIGNS) - (right & !Self::SIGNS)) ^ ((left ^ !right) & Self::SIGNS)
    }

    /// All bits of the lanes in which `value` is not 0.
    pub(super) const fn nonzero_masks(value: u64) -> u64 {
        Self::sign_masks(((value & !Self::SIGNS) + !Self::SIGNS) | value)
    }
}

/// The bits of `then` where `mask` is set, those of `otherwise` elsewhere.
pub(super) const fn choose(mask: u64, then: u64, otherwise: u64) -> u64 {
    otherwise ^ ((then ^ otherwise) & mask)
}

/// The low half and the high half.
pub(super) const fn halves(vector: u128) -> [u64; 2] {
    [vector as u64, (vector >> 64) as u64]
}

/// The vector with these halves.
pub(super) const fn join(low: u64, high: u64) -> u128 {
    low as u128 | (high as u128) << 64
}

/// Half by half what `work` makes of two vectors.
pub(super) fn by_halves(left: u128, right: u128, work: impl Fn(u64, u64) -> u64) -> u128 {
    let ([left_low, left_high], [right_low, right_high]) = (halves(left), halves(right));
    join(work(left_low, right_low), work(left_high, right_high))
}

/// The lane of 8 bits at `index`.
pub(super) const fn byte(half: u64, index: u32) -> i8 {
    (half >> (8 * index)) as i8
}

/// The lane of 16 bits at `index`.
pub(super) const fn short(half: u64, index: u32) -> i16 {
    (half >> (16 * index)) as i16
}

/// Four lanes of 16 bits.
pub(super) fn shorts(lane: impl Fn(u32) -> i16) -> u64 {
    let lane = |index| u64::from(lane(index) as u16) << (16 * index);
    lane(0) | lane(1) | lane(2) | lane(3)
}

/// Two lanes of 32 bits.
pub(super) fn words(lane: impl Fn(u32) -> i32) -> u64 {
    u64::from(lane(0) as u32) | u64::from(lane(1) as u32) << 32
}
