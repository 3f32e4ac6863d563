//! Output files that appear whole or not at all.
//!
//! The bytes go into a file without a name in the directory of the output (`O_TMPFILE`), which the
//! kernel frees whatever ends this process, and which is linked into place when it is complete. File
//! systems that cannot do that get a named temporary file, written and renamed at the very end.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Seek, Write};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use rustix::fs::{Access, AtFlags, Mode, OFlags};

use crate::failure::Failure;

/// Whether an output can be executed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Mode 0777 less the umask.
    Executable,
    /// Mode 0700: nobody else's business.
    Private,
    /// Mode 0666 less the umask.
    Data,
}

/// An output that is not in place yet. Dropping it leaves nothing behind.
pub(crate) struct OutputFile {
    path: PathBuf,
    kind: Kind,
    place: Place,
    synced: bool,
}

/// Where the bytes are until the output is complete.
enum Place {
    /// A file without a name.
    Unnamed(File),
    /// Here, because the file system has no files without names.
    Bytes(Vec<u8>),
    /// Here, for a device or pipe, which cannot be replaced by a file.
    Device(Vec<u8>),
}

impl Place {
    /// For an output on the file system of `directory`.
    fn within(directory: &Path, kind: Kind) -> io::Result<Place> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        match rustix::fs::open(directory, flags, Mode::from_raw_mode(kind.mode())) {
            Ok(file) => Ok(Place::Unnamed(File::from(file))),
            // ENOTSUP: the file system cannot; EISDIR, EINVAL: the kernel or an emulator does not know.
            Err(rustix::io::Errno::NOTSUP | rustix::io::Errno::ISDIR | rustix::io::Errno::INVAL) => {
                let access = Access::WRITE_OK | Access::EXEC_OK;
                rustix::fs::accessat(rustix::fs::CWD, directory, access, AtFlags::EACCESS)?;
                Ok(Place::Bytes(Vec::new()))
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl OutputFile {
    /// Prepares to write `path`: fails now where it could not be written later.
    pub(crate) fn create(path: &Path, kind: Kind) -> anyhow::Result<OutputFile> {
        // A symbolic link stays; what it points to is replaced.
        let path = match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path)
                .with_context(|| format!("cannot write {}: it is a broken symbolic link", path.display()))?,
            _ => path.to_owned(),
        };
        if let Ok(metadata) = fs::metadata(&path) {
            let file_type = metadata.file_type();
            if file_type.is_dir() {
                return Err(
                    Failure::new(format!("cannot write {}: it is a directory", path.display())).into()
                );
            }
            if file_type.is_char_device() || file_type.is_fifo() || file_type.is_block_device() {
                return Ok(OutputFile { path, kind, place: Place::Device(Vec::new()), synced: false });
            }
        }
        let place = Place::within(directory_of(&path), kind).map_err(|error| cannot_write(&path, error))?;
        Ok(OutputFile { path, kind, place, synced: true })
    }

    /// As [`OutputFile::create`], where the directories that lead to `path` need not exist before
    /// [`OutputFile::commit`]; `within` exists and is on the same file system.
    pub(crate) fn create_within(within: &Path, path: PathBuf, kind: Kind) -> anyhow::Result<OutputFile> {
        let place = Place::within(within, kind).map_err(|error| cannot_write(&path, error))?;
        Ok(OutputFile { path, kind, place, synced: true })
    }

    /// The same output, which may be damaged after a crash of the machine: for what is verified before
    /// use, and not worth waiting for the disk.
    #[must_use]
    pub(crate) fn unsynced(self) -> OutputFile {
        OutputFile { synced: false, ..self }
    }

    /// Where the output is going to be.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the whole contents.
    pub(crate) fn write(&mut self, bytes: Vec<u8>) -> anyhow::Result<()> {
        match &mut self.place {
            Place::Unnamed(file) => file
                .write_all(&bytes)
                // Some file systems notice that they are full only here; and after a crash of the
                // machine the name must not stand for an empty file.
                .and_then(|()| if self.synced { file.sync_all() } else { Ok(()) })
                .map_err(|error| cannot_write_size(&self.path, bytes.len(), error)),
            Place::Bytes(place) | Place::Device(place) => {
                *place = bytes;
                Ok(())
            }
        }
    }

    /// Whether a file with these bytes is in place already.
    pub(crate) fn is_in_place(&self, bytes: &[u8]) -> bool {
        let is_file = fs::metadata(&self.path)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64);
        is_file && fs::read(&self.path).is_ok_and(|found| found == bytes)
    }

    /// Puts the output in place where nothing is; something that is there stays.
    pub(crate) fn commit_new(self) -> anyhow::Result<()> {
        let exists = || {
            let refusal = format!("{} exists, and is left as it is", self.path.display());
            Err(Failure::new(refusal).hint("remove it, or work in another directory").into())
        };
        match &self.place {
            Place::Unnamed(file) => match link(file, &self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => exists(),
                Err(_) if !self.path.exists() => self.commit(),
                result => result.map_err(|error| cannot_write(&self.path, error)),
            },
            _ if self.path.exists() => exists(),
            _ => self.commit(),
        }
    }

