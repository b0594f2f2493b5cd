//! TIFF, BigTIFF and DNG (TIFF 6.0; DNG 1.7.1): entries that go leave their tables, their values and what nothing points
//! to become zeros, strips and tiles stay where they are. Never moves a byte of the picture, never decodes.
//!
//! A rebuilt copy is made the same way: what is not on the list of things that the picture needs is zero.

use super::tiff_counts::{is_odd_text, is_overfull, is_structure};
use super::tiff_groups::group_of;
use super::tiff_strips::Layout;
use super::tiff_tables::{Directory, Tree, broken, is_zero};
use super::{Draft, Found, Plan, RESIDUE_BYTES, RedactError, exif, icc, inside, photoshop, xmp};
use crate::media::exif::{Context, tag_name};
use crate::media::limits;
use crate::media::source::Source;
use crate::media::tiff::Entry;
use crate::provenance::redaction::{Fate, Group, Mode};

const XMP: u16 = 0x02BC;
const IPTC: u16 = 0x83BB;
const PHOTOSHOP: u16 = 0x8649;
const PROFILE: u16 = 0x8773;
const MAKER_NOTE: u16 = 0x927C;
const DNG_PRIVATE: u16 = 0xC634;
/// Tables of the JPEG of TIFF 6.0 §22, to which nothing gives a length.
const OLD_JPEG_TABLES: [u16; 3] = [0x0207, 0x0208, 0x0209];

/// Plans the copy of a TIFF or DNG.
pub(crate) fn plan(source: &mut Source<'_>, draft: Draft<'_>) -> Result<Plan, RedactError> {
    source.allow_bytes(2 << 30);
    let tree = Tree::read(source)?;
    let has_full = tree.all.iter().any(|directory| !directory.pieces.is_empty() && !directory.is_preview);
    let drops_previews = has_full && draft.policy.drops(Group::EmbeddedPictures, "preview");
    let mut walk = Walk {
        tree: &tree,
        draft,
        has_full,
        drops_previews,
        tables: vec![(0, tree.sizes().0)],
        kept: Vec::new(),
        pictures: Vec::new(),
        gone: Vec::new(),
        opaque: false,
    };
    for &page in &tree.chain {
        walk.directory(source, page, walk.goes_whole(page))?;
    }
    walk.refuse_overlaps()?;
    walk.gaps(source)?;
    Ok(walk.draft.in_place(source.len()))
}

struct Walk<'a, 'p> {
    tree: &'a Tree,
    draft: Draft<'p>,
    /// There is a picture that is no preview.
    has_full: bool,
    drops_previews: bool,
    /// Ranges of header and tables, of values that stay, of strips that stay, of what goes.
    tables: Vec<(u64, u64)>,
    kept: Vec<(u64, u64)>,
    pictures: Vec<(u64, u64)>,
    gone: Vec<(u64, u64)>,
    /// Something stays that may point to places that no table names.
    opaque: bool,
}

impl Walk<'_, '_> {
    /// Whether a directory goes with everything in it. The first one never does, since the file begins with it.
    fn goes_whole(&self, index: usize) -> bool {
        let first = self.tree.chain.first() == Some(&index);
        self.drops_previews && !first && self.tree.all.get(index).is_some_and(|directory| directory.is_preview)
    }

    /// Treats a directory and those below it; true when nothing of it is left.
    fn directory(&mut self, source: &mut Source<'_>, index: usize, whole: bool) -> Result<bool, RedactError> {
        let tree = self.tree;
        let Some(directory) = tree.all.get(index) else { return Ok(true) };
        let bytes = tree.table_bytes(directory);
        self.tables.push((directory.offset, bytes));
        self.pieces(source, directory, index, whole)?;
        let (mut records, mut changed) = (Vec::new(), false);
        for (position, entry) in directory.entries.iter().enumerate() {
            let record = tree.record(source, directory, position).ok_or(broken(directory.offset, "a lost entry"))?;
            let below = directory.below.iter().find(|(at, _)| *at == position).map(|(_, below)| below.as_slice());
            let left = match below {
                Some(below) => self.pointer(source, entry, record.clone(), below, whole)?,
                None if !whole && self.has_parts(directory, entry) => {
                    self.parts(source, directory, entry, record.clone())?
                }
                None => (!self.value(source, directory, entry, whole)?).then(|| record.clone()),
            };
            changed |= left.as_ref() != Some(&record);
            records.extend(left);
        }
        let is_page = tree.chain.contains(&index);
        let next = self.next_page(index).unwrap_or(directory.next);
        let nothing_left = whole || (records.is_empty() && changed && !is_page);
        if nothing_left {
            self.draft.edits.zero(directory.offset, bytes);
        } else if changed || next != directory.next {
            self.draft.edits.replace(directory.offset, tree.table(directory, &records, next));
        }
        Ok(nothing_left)
    }

