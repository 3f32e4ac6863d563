//! Blocks, branches and returns: structured control becomes a graph of CLIF blocks whose parameters are
//! the operands that cross their borders.

use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, TrapCode, Type, Value};
use wasmparser::{BlockType, Operator, ValType};

use super::environ::trap_code;
use super::function::FunctionTranslator;
use crate::wasm::TypeIndex;
use crate::{Error, Result};

/// An open `block`, `loop`, `if` or the function itself.
pub(super) struct Frame {
    /// Height of the operand stack below the block's parameters.
    height: usize,
    /// Where a branch to this label goes.
    target: Block,
    /// How many operands it takes along.
    target_arity: usize,
    /// Where control goes at the `end`; its parameters are the block's results.
    next: Block,
    /// Whether anything goes to `next`.
    next_reached: bool,
    kind: FrameKind,
}

enum FrameKind {
    Function,
    Block,
    Loop,
    /// An `if` whose `else` did not come yet: where the condition fails, with these parameters.
    If {
        otherwise: Block,
        params: Vec<Value>,
    },
}

impl FunctionTranslator<'_, '_> {
    /// Opens the frame of the function itself.
    pub(super) fn push_function_frame(&mut self, results: &[ValType]) {
        let types: Vec<Type> = results.iter().map(|&ty| self.environ.clif_type(ty)).collect();
        let next = self.block_with_params(types);
        self.frames.push(Frame {
            height: 0,
            target: next,
            target_arity: results.len(),
            next,
            next_reached: false,
            kind: FrameKind::Function,
        });
    }

    fn block_with_params(&mut self, types: impl IntoIterator<Item = Type>) -> Block {
        let block = self.builder.create_block();
        for ty in types {
            self.builder.append_block_param(block, ty);
        }
        block
    }

    /// Parameters and results of a block.
    fn block_type(&self, ty: BlockType) -> (Vec<Type>, Vec<Type>) {
        match ty {
            BlockType::Empty => (Vec::new(), Vec::new()),
            BlockType::Type(ty) => (Vec::new(), vec![self.environ.clif_type(ty)]),
            BlockType::FuncType(index) => {
                let ty = &self.environ.instance().module.types[TypeIndex(index).index()];
                let types = |types: &[ValType]| types.iter().map(|&ty| self.environ.clif_type(ty)).collect();
                (types(&ty.params), types(&ty.results))
            }
        }
    }

    pub(super) fn block(&mut self, ty: BlockType) -> Result<()> {
        let (params, results) = self.block_type(ty);
        let arity = results.len();
        let next = self.block_with_params(results);
        self.frames.push(Frame {
            height: self.stack.len() - params.len(),
            target: next,
            target_arity: arity,
            next,
            next_reached: false,
            kind: FrameKind::Block,
        });
        Ok(())
    }

    pub(super) fn loop_(&mut self, ty: BlockType) -> Result<()> {
        let (params, results) = self.block_type(ty);
        let arity = params.len();
        let header = self.block_with_params(params);
        let next = self.block_with_params(results);
        let arguments = self.pop_many(arity);
        self.jump(header, &arguments);
        let height = self.stack.len();
        self.frames.push(Frame {
            height,
            target: header,
            target_arity: arity,
            next,
            next_reached: false,
            kind: FrameKind::Loop,
        });
        self.enter(header);
        Ok(())
    }

    pub(super) fn if_(&mut self, ty: BlockType) -> Result<()> {
        let condition = self.pop();
        let (params, results) = self.block_type(ty);
        let arity = results.len();
        let height = self.stack.len() - params.len();
        let then = self.builder.create_block();
        let otherwise = self.builder.create_block();
        let next = self.block_with_params(results);
        self.builder.ins().brif(condition, then, &[], otherwise, &[]);
        self.frames.push(Frame {
            height,
            target: next,
            target_arity: arity,
            next,
            next_reached: false,
            kind: FrameKind::If { otherwise, params: self.stack[height..].to_vec() },
        });
        self.builder.seal_block(then);
        self.builder.seal_block(otherwise);
        self.builder.switch_to_block(then);
        Ok(())
    }

