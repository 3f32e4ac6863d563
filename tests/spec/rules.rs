//! The data file `rules`: what scripts contain that is not expected to pass, and which are run in more
//! than one mode. Its head describes the format. Rules remember whether they were needed.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::files::File;
use crate::pattern::matches;

/// What a rule says.
#[derive(Debug)]
enum Rule {
    /// Modules of the file may use this proposal, which is not supported.
    Unsupported(String),
    /// What the file expects in these words was changed by a later proposal.
    Outdated(String),
    /// The file is about memory.
    Memory,
    /// The file is run without optimisation, too.
    Plain,
}

#[derive(Debug)]
struct Line {
    number: usize,
    rule: Rule,
    pattern: String,
    used: AtomicBool,
}

/// The rules.
pub(crate) struct Rules(Vec<Line>);

impl Rules {
    /// Reads the file. A line that makes no sense is a panic.
    pub(crate) fn read(path: &Path) -> Rules {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        Rules(lines.map(|(index, line)| Line::parse(index + 1, line)).collect())
    }

    /// Whether a rule that `choose` picks applies to the file; all that do are needed.
    fn applies(&self, file: &File, choose: impl Fn(&Rule) -> bool) -> bool {
        self.apply_to(file.names(), choose)
    }

    fn apply_to(&self, names: &[String], choose: impl Fn(&Rule) -> bool) -> bool {
        let mut applies = false;
        for line in self.0.iter().filter(|line| choose(&line.rule)) {
            if names.iter().any(|name| matches(&line.pattern, name)) {
                line.used.store(true, Ordering::Relaxed);
                applies = true;
            }
        }
        applies
    }

    /// Whether a module of the file may be refused for this reason, which names a proposal.
    pub(crate) fn permits(&self, file: &File, reason: &str) -> bool {
        let words = reason.split(|char: char| char != '-' && !char.is_alphanumeric());
        self.applies(
            file,
            |rule| matches!(rule, Rule::Unsupported(proposal) if words.clone().any(|word| word == proposal)),
        )
    }

    /// Whether what a line of the file expects is not expected any more; `failure` says `expected …, got …`.
    pub(crate) fn outdated(&self, file: &File, line: u32, failure: &str) -> bool {
        let expected = failure.split_once(", got ").map_or(failure, |(expected, _)| expected);
        let places: Vec<String> = file.names().iter().map(|name| format!("{name}:{line}")).collect();
        self.apply_to(&places, |rule| {
            matches!(rule, Rule::Outdated(words) if expected.strip_suffix(words).is_some_and(|start| start.ends_with(' ')))
        })
    }

    pub(crate) fn about_memory(&self, file: &File) -> bool {
        self.applies(file, |rule| matches!(rule, Rule::Memory))
    }

    pub(crate) fn plain(&self, file: &File) -> bool {
        self.applies(file, |rule| matches!(rule, Rule::Plain))
    }

    /// The lines that were not needed.
    pub(crate) fn unused(&self) -> Vec<String> {
        let unused = self.0.iter().filter(|line| !line.used.load(Ordering::Relaxed));
        // Which modes are run is up to the command line.
        unused
            .filter(|line| !matches!(line.rule, Rule::Plain))
            .map(|line| format!("{}: {:?} {}", line.number, line.rule, line.pattern))
            .collect()
    }
}

impl Line {
    /// A line `DIRECTIVE PATTERN`, or `DIRECTIVE ARGUMENT PATTERN # reason`.
    fn parse(number: usize, text: &str) -> Line {
        let rule = text.split_once(" # ").map_or(text, |(rule, _)| rule).trim();
        let (directive, rest) = rule.split_once(' ').unwrap_or((rule, ""));
        let (head, pattern) = rest.trim().rsplit_once(' ').unwrap_or(("", rest));
        let argument = head.trim().trim_matches('"').to_owned();
        let rule = match (directive, argument.is_empty()) {
            ("unsupported", false) => Rule::Unsupported(argument),
            ("outdated", false) => Rule::Outdated(argument),
            ("memory", true) => Rule::Memory,
            ("plain", true) => Rule::Plain,
            _ => panic!("tests/spec/rules:{number}: cannot be understood: {text}"),
        };
        let reasoned = matches!(rule, Rule::Memory | Rule::Plain) || text.contains(" # ");
        assert!(reasoned, "tests/spec/rules:{number}: has no reason: {text}");
        Line { number, rule, pattern: pattern.trim().to_owned(), used: AtomicBool::new(false) }
    }
}
