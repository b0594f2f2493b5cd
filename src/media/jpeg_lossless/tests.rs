//! Turned coefficients against the same picture read another way, against `jpegtran` where it is installed, and
//! against thousands of broken files.

use std::io::Write;
use std::process::{Command, Stdio};

use jpeg_encoder::{ColorType, Encoder, PixelDensity, PixelDensityUnit, SamplingFactor};

use super::scan::{Block, Plane};
use super::*;

/// On the grid of every sampling here.
const WIDTH: u16 = 96;
const HEIGHT: u16 = 64;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/media").join(name)).unwrap()
}

/// A picture without any symmetry.
fn made(
    colors: ColorType,
    sampling: SamplingFactor,
    size: (u16, u16),
    set: impl Fn(&mut Encoder<&mut Vec<u8>>),
) -> Vec<u8> {
    let channels = match colors {
        ColorType::Luma => 1,
        ColorType::Cmyk => 4,
        _ => 3,
    };
    let (width, height) = (u32::from(size.0), u32::from(size.1));
    let mut pixels = Vec::new();
    let mut noise = 7u32;
    for y in 0..height {
        for x in 0..width {
            for channel in 0..channels {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let slope = [x * 2 + y / 3, 255 - y * 3 % 256, x * y / 20, 40 + x / 2][channel];
                pixels.push((slope % 256) as u8 ^ (noise >> 28) as u8);
            }
        }
    }
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, 88);
    encoder.set_sampling_factor(sampling);
    set(&mut encoder);
    encoder.encode(&pixels, size.0, size.1, colors).unwrap();
    out
}

fn plain(sampling: SamplingFactor) -> Vec<u8> {
    made(ColorType::Rgb, sampling, (WIDTH, HEIGHT), |_| {})
}

/// Every kind that has a whole number of MCUs.
fn kinds() -> Vec<(String, Vec<u8>)> {
    use SamplingFactor::{F_1_1, F_1_2, F_2_1, F_2_2, F_4_1};
    let mut kinds = Vec::new();
    for (name, sampling) in [("444", F_1_1), ("422", F_2_1), ("440", F_1_2), ("420", F_2_2), ("411", F_4_1)] {
        kinds.push((name.to_owned(), plain(sampling)));
    }
    let size = (WIDTH, HEIGHT);
    kinds.push(("grey".to_owned(), made(ColorType::Luma, F_1_1, size, |_| {})));
    kinds.push(("cmyk".to_owned(), made(ColorType::Cmyk, F_1_1, size, |_| {})));
    kinds.push(("cmyk 420".to_owned(), made(ColorType::Cmyk, F_2_2, size, |_| {})));
    kinds.push(("progressive".to_owned(), made(ColorType::Rgb, F_2_2, size, |encoder| encoder.set_progressive(true))));
    kinds.push(("restarts".to_owned(), made(ColorType::Rgb, F_2_1, size, |encoder| encoder.set_restart_interval(2))));
    kinds
}

fn read(bytes: &[u8]) -> Coefficients {
    Coefficients::read(bytes, Frame::find(bytes).unwrap()).unwrap()
}

fn whole(jpeg: &Jpeg<'_>, turn: Turn) -> Rect {
    let (width, height) = turn.size(jpeg.size());
    Rect { x: 0, y: 0, width, height }
}

fn turned(bytes: &[u8], turn: Turn) -> Result<Vec<u8>, Refused> {
    let jpeg = Jpeg::open(bytes)?;
    let place = jpeg.place(turn, whole(&jpeg, turn), false)?;
    jpeg.write(&place, false)
}

fn cut(bytes: &[u8], turn: Turn, (x, y, width, height): (u32, u32, u32, u32), trim: bool) -> Result<Vec<u8>, Refused> {
    let jpeg = Jpeg::open(bytes)?;
    let place = jpeg.place(turn, Rect { x, y, width, height }, trim)?;
    jpeg.write(&place, false)
}

const ALL: [(u8, bool); 8] =
    [(0, false), (1, false), (2, false), (3, false), (0, true), (1, true), (2, true), (3, true)];

/// The blocks that hold picture, which is all that a decoder shows.
fn shown(read: &Coefficients) -> Vec<(Vec<u16>, Vec<Block>)> {
    let own = |(plane, component): (&Plane, &frame::Component)| {
        let rows = plane.blocks.chunks(component.padded.0).take(component.own.1);
        (plane.steps.to_vec(), rows.flat_map(|row| row[..component.own.0].to_vec()).collect())
    };
    read.planes.iter().zip(&read.frame.components).map(own).collect()
}

