//! The benchmarks: all sides of each comparison in one run, taking turns, so that a change of the machine's
//! speed meets all of them.
//!
//! Comes in: the `precast` beside this executable (or `PRECAST`), inputs that `tests/setup.sh` made, gcc, and
//! what other runtimes there are. It measures only; whether a figure is good enough is for its reader to say.

mod cold;
mod compile;
mod hello;
mod inputs;
mod machine;
mod measure;
mod preinit;
mod sizes;
mod snapshot;
mod suite;
mod vectors;
mod wasmtime;

use std::process::ExitCode;

use clap::Parser;

/// Measures what precast builds against other compilers and runtimes, and precast itself
#[derive(Parser, Debug)]
#[command(name = "precast-benches")]
enum Benchmark {
    /// Programs of all kinds against native code, wasm2c and each runtime that is there
    Suite(suite::Arguments),
    /// Time, memory and processors that compiling takes, for modules from 2 KB to 50 MB
    Sizes(sizes::Arguments),
    /// Start of a small program against static musl: time, peak memory, file size
    Hello {
        /// How many pairs
        #[arg(default_value_t = 1000)]
        pairs: usize,
    },
    /// Start of small programs against static musl, assembly and the engines on the path
    Cold {
        /// How many times
        #[arg(default_value_t = 2000)]
        times: usize,
    },
    /// Start of programs initialised ahead of time, against the same at launch and a small program
    Preinit {
        /// How many pairs
        #[arg(default_value_t = 300)]
        pairs: usize,
    },
    /// Start of CPython from a snapshot, against its start from the beginning
    Snapshot {
        /// How many pairs
        #[arg(default_value_t = 100)]
        pairs: usize,
    },
    /// Kernels on vectors against gcc -O2 for the same CPU, and against Wasmtime: time of the loop alone
    Vectors {
        /// How many times
        #[arg(default_value_t = 31)]
        times: usize,
    },
    /// CPU time of compiling CPython and SQLite against `wasmtime compile`
    Compile {
        /// How many pairs
        #[arg(default_value_t = 3)]
        pairs: usize,
    },
}

fn main() -> ExitCode {
    match run(&Benchmark::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("precast-benches: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(benchmark: &Benchmark) -> anyhow::Result<()> {
    let inputs = inputs::Inputs::find()?;
    if !matches!(benchmark, Benchmark::Suite(_) | Benchmark::Sizes(_)) {
        machine::Machine::look(&inputs)?.print();
    }
    match benchmark {
        Benchmark::Suite(arguments) => suite::run(&inputs, arguments),
        Benchmark::Sizes(arguments) => sizes::run(&inputs, arguments),
        Benchmark::Hello { pairs } => hello::run(&inputs, *pairs),
        Benchmark::Cold { times } => cold::run(&inputs, *times),
        Benchmark::Preinit { pairs } => preinit::run(&inputs, *pairs),
        Benchmark::Snapshot { pairs } => snapshot::run(&inputs, *pairs),
        Benchmark::Vectors { times } => vectors::run(&inputs, *times),
        Benchmark::Compile { pairs } => compile::run(&inputs, *pairs),
    }
}
