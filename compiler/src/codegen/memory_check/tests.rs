//! CLIF that must pass, and CLIF with one mistake each that must not: what the check is there for.

use cranelift_codegen::Context;
use cranelift_codegen::entity::EntityRef;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    AbiParam, AtomicRmwOp, Function, InstBuilder, MemFlagsData, Signature, SourceLoc, StackSlotData,
    StackSlotKind, TrapCode, Type, Value, types,
};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use precast_abi::address::{MEMORY0_BASE, OFFSET_GUARD_BYTES, REACH_BYTES};
use precast_targets::Target;

use super::Scratch;
use super::facts::{Bases, Length, LengthCell, MemoryCheck, MemoryRange, Region};
use crate::ErrorKind;
use crate::codegen::isa::{RegisterAllocation, target_isa};
use crate::options::Options;

const SECOND_BASE: u64 = 0x10_0000_0000;
const SECOND_MIN_BYTES: u64 = 1 << 16;
const SECOND_MAX_BYTES: u64 = 1 << 20;
const SECOND_LEN: u64 = 0x3dfd_0008;
const GLOBAL: u64 = 0x3dfd_0100;
const TABLE: u64 = 0x3dfd_1000;
const TABLE_LEN: u64 = 10;
const CONSTANTS: u64 = 0x3dfc_0000;

/// A guarded memory at its usual place, and one with explicit checks.
fn facts() -> MemoryCheck {
    MemoryCheck {
        memories: vec![
            MemoryRange { base: MEMORY0_BASE, accessible_bytes: REACH_BYTES },
            MemoryRange { base: SECOND_BASE, accessible_bytes: SECOND_MIN_BYTES },
        ],
        sections: vec![
            Region { start: CONSTANTS, end: CONSTANTS + 0x1000, writable: false },
            Region { start: 0x3dfd_0000, end: 0x3dfd_2000, writable: true },
        ],
        tables: vec![Region { start: TABLE, end: TABLE + 8 * TABLE_LEN, writable: true }],
        lengths: vec![Length {
            at: SECOND_LEN,
            cell: LengthCell::Memory { base: SECOND_BASE },
            min: SECOND_MIN_BYTES,
            max: SECOND_MAX_BYTES,
        }],
        masked: true,
        bases: Bases::default(),
    }
}

/// The same where a check need not hold for a processor that runs ahead of it.
fn unmasked() -> MemoryCheck {
    MemoryCheck { masked: false, ..facts() }
}

