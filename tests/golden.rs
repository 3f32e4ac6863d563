//! Code that people have looked at (`tests/golden/*.wat`): what functions become before and after Cranelift,
//! as comments behind the module. A change in code quality shows up as a change of these files.
//!
//! With `PRECAST_BLESS=1` the files are rewritten instead; `tests/README.md` describes them.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{TARGETS, build, scratch};

/// The variable that asks for the files to be rewritten.
const BLESS: &str = "PRECAST_BLESS";
/// Begins the part of a file that is not written by hand.
const EXPECTED: &str = "\n;; == ";
/// The function that only keeps the others alive.
const KEEPER: &str = " `_start` ";

fn main() {
    let arguments = Arguments::from_args();
    let mut files: Vec<PathBuf> = fs::read_dir(support::tests_directory().join("golden"))
        .expect("tests/golden")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "wat"));
    files.sort();
    let trials = files.into_iter().map(|file| {
        let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
        Trial::test(name, move || check(&file))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// Compares a file with what the compiler makes of its module, or rewrites it.
fn check(file: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(file)?;
    let module = text.split_once(EXPECTED).map_or(text.as_str(), |(module, _)| module).trim_end();
    let mut actual = format!("{module}\n");
    for what in words(module, "show").ok_or("the file has no line `;; show: clif` or `;; show: clif asm`")? {
        show(file, module, what, &mut actual);
    }
    if actual == text {
        return Ok(());
    }
    if std::env::var_os(BLESS).is_some() {
        fs::write(file, actual)?;
        return Ok(());
    }
    let at = text.lines().zip(actual.lines()).take_while(|(old, new)| old == new).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("the end of the file").to_owned();
    Err(format!(
        "{}:{}: the compiler makes something else\n  expected {}\n  got      {}\nsee the difference with {BLESS}=1 and git diff",
        file.display(),
        at + 1,
        line(&text),
        line(&actual)
    )
    .into())
}

/// The words of a directive in the comments above the module.
fn words<'a>(module: &'a str, directive: &str) -> Option<Vec<&'a str>> {
    let prefix = format!(";; {directive}: ");
    Some(module.lines().find_map(|line| line.strip_prefix(&prefix))?.split_whitespace().collect())
}

/// Appends what the compiler shows, once for all targets where it is the same.
fn show(file: &Path, module: &str, what: &str, text: &mut String) {
    let mut shown: Vec<(String, Vec<&str>)> = Vec::new();
    for target in TARGETS {
        let scratch = scratch();
        let output = scratch.path().join("text");
        let mut options = vec!["--emit", what];
        options.extend(words(module, "build").unwrap_or_default());
        build(file, target, &options, &output);
        let code = functions(&fs::read_to_string(&output).expect("the compiler wrote text"));
        match shown.iter_mut().find(|(other, _)| *other == code) {
            Some((_, names)) => names.push(target.name),
            None => shown.push((code, vec![target.name])),
        }
    }
    for (code, names) in shown {
        let _ = write!(text, "{EXPECTED}{what} {}\n;;\n{code}", names.join(", "));
    }
}

/// The functions as comments, without that which keeps them alive and without the entry.
fn functions(code: &str) -> String {
    let mut text = String::new();
    let mut wanted = false;
    for line in code.trim_end().lines() {
        if line.starts_with("; the entry") {
            wanted = false;
        } else if line.starts_with("; function ") {
            wanted = !line.contains(KEEPER);
        }
        if wanted {
            text.push_str(format!(";; {line}").trim_end());
            text.push('\n');
        }
    }
    // Functions are told apart by a line between them; there is none behind the last.
    format!("{}\n", text.trim_end_matches("\n;;\n").trim_end_matches('\n'))
}
