//! A test of the harness and of the driver: `wrong.wast` must fail in the way that it says, on each target.

use std::collections::BTreeSet;

use libtest_mimic::{Failed, Trial};

use crate::arguments::Arguments;
use crate::convert::{Conventions, Verdict};
use crate::execute::{self, MODES};
use crate::files::File;
use crate::support::{TARGETS, Target};

const TEXT: &str = include_str!("wrong.wast");
/// What stands before the failure of a line.
const FAILS: &str = " ;; fails: ";

/// A trial for each target that is asked for.
pub(crate) fn trials(arguments: &Arguments) -> Vec<Trial> {
    let wanted = TARGETS.iter().filter(|target| arguments.wants_target(target));
    let named = wanted.map(|target| (format!("wrong.wast::{}", target.name), target));
    named
        .filter(|(name, _)| arguments.wants_name(name))
        .map(|(name, target)| Trial::test(name, move || check(target)))
        .collect()
}

fn check(target: &Target) -> Result<(), Failed> {
    let lines = TEXT.lines().enumerate();
    let expected: BTreeSet<(u32, String)> = lines
        .filter_map(|(index, line)| Some((index as u32 + 1, line.split_once(FAILS)?.1.to_owned())))
        .collect();
    let file = File::new("wrong.wast".to_owned(), TEXT.to_owned(), Conventions::Official);
    let mut actual = BTreeSet::new();
    for outcome in execute::run(&file, target, &MODES[0]) {
        match outcome.verdict {
            Verdict::Passed => {}
            Verdict::Failed(why) => {
                actual.insert((outcome.line, why));
            }
            verdict => return Err(format!("line {}: {verdict:?}", outcome.line).into()),
        }
    }
    if actual == expected {
        return Ok(());
    }
    let missing: Vec<_> = expected.difference(&actual).collect();
    let surplus: Vec<_> = actual.difference(&expected).collect();
    Err(format!("failures that did not come: {missing:#?}\nthat came instead: {surplus:#?}").into())
}
