//! Calls every WASI function with random arguments over a random memory: no crash, and no write outside of
//! the memory that the calls belong to.
//!
//! The program is generated from the table of functions, so that none can be forgotten. Most arguments are
//! drawn from what their names ask for, some are anything. A second memory, globals and the size of the first
//! memory must stay what they are. `PRECAST_TEST_SECONDS` makes it go on with further seeds.

mod support;

use std::fmt::Write as _;
use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{TARGETS, Target, build, scratch};

/// Calls that a program makes.
const CALLS: u32 = 100_000;
/// Pages of the memory at the start, and at most.
const PAGES: (u32, u32) = (4, 6);
/// Where the text lies that paths are taken from, and its length.
const PATHS: (u32, &str) = (1024, "a/b/../a/./b/c/link/out/a/b/c/up/../../x/a/e\\00/");
/// Where arrays of ranges lie, filled with ranges that fit.
const VECTORS: u32 = 4096;

/// A function of the table: its name, and names and types of its parameters.
struct Function {
    name: &'static str,
    params: &'static [(&'static str, &'static str)],
}

macro_rules! functions {
    ($($name:ident($($param:ident: $ty:ident),*);)*) => {
        &[$(Function { name: stringify!($name), params: &[$((stringify!($param), stringify!($ty))),*] }),*]
    };
}

/// Every function that WASI has but the one that ends the program.
fn functions() -> impl Iterator<Item = &'static Function> {
    const ALL: &[Function] = precast_abi::wasi_functions!(functions);
    ALL.iter().filter(|function| !["proc_exit", precast_abi::wasi::MARK].contains(&function.name))
}

/// What a parameter is drawn from, by its name.
fn source(function: &str, param: &str, ty: &str) -> &'static str {
    match param {
        _ if ty == "i64" => "$wide",
        // Without what was granted there would soon be nothing left to do.
        "fd" | "from" | "to" if ["fd_close", "fd_renumber", "fd_fdstat_set_rights"].contains(&function) => {
            "$opened"
        }
        "fd" | "old_fd" | "new_fd" => "$descriptor",
        "path" | "old_path" | "new_path" => "$path",
        "iovs" | "ri_data" | "si_data" | "subscriptions" => "$vectors",
        "signal" => "$harmless",
        "flags" | "dirflags" | "oflags" | "fdflags" | "fst_flags" | "old_flags" | "whence" | "how"
        | "advice" | "id" | "ri_flags" | "si_flags" => "$small",
        _ if param.ends_with("_len") || param == "nsubscriptions" => "$length",
        _ => "$pointer",
    }
}

/// Makes the first subscription one that is over at once, so that no call waits.
fn disarm_poll(layout: u32) -> String {
    let (id, timeout, flags) = (layout, layout + 8, layout + 24);
    format!(
        "(local.set $p (call $vectors))
         (if (i32.le_u (local.get $p) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 56)))
           (then
             (i32.store8 offset=8 (local.get $p) (i32.const 0))
             (i32.store offset={id} (local.get $p) (i32.const 1))
             (i64.store offset={timeout} (local.get $p) (i64.const 0))
             (i32.store16 offset={flags} (local.get $p) (i32.const 0))))
         (drop (call $NAME (local.get $p) (call $pointer) (call $length) (call $pointer)))"
    )
}

/// The call of a function with drawn arguments.
fn call(function: &Function) -> String {
    match function.name {
        "poll_oneoff" => disarm_poll(16).replace("NAME", function.name),
        "unstable_poll_oneoff" => disarm_poll(24).replace("NAME", function.name),
        name => {
            let arguments: String = function
                .params
                .iter()
                .map(|(param, ty)| format!(" (call {})", source(name, param, ty)))
                .collect();
            format!("(drop (call ${name}{arguments}))")
        }
    }
}

/// The program for a seed.
fn program(seed: u64) -> String {
    let mut imports = String::new();
    let mut cases = String::new();
    let mut count = 0;
    for function in functions() {
        let params: String = function.params.iter().map(|(_, ty)| format!(" {ty}")).collect();
        let (module, name) = match function.name.strip_prefix(precast_abi::wasi::UNSTABLE) {
            Some(name) => ("wasi_unstable", name),
            None => ("wasi_snapshot_preview1", function.name),
        };
        let params = if params.is_empty() { params } else { format!("(param{params})") };
        writeln!(imports, "(import \"{module}\" \"{name}\" (func ${} {params} (result i32)))", function.name)
            .expect("a String takes everything");
        // A block for each function; the branch table below ends the block of the one that is drawn.
        cases.push_str(&format!(") {} (return)\n", call(function)));
        count += 1;
    }
    let blocks = "(block ".repeat(count);
    let labels: String = (0..count).map(|label| format!(" {label}")).collect();
    PROGRAM
        .replace("IMPORTS", &imports)
        .replace(
            "DISPATCH",
            &format!("{blocks} (br_table {labels} (call $below (i32.const {count}))) {cases}"),
        )
        .replace("SEED", &(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1).to_string())
        .replace("CALLS", &CALLS.to_string())
        .replace("PAGES", &format!("{} {}", PAGES.0, PAGES.1))
        .replace("PATHS_AT", &PATHS.0.to_string())
        .replace("PATHS_TEXT", PATHS.1)
        .replace("VECTORS_AT", &VECTORS.to_string())
}

