//! EXIF blocks, TIFF and DNG files, byte by byte, with a marker in every field.

use lightmark::provenance::redaction::Group;

use super::common::fixture;
use super::marks::{Marked, Marks};
use super::{packets, profiles};

pub struct Field {
    tag: u16,
    kind: u16,
    count: u32,
    value: Vec<u8>,
}

/// Writes numbers in one byte order.
#[derive(Clone, Copy)]
pub struct Order(pub bool);

impl Order {
    fn two(self, value: u16) -> Vec<u8> {
        if self.0 { value.to_le_bytes().to_vec() } else { value.to_be_bytes().to_vec() }
    }

    fn four(self, value: u32) -> Vec<u8> {
        if self.0 { value.to_le_bytes().to_vec() } else { value.to_be_bytes().to_vec() }
    }

    fn header(self) -> Vec<u8> {
        [if self.0 { b"II".to_vec() } else { b"MM".to_vec() }, self.two(42), self.four(0)].concat()
    }

    fn short(self, tag: u16, value: u16) -> Field {
        Field { tag, kind: 3, count: 1, value: self.two(value) }
    }

    fn long(self, tag: u16, value: u32) -> Field {
        Field { tag, kind: 4, count: 1, value: self.four(value) }
    }

    fn text(self, tag: u16, text: &str) -> Field {
        let value = [text.as_bytes(), b"\0"].concat();
        Field { tag, kind: 2, count: value.len() as u32, value }
    }

    fn bytes(self, tag: u16, value: Vec<u8>) -> Field {
        Field { tag, kind: 7, count: value.len() as u32, value }
    }

    /// Puts values, then the table; gives where the table stands.
    fn directory(self, out: &mut Vec<u8>, mut fields: Vec<Field>) -> usize {
        fields.sort_by_key(|field| field.tag);
        let mut table = self.two(fields.len() as u16);
        for field in &fields {
            table.extend([self.two(field.tag), self.two(field.kind), self.four(field.count)].concat());
            if field.value.len() <= 4 {
                table.extend(&field.value);
                table.resize(table.len() + 4 - field.value.len(), 0);
            } else {
                out.resize(out.len() + out.len() % 2, 0);
                table.extend(self.four(out.len() as u32));
                out.extend(&field.value);
            }
        }
        out.resize(out.len() + out.len() % 2, 0);
        let at = out.len();
        out.extend(table);
        out.extend([0; 4]);
        at
    }

    /// Lets the directory with so many fields point to the next one.
    fn link(self, out: &mut [u8], at: usize, next: usize) {
        let count = if self.0 {
            u16::from_le_bytes([out[at], out[at + 1]])
        } else {
            u16::from_be_bytes([out[at], out[at + 1]])
        };
        let place = at + 2 + 12 * usize::from(count);
        out[place..place + 4].copy_from_slice(&self.four(next as u32));
    }

    fn start(self, out: &mut [u8], first: usize) {
        out[4..8].copy_from_slice(&self.four(first as u32));
    }

    /// The fields of the first directory, those of Exif and GPS written below it.
    fn fields(self, out: &mut Vec<u8>, marks: &mut Marks) -> Vec<Field> {
        use Group::{CameraModel, Contact, Creator, Device, Location, Rights, Software, Text, Time, Unknown};
        let mut text = |group, tag: u16, name: &str| self.text(tag, &marks.text(group, name));
        let mut exif = vec![
            text(Device, 0xA420, "ImageUniqueID"),
            text(Contact, 0xA430, "CameraOwner"),
            text(Device, 0xA431, "BodySerial"),
            text(CameraModel, 0xA434, "LensModel"),
            text(Device, 0xA435, "LensSerial"),
            text(Software, 0xA439, "Developing"),
            text(Time, 0x9003, "DateTaken"),
            self.short(0xA001, 1),
        ];
        let mut first = vec![
            text(Text, 0x010E, "Description"),
            text(CameraModel, 0x010F, "Make"),
            text(CameraModel, 0x0110, "Model"),
            text(Software, 0x0131, "Software"),
            text(Time, 0x0132, "DateTime"),
            text(Creator, 0x013B, "Artist"),
            text(Device, 0x013C, "HostComputer"),
            text(Rights, 0x8298, "Copyright"),
            text(Device, 0xC62F, "CameraSerial"),
            text(Unknown, 0x9999, "UnknownTag"),
            self.short(0x0112, 6),
        ];
        let wide = |text: String| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        first.push(self.bytes(0x9C9B, wide(marks.text(Text, "XPTitle"))));
        first.push(self.bytes(0x9C9D, wide(marks.text(Contact, "XPAuthor"))));
        exif.push(self.bytes(0x927C, marks.text(Unknown, "MakerNote").into_bytes()));
        let comment = [b"ASCII\0\0\0".to_vec(), marks.text(Text, "UserComment").into_bytes()].concat();
        exif.push(self.bytes(0x9286, comment));
        let latitude = [48_137_123u32, 1_000_003, 12_345_679, 1_000_033, 98_765_431, 1_000_037];
        let latitude: Vec<u8> = latitude.iter().flat_map(|number| self.four(*number)).collect();
        marks.put(&latitude[..8], Location, "GPSLatitude", false);
        let gps = vec![
            self.text(1, "N"),
            Field { tag: 2, kind: 5, count: 3, value: latitude },
            self.bytes(0x1B, marks.text(Location, "GPSMethod").into_bytes()),
            self.text(0x1D, &marks.text(Location, "GPSDate")),
        ];
        let exif = self.directory(out, exif);
        let gps = self.directory(out, gps);
        first.push(self.long(0x8769, exif as u32));
        first.push(self.long(0x8825, gps as u32));
        first
    }

