//! Validated sections to [`Module`]: a function per kind of section. Counts were checked and all items were
//! read once by validation, so that an index space is never larger than the input accounts for.

use wasmparser::{
    CompositeInnerType, DataKind, DataSectionReader, ElementItems as WasmElementItems, ElementKind,
    ElementSectionReader, ExportSectionReader, ExternalKind, FunctionBody, FunctionSectionReader,
    GlobalSectionReader, ImportSectionReader, KnownCustom, MemorySectionReader, MemoryType, Payload,
    TableInit, TableSectionReader, TableType, TypeRef, TypeSectionReader, ValType,
};

use precast_abi::address::WASM_PAGE_BYTES;

use super::validation::Validated;
use super::*;

/// Describes a validated module.
pub(super) fn describe(validated: Validated<'_>) -> Result<Module<'_>> {
    let Validated { payloads, bodies, facts } = validated;
    let mut module = Module {
        types: Vec::new(),
        imports: Vec::new(),
        functions: Vec::new(),
        tables: Vec::new(),
        memories: Vec::new(),
        globals: Vec::new(),
        exports: Vec::new(),
        start: None,
        elements: Vec::new(),
        data: Vec::new(),
        facts,
    };
    let mut bodies = bodies.into_iter();
    let mut names = Vec::new();
    for payload in payloads {
        match payload {
            Payload::TypeSection(section) => read_types(&mut module, section)?,
            Payload::ImportSection(section) => read_imports(&mut module, section)?,
            Payload::FunctionSection(section) => read_functions(&mut module, section, &mut bodies)?,
            Payload::TableSection(section) => read_tables(&mut module, section)?,
            Payload::MemorySection(section) => read_memories(&mut module, section)?,
            Payload::GlobalSection(section) => read_globals(&mut module, section)?,
            Payload::ExportSection(section) => read_exports(&mut module, section)?,
            Payload::StartSection { func, .. } => module.start = Some(FuncIndex(func)),
            Payload::ElementSection(section) => read_elements(&mut module, section)?,
            Payload::DataSection(section) => read_data(&mut module, section)?,
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    names.push(section);
                }
            }
            // The header and what only announces other payloads; all else was refused by validation.
            _ => {}
        }
    }
    for section in names {
        names::functions(section, |index, name| {
            if let Some(function) = module.functions.get_mut(index as usize) {
                function.name = Some(name);
            }
        });
    }
    Ok(module)
}

/// An error of a reader: after validation it can only come from something that validation let pass.
pub(super) fn malformed(error: wasmparser::Error) -> Error {
    Error::invalid(error.message()).at(error.offset())
}

fn read_types(module: &mut Module<'_>, section: TypeSectionReader<'_>) -> Result<()> {
    for group in section.into_iter_with_offsets() {
        let (offset, group) = group.map_err(malformed)?;
        for ty in group.into_types() {
            let CompositeInnerType::Func(ty) = ty.composite_type.inner else {
                return Err(Error::unsupported("the gc proposal: a type of data").at(offset));
            };
            module.types.push(FuncType { params: ty.params().to_vec(), results: ty.results().to_vec() });
        }
    }
    Ok(())
}

fn read_imports<'a>(module: &mut Module<'a>, section: ImportSectionReader<'a>) -> Result<()> {
    for import in section.into_imports_with_offsets() {
        let (offset, import) = import.map_err(malformed)?;
        let item = match import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                let origin = FunctionOrigin::Import;
                module.functions.push(Function { ty: TypeIndex(ty), name: None, origin });
                Item::Function(FuncIndex(last(&module.functions)))
            }
            TypeRef::Table(ty) => {
                module.tables.push(table(&ty, None));
                Item::Table(TableIndex(last(&module.tables)))
            }
            TypeRef::Memory(ty) => {
                module.memories.push(memory(&ty));
                Item::Memory(MemoryIndex(last(&module.memories)))
            }
            TypeRef::Global(ty) => {
                let origin = GlobalOrigin::Import;
                module.globals.push(Global { ty: ty.content_type, mutable: ty.mutable, origin });
                Item::Global(GlobalIndex(last(&module.globals)))
            }
            TypeRef::Tag(_) => {
                let message = "the exception-handling proposal: an imported tag";
                return Err(Error::unsupported(message).at(offset));
            }
        };
        module.imports.push(Import { module: import.module, field: import.name, item, offset });
    }
    Ok(())
}

/// Index of the entry that was added last.
fn last<T>(space: &[T]) -> u32 {
    u32::try_from(space.len() - 1).expect("index spaces are bounded by validation")
}

