//! Facts that hold for the whole run: what can be reached from the functions that the process runs,
//! and which tables, globals, memories and segments reached code uses, and how.
//!
//! The world is closed: exports are no roots, only what the process runs is. A function is reached if
//! reached code calls it or can get hold of it as a value. With optimisation off everything counts as reached.

use crate::options::OptLevel;
use crate::wasm::{
    ConstExpr, ConstOp, ElementItems, Fact, FuncIndex, FunctionOrigin, GlobalOrigin, Module, SegmentMode,
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

/// See the module's description; all by index.
#[derive(Debug)]
pub(super) struct Facts {
    pub(super) reached: Vec<bool>,
    /// Functions that reached code can get hold of as values.
    pub(super) referenced: Vec<bool>,
    pub(super) tables: Vec<TableUse>,
    pub(super) globals_written: Vec<bool>,
    pub(super) memories_grown: Vec<bool>,
    pub(super) data_used: Vec<bool>,
    pub(super) elements_used: Vec<bool>,
}

/// Finds the facts of a module whose process runs `roots`.
pub(super) fn find(module: &Module<'_>, roots: &[FuncIndex], opt_level: OptLevel) -> Facts {
    let mut active = vec![Vec::new(); module.tables.len()];
    for (number, element) in module.elements.iter().enumerate() {
        if let SegmentMode::Active(table, _) = &element.mode {
            active[table.index()].push(number);
        }
    }
    let mut search = Search {
        module,
        active,
        globals_read: vec![false; module.globals.len()],
        pending: Vec::new(),
        facts: Facts {
            reached: vec![false; module.functions.len()],
            referenced: vec![false; module.functions.len()],
            tables: vec![TableUse::default(); module.tables.len()],
            globals_written: vec![false; module.globals.len()],
            memories_grown: vec![false; module.memories.len()],
            data_used: vec![false; module.data.len()],
            elements_used: vec![false; module.elements.len()],
        },
    };
    roots.iter().for_each(|root| search.reach(*root));
    if opt_level != OptLevel::All {
        (0..module.functions.len()).for_each(|index| search.reach(FuncIndex(index as u32)));
    }
    search.run();
    search.facts
}

/// A search from the roots on; each function, table, global and segment is visited once.
struct Search<'m> {
    module: &'m Module<'m>,
    /// Active element segments by table.
    active: Vec<Vec<usize>>,
    globals_read: Vec<bool>,
    /// Reached functions whose facts were not looked at yet.
    pending: Vec<FuncIndex>,
    facts: Facts,
}

impl Search<'_> {
    fn run(&mut self) {
        let imported = self.module.functions.len() - self.module.facts.len();
        while let Some(function) = self.pending.pop() {
            if let FunctionOrigin::Body(_) = self.module.functions[function.index()].origin {
                for fact in &self.module.facts[function.index() - imported] {
                    self.consider(*fact);
                }
            }
        }
    }

    fn consider(&mut self, fact: Fact) {
        match fact {
            Fact::Calls(function) => self.reach(function),
            Fact::References(function) => self.reference(function),
            Fact::CallsIndirectly(table, _) | Fact::ReadsTable(table) => self.read_table(table.index()),
            Fact::CopiesFromTable(table) => {
                self.facts.tables[table.index()].copied = true;
                self.read_table(table.index());
            }
            Fact::WritesTable(table) => self.facts.tables[table.index()].written = true,
            Fact::GrowsTable(table) => self.facts.tables[table.index()].grown = true,
            Fact::ReadsGlobal(global) => self.read_global(global.index()),
            Fact::WritesGlobal(global) => self.facts.globals_written[global.index()] = true,
            Fact::UsesData(data) => self.facts.data_used[data.index()] = true,
            Fact::UsesElement(element) => {
                if !std::mem::replace(&mut self.facts.elements_used[element.index()], true) {
                    self.read_items(element.index());
                }
            }
            Fact::GrowsMemory(memory) => self.facts.memories_grown[memory.index()] = true,
        }
    }

    fn reach(&mut self, function: FuncIndex) {
        if !std::mem::replace(&mut self.facts.reached[function.index()], true) {
            self.pending.push(function);
        }
    }

    fn reference(&mut self, function: FuncIndex) {
        self.facts.referenced[function.index()] = true;
        self.reach(function);
    }

    fn read_table(&mut self, table: usize) {
        if std::mem::replace(&mut self.facts.tables[table].read, true) {
            return;
        }
        if let Some(init) = &self.module.tables[table].init {
            self.read_expression(init);
        }
        for number in std::mem::take(&mut self.active[table]) {
            self.read_items(number);
        }
    }

    fn read_items(&mut self, element: usize) {
        match &self.module.elements[element].items {
            ElementItems::Functions(functions) => {
                functions.iter().for_each(|function| self.reference(*function))
            }
            ElementItems::Expressions(items) => items.iter().for_each(|item| self.read_expression(item)),
        }
    }

    fn read_global(&mut self, global: usize) {
        if !std::mem::replace(&mut self.globals_read[global], true)
            && let GlobalOrigin::Init(init) = &self.module.globals[global].origin
        {
            self.read_expression(init);
        }
    }

    fn read_expression(&mut self, expression: &ConstExpr) {
        for operator in &expression.0 {
            match operator {
                ConstOp::RefFunc(function) => self.reference(*function),
                // Only globals before this one: the recursion ends.
                ConstOp::Global(global) => self.read_global(global.index()),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoObserver;

    fn facts(wat: &str, opt_level: OptLevel) -> Facts {
        let wasm = wat::parse_str(wat).unwrap();
        find(&Module::read(&wasm, &NoObserver).unwrap(), &[FuncIndex(0)], opt_level)
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
    fn segments_and_growth() {
        let facts = facts(
            "(module (memory 1) (table 1 funcref) (data \"used\") (data \"dropped\") (elem func 1) (elem func 2)
             (func i32.const 0 i32.const 0 i32.const 1 memory.init 0 data.drop 1
                   i32.const 0 i32.const 0 i32.const 1 table.init 0 elem.drop 1
                   i32.const 1 memory.grow drop ref.null func i32.const 1 table.grow 0 drop)
             (func) (func))",
            OptLevel::All,
        );
        assert_eq!(facts.data_used, [true, false]);
        assert_eq!(facts.elements_used, [true, false]);
        assert_eq!(facts.reached, [true, true, false]);
        assert_eq!(facts.memories_grown, [true]);
        assert_eq!(facts.tables[0], TableUse { read: false, copied: false, written: true, grown: true });
    }
}
