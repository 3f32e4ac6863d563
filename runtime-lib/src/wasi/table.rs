//! The table of the guest's file descriptors.
//!
//! In: the guest's numbers. Out: [`Descriptor`]s, by value. Numbers 0 to 2 are those of the launch, granted
//! directories follow from 3 on, and new ones get the lowest free number. Nothing is set up at
//! start: the three are there with the first look, the granted directories are opened when a number
//! from 3 on, or a free one, is asked for. Guests have one thread, so nothing is locked.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;

use linux_raw_sys::general::{
    AT_FDCWD, O_CLOEXEC, O_DIRECTORY, O_PATH, O_RDONLY, S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG,
    S_IFSOCK,
};
use linux_raw_sys::net::SOCK_DGRAM;
use precast_abi::EXIT_STATUS_START;

use super::embedded::Entry;
use super::errno::Errno;
use super::grants::{Grant, grants};
use super::types::{FileType, rights, rights_of};
use crate::memory;
use crate::sandbox::{GuestPath, OwnedFd};
use crate::state::state;
use crate::sys::{self, file};
use crate::text::{STDERR, Text};

/// Descriptors that there is room for before memory is asked of the kernel.
const FIRST_CAPACITY: usize = 5;

/// What a number stands for. All zero is the first.
#[derive(Clone, Copy)]
#[repr(u32)]
pub(super) enum File {
    /// Nothing: the number is free.
    Free,
    /// A descriptor of the host.
    Host(i32),
    /// Something embedded in the artifact.
    Embedded(Entry),
}

/// An open file of the guest.
#[derive(Clone, Copy)]
pub(super) struct Descriptor {
    /// The file itself.
    pub(super) file: File,
    /// Where the next read of an embedded file begins; the kernel keeps the positions of all others.
    pub(super) position: u64,
    /// Kind of file, as far as somebody has asked.
    kind: Option<FileType>,
    /// Whether asking for the kind has told that it is no terminal.
    no_terminal: bool,
    /// Opened in a directory that was granted for reading only, or such a directory itself.
    pub(super) read_only: bool,
    /// A standard stream, used as such so far: its rights follow from how the launcher opened it. Sockets are
    /// open for both directions, so that for them it makes no difference to the rights.
    pub(super) inherited: bool,
    /// What it may be used for.
    pub(super) rights_base: u64,
    /// What files opened through it may be used for at most.
    pub(super) rights_inheriting: u64,
    /// The guest's name of a granted directory.
    pub(super) granted_as: Option<&'static [u8]>,
}

impl Descriptor {
    pub(super) const FREE: Descriptor = Descriptor {
        file: File::Free,
        position: 0,
        kind: None,
        no_terminal: false,
        read_only: false,
        inherited: false,
        rights_base: 0,
        rights_inheriting: 0,
        granted_as: None,
    };

    /// A file with these rights; its kind is found out when it matters, unless it is known.
    pub(super) fn new(host: i32, kind: Option<FileType>, rights_base: u64, rights_inheriting: u64) -> Self {
        Descriptor { file: File::Host(host), kind, rights_base, rights_inheriting, ..Descriptor::FREE }
    }

    /// A standard stream.
    pub(super) const fn inherited(host: i32) -> Self {
        let file = File::Host(host);
        Descriptor { file, inherited: true, rights_base: rights_of::ALL, ..Descriptor::FREE }
    }

    /// Something embedded, for reading; of the rights those that a file keeps that cannot be changed.
    pub(super) fn embedded(entry: Entry, rights_base: u64, rights_inheriting: u64) -> Self {
        Descriptor {
            file: File::Embedded(entry),
            kind: Some(entry.kind()),
            read_only: true,
            rights_base: rights_base & !rights_of::CHANGE,
            rights_inheriting,
            ..Descriptor::FREE
        }
    }

    fn is_free(&self) -> bool {
        matches!(self.file, File::Free)
    }

    /// The host's descriptor, for what nobody may do to an embedded file.
    pub(super) fn host(&self) -> Result<i32, Errno> {
        match self.file {
            File::Host(host) => Ok(host),
            File::Free | File::Embedded(_) => Err(Errno::NOTCAPABLE),
        }
    }

