//! The sites of one function: where it may trap, where its calls return to, and to which wasm
//! instruction each of these belongs, in the encoding of [`precast_abi::site`].

use cranelift_codegen::ir::SourceLoc;
use cranelift_codegen::{Final, MachBufferFinalized, MachSrcLoc};
use precast_abi::site::{self, Site};

use crate::translate::environ;
use crate::{Error, Result};

/// Appends the encoded sites of a function whose body lies at `wasm_offset` of the wasm file to `encoded`.
pub(super) fn encode(
    buffer: &MachBufferFinalized<Final>,
    wasm_offset: u32,
    encoded: &mut Vec<u8>,
) -> Result<()> {
    let locations = buffer.get_srclocs_sorted();
    let mut sites = Vec::with_capacity(buffer.traps().len());
    for trap in buffer.traps() {
        let kind = environ::trap_of(trap.code)
            .ok_or_else(|| Error::internal(format!("unknown trap code {} in machine code", trap.code)))?;
        let wasm_offset = wasm_offset_at(locations, trap.offset).unwrap_or(wasm_offset);
        sites.push(Site { code_offset: trap.offset, trap: Some(kind), wasm_offset });
    }
    for call in buffer.call_sites() {
        // The call instruction ends where it returns to.
        let wasm_offset = wasm_offset_at(locations, call.ret_addr - 1).unwrap_or(wasm_offset);
        sites.push(Site { code_offset: call.ret_addr, trap: None, wasm_offset });
    }
    // A trap can lie just behind a call; the return address comes first.
    sites.sort_by_key(|site| (site.code_offset, site.trap.is_some()));
    site::encode(sites.into_iter(), wasm_offset, |byte| encoded.push(byte));
    Ok(())
}

/// The offset of the wasm instruction that the code at `code_offset` was made from.
fn wasm_offset_at(locations: &[MachSrcLoc<Final>], code_offset: u32) -> Option<u32> {
    let behind = locations.partition_point(|location| location.start <= code_offset);
    let location = locations[..behind].last()?;
    let known = location.loc != SourceLoc::default() && code_offset < location.end;
    known.then(|| location.loc.bits())
}
