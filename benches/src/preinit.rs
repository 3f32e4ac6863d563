//! The start of programs that were initialised ahead of time, from spawn to the exit behind their result:
//! against the same programs that initialise themselves at launch, and against a small C program.

use std::process::Command;

use crate::inputs::Inputs;
use crate::measure::{Side, interleave, print};

pub(crate) fn run(inputs: &Inputs, pairs: usize) -> anyhow::Result<()> {
    let cases = inputs.checkout.join("tests/preinit");
    let app = format!("{}::/app", cases.join("quickjs/app").display());
    let quickjs = inputs.cache.join("inputs/quickjs.wasm");
    let table = cases.join("table-rust/module.wasm");
    let resume =
        ["--preinit", "--preinit-rename=_start=wizer.resume", "--preinit-clock=fixed", "--preinit-dir", &app];
    let quickjs_ahead = inputs.build(&quickjs, &resume, "quickjs-ahead")?;
    let quickjs_plain = inputs.build(&quickjs, &["--embed", &app], "quickjs-plain")?;
    let table_ahead = inputs.build(&table, &["--preinit", "--preinit-random=fixed"], "table-ahead")?;
    let table_plain = inputs.build(&table, &[], "table-plain")?;
    let hello =
        inputs.build(&inputs.checkout.join("tests/programs/hello-c/module.wasm"), &["--strip"], "hello")?;
    let programs =
        [("QuickJS", &quickjs_ahead, &quickjs_plain, "bake"), ("table", &table_ahead, &table_plain, "97")];
    let small = Side { name: "hello", command: &|| Command::new(&hello) };
    for (name, ahead, plain, argument) in programs {
        let command = |path: &std::path::PathBuf| {
            let mut command = Command::new(path);
            command.arg(argument);
            command
        };
        let ahead = Side { name: "ahead of time", command: &|| command(ahead) };
        let plain = Side { name: "at launch", command: &|| command(plain) };
        for other in [&plain, &small] {
            let sides = [&ahead, other];
            let samples = interleave(sides, pairs)?;
            print(&format!("{name}, spawn to exit"), ("µs", 1e6), sides, &samples, |sample| sample.wall);
        }
    }
    Ok(())
}
