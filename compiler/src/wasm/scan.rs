//! What a function body refers to, noted while the body is validated: the raw material of
//! `program/facts.rs`.

use wasmparser::{
    FrameKind, FrameStack, FuncValidator, FunctionBody, ValidatorResources, VisitOperator, VisitSimdOperator,
};

use super::{DataIndex, ElementIndex, FuncIndex, GlobalIndex, MemoryIndex, TableIndex, TypeIndex};

/// Something that a function body does, if it is reached.
///
/// Dropping a segment is no fact: a segment that nothing copies from has contents that nobody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    Calls(FuncIndex),
    /// Makes a value of the function.
    References(FuncIndex),
    CallsIndirectly(TableIndex, TypeIndex),
    /// Gets elements one by one.
    ReadsTable(TableIndex),
    /// Copies elements to a table, this one or another.
    CopiesFromTable(TableIndex),
    /// Sets, fills, copies to or initializes elements.
    WritesTable(TableIndex),
    GrowsTable(TableIndex),
    ReadsGlobal(GlobalIndex),
    WritesGlobal(GlobalIndex),
    /// Copies from a data segment.
    UsesData(DataIndex),
    /// Copies from an element segment.
    UsesElement(ElementIndex),
    GrowsMemory(MemoryIndex),
    /// Makes a tail call, whose callee is a fact of its own.
    TailCalls,
}

/// Validates a body and returns its facts, ascending, each once.
pub(super) fn validate(
    validator: &mut FuncValidator<ValidatorResources>,
    body: &FunctionBody<'_>,
) -> wasmparser::Result<Box<[Fact]>> {
    let mut reader = body.get_binary_reader();
    validator.read_locals(&mut reader)?;
    let mut facts = Vec::new();
    while !reader.eof() {
        let mut scan = Scan { validator: validator.visitor(reader.original_position()), facts: &mut facts };
        reader.visit_operator(&mut scan)??;
    }
    reader.finish_expression(&validator.visitor(reader.original_position()))?;
    facts.sort_unstable();
    facts.dedup();
    Ok(facts.into_boxed_slice())
}

/// Notes an operator, then hands it to the validator.
struct Scan<'facts, V> {
    validator: V,
    facts: &'facts mut Vec<Fact>,
}

impl<V> Scan<'_, V> {
    fn add(&mut self, fact: Fact) {
        // Runs of the same fact are common: the stack pointer, a table of methods.
        if self.facts.last() != Some(&fact) {
            self.facts.push(fact);
        }
    }
}

impl<V: FrameStack> FrameStack for Scan<'_, V> {
    fn current_frame(&self) -> Option<FrameKind> {
        self.validator.current_frame()
    }
}

/// The table: operator, names of its immediates, what is noted. All other operators refer to nothing.
macro_rules! note {
    ($scan:ident Call $function:ident) => {
        $scan.add(Fact::Calls(FuncIndex($function)))
    };
    ($scan:ident ReturnCall $function:ident) => {
        $scan.add(Fact::TailCalls);
        $scan.add(Fact::Calls(FuncIndex($function)))
    };
    ($scan:ident CallIndirect $ty:ident $table:ident) => {
        $scan.add(Fact::CallsIndirectly(TableIndex($table), TypeIndex($ty)))
    };
    ($scan:ident ReturnCallIndirect $ty:ident $table:ident) => {
        $scan.add(Fact::TailCalls);
        $scan.add(Fact::CallsIndirectly(TableIndex($table), TypeIndex($ty)))
    };
    ($scan:ident RefFunc $function:ident) => {
        $scan.add(Fact::References(FuncIndex($function)))
    };
    ($scan:ident GlobalGet $global:ident) => {
        $scan.add(Fact::ReadsGlobal(GlobalIndex($global)))
    };
    ($scan:ident GlobalSet $global:ident) => {
        $scan.add(Fact::WritesGlobal(GlobalIndex($global)))
    };
    ($scan:ident TableGet $table:ident) => {
        $scan.add(Fact::ReadsTable(TableIndex($table)))
    };
    ($scan:ident TableSet $table:ident) => {
        $scan.add(Fact::WritesTable(TableIndex($table)))
    };
    ($scan:ident TableFill $table:ident) => {
        $scan.add(Fact::WritesTable(TableIndex($table)))
    };
    ($scan:ident TableGrow $table:ident) => {
        $scan.add(Fact::GrowsTable(TableIndex($table)))
    };
    ($scan:ident TableCopy $destination:ident $source:ident) => {
        $scan.add(Fact::WritesTable(TableIndex($destination)));
        $scan.add(Fact::CopiesFromTable(TableIndex($source)))
    };
    ($scan:ident TableInit $element:ident $table:ident) => {
        $scan.add(Fact::WritesTable(TableIndex($table)));
        $scan.add(Fact::UsesElement(ElementIndex($element)))
    };
    ($scan:ident MemoryInit $data:ident $memory:ident) => {
        $scan.add(Fact::UsesData(DataIndex($data)))
    };
    ($scan:ident MemoryGrow $memory:ident) => {
        $scan.add(Fact::GrowsMemory(MemoryIndex($memory)))
    };
    ($scan:ident $op:ident $($immediate:ident)*) => {};
}

macro_rules! visit {
    ($(@$proposal:ident $op:ident $({ $($immediate:ident: $ty:ty),* })? => $visit:ident ($($annotation:tt)*))*) => {$(
        fn $visit(&mut self $($(, $immediate: $ty)*)?) -> Self::Output {
            note!(self $op $($($immediate)*)?);
            self.validator.$visit($($($immediate),*)?)
        }
    )*};
}

impl<'a, V: VisitOperator<'a, Output = wasmparser::Result<()>>> VisitOperator<'a> for Scan<'_, V> {
    type Output = wasmparser::Result<()>;

    // No SIMD operator refers to anything but memory.
    fn simd_visitor(&mut self) -> Option<&mut dyn VisitSimdOperator<'a, Output = Self::Output>> {
        self.validator.simd_visitor()
    }

    wasmparser::for_each_visit_operator!(visit);
}
