//! Carries out a plan.
//!
//! ```text
//!   entry ── counts ──┬── tests ──┬── all lanes ⟲ ──┐
//!                     └───────────┴── the nest as it was ⟲ ── exit
//! ```

use std::collections::HashMap;

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    Block, BlockArg, Function, Inst, InstBuilder, InstructionData, Type, Value, types,
};

use super::super::clif::{block_args, definition, enter_at, heap_access, like_params};
use super::emit::Tests;
use super::form::Atom;
use super::lanes::Lane;
use super::packed::vectors_of;
use super::{INNER_MIN, OUTER_MIN, Plan};

/// Puts a nest that does all lanes at once in front of that of a plan.
pub(super) fn rewrite(func: &mut Function, plan: &Plan) {
    let header = plan.nest.blocks.header;
    let [counts, tests, ahead] = [(); 3].map(|()| func.dfg.make_block());
    for new in [counts, tests, ahead] {
        func.layout.insert_block(new, header);
    }
    let entry_params = like_params(func, header, counts);
    enter_at(func, header, counts, |from| plan.nest.blocks.all.contains(&from));
    let groups = emit_tests(func, plan, [counts, tests, ahead], &entry_params);

    let mut jam = Jam::new(func, plan, ahead);
    let mut args = entry_params;
    args.push(groups);
    let to = jam.block_of[&header];
    FuncCursor::new(jam.func).at_bottom(ahead).ins().jump(to, &block_args(&args));
    for &block in &plan.nest.order {
        jam.fill(block);
    }
}

/// Emits what decides between the nests, and returns how often all lanes are done at once, known in the last of
/// the blocks.
fn emit_tests(
    func: &mut Function,
    plan: &Plan,
    [counts, tests, ahead]: [Block; 3],
    entry_params: &[Value],
) -> Value {
    let header = plan.nest.blocks.header;
    let params = func.dfg.block_params(header).to_vec();
    let entry: HashMap<Value, Value> = params.into_iter().zip(entry_params.iter().copied()).collect();
    let args = block_args(entry_params);

    let mut emit = Tests::new(plan, FuncCursor::new(func).at_bottom(counts), entry);
    let mut times = emit.cursor().ins().iconst(types::I64, 0);
    let mut counted = Vec::new();
    for (block, count) in &plan.inner {
        let [last, holds] = emit.count(count, Atom::Inner(*block));
        times = emit.cursor().ins().iadd(times, last);
        counted.push((*block, holds));
    }
    // What inner loops leave behind may be the end of the outer one.
    let [passes, mut holds] = emit.count(&plan.outer, Atom::Outer);
    for (number, least) in [(passes, OUTER_MIN - 1), (times, INNER_MIN - 1)] {
        let least = emit.cursor().ins().iconst(types::I64, least);
        let many = emit.cursor().ins().icmp(IntCC::UnsignedGreaterThanOrEqual, number, least);
        holds = emit.cursor().ins().band(holds, many);
    }
    emit.cursor().ins().brif(holds, tests, &[], header, &args);

    emit.cursor().goto_bottom(tests);
    let holds = emit.hold(&counted);
    emit.cursor().ins().brif(holds, ahead, &[], header, &args);

    emit.cursor().goto_bottom(ahead);
    let shift = emit.cursor().ins().iconst(types::I64, i64::from(plan.width.trailing_zeros()));
    emit.cursor().ins().ushr(passes, shift)
}

/// What a value of the nest has become.
enum Copies {
    /// That of the first lane, from which the others follow.
    First(Value),
    Each(Vec<Value>),
    /// Vectors.
    Packed(Vec<Value>),
}

/// Makes the nest that does all lanes at once.
struct Jam<'f, 'p> {
    func: &'f mut Function,
    plan: &'p Plan,
    /// Number of lanes.
    width: usize,
    /// Ends with the jump to all this.
    ahead: Block,
    block_of: HashMap<Block, Block>,
    copies: HashMap<Value, Copies>,
    /// Values of lanes that the block at hand has computed from those of the first, or taken from vectors.
    computed: HashMap<(Value, usize), Value>,
    /// Vectors with the same number in all lanes.
    splats: HashMap<Value, Value>,
    /// How often the outer loop goes on.
    left: Value,
}

