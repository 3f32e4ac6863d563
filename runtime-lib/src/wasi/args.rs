//! `args_*` and `environ_*`: arguments and variables, from the launch and from the grants.
//!
//! Both are laid out alike: an array of pointers in one place, the terminated strings in another.

use super::errno::Errno;
use super::grants::{for_each_argument, for_each_variable};
use super::guest::{GuestMemory, len_u32};

/// Adds up how many strings there are and how many bytes they take, NULs included.
#[derive(Default)]
struct Sizes {
    count: u32,
    bytes: u32,
}

impl Sizes {
    fn add(&mut self, bytes: usize) -> Result<(), Errno> {
        self.count = self.count.checked_add(1).ok_or(Errno::OVERFLOW)?;
        self.bytes = self.bytes.checked_add(len_u32(bytes)?).ok_or(Errno::OVERFLOW)?;
        Ok(())
    }

    fn report(&self, memory: &GuestMemory, count: u32, bytes: u32) -> Result<(), Errno> {
        memory.write_u32(count, self.count)?;
        memory.write_u32(bytes, self.bytes)
    }
}

/// Writes strings and the pointers to them.
struct Writer<'memory> {
    memory: &'memory GuestMemory,
    pointer: u32,
    string: u32,
}

impl Writer<'_> {
    fn begin(&mut self) -> Result<(), Errno> {
        self.memory.write_u32(self.pointer, self.string)?;
        self.pointer = self.pointer.checked_add(4).ok_or(Errno::FAULT)?;
        Ok(())
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), Errno> {
        self.memory.write_bytes(self.string, bytes)?;
        self.string = self.string.checked_add(len_u32(bytes.len())?).ok_or(Errno::FAULT)?;
        Ok(())
    }
}

pub(super) fn args_sizes_get(memory: &GuestMemory, argc: u32, argv_buf_size: u32) -> Result<(), Errno> {
    let mut sizes = Sizes::default();
    for_each_argument(|argument| sizes.add(argument.len() + 1))?;
    sizes.report(memory, argc, argv_buf_size)
}

pub(super) fn args_get(memory: &GuestMemory, argv: u32, argv_buf: u32) -> Result<(), Errno> {
    let mut writer = Writer { memory, pointer: argv, string: argv_buf };
    for_each_argument(|argument| {
        writer.begin()?;
        writer.append(argument)?;
        writer.append(&[0])
    })
}

pub(super) fn environ_sizes_get(memory: &GuestMemory, count: u32, buf_size: u32) -> Result<(), Errno> {
    let mut sizes = Sizes::default();
    for_each_variable(|(name, value)| sizes.add(name.len() + 1 + value.len() + 1))?;
    sizes.report(memory, count, buf_size)
}

pub(super) fn environ_get(memory: &GuestMemory, environ: u32, environ_buf: u32) -> Result<(), Errno> {
    let mut writer = Writer { memory, pointer: environ, string: environ_buf };
    for_each_variable(|(name, value)| {
        writer.begin()?;
        writer.append(name)?;
        writer.append(b"=")?;
        writer.append(value)?;
        writer.append(&[0])
    })
}
