//! The cache of `precast run`: executables, found by what they were built from.
//!
//! A directory of mode 0700 with a file per entry, called `<key>-<digest>`: the key says what the entry
//! was built from, the digest (SHA-256) what it contains. An entry is used only if it is an ordinary
//! file of this user whose contents have that digest; anything else is thrown away and built anew. The
//! file descriptor that was verified is the one that is executed, so neither eviction nor another
//! process that replaces the entry matters. Entries appear whole (see [`crate::output::file`]).

mod key;

use std::env;
use std::fs::{self, File, Permissions};
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use rustix::fs::{FlockOperation, Mode, OFlags};
use sha2::{Digest, Sha256};

use crate::failure::Failure;
use crate::output::file::{Kind, OutputFile};

pub(crate) use key::Key;

/// Bound of all entries together in bytes, where [`SIZE_VARIABLE`] says nothing else.
const SIZE_DEFAULT: u64 = 1 << 30;
/// Environment variable with the bound; 0 switches the cache off.
pub(crate) const SIZE_VARIABLE: &str = "PRECAST_CACHE_SIZE";
/// Bits of a mode that would let others tamper with entries.
const OTHERS_WRITE: u32 = 0o022;
/// Age at which a temporary file can only be what a killed process left behind.
const LEFTOVER_AGE: Duration = Duration::from_secs(3600);

/// The cache of this user.
pub(crate) struct Cache {
    directory: PathBuf,
    size_max: u64,
}

/// What `precast cache stat` shows.
pub(crate) struct Statistics {
    pub(crate) entries: usize,
    pub(crate) bytes: u64,
}

/// A file in the cache.
struct Entry {
    path: PathBuf,
    bytes: u64,
    used: SystemTime,
}

impl Cache {
    /// The cache, whether or not its directory is there.
    pub(crate) fn locate() -> anyhow::Result<Cache> {
        let size_max = match env::var(SIZE_VARIABLE) {
            Ok(size) => crate::args::size(&size)
                .map_err(|error| Failure::usage(format!("{SIZE_VARIABLE}={size}: {error}")))?,
            Err(_) => SIZE_DEFAULT,
        };
        // A relative path is to be ignored, says the XDG base directory specification.
        let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = absolute("XDG_CACHE_HOME")
            .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
            .ok_or_else(|| Failure::new("no place for a cache: neither XDG_CACHE_HOME nor HOME is set"))?;
        Ok(Cache { directory: base.join("precast").join("run"), size_max })
    }

    /// Where entries lie.
    pub(crate) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Bound of all entries together in bytes.
    pub(crate) fn size_max(&self) -> u64 {
        self.size_max
    }

