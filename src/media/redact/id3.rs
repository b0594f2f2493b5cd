//! Takes metadata out of MP3 files: ID3v2.2 to 2.4 before and behind the sound, ID3v1, APEv2 and Lyrics3. Never
//! touches an MPEG frame; what coders write into the frames themselves (`LAME3.100`) stays, and a note says so.
//!
//! An ID3v2 tag is written again in its own space, frame by frame, padded with zeros; a tag that does not fit
//! together is dropped whole. APEv2 and Lyrics3 go whole as soon as one of their values goes.

use super::inside::{self, Inside};
use super::isobmff::{malformed, telling};
use super::{Draft, Found, Piece, Plan, RedactError, id3_groups};
use crate::locale;
use crate::media::audio::mpeg_frame;
use crate::media::collect::{decode_text, latin1, utf16};
use crate::media::limits;
use crate::media::source::{Source, be32, le32};
use crate::provenance::redaction::{Fate, Group, Mode};

/// Bytes of one tag.
const TAG_BYTES: u64 = 64 << 20;
/// Frames of one tag.
const FRAMES: usize = 10_000;

/// Plans the copy of an MP3 file.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    let len = source.len();
    source.allow_bytes(len.saturating_add(256 << 20));
    let (begin, stays) = leading(source, &mut draft)?;
    if source.bytes(begin, 4) == Some(b"fLaC") {
        super::flac::blocks(source, &mut draft, begin)?;
        if stays {
            return Ok(draft.in_place(len));
        }
        // A tag is foreign to FLAC and keeps some programs from knowing the file, so an empty one is cut off.
        let mut left = begin;
        let mut pieces = draft.edits.clone().into_pieces(len);
        pieces.retain_mut(|piece| cut_front(piece, &mut left));
        return Ok(draft.with_pieces(pieces));
    }
    let end = trailing(source, &mut draft, begin)?;
    behind_frames(source, &mut draft, (begin, end))?;
    if goes_by_itself(&draft, Group::Software, "encoder") {
        draft.note("redact-note-audio-encoder");
    }
    Ok(draft.in_place(len))
}

/// The tags at the beginning; gives the place behind the last one, and whether something of them stays.
fn leading(source: &mut Source<'_>, draft: &mut Draft<'_>) -> Result<(u64, bool), RedactError> {
    let (mut at, mut stays) = (0, false);
    while let Some(length) = tag_length(source, at) {
        stays |= tag(source, draft, at, length)?;
        at += length;
    }
    Ok((at, stays))
}

/// Takes up to `left` bytes off the front of a piece; false when nothing of it is left.
fn cut_front(piece: &mut Piece, left: &mut u64) -> bool {
    let held = match piece {
        Piece::Original { length, .. } | Piece::Zeros { length } => *length,
        Piece::Bytes(bytes) => bytes.len() as u64,
    };
    let taken = held.min(*left);
    *left -= taken;
    match piece {
        Piece::Original { start, length } => (*start, *length) = (*start + taken, *length - taken),
        Piece::Zeros { length } => *length -= taken,
        Piece::Bytes(bytes) => *bytes = bytes.split_off(usize::try_from(taken).unwrap_or(bytes.len())),
    }
    taken < held
}

/// Length of the ID3v2 tag at `at`, with its header and footer.
fn tag_length(source: &mut Source<'_>, at: u64) -> Option<u64> {
    let head = source.bytes(at, 10)?;
    let size = head.get(6..10)?;
    if !head.starts_with(b"ID3") || size.iter().any(|&b| b >= 0x80) {
        return None;
    }
    let size = size.iter().fold(0u64, |sum, &b| sum << 7 | u64::from(b));
    let footer = if head.get(3) == Some(&4) && head.get(5)? & 0x10 != 0 { 10 } else { 0 };
    Some(10 + size + footer)
}

