//! What most sides print and how they end: that is taken for right, and who does something else is not
//! ranked. Of two groups of the same size, the one with precast is taken, else the first.

use std::borrow::Cow;

use crate::process::{End, Run};
use crate::results::{Comparison, Outcome};
use crate::runtimes::PRECAST;

/// How much of a line is shown.
const LINE_CHARS_MAX: usize = 60;

/// What was agreed on.
#[derive(Debug)]
pub(super) struct Agreement {
    pub(super) comparison: Comparison,
    end: End,
    stdout: Vec<u8>,
}

impl Agreement {
    /// Finds it from the runs of each side; `None` if there is no side at all.
    pub(super) fn find(candidates: &[(&str, &[Run])], status_only: bool) -> Option<Agreement> {
        let judge = candidates.iter().find(|(name, _)| *name == PRECAST).or(candidates.first())?;
        let comparison = if status_only { Comparison::Status } else { repeatability(judge.1) };
        let mut groups: Vec<(Agreement, usize, bool)> = Vec::new();
        for (name, runs) in candidates {
            let run = runs.first()?;
            match groups.iter_mut().find(|(agreement, ..)| agreement.difference(run).is_none()) {
                Some((_, count, with_precast)) => {
                    *count += 1;
                    *with_precast |= *name == PRECAST;
                }
                None => {
                    let agreement = Agreement { comparison, end: run.end, stdout: run.stdout.clone() };
                    groups.push((agreement, 1, *name == PRECAST));
                }
            }
        }
        // The last of several maxima would win: the first comes last.
        let largest = groups.into_iter().rev().max_by_key(|(_, count, with_precast)| (*count, *with_precast));
        largest.map(|(agreement, ..)| agreement)
    }

    /// What a run does otherwise, in words.
    pub(super) fn difference(&self, run: &Run) -> Option<String> {
        if run.end != self.end {
            return Some(format!("it {}, where most {}", run.end, ending(self.end)));
        }
        let (ours, theirs) = match self.comparison {
            Comparison::Status => return None,
            Comparison::Exact => (Cow::from(&run.stdout), Cow::from(&self.stdout)),
            Comparison::NumbersMasked => (masked(&run.stdout).into(), masked(&self.stdout).into()),
        };
        if ours == theirs {
            return None;
        }
        let (mut ours, mut theirs) = (ours.split(|&byte| byte == b'\n'), theirs.split(|&byte| byte == b'\n'));
        let mut number = 0;
        loop {
            number += 1;
            match (ours.next(), theirs.next()) {
                (ours, theirs) if ours == theirs && ours.is_some() => {}
                (ours, theirs) => {
                    let [ours, theirs] = [ours, theirs].map(|line| shown(line.unwrap_or_default()));
                    return Some(format!("it prints {ours} in line {number}, where most print {theirs}"));
                }
            }
        }
    }

    pub(super) fn outcome(&self) -> Outcome {
        let status = if let End::Status(status) = self.end { status } else { -1 };
        Outcome { status, stdout_bytes: self.stdout.len() as u64 }
    }
}

fn ending(end: End) -> String {
    match end {
        End::Status(status) => format!("end with status {status}"),
        End::Signal(signal) => format!("are ended by signal {signal}"),
        End::TimeLimit => "take longer than the time limit".to_owned(),
    }
}

/// The strictest comparison in which the runs of one side are the same.
fn repeatability(runs: &[Run]) -> Comparison {
    let all = |same: &dyn Fn(&Run, &Run) -> bool| runs.windows(2).all(|pair| same(&pair[0], &pair[1]));
    if all(&|one, other| one.stdout == other.stdout) {
        Comparison::Exact
    } else if all(&|one, other| masked(&one.stdout) == masked(&other.stdout)) {
        Comparison::NumbersMasked
    } else {
        Comparison::Status
    }
}

/// The same text with every number, whatever its length, as `0`, and every row of blanks as one.
fn masked(text: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'0'..=b'9' => {
                // A dot between digits belongs to the number; one at the end of a sentence does not.
                while bytes.next_if(|&next| next.is_ascii_digit() || next == b'.').is_some() {}
                masked.push(b'0');
            }
            b' ' | b'\t' => {
                while bytes.next_if(|&next| next == b' ' || next == b'\t').is_some() {}
                masked.push(b' ');
            }
            byte => masked.push(byte),
        }
    }
    masked
}

fn shown(line: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(line).chars().take(LINE_CHARS_MAX).collect();
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Sample;

    fn run(status: i32, stdout: &str) -> Run {
        Run {
            sample: Sample::default(),
            end: End::Status(status),
            stdout: stdout.as_bytes().to_vec(),
            stderr: Vec::new(),
        }
    }

    fn find<'a>(sides: &[(&'a str, &'a [Run])]) -> Agreement {
        Agreement::find(sides, false).expect("sides")
    }

    #[test]
    fn the_majority_is_right_even_without_precast() {
        let (right, wrong) = ([run(0, "4\n"), run(0, "4\n")], [run(0, "5\n"), run(0, "5\n")]);
        let agreement = find(&[(PRECAST, &wrong), ("a", &right), ("b", &right)]);
        assert_eq!(agreement.difference(&right[0]), None);
        let difference = agreement.difference(&wrong[0]).expect("a difference");
        assert_eq!(difference, "it prints \"5\" in line 1, where most print \"4\"");
    }

    #[test]
    fn precast_decides_between_groups_of_the_same_size() {
        let (ours, theirs) = ([run(0, "4\n")], [run(0, "5\n")]);
        assert_eq!(find(&[("a", &theirs), (PRECAST, &ours)]).difference(&ours[0]), None);
        assert_eq!(find(&[("a", &theirs), ("b", &ours)]).difference(&theirs[0]), None);
    }

    #[test]
    fn a_status_is_part_of_what_a_program_does() {
        let (ours, theirs) = ([run(0, "")], [run(1, "")]);
        let agreement = find(&[(PRECAST, &ours), ("a", &theirs)]);
        let difference = agreement.difference(&theirs[0]).expect("a difference");
        assert_eq!(difference, "it ended with status 1, where most end with status 0");
    }

    #[test]
    fn output_that_changes_is_compared_as_far_as_it_stays() {
        let timings = [run(0, "took   9.5 s.\n"), run(0, "took 10.25 s.\n")];
        let agreement = find(&[(PRECAST, &timings)]);
        assert_eq!(agreement.comparison, Comparison::NumbersMasked);
        assert_eq!(agreement.difference(&run(0, "took 7 s.\n")), None);
        assert!(agreement.difference(&run(0, "took 7 ms.\n")).is_some());
        let random = [run(0, "x\n"), run(0, "y\n")];
        assert_eq!(find(&[(PRECAST, &random)]).comparison, Comparison::Status);
        // Another side's mood does not make the comparison lenient.
        let steady = [run(0, "z\n"), run(0, "z\n")];
        let agreement = find(&[("moody", &random), (PRECAST, &steady), ("c", &steady)]);
        assert_eq!(agreement.comparison, Comparison::Exact);
        assert!(agreement.difference(&random[0]).is_some());
    }

    #[test]
    fn a_missing_line_is_a_difference() {
        let agreement = find(&[(PRECAST, &[run(0, "a\nb\n")])]);
        let difference = agreement.difference(&run(0, "a\n")).expect("a difference");
        assert_eq!(difference, "it prints \"\" in line 2, where most print \"b\"");
    }
}
