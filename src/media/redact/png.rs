//! PNG (ISO/IEC 15948): chunks that go are left out, EXIF is treated where it stands and its checksum mended, the
//! picture's own chunks (`png_picture` tells which those are) are copied as they are. Packets and profiles in texts are cut
//! by `png_profiles`. Never keeps a decoded picture.

use super::edits::{part, swapped, without};
use super::png_picture::{self, Chunk, Use};
use super::png_profiles::{self, Packet};
use super::{Draft, Found, Piece, Plan, RESIDUE_BYTES, RedactError, exif, inside};
use crate::media::source::Source;
use crate::provenance::redaction::{Fate, Group, Mode};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Chunks of one file.
const CHUNKS: usize = 100_000;
/// Text and EXIF chunks larger than this are refused.
const CHUNK_BYTES: u64 = 32 << 20;

/// Plans the copy of a PNG.
pub(crate) fn plan(source: &mut Source<'_>, draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(1 << 30);
    let chunks = chunks(source)?;
    let uses = png_picture::uses(source, &chunks, draft.policy.drops(Group::Unknown, "IDAT"))?;
    let mut walk = Walk { draft, removed: Vec::new(), mended: Vec::new(), has_profile: false, fresh: None };
    for (chunk, used) in chunks.iter().zip(uses) {
        match used {
            Use::Whole => walk.has_profile |= &chunk.kind == b"IDAT",
            Use::First(bytes) => walk.cut(source, chunk, bytes)?,
            Use::Foreign => walk.foreign(source, chunk)?,
        }
    }
    let len = source.len();
    let Walk { mut draft, mut removed, mended, fresh, .. } = walk;
    let end = chunks.last().map_or(8, Chunk::end);
    if end < len {
        match trailer(&mut draft, end, len - end) {
            true => removed.push((end, len - end, Vec::new())),
            false => inside::trailer(source, end, &mut draft),
        }
    }
    let mut pieces = mended_pieces(&mut draft, mended, &removed, len);
    if let Some(block) = fresh {
        let after_header = chunks.first().map_or(8, Chunk::end);
        let chunk = whole_chunk(b"eXIf", &block);
        let rest = without(pieces, &[(0, after_header)]);
        pieces = vec![Piece::Original { start: 0, length: after_header }, Piece::Bytes(chunk)];
        pieces.extend(rest);
    }
    Ok(draft.with_pieces(pieces))
}

/// All chunks up to the last one of the picture.
fn chunks(source: &mut Source<'_>) -> Result<Vec<Chunk>, RedactError> {
    if source.bytes(0, 8) != Some(SIGNATURE) {
        return Err(broken(0));
    }
    let (mut all, mut at) = (Vec::new(), 8);
    while all.last().is_none_or(|last: &Chunk| &last.kind != b"IEND") {
        if all.len() > CHUNKS {
            return Err(RedactError::TooLarge { limit: "chunks" });
        }
        let head: [u8; 8] = source.bytes(at, 8).and_then(|head| head.try_into().ok()).ok_or_else(|| broken(at))?;
        let [a, b, c, d, kind @ ..] = head;
        let chunk = Chunk { kind, at, size: u64::from(u32::from_be_bytes([a, b, c, d])) };
        if chunk.end() > source.len() || (all.is_empty() && &kind != b"IHDR") {
            return Err(broken(at));
        }
        at = chunk.end();
        all.push(chunk);
    }
    Ok(all)
}

struct Walk<'a> {
    draft: Draft<'a>,
    /// Ranges that the copy does not have, with what it has instead.
    removed: Vec<(u64, u64, Vec<u8>)>,
    /// Chunks that were changed in place, with what they held.
    mended: Vec<(u64, [u8; 4], Vec<u8>)>,
    has_profile: bool,
    /// An EXIF block that the copy has instead of its own.
    fresh: Option<Vec<u8>>,
}

