//! What a wasm module says of itself: its name, and the tools that made it.

use wasmparser::{BinaryReaderError, KnownCustom, Name, Parser, Payload, ProducersSectionReader};

use crate::Digest;

/// A module, as far as its origin is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its SHA-256.
    pub digest: Digest,
    /// The name in its `name` section.
    pub name: Option<String>,
    /// The entries of its `producers` section, see
    /// <https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md>.
    pub producers: Vec<Producer>,
}

/// Something that had a part in the making of a module.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Producer {
    /// Which part: `language`, `processed-by` or `sdk`.
    pub field: String,
    /// What it is called.
    pub name: String,
    /// Its version, which may be empty.
    pub version: String,
}

impl Module {
    /// A module of which nothing is known but its digest.
    pub fn unread(digest: Digest) -> Module {
        Module { digest, name: None, producers: Vec::new() }
    }

    /// The module in `wasm`. These sections are no part of the program: one that is malformed says nothing.
    pub fn read(wasm: &[u8]) -> Module {
        let mut module = Module::unread(Digest::of(wasm));
        for payload in Parser::new(0).parse_all(wasm) {
            let Ok(Payload::CustomSection(section)) = payload else {
                if payload.is_err() {
                    break;
                }
                continue;
            };
            match section.as_known() {
                KnownCustom::Name(names) => {
                    let name = names.into_iter().find_map(|name| match name {
                        Ok(Name::Module { name, .. }) => Some(name.to_owned()),
                        _ => None,
                    });
                    module.name = module.name.or(name);
                }
                KnownCustom::Producers(producers) => {
                    module.producers.extend(read_producers(producers).unwrap_or_default());
                }
                _ => {}
            }
        }
        module.producers.sort();
        module.producers.dedup();
        module
    }
}

fn read_producers(section: ProducersSectionReader<'_>) -> Result<Vec<Producer>, BinaryReaderError> {
    let mut producers = Vec::new();
    for field in section {
        let field = field?;
        for value in field.values {
            let value = value?;
            producers.push(Producer {
                field: field.name.to_owned(),
                name: value.name.to_owned(),
                version: value.version.to_owned(),
            });
        }
    }
    Ok(producers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] = b"\0asm\x01\0\0\0";

    /// A custom section; everything is shorter than 128 bytes.
    fn custom(name: &str, contents: &[u8]) -> Vec<u8> {
        let size = 1 + name.len() + contents.len();
        [&[0, size as u8, name.len() as u8], name.as_bytes(), contents].concat()
    }

    #[test]
    fn name_and_producers_are_read() {
        let name = custom("name", b"\x00\x05\x04main");
        let producers = custom(
            "producers",
            b"\x02\x08language\x01\x04Rust\x00\x0cprocessed-by\x02\x05rustc\x041.95\x05clang\x0222",
        );
        let wasm = [HEADER, &name, &producers].concat();
        let module = Module::read(&wasm);
        assert_eq!(module.digest, Digest::of(&wasm));
        assert_eq!(module.name.as_deref(), Some("main"));
        let shown: Vec<_> = module
            .producers
            .iter()
            .map(|Producer { field, name, version }| format!("{field} {name} {version}"))
            .collect();
        assert_eq!(shown, ["language Rust ", "processed-by clang 22", "processed-by rustc 1.95"]);
    }

    #[test]
    fn what_is_malformed_says_nothing() {
        let cut_off = custom("producers", b"\x02\x08lang");
        let module = Module::read(&[HEADER, &cut_off].concat());
        assert_eq!((module.name, module.producers), (None, Vec::new()));
        assert!(Module::read(b"not wasm").producers.is_empty());
    }
}
