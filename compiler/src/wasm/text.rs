//! What kind of input this is: text is assembled into a binary module, a binary module is handed
//! through, all else is refused with the reason.

use std::borrow::Cow;

use crate::{Error, Result};

/// The first four bytes of every binary module and component.
const MAGIC: &[u8] = b"\0asm";
/// The version of core modules, and the layer that tells them from components, each 16 bits.
const CORE_VERSION: [u8; 4] = [1, 0, 0, 0];
/// The layer of components.
const COMPONENT_LAYER: [u8; 2] = [1, 0];

/// Reads the text format, or hands binary input through; see [`crate::read`].
pub(crate) fn read(input: &[u8]) -> Result<Cow<'_, [u8]>> {
    if input.is_empty() {
        return Err(Error::invalid("the input is empty: expected a WebAssembly module, binary or text"));
    }
    if input.starts_with(MAGIC) {
        check_header(input)?;
        return Ok(Cow::Borrowed(input));
    }
    if MAGIC.starts_with(input) {
        return Err(
            Error::invalid("the input ends within the header of a WebAssembly module").at(input.len())
        );
    }
    let text = std::str::from_utf8(input).map_err(|_| {
        let seen = input.iter().take(4).map(|byte| format!(" {byte:02x}")).collect::<String>();
        Error::invalid(format!(
            "not a WebAssembly module: it begins with the bytes{seen}, neither 00 61 73 6d (binary) nor text"
        ))
    })?;
    let wasm = wat::parse_str(text).map_err(|error| Error::invalid(place_first(&error.to_string())))?;
    // The text format can describe components too.
    check_header(&wasm)?;
    Ok(Cow::Owned(wasm))
}

/// Checks that `wasm` begins like a core module.
pub(super) fn check_header(wasm: &[u8]) -> Result<()> {
    if wasm.is_empty() {
        return Err(Error::invalid("the module is empty"));
    }
    if !wasm.starts_with(MAGIC) {
        return Err(Error::invalid("not a WebAssembly module: it does not begin with 00 61 73 6d").at(0));
    }
    let Some(version) = wasm.get(4..8) else {
        return Err(Error::invalid("the module ends within its header").at(wasm.len()));
    };
    if version == CORE_VERSION {
        return Ok(());
    }
    if version[2..] == COMPONENT_LAYER {
        return Err(Error::unsupported(
            "components are not supported yet: build a core module, for Rust with the target wasm32-wasip1, \
             for C with -target wasm32-wasi, or extract one with `wasm-tools component unbundle`",
        )
        .at(4));
    }
    let number = u32::from_le_bytes([version[0], version[1], version[2], version[3]]);
    Err(Error::invalid(format!("unknown WebAssembly version {number}, expected 1")).at(4))
}

/// Longest line of source that is shown with an error: more does not help on a terminal.
const EXCERPT_LINE_MAX: usize = 160;

/// Moves the place that the assembler puts on the second line of its message to the front, where every
/// reader sees it; the excerpt of the source follows.
fn place_first(message: &str) -> String {
    let mut lines = message.lines();
    let first = lines.next().unwrap_or("malformed text");
    let rest: Vec<&str> = lines.collect();
    let place = rest.first().and_then(|line| line.trim_start().strip_prefix("--> "));
    let Some((line, column)) = place.and_then(|place| {
        let mut parts = place.rsplitn(3, ':');
        let column = parts.next()?;
        Some((parts.next()?, column))
    }) else {
        return format!("malformed text format: {message}");
    };
    let summary = format!("malformed text format at line {line}, column {column}: {first}");
    if rest.iter().any(|line| line.len() > EXCERPT_LINE_MAX) {
        return summary;
    }
    format!("{summary}\n{}", rest[1..].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn text_errors_keep_line_and_column() {
        let error = read(b"(module\n  (func $f\n    i32.cnst 1))").unwrap_err();
        assert_eq!(error.kind, ErrorKind::Invalid);
        assert!(
            error.message.starts_with("malformed text format at line 3, column 5: unknown operator"),
            "{error}"
        );
        assert!(error.message.contains("i32.cnst 1"), "{error}");
    }

    #[test]
    fn kinds_of_input() {
        assert!(matches!(read(b"\0asm\x01\0\0\0").unwrap(), Cow::Borrowed(_)));
        assert!(matches!(read(b"(module)").unwrap(), Cow::Owned(_)));
        assert!(read(b"").unwrap_err().message.contains("empty"));
        assert!(read(b"\0as").unwrap_err().message.contains("ends within the header"));
        assert!(read(b"\0asm\x01\0").unwrap_err().message.contains("ends within its header"));
        assert!(read(b"\x7fELF\x02\x01\xff").unwrap_err().message.contains("7f 45 4c 46"));
        assert!(read(b"\0asm\x02\0\0\0").unwrap_err().message.contains("version 2"));
        assert_eq!(read(b"\0asm\x0d\0\x01\0").unwrap_err().kind, ErrorKind::Unsupported);
        assert_eq!(read(b"(component)").unwrap_err().kind, ErrorKind::Unsupported);
    }
}
