//! An executable that precast built, and what it says of itself.

use std::sync::Arc;

use precast_info::Info;
use precast_targets::Target;

use crate::spec::Platform;
use crate::{Error, Result};

/// The magic number of ELF files.
const MAGIC: &[u8] = b"\x7fELF";
/// Where ELF files have their type and machine, and the type of those without relocations.
const TYPE: std::ops::Range<usize> = 16..18;
const MACHINE: std::ops::Range<usize> = 18..20;
const TYPE_EXECUTABLE: u16 = 2;

/// An executable for one platform.
#[derive(Clone, Debug)]
pub struct Executable {
    bytes: Arc<[u8]>,
    info: Info,
    target: &'static Target,
}

impl Executable {
    /// Reads what the file says of itself, and checks that its header says the same.
    pub fn read(bytes: impl Into<Arc<[u8]>>) -> Result<Executable> {
        let bytes = bytes.into();
        let refused = |why: &str| Err(Error::Invalid(why.to_owned()));
        if !bytes.starts_with(MAGIC) {
            return refused("not an executable: it is no ELF file");
        }
        let field = |at| bytes.get(at).map(|field: &[u8]| u16::from_le_bytes([field[0], field[1]]));
        let Some(info) = precast_info::read(&bytes) else {
            return refused("not an executable that precast built: it has no description of itself");
        };
        if field(TYPE) != Some(TYPE_EXECUTABLE) {
            return refused("not an executable: it is an object to be linked");
        }
        let Some(target) = Target::find(&info.target) else {
            return Err(Error::Invalid(format!(
                "built for {:?}, which this precast does not know",
                info.target
            )));
        };
        match field(MACHINE) {
            Some(machine) if machine == target.elf_machine => Ok(Executable { bytes, info, target }),
            machine => Err(Error::Invalid(format!(
                "the file says that it was built for {}, but its code is for {}",
                target.name,
                machine.map_or("no machine".to_owned(), machine_name)
            ))),
        }
    }

    /// The file.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// What it says of itself.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// The machine that it was built for.
    pub fn target(&self) -> &'static Target {
        self.target
    }

    /// What container engines call that machine.
    pub fn platform(&self) -> Platform {
        platform(self.target)
    }
}

/// What container engines call a machine.
pub fn platform(target: &Target) -> Platform {
    let (os, architecture) = target.container_platform.split_once('/').expect("a platform has two parts");
    Platform {
        architecture: architecture.to_owned(),
        os: os.to_owned(),
        variant: target.container_variant.map(str::to_owned),
    }
}

/// A name for the number of a machine in ELF files.
fn machine_name(machine: u16) -> String {
    let target = precast_targets::ALL.iter().find(|target| target.elf_machine == machine);
    target.map_or(format!("machine {machine}"), |target| target.name.to_owned())
}
