//! PNG (ISO/IEC 15948): chunks that go are left out, EXIF is treated where it stands and its checksum mended, the
//! picture's own chunks are copied as they are. Packets and profiles in texts are cut by `png_profiles`. Never decodes a
//! picture.

use super::edits::{part, swapped, without};
use super::png_profiles::{self, Packet};
use super::{Draft, Found, Piece, Plan, RedactError, exif, inside};
use crate::media::source::Source;
use crate::provenance::redaction::{Fate, Group, Mode};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What the picture needs to look the same, with the sizes that it can have (ISO/IEC 15948 §11): what is longer holds
/// something else besides. Suggested palettes (`sPLT`) have names, and are not among them.
const PICTURE: [(&[u8; 4], std::ops::RangeInclusive<u64>); 17] = [
    (b"IHDR", 13..=13),
    (b"PLTE", 3..=768),
    (b"IDAT", 0..=u64::MAX),
    (b"IEND", 0..=0),
    (b"tRNS", 1..=256),
    (b"gAMA", 4..=4),
    (b"cHRM", 32..=32),
    (b"sRGB", 1..=1),
    (b"cICP", 4..=4),
    (b"mDCV", 24..=24),
    (b"cLLI", 8..=8),
    (b"sBIT", 1..=4),
    (b"bKGD", 1..=6),
    (b"pHYs", 9..=9),
    (b"acTL", 8..=8),
    (b"fcTL", 26..=26),
    (b"fdAT", 4..=u64::MAX),
];
/// Chunks of one file.
const CHUNKS: usize = 100_000;
/// Text and EXIF chunks larger than this are refused.
const CHUNK_BYTES: u64 = 32 << 20;

/// Plans the copy of a PNG.
pub(crate) fn plan(source: &mut Source<'_>, mut draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(1 << 30);
    let broken = |at| RedactError::Malformed { at, reason: "a PNG chunk" };
    if source.bytes(0, 8) != Some(SIGNATURE) {
        return Err(broken(0));
    }
    let len = source.len();
    let (mut at, mut removed, mut mended, mut fresh) = (8u64, Vec::new(), Vec::new(), None);
    let mut after_header = 0;
    for count in 0.. {
        if count > CHUNKS {
            return Err(RedactError::TooLarge { limit: "chunks" });
        }
        let head: [u8; 8] = source.bytes(at, 8).and_then(|head| head.try_into().ok()).ok_or_else(|| broken(at))?;
        let [a, b, c, d, kind @ ..] = head;
        let size = u64::from(u32::from_be_bytes([a, b, c, d]));
        let end = at.checked_add(12 + size).filter(|end| *end <= len).ok_or_else(|| broken(at))?;
        if count == 0 && &kind != b"IHDR" {
            return Err(broken(at));
        }
        if !is_picture(&kind, size) {
            let data = match size {
                0..=CHUNK_BYTES => source.bytes(at + 8, size as usize).ok_or_else(|| broken(at))?.to_vec(),
                _ => return Err(RedactError::TooLarge { limit: "one chunk" }),
            };
            if &kind == b"iCCP" {
                if let Some(fresh) = png_profiles::colors(&mut draft, at, &data)? {
                    removed.push((at, 12 + size, whole_chunk(&kind, &fresh)));
                }
            } else if &kind == b"eXIf" {
                exif::in_place(&data, at + 8, "EXIF", &mut draft)?;
                if draft.policy.mode == Mode::Rebuild {
                    fresh = exif::minimal(exif::orientation(&data));
                    removed.push((at, 12 + size, Vec::new()));
                } else {
                    mended.push((at, kind, data));
                }
            } else if let Some(fresh) = png_profiles::packet(&mut draft, kind, at, &data) {
                match fresh {
                    Packet::Stays => {}
                    Packet::InPlace => mended.push((at, kind, data)),
                    Packet::Gone => removed.push((at, 12 + size, Vec::new())),
                    Packet::Instead(fresh) => removed.push((at, 12 + size, whole_chunk(&kind, &fresh))),
                }
            } else if chunk(&mut draft, kind, at, &data) {
                let instead = if &kind == b"IEND" { whole_chunk(&kind, &[]) } else { Vec::new() };
                removed.push((at, 12 + size, instead));
            }
        }
        after_header = if count == 0 { end } else { after_header };
        at = end;
        if &kind == b"IEND" {
            break;
        }
    }
    if at < len {
        match trailer(&mut draft, at, len - at) {
            true => removed.push((at, len - at, Vec::new())),
            false => inside::trailer(source, at, &mut draft),
        }
    }
    let mut pieces = mended_pieces(&mut draft, mended, &removed, len);
    if let Some(block) = fresh {
        let chunk = whole_chunk(b"eXIf", &block);
        let rest = without(pieces, &[(0, after_header)]);
        pieces = vec![Piece::Original { start: 0, length: after_header }, Piece::Bytes(chunk)];
        pieces.extend(rest);
    }
    Ok(draft.with_pieces(pieces))
}

fn is_picture(kind: &[u8; 4], size: u64) -> bool {
    PICTURE.iter().any(|(known, sizes)| *known == kind && sizes.contains(&size))
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

fn crc(kind: &[u8; 4], data: &[u8]) -> [u8; 4] {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    hasher.finalize().to_be_bytes()
}
