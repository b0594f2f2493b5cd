//! JPEG (ITU-T T.81): segments that go are left out, EXIF and XMP are treated where they stand, the picture's own data is
//! copied as it is. Never decodes.

use super::edits::{swapped, without};
use super::jpeg_packets::{Packets, Swaps};
use super::jpeg_tables::{Tables, field_bytes, jfif_bytes};
use super::{Draft, Found, Piece, Plan, RedactError};
use super::{exif, inside};
use crate::locale;
use crate::media::mpf;
use crate::media::source::Source;
use crate::provenance::redaction::{Fate, Group, Mode};

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const MPF: &[u8] = b"MPF\0";
/// Bytes of a JFIF segment before its thumbnail, and of an extension before its picture (JFIF 1.02).
const JFIF_BYTES: usize = 14;
const JFXX_BYTES: usize = 6;
/// All that an Adobe segment says of the colours (TN 5116).
const ADOBE_BYTES: usize = 12;
/// Segments of one file.
const SEGMENTS: usize = 20_000;
/// How much of the picture's data is looked at in one go.
const WINDOW_BYTES: usize = 1 << 20;
/// Pictures larger than this are not looked through.
const FILE_BYTES: u64 = 1 << 30;

/// Plans the copy of a JPEG.
pub(crate) fn plan(source: &mut Source<'_>, draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(FILE_BYTES);
    let mut walk = Walk {
        draft,
        removed: Vec::new(),
        packets: Packets::default(),
        orientation: None,
        index: None,
        tables: Tables::default(),
        seen: Vec::new(),
    };
    let end = walk.segments(source)?;
    walk.unused_tables(source)?;
    std::mem::take(&mut walk.packets).redact(PHOTOSHOP, &mut walk.draft, &mut walk.removed)?;
    let len = source.len();
    if end < len {
        walk.trailer(source, end, len);
    }
    walk.mend_index()?;
    let rebuild = walk.draft.policy.mode == Mode::Rebuild;
    let pieces = walk.draft.edits.clone().into_pieces(len);
    walk.removed.sort_by_key(|(at, ..)| *at);
    let swaps: Vec<(u64, u64, &[u8])> =
        walk.removed.iter().map(|(at, length, bytes)| (*at, *length, bytes.as_slice())).collect();
    let mut pieces = swapped(pieces, &swaps);
    if let (true, Some(block)) = (rebuild, exif::minimal(walk.orientation)) {
        pieces = with_exif(pieces, &block);
    }
    Ok(walk.draft.with_pieces(pieces))
}

struct Walk<'a> {
    draft: Draft<'a>,
    /// Ranges that the copy does not have, with what it has instead.
    removed: Swaps,
    packets: Packets,
    orientation: Option<u16>,
    /// A multi-picture index that stays: where it begins behind its signature, and what it says.
    index: Option<(u64, Vec<u8>)>,
    tables: Tables,
    /// Markers whose first segment is the one that is read.
    seen: Vec<u8>,
}

