//! Pictures with one best fit only, and what is done to them.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

/// Soft hills and waves on 900 × 600; another seed is another picture.
pub fn scene(seed: f64) -> RgbImage {
    RgbImage::from_fn(900, 600, |x, y| {
        let (x, y) = (f64::from(x) / 900.0, f64::from(y) / 600.0);
        let wave = |a: f64, b: f64, c: f64| ((a * x + b * y + c + seed).sin() + 1.0) / 2.0;
        let hill = |cx: f64, cy: f64, r: f64| (-((x - cx).powi(2) + (y - cy).powi(2)) / (r * r)).exp();
        let light = 60.0 + 90.0 * hill(0.3 + seed / 20.0, 0.4, 0.2) + 60.0 * hill(0.75, 0.65 - seed / 20.0, 0.12);
        let fine = 18.0 * (wave(70.0, 31.0, 0.7) * wave(23.0, 57.0, 0.2));
        let pixel = [
            light + 40.0 * wave(9.0, 4.0, 0.3) + fine,
            light + 30.0 * wave(3.0, 11.0, 1.1) + fine,
            light * 0.8 + 35.0 * wave(17.0, 13.0, 2.0),
        ];
        Rgb(pixel.map(|value| value.clamp(0.0, 255.0) as u8))
    })
}

/// Fills left, top, width, height.
pub fn paint(picture: &mut RgbImage, [x, y, width, height]: [u32; 4], color: [u8; 3]) {
    for row in y..y + height {
        for column in x..x + width {
            picture.put_pixel(column, row, Rgb(color));
        }
    }
}

pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(picture).unwrap();
    bytes
}

/// The Content Credentials of one JPEG in another one: how a file is altered with its credentials left on.
pub fn transplanted(signed: &[u8], other: &[u8]) -> Vec<u8> {
    let mut found = other[..2].to_vec();
    let mut at = 2;
    while signed[at] == 0xff && signed[at + 1] != 0xda {
        let length = 2 + usize::from(u16::from_be_bytes([signed[at + 2], signed[at + 3]]));
        if signed[at + 1] == 0xeb {
            found.extend(&signed[at..at + length]);
        }
        at += length;
    }
    found.extend(&other[2..]);
    found
}
