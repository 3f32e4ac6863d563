//! Function names from the `name` section. The section is a help for readers, not part of a module's
//! validity: whatever is malformed in it ends the reading of names and nothing else.

use wasmparser::{KnownCustom, Name, NameSectionReader, Parser, Payload};

/// Calls `name_of` with each function's index and name.
pub(super) fn functions<'a>(section: NameSectionReader<'a>, mut name_of: impl FnMut(u32, &'a str)) {
    for subsection in section {
        let Ok(subsection) = subsection else { return };
        if let Name::Function(names) = subsection {
            for naming in names {
                let Ok(naming) = naming else { return };
                name_of(naming.index, naming.name);
            }
        }
    }
}

/// The name of one function of a module that need not be valid: for error messages.
pub(super) fn find(wasm: &[u8], function: u32) -> Option<&str> {
    let mut found = None;
    // A module that cannot be split into sections has no names from there on.
    for payload in Parser::new(0).parse_all(wasm).map_while(Result::ok) {
        if let Payload::CustomSection(section) = payload
            && let KnownCustom::Name(names) = section.as_known()
        {
            functions(names, |index, name| {
                if index == function {
                    found = Some(name);
                }
            });
        }
    }
    found
}
