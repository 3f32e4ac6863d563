//! What a cache entry is found by: a digest of all that its contents depend on.

use std::env;
use std::fmt::{self, Write as _};
use std::os::unix::fs::MetadataExt;

use precast_compiler::Options;
use sha2::{Digest, Sha256};

use crate::input::Program;

/// Changes when the layout of the cache or of this key does.
const FORMAT: &str = "precast run cache 4";

/// A digest in hexadecimal.
pub(crate) struct Key(String);

impl Key {
    /// The key of `program` built with `options` by this precast.
    pub(crate) fn new(program: &Program, options: &Options) -> anyhow::Result<Key> {
        // Without `..`: an option that is added must be added here too.
        let Options {
            target,
            cpu,
            opt_level,
            without,
            names,
            relaxed_simd,
            nans,
            memory_guard,
            spectre,
            max_memory_bytes,
            stack_size_bytes,
            unresolved,
            entry,
            grants,
            harden,
            recording,
            emit,
        } = options;
        let choices = serde_json::to_vec(&(
            (target.name, cpu.name, opt_level, without, names, relaxed_simd, nans),
            (memory_guard, spectre, max_memory_bytes, stack_size_bytes),
            (unresolved, entry, grants, harden, recording, emit),
            program.preinit.as_ref().map(|input| &input.preinit),
        ))?;
        let runtime = target.runtime.map_or("", |runtime| runtime.sha256);
        let mut hasher = Sha256::new();
        let this_executable = this_executable();
        let parts: [&[u8]; 6] = [
            FORMAT.as_bytes(),
            env!("CARGO_PKG_VERSION").as_bytes(),
            precast_compiler::CRANELIFT_VERSION.as_bytes(),
            &this_executable,
            runtime.as_bytes(),
            &choices,
        ];
        for part in parts.into_iter().chain(program.contents()) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Ok(Key(hex(hasher.finalize())))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells two builds of precast of the same version apart, as they occur while it is worked on. Size and
/// time instead of contents: reading the whole file would take longer than all else here.
fn this_executable() -> Vec<u8> {
    let metadata = env::current_exe().and_then(std::fs::metadata);
    metadata.map_or(Vec::new(), |metadata| {
        [metadata.size() as i64, metadata.mtime(), metadata.mtime_nsec()]
            .into_iter()
            .flat_map(i64::to_le_bytes)
            .collect()
    })
}

/// A digest in hexadecimal.
pub(super) fn hex(digest: impl AsRef<[u8]>) -> String {
    let mut text = String::new();
    for byte in digest.as_ref() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
