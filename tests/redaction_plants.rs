//! Bytes hidden where a reader skips them: behind the fields of each box, in index tables, behind the end of coded data. Each
//! file is taken apart here by the test's own reading, planted in one place, and redacted; what was planted is gone or
//! the file is refused with a sentence.

mod common;
mod plants;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Home, fixture};
use lightmark::media::redact::{self, Plan, RedactError};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Fate, Policy};
use plants::{SECRET, boxes, is_in};

/// The copy, after a second run has found nothing more to take out.
fn redacted(home: &Home, bytes: &[u8], format: Format, policy: &Policy) -> Result<(Vec<u8>, Plan), RedactError> {
    let path = home.path("original");
    std::fs::write(&path, bytes).unwrap();
    let plan = redact::plan(&path, format, policy)?;
    let mut copy = Vec::new();
    redact::write(&plan.pieces, &mut std::io::Cursor::new(bytes), &mut copy).unwrap();
    std::fs::write(&path, &copy).unwrap();
    let second = redact::plan(&path, format, policy)?;
    let left: Vec<_> = second.items.iter().filter(|item| item.fate == Fate::Dropped).collect();
    assert!(left.is_empty(), "a second run finds {left:?}");
    let mut again = Vec::new();
    redact::write(&second.pieces, &mut std::io::Cursor::new(&copy), &mut again).unwrap();
    assert!(again == copy, "a second run changes something");
    Ok((copy, plan))
}

/// Where what was planted is left, and where the file is refused; each with the name of the place.
#[derive(Default, Debug)]
struct Outcome {
    left: Vec<String>,
    refused: Vec<String>,
    count: usize,
}

impl Outcome {
    fn of(&mut self, home: &Home, place: &str, bytes: &[u8], format: Format) {
        assert!(is_in(bytes), "{place} is not planted");
        self.count += 1;
        match redacted(home, bytes, format, &Policy::source_protection()) {
            Err(error) => self.refused.push(format!("{place}: {error}")),
            Ok((copy, plan)) => {
                if is_in(&copy) {
                    self.left.push(place.to_owned());
                } else {
                    let dropped = plan.items.iter().any(|item| item.fate == Fate::Dropped);
                    assert!(dropped, "{place}: nothing says what went");
                }
            }
        }
    }
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn made(home: &Home, name: &str, more: &[&str]) -> PathBuf {
    let path = home.path(name);
    let mut arguments = vec!["-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"];
    arguments.extend(["-f", "lavfi", "-i", "sine=duration=1"]);
    arguments.extend(more);
    arguments.push(path.to_str().unwrap());
    run("ffmpeg", &arguments);
    path
}

/// A hash of each picture and sound stream, as coded.
fn streams(path: &Path) -> String {
    let path = path.to_str().unwrap();
    run("ffmpeg", &["-v", "error", "-i", path, "-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "streamhash", "-"])
}

#[test]
fn nothing_stays_behind_the_fields_of_a_box() {
    let home = Home::new();
    let films: [(&str, &[&str], Format); 4] = [
        ("plain.mp4", &["-c:v", "mpeg4", "-c:a", "aac"], Format::Mp4),
        ("plain.mov", &["-c:v", "mjpeg", "-c:a", "pcm_s16le"], Format::Mov),
        ("h264.mp4", &["-c:v", "libx264", "-c:a", "flac", "-strict", "-2"], Format::Mp4),
        ("parts.mp4", &["-c:v", "mpeg4", "-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"], Format::Mp4),
    ];
    let mut files: Vec<(PathBuf, Format)> =
        films.into_iter().map(|(name, more, format)| (made(&home, name, more), format)).collect();
    for (name, format) in [
        ("formats/photo.heic", Format::Heic),
        ("media/marked.avif", Format::Avif),
        ("media/quarters-alpha.avif", Format::Avif),
        ("media/quarters.jxl", Format::Jxl),
        ("media/sound.m4a", Format::M4a),
    ] {
        files.push((fixture(name), format));
    }
    let mut outcome = Outcome::default();
    for (path, format) in files {
        let bytes = std::fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let (clean, _) = redacted(&home, &bytes, format, &Policy::source_protection()).unwrap();
        let copy = home.path("clean.bin");
        std::fs::write(&copy, &clean).unwrap();
        if matches!(format, Format::Mp4 | Format::Mov | Format::M4a) {
            assert_eq!(streams(&path), streams(&copy), "{name}");
        }
        for (place, planted) in boxes::planted(&bytes) {
            outcome.of(&home, &format!("{name} {place}"), &planted, format);
        }
    }
    assert!(outcome.count > 150, "{}", outcome.count);
    println!("{} places, refused: {:#?}", outcome.count, outcome.refused);
    assert!(outcome.left.is_empty(), "{} of {}: {:#?}", outcome.left.len(), outcome.count, outcome.left);
}
