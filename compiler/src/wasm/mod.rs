//! Bytes to [`Module`]: reads, validates and describes a module, once, before anything is decided about it.
//!
//! What comes out is valid by the specification and uses no proposal but those of
//! [`features::SUPPORTED`]; later phases rely on both. All function bodies are validated here, dead ones
//! too, in parallel, and the same pass notes what each body refers to ([`Fact`]).

mod const_expr;
mod features;
mod module;
mod names;
mod scan;
mod sections;
pub(crate) mod text;
mod validation;

pub(crate) use module::*;
pub(crate) use scan::Fact;

use crate::{Error, Observer, Result};

impl<'a> Module<'a> {
    /// Reads and validates a binary module. Of several errors the one at the lowest offset is reported,
    /// however many threads there are.
    pub(crate) fn read(wasm: &'a [u8], _observer: &dyn Observer) -> Result<Module<'a>> {
        text::check_header(wasm)?;
        match validation::validate(wasm, features::SUPPORTED) {
            Ok(validated) => sections::describe(validated),
            Err(failure) => Err(explain(wasm, &failure)),
        }
    }
}

/// The error that a user sees for a failed validation: unsupported or invalid, and where.
fn explain(wasm: &[u8], failure: &validation::Failure) -> Error {
    let offset = failure.error.offset();
    let error = match features::missing(wasm, failure) {
        Some(proposal) => Error::unsupported(format!("the {proposal} proposal: {}", failure.error.message())),
        None => Error::invalid(failure.error.message()),
    }
    .at(offset);
    match failure.function {
        Some(index) => error.in_function(index, names::find(wasm, index)),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ErrorKind, NoObserver};

    fn error(wat: &str) -> Error {
        let wasm = wat::parse_str(wat).unwrap();
        Module::read(&wasm, &NoObserver).map(|_| ()).unwrap_err()
    }

    #[test]
    fn invalid_body_names_offset_and_function() {
        let error = error("(module (func) (func $broken (result i32)) )");
        assert_eq!(error.kind, ErrorKind::Invalid);
        assert_eq!(error.function, Some((1, Some("broken".to_owned()))));
        assert!(error.message.contains("type mismatch"), "{error}");
        assert!(error.offset.is_some());
    }

    #[test]
    fn lowest_offset_wins() {
        // The data section comes after the code section and is broken too.
        let error = error(
            "(module (memory 1) (func) (func i32.const 1) (data (i32.const 0) \"\") (data (i64.const 0) \"\"))",
        );
        assert_eq!(error.function, Some((1, None)));
    }

    #[test]
    fn unsupported_names_the_proposal() {
        for (wat, proposal) in [
            ("(module (func (local v128)))", "simd"),
            ("(module (func v128.const i64x2 0 0 drop))", "simd"),
            ("(module (tag))", "exception-handling"),
            ("(module (type (struct)))", "gc"),
            ("(module (type (func)) (func (param (ref 0))))", "function-references"),
        ] {
            let error = error(wat);
            assert_eq!(error.kind, ErrorKind::Unsupported, "{wat}: {error}");
            assert!(error.message.starts_with(&format!("the {proposal} proposal")), "{wat}: {error}");
            assert!(error.offset.is_some());
        }
    }

    #[test]
    fn no_prefix_of_a_module_panics() {
        let wasm = wat::parse_str(
            "(module (import \"a\" \"b\" (func)) (memory 1) (table 3 funcref) (global (mut i32) (i32.const 3))
             (elem (i32.const 0) func 0 1) (data (i32.const 7) \"hello\") (export \"_start\" (func 1))
             (func (local i64) global.get 0 i32.const 1 i32.add global.set 0))",
        )
        .unwrap();
        for end in 0..wasm.len() {
            // Where a prefix happens to end with a section, it is a module.
            let prefix = &wasm[..end];
            assert_eq!(
                Module::read(prefix, &NoObserver).is_ok(),
                wasmparser::validate(prefix).is_ok(),
                "{end}"
            );
        }
        for at in 8..wasm.len() {
            for flip in [1, 0x40, 0x80, 0xff] {
                let mut broken = wasm.clone();
                broken[at] ^= flip;
                let _ = Module::read(&broken, &NoObserver).map(|_| ());
            }
        }
    }

    #[test]
    fn notes_what_a_body_refers_to() {
        let wasm = wat::parse_str(
            "(module (type $t (func)) (table 1 funcref) (memory 1) (global $g (mut i32) (i32.const 0))
             (func $a call $b call $b global.get $g global.set $g)
             (func $b i32.const 0 call_indirect (type $t) i32.const 1 memory.grow drop)
             (func $c return_call $a) (func $d i32.const 0 return_call_indirect (type $t)))",
        )
        .unwrap();
        let module = Module::read(&wasm, &NoObserver).unwrap();
        assert_eq!(
            *module.facts[0],
            [
                Fact::Calls(FuncIndex(1)),
                Fact::ReadsGlobal(GlobalIndex(0)),
                Fact::WritesGlobal(GlobalIndex(0))
            ]
        );
        assert_eq!(
            *module.facts[1],
            [Fact::CallsIndirectly(TableIndex(0), TypeIndex(0)), Fact::GrowsMemory(MemoryIndex(0))]
        );
        assert_eq!(*module.facts[2], [Fact::Calls(FuncIndex(0)), Fact::TailCalls]);
        assert_eq!(*module.facts[3], [Fact::CallsIndirectly(TableIndex(0), TypeIndex(0)), Fact::TailCalls]);
    }
}