impl<'f, 'p> Jam<'f, 'p> {
    /// Makes the blocks and their parameters.
    fn new(func: &'f mut Function, plan: &'p Plan, ahead: Block) -> Jam<'f, 'p> {
        let header = plan.nest.blocks.header;
        let width = plan.width as usize;
        let blocks: Vec<Block> =
            func.layout.blocks().filter(|block| plan.nest.blocks.all.contains(block)).collect();
        let mut block_of = HashMap::new();
        let mut copies = HashMap::new();
        for block in blocks {
            let new = func.dfg.make_block();
            func.layout.insert_block(new, header);
            block_of.insert(block, new);
            for param in func.dfg.block_params(block).to_vec() {
                let ty = func.dfg.value_type(param);
                let made = match plan.lanes.of(param) {
                    Lane::Own if plan.packed.has_value(param) => {
                        let (vector, count) = vectors_of(ty, plan.width);
                        Copies::Packed((0..count).map(|_| func.dfg.append_block_param(new, vector)).collect())
                    }
                    Lane::Own => {
                        Copies::Each((0..width).map(|_| func.dfg.append_block_param(new, ty)).collect())
                    }
                    Lane::Apart(_) => Copies::First(func.dfg.append_block_param(new, ty)),
                };
                copies.insert(param, made);
            }
        }
        let left = func.dfg.append_block_param(block_of[&header], types::I64);
        let (computed, splats) = (HashMap::new(), HashMap::new());
        Jam { func, plan, width, ahead, block_of, copies, computed, splats, left }
    }

    /// Fills the block that a block of the nest has become.
    fn fill(&mut self, block: Block) {
        self.computed.clear();
        let new = self.block_of[&block];
        let insts: Vec<Inst> = self.func.layout.block_insts(block).collect();
        for inst in insts {
            if !self.func.dfg.insts[inst].opcode().is_terminator() {
                self.copy(inst, new);
            } else if block == self.plan.nest.latch {
                self.go_on(new);
            } else {
                self.branch(block, new);
            }
        }
    }

    /// Appends copies of an instruction.
    fn copy(&mut self, inst: Inst, new: Block) {
        let results = self.func.dfg.inst_results(inst).to_vec();
        if results.first().is_some_and(|&result| self.plan.packed.has_value(result))
            || self.plan.packed.has_store(inst)
        {
            self.pack(inst, new);
            return;
        }
        let own = match results.first() {
            Some(&result) => self.plan.lanes.is_own(result),
            // A store.
            None => true,
        };
        if !own {
            let copy = self.copy_of_lane(inst, 0, new);
            let made = self.func.dfg.inst_results(copy).to_vec();
            self.copies.extend(results.into_iter().zip(made.into_iter().map(Copies::First)));
            return;
        }
        let lanes: Vec<Inst> = (0..self.width).map(|lane| self.copy_of_lane(inst, lane, new)).collect();
        for (number, result) in results.into_iter().enumerate() {
            let each = lanes.iter().map(|&copy| self.func.dfg.inst_results(copy)[number]).collect();
            self.copies.insert(result, Copies::Each(each));
        }
    }

    fn copy_of_lane(&mut self, inst: Inst, lane: usize, new: Block) -> Inst {
        let args: Vec<Value> =
            self.func.dfg.inst_args(inst).to_vec().into_iter().map(|arg| self.lane(arg, lane, new)).collect();
        let copy = self.func.dfg.clone_inst(inst);
        self.func.dfg.inst_args_mut(copy).copy_from_slice(&args);
        let place = self.func.srcloc(inst);
        self.func.set_srcloc(copy, place);
        self.func.layout.append_inst(copy, new);
        copy
    }

