//! `precast pack`: a program in, an image for container engines out.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use precast_compiler::Emit;
use precast_package::{Contents, Executable, Image, Name, Settings, Tree, archive};

use crate::args::{
    BuildOptions, ImageOptions, PreinitOptions, ProgramOptions, Selection, SnapshotOptions, TargetOptions,
};
use crate::compile;
use crate::directory::{self, Purpose};
use crate::failure::{self, Failure};
use crate::input::{Input, Program};
use crate::output::file::{Kind, OutputFile};
use crate::output::layout::{LayoutDirectory, StagedLayout};
use crate::output::{self, report};
use crate::preinit;
#[cfg(feature = "registry")]
use crate::registry::{self, Reference};
use crate::snapshot;

const EXAMPLES: &str = "\
Examples:
  precast pack app.wasm                            app.oci.tar, for every platform
  precast pack app.wasm -o image/                  an OCI image layout in a directory
  precast pack app.wasm --name registry.example/team/app:1.2 --annotation version=1.2
  precast pack app.wasm --platform linux/amd64,linux/arm64
  precast pack app.wasm --dir /data:ro --include ./data:/data
  precast pack app.wasm --push registry.example/team/app:1.2
  precast pack --executable app-x86_64-linux --executable app-aarch64-linux -o app.oci.tar

Then:
  podman load -i app.oci.tar, ctr images import app.oci.tar, or
  skopeo copy --all oci-archive:app.oci.tar docker://registry.example/team/app:1.2

The same input gives the same image: the one date in it is that of SOURCE_DATE_EPOCH, or 1970. The result
appears whole or not at all.";

/// Behind the tag and the name of the output of an artifact.
const ARTIFACT_SUFFIX: &str = "-wasm";

/// Pack a program as an image for container engines
///
/// The image has a native executable for each machine and nothing else; engines that run WebAssembly find the
/// module itself. The program may use what the options grant when it is built, as with `precast build`, of
/// what the container has.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    program: ProgramOptions,
    /// Executable that `precast build` has made, repeatable, instead of building; with a module too, that one must
    /// be what they were built from, and is part of the image
    #[arg(long, value_name = "FILE", conflicts_with_all = ["target", "platform", "BuildOptions", "PreinitOptions", "SnapshotOptions"])]
    executable: Vec<PathBuf>,
    #[command(flatten)]
    targets: TargetOptions,
    /// What to write: an archive, or a directory where the path ends with / or is one; `-` writes standard
    /// output. Default: the name of the module with .oci.tar, in the working directory
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Push the image to a registry, where it gets this name; nothing is written then unless --output says
    /// so. Logins are those of podman and docker. What the registry has is not sent again, and the tag
    /// comes last
    #[cfg(feature = "registry")]
    #[arg(long, value_name = "REGISTRY/NAME[:TAG]", conflicts_with = "name")]
    push: Option<Name>,
    /// Speak plain HTTP to the registry; one on this machine that has no HTTPS is spoken to that way in any
    /// case
    #[cfg(feature = "registry")]
    #[arg(long, requires = "push")]
    insecure: bool,
    #[command(flatten)]
    image: ImageOptions,
    #[command(flatten)]
    pub(super) options: BuildOptions,
    #[command(flatten)]
    preinit: PreinitOptions,
    #[command(flatten)]
    snapshot: SnapshotOptions,
}

/// Where an image goes.
enum Destination {
    Stdout,
    Archive(OutputFile),
    Layout(LayoutDirectory),
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let settings = arguments.image.settings()?;
    let work = Work::new(arguments)?;
    // All that can be refused before any work is done is refused now.
    let destinations = arguments.destinations()?;
    #[cfg(feature = "registry")]
    let references = arguments.references()?;
    let include = arguments.include(&settings)?;
    let module = work.module()?;
    let threads = compile::threads(&arguments.options)?;
    let contents = Contents { include, ..work.contents(arguments, &threads)? };
    let images = threads.install(|| images(&contents, &settings, module.as_deref(), arguments))?;
    // Only when every image is written does any appear.
    let staged = images.iter().zip(destinations).map(|(image, destination)| destination.stage(image));
    staged.collect::<anyhow::Result<Vec<_>>>()?.into_iter().try_for_each(Staged::commit)?;
    // Pushed last: what a registry refuses is in the files, if any were asked for.
    #[cfg(feature = "registry")]
    for (image, reference) in images.iter().zip(&references) {
        registry::push(image, reference, arguments.insecure)?;
        output::print(format!("{reference}@{}\n", image.root().digest))?;
    }
    Ok(())
}

