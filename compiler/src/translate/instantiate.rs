//! Instantiation as far as it is left for when the process runs: active segments whose memory or table code
//! may have changed before, and start functions.

use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, AbiParam, InstBuilder, Signature, Value, types};
use cranelift_codegen::isa::CallConv;
use precast_abi::script::{INSTANTIATED, UNLINKABLE};

use super::Translator;
use super::environ::{self, Environ};
use super::function::FunctionTranslator;
use crate::program::{InstanceId, Step};
use crate::wasm::{DataIndex, ElementIndex, SegmentMode};
use crate::{Error, Result};

/// See [`Glue::Instantiate`](crate::program::Glue).
pub(super) fn translate(
    translator: &mut Translator<'_>,
    instance: InstanceId,
    func: &mut ir::Function,
) -> Result<()> {
    func.signature = Signature::new(CallConv::SystemV);
    func.signature.returns.push(AbiParam::new(types::I32));
    let mut state = FunctionTranslator::new(translator, instance, func);
    state.make_instance(instance)?;
    if state.reachable {
        let made = state.builder.ins().iconst(types::I32, i64::from(INSTANTIATED));
        state.builder.ins().return_(&[made]);
    }
    state.finish();
    Ok(())
}

impl FunctionTranslator<'_, '_> {
    /// Makes an instance, unless control is lost before.
    pub(super) fn make_instance(&mut self, instance: InstanceId) -> Result<()> {
        self.environ.enter_instance(instance);
        let program = self.environ.program;
        for step in &program.instance(instance).steps {
            if !self.reachable {
                break;
            }
            match *step {
                Step::RequireMemory { memory, bytes } => {
                    let len = self.environ.memory_len(&mut self.builder, memory);
                    self.require(len, bytes);
                }
                Step::RequireTable { table, elements } => {
                    let len = self.table_len(table);
                    self.require(len, elements);
                }
                Step::ApplyElements { segment, offset } => self.apply_elements(segment, offset)?,
                Step::ApplyData { segment, offset } => self.apply_data(segment, offset)?,
                Step::Trap(trap) => self.trap(environ::trap_code(trap))?,
                Step::Call(callee) => self.call_start(callee, &Environ::no_type())?,
            }
        }
        Ok(())
    }

    /// Returns [`UNLINKABLE`] if a size is below what an import asks for.
    fn require(&mut self, size: Value, wanted: u64) {
        let wanted = self.builder.ins().iconst(types::I64, wanted.cast_signed());
        let too_small = self.builder.ins().icmp(IntCC::UnsignedLessThan, size, wanted);
        let refuse = self.cold_block();
        let goes_on = self.builder.create_block();
        self.builder.ins().brif(too_small, refuse, &[], goes_on, &[]);
        self.builder.seal_block(refuse);
        self.builder.seal_block(goes_on);
        self.builder.switch_to_block(refuse);
        let unlinkable = self.builder.ins().iconst(types::I32, i64::from(UNLINKABLE));
        self.builder.ins().return_(&[unlinkable]);
        self.builder.switch_to_block(goes_on);
    }

    /// The instructions that §4.5.4 of the specification gives for an active element segment.
    fn apply_elements(&mut self, segment: ElementIndex, offset: u64) -> Result<()> {
        let element = &self.environ.instance().module.elements[segment.index()];
        let SegmentMode::Active(table, _) = element.mode else {
            return Err(Error::internal("a segment that is not active is applied"));
        };
        let index_64 = self.environ.instance().module.tables[table.index()].index_64;
        self.push_range(offset, index_64, element.len());
        self.table_init(segment.0, table.0)?;
        self.elem_drop(segment.0)
    }

    /// As [`apply_elements`](Self::apply_elements), for a data segment.
    fn apply_data(&mut self, segment: DataIndex, offset: u64) -> Result<()> {
        let data = &self.environ.instance().module.data[segment.index()];
        let SegmentMode::Active(memory, _) = data.mode else {
            return Err(Error::internal("a segment that is not active is applied"));
        };
        let index_64 = self.environ.instance().module.memories[memory.index()].index_64;
        self.push_range(offset, index_64, data.bytes.len());
        self.memory_init(segment.0, memory.0)?;
        self.data_drop(segment.0)
    }

    /// The operands that copy a whole segment of `len` bytes or elements to `offset`, an index of 32 or 64
    /// bits.
    fn push_range(&mut self, offset: u64, index_64: bool, len: usize) {
        let index_type = if index_64 { types::I64 } else { types::I32 };
        for (ty, operand) in [(index_type, offset.cast_signed()), (types::I32, 0), (types::I32, len as i64)] {
            let operand = self.builder.ins().iconst(ty, operand);
            self.push(operand);
        }
    }
}
