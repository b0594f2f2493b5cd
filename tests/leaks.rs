//! The leak suite: a marker in every place that can hide something, each preset run by the real program with its worker,
//! then a search for every marker in every spelling. The presets are named here again, so that a mistake in the
//! engine's own lists does not hide itself.

mod common;
#[path = "leaks/mod.rs"]
mod planted;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Home, json_lines, shared};
use lightmark::media::redact::proof::prove;
use lightmark::media::redact::{RedactError, plan, write};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Fate, Group, Policy};
use planted::marks::{Marked, unpacked};
use planted::{others, pictures, tiffs};
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

/// The preset; `evidence`, which signs what it makes, under another name and so without a signature.
fn policy(home: &Home, preset: &str) -> String {
    if preset != "evidence" {
        return preset.to_owned();
    }
    let file = home.path("by-hand.toml");
    std::fs::write(&file, "name = \"by hand\"\nmode = \"in-place\"\ndrop = []\n").unwrap();
    file.to_str().unwrap().to_owned()
}

/// Runs a preset over all files; gives the lines of JSON by the source's name.
fn redact(home: &Home, files: &[PathBuf], preset: &str, out: &str) -> Vec<Value> {
    let output = home
        .lightmark()
        .args(["redact", "--preset", &policy(home, preset), "--json", "--out"])
        .arg(home.path(out))
        .args(files)
        .output()
        .unwrap();
    let mut lines = json_lines(&output);
    lines.sort_by_key(|line| files.iter().position(|file| line["path"] == file.to_str().unwrap()));
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
                let may_go_along = mark.packet && whole_packets;
                if !goes && !there && !may_go_along {
                    faults.push(format!("{preset} {}: {} is lost", file.name, mark.place));
                }
            }
            assert_eq!(std::fs::read(line["path"].as_str().unwrap()).unwrap(), file.bytes, "an original was changed");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_second_run_changes_nothing() {
    let home = Home::new();
    let files = files(&home);
    let paths = staged(&home, &files);
    let mut faults = Vec::new();
    for preset in PRESETS {
        let once: Vec<PathBuf> = redact(&home, &paths, preset, preset)
            .iter()
            .filter_map(|line| line["target"].as_str().map(PathBuf::from))
            .collect();
        let again = redact(&home, &once, preset, &format!("{preset}-again"));
        for (first, line) in once.iter().zip(&again) {
            let second = std::fs::read(line["target"].as_str().unwrap_or_else(|| panic!("{line:#}"))).unwrap();
            if std::fs::read(first).unwrap() != second {
                faults.push(format!("{preset}: {}", first.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
            let mut frames_before = frames(before);
            if file.name.ends_with(".tif") && drops(preset, Group::EmbeddedPictures) {
                // The reduced picture between the two pages goes; the second page is no thumbnail.
                frames_before.remove(1);
            }
            assert_eq!(frames_before, frames(after), "{preset} {}", file.name);
        }
    }
}

/// Every frame or page that ImageMagick decodes, with its delay.
fn frames(path: &Path) -> Vec<String> {
    let output = Command::new("convert").arg(path).args(["-format", "%T %w %h %#\n", "info:"]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn a_kept_maker_note_is_the_same_byte_for_byte_in_its_place() {
    let home = Home::new();
    let files: Vec<Marked> = files(&home).into_iter().filter(|file| file.name == "marks.tif").collect();
    let paths = staged(&home, &files);
    let out = home.path("out");
    let output = home
        .lightmark()
        .args(["redact", "--preset", &policy(&home, "evidence"), "--drop", "location", "--json", "--out"])
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

#[test]
fn raw_profiles_of_png_are_read_by_others_after_the_cut() {
    let home = Home::new();
    let files = vec![pictures::png()];
    let paths = staged(&home, &files);
    let line = redact(&home, &paths, "public", "out").remove(0);
    assert!(!line["notes"].to_string().contains("whole"), "{line:#}");
    let said = |path: &Path| {
        let output = Command::new("exiftool").args(["-a", "-u", "-G1", "-s"]).arg(path).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (before, after) = (said(&paths[0]), said(Path::new(line["target"].as_str().unwrap())));
    let warnings = |text: &str| text.lines().filter(|line| line.contains("Warning")).count();
    assert!(warnings(&after) <= warnings(&before), "{after}");
    let raw = files[0].marks.0.iter().filter(|mark| mark.place.starts_with("Raw IPTC"));
    let mut looked_at = 0;
    for mark in raw {
        let text = String::from_utf8_lossy(&mark.value).into_owned();
        assert!(before.contains(&text), "{}", mark.place);
        assert_eq!(after.contains(&text), !drops("public", mark.group), "{}: {after}", mark.place);
        looked_at += 1;
    }
    assert_eq!(looked_at, 3);
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
    let mut faults = Vec::new();
    for (file, line) in files.iter().zip(&copies) {
        let Some(copy) = line["target"].as_str() else { panic!("{}: {line:#}", file.name) };
        let output = Command::new("exiftool").args(["-a", "-u", "-G1", "-s", "-ee", "-j"]).arg(copy).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        for (tag, value) in said[0].as_object().unwrap() {
            let (store, name) = tag.split_once(':').unwrap_or(("", tag));
            if value.as_str().is_some_and(|text| text.trim().is_empty() || text == "None") {
                // The zeros or blanks that took the place of what was there, or that there is nothing.
                continue;
            }
            let outside = match store {
                "IFD0" | "IFD1" | "SubIFD" | "SubIFD1" | "ExifIFD" => {
                    !RENDERING.split_whitespace().any(|kept| kept == name)
                }
                "GPS" | "IPTC" | "Photoshop" | "MakerNotes" | "ItemList" | "Keys" | "UserData" | "Vorbis" => true,
                _ => store.starts_with("XMP") || store.starts_with("ID3"),
            };
            let text = value.to_string();
            let mark = file.marks.0.iter().find(|mark| text.contains(&*String::from_utf8_lossy(&mark.value)));
            if outside || mark.is_some() {
                faults.push(format!("{}: {tag} = {value}", file.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What mat2 calls metadata and the picture, the film or the sound needs.
const NEEDED: &str = "ExifByteOrder Orientation ColorSpace ComponentsConfiguration ExifVersion FlashpixVersion PageNumber \
    Predictor PrimaryChromaticities WhitePoint BlueX BlueY GreenX GreenY RedX RedY WhitePointX WhitePointY Gamma ImageSize \
    Megapixels AverageBitrate BufferSize MaxBitrate CompatibleBrands MajorBrand MinorVersion CompressorID GraphicsMode \
    HandlerType MediaDataOffset MediaDataSize MediaHeaderVersion MovieHeaderVersion TrackHeaderVersion NextTrackID \
    PreferredRate Rotation TimeScale TrackID TrackLayer BWFVersion Warning BlueMatrixColumn BlueTRC GreenMatrixColumn \
    GreenTRC RedMatrixColumn RedTRC MediaWhitePoint ConnectionSpaceIlluminant CMMFlags ColorSpaceData DeviceAttributes \
    PrimaryPlatform ProfileClass ProfileConnectionSpace ProfileFileSignature ProfileVersion ProfileName RenderingIntent";

#[test]
fn mat2_finds_nothing_under_the_strict_preset() {
    let home = Home::new();
    let files = files(&home);
    let paths = staged(&home, &files);
    let (mut looked_at, mut faults) = (0, Vec::new());
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
            let (name, value) = found.trim().split_once(':').unwrap_or_default();
            // Fields of fixed length stay, filled with zeros.
            let is_blank = value.trim().chars().all(|letter| matches!(letter, '0' | ':' | ' '));
            let needed = is_blank || NEEDED.split_whitespace().any(|needed| needed == name);
            if !needed {
                faults.push(format!("{}: {found}", file.name));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
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
                eprintln!("{preset}: refused {}: {why}", line["path"]);
            }
        }
    }
}

/// What exiftool reads of a file in these stores: store, tag by number or by XMP's own name, and value.
fn read_tags(path: &Path) -> Vec<(String, String, String)> {
    let output = Command::new("exiftool").args(["-a", "-u", "-n", "-D", "-G1", "-j"]).arg(path).output().unwrap();
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut found = Vec::new();
    for (key, value) in said[0].as_object().unwrap() {
        let (group, _) = key.split_once(':').unwrap_or(("", key));
        let store = match group {
            "IFD0" | "IFD1" => format!("EXIF {group}"),
            "ExifIFD" => "EXIF Exif".to_owned(),
            "InteropIFD" => "EXIF Interop".to_owned(),
            "IPTC" => "IPTC".to_owned(),
            _ => continue,
        };
        let id = &value["id"];
        let tag = match (&*store, id.as_u64()) {
            ("IPTC", Some(id)) => format!("2:{id:02}"),
            (_, Some(id)) => format!("0x{id:04X}"),
            _ => continue,
        };
        found.push((store, tag, value["val"].to_string()));
    }
    found
}

#[test]
fn photos_of_cameras_keep_every_tag_that_a_preset_keeps() {
    let Some(folder) = shared("samples/photos") else { return };
    let home = Home::new();
    let is_jpeg = |path: &PathBuf| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jpg"));
    let paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(is_jpeg).collect();
    let (mut kept, mut gone, mut faults) = (0, 0, Vec::new());
    for path in &paths {
        for policy in [Policy::public(), Policy::marketing()] {
            let made = plan(path, Format::Jpeg, &policy).unwrap();
            let copy = home.path("copy.jpg");
            write(&made.pieces, &mut std::fs::File::open(path).unwrap(), &mut std::fs::File::create(&copy).unwrap())
                .unwrap();
            let after = read_tags(&copy);
            for (store, tag, value) in read_tags(path) {
                // Where the thumbnail stood, and the number of bytes of what is no longer there.
                let Some(item) = made.items.iter().find(|item| item.store == store && item.tag == tag) else {
                    continue;
                };
                let there = after.iter().find(|(other, name, _)| *other == store && *name == tag);
                match item.fate == Fate::Dropped {
                    true => gone += 1,
                    false => kept += 1,
                }
                let is_right = match item.fate {
                    Fate::Dropped => there.is_none(),
                    _ => there.is_some_and(|(.., now)| *now == value),
                };
                if !is_right {
                    faults.push(format!("{} {}: {store} {tag} {value} {there:?}", policy.name, path.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(kept > 300 && gone > 30, "{kept} kept, {gone} gone");
}

/// The copy that the engine plans, with nothing between it and the test.
fn copied(home: &Home, bytes: &[u8], format: Format, policy: &Policy) -> Result<(Vec<u8>, bool), RedactError> {
    let (file, copy) = (home.path("file"), home.path("copy"));
    std::fs::write(&file, bytes).unwrap();
    let plan = plan(&file, format, policy)?;
    let (mut from, mut to) = (std::fs::File::open(&file).unwrap(), std::fs::File::create(&copy).unwrap());
    write(&plan.pieces, &mut from, &mut to).unwrap();
    let holds = prove(&file, &copy, format, policy)?.holds();
    Ok((std::fs::read(&copy).unwrap(), holds))
}

#[test]
fn a_tiff_that_hides_one_thing_behind_another_is_refused() {
    let home = Home::new();
    let whole = tiffs::file("marks.tif", true, false);
    let number = |at: usize| u32::from_le_bytes(whole.bytes[at..at + 4].try_into().unwrap());
    let first = number(4) as usize;
    let count = usize::from(u16::from_le_bytes(whole.bytes[first..first + 2].try_into().unwrap()));
    // Where the value of a field of the first directory, or the offset of it, stands.
    let field = |tag: u16| {
        let entry = (0..count).map(|index| first + 2 + 12 * index);
        entry.into_iter().find(|at| whole.bytes[*at..*at + 2] == tag.to_le_bytes()).unwrap() + 8
    };
    let (strip, length) = (number(field(0x0111)), number(field(0x0117)));
    let changes: [(&str, usize, u32); 9] = [
        ("a strip over the first directory", field(0x0111), first as u32),
        ("a strip over a serial number", field(0x0111), number(field(0xC62F))),
        ("a strip beyond the end", field(0x0117), whole.bytes.len() as u32),
        ("a strip over the header", field(0x0111), 0),
        ("a value in a strip", field(0xC62F), strip + length / 2),
        ("a value beyond the end", field(0x013B), whole.bytes.len() as u32 - 2),
        ("a directory that is its own", field(0x8769), first as u32),
        ("a directory beyond the end", field(0x8825), whole.bytes.len() as u32 - 3),
        ("no first directory", 4, 0),
    ];
    assert!(copied(&home, &whole.bytes, Format::Tiff, &Policy::public()).is_ok_and(|(_, holds)| holds));
    for (what, at, value) in changes {
        let mut bytes = whole.bytes.clone();
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let result = copied(&home, &bytes, Format::Tiff, &Policy::public());
        assert!(matches!(result, Err(RedactError::Malformed { .. })), "{what}");
    }
}

#[test]
fn broken_files_are_refused_or_clean_and_never_panic() {
    let home = Home::new();
    let cases = [
        (pictures::webp("marks.webp", true), Format::WebP),
        (pictures::gif(), Format::Gif),
        (tiffs::file("marks.tif", false, false), Format::Tiff),
        (tiffs::file("marks.dng", true, true), Format::Dng),
    ];
    for (file, format) in cases {
        let mut planned = 0;
        for step in 0..250usize {
            let mut bytes = file.bytes.clone();
            match step % 3 {
                0 => bytes.truncate(bytes.len() * step / 250),
                1 => bytes[step * 7_919 % file.bytes.len()] ^= 1 << (step % 8),
                _ => bytes[step * 31 % file.bytes.len()] = 0xFF,
            }
            let policy = Policy::source_protection();
            let Ok((copy, true)) = copied(&home, &bytes, format, &policy) else { continue };
            planned += 1;
            let (before, after) = (unpacked(&bytes), unpacked(&copy));
            // A picture that no longer says that it is a preview is a picture of its own.
            let previews = ["SubIfdPreview", "ReducedPage"];
            let marks = file.marks.0.iter().filter(|mark| !previews.contains(&mark.place.as_str()));
            for mark in marks.filter(|mark| mark.is_in(&bytes, &before)) {
                assert!(!mark.is_in(&copy, &after), "{format:?} step {step}: {}", mark.place);
            }
        }
        assert!(planned > 10, "{format:?}: the changes left too little to try: {planned}");
    }
}

#[test]
fn a_tiff_with_wide_offsets_is_done_the_same_way() {
    let home = Home::new();
    let path = home.path("wide.tif");
    let source = common::fixture("media/quarters.tif");
    let made = Command::new("convert")
        .arg(&source)
        .args(["-set", "comment", "WIDE-SECRET-77"])
        .arg(format!("TIFF64:{}", path.display()))
        .status();
    assert!(made.unwrap().success());
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes[2], 43, "BigTIFF");
    let holds = |bytes: &[u8]| memchr::memmem::find(bytes, b"WIDE-SECRET-77").is_some();
    let (copy, proved) = copied(&home, &bytes, Format::Tiff, &Policy::source_protection()).unwrap();
    assert!(holds(&bytes) && !holds(&copy) && proved);
    std::fs::write(home.path("copy.tif"), &copy).unwrap();
    assert_eq!(frames(&path), frames(&home.path("copy.tif")));
}

#[test]
fn a_jpeg_inside_of_a_tiff_keeps_its_picture_and_loses_its_comment() {
    let home = Home::new();
    let secret = b"COMMENT-IN-STRIP";
    let jpeg = std::fs::read(common::fixture("media/noise-420.jpg")).unwrap();
    let comment = [&[0xFF, 0xFE, 0, secret.len() as u8 + 2][..], secret].concat();
    let jpeg = [&jpeg[..2], &comment, &jpeg[2..]].concat();
    let bytes = tiffs::around_jpeg(&jpeg);
    let (copy, proved) = copied(&home, &bytes, Format::Tiff, &Policy::source_protection()).unwrap();
    let at = memchr::memmem::find(&bytes, secret).unwrap();
    assert!(proved && memchr::memmem::find(&copy, secret).is_none());
    assert_eq!((copy.len(), &copy[at + secret.len()..]), (bytes.len(), &bytes[at + secret.len()..]));
}
