//! Reads an executable back and checks where the linker put everything: sections of the plan where the
//! compiler chose, all else near memory 0 or below the plan, nothing over anything else, nothing both
//! writable and executable. What the compiler assumed when it generated code is thereby known to hold.

use object::LittleEndian;
use object::elf::{FileHeader64, PF_W, PF_X, PT_LOAD, SHF_ALLOC};
use object::read::elf::{FileHeader as _, ProgramHeader as _, SectionHeader as _};
use precast_abi::address::{NEAR, NEAR_END, PLAN_LOW};

use crate::program::Layout;
use crate::{Error, Result};

/// Checks `executable` against `layout`.
pub(super) fn verify(executable: &[u8], layout: &Layout) -> Result<()> {
    let mut placed = sections(executable)
        .map_err(|error| Error::internal(format!("the linked file does not read back: {error}")))?;
    placed.sort_by_key(|section| section.start);
    for pair in placed.windows(2) {
        if pair[0].end > pair[1].start {
            // The parts of the image have fixed room each.
            if pair[0].start < PLAN_LOW {
                return Err(Error::limit(format!(
                    "{} leaves no room for {}: the program is too large",
                    pair[0], pair[1]
                )));
            }
            return Err(Error::internal(format!("the linker put {} over {}", pair[1], pair[0])));
        }
    }
    for section in &layout.sections {
        if !placed.iter().any(|found| found.name == section.name && found.start == section.address) {
            return Err(Error::internal(format!(
                "the linker did not put {} at {:#x}",
                section.name, section.address
            )));
        }
    }
    for found in &placed {
        let near = NEAR <= found.start && found.end <= NEAR_END;
        if found.end > PLAN_LOW && !near && !layout.sections.iter().any(|section| section.name == found.name)
        {
            let message = format!("{found} does not fit below {PLAN_LOW:#x}: the program is too large");
            return Err(Error::limit(message));
        }
    }
    Ok(())
}

/// A loaded section.
struct Placed {
    name: String,
    start: u64,
    end: u64,
}

impl std::fmt::Display for Placed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "section {} ({:#x}..{:#x})", self.name, self.start, self.end)
    }
}

/// The loaded sections that hold anything.
fn sections(executable: &[u8]) -> std::result::Result<Vec<Placed>, String> {
    let text = |error: object::read::Error| error.to_string();
    let header = FileHeader64::<LittleEndian>::parse(executable).map_err(text)?;
    let endian = header.endian().map_err(text)?;
    for segment in header.program_headers(endian, executable).map_err(text)? {
        let flags = segment.p_flags(endian);
        if segment.p_type(endian) == PT_LOAD && flags & PF_W != 0 && flags & PF_X != 0 {
            return Err(format!("the segment at {:#x} is writable and executable", segment.p_vaddr(endian)));
        }
    }
    let table = header.sections(endian, executable).map_err(text)?;
    let mut placed = Vec::new();
    for section in table.iter() {
        let size = section.sh_size(endian);
        if u64::from(section.sh_flags(endian) as u32 & SHF_ALLOC) == 0 || size == 0 {
            continue;
        }
        let start = section.sh_addr(endian);
        let end = start.checked_add(size).ok_or("a section beyond the end of the address space")?;
        let name = table.section_name(endian, section).map_err(text)?;
        placed.push(Placed { name: String::from_utf8_lossy(name).into_owned(), start, end });
    }
    Ok(placed)
}