/// Writes the tag at `at` without what goes; true when something of it stays.
pub(super) fn tag(source: &mut Source<'_>, draft: &mut Draft<'_>, at: u64, length: u64) -> Result<bool, RedactError> {
    if length > TAG_BYTES {
        return Err(RedactError::TooLarge { limit: "ID3 tag" });
    }
    let size = usize::try_from(length).map_err(|_| RedactError::TooLarge { limit: "ID3 tag" })?;
    let bytes = source.bytes(at, size).ok_or(malformed(at, "an ID3 tag ends too early"))?.to_vec();
    let version = bytes.get(3).copied().unwrap_or_default();
    let Some(frames) = frames(&bytes, version) else {
        let group = Group::ALL.into_iter().find(|&group| goes_by_itself(draft, group, "ID3"));
        let found = found(source, "ID3", group.unwrap_or(Group::Unknown), "ID3", "BrokenTag", "", (at, length), &bytes);
        let goes = group.is_some() && take(draft, found)?;
        if goes {
            draft.edits.replace(at, empty_tag(version, length));
        }
        return Ok(!goes);
    };
    let mut kept = Vec::new();
    let mut is_changed = false;
    for frame in &frames {
        let (mut group, name) = id3_groups::frame(&frame.id, &frame.content);
        // These hold values of all groups, and go as one.
        let is_mixed =
            matches!(frame.id.as_str(), "CHAP" | "CTOC") || frame.id == "PRIV" && frame.content.starts_with(b"XMP\0");
        if is_mixed {
            group = Group::ALL.into_iter().find(|&group| goes_by_itself(draft, group, &frame.id)).unwrap_or(group);
        }
        let value =
            if matches!(group, Group::EmbeddedPictures | Group::Credentials) { String::new() } else { text(frame) };
        let place = (at + frame.at as u64, frame.whole.len() as u64);
        let found = found(source, "ID3", group, &frame.id, &name, &value, place, &frame.content);
        if take(draft, found)? {
            is_changed = true;
            continue;
        }
        let is_picture = matches!(frame.id.as_str(), "APIC" | "PIC");
        let looked = if is_picture { inside::headed(&frame.content, place.0, "ID3", draft) } else { Inside::Same };
        match looked {
            Inside::Same => kept.extend(&frame.whole),
            Inside::Instead(made) => {
                is_changed = true;
                kept.extend(frame.whole.get(..frame.whole.len() - made.len()).unwrap_or_default());
                kept.extend(made);
            }
            Inside::Gone => is_changed = true,
        }
    }
    let tail = frames.last().map_or(10, |last| last.end);
    let padding = bytes.get(tail..).unwrap_or_default();
    if padding.iter().any(|&b| b != 0) && bytes.get(5).is_some_and(|flags| flags & 0x10 == 0) {
        let place = (at + tail as u64, padding.len() as u64);
        let found = found(source, "ID3", Group::Unknown, "padding", "Padding", "", place, padding);
        is_changed |= take(draft, found)?;
    }
    if is_changed {
        let mut out = empty_tag(version, length);
        let room = out.get_mut(10..10 + kept.len()).ok_or(malformed(at, "an ID3 tag does not fit"))?;
        room.copy_from_slice(&kept);
        draft.edits.replace(at, out);
    }
    Ok(!kept.is_empty())
}

/// A tag of this length with nothing but zeros in it, not unsynchronised, without extended header or footer.
fn empty_tag(version: u8, length: u64) -> Vec<u8> {
    let size = u32::try_from(length.saturating_sub(10)).unwrap_or_default();
    let seven = |shift: u32| u8::try_from((size >> shift) & 0x7F).unwrap_or_default();
    let mut out = vec![b'I', b'D', b'3', version.clamp(2, 4), 0, 0, seven(21), seven(14), seven(7), seven(0)];
    out.resize(usize::try_from(length).unwrap_or_default(), 0);
    out
}

struct Frame {
    id: String,
    /// Header and content, as they are written again.
    whole: Vec<u8>,
    content: Vec<u8>,
    /// Where it stands in the tag, or would without unsynchronisation.
    at: usize,
    end: usize,
    encoding: Option<u8>,
}

