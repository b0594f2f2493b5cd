//! Which of a PNG's own chunks its picture is made of (ISO/IEC 15948 §5.6, §11; APNG): the size that each has, where it
//! may stand and how often, and where the coded data ends. Never changes a chunk, never keeps a decoded line.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use super::RedactError;
use crate::media::source::{Source, be32};

/// Decoded bytes that are counted in one go.
const WINDOW_BYTES: usize = 64 << 10;
/// Bytes of a frame's sequence number before its data.
const SEQUENCE_BYTES: u64 = 4;
/// Passes of an interlaced picture: first column and row, then their distances (§8.2).
const PASSES: [(u64, u64, u64, u64); 7] =
    [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

/// A chunk: where it begins, and how long its content is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chunk {
    pub(super) kind: [u8; 4],
    pub(super) at: u64,
    pub(super) size: u64,
}

impl Chunk {
    /// Behind the checksum.
    pub(super) fn end(&self) -> u64 {
        self.at + 12 + self.size
    }
}

/// What a decoder does with a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It is none of the picture's.
    Foreign,
    Whole,
    /// No more than the first bytes of it are read.
    First(u64),
}

/// What each chunk is for. With `ends` the coded data is followed to where it ends.
///
/// # Errors
/// Coded data that does not decode, or holds more than the picture has room for.
pub(super) fn uses(source: &mut Source<'_>, chunks: &[Chunk], ends: bool) -> Result<Vec<Use>, RedactError> {
    let header = chunks.first().and_then(|first| source.bytes(first.at + 8, 13)).map(<[u8]>::to_vec);
    let header = header.filter(|header| header.len() == 13).ok_or(broken(8, "no PNG header"))?;
    let mut walk = Walk { header, palette: 0, seen: Vec::new(), state: State::Before, frames: 0, runs: Vec::new() };
    let mut all = Vec::with_capacity(chunks.len());
    for (index, chunk) in chunks.iter().enumerate() {
        all.push(walk.chunk(source, index, chunk)?);
    }
    if ends {
        for run in &walk.runs {
            run.end(source, chunks, &walk.header, &mut all)?;
        }
    }
    Ok(all)
}

/// How far the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Picture,
    /// Behind the picture; true where a frame has been announced whose data may follow.
    Behind(bool),
}

struct Walk {
    header: Vec<u8>,
    /// Entries of the palette.
    palette: u64,
    seen: Vec<[u8; 4]>,
    state: State,
    /// Frames of an animation that are still to come.
    frames: u32,
    runs: Vec<Run>,
}

impl Walk {
    fn chunk(&mut self, source: &mut Source<'_>, index: usize, chunk: &Chunk) -> Result<Use, RedactError> {
        if self.state == State::Picture && &chunk.kind != b"IDAT" {
            self.state = State::Behind(false);
        }
        match &chunk.kind {
            b"IHDR" if index == 0 && chunk.size == 13 => Ok(Use::Whole),
            b"IEND" => Ok(if chunk.size == 0 { Use::Whole } else { Use::First(0) }),
            b"IDAT" => Ok(self.data(index)),
            b"fcTL" if chunk.size == 26 => self.frame(source, chunk),
            b"fdAT" if chunk.size >= SEQUENCE_BYTES && self.state == State::Behind(true) => {
                if let Some(run) = self.runs.last_mut() {
                    run.parts.push(index);
                }
                Ok(Use::Whole)
            }
            kind if self.state == State::Before && !self.seen.contains(kind) => {
                let used = self.about(source, chunk)?;
                if used != Use::Foreign {
                    self.seen.push(*kind);
                }
                Ok(used)
            }
            _ => Ok(Use::Foreign),
        }
    }

    /// The picture's data stands in one run (§5.6).
    fn data(&mut self, index: usize) -> Use {
        match self.state {
            State::Before => {
                self.runs.push(Run { parts: vec![index], size: None, skip: 0 });
                self.state = State::Picture;
            }
            State::Picture => self.runs.iter_mut().for_each(|run| run.parts.push(index)),
            State::Behind(_) => return Use::Foreign,
        }
        Use::Whole
    }

