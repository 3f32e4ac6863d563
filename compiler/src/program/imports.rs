//! Imports: which function of the runtime library serves which, and what is said of those that nothing serves.

use precast_abi::wasi::{FUNCTIONS, Param, WasiFunction};
use wasmparser::ValType;

use crate::options::{Options, Unresolved};
use crate::wasm::{FuncType, Import, Item, Module};
use crate::{Error, Result};

/// The module whose functions the runtime library implements.
const WASI: &str = "wasi_snapshot_preview1";
/// The snapshot before it. The same functions with the same types, but for those below.
const WASI_UNSTABLE: &str = "wasi_unstable";
/// Functions that the older snapshot lacks, or that mean something else there: file statistics and
/// subscriptions have another layout, the origins of `fd_seek` other numbers.
const NOT_IN_UNSTABLE: &[&str] =
    &["fd_filestat_get", "fd_seek", "path_filestat_get", "poll_oneoff", "sock_accept"];
/// How many imports an error message lists.
const LISTED_MAX: usize = 10;

/// A function type as messages show it: `[i32 i64] -> [f32]`.
pub(super) fn signature(ty: &FuncType) -> String {
    let list = |types: &[ValType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    format!("[{}] -> [{}]", list(&ty.params), list(&ty.results))
}

/// The function of the runtime library that serves each import, by number of the import; `None`
/// where one traps instead. All imports that nothing serves are reported at once.
pub(super) fn serve(module: &Module<'_>, options: &Options) -> Result<Vec<Option<&'static WasiFunction>>> {
    let mut served = Vec::with_capacity(module.imports.len());
    let mut missing = Vec::new();
    let mut first_offset = None;
    let mut could_trap = false;
    for import in &module.imports {
        let function = match import.item {
            Item::Function(function) => {
                let ty = &module.types[module.functions[function.index()].ty.index()];
                let wasi = wasi_function(import.module, import.field);
                if let Some(wasi) = wasi {
                    check_type(import, wasi, ty)?;
                } else if options.unresolved == Unresolved::Error {
                    could_trap = true;
                    missing.push(format!(
                        "function `{}` `{}` {}",
                        import.module,
                        import.field,
                        signature(ty)
                    ));
                }
                wasi
            }
            Item::Table(_) | Item::Memory(_) | Item::Global(_) => {
                missing.push(format!(
                    "{} `{}` `{}`",
                    describe(module, import.item),
                    import.module,
                    import.field
                ));
                None
            }
        };
        served.push(function);
        if !missing.is_empty() {
            first_offset = first_offset.or(Some(import.offset));
        }
    }
    let Some(offset) = first_offset else { return Ok(served) };
    let more = missing.len().saturating_sub(LISTED_MAX);
    missing.truncate(LISTED_MAX);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let advice = if could_trap { "; with --unresolved=trap functions trap when they are called" } else { "" };
    Err(Error::invalid(format!("imports that nothing serves: {}{more}{advice}", missing.join(", ")))
        .at(offset))
}

fn wasi_function(module: &str, field: &str) -> Option<&'static WasiFunction> {
    if module != WASI && (module != WASI_UNSTABLE || NOT_IN_UNSTABLE.contains(&field)) {
        return None;
    }
    FUNCTIONS.iter().find(|function| function.name == field)
}

fn check_type(import: &Import<'_>, wasi: &WasiFunction, ty: &FuncType) -> Result<()> {
    let param = |param: &Param| match param {
        Param::i32 => ValType::I32,
        Param::i64 => ValType::I64,
    };
    let results = if wasi.returns_errno { vec![ValType::I32] } else { Vec::new() };
    let expected = FuncType { params: wasi.params.iter().map(param).collect(), results };
    if *ty == expected {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "the import `{}` `{}` has the type {}, but that function has the type {}",
        import.module,
        import.field,
        signature(ty),
        signature(&expected)
    ))
    .at(import.offset))
}

/// The kind and type of an imported item that is not a function.
fn describe(module: &Module<'_>, item: Item) -> String {
    let limits = |initial: u64, maximum: Option<u64>| match maximum {
        Some(maximum) => format!("{initial} to {maximum}"),
        None => format!("{initial} or more"),
    };
    match item {
        Item::Function(function) => signature(&module.types[module.functions[function.index()].ty.index()]),
        Item::Table(table) => {
            let table = &module.tables[table.index()];
            format!("table (of {} {})", limits(table.initial, table.maximum), table.element)
        }
        Item::Memory(memory) => {
            let memory = &module.memories[memory.index()];
            format!("memory (of {} pages)", limits(memory.initial, memory.maximum))
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
        serve(&module, &options).unwrap_err().to_string()
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
    fn wasi_types_must_agree_and_old_layouts_are_not_served() {
        let text = message(
            "(module (import \"wasi_unstable\" \"fd_close\" (func (param i64))) (func (export \"_start\")))",
        );
        assert!(text.contains("[i64] -> [], but that function has the type [i32] -> [i32]"), "{text}");
        let seek = "(import \"wasi_unstable\" \"fd_seek\" (func (param i32 i64 i32 i32) (result i32)))";
        assert!(message(&format!("(module {seek} (func (export \"_start\")))")).contains("nothing serves"));
    }
}
