//! What stands in front of a nest: how often its loops go around, and whether all lanes may be done at once.

use std::collections::HashMap;

use cranelift_codegen::cursor::FuncCursor;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Block, InstBuilder, Value, types};

use super::super::clif::copied;
use super::Plan;
use super::form::{Atom, Count, Form, Merged};

/// Emits the tests of a plan.
pub(super) struct Tests<'t, 'f> {
    plan: &'t Plan,
    cursor: FuncCursor<'f>,
    /// What values of the nest are when it is entered.
    entry: HashMap<Value, Value>,
    /// How often the loop of an atom goes around after the first time.
    last: HashMap<Atom, Value>,
    ranges: HashMap<Value, Range>,
    executed: HashMap<Block, Executed>,
}

/// The least and the most that something is, as `i64`.
#[derive(Clone, Copy)]
struct Range {
    least: Value,
    most: Value,
}

impl Range {
    fn exactly(value: Value) -> Range {
        Range { least: value, most: value }
    }
}

/// Whether something is executed in each pass, if it is known in front of the nest; `None` where it may be.
type Executed = Option<Value>;

impl<'t, 'f> Tests<'t, 'f> {
    /// Emits where `cursor` is; `entry` has what the parameters of the outer loop are there.
    pub(super) fn new(plan: &'t Plan, cursor: FuncCursor<'f>, entry: HashMap<Value, Value>) -> Tests<'t, 'f> {
        let executed = HashMap::from([(plan.nest.blocks.header, None)]);
        Tests { plan, cursor, entry, last: HashMap::new(), ranges: HashMap::new(), executed }
    }

