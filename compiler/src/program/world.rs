//! Instances with their imports served, and the items that they are made of, before anything is decided about
//! these. An item that one instance imports from another is the same item of the program.

use precast_abi::wasi::WasiFunction;

use super::imports::{self, Provider};
use super::{GlobalId, InstanceId, MemoryId, Step, TableId};
use crate::options::Options;
use crate::wasm::{FuncIndex, FunctionOrigin, GlobalIndex, Item, MemoryIndex, Module, TableIndex};
use crate::{Error, Result};

/// A function of the world: defined by an instance, or imported from outside of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FuncId(u32);

impl FuncId {
    /// The function with this position in the world.
    pub(crate) fn new(index: usize) -> FuncId {
        FuncId(index as u32)
    }

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// See [`FuncId`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Function {
    /// The instance that defines it or imports it from outside.
    pub(super) instance: InstanceId,
    pub(super) func: FuncIndex,
    pub(super) kind: FunctionKind,
}

/// Where a function comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum FunctionKind {
    Defined,
    Wasi(&'static WasiFunction),
    Unresolved,
}

/// An instance with its imports served: its index spaces, mapped to items of the world.
pub(super) struct Linked<'a> {
    pub(super) module: &'a Module<'a>,
    pub(super) functions: Vec<FuncId>,
    pub(super) memories: Vec<MemoryId>,
    pub(super) tables: Vec<TableId>,
    pub(super) globals: Vec<GlobalId>,
    /// What must hold of imported tables and memories when it is made, where that is not known before.
    pub(super) requirements: Vec<Step>,
}

/// When the sizes of imported tables and memories are looked at. They can have grown by the time an instance
/// is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CompareSizes {
    /// Now: the initial sizes decide.
    AtBuild,
    /// When the process runs: the sizes of that moment decide.
    AtRun,
}

/// All instances, in the order of their instantiation.
#[derive(Default)]
pub(super) struct World<'a> {
    pub(super) instances: Vec<Linked<'a>>,
    pub(super) functions: Vec<Function>,
    /// By [`MemoryId`], as all that follow: where an item is defined.
    pub(super) memories: Vec<(InstanceId, MemoryIndex)>,
    pub(super) tables: Vec<(InstanceId, TableIndex)>,
    pub(super) globals: Vec<(InstanceId, GlobalIndex)>,
}

impl<'a> World<'a> {
    /// Adds an instance of `module`, whose imports are served by the instances that `names` tells, else by
    /// the runtime library. `sizes` tells when imported tables and memories are compared with the sizes that
    /// the imports ask for.
    pub(super) fn add(
        &mut self,
        module: &'a Module<'a>,
        names: impl Fn(&str) -> Option<InstanceId>,
        sizes: CompareSizes,
        options: &Options,
    ) -> Result<InstanceId> {
        let find = |name: &str| names(name).map(|id| (id, self.instances[id.index()].module));
        let providers = imports::serve(module, find, options)?;
        let id = InstanceId(self.instances.len() as u32);
        let mut linked = Linked {
            module,
            functions: Vec::new(),
            memories: Vec::new(),
            tables: Vec::new(),
            globals: Vec::new(),
            requirements: Vec::new(),
        };
        for (import, provider) in module.imports.iter().zip(&providers) {
            self.import(&mut linked, id, import.item, *provider)?;
            if let Some(requirement) = self.too_small(&linked, import.item) {
                match sizes {
                    CompareSizes::AtRun => linked.requirements.push(requirement),
                    CompareSizes::AtBuild => return Err(imports::too_small(module, import)),
                }
            }
        }
        self.define(&mut linked, id);
        self.instances.push(linked);
        Ok(id)
    }

