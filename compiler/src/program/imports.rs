//! Imports: what serves each of them - an export of another instance or a function of the runtime
//! library -, whether the types agree, and what is said of those that nothing serves.

use precast_abi::wasi::{self, Param, WasiFunction};
use wasmparser::ValType;

use super::InstanceId;
use crate::options::{Options, Unresolved};
use crate::wasm::{FuncType, Import, Item, Module};
use crate::{Error, Result};

/// How many imports an error message lists.
const LISTED_MAX: usize = 10;

/// What serves an import.
#[derive(Clone, Copy, Debug)]
pub(super) enum Provider {
    /// An item that another instance exports, in the index space of its module.
    Export(InstanceId, Item),
    /// A function of the runtime library.
    Wasi(&'static WasiFunction),
    /// Nothing: a function that traps when it is called.
    Unresolved,
}

/// A function type as messages show it: `[i32 i64] -> [f32]`.
pub(super) fn signature(ty: &FuncType) -> String {
    let list = |types: &[ValType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    format!("[{}] -> [{}]", list(&ty.params), list(&ty.results))
}

/// What serves each import of `module`, by number of the import. `instance` finds the instance that a name of
/// a module stands for. All imports that nothing serves are reported at once.
pub(super) fn serve<'i, 'a: 'i>(
    module: &Module<'_>,
    instance: impl Fn(&str) -> Option<(InstanceId, &'i Module<'a>)>,
    options: &Options,
) -> Result<Vec<Provider>> {
    let mut providers = Vec::with_capacity(module.imports.len());
    let mut missing = Missing::default();
    for import in &module.imports {
        let exported = instance(import.module).and_then(|(id, exporter)| {
            let export = exporter.exports.iter().find(|export| export.name == import.field)?;
            Some((id, exporter, export.item))
        });
        let wasi = wasi_function(import);
        providers.push(match (exported, wasi) {
            (Some((id, exporter, item)), _) => {
                check_export(module, import, exporter, item)?;
                Provider::Export(id, item)
            }
            (None, Some(wasi)) => {
                check_wasi(module, import, wasi)?;
                Provider::Wasi(wasi)
            }
            (None, None) => {
                missing.note(module, import, options.unresolved);
                Provider::Unresolved
            }
        });
    }
    missing.report()?;
    Ok(providers)
}

/// Imports that nothing serves.
#[derive(Default)]
struct Missing {
    listed: Vec<String>,
    first_offset: Option<usize>,
    could_trap: bool,
}

impl Missing {
    fn note(&mut self, module: &Module<'_>, import: &Import<'_>, unresolved: Unresolved) {
        if let Item::Function(_) = import.item {
            if unresolved == Unresolved::Trap {
                return;
            }
            self.could_trap = true;
        }
        let (name, field) = (import.module, import.field);
        self.listed.push(match import.item {
            Item::Function(_) => format!("function `{name}` `{field}` {}", describe(module, import.item)),
            item => format!("{} `{name}` `{field}`", describe(module, item)),
        });
        self.first_offset = self.first_offset.or(Some(import.offset));
    }

