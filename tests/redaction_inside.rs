//! Pictures and films inside of a file that stay in a redacted copy: what the policy drops is gone from them, too, and they
//! show what they showed. By the real program; read by ExifTool where it is installed.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Home, fixture, json_lines};
use serde_json::{Map, Value};

/// Redacts by a preset that drops these groups alone.
fn redact(home: &Home, groups: &str, folder: &str, path: &Path) -> Output {
    let preset = home.path("preset.toml");
    let groups = groups.split_terminator(' ').map(|group| format!("{group:?}")).collect::<Vec<_>>().join(", ");
    std::fs::write(&preset, format!("name = \"own\"\nmode = \"in-place\"\ndrop = [{groups}]\n")).unwrap();
    let mut command = home.lightmark();
    command.args(["redact", "--json", "--preset"]).arg(preset).arg("--out").arg(home.path(folder)).arg(path);
    command.output().unwrap()
}

/// Redacts without the places, and with what is inside of the file; gives the copy and what was said of it.
fn without_place(home: &Home, path: &Path) -> (PathBuf, Value) {
    let output = redact(home, "location", "out", path);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = json_lines(&output).first().cloned().unwrap_or_default();
    assert!(output.status.success(), "{}: {said} {line}", path.display());
    (PathBuf::from(line["target"].as_str().unwrap()), line)
}

/// What ExifTool finds in the file and in what is inside of it; `None` where it is not installed.
fn tags(path: &Path) -> Option<Map<String, Value>> {
    let output = Command::new("exiftool").args(["-ee", "-G1:3", "-a", "-s", "-j"]).arg(path).output().ok()?;
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    Some(found[0].as_object().unwrap().clone())
}

fn tells_place(path: &Path) -> Vec<String> {
    let is_place = |tag: &String| tag.contains("GPS") || tag.contains("City") || tag.contains("Location");
    tags(path).map(|tags| tags.keys().filter(|tag| is_place(tag)).cloned().collect()).unwrap_or_default()
}

/// A picture that ExifTool takes out of the file.
fn picture(path: &Path, tag: &str) -> Vec<u8> {
    Command::new("exiftool").args(["-b", tag]).arg(path).output().unwrap().stdout
}

fn pixels(bytes: &[u8]) -> Vec<u8> {
    image::load_from_memory(bytes).unwrap().into_rgb8().into_raw()
}

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

/// Several pictures in one file, by the index of CIPA DC-007; each of the further ones may have something in front.
fn pictures(first: &[u8], further: &[(&[u8], &[u8])]) -> Vec<u8> {
    let index = |size: usize| {
        let count = further.len() + 1;
        let mut block = b"MPF\0II\x2A\0\x08\0\0\0\x01\0\x02\xB0\x07\0".to_vec();
        block.extend(u32::try_from(count * 16).unwrap().to_le_bytes());
        block.extend([26, 0, 0, 0, 0, 0, 0, 0]);
        block.extend([0, size as u32, 0, 0].map(u32::to_le_bytes).concat());
        let mut at = size;
        for (before, picture) in further {
            at += before.len();
            let offset = at.saturating_sub(2 + 4 + 4);
            block.extend([0, picture.len() as u32, offset as u32, 0].map(u32::to_le_bytes).concat());
            at += picture.len();
        }
        [&[0xFF, 0xE2][..], &(block.len() as u16 + 2).to_be_bytes(), &block].concat()
    };
    let size = first.len() + index(0).len();
    let mut file = [&first[..2], &index(size), &first[2..]].concat();
    further.iter().for_each(|(before, picture)| file.extend([*before, *picture].concat()));
    file
}

/// A film that names a place.
fn film(home: &Home) -> Vec<u8> {
    let path = home.path("film.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1", "-movflags", "use_metadata_tags"])
        .args(["-metadata", "location=+48.1371+011.5754/", "-metadata", "artist=Ada Example"])
        .arg(&path)
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    std::fs::read(path).unwrap()
}

fn stream(path: &Path) -> Vec<u8> {
    let hash = Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(path).args(["-f", "md5", "-"]).output().unwrap();
    assert!(hash.status.success(), "{}", path.display());
    hash.stdout
}

#[test]
fn further_pictures_of_a_photo_lose_what_the_first_one_loses() {
    let home = Home::new();
    let (plain, marked) = (bytes("media/turned-6.jpg"), bytes("media/marked.jpg"));
    let source = home.path("several.jpg");
    std::fs::write(&source, pictures(&plain, &[(b"", &marked), (b"\0\0\0\0\0", &plain), (b"", &marked)])).unwrap();
    let (copy, line) = without_place(&home, &source);
    assert!(!line.to_string().contains("could not be looked through"), "{line}");
    let Some(found) = tags(&copy) else { return };
    assert!(!tells_place(&source).is_empty(), "the search works");
    assert_eq!(tells_place(&copy), Vec::<String>::new());
    // What was not to go is there, in each of them.
    let artists =
        found.iter().filter(|(tag, value)| tag.ends_with("Artist") && **value == "marker-exif-artist").count();
    assert_eq!(artists, tags(&source).unwrap().keys().filter(|tag| tag.ends_with("Artist")).count(), "{found:?}");
    for (tag, original) in [("-MPImage2", &marked), ("-MPImage3", &plain), ("-MPImage4", &marked)] {
        assert_eq!(pixels(&picture(&copy, tag)), pixels(original), "{tag}");
    }
}

