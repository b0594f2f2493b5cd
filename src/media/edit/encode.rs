//! Pixels → a file in memory, with the ICC profile that belongs to them. Other metadata is not its business, save EXIF in
//! AVIF, which nobody else can put there.

use std::io::Cursor;

use image::codecs::png::PngEncoder;
use image::codecs::tiff::TiffEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageBuffer, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use super::geometry;
use crate::media::MediaError;
use crate::provenance::edit::{Color, ExportFormat, Output, Resize};

/// Of the AVIF encoder, 1 to 10: the slower ones take minutes for what this does in seconds, for a tenth of the size.
const AVIF_SPEED: u8 = 8;
/// Quality of claim thumbnails, 1 to 100.
const THUMBNAIL_QUALITY: u8 = 80;

/// Encodes the picture; what the format cannot hold is said in `notes`. `exif` is written into AVIF alone.
pub(super) fn encode(
    image: DynamicImage,
    profile: Option<&[u8]>,
    to: ExportFormat,
    output: &Output,
    exif: Option<Vec<u8>>,
    notes: &mut Vec<String>,
) -> Result<Vec<u8>, MediaError> {
    let mut out = Vec::new();
    let holds_16_bits = matches!(to, ExportFormat::Png | ExportFormat::Tiff);
    let is_deep = matches!(image, DynamicImage::ImageRgb16(_) | DynamicImage::ImageRgba16(_));
    if is_deep && !holds_16_bits {
        notes.push("edit-note-8-bit-format".to_owned());
    }
    let profile = profile.map(<[u8]>::to_vec);
    match to {
        ExportFormat::Jpeg => {
            if image.color().has_alpha() {
                notes.push("edit-note-over-white".to_owned());
            }
            jpeg(&image, profile.as_deref(), output, &mut out)?;
        }
        ExportFormat::Png => with_profile(PngEncoder::new(&mut out), profile, &image)?,
        ExportFormat::Tiff => with_profile(TiffEncoder::new(Cursor::new(&mut out)), profile, &image)?,
        ExportFormat::Avif => out = avif(&shallow(image), output.quality, exif)?,
        ExportFormat::WebP => with_profile(WebPEncoder::new_lossless(&mut out), profile, &shallow(image))?,
    }
    Ok(out)
}

/// Converts the pixels from their profile to sRGB; false where the profile says nothing about RGB.
pub(super) fn to_srgb(image: &mut DynamicImage, profile: &[u8]) -> Result<bool, MediaError> {
    let from = ColorProfile::new_from_slice(profile).map_err(MediaError::broken)?;
    converted(image, &from, &ColorProfile::new_srgb())
}

/// Converts the pixels as asked for and changes the profile with them; gives what they were converted to.
pub(super) fn recolor(
    image: &mut DynamicImage,
    profile: &mut Option<Vec<u8>>,
    color: Color,
) -> Result<Color, MediaError> {
    match (color, profile.take()) {
        (Color::Keep, own) => {
            *profile = own;
            Ok(Color::Keep)
        }
        // What has no profile is in sRGB.
        (Color::Srgb, None) => Ok(Color::Keep),
        (Color::Srgb, Some(own)) => Ok(if to_srgb(image, &own)? { Color::Srgb } else { Color::Keep }),
        (Color::DisplayP3, own) => {
            let to = ColorProfile::new_display_p3();
            let own = own.as_deref().map(ColorProfile::new_from_slice).transpose().map_err(MediaError::broken)?;
            let from = own.filter(|own| own.color_space == DataColorSpace::Rgb).unwrap_or_else(ColorProfile::new_srgb);
            converted(image, &from, &to)?;
            *profile = Some(undated(to.encode().map_err(MediaError::broken)?));
            Ok(Color::DisplayP3)
        }
    }
}

/// A grey picture in sRGB, by its profile; `None` where that cannot be used.
pub(super) fn grey_to_srgb(image: &DynamicImage, profile: &[u8]) -> Option<DynamicImage> {
    let from = ColorProfile::new_from_slice(profile).ok().filter(|from| from.color_space == DataColorSpace::Gray)?;
    let (to, options) = (ColorProfile::new_srgb(), TransformOptions::default());
    macro_rules! convert {
        ($buffer:expr, $make:ident, $from:ident, $into:ident) => {{
            let transform = from.$make(Layout::$from, &to, Layout::$into, options).ok()?;
            let mut out = ImageBuffer::new($buffer.width(), $buffer.height());
            transform.transform($buffer.as_raw(), &mut out).ok()?;
            out
        }};
    }
    Some(match image {
        DynamicImage::ImageLuma8(grey) => DynamicImage::ImageRgb8(convert!(grey, create_transform_8bit, Gray, Rgb)),
        DynamicImage::ImageLumaA8(grey) => {
            DynamicImage::ImageRgba8(convert!(grey, create_transform_8bit, GrayAlpha, Rgba))
        }
        DynamicImage::ImageLuma16(grey) => DynamicImage::ImageRgb16(convert!(grey, create_transform_16bit, Gray, Rgb)),
        DynamicImage::ImageLumaA16(grey) => {
            DynamicImage::ImageRgba16(convert!(grey, create_transform_16bit, GrayAlpha, Rgba))
        }
        _ => return None,
    })
}

/// The profile with a fixed date of its making (ICC.1 §7.2.8) in place of now, which nobody asked to have told.
fn undated(mut profile: Vec<u8>) -> Vec<u8> {
    let date: [u16; 6] = [2022, 1, 1, 0, 0, 0];
    let places = profile.iter_mut().skip(24).zip(date.into_iter().flat_map(u16::to_be_bytes));
    places.for_each(|(place, byte)| *place = byte);
    profile
}

