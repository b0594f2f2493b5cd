//! What an export keeps of a picture's quality: JPEGs that are not encoded anew, 16 bits on the whole way, colours by their
//! profile, orientation applied once, and JPEGs written as asked. Measured with other programs where they are installed.

mod common;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Home, fixture, json_lines};
use image::{DynamicImage, ImageBuffer, Rgb, Rgba};
use lightmark::media::edit::{Rendered, render};
use lightmark::media::sniff;
use lightmark::provenance::edit::{
    CarriedMetadata, Color, Cover, Crop, Edit, ExportFormat, Output as Written, Rect, Region, Resize, Tone,
};
use lightmark::provenance::watermark::TextMark;
use moxcms::ColorProfile;
use serde_json::Value;

struct Desk {
    home: Home,
    id: String,
}

impl Desk {
    fn new() -> Self {
        let (home, id) = Home::with_identity("Ada Example");
        Self { home, id }
    }

    /// Exports to `name`; gives the copy and what was said.
    fn export(&self, source: &Path, name: &str, args: &[&str]) -> (PathBuf, String) {
        let target = self.home.path(name);
        let mut command = self.home.lightmark();
        command.arg("export").arg(source).arg("-o").arg(&target).args(args).args(["--identity", &self.id]);
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{args:?}: {said}");
        (target, said)
    }

    /// What the copy's last step says of an action.
    fn parameters(&self, path: &Path, action: &str) -> Value {
        let report =
            json_lines(&self.home.lightmark().args(["verify", "--json"]).arg(path).output().unwrap()).remove(0);
        assert_eq!(report["headline"], "intact-unrecognised", "{report:#}");
        let steps = report["history"]["steps"].as_array().unwrap();
        let actions = steps.last().unwrap()["actions"].as_array().unwrap();
        let found = actions.iter().find(|one| one["action"] == action);
        found.map(|one| one["parameters"].clone()).unwrap_or_else(|| panic!("no {action}: {actions:#?}"))
    }
}

/// What another program prints; `None`, said once, where it is not installed.
fn outside(program: &str, args: &[&str]) -> Option<Vec<u8>> {
    let Ok(Output { status, stdout, stderr }) = Command::new(program).args(args).output() else {
        eprintln!("skipped: {program} is not installed");
        return None;
    };
    assert!(status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&stderr));
    Some(stdout)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

const LOSSLESS: &str = "app.lightmark.lossless";

#[test]
fn a_jpeg_is_encoded_anew_only_where_it_must_be_and_that_is_said() {
    let desk = Desk::new();
    let noise = fixture("media/noise-420.jpg");
    let (anew, said) = desk.export(&noise, "anew.jpg", &["--rotate", "90"]);
    assert!(said.contains("encoded anew, because an edge"), "{said}");
    assert!(desk.parameters(&anew, "c2pa.orientation")[LOSSLESS].is_null());
    assert_eq!(image::image_dimensions(&anew).unwrap(), (141, 203));

    let (trimmed, said) = desk.export(&noise, "trimmed.jpg", &["--rotate", "90", "--trim"]);
    assert!(said.contains("without re-encoding") && said.contains("cut off at the edges"), "{said}");
    assert_eq!(desk.parameters(&trimmed, "c2pa.orientation")[LOSSLESS], true);
    assert_eq!(image::image_dimensions(&trimmed).unwrap(), (128, 203));
    let crop = desk.parameters(&trimmed, "c2pa.cropped");
    let numbers = ["x", "y", "width", "height"].map(|name| crop[format!("app.lightmark.{name}")].as_i64().unwrap());
    assert_eq!((numbers, &crop[LOSSLESS]), ([13, 0, 128, 203], &Value::Bool(true)));

    let (cropped, said) = desk.export(&noise, "cropped.jpg", &["--crop", "16,32,64,80"]);
    assert!(said.contains("without re-encoding"), "{said}");
    assert_eq!(desk.parameters(&cropped, "c2pa.cropped")[LOSSLESS], true);
    // A crop that ends inside a block would leave some of what was cropped away in the file.
    let (inside, _) = desk.export(&noise, "inside.jpg", &["--crop", "16,32,60,80"]);
    assert!(desk.parameters(&inside, "c2pa.cropped")[LOSSLESS].is_null());

    for (name, args) in [
        ("quality.jpg", vec!["--mirror", "--quality", "90"]),
        ("tone.jpg", vec!["--mirror", "--exposure", "0.1"]),
        ("smaller.jpg", vec!["--mirror", "--resize", "64"]),
        ("covered.jpg", vec!["--mirror", "--black-out", "0,0,16,16"]),
        ("format.png", vec!["--mirror"]),
    ] {
        let (copy, said) = desk.export(&fixture("media/quarters.jpg"), name, &args);
        assert!(!said.contains("without re-encoding") && !said.contains("encoded anew"), "{name}: {said}");
        assert!(desk.parameters(&copy, "c2pa.orientation")[LOSSLESS].is_null(), "{name}");
    }
}

