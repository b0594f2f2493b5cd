//! What a picture looks like, as a PDQ hash. Only from the file's own pixels or, where those cannot be decoded, from
//! the preview that a camera put beside them; never from a thumbnail of an ordinary picture, which may show something
//! else.
//!
//! PDQ (Meta Platforms, 2019): brightness, smoothed by two passes of a box filter and taken down to 64 by 64, of which
//! a cosine transform keeps the 16 by 16 slowest waves; each is one bit, whether it is stronger than the median.

use std::path::Path;

use super::{MediaError, Picture, PictureSource, picture};
use crate::provenance::format::Format;
use crate::provenance::soft_binding::{Looked, SoftBinding};

/// Longest side of the picture that is hashed, in pixels. More would cost time and change next to nothing.
const SIDE: u32 = 256;

/// Pixels a side that are transformed.
const GRID: usize = 64;

/// Waves a side that are kept; the constant one is not among them, so that brightness as such does not count.
const WAVES: usize = 16;

/// Less detail than this, of 100, and the hash means nothing (PDQ's authors advise 50).
const LEAST_DETAIL: u32 = 50;

/// Pixels a side below which there is nothing to hash.
const LEAST_SIDE: u32 = 5;

/// Looks at a file.
///
/// Errors: the file cannot be read. One that can be read and not be decoded has no picture.
pub fn look(path: &Path, format: Format) -> Result<Looked, MediaError> {
    use Format::{Avif, Dng, Gif, Heic, Heif, Jpeg, Jxl, Png, Raw, Svg, Tiff, WebP};
    let may_use_preview = match format {
        Jpeg | Png | Tiff | Gif | Svg | WebP | Avif | Jxl => false,
        Dng | Raw | Heic | Heif => true,
        // The cover of an album is on each of its songs, and the first frame of many a film is black.
        _ => return Ok(Looked::NoPicture),
    };
    match picture(path, format, SIDE) {
        Ok(picture) if picture.source == PictureSource::Pixels || may_use_preview => Ok(hash(&picture)),
        Ok(_) => Ok(Looked::NoPicture),
        Err(error @ (MediaError::Unreadable { .. } | MediaError::NotAllowed { .. } | MediaError::Vanished { .. })) => {
            Err(error)
        }
        Err(_) => Ok(Looked::NoPicture),
    }
}

/// The hash of a picture, or that there is too little in it.
fn hash(picture: &Picture) -> Looked {
    if picture.width.min(picture.height) < LEAST_SIDE {
        return Looked::Plain;
    }
    let grid = Plane::of(picture).smoothed().grid();
    if detail(&grid) < LEAST_DETAIL {
        return Looked::Plain;
    }
    let waves = waves(&grid);
    let mut sorted = waves.clone();
    sorted.sort_by(f32::total_cmp);
    let median = sorted.get(WAVES * WAVES / 2 - 1).copied().unwrap_or_default();
    let mut words = [0; 4];
    for (word, waves) in words.iter_mut().zip(waves.chunks(64)) {
        *word = waves.iter().rev().fold(0, |bits, wave| bits << 1 | u64::from(*wave > median));
    }
    Looked::Picture(SoftBinding::new(words))
}

/// Brightness, 0 to 255, a row after the other.
struct Plane {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Plane {
    /// What is transparent is laid over white.
    fn of(picture: &Picture) -> Self {
        let brightness = |&[r, g, b, a]: &[u8; 4]| {
            let light = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
            let alpha = f32::from(a) / 255.0;
            light * alpha + 255.0 * (1.0 - alpha)
        };
        let values = picture.rgba.as_chunks::<4>().0.iter().map(brightness).collect();
        Self { width: picture.width as usize, height: picture.height as usize, values }
    }

    /// Two passes along and across: a tent that spans two of the pixels that will be left.
    fn smoothed(self) -> Self {
        let once = self.boxed().turned().boxed().turned();
        once.boxed().turned().boxed().turned()
    }

