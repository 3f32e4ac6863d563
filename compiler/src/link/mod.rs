//! Object and runtime library to executable: in this process and in memory, by the wild linker.
//!
//! Comes in: the relocatable object of [`object`](crate::object) and the runtime archive of the target.
//! Goes out: the bytes of a static executable whose sections of the program lie at the addresses that
//! the compiler chose. No file is opened, nothing is printed; warnings of the linker are errors, for
//! there is no input that users could mend.

mod memory_file_system;
mod placement;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use libwild::Linker;
use precast_targets::Target;

use crate::options::{Names, Options};
use crate::program::{Layout, Program};
use crate::{Error, Result};

use memory_file_system::{Bytes, MemoryFileSystem};

/// How inputs and output are called towards the linker.
const OBJECT_NAME: &str = "program.o";
const RUNTIME_NAME: &str = "runtime.a";
const OUTPUT_NAME: &str = "program";

/// Address of the code. Without addresses of their own for each part of the image, linkers put what has
/// none behind what precedes it, which may be a section of the plan high up. Some put read-only data before
/// the code, others behind it: there is room for 60 MiB of it before, and for 160 MiB of both behind.
const TEXT: u64 = 0x0400_0000;

/// Links `object` with the runtime library of its target.
pub(crate) fn link(object: Vec<u8>, program: &Program<'_>, options: &Options) -> Result<Vec<u8>> {
    let target = options.target;
    let runtime = target.runtime.as_ref().ok_or_else(|| {
        let (name, mend) = (target.name, target.mend);
        Error::unsupported(format!("this build of precast has no runtime library for {name}: {mend}"))
    })?;
    let mut arguments = arguments(target, &program.layout);
    if options.names != Names::Symbols {
        arguments.push("--strip-all".to_owned());
    }
    // Not known to other linkers. Without it the linker's version would stand in every artifact.
    arguments.push("--no-identity-comment".to_owned());
    let inputs =
        vec![(OBJECT_NAME, Bytes::Owned(Arc::new(object))), (RUNTIME_NAME, Bytes::Static(runtime.archive))];
    let mut executable = run(arguments, inputs)?;
    clear_null_header(&mut executable);
    placement::verify(&executable, &program.layout)?;
    Ok(executable)
}

/// The first section header describes no section and is all zero, says ELF; this linker counts the
/// file's header as one.
fn clear_null_header(executable: &mut [u8]) {
    let at = std::mem::offset_of!(object::elf::FileHeader64<object::LittleEndian>, e_shoff);
    let header_bytes = size_of::<object::elf::SectionHeader64<object::LittleEndian>>();
    let Some(field) = executable.get(at..).and_then(|bytes| bytes.first_chunk()) else { return };
    let start = u64::from_le_bytes(*field) as usize;
    if start != 0
        && let Some(header) = executable.get_mut(start..).and_then(|bytes| bytes.get_mut(..header_bytes))
    {
        header.fill(0);
    }
}

/// The arguments, beside inputs, output and what to strip, with which any linker that takes GNU's
/// command line links an emitted object: `ld <these> -o app app.o libprecast_runtime.a`.
pub(crate) fn arguments(target: &Target, layout: &Layout) -> Vec<String> {
    let page = target.segment_align_bytes;
    let words =
        format!("-m {} -static -no-pie --gc-sections --build-id=none -e _start", target.linker_emulation);
    let mut arguments: Vec<String> = words.split(' ').map(str::to_owned).collect();
    let options =
        ["norelro".to_owned(), "noexecstack".to_owned(), format!("max-page-size={page}")].into_iter();
    arguments.extend(options.flat_map(|option| ["-z".to_owned(), option]));
    let placed = layout.sections.iter().map(|section| (section.name.as_str(), section.address));
    arguments.extend(
        [(".text", TEXT)]
            .into_iter()
            .chain(placed)
            .map(|(name, address)| format!("--section-start={name}={address:#x}")),
    );
    arguments
}

/// Runs the linker on `inputs`, whatever it does, to an output or an error.
fn run(mut arguments: Vec<String>, inputs: Vec<(&'static str, Bytes)>) -> Result<Vec<u8>> {
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
