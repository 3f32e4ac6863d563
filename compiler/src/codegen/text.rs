//! Functions as text, for people: `--emit clif` and `--emit asm`.

use std::fmt::Write as _;

use super::{Compiler, Unit, Worker, generator_error};
use crate::options::{Emit, Options};
use crate::program::{Glue, Program};
use crate::report::Observer;
use crate::{Error, Result};

/// The functions of a program in their order: as translated, before any optimisation, for
/// [`Emit::Clif`]; their machine code for [`Emit::Assembly`].
pub(crate) fn text(program: &Program<'_>, options: &Options, observer: &dyn Observer) -> Result<Vec<u8>> {
    let compiler = Compiler::new(program, options)?;
    let (functions, _) = compiler.for_each(observer, |worker, unit| {
        let mut text = heading(&compiler, unit);
        let body = if options.emit == Emit::Clif { clif(worker, unit)? } else { assembly(worker, unit)? };
        let _ = writeln!(text, "{}\n", body.trim_end());
        Ok(text)
    })?;
    Ok(functions.concat().into_bytes())
}

/// A comment that names the function.
fn heading(compiler: &Compiler<'_>, unit: Unit) -> String {
    let id = match unit {
        Unit::Function(id) => id,
        Unit::Glue(Glue::Entry) => return "; the entry\n".to_owned(),
        Unit::Glue(glue) => return format!("; {glue:?}\n"),
    };
    let (index, name) = compiler.name(id);
    let mut heading = format!("; function {index}");
    if let Some(name) = name {
        // A name may hold anything; a line break in it would end the comment.
        let _ = write!(heading, " `{}`", name.escape_debug());
    }
    let _ = writeln!(heading, " at offset {:#x}", compiler.wasm_offset(unit));
    heading
}

fn clif(worker: &mut Worker<'_, '_>, unit: Unit) -> Result<String> {
    worker.translate(unit)?;
    Ok(worker.context.func.display().to_string())
}

fn assembly(worker: &mut Worker<'_, '_>, unit: Unit) -> Result<String> {
    worker.translate(unit)?;
    worker.generate(unit)?;
    let context = &worker.context;
    let compiled = worker
        .back_end()
        .compile_function(
            &context.func,
            &context.domtree,
            &mut Default::default(),
            true,
            &mut Default::default(),
        )
        .map_err(|error| generator_error(&error))?;
    compiled.vcode.ok_or_else(|| Error::internal("the code generator made no text"))
}
