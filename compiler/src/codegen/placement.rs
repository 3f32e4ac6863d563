//! Where functions begin: so that each innermost loop lies in as few lines of the processor's instruction cache
//! as its length allows.
//!
//! A processor fetches a line at a time, and what it has decoded it keeps by lines. A loop of 90 bytes is in two
//! of 64, or in three, depending on where it happens to begin. Cranelift aligns functions, not loops; so the
//! function is moved by a few bytes.

use std::ops::Range;

use cranelift_codegen::CompiledCode;

/// Loops of more lines are left alone: one more is little for them.
const LINES_MAX: u32 = 4;

/// Depth of loops from which on all count the same.
const DEPTH_MAX: usize = 3;

/// An innermost loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InnerLoop {
    /// In bytes, from the start of the function.
    code: Range<u32>,
    /// How many loops are around it.
    depth: usize,
}

/// The innermost loops of a function for which it matters where lines of `line_bytes` begin.
pub(super) fn inner_loops(compiled: &CompiledCode, line_bytes: u32) -> Vec<InnerLoop> {
    of_blocks(&compiled.bb_starts, &compiled.bb_edges, compiled.buffer.total_size(), line_bytes)
}

/// The same, from the starts of blocks, the branches between them, and the length of the code.
fn of_blocks(starts: &[u32], edges: &[(u32, u32)], len: u32, line_bytes: u32) -> Vec<InnerLoop> {
    let mut loops: Vec<Range<u32>> = Vec::new();
    for &(from, to) in edges.iter().filter(|(from, to)| to <= from) {
        let end = starts.get(starts.partition_point(|&start| start <= from)).copied().unwrap_or(len);
        match loops.iter_mut().find(|known| known.start == to) {
            Some(known) => known.end = known.end.max(end),
            None => loops.push(to..end),
        }
    }
    loops.sort_by_key(|code| code.start);
    let innermost = |(number, code): (usize, &Range<u32>)| {
        let next = loops.get(number + 1);
        let contains_none = next.is_none_or(|next| next.start >= code.end);
        let fits = code.end - code.start <= LINES_MAX * line_bytes;
        let around = || loops.iter().take(number).filter(|outer| outer.end >= code.end).count();
        (contains_none && fits).then(|| InnerLoop { code: code.clone(), depth: around().min(DEPTH_MAX) })
    };
    loops.iter().enumerate().filter_map(innermost).collect()
}

/// How many bytes, a multiple of `align_bytes`, to leave free at `offset`, where a function with these loops would
/// begin.
pub(super) fn padding(offset: u32, loops: &[InnerLoop], align_bytes: u32, line_bytes: u32) -> u32 {
    if loops.is_empty() {
        return 0;
    }
    let lines = |padding: u32, code: &Range<u32>| {
        let [first, last] = [code.start, code.end - 1].map(|at| (offset + padding + at) / line_bytes);
        last - first
    };
    let cost = |padding: u32| -> u32 {
        // A loop within a loop is executed some times as often.
        loops.iter().map(|inner| lines(padding, &inner.code) << (3 * inner.depth)).sum()
    };
    let candidates = (0..line_bytes).step_by(align_bytes.max(1) as usize);
    candidates.min_by_key(|&padding| cost(padding)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE_BYTES: u32 = 64;

    #[test]
    fn innermost_loops_are_those_without_others() {
        // A loop around one of a block and one of two blocks.
        let starts = [0, 10, 20, 50, 60, 100, 120];
        let edges =
            [(0, 10), (10, 20), (20, 20), (20, 50), (50, 60), (60, 50), (60, 100), (100, 10), (100, 120)];
        let inner = |code: Range<u32>| InnerLoop { code, depth: 1 };
        assert_eq!(of_blocks(&starts, &edges, 130, LINE_BYTES), [inner(20..50), inner(50..100)]);
        assert_eq!(of_blocks(&starts, &[(0, 10), (120, 0)], 130, LINE_BYTES)[0].code, 0..130);
        // Too long to matter.
        assert_eq!(of_blocks(&[0, 10], &[(10, 10)], 1000, LINE_BYTES), []);
    }

    #[test]
    fn loops_lie_in_as_few_lines_as_their_length_allows() {
        let inner = |code: Range<u32>, depth: usize| InnerLoop { code, depth };
        assert_eq!(padding(0, &[], 16, LINE_BYTES), 0);
        assert_eq!(padding(0, &[inner(0..64, 0)], 16, LINE_BYTES), 0);
        // 61 to 151 are three lines.
        let padded = padding(0, &[inner(61..151, 0)], 16, LINE_BYTES);
        assert_eq!((61 + padded) / LINE_BYTES, (150 + padded) / LINE_BYTES - 1);
        assert_eq!(padding(16, &[inner(61..151, 0)], 16, LINE_BYTES), 0);
        // The deeper one decides.
        assert_eq!(padding(0, &[inner(0..64, 0), inner(112..176, 1)], 16, LINE_BYTES), 16);
    }
}
