//! Takes metadata out of WAV (RF64 too) and AVI files: a chunk that goes becomes `JUNK` of its size, filled with
//! zeros, and one that stays keeps its known fields. What is AVI's own is in `riff_video`. Never touches sound or
//! pictures, never moves a byte.

use super::id3::{found, goes_by_itself, take};
use super::isobmff::malformed;
use super::riff_video::{self, Film};
use super::{Draft, Plan, RedactError, id3, id3_groups, inside, xmp};
use crate::locale;
use crate::media::collect::{decode_text, latin1};
use crate::media::limits;
use crate::media::source::{Source, array, le16, le32};
use crate::provenance::redaction::{Group, Mode};

/// A chunk: where its header and its content stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    pub(super) kind: [u8; 4],
    pub(super) at: u64,
    pub(super) start: u64,
    pub(super) length: u64,
}

impl Chunk {
    fn place(&self) -> (u64, u64) {
        (self.at, self.length + 8)
    }
}

/// Plans the copy of a WAV or AVI file.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(256 << 20);
    let len = source.len();
    let is_sound = source.bytes(8, 4) == Some(b"WAVE");
    let mut film = Film::default();
    let mut at = 0;
    // An AVI longer than one gigabyte goes on in further RIFF chunks (OpenDML).
    while at < len {
        let Some(head) = source.up_to(at, 12).filter(|head| head.len() == 12).map(<[u8]>::to_vec) else { break };
        let is_riff = head.starts_with(b"RIFF") || head.starts_with(b"RF64");
        if !is_riff || (at > 0 && head.get(8..12) != Some(b"AVIX")) {
            break;
        }
        let end = end_of(source, at, &head)?;
        let mut seen = Vec::new();
        for chunk in chunks(source, at + 12, end)? {
            pad(source, &mut draft, &chunk)?;
            if is_sound {
                sound(source, &mut draft, &chunk, &mut seen)?;
            } else {
                riff_video::chunk(source, &mut draft, &chunk, &mut film)?;
            }
        }
        at = end + end % 2;
    }
    if at == 0 {
        return Err(malformed(0, "no RIFF"));
    }
    if at < len {
        whole_range(
            source,
            &mut draft,
            locale::text("found-behind-file"),
            Group::EmbeddedPictures,
            "trailer",
            (at, len - at),
        )?;
    }
    Ok(draft.in_place(len))
}

/// Where the RIFF at `at` ends; RF64 says so in `ds64` (EBU Tech 3306).
fn end_of(source: &mut Source<'_>, at: u64, head: &[u8]) -> Result<u64, RedactError> {
    let short = le32(head, 4).map(u64::from).unwrap_or_default();
    let size = if head.starts_with(b"RF64") {
        large_size(source, at, 8).ok_or(malformed(at + 12, "RF64 without ds64"))?
    } else {
        short
    };
    let end = at.checked_add(8).and_then(|at| at.checked_add(size)).unwrap_or(u64::MAX);
    // One pad byte too few or too many is common.
    if end > source.len() + 1 || size < 4 {
        return Err(malformed(at, "the file is shorter than it says"));
    }
    Ok(end.min(source.len()))
}

/// A number of the `ds64` chunk that begins the RIFF at `at`: 8 is the file's size, 16 that of its data.
fn large_size(source: &mut Source<'_>, at: u64, offset: u64) -> Option<u64> {
    if source.bytes(at + 12, 4) != Some(b"ds64") {
        return None;
    }
    source.bytes(at + 12 + offset, 8).and_then(|bytes| array(bytes, 0)).map(u64::from_le_bytes)
}

pub(super) fn chunks(source: &mut Source<'_>, from: u64, end: u64) -> Result<Vec<Chunk>, RedactError> {
    let mut all = Vec::new();
    let mut at = from;
    while at + 8 <= end {
        if !source.step() {
            return Err(RedactError::TooLarge { limit: "chunks" });
        }
        let head = source.bytes(at, 8).ok_or(malformed(at, "a chunk ends too early"))?;
        let kind: [u8; 4] = array(head, 0).unwrap_or_default();
        let mut length = le32(head, 4).map(u64::from).unwrap_or_default();
        if length == u64::from(u32::MAX) && &kind == b"data" {
            length = large_size(source, 0, 16).ok_or(malformed(at, "data without its length"))?;
        }
        let start = at + 8;
        if start.checked_add(length).is_none_or(|past| past > end) {
            return Err(malformed(at, "a chunk is longer than what holds it"));
        }
        all.push(Chunk { kind, at, start, length });
        at = start + length + length % 2;
    }
    if at < end
        && source.bytes(at, usize::try_from(end - at).unwrap_or(1)).is_none_or(|rest| rest.iter().any(|&b| b != 0))
    {
        return Err(malformed(at, "bytes that are no chunk"));
    }
    Ok(all)
}