/// The frames of a tag; `None` where they do not fit together.
fn frames(bytes: &[u8], version: u8) -> Option<Vec<Frame>> {
    let flags = *bytes.get(5)?;
    let footer = if version == 4 && flags & 0x10 != 0 { 10 } else { 0 };
    let body = bytes.get(10..bytes.len().checked_sub(footer)?)?;
    // Before version 2.4 the tag is unsynchronised as a whole (ID3v2.3 §5), after it each frame is.
    let body = if flags & 0x80 != 0 && version < 4 { synchronised(body) } else { body.to_vec() };
    let mut at = 0usize;
    if flags & 0x40 != 0 {
        at = match version {
            3 => be32(&body, 0)? as usize + 4,
            4 => synchsafe(be32(&body, 0)?)?,
            _ => return None,
        };
    }
    let (id_length, header) = if version == 2 { (3, 6) } else { (4, 10) };
    let mut frames = Vec::new();
    while at < body.len() && body.get(at) != Some(&0) {
        let id = body.get(at..at + id_length)?;
        if !id.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b' ') || frames.len() >= FRAMES {
            return None;
        }
        let size = match version {
            2 => (be32(&body, at + 2)? & 0xFF_FFFF) as usize,
            3 => be32(&body, at + 4)? as usize,
            4 => synchsafe(be32(&body, at + 4)?)?,
            _ => return None,
        };
        let end = at.checked_add(header)?.checked_add(size)?;
        let content = body.get(at + header..end)?.to_vec();
        let whole = body.get(at..end)?.to_vec();
        let encoding = content.first().copied();
        frames.push(Frame { id: latin1(id), whole, content, at: 10 + at, end: 10 + end, encoding });
        at = end;
    }
    Some(frames)
}

fn synchsafe(number: u32) -> Option<usize> {
    let is_safe = number & 0x8080_8080 == 0;
    let value = number & 0x7F | number >> 1 & 0x3F80 | number >> 2 & 0x1F_C000 | number >> 3 & 0xFE0_0000;
    is_safe.then_some(value as usize)
}

/// Without the zeros that were put after 0xFF.
fn synchronised(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut before = 0;
    for &b in bytes {
        if !(before == 0xFF && b == 0) {
            out.push(b);
        }
        before = b;
    }
    out
}

fn text(frame: &Frame) -> String {
    let bytes = frame.content.get(..frame.content.len().min(limits::VALUE_CHARS)).unwrap_or_default();
    if frame.id.starts_with('W') && !frame.id.starts_with("WX") {
        return latin1(bytes);
    }
    let is_text = frame.id.starts_with(['T', 'W']) || matches!(frame.id.as_str(), "COMM" | "COM" | "USLT" | "ULT");
    if !is_text {
        return String::new();
    }
    let rest = bytes.get(1..).unwrap_or_default();
    let text = match frame.encoding {
        Some(1) if rest.starts_with(&[0xFE, 0xFF]) => utf16(rest, false),
        Some(1) => utf16(rest, true),
        Some(2) => utf16(rest, false),
        _ => decode_text(rest),
    };
    text.replace(['\0', '\u{FEFF}'], " ").trim().to_owned()
}

/// ID3v1, Lyrics3, APEv2 and an ID3v2.4 tag behind the sound, from the end of the file to the front.
pub(super) fn trailing(source: &mut Source<'_>, draft: &mut Draft<'_>, begin: u64) -> Result<u64, RedactError> {
    let mut end = source.len();
    for _ in 0..8 {
        let before = end;
        let room = end.saturating_sub(begin);
        if room >= 128 && source.bytes(end - 128, 3) == Some(b"TAG") {
            first_version(source, draft, end - 128)?;
            end -= 128;
            if room >= 355 && source.bytes(end - 227, 4) == Some(b"TAG+") {
                opaque(source, draft, "TAG+", Group::Text, (end - 227, 227))?;
                end -= 227;
            }
        } else if let Some((name, length)) = whole_tag(source, end, room)? {
            opaque(source, draft, name, Group::Text, (end - length, length))?;
            end -= length;
        }
        if end == before {
            break;
        }
    }
    Ok(end)
}

/// Name and length of the tag that ends at `end`. Errors: its mark is there, but not the rest of it.
fn whole_tag(source: &mut Source<'_>, end: u64, room: u64) -> Result<Option<(&'static str, u64)>, RedactError> {
    let Some(mark) = end.checked_sub(32).filter(|_| room >= 32).and_then(|at| source.bytes(at, 32)) else {
        return Ok(None);
    };
    let mark = mark.to_vec();
    let (name, length) = if mark.starts_with(b"APETAGEX") {
        ("APEv2", ape(&mark, room))
    } else if mark.ends_with(b"LYRICS200") || mark.ends_with(b"LYRICSEND") {
        ("Lyrics3", lyrics(source, &mark, end, room))
    } else if mark.get(22..25) == Some(b"3DI") {
        let length = be32(&mark, 28).and_then(synchsafe).map(|size| size as u64 + 20).filter(|&length| length <= room);
        ("ID3", length.filter(|&length| tag_length(source, end - length) == Some(length)))
    } else {
        return Ok(None);
    };
    length.map(|length| Some((name, length))).ok_or(malformed(end, "a tag behind the sound does not fit together"))
}

