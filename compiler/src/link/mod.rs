//! Object and runtime library to executable: in this process and in memory, by the wild linker.
//!
//! Comes in: the relocatable object of [`object`](crate::object) and the runtime archive of the target.
//! Goes out: the bytes of a static executable whose sections of the program lie at the addresses that
//! the compiler chose. No file is opened, nothing is printed; warnings of the linker are errors, for
//! there is no input that users could mend.

mod memory_file_system;
pub(crate) mod pack;
mod placement;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libwild::Linker;
use memmap2::MmapMut;
use precast_abi::address::{NEAR_END, NEAR_TEXT};
use precast_targets::Target;

use crate::object::Written;
use crate::options::{Names, Options};
use crate::program::{Layout, Program};
use crate::{Error, Result};

use memory_file_system::{Bytes, MemoryFileSystem};

/// How inputs and output are called towards the linker.
const OBJECT_NAME: &str = "program.o";
const RUNTIME_NAME: &str = "runtime.a";
const SCRIPT_NAME: &str = "program.ld";
const OUTPUT_NAME: &str = "program";

/// Address of code that is too much for the room near memory 0. Without addresses of their own for each part
/// of the image, linkers put what has none behind what precedes it, which may be a section of the plan high up.
/// Some put read-only data before the code, others behind it: there is room for 60 MiB of it before, and for
/// 160 MiB of both behind.
const FAR_TEXT: u64 = 0x0400_0000;

/// More than the whole code of a runtime library, of which programs get what they use.
const RUNTIME_TEXT_BYTES_MAX: u64 = 144 << 10;
/// More than all read-only data of a runtime library.
const RUNTIME_CONSTANTS_BYTES_MAX: u64 = 48 << 10;

/// Size of the parts of a program that the linker places.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ImageBytes {
    /// Compiled code.
    pub(crate) text: u64,
    /// Read-only data.
    pub(crate) constants: u64,
}

/// Links `object` with the runtime library of its target.
pub(crate) fn link(object: Written, program: &Program<'_>, options: &Options) -> Result<Vec<u8>> {
    let target = options.target;
    let runtime = target.runtime.as_ref().ok_or_else(|| {
        let (name, mend) = (target.name, target.mend);
        Error::unsupported(format!("this build of precast has no runtime library for {name}: {mend}"))
    })?;
    let Written { bytes, image } = object;
    let mut arguments = arguments(target, &program.layout, Some(image));
    if options.names != Names::Symbols {
        arguments.push("--strip-all".to_owned());
    }
    // Not known to other linkers. Without it the linker's version would stand in every artifact.
    arguments.push("--no-identity-comment".to_owned());
    let mut inputs =
        vec![(OBJECT_NAME, Bytes::Owned(Arc::new(bytes))), (RUNTIME_NAME, Bytes::Static(runtime.archive))];
    if let Some(address) = near_constants(&program.layout, image) {
        // This linker takes no address for read-only data, which it puts behind the headers; but for these.
        let base = address.next_multiple_of(target.segment_align_bytes);
        let script = format!("SECTIONS {{ . = {base:#x}; }}").into_bytes();
        inputs.push((SCRIPT_NAME, Bytes::Owned(Arc::new(script))));
    }
    let linked = run(arguments, inputs)?;
    let executable = pack::pack_linked(&linked, target.segment_align_bytes)?;
    placement::verify(&executable, &program.layout)?;
    Ok(executable)
}

/// Where read-only data without an address of its own goes, if it is little enough to lie near memory 0.
fn near_constants(layout: &Layout, image: ImageBytes) -> Option<u64> {
    let end = layout.near_constants + image.constants + RUNTIME_CONSTANTS_BYTES_MAX;
    (end <= NEAR_TEXT).then_some(layout.near_constants)
}

/// The arguments, beside inputs, output and what to strip, with which any linker that takes GNU's
/// command line links an emitted object: `ld <these> -o app app.o libprecast_runtime.a`. Where `image` is
/// known, this linker, of which the output is packed, may put it near memory 0. Others put their headers
/// before the lowest section, which must not be the stack: something would lie in its guard.
pub(crate) fn arguments(target: &Target, layout: &Layout, image: Option<ImageBytes>) -> Vec<String> {
    let page = target.segment_align_bytes;
    let words =
        format!("-m {} -static -no-pie --gc-sections --build-id=none -e _start", target.linker_emulation);
    let mut arguments: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let options =
        ["norelro".to_owned(), "noexecstack".to_owned(), format!("max-page-size={page}")].into_iter();
    arguments.extend(options.flat_map(|option| ["-z".to_owned(), option]));
    let text_is_near = image.is_some_and(|image| image.text + RUNTIME_TEXT_BYTES_MAX <= NEAR_END - NEAR_TEXT);
    let text = (".text", if text_is_near { NEAR_TEXT } else { FAR_TEXT });
    let constants = image.and_then(|image| near_constants(layout, image)).map(|address| (".rodata", address));
    let placed = layout.sections.iter().map(|section| (section.name.as_str(), section.address));
    arguments.extend(
        [text]
            .into_iter()
            .chain(constants)
            .chain(placed)
            .map(|(name, address)| format!("--section-start={name}={address:#x}")),
    );
    arguments
}

/// Runs the linker on `inputs`, whatever it does, to an output or an error.
fn run(mut arguments: Vec<String>, inputs: Vec<(&'static str, Bytes)>) -> Result<MmapMut> {
    // The first is the name of the linker, by which it tells how its arguments are to be read.
    arguments.insert(0, "ld".to_owned());
    arguments.extend(["-o".to_owned(), OUTPUT_NAME.to_owned()]);
    arguments.extend(inputs.iter().map(|&(name, _)| name.to_owned()));
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let outcome = catch_unwind(AssertUnwindSafe(|| -> std::result::Result<_, String> {
        let words = || arguments.iter().map(String::as_str);
        let mut parsed = libwild::Args::new(words).map_err(|error| error.to_string())?;
        let sink = Arc::clone(&warnings);
        parsed.on_warning(Box::new(move |warning| {
            sink.lock().unwrap_or_else(PoisonError::into_inner).push(warning.to_string());
        }));
        parsed.parse(words).map_err(|error| error.to_string())?;
        let linker = Linker::with_file_system(MemoryFileSystem::new(inputs));
        linker.run(&parsed).map_err(|error| error.to_string())?;
        linker.file_system().take_output().ok_or_else(|| "it wrote no output".to_owned())
    }));
    let executable = match outcome {
        Ok(Ok(executable)) => executable,
        Ok(Err(message)) => return Err(Error::internal(format!("the linker failed: {message}"))),
        Err(panic) => {
            return Err(Error::internal(format!(
                "the linker panicked: {}",
                crate::codegen::panic_message(&*panic)
            )));
        }
    };
    let warnings = std::mem::take(&mut *warnings.lock().unwrap_or_else(PoisonError::into_inner));
    if !warnings.is_empty() {
        return Err(Error::internal(format!("the linker warned: {}", warnings.join("; "))));
    }
    Ok(executable)
}
