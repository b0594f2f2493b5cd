//! Puts EXIF and XMP items into HEIF and AVIF files (ISO/IEC 23008-12 §6.2, annex A.2), in place of those that are there.
//! Never moves a picture's data within what holds it: the new items go to the end of the file, the tables in `meta` are
//! written again, and every place that they name moves by as much as `meta` grows.

use super::bmff;
use super::heif::{Item, Items};
use super::limits;
use super::source::{Numbers, Source, array, be16, be32};

/// An item of metadata, with all of its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Metadata {
    /// Four bytes that say how far behind them the TIFF header is, and on.
    Exif(Vec<u8>),
    Xmp(Vec<u8>),
}

/// Why nothing can be put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// What the file has and is not handled.
    Variant(&'static str),
    Malformed(&'static str),
}

/// At a place of the file, so many bytes give way to these.
pub(crate) type Change = (u64, u64, Vec<u8>);

const XMP_TYPE: &str = "application/rdf+xml";

/// What to change so that the file has these items, each described as content of the primary item.
///
/// # Errors
/// Image sequences, places that are not told in the usual way, several items of one kind, broken tables.
pub(crate) fn changes(source: &mut Source<'_>, wanted: &[Metadata]) -> Result<Vec<Change>, Refused> {
    let file = File::read(source)?;
    let mut changes = Vec::new();
    let mut wanted: Vec<&Metadata> = wanted.iter().collect();
    let mut fits = |item: &&Metadata| match only(&file.items, item) {
        Ok(Some(old)) => in_place(&file, old, item).map(|change| changes.push(change)).is_none(),
        _ => true,
    };
    wanted.retain(|item| fits(item));
    if wanted.is_empty() {
        changes.sort_by_key(|(at, ..)| *at);
        return Ok(changes);
    }
    let mut placed = Vec::new();
    let mut next = file.items.items.iter().map(|item| item.id).max().unwrap_or(0) + 1;
    let mut at = 8;
    for &item in &wanted {
        let old = only(&file.items, item)?;
        let id = old.map_or(next, |old| old.id);
        next += u32::from(old.is_none());
        placed.push(Placed {
            id: short(id)?,
            is_new: old.is_none(),
            kind: item.kind(),
            at,
            length: item.bytes().len(),
        });
        at += item.bytes().len() as u64;
    }
    let mut meta = file.meta.clone();
    for &item in &wanted {
        if let Some(old) = only(&file.items, item)? {
            erase(&file, old, &mut meta, &mut changes)?;
        }
    }
    // How long the tables get does not depend on the places that they name.
    let grown = tables(&file, &meta, &placed, 0)?.len() as i64 + 8;
    let by = grown - (file.end - file.at).cast_signed();
    let made = tables(&file, &meta, &placed, by)?;
    changes.push((file.at, file.end - file.at, boxed(b"meta", &made)?));
    let data: Vec<u8> = wanted.iter().flat_map(|item| item.bytes().iter().copied()).collect();
    changes.push((file.len, 0, boxed(b"mdat", &data)?));
    changes.sort_by_key(|(at, ..)| *at);
    Ok(changes)
}

/// The one item of this kind that there is.
pub(crate) fn only<'i>(items: &'i Items, wanted: &Metadata) -> Result<Option<&'i Item>, Refused> {
    let mut found = items.items.iter().filter(|item| match wanted {
        Metadata::Exif(_) => &item.kind == b"Exif",
        Metadata::Xmp(_) => &item.kind == b"mime" && item.content_type == XMP_TYPE,
    });
    match (found.next(), found.next()) {
        (one, None) => Ok(one),
        _ => Err(Refused::Variant("HEIF with several items of one kind of metadata")),
    }
}

impl Metadata {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Exif(bytes) | Self::Xmp(bytes) => bytes,
        }
    }

    fn kind(&self) -> &'static [u8; 4] {
        match self {
            Self::Exif(_) => b"Exif",
            Self::Xmp(_) => b"mime",
        }
    }
}

/// Where an item is to stand: so far into the new box at the end of the file.
struct Placed {
    id: u16,
    is_new: bool,
    kind: &'static [u8; 4],
    at: u64,
    length: usize,
}

