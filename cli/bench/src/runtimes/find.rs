//! Which of the known runtimes are there, and of which version.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{ALL, NATIVE, PRECAST, Runtime};
use crate::process::{self, End, Until};
use crate::{Error, Interrupts, Launch};

/// How long a program may take to tell about itself.
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// Where programs are.
#[derive(Clone, Debug, Default)]
pub struct Programs(BTreeMap<String, PathBuf>);

impl Programs {
    /// Those on PATH, `named` ones before them. `precast` is the one that runs, unless it is named.
    ///
    /// # Errors
    /// If a named one is not there, or no runtime knows it.
    pub fn locate(precast: PathBuf, named: &[(String, PathBuf)]) -> Result<Programs, Error> {
        let known: Vec<&str> = ALL.iter().flat_map(Runtime::programs).collect();
        let mut programs = BTreeMap::from([(PRECAST.to_owned(), precast)]);
        let path = env::var_os("PATH").unwrap_or_default();
        for program in &known {
            if let Some(found) = on_path(program, &path) {
                programs.entry((*program).to_owned()).or_insert(found);
            }
        }
        for (program, path) in named {
            if !known.contains(&program.as_str()) {
                let mut known = known.clone();
                known.dedup();
                let known = known.join(", ");
                return Err(Error::Request(format!(
                    "no runtime needs a program {program}, expected {known}"
                )));
            }
            programs.insert(program.clone(), executable(path)?);
        }
        Ok(Programs(programs))
    }

    pub(crate) fn path(&self, program: &str) -> Result<&Path, Error> {
        let path = self.0.get(program).map(PathBuf::as_path);
        path.ok_or_else(|| Error::Request(format!("{program} is not on PATH")))
    }

    #[cfg(test)]
    pub(crate) fn for_tests(path: impl Fn(&str) -> PathBuf) -> Programs {
        let known = ALL.iter().flat_map(Runtime::programs);
        Programs(known.map(|program| (program.to_owned(), path(program))).collect())
    }
}

/// The absolute path of a file that can be executed.
fn executable(path: &Path) -> Result<PathBuf, Error> {
    let shown = path.display();
    let absolute = std::path::absolute(path).map_err(Error::system(format!("find {shown}")))?;
    let metadata = absolute.metadata().map_err(Error::system(format!("find {shown}")))?;
    if !metadata.is_file() || metadata.permissions().mode() & 0o111 == 0 {
        return Err(Error::Request(format!("{shown} cannot be executed")));
    }
    Ok(absolute)
}

fn on_path(program: &str, path: &OsString) -> Option<PathBuf> {
    env::split_paths(path).find_map(|directory| executable(&directory.join(program)).ok())
}

/// A runtime that is there.
#[derive(Clone, Debug)]
pub struct Side {
    /// Its line in the table.
    pub runtime: &'static Runtime,
    /// What it is called; differs from the runtime's name for native executables.
    pub name: String,
    /// What it is called in tables.
    pub title: String,
    /// What it says about its version; empty for native executables.
    pub version: String,
    /// Whether it knows the option in brackets of its command.
    pub(crate) newer: bool,
    /// The program that must be there to run what is compiled; none for an executable.
    pub program: Option<PathBuf>,
    /// The executable, for a native one.
    pub executable: Option<PathBuf>,
}

/// The runtimes of the table that are there, of those called `only` (all if empty), and native executables
/// with the names that they are given.
///
/// # Errors
/// If a runtime of `only` is unknown or not there, or a native executable is not there.
pub fn find(
    programs: &Programs,
    only: &[String],
    natives: &[(Option<String>, PathBuf)],
    interrupts: &Interrupts,
) -> Result<Vec<Side>, Error> {
    for name in only {
        let Some(runtime) = ALL.iter().find(|runtime| runtime.name == name) else {
            let known: Vec<&str> = ALL.iter().map(|runtime| runtime.name).collect();
            return Err(Error::Request(format!("no runtime {name} is known, expected {}", known.join(", "))));
        };
        for program in runtime.programs() {
            programs.path(program)?;
        }
    }
    let mut sides = Vec::new();
    for runtime in ALL {
        let wanted =
            runtime.name == PRECAST || only.is_empty() || only.iter().any(|name| name == runtime.name);
        let there = runtime.programs().iter().all(|program| programs.path(program).is_ok());
        if wanted && there {
            let main = runtime.programs()[0];
            let program = runtime.run.starts_with(main).then(|| programs.path(main).map(Path::to_owned));
            sides.push(Side {
                runtime,
                name: runtime.name.to_owned(),
                title: runtime.title.to_owned(),
                version: version(programs.path(main)?, interrupts)?,
                newer: knows_newer_option(runtime, programs.path(main)?, interrupts)?,
                program: program.transpose()?,
                executable: None,
            });
        }
    }
    for (name, path) in natives {
        let own_name = || if natives.len() == 1 { NATIVE.name.into() } else { file_name(path) };
        let name = name.clone().unwrap_or_else(own_name);
        if sides.iter().any(|side| side.name == name) {
            return Err(Error::Request(format!(
                "two sides are called {name}; name one with --native NAME=PATH"
            )));
        }
        sides.push(Side {
            runtime: &NATIVE,
            title: name.clone(),
            name,
            version: String::new(),
            newer: false,
            program: None,
            executable: Some(executable(path)?),
        });
    }
    Ok(sides)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The first line of what a program says about its version.
fn version(program: &Path, interrupts: &Interrupts) -> Result<String, Error> {
    let Some(text) = answer(program, &["--version"], interrupts)? else {
        return Ok("unknown version".to_owned());
    };
    let line = text.lines().next().unwrap_or_default().trim();
    // Some begin with how they were called; where a program lies is nothing that results should tell.
    let line = match line.strip_prefix(&*program.to_string_lossy()) {
        Some(rest) => format!("{}{rest}", file_name(program)),
        None => line.to_owned(),
    };
    Ok(line)
}

/// Whether the help of a runtime's command names the option in brackets.
fn knows_newer_option(runtime: &Runtime, program: &Path, interrupts: &Interrupts) -> Result<bool, Error> {
    let Some((subcommand, option)) = runtime.newer_option() else { return Ok(false) };
    let help = answer(program, &[subcommand, "--help"], interrupts)?;
    Ok(help.is_some_and(|help| help.contains(option)))
}

/// What a program prints when it is asked about itself; `None` where it fails: why it does not work is told when it
/// is to run the program.
fn answer(program: &Path, arguments: &[&str], interrupts: &Interrupts) -> Result<Option<String>, Error> {
    let arguments = arguments.iter().map(Into::into).collect();
    let launch = Launch { arguments, ..Launch::new(program) };
    match process::run(&launch, Until::Exit, ANSWER_LIMIT, interrupts) {
        Ok(run) if run.end == End::Status(0) => Ok(Some(String::from_utf8_lossy(&run.stdout).into_owned())),
        Err(error @ Error::Interrupted(_)) => Err(error),
        Ok(_) | Err(_) => Ok(None),
    }
}