    /// Where the next page that stays stands; `None` for what is no page.
    fn next_page(&self, index: usize) -> Option<u64> {
        let place = self.tree.chain.iter().position(|page| *page == index)?;
        let next = self.tree.chain.iter().skip(place + 1).find(|page| !self.goes_whole(**page));
        Some(next.and_then(|page| self.tree.all.get(*page)).map_or(0, |directory| directory.offset))
    }

    /// An entry that points to directories; what is left of it.
    fn pointer(
        &mut self,
        source: &mut Source<'_>,
        entry: &Entry,
        mut record: Vec<u8>,
        below: &[usize],
        whole: bool,
    ) -> Result<Option<Vec<u8>>, RedactError> {
        let tree = self.tree;
        let mut left = Vec::new();
        for &index in below {
            let gone = self.directory(source, index, whole || self.goes_whole(index))?;
            left.extend(tree.all.get(index).filter(|_| !gone).map(|directory| directory.offset));
        }
        let outside = !tree.is_inside(entry);
        if left.len() == below.len() && !whole {
            if outside {
                self.keep(entry.at, entry.bytes);
            }
            return Ok(Some(record));
        }
        if outside {
            self.drop_range(entry.at, entry.bytes);
        }
        if left.is_empty() {
            return Ok(None);
        }
        // Fewer directories than before: their offsets move up, and one alone stands in the entry itself.
        let (_, _, record_bytes, wide) = tree.sizes();
        let (value_at, wide) = ((record_bytes - wide) as usize, wide as usize);
        let offsets: Vec<u8> = left.iter().flat_map(|offset| tree.wide(*offset)).collect();
        let count = tree.wide(left.len() as u64);
        record.splice(value_at - wide..value_at, count);
        if left.len() == 1 {
            record.splice(value_at.., offsets);
        } else {
            self.draft.edits.replace(entry.at, offsets);
        }
        Ok(Some(record))
    }

    /// One field; true when it goes.
    fn value(
        &mut self,
        source: &mut Source<'_>,
        directory: &Directory,
        entry: &Entry,
        whole: bool,
    ) -> Result<bool, RedactError> {
        if self.draft.is_full() {
            return Err(RedactError::TooLarge { limit: "fields" });
        }
        let outside = !self.tree.is_inside(entry);
        if entry.at.checked_add(entry.bytes).is_none_or(|end| end > source.len()) {
            return Err(broken(entry.at, "a value outside of the file"));
        }
        let group = match group_of(directory.context, entry.tag) {
            Group::Rendering if is_odd_text(directory.context, entry) => Group::Unknown,
            Group::Rendering if self.is_overfull(source, directory, entry) => {
                if is_structure(entry.tag) && !whole && self.draft.policy.drops(Group::Unknown, "") {
                    let part = format!("TIFF: values of the field 0x{:04X} that no picture has", entry.tag);
                    return Err(RedactError::CannotRemove { part });
                }
                Group::Unknown
            }
            group => group,
        };
        let policy = self.draft.policy;
        if entry.tag == PROFILE && directory.context == Context::Tiff && !whole {
            self.colors(source, entry, outside)?;
            return Ok(false);
        }
        if group == Group::Rendering {
            return Ok(self.rendering(entry, outside, whole));
        }
        if entry.tag == XMP && directory.context == Context::Tiff && !whole {
            return self.packet(source, entry);
        }
        let size = usize::try_from(entry.bytes).unwrap_or(usize::MAX).min(RESIDUE_BYTES);
        let raw = source.bytes(entry.at, size).map(<[u8]>::to_vec).unwrap_or_default();
        let (tag, store) = (format!("0x{:04X}", entry.tag), format!("TIFF {}", directory.name));
        let found = Found {
            store: &store,
            group,
            tag: &tag,
            name: &tag_name(directory.context, entry.tag),
            value: &exif::shown(source, &self.tree.tiff, entry, &raw),
            at: entry.at,
            length_bytes: entry.bytes,
            // Small numbers occur everywhere.
            raw: if outside { &raw } else { &[] },
        };
        let mixed = matches!(entry.tag, IPTC | PHOTOSHOP) && directory.context == Context::Tiff;
        let anything = !policy.drop.is_empty() || !policy.drop_fields.is_empty();
        // Most serial numbers stand in MakerNotes.
        let with_device = matches!(entry.tag, MAKER_NOTE | DNG_PRIVATE) && policy.drops(Group::Device, &tag);
        if mixed && anything && !whole && policy.mode == Mode::InPlace {
            self.draft.note("redact-note-tiff-iptc");
        }
        let always = whole || with_device || group == Group::Credentials || (mixed && anything);
        let goes = if always { self.draft.decided(found, Fate::Dropped) } else { self.draft.found(found) };
        match (goes, outside) {
            (true, true) => self.drop_range(entry.at, entry.bytes),
            (false, true) if group == Group::Unknown && xmp::any_drop(policy) => {
                self.keep_looked_through(source, entry, &store)?;
            }
            (false, true) => self.keep(entry.at, entry.bytes),
            _ => {}
        }
        self.opaque |= !goes && group == Group::Unknown;
        Ok(goes)
    }