    pub(super) fn else_(&mut self) -> Result<()> {
        self.leave_for_next();
        let frame = self.frames.last_mut().expect("else stands in an if");
        let FrameKind::If { otherwise, params } = std::mem::replace(&mut frame.kind, FrameKind::Block) else {
            return Err(Error::internal("else outside of an if"));
        };
        self.stack.truncate(frame.height);
        self.stack.extend(params);
        self.builder.switch_to_block(otherwise);
        self.reachable = true;
        Ok(())
    }

    pub(super) fn end(&mut self) -> Result<()> {
        self.leave_for_next();
        let mut frame = self.frames.pop().expect("end closes a block");
        self.stack.truncate(frame.height);
        let is_function = matches!(frame.kind, FrameKind::Function);
        match frame.kind {
            FrameKind::If { otherwise, params } => {
                // Without an else the parameters are the results.
                self.builder.switch_to_block(otherwise);
                self.jump(frame.next, &params);
                frame.next_reached = true;
            }
            FrameKind::Loop => self.builder.seal_block(frame.target),
            FrameKind::Function | FrameKind::Block => {}
        }
        self.builder.seal_block(frame.next);
        self.reachable = frame.next_reached;
        if frame.next_reached {
            self.enter(frame.next);
            if is_function {
                let results = std::mem::take(&mut self.stack);
                self.builder.ins().return_(&results);
            }
        }
        Ok(())
    }

    /// Falls through to the end of the innermost block, if control gets here.
    fn leave_for_next(&mut self) {
        if !self.reachable {
            return;
        }
        let frame = self.frames.last_mut().expect("there is an open block");
        frame.next_reached = true;
        let next = frame.next;
        let arguments = self.stack.split_off(frame.height);
        self.jump(next, &arguments);
    }

    /// Continues in `block`, with its parameters as operands.
    fn enter(&mut self, block: Block) {
        self.builder.switch_to_block(block);
        self.stack.extend_from_slice(self.builder.block_params(block));
    }

    fn jump(&mut self, block: Block, arguments: &[Value]) {
        let arguments: Vec<BlockArg> = arguments.iter().copied().map(BlockArg::Value).collect();
        self.builder.ins().jump(block, &arguments);
    }

    /// The target of a branch and the operands that it takes along, which stay on the stack.
    pub(super) fn branch_target(&mut self, depth: u32) -> (Block, Vec<BlockArg>) {
        let position = self.frames.len() - 1 - depth as usize;
        let frame = &mut self.frames[position];
        if !matches!(frame.kind, FrameKind::Loop) {
            frame.next_reached = true;
        }
        let operands = &self.stack[self.stack.len() - frame.target_arity..];
        (frame.target, operands.iter().copied().map(BlockArg::Value).collect())
    }

    pub(super) fn br(&mut self, depth: u32) -> Result<()> {
        let (target, arguments) = self.branch_target(depth);
        self.builder.ins().jump(target, &arguments);
        self.reachable = false;
        Ok(())
    }

    pub(super) fn br_if(&mut self, depth: u32) -> Result<()> {
        let condition = self.pop();
        let (target, arguments) = self.branch_target(depth);
        let fallthrough = self.builder.create_block();
        self.builder.ins().brif(condition, target, &arguments, fallthrough, &[]);
        self.builder.seal_block(fallthrough);
        self.builder.switch_to_block(fallthrough);
        Ok(())
    }

    pub(super) fn return_(&mut self) -> Result<()> {
        let results = self.pop_many(self.frames[0].target_arity);
        self.builder.ins().return_(&results);
        self.reachable = false;
        Ok(())
    }

    pub(super) fn unreachable(&mut self) -> Result<()> {
        self.trap(trap_code(precast_abi::Trap::Unreachable))
    }

    /// Ends control with a trap.
    pub(super) fn trap(&mut self, code: TrapCode) -> Result<()> {
        self.builder.ins().trap(code);
        self.reachable = false;
        Ok(())
    }

    /// Passes over an operator that control cannot get to, keeping track of the blocks.
    pub(super) fn skip(&mut self, operator: &Operator<'_>) {
        match operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                self.unreachable_depth += 1
            }
            Operator::Else if self.unreachable_depth == 0 => {
                // The first arm ended unreachable; the condition can still fail.
                self.else_().expect("else stands in an if");
            }
            Operator::End if self.unreachable_depth == 0 => self.end().expect("end closes a block"),
            Operator::End => self.unreachable_depth -= 1,
            _ => {}
        }
    }
}
