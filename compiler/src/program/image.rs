//! The initial contents of a memory as a list of non-zero runs, and which of its pages exec maps.
//!
//! Representation and work are bounded by the data that a module has, wherever in a memory it lies.

use precast_abi::program::{HUGE_PAGES_FROM_BYTES, MappedRange};

use crate::limits::{
    HUGE_PAGE_BYTES, IMAGE_PADDING_BYTES_MAX, RUN_GAP_STORED_BYTES_MAX, RUN_GAPS_STORED_PART, RUNS_MAX,
};
use crate::{Error, Result};

/// A part of a memory's initial contents that is not all zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Offset in bytes from the base of the memory, page-aligned.
    pub(crate) offset: u64,
    pub(crate) bytes: Vec<u8>,
}

impl Run {
    /// The first offset behind it.
    pub(crate) fn end(&self) -> u64 {
        self.offset + self.bytes.len() as u64
    }
}

/// Bytes that instantiation copies to an offset, later ones over earlier ones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Copied<'a> {
    pub(crate) offset: u64,
    pub(crate) bytes: &'a [u8],
}

/// What `copies` leave in a memory. Runs begin and end at multiples of `granule`.
pub(crate) fn runs(copies: &[Copied<'_>], granule: u64) -> Result<Vec<Run>> {
    let mut spans: Vec<(u64, u64)> = copies.iter().flat_map(|copied| non_zero(*copied, granule)).collect();
    spans.sort_unstable();
    let spans = merge(&spans);
    let spans_bytes: u64 = spans.iter().map(|(start, end)| end - start).sum();
    let data_bytes: u64 = copies.iter().map(|copied| copied.bytes.len() as u64).sum();
    if spans_bytes > data_bytes.saturating_add(IMAGE_PADDING_BYTES_MAX) {
        return Err(Error::limit(format!(
            "what a memory begins with lies so scattered that the file would hold {} MiB for {} KiB of data",
            spans_bytes >> 20,
            data_bytes >> 10,
        )));
    }
    let mut runs: Vec<Run> = spans
        .iter()
        .map(|(start, end)| Run { offset: *start, bytes: vec![0; (end - start) as usize] })
        .collect();
    for copied in copies {
        // What lies outside the runs is zero in every copy.
        let end = copied.offset + copied.bytes.len() as u64;
        let first = runs.partition_point(|run| run.end() <= copied.offset);
        for run in runs[first..].iter_mut().take_while(|run| run.offset < end) {
            let from = copied.offset.max(run.offset);
            let len = (end.min(run.end()) - from) as usize;
            let source = &copied.bytes[(from - copied.offset) as usize..][..len];
            run.bytes[(from - run.offset) as usize..][..len].copy_from_slice(source);
        }
    }
    Ok(runs)
}

/// The spans of whole granules in which `copied` has a byte that is not zero, ascending.
fn non_zero(copied: Copied<'_>, granule: u64) -> Vec<(u64, u64)> {
    let mut spans: Vec<(u64, u64)> = Vec::new();
    let mut offset = copied.offset;
    let mut rest = copied.bytes;
    while !rest.is_empty() {
        let start = offset / granule * granule;
        let len = rest.len().min((start + granule - offset) as usize);
        let (part, behind) = rest.split_at(len);
        if part.iter().any(|byte| *byte != 0) {
            match spans.last_mut() {
                Some(last) if last.1 == start => last.1 = start + granule,
                _ => spans.push((start, start + granule)),
            }
        }
        offset += len as u64;
        rest = behind;
    }
    spans
}

/// Joins ascending spans that overlap, touch or lie near, and then those with the smallest gaps: as long as
/// these are small altogether, and until at most [`RUNS_MAX`] are left.
fn merge(spans: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let joined = join(spans, RUN_GAP_STORED_BYTES_MAX);
    let mut gaps: Vec<u64> = joined.windows(2).map(|pair| pair[1].0 - pair[0].1).collect();
    gaps.sort_unstable();
    let mut left = joined.iter().map(|(start, end)| end - start).sum::<u64>() / RUN_GAPS_STORED_PART;
    let small = gaps.iter().take_while(|gap| {
        let fits = **gap <= left;
        left = left.saturating_sub(**gap);
        fits
    });
    let needed = gaps.len().saturating_sub(RUNS_MAX - 1);
    let count = small.count().max(needed);
    // Equal gaps may join more than needed; never fewer.
    if count == 0 { joined } else { join(&joined, gaps[count - 1]) }
}

fn join(spans: &[(u64, u64)], gap_max: u64) -> Vec<(u64, u64)> {
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if *start <= last.1.saturating_add(gap_max) => last.1 = last.1.max(*end),
            _ => joined.push((*start, *end)),
        }
    }
    joined
}

