//! PNG chunks (PNG 3rd edition §11): size, eXIf, text, XMP. Jumps over image data.

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

use super::bound::{Chain, Origin};
use super::collect::{Collector, byte_count, decode_text, latin1};
use super::exif::{self, Place};
use super::raw_profile::RawProfile;
use super::source::{Source, be32};
use super::{iptc, limits, photoshop, xmp};
use crate::provenance::report::MetadataStore;

/// Collects the chunks of the PNG at the beginning of the source.
pub(crate) fn collect(source: &mut Source<'_>, into: &mut Collector) {
    let mut at = 8;
    let mut ended = false;
    let mut chain = Chain::new();
    while let Some((kind, start, length)) = next_chunk(source, &mut at) {
        // Length and kind. The checksum decides nothing here.
        let leads = into.step(&mut chain, source.origin(), start - 8, 8);
        let is_bound = leads && into.binds(source.origin(), start, u64::from(length));
        let place = source.origin().range(start, u64::from(length));
        match &kind {
            b"IHDR" => {
                if let (Some(width), Some(height)) = (source.u32_be(start), source.u32_be(start + 4)) {
                    into.dimensions(width, height);
                }
            }
            b"eXIf" => {
                if let Some(block) = payload(source, start, length, limits::EXIF_BYTES) {
                    let header = if block.starts_with(b"Exif\0\0") { 6 } else { 0 };
                    let leads = leads && into.binds(source.origin(), start, 6);
                    let origin = source.origin().from(start + header as u64);
                    let mut block = Source::placed(block.get(header..).unwrap_or_default(), origin);
                    into.within(leads, |into| exif::collect(&mut block, 0, Place::Block, into));
                }
            }
            b"tEXt" | b"zTXt" | b"iTXt" => match payload(source, start, length, limits::XMP_BYTES) {
                Some(bytes) => {
                    let origin = source.origin().range(start, u64::from(length));
                    let origin = origin.map_or_else(Origin::unknown, |all| Origin::made_of(all.start, all.length));
                    into.reading(is_bound, place, |into| text(&kind, &bytes, &origin, into));
                }
                None => into.note("media-note-cut-short"),
            },
            b"tIME" => {
                if let Some(text) = source.bytes(start, 7).and_then(time) {
                    into.reading(is_bound, place, |into| into.field(MetadataStore::Container, "tIME", &text));
                }
            }
            b"IEND" => {
                ended = true;
                break;
            }
            _ => {}
        }
    }
    if !ended {
        into.note("media-note-cut-short");
    }
}

fn next_chunk(source: &mut Source<'_>, at: &mut u64) -> Option<([u8; 4], u64, u32)> {
    if !source.step() {
        return None;
    }
    let head = source.bytes_ahead(*at, 8, 64)?;
    let length = be32(head, 0)?;
    let kind: [u8; 4] = super::source::array(head, 4)?;
    let start = *at + 8;
    *at = start + u64::from(length) + 4;
    Some((kind, start, length))
}

fn payload(source: &mut Source<'_>, start: u64, length: u32, max: usize) -> Option<Vec<u8>> {
    let length = length as usize;
    if length > max { None } else { Some(source.bytes(start, length)?.to_vec()) }
}

fn text(kind: &[u8; 4], bytes: &[u8], origin: &Origin, into: &mut Collector) {
    let mut parts = bytes.splitn(2, |&b| b == 0);
    let (Some(keyword), Some(rest)) = (parts.next(), parts.next()) else { return };
    let keyword = latin1(keyword);
    let value = match kind {
        b"tEXt" => Some(rest.to_vec()),
        b"zTXt" => rest.get(1..).and_then(|packed| inflate(packed, into)),
        _ => international(rest, into),
    };
    let Some(value) = value else { return into.note("media-note-text-broken") };
    if keyword == "XML:com.adobe.xmp" {
        return xmp::collect(&value, into);
    }
    if matches!(keyword.as_str(), "Raw profile type iptc" | "Raw profile type 8bim")
        && let Some(profile) = RawProfile::parse(&value)
    {
        // As datasets, or in Photoshop's resources, with or without the word that stands before those in a JPEG.
        let block = profile.bytes.strip_prefix(b"Photoshop 3.0\0").unwrap_or(&profile.bytes);
        return match block.first() {
            Some(0x1C) => iptc::collect(block, origin, into),
            _ => photoshop::collect_resources(block, origin, into),
        };
    }
    if keyword.starts_with("Raw profile type") {
        return into.field(MetadataStore::Container, keyword, &byte_count(value.len() as u64));
    }
    let shown = value.get(..value.len().min(limits::TEXT_BYTES)).unwrap_or_default();
    let value = if kind == b"iTXt" { String::from_utf8_lossy(shown).into_owned() } else { decode_text(shown) };
    into.field(MetadataStore::Container, keyword, &value);
}

/// The text of an iTXt chunk after its keyword: flag, method, language, translated keyword, text.
fn international(rest: &[u8], into: &mut Collector) -> Option<Vec<u8>> {
    let is_compressed = *rest.first()? == 1;
    let mut parts = rest.get(2..)?.splitn(3, |&b| b == 0);
    let text = parts.nth(2)?;
    if is_compressed { inflate(text, into) } else { Some(text.to_vec()) }
}

fn inflate(bytes: &[u8], into: &mut Collector) -> Option<Vec<u8>> {
    // What it unpacks to is not known before, so each text is taken to be as long as it may be.
    if !into.may_read(limits::TEXT_BYTES.max(bytes.len())) {
        return None;
    }
    decompress_to_vec_zlib_with_limit(bytes, limits::XMP_BYTES).ok()
}

fn time(bytes: &[u8]) -> Option<String> {
    let year = super::source::be16(bytes, 0)?;
    let rest = bytes.get(2..7)?;
    let [month, day, hour, minute, second] = rest.try_into().ok()?;
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
}
