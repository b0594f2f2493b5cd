//! The item locations of HEIF files (ISO/IEC 14496-12 §8.11.3), which move when a manifest store is put before them.
//!
//! c2pa 0.90.22 moves an item twice when its base offset is a field of zero, and misreads the table when the widths
//! of index and base offset differ; the copy then verifies, but no program can show it. So the table is brought
//! into a form that the engine moves rightly, and afterwards every item is compared with the original's.

use std::ops::Range;

/// The table cannot be moved by the engine without harm, or was harmed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unsafe;

/// One item with its bytes in the file (construction method 0), or elsewhere.
struct Item {
    id: u32,
    in_file: bool,
    /// Where the base offset stands and what it is.
    base: Field,
    /// Where each extent's offset stands and what it is, and the extent's length in bytes.
    extents: Vec<(Field, u64)>,
}

/// A number of 0, 4 or 8 bytes at a place in the file.
struct Field {
    at: usize,
    width: usize,
    value: u64,
}

struct Table {
    items: Vec<Item>,
    /// Whether the engine reads the table as it is.
    is_read_rightly: bool,
}

/// The file with its base offsets made other than zero, meaning the same; `None` when nothing is to be done.
pub(super) fn prepare(file: &[u8]) -> Result<Option<Vec<u8>>, Unsafe> {
    let Some(table) = table(file)? else { return Ok(None) };
    if !table.is_read_rightly {
        return Err(Unsafe);
    }
    let mut prepared: Option<Vec<u8>> = None;
    for item in table.items.iter().filter(|item| item.in_file && item.base.width > 0 && item.base.value == 0) {
        let Some(base) = item.extents.iter().map(|(offset, _)| offset.value).min() else { continue };
        if base == 0 {
            return Err(Unsafe);
        }
        let bytes = prepared.get_or_insert_with(|| file.to_vec());
        item.base.write(bytes, base)?;
        for (offset, _) in &item.extents {
            offset.write(bytes, offset.value.saturating_sub(base))?;
        }
    }
    Ok(prepared)
}

/// Whether every item has the same bytes in both files.
pub(super) fn are_same(before: &[u8], after: &[u8]) -> Result<(), Unsafe> {
    let (old, new) = match (table(before)?, table(after)?) {
        (None, None) => return Ok(()),
        (Some(old), Some(new)) => (old, new),
        _ => return Err(Unsafe),
    };
    if old.items.len() != new.items.len() {
        return Err(Unsafe);
    }
    for (old, new) in old.items.iter().zip(&new.items) {
        let same = old.id == new.id && old.in_file == new.in_file;
        if !same || (old.in_file && old.bytes(before).ok_or(Unsafe)? != new.bytes(after).ok_or(Unsafe)?) {
            return Err(Unsafe);
        }
    }
    Ok(())
}

impl Item {
    fn bytes(&self, file: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for (offset, length) in &self.extents {
            let start = usize::try_from(self.base.value.checked_add(offset.value)?).ok()?;
            let end = match usize::try_from(*length).ok()? {
                // A length of zero is the rest of the file.
                0 => file.len(),
                length => start.checked_add(length)?,
            };
            bytes.extend_from_slice(file.get(start..end)?);
        }
        Some(bytes)
    }
}

impl Field {
    fn write(&self, file: &mut [u8], value: u64) -> Result<(), Unsafe> {
        let place = file.get_mut(self.at..self.at.saturating_add(self.width)).ok_or(Unsafe)?;
        match self.width {
            4 => place.copy_from_slice(&u32::try_from(value).map_err(|_| Unsafe)?.to_be_bytes()),
            8 => place.copy_from_slice(&value.to_be_bytes()),
            _ => return Err(Unsafe),
        }
        Ok(())
    }
}

fn table(file: &[u8]) -> Result<Option<Table>, Unsafe> {
    let Some(meta) = child(file, 0..file.len(), *b"meta") else { return Ok(None) };
    // `meta` is a full box: version and flags come first.
    let Some(iloc) = child(file, meta.start.saturating_add(4)..meta.end, *b"iloc") else { return Ok(None) };
    parse(&mut Cursor { file, at: iloc.start, end: iloc.end }).map(Some).ok_or(Unsafe)
}

/// The contents of the first box of this type.
fn child(file: &[u8], within: Range<usize>, kind: [u8; 4]) -> Option<Range<usize>> {
    let mut at = within.start;
    while at < within.end {
        let mut head = Cursor { file, at, end: within.end };
        let (size, found) = (head.number(4)?, head.number(4)?);
        let size = match size {
            0 => u64::try_from(within.end.checked_sub(at)?).ok()?,
            1 => head.number(8)?,
            size => size,
        };
        let end = at.checked_add(usize::try_from(size).ok()?)?;
        if end <= at || end < head.at || end > within.end {
            return None;
        }
        if found == u64::from(u32::from_be_bytes(kind)) {
            return Some(head.at..end);
        }
        at = end;
    }
    None
}