/// A part of a memory that exec maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The run with this number.
    Run(usize),
    /// Zeros that take no room in the file.
    Zero { offset: u64, bytes: u64 },
}

/// Which parts of a memory exec maps: the runs, and as many gaps of zeros as `zeros_left` allows.
pub(crate) fn parts(runs: &[Run], initial_bytes: u64, zeros_left: &mut u64) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut offset = 0;
    let ends = runs.iter().map(|run| run.offset).chain([initial_bytes]);
    for (number, end) in ends.enumerate() {
        let bytes = end - offset;
        if bytes > 0 && bytes <= *zeros_left {
            *zeros_left -= bytes;
            parts.push(Part::Zero { offset, bytes });
        }
        if let Some(run) = runs.get(number) {
            parts.push(Part::Run(number));
            offset = run.end();
        }
    }
    parts
}

/// The ranges that `parts` cover, ascending, not touching.
pub(crate) fn mapped(parts: &[Part], runs: &[Run]) -> Vec<MappedRange> {
    let mut ranges: Vec<MappedRange> = Vec::new();
    for part in parts {
        let (start, end) = match part {
            Part::Run(number) => (runs[*number].offset, runs[*number].end()),
            Part::Zero { offset, bytes } => (*offset, offset + bytes),
        };
        match ranges.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => ranges.push(MappedRange { start, end }),
        }
    }
    ranges
}

/// The part of a memory at `base` that must be kept out of huge pages, empty for none: zeros that fill an
/// aligned block of one, unless the memory is so large that it gains from them. Where a kernel hands them out
/// unasked, the first touch of such a block costs as much as starting the process.
///
/// What lies before all data is a stack, or nothing that is used: a block at its end that is not whole is safe.
pub(crate) fn small_pages(parts: &[Part], base: u64, initial_bytes: u64) -> MappedRange {
    let mut range = MappedRange::default();
    if initial_bytes >= HUGE_PAGES_FROM_BYTES {
        return range;
    }
    for (number, part) in parts.iter().enumerate() {
        let Part::Zero { offset, bytes } = *part else { continue };
        let (start, end) = (base + offset, base + offset + bytes);
        let holds_block = start.next_multiple_of(HUGE_PAGE_BYTES) + HUGE_PAGE_BYTES <= end;
        let stack = number == 0 && parts.len() > 1 && end % HUGE_PAGE_BYTES != 0;
        if holds_block && !stack {
            range =
                MappedRange { start: if range.end == 0 { offset } else { range.start }, end: offset + bytes };
        }
    }
    range
}

/// Size in bytes of the smallest pages.
const PAGE_BYTES: u64 = 4 << 10;

