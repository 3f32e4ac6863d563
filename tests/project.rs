//! The project file: it has the options of the command line and no others, they mean the same, and those that
//! were typed win.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{Finished, HELLO, hello, precast, run, scratch};

/// Exit status of wrong usage.
const STATUS_USAGE: i32 = 2;
/// The file that is looked for.
const FILE: &str = "precast.toml";

/// Runs `precast` in a directory.
fn tool(directory: &Path, arguments: &[&str]) -> Finished {
    let mut command = precast();
    command.args(arguments).current_dir(directory).env("XDG_CACHE_HOME", directory.join("cache"));
    run(command, b"")
}

/// A folder with the program that most tests use, as `app.wat`, and a project file.
fn workplace(project: &str) -> tempfile::TempDir {
    let scratch = scratch();
    fs::copy(hello(), scratch.path().join("app.wat")).expect("a copy");
    fs::write(scratch.path().join(FILE), project).expect("a file");
    scratch
}

/// What `inspect` says of an artifact.
fn info(directory: &Path, artifact: &str) -> Value {
    let shown = tool(directory, &["inspect", "--json", artifact]).expect_success().stdout();
    serde_json::from_str::<Value>(&shown).expect("JSON")["info"].clone()
}

/// The long options that `COMMAND --help` shows under a heading, with the heading.
fn options(command: &str) -> BTreeSet<(String, String)> {
    let help = tool(Path::new("."), &[command, "--help"]).expect_success().stdout();
    let mut heading = "";
    let mut options = BTreeSet::new();
    for line in help.lines() {
        if let Some(name) = line.strip_suffix(':').filter(|_| !line.starts_with(' ')) {
            heading = name;
        }
        let Some(at) = line.find("--").filter(|_| line.starts_with("  ")) else { continue };
        // Options begin a line; what stands in their descriptions is indented further.
        if at > 6 || !line[..at].trim().trim_end_matches(',').trim().chars().all(|c| "-Og".contains(c)) {
            continue;
        }
        let name: String = line[at + 2..].chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
        options.insert((heading.to_lowercase(), name));
    }
    options
}

/// There is no list of keys that could lag behind the options; this looks from outside.
#[test]
fn keys_are_the_options() {
    let scratch = scratch();
    tool(scratch.path(), &["init"]).expect_success();
    let template = fs::read_to_string(scratch.path().join(FILE)).expect("a file");
    let mut table = String::new();
    let mut keys = BTreeSet::new();
    for line in template.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            table = name.to_owned();
        }
        let line = line.strip_prefix('#').unwrap_or(line);
        if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.contains(' ')) {
            keys.insert((table.clone(), key.to_owned()));
        }
    }
    for key in ["module", "target"] {
        assert!(keys.remove(&(String::new(), key.to_owned())), "{key} in {template}");
    }
    let one_run = |(heading, _): &(String, String)| ["options", "arguments", ""].contains(&heading.as_str());
    let options: BTreeSet<_> =
        options("build").into_iter().chain(options("pack")).filter(|option| !one_run(option)).collect();
    assert!(options.len() > 30, "{options:?}");
    let image = options.iter().filter(|(heading, _)| heading == "image").count();
    assert!(image > 10, "{options:?}");
    // Options of other headings are about one run, too; what pack does with registries has such ones.
    let tables: BTreeSet<_> = keys.iter().map(|(table, _)| table.clone()).collect();
    assert!(["code", "memory", "grants", "image"].iter().all(|table| tables.contains(*table)), "{tables:?}");
    let known: BTreeSet<_> = options.into_iter().filter(|(heading, _)| tables.contains(heading)).collect();
    assert_eq!(keys, known);
}

