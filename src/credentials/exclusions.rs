//! What a hard binding leaves out (C2PA 2.4 §18.5 to §18.7), other than the manifest store itself.
//!
//! The store cannot be in its own hash, so one exclusion is always there. Anything more, or anything beside the
//! store within that one, can be changed without breaking the hash, and is said. What an exclusion is cannot always
//! be told; then it counts as part of the picture.

use std::borrow::Cow;

use super::asset::Asset;
use super::boxes::LabelledBox;
use super::hard_bindings::{self, BmffExclusion, BmffHash, BoxEntry, Meaning, Tree};
use super::{proofs, stored};
use crate::media::FilePart;
use crate::provenance::evidence::{Exclusion, ManifestEvidence};
use crate::provenance::format::Format;
use crate::provenance::left_out::LeftOut;
use crate::provenance::report::ByteRange;

/// An update manifest has no hard binding; no honest chain of updates is longer than this.
const MAX_UPDATES: usize = 100;
/// No single metadata container of a JPEG is longer.
const MAX_SEGMENT_BYTES: u64 = 0xffff + 2;
/// More exclusions than this are not looked at one by one.
const MAX_EXCLUSIONS: usize = 100;
/// A tree of hashes leaves out so many bytes at the beginning of each `mdat` box (C2PA 2.4 §18.7.3).
const MDAT_HEADER_BYTES: u64 = 16;

/// What a hard binding does not cover.
pub(super) struct Uncovered {
    /// What is said of it: all but the manifest store.
    pub exclusions: Vec<Exclusion>,
    /// Every byte of it, for judging fields one by one.
    pub left_out: LeftOut,
}

