//! Code, data and tables to a relocatable ELF object.
//!
//! | section | holds | |
//! |---|---|---|
//! | `.text.wasm` | the compiled functions, calls between them resolved | read, execute |
//! | `.wasm.*` | stack, state, tables, memory contents: see [`Layout`](crate::program::Layout); behind the tables what the runtime reads at start: root, memory plans | at chosen addresses |
//! | `.rodata.precast.*` | what the runtime reads later: functions, sites, names, grants, filter | read |
//! | `.precast` | what the artifact says of itself | not loaded |
//!
//! Nothing refers to sections at chosen addresses, so they are marked to be retained.

pub(crate) mod info;
mod tables;

use std::borrow::Cow;

use cranelift_codegen::binemit::Reloc;
use object::write::{Object, Relocation, SectionId, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, FileFlags, RelocationFlags, SectionFlags, SectionKind,
    SymbolFlags, SymbolKind, SymbolScope, elf,
};
use precast_abi::address::{MEMORY0_BASE, RUNTIME_STATE_BYTES};
use precast_abi::cpu::{Feature, FeatureSet};
use precast_abi::program::LAUNCH_SYMBOLS;
use precast_abi::snapshot::{
    ENTER_SYMBOL, RECORD_SYMBOL, RECORDED_MEMORY_WAIT32, RECORDED_MEMORY_WAIT64, Record,
};
use precast_abi::{PROGRAM_SYMBOL, RUNTIME_STATE_SYMBOL, helper, wasi};
use precast_targets::Cpu;

use crate::codegen::Code;
use crate::harden::Filter;
use crate::link::ImageBytes;
use crate::options::{HardenLevel, Mark, Names, Options};
use crate::program::layout::{self, START_TABLES_ALIGN_BYTES};
use crate::program::{CodePointer, Program, SectionContents};
use crate::{Error, Result, Sources};
use tables::{Lengths, Place};

/// A relocatable object.
pub(crate) struct Written {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// What in it is without an address.
    pub(crate) image: ImageBytes,
}

/// Writes the object. `sources` are the modules that it was compiled from.
pub(crate) fn write(
    program: &Program<'_>,
    code: &Code,
    sources: &Sources<'_>,
    options: &Options,
) -> Result<Written> {
    let mut writer = Writer::new(options)?;
    let text = writer.text(program, code, options);
    writer.relocate_text(text, code, options.recording.is_some())?;
    let tables = writer.placed_sections(program, code, text)?;
    let filter = match options.harden.level {
        HardenLevel::Full => Some(Filter::new(code, options.target)?),
        HardenLevel::None | HardenLevel::Landlock => None,
    };
    // A segment of its own for so little would only cost time.
    let start_tables = tables
        .unwrap_or_else(|| writer.section(".rodata.precast.start", SectionKind::ReadOnlyData, RETAINED));
    let records = Records {
        grants: tables::grants(&options.grants, sources.embedded),
        filter: filter.as_ref().map_or(Vec::new(), |filter| filter.instructions.clone()),
    };
    let constants_bytes = writer.tables(program, code, [text, start_tables], records, options)?;
    let image = ImageBytes { text: code.text.len() as u64, constants: constants_bytes };
    let info = info::describe(program, sources, options, filter).to_bytes();
    // Linkers that strip drop what is not loaded, unless it is to be retained.
    let section = writer.section(precast_info::SECTION, SectionKind::Other, elf::SHF_GNU_RETAIN);
    writer.object.set_section_data(section, info, 1);
    writer.section(".note.GNU-stack", SectionKind::Other, 0);
    let bytes = writer.object.write().map_err(|error| Error::internal(format!("object: {error}")))?;
    Ok(Written { bytes, image })
}

/// Bytes of what a program is granted, and of the filter that the kernel holds it to.
struct Records {
    grants: Vec<u8>,
    filter: Vec<u8>,
}

