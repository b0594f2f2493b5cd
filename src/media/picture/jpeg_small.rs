//! Baseline JPEG at an eighth or a quarter of its size, fast: most coefficients are stepped over without
//! being computed. Gives `None` for whatever is not the ordinary case; the full decoder takes those.
//!
//! Signing a thousand photos needs a thousand thumbnails, and the entropy decoder is what they cost.

use bits::{Bits, Strides};

use crate::media::jpeg_codes::Codes;

mod bits;

/// A reduced picture, RGB.
pub(super) struct Small {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

/// Decodes with `side` (1 or 2) pixels for each block of 8.
pub(super) fn decode(bytes: &[u8], side: usize) -> Option<Small> {
    if !matches!(side, 1 | 2) {
        return None;
    }
    let mut picture = Headers::read(bytes, side)?;
    picture.scan()?;
    picture.rgb()
}

/// Where the first five coefficients in zigzag order go in the lowest 2 by 2; 4 is nowhere.
const LOW: [usize; 5] = [0, 1, 2, 4, 3];

struct Component {
    id: u8,
    across: usize,
    down: usize,
    quantization: usize,
    dc: usize,
    ac: usize,
    previous: i32,
    /// Pixels for each block: colour at half the resolution gets twice as many, which brings it up to the rest.
    side: usize,
    stride: usize,
    plane: Vec<u8>,
}

struct Headers<'a> {
    bytes: &'a [u8],
    side: usize,
    width: usize,
    height: usize,
    components: Vec<Component>,
    /// The quantization steps of the coefficients that count, in the order of [`LOW`].
    steps: [[i32; 5]; 4],
    dc: [Option<Codes>; 4],
    ac: [Option<Strides>; 4],
    restart_interval: usize,
    data_at: usize,
    adobe_transform: Option<u8>,
}

impl<'a> Headers<'a> {
    fn read(bytes: &'a [u8], side: usize) -> Option<Self> {
        let mut headers = Self {
            bytes,
            side,
            width: 0,
            height: 0,
            components: Vec::new(),
            steps: [[0; 5]; 4],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
            restart_interval: 0,
            data_at: 0,
            adobe_transform: None,
        };
        let mut at = 2;
        for _ in 0..10_000 {
            let &[0xFF, marker] = bytes.get(at..)?.first_chunk::<2>()? else { return None };
            if marker == 0xFF {
                at += 1;
                continue;
            }
            let length = usize::from(number(bytes, at + 2)?);
            let segment = bytes.get(at + 4..at + 2 + length)?;
            at += 2 + length;
            match marker {
                0xC0 | 0xC1 => headers.frame(segment)?,
                0xC4 => headers.tables(segment)?,
                0xDB => headers.quantization(segment)?,
                0xDD => headers.restart_interval = usize::from(number(segment, 0)?),
                0xEE if segment.starts_with(b"Adobe") => headers.adobe_transform = segment.get(11).copied(),
                0xDA => {
                    headers.data_at = at;
                    return headers.scan_header(segment).map(|()| headers);
                }
                // Any other kind of frame, and arithmetic coding.
                0xC2..=0xCF | 0xD0..=0xD9 | 0x00 | 0x01 | 0xDC => return None,
                _ => {}
            }
        }
        None
    }

    fn frame(&mut self, segment: &[u8]) -> Option<()> {
        let count = usize::from(*segment.get(5)?);
        if *segment.first()? != 8 || !matches!(count, 1 | 3) || !self.components.is_empty() {
            return None;
        }
        self.height = usize::from(number(segment, 1)?);
        self.width = usize::from(number(segment, 3)?);
        if self.width == 0 || self.height == 0 {
            return None;
        }
        for [id, sampling, quantization] in segment.get(6..)?.as_chunks::<3>().0.iter().take(count) {
            let (across, down) = (usize::from(sampling >> 4), usize::from(sampling & 15));
            if !matches!(across, 1 | 2) || !matches!(down, 1 | 2) || *quantization > 3 {
                return None;
            }
            let quantization = usize::from(*quantization);
            // One component alone is never interleaved, whatever its sampling factors are.
            let (across, down) = if count == 1 { (1, 1) } else { (across, down) };
            let (id, dc, ac, previous, side, stride, plane) = (*id, 0, 0, 0, 0, 0, Vec::new());
            self.components.push(Component { id, across, down, quantization, dc, ac, previous, side, stride, plane });
        }
        (self.components.len() == count).then_some(())
    }

    fn tables(&mut self, segment: &[u8]) -> Option<()> {
        let mut rest = segment;
        while let Some((&class, more)) = rest.split_first() {
            let counts = more.first_chunk::<16>()?;
            let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
            let symbols = more.get(16..16 + total)?;
            let place = usize::from(class & 15);
            let codes = Codes::new(counts, symbols)?;
            if class >> 4 == 0 {
                *self.dc.get_mut(place)? = Some(codes);
            } else {
                *self.ac.get_mut(place)? = Some(Strides::new(codes));
            }
            rest = more.get(16 + total..)?;
        }
        Some(())
    }

