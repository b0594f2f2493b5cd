//! AVIF: AV1 items of a HEIF container by `re_rav1d`, with alpha, grids, cropping and turning (MIAF §7.3.6.7).

use re_rav1d::dav1d::{Decoder, Error, Picture, PixelLayout, PlanarImageComponent, Settings, pixel};
use yuv::{YuvGrayImage, YuvPlanarImage, YuvRange, YuvStandardMatrix};

use super::pixels::{Pixels, check_size, unmultiply};
use super::{color, jpeg};
use crate::media::heif::Items;
use crate::media::source::{Source, be16, be32};
use crate::media::{MediaError, limits};

/// Most tiles of a grid.
const TILES: usize = 256;
const ALPHA: &[u8] = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";

/// Decodes the primary item; `NoPicture` when it is coded in something else.
pub(super) fn decode(source: &mut Source<'_>) -> Result<Pixels, MediaError> {
    let items = Items::of_file(source).ok_or(MediaError::Truncated)?;
    let primary = items.primary;
    let kind = items.item(primary).ok_or_else(|| MediaError::broken("no primary item"))?.kind;
    if let Some((width, height)) = items.size(primary) {
        check_size(width, height, 4)?;
    }
    let max = usize::try_from(limits::PICTURE_BYTES).unwrap_or(usize::MAX);
    let mut picture = match &kind {
        b"av01" => coded(source, &items, primary)?,
        b"grid" => grid(source, &items, primary)?,
        b"jpeg" => {
            let bytes = items.bytes(source, primary, max).ok_or(MediaError::Truncated)?;
            return jpeg::decode(&bytes, limits::PICTURE_SIDE);
        }
        _ => return Err(MediaError::NoPicture),
    };
    if let Some(alpha) = alpha_item(&items, primary) {
        let mask = match items.item(alpha).map(|item| item.kind) {
            Some([b'a', b'v', b'0', b'1']) => coded(source, &items, alpha)?,
            Some([b'g', b'r', b'i', b'd']) => grid(source, &items, alpha)?,
            _ => return Err(MediaError::broken("alpha of an unknown kind")),
        };
        if (mask.width, mask.height) == (picture.width, picture.height) {
            let pixels = picture.data.as_chunks_mut::<4>().0;
            for ([.., a], [level, ..]) in pixels.iter_mut().zip(mask.data.as_chunks::<4>().0) {
                *a = *level;
            }
            if items.referring(b"prem", alpha).any(|from| from == primary) {
                unmultiply(&mut picture.data);
            }
        }
    }
    let profile = items
        .property(primary, b"colr")
        .filter(|colr| matches!(colr.get(..4), Some(b"prof" | b"rICC")))
        .and_then(|colr| color::keep(Some(colr.get(4..)?.to_vec())));
    let full = (picture.width, picture.height);
    let mut pixels = Pixels {
        width: picture.width,
        height: picture.height,
        channels: 4,
        data: picture.data,
        full,
        orientation: orientation(&items, primary),
        profile,
    };
    clap(&items, primary, &mut pixels);
    Ok(pixels)
}

/// RGBA of one item.
struct Rgba {
    width: u32,
    height: u32,
    data: Vec<u8>,
}

fn alpha_item(items: &Items, primary: u32) -> Option<u32> {
    items.referring(b"auxl", primary).find(|&id| {
        items.property(id, b"auxC").is_some_and(|bytes| bytes.get(4..).is_some_and(|urn| urn.starts_with(ALPHA)))
    })
}

fn coded(source: &mut Source<'_>, items: &Items, id: u32) -> Result<Rgba, MediaError> {
    let max = usize::try_from(limits::PICTURE_BYTES).unwrap_or(usize::MAX);
    let bytes = items.bytes(source, id, max).ok_or(MediaError::Truncated)?;
    // What is coded is as large as the container says (MIAF §7.3.6.3); anything else is refused before it costs.
    let most = match items.size(id) {
        Some((width, height)) => {
            check_size(width, height, 4)?;
            width * height
        }
        None => u32::try_from(limits::PICTURE_BYTES / 4).unwrap_or(u32::MAX),
    };
    let frame = av1(bytes, most)?;
    let colr = items.property(id, b"colr").filter(|colr| colr.starts_with(b"nclx"));
    rgba(&frame, colr)
}