#[test]
fn the_film_of_a_moving_photo_loses_its_place_and_goes_on_moving() {
    let home = Home::new();
    let film = film(&home);
    // As Samsung writes it: a head before the film and a directory behind it, which names more than can be followed.
    let photo = bytes("media/turned-6.jpg");
    for (name, before, after) in [
        ("google.jpg", &b""[..], &b""[..]),
        ("samsung.jpg", b"\0\0\x30\x0A\x10\0\0\0MotionPhoto_Data", b"\0\0\xA1\x0A\x08\0\0\0MCC_Data262SEFHk\0\0\0SEFT"),
    ] {
        let source = home.path(name);
        std::fs::write(&source, [&photo[..], before, &film, after].concat()).unwrap();
        let (copy, line) = without_place(&home, &source);
        let written = std::fs::read(&copy).unwrap();
        assert_eq!(written.len(), photo.len() + before.len() + film.len() + after.len(), "{name}");
        let moving = home.path("moving.mp4");
        std::fs::write(&moving, &written[photo.len() + before.len()..][..film.len()]).unwrap();
        assert_eq!(stream(&moving), stream(&home.path("film.mp4")), "{name}");
        assert!(!written.windows(8).any(|window| window == b"+48.1371"), "{name}");
        assert!(written.windows(11).any(|window| window == b"Ada Example"), "{name}: what was not to go");
        assert!(!written.windows(8).any(|window| window == b"MCC_Data"), "{name}");
        assert_eq!(line.to_string().contains("could not be looked through"), !after.is_empty(), "{name}: {line}");
    }
}

#[test]
fn a_thumbnail_that_stays_is_looked_through() {
    let home = Home::new();
    let thumbnail = home.path("thumbnail.jpg");
    std::fs::write(&thumbnail, bytes("media/marked.jpg")).unwrap();
    let source = home.path("photo.jpg");
    std::fs::write(&source, bytes("media/turned-6.jpg")).unwrap();
    let from = format!("-ThumbnailImage<={}", thumbnail.display());
    let Ok(made) = Command::new("exiftool").args(["-q", "-overwrite_original", &from]).arg(&source).status() else {
        return;
    };
    assert!(made.success());
    let small = |path: &Path| {
        let made = home.path("small.jpg");
        std::fs::write(&made, picture(path, "-ThumbnailImage")).unwrap();
        made
    };
    assert!(!tells_place(&small(&source)).is_empty(), "the search works");
    let (copy, _) = without_place(&home, &source);
    let small = small(&copy);
    assert_eq!(tells_place(&small), Vec::<String>::new());
    assert_eq!(pixels(&std::fs::read(&small).unwrap()), pixels(&bytes("media/marked.jpg")));
    assert_eq!(tags(&small).unwrap().iter().filter(|(tag, _)| tag.ends_with("Artist")).count(), 1);
}

#[test]
fn the_cover_of_a_recording_is_looked_through() {
    let home = Home::new();
    let cover = fixture("media/marked.jpg");
    for name in ["sound.mp3", "sound.flac", "sound.m4a"] {
        let source = home.path(name);
        let made = Command::new("ffmpeg")
            .args(["-v", "error", "-y", "-i"])
            .arg(fixture(&format!("media/{name}")))
            .arg("-i")
            .arg(&cover)
            .args(["-map", "0:a", "-map", "1", "-c", "copy", "-disposition:v", "attached_pic"])
            .arg(&source)
            .status();
        assert!(made.is_ok_and(|status| status.success()), "{name}");
        let seen = |path: &Path| {
            let made = home.path("cover.jpg");
            let tag = if name == "sound.m4a" { "-CoverArt" } else { "-Picture" };
            std::fs::write(&made, picture(path, tag)).unwrap();
            made
        };
        if tags(&source).is_none() {
            return;
        }
        assert!(!tells_place(&seen(&source)).is_empty(), "{name}: the search works");
        let (copy, _) = without_place(&home, &source);
        let seen = seen(&copy);
        assert_eq!(tells_place(&seen), Vec::<String>::new(), "{name}");
        assert_eq!(pixels(&std::fs::read(&seen).unwrap()), pixels(&bytes("media/marked.jpg")), "{name}");
        assert_eq!(stream(&source), stream(&copy), "{name}");
    }
}

#[test]
fn the_film_in_a_heic_photo_is_looked_through() {
    let home = Home::new();
    let film = film(&home);
    let source = home.path("moving.heic");
    let head = [&u32::try_from(film.len() + 8).unwrap().to_be_bytes(), &b"mpvd"[..]].concat();
    std::fs::write(&source, [bytes("formats/photo.heic"), head, film.clone()].concat()).unwrap();
    let (copy, _) = without_place(&home, &source);
    let written = std::fs::read(&copy).unwrap();
    assert!(!written.windows(8).any(|window| window == b"+48.1371"));
    let moving = home.path("moving.mp4");
    std::fs::write(&moving, &written[written.len() - film.len()..]).unwrap();
    assert_eq!(stream(&moving), stream(&home.path("film.mp4")));
}

#[test]
fn what_cannot_be_looked_through_goes_with_a_word_and_stays_where_nothing_goes() {
    let home = Home::new();
    let photo = bytes("media/turned-6.jpg");
    let marked = bytes("media/marked.jpg");
    let source = home.path("half.jpg");
    std::fs::write(&source, [&photo[..], &marked[..marked.len() / 2]].concat()).unwrap();
    let (copy, line) = without_place(&home, &source);
    assert!(line.to_string().contains("could not be looked through"), "{line}");
    let written = std::fs::read(&copy).unwrap();
    assert!(written.starts_with(&photo) && written[photo.len()..].iter().all(|byte| *byte == 0));
    let output = redact(&home, "", "all", &source);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(std::fs::read(home.path("all/half-redacted.jpg")).unwrap(), std::fs::read(&source).unwrap());
}
