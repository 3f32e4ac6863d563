//! What is known at a point of a function because control got there: conditions that earlier instructions
//! have trapped on.
//!
//! Comes in: blocks in an order in which each follows the one that dominates it immediately, and in each the
//! conditions of its traps. Goes out: what holds at this point. A fact is forgotten when a block is
//! entered that the fact's block does not dominate; so whatever is remembered has been tested on every path.

use std::collections::HashMap;

use cranelift_codegen::ir::{Block, Value};

use super::Assumption;

/// See the module.
#[derive(Default)]
pub(super) struct Established {
    /// Facts by the values that they are about, older ones first.
    by_value: HashMap<Value, Vec<Assumption>>,
    /// The keys of the facts, older ones first.
    keys: Vec<Value>,
    /// The current block and those that dominate it, outermost first.
    scopes: Vec<Scope>,
}

struct Scope {
    block: Block,
    /// How many keys there were when it was entered.
    keys: usize,
    /// Control does not get any further: a condition is always true.
    dead: bool,
}

impl Established {
    /// Goes on with `block`, which `dominator` dominates immediately. Without one, nothing is known.
    pub(super) fn enter(&mut self, block: Block, dominator: Option<Block>) {
        while let Some(scope) = self.scopes.pop_if(|scope| Some(scope.block) != dominator) {
            for key in self.keys.drain(scope.keys..).rev() {
                if let Some(facts) = self.by_value.get_mut(&key) {
                    facts.pop();
                }
            }
        }
        let dead = self.is_dead();
        self.scopes.push(Scope { block, keys: self.keys.len(), dead });
    }

    /// Remembers a fact by two values, unless the latest by the first of them says as much.
    pub(super) fn add(&mut self, fact: Assumption, [value, other]: [Value; 2]) {
        if self.about(value).next().is_some_and(|latest| latest.implies(&fact)) {
            return;
        }
        for key in [value].into_iter().chain((other != value).then_some(other)) {
            self.by_value.entry(key).or_default().push(fact);
            self.keys.push(key);
        }
    }

    /// Control does not get behind this point.
    pub(super) fn add_dead(&mut self) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.dead = true;
        }
    }

    /// Whether control cannot get here.
    pub(super) fn is_dead(&self) -> bool {
        self.scopes.last().is_some_and(|scope| scope.dead)
    }

    /// The facts about a value, the latest first.
    pub(super) fn about(&self, value: Value) -> impl Iterator<Item = &Assumption> {
        self.by_value.get(&value).into_iter().flat_map(|facts| facts.iter().rev())
    }
}