/// The file of `init`, with every key in effect, builds what no file builds.
#[test]
fn the_template_changes_nothing() {
    let scratch = workplace("");
    let directory = scratch.path();
    fs::remove_file(directory.join(FILE)).expect("the empty file");
    tool(directory, &["build", "app.wat", "-o", "without"]).expect_success();
    tool(directory, &["init", "app.wat"]).expect_success();
    tool(directory, &["build", "-o", "with"]).expect_success();
    let template = fs::read_to_string(directory.join(FILE)).expect("a file");
    // Keys without a default have a placeholder, which is no value.
    let placeholder = |line: &str| {
        line.ends_with('"') && line.contains(" = \"") && {
            let value = line.rsplit(" = ").next().unwrap_or_default();
            value.chars().any(|c| c.is_uppercase())
        }
    };
    let in_effect: String = template
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') && !placeholder(line) => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    fs::write(directory.join(FILE), in_effect).expect("a file");
    tool(directory, &["build", "-o", "explicit"]).expect_success();
    let artifact = |name: &str| fs::read(directory.join(name)).expect("an artifact");
    assert!(artifact("without") == artifact("with") && artifact("without") == artifact("explicit"));
    // A second file is not written over the first.
    let refused = tool(directory, &["init"]);
    assert_eq!(refused.status, 1, "{}", refused.describe());
    assert!(refused.stderr().contains("exists, and is left as it is"), "{}", refused.describe());
}

/// Keys of each form, and the options that they stand for.
#[test]
fn keys_mean_what_options_mean() {
    let project = r#"
        module = "app.wat"
        target = ["riscv64-linux"]

        [code]
        opt-level = 1
        cpu = ["rv64gcv", "x86-64-v3"]
        strip = true
        debug = false
        relaxed-simd = "native"

        [memory]
        stack-size = "1M"
        max-memory = 1048576

        [grants]
        dir = ["data::/data:ro", "/srv"]
        arg = ["--quiet", "-x"]
        inherit-args = false
        listen = "127.0.0.1:8080"
        env = { LANG = "C", LEVEL = 3 }
        inherit-env = true
    "#;
    let scratch = workplace(project);
    let directory = scratch.path();
    let options = "app.wat --target riscv64-linux -O1 --cpu rv64gcv --strip --relaxed-simd native --stack-size 1M \
                   --max-memory 1048576 --dir data::/data:ro --dir /srv --arg --quiet --arg -x --inherit-args=no \
                   --listen 127.0.0.1:8080 --env LANG=C --env LEVEL=3 --inherit-env --config /dev/null -o typed";
    tool(directory, &["build", "-o", "file"]).expect_success();
    let arguments: Vec<_> = ["build"].into_iter().chain(options.split_whitespace()).collect();
    tool(directory, &arguments).expect_success();
    assert_eq!(info(directory, "file"), info(directory, "typed"));
    let artifact = |name: &str| fs::read(directory.join(name)).expect("an artifact");
    assert!(artifact("file") == artifact("typed"));
}

/// What runs when the program is built: options with and without a value, that go with others.
#[test]
fn initialisation_and_snapshots_are_keys() {
    let program = r#"(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "precast" "snapshot" (func $mark))
        (global $status (mut i32) (i32.const 0))
        (func (export "wizer.initialize") (global.set $status (i32.const 40)))
        (func (export "_start")
          (global.set $status (i32.add (global.get $status) (i32.const 2)))
          (call $mark)
          (call $exit (global.get $status)))
        (memory (export "memory") 1))"#;
    let status = |initialisation: &str, snapshots: &str| {
        let scratch = workplace(&format!(
            "module = \"app.wat\"\n[initialisation]\n{initialisation}\npreinit-clock = \"refuse\"\n[snapshots]\n{snapshots}\n"
        ));
        let directory = scratch.path();
        fs::write(directory.join("app.wat"), program).expect("a file");
        tool(directory, &["build"]).expect_success();
        let info = info(directory, "app");
        let status = run(Command::new(directory.join("app")), b"").status;
        (status, info["preinit"].is_object(), info["snapshot"].is_object())
    };
    assert_eq!(status("preinit = false", ""), (2, false, false));
    assert_eq!(status("preinit = true", ""), (42, true, false));
    assert_eq!(status("preinit = \"wizer.initialize\"", "snapshot-at = \"import\""), (42, true, true));
    assert_eq!(status("", "snapshot-at = \"import\"\nsnapshot-random = \"fixed:7\""), (2, false, true));
}