/// A function of an `i32` and an `i64`, whose body `build` makes.
fn function(build: impl FnOnce(&mut FunctionBuilder<'_>, Value, Value)) -> Function {
    let mut func = Function::new();
    func.signature = Signature::new(CallConv::SystemV);
    func.signature.params.extend([AbiParam::new(types::I32), AbiParam::new(types::I64)]);
    func.signature.returns.push(AbiParam::new(types::I64));
    let mut context = FunctionBuilderContext::new();
    let mut builder = FunctionBuilder::new(&mut func, &mut context);
    let block = builder.create_block();
    builder.append_block_params_for_function_params(block);
    builder.switch_to_block(block);
    builder.seal_block(block);
    builder.set_srcloc(SourceLoc::new(0x77));
    let [index, wide] = *builder.block_params(block) else { panic!("two parameters") };
    build(&mut builder, index, wide);
    let zero = builder.ins().iconst(types::I64, 0);
    builder.ins().return_(&[zero]);
    let isa =
        target_isa(&Options::new(Target::find("x86_64-linux").unwrap()), RegisterAllocation::Backtracking)
            .unwrap();
    builder.finalize(isa.frontend_config());
    func
}

/// Whether the function passes as it is, and behind Cranelift's optimisations for every target; all
/// must agree.
fn passes_with(facts: &MemoryCheck, func: &Function) -> bool {
    let mut scratch = Scratch::default();
    let verdict = facts.check(func, &[], &mut scratch);
    for target in precast_targets::ALL {
        if facts.bases.pinned.is_some() && target.arch != "aarch64" {
            continue;
        }
        let isa = target_isa(&Options::new(target), RegisterAllocation::Backtracking).unwrap();
        let mut context = Context::for_function(func.clone());
        context.optimize(&*isa, &mut Default::default()).unwrap();
        let optimised = facts.check(&context.func, &[], &mut scratch);
        assert_eq!(verdict.is_ok(), optimised.is_ok(), "{} {optimised:?}", context.func.display());
    }
    if let Err(error) = &verdict {
        assert_eq!((error.kind, error.offset), (ErrorKind::Internal, Some(0x77)));
    }
    verdict.is_ok()
}

fn passes(build: impl FnOnce(&mut FunctionBuilder<'_>, Value, Value)) -> bool {
    passes_with(&facts(), &function(build))
}

fn heap() -> MemFlagsData {
    MemFlagsData::new().with_trap_code(Some(TrapCode::HEAP_OUT_OF_BOUNDS))
}

/// A load through memory 0, with `extended` in place of the index.
fn load_at(builder: &mut FunctionBuilder<'_>, base: u64, extended: Value, offset: i32) {
    let base = builder.ins().iconst(types::I64, base as i64);
    let address = builder.ins().iadd(base, extended);
    builder.ins().load(types::I64, heap(), address, offset);
}

fn extend(builder: &mut FunctionBuilder<'_>, index: Value) -> Value {
    builder.ins().uextend(types::I64, index)
}

#[test]
fn base_plus_extended_index_plus_offset() {
    for offset in [0, 16, OFFSET_GUARD_BYTES as i32 - 1] {
        assert!(passes(|builder, index, _| {
            let index = extend(builder, index);
            load_at(builder, MEMORY0_BASE, index, offset);
        }));
    }
}

#[test]
fn sign_extension_is_refused() {
    assert!(!passes(|builder, index, _| {
        let index = builder.ins().sextend(types::I64, index);
        load_at(builder, MEMORY0_BASE, index, 0);
    }));
}

#[test]
fn missing_extension_is_refused() {
    assert!(!passes(|builder, _, wide| load_at(builder, MEMORY0_BASE, wide, 0)));
}

#[test]
fn arithmetic_behind_the_extension_is_refused() {
    // The sum must be made in 32 bits: here it has 33, and with the offset leaves the reach.
    assert!(!passes(|builder, index, _| {
        let index = extend(builder, index);
        let twice = builder.ins().iadd(index, index);
        load_at(builder, MEMORY0_BASE, twice, 0);
    }));
    assert!(!passes(|builder, index, _| {
        let index = extend(builder, index);
        let four = builder.ins().iconst(types::I64, 4);
        let below = builder.ins().isub(index, four);
        load_at(builder, MEMORY0_BASE, below, 0);
    }));
}

#[test]
fn offset_beyond_the_reach_is_refused() {
    assert!(!passes(|builder, index, _| {
        let index = extend(builder, index);
        load_at(builder, MEMORY0_BASE, index, i32::MAX);
    }));
    assert!(!passes(|builder, index, _| {
        let index = extend(builder, index);
        load_at(builder, MEMORY0_BASE, index, -1);
    }));
}

#[test]
fn wrong_base_is_refused() {
    for base in [0, MEMORY0_BASE - 8, MEMORY0_BASE + REACH_BYTES, GLOBAL] {
        assert!(!passes(|builder, index, _| {
            let index = extend(builder, index);
            load_at(builder, base, index, 0);
        }));
    }
}

#[test]
fn masks_shifts_and_narrow_loads_bound_an_index() {
    assert!(passes(|builder, _, wide| {
        let mask = builder.ins().iconst(types::I64, 0xffff_ffff);
        let index = builder.ins().band(wide, mask);
        load_at(builder, MEMORY0_BASE, index, 0);
        let distance = builder.ins().iconst(types::I32, 32);
        let index = builder.ins().ushr(wide, distance);
        load_at(builder, MEMORY0_BASE, index, 0);
        let narrow = builder.ins().ireduce(types::I32, wide);
        let index = extend(builder, narrow);
        load_at(builder, MEMORY0_BASE, index, 0);
        let base = builder.ins().iconst(types::I64, MEMORY0_BASE as i64);
        let index = builder.ins().uload32(heap(), base, 0);
        load_at(builder, MEMORY0_BASE, index, 0);
        let index = builder.ins().select(wide, index, mask);
        load_at(builder, MEMORY0_BASE, index, 0);
    }));
    assert!(!passes(|builder, _, wide| {
        let mask = builder.ins().iconst(types::I64, 0x7_ffff_ffff);
        let index = builder.ins().band(wide, mask);
        load_at(builder, MEMORY0_BASE, index, 0);
    }));
    assert!(!passes(|builder, _, wide| {
        let base = builder.ins().iconst(types::I64, MEMORY0_BASE as i64);
        let index = builder.ins().sload32(heap(), base, 0);
        let index = builder.ins().select(wide, index, base);
        load_at(builder, MEMORY0_BASE, index, 0);
    }));
}

#[test]
fn stores_are_checked_like_loads() {
    let store = |signed: bool| {
        passes(|builder, index, wide| {
            let index =
                if signed { builder.ins().sextend(types::I64, index) } else { extend(builder, index) };
            let base = builder.ins().iconst(types::I64, MEMORY0_BASE as i64);
            let address = builder.ins().iadd(base, index);
            builder.ins().istore8(heap(), wide, address, 3);
        })
    };
    assert!(store(false));
    assert!(!store(true));
}

/// Both halves of a vector are at hand within the reach of a memory, and behind a check that has room
/// for both.
#[test]
fn both_halves_of_a_vector_are_checked() {
    let guarded = |offset: u64| {
        passes(|builder, index, wide| {
            let index = extend(builder, index);
            let base = builder.ins().iconst(types::I64, MEMORY0_BASE as i64);
            let address = builder.ins().iadd(base, index);
            builder.ins().store(heap(), wide, address, offset as i32 + 8);
            builder.ins().store(heap(), wide, address, offset as i32);
            builder.ins().load(types::I128, heap(), address, offset as i32);
        })
    };
    assert!(guarded(0));
    let last = REACH_BYTES - u64::from(u32::MAX) - 16;
    assert!(guarded(last));
    assert!(!guarded(last + 1));
    // The second memory has explicit checks; each half is an access of its own.
    let checked = |bytes: u64, store: bool| {
        passes(|builder, index, wide| {
            let index = extend(builder, index);
            let reach = builder.ins().iconst(types::I64, bytes as i64);
            let end = builder.ins().iadd(index, reach);
            let at = builder.ins().iconst(types::I64, SECOND_LEN as i64);
            let len = builder.ins().load(types::I64, MemFlagsData::trusted(), at, 0);
            let out_of_bounds = builder.ins().icmp(IntCC::UnsignedGreaterThan, end, len);
            builder.ins().trapnz(out_of_bounds, TrapCode::HEAP_OUT_OF_BOUNDS);
            let base = builder.ins().iconst(types::I64, SECOND_BASE as i64);
            let address = builder.ins().iadd(base, index);
            let zero = builder.ins().iconst(types::I64, 0);
            let address = builder.ins().select_spectre_guard(out_of_bounds, zero, address);
            if store {
                builder.ins().store(heap(), wide, address, 8);
                builder.ins().store(heap(), wide, address, 0);
            } else {
                builder.ins().load(types::I128, heap(), address, 0);
            }
        })
    };
    for store in [false, true] {
        assert!(checked(16, store));
        assert!(!checked(15, store));
    }
}

#[test]
fn pinned_register_is_the_base_only_where_there_is_one() {
    let func = function(|builder, index, _| {
        let index = extend(builder, index);
        let base = builder.ins().get_pinned_reg(types::I64);
        let address = builder.ins().iadd(base, index);
        builder.ins().load(types::F64, heap(), address, 8);
    });
    let with = |base| {
        let bases = Bases { pinned: Some(base), ..Bases::default() };
        passes_with(&MemoryCheck { bases, ..facts() }, &func)
    };
    assert!(with(MEMORY0_BASE));
    assert!(!with(MEMORY0_BASE - 4096));
    assert!(facts().check(&func, &[], &mut Scratch::default()).is_err());
}

#[test]
fn base_is_loaded_only_from_where_it_is() {
    const CELL: u64 = 0x3dfd_0200;
    let load = |ty, at: u64| {
        function(|builder, index, _| {
            let index = extend(builder, index);
            let place = builder.ins().iconst(types::I64, CELL as i64 - 16);
            let flags = MemFlagsData::trusted().with_readonly();
            let base = builder.ins().load(ty, flags, place, (at - CELL) as i32 + 16);
            let base = if ty == types::I64 { base } else { extend(builder, base) };
            let address = builder.ins().iadd(index, base);
            builder.ins().load(types::F64, heap(), address, 8);
        })
    };
    let with = |func: &Function, cell, base| {
        let bases = Bases { cells: vec![(cell, base)], ..Bases::default() };
        passes_with(&MemoryCheck { bases, ..facts() }, func)
    };
    let func = load(types::I64, CELL);
    assert!(with(&func, CELL, MEMORY0_BASE));
    assert!(!with(&func, CELL, MEMORY0_BASE - 4096));
    assert!(!with(&func, CELL + 8, MEMORY0_BASE));
    assert!(!with(&load(types::I64, CELL + 8), CELL, MEMORY0_BASE));
    assert!(!with(&load(types::I32, CELL), CELL, MEMORY0_BASE));
    assert!(!passes_with(&facts(), &func));
}

/// A loop in which a parameter of 64 bits, said to be below 2³², is the index; `next` makes what the loop
/// hands on, from the index and the two parameters of the function.
fn loop_with_index(
    first: impl FnOnce(&mut FunctionBuilder<'_>, Value, Value) -> Value,
    next: impl FnOnce(&mut FunctionBuilder<'_>, Value, Value) -> Value,
) -> bool {
    let mut index = None;
    let func = function(|builder, narrow, wide| {
        let header = builder.create_block();
        let behind = builder.create_block();
        let param = builder.append_block_param(header, types::I64);
        index = Some(param);
        let first = first(builder, narrow, wide);
        builder.ins().jump(header, &[first.into()]);
        builder.switch_to_block(header);
        load_at(builder, MEMORY0_BASE, param, 0);
        let next = next(builder, param, wide);
        builder.ins().brif(narrow, header, &[next.into()], behind, &[]);
        builder.seal_block(header);
        builder.seal_block(behind);
        builder.switch_to_block(behind);
    });
    let index = index.expect("the parameter");
    assert!(facts().check(&func, &[], &mut Scratch::default()).is_err());
    facts().check(&func, &[index], &mut Scratch::default()).is_ok()
}

#[test]
fn parameters_are_small_where_all_that_flows_in_is() {
    let step = |builder: &mut FunctionBuilder<'_>, index: Value| {
        let narrow = builder.ins().ireduce(types::I32, index);
        let four = builder.ins().iconst(types::I32, 4);
        let sum = builder.ins().iadd(narrow, four);
        builder.ins().uextend(types::I64, sum)
    };
    assert!(loop_with_index(|builder, narrow, _| extend(builder, narrow), |_, index, _| index));
    assert!(loop_with_index(
        |builder, narrow, _| extend(builder, narrow),
        |builder, index, _| step(builder, index)
    ));
    // From outside, from the loop, and by a sum that leaves 32 bits.
    assert!(!loop_with_index(|_, _, wide| wide, |builder, index, _| step(builder, index)));
    assert!(!loop_with_index(|builder, narrow, _| extend(builder, narrow), |_, _, wide| wide));
    assert!(!loop_with_index(
        |builder, narrow, _| extend(builder, narrow),
        |builder, index, _| {
            let four = builder.ins().iconst(types::I64, 4);
            builder.ins().iadd(index, four)
        }
    ));
}

/// How an explicit check may go wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    None,
    NoGuard,
    NoTrap,
    OtherLength,
    WrongComparison,
    WidthForgotten,
    ArmsSwapped,
    OtherIndex,
    SumMayWrap,
}

/// What is compared, and what is masked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    /// A 32-bit index: its end with the length; the address is masked.
    End,
    /// The same; the index is masked.
    EndMaskedIndex,
    /// A 64-bit index: its end, which must not wrap, with the length.
    WideEnd,
    /// A 64-bit index: with the length less the reach.
    WideIndex,
    /// The same, and the index is a sum.
    WideSum,
    /// The same, and the index is far below the largest length.
    Byte,
    /// The same, and the index is a number.
    Constant,
}

const SHAPES: [Shape; 7] = [
    Shape::End,
    Shape::EndMaskedIndex,
    Shape::WideEnd,
    Shape::WideIndex,
    Shape::WideSum,
    Shape::Byte,
    Shape::Constant,
];

const OFFSET: u64 = 24;
const BYTES: u64 = 8;

/// The condition of an explicit check of an access at `index`, made wide.
fn out_of_bounds(builder: &mut FunctionBuilder<'_>, shape: Shape, flaw: Flaw, index: Value) -> Value {
    let reach = if flaw == Flaw::WidthForgotten { OFFSET } else { OFFSET + BYTES };
    let reach = builder.ins().iconst(types::I64, reach as i64);
    let at = if flaw == Flaw::OtherLength { GLOBAL } else { SECOND_LEN };
    let at = builder.ins().iconst(types::I64, at as i64);
    let len = builder.ins().load(types::I64, MemFlagsData::trusted(), at, 0);
    let (small, large) = match shape {
        Shape::WideIndex | Shape::WideSum if flaw == Flaw::SumMayWrap => {
            (builder.ins().iadd(index, reach), len)
        }
        Shape::WideEnd if flaw == Flaw::SumMayWrap => {
            let much = builder.ins().iconst(types::I64, SECOND_MIN_BYTES as i64 + 1);
            (index, builder.ins().isub(len, much))
        }
        Shape::WideEnd => (builder.ins().uadd_overflow_trap(index, reach, TrapCode::HEAP_OUT_OF_BOUNDS), len),
        Shape::WideIndex | Shape::WideSum | Shape::Byte | Shape::Constant => {
            (index, builder.ins().isub(len, reach))
        }
        Shape::End | Shape::EndMaskedIndex => (builder.ins().iadd(index, reach), len),
    };
    let comparison = match flaw {
        Flaw::WrongComparison => IntCC::SignedGreaterThan,
        _ => IntCC::UnsignedGreaterThan,
    };
    builder.ins().icmp(comparison, small, large)
}

fn explicit_check(masked: bool, shape: Shape, flaw: Flaw) -> bool {
    let func = function(|builder, index, wide| {
        let eight = builder.ins().iconst(types::I64, 8);
        let index = match shape {
            Shape::End | Shape::EndMaskedIndex => extend(builder, index),
            Shape::WideEnd | Shape::WideIndex => wide,
            Shape::WideSum => builder.ins().iadd(wide, eight),
            Shape::Byte => {
                let mask = builder.ins().iconst(types::I64, 0xff);
                let low = builder.ins().band(wide, mask);
                // Otherwise it lies in the part that is always there.
                let much = builder.ins().iconst(types::I64, SECOND_MIN_BYTES as i64);
                builder.ins().iadd(low, much)
            }
            Shape::Constant => builder.ins().iconst(types::I64, SECOND_MIN_BYTES as i64),
        };
        let condition = out_of_bounds(builder, shape, flaw, index);
        if flaw != Flaw::NoTrap {
            builder.ins().trapnz(condition, TrapCode::HEAP_OUT_OF_BOUNDS);
        }
        let index = if flaw == Flaw::OtherIndex { builder.ins().rotl(wide, eight) } else { index };
        let zero = builder.ins().iconst(types::I64, 0);
        let mask = |builder: &mut FunctionBuilder<'_>, value| match flaw {
            _ if !masked => value,
            Flaw::NoGuard => value,
            Flaw::ArmsSwapped => builder.ins().select_spectre_guard(condition, value, zero),
            _ => builder.ins().select_spectre_guard(condition, zero, value),
        };
        if shape == Shape::EndMaskedIndex {
            let index = mask(builder, index);
            let base = builder.ins().iconst(types::I64, SECOND_BASE as i64);
            let address = builder.ins().iadd(base, index);
            builder.ins().load(types::I64, heap(), address, OFFSET as i32);
        } else {
            let base = builder.ins().iconst(types::I64, (SECOND_BASE + OFFSET) as i64);
            let address = builder.ins().iadd(base, index);
            let address = mask(builder, address);
            builder.ins().load(types::I64, heap(), address, 0);
        }
    });
    passes_with(&if masked { facts() } else { unmasked() }, &func)
}

