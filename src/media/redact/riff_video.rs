//! What is AVI's own (Microsoft AVI RIFF File Reference; OpenDML 1.02): headers of streams, the run of pictures and
//! sound, and its indexes. Never touches a picture, never moves a byte.

use std::collections::HashMap;

use super::id3::goes;
use super::isobmff::malformed;
use super::riff_audio::{Chunk, chunks, common, drop_chunk, format_bytes, list, pad, padding, rest, whole_range};
use super::{Draft, RedactError};
use crate::media::collect::decode_text;
use crate::media::source::{Source, array, le16, le32};
use crate::provenance::redaction::{Group, Mode};

/// Chunks of the run of one file.
const MANY: usize = 8_000_000;
/// Bytes of one line of the old index, and of the whole.
const LINE_BYTES: usize = 16;
const INDEX_BYTES: u64 = 128 << 20;

/// What has been seen of a file so far.
#[derive(Debug, Default)]
pub(super) struct Film {
    has_headers: bool,
    streams: u8,
    /// Where the kind of the list that holds the run stands; the old index counts from there, or from the file's begin.
    run_at: Option<u64>,
    /// Where the first chunk of it begins, and of each the kind and the length.
    first: Option<u64>,
    places: HashMap<u64, ([u8; 4], u32)>,
    has_index: bool,
}

impl Film {
    fn put(&mut self, at: u64, chunk: ([u8; 4], u32)) {
        self.first = self.first.or(Some(at));
        self.places.insert(at, chunk);
    }

    /// Whether a line of the old index, which counts from `base` on, says nothing but where a chunk of the run stands.
    fn is_line(&self, line: &[u8], base: u64) -> bool {
        // Kinds of key frames, and bits that are left to coders.
        const FLAGS: u32 = 0x0FFF_0133;
        let (Some(flags), Some(offset), Some(length)) = (le32(line, 4), le32(line, 8), le32(line, 12)) else {
            return false;
        };
        let place = base.checked_add(u64::from(offset)).and_then(|at| self.places.get(&at));
        place.is_some_and(|(kind, held)| line.starts_with(kind) && *held == length && flags & !FLAGS == 0)
    }
}

/// A chunk of an AVI.
pub(super) fn chunk(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    chunk: &Chunk,
    film: &mut Film,
) -> Result<(), RedactError> {
    let kind: Option<[u8; 4]> = match &chunk.kind {
        b"LIST" if chunk.length >= 4 => source.bytes(chunk.start, 4).and_then(|bytes| array(bytes, 0)),
        _ => None,
    };
    match (&chunk.kind, kind.as_ref()) {
        (_, Some(b"hdrl")) if !std::mem::replace(&mut film.has_headers, true) => headers(source, draft, chunk, film),
        (_, Some(b"movi")) => {
            film.run_at = film.run_at.or(Some(chunk.start));
            run(source, draft, (chunk.start + 4, chunk.start + chunk.length), film)
        }
        (b"LIST", _) => list(source, draft, chunk),
        (b"idx1", _) if !std::mem::replace(&mut film.has_index, true) => index(source, draft, chunk, film),
        _ => common(source, draft, chunk, "RIFF"),
    }
}

/// The headers of an AVI and of its streams.
fn headers(source: &mut Source<'_>, draft: &mut Draft<'_>, hdrl: &Chunk, film: &mut Film) -> Result<(), RedactError> {
    for chunk in chunks(source, hdrl.start + 4, hdrl.start + hdrl.length)? {
        pad(source, draft, &chunk)?;
        let kind: [u8; 4] = source.up_to(chunk.start, 4).and_then(|bytes| array(bytes, 0)).unwrap_or_default();
        match (&chunk.kind, &kind) {
            (b"avih", _) => {
                rest(source, draft, &chunk, "hdrl", 56)?;
                if draft.policy.mode == Mode::Rebuild && chunk.length >= 56 {
                    whole_range(source, draft, "hdrl", Group::Unknown, "avih", (chunk.start + 40, 16))?;
                }
            }
            (b"LIST", b"strl") => {
                film.streams = film.streams.saturating_add(1);
                stream(source, draft, &chunk)?;
            }
            (b"LIST", b"odml") => {
                for inner in chunks(source, chunk.start + 4, chunk.start + chunk.length)? {
                    match &inner.kind {
                        // The number of frames.
                        b"dmlh" => rest(source, draft, &inner, "odml", 4)?,
                        _ => common(source, draft, &inner, "odml")?,
                    }
                }
            }
            (b"LIST", _) => list(source, draft, &chunk)?,
            _ => common(source, draft, &chunk, "hdrl")?,
        }
    }
    Ok(())
}

