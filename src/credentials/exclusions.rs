//! Which bytes a data hash leaves out (C2PA 2.4 §18.5), other than the manifest store itself.
//!
//! The store cannot be in its own hash, so one exclusion is always there. Anything more, or anything beside the
//! store within that one, can be changed without breaking the hash, and is said.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::boxes::{self, LabelledBox};
use crate::provenance::evidence::{Exclusion, ManifestEvidence};
use crate::provenance::format::Format;
use crate::provenance::report::ByteRange;

/// An update manifest has no hard binding; no honest chain of updates is longer than this.
const MAX_UPDATES: usize = 100;
/// No single metadata container of a JPEG is longer.
const MAX_SEGMENT_BYTES: u64 = 0xffff + 2;

/// The exclusions of the hard binding in force that are not the manifest store. `store_bytes` is the length of
/// the store.
pub(super) fn exclusions(
    path: &Path,
    format: Format,
    boxes: &[LabelledBox<'_>],
    active: &str,
    manifests: &[ManifestEvidence],
    store_bytes: usize,
) -> Vec<Exclusion> {
    let Some(binding) = binding_in_force(boxes, active, manifests) else {
        // Nothing is known about what is left out, so everything may be.
        let range = ByteRange { start: 0, length: u64::MAX };
        return vec![Exclusion { range, is_metadata: false }];
    };
    if !binding.path.last().is_some_and(|label| label.starts_with("c2pa.hash.data")) {
        return Vec::new();
    }
    boxes::data_hash_exclusions(binding.content)
        .into_iter()
        .map(|(start, length)| ByteRange { start, length })
        .filter(|range| range.length > 0 && !is_store(path, format, *range, store_bytes))
        .map(|range| Exclusion { range, is_metadata: is_metadata(path, format, range) })
        .collect()
}

/// The hard binding of the active manifest or, where it is an update manifest, of its nearest parent that has one.
fn binding_in_force<'b, 'a>(
    boxes: &'b [LabelledBox<'a>],
    active: &str,
    manifests: &[ManifestEvidence],
) -> Option<&'b LabelledBox<'a>> {
    let mut label = active;
    for _ in 0..MAX_UPDATES {
        let binding = boxes.iter().find(|found| {
            found.path.iter().any(|part| part == label)
                && found.path.last().is_some_and(|last| last.starts_with("c2pa.hash."))
        });
        if binding.is_some() {
            return binding;
        }
        let manifest = manifests.iter().find(|manifest| manifest.label == label)?;
        let parent = manifest.ingredients.iter().find(|ingredient| ingredient.relationship == "parentOf")?;
        label = parent.manifest.as_deref()?;
    }
    None
}

/// Whether a range holds the manifest store and nothing else.
fn is_store(path: &Path, format: Format, range: ByteRange, store_bytes: usize) -> bool {
    if matches!(format, Format::Tiff | Format::Dng) && is_tiff_count(path, range) {
        return true;
    }
    let store_bytes = store_bytes as u64;
    // What the container adds: base64 in SVG, segment headers in JPEG, sub-blocks in GIF, a frame or chunk header.
    let limit = match format {
        Format::Svg => store_bytes * 3 / 2 + 1024,
        _ => store_bytes + store_bytes / 50 + 1024,
    };
    if range.length > limit {
        return false;
    }
    match (format, read(path, range, limit)) {
        (_, None) => false,
        (Format::Jpeg, Some(bytes)) => is_app11_only(&bytes),
        (Format::Svg, Some(_)) => true,
        (_, Some(bytes)) => bytes.windows(4).any(|window| window == b"jumb"),
    }
}

/// Whether the range is the count field of the C2PA tag in a TIFF directory (tag 0xCD41, type 7): it says how long
/// the store is, so it cannot be in the store's own hash (C2PA 2.4 §A.3.5). 8 bytes in BigTIFF, else 4.
fn is_tiff_count(path: &Path, range: ByteRange) -> bool {
    let Some(start) = range.start.checked_sub(4).filter(|_| matches!(range.length, 4 | 8)) else { return false };
    let tag_and_type = read(path, ByteRange { start, length: 4 }, 4);
    matches!(tag_and_type.as_deref(), Some([0x41, 0xcd, 7, 0] | [0xcd, 0x41, 0, 7]))
}

fn is_app11_only(mut bytes: &[u8]) -> bool {
    while let Some([0xff, 0xeb, high, low]) = bytes.get(..4) {
        let length = usize::from(u16::from_be_bytes([*high, *low])) + 2;
        match bytes.get(length..) {
            Some([]) => return true,
            Some(rest) => bytes = rest,
            None => return false,
        }
    }
    false
}

/// Whether a range is exactly one JPEG metadata segment (APP1 to APP15 or a comment), marker to end.
fn is_metadata(path: &Path, format: Format, range: ByteRange) -> bool {
    if format != Format::Jpeg || range.length > MAX_SEGMENT_BYTES {
        return false;
    }
    let Some(bytes) = read(path, range, MAX_SEGMENT_BYTES) else { return false };
    let Some([0xff, marker, high, low]) = bytes.get(..4) else { return false };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    matches!(marker, 0xe1..=0xef | 0xfe) && bytes.len() == length + 2
}

fn read(path: &Path, range: ByteRange, limit: u64) -> Option<Vec<u8>> {
    let mut file = File::open(path).ok()?;
    file.seek(SeekFrom::Start(range.start)).ok()?;
    let mut bytes = Vec::new();
    file.take(range.length.min(limit)).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == range.length).then_some(bytes)
}