#[test]
fn explicit_checks_are_followed() {
    for shape in SHAPES {
        assert!(explicit_check(true, shape, Flaw::None), "{shape:?}");
        for flaw in [
            Flaw::NoGuard,
            Flaw::OtherLength,
            Flaw::WrongComparison,
            Flaw::WidthForgotten,
            Flaw::ArmsSwapped,
            Flaw::OtherIndex,
        ] {
            assert!(!explicit_check(true, shape, flaw), "{shape:?} {flaw:?}");
        }
    }
}

#[test]
fn without_masks_a_trap_before_the_access_suffices() {
    for shape in SHAPES {
        assert!(explicit_check(false, shape, Flaw::None), "{shape:?}");
        for flaw in
            [Flaw::NoTrap, Flaw::OtherLength, Flaw::WrongComparison, Flaw::WidthForgotten, Flaw::OtherIndex]
        {
            assert!(!explicit_check(false, shape, flaw), "{shape:?} {flaw:?}");
        }
    }
}

#[test]
fn checks_of_64_bit_indices_must_not_wrap() {
    for shape in [Shape::WideEnd, Shape::WideIndex, Shape::WideSum] {
        for masked in [false, true] {
            assert!(!explicit_check(masked, shape, Flaw::SumMayWrap), "{shape:?} {masked}");
        }
    }
}

