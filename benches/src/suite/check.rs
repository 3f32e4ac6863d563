//! Checks that every program prints the same as a precast executable and natively.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use rayon::prelude::*;

use super::build::{Builder, Built};
use crate::inputs::{Inputs, succeed};

/// Builds each wasm program with precast, runs both executables, and fails if they print different things or
/// nothing.
pub(crate) fn run(inputs: &Inputs, builder: &Builder<'_>, built: &[Built]) -> anyhow::Result<()> {
    built
        .par_iter()
        .try_for_each(|built| check(inputs, builder, built).with_context(|| built.program.name.to_owned()))?;
    println!("{} programs print the same on both sides", built.len());
    Ok(())
}

fn check(inputs: &Inputs, builder: &Builder<'_>, built: &Built) -> anyhow::Result<()> {
    let artifact = inputs.build(&built.wasm, &[], built.program.name)?;
    let run = |executable: &Path| -> anyhow::Result<String> {
        let mut command = Command::new(executable);
        command.args(built.program.quick.split_whitespace());
        match built.program.stdin {
            Some(stdin) => {
                let path = builder.word(stdin);
                command.stdin(File::open(&path).with_context(|| format!("cannot read {path}"))?)
            }
            None => command.stdin(Stdio::null()),
        };
        succeed(&mut command)
    };
    let (ours, native) = (run(&artifact)?, run(&built.native)?);
    fs::remove_file(artifact)?;
    if ours != native || ours.is_empty() {
        bail!("printed as a precast executable:\n{ours}\nprinted natively:\n{native}");
    }
    Ok(())
}
