//! The table on terminals of all widths, with colours and without.

use super::*;

/// Standard output of `precast bench --load`, on a terminal that `script` makes.
fn on_terminal(environment: &[(&str, &str)]) -> String {
    let mut command = Command::new("script");
    let load =
        format!("'{}' bench --load '{}'", precast().get_program().to_string_lossy(), example().display());
    command.args(["-qec", &load, "/dev/null"]).env_remove("NO_COLOR").env_remove("COLUMNS");
    command.envs(environment.iter().copied());
    run(command, b"").expect_success().stdout().replace("\r\n", "\n")
}

fn piped(columns: Option<&str>) -> String {
    let mut command = precast();
    command.args(["bench", "--load"]).arg(example()).env_remove("COLUMNS");
    command.envs(columns.map(|columns| ("COLUMNS", columns)));
    run(command, b"").expect_success().stdout()
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    assert!(on_terminal(&[]).contains("\x1b[32m"));
    assert!(!on_terminal(&[("NO_COLOR", "1")]).contains('\x1b'));
    assert!(!piped(None).contains('\x1b'));
}

#[test]
fn lines_fit_the_width() {
    for columns in ["40", "80", "110", "200"] {
        let width: usize = columns.parse().expect("a number");
        for text in [piped(Some(columns)), on_terminal(&[("COLUMNS", columns), ("NO_COLOR", "1")])] {
            assert!(text.lines().all(|line| line.chars().count() <= width), "{width}: {text}");
            assert!(text.contains("wasmtime precompiled") && text.contains("1.33 s"), "{width}: {text}");
        }
    }
}
