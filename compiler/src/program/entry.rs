//! What runs first: the export that the options name, and what must run before it.

use wasmparser::ValType;

use super::imports::signature;
use crate::options;
use crate::wasm::{Export, FuncIndex, FuncType, Item, Module};
use crate::{Error, Result};

/// The export that a command runs.
const COMMAND: &str = "_start";
/// The export that a reactor wants called before any other.
pub(crate) const REACTOR: &str = "_initialize";
/// How many exports an error message lists.
const LISTED_MAX: usize = 10;

/// The functions that the process runs.
pub(super) struct Chosen {
    /// In this order, before `main`.
    pub(super) starts: Vec<FuncIndex>,
    pub(super) main: FuncIndex,
}

/// Finds the functions that the process runs.
pub(super) fn choose(module: &Module<'_>, entry: &options::Entry) -> Result<Chosen> {
    let mut starts: Vec<FuncIndex> = module.start.into_iter().collect();
    let main = match entry {
        options::Entry::Command => command(module)?,
        options::Entry::Invoke(name) => {
            let main = invoked(module, name)?;
            if let Some(initialize) = exported(module, REACTOR)
                && initialize != main
            {
                nullary(module, REACTOR, initialize)?;
                starts.push(initialize);
            }
            main
        }
    };
    Ok(Chosen { starts, main })
}

/// What runs when a linked module is made, in this order: its start function, and what a reactor wants
/// called.
pub(crate) fn initializers(module: &Module<'_>) -> Result<Vec<FuncIndex>> {
    let mut initializers: Vec<FuncIndex> = module.start.into_iter().collect();
    if let Some(initialize) = exported(module, REACTOR) {
        nullary(module, REACTOR, initialize)?;
        initializers.push(initialize);
    }
    Ok(initializers)
}

/// The function exported as `name`.
pub(crate) fn exported(module: &Module<'_>, name: &str) -> Option<FuncIndex> {
    module.exports.iter().find_map(|export| match export.item {
        Item::Function(function) if export.name == name => Some(function),
        _ => None,
    })
}

fn function_type<'m>(module: &'m Module<'_>, function: FuncIndex) -> &'m FuncType {
    &module.types[module.functions[function.index()].ty.index()]
}

fn command(module: &Module<'_>) -> Result<FuncIndex> {
    if let Some(start) = exported(module, COMMAND) {
        nullary(module, COMMAND, start)?;
        return Ok(start);
    }
    let reactor = match exported(module, REACTOR) {
        Some(_) => "; it exports `_initialize`, so it is a reactor, a library without a main program",
        None => "",
    };
    Err(Error::invalid(format!(
        "the module does not export a function `_start`{reactor}; {}",
        listed(module)
    )))
}

pub(crate) fn nullary(module: &Module<'_>, name: &str, function: FuncIndex) -> Result<()> {
    let ty = function_type(module, function);
    if ty.params.is_empty() && ty.results.is_empty() {
        return Ok(());
    }
    let message = format!("the export `{name}` has the type {}, expected [] -> []", signature(ty));
    Err(Error::invalid(message).in_function(function.0, module.functions[function.index()].name))
}

fn invoked(module: &Module<'_>, name: &str) -> Result<FuncIndex> {
    let Some(function) = exported(module, name) else {
        let other = module.exports.iter().any(|export| export.name == name);
        let what =
            if other { "exports `{}`, but not as a function" } else { "does not export a function `{}`" };
        return Err(Error::invalid(format!("the module {}; {}", what.replace("{}", name), listed(module))));
    };
    let ty = function_type(module, function);
    if let Some(other) =
        ty.params.iter().chain(&ty.results).find(|ty| matches!(ty, ValType::V128 | ValType::Ref(_)))
    {
        let message = format!(
            "`{name}` cannot be invoked from the command line: its type {} has {other}, only i32, i64, f32 and f64 \
             can be given and printed",
            signature(ty)
        );
        return Err(Error::invalid(message).in_function(function.0, module.functions[function.index()].name));
    }
    Ok(function)
}

/// Tells which functions a module exports.
fn listed(module: &Module<'_>) -> String {
    let describe = |export: &Export<'_>| match export.item {
        Item::Function(function) => {
            Some(format!("`{}` {}", export.name, signature(function_type(module, function))))
        }
        _ => None,
    };
    let mut functions: Vec<String> = module.exports.iter().filter_map(describe).collect();
    if functions.is_empty() {
        return "it exports no functions at all, so there is nothing to run".to_owned();
    }
    let more = functions.len().saturating_sub(LISTED_MAX);
    functions.truncate(LISTED_MAX);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("it exports {}{more}; name the one to run with --invoke NAME", functions.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoObserver;

    fn choose_in(wat: &str, entry: options::Entry) -> Result<Chosen> {
        let wasm = wat::parse_str(wat).unwrap();
        choose(&Module::read(&wasm, &NoObserver).unwrap(), &entry)
    }

    #[test]
    fn command_needs_start() {
        let chosen =
            choose_in("(module (func) (start 0) (func (export \"_start\")))", options::Entry::Command)
                .unwrap();
        assert_eq!((chosen.starts, chosen.main), (vec![FuncIndex(0)], FuncIndex(1)));
        let message = |wat| choose_in(wat, options::Entry::Command).err().unwrap().message;
        assert!(message("(module)").contains("exports no functions"));
        let listed = message("(module (func (export \"add\") (param i32 i32) (result i32) unreachable))");
        assert!(listed.contains("`add` [i32 i32] -> [i32]") && listed.contains("--invoke"), "{listed}");
        assert!(message("(module (func (export \"_initialize\")))").contains("reactor"));
        assert!(
            message("(module (func (export \"_start\") (param i32)))")
                .contains("[i32] -> [], expected [] -> []")
        );
        assert!(message("(module (memory (export \"_start\") 1))").contains("exports no functions"));
    }

    #[test]
    fn invoke_runs_the_reactors_initialization() {
        let wat = "(module (func (export \"_initialize\")) (func (export \"f\") (param f64) (result i64) unreachable)
                   (func (export \"g\") (param externref)) (memory (export \"m\") 1))";
        let invoke = |name: &str| choose_in(wat, options::Entry::Invoke(name.to_owned()));
        let chosen = invoke("f").unwrap();
        assert_eq!((chosen.starts, chosen.main), (vec![FuncIndex(0)], FuncIndex(1)));
        assert_eq!(invoke("_initialize").unwrap().starts, []);
        assert!(invoke("g").err().unwrap().message.contains("has externref"));
        assert!(invoke("m").err().unwrap().message.contains("not as a function"));
        assert!(invoke("x").err().unwrap().message.contains("does not export a function `x`"));
    }
}