/// What is known of the file.
struct File {
    len: u64,
    /// The `meta` box, from and to, and its content.
    at: u64,
    end: u64,
    meta: Vec<u8>,
    items: Items,
}

impl File {
    fn read(source: &mut Source<'_>) -> Result<Self, Refused> {
        let len = source.len();
        let (mut at, mut meta) = (0, None);
        while let Some(bx) = bmff::next_box(source, &mut at, len) {
            let is_open = source.u32_be(bx.at) == Some(0);
            match &bx.kind {
                b"moov" | b"moof" => return Err(Refused::Variant("HEIF with a sequence of pictures")),
                _ if is_open => return Err(Refused::Variant("HEIF whose last box has no end")),
                b"meta" if meta.is_some() => return Err(Refused::Malformed("two meta boxes")),
                b"meta" => meta = Some(bx),
                _ => {}
            }
        }
        let meta = meta.filter(|_| at == len).ok_or(Refused::Malformed("the boxes do not end where the file does"))?;
        let content = meta.content(source, limits::META_BOX_BYTES).ok_or(Refused::Variant("large meta box"))?.to_vec();
        let items = Items::of_file(source).ok_or(Refused::Malformed("no items"))?;
        Ok(Self { len, at: meta.at, end: meta.end, meta: content, items })
    }

    /// A place in the file, once `meta` is longer by so much.
    fn moved(&self, place: u64, by: i64) -> Result<u64, Refused> {
        match place {
            _ if place >= self.end => place.checked_add_signed(by).ok_or(Refused::Malformed("a place beyond the file")),
            _ if place < self.at => Ok(place),
            _ => Err(Refused::Variant("HEIF with data among its tables")),
        }
    }
}

/// An item that is as long as it was takes its own place.
fn in_place(file: &File, old: &Item, item: &Metadata) -> Option<Change> {
    let &[(at, length)] = old.extents.as_slice() else { return None };
    let fits = old.construction == 0 && length == item.bytes().len() as u64 && !is_shared(file, old);
    let is_apart = fits && at.checked_add(length)? <= file.len && file.moved(at, 0).is_ok();
    is_apart.then(|| (at, length, item.bytes().to_vec()))
}

/// Whether another item is made of some of its bytes.
fn is_shared(file: &File, own: &Item) -> bool {
    let others = || file.items.items.iter().filter(|item| item.id != own.id && item.construction == own.construction);
    own.extents.iter().any(|(at, length)| {
        let mut extents = others().flat_map(|item| &item.extents);
        extents.any(|(other, more)| *other < at.saturating_add(*length) && *at < other.saturating_add(*more))
    })
}

/// Zeros over what an item was.
fn erase(file: &File, old: &Item, meta: &mut [u8], changes: &mut Vec<Change>) -> Result<(), Refused> {
    if is_shared(file, old) {
        return Err(Refused::Variant("HEIF whose items share their bytes"));
    }
    for &(at, length) in &old.extents {
        match old.construction {
            0 if at.checked_add(length).is_some_and(|end| end <= file.len) && file.moved(at, 0).is_ok() => {
                let zeros = usize::try_from(length).ok().filter(|length| *length <= limits::EXIF_BYTES);
                changes.push((at, length, vec![0; zeros.ok_or(Refused::Variant("large item"))?]));
            }
            1 => {
                let idat = parts(meta)?.into_iter().find(|part| &part.kind == b"idat");
                let start = idat.and_then(|part| part.start.checked_add(usize::try_from(at).ok()?));
                let start = start.ok_or(Refused::Malformed("idat"))?;
                let room = meta.get_mut(start..start.saturating_add(usize::try_from(length).unwrap_or(usize::MAX)));
                room.ok_or(Refused::Malformed("idat"))?.fill(0);
            }
            _ => return Err(Refused::Malformed("an item beyond the file")),
        }
    }
    Ok(())
}

/// A box in `meta`: where it begins in that one's content, where its own content does, and where it ends.
struct Part {
    kind: [u8; 4],
    at: usize,
    start: usize,
    end: usize,
}

