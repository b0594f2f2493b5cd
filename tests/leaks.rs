//! The leak suite: a marker in every place that can hide something, each preset run by the real program with its worker,
//! then a search for every marker in every spelling. The presets are named here again, so that a mistake in the
//! engine's own lists does not hide itself.

mod common;
#[path = "leaks/marks.rs"]
mod marks;
#[path = "leaks/others.rs"]
mod others;
#[path = "leaks/packets.rs"]
mod packets;
#[path = "leaks/pictures.rs"]
mod pictures;
#[path = "leaks/tiffs.rs"]
mod tiffs;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Home, json_lines, shared};
use lightmark::provenance::redaction::Group;
use marks::{Marked, unpacked};
use serde_json::Value;

/// Groups that each preset takes out.
fn drops(preset: &str, group: Group) -> bool {
    use Group::{Contact, Device, EmbeddedPictures, Location, People, Software, Unknown};
    match preset {
        "public" => matches!(group, Location | Device | Contact | EmbeddedPictures | People | Software | Unknown),
        "marketing" => matches!(group, Location | Device | EmbeddedPictures | People | Software | Unknown),
        "source-protection" => group != Group::Rendering,
        _ => false,
    }
}

const PRESETS: [&str; 4] = ["public", "marketing", "source-protection", "evidence"];

/// One file of each format.
fn files(home: &Home) -> Vec<Marked> {
    use Group::{Creator, Device, Rights, Software, Text};
    let dir = home.path("planted");
    std::fs::create_dir_all(&dir).unwrap();
    let picture = [
        ("EXIF:Artist", Creator),
        ("EXIF:Copyright", Rights),
        ("EXIF:SerialNumber", Device),
        ("EXIF:Software", Software),
        ("EXIF:ImageDescription", Text),
        ("XMP-dc:Title", Text),
        ("XMP-aux:SerialNumber", Device),
    ];
    let film = [
        ("ItemList:Title", Text),
        ("ItemList:Artist", Creator),
        ("ItemList:Encoder", Software),
        ("UserData:Model", Group::CameraModel),
        ("UserData:SerialNumber", Device),
        ("XMP-aux:SerialNumber", Device),
    ];
    vec![
        pictures::jpeg(),
        pictures::png(),
        pictures::webp("marks.webp", false),
        pictures::webp("marks-animated.webp", true),
        pictures::gif(),
        tiffs::file("marks.tif", true, false),
        tiffs::file("marks-big-endian.tif", false, false),
        tiffs::file("marks.dng", true, true),
        others::boxes(&dir, "marks.heic", "formats/photo.heic", &picture),
        others::boxes(&dir, "marks.avif", "formats/photo.avif", &picture),
        others::boxes(&dir, "marks.jxl", "formats/photo.jxl", &picture),
        others::boxes(&dir, "marks.mp4", "formats/video.mp4", &film),
        others::boxes(&dir, "marks.mov", "formats/video.mov", &film),
        others::boxes(&dir, "marks.m4a", "formats/sound.m4a", &film),
        others::wav(),
        others::mp3(),
        others::flac(),
        others::svg(),
    ]
}

/// Writes the files into a folder of their own.
fn staged(home: &Home, files: &[Marked]) -> Vec<PathBuf> {
    let folder = home.path("in");
    std::fs::create_dir(&folder).unwrap();
    let path = |file: &Marked| {
        let path = folder.join(file.name);
        std::fs::write(&path, &file.bytes).unwrap();
        path
    };
    files.iter().map(path).collect()
}

/// Runs a preset over all files; gives the lines of JSON by the source's name.
fn redact(home: &Home, files: &[PathBuf], preset: &str, out: &str) -> Vec<Value> {
    let output = home
        .lightmark()
        .args(["redact", "--preset", preset, "--json", "--out"])
        .arg(home.path(out))
        .args(files)
        .output()
        .unwrap();
    let mut lines = json_lines(&output);
    lines.sort_by_key(|line| files.iter().position(|file| line["source"] == file.to_str().unwrap()));
    assert_eq!(lines.len(), files.len(), "{}", String::from_utf8_lossy(&output.stderr));
    lines
}