#[test]
fn four_exports_that_turn_leave_every_pixel_as_it_was() {
    let desk = Desk::new();
    let original = fixture("media/quarters.jpg");
    let mut last = original.clone();
    for turn in 1..=4 {
        last = desk.export(&last, &format!("turn-{turn}.jpg"), &["--rotate", "90"]).0;
        assert_eq!(desk.parameters(&last, "c2pa.orientation")[LOSSLESS], true);
        if turn == 1 {
            let Some(expected) = outside("jpegtran", &["-rotate", "90", "-perfect", text(&original)]) else { continue };
            let other = desk.home.path("jpegtran.jpg");
            std::fs::write(&other, expected).unwrap();
            assert!(image::open(&other).unwrap() == image::open(&last).unwrap(), "jpegtran comes to something else");
        }
    }
    assert!(image::open(&last).unwrap() == image::open(&original).unwrap());
    let (Some(before), Some(after)) = (outside("djpeg", &[text(&original)]), outside("djpeg", &[text(&last)])) else {
        return;
    };
    assert!(before == after, "djpeg sees another picture");
}

#[test]
fn pictures_on_their_side_are_set_upright_without_encoding() {
    let desk = Desk::new();
    let upright = image::open(fixture("media/turned-1.jpg")).unwrap().to_rgb8();
    for number in 2..=8 {
        let (copy, said) = desk.export(&fixture(&format!("media/turned-{number}.jpg")), &format!("{number}.jpg"), &[]);
        assert!(said.contains("without re-encoding"), "{said}");
        let copy = image::open(&copy).unwrap().to_rgb8();
        assert_eq!(copy.dimensions(), upright.dimensions(), "{number}");
        let difference: u64 = copy.iter().zip(upright.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(difference / (copy.len() as u64) < 4, "{number}");
    }
}

#[test]
fn metadata_goes_along_as_chosen_without_encoding_too() {
    let source = fixture("media/marked.jpg");
    let turn = Edit { quarter_turns: 1, ..Edit::default() };
    let holds = |bytes: &[u8], word: &str| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    for (metadata, stays) in [(CarriedMetadata::None, false), (CarriedMetadata::Public, true)] {
        let done = rendered(&source, &turn, &Written { metadata, ..Written::default() });
        assert!(done.facts.applied.lossless && done.facts.had_metadata);
        assert_eq!(holds(&done.bytes, "marker-exif-artist"), stays);
        assert!(!holds(&done.bytes, "marker-comment"));
        let copy = tempfile::Builder::new().suffix(".jpg").tempfile().unwrap();
        std::fs::write(copy.path(), &done.bytes).unwrap();
        let args = ["-n", "-s3", "-Orientation", "-ExifImageWidth", "-GPSLatitude", "-ImageSize", text(copy.path())];
        let Some(said) = outside("exiftool", &args) else { return };
        let words: Vec<String> = String::from_utf8(said).unwrap().split_whitespace().map(str::to_owned).collect();
        let expected: &[&str] = if stays { &["1", "48", "48", "64"] } else { &["48", "64"] };
        assert_eq!(words, expected);
    }
}

fn rendered(path: &Path, edit: &Edit, output: &Written) -> Rendered {
    render(path, sniff(path).unwrap(), edit, output).unwrap()
}

fn as_png() -> Written {
    Written { format: Some(ExportFormat::Png), ..Written::default() }
}

fn write(path: &Path, image: &DynamicImage, profile: Option<&[u8]>) {
    let mut encoder = image::codecs::png::PngEncoder::new(std::fs::File::create(path).unwrap());
    if let Some(profile) = profile {
        image::ImageEncoder::set_icc_profile(&mut encoder, profile.to_vec()).unwrap();
    }
    image.write_with_encoder(encoder).unwrap();
}

/// 65,536 pixels, each channel with as many values; slowly changing, so that nothing is lost in averaging.
fn slopes() -> DynamicImage {
    let value = |x: u32, y: u32| (12_000 + y * 128 + x / 2) as u16;
    DynamicImage::ImageRgb16(ImageBuffer::from_fn(256, 256, |x, y| Rgb([value(x, y), value(y, x), value(x, 255 - y)])))
}

#[test]
fn no_step_takes_a_deep_picture_through_8_bits() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("deep.png");
    write(&source, &slopes(), Some(&ColorProfile::new_display_p3().encode().unwrap()));
    let tone = |change: fn(&mut Tone)| {
        let mut tone = Tone::default();
        change(&mut tone);
        Edit { tone, ..Edit::default() }
    };
    let rect = Rect { x: 8, y: 8, width: 64, height: 64 };
    let covered = |method| Edit { regions: vec![Region { rect, method }], ..Edit::default() };
    let words = TextMark { text: "© Ada".into(), ..TextMark::default() };
    let edits = [
        ("nothing", Edit::default()),
        ("turn", Edit { quarter_turns: 1, ..Edit::default() }),
        ("mirror", Edit { mirror: true, ..Edit::default() }),
        ("straighten", Edit { straighten: 3.0, ..Edit::default() }),
        ("crop", Edit { crop: Some(Crop::Rect(Rect { width: 200, height: 200, ..rect })), ..Edit::default() }),
        ("resize", Edit { resize: Some(Resize::Within(200)), ..Edit::default() }),
        ("blur", covered(Cover::Blur)),
        ("pixelate", covered(Cover::Pixelate)),
        ("black out", covered(Cover::BlackOut)),
        ("exposure", tone(|tone| tone.exposure = 0.3)),
        ("contrast", tone(|tone| tone.contrast = 20.0)),
        ("highlights", tone(|tone| tone.highlights = -30.0)),
        ("shadows", tone(|tone| tone.shadows = 30.0)),
        ("temperature", tone(|tone| tone.temperature = 20.0)),
        ("tint", tone(|tone| tone.tint = -20.0)),
        ("saturation", tone(|tone| tone.saturation = 30.0)),
        ("black and white", tone(|tone| tone.black_and_white = true)),
        ("words", Edit { watermark_text: Some(words), ..Edit::default() }),
        ("sharpen", Edit { sharpen: 40.0, ..Edit::default() }),
    ];
    for (name, edit) in edits {
        for format in [ExportFormat::Png, ExportFormat::Tiff] {
            for color in Color::ALL {
                if color != Color::Keep && (name != "nothing" || format == ExportFormat::Tiff) {
                    continue;
                }
                let output = Written { format: Some(format), color, ..Written::default() };
                let done = rendered(&source, &edit, &output);
                let DynamicImage::ImageRgb16(pixels) = image::load_from_memory(&done.bytes).unwrap() else {
                    panic!("{name} {format:?} lost its depth");
                };
                for channel in 0..3 {
                    let values: HashSet<u16> = pixels.pixels().map(|pixel| pixel.0[channel]).collect();
                    // 8 bits have 256; what was widened from 8 bits has no other.
                    assert!(values.len() > 2_000, "{name} {format:?} {color:?}: {} values", values.len());
                }
            }
        }
    }
}

