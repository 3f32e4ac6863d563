//! Facts that hold for the whole run: what can be reached from the functions that the process runs,
//! and which tables, globals, memories and segments reached code uses, and how.
//!
//! The world is closed: exports are no roots, only what the process runs is. A function is reached if
//! reached code calls it or can get hold of it as a value. With optimisation off everything counts as
//! reached.

use std::collections::HashMap;

use super::initial::{Contents, GlobalContents};
use super::world::{FuncId, FunctionKind, World};
use super::{GlobalId, InstanceId, TableId};
use crate::options::OptLevel;
use crate::wasm::{
    ConstExpr, ConstOp, ElementIndex, ElementItems, Fact, GlobalIndex, GlobalOrigin, SegmentMode, TableIndex,
};

/// What reached code does with a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TableUse {
    /// Calls through it, gets or copies its elements.
    pub(super) read: bool,
    /// Copies its elements to a table.
    pub(super) copied: bool,
    pub(super) written: bool,
    pub(super) grown: bool,
}

impl TableUse {
    /// Whether reached code needs more than the table's initial size.
    pub(super) fn any(self) -> bool {
        self.read || self.written || self.grown
    }
}

/// See the module's description; all by id, segments by instance and index.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) reached: Vec<bool>,
    /// Functions that reached code can get hold of as values.
    pub(super) referenced: Vec<bool>,
    pub(super) tables: Vec<TableUse>,
    pub(super) globals_written: Vec<bool>,
    pub(super) memories_grown: Vec<bool>,
    pub(super) data_used: Vec<Vec<bool>>,
    pub(super) elements_used: Vec<Vec<bool>>,
    /// Some function makes a tail call.
    pub(super) tail_calls: bool,
}

/// What the process runs, from which all else is found.
#[derive(Default)]
pub(super) struct Roots {
    /// Functions that it calls.
    pub(super) called: Vec<FuncId>,
    /// Functions that it gets hold of as values.
    pub(super) referenced: Vec<FuncId>,
    /// Active segments that it applies when it runs, by instance.
    pub(super) elements: Vec<(InstanceId, ElementIndex)>,
}

/// Finds the facts of a world whose process runs `roots`, and begins as `initial` says where that is given.
pub(super) fn find(
    world: &World<'_>,
    roots: &Roots,
    initial: Option<&Contents>,
    opt_level: OptLevel,
) -> Facts {
    let instances = &world.instances;
    let mut search = Search {
        world,
        initial,
        active: active_elements(world),
        globals_read: vec![false; world.globals.len()],
        pending: Vec::new(),
        facts: Facts {
            reached: vec![false; world.functions.len()],
            referenced: vec![false; world.functions.len()],
            tables: vec![TableUse::default(); world.tables.len()],
            globals_written: vec![false; world.globals.len()],
            memories_grown: vec![false; world.memories.len()],
            data_used: instances.iter().map(|linked| vec![false; linked.module.data.len()]).collect(),
            elements_used: instances.iter().map(|linked| vec![false; linked.module.elements.len()]).collect(),
            tail_calls: false,
        },
    };
    roots.called.iter().for_each(|root| search.reach(*root));
    roots.referenced.iter().for_each(|root| search.reference(*root));
    for &(instance, element) in &roots.elements {
        if let SegmentMode::Active(table, _) = &world.instance(instance).module.elements[element.index()].mode
        {
            search.consider(instance, Fact::WritesTable(*table));
            search.consider(instance, Fact::UsesElement(element));
        }
    }
    if opt_level != OptLevel::All {
        instances.iter().flat_map(|linked| &linked.functions).for_each(|function| search.reach(*function));
    }
    search.run();
    search.facts
}

/// The active element segments of each table.
fn active_elements(world: &World<'_>) -> HashMap<TableId, Vec<(InstanceId, ElementIndex)>> {
    let mut active: HashMap<TableId, Vec<_>> = HashMap::new();
    for (id, linked) in world.instance_ids().zip(&world.instances) {
        for (number, element) in linked.module.elements.iter().enumerate() {
            if let SegmentMode::Active(table, _) = &element.mode {
                active
                    .entry(linked.tables[table.index()])
                    .or_default()
                    .push((id, ElementIndex(number as u32)));
            }
        }
    }
    active
}