impl Walk<'_> {
    /// A chunk of which a decoder reads the first `bytes`.
    fn cut(&mut self, source: &mut Source<'_>, chunk: &Chunk, bytes: u64) -> Result<(), RedactError> {
        let (at, length_bytes) = (chunk.at + 8 + bytes, chunk.size - bytes);
        let raw = source.up_to(at, length_bytes.min(RESIDUE_BYTES as u64) as usize).map(<[u8]>::to_vec);
        let (tag, name) =
            (String::from_utf8_lossy(&chunk.kind).into_owned(), crate::locale::text("found-behind-own-data"));
        let raw = raw.unwrap_or_default();
        let found =
            Found { store: "PNG", group: Group::Unknown, tag: &tag, name, value: "", at, length_bytes, raw: &raw };
        if self.draft.found(found) {
            let kept = source.bytes(chunk.at + 8, bytes as usize).ok_or_else(|| broken(chunk.at))?;
            self.removed.push((chunk.at, 12 + chunk.size, whole_chunk(&chunk.kind, kept)));
        }
        Ok(())
    }

    /// A chunk that is not the picture's.
    fn foreign(&mut self, source: &mut Source<'_>, chunk: &Chunk) -> Result<(), RedactError> {
        let Chunk { kind, at, size } = *chunk;
        let data = match size {
            0..=CHUNK_BYTES => source.bytes(at + 8, size as usize).ok_or_else(|| broken(at))?.to_vec(),
            _ => return Err(RedactError::TooLarge { limit: "one chunk" }),
        };
        // A second profile, or one behind the picture, is none that is used.
        if &kind == b"iCCP" && !std::mem::replace(&mut self.has_profile, true) {
            if let Some(fresh) = png_profiles::colors(&mut self.draft, at, &data)? {
                self.removed.push((at, 12 + size, whole_chunk(&kind, &fresh)));
            }
        } else if &kind == b"eXIf" {
            exif::in_place(&data, at + 8, "EXIF", &mut self.draft)?;
            if self.draft.policy.mode == Mode::Rebuild {
                self.fresh = exif::minimal(exif::orientation(&data));
                self.removed.push((at, 12 + size, Vec::new()));
            } else {
                self.mended.push((at, kind, data));
            }
        } else if let Some(fresh) = png_profiles::packet(&mut self.draft, kind, at, &data) {
            match fresh {
                Packet::Stays => {}
                Packet::InPlace => self.mended.push((at, kind, data)),
                Packet::Gone => self.removed.push((at, 12 + size, Vec::new())),
                Packet::Instead(fresh) => self.removed.push((at, 12 + size, whole_chunk(&kind, &fresh))),
            }
        } else if self::chunk(&mut self.draft, kind, at, &data) {
            self.removed.push((at, 12 + size, Vec::new()));
        }
        Ok(())
    }
}

/// The pieces of the copy, in which chunks that were changed in place have the checksum of what they hold now.
fn mended_pieces(
    draft: &mut Draft<'_>,
    mended: Vec<(u64, [u8; 4], Vec<u8>)>,
    removed: &[(u64, u64, Vec<u8>)],
    len: u64,
) -> Vec<Piece> {
    let changed = draft.edits.clone().into_pieces(len);
    for (start, kind, data) in mended {
        let (from, size) = (start + 8, data.len() as u64);
        let new = bytes_of(&changed, from, &data);
        draft.edits.replace(from + size, crc(&kind, &new).to_vec());
    }
    let swaps: Vec<(u64, u64, &[u8])> =
        removed.iter().map(|(start, count, fresh)| (*start, *count, fresh.as_slice())).collect();
    swapped(draft.edits.clone().into_pieces(len), &swaps)
}

fn whole_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap_or_default().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend_from_slice(data);
    chunk.extend(crc(kind, data));
    chunk
}

