//! The tables of a HEIF `meta` box, read strictly and written again without the items that go, in the same space.
//! Never decides what goes.

use std::collections::BTreeSet;

use super::RedactError;
use super::heif::short;
use super::isobmff::{Iso, Part, malformed};
use crate::media::collect::decode_text;
use crate::media::limits;
use crate::media::source::{Numbers, array, be16, be32};
use crate::provenance::redaction::Group;

/// Most items, references or properties of one file.
const MANY: usize = 20_000;
/// How one item may refer to another (ISO/IEC 23008-12 §6; ISO/IEC 14496-12 §8.11.12).
const REFERENCES: [&[u8; 4]; 16] = [
    b"dimg", b"thmb", b"auxl", b"cdsc", b"base", b"tbas", b"exbl", b"pred", b"prem", b"iloc", b"font", b"dpnd",
    b"eroi", b"evir", b"mask", b"ster",
];

/// One item.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: u32,
    pub(super) kind: [u8; 4],
    pub(super) content_type: String,
    pub(super) name: Vec<u8>,
    pub(super) name_at: u64,
    /// Where its `infe` box stands.
    pub(super) at: u64,
    /// What stands in it behind its texts: where, and how many bytes.
    pub(super) rest: (u64, u64),
    /// Where its bytes stand in the file, from and to.
    pub(super) ranges: Vec<(u64, u64)>,
}

/// That an item has a property.
#[derive(Debug, Clone, Copy)]
pub(super) struct Association {
    pub(super) item: u32,
    /// Numbered from one.
    pub(super) property: u16,
    pub(super) is_essential: bool,
}

/// A box that is written again.
#[derive(Debug, Clone)]
struct Raw {
    part: Part,
    bytes: Vec<u8>,
}

/// All tables.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) primary: u32,
    pub(super) entries: Vec<Entry>,
    /// Kind, from, to.
    pub(super) references: Vec<([u8; 4], u32, Vec<u32>)>,
    pub(super) properties: Vec<Part>,
    pub(super) associations: Vec<Association>,
    auxiliary: Vec<(u32, String)>,
    blank: BTreeSet<u64>,
    raws: Vec<Raw>,
}

impl Tables {
    /// Reads the children of the `meta` box. Errors: any table that does not hold what it says.
    pub(super) fn read(iso: &mut Iso<'_, '_, '_>, parts: &[Part]) -> Result<Self, RedactError> {
        let mut tables = Self::default();
        let mut idat = None;
        for part in parts {
            match &part.kind {
                b"idat" => idat = Some(*part),
                b"pitm" => {
                    let bytes = iso.content(part, limits::TEXT_BYTES)?;
                    let is_short = bytes.first() == Some(&0);
                    let id = if is_short { be16(&bytes, 4).map(u32::from) } else { be32(&bytes, 4) };
                    tables.primary = id.ok_or(short(part))?;
                }
                b"iinf" | b"iloc" | b"iref" | b"grpl" => {
                    if tables.raws.iter().any(|raw| raw.part.kind == part.kind) {
                        return Err(malformed(part.at, "a table of items stands twice"));
                    }
                    let bytes = iso.content(part, limits::META_BOX_BYTES)?;
                    tables.raws.push(Raw { part: *part, bytes });
                }
                b"iprp" => tables.item_properties(iso, part)?,
                _ => {}
            }
        }
        for raw in tables.raws.clone() {
            match &raw.part.kind {
                b"iinf" => tables.infos(&raw).ok_or(short(&raw.part))?,
                b"iref" => tables.read_references(&raw).ok_or(short(&raw.part))?,
                _ => {}
            }
        }
        let end = iso.source.len();
        for raw in tables.raws.clone().iter().filter(|raw| &raw.part.kind == b"iloc") {
            let places = locations(&raw.bytes).ok_or(short(&raw.part))?;
            for place in places {
                let ranges = place.ranges(idat, end).ok_or(short(&raw.part))?;
                for entry in tables.entries.iter_mut().filter(|entry| entry.id == place.id) {
                    entry.ranges.clone_from(&ranges);
                }
            }
        }
        tables.auxiliaries(iso)?;
        Ok(tables)
    }

    /// The type of an auxiliary picture by `auxC`; empty where it has none.
    pub(super) fn auxiliary(&self, id: u32) -> String {
        self.auxiliary.iter().find(|(item, _)| *item == id).map(|(_, kind)| kind.clone()).unwrap_or_default()
    }

