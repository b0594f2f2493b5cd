//! Decoded pixels on their way to the screen or to a thumbnail: smaller, in sRGB, upright.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::color;
use crate::media::{MediaError, Picture, PictureSource, limits};

/// RGB or RGBA, 8 bits, as stored.
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    /// 3 or 4.
    pub channels: usize,
    pub data: Vec<u8>,
    /// Size of the whole picture as stored; the pixels may already be a reduced decode of it.
    pub full: (u32, u32),
    /// EXIF orientation, 1 to 8.
    pub orientation: u8,
    /// ICC profile of the pixels, where it is not sRGB.
    pub profile: Option<Vec<u8>>,
}

/// `width` and `height` made to fit, never enlarged.
pub(crate) fn fit(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    if longest <= max_side {
        return (width, height);
    }
    let side = |side: u32| {
        let scaled = (u64::from(side) * u64::from(max_side) + u64::from(longest) / 2) / u64::from(longest);
        scaled.max(1) as u32
    };
    (side(width), side(height))
}

/// Refuses sizes that cost too much before anything is allocated for them.
pub(crate) fn check_size(width: u32, height: u32, bytes_per_pixel: u64) -> Result<(), MediaError> {
    if width == 0 || height == 0 {
        return Err(MediaError::broken("no size"));
    }
    let bytes = u64::from(width).saturating_mul(u64::from(height)).saturating_mul(bytes_per_pixel);
    if width > limits::PICTURE_SIDE || height > limits::PICTURE_SIDE || bytes > limits::PICTURE_BYTES {
        return Err(MediaError::TooLarge);
    }
    Ok(())
}

impl Pixels {
    /// Fits, converts to sRGB and turns upright.
    pub(super) fn upright(self, max_side: u32) -> Self {
        let (width, height) = fit(self.width, self.height, max_side);
        let mut small = self.shrunk(width, height);
        if let Some(profile) = small.profile.take() {
            color::to_srgb(&profile, small.channels, &mut small.data);
        }
        small.turned()
    }

    pub(super) fn into_picture(self, max_side: u32, source: PictureSource) -> Picture {
        let upright = self.upright(max_side);
        let rgba = match upright.channels {
            4 => upright.data,
            _ => upright.data.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect(),
        };
        Picture { width: upright.width, height: upright.height, rgba, full_size: upright.full, source }
    }

    /// Encodes as JPEG; what is transparent is laid over white.
    pub(super) fn into_jpeg(self, quality: u8) -> Result<Vec<u8>, MediaError> {
        let rgb = match self.channels {
            3 => self.data,
            _ => self.data.as_chunks::<4>().0.iter().flat_map(|&pixel| over_white(pixel)).collect(),
        };
        let mut out = Vec::with_capacity(rgb.len() / 8);
        let side = |side: u32| u16::try_from(side).map_err(|_| MediaError::TooLarge);
        let mut encoder = Encoder::new(&mut out, quality);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.encode(&rgb, side(self.width)?, side(self.height)?, ColorType::Rgb).map_err(MediaError::broken)?;
        Ok(out)
    }

    /// Averages over the area of each new pixel; colours count by their opacity.
    fn shrunk(self, width: u32, height: u32) -> Self {
        if (width, height) == (self.width, self.height) {
            return self;
        }
        let data = if self.channels == 3 {
            shrink::<3>(&self.data, (self.width, self.height), (width, height))
        } else {
            let mut data = self.data;
            premultiply(&mut data);
            let mut small = shrink::<4>(&data, (self.width, self.height), (width, height));
            unmultiply(&mut small);
            small
        };
        Self { width, height, data, ..self }
    }

    fn turned(self) -> Self {
        if !(2..=8).contains(&self.orientation) {
            return Self { orientation: 1, ..self };
        }
        let data = match self.channels {
            3 => turn::<3>(&self.data, self.width, self.height, self.orientation),
            _ => turn::<4>(&self.data, self.width, self.height, self.orientation),
        };
        let swapped = self.orientation >= 5;
        let (width, height) = if swapped { (self.height, self.width) } else { (self.width, self.height) };
        let full = if swapped { (self.full.1, self.full.0) } else { self.full };
        Self { width, height, data, full, orientation: 1, ..self }
    }
}

