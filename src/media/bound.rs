//! How far what is read is bound by a signature: where bytes in memory stand in the file, and whether each part of a
//! chain still begins where the signer put it. Never reads anything.
//!
//! A field is bound when every byte that decides how it reads is: its own, and those that lead to it. Bytes of which
//! the place in the file is not known are bound only when nothing beside the manifest store is left out.

use crate::provenance::left_out::LeftOut;
use crate::provenance::report::ByteRange;

/// Where bytes in memory stand in the file, one piece after the other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Origin {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    place: Place,
    length: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Unknown,
    /// From here on, byte for byte.
    At(u64),
    /// Each byte is made of all of these: start and length.
    MadeOf(u64, u64),
}

impl Origin {
    /// Not known: unpacked, or put together in a way that is not told.
    pub(crate) fn unknown() -> Self {
        Self { pieces: Vec::new() }
    }

    /// The bytes stand in the file as they are, from here on.
    pub(crate) fn at(start: u64) -> Self {
        Self { pieces: vec![Piece { place: Place::At(start), length: u64::MAX }] }
    }

    /// The bytes were unpacked from these.
    pub(crate) fn made_of(start: u64, length: u64) -> Self {
        Self { pieces: vec![Piece { place: Place::MadeOf(start, length), length: u64::MAX }] }
    }

    /// One more piece after those that are there.
    pub(crate) fn push(&mut self, start: Option<u64>, length: u64) {
        self.pieces.push(Piece { place: start.map_or(Place::Unknown, Place::At), length });
    }

    /// Where the bytes from `offset` on stand.
    pub(crate) fn from(&self, offset: u64) -> Self {
        let mut skip = offset;
        let mut rest = Self::unknown();
        for piece in &self.pieces {
            if skip >= piece.length {
                skip -= piece.length;
                continue;
            }
            let place = match piece.place {
                Place::At(start) => Place::At(start.saturating_add(skip)),
                other => other,
            };
            rest.pieces.push(Piece { place, length: piece.length - skip });
            skip = 0;
        }
        rest
    }

    /// Whether any of these bytes is left out, or may be.
    pub(crate) fn touches(&self, left_out: &LeftOut, at: u64, length: u64) -> bool {
        if length == 0 {
            return false;
        }
        let (mut at, mut left) = (at, length);
        for piece in &self.pieces {
            if at >= piece.length {
                at -= piece.length;
                continue;
            }
            let here = left.min(piece.length - at);
            let is_touched = match piece.place {
                Place::At(start) => left_out.touches(start.saturating_add(at), here),
                Place::MadeOf(start, length) => left_out.touches(start, length),
                Place::Unknown => left_out.is_partial(),
            };
            if is_touched {
                return true;
            }
            left -= here;
            at = 0;
            if left == 0 {
                return false;
            }
        }
        left_out.is_partial()
    }

    /// These bytes as one run of the file, if they are one.
    pub(crate) fn range(&self, at: u64, length: u64) -> Option<ByteRange> {
        let (mut skip, mut found) = (at, None);
        for piece in &self.pieces {
            if skip < piece.length {
                found = Some(piece).filter(|piece| length > 0 && length <= piece.length - skip);
                break;
            }
            skip -= piece.length;
        }
        match found?.place {
            Place::At(start) => Some(ByteRange { start: start.checked_add(skip)?, length }),
            Place::MadeOf(..) | Place::Unknown => None,
        }
    }

    /// The place in the file of one byte, if it is known.
    pub(crate) fn start(&self, at: u64) -> Option<u64> {
        let mut at = at;
        for piece in &self.pieces {
            if at < piece.length {
                return match piece.place {
                    Place::At(start) => start.checked_add(at),
                    Place::MadeOf(..) | Place::Unknown => None,
                };
            }
            at -= piece.length;
        }
        None
    }
}

/// A chain of parts, each of which says where the next one begins: segments, chunks, boxes, datasets.
///
/// Once a byte that says so is left out, anybody can lead the reader elsewhere: what follows is not bound before a
/// place at which the signer's word puts the beginning of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chain {
    is_anchored: bool,
}

impl Chain {
    /// A chain whose first part begins where it must.
    pub(crate) fn new() -> Self {
        Self { is_anchored: true }
    }

    /// Steps onto the part at `at`, whose first `length` bytes say what it is and where it ends. Whether it is bound
    /// so far; what is in it is another question.
    pub(crate) fn part(&mut self, left_out: Option<&LeftOut>, origin: &Origin, at: u64, length: u64) -> bool {
        let Some(left_out) = left_out else { return false };
        self.is_anchored |= origin.start(at).is_some_and(|place| left_out.is_anchor(place));
        self.is_anchored &= !origin.touches(left_out, at, length);
        self.is_anchored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out() -> LeftOut {
        LeftOut::new([ByteRange { start: 100, length: 10 }], true)
    }

    #[test]
    fn bytes_are_looked_for_where_they_stand_in_the_file() {
        let mut origin = Origin::unknown();
        origin.push(Some(90), 10);
        origin.push(Some(200), 5);
        origin.push(None, 5);
        origin.push(Some(105), 5);
        for (at, length, expected) in [
            (0, 15, false),
            (0, 16, true),
            (14, 1, false),
            (15, 1, true),
            (20, 1, true),
            (9, 6, false),
            (9, 40, true),
            (60, 1, true),
            (60, 0, false),
        ] {
            assert_eq!(origin.touches(&left_out(), at, length), expected, "{at} {length}");
        }
        let range = |at, length| origin.range(at, length).map(|range| (range.start, range.length));
        assert_eq!(range(2, 8), Some((92, 8)));
        assert_eq!(range(12, 3), Some((202, 3)));
        assert_eq!([range(2, 9), range(16, 1), range(60, 1), range(2, 0)], [None; 4]);
        assert!(!origin.from(12).touches(&left_out(), 0, 3));
        assert!(origin.from(12).touches(&left_out(), 8, 1));
        assert!(Origin::unknown().touches(&left_out(), 0, 1));
        assert!(!Origin::unknown().touches(&LeftOut::new([], false), 0, 1));
        assert!(Origin::at(50).touches(&left_out(), 50, 1));
    }

    #[test]
    fn a_chain_is_lost_where_a_length_is_left_out_and_found_where_that_ends() {
        let left_out = left_out();
        let steps = |places: &[u64]| {
            let mut chain = Chain::new();
            let part = |at: &u64| chain.part(Some(&left_out), &Origin::at(0), *at, 4);
            places.iter().map(part).collect::<Vec<_>>()
        };
        assert_eq!(steps(&[80, 100, 110, 130]), [true, false, true, true]);
        assert_eq!(steps(&[80, 100, 108, 120]), [true, false, false, false]);
        assert_eq!(steps(&[98, 120]), [false, false]);
        assert!(!Chain::new().part(None, &Origin::at(0), 0, 1));
    }
}
