//! `precast targets`: what this precast can build for.

use clap::Args;
use precast_targets::Target;

use crate::output;

/// List the machines that can be built for
///
/// The first CPU of each target is the default. A target without a runtime library cannot be built for;
/// the list says what mends that.
#[derive(Args, Debug)]
pub(crate) struct Arguments {}

/// Digits of a digest that suffice to tell runtimes apart; `--version` prints all.
const DIGEST_DIGITS: usize = 12;

/// See the module.
pub(crate) fn run(_: &Arguments) -> anyhow::Result<()> {
    let host = Target::host().map(|target| target.name);
    let mut rows = vec![["TARGET", "CPUS", "RUNTIME", "BUILT BY"].map(str::to_owned).to_vec()];
    let mut missing = String::new();
    for target in precast_targets::ALL {
        let mark = if host == Some(target.name) { " (this machine)" } else { "" };
        let cpus: Vec<&str> = target.cpus.iter().map(|cpu| cpu.name).collect();
        let (digest, compiler) = match target.runtime {
            Some(runtime) => (&runtime.sha256[..DIGEST_DIGITS], runtime.compiler),
            None => {
                missing.push_str(&format!("{} cannot be built for; to mend: {}\n", target.name, target.mend));
                ("missing", "-")
            }
        };
        let cells =
            [format!("{}{mark}", target.name), cpus.join(", "), digest.to_owned(), compiler.to_owned()];
        rows.push(cells.to_vec());
    }
    output::print(output::table(&rows) + &missing)
}
