//! Measures processes: wall time, CPU time, peak memory; and compares two sides in alternating pairs.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use nix::sys::resource::{UsageWho, getrusage};
use rustix::fs::OFlags;

/// What one process took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    /// From the call that starts the process until its end was noticed.
    pub(crate) wall: Duration,
    /// User and system time of all its threads.
    pub(crate) cpu: Duration,
}

/// One side of a comparison.
pub(crate) struct Side<'a> {
    pub(crate) name: &'a str,
    pub(crate) command: &'a dyn Fn() -> Command,
}

/// Runs both sides `pairs` times, each pair in the other order than the one before. Returns the samples
/// of each side.
pub(crate) fn interleave(sides: [&Side<'_>; 2], pairs: usize) -> anyhow::Result<[Vec<Sample>; 2]> {
    interleave_with(sides, pairs, run)
}

/// As [`interleave`], but the wall time ends with the first byte of output.
pub(crate) fn interleave_to_output(sides: [&Side<'_>; 2], pairs: usize) -> anyhow::Result<[Vec<Sample>; 2]> {
    interleave_with(sides, pairs, run_to_output)
}

fn interleave_with(
    sides: [&Side<'_>; 2],
    pairs: usize,
    run: impl Fn(&mut Command) -> anyhow::Result<Sample>,
) -> anyhow::Result<[Vec<Sample>; 2]> {
    let mut samples = [Vec::new(), Vec::new()];
    // Once each to warm caches; not counted.
    for side in sides {
        run(&mut (side.command)()).with_context(|| side.name.to_owned())?;
    }
    for pair in 0..pairs {
        for turn in [pair % 2, 1 - pair % 2] {
            let sample = run(&mut (sides[turn].command)()).with_context(|| sides[turn].name.to_owned())?;
            samples[turn].push(sample);
        }
    }
    Ok(samples)
}

/// Runs a process to its end; anything but status 0 is an error.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<Sample> {
    // Opened before the clock starts: the same few microseconds on both sides would bring ratios nearer to 1.
    let null = File::options().read(true).write(true).open("/dev/null")?;
    command.stdin(null.try_clone()?).stdout(null);
    let before = children_cpu()?;
    let start = Instant::now();
    let status = command.spawn().with_context(|| format!("cannot start {command:?}"))?.wait()?;
    let wall = start.elapsed();
    let cpu = children_cpu()? - before;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(Sample { wall, cpu })
}

/// Runs a process to its end, and measures up to the first byte of its output.
fn run_to_output(command: &mut Command) -> anyhow::Result<Sample> {
    let null = File::open("/dev/null")?;
    let (mut reader, writer) = std::io::pipe()?;
    command.stdin(null).stdout(writer);
    let before = children_cpu()?;
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
    // The command holds the other copy of the pipe's end.
    command.stdout(Stdio::null());
    reader.read_exact(&mut [0]).with_context(|| format!("{command:?} prints nothing"))?;
    let wall = start.elapsed();
    let status = child.wait()?;
    let cpu = children_cpu()? - before;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(Sample { wall, cpu })
}

/// CPU time of all children that have ended. Only one child runs at a time.
fn children_cpu() -> anyhow::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let microseconds = [usage.user_time(), usage.system_time()]
        .map(|time| time.tv_sec() as u64 * 1_000_000 + time.tv_usec() as u64);
    Ok(Duration::from_micros(microseconds.iter().sum()))
}

/// Prints raw figures, minimum and median of both sides, and the ratio of the medians.
pub(crate) fn print(
    what: &str,
    unit: (&str, f64),
    sides: [&Side<'_>; 2],
    samples: &[Vec<Sample>; 2],
    pick: impl Fn(&Sample) -> Duration,
) {
    let (unit, per_second) = unit;
    let medians = [0, 1].map(|side| {
        let raw: Vec<f64> =
            samples[side].iter().map(|sample| pick(sample).as_secs_f64() * per_second).collect();
        let figures: Vec<String> = raw.iter().map(|figure| format!("{figure:.1}")).collect();
        println!("{what}, {}, {unit}, raw: {}", sides[side].name, figures.join(" "));
        let mut sorted = raw;
        sorted.sort_by(f64::total_cmp);
        let median = (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0;
        (sorted[0], median)
    });
    for (side, (least, median)) in sides.iter().zip(medians) {
        println!("{what}, {}: minimum {least:.1} {unit}, median {median:.1} {unit}", side.name);
    }
    println!("{what}: ratio of medians {:.3}", medians[0].1 / medians[1].1);
}

/// Peak resident memory in KiB of a process that writes to standard output at its very end: it is held
/// up at that write by a full pipe, and its `VmHWM` read. (`ru_maxrss` would not do: over exec it keeps
/// the peak of the process that started it.)
pub(crate) fn peak_at_output(command: Command) -> anyhow::Result<u64> {
    peak_at_output_after(command, Duration::from_millis(100))
}

/// As [`peak_at_output`], for a process that takes up to `time` to come to its output.
pub(crate) fn peak_at_output_after(mut command: Command, time: Duration) -> anyhow::Result<u64> {
    let (mut reader, mut writer) = std::io::pipe()?;
    rustix::fs::fcntl_setfl(&writer, OFlags::NONBLOCK)?;
    let mut filled = 0;
    while let Ok(len) = writer.write(&[0; 4096]) {
        filled += len;
    }
    rustix::fs::fcntl_setfl(&writer, OFlags::empty())?;
    let mut child = command.stdin(Stdio::null()).stdout(writer).spawn()?;
    // The command holds the other copy of the pipe's end.
    drop(command);
    std::thread::sleep(time);
    let peak = peak(&child).context("the process did not wait at its output")?;
    let mut output = vec![0; filled];
    reader.read_exact(&mut output)?;
    output.clear();
    reader.read_to_end(&mut output)?;
    let status = child.wait()?;
    if !status.success() || output.is_empty() {
        bail!("the process ended with {status} after {} bytes of output", output.len());
    }
    Ok(peak)
}

/// Runs a process that takes a while to its good end. With its peak resident memory in bytes: the last of
/// many looks.
pub(crate) fn run_and_watch(command: &mut Command) -> anyhow::Result<(Sample, u64)> {
    let before = children_cpu()?;
    let start = Instant::now();
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    let mut child = child.with_context(|| format!("cannot start {command:?}"))?;
    let mut last = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        last = peak(&child).unwrap_or(last);
        std::thread::sleep(Duration::from_millis(2));
    };
    let wall = start.elapsed();
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok((Sample { wall, cpu: children_cpu()? - before }, last << 10))
}

fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