/// The image, and the artifact if there is to be one.
fn images(
    contents: &Contents,
    settings: &Settings,
    module: Option<&[u8]>,
    arguments: &Arguments,
) -> anyhow::Result<Vec<Image>> {
    let name = arguments.name();
    let mut draft = precast_package::build(contents, settings)?;
    precast_package::attest(&mut draft, contents, settings, module, arguments.image.attestations())?;
    let mut images = vec![draft.finish(Some(name.clone()), settings.annotations.clone())];
    if arguments.image.also_artifact {
        let Some(wasm) = &contents.wasm else {
            let refusal =
                "--also-artifact needs the module: name it, and leave wasi/wasm among the platforms";
            return Err(Failure::usage(refusal).into());
        };
        let name = name.with_tag_suffix(ARTIFACT_SUFFIX);
        images.push(precast_package::wasm_artifact(wasm, Some(name), settings));
    }
    Ok(images)
}

/// What there is to do.
enum Work {
    /// Build executables.
    Build { program: Box<Program>, selection: Selection },
    /// Take them.
    Take { executables: Vec<Executable>, module: Option<Input> },
}

impl Work {
    fn new(arguments: &Arguments) -> anyhow::Result<Work> {
        if arguments.executable.is_empty() {
            let module = arguments.program.file()?;
            let selection = arguments.image.selection(&arguments.targets.target)?;
            arguments.options.check_cpus(&selection.targets)?;
            for target in &selection.targets {
                compile::require_runtime(target)?;
            }
            return Ok(Work::Build {
                program: Box::new(Program::read(module, &arguments.options, &arguments.preinit)?),
                selection,
            });
        }
        let executables = arguments.executable.iter().map(|path| {
            let shown = path.display();
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
            Executable::read(bytes).map_err(|error| Failure::new(format!("{shown}: {error}")).into())
        });
        let executables = executables.collect::<anyhow::Result<_>>()?;
        Ok(Work::Take { executables, module: arguments.program.given().map(Input::read).transpose()? })
    }

    /// What executables are built from, or were; `None` where it was not given.
    fn module(&self) -> anyhow::Result<Option<Vec<u8>>> {
        let module = match self {
            Work::Build { program, .. } => Some(&program.main),
            Work::Take { module, .. } => module.as_ref(),
        };
        Ok(module.map(compile::binary).transpose()?.map(Cow::into_owned))
    }

    /// Executables and wasm.
    fn contents(self, arguments: &Arguments, threads: &rayon::ThreadPool) -> anyhow::Result<Contents> {
        match self {
            Work::Build { program, selection } => {
                let executables = build(&program, &selection, arguments, threads)?;
                let wasm = if wants_wasm(&program, &selection, arguments)? {
                    Some(Arc::from(compile::binary(&program.main)?.into_owned()))
                } else {
                    None
                };
                Ok(Contents { executables, wasm, ..Contents::default() })
            }
            Work::Take { mut executables, module } => {
                executables.sort_by_key(|executable| {
                    precast_targets::ALL.iter().position(|target| target.name == executable.target().name)
                });
                let wasm =
                    module.map(|module| compile::binary(&module).map(|wasm| Arc::from(wasm.into_owned())));
                Ok(Contents { executables, wasm: wasm.transpose()?, ..Contents::default() })
            }
        }
    }
}