#[track_caller]
fn assert_same(a: &[u8], b: &[u8], name: &str) {
    let (a, b) = (read(a), read(b));
    assert_eq!((a.frame.width, a.frame.height), (b.frame.width, b.frame.height), "{name}");
    assert!(shown(&a) == shown(&b), "{name}: the coefficients differ");
}

fn jpegtran(bytes: &[u8], args: &[&str]) -> Option<Vec<u8>> {
    let started = Command::new("jpegtran").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        eprintln!("skipped: jpegtran is not installed");
        return None;
    };
    let mut input = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let feeder = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    assert!(output.status.success(), "jpegtran {args:?}");
    Some(output.stdout)
}

#[test]
fn what_is_cut_off_is_refused_at_every_length() {
    for (name, bytes) in [("baseline", plain(SamplingFactor::F_2_2)), ("progressive", fixture("noise-progressive.jpg"))]
    {
        let step = if name == "baseline" { 7 } else { 97 };
        for end in (0..bytes.len() - 1).step_by(step) {
            assert!(turned(&bytes[..end], Turn::default().then(1, false)).is_err(), "{name} {end}");
        }
    }
}

#[test]
fn broken_files_never_panic_and_what_is_written_can_be_read() {
    let sources = [plain(SamplingFactor::F_2_2), fixture("noise-progressive.jpg"), fixture("noise-scans.jpg")];
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let (mut refused, mut written) = (0, 0);
    for round in 0..1_500 {
        let mut bytes = sources[round % sources.len()].clone();
        // Half of the changes fall into the headers.
        let area = if round % 2 == 0 { 700 } else { bytes.len() };
        for _ in 0..1 + next() % 3 {
            let at = next() % area.min(bytes.len());
            match next() % 3 {
                0 => bytes[at] ^= 1 << (next() % 8),
                1 => bytes[at] = [0, 0xFF, 0x7F, 1][next() % 4],
                _ => drop(bytes.drain(at..(at + next() % 9).min(bytes.len()))),
            }
        }
        match cut(&bytes, Turn::default().then(1, true), (0, 0, 60, 90), true) {
            Err(_) => refused += 1,
            Ok(out) => {
                written += 1;
                let _ = read(&out);
            }
        }
    }
    assert!(refused > 300 && written > 100, "{refused} {written}");
}

#[test]
fn other_kinds_of_jpeg_are_left_to_other_decoders() {
    let sound = plain(SamplingFactor::F_1_1);
    let at = sound.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    // Lossless, hierarchical, arithmetic.
    for kind in [0xC3, 0xC5, 0xC9, 0xCA, 0xCF] {
        let mut bytes = sound.clone();
        bytes[at + 1] = kind;
        assert!(matches!(turned(&bytes, Turn::default()), Err(Refused::Unusual(_))), "{kind:X}");
    }
    let mut deep = sound.clone();
    deep[at + 4] = 12;
    assert!(matches!(turned(&deep, Turn::default()), Err(Refused::Unusual(_))));
    // 65,500 by 65,500 pixels in a few hundred bytes.
    let mut huge = sound.clone();
    huge[at + 5..at + 9].copy_from_slice(&[0xFF, 0xDC, 0xFF, 0xDC]);
    assert_eq!(turned(&huge, Turn::default()), Err(Refused::TooLarge));
    assert!(turned(b"", Turn::default()).is_err());
    assert!(turned(b"GIF89a", Turn::default()).is_err());
}

#[test]
fn however_it_is_coded_the_coefficients_are_the_same() {
    assert_same(&fixture("noise-420.jpg"), &fixture("noise-progressive.jpg"), "bit by bit, with restarts");
    assert_same(&fixture("noise-422.jpg"), &fixture("noise-scans.jpg"), "a scan for each colour");
    let size = (WIDTH, HEIGHT);
    let sampling = SamplingFactor::F_2_2;
    let baseline = plain(sampling);
    for interval in [1, 3, 100] {
        let restarting = made(ColorType::Rgb, sampling, size, |encoder| encoder.set_restart_interval(interval));
        assert_same(&baseline, &restarting, "restarts");
    }
    assert_same(&baseline, &made(ColorType::Rgb, sampling, size, |encoder| encoder.set_progressive(true)), "by bands");
    for (name, bytes) in kinds() {
        assert_same(&bytes, &turned(&bytes, Turn::default()).unwrap(), &name);
    }
    // Partly filled MCUs stay where they are.
    for name in ["noise-420.jpg", "noise-422.jpg", "noise-444-restart.jpg", "noise-grey.jpg", "quarters-cmyk.jpg"] {
        assert_same(&fixture(name), &turned(&fixture(name), Turn::default()).unwrap(), name);
    }
}

