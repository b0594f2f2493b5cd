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
use plants::{boxes, chunks, is_in};

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

/// Plants in each place of a file, and looks at what is left; so many places there are at least.
fn hunt(home: &Home, name: &str, planted: Vec<(String, Vec<u8>)>, format: Format, least: usize) {
    let mut outcome = Outcome::default();
    for (place, bytes) in planted {
        outcome.of(home, &format!("{name} {place}"), &bytes, format);
    }
    println!("{name}: {} places, {} refused: {:#?}", outcome.count, outcome.refused.len(), outcome.refused);
    assert!(outcome.count >= least, "{}", outcome.count);
    assert!(outcome.left.is_empty(), "{} of {}: {:#?}", outcome.left.len(), outcome.count, outcome.left);
}

#[test]
fn nothing_stays_in_a_png_that_no_decoder_reads() {
    let home = Home::new();
    for name in ["media/quarters.png", "media/quarters-alpha.png", "formats/photo.png"] {
        let bare: Vec<_> = chunks::png_chunks(&std::fs::read(fixture(name)).unwrap())
            .into_iter()
            .filter(|(kind, _)| matches!(kind.as_slice(), b"IHDR" | b"PLTE" | b"tRNS" | b"gAMA" | b"IDAT" | b"IEND"))
            .collect();
        hunt(&home, name, chunks::png(&chunks::png_of(&bare)), Format::Png, 90);
    }
    let lines = [1, 2, 3, 0].map(|index: u8| [0, index]).concat();
    let header = [0, 0, 0, 1, 0, 0, 0, 4, 8, 3, 0, 0, 0].to_vec();
    let palette = [&[9; 12][..], &[7; 900]].concat();
    let data = miniz_oxide::deflate::compress_to_vec_zlib(&lines, 6);
    let part = |kind: &[u8], data: &[u8]| (kind.to_vec(), data.to_vec());
    let indexed = [
        part(b"IHDR", &header),
        part(b"PLTE", &palette[..12]),
        part(b"tRNS", &[255, 9]),
        part(b"IDAT", &data),
        part(b"IEND", &[]),
    ];
    hunt(&home, "with a palette", chunks::png(&chunks::png_of(&indexed)), Format::Png, 80);
}

#[test]
fn an_animation_keeps_its_frames() {
    let home = Home::new();
    let png = std::fs::read(fixture("media/quarters.png")).unwrap();
    let bytes = chunks::png_of(&chunks::animated(&png, 3, 2));
    let (copy, _) = redacted(&home, &bytes, Format::Png, &Policy::source_protection()).unwrap();
    let frames = |bytes: &[u8]| {
        let kinds: [&[u8]; 4] = [b"acTL", b"fcTL", b"fdAT", b"IDAT"];
        chunks::png_chunks(bytes).into_iter().filter(|(kind, _)| kinds.contains(&kind.as_slice())).collect::<Vec<_>>()
    };
    assert_eq!(frames(&copy), frames(&bytes));
    assert_eq!(frames(&copy).len(), 7);
}

#[test]
fn nothing_stays_in_a_jpeg_that_no_decoder_reads() {
    let home = Home::new();
    for name in ["media/noise-420.jpg", "media/quarters-progressive.jpg", "media/quarters-cmyk.jpg"] {
        let bytes = std::fs::read(fixture(name)).unwrap();
        hunt(&home, name, chunks::jpeg(&bytes), Format::Jpeg, 40);
        let (copy, _) = redacted(&home, &bytes, Format::Jpeg, &Policy::source_protection()).unwrap();
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().into_rgb8();
        assert_eq!(pixels(&copy), pixels(&bytes), "{name}");
    }
}