/// For a memory at `base` of which all data is in one page, see [`precast_abi::Program::first_write`], with
/// what is there: programs read that page and write it, too.
pub(crate) fn first_write(runs: &[Run], base: u64) -> Option<(u64, u64)> {
    let [run] = runs else { return None };
    let first = run.bytes.first_chunk().filter(|_| run.bytes.len() as u64 == PAGE_BYTES)?;
    Some((base + run.offset, u64::from_le_bytes(*first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 4096;

    fn of(copies: &[(u64, &[u8])]) -> Vec<Run> {
        let copies: Vec<Copied<'_>> =
            copies.iter().map(|(offset, bytes)| Copied { offset: *offset, bytes }).collect();
        runs(&copies, PAGE).unwrap()
    }

    #[test]
    fn zeros_take_no_room() {
        assert_eq!(of(&[(0, &[0; 100_000])]), []);
        let mut bytes = vec![0; 1 << 20];
        bytes[5000] = 1;
        let image = of(&[(0, &bytes)]);
        assert_eq!((image.len(), image[0].offset, image[0].bytes.len()), (1, PAGE, 4096));
        assert_eq!(image[0].bytes[5000 - 4096], 1);
    }

    #[test]
    fn later_segments_win() {
        let image = of(&[(10, b"aaaa"), (12, b"bb"), (13, b"\0")]);
        assert_eq!(&image[0].bytes[9..15], b"\0aab\0\0");
    }

    #[test]
    fn near_runs_merge_and_far_ones_do_not() {
        let image = of(&[(3 << 30, b"far"), (0, b"x"), (2 * PAGE, b"y"), (1 << 20, b"z")]);
        let spans: Vec<(u64, usize)> = image.iter().map(|run| (run.offset, run.bytes.len())).collect();
        assert_eq!(spans, [(0, 3 * 4096), (1 << 20, 4096), (3 << 30, 4096)]);
    }

    #[test]
    fn gaps_that_are_small_among_so_much_data_are_stored() {
        let data = vec![1; 1 << 20];
        // A heap of which a piece is in use each 64 KiB: together an eighth of the data.
        let mut copies: Vec<(u64, &[u8])> = vec![(0, &data)];
        copies.extend((0..3).map(|number| ((1 << 20) + (number << 16) + (60 << 10), &b"x"[..])));
        assert_eq!(of(&copies).len(), 1);
        // These would be more than a quarter.
        copies.extend([(2 << 20, &b"y"[..]), (3 << 20, &b"z"[..])]);
        let spans: Vec<u64> = of(&copies).iter().map(|run| run.offset).collect();
        assert_eq!(spans, [0, 2 << 20, 3 << 20]);
    }

    #[test]
    fn at_most_sixteen_runs() {
        let copies: Vec<(u64, &[u8])> =
            (0..40).map(|number: u64| ((number * (number + 1)) << 14, &b"x"[..])).collect();
        let image = of(&copies);
        assert_eq!(image.len(), RUNS_MAX);
        // The widest gaps remain.
        assert_eq!(image.last().unwrap().offset, copies[39].0);
        for (offset, _) in copies {
            let run = image.iter().rfind(|run| run.offset <= offset).unwrap();
            assert_eq!(run.bytes[(offset - run.offset) as usize], b'x');
        }
    }

    #[test]
    fn scattered_data_is_refused_instead_of_stored() {
        let copies: Vec<Copied<'_>> =
            (0..4000).map(|number: u64| Copied { offset: number << 20, bytes: b"x" }).collect();
        assert_eq!(runs(&copies, PAGE).unwrap_err().kind, crate::ErrorKind::LimitExceeded);
    }

    #[test]
    fn zeros_are_mapped_while_they_are_few() {
        let image = of(&[(1 << 20, b"rust"), (3 << 30, b"far")]);
        let mut zeros_left = 16 << 20;
        let parts = parts(&image, (3 << 30) + (64 << 10), &mut zeros_left);
        let behind = (3 << 30) + PAGE;
        assert_eq!(
            parts,
            [
                Part::Zero { offset: 0, bytes: 1 << 20 },
                Part::Run(0),
                Part::Run(1),
                Part::Zero { offset: behind, bytes: (64 << 10) - PAGE },
            ]
        );
        assert_eq!(
            mapped(&parts, &image),
            [
                MappedRange { start: 0, end: (1 << 20) + PAGE },
                MappedRange { start: 3 << 30, end: (3 << 30) + (64 << 10) },
            ]
        );
    }

    #[test]
    fn zeros_that_hold_a_huge_page_get_small_ones() {
        const BASE: u64 = precast_abi::address::MEMORY0_BASE;
        let range = |data: u64, initial: u64| {
            let image = if data == 0 { Vec::new() } else { of(&[(data, b"data")]) };
            let range = small_pages(&parts(&image, initial, &mut (64 << 20)), BASE, initial);
            (range.start, range.end)
        };
        // All zeros: from the first block on.
        assert_eq!(range(0, 64 << 10), (0, 0));
        assert_eq!(range(0, 8 << 20), (0, 8 << 20));
        assert_eq!(range(0, 32 << 20), (0, 0));
        // Behind data, but not a stack before it.
        assert_eq!(range(16 << 20, 17 << 20), (0, 0));
        assert_eq!(range(1 << 20, 8 << 20), ((1 << 20) + PAGE, 8 << 20));
        // A stack that ends with a block.
        let whole = BASE.next_multiple_of(HUGE_PAGE_BYTES) + HUGE_PAGE_BYTES - BASE;
        assert_eq!(range(whole, whole + (64 << 10)), (0, whole));
    }
}
