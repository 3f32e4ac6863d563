//! Carries out a plan.
//!
//! ```text
//!   entry ── tests ──┬── ahead ── vectors ⟲ ──┬── exit
//!                    └── the loop as it was ⟲ ┘
//! ```

use std::collections::HashMap;

use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    Block, Function, Inst, InstBuilder, InstructionData, MemFlagsData, Opcode, Value, types,
};

use super::super::clif::{
    block_args, copied, copy_inst, definition, enter_at, extended, heap_access, index_and_base, like_params,
};
use super::{Pair, Plan, StorePair, checks};

/// Makes the loop of a plan one with vectors, and keeps the old one where that may be wrong.
pub(super) fn rewrite(func: &mut Function, plan: &Plan) {
    let block = plan.block;
    let [tests, ahead, vectors] = [(); 3].map(|()| func.dfg.make_block());
    for new in [tests, ahead, vectors] {
        func.layout.insert_block(new, block);
    }
    let params = func.dfg.block_params(block).to_vec();
    let entry_params = like_params(func, block, tests);
    let vector_params = like_params(func, block, vectors);
    enter_at(func, block, tests, |from| from == block);
    let (exit, leaving) = common_exit(func, plan);

    let mut entry: HashMap<Value, Value> = params.iter().copied().zip(entry_params.iter().copied()).collect();
    let mut cursor = FuncCursor::new(func).at_bottom(tests);
    let holds: Vec<Value> =
        plan.checks.iter().map(|check| checks::emit(check, &mut cursor, block, &mut entry)).collect();
    let args = block_args(&entry_params);
    match holds.into_iter().reduce(|all, next| cursor.ins().band(all, next)) {
        Some(all) => cursor.ins().brif(all, ahead, &[], block, &args),
        None => cursor.ins().jump(ahead, &[]),
    };

    let mut cursor = FuncCursor::new(func).at_bottom(ahead);
    let mut now = HashMap::new();
    load_ahead(&mut cursor, plan, &mut now);
    let splats = plan.pairs.iter().map(|pair| match *pair {
        Pair::Splat(value) => {
            let scalar = copied(&mut cursor, &|of| of == block, &mut now, value);
            Some(cursor.ins().splat(types::F64X2, scalar))
        }
        _ => None,
    });
    let mut vector_of: Vec<Option<Value>> = splats.collect();
    cursor.ins().jump(vectors, &args);

    now.extend(params.into_iter().zip(vector_params));
    let mut cursor = FuncCursor::new(func).at_bottom(vectors);
    make_body(&mut cursor, plan, &mut vector_of, &mut now);
    let mapped = |value: &Value| *now.get(value).unwrap_or(value);
    let carried: Vec<Value> = plan.latch.carried.iter().map(mapped).collect();
    let left: Vec<Value> = leaving.iter().map(mapped).collect();
    branch(&mut cursor, plan, mapped(&plan.latch.condition), (vectors, &carried), (exit, &left));
    if plan.checks.is_empty() {
        remove(func, block);
    }
}

/// Loads what stands still, each place once.
fn load_ahead(cursor: &mut FuncCursor<'_>, plan: &Plan, now: &mut HashMap<Value, Value>) {
    let mut loaded: HashMap<(Value, i32), Value> = HashMap::new();
    for &load in &plan.hoisted {
        let (address, offset, value) = heap_access(cursor.func, load).expect("it is an access");
        let known = match loaded.get(&(address, offset)) {
            Some(&known) => known,
            None => copied(cursor, &|of| of == plan.block, now, value),
        };
        loaded.insert((address, offset), known);
        now.insert(value, known);
    }
}

/// Gives the loop an exit that another loop may have, too, and returns it with the values of the loop that it has as
/// parameters: those that are used behind it.
fn common_exit(func: &mut Function, plan: &Plan) -> (Block, Vec<Value>) {
    let block = plan.block;
    let mut leaving: Vec<Value> = Vec::new();
    let insts: Vec<Inst> = func
        .layout
        .blocks()
        .filter(|&other| other != block)
        .flat_map(|other| func.layout.block_insts(other))
        .collect();
    let used = insts.iter().flat_map(|&inst| func.dfg.inst_values(inst));
    for value in used.chain(plan.latch.exit_args.iter().copied()) {
        let value = func.dfg.resolve_aliases(value);
        if definition(func, value) == Some(block) && !leaving.contains(&value) {
            leaving.push(value);
        }
    }
    // What is 64 bits is made of its index again: of a parameter, the memory check would not know what it is.
    let index_of = |value| extended(func, value).or_else(|| Some(index_and_base(func, value)?.0));
    let made_again: Vec<(Value, Value)> =
        leaving.iter().filter_map(|&value| Some((value, index_of(value)?))).collect();
    for &(value, index) in &made_again {
        leaving.retain(|&other| other != value);
        if definition(func, index) == Some(block) && !leaving.contains(&index) {
            leaving.push(index);
        }
    }
    let exit = func.dfg.make_block();
    func.layout.insert_block_after(exit, block);
    let mut params: HashMap<Value, Value> = HashMap::new();
    for &value in &leaving {
        let ty = func.dfg.value_type(value);
        params.insert(value, func.dfg.append_block_param(exit, ty));
    }
    let mut cursor = FuncCursor::new(func).at_bottom(exit);
    for (value, _) in made_again {
        copied(&mut cursor, &|of| of == block, &mut params, value);
    }
    for inst in insts {
        func.dfg.map_inst_values(inst, |value| *params.get(&value).unwrap_or(&value));
    }
    let exit_args: Vec<Value> =
        plan.latch.exit_args.iter().map(|value| *params.get(value).unwrap_or(value)).collect();
    let mut cursor = FuncCursor::new(func).at_bottom(exit);
    cursor.ins().jump(plan.latch.exit, &block_args(&exit_args));
    let last = cursor.func.layout.last_inst(block).expect("a loop branches");
    cursor.func.layout.remove_inst(last);
    cursor.goto_bottom(block);
    branch(&mut cursor, plan, plan.latch.condition, (block, &plan.latch.carried), (exit, &leaving));
    (exit, leaving)
}