/// What is the same for every seed.
const PROGRAM: &str = r#"
(module
  IMPORTS
  (memory (export "memory") PAGES)
  (memory $canary 1 1)
  (data (i32.const PATHS_AT) "PATHS_TEXT")
  (global $state (mut i64) (i64.const SEED))
  (global $pages (mut i32) (i32.const 0))
  (global $canary0 (mut i64) (i64.const 0))
  (global $canary1 (mut i64) (i64.const 0))

  ;; xorshift64*
  (func $next (result i64)
    (global.set $state (i64.xor (global.get $state) (i64.shr_u (global.get $state) (i64.const 12))))
    (global.set $state (i64.xor (global.get $state) (i64.shl (global.get $state) (i64.const 25))))
    (global.set $state (i64.xor (global.get $state) (i64.shr_u (global.get $state) (i64.const 27))))
    (i64.mul (global.get $state) (i64.const 0x2545f4914f6cdd1d)))
  (func $below (param $bound i32) (result i32)
    (i32.rem_u (i32.wrap_i64 (i64.shr_u (call $next) (i64.const 32))) (local.get $bound)))
  (func $one_in (param $n i32) (result i32) (i32.eqz (call $below (local.get $n))))
  (func $end (result i32) (i32.mul (memory.size) (i32.const 65536)))

  ;; Anything: around the end of the memory, around the end of all addresses, all numbers.
  (func $wild (result i32)
    (if (call $one_in (i32.const 3))
      (then (return (i32.add (i32.sub (call $end) (i32.const 64)) (call $below (i32.const 128))))))
    (if (call $one_in (i32.const 2))
      (then (return (i32.sub (i32.const 8) (call $below (i32.const 5000))))))
    (i32.wrap_i64 (call $next)))
  (func $small (result i32)
    (if (call $one_in (i32.const 20)) (then (return (call $wild))))
    (call $below (i32.const 6)))
  (func $descriptor (result i32)
    (if (call $one_in (i32.const 20)) (then (return (call $wild))))
    (if (call $one_in (i32.const 3)) (then (return (i32.const 3))))
    (call $below (i32.const 24)))
  ;; No number that the program was started with.
  (func $opened (result i32)
    (if (call $one_in (i32.const 20)) (then (return (i32.or (call $wild) (i32.const 0x80000000)))))
    (i32.add (i32.const 6) (call $below (i32.const 20))))
  (func $path (result i32)
    (if (call $one_in (i32.const 20)) (then (return (call $wild))))
    (i32.add (i32.const PATHS_AT) (call $below (i32.const 44))))
  (func $length (result i32)
    (if (call $one_in (i32.const 20)) (then (return (call $wild))))
    (if (call $one_in (i32.const 8)) (then (return (call $below (i32.const 5000)))))
    (call $below (i32.const 6)))
  (func $vectors (result i32)
    (if (call $one_in (i32.const 20)) (then (return (call $wild))))
    (i32.add (i32.const VECTORS_AT) (call $below (i32.const 2048))))
  (func $pointer (result i32)
    (if (call $one_in (i32.const 20)) (then (return (call $wild))))
    (i32.add (i32.const 8192) (call $below (i32.sub (call $end) (i32.const 8192)))))
  (func $harmless (result i32)
    (if (call $one_in (i32.const 2))
      (then (return (i32.add (i32.const 31) (call $below (i32.const 0x7fffffff))))))
    (i32.add (i32.const 16) (call $below (i32.const 2))))
  (func $wide (result i64)
    (if (call $one_in (i32.const 4)) (then (return (call $next))))
    (if (call $one_in (i32.const 4)) (then (return (i64.sub (i64.const 4) (i64.extend_i32_u (call $small))))))
    (if (call $one_in (i32.const 4)) (then (return (i64.const -1))))
    (if (call $one_in (i32.const 8)) (then (return (i64.const 0x7fffffffffffffff))))
    (i64.extend_i32_u (call $below (i32.const 64))))

  ;; Ranges and structures to be read: most fit, some do not.
  (func $refill
    (local $at i32)
    (local.set $at (i32.const VECTORS_AT))
    (loop $more
      (i32.store (local.get $at) (call $pointer))
      (i32.store offset=4 (local.get $at) (call $length))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $more (i32.lt_u (local.get $at) (i32.const 8192))))
    ;; What was read into the paths is forgotten.
    (memory.copy (i32.const PATHS_AT) (i32.const 512) (i32.const 64))
    (if (call $one_in (i32.const 100))
      (then (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1))
        (then (global.set $pages (i32.add (global.get $pages) (i32.const 1))))))))

  (func $call (local $p i32)
    DISPATCH)

  (func $check (local $at i32)
    (if (i32.ne (memory.size) (global.get $pages)) (then (unreachable)))
    (if (i64.ne (global.get $canary0) (i64.const 0x1234567890abcdef)) (then (unreachable)))
    (if (i64.ne (global.get $canary1) (i64.const 0x0fedcba987654321)) (then (unreachable)))
    (loop $more
      (if (i64.ne (i64.load $canary (local.get $at)) (i64.const 0x5a5a5a5a5a5a5a5a)) (then (unreachable)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $more (i32.lt_u (local.get $at) (i32.const 65536)))))

  (func (export "_start") (local $left i32)
    (global.set $pages (memory.size))
    (global.set $canary0 (i64.const 0x1234567890abcdef))
    (global.set $canary1 (i64.const 0x0fedcba987654321))
    (memory.fill $canary (i32.const 0) (i32.const 0x5a) (i32.const 65536))
    (memory.copy (i32.const 512) (i32.const PATHS_AT) (i32.const 64))
    (local.set $left (i32.const CALLS))
    (loop $more
      (if (i32.eqz (i32.rem_u (local.get $left) (i32.const 32))) (then (call $refill)))
      (if (i32.eqz (i32.rem_u (local.get $left) (i32.const 1000))) (then (call $check)))
      (call $call)
      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
      (br_if $more (local.get $left)))
    (call $check)))
