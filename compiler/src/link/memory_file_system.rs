//! The linker's view of files: inputs that were handed over as bytes, one output that stays in memory.
//!
//! Nothing here touches a disk. Whatever the linker might do beside reading its inputs and writing its
//! output (dependency files, maps, renames of an older output) is refused.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use libwild::{FileSystem, FileType, InputFileData, OutputFileData, OutputOptions};
use memmap2::MmapMut;

/// An input: owned, or embedded in this program.
#[derive(Clone)]
pub(super) enum Bytes {
    Owned(Arc<Vec<u8>>),
    Static(&'static [u8]),
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", InputFileData::bytes(self).len())
    }
}

impl InputFileData for Bytes {
    fn bytes(&self) -> &[u8] {
        match self {
            Bytes::Owned(bytes) => bytes,
            Bytes::Static(bytes) => bytes,
        }
    }
}

/// The output while the linker writes it. A mapping of its own, for its copy is soon packed: what is freed
/// then must not stay with the allocator.
pub(super) struct Output {
    bytes: MmapMut,
    finished: Arc<Mutex<Option<MmapMut>>>,
}

impl OutputFileData for Output {
    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    fn finish(self) -> libwild::error::Result {
        *self.finished.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.bytes);
        Ok(())
    }
}

/// Named inputs and a place for the output.
pub(super) struct MemoryFileSystem {
    inputs: Vec<(&'static str, Bytes)>,
    finished: Arc<Mutex<Option<MmapMut>>>,
}

impl MemoryFileSystem {
    /// A file system that holds `inputs` and nothing else.
    pub(super) fn new(inputs: Vec<(&'static str, Bytes)>) -> MemoryFileSystem {
        MemoryFileSystem { inputs, finished: Arc::default() }
    }

    /// Takes the output out once the linker has finished it.
    pub(super) fn take_output(&self) -> Option<MmapMut> {
        self.finished.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn input(&self, path: &Path) -> Option<&Bytes> {
        self.inputs.iter().find(|(name, _)| Path::new(name) == path).map(|(_, bytes)| bytes)
    }
}

/// The answer to everything that is not an input.
fn absent(path: &Path) -> libwild::error::Error {
    libwild::error!("no such input: {}", path.display())
}

impl FileSystem for MemoryFileSystem {
    type Input = Bytes;
    type Output = Output;

    fn open_input(
        &self,
        path: &Path,
        _prepopulate_maps: bool,
    ) -> libwild::error::Result<(Bytes, Option<Arc<File>>)> {
        Ok((self.input(path).ok_or_else(|| absent(path))?.clone(), None))
    }

    fn file_type(&self, path: &Path) -> libwild::error::Result<FileType> {
        self.input(path).map(|_| FileType::File).ok_or_else(|| absent(path))
    }

    fn canonicalize(&self, path: &Path) -> libwild::error::Result<PathBuf> {
        Ok(path.to_path_buf())
    }

    fn remove_file(&self, path: &Path) -> libwild::error::Result<()> {
        Err(absent(path))
    }

    fn rename_file(&self, path: &Path, _new_path: &Path) -> libwild::error::Result<()> {
        Err(absent(path))
    }

    fn create_output(&self, _path: Arc<Path>, options: OutputOptions) -> libwild::error::Result<Output> {
        let size = options.size;
        let bytes = usize::try_from(size).ok().and_then(|size| MmapMut::map_anon(size).ok());
        let bytes =
            bytes.ok_or_else(|| libwild::error!("an output of {size} bytes does not fit into memory"))?;
        Ok(Output { bytes, finished: Arc::clone(&self.finished) })
    }

    fn write_auxiliary(&self, path: &Path, _bytes: &[u8]) -> libwild::error::Result {
        Err(libwild::error!("refusing to write {}", path.display()))
    }
}
