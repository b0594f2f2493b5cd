//! Rights in the first directory of a TIFF or DNG file. Never moves a byte of the file: new values go to its end.

use super::{RightsPlan, RightsWriteError, bytes, exif, exif_values, iim, iim_values, jpeg, xmp};
use crate::media::source::Source;
use crate::media::tiff::{Ifd, Tiff};
use crate::provenance::rights_statement::RightsStatement;

const XMP: u16 = 0x02BC;
const IPTC: u16 = 0x83BB;
const PHOTOSHOP: u16 = 0x8649;
const BYTE: u16 = 1;
const UNDEFINED: u16 = 7;

pub(super) fn plan(source: &mut Source<'_>, said: &RightsStatement) -> Result<RightsPlan, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let tiff = Tiff::open(source, 0).ok_or(malformed("no TIFF header"))?;
    let first = tiff.ifd(source, tiff.first).ok_or(malformed("no directory"))?;
    let old = match first.entry(XMP) {
        Some(entry) => Some(bytes(source, entry.at, entry.bytes)?),
        None => None,
    };
    // The zeros after a shorter packet than before are room, not text.
    let text = old.as_deref().map(|packet| packet.trim_ascii_end()).map(|packet| {
        let end = packet.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        packet.get(..end).unwrap_or_default()
    });
    let mut values = exif_values(said);
    let fields = iim_values(said);
    let stores = [(!values.is_empty()).then_some("EXIF"), Some("XMP"), (!fields.is_empty()).then_some("IPTC")];
    let stores = stores.into_iter().flatten().map(str::to_owned).collect();
    values.push(exif::Value { tag: XMP, kind: BYTE, bytes: xmp::set(text, said)? });
    if !fields.is_empty() {
        values.extend(datasets(source, &first, &fields)?);
    }
    let made = exif::changes(source, &values)?;
    let mut changes: Vec<(u64, u64, Vec<u8>)> =
        made.replaced.into_iter().map(|(at, bytes)| (at, bytes.len() as u64, bytes)).collect();
    changes.sort_by_key(|(at, ..)| *at);
    if changes.windows(2).any(|pair| matches!(pair, [(at, length, _), (next, ..)] if at + length > *next)) {
        return Err(malformed("two values overlap"));
    }
    changes.push((source.len(), 0, made.appended));
    Ok(RightsPlan { pieces: jpeg::pieces(changes, source.len()), stores })
}

/// IIM by itself (tag 33723), and once more where Photoshop's resources hold it, too.
fn datasets(
    source: &mut Source<'_>,
    first: &Ifd,
    fields: &[((u8, usize), &str)],
) -> Result<Vec<exif::Value>, RightsWriteError> {
    let mut content = |tag: u16| first.entry(tag).map(|entry| bytes(source, entry.at, entry.bytes)).transpose();
    let (by_itself, resources) = (content(IPTC)?, content(PHOTOSHOP)?);
    let block = iim::set(by_itself.as_deref().unwrap_or_default(), fields)?;
    let mut made = vec![exif::Value { tag: IPTC, kind: UNDEFINED, bytes: block }];
    if let Some(old) = resources.filter(|old| iim::is_in_resources(old)) {
        made.push(exif::Value { tag: PHOTOSHOP, kind: BYTE, bytes: iim::set_in_resources(&old, fields)? });
    }
    Ok(made)
}
