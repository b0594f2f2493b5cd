//! One part of what an edit comes to, at the size of the copy, so that it can be looked at to the pixel without
//! rendering the rest. Gives the same pixels as the whole would; never writes a file.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{DynamicImage, GenericImageView as _, ImageBuffer, Rgba, RgbaImage};

use super::geometry::Window;
use super::watermark::Frame;
use super::{fitted, geometry, regions, tone, watermark};
use crate::media::{MediaError, Picture, PictureSource};
use crate::provenance::edit::{Edit, Rect, Region};

/// A decoded original in memory, borrowed: RGBA with 8 bits, upright.
#[derive(Debug, Clone, Copy)]
pub struct Original<'a> {
    pub width: u32,
    pub height: u32,
    pub rgba: &'a [u8],
    /// Its size before it was made smaller.
    pub full_size: (u32, u32),
}

/// A part of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub picture: Picture,
    /// Left, top, right and lower edge, as shares of the whole result.
    pub place: [f64; 4],
    /// Sides of the whole result as it will be exported.
    pub whole: (u32, u32),
    /// Its sides at full size, before it is resized.
    pub cropped: (u32, u32),
}

/// Which rows of a part are rendered, so that several threads can share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// From 0.
    pub index: u32,
    /// How many bands there are, at least 1.
    pub of: u32,
}

impl Band {
    /// All rows.
    pub const ALL: Self = Self { index: 0, of: 1 };

    /// The rows of this band; none where there are fewer rows than bands.
    fn rows(self, rect: Rect) -> Rect {
        let edge = |index: u32| (u64::from(rect.height) * u64::from(index) / u64::from(self.of.max(1))) as u32;
        let (from, to) = (edge(self.index), edge(self.index + 1).min(rect.height));
        Rect { y: rect.y + from, height: to.saturating_sub(from), ..rect }
    }
}

/// What the edit comes to in `part`, which is placed in pixels of the result as it will be exported. A copy of
/// the original that is coarser than that is not enlarged. What of the part lies outside is left out. `mark` is the picture of the image watermark, where there is one.
///
/// Errors: [`MediaError::OutsidePicture`] where a crop or region does not lie in the picture.
pub fn preview_part(
    original: Original<'_>,
    edit: &Edit,
    part: Rect,
    band: Band,
    mark: Option<&Picture>,
) -> Result<Part, MediaError> {
    let job = || render(original, edit, part, band, mark);
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|_| Err(MediaError::broken("the preview gave up")))
}

fn render(
    original: Original<'_>,
    edit: &Edit,
    part: Rect,
    band: Band,
    mark: Option<&Picture>,
) -> Result<Part, MediaError> {
    let (sides, source) = ((original.width, original.height), PictureSource::Pixels);
    let pixels = View::from_raw(sides.0, sides.1, original.rgba).ok_or(MediaError::Truncated)?;
    let scale = f64::from(sides.0) / f64::from(original.full_size.0.max(1));
    let sizes = sizes(original, edit, scale)?;
    let Sizes { crop, result, exported, cropped, .. } = sizes;
    let edit = fitted(edit, scale, sides);
    let turned = geometry::turned_size(sides, edit.quarter_turns);

    let inner = band.rows(scaled_part(part, sizes.scales, result));
    let share = |at: u32, side: u32| f64::from(at) / f64::from(side);
    let place = [
        share(inner.x, result.0),
        share(inner.y, result.1),
        share(inner.x + inner.width, result.0),
        share(inner.y + inner.height, result.1),
    ];
    if inner.height == 0 {
        let picture = Picture { width: inner.width, height: 0, rgba: Vec::new(), full_size: (0, 0), source };
        return Ok(Part { picture, place, whole: exported, cropped });
    }
    // Sharpening looks one pixel beyond.
    let outer = if edit.sharpen > 0.0 { grown(inner, 1, result) } else { inner };
    let before = (crop.width, crop.height);
    let (needed, window) = if result == before { (outer, None) } else { resized_from(outer, result, before) };
    let in_straight = Rect { x: needed.x + crop.x, y: needed.y + crop.y, ..needed };
    let in_turned = match edit.straighten {
        0.0 => in_straight,
        degrees => geometry::straighten_source(turned, degrees, &in_straight),
    };
    let from = unturned(in_turned, sides, &edit);

    let image = DynamicImage::ImageRgba8(covered(&pixels, &edit.regions, from)?);
    let mut image = geometry::turned(image, edit.quarter_turns, edit.mirror);
    if edit.straighten != 0.0 {
        let at = (in_turned.x, in_turned.y);
        let from = image.into_rgba8();
        image = geometry::straighten_part_bytes(&from, at, turned, edit.straighten, &in_straight).into();
    }
    if let Some(window) = window {
        image = geometry::resized_part(&image, &window, (outer.width, outer.height))?;
    }
    tone::apply(&mut image, &edit.tone);
    tone::sharpen(&mut image, edit.sharpen);
    let mut image = match outer == inner {
        true => image,
        false => image.crop_imm(inner.x - outer.x, inner.y - outer.y, inner.width, inner.height),
    };
    let frame = Frame { whole: result, at: (inner.x, inner.y) };
    let placed = |_| mark.cloned().ok_or(MediaError::NoPicture);
    watermark::apply_to_part(&mut image, &frame, &edit, None, placed)?;
    let (width, height) = image.dimensions();
    let rgba = image.into_rgba8().into_raw();
    let picture = Picture { width, height, rgba, full_size: exported, source };
    Ok(Part { picture, place, whole: exported, cropped })
}

