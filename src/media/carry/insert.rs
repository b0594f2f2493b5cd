//! Puts metadata into a file that Lightmark has just written, which has none. Never touches its picture.

use super::Carried;
use super::exif::{Field, Tables, set, table};
use crate::media::items::{self, Metadata};
use crate::media::jpeg::next_segment;
use crate::media::raw_profile::RawProfile;
use crate::media::source::{Source, array, be32, le16, le32};
use crate::provenance::format::Format;

/// What a JPEG segment can hold, without its length.
const SEGMENT_BYTES: usize = 0xFFFF - 2;
/// Pixels to the inch or centimetre, across and down.
const RESOLUTION: [u16; 3] = [0x011A, 0x011B, 0x0128];
/// IIM datasets by themselves (Adobe, TIFF technical notes).
const IPTC: u16 = 0x83BB;
const LEFT: &str = "edit-note-metadata-left";

/// The file with what goes along; `None` where it stays as it is. What does not fit or is not held is noted.
pub(super) fn into(copy: &[u8], format: Format, carried: &mut Carried) -> Option<Vec<u8>> {
    if carried.exif.is_none() && carried.xmp.is_none() && carried.iptc.is_none() {
        return None;
    }
    let holds_iptc = matches!(format, Format::Jpeg | Format::Tiff | Format::Png);
    if !holds_iptc && carried.iptc.take().is_some() {
        carried.note("edit-note-metadata-iptc");
    }
    match format {
        Format::Jpeg => jpeg(copy, carried),
        Format::Png => png(copy, carried),
        Format::WebP => webp(copy, carried),
        Format::Tiff => tiff(copy, carried),
        Format::Avif => avif(copy, carried),
        _ => None,
    }
}

/// EXIF is there already.
fn avif(copy: &[u8], carried: &mut Carried) -> Option<Vec<u8>> {
    let packet = carried.xmp.clone()?;
    let Ok(changes) = items::changes(&mut Source::memory(copy), &[Metadata::Xmp(packet)]) else {
        carried.note(LEFT);
        return None;
    };
    let (mut made, mut at) = (Vec::with_capacity(copy.len() + 8192), 0);
    for (place, length, bytes) in changes {
        let place = usize::try_from(place).ok()?;
        made.extend_from_slice(copy.get(at..place)?);
        made.extend(bytes);
        at = place.checked_add(usize::try_from(length).ok()?)?;
    }
    made.extend_from_slice(copy.get(at..)?);
    Some(made)
}

fn jpeg(copy: &[u8], carried: &mut Carried) -> Option<Vec<u8>> {
    let mut source = Source::memory(copy);
    let mut at = 2;
    let jfif = next_segment(&mut source, &mut at).filter(|segment| segment.marker == 0xE0);
    let door = jfif.map_or(2, |segment| segment.at + segment.length as u64);
    let mut made = Vec::new();
    let mut fits = true;
    let mut add = |marker: u8, parts: &[&[u8]]| {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        if length > SEGMENT_BYTES {
            fits = false;
            return;
        }
        made.extend([0xFF, marker]);
        made.extend(u16::try_from(length + 2).unwrap_or_default().to_be_bytes());
        parts.iter().for_each(|part| made.extend_from_slice(part));
    };
    if let Some(tables) = &carried.exif {
        add(0xE1, &[b"Exif\0\0", &tables.block()]);
    }
    if let Some(packet) = &carried.xmp {
        add(0xE1, &[b"http://ns.adobe.com/xap/1.0/\0", packet]);
    }
    if let Some(datasets) = &carried.iptc {
        add(0xED, &[b"Photoshop 3.0\0", &resource(datasets)?]);
    }
    if !fits {
        carried.note(LEFT);
    }
    let (head, tail) = copy.split_at_checked(usize::try_from(door).ok()?)?;
    Some([head, &made, tail].concat())
}

/// The datasets as Photoshop's resource.
fn resource(datasets: &[u8]) -> Option<Vec<u8>> {
    let mut made = b"8BIM\x04\x04\0\0".to_vec();
    made.extend(u32::try_from(datasets.len()).ok()?.to_be_bytes());
    made.extend_from_slice(datasets);
    if made.len() % 2 == 1 {
        made.push(0);
    }
    Some(made)
}