#[test]
fn a_deep_tiff_and_deep_transparency_stay_deep() {
    let folder = tempfile::tempdir().unwrap();
    let tiff = folder.path().join("deep.tif");
    slopes().save(&tiff).unwrap();
    let done = rendered(&tiff, &Edit { mirror: true, ..Edit::default() }, &Written::default());
    assert!(image::load_from_memory(&done.bytes).unwrap().to_rgb16() == slopes().fliph().to_rgb16());

    let clear = folder.path().join("clear.png");
    let alpha = ImageBuffer::from_fn(64, 64, |x, y| Rgba([30_001, 20_001, 10_001, (x * 1000 + y) as u16]));
    write(&clear, &DynamicImage::ImageRgba16(alpha.clone()), None);
    let done = rendered(&clear, &Edit { quarter_turns: 2, ..Edit::default() }, &Written::default());
    let DynamicImage::ImageRgba16(turned) = image::load_from_memory(&done.bytes).unwrap() else { panic!("not deep") };
    assert!(turned == image::imageops::rotate180(&alpha));

    let grey = folder.path().join("grey.png");
    let slope = ImageBuffer::from_fn(256, 256, |x, y| image::Luma([(y * 256 + x) as u16]));
    write(&grey, &DynamicImage::ImageLuma16(slope), None);
    let done = rendered(&grey, &Edit::default(), &Written::default());
    let values: HashSet<u16> =
        image::load_from_memory(&done.bytes).unwrap().to_rgb16().pixels().map(|pixel| pixel.0[1]).collect();
    assert_eq!(values.len(), 65_536);
}

