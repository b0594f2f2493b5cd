//! Rights in the marker segments of a JPEG. Never reads or changes what comes from the first scan on.

use std::io::Cursor;

use super::{RightsPlan, RightsWriteError, bytes, exif, exif_values, iim, iim_values, xmp};
use crate::media::jpeg::{Segment, next_segment};
use crate::media::mpf;
use crate::media::redact::{self, Piece};
use crate::media::source::Source;
use crate::media::{inspect_bytes, limits, sniff_bytes};
use crate::provenance::format::Format;
use crate::provenance::rights_statement::RightsStatement;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const MPF: &[u8] = b"MPF\0";
/// What a segment can hold, without its length.
const SEGMENT_BYTES: usize = 0xFFFF - 2;

/// What the file has before its first scan.
#[derive(Default)]
struct Found {
    /// After SOI, JFIF and EXIF: where new segments stand.
    door: u64,
    exif: Option<(Segment, Vec<u8>)>,
    xmp: Option<(Segment, Vec<u8>)>,
    photoshop: Vec<Segment>,
    /// The index of further pictures behind its signature, and where it stands.
    index: Option<(u64, Vec<u8>)>,
    resources: Vec<u8>,
}

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    let found = survey(source, said)?;
    // Where each new segment stands, how many bytes of the original it takes the place of, and what it is.
    let mut changes: Vec<(u64, u64, Vec<u8>)> = Vec::new();
    let mut stores = Vec::new();
    let values = exif_values(said);
    if !values.is_empty() {
        let block = match &found.exif {
            Some((_, payload)) => exif::set(payload.get(EXIF.len()..).unwrap_or_default(), &values)?,
            None => exif::fresh(&values)?,
        };
        let (at, length) = found.exif.as_ref().map_or((found.door, 0), |(segment, _)| whole(segment));
        changes.push((at, length, made(0xE1, &[EXIF, &block].concat(), "EXIF")?));
        stores.push("EXIF".to_owned());
    }
    let old = found.xmp.as_ref().map(|(_, payload)| payload.get(XMP.len()..).unwrap_or_default());
    let packet = xmp::set(old, said)?;
    let (at, length) = found.xmp.as_ref().map_or((found.door, 0), |(segment, _)| whole(segment));
    changes.push((at, length, made(0xE1, &[XMP, &packet].concat(), "XMP")?));
    stores.push("XMP".to_owned());
    let values = iim_values(said);
    if !values.is_empty() {
        let resources = iim::set_in_resources(&found.resources, &values)?;
        let mut segments = Vec::new();
        for part in resources.chunks(SEGMENT_BYTES - PHOTOSHOP.len()) {
            segments.extend(made(0xED, &[PHOTOSHOP, part].concat(), "IPTC")?);
        }
        let mut places = found.photoshop.iter().map(whole);
        let (at, length) = places.next().unwrap_or((found.door, 0));
        changes.push((at, length, segments));
        changes.extend(places.map(|(at, length)| (at, length, Vec::new())));
        stores.push("IPTC".to_owned());
    }
    if let Some((base, block)) = &found.index {
        changes.extend(further(source, mpf::further(block, *base), said)?);
        changes.sort_by_key(|(at, ..)| *at);
        // The places of further pictures move with what is put in before them.
        let moved = |place: u64| {
            let before = changes.iter().filter(|(at, length, _)| at + length <= place);
            before.fold(place, |place, (_, length, bytes)| place + bytes.len() as u64 - (*length).min(place))
        };
        let variant = RightsWriteError::Variant { what: "JPEG with several pictures" };
        let mended = mpf::mended(block, *base, moved).ok_or(variant)?;
        changes.push((*base, block.len() as u64, mended));
    }
    // Stable: at the door EXIF goes before XMP and XMP before IPTC.
    changes.sort_by_key(|(at, ..)| *at);
    Ok(RightsPlan { pieces: pieces(changes, source.len()), stores })
}