    pub(super) fn has_property(&self, entry: &Entry, kind: &[u8; 4]) -> bool {
        let mut all = self.associations.iter().filter(|association| association.item == entry.id);
        all.any(|association| self.property(association.property).is_some_and(|part| &part.kind == kind))
    }

    /// Blanks the name that stands at this place when the tables are written.
    pub(super) fn blank_name(&mut self, at: u64) {
        self.blank.insert(at);
    }

    fn property(&self, number: u16) -> Option<&Part> {
        self.properties.get(usize::from(number).checked_sub(1)?)
    }

    fn auxiliaries(&mut self, iso: &mut Iso<'_, '_, '_>) -> Result<(), RedactError> {
        for association in self.associations.clone() {
            let Some(part) = self.property(association.property).copied() else { continue };
            if &part.kind == b"auxC" {
                let bytes = iso.content(&part, limits::TEXT_BYTES)?;
                let kind = bytes.get(4..).unwrap_or_default().split(|&b| b == 0).next().unwrap_or_default();
                self.auxiliary.push((association.item, decode_text(kind)));
            }
        }
        Ok(())
    }

    fn item_properties(&mut self, iso: &mut Iso<'_, '_, '_>, iprp: &Part) -> Result<(), RedactError> {
        for part in iso.children(iprp.start, iprp.end)? {
            match &part.kind {
                b"ipco" => self.properties.extend(iso.children(part.start, part.end)?),
                b"ipma" => {
                    let bytes = iso.content(&part, limits::META_BOX_BYTES)?;
                    let (rows, _) = associations(&bytes).ok_or(short(&part))?;
                    for row in rows {
                        self.associations.extend(row.links.iter().map(|&(property, is_essential)| Association {
                            item: row.item,
                            property,
                            is_essential,
                        }));
                    }
                    self.raws.push(Raw { part, bytes });
                }
                _ => iso.common(&part, "iprp")?,
            }
        }
        Ok(())
    }

    fn infos(&mut self, raw: &Raw) -> Option<()> {
        for (at, info) in child_boxes(&raw.bytes, if raw.bytes.first()? == &0 { 6 } else { 8 })? {
            if info.get(4..8)? != b"infe" {
                continue;
            }
            let (id, kind_at) = match *info.get(8)? {
                2 => (u32::from(be16(info, 12)?), 16),
                3 => (be32(info, 12)?, 18),
                _ => return None,
            };
            let behind = info.get(kind_at + 4..)?;
            let mut texts = behind.split(|&b| b == 0);
            let name = texts.next()?.to_vec();
            let entry_at = raw.part.start + at as u64;
            // The name, for files in the picture its type and how it is packed, for others their URI (§8.11.6).
            let count = match info.get(kind_at..kind_at + 4)? {
                b"mime" => 3,
                b"uri " => 2,
                _ => 1,
            };
            let length: usize = behind.split_inclusive(|&b| b == 0).take(count).map(<[u8]>::len).sum();
            if self.entries.len() >= MANY || self.entries.iter().any(|entry| entry.id == id) {
                return None;
            }
            self.entries.push(Entry {
                id,
                kind: array(info, kind_at)?,
                content_type: texts.next().map(decode_text).unwrap_or_default(),
                name_at: entry_at + kind_at as u64 + 4,
                name,
                at: entry_at,
                rest: (entry_at + (kind_at + 4 + length) as u64, (behind.len() - length) as u64),
                ranges: Vec::new(),
            });
        }
        Some(())
    }

    fn read_references(&mut self, raw: &Raw) -> Option<()> {
        let wide = raw.bytes.first()? != &0;
        for (_, bytes) in child_boxes(&raw.bytes, 4)? {
            let (from, to) = reference(bytes, wide)?;
            self.references.push((array(bytes, 4)?, from, to));
        }
        Some(())
    }

