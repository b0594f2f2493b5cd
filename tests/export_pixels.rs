//! Every kind of edit against an outside tool, ImageMagick, pixel by pixel, within a stated tolerance; and what of a covered
//! part can still be told from the copy. By the real program.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::desk::Desk;
use common::fixture;
use image::{DynamicImage, ImageBuffer, Rgb, RgbImage};

const SIZE: (u32, u32) = (240, 160);

/// A picture with soft changes, hard edges and every brightness.
fn picture(seed: u32) -> RgbImage {
    RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| {
        let wave = |at: f64, length: f64| ((at / length).sin() * 0.5 + 0.5) * 235.0 + 10.0;
        let edge = if (x / 30 + y / 40 + seed).is_multiple_of(2) { 0.75 } else { 1.0 };
        let (fx, fy) = (f64::from(x), f64::from(y));
        Rgb([wave(fx, 23.0), wave(fy, 17.0), wave(fx + fy, 41.0)].map(|value| (value * edge) as u8))
    })
}

struct Bench {
    desk: Desk,
    source: PathBuf,
}

impl Bench {
    /// Nothing where ImageMagick is not installed.
    fn new() -> Option<Self> {
        if Command::new("convert").arg("-version").output().is_err() {
            eprintln!("skipped: ImageMagick is not installed");
            return None;
        }
        let desk = Desk::new();
        let source = desk.home.path("source.png");
        picture(0).save(&source).unwrap();
        Some(Self { desk, source })
    }

    fn ours(&self, args: &[&str]) -> RgbImage {
        let target = self.desk.home.path("ours.png");
        let _ = std::fs::remove_file(&target);
        image::open(self.desk.export(&self.source, "ours.png", args)).unwrap().to_rgb8()
    }

    /// In 16 bits, so that the outside tool's own rounding to 8 is not counted.
    fn theirs(&self, args: &[&str]) -> ImageBuffer<Rgb<u16>, Vec<u16>> {
        let target = self.desk.home.path("theirs.png");
        let (from, to) = (self.source.to_str().unwrap(), format!("png48:{}", target.display()));
        let output = Command::new("convert").arg(from).args(args).arg("+repage").arg(to).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        image::open(target).unwrap().to_rgb16()
    }

    /// Fails where the mean difference of a channel is over `mean` or a single one over `most`, of 255. Rounding to 8 bits
    /// alone makes a mean of 0.25 and at most 0.5. Leaves out so many pixels along the edges, where tools differ in what
    /// they think lies outside.
    fn same(&self, ours: &[&str], theirs: &[&str], mean: f64, most: f64, border: u32) {
        let (a, b) = (self.ours(ours), self.theirs(theirs));
        assert_eq!(a.dimensions(), b.dimensions(), "{ours:?}");
        let (width, height) = a.dimensions();
        let (mut sum, mut count, mut worst) = (0.0, 0.0, 0.0f64);
        for y in border..height - border {
            for x in border..width - border {
                for (one, other) in a.get_pixel(x, y).0.iter().zip(b.get_pixel(x, y).0) {
                    let difference = (f64::from(*one) - f64::from(other) / 257.0).abs();
                    sum += difference;
                    count += 1.0;
                    worst = worst.max(difference);
                }
            }
        }
        let found = sum / count;
        println!("{ours:?}: mean {found:.3}, most {worst:.2}");
        assert!(found <= mean && worst <= most, "{ours:?} against {theirs:?}: mean {found:.3}, most {worst:.2}");
    }
}

#[test]
fn what_moves_pixels_moves_them_exactly() {
    let Some(bench) = Bench::new() else { return };
    for (ours, theirs) in [
        (vec!["--crop", "11,7,101,67"], vec!["-crop", "101x67+11+7"]),
        (vec!["--rotate", "90"], vec!["-rotate", "90"]),
        (vec!["--rotate", "180"], vec!["-rotate", "180"]),
        (vec!["--rotate", "-90"], vec!["-rotate", "270"]),
        (vec!["--mirror"], vec!["-flop"]),
        (vec!["--rotate", "90", "--mirror"], vec!["-rotate", "90", "-flop"]),
        (vec!["--rotate", "180", "--mirror"], vec!["-flip"]),
        (vec!["--crop", "1:1"], vec!["-gravity", "center", "-crop", "160x160+0+0"]),
        (vec!["--black-out", "20,30,50,40"], vec!["-fill", "black", "-draw", "rectangle 20,30 69,69"]),
    ] {
        bench.same(&ours, &theirs, 0.0, 0.0, 0);
    }
}

