//! Which proposals are supported, and which one a module lacks: the difference between an invalid
//! module and one that precast cannot compile yet.

use wasmparser::WasmFeatures;

use super::validation::{Failure, validate};

/// WebAssembly 2.0, relaxed SIMD, extended constant expressions, several memories, memories and tables with
/// 64-bit indices, memories with pages of one byte, tail calls, wide arithmetic, atomic accesses and shared
/// memories.
///
/// `FLOATS` and `GC_TYPES` are no proposals: they are wasmparser's switches for floating point and for
/// `externref`.
pub(super) const SUPPORTED: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::MEMORY64)
    .union(WasmFeatures::CUSTOM_PAGE_SIZES)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::WIDE_ARITHMETIC)
    .union(WasmFeatures::THREADS);

/// Proposals that are not supported: the name, and what must be switched on for it. One that builds on
/// another comes after it.
const UNSUPPORTED: &[(&str, WasmFeatures)] = &[
    ("exception-handling", WasmFeatures::EXCEPTIONS),
    ("legacy exception-handling", WasmFeatures::EXCEPTIONS.union(WasmFeatures::LEGACY_EXCEPTIONS)),
    ("function-references", WasmFeatures::FUNCTION_REFERENCES),
    ("gc", WasmFeatures::FUNCTION_REFERENCES.union(WasmFeatures::GC)),
    ("memory-control", WasmFeatures::MEMORY_CONTROL),
    ("shared-everything-threads", WasmFeatures::SHARED_EVERYTHING_THREADS),
    (
        "stack-switching",
        WasmFeatures::FUNCTION_REFERENCES
            .union(WasmFeatures::EXCEPTIONS)
            .union(WasmFeatures::STACK_SWITCHING),
    ),
    (
        "custom-descriptors",
        WasmFeatures::FUNCTION_REFERENCES.union(WasmFeatures::GC).union(WasmFeatures::CUSTOM_DESCRIPTORS),
    ),
    ("compact-imports", WasmFeatures::COMPACT_IMPORTS),
];

/// The proposal without which `wasm` fails with `failure`; `None` where no proposal would mend it.
///
/// Validation is repeated with each candidate: only then is it certain that a module is valid apart
/// from the proposal. That happens on the way to an error message, never in a build that succeeds.
pub(super) fn missing(wasm: &[u8], failure: &Failure) -> Option<&'static str> {
    let mends = |features: WasmFeatures| match validate(wasm, SUPPORTED.union(features)) {
        Ok(_) => true,
        // A later error is another one: it does not make this one less a matter of the proposal.
        Err(later) => later.error.offset() > failure.error.offset(),
    };
    let all = UNSUPPORTED.iter().fold(WasmFeatures::empty(), |all, (_, features)| all.union(*features));
    if !mends(all) {
        return None;
    }
    // wasmparser's own hint saves most of the attempts.
    let hint = failure.error.missing_wasm_feature();
    let hinted = hint.and_then(|hint| UNSUPPORTED.iter().find(|(_, features)| features.contains(hint)));
    hinted
        .into_iter()
        .chain(UNSUPPORTED)
        .find(|(_, features)| mends(*features))
        .map(|(name, _)| *name)
        // It takes several at once: the one hinted at, or that which most others build upon.
        .or(Some(hinted.map_or("gc", |(name, _)| *name)))
}
