//! Bad and extreme input: each either works or gets one clear error, quickly and in bounded memory,
//! never a panic, a crash or a partial output.
//!
//! `tests/bad_input/*.wat` are refused with what their `;; error:` lines say. Beside them there are
//! modules that are made here: damaged ones, and ones at the borders of what the format allows.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Finished, Limits, Target, precast, run, run_within, scratch};

/// What any single build may take. The largest inputs here need a fraction of it.
const BUILD_LIMITS: Limits = Limits { duration: Duration::from_secs(60), peak_bytes: 1500 << 20 };

/// Where the sequence of corruptions starts: the same in every run.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;
/// Corrupted copies that are built.
const CORRUPTIONS: usize = 250;

fn main() {
    let arguments = Arguments::from_args();
    let folder = support::tests_directory().join("bad_input");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).expect("tests/bad_input").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "wat"));
    files.sort();
    let mut trials: Vec<Trial> = files
        .into_iter()
        .map(|file| {
            let name = file.file_stem().expect("a name").to_string_lossy().into_owned();
            Trial::test(format!("refused::{name}"), move || refused_file(&file))
        })
        .collect();
    let mut add = |name: &str, test: fn() -> Result<(), Failed>| trials.push(Trial::test(name, test));
    add("empty-file", || refused(b"", &["empty"]));
    add("header-cut-short", || (1..8).try_for_each(|len| refused(&b"\0asm\x01\0\0\0"[..len], &[])));
    add("only-a-header", || refused(b"\0asm\x01\0\0\0", &["`_start`"]));
    add("not-wasm", || refused(&[0x89, b'P', b'N', b'G', 0xff, 0xfe], &["not a WebAssembly module"]));
    add("an-executable", || refused(&fs::read("/proc/self/exe")?, &["ELF"]));
    add("future-version", || refused(b"\0asm\x02\0\0\0", &["version 2"]));
    add("component-header", || refused(b"\0asm\x0d\0\x01\0", &["components are not supported yet"]));
    add("directory", directory);
    add("missing-file", missing_file);
    add("truncations", truncations);
    add("corruptions", corruptions);
    add("four-gigabytes-of-memory", four_gigabytes);
    add("hundred-thousand-functions", hundred_thousand_functions);
    add("hundred-thousand-imports", hundred_thousand_imports);
    add("too-many-locals", too_many_locals);
    add("many-functions-with-50000-locals", many_functions_with_many_locals);
    add("deeply-nested-blocks", || deep_nesting(0x02));
    add("deeply-nested-loops", || deep_nesting(0x03));
    add("deeply-nested-ifs", deeply_nested_ifs);
    add("deeply-nested-text", deeply_nested_text);
    add("deep-operand-stack", deep_operand_stack);
    add("huge-br-table", huge_br_table);
    add("br-table-of-many-labels", br_table_of_many_labels);
    add("section-sizes-that-lie", section_sizes_that_lie);
    add("counts-that-lie", counts_that_lie);
    add("data-everywhere", data_everywhere);
    add("names-that-confuse-terminals", confusing_names);
    libtest_mimic::run(&arguments, trials).exit();
}

/// Builds `wasm` for this machine and checks what must hold whatever comes of it.
fn build(wasm: &[u8], options: &[&str]) -> Result<(Finished, tempfile::TempDir), Failed> {
    let scratch = scratch();
    let input = scratch.path().join("input");
    fs::write(&input, wasm)?;
    let finished = build_file(&input, options, scratch.path())?;
    Ok((finished, scratch))
}

fn build_file(input: &Path, options: &[&str], scratch: &Path) -> Result<Finished, Failed> {
    let output = scratch.join("output");
    let mut command = precast();
    command.arg("build").arg(input).args(options).arg("-o").arg(&output);
    let finished = run_within(command, b"", BUILD_LIMITS);
    let stderr = finished.stderr();
    let errors = stderr.lines().filter(|line| line.starts_with("precast: error: ")).count();
    let good = match finished.status {
        0 => errors == 0 && output.exists(),
        1 => errors == 1 && !output.exists() && finished.stdout.is_empty(),
        _ => false,
    };
    let defect = ["panicked at", "internal error", "RUST_BACKTRACE"].iter().any(|sign| stderr.contains(sign));
    if good && !defect {
        return Ok(finished);
    }
    Err(format!("expected an artifact, or one error and none: {}", finished.describe()).into())
}

