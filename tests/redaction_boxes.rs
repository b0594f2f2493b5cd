//! The redaction engine on box, chunk and tag formats: streams stay, marked values go, a second run changes nothing.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use lightmark::media::redact::{self, Piece, Plan, RedactError};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Fate, Group, Policy};

/// A folder that goes when the test is over.
struct Folder(tempfile::TempDir);

impl std::ops::Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        self.0.path()
    }
}

fn folder() -> Folder {
    Folder(tempfile::tempdir().unwrap())
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
    let dir = folder();
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
    let output = status.expect("packaging/prepare.sh installs the decoder");
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    ffmpeg(&["-i", decoded.to_str()?, "-frames:v", "1", png.to_str()?]);
    Some(std::fs::read(&png).unwrap())
}

#[test]
fn pictures_keep_their_pixels() {
    let dir = folder();
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
    let dir = folder();
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
    let dir = folder();
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
fn every_group_alone_keeps_streams_and_the_rest() {
    let dir = folder();
    for name in ["plain.mp4", "plain.mov"] {
        let path = movie(&dir, name, &[]);
        let format = if name.ends_with('v') { Format::Mov } else { Format::Mp4 };
        for group in Group::ALL {
            let mut policy = Policy::evidence();
            policy.name = group.key().to_owned();
            policy.drop.insert(group);
            let (out, plan) = redacted(&path, format, &policy);
            assert!(
                plan.items
                    .iter()
                    .all(|item| (item.fate == Fate::Dropped) == (item.group == group) || group == Group::Rendering),
                "{name} {group:?}: {:?}",
                plan.items
            );
            let copy = dir.join(format!("{}-{name}", policy.name));
            std::fs::write(&copy, &out).unwrap();
            assert_eq!(streams(&path), streams(&copy), "{name} {group:?}");
            let goes = matches!(group, Group::Location | Group::Text);
            assert_eq!(!contains(&out, "MARKTEXT"), goes, "{name} {group:?}");
            assert_eq!(!contains(&out, "MARKARTIST"), group == Group::Creator, "{name} {group:?}");
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
fn pictures_lose_what_is_planted() {
    let dir = folder();
    for (name, format) in [("photo.heic", Format::Heic), ("photo.avif", Format::Avif), ("photo.jxl", Format::Jxl)] {
        let path = staged(&dir, name);
        run(
            "exiftool",
            &[
                "-q",
                "-overwrite_original",
                "-EXIF:Artist=MARKARTIST",
                "-EXIF:GPSLatitude=48.1",
                "-EXIF:GPSLatitudeRef=N",
                "-EXIF:SerialNumber=MARKSERIAL",
                "-XMP:City=MARKCITY",
                "-XMP:Creator=MARKCREATOR",
                path.to_str().unwrap(),
            ],
        );
        let original = std::fs::read(&path).unwrap();
        assert!(contains(&original, "MARKSERIAL") && contains(&original, "MARKCITY"), "{name}");
        for policy in [Policy::public(), Policy::marketing(), Policy::source_protection()] {
            let (out, _) = redacted(&path, format, &policy);
            assert!(!contains(&out, "MARKSERIAL") && !contains(&out, "MARKCITY"), "{name} {}", policy.name);
            if policy.name == "source-protection" {
                assert!(!contains(&out, "MARK"), "{name}");
            }
            let copy = dir.join(format!("{}-{name}", policy.name));
            std::fs::write(&copy, &out).unwrap();
            assert!(pixels(&path) == pixels(&copy), "{name} {}: pixels differ", policy.name);
        }
    }
}

#[test]
fn a_thumbnail_goes_with_every_mention() {
    let dir = folder();
    let (png, path) = (dir.join("big.png"), dir.join("thumb.heic"));
    ffmpeg(&["-f", "lavfi", "-i", "testsrc=size=320x240", "-frames:v", "1", png.to_str().unwrap()]);
    run("heif-enc", &["-t", "64", png.to_str().unwrap(), "-o", path.to_str().unwrap()]);
    assert!(contains(&std::fs::read(&path).unwrap(), "thmb"));
    for policy in [Policy::public(), Policy::source_protection()] {
        let (out, plan) = redacted(&path, Format::Heic, &policy);
        assert!(plan.items.iter().any(|item| item.tag == "thmb" && item.fate == Fate::Dropped));
        assert!(!contains(&out, "thmb"));
        let copy = dir.join(format!("{}.heic", policy.name));
        std::fs::write(&copy, &out).unwrap();
        assert!(pixels(&path) == pixels(&copy), "pixels differ");
        let info = run("heif-info", &[copy.to_str().unwrap()]);
        assert!(!info.contains("thumbnail: 64x48"), "{info}");
    }
}

const SOUND: [(&str, &[&str], Format); 6] = [
    ("a.wav", &["-write_bext", "1"], Format::Wav),
    ("b.wav", &["-write_id3v2", "1"], Format::Wav),
    ("c.mp3", &["-id3v2_version", "3", "-write_id3v1", "1"], Format::Mp3),
    ("d.mp3", &["-id3v2_version", "4", "-write_apetag", "0"], Format::Mp3),
    ("e.flac", &[], Format::Flac),
    ("f.avi", &[], Format::Avi),
];

fn sound(dir: &Path, name: &str, more: &[&str]) -> PathBuf {
    let path = dir.join(name);
    let mut arguments = vec!["-f", "lavfi", "-i", "sine=duration=1"];
    if name.ends_with("avi") {
        arguments.extend(["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=1"]);
    }
    arguments.extend([
        "-metadata",
        "title=MARKTITLE",
        "-metadata",
        "artist=MARKARTIST",
        "-metadata",
        "LOCATION=MARKPLACE",
        "-metadata",
        "originator_reference=MARKSERIAL",
        "-metadata",
        "description=MARKDESCRIPTION",
        "-metadata",
        "comment=MARKCOMMENT",
    ]);
    arguments.extend(more);
    arguments.push(path.to_str().unwrap());
    ffmpeg(&arguments);
    path
}

#[test]
fn sound_keeps_its_streams_and_loses_what_goes() {
    let dir = folder();
    for (name, more, format) in SOUND {
        let path = sound(&dir, name, more);
        let original = std::fs::read(&path).unwrap();
        assert!(contains(&original, "MARK"), "{name}");
        for policy in [Policy::public(), Policy::source_protection(), Policy::marketing()] {
            let (out, _) = redacted(&path, format, &policy);
            assert_eq!(out.len(), original.len(), "{name}");
            let copy = dir.join(format!("{}-{name}", policy.name));
            std::fs::write(&copy, &out).unwrap();
            assert_eq!(streams(&path), streams(&copy), "{name} {}", policy.name);
            assert!(!contains(&out, "MARKPLACE") && !contains(&out, "MARKSERIAL"), "{name} {}", policy.name);
            if policy.name == "source-protection" {
                assert!(!contains(&out, "MARK"), "{name}");
            } else {
                assert_eq!(contains(&out, "MARKTITLE"), contains(&original, "MARKTITLE"), "{name} {}", policy.name);
            }
        }
    }
}

/// An ID3v2.3 tag, unsynchronised or not, before frames of sound.
fn tagged(frames: &[(&str, &[u8])], flags: u8, sound: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (id, content) in frames {
        body.extend(id.as_bytes());
        body.extend((content.len() as u32).to_be_bytes());
        body.extend([0, 0]);
        body.extend(*content);
    }
    if flags & 0x80 != 0 {
        body = body.iter().flat_map(|&b| if b == 0xFF { vec![0xFF, 0] } else { vec![b] }).collect();
    }
    let size = body.len();
    let mut out = vec![b'I', b'D', b'3', 3, 0, flags];
    out.extend([21, 14, 7, 0].map(|shift| (size >> shift) as u8 & 0x7F));
    out.extend(body);
    out.extend(sound);
    out
}

#[test]
fn tags_of_sound_lose_pictures_private_frames_and_trailers() {
    let dir = folder();
    let sound = std::fs::read(fixture("sound.mp3")).unwrap();
    let start = sound.windows(2).position(|pair| pair[0] == 0xFF && pair[1] & 0xE0 == 0xE0).unwrap();
    let sound = &sound[start..];
    let frames: [(&str, &[u8]); 5] = [
        ("TIT2", b"\0MARKTITLE"),
        ("APIC", b"\0image/jpeg\0\x03\0\xFF\xD8MARKPICTURE"),
        ("PRIV", b"XMP\0<x:xmpmeta>MARKXMP</x:xmpmeta>"),
        ("TXXX", b"\0GPS position\x0048.1 MARKGPS"),
        ("GEOB", b"\0application/x-c2pa-manifest-store\0c2pa\0\0MARKSTORE"),
    ];
    for flags in [0, 0x80] {
        let mut bytes = tagged(&frames, flags, sound);
        bytes.extend(b"PK\x03\x04MARKTRAILER");
        bytes.extend(b"LYRICSBEGININD00002MARKLYRICS000029LYRICS200");
        bytes.extend(b"TAG");
        let mut first = [0u8; 125];
        first[..9].copy_from_slice(b"MARKFIRST");
        bytes.extend(first);
        let path = dir.join(format!("{flags}.mp3"));
        std::fs::write(&path, &bytes).unwrap();
        let (out, plan) = redacted(&path, Format::Mp3, &Policy::public());
        for gone in ["MARKPICTURE", "MARKXMP", "MARKGPS", "MARKSTORE", "MARKLYRICS", "MARKTRAILER"] {
            assert!(!contains(&out, gone), "{flags}: {gone}");
        }
        assert!(contains(&out, "MARKTITLE") && contains(&out, "MARKFIRST"));
        assert!(out.windows(sound.len()).any(|window| window == sound));
        assert!(plan.items.iter().any(|item| item.group == Group::Credentials && item.fate == Fate::Dropped));
        let (out, _) = redacted(&path, Format::Mp3, &Policy::source_protection());
        assert!(!contains(&out, "MARK"), "{flags}");
    }
}

const SVG: &str = r##"<?xml version="1.0"?>
<!-- Created with MARKPROGRAM -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
  xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:xlink="http://www.w3.org/1999/xlink"
  width="10" height="10" inkscape:export-filename="/home/MARKNAME/a.png" sodipodi:docname="MARKDOC.svg">
  <title>MARKTITLE</title><desc>MARKDESC</desc>
  <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">MARKRDF</rdf:RDF></metadata>
  <sodipodi:namedview inkscape:current-layer="MARKLAYER"><inkscape:grid/></sodipodi:namedview>
  <script>/* KEPTSCRIPT > */</script><style>.a { fill: red }</style>
  <rect class="a" data-who="MARKDATA" inkscape:label='MARKLABEL' width="5" height="5"/><text>KEPTTEXT</text>
</svg>"##;

#[test]
fn drawings_stay_and_their_metadata_goes() {
    let dir = folder();
    let path = dir.join("a.svg");
    std::fs::write(&path, SVG).unwrap();
    let (out, _) = redacted(&path, Format::Svg, &Policy::public());
    for gone in ["MARKPROGRAM", "MARKNAME", "MARKDOC", "MARKRDF", "MARKLAYER", "MARKDATA", "MARKLABEL"] {
        assert!(!contains(&out, gone), "{gone}");
    }
    for kept in ["MARKTITLE", "MARKDESC", "KEPTSCRIPT", "KEPTTEXT", "fill: red"] {
        assert!(contains(&out, kept), "{kept}");
    }
    assert_eq!(out.len(), SVG.len());
    let (out, _) = redacted(&path, Format::Svg, &Policy::source_protection());
    assert!(!contains(&out, "MARK") && !contains(&out, "inkscape") && contains(&out, "KEPTTEXT"));
    let shown = roxmltree_like(&out);
    assert!(shown.contains("<rect class=\"a\""), "{shown}");
}

#[test]
fn a_drawing_that_protects_a_source_keeps_no_words_beside_what_is_drawn() {
    let dir = folder();
    let path = dir.join("c.svg");
    let drawing = r##"<svg xmlns="http://www.w3.org/2000/svg" id="MARKDOC">
  <style>/* MARKCOMMENT */ .cls-1 { fill: red } /* MARKOPEN</style>
  <script>"MARKSCRIPT"</script><g id="MARKLAYER" class="MARKCLASS" onclick="say('MARKCLICK')">
  <rect id="used" class="cls-1" width="5" height="5"/><use href="#used"/><text>KEPT</text></g>
</svg>"##;
    std::fs::write(&path, drawing).unwrap();
    let (out, plan) = redacted(&path, Format::Svg, &Policy::source_protection());
    assert!(!contains(&out, "MARK"), "{}", String::from_utf8_lossy(&out));
    for kept in [".cls-1 { fill: red }", "id=\"used\"", "class=\"cls-1\"", "#used", "KEPT"] {
        assert!(contains(&out, kept), "{kept}");
    }
    assert!(plan.notes.iter().any(|note| note == "redact-note-svg-names"));
    std::fs::write(&path, &out).unwrap();
    let (again, _) = redacted(&path, Format::Svg, &Policy::source_protection());
    assert_eq!(again, out);
    for link in ["file:///home/MARK/a.png", "C:\\MARK\\a.png", "/home/MARK/a.png", "\\\\server\\MARK.png"] {
        std::fs::write(&path, format!("<svg xmlns='http://www.w3.org/2000/svg'><image href='{link}'/></svg>")).unwrap();
        let result = redact::plan(&path, Format::Svg, &Policy::source_protection());
        assert!(matches!(result, Err(RedactError::CannotRemove { .. })), "{link}: {result:?}");
    }
}

/// The document as another reader writes it again.
fn roxmltree_like(bytes: &[u8]) -> String {
    let dir = folder();
    let path = dir.join("read.svg");
    std::fs::write(&path, bytes).unwrap();
    let code = "import sys,xml.dom.minidom as m;print(m.parse(sys.argv[1]).toxml())";
    run("python3", &["-c", code, path.to_str().unwrap()])
}

#[test]
fn drawings_that_cannot_be_cleaned_are_refused() {
    let dir = folder();
    let path = dir.join("b.svg");
    let cases = [
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='data:image/png;base64,AAAA'/></svg>",
        "<!DOCTYPE svg [<!ENTITY who 'MARK'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&who;</text></svg>",
    ];
    for text in cases {
        std::fs::write(&path, text).unwrap();
        let result = redact::plan(&path, Format::Svg, &Policy::public());
        assert!(matches!(result, Err(RedactError::CannotRemove { .. })), "{text}: {result:?}");
        assert!(redact::plan(&path, Format::Svg, &Policy::evidence()).is_ok());
    }
    std::fs::write(&path, "<svg><g></svg>").unwrap();
    let result = redact::plan(&path, Format::Svg, &Policy::public());
    assert!(matches!(result, Err(RedactError::Malformed { .. })), "{result:?}");
}

#[test]
fn broken_tags_and_chunks_never_panic() {
    for (name, format) in [
        ("photo.jxl", Format::Jxl),
        ("marked.jxl", Format::Jxl),
        ("photo.svg", Format::Svg),
        ("sound.mp3", Format::Mp3),
        ("sound.flac", Format::Flac),
        ("sound.wav", Format::Wav),
        ("video.avi", Format::Avi),
    ] {
        mutate(name, format, 150);
    }
}

#[test]
fn manifest_stores_never_stay() {
    let home = common::Home::new();
    let id = home.identity("Markus Tester");
    // The signing engine refuses `picture.heic`, whose items stand in `idat`.
    for (name, format) in ISO.into_iter().filter(|(name, _)| *name != "picture.heic").chain([
        ("photo.jxl", Format::Jxl),
        ("photo.svg", Format::Svg),
        ("sound.wav", Format::Wav),
        ("video.avi", Format::Avi),
        ("sound.mp3", Format::Mp3),
        ("sound.flac", Format::Flac),
    ]) {
        let path = home.path(&format!("signed-{name}"));
        let output = home
            .lightmark()
            .arg("sign")
            .arg(fixture(name))
            .args(["--identity", &id, "--output"])
            .arg(&path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(contains(&std::fs::read(&path).unwrap(), "c2pa"), "{name}");
        for policy in [Policy::evidence(), Policy::public(), Policy::source_protection()] {
            let (out, plan) = redacted(&path, format, &policy);
            assert!(!contains(&out, "Tester") && !contains(&out, "jumbc2pa"), "{name} {}", policy.name);
            assert!(plan.items.iter().any(|item| item.group == Group::Credentials && item.fate == Fate::Dropped));
            let copy = home.path(&format!("{}-{name}", policy.name));
            std::fs::write(&copy, &out).unwrap();
            let output = home.lightmark().args(["verify", "--json"]).arg(&copy).output().unwrap();
            let report = &common::json_lines(&output)[0];
            assert_eq!(report["headline"], "no-credentials", "{name} {}: {report}", policy.name);
        }
    }
}

/// A data track as cameras write it: ffmpeg's own subtitle track, renamed to a camera's.
#[test]
fn camera_tracks_go_with_their_samples() {
    let dir = folder();
    for (handler, entry) in [(b"meta", b"gpmd"), (b"camm", b"camm"), (b"meta", b"mebx")] {
        for more in [&[][..], &["-movflags", "frag_keyframe+empty_moov+default_base_moof"]] {
            let path = movie(&dir, "camera.mp4", more);
            let bytes = std::fs::read(&path).unwrap();
            let mut bytes = replaced(&bytes, b"sbtl", handler);
            bytes = replaced(&bytes, b"tx3g", entry);
            std::fs::write(&path, &bytes).unwrap();
            let (out, plan) = redacted(&path, Format::Mp4, &Policy::public());
            assert!(!contains(&out, "MARKTEXT"));
            let item = plan.items.iter().find(|item| item.tag.as_bytes() == entry).unwrap();
            assert_eq!((item.group, item.fate), (Group::Location, Fate::Dropped));
            let copy = dir.join("copy.mp4");
            std::fs::write(&copy, &out).unwrap();
            assert_eq!(streams(&path), streams(&copy));
            let mut kept = Policy::evidence();
            kept.drop.insert(Group::Creator);
            assert!(contains(&redacted(&path, Format::Mp4, &kept).0, "MARKTEXT"));
        }
    }
}

fn replaced(bytes: &[u8], from: &[u8; 4], to: &[u8; 4]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let places: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, w)| w == from).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        out[at..at + 4].copy_from_slice(to);
    }
    out
}

#[test]
fn a_cut_movie_is_refused() {
    let dir = folder();
    let path = dir.join("cut.mp4");
    let bytes = std::fs::read(fixture("video.mp4")).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let result = redact::plan(&path, Format::Mp4, &Policy::public());
    assert!(matches!(result, Err(RedactError::Malformed { .. })), "{result:?}");
}

#[test]
fn formats_that_cannot_be_cleaned_say_so() {
    for format in [Format::Pdf, Format::Raw] {
        let problem = redact::plan(&fixture("photo.png"), format, &Policy::public()).unwrap_err().problem();
        assert!(problem.what.starts_with("Lightmark does not redact") && !problem.remedy.is_empty(), "{problem:?}");
    }
}

#[test]
fn what_is_put_under_a_pictures_own_names_goes_all_the_same() {
    let dir = folder();
    let png = std::fs::read(fixture("photo.png")).unwrap();
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [kind.as_slice(), data].concat();
        let mut crc = crc32fast::Hasher::new();
        crc.update(&body);
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], &body, &crc.finalize().to_be_bytes()].concat()
    };
    let end = png.len() - 12;
    for kind in [b"sPLT", b"hIST", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"bKGD", b"sBIT", b"cICP", b"acTL", b"fcTL"] {
        for at in [33, end] {
            let path = dir.join("a.png");
            std::fs::write(&path, [&png[..at], &chunk(kind, b"MARK of somebody\0\x08"), &png[at..]].concat()).unwrap();
            let (out, _) = redacted(&path, Format::Png, &Policy::source_protection());
            assert!(!contains(&out, "MARK"), "{}", String::from_utf8_lossy(kind));
        }
    }
    let path = dir.join("b.png");
    std::fs::write(&path, [&png[..end], &chunk(b"IEND", b"MARK")].concat()).unwrap();
    let (out, _) = redacted(&path, Format::Png, &Policy::source_protection());
    assert!(!contains(&out, "MARK") && out.ends_with(b"IEND\xae\x42\x60\x82"));
    let jpeg = std::fs::read(fixture("photo.jpg")).unwrap();
    for (marker, text) in
        [(0xC8, "MARK"), (0xDC, "MARK"), (0xDE, "MARK"), (0xDF, "MARK"), (0xEE, "Adobe\0d\0\0\0\0\0MARK")]
    {
        let path = dir.join("c.jpg");
        let segment = [&[0xFF, marker, 0, u8::try_from(text.len() + 2).unwrap()], text.as_bytes()].concat();
        std::fs::write(&path, [&jpeg[..2], &segment, &jpeg[2..]].concat()).unwrap();
        let (out, _) = redacted(&path, Format::Jpeg, &Policy::source_protection());
        assert!(!contains(&out, "MARK"), "{marker:x}");
        assert_eq!(contains(&out, "Adobe"), marker == 0xEE, "what the colours need stays");
    }
    let webp = std::fs::read(common::fixture("media/marked.webp")).unwrap();
    for kind in ["VP8L", "VP8 ", "ALPH", "ANIM"] {
        let path = dir.join("d.webp");
        let body = [&webp[8..], kind.as_bytes(), &8_u32.to_le_bytes(), b"/MARK of"].concat();
        std::fs::write(&path, [b"RIFF", &u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat())
            .unwrap();
        let (out, _) = redacted(&path, Format::WebP, &Policy::source_protection());
        assert!(!contains(&out, "/MARK of"), "{kind}");
    }
}
