//! EXIF fields (EXIF 3.0 §4.6) read one by one and laid out anew, so that nothing comes along that is not listed here.
//! Always little-endian. Never follows a MakerNote, a thumbnail or a private directory.

use super::CopyFacts;
use crate::media::exif::Context;
use crate::media::redact::exif::group_of;
use crate::media::source::Source;
use crate::media::tiff::{Entry, Tiff};
use crate::provenance::edit::Color;
use crate::provenance::format::Format;
use crate::provenance::redaction::{Group, Policy};

pub(super) const EXIF_IFD: u16 = 0x8769;
pub(super) const GPS_IFD: u16 = 0x8825;
const SOFTWARE: u16 = 0x0131;
const ORIENTATION: u16 = 0x0112;
const COLOR_SPACE: u16 = 0xA001;
const USER_COMMENT: u16 = 0x9286;
const SHORT: u16 = 3;
const LONG: u16 = 4;
/// A longer value stays behind.
const VALUE_BYTES: u64 = 16 << 10;
/// Fields of the first directory that speak of the picture and not of how the file is laid out.
const FIRST: &[u16] = &[
    0x010D, 0x010E, 0x010F, 0x0110, 0x011A, 0x011B, 0x0128, 0x013B, 0x4746, 0x4749, 0x8298, 0x9C9B, 0x9C9C, 0x9C9D,
    0x9C9E, 0x9C9F,
];
/// Fields of the EXIF directory that an edit makes untrue, or that lead elsewhere: times of the last change, layout,
/// compression, size, places in the picture, MakerNote, tables of the sensor's pixels.
const UNTRUE: &[u16] = &[
    0x9010, 0x9101, 0x9102, 0x9214, 0x927C, 0x9290, 0xA002, 0xA003, 0xA005, 0xA20C, 0xA20E, 0xA20F, 0xA210, 0xA214,
    0xA302, 0xA500, 0xEA1C, 0xEA1D, 0x8828, 0xA40B,
];

/// One field; the value is little-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) tag: u16,
    pub(super) kind: u16,
    pub(super) bytes: Vec<u8>,
}

/// The fields by directory, each in the order of its tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tables {
    pub(super) first: Vec<Field>,
    pub(super) exif: Vec<Field>,
    pub(super) gps: Vec<Field>,
}

