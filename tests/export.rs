//! Exporting edited copies by the real program: what the copy holds, what its record says, and what no longer shows.

mod common;

use std::path::Path;

use common::desk::{Desk, actions, parameters};
use common::fixture;
use image::{DynamicImage, ImageBuffer, Rgb};

#[test]
fn what_cannot_be_done_leaves_nothing_behind() {
    let desk = Desk::new();
    let source = fixture("formats/photo.jpg");
    let before = std::fs::read(&source).unwrap();
    let folder = desk.home.path("out");
    std::fs::create_dir(&folder).unwrap();
    let out = folder.to_str().unwrap();
    for args in [
        vec!["--crop", "90,60,20,20"],
        vec!["--blur", "0,0,97,1"],
        vec!["--crop", "0,0,4294967295,2"],
        vec!["--resize", "60000x60000"],
    ] {
        let mut all = vec![source.to_str().unwrap(), "--out", out];
        all.extend(&args);
        let output = desk.run("export", &all);
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?} says why");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{args:?}");
    }
    let text = desk.home.path("text.jpg");
    std::fs::write(&text, "this is no picture").unwrap();
    let sound = fixture("formats/sound.wav");
    for source in [&text, &sound] {
        let output = desk.run("export", &[source.to_str().unwrap(), "--out", out]);
        assert_eq!(output.status.code(), Some(3), "{}", source.display());
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{}", source.display());
    }
    assert_eq!(std::fs::read(&source).unwrap(), before);
}

#[test]
fn one_broken_picture_costs_only_itself() {
    let desk = Desk::new();
    let folder = desk.home.path("in");
    std::fs::create_dir(&folder).unwrap();
    for name in ["photo.jpg", "photo.png", "photo.tiff", "photo.webp", "photo.avif"] {
        std::fs::copy(fixture(&format!("formats/{name}")), folder.join(name)).unwrap();
    }
    let whole = std::fs::read(folder.join("photo.jpg")).unwrap();
    std::fs::write(folder.join("half.jpg"), &whole[..whole.len() / 2]).unwrap();
    let out = desk.home.path("out");
    let output = desk.run("export", &[folder.to_str().unwrap(), "--out", out.to_str().unwrap(), "--exposure", "0.5"]);
    let mut names: Vec<_> =
        std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    // A decoder may show what there is of a picture that was cut off, or refuse it; the others are there either way.
    names.retain(|name| !name.starts_with("half"));
    assert_eq!(
        names,
        ["photo-edited.avif", "photo-edited.jpg", "photo-edited.png", "photo-edited.tiff", "photo-edited.webp"]
    );
    assert!(matches!(output.status.code(), Some(0 | 3)));
}

#[test]
fn each_step_is_recorded_with_what_would_repeat_it() {
    let desk = Desk::new();
    let steps = [
        "--pixelate",
        "0,0,16,16",
        "--rotate",
        "90",
        "--crop",
        "4,5,40,60",
        "--resize",
        "20x20",
        "--exposure",
        "0.25",
        "--contrast",
        "-10",
        "--sharpen",
        "30",
        "--copyright",
        "Example",
    ];
    let copy = desk.export(&desk.signed(), "copy.png", &steps);
    let report = desk.report(&copy);
    assert_eq!(report["headline"], "intact-unrecognised", "{report:#}");
    assert_eq!(report["format"], "image/png");
    let expected = [
        "c2pa.opened",
        "c2pa.filtered",
        "c2pa.orientation",
        "c2pa.cropped",
        "c2pa.resized",
        "c2pa.adjustedColor",
        "c2pa.filtered",
        "c2pa.converted",
        // What was carried along, and the rights that were written.
        "c2pa.edited.metadata",
        "c2pa.edited.metadata",
        "c2pa.redacted",
    ];
    assert_eq!(actions(&report), expected);
    let crop = parameters(&report, "c2pa.cropped");
    let numbers = ["x", "y", "width", "height"].map(|name| crop[format!("app.lightmark.{name}")].as_i64().unwrap());
    assert_eq!(numbers, [4, 5, 40, 60]);
    assert_eq!(parameters(&report, "c2pa.orientation")["app.lightmark.rotate"], 90);
    assert_eq!(parameters(&report, "c2pa.adjustedColor")["app.lightmark.contrast"], -10.0);
    let history = &report["history"];
    assert_eq!(history["state"], "complete");
    assert_eq!(history["steps"].as_array().unwrap().len(), 2);
    assert_eq!(history["steps"][1]["all_actions_included"], true);
    assert_eq!(history["steps"][1]["ingredients"][0]["relationship"], "parentOf");
    assert_eq!(report["rights"]["state"], "signed");
    assert_eq!(image::open(&copy).unwrap().to_rgb8().dimensions(), (20, 20));
}