/// Where the trap of an unmasked access is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum TrapAt {
    Before,
    /// In a block that dominates that of the access.
    Above,
    /// The same, and there is a loop around the access.
    AboveLoop,
    Behind,
    /// In one of two branches that join before the access.
    OneBranch,
    /// In the other branch than the access.
    OtherBranch,
    /// On the opposite condition.
    Opposite,
}

fn dominating_trap(place: TrapAt) -> bool {
    let func = function(|builder, _, wide| {
        let [then, other, join] = std::array::from_fn(|_| builder.create_block());
        let condition = out_of_bounds(builder, Shape::WideIndex, Flaw::None, wide);
        let trap = |builder: &mut FunctionBuilder<'_>| {
            builder.ins().trapnz(condition, TrapCode::HEAP_OUT_OF_BOUNDS);
        };
        let access = |builder: &mut FunctionBuilder<'_>| {
            let base = builder.ins().iconst(types::I64, SECOND_BASE as i64);
            let address = builder.ins().iadd(base, wide);
            builder.ins().load(types::I64, heap(), address, OFFSET as i32);
        };
        if matches!(place, TrapAt::Above | TrapAt::AboveLoop) {
            trap(builder);
        }
        builder.ins().brif(wide, then, &[], other, &[]);
        builder.switch_to_block(then);
        if matches!(place, TrapAt::OneBranch | TrapAt::OtherBranch) {
            trap(builder);
        }
        builder.ins().jump(join, &[]);
        builder.switch_to_block(other);
        if place == TrapAt::OtherBranch {
            access(builder);
        }
        builder.ins().jump(join, &[]);
        builder.switch_to_block(join);
        match place {
            TrapAt::Before => trap(builder),
            TrapAt::Opposite => {
                builder.ins().trapz(condition, TrapCode::HEAP_OUT_OF_BOUNDS);
            }
            _ => {}
        }
        if place != TrapAt::OtherBranch {
            access(builder);
        }
        if place == TrapAt::Behind {
            trap(builder);
        }
        if place == TrapAt::AboveLoop {
            let end = builder.create_block();
            builder.ins().brif(wide, join, &[], end, &[]);
            builder.switch_to_block(end);
        }
        builder.seal_all_blocks();
    });
    passes_with(&unmasked(), &func)
}

