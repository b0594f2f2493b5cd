//! Coefficients in their new places as a JPEG (ITU-T T.81 Annex B). Never carries other metadata.

use super::codes::{BitWriter, Codes, Counts};
use super::frame::{self, BLOCK, Component};
use super::place::Place;
use super::scan::{Block, Coefficients, Plane, Steps};
use super::symbols::{Band, Class, Coder};
use super::{Refused, Turn};
use crate::media::jpeg::blocks;

/// Bytes of a profile in one segment (ICC.1 Annex B.4).
const ICC_PART: usize = 65_519;
/// Tables of each kind that a baseline picture may have.
const TABLES: usize = 2;
/// All coefficients, and those that a progressive picture brings first, second and last.
const ALL: Band = Band { from: 0, to: 63 };
const FIRST: Band = Band { from: 0, to: 0 };
const LOW: Band = Band { from: 1, to: 5 };
const HIGH: Band = Band { from: 6, to: 63 };
const AC: Band = Band { from: 1, to: 63 };

/// The whole file; a progressive one comes in bands.
pub(super) fn write(
    bytes: &[u8],
    read: &Coefficients,
    place: &Place,
    is_progressive: bool,
) -> Result<Vec<u8>, Refused> {
    let layout = Layout::new(read, place, is_progressive)?;
    let mut out = vec![0xFF, 0xD8];
    carried(bytes, place.turn, &mut out)?;
    layout.headers(&mut out)?;
    let (first, others) = layout.parts.split_at_checked(1).unwrap_or_default();
    if is_progressive {
        layout.scan(&layout.parts, FIRST, &mut out)?;
        layout.scan(first, LOW, &mut out)?;
        for part in others {
            layout.scan(std::slice::from_ref(part), AC, &mut out)?;
        }
        layout.scan(first, HIGH, &mut out)?;
    } else {
        layout.scan(&layout.parts, ALL, &mut out)?;
    }
    out.extend([0xFF, 0xD9]);
    Ok(out)
}

/// One component of the result.
struct Part<'a> {
    component: &'a Component,
    plane: &'a Plane,
    /// Blocks in each MCU of the result, and blocks that hold picture.
    factors: (usize, usize),
    own: (usize, usize),
    /// Which of the result's quantization tables, and which of its pairs of Huffman tables.
    steps: usize,
    codes: usize,
}

struct Layout<'a> {
    place: &'a Place,
    is_progressive: bool,
    parts: Vec<Part<'a>>,
    /// Quantization tables, each once.
    steps: Vec<Steps>,
    /// Where each coefficient comes from.
    moves: [(u8, bool); BLOCK],
}

impl<'a> Layout<'a> {
    fn new(read: &'a Coefficients, place: &'a Place, is_progressive: bool) -> Result<Self, Refused> {
        let moves = place.turn.coefficients();
        let (largest, common) = (read.frame.largest(), read.frame.common());
        let most = place.turn.size((largest.0 / common.0, largest.1 / common.1));
        let (width, height) = (place.rect.width as usize, place.rect.height as usize);
        let mut layout = Self { place, is_progressive, parts: Vec::new(), steps: Vec::new(), moves };
        for (index, (component, plane)) in read.frame.components.iter().zip(&read.planes).enumerate() {
            let steps = moves.map(|(from, _)| plane.steps.get(usize::from(from)).copied().unwrap_or(1));
            let known = layout.steps.iter().position(|other| *other == steps);
            let at = known.unwrap_or(layout.steps.len());
            if known.is_none() {
                layout.steps.push(steps);
            }
            let (h, v) = place.turn.size((component.factors.0 / common.0, component.factors.1 / common.1));
            layout.parts.push(Part {
                component,
                plane,
                factors: (h, v),
                own: ((width * h).div_ceil(8 * most.0), (height * v).div_ceil(8 * most.1)),
                steps: at,
                // Colours have other codes than brightness; so do the two middle inks of four.
                codes: usize::from(matches!(index, 1 | 2)),
            });
        }
        let blocks: usize = layout.parts.iter().map(|part| part.factors.0 * part.factors.1).sum();
        if layout.parts.len() > 1 && blocks > 10 {
            return Err(Refused::Unusual("more blocks in an MCU than may be"));
        }
        Ok(layout)
    }

    fn headers(&self, out: &mut Vec<u8>) -> Result<(), Refused> {
        let is_wide = |steps: &Steps| steps.iter().any(|&step| step > 255);
        for (at, steps) in (0u8..).zip(&self.steps) {
            let mut table = vec![u8::from(is_wide(steps)) << 4 | at];
            for step in steps {
                if is_wide(steps) {
                    table.extend(step.to_be_bytes());
                } else {
                    table.push(*step as u8);
                }
            }
            segment(0xDB, &table, out);
        }
        let side = |side: u32| u16::try_from(side).map(u16::to_be_bytes).map_err(|_| Refused::TooLarge);
        let (height, width) = (side(self.place.rect.height)?, side(self.place.rect.width)?);
        let mut frame = [&[8], height.as_slice(), &width, &[self.parts.len() as u8]].concat();
        for part in &self.parts {
            let sampling = (part.factors.0 << 4 | part.factors.1) as u8;
            frame.extend([part.component.id, sampling, part.steps as u8]);
        }
        let kind = match self.is_progressive {
            true => 0xC2,
            // Steps of two bytes are beyond baseline, in what is then called extended.
            false => 0xC0 + u8::from(self.steps.iter().any(is_wide)),
        };
        segment(kind, &frame, out);
        Ok(())
    }