fn over_white([r, g, b, a]: [u8; 4]) -> [u8; 3] {
    let lay = |c: u8| ((u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
    [lay(r), lay(g), lay(b)]
}

fn premultiply(data: &mut [u8]) {
    for [r, g, b, a] in data.as_chunks_mut::<4>().0 {
        let multiply = |c: &mut u8| *c = ((u32::from(*c) * u32::from(*a) + 127) / 255) as u8;
        [r, g, b].into_iter().for_each(multiply);
    }
}

/// The inverse of [`premultiply`].
pub(crate) fn unmultiply(data: &mut [u8]) {
    for [r, g, b, a] in data.as_chunks_mut::<4>().0 {
        let alpha = u32::from(*a).max(1);
        let divide = |c: &mut u8| *c = ((u32::from(*c) * 255 + alpha / 2) / alpha).min(255) as u8;
        [r, g, b].into_iter().for_each(divide);
    }
}

/// For each new position the first old one and the weights from there on, adding up to 4,096.
fn weights(old: u32, new: u32) -> Vec<(usize, Vec<u32>)> {
    const ONE: u64 = 4_096;
    let (old, new) = (u64::from(old), u64::from(new.max(1)));
    (0..new)
        .map(|index| {
            // In units of 1/new of an old pixel.
            let (from, to) = (index * old, (index + 1) * old);
            let (first, last) = (from / new, (to - 1) / new);
            let mut parts: Vec<u32> = (first..=last)
                .map(|pixel| {
                    let overlap = to.min((pixel + 1) * new) - from.max(pixel * new);
                    (overlap * ONE / old) as u32
                })
                .collect();
            let sum: u32 = parts.iter().sum();
            let middle = parts.len() / 2;
            if let Some(part) = parts.get_mut(middle) {
                *part += ONE as u32 - sum;
            }
            (first as usize, parts)
        })
        .collect()
}

fn shrink<const N: usize>(data: &[u8], (width, height): (u32, u32), (to_width, to_height): (u32, u32)) -> Vec<u8> {
    let columns = weights(width, to_width);
    let row_bytes = width as usize * N;
    let mut out = Vec::with_capacity(to_width as usize * to_height as usize * N);
    let mut sums = vec![0u32; row_bytes];
    for (first, parts) in weights(height, to_height) {
        sums.fill(0);
        for (row, &part) in data.chunks_exact(row_bytes).skip(first).zip(&parts) {
            for (sum, &value) in sums.iter_mut().zip(row) {
                *sum += u32::from(value) * part;
            }
        }
        let pixels = sums.as_chunks::<N>().0;
        for (first, parts) in &columns {
            let mut total = [1u64 << 23; N];
            for (pixel, &part) in pixels.iter().skip(*first).zip(parts) {
                for (total, &value) in total.iter_mut().zip(pixel) {
                    *total += u64::from(value) * u64::from(part);
                }
            }
            out.extend(total.map(|value| (value >> 24).min(255) as u8));
        }
    }
    out
}

/// EXIF orientation (EXIF 3.0 §4.6.5.1.6) undone.
fn turn<const N: usize>(data: &[u8], width: u32, height: u32, orientation: u8) -> Vec<u8> {
    let (w, h) = (width as usize, height as usize);
    let pixels = data.as_chunks::<N>().0;
    let (to_w, to_h) = if orientation >= 5 { (h, w) } else { (w, h) };
    let mut out = Vec::with_capacity(data.len());
    for y in 0..to_h {
        for x in 0..to_w {
            let (from_x, from_y) = match orientation {
                2 => (w - 1 - x, y),
                3 => (w - 1 - x, h - 1 - y),
                4 => (x, h - 1 - y),
                5 => (y, x),
                6 => (y, h - 1 - x),
                7 => (w - 1 - y, h - 1 - x),
                _ => (w - 1 - y, x),
            };
            out.extend(pixels.get(from_y * w + from_x).unwrap_or(&[0; N]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fitting_never_enlarges_and_never_loses_a_side() {
        assert_eq!(fit(100, 50, 512), (100, 50));
        assert_eq!(fit(4000, 3000, 512), (512, 384));
        assert_eq!(fit(16_000, 3, 100), (100, 1));
    }

    #[test]
    fn weights_add_up() {
        for (old, new) in [(10, 3), (4000, 511), (7, 7), (16_384, 1), (3, 2)] {
            for (first, parts) in weights(old, new) {
                assert_eq!(parts.iter().sum::<u32>(), 4_096, "{old} {new}");
                assert!(first + parts.len() <= old as usize);
            }
        }
    }

    #[test]
    fn what_is_transparent_does_not_bleed_colour() {
        let pixels = Pixels {
            width: 2,
            height: 1,
            channels: 4,
            data: vec![255, 0, 0, 255, 0, 255, 0, 0],
            full: (2, 1),
            orientation: 1,
            profile: None,
        };
        assert_eq!(pixels.upright(1).data, [255, 0, 0, 128]);
    }
}
