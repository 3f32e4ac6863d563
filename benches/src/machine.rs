//! What stands above every result: the machine, and the versions of what is measured.

use std::fs;
use std::process::Command;

use serde::Serialize;

use crate::inputs::{Inputs, succeed};

/// A machine, and how busy it was.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    cpu: String,
    cpus: usize,
    kernel: String,
    /// Averages over 1, 5 and 15 minutes before the first run.
    load: Vec<String>,
    /// Whether huge pages are used for all memory.
    huge_pages: String,
    /// What `precast --version` prints.
    precast: Vec<String>,
    gcc: String,
}

impl Machine {
    /// Looks at the machine as it is now.
    pub(crate) fn look(inputs: &Inputs) -> anyhow::Result<Machine> {
        let cpus = fs::read_to_string("/proc/cpuinfo")?;
        let cpu = cpus
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or("unknown CPU", |model| model.trim_start_matches([' ', '\t', ':']));
        let load = fs::read_to_string("/proc/loadavg")?;
        let huge_pages =
            fs::read_to_string("/sys/kernel/mm/transparent_hugepage/enabled").unwrap_or_default();
        let gcc = succeed(Command::new("gcc").arg("--version"))?;
        Ok(Machine {
            cpu: cpu.to_owned(),
            cpus: std::thread::available_parallelism()?.get(),
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            load: load.split(' ').take(3).map(str::to_owned).collect(),
            huge_pages: huge_pages.trim().to_owned(),
            precast: succeed(Command::new(&inputs.precast).arg("--version"))?
                .lines()
                .map(str::to_owned)
                .collect(),
            gcc: gcc.lines().next().unwrap_or("gcc").to_owned(),
        })
    }

    /// Prints the heading of results that are text.
    pub(crate) fn print(&self) {
        println!("machine: {}, {} CPUs, Linux {}", self.cpu, self.cpus, self.kernel);
        println!("load average before: {}", self.load.join(" "));
        println!("command: {}", std::env::args().skip(1).collect::<Vec<_>>().join(" "));
        println!("{}\n{}", self.precast.join("\n"), self.gcc);
    }

    /// The heading of results in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let Machine { cpu, cpus, kernel, load, huge_pages, precast, gcc } = self;
        let precast: Vec<_> = precast.iter().take(2).map(String::as_str).collect();
        format!(
            "* machine: {cpu}, {cpus} CPUs, Linux {kernel}, transparent huge pages `{huge_pages}`\n\
             * load average before: {}\n* {}; {gcc}\n",
            load.join(" "),
            precast.join(", ")
        )
    }

    /// A name for files of results, after the CPU.
    pub(crate) fn file_name(&self) -> String {
        let words = self.cpu.to_lowercase();
        let words =
            words.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        format!("{}-{}-cpus", words.collect::<Vec<_>>().join("-"), self.cpus)
    }
}
