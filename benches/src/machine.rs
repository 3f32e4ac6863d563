//! What stands above every result: the machine, and the versions of both sides.

use std::fs;
use std::process::Command;

use crate::inputs::{Inputs, succeed};

/// Prints the heading.
pub(crate) fn print(inputs: &Inputs) -> anyhow::Result<()> {
    let cpus = fs::read_to_string("/proc/cpuinfo")?;
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown CPU", |model| model.trim_start_matches([' ', '\t', ':']));
    let count = std::thread::available_parallelism()?;
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    println!("machine: {model}, {count} CPUs, Linux {}", kernel.trim());
    let load = fs::read_to_string("/proc/loadavg")?;
    println!("load average before: {}", load.split(' ').take(3).collect::<Vec<_>>().join(" "));
    println!("command: {}", std::env::args().skip(1).collect::<Vec<_>>().join(" "));
    println!("{}", succeed(Command::new(&inputs.precast).arg("--version"))?.trim());
    let gcc = succeed(Command::new("gcc").arg("--version"))?;
    println!("{}", gcc.lines().next().unwrap_or("gcc"));
    Ok(())
}
