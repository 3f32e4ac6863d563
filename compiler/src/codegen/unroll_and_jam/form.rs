//! Indices as sums of what is known in front of the nest and of how often its loops have gone around.

use std::collections::{BTreeMap, HashMap};

use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Opcode, Value, ValueDef, types};

use super::super::clif::{definition, index_and_base, integer};
use super::lanes::{Lane, step};
use super::{Access, Lanes, Nest, access_bytes};

/// More than this a form never comes to, so that its range, and what lies between two, can be computed with 64 bits.
const MAGNITUDE_MAX: u64 = 1 << 60;
/// The most that a value of 32 bits, or how often a loop has gone around, comes to.
const ATOM_MAX: u64 = 1 << 32;

/// What an index is made of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Atom {
    /// A value that is known in front of the nest; a parameter of the outer loop is what it is when the nest is
    /// entered.
    Value(Value),
    /// How often the outer loop has gone around before.
    Outer,
    /// How often this inner loop has gone around before.
    Inner(Block),
    /// How often it has when it ends.
    Last(Block),
    /// A parameter of a block that several lead to, the same in all lanes.
    Merge(Value),
}

/// A sum of atoms, each times a number, and of a constant. The `i32` that it stands for is this modulo 2³².
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Form {
    pub(super) constant: i64,
    /// None is zero.
    pub(super) terms: BTreeMap<Atom, i64>,
}

impl Form {
    fn constant(constant: i64) -> Form {
        Form { constant, terms: BTreeMap::new() }
    }

    fn atom(atom: Atom) -> Form {
        Form { constant: 0, terms: BTreeMap::from([(atom, 1)]) }
    }

    /// This plus `times` the other. A constant that is cut to 64 bits is the same modulo 2³²; factors are not cut: see
    /// [`Forms::is_bounded`].
    pub(super) fn plus(mut self, times: i64, other: &Form) -> Form {
        self.constant = self.constant.wrapping_add(times.wrapping_mul(other.constant));
        for (&atom, &factor) in &other.terms {
            let sum = self.of(atom).wrapping_add(times.wrapping_mul(factor));
            self.set(atom, sum);
        }
        self
    }

    fn set(&mut self, atom: Atom, factor: i64) {
        match factor {
            0 => self.terms.remove(&atom),
            factor => self.terms.insert(atom, factor),
        };
    }

    fn of(&self, atom: Atom) -> i64 {
        self.terms.get(&atom).copied().unwrap_or(0)
    }

    /// What the outer loop adds each time around: what lanes have apart.
    pub(super) fn outer(&self) -> i64 {
        self.of(Atom::Outer)
    }

    /// What an inner loop adds each time around.
    pub(super) fn inner(&self, block: Block) -> i64 {
        self.of(Atom::Inner(block))
    }

    /// The same when the inner loop of a block has ended.
    fn behind(mut self, block: Block) -> Form {
        let factor = self.inner(block);
        self.set(Atom::Inner(block), 0);
        let last = self.of(Atom::Last(block)).wrapping_add(factor);
        self.set(Atom::Last(block), last);
        self
    }
}

/// How often a loop goes around: while `now` compares with `end` as `condition` says.
#[derive(Debug)]
pub(super) struct Count {
    /// What is compared the first time.
    pub(super) now: Form,
    pub(super) end: Form,
    pub(super) condition: IntCC,
    /// What `now` is more each time around; two to some power, or less than zero and that.
    pub(super) step: i64,
}

/// A branch, and what it makes of a parameter.
pub(super) type Merged = ((Block, usize), Form);

/// Finds out what the values of a nest are.
pub(super) struct Forms<'f> {
    func: &'f Function,
    nest: &'f Nest,
    lanes: &'f Lanes,
    known: HashMap<Value, Option<Form>>,
    /// What each [`Atom::Merge`] is, by the branches that lead to it.
    pub(super) merges: HashMap<Value, Vec<Merged>>,
    /// The most that each comes to.
    magnitudes: HashMap<Value, u64>,
}