/// What the runtime asks the CPU for.
fn cpu_features(cpu: &Cpu) -> Result<FeatureSet> {
    cpu.features.iter().try_fold(FeatureSet::default(), |set, &setting| {
        let feature = Feature::of_setting(setting).ok_or_else(|| {
            Error::internal(format!("{setting} of {} is in no table of CPU features", cpu.name))
        })?;
        Ok(set.union(FeatureSet::of(&[feature])))
    })
}

/// Flags of loaded sections that the linker must keep though nothing refers to them.
const RETAINED: u32 = elf::SHF_ALLOC | elf::SHF_GNU_RETAIN;

struct Writer<'a> {
    object: Object<'a>,
    /// ELF number of an 8-byte absolute address.
    absolute: u32,
}

impl<'a> Writer<'a> {
    fn new(options: &Options) -> Result<Writer<'a>> {
        let target = options.target;
        let (architecture, absolute) = match target.elf_machine {
            elf::EM_X86_64 => (Architecture::X86_64, elf::R_X86_64_64),
            elf::EM_AARCH64 => (Architecture::Aarch64, elf::R_AARCH64_ABS64),
            elf::EM_RISCV => (Architecture::Riscv64, elf::R_RISCV_64),
            machine => return Err(Error::internal(format!("no object format for ELF machine {machine}"))),
        };
        let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
        // Retained sections are a GNU extension.
        object.flags =
            FileFlags::Elf { os_abi: elf::ELFOSABI_GNU, abi_version: 0, e_flags: target.elf_flags };
        Ok(Writer { object, absolute })
    }

    fn section(&mut self, name: &str, kind: SectionKind, flags: u32) -> SectionId {
        let id = self.object.add_section(Vec::new(), name.as_bytes().to_vec(), kind);
        self.object.section_mut(id).flags = SectionFlags::Elf { sh_flags: u64::from(flags) };
        id
    }

    /// A read-only section with `bytes`, and the symbol of its start.
    fn constants(&mut self, name: &str, bytes: impl Into<Cow<'a, [u8]>>) -> (SectionId, SymbolId) {
        let id = self.section(name, SectionKind::ReadOnlyData, RETAINED);
        self.object.set_section_data(id, bytes, 8);
        (id, self.object.section_symbol(id))
    }

    /// The code, with a symbol for each function where asked for.
    fn text(&mut self, program: &Program<'_>, code: &'a Code, options: &Options) -> SectionId {
        let id = self.section(".text.wasm", SectionKind::Text, RETAINED | elf::SHF_EXECINSTR);
        self.object.set_section_data(id, &code.text[..], u64::from(code.align_bytes));
        if options.names == Names::Symbols {
            for (item, compiled) in program.code.iter().zip(&code.functions) {
                let function = &program.instance(item.instance).module.functions[item.func.index()];
                // ELF names end with NUL, wasm names may contain it.
                let name = function.name.unwrap_or("function");
                let module = program.instance(item.instance).name.unwrap_or("wasm");
                let name = format!("{module}[{}]::{name}", item.func.0).replace('\0', "\u{fffd}");
                self.function_symbol(id, name.into_bytes(), compiled.offset, compiled.len);
            }
            let entry = code.entry(program);
            self.function_symbol(id, b"wasm::entry".to_vec(), entry.offset, entry.len);
        }
        id
    }

    fn function_symbol(&mut self, section: SectionId, name: Vec<u8>, offset: u32, len: u32) {
        self.object.add_symbol(Symbol {
            name,
            value: u64::from(offset),
            size: u64::from(len),
            kind: SymbolKind::Text,
            scope: SymbolScope::Compilation,
            weak: false,
            section: SymbolSection::Section(section),
            flags: SymbolFlags::None,
        });
    }

    /// Calls of the runtime library.
    fn relocate_text(&mut self, text: SectionId, code: &Code, recorded: bool) -> Result<()> {
        let mut symbols = std::collections::HashMap::new();
        for relocation in &code.relocations {
            let name = if recorded { recorded_symbol(relocation.symbol) } else { relocation.symbol };
            let symbol = *symbols.entry(name).or_insert_with(|| self.runtime_function(name));
            self.add_relocation(
                text,
                relocation.offset.into(),
                symbol,
                relocation.addend,
                call_type(relocation.kind)?,
            )?;
        }
        Ok(())
    }

    /// A function that the runtime library defines.
    fn runtime_function(&mut self, name: &str) -> SymbolId {
        self.object.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            value: 0,
            size: 0,
            kind: SymbolKind::Text,
            scope: SymbolScope::Unknown,
            weak: false,
            section: SymbolSection::Undefined,
            flags: SymbolFlags::None,
        })
    }

    fn add_relocation(
        &mut self,
        section: SectionId,
        offset: u64,
        symbol: SymbolId,
        addend: i64,
        r_type: u32,
    ) -> Result<()> {
        let relocation = Relocation { offset, symbol, addend, flags: RelocationFlags::Elf { r_type } };
        self.object
            .add_relocation(section, relocation)
            .map_err(|error| Error::internal(format!("object: {error}")))
    }

    /// The sections at addresses that the compiler chose. Returns that of the read-only tables, if there are
    /// any.
    fn placed_sections(
        &mut self,
        program: &'a Program<'_>,
        code: &Code,
        text: SectionId,
    ) -> Result<Option<SectionId>> {
        let text = self.object.section_symbol(text);
        let mut tables = None;
        for section in &program.layout.sections {
            let flags = RETAINED | if section.writable { elf::SHF_WRITE } else { 0 };
            let id = match &section.contents {
                SectionContents::Zero(bytes) => {
                    let id = self.section(&section.name, SectionKind::UninitializedData, flags);
                    self.object.append_section_bss(id, *bytes, PLACED_ALIGN);
                    id
                }
                SectionContents::Bytes(bytes, pointers) => {
                    let kind = if section.writable { SectionKind::Data } else { SectionKind::ReadOnlyData };
                    let id = self.section(&section.name, kind, flags);
                    self.object.set_section_data(id, &bytes[..], PLACED_ALIGN);
                    for &(offset, pointer) in pointers {
                        let function = match pointer {
                            CodePointer::Function(id) => id.index(),
                            CodePointer::Glue(position) => program.code.len() + position,
                        };
                        let addend = i64::from(code.functions[function].offset);
                        self.add_relocation(id, offset, text, addend, self.absolute)?;
                    }
                    id
                }
            };
            match section.name.as_str() {
                layout::TABLES => tables = Some(id),
                layout::STATE => {
                    let offset = program.layout.stack_high - section.address;
                    self.data_symbol(RUNTIME_STATE_SYMBOL, id, offset, RUNTIME_STATE_BYTES);
                }
                _ => {}
            }
        }
        Ok(tables)
    }

    /// A symbol by which the runtime knows something that lies in an object.
    fn data_symbol(&mut self, name: &str, section: SectionId, value: u64, size: u64) {
        self.object.add_symbol(Symbol {
            name: name.as_bytes().to_vec(),
            value,
            size,
            kind: SymbolKind::Data,
            scope: SymbolScope::Linkage,
            weak: false,
            section: SymbolSection::Section(section),
            flags: SymbolFlags::None,
        });
    }

    /// What the runtime reads, at start from the section `start_tables`. Returns how many bytes that and all
    /// other read-only data of the program without a place of their own are.
    fn tables(
        &mut self,
        program: &Program<'_>,
        code: &'a Code,
        [text, start_tables]: [SectionId; 2],
        Records { grants, filter }: Records,
        options: &Options,
    ) -> Result<u64> {
        let (functions, names) = tables::functions(program, code, options.names);
        let lengths = Lengths {
            functions: code.functions.len() as u64,
            sites: code.sites.len() as u64,
            names: names.len() as u64,
            grants: grants.len() as u64,
            filter: (filter.len() / 8) as u64,
        };
        let mut later_bytes = functions.len() + code.sites.len() + names.len() + grants.len() + filter.len();
        let functions = self.constants(".rodata.precast.functions", functions).1;
        let sites = self.constants(".rodata.precast.sites", &code.sites[..]).1;
        let names = self.constants(".rodata.precast.names", names).1;
        let grants = self.constants(".rodata.precast.grants", grants).1;
        let filter = self.constants(".rodata.precast.filter", filter).1;
        let text = self.object.section_symbol(text);
        let mut append =
            |bytes: Vec<u8>| self.object.append_section_data(start_tables, &bytes, START_TABLES_ALIGN_BYTES);
        let memories_offset = append(tables::memory_plans(program));
        let state_offset = append(program.layout.state_image.clone());
        let features = cpu_features(options.cpu)?;
        let (root, places) = tables::root(program, &lengths, MEMORY0_BASE, features, options);
        let size = root.len() as u64;
        let root_offset = append(root);
        let mut fields: Vec<_> =
            places.into_iter().map(|(offset, place)| (root_offset + offset, place)).collect();
        let recording = options.recording.as_ref();
        let record = recording.map(|recording| {
            let (record, places) = tables::record(recording, program, options);
            let record_offset = append(record);
            fields.extend(places.into_iter().map(|(offset, place)| (record_offset + offset, place)));
            record_offset
        });
        let mark_path = match recording.map(|recording| &recording.mark) {
            Some(Mark::Open(path)) => {
                later_bytes += path.len();
                Some(self.constants(".rodata.precast.mark", path.clone().into_bytes()).1)
            }
            _ => None,
        };
        let start_symbol = self.object.section_symbol(start_tables);
        for (offset, place) in fields {
            let (symbol, addend) = match place {
                Place::RecordedEntry => (self.runtime_function(ENTER_SYMBOL), 0),
                Place::Program => (start_symbol, root_offset as i64),
                // Without one, its length is 0.
                Place::MarkPath => (mark_path.unwrap_or(start_symbol), 0),
                Place::Entry => (text, i64::from(code.entry(program).offset)),
                Place::TextStart => (text, 0),
                Place::TextEnd => (text, code.text.len() as i64),
                Place::Memories => (start_symbol, memories_offset as i64),
                Place::StateImage => (start_symbol, state_offset as i64),
                Place::Functions => (functions, 0),
                Place::Sites => (sites, 0),
                Place::Names => (names, 0),
                Place::Grants => (grants, 0),
                Place::Filter => (filter, 0),
                Place::Launch(number) => (self.runtime_function(LAUNCH_SYMBOLS[number]), 0),
            };
            self.add_relocation(start_tables, offset, symbol, addend, self.absolute)?;
        }
        if let Some(offset) = record {
            self.data_symbol(RECORD_SYMBOL, start_tables, offset, size_of::<Record>() as u64);
        }
        self.data_symbol(PROGRAM_SYMBOL, start_tables, root_offset, size);
        let tables_end = record.map_or(root_offset + size, |offset| offset + size_of::<Record>() as u64);
        Ok(later_bytes as u64 + tables_end - memories_offset)
    }
}

/// What an artifact of snapshots calls in the place of a function of the runtime.
fn recorded_symbol(symbol: &'static str) -> &'static str {
    match symbol {
        helper::MEMORY_WAIT32 => RECORDED_MEMORY_WAIT32,
        helper::MEMORY_WAIT64 => RECORDED_MEMORY_WAIT64,
        symbol => {
            let function = wasi::FUNCTIONS.iter().find(|function| function.symbol == symbol);
            function.map_or(symbol, |function| function.recorded_symbol)
        }
    }
}

/// The ELF number of a relocation that Cranelift left: all of them are calls.
fn call_type(kind: Reloc) -> Result<u32> {
    Ok(match kind {
        Reloc::X86CallPCRel4 | Reloc::X86CallPLTRel4 => elf::R_X86_64_PLT32,
        Reloc::Arm64Call => elf::R_AARCH64_CALL26,
        Reloc::RiscvCallPlt => elf::R_RISCV_CALL_PLT,
        kind => return Err(Error::internal(format!("no ELF relocation for {kind}"))),
    })
}

/// Alignment in bytes of placed sections; their addresses have larger ones.
const PLACED_ALIGN: u64 = 16;
