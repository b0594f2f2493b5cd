//! Walks TIFF directories (TIFF 6.0 §2, and BigTIFF) wherever they stand: TIFF, DNG, RAW, EXIF blocks. Reads
//! entries only; never trusts an offset or a count.

use super::limits;
use super::source::{Source, be16, be32, be64, le16, le32};

/// One directory entry: `entry_at` is where it stands in the source, `at` where its value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub tag: u16,
    pub kind: u16,
    pub count: u64,
    pub entry_at: u64,
    pub at: u64,
    /// Length of the value in bytes.
    pub bytes: u64,
}

/// A TIFF structure that begins at `base` of a source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tiff {
    pub base: u64,
    pub little: bool,
    pub big_tiff: bool,
    /// The number after the byte order: 42, or what a camera maker writes instead.
    pub magic: u16,
    /// First directory, from `base`.
    pub first: u64,
}

/// One directory and where the next one stands (0 when there is none).
#[derive(Debug, Clone, Default)]
pub(crate) struct Ifd {
    pub entries: Vec<Entry>,
    pub next: u64,
    /// Where its count of entries stands, and where the place of the next one does.
    pub count_at: u64,
    pub next_at: u64,
}

impl Ifd {
    pub(crate) fn entry(&self, tag: u16) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.tag == tag)
    }
}

impl Tiff {
    /// Reads the header. Accepts the magic numbers of TIFF, BigTIFF, Panasonic RW2 and Olympus ORF.
    pub(crate) fn open(source: &mut Source<'_>, base: u64) -> Option<Self> {
        let head = source.up_to(base, 16)?;
        let little = match head.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let magic = number16(head, 2, little)?;
        match magic {
            42 | 0x55 | 0x4F52 | 0x5352 => {
                let first = u64::from(number32(head, 4, little)?);
                Some(Self { base, little, big_tiff: false, magic, first })
            }
            43 => {
                let first = number64(head, 8, little)?;
                Some(Self { base, little, big_tiff: true, magic, first })
            }
            _ => None,
        }
    }

    /// Bytes of the header, of a count of entries, of an entry, and of the place of a directory.
    pub(crate) fn sizes(&self) -> [u64; 4] {
        if self.big_tiff { [16, 8, 20, 8] } else { [8, 2, 12, 4] }
    }

    /// The directory at `offset` from the base. What is cut off is left out.
    pub(crate) fn ifd(&self, source: &mut Source<'_>, offset: u64) -> Option<Ifd> {
        if offset == 0 {
            return None;
        }
        let at = self.base.checked_add(offset)?;
        let (count, start, size) = if self.big_tiff {
            (number64(source.bytes(at, 8)?, 0, self.little)?, at.checked_add(8)?, 20u64)
        } else {
            (u64::from(number16(source.bytes(at, 2)?, 0, self.little)?), at.checked_add(2)?, 12u64)
        };
        if count > limits::IFD_ENTRIES {
            return None;
        }
        let next_at = start.checked_add(count.checked_mul(size)?)?;
        let mut ifd = Ifd { count_at: at, next_at, ..Ifd::default() };
        for index in 0..count {
            if !source.step() {
                return Some(ifd);
            }
            let entry_at = start.checked_add(index * size)?;
            let Some(bytes) = source.bytes(entry_at, size as usize) else { return Some(ifd) };
            if let Some(entry) = self.entry(bytes, entry_at) {
                ifd.entries.push(entry);
            }
        }
        ifd.next = if self.big_tiff {
            source.bytes(next_at, 8).and_then(|b| number64(b, 0, self.little)).unwrap_or(0)
        } else {
            source.bytes(next_at, 4).and_then(|b| number32(b, 0, self.little)).map_or(0, u64::from)
        };
        Some(ifd)
    }

    fn entry(&self, bytes: &[u8], at: u64) -> Option<Entry> {
        let tag = number16(bytes, 0, self.little)?;
        let kind = number16(bytes, 2, self.little)?;
        let (count, value_at, inline) = if self.big_tiff {
            (number64(bytes, 4, self.little)?, 12, 8)
        } else {
            (u64::from(number32(bytes, 4, self.little)?), 8, 4)
        };
        let length = count.checked_mul(unit(kind))?;
        let value = if length <= inline {
            at.checked_add(value_at as u64)?
        } else if self.big_tiff {
            self.base.checked_add(number64(bytes, value_at, self.little)?)?
        } else {
            self.base.checked_add(u64::from(number32(bytes, value_at, self.little)?))?
        };
        Some(Entry { tag, kind, count, entry_at: at, at: value, bytes: length })
    }

    /// The entry's value as it stands, at most `max` bytes of it.
    pub(crate) fn raw(&self, source: &mut Source<'_>, entry: &Entry, max: usize) -> Option<Vec<u8>> {
        let length = usize::try_from(entry.bytes).ok()?.min(max);
        Some(source.bytes(entry.at, length)?.to_vec())
    }

    /// The first whole numbers of the entry's value, at most `max` of them.
    pub(crate) fn numbers(&self, source: &mut Source<'_>, entry: &Entry, max: usize) -> Vec<u64> {
        let size = unit(entry.kind);
        let count = entry.count.min(max as u64);
        let Some(length) = usize::try_from(count * size).ok() else { return Vec::new() };
        let Some(bytes) = source.bytes(entry.at, length) else { return Vec::new() };
        (0..count as usize)
            .filter_map(|index| match entry.kind {
                1 | 6 | 7 => bytes.get(index).map(|&b| u64::from(b)),
                3 | 8 => number16(bytes, index * 2, self.little).map(u64::from),
                4 | 9 | 13 => number32(bytes, index * 4, self.little).map(u64::from),
                16..=18 => number64(bytes, index * 8, self.little),
                _ => None,
            })
            .collect()
    }

    /// The first whole number of the value of `tag`.
    pub(crate) fn number(&self, source: &mut Source<'_>, ifd: &Ifd, tag: u16) -> Option<u64> {
        self.numbers(source, ifd.entry(tag)?, 1).first().copied()
    }

    /// The text of an ASCII entry.
    pub(crate) fn text(&self, source: &mut Source<'_>, ifd: &Ifd, tag: u16) -> Option<String> {
        let raw = self.raw(source, ifd.entry(tag)?, 256)?;
        Some(super::collect::decode_text(&raw).trim_matches(['\0', ' ']).to_owned())
    }
}

/// Bytes of one value of a TIFF type; 1 for a type that is not known.
fn unit(kind: u16) -> u64 {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 | 16..=18 => 8,
        _ => 1,
    }
}

pub(crate) fn number16(bytes: &[u8], at: usize, little: bool) -> Option<u16> {
    if little { le16(bytes, at) } else { be16(bytes, at) }
}

pub(crate) fn number32(bytes: &[u8], at: usize, little: bool) -> Option<u32> {
    if little { le32(bytes, at) } else { be32(bytes, at) }
}

fn number64(bytes: &[u8], at: usize, little: bool) -> Option<u64> {
    if little { super::source::array(bytes, at).map(u64::from_le_bytes) } else { be64(bytes, at) }
}