#[test]
fn a_trap_must_dominate_the_access() {
    for place in [TrapAt::Before, TrapAt::Above, TrapAt::AboveLoop] {
        assert!(dominating_trap(place), "{place:?}");
    }
    for place in [TrapAt::Behind, TrapAt::OneBranch, TrapAt::OtherBranch, TrapAt::Opposite] {
        assert!(!dominating_trap(place), "{place:?}");
    }
}

#[test]
fn one_check_may_serve_several_accesses_and_the_farthest_counts() {
    for (first, second) in [(0, 24), (24, 0), (24, 25)] {
        let func = function(|builder, _, wide| {
            let condition = out_of_bounds(builder, Shape::WideIndex, Flaw::None, wide);
            builder.ins().trapnz(condition, TrapCode::HEAP_OUT_OF_BOUNDS);
            let base = builder.ins().iconst(types::I64, SECOND_BASE as i64);
            let address = builder.ins().iadd(base, wide);
            builder.ins().load(types::I64, heap(), address, first);
            builder.ins().load(types::I64, heap(), address, second);
        });
        assert_eq!(passes_with(&unmasked(), &func), second <= OFFSET as i32);
    }
}

#[test]
fn an_unguarded_memory_has_no_room_behind_it() {
    assert!(!passes(|builder, index, _| {
        let index = extend(builder, index);
        load_at(builder, SECOND_BASE, index, 0);
    }));
    // It never shrinks below its initial size.
    for (offset, fine) in [((1 << 16) - 8, true), ((1 << 16) - 7, false)] {
        let verdict = passes(|builder, _, _| {
            let zero = builder.ins().iconst(types::I64, 0);
            load_at(builder, SECOND_BASE, zero, offset);
        });
        assert_eq!(verdict, fine);
    }
}