    fn quantization(&mut self, segment: &[u8]) -> Option<()> {
        let mut rest = segment;
        while let Some((&head, more)) = rest.split_first() {
            let size = if head >> 4 == 0 { 1 } else { 2 };
            let steps = self.steps.get_mut(usize::from(head & 15))?;
            for (index, &low) in LOW.iter().enumerate() {
                let step = if size == 1 { u16::from(*more.get(index)?) } else { number(more, index * 2)? };
                *steps.get_mut(low)? = i32::from(step);
            }
            rest = more.get(64 * size..)?;
        }
        Some(())
    }

    fn scan_header(&mut self, segment: &[u8]) -> Option<()> {
        // All components in one scan, over all coefficients.
        let count = usize::from(*segment.first()?);
        if count != self.components.len() || segment.get(1 + 2 * count..4 + 2 * count)? != [0, 63, 0] {
            return None;
        }
        let choices = segment.get(1..)?.as_chunks::<2>().0.iter();
        for (component, [id, tables]) in self.components.iter_mut().zip(choices) {
            if component.id != *id {
                return None;
            }
            (component.dc, component.ac) = (usize::from(tables >> 4), usize::from(tables & 15));
        }
        let is_rgb = self.components.iter().map(|c| c.id).eq(*b"RGB") || self.adobe_transform == Some(0);
        (count == 1 || !is_rgb).then_some(())
    }

    fn scan(&mut self) -> Option<()> {
        let across = self.components.iter().map(|c| c.across).max()?;
        let down = self.components.iter().map(|c| c.down).max()?;
        let (columns, rows) = (self.width.div_ceil(8 * across), self.height.div_ceil(8 * down));
        for component in &mut self.components {
            let is_half = component.across * 2 == across && component.down * 2 == down;
            component.side = if self.side == 1 && is_half { 2 } else { self.side };
            component.stride = columns * component.across * component.side;
            component.plane = vec![0; component.stride * rows * component.down * component.side];
        }
        let mut bits = Bits::new(self.bytes, self.data_at);
        let mut until_restart = self.restart_interval;
        for row in 0..rows {
            for column in 0..columns {
                if self.restart_interval > 0 {
                    if until_restart == 0 {
                        bits.restart()?;
                        self.components.iter_mut().for_each(|component| component.previous = 0);
                        until_restart = self.restart_interval;
                    }
                    until_restart -= 1;
                }
                for component in &mut self.components {
                    let (dc, ac) = (self.dc.get(component.dc)?.as_ref()?, self.ac.get(component.ac)?.as_ref()?);
                    let steps = self.steps.get(component.quantization)?;
                    for y in row * component.down..(row + 1) * component.down {
                        for x in column * component.across..(column + 1) * component.across {
                            component.block(&mut bits, (dc, ac), steps, (x, y))?;
                        }
                    }
                }
            }
            // The held bits reach a few bytes past the last code; more means that data is missing.
            if bits.made_up > 16 {
                return None;
            }
        }
        Some(())
    }

    fn rgb(&self) -> Option<Small> {
        let width = (self.width * self.side).div_ceil(8);
        let height = (self.height * self.side).div_ceil(8);
        let mut rgb = Vec::with_capacity(width * height * 3);
        let luma = self.components.first()?;
        let across = self.components.iter().map(|c| c.across).max()?;
        let down = self.components.iter().map(|c| c.down).max()?;
        for y in 0..height {
            let row = |c: &'_ Component| -> Option<std::ops::Range<usize>> {
                let start = y * c.down * c.side / (down * self.side) * c.stride;
                Some(start..start + c.stride)
            };
            match self.components.as_slice() {
                [_, blue, red] => {
                    let lumas = luma.plane.get(row(luma)?)?;
                    let (blues, reds) = (blue.plane.get(row(blue)?)?, red.plane.get(row(red)?)?);
                    for x in 0..width {
                        let sample = |values: &[u8], c: &Component| {
                            values
                                .get(x * c.across * c.side / (across * self.side))
                                .map_or(0, |&value| i32::from(value))
                        };
                        rgb.extend(to_rgb(sample(lumas, luma), sample(blues, blue), sample(reds, red)));
                    }
                }
                _ => rgb.extend(luma.plane.get(row(luma)?)?.iter().take(width).flat_map(|&grey| [grey; 3])),
            }
        }
        Some(Small { width: u32::try_from(width).ok()?, height: u32::try_from(height).ok()?, rgb })
    }
}

