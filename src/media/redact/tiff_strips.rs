//! How much of each strip or tile a decoder reads (TIFF 6.0 §3, §9, §13, §15). Never decodes a pixel, never decides what
//! goes.

use super::coded_ends;
use super::jpeg;
use super::tiff_tables::{Directory, Tree};
use crate::media::source::Source;

const WIDTH: u16 = 0x0100;
const HEIGHT: u16 = 0x0101;
const BITS: u16 = 0x0102;
const PHOTOMETRIC: u16 = 0x0106;
const STRIP_OFFSETS: u16 = 0x0111;
const SAMPLES: u16 = 0x0115;
const ROWS: u16 = 0x0116;
const PLANES: u16 = 0x011C;
const TILE_WIDTH: u16 = 0x0142;
const TILE_HEIGHT: u16 = 0x0143;
const TILE_OFFSETS: u16 = 0x0144;
const YCBCR: u64 = 6;

/// How the pixels of a directory stand in its pieces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    /// Pieces that there are, and of one plane.
    count: u64,
    of_plane: u64,
    height: u64,
    rows: u64,
    row_bytes: u64,
    compression: u64,
    is_tiled: bool,
    is_subsampled: bool,
}

impl Layout {
    /// `None` where the directory has no strips or tiles, or says too little of them.
    pub(super) fn read(source: &mut Source<'_>, tree: &Tree, directory: &Directory) -> Option<Self> {
        let mut number = |tag: u16| {
            let entry = directory.entries.iter().find(|entry| entry.tag == tag)?;
            tree.tiff.numbers(source, entry, 1).first().copied()
        };
        let (width, height) = (number(WIDTH)?, number(HEIGHT)?);
        let (bits, samples) = (number(BITS).unwrap_or(1), number(SAMPLES).unwrap_or(1));
        let planes = if number(PLANES) == Some(2) { samples } else { 1 };
        let is_subsampled = number(PHOTOMETRIC) == Some(YCBCR);
        let tile = number(TILE_WIDTH).zip(number(TILE_HEIGHT));
        let strip = (width, number(ROWS).unwrap_or(height).clamp(1, height.max(1)));
        let (columns, rows) = tile.unwrap_or(strip);
        let row_bits = columns.checked_mul(bits)?.checked_mul(samples / planes.max(1))?;
        let across = if tile.is_some() { width.div_ceil(columns.max(1)) } else { 1 };
        let of_plane = across.checked_mul(height.div_ceil(rows.max(1)))?;
        let offsets = if tile.is_some() { TILE_OFFSETS } else { STRIP_OFFSETS };
        let entry = directory.entries.iter().find(|entry| entry.tag == offsets)?;
        // Pieces without bytes are not in the list, and others would be counted wrong behind them.
        (entry.count == directory.pieces.len() as u64 && of_plane > 0).then_some(Self {
            count: of_plane.checked_mul(planes)?,
            of_plane,
            height,
            rows,
            row_bytes: row_bits.div_ceil(8),
            compression: directory.compression,
            is_tiled: tile.is_some(),
            is_subsampled,
        })
    }

    /// Bytes of the piece with this number, which stands at `at`, that a decoder reads; `None` where it cannot be told.
    pub(super) fn used(&self, source: &mut Source<'_>, index: u64, at: u64, length: u64) -> Option<u64> {
        if index >= self.count {
            return Some(0);
        }
        let above = index % self.of_plane * self.rows;
        let rows = if self.is_tiled { self.rows } else { self.rows.min(self.height.checked_sub(above)?) };
        let decoded = self.row_bytes.checked_mul(rows)?;
        if self.compression == 1 {
            return (!self.is_subsampled).then_some(decoded.min(length));
        }
        if !matches!(self.compression, 5 | 7 | 8 | 32773 | 32946) {
            return None;
        }
        let data = source.bytes(at, usize::try_from(length).ok()?)?;
        let used = match self.compression {
            // An older kind begins with the lowest bits.
            5 if data.starts_with(&[0]) => None,
            5 => coded_ends::tiff_lzw(data),
            7 => jpeg::end(&mut Source::memory(data)).and_then(|end| usize::try_from(end).ok()),
            32773 => coded_ends::pack_bits(data, decoded),
            _ => coded_ends::zlib(data),
        };
        used.map(|used| (used as u64).min(length))
    }
}
