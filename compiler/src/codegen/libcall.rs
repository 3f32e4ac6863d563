//! What serves Cranelift's calls of "well-known" functions, which its code makes where a machine has no
//! instruction.

use cranelift_codegen::ir::LibCall;
use precast_abi::libcall;

/// The symbol of the runtime library that serves a call; `None` for those that no build makes.
pub(super) fn symbol(call: LibCall) -> Option<&'static str> {
    Some(match call {
        LibCall::CeilF32 => libcall::CEIL_F32,
        LibCall::CeilF64 => libcall::CEIL_F64,
        LibCall::FloorF32 => libcall::FLOOR_F32,
        LibCall::FloorF64 => libcall::FLOOR_F64,
        LibCall::TruncF32 => libcall::TRUNC_F32,
        LibCall::TruncF64 => libcall::TRUNC_F64,
        LibCall::NearestF32 => libcall::NEAREST_F32,
        LibCall::NearestF64 => libcall::NEAREST_F64,
        LibCall::FmaF32 => libcall::FMA_F32,
        LibCall::FmaF64 => libcall::FMA_F64,
        LibCall::Memcpy => libcall::MEMCPY,
        LibCall::Memset => libcall::MEMSET,
        LibCall::Memmove => libcall::MEMMOVE,
        LibCall::Memcmp => libcall::MEMCMP,
        // Stack probes are inline, there is no thread-local storage, and every x86 that is built for has
        // `pshufb`.
        LibCall::Probestack | LibCall::ElfTlsGetAddr | LibCall::ElfTlsGetOffset | LibCall::X86Pshufb => {
            return None;
        }
    })
}

#[cfg(test)]
mod tests {
    use object::read::archive::ArchiveFile;
    use object::{Object, ObjectSymbol};

    use super::*;

    #[test]
    fn every_runtime_serves_every_call() {
        for target in precast_targets::ALL {
            let Some(runtime) = target.runtime else { continue };
            let archive = ArchiveFile::parse(runtime.archive).unwrap();
            let mut defined = Vec::new();
            for member in archive.members() {
                let object = object::File::parse(member.unwrap().data(runtime.archive).unwrap()).unwrap();
                let definitions =
                    object.symbols().filter(|symbol| symbol.is_global() && symbol.is_definition());
                defined.extend(definitions.map(|symbol| symbol.name().unwrap().to_owned()));
            }
            for &call in LibCall::all_libcalls() {
                if let Some(symbol) = symbol(call) {
                    assert!(defined.iter().any(|name| name == symbol), "{symbol} on {}", target.name);
                }
            }
        }
    }
}
