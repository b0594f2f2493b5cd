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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::redact;

    /// A TIFF of one directory with Photoshop's resources alone.
    fn scan(resources: &[u8]) -> Vec<u8> {
        let mut made = b"II\x2A\0\x08\0\0\0\x01\0\x49\x86\x01\0".to_vec();
        made.extend((resources.len() as u32).to_le_bytes());
        made.extend(26u32.to_le_bytes());
        made.extend([0; 4]);
        made.extend(resources);
        made
    }

    #[test]
    fn photoshops_resources_are_kept_in_step_where_they_hold_the_fields() {
        let iim = b"8BIM\x04\x04\0\0\0\0\0\x08\x1C\x02\x50\0\x03Old".to_vec();
        let other = b"8BIM\x03\xED\0\0\0\0\0\x04abcd".to_vec();
        let said = RightsStatement { creator: Some("Ada".into()), ..RightsStatement::default() };
        for (resources, by_line) in [([other.clone(), iim.clone()].concat(), 2), (other, 1)] {
            let before = scan(&resources);
            let plan = plan(&mut Source::memory(&before), &said).unwrap();
            let mut made = Vec::new();
            redact::write(&plan.pieces, &mut std::io::Cursor::new(&before), &mut made).unwrap();
            let count = memchr::memmem::find_iter(&made, b"\x1C\x02\x50\0\x03Ada").count();
            assert_eq!(count, by_line);
            assert!(memchr::memmem::find(&made, b"abcd").is_some());
        }
        let broken = scan(&iim[..16]);
        assert!(plan(&mut Source::memory(&broken), &said).is_err());
    }
}
