//! Where the frames of FLAC sound end (RFC 9639 §9): each is followed bit by bit to its checksum. Never decodes a
//! sample, never changes a byte.

use std::sync::LazyLock;

use super::RedactError;
use super::isobmff::malformed;
use crate::media::source::{Source, be64};

/// Bytes that are read in one go; no frame is longer than half of it.
const WINDOW_BYTES: usize = 8 << 20;

/// What the stream says of itself (§8.2), as far as frames leave it out.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stream {
    sample_bits: u32,
    /// Samples of each channel; zero where it is not known.
    samples: u64,
}

impl Stream {
    /// From the content of a STREAMINFO block.
    pub(super) fn read(block: &[u8]) -> Option<Self> {
        let eight: [u8; 8] = block.get(10..18)?.try_into().ok()?;
        let word = u64::from_be_bytes(eight);
        Some(Self { sample_bits: (word >> 36 & 31) as u32 + 1, samples: word & 0xF_FFFF_FFFF })
    }
}

/// Where the last frame ends that begins before `end`; `None` where something between cannot be followed.
///
/// # Errors
/// More bytes than are read of one file.
pub(super) fn end(source: &mut Source<'_>, stream: Stream, begin: u64, end: u64) -> Result<Option<u64>, RedactError> {
    let (mut at, mut samples) = (begin, 0u64);
    while at < end {
        let length = usize::try_from(end - at).unwrap_or(usize::MAX).min(WINDOW_BYTES);
        let window = source.bytes(at, length).ok_or(RedactError::TooLarge { limit: "frames of sound" })?;
        let mut from = 0;
        while let Some(rest) = window.get(from..)
            && let Some((length, count)) = frame(rest, stream.sample_bits)
        {
            from += length;
            samples += u64::from(count);
            if samples == stream.samples {
                return Ok(Some(at + from as u64));
            }
            if window.len() - from < WINDOW_BYTES / 2 && window.len() == WINDOW_BYTES {
                break;
            }
        }
        if from == 0 {
            // Where nobody says how much sound there is, it ends where no frame follows.
            return Ok((stream.samples == 0 && at > begin).then_some(at));
        }
        at += from as u64;
    }
    Ok(Some(at).filter(|_| stream.samples == 0))
}

/// Whether a table of seek points is one (§8.5): in order, and what only holds places says nothing else.
pub(super) fn is_seek_table(content: &[u8], sound_bytes: u64) -> bool {
    let (points, rest) = content.as_chunks::<18>();
    let mut before = None;
    let is_point = |point: &[u8; 18], before: &mut Option<u64>| {
        let (Some(sample), Some(offset)) = (be64(point, 0), be64(point, 8)) else { return false };
        let is_in_order = before.is_none_or(|before| sample > before);
        *before = Some(sample).filter(|sample| *sample != u64::MAX).or(*before);
        match sample {
            u64::MAX => offset == 0 && point.ends_with(&[0, 0]),
            _ => is_in_order && offset < sound_bytes,
        }
    };
    rest.is_empty() && points.iter().all(|point| is_point(point, &mut before))
}

/// Bytes of the frame that begins here, and samples of each of its channels.
fn frame(bytes: &[u8], stream_bits: u32) -> Option<(usize, u32)> {
    let &[0xFF, 0xF8 | 0xF9, sizes, layout, ..] = bytes else { return None };
    let mut at = 4;
    // The number of the frame or sample, written like a letter of UTF-8.
    at += match bytes.get(at)?.leading_ones() {
        0 => 1,
        count @ 2..=7 => count as usize,
        _ => return None,
    };
    let block = match sizes >> 4 {
        1 => 192,
        code @ 2..=5 => 144 << code,
        6 => {
            at += 1;
            u32::from(*bytes.get(at - 1)?) + 1
        }
        7 => {
            at += 2;
            u32::from(u16::from_be_bytes([*bytes.get(at - 2)?, *bytes.get(at - 1)?])) + 1
        }
        code @ 8..=15 => 1 << code,
        _ => return None,
    };
    at += match sizes & 15 {
        12 => 1,
        13 | 14 => 2,
        15 => return None,
        _ => 0,
    };
    let bits = match layout >> 1 & 7 {
        0 => stream_bits,
        1 => 8,
        2 => 12,
        4 => 16,
        5 => 20,
        6 => 24,
        7 => 32,
        _ => return None,
    };
    if layout & 1 == 1 || crc8(bytes.get(..at)?) != *bytes.get(at)? {
        return None;
    }
    let channels = layout >> 4;
    let count = match channels {
        0..=7 => channels + 1,
        8..=10 => 2,
        _ => return None,
    };
    let mut reader = Bits { bytes, at: (at as u64 + 1) * 8 };
    for channel in 0..count {
        // The difference of two channels needs one bit more.
        let is_side = matches!((channels, channel), (8 | 10, 1) | (9, 0));
        subframe(&mut reader, bits + u32::from(is_side), block)?;
    }
    let end = usize::try_from(reader.at.div_ceil(8)).ok()?;
    let sum = u16::from_be_bytes([*bytes.get(end)?, *bytes.get(end + 1)?]);
    (crc16(bytes.get(..end)?) == sum).then_some((end + 2, block))
}