    /// Writes the tables without these items and without links to these properties.
    pub(super) fn write(
        &self,
        iso: &mut Iso<'_, '_, '_>,
        gone: &BTreeSet<u32>,
        unlinked: &BTreeSet<u16>,
    ) -> Result<(), RedactError> {
        let trims = iso.goes(Group::Unknown, "infe");
        let known: BTreeSet<u32> = self.entries.iter().map(|entry| entry.id).collect();
        for raw in &self.raws {
            if &raw.part.kind == b"grpl" && iso.is_rebuilt() {
                continue;
            }
            self.rests(iso, raw, &known)?;
            let goes = |id: &u32| gone.contains(id) || trims && !known.contains(id);
            let written = match &raw.part.kind {
                b"iinf" => self.write_infos(raw, gone, trims),
                b"iloc" => write_locations(&raw.bytes, &goes),
                b"iref" => write_references(&raw.bytes, trims, &goes),
                b"grpl" => write_groups(&raw.bytes, gone),
                _ => write_associations(&raw.bytes, &goes, unlinked),
            };
            let mut bytes = written.ok_or(short(&raw.part))?;
            if !trims && gone.is_empty() && unlinked.is_empty() && self.blank.is_empty() {
                continue;
            }
            let spare = raw.bytes.len().checked_sub(bytes.len()).ok_or(short(&raw.part))?;
            if matches!(&raw.part.kind, b"iloc" | b"ipma") || spare == 0 {
                // Readers count the rows of these two and do not look behind the last one.
                bytes.resize(raw.bytes.len(), 0);
            } else {
                shrink(iso, &raw.part, bytes.len() as u64, spare as u64)?;
                let size = u32::try_from(spare).map_err(|_| short(&raw.part))?;
                bytes.extend(size.to_be_bytes());
                bytes.extend(b"free");
                bytes.resize(raw.bytes.len(), 0);
            }
            if bytes != raw.bytes {
                iso.draft.edits.replace(raw.part.start, bytes);
            }
        }
        Ok(())
    }

    /// What stands in a table behind its rows, in a row behind its fields, and in rows of no item.
    fn rests(&self, iso: &mut Iso<'_, '_, '_>, raw: &Raw, known: &BTreeSet<u32>) -> Result<(), RedactError> {
        let told: Option<(Vec<u32>, usize)> = match &raw.part.kind {
            b"iinf" => {
                for entry in &self.entries {
                    iso.field("HEIF", Group::Unknown, "infe", "UnknownRest", entry.rest, "")?;
                }
                return Ok(());
            }
            b"iloc" => locations(&raw.bytes).map(|places| {
                let end = places.last().map_or(8, |place| place.row.1);
                (places.iter().map(|place| place.id).collect(), end)
            }),
            b"ipma" => associations(&raw.bytes).map(|(rows, end)| (rows.iter().map(|row| row.item).collect(), end)),
            _ => return Ok(()),
        };
        let (items, end) = told.ok_or(short(&raw.part))?;
        if items.iter().any(|id| !known.contains(id)) {
            iso.check_full()?;
            let tag = raw.part.name();
            let goes = iso.goes(Group::Unknown, &tag);
            iso.item_found("HEIF", Group::Unknown, &tag, "RowsOfNoItem", &raw.part, &[], goes);
        }
        iso.rest(&raw.part, "HEIF", end as u64)
    }

    fn write_infos(&self, raw: &Raw, gone: &BTreeSet<u32>, trims: bool) -> Option<Vec<u8>> {
        let is_short = raw.bytes.first()? == &0;
        let mut bytes = raw.bytes.get(..4)?.to_vec();
        let mut boxes = Vec::new();
        let mut count = 0u32;
        for (at, info) in child_boxes(&raw.bytes, if is_short { 6 } else { 8 })? {
            let at = raw.part.start + at as u64;
            let Some(entry) = self.entries.iter().find(|entry| entry.at == at) else { continue };
            if gone.contains(&entry.id) {
                continue;
            }
            let mut info = info.to_vec();
            if self.blank.contains(&entry.name_at) {
                let from = usize::try_from(entry.name_at - at).ok()?;
                info.get_mut(from..from + entry.name.len())?.fill(b' ');
            }
            if trims {
                let from = usize::try_from(entry.rest.0 - at).ok()?;
                info.get_mut(from..)?.fill(0);
            }
            boxes.extend(info);
            count += 1;
        }
        if is_short {
            bytes.extend(u16::try_from(count).ok()?.to_be_bytes());
        } else {
            bytes.extend(count.to_be_bytes());
        }
        bytes.extend(boxes);
        Some(bytes)
    }
}

/// Makes a box shorter; free space follows it.
fn shrink(iso: &mut Iso<'_, '_, '_>, part: &Part, length: u64, spare: u64) -> Result<(), RedactError> {
    if spare < 8 {
        return Err(short(part));
    }
    let header = part.start - part.at;
    if header == 8 {
        let size = u32::try_from(header + length).map_err(|_| short(part))?;
        iso.draft.edits.replace(part.at, size.to_be_bytes().to_vec());
    } else {
        iso.draft.edits.replace(part.at + 8, (header + length).to_be_bytes().to_vec());
    }
    Ok(())
}