impl Walk<'_> {
    /// From SOI to EOI; gives where the picture ends.
    fn segments(&mut self, source: &mut Source<'_>) -> Result<u64, RedactError> {
        let broken = |at| RedactError::Malformed { at, reason: "a JPEG segment" };
        if source.bytes(0, 2) != Some(&[0xFF, 0xD8]) {
            return Err(broken(0));
        }
        let mut at = 2;
        let mut scanned = false;
        for _ in 0..SEGMENTS {
            let pair = source.bytes(at, 2).ok_or_else(|| broken(at))?;
            let &[0xFF, marker] = pair else { return Err(broken(at)) };
            match marker {
                0xFF => at += 1,
                0xD9 if scanned => return Ok(at + 2),
                0x01 | 0xD0..=0xD7 => at += 2,
                0x00 | 0xD8 | 0xD9 => return Err(broken(at)),
                _ => {
                    let length =
                        u64::from(source.u16_be(at + 2).filter(|length| *length >= 2).ok_or_else(|| broken(at))?);
                    let payload = source.bytes(at + 4, length as usize - 2).ok_or_else(|| broken(at))?.to_vec();
                    self.segment(marker, at, &payload)?;
                    at += 2 + length;
                    if marker == 0xDA {
                        scanned = true;
                        at = after_scan(source, at).ok_or_else(|| broken(at))?;
                    }
                }
            }
        }
        Err(RedactError::TooLarge { limit: "segments" })
    }

    fn segment(&mut self, marker: u8, at: u64, payload: &[u8]) -> Result<(), RedactError> {
        let rebuild = self.draft.policy.mode == Mode::Rebuild;
        let length = payload.len() as u64 + 4;
        let behind = |signature: &[u8]| payload.get(signature.len()..).unwrap_or_default().to_vec();
        let is_first = !self.seen.contains(&marker);
        match marker {
            // Tables, frames and scans. Reserved and hierarchical ones (B.1.1.3) belong to no picture that is read here.
            0xC0..=0xC7 | 0xC9..=0xCF | 0xDA | 0xDB | 0xDD => self.own(marker, at, payload),
            0xDC if payload.len() == 2 => {}
            0xE0 if is_first && is_jfif(payload) => {
                self.seen.push(marker);
                self.jfif(at, payload);
            }
            0xE0 if payload.starts_with(b"JFXX\0") => self.extension(at, payload),
            0xE1 if payload.starts_with(EXIF) => {
                let block = payload.get(EXIF.len()..).unwrap_or_default();
                self.orientation = self.orientation.or_else(|| exif::orientation(block));
                exif::in_place(block, at + 4 + EXIF.len() as u64, "EXIF", &mut self.draft)?;
                if rebuild {
                    self.removed.push((at, length, Vec::new()));
                }
            }
            0xE1 if payload.starts_with(XMP) => {
                self.packets.main.push((at + 4 + XMP.len() as u64, behind(XMP)));
                if rebuild {
                    self.removed.push((at, length, Vec::new()));
                }
            }
            0xE1 if payload.starts_with(EXTENDED_XMP) => {
                self.packets.extension.push((at, length, behind(EXTENDED_XMP)));
            }
            0xE2 if payload.starts_with(ICC) => {
                self.packets.profile.push((at + 4 + ICC.len() as u64, behind(ICC)));
            }
            0xE2 if payload.starts_with(MPF) => {
                if !self.gone(at, payload, (Group::EmbeddedPictures, "MPF", "found-further-pictures"), None) {
                    self.index = Some((at + 4 + MPF.len() as u64, behind(MPF)));
                }
            }
            // How a gain map is used (ISO 21496-1 annex C).
            0xE2 if payload.starts_with(b"urn:iso:std:iso:ts:21496:") => {
                self.gone(at, payload, (Group::EmbeddedPictures, "APP2", "found-gain-map"), None);
            }
            // JPEG XT boxes: a manifest store, or a part of one.
            0xEB if payload.starts_with(b"JP") => {
                self.gone(at, payload, (Group::Credentials, "APP11", "found-credentials"), Some(Fate::Dropped));
            }
            0xED if payload.starts_with(PHOTOSHOP) => self.packets.photoshop.push((at, length, behind(PHOTOSHOP))),
            // The colours need the beginning; the rest is nobody's.
            0xEE if payload.starts_with(b"Adobe") && is_first => {
                self.seen.push(marker);
                self.cut(marker, at, payload, ADOBE_BYTES);
            }
            0xFE => drop(self.gone(at, payload, (Group::Text, "COM", "found-comment"), None)),
            _ => {
                let tag = if marker >= 0xE0 { format!("APP{}", marker & 0x0F) } else { format!("{marker:02X}") };
                self.gone(at, payload, (Group::Unknown, &tag, "found-unknown-part"), None);
            }
        }
        Ok(())
    }

    /// A segment that the picture needs: its fields stay, and what follows them goes with the unknown parts.
    fn own(&mut self, marker: u8, at: u64, payload: &[u8]) {
        self.tables.segment(marker, at, payload);
        if let Some(bytes) = field_bytes(marker, payload) {
            self.cut(marker, at, payload, bytes);
        }
    }

    /// Cuts a segment off behind the first `bytes` of its payload where unknown parts go.
    fn cut(&mut self, marker: u8, at: u64, payload: &[u8], bytes: usize) {
        if payload.len() <= bytes {
            return;
        }
        let tag = if marker >= 0xE0 { format!("APP{}", marker & 0x0F) } else { format!("{marker:02X}") };
        if self.gone(at, payload, (Group::Unknown, &tag, "found-unknown-part"), None)
            && let Some((_, _, instead)) = self.removed.last_mut()
        {
            *instead = whole_segment(marker, payload.get(..bytes).unwrap_or_default());
        }
    }

    /// The size of a pixel and a thumbnail without any metadata of its own.
    fn jfif(&mut self, at: u64, payload: &[u8]) {
        if payload.len() <= JFIF_BYTES {
            return;
        }
        let what = (Group::EmbeddedPictures, "APP0", "found-jfif-thumbnail");
        if !self.gone(at, payload, what, None) {
            return self.cut(0xE0, at, payload, jfif_bytes(payload));
        }
        if let Some((_, _, instead)) = self.removed.last_mut() {
            // Without its thumbnail, which is zero by zero pixels then.
            let head = payload.get(..JFIF_BYTES - 2).unwrap_or_default();
            *instead = whole_segment(0xE0, &[head, &[0, 0]].concat());
        }
    }

    /// A thumbnail by JFIF's extension, which may be a JPEG with metadata of its own.
    fn extension(&mut self, at: u64, payload: &[u8]) {
        const JPEG: u8 = 0x10;
        const PALETTE: u8 = 0x11;
        const COLORS: u8 = 0x13;
        let code = payload.get(JFXX_BYTES - 1).copied().unwrap_or_default();
        if !matches!(code, JPEG | PALETTE | COLORS) {
            self.gone(at, payload, (Group::Unknown, "APP0", "found-unknown-part"), None);
            return;
        }
        let what = (Group::EmbeddedPictures, "APP0", "found-jfxx-thumbnail");
        let picture = payload.get(JFXX_BYTES..).unwrap_or_default();
        if self.draft.policy.drops(what.0, what.1) || code != JPEG {
            if !self.gone(at, payload, what, None) {
                let sides = picture.first().zip(picture.get(1)).map_or(0, |(w, h)| usize::from(*w) * usize::from(*h));
                let colors = if code == PALETTE { 768 + sides } else { 3 * sides };
                self.cut(0xE0, at, payload, JFXX_BYTES + 2 + colors);
            }
            return;
        }
        let stays = inside::stays(picture, at + 4 + JFXX_BYTES as u64, "JFXX", &mut self.draft);
        self.gone(at, payload, what, Some(if stays { Fate::Kept } else { Fate::Dropped }));
    }

    /// Tables that no scan uses.
    fn unused_tables(&mut self, source: &mut Source<'_>) -> Result<(), RedactError> {
        let unused = self.tables.unused();
        let mut rest = unused.as_slice();
        while let Some(&(at, ..)) = rest.first() {
            let count = rest.iter().take_while(|(segment, ..)| *segment == at).count();
            let (these, others) = rest.split_at(count);
            rest = others;
            let broken = || RedactError::Malformed { at, reason: "a JPEG segment" };
            let length = source.u16_be(at + 2).ok_or_else(broken)?;
            let whole = source.bytes(at, 2 + usize::from(length)).ok_or_else(broken)?.to_vec();
            let (marker, payload) = (whole.get(1).copied().unwrap_or_default(), whole.get(4..).unwrap_or_default());
            let found = (Group::Unknown, "tables", "found-unused-tables");
            // Where the segment is cut already, what is left of it is cut once more.
            let kept = field_bytes(marker, payload).unwrap_or(payload.len());
            let has_cut = self.removed.iter().any(|(place, ..)| *place == at);
            if !has_cut && !self.gone(at, payload, found, None) {
                continue;
            }
            let is_left = |place: &usize| !these.iter().any(|(_, from, to)| (from..to).contains(&place));
            let left: Vec<u8> = (0..kept).filter(is_left).filter_map(|place| payload.get(place).copied()).collect();
            if let Some((_, _, instead)) = self.removed.iter_mut().find(|(place, ..)| *place == at) {
                *instead = if left.is_empty() { Vec::new() } else { whole_segment(marker, &left) };
            }
        }
        Ok(())
    }

    /// Notes a segment that goes or stays as one, under the text of this key; true when it goes.
    fn gone(&mut self, at: u64, payload: &[u8], (group, tag, key): (Group, &str, &str), fate: Option<Fate>) -> bool {
        let text = if tag == "COM" { String::from_utf8_lossy(payload).into_owned() } else { String::new() };
        let length_bytes = payload.len() as u64 + 4;
        let raw = payload.get(..payload.len().min(64)).unwrap_or_default();
        let name = locale::text(key);
        let found = Found { store: "JPEG", group, tag, name, value: &text, at, length_bytes, raw };
        let goes = match fate {
            Some(fate) => self.draft.decided(found, fate),
            None => self.draft.found(found),
        };
        if goes {
            self.removed.push((at, length_bytes, Vec::new()));
        }
        goes
    }

    /// Further pictures that stay move with what goes before them.
    fn mend_index(&mut self) -> Result<(), RedactError> {
        let Some((base, block)) = self.index.take().filter(|_| !self.removed.is_empty()) else { return Ok(()) };
        let moved = |place: u64| {
            let before = self.removed.iter().filter(|(at, ..)| *at < place);
            before.fold(place, |place, (_, length, bytes)| place + bytes.len() as u64 - (*length).min(place))
        };
        // A rebuilt copy gets a fresh segment on top, and keeps no further pictures unless each of them was named.
        let made = mpf::mended(&block, base, moved).filter(|_| self.draft.policy.mode == Mode::InPlace);
        let part = || crate::tr!("found-before-further-pictures");
        self.draft.edits.replace(base, made.ok_or_else(|| RedactError::CannotRemove { part: part() })?);
        Ok(())
    }

    /// Everything after the end of the picture: second pictures, films, what a camera adds.
    fn trailer(&mut self, source: &mut Source<'_>, end: u64, len: u64) {
        let head = source.up_to(end, 64).map(<[u8]>::to_vec).unwrap_or_default();
        let goes = self.draft.found(Found {
            store: locale::text("found-behind-picture"),
            group: Group::EmbeddedPictures,
            tag: "trailer",
            name: locale::text("found-trailer"),
            value: "",
            at: end,
            length_bytes: len - end,
            raw: &head,
        });
        if goes {
            self.removed.push((end, len - end, Vec::new()));
        } else {
            inside::trailer(source, end, &mut self.draft);
        }
    }
}

