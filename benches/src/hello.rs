//! The start of a small C program, from spawn to exit, against the same source as a static musl
//! executable; and peak memory and file size of both.

use std::fs;
use std::process::Command;

use crate::inputs::{Inputs, succeed};
use crate::measure::{Side, interleave, peak_at_output, print};

pub(crate) fn run(inputs: &Inputs, pairs: usize) -> anyhow::Result<()> {
    let program = inputs.checkout.join("tests/programs/hello-c");
    let artifact = inputs.build(&program.join("module.wasm"), &["--strip"], "hello")?;
    let native = inputs.built("hello-musl");
    let source = program.join("hello.c");
    succeed(Command::new("musl-gcc").args(["-O2", "-static", "-s", "-o"]).arg(&native).arg(source))?;
    let sides = [
        &Side { name: "precast", command: &|| Command::new(&artifact) },
        &Side { name: "static musl", command: &|| Command::new(&native) },
    ];
    let samples = interleave(sides, pairs)?;
    print("spawn to exit", ("µs", 1e6), sides, &samples, |sample| sample.wall);
    for (side, path) in sides.iter().zip([&artifact, &native]) {
        let memory = peak_at_output((side.command)())?;
        println!("{}: peak memory {memory} KiB, file {} bytes", side.name, fs::metadata(path)?.len());
    }
    Ok(())
}