/// A chunk that is not the picture's; whether it goes.
fn chunk(draft: &mut Draft<'_>, kind: [u8; 4], at: u64, data: &[u8]) -> bool {
    let name = String::from_utf8_lossy(&kind).into_owned();
    let keyword = data.split(|&byte| byte == 0).next().unwrap_or_default();
    let keyword = String::from_utf8_lossy(keyword.get(..keyword.len().min(79)).unwrap_or_default()).into_owned();
    let is_text = matches!(&kind, b"tEXt" | b"zTXt" | b"iTXt");
    let text = match &kind {
        b"tEXt" => data.get(keyword.len() + 1..).unwrap_or_default(),
        _ => &[],
    };
    let tag = if is_text { keyword.clone() } else { name.clone() };
    let store = format!("PNG {name}");
    let is_packet = is_text && (keyword.starts_with("XML:com.adobe.xmp") || keyword.starts_with("Raw profile type"));
    let found = Found {
        store: &store,
        group: group_of(&kind, &keyword),
        tag: &tag,
        name: &tag,
        value: &String::from_utf8_lossy(text),
        at,
        length_bytes: data.len() as u64 + 12,
        raw: if text.is_empty() { data } else { text },
    };
    if &kind == b"caBX" {
        return draft.decided(found, Fate::Dropped);
    }
    if !is_packet {
        return draft.found(found);
    }
    let anything = !draft.policy.drop.is_empty() || !draft.policy.drop_fields.is_empty();
    if anything && draft.policy.mode == Mode::InPlace {
        draft.note("redact-note-broken-packet");
    }
    draft.decided(found, if anything { Fate::Dropped } else { Fate::Kept })
}

/// Every byte after the end of the picture.
fn trailer(draft: &mut Draft<'_>, at: u64, length_bytes: u64) -> bool {
    draft.found(Found {
        store: crate::locale::text("found-behind-picture"),
        group: Group::EmbeddedPictures,
        tag: "trailer",
        name: crate::locale::text("found-trailer"),
        value: "",
        at,
        length_bytes,
        raw: &[],
    })
}

/// By the chunk, and for texts by the keyword (ISO/IEC 15948 §11.3.3.2, and what programs write).
fn group_of(kind: &[u8; 4], keyword: &str) -> Group {
    match kind {
        b"tIME" => return Group::Time,
        b"caBX" => return Group::Credentials,
        b"tEXt" | b"zTXt" | b"iTXt" => {}
        _ => return Group::Unknown,
    }
    match keyword.to_ascii_lowercase().as_str() {
        "author" | "artist" => Group::Creator,
        "copyright" | "disclaimer" => Group::Rights,
        "creation time" => Group::Time,
        word if word.starts_with("date:") => Group::Time,
        "software" | "parameters" | "prompt" | "workflow" | "generation_data" | "dream" | "sd-metadata" => {
            Group::Software
        }
        "title" | "description" | "comment" | "warning" | "keywords" => Group::Text,
        "source" => Group::CameraModel,
        _ => Group::Unknown,
    }
}

/// What the pieces make of `data`, which stands at `from` in the original.
pub(super) fn bytes_of(pieces: &[Piece], from: u64, data: &[u8]) -> Vec<u8> {
    let (mut at, mut out) = (0u64, Vec::new());
    let end = from + data.len() as u64;
    for piece in pieces {
        let length = match piece {
            Piece::Original { length, .. } | Piece::Zeros { length } => *length,
            Piece::Bytes(bytes) => bytes.len() as u64,
        };
        let (start, stop) = (from.max(at), end.min(at + length));
        if start < stop {
            match part(piece, start - at, stop - at) {
                Some(Piece::Original { start, length }) => {
                    let first = (start - from) as usize;
                    out.extend(data.get(first..first + length as usize).unwrap_or_default());
                }
                Some(Piece::Zeros { length }) => out.resize(out.len() + length as usize, 0),
                Some(Piece::Bytes(bytes)) => out.extend(bytes),
                None => {}
            }
        }
        at += length;
    }
    out
}

fn broken(at: u64) -> RedactError {
    RedactError::Malformed { at, reason: "a PNG chunk" }
}

fn crc(kind: &[u8; 4], data: &[u8]) -> [u8; 4] {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    hasher.finalize().to_be_bytes()
}