    /// Each value becomes the mean of those around it in its row.
    fn boxed(self) -> Self {
        let window = self.width.div_ceil(2 * GRID);
        if window < 2 {
            return self;
        }
        let after = window / 2;
        let before = window - 1 - after;
        let mut values = Vec::with_capacity(self.values.len());
        let mut sums = vec![0.0_f64; self.width + 1];
        for row in self.values.chunks_exact(self.width) {
            let mut sum = 0.0;
            for (place, value) in sums.iter_mut().skip(1).zip(row) {
                sum += f64::from(*value);
                *place = sum;
            }
            for x in 0..self.width {
                let (from, to) = (x.saturating_sub(before), (x + after + 1).min(self.width));
                let sum = |place: usize| sums.get(place).copied().unwrap_or_default();
                values.push(((sum(to) - sum(from)) / (to - from) as f64) as f32);
            }
        }
        Self { values, ..self }
    }

    /// Rows become columns.
    fn turned(self) -> Self {
        let columns = 0..self.width;
        let values = columns.flat_map(|x| self.values.iter().skip(x).step_by(self.width.max(1)).copied()).collect();
        Self { width: self.height, height: self.width, values }
    }

    /// Values at even distances, `GRID` a side.
    fn grid(&self) -> Vec<f32> {
        let place = |index: usize, length: usize| (2 * index + 1) * length / (2 * GRID);
        let rows = (0..GRID).map(|row| place(row, self.height) * self.width);
        let at = |row: usize| (0..GRID).map(move |column| row + place(column, self.width));
        rows.flat_map(at).map(|place| self.values.get(place).copied().unwrap_or_default()).collect()
    }
}

/// How much is in the picture, of 100 and more: steps from each value to the next, those that can be seen at all.
fn detail(grid: &[f32]) -> u32 {
    let step = |(one, two): (&f32, &f32)| ((one - two) * 100.0 / 255.0).abs() as u32;
    let down: u32 = grid.iter().zip(grid.iter().skip(GRID)).map(step).sum();
    let along: u32 = grid.chunks(GRID).flat_map(|row| row.iter().zip(row.iter().skip(1))).map(step).sum();
    (down + along) / 90
}

/// The slowest waves down and along, without the constant ones: the cosine transform (type II) that PDQ uses.
fn waves(grid: &[f32]) -> Vec<f32> {
    let wave = |number: usize, place: usize| {
        let turns = (number + 1) as f64 * (2 * place + 1) as f64 / (4 * GRID) as f64;
        ((2.0 / GRID as f64).sqrt() * (std::f64::consts::TAU * turns).cos()) as f32
    };
    let waves: Vec<Vec<f32>> = (0..WAVES).map(|n| (0..GRID).map(|place| wave(n, place)).collect()).collect();
    let mut out = Vec::with_capacity(WAVES * WAVES);
    for down in &waves {
        let mut sums = [0.0_f32; GRID];
        for (factor, row) in down.iter().zip(grid.chunks(GRID)) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
        }
        for along in &waves {
            out.push(sums.iter().zip(along).map(|(sum, factor)| sum * factor).sum());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Picture {
        let rgba = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| pixel(x, y)).collect();
        Picture { width, height, rgba, full_size: (width, height), source: PictureSource::Pixels }
    }

    #[test]
    fn plain_pictures_have_no_hash() {
        for (width, height) in [(1, 1), (4, 200), (200, 150)] {
            assert_eq!(hash(&picture(width, height, |_, _| [120, 90, 10, 255])), Looked::Plain);
        }
        assert_eq!(hash(&picture(256, 256, |x, _| [x as u8, x as u8, x as u8, 255])), Looked::Plain, "a gradient");
        assert_eq!(hash(&picture(200, 200, |x, y| [(x * y) as u8, 3, 200, 0])), Looked::Plain, "all transparent");
    }

    #[test]
    fn half_of_the_bits_are_set() {
        let blocks = picture(200, 160, |x, y| if (x / 17 + y / 23 * 3) % 5 < 2 { [250; 4] } else { [10, 20, 30, 255] });
        let Looked::Picture(hash) = hash(&blocks) else { panic!() };
        assert_eq!(hash.distance(&SoftBinding::new([0; 4])), 128);
    }
}