fn av1(bytes: Vec<u8>, max_pixels: u32) -> Result<Picture, MediaError> {
    // The decoder ends the process when it is given nothing.
    if bytes.is_empty() {
        return Err(MediaError::Truncated);
    }
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    settings.set_frame_size_limit(max_pixels);
    let fault = |error: Error| MediaError::broken(error);
    let mut decoder = Decoder::with_settings(&settings).map_err(fault)?;
    match decoder.send_data(bytes, None, None, None) {
        Ok(()) | Err(Error::Again) => {}
        Err(error) => return Err(fault(error)),
    }
    // A still picture comes out at once; a few rounds are for data that the decoder took in parts.
    for _ in 0..16 {
        match decoder.get_picture() {
            Ok(frame) => return Ok(frame),
            Err(Error::Again) => match decoder.send_pending_data() {
                Ok(()) | Err(Error::Again) => {}
                Err(error) => return Err(fault(error)),
            },
            Err(error) => return Err(fault(error)),
        }
    }
    Err(MediaError::Truncated)
}

/// The plane's samples in 8 bits, without padding.
fn plane(frame: &Picture, component: PlanarImageComponent, width: u32, height: u32) -> Vec<u8> {
    let stride = frame.stride(component) as usize;
    let plane = frame.plane(component);
    let rows = plane.chunks_exact(stride.max(1)).take(height as usize);
    if frame.bit_depth() == 8 {
        return rows.flat_map(|row| row.iter().take(width as usize).copied()).collect();
    }
    let shift = frame.bit_depth().saturating_sub(8).min(8);
    rows.flat_map(|row| {
        let samples = row.as_chunks::<2>().0.iter().take(width as usize);
        samples.map(move |&pair| (u16::from_ne_bytes(pair) >> shift).min(255) as u8)
    })
    .collect()
}

fn rgba(frame: &Picture, nclx: Option<&[u8]>) -> Result<Rgba, MediaError> {
    let (width, height) = (frame.width(), frame.height());
    check_size(width, height, 4)?;
    let coded_matrix = frame.matrix_coefficients();
    let matrix_code = nclx.and_then(|colr| be16(colr, 8));
    let is_full = match nclx.and_then(|colr| colr.get(10)) {
        Some(flags) => flags & 0x80 != 0,
        None => matches!(frame.color_range(), pixel::YUVRange::Full),
    };
    let range = if is_full { YuvRange::Full } else { YuvRange::Limited };
    let is_identity = match matrix_code {
        Some(code) => code == 0,
        None => matches!(coded_matrix, pixel::MatrixCoefficients::Identity),
    };
    let matrix = match (matrix_code, coded_matrix) {
        (Some(1), _) | (None, pixel::MatrixCoefficients::BT709) => YuvStandardMatrix::Bt709,
        (Some(9 | 10), _) | (None, pixel::MatrixCoefficients::BT2020NonConstantLuminance) => YuvStandardMatrix::Bt2020,
        (Some(7), _) | (None, pixel::MatrixCoefficients::ST240M) => YuvStandardMatrix::Smpte240,
        _ => YuvStandardMatrix::Bt601,
    };
    let layout = frame.pixel_layout();
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let (u_width, u_height) = match layout {
        PixelLayout::I420 => (half_width, half_height),
        PixelLayout::I422 => (half_width, height),
        _ => (width, height),
    };
    let y = plane(frame, PlanarImageComponent::Y, width, height);
    let mut data = vec![255u8; width as usize * height as usize * 4];
    let stride = width * 4;
    let converted = if layout == PixelLayout::I400 {
        let grey = YuvGrayImage { y_plane: &y, y_stride: width, width, height };
        yuv::yuv400_to_rgba(&grey, &mut data, stride, range, matrix)
    } else {
        let u = plane(frame, PlanarImageComponent::U, u_width, u_height);
        let v = plane(frame, PlanarImageComponent::V, u_width, u_height);
        let planar = YuvPlanarImage {
            y_plane: &y,
            y_stride: width,
            u_plane: &u,
            u_stride: u_width,
            v_plane: &v,
            v_stride: u_width,
            width,
            height,
        };
        match layout {
            PixelLayout::I420 => yuv::yuv420_to_rgba(&planar, &mut data, stride, range, matrix),
            PixelLayout::I422 => yuv::yuv422_to_rgba(&planar, &mut data, stride, range, matrix),
            _ if is_identity => yuv::gbr_to_rgba(&planar, &mut data, stride, range),
            _ => yuv::yuv444_to_rgba(&planar, &mut data, stride, range, matrix),
        }
    };
    converted.map_err(MediaError::broken)?;
    Ok(Rgba { width, height, data })
}

