//! The keys of the project file: the options of builds and images, as the command line defines them.
//!
//! A key has the name of its option, in a table with the name of the heading under which `--help` shows it.

use std::ffi::OsString;
use std::ops::Range;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args, Command, ValueHint};
use toml::Spanned;
use toml::de::DeValue;

use super::{FILE_NAME, ID_MODULE, ID_TARGET};
use crate::args::{
    BuildOptions, ImageOptions, PreinitOptions, ProgramOptions, SnapshotOptions, TargetOptions,
};

/// What the program is called in the file.
const MODULE: &str = "module";
/// How much alike two names are that are mistaken for each other, as clap has it.
const SIMILARITY_MIN: f64 = 0.7;
/// Columns of a comment in the template.
const COLUMNS: usize = 100;

/// All keys.
pub(super) struct Keys {
    command: Command,
    keys: Vec<Key>,
}

/// A key.
pub(super) struct Key(Arg);

/// A value that is none for its key, and where it is.
pub(super) struct Wrong {
    pub(super) span: Range<usize>,
    pub(super) problem: String,
}

impl Keys {
    /// The options that say what a program or image is; not those about one run of precast, which have no heading.
    pub(super) fn new() -> Keys {
        let command = Command::new(FILE_NAME);
        let command = TargetOptions::augment_args(ProgramOptions::augment_args(command));
        let command = PreinitOptions::augment_args(BuildOptions::augment_args(command));
        let command = SnapshotOptions::augment_args(command);
        let mut command = ImageOptions::augment_args(command);
        command.build();
        let is_key = |arg: &&Arg| {
            let top = [ID_MODULE, ID_TARGET].contains(&arg.get_id().as_str());
            top || arg.get_help_heading().is_some()
        };
        let keys = command.get_arguments().filter(is_key).map(|arg| Key(arg.clone())).collect();
        Keys { command, keys }
    }

    /// The key `name` of a table; outside of all tables for an empty one.
    pub(super) fn find(&self, table: &str, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.table() == table && key.name() == name)
    }

    /// Whether there is such a table.
    pub(super) fn has_table(&self, name: &str) -> bool {
        !name.is_empty() && self.keys.iter().any(|key| key.table() == name)
    }

    /// The key or table that may be meant by `unknown`.
    pub(super) fn similar(&self, unknown: &str) -> Option<String> {
        let key = |key: &Key| {
            let place = if key.table().is_empty() { String::new() } else { format!(" in [{}]", key.table()) };
            (key.name().to_owned(), format!("`{}`{place}", key.name()))
        };
        let table = |key: &Key| (key.table(), format!("[{}]", key.table()));
        let tables = self.keys.iter().filter(|key| !key.table().is_empty()).map(table);
        let names = self.keys.iter().map(key).chain(tables);
        let measured = names.map(|(name, shown)| (strsim::jaro(unknown, &name), shown));
        let similar = measured.filter(|(similarity, _)| *similarity > SIMILARITY_MIN);
        similar.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, shown)| shown)
    }

    /// Whether the command line would take this argument; otherwise what is wrong with it.
    pub(super) fn check(&self, key: &Key, argument: &OsString) -> Result<(), String> {
        let Err(error) = self.command.clone().try_get_matches_from([&FILE_NAME.into(), argument]) else {
            return Ok(());
        };
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => text.clone(),
            Some(ContextValue::Strings(texts)) => format!("one of {}", texts.join(", ")),
            _ => String::new(),
        };
        let why = match error.kind() {
            ErrorKind::InvalidValue => format!("expected {}", text(ContextKind::ValidValue)),
            ErrorKind::ValueValidation => {
                std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default()
            }
            // What an option needs beside it is a matter of the whole command line.
            _ => return Ok(()),
        };
        Err(format!("{:?} is no value for `{}`: {why}", text(ContextKind::InvalidValue), key.name()))
    }
}

impl Key {
    /// The identifier of the option.
    pub(super) fn id(&self) -> &str {
        self.0.get_id().as_str()
    }

    /// Its name in the file.
    fn name(&self) -> &str {
        self.0.get_long().unwrap_or(MODULE)
    }

    /// The table that it is in, empty for none.
    fn table(&self) -> String {
        self.0.get_help_heading().unwrap_or_default().to_ascii_lowercase()
    }

    fn is_list(&self) -> bool {
        matches!(self.0.get_action(), ArgAction::Append)
    }

    /// Whether it is `NAME=VALUE`, which the file may have as a table.
    fn is_map(&self) -> bool {
        self.is_list() && self.value_name().contains('=')
    }

    fn value_name(&self) -> &str {
        self.0.get_value_names().and_then(<[_]>::first).map_or("", |name| name.as_str())
    }

    fn possible_values(&self) -> Vec<String> {
        self.0.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
    }

    fn is_flag(&self) -> bool {
        matches!(self.0.get_action(), ArgAction::SetTrue)
    }

    /// Whether it may stand without a value.
    fn has_default_missing_value(&self) -> bool {
        !self.is_flag()
            && !self.is_choice()
            && self.0.get_num_args().is_some_and(|count| count.min_values() == 0)
    }

    /// Whether it is a choice between yes and no.
    fn is_choice(&self) -> bool {
        self.possible_values() == ["yes", "no"]
    }