    /// Closes the file.
    pub(super) fn close(self) -> Result<(), Errno> {
        match self.file {
            // The descriptor is gone even where closing it was interrupted.
            File::Host(host) => match file::close(host) {
                Err(sys::Errno::EINTR) => Ok(()),
                answer => Ok(answer?),
            },
            File::Free | File::Embedded(_) => Ok(()),
        }
    }

    /// Fails unless it has all of the `needed` rights. Reading and writing fail as they do in POSIX.
    #[inline]
    pub(super) fn require(&self, needed: u64) -> Result<(), Errno> {
        let missing = needed & !self.rights_base;
        if missing == 0 {
            Ok(())
        } else if missing & (rights::FD_READ | rights::FD_WRITE) != 0 {
            Err(Errno::BADF)
        } else {
            Err(Errno::NOTCAPABLE)
        }
    }

    /// Whether it is known, without asking, to be a socket, and not used as a standard stream.
    pub(super) fn is_known_socket(&self) -> bool {
        !self.inherited && matches!(self.kind, Some(FileType::SocketStream | FileType::SocketDatagram))
    }

    /// Linux's status flags; an embedded file has none of them.
    pub(super) fn status_flags(&self) -> Result<u32, Errno> {
        match self.file {
            File::Embedded(_) => Ok(0),
            _ => Ok(file::status_flags(self.host()?)?),
        }
    }

    /// The rights that the guest is told of: those that make sense for the file, which has these status
    /// flags.
    pub(super) fn effective_rights(&self, status_flags: u32) -> Result<(u64, u64), Errno> {
        let (kind, no_terminal) = match self.kind {
            Some(kind) => (kind, self.no_terminal),
            None => identify(self.host()?)?,
        };
        let terminal = kind == FileType::CharacterDevice && !no_terminal && file::is_terminal(self.host()?);
        let mut base = self.rights_base & rights_of::kind(kind, terminal);
        if self.inherited {
            base &= match status_flags & linux_raw_sys::general::O_ACCMODE {
                linux_raw_sys::general::O_RDONLY => !rights::FD_WRITE,
                linux_raw_sys::general::O_WRONLY => !rights::FD_READ,
                _ => !0,
            };
        }
        let inheriting = if kind == FileType::Directory { self.rights_inheriting } else { 0 };
        Ok((base, inheriting))
    }
}

/// Kind of an open file, and whether it is known to be no terminal: `/dev/null` and the like are none.
fn identify(host: i32) -> Result<(FileType, bool), Errno> {
    let stat = file::fstat(host)?;
    let kind = file_type(stat.st_mode, Some(host));
    Ok((kind, kind != FileType::CharacterDevice || file::major(stat.st_rdev) == file::MEMORY_DEVICES))
}

/// WASI's kind for a mode of Linux. Only a socket's descriptor tells its type; without it a socket
/// counts as a stream.
pub(super) fn file_type(mode: u32, fd: Option<i32>) -> FileType {
    match mode & S_IFMT {
        S_IFREG => FileType::RegularFile,
        S_IFDIR => FileType::Directory,
        S_IFCHR => FileType::CharacterDevice,
        S_IFBLK => FileType::BlockDevice,
        S_IFLNK => FileType::SymbolicLink,
        S_IFSOCK => match fd.map(file::socket_type) {
            Some(Ok(SOCK_DGRAM)) => FileType::SocketDatagram,
            _ => FileType::SocketStream,
        },
        _ => FileType::Unknown,
    }
}

/// The table. `more` is null until there are more than `FIRST_CAPACITY`.
struct Table {
    first: [Descriptor; FIRST_CAPACITY],
    more: *mut Descriptor,
    capacity: usize,
    /// No number below this one is free.
    lowest_free: usize,
    launched: bool,
    granted: bool,
}

/// The table as a variable of the runtime, all zero before it is used: guests have one thread, and
/// signal handlers do not look here.
pub(crate) struct Descriptors(UnsafeCell<Table>);

// SAFETY: a program has one thread.
unsafe impl Sync for Descriptors {}

impl Table {
    fn slots(&mut self) -> &mut [Descriptor] {
        if self.more.is_null() {
            return &mut self.first;
        }
        // SAFETY: `grow` has mapped and filled that many elements.
        unsafe { core::slice::from_raw_parts_mut(self.more, self.capacity) }
    }

