//! `br_table`: small tables become a tree of comparisons, larger ones a jump table.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{BlockCall, InstBuilder, JumpTableData, Value, types};
use wasmparser::BrTable;

use super::function::FunctionTranslator;
use crate::{Error, Result};

/// Tables of at most this many targets are searched. An indirect jump that is mispredicted costs more than
/// four comparisons, each of which has a prediction of its own: CoreMark's state machine, a table of
/// eight in a loop, made the whole benchmark 1.21 times as slow as native code as a jump table and 1.09 times
/// searched; Lua and SQLite did not change.
const SEARCHED_TARGETS_MAX: u32 = 16;

/// Indices from `first` up to the next case go to the label at `depth`.
#[derive(Clone, Copy)]
struct Case {
    first: u32,
    depth: u32,
}

impl FunctionTranslator<'_, '_> {
    pub(super) fn br_table(&mut self, table: &BrTable<'_>) -> Result<()> {
        let index = self.pop();
        let depths = table.targets().collect::<std::result::Result<Vec<u32>, _>>();
        let depths = depths.map_err(|error| Error::internal(error.message()).at(error.offset()))?;
        if table.len() <= SEARCHED_TARGETS_MAX {
            let mut cases: Vec<Case> = Vec::new();
            for (first, depth) in (0..).zip(depths.into_iter().chain([table.default()])) {
                if cases.last().is_none_or(|last| last.depth != depth) {
                    cases.push(Case { first, depth });
                }
            }
            self.search(index, &cases);
        } else {
            self.jump_table(index, &depths, table.default());
        }
        self.reachable = false;
        Ok(())
    }

    /// Finds the case of `index`, which is not below the first of `cases`, by halving.
    fn search(&mut self, index: Value, cases: &[Case]) {
        if let [case] = cases {
            let (target, arguments) = self.branch_target(case.depth);
            self.builder.ins().jump(target, &arguments);
            return;
        }
        let (lower, upper) = cases.split_at(cases.len() / 2);
        let bound = self.builder.ins().iconst(types::I32, i64::from(upper[0].first));
        let is_lower = self.builder.ins().icmp(IntCC::UnsignedLessThan, index, bound);
        let lower_block = self.builder.create_block();
        let upper_block = self.builder.create_block();
        self.builder.ins().brif(is_lower, lower_block, &[], upper_block, &[]);
        for (block, cases) in [(lower_block, lower), (upper_block, upper)] {
            self.builder.seal_block(block);
            self.builder.switch_to_block(block);
            self.search(index, cases);
        }
    }

    fn jump_table(&mut self, index: Value, depths: &[u32], default: u32) {
        let entries: Vec<BlockCall> = depths.iter().map(|&depth| self.block_call(depth)).collect();
        let default = self.block_call(default);
        let jump_table = self.builder.create_jump_table(JumpTableData::new(default, &entries));
        self.builder.ins().br_table(index, jump_table);
    }

    fn block_call(&mut self, depth: u32) -> BlockCall {
        let (target, arguments) = self.branch_target(depth);
        self.builder.func.dfg.block_call(target, &arguments)
    }
}