/// One channel (§9.2).
fn subframe(reader: &mut Bits<'_>, bits: u32, block: u32) -> Option<()> {
    let head = reader.number(8)?;
    let mut bits = bits;
    if head & 1 == 1 {
        bits = bits.checked_sub(reader.zeros()? + 1)?;
    }
    match head >> 1 & 0x3F {
        0 => reader.skip(u64::from(bits)),
        1 => reader.skip(u64::from(bits) * u64::from(block)),
        order @ 8..=12 => {
            reader.skip(u64::from(order as u32 - 8) * u64::from(bits))?;
            residual(reader, order as u32 - 8, block)
        }
        order @ 32..=63 => {
            let order = order as u32 - 31;
            reader.skip(u64::from(order) * u64::from(bits))?;
            let precision = reader.number(4)? as u32 + 1;
            reader.skip(5 + u64::from(order) * u64::from(precision))?;
            residual(reader, order, block)
        }
        _ => None,
    }
}

/// What a predictor missed, in partitions of Rice codes (§9.2.7).
fn residual(reader: &mut Bits<'_>, order: u32, block: u32) -> Option<()> {
    let width = match reader.number(2)? {
        0 => 4,
        1 => 5,
        _ => return None,
    };
    let partitions = 1u32 << reader.number(4)?;
    for index in 0..partitions {
        let samples = (block / partitions).checked_sub(if index == 0 { order } else { 0 })?;
        let rice = reader.number(width)?;
        if rice == (1 << width) - 1 {
            let bits = reader.number(5)?;
            reader.skip(bits * u64::from(samples))?;
            continue;
        }
        for _ in 0..samples {
            reader.zeros()?;
            reader.skip(rice)?;
        }
    }
    Some(())
}

/// Bits, the highest of each byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    at: u64,
}

impl Bits<'_> {
    /// At least 57 bits from here on, at the top; zeros behind the end.
    fn ahead(&self) -> u64 {
        let rest = self.bytes.get((self.at / 8) as usize..).unwrap_or_default();
        let word = match rest.first_chunk::<8>() {
            Some(eight) => u64::from_be_bytes(*eight),
            None => rest.iter().zip((0..8).rev()).fold(0, |word, (byte, place)| word | u64::from(*byte) << (8 * place)),
        };
        word << (self.at % 8)
    }

    fn skip(&mut self, bits: u64) -> Option<()> {
        self.at = self.at.checked_add(bits)?;
        (self.at <= self.bytes.len() as u64 * 8).then_some(())
    }

    /// At most 32 bits, and at least one.
    fn number(&mut self, bits: u32) -> Option<u64> {
        let value = self.ahead() >> (64 - bits);
        self.skip(u64::from(bits))?;
        Some(value)
    }

    /// Zeros up to the next one, which is read, too.
    fn zeros(&mut self) -> Option<u32> {
        let mut count = 0;
        loop {
            let zeros = self.ahead().leading_zeros();
            if zeros < 57 {
                self.skip(u64::from(zeros) + 1)?;
                return Some(count + zeros);
            }
            self.skip(57)?;
            count += 57;
        }
    }
}

fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| (0..8).fold(sum ^ byte, |sum, _| sum << 1 ^ if sum & 0x80 != 0 { 7 } else { 0 }))
}

/// The polynomial x¹⁶ + x¹⁵ + x² + 1 (§9.3).
fn crc16(bytes: &[u8]) -> u16 {
    static TABLE: LazyLock<[u16; 256]> = LazyLock::new(|| {
        std::array::from_fn(|index| {
            (0..8).fold((index as u16) << 8, |sum, _| sum << 1 ^ if sum & 0x8000 != 0 { 0x8005 } else { 0 })
        })
    });
    let table = &*TABLE;
    bytes.iter().fold(0, |sum, byte| sum << 8 ^ table.get(usize::from((sum >> 8) as u8 ^ byte)).copied().unwrap_or(0))
}

/// A stream whose frames cannot be followed.
pub(super) fn lost(at: u64) -> RedactError {
    malformed(at, "frames of sound that cannot be followed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standard() {
        assert_eq!((crc8(b"123456789"), crc16(b"123456789")), (0xF4, 0xFEE8));
    }

    #[test]
    fn seek_points_are_in_order_and_places_are_empty() {
        let point = |sample: u64, offset: u64| [&sample.to_be_bytes()[..], &offset.to_be_bytes(), &[0, 0]].concat();
        let table = |points: &[Vec<u8>]| is_seek_table(&points.concat(), 1_000);
        assert!(table(&[point(0, 0), point(9, 99), point(u64::MAX, 0), point(u64::MAX, 0)]));
        assert!(!table(&[point(9, 0), point(9, 9)]) && !table(&[point(0, 1_000)]));
        assert!(!table(&[point(0, 0), point(u64::MAX, 7)]) && !is_seek_table(b"more", 1_000));
    }
}
