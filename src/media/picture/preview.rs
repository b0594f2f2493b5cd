//! The best picture inside a file whose own pixels are not decoded: RAW, DNG, HEIC, PSD, video. Finds it, checks
//! that it is a JPEG or PNG; decoding is done elsewhere.

use crate::media::bmff::{self, Bx, CANON_UUID};
use crate::media::heif::Items;
use crate::media::jpeg::{blocks, frame_of};
use crate::media::source::{Source, array, be32};
use crate::media::tiff::{Ifd, Tiff};
use crate::media::{limits, photoshop};
use crate::provenance::format::Format;

use super::{jpeg, makernote};

/// Bytes of one embedded picture.
const PREVIEW_BYTES: u64 = 64 << 20;
/// Candidates looked at in one file.
const CANDIDATES: usize = 64;
/// `uuid` in which Canon CR3 keeps its preview.
const CANON_PREVIEW: [u8; 16] =
    [0xEA, 0xF4, 0x2B, 0x5E, 0x1C, 0x98, 0x4B, 0x88, 0xB9, 0xFB, 0xB7, 0xDC, 0x40, 0x6E, 0x4D, 0x16];

/// An embedded picture and the orientation of the file that it stands in.
pub(super) struct Preview {
    pub bytes: Vec<u8>,
    pub orientation: u8,
}

/// Where pictures may stand: offset and length.
pub(super) type Places = Vec<(u64, u64)>;

/// The embedded picture with the most pixels.
pub(super) fn find(source: &mut Source<'_>, format: Format) -> Option<Preview> {
    match format {
        Format::Dng => in_tiff(source, 0),
        Format::Raw if source.bytes(4, 4) == Some(b"ftyp") => in_cr3(source),
        Format::Raw if source.bytes(0, 8) == Some(b"FUJIFILM") => {
            let place = (u64::from(source.u32_be(84)?), u64::from(source.u32_be(88)?));
            best(source, vec![place], 1)
        }
        Format::Raw => in_tiff(source, 0),
        Format::Heic | Format::Heif => in_heif(source),
        Format::Psd => {
            let resources = photoshop::psd_resources(source)?;
            let bytes = photoshop::thumbnail(&resources)?.to_vec();
            frame_of(&bytes)?;
            Some(Preview { bytes, orientation: 1 })
        }
        Format::Mp4 | Format::Mov | Format::M4a => cover(source),
        _ => None,
    }
}

/// Chooses by size in pixels among the places that hold a JPEG which can be decoded.
fn best(source: &mut Source<'_>, mut places: Places, orientation: u8) -> Option<Preview> {
    places.sort_unstable();
    places.dedup();
    places.truncate(CANDIDATES);
    let mut chosen: Option<(u64, Vec<u8>)> = None;
    for (at, length) in places {
        let length = length.min(PREVIEW_BYTES).min(source.len().saturating_sub(at));
        let Some(bytes) = source.bytes(at, length as usize) else { continue };
        let Some(frame) = frame_of(bytes).filter(|frame| is_ordinary(bytes, frame.components)) else { continue };
        let pixels = u64::from(frame.width) * u64::from(frame.height);
        if chosen.as_ref().is_none_or(|(most, _)| pixels > *most) {
            chosen = Some((pixels, bytes.to_vec()));
        }
    }
    chosen.map(|(_, bytes)| Preview { bytes, orientation })
}

/// Sensor data is often lossless JPEG (SOF3), which is no picture to look at.
fn is_ordinary(bytes: &[u8], components: u8) -> bool {
    let mut source = Source::memory(bytes);
    let mut at = 2;
    while let Some(segment) = crate::media::jpeg::next_segment(&mut source, &mut at) {
        if matches!(segment.marker, 0xC0..=0xC2) {
            return matches!(components, 1 | 3) && source.u8(segment.at) == Some(8);
        }
    }
    false
}

fn in_tiff(source: &mut Source<'_>, base: u64) -> Option<Preview> {
    let tiff = Tiff::open(source, base)?;
    let mut walk = Walk { tiff, places: Vec::new(), seen: Vec::new() };
    let first = tiff.ifd(source, tiff.first)?;
    let orientation = tiff.number(source, &first, 0x0112).and_then(|o| u8::try_from(o).ok()).unwrap_or(1);
    let mut offset = tiff.first;
    while offset != 0
        && let Some(next) = walk.directory(source, offset, 0)
    {
        offset = next;
    }
    let places = std::mem::take(&mut walk.places);
    best(source, places, orientation)
}

struct Walk {
    tiff: Tiff,
    places: Places,
    seen: Vec<u64>,
}

impl Walk {
    /// Notes the pictures of one directory and of those below it; gives the next one's offset.
    fn directory(&mut self, source: &mut Source<'_>, offset: u64, depth: u8) -> Option<u64> {
        if self.seen.contains(&offset) || self.seen.len() >= limits::IFDS || depth > 4 {
            return None;
        }
        self.seen.push(offset);
        let tiff = self.tiff;
        let ifd = tiff.ifd(source, offset)?;
        self.pointed(source, &ifd, 0x0201, 0x0202);
        let is_jpeg = matches!(tiff.number(source, &ifd, 0x0103), Some(6 | 7));
        if is_jpeg && ifd.entry(0x0111).is_some_and(|strips| strips.count == 1) {
            self.pointed(source, &ifd, 0x0111, 0x0117);
        }
        // Panasonic's JpgFromRaw is the picture itself.
        if let Some(entry) = ifd.entry(0x002E).filter(|_| tiff.magic == 0x55) {
            self.places.push((entry.at, entry.bytes));
        }
        for tag in [0x014A, 0x8769] {
            if let Some(entry) = ifd.entry(tag) {
                for offset in tiff.numbers(source, entry, 16) {
                    self.directory(source, offset, depth + 1);
                }
            }
        }
        if let Some(entry) = ifd.entry(0x927C) {
            makernote::places(source, &tiff, entry, &mut self.places);
        }
        Some(ifd.next)
    }