/// Pixels as another program converts them, 16 bits a channel.
fn converted(source: &Path, from: &Path, to: &Path, target: &Path) -> Option<ImageBuffer<Rgb<u16>, Vec<u16>>> {
    let (from, to) = (text(from), text(to));
    outside("/usr/bin/convert", &[text(source), "-profile", from, "-profile", to, "-depth", "16", text(target)])?;
    Some(image::open(target).unwrap().to_rgb16())
}

#[test]
fn colours_are_converted_as_littlecms_converts_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let spaces = [
        ("srgb", ColorProfile::new_srgb()),
        ("display-p3", ColorProfile::new_display_p3()),
        ("adobe", ColorProfile::new_adobe_rgb()),
        ("prophoto", ColorProfile::new_pro_photo_rgb()),
    ];
    for (name, profile) in &spaces {
        std::fs::write(at(&format!("{name}.icc")), profile.encode().unwrap()).unwrap();
    }
    // Every mixture of 16 steps of three colours.
    let cube =
        ImageBuffer::from_fn(256, 16, |x, y| Rgb([(x % 16 * 4369) as u16, (x / 16 * 4369) as u16, (y * 4369) as u16]));
    for (name, profile) in &spaces {
        let source = at(&format!("{name}.png"));
        write(&source, &DynamicImage::ImageRgb16(cube.clone()), Some(&profile.encode().unwrap()));
        for color in [Color::Srgb, Color::DisplayP3] {
            let done = rendered(&source, &Edit::default(), &Written { color, ..as_png() });
            assert_eq!(done.facts.applied.color, color, "{name}");
            let found = image::load_from_memory(&done.bytes).unwrap().to_rgb16();
            let (from, to) = (at(&format!("{name}.icc")), at(&format!("{}.icc", color.key())));
            let Some(expected) = converted(&source, &from, &to, &at("out.png")) else { return };
            let differences = found.iter().zip(expected.iter()).map(|(a, b)| a.abs_diff(*b));
            let (most, sum) = differences.fold((0u16, 0u64), |(most, sum), d| (most.max(d), sum + u64::from(d)));
            let mean = sum as f64 / found.len() as f64;
            println!("{name} → {}: at most {most}, {mean:.1} on average, of 65,535", color.key());
            // One step of 8 bits is 257.
            assert!(most <= 257 && mean < 40.0, "{name} → {}: {most} {mean}", color.key());
        }
    }
}