#[test]
fn four_turns_and_two_mirrors_leave_every_coefficient_as_it_was() {
    for (name, bytes) in kinds() {
        let turn = |bytes: Vec<u8>| turned(&bytes, Turn::default().then(1, false)).unwrap();
        let once = turn(bytes.clone());
        assert_ne!(shown(&read(&once)), shown(&read(&bytes)), "{name}");
        assert_same(&turn(turn(turn(once))), &bytes, &name);
        for (quarter_turns, mirror) in ALL.into_iter().filter(|(_, mirror)| *mirror) {
            let mirrored = |bytes: &[u8]| turned(bytes, Turn::default().then(quarter_turns, mirror)).unwrap();
            assert_same(&mirrored(&mirrored(&bytes)), &bytes, &name);
        }
    }
}

#[test]
fn a_progressive_result_holds_the_same_in_bands() {
    for (name, bytes) in kinds() {
        for (quarter_turns, mirror) in [(0, false), (1, true)] {
            let turn = Turn::default().then(quarter_turns, mirror);
            let jpeg = Jpeg::open(&bytes).unwrap();
            let place = jpeg.place(turn, whole(&jpeg, turn), false).unwrap();
            let progressive = jpeg.write(&place, true).unwrap();
            assert!(Frame::find(&progressive).unwrap().is_progressive);
            let plain = turned(&bytes, turn).unwrap();
            assert_eq!(Frame::find(&plain).unwrap().is_progressive, name == "progressive", "as the original");
            assert_same(&progressive, &plain, &name);
            // A decoder that is not this one's brother.
            let pixels = |bytes: &[u8]| jpeg_decoder::Decoder::new(bytes).decode().unwrap();
            assert!(pixels(&progressive) == pixels(&plain), "{name}");
        }
    }
    // MCUs that are filled in part: single colours come without the blocks that only fill up.
    for name in ["noise-420.jpg", "noise-422.jpg", "noise-grey.jpg"] {
        let bytes = fixture(name);
        let jpeg = Jpeg::open(&bytes).unwrap();
        let place = jpeg.place(Turn::default(), whole(&jpeg, Turn::default()), false).unwrap();
        let progressive = jpeg.write(&place, true).unwrap();
        assert_same(&progressive, &bytes, name);
        let Some(expected) = jpegtran(&bytes, &["-progressive"]) else { continue };
        assert!(progressive.len() < expected.len() * 11 / 10, "{name}: {} {}", progressive.len(), expected.len());
    }
}

/// The samples of the first component, computed from its coefficients without rounding on the way.
fn samples(bytes: &[u8]) -> (usize, Vec<i32>) {
    let read = read(bytes);
    let (plane, component) = (&read.planes[0], &read.frame.components[0]);
    let width = component.padded.0 * 8;
    let mut out = vec![0; plane.blocks.len() * 64];
    let scale = |frequency: usize| if frequency == 0 { 0.5f64.sqrt() } else { 1.0 };
    let wave =
        |at: usize, frequency: usize| ((2 * at + 1) as f64 * frequency as f64 * std::f64::consts::PI / 16.0).cos();
    for (index, block) in plane.blocks.iter().enumerate() {
        let (left, top) = (index % component.padded.0 * 8, index / component.padded.0 * 8);
        for y in 0..8 {
            for x in 0..8 {
                let parts = frame::ZIGZAG.iter().zip(block).zip(plane.steps).map(|((&place, &value), step)| {
                    let (row, column) = (place / 8, place % 8);
                    f64::from(value) * f64::from(step) * scale(row) * scale(column) * wave(y, row) * wave(x, column)
                });
                out[(top + y) * width + left + x] = (parts.sum::<f64>() / 4.0 + 128.0).round() as i32;
            }
        }
    }
    (width, out)
}

#[test]
fn a_turned_picture_has_the_turned_pixels() {
    let bytes = plain(SamplingFactor::F_1_1);
    let picture = |bytes: &[u8]| {
        let (width, samples) = samples(bytes);
        let samples: Vec<u8> = samples.into_iter().map(|value| value.clamp(0, 255) as u8).collect();
        image::GrayImage::from_raw(width as u32, (samples.len() / width) as u32, samples).unwrap()
    };
    let original = picture(&bytes);
    for (quarter_turns, mirror) in ALL {
        let mut expected = image::DynamicImage::ImageLuma8(original.clone());
        for _ in 0..quarter_turns {
            expected = expected.rotate90();
        }
        let expected = if mirror { expected.fliph() } else { expected }.into_luma8();
        let found = picture(&turned(&bytes, Turn::default().then(quarter_turns, mirror)).unwrap());
        assert_eq!(found.dimensions(), expected.dimensions());
        assert!(found == expected, "{quarter_turns} {mirror}");
    }
    let found = picture(&cut(&bytes, Turn::default(), (8, 16, 48, 40), false).unwrap());
    assert!(found == image::imageops::crop_imm(&original, 8, 16, 48, 40).to_image());
}

