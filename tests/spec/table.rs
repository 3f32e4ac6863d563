//! How many assertions passed, failed and are about what is not supported: the table at the end of a run.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::execute::Mode;
use crate::files::File;
use crate::support::{TARGETS, Target};

/// Numbers of assertions; modules that a script makes and calls whose results it ignores are assertions, too.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) unsupported: usize,
    /// Say that a module is invalid which is valid by now.
    pub(crate) outdated: usize,
}

/// Rows by name, a column per target.
pub(crate) struct Table {
    rows: Mutex<BTreeMap<String, Vec<Option<Counts>>>>,
    /// Whether each file has its row; otherwise each folder.
    by_file: bool,
}

impl Table {
    pub(crate) fn new(by_file: bool) -> Table {
        Table { rows: Mutex::default(), by_file }
    }

    /// Adds what came of one executable.
    pub(crate) fn add(&self, file: &File, mode: &Mode, target: &Target, counts: Counts) {
        let name = if self.by_file { file.name() } else { file.folder() };
        let row = if mode.name == "default" { name.to_owned() } else { format!("{name}, {}", mode.name) };
        let column = TARGETS.iter().position(|other| other.name == target.name).expect("a target");
        let mut rows = self.rows.lock().expect("nobody panics while counting");
        let cells = rows.entry(row).or_insert_with(|| vec![None; TARGETS.len()]);
        cells[column].get_or_insert_default().add(counts);
    }

    /// Prints all rows and their sum.
    pub(crate) fn print(&self) {
        let rows = self.rows.lock().expect("nobody panics while counting");
        let width = rows.keys().map(String::len).chain([12]).max().unwrap_or_default();
        print!("\n{:width$}", "assertions");
        for target in TARGETS {
            print!(" | {:^34}", target.name);
        }
        print!("\n{:width$}", "");
        for _ in TARGETS {
            print!(" | {:>7} {:>6} {:>11} {:>7}", "passed", "failed", "unsupported", "outdated");
        }
        println!();
        let mut sum = vec![None; TARGETS.len()];
        for (name, cells) in rows.iter() {
            print_row(name, cells, width);
            for (sum, cell) in sum.iter_mut().zip(cells) {
                if let Some(counts) = cell {
                    sum.get_or_insert_with(Counts::default).add(*counts);
                }
            }
        }
        print_row("all", &sum, width);
        println!("Files of the same contents in several folders are counted in the first.");
    }
}

fn print_row(name: &str, cells: &[Option<Counts>], width: usize) {
    print!("{name:width$}");
    for cell in cells {
        match cell {
            Some(Counts { passed, failed, unsupported, outdated }) => {
                print!(" | {passed:>7} {failed:>6} {unsupported:>11} {outdated:>7}");
            }
            None => print!(" | {:34}", ""),
        }
    }
    println!();
}

impl Counts {
    fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.unsupported += other.unsupported;
        self.outdated += other.outdated;
    }
}
