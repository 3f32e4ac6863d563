//! The site table: which instruction of the compiled code may trap and why, and where calls return to.
//!
//! For each function a run of sites in the order of their code offsets. A site is three LEB128
//! numbers: the distance in bytes of its code offset from that of the site before (from the start of the
//! function for the first); its kind: 0 for the return address of a call, otherwise the code of a [`Trap`];
//! and the zigzag distance of its wasm offset from that of the site before (from the function's `wasm_offset`
//! for the first). A compact stream suits its use: it is read once, when a process is about to end.

use crate::Trap;

/// One decoded site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// Offset in bytes from the start of the function's code: of the trapping instruction, or of the
    /// instruction behind a call.
    pub code_offset: u32,
    /// Why the instruction traps; `None` for the return address of a call.
    pub trap: Option<Trap>,
    /// Offset in bytes of the wasm instruction in its file.
    pub wasm_offset: u32,
}

/// Appends one LEB128 number byte by byte.
fn write_number(mut number: u32, push: &mut impl FnMut(u8)) {
    while number >= 0x80 {
        push(number as u8 | 0x80);
        number >>= 7;
    }
    push(number as u8);
}

/// Encodes the sites of one function, which must be in ascending order of `code_offset`, handing each
/// byte to `push`. `wasm_offset` is that of the function.
pub fn encode(sites: impl Iterator<Item = Site>, wasm_offset: u32, mut push: impl FnMut(u8)) {
    let mut code = 0;
    let mut wasm = wasm_offset;
    for site in sites {
        write_number(site.code_offset - code, &mut push);
        write_number(site.trap.map_or(0, |trap| trap as u32), &mut push);
        let distance = site.wasm_offset.wrapping_sub(wasm) as i32;
        write_number(((distance << 1) ^ (distance >> 31)) as u32, &mut push);
        code = site.code_offset;
        wasm = site.wasm_offset;
    }
}

/// Reads the sites of one function back.
#[derive(Clone, Debug)]
pub struct Sites<'a> {
    bytes: &'a [u8],
    code: u32,
    wasm: u32,
}

impl<'a> Sites<'a> {
    /// The sites in `bytes`, the run of one function whose body lies at `wasm_offset`.
    pub fn new(bytes: &'a [u8], wasm_offset: u32) -> Sites<'a> {
        Sites { bytes, code: 0, wasm: wasm_offset }
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

impl Iterator for Sites<'_> {
    type Item = Site;

    /// The next site; the end also where the bytes make no sense.
    fn next(&mut self) -> Option<Site> {
        self.code = self.code.checked_add(self.number()?)?;
        let kind = self.number()?;
        let zigzag = self.number()?;
        let distance = (zigzag >> 1) as i32 ^ -((zigzag & 1) as i32);
        self.wasm = self.wasm.wrapping_add(distance as u32);
        let trap = match kind {
            0 => None,
            code => Some(Trap::from_code(u8::try_from(code).ok()?)?),
        };
        Some(Site { code_offset: self.code, trap, wasm_offset: self.wasm })
    }
}