/// Where the picture that begins the source ends; `None` where it does not.
pub(super) fn end(source: &mut Source<'_>) -> Option<u64> {
    let (mut at, mut scanned) = (2, false);
    for _ in 0..SEGMENTS {
        let &[0xFF, marker] = source.bytes(at, 2)? else { return None };
        match marker {
            0xFF => at += 1,
            0xD9 if scanned => return Some(at + 2),
            0x01 | 0xD0..=0xD7 => at += 2,
            0x00 | 0xD8 | 0xD9 => return None,
            _ => {
                at += 2 + u64::from(source.u16_be(at + 2).filter(|length| *length >= 2)?);
                if marker == 0xDA {
                    scanned = true;
                    at = after_scan(source, at)?;
                }
            }
        }
    }
    None
}

/// Where the marker after the coded data stands. Inside of it every 0xFF is followed by zero or a restart marker.
fn after_scan(source: &mut Source<'_>, mut at: u64) -> Option<u64> {
    loop {
        let window = source.up_to(at, WINDOW_BYTES)?;
        if window.len() < 2 {
            return None;
        }
        let mut from = 0;
        loop {
            let found = memchr::memchr(0xFF, window.get(from..)?).map(|index| from + index);
            let Some(found) = found else {
                at += window.len() as u64;
                break;
            };
            match window.get(found + 1) {
                // The window ends here; the next one begins with this byte.
                None if found > 0 => {
                    at += found as u64;
                    break;
                }
                None => return None,
                Some(0x00 | 0xD0..=0xD7) => from = found + 2,
                Some(0xFF) => from = found + 1,
                Some(_) => return Some(at + found as u64),
            }
        }
    }
}

/// Whether this says how large a pixel is: by versions and units that there are (JFIF 1.02).
fn is_jfif(payload: &[u8]) -> bool {
    payload.starts_with(b"JFIF\0") && matches!(payload.get(5..8), Some([1, 0..=3, 0..=2]))
}

fn whole_segment(marker: u8, payload: &[u8]) -> Vec<u8> {
    let mut segment = vec![0xFF, marker];
    segment.extend(u16::try_from(payload.len() + 2).unwrap_or_default().to_be_bytes());
    segment.extend_from_slice(payload);
    segment
}

/// Puts a fresh EXIF segment behind the first two bytes.
fn with_exif(pieces: Vec<Piece>, block: &[u8]) -> Vec<Piece> {
    let segment = whole_segment(0xE1, &[EXIF, block].concat());
    let mut out = vec![Piece::Original { start: 0, length: 2 }, Piece::Bytes(segment)];
    out.extend(without(pieces, &[(0, 2)]));
    out
}