    /// Adds an imported item to the index spaces of `linked`. Imports come before what a module defines.
    fn import(
        &mut self,
        linked: &mut Linked<'a>,
        id: InstanceId,
        item: Item,
        provider: Provider,
    ) -> Result<()> {
        match (item, provider) {
            (Item::Function(func), Provider::Wasi(wasi)) => {
                let function = Function { instance: id, func, kind: FunctionKind::Wasi(wasi) };
                linked.functions.push(self.function(function));
            }
            (Item::Function(func), Provider::Unresolved) => {
                let function = Function { instance: id, func, kind: FunctionKind::Unresolved };
                linked.functions.push(self.function(function));
            }
            (_, Provider::Export(exporter, exported)) => {
                let exporter = &self.instances[exporter.index()];
                match exported {
                    Item::Function(func) => linked.functions.push(exporter.functions[func.index()]),
                    Item::Table(table) => linked.tables.push(exporter.tables[table.index()]),
                    Item::Memory(memory) => linked.memories.push(exporter.memories[memory.index()]),
                    Item::Global(global) => linked.globals.push(exporter.globals[global.index()]),
                }
            }
            _ => return Err(Error::internal("an import was not resolved")),
        }
        Ok(())
    }

    /// What an import asks for of an item that begins with less.
    fn too_small(&self, linked: &Linked<'a>, item: Item) -> Option<Step> {
        match item {
            Item::Table(index) => {
                let (table, elements) =
                    (linked.tables[index.index()], linked.module.tables[index.index()].initial);
                (self.table(table).initial < elements).then_some(Step::RequireTable { table, elements })
            }
            Item::Memory(index) => {
                let memory = linked.memories[index.index()];
                let bytes = linked.module.memories[index.index()].initial_bytes();
                (self.memory(memory).initial_bytes() < bytes).then_some(Step::RequireMemory { memory, bytes })
            }
            Item::Function(_) | Item::Global(_) => None,
        }
    }

    fn function(&mut self, function: Function) -> FuncId {
        self.functions.push(function);
        FuncId(self.functions.len() as u32 - 1)
    }

    /// Adds what a module defines to the world.
    fn define(&mut self, linked: &mut Linked<'a>, instance: InstanceId) {
        let module = linked.module;
        for (index, function) in module.functions.iter().enumerate() {
            if let FunctionOrigin::Body(_) = function.origin {
                let func = FuncIndex(index as u32);
                linked.functions.push(self.function(Function {
                    instance,
                    func,
                    kind: FunctionKind::Defined,
                }));
            }
        }
        for index in linked.memories.len()..module.memories.len() {
            linked.memories.push(MemoryId(self.memories.len() as u32));
            self.memories.push((instance, MemoryIndex(index as u32)));
        }
        for index in linked.tables.len()..module.tables.len() {
            linked.tables.push(TableId(self.tables.len() as u32));
            self.tables.push((instance, TableIndex(index as u32)));
        }
        for index in linked.globals.len()..module.globals.len() {
            linked.globals.push(GlobalId(self.globals.len() as u32));
            self.globals.push((instance, GlobalIndex(index as u32)));
        }
    }

    /// Makes the first memory of an instance, if it has one, the first of the world: the one that code gets
    /// at with the least effort.
    pub(super) fn prefer_memory_of(&mut self, id: InstanceId) {
        let Some(&preferred) = self.instances[id.index()].memories.first() else { return };
        self.memories.swap(0, preferred.index());
        for memory in self.instances.iter_mut().flat_map(|linked| &mut linked.memories) {
            if *memory == preferred {
                *memory = MemoryId(0);
            } else if *memory == MemoryId(0) {
                *memory = preferred;
            }
        }
    }

    /// The instance with this id.
    pub(super) fn instance(&self, id: InstanceId) -> &Linked<'a> {
        &self.instances[id.index()]
    }

    /// Ids of the instances, in the order of their instantiation.
    pub(super) fn instance_ids(&self) -> impl Iterator<Item = InstanceId> + use<> {
        (0..self.instances.len() as u32).map(InstanceId)
    }

    /// The definition of a memory.
    pub(super) fn memory(&self, id: MemoryId) -> &'a crate::wasm::Memory {
        let (instance, index) = self.memories[id.index()];
        &self.instance(instance).module.memories[index.index()]
    }

    /// The definition of a table.
    pub(super) fn table(&self, id: TableId) -> &'a crate::wasm::Table {
        let (instance, index) = self.tables[id.index()];
        &self.instance(instance).module.tables[index.index()]
    }

    /// The definition of a global.
    pub(super) fn global(&self, id: GlobalId) -> &'a crate::wasm::Global {
        let (instance, index) = self.globals[id.index()];
        &self.instance(instance).module.globals[index.index()]
    }
}