#[test]
fn jpegtran_comes_to_the_same_coefficients() {
    let ways: [(&[&str], u8, bool); 7] = [
        (&["-rotate", "90"], 1, false),
        (&["-rotate", "180"], 2, false),
        (&["-rotate", "270"], 3, false),
        (&["-flip", "horizontal"], 0, true),
        (&["-flip", "vertical"], 2, true),
        (&["-transpose"], 1, true),
        (&["-transverse"], 3, true),
    ];
    for (name, bytes) in kinds() {
        for (args, quarter_turns, mirror) in ways {
            let Some(expected) = jpegtran(&bytes, &[args, &["-perfect"]].concat()) else { return };
            let found = turned(&bytes, Turn::default().then(quarter_turns, mirror)).unwrap();
            assert_same(&found, &expected, &format!("{name} {args:?}"));
        }
        let Some(expected) = jpegtran(&bytes, &["-crop", "64x32+32+16"]) else { return };
        let found = cut(&bytes, Turn::default(), (32, 16, 64, 32), false).unwrap();
        assert_same(&found, &expected, &format!("{name} crop"));
    }
    // 203 by 141 pixels: MCUs that are filled in part are cut off.
    for name in ["noise-420.jpg", "noise-422.jpg", "noise-444-restart.jpg", "noise-grey.jpg", "noise-progressive.jpg"] {
        for (args, quarter_turns, mirror) in ways {
            let bytes = fixture(name);
            let Some(expected) = jpegtran(&bytes, &[args, &["-trim"]].concat()) else { return };
            let turn = Turn::default().then(quarter_turns, mirror);
            let Rect { width, height, .. } = whole(&Jpeg::open(&bytes).unwrap(), turn);
            let found = cut(&bytes, turn, (0, 0, width, height), true).unwrap();
            assert_same(&found, &expected, &format!("{name} {args:?}"));
        }
    }
}

#[test]
fn what_would_bring_a_part_of_an_mcu_inside_is_refused() {
    let bytes = fixture("noise-420.jpg");
    for (quarter_turns, mirror) in ALL {
        let turn = Turn::default().then(quarter_turns, mirror);
        let stays = turn == Turn::default() || (turn.transpose && !turn.flip_x && !turn.flip_y);
        assert_eq!(turned(&bytes, turn).is_ok(), stays, "{turn:?}");
    }
    assert_eq!(cut(&bytes, Turn::default(), (8, 0, 100, 100), false), Err(Refused::OffGrid));
    assert_eq!(cut(&bytes, Turn::default(), (16, 0, 100, 141), false), Err(Refused::OffGrid));
    assert!(cut(&bytes, Turn::default(), (16, 32, 187, 109), false).is_ok());
    let trimmed = cut(&bytes, Turn::default(), (8, 0, 100, 100), true).unwrap();
    assert_eq!(Jpeg::open(&trimmed).unwrap().size(), (80, 96));
}

#[test]
fn only_what_says_how_to_read_the_picture_is_carried() {
    let profile = vec![7u8; 70_000];
    let bytes = made(ColorType::Cmyk, SamplingFactor::F_1_1, (WIDTH, HEIGHT), |encoder| {
        encoder.set_density(PixelDensity { density: (300, 72), unit: PixelDensityUnit::Inches });
        encoder.add_icc_profile(&profile).unwrap();
        encoder.add_app_segment(1, b"Exif\0\0 home address".to_vec()).unwrap();
    });
    let out = turned(&bytes, Turn::default().then(1, false)).unwrap();
    assert_eq!(crate::media::jpeg::blocks(&out), (None, Some(profile)));
    assert!(!out.windows(12).any(|part| part == b"home address"));
    let mut kinds = Vec::new();
    let mut at = 2;
    while let Ok((kind, segment)) = frame::marker(&out, &mut at) {
        kinds.push(kind);
        match kind {
            0xE0 => assert_eq!(segment, b"JFIF\0\x01\x02\x01\0\x48\x01\x2C\0\0", "densities change places"),
            0xEE => assert!(segment.starts_with(b"Adobe")),
            0xDA => break,
            _ => {}
        }
    }
    assert_eq!(kinds[..4], [0xE0, 0xEE, 0xE2, 0xE2]);
}