#[test]
fn an_original_without_credentials_is_told_as_an_unsigned_step() {
    let desk = Desk::new();
    let copy = desk.export(&fixture("formats/photo.jpg"), "copy.jpg", &["--mirror"]);
    let report = desk.report(&copy);
    assert_eq!(report["history"]["state"], "unsigned-step");
    assert_eq!(actions(&report), ["c2pa.opened", "c2pa.orientation", "c2pa.edited.metadata"]);
    // Nothing is hidden by a mirror, so the history may show the original.
    assert_eq!(report["history"]["steps"][1]["ingredients"][0]["has_thumbnail"], true, "{report:#}");
}

#[test]
fn no_thumbnail_shows_what_was_cropped_away_or_covered() {
    let desk = Desk::new();
    let parent = desk.signed();
    let parent_bytes = std::fs::read(&parent).unwrap();
    // The claim thumbnail: the second picture in the file.
    let is_start = |window: &[u8]| window == [0xFF, 0xD8, 0xFF];
    let at = 2 + parent_bytes[2..].windows(3).position(is_start).expect("the parent has a thumbnail");
    let piece = &parent_bytes[at + 300..at + 400];
    let holds = |path: &Path| std::fs::read(path).unwrap().windows(piece.len()).any(|window| window == piece);
    assert!(holds(&desk.export(&parent, "mirrored.jpg", &["--mirror"])), "the search works");
    for (name, args) in [("cropped.jpg", ["--crop", "0,0,40,40"]), ("covered.jpg", ["--black-out", "10,10,20,20"])] {
        let copy = desk.export(&parent, name, &args);
        assert!(!holds(&copy), "{name}");
        let report = desk.report(&copy);
        assert_eq!(report["headline"], "intact-unrecognised", "{name}");
        assert_eq!(report["history"]["steps"][0]["has_thumbnail"], false, "{name}");
        assert!(actions(&report).contains(&"c2pa.redacted".to_owned()), "{name}");
    }
}

#[test]
fn nothing_of_the_originals_metadata_goes_along_unasked() {
    let desk = Desk::new();
    let mut source = std::fs::read(fixture("formats/photo.jpg")).unwrap();
    let secret = b"\xff\xfe\x00\x1fhome address: 1 Secret Street";
    source.splice(2..2, secret.iter().copied());
    let path = desk.home.path("with-comment.jpg");
    std::fs::write(&path, &source).unwrap();
    let copy = desk.export(&path, "copy.jpg", &["--exposure", "0.1"]);
    let bytes = std::fs::read(&copy).unwrap();
    assert!(!bytes.windows(13).any(|window| window == b"Secret Street"));
}

