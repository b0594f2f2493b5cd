//! Takes metadata out of FLAC files (RFC 9639): comments, pictures, application data. The blocks are written again in
//! their own space with padding behind them. Never touches a frame of sound.

use super::flac_frames::{self, Stream, is_seek_table};
use super::id3::{found, goes_by_itself, take, trailing};
use super::inside::{self, Inside};
use super::isobmff::malformed;
use super::xmp::any_drop;
use super::{Draft, Plan, RedactError, id3_groups};
use crate::media::collect::decode_text;
use crate::media::source::{Source, le32};
use crate::provenance::redaction::{Group, Mode};

/// Bytes of all blocks together.
const BLOCKS_BYTES: usize = 64 << 20;
/// Bytes of STREAMINFO, and where in it the digest of the samples stands (RFC 9639 §8.2).
const STREAMINFO_BYTES: usize = 34;
const DIGEST_AT: usize = 18;

/// Plans the copy of a FLAC file.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    if source.bytes(0, 3) == Some(b"ID3") {
        return super::id3::plan(source, draft);
    }
    let len = source.len();
    source.allow_bytes(len.saturating_mul(2).saturating_add(256 << 20));
    blocks(source, &mut draft, 0)?;
    Ok(draft.in_place(len))
}

struct Block {
    kind: u8,
    content: Vec<u8>,
    at: u64,
}

/// Walks the file whose mark stands at `begin`.
pub(super) fn blocks(source: &mut Source<'_>, draft: &mut Draft<'_>, begin: u64) -> Result<(), RedactError> {
    let (blocks, end) = read(source, begin + 4)?;
    if blocks.first().map(|block| block.kind) != Some(0) {
        return Err(malformed(begin + 4, "no STREAMINFO"));
    }
    let stream = blocks.first().and_then(|block| Stream::read(&block.content));
    sound(source, draft, stream, end)?;
    let sound_bytes = source.len().saturating_sub(end);
    let mut kept: Vec<(u8, Vec<u8>)> = Vec::new();
    let mut is_changed = false;
    for block in blocks {
        let whole = (block.at, block.content.len() as u64 + 4);
        let (group, name) = match block.kind {
            0 if kept.is_empty() => {
                let (content, changed) = stream_info(source, draft, block)?;
                is_changed |= changed;
                kept.push((0, content));
                continue;
            }
            3 if draft.policy.mode == Mode::InPlace && is_seek_table(&block.content, sound_bytes) => {
                kept.push((3, block.content));
                continue;
            }
            // Players find their place without it, too.
            3 => (Group::Unknown, "SEEKTABLE"),
            1 if block.content.iter().all(|&b| b == 0) => continue,
            4 => {
                let (content, changed) = comments(source, draft, &block)?;
                is_changed |= changed;
                kept.extend(content.map(|content| (4, content)));
                continue;
            }
            1 => (Group::Unknown, "PADDING"),
            5 => (Group::Text, "CUESHEET"),
            6 => (Group::EmbeddedPictures, "PICTURE"),
            2 if block.content.starts_with(b"c2pa") || block.content.starts_with(b"C2PA") => {
                (Group::Credentials, "APPLICATION")
            }
            2 => (Group::Unknown, "APPLICATION"),
            _ => (Group::Unknown, "block"),
        };
        let found = found(source, "FLAC", group, name, name, "", whole, &block.content);
        if take(draft, found)? {
            is_changed = true;
            continue;
        }
        let looked =
            if block.kind == 6 { inside::headed(&block.content, block.at + 4, "FLAC", draft) } else { Inside::Same };
        match looked {
            Inside::Same => kept.push((block.kind, block.content)),
            Inside::Instead(made) => {
                is_changed = true;
                kept.push((block.kind, made));
            }
            Inside::Gone => is_changed = true,
        }
    }
    if is_changed {
        let length = usize::try_from(end - begin - 4).map_err(|_| RedactError::TooLarge { limit: "FLAC blocks" })?;
        draft.edits.replace(begin + 4, written(&kept, length).ok_or(malformed(begin, "blocks do not fit"))?);
    }
    Ok(())
}

