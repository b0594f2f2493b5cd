//! Takes metadata out of ISO base media files (ISO/IEC 14496-12): MP4, MOV, M4A, HEIF, AVIF. A box that goes becomes
//! `free` space of the same size, so that no offset moves. Never decodes media data, never moves a byte.
//!
//! Media data is kept by an allow-list too: what neither a kept track nor a kept item points to is zeroed where the
//! policy drops unknown parts, and always in a rebuild.

use super::inside::{self, Inside};
use super::{Draft, Found, Plan, RedactError, exif, heif, icc, movie, xmp};
use crate::media::collect::latin1;
use crate::media::limits;
use crate::media::source::{Source, array, be32, be64};
use crate::provenance::redaction::{Fate, Group, Mode};

/// `uuid` of XMP (XMP part 3 §1.2.5).
const XMP_UUID: [u8; 16] =
    [0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC];
/// `uuid` of C2PA boxes, manifest store and Merkle maps alike (C2PA 2.4 §A.5.1).
const C2PA_UUID: [u8; 16] =
    [0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81];
/// `uuid` of per-sample encryption data in files older than `senc`: without it the stream cannot be decrypted.
const ENCRYPTION_UUID: [u8; 16] =
    [0xA2, 0x39, 0x4F, 0x52, 0x5A, 0x9B, 0x4F, 0x14, 0xA2, 0x44, 0x6C, 0x42, 0x7C, 0x64, 0x8D, 0xF4];

/// Bytes that one file may cost to read: its boxes and sample tables, never its streams.
const READ_BYTES: u64 = 512 << 20;
/// Padding that is looked through for bytes that are not zero.
const PADDING_BYTES: u64 = 4 << 20;
/// Most of a value that is read for the screen and for the search.
const VALUE_BYTES: usize = super::RESIDUE_BYTES;

/// One box: where its header stands, and where its content stands and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) kind: [u8; 4],
    pub(super) at: u64,
    pub(super) start: u64,
    pub(super) end: u64,
}

impl Part {
    pub(super) fn name(&self) -> String {
        latin1(&self.kind)
    }

    pub(super) fn length(&self) -> u64 {
        self.end.saturating_sub(self.start)
    }
}

/// A file on its way through the walkers.
pub(super) struct Iso<'x, 'f, 'p> {
    pub(super) source: &'x mut Source<'f>,
    pub(super) draft: &'x mut Draft<'p>,
    /// Media data that must stay, as ranges from and to.
    pub(super) kept: Vec<(u64, u64)>,
    /// Media data that goes.
    pub(super) gone: Vec<(u64, u64)>,
    /// Boxes that only hold media data.
    pub(super) media: Vec<Part>,
    /// Something points into the media data in a way that is not followed, so gaps cannot be told.
    pub(super) has_loose_data: bool,
}

/// Plans the copy of an ISO base media file.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    let len = source.len();
    let mut iso = Iso::new(source, &mut draft);
    iso.file(len)?;
    Ok(draft.in_place(len))
}

/// A structure that is not as its standard says.
pub(super) fn malformed(at: u64, reason: &'static str) -> RedactError {
    RedactError::Malformed { at, reason }
}

/// The bytes if they tell enough to be searched for: short ones and fillers are in any file by chance.
pub(super) fn telling(raw: &[u8], file_bytes: u64) -> &[u8] {
    let least = match file_bytes {
        0..0x4_0000 => 4,
        0x4_0000..0x100_0000 => 5,
        _ => 6,
    };
    let trimmed_len = raw.iter().rposition(|&b| b != 0).map_or(0, |last| last + 1);
    let first = raw.iter().position(|&b| b != 0).unwrap_or(0);
    let value = raw.get(first..trimmed_len).unwrap_or_default();
    let is_filler = value.windows(2).all(|pair| pair.first() == pair.last());
    if value.len() < least || is_filler { &[] } else { value }
}

impl<'x, 'f, 'p> Iso<'x, 'f, 'p> {
    pub(super) fn new(source: &'x mut Source<'f>, draft: &'x mut Draft<'p>) -> Self {
        source.allow_bytes(READ_BYTES);
        Self { source, draft, kept: Vec::new(), gone: Vec::new(), media: Vec::new(), has_loose_data: false }
    }
}