/// The headers of one stream.
fn stream(source: &mut Source<'_>, draft: &mut Draft<'_>, strl: &Chunk) -> Result<(), RedactError> {
    let (mut is_sound, mut has_properties) = (false, false);
    for chunk in chunks(source, strl.start + 4, strl.start + strl.length)? {
        pad(source, draft, &chunk)?;
        match &chunk.kind {
            b"strh" => {
                is_sound = source.up_to(chunk.start, 4) == Some(b"auds");
                text_stream(source, draft, &chunk)?;
                let bytes = header_bytes(source, &chunk);
                rest(source, draft, &chunk, "strl", bytes)?;
            }
            b"strf" if is_sound => {
                let bytes = format_bytes(source, &chunk);
                rest(source, draft, &chunk, "strl", bytes)?;
            }
            // A decoder's own data follows the header, and only the decoder knows how long it is.
            b"strf" => {}
            b"indx" => table(source, draft, &chunk)?,
            b"vprp" if chunk.length >= 36 && !std::mem::replace(&mut has_properties, true) => {
                let fields = source.up_to(chunk.start, 36).and_then(|head| le32(head, 32)).map_or(0, u64::from);
                rest(source, draft, &chunk, "strl", 36 + fields.min(2) * 32)?;
            }
            b"strn" => _ = drop_chunk(source, draft, &chunk, "strl", Group::Text)?,
            _ => common(source, draft, &chunk, "strl")?,
        }
    }
    Ok(())
}

/// Bytes of a stream's header: some writers have a frame of four numbers of 32 bits at its end, others of 16.
fn header_bytes(source: &mut Source<'_>, chunk: &Chunk) -> u64 {
    let wide = source.up_to(chunk.start, 64).and_then(|bytes| bytes.get(48..64)).map(<[u8]>::to_vec);
    let is_wide = wide.is_some_and(|frame| frame.as_chunks::<4>().0.iter().all(|n| u32::from_le_bytes(*n) < 0x1_0000));
    if is_wide && chunk.length == 64 { 64 } else { 56 }
}

/// Texts are interleaved with the pictures, frame by frame; a copy that must not hold them is refused.
fn text_stream(source: &mut Source<'_>, draft: &Draft<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    let kind = source.bytes(chunk.start, 4).map(<[u8]>::to_vec).unwrap_or_default();
    let is_shown = matches!(kind.as_slice(), b"vids" | b"auds" | b"mids" | b"iavs");
    let may_go = [Group::Location, Group::Text, Group::Unknown].iter().any(|&group| goes(draft, group, "txts"));
    if !is_shown && may_go {
        return Err(RedactError::CannotRemove { part: crate::tr!("found-avi-stream", kind = decode_text(&kind)) });
    }
    Ok(())
}

/// Pictures and sound in turns, with indexes between them.
fn run(
    source: &mut Source<'_>,
    draft: &mut Draft<'_>,
    (from, end): (u64, u64),
    film: &mut Film,
) -> Result<(), RedactError> {
    const AHEAD: usize = 512;
    let mut at = from;
    while at + 8 <= end {
        let head = source.bytes_ahead(at, 8, AHEAD).ok_or(RedactError::TooLarge { limit: "chunks" })?;
        let (kind, length) = (array(head, 0).unwrap_or_default(), le32(head, 4).map_or(0, u64::from));
        let chunk = Chunk { kind, at, start: at + 8, length };
        let next = chunk.start + length;
        if next > end {
            return Err(malformed(at, "a chunk is longer than what holds it"));
        }
        let is_group = &kind == b"LIST" && source.up_to(chunk.start, 4) == Some(b"rec ");
        if is_group {
            // Its chunks are read like any others.
            film.put(at, (*b"rec ", length as u32));
            at = chunk.start + 4;
            continue;
        }
        pad(source, draft, &chunk)?;
        if is_of_stream(&kind, film.streams) {
            film.put(at, (kind, length as u32));
            if film.places.len() > MANY {
                return Err(RedactError::TooLarge { limit: "chunks" });
            }
        } else {
            match &kind {
                [b'i', b'x', ..] => table(source, draft, &chunk)?,
                b"JUNK" => padding(source, draft, &chunk)?,
                _ => common(source, draft, &chunk, "movi")?,
            }
        }
        at = next + length % 2;
    }
    Ok(())
}

