//! Gathers what goes and what stays in place, and turns it into pieces. Never reads the file.

use super::Piece;

/// Changes at fixed places of a file: the copy has the same length. Where ranges overlap, keep wins over replace, and
/// replace over zero.
#[derive(Debug, Clone, Default)]
pub(crate) struct Edits {
    zeros: Vec<(u64, u64)>,
    replacements: Vec<(u64, Vec<u8>)>,
    kept: Vec<(u64, u64)>,
}

impl Edits {
    /// Zeroes `length` bytes at `at`.
    pub(crate) fn zero(&mut self, at: u64, length: u64) {
        self.zeros.push((at, length));
    }

    /// Puts `bytes` at `at`, over as many.
    pub(crate) fn replace(&mut self, at: u64, bytes: Vec<u8>) {
        self.replacements.push((at, bytes));
    }

    /// Leaves `length` bytes at `at` as they are, whatever else is asked.
    pub(crate) fn keep(&mut self, at: u64, length: u64) {
        self.kept.push((at, length));
    }

    /// As [`Self::keep`], save what stands in `holes`, which are in order.
    pub(crate) fn keep_around(&mut self, at: u64, length: u64, holes: &[(u64, u64)]) {
        let mut from = at;
        for &(hole, bytes) in holes {
            self.keep(from, hole.saturating_sub(from));
            from = hole.saturating_add(bytes);
        }
        self.keep(from, at.saturating_add(length).saturating_sub(from));
    }

    /// Forgets every change and everything kept within these bytes, before they go as one.
    pub(crate) fn forget(&mut self, at: u64, length: u64) {
        let end = at.saturating_add(length);
        self.zeros.retain(|(from, length)| *from < at || from.saturating_add(*length) > end);
        self.kept.retain(|(from, length)| *from < at || from.saturating_add(*length) > end);
        self.replacements.retain(|(from, bytes)| *from < at || from.saturating_add(bytes.len() as u64) > end);
    }

    /// The pieces of a copy of a file of `len` bytes. Changes beyond its end are cut off.
    pub(crate) fn into_pieces(self, len: u64) -> Vec<Piece> {
        // Every place where something begins or ends; between two of them one rule holds.
        let end_of = |at: u64, length: u64| at.saturating_add(length).min(len);
        let mut bounds: Vec<u64> = vec![0, len];
        let replaced: Vec<(u64, u64)> = self.replacements.iter().map(|(at, bytes)| (*at, bytes.len() as u64)).collect();
        for (at, length) in self.zeros.iter().chain(&self.kept).chain(&replaced) {
            bounds.extend([(*at).min(len), end_of(*at, *length)]);
        }
        bounds.sort_unstable();
        bounds.dedup();
        let zeros = Cover::new(&self.zeros);
        let kept = Cover::new(&self.kept);
        let mut pieces = Vec::new();
        for pair in bounds.windows(2) {
            let &[from, to] = pair else { continue };
            let length = to - from;
            let replacement = || {
                self.replacements
                    .iter()
                    .rev()
                    .find(|(at, bytes)| *at <= from && from < at.saturating_add(bytes.len() as u64))
            };
            if kept.holds(from) {
                push(&mut pieces, Piece::Original { start: from, length });
            } else if let Some((at, bytes)) = replacement() {
                let skip = usize::try_from(from - at).unwrap_or(usize::MAX);
                let take = usize::try_from(length).unwrap_or(usize::MAX);
                push(&mut pieces, Piece::Bytes(bytes.iter().skip(skip).take(take).copied().collect()));
            } else if zeros.holds(from) {
                push(&mut pieces, Piece::Zeros { length });
            } else {
                push(&mut pieces, Piece::Original { start: from, length });
            }
        }
        pieces
    }
}

/// Leaves ranges of the original's places out; the pieces cover the original from its first byte to its last.
pub(crate) fn without(pieces: Vec<Piece>, removed: &[(u64, u64)]) -> Vec<Piece> {
    let swaps: Vec<(u64, u64, &[u8])> = removed.iter().map(|(start, count)| (*start, *count, &[][..])).collect();
    swapped(pieces, &swaps)
}