/// Builds the executables, with the options of `precast build`.
fn build(
    program: &Program,
    selection: &Selection,
    arguments: &Arguments,
    threads: &rayon::ThreadPool,
) -> anyhow::Result<Vec<Executable>> {
    let targets = selection.targets.iter();
    let initial = preinit::run(program, &arguments.options, threads)?;
    // All targets run the same program.
    let mut warn_of_snapshot = arguments.snapshot.wanted();
    let executables = targets.map(|target| {
        let options = arguments.snapshot.apply(arguments.options.options(target, Emit::Executable)?)?;
        let stdin = arguments.snapshot.snapshot_stdin.as_deref();
        let output = snapshot::compile(program, initial.as_ref(), &options, stdin, threads)?;
        if std::mem::take(&mut warn_of_snapshot) {
            snapshot::warn(&output.bytes);
        }
        if arguments.options.verbose {
            let title = format!("{} ({}, {})", program.main.stem(), target.name, options.cpu.name);
            report::print(&output.report, &title, output.bytes.len() as u64);
        }
        Ok(Executable::read(output.bytes)?)
    });
    executables.collect()
}

/// Whether the module itself becomes an entry. On its own it is not the program where others are linked to
/// it, or where it is not a command.
fn wants_wasm(program: &Program, selection: &Selection, arguments: &Arguments) -> anyhow::Result<bool> {
    let why = if !program.linked.is_empty() {
        "other modules are linked to it"
    } else if !program.embedded.is_empty() {
        "directories are embedded"
    } else if arguments.options.invokes() {
        "it is not started at `_start`"
    } else if program.preinit.is_some() {
        "it is initialised ahead of time"
    } else if arguments.snapshot.at_import() {
        "it imports `snapshot` of `precast`"
    } else {
        return Ok(selection.wasm.unwrap_or(true));
    };
    match selection.wasm {
        Some(true) => {
            let refusal =
                format!("wasi/wasm cannot be part of the image: the module is not the whole program, {why}");
            Err(Failure::usage(refusal).into())
        }
        Some(false) => Ok(false),
        None => {
            failure::warn(&format!("leaving out wasi/wasm: the module is not the whole program, {why}"));
            Ok(false)
        }
    }
}

impl Arguments {
    /// The name of the module, or of the first executable.
    fn stem(&self) -> &str {
        let path = self.program.given().or(self.executable.first().map(PathBuf::as_path));
        let stem = path.and_then(Path::file_stem).and_then(|stem| stem.to_str());
        stem.filter(|&stem| stem != "-").unwrap_or("app")
    }

    /// What the image is called.
    fn name(&self) -> Name {
        #[cfg(feature = "registry")]
        if let Some(name) = &self.push {
            return name.clone();
        }
        if let Some(name) = &self.image.name {
            return name.clone();
        }
        let word = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit();
        let stem = self.stem().to_ascii_lowercase();
        let words: Vec<_> =
            stem.split(|character| !word(character)).filter(|part| !part.is_empty()).collect();
        words.join("-").parse().unwrap_or_else(|_| "app".parse().expect("a name"))
    }

    /// The path to write to; `None` where the image is pushed and nowhere else.
    fn output(&self) -> Option<PathBuf> {
        #[cfg(feature = "registry")]
        if self.push.is_some() {
            return self.output.clone();
        }
        Some(self.output.clone().unwrap_or_else(|| format!("{}.oci.tar", self.stem()).into()))
    }

    /// The files for the image and for the artifact, if there are to be such.
    fn destinations(&self) -> anyhow::Result<Vec<Destination>> {
        let Some(output) = self.output() else {
            return Ok(Vec::new());
        };
        let mut destinations = vec![Destination::create(&output, self)?];
        if self.image.also_artifact {
            destinations.push(Destination::create(&beside(&output)?, self)?);
        }
        Ok(destinations)
    }

