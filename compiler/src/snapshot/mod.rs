//! Snapshots: programs that begin where an earlier run of them has stopped.
//!
//! An artifact with a [`Recording`](crate::Recording) in its options is run by whoever may start processes,
//! and writes a [dump](Recorded) of its state at the mark. [`thaw`] makes of both the artifact that goes on
//! from there: code and read-only data are those of the first, byte for byte, but for the tables that say
//! what exec maps and how to go on; everything writable is that of the dump. Start copies no initial state
//! then, and the segments are packed anew, as the linker's are.

mod dump;
mod elf;
mod image;
#[cfg(test)]
mod tests;

use std::mem::offset_of;
use std::ops::Range;

use precast_abi::program::FLAG_HARDEN_BEST_EFFORT;
use precast_abi::snapshot::{
    DESCRIPTORS_AS_LAUNCHED, Descriptor, FLAG_HARDEN_AFTERWARDS, RECORD, RECORD_MAGIC, REGISTER_PC,
    REGISTER_SP, Record, THAW,
};
use precast_abi::{MemoryPlan, Program};
use sha2::{Digest, Sha256};

use crate::info::{self, Info, SnapshotInfo};
use crate::{Error, Result};

pub use dump::{Dump, Recorded, Refusal};
use elf::Executable;
use image::Image;

/// Makes of an artifact that recorded itself, and of what it wrote at the mark, the one that goes on there.
pub fn thaw(recording: &[u8], dump: &Dump<'_>) -> Result<Vec<u8>> {
    let mut executable = Executable::read(recording)?;
    let text = text_digest(&executable);
    let tables = Tables::find(&executable, dump)?;
    let image = Image::of(&executable, &tables, dump)?;
    tables.put_registers(&mut executable, dump)?;
    tables.put_plans(&mut executable, &image)?;
    let info = info(recording, dump)?;
    let thawed = executable.write(image.sections, &info);
    // What was promised is read back.
    if text_digest(&Executable::read(&thawed)?) != text {
        return Err(Error::internal("a snapshot changed the code"));
    }
    Ok(thawed)
}

/// Digest of all code.
fn text_digest(executable: &Executable<'_>) -> Vec<u8> {
    let mut hasher = Sha256::new();
    for (address, code) in executable.code() {
        hasher.update(address.to_le_bytes());
        hasher.update(code);
    }
    hasher.finalize().to_vec()
}

/// The description of the artifact, with what the program has read before the mark.
fn info(recording: &[u8], dump: &Dump<'_>) -> Result<Info> {
    let mut info = info::read(recording).ok_or_else(|| Error::invalid("it is no artifact of precast"))?;
    let recorded = info.recording.clone();
    let recording = recorded.ok_or_else(|| Error::invalid("the artifact does not record itself"))?;
    info.snapshot = Some(SnapshotInfo {
        recording,
        variables: dump.variables.iter().cloned().collect(),
        opened: dump.opened.iter().cloned().collect(),
        arguments: dump.arguments,
        stdin: dump.stdin,
        random: dump.random,
        clock: dump.clock,
    });
    info.recording = None;
    Ok(info)
}

/// Where the tables of an artifact that recorded itself lie, and what they say.
struct Tables {
    record: u64,
    state_end: u64,
    flags: u32,
    program: u64,
    stack_low: u64,
    stack_high: u64,
    /// Where the initial state that start copies belongs, and where it is.
    copied: Range<u64>,
    copied_from: u64,
    plans: u64,
    /// The writable descriptor of each memory.
    descriptors: Vec<u64>,
}

impl Tables {
    fn find(executable: &Executable<'_>, dump: &Dump<'_>) -> Result<Tables> {
        let record = dump.record;
        let number = |address: u64, bytes: usize| executable.number(address, bytes);
        let of_record = |offset: usize, bytes: usize| number(record + offset as u64, bytes);
        let magic = executable.bytes(record, RECORD_MAGIC.len())?;
        if *magic != RECORD_MAGIC || of_record(offset_of!(Record, mode), 4)? != u64::from(RECORD) {
            return Err(Error::invalid("the dump is not of this artifact"));
        }
        let program = of_record(offset_of!(Record, program), 8)?;
        let of_program = |offset: usize| number(program + offset as u64, 8);
        let plans = of_program(offset_of!(Program, memories))?;
        let count = of_program(offset_of!(Program, memories_len))?;
        let descriptors = (0..count).map(|index| {
            let plan = plans + index * size_of::<MemoryPlan>() as u64;
            number(plan + offset_of!(MemoryPlan, descriptor) as u64, 8)
        });
        let copied = of_program(offset_of!(Program, state_start))?;
        let copied_len = of_program(offset_of!(Program, state_image_len))?;
        Ok(Tables {
            record,
            state_end: of_record(offset_of!(Record, state_end), 8)?,
            flags: of_record(offset_of!(Record, flags), 4)? as u32,
            program,
            stack_low: of_program(offset_of!(Program, stack_low))?,
            stack_high: of_program(offset_of!(Program, stack_high))?,
            copied: copied..copied.saturating_add(copied_len),
            copied_from: of_program(offset_of!(Program, state_image))?,
            plans,
            descriptors: descriptors.collect::<Result<_>>()?,
        })
    }