/// How large a result is on its way.
struct Sizes {
    /// In the copy, after turning and straightening.
    crop: Rect,
    /// Sides as they are rendered from the copy.
    result: (u32, u32),
    /// Sides of the export.
    exported: (u32, u32),
    /// Sides of the export before it is resized.
    cropped: (u32, u32),
    /// Rendered pixels for each of the export, across and down.
    scales: (f64, f64),
}

fn sizes(original: Original<'_>, edit: &Edit, scale: f64) -> Result<Sizes, MediaError> {
    let sides = (original.width, original.height);
    let crop = crop_of(sides, &fitted(edit, scale, sides))?;
    let result = (crop.width, crop.height);
    let full = |side: u32| (f64::from(side) / scale).round() as u32;
    let cropped = (full(result.0), full(result.1));
    if edit.resize.is_none() {
        return Ok(Sizes { crop, result, exported: cropped, cropped, scales: (scale, scale) });
    }
    let whole = crop_of(original.full_size, edit)?;
    let exported = geometry::resized_size((whole.width, whole.height), edit.resize);
    let is_smaller = exported.0 <= result.0 && exported.1 <= result.1;
    let result = if is_smaller { exported } else { result };
    let scales = (ratio(result.0, exported.0), ratio(result.1, exported.1));
    Ok(Sizes { crop, result, exported, cropped, scales })
}

/// What of a picture with these sides is left, after turning and straightening.
fn crop_of(sides: (u32, u32), edit: &Edit) -> Result<Rect, MediaError> {
    let straight = geometry::straightened_size(geometry::turned_size(sides, edit.quarter_turns), edit.straighten);
    let whole = Rect { x: 0, y: 0, width: straight.0, height: straight.1 };
    Ok(geometry::crop_within(straight, edit.crop)?.unwrap_or(whole))
}

fn ratio(of: u32, to: u32) -> f64 {
    f64::from(of) / f64::from(to.max(1))
}

/// What of the cropped picture a part of the resized one is made from, with what the filter looks at beyond, and where the
/// part itself is in there.
fn resized_from(part: Rect, result: (u32, u32), cropped: (u32, u32)) -> (Rect, Option<Window>) {
    let side = |at: u32, length: u32, result: u32, cropped: u32| {
        let step = ratio(cropped, result);
        let (from, length) = (f64::from(at) * step, f64::from(length) * step);
        let beyond = geometry::LOBES * step.max(1.0) + 1.0;
        let near = (from - beyond).floor().max(0.0) as u32;
        let far = ((from + length + beyond).ceil() as u32).min(cropped);
        (near, far.saturating_sub(near).max(1), from - f64::from(near), length)
    };
    let (x, across, left, width) = side(part.x, part.width, result.0, cropped.0);
    let (y, down, top, height) = side(part.y, part.height, result.1, cropped.1);
    (Rect { x, y, width: across, height: down }, Some(Window { left, top, width, height }))
}