#[test]
fn colours_are_converted_before_quality_is_spared() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = Edit { mirror: true, ..Edit::default() };
    let lossless = |path: &Path, color| {
        let applied = rendered(path, &mirror, &Written { color, ..Written::default() }).facts.applied;
        assert!(applied.color == Color::Keep || !applied.lossless);
        applied.lossless
    };
    let with = |name: &str, profile: ColorProfile| {
        let path = folder.path().join(name);
        let mut encoder = jpeg_encoder::Encoder::new_file(&path, 90).unwrap();
        encoder.add_icc_profile(&profile.encode().unwrap()).unwrap();
        encoder.encode(&[120; 32 * 32 * 3], 32, 32, jpeg_encoder::ColorType::Rgb).unwrap();
        path
    };
    let plain = fixture("media/quarters.jpg");
    let cases = [
        (plain, [true, true, false]),
        (with("srgb.jpg", ColorProfile::new_srgb()), [true, true, false]),
        (with("p3.jpg", ColorProfile::new_display_p3()), [true, false, false]),
        // Ink stays ink, unless it is to be sRGB.
        (fixture("media/quarters-cmyk.jpg"), [true, false, false]),
    ];
    for (path, expected) in cases {
        assert_eq!(Color::ALL.map(|color| lossless(&path, color)), expected, "{}", path.display());
    }
    let inks = rendered(&fixture("media/quarters-cmyk.jpg"), &mirror, &Written::default());
    assert_eq!(jpeg_decoder::Decoder::new(inks.bytes.as_slice()).decode().unwrap().len(), 64 * 48 * 4);
    assert!(inks.thumbnail.is_some());
}

#[test]
fn a_recipe_may_allow_trimming_or_forbid_all_of_it() {
    let desk = Desk::new();
    for (choice, said) in [("trim", "cut off at the edges"), ("when-possible", "encoded anew"), ("never", "")] {
        let recipe = desk.home.path(&format!("{choice}.toml"));
        std::fs::write(&recipe, format!("[output]\nlossless = \"{choice}\"\n[edit]\nquarter-turns = 1\n")).unwrap();
        let (copy, told) =
            desk.export(&fixture("media/noise-420.jpg"), &format!("{choice}.jpg"), &["--recipe", text(&recipe)]);
        assert!(told.contains(said), "{choice}: {told}");
        assert_eq!(told.contains("anew"), choice == "when-possible", "{choice}: {told}");
        let width = if choice == "trim" { 128 } else { 141 };
        assert_eq!(image::image_dimensions(&copy).unwrap(), (width, 203), "{choice}");
    }
}

#[test]
fn a_profile_for_grey_is_honoured() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let profiles = [("grey", ColorProfile::new_gray_with_gamma(1.8)), ("srgb", ColorProfile::new_srgb())];
    for (name, profile) in &profiles {
        std::fs::write(at(&format!("{name}.icc")), profile.encode().unwrap()).unwrap();
    }
    let slope = ImageBuffer::from_fn(256, 16, |x, y| image::Luma([(x * 257 + y) as u16]));
    for (name, image) in [
        ("deep.png", DynamicImage::ImageLuma16(slope.clone())),
        ("shallow.png", DynamicImage::ImageLuma8(DynamicImage::ImageLuma16(slope).to_luma8())),
    ] {
        write(&at(name), &image, Some(&profiles[0].1.encode().unwrap()));
        let done = rendered(&at(name), &Edit::default(), &as_png());
        assert_eq!(done.facts.applied.color, Color::Srgb);
        let found = image::load_from_memory(&done.bytes).unwrap();
        assert_eq!(found.color().bytes_per_pixel(), 3 * image.color().bytes_per_pixel(), "{name} keeps its depth");
        let Some(expected) = converted(&at(name), &at("grey.icc"), &at("srgb.icc"), &at("out.png")) else { return };
        let differences = found.to_rgb16().iter().zip(expected.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        println!("{name}: at most {differences} of 65,535");
        assert!(differences <= 257, "{name}: {differences}");
    }
}

