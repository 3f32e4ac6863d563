//! A program that does nothing, made of one that does something: the module as it is, but `_start` returns at
//! once. Loading it, compiling it and setting up its memory cost what they cost for the program itself, and
//! this is what a cold start consists of.
//!
//! The new `_start` calls the old one under a condition that never holds and that no compiler can know of
//! (that memory 0 has 2^32 − 1 pages), so that nothing becomes unreachable.

use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

const EXPORT_SECTION: u8 = 7;
const FUNCTION_SECTION: u8 = 3;
const CODE_SECTION: u8 = 10;

/// The changed module; `None` where there is nothing to change: no `_start` of its own, or no memory.
///
/// # Errors
/// If the module cannot be read.
pub fn early_return(wasm: &[u8]) -> Result<Option<Vec<u8>>, wasmparser::BinaryReaderError> {
    let Some(facts) = Facts::read(wasm)? else { return Ok(None) };
    let mut output = wasm[..8].to_vec();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::FunctionSection(reader) => {
                let mut contents = leb128(reader.count() + 1);
                let entries = facts.functions_offset..reader.range().end;
                contents.extend_from_slice(&wasm[entries]);
                contents.extend(leb128(facts.start_type));
                section(&mut output, FUNCTION_SECTION, &contents);
            }
            Payload::ExportSection(reader) => {
                let mut contents = leb128(reader.count());
                for export in reader.clone() {
                    let export = export?;
                    contents.extend(leb128(export.name.len() as u32));
                    contents.extend_from_slice(export.name.as_bytes());
                    contents.push(kind(export.kind));
                    let is_start = export.kind == ExternalKind::Func && export.name == "_start";
                    contents.extend(leb128(if is_start { facts.functions } else { export.index }));
                }
                section(&mut output, EXPORT_SECTION, &contents);
            }
            Payload::CodeSectionStart { count, range, .. } => {
                let mut contents = leb128(count + 1);
                contents.extend_from_slice(&wasm[facts.bodies_offset..range.end]);
                let body = facts.body();
                contents.extend(leb128(body.len() as u32));
                contents.extend(body);
                section(&mut output, CODE_SECTION, &contents);
            }
            payload => {
                if let Some((id, range)) = payload.as_section() {
                    section(&mut output, id, &wasm[range]);
                }
            }
        }
    }
    Ok(Some(output))
}

/// What must be known of the module before it is written anew.
struct Facts {
    /// Functions, imported ones included: the index of the new one.
    functions: u32,
    start: u32,
    start_type: u32,
    memory64: bool,
    /// Offset of the first entry of the function section.
    functions_offset: usize,
    /// Offset of the first body of the code section.
    bodies_offset: usize,
}