    fn report(mut self) -> Result<()> {
        let Some(offset) = self.first_offset else { return Ok(()) };
        let more = self.listed.len().saturating_sub(LISTED_MAX);
        self.listed.truncate(LISTED_MAX);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let advice = if self.could_trap {
            "; --link NAME=FILE links a module that exports them, with --unresolved=trap functions trap when they are called"
        } else {
            "; --link NAME=FILE links a module that exports them"
        };
        let listed = self.listed.join(", ");
        Err(Error::invalid(format!("imports that nothing serves: {listed}{more}{advice}")).at(offset))
    }
}

fn wasi_function(import: &Import<'_>) -> Option<&'static WasiFunction> {
    let Item::Function(_) = import.item else { return None };
    wasi::find(import.module, import.field)
}

fn function_type<'m>(module: &'m Module<'_>, item: Item) -> Option<&'m FuncType> {
    let Item::Function(function) = item else { return None };
    Some(&module.types[module.functions[function.index()].ty.index()])
}

fn check_wasi(module: &Module<'_>, import: &Import<'_>, wasi: &WasiFunction) -> Result<()> {
    let param = |param: &Param| match param {
        Param::i32 => ValType::I32,
        Param::i64 => ValType::I64,
    };
    let results = if wasi.returns_errno { vec![ValType::I32] } else { Vec::new() };
    let expected = FuncType { params: wasi.params.iter().map(param).collect(), results };
    if function_type(module, import.item) == Some(&expected) {
        return Ok(());
    }
    let message = format!(
        "the import `{}` `{}` has the type {}, but that function has the type {}",
        import.module,
        import.field,
        describe(module, import.item),
        signature(&expected)
    );
    Err(Error::invalid(message).at(import.offset))
}

/// Whether an export can serve an import (§4.5.3 of the specification), but for the current sizes of tables
/// and memories: those are looked at when the importing module is instantiated.
fn check_export(module: &Module<'_>, import: &Import<'_>, exporter: &Module<'_>, item: Item) -> Result<()> {
    let bounded = |wanted: Option<u64>, declared: Option<u64>| {
        wanted.is_none_or(|wanted| declared.is_some_and(|declared| declared <= wanted))
    };
    let agrees = match (import.item, item) {
        (Item::Function(_), Item::Function(_)) => {
            function_type(module, import.item) == function_type(exporter, item)
        }
        (Item::Global(wanted), Item::Global(found)) => {
            let (wanted, found) = (&module.globals[wanted.index()], &exporter.globals[found.index()]);
            (wanted.ty, wanted.mutable) == (found.ty, found.mutable)
        }
        (Item::Table(wanted), Item::Table(found)) => {
            let (wanted, found) = (&module.tables[wanted.index()], &exporter.tables[found.index()]);
            (wanted.element, wanted.index_64) == (found.element, found.index_64)
                && bounded(wanted.maximum, found.maximum)
        }
        (Item::Memory(wanted), Item::Memory(found)) => {
            let (wanted, found) = (&module.memories[wanted.index()], &exporter.memories[found.index()]);
            (wanted.shared, wanted.index_64, wanted.page_size_log2)
                == (found.shared, found.index_64, found.page_size_log2)
                && bounded(wanted.maximum, found.maximum)
        }
        _ => false,
    };
    if agrees {
        return Ok(());
    }
    let message = format!(
        "incompatible import type: `{}` `{}` is to be {}, but the export is {}",
        import.module,
        import.field,
        described(module, import.item),
        described(exporter, item),
    );
    Err(Error::invalid(message).at(import.offset))
}

/// The error for an import of a table or memory that is smaller than the import asks for.
pub(super) fn too_small(module: &Module<'_>, import: &Import<'_>) -> Error {
    let message = format!(
        "incompatible import type: `{}` `{}` is to be {}, but the export begins smaller",
        import.module,
        import.field,
        described(module, import.item),
    );
    Error::invalid(message).at(import.offset)
}

/// Kind and type of an item.
fn described(module: &Module<'_>, item: Item) -> String {
    match item {
        Item::Function(_) => format!("a function {}", describe(module, item)),
        item => format!("a {}", describe(module, item)),
    }
}

/// The type of a function, kind and type of another item.
fn describe(module: &Module<'_>, item: Item) -> String {
    let limits = |initial: u64, maximum: Option<u64>| match maximum {
        Some(maximum) => format!("{initial} to {maximum}"),
        None => format!("{initial} or more"),
    };
    match item {
        Item::Function(function) => signature(&module.types[module.functions[function.index()].ty.index()]),
        Item::Table(table) => {
            let table = &module.tables[table.index()];
            let index = if table.index_64 { "64-bit " } else { "" };
            format!("{index}table (of {} {})", limits(table.initial, table.maximum), table.element)
        }
        Item::Memory(memory) => {
            let memory = &module.memories[memory.index()];
            let shared = if memory.shared { "shared " } else { "" };
            let index = if memory.index_64 { "64-bit " } else { "" };
            let limits = limits(memory.initial, memory.maximum);
            match memory.page_size_log2 {
                0 => format!("{shared}{index}memory (of {limits} pages of one byte)"),
                _ => format!("{shared}{index}memory (of {limits} pages)"),
            }
        }
        Item::Global(global) => {
            let global = &module.globals[global.index()];
            format!("global ({}{})", if global.mutable { "mutable " } else { "" }, global.ty)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoObserver;

    fn message(wat: &str) -> String {
        let wasm = wat::parse_str(wat).unwrap();
        let module = Module::read(&wasm, &NoObserver).unwrap();
        let options = Options::new(precast_targets::Target::find("x86_64-linux").unwrap());
        serve(&module, |_| None, &options).unwrap_err().to_string()
    }

    #[test]
    fn imports_that_nothing_serves_are_listed_together() {
        let text = message(
            "(module (import \"env\" \"f\" (func (param i32) (result f64))) (import \"env\" \"m\" (memory 1))
             (import \"wasi_snapshot_preview1\" \"nonsense\" (func)) (func (export \"_start\")))",
        );
        assert!(
            text.contains("function `env` `f` [i32] -> [f64], memory (of 1 or more pages) `env` `m`"),
            "{text}"
        );
        assert!(text.contains("`nonsense`") && text.contains("--unresolved=trap"), "{text}");
    }

    #[test]
    fn wasi_types_must_agree_in_both_snapshots() {
        let text = message(
            "(module (import \"wasi_unstable\" \"fd_close\" (func (param i64))) (func (export \"_start\")))",
        );
        assert!(text.contains("[i64] -> [], but that function has the type [i32] -> [i32]"), "{text}");
        for missing in ["sock_accept", "unstable_fd_seek"] {
            let import = format!("(import \"wasi_unstable\" \"{missing}\" (func))");
            let text = message(&format!("(module {import} (func (export \"_start\")))"));
            assert!(text.contains("nothing serves"), "{text}");
        }
    }

    #[test]
    fn kinds_and_types_of_exports_must_agree() {
        let exporter =
            "(module (func (export \"f\") (param i32)) (global (export \"g\") (mut i32) (i32.const 0))
             (table (export \"t\") 1 5 funcref) (memory (export \"m\") 1 2))";
        let exporter = wat::parse_str(exporter).unwrap();
        let exporter = Module::read(&exporter, &NoObserver).unwrap();
        let options = Options::new(precast_targets::Target::find("x86_64-linux").unwrap());
        let link = |import: &str| {
            let wasm = wat::parse_str(format!("(module (import \"lib\" {import}))")).unwrap();
            let module = Module::read(&wasm, &NoObserver).unwrap();
            let find = |name: &str| (name == "lib").then_some((InstanceId(0), &exporter));
            serve(&module, find, &options).map(drop).map_err(|error| error.message)
        };
        for good in [
            "\"f\" (func (param i32))",
            "\"g\" (global (mut i32))",
            "\"t\" (table 9 funcref)",
            "\"m\" (memory 1 3)",
        ] {
            assert_eq!(link(good), Ok(()), "{good}");
        }
        for bad in [
            "\"f\" (func)",
            "\"f\" (memory 1)",
            "\"g\" (global i32)",
            "\"g\" (global (mut i64))",
            "\"t\" (table 1 externref)",
            "\"t\" (table 1 4 funcref)",
            "\"m\" (memory 1 1)",
            "\"m\" (memory 1 3 shared)",
            "\"m\" (memory i64 1 3)",
            "\"m\" (memory 1 3 (pagesize 1))",
            "\"t\" (table i64 1 funcref)",
        ] {
            assert!(link(bad).unwrap_err().contains("incompatible import type"), "{bad}");
        }
        assert!(link("\"x\" (func)").unwrap_err().contains("nothing serves"));
    }
}