    /// Whether a field has more values than a picture like this one has.
    fn is_overfull(&self, source: &mut Source<'_>, directory: &Directory, entry: &Entry) -> bool {
        let mut first = |tag: u16| {
            let entry = directory.entries.iter().find(|entry| entry.tag == tag)?;
            self.tree.tiff.numbers(source, entry, 1).first().copied()
        };
        let (samples, bits) = (first(0x0115).unwrap_or(1), first(0x0102).unwrap_or(1));
        is_overfull(directory.context, entry.tag, entry.count, samples, bits)
    }

    /// Whether an entry holds datasets or image resources that are decided on one by one.
    fn has_parts(&self, directory: &Directory, entry: &Entry) -> bool {
        let policy = self.draft.policy;
        matches!(entry.tag, IPTC | PHOTOSHOP)
            && directory.context == Context::Tiff
            && policy.mode == Mode::InPlace
            && !policy.drop_fields.contains(&format!("0x{:04X}", entry.tag))
    }

    /// Datasets of IPTC or Photoshop's image resources; what is left of the entry. What stays moves up in its place,
    /// and the count says how much that is. What cannot be followed is treated as a whole.
    fn parts(
        &mut self,
        source: &mut Source<'_>,
        directory: &Directory,
        entry: &Entry,
        mut record: Vec<u8>,
    ) -> Result<Option<Vec<u8>>, RedactError> {
        let size = usize::try_from(entry.bytes).unwrap_or(usize::MAX);
        let bytes = match size <= limits::XMP_BYTES {
            true => source.bytes(entry.at, size).map(<[u8]>::to_vec).unwrap_or_default(),
            false => Vec::new(),
        };
        let outcome = match entry.tag {
            IPTC => photoshop::datasets(&bytes, entry.at, &mut self.draft),
            _ => photoshop::resources(&bytes, entry.at, &mut self.draft),
        };
        if self.draft.is_full() {
            return Err(RedactError::TooLarge { limit: "fields" });
        }
        let outside = !self.tree.is_inside(entry);
        let mut fresh = match outcome {
            _ if bytes.is_empty() => return Ok((!self.value(source, directory, entry, false)?).then_some(record)),
            photoshop::Outcome::Broken => {
                return Ok((!self.value(source, directory, entry, false)?).then_some(record));
            }
            photoshop::Outcome::Same => {
                if outside {
                    self.keep(entry.at, entry.bytes);
                }
                return Ok(Some(record));
            }
            photoshop::Outcome::Changed(fresh) => fresh,
        };
        // Some writers count IPTC in words of four bytes.
        let unit = (entry.bytes / entry.count.max(1)).max(1);
        fresh.resize(fresh.len().next_multiple_of(unit as usize), 0);
        if fresh.len() > size {
            return Err(broken(entry.at, "a packet that grew"));
        }
        if fresh.is_empty() {
            if outside {
                self.drop_range(entry.at, entry.bytes);
            }
            return Ok(None);
        }
        let (_, _, record_bytes, wide) = self.tree.sizes();
        let (value_at, wide) = ((record_bytes - wide) as usize, wide as usize);
        record.splice(value_at - wide..value_at, self.tree.wide(fresh.len() as u64 / unit));
        if fresh.len() <= wide {
            fresh.resize(wide, 0);
            record.splice(value_at.., fresh);
            if outside {
                self.drop_range(entry.at, entry.bytes);
            }
        } else {
            fresh.resize(size, 0);
            self.draft.edits.replace(entry.at, fresh);
            self.gone.push((entry.at, entry.bytes));
        }
        Ok(Some(record))
    }