impl<'f> Forms<'f> {
    pub(super) fn new(func: &'f Function, nest: &'f Nest, lanes: &'f Lanes) -> Forms<'f> {
        Forms { func, nest, lanes, known: HashMap::new(), merges: HashMap::new(), magnitudes: HashMap::new() }
    }

    /// An access of the nest; `None` where its index has no form, or all lanes would store to one place. Those to
    /// different memories are taken for such to one.
    pub(super) fn access(
        &mut self,
        block: Block,
        inst: Inst,
        (address, offset, value): (Value, i32, Value),
    ) -> Option<Access> {
        let func = self.func;
        let (index, base) = index_and_base(func, address)?;
        let opcode = func.dfg.insts[inst].opcode();
        let is_store = opcode.can_store();
        let apart = self.lanes.of(address) != Lane::SAME;
        let fits = is_base(func, base) && (apart || !is_store);
        let index = self.form(index, block).filter(|_| fits)?;
        let bytes = access_bytes(opcode, func.dfg.value_type(value).bytes());
        Some(Access { block, index, offset: offset.into(), bytes: i64::try_from(bytes).ok()?, is_store })
    }

    /// How often the outer loop goes around.
    pub(super) fn outer_count(&mut self) -> Option<Count> {
        self.count(self.nest.latch, self.nest.back, Atom::Outer)
    }

    /// How often an inner loop goes around each time.
    pub(super) fn inner_count(&mut self, block: Block) -> Option<Count> {
        let back = self.nest.branches[&block].edges.iter().position(|edge| edge.to == block)?;
        self.count(block, back, Atom::Inner(block))
    }

    /// How often a loop goes around that goes on with edge `back` of the branch that ends `block`.
    fn count(&mut self, block: Block, back: usize, atom: Atom) -> Option<Count> {
        let func = self.func;
        let condition = self.nest.branches[&block].condition?;
        let compared = match func.dfg.value_def(condition).inst().map(|inst| func.dfg.insts[inst]) {
            Some(InstructionData::IntCompare { cond, args, .. }) => {
                (cond, self.form(args[0], block)?, self.form(args[1], block)?)
            }
            _ => (IntCC::NotEqual, self.form(condition, block)?, Form::default()),
        };
        let goes_on_if = back == 0;
        let (condition, left, right) = compared;
        let condition = if goes_on_if { condition } else { condition.complement() };
        let swapped = left.of(atom) == 0;
        let (condition, mut now, end) =
            if swapped { (condition.swap_args(), right, left) } else { (condition, left, right) };
        let step = now.of(atom);
        now.set(atom, 0);
        let ends = match condition {
            IntCC::NotEqual => step != 0,
            IntCC::SignedLessThan
            | IntCC::SignedLessThanOrEqual
            | IntCC::UnsignedLessThan
            | IntCC::UnsignedLessThanOrEqual => step > 0,
            IntCC::SignedGreaterThan
            | IntCC::SignedGreaterThanOrEqual
            | IntCC::UnsignedGreaterThan
            | IntCC::UnsignedGreaterThanOrEqual => step < 0,
            IntCC::Equal => false,
        };
        let counts = ends && step.unsigned_abs().is_power_of_two() && step.unsigned_abs() < ATOM_MAX;
        let mut atoms = now.terms.keys().chain(end.terms.keys());
        let known = atoms.all(|atom| !matches!(atom, Atom::Outer | Atom::Inner(_)));
        (counts && known).then_some(Count { now, end, condition, step })
    }

    /// What a value is where a block uses it.
    fn form(&mut self, value: Value, user: Block) -> Option<Form> {
        if self.func.dfg.value_type(value) != types::I32 {
            return None;
        }
        if let Some(constant) = integer(self.func, value) {
            return Some(Form::constant((constant as i32).into()));
        }
        let block = definition(self.func, value)?;
        if !self.nest.blocks.all.contains(&block) {
            return Some(Form::atom(Atom::Value(value)));
        }
        let form = match self.known.get(&value) {
            Some(known) => known.clone(),
            None => {
                let form = self.defined(value, block).filter(|form| self.is_bounded(form));
                let known = || self.nest.is_known_ahead(self.func, value, 0);
                let form = form.or_else(|| known().then(|| Form::atom(Atom::Value(value))));
                self.known.insert(value, form.clone());
                form
            }
        }?;
        let behind = block != user && self.nest.blocks.inner.contains(&block);
        Some(if behind { form.behind(block) } else { form })
    }

    /// What a value of the nest is in the block that defines it.
    fn defined(&mut self, value: Value, block: Block) -> Option<Form> {
        let inst = match self.func.dfg.value_def(value) {
            ValueDef::Param(..) if block == self.nest.blocks.header => {
                let Lane::Apart(step) = self.lanes.of(value) else { return None };
                return Some(Form::atom(Atom::Value(value)).plus(step.into(), &Form::atom(Atom::Outer)));
            }
            ValueDef::Param(_, number) => return self.param(value, block, number),
            ValueDef::Result(inst, _) => inst,
            ValueDef::Union(..) => return None,
        };
        let (opcode, args) = match self.func.dfg.insts[inst] {
            InstructionData::Binary { opcode, args } => (opcode, args),
            InstructionData::Unary { opcode: Opcode::Ineg, arg } => {
                return Some(Form::default().plus(-1, &self.form(arg, block)?));
            }
            _ => return None,
        };
        let left = self.form(args[0], block)?;
        match opcode {
            Opcode::Iadd => Some(left.plus(1, &self.form(args[1], block)?)),
            Opcode::Isub => Some(left.plus(-1, &self.form(args[1], block)?)),
            Opcode::Imul => {
                let factor = integer(self.func, args[1])? as i32;
                Some(Form::default().plus(factor.into(), &left))
            }
            Opcode::Ishl => {
                let shift = integer(self.func, args[1])? as u32 % i32::BITS;
                Some(Form::default().plus(1 << shift, &left))
            }
            _ => None,
        }
    }

    /// What a parameter of a block other than the header is.
    fn param(&mut self, value: Value, block: Block, number: usize) -> Option<Form> {
        let nest = self.nest;
        let edges: Vec<(Block, usize)> = nest.entries(block).collect();
        let mut merged = Vec::new();
        for &edge in &edges {
            merged.push((edge, self.form(nest.args(edge)[number], edge.0)?));
        }
        if let [(_, first)] = &merged[..] {
            let mut form = first.clone();
            if nest.blocks.inner.contains(&block) {
                let step = step(self.func, value, nest.carried_by(block)?[number])?;
                form = form.plus(step.into(), &Form::atom(Atom::Inner(block)));
            }
            return Some(form);
        }
        let same = self.lanes.of(value) == Lane::SAME && merged.iter().all(|(_, form)| form.outer() == 0);
        let plain = same && !nest.blocks.inner.contains(&block);
        plain.then(|| {
            let each = merged.iter().map(|(_, form)| self.magnitude(form));
            self.magnitudes.insert(value, each.max().unwrap_or(0));
            self.merges.insert(value, merged);
            Form::atom(Atom::Merge(value))
        })
    }

    /// Whether a form is so small that its range can be computed.
    fn is_bounded(&self, form: &Form) -> bool {
        let mut factors = form.terms.values();
        factors.all(|&factor| i32::try_from(factor).is_ok()) && self.magnitude(form) < MAGNITUDE_MAX
    }

    /// The most that a form comes to, or what it is below.
    fn magnitude(&self, form: &Form) -> u64 {
        let terms = form.terms.iter().map(|(atom, factor)| {
            let most = match atom {
                Atom::Merge(value) => self.magnitudes[value],
                _ => ATOM_MAX,
            };
            most.saturating_mul(factor.unsigned_abs())
        });
        terms.fold(form.constant.unsigned_abs(), u64::saturating_add)
    }
}

/// Whether a value is where a memory begins: a constant, what the pinned register has, or what is in a cell that
/// nothing writes.
fn is_base(func: &Function, value: Value) -> bool {
    match func.dfg.value_def(value).inst().map(|inst| func.dfg.insts[inst]) {
        Some(InstructionData::Load { flags, .. }) => func.dfg.mem_flags[flags].readonly(),
        Some(InstructionData::NullAry { opcode: Opcode::GetPinnedReg }) => true,
        _ => integer(func, value).is_some(),
    }
}
