//! The options that are about images, and how they become the packager's [`Settings`].

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum, ValueHint};
use precast_package::sbom::Format;
use precast_package::settings::{self, Port, User, WasmArch};
use precast_package::{Attestations, GuestPath, Name, Settings, SourceDate};
use precast_targets::Target;

use super::parse::{self, Include};
use super::targets;
use crate::failure::Failure;

/// What an image is called and says of itself, and what it holds beside the program.
#[derive(Args, Debug)]
pub(crate) struct ImageOptions {
    /// Platform to have in the image, such as linux/arm64 or wasi/wasm, repeatable; default: every machine that
    /// precast builds for, and the WebAssembly module itself
    #[arg(
        long,
        value_name = "OS/ARCH",
        value_parser = platform_names(),
        value_delimiter = ',',
        conflicts_with = "target",
        help_heading = "Image"
    )]
    platform: Vec<String>,
    /// What the image is called; default: the name of the module with the tag `latest`
    #[arg(long, value_name = "NAME[:TAG]", help_heading = "Image")]
    pub(crate) name: Option<Name>,
    /// Where the executable lies in the image; the WebAssembly module lies beside it, with `.wasm` at the end
    #[arg(long, value_name = "PATH", default_value = "/app", help_heading = "Image")]
    entrypoint: GuestPath,
    /// Argument that the program gets where the launch of a container names none, repeatable
    #[arg(long, value_name = "ARG", value_parser = parse::c_string, allow_hyphen_values = true, help_heading = "Image")]
    launch_arg: Vec<String>,
    /// Environment variable of containers, repeatable. The program sees it only if it is granted too, with
    /// --env NAME or --inherit-env
    #[arg(long, value_name = "NAME=VALUE", value_parser = settings::key_value, help_heading = "Image")]
    launch_env: Vec<(String, String)>,
    /// Working directory of containers, from which relative directories of --dir count
    #[arg(long, value_name = "PATH", default_value = "/", help_heading = "Image")]
    workdir: GuestPath,
    /// Numbers of the user and group that containers run as
    #[arg(long, value_name = "UID[:GID]", default_value_t = User::default(), help_heading = "Image")]
    user: User,
    /// Port that the program listens on, repeatable; it says so and opens nothing, that is for --listen
    #[arg(long, value_name = "PORT[/PROTOCOL]", help_heading = "Image")]
    port: Vec<Port>,
    /// Label, for whoever selects images and containers, repeatable
    #[arg(long, value_name = "KEY=VALUE", value_parser = settings::key_value, help_heading = "Image")]
    label: Vec<(String, String)>,
    /// Annotation of the index and of every manifest, repeatable; `title`, `description`, `version`, `source`,
    /// `licenses` and so on stand for org.opencontainers.image.title and so on
    #[arg(long, value_name = "KEY=VALUE", value_parser = settings::annotation, help_heading = "Image")]
    annotation: Vec<(String, String)>,
    /// Copy a file or directory into the image, repeatable. What is granted with --dir can come from here: it
    /// belongs to the superuser and cannot be changed, or with `:rw` to --user. Symbolic links become what they
    /// lead to, which must lie within the directory
    #[arg(long, value_name = "HOST:GUEST[:rw]", value_parser = parse::include, value_hint = ValueHint::AnyPath, help_heading = "Image")]
    pub(crate) include: Vec<Include>,
    /// What the platform of the WebAssembly module is called: wasi/wasm, or wasi/wasm32 as older engines want it
    #[arg(long, value_name = "NAME", value_enum, default_value_t = WasmArchArg::Wasm, help_heading = "Image")]
    wasm_arch: WasmArchArg,
    /// Write the module also as an artifact of its own, with `-wasm` behind the tag and the name of the output:
    /// the form of the CNCF, which has no platforms
    #[arg(long, help_heading = "Image")]
    pub(crate) also_artifact: bool,
    /// Form of the bill of materials, which lists for each platform what it consists of and was made with
    #[arg(long, value_name = "FORM", value_enum, default_value_t = SbomArg::Spdx, help_heading = "Image")]
    sbom: SbomArg,
    /// Leave out the provenance, which says how each platform was built
    #[arg(long, help_heading = "Image")]
    no_provenance: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum SbomArg {
    /// SPDX 2.3
    Spdx,
    /// CycloneDX 1.6
    Cyclonedx,
    /// No bill of materials
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum WasmArchArg {
    /// wasi/wasm
    Wasm,
    /// wasi/wasm32
    Wasm32,
}

/// The platforms of an image.
pub(crate) struct Selection {
    /// Machines to have executables for.
    pub(crate) targets: Vec<&'static Target>,
    /// Whether the wasm is an entry: `None` where nothing says so.
    pub(crate) wasm: Option<bool>,
}

impl ImageOptions {
    /// The packager's settings. The date is that of the environment.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let date = match std::env::var_os(SourceDate::VARIABLE) {
            None => SourceDate::default(),
            Some(text) => text
                .to_string_lossy()
                .parse()
                .map_err(|error: precast_package::Error| Failure::usage(error.to_string()))?,
        };
        Ok(Settings {
            entrypoint: self.entrypoint.clone(),
            args: self.launch_arg.clone(),
            env: self.launch_env.clone(),
            workdir: self.workdir.clone(),
            user: self.user,
            labels: self.label.iter().cloned().collect(),
            annotations: self.annotation.iter().cloned().collect(),
            ports: self.port.clone(),
            wasm_arch: match self.wasm_arch {
                WasmArchArg::Wasm => WasmArch::Wasm,
                WasmArchArg::Wasm32 => WasmArch::Wasm32,
            },
            date,
        })
    }

    /// What is to be said about each platform.
    pub(crate) fn attestations(&self) -> Attestations {
        Attestations {
            sbom: match self.sbom {
                SbomArg::Spdx => Some(Format::Spdx),
                SbomArg::Cyclonedx => Some(Format::CycloneDx),
                SbomArg::None => None,
            },
            provenance: !self.no_provenance,
        }
    }

    /// The platforms that are wanted, those of `names` of targets where no platform is named.
    pub(crate) fn selection(&self, names: &[String]) -> Result<Selection, Failure> {
        if self.platform.is_empty() {
            let targets = if names.is_empty() { precast_targets::ALL.to_vec() } else { targets(names)? };
            return Ok(Selection { targets, wasm: None });
        }
        let wanted = |name: &str| self.platform.iter().any(|platform| platform == name);
        let targets = precast_targets::ALL.iter().copied();
        Ok(Selection {
            targets: targets.filter(|target| wanted(target.container_platform)).collect(),
            wasm: Some(wanted(WASM_PLATFORM)),
        })
    }
}

/// What `--platform` calls the module, whatever --wasm-arch says.
const WASM_PLATFORM: &str = "wasi/wasm";

fn platform_names() -> PossibleValuesParser {
    let machines = precast_targets::ALL.iter().map(|target| target.container_platform);
    machines.chain([WASM_PLATFORM]).collect::<Vec<_>>().into()
}
