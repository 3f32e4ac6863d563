//! The code generator of a build: which Cranelift target, with which settings. Nothing here depends on
//! the machine that precast runs on.

use std::str::FromStr;

use cranelift_codegen::isa::{self, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use precast_targets::MemoryBase;
use target_lexicon::Triple;

use crate::options::{Nans, OptLevel, Options, Spectre};
use crate::{Error, Result};

/// Binary logarithm of the distance between stack probes: frames larger than a page touch each of
/// their pages, so that none can jump over the guard below the stack.
const PROBE_DISTANCE_LOG2: &str = "12";

/// How registers are allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegisterAllocation {
    /// The better code, in time that grows with the square of the number of values alive at once.
    Backtracking,
    /// In time that grows with the size of the function.
    SinglePass,
}

/// The code generator that `options` ask for.
pub(super) fn target_isa(options: &Options, allocation: RegisterAllocation) -> Result<OwnedTargetIsa> {
    let target = options.target;
    let mut shared = settings::builder();
    let mut set = |name: &str, value: &str| {
        shared.set(name, value).map_err(|error| Error::internal(format!("setting {name}={value}: {error}")))
    };
    set("opt_level", if options.opt_level == OptLevel::None { "none" } else { "speed" })?;
    let algorithm = match allocation {
        RegisterAllocation::Backtracking => "backtracking",
        RegisterAllocation::SinglePass => "single_pass",
    };
    set("regalloc_algorithm", algorithm)?;
    set("is_pic", "false")?;
    // They lie in the runtime library, which is linked in.
    set("use_colocated_libcalls", "true")?;
    set("unwind_info", "false")?;
    // Backtraces follow frame pointers.
    set("preserve_frame_pointers", "true")?;
    set("enable_probestack", "true")?;
    set("probestack_strategy", "inline")?;
    set("probestack_size_log2", PROBE_DISTANCE_LOG2)?;
    // wasm functions may have more results than there are registers for them.
    set("enable_multi_ret_implicit_sret", "true")?;
    // Masks of memory and table accesses are made by the translator; these are those of branch tables.
    let masked = bool_name(options.spectre == Spectre::On);
    set("enable_heap_access_spectre_mitigation", masked)?;
    set("enable_table_access_spectre_mitigation", masked)?;
    set("enable_alias_analysis", "true")?;
    set("enable_nan_canonicalization", bool_name(options.nans == Nans::Canonical))?;
    set("machine_code_cfg_info", bool_name(options.instruction_line_bytes().is_some()))?;
    set("enable_pinned_reg", bool_name(target.memory_base == MemoryBase::PinnedRegister))?;
    // The memory check runs in every build; Cranelift's own verifier costs more and finds defects of the
    // translator that tests are there to find.
    set("enable_verifier", bool_name(cfg!(any(test, debug_assertions))))?;
    let triple = Triple::from_str(target.triple)
        .map_err(|error| Error::internal(format!("triple {}: {error}", target.triple)))?;
    let mut builder = isa::lookup(triple)
        .map_err(|error| Error::internal(format!("code generator for {}: {error}", target.name)))?;
    for feature in options.cpu.features {
        builder.enable(feature).map_err(|error| {
            Error::internal(format!("feature {feature} of {}: {error}", options.cpu.name))
        })?;
    }
    builder
        .finish(settings::Flags::new(shared))
        .map_err(|error| Error::internal(format!("code generator for {}: {error}", options.cpu.name)))
}

fn bool_name(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cpu_of_every_target_has_a_code_generator() {
        for target in precast_targets::ALL {
            for cpu in target.cpus {
                for opt_level in [OptLevel::None, OptLevel::Cranelift, OptLevel::All] {
                    let options = Options { cpu, opt_level, ..Options::new(target) };
                    let isa = target_isa(&options, RegisterAllocation::Backtracking).unwrap();
                    assert_eq!(
                        isa.triple().architecture.to_string(),
                        target.triple.split('-').next().unwrap()
                    );
                }
            }
        }
    }
}