fn ape(footer: &[u8], room: u64) -> Option<u64> {
    let (size, flags) = (u64::from(le32(footer, 12)?), le32(footer, 20)?);
    let header = if flags & 0x8000_0000 != 0 { 32 } else { 0 };
    Some(size + header).filter(|&length| length <= room && length >= 32)
}

fn lyrics(source: &mut Source<'_>, mark: &[u8], end: u64, room: u64) -> Option<u64> {
    if mark.ends_with(b"LYRICS200") {
        let size: u64 = std::str::from_utf8(mark.get(17..23)?).ok()?.parse().ok()?;
        let length = size + 15;
        let is_whole = length <= room && source.bytes(end - length, 11) == Some(b"LYRICSBEGIN");
        return is_whole.then_some(length);
    }
    // Version 1 does not say its length, at most 5,100 bytes.
    let most = room.min(5_120);
    let bytes = source.bytes(end - most, usize::try_from(most).ok()?)?;
    let at = bytes.windows(11).rposition(|window| window == b"LYRICSBEGIN")?;
    Some(most - at as u64)
}

/// What stands behind the last frame and is no tag.
fn behind_frames(source: &mut Source<'_>, draft: &mut Draft<'_>, (begin, end): (u64, u64)) -> Result<(), RedactError> {
    const AHEAD: usize = 64 << 10;
    let (mut at, mut frames) = (begin, 0u32);
    while at + 4 <= end {
        if source.bytes_ahead(at, 4, AHEAD).is_none() {
            return Err(RedactError::TooLarge { limit: "frames of sound" });
        }
        if let Some(next) = mpeg_frame(source, at) {
            (at, frames) = (next, frames.saturating_add(1));
        } else if let Some(next) = next_frame(source, at, end) {
            if goes_by_itself(draft, Group::Unknown, "gap") && !before_sound(source, draft, frames, (at, next))? {
                draft.note("redact-note-audio-gaps");
            }
            at = next;
        } else {
            break;
        }
    }
    if frames < 2 {
        // A free bit rate is not followed.
        draft.note("redact-note-audio-gaps");
    } else if at < end {
        behind(source, draft, (at, end))?;
    }
    Ok(())
}

/// What stands between the last frame and the tags behind it.
pub(super) fn behind(source: &mut Source<'_>, draft: &mut Draft<'_>, (at, end): (u64, u64)) -> Result<(), RedactError> {
    let length = usize::try_from(end - at).unwrap_or(usize::MAX);
    let is_blank = source.bytes(at, length).is_some_and(|rest| rest.iter().all(|&b| b == 0));
    match is_blank {
        true => Ok(()),
        false => opaque(source, draft, "trailer", Group::EmbeddedPictures, (at, end - at)),
    }
}

/// Zeroes what stands before the first frame and holds none; false where it may.
fn before_sound(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    frames: u32,
    (at, to): (u64, u64),
) -> Result<bool, RedactError> {
    let length = usize::try_from(to - at).unwrap_or(usize::MAX);
    let bytes = source.bytes(at, length).map(<[u8]>::to_vec).ok_or(malformed(at, "sound ends too early"))?;
    // A frame begins with eleven bits that are set (ISO/IEC 11172-3 §2.4.2.3).
    let is_sync = |pair: &[u8]| matches!(pair, [0xFF, second] if *second >= 0xE0);
    if frames > 0 || bytes.windows(2).any(is_sync) {
        return Ok(false);
    }
    if bytes.iter().any(|byte| *byte != 0) {
        let found = found(
            source,
            locale::text("found-before-sound"),
            Group::Unknown,
            "gap",
            locale::text("found-gap"),
            "",
            (at, to - at),
            &bytes,
        );
        if take(draft, found)? {
            draft.edits.zero(at, to - at);
        }
    }
    Ok(true)
}

