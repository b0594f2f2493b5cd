//! The original's pixels at full size and depth, upright. Never a reduced decode, never an embedded preview.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, RgbaImage};

use super::{Canvas, encode};
use crate::media::jpeg::has_separate_scans;
use crate::media::picture;
use crate::media::source::open_file;
use crate::media::{MediaError, PictureSource, limits};
use crate::provenance::edit::Color;
use crate::provenance::format::Format;

/// Decodes the first picture of the file.
pub(super) fn decode(path: &Path, format: Format) -> Result<Canvas, MediaError> {
    let reader = || open_file(path).map(BufReader::new);
    match format {
        Format::Jpeg => jpeg(reader()?, path),
        Format::Png => canvas(PngDecoder::with_limits(reader()?, picture::bounds()).map_err(picture::of_image)?),
        Format::Gif => canvas(GifDecoder::new(reader()?).map_err(picture::of_image)?),
        Format::WebP => canvas(WebPDecoder::new(reader()?).map_err(picture::of_image)?),
        Format::Tiff => canvas(TiffDecoder::new(reader()?).map_err(picture::of_image)?),
        Format::Avif | Format::Heif | Format::Heic | Format::Jxl | Format::Svg => shown(path, format),
        _ => Err(MediaError::NoPicture),
    }
}

/// The `image` crate refuses no JPEG that it can show, except those with ink colours, which are converted.
fn jpeg(reader: BufReader<File>, path: &Path) -> Result<Canvas, MediaError> {
    let mut decoder = JpegDecoder::new(reader).map_err(picture::of_image)?;
    if decoder.original_color_type() == image::ExtendedColorType::Cmyk8 {
        return shown(path, Format::Jpeg);
    }
    let bytes = picture::read_whole(path, limits::PICTURE_FILE_BYTES)?;
    if !has_separate_scans(&bytes) {
        return canvas(decoder);
    }
    let (profile, orientation) = bounded(&mut decoder)?;
    Ok(upright(DynamicImage::ImageRgb8(picture::of_separate_scans(&bytes)?), profile, orientation))
}

/// Formats that are decoded for the screen only: 8 bits, sRGB, upright.
fn shown(path: &Path, format: Format) -> Result<Canvas, MediaError> {
    let shown = picture::from_file(path, format, limits::PICTURE_SIDE)?;
    if shown.source != PictureSource::Pixels {
        return Err(MediaError::NoPicture);
    }
    let pixels = RgbaImage::from_raw(shown.width, shown.height, shown.rgba).ok_or(MediaError::Truncated)?;
    let opaque = pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let image = DynamicImage::ImageRgba8(pixels);
    let image = if opaque { DynamicImage::ImageRgb8(image.into_rgb8()) } else { image };
    // Ink is never sRGB; of the other formats it is not known here what they were.
    let color = if format == Format::Jpeg { Color::Srgb } else { Color::Keep };
    Ok(Canvas { image, profile: None, color, notes: vec!["edit-note-converted-8-bit".to_owned()] })
}

fn canvas(mut decoder: impl ImageDecoder) -> Result<Canvas, MediaError> {
    let (profile, orientation) = bounded(&mut decoder)?;
    let image = DynamicImage::from_decoder(decoder).map_err(picture::of_image)?;
    Ok(upright(image, profile, orientation))
}

/// Puts the limits in force; gives the profile and how the picture is to be turned.
fn bounded(decoder: &mut impl ImageDecoder) -> Result<(Option<Vec<u8>>, Orientation), MediaError> {
    let (width, height) = decoder.dimensions();
    picture::check_size(width, height, u64::from(decoder.color_type().bytes_per_pixel()))?;
    decoder.set_limits(picture::bounds()).map_err(picture::of_image)?;
    let profile = decoder.icc_profile().unwrap_or_default();
    Ok((profile, decoder.orientation().unwrap_or(Orientation::NoTransforms)))
}

fn upright(mut image: DynamicImage, profile: Option<Vec<u8>>, orientation: Orientation) -> Canvas {
    let color = image.color();
    image.apply_orientation(orientation);
    // A profile for grey has nothing to say about RGB, save how bright each grey is.
    let grey = profile.as_deref().filter(|_| !color.has_color()).and_then(|own| encode::grey_to_srgb(&image, own));
    let profile = profile.filter(|_| color.has_color());
    let converted = if grey.is_some() { Color::Srgb } else { Color::Keep };
    let image = grey.unwrap_or(image);
    let is_deep = color.bytes_per_pixel() / color.channel_count() > 1;
    let image = match (is_deep, color.has_alpha()) {
        (false, false) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (false, true) => DynamicImage::ImageRgba8(image.into_rgba8()),
        (true, false) => DynamicImage::ImageRgb16(image.into_rgb16()),
        (true, true) => DynamicImage::ImageRgba16(image.into_rgba16()),
    };
    Canvas { image, profile, color: converted, notes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

    use super::*;
    use crate::media::picture_from_bytes;

    /// A scene of 149 by 91 pixels; with better tables, the encoder writes a scan for each colour.
    fn jpeg(separate: bool) -> Vec<u8> {
        let pixel = |n: u32| {
            let (x, y) = (f64::from(n % 149), f64::from(n / 149));
            let wave = |a: f64, b: f64| ((x / a + y / b).sin() * 100.0 + 128.0) as u8;
            [wave(17.0, 29.0), wave(31.0, -13.0), wave(-23.0, 41.0)]
        };
        let rgb: Vec<u8> = (0..149 * 91).flat_map(pixel).collect();
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, 92);
        encoder.set_sampling_factor(SamplingFactor::F_2_2);
        encoder.set_optimized_huffman_tables(separate);
        encoder.encode(&rgb, 149, 91, ColorType::Rgb).unwrap();
        bytes
    }

    #[test]
    fn a_scan_for_each_colour_shows_the_same_picture() {
        let (together, separate) = (jpeg(false), jpeg(true));
        assert!(has_separate_scans(&separate) && !has_separate_scans(&together));
        let folder = tempfile::tempdir().unwrap();
        let open = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            decode(&path, Format::Jpeg).unwrap().image.into_rgb8().into_raw()
        };
        let shown = |bytes: &[u8]| picture_from_bytes(bytes, 1000, PictureSource::Pixels).unwrap().rgba;
        for (one, other) in [(open("a.jpg", &together), open("b.jpg", &separate)), (shown(&together), shown(&separate))]
        {
            // Two decoders may differ in how they make colours finer.
            let off = one.iter().zip(&other).map(|(one, other)| u64::from(one.abs_diff(*other))).sum::<u64>();
            assert!(one.len() == other.len() && off < one.len() as u64 * 3, "{off} over {}", one.len());
        }
    }
}