/// A search from the roots on; each function, table, global and segment is visited once.
struct Search<'w> {
    world: &'w World<'w>,
    initial: Option<&'w Contents>,
    active: HashMap<TableId, Vec<(InstanceId, ElementIndex)>>,
    globals_read: Vec<bool>,
    /// Reached functions whose facts were not looked at yet.
    pending: Vec<FuncId>,
    facts: Facts,
}

impl Search<'_> {
    fn run(&mut self) {
        let world = self.world;
        while let Some(id) = self.pending.pop() {
            let function = world.functions[id.index()];
            if let FunctionKind::Defined = function.kind {
                let module = world.instance(function.instance).module;
                let imported = module.functions.len() - module.facts.len();
                for fact in &module.facts[function.func.index() - imported] {
                    self.consider(function.instance, *fact);
                }
            }
        }
    }

    fn consider(&mut self, instance: InstanceId, fact: Fact) {
        let linked = self.world.instance(instance);
        match fact {
            Fact::Calls(function) => self.reach(linked.functions[function.index()]),
            Fact::References(function) => self.reference(linked.functions[function.index()]),
            Fact::CallsIndirectly(table, _) | Fact::ReadsTable(table) => self.read_table(instance, table),
            Fact::CopiesFromTable(table) => {
                self.table(instance, table).copied = true;
                self.read_table(instance, table);
            }
            Fact::WritesTable(table) => self.table(instance, table).written = true,
            Fact::GrowsTable(table) => self.table(instance, table).grown = true,
            Fact::ReadsGlobal(global) => self.read_global(instance, global),
            Fact::WritesGlobal(global) => {
                self.facts.globals_written[linked.globals[global.index()].index()] = true;
            }
            Fact::UsesData(data) => {
                let dropped = self.initial.is_some_and(|c| c.data_dropped[instance.index()][data.index()]);
                self.facts.data_used[instance.index()][data.index()] |= !dropped;
            }
            Fact::UsesElement(element) => self.use_element(instance, element),
            Fact::GrowsMemory(memory) => {
                self.facts.memories_grown[linked.memories[memory.index()].index()] = true;
            }
            Fact::TailCalls => self.facts.tail_calls = true,
        }
    }

    fn table(&mut self, instance: InstanceId, table: TableIndex) -> &mut TableUse {
        &mut self.facts.tables[self.world.instance(instance).tables[table.index()].index()]
    }

    fn reach(&mut self, function: FuncId) {
        if !std::mem::replace(&mut self.facts.reached[function.index()], true) {
            self.pending.push(function);
        }
    }

    fn reference(&mut self, function: FuncId) {
        self.facts.referenced[function.index()] = true;
        self.reach(function);
    }

    fn read_table(&mut self, instance: InstanceId, table: TableIndex) {
        let world = self.world;
        let id = world.instance(instance).tables[table.index()];
        if std::mem::replace(&mut self.facts.tables[id.index()].read, true) {
            return;
        }
        if let Some(contents) = self.initial {
            let functions = contents.tables[id.index()].elements.iter().flatten();
            return functions.for_each(|function| self.reference(*function));
        }
        if let Some(init) = &world.table(id).init {
            let (definer, _) = world.tables[id.index()];
            self.read_expression(definer, init);
        }
        for (instance, element) in self.active.remove(&id).unwrap_or_default() {
            self.read_items(instance, element);
        }
    }

    fn use_element(&mut self, instance: InstanceId, element: ElementIndex) {
        if self.initial.is_some_and(|c| c.elements_dropped[instance.index()][element.index()]) {
            return;
        }
        if !std::mem::replace(&mut self.facts.elements_used[instance.index()][element.index()], true) {
            self.read_items(instance, element);
        }
    }

    fn read_items(&mut self, instance: InstanceId, element: ElementIndex) {
        let linked = self.world.instance(instance);
        match &linked.module.elements[element.index()].items {
            ElementItems::Functions(functions) => {
                functions.iter().for_each(|function| self.reference(linked.functions[function.index()]))
            }
            ElementItems::Expressions(items) => {
                items.iter().for_each(|item| self.read_expression(instance, item))
            }
        }
    }

    fn read_global(&mut self, instance: InstanceId, global: GlobalIndex) {
        let world = self.world;
        let id: GlobalId = world.instance(instance).globals[global.index()];
        if std::mem::replace(&mut self.globals_read[id.index()], true) {
            return;
        }
        if let Some(contents) = self.initial {
            if let GlobalContents::Reference(Some(function)) = contents.globals[id.index()] {
                self.reference(function);
            }
        } else if let GlobalOrigin::Init(init) = &world.global(id).origin {
            let (definer, _) = world.globals[id.index()];
            self.read_expression(definer, init);
        }
    }

    fn read_expression(&mut self, instance: InstanceId, expression: &ConstExpr) {
        for operator in &expression.0 {
            match operator {
                ConstOp::RefFunc(function) => {
                    self.reference(self.world.instance(instance).functions[function.index()])
                }
                // Only globals before this one: the recursion ends.
                ConstOp::Global(global) => self.read_global(instance, *global),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::CompareSizes;
    use super::*;
    use crate::wasm::Module;
    use crate::{NoObserver, Options};

    fn facts(wat: &str, opt_level: OptLevel) -> Facts {
        let wasm = wat::parse_str(wat).unwrap();
        let module = Module::read(&wasm, &NoObserver).unwrap();
        let options = Options::new(precast_targets::Target::find("x86_64-linux").unwrap());
        let mut world = World::default();
        let id = world.add(&module, |_| None, CompareSizes::AtBuild, &options).unwrap();
        let root = world.instance(id).functions[0];
        find(&world, &Roots { called: vec![root], ..Roots::default() }, None, opt_level)
    }

    const CHAIN: &str =
        "(module (table 2 funcref) (table 2 funcref) (global $written (mut i32) (i32.const 0))
        (func $root call $callee global.get $f drop)
        (func $callee i32.const 0 call_indirect 0)
        (func $in_read_table)
        (func $in_unread_table i32.const 7 global.set $written)
        (func $in_global)
        (func (export \"exported\") i32.const 0 call_indirect 1)
        (global $f funcref (ref.func $in_global))
        (elem (table 0) (i32.const 1) func $in_read_table)
        (elem (table 1) (i32.const 0) func $in_unread_table))";

    #[test]
    fn reaches_what_roots_call_or_can_get_hold_of() {
        let facts = facts(CHAIN, OptLevel::All);
        assert_eq!(facts.reached, [true, true, true, false, true, false]);
        assert_eq!(facts.referenced, [false, false, true, false, true, false]);
        assert!(facts.tables[0].read && !facts.tables[1].read && !facts.tables[0].written);
        assert_eq!(facts.globals_written, [false, false]);
    }

    #[test]
    fn everything_is_reached_without_optimisation() {
        let facts = facts(CHAIN, OptLevel::Cranelift);
        assert!(facts.reached.iter().all(|reached| *reached));
        assert_eq!(facts.globals_written, [true, false]);
    }

    #[test]
    fn only_reached_tail_calls_count() {
        let wat = "(module (func call 1) (func) (func return_call 1))";
        assert!(!facts(wat, OptLevel::All).tail_calls);
        assert!(facts(wat, OptLevel::Cranelift).tail_calls);
        assert!(facts("(module (func call 1) (func return_call 2) (func))", OptLevel::All).tail_calls);
    }

    #[test]
    fn segments_and_growth() {
        let facts = facts(
            "(module (memory 1) (table 1 funcref) (data \"used\") (data \"dropped\") (elem func 1) (elem func 2)
             (func i32.const 0 i32.const 0 i32.const 1 memory.init 0 data.drop 1
                   i32.const 0 i32.const 0 i32.const 1 table.init 0 elem.drop 1
                   i32.const 1 memory.grow drop ref.null func i32.const 1 table.grow 0 drop)
             (func) (func))",
            OptLevel::All,
        );
        assert_eq!(facts.data_used, [[true, false]]);
        assert_eq!(facts.elements_used, [[true, false]]);
        assert_eq!(facts.reached, [true, true, false]);
        assert_eq!(facts.memories_grown, [true]);
        assert_eq!(facts.tables[0], TableUse { read: false, copied: false, written: true, grown: true });
    }
}
