//! Compiling big programs, against Wasmtime: CPU time of all threads, wall time, peak memory.

use std::process::Command;

use crate::inputs::Inputs;
use crate::measure::{Side, interleave, print, run_and_watch};
use crate::wasmtime::Wasmtime;

pub(crate) fn run(inputs: &Inputs, pairs: usize) -> anyhow::Result<()> {
    let wasmtime = Wasmtime::find(inputs)?;
    for name in ["python", "speedtest1"] {
        let wasm = inputs.cache.join("inputs").join(name).with_extension("wasm");
        let output = inputs.built("compiled");
        let precast = || {
            let mut command = Command::new(&inputs.precast);
            command.arg("build").arg(&wasm).arg("-o").arg(&output);
            command
        };
        let other = || wasmtime.compile(&wasm, &inputs.built("compiled.cwasm"));
        let sides =
            [&Side { name: "precast", command: &precast }, &Side { name: "wasmtime", command: &other }];
        let samples = interleave(sides, pairs)?;
        print(&format!("{name} CPU time"), ("ms", 1e3), sides, &samples, |sample| sample.cpu);
        print(&format!("{name} wall time"), ("ms", 1e3), sides, &samples, |sample| sample.wall);
        for side in sides {
            let (_, peak) = run_and_watch(&mut (side.command)())?;
            println!("{name}, {}: peak memory {} MiB", side.name, peak >> 20);
        }
    }
    Ok(())
}
