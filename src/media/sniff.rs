//! The format by content. Never by name, and never more than the parts that tell formats apart.

use std::path::Path;

use super::audio::{id3_length, mpeg_frame};
use super::bmff;
use super::source::{Source, array};
use super::tiff::{Ifd, Tiff};
use crate::provenance::format::Format;

/// File name endings of media, for walking folders; lower case.
const ENDINGS: [&str; 59] = [
    "3fr", "aac", "arw", "avi", "avif", "avifs", "c2pa", "cr2", "cr3", "crw", "dng", "erf", "flac", "gif", "heic",
    "heics", "heif", "heifs", "hif", "iiq", "jfif", "jpe", "jpeg", "jpg", "jxl", "kdc", "m4a", "m4v", "mef", "mos",
    "mov", "mp3", "mp4", "mpo", "mrw", "nef", "nrw", "orf", "pdf", "pef", "png", "psb", "psd", "qt", "raf", "raw",
    "rw2", "rwl", "sr2", "srf", "srw", "svg", "tif", "tiff", "wav", "wave", "webp", "x3f", "apng",
];

/// Whether a file in a folder looks like media by its name. Content decides once it is opened.
pub fn is_media_name(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// The format of what the source holds.
pub(crate) fn sniff(source: &mut Source<'_>) -> Format {
    let Some(head) = source.up_to(0, 64) else { return Format::Unknown };
    let head = head.to_vec();
    let starts = |magic: &[u8]| head.starts_with(magic);
    let at = |from: usize, magic: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(magic));
    if starts(b"\xFF\xD8\xFF") {
        Format::Jpeg
    } else if starts(b"\x89PNG\r\n\x1A\n") {
        Format::Png
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        Format::Gif
    } else if starts(b"RIFF") || starts(b"RF64") {
        match head.get(8..12) {
            Some(b"WEBP") => Format::WebP,
            Some(b"WAVE") => Format::Wav,
            Some(b"AVI ") => Format::Avi,
            _ => Format::Unknown,
        }
    } else if starts(b"\xFF\x0A") || starts(b"\0\0\0\x0CJXL \r\n\x87\n") {
        Format::Jxl
    } else if starts(b"FUJIFILMCCD-RAW ") || starts(b"FOVb") || starts(b"\0MRM") || at(6, b"HEAPCCDR") {
        Format::Raw
    } else if starts(b"8BPS\0\x01") || starts(b"8BPS\0\x02") {
        Format::Psd
    } else if starts(b"fLaC") {
        Format::Flac
    } else if starts(b"%PDF-") {
        Format::Pdf
    } else if at(4, b"jumb") && is_manifest_store(&head) {
        Format::ManifestStore
    } else if starts(b"II") || starts(b"MM") {
        tiff(source)
    } else if at(4, b"ftyp") {
        brands(source)
    } else if at(4, b"moov") || at(4, b"mdat") || at(4, b"wide") || at(4, b"free") || at(4, b"skip") {
        old_quicktime(source)
    } else if is_mp3(source, &head) {
        // A signed FLAC begins with an ID3 tag that holds the manifest store.
        let after = id3_length(&head);
        if source.bytes(after, 4) == Some(b"fLaC") { Format::Flac } else { Format::Mp3 }
    } else if is_svg(source) {
        Format::Svg
    } else {
        Format::Unknown
    }
}

/// A JUMBF superbox whose description box has the type of a manifest store (C2PA 2.4 §11.1.4).
fn is_manifest_store(head: &[u8]) -> bool {
    head.get(12..16) == Some(b"jumd") && head.get(16..20) == Some(b"c2pa")
}

fn tiff(source: &mut Source<'_>) -> Format {
    let Some(tiff) = Tiff::open(source, 0) else { return Format::Unknown };
    if !matches!(tiff.magic, 42 | 43) || source.bytes(8, 2) == Some(b"CR") {
        return Format::Raw;
    }
    let Some(first) = tiff.ifd(source, tiff.first).filter(|ifd| !ifd.entries.is_empty()) else {
        return Format::Unknown;
    };
    if first.entry(0xC612).is_some() {
        return Format::Dng;
    }
    if is_raw(source, &tiff, &first) { Format::Raw } else { Format::Tiff }
}