/// Goes on or leaves, as the loop of a plan does.
fn branch(
    cursor: &mut FuncCursor<'_>,
    plan: &Plan,
    condition: Value,
    on: (Block, &[Value]),
    out: (Block, &[Value]),
) {
    let (then, otherwise) = if plan.latch.goes_on_if { (on, out) } else { (out, on) };
    cursor.ins().brif(condition, then.0, &block_args(then.1), otherwise.0, &block_args(otherwise.1));
}

/// The body of the loop, with vectors.
fn make_body(
    cursor: &mut FuncCursor<'_>,
    plan: &Plan,
    vector_of: &mut [Option<Value>],
    now: &mut HashMap<Value, Value>,
) {
    // A vector is loaded where the first lane was; all else is done where the later one was, with all it needs.
    let insts: Vec<Inst> = cursor.func.layout.block_insts(plan.block).collect();
    let place: HashMap<Inst, usize> = insts.iter().enumerate().map(|(place, &inst)| (inst, place)).collect();
    let mut at: HashMap<Inst, usize> = HashMap::new();
    let mut stored_at: HashMap<Inst, &StorePair> = HashMap::new();
    let mut elsewhere: Vec<Inst> = plan.hoisted.clone();
    for (number, pair) in plan.pairs.iter().enumerate() {
        let (here, gone) = match *pair {
            Pair::Splat(_) => continue,
            Pair::Load([first, second]) => (first, second),
            Pair::Arithmetic([first, second], _) if place[&first] < place[&second] => (second, first),
            Pair::Arithmetic([first, second], _) => (first, second),
        };
        at.insert(here, number);
        elsewhere.push(gone);
    }
    for pair in &plan.stores {
        stored_at.insert(pair.stores[1], pair);
        elsewhere.push(pair.stores[0]);
    }
    for inst in insts {
        cursor.set_srcloc(cursor.func.srcloc(inst));
        if let Some(&number) = at.get(&inst) {
            vector_of[number] = Some(make_vector(cursor, plan, number, vector_of, now));
        } else if let Some(pair) = stored_at.get(&inst) {
            let vector = vector_of[pair.value].expect("what is stored comes first");
            let place = cursor.func.srcloc(pair.stores[0]);
            cursor.set_srcloc(place);
            let (address, offset, flags) = place_of(cursor.func, pair.stores[0], now);
            cursor.ins().store(flags, vector, address, offset);
        } else if !elsewhere.contains(&inst) && !cursor.func.dfg.insts[inst].opcode().is_terminator() {
            copy_inst(cursor, now, inst);
        }
    }
    cursor.set_srcloc(Default::default());
}

/// The vector of a pair.
fn make_vector(
    cursor: &mut FuncCursor<'_>,
    plan: &Plan,
    number: usize,
    vector_of: &[Option<Value>],
    now: &HashMap<Value, Value>,
) -> Value {
    match plan.pairs[number] {
        Pair::Splat(_) => unreachable!("known in front of the loop"),
        Pair::Load([first, _]) => {
            let (address, offset, flags) = place_of(cursor.func, first, now);
            cursor.ins().load(types::F64X2, flags, address, offset)
        }
        Pair::Arithmetic([inst, _], operands) => {
            let [left, right] = operands.map(|operand| vector_of[operand].expect("operands come first"));
            match cursor.func.dfg.insts[inst].opcode() {
                Opcode::Fadd => cursor.ins().fadd(left, right),
                Opcode::Fsub => cursor.ins().fsub(left, right),
                Opcode::Fmul => cursor.ins().fmul(left, right),
                Opcode::Fdiv => cursor.ins().fdiv(left, right),
                Opcode::Fneg => cursor.ins().fneg(left),
                Opcode::Fabs => cursor.ins().fabs(left),
                Opcode::Sqrt => cursor.ins().sqrt(left),
                opcode => unreachable!("{opcode} is not paired"),
            }
        }
    }
}

/// Where an access is made, with the values of `now`.
fn place_of(func: &Function, inst: Inst, now: &HashMap<Value, Value>) -> (Value, i32, MemFlagsData) {
    let (address, offset, _) = heap_access(func, inst).expect("lanes are accesses");
    let (InstructionData::Load { flags, .. } | InstructionData::Store { flags, .. }) = func.dfg.insts[inst]
    else {
        unreachable!("lanes are accesses");
    };
    (*now.get(&address).unwrap_or(&address), offset, func.dfg.mem_flags[flags])
}

/// Removes a loop that nothing enters any more.
fn remove(func: &mut Function, block: Block) {
    let insts: Vec<Inst> = func.layout.block_insts(block).collect();
    for inst in insts {
        func.layout.remove_inst(inst);
    }
    func.layout.remove_block(block);
}
