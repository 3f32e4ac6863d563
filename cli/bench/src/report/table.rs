//! The table for a terminal: all that fits its width, the spread left out where it must be, and a block a
//! side where a row is too long.

use super::{busy, command, leniency, method, place, ranked, remarks, spread, times, unranked};
use crate::results::{Figure, Metric, Results, SideResult};

/// How a table is to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Columns of the terminal; none for no limit.
    pub width: Option<usize>,
    /// Whether to use colours.
    pub colour: bool,
}

const BOLD: &str = "1";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const RED: &str = "31";
/// Between columns.
const GAP: usize = 2;

/// A cell: a name or heading, or a figure with its spread and its ratio, which are aligned by themselves.
struct Cell {
    parts: Vec<String>,
    colour: Option<&'static str>,
}

/// Parts of a figure.
const PARTS: usize = 3;

impl Cell {
    fn text(text: impl Into<String>, colour: Option<&'static str>) -> Cell {
        Cell { parts: vec![text.into()], colour }
    }
}

/// Widths of one column: of its texts, and of each part of its figures.
#[derive(Clone, Copy, Default)]
struct Width {
    text: usize,
    parts: [usize; PARTS],
}

impl Width {
    fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Width {
        let mut width = Width::default();
        for cell in cells {
            match &cell.parts[..] {
                [text] => width.text = width.text.max(text.chars().count()),
                parts => {
                    for (width, part) in width.parts.iter_mut().zip(parts) {
                        *width = part.chars().count().max(*width);
                    }
                }
            }
        }
        width
    }

    /// Of the parts that any figure has, with a blank between them.
    fn figures(self) -> usize {
        let there = self.parts.iter().filter(|width| **width > 0);
        there.clone().sum::<usize>() + there.count().saturating_sub(1)
    }

    fn total(self) -> usize {
        self.text.max(self.figures())
    }

    /// The cell without colour, as wide as its parts' column; shorter if it is a text.
    fn lay_out(self, cell: &Cell) -> String {
        if let [text] = &cell.parts[..] {
            return text.clone();
        }
        let parts = cell.parts.iter().zip(self.parts).filter(|(_, width)| *width > 0);
        parts.map(|(part, width)| format!("{part:>width$}")).collect::<Vec<_>>().join(" ")
    }
}

fn paint(text: &str, colour: Option<&str>, style: Style) -> String {
    match colour {
        Some(colour) if style.colour && !text.is_empty() => format!("\x1b[{colour}m{text}\x1b[0m"),
        _ => text.to_owned(),
    }
}

/// The whole text.
pub fn table(results: &Results, style: Style) -> String {
    let mut text = String::new();
    let title = paint(&printable(&command(results)), Some(BOLD), style);
    text.push_str(&format!("{title}\n{}\n", wrapped(&printable(&place(results)), style)));
    text.push_str(&wrapped(&method(&results.settings), style));
    text.push_str("\n\n");
    let sides = ranked(results);
    if !sides.is_empty() {
        text.push_str(&figures(&sides, style));
    }
    let unranked = unranked(results);
    let told: Vec<_> = unranked.iter().map(|(side, what)| (*side, what.as_str(), RED)).collect();
    let remarks = remarks(results).into_iter().map(|(side, what)| (side, what, YELLOW));
    for (side, what, colour) in told.into_iter().chain(remarks) {
        let title = paint(&printable(&side.title), Some(colour), style);
        text.push_str(&format!("\n{title}\n{}\n", indented(&printable(what), style)));
    }
    let warnings = busy(results).into_iter().chain(leniency(&results.settings).map(str::to_owned));
    for warning in warnings {
        let lines = wrapped(&format!("warning: {warning}"), style);
        text.push_str(&format!("\n{}\n", paint(&lines, Some(YELLOW), style)));
    }
    text
}

/// The rows of sides with figures.
fn figures(sides: &[&SideResult], style: Style) -> String {
    let metrics: Vec<(Metric, &str)> = Metric::SHOWN
        .into_iter()
        .filter(|(metric, _)| sides.iter().any(|side| side.figures.contains_key(metric)))
        .collect();
    for with_spread in [true, false] {
        let rows = rows(sides, &metrics, with_spread);
        let widths: Vec<Width> =
            (0..rows[0].len()).map(|i| Width::of(rows.iter().map(|row| &row[i]))).collect();
        let total = widths.iter().map(|width| width.total() + GAP).sum::<usize>() - GAP;
        if style.width.is_none_or(|width| total <= width) {
            return lines(&rows, &widths, style);
        }
    }
    blocks(sides, &metrics, style)
}

