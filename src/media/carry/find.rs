//! Where EXIF, XMP and IPTC stand in a file, by container. Reads them as they are; never judges them.

use std::path::Path;

use super::exif::Tables;
use crate::media::heif::Items;
use crate::media::jpeg::next_segment;
use crate::media::limits;
use crate::media::raw_profile::RawProfile;
use crate::media::source::{Source, array, be16, be32, le32};
use crate::media::tiff::Tiff;
use crate::media::{bmff, gif};
use crate::provenance::format::Format;

const EXIF: &[u8] = b"Exif\0\0";
const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_XMP: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const PNG_XMP: &[u8] = b"XML:com.adobe.xmp\0";
/// Photoshop's resource that holds IIM datasets.
const IIM: u16 = 0x0404;

/// What was found.
#[derive(Default)]
pub(super) struct Blocks {
    pub(super) exif: Option<Tables>,
    pub(super) xmp: Option<Vec<u8>>,
    pub(super) iptc: Option<Vec<u8>>,
    /// There is metadata of these kinds that could not be read.
    pub(super) more: bool,
}

/// Looks through the file; `None` where it cannot be read or is of a kind that is not looked through.
pub(super) fn blocks(path: &Path, format: Format) -> Option<Blocks> {
    let mut source = Source::open(path).ok()?;
    let mut found = Blocks::default();
    match format {
        Format::Jpeg => jpeg(&mut source, &mut found),
        Format::Png => png(&mut source, &mut found),
        Format::WebP => webp(&mut source, &mut found),
        Format::Tiff | Format::Dng => tiff(&mut source, &mut found),
        Format::Avif | Format::Heic | Format::Heif => heif(&mut source, &mut found),
        Format::Jxl => jxl(&mut source, &mut found),
        Format::Gif => found.xmp = gif::packet(&mut source),
        _ => return None,
    }
    Some(found)
}

impl Blocks {
    fn block(&mut self, block: &[u8]) {
        let block = block.strip_prefix(EXIF).unwrap_or(block);
        match Tables::read(&mut Source::memory(block)) {
            Some(tables) if self.exif.is_none() => self.exif = Some(tables),
            _ => self.more = true,
        }
    }

    fn packet(&mut self, packet: Vec<u8>) {
        self.more |= self.xmp.is_some();
        self.xmp.get_or_insert(packet);
    }
}

fn jpeg(source: &mut Source<'_>, found: &mut Blocks) {
    let mut at = 2;
    let mut resources = Vec::new();
    while let Some(segment) = next_segment(source, &mut at) {
        if !matches!(segment.marker, 0xE1 | 0xED) {
            continue;
        }
        let Some(payload) = source.bytes(segment.at, segment.length).map(<[u8]>::to_vec) else { break };
        if segment.marker == 0xED {
            if let Some(part) = payload.strip_prefix(PHOTOSHOP)
                && resources.len() < limits::EXIF_BYTES
            {
                resources.extend_from_slice(part);
            }
        } else if payload.starts_with(EXIF) {
            found.block(&payload);
        } else if let Some(packet) = payload.strip_prefix(XMP) {
            found.packet(packet.to_vec());
        } else if payload.starts_with(EXTENDED_XMP) {
            found.more = true;
        }
    }
    found.iptc = datasets(&resources);
}

/// The IIM datasets in Photoshop's resources: `8BIM`, number, padded name, length, padded value.
fn datasets(mut rest: &[u8]) -> Option<Vec<u8>> {
    for _ in 0..1_000 {
        let name_bytes = usize::from(*rest.get(6)?);
        let at = 6 + (1 + name_bytes).next_multiple_of(2);
        let length = usize::try_from(be32(rest, at)?).ok()?;
        let value = rest.get(at + 4..(at + 4).checked_add(length)?)?;
        if be16(rest, 4)? == IIM && rest.starts_with(b"8BIM") {
            return Some(value.to_vec());
        }
        rest = rest.get((at + 4 + length).next_multiple_of(2)..)?;
    }
    None
}

fn png(source: &mut Source<'_>, found: &mut Blocks) {
    let mut at = 8u64;
    while source.step()
        && let Some(head) = source.bytes_ahead(at, 8, 64)
    {
        let (Some(length), Some(kind)) = (be32(head, 0), array::<4>(head, 4)) else { break };
        let size = length as usize;
        match &kind {
            b"eXIf" if size <= limits::EXIF_BYTES => {
                if let Some(block) = source.bytes(at + 8, size).map(<[u8]>::to_vec) {
                    found.block(&block);
                }
            }
            b"iTXt" if size <= limits::XMP_BYTES => {
                if let Some(text) = source.bytes(at + 8, size).and_then(|bytes| bytes.strip_prefix(PNG_XMP)) {
                    match png_text(text) {
                        Some(packet) => found.packet(packet),
                        None => found.more = true,
                    }
                }
            }
            b"zTXt" | b"tEXt" if size <= limits::XMP_BYTES => {
                if let Some(data) = source.bytes(at + 8, size).map(<[u8]>::to_vec) {
                    profile(&kind, &data, found);
                }
            }
            b"IEND" => break,
            _ => {}
        }
        at += u64::from(length) + 12;
    }
}

