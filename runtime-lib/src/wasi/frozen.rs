//! Open files as typed records: of a program that is recorded for a [snapshot](crate::snapshot), and of one
//! that goes on from there.
//!
//! A record says which standard stream, granted directory or embedded file a number stands for, never which
//! descriptor of the host: streams are those of the new launch, directories are opened again.

use core::mem::replace;

use precast_abi::snapshot::{
    DESCRIPTOR_EMBEDDED, DESCRIPTOR_GRANTED, DESCRIPTOR_STREAM, DESCRIPTORS_MAX, Descriptor as Record,
    STREAM_RIGHTS,
};

use super::embedded::Entry;
use super::fd::open_flags;
use super::grants::{Grant, grants};
use super::table::{self, Descriptor, File};
use super::types::rights_of;
use crate::start;
use crate::sys::file;
use crate::text::{STDERR, STDOUT};

const _: () = assert!(STREAM_RIGHTS == rights_of::ALL);

/// Why open files cannot be told as records.
pub(crate) enum FreezeFault {
    /// This descriptor of the guest is open and stands for something else.
    Open(u32),
    /// There is no room for so many.
    TooMany,
}

/// Lets the guest's standard output be what the process has as standard error, so that the process's own is
/// free for the dump. Returns the host's descriptors of the three streams.
pub(crate) fn keep_stdout_apart() -> [i32; 3] {
    let stdout = STDOUT as usize;
    if table::hosts_of_streams()[stdout] == STDOUT {
        let Ok(host) = file::duplicate_from(STDERR, STDERR + 1) else {
            start::fail("standard error cannot be duplicated")
        };
        table::set_stream(stdout, Descriptor::inherited(host));
    }
    table::hosts_of_streams()
}

/// The names of directories that were granted, which tell them apart, in the order of their numbers.
fn granted() -> impl Iterator<Item = &'static [u8]> {
    grants().filter_map(|grant| match grant {
        Grant::Directory { guest, .. } | Grant::Embedded { guest } => Some(guest),
        _ => None,
    })
}

/// Writes the guest's open files into `records` and returns their number; `None` where they are just those
/// of the launch. `streams` are the host's descriptors of the standard streams, with the flags that the guest
/// has set of each.
pub(crate) fn freeze_descriptors(
    streams: [i32; 3],
    flags: [u16; 3],
    records: &mut [Record; DESCRIPTORS_MAX],
) -> Result<Option<usize>, FreezeFault> {
    let mut count = 0;
    let mut as_launched = true;
    let state = table::for_each_open(|number, descriptor| {
        let number = number as u32;
        let record = frozen(number, descriptor, streams, flags).ok_or(FreezeFault::Open(number))?;
        as_launched &= record == launched(count, descriptor);
        *records.get_mut(count).ok_or(FreezeFault::TooMany)? = record;
        count += 1;
        Ok(())
    })?;
    let directories = if state.granted { granted().count() } else { 0 };
    if !state.launched || (as_launched && count == 3 + directories) {
        return Ok(None);
    }
    if !state.granted {
        // Nobody has asked for them so far, but they are open as much as the others.
        table::open_granted_directories();
        return freeze_descriptors(streams, flags, records);
    }
    if granted().count() > DESCRIPTORS_MAX - 3 {
        return Err(FreezeFault::TooMany);
    }
    Ok(Some(count))
}

/// The record of an open file.
fn frozen(number: u32, descriptor: &Descriptor, streams: [i32; 3], flags: [u16; 3]) -> Option<Record> {
    let (kind, index, flags) = match descriptor.file {
        File::Host(host) if descriptor.inherited => {
            let stream = streams.iter().position(|&stream| stream == host)?;
            (DESCRIPTOR_STREAM, stream as u64, *flags.get(stream)?)
        }
        File::Embedded(entry) if descriptor.granted_as.is_none() => {
            (DESCRIPTOR_EMBEDDED, u64::from(entry.number()), 0)
        }
        _ => {
            let name = descriptor.granted_as?.as_ptr();
            (DESCRIPTOR_GRANTED, granted().position(|granted| granted.as_ptr() == name)? as u64, 0)
        }
    };
    let Descriptor { position, rights_base, rights_inheriting, .. } = *descriptor;
    Some(Record { number, kind, index, position, rights_base, rights_inheriting, flags: flags.into() })
}

/// The record that the `count`-th open file has at launch.
fn launched(count: usize, descriptor: &Descriptor) -> Record {
    let number = count as u32;
    match count.checked_sub(3) {
        None => Record {
            number,
            kind: DESCRIPTOR_STREAM,
            index: count as u64,
            rights_base: STREAM_RIGHTS,
            ..Record::default()
        },
        Some(index) => {
            let embedded = matches!(descriptor.file, File::Embedded(_));
            let changes = if embedded { rights_of::CHANGE } else { 0 };
            Record {
                number,
                kind: DESCRIPTOR_GRANTED,
                index: index as u64,
                position: 0,
                rights_base: rights_of::DIRECTORY & !changes,
                rights_inheriting: rights_of::INHERITED,
                flags: 0,
            }
        }
    }
}

/// Makes the guest's open files those of the records. Whatever else was open at launch is closed.
pub(crate) fn thaw_descriptors(records: &[Record]) {
    let mut launched = [Descriptor::FREE; DESCRIPTORS_MAX];
    table::take_all(&mut launched);
    for record in records {
        let index = record.index as usize;
        let source = match record.kind {
            DESCRIPTOR_STREAM => launched.get_mut(index),
            DESCRIPTOR_GRANTED => launched.get_mut(3 + index),
            _ => None,
        };
        let mut descriptor = match source {
            Some(source) => replace(source, Descriptor::FREE),
            None => Descriptor::embedded(Entry::numbered(record.index as u32), 0, 0),
        };
        if record.flags != 0 {
            set_flags(&descriptor, record.flags as u32);
        }
        descriptor.position = record.position;
        descriptor.rights_base = record.rights_base;
        descriptor.rights_inheriting = record.rights_inheriting;
        if table::put(record.number as usize, descriptor).is_err() {
            start::fail("no memory for open files");
        }
    }
    for left in launched {
        let _ = left.close();
    }
}

/// Adds flags to those with which the launcher has opened a stream. Where it has not opened it at all, the
/// guest finds out when it uses it.
fn set_flags(stream: &Descriptor, flags: u32) {
    if let (Ok(host), Ok(flags)) = (stream.host(), open_flags(flags))
        && let Ok(present) = file::status_flags(host)
    {
        let _ = file::set_status_flags(host, present | flags);
    }
}
