//! Which function an address of compiled code belongs to, and what the site table says about it.

use core::slice;

use precast_abi::site::{Site, Sites};
use precast_abi::{Function, Program, Trap};

/// A compiled function and an address in it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) function: &'a Function,
    /// Offset in bytes of the address from the begin of the function's code.
    pub(super) code_offset: u32,
    sites: &'a [u8],
}

/// The function that `pc` lies in; `None` outside compiled code.
pub(super) fn place(program: &Program, pc: u64) -> Option<Place<'_>> {
    if !(program.text_start..program.text_end).contains(&pc) {
        return None;
    }
    let text_offset = u32::try_from(pc - program.text_start).ok()?;
    // SAFETY: the compiler wrote so many functions, and so many bytes of sites, at these addresses.
    let (functions, sites) = unsafe {
        (
            slice::from_raw_parts(program.functions as *const Function, program.functions_len as usize),
            slice::from_raw_parts(program.sites as *const u8, program.sites_len as usize),
        )
    };
    let next = functions.partition_point(|function| function.text_offset <= text_offset);
    let function = functions.get(next.checked_sub(1)?)?;
    let sites_end = functions.get(next).map_or(sites.len(), |next| next.sites_offset as usize);
    let sites = sites.get(function.sites_offset as usize..sites_end)?;
    Some(Place { function, code_offset: text_offset - function.text_offset, sites })
}

/// As [`place`], for a return address: it may be the first of the next function where the call never
/// returns, so the call itself is looked up.
pub(super) fn return_place(program: &Program, address: u64) -> Option<Place<'_>> {
    let call = place(program, address.wrapping_sub(1))?;
    Some(Place { code_offset: call.code_offset + 1, ..call })
}

impl<'a> Place<'a> {
    /// The function's sites at or behind this address.
    fn following(&self) -> impl Iterator<Item = Site> {
        let code_offset = self.code_offset;
        Sites::new(self.sites, self.function.wasm_offset)
            .skip_while(move |site| site.code_offset < code_offset)
    }

    /// The trap of the instruction at this address, and where it comes from. An instruction behind a call
    /// that can trap has two sites: the call's and its own.
    pub(super) fn trap(&self) -> Option<(Trap, u32)> {
        let here = |site: &Site| site.code_offset == self.code_offset;
        self.following().take_while(here).find_map(|site| Some((site.trap?, site.wasm_offset)))
    }

    /// Where the call comes from that returns at most `distance` bytes behind this address.
    pub(super) fn call(&self, distance: u32) -> Option<u32> {
        let near = |site: &Site| site.code_offset - self.code_offset <= distance;
        self.following().take_while(near).find(|site| site.trap.is_none()).map(|site| site.wasm_offset)
    }

    /// The function's name; empty where names were stripped.
    pub(super) fn name(&self, program: &'a Program) -> &'a [u8] {
        // SAFETY: the compiler wrote that many bytes of names there.
        let names = unsafe { slice::from_raw_parts(program.names as *const u8, program.names_len as usize) };
        let start = self.function.name_offset as usize;
        names.get(start..start + self.function.name_len as usize).unwrap_or_default()
    }
}