/// `wasm` is refused, and the message has each of `parts`.
fn refused(wasm: &[u8], parts: &[&str]) -> Result<(), Failed> {
    expect_refusal(&build(wasm, &[])?.0, parts)
}

fn expect_refusal(finished: &Finished, parts: &[&str]) -> Result<(), Failed> {
    if finished.status != 1 {
        return Err(format!("expected a refusal: {}", finished.describe()).into());
    }
    let stderr = finished.stderr();
    match parts.iter().find(|&&part| !stderr.contains(part)) {
        Some(part) => Err(format!("expected {part:?} in the message: {}", finished.describe()).into()),
        None => Ok(()),
    }
}

/// `wasm` builds and, run on this machine with `arguments`, prints `expected`.
fn works(wasm: &[u8], options: &[&str], arguments: &[&str], expected: &str) -> Result<(), Failed> {
    let (finished, scratch) = build(wasm, options)?;
    if finished.status != 0 {
        return Err(format!("expected it to build: {}", finished.describe()).into());
    }
    let mut command = Target::host().command(scratch.path().join("output"));
    command.args(arguments);
    let finished = run(command, b"");
    let good = finished.status == 0 && finished.stdout() == expected && finished.stderr.is_empty();
    if good { Ok(()) } else { Err(format!("expected {expected:?}: {}", finished.describe()).into()) }
}

fn refused_file(file: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(file)?;
    let directive = |name: &'static str| text.lines().filter_map(move |line| line.strip_prefix(name));
    let options: Vec<&str> = directive(";; build: ").flat_map(str::split_whitespace).collect();
    let parts: Vec<&str> = directive(";; error: ").collect();
    assert!(!parts.is_empty(), "the file has no `;; error: PART OF THE MESSAGE`");
    let scratch = scratch();
    expect_refusal(&build_file(file, &options, scratch.path())?, &parts)
}

fn directory() -> Result<(), Failed> {
    let scratch = scratch();
    let finished = build_file(scratch.path(), &[], scratch.path())?;
    expect_refusal(&finished, &["is a directory"])
}

fn missing_file() -> Result<(), Failed> {
    let scratch = scratch();
    let finished = build_file(&scratch.path().join("nothing.wasm"), &[], scratch.path())?;
    expect_refusal(&finished, &["nothing.wasm", "No such file"])
}

/// The module whose damaged copies are built: real code of a C compiler.
fn sound_module() -> Vec<u8> {
    fs::read(support::tests_directory().join("programs/hello-c/module.wasm")).expect("a committed module")
}

