//! One side while it is measured: the processes that it consists of, and what is known of it so far.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Plan, Start};
use crate::process::Run;
use crate::results::{ColdStart, Figure, Metric, SideResult, Status};
use crate::runtimes::{Place, Programs, Side};
use crate::{Error, Launch};

/// How much of what a runtime says when it fails is kept.
const MESSAGE_CHARS_MAX: usize = 300;

/// The files that all sides share.
pub(super) struct Files<'a> {
    stem: PathBuf,
    module: PathBuf,
    /// The module that returns at once.
    start_module: PathBuf,
    scratch: &'a Path,
}

impl<'a> Files<'a> {
    pub(super) fn write(plan: &Plan, early: Option<&[u8]>, scratch: &'a Path) -> Result<Files<'a>, Error> {
        let stem = PathBuf::from(Path::new(&plan.name).file_stem().unwrap_or("program".as_ref()));
        let file = |folder: &str, contents: Option<&[u8]>| -> Result<PathBuf, Error> {
            let folder = scratch.join(folder);
            let path = named(&folder, &stem, "wasm");
            if let Some(contents) = contents {
                fs::create_dir_all(&folder)
                    .and_then(|()| fs::write(&path, contents))
                    .map_err(Error::system(format!("write {}", path.display())))?;
            }
            Ok(path)
        };
        let (module, start_module) = (file("module", Some(&plan.wasm))?, file("start", early)?);
        Ok(Files { stem, module, start_module, scratch })
    }
}

/// `FOLDER/STEM.EXTENSION`. The stem itself may have dots.
fn named(folder: &Path, stem: &Path, extension: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    if !extension.is_empty() {
        name.push(".");
        name.push(extension);
    }
    folder.join(name)
}

/// See the module.
pub(super) struct Contestant {
    side: Side,
    pub(super) compile: Option<Launch>,
    /// What is compiled, or the executable of a native side.
    pub(super) output: Option<PathBuf>,
    pub(super) run: Launch,
    /// Compiles the module that returns at once, where it is what a cold start starts.
    pub(super) compile_start: Option<Launch>,
    pub(super) start: Option<Launch>,
    pub(super) status: Status,
    message: Option<String>,
    samples: BTreeMap<Metric, Vec<u64>>,
    pub(super) checked: Vec<Run>,
}

impl Contestant {
    pub(super) fn new(
        plan: &Plan,
        side: &Side,
        programs: &Programs,
        cold_start: ColdStart,
        files: &Files<'_>,
        index: usize,
    ) -> Result<Contestant, Error> {
        let runtime = side.runtime;
        let output = |folder: &str| -> Result<PathBuf, Error> {
            let folder = files.scratch.join(folder).join(index.to_string());
            fs::create_dir_all(&folder).map_err(Error::system(format!("make {}", folder.display())))?;
            Ok(named(&folder, &files.stem, runtime.extension))
        };
        let compiled = match &side.executable {
            Some(executable) => executable.clone(),
            None => output("module")?,
        };
        let place = Place { module: &files.module, output: &compiled, scratch: files.scratch };
        let compile = runtime.compile_launch(programs, place, &plan.guest)?;
        let run = runtime.run_launch(programs, place, &plan.guest, side.newer)?;
        let (mut compile_start, mut start) = (None, None);
        match (cold_start, &plan.start) {
            (ColdStart::EarlyReturn, _) if side.executable.is_none() => {
                let compiled = output("start")?;
                let place = Place { module: &files.start_module, output: &compiled, ..place };
                compile_start = runtime.compile_launch(programs, place, &plan.guest)?;
                start = Some(runtime.run_launch(programs, place, &plan.guest, side.newer)?);
            }
            (ColdStart::Arguments, Start::Arguments(arguments)) => {
                let guest = crate::runtimes::Guest { arguments: arguments.clone(), ..plan.guest.clone() };
                start = Some(runtime.run_launch(programs, place, &guest, side.newer)?);
            }
            (ColdStart::FirstByte, _) => start = Some(run.clone()),
            _ => {}
        }
        let mut contestant = Contestant {
            side: side.clone(),
            output: (compile.is_some() || side.executable.is_some()).then_some(compiled),
            compile,
            run,
            compile_start,
            start,
            status: Status::Measured,
            message: None,
            samples: BTreeMap::new(),
            checked: Vec::new(),
        };
        if let Some(refusal) = (runtime.refusal)(&plan.guest) {
            contestant.fail(Status::Failed, refusal);
        }
        Ok(contestant)
    }

    pub(super) fn name(&self) -> &str {
        &self.side.name
    }

    pub(super) fn is_measured(&self) -> bool {
        self.status == Status::Measured
    }

    /// Takes it out of what follows; what was measured of it is worth nothing.
    pub(super) fn fail(&mut self, status: Status, message: impl Into<String>) {
        self.status = status;
        self.message = Some(message.into());
        self.samples.clear();
    }

    /// Says why figures are missing.
    pub(super) fn note(&mut self, message: impl Into<String>) {
        self.message = Some(message.into());
    }

    pub(super) fn record(&mut self, metric: Metric, sample: u64) {
        self.samples.entry(metric).or_default().push(sample);
    }

    pub(super) fn forget(&mut self, metric: Metric) {
        self.samples.remove(&metric);
    }

    /// Sizes of the files that it consists of.
    pub(super) fn record_sizes(&mut self) {
        let size = |path: &Path| fs::metadata(path).ok().map(|metadata| metadata.len());
        if let Some(size) = self.output.as_deref().and_then(size) {
            self.record(Metric::CompiledSize, size);
        }
        if let Some(size) = self.side.program.as_deref().and_then(size) {
            self.record(Metric::RuntimeSize, size);
        }
    }

    pub(super) fn result(self) -> SideResult {
        let figures = self.samples.into_iter().map(|(metric, samples)| (metric, Figure::new(samples)));
        SideResult {
            name: self.side.name,
            title: self.side.title,
            version: self.side.version,
            status: self.status,
            message: self.message,
            figures: figures.collect(),
        }
    }
}

/// How a run went wrong: its end, and the last thing that it said.
pub(super) fn complaint(what: &str, run: &Run) -> String {
    let said = [&run.stderr, &run.stdout].into_iter().map(|said| String::from_utf8_lossy(said).into_owned());
    let last = said.flat_map(|said| said.lines().rev().map(str::to_owned).collect::<Vec<_>>());
    let last = last.map(|line| line.trim().to_owned()).find(|line| !line.is_empty());
    let last: Option<String> = last.map(|line| line.chars().take(MESSAGE_CHARS_MAX).collect());
    format!("{what} {}{}", run.end, last.map(|last| format!(": {last}")).unwrap_or_default())
}
