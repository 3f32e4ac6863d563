//! Outputs appear whole or not at all, and are the same bytes whenever and with however many threads they
//! are built; what ELF tools say about them; and what another linker makes of the parts.

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::disk::small_file_system;
use support::{
    HELLO, TARGETS, Target, big_input, build, elf, hello, precast, require_tool, run, scratch, try_build,
};

const NO_OPTIONS: &[&str] = &[];
/// Largest stripped hello in bytes, where segments are aligned to 4 KiB.
const HELLO_BYTES_MAX: u64 = 64 << 10;
/// Load segments of hello: headers and read-only data, text, the runtime's data, state, memory.
const HELLO_SEGMENTS: u64 = 5;

fn entries(directory: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    entries
}

/// The programs whose artifacts are looked at closely: by hand, C, and Rust.
fn specimens() -> [PathBuf; 3] {
    let programs = support::tests_directory().join("programs");
    ["hello-wat/module.wat", "files-c/module.wasm", "hello-rust/module.wasm"].map(|name| programs.join(name))
}

#[test]
fn bytes_do_not_depend_on_threads_or_time() {
    let scratch = scratch();
    let inputs = specimens().into_iter().chain([big_input("lua.wasm"), big_input("speedtest1.wasm")]);
    for (number, input) in inputs.enumerate() {
        // The large ones for one machine only: what could differ is not a matter of the target.
        let targets = if number < 3 { TARGETS } else { &TARGETS[..1] };
        for target in targets {
            let built = |options: &[&str]| {
                let output = scratch.path().join("artifact");
                build(&input, target, options, &output);
                fs::read(output).expect("an artifact")
            };
            let one = built(&["-j", "1"]);
            assert!(
                one == built(&["-j", "2"]),
                "{} for {}: -j 1 and -j 2 differ",
                input.display(),
                target.name
            );
            assert!(one == built(&["-j", "2"]), "{} for {}: two builds differ", input.display(), target.name);
            let debug = built(&["-g", "-j", "1"]);
            assert!(
                debug == built(&["-g", "-j", "7"]),
                "{} for {}: -g differs",
                input.display(),
                target.name
            );
        }
    }
}

#[test]
fn bytes_do_not_depend_on_the_place() {
    let scratch = scratch();
    let source = fs::read(&specimens()[1]).expect("a module");
    let mut artifacts = Vec::new();
    for place in ["a", "somewhere/else/with-a-long-name"] {
        let directory = scratch.path().join(place);
        fs::create_dir_all(&directory).expect("a directory");
        fs::write(directory.join("app.wasm"), &source).expect("a file");
        let mut command = precast();
        command.args(["build", "app.wasm"]).current_dir(&directory).env("TZ", place).env("LANG", place);
        run(command, b"").expect_success();
        artifacts.push(fs::read(directory.join("app")).expect("./app"));
    }
    assert!(artifacts[0] == artifacts[1]);
}

#[test]
fn elf_files_are_as_designed() {
    require_tool("readelf");
    let scratch = scratch();
    for input in specimens() {
        for target in TARGETS {
            for options in [NO_OPTIONS, &["--strip"], &["-g"], &["--memory-guard=none"]] {
                let output = scratch.path().join("artifact");
                build(&input, target, options, &output);
                elf::check(&output, target);
                assert_eq!(fs::metadata(&output).expect("an artifact").permissions().mode() & 0o100, 0o100);
                let segments = elf::segments(&output);
                let memory = segments
                    .iter()
                    .find(|segment| segment.kind == "LOAD" && segment.address == elf::MEMORY0_BASE);
                let memory = memory.unwrap_or_else(|| panic!("no segment at memory 0 in {segments:#?}"));
                assert_eq!(memory.flags, "RW");
                let notes = elf::readelf(&["--dynamic", "--relocs", "--wide"], &output);
                assert!(notes.contains("no dynamic section") && notes.contains("no relocations"), "{notes}");
            }
        }
    }
}

