//! An export that is run with arguments from the command line: parsing them, printing results.
//!
//! Called by the entry that the compiler generates for `--invoke`. Integers are decimal or, with
//! `0x`, hexadecimal, and either signed or unsigned; floats as Rust writes them, which is the shortest
//! text that reads back as the same number.

use core::fmt::{self, Write};
use core::str::FromStr;

use precast_abi::EXIT_STATUS_START;

use crate::process;
use crate::text::{self, STDERR, STDOUT, Text};

/// The words of an argument at `index`; 0 is the first behind the program's name.
fn argument(index: u32) -> &'static [u8] {
    process::args().get(index as usize + 1).map_or(b"", |argument| argument.to_bytes())
}

/// Ends the process: an argument is not what its type demands.
#[cold]
fn refuse(index: u32, ty: &str) -> ! {
    let mut buffer = text::buffer::<512>();
    let mut text = Text::new(STDERR, &mut buffer);
    text.str("precast: argument ").decimal(u64::from(index) + 1).str(" is no ").str(ty).str(": `");
    text.foreign(argument(index)).byte(b'`').exit(EXIT_STATUS_START)
}

/// An integer of `bits` bits, as its bits; `None` where the text is none or the number does not fit.
fn integer(text: &[u8], bits: u32) -> Option<u64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (radix, digits) = match digits {
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        digits => (10, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut magnitude = 0u64;
    for &digit in digits {
        let digit = char::from(digit).to_digit(radix)?;
        magnitude = magnitude.checked_mul(u64::from(radix))?.checked_add(u64::from(digit))?;
    }
    let largest = if negative { 1 << (bits - 1) } else { u64::MAX >> (64 - bits) };
    (magnitude <= largest).then(|| if negative { magnitude.wrapping_neg() } else { magnitude })
}

/// A float.
fn float<T: FromStr>(text: &[u8]) -> Option<T> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

/// Ends the process unless it got `count` arguments.
#[unsafe(no_mangle)]
extern "C" fn precast_argument_count(count: u32) {
    let given = process::args().len().saturating_sub(1);
    if given != count as usize {
        let mut buffer = text::buffer::<128>();
        let mut text = Text::new(STDERR, &mut buffer);
        text.str("precast: the function takes ").decimal(count.into());
        text.str(if count == 1 { " argument, got " } else { " arguments, got " });
        text.decimal(given as u64).exit(EXIT_STATUS_START)
    }
}

/// The argument at `index`, from -2^31 to 2^32 - 1.
#[unsafe(no_mangle)]
extern "C" fn precast_argument_i32(index: u32) -> i32 {
    integer(argument(index), 32).map_or_else(|| refuse(index, "i32"), |bits| bits as i32)
}

/// The argument at `index`, from -2^63 to 2^64 - 1.
#[unsafe(no_mangle)]
extern "C" fn precast_argument_i64(index: u32) -> i64 {
    integer(argument(index), 64).map_or_else(|| refuse(index, "i64"), |bits| bits as i64)
}

/// The argument at `index`.
#[unsafe(no_mangle)]
extern "C" fn precast_argument_f32(index: u32) -> f32 {
    float(argument(index)).unwrap_or_else(|| refuse(index, "f32"))
}

/// The argument at `index`.
#[unsafe(no_mangle)]
extern "C" fn precast_argument_f64(index: u32) -> f64 {
    float(argument(index)).unwrap_or_else(|| refuse(index, "f64"))
}

/// Prints a result on a line of its own.
fn print_integer(value: i64) {
    let mut buffer = text::buffer::<32>();
    let mut text = Text::new(STDOUT, &mut buffer);
    if value < 0 {
        text.byte(b'-');
    }
    text.decimal(value.unsigned_abs()).byte(b'\n').flush();
}

/// Prints a result on a line of its own.
fn print_float(value: impl fmt::Display) {
    let mut buffer = text::buffer::<512>();
    let mut text = Text::new(STDOUT, &mut buffer);
    // The message takes everything.
    let _ = write!(text, "{value}");
    text.byte(b'\n').flush();
}

/// Prints a result.
#[unsafe(no_mangle)]
extern "C" fn precast_print_i32(value: i32) {
    print_integer(value.into());
}

/// Prints a result.
#[unsafe(no_mangle)]
extern "C" fn precast_print_i64(value: i64) {
    print_integer(value);
}

/// Prints a result.
#[unsafe(no_mangle)]
extern "C" fn precast_print_f32(value: f32) {
    print_float(value);
}

/// Prints a result.
#[unsafe(no_mangle)]
extern "C" fn precast_print_f64(value: f64) {
    print_float(value);
}