fn own_data(address: u64, store: bool, ty: Type) -> bool {
    passes(|builder, _, wide| {
        let address = builder.ins().iconst(types::I64, address as i64);
        if store {
            builder.ins().store(MemFlagsData::trusted(), wide, address, 0);
        } else {
            builder.ins().load(ty, MemFlagsData::trusted(), address, 0);
        }
    })
}

#[test]
fn own_data_is_read_and_written_where_it_lies() {
    assert!(own_data(GLOBAL, false, types::I64));
    assert!(own_data(GLOBAL, true, types::I64));
    assert!(own_data(CONSTANTS, false, types::I32));
    assert!(!own_data(CONSTANTS, true, types::I64));
    assert!(!own_data(0x0040_0000, false, types::I64));
    assert!(!own_data(0x3dfd_1ffc, false, types::I64));
    // Memory is not own data: an access that does not know that it may fault is not one of the guest's.
    assert!(!own_data(MEMORY0_BASE, false, types::I64));
}

/// What is masked of an access to a table.
#[derive(Clone, Copy, PartialEq)]
enum Mask {
    Index,
    Address,
    None,
}

fn table_element(facts: &MemoryCheck, wide_index: bool, limit: u64, mask: Mask) -> bool {
    let func = function(|builder, index, wide| {
        let mut index = if wide_index { wide } else { extend(builder, index) };
        let len = builder.ins().iconst(types::I64, limit as i64);
        let out_of_bounds = builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
        builder.ins().trapnz(out_of_bounds, TrapCode::unwrap_user(3));
        if mask == Mask::Index {
            let zero = builder.ins().iconst(types::I64, 0);
            index = builder.ins().select_spectre_guard(out_of_bounds, zero, index);
        }
        let shift = builder.ins().iconst(types::I32, 3);
        let distance = builder.ins().ishl(index, shift);
        let base = builder.ins().iconst(types::I64, TABLE as i64);
        let mut address = builder.ins().iadd(base, distance);
        if mask == Mask::Address {
            address = builder.ins().select_spectre_guard(out_of_bounds, base, address);
        }
        builder.ins().store(MemFlagsData::trusted(), wide, address, 0);
    });
    passes_with(facts, &func)
}