#[test]
fn every_marker_is_where_it_was_planted() {
    let home = Home::new();
    let files = files(&home);
    for file in &files {
        let inside = unpacked(&file.bytes);
        for mark in &file.marks.0 {
            assert!(mark.is_in(&file.bytes, &inside), "{}: {}", file.name, mark.place);
        }
        assert!(file.marks.0.len() > 4, "{}", file.name);
    }
    // The search finds what is packed and spelled in another way, too.
    let one = &files[0].marks.0[0];
    let text = String::from_utf8(one.value.clone()).unwrap();
    let wide: Vec<u8> = format!("..{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert!(one.is_in(&wide, &[]) && one.is_in(hex::encode(&text).as_bytes(), &[]));
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 9);
    assert!(one.is_in(&packed, &unpacked(&packed)));
    assert!(!one.is_in(b"something else", &[]));
}

#[test]
fn nothing_that_goes_is_left_and_nothing_that_stays_is_lost() {
    let home = Home::new();
    let files = files(&home);
    let paths = staged(&home, &files);
    let mut faults = Vec::new();
    for preset in PRESETS {
        for (file, line) in files.iter().zip(redact(&home, &paths, preset, preset)) {
            let Some(target) = line["target"].as_str() else {
                faults.push(format!("{preset} {}: no copy: {}", file.name, line["problem"]["what"]));
                continue;
            };
            let copy = std::fs::read(target).unwrap();
            let inside = unpacked(&copy);
            let whole_packets = line["notes"].to_string().contains("whole");
            for mark in &file.marks.0 {
                let there = mark.is_in(&copy, &inside);
                let goes = drops(preset, mark.group);
                if goes && there {
                    faults.push(format!("{preset} {}: {} is left", file.name, mark.place));
                }
                if !goes && !there && !(mark.packet && whole_packets) {
                    faults.push(format!("{preset} {}: {} is lost", file.name, mark.place));
                }
            }
            assert_eq!(std::fs::read(line["source"].as_str().unwrap()).unwrap(), file.bytes, "an original was changed");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_second_run_changes_nothing() {
    let home = Home::new();
    let files = files(&home);
    let paths = staged(&home, &files);
    for preset in PRESETS {
        let once: Vec<PathBuf> = redact(&home, &paths, preset, preset)
            .iter()
            .filter_map(|line| line["target"].as_str().map(PathBuf::from))
            .collect();
        let again = redact(&home, &once, preset, &format!("{preset}-again"));
        for (first, line) in once.iter().zip(&again) {
            let second = std::fs::read(line["target"].as_str().unwrap_or_else(|| panic!("{line:#}"))).unwrap();
            assert!(std::fs::read(first).unwrap() == second, "{preset}: {}", first.display());
        }
    }
}

#[test]
fn pictures_and_frames_stay_as_they_are() {
    let home = Home::new();
    let names = [
        "marks.jpg",
        "marks.png",
        "marks.webp",
        "marks-animated.webp",
        "marks.gif",
        "marks.tif",
        "marks-big-endian.tif",
    ];
    let files: Vec<Marked> = files(&home).into_iter().filter(|file| names.contains(&file.name)).collect();
    assert_eq!(files.len(), names.len());
    let paths = staged(&home, &files);
    for preset in PRESETS {
        for (file, line) in files.iter().zip(redact(&home, &paths, preset, preset)) {
            let (before, after) =
                (&paths[files.iter().position(|one| one.name == file.name).unwrap()], &line["target"]);
            let after = Path::new(after.as_str().unwrap());
            let pixels = |path: &Path| image::open(path).unwrap().into_rgba8();
            assert!(pixels(before) == pixels(after), "{preset} {}", file.name);
            if file.name != "marks.jpg" {
                assert_eq!(frames(before), frames(after), "{preset} {}", file.name);
            }
        }
    }
}

/// Every frame or page that ImageMagick decodes, with its delay.
fn frames(path: &Path) -> String {
    let output = Command::new("convert").arg(path).args(["-format", "%s %T %w %h %#\n", "info:"]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_kept_maker_note_is_the_same_byte_for_byte_in_its_place() {
    let home = Home::new();
    let files: Vec<Marked> = files(&home).into_iter().filter(|file| file.name == "marks.tif").collect();
    let paths = staged(&home, &files);
    let out = home.path("out");
    let output = home
        .lightmark()
        .args(["redact", "--preset", "evidence", "--drop", "location", "--json", "--out"])
        .arg(&out)
        .args(&paths)
        .output()
        .unwrap();
    let line = json_lines(&output).remove(0);
    let copy = std::fs::read(line["target"].as_str().unwrap_or_else(|| panic!("{line:#}"))).unwrap();
    let place = |bytes: &[u8], name: &str| {
        let mark = files[0].marks.0.iter().find(|mark| mark.place == name).unwrap();
        memchr::memmem::find(bytes, &mark.value)
    };
    assert!(place(&copy, "MakerNote").is_some());
    assert_eq!(place(&copy, "MakerNote"), place(&files[0].bytes, "MakerNote"));
    assert_eq!(place(&copy, "GPSLatitude"), None);
}

/// What exiftool calls by a name and the strict preset keeps, since the picture would look different without.
const RENDERING: &str = "SubfileType ImageWidth ImageHeight BitsPerSample Compression PhotometricInterpretation StripOffsets \
    Orientation SamplesPerPixel RowsPerStrip StripByteCounts PlanarConfiguration XResolution YResolution ResolutionUnit \
    ColorSpace ExifVersion ComponentsConfiguration FlashpixVersion DNGVersion DNGBackwardVersion YCbCrPositioning \
    PageNumber Predictor FillOrder WhitePoint PrimaryChromaticities PreviewImageStart PreviewImageLength ThumbnailTIFF";

#[test]
fn an_outside_reader_sees_only_what_the_strict_preset_keeps() {
    let home = Home::new();
    let files = files(&home);
    let paths = staged(&home, &files);
    let copies = redact(&home, &paths, "source-protection", "out");
    for (file, line) in files.iter().zip(&copies) {
        let Some(copy) = line["target"].as_str() else { panic!("{}: {line:#}", file.name) };
        let output = Command::new("exiftool").args(["-a", "-u", "-G1", "-s", "-ee", "-j"]).arg(copy).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        for (tag, value) in said[0].as_object().unwrap() {
            let (store, name) = tag.split_once(':').unwrap_or(("", tag));
            let outside = match store {
                "IFD0" | "IFD1" | "SubIFD" | "SubIFD1" | "ExifIFD" => {
                    !RENDERING.split_whitespace().any(|kept| kept == name)
                }
                "GPS" | "IPTC" | "Photoshop" | "MakerNotes" | "ItemList" | "Keys" | "UserData" | "Vorbis" => true,
                _ => store.starts_with("XMP") || store.starts_with("ID3"),
            };
            assert!(!outside, "{}: {tag} = {value}", file.name);
            let text = value.to_string();
            let mark = file.marks.0.iter().find(|mark| text.contains(&*String::from_utf8_lossy(&mark.value)));
            assert!(mark.is_none(), "{}: {tag} = {value}", file.name);
        }
    }
}

/// What mat2 calls metadata and the picture or sound needs.
const NEEDED: &str = "Orientation ColorSpace ComponentsConfiguration ExifVersion FlashpixVersion PageNumber Predictor \
    PrimaryChromaticities WhitePoint";

#[test]
fn mat2_finds_nothing_under_the_strict_preset() {
    let home = Home::new();
    let files = files(&home);
    let paths = staged(&home, &files);
    let mut looked_at = 0;
    for (file, line) in files.iter().zip(redact(&home, &paths, "source-protection", "out")) {
        let output = Command::new("mat2").arg("--show").arg(line["target"].as_str().unwrap()).output();
        let output = output.expect("mat2 is here (packaging/prepare.sh tests)");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if said.contains("is not supported") {
            continue;
        }
        looked_at += 1;
        for found in
            said.lines().filter(|line| line.starts_with("    ") || line.starts_with("  ") && line.contains(": "))
        {
            let name = found.trim().split(':').next().unwrap_or_default();
            let needed = NEEDED.split_whitespace().any(|needed| needed == name);
            assert!(needed, "{}: {found}\n{said}", file.name);
        }
    }
    assert!(looked_at >= 8, "mat2 looked at {looked_at} files only");
}

#[test]
fn photos_of_cameras_pass_every_preset_or_say_why_not() {
    let Some(folder) = shared("samples/photos") else { return };
    let home = Home::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for preset in PRESETS {
        for line in redact(&home, &paths, preset, preset) {
            let why = line["problem"]["why"].as_str().unwrap_or_default();
            assert!(line["target"].is_string() || !why.is_empty(), "{preset}: {line:#}");
            if line["target"].is_null() {
                eprintln!("{preset}: refused {}: {why}", line["source"]);
            }
        }
    }
}
