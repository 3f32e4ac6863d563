//! The vector helpers of the runtime give what the specification says: compared lane by lane with the
//! operations of Rust's own numbers, on every pair of 8-bit lanes and on wider lanes around all bounds.

#[path = "../../runtime-lib/src/vector/lanes.rs"]
mod lanes;
#[path = "../../runtime-lib/src/vector/multiply.rs"]
mod multiply;
#[path = "../../runtime-lib/src/vector/narrow.rs"]
mod narrow;
#[path = "../../runtime-lib/src/vector/permute.rs"]
mod permute;
#[path = "../../runtime-lib/src/vector/saturate.rs"]
mod saturate;

/// The lanes of `bits` bits, as unsigned numbers.
fn lanes_of(vector: u128, bits: u32) -> Vec<u64> {
    (0..128 / bits).map(|index| (vector >> (index * bits)) as u64 & (u64::MAX >> (64 - bits))).collect()
}

/// The lanes of `bits` bits, as signed numbers.
fn signed_lanes_of(vector: u128, bits: u32) -> Vec<i64> {
    lanes_of(vector, bits).into_iter().map(|lane| (lane << (64 - bits)) as i64 >> (64 - bits)).collect()
}

/// The vector of these lanes of `bits` bits, each cut to its width.
fn vector_of(lanes: impl IntoIterator<Item = i64>, bits: u32) -> u128 {
    let lanes: Vec<i64> = lanes.into_iter().collect();
    assert_eq!(lanes.len() as u32 * bits, 128);
    let place = |(index, lane): (usize, i64)| {
        u128::from(lane as u64 & (u64::MAX >> (64 - bits))) << (index as u32 * bits)
    };
    lanes.into_iter().enumerate().map(place).fold(0, |vector, lane| vector | lane)
}

/// Calls `check` with pairs of vectors whose lanes of `bits` bits hold all pairs of interesting numbers.
fn for_each_pair(bits: u32, mut check: impl FnMut(u128, u128)) {
    let interesting: Vec<i64> = if bits == 8 {
        (-128..128).collect()
    } else {
        // Around 0, and around the bounds of this width and of narrower ones, signed and unsigned.
        let bounds = [7, 8, 15, 16, 31, 32].into_iter().filter(|&power| power <= bits);
        let around =
            bounds.flat_map(|power| [1 << power, -(1 << power)]).chain([0, 0x5555_5555, -0x1234_5678]);
        around.flat_map(|value: i64| [value - 1, value, value + 1]).collect()
    };
    let lanes = (128 / bits) as usize;
    let count = interesting.len();
    let all: Vec<(i64, i64)> =
        (0..count * count).map(|pair| (interesting[pair / count], interesting[pair % count])).collect();
    // Each pair comes to several lanes, beside different neighbours.
    for stride in [1, 7, 31] {
        for start in (0..all.len()).step_by(lanes) {
            let pair = |lane: usize| all[(start + lane * stride) % all.len()];
            let left = vector_of((0..lanes).map(|lane| pair(lane).0), bits);
            let right = vector_of((0..lanes).map(|lane| pair(lane).1), bits);
            check(left, right);
        }
    }
}

/// Checks a function of two vectors against one of two signed lanes.
fn check_lanes(bits: u32, function: impl Fn(u128, u128) -> u128, oracle: impl Fn(i64, i64) -> i64) {
    for_each_pair(bits, |left, right| {
        let pairs = signed_lanes_of(left, bits).into_iter().zip(signed_lanes_of(right, bits));
        let expected = vector_of(pairs.map(|(left, right)| oracle(left, right)), bits);
        let result = function(left, right);
        assert_eq!(result, expected, "{result:032x}, not {expected:032x}, for {left:032x} and {right:032x}");
    });
}

#[test]
fn saturating_sums_and_differences_end_at_the_bounds() {
    let clamp8 = |value: i64| value.clamp(-0x80, 0x7f);
    let clamp16 = |value: i64| value.clamp(-0x8000, 0x7fff);
    check_lanes(8, saturate::i8x16_add_sat_s, |left, right| clamp8(left + right));
    check_lanes(8, saturate::i8x16_sub_sat_s, |left, right| clamp8(left - right));
    check_lanes(16, saturate::i16x8_add_sat_s, |left, right| clamp16(left + right));
    check_lanes(16, saturate::i16x8_sub_sat_s, |left, right| clamp16(left - right));
}

#[test]
fn products_wrap_or_round() {
    check_lanes(16, multiply::i16x8_mul, |left, right| left * right);
    check_lanes(16, multiply::i16x8_q15mulr_sat_s, |left, right| {
        ((left * right + 0x4000) >> 15).clamp(-0x8000, 0x7fff)
    });
}

