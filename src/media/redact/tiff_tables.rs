//! The directories of a TIFF or DNG file with their pages, previews and pieces of pictures, read strictly: what cannot
//! be followed is refused. Never decides what goes.

use std::collections::HashSet;

use super::RedactError;
use crate::media::exif::Context;
use crate::media::limits;
use crate::media::source::Source;
use crate::media::tiff::{Entry, Tiff, number16};

const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;
const INTEROP_IFD: u16 = 0xA005;
const SUB_IFDS: u16 = 0x014A;
const COMPRESSION: u16 = 0x0103;
/// Offsets and lengths of strips, of tiles, and of a JPEG stream.
const PIECES: [(u16, u16); 3] = [(0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202)];
/// Strips or tiles of one picture.
const PIECES_OF_ONE: u64 = 200_000;
/// Directories below one another.
const DEPTH: u8 = 6;

/// One directory.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) name: String,
    pub(super) context: Context,
    pub(super) offset: u64,
    pub(super) next: u64,
    pub(super) entries: Vec<Entry>,
    /// For entries that point to directories: the entry's index, and which of [`Tree::all`] it points to.
    pub(super) below: Vec<(usize, Vec<usize>)>,
    /// Where the picture's strips, tiles or streams stand.
    pub(super) pieces: Vec<(u64, u64)>,
    pub(super) compression: u64,
    /// It says of itself that it is a smaller version of another picture, or it is EXIF's thumbnail.
    pub(super) is_preview: bool,
}

/// All directories of a file; a directory stands before those below it.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) tiff: Tiff,
    pub(super) all: Vec<Directory>,
    /// The pages, in order.
    pub(super) chain: Vec<usize>,
    seen: HashSet<u64>,
}

impl Tree {
    pub(super) fn read(source: &mut Source<'_>) -> Result<Self, RedactError> {
        let tiff =
            Tiff::open(source, 0).filter(|tiff| matches!(tiff.magic, 42 | 43)).ok_or(broken(0, "no TIFF header"))?;
        let mut tree = Self { tiff, all: Vec::new(), chain: Vec::new(), seen: HashSet::new() };
        let mut offset = tiff.first;
        while offset != 0 {
            let name = format!("IFD{}", tree.chain.len());
            let page = tree.directory(source, offset, Context::Tiff, name, 0)?;
            tree.chain.push(page);
            offset = tree.all.get(page).map_or(0, |directory| directory.next);
        }
        if tree.chain.is_empty() {
            return Err(broken(0, "no directory"));
        }
        Ok(tree)
    }

    /// Bytes of the header, of a directory's count, of one entry, of an offset.
    pub(super) fn sizes(&self) -> (u64, u64, u64, u64) {
        if self.tiff.big_tiff { (16, 8, 20, 8) } else { (8, 2, 12, 4) }
    }

    /// Whether an entry's value stands in the table itself.
    pub(super) fn is_inside(&self, entry: &Entry) -> bool {
        entry.bytes <= self.sizes().3
    }

    pub(super) fn table_bytes(&self, directory: &Directory) -> u64 {
        let (_, count, entry, offset) = self.sizes();
        count + entry * directory.entries.len() as u64 + offset
    }

    /// An entry as it stands in its table.
    pub(super) fn record(&self, source: &mut Source<'_>, directory: &Directory, index: usize) -> Option<Vec<u8>> {
        let (_, count, entry, _) = self.sizes();
        let at = directory.offset + count + entry * index as u64;
        source.bytes(at, entry as usize).map(<[u8]>::to_vec)
    }

    /// A number as wide as this file's offsets.
    pub(super) fn wide(&self, value: u64) -> Vec<u8> {
        match (self.tiff.big_tiff, self.tiff.little) {
            (true, true) => value.to_le_bytes().to_vec(),
            (true, false) => value.to_be_bytes().to_vec(),
            (false, true) => u32::try_from(value).unwrap_or(0).to_le_bytes().to_vec(),
            (false, false) => u32::try_from(value).unwrap_or(0).to_be_bytes().to_vec(),
        }
    }

    /// A table of these records, filled up to the length of the one that it replaces.
    pub(super) fn table(&self, directory: &Directory, records: &[Vec<u8>], next: u64) -> Vec<u8> {
        let count = records.len();
        let mut table = match (self.tiff.big_tiff, self.tiff.little) {
            (true, _) => self.wide(count as u64),
            (false, true) => u16::try_from(count).unwrap_or(0).to_le_bytes().to_vec(),
            (false, false) => u16::try_from(count).unwrap_or(0).to_be_bytes().to_vec(),
        };
        table.extend(records.iter().flatten());
        table.extend(self.wide(next));
        table.resize(usize::try_from(self.table_bytes(directory)).unwrap_or(0), 0);
        table
    }