#[test]
fn what_is_typed_wins() {
    let project = r#"
        target = ["riscv64-linux"]
        [code]
        opt-level = 1
        strip = true
        [grants]
        env = ["A=file"]
        dir = ["/srv"]
        [image]
        platform = ["wasi/wasm"]
        user = "1:2"
        label = { a = "file" }
    "#;
    let scratch = workplace(project);
    let directory = scratch.path();
    let typed =
        ["build", "app.wat", "-o", "app", "--target", "aarch64-linux", "-O0", "-g", "--env", "A=typed"];
    tool(directory, &typed).expect_success();
    let info = info(directory, "app");
    assert_eq!((&info["target"], &info["opt_level"]), (&"aarch64-linux".into(), &"None".into()));
    assert_eq!(info["names"], "Symbols", "-g excludes the file's strip");
    assert_eq!(info["grants"]["env"], serde_json::json!([{ "name": "A", "value": "typed" }]));
    assert_eq!(info["grants"]["dirs"][0]["host"], "/srv");

    let pack = |arguments: &[&str]| {
        tool(directory, &[&["pack", "app.wat", "-o", "image.tar"], arguments].concat()).expect_success();
        let shown = tool(directory, &["inspect", "--json", "image.tar"]).expect_success().stdout();
        let described: Value = serde_json::from_str(&shown).expect("JSON");
        let manifests = described["manifests"].as_array().expect("an array").iter();
        manifests.filter(|manifest| manifest["attestation"].is_null()).cloned().collect::<Vec<_>>()
    };
    // `platform` is about images alone, and goes before `target` in the same file.
    let manifests = pack(&[]);
    assert_eq!((manifests.len(), &manifests[0]["platform"]["os"]), (1, &"wasi".into()));
    let manifests = pack(&["--platform", "linux/amd64", "--user", "7"]);
    assert_eq!(manifests.len(), 1);
    assert_eq!(manifests[0]["platform"]["architecture"], "amd64");
    assert_eq!(
        (&manifests[0]["config"]["User"], &manifests[0]["config"]["Labels"]["a"]),
        (&"7:7".into(), &"file".into())
    );
    let manifests = pack(&["--target", "aarch64-linux"]);
    assert_eq!(manifests[0]["platform"]["architecture"], "arm64");
    assert_eq!(manifests[0]["config"]["User"], "1:2");
}

#[test]
fn all_three_commands_read_the_file() {
    let scratch = workplace(
        "module = \"app.wat\"\n[code]\ncpu = [\"rv64gcv\", \"armv8.1-a\"]\n[grants]\narg = [\"a\"]\n",
    );
    let directory = scratch.path();
    tool(directory, &["build"]).expect_success();
    assert_eq!(info(directory, "app")["grants"]["args"], serde_json::json!(["a"]));
    assert_eq!(tool(directory, &["run", "--", "b"]).expect_success().stdout(), HELLO);
    tool(directory, &["pack"]).expect_success();
    tool(directory, &["verify", "app.oci.tar"]).expect_success();
    // What is about building is left alone where nothing is built.
    tool(directory, &["pack", "--executable", "app", "-o", "taken.tar"]).expect_success();
    // A CPU that was typed must be one of the machine.
    assert_eq!(tool(directory, &["run", "--cpu", "rv64gcv"]).status, STATUS_USAGE);
}

/// A file that lies in the working directory gives nothing to programs that it is not about.
#[test]
fn a_file_is_about_its_own_module() {
    let scratch = workplace("module = \"app.wat\"\n[grants]\ndir = [\"/\"]\n");
    let directory = scratch.path();
    fs::copy(hello(), directory.join("other.wat")).expect("a copy");
    let dirs = |arguments: &[&str]| {
        tool(directory, &[&["build", "-o", "out"], arguments].concat()).expect_success();
        info(directory, "out")["grants"]["dirs"].as_array().map(Vec::len)
    };
    assert_eq!(dirs(&[]), Some(1));
    assert_eq!(dirs(&["./app.wat"]), Some(1));
    assert_eq!(dirs(&["other.wat"]), Some(0));
    assert_eq!(dirs(&["other.wat", "--config", FILE]), Some(1));
    assert_eq!(dirs(&["app.wat", "--config", "/dev/null"]), Some(0));
}

