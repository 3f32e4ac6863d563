//! Where the programs to measure come from: the `precast` to test, the inputs of the tests, the sources of
//! the native sides, and a scratch directory for what is built.

use std::env;
use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

/// Everything that a benchmark reads.
pub(crate) struct Inputs {
    /// The `precast` that is measured.
    pub(crate) precast: PathBuf,
    /// The checkout.
    pub(crate) checkout: PathBuf,
    /// What `tests/setup.sh` made.
    pub(crate) cache: PathBuf,
    /// What `benches/peers.sh` made, if it has run.
    pub(crate) peers: PathBuf,
    /// Builds go here; removed at the end.
    pub(crate) scratch: tempfile::TempDir,
}

impl Inputs {
    /// Finds them, or says what to do first.
    pub(crate) fn find() -> anyhow::Result<Inputs> {
        let precast = match env::var_os("PRECAST") {
            Some(path) => PathBuf::from(path),
            None => env::current_exe()?.with_file_name("precast"),
        };
        if !precast.is_file() {
            bail!("no precast at {}: `cargo build --release -p precast`, or set PRECAST", precast.display());
        }
        let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("no checkout")?.to_owned();
        let cache =
            match (env::var_os("PRECAST_TEST_CACHE"), env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
                (Some(cache), ..) => PathBuf::from(cache),
                (None, Some(base), _) => Path::new(&base).join("precast/tests"),
                (None, None, Some(home)) => Path::new(&home).join(".cache/precast/tests"),
                (None, None, None) => bail!("neither PRECAST_TEST_CACHE, XDG_CACHE_HOME nor HOME is set"),
            };
        if !cache.join("inputs").is_dir() {
            bail!("no inputs in {}: run tests/setup.sh first", cache.display());
        }
        let peers = match env::var_os("PRECAST_BENCH_PEERS") {
            Some(peers) => PathBuf::from(peers),
            None => cache.with_file_name("peers"),
        };
        let scratch = tempfile::Builder::new().prefix("precast-benches.").tempdir()?;
        Ok(Inputs { precast, checkout, cache, peers, scratch })
    }

    /// A path for something that is built.
    pub(crate) fn built(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// Builds an executable for this machine.
    pub(crate) fn build(&self, wasm: &Path, options: &[&str], name: &str) -> anyhow::Result<PathBuf> {
        let output = self.built(name);
        succeed(Command::new(&self.precast).arg("build").arg(wasm).args(options).arg("-o").arg(&output))?;
        Ok(output)
    }

    /// Writes a file whole or not at all.
    pub(crate) fn write(&self, path: &Path, text: &str) -> anyhow::Result<()> {
        let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(directory.unwrap_or(Path::new(".")))?;
        file.write_all(text.as_bytes())?;
        file.as_file().set_permissions(Permissions::from_mode(0o644))?;
        file.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(())
    }
}

/// Runs a command to its end, which must be a good one, and returns what it printed.
pub(crate) fn succeed(command: &mut Command) -> anyhow::Result<String> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    if !output.status.success() {
        bail!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
