//! That no lane accesses what another one stores.
//!
//! Two accesses to one array mostly have the same form, and what lanes have apart is less than what loops step over:
//! this is seen here. Different arrays are told apart in front of the nest, by the first and last byte that accesses
//! come to in all passes. There, indices must not wrap around either, which all this relies on.

use std::collections::{BTreeMap, HashMap};

use cranelift_codegen::ir::{Block, Value};

use super::Access;
use super::form::{Atom, Forms, Merged};

/// Most places that are told apart in front of a nest, and how many pairs of them.
const PLACES_MAX: usize = 16;
/// See [`PLACES_MAX`].
const PAIRS_MAX: usize = 32;

/// What accesses come to that differ by a constant.
pub(super) struct Place {
    /// What they have in common.
    pub(super) terms: BTreeMap<Atom, i64>,
    pub(super) blocks: Vec<Block>,
    /// The lowest index less that.
    pub(super) index_start: i64,
    /// The first byte and the end less that.
    pub(super) start: i64,
    pub(super) end: i64,
    stored: bool,
}

/// What must hold in front of a nest.
pub(super) struct Checks {
    pub(super) places: Vec<Place>,
    /// Places that must be apart.
    pub(super) pairs: Vec<[usize; 2]>,
    pub(super) merges: HashMap<Value, Vec<Merged>>,
}

impl Checks {
    /// For `width` lanes; `None` where no test would help.
    pub(super) fn new(forms: &Forms<'_>, accesses: &[Access], width: i32) -> Option<Checks> {
        let mut places: Vec<Place> = Vec::new();
        let mut place_of = Vec::new();
        for access in accesses {
            place_of.push(add(&mut places, access));
        }
        let mut pairs = Vec::new();
        for (number, store) in accesses.iter().enumerate().filter(|(_, access)| access.is_store) {
            for (other_number, other) in accesses.iter().enumerate() {
                // Two stores are compared once.
                if other.is_store && other_number < number || lanes_are_apart(store, other, width) {
                    continue;
                }
                let pair = [place_of[number], place_of[other_number]];
                if pair[0] == pair[1] {
                    return None;
                }
                if !pairs.contains(&pair) {
                    pairs.push(pair);
                }
            }
        }
        let stores = places.iter().any(|place| place.stored);
        let few = places.len() <= PLACES_MAX && pairs.len() <= PAIRS_MAX;
        (stores && few).then(|| Checks { places, pairs, merges: forms.merges.clone() })
    }
}

/// Adds what an access comes to, and returns the number of its place.
fn add(places: &mut Vec<Place>, access: &Access) -> usize {
    let index_start = access.index.constant;
    let start = index_start + access.offset;
    let end = start + access.bytes;
    let number = places.iter().position(|place| place.terms == access.index.terms).unwrap_or_else(|| {
        let terms = access.index.terms.clone();
        places.push(Place { terms, blocks: Vec::new(), index_start, start, end, stored: false });
        places.len() - 1
    });
    let place = &mut places[number];
    place.index_start = place.index_start.min(index_start);
    place.start = place.start.min(start);
    place.end = place.end.max(end);
    place.stored |= access.is_store;
    if !place.blocks.contains(&access.block) {
        place.blocks.push(access.block);
    }
    number
}

/// Whether no lane accesses with `other` what another one stores with `store`, whatever else is known.
fn lanes_are_apart(store: &Access, other: &Access, width: i32) -> bool {
    let between = other.index.clone().plus(-1, &store.index);
    let apart = store.index.outer();
    // What lies between them is a constant, what lanes have apart, and a multiple of this.
    let mut divisor = 0;
    for (&atom, &factor) in &between.terms {
        match atom {
            Atom::Value(_) | Atom::Outer => return false,
            Atom::Inner(_) => {}
            Atom::Last(_) | Atom::Merge(_) => divisor = gcd(divisor, factor.unsigned_abs()),
        }
    }
    // Each may be at another time around.
    for form in [&store.index, &other.index] {
        for (atom, factor) in &form.terms {
            if let Atom::Inner(_) = atom {
                divisor = gcd(divisor, factor.unsigned_abs());
            }
        }
    }
    let constant = between.constant + other.offset - store.offset;
    (1 - width..width).filter(|&lanes| lanes != 0).all(|lanes| {
        let Some(distance) = apart.checked_mul(lanes.into()).and_then(|apart| apart.checked_add(constant))
        else {
            return false;
        };
        match i64::try_from(divisor) {
            Ok(0) => distance >= store.bytes || distance <= -other.bytes,
            Ok(divisor) => {
                let above = distance.rem_euclid(divisor);
                above >= store.bytes && divisor - above >= other.bytes
            }
            Err(_) => false,
        }
    })
}

fn gcd(left: u64, right: u64) -> u64 {
    if right == 0 { left } else { gcd(right, left % right) }
}