/// The next place at which two frames follow each other, not too far away.
fn next_frame(source: &mut Source<'_>, at: u64, end: u64) -> Option<u64> {
    const FAR: u64 = 64 << 10;
    for place in at + 1..(at + FAR).min(end.saturating_sub(4)) {
        source.bytes_ahead(place, 4, 64 << 10)?;
        if let Some(next) = mpeg_frame(source, place)
            && next + 4 <= end
            && mpeg_frame(source, next).is_some()
        {
            return Some(place);
        }
    }
    None
}

/// A tag that goes as one when anything goes.
fn opaque(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    name: &str,
    usual: Group,
    (at, length): (u64, u64),
) -> Result<(), RedactError> {
    let sample = usize::try_from(length.min(super::RESIDUE_BYTES as u64)).unwrap_or_default();
    let raw = source.bytes(at, sample).ok_or(malformed(at, "a tag ends too early"))?.to_vec();
    let group = Group::ALL.into_iter().find(|&group| goes_by_itself(draft, group, name)).unwrap_or(usual);
    let found = found(source, locale::text("found-behind-sound"), group, name, name, "", (at, length), &raw);
    if take(draft, found)? {
        draft.edits.zero(at, length);
    }
    Ok(())
}

/// ID3v1: fields of fixed length.
fn first_version(source: &mut Source<'_>, draft: &mut Draft<'_>, at: u64) -> Result<(), RedactError> {
    const FIELDS: [(&str, Group, u64, u64); 5] = [
        ("Title", Group::Text, 3, 30),
        ("Artist", Group::Creator, 33, 30),
        ("Album", Group::Text, 63, 30),
        ("Year", Group::Time, 93, 4),
        ("Comment", Group::Text, 97, 30),
    ];
    for (name, group, offset, length) in FIELDS {
        let raw = source.bytes(at + offset, length as usize).unwrap_or_default().to_vec();
        if raw.iter().all(|&b| b == 0 || b == b' ') {
            continue;
        }
        let value = decode_text(&raw);
        let value = value.trim_matches(['\0', ' ']);
        // Thirty bytes are padded, and a year of four stands in many streams by chance.
        let searched = if length > 4 { value.as_bytes() } else { &[] };
        let found = found(source, "ID3v1", group, name, name, value, (at + offset, length), searched);
        if take(draft, found)? {
            draft.edits.zero(at + offset, length);
        }
    }
    Ok(())
}

/// Whether a part of this group goes: in a rebuild everything that is not needed does.
pub(super) fn goes(draft: &Draft<'_>, group: Group, tag: &str) -> bool {
    let policy = draft.policy;
    let is_kept = group == Group::Rendering || policy.keep_fields.contains(tag);
    group == Group::Credentials || !is_kept && (policy.mode == Mode::Rebuild || policy.drops(group, tag))
}

/// As [`goes`], by what the policy says alone: the manifest store always goes, but nothing else for that.
pub(super) fn goes_by_itself(draft: &Draft<'_>, group: Group, tag: &str) -> bool {
    group != Group::Credentials && goes(draft, group, tag)
}

/// Notes what was found; true when it goes.
pub(super) fn take(draft: &mut Draft<'_>, found: Found<'_>) -> Result<bool, RedactError> {
    if draft.is_full() {
        return Err(RedactError::TooLarge { limit: "metadata items" });
    }
    let fate = if goes(draft, found.group, found.tag) { Fate::Dropped } else { Fate::Kept };
    Ok(draft.decided(found, fate))
}

/// What was found, with as much of its bytes as can be searched for.
#[allow(clippy::too_many_arguments, reason = "one for each field of what was found")]
pub(super) fn found<'v>(
    source: &Source<'_>,
    store: &'v str,
    group: Group,
    tag: &'v str,
    name: &'v str,
    value: &'v str,
    (at, length_bytes): (u64, u64),
    raw: &'v [u8],
) -> Found<'v> {
    let raw = telling(raw.get(..raw.len().min(super::RESIDUE_BYTES)).unwrap_or_default(), source.len());
    Found { store, group, tag, name, value, at, length_bytes, raw }
}
