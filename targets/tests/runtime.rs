//! The embedded runtime libraries are what linking relies on: objects of the right machine, that define
//! every symbol compiled code may call and need nothing but the compiler's tables.

use std::collections::BTreeSet;

use object::read::archive::ArchiveFile;
use object::read::elf::{ElfFile64, FileHeader};
use object::{Object, ObjectSection, ObjectSymbol, RelocationFlags, SectionFlags, elf};
use precast_abi::snapshot::{ENTER_SYMBOL, RECORD_SYMBOL};
use precast_abi::{PROGRAM_SYMBOL, RUNTIME_STATE_SYMBOL, VectorHelper, helper, wasi};
use precast_targets::Vectors;

/// Calls `check` with every object file of every embedded runtime.
fn for_each_object(mut check: impl FnMut(&precast_targets::Target, &ElfFile64<'_>)) {
    let mut objects = 0;
    for target in precast_targets::ALL {
        let Some(runtime) = target.runtime else { continue };
        let archive = ArchiveFile::parse(runtime.archive).expect("the runtime is an archive");
        for member in archive.members() {
            let data = member.and_then(|member| member.data(runtime.archive)).expect("its members are whole");
            check(target, &ElfFile64::parse(data).expect("they are ELF files"));
            objects += 1;
        }
    }
    assert!(objects > 0, "no target has a runtime: the host's own should always have one");
}

#[test]
fn the_host_has_a_runtime() {
    let host = precast_targets::Target::host().expect("tests run on a target");
    assert!(host.runtime.is_some(), "{}: {}", host.name, host.mend);
}

#[test]
fn objects_are_of_the_targets_machine() {
    for_each_object(|target, object| {
        let header = object.elf_header();
        assert_eq!(header.e_machine(object.endian()), target.elf_machine, "{}", target.name);
        assert_eq!(header.e_flags(object.endian()), target.elf_flags, "{}", target.name);
    });
}

#[test]
fn every_symbol_of_the_contract_is_defined_and_nothing_else_is_needed() {
    let helpers = [
        helper::MEMORY_GROW,
        helper::MEMORY_MOVE,
        helper::MEMORY_SET,
        helper::TABLE_GROW,
        helper::TABLE_FILL,
        helper::ARGUMENT_I32,
        helper::ARGUMENT_I64,
        helper::ARGUMENT_F32,
        helper::ARGUMENT_F64,
        helper::ARGUMENT_COUNT,
        helper::PRINT_I32,
        helper::PRINT_I64,
        helper::PRINT_F32,
        helper::PRINT_F64,
        helper::SCRIPT,
        ENTER_SYMBOL,
        "_start",
    ];
    let promised = helpers
        .into_iter()
        .chain(wasi::FUNCTIONS.iter().flat_map(|function| [function.symbol, function.recorded_symbol]));
    for target in precast_targets::ALL {
        let Some(runtime) = target.runtime else { continue };
        let (mut defined, mut needed) = (BTreeSet::new(), BTreeSet::new());
        for_each_object(|owner, object| {
            if owner.name == target.name {
                for symbol in object.symbols().filter(|symbol| symbol.is_global()) {
                    let name = symbol.name().expect("symbols have names").to_owned();
                    // A weak reference may stay open (riscv64's global pointer).
                    if symbol.is_definition() {
                        defined.insert(name);
                    } else if !symbol.is_weak() {
                        needed.insert(name);
                    }
                }
            }
        });
        let without_vectors = target.cpus.iter().any(|cpu| cpu.vectors == Vectors::None);
        let vector_helpers =
            VectorHelper::ALL.iter().filter(|_| without_vectors).map(|helper| helper.symbol());
        for symbol in promised.clone().chain(vector_helpers) {
            assert!(defined.contains(symbol), "the runtime of {} does not define {symbol}", target.name);
        }
        let open: Vec<_> = needed.difference(&defined).collect();
        assert_eq!(
            open,
            [PROGRAM_SYMBOL, RUNTIME_STATE_SYMBOL, RECORD_SYMBOL],
            "{}, built by {}",
            target.name,
            runtime.compiler
        );
    }
}

#[test]
fn nothing_runs_before_start_and_nothing_is_writable_and_executable() {
    for_each_object(|target, object| {
        for section in object.sections() {
            let name = section.name().expect("sections have names");
            let SectionFlags::Elf { sh_flags } = section.flags() else { unreachable!("an ELF file") };
            let both = u64::from(elf::SHF_WRITE | elf::SHF_EXECINSTR);
            assert_ne!(sh_flags & both, both, "{name} of {}", target.name);
            assert_eq!(sh_flags & u64::from(elf::SHF_TLS), 0, "{name} of {}", target.name);
            for forbidden in [".init", ".ctors", ".preinit"] {
                assert!(!name.starts_with(forbidden), "{name} of {}", target.name);
            }
        }
    });
}

/// What the runtime remembers lies in the state of the program: data of its own would be a segment, and a
/// page that every start writes. So would be a table of addresses, which the linker may not do without where
/// it is asked for by this relocation.
#[test]
fn the_runtime_has_no_writable_data() {
    for_each_object(|target, object| {
        for section in object.sections().filter(|section| section.size() > 0) {
            let SectionFlags::Elf { sh_flags } = section.flags() else { unreachable!("an ELF file") };
            let name = section.name().expect("sections have names");
            assert_eq!(sh_flags & u64::from(elf::SHF_WRITE), 0, "{name} of {}", target.name);
            if target.elf_machine == elf::EM_X86_64 {
                for (offset, relocation) in section.relocations() {
                    let RelocationFlags::Elf { r_type } = relocation.flags() else { unreachable!("ELF") };
                    assert_ne!(r_type, elf::R_X86_64_GOTPCREL, "{name}+{offset:#x} of {}", target.name);
                }
            }
        }
    });
}

#[test]
fn archives_hold_no_paths_of_the_machine_that_built_them() {
    let home = std::env::var("HOME").unwrap_or_else(|_| "/home".to_owned());
    let checkout = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace");
    for target in precast_targets::ALL {
        let Some(runtime) = target.runtime else { continue };
        for path in [home.as_str(), checkout.to_str().expect("UTF-8")] {
            // A path this short could stand there by chance.
            if path.len() >= 5 {
                let found = runtime.archive.windows(path.len()).any(|window| window == path.as_bytes());
                assert!(!found, "{path} in the runtime of {}", target.name);
            }
        }
    }
}