    /// Reads a directory and all below it; gives its place in [`Self::all`].
    fn directory(
        &mut self,
        source: &mut Source<'_>,
        offset: u64,
        context: Context,
        name: String,
        depth: u8,
    ) -> Result<usize, RedactError> {
        if self.all.len() >= limits::IFDS * 16 || depth > DEPTH {
            return Err(RedactError::TooLarge { limit: "directories" });
        }
        if !self.seen.insert(offset) {
            return Err(broken(offset, "directories in a circle"));
        }
        let ifd = self.tiff.ifd(source, offset).ok_or(broken(offset, "a directory outside of the file"))?;
        let place = self.all.len();
        let mut directory = Directory {
            name,
            context,
            offset,
            next: ifd.next,
            entries: ifd.entries,
            below: Vec::new(),
            pieces: Vec::new(),
            compression: 1,
            is_preview: false,
        };
        let whole = offset.checked_add(self.table_bytes(&directory)).is_some_and(|end| end <= source.len());
        if !whole || self.count(source, offset) != Some(directory.entries.len() as u64) {
            return Err(broken(offset, "a directory that is cut off"));
        }
        if context == Context::Tiff {
            self.picture(source, &mut directory, place)?;
        }
        let entries = directory.entries.clone();
        let shown = directory.name.clone();
        self.all.push(directory);
        for (index, entry) in entries.iter().enumerate() {
            let (inner, short) = match (context, entry.tag) {
                (Context::Tiff, EXIF_IFD) => (Context::Exif, "Exif"),
                (Context::Tiff, GPS_IFD) => (Context::Gps, "GPS"),
                (Context::Exif, INTEROP_IFD) => (Context::Interop, "Interop"),
                (Context::Tiff, SUB_IFDS) => (Context::Tiff, "SubIFD"),
                _ => continue,
            };
            let offsets = self.tiff.numbers(source, entry, limits::IFDS);
            if offsets.len() as u64 != entry.count || !matches!(entry.kind, 4 | 13 | 16 | 18) {
                return Err(broken(entry.at, "a lost pointer"));
            }
            let mut below = Vec::new();
            for (number, at) in offsets.into_iter().enumerate() {
                let name = match (number, shown.as_str()) {
                    (0, "IFD0") => short.to_owned(),
                    (0, outer) => format!("{outer} {short}"),
                    (number, outer) => format!("{outer} {short}{number}"),
                };
                below.push(self.directory(source, at, inner, name, depth + 1)?);
            }
            if let Some(directory) = self.all.get_mut(place) {
                directory.below.push((index, below));
            }
        }
        Ok(place)
    }

    /// The number of entries that a directory says it has.
    fn count(&self, source: &mut Source<'_>, offset: u64) -> Option<u64> {
        let bytes = source.bytes(offset, if self.tiff.big_tiff { 8 } else { 2 })?;
        match (self.tiff.big_tiff, self.tiff.little) {
            (false, little) => number16(bytes, 0, little).map(u64::from),
            (true, true) => bytes.try_into().ok().map(u64::from_le_bytes),
            (true, false) => bytes.try_into().ok().map(u64::from_be_bytes),
        }
    }

    /// Where the pieces of the directory's picture stand, and whether it is a preview.
    fn picture(&self, source: &mut Source<'_>, of: &mut Directory, place: usize) -> Result<(), RedactError> {
        let find = |tag: u16| of.entries.iter().find(|entry| entry.tag == tag).copied();
        let mut pieces = Vec::new();
        for (offsets, lengths) in PIECES {
            let (offsets, lengths) = match (find(offsets), find(lengths)) {
                (Some(offsets), Some(lengths)) if offsets.count == lengths.count => (offsets, lengths),
                (None, None) => continue,
                _ => return Err(broken(of.offset, "strips without lengths")),
            };
            if offsets.count > PIECES_OF_ONE {
                return Err(RedactError::TooLarge { limit: "strips" });
            }
            let count = offsets.count as usize;
            let offsets = self.tiff.numbers(source, &offsets, count);
            let lengths = self.tiff.numbers(source, &lengths, count);
            if offsets.len() != count || lengths.len() != count {
                return Err(broken(of.offset, "strips of no number"));
            }
            for (at, length) in offsets.into_iter().zip(lengths).filter(|(_, length)| *length > 0) {
                if at.checked_add(length).is_none_or(|end| end > source.len()) {
                    return Err(broken(of.offset, "a strip outside of the file"));
                }
                pieces.push((at, length));
            }
        }
        let number = |source: &mut Source<'_>, tag: u16| {
            find(tag).and_then(|entry| self.tiff.numbers(source, &entry, 1).first().copied())
        };
        let is_reduced = number(source, 0x00FE).is_some_and(|kind| kind & 1 == 1) || number(source, 0x00FF) == Some(2);
        // EXIF's thumbnail stands in the second directory and says nothing of itself (EXIF 3.0 §4.5.8).
        let is_thumbnail = place > 0 && find(0x0201).is_some() && find(0x0111).is_none() && find(0x0144).is_none();
        of.compression = number(source, COMPRESSION).unwrap_or(1);
        of.is_preview = is_reduced || is_thumbnail;
        of.pieces = pieces;
        Ok(())
    }
}

pub(super) fn broken(at: u64, reason: &'static str) -> RedactError {
    RedactError::Malformed { at, reason }
}

/// Whether there is nothing but zeros.
pub(super) fn is_zero(source: &mut Source<'_>, at: u64, length: u64) -> Result<bool, RedactError> {
    /// How much is read in one go.
    const WINDOW_BYTES: u64 = 1 << 20;
    let mut done = 0;
    while done < length {
        let size = (length - done).min(WINDOW_BYTES);
        let bytes = source.bytes(at + done, size as usize).ok_or(RedactError::TooLarge { limit: "bytes" })?;
        if bytes.iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        done += size;
    }
    Ok(true)
}