#[test]
fn data_at_three_gibibytes_makes_no_large_file() {
    let scratch = scratch();
    let input = support::tests_directory().join("programs/high-data/module.wat");
    for target in TARGETS {
        let output = scratch.path().join("artifact");
        build(&input, target, NO_OPTIONS, &output);
        let bytes = fs::metadata(&output).expect("an artifact").len();
        assert!(bytes < 1 << 20, "{}: {bytes} bytes", target.name);
    }
}

#[test]
fn stripped_hello_is_small() {
    let scratch = scratch();
    for target in TARGETS {
        let output = scratch.path().join("hello");
        build(&hello(), target, &["--strip"], &output);
        let bytes = fs::metadata(&output).expect("an artifact").len();
        let bound = HELLO_BYTES_MAX.max(HELLO_SEGMENTS * target.segment_align_bytes);
        assert!(bytes < bound, "{}: {bytes} bytes", target.name);
        assert_eq!(run(target.command(&output), b"").expect_success().stdout(), HELLO);
    }
}

#[test]
fn symbols_are_there_when_asked_for() {
    let scratch = scratch();
    let output = scratch.path().join("artifact");
    for target in TARGETS {
        build(&hello(), target, &["-g"], &output);
        assert!(elf::readelf(&["--symbols", "--wide"], &output).contains("main"), "{}", target.name);
        build(&hello(), target, &["--strip"], &output);
        assert!(!elf::readelf(&["--symbols", "--wide"], &output).contains("main"), "{}", target.name);
    }
}

/// Sections of the program that the design places, with their addresses in a finished executable.
fn placed_sections(executable: &Path) -> Vec<String> {
    let text = elf::readelf(&["--section-headers", "--wide"], executable);
    let section = |line: &str| {
        let (_, rest) = line.split_once(']')?;
        let mut words = rest.split_whitespace();
        let name = words.next().filter(|name| name.starts_with(".wasm."))?.to_owned();
        let address = words.nth(1)?;
        Some(format!("--section-start={name}=0x{address}"))
    };
    text.lines().filter_map(section).collect()
}

/// Links object, runtime and whatever else with GNU ld; says nothing while it does.
fn gnu_link(target: &Target, arguments: &[String], inputs: &[&Path], output: &Path) {
    let linker = format!("{}-ld", target.binutils);
    require_tool(&linker);
    let mut command = Command::new(linker);
    command.args([
        "-static",
        "-no-pie",
        "--gc-sections",
        "-z",
        "norelro",
        "-z",
        "noexecstack",
        "-e",
        "_start",
    ]);
    command.args(arguments).arg("-o").arg(output).args(inputs);
    run(command, b"").expect_success();
}

#[test]
fn gnu_ld_links_the_object_with_the_runtime() {
    let scratch = scratch();
    let place = |name: &str| scratch.path().join(name);
    for target in TARGETS {
        let rust = specimens()[2].clone();
        let expected = fs::read_to_string(rust.with_file_name("stdout")).expect("stdout");
        for (input, expected) in [(hello(), HELLO.to_owned()), (rust, expected)] {
            build(&input, target, NO_OPTIONS, &place("exe"));
            build(&input, target, &["--emit", "obj"], &place("app.o"));
            build(&input, target, &["--emit", "runtime"], &place("runtime.a"));
            gnu_link(
                target,
                &placed_sections(&place("exe")),
                &[&place("app.o"), &place("runtime.a")],
                &place("linked"),
            );
            elf::check(&place("linked"), target);
            for artifact in ["exe", "linked"] {
                let finished = run(target.command(place(artifact)), b"").expect_success();
                assert_eq!(finished.stdout(), expected, "{artifact} for {}", target.name);
                assert!(finished.stderr.is_empty());
            }
        }
    }
}

