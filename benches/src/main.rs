//! The benchmarks: both sides of each comparison in one run, in pairs that alternate, so that a change of
//! the machine's speed meets both. Prints the machine, every raw figure, medians and their ratio.
//!
//! Comes in: the `precast` beside this executable (or `PRECAST`), inputs that `tests/setup.sh` made,
//! gcc, musl-gcc and Wasmtime. It measures only; whether a figure is good enough is for its reader to say.

mod cold;
mod compile;
mod hello;
mod inputs;
mod machine;
mod measure;
mod native;
mod vectors;
mod wasmtime;

use std::process::ExitCode;

const USAGE: &str = "\
usage: precast-benches BENCHMARK [PAIRS]

  hello     start of a small program against static musl: time, peak memory, file size
  cold      start of small programs against static musl, assembly and the engines on the path
  coremark  CPU time against gcc -O2
  lua       CPU time against gcc -O2, a script with recursion and tables
  sqlite    CPU time against gcc -O2, speedtest1 in memory
  vectors   kernels on vectors against gcc -O2 for the same CPU, and against Wasmtime
  compile   CPU time of compiling CPython and SQLite against `wasmtime compile`
  all       every one";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let pairs = arguments.get(1).map(|pairs| pairs.parse::<usize>());
    let (Some(benchmark), None | Some(Ok(1..))) = (arguments.first(), &pairs) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let pairs = pairs.and_then(Result::ok);
    match run(benchmark, pairs) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("precast-benches: error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a benchmark; false if there is none of that name.
fn run(benchmark: &str, pairs: Option<usize>) -> anyhow::Result<bool> {
    let known = ["hello", "cold", "coremark", "lua", "sqlite", "vectors", "compile"];
    if benchmark != "all" && !known.contains(&benchmark) {
        return Ok(false);
    }
    let inputs = inputs::Inputs::find()?;
    machine::print(&inputs)?;
    for name in known.iter().filter(|&&name| benchmark == "all" || benchmark == name) {
        println!("\n== {name}");
        match *name {
            "hello" => hello::run(&inputs, pairs.unwrap_or(1000))?,
            "cold" => cold::run(&inputs, pairs.unwrap_or(2000))?,
            "vectors" => vectors::run(&inputs, pairs.unwrap_or(7))?,
            "compile" => compile::run(&inputs, pairs.unwrap_or(3))?,
            program => native::run(&inputs, program, pairs.unwrap_or(7))?,
        }
    }
    Ok(true)
}
