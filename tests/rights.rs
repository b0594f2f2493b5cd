//! Rights by the real program: written into every store, read back by an outside reader, nothing else changed.

mod common;

use std::path::Path;
use std::process::Command;

use common::{Home, fixture, json_lines, shared};
use serde_json::Value;

const FIELDS: [&str; 16] = [
    "--creator",
    "Zoë Example",
    "--credit",
    "Example Agency",
    "--usage-terms",
    "Ask <first> & pay",
    "--license",
    "https://example.org/licence",
    "--owner",
    "Example Ltd",
    "--licensor",
    "Example Desk",
    "--licensor-email",
    "desk@example.org",
    "--template",
    "all-rights-reserved",
];

/// What exiftool reads, or `None` where it is not installed.
fn exiftool(path: &Path, options: &[&str]) -> Option<Value> {
    let output = Command::new("exiftool").args(["-j", "-G1", "-a"]).args(options).arg(path).output().ok()?;
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(json[0].clone())
}

fn set(home: &Home, path: &Path, out: &str) -> (bool, Vec<Value>, String) {
    let output =
        home.lightmark().args(["rights", "set", "--json", "--out", out]).args(FIELDS).arg(path).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.success(), json_lines(&output), errors)
}

/// One of each kind that takes rights.
const PHOTOS: [&str; 9] = [
    "photo.jpg",
    "photo.png",
    "photo.tiff",
    "photo.dng",
    "photo.webp",
    "photo.gif",
    "photo.avif",
    "photo.heic",
    "photo.jxl",
];