"#;

/// Runs the program of a seed in a directory of its own.
fn fuzz(target: &Target, seed: u64, options: &[&str]) {
    let scratch = scratch();
    let path = |name: &str| scratch.path().join(name);
    fs::create_dir_all(path("granted/a/b")).expect("a directory");
    fs::create_dir_all(path("embedded/a")).expect("a directory");
    for file in ["granted/a/b/c", "granted/x", "embedded/a/b", "outside"] {
        fs::write(path(file), "contents").expect("a file");
    }
    symlink("a/b", path("granted/link")).expect("a link");
    symlink("../outside", path("granted/out")).expect("a link");
    fs::write(path("fuzz.wat"), program(seed)).expect("a file");
    let mut all: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
    let granted = path("granted").display().to_string();
    all.extend([
        "--dir".to_owned(),
        format!("{granted}::/"),
        "--dir".to_owned(),
        format!("{granted}/a::/a:ro"),
    ]);
    all.extend(["--embed".to_owned(), format!("{}::/e", path("embedded").display())]);
    build(&path("fuzz.wat"), target, &all, &path("fuzz"));
    let output = limited(target, &path("fuzz")).output().expect("it starts");
    let (status, said) = (output.status, String::from_utf8_lossy(&output.stderr));
    assert!(status.success(), "seed {seed} on {}: {status}: {said}", target.name);
    let outside = fs::read(path("outside")).expect("the file outside");
    assert_eq!(outside, b"contents", "seed {seed} on {}: a file outside was changed", target.name);
}

/// The program with small limits, so that it fills neither disk nor table of files. What its calls would end
/// it by is ignored: a broken pipe, a file that is too large.
fn limited(target: &Target, program: &Path) -> Command {
    let program = target.command(program);
    let mut command = Command::new("sh");
    let script = "trap '' PIPE XFSZ CHLD; ulimit -f 2048; ulimit -n 64; exec \"$@\"";
    command.args(["-c", script, "sh"]).arg(program.get_program()).args(program.get_args());
    // A socket whose other end is closed: every call on it returns at once.
    let (stdin, _) = UnixStream::pair().expect("two sockets");
    command.stdin(OwnedFd::from(stdin)).stdout(Stdio::null());
    command
}

/// Fuzzes with fixed seeds once, and with further ones until the time is over.
fn campaign(target: &Target, options: &[&str]) {
    let seconds = std::env::var("PRECAST_TEST_SECONDS").ok();
    let patience = Duration::from_secs(seconds.map_or(0, |seconds| seconds.parse().expect("a number")));
    let start = Instant::now();
    for seed in 1.. {
        fuzz(target, seed, options);
        if start.elapsed() >= patience {
            break;
        }
    }
}

#[test]
fn random_calls_neither_crash_nor_write_elsewhere() {
    campaign(&Target::host(), &[]);
}

#[test]
fn nor_with_explicit_checks() {
    campaign(&Target::host(), &["--memory-guard=none", "-O0"]);
}

#[test]
fn nor_on_other_machines() {
    for target in TARGETS.iter().filter(|target| !target.is_host()) {
        campaign(target, &[]);
    }
}