fn parts(meta: &[u8]) -> Result<Vec<Part>, Refused> {
    let broken = Refused::Malformed("the boxes in meta");
    let mut found = Vec::new();
    let mut at = 4;
    while at < meta.len() {
        let size = be32(meta, at).ok_or(broken)? as usize;
        let end = at.checked_add(size).filter(|end| size >= 8 && *end <= meta.len()).ok_or(broken)?;
        found.push(Part { kind: array(meta, at + 4).ok_or(broken)?, at, start: at + 8, end });
        at = end;
    }
    Ok(found)
}

/// The content of `meta`, with the items placed and all places in the file moved.
fn tables(file: &File, meta: &[u8], placed: &[Placed], by: i64) -> Result<Vec<u8>, Refused> {
    let primary = short(file.items.primary)?;
    let mut made = meta.get(..4).ok_or(Refused::Malformed("meta"))?.to_vec();
    let parts = parts(meta)?;
    let one = |kind: &[u8; 4]| parts.iter().filter(|part| &part.kind == kind).count() == 1;
    if !one(b"iinf") || !one(b"iloc") || parts.iter().filter(|part| &part.kind == b"iref").count() > 1 {
        return Err(Refused::Malformed("the tables in meta"));
    }
    let has_references = parts.iter().any(|part| &part.kind == b"iref");
    let fresh: Vec<&Placed> = placed.iter().filter(|item| item.is_new).collect();
    for part in &parts {
        let content = meta.get(part.start..part.end).unwrap_or_default();
        match &part.kind {
            b"iinf" => {
                made.extend(boxed(b"iinf", &infos(content, &fresh)?)?);
                if !has_references && !fresh.is_empty() {
                    made.extend(boxed(b"iref", &references(&[0; 4], &fresh, primary)?)?);
                }
            }
            b"iref" => made.extend(boxed(b"iref", &references(content, &fresh, primary)?)?),
            b"iloc" => made.extend(boxed(b"iloc", &locations(file, content, placed, by)?)?),
            _ => made.extend_from_slice(meta.get(part.at..part.end).unwrap_or_default()),
        }
    }
    Ok(made)
}

/// Item information (ISO/IEC 14496-12 §8.11.6) with an entry of version 2 for each new item.
fn infos(old: &[u8], fresh: &[&Placed]) -> Result<Vec<u8>, Refused> {
    let broken = Refused::Malformed("iinf");
    let wide = *old.first().ok_or(broken)? != 0;
    let mut made = old.to_vec();
    let more = u32::try_from(fresh.len()).map_err(|_| broken)?;
    if wide {
        let count = be32(old, 4).and_then(|count| count.checked_add(more)).ok_or(broken)?;
        made.get_mut(4..8).ok_or(broken)?.copy_from_slice(&count.to_be_bytes());
    } else {
        let count = be16(old, 4).and_then(|count| count.checked_add(more as u16)).ok_or(broken)?;
        made.get_mut(4..6).ok_or(broken)?.copy_from_slice(&count.to_be_bytes());
    }
    for item in fresh {
        let mut entry = vec![2, 0, 0, 0];
        entry.extend(item.id.to_be_bytes());
        entry.extend([0, 0]);
        entry.extend(item.kind);
        // No name.
        entry.push(0);
        if item.kind == b"mime" {
            entry.extend(XMP_TYPE.bytes().chain([0]));
        }
        made.extend(boxed(b"infe", &entry)?);
    }
    Ok(made)
}

/// Item references (§8.11.12): each new item describes the content of the primary one.
fn references(old: &[u8], fresh: &[&Placed], primary: u16) -> Result<Vec<u8>, Refused> {
    let wide = *old.first().ok_or(Refused::Malformed("iref"))? != 0;
    let mut made = old.to_vec();
    for item in fresh {
        let mut entry = Vec::new();
        let id = |id: u16| if wide { u32::from(id).to_be_bytes().to_vec() } else { id.to_be_bytes().to_vec() };
        entry.extend(id(item.id));
        entry.extend([0, 1]);
        entry.extend(id(primary));
        made.extend(boxed(b"cdsc", &entry)?);
    }
    Ok(made)
}

