//! EXIF and TIFF tags as named fields with units, from any TIFF structure. Never decodes pixels or MakerNotes.

use ::exif::{Field, In, Rational, SRational, Tag, Value};

pub(crate) use ::exif::Context;

use super::bound::Origin;
use super::collect::{Collector, byte_count, decode_text, utf16};
use super::limits;
use super::source::Source;
use super::tiff::{Entry, Ifd, Tiff, number16, number32};
use super::{iptc, photoshop, xmp};
use crate::provenance::report::MetadataStore;
use crate::provenance::rights::RightsName;

const EXIF_IFD: u16 = 0x8769;
const GPS_IFD: u16 = 0x8825;
const INTEROP_IFD: u16 = 0xA005;
const SUB_IFDS: u16 = 0x014A;
const XMP_TAG: u16 = 0x02BC;
const IPTC_TAG: u16 = 0x83BB;
const PHOTOSHOP_TAG: u16 = 0x8649;
/// C2PA 2.4 §A.3.5.
const STORE_TAG: u16 = 0xCD41;

/// What kind of file the TIFF structure is or stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// An EXIF block inside another format.
    Block,
    /// The file itself is TIFF, DNG or RAW; its directories tell the picture's size.
    File,
}

/// Collects everything of the TIFF structure at `base`. False when there is none.
pub(crate) fn collect(source: &mut Source<'_>, base: u64, place: Place, into: &mut Collector) -> bool {
    if !into.may_read(0) {
        return false;
    }
    let Some(tiff) = Tiff::open(source, base) else {
        into.note("media-note-exif-broken");
        return false;
    };
    let mut walk = Walk { tiff, place, seen: Vec::new(), sizes: Vec::new() };
    let mut offset = tiff.first;
    let mut page = 0u16;
    let [header, count, _, pointer] = tiff.sizes();
    let mut leads = into.binds(source.origin(), base, header);
    while offset != 0 {
        let Some(ifd) = walk.open(source, offset, into) else { break };
        let prefix = match page {
            0 => String::new(),
            n => format!("IFD{n}:"),
        };
        let here = Here { context: Context::Tiff, prefix: &prefix, is_main: page == 0 };
        into.within(leads, |into| walk.directory(source, &ifd, here, into));
        leads &= into.binds(source.origin(), ifd.count_at, count) && into.binds(source.origin(), ifd.next_at, pointer);
        offset = ifd.next;
        page = page.saturating_add(1);
    }
    if page == 0 {
        into.note("media-note-exif-broken");
    }
    if place == Place::File
        && let Some(&(_, width, height)) = walk.sizes.iter().max_by_key(|(full, w, h)| (*full, w * h))
    {
        into.dimensions(width as u32, height as u32);
    }
    true
}

/// Collects one bare directory in its own TIFF structure, as Canon CR3 stores them.
pub(crate) fn collect_bare(source: &mut Source<'_>, base: u64, context: Context, into: &mut Collector) {
    let Some(tiff) = Tiff::open(source, base) else { return };
    let mut walk = Walk { tiff, place: Place::Block, seen: Vec::new(), sizes: Vec::new() };
    let [header, ..] = tiff.sizes();
    let leads = into.binds(source.origin(), base, header);
    if let Some(ifd) = walk.open(source, tiff.first, into) {
        let here = Here { context, prefix: "", is_main: true };
        into.within(leads, |into| walk.directory(source, &ifd, here, into));
    }
}

/// Which directory is read: what its tags mean, what stands before their names, and whether the picture is described.
#[derive(Clone, Copy)]
struct Here<'p> {
    context: Context,
    prefix: &'p str,
    is_main: bool,
}

struct Walk {
    tiff: Tiff,
    place: Place,
    /// Offsets of directories already walked: a loop ends there.
    seen: Vec<u64>,
    /// Full-size flag, width and height of every directory that holds a picture.
    sizes: Vec<(bool, u64, u64)>,
}

impl Walk {
    fn open(&mut self, source: &mut Source<'_>, offset: u64, into: &mut Collector) -> Option<Ifd> {
        if self.seen.contains(&offset) || self.seen.len() >= limits::IFDS {
            into.note("media-note-exif-broken");
            return None;
        }
        self.seen.push(offset);
        let ifd = self.tiff.ifd(source, offset);
        if ifd.is_none() {
            into.note("media-note-exif-broken");
        }
        ifd
    }

