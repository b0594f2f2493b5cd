//! Parts made unrecognisable. What is left of a covered part is the mean of each of at most 8 by 8 blocks, or nothing;
//! no covered pixel influences the copy in any other way.

use image::{DynamicImage, Pixel, Primitive};

use super::Buffer;
use super::geometry::{inside, number};
use crate::media::MediaError;
use crate::provenance::edit::{Cover, Rect, Region};

/// Blocks along one side of a covered part. A face at this size has no features.
const BLOCKS: u32 = 8;
/// A block has at least so many pixels on a side, so that small parts are not left as they are.
const LEAST_BLOCK: u32 = 8;

/// Covers one part of the picture. Errors: it does not lie inside.
pub(super) fn cover(image: &mut DynamicImage, region: &Region) -> Result<(), MediaError> {
    inside(&region.rect, (image.width(), image.height()))?;
    match image {
        DynamicImage::ImageRgb8(buffer) => cover_in(buffer, region),
        DynamicImage::ImageRgba8(buffer) => cover_in(buffer, region),
        DynamicImage::ImageRgb16(buffer) => cover_in(buffer, region),
        DynamicImage::ImageRgba16(buffer) => cover_in(buffer, region),
        _ => return Err(MediaError::NoPicture),
    }
    Ok(())
}

fn cover_in<P: Pixel>(buffer: &mut Buffer<P>, region: &Region) {
    let rect = region.rect;
    let means = match region.method {
        Cover::BlackOut => None,
        Cover::Blur | Cover::Pixelate => Some(Means::of(buffer, &rect)),
    };
    for y in 0..rect.height {
        for x in 0..rect.width {
            let value = match (&means, region.method) {
                (Some(means), Cover::Pixelate) => means.block(x, y),
                (Some(means), _) => means.soft(x, y),
                (None, _) => [0.0, 0.0, 0.0, 1.0],
            };
            let pixel = buffer.get_pixel_mut(rect.x + x, rect.y + y);
            for (channel, value) in pixel.channels_mut().iter_mut().zip(value) {
                *channel = from_unit(value);
            }
        }
    }
}

/// The mean colour of each block, from 0 to 1.
struct Means {
    across: u32,
    down: u32,
    width: u32,
    height: u32,
    values: Vec<[f64; 4]>,
}

impl Means {
    fn of<P: Pixel>(buffer: &Buffer<P>, rect: &Rect) -> Self {
        let blocks = |side: u32| side.div_ceil(LEAST_BLOCK).clamp(1, BLOCKS);
        let (across, down) = (blocks(rect.width), blocks(rect.height));
        let mut sums = vec![([0.0f64; 4], 0u32); (across * down) as usize];
        let mut means = Self { across, down, width: rect.width, height: rect.height, values: Vec::new() };
        for y in 0..rect.height {
            for x in 0..rect.width {
                let index = means.index(means.column(x), means.row(y));
                let Some((sum, count)) = sums.get_mut(index) else { continue };
                *count += 1;
                let pixel = buffer.get_pixel(rect.x + x, rect.y + y);
                for (sum, value) in sum.iter_mut().zip(pixel.channels()) {
                    // Whole numbers add up to the same in any order.
                    *sum += number(*value);
                }
            }
        }
        let max = number(P::Subpixel::DEFAULT_MAX_VALUE);
        means.values =
            sums.into_iter().map(|(sum, count)| sum.map(|sum| sum / max / f64::from(count.max(1)))).collect();
        means
    }

    fn block(&self, x: u32, y: u32) -> [f64; 4] {
        self.value(self.column(x), self.row(y))
    }

    /// Between the middles of four blocks.
    fn soft(&self, x: u32, y: u32) -> [f64; 4] {
        let place = |at: u32, side: u32, blocks: u32| {
            let at =
                ((f64::from(at) + 0.5) * f64::from(blocks) / f64::from(side) - 0.5).clamp(0.0, f64::from(blocks - 1));
            let low = at.floor() as u32;
            (low, (low + 1).min(blocks - 1), at - f64::from(low))
        };
        let (left, right, tx) = place(x, self.width, self.across);
        let (top, bottom, ty) = place(y, self.height, self.down);
        let mix = |a: [f64; 4], b: [f64; 4], t: f64| {
            let mut out = a;
            out.iter_mut().zip(b).for_each(|(a, b)| *a += (b - *a) * t);
            out
        };
        let upper = mix(self.value(left, top), self.value(right, top), tx);
        mix(upper, mix(self.value(left, bottom), self.value(right, bottom), tx), ty)
    }

