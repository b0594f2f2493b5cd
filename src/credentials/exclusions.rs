//! What a hard binding leaves out (C2PA 2.4 §18.5 to §18.7), other than the manifest store itself.
//!
//! The store cannot be in its own hash, so one exclusion is always there. Anything more, or anything beside the
//! store within that one, can be changed without breaking the hash, and is said. What an exclusion is cannot always
//! be told; then it counts as part of the picture.

use std::borrow::Cow;

use super::asset::Asset;
use super::boxes::{self, BoxExclusion, LabelledBox};
use super::stored;
use crate::provenance::evidence::{Exclusion, ManifestEvidence};
use crate::provenance::format::Format;
use crate::provenance::report::ByteRange;

/// An update manifest has no hard binding; no honest chain of updates is longer than this.
const MAX_UPDATES: usize = 100;
/// No single metadata container of a JPEG is longer.
const MAX_SEGMENT_BYTES: u64 = 0xffff + 2;
/// More exclusions than this are not looked at one by one.
const MAX_EXCLUSIONS: usize = 100;

/// The exclusions of the hard binding in force that are not the manifest store.
pub(super) fn exclusions(
    asset: &Asset<'_>,
    format: Format,
    boxes: &[LabelledBox<'_>],
    active: &str,
    manifests: &[ManifestEvidence],
) -> Vec<Exclusion> {
    // Nothing is known about what is left out, so everything may be.
    let size_bytes = asset.size_bytes().unwrap_or(u64::MAX);
    let unknown = || vec![of_unknown_place(size_bytes, false)];
    let Some(binding) = binding_in_force(boxes, active, manifests) else { return unknown() };
    let is_own = binding.path.iter().any(|part| part == active);
    match binding.path.last().map(String::as_str) {
        Some(label) if label.starts_with("c2pa.hash.data") => data(asset, format, binding.content, is_own),
        Some(label) if label.starts_with("c2pa.hash.bmff") => {
            left_out(size_bytes, boxes::bmff_hash_exclusions(binding.content))
        }
        Some(label) if label.starts_with("c2pa.hash.boxes") => {
            left_out(size_bytes, boxes::box_hash_exclusions(binding.content))
        }
        // Collections and multi-asset hashes have no exclusions.
        Some(label) if label.starts_with("c2pa.hash.collection") || label.starts_with("c2pa.hash.multi") => Vec::new(),
        _ => unknown(),
    }
}

/// A box or part of the file that is left out by name, wherever it is.
fn of_unknown_place(size_bytes: u64, is_metadata: bool) -> Exclusion {
    Exclusion { range: ByteRange { start: 0, length: size_bytes }, is_metadata }
}

fn left_out(size_bytes: u64, exclusions: Vec<BoxExclusion>) -> Vec<Exclusion> {
    let counted = exclusions.into_iter().filter_map(|exclusion| match exclusion {
        BoxExclusion::Harmless => None,
        BoxExclusion::Metadata => Some(of_unknown_place(size_bytes, true)),
        BoxExclusion::Content => Some(of_unknown_place(size_bytes, false)),
    });
    counted.take(MAX_EXCLUSIONS).collect()
}

fn data(asset: &Asset<'_>, format: Format, assertion: &[u8], is_own: bool) -> Vec<Exclusion> {
    let ranges = boxes::data_hash_exclusions(assertion);
    if ranges.len() > MAX_EXCLUSIONS {
        return vec![of_unknown_place(u64::MAX, false)];
    }
    let mut ranges: Vec<_> = ranges.into_iter().map(|(start, length)| ByteRange { start, length }).collect();
    let store = stored::store_bytes(asset, format, &ranges);
    if !is_own {
        after_updates(asset, format, store.as_deref(), &mut ranges);
    }
    ranges
        .into_iter()
        .filter(|range| range.length > 0)
        .filter(|range| !store.as_ref().is_some_and(|store| stored::is_within(asset, format, *range, store)))
        .filter(|range| !(matches!(format, Format::Tiff | Format::Dng) && is_tiff_count(asset, *range)))
        .map(|range| Exclusion { range, is_metadata: is_metadata(asset, format, range) })
        .collect()
}

/// An update manifest makes the store longer. The hash that its parent made is then checked with the store's
/// length as it is now, and with everything after the store moved (C2PA 2.4 §15.12.1).
fn after_updates(asset: &Asset<'_>, format: Format, store: Option<&[u8]>, ranges: &mut [ByteRange]) {
    let Some(store) = store else { return };
    let found = ranges.iter().find_map(|range| Some((*range, stored::length_at(asset, format, range.start, store)?)));
    let Some((old, length)) = found else { return };
    let moved = length.saturating_sub(old.length);
    for range in ranges {
        if *range == old {
            range.length = length;
        } else if range.start > old.start {
            range.start = range.start.saturating_add(moved);
        }
    }
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

/// Whether the range is the count field of the C2PA tag in a TIFF directory (tag 0xCD41, type 7): it says how long
/// the store is, so it cannot be in the store's own hash (C2PA 2.4 §A.3.5). 8 bytes in BigTIFF, else 4.
fn is_tiff_count(asset: &Asset<'_>, range: ByteRange) -> bool {
    let Some(start) = range.start.checked_sub(4).filter(|_| matches!(range.length, 4 | 8)) else { return false };
    let tag_and_type = read(asset, ByteRange { start, length: 4 }, 4);
    matches!(tag_and_type.as_deref(), Some([0x41, 0xcd, 7, 0] | [0xcd, 0x41, 0, 7]))
}

/// Whether a range is exactly one JPEG metadata segment (APP1 to APP15 or a comment), marker to end.
fn is_metadata(asset: &Asset<'_>, format: Format, range: ByteRange) -> bool {
    if format != Format::Jpeg || range.length > MAX_SEGMENT_BYTES {
        return false;
    }
    let Some(bytes) = read(asset, range, MAX_SEGMENT_BYTES) else { return false };
    let Some([0xff, marker, high, low]) = bytes.get(..4) else { return false };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    matches!(marker, 0xe1..=0xef | 0xfe) && bytes.len() == length + 2
}

fn read<'a>(asset: &Asset<'a>, range: ByteRange, limit: u64) -> Option<Cow<'a, [u8]>> {
    let bytes = asset.read_at(range.start, range.length.min(limit))?;
    (bytes.len() as u64 == range.length).then_some(bytes)
}