/// What the hard binding in force leaves out.
pub(super) fn uncovered(
    asset: &Asset<'_>,
    format: Format,
    boxes: &[LabelledBox<'_>],
    active: &str,
    manifests: &[ManifestEvidence],
) -> Uncovered {
    // Nothing is known about what is left out, so everything may be.
    let size_bytes = asset.size_bytes().unwrap_or(u64::MAX);
    let unknown =
        || Uncovered { exclusions: vec![of_unknown_place(size_bytes, false)], left_out: LeftOut::everything() };
    let Some(binding) = binding_in_force(boxes, active, manifests) else { return unknown() };
    let is_own = binding.path.iter().any(|part| part == active);
    let found = match binding.path.last().map(String::as_str) {
        Some(label) if label.starts_with("c2pa.hash.data") => Some(data(asset, format, binding.content, is_own)),
        Some(label) if label.starts_with("c2pa.hash.bmff") => {
            let has_places = label.starts_with("c2pa.hash.bmff.v");
            hard_bindings::bmff_hash(binding.content).map(|hash| bmff(asset, format, size_bytes, &hash, has_places))
        }
        Some(label) if label.starts_with("c2pa.hash.boxes") => {
            hard_bindings::box_hash(binding.content).map(|entries| named(asset, format, size_bytes, &entries))
        }
        // Collections have no exclusions.
        Some(label) if label.starts_with("c2pa.hash.collection") => {
            Some(Uncovered { exclusions: Vec::new(), left_out: LeftOut::new([], false) })
        }
        _ => None,
    };
    found.unwrap_or_else(unknown)
}

/// A box or part of the file that is left out by name, wherever it is.
fn of_unknown_place(size_bytes: u64, is_metadata: bool) -> Exclusion {
    Exclusion { range: ByteRange { start: 0, length: size_bytes }, is_metadata }
}

/// Boxes that are left out by their path, as bytes of this file. `has_places`: where each box at the top begins is
/// part of what was signed, unless the box is left out whole (from the second version on).
fn bmff(asset: &Asset<'_>, format: Format, size_bytes: u64, hash: &BmffHash, has_places: bool) -> Uncovered {
    let parts = asset.parts(format);
    let mut exclusions = Vec::new();
    let mut ranges = Vec::new();
    for excluded in &hash.exclusions {
        let found = parts.as_deref().map(|parts| boxes_of(asset, parts, excluded));
        if excluded.path == "/mdat" && hash.tree == Tree::Blocks {
            // A tree of hashes covers the rest of it.
            let begins = |range: &ByteRange| ByteRange { length: range.length.min(MDAT_HEADER_BYTES), ..*range };
            let all = parts.iter().flatten().filter(|part| part.name == "/mdat");
            ranges.extend(all.map(|part| begins(&part.range)));
        } else {
            ranges.extend(found.iter().flatten());
        }
        let is_metadata = match excluded.meaning {
            Meaning::Harmless => continue,
            Meaning::Metadata => true,
            Meaning::Content => false,
        };
        match found {
            // A box inside another cannot be added later: the outer one would be longer.
            Some(found) if found.is_empty() && excluded.path.matches('/').count() > 1 => {}
            Some(found) if !found.is_empty() => {
                exclusions.extend(found.into_iter().map(|range| Exclusion { range, is_metadata }));
            }
            _ => exclusions.push(of_unknown_place(size_bytes, is_metadata)),
        }
    }
    if hash.tree != Tree::None && !parts.as_deref().is_some_and(|parts| proofs::are_in_order(asset, parts)) {
        exclusions.push(of_unknown_place(size_bytes, false));
    }
    let left_out = match &parts {
        Some(parts) if hash.has_hash => {
            let is_top = |part: &&FilePart| part.name.matches('/').count() == 1;
            let tops = parts.iter().filter(is_top).filter(|part| has_places && !ranges.contains(&part.range));
            let anchors: Vec<u64> = tops.map(|part| part.range.start).collect();
            LeftOut::new(ranges, !exclusions.is_empty()).with_anchors(anchors)
        }
        _ => LeftOut::everything(),
    };
    exclusions.truncate(MAX_EXCLUSIONS);
    Uncovered { exclusions, left_out }
}

/// The bytes of the boxes that an exclusion is about.
fn boxes_of(asset: &Asset<'_>, parts: &[FilePart], excluded: &BmffExclusion) -> Vec<ByteRange> {
    let holds = |part: &FilePart, (offset, value): &(u64, Vec<u8>)| {
        let place = part.range.start.checked_add(*offset);
        let found = place.and_then(|start| asset.read_at(start, value.len() as u64));
        found.is_some_and(|found| *found == **value)
    };
    let mut ranges = Vec::new();
    for part in parts.iter().filter(|part| part.name == excluded.path) {
        let ByteRange { start, length } = part.range;
        let is_meant = excluded.length.is_none_or(|wanted| wanted == length)
            && excluded.data.iter().all(|wanted| holds(part, wanted));
        if is_meant && excluded.parts.is_empty() {
            ranges.push(part.range);
        } else if is_meant {
            ranges.extend(excluded.parts.iter().filter(|(offset, _)| *offset < length).map(|(offset, some)| {
                let rest = length - offset;
                ByteRange { start: start + offset, length: if *some == 0 { rest } else { rest.min(*some) } }
            }));
        }
    }
    ranges
}

/// Segments and chunks that are left out by name, or that the list does not come to.
fn named(asset: &Asset<'_>, format: Format, size_bytes: u64, entries: &[BoxEntry]) -> Uncovered {
    let by_name = || {
        let left_out = entries.iter().filter_map(BoxEntry::meaning).filter(|meaning| *meaning != Meaning::Harmless);
        left_out.map(|meaning| of_unknown_place(size_bytes, meaning == Meaning::Metadata)).take(MAX_EXCLUSIONS)
    };
    let Some(parts) = asset.parts(format) else {
        let exclusions: Vec<_> = by_name().collect();
        let left_out = if exclusions.is_empty() { LeftOut::new([], false) } else { LeftOut::everything() };
        return Uncovered { exclusions, left_out };
    };
    let Some(named) = aligned(&parts, entries) else {
        let exclusions = by_name().chain([of_unknown_place(size_bytes, false)]).collect();
        return Uncovered { exclusions, left_out: LeftOut::everything() };
    };
    let ranges = named.iter().map(|(range, _)| *range);
    let exclusions = named.iter().filter(|(_, meaning)| *meaning != Meaning::Harmless);
    let exclusions: Vec<_> = exclusions
        .map(|(range, meaning)| Exclusion { range: *range, is_metadata: *meaning == Meaning::Metadata })
        .take(MAX_EXCLUSIONS)
        .collect();
    Uncovered { left_out: LeftOut::new(ranges, !exclusions.is_empty()), exclusions }
}

/// The parts of the file that a list of names leaves out; `None` where the two do not go together.
fn aligned(parts: &[FilePart], entries: &[BoxEntry]) -> Option<Vec<(ByteRange, Meaning)>> {
    let mut left_out = Vec::new();
    let mut rest = parts.iter().peekable();
    // The signature of a PNG need not be listed.
    let listed = entries.first()?.names.first()?;
    if rest.peek().is_some_and(|first| first.name == "PNGh" && listed != "PNGh") {
        rest.next();
    }
    let mut is_in_scans = false;
    for entry in entries {
        for name in &entry.names {
            // What follows the first scan holds nothing that is read, and is not told apart.
            let part = if is_in_scans { parts.last()? } else { rest.next()? };
            if !is_in_scans && part.name != *name {
                return None;
            }
            is_in_scans |= part.name == "SOS";
            if let Some(meaning) = entry.meaning() {
                left_out.push((part.range, meaning));
            }
        }
    }
    let last = entries.last()?.names.last()?;
    match rest.next() {
        None if is_in_scans && last != "EOI" => left_out.push((parts.last()?.range, Meaning::Content)),
        None => {}
        Some(unlisted) => {
            let all = std::iter::once(unlisted).chain(rest);
            left_out.extend(all.map(|part| {
                let is_metadata = hard_bindings::is_metadata_part(&part.name);
                (part.range, if is_metadata { Meaning::Metadata } else { Meaning::Content })
            }));
        }
    }
    Some(left_out)
}

fn data(asset: &Asset<'_>, format: Format, assertion: &[u8], is_own: bool) -> Uncovered {
    let ranges = hard_bindings::data_hash_exclusions(assertion);
    if ranges.len() > MAX_EXCLUSIONS {
        let exclusions = vec![of_unknown_place(u64::MAX, false)];
        return Uncovered { exclusions, left_out: LeftOut::everything() };
    }
    let mut ranges: Vec<_> = ranges.into_iter().map(|(start, length)| ByteRange { start, length }).collect();
    let store = stored::store_bytes(asset, format, &ranges);
    if !is_own {
        after_updates(asset, format, store.as_deref(), &mut ranges);
    }
    let exclusions: Vec<_> = ranges
        .iter()
        .copied()
        .filter(|range| range.length > 0)
        .filter(|range| !store.as_ref().is_some_and(|store| stored::is_within(asset, format, *range, store)))
        .filter(|range| !(matches!(format, Format::Tiff | Format::Dng) && is_tiff_count(asset, *range)))
        .map(|range| Exclusion { range, is_metadata: is_metadata(asset, format, range) })
        .collect();
    Uncovered { left_out: LeftOut::new(ranges, !exclusions.is_empty()), exclusions }
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
        let binding = boxes.iter().find(|found| is_binding_of(&found.path, label));
        if binding.is_some() {
            return binding;
        }
        let manifest = manifests.iter().find(|manifest| manifest.label == label)?;
        let parent = manifest.ingredients.iter().find(|ingredient| ingredient.relationship == "parentOf")?;
        label = parent.manifest.as_deref()?;
    }
    None
}

/// Whether a box is one that the engine takes for a hard binding of this manifest; it refuses a second one. Anybody may
/// call an assertion `c2pa.hash.` and something else.
fn is_binding_of(path: &[String], manifest: &str) -> bool {
    let [.., owner, _, own] = path else { return false };
    let kind = own.split_once("__").map_or(own.as_str(), |(kind, _)| kind);
    let kind = kind.rsplit_once(".v").filter(|(_, n)| n.parse::<u32>().is_ok()).map_or(kind, |(kind, _)| kind);
    owner == manifest
        && ["c2pa.hash.data", "c2pa.hash.bmff", "c2pa.hash.boxes", "c2pa.hash.collection.data"].contains(&kind)
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
