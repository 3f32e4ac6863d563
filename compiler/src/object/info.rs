//! What an artifact says of itself, as far as the compiler knows it.

use precast_info::{EmbeddedInfo, Info, LinkedInfo, Notice};
use sha2::{Digest, Sha256};

use crate::harden::Filter;
use crate::options::Options;
use crate::program::Program;
use crate::{EmbeddedContents, EmbeddedDirectory, EmbeddedEntry, LinkedModule, Sources};

/// Describes the artifact of a build.
pub(super) fn describe(
    program: &Program<'_>,
    sources: &Sources<'_>,
    options: &Options,
    filter: Option<Filter>,
) -> Info {
    let target = options.target;
    let sha256 = |wasm: &[u8]| hexadecimal(&Sha256::digest(wasm));
    let linked = |module: &LinkedModule<'_>| LinkedInfo {
        name: module.name.to_owned(),
        source_sha256: sha256(module.wasm),
    };
    Info {
        format: 1,
        precast: env!("CARGO_PKG_VERSION").to_owned(),
        cranelift: crate::CRANELIFT_VERSION.to_owned(),
        target: target.name.to_owned(),
        cpu: options.cpu.name.to_owned(),
        cpu_features: options.cpu.features.iter().map(|&feature| feature.to_owned()).collect(),
        source_sha256: sha256(sources.main),
        linked: sources.linked.iter().map(linked).collect(),
        embedded: sources.embedded.iter().map(embedded).collect(),
        preinit: sources.initial.map(|initial| initial.info().clone()),
        opt_level: options.opt_level,
        names: options.names,
        relaxed_simd: options.relaxed_simd,
        memory_guard: options.memory_guard,
        spectre: options.spectre,
        max_memory_bytes: options.max_memory_bytes,
        stack_size_bytes: options.stack_size_bytes,
        unresolved: options.unresolved,
        entry: options.entry.clone(),
        grants: options.grants.clone(),
        harden: options.harden,
        system_calls: filter.map(|filter| filter.system_calls),
        recording: options.recording.clone(),
        snapshot: None,
        runtime_sha256: target.runtime.map(|runtime| runtime.sha256.to_owned()),
        runtime_compiler: target.runtime.map(|runtime| runtime.compiler.to_owned()),
        linker_arguments: crate::link::arguments(target, &program.layout, None),
        notices: notices(),
    }
}

/// Counts what is in an embedded directory.
pub(crate) fn embedded(directory: &EmbeddedDirectory) -> EmbeddedInfo {
    fn count(entries: &[EmbeddedEntry], info: &mut EmbeddedInfo) {
        for entry in entries {
            match &entry.contents {
                EmbeddedContents::Directory(entries) => count(entries, info),
                EmbeddedContents::File(bytes) => {
                    info.files += 1;
                    info.bytes += bytes.len() as u64;
                }
            }
        }
    }
    let mut info = EmbeddedInfo { guest: directory.guest.clone(), files: 0, bytes: 0 };
    count(&directory.entries, &mut info);
    info
}

/// What the runtime library consists of.
fn notices() -> Vec<Notice> {
    let notice = |component: &str, licence: &str, source: &str| Notice {
        component: component.to_owned(),
        licence: licence.to_owned(),
        source: source.to_owned(),
    };
    vec![
        notice("precast runtime library", "Apache-2.0 WITH LLVM-exception", "precast"),
        notice("core", "MIT OR Apache-2.0", "The Rust Project Developers"),
        notice(
            "compiler-builtins",
            "MIT AND Apache-2.0 WITH LLVM-exception AND (MIT OR Apache-2.0)",
            "The Rust Project Developers",
        ),
        notice("libm", "MIT", "the authors of libm"),
        notice(
            "linux-raw-sys",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "the authors of linux-raw-sys",
        ),
    ]
}

/// Bytes as lower-case hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes everything");
        text
    })
}
