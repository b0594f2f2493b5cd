//! JPEG at reduced size where the target is small: the inverse transform then yields an eighth, a quarter or half
//! of the pixels for a fraction of the work.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::{DynamicImage, ImageDecoder};
use jpeg_decoder::{Decoder, PixelFormat};

use super::color;
use super::common::of_image;
use super::jpeg_small;
use super::pixels::{Pixels, check_size, fit};
use crate::media::jpeg::{Frame, blocks, frame_of, has_separate_scans};
use crate::media::source::Source;
use crate::media::tiff::Tiff;
use crate::media::{MediaError, limits};

/// Decodes a JPEG so that no side is needlessly longer than `max_side`.
pub(super) fn decode(bytes: &[u8], max_side: u32) -> Result<Pixels, MediaError> {
    let frame = frame_of(bytes).ok_or(MediaError::Truncated)?;
    // A progressive picture keeps two bytes for each coefficient until its last scan.
    check_size(frame.width, frame.height, if frame.is_progressive { 2 * u64::from(frame.components) } else { 4 })?;
    if frame.is_progressive {
        check_scans(bytes, &frame)?;
    }
    let (block, profile) = blocks(bytes);
    let orientation = block.and_then(orientation).unwrap_or(1);
    let profile = color::keep(profile);
    let target = fit(frame.width, frame.height, max_side);
    if let Some(small) = small(bytes, &frame, target) {
        let (width, height, data) = (small.width, small.height, small.rgb);
        return Ok(Pixels {
            width,
            height,
            channels: 3,
            data,
            full: (frame.width, frame.height),
            orientation,
            profile,
        });
    }
    let is_reduced = target.0 * 2 <= frame.width;
    // The quicker decoder mixes up scans of one colour each where the colours are stored more coarsely than the light.
    let (width, height, data, profile) = if is_reduced || frame.components == 4 || has_separate_scans(bytes) {
        reduced(bytes, target, profile)?
    } else {
        match full(bytes) {
            Ok((width, height, data)) => (width, height, data, profile),
            // What one decoder refuses, the other may still show.
            Err(error) => reduced(bytes, target, profile).map_err(|_| error)?,
        }
    };
    Ok(Pixels { width, height, channels: 3, data, full: (frame.width, frame.height), orientation, profile })
}

/// A quick decode where an eighth or a quarter of the picture comes near enough to what is wanted: a tenth smaller
/// is no loss in a thumbnail and saves three quarters of the work.
fn small(bytes: &[u8], frame: &Frame, target: (u32, u32)) -> Option<jpeg_small::Small> {
    if frame.is_progressive {
        return None;
    }
    let is_enough = |side: u32| (frame.width * side).div_ceil(8) * 10 >= target.0 * 9;
    let side = [1, 2].into_iter().find(|&side| is_enough(side))?;
    jpeg_small::decode(bytes, side as usize)
}

/// All pixels of a picture with a scan for each colour, as they are stored.
pub(crate) fn of_separate_scans(bytes: &[u8]) -> Result<image::RgbImage, MediaError> {
    let frame = frame_of(bytes).ok_or(MediaError::Truncated)?;
    let (width, height, data, _) = reduced(bytes, (frame.width, frame.height), None)?;
    image::RgbImage::from_raw(width, height, data).ok_or(MediaError::Truncated)
}

/// Orientation in an EXIF block.
pub(crate) fn orientation(block: &[u8]) -> Option<u8> {
    let mut source = Source::memory(block);
    let tiff = Tiff::open(&mut source, 0)?;
    let ifd = tiff.ifd(&mut source, tiff.first)?;
    let value = tiff.number(&mut source, &ifd, 0x0112)?;
    u8::try_from(value).ok().filter(|value| (1..=8).contains(value))
}

/// Hundreds of scans over a large picture would take minutes.
fn check_scans(bytes: &[u8], frame: &Frame) -> Result<(), MediaError> {
    let scans = bytes.windows(2).filter(|pair| *pair == [0xFF, 0xDA]).count() as u64;
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    if scans * pixels > limits::SCAN_PIXELS { Err(MediaError::TooLarge) } else { Ok(()) }
}

type Decoded = (u32, u32, Vec<u8>, Option<Vec<u8>>);

fn reduced(bytes: &[u8], target: (u32, u32), profile: Option<Vec<u8>>) -> Result<Decoded, MediaError> {
    let mut decoder = Decoder::new(bytes);
    decoder.set_max_decoding_buffer_size(usize::try_from(limits::PICTURE_BYTES).unwrap_or(usize::MAX));
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    let (width, height) = decoder.scale(side(target.0), side(target.1)).map_err(of_jpeg)?;
    let data = decoder.decode().map_err(of_jpeg)?;
    let info = decoder.info().ok_or(MediaError::Truncated)?;
    let (data, profile) = match info.pixel_format {
        PixelFormat::RGB24 => (data, profile),
        PixelFormat::L8 => (data.iter().flat_map(|&grey| [grey; 3]).collect(), None),
        PixelFormat::L16 => {
            let greys = data.as_chunks::<2>().0.iter().map(|&pair| (u16::from_ne_bytes(pair) >> 8) as u8);
            (greys.flat_map(|grey| [grey; 3]).collect(), None)
        }
        PixelFormat::CMYK32 => {
            let mut inks = data;
            if !has_adobe_marker(bytes) {
                // Only Adobe's JPEGs hold inverted ink, which the decoder takes for granted.
                inks.iter_mut().for_each(|ink| *ink = 255 - *ink);
            }
            (color::cmyk_to_rgb(profile.as_deref(), &inks), None)
        }
    };
    Ok((u32::from(width), u32::from(height), data, profile))
}

fn full(bytes: &[u8]) -> Result<(u32, u32, Vec<u8>), MediaError> {
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(of_image)?;
    let (width, height) = decoder.dimensions();
    let picture = DynamicImage::from_decoder(decoder).map_err(of_image)?;
    Ok((width, height, picture.into_rgb8().into_raw()))
}

fn has_adobe_marker(bytes: &[u8]) -> bool {
    let mut source = Source::memory(bytes);
    let mut at = 2;
    while let Some(segment) = crate::media::jpeg::next_segment(&mut source, &mut at) {
        if segment.marker == 0xEE && source.bytes(segment.at, 5) == Some(b"Adobe") {
            return true;
        }
    }
    false
}

fn of_jpeg(error: jpeg_decoder::Error) -> MediaError {
    match error {
        jpeg_decoder::Error::Io(_) => MediaError::Truncated,
        other => MediaError::broken(other),
    }
}