    /// A value that the picture needs, unless its whole directory goes.
    fn rendering(&mut self, entry: &Entry, outside: bool, whole: bool) -> bool {
        match (whole, outside) {
            (true, true) => self.drop_range(entry.at, entry.bytes),
            (false, true) => self.keep(entry.at, entry.bytes),
            _ => {}
        }
        whole
    }

    /// The colour profile.
    fn colors(&mut self, source: &mut Source<'_>, entry: &Entry, outside: bool) -> Result<(), RedactError> {
        let size = usize::try_from(entry.bytes).unwrap_or(usize::MAX);
        if size > limits::XMP_BYTES {
            return Err(RedactError::TooLarge { limit: "a colour profile" });
        }
        let profile = source.bytes(entry.at, size).ok_or(broken(entry.at, "a lost profile"))?.to_vec();
        match icc::redacted(&profile, entry.at, &mut self.draft)? {
            Some(made) => {
                self.draft.edits.replace(entry.at, made);
                self.gone.push((entry.at, entry.bytes));
            }
            None if outside => self.keep(entry.at, entry.bytes),
            None => {}
        }
        Ok(())
    }

    /// An XMP packet: it is treated in place, and in a rebuild goes whole.
    fn packet(&mut self, source: &mut Source<'_>, entry: &Entry) -> Result<bool, RedactError> {
        let size = usize::try_from(entry.bytes).unwrap_or(usize::MAX);
        if size > limits::XMP_BYTES {
            return Err(RedactError::TooLarge { limit: "one packet" });
        }
        let packet = source.bytes(entry.at, size).ok_or(broken(entry.at, "a lost packet"))?.to_vec();
        xmp::in_place(&packet, entry.at, &mut self.draft);
        self.gone.push((entry.at, entry.bytes));
        let rebuild = self.draft.policy.mode == Mode::Rebuild;
        if rebuild {
            self.draft.edits.forget(entry.at, entry.bytes);
            self.draft.edits.zero(entry.at, entry.bytes);
        }
        Ok(rebuild)
    }

    /// The pieces of a directory's picture: they stay as they are, or become zeros where it is a preview that goes.
    fn pieces(
        &mut self,
        source: &mut Source<'_>,
        of: &Directory,
        index: usize,
        whole: bool,
    ) -> Result<(), RedactError> {
        let has_old_tables = of.entries.iter().any(|entry| OLD_JPEG_TABLES.contains(&entry.tag));
        if has_old_tables && !whole && of.context == Context::Tiff && self.draft.policy.drops(Group::Unknown, "gap") {
            return Err(RedactError::CannotRemove { part: crate::tr!("found-old-jpeg") });
        }
        let Some(&(at, _)) = of.pieces.first() else { return Ok(()) };
        let is_first = self.tree.chain.first() == Some(&index);
        // The first directory stays, with a preview of nothing.
        let goes = whole || (self.drops_previews && is_first && of.is_preview);
        if of.is_preview && self.has_full {
            let mut blank = true;
            for &(at, length) in &of.pieces {
                blank = blank && is_zero(source, at, length)?;
            }
            if !blank {
                let raw = source.up_to(at, 64).map(<[u8]>::to_vec).unwrap_or_default();
                let length_bytes = of.pieces.iter().map(|(_, length)| length).sum();
                let store = format!("TIFF {}", of.name);
                let fate = if goes { Fate::Dropped } else { Fate::Kept };
                let group = Group::EmbeddedPictures;
                let name = "Preview";
                let found =
                    Found { store: &store, group, tag: "preview", name, value: "", at, length_bytes, raw: &raw };
                self.draft.decided(found, fate);
            }
        }
        let layout = match self.draft.policy.drops(Group::Unknown, "strip") && !goes {
            true => Layout::read(source, self.tree, of),
            false => None,
        };
        for (index, &(at, length)) in of.pieces.iter().enumerate() {
            if goes {
                self.drop_range(at, length);
                continue;
            }
            let mut from = at;
            // JPEG and lossy JPEG of DNG: each piece is a stream with segments of its own.
            let mut holes =
                if matches!(of.compression, 6 | 7 | 34892) { self.segments(source, at, length)? } else { Vec::new() };
            let used = layout.and_then(|layout| layout.used(source, index as u64, at, length));
            holes.extend(self.behind(source, at, length, used.unwrap_or(length))?);
            for (hole, size) in holes {
                self.pictures.push((from, hole - from));
                self.drop_range(hole, size);
                from = hole + size;
            }
            self.pictures.push((from, at + length - from));
        }
        Ok(())
    }

