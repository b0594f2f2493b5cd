//! Where coded data of pictures ends inside of the space that it has: what follows is nothing that a decoder reads. Never
//! keeps a decoded pixel.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

/// Codes of LZW have at most so many bits.
const CODE_BITS: u32 = 12;

/// Bytes that a GIF's picture of so many pixels takes (GIF89a appendix F); `None` where it cannot be followed.
pub(super) fn gif(data: &[u8], code_bits: u32, pixels: u64) -> Option<usize> {
    (1..CODE_BITS).contains(&code_bits).then_some(())?;
    let (clear, mut at, mut shown) = (1usize << code_bits, 0u64, 0u64);
    // How many pixels each code stands for.
    let mut lengths = vec![1u64; 1 << CODE_BITS];
    let (mut next, mut width, mut before) = (clear + 2, code_bits + 1, None);
    while let Some(code) = lowest_first(data, at, width) {
        at += u64::from(width);
        if code == clear {
            (next, width, before) = (clear + 2, code_bits + 1, None);
            continue;
        }
        if code == clear + 1 {
            break;
        }
        let length = match before {
            _ if code > next || (code == next && before.is_none()) => return None,
            Some(before) if code == next => before + 1,
            _ => *lengths.get(code)?,
        };
        if let (Some(before), Some(place)) = (before, lengths.get_mut(next)) {
            *place = before + 1;
            next += 1;
            if next == 1 << width && width < CODE_BITS {
                width += 1;
            }
        }
        before = Some(length);
        shown += length;
        if shown >= pixels {
            // The sign of the end belongs to the data.
            let is_end = lowest_first(data, at, width) == Some(clear + 1);
            at += if is_end { u64::from(width) } else { 0 };
            break;
        }
    }
    Some((at.div_ceil(8) as usize).min(data.len()))
}

/// Bytes up to the sign of the end of a TIFF's LZW (TIFF 6.0 §13); `None` where there is none.
pub(super) fn tiff_lzw(data: &[u8]) -> Option<usize> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let (mut at, mut next, mut width) = (0u64, END + 1, 9);
    let mut is_first = true;
    loop {
        let code = highest_first(data, at, width)?;
        at += u64::from(width);
        match code {
            CLEAR => (next, width, is_first) = (END + 1, 9, true),
            END => return Some(at.div_ceil(8) as usize),
            _ if std::mem::take(&mut is_first) => {}
            // The width grows one code earlier than it must.
            _ => {
                next += 1;
                if next == (1 << width) - 1 && width < CODE_BITS {
                    width += 1;
                }
            }
        }
    }
}

/// Bytes that a zlib stream takes; `None` where it does not end.
pub(super) fn zlib(data: &[u8]) -> Option<usize> {
    let mut state = InflateState::new_boxed(DataFormat::Zlib);
    let (mut window, mut used) = (vec![0; 64 << 10], 0);
    loop {
        let result = inflate(&mut state, data.get(used..)?, &mut window, MZFlush::None);
        used += result.bytes_consumed;
        match result.status {
            Ok(MZStatus::StreamEnd) => return Some(used),
            Ok(_) if result.bytes_consumed + result.bytes_written > 0 => {}
            _ => return None,
        }
    }
}

/// Bytes of packed lines that hold so many bytes (TIFF 6.0 §9); `None` where they hold fewer.
pub(super) fn pack_bits(data: &[u8], bytes: u64) -> Option<usize> {
    let (mut at, mut shown) = (0, 0u64);
    while shown < bytes {
        let head = data.get(at)?.cast_signed();
        let (takes, gives) = match head {
            0.. => (2 + head as usize, u64::from(head.unsigned_abs()) + 1),
            i8::MIN => (1, 0),
            _ => (2, u64::from(head.unsigned_abs()) + 1),
        };
        at += takes;
        shown += gives;
    }
    (at <= data.len()).then_some(at)
}

/// `width` bits from the bit `at` on, the lowest of each byte first.
fn lowest_first(data: &[u8], at: u64, width: u32) -> Option<usize> {
    let from = usize::try_from(at / 8).ok()?;
    if at + u64::from(width) > data.len() as u64 * 8 {
        return None;
    }
    let bytes = data.get(from..(from + 3).min(data.len()))?;
    let word = bytes.iter().rev().fold(0usize, |word, byte| word << 8 | usize::from(*byte));
    Some(word >> (at % 8) & ((1 << width) - 1))
}

/// The same, the highest of each byte first.
fn highest_first(data: &[u8], at: u64, width: u32) -> Option<usize> {
    let from = usize::try_from(at / 8).ok()?;
    if at + u64::from(width) > data.len() as u64 * 8 {
        return None;
    }
    let word = (from..from + 3).fold(0usize, |word, place| word << 8 | data.get(place).map_or(0, |b| usize::from(*b)));
    Some(word >> (24 - at % 8 - u64::from(width)) & ((1 << width) - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_ends_at_its_last_pixel() {
        // Clear, 1, the code of two of them, the end: 3 + 3 + 3 + 3 bits, pixels 1 and 1 1.
        let data = [0b10_001_100, 0b0_1011, 0xAA];
        assert_eq!(gif(&data, 2, 3), Some(2));
        assert_eq!(gif(&data[..1], 2, 3), Some(1), "cut off");
        assert_eq!(gif(&[0b111_100], 2, 3), None, "a code that is not there yet");
    }

    #[test]
    fn streams_end_where_they_say() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(b"lines and lines and lines", 6);
        assert_eq!(zlib(&[&packed[..], b"more"].concat()), Some(packed.len()));
        assert_eq!(zlib(&packed[..packed.len() - 1]), None);
        assert_eq!(pack_bits(&[0xFE, 7, 1, 8, 9, b'm'], 5), Some(5));
        assert_eq!(pack_bits(&[0xFE, 7], 5), None);
        // Clear, a letter, the end: nine bits each.
        assert_eq!(tiff_lzw(&[0x80, 0x10, 0x60, 0x20, b'm', b'o']), Some(4));
        assert_eq!(tiff_lzw(&[0x80, 0x10]), None);
    }
}