/// The boxes in `bytes` from `at` on, each with its header, and where it begins.
fn child_boxes(bytes: &[u8], mut at: usize) -> Option<Vec<(usize, &[u8])>> {
    let mut all = Vec::new();
    while at < bytes.len() {
        let length = be32(bytes, at)? as usize;
        if length < 8 || all.len() >= MANY {
            return None;
        }
        all.push((at, bytes.get(at..at.checked_add(length)?)?));
        at += length;
    }
    Some(all)
}

/// From and to of a reference box (ISO/IEC 14496-12 §8.11.12).
fn reference(bytes: &[u8], wide: bool) -> Option<(u32, Vec<u32>)> {
    let each = if wide { 4 } else { 2 };
    let id = |at: usize| if wide { be32(bytes, at) } else { be16(bytes, at).map(u32::from) };
    let count = usize::from(be16(bytes, 8 + each)?);
    let to: Option<Vec<u32>> = (0..count).map(|index| id(10 + each + index * each)).collect();
    Some((id(8)?, to?))
}

/// `goes` says it of an item; with `trims` references of no known kind go, too.
fn write_references(bytes: &[u8], trims: bool, goes: &dyn Fn(&u32) -> bool) -> Option<Vec<u8>> {
    let wide = bytes.first()? != &0;
    let mut written = bytes.get(..4)?.to_vec();
    for (_, child) in child_boxes(bytes, 4)? {
        let (from, to) = reference(child, wide)?;
        let left: Vec<u32> = to.iter().copied().filter(|id| !goes(id)).collect();
        let is_strange = trims && !REFERENCES.contains(&&array(child, 4)?);
        if is_strange || goes(&from) || left.is_empty() {
            continue;
        }
        // Zeros behind the last one keep the box as long as it was.
        let head = if wide { 12 } else { 10 };
        let mut out = child.get(..head)?.to_vec();
        out.extend(u16::try_from(left.len()).ok()?.to_be_bytes());
        for id in left {
            let id = id.to_be_bytes();
            out.extend(if wide { id.get(..)? } else { id.get(2..)? });
        }
        out.resize(child.len(), 0);
        written.extend(out);
    }
    Some(written)
}

/// Entity groups (§8.15.3).
fn write_groups(bytes: &[u8], gone: &BTreeSet<u32>) -> Option<Vec<u8>> {
    let mut written = Vec::new();
    for (_, child) in child_boxes(bytes, 0)? {
        if child.get(4..8)? == b"free" {
            written.extend(child);
            continue;
        }
        let count = be32(child, 16)? as usize;
        if count > MANY {
            return None;
        }
        let ids: Option<Vec<u32>> = (0..count).map(|index| be32(child, 20 + index * 4)).collect();
        let ids = ids?;
        let left: Vec<u32> = ids.iter().copied().filter(|id| !gone.contains(id)).collect();
        if left.len() == ids.len() {
            written.extend(child);
        } else if left.len() > 1 {
            // One alone is no group any more, and would tell that there was another.
            let mut out = child.get(..16)?.to_vec();
            out.extend(u32::try_from(left.len()).ok()?.to_be_bytes());
            out.extend(left.iter().flat_map(|id| id.to_be_bytes()));
            // What follows the ids tells of all of them, so it does not stay for some.
            out.resize(child.len(), 0);
            written.extend(out);
        }
    }
    Some(written)
}

/// Where an item stands (§8.11.3), and the row that says so.
struct Place {
    id: u32,
    construction: u8,
    extents: Vec<(u64, u64)>,
    row: (usize, usize),
}

impl Place {
    /// `None` where it points out of the file.
    fn ranges(&self, idat: Option<Part>, file_end: u64) -> Option<Vec<(u64, u64)>> {
        let (base, end) = match self.construction {
            0 => (0, file_end),
            1 => idat.map(|part| (part.start, part.end))?,
            // The bytes belong to other items, which have ranges of their own.
            _ => return Some(Vec::new()),
        };
        let mut ranges = Vec::new();
        for &(offset, length) in &self.extents {
            let from = base.checked_add(offset)?;
            let to = if length == 0 { end } else { from.checked_add(length)? };
            if from > to || to > end {
                return None;
            }
            ranges.push((from, to));
        }
        Some(ranges)
    }
}