    pub(super) fn cursor(&mut self) -> &mut FuncCursor<'f> {
        &mut self.cursor
    }

    /// Emits how often a loop goes around after the first time, and whether it does.
    pub(super) fn count(&mut self, count: &Count, atom: Atom) -> [Value; 2] {
        let signed = matches!(
            count.condition,
            IntCC::SignedLessThan
                | IntCC::SignedLessThanOrEqual
                | IntCC::SignedGreaterThan
                | IntCC::SignedGreaterThanOrEqual
        );
        let ranges = [&count.now, &count.end].map(|form| self.range(form));
        let [now, end] = ranges.map(|range| self.wrapped(range.least, signed));
        let up = count.step > 0;
        let between = if up { self.cursor.ins().isub(end, now) } else { self.cursor.ins().isub(now, end) };
        let step = count.step.unsigned_abs();
        let shift = self.number(step.trailing_zeros().into());
        let most = self.number(step as i64 - 1);
        let (last, mut holds) = if count.condition == IntCC::NotEqual {
            // Modulo 2³², and by whole steps.
            let between = self.wrapped(between, false);
            let rest = self.cursor.ins().band(between, most);
            let zero = self.number(0);
            (self.cursor.ins().ushr(between, shift), self.cursor.ins().icmp(IntCC::Equal, rest, zero))
        } else {
            let strict = count.condition.without_equal() == count.condition;
            let steps =
                if strict { self.cursor.ins().iadd(between, most) } else { self.plus(between, step as i64) };
            let zero = self.number(0);
            let steps = self.cursor.ins().smax(steps, zero);
            let last = self.cursor.ins().ushr(steps, shift);
            // What is compared last has not wrapped around.
            let moved = self.times(last, count.step);
            let compared = self.cursor.ins().iadd(now, moved);
            let wrapped = self.wrapped(compared, signed);
            (last, self.cursor.ins().icmp(IntCC::Equal, compared, wrapped))
        };
        for range in ranges.into_iter().filter(|range| range.least != range.most) {
            let known = self.cursor.ins().icmp(IntCC::Equal, range.least, range.most);
            holds = self.cursor.ins().band(holds, known);
        }
        self.last.insert(atom, last);
        [last, holds]
    }

    /// An `i64` modulo 2³².
    fn wrapped(&mut self, value: Value, signed: bool) -> Value {
        let value = self.cursor.ins().ireduce(types::I32, value);
        if signed {
            self.cursor.ins().sextend(types::I64, value)
        } else {
            self.cursor.ins().uextend(types::I64, value)
        }
    }

    /// Emits whether lanes may be done at once. `counted` has whether the counts of inner loops hold.
    pub(super) fn hold(&mut self, counted: &[(Block, Value)]) -> Value {
        let plan = self.plan;
        let mut all = self.cursor.ins().iconst(types::I8, 1);
        for &(block, holds) in counted {
            let executed = self.executed(block);
            let holds = self.unless(executed, holds);
            all = self.cursor.ins().band(all, holds);
        }
        let checks = &plan.checks;
        let mut spans = Vec::new();
        for place in &checks.places {
            let executed = self.any_executed(&place.blocks);
            let range = self.range(&Form { constant: 0, terms: place.terms.clone() });
            let [index, start] =
                [place.index_start, place.start].map(|constant| self.plus(range.least, constant));
            let end = self.plus(range.most, place.end);
            let [zero, all_of_it] = [0, 1 << 32].map(|number| self.number(number));
            let from = self.cursor.ins().icmp(IntCC::SignedGreaterThanOrEqual, index, zero);
            let to = self.cursor.ins().icmp(IntCC::SignedLessThanOrEqual, end, all_of_it);
            let within = self.cursor.ins().band(from, to);
            let within = self.unless(executed, within);
            all = self.cursor.ins().band(all, within);
            spans.push((executed, start, end));
        }
        for &[one, other] in &checks.pairs {
            let (executed, start, end) = spans[one];
            let (other_executed, other_start, other_end) = spans[other];
            let below = self.cursor.ins().icmp(IntCC::SignedLessThanOrEqual, end, other_start);
            let above = self.cursor.ins().icmp(IntCC::SignedLessThanOrEqual, other_end, start);
            let apart = self.cursor.ins().bor(below, above);
            let apart = self.unless(executed, apart);
            let apart = self.unless(other_executed, apart);
            all = self.cursor.ins().band(all, apart);
        }
        all
    }

    fn number(&mut self, number: i64) -> Value {
        self.cursor.ins().iconst(types::I64, number)
    }

    fn plus(&mut self, value: Value, constant: i64) -> Value {
        if constant == 0 {
            return value;
        }
        let constant = self.number(constant);
        self.cursor.ins().iadd(value, constant)
    }

    fn times(&mut self, value: Value, factor: i64) -> Value {
        if factor == 1 {
            return value;
        }
        if factor > 0 && factor.unsigned_abs().is_power_of_two() {
            let shift = self.number(factor.trailing_zeros().into());
            return self.cursor.ins().ishl(value, shift);
        }
        let factor = self.number(factor);
        self.cursor.ins().imul(value, factor)
    }

    /// What a form is at least and at most.
    fn range(&mut self, form: &Form) -> Range {
        let constant = self.number(form.constant);
        let mut sum = Range { least: constant, most: constant };
        for (&atom, &factor) in &form.terms {
            let of = match atom {
                Atom::Outer | Atom::Inner(_) => {
                    // From nothing on.
                    let way = self.times(self.last[&atom], factor);
                    let end = if factor < 0 { &mut sum.least } else { &mut sum.most };
                    *end = self.cursor.ins().iadd(*end, way);
                    continue;
                }
                Atom::Value(value) => {
                    let value = self.computed(value);
                    Range::exactly(self.cursor.ins().uextend(types::I64, value))
                }
                Atom::Last(block) => Range::exactly(self.last[&Atom::Inner(block)]),
                Atom::Merge(value) => self.merge(value),
            };
            let least = self.times(of.least, factor);
            let most = if of.most == of.least { least } else { self.times(of.most, factor) };
            let (least, most) = if factor < 0 { (most, least) } else { (least, most) };
            let same = sum.least == sum.most && least == most;
            sum.least = self.cursor.ins().iadd(sum.least, least);
            sum.most = if same { sum.least } else { self.cursor.ins().iadd(sum.most, most) };
        }
        sum
    }

    fn merge(&mut self, value: Value) -> Range {
        if let Some(&known) = self.ranges.get(&value) {
            return known;
        }
        let plan = self.plan;
        let range = self.merged(&plan.checks.merges[&value]);
        self.ranges.insert(value, range);
        range
    }

    /// What a parameter is, by the branches to its block.
    fn merged(&mut self, branches: &[Merged]) -> Range {
        let ((edge, form), others) = branches.split_first().expect("several branches lead to it");
        let (mut executed, mut range) = (self.taken(*edge), self.range(form));
        for (edge, form) in others {
            let (other_executed, other) = (self.taken(*edge), self.range(form));
            let least = self.cursor.ins().smin(range.least, other.least);
            let most = self.cursor.ins().smax(range.most, other.most);
            let [least, most] = [(least, range.least, other.least), (most, range.most, other.most)].map(
                |(both, one, another)| {
                    let both = self.if_executed(other_executed, both, one);
                    self.if_executed(executed, both, another)
                },
            );
            range = Range { least, most };
            executed = self.either(executed, other_executed);
        }
        range
    }

    fn if_executed(&mut self, executed: Executed, then: Value, otherwise: Value) -> Value {
        match executed {
            Some(executed) => self.cursor.ins().select(executed, then, otherwise),
            None => then,
        }
    }

    fn either(&mut self, one: Executed, other: Executed) -> Executed {
        Some(self.cursor.ins().bor(one?, other?))
    }

    /// What holds, or need not.
    fn unless(&mut self, executed: Executed, holds: Value) -> Value {
        match executed {
            Some(executed) => {
                let zero = self.cursor.ins().iconst(types::I8, 0);
                let not = self.cursor.ins().icmp(IntCC::Equal, executed, zero);
                self.cursor.ins().bor(holds, not)
            }
            None => holds,
        }
    }

    fn any_executed(&mut self, blocks: &[Block]) -> Executed {
        let each: Vec<Executed> = blocks.iter().map(|&block| self.executed(block)).collect();
        each.into_iter().reduce(|one, other| self.either(one, other)).flatten()
    }

    fn executed(&mut self, block: Block) -> Executed {
        if let Some(&known) = self.executed.get(&block) {
            return known;
        }
        let branches: Vec<(Block, usize)> = self.plan.nest.entries(block).collect();
        let each: Vec<Executed> = branches.into_iter().map(|branch| self.taken(branch)).collect();
        let executed = each.into_iter().reduce(|one, other| self.either(one, other)).flatten();
        self.executed.insert(block, executed);
        executed
    }

    /// Whether a branch is taken.
    fn taken(&mut self, (from, edge): (Block, usize)) -> Executed {
        let nest = &self.plan.nest;
        let executed = self.executed(from);
        let Some(condition) = nest.branches[&from].condition else { return executed };
        // An inner loop ends.
        if nest.blocks.inner.contains(&from) || !nest.is_known_ahead(self.cursor.func, condition, 0) {
            return executed;
        }
        let value = self.computed(condition);
        let ty = self.cursor.func.dfg.value_type(value);
        let zero = self.cursor.ins().iconst(ty, 0);
        let cond = if edge == 0 { IntCC::NotEqual } else { IntCC::Equal };
        let taken = self.cursor.ins().icmp(cond, value, zero);
        Some(match executed {
            Some(executed) => self.cursor.ins().band(executed, taken),
            None => taken,
        })
    }

    /// Computes a value that [is known](Nest::is_known_ahead).
    fn computed(&mut self, value: Value) -> Value {
        let blocks = &self.plan.nest.blocks.all;
        copied(&mut self.cursor, &|block| blocks.contains(&block), &mut self.entry, value)
    }
}