    fn directory(&mut self, source: &mut Source<'_>, ifd: &Ifd, here: Here<'_>, into: &mut Collector) {
        if here.context == Context::Tiff && self.place == Place::File {
            self.size(source, ifd);
        }
        let [_, count, ..] = self.tiff.sizes();
        let leads = into.binds(source.origin(), ifd.count_at, count);
        for entry in &ifd.entries {
            into.within(leads, |into| self.entry(source, ifd, entry, here, into));
        }
    }

    fn entry(&mut self, source: &mut Source<'_>, ifd: &Ifd, entry: &Entry, here: Here<'_>, into: &mut Collector) {
        let [_, _, size, _] = self.tiff.sizes();
        let leads = into.binds(source.origin(), entry.entry_at, size);
        let is_bound = self.binds(source, entry, into);
        let place = source.origin().range(entry.at, entry.bytes);
        let inner = |context| Here { context, ..here };
        into.within(leads, |into| match (here.context, entry.tag) {
            // In these two it is told for each dataset.
            (Context::Tiff, IPTC_TAG) => self.packet(source, entry, into, iptc::collect),
            (Context::Tiff, PHOTOSHOP_TAG) => self.packet(source, entry, into, photoshop::collect_resources),
            // The manifest store says nothing of the picture by itself.
            (Context::Tiff, STORE_TAG) => {}
            (context, tag) => into.reading(is_bound, place, |into| match (context, tag) {
                (Context::Tiff, EXIF_IFD) => self.pointer(source, entry, inner(Context::Exif), into),
                (Context::Tiff, GPS_IFD) => self.pointer(source, entry, inner(Context::Gps), into),
                (Context::Exif, INTEROP_IFD) => self.pointer(source, entry, inner(Context::Interop), into),
                (Context::Tiff, SUB_IFDS) => self.sub_directories(source, entry, here.prefix, into),
                (Context::Tiff, XMP_TAG) => {
                    self.packet(source, entry, into, |bytes, _, into| xmp::collect(bytes, into));
                }
                _ => self.value(source, ifd, entry, here, into),
            }),
        });
    }

    /// Whether an entry and its value are bound.
    fn binds(&self, source: &Source<'_>, entry: &Entry, into: &Collector) -> bool {
        let [_, _, size, _] = self.tiff.sizes();
        into.binds(source.origin(), entry.entry_at, size) && into.binds(source.origin(), entry.at, entry.bytes)
    }

    fn pointer(&mut self, source: &mut Source<'_>, entry: &Entry, to: Here<'_>, into: &mut Collector) {
        let offset = self.tiff.numbers(source, entry, 1).first().copied().unwrap_or(0);
        if let Some(ifd) = self.open(source, offset, into) {
            self.directory(source, &ifd, to, into);
        }
    }

    fn sub_directories(&mut self, source: &mut Source<'_>, entry: &Entry, prefix: &str, into: &mut Collector) {
        for (index, offset) in self.tiff.numbers(source, entry, 16).into_iter().enumerate() {
            if prefix.len() < 40
                && let Some(ifd) = self.open(source, offset, into)
            {
                let prefix = &format!("{prefix}SubIFD{index}:");
                self.directory(source, &ifd, Here { context: Context::Tiff, prefix, is_main: false }, into);
            }
        }
    }

    fn packet(
        &self,
        source: &mut Source<'_>,
        entry: &Entry,
        into: &mut Collector,
        read: impl Fn(&[u8], &Origin, &mut Collector),
    ) {
        match self.tiff.raw(source, entry, limits::XMP_BYTES) {
            Some(bytes) => read(&bytes, &source.origin().from(entry.at), into),
            None => into.note("media-note-exif-broken"),
        }
    }