#[test]
fn table_elements_are_checked_against_the_table() {
    for wide in [false, true] {
        for (facts, mask) in [(facts(), Mask::Index), (facts(), Mask::Address), (unmasked(), Mask::None)] {
            assert!(table_element(&facts, wide, TABLE_LEN, mask));
            assert!(table_element(&facts, wide, 2, mask));
            assert!(!table_element(&facts, wide, TABLE_LEN + 1, mask));
        }
        assert!(!table_element(&facts(), wide, TABLE_LEN, Mask::None));
    }
}

#[test]
fn where_a_check_always_traps_nothing_is_to_be_proven() {
    // The end of an access is beyond a memory without bytes; optimisation leaves the end as condition.
    assert!(passes(|builder, index, _| {
        let index = extend(builder, index);
        let eight = builder.ins().iconst(types::I64, 8);
        let end = builder.ins().iadd(index, eight);
        let len = builder.ins().iconst(types::I64, 0);
        let out_of_bounds = builder.ins().icmp(IntCC::UnsignedGreaterThan, end, len);
        builder.ins().trapnz(out_of_bounds, TrapCode::HEAP_OUT_OF_BOUNDS);
        let base = builder.ins().iconst(types::I64, SECOND_BASE as i64 + (1 << 30));
        let address = builder.ins().iadd(base, index);
        let address = builder.ins().select_spectre_guard(out_of_bounds, len, address);
        builder.ins().load(types::I64, heap(), address, 0);
    }));
    // A condition that may be false says nothing but that it is 0.
    assert!(!passes(|builder, index, wide| {
        let index = extend(builder, index);
        builder.ins().trapnz(wide, TrapCode::HEAP_OUT_OF_BOUNDS);
        let base = builder.ins().iconst(types::I64, SECOND_BASE as i64);
        let address = builder.ins().iadd(base, index);
        let zero = builder.ins().iconst(types::I64, 0);
        let address = builder.ins().select_spectre_guard(wide, zero, address);
        builder.ins().load(types::I64, heap(), address, 0);
    }));
}

#[test]
fn code_addresses_come_from_references() {
    let call = |arithmetic: bool, reference: bool| {
        passes(|builder, _, wide| {
            let at = builder.ins().iconst(types::I64, TABLE as i64);
            let mut descriptor = builder.ins().load(types::I64, MemFlagsData::trusted(), at, 0);
            if arithmetic {
                descriptor = builder.ins().iadd(descriptor, wide);
            }
            let flags = MemFlagsData::trusted().with_readonly();
            let code = builder.ins().load(types::I64, flags, descriptor, 0);
            let callee = if reference { code } else { wide };
            let signature = builder.import_signature(Signature::new(CallConv::SystemV));
            builder.ins().call_indirect(signature, callee, &[]);
        })
    };
    assert!(call(false, true));
    assert!(!call(true, true));
    assert!(!call(false, false));
}

#[test]
fn the_null_page_is_never_mapped() {
    for (address, fine) in [(0, true), (4088, true), (4096, false)] {
        assert_eq!(own_data(address, false, types::I64), fine);
        assert_eq!(own_data(address, true, types::I64), fine);
    }
}

/// A way to access memory without an offset, of 8 bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Atomic {
    Load,
    Store,
    Rmw,
    Cmpxchg,
}

impl Atomic {
    const ALL: [Atomic; 4] = [Atomic::Load, Atomic::Store, Atomic::Rmw, Atomic::Cmpxchg];

    /// Accesses `address` with a value.
    fn access(self, builder: &mut FunctionBuilder<'_>, flags: MemFlagsData, address: Value, value: Value) {
        match self {
            Atomic::Load => {
                builder.ins().atomic_load(types::I64, flags, address);
            }
            Atomic::Store => {
                builder.ins().atomic_store(flags, value, address);
            }
            Atomic::Rmw => {
                builder.ins().atomic_rmw(types::I64, flags, AtomicRmwOp::Xchg, address, value);
            }
            Atomic::Cmpxchg => {
                builder.ins().atomic_cas(flags, address, value, value);
            }
        }
    }
}

#[test]
fn atomic_accesses_are_checked_like_loads_and_stores() {
    let access = |atomic: Atomic, signed: bool, offset: i64| {
        passes(|builder, index, wide| {
            let index =
                if signed { builder.ins().sextend(types::I64, index) } else { extend(builder, index) };
            let base = builder.ins().iconst(types::I64, MEMORY0_BASE as i64);
            let address = builder.ins().iadd(base, index);
            let offset = builder.ins().iconst(types::I64, offset);
            let address = builder.ins().iadd(address, offset);
            atomic.access(builder, heap(), address, wide);
        })
    };
    let last = (REACH_BYTES - (1 << 32)) as i64 - 7;
    for atomic in Atomic::ALL {
        assert!(access(atomic, false, 0), "{atomic:?}");
        assert!(access(atomic, false, last), "{atomic:?}");
        assert!(!access(atomic, true, 0), "{atomic:?} at a sign-extended index");
        assert!(!access(atomic, false, last + 1), "{atomic:?} beyond the reach");
        assert!(!access(atomic, false, -8), "{atomic:?} below the memory");
    }
}

