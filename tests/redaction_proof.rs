//! What the proof of a redaction finds: the same value, place or moment left in a copy in any other spelling is a leak,
//! and what merely looks alike is none.

mod common;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Home, fixture};
use lightmark::media::redact::proof::{Check, What, prove};
use lightmark::media::redact::{plan, write};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Group, Policy};

/// A photo with a place, dates and a serial number.
fn photo(home: &Home) -> PathBuf {
    let path = home.path("photo.jpg");
    std::fs::copy(fixture("media/turned-6.jpg"), &path).unwrap();
    let fields = [
        "-EXIF:GPSLatitude=48.137400",
        "-EXIF:GPSLatitudeRef=N",
        "-EXIF:GPSLongitude=11.575500",
        "-EXIF:GPSLongitudeRef=E",
        "-EXIF:DateTimeOriginal=2031:05:17 13:44:29",
        "-EXIF:SerialNumber=SERIAL-Zürich-77",
        "-EXIF:ImageDescription=Taken at 48.2000, 16.3600",
    ];
    exiftool(&path, &fields);
    path
}

fn exiftool(path: &Path, fields: &[&str]) {
    let made = Command::new("exiftool").args(["-q", "-q", "-m", "-overwrite_original"]).args(fields).arg(path).status();
    assert!(made.unwrap().success());
}

fn policy() -> Policy {
    let mut policy = Policy::public();
    policy.drop.insert(Group::Time);
    policy
}

/// The clean copy.
fn cleaned(home: &Home, original: &Path, format: Format, policy: &Policy) -> Vec<u8> {
    let copy = home.path("clean");
    let made = plan(original, format, policy).unwrap();
    write(&made.pieces, &mut File::open(original).unwrap(), &mut File::create(&copy).unwrap()).unwrap();
    std::fs::read(copy).unwrap()
}

/// What the search for values says of a copy of these bytes.
fn values(home: &Home, original: &Path, copy: &[u8], format: Format, policy: &Policy) -> Check {
    let path = home.path("copy");
    std::fs::write(&path, copy).unwrap();
    let proof = prove(original, &path, format, policy).unwrap();
    proof.checks.into_iter().find(|check| check.what == What::Values).unwrap()
}

/// A comment of a JPEG, behind its first two bytes.
fn with_comment(jpeg: &[u8], comment: &[u8]) -> Vec<u8> {
    let length = (comment.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xFE], &length, comment, &jpeg[2..]].concat()
}

fn numbers(little: bool, parts: &[u32]) -> Vec<u8> {
    parts.iter().flat_map(|part| if little { part.to_le_bytes() } else { part.to_be_bytes() }).collect()
}

