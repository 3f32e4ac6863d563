//! Exports of a module that is initialised ahead of time: which of them is the initialiser, and what they are
//! called afterwards. The conventions are those of Wizer.

use super::Rename;
use crate::program::Initialization;
use crate::program::entry::{self, REACTOR};
use crate::wasm::{Export, Item, Module};
use crate::{Error, Result};

/// The export that is called where none is named.
const WIZER: &str = "wizer.initialize";

/// What initialises `module`, and the name of the initialiser.
pub(super) fn find(module: &Module<'_>, wanted: Option<&str>) -> Result<(Initialization, String)> {
    let name = match wanted {
        Some(name) => name,
        None if entry::exported(module, WIZER).is_none() && entry::exported(module, REACTOR).is_some() => {
            REACTOR
        }
        None => WIZER,
    };
    let Some(function) = entry::exported(module, name) else {
        let hint = if wanted.is_some() { "" } else { ", nor, as reactors do, `_initialize`" };
        return Err(Error::invalid(format!(
            "there is nothing to initialise the module with: it does not export a function `{name}`{hint}; \
             --preinit=NAME names another, of type [] -> []"
        )));
    };
    entry::nullary(module, name, function)?;
    let mut before = entry::initializers(module)?;
    before.retain(|other| *other != function);
    Ok((Initialization { before, function }, name.to_owned()))
}

/// Takes the initialiser out of the exports, as well as `_initialize`, which has run, and renames others.
pub(super) fn rename<'m>(module: &mut Module<'m>, initializer: &str, renames: &'m [Rename]) -> Result<()> {
    check(module, initializer, renames)?;
    let exports = std::mem::take(&mut module.exports);
    let renamed = exports.into_iter().filter_map(|export| {
        let Item::Function(_) = export.item else { return Some(export) };
        if export.name == initializer || export.name == REACTOR {
            return None;
        }
        match renames.iter().find(|rename| rename.old == export.name) {
            Some(rename) => Some(Export { name: &rename.new, ..export }),
            None => renames.iter().all(|rename| rename.new != export.name).then_some(export),
        }
    });
    module.exports = renamed.collect();
    Ok(())
}

/// Refuses what cannot be renamed.
fn check(module: &Module<'_>, initializer: &str, renames: &[Rename]) -> Result<()> {
    for (number, Rename { new, old }) in renames.iter().enumerate() {
        let before = &renames[..number];
        let why = if before.iter().any(|other| other.new == *new) {
            "another is"
        } else if before.iter().any(|other| other.old == *old) {
            "it has another new name"
        } else if old == initializer || old == REACTOR {
            "it has run and is exported no longer"
        } else if entry::exported(module, old).is_none() {
            "the module does not export such a function"
        } else {
            continue;
        };
        return Err(Error::invalid(format!("the export `{old}` cannot be renamed to `{new}`: {why}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoObserver;

    const EXPORTS: &str = "(module (memory (export \"m\") 1) (func (export \"_initialize\"))
        (func (export \"wizer.initialize\")) (func (export \"_start\")) (func (export \"wizer.resume\"))
        (func (export \"typed\") (param i32)) (func $start) (start $start))";

    fn renames(specified: &[(&str, &str)]) -> Vec<Rename> {
        let rename = |&(new, old): &(&str, &str)| Rename { new: new.to_owned(), old: old.to_owned() };
        specified.iter().map(rename).collect()
    }

    #[test]
    fn the_initialiser_is_that_of_wizer_or_of_reactors() {
        let found = |wat: &str, wanted: Option<&str>| {
            let wasm = wat::parse_str(wat).unwrap();
            find(&Module::read(&wasm, &NoObserver).unwrap(), wanted)
                .map(|(found, name)| (found.before.len(), found.function.0, name))
        };
        // The start function and `_initialize` come first.
        assert_eq!(found(EXPORTS, None).unwrap(), (2, 1, "wizer.initialize".to_owned()));
        assert_eq!(found(EXPORTS, Some("wizer.resume")).unwrap(), (2, 3, "wizer.resume".to_owned()));
        assert_eq!(found(EXPORTS, Some("_initialize")).unwrap(), (1, 0, "_initialize".to_owned()));
        let reactor = "(module (func (export \"_initialize\")))";
        assert_eq!(found(reactor, None).unwrap(), (0, 0, "_initialize".to_owned()));
        let message = |wat, wanted| found(wat, wanted).unwrap_err().message;
        assert!(message("(module)", None).contains("`wizer.initialize`, nor, as reactors do"));
        assert!(message(EXPORTS, Some("m")).contains("does not export a function `m`;"));
        assert!(message(EXPORTS, Some("typed")).contains("[i32] -> [], expected [] -> []"));
    }

    #[test]
    fn exports_are_renamed_and_the_initialiser_is_none_any_more() {
        let renamed = |specified: &[(&str, &str)]| {
            let wasm = wat::parse_str(EXPORTS).unwrap();
            let renames = renames(specified);
            let mut module = Module::read(&wasm, &NoObserver).unwrap();
            rename(&mut module, "wizer.initialize", &renames)?;
            let describe = |export: &Export<'_>| match export.item {
                Item::Function(function) => format!("{}={}", export.name, function.0),
                _ => export.name.to_owned(),
            };
            Ok::<_, Error>(module.exports.iter().map(describe).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(renamed(&[]).unwrap(), "m _start=2 wizer.resume=3 typed=4");
        assert_eq!(renamed(&[("_start", "wizer.resume")]).unwrap(), "m _start=3 typed=4");
        let swapped = renamed(&[("_start", "wizer.resume"), ("wizer.resume", "_start")]).unwrap();
        assert_eq!(swapped, "m wizer.resume=2 _start=3 typed=4");
        let refused = |specified: &[(&str, &str)]| renamed(specified).unwrap_err().message;
        assert!(refused(&[("a", "_start"), ("a", "typed")]).contains("another is"));
        assert!(refused(&[("a", "_start"), ("b", "_start")]).contains("another new name"));
        assert!(refused(&[("a", "wizer.initialize")]).contains("it has run"));
        assert!(refused(&[("a", "m")]).contains("does not export such a function"));
    }
}