type View<'a> = ImageBuffer<Rgba<u8>, &'a [u8]>;

/// The pixels of a picture at these scales, across and down, that lie under a part of the full-size one; at least one.
fn scaled_part(part: Rect, scales: (f64, f64), (width, height): (u32, u32)) -> Rect {
    let side = |at: u32, length: u32, side: u32, scale: f64| {
        let near = ((f64::from(at) * scale).floor() as u32).min(side.saturating_sub(1));
        let far = ((f64::from(at.saturating_add(length)) * scale).ceil() as u32).min(side);
        (near, far.saturating_sub(near).max(1))
    };
    let (x, across) = side(part.x, part.width, width, scales.0);
    let (y, down) = side(part.y, part.height, height, scales.1);
    Rect { x, y, width: across, height: down }
}

fn grown(rect: Rect, by: u32, (width, height): (u32, u32)) -> Rect {
    let (x, y) = (rect.x.saturating_sub(by), rect.y.saturating_sub(by));
    let right = (rect.x + rect.width).saturating_add(by).min(width);
    let bottom = (rect.y + rect.height).saturating_add(by).min(height);
    Rect { x, y, width: right - x, height: bottom - y }
}

/// Where a part of the turned picture was before; the sides are those before.
fn unturned(rect: Rect, (width, height): (u32, u32), edit: &Edit) -> Rect {
    let (turned_width, _) = geometry::turned_size((width, height), edit.quarter_turns);
    let x = if edit.mirror { turned_width - rect.x - rect.width } else { rect.x };
    let (y, across, down) = (rect.y, rect.width, rect.height);
    match edit.quarter_turns % 4 {
        1 => Rect { x: y, y: height - x - across, width: down, height: across },
        2 => Rect { x: width - x - across, y: height - y - down, width: across, height: down },
        3 => Rect { x: width - y - down, y: x, width: down, height: across },
        _ => Rect { x, y, width: across, height: down },
    }
}

/// The pixels of `part` with the regions covered. What a region leaves behind depends on all that it covers, so those
/// that reach into the part are rendered whole.
fn covered(pixels: &View<'_>, regions: &[Region], part: Rect) -> Result<RgbaImage, MediaError> {
    let mut needed = part;
    let mut wanted = vec![false; regions.len()];
    while let Some((region, wanted)) =
        regions.iter().zip(&mut wanted).find(|(region, wanted)| !**wanted && meet(&region.rect, &needed))
    {
        *wanted = true;
        needed = around(&needed, &region.rect);
    }
    geometry::inside(&needed, pixels.dimensions())?;
    if needed == part && !wanted.contains(&true) {
        return taken(pixels, &part);
    }
    let mut image = DynamicImage::ImageRgba8(taken(pixels, &needed)?);
    for (region, _) in regions.iter().zip(wanted).filter(|(_, wanted)| *wanted) {
        let rect = Rect { x: region.rect.x - needed.x, y: region.rect.y - needed.y, ..region.rect };
        regions::cover(&mut image, &Region { rect, ..*region })?;
    }
    Ok(image.crop_imm(part.x - needed.x, part.y - needed.y, part.width, part.height).into_rgba8())
}

/// A copy of what lies inside the picture at `rect`.
fn taken(pixels: &View<'_>, rect: &Rect) -> Result<RgbaImage, MediaError> {
    let (left, length) = (rect.x as usize * 4, rect.width as usize * 4);
    let rows = pixels.as_raw().chunks_exact(pixels.width() as usize * 4);
    let mut copy = Vec::with_capacity(length * rect.height as usize);
    for row in rows.skip(rect.y as usize).take(rect.height as usize) {
        copy.extend_from_slice(row.get(left..left + length).ok_or(MediaError::Truncated)?);
    }
    RgbaImage::from_raw(rect.width, rect.height, copy).ok_or(MediaError::Truncated)
}

fn meet(a: &Rect, b: &Rect) -> bool {
    let overlap = |at: u32, length: u32, other: u32, other_length: u32| {
        at < other.saturating_add(other_length) && other < at.saturating_add(length)
    };
    overlap(a.x, a.width, b.x, b.width) && overlap(a.y, a.height, b.y, b.height)
}

