//! What a picture looks like, as a hash after PDQ. Only from the file's own pixels or, where those cannot be decoded, from
//! the preview that a camera put beside them; never from a thumbnail of an ordinary picture, which may show something
//! else.
//!
//! PDQ (Meta Platforms, 2019): brightness, taken down to 64 by 64 through a tent filter, of which a cosine transform
//! keeps the 16 by 16 slowest waves; each is one bit, whether it is stronger than the median. One thing is done better
//! than in the authors' program: it puts the tent together from boxes of whole pixels and so moves the picture by up to
//! a pixel, another way for each size. Here the tent stands where it belongs. On six photos made smaller to an eighth,
//! up to 8 bits differ instead of up to 40. So the hashes are for this library, not for exchange with other programs.

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
    let grid = grid(picture);
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

/// Brightness, 0 to 255, `GRID` a side. What is transparent is laid over white.
fn grid(picture: &Picture) -> Vec<f32> {
    let brightness = |&[r, g, b, a]: &[u8; 4]| {
        let light = 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
        let alpha = f32::from(a) / 255.0;
        light * alpha + 255.0 * (1.0 - alpha)
    };
    let values: Vec<f32> = picture.rgba.as_chunks::<4>().0.iter().map(brightness).collect();
    let rows = narrowed(&values, picture.width as usize);
    turned(&narrowed(&turned(&rows, GRID), picture.height as usize), GRID)
}

/// Each row becomes `GRID` values: means of what is around their places, weighed by a tent.
fn narrowed(values: &[f32], width: usize) -> Vec<f32> {
    let tents = tents(width);
    let mean = |row: &[f32], (first, weights): &(usize, Vec<f32>)| -> f32 {
        row.iter().skip(*first).zip(weights).map(|(value, weight)| value * weight).sum()
    };
    values.chunks_exact(width.max(1)).flat_map(|row| tents.iter().map(move |tent| mean(row, tent))).collect()
}

/// For each of `GRID` places the first value that counts and the weights from there on, which add up to 1.
fn tents(length: usize) -> Vec<(usize, Vec<f32>)> {
    let step = length as f64 / GRID as f64;
    // A tent reaches to the middle of its neighbours; between few values it is a straight line from one to the next.
    let reach = step.max(1.0);
    let tent = |place: usize| {
        let middle = (place as f64 + 0.5) * step;
        let first = (middle - reach).floor().max(0.0) as usize;
        let last = ((middle + reach).ceil() as usize).min(length);
        let weight = |value: usize| (1.0 - ((value as f64 + 0.5 - middle) / reach).abs()).max(0.0);
        let sum: f64 = (first..last).map(weight).sum();
        (first, (first..last).map(|value| (weight(value) / sum) as f32).collect())
    };
    (0..GRID).map(tent).collect()
}

/// Rows become columns.
fn turned(values: &[f32], width: usize) -> Vec<f32> {
    (0..width).flat_map(|x| values.iter().skip(x).step_by(width).copied()).collect()
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
    fn weights_add_up_and_stay_inside() {
        for length in [5, 63, 64, 65, 256, 255] {
            let tents = tents(length);
            assert_eq!(tents.len(), GRID);
            for (first, weights) in &tents {
                let sum: f32 = weights.iter().sum();
                assert!((sum - 1.0).abs() < 1e-5 && first + weights.len() <= length, "{length}: {sum}");
            }
            // The same from both ends: nothing is moved.
            let (first, last) = (&tents[0].1, tents[GRID - 1].1.iter().rev());
            assert!(first.iter().zip(last).all(|(one, two)| (one - two).abs() < 1e-6), "{length}");
        }
    }

    #[test]
    fn half_of_the_bits_are_set() {
        let blocks = picture(200, 160, |x, y| if (x / 17 + y / 23 * 3) % 5 < 2 { [250; 4] } else { [10, 20, 30, 255] });
        let Looked::Picture(hash) = hash(&blocks) else { panic!() };
        assert_eq!(hash.distance(&SoftBinding::new([0; 4])), 128);
    }
}