/// Puts the tiles of a derived grid together (ISO/IEC 23008-12 §6.6.2.3).
fn grid(source: &mut Source<'_>, items: &Items, id: u32) -> Result<Rgba, MediaError> {
    let fault = || MediaError::broken("a broken grid");
    let shape = items.bytes(source, id, 64).ok_or(MediaError::Truncated)?;
    let side = |at: usize, is_wide: bool| if is_wide { be32(&shape, at) } else { be16(&shape, at).map(u32::from) };
    let is_wide = shape.get(1).ok_or_else(fault)? & 1 == 1;
    let (rows, columns) = shape.get(2).zip(shape.get(3)).ok_or_else(fault)?;
    let columns = usize::from(*columns) + 1;
    let count = (usize::from(*rows) + 1) * columns;
    let (width, height) = side(4, is_wide).zip(side(if is_wide { 8 } else { 6 }, is_wide)).ok_or_else(fault)?;
    check_size(width, height, 4)?;
    let tiles = items.references.iter().find(|(kind, from, _)| kind == b"dimg" && *from == id).ok_or_else(fault)?;
    if tiles.2.len() != count || count > TILES {
        return Err(fault());
    }
    let mut data = vec![0u8; width as usize * height as usize * 4];
    let row_bytes = width as usize * 4;
    let mut tile_size = None;
    for (index, &tile) in tiles.2.iter().enumerate() {
        if items.item(tile).map(|item| item.kind) != Some(*b"av01") {
            return Err(MediaError::NoPicture);
        }
        let tile = coded(source, items, tile)?;
        if *tile_size.get_or_insert((tile.width, tile.height)) != (tile.width, tile.height) {
            return Err(fault());
        }
        // Tiles that reach far beyond the picture would be work for nothing.
        let last = (columns - 1, usize::from(*rows));
        if last.0 * tile.width as usize >= width as usize || last.1 * tile.height as usize >= height as usize {
            return Err(fault());
        }
        let (left, top) = ((index % columns) * tile.width as usize * 4, (index / columns) * tile.height as usize);
        let lines = data.chunks_exact_mut(row_bytes).skip(top);
        for (line, row) in lines.zip(tile.data.chunks_exact(tile.width as usize * 4)) {
            let room = line.get_mut(left..).unwrap_or_default();
            let length = room.len().min(row.len());
            if let (Some(to), Some(from)) = (room.get_mut(..length), row.get(..length)) {
                to.copy_from_slice(from);
            }
        }
    }
    Ok(Rgba { width, height, data })
}

/// `irot` (anticlockwise quarter turns) and then `imir` as one EXIF orientation.
fn orientation(items: &Items, id: u32) -> u8 {
    let first = |kind| items.property(id, kind).and_then(|bytes| bytes.first().copied());
    let turns = first(b"irot").map_or(0, |angle| angle & 3);
    match (turns, first(b"imir").map(|axis| axis & 1)) {
        (0, None) => 1,
        (1, None) => 8,
        (2, None) => 3,
        (_, None) => 6,
        // Axis 0 exchanges top and bottom, axis 1 left and right.
        (0, Some(0)) | (2, Some(1)) => 4,
        (0, Some(_)) | (2, Some(_)) => 2,
        (1, Some(0)) | (3, Some(1)) => 5,
        (_, Some(_)) => 7,
    }
}

/// Crops to the clean aperture (ISO/IEC 14496-12 §12.1.4) where it is whole and inside.
fn clap(items: &Items, id: u32, pixels: &mut Pixels) {
    let Some(bytes) = items.property(id, b"clap") else { return };
    let number = |index: usize| {
        let (top, bottom) = (be32(bytes, index * 8)?.cast_signed(), be32(bytes, index * 8 + 4)?.cast_signed());
        (bottom != 0).then(|| f64::from(top) / f64::from(bottom))
    };
    let (Some(width), Some(height), Some(across), Some(down)) = (number(0), number(1), number(2), number(3)) else {
        return;
    };
    let left = (f64::from(pixels.width) - width) / 2.0 + across;
    let top = (f64::from(pixels.height) - height) / 2.0 + down;
    let is_inside = width >= 1.0
        && height >= 1.0
        && left >= 0.0
        && top >= 0.0
        && left + width <= f64::from(pixels.width)
        && top + height <= f64::from(pixels.height);
    if !is_inside {
        return;
    }
    let (left, top, width, height) = (left as usize, top as usize, width as usize, height as usize);
    let rows = pixels.data.chunks_exact(pixels.width as usize * 4).skip(top).take(height);
    pixels.data = rows.flat_map(|row| row.iter().skip(left * 4).take(width * 4).copied()).collect();
    (pixels.width, pixels.height) = (width as u32, height as u32);
    pixels.full = (pixels.width, pixels.height);
}