    /// The 8-byte number at `address` in the state, as the process found it at first.
    fn initial(&self, executable: &Executable<'_>, address: u64) -> Result<u64> {
        let from = if self.copied.contains(&address) {
            self.copied_from + (address - self.copied.start)
        } else {
            address
        };
        executable.number(from, 8)
    }

    /// Lets the artifact go on where the dump was made.
    fn put_registers(&self, executable: &mut Executable<'_>, dump: &Dump<'_>) -> Result<()> {
        let (pc, sp) = (dump.registers[REGISTER_PC], dump.registers[REGISTER_SP]);
        if !executable.code().any(|(address, code)| (address..address + code.len() as u64).contains(&pc))
            || !(self.stack_low..self.stack_high).contains(&sp)
        {
            return Err(Error::invalid("the dump was not made at a call of the program"));
        }
        let mut put = |offset: usize, bytes: &[u8]| executable.put(self.record + offset as u64, bytes);
        put(offset_of!(Record, mode), &THAW.to_le_bytes())?;
        put(offset_of!(Record, clock_start), &dump.clock_shown.to_le_bytes())?;
        let registers: Vec<u8> = dump.registers.iter().flat_map(|register| register.to_le_bytes()).collect();
        put(offset_of!(Record, registers), &registers)?;
        let descriptors = dump.descriptors.unwrap_or_default();
        let count = match dump.descriptors {
            Some(bytes) => (bytes.len() / size_of::<Descriptor>()) as u64,
            None => DESCRIPTORS_AS_LAUNCHED,
        };
        put(offset_of!(Record, descriptors_len), &count.to_le_bytes())?;
        put(offset_of!(Record, descriptors), descriptors)?;
        if self.flags & FLAG_HARDEN_AFTERWARDS != 0 {
            let address = self.program + offset_of!(Program, flags) as u64;
            let flags = executable.number(address, 4)? as u32 & !FLAG_HARDEN_BEST_EFFORT;
            executable.put(address, &flags.to_le_bytes())?;
        }
        Ok(())
    }

    /// Tells the runtime what exec maps of the state, which is all of it, and of each memory.
    fn put_plans(&self, executable: &mut Executable<'_>, image: &Image) -> Result<()> {
        let mut put =
            |offset: usize, value: u64| executable.put(self.program + offset as u64, &value.to_le_bytes());
        put(offset_of!(Program, state_image_len), 0)?;
        let (first_write, first_written) = image.first_write.unwrap_or_default();
        put(offset_of!(Program, first_write), first_write)?;
        put(offset_of!(Program, first_written), first_written)?;
        for (plan, mapped) in (self.plans..).step_by(size_of::<MemoryPlan>()).zip(&image.memories) {
            let (first, far) = match mapped.ranges.split_first() {
                Some((first, far)) if first.start == 0 => (first.end, far),
                _ => (0, &mapped.ranges[..]),
            };
            let mut put =
                |offset: usize, value: u64| executable.put(plan + offset as u64, &value.to_le_bytes());
            put(offset_of!(MemoryPlan, mapped_bytes), first)?;
            put(offset_of!(MemoryPlan, far_len), far.len() as u64)?;
            for (index, range) in far.iter().enumerate() {
                let offset = offset_of!(MemoryPlan, far) + index * 16;
                put(offset, range.start)?;
                put(offset + 8, range.end)?;
            }
            put(offset_of!(MemoryPlan, small_pages.start), mapped.small_pages.start)?;
            put(offset_of!(MemoryPlan, small_pages.end), mapped.small_pages.end)?;
        }
        Ok(())
    }
}
