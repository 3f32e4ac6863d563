//! A file system that is full.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Unmounts when the test ends, whichever way.
pub(crate) struct Mount(PathBuf);

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Mounts a file system of `bytes`; `None` without the right to mount.
pub(crate) fn small_file_system(directory: &Path, bytes: u64) -> Option<Mount> {
    let options = format!("size={bytes}");
    let mut command = Command::new("mount");
    command.args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(directory).stderr(Stdio::null());
    command.status().expect("mount starts").success().then(|| Mount(directory.to_owned()))
}
