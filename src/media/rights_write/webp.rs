//! Rights in the EXIF and XMP chunks of a WebP (RFC 9649). Never touches the picture's own chunks; a simple file becomes an
//! extended one, since metadata has no other place.

use super::{RightsPlan, RightsWriteError, bytes, exif, exif_values, jpeg, xmp};
use crate::media::source::{Source, array, le16, le32};
use crate::provenance::rights_statement::RightsStatement;

/// Bits of the first byte of `VP8X` (§2.7).
const EXIF_FLAG: u8 = 0x08;
const XMP_FLAG: u8 = 0x04;
const ALPHA_FLAG: u8 = 0x10;
/// What some writers put before an EXIF block, as JPEG does.
const EXIF_PREFIX: &[u8] = b"Exif\0\0";

/// A chunk that is there: where it begins, how long it is with its header and pad, and its content.
type Old = Option<(u64, u64, Vec<u8>)>;

#[derive(Default)]
struct Found {
    /// Where `VP8X` stands, and its flags.
    header: Option<(u64, u8)>,
    exif: Old,
    xmp: Old,
    /// The header that a simple file gets.
    fresh: Option<Vec<u8>>,
}

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let head: [u8; 12] = source.bytes(0, 12).and_then(|head| array(head, 0)).ok_or(malformed("no WebP header"))?;
    let end = le32(&head, 4).map(|size| u64::from(size) + 8).filter(|end| *end <= source.len() && *end >= 12);
    let end = end.filter(|_| head.starts_with(b"RIFF") && head.ends_with(b"WEBP"));
    let end = end.ok_or(malformed("no WebP header"))?;
    let found = survey(source, end)?;
    let mut changes: Vec<(u64, u64, Vec<u8>)> = Vec::new();
    let mut stores = Vec::new();
    let values = exif_values(said);
    let mut flags = XMP_FLAG;
    if !values.is_empty() {
        let block = match &found.exif {
            Some((_, _, content)) => {
                let prefix = if content.starts_with(EXIF_PREFIX) { EXIF_PREFIX.len() } else { 0 };
                let (prefix, block) = content.split_at_checked(prefix).unwrap_or_default();
                [prefix, &exif::set(block, &values)?].concat()
            }
            None => exif::fresh(&values)?,
        };
        // EXIF stands before XMP (§2.7).
        let door = found.xmp.as_ref().map_or(end, |(at, ..)| *at);
        let (at, length) = found.exif.as_ref().map_or((door, 0), |(at, length, _)| (*at, *length));
        changes.push((at, length, chunk(b"EXIF", &block)));
        stores.push("EXIF".to_owned());
        flags |= EXIF_FLAG;
    }
    let packet = xmp::set(found.xmp.as_ref().map(|(_, _, packet)| packet.as_slice()), said)?;
    let (at, length) = found.xmp.as_ref().map_or((end, 0), |(at, length, _)| (*at, *length));
    changes.push((at, length, chunk(b"XMP ", &packet)));
    stores.push("XMP".to_owned());
    match (found.header, found.fresh) {
        (Some((at, old)), _) => changes.push((at + 8, 1, vec![old | flags])),
        (None, Some(mut fresh)) => {
            fresh.iter_mut().skip(8).take(1).for_each(|byte| *byte |= flags);
            changes.push((12, 0, fresh));
        }
        _ => return Err(malformed("no picture")),
    }
    let grown: u64 = changes.iter().map(|(_, _, bytes)| bytes.len() as u64).sum();
    let gone: u64 = changes.iter().map(|(_, length, _)| length).sum();
    let size = u32::try_from(end - 8 + grown - gone).map_err(|_| RightsWriteError::TooLong { store: "WebP" })?;
    changes.push((4, 4, size.to_le_bytes().to_vec()));
    // Stable: at the end EXIF goes before XMP.
    changes.sort_by_key(|(at, ..)| *at);
    Ok(RightsPlan { pieces: jpeg::pieces(changes, source.len()), stores })
}

fn survey(source: &mut Source<'_>, end: u64) -> Result<Found, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let mut found = Found::default();
    let mut at = 12;
    while at < end {
        let head: Option<[u8; 8]> = source.bytes_ahead(at, 8, 64).and_then(|head| array(head, 0));
        let head = head.filter(|_| at + 8 <= end).ok_or(malformed("a chunk is cut off"))?;
        let length = le32(&head, 4).map_or(0, u64::from);
        let whole = 8 + length + length % 2;
        if at + whole > end || !source.step() {
            return Err(malformed("a chunk is longer than the file"));
        }
        let content = |source: &mut Source<'_>| bytes(source, at + 8, length);
        match head.get(..4) {
            Some(b"VP8X") if at == 12 && length == 10 => {
                found.header = source.u8(at + 8).map(|flags| (at, flags));
            }
            Some(b"VP8X") => return Err(malformed("a second header")),
            Some(kind @ (b"VP8 " | b"VP8L")) if at == 12 => {
                let head = source.bytes(at + 8, 10.min(length as usize)).ok_or(malformed("no picture"))?;
                found.fresh = Some(header(kind == b"VP8L", head).ok_or(malformed("no picture"))?);
            }
            Some(b"EXIF") if found.exif.is_some() => return Err(malformed("two EXIF chunks")),
            Some(b"EXIF") => found.exif = Some((at, whole, content(source)?)),
            Some(b"XMP ") if found.xmp.is_some() => return Err(malformed("two XMP chunks")),
            Some(b"XMP ") => found.xmp = Some((at, whole, content(source)?)),
            // The manifest store speaks of the bytes of the file as they are.
            Some(b"C2PA") => return Err(RightsWriteError::Variant { what: "signed WebP" }),
            _ => {}
        }
        at += whole;
    }
    Ok(found)
}

/// The `VP8X` chunk of a file that has none, by the frame header of its picture (§2.5, §2.6).
fn header(is_lossless: bool, frame: &[u8]) -> Option<Vec<u8>> {
    let (width, height, flags) = if is_lossless {
        let bits = le32(frame, 1).filter(|_| frame.first() == Some(&0x2F))?;
        ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, if bits >> 28 & 1 == 1 { ALPHA_FLAG } else { 0 })
    } else {
        let start = frame.get(3..6)? == [0x9D, 0x01, 0x2A];
        let side = |at: usize| le16(frame, at).map(|side| u32::from(side & 0x3FFF)).filter(|side| start && *side > 0);
        (side(6)?, side(8)?, 0)
    };
    let mut content = vec![flags, 0, 0, 0];
    for side in [width, height] {
        content.extend_from_slice((side - 1).to_le_bytes().get(..3)?);
    }
    Some(chunk(b"VP8X", &content))
}

fn chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut made = kind.to_vec();
    made.extend(u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    made.extend_from_slice(content);
    made.resize(made.len() + content.len() % 2, 0);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canvas_of_a_simple_file_is_that_of_its_picture() {
        // 64 × 48, of both kinds.
        let lossy = [0, 0, 0, 0x9D, 0x01, 0x2A, 64, 0, 48, 0];
        let bits = 63u32 | 47 << 14 | 1 << 28;
        let lossless = [&[0x2F][..], &bits.to_le_bytes()].concat();
        assert_eq!(header(false, &lossy).unwrap()[8..], [0, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
        assert_eq!(header(true, &lossless).unwrap()[8..], [ALPHA_FLAG, 0, 0, 0, 63, 0, 0, 47, 0, 0]);
        assert!(header(false, &lossless).is_none() && header(true, &lossy).is_none());
    }
}