    /// Fills in the first three. Every other number is free: all is zero at first.
    #[cold]
    fn launch(&mut self) {
        self.launched = true;
        self.lowest_free = 3;
        for (host, slot) in self.first.iter_mut().take(3).enumerate() {
            *slot = Descriptor::inherited(host as i32);
        }
    }

    /// Doubles the room.
    fn grow(&mut self) -> Result<(), Errno> {
        let old = self.slots().len();
        let new = old * 2;
        let bytes = new * size_of::<Descriptor>();
        let slots = memory::map_anywhere(bytes)? as *mut Descriptor;
        for (index, &slot) in self.slots().iter().enumerate() {
            // SAFETY: the new mapping has room for twice as many.
            unsafe { slots.add(index).write(slot) };
        }
        for index in old..new {
            // SAFETY: `new` elements fit the mapping.
            unsafe { slots.add(index).write(Descriptor::FREE) };
        }
        if !self.more.is_null() {
            // SAFETY: the old mapping was made here with this size, and its contents were copied.
            let _ = unsafe { sys::munmap(self.more as usize, size_of_val(self.slots())) };
        }
        self.more = slots;
        self.capacity = new;
        Ok(())
    }

    /// Gives a descriptor the lowest free number.
    fn insert(&mut self, descriptor: Descriptor) -> Result<u32, Errno> {
        let from = self.lowest_free;
        let free = self.slots().iter().skip(from).position(Descriptor::is_free);
        let number = match free {
            Some(offset) => from + offset,
            None => {
                let number = self.slots().len();
                self.grow()?;
                number
            }
        };
        self.slots()[number] = descriptor;
        self.lowest_free = number + 1;
        Ok(number as u32)
    }

    fn remove(&mut self, number: usize) -> Option<Descriptor> {
        let slot = self.slots().get_mut(number).filter(|slot| !slot.is_free())?;
        let descriptor = core::mem::replace(slot, Descriptor::FREE);
        self.lowest_free = self.lowest_free.min(number);
        Some(descriptor)
    }

    /// Gives a granted directory, open as `host`, the lowest free number.
    fn insert_granted(&mut self, host: i32, guest: &'static [u8], read_only: bool) -> Result<u32, Errno> {
        let kind = Some(FileType::Directory);
        let directory = Descriptor::new(host, kind, rights_of::DIRECTORY, rights_of::INHERITED);
        self.insert(Descriptor { read_only, granted_as: Some(guest), ..directory })
    }

    /// Opens the granted directories, in the order of the grants.
    #[cold]
    fn grant(&mut self) {
        self.granted = true;
        // They are numbered from 3 on even if the guest has closed one of the first three by now.
        let lowest_free = core::mem::replace(&mut self.lowest_free, 3);
        let mut embedded = 0;
        for grant in grants() {
            let (name, opened) = match grant {
                Grant::Directory { host, guest, read_only } => {
                    (host, open_granted(host).and_then(|fd| self.insert_granted(fd, guest, read_only)))
                }
                Grant::Embedded { guest } => {
                    let root = Entry::root(embedded);
                    embedded += 1;
                    let directory = Descriptor::embedded(root, rights_of::DIRECTORY, rights_of::INHERITED);
                    (guest, self.insert(Descriptor { granted_as: Some(guest), ..directory }))
                }
                _ => continue,
            };
            if let Err(errno) = opened {
                refuse_start(name, errno);
            }
        }
        if lowest_free < 3 {
            self.lowest_free = lowest_free;
        }
    }
}

/// Opens the host's directory of a grant; one that may be passed through but not listed, too.
fn open_granted(host: &[u8]) -> Result<i32, Errno> {
    let mut path = GuestPath::new();
    for (slot, &byte) in path.room(host.len())?.iter_mut().zip(host) {
        slot.write(byte);
    }
    // SAFETY: the loop has written all bytes of the room.
    unsafe { path.finish(host.len()) }?;
    let open = |flags| file::openat(AT_FDCWD, path.as_c_str(), flags | O_DIRECTORY | O_CLOEXEC, 0);
    match open(O_RDONLY) {
        Err(sys::Errno::EACCES) => above_stdio(OwnedFd::new(open(O_PATH)?)),
        opened => above_stdio(OwnedFd::new(opened?)),
    }
}