#[test]
fn what_cannot_be_written_is_refused_and_nothing_is_left() {
    let home = Home::new();
    for name in ["video.mp4", "photo.nef", "sound.mp3", "photo.svg"] {
        let (done, lines, _) = set(&home, &fixture(&format!("formats/{name}")), "out");
        assert!(!done && lines[0]["state"] == "failed", "{name}: {lines:?}");
    }
    let left = std::fs::read_dir(home.path("out")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
    let nothing = home.lightmark().args(["rights", "set"]).arg(fixture("formats/photo.jpg")).output().unwrap();
    assert_eq!(nothing.status.code(), Some(2));
}

#[test]
fn a_signed_file_is_refused_and_a_template_is_signed_instead() {
    let home = Home::new();
    let id = home.identity("Ada Example");
    let signed = home.path("signed.jpg");
    let output = home
        .lightmark()
        .args(["sign", "--json", "--identity", &id, "--creator", "Ada", "--rights-template", "cc-by", "-o"])
        .args([&signed, &fixture("formats/photo.jpg")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = &json_lines(&output)[0]["report"];
    let said = report["rights"]["fields"].to_string();
    assert!(said.contains("https://creativecommons.org/licenses/by/4.0/") && said.contains("Ada"), "{said}");
    let before = std::fs::read(&signed).unwrap();
    let (done, lines, _) = set(&home, &signed, "out");
    assert!(!done && lines[0]["state"] == "refused", "{lines:?}");
    assert_eq!(std::fs::read(&signed).unwrap(), before);
}

#[test]
fn an_outside_reader_finds_the_same_in_every_store() {
    let home = Home::new();
    for name in PHOTOS {
        let source = fixture(&format!("formats/{name}"));
        let (done, lines, errors) = set(&home, &source, "out");
        assert!(done, "{name}: {lines:?} {errors}");
        let copy = home.path("out").join(name);
        let Some(read) = exiftool(&copy, &[]) else { return };
        let year = read["XMP-dc:Rights"].as_str().unwrap().to_owned();
        assert!(year.ends_with("Zoë Example. All rights reserved."), "{name}: {year}");
        if name != "photo.gif" {
            assert_eq!(read["IFD0:Copyright"], year, "{name}");
            assert_eq!(read["IFD0:Artist"], "Zoë Example", "{name}");
        }
        assert_eq!(read["XMP-dc:Creator"], "Zoë Example", "{name}");
        assert_eq!(read["XMP-xmpRights:UsageTerms"], "Ask <first> & pay", "{name}");
        assert_eq!(read["XMP-xmpRights:WebStatement"], "https://example.org/licence", "{name}");
        assert_eq!(read["XMP-plus:CopyrightOwnerName"], "Example Ltd", "{name}");
        assert_eq!(read["XMP-plus:LicensorName"], "Example Desk", "{name}");
        assert_eq!(read["XMP-plus:LicensorEmail"], "desk@example.org", "{name}");
        assert!(
            read["XMP-plus:DataMining"].as_str().is_some_and(|term| term.to_uppercase().contains("PROHIBITED")),
            "{name}"
        );
        if ["photo.jpg", "photo.tiff", "photo.dng"].contains(&name) {
            assert_eq!(read["IPTC:By-line"], "Zoë Example", "{name}");
            assert_eq!(read["IPTC:Credit"], "Example Agency", "{name}");
            assert_eq!(read["IPTC:CopyrightNotice"], year, "{name}");
        }
        assert!(
            read.get("ExifTool:Warning").is_none() || exiftool(&source, &[]).unwrap().get("ExifTool:Warning").is_some()
        );
    }
}

#[test]
fn a_second_time_changes_nothing() {
    let home = Home::new();
    for name in PHOTOS {
        assert!(set(&home, &fixture(&format!("formats/{name}")), "one").0);
        assert!(set(&home, &home.path("one").join(name), "two").0);
        let bytes = |folder: &str| std::fs::read(home.path(folder).join(name)).unwrap();
        assert!(bytes("one") == bytes("two"), "{name}");
    }
}

#[test]
fn what_is_not_said_of_a_licensor_stays_and_goes_with_another_one() {
    let home = Home::new();
    let source = home.path("photo.jpg");
    std::fs::copy(fixture("formats/photo.jpg"), &source).unwrap();
    let mut known = [String::new(), String::new(), String::new()];
    for (args, expected) in [
        (&["--licensor", "Desk", "--licensor-url", "https://desk.example"][..], ["Desk", "https://desk.example", ""]),
        (&["--licensor-email", "a@desk.example"], ["Desk", "https://desk.example", "a@desk.example"]),
        (
            &["--licensor", "Desk", "--licensor-email", "b@desk.example"],
            ["Desk", "https://desk.example", "b@desk.example"],
        ),
        (&["--licensor", "Other"], ["Other", "", ""]),
    ] {
        let output = home.lightmark().args(["rights", "set", "--in-place"]).args(args).arg(&source).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let report = json_lines(&home.lightmark().args(["verify", "--json"]).arg(&source).output().unwrap()).remove(0);
        let fields = report["rights"]["fields"].as_array().unwrap().clone();
        let value = |name: &str| {
            let mut found = fields.iter().filter(|field| field["field"] == name);
            let value = found.next().map(|field| field["value"].as_str().unwrap().to_owned()).unwrap_or_default();
            assert!(found.next().is_none(), "{name} twice: {fields:?}");
            value
        };
        known = [value("licensor"), value("licensor-url"), value("licensor-email")];
        assert_eq!(known, expected, "{args:?}");
        let Some(read) = exiftool(&source, &[]) else { continue };
        assert_eq!(read["XMP-plus:LicensorName"], expected[0]);
        assert_eq!(read.get("XMP-plus:LicensorEmail").and_then(Value::as_str).unwrap_or_default(), expected[2]);
    }
    assert_eq!(known[0], "Other");
    for wrong in ["desk", "@desk", "desk@", "a@b@c", "a b@c", "Desk <a@b>"] {
        let output = home.lightmark().args(["rights", "set", "--licensor-email", wrong]).arg(&source).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

/// Frames as ImageMagick decodes them, with their delays.
fn frames(path: &Path) -> String {
    let output = Command::new("convert").arg(path).args(["-format", "%T %w %h %#\\n", "info:"]).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn simple_and_old_files_are_extended_and_show_the_same() {
    let home = Home::new();
    for name in ["quarters.webp", "quarters-lossless.webp", "quarters.gif", "marked.webp", "marked.gif"] {
        let source = home.path(name);
        std::fs::copy(fixture(&format!("media/{name}")), &source).unwrap();
        if name == "quarters.gif" {
            let mut bytes = std::fs::read(&source).unwrap();
            bytes[4] = b'7';
            std::fs::write(&source, bytes).unwrap();
        }
        let (done, lines, errors) = set(&home, &source, "out");
        assert!(done, "{name}: {lines:?} {errors}");
        let copy = home.path("out").join(name);
        assert!(!frames(&source).is_empty() && frames(&source) == frames(&copy), "{name}");
        let before = exiftool(&source, &[]).unwrap();
        let after = exiftool(&copy, &[]).unwrap();
        assert_eq!(after["XMP-dc:Creator"], "Zoë Example", "{name}");
        assert_eq!(after.get("ExifTool:Warning"), before.get("ExifTool:Warning"), "{name}");
        for (key, value) in before.as_object().unwrap() {
            let is_mine = ["Rights", "Creator", "Copyright", "Artist", "PLUS", "plus", "xmpRights", "Credit", "cc:"];
            let moves = key.starts_with("System:") || key.starts_with("File:") || key == "SourceFile";
            if !moves && !is_mine.iter().any(|name| key.contains(name)) && !key.ends_with("GIFVersion") {
                assert!(
                    after.get(key) == Some(value) || key.contains("WebP_Flags"),
                    "{name}: {key} {:?}",
                    after.get(key)
                );
            }
        }
    }
}

#[test]
fn every_kind_of_avif_and_jpeg_xl_takes_rights_and_shows_the_same() {
    let home = Home::new();
    for (name, decoder) in [
        ("media/quarters-bare.jxl", "djxl"),
        ("media/quarters.jxl", "djxl"),
        ("media/marked.jxl", "djxl"),
        ("media/quarters-turned.avif", "avifdec"),
        ("media/quarters-alpha.avif", "avifdec"),
        ("media/marked.avif", "avifdec"),
        ("formats/photo.heic", "heif-convert"),
        ("formats/photo.heif", "heif-convert"),
    ] {
        let source = fixture(name);
        let (done, lines, errors) = set(&home, &source, "out");
        assert!(done, "{name}: {lines:?} {errors}");
        let copy = home.path("out").join(source.file_name().unwrap());
        let Some(read) = exiftool(&copy, &[]) else { return };
        assert_eq!((&read["XMP-dc:Creator"], &read["IFD0:Artist"]), (&"Zoë Example".into(), &"Zoë Example".into()));
        assert!(read.get("ExifTool:Warning").is_none(), "{name}: {read}");
        let pixels = |path: &Path| {
            let made = home.path("seen.png");
            Command::new(decoder).args([path, &made]).output().ok()?;
            Some(image::open(&made).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8())
        };
        let (Some(before), Some(after)) = (pixels(&source), pixels(&copy)) else { continue };
        assert!(before == after, "{name}");
        assert!(set(&home, &copy, "twice").0);
        let again = home.path("twice").join(source.file_name().unwrap());
        assert!(std::fs::read(&copy).unwrap() == std::fs::read(again).unwrap(), "{name}: a second time");
    }
    // With other metadata, the JPEG that it was made from could not be had again.
    let (done, lines, _) = set(&home, &fixture("media/quarters-from-jpeg.jxl"), "out");
    assert!(!done && lines[0]["state"] == "failed", "{lines:?}");
}

#[test]
fn fields_of_a_scan_are_set_beside_those_that_stay() {
    let home = Home::new();
    let source = home.path("scan.tif");
    std::fs::copy(fixture("media/quarters.tif"), &source).unwrap();
    let fields =
        ["-q", "-overwrite_original", "-IPTC:By-line=Old", "-IPTC:City=Rome", "-IPTC:CopyrightNotice=Old notice"];
    assert!(Command::new("exiftool").args(fields).arg(&source).status().unwrap().success());
    let (done, lines, errors) = set(&home, &source, "out");
    assert!(done, "{lines:?} {errors}");
    let copy = home.path("out/scan.tif");
    let read = exiftool(&copy, &[]).unwrap();
    assert_eq!((&read["IPTC:By-line"], &read["IPTC:City"]), (&"Zoë Example".into(), &"Rome".into()));
    assert!(!read["IPTC:CopyrightNotice"].as_str().unwrap().contains("Old"));
    assert!(read.get("ExifTool:Warning").is_none(), "{read}");
    assert_eq!(frames(&source), frames(&copy));
}

#[test]
fn the_second_picture_of_a_photo_is_found_after_rights_were_written() {
    let home = Home::new();
    let (first, second) = (fixture("media/turned-6.jpg"), fixture("media/quarters-grey.jpg"));
    let (first, second) = (std::fs::read(first).unwrap(), std::fs::read(second).unwrap());
    let index = |size: usize| {
        let mut block = b"MPF\0II\x2A\0\x08\0\0\0\x01\0\x02\xB0\x07\0\x20\0\0\0\x1A\0\0\0\0\0\0\0".to_vec();
        let offset = size.saturating_sub(2 + 4 + 4);
        block.extend([0, size as u32, 0, 0, 0, second.len() as u32, offset as u32, 0].map(u32::to_le_bytes).concat());
        [&[0xFF, 0xE2][..], &(block.len() as u16 + 2).to_be_bytes(), &block].concat()
    };
    let size = first.len() + index(0).len();
    let source = home.path("two.jpg");
    std::fs::write(&source, [&first[..2], &index(size), &first[2..], &second].concat()).unwrap();
    let seen = |path: &Path| Command::new("exiftool").args(["-b", "-MPImage2"]).arg(path).output().unwrap().stdout;
    assert_eq!(seen(&source), second, "the fixture is right");
    let (done, lines, errors) = set(&home, &source, "out");
    assert!(done, "{lines:?} {errors}");
    assert_eq!(seen(&home.path("out/two.jpg")), second);

    // One that speaks of rights itself would contradict the first.
    let second = std::fs::read(fixture("media/marked.jpg")).unwrap();
    let first = std::fs::read(fixture("media/turned-6.jpg")).unwrap();
    let mut made = std::fs::read(&source).unwrap();
    made.truncate(size);
    made.extend(&second);
    let length = made.windows(4).position(|window| window == b"MPF\0").unwrap() + 4 + 26 + 16 + 4;
    made[length..length + 4].copy_from_slice(&(second.len() as u32).to_le_bytes());
    std::fs::write(&source, &made).unwrap();
    assert_eq!(seen(&source), second, "the fixture is right");
    let (done, lines, errors) = set(&home, &source, "again");
    assert!(done, "{lines:?} {errors}");
    let own = home.path("second.jpg");
    std::fs::write(&own, seen(&home.path("again/two.jpg"))).unwrap();
    let Some(read) = exiftool(&own, &[]) else { return };
    assert_eq!((&read["IFD0:Artist"], &read["XMP-dc:Creator"]), (&"Zoë Example".into(), &"Zoë Example".into()));
    assert_eq!((&read["IPTC:By-line"], &read["IFD0:Model"]), (&"Zoë Example".into(), &"MarkerModel".into()));
    assert_eq!(image::open(&own).unwrap(), image::load_from_memory(&second).unwrap());
    assert_eq!(image::open(home.path("again/two.jpg")).unwrap(), image::load_from_memory(&first).unwrap());
}

#[test]
fn real_photos_keep_every_other_tag_and_their_makernotes() {
    let Some(photos) = shared("samples/photos") else { return };
    let home = Home::new();
    let mut written = 0;
    let files = walkdir::WalkDir::new(photos).sort_by_file_name().into_iter().flatten();
    let is_jpeg = |path: &Path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jpg"));
    for entry in files.filter(|entry| is_jpeg(entry.path())).take(60) {
        let (done, _, _) = set(&home, entry.path(), "out");
        if !done {
            continue;
        }
        let copy = home.path("out").join(entry.file_name());
        let options =
            ["-b", "-MakerNotes", "-exif:all", "-iptc:ObjectName", "-iptc:Caption-Abstract", "-icc_profile:all"];
        let (Some(before), Some(after)) = (exiftool(entry.path(), &options), exiftool(&copy, &options)) else { return };
        for (key, value) in before.as_object().unwrap() {
            let moves = ["SourceFile", "Artist", "Copyright", "ThumbnailOffset"];
            if !moves.iter().any(|name| key.ends_with(name)) {
                assert_eq!(after.get(key), Some(value), "{}: {key}", entry.path().display());
            }
        }
        std::fs::remove_file(copy).unwrap();
        written += 1;
    }
    eprintln!("{written} photos written");
}

const STATED: [&str; 8] = [
    "--creator",
    "Zoë Example",
    "--copyright",
    "© 2026 Zoë Example",
    "--license",
    "https://example.org/licence",
    "--ai",
    "notAllowed",
];

fn sign(home: &Home, id: &str, path: &Path, out: &str, more: &[&str]) -> Value {
    let output = home
        .lightmark()
        .args(["sign", "--json", "--identity", id, "--name-pattern", "{name}", "--out", out])
        .args(STATED)
        .args(more)
        .arg(path)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    json_lines(&output).remove(0)
}

fn actions(line: &Value) -> Vec<String> {
    let steps = line["report"]["history"]["steps"].as_array().unwrap();
    let actions = steps.last().unwrap()["actions"].as_array().unwrap();
    actions.iter().map(|action| action["action"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_format_that_takes_no_rights_is_signed_with_a_note() {
    let home = Home::new();
    let id = home.identity("Ada Example");
    for name in ["video.mov", "video.mp4"] {
        let line = sign(&home, &id, &fixture(&format!("formats/{name}")), "out", &[]);
        assert!(line["report"]["notes"].to_string().contains("Content Credentials alone"), "{name}: {line}");
        assert!(!actions(&line).contains(&"c2pa.edited.metadata".to_owned()), "{name}");
    }
}

#[test]
fn signing_writes_the_rights_into_the_file_too() {
    let home = Home::new();
    let id = home.identity("Ada Example");
    for name in PHOTOS {
        let source = fixture(&format!("formats/{name}"));
        let licensor = ["--licensor", "Example Desk", "--licensor-email", "desk@example.org"];
        let line = sign(&home, &id, &source, "out", &licensor);
        assert_eq!(actions(&line), ["c2pa.opened", "c2pa.edited.metadata"], "{name}");
        assert_eq!(line["report"]["content"]["state"], "intact", "{name}: {line}");
        let rights = &line["report"]["rights"];
        assert_eq!(rights["state"], "signed", "{name}: {rights}");
        let coverage = |field: &str| {
            let all = rights["fields"].as_array().unwrap().iter().filter(|right| right["field"] == field);
            all.map(|right| right["coverage"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        for field in ["creator", "copyright", "license", "licensor", "licensor-email"] {
            let found = coverage(field);
            assert!(
                found.len() > 1 && found[0] == "signed" && found[1..].iter().all(|c| c == "agrees"),
                "{name} {found:?}"
            );
        }
        let Some(read) = exiftool(&home.path("out").join(name), &[]) else { continue };
        assert_eq!(read["XMP-dc:Creator"], "Zoë Example", "{name}");
        assert_eq!(read["XMP-plus:LicensorName"], "Example Desk", "{name}");
        if name != "photo.gif" {
            assert_eq!(read["IFD0:Copyright"], "© 2026 Zoë Example", "{name}");
        }
        assert_eq!(read["XMP-xmpRights:WebStatement"], "https://example.org/licence", "{name}");
    }
}

#[test]
fn a_created_asset_comes_with_its_rights_and_a_signed_one_is_edited() {
    let home = Home::new();
    let id = home.identity("Ada Example");
    let created = sign(&home, &id, &fixture("formats/photo.jpg"), "one", &["--source-type", "digitalCapture"]);
    assert_eq!(actions(&created), ["c2pa.created"]);
    let parent = home.path("one/photo.jpg");
    let before = std::fs::read(&parent).unwrap();
    let again = sign(&home, &id, &parent, "two", &["--credit", "Example Agency"]);
    assert_eq!(actions(&again), ["c2pa.opened", "c2pa.edited.metadata"]);
    assert_eq!(again["report"]["history"]["state"], "complete", "{again}");
    assert_eq!(std::fs::read(&parent).unwrap(), before);
    if let Some(read) = exiftool(&home.path("two/photo.jpg"), &[]) {
        assert_eq!(read["XMP-photoshop:Credit"], "Example Agency");
        assert_eq!(read["IPTC:Credit"], "Example Agency");
    }
}

#[test]
fn the_files_own_metadata_stays_as_it_was_where_that_is_wanted() {
    let home = Home::new();
    let id = home.identity("Ada Example");
    let line = sign(&home, &id, &fixture("formats/photo.jpg"), "out", &["--rights-in-manifest-only"]);
    assert_eq!(actions(&line), ["c2pa.opened"]);
    let rights = line["report"]["rights"]["fields"].as_array().unwrap();
    let stated = |right: &&Value| right["value"] == "Zoë Example";
    assert!(rights.iter().filter(stated).all(|right| right["source"] == "cawg.metadata"), "{rights:?}");
}

#[test]
fn templates_of_ones_own_are_kept_used_passed_on_and_removed() {
    let home = Home::new();
    let template = |args: &[&str]| {
        let output = home.lightmark().args(["rights", "template"]).args(args).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.code(), text, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // Refused: a name of a built-in one, no file's name, nothing said, something that is no date.
    for wrong in [
        &["save", "cc-by", "--creator", "Ana"][..],
        &["save", "a/b", "--creator", "Ana"],
        &["save", "empty"],
        &["save", "dated", "--expires", "soon"],
        &["save", "linked", "--licensor-url", "javascript:x"],
        &["save", "based", "--template", "nobody's"],
        &["delete", "cc0"],
        &["delete", "none"],
        &["import", "none.toml"],
    ] {
        let (code, out, errors) = template(wrong);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{wrong:?} {errors}");
    }
    let save = ["save", "Our agency", "--template", "all-rights-reserved", "--creator", "Ana", "--licensor", "Agency"];
    assert_eq!(template(&save).0, Some(0), "{:?}", template(&save));
    assert_eq!(template(&save).0, Some(2), "it is there already");
    assert_eq!(template(&[&save[..], &["--overwrite"]].concat()).0, Some(0));
    assert!(template(&["list"]).1.lines().any(|line| line == "Our agency"));
    let json = template(&["list", "--json"]).1;
    assert!(json.contains(r#""built_in":false"#) && json.contains(r#""name":"Our agency""#), "{json}");
    // Used for writing, with the year of today.
    let photo = fixture("formats/photo.jpg");
    let set = ["rights", "set", "--json", "--template", "Our agency", "--out", "out"];
    let output = home.lightmark().args(set).arg(&photo).output().unwrap();
    let written = json_lines(&output)[0]["rights"]["fields"].to_string();
    assert!(written.contains("Ana. All rights reserved.") && written.contains("Agency"), "{written}");
    // Passed on to another person.
    let file = home.path("agency.toml");
    assert_eq!(template(&["export", "Our agency", file.to_str().unwrap()]).0, Some(0));
    let other = Home::new();
    let output = other.lightmark().args(["rights", "template", "import"]).arg(&file).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "agency\n");
    let shown = other.lightmark().args(["rights", "template", "show", "agency"]).output().unwrap();
    assert!(String::from_utf8_lossy(&shown.stdout).contains("© {year} {creator}. All rights reserved."));
    assert_eq!(template(&["delete", "Our agency"]).0, Some(0));
    assert!(!template(&["list"]).1.contains("Our agency"));
}
