//! Texts of sound files: ID3v2 (MP3) and Vorbis comments (FLAC). Never sound.

use super::collect::{Collector, decode_text, latin1, utf16};
use super::limits;
use super::source::{Source, array, be16, be32, le32};
use crate::provenance::report::MetadataStore;

/// Collects the text frames of an ID3v2.2 to 2.4 tag at the beginning.
pub(crate) fn collect_id3(source: &mut Source<'_>, into: &mut Collector) {
    let Some(head) = source.bytes(0, 10) else { return };
    if !head.starts_with(b"ID3") {
        return;
    }
    let (version, flags) = (head.get(3).copied().unwrap_or(0), head.get(5).copied().unwrap_or(0));
    let end = 10 + u64::from(be32(head, 6).map_or(0, synchsafe));
    let mut at = 10u64;
    if flags & 0x40 != 0 && version >= 3 {
        at += match (version, source.u32_be(10)) {
            (4, Some(length)) => u64::from(synchsafe(length)),
            (_, Some(length)) => u64::from(length) + 4,
            _ => return,
        };
    }
    while at < end && source.step() {
        let head_length = if version == 2 { 6 } else { 10 };
        let Some(head) = source.bytes(at, head_length) else { return into.note("media-note-cut-short") };
        let (id, length) = match version {
            2 => (head.get(..3), be32(head, 2).map(|n| n & 0xFF_FFFF)),
            3 => (head.get(..4), be32(head, 4)),
            _ => (head.get(..4), be32(head, 4).map(synchsafe)),
        };
        let (Some(id), Some(length)) = (id.map(latin1), length) else { return };
        if length == 0 || id.starts_with('\0') {
            return;
        }
        at += head_length as u64;
        if id.starts_with(['T', 'W']) || id == "COMM" || id == "COM" {
            let Some(bytes) = source.bytes(at, (length as usize).min(limits::TEXT_BYTES)) else {
                return into.note("media-note-cut-short");
            };
            let text = frame_text(&id, bytes);
            into.field(MetadataStore::Container, id, &text);
        }
        at += u64::from(length);
    }
}

/// Collects the Vorbis comments of a FLAC file.
pub(crate) fn collect_flac(source: &mut Source<'_>, into: &mut Collector) {
    // A signed file begins with an ID3 tag that holds the manifest store.
    let mut at = 4 + source.bytes(0, 10).map_or(0, id3_length);
    while source.step()
        && let Some(head) = source.u32_be(at)
    {
        let (kind, length) = (head >> 24, (head & 0xFF_FFFF) as usize);
        if kind & 0x7F == 4 {
            match source.bytes(at + 4, length) {
                Some(bytes) => vorbis(bytes, into),
                None => into.note("media-note-cut-short"),
            }
        }
        at += 4 + length as u64;
        if kind & 0x80 != 0 {
            break;
        }
    }
}

/// Bytes of the ID3v2 tag at the beginning, its header among them; zero where there is none.
pub(crate) fn id3_length(head: &[u8]) -> u64 {
    if head.starts_with(b"ID3") { 10 + u64::from(be32(head, 6).map_or(0, synchsafe)) } else { 0 }
}

fn synchsafe(number: u32) -> u32 {
    (number & 0x7F) | (number & 0x7F00) >> 1 | (number & 0x7F_0000) >> 2 | (number & 0x7F00_0000) >> 3
}

fn frame_text(id: &str, bytes: &[u8]) -> String {
    if id.starts_with('W') && !id.starts_with("WX") {
        return latin1(bytes);
    }
    let (encoding, mut rest) = bytes.split_at(bytes.len().min(1));
    if id.starts_with("COM") {
        rest = rest.get(3..).unwrap_or_default();
    }
    let text = match encoding.first() {
        Some(1) if rest.starts_with(&[0xFE, 0xFF]) => utf16(rest.get(2..).unwrap_or_default(), false),
        Some(1) => utf16(rest, true),
        Some(2) => utf16(rest, false),
        Some(3) => String::from_utf8_lossy(rest).into_owned(),
        _ => decode_text(rest),
    };
    let parts: Vec<&str> =
        text.split('\0').map(|part| part.trim_start_matches('\u{FEFF}')).filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}

fn vorbis(bytes: &[u8], into: &mut Collector) {
    let mut rest = bytes;
    let mut next = || {
        let length = le32(rest, 0)? as usize;
        let value = rest.get(4..)?.get(..length)?;
        rest = rest.get(4 + length..)?;
        Some(value)
    };
    let Some(vendor) = next() else { return };
    into.field(MetadataStore::Container, "vendor", &decode_text(vendor));
    let skip = 4 + vendor.len();
    let Some(mut rest) = bytes.get(skip + 4..) else { return };
    for _ in 0..limits::FIELDS {
        let Some(value) = le32(rest, 0).and_then(|length| rest.get(4..)?.get(..length as usize)) else { return };
        if let Some((name, text)) = decode_text(value).split_once('=') {
            into.field(MetadataStore::Container, name, text);
        }
        rest = rest.get(4 + value.len()..).unwrap_or_default();
    }
}

/// Whether a valid MPEG audio frame stands at `at`, and where the next one would.
pub(crate) fn mpeg_frame(source: &mut Source<'_>, at: u64) -> Option<u64> {
    const BIT_RATES: [[u16; 16]; 5] = [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
    ];
    const RATES: [u32; 4] = [44_100, 48_000, 32_000, 0];
    let [first, second, third, _] = array::<4>(source.bytes(at, 4)?, 0)?;
    if be16(&[first, second], 0)? & 0xFFE0 != 0xFFE0 {
        return None;
    }
    let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
    let table = match (version, layer) {
        (1, _) | (_, 0) => return None,
        (3, 3) => 0,
        (3, 2) => 1,
        (3, _) => 2,
        (_, 3) => 3,
        _ => 4,
    };
    let kilobits = u32::from(*BIT_RATES.get(table)?.get(usize::from(third >> 4))?);
    let divisor = match version {
        3 => 1,
        2 => 2,
        _ => 4,
    };
    let rate = RATES.get(usize::from((third >> 2) & 3))? / divisor;
    if kilobits == 0 || rate == 0 {
        return None;
    }
    let padding = u32::from((third >> 1) & 1);
    let length = match (layer, version) {
        (3, _) => (12_000 * kilobits / rate + padding) * 4,
        (1, 0 | 2) => 72_000 * kilobits / rate + padding,
        _ => 144_000 * kilobits / rate + padding,
    };
    Some(at + u64::from(length))
}
