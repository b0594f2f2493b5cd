//! Photoshop image resources (8BIM) in JPEG APP13, TIFF and PSD files. Never layers or pixels.

use super::bound::{Chain, Origin};
use super::collect::Collector;
use super::exif::{self, Place};
use super::source::{Source, be16, be32};
use super::{iptc, limits, xmp};

/// Most resources read from one block.
const RESOURCES: usize = 2_000;

/// Collects IPTC, XMP and EXIF out of image resources that stand in the file at `origin`.
pub(crate) fn collect_resources(bytes: &[u8], origin: &Origin, into: &mut Collector) {
    let mut chain = Chain::new();
    for Resource { id, at, start, value } in resources(bytes) {
        let leads = into.step(&mut chain, origin, at as u64, (start - at) as u64);
        let own = origin.from(start as u64);
        into.within(leads, |into| match id {
            0x0404 => iptc::collect(value, &own, into),
            0x0422 => {
                exif::collect(&mut Source::placed(value, own), 0, Place::Block, into);
            }
            0x0424 => {
                let length = value.len() as u64;
                into.reading(into.binds(&own, 0, length), own.range(0, length), |into| xmp::collect(value, into));
            }
            _ => {}
        });
    }
}

/// The thumbnail (resources 0x040C and, with red and blue swapped, 0x0409): JPEG after a header of 28 bytes.
pub(crate) fn thumbnail(bytes: &[u8]) -> Option<&[u8]> {
    resources(bytes)
        .find(|resource| resource.id == 0x040C && be32(resource.value, 0) == Some(1))
        .and_then(|resource| resource.value.get(28..))
}

/// Reads a PSD or PSB file: size, then the image resources.
pub(crate) fn collect_psd(source: &mut Source<'_>, into: &mut Collector) {
    if let (Some(height), Some(width)) = (source.u32_be(14), source.u32_be(18)) {
        into.dimensions(width, height);
    }
    match psd_resources(source) {
        Some(bytes) => collect_resources(&bytes, &Origin::unknown(), into),
        None => into.note("media-note-cut-short"),
    }
}

/// The image resources section of a PSD or PSB file.
pub(crate) fn psd_resources(source: &mut Source<'_>) -> Option<Vec<u8>> {
    let at = 30 + u64::from(source.u32_be(26)?);
    let length = usize::try_from(source.u32_be(at)?).ok()?;
    if length > limits::EXIF_BYTES {
        return None;
    }
    Some(source.bytes(at + 4, length)?.to_vec())
}

/// One resource: where its header and its data begin.
struct Resource<'a> {
    id: u16,
    at: usize,
    start: usize,
    value: &'a [u8],
}

fn resources(bytes: &[u8]) -> impl Iterator<Item = Resource<'_>> {
    let mut next = 0usize;
    std::iter::from_fn(move || {
        let at = next;
        let head = bytes.get(at..at + 6)?;
        if !matches!(head.get(..4)?, b"8BIM" | b"8BPS" | b"MeSa" | b"PHUT" | b"AgHg" | b"DCSR") {
            return None;
        }
        let id = be16(head, 4)?;
        let name = usize::from(*bytes.get(at + 6)?);
        // The Pascal string and the data are each padded to an even length.
        let size_at = at + 6 + (name + 2) / 2 * 2;
        let size = usize::try_from(be32(bytes, size_at)?).ok()?;
        let start = size_at + 4;
        let value = bytes.get(start..start.checked_add(size)?)?;
        next = start + size + size % 2;
        Some(Resource { id, at, start, value })
    })
    .take(RESOURCES)
}