    /// Appends what an instruction is with vectors.
    fn pack(&mut self, inst: Inst, new: Block) {
        let data = self.func.dfg.insts[inst];
        let place = self.func.srcloc(inst);
        let access = heap_access(self.func, inst);
        let accessed = access.map_or_else(|| self.func.dfg.first_result(inst), |(.., value)| value);
        let (vector, count) = vectors_of(self.func.dfg.value_type(accessed), self.plan.width);
        let mut made = Vec::new();
        for number in 0..count {
            let operands: Vec<Value> = match (access, data.opcode()) {
                (Some((address, ..)), opcode) => {
                    let address = self.lane(address, number * self.width / count, new);
                    let stored = opcode.can_store().then(|| self.vector(accessed, number));
                    stored.into_iter().chain([address]).collect()
                }
                (None, _) => {
                    let args = self.func.dfg.inst_args(inst).to_vec();
                    args.into_iter().map(|arg| self.vector(arg, number)).collect()
                }
            };
            let mut cursor = FuncCursor::new(self.func).at_bottom(new).with_srcloc(place);
            match (data, &operands[..]) {
                (InstructionData::Load { flags, offset, .. }, &[address]) => {
                    let flags = cursor.func.dfg.mem_flags[flags];
                    made.push(cursor.ins().load(vector, flags, address, offset));
                }
                (InstructionData::Store { flags, offset, .. }, &[stored, address]) => {
                    let flags = cursor.func.dfg.mem_flags[flags];
                    cursor.ins().store(flags, stored, address, offset);
                }
                (InstructionData::Binary { opcode, .. }, &[left, right]) => {
                    let (inst, dfg) = cursor.ins().Binary(opcode, vector, left, right);
                    made.push(dfg.first_result(inst));
                }
                (InstructionData::Unary { opcode, .. }, &[operand]) => {
                    let (inst, dfg) = cursor.ins().Unary(opcode, vector, operand);
                    made.push(dfg.first_result(inst));
                }
                _ => unreachable!("{data:?} is not packed"),
            }
        }
        if !made.is_empty() {
            self.copies.insert(accessed, Copies::Packed(made));
        }
    }

    /// A vector of a value of the old nest.
    fn vector(&mut self, value: Value, number: usize) -> Value {
        let first = match self.copies.get(&value) {
            Some(Copies::Packed(vectors)) => return vectors[number],
            Some(&Copies::First(first)) => first,
            Some(Copies::Each(_)) => unreachable!("vectors are made of vectors"),
            None => value,
        };
        if let Some(&known) = self.splats.get(&value) {
            return known;
        }
        let (vector, _) = vectors_of(self.func.dfg.value_type(value), self.plan.width);
        let splat = self.splat(vector, first, self.copies.contains_key(&value));
        self.splats.insert(value, splat);
        splat
    }

    /// Makes a vector of a number right behind it, and in front of the loops if it is known there.
    fn splat(&mut self, vector: Type, number: Value, inside: bool) -> Value {
        let mut cursor = FuncCursor::new(self.func);
        let inst = cursor.func.dfg.value_def(number).inst();
        let constant = inst.filter(|&inst| cursor.func.dfg.inst_args(inst).is_empty() && inside);
        let inst = inst.filter(|_| constant.is_none() && inside);
        match (inst, inside) {
            (Some(inst), _) => cursor.goto_after_inst(inst),
            (None, true) if constant.is_none() => {
                let block = definition(cursor.func, number).expect("it is a parameter");
                cursor.goto_first_insertion_point(block);
            }
            _ => cursor.goto_last_inst(self.ahead),
        }
        let number = match constant {
            Some(constant) => {
                let constant = cursor.func.dfg.clone_inst(constant);
                cursor.insert_inst(constant);
                cursor.func.dfg.first_result(constant)
            }
            None => number,
        };
        cursor.ins().splat(vector, number)
    }

