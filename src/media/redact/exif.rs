//! EXIF blocks (EXIF 3.0 §4.6; TIFF 6.0 §2): what goes is zeroed, what stays stays where it is, so that nothing that
//! points to it breaks. Never follows an offset out of the block; a block that cannot be followed is refused.

use std::collections::HashSet;

use super::tiff_counts::is_overfull;
use super::{Draft, Found, RedactError, inside};
use crate::media::exif::{Context, tag_name};
use crate::media::source::Source;
use crate::media::tiff::{Entry, Ifd, Tiff};
use crate::provenance::redaction::{Fate, Group, Mode};

const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;
const INTEROP_IFD: u16 = 0xA005;
const SUB_IFDS: u16 = 0x014A;
const ORIENTATION: u16 = 0x0112;
const MAKER_NOTE: u16 = 0x927C;
const USER_COMMENT: u16 = 0x9286;
const THUMBNAIL_AT: u16 = 0x0201;
const THUMBNAIL_LENGTH: u16 = 0x0202;
/// Directories followed in one block.
const DIRECTORIES: usize = 32;
/// Bytes of one directory entry, and of the header.
const ENTRY_BYTES: u64 = 12;
const HEADER_BYTES: u64 = 8;

/// Takes out of the TIFF structure at `base` what the policy drops. In a rebuild every field is named and the whole
/// block goes; whoever holds the file puts [`minimal`] in its place.
pub(crate) fn in_place(block: &[u8], base: u64, store: &str, draft: &mut Draft<'_>) -> Result<(), RedactError> {
    if block.iter().all(|&byte| byte == 0) || block == empty(block.len()) {
        return Ok(());
    }
    let mut source = Source::memory(block);
    let broken = |reason| RedactError::Malformed { at: base, reason };
    let tiff = Tiff::open(&mut source, 0).filter(|tiff| !tiff.big_tiff).ok_or_else(|| broken("no EXIF header"))?;
    let rebuild = draft.policy.mode == Mode::Rebuild;
    let covered = vec![(0, HEADER_BYTES)];
    let mut walk = Walk { block, base, tiff, store, seen: HashSet::new(), rebuild, covered, opaque: false };
    let mut next = walk.directory(&mut source, tiff.first, Context::Tiff, "IFD0", None, draft)?;
    if next != 0 {
        next = walk.thumbnail(&mut source, next, draft)?;
    }
    // Nobody should write more directories than two; what can be read as one is treated like one.
    let mut number = 2;
    while next != 0 && !walk.seen.contains(&next) && walk.tiff.ifd(&mut source, next).is_some() {
        next = walk.directory(&mut source, next, Context::Tiff, &format!("IFD{number}"), None, draft)?;
        number += 1;
    }
    if rebuild {
        draft.edits.replace(base, empty(block.len()));
    } else {
        walk.gaps(draft);
    }
    Ok(())
}

/// A block with nothing but what the picture needs; `None` where the usual is meant anyway.
pub(crate) fn minimal(orientation: Option<u16>) -> Option<Vec<u8>> {
    let orientation = orientation.filter(|value| (2..=8).contains(value))?;
    let mut block = b"MM\0\x2A\0\0\0\x08\0\x01".to_vec();
    block.extend(ORIENTATION.to_be_bytes());
    block.extend([0, 3, 0, 0, 0, 1]);
    block.extend(orientation.to_be_bytes());
    block.extend([0; 6]);
    Some(block)
}

/// The orientation that a block states.
pub(crate) fn orientation(block: &[u8]) -> Option<u16> {
    let mut source = Source::memory(block);
    let tiff = Tiff::open(&mut source, 0)?;
    let ifd = tiff.ifd(&mut source, tiff.first)?;
    u16::try_from(tiff.number(&mut source, &ifd, ORIENTATION)?).ok()
}

/// A TIFF structure with one empty directory, filled up with zeros.
fn empty(len: usize) -> Vec<u8> {
    const EMPTY: [u8; 14] = *b"II\x2A\0\x08\0\0\0\0\0\0\0\0\0";
    let mut block = EMPTY.to_vec();
    block.resize(len, 0);
    block
}

