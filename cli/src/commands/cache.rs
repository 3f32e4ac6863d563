//! `precast cache`: looks after the cache of `precast run`.

use clap::{Args, Subcommand};

use crate::cache::Cache;
use crate::output::{self, units};

/// Show or empty the cache of `precast run`
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show where the cache is and how full
    Stat,
    /// Remove every executable from the cache
    Clean,
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let cache = Cache::locate()?;
    match arguments.action {
        Action::Stat => {
            let statistics = cache.statistics()?;
            let rows = [
                ["directory".to_owned(), cache.directory().display().to_string()].to_vec(),
                ["entries".to_owned(), statistics.entries.to_string()].to_vec(),
                ["size".to_owned(), units::size(statistics.bytes)].to_vec(),
                ["bound".to_owned(), units::size(cache.size_max())].to_vec(),
            ];
            output::print(output::table(&rows))
        }
        Action::Clean => {
            let removed = cache.clean()?;
            output::print(format!(
                "removed {} {} ({})\n",
                removed.entries,
                if removed.entries == 1 { "entry" } else { "entries" },
                units::size(removed.bytes)
            ))
        }
    }
}
