//! Items of HEIF and AVIF (ISO/IEC 23008-12): where they stand, how they belong together, EXIF and XMP items.
//! Never decodes a picture.

use super::bmff::{self, Bx};
use super::bound::Origin;
use super::collect::Collector;
use super::source::{Numbers, Source, array, be16, be32};
use super::{limits, xmp};

/// Most items, properties, references or extents read of one file.
const MANY: usize = 20_000;

/// One item of a `meta` box.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    pub id: u32,
    pub kind: [u8; 4],
    pub content_type: String,
    /// Where the bytes are: in the file (0), in `idat` (1), or in other items (2, not followed).
    pub construction: u8,
    pub extents: Vec<(u64, u64)>,
    /// Properties by number, from zero.
    pub properties: Vec<usize>,
}

/// What the `meta` box says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Items {
    pub primary: u32,
    pub items: Vec<Item>,
    /// Kind, from, to.
    pub references: Vec<([u8; 4], u32, Vec<u32>)>,
    pub properties: Vec<([u8; 4], Vec<u8>)>,
    idat: Option<(u64, u64)>,
}

impl Items {
    /// Reads the top-level `meta` box of a file.
    pub(crate) fn of_file(source: &mut Source<'_>) -> Option<Self> {
        let (mut at, end) = (0, source.len());
        while let Some(bx) = bmff::next_box(source, &mut at, end) {
            if &bx.kind == b"meta" {
                return Some(Self::read(source, &bx));
            }
        }
        None
    }

    fn read(source: &mut Source<'_>, meta: &Bx) -> Self {
        let mut all = Self::default();
        let from = bmff::meta_children(source, meta);
        bmff::children(source, from, meta.end, |source, bx| {
            if &bx.kind == b"idat" {
                all.idat = Some((bx.start, bx.end));
                return;
            }
            if &bx.kind == b"iprp" {
                let mut associations = Vec::new();
                bmff::children(source, bx.start, bx.end, |source, bx| match &bx.kind {
                    b"ipco" => bmff::children(source, bx.start, bx.end, |source, property| {
                        if all.properties.len() < MANY {
                            let content = property.content(source, limits::META_BOX_BYTES).unwrap_or_default().to_vec();
                            all.properties.push((property.kind, content));
                        }
                    }),
                    b"ipma" => associations.extend(bx.content(source, limits::META_BOX_BYTES).map(<[u8]>::to_vec)),
                    _ => {}
                });
                for bytes in &associations {
                    let _ = all.associations(bytes);
                }
                return;
            }
            if !matches!(&bx.kind, b"pitm" | b"iinf" | b"iloc" | b"iref") {
                return;
            }
            let Some(bytes) = bx.content(source, limits::META_BOX_BYTES).map(<[u8]>::to_vec) else { return };
            // A fault ends that table; what was read of it stays.
            let _ = match &bx.kind {
                b"pitm" => all.primary(&bytes),
                b"iinf" => all.infos(&bytes),
                b"iloc" => all.locations(&bytes),
                _ => all.references(&bytes),
            };
        });
        all
    }

    pub(crate) fn item(&self, id: u32) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The first property of this kind that the item has.
    pub(crate) fn property(&self, item: u32, kind: &[u8; 4]) -> Option<&[u8]> {
        let item = self.item(item)?;
        let mut all = item.properties.iter().filter_map(|&index| self.properties.get(index));
        all.find(|(k, _)| k == kind).map(|(_, bytes)| bytes.as_slice())
    }

    /// Size by `ispe`.
    pub(crate) fn size(&self, item: u32) -> Option<(u32, u32)> {
        let bytes = self.property(item, b"ispe")?;
        Some((be32(bytes, 4)?, be32(bytes, 8)?))
    }

    /// Items that refer to `to` by this kind of reference.
    pub(crate) fn referring(&self, kind: &[u8; 4], to: u32) -> impl Iterator<Item = u32> {
        self.references.iter().filter(move |(k, _, tos)| k == kind && tos.contains(&to)).map(|(_, from, _)| *from)
    }

    /// The item's bytes, at most `max` of them.
    pub(crate) fn bytes(&self, source: &mut Source<'_>, id: u32, max: usize) -> Option<Vec<u8>> {
        self.placed_bytes(source, id, max).map(|(bytes, _)| bytes)
    }

    /// The same, and where they stand in the file.
    fn placed_bytes(&self, source: &mut Source<'_>, id: u32, max: usize) -> Option<(Vec<u8>, Origin)> {
        let item = self.item(id)?;
        let (base, end) = match item.construction {
            0 => (0, source.len()),
            1 => self.idat?,
            _ => return None,
        };
        let (mut bytes, mut places) = (Vec::new(), Origin::unknown());
        for &(offset, length) in &item.extents {
            let start = base.checked_add(offset)?;
            let length = if length == 0 { end.checked_sub(start)? } else { length };
            let length = usize::try_from(length).ok()?;
            if bytes.len().checked_add(length)? > max || start.checked_add(length as u64)? > end {
                return None;
            }
            bytes.extend_from_slice(source.bytes(start, length)?);
            places.push(source.origin().start(start), length as u64);
        }
        Some((bytes, places))
    }

