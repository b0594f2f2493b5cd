//! Media files: formats by content, metadata within limits, pictures of every format, and hostile input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use lightmark::media::{self, MediaError, Picture, PictureSource};
use lightmark::provenance::format::Format;
use lightmark::provenance::report::{Coverage, MetadataStore};
use lightmark::provenance::rights::RightsName;

mod common;

fn fixture(name: &str) -> PathBuf {
    common::fixture("media").join(name)
}

fn fixtures() -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(common::fixture("media"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|ending| ending != "sh"))
        .collect();
    all.sort();
    all
}

/// `../shared` of a clone, or two levels up for a worktree.
fn samples() -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["../shared", "../../shared"].iter().map(|up| here.join(up).join("samples/photos")).find(|path| path.exists())
}

struct Written {
    dir: tempfile::TempDir,
}

impl Written {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// A small TIFF: entries of tag, type, count and four value bytes.
fn tiff(entries: &[(u16, u16, u32, u32)], after: &[u8]) -> Vec<u8> {
    let mut bytes = b"II\x2A\0\x08\0\0\0".to_vec();
    bytes.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(kind.to_le_bytes());
        bytes.extend(count.to_le_bytes());
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend([0; 4]);
    bytes.extend(after);
    bytes
}

fn ftyp(major: &[u8; 4], compatible: &[&[u8; 4]]) -> Vec<u8> {
    let mut bytes = ((16 + 4 * compatible.len()) as u32).to_be_bytes().to_vec();
    bytes.extend(b"ftyp");
    bytes.extend(major);
    bytes.extend([0; 4]);
    compatible.iter().for_each(|brand| bytes.extend(*brand));
    bytes
}

fn bx(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = ((8 + content.len()) as u32).to_be_bytes().to_vec();
    bytes.extend(kind);
    bytes.extend(content);
    bytes
}

#[test]
fn formats_are_told_by_content() {
    let written = Written::new();
    let svg =
        "\u{FEFF}<?xml version='1.0'?>\n<!-- <svg> -->\n<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg:svg xmlns:svg='x'/>";
    let manifest = bx(b"jumb", &bx(b"jumd", b"c2pa\0\x11\0\x10\x80\0\0\xAA\0\x38\x9B\x71\x03c2pa\0"));
    let table: Vec<(Vec<u8>, Format)> = vec![
        (Vec::new(), Format::Unknown),
        (b"only text".to_vec(), Format::Unknown),
        (b"\xFF\xFBnot three frames in a row".to_vec(), Format::Unknown),
        (b"II but no TIFF at all".to_vec(), Format::Unknown),
        (b"RIFF\x04\0\0\0QLCM".to_vec(), Format::Unknown),
        (b"<html><svg></svg></html>".to_vec(), Format::Unknown),
        (b"\x1F\x8B\x08 svgz".to_vec(), Format::Unknown),
        (bx(b"jumb", &bx(b"jumd", b"json")), Format::Unknown),
        (b"MMMMMMMM".to_vec(), Format::Unknown),
        (svg.as_bytes().to_vec(), Format::Svg),
        (manifest, Format::ManifestStore),
        (b"%PDF-1.7".to_vec(), Format::Pdf),
        (tiff(&[(0x100, 3, 1, 1)], &[]), Format::Tiff),
        (tiff(&[(0x100, 3, 1, 1), (0xC612, 1, 4, 0x401)], &[]), Format::Dng),
        (tiff(&[(0x10F, 2, 4, 0), (0x106, 3, 1, 32_803)], &[]), Format::Raw),
        (tiff(&[(0x10F, 2, 4, 0), (0x103, 3, 1, 34_713)], &[]), Format::Raw),
        (tiff(&[(0x10F, 2, 4, 0), (0x106, 3, 1, 2)], &[]), Format::Tiff),
        (b"II\x2A\0\x10\0\0\0CR\x02\0".to_vec(), Format::Raw),
        (b"IIRO\x08\0\0\0".to_vec(), Format::Raw),
        (b"IIU\0\x08\0\0\0".to_vec(), Format::Raw),
        (b"FUJIFILMCCD-RAW 0201".to_vec(), Format::Raw),
        (ftyp(b"crx ", &[b"isom"]), Format::Raw),
        (ftyp(b"avif", &[b"mif1"]), Format::Avif),
        (ftyp(b"mif1", &[b"mif1", b"avif"]), Format::Avif),
        (ftyp(b"mif1", &[b"mif1", b"heic"]), Format::Heic),
        (ftyp(b"mif1", &[b"mif1"]), Format::Heif),
        (ftyp(b"heix", &[]), Format::Heic),
        (ftyp(b"qt  ", &[]), Format::Mov),
        (ftyp(b"M4A ", &[b"isom"]), Format::M4a),
        (ftyp(b"isom", &[b"mp42"]), Format::Mp4),
        (ftyp(b"zzzz", &[b"qt  "]), Format::Mov),
        ([bx(b"wide", b""), bx(b"moov", b"")].concat(), Format::Mov),
        (b"\xFF\x0A\0\0".to_vec(), Format::Jxl),
        (b"8BPS\0\x01".to_vec(), Format::Psd),
        (b"ID3\x04\0\0\0\0\0\0".to_vec(), Format::Mp3),
    ];
    for (index, (bytes, format)) in table.iter().enumerate() {
        let path = written.file("named.jpg", bytes);
        assert_eq!(media::sniff(&path).unwrap(), *format, "row {index}: {}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn every_fixture_is_what_its_ending_says() {
    for path in fixtures() {
        let expected = match path.extension().unwrap().to_str().unwrap() {
            "jpg" => Format::Jpeg,
            "png" => Format::Png,
            "tif" => Format::Tiff,
            "gif" => Format::Gif,
            "webp" => Format::WebP,
            "jxl" => Format::Jxl,
            "avif" => Format::Avif,
            "svg" => Format::Svg,
            "mp4" => Format::Mp4,
            "mov" => Format::Mov,
            "m4a" => Format::M4a,
            "avi" => Format::Avi,
            "wav" => Format::Wav,
            "mp3" => Format::Mp3,
            "flac" => Format::Flac,
            "heic" => Format::Heic,
            "psd" => Format::Psd,
            other => panic!("{other}"),
        };
        assert_eq!(media::sniff(&path).unwrap(), expected, "{}", path.display());
        assert!(media::is_media_name(&path));
    }
    assert!(media::is_media_name(Path::new("A.NEF")));
    assert!(!media::is_media_name(Path::new("notes.txt")));
    assert!(!media::is_media_name(Path::new("jpg")));
}

#[test]
fn what_cannot_be_read_is_named() {
    let written = Written::new();
    let missing = media::sniff(&written.dir.path().join("gone.jpg")).unwrap_err();
    assert!(matches!(missing, MediaError::Vanished { .. }));
    assert!(matches!(media::inspect(written.dir.path(), Format::Jpeg), Err(MediaError::NotAFile)));
    let empty = written.file("empty.jpg", b"");
    assert!(matches!(media::picture(&empty, Format::Jpeg, 100), Err(MediaError::Empty)));
    let text = written.file("text.jpg", b"only text");
    assert!(matches!(media::picture(&text, Format::Unknown, 100), Err(MediaError::UnknownFormat)));
    assert!(matches!(media::picture(&fixture("video.mp4"), Format::Mp4, 100), Err(MediaError::NoPicture)));
    assert_eq!(media::thumbnail_jpeg(&fixture("picture.heic"), Format::Heic, 100), None);
    for error in [missing, MediaError::NotAFile, MediaError::Empty, MediaError::TooLarge, MediaError::NoPicture] {
        let problem = error.problem();
        for text in [&problem.what, &problem.why, &problem.remedy] {
            assert!(text.ends_with('.') && !text.contains("problem-"), "{text}");
        }
    }
}

/// The colours at the middle of the four quarters.
fn quarters(picture: &Picture) -> [[u8; 4]; 4] {
    let at = |x: u32, y: u32| {
        let start = ((y * picture.height / 4) * picture.width + x * picture.width / 4) as usize * 4;
        picture.rgba[start..start + 4].try_into().unwrap()
    };
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

const UPRIGHT: [[u8; 4]; 4] = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [255, 255, 255, 255]];

#[track_caller]
fn assert_colours(picture: &Picture, expected: [[u8; 4]; 4], tolerance: u8, about: &str) {
    assert_eq!(picture.rgba.len(), picture.width as usize * picture.height as usize * 4, "{about}");
    for (found, expected) in quarters(picture).iter().zip(expected) {
        for (a, b) in found.iter().zip(expected) {
            assert!(a.abs_diff(b) <= tolerance, "{about}: {:?}", quarters(picture));
        }
    }
}

#[test]
fn every_picture_format_shows_its_colours() {
    for name in [
        "quarters.png",
        "quarters-16.png",
        "quarters.jpg",
        "quarters-progressive.jpg",
        "quarters.tif",
        "quarters-16.tif",
        "quarters.gif",
        "quarters.webp",
        "quarters-lossless.webp",
        "quarters.svg",
        "quarters.jxl",
        "quarters-bare.jxl",
        "quarters-from-jpeg.jxl",
        "quarters-420.avif",
        "quarters-444-10.avif",
        "quarters-422-12-limited.avif",
    ] {
        let path = fixture(name);
        let format = media::sniff(&path).unwrap();
        let picture = media::picture(&path, format, 1_000).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!((picture.width, picture.height, picture.full_size), (64, 48, (64, 48)), "{name}");
        assert_eq!(picture.source, PictureSource::Pixels);
        assert_colours(&picture, UPRIGHT, 12, name);
        let small = media::picture(&path, format, 16).unwrap();
        assert_eq!((small.width, small.height, small.full_size), (16, 12, (64, 48)), "{name}");
        assert_colours(&small, UPRIGHT, 40, name);
        assert_eq!(media::inspect(&path, format).unwrap().dimensions, Some((64, 48)), "{name}");
        let again =
            media::picture_from_bytes(&fs::read(&path).unwrap(), 1_000, PictureSource::ManifestThumbnail).unwrap();
        assert_eq!(again.rgba, picture.rgba, "{name}");
        assert_eq!(again.source, PictureSource::ManifestThumbnail);
    }
}

#[test]
fn ink_and_grey_look_right() {
    let cmyk = media::picture(&fixture("quarters-cmyk.jpg"), Format::Jpeg, 100).unwrap();
    assert_colours(&cmyk, UPRIGHT, 16, "cmyk");
    let grey = media::picture(&fixture("quarters-grey.jpg"), Format::Jpeg, 100).unwrap();
    for [r, g, b, a] in quarters(&grey) {
        assert!(r == g && g == b && a == 255);
    }
}

#[test]
fn transparency_is_kept() {
    for name in ["quarters-alpha.png", "quarters-alpha.avif"] {
        let path = fixture(name);
        let picture = media::picture(&path, media::sniff(&path).unwrap(), 100).unwrap();
        let [top, .., bottom] = quarters(&picture);
        assert!((40..90).contains(&top[3]) && (170..220).contains(&bottom[3]), "{name}: {top:?} {bottom:?}");
        assert!(top[0] > 230 && top[1] < 25, "{name}: {top:?}");
    }
}

#[test]
fn every_orientation_is_turned_upright() {
    for n in 1..=8 {
        let name = format!("turned-{n}.jpg");
        let picture = media::picture(&fixture(&name), Format::Jpeg, 100).unwrap();
        assert_eq!(picture.full_size, (64, 48), "{name}");
        assert_colours(&picture, UPRIGHT, 30, &name);
        let thumbnail = media::thumbnail_jpeg(&fixture(&name), Format::Jpeg, 32).unwrap();
        let small = media::picture_from_bytes(&thumbnail, 100, PictureSource::ManifestThumbnail).unwrap();
        // From half of what is asked for on, the smaller decode serves.
        assert!([(32, 24), (16, 12)].contains(&(small.width, small.height)), "{} × {}", small.width, small.height);
        assert_colours(&small, UPRIGHT, 60, &name);
        let stored = media::inspect(&fixture(&name), Format::Jpeg).unwrap().dimensions;
        assert_eq!(stored, Some(if n < 5 { (64, 48) } else { (48, 64) }));
    }
    // avifenc --irot 1 turns anticlockwise for showing.
    let turned = media::picture(&fixture("quarters-turned.avif"), Format::Avif, 100).unwrap();
    assert_eq!((turned.width, turned.height), (48, 64));
    let [red, green, blue, white] = UPRIGHT;
    assert_colours(&turned, [green, white, red, blue], 12, "irot");
}

#[test]
fn thumbnails_are_never_larger_than_the_picture_and_carry_no_metadata() {
    let thumbnail = media::thumbnail_jpeg(&fixture("marked.jpg"), Format::Jpeg, 1_024).unwrap();
    let picture = media::picture_from_bytes(&thumbnail, 4_096, PictureSource::ManifestThumbnail).unwrap();
    assert_eq!((picture.width, picture.height), (64, 48));
    let text = String::from_utf8_lossy(&thumbnail);
    assert!(!text.contains("marker") && !text.contains("Marker"));
}

#[test]
fn markers_in_every_store_are_found() {
    let everywhere = ["marked.jpg", "marked.png", "marked.webp", "marked.tif", "marked.jxl", "marked.avif"];
    for name in everywhere.into_iter().chain(["marked.gif"]) {
        let path = fixture(name);
        let contents = media::inspect(&path, media::sniff(&path).unwrap()).unwrap();
        assert_eq!(contents.notes, [""; 0], "{name}");
        let value = |store, field: &str| {
            let found = contents.metadata.iter().find(|f| f.store == store && f.field == field);
            found.map(|f| f.value.clone()).unwrap_or_default()
        };
        assert_eq!(value(MetadataStore::Xmp, "dc:creator"), "marker-xmp-creator", "{name}");
        assert_eq!(value(MetadataStore::Xmp, "plus:Licensor.plus:LicensorName"), "marker-licensor", "{name}");
        if name != "marked.gif" {
            assert_eq!(value(MetadataStore::Exif, "Artist"), "marker-exif-artist", "{name}");
            assert_eq!(value(MetadataStore::Exif, "ImageDescription"), "marker-exif-description", "{name}");
            assert_eq!(value(MetadataStore::Exif, "UserComment"), "marker-user-comment", "{name}");
            assert_eq!(value(MetadataStore::Exif, "ExposureTime"), "1/250 s", "{name}");
            assert_eq!(value(MetadataStore::Exif, "FNumber"), "f/2.8", "{name}");
            assert_eq!(value(MetadataStore::Exif, "GPSLatitude"), "12 deg 30 min 0 sec S", "{name}");
        }
        if matches!(name, "marked.jpg" | "marked.tif") {
            assert_eq!(value(MetadataStore::Iptc, "2:80 By-line"), "marker-iptc-byline", "{name}");
            assert_eq!(value(MetadataStore::Iptc, "2:116 Copyright Notice"), "marker-iptc-copyright-ü", "{name}");
        }
        assert!(contents.metadata.iter().all(|field| field.coverage == Coverage::NotCovered));
    }
    let comment = media::inspect(&fixture("marked.jpg"), Format::Jpeg).unwrap();
    assert!(comment.metadata.iter().any(|f| f.store == MetadataStore::Container && f.value == "marker-comment"));
}

#[test]
fn texts_of_containers_are_found() {
    for name in ["video.mp4", "video.mov", "sound.m4a", "sound.wav", "sound.mp3", "sound.flac", "quarters.svg"] {
        let path = fixture(name);
        let contents = media::inspect(&path, media::sniff(&path).unwrap()).unwrap();
        let ending = path.extension().unwrap().to_str().unwrap();
        let marker = format!("marker-{ending}-title");
        assert!(
            contents.metadata.iter().any(|f| f.store == MetadataStore::Container && f.value == marker),
            "{name}: {:?}",
            contents.metadata
        );
        if name.starts_with("video") {
            assert_eq!(contents.dimensions, Some((64, 48)), "{name}");
            assert!(contents.metadata.iter().any(|f| f.field == "dc:creator"), "{name}");
        }
    }
}

#[test]
fn rights_name_their_source() {
    let contents = media::inspect(&fixture("marked.jpg"), Format::Jpeg).unwrap();
    let mut found: Vec<_> =
        contents.rights.iter().map(|right| (right.field, right.value.as_str(), right.source.as_str())).collect();
    found.sort();
    assert_eq!(
        found,
        [
            (RightsName::Creator, "marker-exif-artist", "EXIF Artist"),
            (RightsName::Creator, "marker-iptc-byline", "IPTC 2:80 By-line"),
            (RightsName::Creator, "marker-xmp-creator", "XMP dc:creator"),
            (RightsName::Credit, "marker-iptc-credit", "IPTC 2:110 Credit"),
            (RightsName::Credit, "marker-xmp-credit", "XMP photoshop:Credit"),
            (RightsName::Copyright, "marker-exif-copyright", "EXIF Copyright"),
            (RightsName::Copyright, "marker-iptc-copyright-ü", "IPTC 2:116 Copyright Notice"),
            (RightsName::Copyright, "marker-xmp-rights", "XMP dc:rights"),
            (RightsName::UsageTerms, "marker-xmp-terms", "XMP xmpRights:UsageTerms"),
            (RightsName::License, "https://marker.example/licence", "XMP xmpRights:WebStatement"),
            (RightsName::Licensor, "marker-licensor", "XMP plus:Licensor"),
            (RightsName::LicensorUrl, "https://marker.example", "XMP plus:Licensor"),
            (RightsName::CopyrightOwner, "marker-owner", "XMP plus:CopyrightOwner"),
            (RightsName::Marked, "true", "XMP xmpRights:Marked"),
            (RightsName::DigitalSourceType, "digitalCapture", "XMP Iptc4xmpExt:DigitalSourceType"),
        ]
    );
}

#[test]
fn samples_agree_with_exiftool() {
    let Some(samples) = samples() else {
        eprintln!("skipped: ../shared is not beside this clone");
        return;
    };
    let Ok(output) = std::process::Command::new("exiftool")
        .args(["-j", "-Make", "-Model", "-ImageWidth", "-ImageHeight"])
        .arg(&samples)
        .output()
    else {
        eprintln!("skipped: exiftool is not installed");
        return;
    };
    let all: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert!(all.len() >= 10);
    for expected in all {
        let path = PathBuf::from(expected["SourceFile"].as_str().unwrap());
        let format = media::sniff(&path).unwrap();
        let contents = media::inspect(&path, format).unwrap();
        let text = |name: &str| match &expected[name] {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => text.trim().to_owned(),
            other => other.to_string(),
        };
        for name in ["Make", "Model"] {
            let found = contents.metadata.iter().find(|f| f.store == MetadataStore::Exif && f.field == name);
            assert_eq!(found.map(|f| f.value.as_str()).unwrap_or_default(), text(name), "{}", path.display());
        }
        let size = contents.dimensions.map(|(width, height)| (width.to_string(), height.to_string()));
        assert_eq!(size, Some((text("ImageWidth"), text("ImageHeight"))), "{}", path.display());
        match media::picture(&path, format, 256) {
            Ok(picture) => assert!(picture.width.max(picture.height) <= 256),
            Err(MediaError::NoPicture) => assert_eq!(format, Format::Heic, "{}", path.display()),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
}

#[test]
fn previews_stand_in_for_raw_pictures() {
    let written = Written::new();
    let jpeg = fs::read(fixture("quarters.jpg")).unwrap();
    let small = fs::read(fixture("turned-6.jpg")).unwrap();
    // Directory 0: a maker, sensor data, the preview by offset and length, orientation 3.
    let entries = 6;
    let after = 8 + 2 + 12 * entries + 4;
    let raw = tiff(
        &[
            (0x106, 3, 1, 32_803),
            (0x10F, 2, 4, 0x006B_614D),
            (0x112, 3, 1, 3),
            (0x201, 4, 1, after + small.len() as u32),
            (0x202, 4, 1, jpeg.len() as u32),
            (0x100, 3, 1, 6_000),
        ],
        &[small, jpeg.clone()].concat(),
    );
    let path = written.file("a.nef", &raw);
    assert_eq!(media::sniff(&path).unwrap(), Format::Raw);
    let picture = media::picture(&path, Format::Raw, 100).unwrap();
    assert_eq!(picture.source, PictureSource::EmbeddedPreview);
    let [red, green, blue, white] = UPRIGHT;
    assert_colours(&picture, [white, blue, green, red], 12, "turned by the RAW file's orientation");
    assert_eq!(media::thumbnail_jpeg(&path, Format::Raw, 100), None);

    let mut raf = b"FUJIFILMCCD-RAW 0201".to_vec();
    raf.resize(84, 0);
    raf.extend(200u32.to_be_bytes());
    raf.extend((jpeg.len() as u32).to_be_bytes());
    raf.resize(200, 0);
    raf.extend(&jpeg);
    let path = written.file("a.raf", &raf);
    assert_colours(&media::picture(&path, Format::Raw, 100).unwrap(), UPRIGHT, 12, "raf");
    assert_eq!(media::inspect(&path, Format::Raw).unwrap().dimensions, Some((64, 48)));

    let prvw = bx(b"PRVW", &[vec![0; 16], jpeg.clone()].concat());
    let id = b"\xEA\xF4\x2B\x5E\x1C\x98\x4B\x88\xB9\xFB\xB7\xDC\x40\x6E\x4D\x16";
    let cr3 = [ftyp(b"crx ", &[b"isom"]), bx(b"uuid", &[id.to_vec(), vec![0; 8], prvw].concat())].concat();
    let path = written.file("a.cr3", &cr3);
    assert_colours(&media::picture(&path, Format::Raw, 100).unwrap(), UPRIGHT, 12, "cr3");

    let data = bx(b"data", &[vec![0, 0, 0, 13, 0, 0, 0, 0], jpeg].concat());
    let ilst = bx(b"ilst", &bx(b"covr", &data));
    let meta = bx(b"meta", &[vec![0; 4], ilst].concat());
    let movie = [ftyp(b"isom", &[]), bx(b"moov", &bx(b"udta", &meta))].concat();
    let path = written.file("a.mp4", &movie);
    assert_colours(&media::picture(&path, Format::Mp4, 100).unwrap(), UPRIGHT, 12, "covr");
}

#[test]
fn an_uncompressed_preview_of_a_dng_is_shown() {
    let written = Written::new();
    let entries = 11;
    let after = 8 + 2 + 12 * entries + 4;
    let dng = tiff(
        &[
            (0x0FE, 4, 1, 1),
            (0x100, 3, 1, 2),
            (0x101, 3, 1, 1),
            (0x102, 3, 3, after),
            (0x103, 3, 1, 1),
            (0x106, 3, 1, 2),
            (0x111, 4, 1, after + 6),
            (0x115, 3, 1, 3),
            (0x116, 3, 1, 1),
            (0x117, 4, 1, 6),
            (0xC612, 1, 4, 0x401),
        ],
        &[8, 0, 8, 0, 8, 0, 255, 0, 0, 0, 0, 255],
    );
    let path = written.file("a.dng", &dng);
    assert_eq!(media::sniff(&path).unwrap(), Format::Dng);
    let picture = media::picture(&path, Format::Dng, 100).unwrap();
    assert_eq!((picture.source, picture.rgba), (PictureSource::EmbeddedPreview, vec![255, 0, 0, 255, 0, 0, 255, 255]));
    assert_eq!(media::thumbnail_jpeg(&path, Format::Dng, 100), None);
}

/// A JPEG with these APP segments before the rest.
fn with_segments(segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let jpeg = fs::read(fixture("quarters.jpg")).unwrap();
    let mut bytes = jpeg[..2].to_vec();
    for (marker, payload) in segments {
        bytes.extend([0xFF, *marker]);
        bytes.extend((payload.len() as u16 + 2).to_be_bytes());
        bytes.extend(payload);
    }
    bytes.extend(&jpeg[2..]);
    bytes
}

#[test]
fn extended_xmp_is_put_together_and_a_missing_part_is_told() {
    let written = Written::new();
    let packet = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:z="http://ns.useplus.org/ldf/xmp/1.0/"><rdf:Description dc:source="marker-extended">
        <z:DataMining rdf:resource="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING"/></rdf:Description></rdf:RDF></x:xmpmeta>"#;
    let part = |from: usize, to: usize| {
        let mut payload = b"http://ns.adobe.com/xmp/extension/\0".to_vec();
        payload.extend([b'A'; 32]);
        payload.extend((packet.len() as u32).to_be_bytes());
        payload.extend((from as u32).to_be_bytes());
        payload.extend(&packet[from..to]);
        (0xE1, payload)
    };
    let whole = written.file("whole.jpg", &with_segments(&[part(100, packet.len()), part(0, 100)]));
    let contents = media::inspect(&whole, Format::Jpeg).unwrap();
    assert_eq!(contents.notes, [""; 0]);
    assert!(contents.metadata.iter().any(|field| field.field == "dc:source" && field.value == "marker-extended"));
    assert_eq!(contents.rights.len(), 1);
    assert_eq!(contents.rights[0].field, RightsName::DataMining);
    assert_eq!(contents.rights[0].value, "DMI-PROHIBITED-AIMLTRAINING");
    let half = written.file("half.jpg", &with_segments(&[part(0, 100)]));
    assert_eq!(media::inspect(&half, Format::Jpeg).unwrap().notes.len(), 1);
    let huge = [b"http://ns.adobe.com/xmp/extension/\0".as_slice(), &[b'A'; 32], &[0xFF; 8], b"<"].concat();
    let huge = written.file("huge.jpg", &with_segments(&[(0xE1, huge)]));
    assert_eq!(media::inspect(&huge, Format::Jpeg).unwrap().notes.len(), 1);
}

#[test]
fn fields_and_values_are_limited() {
    let written = Written::new();
    let comment = (0xFE, vec![b'x'; 60_000]);
    let many = vec![comment; 3_000];
    let path = written.file("many.jpg", &with_segments(&many));
    let contents = media::inspect(&path, Format::Jpeg).unwrap();
    assert!(!contents.notes.is_empty());
    assert!(contents.metadata.len() <= 2_000);
    assert!(contents.metadata.iter().all(|field| field.value.chars().count() == 4_096));
}

#[test]
fn a_huge_sparse_file_costs_little() {
    let written = Written::new();
    for (name, head) in [
        ("a.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF".to_vec()),
        ("a.mp4", [ftyp(b"isom", &[]), b"\0\0\0\0mdat".to_vec()].concat()),
        ("a.png", fs::read(fixture("quarters.png")).unwrap()[..33].to_vec()),
        ("a.tif", tiff(&[(0x100, 3, 1, 1)], &[])),
        ("a.gif", b"GIF89a\x01\0\x01\0\0\0\0".to_vec()),
        ("a.webp", b"RIFF\xFF\xFF\xFF\x7FWEBP".to_vec()),
        ("a.psd", b"8BPS\0\x01".to_vec()),
        ("a.mp3", b"ID3\x04\0\0\x7F\x7F\x7F\x7F".to_vec()),
        ("a.flac", b"fLaC".to_vec()),
        ("a.jxl", b"\0\0\0\x0CJXL \r\n\x87\n".to_vec()),
        ("a.svg", b"<svg>".to_vec()),
    ] {
        let path = written.file(name, &head);
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start((2 << 30) - 1)).unwrap();
        file.write_all(&[0]).unwrap();
        let format = media::sniff(&path).unwrap();
        assert_ne!(format, Format::Unknown, "{name}");
        let contents = media::inspect(&path, format).unwrap();
        assert!(contents.metadata.len() < 10, "{name}");
        assert!(media::picture(&path, format, 64).is_err(), "{name}");
    }
}

#[test]
fn a_decompression_bomb_is_refused() {
    let written = Written::new();
    let mut png = fs::read(fixture("quarters.png")).unwrap();
    png[16..24].copy_from_slice(&[0, 0, 0x80, 0, 0, 0, 0x80, 0]);
    let crc = png_crc(&png[12..29]);
    png[29..33].copy_from_slice(&crc.to_be_bytes());
    let path = written.file("bomb.png", &png);
    assert!(matches!(media::picture(&path, Format::Png, 64), Err(MediaError::TooLarge)));

    let mut jpeg = fs::read(fixture("quarters.jpg")).unwrap();
    let sof = jpeg.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    jpeg[sof + 5..sof + 9].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    let path = written.file("bomb.jpg", &jpeg);
    assert!(matches!(media::picture(&path, Format::Jpeg, 64), Err(MediaError::TooLarge)));
    assert_eq!(media::inspect(&path, Format::Jpeg).unwrap().dimensions, Some((65_535, 65_535)));

    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'><rect width='9' height='9'/></svg>";
    let path = written.file("bomb.svg", svg.as_bytes());
    if let Ok(picture) = media::picture(&path, Format::Svg, 64) {
        assert!(picture.width.max(picture.height) <= 64);
    }
}

fn png_crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |mut crc, &byte| {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
        crc
    })
}

#[test]
fn an_svg_reads_no_other_file() {
    let written = Written::new();
    fs::copy(fixture("quarters.png"), written.dir.path().join("other.png")).unwrap();
    let other = written.dir.path().join("other.png");
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='64' height='48'><image href='{}' width='64' height='48'/></svg>",
        other.display()
    );
    let path = written.file("a.svg", svg.as_bytes());
    let picture = media::picture(&path, Format::Svg, 64).unwrap();
    assert!(picture.rgba.iter().all(|&byte| byte == 0));
}

/// Reads a damaged file in every way; only panics and limits matter.
fn survives(written: &Written, name: &str, bytes: &[u8], format: Format) {
    let path = written.file(name, bytes);
    let _ = media::sniff(&path).unwrap();
    let contents = media::inspect(&path, format).unwrap();
    assert!(contents.metadata.len() <= 2_000);
    assert!(contents.metadata.iter().all(|field| field.value.chars().count() <= 4_096));
    if let Ok(picture) = media::picture(&path, format, 64) {
        assert!(picture.width <= 64 && picture.height <= 64);
        assert_eq!(picture.rgba.len(), picture.width as usize * picture.height as usize * 4);
    }
}

#[test]
fn truncation_anywhere_is_survived() {
    let written = Written::new();
    for path in fixtures() {
        let bytes = fs::read(&path).unwrap();
        let format = media::sniff(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        for step in 0..48 {
            survives(&written, name, &bytes[..bytes.len() * step / 48], format);
        }
    }
}

#[test]
fn flipped_bytes_are_survived() {
    let written = Written::new();
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for path in fixtures() {
        let original = fs::read(&path).unwrap();
        let format = media::sniff(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        for _ in 0..80 {
            let mut bytes = original.clone();
            for _ in 0..1 + random() % 3 {
                let at = (random() % bytes.len() as u64) as usize;
                bytes[at] = random() as u8;
            }
            survives(&written, name, &bytes, format);
        }
    }
}
