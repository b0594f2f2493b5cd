//! Pictures made from a number, each another: soft ground, shapes and grain, as much like photos as need be.

use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, Rgb, RgbImage};

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1u32 << 24) as f32
    }
}

/// The picture of that number.
pub fn made(seed: u64, width: u32, height: u32) -> DynamicImage {
    let mut dice = Dice(seed.wrapping_mul(0x1234_5678_9abc_def1));
    let color = |dice: &mut Dice| [dice.roll() * 255.0, dice.roll() * 255.0, dice.roll() * 255.0];
    let (sky, ground) = (color(&mut dice), color(&mut dice));
    let horizon = 0.2 + 0.6 * dice.roll();
    let shapes: Vec<([f32; 5], [f32; 3])> = (0..14)
        .map(|_| {
            let (x, y) = (dice.roll(), dice.roll());
            let (w, h) = (0.03 + 0.22 * dice.roll(), 0.03 + 0.22 * dice.roll());
            ([x, y, w, h, dice.roll()], color(&mut dice))
        })
        .collect();
    let waves: Vec<[f32; 4]> =
        (0..5).map(|_| [dice.roll() * 40.0, dice.roll() * 40.0, dice.roll() * 6.3, dice.roll() * 16.0]).collect();
    let picture = RgbImage::from_fn(width, height, |px, py| {
        let (x, y) = (px as f32 / width as f32, py as f32 / height as f32);
        let mut here = if y < horizon { sky } else { ground };
        for ([cx, cy, w, h, kind], color) in &shapes {
            let (dx, dy) = ((x - cx) / w, (y - cy) / h);
            let is_in = if *kind < 0.5 { dx * dx + dy * dy < 1.0 } else { dx.abs() < 0.8 && dy.abs() < 0.8 };
            if is_in {
                here = *color;
            }
        }
        let light: f32 = waves.iter().map(|[a, b, phase, height]| (a * x + b * y + phase).sin() * height).sum();
        Rgb(here.map(|value| (value + light).clamp(0.0, 255.0) as u8))
    });
    DynamicImage::ImageRgb8(picture)
}

/// As JPEG.
pub fn save_jpeg(picture: &DynamicImage, path: &Path, quality: u8) {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    match picture {
        DynamicImage::ImageLuma8(grey) => grey.write_with_encoder(encoder).unwrap(),
        _ => picture.to_rgb8().write_with_encoder(encoder).unwrap(),
    }
    std::fs::write(path, bytes).unwrap();
}
