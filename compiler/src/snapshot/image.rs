//! What lies in the writable part of the address space when the program goes on: the sections of the new
//! artifact, of which as before only pages that are not zero take room in the file.

use std::mem::offset_of;

use precast_abi::address::REGION_ALIGN_BYTES;
use precast_abi::program::MappedRange;
use precast_abi::{Memory, snapshot::REGISTER_SP};

use super::Tables;
use super::dump::{Contents, Dump};
use super::elf::{Executable, Section};
use crate::limits::MEMORY_ZERO_MAPPED_BYTES_MAX;
use crate::program::image::{self, Copied, Part, Run};
use crate::{Error, Result};

/// The writable part.
pub(super) struct Image {
    /// Ascending, not overlapping.
    pub(super) sections: Vec<Section>,
    /// The memories, as start finds them.
    pub(super) memories: Vec<Mapped>,
    /// See [`precast_abi::Program::first_write`], with what is there.
    pub(super) first_write: Option<(u64, u64)>,
}

/// What exec maps of a memory, in bytes from its base.
pub(super) struct Mapped {
    /// Ascending, not touching.
    pub(super) ranges: Vec<MappedRange>,
    /// See [`precast_abi::MemoryPlan::small_pages`].
    pub(super) small_pages: MappedRange,
}

impl Image {
    /// The state that `dump` tells of.
    pub(super) fn of(executable: &Executable<'_>, tables: &Tables, dump: &Dump<'_>) -> Result<Image> {
        let granule = executable.align_bytes;
        let mut image = Image { sections: Vec::new(), memories: Vec::new(), first_write: None };
        let mut covered = 0;
        // The stack and behind it the state. All of it is mapped by exec.
        let state = Region { start: tables.stack_low, end: tables.state_end.next_multiple_of(granule) };
        let stack_pointer = dump.registers[REGISTER_SP];
        let contents = state.contents(dump, &mut covered);
        if contents.iter().any(|contents| contents.address < stack_pointer) {
            return Err(Error::invalid("the dump has something below the stack pointer"));
        }
        let mut all = u64::MAX;
        image.add(".wasm.state", state, &contents, granule, &mut all)?;
        let mut zeros_left = MEMORY_ZERO_MAPPED_BYTES_MAX;
        for (index, &descriptor) in tables.descriptors.iter().enumerate() {
            let base_at = descriptor + offset_of!(Memory, base) as u64;
            let base = dump.number(base_at);
            if base != tables.initial(executable, base_at)? {
                return Err(Error::invalid(format!(
                    "memory {index} has another address than in the artifact"
                )));
            }
            let len = dump.number(descriptor + offset_of!(Memory, len_bytes) as u64);
            if len > tables.initial(executable, descriptor + offset_of!(Memory, max_bytes) as u64)? {
                return Err(Error::invalid(format!("memory {index} is larger than it may be")));
            }
            let memory = Region { start: base, end: base + len.next_multiple_of(REGION_ALIGN_BYTES) };
            let contents = memory.contents(dump, &mut covered);
            let name = format!(".wasm.mem{index}");
            let (parts, runs) = image.add(&name, memory, &contents, granule, &mut zeros_left)?;
            image.first_write = image.first_write.or(image::first_write(&runs, base));
            image.memories.push(Mapped {
                ranges: image::mapped(&parts, &runs),
                small_pages: image::small_pages(&parts, base, len),
            });
        }
        if covered != dump.contents.len() {
            return Err(Error::invalid(
                "the dump has something outside of the program's stack, state and memories",
            ));
        }
        for descriptor in &tables.descriptors {
            // How it grows is found out at each start, and was so in the recorded process.
            let how = descriptor + offset_of!(Memory, page_size_log2) as u64;
            image.put(how, &tables.initial(executable, how)?.to_le_bytes());
        }
        image.sections.sort_by_key(|section| section.address);
        if image.sections.windows(2).any(|pair| pair[0].end() > pair[1].address) {
            return Err(Error::invalid("memories of the dump overlap"));
        }
        Ok(image)
    }

    /// Replaces bytes that are not in a part of zeros.
    fn put(&mut self, address: u64, bytes: &[u8]) {
        let mut sections = self.sections.iter_mut();
        let section = sections.rfind(|section| section.address <= address && address < section.end());
        let at = section.and_then(|section| section.bytes.get_mut((address - section.address) as usize..));
        if let Some(place) = at.and_then(|at| at.get_mut(..bytes.len())) {
            place.copy_from_slice(bytes);
        }
    }

    /// Adds what exec maps of a region with these contents, and returns it.
    fn add(
        &mut self,
        name: &str,
        region: Region,
        contents: &[Contents<'_>],
        granule: u64,
        zeros_left: &mut u64,
    ) -> Result<(Vec<Part>, Vec<Run>)> {
        let copies: Vec<Copied<'_>> = contents
            .iter()
            .map(|contents| Copied { offset: contents.address - region.start, bytes: contents.bytes })
            .collect();
        let runs = image::runs(&copies, granule)?;
        let parts = image::parts(&runs, region.end - region.start, zeros_left);
        for (number, part) in parts.iter().enumerate() {
            let (offset, bytes, zeros) = match part {
                Part::Run(run) => (runs[*run].offset, runs[*run].bytes.clone(), 0),
                Part::Zero { offset, bytes } => (*offset, Vec::new(), *bytes),
            };
            let name = format!("{name}.{number}");
            self.sections.push(Section { name, address: region.start + offset, bytes, zeros });
        }
        Ok((parts, runs))
    }
}

/// Addresses from `start` to `end` (exclusive).
#[derive(Clone, Copy)]
struct Region {
    start: u64,
    end: u64,
}

impl Region {
    /// What the dump tells of the region; adds the number of its parts to `covered`.
    fn contents<'a>(self, dump: &Dump<'a>, covered: &mut usize) -> Vec<Contents<'a>> {
        let inside = |contents: &&Contents<'_>| self.start <= contents.address && contents.end() <= self.end;
        let contents: Vec<Contents<'a>> = dump.contents.iter().filter(inside).copied().collect();
        *covered += contents.len();
        contents
    }
}
