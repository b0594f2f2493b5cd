//! The parts of a file by the names that hard bindings call them: boxes by their path (C2PA 2.4 §18.7), JPEG segments
//! and PNG chunks by their kind (§18.6). Never reads what is in them.
//!
//! Where the file cannot be walked to its end, there is no layout: a binding that names parts then leaves out
//! everything, as far as can be told.

use super::bmff::{self, Bx};
use super::bound::Origin;
use super::source::{Source, be32};
use super::{MediaError, jpeg};
use crate::provenance::format::Format;
use crate::provenance::report::ByteRange;

/// Deeper boxes than this are not walked; no container of metadata is.
const DEPTH: usize = 16;
/// Boxes that hold boxes, as the engine that checks the binding walks them.
const CONTAINERS: [&[u8; 4]; 16] = [
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts", b"udta", b"dinf", b"tref", b"treg",
    b"mvex", b"mfra", b"meta", b"schi",
];

/// One part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    /// `/moov/udta`, `APP1`, `iTXt`; `C2PA` for a manifest store among segments or chunks.
    pub name: String,
    /// Header and all.
    pub range: ByteRange,
}

/// The parts of a file, in order; `None` for other formats, and where the file is broken.
///
/// # Errors
/// The file cannot be opened.
pub fn parts(path: &std::path::Path, format: Format) -> Result<Option<Vec<FilePart>>, MediaError> {
    Ok(of(&mut Source::open(path)?, format))
}

/// The same for the bytes of a whole file in memory.
pub fn parts_of_bytes(bytes: &[u8], format: Format) -> Option<Vec<FilePart>> {
    of(&mut Source::placed(bytes, Origin::at(0)), format)
}

fn of(source: &mut Source<'_>, format: Format) -> Option<Vec<FilePart>> {
    match format {
        Format::Jpeg => segments(source),
        Format::Png => chunks(source),
        Format::Avif | Format::Heic | Format::Heif | Format::Mp4 | Format::Mov | Format::M4a => {
            let mut found = Vec::new();
            let end = source.len();
            boxes(source, 0, end, "", &mut found, 0)?;
            Some(found)
        }
        _ => None,
    }
}

fn part(name: impl Into<String>, start: u64, end: u64) -> FilePart {
    FilePart { name: name.into(), range: ByteRange { start, length: end.saturating_sub(start) } }
}

/// Boxes from `at` on, each before those in it.
fn boxes(
    source: &mut Source<'_>,
    mut at: u64,
    end: u64,
    path: &str,
    found: &mut Vec<FilePart>,
    depth: usize,
) -> Option<()> {
    while at < end {
        let from = at;
        let Some(bx) = bmff::next_box(source, &mut at, end) else {
            // Fewer bytes than a header has may trail; they are hashed as they are.
            return (end - from < 8 && !source.is_exhausted()).then_some(());
        };
        if at > end && &bx.kind != b"mdat" {
            return None;
        }
        let path = format!("{path}/{}", String::from_utf8_lossy(&bx.kind));
        found.push(part(path.clone(), bx.at, bx.end));
        if CONTAINERS.contains(&&bx.kind) {
            let inner = first_child(source, &bx);
            if depth >= DEPTH {
                return None;
            }
            boxes(source, inner, bx.end, &path, found, depth + 1)?;
        }
    }
    Some(())
}

fn first_child(source: &mut Source<'_>, bx: &Bx) -> u64 {
    if &bx.kind == b"meta" { bmff::meta_children(source, bx) } else { bx.start }
}

/// Segments up to the first scan, which runs to the end of the file.
fn segments(source: &mut Source<'_>) -> Option<Vec<FilePart>> {
    let mut found = vec![part("SOI", 0, 2)];
    let mut at = 2;
    // The number by which the segments of one manifest store belong together (ISO/IEC 18477-3 B.1).
    let mut store: Option<[u8; 2]> = None;
    while let Some(segment) = jpeg::next_segment(source, &mut at) {
        let start = segment.at - 4;
        let head = source.up_to(segment.at, segment.length.min(28))?;
        let instance: Option<[u8; 2]> = head.get(2..4).and_then(|two| two.try_into().ok());
        let is_store = head.get(24..28) == Some(b"c2pa");
        if segment.marker != 0xEB {
            found.push(part(segment_name(segment.marker), start, at));
        } else if store.is_some() && store == instance {
            let last = found.last_mut().filter(|last| last.name == "C2PA")?;
            last.range.length = at - last.range.start;
        } else if is_store {
            store = instance;
            found.push(part("C2PA", start, at));
        } else if segment.length > 16 {
            found.push(part("APP11", start, at));
        }
    }
    if source.bytes(at, 2)? != [0xFF, 0xDA] {
        return None;
    }
    found.push(part("SOS", at, source.len()));
    Some(found)
}

fn segment_name(marker: u8) -> String {
    match marker {
        0xE0..=0xEF => format!("APP{}", marker & 15),
        0xC0..=0xC2 => format!("SOF{}", marker & 15),
        0xF0..=0xFD => format!("JPG{}", marker & 15),
        0xFE => "COM".to_owned(),
        0xC4 => "DHT".to_owned(),
        0xCC => "DAC".to_owned(),
        0xDB => "DQT".to_owned(),
        0xDD => "DRI".to_owned(),
        other => format!("0x{other:02X}"),
    }
}

/// The signature and every chunk, its checksum included.
fn chunks(source: &mut Source<'_>) -> Option<Vec<FilePart>> {
    let mut found = vec![part("PNGh", 0, 8)];
    let mut at = 8u64;
    while source.step() {
        let head = source.bytes_ahead(at, 8, 64)?;
        let end = at + 12 + u64::from(be32(head, 0)?);
        let kind = head.get(4..8)?;
        let name = if kind == b"caBX" { "C2PA".to_owned() } else { String::from_utf8(kind.to_vec()).ok()? };
        let is_last = name == "IEND";
        found.push(part(name, at, end));
        at = end;
        if is_last {
            return (end <= source.len()).then_some(found);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats").join(name))
            .unwrap()
    }

    /// The parts of a file without those that lie in another.
    fn top(parts: &[FilePart]) -> Vec<&FilePart> {
        parts.iter().filter(|part| part.name.matches('/').count() < 2).collect()
    }

    #[test]
    fn parts_follow_each_other_from_the_first_byte_to_the_last() {
        for (name, format, known) in [
            ("photo.jpg", Format::Jpeg, "APP1"),
            ("photo.png", Format::Png, "IHDR"),
            ("photo.heic", Format::Heic, "/meta/iloc"),
            ("photo.avif", Format::Avif, "/meta/iloc"),
            ("video.mp4", Format::Mp4, "/moov/trak/tkhd"),
        ] {
            let bytes = fixture(name);
            let parts = parts_of_bytes(&bytes, format).unwrap_or_else(|| panic!("{name}"));
            let mut at = 0;
            for part in top(&parts) {
                assert_eq!(part.range.start, at, "{name} {}", part.name);
                at += part.range.length;
            }
            assert_eq!(at, bytes.len() as u64, "{name}");
            assert!(parts.iter().any(|part| part.name == known), "{name}: {parts:?}");
            if format != Format::Mp4 {
                assert_eq!(parts_of_bytes(&bytes[..bytes.len() / 20], format), None, "{name} cut");
            }
        }
    }
}
