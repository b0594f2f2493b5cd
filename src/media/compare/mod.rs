//! Measures what changed from one picture to another that was made from it: place, size, tone, detail, parts. Reads
//! pixels only, at reduced size; never says why something changed.

use std::path::Path;

use super::{MediaError, Picture, PictureSource};
use crate::provenance::changed::Changed;
use crate::provenance::comparison::Comparison;
use crate::provenance::format::Format;

mod align;
mod difference;
mod plane;
mod tone;

use align::Fit;
use difference::Found;
use plane::{Part, Planes};

/// Longest side that pictures are measured at, in pixels.
const SIDE: u32 = 768;

/// Compares two files by what they show.
///
/// # Errors
/// One of them shows no picture.
pub fn compare(source: (&Path, Format), edited: (&Path, Format)) -> Result<Comparison, MediaError> {
    let source = super::picture(source.0, source.1, SIDE)?;
    let edited = super::picture(edited.0, edited.1, SIDE)?;
    Ok(compare_pictures(&source, &edited))
}

/// Compares two pictures, both upright.
pub fn compare_pictures(source: &Picture, edited: &Picture) -> Comparison {
    let (fit, found) = measured(source, edited);
    told(source, edited, &fit, &found)
}

/// Compares a thumbnail that was signed with the file's picture; gives the thumbnail turned as the picture is, too.
///
/// # Errors
/// The file shows no picture.
pub fn what_changed(thumbnail: &Picture, file: (&Path, Format)) -> Result<(Changed, Picture), MediaError> {
    let present = super::picture(file.0, file.1, SIDE)?;
    Ok(what_changed_in(thumbnail, &present))
}

fn what_changed_in(thumbnail: &Picture, present: &Picture) -> (Changed, Picture) {
    let (fit, found) = measured(thumbnail, present);
    // What cannot be laid over the picture is shown as it is.
    let is_same = fit.similarity >= Comparison::SAME_PICTURE;
    let fit = if is_same { fit } else { Fit { turns: 0, mirror: false, place: Part::WHOLE, ..fit } };
    let mut comparison = told(thumbnail, present, &fit, &found);
    // A thumbnail is a preview by its nature; what counts is whether the file's own pixels were seen.
    comparison.of_previews = present.source != PictureSource::Pixels;
    let Part { x, y, width, height } = fit.place;
    let changed =
        Changed { comparison, place: [x, y, width, height], block_pixels: found.cell, limit_levels: found.limit };
    (changed, turned(thumbnail, fit.turns, fit.mirror))
}

fn measured(source: &Picture, edited: &Picture) -> (Fit, Found) {
    let (from, to) = (Planes::of(source), Planes::of(edited));
    let fit = align::fit(&from, &to);
    let found = difference::measure(&from.turned(fit.turns, fit.mirror), &to, &fit);
    (fit, found)
}

fn told(source: &Picture, edited: &Picture, fit: &Fit, found: &Found) -> Comparison {
    let full = if fit.turns % 2 == 1 { (source.full_size.1, source.full_size.0) } else { source.full_size };
    Comparison {
        similarity: fit.similarity,
        rotate: u16::from(fit.turns) * 90,
        mirror: fit.mirror,
        source_size: source.full_size,
        edited_size: edited.full_size,
        crop: (!fit.is_whole()).then(|| fit.place.scaled(full)),
        is_stretched: fit.is_stretched,
        tone: found.tone,
        detail: found.detail,
        regions: found.regions.iter().map(|region| region.scaled(edited.full_size)).collect(),
        of_previews: [source, edited].iter().any(|picture| picture.source != PictureSource::Pixels),
    }
}

