//! Every kind of file × every preset × many ways to break it: the engine never panics or waits forever, and a copy that
//! its proof lets pass (the same picture, nothing left for a second run) holds no marker that was to go.
//!
//! `LIGHTMARK_FUZZ_ROUNDS` asks for more rounds; the seed is fixed, so that what fails once fails again.

mod common;
#[path = "leaks/mod.rs"]
mod planted;

use std::fs::File;

use common::Home;
use lightmark::media::redact::proof::prove;
use lightmark::media::redact::{Plan, plan, write};
use lightmark::provenance::format::Format;
use lightmark::provenance::redaction::{Fate, Group, Item, Policy};
use planted::marks::{Mark, Marked, unpacked};
use planted::{others, pictures, tiffs};

/// Rounds of one file and preset.
const ROUNDS: usize = 12;
/// What a picture that no longer says that it is a preview keeps: it is a picture of its own.
const PREVIEWS: [&str; 2] = ["SubIfdPreview", "ReducedPage"];

fn files(home: &Home) -> Vec<(Marked, Format)> {
    use Group::{Creator, Device, Software, Text};
    let dir = home.path("planted");
    std::fs::create_dir_all(&dir).unwrap();
    let picture = [("EXIF:Artist", Creator), ("EXIF:SerialNumber", Device), ("XMP-aux:SerialNumber", Device)];
    let film = [("ItemList:Title", Text), ("ItemList:Encoder", Software), ("UserData:SerialNumber", Device)];
    vec![
        (pictures::jpeg(), Format::Jpeg),
        (pictures::png(), Format::Png),
        (pictures::webp("marks.webp", false), Format::WebP),
        (pictures::webp("marks-animated.webp", true), Format::WebP),
        (pictures::gif(), Format::Gif),
        (tiffs::file("marks.tif", true, false), Format::Tiff),
        (tiffs::file("marks-big-endian.tif", false, false), Format::Tiff),
        (tiffs::file("marks.dng", true, true), Format::Dng),
        (others::boxes(&dir, "marks.heic", "formats/photo.heic", &picture), Format::Heic),
        (others::boxes(&dir, "marks.avif", "formats/photo.avif", &picture), Format::Avif),
        (others::boxes(&dir, "marks.jxl", "formats/photo.jxl", &picture), Format::Jxl),
        (others::boxes(&dir, "marks.mp4", "formats/video.mp4", &film), Format::Mp4),
        (others::boxes(&dir, "marks.mov", "formats/video.mov", &film), Format::Mov),
        (others::boxes(&dir, "marks.m4a", "formats/sound.m4a", &film), Format::M4a),
        (others::wav(), Format::Wav),
        (others::mp3(), Format::Mp3),
        (others::flac(), Format::Flac),
        (others::svg(), Format::Svg),
    ]
}

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }

    /// Where a change is likely to matter: in the structure at the beginning, or at the end, or anywhere.
    fn place(&mut self, len: usize) -> usize {
        match self.below(4) {
            0 => self.below(len.min(600)),
            1 => len - 1 - self.below(len.min(2_000)),
            _ => self.below(len),
        }
    }

    fn broken(&mut self, whole: &[u8]) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        let at = self.place(whole.len());
        match self.below(8) {
            0 => bytes.truncate(at.max(1)),
            1 => bytes[at] ^= 1 << self.below(8),
            2 => (0..4).for_each(|_| bytes[self.place(whole.len())] = self.below(256) as u8),
            3 => drop(bytes.drain(at..(at + 1 + self.below(64)).min(whole.len()))),
            4 => bytes.splice(at..at, vec![self.below(256) as u8; 1 + self.below(64)]).for_each(drop),
            // Lengths and offsets: the largest and the smallest.
            5 => bytes.iter_mut().skip(at & !3).take(4).for_each(|byte| *byte = 0xFF),
            6 => bytes.iter_mut().skip(at & !3).take(4).for_each(|byte| *byte = 0),
            // A part of the file over another part.
            _ => {
                let from = self.place(whole.len());
                let part = whole[from..(from + 1 + self.below(200)).min(whole.len())].to_vec();
                bytes.iter_mut().skip(at).zip(part).for_each(|(byte, new)| *byte = new);
            }
        }
        bytes
    }
}