/// What stands behind the blocks, which end at `end`: sound, and tags behind it.
fn sound(source: &mut Source<'_>, draft: &mut Draft<'_>, stream: Option<Stream>, end: u64) -> Result<(), RedactError> {
    // A frame begins with fifteen bits that are the same in every file (RFC 9639 §9.1). What stands between the blocks and
    // the first one is nothing that a player plays, and a block that is cut short may end there.
    let is_sound = matches!(source.bytes(end, 2), None | Some([0xFF, 0xF8 | 0xF9]));
    if !is_sound && any_drop(draft.policy) {
        return Err(malformed(end, "no frame of sound behind the blocks"));
    }
    let sound_end = trailing(source, draft, end)?;
    match stream {
        Some(stream) if is_sound && goes_by_itself(draft, Group::Unknown, "gap") => {
            behind_frames(source, draft, stream, (end, sound_end))
        }
        _ => Ok(()),
    }
}

/// What stands behind the last frame and is no tag.
fn behind_frames(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    stream: Stream,
    (begin, end): (u64, u64),
) -> Result<(), RedactError> {
    match flac_frames::end(source, stream, begin, end)? {
        Some(last) if last < end => super::id3::behind(source, draft, (last, end)),
        Some(_) => Ok(()),
        None if draft.policy.mode == Mode::Rebuild => Err(flac_frames::lost(begin)),
        None => {
            draft.note("redact-note-audio-gaps");
            Ok(())
        }
    }
}

/// STREAMINFO without what follows its fields. A rebuilt copy says that the digest of the samples is not known: nobody
/// checks whether it is one.
fn stream_info(source: &mut Source<'_>, draft: &mut Draft<'_>, block: Block) -> Result<(Vec<u8>, bool), RedactError> {
    let mut content = block.content;
    let mut is_changed = false;
    let rest = content.get(STREAMINFO_BYTES..).unwrap_or_default().to_vec();
    if !rest.is_empty() {
        let place = (block.at + 4 + STREAMINFO_BYTES as u64, rest.len() as u64);
        let found = found(source, "FLAC", Group::Unknown, "STREAMINFO", "UnknownRest", "", place, &rest);
        if take(draft, found)? {
            content.truncate(STREAMINFO_BYTES);
            is_changed = true;
        }
    }
    let is_rebuilt = draft.policy.mode == Mode::Rebuild;
    if let Some(digest) = content.get_mut(DIGEST_AT..STREAMINFO_BYTES).filter(|_| is_rebuilt)
        && digest.iter().any(|byte| *byte != 0)
    {
        let place = (block.at + 4 + DIGEST_AT as u64, digest.len() as u64);
        let found = found(source, "FLAC", Group::Unknown, "STREAMINFO", "SamplesDigest", "", place, digest);
        if take(draft, found)? {
            digest.fill(0);
            is_changed = true;
        }
    }
    Ok((content, is_changed))
}

fn read(source: &mut Source<'_>, mut at: u64) -> Result<(Vec<Block>, u64), RedactError> {
    let (mut blocks, mut left) = (Vec::new(), BLOCKS_BYTES);
    loop {
        let head = source.u32_be(at).ok_or(malformed(at, "the blocks end too early"))?;
        let (kind, length) = (((head >> 24) & 0x7F) as u8, (head & 0xFF_FFFF) as usize);
        left = left.checked_sub(length + 4).ok_or(RedactError::TooLarge { limit: "FLAC blocks" })?;
        if kind == 127 || !source.step() {
            return Err(malformed(at, "a block of no kind"));
        }
        let content = source.bytes(at + 4, length).ok_or(malformed(at, "a block ends too early"))?.to_vec();
        blocks.push(Block { kind, content, at });
        at += 4 + length as u64;
        if head >> 31 == 1 {
            return Ok((blocks, at));
        }
    }
}