    /// What a value of the old nest is in a lane.
    fn lane(&mut self, value: Value, lane: usize, new: Block) -> Value {
        let first = match self.copies.get(&value) {
            Some(Copies::Each(each)) => return each[lane],
            Some(Copies::Packed(vectors)) => {
                let per_vector = self.width / vectors.len();
                let (vector, number) = (vectors[lane / per_vector], lane % per_vector);
                if let Some(&known) = self.computed.get(&(value, lane)) {
                    return known;
                }
                let mut cursor = FuncCursor::new(self.func).at_bottom(new);
                let extracted = cursor.ins().extractlane(vector, number as u8);
                self.computed.insert((value, lane), extracted);
                return extracted;
            }
            Some(&Copies::First(first)) => first,
            None => return value,
        };
        match self.plan.lanes.of(value) {
            Lane::Apart(apart) if apart != 0 && lane != 0 => {
                if let Some(&known) = self.computed.get(&(value, lane)) {
                    return known;
                }
                let sum = self.add(first, apart.wrapping_mul(lane as i32), new);
                self.computed.insert((value, lane), sum);
                sum
            }
            _ => first,
        }
    }

    fn add(&mut self, value: Value, constant: i32, new: Block) -> Value {
        let mut cursor = FuncCursor::new(self.func).at_bottom(new);
        let constant = cursor.ins().iconst(types::I32, i64::from(constant.cast_unsigned()));
        cursor.ins().iadd(value, constant)
    }

    /// Ends a block as that of the old nest ends.
    fn branch(&mut self, block: Block, new: Block) {
        let branch = &self.plan.nest.branches[&block];
        let edges: Vec<(Block, Vec<BlockArg>)> = branch
            .edges
            .iter()
            .map(|edge| (self.block_of[&edge.to], self.args(edge.to, &edge.args, new)))
            .collect();
        let condition = branch.condition.map(|condition| self.lane(condition, 0, new));
        let mut cursor = FuncCursor::new(self.func).at_bottom(new);
        match (condition, &edges[..]) {
            (Some(condition), [then, otherwise]) => {
                cursor.ins().brif(condition, then.0, &then.1, otherwise.0, &otherwise.1)
            }
            (_, [to, ..]) => cursor.ins().jump(to.0, &to.1),
            (_, []) => unreachable!("a branch leads somewhere"),
        };
    }

    /// What the parameters of what `to` has become are given for those of `to`.
    fn args(&mut self, to: Block, args: &[Value], new: Block) -> Vec<BlockArg> {
        let mut all = Vec::new();
        for (param, &arg) in self.func.dfg.block_params(to).to_vec().into_iter().zip(args) {
            if self.plan.packed.has_value(param) {
                let (_, count) = vectors_of(self.func.dfg.value_type(param), self.plan.width);
                all.extend((0..count).map(|number| self.vector(arg, number)));
                continue;
            }
            let lanes = if self.plan.lanes.is_own(param) { self.width } else { 1 };
            for lane in 0..lanes {
                all.push(self.lane(arg, lane, new));
            }
        }
        block_args(&all)
    }

    /// Ends the latch: the outer loop goes on with the next lanes, or to the old nest.
    fn go_on(&mut self, new: Block) {
        let header = self.plan.nest.blocks.header;
        let mut args = Vec::new();
        for param in self.func.dfg.block_params(header).to_vec() {
            let first = self.lane(param, 0, new);
            args.push(match self.plan.lanes.of(param) {
                Lane::Apart(apart) if apart != 0 => self.add(first, apart.wrapping_mul(self.plan.width), new),
                _ => first,
            });
        }
        let rest = block_args(&args);
        let mut cursor = FuncCursor::new(self.func).at_bottom(new);
        let one_less = cursor.ins().iconst(types::I64, -1);
        let left = cursor.ins().iadd(self.left, one_less);
        args.push(left);
        cursor.ins().brif(left, self.block_of[&header], &block_args(&args), header, &rest);
    }
}