impl Component {
    #[inline]
    fn block(
        &mut self,
        bits: &mut Bits<'_>,
        (dc, ac): (&Codes, &Strides),
        steps: &[i32; 5],
        (x, y): (usize, usize),
    ) -> Option<()> {
        let side = self.side;
        bits.fill();
        let size = u32::from(bits.symbol(dc)?);
        if size > 11 {
            return None;
        }
        self.previous += bits.value(size);
        let mut low = [0i32; 5];
        low[0] = self.previous.wrapping_mul(steps[0]);
        let needed = if side == 1 { 1 } else { LOW.len() };
        let mut index = 1;
        while index < 64 {
            bits.fill();
            // Past the last of the coefficients that count, values are only stepped over, twice for each fill.
            if index >= needed
                && let Some(to) = bits.step_over(ac, index)
            {
                index = bits.step_over(ac, to).unwrap_or(to);
                continue;
            }
            let symbol = bits.symbol(&ac.codes)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 {
                if run < 15 {
                    break;
                }
                index += 16;
                continue;
            }
            index += run;
            match LOW.get(index).filter(|_| index < needed) {
                Some(&place) => {
                    if let (Some(to), Some(step)) = (low.get_mut(place), steps.get(place)) {
                        *to = bits.value(size).wrapping_mul(*step);
                    }
                }
                None => bits.skip(size),
            }
            index += 1;
        }
        let start = y * side * self.stride + x * side;
        let [a, b, c, d, _] = low;
        if side == 1 {
            *self.plane.get_mut(start)? = level(a);
        } else {
            let top = self.plane.get_mut(start..start + 2)?;
            top.copy_from_slice(&[level(a + b + c + d), level(a - b + c - d)]);
            let start = start + self.stride;
            let bottom = self.plane.get_mut(start..start + 2)?;
            bottom.copy_from_slice(&[level(a + b - c - d), level(a - b - c + d)]);
        }
        Some(())
    }
}

/// A sample from eight times its level around the middle.
#[inline]
fn level(value: i32) -> u8 {
    (((value + 4) >> 3) + 128).clamp(0, 255) as u8
}

/// JFIF's YCbCr (ITU-T T.871 §7).
#[inline]
fn to_rgb(y: i32, cb: i32, cr: i32) -> [u8; 3] {
    let (y, cb, cr) = ((y << 16) + (1 << 15), cb - 128, cr - 128);
    let clamp = |value: i32| (value >> 16).clamp(0, 255) as u8;
    [clamp(y + 91_881 * cr), clamp(y - 22_554 * cb - 46_802 * cr), clamp(y + 116_130 * cb)]
}

fn number(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/media").join(name)).unwrap()
    }

    /// Mean difference between the reduced picture and the average over each of its pixels' area.
    fn difference(bytes: &[u8], side: usize) -> f64 {
        let small = decode(bytes, side).unwrap();
        let mut decoder = jpeg_decoder::Decoder::new(bytes);
        let full = decoder.decode().unwrap();
        let info = decoder.info().unwrap();
        let channels = full.len() / (usize::from(info.width) * usize::from(info.height));
        let (area, width) = (8 / side, usize::from(info.width));
        let (mut sum, mut count) = (0.0, 0);
        for y in 0..usize::from(info.height) / area {
            for x in 0..width / area {
                for channel in 0..3 {
                    let places = (0..area * area).map(|n| (y * area + n / area) * width + x * area + n % area);
                    let total: u32 = places.map(|at| u32::from(full[at * channels + channel.min(channels - 1)])).sum();
                    let found = small.rgb[(y * small.width as usize + x) * 3 + channel];
                    sum += (f64::from(total) / (area * area) as f64 - f64::from(found)).abs();
                    count += 1;
                }
            }
        }
        sum / f64::from(count)
    }

    #[test]
    fn agrees_with_the_full_decoder() {
        for name in ["noise-444-restart.jpg", "noise-grey.jpg", "noise-420.jpg", "noise-422.jpg"] {
            for side in [1, 2] {
                let found = difference(&fixture(name), side);
                // Colour is spread out over wider areas than brightness.
                let tolerance = if name.contains("42") { 8.0 } else { 1.5 };
                assert!(found < tolerance, "{name} {side}: {found}");
            }
        }
        // A quick picture at an eighth has all the colour there is.
        assert!(difference(&fixture("noise-420.jpg"), 1) < 2.0);
    }

    #[test]
    fn what_is_cut_off_or_unusual_is_left_to_the_full_decoder() {
        let whole = fixture("noise-420.jpg");
        for end in (0..whole.len() - 64).step_by(97) {
            assert!(decode(&whole[..end], 1).is_none(), "{end}");
        }
        assert!(decode(&fixture("quarters-progressive.jpg"), 1).is_none());
        assert!(decode(&fixture("quarters-cmyk.jpg"), 1).is_none());
    }
}