    fn entry(&mut self, id: u32) -> Option<&mut Item> {
        if let Some(index) = self.items.iter().position(|item| item.id == id) {
            return self.items.get_mut(index);
        }
        if self.items.len() >= 2_000 {
            return None;
        }
        self.items.push(Item { id, ..Item::default() });
        self.items.last_mut()
    }

    fn primary(&mut self, bytes: &[u8]) -> Option<()> {
        self.primary = if bytes.first()? == &0 { u32::from(be16(bytes, 4)?) } else { be32(bytes, 4)? };
        Some(())
    }

    fn infos(&mut self, bytes: &[u8]) -> Option<()> {
        let mut at = if bytes.first()? == &0 { 6 } else { 8 };
        for _ in 0..MANY {
            let length = be32(bytes, at)? as usize;
            let info = bytes.get(at..at.checked_add(length)?)?;
            let version = *info.get(8)?;
            let (id, rest) = match version {
                2 => (u32::from(be16(info, 12)?), 16),
                3 => (be32(info, 12)?, 18),
                _ => return None,
            };
            let kind = array(info, rest)?;
            let mut texts = info.get(rest + 4..)?.split(|&b| b == 0);
            let content_type = texts.nth(1).map(super::collect::decode_text).unwrap_or_default();
            let item = self.entry(id)?;
            item.kind = kind;
            item.content_type = content_type;
            at += length.max(8);
        }
        Some(())
    }

    fn locations(&mut self, bytes: &[u8]) -> Option<()> {
        let version = *bytes.first()?;
        let (sizes, more) = (*bytes.get(4)?, *bytes.get(5)?);
        let (offset_size, length_size, base_size) = (sizes >> 4, sizes & 15, more >> 4);
        let index_size = if version == 0 { 0 } else { more & 15 };
        let mut cursor = Numbers { bytes, at: 6 };
        let count = cursor.number(if version < 2 { 2 } else { 4 })?;
        let mut extents_left = MANY;
        for _ in 0..count.min(MANY as u64) {
            let id = u32::try_from(cursor.number(if version < 2 { 2 } else { 4 })?).ok()?;
            let construction = if version == 0 { 0 } else { (cursor.number(2)? & 15) as u8 };
            cursor.number(2)?;
            let base = cursor.number(base_size)?;
            let extent_count = cursor.number(2)?;
            let mut extents = Vec::new();
            for _ in 0..extent_count {
                extents_left = extents_left.checked_sub(1)?;
                cursor.number(index_size)?;
                let offset = base.checked_add(cursor.number(offset_size)?)?;
                extents.push((offset, cursor.number(length_size)?));
            }
            let item = self.entry(id)?;
            item.construction = construction;
            item.extents = extents;
        }
        Some(())
    }

    fn references(&mut self, bytes: &[u8]) -> Option<()> {
        let id_size = if bytes.first()? == &0 { 2 } else { 4 };
        let mut cursor = Numbers { bytes, at: 4 };
        for _ in 0..2_000 {
            cursor.number(4)?;
            let kind = u32::try_from(cursor.number(4)?).ok()?.to_be_bytes();
            let from = u32::try_from(cursor.number(id_size)?).ok()?;
            let count = cursor.number(2)?.min(2_000);
            let to: Option<Vec<u32>> =
                (0..count).map(|_| cursor.number(id_size).and_then(|id| u32::try_from(id).ok())).collect();
            self.references.push((kind, from, to?));
        }
        Some(())
    }

    fn associations(&mut self, bytes: &[u8]) -> Option<()> {
        let version = *bytes.first()?;
        let is_wide = bytes.get(3)? & 1 == 1;
        let mut cursor = Numbers { bytes, at: 4 };
        let count = cursor.number(4)?;
        for _ in 0..count.min(MANY as u64) {
            let id = u32::try_from(cursor.number(if version == 0 { 2 } else { 4 })?).ok()?;
            let associated = cursor.number(1)?;
            let mut properties = Vec::new();
            for _ in 0..associated {
                let index = if is_wide { cursor.number(2)? & 0x7FFF } else { cursor.number(1)? & 0x7F };
                // Numbered from one; zero means none.
                properties.extend((index as usize).checked_sub(1));
            }
            self.entry(id)?.properties.extend(properties);
        }
        Some(())
    }
}

/// Collects size, EXIF and XMP of the pictures in the file.
pub(crate) fn collect(source: &mut Source<'_>, meta: &Bx, into: &mut Collector) {
    let items = Items::read(source, meta);
    // Which bytes an item has, and what they are, stands here.
    let leads = meta.is_bound(source, into);
    if let Some((width, height)) = items.size(items.primary) {
        into.dimensions(width, height);
    }
    for item in &items.items {
        if into.is_full() {
            return;
        }
        let is_xmp = &item.kind == b"mime" && item.content_type == "application/rdf+xml";
        if !is_xmp && &item.kind != b"Exif" {
            continue;
        }
        match items.placed_bytes(source, item.id, limits::XMP_BYTES) {
            Some((bytes, places)) if is_xmp => {
                let is_bound = leads && into.binds(&places, 0, bytes.len() as u64);
                let place = places.range(0, bytes.len() as u64);
                into.reading(is_bound, place, |into| xmp::collect(&bytes, into));
            }
            Some((bytes, places)) => into.within(leads, |into| bmff::exif_item(&bytes, &places, into)),
            None => into.note("media-note-cut-short"),
        }
    }
}