/// Ends the process because a granted directory cannot be opened.
fn refuse_start(host: &[u8], errno: Errno) -> ! {
    let mut bytes = [MaybeUninit::uninit(); 512];
    let mut text = Text::new(STDERR, &mut bytes);
    text.str("precast: cannot open granted directory \"").foreign(host).str("\": ");
    match errno {
        Errno::NOENT => text.str("No such file or directory"),
        Errno::NOTDIR => text.str("Not a directory"),
        Errno::ACCES => text.str("Permission denied"),
        Errno::LOOP => text.str("Too many levels of symbolic links"),
        Errno::NAMETOOLONG => text.str("File name too long"),
        Errno::MFILE | Errno::NFILE => text.str("Too many open files"),
        Errno::NOMEM => text.str("Cannot allocate memory"),
        other => text.str("error ").decimal(other.code().into()),
    };
    text.exit(EXIT_STATUS_START)
}

/// Moves a new descriptor of the host out of 0, 1 and 2, which are free if the launcher or the guest
/// has closed them: otherwise what is written to standard output could end up in a file that happens to
/// be open, and so could the runtime's own messages.
pub(super) fn above_stdio(fd: OwnedFd) -> Result<i32, Errno> {
    if fd.number() > STDERR {
        return Ok(fd.into_number());
    }
    Ok(file::duplicate_from(fd.number(), STDERR + 1)?)
}

/// Runs `body` on the table after it was set up as far as descriptor `number` needs it.
#[inline]
fn with_table<T>(number: usize, body: impl FnOnce(&mut Table) -> T) -> T {
    // SAFETY: a program has one thread, and no `body` comes back here.
    let table = unsafe { &mut *state().descriptors.0.get() };
    if !table.launched {
        table.launch();
    }
    if number > STDERR as usize && !table.granted {
        table.grant();
    }
    body(table)
}

/// The open file with this number.
#[inline]
pub(super) fn get(fd: u32) -> Result<Descriptor, Errno> {
    with_table(fd as usize, |table| match table.slots().get(fd as usize) {
        Some(descriptor) if !descriptor.is_free() => Ok(*descriptor),
        _ => Err(Errno::BADF),
    })
}

/// The open file with this number, if it has the `needed` rights.
#[inline]
pub(super) fn get_for(fd: u32, needed: u64) -> Result<Descriptor, Errno> {
    let descriptor = get(fd)?;
    descriptor.require(needed)?;
    Ok(descriptor)
}

/// Kind of the open file with this number, remembered once it was asked for.
pub(super) fn kind(fd: u32) -> Result<FileType, Errno> {
    let descriptor = get(fd)?;
    if let Some(kind) = descriptor.kind {
        return Ok(kind);
    }
    let (kind, no_terminal) = identify(descriptor.host()?)?;
    with_table(fd as usize, |table| {
        if let Some(slot) = table.slots().get_mut(fd as usize) {
            slot.kind = Some(kind);
            slot.no_terminal = no_terminal;
        }
    });
    Ok(kind)
}

/// The open directory with this number, if it has the `needed` rights.
pub(super) fn get_directory(fd: u32, needed: u64) -> Result<Descriptor, Errno> {
    let descriptor = get(fd)?;
    if kind(fd)? != FileType::Directory {
        return Err(Errno::NOTDIR);
    }
    descriptor.require(needed)?;
    Ok(descriptor)
}

/// The open directory with this number, for a change of what is in it.
pub(super) fn get_writable_directory(fd: u32, needed: u64) -> Result<Descriptor, Errno> {
    let descriptor = get_directory(fd, needed)?;
    if descriptor.read_only { Err(Errno::ROFS) } else { Ok(descriptor) }
}

/// The open socket with this number, if it has the `needed` rights. From now on it is no standard stream.
pub(super) fn get_socket(fd: u32, needed: u64) -> Result<i32, Errno> {
    if !matches!(kind(fd)?, FileType::SocketStream | FileType::SocketDatagram) {
        return Err(Errno::NOTSOCK);
    }
    with_table(fd as usize, |table| {
        if let Some(slot) = table.slots().get_mut(fd as usize) {
            slot.inherited = false;
        }
    });
    get_for(fd, needed)?.host()
}

