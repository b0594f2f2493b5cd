//! The redaction engine on box, chunk and tag formats: streams stay, marked values go, a second run changes nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use lightmark::media::redact::{self, Piece, Plan, RedactError};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Fate, Group, Policy};

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("lightmark-boxes-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn copy(original: &[u8], plan: &Plan) -> Vec<u8> {
    let mut out = Vec::new();
    for piece in &plan.pieces {
        match piece {
            Piece::Original { start, length } => {
                out.extend(&original[*start as usize..(*start + *length) as usize]);
            }
            Piece::Bytes(bytes) => out.extend(bytes),
            Piece::Zeros { length } => out.resize(out.len() + *length as usize, 0),
        }
    }
    out
}

/// The redacted copy, after checking what holds for every copy.
fn redacted(path: &Path, format: Format, policy: &Policy) -> (Vec<u8>, Plan) {
    let original = std::fs::read(path).unwrap();
    let plan = redact::plan(path, format, policy).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let out = copy(&original, &plan);
    for residue in &plan.residue {
        let found = out.windows(residue.bytes.len()).any(|window| window == residue.bytes);
        let item = &plan.items[residue.item];
        assert!(!found, "{}: {} {} {:?} stays", path.display(), item.store, item.tag, item.value);
    }
    let again = path.with_extension(format!("again-{}", policy.name));
    std::fs::write(&again, &out).unwrap();
    let second = redact::plan(&again, format, policy).unwrap();
    assert!(copy(&out, &second) == out, "{}: a second run changes something", path.display());
    let left: Vec<_> = second.items.iter().filter(|item| item.fate == Fate::Dropped).collect();
    assert!(left.is_empty(), "{}: a second run finds {left:?}", path.display());
    (out, plan)
}

fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn ffmpeg(arguments: &[&str]) {
    run("ffmpeg", &[&["-v", "error", "-y"], arguments].concat());
}

/// A hash of each picture and sound stream, as coded.
fn streams(path: &Path) -> String {
    let path = path.to_str().unwrap();
    let arguments = ["-v", "error", "-i", path, "-map", "0:v?", "-map", "0:a?", "-c", "copy", "-f", "streamhash", "-"];
    run("ffmpeg", &arguments)
}