    /// Makes the directory where it is missing, and refuses one that others could write to.
    pub(crate) fn prepare(&self) -> anyhow::Result<()> {
        let own = self.directory.parent().context("the cache has no directory")?;
        if let Some(base) = own.parent() {
            fs::create_dir_all(base).with_context(|| format!("cannot create {}", base.display()))?;
        }
        for directory in [own, &self.directory] {
            match fs::DirBuilder::new().mode(0o700).create(directory) {
                Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                    return Err(error).with_context(|| format!("cannot create {}", directory.display()));
                }
                _ => check_directory(directory)?,
            }
        }
        Ok(())
    }

    /// An entry, verified and open for execution. One that is not what its name says is removed.
    pub(crate) fn find(&self, key: &Key) -> Option<OwnedFd> {
        let prefix = format!("{key}-");
        for entry in fs::read_dir(&self.directory).ok()?.flatten() {
            let name = entry.file_name();
            let Some(digest) = name.to_str().and_then(|name| name.strip_prefix(&prefix)) else { continue };
            let path = entry.path();
            match open_verified(&path, digest) {
                Some(file) => {
                    // The time of last use, for eviction. A read-only file system knows none.
                    let _ = file.set_modified(SystemTime::now());
                    return Some(file.into());
                }
                None => {
                    let _ = fs::remove_file(&path);
                }
            }
        }
        None
    }

    /// Adds an entry, then evicts those unused for longest until the bound is kept.
    pub(crate) fn insert(&self, key: &Key, executable: &[u8]) -> anyhow::Result<()> {
        if executable.len() as u64 > self.size_max {
            return Ok(());
        }
        let _lock = self.lock()?;
        let path = self.directory.join(format!("{key}-{}", key::hex(Sha256::digest(executable))));
        let mut output = OutputFile::create(&path, Kind::Private)?.unsynced();
        output.write(executable.to_vec())?;
        output.commit()?;
        self.evict(&path)
    }

    /// One process at a time adds, counts and removes; looking for an entry needs no lock.
    fn lock(&self) -> anyhow::Result<File> {
        let lock = File::open(&self.directory).context("cannot open the cache")?;
        rustix::fs::flock(&lock, FlockOperation::LockExclusive).context("cannot lock the cache")?;
        Ok(lock)
    }

    fn evict(&self, keep: &Path) -> anyhow::Result<()> {
        let mut entries = self.entries()?;
        entries.sort_by_key(|entry| entry.used);
        let mut total: u64 = entries.iter().map(|entry| entry.bytes).sum();
        for entry in entries {
            let leftover = entry.path.file_name().is_some_and(|name| name.as_bytes().starts_with(b"."))
                && entry.used.elapsed().is_ok_and(|age| age > LEFTOVER_AGE);
            if leftover || (total > self.size_max && entry.path != keep) {
                // Another process may have been faster.
                let _ = fs::remove_file(&entry.path);
                total -= entry.bytes;
            }
        }
        Ok(())
    }

    /// How much there is.
    pub(crate) fn statistics(&self) -> anyhow::Result<Statistics> {
        let entries = self.entries()?;
        Ok(Statistics { entries: entries.len(), bytes: entries.iter().map(|entry| entry.bytes).sum() })
    }

    /// Removes every entry and says how much that was.
    pub(crate) fn clean(&self) -> anyhow::Result<Statistics> {
        let mut removed = Statistics { entries: 0, bytes: 0 };
        if !self.directory.exists() {
            return Ok(removed);
        }
        let _lock = self.lock()?;
        for entry in self.entries()? {
            match fs::remove_file(&entry.path) {
                Ok(()) => {
                    removed.entries += 1;
                    removed.bytes += entry.bytes;
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot remove {}", entry.path.display()));
                }
            }
        }
        Ok(removed)
    }

    fn entries(&self) -> anyhow::Result<Vec<Entry>> {
        let listing = match fs::read_dir(&self.directory) {
            Ok(listing) => listing,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", self.directory.display()));
            }
        };
        let entry = |entry: fs::DirEntry| {
            // An entry that goes away meanwhile counts for nothing.
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            let used = metadata.modified().ok()?;
            Some(Entry { path: entry.path(), bytes: metadata.len(), used })
        };
        Ok(listing.flatten().filter_map(entry).collect())
    }
}

/// Fails unless `directory` is this user's and closed to others. One that others can merely read is
/// closed; one that others could have written to is not trusted.
fn check_directory(directory: &Path) -> anyhow::Result<()> {
    let shown = directory.display();
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::RDONLY | OFlags::CLOEXEC;
    let file =
        rustix::fs::open(directory, flags, Mode::empty()).with_context(|| format!("cannot open {shown}"))?;
    let file = File::from(file);
    let metadata = file.metadata().with_context(|| format!("cannot open {shown}"))?;
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        return Err(Failure::new(format!("{shown} belongs to another user")).into());
    }
    if metadata.mode() & OTHERS_WRITE != 0 {
        return Err(Failure::new(format!("other users can write to {shown}"))
            .hint(format!("`rm -r {shown}`; it is then made anew"))
            .into());
    }
    if metadata.mode() & 0o777 != 0o700 {
        file.set_permissions(Permissions::from_mode(0o700))
            .with_context(|| format!("cannot set the mode of {shown}"))?;
    }
    Ok(())
}

/// Opens an entry if it is this user's own ordinary file with the digest of its name.
fn open_verified(path: &Path, digest: &str) -> Option<File> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    let metadata = file.metadata().ok()?;
    let own = metadata.uid() == rustix::process::geteuid().as_raw();
    if !own || !metadata.is_file() || metadata.mode() & OTHERS_WRITE != 0 || metadata.mode() & 0o500 != 0o500
    {
        return None;
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 17];
    loop {
        match file.read(&mut buffer).ok()? {
            0 => break,
            len => hasher.update(&buffer[..len]),
        }
    }
    (key::hex(hasher.finalize()) == digest).then_some(file)
}
