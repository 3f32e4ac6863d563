//! How time, memory and the use of processors grow with the size of what is compiled.

mod copies;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;
use clap::Args;
use serde::Serialize;

use crate::inputs::Inputs;
use crate::machine::Machine;
use crate::measure;

/// How often the functions of SQLite are there in the big modules: from 5 MB to 50 MB.
const COPIES: [u32; 4] = [5, 9, 19, 48];
/// Allowed by the project's own rule: see `limits`.
const SLOWER_PER_BYTE_MAX: f64 = 1.2;
const MEMORY_PER_BYTE_MAX: f64 = 8.0;
const MEMORY_BASE_BYTES: f64 = (64 << 20) as f64;
const PROCESSORS_MIN: f64 = 1.7;

/// What is measured.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Timed builds of each module
    #[arg(long, value_name = "N", default_value_t = 3)]
    runs: usize,
    /// Write NAME.json and NAME.md; default: benches/results/MACHINE-sizes, after the CPU
    #[arg(long, value_name = "NAME")]
    output: Option<PathBuf>,
    /// Only write the modules into this directory
    #[arg(long, value_name = "DIRECTORY")]
    generate: Option<PathBuf>,
}

/// All results.
#[derive(Debug, Serialize)]
struct Sizes {
    /// `precast-sizes`.
    schema: &'static str,
    /// Another one where a reader of this one would go wrong.
    version: u32,
    machine: Machine,
    modules: Vec<Module>,
}

/// What a module took.
#[derive(Debug, Serialize)]
struct Module {
    name: String,
    wasm_bytes: u64,
    executable_bytes: u64,
    /// A sample a run.
    wall_s: Vec<f64>,
    cpu_s: Vec<f64>,
    peak_memory_bytes: Vec<u64>,
}

/// Generates, builds, writes the results, and says whether they are within the limits.
pub(crate) fn run(inputs: &Inputs, arguments: &Arguments) -> anyhow::Result<()> {
    let directory = arguments.generate.clone().unwrap_or_else(|| inputs.built("modules"));
    let modules = modules(inputs, directory)?;
    if arguments.generate.is_some() {
        return Ok(());
    }
    let machine = Machine::look(inputs)?;
    let mut measured: Vec<Module> = Vec::new();
    for (name, path) in &modules {
        let wasm_bytes = fs::metadata(path)?.len();
        measured.push(Module {
            name: name.clone(),
            wasm_bytes,
            executable_bytes: 0,
            wall_s: vec![],
            cpu_s: vec![],
            peak_memory_bytes: vec![],
        });
    }
    // Sizes take turns: what slows the machine down meets all of them.
    for _ in 0..arguments.runs {
        for ((_, path), module) in modules.iter().zip(&mut measured) {
            let output = inputs.built("executable");
            let mut command = Command::new(&inputs.precast);
            command.arg("build").arg(path).arg("-o").arg(&output);
            let (sample, peak) = measure::run_and_watch(&mut command)?;
            module.wall_s.push(sample.wall.as_secs_f64());
            module.cpu_s.push(sample.cpu.as_secs_f64());
            module.peak_memory_bytes.push(peak);
            module.executable_bytes = fs::metadata(&output)?.len();
        }
    }
    let sizes = Sizes { schema: "precast-sizes", version: 1, machine, modules: measured };
    let name = match &arguments.output {
        Some(name) => name.clone(),
        None => inputs.checkout.join(format!("benches/results/{}-sizes", sizes.machine.file_name())),
    };
    let table = sizes.markdown();
    inputs.write(&name.with_added_extension("json"), &(serde_json::to_string_pretty(&sizes)? + "\n"))?;
    inputs.write(&name.with_added_extension("md"), &table)?;
    println!("{table}");
    Ok(())
}

/// Names and paths of the modules, from small to big.
fn modules(inputs: &Inputs, directory: PathBuf) -> anyhow::Result<Vec<(String, PathBuf)>> {
    fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;
    let known = inputs.cache.join("inputs");
    let sqlite = known.join("speedtest1.wasm");
    let mut modules = vec![
        ("hello".to_owned(), inputs.checkout.join("tests/programs/hello-c/module.wasm")),
        ("CoreMark".to_owned(), known.join("coremark.wasm")),
        ("Lua".to_owned(), known.join("lua.wasm")),
        ("SQLite".to_owned(), sqlite.clone()),
    ];
    let original = fs::read(&sqlite).with_context(|| format!("cannot read {}", sqlite.display()))?;
    for count in COPIES {
        let path = directory.join(format!("sqlite-{count}.wasm"));
        fs::write(&path, copies::repeat(&original, count)?)
            .with_context(|| format!("cannot write {}", path.display()))?;
        modules.push((format!("SQLite × {count}"), path));
    }
    Ok(modules)
}

impl Sizes {
    fn markdown(&self) -> String {
        let mut text = format!(
            "# Compiling modules of all sizes\n\n{}\nMedians. Processors: CPU time by wall time.\n\n\
             | module | size, KB | wall time, s | CPU time, s | CPU time per MB, s | processors | peak memory, MB | \
             executable, KB |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
            self.machine.markdown()
        );
        for module in &self.modules {
            text += &format!(
                "| {} | {:.0} | {:.2} | {:.2} | {:.3} | {:.2} | {:.0} | {:.0} |\n",
                module.name,
                module.wasm_bytes as f64 / 1e3,
                median(&module.wall_s),
                median(&module.cpu_s),
                module.cpu_per_byte() * 1e6,
                module.processors(),
                module.peak_memory() / 1e6,
                module.executable_bytes as f64 / 1e3
            );
        }
        text + "\n" + &self.limits()
    }

    /// What is asked of all sizes, and whether it holds.
    fn limits(&self) -> String {
        let (Some(big), Some(middle)) =
            (self.modules.last(), self.modules.iter().rev().nth(COPIES.len() - 1))
        else {
            return String::new();
        };
        let slower = big.cpu_per_byte() / middle.cpu_per_byte();
        let excess = |module: &Module| {
            module.peak_memory() - MEMORY_BASE_BYTES - MEMORY_PER_BYTE_MAX * module.wasm_bytes as f64
        };
        let memory = self.modules.iter().map(excess).fold(f64::MIN, f64::max);
        let processors =
            self.modules.iter().rev().take(COPIES.len()).map(Module::processors).fold(f64::MAX, f64::min);
        let verdict = |holds| if holds { "holds" } else { "does not hold" };
        format!(
            "* CPU time per byte of the largest is {slower:.3} of that at 5 MB, at most {SLOWER_PER_BYTE_MAX}: {}\n\
             * peak memory is below {MEMORY_PER_BYTE_MAX} × the module + 64 MiB for all: {}\n\
             * of two processors at least {PROCESSORS_MIN} are used from 5 MB on, least {processors:.2}: {}\n",
            verdict(slower <= SLOWER_PER_BYTE_MAX),
            verdict(memory < 0.0),
            verdict(processors >= PROCESSORS_MIN)
        )
    }
}

impl Module {
    fn cpu_per_byte(&self) -> f64 {
        median(&self.cpu_s) / self.wasm_bytes as f64
    }

    fn processors(&self) -> f64 {
        median(&self.cpu_s) / median(&self.wall_s)
    }

    fn peak_memory(&self) -> f64 {
        median(&self.peak_memory_bytes.iter().map(|&bytes| bytes as f64).collect::<Vec<_>>())
    }
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0
}
