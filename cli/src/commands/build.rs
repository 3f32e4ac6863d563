//! `precast build`: a program in, executables (or what leads to them) out.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use precast_compiler::Emit;
use precast_targets::Target;

use crate::args::{BuildOptions, PreinitOptions, ProgramOptions, SnapshotOptions, TargetOptions, targets};
use crate::compile;
use crate::failure::Failure;
use crate::input::{Input, Program};
use crate::output::file::{Kind, OutputFile};
use crate::output::{self, report};
use crate::preinit;
use crate::snapshot;

const EXAMPLES: &str = "\
Examples:
  precast build app.wasm                        ./app, an executable for this machine
  precast build app.wat -o bin/                 bin/app
  precast build app.wasm --target riscv64-linux -o app.riscv64
  precast build app.wasm --target all -o dist/  dist/app-x86_64-linux and so on
  precast build app.wasm --dir ./data::/data:ro --env LANG --arg --quiet
  precast build app.wasm --embed ./assets::/assets
  precast build sums.wasm --invoke add          then `./sums 2 3` calls the function
  precast build app.wasm --link math=math.wasm  imports from `math` are served by math.wasm
  precast build app.wasm --emit asm -o -        the machine code as text
  precast build app.wasm --snapshot-at=stdin    starts where it first reads its input
  precast build app.wasm --preinit --preinit-rename _start=wizer.resume

The result appears whole or not at all; an existing file is replaced.";

/// Compile a program into an executable
///
/// The program may use arguments, standard input and output, clocks and random numbers; all else must be
/// granted with the options below, and is part of the executable.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    program: ProgramOptions,
    #[command(flatten)]
    targets: TargetOptions,
    /// File or directory to write; `-` writes standard output. Default: the name of the input without
    /// its extension, in the working directory; with several targets their names are appended
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// What to produce
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = EmitArg::Exe)]
    emit: EmitArg,
    #[command(flatten)]
    pub(super) options: BuildOptions,
    #[command(flatten)]
    preinit: PreinitOptions,
    #[command(flatten)]
    snapshot: SnapshotOptions,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum EmitArg {
    /// An executable
    Exe,
    /// The relocatable object before it is linked with the runtime library (.o)
    Obj,
    /// The runtime library to link objects with, whatever the input (.a)
    Runtime,
    /// Cranelift's intermediate representation, as text (.clif)
    Clif,
    /// Machine code, as text (.s)
    Asm,
}

/// Where an output goes.
enum Destination {
    Stdout,
    File(OutputFile),
}

/// See the module.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let targets = targets(&arguments.targets.target)?;
    arguments.options.check_cpus(&targets)?;
    let options = targets
        .iter()
        .map(|target| {
            let options = arguments.options.options(target, arguments.emit.product())?;
            arguments.snapshot.apply(options)
        })
        .collect::<Result<Vec<_>, _>>()?;
    if arguments.snapshot.wanted() && arguments.emit != EmitArg::Exe {
        return Err(
            Failure::usage("a snapshot is part of an executable: --snapshot-at needs --emit exe").into()
        );
    }
    if matches!(arguments.emit, EmitArg::Exe | EmitArg::Runtime) {
        for target in &targets {
            compile::require_runtime(target)?;
        }
    }
    let program = Program::read(arguments.program.file()?, &arguments.options, &arguments.preinit)?;
    // All destinations before any work, so that a directory that cannot be written to is told at once.
    let mut destinations = Vec::new();
    for path in arguments.outputs(&program.main, &targets)? {
        destinations.push(match path {
            None => Destination::Stdout,
            Some(path) => {
                let file = OutputFile::create(&path, arguments.emit.kind())?;
                if program.includes(file.path()) {
                    let refusal = format!("the output {} would overwrite an input", path.display());
                    return Err(Failure::usage(refusal).hint("name another output with -o").into());
                }
                Destination::File(file)
            }
        });
    }
    let threads = compile::threads(&arguments.options)?;
    let initial = match arguments.emit {
        EmitArg::Runtime => None,
        _ => preinit::run(&program, &arguments.options, &threads)?,
    };
    // All targets run the same program.
    let mut warn_of_snapshot = arguments.snapshot.wanted();
    for (options, destination) in options.iter().zip(&mut destinations) {
        let bytes = if arguments.emit == EmitArg::Runtime {
            compile::require_runtime(options.target)?.archive.to_vec()
        } else {
            let stdin = arguments.snapshot.snapshot_stdin.as_deref();
            let output = snapshot::compile(&program, initial.as_ref(), options, stdin, &threads)?;
            if arguments.options.verbose {
                let name = match &destination {
                    Destination::Stdout => "standard output".to_owned(),
                    Destination::File(file) => file.path().display().to_string(),
                };
                let title = format!("{name} ({}, {})", options.target.name, options.cpu.name);
                report::print(&output.report, &title, output.bytes.len() as u64);
            }
            output.bytes
        };
        if std::mem::take(&mut warn_of_snapshot) {
            snapshot::warn(&bytes);
        }
        match destination {
            Destination::Stdout if arguments.emit.is_text() => output::print(&bytes)?,
            Destination::Stdout => output::print_binary(&bytes)?,
            Destination::File(file) => file.write(bytes)?,
        }
    }
    // Only when every target has succeeded does any output appear.
    for destination in destinations {
        if let Destination::File(file) = destination {
            file.commit()?;
        }
    }
    Ok(())
}

impl Arguments {
    /// The output path for each target; `None` is standard output.
    fn outputs(&self, input: &Input, targets: &[&'static Target]) -> anyhow::Result<Vec<Option<PathBuf>>> {
        let several = targets.len() > 1;
        let output = self.output.as_deref();
        if output == Some(Path::new("-")) {
            if several {
                return Err(Failure::usage("several targets cannot be written to standard output").into());
            }
            return Ok(vec![None]);
        }
        let directory = match output {
            None => Path::new(""),
            Some(path) if several || path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/") => {
                fs::create_dir_all(path)
                    .with_context(|| format!("cannot create the directory {}", path.display()))?;
                path
            }
            Some(path) => return Ok(vec![Some(path.to_owned())]),
        };
        let path = |target: &&'static Target| {
            let suffix = if several { format!("-{}", target.name) } else { String::new() };
            let name = format!("{}{suffix}{}", input.stem(), self.emit.extension());
            Some(directory.join(name))
        };
        Ok(targets.iter().map(path).collect())
    }
}

impl EmitArg {
    /// What the compiler has to produce. For the runtime library it is not asked.
    fn product(self) -> Emit {
        match self {
            EmitArg::Exe | EmitArg::Runtime => Emit::Executable,
            EmitArg::Obj => Emit::Object,
            EmitArg::Clif => Emit::Clif,
            EmitArg::Asm => Emit::Assembly,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            EmitArg::Exe => "",
            EmitArg::Obj => ".o",
            EmitArg::Runtime => ".a",
            EmitArg::Clif => ".clif",
            EmitArg::Asm => ".s",
        }
    }

    fn kind(self) -> Kind {
        if self == EmitArg::Exe { Kind::Executable } else { Kind::Data }
    }

    fn is_text(self) -> bool {
        matches!(self, EmitArg::Clif | EmitArg::Asm)
    }
}