/// `seen` are the kinds of which a player reads the first one only.
fn sound(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    chunk: &Chunk,
    seen: &mut Vec<[u8; 4]>,
) -> Result<(), RedactError> {
    let is_first = !seen.contains(&chunk.kind);
    seen.push(chunk.kind);
    match &chunk.kind {
        b"data" if is_first => Ok(()),
        // Some players go on with it, and others do not.
        b"data" if goes_by_itself(draft, Group::Unknown, "data") => {
            Err(RedactError::CannotRemove { part: crate::tr!("found-second-sound") })
        }
        b"data" => Ok(()),
        b"fmt " if is_first => {
            let bytes = format_bytes(source, chunk);
            rest(source, draft, chunk, "RIFF", bytes)
        }
        // The number of samples.
        b"fact" if is_first => rest(source, draft, chunk, "RIFF", 4),
        // The lengths of the file and of its sound; the table behind them is of chunks that are not followed.
        b"ds64" if is_first && source.bytes(0, 4) == Some(b"RF64") => rest(source, draft, chunk, "RIFF", 24),
        b"bext" => broadcast(source, draft, chunk),
        b"LIST" => list(source, draft, chunk),
        _ => common(source, draft, chunk, "RIFF"),
    }
}

/// Bytes of a `WAVEFORMATEX`: sound that is not coded needs no more than the first of them.
pub(super) fn format_bytes(source: &mut Source<'_>, chunk: &Chunk) -> u64 {
    let head = source.up_to(chunk.start, 18).map(<[u8]>::to_vec).unwrap_or_default();
    match (le16(&head, 0), le16(&head, 16)) {
        (Some(1 | 3 | 6 | 7), _) | (_, None) => 16,
        (_, Some(more)) => 18 + u64::from(more),
    }
}

/// What stands in a chunk that stays behind its first `bytes`.
pub(super) fn rest(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    chunk: &Chunk,
    store: &str,
    bytes: u64,
) -> Result<(), RedactError> {
    match chunk.length.checked_sub(bytes).filter(|more| *more > 0) {
        Some(more) => {
            let tag = latin1(&chunk.kind);
            whole_range(source, draft, store, Group::Unknown, &tag, (chunk.start + bytes, more))
        }
        None => Ok(()),
    }
}

/// The byte that makes a chunk's length even.
pub(super) fn pad(source: &mut Source<'_>, draft: &mut Draft<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    let at = chunk.start + chunk.length;
    if chunk.length % 2 == 1 && draft.policy.mode == Mode::Rebuild && source.u8(at).is_some_and(|byte| byte != 0) {
        whole_range(source, draft, "RIFF", Group::Unknown, "pad", (at, 1))?;
    }
    Ok(())
}

/// Chunks that both may have, and those that no list knows.
pub(super) fn common(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    chunk: &Chunk,
    store: &str,
) -> Result<(), RedactError> {
    let group = match &chunk.kind {
        b"JUNK" | b"PAD " | b"FLLR" | b"junk" => return padding(source, draft, chunk),
        b"_PMX" | b"XMP " if draft.policy.mode == Mode::InPlace => {
            let packet = content(source, chunk, limits::XMP_BYTES)?;
            xmp::in_place(&packet, chunk.start, draft);
            return Ok(());
        }
        b"id3 " | b"ID3 " if chunk.length >= 10 => {
            let head = source.bytes(chunk.start, 10).unwrap_or_default();
            let size = head.get(6..10).unwrap_or_default().iter().fold(0u64, |sum, &b| sum << 7 | u64::from(b & 0x7F));
            if head.starts_with(b"ID3") && size + 10 <= chunk.length && draft.policy.mode == Mode::InPlace {
                return id3::tag(source, draft, chunk.start, chunk.length).map(|_| ());
            }
            worst(draft, Group::Text)
        }
        b"C2PA" | b"c2pa" => Group::Credentials,
        b"IDIT" => Group::Time,
        b"ISFT" => Group::Software,
        b"cue " => Group::Text,
        // Sheets of production: names, places, dates and devices in one text.
        b"iXML" | b"axml" | b"bxml" | b"cart" | b"aXML" | b"_PMX" | b"XMP " | b"EXIF" => worst(draft, Group::Text),
        _ => Group::Unknown,
    };
    drop_chunk(source, draft, chunk, store, group).map(|_| ())
}

/// By which group a chunk that tells of many goes.
fn worst(draft: &Draft<'_>, usual: Group) -> Group {
    Group::ALL.into_iter().find(|&group| goes_by_itself(draft, group, "")).unwrap_or(usual)
}