    fn pointed(&mut self, source: &mut Source<'_>, ifd: &Ifd, at: u16, length: u16) {
        let place = self.tiff.number(source, ifd, at).zip(self.tiff.number(source, ifd, length));
        if let Some((at, length)) = place
            && let Some(at) = self.tiff.base.checked_add(at)
        {
            self.places.push((at, length));
        }
    }
}

fn in_cr3(source: &mut Source<'_>) -> Option<Preview> {
    let mut places = Places::new();
    let mut orientation = 1;
    let end = source.len();
    bmff::children(source, 0, end, |source, bx| match &bx.kind {
        b"uuid" if id(source, bx) == Some(CANON_PREVIEW) => {
            // Version and count stand before the only box.
            bmff::children(source, bx.start + 24, bx.end, |_, bx| {
                if &bx.kind == b"PRVW" {
                    places.push((bx.start + 16, bx.end.saturating_sub(bx.start + 16)));
                }
            });
        }
        b"moov" => bmff::children(source, bx.start, bx.end, |source, bx| {
            if &bx.kind != b"uuid" || id(source, bx) != Some(CANON_UUID) {
                return;
            }
            bmff::children(source, bx.start + 16, bx.end, |source, bx| match &bx.kind {
                b"THMB" => places.push((bx.start + 16, bx.end.saturating_sub(bx.start + 16))),
                b"CMT1" => {
                    let block = bx.content(source, limits::EXIF_BYTES).map(<[u8]>::to_vec);
                    orientation = block.and_then(|block| jpeg::orientation(&block)).unwrap_or(1);
                }
                _ => {}
            });
        }),
        _ => {}
    });
    best(source, places, orientation)
}

fn id(source: &mut Source<'_>, bx: &Bx) -> Option<[u8; 16]> {
    array(source.bytes(bx.start, 16)?, 0)
}

/// JPEG items (thumbnails among them), and the EXIF thumbnail.
fn in_heif(source: &mut Source<'_>) -> Option<Preview> {
    let items = Items::of_file(source)?;
    let mut chosen: Option<(u64, Vec<u8>)> = None;
    let mut offer = |bytes: Vec<u8>| {
        if let Some(frame) = frame_of(&bytes).filter(|frame| is_ordinary(&bytes, frame.components)) {
            let pixels = u64::from(frame.width) * u64::from(frame.height);
            if chosen.as_ref().is_none_or(|(most, _)| pixels > *most) {
                chosen = Some((pixels, bytes));
            }
        }
    };
    for item in items.items.iter().filter(|item| matches!(&item.kind, b"jpeg" | b"Exif")).take(CANDIDATES) {
        let Some(bytes) = items.bytes(source, item.id, limits::EXIF_BYTES) else { continue };
        if &item.kind == b"jpeg" {
            offer(bytes);
        } else if let Some(block) = bmff::exif_block(&bytes)
            && let Some(found) = in_tiff(&mut Source::memory(block), 0)
        {
            offer(found.bytes);
        }
    }
    let (_, bytes) = chosen?;
    // What a phone writes into the thumbnail's own EXIF goes before what the container says.
    let has_own = blocks(&bytes).0.is_some();
    let turns = items.property(items.primary, b"irot").and_then(|irot| irot.first().copied()).unwrap_or(0) & 3;
    let orientation = match (has_own, turns) {
        (true, _) | (_, 0) => 1,
        (_, 1) => 8,
        (_, 2) => 3,
        _ => 6,
    };
    Some(Preview { bytes, orientation })
}

/// `covr` of iTunes metadata: JPEG or PNG.
fn cover(source: &mut Source<'_>) -> Option<Preview> {
    let mut place: Option<(u64, u64)> = None;
    let end = source.len();
    let mut data = |source: &mut Source<'_>, meta: &Bx| {
        let from = bmff::meta_children(source, meta);
        bmff::children(source, from, meta.end, |source, bx| {
            if &bx.kind != b"ilst" {
                return;
            }
            bmff::children(source, bx.start, bx.end, |source, item| {
                if &item.kind == b"covr" {
                    bmff::children(source, item.start, item.end, |_, bx| {
                        if &bx.kind == b"data" && place.is_none() {
                            place = Some((bx.start + 8, bx.end.saturating_sub(bx.start + 8)));
                        }
                    });
                }
            });
        });
    };
    bmff::children(source, 0, end, |source, bx| {
        if &bx.kind == b"moov" {
            bmff::children(source, bx.start, bx.end, |source, bx| match &bx.kind {
                b"meta" => data(source, bx),
                b"udta" => bmff::children(source, bx.start, bx.end, |source, bx| {
                    if &bx.kind == b"meta" {
                        data(source, bx);
                    }
                }),
                _ => {}
            });
        }
    });
    let (at, length) = place?;
    let bytes = source.bytes(at, usize::try_from(length.min(PREVIEW_BYTES)).ok()?)?.to_vec();
    let is_picture = frame_of(&bytes).is_some() || be32(&bytes, 0) == Some(0x8950_4E47);
    is_picture.then_some(Preview { bytes, orientation: 1 })
}
