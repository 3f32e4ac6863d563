//! The machine that figures belong to, and how busy it was.

use std::fs;

use serde::{Deserialize, Serialize};

/// What stands beside every result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Model of the CPU, as the kernel calls it.
    pub cpu: String,
    /// CPUs that this process may use.
    pub cpus: usize,
    /// Architecture.
    pub arch: String,
    /// Release of the kernel.
    pub kernel: String,
    /// Memory in all.
    pub memory_bytes: u64,
    /// Processes that wanted to run, on average over 1, 5 and 15 minutes, at the beginning.
    pub load_average: [f64; 3],
}

impl Machine {
    /// This machine, now.
    pub fn this() -> Machine {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let field = |text: &str, names: &[&str]| {
            let line = names.iter().find_map(|name| text.lines().find_map(|line| line.strip_prefix(*name)));
            line.map(|line| line.trim_start_matches([' ', '\t', ':']).trim().to_owned())
        };
        let memory = field(&read("/proc/meminfo"), &["MemTotal"]);
        let kibibytes = memory.and_then(|memory| memory.strip_suffix(" kB")?.parse::<u64>().ok());
        let load = read("/proc/loadavg");
        let mut load = load.split(' ').map(|load| load.parse().unwrap_or(0.0));
        Machine {
            // x86 has the first, riscv the second; aarch64 gives numbers only.
            cpu: field(&read("/proc/cpuinfo"), &["model name", "uarch", "CPU part"])
                .unwrap_or_else(|| "unknown CPU".to_owned()),
            cpus: std::thread::available_parallelism().map_or(1, usize::from),
            arch: std::env::consts::ARCH.to_owned(),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            memory_bytes: kibibytes.unwrap_or(0) << 10,
            load_average: [(); 3].map(|()| load.next().unwrap_or(0.0)),
        }
    }

    /// Whether so much ran on it that times are worth little: half of its CPUs.
    pub fn is_busy(&self) -> bool {
        self.load_average[0] >= self.cpus as f64 / 2.0
    }

    /// Whether times of the two can be compared.
    pub fn is_like(&self, other: &Machine) -> bool {
        (&self.cpu, self.cpus, &self.arch) == (&other.cpu, other.cpus, &other.arch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_has_properties() {
        let machine = Machine::this();
        assert!(machine.cpus > 0 && machine.memory_bytes > 1 << 20, "{machine:?}");
        assert!(!machine.cpu.is_empty() && machine.kernel.contains('.'), "{machine:?}");
        assert!(machine.is_like(&machine));
    }

    #[test]
    fn a_machine_is_busy_when_half_of_it_is() {
        let busy = |load| Machine { cpus: 4, load_average: [load, 9.0, 9.0], ..Machine::this() }.is_busy();
        assert!(busy(2.0) && !busy(1.9));
    }
}