    /// What stands in a piece behind the `used` bytes that a decoder reads, where it goes.
    fn behind(
        &mut self,
        source: &mut Source<'_>,
        at: u64,
        length: u64,
        used: u64,
    ) -> Result<Option<(u64, u64)>, RedactError> {
        let (at, length_bytes) = (at + used, length - used);
        if is_zero(source, at, length_bytes)? {
            return Ok(None);
        }
        let raw = source.up_to(at, (length_bytes as usize).min(64)).map(<[u8]>::to_vec).unwrap_or_default();
        let (store, tag, name) = ("TIFF strip", "strip", "Data behind the picture’s own");
        let found = Found { store, group: Group::Unknown, tag, name, value: "", at, length_bytes, raw: &raw };
        Ok(self.draft.found(found).then_some((at, length_bytes)))
    }

    /// Contents of segments in a JPEG stream that the picture does not need and that go.
    fn segments(&mut self, source: &mut Source<'_>, start: u64, length: u64) -> Result<Vec<(u64, u64)>, RedactError> {
        let (end, mut at) = (start + length, start + 2);
        let mut holes = Vec::new();
        if source.bytes(start, 2) != Some(&[0xFF, 0xD8]) {
            // Old-style strips hold coded data alone; a preview that is gone holds zeros.
            return Ok(holes);
        }
        while at + 4 <= end {
            let Some(&[0xFF, marker]) = source.bytes(at, 2) else { return Err(broken(at, "a JPEG segment")) };
            let size = source.u16_be(at + 2).map(u64::from).filter(|size| *size >= 2 && at + 2 + size <= end);
            let size = size.ok_or(broken(at, "a JPEG segment"))?;
            let payload = source.bytes(at + 4, size as usize - 2).map(<[u8]>::to_vec).unwrap_or_default();
            let group = match marker {
                0xDA => break,
                0xE0 if payload.starts_with(b"JFIF\0") => None,
                0xE2 if payload.starts_with(b"ICC_PROFILE\0") => None,
                0xEE if payload.starts_with(b"Adobe") => None,
                0xFE => Some(Group::Text),
                // EXIF, XMP and IPTC of its own hold values of all groups, and go as one.
                0xE1 | 0xED => Some(self.draft.policy.drop.first().copied().unwrap_or(Group::Unknown)),
                0xE0..=0xEF => Some(Group::Unknown),
                _ => None,
            };
            if let Some(group) = group.filter(|_| payload.iter().any(|byte| *byte != 0)) {
                let tag = if marker == 0xFE { "COM".to_owned() } else { format!("APP{}", marker & 0x0F) };
                let found = Found {
                    store: "TIFF strip",
                    group,
                    tag: &tag,
                    name: &tag,
                    value: "",
                    at: at + 4,
                    length_bytes: size - 2,
                    raw: payload.get(..payload.len().min(64)).unwrap_or_default(),
                };
                let goes = match marker {
                    0xE1 | 0xED if xmp::any_drop(self.draft.policy) => self.draft.decided(found, Fate::Dropped),
                    _ => self.draft.found(found),
                };
                if goes {
                    holes.push((at + 4, size - 2));
                }
            }
            at += 2 + size;
        }
        Ok(holes)
    }

