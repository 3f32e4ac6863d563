//! Open files as typed records: of a program that is recorded for a [snapshot](crate::snapshot), and of one
//! that goes on from there.
//!
//! A record says which standard stream, granted directory or embedded file a number stands for, never which
//! descriptor of the host: streams are those of the new launch, directories are opened again.

use core::mem::replace;

use precast_abi::snapshot::{
    DESCRIPTOR_EMBEDDED, DESCRIPTOR_GRANTED, DESCRIPTOR_STREAM, DESCRIPTORS_MAX, Descriptor as Record,
};

use super::embedded::Entry;
use super::grants::{Grant, grants};
use super::table::{self, Descriptor, File};
use super::types::rights_of;
use crate::start;
use crate::sys::file;
use crate::text::{STDERR, STDOUT};

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
/// of the launch. `streams` are the host's descriptors of the standard streams.
pub(crate) fn freeze_descriptors(
    streams: [i32; 3],
    records: &mut [Record; DESCRIPTORS_MAX],
) -> Result<Option<usize>, FreezeFault> {
    let mut count = 0;
    let mut as_launched = true;
    let state = table::for_each_open(|number, descriptor| {
        let number = number as u32;
        let record = frozen(number, descriptor, streams).ok_or(FreezeFault::Open(number))?;
        as_launched &= record == launched(count, descriptor);
        *records.get_mut(count).ok_or(FreezeFault::TooMany)? = record;
        count += 1;
        Ok(())
    })?;
    let directories = if state.granted { granted().count() } else { 0 };
    if granted().count() > DESCRIPTORS_MAX - 3 {
        return Err(FreezeFault::TooMany);
    }
    let as_launched = !state.launched || (as_launched && count == 3 + directories);
    Ok((!as_launched).then_some(count))
}

/// The record of an open file.
fn frozen(number: u32, descriptor: &Descriptor, streams: [i32; 3]) -> Option<Record> {
    let (kind, index) = match descriptor.file {
        File::Host(host) if descriptor.inherited => {
            (DESCRIPTOR_STREAM, streams.iter().position(|&stream| stream == host)? as u64)
        }
        File::Embedded(entry) if descriptor.granted_as.is_none() => {
            (DESCRIPTOR_EMBEDDED, u64::from(entry.number()))
        }
        _ => {
            let name = descriptor.granted_as?.as_ptr();
            (DESCRIPTOR_GRANTED, granted().position(|granted| granted.as_ptr() == name)? as u64)
        }
    };
    let Descriptor { position, rights_base, rights_inheriting, .. } = *descriptor;
    Some(Record { number, kind, index, position, rights_base, rights_inheriting })
}

/// The record that the `count`-th open file has at launch.
fn launched(count: usize, descriptor: &Descriptor) -> Record {
    let number = count as u32;
    match count.checked_sub(3) {
        None => Record {
            number,
            kind: DESCRIPTOR_STREAM,
            index: count as u64,
            rights_base: rights_of::ALL,
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