    fn value(&self, column: u32, row: u32) -> [f64; 4] {
        self.values.get(self.index(column, row)).copied().unwrap_or_default()
    }

    fn index(&self, column: u32, row: u32) -> usize {
        (row * self.across + column) as usize
    }

    fn column(&self, x: u32) -> u32 {
        (u64::from(x) * u64::from(self.across) / u64::from(self.width)) as u32
    }

    fn row(&self, y: u32) -> u32 {
        (u64::from(y) * u64::from(self.down) / u64::from(self.height)) as u32
    }
}

fn from_unit<S: Primitive>(value: f64) -> S {
    let max = number(S::DEFAULT_MAX_VALUE);
    S::from((value * max).round().clamp(0.0, max)).unwrap_or(S::DEFAULT_MIN_VALUE)
}

#[cfg(test)]
mod tests {
    use image::ImageBuffer;

    use super::*;

    /// A noisy picture whose pixels inside the part are permuted within each block by `shift`.
    fn noisy(rect: &Rect, shift: u32) -> DynamicImage {
        let noise = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(97) >> 8;
        DynamicImage::ImageRgb8(ImageBuffer::from_fn(200, 150, |x, y| {
            let (inside_x, inside_y) = (x.wrapping_sub(rect.x), y.wrapping_sub(rect.y));
            let x = if inside_x < rect.width && inside_y < rect.height {
                // Blocks are 8 pixels wide here.
                rect.x + inside_x / 8 * 8 + (inside_x + shift) % 8
            } else {
                x
            };
            let value = noise(x, y);
            image::Rgb([value as u8, (value >> 8) as u8, (value >> 4) as u8])
        }))
    }

    #[test]
    fn nothing_but_the_means_of_blocks_is_left() {
        let rect = Rect { x: 30, y: 20, width: 64, height: 64 };
        for method in [Cover::Blur, Cover::Pixelate] {
            let (mut one, mut other) = (noisy(&rect, 0), noisy(&rect, 3));
            assert!(one != other, "the pixels are to differ before");
            cover(&mut one, &Region { rect, method }).unwrap();
            cover(&mut other, &Region { rect, method }).unwrap();
            assert!(one == other, "{method:?}");
        }
    }

    #[test]
    fn nothing_at_all_is_left_under_black() {
        let rect = Rect { x: 30, y: 20, width: 64, height: 64 };
        let (mut one, mut other) = (noisy(&rect, 0), noisy(&rect, 3).brighten(40));
        let region = Region { rect, method: Cover::BlackOut };
        cover(&mut one, &region).unwrap();
        cover(&mut other, &region).unwrap();
        let part = |image: &DynamicImage| image.crop_imm(rect.x, rect.y, rect.width, rect.height);
        assert!(part(&one) == part(&other));
        assert!(part(&one).to_rgb8().pixels().all(|pixel| pixel.0 == [0, 0, 0]));
    }

    #[test]
    fn everything_outside_stays_as_it_is() {
        let rect = Rect { x: 30, y: 20, width: 64, height: 64 };
        let before = noisy(&rect, 0).to_rgb8();
        for method in [Cover::Blur, Cover::Pixelate, Cover::BlackOut] {
            let mut after = noisy(&rect, 0);
            cover(&mut after, &Region { rect, method }).unwrap();
            let after = after.to_rgb8();
            let changed = before.enumerate_pixels().filter(|(x, y, pixel)| {
                let is_inside = (30..94).contains(x) && (20..84).contains(y);
                !is_inside && *pixel != after.get_pixel(*x, *y)
            });
            assert_eq!(changed.count(), 0, "{method:?}");
        }
    }

    #[test]
    fn a_small_part_is_covered_by_few_blocks() {
        let rect = Rect { x: 0, y: 0, width: 12, height: 5 };
        let means = Means::of(noisy(&rect, 0).as_rgb8().unwrap(), &rect);
        assert_eq!((means.across, means.down), (2, 1));
    }
}
