//! CPython that prints a line: gone on from a snapshot at the opening of its script, against the same
//! program from its beginning: time from spawn to the first output, and to exit (CPython takes some
//! milliseconds to tear itself down), peak memory, file sizes.

use std::fs;
use std::process::Command;

use crate::inputs::Inputs;
use crate::measure::{Side, interleave, interleave_to_output, peak_at_output, print};

pub(crate) fn run(inputs: &Inputs, pairs: usize) -> anyhow::Result<()> {
    let scripts = inputs.built("scripts");
    fs::create_dir(&scripts)?;
    fs::write(scripts.join("main.py"), "print('hello')\n")?;
    let dir = format!("--embed={}::/", scripts.display());
    let python = inputs.cache.join("inputs/python.wasm");
    let common = [dir.as_str(), "--arg=/main.py", "--env=PYTHONHASHSEED=0"];
    let plain = inputs.build(&python, &common, "python")?;
    let options = [&common[..], &["--snapshot-at=open:/main.py"]].concat();
    let snapshot = inputs.build(&python, &options, "python-snapshot")?;
    let sides = [
        &Side { name: "snapshot", command: &|| Command::new(&snapshot) },
        &Side { name: "plain", command: &|| Command::new(&plain) },
    ];
    let samples = interleave_to_output(sides, pairs)?;
    print("spawn to output", ("µs", 1e6), sides, &samples, |sample| sample.wall);
    let samples = interleave(sides, pairs)?;
    print("spawn to exit", ("µs", 1e6), sides, &samples, |sample| sample.wall);
    for (side, path) in sides.iter().zip([&snapshot, &plain]) {
        let memory = peak_at_output((side.command)())?;
        println!("{}: peak memory {memory} KiB, file {} bytes", side.name, fs::metadata(path)?.len());
    }
    Ok(())
}