pub(super) fn list(source: &mut Source<'_>, draft: &mut Draft<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    if chunk.length < 4 {
        return Err(malformed(chunk.at, "a list without its kind"));
    }
    let kind: [u8; 4] = source.bytes(chunk.start, 4).and_then(|bytes| array(bytes, 0)).unwrap_or_default();
    let (from, end) = (chunk.start + 4, chunk.start + chunk.length);
    match &kind {
        // Sound with silences.
        b"wavl" if goes_by_itself(draft, Group::Unknown, "wavl") => {
            Err(RedactError::CannotRemove { part: crate::tr!("found-sound-in-runs") })
        }
        b"wavl" => Ok(()),
        b"INFO" => {
            for inner in chunks(source, from, end)? {
                pad(source, draft, &inner)?;
                if matches!(&inner.kind, b"JUNK") {
                    padding(source, draft, &inner)?;
                } else {
                    drop_chunk(source, draft, &inner, "LIST INFO", id3_groups::info(&inner.kind))?;
                }
            }
            Ok(())
        }
        b"adtl" => drop_chunk(source, draft, chunk, "LIST adtl", Group::Text).map(|_| ()),
        b"exif" => {
            let group = worst(draft, Group::Unknown);
            drop_chunk(source, draft, chunk, "LIST exif", group).map(|_| ())
        }
        _ => drop_chunk(source, draft, chunk, &format!("LIST {}", latin1(&kind)), Group::Unknown).map(|_| ()),
    }
}

/// Broadcast wave (EBU Tech 3285): fields of fixed length.
fn broadcast(source: &mut Source<'_>, draft: &mut Draft<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    const FIELDS: [(&str, Group, u64, u64); 8] = [
        ("Description", Group::Text, 0, 256),
        ("Originator", Group::Creator, 256, 32),
        // By EBU R 99 it holds the recorder's serial number.
        ("OriginatorReference", Group::Device, 288, 32),
        ("OriginationDate", Group::Time, 320, 10),
        ("OriginationTime", Group::Time, 330, 8),
        ("TimeReference", Group::Time, 338, 8),
        ("UMID", Group::Device, 348, 64),
        ("Reserved", Group::Unknown, 422, 180),
    ];
    if chunk.length < 602 || draft.policy.mode == Mode::Rebuild {
        let group = worst(draft, Group::Unknown);
        return drop_chunk(source, draft, chunk, "bext", group).map(|_| ());
    }
    let history = ("CodingHistory", Group::Software, 602, chunk.length - 602);
    for (name, group, offset, length) in FIELDS.into_iter().chain([history]) {
        let size = usize::try_from(length).unwrap_or(usize::MAX).min(limits::TEXT_BYTES);
        let bytes = source.bytes(chunk.start + offset, size).map(<[u8]>::to_vec).unwrap_or_default();
        if bytes.iter().all(|&b| b == 0) {
            continue;
        }
        let value = if matches!(name, "UMID" | "TimeReference") { String::new() } else { decode_text(&bytes) };
        let value = value.trim_matches(['\0', ' ']);
        let found = found(source, "bext", group, name, name, value, (chunk.start + offset, length), &bytes);
        if take(draft, found)? {
            draft.edits.zero(chunk.start + offset, length);
        }
    }
    Ok(())
}

/// A chunk that goes or stays as one; true when it goes.
pub(super) fn drop_chunk(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    chunk: &Chunk,
    store: &str,
    group: Group,
) -> Result<bool, RedactError> {
    let size = usize::try_from(chunk.length).unwrap_or(usize::MAX).min(super::RESIDUE_BYTES);
    let bytes = source.bytes(chunk.start, size).map(<[u8]>::to_vec).unwrap_or_default();
    let tag = latin1(&chunk.kind);
    let is_text = store == "LIST INFO" || matches!(&chunk.kind, b"strn" | b"IDIT" | b"ISFT");
    let value = if is_text { decode_text(&bytes) } else { String::new() };
    let found = found(source, store, group, &tag, &tag, value.trim_matches('\0'), chunk.place(), &bytes);
    let goes = take(draft, found)?;
    if goes {
        draft.edits.replace(chunk.at, b"JUNK".to_vec());
        draft.edits.zero(chunk.start, chunk.length);
    }
    Ok(goes)
}

/// Padding with something in it.
pub(super) fn padding(source: &mut Source<'_>, draft: &mut Draft<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    whole_range(source, draft, "RIFF", Group::Unknown, "JUNK", (chunk.start, chunk.length))
}

/// A range that is zeroed when it goes; nothing where it is zero already.
pub(super) fn whole_range(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    store: &str,
    group: Group,
    tag: &str,
    (at, length): (u64, u64),
) -> Result<(), RedactError> {
    const LOOK: u64 = 4 << 20;
    let size = usize::try_from(length.min(LOOK)).unwrap_or_default();
    let bytes = source.bytes(at, size).map(<[u8]>::to_vec).unwrap_or_default();
    if length <= LOOK && bytes.iter().all(|&b| b == 0) {
        return Ok(());
    }
    let found = found(source, store, group, tag, tag, "", (at, length), &bytes);
    if take(draft, found)? {
        draft.edits.zero(at, length);
    } else if tag == "trailer" {
        inside::trailer(source, at, draft);
    }
    Ok(())
}

fn content(source: &mut Source<'_>, chunk: &Chunk, max: usize) -> Result<Vec<u8>, RedactError> {
    let size = usize::try_from(chunk.length).unwrap_or(usize::MAX);
    if size > max {
        return Err(RedactError::TooLarge { limit: "one chunk" });
    }
    source.bytes(chunk.start, size).map(<[u8]>::to_vec).ok_or(malformed(chunk.at, "a chunk ends too early"))
}
