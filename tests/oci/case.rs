//! Test cases that are folders: a program, how to pack it, what it must do in a container. `tests/README.md`
//! describes the files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use crate::engine::Engine;
use crate::platform::Platform;
use crate::support::case::{lines, module, read};
use crate::support::{LIMITS, Limits, precast, run_within, tests_directory};
use crate::world::World;

/// What packing may take: CPython for every platform, where others use the machine too.
const PACK_LIMITS: Limits = Limits { duration: Duration::from_secs(900), ..LIMITS };

/// A folder, and the image that is made of it once.
pub(crate) struct Case {
    folder: PathBuf,
    image: OnceLock<Image>,
}

/// An image that precast has made.
pub(crate) struct Image {
    pub(crate) archive: PathBuf,
}

impl Case {
    /// A case for each folder here that says what must be printed.
    pub(crate) fn all() -> Vec<Arc<Case>> {
        let entries = fs::read_dir(tests_directory().join("oci")).expect("the folder of cases");
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        folders.retain(|folder| folder.join("stdout").exists());
        folders.sort();
        assert!(!folders.is_empty(), "there are no cases");
        folders.into_iter().map(|folder| Arc::new(Case { folder, image: OnceLock::new() })).collect()
    }

    pub(crate) fn name(&self) -> String {
        self.folder.file_name().expect("a name").to_string_lossy().into_owned()
    }

    fn image(&self, world: &World) -> &Image {
        self.image.get_or_init(|| {
            let options = lines(&self.folder.join("pack_args"));
            let case = self.folder.to_str().expect("a path in UTF-8");
            let options: Vec<String> = options.iter().map(|option| option.replace("{case}", case)).collect();
            Image::pack(world, &module(&self.folder), &options)
        })
    }

    /// Does the program, run by `engine`, end with the status and print what the case says?
    #[track_caller]
    pub(crate) fn check(&self, world: &World, engine: &Engine, platform: Platform) {
        let finished = engine.run(world, self.image(world), platform, &lines(&self.folder.join("args")));
        let status = lines(&self.folder.join("status"));
        let status: i32 = status.first().map_or(0, |status| status.parse().expect("a number"));
        let stdout = read(&self.folder.join("stdout"));
        assert!(
            finished.status == status && finished.stdout == stdout,
            "expected status {status} and on stdout\n{}\n{}",
            String::from_utf8_lossy(&stdout),
            finished.describe()
        );
    }
}

impl Image {
    /// `precast pack MODULE OPTIONS… -o ARCHIVE`.
    #[track_caller]
    pub(crate) fn pack(world: &World, module: &Path, options: &[String]) -> Image {
        let archive = world.fresh_path().with_extension("oci.tar");
        let mut command = precast();
        command.arg("pack").arg(module).args(options).arg("-o").arg(&archive);
        run_within(command, b"", PACK_LIMITS).expect_success();
        Image { archive }
    }

    /// As skopeo, podman and buildah refer to it.
    pub(crate) fn transport(&self) -> String {
        format!("oci-archive:{}", self.archive.display())
    }
}
