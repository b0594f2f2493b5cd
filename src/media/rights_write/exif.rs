//! Artist and Copyright in the first directory of a TIFF structure. Never moves a byte: what does not fit goes to the
//! end, so that MakerNotes with their absolute offsets stay right.

use super::RightsWriteError;
use crate::media::limits;
use crate::media::source::Source;
use crate::media::tiff::Tiff;

/// EXIF 2.32 §4.6.2.
pub(super) const ARTIST: u16 = 0x013B;
pub(super) const COPYRIGHT: u16 = 0x8298;
const ASCII: u16 = 2;

/// A value for the first directory.
pub(super) struct Value {
    pub tag: u16,
    pub kind: u16,
    pub bytes: Vec<u8>,
}

impl Value {
    /// Text as EXIF writers put it in practice: UTF-8, ended by a zero.
    pub(super) fn text(tag: u16, text: &str) -> Self {
        let bytes = text.bytes().filter(|byte| *byte != 0).chain([0]).collect();
        Self { tag, kind: ASCII, bytes }
    }
}

/// Changes to a TIFF structure of a known length: bytes at places, and what comes after its end.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub replaced: Vec<(u64, Vec<u8>)>,
    pub appended: Vec<u8>,
}

/// A new, small block with these values alone.
pub(super) fn fresh(values: &[Value]) -> Result<Vec<u8>, RightsWriteError> {
    let mut block = b"II\x2A\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    let changes = changes(&mut Source::memory(&block.clone()), values)?;
    apply(&mut block, changes);
    Ok(block)
}

/// A block with the values set.
pub(super) fn set(block: &[u8], values: &[Value]) -> Result<Vec<u8>, RightsWriteError> {
    let changes = changes(&mut Source::memory(block), values)?;
    let mut block = block.to_vec();
    apply(&mut block, changes);
    Ok(block)
}

fn apply(block: &mut Vec<u8>, changes: Changes) {
    for (at, bytes) in changes.replaced {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        if let Some(room) = block.get_mut(at..at.saturating_add(bytes.len())) {
            room.copy_from_slice(&bytes);
        }
    }
    block.extend(changes.appended);
}

/// What to change in the structure that begins at 0 of the source, so that its first directory holds the values.
///
/// A value that fits stands where the old one stood. Another one, and a directory with a new entry, go to the end.
pub(super) fn changes(source: &mut Source<'_>, values: &[Value]) -> Result<Changes, RightsWriteError> {
    let malformed = |reason| RightsWriteError::Malformed { reason };
    let tiff = Tiff::open(source, 0).ok_or(malformed("no TIFF header"))?;
    if tiff.big_tiff || tiff.magic != 42 {
        return Err(RightsWriteError::Variant { what: "TIFF" });
    }
    let little = tiff.little;
    let word = |bytes: &[u8], at: usize| number(bytes, at, 2, little);
    let count = source.bytes(tiff.first, 2).and_then(|bytes| word(bytes, 0)).ok_or(malformed("no directory"))?;
    if u64::from(count) > limits::IFD_ENTRIES {
        return Err(malformed("too many entries"));
    }
    let table_bytes = count as usize * 12 + 4;
    let table = source.bytes(tiff.first + 2, table_bytes).ok_or(malformed("the directory is cut off"))?.to_vec();
    let len = source.len();
    let mut entries: Vec<[u8; 12]> = table.chunks_exact(12).filter_map(|entry| entry.try_into().ok()).collect();
    entries.truncate(count as usize);
    let next = table.get(count as usize * 12..).unwrap_or_default().to_vec();

    let mut made = Changes::default();
    let mut has_new = false;
    for value in values {
        let size = u32::try_from(value.bytes.len()).map_err(|_| RightsWriteError::TooLong { store: "EXIF" })?;
        let found = entries.iter().position(|entry| word(entry, 0) == Some(u32::from(value.tag)));
        let old = found.and_then(|index| entries.get(index)).and_then(|entry| room(entry, little));
        let mut field = Vec::new();
        match old {
            // In the room of the old value, whose rest becomes zeros.
            Some((room_bytes, at))
                if room_bytes > 4 && size > 4 && size <= room_bytes && within(at, room_bytes, len) =>
            {
                let mut bytes = value.bytes.clone();
                bytes.resize(room_bytes as usize, 0);
                made.replaced.push((u64::from(at), bytes));
                put(&mut field, at, 4, little);
                // The count keeps the room, so that a longer value finds it the next time.
                let entry = entry(value, room_bytes, &field, little);
                replace(&mut entries, found, entry);
                continue;
            }
            _ if size <= 4 => {
                field.clone_from(&value.bytes);
                field.resize(4, 0);
            }
            _ => {
                let at = append(&mut made.appended, len, &value.bytes)?;
                put(&mut field, at, 4, little);
            }
        }
        let entry = entry(value, size, &field, little);
        if found.is_some() {
            replace(&mut entries, found, entry);
        } else {
            has_new = true;
            let after = entries.iter().position(|other| word(other, 0) > Some(u32::from(value.tag)));
            entries.insert(after.unwrap_or(entries.len()), entry);
        }
    }
    if has_new {
        let directory = directory(&entries, &next, little);
        let at = append(&mut made.appended, len, &directory)?;
        let mut first = Vec::new();
        put(&mut first, at, 4, little);
        made.replaced.push((4, first));
    } else {
        made.replaced.push((tiff.first + 2, entries.concat()));
    }
    Ok(made)
}