struct Walk<'a> {
    block: &'a [u8],
    base: u64,
    tiff: Tiff,
    store: &'a str,
    seen: HashSet<u64>,
    rebuild: bool,
    /// What a table names, from and how long; places in the block.
    covered: Vec<(u64, u64)>,
    /// Something stays that may point to places that no table names.
    opaque: bool,
}

impl Walk<'_> {
    /// One directory with those below it; gives where the next one stands. `forced` is the group of a directory that
    /// belongs to it whole.
    fn directory(
        &mut self,
        source: &mut Source<'_>,
        offset: u64,
        context: Context,
        name: &str,
        forced: Option<Group>,
        draft: &mut Draft<'_>,
    ) -> Result<u64, RedactError> {
        let ifd = self.open(source, offset)?;
        let mut kept: Vec<usize> = Vec::new();
        for (index, entry) in ifd.entries.iter().enumerate() {
            let goes = match (context, entry.tag) {
                (Context::Tiff, EXIF_IFD) => self.below(source, entry, Context::Exif, "Exif", None, draft)?,
                (Context::Tiff, GPS_IFD) => {
                    self.below(source, entry, Context::Gps, "GPS", Some(Group::Location), draft)?
                }
                (Context::Exif, INTEROP_IFD) => self.below(source, entry, Context::Interop, "Interop", None, draft)?,
                (Context::Tiff, SUB_IFDS) if !draft.policy.drop.is_empty() => {
                    return Err(RedactError::CannotRemove { part: format!("{} SubIFDs", self.store) });
                }
                _ => self.value(source, entry, context, name, forced, draft)?,
            };
            if !goes {
                kept.push(index);
            }
        }
        let all_gone = kept.is_empty() && !ifd.entries.is_empty();
        if kept.len() < ifd.entries.len() && !self.rebuild {
            self.rewrite(offset, &kept, ifd.entries.len(), ifd.next, all_gone && forced.is_some(), draft);
        }
        Ok(ifd.next)
    }

    /// A directory that an entry points to; whether the entry goes with all of it.
    fn below(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        context: Context,
        name: &str,
        forced: Option<Group>,
        draft: &mut Draft<'_>,
    ) -> Result<bool, RedactError> {
        let at = self.tiff.numbers(source, entry, 1).first().copied().ok_or_else(|| self.broken("a lost pointer"))?;
        self.directory(source, at, context, name, forced, draft)?;
        let goes =
            forced.is_some_and(|group| draft.policy.drop.contains(&group) && draft.policy.keep_fields.is_empty());
        Ok(goes)
    }

    /// The second directory, with the thumbnail that it describes; gives where the next one stands.
    fn thumbnail(&mut self, source: &mut Source<'_>, offset: u64, draft: &mut Draft<'_>) -> Result<u64, RedactError> {
        let ifd = self.open(source, offset)?;
        let number = |source: &mut Source<'_>, tag| self.tiff.number(source, &ifd, tag);
        let place = number(source, THUMBNAIL_AT).zip(number(source, THUMBNAIL_LENGTH));
        let (at, length) = place.unwrap_or((0, 0));
        let end = at.checked_add(length).filter(|end| *end <= self.block.len() as u64);
        let end = end.ok_or_else(|| self.broken("a thumbnail outside"))?;
        self.covered.push((at, length));
        let raw = self.block.get(at as usize..end as usize).unwrap_or_default();
        let store = format!("{} IFD1", self.store);
        let goes = draft.policy.drops(Group::EmbeddedPictures, "0x0201");
        // One that cannot be followed goes although its kind would stay.
        let is_lost = !goes && !inside::stays(raw, self.base + at, &store, draft);
        let found = Found {
            store: &store,
            group: Group::EmbeddedPictures,
            tag: "0x0201",
            name: "Thumbnail",
            value: "",
            at: self.base + at,
            length_bytes: length,
            raw: raw.get(..raw.len().min(64)).unwrap_or_default(),
        };
        draft.decided(found, if goes || is_lost { Fate::Dropped } else { Fate::Kept });
        if is_lost {
            draft.edits.zero(self.base + at, length);
        }
        if !goes {
            self.directory_again(source, &ifd, offset, draft)?;
        }
        if !goes || self.rebuild {
            return Ok(ifd.next);
        }
        draft.edits.zero(self.base + at, length);
        for entry in ifd.entries.iter().filter(|entry| entry.bytes > 4) {
            draft.edits.zero(self.base + entry.at, entry.bytes);
        }
        draft.edits.zero(self.base + offset, table_bytes(ifd.entries.len()));
        // Nothing points to it any more.
        let first = self.tiff.first;
        let mut source = Source::memory(self.block);
        if let Some(main) = self.tiff.ifd(&mut source, first) {
            draft.edits.zero(self.base + first + 2 + ENTRY_BYTES * main.entries.len() as u64, 4);
        }
        self.covered.extend(ifd.entries.iter().filter(|entry| entry.bytes > 4).map(|entry| (entry.at, entry.bytes)));
        Ok(ifd.next)
    }

    /// What nothing points to: previews that a MakerNote pointed to, what a program left behind.
    fn gaps(&mut self, draft: &mut Draft<'_>) {
        self.covered.push((self.block.len() as u64, 0));
        self.covered.sort_unstable();
        let (mut end, mut holes) = (0, Vec::new());
        for (at, length) in &self.covered {
            let hole = self.block.get(end as usize..(*at).max(end) as usize).unwrap_or_default();
            if hole.iter().any(|byte| *byte != 0) {
                holes.push((end, at - end));
            }
            end = end.max(at + length).min(self.block.len() as u64);
        }
        let Some(&(at, _)) = holes.first() else { return };
        let found = Found {
            store: self.store,
            group: Group::Unknown,
            tag: "gap",
            name: crate::locale::text("found-unreferenced"),
            value: "",
            at: self.base + at,
            length_bytes: holes.iter().map(|(_, length)| length).sum(),
            raw: &[],
        };
        let goes = match self.opaque && draft.policy.drops(Group::Unknown, "gap") {
            true => draft.decided(found, Fate::MustStay),
            false => draft.found(found),
        };
        for (at, length) in holes {
            if goes {
                draft.edits.zero(self.base + at, length);
            } else {
                // A maker's block points out of itself, to previews among others.
                let bytes = self.block.get(at as usize..(at + length) as usize).unwrap_or_default();
                inside::within(bytes, self.base + at, self.store, draft);
            }
        }
    }

    /// The second directory where its thumbnail stays: its fields are treated like any others.
    fn directory_again(
        &mut self,
        source: &mut Source<'_>,
        ifd: &Ifd,
        offset: u64,
        draft: &mut Draft<'_>,
    ) -> Result<(), RedactError> {
        let mut kept = Vec::new();
        for (index, entry) in ifd.entries.iter().enumerate() {
            if !self.value(source, entry, Context::Tiff, "IFD1", None, draft)? {
                kept.push(index);
            }
        }
        if kept.len() < ifd.entries.len() && !self.rebuild {
            self.rewrite(offset, &kept, ifd.entries.len(), ifd.next, false, draft);
        }
        Ok(())
    }

    /// One field; whether it goes. A value that stands outside of the table is zeroed.
    fn value(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        context: Context,
        directory: &str,
        forced: Option<Group>,
        draft: &mut Draft<'_>,
    ) -> Result<bool, RedactError> {
        let end = entry.at.checked_add(entry.bytes).filter(|end| *end <= self.block.len() as u64);
        let end = end.ok_or_else(|| self.broken("a value outside of the block"))?;
        if draft.is_full() {
            return Err(RedactError::TooLarge { limit: "fields" });
        }
        let raw = self.block.get(entry.at as usize..end as usize).unwrap_or_default().to_vec();
        let group = match forced.unwrap_or_else(|| group_of(context, entry.tag)) {
            // Of a thumbnail that stays, which has three colours of eight bits.
            Group::Rendering if is_overfull(context, entry.tag, entry.count, 3, 8) => Group::Unknown,
            group => group,
        };
        let (store, tag) = (format!("{} {directory}", self.store), format!("0x{:04X}", entry.tag));
        let found = Found {
            store: &store,
            group,
            tag: &tag,
            name: &tag_name(context, entry.tag),
            value: &shown(source, &self.tiff, entry, &raw),
            at: self.base + entry.at,
            length_bytes: entry.bytes,
            // Small numbers occur everywhere.
            raw: if entry.bytes > 4 { &raw } else { &[] },
        };
        // Most serial numbers stand in MakerNotes.
        let with_device = entry.tag == MAKER_NOTE && draft.policy.drops(Group::Device, &tag);
        let goes = if with_device { draft.decided(found, Fate::Dropped) } else { draft.found(found) };
        if !goes && entry.tag == USER_COMMENT {
            draft.stays(&String::from_utf8_lossy(&raw));
        }
        self.opaque |= !goes && group == Group::Unknown;
        if entry.bytes > 4 {
            self.covered.push((entry.at, entry.bytes));
        }
        if entry.bytes > 4 && !self.rebuild {
            if goes {
                draft.edits.zero(self.base + entry.at, entry.bytes);
            } else {
                // Makers keep previews in blocks of their own, with metadata of their own.
                let holes = match group {
                    Group::Unknown => inside::within(&raw, self.base + entry.at, &store, draft),
                    _ => Vec::new(),
                };
                draft.edits.keep_around(self.base + entry.at, entry.bytes, &holes);
            }
        }
        Ok(goes)
    }

    /// Moves the entries that stay up within their table and zeroes the rest of it.
    fn rewrite(&self, offset: u64, kept: &[usize], count: usize, next: u64, whole: bool, draft: &mut Draft<'_>) {
        let number16 = |value: u16| if self.tiff.little { value.to_le_bytes() } else { value.to_be_bytes() };
        let number32 = |value: u32| if self.tiff.little { value.to_le_bytes() } else { value.to_be_bytes() };
        let mut table = number16(u16::try_from(kept.len()).unwrap_or(0)).to_vec();
        for index in kept {
            let at = offset as usize + 2 + 12 * index;
            table.extend(self.block.get(at..at + 12).unwrap_or_default());
        }
        let drops_thumbnail = draft.policy.drops(Group::EmbeddedPictures, "0x0201");
        let next = if offset == self.tiff.first && drops_thumbnail { 0 } else { next };
        table.extend(number32(u32::try_from(next).unwrap_or(0)));
        if whole {
            table.clear();
        }
        table.resize(table_bytes(count) as usize, 0);
        draft.edits.replace(self.base + offset, table);
    }

    fn open(&mut self, source: &mut Source<'_>, offset: u64) -> Result<Ifd, RedactError> {
        if self.seen.len() >= DIRECTORIES || !self.seen.insert(offset) {
            return Err(self.broken("directories in a circle"));
        }
        let ifd = self.tiff.ifd(source, offset).ok_or_else(|| self.broken("a directory outside of the block"))?;
        self.covered.push((offset, table_bytes(ifd.entries.len())));
        Ok(ifd)
    }

    fn broken(&self, reason: &'static str) -> RedactError {
        RedactError::Malformed { at: self.base, reason }
    }
}

