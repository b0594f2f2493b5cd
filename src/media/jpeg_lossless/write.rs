//! Coefficients in their new places as a baseline JPEG (ITU-T T.81 Annexes B and F). Never carries other metadata.

use super::codes::{BitWriter, Codes, Counts};
use super::frame::{self, BLOCK, Component};
use super::place::Place;
use super::scan::{Block, Coefficients, Plane, Steps};
use super::{Refused, Turn};
use crate::media::jpeg::blocks;

/// Bytes of a profile in one segment (ICC.1 Annex B.4).
const ICC_PART: usize = 65_519;
/// Tables of each kind that a baseline picture may have.
const TABLES: usize = 2;

/// The whole file.
pub(super) fn write(bytes: &[u8], read: &Coefficients, place: &Place) -> Result<Vec<u8>, Refused> {
    let layout = Layout::new(read, place)?;
    let mut counts: [(Counts, Counts); TABLES] = Default::default();
    layout.walk(|table, class, symbol, _, _| {
        if let Some(counts) = counts.get_mut(table) {
            let counts = if class == Class::Dc { &mut counts.0 } else { &mut counts.1 };
            counts.add(symbol);
        }
    })?;
    let codes = counts.map(|(dc, ac)| (Codes::new(&dc), Codes::new(&ac)));
    let mut out = vec![0xFF, 0xD8];
    carried(bytes, place.turn, &mut out)?;
    layout.headers(place, &codes, &mut out)?;
    let mut bits = BitWriter::after(out);
    layout.walk(|table, class, symbol, value, size| {
        if let Some((dc, ac)) = codes.get(table) {
            let (code, length) = if class == Class::Dc { dc } else { ac }.code(symbol);
            bits.put(u32::from(code), u32::from(length));
            bits.put(value, size);
        }
    })?;
    let mut out = bits.finish();
    out.extend([0xFF, 0xD9]);
    Ok(out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Dc,
    Ac,
}

/// One component of the result.
struct Part<'a> {
    component: &'a Component,
    plane: &'a Plane,
    /// Blocks in each MCU of the result.
    factors: (usize, usize),
    /// Which of the result's quantization tables, and which of its pairs of Huffman tables.
    steps: usize,
    codes: usize,
}

struct Layout<'a> {
    place: &'a Place,
    parts: Vec<Part<'a>>,
    /// Quantization tables, each once.
    steps: Vec<Steps>,
    /// Where each coefficient comes from.
    moves: [(u8, bool); BLOCK],
}

impl<'a> Layout<'a> {
    fn new(read: &'a Coefficients, place: &'a Place) -> Result<Self, Refused> {
        let moves = place.turn.coefficients();
        let (common_across, common_down) = read.frame.common();
        let mut layout = Self { place, parts: Vec::new(), steps: Vec::new(), moves };
        for (index, (component, plane)) in read.frame.components.iter().zip(&read.planes).enumerate() {
            let steps = moves.map(|(from, _)| plane.steps.get(usize::from(from)).copied().unwrap_or(1));
            let known = layout.steps.iter().position(|other| *other == steps);
            let at = known.unwrap_or(layout.steps.len());
            if known.is_none() {
                layout.steps.push(steps);
            }
            let (h, v) = component.factors;
            layout.parts.push(Part {
                component,
                plane,
                factors: place.turn.size((h / common_across, v / common_down)),
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

    /// Every symbol of the scan in order: which pair of tables, which of the two, the symbol, the bits after it.
    fn walk(&self, mut emit: impl FnMut(usize, Class, u8, u32, u32)) -> Result<(), Refused> {
        let mut predicted = [0i32; 4];
        for row in 0..self.place.down.mcus {
            for column in 0..self.place.across.mcus {
                for (part, predicted) in self.parts.iter().zip(&mut predicted) {
                    let (h, v) = part.factors;
                    for y in row * v..(row + 1) * v {
                        for x in column * h..(column + 1) * h {
                            let block = part.block(self.place, (x, y)).ok_or(Refused::Broken("a block outside"))?;
                            code(&self.moved(block), predicted, |class, symbol, value, size| {
                                emit(part.codes, class, symbol, value, size);
                            })?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    #[inline]
    fn moved(&self, block: &Block) -> Block {
        self.moves.map(|(from, is_negative)| {
            let value = block.get(usize::from(from)).copied().unwrap_or(0);
            if is_negative { value.saturating_neg() } else { value }
        })
    }

    fn headers(&self, place: &Place, codes: &[(Codes, Codes)], out: &mut Vec<u8>) -> Result<(), Refused> {
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
        let (height, width) = (side(place.rect.height)?, side(place.rect.width)?);
        let mut frame = [&[8], height.as_slice(), &width, &[self.parts.len() as u8]].concat();
        let mut scan = vec![self.parts.len() as u8];
        for part in &self.parts {
            let sampling = (part.factors.0 << 4 | part.factors.1) as u8;
            frame.extend([part.component.id, sampling, part.steps as u8]);
            scan.extend([part.component.id, (part.codes << 4 | part.codes) as u8]);
        }
        scan.extend([0, 63, 0]);
        // Steps of two bytes are beyond baseline, in what is then called extended.
        segment(if self.steps.iter().any(is_wide) { 0xC1 } else { 0xC0 }, &frame, out);
        for (at, (dc, ac)) in (0u8..).zip(codes) {
            for (class, codes) in [(0x00, dc), (0x10, ac)] {
                if !codes.symbols.is_empty() {
                    segment(0xC4, &[&[class | at], codes.lengths.as_slice(), &codes.symbols].concat(), out);
                }
            }
        }
        segment(0xDA, &scan, out);
        Ok(())
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

/// The symbols of one block (T.81 F.1.2), each with the bits that follow it.
#[inline]
fn code(block: &Block, predicted: &mut i32, mut emit: impl FnMut(Class, u8, u32, u32)) -> Result<(), Refused> {
    let out_of_range = Refused::Unusual("a coefficient that baseline coding does not have");
    let [first, rest @ ..] = block;
    let difference = i32::from(*first) - *predicted;
    *predicted = i32::from(*first);
    let (size, value) = value_bits(difference);
    if size > 11 {
        return Err(out_of_range);
    }
    emit(Class::Dc, size as u8, value, size);
    let last = rest.iter().rposition(|&value| value != 0).map_or(0, |at| at + 1);
    let mut run = 0u8;
    for &coefficient in rest.iter().take(last) {
        if coefficient == 0 {
            run += 1;
            continue;
        }
        while run > 15 {
            emit(Class::Ac, 0xF0, 0, 0);
            run -= 16;
        }
        let (size, value) = value_bits(i32::from(coefficient));
        if size > 10 {
            return Err(out_of_range);
        }
        emit(Class::Ac, run << 4 | size as u8, value, size);
        run = 0;
    }
    if last < BLOCK - 1 {
        emit(Class::Ac, 0, 0, 0);
    }
    Ok(())
}

/// How many bits a value needs, and the bits (T.81 F.1.2.1).
#[inline]
fn value_bits(value: i32) -> (u32, u32) {
    let size = u32::BITS - value.unsigned_abs().leading_zeros();
    let bits = if value < 0 { value - 1 } else { value }.cast_unsigned();
    (size, bits & ((1 << size) - 1))
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