/// Whether a marker may be left: it stands in something that the plan says it keeps, or a broken length made a part of the
/// coded picture or stream out of it.
fn is_told(plan: &Plan, mark: &Mark, bytes: &[u8], format: Format) -> bool {
    let at = memchr::memmem::find(bytes, &mark.value).unwrap_or_default() as u64;
    let covers = |item: &Item| (item.at..item.at + item.length_bytes).contains(&at);
    let is_coded = match format {
        Format::Gif => true,
        Format::Heic | Format::Avif | Format::Mp4 | Format::Mov | Format::M4a => is_media_data(bytes, at as usize),
        _ => false,
    };
    if is_coded && !plan.items.iter().any(covers) {
        return true;
    }
    let text = String::from_utf8_lossy(&mark.value);
    let is_kept = |item: &Item| item.fate != Fate::Dropped && (covers(item) || item.value.contains(&*text));
    plan.items.iter().any(is_kept) || PREVIEWS.contains(&mark.place.as_str())
}

/// Whether the place lies in the box of media data.
fn is_media_data(bytes: &[u8], at: usize) -> bool {
    let Some(kind) = memchr::memmem::find(bytes, b"mdat") else { return false };
    let size = u32::from_be_bytes(bytes[kind - 4..kind].try_into().unwrap()) as usize;
    (kind..kind - 4 + size).contains(&at)
}

/// What is wrong with the copy of a broken file, if there is one and its proof lets it pass; whether it did.
fn fault(home: &Home, bytes: &[u8], marks: &[Mark], format: Format, policy: &Policy) -> (bool, Option<String>) {
    let (original, copy) = (home.path("broken"), home.path("copy"));
    std::fs::write(&original, bytes).unwrap();
    let Ok(made) = plan(&original, format, policy) else { return (false, None) };
    write(&made.pieces, &mut File::open(&original).unwrap(), &mut File::create(&copy).unwrap()).unwrap();
    match prove(&original, &copy, format, policy) {
        Ok(proof) if proof.holds() => {}
        _ => return (false, None),
    }
    let after = std::fs::read(&copy).unwrap();
    let (inside, inside_after) = (unpacked(bytes), unpacked(&after));
    for mark in marks.iter().filter(|mark| mark.is_in(bytes, &inside)) {
        if mark.is_in(&after, &inside_after) && !is_told(&made, mark, bytes, format) {
            return (true, Some(format!("{} is left", mark.place)));
        }
    }
    (true, None)
}

#[test]
fn no_broken_file_panics_and_no_copy_that_passes_holds_what_was_to_go() {
    let home = Home::new();
    let rounds = std::env::var("LIGHTMARK_FUZZ_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(ROUNDS);
    let mut faults = Vec::new();
    for (file, format) in files(&home) {
        let mut passed = 0;
        for policy in Policy::presets() {
            let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ file.bytes.len() as u64);
            let goes: Vec<Mark> = file.marks.0.iter().filter(|mark| policy.drops(mark.group, "")).cloned().collect();
            for round in 0..rounds {
                let bytes = if round == 0 { file.bytes.clone() } else { dice.broken(&file.bytes) };
                let (is_copy, fault) = fault(&home, &bytes, &goes, format, &policy);
                passed += usize::from(is_copy);
                if let Some(fault) = fault {
                    let kept = std::env::temp_dir().join(format!("grid-{}-{}-{round}", file.name, policy.name));
                    std::fs::write(&kept, &bytes).unwrap();
                    faults.push(format!("{} {} round {round}: {fault} ({})", file.name, policy.name, kept.display()));
                }
            }
        }
        assert!(passed > rounds / 2, "{}: the changes left too little to try: {passed}", file.name);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