/// Start (of its id), start of its contents and end of each section.
fn sections(wasm: &[u8]) -> Vec<(usize, usize, usize)> {
    let mut sections = Vec::new();
    let mut at = 8;
    while at < wasm.len() {
        let (mut len, mut shift, mut contents) = (0_usize, 0, at + 1);
        loop {
            let byte = wasm[contents];
            contents += 1;
            len |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        sections.push((at, contents, contents + len));
        at = contents + len;
    }
    sections
}

fn truncations() -> Result<(), Failed> {
    let wasm = sound_module();
    let sections = sections(&wasm);
    assert_eq!(sections.last().map(|section| section.2), Some(wasm.len()));
    let mut cuts: Vec<usize> = (0..64).collect();
    for &(start, contents, end) in &sections {
        cuts.extend([start, start + 1, contents, contents + 1, contents + (end - contents) / 2, end - 1]);
    }
    cuts.sort_unstable();
    cuts.dedup();
    for cut in cuts.into_iter().filter(|&cut| cut < wasm.len()) {
        let (finished, _scratch) =
            build(&wasm[..cut], &[]).map_err(|error| explained(&format!("cut at {cut}"), error))?;
        // A cut between sections can leave a valid module, but one without its code exports nothing to run.
        let between = sections.iter().any(|section| section.0 == cut);
        if finished.status == 0 && !between {
            return Err(format!("cut at {cut}: expected a refusal").into());
        }
    }
    Ok(())
}

fn explained(what: &str, error: Failed) -> Failed {
    format!("{what}: {}", error.message().unwrap_or_default()).into()
}

fn corruptions() -> Result<(), Failed> {
    let sound = sound_module();
    let mut state = SEED;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as usize % below
    };
    let mut refusals = 0;
    for number in 0..CORRUPTIONS {
        let mut wasm = sound.clone();
        // The header stays: what follows is what needs testing.
        for _ in 0..=random(4) {
            let at = 8 + random(wasm.len() - 8);
            match random(4) {
                0 => wasm[at] ^= 1 << random(8),
                1 => wasm[at] = random(256) as u8,
                2 => drop(wasm.remove(at)),
                _ => wasm.insert(at, random(256) as u8),
            }
        }
        let (finished, _scratch) = build(&wasm, &["--unresolved=trap"])
            .map_err(|error| explained(&format!("corruption {number} from seed {SEED:#x}"), error))?;
        refusals += usize::from(finished.status != 0);
    }
    // Most damage shows; that all of it does would mean that something else was wrong.
    assert!((CORRUPTIONS / 10..CORRUPTIONS).contains(&refusals), "{refusals} of {CORRUPTIONS} were refused");
    Ok(())
}

fn four_gigabytes() -> Result<(), Failed> {
    let text = r#"(module (memory 65536) (func (export "test") (param i32) (result i32 i32)
        (i32.store8 (i32.const -1) (local.get 0)) (i32.load8_u (i32.const -1)) (memory.grow (i32.const 1))))"#;
    works(text.as_bytes(), &["--invoke", "test"], &["77"], "77\n-1\n")?;
    works(text.as_bytes(), &["--invoke", "test", "--memory-guard=none"], &["77"], "77\n-1\n")?;
    let growing = r#"(module (memory 1 65536) (func (export "test") (param i32) (result i32 i32)
        (memory.grow (i32.const 65535)) (i32.store (i32.const -4) (local.get 0)) (i32.load (i32.const -4))))"#;
    works(growing.as_bytes(), &["--invoke", "test"], &["77"], "1\n77\n")
}

fn hundred_thousand_functions() -> Result<(), Failed> {
    const FUNCTIONS: usize = 100_000;
    let mut text = String::from("(module (type $number (func (result i32))) (table funcref (elem");
    for function in 0..FUNCTIONS {
        let _ = write!(text, " {function}");
    }
    text.push_str("))\n");
    for function in 0..FUNCTIONS {
        let _ = writeln!(text, "(func (result i32) (i32.const {function}))");
    }
    text.push_str(
        "(func (export \"test\") (param i32) (result i32) (call_indirect (type $number) (local.get 0))))",
    );
    works(text.as_bytes(), &["--invoke", "test"], &["99999"], "99999\n")
}

fn hundred_thousand_imports() -> Result<(), Failed> {
    let mut text = String::from("(module\n");
    for import in 0..100_000 {
        let _ = writeln!(text, "(import \"env\" \"f{import}\" (func (param i32) (result i32)))");
    }
    text.push_str("(func (export \"_start\") (drop (call 5 (i32.const 1)))))");
    let (finished, _scratch) = build(text.as_bytes(), &[])?;
    expect_refusal(&finished, &["`env`", "`f0`"])?;
    assert!(finished.stderr.len() < 10_000, "the message lists {} bytes of imports", finished.stderr.len());
    let (finished, _scratch) = build(text.as_bytes(), &["--unresolved=trap"])?;
    if finished.status == 0 { Ok(()) } else { Err(finished.describe().into()) }
}