/// Further pictures that speak of rights themselves, which would contradict the first one.
fn further(
    source: &mut Source<'_>,
    places: Vec<(u64, u64)>,
    said: &RightsStatement,
) -> Result<Vec<(u64, u64, Vec<u8>)>, RightsWriteError> {
    let mut changes = Vec::new();
    for (at, length) in places {
        let size = usize::try_from(length).ok().filter(|size| *size <= limits::EXIF_BYTES);
        let Some(picture) = size.and_then(|size| source.bytes(at, size)).map(<[u8]>::to_vec) else { continue };
        // What lies in a picture that is written anew is written with it.
        let is_inside = changes.iter().any(|(from, length, _): &(u64, u64, Vec<u8>)| at < from + length);
        if is_inside || sniff_bytes(&picture) != Format::Jpeg || inspect_bytes(&picture, Format::Jpeg).rights.is_empty()
        {
            continue;
        }
        let plan = plan(&mut Source::memory(&picture), said)?;
        let mut made = Vec::with_capacity(picture.len() + 8192);
        redact::write(&plan.pieces, &mut Cursor::new(&picture), &mut made)
            .map_err(|_| RightsWriteError::Malformed { reason: "a further picture" })?;
        changes.push((at, length, made));
    }
    Ok(changes)
}

/// The copy with these changes; a change takes the place of so many bytes of the original.
pub(super) fn pieces(changes: Vec<(u64, u64, Vec<u8>)>, len: u64) -> Vec<Piece> {
    let mut made = Vec::new();
    let mut at = 0;
    for (place, length, bytes) in changes {
        if place > at {
            made.push(Piece::Original { start: at, length: place - at });
        }
        if !bytes.is_empty() {
            made.push(Piece::Bytes(bytes));
        }
        at = at.max(place + length);
    }
    if len > at {
        made.push(Piece::Original { start: at, length: len - at });
    }
    made
}

fn survey(source: &mut Source<'_>, said: &RightsStatement) -> Result<Found, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let mut found = Found { door: 2, ..Found::default() };
    let mut at = 2;
    while let Some(segment) = next_segment(source, &mut at) {
        if segment.marker == 0xE0 && found.exif.is_none() {
            found.door = segment.at + segment.length as u64;
        }
        if !matches!(segment.marker, 0xE1 | 0xE2 | 0xED) {
            continue;
        }
        let payload = bytes(source, segment.at, segment.length as u64)?;
        if segment.marker == 0xE2 {
            if payload.starts_with(MPF) {
                if found.index.is_some() {
                    return Err(malformed("two indexes of pictures"));
                }
                let block = payload.get(MPF.len()..).unwrap_or_default().to_vec();
                found.index = Some((segment.at + MPF.len() as u64, block));
            }
        } else if payload.starts_with(EXIF) && segment.marker == 0xE1 {
            if found.exif.is_some() {
                return Err(malformed("two EXIF segments"));
            }
            found.door = segment.at + segment.length as u64;
            found.exif = Some((segment, payload));
        } else if payload.starts_with(XMP) {
            if found.xmp.is_some() {
                return Err(malformed("two XMP segments"));
            }
            found.xmp = Some((segment, payload));
        } else if payload.starts_with(EXTENDED_XMP) {
            // A second value in the extended packet would contradict the new one.
            let text = String::from_utf8_lossy(&payload).into_owned();
            if xmp::properties(said, "").iter().any(|(_, local, _)| text.contains(&format!(":{local}"))) {
                return Err(RightsWriteError::Variant { what: "JPEG with rights in extended XMP" });
            }
        } else if payload.starts_with(PHOTOSHOP) && segment.marker == 0xED {
            found.resources.extend(payload.get(PHOTOSHOP.len()..).unwrap_or_default());
            found.photoshop.push(segment);
        }
    }
    if source.bytes(at, 2) != Some(&[0xFF, 0xDA]) {
        return Err(malformed("no scan"));
    }
    Ok(found)
}

/// Where a segment begins, with its marker, and how long it is.
fn whole(segment: &Segment) -> (u64, u64) {
    (segment.at - 4, segment.length as u64 + 4)
}

fn made(marker: u8, payload: &[u8], store: &'static str) -> Result<Vec<u8>, RightsWriteError> {
    let length = u16::try_from(payload.len() + 2).map_err(|_| RightsWriteError::TooLong { store })?;
    let mut segment = vec![0xFF, marker];
    segment.extend(length.to_be_bytes());
    segment.extend_from_slice(payload);
    Ok(segment)
}