    fn keep(&mut self, at: u64, length: u64) {
        self.draft.edits.keep(at, length);
        self.kept.push((at, length));
    }

    /// A maker's own block that stays: its previews are looked through.
    fn keep_looked_through(&mut self, source: &mut Source<'_>, entry: &Entry, store: &str) -> Result<(), RedactError> {
        let size = usize::try_from(entry.bytes).unwrap_or(usize::MAX);
        let bytes = source.bytes(entry.at, size).ok_or(broken(entry.at, "a lost block"))?.to_vec();
        let holes = inside::within(&bytes, entry.at, store, &mut self.draft);
        self.draft.edits.keep_around(entry.at, entry.bytes, &holes);
        self.kept.push((entry.at, entry.bytes));
        Ok(())
    }

    fn drop_range(&mut self, at: u64, length: u64) {
        self.draft.edits.zero(at, length);
        self.gone.push((at, length));
    }

    /// Where what goes shares bytes with what stays, neither can be done honestly. Values that are the same may share
    /// their place; there keep wins.
    fn refuse_overlaps(&mut self) -> Result<(), RedactError> {
        for &(at, length) in &self.pictures {
            self.draft.edits.keep(at, length);
        }
        let sorted = |ranges: &[(u64, u64)]| {
            let mut sorted: Vec<_> = ranges.iter().copied().filter(|(_, length)| *length > 0).collect();
            sorted.sort_unstable();
            sorted
        };
        let (tables, pictures) = (sorted(&self.tables), sorted(&self.pictures));
        let values = sorted(&[self.kept.as_slice(), self.gone.as_slice()].concat());
        let gone = sorted(&self.gone);
        if let Some(at) = tables.windows(2).find_map(|pair| match pair {
            [(at, length), (next, _)] if at + length > *next => Some(*next),
            _ => None,
        }) {
            return Err(broken(at, "directories over one another"));
        }
        match shared(&tables, &values).or(shared(&tables, &pictures)).or(shared(&gone, &pictures)) {
            Some(at) => Err(broken(at, "parts over one another")),
            None => Ok(()),
        }
    }

    /// What nothing points to.
    fn gaps(&mut self, source: &mut Source<'_>) -> Result<(), RedactError> {
        let mut covered = [self.tables.as_slice(), &self.kept, &self.pictures, &self.gone].concat();
        covered.push((source.len(), 0));
        covered.sort_unstable();
        let (mut end, mut holes) = (0, Vec::new());
        for (at, length) in covered {
            if at > end && !is_zero(source, end, at - end)? {
                holes.push((end, at - end));
            }
            end = end.max(at + length);
        }
        let Some(&(at, _)) = holes.first() else { return Ok(()) };
        let found = Found {
            store: crate::locale::text("found-between-parts"),
            group: Group::Unknown,
            tag: "gap",
            name: crate::locale::text("found-unreferenced"),
            value: "",
            at,
            length_bytes: holes.iter().map(|(_, length)| length).sum(),
            raw: &[],
        };
        let goes = match self.opaque && self.draft.policy.drops(Group::Unknown, "gap") {
            true => self.draft.decided(found, Fate::MustStay),
            false => self.draft.found(found),
        };
        for (at, length) in holes {
            if goes {
                self.draft.edits.zero(at, length);
            } else if let Some(bytes) = source.bytes(at, usize::try_from(length).unwrap_or(usize::MAX)) {
                let bytes = bytes.to_vec();
                inside::within(&bytes, at, "between the parts", &mut self.draft);
            }
        }
        Ok(())
    }
}

/// The first place that two sorted lists of ranges have in common.
fn shared(one: &[(u64, u64)], other: &[(u64, u64)]) -> Option<u64> {
    // Ranges of `other` may overlap among themselves, so that the furthest end so far counts.
    let mut furthest = 0;
    let ends: Vec<u64> = other
        .iter()
        .map(|(at, length)| {
            furthest = (at + length).max(furthest);
            furthest
        })
        .collect();
    one.iter().find_map(|&(at, length)| {
        let before = other.partition_point(|(from, _)| *from < at + length);
        before.checked_sub(1).and_then(|last| ends.get(last)).filter(|end| **end > at).map(|_| at)
    })
}