    /// A scan with its tables.
    fn scan(&self, parts: &[Part<'_>], band: Band, out: &mut Vec<u8>) -> Result<(), Refused> {
        let mut counts: [(Counts, Counts); TABLES] = Default::default();
        self.walk(parts, band, |table, class, symbol, _, _| {
            if let Some((dc, ac)) = counts.get_mut(table) {
                if class == Class::Dc { dc } else { ac }.add(symbol);
            }
        })?;
        let codes = counts.map(|(dc, ac)| (Codes::new(&dc), Codes::new(&ac)));
        for (at, (dc, ac)) in (0u8..).zip(&codes) {
            for (class, codes) in [(0x00, dc), (0x10, ac)] {
                if !codes.symbols.is_empty() {
                    segment(0xC4, &[&[class | at], codes.lengths.as_slice(), &codes.symbols].concat(), out);
                }
            }
        }
        let mut header = vec![parts.len() as u8];
        for part in parts {
            header.extend([part.component.id, (part.codes << 4 | part.codes) as u8]);
        }
        header.extend([band.from as u8, band.to as u8, 0]);
        segment(0xDA, &header, out);
        let mut bits = BitWriter::after(std::mem::take(out));
        self.walk(parts, band, |table, class, symbol, value, size| {
            if let Some((dc, ac)) = codes.get(table) {
                let (code, length) = if class == Class::Dc { dc } else { ac }.code(symbol);
                bits.put(u32::from(code), u32::from(length));
                bits.put(value, size);
            }
        })?;
        *out = bits.finish();
        Ok(())
    }

    /// Every symbol of a scan in order: which pair of tables, which of the two, the symbol, the bits after it.
    fn walk(
        &self,
        parts: &[Part<'_>],
        band: Band,
        mut emit: impl FnMut(usize, Class, u8, u32, u32),
    ) -> Result<(), Refused> {
        let mut coder = Coder::new(band, self.is_progressive);
        // One component alone comes block by block, without those that only fill up (T.81 A.2.2).
        let (alone, table) = match parts {
            [part] => (Some(part.own), part.codes),
            _ => (None, 0),
        };
        let (across, down) = alone.unwrap_or((self.place.across.mcus, self.place.down.mcus));
        for row in 0..down {
            for column in 0..across {
                for (index, part) in parts.iter().enumerate() {
                    let (h, v) = if alone.is_some() { (1, 1) } else { part.factors };
                    for y in row * v..(row + 1) * v {
                        for x in column * h..(column + 1) * h {
                            let block = part.block(self.place, (x, y)).ok_or(Refused::Broken("a block outside"))?;
                            coder.block(&self.moved(block, band), index, |class, symbol, value, size| {
                                emit(part.codes, class, symbol, value, size);
                            })?;
                        }
                    }
                }
            }
        }
        coder.finish(|class, symbol, value, size| emit(table, class, symbol, value, size));
        Ok(())
    }

    /// The coefficients of the band in their new places; the others are left at zero.
    #[inline]
    fn moved(&self, block: &Block, band: Band) -> Block {
        let mut out = [0; BLOCK];
        let places = out.iter_mut().zip(&self.moves).take(band.to + 1).skip(band.from);
        for (out, &(from, is_negative)) in places {
            let value = block.get(usize::from(from)).copied().unwrap_or(0);
            *out = if is_negative { value.saturating_neg() } else { value };
        }
        out
    }
}

impl Part<'_> {
    /// The source's block that comes to stand here.
    #[inline]
    fn block(&self, place: &Place, (x, y): (usize, usize)) -> Option<&Block> {
        let (h, v) = self.factors;
        let across = place.across.source(x, h)?;
        let down = place.down.source(y, v)?;
        let (column, row) = if place.turn.transpose { (down, across) } else { (across, down) };
        self.plane.blocks.get(row * self.component.padded.0 + column)
    }
}

/// What says how the picture is to be read.
fn carried(bytes: &[u8], turn: Turn, out: &mut Vec<u8>) -> Result<(), Refused> {
    if let Some(&[.., v1, v0, units, x1, x0, y1, y0]) =
        find(bytes, 0xE0, b"JFIF\0").and_then(|jfif| jfif.first_chunk::<12>())
    {
        let ([x1, x0], [y1, y0]) = turn.size(([x1, x0], [y1, y0]));
        segment(0xE0, &[b"JFIF\0".as_slice(), &[v1, v0, units, x1, x0, y1, y0, 0, 0]].concat(), out);
    }
    if let Some(adobe) = find(bytes, 0xEE, b"Adobe").and_then(|adobe| adobe.first_chunk::<12>()) {
        segment(0xEE, adobe, out);
    }
    let profile = blocks(bytes).1.unwrap_or_default();
    let parts = profile.len().div_ceil(ICC_PART);
    let count = u8::try_from(parts).map_err(|_| Refused::Unusual("a profile too large"))?;
    for (number, part) in (1..=count).zip(profile.chunks(ICC_PART)) {
        segment(0xE2, &[b"ICC_PROFILE\0".as_slice(), &[number, count], part].concat(), out);
    }
    Ok(())
}

/// The first segment of this kind before the data.
fn find<'a>(bytes: &'a [u8], kind: u8, begins: &[u8]) -> Option<&'a [u8]> {
    let mut at = frame::start(bytes).ok()?;
    loop {
        match frame::marker(bytes, &mut at).ok()? {
            (0xDA | 0xD9, _) => return None,
            (other, segment) if other == kind && segment.starts_with(begins) => return Some(segment),
            _ => {}
        }
    }
}

/// A marker with its segment, of at most 65,533 bytes.
fn segment(kind: u8, content: &[u8], out: &mut Vec<u8>) {
    let length = (content.len() + 2) as u16;
    out.extend([0xFF, kind]);
    out.extend(length.to_be_bytes());
    out.extend(content);
}
