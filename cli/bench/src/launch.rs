//! How a process is to be started.

use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::Error;

/// A program with all that it is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Launch {
    /// The program, as a path or a name to look for.
    pub program: PathBuf,
    /// Its arguments, without the name.
    pub arguments: Vec<OsString>,
    /// Variables in addition to those of this process.
    pub env: Vec<(String, OsString)>,
    /// Standard input; an empty one if none.
    pub stdin: Option<PathBuf>,
}

impl Launch {
    /// A launch of `program` with nothing else.
    pub fn new(program: impl Into<PathBuf>) -> Launch {
        Launch { program: program.into(), ..Launch::default() }
    }

    /// The file that becomes standard input.
    pub(crate) fn stdin_path(&self) -> PathBuf {
        self.stdin.clone().unwrap_or_else(|| "/dev/null".into())
    }

    /// The command with standard input, and in a process group of its own, so that it can be ended with all
    /// that it has started, and a terminal's signals come to us alone.
    pub(crate) fn command(&self) -> Result<Command, Error> {
        use std::os::unix::process::CommandExt as _;
        let path = self.stdin_path();
        let stdin = File::open(&path).map_err(Error::system(format!("open {}", path.display())))?;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(stdin).stdout(Stdio::null()).stderr(Stdio::null());
        command.envs(self.env.iter().map(|(name, value)| (name, value))).process_group(0);
        Ok(command)
    }
}
