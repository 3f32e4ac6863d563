//! Hello world with Rust's standard library: formatting, collections, a caught overflow.
use std::collections::{BTreeMap, HashMap};

fn main() {
    println!("hello from {}", "Rust");
    let words: BTreeMap<&str, usize> = ["one", "three", "eleven"].iter().map(|word| (*word, word.len())).collect();
    println!("{words:?}");
    let squares: HashMap<u64, u64> = (0..500).map(|number| (number, number * number)).collect();
    println!("{} {:?}", squares[&499], 200u8.checked_add(100));
    println!("{:e} {:?} {}", 1.0f64 / 3.0, f32::MAX, -0.0f64);
}