impl Tables {
    /// Reads a block, or a TIFF file, from its first byte. `None` where there is none.
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let tiff = Tiff::open(source, 0)?;
        let ifd = tiff.ifd(source, tiff.first)?;
        let mut tables = Self::default();
        for entry in &ifd.entries {
            match entry.tag {
                EXIF_IFD => tables.exif = directory(source, &tiff, entry),
                GPS_IFD => tables.gps = directory(source, &tiff, entry),
                tag if FIRST.contains(&tag) => tables.first.extend(field(source, &tiff, entry)),
                _ => {}
            }
        }
        tables.exif.retain(|field| !UNTRUE.contains(&field.tag));
        (!tables.is_empty()).then_some(tables)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_empty() && self.exif.is_empty() && self.gps.is_empty()
    }

    /// Without what the policy drops and what is not known.
    pub(super) fn kept(mut self, policy: &Policy) -> Self {
        let stays = |context: Context, field: &Field| {
            let group = match (context, field.tag) {
                // The stars that a person gave.
                (Context::Tiff, 0x4746 | 0x4749) => Group::Text,
                _ => group_of(context, field.tag),
            };
            group != Group::Unknown && !policy.drops(group, &format!("0x{:04X}", field.tag))
        };
        self.first.retain(|field| stays(Context::Tiff, field));
        self.exif.retain(|field| stays(Context::Exif, field));
        self.gps.retain(|field| stays(Context::Gps, field));
        self
    }

    /// With what the copy is: upright, so large, in these colours, made by this program.
    pub(super) fn mended(mut self, copy: &CopyFacts) -> Self {
        let software = format!("Lightmark {}\0", env!("CARGO_PKG_VERSION"));
        set(&mut self.first, SOFTWARE, 2, software.into_bytes());
        set(&mut self.first, ORIENTATION, SHORT, 1u16.to_le_bytes().to_vec());
        if copy.format != Format::Tiff {
            set(&mut self.exif, 0xA002, LONG, copy.size.0.to_le_bytes().to_vec());
            set(&mut self.exif, 0xA003, LONG, copy.size.1.to_le_bytes().to_vec());
        }
        if copy.format == Format::Jpeg {
            // Asked for by EXIF 3.0 §4.6.8 in compressed pictures: Y, Cb, Cr, colour in the middle of its pixels.
            set(&mut self.first, 0x0213, SHORT, 1u16.to_le_bytes().to_vec());
            set(&mut self.exif, 0x9101, 7, vec![1, 2, 3, 0]);
        }
        // sRGB, or what the profile says (CIPA DC-008, ColorSpace).
        let color_space: Option<u16> = match copy.color {
            Color::Keep => None,
            Color::Srgb => Some(1),
            Color::DisplayP3 => Some(0xFFFF),
        };
        if let Some(number) = color_space {
            set(&mut self.exif, COLOR_SPACE, SHORT, number.to_le_bytes().to_vec());
        }
        if !self.exif.iter().any(|field| field.tag == 0x9000) {
            set(&mut self.exif, 0x9000, 7, b"0232".to_vec());
        }
        self
    }

    /// As a block of its own, for most containers.
    pub(super) fn block(&self) -> Vec<u8> {
        self.block_from(8)
    }

    /// As a block of its own for PNG. ExifTool (12.57) takes a directory for one that it has seen when an earlier chunk has
    /// one at the same distance from its begin, and the manifest store's is at 8.
    pub(super) fn png_block(&self) -> Vec<u8> {
        self.block_from(10)
    }

    /// The first directory stands first, where some readers take it to be; how long it is does not depend on where the
    /// others are.
    fn block_from(&self, at: usize) -> Vec<u8> {
        let offset = u32::try_from(at).unwrap_or_default();
        let (_, placeholders) = self.laid_out(Vec::new());
        let room = table(&placeholders, offset, 0).len();
        let mut head = [b"II\x2A\0".as_slice(), &offset.to_le_bytes()].concat();
        head.resize(at + room, 0);
        let (mut block, first) = self.laid_out(head);
        if let Some(place) = block.get_mut(at..at + room) {
            place.copy_from_slice(&table(&first, offset, 0));
        }
        block
    }

    /// Appends the directories below the first to `bytes`; gives the fields of the first with pointers to them.
    pub(super) fn laid_out(&self, mut bytes: Vec<u8>) -> (Vec<u8>, Vec<Field>) {
        let mut first = self.first.clone();
        for (tag, fields) in [(EXIF_IFD, &self.exif), (GPS_IFD, &self.gps)] {
            if fields.is_empty() {
                continue;
            }
            if bytes.len() % 2 == 1 {
                bytes.push(0);
            }
            let at = u32::try_from(bytes.len()).unwrap_or_default();
            bytes.extend(table(fields, at, 0));
            set(&mut first, tag, LONG, at.to_le_bytes().to_vec());
        }
        if bytes.len() % 2 == 1 {
            bytes.push(0);
        }
        (bytes, first)
    }
}

/// A directory that stands at `at`, with the values that do not fit into it behind it.
pub(super) fn table(fields: &[Field], at: u32, next: u32) -> Vec<u8> {
    let mut made = u16::try_from(fields.len()).unwrap_or_default().to_le_bytes().to_vec();
    let length = 2 + 12 * fields.len() + 4;
    let mut values: Vec<u8> = Vec::new();
    for field in fields {
        let count = field.bytes.len() / unit(field.kind);
        made.extend(field.tag.to_le_bytes());
        made.extend(field.kind.to_le_bytes());
        made.extend(u32::try_from(count).unwrap_or_default().to_le_bytes());
        if field.bytes.len() <= 4 {
            let mut inline = field.bytes.clone();
            inline.resize(4, 0);
            made.extend(inline);
        } else {
            let place = at as usize + length + values.len();
            made.extend(u32::try_from(place).unwrap_or_default().to_le_bytes());
            values.extend(&field.bytes);
            if values.len() % 2 == 1 {
                values.push(0);
            }
        }
    }
    made.extend(next.to_le_bytes());
    made.extend(values);
    made
}

/// Sets a field, in the order of the tags.
pub(super) fn set(fields: &mut Vec<Field>, tag: u16, kind: u16, bytes: Vec<u8>) {
    fields.retain(|field| field.tag != tag);
    let after = fields.iter().position(|field| field.tag > tag).unwrap_or(fields.len());
    fields.insert(after, Field { tag, kind, bytes });
}

fn directory(source: &mut Source<'_>, tiff: &Tiff, pointer: &Entry) -> Vec<Field> {
    let Some(at) = tiff.numbers(source, pointer, 1).first().copied() else { return Vec::new() };
    let Some(ifd) = tiff.ifd(source, at) else { return Vec::new() };
    let mut fields: Vec<Field> = ifd.entries.iter().filter_map(|entry| field(source, tiff, entry)).collect();
    fields.sort_by_key(|field| field.tag);
    fields.dedup_by_key(|field| field.tag);
    fields
}

