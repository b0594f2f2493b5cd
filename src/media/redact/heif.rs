//! Items of HEIF and AVIF files (ISO/IEC 23008-12): which go, with their data and every mention of them. Never
//! decodes a picture, never moves its data.
//!
//! What the primary picture is made of stays (`MustStay`): its tiles, overlays and tone-mapped inputs, and its alpha
//! plane, without which it would look different. Thumbnails, depth maps, mattes, HDR gain maps (the picture is then
//! shown in its standard range) and second pictures go with the embedded pictures. What a `clap` property hides
//! stays in the coded picture, and a note says so.

use std::collections::BTreeSet;

use super::heif_tables::{Entry, Tables};
use super::isobmff::{Iso, Part, malformed};
use super::xmp::any_drop;
use super::{RedactError, inside, movie_entries};
use crate::media::collect::decode_text;
use crate::media::limits;
use crate::provenance::redaction::Group;

/// Properties that a reader needs to show a picture.
const PROPERTIES: [&[u8; 4]; 39] = [
    b"ispe", b"pixi", b"colr", b"pasp", b"irot", b"imir", b"clap", b"hvcC", b"av1C", b"avcC", b"vvcC", b"jpgC",
    b"lhvC", b"evcC", b"auxC", b"a1op", b"a1lx", b"lsel", b"clli", b"mdcv", b"cclv", b"amve", b"iscl", b"rloc",
    b"rref", b"oinf", b"tols", b"uncC", b"cmpd", b"cmpC", b"icef", b"j2kH", b"ndwt", b"reve", b"subs", b"cpat",
    b"tmap", b"iovl", b"grid",
];

/// Walks the `meta` box of a picture file.
pub(super) fn meta(iso: &mut Iso<'_, '_, '_>, meta: &Part) -> Result<(), RedactError> {
    if meta.length() > limits::META_BOX_BYTES as u64 * 8 {
        return Err(RedactError::TooLarge { limit: "meta box" });
    }
    let parts = iso.children((meta.start + 4).min(meta.end), meta.end)?;
    let mut tables = Tables::read(iso, &parts)?;
    for part in &parts {
        match &part.kind {
            b"hdlr" => movie_entries::handler_name(iso, part)?,
            b"pitm" => iso.known(part, "meta")?,
            // Which pictures stand for one another, or belong together: there is but one in a rebuilt copy.
            b"grpl" if iso.is_rebuilt() => _ = iso.whole("meta", Group::Unknown, part)?,
            b"ipro" if iso.is_rebuilt() && part.length() > 6 => {
                return Err(RedactError::CannotRemove { part: crate::tr!("found-encrypted-picture") });
            }
            b"iinf" | b"iloc" | b"iref" | b"iprp" | b"grpl" | b"ipro" => {}
            b"dinf" => movie_entries::data_references(iso, part)?,
            b"idat" => iso.media.push(*part),
            _ => iso.common(part, "meta")?,
        }
    }
    let stays = picture(&tables);
    let mut gone = BTreeSet::new();
    for entry in &tables.entries {
        let goes = match &entry.kind {
            b"Exif" => exif_item(iso, entry)?,
            b"mime" if entry.content_type == "application/rdf+xml" => xmp_item(iso, entry)?,
            b"mime" | b"uri " => other(iso, entry, Group::Unknown, "item", &entry.content_type)?,
            _ if stays.contains(&entry.id) => {
                if !is_followed(iso, entry)? {
                    return Err(RedactError::CannotRemove { part: crate::tr!("found-inner-jpeg") });
                }
                false
            }
            _ => second_picture(iso, &tables, entry)?,
        };
        if goes {
            gone.insert(entry.id);
        }
    }
    if tables.entries.iter().any(|entry| stays.contains(&entry.id) && tables.has_property(entry, b"clap")) {
        iso.draft.note("redact-note-iso-clap");
    }
    for entry in &tables.entries {
        if gone.contains(&entry.id) {
            iso.gone.extend(&entry.ranges);
        } else {
            iso.kept.extend(&entry.ranges);
        }
    }
    let unlinked = properties(iso, &tables, &gone)?;
    names(iso, &mut tables)?;
    tables.write(iso, &gone, &unlinked)
}

/// The items that the primary picture is made of.
fn picture(tables: &Tables) -> BTreeSet<u32> {
    let mut stays = BTreeSet::from([tables.primary]);
    loop {
        let before = stays.len();
        for (kind, from, to) in &tables.references {
            match kind {
                b"dimg" | b"iloc" | b"base" | b"tbas" | b"exbl" | b"pred" | b"prem" if stays.contains(from) => {
                    stays.extend(to);
                }
                b"auxl" if to.iter().any(|id| stays.contains(id)) && is_alpha(tables, *from) => {
                    stays.insert(*from);
                }
                _ => {}
            }
        }
        if stays.len() == before {
            return stays;
        }
    }
}

/// Alpha by its two names (ISO/IEC 23008-12 §6.5.8; AV1 image file format §4).
fn is_alpha(tables: &Tables, id: u32) -> bool {
    let kind = tables.auxiliary(id);
    matches!(kind.as_str(), "urn:mpeg:hevc:2015:auxid:1" | "urn:mpeg:avc:2015:auxid:1")
        || kind == "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"
}

/// A thumbnail, an auxiliary picture or a picture of its own.
fn second_picture(iso: &mut Iso<'_, '_, '_>, tables: &Tables, entry: &Entry) -> Result<bool, RedactError> {
    let role = |kind: &[u8; 4]| tables.references.iter().any(|(k, from, _)| k == kind && *from == entry.id);
    let (tag, name) = match (role(b"thmb"), role(b"auxl")) {
        (true, _) => ("thmb", "Thumbnail".to_owned()),
        (_, true) => ("auxl", tables.auxiliary(entry.id)),
        _ => ("item", "SecondPicture".to_owned()),
    };
    let goes = other(iso, entry, Group::EmbeddedPictures, tag, &name)? || !is_followed(iso, entry)?;
    if goes && (name.contains("gainmap") || &entry.kind == b"tmap") {
        iso.draft.note("redact-note-iso-gain-map");
    }
    Ok(goes)
}