fn png(copy: &[u8], carried: &Carried) -> Option<Vec<u8>> {
    let mut at = 8usize;
    while copy.get(at + 4..at + 8)? != b"IDAT" {
        at = at.checked_add(12)?.checked_add(be32(copy, at)? as usize)?;
    }
    let mut made = Vec::new();
    let mut add = |kind: &[u8; 4], payload: &[u8]| {
        let mut sum = crc32fast::Hasher::new();
        sum.update(kind);
        sum.update(payload);
        made.extend(u32::try_from(payload.len()).unwrap_or_default().to_be_bytes());
        made.extend(kind);
        made.extend(payload);
        made.extend(sum.finalize().to_be_bytes());
    };
    if let Some(tables) = &carried.exif {
        add(b"eXIf", &tables.png_block());
    }
    if let Some(packet) = &carried.xmp {
        // Not compressed, without language and translated keyword (PNG 3 §11.3.3.4).
        add(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0", packet.as_slice()].concat());
    }
    if let Some(datasets) = &carried.iptc {
        // As ImageMagick and ExifTool write it; the format's own text has no place for it.
        let profile = RawProfile { name: b"iptc".to_vec(), bytes: resource(datasets)? };
        add(b"zTXt", &profile.chunk(b"iptc"));
    }
    let (head, tail) = copy.split_at_checked(at)?;
    Some([head, &made, tail].concat())
}

/// WebP Container Specification, extended format: the flags in VP8X, then the chunks, EXIF before XMP, at the end.
fn webp(copy: &[u8], carried: &Carried) -> Option<Vec<u8>> {
    let mut body = copy.get(12..)?.to_vec();
    if body.get(..4)? != b"VP8X" {
        let (is_clear, width, height) = size(&body)?;
        let mut extended = b"VP8X\x0A\0\0\0".to_vec();
        extended.extend([if is_clear { 0x10 } else { 0 }, 0, 0, 0]);
        for side in [width, height] {
            extended.extend(side.checked_sub(1)?.to_le_bytes().into_iter().take(3));
        }
        body.splice(0..0, extended);
    }
    let mut add = |kind: &[u8; 4], flag: u8, payload: &[u8]| -> Option<()> {
        *body.get_mut(8)? |= flag;
        if body.len() % 2 == 1 {
            body.push(0);
        }
        body.extend(kind);
        body.extend(u32::try_from(payload.len()).ok()?.to_le_bytes());
        body.extend(payload);
        if body.len() % 2 == 1 {
            body.push(0);
        }
        Some(())
    };
    if let Some(tables) = &carried.exif {
        add(b"EXIF", 0x08, &tables.block())?;
    }
    if let Some(packet) = &carried.xmp {
        add(b"XMP ", 0x04, packet)?;
    }
    let mut made = b"RIFF".to_vec();
    made.extend(u32::try_from(body.len() + 4).ok()?.to_le_bytes());
    made.extend(b"WEBP");
    made.extend(body);
    Some(made)
}

/// Whether the picture has transparency, its width and height, by its first chunk.
fn size(body: &[u8]) -> Option<(bool, u32, u32)> {
    match body.get(..4)? {
        b"VP8L" => {
            let bits = le32(body, 9)?;
            Some((bits >> 28 & 1 == 1, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        b"VP8 " => {
            let side = |at| le16(body, at).map(|side| u32::from(side & 0x3FFF));
            Some((false, side(14)?, side(16)?))
        }
        _ => None,
    }
}

/// A first directory with what goes along takes the place of the old one; nothing that was written moves.
fn tiff(copy: &[u8], carried: &mut Carried) -> Option<Vec<u8>> {
    let is_plain = copy.get(..4)? == b"II\x2A\0";
    let rest = is_plain.then(|| with_fields(copy, carried)).flatten();
    if rest.is_none() {
        carried.note(LEFT);
    }
    rest
}

fn with_fields(copy: &[u8], carried: &Carried) -> Option<Vec<u8>> {
    let first = usize::try_from(le32(copy, 4)?).ok()?;
    let count = usize::from(le16(copy, first)?);
    let tables = carried.exif.clone().unwrap_or_default();
    let (mut made, mut fields) = Tables::laid_out(&tables, copy.to_vec());
    if let Some(packet) = &carried.xmp {
        set(&mut fields, 0x02BC, 1, packet.clone());
    }
    if let Some(datasets) = &carried.iptc {
        set(&mut fields, IPTC, 7, datasets.clone());
    }
    let own: Vec<[u8; 12]> = (0..count).filter_map(|index| array(copy, first + 2 + 12 * index)).collect();
    let next = le32(copy, first + 2 + 12 * count)?;
    let says_resolution = RESOLUTION.iter().all(|tag| fields.iter().any(|field| field.tag == *tag));
    let tag = |entry: &[u8; 12]| le16(entry, 0).unwrap_or_default();
    // What the encoder says of the file's layout goes before what is carried, save the resolution, which it makes up.
    let own: Vec<[u8; 12]> =
        own.into_iter().filter(|entry| !RESOLUTION.contains(&tag(entry)) || !says_resolution).collect();
    fields.retain(|field| own.iter().all(|entry| tag(entry) != field.tag));
    let at = u32::try_from(made.len()).ok()?;
    made.extend(merged(&fields, &own, at, next)?);
    made.get_mut(4..8)?.copy_from_slice(&at.to_le_bytes());
    Some(made)
}

/// A directory at `at` with fields of both kinds, in the order of their tags.
fn merged(fields: &[Field], own: &[[u8; 12]], at: u32, next: u32) -> Option<Vec<u8>> {
    // Laid out as if it had as many entries as it will have, then the others are put between.
    let more = u32::try_from(own.len() * 12).ok()?;
    let laid = table(fields, at.checked_add(more)?, next);
    let end = 2 + 12 * fields.len();
    let mut entries: Vec<[u8; 12]> =
        laid.get(2..end)?.as_chunks::<12>().0.iter().copied().chain(own.iter().copied()).collect();
    entries.sort_by_key(|entry| le16(entry, 0));
    let mut made = u16::try_from(entries.len()).ok()?.to_le_bytes().to_vec();
    made.extend(entries.concat());
    made.extend_from_slice(laid.get(end..)?);
    Some(made)
}
