//! By-line, credit and copyright notice in an IIM record, and the Photoshop resource that holds it. Never touches
//! another dataset or resource.

use super::RightsWriteError;
use crate::media::source::{be16, be32};

/// IIM 4.2 §6: dataset of record 2, and its longest value in bytes.
pub(super) const BY_LINE: (u8, usize) = (80, 32);
pub(super) const CREDIT: (u8, usize) = (110, 32);
pub(super) const COPYRIGHT: (u8, usize) = (116, 128);

const UTF8: &[u8] = b"\x1B%G";
const IIM_RESOURCE: u16 = 0x0404;
/// The MD5 of the IIM block, by which readers tell whether it was changed by a program that knows no XMP.
const DIGEST_RESOURCE: u16 = 0x0425;

/// The text cut to so many bytes, at a character's border.
pub(super) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Whether one value is the other, cut as IIM cuts it.
#[cfg(test)]
pub(super) fn agrees(iim: &str, whole: &str, bytes: usize) -> bool {
    iim == whole || iim == cut(whole, bytes)
}

struct Dataset<'a> {
    record: u8,
    number: u8,
    /// With its header.
    raw: &'a [u8],
    value: &'a [u8],
}

/// The IIM block with the datasets set; the rest stands as it was, in its order.
///
/// # Errors
/// A block that is broken, or whose encoding is not known while the values need one.
pub(super) fn set(block: &[u8], values: &[((u8, usize), &str)]) -> Result<Vec<u8>, RightsWriteError> {
    let old = datasets(block)?;
    let is_set =
        |dataset: &Dataset<'_>| dataset.record == 2 && values.iter().any(|((number, _), _)| *number == dataset.number);
    let charset = old.iter().find(|dataset| (dataset.record, dataset.number) == (1, 90)).map(|dataset| dataset.value);
    let needs_charset = values.iter().any(|(_, text)| !text.is_ascii()) && charset != Some(UTF8);
    let others_are_utf8 =
        old.iter().filter(|dataset| dataset.record == 2 && !is_set(dataset)).all(|dataset| is_text(dataset));
    // Saying UTF-8 over text of another encoding would change what that text says.
    if needs_charset && (charset.is_some() || !others_are_utf8) {
        return Err(RightsWriteError::Charset);
    }
    let mut fresh: Vec<(u8, Vec<u8>)> = Vec::new();
    for ((number, most), text) in values {
        fresh.push((*number, dataset(2, *number, cut(text, *most).as_bytes())));
    }
    if !old.iter().any(|dataset| (dataset.record, dataset.number) == (2, 0)) {
        fresh.push((0, dataset(2, 0, &[0, 4])));
    }
    fresh.sort_by_key(|(number, _)| *number);
    let mut made = Vec::new();
    if needs_charset {
        made.extend(dataset(1, 90, UTF8));
    }
    let mut fresh = fresh.into_iter().peekable();
    for dataset in old.iter().filter(|dataset| !is_set(dataset)) {
        while let Some((_, bytes)) =
            fresh.next_if(|(number, _)| dataset.record > 2 || dataset.record == 2 && dataset.number > *number)
        {
            made.extend(bytes);
        }
        made.extend_from_slice(dataset.raw);
    }
    made.extend(fresh.flat_map(|(_, bytes)| bytes));
    Ok(made)
}

/// The Photoshop resources with the IIM datasets set. The digest goes: it would say that the new block is not the
/// one that the XMP was written with.
pub(super) fn set_in_resources(bytes: &[u8], values: &[((u8, usize), &str)]) -> Result<Vec<u8>, RightsWriteError> {
    let mut made = Vec::new();
    let mut is_done = false;
    let mut at = 0usize;
    let malformed = RightsWriteError::Malformed { reason: "a Photoshop resource is cut off" };
    while bytes.get(at..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
        let Some((id, start, size)) = resource(bytes, at) else { return Err(malformed) };
        let next = (start + size + size % 2).min(bytes.len());
        match id {
            IIM_RESOURCE if is_done => return Err(RightsWriteError::Malformed { reason: "two IIM blocks" }),
            IIM_RESOURCE => {
                let block = bytes.get(start..start + size).unwrap_or_default();
                made.extend(wrapped(&set(block, values)?));
                is_done = true;
            }
            DIGEST_RESOURCE => {}
            _ => {
                made.extend_from_slice(bytes.get(at..next).unwrap_or_default());
                if made.len() % 2 == 1 {
                    made.push(0);
                }
            }
        }
        at = next;
    }
    if !is_done {
        made.extend(wrapped(&set(&[], values)?));
    }
    Ok(made)
}

