//! Rights in the `Exif` and `xml ` boxes of a JPEG XL file (ISO/IEC 18181-2). Never touches the codestream; IIM has no place
//! there.

use super::{RightsPlan, RightsWriteError, exif, exif_values, jpeg, xmp};
use crate::media::source::{Source, array};
use crate::media::{bmff, limits};
use crate::provenance::rights_statement::RightsStatement;

/// Signature and file type of a container (§9.1, §9.2).
const HEAD: &[u8] = b"\0\0\0\x0CJXL \x0D\x0A\x87\x0A\0\0\0\x14ftypjxl \0\0\0\0jxl ";

/// What the file has.
#[derive(Default)]
struct Found {
    /// Before the codestream: where new boxes stand.
    door: Option<u64>,
    /// The boxes with their places and lengths, unpacked.
    exif: Option<(u64, u64, Vec<u8>)>,
    xmp: Option<(u64, u64, Vec<u8>)>,
}

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    let is_bare = source.bytes(0, 2) == Some(&[0xFF, 0x0A]);
    let found = if is_bare { Found { door: Some(0), ..Found::default() } } else { survey(source)? };
    let door = found.door.ok_or(RightsWriteError::Malformed { reason: "no codestream" })?;
    let mut changes = Vec::new();
    let mut stores = Vec::new();
    if is_bare {
        changes.push((0, 0, HEAD.to_vec()));
    }
    let values = exif_values(said);
    if !values.is_empty() {
        let block = match &found.exif {
            Some((_, _, bytes)) => {
                let malformed = RightsWriteError::Malformed { reason: "the EXIF box is broken" };
                let block = bmff::exif_block(bytes).ok_or(malformed)?;
                let head = bytes.get(..bytes.len() - block.len()).unwrap_or_default();
                [head, &exif::set(block, &values)?].concat()
            }
            None => [&[0; 4], exif::fresh(&values)?.as_slice()].concat(),
        };
        let (at, length) = found.exif.as_ref().map_or((door, 0), |(at, length, _)| (*at, *length));
        changes.push((at, length, boxed(b"Exif", &block)?));
        stores.push("EXIF".to_owned());
    }
    let packet = xmp::set(found.xmp.as_ref().map(|(_, _, packet)| packet.as_slice()), said)?;
    let (at, length) = found.xmp.as_ref().map_or((door, 0), |(at, length, _)| (*at, *length));
    changes.push((at, length, boxed(b"xml ", &packet)?));
    stores.push("XMP".to_owned());
    if is_bare {
        let size = u32::try_from(source.len() + 8).map_err(|_| RightsWriteError::TooLong { store: "container" })?;
        changes.push((0, 0, [&size.to_be_bytes(), b"jxlc".as_slice()].concat()));
    }
    changes.sort_by_key(|(at, ..)| *at);
    Ok(RightsPlan { pieces: jpeg::pieces(changes, source.len()), stores })
}

fn survey(source: &mut Source<'_>) -> Result<Found, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let mut found = Found::default();
    let (mut at, end) = (0, source.len());
    while let Some(bx) = bmff::next_box(source, &mut at, end) {
        let kind = match &bx.kind {
            b"brob" => source.bytes(bx.start, 4).and_then(|kind| array::<4>(kind, 0)).unwrap_or_default(),
            kind => *kind,
        };
        let store = match &kind {
            b"jxlc" | b"jxlp" => {
                found.door = found.door.or(Some(bx.at));
                continue;
            }
            b"jbrd" => return Err(RightsWriteError::Variant { what: "JPEG XL that can be made a JPEG again" }),
            b"Exif" => &mut found.exif,
            b"xml " => &mut found.xmp,
            _ => continue,
        };
        let bytes =
            bx.content(source, limits::XMP_BYTES).ok_or(RightsWriteError::TooLong { store: "memory" })?.to_vec();
        let bytes = if &bx.kind == b"brob" {
            bmff::unbrotli(bytes.get(4..).unwrap_or_default()).ok_or(malformed("a compressed box is broken"))?
        } else {
            bytes
        };
        if store.replace((bx.at, bx.end - bx.at, bytes)).is_some() {
            return Err(malformed("two boxes of one kind of metadata"));
        }
    }
    if at != end {
        return Err(malformed("the boxes do not end where the file does"));
    }
    Ok(found)
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Result<Vec<u8>, RightsWriteError> {
    let size = u32::try_from(content.len() + 8).map_err(|_| RightsWriteError::TooLong { store: "box" })?;
    Ok([&size.to_be_bytes(), kind.as_slice(), content].concat())
}
