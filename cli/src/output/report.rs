//! `-v`: what a build did, on standard error.

use std::io::{self, Write};

use precast_compiler::Report;

use super::{table, units};

/// Prints time and size of each phase, and which functions were compiled. `output` names the product.
pub(crate) fn print(report: &Report, output: &str, output_bytes: u64) {
    let mut rows = vec![row(["phase", "time", "size"])];
    for phase in &report.phases {
        let size = units::size(phase.output_bytes as u64);
        rows.push(row([phase.name, &units::duration(phase.duration), &size]));
    }
    let time = units::duration(report.phases.iter().map(|phase| phase.duration).sum());
    rows.push(row(["total", &time, &units::size(output_bytes)]));
    let compiled = report.functions.saturating_sub(report.functions_unreachable);
    let text = format!(
        "{output}\n{}functions  {compiled} compiled, {} unreachable and left out\n",
        table(&rows),
        report.functions_unreachable
    );
    // A closed standard error must not fail a build.
    let _ = io::stderr().write_all(text.as_bytes());
}

fn row(cells: [&str; 3]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}
