//! Look-alikes: which pictures look like each other, and which remembered files `library similar` finds. Never a timing.

mod common;

#[path = "similar/found.rs"]
mod found;
#[path = "similar/pictures.rs"]
mod pictures;

use std::path::Path;

use image::{DynamicImage, imageops};
use lightmark::media;
use lightmark::provenance::soft_binding::{Closeness, Looked, SoftBinding};

use common::fixture;
use pictures::{made, save_jpeg};

fn looked(path: &Path) -> Looked {
    media::look(path, media::sniff(path).unwrap()).unwrap()
}

fn look(path: &Path) -> SoftBinding {
    match looked(path) {
        Looked::Picture(look) => look,
        other => panic!("{}: {other:?}", path.display()),
    }
}

/// Other versions of a picture, by name.
fn versions(picture: &DynamicImage, dir: &Path) -> Vec<std::path::PathBuf> {
    let (width, height) = (picture.width(), picture.height());
    let sized =
        |part: u32| picture.resize_exact(width * part / 100, height * part / 100, imageops::FilterType::Lanczos3);
    let path = |name: &str| dir.join(name);
    let mut all = Vec::new();
    let mut jpeg = |name: &str, picture: &DynamicImage, quality: u8| {
        save_jpeg(picture, &path(name), quality);
        all.push(path(name));
    };
    jpeg("quality-90.jpg", picture, 90);
    jpeg("quality-40.jpg", picture, 40);
    jpeg("half.jpg", &sized(50), 80);
    jpeg("fifth.jpg", &sized(20), 80);
    jpeg("larger.jpg", &sized(160), 80);
    jpeg("brighter.jpg", &picture.brighten(18), 85);
    jpeg("darker.jpg", &picture.brighten(-18), 85);
    jpeg("contrast.jpg", &picture.adjust_contrast(10.0), 85);
    jpeg("grey.jpg", &DynamicImage::ImageLuma8(picture.to_luma8()), 85);
    for name in ["same.png", "same.webp", "same.tiff"] {
        picture.to_rgb8().save(path(name)).unwrap();
        all.push(path(name));
    }
    sized(37).to_rgba8().save(path("small.webp")).unwrap();
    all.push(path("small.webp"));
    all
}

#[test]
fn versions_of_a_picture_look_alike() {
    let dir = tempfile::tempdir().unwrap();
    let mut farthest = 0;
    for seed in 0..5 {
        let picture = made(seed, 480, 320);
        let original = dir.path().join("original.png");
        picture.save(&original).unwrap();
        let look_of_original = look(&original);
        for version in versions(&picture, dir.path()) {
            let distance = look(&version).distance(&look_of_original);
            assert!(Closeness::of(distance).is_some(), "{seed}: {} differs in {distance}", version.display());
            farthest = farthest.max(distance);
        }
    }
    // The comparison itself would pass, if every picture looked like every other; the next test holds that off.
    println!("farthest version: {farthest}");
}

#[test]
fn a_picture_that_is_stored_turned_looks_like_the_upright_one() {
    let dir = tempfile::tempdir().unwrap();
    let picture = made(3, 900, 600);
    let (upright, turned) = (dir.path().join("upright.jpg"), dir.path().join("turned.jpg"));
    save_jpeg(&picture, &upright, 90);
    save_jpeg(&picture.rotate270(), &turned, 90);
    let without = look(&turned).distance(&look(&upright));
    assert_eq!(Closeness::of(without), None, "{without}");
    // EXIF orientation 6: to be shown a quarter turn clockwise.
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    let bytes = std::fs::read(&turned).unwrap();
    let mut with = bytes[..2].to_vec();
    with.extend([0xff, 0xe1, 0, u8::try_from(exif.len() + 2).unwrap()]);
    with.append(&mut exif);
    with.extend(&bytes[2..]);
    std::fs::write(&turned, with).unwrap();
    let distance = look(&turned).distance(&look(&upright));
    assert_eq!(Closeness::of(distance), Some(Closeness::NearlySame), "{distance}");
}

#[test]
fn one_photo_in_every_format_looks_the_same() {
    let original = look(&fixture("formats/photo.png"));
    for format in ["jpg", "tiff", "gif", "webp", "avif", "jxl"] {
        let distance = look(&fixture(&format!("formats/photo.{format}"))).distance(&original);
        assert!(Closeness::of(distance).is_some(), "{format}: {distance}");
    }
}

#[test]
fn different_pictures_do_not_look_alike() {
    let dir = tempfile::tempdir().unwrap();
    let mut looks: Vec<(String, SoftBinding)> = (100..320)
        .map(|seed| {
            let path = dir.path().join(format!("{seed}.png"));
            made(seed, 120, 80).save(&path).unwrap();
            (seed.to_string(), look(&path))
        })
        .collect();
    // The fixtures show three different pictures.
    for name in ["formats/photo.png", "media/noise-420.jpg"] {
        looks.push((name.to_owned(), look(&fixture(name))));
    }
    assert!(looks.len() > 200);
    let mut nearest = 256;
    for (place, (one, look)) in looks.iter().enumerate() {
        for (other, look_of_other) in &looks[place + 1..] {
            let distance = look.distance(look_of_other);
            assert_eq!(Closeness::of(distance), None, "{one} and {other} differ in {distance}");
            nearest = nearest.min(distance);
        }
    }
    println!("nearest of different pictures: {nearest}");
}

#[test]
fn what_has_no_picture_or_nothing_in_it_is_said_to() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("plain.jpg");
    save_jpeg(&DynamicImage::ImageRgb8(image::RgbImage::from_pixel(600, 400, image::Rgb([90, 120, 200]))), &path, 90);
    assert_eq!(looked(&path), Looked::Plain);
    for name in ["sound.mp3", "sound.flac", "video.mp4", "sound.wav"] {
        assert_eq!(looked(&fixture(&format!("formats/{name}"))), Looked::NoPicture, "{name}");
    }
    std::fs::write(&path, b"\xff\xd8\xff\xe0 and no picture").unwrap();
    assert_eq!(looked(&path), Looked::NoPicture);
    assert!(media::look(&dir.path().join("missing.jpg"), lightmark::provenance::format::Format::Jpeg).is_err());
}