    /// The arguments that a value stands for, each with its place. Paths count from `directory`.
    pub(super) fn arguments(
        &self,
        value: &Spanned<DeValue<'_>>,
        directory: &Path,
    ) -> Result<Vec<(Range<usize>, OsString)>, Wrong> {
        let argument = |span: Range<usize>, text: &str| (span, self.argument(text, directory));
        match value.get_ref() {
            DeValue::Boolean(on) if self.is_flag() || self.has_default_missing_value() => {
                Ok(on.then(|| (value.span(), format!("--{}", self.name()).into())).into_iter().collect())
            }
            DeValue::Array(items) if self.is_list() => {
                let items = items.iter().map(|item| Ok(argument(item.span(), &self.scalar(item)?)));
                items.collect()
            }
            DeValue::Table(items) if self.is_map() => {
                let items = items.iter().map(|(name, item)| {
                    Ok(argument(item.span(), &format!("{}={}", name.get_ref(), self.scalar(item)?)))
                });
                items.collect()
            }
            _ => {
                let text = self.scalar(value)?;
                // What is the default needs no option, which may be one that others must go with.
                let is_default = self.0.get_default_values().iter().any(|default| *default == *text);
                Ok(if is_default { Vec::new() } else { vec![argument(value.span(), &text)] })
            }
        }
    }

    /// A single value as the command line has it.
    fn scalar(&self, value: &Spanned<DeValue<'_>>) -> Result<String, Wrong> {
        match value.get_ref() {
            _ if self.is_flag() => {}
            DeValue::String(text) => return Ok(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 && !self.is_choice() => {
                return Ok(number.as_str().to_owned());
            }
            DeValue::Boolean(on) if self.is_choice() => return Ok(if *on { "yes" } else { "no" }.to_owned()),
            _ => {}
        }
        let expected = if self.is_flag() {
            "true or false"
        } else if self.is_map() {
            "an array of strings, or a table"
        } else if self.is_list() {
            "an array of strings"
        } else if self.is_choice() {
            "true or false"
        } else if self.has_default_missing_value() {
            "true, false or a string"
        } else {
            "a string or a number"
        };
        let problem = format!("`{}` must be {expected}", self.name());
        Err(Wrong { span: value.span(), problem })
    }

    /// The argument of the command line.
    fn argument(&self, text: &str, directory: &Path) -> OsString {
        let path = |path: &str| directory.join(path).to_string_lossy().into_owned();
        let text = if self.0.get_value_hint() == ValueHint::Unknown || directory.as_os_str().is_empty() {
            text.to_owned()
        } else if let (true, Some((name, file))) = (self.is_map(), text.split_once('=')) {
            format!("{name}={}", path(file))
        } else if self.value_name().contains("[::GUEST]") && !text.contains("::") {
            // The program still sees the directory under the path that is in the file.
            format!("{}::{text}", path(text))
        } else {
            path(text)
        };
        match self.0.get_long() {
            Some(long) => format!("--{long}={text}").into(),
            // Not to be taken for an option.
            None if text.starts_with('-') && text != "-" => format!("./{text}").into(),
            None => text.into(),
        }
    }

    /// The key in the template: what it means, and a value that changes nothing, or shows the form.
    fn template(&self) -> String {
        let help = self.0.get_long_help().or(self.0.get_help()).map(ToString::to_string).unwrap_or_default();
        let mut text = comment(&help);
        let choices = self.possible_values();
        if !choices.is_empty() && !self.0.is_hide_possible_values_set() && !self.is_choice() {
            text.push_str(&comment(&format!("One of {}.", choices.join(", "))));
        }
        let default = self.0.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
        let value = match (self.0.get_action(), default) {
            (ArgAction::SetTrue, _) => "false".to_owned(),
            (ArgAction::Append, _) => "[]".to_owned(),
            (_, Some(default)) if self.is_choice() => (default == "yes").to_string(),
            (_, Some(default)) => quoted(&default),
            (_, None) => quoted(self.value_name()),
        };
        let form = match self.0.get_action() {
            ArgAction::Append => format!("  # {}", self.value_name()),
            _ => String::new(),
        };
        text + &format!("#{} = {value}{form}\n", self.name())
    }
}

/// A file with all keys as comments, but the module, which is `module`.
pub(crate) fn template(module: &str) -> String {
    let keys = Keys::new();
    let mut text = comment(
        "What `precast build`, `precast run` and `precast pack` do without options. Options of the command line \
         win over this file. Paths count from the directory of this file, but those of `dir`, which are those of \
         the machine where the program runs.",
    );
    let mut tables: Vec<String> = Vec::new();
    for key in &keys.keys {
        if !tables.contains(&key.table()) {
            tables.push(key.table());
        }
    }
    for table in &tables {
        if !table.is_empty() {
            text.push_str(&format!("\n[{table}]\n"));
        }
        for key in keys.keys.iter().filter(|key| key.table() == *table) {
            text.push('\n');
            if key.id() == ID_MODULE {
                text.push_str(&comment("The program: a WebAssembly module, binary or text."));
                text.push_str(&format!("{MODULE} = {}\n", quoted(module)));
            } else {
                text.push_str(&key.template());
            }
        }
    }
    text
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    // The escapes of JSON are among those of TOML.
    serde_json::Value::from(text).to_string()
}

/// Lines of a comment.
fn comment(text: &str) -> String {
    let mut lines = String::new();
    let mut line = "#".to_owned();
    for word in text.split_whitespace() {
        if line.len() + 1 + word.len() > COLUMNS {
            lines.push_str(&line);
            lines.push('\n');
            line = "#".to_owned();
        }
        line.push(' ');
        line.push_str(word);
    }
    lines + &line + "\n"
}