#[test]
fn sixteen_bits_and_the_profile_stay() {
    let desk = Desk::new();
    let deep = DynamicImage::ImageRgb16(ImageBuffer::from_fn(64, 64, |x, y| {
        Rgb([(x * 900 + y) as u16, (y * 900 + x) as u16, 30_001])
    }));
    let path = desk.home.path("deep.png");
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let mut encoder = image::codecs::png::PngEncoder::new(std::fs::File::create(&path).unwrap());
    image::ImageEncoder::set_icc_profile(&mut encoder, profile.clone()).unwrap();
    deep.write_with_encoder(encoder).unwrap();

    let profile_of = |path: &Path| {
        let mut reader = image::ImageReader::open(path).unwrap().with_guessed_format().unwrap().into_decoder().unwrap();
        image::ImageDecoder::icc_profile(&mut reader).unwrap()
    };
    for name in ["copy.png", "copy.tif"] {
        let copy = desk.export(&path, name, &["--mirror"]);
        let DynamicImage::ImageRgb16(pixels) = image::open(&copy).unwrap() else { panic!("{name} lost its depth") };
        assert_eq!(pixels.get_pixel(0, 5), deep.to_rgb16().get_pixel(63, 5), "{name}");
        assert_eq!(profile_of(&copy).as_deref(), Some(profile.as_slice()), "{name}");
    }
    let web = desk.export(&path, "web.jpg", &["--srgb"]);
    assert_eq!(profile_of(&web), None);
    assert!(actions(&desk.report(&web)).contains(&"c2pa.converted".to_owned()));
    let as_is = desk.export(&path, "as-is.jpg", &[]);
    assert_eq!(profile_of(&as_is).as_deref(), Some(profile.as_slice()));
}

#[test]
fn orientation_is_applied_once() {
    let desk = Desk::new();
    let upright = image::open(fixture("media/turned-1.jpg")).unwrap().to_rgb8();
    for number in 2..=8 {
        let source = fixture(&format!("media/turned-{number}.jpg"));
        let copy = image::open(desk.export(&source, &format!("upright-{number}.png"), &[])).unwrap().to_rgb8();
        assert_eq!(copy.dimensions(), upright.dimensions(), "{number}");
        let difference: u64 = copy.iter().zip(upright.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(difference / (copy.len() as u64) < 6, "{number}");
    }
}

#[test]
fn a_recipe_is_followed_and_what_is_given_goes_before_it() {
    let desk = Desk::new();
    let recipe = desk.home.path("web.toml");
    std::fs::write(
        &recipe,
        "name = \"Web\"\n[output]\nformat = \"png\"\n[edit]\nresize = { within = 48 }\nmirror = true\n",
    )
    .unwrap();
    let file = recipe.to_str().unwrap();
    let source = fixture("formats/photo.jpg");
    let out = desk.home.path("out");
    let args = [source.to_str().unwrap(), "--out", out.to_str().unwrap(), "--recipe", file, "--resize", "24"];
    assert!(desk.run("export", &args).status.success());
    let copy = out.join("photo-edited.png");
    assert_eq!(image::open(&copy).unwrap().to_rgb8().dimensions(), (24, 16));
    assert_eq!(
        actions(&desk.report(&copy)),
        ["c2pa.opened", "c2pa.orientation", "c2pa.resized.proportional", "c2pa.converted", "c2pa.edited.metadata"]
    );

    std::fs::write(&recipe, "[edit]\nresiez = { within = 48 }\n").unwrap();
    let output = desk.run("export", &args);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("resiez"));
}

#[test]
fn a_broken_parent_is_refused_until_asked_for() {
    let desk = Desk::new();
    let parent = desk.signed();
    let mut bytes = std::fs::read(&parent).unwrap();
    let middle = bytes.len() - 200;
    bytes[middle] ^= 1;
    std::fs::write(&parent, bytes).unwrap();
    let target = desk.home.path("copy.jpg");
    let args = [parent.to_str().unwrap(), "-o", target.to_str().unwrap(), "--mirror"];
    assert_eq!(desk.run("export", &args).status.code(), Some(1));
    assert!(!target.exists());
    let mut allowed = args.to_vec();
    allowed.push("--allow-broken-parent");
    assert!(desk.run("export", &allowed).status.success());
    assert_eq!(desk.report(&target)["history"]["state"], "broken-step");
}