/// With the arguments that `inspect` tells, too; nothing lies in the guard below the stack then.
#[test]
fn gnu_ld_links_as_inspect_says() {
    const STACK: &str = "--section-start=.wasm.stack=0x";
    let scratch = scratch();
    let place = |name: &str| scratch.path().join(name);
    for target in TARGETS {
        build(&hello(), target, &["--emit", "obj"], &place("app.o"));
        build(&hello(), target, &["--emit", "runtime"], &place("runtime.a"));
        let mut inspect = precast();
        inspect.arg("inspect").arg(place("app.o"));
        let told = run(inspect, b"").expect_success().stdout();
        let line = told.lines().find(|line| line.trim_start().starts_with("-m ")).expect("arguments");
        let arguments: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        gnu_link(target, &arguments, &[&place("app.o"), &place("runtime.a")], &place("linked"));
        elf::check(&place("linked"), target);
        assert_eq!(run(target.command(place("linked")), b"").expect_success().stdout(), HELLO);
        let stack = arguments.iter().find_map(|argument| argument.strip_prefix(STACK)).expect("a stack");
        let stack = u64::from_str_radix(stack, 16).expect("an address");
        for segment in elf::segments(&place("linked")).iter().filter(|segment| segment.kind == "LOAD") {
            let (start, end) = (segment.address, segment.address + segment.memory_bytes);
            assert!(end <= stack - (1 << 20) || stack <= start, "below {stack:#x}: {segment:?}");
        }
    }
}

/// A fault of the runtime itself is no trap of the program. The runtime is given one: by the linker, a WASI
/// function is replaced by one that reads address 0x10.
#[test]
fn fault_inside_the_runtime_is_internal() {
    let scratch = scratch();
    let place = |name: &str| scratch.path().join(name);
    for target in TARGETS {
        let fault = match target.arch {
            "x86_64" => "movl 0x10, %eax",
            "aarch64" => "mov x9, #0x10\n ldr w9, [x9]",
            "riscv64" => "lw a0, 0x10(zero)",
            other => panic!("no instruction that faults for {other}"),
        };
        let symbol = "__wrap_precast_wasi_fd_write";
        let assembly = format!(
            ".section .text.fault,\"ax\",%progbits\n.globl {symbol}\n{symbol}:\n {fault}\n.section .note.GNU-stack,\"\",%progbits\n"
        );
        fs::write(place("fault.s"), assembly).expect("a file");
        let mut assembler = Command::new(format!("{}-as", target.binutils));
        assembler.arg("-o").arg(place("fault.o")).arg(place("fault.s"));
        run(assembler, b"").expect_success();
        build(&hello(), target, NO_OPTIONS, &place("exe"));
        build(&hello(), target, &["--emit", "obj"], &place("app.o"));
        build(&hello(), target, &["--emit", "runtime"], &place("runtime.a"));
        let mut arguments = placed_sections(&place("exe"));
        arguments.push("--wrap=precast_wasi_fd_write".to_owned());
        gnu_link(
            target,
            &arguments,
            &[&place("app.o"), &place("fault.o"), &place("runtime.a")],
            &place("linked"),
        );
        let finished = run(target.command(place("linked")), b"");
        let stderr = finished.stderr();
        assert!(stderr.starts_with("precast: internal fault"), "{}: {}", target.name, finished.describe());
        assert!(!stderr.contains("trap"), "{}: {}", target.name, finished.describe());
        assert_eq!(finished.signal, Some(11), "{}: {}", target.name, finished.describe());
    }
}