/// Whether a JPEG that stays can be looked through; what is to go from it is taken out. What is coded in another way has
/// no place for metadata.
fn is_followed(iso: &mut Iso<'_, '_, '_>, entry: &Entry) -> Result<bool, RedactError> {
    match (&entry.kind, entry.ranges.as_slice()) {
        (b"jpeg", &[(from, to)]) => {
            let bytes = iso.read(from, to - from)?;
            Ok(inside::stays(&bytes, from, "HEIF", iso.draft))
        }
        (b"jpeg", _) => Ok(!any_drop(iso.draft.policy)),
        _ => Ok(true),
    }
}

/// An item that goes or stays as one.
fn other(iso: &mut Iso<'_, '_, '_>, entry: &Entry, group: Group, tag: &str, name: &str) -> Result<bool, RedactError> {
    iso.check_full()?;
    let (at, to) = entry.ranges.first().copied().unwrap_or((entry.at, entry.at));
    let raw = iso.read(at, (to - at).min(super::RESIDUE_BYTES as u64))?;
    let part = Part { kind: entry.kind, at, start: at, end: entry.ranges.iter().fold(at, |sum, (f, t)| sum + (t - f)) };
    let goes = iso.goes(group, tag);
    iso.item_found("HEIF", group, tag, name, &part, &raw, goes);
    Ok(goes)
}

/// True when the item goes whole.
fn exif_item(iso: &mut Iso<'_, '_, '_>, entry: &Entry) -> Result<bool, RedactError> {
    let group = iso.worst(&Group::ALL);
    match entry.ranges.as_slice() {
        &[(from, to)] => iso.exif(&Part { kind: entry.kind, at: from, start: from, end: to }),
        _ => other(iso, entry, group, "Exif", "Exif"),
    }
}

/// True when the item goes whole.
fn xmp_item(iso: &mut Iso<'_, '_, '_>, entry: &Entry) -> Result<bool, RedactError> {
    let group = iso.worst(&Group::ALL);
    match entry.ranges.as_slice() {
        &[(from, to)] => iso.packet(&Part { kind: entry.kind, at: from, start: from, end: to }),
        _ => other(iso, entry, group, "XMP", "XMP"),
    }
}

/// Properties that go become free space, which keeps the numbers of the others; their numbers are given back.
fn properties(iso: &mut Iso<'_, '_, '_>, tables: &Tables, gone: &BTreeSet<u32>) -> Result<BTreeSet<u16>, RedactError> {
    let mut unlinked = BTreeSet::new();
    for (index, part) in tables.properties.iter().enumerate() {
        let number = u16::try_from(index + 1).map_err(|_| RedactError::TooLarge { limit: "properties" })?;
        let users: Vec<(u32, bool)> = tables
            .associations
            .iter()
            .filter(|association| association.property == number)
            .map(|association| (association.item, association.is_essential))
            .collect();
        let is_orphan = !gone.is_empty() && !users.is_empty() && users.iter().all(|(item, _)| gone.contains(item));
        let is_known = PROPERTIES.contains(&&part.kind);
        let is_needed = is_known || users.iter().any(|(_, is_essential)| *is_essential);
        let drops_unknown = iso.goes(Group::Unknown, &part.name());
        let goes = if is_orphan {
            iso.free(part);
            true
        } else if is_known && users.is_empty() && drops_unknown {
            iso.whole("HEIF property", Group::Unknown, part)?
        } else if is_needed && !is_known && drops_unknown {
            // Who does not know it must not show the picture (§9.3.1).
            let part = format!("the picture property {}", crate::locale::plain(&part.name()));
            return Err(RedactError::CannotRemove { part });
        } else if matches!(&part.kind, b"free" | b"skip" | b"uuid") {
            iso.common(part, "HEIF")?;
            false
        } else if is_needed {
            match &part.kind {
                b"colr" => iso.colors(part)?,
                _ => iso.decoder(part, "HEIF property")?,
            }
            false
        } else {
            let group = match &part.kind {
                b"udes" | b"altt" => Group::Text,
                b"crtt" | b"mdft" | b"itai" | b"taic" => Group::Time,
                b"cmin" | b"cmex" => Group::Capture,
                _ => Group::Unknown,
            };
            iso.whole("HEIF property", group, part)?
        };
        if goes {
            unlinked.insert(number);
        }
    }
    Ok(unlinked)
}

/// Names of items are blanked in place, so that what follows them stays where it is.
fn names(iso: &mut Iso<'_, '_, '_>, tables: &mut Tables) -> Result<(), RedactError> {
    let entries: Vec<(u64, Vec<u8>)> = tables.entries.iter().map(|entry| (entry.name_at, entry.name.clone())).collect();
    for (at, name) in entries {
        if name.iter().any(|&b| b != b' ') {
            iso.check_full()?;
            let value = decode_text(&name);
            let part = Part { kind: *b"infe", at, start: at, end: at + name.len() as u64 };
            let goes = iso.goes(Group::Text, "infe");
            iso.item_found("HEIF", Group::Text, "infe", &value, &part, &name, goes);
            if goes {
                tables.blank_name(at);
            }
        }
    }
    Ok(())
}

/// A table that is shorter than it says.
pub(super) fn short(part: &Part) -> RedactError {
    malformed(part.at, "a table of items does not fit together")
}