fn too_many_locals() -> Result<(), Failed> {
    // One group of locals, so many as the count says.
    let module = |locals: u32| {
        let mut body = vec![1];
        leb(&mut body, locals);
        body.extend([0x7f, 0x0b]);
        module_with_body(&body)
    };
    works(&module(50_000), &[], &[], "")?;
    refused(&module(50_001), &["too many locals"])?;
    refused(&module(u32::MAX), &["too many locals"])
}

/// Five bytes ask for 50,000 locals; many such functions ask for the memory of many compilers.
fn many_functions_with_many_locals() -> Result<(), Failed> {
    let mut text = String::from("(module (table funcref (elem");
    (0..300).for_each(|function| write!(text, " {function}").expect("a string takes it"));
    text.push_str("))\n");
    let locals = " i64".repeat(50_000);
    for function in 0..300 {
        let _ = writeln!(text, "(func (local{locals}) (local.set {} (i64.const 1)))", function * 150);
    }
    text.push_str("(func (export \"_start\") (call_indirect (i32.const 7))))");
    works(&wat::parse_str(&text).expect("valid"), &[], &[], "")
}

fn deep_nesting(opcode: u8) -> Result<(), Failed> {
    const DEPTH: usize = 100_000;
    let mut body = vec![0];
    body.extend([opcode, 0x40].repeat(DEPTH));
    body.extend([0x0b].repeat(DEPTH + 1));
    works(&module_with_body(&body), &[], &[], "")
}

/// Each `if` is the condition's business of the one outside: nothing folds away.
fn deeply_nested_ifs() -> Result<(), Failed> {
    const DEPTH: usize = 20_000;
    let mut body = vec![0];
    // global.get 0; if
    body.extend([0x23, 0x00, 0x04, 0x40].repeat(DEPTH));
    // i32.const 0; global.set 0; end
    body.extend([0x41, 0x00, 0x24, 0x00, 0x0b].repeat(DEPTH));
    body.push(0x0b);
    works(&module_with_body(&body), &[], &[], "")
}

/// The text format nests too; its reader must not run out of stack.
fn deeply_nested_text() -> Result<(), Failed> {
    const DEPTH: usize = 200_000;
    let text =
        format!("(module (func (export \"_start\") {}{}))", "(block ".repeat(DEPTH), ")".repeat(DEPTH));
    build(text.as_bytes(), &[]).map(drop)
}

fn deep_operand_stack() -> Result<(), Failed> {
    const DEPTH: usize = 200_000;
    let mut body = vec![0];
    // global.get 0, then adding all up.
    body.extend([0x23, 0x00].repeat(DEPTH));
    body.extend([0x6a].repeat(DEPTH - 1));
    body.extend([0x24, 0x00, 0x0b]);
    works(&module_with_body(&body), &[], &[], "")
}

fn huge_br_table() -> Result<(), Failed> {
    const LABELS: u32 = 500_000;
    let mut body = vec![0];
    // block; block; global.get 0; br_table …; end; end; end
    body.extend([0x02, 0x40, 0x02, 0x40, 0x23, 0x00, 0x0e]);
    leb(&mut body, LABELS);
    body.extend((0..LABELS).map(|label| (label % 3 == 0) as u8));
    body.extend([0x00, 0x0b, 0x0b, 0x0b]);
    works(&module_with_body(&body), &[], &[], "")
}

/// Every label its own block, as a large `switch` has it; the selected one must be the right one.
fn br_table_of_many_labels() -> Result<(), Failed> {
    const LABELS: usize = 5_000;
    let mut text = String::from("(module (func (export \"test\") (param i32) (result i32)\n");
    text.push_str(&"(block ".repeat(LABELS));
    let _ = write!(text, "(br_table");
    (0..LABELS).for_each(|label| write!(text, " {label}").expect("a string takes it"));
    text.push_str(" (local.get 0))\n");
    for label in 0..LABELS {
        let _ = writeln!(text, ") (return (i32.const {label}))");
    }
    text.push_str("))");
    // `return` behind the last block leaves the function's own end unreachable: valid.
    let wasm = wat::parse_str(&text).expect("valid");
    works(&wasm, &["--invoke", "test"], &["0"], "0\n")?;
    works(&wasm, &["--invoke", "test"], &["4321"], "4321\n")
}

