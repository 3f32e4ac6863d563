//! Reads the program to compile, and refuses what cannot be one before anything else is done.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use precast_compiler::{EmbeddedDirectory, Error};

use crate::args::{BuildOptions, PreinitOptions};
use crate::embed;
use crate::failure::Failure;
use crate::preinit;

/// Largest input in bytes. Nothing that fits an artifact comes near it; it bounds what is read from an
/// endless device.
const BYTES_MAX: u64 = 1 << 30;

/// A program as the user gave it: a module, those that are linked to it by name, and directories to embed.
pub(crate) struct Program {
    pub(crate) main: Input,
    pub(crate) linked: Vec<(String, Input)>,
    pub(crate) embedded: Vec<EmbeddedDirectory>,
    /// How it is initialised ahead of time.
    pub(crate) preinit: Option<preinit::Input>,
}

impl Program {
    /// Reads the main module, and all that `options` name.
    pub(crate) fn read(
        main: &Path,
        options: &BuildOptions,
        preinit: &PreinitOptions,
    ) -> anyhow::Result<Program> {
        if main == Path::new("-") && preinit.preinit_stdin.as_deref() == Some(Path::new("-")) {
            let conflict = "standard input cannot be both the program and what its initialiser reads";
            return Err(Failure::usage(conflict).into());
        }
        let main = Input::read(main)?;
        let linked = options.link.iter().map(|(name, path)| Ok((name.clone(), Input::read(path)?)));
        let linked = linked.collect::<anyhow::Result<_>>()?;
        let embedded = options.embed.iter().map(|(host, guest)| embed::read(host, guest));
        let embedded = embedded.collect::<anyhow::Result<_>>()?;
        Ok(Program { main, linked, embedded, preinit: preinit::Input::read(preinit)? })
    }

    /// The module that an error is about.
    pub(crate) fn about(&self, error: &Error) -> &Input {
        let linked = self.linked.iter().find(|(name, _)| error.module.as_ref() == Some(name));
        linked.map_or(&self.main, |(_, input)| input)
    }

    /// Whether `path` is one of the files that were read.
    pub(crate) fn includes(&self, path: &Path) -> bool {
        self.main.is(path) || self.linked.iter().any(|(_, input)| input.is(path))
    }

    /// The names of linked modules, embedded files, what the initialiser can read and the contents of all files,
    /// in the order in which they were given.
    pub(crate) fn contents(&self) -> impl Iterator<Item = &[u8]> {
        let linked = self.linked.iter().flat_map(|(name, input)| [name.as_bytes(), &input.bytes]);
        let embedded = self.embedded.iter().flat_map(embed::parts);
        let preinit = self.preinit.iter().flat_map(preinit::Input::parts);
        [&self.main.bytes[..]].into_iter().chain(linked).chain(embedded).chain(preinit)
    }
}

/// A module as the user gave it: binary or text.
pub(crate) struct Input {
    /// The path given; `-` is standard input.
    pub(crate) path: PathBuf,
    /// The whole contents.
    pub(crate) bytes: Vec<u8>,
    /// Device and inode, to recognise an output that is the same file.
    identity: Option<(u64, u64)>,
}

impl Input {
    /// Reads a file, or standard input for `-`.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Input> {
        if path == Path::new("-") {
            let bytes = read_bounded(io::stdin().lock(), path)?;
            return Ok(Input { path: path.to_owned(), bytes, identity: None });
        }
        let shown = path.display();
        let file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
        let metadata = file.metadata().with_context(|| format!("cannot open {shown}"))?;
        if metadata.is_dir() {
            return Err(Failure::new(format!("{shown} is a directory, expected a WebAssembly module")).into());
        }
        let bytes = read_bounded(file, path)?;
        Ok(Input { path: path.to_owned(), bytes, identity: Some((metadata.dev(), metadata.ino())) })
    }

    /// Whether `path` is the file that was read.
    pub(crate) fn is(&self, path: &Path) -> bool {
        let other = fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()));
        other.is_some() && other == self.identity
    }

    /// What outputs are called after: the file name without its extension.
    pub(crate) fn stem(&self) -> &str {
        let stem = self.path.file_stem().and_then(|stem| stem.to_str());
        stem.filter(|&stem| stem != "-").unwrap_or("out")
    }
}

/// All bytes of a file, or of standard input for `-`.
pub(crate) fn read_all(path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        let mut file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
        file.read_to_end(&mut bytes).with_context(|| format!("cannot read {shown}"))?;
    }
    Ok(bytes)
}

fn read_bounded(file: impl Read, path: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let mut bytes = Vec::new();
    file.take(BYTES_MAX + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {shown}"))?;
    let refusal = if bytes.is_empty() {
        format!("{shown} is empty, expected a WebAssembly module")
    } else if bytes.len() as u64 > BYTES_MAX {
        format!("{shown} is larger than {} MiB, the most that precast reads", BYTES_MAX >> 20)
    } else if bytes.starts_with(b"\x7fELF") {
        format!("{shown} is an ELF file, expected a WebAssembly module")
    } else {
        return Ok(bytes);
    };
    Err(Failure::new(refusal).into())
}
