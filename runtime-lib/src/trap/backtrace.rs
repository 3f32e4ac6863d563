//! The wasm functions that were active when a trap happened.
//!
//! Follows the chain of frame pointers, which both the compiled code and the runtime keep. A frame is
//! believed only where it lies on the guest's stack, above the one before, and its return address is in
//! compiled code; frames of the runtime are passed over in silence.

use precast_abi::Program;

use super::code::{self, Place};
use super::{Registers, arch};
use crate::text::Text;

/// Lines that are printed at most.
const FRAMES_MAX: usize = 64;
/// Steps along the chain at most, frames of the runtime included.
const STEPS_MAX: usize = 2 * FRAMES_MAX;
/// Bytes of a name that are printed at most: names of generic functions can fill a screen.
const NAME_BYTES_MAX: usize = 256;
/// Longest distance in bytes from the begin of a call instruction to the address behind it.
const CALL_BYTES_MAX: u32 = 7;

/// Numbers lines and counts them.
struct Lines<'t, 'b> {
    program: &'static Program,
    text: &'t mut Text<'b>,
    count: usize,
}

/// Appends the backtrace, a line per function. `exact` tells that the instruction itself is in the site
/// table.
pub(super) fn write(program: &'static Program, registers: &Registers, exact: bool, text: &mut Text<'_>) {
    let mut lines = Lines { program, text, count: 0 };
    let mut before_frame = false;
    if let Some(place) = code::place(program, registers.pc) {
        lines.line(&place, wasm_offset_of_fault(&place, exact));
        before_frame = arch::FRAMELESS_PROLOGUE.contains(&place.code_offset);
    }
    let mut pc = registers.pc;
    let mut fp = registers.fp;
    // The frame of a function that faulted before it had set one up is its caller's: the caller itself
    // is known by the return address alone. In the runtime's own functions, nobody knows how far the
    // prologue got; what a call leaves behind is believed if it is the return address of a wasm call.
    let link = link_address(program, registers);
    let first_return = frame(program, pc, fp).map(|(return_address, _)| return_address);
    let outside = code::place(program, registers.pc).is_none();
    if let Some(link) = link.filter(|&link| before_frame || (outside && first_return != Some(link))) {
        lines.return_address(link);
        pc = link;
    }
    for _ in 0..STEPS_MAX {
        let Some((return_address, caller_fp)) = frame(program, pc, fp) else { return };
        if !lines.return_address(return_address) {
            return;
        }
        if caller_fp <= fp {
            return;
        }
        pc = return_address;
        fp = caller_fp;
    }
}

/// What the link register or the top of the stack says, if that is the return address of a wasm call.
fn link_address(program: &Program, registers: &Registers) -> Option<u64> {
    let link = arch::link(registers, |address| on_stack(program, address, 8));
    link.filter(|&link| code::return_place(program, link).is_some_and(|place| place.call(0).is_some()))
}

/// Return address and caller's frame pointer that a frame holds; the function that `pc` belongs to
/// has set it up.
fn frame(program: &Program, pc: u64, fp: u64) -> Option<(u64, u64)> {
    let compiled = (program.text_start..program.text_end).contains(&pc);
    let record = arch::frame_record(fp, compiled)?;
    if !on_stack(program, record, 16) {
        return None;
    }
    // SAFETY: both words lie on the guest's stack, which is mapped, and are aligned.
    unsafe {
        let record = record as *const u64;
        Some((record.add(1).read(), record.read()))
    }
}

/// Whether `len` bytes at an aligned address lie on the guest's stack.
fn on_stack(program: &Program, address: u64, len: u64) -> bool {
    address.is_multiple_of(8) && address >= program.stack_low && address <= program.stack_high - len
}

/// Where in the wasm file a fault happened: at the instruction's own trap, unless the stack was used up.
fn wasm_offset_of_fault(place: &Place, exact: bool) -> u32 {
    if exact && let Some((_, wasm_offset)) = place.trap() {
        return wasm_offset;
    }
    // On x86_64 the call instruction itself writes to the stack, and may find the guard there; otherwise
    // it was the prologue.
    place.call(CALL_BYTES_MAX).unwrap_or(place.function.wasm_offset)
}

impl Lines<'_, '_> {
    /// The line for an active call; nothing for functions of the runtime. False when there were enough.
    fn return_address(&mut self, address: u64) -> bool {
        if self.count == FRAMES_MAX {
            self.text.str("  ...\n");
            return false;
        }
        if let Some(place) = code::return_place(self.program, address) {
            let offset = place.call(0).unwrap_or(place.function.wasm_offset);
            self.line(&place, offset);
        }
        true
    }

    /// The line of a function; nothing for code of precast itself.
    fn line(&mut self, place: &Place, wasm_offset: u32) {
        if place.function.func_index == u32::MAX {
            return;
        }
        self.text.str(if self.count < 10 { "  " } else { " " });
        self.text.decimal(self.count as u64).str(": ");
        match place.name(self.program) {
            [] => self.text.str("func[").decimal(place.function.func_index.into()).str("]"),
            name => match name.get(..NAME_BYTES_MAX) {
                Some(start) => self.text.foreign(start).str("..."),
                None => self.text.foreign(name),
            },
        };
        self.text.str(" (wasm offset ").hexadecimal(wasm_offset.into()).str(")\n");
        self.count += 1;
    }
}
