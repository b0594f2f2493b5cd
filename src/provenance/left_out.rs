//! Bytes of a file that its hard binding leaves out, and what can still be told of the others. Never reads a file.

use super::report::ByteRange;

/// What a hard binding leaves out, the manifest store among it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Start and end of each run of bytes, in order; runs that touch are one.
    runs: Vec<(u64, u64)>,
    /// Where a part of the file is known to begin, because its place was signed (C2PA 2.4 §18.7).
    anchors: Vec<u64>,
    /// Something beside the manifest store, or something that cannot be told.
    is_partial: bool,
}

impl LeftOut {
    /// Everything: nothing is bound.
    pub fn everything() -> Self {
        Self { runs: vec![(0, u64::MAX)], anchors: Vec::new(), is_partial: true }
    }

    /// These bytes; `is_partial` when there is anything beside the manifest store among them.
    pub fn new(ranges: impl IntoIterator<Item = ByteRange>, is_partial: bool) -> Self {
        let ends = |range: ByteRange| (range.start, range.start.saturating_add(range.length));
        let mut all: Vec<_> = ranges.into_iter().filter(|range| range.length > 0).map(ends).collect();
        all.sort_unstable();
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for (start, end) in all {
            match runs.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => runs.push((start, end)),
            }
        }
        Self { runs, anchors: Vec::new(), is_partial }
    }

    /// The same, with places where a part is known to begin.
    pub fn with_anchors(mut self, anchors: impl IntoIterator<Item = u64>) -> Self {
        self.anchors = anchors.into_iter().collect();
        self.anchors.sort_unstable();
        self
    }

    /// Whether any of these bytes is left out. A range without bytes is nowhere, and nothing of it is.
    pub fn touches(&self, start: u64, length: u64) -> bool {
        let end = start.saturating_add(length);
        let before = self.runs.partition_point(|run| run.0 < end);
        length > 0 && before.checked_sub(1).and_then(|last| self.runs.get(last)).is_some_and(|run| run.1 > start)
    }

    /// Whether a part that begins here does so by the signer's word, whatever the bytes before it say: where bytes
    /// left out end, and where the place itself was signed.
    pub fn is_anchor(&self, at: u64) -> bool {
        self.anchors.binary_search(&at).is_ok() || self.runs.binary_search_by_key(&at, |run| run.1).is_ok()
    }

    /// Whether anything beside the manifest store is left out, as far as can be told.
    pub fn is_partial(&self) -> bool {
        self.is_partial
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ranges: &[(u64, u64)]) -> LeftOut {
        LeftOut::new(ranges.iter().map(|&(start, length)| ByteRange { start, length }), true)
    }

    #[test]
    fn a_byte_that_is_left_out_is_found_and_its_neighbours_are_not() {
        let left_out = of(&[(100, 10), (20, 5), (25, 5), (60, 0), (105, 20), (u64::MAX - 1, 9)]);
        for (start, length, expected) in [
            (0, 20, false),
            (0, 21, true),
            (29, 1, true),
            (30, 70, false),
            (30, 71, true),
            (124, 1, true),
            (125, 1000, false),
            (60, 1, false),
            (22, 0, false),
            (0, u64::MAX, true),
            (u64::MAX - 1, 1, true),
        ] {
            assert_eq!(left_out.touches(start, length), expected, "{start} {length}");
        }
        assert!(!of(&[]).touches(0, u64::MAX));
        assert!(LeftOut::everything().touches(5, 1));
    }

    #[test]
    fn a_part_is_anchored_where_left_out_bytes_end_or_its_place_was_signed() {
        let left_out = of(&[(20, 5), (25, 5)]).with_anchors([90, 40]);
        for (at, expected) in [(30, true), (25, false), (20, false), (40, true), (90, true), (41, false)] {
            assert_eq!(left_out.is_anchor(at), expected, "{at}");
        }
    }
}