/// Quarter turns clockwise, then mirrored, as [`Planes::turned`].
fn turned(picture: &Picture, turns: u8, mirror: bool) -> Picture {
    let (w, h) = (picture.width as usize, picture.height as usize);
    let (to_w, to_h) = if turns % 2 == 1 { (h, w) } else { (w, h) };
    let pixels = picture.rgba.as_chunks::<4>().0;
    let mut rgba = Vec::with_capacity(picture.rgba.len());
    for y in 0..to_h {
        for x in 0..to_w {
            let (x, y) = plane::before_turning((x, y), (w, h), to_w, turns, mirror);
            rgba.extend(pixels.get(y * w + x).copied().unwrap_or_default());
        }
    }
    let full = picture.full_size;
    let full_size = if turns % 2 == 1 { (full.1, full.0) } else { full };
    Picture { width: to_w as u32, height: to_h as u32, rgba, full_size, source: picture.source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provenance::edit::Rect;

    /// A scene of soft blobs, as a function of the place in parts of the whole.
    fn scene(x: f64, y: f64, seed: f64) -> [f64; 3] {
        let wave = |a: f64, b: f64, c: f64| ((a * x + b * y + c + seed).sin() + 1.0) / 2.0;
        let hill = |cx: f64, cy: f64, r: f64| (-((x - cx).powi(2) + (y - cy).powi(2)) / (r * r)).exp();
        let light = 60.0 + 90.0 * hill(0.3 + seed / 20.0, 0.4, 0.2) + 60.0 * hill(0.75, 0.65 - seed / 20.0, 0.12);
        [
            light + 40.0 * wave(9.0, 4.0, 0.3),
            light + 30.0 * wave(3.0, 11.0, 1.1),
            light * 0.8 + 35.0 * wave(17.0, 13.0, 2.0),
        ]
    }

    /// The scene's part at a size, with every pixel passed through `tone`.
    fn shot(part: Part, (width, height): (u32, u32), seed: f64, tone: impl Fn([f64; 3]) -> [f64; 3]) -> Picture {
        let mut rgba = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let at = |n: u32, of: u32, from: f64, size: f64| from + size * (f64::from(n) + 0.5) / f64::from(of);
                let pixel = tone(scene(at(x, width, part.x, part.width), at(y, height, part.y, part.height), seed));
                rgba.extend(pixel.map(|value| value.clamp(0.0, 255.0) as u8));
                rgba.push(255);
            }
        }
        Picture { width, height, rgba, full_size: (width * 10, height * 10), source: PictureSource::Pixels }
    }

    fn whole() -> Picture {
        shot(Part::WHOLE, (300, 200), 0.0, |pixel| pixel)
    }

    fn actions(found: &Comparison) -> Vec<String> {
        found.steps(None).into_iter().map(|step| step.action).collect()
    }

    #[test]
    fn another_picture_is_noticed() {
        for seed in [1.7, 2.9, 4.1] {
            let found = compare_pictures(&whole(), &shot(Part::WHOLE, (300, 200), seed, |pixel| pixel));
            assert!(!found.is_same_picture(), "{seed}: {found:?}");
        }
    }

    #[test]
    fn the_same_is_the_same() {
        let found = compare_pictures(&whole(), &whole());
        assert!(found.similarity > 0.999 && found.crop.is_none() && found.regions.is_empty(), "{found:?}");
        assert!(actions(&found).is_empty(), "{:?}", actions(&found));
    }

    #[test]
    fn a_crop_is_found_where_it_is() {
        let part = Part { x: 0.22, y: 0.3, width: 0.5, height: 0.6 };
        let found = compare_pictures(&whole(), &shot(part, (250, 200), 0.0, |pixel| pixel));
        let Rect { x, y, width, height } = found.crop.unwrap();
        for (is, should) in [(x, 660), (y, 600), (width, 1500), (height, 1200)] {
            assert!(is.abs_diff(should) <= 45, "{found:?}");
        }
        assert_eq!(actions(&found), ["c2pa.cropped", "c2pa.resized.proportional"]);
        assert!(found.regions.is_empty(), "{found:?}");
    }

    #[test]
    fn every_turn_is_found() {
        for turns in 0..4 {
            for mirror in [false, true] {
                let planes = Planes::of(&whole()).turned(turns, mirror);
                let found = align::fit(&Planes::of(&whole()), &planes);
                assert_eq!((found.turns, found.mirror), (turns, mirror), "{found:?}");
                assert!(found.is_whole());
            }
        }
    }

    #[test]
    fn a_change_of_tone_is_no_region() {
        let found =
            compare_pictures(&whole(), &shot(Part::WHOLE, (300, 200), 0.0, |pixel| pixel.map(|v| v * 1.2 + 12.0)));
        assert!(found.tone.brightness > 20.0 && (1.1..1.3).contains(&found.tone.contrast), "{found:?}");
        assert!(found.regions.is_empty(), "{found:?}");
        assert_eq!(actions(&found), ["c2pa.adjustedColor"]);
        let grey = |[r, g, b]: [f64; 3]| [0.3 * r + 0.6 * g + 0.1 * b; 3];
        let found = compare_pictures(&whole(), &shot(Part::WHOLE, (300, 200), 0.0, grey));
        assert!(found.tone.black_and_white, "{found:?}");
    }

    #[test]
    fn brightening_and_darkening_that_clip_are_no_regions_and_what_was_painted_over_then_is_one() {
        for (name, by, and) in [("bright", 2.6, 0.0), ("white", 1.0, 130.0), ("dark", 1.4, -100.0)] {
            let clipped = shot(Part::WHOLE, (300, 200), 0.0, |pixel| pixel.map(|v| v * by + and));
            let ends = clipped.rgba.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]);
            assert!(ends.filter(|value| [0, 255].contains(value)).count() > 9_000, "{name}: too little is clipped");
            let found = compare_pictures(&whole(), &clipped);
            assert!(found.is_same_picture() && found.regions.is_empty(), "{name}: {found:?}");
            assert_eq!(actions(&found), ["c2pa.adjustedColor"], "{name}: {found:?}");
            let mut painted = clipped;
            for (x, y) in (60..100).flat_map(|y| (20..80).map(move |x| (x, y))) {
                let at = (y * 300 + x) * 4;
                painted.rgba[at..at + 3].copy_from_slice(&[20, 250, 20]);
            }
            // Where it lies is known, so that nothing but the difference is measured.
            let fit = Fit { turns: 0, mirror: false, place: Part::WHOLE, is_stretched: false, similarity: 1.0 };
            let regions = difference::measure(&Planes::of(&whole()), &Planes::of(&painted), &fit).regions;
            let [Part { x, y, width, height }] = regions[..] else { panic!("{name}: {regions:?}") };
            for (is, should) in [(x, 0.067), (y, 0.3), (width, 0.2), (height, 0.2)] {
                assert!((is - should).abs() <= 0.03, "{name}: {regions:?}");
            }
        }
        // White is what a part becomes that was painted over, too.
        let mut painted = whole();
        for (x, y) in (60..100).flat_map(|y| (120..180).map(move |x| (x, y))) {
            let at = (y * 300 + x) * 4;
            painted.rgba[at..at + 3].copy_from_slice(&[255, 255, 255]);
        }
        assert_eq!(compare_pictures(&whole(), &painted).regions.len(), 1);
    }

    #[test]
    fn a_part_that_was_painted_over_is_told() {
        let mut edited = whole();
        for y in 60..100 {
            for x in 120..180 {
                let at = (y * 300 + x) * 4;
                edited.rgba[at..at + 3].copy_from_slice(&[250, 20, 200]);
            }
        }
        let found = compare_pictures(&whole(), &edited);
        let [Rect { x, y, width, height }] = found.regions[..] else { panic!("{found:?}") };
        for (is, should) in [(x, 1200), (y, 600), (width, 600), (height, 400)] {
            assert!(is.abs_diff(should) <= 60, "{found:?}");
        }
        assert!(found.hides() && found.is_same_picture());
        assert_eq!(actions(&found), ["c2pa.edited"]);
    }

    #[test]
    fn a_thumbnail_is_turned_as_the_picture_and_laid_over_it() {
        let part = Part { x: 0.3, y: 0.2, width: 0.5, height: 0.5 };
        let upright = shot(part, (300, 200), 0.0, |pixel| pixel);
        let present = turned(&upright, 1, false);
        let thumbnail = shot(Part::WHOLE, (240, 160), 0.0, |pixel| pixel);
        let (changed, laid) = what_changed_in(&thumbnail, &present);
        assert_eq!((laid.width, laid.height, laid.full_size), (160, 240, (1600, 2400)));
        assert_eq!(changed.comparison.rotate, 90);
        // A quarter clockwise: what was 0.3 from the left is 0.3 from the top; 0.2 from the top is 0.3 from the left.
        for (is, should) in changed.place.into_iter().zip([0.3, 0.3, 0.5, 0.5]) {
            assert!((is - should).abs() < 0.03, "{:?}", changed.place);
        }
        assert!(changed.comparison.regions.is_empty() && changed.adds_up(), "{changed:?}");
        // At most a few levels lie between the two, wherever one looks.
        let at = |picture: &Picture, x: f64, y: f64| {
            let (x, y) = ((x * f64::from(picture.width)) as usize, (y * f64::from(picture.height)) as usize);
            i32::from(picture.rgba[(y * picture.width as usize + x) * 4])
        };
        for (x, y) in [(0.1, 0.1), (0.5, 0.5), (0.9, 0.2), (0.3, 0.8)] {
            let [left, top, width, height] = changed.place;
            let (then, now) = (at(&laid, left + x * width, top + y * height), at(&present, x, y));
            assert!((then - now).abs() < 12, "{then} and {now} at {x}, {y}");
        }
    }

    #[test]
    fn a_tiny_thumbnail_is_compared_in_blocks_of_some_pixels() {
        let (changed, _) = what_changed_in(&shot(Part::WHOLE, (96, 64), 0.0, |pixel| pixel), &whole());
        assert!(changed.block_pixels >= 3.0 && changed.limit_levels >= 9.0, "{changed:?}");
        assert!(changed.changes().is_empty(), "{:?}", changed.changes());
    }

    #[test]
    fn fine_detail_that_scaling_moves_is_no_change() {
        let fine = |x: f64, y: f64| {
            // In one corner alone, so that the rest says nothing of it.
            let is_fine = x < 0.2 && y < 0.3;
            let stripe = if is_fine && (x * 110.0).sin() * (y * 90.0).sin() > 0.0 { 110.0 } else { 0.0 };
            scene(x, y, 0.0).map(|value| (value * 0.5 + stripe).clamp(0.0, 255.0) as u8)
        };
        let drawn = |width: u32, height: u32, offset: f64| {
            let at = |n: u32, of: u32| (f64::from(n) + 0.5 + offset) / f64::from(of);
            let pixels = (0..width * height).flat_map(|n| {
                let [r, g, b] = fine(at(n % width, width), at(n / width, height));
                [r, g, b, 255]
            });
            let rgba = pixels.collect();
            Picture { width, height, rgba, full_size: (width, height), source: PictureSource::Pixels }
        };
        // The thumbnail lies a third of a pixel beside.
        let (changed, _) = what_changed_in(&drawn(300, 200, 0.33), &drawn(750, 500, 0.0));
        assert!(changed.comparison.regions.is_empty(), "{changed:?}");
    }

    #[test]
    fn pictures_of_any_size_and_shape_are_survived() {
        let flat = |width: u32, height: u32| {
            let rgba = vec![90; (width * height * 4) as usize];
            Picture { width, height, rgba, full_size: (width, height), source: PictureSource::Pixels }
        };
        for ((width, height), other) in [((1, 1), flat(30, 20)), ((1, 40), flat(40, 1)), ((7, 5), flat(1, 1))] {
            let (changed, laid) = what_changed_in(&flat(width, height), &other);
            assert!(changed.adds_up(), "{width}×{height}: {changed:?}");
            assert_eq!(laid.rgba.len(), (width * height * 4) as usize);
        }
    }

    #[test]
    fn another_picture_is_not_laid_over() {
        let (changed, laid) = what_changed_in(&shot(Part::WHOLE, (240, 160), 2.9, |pixel| pixel), &whole());
        assert_eq!(changed.changes(), [crate::provenance::changed::Change::OtherPicture]);
        assert_eq!((changed.place, laid.width), ([0.0, 0.0, 1.0, 1.0], 240));
    }

    #[test]
    fn stretching_is_told_from_cropping() {
        let found = compare_pictures(&whole(), &shot(Part::WHOLE, (200, 200), 0.0, |pixel| pixel));
        assert!(found.is_stretched && found.crop.is_none(), "{found:?}");
        assert_eq!(actions(&found), ["c2pa.resized"]);
    }
}