/// Whether a chunk is of a stream that the headers name: two digits, then what it holds.
fn is_of_stream(kind: &[u8; 4], streams: u8) -> bool {
    let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', ..] = kind else { return false };
    let number = (tens - b'0') * 10 + ones - b'0';
    // In an older file the letters may be others, but a text is nothing that is seen or heard.
    number < streams && !kind.ends_with(b"tx")
}

/// An index of OpenDML: a header, then lines whose number and length it says.
fn table(source: &mut Source<'_>, draft: &mut Draft<'_>, chunk: &Chunk) -> Result<(), RedactError> {
    let head = source.up_to(chunk.start, 24).map(<[u8]>::to_vec).unwrap_or_default();
    let (words, lines) = (le16(&head, 0).map_or(0, u64::from), le32(&head, 4).map_or(0, u64::from));
    // Of indexes or of chunks (OpenDML §3), for a stream that may be there.
    let is_index = matches!((words, head.get(2..4)), (2..=4, Some([0 | 1, 0 | 1])));
    let names_stream = array(&head, 8).is_some_and(|kind| is_of_stream(&kind, u8::MAX));
    if !is_index || !names_stream {
        return common(source, draft, chunk, "index");
    }
    if draft.policy.mode == Mode::Rebuild {
        // The first kind has no place that it counts from.
        let (from, length) = if chunk.kind == *b"indx" && head.get(3) == Some(&0) { (12, 12) } else { (20, 4) };
        whole_range(source, draft, "index", Group::Unknown, "reserved", (chunk.start + from, length))?;
    }
    rest(source, draft, chunk, "index", 24 + words * 4 * lines)
}

/// The old index: a line that names no chunk of the run is none.
fn index(source: &mut Source<'_>, draft: &mut Draft<'_>, chunk: &Chunk, film: &Film) -> Result<(), RedactError> {
    if chunk.length > INDEX_BYTES {
        return Err(RedactError::TooLarge { limit: "one index" });
    }
    let size = usize::try_from(chunk.length).unwrap_or(usize::MAX);
    let bytes = source.bytes(chunk.start, size).ok_or(malformed(chunk.at, "a chunk ends too early"))?.to_vec();
    let lines = bytes.chunks_exact(LINE_BYTES);
    rest(source, draft, chunk, "RIFF", (bytes.len() - lines.remainder().len()) as u64)?;
    // Writers count from the file's begin, from the run's, or from wherever their first line says.
    let first = film.first.zip(le32(&bytes, 8)).and_then(|(at, offset)| at.checked_sub(u64::from(offset)));
    let bases = [Some(0), film.run_at, first];
    let is_line = |line: &[u8]| bases.iter().flatten().any(|base| film.is_line(line, *base));
    let mut lost: Option<(u64, u64)> = None;
    for (number, line) in lines.enumerate() {
        let at = chunk.start + (number * LINE_BYTES) as u64;
        match (is_line(line), lost) {
            (false, None) => lost = Some((at, LINE_BYTES as u64)),
            (false, Some((from, length))) => lost = Some((from, length + LINE_BYTES as u64)),
            (true, Some(range)) => {
                whole_range(source, draft, "RIFF", Group::Unknown, "idx1", range)?;
                lost = None;
            }
            (true, None) => {}
        }
    }
    match lost {
        Some(range) => whole_range(source, draft, "RIFF", Group::Unknown, "idx1", range),
        None => Ok(()),
    }
}
