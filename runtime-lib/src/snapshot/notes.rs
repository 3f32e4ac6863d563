//! What the build is to know of the guest's way to the mark: the paths that it has opened.
//!
//! A note is the number of its descriptor and its length, 4 bytes each, then the path. There is room for
//! megabytes of them; what comes later is not noted.

use precast_abi::address::RECORDER;

use super::{NOTES_END, Recorder, with_recorder};

/// A path that was opened.
pub(super) struct Note {
    pub(super) descriptor: u32,
    pub(super) path: &'static [u8],
}

const HEAD_BYTES: u64 = 8;
const FIRST: u64 = RECORDER + size_of::<Recorder>() as u64;

/// Notes that the parts of `path`, put together with slashes, were opened as `descriptor`.
pub(super) fn opened(descriptor: u32, path: [&[u8]; 2]) {
    with_recorder(|recorder| {
        let start = recorder.notes_end.max(FIRST);
        let [directory, name] = path;
        let len = directory.len() + 1 + name.len();
        if start + HEAD_BYTES + len as u64 > NOTES_END {
            return;
        }
        let bytes = (start + HEAD_BYTES) as *mut u8;
        // SAFETY: the room was mapped at launch, and was just compared with the length.
        unsafe {
            (start as *mut [u32; 2]).write_unaligned([descriptor, len as u32]);
            bytes.copy_from_nonoverlapping(directory.as_ptr(), directory.len());
            bytes.add(directory.len()).write(b'/');
            bytes.add(directory.len() + 1).copy_from_nonoverlapping(name.as_ptr(), name.len());
        }
        recorder.notes_end = start + HEAD_BYTES + len as u64;
    });
}

/// The path that was last opened as this descriptor.
pub(super) fn path_of(descriptor: u32) -> Option<&'static [u8]> {
    all().filter(|note| note.descriptor == descriptor).last().map(|note| note.path)
}

/// All notes, in order.
pub(super) fn all() -> impl Iterator<Item = Note> {
    let end = with_recorder(|recorder| recorder.notes_end);
    let mut next = FIRST;
    core::iter::from_fn(move || {
        if next >= end {
            return None;
        }
        // SAFETY: `opened` has written what lies below `end`, and what is written stays.
        let (descriptor, path) = unsafe {
            let [descriptor, len] = (next as *const [u32; 2]).read_unaligned();
            (descriptor, core::slice::from_raw_parts((next + HEAD_BYTES) as *const u8, len as usize))
        };
        next += HEAD_BYTES + path.len() as u64;
        Some(Note { descriptor, path })
    })
}
