//! Measures each program with `precast bench`, and keeps what it writes.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::process::Command;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Arguments;
use super::build::{Builder, Built};
use crate::inputs::{Inputs, succeed};
use crate::machine::Machine;
use crate::wasmtime;

/// All results, as they are written to a file.
#[derive(Debug, Serialize)]
pub(crate) struct Suite {
    /// `precast-suite`.
    schema: &'static str,
    /// Another one where a reader of this one would go wrong.
    version: u32,
    pub(crate) machine: Machine,
    /// What this command was called with.
    pub(crate) command: String,
    pub(crate) programs: Vec<Measured>,
}

/// A program with its results.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) kind: &'static str,
    /// What `precast bench --json` wrote: all samples of all figures.
    pub(crate) results: Value,
    /// The part of it that tables show.
    #[serde(skip)]
    pub(crate) sides: Vec<Side>,
}

/// A side of a comparison, out of the results of `precast bench`.
#[derive(Debug, Deserialize)]
pub(crate) struct Side {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: String,
    /// `measured`, or what went wrong.
    pub(crate) status: String,
    pub(crate) message: Option<String>,
    /// Figures by name.
    pub(crate) figures: BTreeMap<String, Figure>,
}

/// A figure.
#[derive(Debug, Deserialize)]
pub(crate) struct Figure {
    pub(crate) median: f64,
    /// How many times that of precast, from pairs.
    pub(crate) ratio: Option<Ratio>,
}

/// A ratio.
#[derive(Debug, Deserialize)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
}

impl Suite {
    /// The machine's name for files.
    pub(crate) fn machine_name(&self) -> String {
        self.machine.file_name()
    }

    pub(crate) fn to_json(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Measures all, one after the other.
pub(crate) fn run(
    inputs: &Inputs,
    builder: &Builder<'_>,
    built: &[Built],
    arguments: &Arguments,
) -> anyhow::Result<Suite> {
    let machine = Machine::look(inputs)?;
    let path = wasmtime::path_with_peers(inputs)?;
    let mut programs = Vec::new();
    for (index, one) in built.iter().enumerate() {
        eprintln!("{} of {}: {}", index + 1, built.len(), one.program.name);
        let text = bench(inputs, builder, one, arguments, &path)
            .with_context(|| format!("measuring {}", one.program.name))?;
        let results: Value = serde_json::from_str(&text)?;
        let sides =
            Vec::<Side>::deserialize(&results["sides"]).context("reading what precast bench wrote")?;
        let Some(ours) = sides.iter().find(|side| side.name == "precast") else {
            bail!("precast bench has no side `precast`");
        };
        if ours.status != "measured" {
            bail!("{}: {}: {}", one.program.name, ours.status, ours.message.as_deref().unwrap_or_default());
        }
        for side in sides.iter().filter(|side| side.status != "measured") {
            let message = side.message.as_deref().unwrap_or_default();
            eprintln!("{}: {}: {}: {message}", one.program.name, side.title, side.status);
        }
        programs.push(Measured { name: one.program.name, kind: one.program.kind.name(), results, sides });
    }
    let command = std::env::args().skip(1).collect::<Vec<_>>().join(" ");
    Ok(Suite { schema: "precast-suite", version: 1, machine, command, programs })
}

/// Runs `precast bench` and returns its JSON.
fn bench(
    inputs: &Inputs,
    builder: &Builder<'_>,
    built: &Built,
    arguments: &Arguments,
    path: &OsStr,
) -> anyhow::Result<String> {
    let mut command = Command::new(&inputs.precast);
    command.env("PATH", path).arg("bench").arg(&built.wasm);
    command.arg(format!("--runs={}", arguments.runs)).arg(format!("--start-runs={}", arguments.runs));
    let wasm2c = built.wasm2c.as_ref().map(|path| ("wasm2c", path));
    for (name, path) in [Some(("native", &built.native)), wasm2c].into_iter().flatten() {
        command.arg("--native").arg(format!("{name}={}", path.display()));
    }
    if !arguments.runtimes.is_empty() {
        command.arg(format!("--only={}", arguments.runtimes.join(",")));
    }
    if let Some(stdin) = built.program.stdin {
        command.arg("--stdin").arg(builder.word(stdin));
    }
    let output = inputs.built("results.json");
    let mut json = OsString::from("--json=");
    json.push(&output);
    let words = if arguments.quick { built.program.quick } else { built.program.arguments };
    command.arg(json).arg("--").args(words.split_whitespace());
    succeed(&mut command)?;
    fs::read_to_string(&output).with_context(|| format!("cannot read {}", output.display()))
}