fn around(a: &Rect, b: &Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let right = (a.x + a.width).max(b.x.saturating_add(b.width));
    let bottom = (a.y + a.height).max(b.y.saturating_add(b.height));
    Rect { x, y, width: right - x, height: bottom - y }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::edit::{Canvas, develop, preview};
    use crate::provenance::edit::{Color, Cover, Crop, Resize, Tone};
    use crate::provenance::watermark::TextMark;

    fn noise(width: u32, height: u32) -> Vec<u8> {
        let value = |i: u32| (i.wrapping_mul(2_654_435_761) >> 11) as u8;
        (0..width * height).flat_map(|i| [value(i), value(i * 3 + 1), value(i * 7 + 2), 255]).collect()
    }

    fn picture(width: u32, height: u32, full_size: (u32, u32)) -> Picture {
        let rgba = noise(width, height);
        Picture { width, height, rgba, full_size, source: PictureSource::Pixels }
    }

    fn part_of(picture: &Picture, edit: &Edit, part: Rect) -> Part {
        let (width, height, full_size) = (picture.width, picture.height, picture.full_size);
        preview_part(Original { width, height, rgba: &picture.rgba, full_size }, edit, part, Band::ALL, None).unwrap()
    }

    fn every_kind() -> Vec<Edit> {
        let cover = |x, y, width, height, method| Region { rect: Rect { x, y, width, height }, method };
        let tone = Tone { exposure: 0.7, saturation: -30.0, ..Tone::default() };
        let mut edits = vec![Edit::default(), Edit { tone, sharpen: 60.0, ..Edit::default() }];
        for quarter_turns in 0..4 {
            for mirror in [false, true] {
                edits.push(Edit { quarter_turns, mirror, sharpen: 30.0, ..Edit::default() });
                edits.push(Edit { quarter_turns, mirror, straighten: 4.5, tone, ..Edit::default() });
            }
        }
        edits.push(Edit { crop: Some(Crop::Ratio(1, 1)), straighten: -3.0, ..Edit::default() });
        edits.push(Edit {
            regions: vec![
                cover(20, 20, 70, 60, Cover::Pixelate),
                cover(80, 50, 60, 40, Cover::Blur),
                cover(150, 10, 20, 20, Cover::BlackOut),
            ],
            crop: Some(Crop::Rect(Rect { x: 11, y: 7, width: 120, height: 90 })),
            quarter_turns: 1,
            ..Edit::default()
        });
        for tile in [false, true] {
            let words = TextMark { text: "Ada".into(), size: 12.0, tile, ..TextMark::default() };
            edits.push(Edit { watermark_text: Some(words), ..Edit::default() });
        }
        edits
    }

    #[test]
    fn a_part_shows_the_same_pixels_as_the_whole() {
        let picture = picture(180, 140, (180, 140));
        for edit in every_kind() {
            let whole = preview(&picture, &edit, None).unwrap();
            for (x, y, width, height) in [(0, 0, 40, 30), (31, 17, 50, 44), (60, 60, 500, 500)] {
                let part = part_of(&picture, &edit, Rect { x, y, width, height });
                let (width, height) = (part.picture.width, part.picture.height);
                assert_eq!((width, height), (width.min(whole.width - x), height.min(whole.height - y)), "{edit:?}");
                for row in 0..height {
                    for column in 0..width * 4 {
                        let here = part.picture.rgba[(row * width * 4 + column) as usize];
                        let there = whole.rgba[((row + y) * whole.width * 4 + x * 4 + column) as usize];
                        // Interpolation at another origin may round the other way.
                        let slack = u8::from(edit.straighten != 0.0) * 2;
                        assert!(here.abs_diff(there) <= slack, "{here} {there} at {column}, {row}: {edit:?}");
                    }
                }
            }
        }
    }

    /// The whole, as the export makes it.
    fn exported(picture: &Picture, edit: &Edit) -> RgbaImage {
        let image = RgbaImage::from_raw(picture.width, picture.height, picture.rgba.clone()).unwrap();
        let canvas = Canvas { image: image.into(), profile: None, color: Color::Keep, notes: Vec::new() };
        develop(canvas, edit).unwrap().0.image.into_rgba8()
    }

    #[test]
    fn a_part_of_what_is_made_smaller_shows_the_pixels_of_the_export() {
        let picture = picture(180, 140, (180, 140));
        for resize in [Resize::Within(90), Resize::Within(61), Resize::Exact(70, 20)] {
            for edit in every_kind().into_iter().filter(|edit| edit.watermark_text.is_none()) {
                let edit = Edit { resize: Some(resize), ..edit };
                let whole = exported(&picture, &edit);
                for (x, y, width, height) in [(0, 0, 40, 30), (11, 7, 20, 9), (13, 5, 500, 500)] {
                    let part = part_of(&picture, &edit, Rect { x, y, width, height });
                    assert_eq!(part.whole, whole.dimensions(), "{edit:?}");
                    let (width, height) = (part.picture.width, part.picture.height);
                    assert_eq!((width, height), (width.min(whole.width() - x), height.min(whole.height() - y)));
                    let there = whole.view(x, y, width, height).to_image().into_raw();
                    let most = part.picture.rgba.iter().zip(&there).map(|(a, b)| a.abs_diff(*b)).max();
                    assert!(most <= Some(2), "{most:?} at {x}, {y}: {edit:?}");
                }
            }
        }
    }

    #[test]
    fn a_coarse_copy_is_made_smaller_but_never_larger() {
        let picture = picture(90, 70, (180, 140));
        let whole = Rect { x: 0, y: 0, width: u32::MAX, height: u32::MAX };
        for (side, rendered, exported) in
            [(45, (45, 35), (45, 35)), (120, (90, 70), (120, 93)), (500, (90, 70), (180, 140))]
        {
            let edit = Edit { resize: Some(Resize::Within(side)), ..Edit::default() };
            let part = part_of(&picture, &edit, whole);
            assert_eq!((part.picture.width, part.picture.height), rendered, "{side}");
            assert_eq!((part.whole, part.cropped), (exported, (180, 140)), "{side}");
        }
        let edit = Edit { resize: Some(Resize::Exact(u32::MAX, 1)), ..Edit::default() };
        assert_eq!(part_of(&picture, &edit, whole).picture.width, 90, "what is huge is not rendered");
    }

    #[test]
    fn bands_make_up_the_part() {
        let picture = picture(180, 140, (180, 140));
        let original = Original { width: 180, height: 140, rgba: &picture.rgba, full_size: (180, 140) };
        let part = Rect { x: 31, y: 17, width: 50, height: 44 };
        let smaller = Edit { resize: Some(Resize::Within(120)), sharpen: 30.0, ..Edit::default() };
        for edit in every_kind().into_iter().chain([smaller]) {
            let whole = part_of(&picture, &edit, part);
            for of in [2, 3, 200] {
                let bands = (0..of).map(|index| preview_part(original, &edit, part, Band { index, of }, None).unwrap());
                let rows: Vec<u8> = bands.flat_map(|band| band.picture.rgba).collect();
                assert_eq!(rows.len(), whole.picture.rgba.len(), "{edit:?}");
                let most = rows.iter().zip(&whole.picture.rgba).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(most <= Some(u8::from(edit.straighten != 0.0)), "{most:?} {edit:?}");
            }
        }
    }

    #[test]
    fn a_part_of_a_smaller_copy_is_placed_in_the_full_picture() {
        let picture = picture(90, 70, (180, 140));
        let part = part_of(&picture, &Edit::default(), Rect { x: 90, y: 35, width: 45, height: 70 });
        assert_eq!(part.place, [45.0 / 90.0, 17.0 / 70.0, 68.0 / 90.0, 53.0 / 70.0]);
        assert_eq!((part.picture.width, part.picture.height), (23, 36));
    }

    #[test]
    fn a_part_outside_gives_the_nearest_pixel_and_wrong_numbers_an_error() {
        let picture = picture(20, 20, (20, 20));
        let part = part_of(&picture, &Edit::default(), Rect { x: 500, y: u32::MAX, width: u32::MAX, height: 9 });
        assert_eq!((part.picture.width, part.picture.height), (1, 1));
        let short = Original { width: 20, height: 20, rgba: &picture.rgba[4..], full_size: (20, 20) };
        let rect = Rect { x: 0, y: 0, width: 5, height: 5 };
        assert!(matches!(preview_part(short, &Edit::default(), rect, Band::ALL, None), Err(MediaError::Truncated)));
    }
}
