//! Redaction by the real program: what is shown before, what is written, what is proved, and what is refused. The
//! walkers themselves are tried in `redaction_boxes.rs` and beside their sources.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{Home, fixture, json_lines};
use lightmark::media::redact::proof::{What, prove};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::Policy;

const SECRET: &str = "Ada Secret of 1 Hidden Lane";

/// A film whose metadata names somebody and a place, made by ffmpeg.
fn film(home: &Home) -> PathBuf {
    let path = home.path("film.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=64x48:d=1", "-movflags", "use_metadata_tags"])
        .args(["-metadata", &format!("artist={SECRET}"), "-metadata", "location=+48.1371+011.5754/"])
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    assert!(holds(&path, SECRET), "the film is to hold the secret");
    path
}

fn holds(path: &Path, text: &str) -> bool {
    std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

fn redact(home: &Home, args: &[&str]) -> Output {
    home.lightmark().arg("redact").args(args).output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_copy_that_lost_nothing_is_not_proved() {
    let home = Home::new();
    let film = film(&home);
    let proof = prove(&film, &film, Format::Mp4, &Policy::source_protection()).unwrap();
    assert!(!proof.holds());
    let failed: Vec<What> = proof.checks.iter().filter(|check| !check.passed).map(|check| check.what).collect();
    assert!(failed.contains(&What::Values) && failed.contains(&What::Again), "{failed:?}");
    assert!(!format!("{proof:?}").contains("Ada"), "a proof holds no dropped value");
}

#[test]
fn another_picture_is_not_proved() {
    let (one, other) = (fixture("media/quarters.jxl"), fixture("media/quarters-from-jpeg.jxl"));
    let proof = prove(&one, &other, Format::Jxl, &Policy::evidence()).unwrap();
    assert!(proof.checks.iter().any(|check| check.what == What::Picture && !check.passed), "{proof:?}");
}

#[test]
fn what_cannot_be_redacted_gets_a_sentence_and_no_copy() {
    let home = Home::new();
    let folder = home.path("in");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(fixture("formats/photo.nef"), folder.join("photo.nef")).unwrap();
    std::fs::write(folder.join("paper.pdf"), b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n").unwrap();
    let whole = std::fs::read(film(&home)).unwrap();
    std::fs::write(folder.join("half.mp4"), &whole[..whole.len() / 2]).unwrap();
    let before = names(&folder);
    for name in &before {
        let path = folder.join(name);
        let output = redact(&home, &[path.to_str().unwrap(), "--preset", "public"]);
        assert_eq!(output.status.code(), Some(3), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).lines().count() >= 3, "{name} says what, why and what to do");
        assert_eq!(names(&folder), before, "{name}");
    }
}

#[test]
fn wrong_calls_are_refused() {
    let home = Home::new();
    let film = film(&home);
    let film = film.to_str().unwrap();
    let preset = home.path("team.toml");
    std::fs::write(&preset, "name = \"Team\"\nmode = \"in-place\"\ndrop = [\"location\"]\ndorp-fields = []\n").unwrap();
    for args in [
        vec![film],
        vec![film, "--preset", "secret"],
        vec![film, "--preset", "public", "--drop", "everything"],
        vec![film, "--preset", "public", "--drop", "rendering"],
        vec![film, "--preset", preset.to_str().unwrap()],
    ] {
        let output = redact(&home, &args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    let said = redact(&home, &[film, "--preset", preset.to_str().unwrap()]).stderr;
    assert!(String::from_utf8_lossy(&said).contains("dorp-fields"));
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let home = Home::new();
    let made = film(&home);
    let folder = home.path("in");
    std::fs::create_dir(&folder).unwrap();
    let film = folder.join("film.mp4");
    std::fs::rename(made, &film).unwrap();
    let before = names(&folder);
    let args = [film.to_str().unwrap(), "--preset", "source-protection", "--dry-run"];
    let output = redact(&home, &args);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains(SECRET) && text.contains("Would go"), "{text}");
    let json = json_lines(&redact(&home, &[&args[..], &["--json"]].concat())).remove(0);
    assert_eq!((json["schema"].as_str(), json["state"].as_str()), (Some("lightmark.redaction/1"), Some("planned")));
    assert!(json["target"].is_null());
    assert_eq!(names(&folder), before);
}

#[test]
fn a_copy_is_written_beside_the_original_and_its_proof_is_told() {
    let home = Home::new();
    let film = film(&home);
    let original = std::fs::read(&film).unwrap();
    let output = redact(&home, &[film.to_str().unwrap(), "--preset", "public", "--drop", "creator", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json = json_lines(&output).remove(0);
    let copy = PathBuf::from(json["target"].as_str().unwrap());
    assert_eq!(copy.file_name().unwrap(), "film-redacted.mp4");
    assert!(!holds(&copy, SECRET) && !holds(&copy, "+48.1371"));
    assert!(json["proof"]["checks"].as_array().unwrap().iter().all(|check| check["passed"] == true), "{json:#}");
    assert!(!json.to_string().contains("Ada"), "the result holds no dropped value");
    assert_eq!(std::fs::read(&film).unwrap(), original);
    // The same again takes the next name and overwrites nothing.
    assert!(redact(&home, &[film.to_str().unwrap(), "--preset", "public"]).status.success());
    assert!(copy.with_file_name("film-redacted-2.mp4").exists());
}

#[test]
fn a_rebuilt_copy_says_nothing_of_the_originals_name() {
    let home = Home::new();
    let film = film(&home);
    let out = home.path("out");
    let args = [film.to_str().unwrap(), "--preset", "source-protection", "--out", out.to_str().unwrap()];
    assert!(redact(&home, &args).status.success());
    let [name] = names(&out).try_into().unwrap();
    assert!(name.starts_with("redacted-") && !name.contains("film"), "{name}");
    let copy = out.join(name);
    let tags = Command::new("exiftool").args(["-a", "-u", "-G1", "-s", "-ee"]).arg(&copy).output().unwrap();
    let tags = String::from_utf8_lossy(&tags.stdout).into_owned();
    for word in ["Artist", "Ada", "GPS", "Location", "Lavf", "CreateDate"] {
        let lines: Vec<&str> = tags.lines().filter(|line| line.contains(word)).collect();
        // A date of zero is no date.
        assert!(lines.iter().all(|line| line.contains("0000:00:00")), "{word}: {lines:?}");
    }
}

#[test]
fn a_kept_field_stays_although_its_group_goes() {
    let home = Home::new();
    let film = film(&home);
    let planned = |extra: &[&str]| {
        let args = [film.to_str().unwrap(), "--preset", "evidence", "--drop", "creator", "--dry-run", "--json"];
        json_lines(&redact(&home, &[&args[..], extra].concat())).remove(0)
    };
    let all = planned(&[]);
    let items = all["items"].as_array().unwrap();
    let named = items.iter().find(|item| item["fate"] == "dropped").expect("a creator is found");
    let tag = named["tag"].as_str().unwrap();
    let kept = planned(&["--keep-field", tag]);
    assert!(kept["items"].as_array().unwrap().iter().all(|item| item["fate"] != "dropped"), "{kept:#}");
}

/// A JPEG with a marker in every place that exiftool can write, and bytes after its end.
fn photo(home: &Home) -> PathBuf {
    let path = home.path("photo.jpg");
    std::fs::copy(fixture("media/turned-6.jpg"), &path).unwrap();
    let thumbnail = fixture("media/quarters.jpg");
    let made = Command::new("exiftool")
        .args(["-q", "-overwrite_original", "-GPSLatitude=48.1371", "-GPSLatitudeRef=N", "-GPSLongitude=11.5754"])
        .args(["-GPSLongitudeRef=E", "-SerialNumber=SERIAL-998877", "-Artist=Ada Artist", "-Copyright=Ada Owner"])
        .args(["-Make=Camera Works", "-OwnerName=Owner Person", "-Software=Editor 9.9.1", "-Comment=A secret comment"])
        .args([
            "-XMP-xmp:CreatorTool=hidden-keyword",
            "-IPTC:City=Secretville",
            "-DateTimeOriginal=2026:01:02 03:04:05",
        ])
        .arg(format!("-ThumbnailImage<={}", thumbnail.display()))
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(b"a film after the picture: TRAILER-SECRET");
    std::fs::write(&path, bytes).unwrap();
    path
}

fn tags(path: &Path) -> String {
    let output = Command::new("exiftool").args(["-a", "-u", "-G1", "-s", "-ee"]).arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_photo_for_the_public_keeps_its_maker_and_loses_its_place() {
    let home = Home::new();
    let photo = photo(&home);
    let before = tags(&photo);
    let output = redact(&home, &[photo.to_str().unwrap(), "--preset", "public", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let copy = PathBuf::from(json_lines(&output).remove(0)["target"].as_str().unwrap());
    let after = tags(&copy);
    let gone =
        ["GPSLatitude", "SERIAL-998877", "Owner Person", "Editor 9.9.1", "hidden-keyword", "Secretville", "Thumbnail"];
    for word in gone {
        assert!(before.contains(word), "{word} is to be there before");
        assert!(!after.contains(word), "{word}:\n{after}");
    }
    for word in ["Ada Artist", "Ada Owner", "Camera Works", "2026:01:02 03:04:05", "Rotate 90 CW"] {
        assert!(after.contains(word), "{word}:\n{after}");
    }
    assert!(!holds(&copy, "TRAILER-SECRET"));
    assert_eq!(image::open(&copy).unwrap().to_rgb8(), image::open(&photo).unwrap().to_rgb8());
}

#[test]
fn a_photo_that_protects_its_source_holds_its_orientation_alone() {
    let home = Home::new();
    let photo = photo(&home);
    let out = home.path("out");
    let args = [photo.to_str().unwrap(), "--preset", "source-protection", "--out", out.to_str().unwrap()];
    let output = redact(&home, &args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let [name] = names(&out).try_into().unwrap();
    let after = tags(&out.join(name));
    let exif: Vec<&str> =
        after.lines().filter(|line| line.starts_with("[IFD") || line.starts_with("[ExifIFD")).collect();
    assert!(exif.len() == 1 && exif[0].contains("Rotate 90 CW"), "{after}");
    for store in ["[XMP", "[IPTC", "[GPS", "[Photoshop", "Comment", "Trailer"] {
        assert!(!after.contains(store), "{store}:\n{after}");
    }
}

#[test]
fn a_cut_off_or_changed_picture_never_panics_and_leaves_nothing_unproved() {
    let home = Home::new();
    for (source, format) in [(photo(&home), Format::Jpeg), (drawing(&home), Format::Png)] {
        let bytes = std::fs::read(source).unwrap();
        let (file, copy) = (home.path("broken"), home.path("copy"));
        let policy = Policy::public();
        let mut planned = 0;
        for step in 0..300 {
            let mut broken = bytes.clone();
            if step % 3 == 0 {
                broken.truncate(bytes.len() * step / 300);
            } else {
                let at = (step * 7_919) % bytes.len().min(4_000);
                broken[at] ^= 1 << (step % 8);
            }
            std::fs::write(&file, &broken).unwrap();
            let Ok(plan) = lightmark::media::redact::plan(&file, format, &policy) else { continue };
            planned += 1;
            let (mut from, mut to) = (std::fs::File::open(&file).unwrap(), std::fs::File::create(&copy).unwrap());
            lightmark::media::redact::write(&plan.pieces, &mut from, &mut to).unwrap();
            let proof = prove(&file, &copy, format, &policy).unwrap();
            assert!(!proof.holds() || !holds(&copy, "SERIAL-998877"), "{format:?} step {step}");
        }
        assert!(planned > 10, "the changes left too little to try: {planned}");
    }
}

/// A PNG with texts, XMP and EXIF.
fn drawing(home: &Home) -> PathBuf {
    let path = home.path("drawing.png");
    std::fs::copy(fixture("media/quarters.png"), &path).unwrap();
    let made = Command::new("exiftool")
        .args(["-q", "-overwrite_original", "-PNG:Author=Ada Artist", "-PNG:Comment=A kept comment"])
        .args([
            "-PNG:Software=Generator 7.7",
            "-XMP-xmp:CreatorTool=hidden-keyword",
            "-EXIF:SerialNumber=SERIAL-998877",
        ])
        .args(["-EXIF:Orientation#=6", "-EXIF:Artist=Ada Artist", "-GPSLatitude=48.1371", "-GPSLatitudeRef=N"])
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    path
}

#[test]
fn a_drawing_in_png_loses_its_prompt_and_keeps_its_author() {
    let home = Home::new();
    let path = drawing(&home);
    let before = tags(&path);
    let output = redact(&home, &[path.to_str().unwrap(), "--preset", "public", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let copy = PathBuf::from(json_lines(&output).remove(0)["target"].as_str().unwrap());
    let after = tags(&copy);
    for word in ["Generator 7.7", "hidden-keyword", "SERIAL-998877", "GPSLatitude"] {
        assert!(before.contains(word) && !after.contains(word), "{word}:\n{after}");
    }
    for word in ["Ada Artist", "A kept comment", "Rotate 90 CW"] {
        assert!(after.contains(word), "{word}:\n{after}");
    }
    let checked = Command::new("exiftool").args(["-validate", "-warning", "-error", "-a"]).arg(&copy).output().unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(!said.to_lowercase().contains("crc"), "{said}");
    assert_eq!(image::open(&copy).unwrap().to_rgba8(), image::open(&path).unwrap().to_rgba8());

    let out = home.path("out");
    let args = [path.to_str().unwrap(), "--preset", "source-protection", "--out", out.to_str().unwrap()];
    assert!(redact(&home, &args).status.success());
    let [name] = names(&out).try_into().unwrap();
    let rebuilt = tags(&out.join(name));
    assert!(
        rebuilt.contains("Rotate 90 CW") && !rebuilt.contains("Ada Artist") && !rebuilt.contains("[XMP"),
        "{rebuilt}"
    );
    assert_eq!(image::open(out.join(&names(&out)[0])).unwrap().to_rgba8(), image::open(&path).unwrap().to_rgba8());
}