/// Converts the pixels from sRGB to the values of the profile; false where it says nothing about RGB.
pub(super) fn from_srgb(image: &mut DynamicImage, profile: &[u8]) -> Result<bool, MediaError> {
    let to = ColorProfile::new_from_slice(profile).map_err(MediaError::broken)?;
    converted(image, &ColorProfile::new_srgb(), &to)
}

fn converted(image: &mut DynamicImage, from: &ColorProfile, to: &ColorProfile) -> Result<bool, MediaError> {
    if from.color_space != DataColorSpace::Rgb || to.color_space != DataColorSpace::Rgb {
        return Ok(false);
    }
    let options = TransformOptions::default();
    let layout = if image.color().has_alpha() { Layout::Rgba } else { Layout::Rgb };
    macro_rules! convert {
        ($buffer:expr, $make:ident) => {{
            let transform = from.$make(layout, to, layout, options).map_err(MediaError::broken)?;
            let before = $buffer.as_raw().clone();
            transform.transform(&before, $buffer).map_err(MediaError::broken)?;
        }};
    }
    match image {
        DynamicImage::ImageRgb8(buffer) => convert!(buffer, create_transform_8bit),
        DynamicImage::ImageRgba8(buffer) => convert!(buffer, create_transform_8bit),
        DynamicImage::ImageRgb16(buffer) => convert!(buffer, create_transform_16bit),
        DynamicImage::ImageRgba16(buffer) => convert!(buffer, create_transform_16bit),
        _ => return Ok(false),
    }
    Ok(true)
}

/// A small JPEG in sRGB; a result without one is signed without.
pub(super) fn thumbnail(image: &DynamicImage, profile: Option<&[u8]>, side: u32) -> Option<Vec<u8>> {
    let mut small = shallow(geometry::resized(image.clone(), Some(Resize::Within(side))).ok()?);
    if let Some(profile) = profile {
        to_srgb(&mut small, profile).ok()?;
    }
    let mut out = Vec::new();
    let output = Output { quality: THUMBNAIL_QUALITY, subsample: true, ..Output::default() };
    jpeg(&small, None, &output, &mut out).ok()?;
    Some(out)
}

fn jpeg(image: &DynamicImage, profile: Option<&[u8]>, output: &Output, out: &mut Vec<u8>) -> Result<(), MediaError> {
    let rgb = over_white(image);
    let side = |side: u32| u16::try_from(side).map_err(|_| MediaError::TooLarge);
    let (width, height) = (side(rgb.width())?, side(rgb.height())?);
    let mut encoder = Encoder::new(out, output.quality.clamp(1, 100));
    encoder.set_progressive(output.progressive);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(if output.subsample { SamplingFactor::F_2_2 } else { SamplingFactor::F_1_1 });
    if let Some(profile) = profile {
        encoder.add_icc_profile(profile).map_err(MediaError::broken)?;
    }
    encoder.encode(&rgb, width, height, ColorType::Rgb).map_err(MediaError::broken)
}

/// As AVIF of values in sRGB, which is what the encoder can say of colours.
fn avif(image: &DynamicImage, quality: u8, exif: Option<Vec<u8>>) -> Result<Vec<u8>, MediaError> {
    // One thread: several files are encoded at once.
    let encoder = ravif::Encoder::new()
        .with_quality(f32::from(quality.clamp(1, 100)))
        .with_alpha_quality(f32::from(quality.clamp(1, 100)))
        .with_speed(AVIF_SPEED)
        .with_num_threads(Some(1));
    let encoder = match exif {
        Some(block) => encoder.with_exif(block),
        None => encoder,
    };
    let (width, height) = (image.width() as usize, image.height() as usize);
    let done = if image.color().has_alpha() {
        let pixels: Vec<_> =
            image.to_rgba8().pixels().map(|p| ravif::RGBA8::new(p.0[0], p.0[1], p.0[2], p.0[3])).collect();
        encoder.encode_rgba(ravif::Img::new(&pixels, width, height))
    } else {
        let pixels: Vec<_> = image.to_rgb8().pixels().map(|p| ravif::RGB8::new(p.0[0], p.0[1], p.0[2])).collect();
        encoder.encode_rgb(ravif::Img::new(&pixels, width, height))
    };
    done.map(|encoded| encoded.avif_file).map_err(MediaError::broken)
}

fn with_profile(
    mut encoder: impl ImageEncoder,
    profile: Option<Vec<u8>>,
    image: &DynamicImage,
) -> Result<(), MediaError> {
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).map_err(MediaError::broken)?;
    }
    image.write_with_encoder(encoder).map_err(MediaError::broken)
}

fn shallow(image: DynamicImage) -> DynamicImage {
    match image {
        DynamicImage::ImageRgb16(_) => DynamicImage::ImageRgb8(image.into_rgb8()),
        DynamicImage::ImageRgba16(_) => DynamicImage::ImageRgba8(image.into_rgba8()),
        other => other,
    }
}

/// What is transparent is laid over white.
fn over_white(image: &DynamicImage) -> image::RgbImage {
    if !image.color().has_alpha() {
        return image.to_rgb8();
    }
    let pixels = image.to_rgba8();
    image::RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [r, g, b, a] = pixels.get_pixel(x, y).0.map(u32::from);
        image::Rgb([r, g, b].map(|value| ((value * a + 255 * (255 - a) + 127) / 255) as u8))
    })
}
