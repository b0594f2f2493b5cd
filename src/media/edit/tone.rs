//! Brightness, colour, sharpness. Each value goes through one table and one mixing step, and is rounded once.

use image::{DynamicImage, Pixel, Primitive};

use super::Buffer;
use crate::provenance::edit::Tone;

mod bytes;

/// Luminance weights of ITU-R BT.709.
const LUMINANCE: [f32; 3] = [0.2126, 0.7152, 0.0722];
/// Entries of a table for 8 bits; deeper pictures interpolate in one of this size, too.
const ENTRIES: usize = 4_096;

/// Changes brightness and colour; transparency stays.
pub(super) fn apply(image: &mut DynamicImage, tone: &Tone) {
    if *tone == Tone::default() {
        return;
    }
    let tables = [0, 1, 2].map(|channel| table(tone, channel));
    match image {
        DynamicImage::ImageRgb8(buffer) => bytes::apply::<3>(buffer, saturation(tone), &tables),
        DynamicImage::ImageRgba8(buffer) => bytes::apply::<4>(buffer, saturation(tone), &tables),
        DynamicImage::ImageRgb16(buffer) => apply_in(buffer, tone, &tables),
        DynamicImage::ImageRgba16(buffer) => apply_in(buffer, tone, &tables),
        _ => {}
    }
}

/// Raises the difference of each pixel from the weighted mean of its neighbours (unsharp mask, radius 1 pixel).
pub(super) fn sharpen(image: &mut DynamicImage, amount: f64) {
    if amount <= 0.0 {
        return;
    }
    match image {
        DynamicImage::ImageRgb8(buffer) => bytes::sharpen::<3>(buffer, strength(amount)),
        DynamicImage::ImageRgba8(buffer) => bytes::sharpen::<4>(buffer, strength(amount)),
        DynamicImage::ImageRgb16(buffer) => sharpen_in(buffer, amount),
        DynamicImage::ImageRgba16(buffer) => sharpen_in(buffer, amount),
        _ => {}
    }
}

fn apply_in<P: Pixel>(buffer: &mut Buffer<P>, tone: &Tone, tables: &[Vec<f32>; 3]) {
    let saturation = saturation(tone);
    for pixel in buffer.pixels_mut() {
        let mut color = [0.0f32; 3];
        for ((out, value), table) in color.iter_mut().zip(pixel.channels()).zip(tables) {
            *out = look_up(table, to_unit(*value));
        }
        if saturation != 1.0 {
            let grey: f32 = color.iter().zip(LUMINANCE).map(|(value, weight)| value * weight).sum();
            color.iter_mut().for_each(|value| *value = grey + (*value - grey) * saturation);
        }
        for (channel, value) in pixel.channels_mut().iter_mut().zip(color) {
            *channel = from_unit(value);
        }
    }
}

/// How much of the difference from grey stays.
fn saturation(tone: &Tone) -> f32 {
    if tone.black_and_white { 0.0 } else { (1.0 + tone.saturation / 100.0) as f32 }
}

fn strength(amount: f64) -> f32 {
    (amount / 100.0 * 1.5) as f32
}

/// The new value for each old one of a channel, both as they are stored (with the sRGB curve), from 0 to 1.
fn table(tone: &Tone, channel: usize) -> Vec<f32> {
    let warmth = tone.temperature / 100.0 * 0.5;
    let gain = match channel {
        0 => warmth.exp2(),
        1 => (-tone.tint / 100.0 * 0.25).exp2(),
        _ => (-warmth).exp2(),
    };
    let light = tone.exposure.exp2() * gain;
    (0..ENTRIES)
        .map(|index| {
            let value = index as f64 / (ENTRIES - 1) as f64;
            let lit = if light == 1.0 { value } else { encode((decode(value) * light).min(1.0)) };
            contrast(highlights(shadows(lit, tone.shadows), tone.highlights), tone.contrast) as f32
        })
        .collect()
}

/// Lifts or lowers the dark end; monotone for −100 to 100.
fn shadows(value: f64, amount: f64) -> f64 {
    (value + amount / 100.0 * 0.9 * value * (1.0 - value).powi(3)).clamp(0.0, 1.0)
}

/// The same for the bright end.
fn highlights(value: f64, amount: f64) -> f64 {
    1.0 - shadows(1.0 - value, -amount)
}

/// Between the straight line and a curve that is steep in the middle.
fn contrast(value: f64, amount: f64) -> f64 {
    let steep = value * value * (3.0 - 2.0 * value);
    (value + amount / 100.0 * (steep - value)).clamp(0.0, 1.0)
}

