//! What an artifact was built to allow: reads the grant table of the program, and what an operator adds to
//! it.
//!
//! In: the bytes that the compiler wrote. Out: the granted directories, arguments and variables, one after
//! another. Nothing is cached: each of them is asked for once or twice in a program's life.

use core::ffi::CStr;

use precast_abi::grant::{self, Reader};
use precast_abi::program::LAUNCH_GRANTS;

use crate::process;

/// One record of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grant {
    /// A directory.
    Directory { host: &'static [u8], guest: &'static [u8], read_only: bool },
    /// The next of the directories that the artifact holds.
    Embedded { guest: &'static [u8] },
    /// A variable with a fixed value.
    Variable { name: &'static [u8], value: &'static [u8] },
    /// A variable whose value is taken at launch.
    InheritedVariable { name: &'static [u8] },
    /// All variables of the launch.
    AllVariables,
    /// An argument before those of the launch.
    Argument(&'static [u8]),
    /// The program's name.
    ProgramName(&'static [u8]),
    /// Arguments of the launch are not for the guest.
    ArgumentsWithheld,
    /// A listening socket: its address.
    Listener(&'static [u8]),
    /// A standard stream that the guest does not get: its number, a digit.
    NullStream(&'static [u8]),
}

/// The type of the function at [`LAUNCH_GRANTS`]: the grant with a number among those that the operator adds.
pub(super) type AddedGrant = fn(usize) -> Option<Grant>;

/// The records in order; ends early where the table is cut short, which only a foreign linker can cause.
#[derive(Clone)]
pub(crate) struct Grants {
    built: Reader<'static>,
    /// How many of the operator's grants have been read.
    added: usize,
}

/// All grants of the program.
pub(crate) fn grants() -> Grants {
    let program = process::program();
    let bytes = if program.grants_len == 0 {
        &[]
    } else {
        // SAFETY: the compiler put that many bytes into read-only data there.
        unsafe { core::slice::from_raw_parts(program.grants as *const u8, program.grants_len as usize) }
    };
    Grants { built: Reader::new(bytes), added: 0 }
}

impl Grants {
    /// The next grant that the operator adds, in a program that allows it.
    fn next_added(&mut self) -> Option<Grant> {
        let function = process::program().launch[LAUNCH_GRANTS];
        if function == 0 {
            return None;
        }
        // SAFETY: the compiler wrote the address of the function of this type, or 0.
        let function = unsafe { core::mem::transmute::<u64, AddedGrant>(function) };
        self.added += 1;
        function(self.added - 1)
    }
}

impl Iterator for Grants {
    type Item = Grant;

    fn next(&mut self) -> Option<Grant> {
        let reader = &mut self.built;
        let Some(tag) = reader.tag() else { return self.next_added() };
        Some(match tag {
            tag @ (grant::DIR | grant::DIR_READ_ONLY) => Grant::Directory {
                host: reader.string()?,
                guest: reader.string()?,
                read_only: tag == grant::DIR_READ_ONLY,
            },
            grant::EMBEDDED => Grant::Embedded { guest: reader.string()? },
            grant::ENV => Grant::Variable { name: reader.string()?, value: reader.string()? },
            grant::ENV_INHERIT => Grant::InheritedVariable { name: reader.string()? },
            grant::ENV_INHERIT_ALL => Grant::AllVariables,
            grant::ARG => Grant::Argument(reader.string()?),
            grant::ARGV0 => Grant::ProgramName(reader.string()?),
            grant::ARGS_WITHHELD => Grant::ArgumentsWithheld,
            grant::LISTEN => Grant::Listener(reader.string()?),
            grant::NULL_STREAM => Grant::NullStream(reader.string()?),
            _ => return None,
        })
    }
}

/// Calls `visit` with each argument, the program's name first.
pub(crate) fn for_each_argument<E>(mut visit: impl FnMut(&'static [u8]) -> Result<(), E>) -> Result<(), E> {
    let mut launch = process::args().map(CStr::to_bytes);
    let given = launch.next();
    let baked = grants().find_map(|grant| match grant {
        Grant::ProgramName(name) => Some(name),
        _ => None,
    });
    if let Some(name) = baked.or(given) {
        visit(name)?;
    }
    let mut withheld = false;
    for grant in grants() {
        match grant {
            Grant::Argument(argument) => visit(argument)?,
            Grant::ArgumentsWithheld => withheld = true,
            _ => {}
        }
    }
    if withheld { Ok(()) } else { launch.try_for_each(visit) }
}

/// A variable of the guest's environment, as `name`, `value`.
pub(super) type Variable = (&'static [u8], &'static [u8]);

/// Calls `visit` with each variable that the guest may see. Of several grants for one name the last
/// counts, and one for a name counts more than that of all.
pub(crate) fn for_each_variable<E>(mut visit: impl FnMut(Variable) -> Result<(), E>) -> Result<(), E> {
    let mut rest = grants();
    while let Some(grant) = rest.next() {
        match grant {
            Grant::Variable { name, value } if !names(rest.clone(), name) => visit((name, value))?,
            Grant::InheritedVariable { name } if !names(rest.clone(), name) => {
                if let Some(variable) = launched().find(|variable| variable.0 == name) {
                    visit(variable)?;
                }
            }
            Grant::AllVariables => {
                for variable in launched().filter(|variable| !names(grants(), variable.0)) {
                    visit(variable)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether one of the grants is for the variable `name`.
fn names(mut grants: Grants, name: &[u8]) -> bool {
    grants.any(|grant| match grant {
        Grant::Variable { name: other, .. } | Grant::InheritedVariable { name: other } => other == name,
        _ => false,
    })
}

/// The environment of the launch; entries without "=" are no variables.
pub(super) fn launched() -> impl Iterator<Item = Variable> {
    process::environment().filter_map(|entry| {
        let entry = entry.to_bytes();
        let equals = entry.iter().position(|&byte| byte == b'=')?;
        Some((&entry[..equals], &entry[equals + 1..]))
    })
}
