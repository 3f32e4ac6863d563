//! The suite: programs of several kinds, built from source for wasm and for this machine, run as precast
//! executables, natively, by way of wasm2c and on each runtime that is there, and compared.
//!
//! `precast bench` measures; this builds what it measures, and puts all results together.

mod build;
mod check;
mod measure;
mod programs;
mod report;

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use crate::inputs::Inputs;
use build::Builder;
use programs::{PROGRAMS, Program, Source};

/// What is to be done with the suite.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Only build, and check that precast's executables and native ones print the same; nothing is timed
    #[arg(long)]
    check: bool,
    /// Measure with small inputs: to see that everything works, not for figures
    #[arg(long, conflicts_with = "check")]
    quick: bool,
    /// Only these programs, or kinds of programs
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    only: Vec<String>,
    /// Timed runs of each side
    #[arg(long, value_name = "N", default_value_t = 7)]
    runs: usize,
    /// Only these runtimes of `precast bench`, beside native code and wasm2c
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    runtimes: Vec<String>,
    /// Write NAME.json and NAME.md; default: benches/results/MACHINE, after the CPU
    #[arg(long, value_name = "NAME")]
    output: Option<PathBuf>,
}

/// Builds, then checks or measures.
pub(crate) fn run(inputs: &Inputs, arguments: &Arguments) -> anyhow::Result<()> {
    let mut selected = select(&arguments.only)?;
    if !Builder::has_rust_for_wasm() {
        let (rust, others) = selected.into_iter().partition(|program| matches!(program.source, Source::Rust));
        let names = |programs: Vec<&Program>| {
            programs.iter().map(|program| program.name).collect::<Vec<_>>().join(", ")
        };
        eprintln!("left out: {}: `rustup target add wasm32-wasip1` first", names(rust));
        selected = others;
    }
    let builder = Builder::new(inputs, !arguments.check)?;
    let built = builder.build(&selected)?;
    if arguments.check {
        return check::run(inputs, &builder, &built);
    }
    let suite = measure::run(inputs, &builder, &built, arguments)?;
    let name = match &arguments.output {
        Some(name) => name.clone(),
        None => inputs.checkout.join("benches/results").join(suite.machine_name()),
    };
    let table = report::markdown(&suite);
    inputs.write(&name.with_added_extension("json"), &suite.to_json()?)?;
    inputs.write(&name.with_added_extension("md"), &table)?;
    println!("{table}");
    Ok(())
}

/// The programs with these names and of these kinds; all if there are none.
fn select(only: &[String]) -> anyhow::Result<Vec<&'static Program>> {
    let matches = |program: &Program, word: &str| program.name == word || program.kind.name() == word;
    if let Some(unknown) = only.iter().find(|word| !PROGRAMS.iter().any(|program| matches(program, word))) {
        let names: Vec<_> = PROGRAMS.iter().map(|program| program.name).collect();
        bail!(
            "no program or kind {unknown}, expected real, kernel, rust, vectors, start, {}",
            names.join(", ")
        );
    }
    let wanted = |program: &&Program| only.is_empty() || only.iter().any(|word| matches(program, word));
    Ok(PROGRAMS.iter().filter(wanted).collect())
}
