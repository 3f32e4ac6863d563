//! How long the Collatz sequence of a number is, from a table of the first million numbers. The table is
//! built ahead of time where somebody calls the initialiser, else when it is first asked for.

use std::collections::HashMap;
use std::sync::OnceLock;

const NUMBERS: usize = 1_000_000;

struct Table {
    /// By number.
    lengths: Vec<u16>,
    /// The first number with a length.
    first: HashMap<u16, u32>,
}

static TABLE: OnceLock<Table> = OnceLock::new();

fn build() -> Table {
    let mut lengths = vec![0_u16; NUMBERS];
    let mut first = HashMap::new();
    for start in 1..NUMBERS {
        let (mut number, mut steps) = (start as u64, 0);
        while number > 1 && number >= start as u64 {
            number = if number % 2 == 0 { number / 2 } else { 3 * number + 1 };
            steps += 1;
        }
        let length = if number == 1 { steps } else { steps + lengths[number as usize] };
        lengths[start] = length;
        first.entry(length).or_insert(start as u32);
    }
    Table { lengths, first }
}

#[unsafe(export_name = "wizer.initialize")]
extern "C" fn initialize() {
    TABLE.get_or_init(build);
}

fn main() {
    let table = TABLE.get_or_init(build);
    for argument in std::env::args().skip(1) {
        let number: usize = argument.parse().expect("a number");
        let length = table.lengths[number];
        println!("{number}: {length} steps, as from {} on", table.first[&length]);
    }
}