fn directory(entries: &[[u8; 12]], next: &[u8], little: bool) -> Vec<u8> {
    let mut made = Vec::new();
    put(&mut made, u32::try_from(entries.len()).unwrap_or(u32::MAX), 2, little);
    made.extend(entries.concat());
    made.extend_from_slice(next);
    made
}

fn within(at: u32, bytes: u32, len: u64) -> bool {
    u64::from(at) + u64::from(bytes) <= len
}

/// Length of the value that an entry has room for, and its place. Texts and bytes only.
fn room(entry: &[u8; 12], little: bool) -> Option<(u32, u32)> {
    let kind = number(entry, 2, 2, little)?;
    matches!(kind, 1 | 2 | 7).then_some(())?;
    Some((number(entry, 4, 4, little)?, number(entry, 8, 4, little)?))
}

fn entry(value: &Value, count: u32, field: &[u8], little: bool) -> [u8; 12] {
    let mut bytes = Vec::new();
    put(&mut bytes, u32::from(value.tag), 2, little);
    put(&mut bytes, u32::from(value.kind), 2, little);
    put(&mut bytes, count, 4, little);
    bytes.extend_from_slice(field);
    bytes.try_into().unwrap_or([0; 12])
}

fn replace(entries: &mut [[u8; 12]], index: Option<usize>, entry: [u8; 12]) {
    if let Some(slot) = index.and_then(|index| entries.get_mut(index)) {
        *slot = entry;
    }
}

/// Adds bytes at an even place after the end, and gives the place.
fn append(appended: &mut Vec<u8>, len: u64, bytes: &[u8]) -> Result<u32, RightsWriteError> {
    if (len + appended.len() as u64) % 2 == 1 {
        appended.push(0);
    }
    let at = u32::try_from(len + appended.len() as u64).map_err(|_| RightsWriteError::TooLong { store: "EXIF" })?;
    appended.extend_from_slice(bytes);
    Ok(at)
}

fn number(bytes: &[u8], at: usize, width: usize, little: bool) -> Option<u32> {
    let bytes = bytes.get(at..at + width)?;
    let fold = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
    Some(if little { bytes.iter().rev().fold(0, fold) } else { bytes.iter().fold(0, fold) })
}

fn put(to: &mut Vec<u8>, number: u32, width: usize, little: bool) {
    let bytes = number.to_be_bytes();
    let bytes = bytes.get(4 - width..).unwrap_or_default();
    if little { to.extend(bytes.iter().rev()) } else { to.extend(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_time_changes_nothing_and_a_shorter_value_takes_the_room() {
        let values = [Value::text(COPYRIGHT, "© 2026 Ada"), Value::text(ARTIST, "Ada Example")];
        let first = fresh(&values).unwrap();
        assert_eq!(set(&first, &values).unwrap(), first);
        let short = [Value::text(ARTIST, "Ada E.")];
        assert_eq!(set(&first, &short).unwrap().len(), first.len());
    }

    #[test]
    fn nothing_that_was_there_moves() {
        // One entry, a MakerNote-like blob after the directory, and a next pointer of 0.
        let mut block = b"MM\0\x2A\0\0\0\x08\0\x01".to_vec();
        block.extend(*b"\x01\x0F\0\x02\0\0\0\x06\0\0\0\x1A\0\0\0\0Maker\0NOTE");
        let made = set(&block, &[Value::text(ARTIST, "Ada Example")]).unwrap();
        assert_eq!(made.get(8..block.len()), block.get(8..));
        assert_ne!(made.get(4..8), block.get(4..8));
        for cut in 0..block.len() {
            // Never a panic, whatever is cut off.
            let _ = set(&block[..cut], &[Value::text(ARTIST, "Ada Example")]);
        }
    }
}