impl Iso<'_, '_, '_> {
    fn file(&mut self, len: u64) -> Result<(), RedactError> {
        let parts = self.boxes(0, len, true)?;
        if !parts.iter().any(|part| matches!(&part.kind, b"moov" | b"meta" | b"moof")) {
            return Err(malformed(0, "neither a movie nor a picture"));
        }
        let fragments: Vec<Part> = parts.iter().filter(|part| &part.kind == b"moof").copied().collect();
        self.media = parts.iter().filter(|part| matches!(&part.kind, b"mdat" | b"imda")).copied().collect();
        let mut movies = parts.iter().filter(|part| &part.kind == b"moov");
        match (movies.next(), movies.next()) {
            (Some(moov), None) => movie::movie(self, moov, &fragments)?,
            (Some(_), Some(second)) => return Err(malformed(second.at, "a second movie")),
            (None, _) if !fragments.is_empty() => return Err(malformed(0, "fragments without their movie")),
            _ => {}
        }
        let is_picture = !parts.iter().any(|part| &part.kind == b"moov") || self.has_picture_items(&parts);
        for part in &parts {
            self.top(part, is_picture)?;
        }
        self.media_data()
    }

    fn top(&mut self, part: &Part, is_picture: bool) -> Result<(), RedactError> {
        match &part.kind {
            b"mdat" | b"imda" | b"moov" | b"moof" => {}
            b"ftyp" | b"styp" => self.brands(part)?,
            b"sidx" => self.known(part, "ISO boxes")?,
            b"mfra" => self.inner(part, "mfra", &[b"tfra", b"mfro"])?,
            b"meta" if is_picture => heif::meta(self, part)?,
            b"meta" => movie::keyed(self, part, "meta")?,
            b"udta" => movie::user_data(self, part, "udta")?,
            // A producer's wall clock (§8.16.5).
            b"prft" => _ = self.whole("ISO boxes", Group::Time, part)?,
            b"mpvd" => _ = self.whole("ISO boxes", Group::EmbeddedPictures, part)?,
            b"pnot" | b"PICT" => _ = self.whole("ISO boxes", Group::EmbeddedPictures, part)?,
            b"jumb" => self.credentials(part),
            _ => self.common(part, "ISO boxes")?,
        }
        Ok(())
    }

    /// Boxes that may stand anywhere, and those that no list knows.
    pub(super) fn common(&mut self, part: &Part, store: &str) -> Result<(), RedactError> {
        match &part.kind {
            b"free" | b"skip" | b"wide" => self.padding(part),
            b"uuid" => self.uuid(part, store),
            _ => self.whole(store, Group::Unknown, part).map(|_| ()),
        }
    }

    fn uuid(&mut self, part: &Part, store: &str) -> Result<(), RedactError> {
        let id: [u8; 16] = array(&self.read(part.start, 16)?, 0).unwrap_or_default();
        if id == C2PA_UUID {
            self.credentials(part);
        } else if id == XMP_UUID {
            let packet = Part { start: (part.start + 16).min(part.end), ..*part };
            if self.packet(&packet)? {
                self.free(part);
            }
        } else if id == ENCRYPTION_UUID {
            self.listed(store, Group::Rendering, "uuid", "SampleEncryption", part, "");
        } else {
            self.whole(store, Group::Unknown, part)?;
        }
        Ok(())
    }

    /// An XMP packet that fills the rest of a box or an item; true when it goes whole, by the caller's hand.
    pub(super) fn packet(&mut self, part: &Part) -> Result<bool, RedactError> {
        let packet = self.content(part, limits::XMP_BYTES)?;
        xmp::in_place(&packet, part.start, self.draft);
        if self.is_rebuilt() {
            self.draft.edits.forget(part.start, part.length());
        }
        Ok(self.is_rebuilt())
    }

    /// A colour box; where it holds a profile (ISO/IEC 14496-12 §12.1.5) that is treated in place.
    pub(super) fn colors(&mut self, part: &Part) -> Result<(), RedactError> {
        let kind = self.read(part.start, part.length().min(4))?;
        if matches!(kind.as_slice(), b"prof" | b"rICC") {
            let profile = Part { start: part.start + 4, ..*part };
            let bytes = self.content(&profile, limits::XMP_BYTES)?;
            if let Some(made) = icc::redacted(&bytes, profile.start, self.draft)? {
                self.draft.edits.replace(profile.start, made);
            }
        }
        self.known(part, "colr")
    }

    /// An EXIF block behind its offset (ISO/IEC 23008-12 A.2.1); true when it goes whole, by the caller's hand.
    pub(super) fn exif(&mut self, part: &Part) -> Result<bool, RedactError> {
        let bytes = self.content(part, limits::EXIF_BYTES)?;
        let skip = be32(&bytes, 0).and_then(|offset| offset.checked_add(4)).unwrap_or(u32::MAX);
        let block = usize::try_from(skip).ok().and_then(|skip| bytes.get(skip..)).unwrap_or_default();
        let is_known = block.starts_with(b"II") || block.starts_with(b"MM");
        if !is_known {
            let group = self.worst(&Group::ALL);
            self.item_found("EXIF", group, "Exif", "Exif", part, &bytes, self.goes(group, "Exif"));
            return Ok(self.goes(group, "Exif"));
        }
        let between = (part.start + 4, u64::from(skip) - 4);
        if bytes.get(4..10) != Some(b"Exif\0\0") && between.1 > 0 {
            self.field("EXIF", Group::Unknown, "Exif", "ExifHeader", between, "")?;
        }
        let listed = exif::in_place(block, part.start + u64::from(skip), "EXIF", self.draft);
        if self.is_rebuilt() {
            // It goes whole, so it need not be well-formed; what could be read of it was listed.
            self.draft.edits.forget(part.start, part.length());
            return Ok(true);
        }
        listed.map(|()| false)
    }

    /// The manifest store: it cannot hold for the copy, so it never stays in it.
    pub(super) fn credentials(&mut self, part: &Part) {
        let found = Found {
            store: "C2PA",
            group: Group::Credentials,
            tag: &part.name(),
            name: "ManifestStore",
            value: "",
            at: part.at,
            length_bytes: part.end - part.at,
            raw: &[],
        };
        self.draft.decided(found, Fate::Dropped);
        self.free(part);
    }

    /// Free space: hidden bytes in it go with the unknown parts.
    fn padding(&mut self, part: &Part) -> Result<(), RedactError> {
        if self.is_blank(part.start, part.end)? {
            return Ok(());
        }
        if self.listed("ISO boxes", Group::Unknown, &part.name(), "Padding", part, "") {
            self.draft.edits.zero(part.start, part.length());
        }
        Ok(())
    }

    /// A box that goes or stays as one; true when it goes.
    pub(super) fn whole(&mut self, store: &str, group: Group, part: &Part) -> Result<bool, RedactError> {
        let name = part.name();
        self.valued(store, group, &name, &name, part, "")
    }

    /// As [`Self::whole`], with a tag and a value for the screen.
    pub(super) fn valued(
        &mut self,
        store: &str,
        group: Group,
        tag: &str,
        name: &str,
        part: &Part,
        value: &str,
    ) -> Result<bool, RedactError> {
        self.check_full()?;
        let is_kept = group == Group::EmbeddedPictures && !self.goes(group, tag);
        if is_kept && !self.is_followed(part, store)? {
            let found =
                Found { store, group, tag, name, value, at: part.at, length_bytes: part.end - part.at, raw: &[] };
            self.draft.decided(found, Fate::Dropped);
            self.free(part);
            return Ok(true);
        }
        let goes = self.listed(store, group, tag, name, part, value);
        if goes {
            self.free(part);
        }
        Ok(goes)
    }

    /// Whether a picture or film that would stay can be looked through; what is to go from it is taken out.
    fn is_followed(&mut self, part: &Part, store: &str) -> Result<bool, RedactError> {
        let content = self.read(part.start, part.length())?;
        match inside::headed(&content, part.start, store, self.draft) {
            Inside::Same => {}
            Inside::Instead(made) => self.draft.edits.replace(part.start, made),
            Inside::Gone => return Ok(false),
        }
        Ok(true)
    }

    fn listed(&mut self, store: &str, group: Group, tag: &str, name: &str, part: &Part, value: &str) -> bool {
        let sample = usize::try_from(part.length()).unwrap_or(usize::MAX).min(VALUE_BYTES);
        let raw = self.source.bytes(part.start, sample).map(<[u8]>::to_vec).unwrap_or_default();
        let raw = telling(&raw, self.source.len());
        let found = Found { store, group, tag, name, value, at: part.at, length_bytes: part.end - part.at, raw };
        let fate = if self.goes(group, tag) { Fate::Dropped } else { Fate::Kept };
        self.draft.decided(found, fate)
    }

    /// A value inside a box that is kept: zeroed when it goes.
    pub(super) fn field(
        &mut self,
        store: &str,
        group: Group,
        tag: &str,
        name: &str,
        (at, length): (u64, u64),
        value: &str,
    ) -> Result<(), RedactError> {
        self.check_full()?;
        if self.is_blank(at, at + length)? {
            return Ok(());
        }
        let raw = self.read(at, length.min(VALUE_BYTES as u64))?;
        let raw = telling(&raw, self.source.len());
        let found = Found { store, group, tag, name, value, at, length_bytes: length, raw };
        let fate = if self.goes(group, tag) { Fate::Dropped } else { Fate::Kept };
        if self.draft.decided(found, fate) {
            self.draft.edits.zero(at, length);
        }
        Ok(())
    }

    /// Notes a track or an item with what becomes of it; the caller takes it out.
    #[allow(clippy::too_many_arguments, reason = "one for each field of what was found")]
    pub(super) fn item_found(
        &mut self,
        store: &str,
        group: Group,
        tag: &str,
        name: &str,
        part: &Part,
        raw: &[u8],
        goes: bool,
    ) {
        let raw = telling(raw, self.source.len());
        let length_bytes = part.end - part.at;
        let found = Found { store, group, tag, name, value: "", at: part.at, length_bytes, raw };
        self.draft.decided(found, if goes { Fate::Dropped } else { Fate::Kept });
    }

    /// Makes free space of the box; its size stays as it is.
    pub(super) fn free(&mut self, part: &Part) {
        self.draft.edits.replace(part.at + 4, b"free".to_vec());
        self.draft.edits.zero(part.start, part.length());
    }

    pub(super) fn is_rebuilt(&self) -> bool {
        self.draft.policy.mode == Mode::Rebuild
    }

    /// Whether a part of this group goes: in a rebuild everything that is not named as needed does.
    pub(super) fn goes(&self, group: Group, tag: &str) -> bool {
        let policy = self.draft.policy;
        let is_kept = group == Group::Rendering || policy.keep_fields.contains(tag);
        !is_kept && (policy.mode == Mode::Rebuild || policy.drops(group, tag))
    }

    /// Whether a part that may tell of all these groups goes.
    pub(super) fn goes_any(&self, groups: &[Group]) -> bool {
        groups.iter().any(|&group| self.goes(group, ""))
    }

    /// Of the groups that a part may tell of, the one by which it goes; the first where none does.
    pub(super) fn worst(&self, groups: &[Group]) -> Group {
        let goes = groups.iter().copied().find(|&group| self.goes(group, ""));
        goes.or_else(|| groups.first().copied()).unwrap_or(Group::Unknown)
    }

    pub(super) fn check_full(&self) -> Result<(), RedactError> {
        if self.draft.is_full() { Err(RedactError::TooLarge { limit: "metadata items" }) } else { Ok(()) }
    }

    pub(super) fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>, RedactError> {
        let length = usize::try_from(length).map_err(|_| RedactError::TooLarge { limit: "one part" })?;
        let bytes = self.source.bytes(at, length).map(<[u8]>::to_vec);
        let why = || {
            if self.source.is_exhausted() {
                RedactError::TooLarge { limit: "metadata" }
            } else {
                malformed(at, "a part ends too early")
            }
        };
        bytes.ok_or_else(why)
    }

    /// The whole content of a box, at most `max` bytes.
    pub(super) fn content(&mut self, part: &Part, max: usize) -> Result<Vec<u8>, RedactError> {
        if part.length() > max as u64 {
            return Err(RedactError::TooLarge { limit: "one box" });
        }
        self.read(part.start, part.length())
    }

    /// Whether all bytes are zero, as far as is looked.
    pub(super) fn is_blank(&mut self, from: u64, to: u64) -> Result<bool, RedactError> {
        if to.saturating_sub(from) > PADDING_BYTES {
            return Ok(false);
        }
        Ok(self.read(from, to.saturating_sub(from))?.iter().all(|&b| b == 0))
    }

    /// The boxes between two places, which they must fill; zeros may follow the last one.
    pub(super) fn children(&mut self, from: u64, end: u64) -> Result<Vec<Part>, RedactError> {
        self.boxes(from, end, false)
    }

    /// The boxes of a whole file, the last of which may reach to its end.
    pub(super) fn top_boxes(&mut self, len: u64) -> Result<Vec<Part>, RedactError> {
        self.boxes(0, len, true)
    }

    fn boxes(&mut self, from: u64, end: u64, is_top: bool) -> Result<Vec<Part>, RedactError> {
        let mut parts = Vec::new();
        let mut at = from;
        while at < end {
            if !self.source.step() {
                return Err(RedactError::TooLarge { limit: "boxes" });
            }
            let head = self.source.bytes_ahead(at, usize::try_from((end - at).min(16)).unwrap_or(16), 512);
            let head = head.ok_or(malformed(at, "a box ends too early"))?.to_vec();
            let (size, kind) = (be32(&head, 0), array(&head, 4));
            let (Some(size), Some(kind)) = (size, kind) else {
                // QuickTime ends some lists with four zero bytes.
                if self.is_blank(at, end)? {
                    break;
                }
                return Err(malformed(at, "bytes that are no box"));
            };
            let (header, size) = match size {
                0 if is_top => (8, end - at),
                0 if self.is_blank(at, end)? => break,
                1 => (16, be64(&head, 8).ok_or(malformed(at, "a box ends too early"))?),
                size => (8, u64::from(size)),
            };
            let box_end = at.checked_add(size).filter(|&past| past <= end && size >= header);
            let Some(box_end) = box_end else { return Err(malformed(at, "a box is longer than what holds it")) };
            parts.push(Part { kind, at, start: at + header, end: box_end });
            at = box_end;
        }
        Ok(parts)
    }

    /// Whether a `meta` box beside a movie holds pictures.
    fn has_picture_items(&mut self, parts: &[Part]) -> bool {
        let Some(meta) = parts.iter().find(|part| &part.kind == b"meta") else { return false };
        let Ok(children) = self.children(meta.start.saturating_add(4), meta.end) else { return false };
        children.iter().any(|part| &part.kind == b"iinf")
    }

    /// Zeroes what goes in the media data, and what nothing kept points to.
    fn media_data(&mut self) -> Result<(), RedactError> {
        let kept = merged(std::mem::take(&mut self.kept));
        let gone = merged(std::mem::take(&mut self.gone));
        for &(from, to) in &gone {
            let next = kept.partition_point(|&(_, end)| end <= from);
            if kept.get(next).is_some_and(|&(start, _)| start < to) {
                return Err(malformed(from, "a part that goes lies within one that stays"));
            }
            self.draft.edits.zero(from, to - from);
        }
        let parts = std::mem::take(&mut self.media);
        if self.has_loose_data {
            if self.goes(Group::Unknown, "mdat") {
                self.draft.note("redact-note-iso-gaps");
            }
            return Ok(());
        }
        let used = merged(kept.iter().chain(&gone).copied().collect());
        for part in parts {
            self.gaps(&part, &used)?;
        }
        Ok(())
    }

    fn gaps(&mut self, part: &Part, used: &[(u64, u64)]) -> Result<(), RedactError> {
        let mut at = part.start;
        let first = used.partition_point(|&(_, end)| end <= at);
        let ends = used.iter().skip(first).take_while(|(from, _)| *from < part.end).copied().collect::<Vec<_>>();
        for (from, to) in ends.into_iter().chain([(part.end, part.end)]) {
            if from > at {
                self.field("mdat", Group::Unknown, "mdat", "UnreferencedData", (at, from - at), "")?;
            }
            at = at.max(to);
        }
        Ok(())
    }
}

/// The ranges in order, joined where they touch.
pub(super) fn merged(mut ranges: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    ranges.retain(|(from, to)| from < to);
    ranges.sort_unstable();
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (from, to) in ranges {
        match joined.last_mut() {
            Some((_, end)) if from <= *end => *end = (*end).max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}