fn read_functions<'a>(
    module: &mut Module<'a>,
    section: FunctionSectionReader<'a>,
    bodies: &mut impl Iterator<Item = FunctionBody<'a>>,
) -> Result<()> {
    for ty in section {
        let ty = TypeIndex(ty.map_err(malformed)?);
        // Validation has compared the numbers of both sections.
        let body =
            bodies.next().ok_or_else(|| Error::internal("a function without a body passed validation"))?;
        module.functions.push(Function { ty, name: None, origin: FunctionOrigin::Body(body) });
    }
    Ok(())
}

fn read_tables(module: &mut Module<'_>, section: TableSectionReader<'_>) -> Result<()> {
    for item in section {
        let item = item.map_err(malformed)?;
        let init = match &item.init {
            TableInit::RefNull => None,
            TableInit::Expr(expression) => Some(const_expr::read(expression)?),
        };
        module.tables.push(table(&item.ty, init));
    }
    Ok(())
}

fn table(ty: &TableType, init: Option<ConstExpr>) -> Table {
    Table {
        element: ValType::Ref(ty.element_type),
        index_64: ty.table64,
        initial: ty.initial,
        maximum: ty.maximum,
        init,
    }
}

fn read_memories(module: &mut Module<'_>, section: MemorySectionReader<'_>) -> Result<()> {
    for ty in section {
        module.memories.push(memory(&ty.map_err(malformed)?));
    }
    Ok(())
}

fn memory(ty: &MemoryType) -> Memory {
    Memory {
        initial: ty.initial,
        maximum: ty.maximum,
        shared: ty.shared,
        index_64: ty.memory64,
        page_size_log2: ty.page_size_log2.unwrap_or(WASM_PAGE_BYTES.ilog2()),
    }
}

fn read_globals(module: &mut Module<'_>, section: GlobalSectionReader<'_>) -> Result<()> {
    for global in section {
        let global = global.map_err(malformed)?;
        let origin = GlobalOrigin::Init(const_expr::read(&global.init_expr)?);
        module.globals.push(Global { ty: global.ty.content_type, mutable: global.ty.mutable, origin });
    }
    Ok(())
}

fn read_exports<'a>(module: &mut Module<'a>, section: ExportSectionReader<'a>) -> Result<()> {
    for export in section.into_iter_with_offsets() {
        let (offset, export) = export.map_err(malformed)?;
        let item = match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => Item::Function(FuncIndex(export.index)),
            ExternalKind::Table => Item::Table(TableIndex(export.index)),
            ExternalKind::Memory => Item::Memory(MemoryIndex(export.index)),
            ExternalKind::Global => Item::Global(GlobalIndex(export.index)),
            ExternalKind::Tag => {
                let message = "the exception-handling proposal: an exported tag";
                return Err(Error::unsupported(message).at(offset));
            }
        };
        module.exports.push(Export { name: export.name, item });
    }
    Ok(())
}

fn read_elements(module: &mut Module<'_>, section: ElementSectionReader<'_>) -> Result<()> {
    for element in section {
        let element = element.map_err(malformed)?;
        let mode = match &element.kind {
            ElementKind::Active { table_index, offset_expr } => {
                SegmentMode::Active(TableIndex(table_index.unwrap_or(0)), const_expr::read(offset_expr)?)
            }
            ElementKind::Passive => SegmentMode::Passive,
            ElementKind::Declared => SegmentMode::Declared,
        };
        let items = match element.items {
            WasmElementItems::Functions(functions) => {
                let functions = functions.into_iter().map(|index| index.map(FuncIndex));
                let functions = functions.collect::<wasmparser::Result<_>>().map_err(malformed)?;
                ElementItems::Functions(functions)
            }
            WasmElementItems::Expressions(_, expressions) => {
                let read = |item: wasmparser::Result<_>| const_expr::read(&item.map_err(malformed)?);
                let expressions = expressions.into_iter().map(read).collect::<Result<_>>()?;
                ElementItems::Expressions(expressions)
            }
        };
        module.elements.push(Element { mode, items });
    }
    Ok(())
}

fn read_data<'a>(module: &mut Module<'a>, section: DataSectionReader<'a>) -> Result<()> {
    for data in section {
        let data = data.map_err(malformed)?;
        let mode = match &data.kind {
            DataKind::Active { memory_index, offset_expr } => {
                SegmentMode::Active(MemoryIndex(*memory_index), const_expr::read(offset_expr)?)
            }
            DataKind::Passive => SegmentMode::Passive,
        };
        module.data.push(Data { mode, bytes: data.data });
    }
    Ok(())
}
