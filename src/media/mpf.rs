//! The index of a multi-picture file (CIPA DC-007): where the further pictures of a JPEG stand. Mends its offsets when
//! what stands before them becomes longer or shorter. Never looks at the pictures.

use super::source::{Source, array};
use super::tiff::{Tiff, number32};

/// The list of pictures (§5.2.3.3), and the bytes of one of them.
const ENTRIES: u16 = 0xB002;
const ENTRY_BYTES: usize = 16;
/// Pictures of one file.
const PICTURES: usize = 1_000;

/// The index, which stands at `base` of the file behind its signature, with places that are true for a file in which the
/// byte at a place stands where `moved` says. `None` where the index cannot be followed.
pub(crate) fn mended(block: &[u8], base: u64, moved: impl Fn(u64) -> u64) -> Option<Vec<u8>> {
    let mut source = Source::memory(block);
    let tiff = Tiff::open(&mut source, 0).filter(|tiff| tiff.magic == 42)?;
    let directory = tiff.ifd(&mut source, tiff.first)?;
    let entry = directory.entry(ENTRIES)?;
    let (at, length) = (usize::try_from(entry.at).ok()?, usize::try_from(entry.bytes).ok()?);
    let count = length / ENTRY_BYTES;
    if length % ENTRY_BYTES != 0 || count == 0 || count > PICTURES {
        return None;
    }
    block.get(at..at + length)?;
    let mut made = block.to_vec();
    for index in 0..count {
        let size_at = at + index * ENTRY_BYTES + 4;
        let (size, offset) = (number(block, size_at, tiff.little)?, number(block, size_at + 4, tiff.little)?);
        // The first picture is the one that the index stands in: it begins with the file, its offset is zero.
        let (size, offset) = match index {
            0 if offset == 0 => (moved(size), 0),
            0 => return None,
            _ => {
                let place = base.checked_add(offset)?;
                let end = moved(place.checked_add(size)?);
                (end.checked_sub(moved(place))?, moved(place).checked_sub(moved(base))?)
            }
        };
        put(&mut made, size_at, size, tiff.little)?;
        put(&mut made, size_at + 4, offset, tiff.little)?;
    }
    Some(made)
}

/// Where the further pictures begin and how long they are; empty where the index cannot be followed.
pub(crate) fn further(block: &[u8], base: u64) -> Vec<(u64, u64)> {
    let mut source = Source::memory(block);
    let mut read = || {
        let tiff = Tiff::open(&mut source, 0).filter(|tiff| tiff.magic == 42)?;
        let directory = tiff.ifd(&mut source, tiff.first)?;
        let entry = directory.entry(ENTRIES)?;
        let list = block.get(usize::try_from(entry.at).ok()?..)?.get(..usize::try_from(entry.bytes).ok()?)?;
        let place = |entry: &[u8; ENTRY_BYTES]| {
            let (size, offset) = (number(entry, 4, tiff.little)?, number(entry, 8, tiff.little)?);
            Some((base.checked_add(offset)?, size)).filter(|_| offset > 0 && size > 0)
        };
        Some(list.as_chunks::<ENTRY_BYTES>().0.iter().take(PICTURES).filter_map(place).collect())
    };
    read().unwrap_or_default()
}

fn number(bytes: &[u8], at: usize, little: bool) -> Option<u64> {
    number32(bytes, at, little).map(u64::from)
}

fn put(bytes: &mut [u8], at: usize, value: u64, little: bool) -> Option<()> {
    let value = u32::try_from(value).ok()?;
    let value = if little { value.to_le_bytes() } else { value.to_be_bytes() };
    array::<4>(bytes, at)?;
    bytes.get_mut(at..at + 4)?.copy_from_slice(&value);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of three pictures, the second one 1,000 bytes behind its own head, the third 3,000.
    fn index(little: bool) -> Vec<u8> {
        let two = |value: u16| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let four = |value: u32| if little { value.to_le_bytes() } else { value.to_be_bytes() };
        let mut block = if little { b"II".to_vec() } else { b"MM".to_vec() };
        block.extend(two(42));
        block.extend(four(8));
        block.extend(two(1));
        block.extend([two(ENTRIES), two(7)].concat());
        block.extend([four(48), four(26), four(0)].concat());
        for (size, offset) in [(1_040, 0), (2_000, 1_000), (500, 3_000)] {
            block.extend([four(0), four(size), four(offset), four(0)].concat());
        }
        block
    }

    #[test]
    fn places_are_true_after_something_was_put_in_or_taken_out() {
        for little in [true, false] {
            let block = index(little);
            // 20 bytes go before the index, 7 are put in behind it.
            let moved = |at: u64| if at <= 60 { at - 20 } else { at - 20 + 7 };
            let made = mended(&block, 40, moved).unwrap();
            let read = |at: usize| number(&made, at, little).unwrap();
            assert_eq!((read(30), read(34)), (1_027, 0));
            assert_eq!((read(46), read(50)), (2_000, 1_007));
            assert_eq!((read(62), read(66)), (500, 3_007));
            assert_eq!(mended(&block, 40, |at| at).unwrap(), block);
        }
    }

    #[test]
    fn a_broken_index_is_not_mended() {
        let block = index(true);
        for end in 0..block.len() {
            assert_eq!(mended(&block[..end], 40, |at| at), None, "{end}");
        }
        for at in 0..block.len() {
            let mut bytes = block.clone();
            bytes[at] = 0xFF;
            let _ = mended(&bytes, 40, |at| at / 2);
        }
    }
}