    fn size(&mut self, source: &mut Source<'_>, ifd: &Ifd) {
        let mut number = |tag| self.tiff.number(source, ifd, tag);
        let is_reduced = number(0x00FE).is_some_and(|kind| kind & 1 == 1);
        let sides = match (number(0x0100), number(0x0101)) {
            (Some(width), Some(height)) => Some((width, height)),
            // Panasonic RW2: sensor borders instead of a size.
            _ => match (number(4), number(5), number(6), number(7)) {
                (Some(top), Some(left), Some(bottom), Some(right)) if self.tiff.magic == 0x55 => {
                    Some((right.saturating_sub(left), bottom.saturating_sub(top)))
                }
                _ => None,
            },
        };
        if let Some((width, height)) = sides
            && (1..=1_000_000).contains(&width)
            && (1..=1_000_000).contains(&height)
        {
            self.sizes.push((!is_reduced, width, height));
        }
    }

    fn value(&self, source: &mut Source<'_>, ifd: &Ifd, entry: &Entry, here: Here<'_>, into: &mut Collector) {
        if into.is_full() {
            return;
        }
        let Here { context, prefix, is_main } = here;
        let name = format!("{prefix}{}", tag_name(context, entry.tag));
        let length = usize::try_from(entry.bytes).unwrap_or(usize::MAX);
        if length > 4 * limits::VALUE_CHARS || (entry.kind != 2 && !is_readable(context, entry)) {
            into.field(MetadataStore::Exif, name, &byte_count(entry.bytes));
            return;
        }
        let Some(raw) = self.tiff.raw(source, entry, length) else {
            into.note("media-note-exif-broken");
            return;
        };
        let text = match text_value(context, entry, &raw) {
            Some(text) => text,
            None => self.display(source, ifd, entry, context, &raw),
        };
        // The unit stands in an entry of its own, and is shown with the value.
        let unit = unit_tag(context, entry.tag).and_then(|tag| ifd.entry(tag));
        let is_bound = unit.is_none_or(|unit| self.binds(source, unit, into));
        into.within(is_bound, |into| into.field(MetadataStore::Exif, name, &text));
        if is_main && context == Context::Tiff {
            match entry.tag {
                0x013B => into.right(RightsName::Creator, &text, "EXIF Artist"),
                0x8298 => into.right(RightsName::Copyright, &text, "EXIF Copyright"),
                _ => {}
            }
        }
    }

    fn display(&self, source: &mut Source<'_>, ifd: &Ifd, entry: &Entry, context: Context, raw: &[u8]) -> String {
        let field = self.field(entry, context, raw);
        let unit = unit_tag(context, entry.tag).and_then(|tag| {
            let entry = ifd.entry(tag)?;
            let raw = self.tiff.raw(source, entry, 64)?;
            Some(self.field(entry, context, &raw))
        });
        let text = match &unit {
            Some(unit) => field.display_value().with_unit(unit).to_string(),
            None => field.display_value().with_unit(()).to_string(),
        };
        // A reference that is missing ("N" or "S") leaves the value alone.
        if text.contains(" missing]") { field.display_value().to_string() } else { text }
    }

    fn field(&self, entry: &Entry, context: Context, raw: &[u8]) -> Field {
        Field {
            tag: Tag(context, entry.tag),
            ifd_num: In::PRIMARY,
            value: parse_value(entry.kind, raw, self.tiff.little),
        }
    }
}

/// Whether a value that is not text means anything when it is shown.
fn is_readable(context: Context, entry: &Entry) -> bool {
    const USER_COMMENT: u16 = 0x9286;
    match entry.kind {
        1 | 6 | 7 => {
            entry.bytes <= 64 || matches!((context, entry.tag), (_, USER_COMMENT | 0x9C9B..=0x9C9F)) || {
                context == Context::Gps && matches!(entry.tag, 0x1B | 0x1C)
            }
        }
        _ => entry.count <= 64,
    }
}

/// Values that are text, whatever their type says.
fn text_value(context: Context, entry: &Entry, raw: &[u8]) -> Option<String> {
    match (context, entry.tag) {
        (Context::Tiff, 0x9C9B..=0x9C9F) => Some(utf16(raw, true).trim_end_matches('\0').to_owned()),
        (Context::Exif, 0x9286) | (Context::Gps, 0x1B | 0x1C) => Some(coded_text(raw)),
        _ if entry.kind == 2 => {
            let parts: Vec<String> = raw
                .split(|&b| b == 0)
                .map(|part| decode_text(part).trim().to_owned())
                .filter(|p| !p.is_empty())
                .collect();
            Some(parts.join("; "))
        }
        _ => None,
    }
}