    /// A picture of 8 × 8 points, whose bytes stand at `at`.
    fn picture(self, at: usize, length: usize) -> Vec<Field> {
        vec![
            self.short(0x0100, 8),
            self.short(0x0101, 8),
            Field { tag: 0x0102, kind: 3, count: 3, value: [self.two(8), self.two(8), self.two(8)].concat() },
            self.short(0x0103, 1),
            self.short(0x0106, 2),
            self.long(0x0111, at as u32),
            self.short(0x0115, 3),
            self.short(0x0116, 8),
            self.long(0x0117, length as u32),
        ]
    }
}

/// An EXIF block with a thumbnail.
pub fn exif(little: bool, marks: &mut Marks) -> Vec<u8> {
    let order = Order(little);
    let mut out = order.header();
    let fields = order.fields(&mut out, marks);
    let first = order.directory(&mut out, fields);
    let comment = marks.text(Group::EmbeddedPictures, "Thumbnail");
    let thumbnail = [&b"\xFF\xD8\xFF\xFE"[..], &(comment.len() as u16 + 2).to_be_bytes(), comment.as_bytes()].concat();
    let thumbnail = [thumbnail, std::fs::read(fixture("media/quarters-grey.jpg")).unwrap()[2..].to_vec()].concat();
    let at = out.len() as u32;
    out.extend(&thumbnail);
    let second = order.directory(&mut out, vec![order.long(0x0201, at), order.long(0x0202, thumbnail.len() as u32)]);
    order.start(&mut out, first);
    order.link(&mut out, first, second);
    out
}

/// Two pages, a reduced picture between them, one below the first, and a marker between the parts.
pub fn file(name: &'static str, little: bool, dng: bool) -> Marked {
    use Group::{Creator, Device, EmbeddedPictures, Location, Unknown};
    let mut marks = Marks::default();
    let order = Order(little);
    let mut out = order.header();
    let points = |seed: u8| (0..192u8).map(|n| n.wrapping_mul(37).wrapping_add(seed)).collect::<Vec<u8>>();
    let strip = |out: &mut Vec<u8>, bytes: &[u8]| {
        out.extend(bytes);
        out.len() - bytes.len()
    };
    let preview = |out: &mut Vec<u8>, marks: &mut Marks, place: &str| {
        let mut bytes = marks.text(EmbeddedPictures, place).into_bytes();
        bytes.resize(192, 7);
        let at = strip(out, &bytes);
        let mut fields = order.picture(at, 192);
        fields.push(order.long(0x00FE, 1));
        fields
    };
    let below = preview(&mut out, &mut marks, "SubIfdPreview");
    let below = order.directory(&mut out, below);
    let reduced = preview(&mut out, &mut marks, "ReducedPage");
    out.extend(marks.text(Unknown, "Gap").as_bytes());
    out.resize(out.len() + out.len() % 2, 0);
    let mut first = order.fields(&mut out, &mut marks);
    let one = out.len();
    out.extend(points(1));
    first.extend(order.picture(one, 192));
    first.push(order.long(0x014A, below as u32));
    first.push(order.bytes(0x02BC, packets::xmp(&mut marks)));
    let iptc = packets::iptc(&[(90, marks.text(Location, "IPTC City")), (80, marks.text(Creator, "IPTC By-line"))]);
    first.push(order.bytes(0x83BB, iptc));
    let iptc = packets::iptc(&[(90, marks.text(Location, "8BIM City")), (80, marks.text(Creator, "8BIM By-line"))]);
    let length = (iptc.len() as u32).to_be_bytes();
    let inner = [&b"8BIM\x04\x04\0\0"[..], &length, &iptc].concat();
    first.push(order.bytes(0x8649, inner));
    first.push(order.text(0x87B1, &marks.text(Location, "GeoTIFF")));
    first.push(order.bytes(0x8773, profiles::icc(&mut marks)));
    if dng {
        first.push(Field { tag: 0xC612, kind: 1, count: 4, value: vec![1, 4, 0, 0] });
        first.push(order.bytes(0xC634, marks.text(Unknown, "DngPrivate").into_bytes()));
        first.push(order.text(0xC68B, &marks.text(Device, "OriginalRawName")));
    }
    let first = order.directory(&mut out, first);
    let reduced = order.directory(&mut out, reduced);
    let two = out.len();
    out.extend(points(99));
    let mut page = order.picture(two, 192);
    page.push(order.text(0x013B, &marks.text(Creator, "ArtistOfPage2")));
    page.push(order.text(0x0131, &marks.text(Group::Software, "SoftwareOfPage2")));
    let page = order.directory(&mut out, page);
    order.start(&mut out, first);
    order.link(&mut out, first, reduced);
    order.link(&mut out, reduced, page);
    out.extend(marks.text(Unknown, "AfterTheFile").as_bytes());
    Marked { name, bytes: out, marks }
}

/// A page whose one strip is a JPEG stream.
#[allow(dead_code, reason = "not every test that has these files needs this one")]
pub fn around_jpeg(jpeg: &[u8]) -> Vec<u8> {
    let order = Order(true);
    let mut out = order.header();
    let fields = order.picture(8 + 2 + 12 * 9 + 4 + 6, jpeg.len());
    let fields = fields.into_iter().map(|field| if field.tag == 0x0103 { order.short(0x0103, 7) } else { field });
    let first = order.directory(&mut out, fields.collect());
    order.start(&mut out, first);
    assert_eq!(out.len(), 8 + 2 + 12 * 9 + 4 + 6);
    out.extend(jpeg);
    out
}