#[test]
fn nothing_stays_in_sound_that_no_player_plays() {
    let home = Home::new();
    let flac = std::fs::read(fixture("media/sound.flac")).unwrap();
    hunt(&home, "sound.flac", chunks::flac(&flac), Format::Flac, 20);
    let path = home.path("clean.flac");
    let (copy, _) = redacted(&home, &flac, Format::Flac, &Policy::source_protection()).unwrap();
    std::fs::write(&path, copy).unwrap();
    assert_eq!(streams(&fixture("media/sound.flac")), streams(&path));
    let kinds =
        ["fact", "fmt ", "data", "ds64", "slnt", "chna", "wavl", "JUNK", "cue ", "smpl", "inst", "acid", "abCd"];
    let coded = made(&home, "coded.wav", &["-map", "1", "-c:a", "adpcm_ms"]);
    for path in [fixture("media/sound.wav"), coded] {
        let bytes = std::fs::read(&path).unwrap();
        hunt(&home, "WAV", chunks::riffs(&bytes, &kinds), Format::Wav, 20);
        let (copy, _) = redacted(&home, &bytes, Format::Wav, &Policy::source_protection()).unwrap();
        let clean = home.path("clean.wav");
        std::fs::write(&clean, copy).unwrap();
        assert_eq!(streams(&path), streams(&clean));
    }
}

#[test]
fn nothing_stays_in_a_film_that_no_player_plays() {
    let home = Home::new();
    let kinds =
        ["idx1", "ix00", "00tx", "07dc", "JUNK", "strd", "strn", "indx", "vprp", "movi", "hdrl", "odml", "abCd"];
    for (name, coder) in [("a.avi", "mpeg4"), ("b.avi", "mjpeg")] {
        let path = made(&home, name, &["-c:v", coder, "-c:a", "pcm_s16le"]);
        let bytes = std::fs::read(&path).unwrap();
        hunt(&home, name, chunks::riffs(&bytes, &kinds), Format::Avi, 100);
        let (copy, _) = redacted(&home, &bytes, Format::Avi, &Policy::source_protection()).unwrap();
        let index = bytes.windows(4).rposition(|kind| kind == b"idx1").unwrap();
        assert_eq!(copy[index..], bytes[index..], "every line names a chunk");
        let clean = home.path("clean.avi");
        std::fs::write(&clean, copy).unwrap();
        assert_eq!(streams(&path), streams(&clean));
    }
}

#[test]
fn nothing_stays_in_a_webp_or_gif_that_no_decoder_reads() {
    let home = Home::new();
    let kinds = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF", "XMP ", "abCd"];
    for name in ["media/quarters.webp", "media/quarters-lossless.webp", "media/marked.webp"] {
        let bytes = std::fs::read(fixture(name)).unwrap();
        hunt(&home, name, chunks::riffs(&bytes, &kinds), Format::WebP, 15);
    }
    let film = made(&home, "film.webp", &["-map", "0", "-c:v", "libwebp_anim", "-frames:v", "3"]);
    hunt(&home, "film.webp", chunks::riffs(&std::fs::read(film).unwrap(), &kinds), Format::WebP, 15);
    let film = made(&home, "film.gif", &["-map", "0", "-frames:v", "3"]);
    for path in [fixture("media/quarters.gif"), film] {
        let bytes = std::fs::read(&path).unwrap();
        hunt(&home, "GIF", chunks::gif(&bytes), Format::Gif, 15);
        let (copy, _) = redacted(&home, &bytes, Format::Gif, &Policy::source_protection()).unwrap();
        let clean = home.path("clean.gif");
        std::fs::write(&clean, copy).unwrap();
        // Its packets hold extensions, too, so that the pictures are compared.
        let shown = |path: &Path| run("ffmpeg", &["-v", "error", "-i", path.to_str().unwrap(), "-f", "framemd5", "-"]);
        assert_eq!(shown(&path), shown(&clean));
    }
}

#[test]
fn nothing_stays_in_a_tiff_that_no_decoder_reads() {
    let home = Home::new();
    for (name, bytes) in plants::tiffs::clean() {
        let (copy, plan) = redacted(&home, &bytes, Format::Tiff, &Policy::source_protection()).unwrap();
        assert!(copy == bytes && plan.items.iter().all(|item| item.fate != Fate::Dropped), "{name}: {:?}", plan.items);
        image::load_from_memory(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    hunt(&home, "TIFF", plants::tiffs::planted(), Format::Tiff, 55);
}
