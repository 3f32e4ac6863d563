//! Big modules out of real ones: a module in which all functions are there many times over, as if it had
//! been linked with copies of itself. Imports, memory and globals are shared; each copy calls its own
//! functions, and what the original puts into its table is there for each copy, so that no copy is dead code.
//! It runs as the original does.

use std::convert::Infallible;
use std::ops::Range;

use anyhow::{Context, bail};
use wasm_encoder::reencode::{self, Reencode, RoundtripReencoder};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, FunctionSection, Module, NameMap, NameSection,
    RawSection, TableSection, TableType,
};
use wasmparser::{ElementItems, ElementKind, ExternalKind, KnownCustom, Name, Parser, Payload};

/// Gives functions the indices of one copy.
struct Copy {
    imported: u32,
    shift: u32,
}

impl Reencode for Copy {
    type Error = Infallible;

    fn function_index(&mut self, func: u32) -> Result<u32, reencode::Error<Infallible>> {
        Ok(if func < self.imported { func } else { func + self.shift })
    }
}

/// The parts of a module that are repeated.
#[derive(Default)]
struct Original<'a> {
    imported: u32,
    types: Vec<u32>,
    bodies: Vec<wasmparser::FunctionBody<'a>>,
    /// Functions of the active segments of the table.
    elements: Vec<u32>,
    table: Option<wasmparser::TableType>,
    start: Option<u32>,
    names: Vec<(u32, &'a str)>,
    /// Sections that stay as they are, and those that are made anew, in their order.
    sections: Vec<Section>,
}

enum Section {
    Same(u8, Range<usize>),
    Functions,
    Tables,
    Elements(Range<usize>),
    Code,
}

/// A module whose functions are there `count` times.
pub(crate) fn repeat(wasm: &[u8], count: u32) -> anyhow::Result<Vec<u8>> {
    let original = Original::read(wasm)?;
    let defined = u32::try_from(original.types.len())?;
    let copies = || (0..count).map(|copy| Copy { imported: original.imported, shift: copy * defined });
    let mut module = Module::new();
    for section in &original.sections {
        match section {
            Section::Same(id, range) => {
                module.section(&RawSection { id: *id, data: &wasm[range.clone()] });
            }
            Section::Functions => {
                let mut functions = FunctionSection::new();
                for _ in 0..count {
                    original.types.iter().for_each(|ty| _ = functions.function(*ty));
                }
                module.section(&functions);
            }
            Section::Tables => {
                module.section(&original.tables(count)?);
            }
            Section::Elements(range) => {
                module.section(&original.elements(wasm, range, copies())?);
            }
            Section::Code => {
                let mut code = CodeSection::new();
                for mut copy in copies() {
                    for body in &original.bodies {
                        copy.parse_function_body(&mut code, body.clone())?;
                    }
                }
                module.section(&code);
            }
        }
    }
    let mut names = NameMap::new();
    for mut copy in copies() {
        for (index, name) in &original.names {
            // Imports are shared, and named once.
            if copy.shift > 0 && *index < copy.imported {
                continue;
            }
            names.append(copy.function_index(*index)?, name);
        }
    }
    let mut section = NameSection::new();
    section.functions(&names);
    module.section(&section);
    Ok(module.finish())
}

impl<'a> Original<'a> {
    fn read(wasm: &'a [u8]) -> anyhow::Result<Original<'a>> {
        let mut original = Original::default();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            let section = payload.as_section();
            match payload {
                Payload::ImportSection(reader) => {
                    for import in reader.into_imports() {
                        if let wasmparser::TypeRef::Func(_) = import?.ty {
                            original.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(reader) => {
                    original.types = reader.into_iter().collect::<Result<_, _>>()?;
                    original.sections.push(Section::Functions);
                    continue;
                }
                Payload::TableSection(reader) => {
                    original.table = reader.into_iter().next().transpose()?.map(|table| table.ty);
                    original.sections.push(Section::Tables);
                    continue;
                }
                Payload::ExportSection(reader) => {
                    for export in reader {
                        let export = export?;
                        if export.name == "_start" && export.kind == ExternalKind::Func {
                            original.start = Some(export.index);
                        }
                    }
                }
                Payload::ElementSection(reader) => {
                    let range = reader.range();
                    for element in reader {
                        let element = element?;
                        let (ElementKind::Active { .. }, ElementItems::Functions(functions)) =
                            (element.kind, element.items)
                        else {
                            bail!("expected active segments of functions only, as C compilers write them");
                        };
                        for function in functions {
                            original.elements.push(function?);
                        }
                    }
                    original.sections.push(Section::Elements(range));
                    continue;
                }
                Payload::CodeSectionStart { .. } => {
                    original.sections.push(Section::Code);
                    continue;
                }
                Payload::CodeSectionEntry(body) => {
                    original.bodies.push(body);
                    continue;
                }
                Payload::CustomSection(reader) => {
                    if let KnownCustom::Name(names) = reader.as_known() {
                        for part in names {
                            if let Name::Function(functions) = part? {
                                for naming in functions {
                                    let naming = naming?;
                                    original.names.push((naming.index, naming.name));
                                }
                            }
                        }
                    }
                    continue;
                }
                _ => {}
            }
            if let Some((id, range)) = section {
                original.sections.push(Section::Same(id, range));
            }
        }
        Ok(original)
    }

    /// Elements that each further copy adds: those of the original, and its `_start`.
    fn added(&self) -> impl Iterator<Item = u32> {
        self.elements.iter().copied().chain(self.start)
    }

    fn tables(&self, count: u32) -> anyhow::Result<TableSection> {
        let table = self.table.context("expected a table")?;
        let added = self.added().count() as u64 * u64::from(count - 1);
        let mut tables = TableSection::new();
        tables.table(TableType {
            minimum: table.initial + added,
            maximum: table.maximum.map(|maximum| maximum + added),
            ..RoundtripReencoder.table_type(table)?
        });
        Ok(tables)
    }

    /// The original's segments, and one for each further copy behind them.
    fn elements(
        &self,
        wasm: &[u8],
        range: &Range<usize>,
        copies: impl Iterator<Item = Copy>,
    ) -> anyhow::Result<ElementSection> {
        let mut elements = ElementSection::new();
        let reader = wasmparser::BinaryReader::new(&wasm[range.clone()], range.start);
        RoundtripReencoder
            .parse_element_section(&mut elements, wasmparser::ElementSectionReader::new(reader)?)?;
        let mut at = self.table.context("expected a table")?.initial;
        for mut copy in copies.skip(1) {
            let functions =
                self.added().map(|function| copy.function_index(function)).collect::<Result<Vec<_>, _>>()?;
            let offset = ConstExpr::i32_const(i32::try_from(at)?);
            at += functions.len() as u64;
            elements.active(None, &offset, Elements::Functions(functions.into()));
        }
        Ok(elements)
    }
}