/// The curve of sRGB (IEC 61966-2-1).
fn decode(value: f64) -> f64 {
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

fn encode(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

fn look_up(table: &[f32], value: f32) -> f32 {
    let place = value * (ENTRIES - 1) as f32;
    let low = place as usize;
    let from = table.get(low).copied().unwrap_or(1.0);
    let to = table.get(low + 1).copied().unwrap_or(from);
    from + (to - from) * (place - low as f32)
}

fn sharpen_in<P: Pixel>(buffer: &mut Buffer<P>, amount: f64) {
    let (width, height) = buffer.dimensions();
    let strength = strength(amount);
    let colors = if P::HAS_ALPHA { usize::from(P::CHANNEL_COUNT) - 1 } else { usize::from(P::CHANNEL_COUNT) };
    let before = buffer.clone();
    let near = |at: u32, by: i64, side: u32| (i64::from(at) + by).clamp(0, i64::from(side) - 1) as u32;
    for (x, y, pixel) in buffer.enumerate_pixels_mut() {
        let mut mean = [0.0f32; 4];
        for (by_y, weight_y) in [(-1, 0.25), (0, 0.5), (1, 0.25)] {
            for (by_x, weight_x) in [(-1, 0.25), (0, 0.5), (1, 0.25)] {
                let neighbour = before.get_pixel(near(x, by_x, width), near(y, by_y, height));
                for (sum, value) in mean.iter_mut().zip(neighbour.channels()) {
                    *sum += to_unit(*value) * weight_x * weight_y;
                }
            }
        }
        for (channel, mean) in pixel.channels_mut().iter_mut().zip(mean).take(colors) {
            let value = to_unit(*channel);
            *channel = from_unit(value + (value - mean) * strength);
        }
    }
}

fn to_unit<S: Primitive>(value: S) -> f32 {
    value.to_f32().unwrap_or_default() / S::DEFAULT_MAX_VALUE.to_f32().unwrap_or(1.0)
}

fn from_unit<S: Primitive>(value: f32) -> S {
    let max = S::DEFAULT_MAX_VALUE.to_f32().unwrap_or(1.0);
    S::from((value * max).round().clamp(0.0, max)).unwrap_or(S::DEFAULT_MIN_VALUE)
}

#[cfg(test)]
mod tests {
    use image::ImageBuffer;

    use super::*;

    fn one(tone: Tone, color: [u8; 3]) -> [u8; 3] {
        let mut image = DynamicImage::ImageRgb8(ImageBuffer::from_pixel(1, 1, image::Rgb(color)));
        apply(&mut image, &tone);
        image.to_rgb8().get_pixel(0, 0).0
    }

    #[test]
    fn one_ev_doubles_the_light() {
        let [grey, ..] = one(Tone { exposure: 1.0, ..Tone::default() }, [100; 3]);
        let ratio = decode(f64::from(grey) / 255.0) / decode(100.0 / 255.0);
        assert!((ratio - 2.0).abs() < 0.03, "{ratio}");
    }

    #[test]
    fn black_and_white_stay_and_curves_never_turn_back() {
        for amount in [-100.0, -30.0, 60.0, 100.0] {
            for tone in [
                Tone { contrast: amount, ..Tone::default() },
                Tone { shadows: amount, ..Tone::default() },
                Tone { highlights: amount, ..Tone::default() },
                Tone { highlights: amount, shadows: -amount, contrast: amount, ..Tone::default() },
            ] {
                let table = table(&tone, 0);
                assert!(table.windows(2).all(|pair| pair[0] <= pair[1] + 1e-6), "{tone:?}");
                assert!(table[0].abs() < 1e-6 && (table[ENTRIES - 1] - 1.0).abs() < 1e-6, "{tone:?}");
            }
        }
    }

    #[test]
    fn warmth_moves_red_and_blue_apart_and_no_saturation_is_grey() {
        let [r, g, b] = one(Tone { temperature: 50.0, ..Tone::default() }, [128; 3]);
        assert!(r > 128 && g == 128 && b < 128);
        let [r, g, b] = one(Tone { black_and_white: true, ..Tone::default() }, [200, 20, 90]);
        assert!(r == g && g == b);
        assert_eq!(one(Tone { saturation: -100.0, ..Tone::default() }, [200, 20, 90]), [r, g, b]);
    }

    #[test]
    fn eight_bits_go_their_own_way_to_the_same_values() {
        let noise = |x: u32, y: u32| ((x * 31 + y * 17).wrapping_mul(2_654_435_761) >> 13) as u8;
        let before: ImageBuffer<image::Rgba<u8>, Vec<u8>> =
            ImageBuffer::from_fn(37, 23, |x, y| image::Rgba([noise(x, y), noise(y, x), noise(x + 9, y), 255]));
        let tones = [
            Tone { exposure: 0.8, contrast: 30.0, ..Tone::default() },
            Tone { exposure: -1.0, saturation: 60.0, temperature: 20.0, ..Tone::default() },
            Tone { black_and_white: true, shadows: 50.0, ..Tone::default() },
        ];
        for tone in tones {
            let tables = [0, 1, 2].map(|channel| table(&tone, channel));
            let (mut slow, mut fast) = (before.clone(), before.clone());
            apply_in(&mut slow, &tone, &tables);
            sharpen_in(&mut slow, 70.0);
            bytes::apply::<4>(&mut fast, saturation(&tone), &tables);
            bytes::sharpen::<4>(&mut fast, strength(70.0));
            let most = slow.iter().zip(fast.iter()).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(most <= Some(1), "{most:?} with {tone:?}");
        }
    }

    #[test]
    fn sixteen_bits_stay_finer_than_eight() {
        let mut deep =
            DynamicImage::ImageRgb16(ImageBuffer::from_fn(600, 1, |x, _| image::Rgb([20_000 + x as u16; 3])));
        apply(&mut deep, &Tone { exposure: 0.3, ..Tone::default() });
        let values: std::collections::BTreeSet<u16> = deep.to_rgb16().pixels().map(|pixel| pixel.0[0]).collect();
        assert!(values.len() > 500, "{}", values.len());
    }

    #[test]
    fn sharpening_raises_an_edge_and_leaves_what_is_even() {
        let edge = |x, _| image::Rgb([if x < 4 { 80u8 } else { 160 }; 3]);
        let mut image = DynamicImage::ImageRgb8(ImageBuffer::from_fn(8, 8, edge));
        sharpen(&mut image, 50.0);
        let row: Vec<u8> = image.to_rgb8().rows().nth(4).unwrap().map(|pixel| pixel.0[0]).collect();
        assert_eq!((row[0], row[7]), (80, 160));
        assert!(row[3] < 80 && row[4] > 160, "{row:?}");
    }
}