fn parse(cursor: &mut Cursor<'_>) -> Option<Table> {
    let version = cursor.number(4)? >> 24;
    let widths = cursor.number(2)?;
    let nibble = |shift: u32| usize::try_from((widths >> shift) & 0xf).ok();
    let (offset, length, base, index) = (nibble(12)?, nibble(8)?, nibble(4)?, nibble(0)?);
    let index = if version == 0 { 0 } else { index };
    let id_width = if version < 2 { 2 } else { 4 };
    let read_by_engine = match version {
        0 => 0,
        1 => base,
        _ if index > 0 => base,
        _ => 0,
    };
    let count = cursor.number(id_width)?;
    let mut items = Vec::new();
    for _ in 0..count {
        let id = u32::try_from(cursor.number(id_width)?).ok()?;
        let method = if version == 0 { 0 } else { cursor.number(2)? & 0xf };
        cursor.number(2)?;
        let base = cursor.field(base)?;
        let extent_count = cursor.number(2)?;
        let mut extents = Vec::new();
        for _ in 0..extent_count {
            cursor.number(index)?;
            extents.push((cursor.field(offset)?, cursor.number(length)?));
        }
        items.push(Item { id, in_file: method == 0, base, extents });
    }
    Some(Table { items, is_read_rightly: read_by_engine == index })
}

struct Cursor<'a> {
    file: &'a [u8],
    at: usize,
    end: usize,
}

impl Cursor<'_> {
    /// The next big-endian number of so many bytes, at most 8.
    fn number(&mut self, width: usize) -> Option<u64> {
        self.field(width).map(|field| field.value)
    }

    fn field(&mut self, width: usize) -> Option<Field> {
        let end = self.at.checked_add(width).filter(|end| *end <= self.end && width <= 8)?;
        let value = self.file.get(self.at..end)?.iter().fold(0, |value, byte| (value << 8) | u64::from(*byte));
        let field = Field { at: self.at, width, value };
        self.at = end;
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one item with two extents of four bytes each behind the table.
    fn file(version: u8, base_width: u8, index_width: u8) -> Vec<u8> {
        let mut iloc = vec![version, 0, 0, 0, 0x44, base_width << 4 | index_width, 0, 1, 0, 7];
        if version > 0 {
            iloc.extend([0, 0]);
        }
        iloc.extend([0, 0]);
        iloc.extend(vec![0; usize::from(base_width)]);
        iloc.extend([0, 2]);
        for start in [200_u32, 208] {
            iloc.extend(vec![0; usize::from(index_width)]);
            iloc.extend(start.to_be_bytes());
            iloc.extend(4_u32.to_be_bytes());
        }
        let in_box = |kind: &[u8], content: &[u8]| {
            let size = u32::try_from(content.len() + 8).unwrap();
            [&size.to_be_bytes(), kind, content].concat()
        };
        let mut file = in_box(b"meta", &[vec![0; 4], in_box(b"iloc", &iloc)].concat());
        let rest = 220 - file.len() - 8;
        file.extend(in_box(b"mdat", &vec![0; rest]));
        file[200..204].copy_from_slice(b"good");
        file[208..212].copy_from_slice(b"data");
        file
    }

    #[test]
    fn a_base_of_zero_is_replaced_and_means_the_same() {
        for file in [file(0, 4, 0), file(0, 8, 0)] {
            let prepared = prepare(&file).unwrap().unwrap();
            assert_eq!(are_same(&file, &prepared), Ok(()));
            assert_eq!(prepared.len(), file.len());
            assert_eq!(table(&prepared).unwrap().unwrap().items[0].base.value, 200);
            assert_eq!(prepare(&prepared), Ok(None), "once is enough");
        }
    }

    #[test]
    fn what_the_engine_moves_rightly_is_left_alone() {
        assert_eq!(prepare(&file(0, 0, 0)), Ok(None));
        assert_eq!(prepare(b"not a box"), Ok(None));
    }

    #[test]
    fn a_table_that_the_engine_misreads_is_refused() {
        assert_eq!(prepare(&file(1, 4, 0)), Err(Unsafe));
        assert_eq!(prepare(&file(1, 0, 4)), Err(Unsafe));
    }

    #[test]
    fn a_moved_item_is_noticed() {
        let before = file(0, 4, 0);
        let mut after = before.clone();
        after[208] = b'D';
        assert_eq!(are_same(&before, &after), Err(Unsafe));
        let mut outside = before.clone();
        let at = outside.windows(4).position(|window| window == 208_u32.to_be_bytes()).unwrap();
        outside[at] = 0x7f;
        assert_eq!(are_same(&before, &outside), Err(Unsafe));
        assert_eq!(are_same(&before, b"no table"), Err(Unsafe));
        assert_eq!(are_same(&before, &before[..before.len() - 10]), Err(Unsafe), "the last extent is cut off");
    }
}