/// As [`without`], with bytes in the place of each range that is left out; the ranges are in order and not empty.
pub(crate) fn swapped(pieces: Vec<Piece>, swaps: &[(u64, u64, &[u8])]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut at = 0u64;
    for piece in pieces {
        let length = match &piece {
            Piece::Original { length, .. } | Piece::Zeros { length } => *length,
            Piece::Bytes(bytes) => bytes.len() as u64,
        };
        let mut from = 0;
        for (start, count, fresh) in swaps.iter().filter(|(start, count, _)| *start < at + length && start + count > at)
        {
            let (cut_from, cut_to) = (start.saturating_sub(at).max(from), (start + count - at).min(length));
            out.extend(part(&piece, from, cut_from));
            if *start >= at && !fresh.is_empty() {
                out.push(Piece::Bytes(fresh.to_vec()));
            }
            from = cut_to.max(from);
        }
        out.extend(part(&piece, from, length));
        at += length;
    }
    out
}

/// The bytes `from..to` of a piece; nothing where there are none.
pub(crate) fn part(piece: &Piece, from: u64, to: u64) -> Option<Piece> {
    let length = to.checked_sub(from).filter(|length| *length > 0)?;
    Some(match piece {
        Piece::Original { start, .. } => Piece::Original { start: start + from, length },
        Piece::Zeros { .. } => Piece::Zeros { length },
        Piece::Bytes(bytes) => Piece::Bytes(bytes.get(from as usize..to as usize)?.to_vec()),
    })
}

/// Ranges, merged, for asking whether a place lies in one.
struct Cover(Vec<(u64, u64)>);

impl Cover {
    fn new(ranges: &[(u64, u64)]) -> Self {
        let mut sorted: Vec<(u64, u64)> = ranges
            .iter()
            .filter(|(_, length)| *length > 0)
            .map(|(at, length)| (*at, at.saturating_add(*length)))
            .collect();
        sorted.sort_unstable();
        let mut merged: Vec<(u64, u64)> = Vec::new();
        for (from, to) in sorted {
            match merged.last_mut() {
                Some((_, end)) if from <= *end => *end = (*end).max(to),
                _ => merged.push((from, to)),
            }
        }
        Self(merged)
    }

    fn holds(&self, at: u64) -> bool {
        let before = self.0.partition_point(|(from, _)| *from <= at);
        before.checked_sub(1).and_then(|index| self.0.get(index)).is_some_and(|(_, to)| at < *to)
    }
}

/// Adds a piece, joined to the last one where they belong together.
fn push(pieces: &mut Vec<Piece>, piece: Piece) {
    match (pieces.last_mut(), piece) {
        (Some(Piece::Original { start, length }), Piece::Original { start: next, length: more })
            if *start + *length == next =>
        {
            *length += more;
        }
        (Some(Piece::Zeros { length }), Piece::Zeros { length: more }) => *length += more,
        (Some(Piece::Bytes(bytes)), Piece::Bytes(more)) => bytes.extend(more),
        (_, piece) => pieces.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keep_wins_over_replace_and_replace_over_zero() {
        let mut edits = Edits::default();
        edits.zero(2, 6);
        edits.replace(4, vec![b'r'; 3]);
        edits.keep(5, 1);
        edits.zero(9, 100);
        let expected = [
            Piece::Original { start: 0, length: 2 },
            Piece::Zeros { length: 2 },
            Piece::Bytes(vec![b'r']),
            Piece::Original { start: 5, length: 1 },
            Piece::Bytes(vec![b'r']),
            Piece::Zeros { length: 1 },
            Piece::Original { start: 8, length: 1 },
            Piece::Zeros { length: 1 },
        ];
        assert_eq!(edits.into_pieces(10), expected);
    }

    #[test]
    fn nothing_asked_for_is_the_original_whole() {
        assert_eq!(Edits::default().into_pieces(7), [Piece::Original { start: 0, length: 7 }]);
    }
}