#[test]
fn a_value_that_is_left_in_another_spelling_is_found() {
    let home = Home::new();
    let (original, policy) = (photo(&home), policy());
    let clean = cleaned(&home, &original, Format::Jpeg, &policy);
    assert!(values(&home, &original, &clean, Format::Jpeg, &policy).passed);
    let serial = "the SERIAL-Zürich-77 of a camera";
    let lines = |text: String| text.as_bytes().chunks(17).collect::<Vec<_>>().join(&b'\n');
    let date = [2031u16, 5, 17, 13, 44, 29].iter().flat_map(|part| part.to_be_bytes()).collect::<Vec<u8>>();
    let seconds = 1_936_791_869u32;
    let leaks: Vec<(&str, Vec<u8>)> = vec![
        ("as it was", serial.into()),
        ("in Latin-1", serial.chars().map(|letter| letter as u8).collect()),
        ("in UTF-16", serial.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("in hex", hex::encode(serial).into()),
        ("in hex, line by line", lines(hex::encode(serial))),
        ("in zlib", miniz_oxide::deflate::compress_to_vec_zlib(serial.as_bytes(), 9)),
        ("in zlib in hex", lines(hex::encode(miniz_oxide::deflate::compress_to_vec_zlib(serial.as_bytes(), 9)))),
        ("in brotli", [&b"brobxml "[..], &stored(serial.as_bytes())].concat()),
        ("rationals of the other byte order", numbers(true, &[48, 1, 8, 1, 1464, 100, 0, 1, 11, 1, 34, 1, 318, 10])),
        ("rationals without seconds", numbers(false, &[48, 1, 8244, 1000, 0, 1, 11, 1, 3453, 100, 0, 1])),
        ("ISO 6709", b"+48.1374+011.5755/".to_vec()),
        ("ISO 6709 with minutes", b"+4808.244+01134.530/".to_vec()),
        ("XMP", b"GPSLatitude='48,8.244N' GPSLongitude='11,34.53E'".to_vec()),
        ("decimal numbers", b"{\"lat\": 48.13740, \"lon\": 11.57550}".to_vec()),
        (
            "decimal numbers in zlib",
            miniz_oxide::deflate::compress_to_vec_zlib(b"[11.5755,48.1374] [11.5755,48.1374]", 9),
        ),
        ("a date in other words", b"at 2031-05-17T13:44:29 local time".to_vec()),
        ("a file's name", b"IMG_20310517_134429.jpg".to_vec()),
        ("seconds since 1970", seconds.to_string().into_bytes()),
        ("QuickTime's seconds", [&[0, 0, 0, 0][..], &(seconds + 2_082_844_800).to_be_bytes()].concat()),
        ("QuickTime's seconds, long", (u64::from(seconds) + 2_082_844_800).to_be_bytes().to_vec()),
        ("a profile's date", date),
    ];
    for (what, leak) in &leaks {
        let check = values(&home, &original, &with_comment(&clean, leak), Format::Jpeg, &policy);
        assert!(!check.passed, "{what}");
        assert!(check.details.starts_with("left: EXIF"), "{what}: {}", check.details);
    }
}

/// A brotli stream of one block that is not compressed (RFC 7932 §9.2).
fn stored(text: &[u8]) -> Vec<u8> {
    let bits = (text.len() as u32 - 1) << 4 | 1 << 20;
    [&bits.to_le_bytes()[..3], text, &[3]].concat()
}

#[test]
fn what_only_looks_alike_is_no_leak() {
    let home = Home::new();
    let (original, policy) = (photo(&home), policy());
    let clean = cleaned(&home, &original, Format::Jpeg, &policy);
    // What the description says stays, with the place in it.
    assert!(memchr::memmem::find(&clean, b"48.2000, 16.3600").is_some());
    let others: Vec<Vec<u8>> = vec![
        b"+48.2374+011.5755/".to_vec(),
        b"48.1374".to_vec(),
        b"2031-05-17".to_vec(),
        b"2031:05:17 13:44:30".to_vec(),
        numbers(false, &[48, 1, 9, 1, 1464, 100, 0, 1, 11, 1, 34, 1, 318, 10]),
        b"SERIAL-Bern-77".to_vec(),
    ];
    for other in others {
        let check = values(&home, &original, &with_comment(&clean, &other), Format::Jpeg, &policy);
        assert!(check.passed, "{}: {}", String::from_utf8_lossy(&other), check.details);
    }
}

#[test]
fn a_date_that_is_kept_elsewhere_on_purpose_is_no_leak() {
    let home = Home::new();
    let original = photo(&home);
    exiftool(&original, &["-EXIF:CreateDate=2031:05:17 13:44:29", "-XMP-photoshop:DateCreated=2031:05:17 13:44:29"]);
    let mut policy = Policy::evidence();
    policy.drop_fields.insert("0x9003".into());
    let clean = cleaned(&home, &original, Format::Jpeg, &policy);
    let path = home.path("copy");
    std::fs::write(&path, &clean).unwrap();
    let check = values(&home, &original, &clean, Format::Jpeg, &policy);
    assert!(check.passed, "{}", check.details);
    assert!(memchr::memmem::find(&clean, b"2031-05-17T13:44:29").is_some());
}

#[test]
fn a_movies_own_date_and_place_are_found_in_other_boxes() {
    let home = Home::new();
    let film = home.path("film.mov");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1"])
        .args(["-metadata", "creation_time=2031-05-17T13:44:29Z", "-metadata", "location=+48.1374+011.5755/"])
        .arg(&film)
        .status();
    assert!(made.unwrap().success());
    let policy = Policy::source_protection();
    let clean = cleaned(&home, &film, Format::Mov, &policy);
    assert!(values(&home, &film, &clean, Format::Mov, &policy).passed);
    let part = |data: &[u8]| [&(data.len() as u32 + 8).to_be_bytes()[..], b"leak", data].concat();
    let seconds = 1_936_791_869u32;
    let fixed = |value: f64| ((value * 65_536.0) as i32).to_be_bytes();
    let leaks: Vec<(&str, Vec<u8>)> = vec![
        ("one date of four bytes", (seconds + 2_082_844_800).to_be_bytes().to_vec()),
        ("seconds since 1970", seconds.to_le_bytes().to_vec()),
        ("a date in text", b"2031:05:17 13:44:29".to_vec()),
        ("loci", [fixed(11.5755), fixed(48.1374)].concat()),
        ("a floating number", 48.1374f64.to_le_bytes().to_vec()),
        ("ten millionths", [481_374_000i32.to_be_bytes(), 115_755_000i32.to_be_bytes()].concat()),
        ("rationals", numbers(true, &[48, 1, 8, 1, 1464, 100, 11, 1, 34, 1, 318, 10])),
    ];
    for (what, leak) in leaks {
        let check = values(&home, &film, &[clean.clone(), part(&leak)].concat(), Format::Mov, &policy);
        assert!(!check.passed, "{what}");
    }
    // Four bytes in the middle of coded pictures are chance.
    let mut coded = clean.clone();
    let at = memchr::memmem::find(&coded, b"mdat").unwrap() + 40;
    coded[at..at + 4].copy_from_slice(&(seconds + 2_082_844_800).to_be_bytes());
    assert!(values(&home, &film, &coded, Format::Mov, &policy).passed);
}