#[test]
fn the_profile_goes_with_the_values() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("adobe.png");
    let adobe = ColorProfile::new_adobe_rgb().encode().unwrap();
    write(&source, &slopes(), Some(&adobe));
    let plain = folder.path().join("plain.png");
    write(&plain, &slopes(), None);
    for format in [ExportFormat::Jpeg, ExportFormat::Png, ExportFormat::Tiff, ExportFormat::WebP] {
        let profile = |source: &Path, color| {
            let output = Written { format: Some(format), color, ..Written::default() };
            let bytes = rendered(source, &Edit::default(), &output).bytes;
            let reader = image::ImageReader::new(std::io::Cursor::new(bytes)).with_guessed_format().unwrap();
            image::ImageDecoder::icc_profile(&mut reader.into_decoder().unwrap()).unwrap()
        };
        assert_eq!(profile(&source, Color::Keep), Some(adobe.clone()), "{format:?}");
        assert_eq!(profile(&source, Color::Srgb), None, "{format:?}");
        let p3 = profile(&source, Color::DisplayP3).unwrap();
        assert!(
            p3.windows(20)
                .any(|part| part == "Display P3".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>())
        );
        assert_eq!(p3[24..36], [7, 230, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0], "not the time of the export");
        assert_eq!(profile(&plain, Color::Keep), None, "{format:?}");
        assert_eq!(profile(&plain, Color::DisplayP3), Some(p3), "{format:?}");
    }
}

#[test]
fn orientation_is_applied_once_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let upright = ImageBuffer::from_fn(48, 32, |x, y| Rgb([(x * 1300) as u16, (y * 2000) as u16, 7]));
    let upright = DynamicImage::ImageRgb16(upright);
    for ending in ["png", "tif", "webp"] {
        let path = folder.path().join(format!("turned.{ending}"));
        // On its left side; orientation 6 says to turn it clockwise.
        let turned = upright.rotate270();
        let turned = if ending == "webp" { DynamicImage::ImageRgb8(turned.to_rgb8()) } else { turned };
        turned.save(&path).unwrap();
        let args = ["-q", "-overwrite_original", "-n", "-Orientation=6", "-EXIF:Orientation=6", text(&path)];
        if outside("exiftool", &args).is_none() {
            return;
        }
        for target in ["png", "tif"] {
            let output = Written { format: ExportFormat::from_ending(target), ..Written::default() };
            let done = rendered(&path, &Edit::default(), &output);
            let found = image::load_from_memory(&done.bytes).unwrap();
            assert_eq!((found.width(), found.height()), (48, 32), "{ending} → {target}");
            let same = |a: &DynamicImage| a.to_rgb8() == upright.to_rgb8();
            assert!(same(&found), "{ending} → {target}");
            let copy = folder.path().join(format!("copy.{target}"));
            std::fs::write(&copy, &done.bytes).unwrap();
            let Some(said) = outside("exiftool", &["-n", "-s3", "-Orientation", text(&copy)]) else { return };
            assert!(matches!(String::from_utf8_lossy(&said).trim(), "" | "1"), "{ending} → {target}");
        }
    }
}

#[test]
fn a_jpeg_is_written_as_asked() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source.png");
    write(&source, &DynamicImage::ImageRgb8(slopes().to_rgb8()), None);
    let mut sizes = Vec::new();
    for (quality, progressive, subsample) in
        [(40, false, true), (82, true, true), (82, false, false), (97, true, false)]
    {
        let output =
            Written { format: Some(ExportFormat::Jpeg), quality, progressive, subsample, ..Written::default() };
        let path = folder.path().join("copy.jpg");
        std::fs::write(&path, rendered(&source, &Edit::default(), &output).bytes).unwrap();
        sizes.push(path.metadata().unwrap().len());
        let Some(found) =
            outside("/usr/bin/identify", &["-format", "%Q %[interlace] %[jpeg:sampling-factor]", text(&path)])
        else {
            return;
        };
        let found = String::from_utf8(found).unwrap();
        let interlace = if progressive { "JPEG" } else { "None" };
        let sampling = if subsample { "2x2,1x1,1x1" } else { "1x1,1x1,1x1" };
        assert_eq!(found, format!("{quality} {interlace} {sampling}"));
        let Some(found) = outside("exiftool", &["-s3", "-EncodingProcess", "-YCbCrSubSampling", text(&path)]) else {
            return;
        };
        let found = String::from_utf8(found).unwrap();
        assert_eq!(found.contains("Progressive"), progressive, "{found}");
        assert!(found.contains(if subsample { "YCbCr4:2:0 (2 2)" } else { "YCbCr4:4:4 (1 1)" }), "{found}");
    }
    assert!(sizes.is_sorted(), "{sizes:?}");
}