    /// Puts the output in place, instead of a file that may be there.
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        let path = self.path;
        match self.place {
            Place::Device(bytes) => File::options()
                .write(true)
                .open(&path)
                .and_then(|mut device| device.write_all(&bytes))
                .map_err(|error| cannot_write(&path, error)),
            Place::Bytes(bytes) => rename_into(&path, self.kind, &bytes),
            Place::Unnamed(file) => {
                let mut file = read_only(file);
                link_into(&file, &path).or_else(|_| {
                    // Without /proc, or where a security module forbids links, a copy does it too.
                    let mut bytes = Vec::new();
                    file.rewind()
                        .and_then(|()| file.read_to_end(&mut bytes))
                        .map_err(|error| cannot_write(&path, error))?;
                    rename_into(&path, self.kind, &bytes)
                })
            }
        }
    }
}

impl Kind {
    fn mode(self) -> u32 {
        match self {
            Kind::Executable => 0o777,
            Kind::Private => 0o700,
            Kind::Data => 0o666,
        }
    }
}

/// The same file, no longer open for writing: nobody could execute it under its name until that is so.
fn read_only(file: File) -> File {
    File::open(descriptor_path(&file)).unwrap_or(file)
}

/// The name that the kernel gives to an open file of this process.
fn descriptor_path(file: &File) -> String {
    format!("/proc/self/fd/{}", file.as_raw_fd())
}

/// Gives the unnamed `file` the name `path`, which nothing may have.
fn link(file: &File, path: &Path) -> io::Result<()> {
    let source = descriptor_path(file);
    let flags = AtFlags::SYMLINK_FOLLOW;
    Ok(rustix::fs::linkat(rustix::fs::CWD, source.as_str(), rustix::fs::CWD, path, flags)?)
}

/// Gives the unnamed `file` the name `path`, instead of a file that may be there.
fn link_into(file: &File, path: &Path) -> io::Result<()> {
    match link(file, path) {
        // A link replaces nothing: link beside it, then rename over it.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let beside = tempfile::Builder::new()
                .prefix(&temporary_prefix(path))
                .suffix(".tmp")
                .make_in(directory_of(path), |beside| link(file, beside))?;
            beside.persist(path).map_err(|error| error.error)?;
            Ok(())
        }
        result => result,
    }
}

/// Writes a named temporary file and renames it to `path`.
fn rename_into(path: &Path, kind: Kind, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(&temporary_prefix(path))
        .suffix(".tmp")
        .permissions(Permissions::from_mode(kind.mode()))
        .tempfile_in(directory_of(path))
        .map_err(|error| cannot_write(path, error))?;
    file.write_all(bytes)
        .and_then(|()| file.as_file().sync_all())
        .map_err(|error| cannot_write_size(path, bytes.len(), error))?;
    // Closed before it gets its name: nobody could execute it while it is open for writing.
    file.into_temp_path().persist(path).map_err(|error| cannot_write(path, error.error))?;
    Ok(())
}

fn temporary_prefix(path: &Path) -> String {
    // Cut, so that the temporary name stays within the 255 bytes of a file name.
    let name: String = path.file_name().unwrap_or_default().to_string_lossy().chars().take(48).collect();
    format!(".{name}.")
}

/// The directory that holds `path`.
fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn cannot_write(path: &Path, error: io::Error) -> anyhow::Error {
    let directory = directory_of(path).display();
    let failure = match error.kind() {
        io::ErrorKind::NotFound if !directory_of(path).exists() => {
            Failure::new(format!("cannot write {}: the directory {directory} does not exist", path.display()))
        }
        io::ErrorKind::NotADirectory => {
            Failure::new(format!("cannot write {}: {directory} is not a directory", path.display()))
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Failure::new(format!("cannot write {}: {error}", path.display()))
                .hint(format!("the directory {directory} must be writable; or name another output with -o"))
        }
        _ => Failure::new(format!("cannot write {}: {error}", path.display())),
    };
    failure.into()
}

fn cannot_write_size(path: &Path, bytes: usize, error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            let size = super::units::size(bytes as u64);
            Failure::new(format!("cannot write {}: {error}; it needs {size}", path.display())).into()
        }
        _ => cannot_write(path, error),
    }
}

/// A file in memory with `bytes`, which can be executed where no directory is writable.
pub(crate) fn in_memory(name: &str, bytes: &[u8]) -> anyhow::Result<OwnedFd> {
    use rustix::fs::MemfdFlags;
    let file =
        rustix::fs::memfd_create(name, MemfdFlags::CLOEXEC).context("cannot create a file in memory")?;
    let mut file = File::from(file);
    file.write_all(bytes).context("cannot write a file in memory")?;
    Ok(file.into())
}