/// Camera RAW in ordinary TIFF: sensor data (photometric 32803) or a maker's compression in any directory, or
/// Sony's and Kodak's own tags.
fn is_raw(source: &mut Source<'_>, tiff: &Tiff, first: &Ifd) -> bool {
    if first.entry(0x010F).is_none() {
        return false;
    }
    let mut directories = vec![first.clone()];
    if let Some(entry) = first.entry(0x014A).copied() {
        let offsets = tiff.numbers(source, &entry, 8);
        directories.extend(offsets.into_iter().filter_map(|offset| tiff.ifd(source, offset)));
    }
    let mut next = first.next;
    for _ in 0..4 {
        let Some(ifd) = tiff.ifd(source, next) else { break };
        next = ifd.next;
        directories.push(ifd);
    }
    let is_sony = tiff.text(source, first, 0x010F).is_some_and(|make| make.to_uppercase().starts_with("SONY"));
    if is_sony && first.entry(0xC634).is_some() {
        return true;
    }
    directories.iter().any(|ifd| {
        let photometric = tiff.number(source, ifd, 0x0106);
        let compression = tiff.number(source, ifd, 0x0103);
        photometric == Some(32_803) || matches!(compression, Some(32_767 | 32_769 | 34_713 | 65_000 | 65_535))
    })
}

/// ISO brands: the major one first, then the compatible ones.
fn brands(source: &mut Source<'_>) -> Format {
    let (mut at, end) = (0, source.len());
    let Some(ftyp) = bmff::next_box(source, &mut at, end) else { return Format::Unknown };
    let Some(bytes) = source.up_to(ftyp.start, ftyp.length().min(1_024)).map(<[u8]>::to_vec) else {
        return Format::Unknown;
    };
    let major: [u8; 4] = array(&bytes, 0).unwrap_or_default();
    if let Some(format) = brand(&major) {
        // `mif1` and `msf1` say only that it is HEIF; a compatible brand says what is coded in it.
        if format != Format::Heif {
            return format;
        }
    }
    let compatible = || bytes.as_chunks::<4>().0.iter().skip(2);
    let find = |wanted: Format| compatible().any(|other| brand(other) == Some(wanted));
    if matches!(brand(&major), Some(Format::Heif)) {
        return [Format::Avif, Format::Heic].into_iter().find(|&format| find(format)).unwrap_or(Format::Heif);
    }
    compatible().find_map(brand).unwrap_or(Format::Mp4)
}

fn brand(brand: &[u8; 4]) -> Option<Format> {
    Some(match brand {
        b"avif" | b"avis" => Format::Avif,
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" => Format::Heic,
        b"mif1" | b"mif2" | b"msf1" | b"heif" => Format::Heif,
        b"crx " => Format::Raw,
        b"qt  " => Format::Mov,
        b"M4A " | b"M4B " | b"M4P " => Format::M4a,
        b"isom" | b"iso2" | b"iso3" | b"iso4" | b"iso5" | b"iso6" | b"iso7" | b"iso8" | b"iso9" | b"mp41" | b"mp42"
        | b"mp71" | b"avc1" | b"M4V " | b"M4VH" | b"M4VP" | b"f4v " | b"dash" | b"MSNV" | b"3gp4" | b"3gp5"
        | b"3gp6" | b"3g2a" | b"XAVC" => Format::Mp4,
        _ => return None,
    })
}

/// QuickTime from before `ftyp`: among the first boxes there is a movie.
fn old_quicktime(source: &mut Source<'_>) -> Format {
    let (mut at, end) = (0, source.len());
    for _ in 0..8 {
        match bmff::next_box(source, &mut at, end) {
            Some(bx) if &bx.kind == b"moov" => return Format::Mov,
            Some(bx) if matches!(&bx.kind, b"mdat" | b"wide" | b"free" | b"skip" | b"pnot") => {}
            _ => return Format::Unknown,
        }
    }
    Format::Unknown
}

/// An ID3 tag, or three MPEG audio frames in a row: two bytes alone mean nothing.
fn is_mp3(source: &mut Source<'_>, head: &[u8]) -> bool {
    if head.starts_with(b"ID3") {
        let is_tag = head.get(3).is_some_and(|&version| (2..=4).contains(&version))
            && head.get(6..10).is_some_and(|size| size.iter().all(|&b| b < 0x80));
        return is_tag;
    }
    let mut at = 0;
    for _ in 0..3 {
        match mpeg_frame(source, at) {
            Some(next) => at = next,
            None => return false,
        }
        if at == source.len() {
            return true;
        }
    }
    true
}

/// XML whose first element is `svg`, after a byte order mark, declarations and comments.
fn is_svg(source: &mut Source<'_>) -> bool {
    let Some(bytes) = source.up_to(0, 16 << 10) else { return false };
    let text = String::from_utf8_lossy(bytes);
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    for _ in 0..200 {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.starts_with("<!DOCTYPE") {
            match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close => {
                    rest.find("]").and_then(|at| rest.get(at..)?.find('>').map(|more| at + more + 1))
                }
                (_, close) => close.map(|at| at + 1),
            }
        } else {
            break;
        };
        match end.and_then(|end| rest.get(end..)) {
            Some(more) => rest = more.trim_start(),
            None => return false,
        }
    }
    let Some(element) = rest.strip_prefix('<') else { return false };
    let name: String = element.chars().take_while(|&c| !c.is_whitespace() && c != '>' && c != '/').take(100).collect();
    name == "svg" || name.ends_with(":svg")
}