fn locations(bytes: &[u8]) -> Option<Vec<Place>> {
    let version = *bytes.first()?;
    let (sizes, more) = (*bytes.get(4)?, *bytes.get(5)?);
    let (offset_size, length_size, base_size) = (sizes >> 4, sizes & 15, more >> 4);
    let index_size = if version == 0 { 0 } else { more & 15 };
    let id_size = if version < 2 { 2 } else { 4 };
    let mut cursor = Numbers { bytes, at: 6 };
    let count = cursor.number(id_size)?;
    let mut places = Vec::new();
    let mut extents_left = MANY;
    for _ in 0..count {
        let begin = cursor.at;
        let id = u32::try_from(cursor.number(id_size)?).ok()?;
        let construction = if version == 0 { 0 } else { (cursor.number(2)? & 15) as u8 };
        cursor.number(2)?;
        let base = cursor.number(base_size)?;
        let mut extents = Vec::new();
        for _ in 0..cursor.number(2)? {
            extents_left = extents_left.checked_sub(1)?;
            cursor.number(index_size)?;
            extents.push((base.checked_add(cursor.number(offset_size)?)?, cursor.number(length_size)?));
        }
        places.push(Place { id, construction, extents, row: (begin, cursor.at) });
    }
    Some(places)
}

fn write_locations(bytes: &[u8], goes: &dyn Fn(&u32) -> bool) -> Option<Vec<u8>> {
    let is_short = *bytes.first()? < 2;
    let rows: Vec<Place> = locations(bytes)?.into_iter().filter(|place| !goes(&place.id)).collect();
    let mut written = bytes.get(..6)?.to_vec();
    if is_short {
        written.extend(u16::try_from(rows.len()).ok()?.to_be_bytes());
    } else {
        written.extend(u32::try_from(rows.len()).ok()?.to_be_bytes());
    }
    for place in rows {
        written.extend(bytes.get(place.row.0..place.row.1)?);
    }
    Some(written)
}

/// One row of `ipma` (§8.11.14).
struct Row {
    item: u32,
    links: Vec<(u16, bool)>,
}

/// The rows, and where they end.
fn associations(bytes: &[u8]) -> Option<(Vec<Row>, usize)> {
    let (version, is_wide) = (*bytes.first()?, bytes.get(3)? & 1 == 1);
    let mut cursor = Numbers { bytes, at: 4 };
    let count = cursor.number(4)?;
    let mut rows = Vec::new();
    for _ in 0..count {
        if rows.len() >= MANY {
            return None;
        }
        let item = u32::try_from(cursor.number(if version == 0 { 2 } else { 4 })?).ok()?;
        let mut links = Vec::new();
        for _ in 0..cursor.number(1)? {
            let link = u16::try_from(cursor.number(if is_wide { 2 } else { 1 })?).ok()?;
            let essential = if is_wide { 0x8000 } else { 0x80 };
            links.push((link & (essential - 1), link & essential != 0));
        }
        rows.push(Row { item, links });
    }
    Some((rows, cursor.at))
}

fn write_associations(bytes: &[u8], goes: &dyn Fn(&u32) -> bool, unlinked: &BTreeSet<u16>) -> Option<Vec<u8>> {
    let (is_short, is_wide) = (bytes.first()? == &0, bytes.get(3)? & 1 == 1);
    let rows: Vec<Row> = associations(bytes)?.0.into_iter().filter(|row| !goes(&row.item)).collect();
    let mut written = bytes.get(..4)?.to_vec();
    written.extend(u32::try_from(rows.len()).ok()?.to_be_bytes());
    for row in rows {
        if is_short {
            written.extend(u16::try_from(row.item).ok()?.to_be_bytes());
        } else {
            written.extend(row.item.to_be_bytes());
        }
        let links: Vec<(u16, bool)> = row.links.into_iter().filter(|(number, _)| !unlinked.contains(number)).collect();
        written.push(u8::try_from(links.len()).ok()?);
        for (number, is_essential) in links {
            if is_wide {
                written.extend((number | if is_essential { 0x8000 } else { 0 }).to_be_bytes());
            } else {
                written.push(u8::try_from(number).ok()? | if is_essential { 0x80 } else { 0 });
            }
        }
    }
    Some(written)
}
