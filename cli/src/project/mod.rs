//! The project file `precast.toml`: options of `build`, `run` and `pack` that need not be typed.
//!
//! The file is read into arguments of the command line, which stand before those that were typed: what a key means
//! is said nowhere but where its option is defined. Options that were typed win.

mod keys;

use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::failure::Failure;
use keys::{Key, Keys, Wrong};

pub(crate) use keys::template;

/// The file that is looked for in the working directory.
pub(crate) const FILE_NAME: &str = "precast.toml";
/// Identifiers of arguments that this module knows.
const ID_CONFIG: &str = "config";
const ID_MODULE: &str = "file";
const ID_CPU: &str = "cpu";
const ID_TARGET: &str = "target";
const ID_PLATFORM: &str = "platform";

/// A project file.
pub(crate) struct Project {
    path: PathBuf,
    text: String,
}

/// A key with its value, as arguments of the command line.
struct Setting {
    /// The identifier of the option.
    id: String,
    arguments: Vec<OsString>,
}

/// What a project file adds to a command line.
#[derive(Default)]
pub(crate) struct Added {
    /// Arguments.
    pub(crate) arguments: Vec<OsString>,
    /// Whether CPUs are among them.
    pub(crate) cpu: bool,
}

/// What a project file adds to the arguments of `command`, which were parsed as `matches`.
pub(crate) fn arguments(command: &Command, matches: &ArgMatches) -> anyhow::Result<Added> {
    let named = matches.get_one::<PathBuf>(ID_CONFIG);
    let path = named.map_or(Path::new(FILE_NAME), PathBuf::as_path);
    if named.is_none() && !path.exists() {
        return Ok(Added::default());
    }
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| format!("cannot read the project file {shown}"))?;
    let project = Project { path: path.to_owned(), text };
    let settings = project.settings()?;
    // Found and not named, it is about its own module: others do not get its grants because of where they are built.
    let module = matches.get_one::<PathBuf>(ID_MODULE);
    if let (None, Some(module)) = (named, module)
        && !project.is_about(module, &settings)
    {
        return Ok(Added::default());
    }
    let typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let typed: Vec<&Arg> = command.get_arguments().filter(|arg| typed(arg.get_id().as_str())).collect();
    let option = |id: &str| command.get_arguments().find(|arg| arg.get_id().as_str() == id);
    // What a file says of images alone goes before what it says of all that is built.
    let has_platform =
        option(ID_PLATFORM).is_some() && settings.iter().any(|setting| setting.id == ID_PLATFORM);
    let wanted = |setting: &Setting| {
        option(&setting.id).is_some_and(|arg| typed.iter().all(|typed| !excludes(command, arg, typed)))
            && !(has_platform && setting.id == ID_TARGET)
    };
    let wanted: Vec<_> = settings.into_iter().filter(wanted).collect();
    Ok(Added {
        cpu: wanted.iter().any(|setting| setting.id == ID_CPU),
        arguments: wanted.into_iter().flat_map(|setting| setting.arguments).collect(),
    })
}

/// Whether an option of the file gives way to one that was typed.
fn excludes(command: &Command, of_file: &Arg, typed: &Arg) -> bool {
    let conflicts = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id())
    };
    of_file.get_id() == typed.get_id() || conflicts(of_file, typed) || conflicts(typed, of_file)
}

impl Project {
    /// Everything that the file says, checked.
    fn settings(&self) -> anyhow::Result<Vec<Setting>> {
        let keys = Keys::new();
        let file = DeTable::parse(&self.text)
            .map_err(|error| self.failure(&error.span().unwrap_or_default(), error.message()))?;
        let mut settings = Vec::new();
        for (name, value) in file.get_ref() {
            match (keys.find("", name.get_ref()), value.get_ref()) {
                (Some(key), _) => settings.push(self.setting(&keys, key, value)?),
                (None, DeValue::Table(table)) if keys.has_table(name.get_ref()) => {
                    for (inner, value) in table {
                        let key = keys.find(name.get_ref(), inner.get_ref());
                        let key = key.ok_or_else(|| {
                            let place = format!(" in [{}]", name.get_ref());
                            self.unknown(&keys, inner, &place)
                        })?;
                        settings.push(self.setting(&keys, key, value)?);
                    }
                }
                (None, _) if keys.has_table(name.get_ref()) => {
                    let problem = format!("[{0}] is a table, not a key", name.get_ref());
                    return Err(self.failure(&name.span(), &problem).into());
                }
                (None, _) => return Err(self.unknown(&keys, name, "").into()),
            }
        }
        Ok(settings)
    }

    fn unknown(&self, keys: &Keys, name: &Spanned<impl AsRef<str>>, place: &str) -> Failure {
        let unknown = name.get_ref().as_ref();
        let failure = self.failure(&name.span(), &format!("there is no key {unknown:?}{place}"));
        match keys.similar(unknown) {
            Some(similar) => failure.hint(format!("did you mean {similar}?")),
            None => failure.hint("`precast init` writes a file with all keys"),
        }
    }

    /// A key with its value.
    fn setting(&self, keys: &Keys, key: &Key, value: &Spanned<DeValue<'_>>) -> anyhow::Result<Setting> {
        let mut arguments = Vec::new();
        for (span, argument) in key.arguments(value, self.directory()).map_err(|wrong| self.wrong(&wrong))? {
            keys.check(key, &argument).map_err(|problem| self.failure(&span, &problem))?;
            arguments.push(argument);
        }
        Ok(Setting { id: key.id().to_owned(), arguments })
    }

    fn wrong(&self, wrong: &Wrong) -> Failure {
        self.failure(&wrong.span, &wrong.problem)
    }

    /// What paths in the file count from; empty for the working directory.
    fn directory(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Whether the file names `module`, or none at all.
    fn is_about(&self, module: &Path, settings: &[Setting]) -> bool {
        let Some(own) = settings.iter().find(|setting| setting.id == ID_MODULE) else { return true };
        let own = Path::new(&own.arguments[0]);
        let same = || Some(fs::canonicalize(own).ok()? == fs::canonicalize(module).ok()?);
        own == module || same() == Some(true)
    }

    /// A failure with the line that it is about.
    fn failure(&self, span: &Range<usize>, problem: &str) -> Failure {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        Failure::usage(format!("{}:{line}: {}", self.path.display(), problem.trim_end()))
    }
}