fn table_bytes(entries: usize) -> u64 {
    2 + ENTRY_BYTES * entries as u64 + 4
}

/// A value for the screen: text, a few numbers, or nothing.
pub(super) fn shown(source: &mut Source<'_>, tiff: &Tiff, entry: &Entry, raw: &[u8]) -> String {
    match entry.kind {
        2 => String::from_utf8_lossy(raw).trim_matches(['\0', ' ']).to_owned(),
        3 | 4 if entry.count <= 4 => {
            let numbers = tiff.numbers(source, entry, 4);
            numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
        }
        5 if entry.count <= 4 => {
            let pair = |at: usize| {
                let number = |at: usize| -> Option<f64> {
                    let bytes: [u8; 4] = raw.get(at..at + 4)?.try_into().ok()?;
                    let value = if tiff.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
                    Some(f64::from(value))
                };
                number(at).zip(number(at + 4)).filter(|(_, below)| *below != 0.0).map(|(above, below)| above / below)
            };
            let numbers: Vec<String> =
                (0..raw.len() / 8).filter_map(|index| pair(index * 8)).map(|value| format!("{value:.4}")).collect();
            numbers.join(", ")
        }
        _ => String::new(),
    }
}

/// The group of a tag, by its number in every directory.
pub(crate) fn group_of(context: Context, tag: u16) -> Group {
    if context == Context::Gps {
        return Group::Location;
    }
    if context == Context::Interop {
        return Group::Rendering;
    }
    match tag {
        0xA431 | 0xA435 | 0xC62F | 0xA420 | 0xC65D | 0xC68B | 0x013C => Group::Device,
        0x010F | 0x0110 | 0xA432..=0xA434 | 0xC614 => Group::CameraModel,
        0x013B => Group::Creator,
        0xA430 | 0xA437 | 0xA438 | 0x9C9D => Group::Contact,
        0x0132 | 0x9003 | 0x9004 | 0x9010..=0x9012 | 0x9290..=0x9292 => Group::Time,
        THUMBNAIL_AT | THUMBNAIL_LENGTH => Group::EmbeddedPictures,
        0x0131 | 0xA439..=0xA43C => Group::Software,
        0x010E | 0x010D | 0x9286 | 0x9C9B | 0x9C9C | 0x9C9E | 0x9C9F => Group::Text,
        0x8298 => Group::Rights,
        // Size, layout, orientation, resolution, colour, version.
        0x00FE..=0x0103
        | 0x0106
        | 0x0111
        | ORIENTATION
        | 0x0115..=0x011C
        | 0x0128
        | 0x013E
        | 0x013F
        | 0x0211..=0x0214
        | 0x9000
        | 0x9101
        | 0x9102
        | 0xA000..=0xA003
        | 0xA500 => Group::Rendering,
        0x829A | 0x829D | 0x8822 | 0x8824 | 0x8827 | 0x8830..=0x8835 | 0x9201..=0x9209 | 0x920A | 0x9214 => {
            Group::Capture
        }
        0x9400..=0x9405 | 0xA20B..=0xA217 | 0xA300..=0xA302 | 0xA401..=0xA40C | 0xA460..=0xA462 => Group::Capture,
        _ => Group::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::redaction::Policy;

    /// A block with IFD0 (artist, copyright, Exif, GPS), Exif (a MakerNote and a body serial) and GPS (a latitude).
    fn block() -> Vec<u8> {
        let mut out = b"II\x2A\0\x08\0\0\0".to_vec();
        let table = |entries: &[(u16, u16, u32, u32)]| {
            let mut bytes = (entries.len() as u16).to_le_bytes().to_vec();
            for (tag, kind, count, value) in entries {
                bytes.extend(tag.to_le_bytes());
                bytes.extend(kind.to_le_bytes());
                bytes.extend(count.to_le_bytes());
                bytes.extend(value.to_le_bytes());
            }
            bytes.extend([0; 4]);
            bytes
        };
        let main =
            [(0x0112, 3, 1, 6), (0x013B, 2, 11, 200), (0x8298, 2, 9, 220), (EXIF_IFD, 4, 1, 80), (GPS_IFD, 4, 1, 120)];
        out.extend(table(&main));
        out.resize(80, 0);
        out.extend(table(&[(MAKER_NOTE, 7, 16, 240), (0xA431, 2, 11, 260)]));
        out.resize(120, 0);
        out.extend(table(&[(1, 2, 2, 0x4E), (2, 5, 3, 280)]));
        out.resize(200, 0);
        out.extend(b"Ada Artist\0");
        out.resize(220, 0);
        out.extend(b"(c) Owner");
        out.resize(240, 0);
        out.extend(b"MAKERNOTE-SECRET");
        out.resize(260, 0);
        out.extend(b"SERIAL1234\0");
        out.resize(280, 0);
        for number in [48u32, 1, 8, 1, 1_371, 100] {
            out.extend(number.to_le_bytes());
        }
        out
    }

    fn redacted(block: &[u8], policy: &Policy) -> Result<Vec<u8>, RedactError> {
        let mut draft = Draft::new(policy);
        in_place(block, 0, "EXIF", &mut draft)?;
        let mut out = Vec::new();
        for piece in draft.in_place(block.len() as u64).pieces {
            match piece {
                super::super::Piece::Original { start, length } => {
                    out.extend(&block[start as usize..(start + length) as usize]);
                }
                super::super::Piece::Bytes(bytes) => out.extend(bytes),
                super::super::Piece::Zeros { length } => out.resize(out.len() + length as usize, 0),
            }
        }
        Ok(out)
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    #[test]
    fn what_goes_is_zeroed_and_what_stays_stays_in_its_place() {
        let before = block();
        let after = redacted(&before, &Policy::public()).unwrap();
        assert_eq!(after.len(), before.len());
        for gone in [&b"SERIAL1234"[..], b"MAKERNOTE-SECRET", &48u32.to_le_bytes()] {
            assert!(holds(&before, gone) && !holds(&after, gone), "{}", String::from_utf8_lossy(gone));
        }
        assert_eq!((&after[200..210], &after[220..229]), (&b"Ada Artist"[..], &b"(c) Owner"[..]));
        assert_eq!(orientation(&after), Some(6));
        assert_eq!(redacted(&after, &Policy::public()).unwrap(), after, "a second time changes nothing");
    }

    #[test]
    fn what_nothing_points_to_goes_with_the_unknown_unless_a_maker_note_may_point_to_it() {
        let mut before = block();
        before.extend(b"ORPHANED-PREVIEW");
        assert!(!holds(&redacted(&before, &Policy::public()).unwrap(), b"ORPHANED-PREVIEW"));
        let mut policy = Policy::public();
        policy.keep_fields.insert("0x927C".into());
        let after = redacted(&before, &policy).unwrap();
        assert!(holds(&after, b"ORPHANED-PREVIEW") && holds(&after, b"MAKERNOTE-SECRET"));
    }

    #[test]
    fn a_third_directory_is_treated_like_the_first() {
        let mut before = block();
        // The first one has no thumbnail behind it: an empty second one that names a third.
        let second = before.len();
        let first_next = 8 + 2 + 12 * 5;
        before[first_next..first_next + 4].copy_from_slice(&(second as u32).to_le_bytes());
        before.extend([0, 0]);
        before.extend((second as u32 + 6).to_le_bytes());
        before.extend([1, 0, 0x2F, 0xC6, 2, 0, 11, 0, 0, 0]);
        before.extend((second as u32 + 24).to_le_bytes());
        before.extend([0; 4]);
        before.extend(b"SERIAL-IFD2\0");
        let mut policy = Policy::evidence();
        policy.drop.insert(Group::Device);
        let after = redacted(&before, &policy).unwrap();
        assert!(holds(&before, b"SERIAL-IFD2") && !holds(&after, b"SERIAL-IFD"));
    }

    #[test]
    fn nothing_asked_for_changes_nothing() {
        assert_eq!(redacted(&block(), &Policy::evidence()).unwrap(), block());
    }

    #[test]
    fn a_rebuild_leaves_no_byte() {
        let after = redacted(&block(), &Policy::source_protection()).unwrap();
        assert_eq!(after, empty(after.len()));
        assert_eq!(orientation(&minimal(Some(6)).unwrap()), Some(6));
        assert_eq!(minimal(Some(1)), None);
    }

    #[test]
    fn broken_blocks_are_refused_and_never_panic() {
        let whole = block();
        for end in 0..whole.len() {
            let _ = redacted(&whole[..end], &Policy::public());
        }
        for at in 0..whole.len() {
            for value in [0, 1, 0x7F, 0xFF] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                let _ = redacted(&bytes, &Policy::public());
            }
        }
        // A GPS directory that is the first directory again.
        let mut circle = whole.clone();
        circle[10 + 4 * 12 + 8..10 + 4 * 12 + 12].copy_from_slice(&8u32.to_le_bytes());
        assert!(matches!(redacted(&circle, &Policy::public()), Err(RedactError::Malformed { .. })));
    }
}