/// What ImageMagick and ExifTool write in hex.
fn profile(kind: &[u8; 4], data: &[u8], found: &mut Blocks) {
    let named = |profile: &[u8]| RawProfile::in_chunk(kind, data, profile).map(|profile| profile.bytes);
    if let Some(bytes) = named(b"iptc").or_else(|| named(b"8bim")) {
        let bytes = bytes.strip_prefix(PHOTOSHOP).unwrap_or(&bytes);
        let own = if bytes.first() == Some(&0x1C) { Some(bytes.to_vec()) } else { datasets(bytes) };
        found.more |= own.is_some() && found.iptc.is_some();
        found.iptc = found.iptc.take().or(own);
    } else if let Some(bytes) = named(b"exif").or_else(|| named(b"app1")) {
        match bytes.strip_prefix(XMP) {
            Some(packet) => found.packet(packet.to_vec()),
            None => found.block(&bytes),
        }
    } else if let Some(packet) = named(b"xmp") {
        found.packet(packet);
    }
}

/// What follows the keyword of an iTXt chunk: flag, method, language, translated keyword, text.
fn png_text(rest: &[u8]) -> Option<Vec<u8>> {
    let is_compressed = *rest.first()? == 1;
    let text = rest.get(2..)?.splitn(3, |byte| *byte == 0).nth(2)?;
    if is_compressed {
        return miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(text, limits::XMP_BYTES).ok();
    }
    Some(text.to_vec())
}

fn webp(source: &mut Source<'_>, found: &mut Blocks) {
    let mut at = 12u64;
    while source.step()
        && let Some(head) = source.bytes_ahead(at, 8, 64)
    {
        let (Some(kind), Some(length)) = (array::<4>(head, 0), le32(head, 4)) else { break };
        let size = length as usize;
        if matches!(&kind, b"EXIF" | b"XMP ") && size <= limits::XMP_BYTES {
            match source.bytes(at + 8, size).map(<[u8]>::to_vec) {
                Some(block) if &kind == b"EXIF" => found.block(&block),
                Some(packet) => found.packet(packet),
                None => found.more = true,
            }
        }
        at += 8 + u64::from(length) + u64::from(length % 2);
    }
}

fn tiff(source: &mut Source<'_>, found: &mut Blocks) {
    found.exif = Tables::read(source);
    let Some(tiff) = Tiff::open(source, 0) else { return };
    let Some(first) = tiff.ifd(source, tiff.first) else { return };
    let mut value = |tag: u16| {
        let entry = first.entry(tag).filter(|entry| entry.bytes <= limits::XMP_BYTES as u64)?;
        tiff.raw(source, entry, limits::XMP_BYTES)
    };
    found.xmp = value(0x02BC).map(|packet| {
        // The zeros after a shorter packet than before are room, not text.
        let end = packet.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        packet.get(..end).unwrap_or_default().to_vec()
    });
    found.iptc = value(0x83BB).or_else(|| datasets(&value(0x8649)?));
}

fn heif(source: &mut Source<'_>, found: &mut Blocks) {
    let Some(items) = Items::of_file(source) else { return };
    for item in &items.items {
        let is_xmp = &item.kind == b"mime" && item.content_type == "application/rdf+xml";
        if !is_xmp && &item.kind != b"Exif" {
            continue;
        }
        match items.bytes(source, item.id, limits::XMP_BYTES) {
            Some(packet) if is_xmp => found.packet(packet),
            // Four bytes say how far behind them the block begins.
            Some(bytes) => {
                let skip = be32(&bytes, 0).map_or(usize::MAX, |skip| (skip as usize).saturating_add(4));
                found.block(bytes.get(skip..).unwrap_or_default());
            }
            None => found.more = true,
        }
    }
}

/// Boxes of JPEG XL (ISO/IEC 18181-2 §9.4), plain or compressed.
fn jxl(source: &mut Source<'_>, found: &mut Blocks) {
    let (mut at, end) = (0, source.len());
    while let Some(bx) = bmff::next_box(source, &mut at, end) {
        if !matches!(&bx.kind, b"Exif" | b"xml " | b"brob") {
            continue;
        }
        let Some(bytes) = bx.content(source, limits::XMP_BYTES).map(<[u8]>::to_vec) else {
            found.more = true;
            continue;
        };
        let (kind, bytes) = match (&bx.kind, bytes.split_at_checked(4)) {
            (b"brob", Some((kind, packed))) if matches!(kind, b"Exif" | b"xml ") => match bmff::unbrotli(packed) {
                Some(plain) => (array(kind, 0).unwrap_or_default(), plain),
                None => {
                    found.more = true;
                    continue;
                }
            },
            (b"brob", _) => continue,
            (kind, _) => (*kind, bytes),
        };
        if &kind == b"Exif" {
            found.block(bmff::exif_block(&bytes).unwrap_or_default());
        } else {
            found.packet(bytes);
        }
    }
}