fn contains(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

fn fixture(name: &str) -> PathBuf {
    for place in ["tests/fixtures/formats", "tests/fixtures/media"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(place).join(name);
        if path.exists() {
            return path;
        }
    }
    panic!("{name}")
}

/// A copy of a fixture that may be written beside.
fn staged(dir: &Path, name: &str) -> PathBuf {
    let path = dir.join(name);
    std::fs::copy(fixture(name), &path).unwrap();
    path
}

fn movie(dir: &Path, name: &str, more: &[&str]) -> PathBuf {
    let path = dir.join(name);
    let subtitles = dir.join("where.srt");
    std::fs::write(&subtitles, "1\n00:00:00,000 --> 00:00:01,000\nMARKTEXT 48.1 N 11.5 E\n").unwrap();
    let mut arguments = vec![
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=64x48:rate=10:duration=1",
        "-f",
        "lavfi",
        "-i",
        "sine=duration=1",
        "-i",
        subtitles.to_str().unwrap(),
        "-c:v",
        "mpeg4",
        "-c:a",
        "aac",
        "-c:s",
        "mov_text",
        "-map",
        "0",
        "-map",
        "1",
        "-map",
        "2",
        "-metadata",
        "title=MARKTITLE",
        "-metadata",
        "artist=MARKARTIST",
        "-metadata",
        "location=+48.1234+011.5678/",
        "-metadata",
        "creation_time=2020-01-02T03:04:05Z",
        "-metadata:s:v",
        "handler_name=MARKHANDLER",
        "-metadata",
        "comment=MARKCOMMENT",
        "-timecode",
        "01:02:03:04",
    ];
    arguments.extend(more);
    arguments.push(path.to_str().unwrap());
    ffmpeg(&arguments);
    path
}

#[test]
fn movies_keep_their_streams_and_lose_what_goes() {
    let dir = folder("movies");
    let cases: [(&str, &[&str], Format); 5] = [
        ("plain.mp4", &[], Format::Mp4),
        ("keys.mp4", &["-movflags", "use_metadata_tags+faststart"], Format::Mp4),
        ("plain.mov", &[], Format::Mov),
        ("fragments.mp4", &["-movflags", "frag_keyframe+empty_moov"], Format::Mp4),
        ("based.mp4", &["-movflags", "frag_keyframe+empty_moov+default_base_moof"], Format::Mp4),
    ];
    for (name, more, format) in cases {
        let path = movie(&dir, name, more);
        let original = std::fs::read(&path).unwrap();
        assert!(contains(&original, "MARKHANDLER") && contains(&original, "MARKTEXT"), "{name}");
        for policy in [Policy::public(), Policy::source_protection(), Policy::marketing()] {
            let (out, plan) = redacted(&path, format, &policy);
            assert_eq!(out.len(), original.len());
            let copy = dir.join(format!("{}-{name}", policy.name));
            std::fs::write(&copy, &out).unwrap();
            assert_eq!(streams(&path), streams(&copy), "{name} {}", policy.name);
            for gone in ["+48.1234", "MARKTEXT", "MARKHANDLER"] {
                assert!(!contains(&out, gone), "{name} {}: {gone}", policy.name);
            }
            let stays = policy.name != "source-protection";
            for kept in ["MARKTITLE", "MARKARTIST"] {
                assert_eq!(contains(&out, kept), stays && contains(&original, kept), "{name} {}: {kept}", policy.name);
            }
            let dates = plan.items.iter().filter(|item| item.group == Group::Time && item.tag == "mvhd");
            assert!(dates.clone().all(|item| (item.fate == Fate::Dropped) != stays));
        }
    }
}

/// Pixels of the first picture, decoded by another program.
fn pixels(path: &Path) -> Option<Vec<u8>> {
    let png = path.with_extension("decoded.ppm");
    let name = path.to_str().unwrap();
    let ending = path.extension().unwrap().to_str().unwrap();
    let decoded = path.with_extension("decoded.png");
    let status = match ending {
        "avif" => Command::new("avifdec").args([name, decoded.to_str().unwrap()]).output(),
        "jxl" => Command::new("djxl").args([name, decoded.to_str().unwrap()]).output(),
        _ => Command::new("heif-convert").args([name, decoded.to_str().unwrap()]).output(),
    };
    let output = status.ok()?;
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    ffmpeg(&["-i", decoded.to_str()?, "-frames:v", "1", png.to_str()?]);
    Some(std::fs::read(&png).unwrap())
}

#[test]
fn pictures_keep_their_pixels() {
    let dir = folder("pictures");
    for (name, format) in ISO.into_iter().filter(|(name, _)| name.ends_with("f") || name.ends_with("c")) {
        let path = staged(&dir, name);
        for policy in [Policy::public(), Policy::source_protection()] {
            let (out, plan) = redacted(&path, format, &policy);
            let copy = dir.join(format!("{}-{name}", policy.name));
            std::fs::write(&copy, &out).unwrap();
            assert!(pixels(&path) == pixels(&copy), "{name} {}: pixels differ", policy.name);
            if policy.name == "source-protection" {
                assert!(!contains(&out, "xpacket") && !contains(&out, "II*") && !contains(&out, "MM\0*"), "{name}");
                assert!(plan.items.iter().all(|item| item.fate == Fate::Dropped || item.group == Group::Rendering));
            }
        }
    }
}

#[test]
fn nothing_asked_for_changes_nothing() {
    let dir = folder("nothing");
    for (name, format) in ISO {
        let path = staged(&dir, name);
        let (out, plan) = redacted(&path, format, &Policy::evidence());
        assert!(out == std::fs::read(&path).unwrap(), "{name}");
        assert!(plan.items.iter().all(|item| item.fate != Fate::Dropped));
    }
}

const ISO: [(&str, Format); 11] = [
    ("photo.avif", Format::Avif),
    ("photo.heic", Format::Heic),
    ("photo.heif", Format::Heif),
    ("marked.avif", Format::Avif),
    ("picture.heic", Format::Heic),
    ("quarters-alpha.avif", Format::Avif),
    ("quarters-turned.avif", Format::Avif),
    ("video.mp4", Format::Mp4),
    ("video.mov", Format::Mov),
    ("sound.m4a", Format::M4a),
    ("quarters-420.avif", Format::Avif),
];

/// Every broken copy is refused or gives a plan of the same length; nothing panics.
fn mutate(name: &str, format: Format, rounds: u64) {
    let original = std::fs::read(fixture(name)).unwrap();
    let dir = folder("mutate");
    let path = dir.join(name);
    let mut state = 0x9E37_79B9_7F4A_7C15u64 ^ original.len() as u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..rounds {
        let mut bytes = original.clone();
        for _ in 0..=random(6) {
            let at = random(bytes.len().min(4_000));
            bytes[at] = [0, 1, 0x7F, 0xFF, random(256) as u8][random(5)];
        }
        if random(4) == 0 {
            let end = random(bytes.len());
            bytes.truncate(end.max(1));
        }
        std::fs::write(&path, &bytes).unwrap();
        for policy in [Policy::public(), Policy::source_protection()] {
            if let Ok(plan) = redact::plan(&path, format, &policy) {
                let covered: u64 = plan
                    .pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Original { start, length } => {
                            assert!(start + length <= bytes.len() as u64);
                            *length
                        }
                        Piece::Bytes(bytes) => bytes.len() as u64,
                        Piece::Zeros { length } => *length,
                    })
                    .sum();
                assert!(covered <= bytes.len() as u64, "{name}");
            }
        }
    }
}

#[test]
fn broken_boxes_never_panic() {
    for (name, format) in ISO {
        mutate(name, format, 150);
    }
}

#[test]
fn a_cut_movie_is_refused() {
    let dir = folder("cut");
    let path = dir.join("cut.mp4");
    let bytes = std::fs::read(fixture("video.mp4")).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let result = redact::plan(&path, Format::Mp4, &Policy::public());
    assert!(matches!(result, Err(RedactError::Malformed { .. })), "{result:?}");
}