    fn frame(&mut self, source: &mut Source<'_>, chunk: &Chunk) -> Result<Use, RedactError> {
        let Some(left) = self.frames.checked_sub(1) else { return Ok(Use::Foreign) };
        let bytes = source.bytes(chunk.at + 8, 26).ok_or(broken(chunk.at, "a PNG chunk"))?;
        let size = be32(bytes, 4).zip(be32(bytes, 8));
        match self.state {
            State::Before if self.seen.contains(b"fcTL") => return Ok(Use::Foreign),
            State::Before => self.seen.push(*b"fcTL"),
            _ => {
                // A frame without data of its own would be one that no reader shows.
                if self.runs.last().is_some_and(|run| run.parts.is_empty()) {
                    return Err(broken(chunk.at, "a frame without data"));
                }
                self.state = State::Behind(true);
                self.runs.push(Run { parts: Vec::new(), size, skip: SEQUENCE_BYTES });
            }
        }
        self.frames = left;
        Ok(Use::Whole)
    }

    /// What is said of the picture, before it, once.
    fn about(&mut self, source: &mut Source<'_>, chunk: &Chunk) -> Result<Use, RedactError> {
        let (depth, color) = (self.header.get(8).copied().unwrap_or(8), self.header.get(9).copied().unwrap_or(2));
        let wanted = match (&chunk.kind, color) {
            (b"PLTE", 3) => {
                let most = 3u64 << depth.min(8);
                self.palette = chunk.size.min(most) / 3;
                most.min(chunk.size / 3 * 3)
            }
            (b"tRNS", 0) => 2,
            (b"tRNS", 2) => 6,
            (b"tRNS", 3) => self.palette.min(chunk.size),
            (b"gAMA", _) => 4,
            (b"cHRM", _) => 32,
            (b"sRGB", _) => 1,
            (b"cICP", _) => 4,
            (b"mDCV", _) => 24,
            (b"cLLI" | b"acTL", _) => 8,
            (b"pHYs", _) => 9,
            (b"sBIT", 0) => 1,
            (b"sBIT", 4) => 2,
            (b"sBIT", 6) => 4,
            (b"sBIT", _) => 3,
            (b"bKGD", 3) => 1,
            (b"bKGD", 0 | 4) => 2,
            (b"bKGD", _) => 6,
            _ => return Ok(Use::Foreign),
        };
        if chunk.size == wanted && !self.is_possible(source, chunk) {
            return Ok(Use::Foreign);
        }
        let is_needed = matches!(&chunk.kind, b"PLTE" | b"tRNS");
        if &chunk.kind == b"acTL" && chunk.size == wanted {
            let bytes = source.bytes(chunk.at + 8, 4).ok_or(broken(chunk.at, "a PNG chunk"))?;
            self.frames = be32(bytes, 0).unwrap_or_default();
        }
        Ok(match chunk.size {
            size if size == wanted && size > 0 => Use::Whole,
            // A longer one of another kind is none that decoders take.
            size if size > wanted && wanted > 0 && is_needed => Use::First(wanted),
            _ => Use::Foreign,
        })
    }
}

impl Walk {
    /// Whether numbers about colours and sizes can be what they say: others are no statement that a reader follows.
    fn is_possible(&self, source: &mut Source<'_>, chunk: &Chunk) -> bool {
        /// 1.0 is 100,000 (§11.3.2.1), and no colour lies much further out.
        const PLACE: u32 = 200_000;
        /// 10,000 candelas in steps of a ten-thousandth (§11.3.2.7).
        const LIGHT: u32 = 100_000_000;
        /// Pixels in a metre.
        const FINE: u32 = 10_000_000;
        let Some(bytes) = source.up_to(chunk.at + 8, chunk.size.min(32) as usize) else { return false };
        let words = |from: usize, most: u32| {
            let words = bytes.get(from..).unwrap_or_default().as_chunks::<4>().0;
            words.iter().all(|word| u32::from_be_bytes(*word) <= most)
        };
        match &chunk.kind {
            b"gAMA" => words(0, FINE),
            b"cHRM" => words(0, PLACE),
            b"pHYs" => words(0, FINE) && bytes.last().is_some_and(|unit| *unit <= 1),
            b"cICP" => matches!(bytes, [.., 0, 0 | 1]),
            // These speak of the signal that cICP names.
            b"mDCV" => self.seen.contains(b"cICP") && words(16, LIGHT),
            b"cLLI" => self.seen.contains(b"cICP") && words(0, LIGHT),
            _ => true,
        }
    }
}

