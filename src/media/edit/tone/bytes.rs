//! The same for pictures with 8 bits, which have few values enough to look each up; a preview has 50 ms for all of it.

use super::{LUMINANCE, look_up, to_unit};

/// Brightness and colour of interleaved pixels with `N` channels, of which the first three are colours.
pub(super) fn apply<const N: usize>(pixels: &mut [u8], saturation: f32, tables: &[Vec<f32>; 3]) {
    let values: [[f32; 256]; 3] =
        std::array::from_fn(|channel| std::array::from_fn(|value| entry(tables.get(channel), value)));
    let (pixels, _) = pixels.as_chunks_mut::<N>();
    if saturation == 1.0 {
        let rounded = values.map(|channel| channel.map(to_byte));
        for pixel in pixels {
            for (value, table) in pixel.iter_mut().zip(&rounded) {
                *value = table.get(usize::from(*value)).copied().unwrap_or_default();
            }
        }
        return;
    }
    let [red, green, blue] = LUMINANCE;
    for pixel in pixels {
        let mut color = [0.0f32; 3];
        for ((out, value), table) in color.iter_mut().zip(pixel.iter()).zip(&values) {
            *out = table.get(usize::from(*value)).copied().unwrap_or_default();
        }
        let [r, g, b] = color;
        let grey = r * red + g * green + b * blue;
        for (value, color) in pixel.iter_mut().zip(color) {
            *value = to_byte(grey + (color - grey) * saturation);
        }
    }
}

/// The difference of each value from the weighted mean of its neighbours, raised; the fourth channel stays.
pub(super) fn sharpen<const N: usize>(buffer: &mut image::ImageBuffer<impl PixelOf<N>, Vec<u8>>, strength: f32) {
    let length = buffer.width() as usize * N;
    if length == 0 {
        return;
    }
    let strength = (strength * f32::from(1u16 << (SHIFT - 4))).round() as i32;
    let before = buffer.as_raw().clone();
    let rows: Vec<&[u8]> = before.chunks_exact(length).collect();
    let mut sums = vec![0i16; length + 2 * N];
    for (y, out) in buffer.chunks_exact_mut(length).enumerate() {
        let Some(row) = rows.get(y) else { continue };
        let above = rows.get(y.saturating_sub(1)).unwrap_or(row);
        let below = rows.get(y + 1).unwrap_or(row);
        let middle = sums.iter_mut().skip(N);
        for (((sum, a), b), c) in middle.zip(*above).zip(*row).zip(*below) {
            *sum = i16::from(*a) + 2 * i16::from(*b) + i16::from(*c);
        }
        // The border goes on outside.
        sums.copy_within(N..2 * N, 0);
        sums.copy_within(length..length + N, length + N);
        let shifted = |by: usize| sums.get(by..).unwrap_or_default();
        let around = shifted(0).iter().zip(shifted(N)).zip(shifted(2 * N));
        for ((value, own), ((left, sum), right)) in out.iter_mut().zip(*row).zip(around) {
            // Sixteen times the difference from the mean, which is a sixteenth of the sum.
            let own = i32::from(*own);
            let beyond = own * 16 - i32::from(left + 2 * sum + right);
            *value = (own + ((beyond * strength + HALF) >> SHIFT)).clamp(0, 255) as u8;
        }
        if N == 4 {
            let alphas = row.iter().skip(3).step_by(4);
            out.iter_mut().skip(3).step_by(4).zip(alphas).for_each(|(value, own)| *value = *own);
        }
    }
}

/// Bits of the fraction that the strength is told in, with the four that come from the sixteenth of the sum.
const SHIFT: u32 = 16;
const HALF: i32 = 1 << (SHIFT - 1);

/// Pixels of 8 bits with `N` channels.
pub(super) trait PixelOf<const N: usize>: image::Pixel<Subpixel = u8> {}

impl PixelOf<3> for image::Rgb<u8> {}
impl PixelOf<4> for image::Rgba<u8> {}

fn entry(table: Option<&Vec<f32>>, value: usize) -> f32 {
    table.map_or(0.0, |table| look_up(table, to_unit(value as u8)))
}

/// From 0 to 1; what lies outside is cut off.
fn to_byte(value: f32) -> u8 {
    (value * 255.0 + 0.5) as u8
}