/// Item locations (§8.11.3), with room for places of at least four bytes.
fn locations(file: &File, old: &[u8], placed: &[Placed], by: i64) -> Result<Vec<u8>, Refused> {
    let broken = Refused::Malformed("iloc");
    let mut cursor = Numbers { bytes: old, at: 6 };
    let version = *old.first().ok_or(broken)?;
    let (sizes, more) = (*old.get(4).ok_or(broken)?, *old.get(5).ok_or(broken)?);
    let (offset_size, length_size, base_size) = (sizes >> 4, sizes & 15, more >> 4);
    let index_size = if version == 0 { 0 } else { more & 15 };
    if [offset_size, length_size, base_size, index_size].contains(&1) {
        return Err(broken);
    }
    let id_size = if version < 2 { 2 } else { 4 };
    let (new_offset, new_length) = (offset_size.max(4), length_size.max(4));
    let end = file.moved(file.len, by)?;
    let count = cursor.number(id_size).ok_or(broken)?;
    let fresh = placed.iter().filter(|item| item.is_new).count() as u64;
    let mut made = old.get(..4).ok_or(broken)?.to_vec();
    made.extend([new_offset << 4 | new_length, base_size << 4 | index_size]);
    put(&mut made, count + fresh, id_size)?;
    for _ in 0..count {
        let id = cursor.number(id_size).ok_or(broken)?;
        let construction = if version == 0 { 0 } else { cursor.number(2).ok_or(broken)? };
        let other_file = cursor.number(2).ok_or(broken)?;
        let base = cursor.number(base_size).ok_or(broken)?;
        let extents = cursor.number(2).ok_or(broken)?;
        let instead = placed.iter().find(|item| !item.is_new && u64::from(item.id) == id);
        if instead.is_none() && (other_file != 0 || construction > 2) {
            return Err(Refused::Variant("HEIF with data in another file"));
        }
        put(&mut made, id, id_size)?;
        if let Some(item) = instead {
            entry(&mut made, version, base_size, index_size, (new_offset, new_length), item, end)?;
            for _ in 0..extents {
                for size in [index_size, offset_size, length_size] {
                    cursor.number(size).ok_or(broken)?;
                }
            }
            continue;
        }
        let is_placed = construction & 15 == 0;
        let base_moves = is_placed && base >= file.end;
        if version > 0 {
            put(&mut made, construction, 2)?;
        }
        put(&mut made, other_file, 2)?;
        put(&mut made, if base_moves { file.moved(base, by)? } else { base }, base_size)?;
        put(&mut made, extents, 2)?;
        for _ in 0..extents {
            let index = cursor.number(index_size).ok_or(broken)?;
            let offset = cursor.number(offset_size).ok_or(broken)?;
            let length = cursor.number(length_size).ok_or(broken)?;
            if is_placed && length == 0 {
                return Err(Refused::Variant("HEIF with an item that goes on to the end"));
            }
            let place = base.checked_add(offset).ok_or(broken)?;
            let moved = if is_placed && !base_moves { file.moved(place, by)? - base } else { offset };
            put(&mut made, index, index_size)?;
            put(&mut made, moved, new_offset)?;
            put(&mut made, length, new_length)?;
        }
    }
    for item in placed.iter().filter(|item| item.is_new) {
        put(&mut made, u64::from(item.id), id_size)?;
        entry(&mut made, version, base_size, index_size, (new_offset, new_length), item, end)?;
    }
    Ok(made)
}

/// What follows the number of an item that stands in the box at `end` of the file.
fn entry(
    made: &mut Vec<u8>,
    version: u8,
    base_size: u8,
    index_size: u8,
    (offset_size, length_size): (u8, u8),
    item: &Placed,
    end: u64,
) -> Result<(), Refused> {
    if version > 0 {
        put(made, 0, 2)?;
    }
    put(made, 0, 2)?;
    put(made, 0, base_size)?;
    put(made, 1, 2)?;
    put(made, 0, index_size)?;
    put(made, end + item.at, offset_size)?;
    put(made, item.length as u64, length_size)
}