#[test]
fn resizing_is_lanczos_as_others_do_it() {
    let Some(bench) = Bench::new() else { return };
    let lanczos = ["-define", "filter:lobes=3", "-filter", "Lanczos"];
    for (ours, theirs) in [("120", "120x"), ("97", "97x"), ("100x100", "100x100!"), ("480x320", "480x320!")] {
        let theirs = [&lanczos[..], &["-resize", theirs]].concat();
        bench.same(&["--resize", ours], &theirs, 0.4, 1.5, 4);
    }
}

#[test]
fn straightening_is_a_turn_around_the_middle() {
    let Some(bench) = Bench::new() else { return };
    for degrees in ["3", "-7.5"] {
        let turned = bench.ours(&["--rotate", degrees]);
        let (width, height) = turned.dimensions();
        let cut = format!("{width}x{height}+0+0");
        // The same cubic (Catmull and Rom) in the outside tool; the hard edges of the picture differ most.
        let theirs = [
            "-filter",
            "Catrom",
            "-virtual-pixel",
            "edge",
            "-distort",
            "ScaleRotateTranslate",
            degrees,
            "-gravity",
            "center",
            "-crop",
            &cut,
        ];
        bench.same(&["--rotate", degrees], &theirs, 1.5, 20.0, 4);
    }
}

#[test]
fn brightness_and_colour_are_what_the_formula_says() {
    let Some(bench) = Bench::new() else { return };
    let linear = |gains: &str| {
        vec!["-colorspace", "RGB", "-channel", "RGB"]
            .into_iter()
            .map(str::to_owned)
            .chain(gains.split(' ').map(str::to_owned))
            .chain(["-colorspace".to_owned(), "sRGB".to_owned()])
            .collect::<Vec<_>>()
    };
    let check = |ours: &[&str], theirs: &[String], mean: f64, most: f64| {
        let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
        bench.same(ours, &theirs, mean, most, 0);
    };
    // One EV doubles the light.
    check(&["--exposure", "1"], &linear("-evaluate multiply 2"), 0.3, 0.8);
    check(&["--exposure", "-0.5"], &linear("-evaluate multiply 0.70710678"), 0.3, 0.8);
    // Warmth: red up by a quarter EV at 50, blue down by as much. Tint: green down by an eighth EV.
    let warm = linear("-channel R -evaluate multiply 1.18920712 -channel B -evaluate multiply 0.84089642 -channel RGB");
    check(&["--temperature", "50"], &warm, 0.3, 0.8);
    check(&["--tint", "50"], &linear("-channel G -evaluate multiply 0.91700404 -channel RGB"), 0.3, 0.8);
    let of = |expression: &str| vec!["-fx".to_owned(), expression.to_owned()];
    check(&["--contrast", "40"], &of("u+0.4*(u*u*(3-2*u)-u)"), 0.3, 0.8);
    check(&["--contrast", "-40"], &of("u-0.4*(u*u*(3-2*u)-u)"), 0.3, 0.8);
    check(&["--shadows", "60"], &of("u+0.6*0.9*u*(1-u)^3"), 0.3, 0.8);
    check(&["--highlights", "-60"], &of("1-((1-u)+0.6*0.9*(1-u)*u^3)"), 0.3, 0.8);
    let grey = "(0.2126*u.r+0.7152*u.g+0.0722*u.b)";
    check(&["--saturation", "50"], &of(&format!("{grey}+(u-{grey})*1.5")), 0.3, 0.8);
    check(&["--saturation", "-50"], &of(&format!("{grey}+(u-{grey})*0.5")), 0.3, 0.8);
    check(&["--black-and-white"], &of(grey), 0.3, 0.8);
}

#[test]
fn sharpening_is_an_unsharp_mask() {
    let Some(bench) = Bench::new() else { return };
    // x + 0.75 (x − mean), the mean by weights of 1, 2, 1 in both directions.
    let mask = "3x3: -0.046875,-0.09375,-0.046875 -0.09375,1.5625,-0.09375 -0.046875,-0.09375,-0.046875";
    bench.same(&["--sharpen", "50"], &["-morphology", "Convolve", mask], 0.3, 0.8, 1);
}

#[test]
fn a_pixelated_part_is_the_means_of_its_blocks() {
    let Some(bench) = Bench::new() else { return };
    let theirs = [
        "(",
        "+clone",
        "-crop",
        "64x64+40+20",
        "+repage",
        "-scale",
        "8x8!",
        "-scale",
        "64x64!",
        ")",
        "-geometry",
        "+40+20",
        "-composite",
    ];
    bench.same(&["--pixelate", "40,20,64,64"], &theirs, 0.3, 0.8, 0);
}

#[test]
fn a_blurred_part_is_the_same_means_with_soft_changes_between_them() {
    let Some(bench) = Bench::new() else { return };
    let theirs =
        "( +clone -crop 64x64+40+20 +repage -scale 8x8! -filter Triangle -resize 64x64! ) -geometry +40+20 -composite";
    let theirs: Vec<&str> = theirs.split(' ').collect();
    bench.same(&["--blur", "40,20,64,64"], &theirs, 0.3, 0.8, 0);
}