/// Paths of what is read at build time count from the directory of the file.
#[test]
fn paths_count_from_the_file() {
    let project = r#"
        module = "app.wat"
        [code]
        link = { other = "other.wat" }
        [grants]
        embed = ["data", "data::/named"]
        dir = ["data"]
        [image]
        include = ["data:/included"]
    "#;
    let scratch = workplace(project);
    let directory = scratch.path();
    fs::write(directory.join("other.wat"), "(module)").expect("a file");
    fs::create_dir(directory.join("data")).expect("a directory");
    fs::write(directory.join("data/x"), "x").expect("a file");
    fs::create_dir(directory.join("below")).expect("a directory");
    let below = directory.join("below");
    for (place, config) in [(directory, FILE), (&below, "../precast.toml")] {
        tool(place, &["build", "--config", config, "-o", "out"]).expect_success();
        tool(place, &["pack", "--config", config, "-o", "out.tar", "--platform", "linux/amd64"])
            .expect_success();
    }
    assert_eq!(info(directory, "out"), info(&below, "out"));
    let guests: Vec<_> = info(&below, "out")["embedded"].as_array().into_iter().flatten().cloned().collect();
    let guests: Vec<_> = guests.iter().map(|directory| directory["guest"].clone()).collect();
    assert_eq!(guests, ["data", "/named"]);
    assert_eq!(info(&below, "out")["grants"]["dirs"][0]["host"], "data");
    let archive = |place: &Path| fs::read(place.join("out.tar")).expect("an archive");
    assert!(archive(directory) == archive(&below));
}

#[test]
fn mistakes_are_told_with_their_line() {
    let cases = [
        (
            "module = \"app.wat\"\ntargets = [\"all\"]",
            "precast.toml:2: there is no key \"targets\"",
            "`target`",
        ),
        ("[grants]\ndirs = []", "precast.toml:2: there is no key \"dirs\" in [grants]", "`dir` in [grants]"),
        ("[grant]\ndir = []", "precast.toml:1: there is no key \"grant\"", "[grants]"),
        ("dir = []", "precast.toml:1: there is no key \"dir\"", "`dir` in [grants]"),
        (
            "[code]\nstack-size = \"1M\"",
            "precast.toml:2: there is no key \"stack-size\" in [code]",
            "in [memory]",
        ),
        ("[code]\noutput = \"x\"", "there is no key \"output\"", "hint"),
        ("[code.strip]\nx = 1", "precast.toml:1: `strip` must be true or false", ""),
        ("code = 1", "precast.toml:1: [code] is a table", ""),
        ("[code]\nstrip = \"yes\"", "precast.toml:2: `strip` must be true or false", ""),
        ("[grants]\ninherit-args = 1", "precast.toml:2: `inherit-args` must be true or false", ""),
        ("[grants]\ndir = [\n  \"/a\",\n  7.5,\n]", "precast.toml:4: `dir` must be an array of strings", ""),
        ("[grants]\nenv = { A = [] }", "precast.toml:2: `env` must be", "or a table"),
        (
            "[memory]\nstack-size = \"much\"",
            "precast.toml:2: \"much\" is no value for `stack-size`: expected a number",
            "",
        ),
        ("[memory]\nstack-size = []", "precast.toml:2: `stack-size` must be a string or a number", ""),
        (
            "\n\n[code]\ncpu = [\n  \"rv64gcv\",\n  \"z80\",\n]",
            "precast.toml:6: \"z80\" is no value for `cpu`: expected one of",
            "",
        ),
        ("[image]\nuser = \"root\"", "precast.toml:2: \"root\" is no value for `user`", ""),
        (
            "[image]\nannotation = { titel = \"x\" }",
            "precast.toml:2: \"titel=x\" is no value for `annotation`",
            "",
        ),
        ("[code]\nstrip = true\nstrip = true", "precast.toml:3: ", "duplicate key"),
        ("module = app.wat", "precast.toml:1: ", ""),
        ("[code", "precast.toml:1: ", ""),
    ];
    for (project, message, also) in cases {
        let scratch = workplace(project);
        // Every command tells every mistake, whether it would use the key or not.
        for command in ["build", "run", "pack"] {
            let finished = tool(scratch.path(), &[command]);
            assert_eq!(finished.status, STATUS_USAGE, "{command} {project}: {}", finished.describe());
            let stderr = finished.stderr();
            assert!(
                stderr.contains(message) && stderr.contains(also),
                "{command} {project}: {}",
                finished.describe()
            );
        }
    }
    let scratch = workplace("");
    let finished = tool(scratch.path(), &["build", "--config", "missing.toml"]);
    assert_eq!(finished.status, 1, "{}", finished.describe());
    assert!(
        finished.stderr().contains("cannot read the project file missing.toml"),
        "{}",
        finished.describe()
    );
    let finished = tool(scratch.path(), &["build"]);
    assert_eq!(finished.status, STATUS_USAGE, "{}", finished.describe());
    assert!(finished.stderr().contains("no project file names a `module`"), "{}", finished.describe());
}