/// Gives a descriptor the lowest free number. On failure the host's descriptor is closed.
pub(super) fn insert(descriptor: Descriptor) -> Result<u32, Errno> {
    // Any free number lies above the granted directories, unless one of the first three was closed.
    let inserted = with_table(usize::MAX, |table| table.insert(descriptor));
    if inserted.is_err() {
        let _ = descriptor.close();
    }
    inserted
}

/// Frees a number and returns what it stood for.
pub(super) fn remove(fd: u32) -> Result<Descriptor, Errno> {
    with_table(fd as usize, |table| table.remove(fd as usize)).ok_or(Errno::BADF)
}

/// Replaces the open file `to` by `from`, whose number becomes free; returns what `to` stood for.
/// With equal numbers nothing happens.
pub(super) fn renumber(from: u32, to: u32) -> Result<Option<Descriptor>, Errno> {
    get(from)?;
    get(to)?;
    if from == to {
        return Ok(None);
    }
    let moved = remove(from)?;
    Ok(with_table(to as usize, |table| {
        table.slots().get_mut(to as usize).map(|slot| core::mem::replace(slot, moved))
    }))
}

/// Replaces a standard stream before the guest runs.
pub(super) fn set_stream(number: usize, stream: Descriptor) {
    with_table(number, |table| {
        if let Some(slot) = table.slots().get_mut(number) {
            *slot = stream;
        }
    });
}

/// How much of the table has been set up.
pub(super) struct SetUp {
    pub(super) launched: bool,
    pub(super) granted: bool,
}

/// Calls `visit` with each open file and its number, setting up nothing.
pub(super) fn for_each_open<E>(
    mut visit: impl FnMut(usize, &Descriptor) -> Result<(), E>,
) -> Result<SetUp, E> {
    // SAFETY: a program has one thread, and no `visit` comes back here.
    let table = unsafe { &mut *state().descriptors.0.get() };
    let mut open = table.slots().iter().enumerate().filter(|(_, slot)| !slot.is_free());
    open.try_for_each(|(number, slot)| visit(number, slot))?;
    Ok(SetUp { launched: table.launched, granted: table.granted })
}

/// The host's descriptors of the first three, before the guest runs; -1 for one that has none.
pub(super) fn hosts_of_streams() -> [i32; 3] {
    core::array::from_fn(|number| get(number as u32).and_then(|stream| stream.host()).unwrap_or(-1))
}

/// Moves the open files of the launch, granted directories included, out of the table, by number. There must
/// be room for them.
pub(super) fn take_all(into: &mut [Descriptor]) {
    with_table(usize::MAX, |table| {
        for (slot, place) in table.slots().iter_mut().zip(into) {
            *place = core::mem::replace(slot, Descriptor::FREE);
        }
        table.lowest_free = 0;
    });
}

/// Gives a descriptor a number that is free.
pub(super) fn put(number: usize, descriptor: Descriptor) -> Result<(), Errno> {
    with_table(usize::MAX, |table| {
        while table.slots().len() <= number {
            table.grow()?;
        }
        table.slots()[number] = descriptor;
        Ok(())
    })
}

/// Moves the position of an open embedded file.
pub(super) fn set_position(fd: u32, position: u64) {
    with_table(fd as usize, |table| {
        if let Some(slot) = table.slots().get_mut(fd as usize) {
            slot.position = position;
        }
    });
}

/// Opens the granted directories now and not when they are asked for.
pub(crate) fn open_granted_directories() {
    with_table(usize::MAX, |_| {});
}

/// Calls `visit` with the host's descriptor of each granted directory and whether it is for reading only.
pub(crate) fn for_each_granted<E>(mut visit: impl FnMut(i32, bool) -> Result<(), E>) -> Result<(), E> {
    with_table(usize::MAX, |table| {
        let mut granted = table.slots().iter().filter(|slot| slot.granted_as.is_some());
        // What is embedded is no matter for the kernel.
        granted.try_for_each(|slot| slot.host().map_or(Ok(()), |host| visit(host, slot.read_only)))
    })
}

/// Changes the rights of an open file.
pub(super) fn set_rights(fd: u32, rights_base: u64, rights_inheriting: u64) {
    with_table(fd as usize, |table| {
        if let Some(slot) = table.slots().get_mut(fd as usize) {
            slot.rights_base = rights_base;
            slot.rights_inheriting = rights_inheriting;
        }
    });
}