/// The blocks in `length` bytes, padding last.
fn written(kept: &[(u8, Vec<u8>)], length: usize) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(length);
    let used: usize = kept.iter().map(|(_, content)| content.len() + 4).sum();
    let mut spare = length.checked_sub(used)?;
    for (index, (kind, content)) in kept.iter().enumerate() {
        let is_last = spare == 0 && index + 1 == kept.len();
        out.extend(header(*kind, content.len(), is_last)?);
        out.extend(content);
    }
    while spare > 0 {
        let size = spare.checked_sub(4)?.min(0xFF_FFFF);
        // What would be left must hold a header of its own.
        let size = if (1..4).contains(&(spare - 4 - size)) { size - 4 } else { size };
        spare -= 4 + size;
        out.extend(header(1, size, spare == 0)?);
        out.resize(out.len() + size, 0);
    }
    Some(out)
}

fn header(kind: u8, length: usize, is_last: bool) -> Option<[u8; 4]> {
    let word = u32::try_from(length).ok().filter(|&length| length <= 0xFF_FFFF)?;
    Some((word | u32::from(kind) << 24 | u32::from(is_last) << 31).to_be_bytes())
}

/// The comments that stay; `None` where none does. A block that does not fit together goes whole.
fn comments(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    block: &Block,
) -> Result<(Option<Vec<u8>>, bool), RedactError> {
    let whole = (block.at, block.content.len() as u64 + 4);
    let Some((vendor, values)) = split(&block.content) else {
        let group = Group::ALL.into_iter().find(|&group| super::id3::goes_by_itself(draft, group, "VORBIS_COMMENT"));
        let found = found(
            source,
            "Vorbis comment",
            group.unwrap_or(Group::Unknown),
            "VORBIS_COMMENT",
            "BrokenComments",
            "",
            whole,
            &block.content,
        );
        let goes = take(draft, found)?;
        return Ok(((!goes).then(|| block.content.clone()), goes));
    };
    let mut is_changed = false;
    let mut vendor = vendor.to_vec();
    if vendor.iter().any(|&b| b != b' ') {
        let name = decode_text(&vendor);
        let found = found(source, "Vorbis comment", Group::Software, "vendor", "vendor", &name, whole, &vendor);
        if take(draft, found)? {
            // Blanks of the same length, so that the space left over can always hold a block of padding.
            vendor.fill(b' ');
            is_changed = true;
        }
    }
    let mut kept: Vec<&[u8]> = Vec::new();
    for value in values {
        let text = decode_text(value);
        let (name, content) = text.split_once('=').unwrap_or(("", &text));
        let group = if name.eq_ignore_ascii_case("c2pa") { Group::Credentials } else { id3_groups::comment(name) };
        let raw = value.get(name.len()..).unwrap_or_default().strip_prefix(b"=").unwrap_or_default();
        let found = found(source, "Vorbis comment", group, name, name, content, whole, raw);
        if take(draft, found)? {
            is_changed = true;
        } else {
            kept.push(value);
        }
    }
    let mut out = Vec::new();
    for bytes in std::iter::once(vendor.as_slice()).chain(kept.iter().copied()) {
        out.extend(u32::try_from(bytes.len()).unwrap_or_default().to_le_bytes());
        out.extend(bytes);
    }
    let count = u32::try_from(kept.len()).unwrap_or_default().to_le_bytes();
    let at = 4 + vendor.len();
    out.splice(at..at, count);
    Ok((Some(out), is_changed))
}

fn split(bytes: &[u8]) -> Option<(&[u8], Vec<&[u8]>)> {
    let vendor = bytes.get(4..4usize.checked_add(le32(bytes, 0)? as usize)?)?;
    let mut rest = bytes.get(4 + vendor.len()..)?;
    let count = le32(rest, 0)?;
    rest = rest.get(4..)?;
    let mut values = Vec::new();
    for _ in 0..count {
        let value = rest.get(4..4usize.checked_add(le32(rest, 0)? as usize)?)?;
        rest = rest.get(4 + value.len()..)?;
        values.push(value);
    }
    // Bytes behind the last comment are nothing that a reader shows.
    rest.is_empty().then_some((vendor, values))
}