fn boxed(kind: &[u8; 4], content: &[u8]) -> Result<Vec<u8>, Refused> {
    let size = u32::try_from(content.len() + 8).map_err(|_| Refused::Variant("large box"))?;
    Ok([&size.to_be_bytes(), kind.as_slice(), content].concat())
}

fn short(id: u32) -> Result<u16, Refused> {
    u16::try_from(id).map_err(|_| Refused::Variant("HEIF with large item numbers"))
}

/// Appends a number of 0, 2, 4 or 8 bytes.
fn put(made: &mut Vec<u8>, value: u64, size: u8) -> Result<(), Refused> {
    let bytes = value.to_be_bytes();
    let from = bytes.len().saturating_sub(usize::from(size));
    let (gone, kept) = bytes.split_at(from);
    if gone.iter().any(|byte| *byte != 0) {
        return Err(Refused::Variant("HEIF that is too large for its tables"));
    }
    made.extend_from_slice(kept);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture(name: &str) -> Vec<u8> {
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
    }

    fn with(file: &[u8], wanted: &[Metadata]) -> Result<Vec<u8>, Refused> {
        let changes = changes(&mut Source::memory(file), wanted)?;
        let (mut made, mut at) = (Vec::new(), 0);
        for (place, length, bytes) in changes {
            made.extend(&file[at..place as usize]);
            made.extend(bytes);
            at = (place + length) as usize;
        }
        made.extend(&file[at..]);
        Ok(made)
    }

    /// The bytes of each item that is no metadata, by number, and those of EXIF and XMP.
    type Content = (Vec<(u32, Vec<u8>)>, Vec<Vec<u8>>);

    fn content(file: &[u8]) -> Content {
        let mut source = Source::memory(file);
        let items = Items::of_file(&mut source).unwrap();
        let mut bytes = |id| items.bytes(&mut source, id, 1 << 24).unwrap();
        let (about, rest): (Vec<&Item>, Vec<&Item>) =
            items.items.iter().partition(|item| matches!(&item.kind, b"Exif" | b"mime"));
        let rest = rest.into_iter().filter(|item| item.construction < 2);
        (rest.map(|item| (item.id, bytes(item.id))).collect(), about.iter().map(|item| bytes(item.id)).collect())
    }

    #[test]
    fn every_other_item_keeps_its_bytes_and_a_second_time_takes_the_place_of_the_first() {
        for name in ["formats/photo.avif", "formats/photo.heic", "media/quarters-alpha.avif", "media/marked.avif"] {
            let before = fixture(name);
            let wanted = [Metadata::Xmp(b"a packet".to_vec()), Metadata::Exif(b"\0\0\0\0a block".to_vec())];
            let made = with(&before, &wanted).unwrap_or_else(|refused| panic!("{name}: {refused:?}"));
            let (pictures, mut about) = content(&made);
            assert_eq!(pictures, content(&before).0, "{name}");
            about.sort();
            assert_eq!(about, [b"\0\0\0\0a block".to_vec(), b"a packet".to_vec()], "{name}");
            let again = with(&made, &[Metadata::Xmp(b"another".to_vec())]).unwrap();
            assert_eq!(content(&again).0, pictures, "{name}");
            assert!(content(&again).1.contains(&b"another".to_vec()), "{name}");
            assert!(memchr::memmem::find(&again, b"a packet").is_none(), "{name}: the old one is still there");
        }
    }

    #[test]
    fn no_cut_file_and_no_wrong_byte_of_the_tables_is_a_panic() {
        let whole = fixture("media/marked.avif");
        let wanted = [Metadata::Xmp(b"a packet".to_vec())];
        for cut in (0..whole.len()).step_by(7) {
            let _ = with(&whole[..cut], &wanted);
        }
        for at in 0..whole.len().min(700) {
            for value in [0, 0x7F, 0xFF] {
                let mut wrong = whole.clone();
                wrong[at] = value;
                let _ = changes(&mut Source::memory(&wrong), &wanted);
            }
        }
    }
}