/// Data of one picture, spread over chunks.
struct Run {
    parts: Vec<usize>,
    /// Width and height where they are not the file's own.
    size: Option<(u32, u32)>,
    /// Bytes before the data in each chunk.
    skip: u64,
}

impl Run {
    /// Says of each chunk how much of it is read.
    fn end(
        &self,
        source: &mut Source<'_>,
        chunks: &[Chunk],
        header: &[u8],
        all: &mut [Use],
    ) -> Result<(), RedactError> {
        let size = self.size.or_else(|| be32(header, 0).zip(be32(header, 4))).unwrap_or_default();
        let mut left = decoded_bytes(header, size).ok_or(broken(8, "no PNG header"))?;
        let mut state = InflateState::new_boxed(DataFormat::Zlib);
        let mut window = vec![0; WINDOW_BYTES];
        let mut has_ended = false;
        for &index in &self.parts {
            let Some(chunk) = chunks.get(index) else { continue };
            let mut used = self.skip;
            while used < chunk.size && !has_ended {
                let step = (chunk.size - used).min(WINDOW_BYTES as u64) as usize;
                let at = chunk.at + 8 + used;
                let bytes = source.bytes(at, step).ok_or(broken(at, "a PNG chunk"))?;
                let result = inflate(&mut state, bytes, &mut window, MZFlush::None);
                used += result.bytes_consumed as u64;
                let too_much = || RedactError::CannotRemove { part: crate::tr!("found-behind-last-line") };
                left = left.checked_sub(result.bytes_written as u64).ok_or_else(too_much)?;
                match result.status {
                    Ok(MZStatus::StreamEnd) => has_ended = true,
                    Ok(_) if result.bytes_consumed + result.bytes_written > 0 => {}
                    _ => return Err(broken(at, "coded data of a PNG")),
                }
            }
            if let Some(place) = all.get_mut(index).filter(|_| has_ended && used < chunk.size) {
                // A frame's data needs its number; one that has nothing else would be none.
                *place = if used == self.skip { Use::Foreign } else { Use::First(used) };
            }
        }
        match has_ended {
            true => Ok(()),
            false => Err(broken(8, "coded data of a PNG that does not end")),
        }
    }
}

/// Bytes of all lines of a picture, with the filter of each (§7.2, §9).
fn decoded_bytes(header: &[u8], (width, height): (u32, u32)) -> Option<u64> {
    let channels = match header.get(9)? {
        0 | 3 => 1,
        2 => 3,
        4 => 2,
        6 => 4,
        _ => return None,
    };
    let bits = u64::from(*header.get(8)?) * channels;
    let (width, height) = (u64::from(width), u64::from(height));
    let lines = |width: u64, height: u64| match width {
        0 => Some(0),
        _ => (width.checked_mul(bits)?.div_ceil(8) + 1).checked_mul(height),
    };
    match header.get(12)? {
        0 => lines(width, height),
        _ => PASSES.iter().try_fold(0u64, |sum, (x, y, dx, dy)| {
            let pass = lines(width.saturating_sub(*x).div_ceil(*dx), height.saturating_sub(*y).div_ceil(*dy))?;
            sum.checked_add(pass)
        }),
    }
}

fn broken(at: u64, reason: &'static str) -> RedactError {
    RedactError::Malformed { at, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_a_filter_each() {
        let header = |depth, color, interlace| [&[0; 8][..], &[depth, color, 0, 0, interlace]].concat();
        assert_eq!(decoded_bytes(&header(8, 2, 0), (10, 4)), Some(4 * 31));
        assert_eq!(decoded_bytes(&header(1, 3, 0), (10, 4)), Some(4 * 3));
        assert_eq!(decoded_bytes(&header(16, 6, 0), (3, 2)), Some(2 * 25));
        // One pixel has one pass, eight by eight have all seven.
        assert_eq!(decoded_bytes(&header(8, 0, 1), (1, 1)), Some(2));
        assert_eq!(decoded_bytes(&header(8, 0, 1), (8, 8)), Some(2 + 2 + 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9));
    }
}