fn section_sizes_that_lie() -> Result<(), Failed> {
    let wasm = sound_module();
    for (start, contents, _) in sections(&wasm) {
        for size in [0, 1, 127, 0x0fff_ffff, u32::MAX] {
            let mut damaged = wasm[..=start].to_vec();
            leb(&mut damaged, size);
            damaged.extend(&wasm[contents..]);
            build(&damaged, &[])
                .map_err(|error| explained(&format!("section at {start} of {size} bytes"), error))?;
        }
    }
    Ok(())
}

/// The number of items is the first thing in most sections, and nothing may be reserved on its word.
fn counts_that_lie() -> Result<(), Failed> {
    for section in 1..=12_u8 {
        for count in [1, 100_000, u32::MAX] {
            let mut contents = Vec::new();
            leb(&mut contents, count);
            let mut wasm = b"\0asm\x01\0\0\0".to_vec();
            wasm.push(section);
            leb(&mut wasm, contents.len() as u32);
            wasm.extend(contents);
            refused(&wasm, &[])
                .map_err(|error| explained(&format!("section {section} of {count} items"), error))?;
        }
    }
    Ok(())
}

/// More scattered data than a file can have load segments, over 4 GiB: the file stays far smaller than that.
fn data_everywhere() -> Result<(), Failed> {
    let mut text = String::from("(module (memory 65536)\n");
    for segment in 0..4096_u32 {
        let _ =
            writeln!(text, "(data (i32.const {}) \"\\{:02x}\")", (segment << 20) as i32, segment % 255 + 1);
    }
    text.push_str("(func (export \"test\") (param i32) (result i32) (i32.load8_u (i32.shl (local.get 0) (i32.const 20)))))");
    let (finished, scratch) = build(text.as_bytes(), &["--invoke", "test"])?;
    if finished.status != 0 {
        return expect_refusal(&finished, &["limit exceeded"]);
    }
    let output = scratch.path().join("output");
    let bytes = fs::metadata(&output)?.len();
    assert!(bytes < 300 << 20, "the artifact has {} MiB", bytes >> 20);
    for segment in [0, 1, 300, 4095] {
        let mut command = Target::host().command(&output);
        command.arg(segment.to_string());
        assert_eq!(run(command, b"").expect_success().stdout(), format!("{}\n", segment % 255 + 1));
    }
    Ok(())
}

/// Names come from strangers: no control character of theirs reaches the terminal.
fn confusing_names() -> Result<(), Failed> {
    let text =
        "(module (import \"env\\1b[31m\\0a\" \"\\07x\\00\" (func)) (func (export \"_start\") (call 0)))";
    let (finished, _scratch) = build(text.as_bytes(), &[])?;
    expect_refusal(&finished, &["env"])?;
    let control = finished.stderr.iter().find(|&&byte| byte < 0x20 && byte != b'\n');
    match control {
        Some(byte) => {
            Err(format!("the byte {byte:#04x} stands in the message: {}", finished.describe()).into())
        }
        None => Ok(()),
    }
}

/// Appends an unsigned LEB128 number.
fn leb(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A module whose `_start` has this body, and a mutable global.
fn module_with_body(body: &[u8]) -> Vec<u8> {
    let mut wasm = b"\0asm\x01\0\0\0".to_vec();
    let mut section = |id: u8, contents: &[u8]| {
        wasm.push(id);
        leb(&mut wasm, contents.len() as u32);
        wasm.extend(contents);
    };
    section(1, &[1, 0x60, 0, 0]);
    section(3, &[1, 0]);
    // i32, mutable, i32.const 0
    section(6, &[1, 0x7f, 1, 0x41, 0, 0x0b]);
    section(7, &[&[1, 6][..], b"_start", &[0, 0]].concat());
    let mut code = vec![1];
    leb(&mut code, body.len() as u32);
    code.extend(body);
    section(10, &code);
    wasm
}