/// Names to the left, figures to the right.
fn lines(rows: &[Vec<Cell>], widths: &[Width], style: Style) -> String {
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
            let shown = width.lay_out(cell);
            let padding = " ".repeat(width.total() - shown.chars().count());
            let shown = paint(&shown, cell.colour, style);
            line.push_str(&if column == 0 {
                format!("{shown}{padding}")
            } else {
                format!("{}{padding}{shown}", " ".repeat(GAP))
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A block a side, a line a figure.
fn blocks(sides: &[&SideResult], metrics: &[(Metric, &str)], style: Style) -> String {
    let mut blocks = Vec::new();
    for side in sides {
        let lines = metrics.iter().filter_map(|&(metric, title)| {
            Some((title, cell(metric, side.figures.get(&metric)?, sides, true)))
        });
        blocks.push((printable(&side.title), lines.collect::<Vec<_>>()));
    }
    let width = Width::of(blocks.iter().flat_map(|(_, lines)| lines.iter().map(|(_, cell)| cell)));
    let titles = metrics.iter().map(|(_, title)| title.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, lines) in &blocks {
        text.push_str(&format!("{}\n", paint(name, Some(BOLD), style)));
        for (title, cell) in lines {
            let shown = paint(width.lay_out(cell).trim_end(), cell.colour, style);
            text.push_str(&format!("  {title:<titles$}  {shown}\n"));
        }
    }
    text
}

fn rows(sides: &[&SideResult], metrics: &[(Metric, &str)], with_spread: bool) -> Vec<Vec<Cell>> {
    let headings = metrics.iter().map(|(_, title)| Cell::text(*title, Some(BOLD)));
    let mut rows = vec![[Cell::text("", None)].into_iter().chain(headings).collect::<Vec<_>>()];
    for side in sides {
        let cells = metrics.iter().map(|&(metric, _)| match side.figures.get(&metric) {
            Some(figure) => cell(metric, figure, sides, with_spread),
            None => Cell::text("-", None),
        });
        rows.push([Cell::text(printable(&side.title), None)].into_iter().chain(cells).collect());
    }
    rows
}

/// A figure; the least of a column is green.
fn cell(metric: Metric, figure: &Figure, sides: &[&SideResult], with_spread: bool) -> Cell {
    let spread = spread(figure).filter(|_| with_spread).unwrap_or_default();
    let ratio = figure.ratio.map(|ratio| times(ratio.median)).unwrap_or_default();
    let others = sides.iter().filter_map(|side| side.figures.get(&metric));
    let least = others.clone().all(|other| figure.median <= other.median) && others.count() > 1;
    Cell { parts: vec![metric.show(figure.median), spread, ratio], colour: least.then_some(GREEN) }
}

/// Text in lines that fit; a word that does not stands alone.
fn wrapped(text: &str, style: Style) -> String {
    let Some(width) = style.width else { return text.to_owned() };
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

fn indented(text: &str, style: Style) -> String {
    let width = style.width.map(|width| width.saturating_sub(2));
    let lines = wrapped(text, Style { width, ..style });
    lines.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// Names and messages come from others: control characters become escapes.
fn printable(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::page::tests::example;
    use super::*;

    const PLAIN: Style = Style { width: None, colour: false };

    #[test]
    fn columns_are_aligned_and_sorted_by_run_time() {
        let text = table(&example(), PLAIN);
        let rows: Vec<&str> = text
            .lines()
            .skip_while(|line| !line.starts_with(' '))
            .take_while(|line| !line.is_empty())
            .collect();
        let names: Vec<&str> =
            rows[1..].iter().map(|row| row.split("  ").next().unwrap_or_default()).collect();
        assert_eq!(names, ["native", "precast", "wasmtime precompiled", "wasmtime run", "node WASI"]);
        // The units of run times stand below each other.
        let unit = |row: &str| {
            let seconds = row.char_indices().filter(|(byte, _)| row[*byte..].starts_with(" s "));
            seconds.map(|(byte, _)| row[..byte].chars().count()).next()
        };
        assert!(unit(rows[1]).is_some());
        for row in &rows[2..] {
            assert_eq!(unit(row), unit(rows[1]), "{row}");
        }
        assert!(text.contains("wasm3\n  not ranked: it prints"), "{text}");
        assert!(!text.contains('\x1b'));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [40, 60, 80, 100, 140] {
            let text = table(&example(), Style { width: Some(width), colour: false });
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
            for name in ["precast", "node WASI", "wasm3"] {
                assert!(text.contains(name), "{width}: {name}");
            }
        }
    }

    #[test]
    fn colours_change_nothing_but_colours() {
        let coloured = table(&example(), Style { width: Some(100), colour: true });
        assert!(coloured.contains("\x1b[32m"));
        let mut plain = coloured.clone();
        for number in [BOLD, GREEN, YELLOW, RED, "0"] {
            plain = plain.replace(&format!("\x1b[{number}m"), "");
        }
        assert_eq!(plain, table(&example(), Style { width: Some(100), colour: false }));
    }

    #[test]
    fn names_cannot_steer_a_terminal() {
        let mut results = example();
        results.program.arguments = vec!["\x1b[2J".to_owned()];
        assert!(!table(&results, PLAIN).contains('\x1b'));
    }
}