#[test]
fn killed_build_leaves_nothing() {
    let input = big_input("python.wasm");
    let scratch = scratch();
    // At several moments: while reading, compiling, and (for the late ones perhaps) linking.
    for delay_ms in [5, 100, 400, 1000] {
        let mut command = precast();
        command.arg("build").arg(&input).arg("-o").arg(scratch.path().join("python"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("precast starts");
        std::thread::sleep(Duration::from_millis(delay_ms));
        child.kill().expect("the child can be killed");
        let status = child.wait().expect("the child ends");
        if status.success() {
            // Faster than the delay: then it must be whole.
            continue;
        }
        assert_eq!(entries(scratch.path()), Vec::<PathBuf>::new(), "killed after {delay_ms} ms");
    }
}

#[test]
fn failed_build_keeps_the_previous_output() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    build(&hello(), &Target::host(), NO_OPTIONS, &output);
    let before = fs::read(&output).expect("an artifact");
    let bad = support::tests_directory().join("bad_input/type-mismatch.wat");
    assert_eq!(try_build(&bad, &Target::host(), NO_OPTIONS, &output).status, 1);
    assert!(fs::read(&output).expect("an artifact") == before);
    assert_eq!(entries(scratch.path()), [output]);
}

/// Of several targets either all outputs appear or none.
#[test]
fn all_targets_or_none() {
    let scratch = scratch();
    let directory = scratch.path().join("dist");
    let mut command = precast();
    command.arg("build").arg(hello()).args(["--target", "all", "-o"]).arg(&directory);
    run(command, b"").expect_success();
    let names: Vec<_> = entries(&directory)
        .iter()
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    let mut expected: Vec<_> = TARGETS.iter().map(|target| format!("module-{}", target.name)).collect();
    expected.sort();
    assert_eq!(names, expected);
    for target in TARGETS {
        let finished =
            run(target.command(directory.join(format!("module-{}", target.name))), b"").expect_success();
        assert_eq!(finished.stdout(), HELLO);
    }

    let other = scratch.path().join("other");
    fs::create_dir(&other).expect("a directory");
    fs::create_dir(other.join("module-riscv64-linux")).expect("a directory where a file should go");
    let mut command = precast();
    command.arg("build").arg(hello()).args(["--target", "all", "-o"]).arg(&other);
    assert_ne!(run(command, b"").status, 0);
    assert_eq!(entries(&other), [other.join("module-riscv64-linux")]);
}

#[test]
fn missing_and_unwritable_directories_are_told() {
    let scratch = scratch();
    let finished = try_build(&hello(), &Target::host(), NO_OPTIONS, &scratch.path().join("missing/app"));
    assert_eq!(finished.status, 1, "{}", finished.describe());
    assert!(finished.stderr().contains("missing"), "{}", finished.describe());
    // A place where nobody, not even root, can create a file.
    let finished = try_build(&hello(), &Target::host(), NO_OPTIONS, Path::new("/proc/app"));
    assert_eq!(finished.status, 1, "{}", finished.describe());
    assert!(finished.stderr().contains("/proc"), "{}", finished.describe());
}

#[test]
fn full_disk_leaves_nothing() {
    let scratch = scratch();
    let directory = scratch.path().join("disk");
    fs::create_dir(&directory).expect("a directory");
    let input = &specimens()[2];
    if let Some(_mount) = small_file_system(&directory, 64 << 10) {
        let finished = try_build(input, &Target::host(), NO_OPTIONS, &directory.join("app"));
        assert_eq!(finished.status, 1, "{}", finished.describe());
        assert!(finished.stderr().contains("No space left"), "{}", finished.describe());
        assert_eq!(entries(&directory), Vec::<PathBuf>::new());
    }
    // A limit on the size of files has the same effect and needs no rights.
    let mut command = Command::new("prlimit");
    command
        .args(["--fsize=20000", "--"])
        .arg(env!("CARGO_BIN_EXE_precast"))
        .arg("build")
        .arg(input)
        .arg("-o")
        .arg(directory.join("app"));
    let finished = run(command, b"");
    assert_ne!(finished.status, 0, "{}", finished.describe());
    assert!(!directory.join("app").exists());
}

#[test]
fn an_output_in_use_is_replaced() {
    let scratch = scratch();
    let output = scratch.path().join("app");
    let waiting = scratch.path().join("waiting.wat");
    // Spins for ever.
    fs::write(&waiting, "(module (func (export \"_start\") (loop (br 0))))").expect("a file");
    build(&waiting, &Target::host(), NO_OPTIONS, &output);
    let mut child = Command::new(&output).spawn().expect("the artifact starts");
    let started = Instant::now();
    build(&hello(), &Target::host(), NO_OPTIONS, &output);
    assert!(child.try_wait().expect("a child").is_none(), "ended after {:?}", started.elapsed());
    child.kill().expect("the child can be killed");
    child.wait().expect("the child ends");
    assert_eq!(run(Target::host().command(&output), b"").expect_success().stdout(), HELLO);
}