/// Whether Photoshop resources hold an IIM block, or cannot be followed.
pub(super) fn is_in_resources(bytes: &[u8]) -> bool {
    let mut at = 0usize;
    while bytes.get(at..).is_some_and(|rest| rest.iter().any(|byte| *byte != 0)) {
        match resource(bytes, at) {
            Some((IIM_RESOURCE, ..)) | None => return true,
            Some((_, start, size)) => at = start + size + size % 2,
        }
    }
    false
}

fn wrapped(block: &[u8]) -> Vec<u8> {
    let mut made = b"8BIM\x04\x04\0\0".to_vec();
    made.extend(u32::try_from(block.len()).unwrap_or(u32::MAX).to_be_bytes());
    made.extend_from_slice(block);
    if block.len() % 2 == 1 {
        made.push(0);
    }
    made
}

/// Id, start of the data, and its size.
fn resource(bytes: &[u8], at: usize) -> Option<(u16, usize, usize)> {
    let head = bytes.get(at..at + 6)?;
    matches!(head.get(..4)?, b"8BIM" | b"8BPS" | b"MeSa" | b"PHUT" | b"AgHg" | b"DCSR").then_some(())?;
    let name = usize::from(*bytes.get(at + 6)?);
    let size_at = at + 6 + (name + 2) / 2 * 2;
    let size = usize::try_from(be32(bytes, size_at)?).ok()?;
    bytes.get(size_at + 4..(size_at + 4).checked_add(size)?)?;
    Some((be16(head, 4)?, size_at + 4, size))
}

fn dataset(record: u8, number: u8, value: &[u8]) -> Vec<u8> {
    let mut made = vec![0x1C, record, number];
    made.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
    made.extend_from_slice(value);
    made
}

fn is_text(dataset: &Dataset<'_>) -> bool {
    // The version, the preview and what is no text has no encoding.
    matches!(dataset.number, 0 | 200..) || std::str::from_utf8(dataset.value).is_ok()
}

fn datasets(block: &[u8]) -> Result<Vec<Dataset<'_>>, RightsWriteError> {
    let malformed = || RightsWriteError::Malformed { reason: "an IIM dataset is cut off" };
    let mut found = Vec::new();
    let mut at = 0usize;
    while let Some(rest) = block.get(at..).filter(|rest| rest.iter().any(|byte| *byte != 0)) {
        let (Some(0x1C), Some(record), Some(number), Some(length)) =
            (rest.first(), rest.get(1), rest.get(2), be16(rest, 3))
        else {
            return Err(malformed());
        };
        // An extended length (IIM 4.2 §1.6): the low bits say how many bytes the length has.
        let (head, size) = if length & 0x8000 == 0 {
            (5, usize::from(length))
        } else {
            let width = usize::from(length & 0x7FFF);
            let bytes = rest.get(5..5 + width).filter(|bytes| bytes.len() <= 4).ok_or_else(malformed)?;
            (5 + width, bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)))
        };
        let raw = rest.get(..head + size).ok_or_else(malformed)?;
        let value = raw.get(head..).unwrap_or_default();
        found.push(Dataset { record: *record, number: *number, raw, value });
        at += head + size;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_characters_and_its_cut_agrees() {
        let long = "ä".repeat(40);
        assert_eq!(cut(&long, 33).len(), 32);
        assert!(agrees(cut(&long, 32), &long, 32));
        assert!(!agrees("other", &long, 32));
    }

    #[test]
    fn text_of_an_unknown_encoding_is_not_said_to_be_utf8() {
        let old = dataset(2, 120, b"M\xFCnchen");
        assert!(matches!(set(&old, &[(BY_LINE, "Zoë")]), Err(RightsWriteError::Charset)));
        assert!(set(&old, &[(BY_LINE, "Ada")]).is_ok());
    }

    #[test]
    fn other_datasets_and_resources_stay_and_a_second_time_changes_nothing() {
        let iim = [dataset(2, 0, &[0, 4]), dataset(2, 80, b"old"), dataset(2, 120, b"caption")].concat();
        let mut bytes = b"8BIM\x03\xED\0\0\0\0\0\x02ab".to_vec();
        bytes.extend(wrapped(&iim));
        bytes.extend(b"8BIM\x04\x25\0\0\0\0\0\x10AAAAAAAAAAAAAAAA");
        let values = [(BY_LINE, "Ada"), (COPYRIGHT, "© Ada")];
        let made = set_in_resources(&bytes, &values).unwrap();
        assert!(made.starts_with(&bytes[..14]));
        let text = String::from_utf8_lossy(&made);
        assert!(text.contains("caption") && text.contains("© Ada") && !text.contains("old") && !text.contains("AAAA"));
        assert_eq!(set_in_resources(&made, &values).unwrap(), made);
        for cut in 0..bytes.len() {
            let _ = set_in_resources(&bytes[..cut], &values);
        }
    }
}
