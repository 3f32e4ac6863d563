//! Comparisons with earlier results. Nothing is measured here: both are made up.

use std::fs;
use std::path::Path;

use super::support::Finished;
use super::*;

/// The example with one change, written to a file.
fn changed(directory: &Path, change: impl Fn(&mut Value)) -> std::path::PathBuf {
    let mut results: Value = serde_json::from_slice(&fs::read(example()).expect("an example")).expect("JSON");
    change(&mut results);
    let path = directory.join("changed.json");
    fs::write(&path, results.to_string()).expect("a file");
    path
}

/// Multiplies the samples of a figure of precast; the medians follow.
fn multiply(results: &mut Value, metric: &str, factor: f64) {
    let sides = results["sides"].as_array_mut().expect("sides");
    let ours = sides.iter_mut().find(|side| side["name"] == "precast").expect("precast");
    let figure = &mut ours["figures"][metric];
    for sample in figure["samples"].as_array_mut().expect("samples") {
        *sample = Value::from((sample.as_f64().expect("a number") * factor) as u64);
    }
    figure["median"] = Value::from(figure["median"].as_f64().expect("a number") * factor);
}

fn compare(now: &Path, options: &[&str]) -> Finished {
    let mut command = precast();
    command.args(["bench", "--load"]).arg(now).arg("--baseline").arg(example()).args(options);
    run(command, b"")
}

#[test]
fn nothing_new_is_nothing_worse() {
    let finished = compare(&example(), &[]).expect_success();
    assert!(finished.stderr().contains("ok     run time +0.0 %"), "{}", finished.describe());
    assert!(!finished.stderr().contains("worse"), "{}", finished.describe());
}

#[test]
fn what_is_worse_is_named_and_fails() {
    let directory = scratch();
    for (metric, title) in [
        ("run_time_ns", "run time"),
        ("cold_start_ns", "cold start"),
        ("peak_memory_bytes", "peak memory"),
        ("compiled_bytes", "compiled size"),
    ] {
        let now = changed(directory.path(), |results| multiply(results, metric, 1.2));
        let finished = compare(&now, &["--max-regression=5%"]);
        assert_eq!(finished.status, 1, "{metric}: {}", finished.describe());
        let expected = format!("precast: error: worse than the baseline: {title}\n");
        assert!(finished.stderr().contains(&expected), "{}", finished.describe());
        // What was measured is shown all the same.
        assert!(finished.stdout().contains("wasmtime precompiled"), "{}", finished.describe());
        let single = format!("--max-regression={}=25%", title.replace(' ', "-"));
        compare(&now, &["--max-regression=5%", &single]).expect_success();
        compare(&now, &["--max-regression=25%"]).expect_success();
    }
}

#[test]
fn what_is_better_never_fails() {
    let directory = scratch();
    let now = changed(directory.path(), |results| multiply(results, "run_time_ns", 0.5));
    compare(&now, &["--max-regression=0%"]).expect_success();
}

#[test]
fn noise_is_no_regression() {
    let directory = scratch();
    // A median that is 10 % worse, of samples that vary by a factor of two: the interval reaches the limit.
    let noisy = |results: &mut Value| {
        multiply(results, "run_time_ns", 1.1);
        let sides = results["sides"].as_array_mut().expect("sides");
        let ours = sides.iter_mut().find(|side| side["name"] == "precast").expect("precast");
        let samples = ours["figures"]["run_time_ns"]["samples"].as_array_mut().expect("samples");
        for (index, sample) in samples.iter_mut().enumerate() {
            let factor = 0.7 + 0.07 * index as f64;
            *sample = Value::from((sample.as_f64().expect("a number") * factor) as u64);
        }
    };
    let finished = compare(&changed(directory.path(), noisy), &[]).expect_success();
    assert!(finished.stderr().contains("ok     run time"), "{}", finished.describe());
}

#[test]
fn few_samples_are_no_regression() {
    let directory = scratch();
    let few = |results: &mut Value| {
        multiply(results, "run_time_ns", 3.0);
        for side in results["sides"].as_array_mut().expect("sides") {
            let Some(samples) = side.pointer_mut("/figures/run_time_ns/samples") else { continue };
            samples.as_array_mut().expect("samples").truncate(3);
        }
    };
    let finished = compare(&changed(directory.path(), few), &[]).expect_success();
    let expected = "run time was measured 3 times only, too few to tell a change from noise: not compared";
    assert!(finished.stderr().contains(expected), "{}", finished.describe());
    assert!(finished.stderr().contains("ok     CPU time"), "{}", finished.describe());
}

#[test]
fn times_of_other_machines_are_compared_by_another_runtime() {
    let directory = scratch();
    // All of this machine is twice as slow, and precast alone is 1.5 times slower still.
    let elsewhere = |results: &mut Value, ours: f64| {
        results["machine"]["cpu"] = Value::from("Another CPU");
        for side in results["sides"].as_array_mut().expect("sides") {
            let factor = if side["name"] == "precast" { 2.0 * ours } else { 2.0 };
            let Some(samples) = side.pointer_mut("/figures/run_time_ns/samples") else { continue };
            for sample in samples.as_array_mut().expect("samples") {
                *sample = Value::from((sample.as_f64().expect("a number") * factor) as u64);
            }
        }
    };
    let finished =
        compare(&changed(directory.path(), |results| elsewhere(results, 1.0)), &[]).expect_success();
    assert!(finished.stderr().contains("times are compared by their ratio to wasmtime run"));
    let finished = compare(&changed(directory.path(), |results| elsewhere(results, 1.5)), &[]);
    assert!(finished.status == 1 && finished.stderr().contains("worse than the baseline: run time\n"));
    // Without a common runtime, only what does not depend on the machine is compared.
    let alone = |results: &mut Value| {
        elsewhere(results, 1.5);
        results["sides"].as_array_mut().expect("sides").retain(|side| side["name"] == "precast");
    };
    let finished = compare(&changed(directory.path(), alone), &[]).expect_success();
    assert!(finished.stderr().contains("times are not compared"), "{}", finished.describe());
    assert!(!finished.stderr().contains("  run time"), "{}", finished.describe());
    assert!(finished.stderr().contains("ok     compiled size"), "{}", finished.describe());
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let directory = scratch();
    let empty = Value::Array(Vec::new());
    let refused = [
        ("/program/name", Value::from("other.wasm"), "the baseline is of `lua.wasm work.lua`"),
        ("/sides", empty, "no figures of precast"),
        ("/version", Value::from(9), "version is 9"),
        ("/schema", Value::from("other"), "schema is \"other\""),
    ];
    for (field, value, message) in refused {
        let change = |results: &mut Value| *results.pointer_mut(field).expect(field) = value.clone();
        let finished = compare(&changed(directory.path(), change), &[]);
        assert_ne!(finished.status, 0, "{message}");
        assert!(finished.stderr().contains(message), "{message}: {}", finished.describe());
    }
}

#[test]
fn results_come_back_as_they_were() {
    let mut command = precast();
    command.args(["bench", "--json", "--load"]).arg(example());
    let printed: Value = serde_json::from_slice(&run(command, b"").expect_success().stdout).expect("JSON");
    let original: Value = serde_json::from_slice(&fs::read(example()).expect("an example")).expect("JSON");
    assert_eq!(printed, original);
}
