//! The module `spectest`, reduced to what a script imports from it.

use std::collections::HashSet;

use wasmparser::{Parser, Payload};

/// The name under which scripts import it.
pub(crate) const NAME: &str = "spectest";

const SOURCE: &str = include_str!("spectest.wat");

/// The module with those of its exports that `modules` import.
pub(crate) fn module<'a>(modules: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let wanted: HashSet<&str> = modules.flat_map(imports).collect();
    let lines = SOURCE.lines().filter(|line| export(line).is_none_or(|name| wanted.contains(name)));
    wat::parse_str(lines.collect::<Vec<_>>().join("\n")).expect("spectest.wat is valid")
}

/// The name of what a line defines, if it does.
fn export(line: &str) -> Option<&str> {
    Some(line.split_once("(export \"")?.1.split_once('"')?.0)
}

/// What a module imports from `spectest`, as far as the module can be read.
fn imports(wasm: &[u8]) -> Vec<&str> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(wasm).map_while(Result::ok) {
        if let Payload::ImportSection(section) = payload {
            let imports = section.into_imports().map_while(Result::ok);
            names.extend(imports.filter(|import| import.module == NAME).map(|import| import.name));
        }
    }
    names
}