#[test]
fn atomic_accesses_of_an_unguarded_memory_need_its_check() {
    let access = |atomic: Atomic, reach: i64, guard: bool| {
        passes(|builder, index, wide| {
            let index = extend(builder, index);
            let reach = builder.ins().iconst(types::I64, reach);
            let end = builder.ins().iadd(index, reach);
            let at = builder.ins().iconst(types::I64, SECOND_LEN as i64);
            let len = builder.ins().load(types::I64, MemFlagsData::trusted(), at, 0);
            let out_of_bounds = builder.ins().icmp(IntCC::UnsignedGreaterThan, end, len);
            builder.ins().trapnz(out_of_bounds, TrapCode::HEAP_OUT_OF_BOUNDS);
            let base = builder.ins().iconst(types::I64, SECOND_BASE as i64);
            let mut address = builder.ins().iadd(base, index);
            if guard {
                let zero = builder.ins().iconst(types::I64, 0);
                address = builder.ins().select_spectre_guard(out_of_bounds, zero, address);
            }
            atomic.access(builder, heap(), address, wide);
        })
    };
    for atomic in Atomic::ALL {
        assert!(access(atomic, 8, true), "{atomic:?}");
        assert!(!access(atomic, 7, true), "{atomic:?} with its width forgotten");
        assert!(!access(atomic, 8, false), "{atomic:?} without a guard");
    }
}

#[test]
fn atomic_accesses_write_no_constants() {
    let access = |atomic: Atomic, address: u64| {
        passes(|builder, _, wide| {
            let address = builder.ins().iconst(types::I64, address as i64);
            atomic.access(builder, MemFlagsData::trusted(), address, wide);
        })
    };
    for atomic in Atomic::ALL {
        assert!(access(atomic, GLOBAL), "{atomic:?}");
        assert_eq!(access(atomic, CONSTANTS), atomic == Atomic::Load, "{atomic:?}");
        // Memory is not own data, and the image is nobody's.
        assert!(!access(atomic, MEMORY0_BASE) && !access(atomic, 0x0040_0000), "{atomic:?}");
    }
}

#[test]
fn tail_calls_take_code_addresses_of_references() {
    let call = |reference: bool| {
        let mut func = function(|builder, _, wide| {
            let at = builder.ins().iconst(types::I64, TABLE as i64);
            let descriptor = builder.ins().load(types::I64, MemFlagsData::trusted(), at, 0);
            let flags = MemFlagsData::trusted().with_readonly();
            let code = builder.ins().load(types::I64, flags, descriptor, 0);
            let mut signature = Signature::new(CallConv::Tail);
            signature.returns.push(AbiParam::new(types::I64));
            let signature = builder.import_signature(signature);
            let callee = if reference { code } else { wide };
            builder.ins().return_call_indirect(signature, callee, &[]);
            let unreached = builder.create_block();
            builder.switch_to_block(unreached);
            builder.seal_block(unreached);
        });
        func.signature.call_conv = CallConv::Tail;
        passes_with(&facts(), &func)
    };
    assert!(call(true));
    assert!(!call(false));
}

#[test]
fn stack_slots_are_refused() {
    assert!(!passes(|builder, _, wide| {
        let slot = builder.create_sized_stack_slot(StackSlotData::new(StackSlotKind::ExplicitSlot, 8, 3));
        let address = builder.ins().stack_addr(types::I64, slot, 0);
        builder.ins().store(MemFlagsData::trusted(), wide, address, 0);
    }));
}

#[test]
fn facts_hold_for_values_made_anew() {
    for (mask, fine) in [(0xff, true), (0x1ff, false)] {
        let func = function(|builder, _, wide| {
            let narrow = |builder: &mut FunctionBuilder<'_>, mask| {
                let mask = builder.ins().iconst(types::I64, mask);
                builder.ins().band(wide, mask)
            };
            let tested = narrow(builder, 0xff);
            let limit = builder.ins().iconst(types::I64, TABLE_LEN as i64);
            let out_of_bounds = builder.ins().icmp(IntCC::UnsignedGreaterThanOrEqual, tested, limit);
            builder.ins().trapnz(out_of_bounds, TrapCode::unwrap_user(3));
            let used = narrow(builder, mask);
            assert_ne!(tested.index(), used.index());
            let shift = builder.ins().iconst(types::I32, 3);
            let distance = builder.ins().ishl(used, shift);
            let base = builder.ins().iconst(types::I64, TABLE as i64);
            let address = builder.ins().iadd(base, distance);
            builder.ins().store(MemFlagsData::trusted(), wide, address, 0);
        });
        assert_eq!(passes_with(&unmasked(), &func), fine);
    }
}