/// The field with its value; `None` for one that is cut off, too long or of a type that points elsewhere.
fn field(source: &mut Source<'_>, tiff: &Tiff, entry: &Entry) -> Option<Field> {
    if entry.bytes == 0 || entry.bytes > VALUE_BYTES || !matches!(entry.kind, 1..=12 | 129) {
        return None;
    }
    let mut bytes = tiff.raw(source, entry, usize::try_from(entry.bytes).ok()?)?;
    if !tiff.little {
        match entry.kind {
            3 | 8 => swap(&mut bytes, 2),
            4 | 5 | 9 | 10 | 11 => swap(&mut bytes, 4),
            12 => swap(&mut bytes, 8),
            // Text in UTF-16 follows the order of the block (EXIF 3.0 §4.6.6.5).
            7 if entry.tag == USER_COMMENT && bytes.starts_with(b"UNICODE\0") => {
                swap(bytes.get_mut(8..).unwrap_or_default(), 2);
            }
            _ => {}
        }
    }
    Some(Field { tag: entry.tag, kind: entry.kind, bytes })
}

fn swap(bytes: &mut [u8], width: usize) {
    bytes.chunks_exact_mut(width).for_each(<[u8]>::reverse);
}

/// Bytes of one value.
fn unit(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 => 4,
        5 | 10 | 12 => 8,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COPY: CopyFacts =
        CopyFacts { size: (640, 480), format: Format::Jpeg, color: Color::Srgb, same_places: true, covers: false };

    fn ascii(tag: u16, text: &str) -> Field {
        Field { tag, kind: 2, bytes: format!("{text}\0").into_bytes() }
    }

    fn tables() -> Tables {
        Tables {
            first: vec![ascii(0x010E, "A caption"), ascii(0x0110, "Camera"), ascii(0x013B, "Ada")],
            exif: vec![ascii(0x9003, "2026:01:01 00:00:00"), ascii(0xA431, "SN-12345"), ascii(0xBEEF, "private")],
            gps: vec![ascii(0x0001, "N")],
        }
    }

    fn again(block: &[u8]) -> Tables {
        Tables::read(&mut Source::memory(block)).unwrap()
    }

    #[test]
    fn a_block_reads_back_as_it_was_laid_out() {
        assert_eq!(again(&tables().block()), tables());
        assert_eq!(again(&tables().png_block()), tables());
    }

    #[test]
    fn what_the_policy_drops_and_what_is_not_known_stays_behind() {
        let kept = again(&tables().kept(&Policy::public()).mended(&COPY).block());
        assert!(kept.gps.is_empty());
        let tags: Vec<u16> = kept.exif.iter().map(|field| field.tag).collect();
        assert_eq!(tags, [0x9000, 0x9003, 0xA001], "the size is mended, not read");
        let first: Vec<u16> = kept.first.iter().map(|field| field.tag).collect();
        assert_eq!(first, [0x010E, 0x0110, 0x013B]);
        let all = again(&tables().kept(&Policy::evidence()).block());
        assert_eq!((all.gps.len(), all.exif.len()), (1, 2));
    }

    #[test]
    fn the_other_byte_order_is_turned_round() {
        // Big-endian: one rational (72/1) and a short in the first directory.
        let mut block = b"MM\0\x2A\0\0\0\x08\0\x02".to_vec();
        block.extend(*b"\x01\x1A\0\x05\0\0\0\x01\0\0\0\x26\x01\x28\0\x03\0\0\0\x01\0\x02\0\0\0\0\0\0");
        block.extend([0, 0, 0, 72, 0, 0, 0, 1]);
        let read = again(&block);
        assert_eq!(read.first.first().unwrap().bytes, [72, 0, 0, 0, 1, 0, 0, 0]);
        assert_eq!(read.first.get(1).unwrap().bytes, [2, 0]);
    }

    #[test]
    fn no_cut_block_and_no_wrong_byte_is_a_panic() {
        let block = tables().block();
        for cut in 0..block.len() {
            Tables::read(&mut Source::memory(&block[..cut]));
            for value in [0, 0x7F, 0xFF] {
                let mut wrong = block.clone();
                wrong[cut] = value;
                if let Some(read) = Tables::read(&mut Source::memory(&wrong)) {
                    read.mended(&COPY).block();
                }
            }
        }
    }
}
