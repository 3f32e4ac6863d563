//! A main module and the modules that are linked to it by name, as a world: instances in an order in which
//! each comes after those that it imports from, the main module last.

use std::collections::HashMap;

use super::facts::Roots;
use super::instantiate::Apply;
use super::resolve::Plan;
use super::world::{CompareSizes, FuncId, World};
use super::{InstanceId, Purpose, entry};
use crate::options::Options;
use crate::wasm::Module;
use crate::{Error, Result};

/// The world of `main` and the `linked` modules, and what its process does.
pub(super) fn link<'a>(
    main: &'a Module<'a>,
    linked: &[(&'a str, &'a Module<'a>)],
    purpose: Purpose<'a>,
    options: &Options,
) -> Result<(World<'a>, Plan<'a>)> {
    let mut world = World::default();
    let mut names: HashMap<&str, InstanceId> = HashMap::new();
    let mut plan = Plan::default();
    if let Purpose::Resume(contents) = purpose {
        plan.initial = Some(contents);
    }
    // Code of the instances before has run: it may have changed what they share.
    let mut apply = Apply::AtBuild;
    let order = order(linked)?.into_iter().map(|number| linked[number]);
    for (name, module) in order {
        let find = |name: &str| names.get(name).copied();
        let id =
            world.add(module, find, CompareSizes::AtBuild, options).map_err(|error| error.in_module(name))?;
        names.insert(name, id);
        let calls = match purpose {
            Purpose::Resume(_) => Vec::new(),
            _ => entry::initializers(module).map_err(|error| error.in_module(name))?,
        };
        let calls: Vec<FuncId> =
            calls.into_iter().map(|function| world.instance(id).functions[function.index()]).collect();
        plan.add(Some(name), apply, calls);
        if !plan.calls[id.index()].is_empty() {
            apply = Apply::OthersAtRun;
        }
    }
    let id = world.add(main, |name| names.get(name).copied(), CompareSizes::AtBuild, options)?;
    world.prefer_memory_of(id);
    let chosen = entry::choose(main, &options.entry)?;
    let functions = &world.instance(id).functions;
    let (starts, run) = match purpose {
        Purpose::Run => (&chosen.starts[..], chosen.main),
        Purpose::Resume(_) => (&[][..], chosen.main),
        Purpose::Record(initialization) => (&initialization.before[..], initialization.function),
    };
    plan.add(None, apply, starts.iter().map(|start| functions[start.index()]).collect());
    plan.main = Some((id, run));
    // What is recorded must hold all that the program can use later.
    let called = [run, chosen.main].map(|function| functions[function.index()]);
    plan.roots =
        Roots { called: plan.calls.iter().flatten().copied().chain(called).collect(), ..Roots::default() };
    Ok((world, plan))
}

/// Positions of the linked modules, each behind those that it imports from.
fn order(linked: &[(&str, &Module<'_>)]) -> Result<Vec<usize>> {
    for (position, (name, _)) in linked.iter().enumerate() {
        if linked[..position].iter().any(|(other, _)| other == name) {
            return Err(Error::invalid(format!("two modules are linked as `{name}`")));
        }
    }
    let mut order = Vec::with_capacity(linked.len());
    let mut path = Vec::new();
    for position in 0..linked.len() {
        visit(linked, position, &mut path, &mut order)?;
    }
    Ok(order)
}

/// Adds a module and what it imports from to `order`; `path` leads from the first module to this one.
fn visit(
    linked: &[(&str, &Module<'_>)],
    position: usize,
    path: &mut Vec<usize>,
    order: &mut Vec<usize>,
) -> Result<()> {
    if order.contains(&position) {
        return Ok(());
    }
    if let Some(start) = path.iter().position(|visited| *visited == position) {
        let cycle: Vec<&str> =
            path[start..].iter().chain([&position]).map(|visited| linked[*visited].0).collect();
        return Err(Error::invalid(format!("linked modules import from each other: {}", cycle.join(" → "))));
    }
    path.push(position);
    for import in &linked[position].1.imports {
        if let Some(exporter) = linked.iter().position(|(name, _)| *name == import.module) {
            visit(linked, exporter, path, order)?;
        }
    }
    path.pop();
    order.push(position);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoObserver;

    fn ordered(modules: &[(&str, &[&str])]) -> Result<Vec<usize>> {
        let wasm: Vec<Vec<u8>> = modules
            .iter()
            .map(|(_, imports)| {
                let imports: String =
                    imports.iter().map(|name| format!("(import \"{name}\" \"f\" (func))")).collect();
                wat::parse_str(format!("(module {imports})")).unwrap()
            })
            .collect();
        let read: Vec<Module<'_>> =
            wasm.iter().map(|wasm| Module::read(wasm, &NoObserver).unwrap()).collect();
        let linked: Vec<(&str, &Module<'_>)> = modules.iter().map(|(name, _)| *name).zip(&read).collect();
        order(&linked)
    }

    #[test]
    fn modules_come_after_those_they_import_from() {
        assert_eq!(ordered(&[("a", &["b", "elsewhere"]), ("b", &["c"]), ("c", &[])]).unwrap(), [2, 1, 0]);
        assert_eq!(ordered(&[("a", &[]), ("b", &["a"])]).unwrap(), [0, 1]);
    }

    #[test]
    fn cycles_and_equal_names_are_refused() {
        let message = ordered(&[("x", &["a"]), ("a", &["b"]), ("b", &["a"])]).unwrap_err().message;
        assert!(message.ends_with("a → b → a"), "{message}");
        assert!(ordered(&[("a", &[]), ("a", &[])]).unwrap_err().message.contains("two modules"));
    }
}
