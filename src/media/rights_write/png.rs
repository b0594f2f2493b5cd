//! Rights in the eXIf and iTXt chunks of a PNG, and in a profile of IIM where there is one. Never touches another chunk.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::{RightsPlan, RightsWriteError, bytes, exif, exif_values, iim, iim_values, jpeg, xmp};
use crate::media::limits;
use crate::media::raw_profile::RawProfile;
use crate::media::source::{Source, array, be32};
use crate::provenance::rights_statement::RightsStatement;

const XMP: &[u8] = b"XML:com.adobe.xmp\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
/// Kinds of raw profile that hold IIM, by itself or in Photoshop's resources.
const PROFILES: [&[u8]; 2] = [b"iptc", b"8bim"];

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let (mut at, mut door, mut ended) = (8u64, None, false);
    let mut old_exif: Option<(u64, u64, Vec<u8>)> = None;
    let mut old_xmp: Option<(u64, u64, Vec<u8>)> = None;
    let mut profiles: Vec<(u64, u64, Vec<u8>)> = Vec::new();
    let fields = iim_values(said);
    while source.step()
        && let Some(head) = source.bytes_ahead(at, 8, 64)
    {
        let (Some(length), Some(kind)) = (be32(head, 0), array::<4>(head, 4)) else { break };
        let length = u64::from(length);
        let whole = length + 12;
        match &kind {
            b"IDAT" => door = door.or(Some(at)),
            b"eXIf" if old_exif.is_some() => return Err(malformed("two eXIf chunks")),
            b"eXIf" => old_exif = Some((at, whole, bytes(source, at + 8, length)?)),
            b"iTXt" if source.bytes(at + 8, XMP.len()) == Some(XMP) => {
                if old_xmp.is_some() {
                    return Err(malformed("two XMP chunks"));
                }
                old_xmp = Some((at, whole, packet(&bytes(source, at + 8, length)?)?));
            }
            b"zTXt" | b"tEXt" if !fields.is_empty() && length <= limits::XMP_BYTES as u64 => {
                let data = bytes(source, at + 8, length)?;
                let profile = PROFILES.iter().find_map(|name| Some((name, RawProfile::in_chunk(&kind, &data, name)?)));
                if let Some((name, old)) = profile {
                    profiles.push((at, whole, chunk(*b"zTXt", &in_step(old, &fields)?.chunk(name))));
                }
            }
            b"IEND" => {
                ended = true;
                break;
            }
            _ => {}
        }
        at += whole;
    }
    let door = door.filter(|_| ended).ok_or(malformed("the PNG is cut off"))?;
    let mut changes = Vec::new();
    let mut stores = Vec::new();
    let values = exif_values(said);
    if !values.is_empty() {
        let block = match &old_exif {
            Some((_, _, block)) => exif::set(block.strip_prefix(b"Exif\0\0").unwrap_or(block), &values)?,
            None => exif::fresh(&values)?,
        };
        let (at, length) = old_exif.as_ref().map_or((door, 0), |(at, length, _)| (*at, *length));
        changes.push((at, length, chunk(*b"eXIf", &block)));
        stores.push("EXIF".to_owned());
    }
    let packet = xmp::set(old_xmp.as_ref().map(|(_, _, packet)| packet.as_slice()), said)?;
    let (at, length) = old_xmp.as_ref().map_or((door, 0), |(at, length, _)| (*at, *length));
    // Not compressed, without language and translated keyword (PNG 3 §11.3.3.4).
    changes.push((at, length, chunk(*b"iTXt", &[XMP, b"\0\0\0\0", &packet].concat())));
    stores.push("XMP".to_owned());
    if !profiles.is_empty() {
        changes.append(&mut profiles);
        stores.push("IPTC".to_owned());
    }
    changes.sort_by_key(|(at, ..)| *at);
    Ok(RightsPlan { pieces: jpeg::pieces(changes, source.len()), stores })
}

/// The profile with the fields set, in the shape that it has.
fn in_step(old: RawProfile, fields: &[((u8, usize), &str)]) -> Result<RawProfile, RightsWriteError> {
    let (head, block) = match old.bytes.strip_prefix(PHOTOSHOP) {
        Some(block) => (PHOTOSHOP, block),
        None => (&[][..], old.bytes.as_slice()),
    };
    let made = match block.first() {
        Some(0x1C) => iim::set(block, fields)?,
        _ if iim::is_in_resources(block) => iim::set_in_resources(block, fields)?,
        _ => block.to_vec(),
    };
    Ok(RawProfile { bytes: [head, &made].concat(), ..old })
}

/// The text of an XMP chunk.
fn packet(payload: &[u8]) -> Result<Vec<u8>, RightsWriteError> {
    let malformed = || RightsWriteError::Malformed { reason: "the XMP chunk is broken" };
    let rest = payload.get(XMP.len()..).ok_or_else(malformed)?;
    let is_compressed = *rest.first().ok_or_else(malformed)? == 1;
    let mut parts = rest.get(2..).ok_or_else(malformed)?.splitn(3, |byte| *byte == 0);
    let text = parts.nth(2).ok_or_else(malformed)?;
    if is_compressed {
        return decompress_to_vec_zlib_with_limit(text, limits::XMP_BYTES).map_err(|_| malformed());
    }
    Ok(text.to_vec())
}

fn chunk(kind: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut made = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    made.extend(kind);
    made.extend_from_slice(payload);
    let sum = crc(made.get(4..).unwrap_or_default());
    made.extend(sum.to_be_bytes());
    made
}

/// PNG 3 annex D, bit by bit: the chunks are small.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}