impl Facts {
    fn read(wasm: &[u8]) -> Result<Option<Facts>, wasmparser::BinaryReaderError> {
        let mut imported = 0;
        let mut types = Vec::new();
        let mut functions_offset = None;
        let mut bodies_offset = None;
        let mut start = None;
        let mut memory64 = None;
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(reader) => {
                    for import in reader.into_imports() {
                        match import?.ty {
                            TypeRef::Func(_) | TypeRef::FuncExact(_) => imported += 1,
                            TypeRef::Memory(memory) => memory64 = memory64.or(Some(memory.memory64)),
                            _ => {}
                        }
                    }
                }
                Payload::FunctionSection(reader) => {
                    functions_offset = Some(reader.original_position());
                    types = reader.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::MemorySection(reader) => {
                    for memory in reader {
                        memory64 = memory64.or(Some(memory?.memory64));
                    }
                }
                Payload::ExportSection(reader) => {
                    for export in reader {
                        let export = export?;
                        if export.kind == ExternalKind::Func && export.name == "_start" {
                            start = Some(export.index);
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    bodies_offset.get_or_insert(body.range().start);
                }
                _ => {}
            }
        }
        let (Some(start), Some(memory64)) = (start, memory64) else { return Ok(None) };
        let (Some(functions_offset), Some(body)) = (functions_offset, bodies_offset) else { return Ok(None) };
        let Some(&start_type) = start.checked_sub(imported).and_then(|index| types.get(index as usize))
        else {
            return Ok(None);
        };
        // The first body begins with its size, of which the reader's range knows nothing.
        let bodies_offset = body - size_bytes_before(wasm, body);
        let functions = imported + types.len() as u32;
        Ok(Some(Facts { functions, start, start_type, memory64, functions_offset, bodies_offset }))
    }

    /// The body of the new `_start`.
    fn body(&self) -> Vec<u8> {
        // No locals; memory.size 0; -1; eq; if, without results.
        let (minus_one, equal) = if self.memory64 { (0x42, 0x51) } else { (0x41, 0x46) };
        let mut body = vec![0x00, 0x3f, 0x00, minus_one, 0x7f, equal, 0x04, 0x40];
        body.push(0x10);
        body.extend(leb128(self.start));
        body.extend([0x0b, 0x0b]);
        body
    }
}

/// How many bytes the number takes that ends right before `end`. All of its bytes but the last have their
/// highest bit set; before it lies the number of bodies, whose last byte has not.
fn size_bytes_before(wasm: &[u8], end: usize) -> usize {
    1 + wasm[..end - 1].iter().rev().take_while(|&&byte| byte & 0x80 != 0).count()
}

fn section(output: &mut Vec<u8>, id: u8, contents: &[u8]) {
    output.push(id);
    output.extend(leb128(contents.len() as u32));
    output.extend_from_slice(contents);
}

fn leb128(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}

fn kind(kind: ExternalKind) -> u8 {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => 0,
        ExternalKind::Table => 1,
        ExternalKind::Memory => 2,
        ExternalKind::Global => 3,
        ExternalKind::Tag => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str) -> Option<Vec<u8>> {
        let wasm = wat::parse_str(text).expect("a module");
        let changed = early_return(&wasm).expect("a module that can be read");
        if let Some(changed) = &changed {
            wasmparser::validate(changed).expect("a valid module");
        }
        changed
    }

    #[test]
    fn the_start_function_is_another_one_and_all_else_stays() {
        let text = r#"(module
            (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 8) "data")
            (func $other (param i32))
            (func $start (export "_start") unreachable)
            (@custom "note" "kept"))"#;
        let changed = changed(text).expect("a changed module");
        let printed = Parser::new(0).parse_all(&changed).collect::<Result<Vec<_>, _>>().expect("a module");
        let exported = printed.iter().find_map(|payload| match payload {
            Payload::ExportSection(reader) => {
                reader.clone().into_iter().flatten().find(|e| e.name == "_start")
            }
            _ => None,
        });
        assert_eq!(exported.map(|export| export.index), Some(3));
        let bodies: Vec<_> = printed
            .iter()
            .filter_map(|payload| match payload {
                Payload::CodeSectionEntry(body) => Some(changed[body.range()].to_vec()),
                _ => None,
            })
            .collect();
        assert_eq!(bodies.len(), 3);
        assert_eq!(bodies[2], [0, 0x3f, 0, 0x41, 0x7f, 0x46, 4, 0x40, 0x10, 2, 0x0b, 0x0b]);
        assert!(
            printed.iter().any(|payload| matches!(payload, Payload::CustomSection(c) if c.name() == "note"))
        );
    }

    #[test]
    fn large_first_bodies_and_64_bit_memories_are_understood() {
        let filler = "(drop (i32.const 123456))".repeat(5000);
        let text = format!("(module (memory i64 1) (func {filler}) (func (export \"_start\")))");
        assert!(changed(&text).is_some());
    }

    #[test]
    fn what_is_no_command_stays() {
        assert_eq!(changed("(module (memory 1) (func (export \"run\")))"), None);
        assert_eq!(changed("(module (func (export \"_start\")))"), None);
        assert_eq!(
            changed("(module (import \"m\" \"f\" (func $f)) (memory 1) (export \"_start\" (func $f)))"),
            None
        );
    }
}