/// Checks a function of two half vectors against one of two lanes of `bits` bits.
fn check_widening(
    bits: u32,
    signed: bool,
    function: impl Fn(u64, u64) -> u128,
    oracle: impl Fn(i64, i64) -> i64,
) {
    let lanes = |half: u64| -> Vec<i64> {
        if signed {
            signed_lanes_of(half.into(), bits)
        } else {
            lanes_of(half.into(), bits).into_iter().map(|lane| lane as i64).collect()
        }
    };
    for_each_pair(bits, |left, right| {
        for shift in [0, 64] {
            let (left, right) = ((left >> shift) as u64, (right >> shift) as u64);
            let pairs = lanes(left).into_iter().zip(lanes(right)).take(64 / bits as usize);
            let expected = vector_of(pairs.map(|(left, right)| oracle(left, right)), 2 * bits);
            assert_eq!(function(left, right), expected, "for {left:016x} and {right:016x}");
        }
    });
}

#[test]
fn widening_products_are_whole() {
    check_widening(8, true, multiply::i16x8_extmul_i8x8_s, |left, right| left * right);
    check_widening(8, false, multiply::i16x8_extmul_i8x8_u, |left, right| left * right);
    check_widening(16, true, multiply::i32x4_extmul_i16x4_s, |left, right| left * right);
    check_widening(16, false, multiply::i32x4_extmul_i16x4_u, |left, right| left * right);
}

/// Checks sums of neighbouring products against the sum that `oracle` makes of two products.
fn check_dot(bits: u32, function: impl Fn(u128, u128) -> u128, oracle: impl Fn(i64, i64) -> i64) {
    for_each_pair(bits, |left, right| {
        let pairs = signed_lanes_of(left, bits).into_iter().zip(signed_lanes_of(right, bits));
        let products: Vec<i64> = pairs.map(|(left, right)| left * right).collect();
        let expected = vector_of(products.chunks(2).map(|pair| oracle(pair[0], pair[1])), 2 * bits);
        assert_eq!(function(left, right), expected, "for {left:032x} and {right:032x}");
    });
}

#[test]
fn dot_products_add_neighbours() {
    check_dot(16, multiply::i32x4_dot_i16x8_s, |first, second| first + second);
    check_dot(8, multiply::i16x8_relaxed_dot_i8x16_i7x16_s, |first, second| (first + second).min(0x7fff));
    let least = vector_of([-0x80; 16], 8);
    assert_eq!(multiply::i16x8_relaxed_dot_i8x16_i7x16_s(least, least), vector_of([0x7fff; 8], 16));
    let least = vector_of([-0x8000; 8], 16);
    assert_eq!(multiply::i32x4_dot_i16x8_s(least, least), vector_of([-0x8000_0000; 4], 32));
}

/// Checks a narrowing to lanes of half of `bits` bits, of which `low` and `high` are the bounds.
fn check_narrowing(bits: u32, function: impl Fn(u128, u128) -> u128, low: i64, high: i64) {
    for_each_pair(bits, |first, second| {
        let lanes = signed_lanes_of(first, bits).into_iter().chain(signed_lanes_of(second, bits));
        let expected = vector_of(lanes.map(|lane| lane.clamp(low, high)), bits / 2);
        assert_eq!(function(first, second), expected, "for {first:032x} and {second:032x}");
    });
}

#[test]
fn narrow_lanes_are_the_nearest_that_fit() {
    check_narrowing(16, narrow::i8x16_narrow_i16x8_s, -0x80, 0x7f);
    check_narrowing(16, narrow::i8x16_narrow_i16x8_u, 0, 0xff);
    check_narrowing(32, narrow::i16x8_narrow_i32x4_s, -0x8000, 0x7fff);
    check_narrowing(32, narrow::i16x8_narrow_i32x4_u, 0, 0xffff);
}

#[test]
fn bytes_are_picked_by_number() {
    let bytes = vector_of((0..16).map(|byte| 0xa0 + byte), 8);
    let others = vector_of((0..16).map(|byte| 0xb0 + byte), 8);
    for_each_pair(8, |selectors, _| {
        let numbers = lanes_of(selectors, 8);
        let swizzled = numbers.iter().map(|&number| if number < 16 { 0xa0 + number as i64 } else { 0 });
        assert_eq!(permute::i8x16_swizzle(bytes, selectors), vector_of(swizzled, 8), "by {selectors:032x}");
        let valid = selectors & u128::from_le_bytes([31; 16]);
        let shuffled = lanes_of(valid, 8).into_iter().map(|number| 0xa0 + number as i64);
        assert_eq!(permute::i8x16_shuffle(bytes, others, valid), vector_of(shuffled, 8), "by {valid:032x}");
    });
}