    /// What the image and the artifact are called in the registry, if they are pushed.
    #[cfg(feature = "registry")]
    fn references(&self) -> Result<Vec<Reference>, Failure> {
        let Some(name) = &self.push else {
            return Ok(Vec::new());
        };
        if self.output.as_deref() == Some(Path::new("-")) {
            let refusal = "standard output cannot have both the archive and the digest of what is pushed";
            return Err(Failure::usage(refusal).hint("name a file with -o"));
        }
        let artifact = self.image.also_artifact.then(|| name.with_tag_suffix(ARTIFACT_SUFFIX));
        [name].into_iter().chain(&artifact).map(registry::destination).collect()
    }

    /// Reads what is to be copied into the image.
    fn include(&self, settings: &Settings) -> anyhow::Result<Tree> {
        let mut tree = Tree::default();
        for include in &self.image.include {
            let owner = if include.writable { settings.user.owner() } else { Default::default() };
            let contents = directory::read(&include.host, Purpose::Include)?;
            contents
                .add_to(&mut tree, &include.guest, owner)
                .with_context(|| format!("cannot include {}", include.host.display()))?;
        }
        Ok(tree)
    }
}

/// The path of the artifact beside that of the image: `app-wasm.oci.tar` beside `app.oci.tar`.
fn beside(output: &Path) -> anyhow::Result<PathBuf> {
    let Some(name) = output.file_name().filter(|_| output != Path::new("-")) else {
        return Err(Failure::usage(
            "--also-artifact needs a file or directory to write beside, name it with -o",
        )
        .into());
    };
    let name = name.to_string_lossy();
    let (stem, extension) = name.find('.').filter(|&at| at > 0).map_or((&*name, ""), |at| name.split_at(at));
    let mut path = OsString::from(output.with_file_name(format!("{stem}{ARTIFACT_SUFFIX}{extension}")));
    if is_layout(output) {
        path.push("/");
    }
    Ok(path.into())
}

/// Whether a directory is to be written.
fn is_layout(output: &Path) -> bool {
    output.is_dir() || output.as_os_str().as_encoded_bytes().ends_with(b"/")
}

impl Destination {
    /// Fails where nothing could be written later.
    fn create(path: &Path, arguments: &Arguments) -> anyhow::Result<Destination> {
        if path == Path::new("-") {
            return Ok(Destination::Stdout);
        }
        if is_layout(path) {
            return Ok(Destination::Layout(LayoutDirectory::create(path)?));
        }
        let file = OutputFile::create(path, Kind::Data)?;
        let linked = arguments.options.link.iter().map(|(_, path)| path);
        let inputs = arguments.executable.iter().chain(linked).map(PathBuf::as_path);
        let mut inputs = inputs.chain(arguments.program.given());
        if inputs.any(|input| same_file(input, file.path())) {
            let refusal = format!("the output {} would overwrite an input", path.display());
            return Err(Failure::usage(refusal).hint("name another output with -o").into());
        }
        Ok(Destination::Archive(file))
    }

    /// Writes all bytes, but where nobody sees them yet.
    fn stage(self, image: &Image) -> anyhow::Result<Staged> {
        let archived = || {
            let mut bytes = Vec::new();
            archive::write(image, &mut bytes).map(|()| bytes).context("cannot make an archive")
        };
        Ok(match self {
            Destination::Stdout => Staged::Stdout(archived()?),
            Destination::Layout(directory) => Staged::Layout(directory.stage(image)?),
            Destination::Archive(mut file) => {
                let bytes = archived()?;
                if file.is_in_place(&bytes) {
                    return Ok(Staged::Nothing);
                }
                file.write(bytes)?;
                Staged::Archive(file)
            }
        })
    }
}

/// An image that has been written, but not to its place.
enum Staged {
    /// It is in place.
    Nothing,
    Stdout(Vec<u8>),
    Archive(OutputFile),
    Layout(StagedLayout),
}

impl Staged {
    fn commit(self) -> anyhow::Result<()> {
        match self {
            Staged::Nothing => Ok(()),
            Staged::Stdout(bytes) => output::print_binary(&bytes),
            Staged::Archive(file) => file.commit(),
            Staged::Layout(layout) => layout.commit(),
        }
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (std::fs::canonicalize(one), std::fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