/// Text after eight bytes that name its encoding (EXIF 3.0 §4.6.6).
fn coded_text(raw: &[u8]) -> String {
    let (code, text) = raw.split_at(raw.len().min(8));
    match code {
        b"UNICODE\0" => {
            let little = text.first().is_some_and(|&b| b != 0);
            utf16(text, little).trim_end_matches('\0').to_owned()
        }
        _ => decode_text(text).trim_matches('\0').to_owned(),
    }
}

/// The tag that holds the unit or the direction of `tag`, in the same directory.
fn unit_tag(context: Context, tag: u16) -> Option<u16> {
    match (context, tag) {
        (Context::Tiff, 0x011A | 0x011B) => Some(0x0128),
        (Context::Exif, 0xA20E | 0xA20F) => Some(0xA210),
        (Context::Gps, 2 | 4 | 6 | 0x0D | 0x0F | 0x11 | 0x14 | 0x16 | 0x18 | 0x1A) => Some(tag - 1),
        _ => None,
    }
}

fn parse_value(kind: u16, raw: &[u8], little: bool) -> Value {
    let u16s = || (0..raw.len() / 2).filter_map(|i| number16(raw, i * 2, little));
    let u32s = || (0..raw.len() / 4).filter_map(|i| number32(raw, i * 4, little));
    let pairs =
        || (0..raw.len() / 8).filter_map(|i| Some((number32(raw, i * 8, little)?, number32(raw, i * 8 + 4, little)?)));
    match kind {
        1 => Value::Byte(raw.to_vec()),
        2 => Value::Ascii(vec![raw.split(|&b| b == 0).next().unwrap_or_default().to_vec()]),
        3 => Value::Short(u16s().collect()),
        4 | 13 => Value::Long(u32s().collect()),
        5 => Value::Rational(pairs().map(|(num, denom)| Rational { num, denom }).collect()),
        6 => Value::SByte(raw.iter().map(|&b| b.cast_signed()).collect()),
        8 => Value::SShort(u16s().map(u16::cast_signed).collect()),
        9 => Value::SLong(u32s().map(u32::cast_signed).collect()),
        10 => {
            Value::SRational(pairs().map(|(n, d)| SRational { num: n.cast_signed(), denom: d.cast_signed() }).collect())
        }
        11 => Value::Float(u32s().map(f32::from_bits).collect()),
        _ => Value::Undefined(raw.to_vec(), 0),
    }
}

/// The tag's name in the standard, or its number.
pub(crate) fn tag_name(context: Context, number: u16) -> String {
    let tag = Tag(context, number);
    if tag.description().is_some() {
        return tag.to_string();
    }
    let name = match (context, number) {
        (Context::Tiff, 0x4746) => "Rating",
        (Context::Tiff, 0x4749) => "RatingPercent",
        (Context::Tiff, 0x8773) => "ICCProfile",
        (Context::Tiff, 0x9C9B) => "XPTitle",
        (Context::Tiff, 0x9C9C) => "XPComment",
        (Context::Tiff, 0x9C9D) => "XPAuthor",
        (Context::Tiff, 0x9C9E) => "XPKeywords",
        (Context::Tiff, 0x9C9F) => "XPSubject",
        (Context::Tiff, 0x00FE) => "NewSubfileType",
        (Context::Tiff, 0xC4A5) => "PrintImageMatching",
        (Context::Tiff, 0xC612) => "DNGVersion",
        (Context::Tiff, 0xC613) => "DNGBackwardVersion",
        (Context::Tiff, 0xC614) => "UniqueCameraModel",
        (Context::Tiff, 0xC62F) => "CameraSerialNumber",
        (Context::Tiff, 0xC634) => "DNGPrivateData",
        (Context::Tiff, 0xC68B) => "OriginalRawFileName",
        (Context::Tiff, 0xCD41) => "C2PAManifestStore",
        _ => return format!("0x{number:04X}"),
    };
    name.to_owned()
}