#[test]
fn a_picture_is_laid_over_as_others_do_it() {
    let Some(bench) = Bench::new() else { return };
    // 64 by 48 pixels; 40 percent of the shorter side of 160 is its own size. Transparent in parts.
    let logo = fixture("media/quarters-alpha.png");
    let logo = logo.to_str().unwrap();
    let (width, height) = image::image_dimensions(logo).unwrap();
    let percent = format!("{}", f64::from(width.max(height)) * 100.0 / 160.0);
    let (left, top) = ((SIZE.0 - width) / 2, (SIZE.1 - height) / 2);
    let place = format!("+{left}+{top}");
    let ours = ["--watermark-image", logo, "--watermark-at", "center", "--watermark-size", &percent];
    bench.same(&ours, &[logo, "-geometry", &place, "-composite"], 0.3, 1.0, 0);
    let half = [&ours[..], &["--watermark-opacity", "50"]].concat();
    let theirs = [
        "(",
        logo,
        "-channel",
        "A",
        "-evaluate",
        "multiply",
        "0.5",
        "+channel",
        ")",
        "-geometry",
        &place,
        "-composite",
    ];
    bench.same(&half, &theirs, 0.3, 1.0, 0);
}

#[test]
fn covered_pixels_influence_nothing_but_what_is_said_to_be_left() {
    let desk = Desk::new();
    let rect = (40, 20, 64, 64);
    let inside = |x: u32, y: u32| (40..104).contains(&x) && (20..84).contains(&y);
    let plain = picture(0);
    // The same outside; inside another face altogether, and one with the same mean in each block of 8 by 8 pixels.
    let other = ImageBuffer::from_fn(SIZE.0, SIZE.1, |x, y| {
        if inside(x, y) { Rgb([x as u8, 255 - y as u8, 7]) } else { *plain.get_pixel(x, y) }
    });
    let shuffled = ImageBuffer::from_fn(SIZE.0, SIZE.1, |x, y| {
        if inside(x, y) {
            *plain.get_pixel(40 + (x - 40) / 8 * 8 + (x - 40 + 3) % 8, y)
        } else {
            *plain.get_pixel(x, y)
        }
    });
    let place = format!("{},{},{},{}", rect.0, rect.1, rect.2, rect.3);
    let edits = ["--exposure", "0.4", "--sharpen", "40", "--resize", "120", "--rotate", "2"];
    let made = |name: &str, pixels: &RgbImage, how: &str, ending: &str| {
        let source = desk.home.path(&format!("{name}.png"));
        DynamicImage::ImageRgb8(pixels.clone()).save(&source).unwrap();
        let target = desk.home.path(&format!("copy.{ending}"));
        let _ = std::fs::remove_file(&target);
        let mut args = vec![how, &place];
        args.extend(edits);
        let copy = desk.export(&source, &format!("copy.{ending}"), &args);
        (decoded(&copy), claim_thumbnail(&std::fs::read(&copy).unwrap()))
    };
    assert!(plain != shuffled && plain != other);
    for ending in ["png", "jpg", "avif", "webp", "tif"] {
        let black = |name: &str, pixels: &RgbImage| made(name, pixels, "--black-out", ending);
        assert!(black("plain", &plain) == black("other", &other), "{ending}: black");
    }
    for how in ["--pixelate", "--blur"] {
        assert!(made("plain", &plain, how, "png") == made("shuffled", &shuffled, how, "png"), "{how}");
        assert!(made("plain", &plain, how, "png") != made("other", &other, how, "png"), "{how}: the means are left");
    }
}

fn decoded(path: &Path) -> Vec<u8> {
    if path.extension().is_some_and(|ending| ending == "avif") {
        // Told by its coded picture, which is a box of its own.
        let bytes = std::fs::read(path).unwrap();
        let at = bytes.windows(4).rposition(|window| window == b"mdat").unwrap();
        return bytes[at..].to_vec();
    }
    image::open(path).unwrap().to_rgb8().into_raw()
}

/// The JPEG in the manifest, which shows the result: as plain bytes, or nothing.
fn claim_thumbnail(bytes: &[u8]) -> Vec<u8> {
    let Some(at) = bytes.windows(18).position(|window| window == b"c2pa.thumbnail.cla") else { return Vec::new() };
    let Some(start) = bytes[at..].windows(3).position(|window| window == [0xFF, 0xD8, 0xFF]) else { return Vec::new() };
    let rest = &bytes[at + start..];
    let end = rest.windows(2).position(|window| window == [0xFF, 0xD9]).map_or(rest.len(), |end| end + 2);
    rest[..end].to_vec()
}
