//! All that precast writes: files, standard output, progress and tables.

pub(crate) mod file;
pub(crate) mod layout;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod units;

use std::io::{self, IsTerminal, Write};

use anyhow::Context;

use crate::failure::Failure;

/// Writes to standard output. A closed pipe comes back as an error that [`crate::failure::report`]
/// keeps silent about.
pub(crate) fn print(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_ref()).and_then(|()| stdout.flush()).context("cannot write to standard output")
}

/// As [`print`], for bytes that would upset a terminal.
pub(crate) fn print_binary(bytes: &[u8]) -> anyhow::Result<()> {
    if io::stdout().is_terminal() {
        let failure = Failure::usage("refusing to write binary data to a terminal");
        return Err(failure.hint("name a file with -o, or redirect standard output").into());
    }
    print(bytes)
}

/// Text that comes from a program, made harmless for a terminal: control characters become escapes.
/// `keep` stays as it is.
pub(crate) fn printable(text: &str, keep: &[char]) -> String {
    let mut printable = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() && !keep.contains(&character) {
            printable.extend(character.escape_default());
        } else {
            printable.push(character);
        }
    }
    printable
}

/// Lays out rows in columns, two spaces apart; the last column is not padded.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            text.push_str(cell);
            if column + 1 < row.len() {
                let padding = widths[column] - cell.chars().count() + 2;
                text.extend(std::iter::repeat_n(' ', padding));
            }
        }
        text.push('\n');
    }
    text
}
